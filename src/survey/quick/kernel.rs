//! The cells of one column, one after the other: the plain ones at once, all others by asking the reader of single cells.

use crate::lang::{DateSpan, Exact, Truth};
use crate::survey::batch::Column;
use crate::survey::cells::{CellValue, ColumnReader, PlainCells, PlainNumbers};
use crate::survey::columns::{Texts, packed};
use crate::survey::error::SurveyError;

use super::Cells;
use crate::text::legacy::may_be_old;

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

/// Stands for a cell that has to be asked.
const ASK: u8 = 0xFE;
/// Stands for a day that has to be asked; no day is as small.
const NO_DAY: i32 = i32::MIN;
/// Set in a code whose word may be in an old encoding; codes are smaller.
const DOUBT: u8 = 0x40;

impl Kernel {
    /// For a column that a reader reads.
    pub(super) fn new(reader: &ColumnReader, is_key: bool) -> Kernel {
        match reader.plain_cells() {
            PlainCells::Words => Kernel::Words(Box::default()),
            PlainCells::Number(numbers) => Kernel::Number(Numbers(numbers)),
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

    /// Reads the cells of a column.
    pub(super) fn read(
        &mut self,
        cells: &mut Cells<'_, '_, '_>,
        column: usize,
        target: Option<&mut Column>,
    ) -> Result<(), SurveyError> {
        let is_own = column < super::DERIVED;
        match (self, target) {
            (Kernel::Words(words), target) if is_own => words.read(cells, column, target),
            (Kernel::Number(numbers), Some(Column::Number(target))) if is_own => {
                let bytes = cells.bytes();
                for row in 0..cells.len() {
                    let (start, end) = cells.cell(row, column);
                    match numbers.read(&bytes[start..end]) {
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
                    let day = day(&bytes[start..end]).filter(|day| (*first..=*last).contains(day));
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
                    if above.is_some_and(|above| is_same(bytes, above, place)) {
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
                    doubt = may_be_old(text);
                    if cells.rows.is_plain_text(cells.at, text) {
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

/// Answers with their codes, by their bytes.
pub(super) struct Words {
    /// Of one byte, and behind them the same of blank cells, whatever byte follows.
    single: [u8; 512],
    /// Of up to sixteen bytes; places that are empty have no length.
    places: Vec<([u64; 2], u8, u8)>,
    filled: usize,
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
            codes: Vec::new(),
            doubts: false,
        }
    }
}

/// A power of two.
const PLACES: usize = 256;

/// Up to sixteen bytes of a cell; as many can be read behind its beginning.
#[inline]
fn short(bytes: &[u8], start: usize, length: usize) -> [u64; 2] {
    let Some(cell) = bytes.get(start..start + 16).and_then(|cell| cell.first_chunk::<16>()) else { return [0; 2] };
    let all = u128::from_le_bytes(*cell);
    let [low, high] = KEPT[length.min(16)];
    [all as u64 & low, (all >> 64) as u64 & high]
}

/// By length which bits of sixteen bytes are a cell's.
const KEPT: [[u64; 2]; 17] = {
    let mut kept = [[0; 2]; 17];
    let mut length = 1;
    while length <= 16 {
        let bits = u128::MAX >> (8 * (16 - length));
        kept[length] = [bits as u64, (bits >> 64) as u64];
        length += 1;
    }
    kept
};

/// Whether two cells hold the same; sixteen bytes can be read behind the beginning of each.
#[inline]
pub(super) fn is_same(bytes: &[u8], one: (usize, usize), other: (usize, usize)) -> bool {
    let length = one.1 - one.0;
    length == other.1 - other.0
        && match length {
            0..=16 => short(bytes, one.0, length) == short(bytes, other.0, length),
            _ => bytes[one.0..one.1] == bytes[other.0..other.1],
        }
}

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
            _ => ASK,
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
            _ => {}
        }
    }

    fn read(
        &mut self,
        cells: &mut Cells<'_, '_, '_>,
        column: usize,
        target: Option<&mut Column>,
    ) -> Result<(), SurveyError> {
        let (bytes, index) = (cells.bytes(), cells.index);
        let mut codes = std::mem::take(&mut self.codes);
        codes.clear();
        codes.resize(cells.len(), ASK);
        index.each_cell(cells.places, column, &mut codes, |code, (start, end)| *code = self.code(bytes, start, end));
        let mut from = 0;
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
                    let mark = if doubt { DOUBT } else { 0 };
                    self.doubts |= doubt;
                    self.remember(bytes, start, end, code | mark);
                }
            } else if code & DOUBT != 0 && code != Column::NO_CODE {
                cells.doubt(row);
                code &= !DOUBT;
            }
            codes[row] = code;
            from = row + 1;
        }
        if self.doubts {
            for (row, code) in codes.iter_mut().enumerate() {
                if *code != Column::NO_CODE && *code & DOUBT != 0 {
                    cells.doubt(row);
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

/// What numbers a field can hold.
pub(super) struct Numbers(PlainNumbers);

impl Numbers {
    /// A number of plain digits over a power of ten, in the field's unit.
    fn read(&self, cell: &[u8]) -> Option<(i64, i64)> {
        let Numbers(PlainNumbers { low, high, least, scale, step, unknown, whole }) = self;
        if cell.is_empty() || cell.len() > 15 {
            return None;
        }
        let (mut number, mut point) = (0i64, None);
        for (at, byte) in cell.iter().enumerate() {
            match byte {
                b'0'..=b'9' => number = number * 10 + i64::from(byte - b'0'),
                b'.' if point.is_none() && at > 0 => point = Some(at),
                _ => return None,
            }
        }
        let den = match point.map(|point| cell.len() - point - 1) {
            None => 1,
            // three digits behind a point may be thousands
            Some(1) if !whole && step.is_none() => 10,
            Some(2) if !whole && step.is_none() => 100,
            Some(_) => return None,
        };
        let is_unknown = |unknown: &Exact| {
            i128::from(unknown.numerator()) * i128::from(den) == i128::from(number) * i128::from(unknown.denominator())
        };
        if unknown.iter().any(is_unknown) {
            return None;
        }
        let number = number.checked_mul(*scale)?;
        let fits = low.saturating_mul(den) <= number
            && number <= high.saturating_mul(den)
            && (number == 0 || number >= least.saturating_mul(den))
            && step.is_none_or(|step| number % step == 0);
        fits.then_some((number, den))
    }
}

/// A day written out in ten signs, [`packed`].
#[inline]
fn day(cell: &[u8]) -> Option<i32> {
    let cell: &[u8; 10] = cell.try_into().ok()?;
    let digits = cell.map(|byte| byte.wrapping_sub(b'0'));
    let [year, month, day] = match (cell[2], cell[4], cell[5], cell[7]) {
        (_, b'-', _, b'-') => [[0, 1, 2, 3], [0, 0, 5, 6], [0, 0, 8, 9]],
        (b'/', _, b'/', _) => [[6, 7, 8, 9], [0, 0, 3, 4], [0, 0, 0, 1]],
        _ => return None,
    };
    let two = |at: [usize; 2]| i32::from(digits[at[0]]) * 10 + i32::from(digits[at[1]]);
    // all at once: none of them can be guessed to be wrong
    let all = [year[0], year[1], year[2], year[3], month[2], month[3], day[2], day[3]];
    if all.into_iter().fold(false, |wrong, at| wrong | (digits[at] > 9)) {
        return None;
    }
    let year = two([year[0], year[1]]) * 100 + two([year[2], year[3]]);
    let (month, day) = (two([month[2], month[3]]), two([day[2], day[3]]));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (year > 0 && (1..=days).contains(&day)).then_some(year * 512 + month * 32 + day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_read() {
        let packed_day = |y, m, d| Some(packed(date(y, m, d)));
        assert_eq!(day(b"1993-08-26"), packed_day(1993, 8, 26));
        assert_eq!(day(b"29/02/2020"), packed_day(2020, 2, 29));
        for text in ["1993-8-26", "29/02/2021", "04/24/1941", "0000-01-01", "1993-08-2x", "28-07-1969", "1993/08/26"] {
            assert_eq!(day(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_read() {
        let plain = PlainNumbers {
            low: 0,
            high: 1000,
            least: 2,
            scale: 1,
            step: None,
            unknown: vec![Exact::int(99)],
            whole: false,
        };
        let thousands = Numbers(PlainNumbers { scale: 1000, high: 5000, step: Some(2000), ..plain.clone() });
        assert_eq!((thousands.read(b"4"), thousands.read(b"3"), thousands.read(b"6")), (Some((4000, 1)), None, None));
        let numbers = Numbers(plain);
        assert_eq!(numbers.read(b"43.3"), Some((433, 10)));
        assert_eq!(numbers.read(b"0012"), Some((12, 1)));
        assert_eq!(numbers.read(b"1000.00"), Some((100_000, 100)));
        for text in ["", "99", "99.0", "1", "1001", "1000.01", "1.500", ".5", "5.", "-1", "1,5", " 1", "1e3"] {
            assert_eq!(numbers.read(text.as_bytes()), None, "{text}");
        }
    }
}
