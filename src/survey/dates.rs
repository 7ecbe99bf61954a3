//! Dates as people type them, day before month; a month or a year alone is a span of days. Days and months are never
//! swapped to make a date out of something that is none.

use jiff::civil::Date;

use crate::lang::{DateSpan, Exact, Interval};

use super::words::plain;

/// Reads `dd/mm/yyyy`, `d-m-yy`, `d.m.yyyy`, `yyyy-mm-dd` (a time behind it is dropped), `mm/yyyy`, `yyyy-mm`, `yyyy`,
/// `ngày 5 tháng 3 năm 2010`, and `00` for a day or month not known. A year of two digits is read where only one century
/// lies in `range`. `None` for anything else.
pub fn parse_date(text: &str, range: DateSpan) -> Option<DateSpan> {
    let text = plain(text.trim());
    let numbers = split(without_time(text.trim()))?;
    match numbers[..] {
        [year] if year.len() == 4 => whole_year(number(year)?),
        [month, year] if month.len() <= 2 && year.len() == 4 => month_of(number(year)?, number(month)?),
        [year, month] if year.len() == 4 && month.len() <= 2 => month_of(number(year)?, number(month)?),
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            day_of(number(year)?, number(month)?, number(day)?)
        }
        [day, month, year] if day.len() <= 2 && month.len() <= 2 && year.len() == 4 => {
            day_of(number(year)?, number(month)?, number(day)?)
        }
        [day, month, year] if day.len() <= 2 && month.len() <= 2 && year.len() == 2 => {
            let (day, month, year) = (number(day)?, number(month)?, number(year)?);
            let in_range = |century: i16| day_of(century + year, month, day).and_then(|span| span.meet(range));
            match (in_range(1900), in_range(2000)) {
                (Some(span), None) | (None, Some(span)) => Some(span),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A year as a span of its days; `None` for years no calendar of ours has.
pub fn whole_year(year: i16) -> Option<DateSpan> {
    Some(DateSpan { first: Date::new(year, 1, 1).ok()?, last: Date::new(year, 12, 31).ok()? })
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
    loop {
        rest = rest.trim_start();
        for word in ["ngày", "tháng", "năm", "Ngày", "Tháng", "Năm"] {
            if let Some(after) = rest.strip_prefix(word) {
                rest = after.trim_start();
            }
        }
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if end == 0 || numbers.len() == 3 {
            return None;
        }
        numbers.push(&rest[..end]);
        rest = rest[end..].trim_start();
        if rest.is_empty() {
            return Some(numbers);
        }
        rest = rest.strip_prefix(['/', '-', '.']).unwrap_or(rest);
    }
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
            assert_eq!(parse_date(text, RANGE), Some(expected), "{text}");
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
            "5-3-15",
            "10:30",
            "1/2/3/4",
            "2022-13",
            "//",
            "5//3/2010",
            "12345",
            "0/5/0000x",
            "١٢/٣/٢٠١٠",
        ] {
            assert_eq!(parse_date(text, RANGE), None, "{text}");
        }
    }

    #[test]
    fn ranges_of_dates_are_numbers() {
        let range = Interval::new(range_bound(RANGE.first), range_bound(RANGE.last));
        assert_eq!(range_days(range), RANGE);
        assert_eq!(range_days(Interval::UNKNOWN), DateSpan::UNKNOWN);
    }
}
