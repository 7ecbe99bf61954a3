//! The cells of one column, one after the other: the plain ones at once, all others by asking the reader of single cells.

use crate::lang::DateSpan;
use crate::survey::batch::Column;
use crate::survey::cells::{CellValue, ColumnReader, PlainCells};
use crate::survey::columns::{Texts, packed};
use crate::survey::error::SurveyError;
use crate::text::legacy::may_be_old;

use super::Cells;
use super::days::day;
use super::numbers::Numbers;
use super::phrases::Said;
use super::short::{Signs, is_same};
use super::words::Words;

/// How the cells of a column are read.
pub(super) enum Kernel {
    /// Answers from a list.
    Words(Box<Words>),
    /// Numbers of digits, with a point at the most.
    Number(Numbers),
    /// Days as `yyyy-mm-dd` or `dd/mm/yyyy`, between two if any are plain; those being read.
    Date { range: Option<(i32, i32)>, days: Vec<i32> },
    /// Texts; for the household id also as keys.
    Text { is_key: bool, keys: Texts },
    /// Nothing is plain.
    None,
}

/// Stands for a day that has to be asked; no day is as small.
const NO_DAY: i32 = i32::MIN;

impl Kernel {
    /// For a column that a reader reads.
    pub(super) fn new(reader: &ColumnReader, is_key: bool) -> Kernel {
        match reader.plain_cells() {
            PlainCells::Words => Kernel::Words(Box::default()),
            PlainCells::Number(numbers) => Kernel::Number(Numbers::of(numbers)),
            PlainCells::None => Kernel::None,
            PlainCells::Date(range) => Kernel::Date {
                range: range.map(|DateSpan { first, last }| (packed(first), packed(last))),
                days: Vec::new(),
            },
            PlainCells::Text => Kernel::Text { is_key, keys: Texts::default() },
        }
    }

    /// Before the cells of another block with so many rows.
    pub(super) fn begin(&mut self, rows: usize) {
        if let Kernel::Text { is_key: true, keys } = self {
            *keys = Texts::with_room(rows);
        }
    }

    /// The ids read since the last call.
    pub(super) fn take_keys(&mut self) -> Texts {
        match self {
            Kernel::Text { keys, .. } => std::mem::take(keys),
            _ => Texts::default(),
        }
    }

    /// Whether the cells are answers from a list.
    pub(super) fn has_words(&self) -> bool {
        matches!(self, Kernel::Words(_))
    }

    /// The code of one of the answers read last.
    pub(super) fn code(&self, row: usize) -> u8 {
        match self {
            Kernel::Words(words) => words.read_code(row),
            _ => Column::NO_CODE,
        }
    }

    /// Reads the cells of a column; `said` is what phrases say of answers.
    pub(super) fn read(
        &mut self,
        cells: &mut Cells<'_, '_, '_>,
        column: usize,
        target: Option<&mut Column>,
        said: Option<Said<'_>>,
    ) -> Result<(), SurveyError> {
        let is_own = column < super::DERIVED;
        match (self, target) {
            (Kernel::Words(words), target) if is_own => words.read(cells, column, target, said),
            (Kernel::Number(numbers), Some(Column::Number(target))) if is_own => {
                let bytes = cells.bytes();
                for row in 0..cells.len() {
                    let (start, end) = cells.cell(row, column);
                    match numbers.read(bytes, start, end) {
                        Some((numerator, den)) => target.push_decimal(numerator, den),
                        None => match cells.ask(row, column)?.0 {
                            Some(CellValue::Number(number)) => target.push(Some(number)),
                            _ => target.push(None),
                        },
                    }
                }
                Ok(())
            }
            (Kernel::Date { range: Some((first, last)), days }, Some(Column::Date(target))) if is_own => {
                let bytes = cells.bytes();
                days.resize(cells.len(), 0);
                cells.index.each_cell(cells.places, column, days, |own, (start, end)| {
                    let day = day(bytes, start, end).filter(|day| (*first..=*last).contains(day));
                    *own = day.unwrap_or(NO_DAY);
                });
                let mut known = 0;
                // what is plain up to each cell that is not
                while let Some(open) = days[known..].iter().position(|day| *day == NO_DAY).map(|at| known + at) {
                    target.extend_packed(&days[known..open]);
                    match cells.ask(open, column)?.0 {
                        Some(CellValue::Date(span)) => target.push(Some(span)),
                        _ => target.push(None),
                    }
                    known = open + 1;
                }
                target.extend_packed(&days[known..]);
                Ok(())
            }
            (Kernel::Text { is_key, keys }, target) if is_own => {
                let mut target = match target {
                    Some(Column::Text(texts)) => Some(texts),
                    _ => None,
                };
                let bytes = cells.bytes();
                // where the plain text of the row above stands
                let mut above: Option<(usize, usize)> = None;
                let mut doubt = false;
                for row in 0..cells.len() {
                    let place = cells.cell(row, column);
                    if above.is_some_and(|above| cells.is_as_above(row) || is_same(bytes, above, place)) {
                        if doubt {
                            cells.doubt(row);
                        }
                        if let Some(target) = &mut target {
                            target.push_same();
                        }
                        if *is_key {
                            keys.push_same();
                        }
                        continue;
                    }
                    let text = cells.text(row, column);
                    let signs = if *is_key { Signs::of(bytes, place.0, place.1) } else { None };
                    let is_id = signs.is_some_and(Signs::is_of_id_alone) && cells.rows.is_plain_id(cells.at, text);
                    doubt = !is_id && may_be_old(text);
                    if is_id || cells.rows.is_plain_text(cells.at, text) {
                        if doubt {
                            cells.doubt(row);
                        }
                        let differs = above.is_some();
                        let push = |texts: &mut Texts| match differs {
                            true => texts.push_new(text),
                            false => texts.push(Some(text)),
                        };
                        if let Some(target) = &mut target {
                            push(target);
                        }
                        if *is_key {
                            push(keys);
                        }
                        above = Some(place);
                        continue;
                    }
                    above = None;
                    let value = match cells.ask(row, column)?.0 {
                        Some(CellValue::Text(text)) => Some(text),
                        _ => None,
                    };
                    if let Some(target) = &mut target {
                        target.push(value.as_deref());
                    }
                    if *is_key {
                        keys.push(value.as_deref());
                    }
                }
                Ok(())
            }
            (kernel, mut target) => {
                for row in 0..cells.len() {
                    let value = cells.ask(row, column)?.0;
                    if let (Kernel::Text { is_key: true, keys }, Some(CellValue::Text(key))) = (&mut *kernel, &value) {
                        keys.push(Some(key));
                    } else if let Kernel::Text { is_key: true, keys } = &mut *kernel {
                        keys.push(None);
                    }
                    if let Some(target) = &mut target {
                        match value {
                            Some(value) => value.push_to(target),
                            None => target.push_unknown(),
                        }
                    }
                }
                Ok(())
            }
        }
    }
}
