//! The values of one field over many rows, in few bytes each: what surveys of any size are kept in. Knows the kinds of values,
//! nothing of fields.

use std::fmt;

use jiff::civil::Date;

use crate::lang::{DateSpan, Exact, Interval};

/// Numbers, or nothing where a number is not known. Whole numbers and decimals of a few digits take eight bytes.
#[derive(Clone)]
pub struct Numbers {
    /// By row, over `den`.
    numerators: Vec<i64>,
    /// A power of ten.
    den: i64,
    /// Rows whose number is no such fraction, in ascending order.
    odd: Vec<(u32, Exact)>,
}

impl Default for Numbers {
    fn default() -> Numbers {
        Numbers { numerators: Vec::new(), den: 1, odd: Vec::new() }
    }
}

/// Stands for no number.
const NO_NUMBER: i64 = i64::MIN;
/// Stands for one of [`Numbers::odd`].
const ODD: i64 = i64::MIN + 1;
/// Numerators are smaller in size.
const MOST: i64 = 1 << 60;
/// Numbers have at most so many decimals.
const MOST_DEN: i64 = 1_000_000;

impl Numbers {
    /// Adds a row.
    pub fn push(&mut self, number: Option<Exact>) {
        self.numerators.push(NO_NUMBER);
        let row = self.numerators.len() - 1;
        if number.is_some() {
            self.set(row, number);
        }
    }

    /// Makes room for so many rows more.
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.numerators.reserve(rows);
    }

    /// Adds a row with `numerator` over a power of ten of at most 10^6.
    #[inline]
    pub fn push_decimal(&mut self, numerator: i64, den: i64) {
        if den == self.den && numerator.abs() < MOST {
            self.numerators.push(numerator);
        } else if den < self.den && numerator.abs() < MOST / MOST_DEN {
            // both are powers of ten
            self.numerators.push(numerator * (self.den / den));
        } else {
            self.push(Exact::ratio(i128::from(numerator), i128::from(den)));
        }
    }

    /// Sets the number of a row.
    pub fn set(&mut self, row: usize, number: Option<Exact>) {
        if self.numerators[row] == ODD {
            self.odd.retain(|(at, _)| *at as usize != row);
        }
        let Some(number) = number else {
            self.numerators[row] = NO_NUMBER;
            return;
        };
        self.numerators[row] = match self.numerator(number) {
            Some(numerator) => numerator,
            None => {
                let at = self.odd.partition_point(|(at, _)| (*at as usize) < row);
                self.odd.insert(at, (row as u32, number));
                ODD
            }
        };
    }

    /// A number over the common denominator, which is raised where that is needed and possible.
    fn numerator(&mut self, number: Exact) -> Option<i64> {
        let den = number.denominator();
        while den > 0 && self.den % den != 0 {
            if self.den >= MOST_DEN || !self.rescale(self.den * 10) {
                return None;
            }
        }
        let factor = self.den.checked_div(den)?;
        number.numerator().checked_mul(factor).filter(|numerator| numerator.abs() < MOST)
    }

    /// Whether every number fits over another denominator, a multiple of this one; they are over it then.
    fn rescale(&mut self, den: i64) -> bool {
        let factor = den / self.den;
        let is_number = |numerator: i64| numerator > ODD;
        if self.numerators.iter().any(|n| is_number(*n) && n.abs() >= MOST / factor) {
            return false;
        }
        self.numerators.iter_mut().filter(|n| is_number(**n)).for_each(|n| *n *= factor);
        self.den = den;
        true
    }

    /// The number of a row.
    pub fn get(&self, row: usize) -> Option<Exact> {
        match self.numerators[row] {
            NO_NUMBER => None,
            ODD => self.odd.binary_search_by_key(&(row as u32), |(at, _)| *at).ok().map(|at| self.odd[at].1),
            numerator if self.den == 1 => Some(Exact::int(numerator)),
            numerator => Exact::ratio(i128::from(numerator), i128::from(self.den)),
        }
    }

    /// The bounds of every row as numerators over one denominator, `unknown` for rows without a number: `i64::MIN` and
    /// `i64::MAX` for the infinities. None where they are no such fractions.
    pub(crate) fn bounds(&self, unknown: Interval) -> Option<(Vec<i64>, Option<Vec<i64>>, i64)> {
        if !self.odd.is_empty() {
            return None;
        }
        if !self.numerators.contains(&NO_NUMBER) {
            return Some((self.numerators.clone(), None, self.den));
        }
        let [low, high] = [unknown.low, unknown.high].map(|bound| match bound.is_finite() {
            false if bound > Exact::ZERO => Some(i64::MAX),
            false => Some(i64::MIN),
            true if self.den % bound.denominator() != 0 => None,
            true => bound.numerator().checked_mul(self.den / bound.denominator()),
        });
        let (low, high) = (low?, high?);
        let with = |bound: i64| self.numerators.iter().map(|n| if *n == NO_NUMBER { bound } else { *n }).collect();
        Some((with(low), Some(with(high)), self.den))
    }

    /// Adds the rows of others.
    pub fn append(&mut self, other: &Numbers) {
        if other.den == self.den && other.odd.is_empty() {
            self.numerators.extend_from_slice(&other.numerators);
        } else {
            (0..other.len()).for_each(|row| self.push(other.get(row)));
        }
    }

    /// Some of the rows, in any order.
    pub(crate) fn pick(&self, rows: impl Iterator<Item = usize>) -> Numbers {
        if self.odd.is_empty() {
            let numerators = rows.map(|row| self.numerators[row]).collect();
            return Numbers { numerators, den: self.den, odd: Vec::new() };
        }
        let mut picked = Numbers::default();
        rows.for_each(|row| picked.push(self.get(row)));
        picked
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.numerators.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.numerators.is_empty()
    }
}

