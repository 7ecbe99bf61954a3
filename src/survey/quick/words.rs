//! Answers from a list, by their bytes.

use crate::lang::Truth;
use crate::survey::batch::Column;
use crate::survey::cells::CellValue;
use crate::survey::error::SurveyError;
use crate::text::legacy::may_be_old;

use super::Cells;
use super::phrases::{DOUBTED, OPEN, Said};
use super::seen::{NONE, Seen};
use super::short::short;

/// Stands for a cell that has to be asked.
pub(super) const ASK: u8 = 0xFE;
/// Set in a code whose word may be in an old encoding; codes are smaller.
const DOUBT: u8 = 0x40;

/// Answers with their codes, by their bytes.
pub(super) struct Words {
    /// Of one byte, and behind them the same of blank cells, whatever byte follows.
    single: [u8; 512],
    /// Of up to sixteen bytes; places that are empty have no length.
    places: Vec<([u64; 2], u8, u8)>,
    filled: usize,
    /// Longer ones, and their codes by place.
    long: Option<(Seen, [u8; LONG])>,
    /// Of the cells being read.
    codes: Vec<u8>,
    /// Whether any word may be in an old encoding.
    doubts: bool,
}

impl Default for Words {
    fn default() -> Words {
        Words {
            single: [ASK; 512],
            places: vec![([0; 2], 0, ASK); PLACES],
            filled: 0,
            long: None,
            codes: Vec::new(),
            doubts: false,
        }
    }
}

/// Powers of two.
const PLACES: usize = 256;
const LONG: usize = 64;

impl Words {
    fn place([low, high]: [u64; 2], length: usize) -> usize {
        let mixed = (low ^ high.rotate_left(31) ^ length as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 56) as usize % PLACES
    }

    #[inline]
    fn code(&self, bytes: &[u8], start: usize, end: usize) -> u8 {
        match end - start {
            // one look for both: which of them comes next cannot be guessed
            length @ 0..=1 => self.single[usize::from(bytes[start]) | usize::from(length == 0) << 8],
            length @ 2..=16 => {
                let key = short(bytes, start, length);
                let mut at = Words::place(key, length);
                loop {
                    let (known, known_length, code) = self.places[at];
                    if known_length == 0 {
                        return ASK;
                    }
                    if known == key && usize::from(known_length) == length {
                        return code;
                    }
                    at = (at + 1) % PLACES;
                }
            }
            _ => match &self.long {
                Some((seen, codes)) => codes[seen.find(bytes, start, end) % LONG],
                None => ASK,
            },
        }
    }

    fn remember(&mut self, bytes: &[u8], start: usize, end: usize, code: u8) {
        match end - start {
            0 => self.single[256..].fill(code),
            1 => self.single[usize::from(bytes[start])] = code,
            length @ 2..=16 if self.filled < PLACES / 2 => {
                let key = short(bytes, start, length);
                let mut at = Words::place(key, length);
                while self.places[at].1 != 0 {
                    at = (at + 1) % PLACES;
                }
                self.places[at] = (key, length as u8, code);
                self.filled += 1;
            }
            17.. => {
                let (seen, codes) = self.long.get_or_insert_with(|| (Seen::with_places(LONG), [ASK; LONG]));
                let place = seen.add(bytes, start, end);
                if place != NONE {
                    codes[place] = code;
                }
            }
            _ => {}
        }
    }

    /// The code of one of the cells read last.
    pub(super) fn read_code(&self, row: usize) -> u8 {
        self.codes[row]
    }

    /// Reads the cells of a column; `said` is what phrases say of it.
    pub(super) fn read(
        &mut self,
        cells: &mut Cells<'_, '_, '_>,
        column: usize,
        target: Option<&mut Column>,
        mut said: Option<Said<'_>>,
    ) -> Result<(), SurveyError> {
        let (bytes, index) = (cells.bytes(), cells.index);
        let mut codes = std::mem::take(&mut self.codes);
        codes.clear();
        codes.resize(cells.len(), ASK);
        match &said {
            Some(said) => said.write(&mut codes),
            None => index.each_cell(cells.places, column, &mut codes, |code, (start, end)| {
                *code = self.code(bytes, start, end);
            }),
        }
        // phrases tell of their doubts themselves
        let (is_said, has_misses) = (said.is_some(), said.as_ref().is_none_or(|said| said.misses));
        let mut mark = |row: usize, mark: u8| {
            if let Some(said) = &mut said {
                said.marks[row] |= mark;
            }
        };
        let mut from = if has_misses { 0 } else { codes.len() };
        while let Some(found) = memchr::memchr(ASK, &codes[from..]) {
            let row = from + found;
            let (start, end) = cells.cell(row, column);
            // what is the same as a cell before is known by now
            let mut code = self.code(bytes, start, end);
            if code == ASK {
                let (value, always) = cells.ask(row, column)?;
                code = match value {
                    Some(CellValue::Code(code)) => code,
                    Some(CellValue::Bool(value)) => u8::from(value),
                    _ => Column::NO_CODE,
                };
                // asking doubts the row itself; a word that is remembered does so in every row
                let doubt = may_be_old(cells.text(row, column));
                if always && !(doubt && code == Column::NO_CODE) {
                    let doubted = if doubt { DOUBT } else { 0 };
                    self.doubts |= doubt;
                    self.remember(bytes, start, end, code | doubted);
                } else {
                    mark(row, OPEN);
                }
                if doubt {
                    mark(row, DOUBTED);
                }
            } else if code & DOUBT != 0 && code != Column::NO_CODE {
                cells.doubt(row);
                mark(row, DOUBTED);
                code &= !DOUBT;
            }
            codes[row] = code;
            from = row + 1;
        }
        if self.doubts && !is_said {
            for (row, code) in codes.iter_mut().enumerate() {
                if *code != Column::NO_CODE && *code & DOUBT != 0 {
                    cells.doubt(row);
                    mark(row, DOUBTED);
                    *code &= !DOUBT;
                }
            }
        }
        match target {
            Some(Column::Code(target)) => target.extend_from_slice(&codes),
            Some(Column::Bool(target)) => target.extend(codes.iter().map(|code| match code {
                0 => Truth::False,
                1 => Truth::True,
                _ => Truth::Unknown,
            })),
            _ => {}
        }
        self.codes = codes;
        Ok(())
    }
}
