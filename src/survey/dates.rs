//! Dates as people type them, day before month; a month or a year alone is a span of days. Days and months are never
//! swapped to make a date out of something that is none.

use jiff::Span;
use jiff::civil::Date;

use crate::lang::{DateSpan, Exact, Interval};

use super::words::plain;

/// What a text says as a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateText {
    /// The days it can be.
    One(DateSpan),
    /// `5/3/12`: of one century or of the next, the earlier first.
    Either([DateSpan; 2]),
    /// No date.
    No,
}

impl DateText {
    /// The days, where they are of one century.
    pub fn one(self) -> Option<DateSpan> {
        match self {
            DateText::One(span) => Some(span),
            DateText::Either(_) | DateText::No => None,
        }
    }
}

/// Reads `dd/mm/yyyy`, `d-m-yy`, `d.m.yyyy`, `yyyy-mm-dd` (a time behind it is dropped), `mm/yyyy`, `yyyy-mm`, `yyyy`,
/// `ngày 5 tháng 3 năm 2010`, `05-Mar-2010`, and `00` for a day or month not known. A year of two digits is read where only
/// one century lies in `range`.
pub fn parse_date(text: &str, range: DateSpan) -> DateText {
    if let Some(day) = plain_day(text.as_bytes()) {
        return DateText::One(day);
    }
    let text = plain(text.trim());
    let Some(numbers) = split(without_time(text.trim())) else { return DateText::No };
    if let [day, month, year] = numbers[..]
        && day.len() <= 2
        && month.len() <= 2
        && year.len() == 2
    {
        let (Some(day), Some(month), Some(year)) = (number(day), number(month), number(year)) else {
            return DateText::No;
        };
        let in_range = |century: i16| day_of(century + year, month, day).and_then(|span| span.meet(range));
        return match (in_range(1900), in_range(2000)) {
            (Some(span), None) | (None, Some(span)) => DateText::One(span),
            (Some(earlier), Some(later)) => DateText::Either([earlier, later]),
            (None, None) => DateText::No,
        };
    }
    whole(&numbers).map_or(DateText::No, DateText::One)
}

/// `dd/mm/yyyy` or `yyyy-mm-dd` with all its digits, as nearly all dates of a file are written.
fn plain_day(text: &[u8]) -> Option<DateSpan> {
    let number = |digits: &[u8]| {
        let add = |number: i16, digit: &u8| digit.is_ascii_digit().then(|| number * 10 + i16::from(digit - b'0'));
        digits.iter().try_fold(0i16, add)
    };
    match *text {
        [ref day @ .., b'/', m1, m2, b'/', y1, y2, y3, y4] if day.len() == 2 => {
            day_of(number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(day)?)
        }
        [ref year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            day_of(number(year)?, number(&[m1, m2])?, number(&[d1, d2])?)
        }
        _ => None,
    }
}

/// A date with all digits of its year.
fn whole(numbers: &[&str]) -> Option<DateSpan> {
    match *numbers {
        [year] if year.len() == 4 => whole_year(number(year)?),
        [month, year] if month.len() <= 2 && year.len() == 4 => month_of(number(year)?, number(month)?),
        [year, month] if year.len() == 4 && month.len() <= 2 => month_of(number(year)?, number(month)?),
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            day_of(number(year)?, number(month)?, number(day)?)
        }
        [day, month, year] if day.len() <= 2 && month.len() <= 2 && year.len() == 4 => {
            day_of(number(year)?, number(month)?, number(day)?)
        }
        _ => None,
    }
}

/// A year as a span of its days; `None` for years no calendar of ours has.
pub fn whole_year(year: i16) -> Option<DateSpan> {
    Some(DateSpan { first: Date::new(year, 1, 1).ok()?, last: Date::new(year, 12, 31).ok()? })
}

/// From where a workbook counts days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Epoch {
    /// The end of 1899, as nearly all do.
    #[default]
    Of1900,
    /// 1 January 1904, as Excel for Mac did.
    Of1904,
}

impl Epoch {
    const fn day(self) -> Date {
        match self {
            Epoch::Of1900 => Date::constant(1899, 12, 30),
            Epoch::Of1904 => Date::constant(1904, 1, 1),
        }
    }
}

/// The day with that number in a cell that was not given the format of dates. `None` for numbers that are hardly meant so,
/// before 1927 or after 2119 where days are counted from 1900.
pub fn day_number(days: i64, epoch: Epoch) -> Option<DateSpan> {
    (8_000..=80_000).contains(&days).then_some(())?;
    let date = epoch.day().checked_add(Span::new().try_days(days).ok()?).ok()?;
    (date.year() >= 1927).then(|| DateSpan::day(date))
}