/// A day in one number that orders as days do: `year × 512 + month × 32 + day`.
pub(crate) fn packed(date: Date) -> i32 {
    i32::from(date.year()) * 512 + i32::from(date.month()) * 32 + i32::from(date.day())
}

/// The day that [`packed`] made a number of.
pub(crate) fn unpacked(day: i32) -> Date {
    Date::new((day >> 9) as i16, ((day >> 5) & 15) as i8, (day & 31) as i8).unwrap_or(Date::MIN)
}

/// Spans of days, or nothing where a date is not known.
#[derive(Clone, Default)]
pub struct Dates {
    first: Vec<i32>,
    last: Vec<i32>,
}

impl Dates {
    /// Adds a row.
    pub fn push(&mut self, span: Option<DateSpan>) {
        let span = span.unwrap_or(DateSpan::UNKNOWN);
        self.first.push(packed(span.first));
        self.last.push(packed(span.last));
    }

    /// Makes room for so many rows more.
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.first.reserve(rows);
        self.last.reserve(rows);
    }

    /// Adds rows with one day each, as [`packed`] has it.
    pub(crate) fn extend_packed(&mut self, days: &[i32]) {
        self.first.extend_from_slice(days);
        self.last.extend_from_slice(days);
    }

    /// Sets the span of a row.
    pub fn set(&mut self, row: usize, span: Option<DateSpan>) {
        let span = span.unwrap_or(DateSpan::UNKNOWN);
        (self.first[row], self.last[row]) = (packed(span.first), packed(span.last));
    }

    /// The span of a row; none where any day is possible.
    pub fn get(&self, row: usize) -> Option<DateSpan> {
        let span = DateSpan { first: unpacked(self.first[row]), last: unpacked(self.last[row]) };
        (span != DateSpan::UNKNOWN).then_some(span)
    }

    /// The first and last days of every row, [`packed`].
    pub(crate) fn bounds(&self) -> (&[i32], &[i32]) {
        (&self.first, &self.last)
    }

    /// Adds the rows of others.
    pub fn append(&mut self, other: &Dates) {
        self.first.extend_from_slice(&other.first);
        self.last.extend_from_slice(&other.last);
    }

    /// Some of the rows, in any order.
    pub(crate) fn pick(&self, rows: impl Iterator<Item = usize> + Clone) -> Dates {
        Dates {
            first: rows.clone().map(|row| self.first[row]).collect(),
            last: rows.map(|row| self.last[row]).collect(),
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.first.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }
}

/// Texts, or nothing where none is known. A text may be kept once for several rows.
#[derive(Clone, Default)]
pub struct Texts {
    text: String,
    /// Where each kept text ends.
    ends: Vec<u32>,
    /// By row which of them it has.
    rows: Vec<u32>,
}

/// Stands for no text.
const NO_TEXT: u32 = u32::MAX;

impl Texts {
    /// Without rows, with room for so many.
    pub(crate) fn with_room(rows: usize) -> Texts {
        let mut texts = Texts::default();
        texts.reserve(rows);
        texts
    }

    /// Makes room for so many rows more.
    pub(crate) fn reserve(&mut self, rows: usize) {
        // most texts are names and ids
        self.text.reserve(rows * 12);
        self.ends.reserve(rows);
        self.rows.reserve(rows);
    }

    /// Adds a row; a text that is the one above is kept once.
    #[inline]
    pub fn push(&mut self, text: Option<&str>) {
        match text {
            None => self.rows.push(NO_TEXT),
            Some(text) => {
                let last = self.ends.len().checked_sub(1);
                match last.filter(|last| self.kept(*last as u32) == text) {
                    Some(last) => self.rows.push(last as u32),
                    None => self.push_new(text),
                }
            }
        }
    }

    /// Adds a row with a text that is not the one above.
    pub(crate) fn push_new(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.rows.push(self.ends.len() as u32 - 1);
    }

