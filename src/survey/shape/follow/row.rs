//! A row as it is handed on, with its derived columns and what later rows add to it; the counts of rows; a cell's content that
//! outlives its row. Decides nothing of which rows are data.

use jiff::civil::Date;

use crate::io::read::{Cell, Row};
use crate::text::tidy;

use super::super::plan::{DERIVED, Derived, Plan};
use super::super::row_kind::RowKind;

/// A row of the sheet with its derived columns.
#[derive(Clone, Debug, Default)]
pub struct PlannedRow {
    pub(super) row: Row,
    pub(super) derived: Row,
    pub(super) start: u32,
    /// The column that each derived cell was taken from, where one decided.
    pub(super) derived_from: Vec<Option<usize>>,
    /// Columns that are filled from a later row of the household, with its number.
    pub(super) later: Vec<(usize, u32)>,
    pub(super) others: Vec<OtherAnswer>,
}

/// What a household's later row says otherwise than the first that says anything.
#[derive(Clone, Debug)]
pub struct OtherAnswer {
    column: usize,
    row: u32,
    cell: Kept,
}

impl OtherAnswer {
    /// The column.
    pub fn column(&self) -> usize {
        self.column
    }

    /// The row's number, from 1.
    pub fn row(&self) -> u32 {
        self.row
    }

    /// What stands there.
    pub fn cell(&self) -> Cell<'_> {
        self.cell.cell()
    }
}

impl PlannedRow {
    /// The row's number in its sheet, from 1.
    pub fn number(&self) -> u32 {
        self.row.number()
    }

    /// In a list with members under their household, the number of the row on which its household begins; else 0.
    pub fn start(&self) -> u32 {
        self.start
    }

    /// How many cells of its own it has.
    pub fn len(&self) -> usize {
        self.row.len()
    }

    /// Whether it has no cell of its own.
    pub fn is_empty(&self) -> bool {
        self.row.is_empty()
    }

    /// A cell of its own, or a derived one from [`DERIVED`].
    pub fn cell(&self, column: usize) -> Cell<'_> {
        if column < DERIVED { self.row.cell(column) } else { self.derived.cell(column - DERIVED) }
    }

    /// Where what [`PlannedRow::cell`] gives stands in the sheet: the row's number, and the column of a derived cell where
    /// one decided.
    pub fn origin(&self, column: usize) -> (u32, Option<usize>) {
        let decided = match column.checked_sub(DERIVED) {
            Some(at) => self.derived_from.get(at).copied().flatten(),
            None => Some(column),
        };
        let later = decided.and_then(|column| self.later.iter().find(|(known, _)| *known == column));
        (later.map_or(self.number(), |(_, row)| *row), decided)
    }

    /// What later rows of the household say otherwise.
    pub fn others(&self) -> &[OtherAnswer] {
        &self.others
    }

    /// Its own cells, to be filled; nothing else is left in it.
    pub(in crate::survey) fn own_mut(&mut self) -> &mut Row {
        self.later.clear();
        self.others.clear();
        self.start = 0;
        &mut self.row
    }

    /// Puts what is the same in every row into the derived columns, where no heading says anything.
    pub(in crate::survey) fn set_plain(&mut self, plan: &Plan) {
        self.derived.reset(self.row.number());
        self.derived_from.clear();
        for (at, derived) in plan.derived.iter().enumerate() {
            let cell = match derived {
                Derived::Text(text, _) => Cell::Text(text),
                _ => Cell::Empty,
            };
            self.derived.push_at(at, cell);
            self.derived_from.push(None);
        }
    }

    /// Takes the answers of a later row of the household.
    pub(super) fn add(&mut self, row: &Row, columns: &[usize]) {
        for column in columns.iter().copied().filter(|column| !is_blank(row.cell(*column))) {
            let cell = row.cell(column);
            if is_blank(self.row.cell(column)) {
                self.row.set(column, cell);
                self.later.push((column, row.number()));
                continue;
            }
            let text = tidy(&cell.to_string());
            let same = |known: Cell<'_>| tidy(&known.to_string()) == text;
            let known = |other: &OtherAnswer| other.column == column && same(other.cell());
            if !same(self.row.cell(column)) && !self.others.iter().any(known) {
                self.others.push(OtherAnswer { column, row: row.number(), cell: Kept::of(cell) });
            }
        }
    }
}

/// How many rows were read and how many of each kind are no data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows that are not blank.
    pub rows: u64,
    /// Of these, those without data, by [`RowKind::ALL`].
    pub skipped: [u64; RowKind::ALL.len()],
}

impl RowCounts {
    /// Counts a row without data.
    pub fn skip(&mut self, kind: RowKind) {
        self.rows += 1;
        self.skipped[kind as usize] += 1;
    }

    /// Rows with data.
    pub fn data(&self) -> u64 {
        self.rows - self.skipped.iter().sum::<u64>()
    }

    /// Adds those of another sheet.
    pub fn add(&mut self, other: &RowCounts) {
        self.rows += other.rows;
        for (count, more) in self.skipped.iter_mut().zip(other.skipped) {
            *count += more;
        }
    }
}

/// Whether a cell holds nothing but blanks and characters that are not seen.
pub fn is_blank(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => crate::text::is_blank(text),
        _ => false,
    }
}

/// A cell's content that outlives its row.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::survey::shape) enum Kept {
    Empty,
    Text(String),
    Number(f64),
    Bool(bool),
    Date(Date),
    Error(String),
}

impl Kept {
    pub(in crate::survey::shape) fn of(cell: Cell<'_>) -> Kept {
        match cell {
            Cell::Empty => Kept::Empty,
            Cell::Text(text) => Kept::Text(text.to_owned()),
            Cell::Number(number) => Kept::Number(number),
            Cell::Bool(value) => Kept::Bool(value),
            Cell::Date(date) => Kept::Date(date),
            Cell::Error(text) => Kept::Error(text.to_owned()),
        }
    }

    pub(in crate::survey::shape) fn cell(&self) -> Cell<'_> {
        match self {
            Kept::Empty => Cell::Empty,
            Kept::Text(text) => Cell::Text(text),
            Kept::Number(number) => Cell::Number(*number),
            Kept::Bool(value) => Cell::Bool(*value),
            Kept::Date(date) => Cell::Date(*date),
            Kept::Error(text) => Cell::Error(text),
        }
    }
}