/// The year that was typed into a cell with the format of dates, which made it a day in the first half of 1905, or of 1909:
/// 1985 is 7 June 1905. `None` for other days.
pub fn year_in_a_date(date: Date, epoch: Epoch) -> Option<DateSpan> {
    let days = date.since(epoch.day()).ok()?.get_days();
    (1_900..=2_100).contains(&days).then(|| whole_year(days as i16)).flatten()
}

fn month_of(year: i16, month: i16) -> Option<DateSpan> {
    if month == 0 {
        return whole_year(year);
    }
    let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    Some(DateSpan { first, last: first.last_of_month() })
}

fn day_of(year: i16, month: i16, day: i16) -> Option<DateSpan> {
    match (month, day) {
        (0, 0) => whole_year(year),
        (0, _) => None,
        (_, 0) => month_of(year, month),
        _ => Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(DateSpan::day),
    }
}

fn number(digits: &str) -> Option<i16> {
    digits.parse().ok()
}

/// Without a time of day: `2022-10-01T08:00:00+07:00`, `1/10/2022 8:00`.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    match text[..colon].rfind([' ', 'T', 't']) {
        Some(cut) => text[..cut].trim_end(),
        None => text,
    }
}

/// The numbers of a date; `None` where anything but separators stands between them.
fn split(text: &str) -> Option<Vec<&str>> {
    let mut numbers = Vec::with_capacity(3);
    let mut rest = text;
    let mut named = None;
    loop {
        rest = rest.trim_start();
        for word in ["ngày", "tháng", "thg", "năm"] {
            if let Some(start) = rest.get(..word.len())
                && start.to_lowercase() == word
            {
                rest = rest[word.len()..].trim_start_matches([' ', '.']);
            }
        }
        if let Some((month, after)) = month_name(rest)
            && numbers.len() < 2
            && named.is_none()
        {
            named = Some(numbers.len());
            numbers.push(month);
            rest = after.trim_start();
            rest = rest.strip_prefix(['/', '-', '.', ',']).unwrap_or(rest);
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if end == 0 || numbers.len() == 3 {
            return None;
        }
        numbers.push(&rest[..end]);
        rest = rest[end..].trim_start();
        if rest.is_empty() {
            // `Mar 5, 2010`
            if named == Some(0) && numbers.len() == 3 {
                numbers.swap(0, 1);
            }
            return Some(numbers);
        }
        rest = rest
            .strip_prefix(['/', '-', '.'])
            .or_else(|| rest.strip_prefix(',').filter(|_| named.is_some()))
            .unwrap_or(rest);
    }
}

/// The number of a month that a text begins with in English, as spreadsheets write it, and what follows.
fn month_name(text: &str) -> Option<(&'static str, &str)> {
    const MONTHS: [(&str, &str); 12] = [
        ("jan", "1"),
        ("feb", "2"),
        ("mar", "3"),
        ("apr", "4"),
        ("may", "5"),
        ("jun", "6"),
        ("jul", "7"),
        ("aug", "8"),
        ("sep", "9"),
        ("oct", "10"),
        ("nov", "11"),
        ("dec", "12"),
    ];
    let (name, rest) = text.split_at_checked(3)?;
    let (_, number) = MONTHS.iter().find(|(month, _)| name.eq_ignore_ascii_case(month))?;
    (!rest.starts_with(char::is_alphabetic)).then_some((*number, rest))
}

/// The days a date field can plausibly be. Its range holds dates as whole numbers `yyyymmdd`.
pub fn range_days(range: Interval) -> DateSpan {
    let day = |bound: Exact| {
        let number = bound.as_int()?;
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    DateSpan {
        first: day(range.low).unwrap_or(DateSpan::UNKNOWN.first),
        last: day(range.high).unwrap_or(DateSpan::UNKNOWN.last),
    }
}

/// A day as a bound of a date field's range.
pub fn range_bound(day: Date) -> Exact {
    Exact::int(i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const RANGE: DateSpan = DateSpan { first: Date::constant(1900, 1, 1), last: Date::constant(2030, 12, 31) };

    fn span(first: Date, last: Date) -> DateSpan {
        DateSpan { first, last }
    }

    #[test]
    fn dates_as_typed() {
        let day = |y, m, d| DateSpan::day(date(y, m, d));
        for (text, expected) in [
            ("01/10/2022", day(2022, 10, 1)),
            ("1/10/2022", day(2022, 10, 1)),
            ("1-10-2022", day(2022, 10, 1)),
            ("1.10.2022", day(2022, 10, 1)),
            ("2022-10-01", day(2022, 10, 1)),
            ("2022/10/1", day(2022, 10, 1)),
            ("2022-10-01T08:30:00.000+07:00", day(2022, 10, 1)),
            ("2022-10-01 00:00:00", day(2022, 10, 1)),
            ("1/10/2022 8:30", day(2022, 10, 1)),
            ("ngày 5 tháng 3 năm 2010", day(2010, 3, 5)),
            ("NGÀY 5 THÁNG 3 NĂM 2010", day(2010, 3, 5)),
            ("05-Mar-2010", day(2010, 3, 5)),
            ("5 Dec 52", day(1952, 12, 5)),
            ("5-Thg3-2010", day(2010, 3, 5)),
            ("Mar 5, 2010", day(2010, 3, 5)),
            ("Mar-2010", span(date(2010, 3, 1), date(2010, 3, 31))),
            ("５/３/２０１０", day(2010, 3, 5)),
            ("29/02/2020", day(2020, 2, 29)),
            ("5-3-52", day(1952, 3, 5)),
            ("3/2010", span(date(2010, 3, 1), date(2010, 3, 31))),
            ("02/2020", span(date(2020, 2, 1), date(2020, 2, 29))),
            ("2010-05", span(date(2010, 5, 1), date(2010, 5, 31))),
            ("tháng 3/2010", span(date(2010, 3, 1), date(2010, 3, 31))),
            ("1985", span(date(1985, 1, 1), date(1985, 12, 31))),
            ("năm 1985", span(date(1985, 1, 1), date(1985, 12, 31))),
            ("00/00/1950", span(date(1950, 1, 1), date(1950, 12, 31))),
            ("00/06/1950", span(date(1950, 6, 1), date(1950, 6, 30))),
        ] {
            assert_eq!(parse_date(text, RANGE), DateText::One(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "abc",
            "04/24/1941",
            "16/'02/2008",
            "28/707/1969",
            "31/04/2020",
            "29/02/2021",
            "5/3",
            "20011999",
            "Mar-10",
            "5,3,2010",
            "5-Mars-2010",
            "Mar",
            "Mar-Mar-2010",
            "10:30",
            "1/2/3/4",
            "2022-13",
            "//",
            "5//3/2010",
            "12345",
            "0/5/0000x",
            "١٢/٣/٢٠١٠",
        ] {
            assert_eq!(parse_date(text, RANGE), DateText::No, "{text}");
        }
    }

    #[test]
    fn two_digits_of_a_year_need_one_century() {
        let day = |y, m, d| DateSpan::day(date(y, m, d));
        assert_eq!(parse_date("5-3-15", RANGE), DateText::Either([day(1915, 3, 5), day(2015, 3, 5)]));
        let of_2022 = DateSpan { last: date(2022, 12, 31), ..RANGE };
        for (text, expected) in [
            ("5/3/47", DateText::One(day(1947, 3, 5))),
            ("5/3/12", DateText::Either([day(1912, 3, 5), day(2012, 3, 5)])),
            // 1900 had no 29 February, and 2024 is not yet
            ("29/2/00", DateText::One(day(2000, 2, 29))),
            ("29/2/24", DateText::One(day(1924, 2, 29))),
            ("29/2/25", DateText::No),
        ] {
            assert_eq!(parse_date(text, of_2022), expected, "{text}");
        }
    }

    #[test]
    fn days_as_spreadsheets_count_them() {
        // 25569 is 1 January 1970, 44197 is 1 January 2021
        use Epoch::{Of1900, Of1904};
        assert_eq!(day_number(25_569, Of1900), Some(DateSpan::day(date(1970, 1, 1))));
        assert_eq!(day_number(44_197, Of1900), Some(DateSpan::day(date(2021, 1, 1))));
        assert_eq!(day_number(44_197 - 1462, Of1904), Some(DateSpan::day(date(2021, 1, 1))));
        assert_eq!(
            (day_number(1985, Of1900), day_number(9_000, Of1900), day_number(123_456, Of1900)),
            (None, None, None)
        );
        // 1985 days after 30 December 1899
        assert_eq!(year_in_a_date(date(1905, 6, 7), Of1900), whole_year(1985));
        assert_eq!(year_in_a_date(date(1905, 3, 14), Of1900), whole_year(1900));
        assert_eq!((year_in_a_date(date(1905, 3, 13), Of1900), year_in_a_date(date(1980, 2, 1), Of1900)), (None, None));
        assert_eq!(year_in_a_date(date(1909, 6, 8), Of1904), whole_year(1985));
    }

    #[test]
    fn ranges_of_dates_are_numbers() {
        let range = Interval::new(range_bound(RANGE.first), range_bound(RANGE.last));
        assert_eq!(range_days(range), RANGE);
        assert_eq!(range_days(Interval::UNKNOWN), DateSpan::UNKNOWN);
    }
}