    /// Adds a row with the text of the row above.
    #[inline]
    pub(crate) fn push_same(&mut self) {
        self.rows.push(self.rows.last().copied().unwrap_or(NO_TEXT));
    }

    /// The kept text with that number.
    #[inline]
    pub(crate) fn kept(&self, number: u32) -> &str {
        let end = self.ends[number as usize] as usize;
        let start = (number as usize).checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..end]
    }

    /// By row the number of its kept text, the largest number there is for no text.
    pub(crate) fn numbers(&self) -> &[u32] {
        &self.rows
    }

    /// Whether a row has a text.
    pub(crate) fn has(&self, row: usize) -> bool {
        self.rows[row] != NO_TEXT
    }

    /// How many texts are kept.
    pub(crate) fn kept_count(&self) -> usize {
        self.ends.len()
    }

    /// The text of a row.
    #[inline]
    pub fn get(&self, row: usize) -> Option<&str> {
        let number = self.rows[row];
        (number != NO_TEXT).then(|| self.kept(number))
    }

    /// The text of each row.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Adds the rows of others.
    pub fn append(&mut self, other: &Texts) {
        let (shift, length) = (self.ends.len() as u32, self.text.len() as u32);
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| end + length));
        let shifted = |number: &u32| if *number == NO_TEXT { NO_TEXT } else { number + shift };
        self.rows.extend(other.rows.iter().map(shifted));
    }

    /// Some of the rows, in any order.
    pub(crate) fn pick(&self, rows: impl Iterator<Item = usize>) -> Texts {
        let mut picked = Texts::default();
        rows.for_each(|row| picked.push(self.get(row)));
        picked
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

macro_rules! shown_by_row {
    ($($kind:ty),*) => {$(
        impl fmt::Debug for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries((0..self.len()).map(|row| self.get(row))).finish()
            }
        }
    )*};
}

shown_by_row!(Numbers, Dates, Texts);

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn ratio(num: i128, den: i128) -> Exact {
        Exact::ratio(num, den).expect("a small fraction")
    }

    #[test]
    fn numbers_come_back_as_they_went_in() {
        let told = [
            Some(Exact::int(3)),
            None,
            Some(ratio(91, 2)),
            Some(ratio(1, 3)),
            Some(Exact::int(i64::MAX)),
            Some(ratio(-1, 1_000_000)),
            Some(Exact::int(-7)),
            Some(Exact::INFINITY),
        ];
        let mut numbers = Numbers::default();
        told.iter().for_each(|number| numbers.push(*number));
        let all = |numbers: &Numbers| (0..numbers.len()).map(|row| numbers.get(row)).collect::<Vec<_>>();
        assert_eq!(all(&numbers), told);
        assert_eq!(all(&numbers.pick((0..told.len()).rev())), told.iter().rev().copied().collect::<Vec<_>>());
        let mut twice = numbers.clone();
        twice.append(&numbers);
        assert_eq!(all(&twice), [told, told].concat());
        numbers.set(3, Some(Exact::ONE));
        numbers.set(0, Some(ratio(2, 7)));
        numbers.set(4, None);
        assert_eq!([0, 3, 4].map(|row| numbers.get(row)), [Some(ratio(2, 7)), Some(Exact::ONE), None]);
    }

    #[test]
    fn bounds_have_one_denominator() {
        let mut numbers = Numbers::default();
        [Some(ratio(1, 2)), None].into_iter().for_each(|number| numbers.push(number));
        let unknown = Interval::new(Exact::ZERO, Exact::INFINITY);
        assert_eq!(numbers.bounds(unknown), Some((vec![5, 0], Some(vec![5, i64::MAX]), 10)));
        numbers.push(Some(ratio(1, 3)));
        assert_eq!(numbers.bounds(unknown), None);
    }

    #[test]
    fn days_order_as_numbers() {
        let days = [Date::MIN, date(-1, 12, 31), date(0, 1, 1), date(1999, 12, 31), date(2000, 1, 1), Date::MAX];
        assert!(days.map(packed).is_sorted());
        assert_eq!(days.map(packed).map(unpacked), days);
        let mut dates = Dates::default();
        let told = [Some(DateSpan::day(days[3])), None, Some(DateSpan { first: days[2], last: days[4] })];
        told.iter().for_each(|span| dates.push(*span));
        assert_eq!([0, 1, 2].map(|row| dates.get(row)), told);
    }

    #[test]
    fn texts_are_kept_once_where_they_repeat() {
        let mut texts = Texts::default();
        let told = [Some("Tú Nang"), Some("Tú Nang"), None, Some(""), Some("Tú Nang")];
        told.iter().for_each(|text| texts.push(*text));
        assert_eq!(texts.kept_count(), 3);
        let mut twice = texts.clone();
        twice.append(&texts);
        assert_eq!((0..10).map(|row| twice.get(row)).collect::<Vec<_>>(), [told, told].concat());
    }
}
