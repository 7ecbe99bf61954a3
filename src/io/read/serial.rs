//! Dates and times as spreadsheets store them, days since an epoch. Knows nothing of cell formats.

use jiff::civil::Date;

use super::Cell;

/// A count of days from an epoch, with the time of day as a fraction, as what it means. `text` is used for what is a time
/// and no date. Numbers that no date belongs to stay numbers: negative ones, 0, 60 in the 1900 system (29 February 1900,
/// which was none) and those beyond the year 9999.
pub(super) fn moment(days: f64, from_1904: bool, text: &mut String) -> Cell<'_> {
    let milliseconds = days * 86_400_000.0;
    if !milliseconds.is_finite() || milliseconds.abs() > 4e14 {
        return Cell::Number(days);
    }
    // A stored time is off by some billionths of a day; a moment before midnight belongs to the day that begins.
    let milliseconds = milliseconds.round() as i64;
    let day = milliseconds.div_euclid(86_400_000);
    if day == 0 && milliseconds > 0 {
        return time(milliseconds, text);
    }
    match date(day, from_1904) {
        Some(date) => Cell::Date(date),
        None => Cell::Number(days),
    }
}

/// A length of time, `31:30:00`; longer than a day is more than 24 hours.
pub(super) fn duration(days: f64, text: &mut String) -> Cell<'_> {
    let milliseconds = (days * 86_400_000.0).round();
    if !milliseconds.is_finite() || milliseconds.abs() > 4e14 {
        return Cell::Number(days);
    }
    time(milliseconds as i64, text)
}

fn time(milliseconds: i64, text: &mut String) -> Cell<'_> {
    let seconds = milliseconds.abs() / 1000;
    let sign = if milliseconds < 0 { "-" } else { "" };
    *text = format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    Cell::Text(text)
}

fn date(day: i64, from_1904: bool) -> Option<Date> {
    // days from 1 January 1970 to the day that is counted as 0
    let epoch = match (from_1904, day) {
        (true, 0..) => -24_107,
        (false, 1..=59) => -25_568,
        (false, 61..) => -25_569,
        _ => return None,
    };
    civil(epoch + day)
}

/// The date so many days after 1 January 1970, by whole numbers: a survey has a date of birth in every row. Years are counted
/// from March, so that a leap day is the last of one, in spans of 400 years, which all have the same number of days.
fn civil(days: i64) -> Option<Date> {
    let days = days + 719_468;
    let (span, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = 400 * span + year + i64::from(month <= 2);
    Date::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()
}

/// A date written `2022-10-01`, alone or before a time.
pub(super) fn iso(text: &str) -> Option<Date> {
    let date = text.get(..10)?;
    let rest = &text[10..];
    if rest.is_empty() || rest.starts_with(['T', 't', ' ']) { date.parse().ok() } else { None }
}

/// What a cell's number format makes of its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Number,
    /// A date, a time of day, or both.
    Moment,
    /// Hours, minutes or seconds that may be more than a day.
    Length,
}

impl Shown {
    /// The formats that every spreadsheet program knows by number.
    pub(super) fn by_number(number: u16) -> Shown {
        match number {
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Moment,
            46 => Shown::Length,
            _ => Shown::Number,
        }
    }

    /// By the letters in the first section of a format, those in quotes and in most brackets apart.
    pub(super) fn by_format(format: &str) -> Shown {
        if format.eq_ignore_ascii_case("general") {
            return Shown::Number;
        }
        let mut chars = format.chars();
        while let Some(c) = chars.next() {
            match c.to_ascii_lowercase() {
                '\\' | '_' | '*' => {
                    chars.next();
                }
                '"' => {
                    chars.by_ref().find(|&c| c == '"');
                }
                '[' => {
                    let inside: String = chars.by_ref().take_while(|&c| c != ']').collect();
                    let inside = inside.to_ascii_lowercase();
                    if !inside.is_empty() && ['h', 'm', 's'].iter().any(|unit| inside.chars().all(|c| c == *unit)) {
                        return Shown::Length;
                    }
                }
                ';' => return Shown::Number,
                'd' | 'm' | 'y' | 'h' | 's' => return Shown::Moment,
                _ => {}
            }
        }
        Shown::Number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(days: f64, from_1904: bool) -> String {
        moment(days, from_1904, &mut String::new()).to_string()
    }

    #[test]
    fn dates_of_both_systems() {
        // Reference points documented for Excel: serial 1 and 61 are 1 January and 1 March 1900, 44197 is 1 January 2021;
        // the 1904 system counts 1462 days less.
        for (days, date) in [(1.0, "1900-01-01"), (59.0, "1900-02-28"), (61.0, "1900-03-01"), (44_197.0, "2021-01-01")]
        {
            assert_eq!(seen(days, false), date);
        }
        assert_eq!(seen(44_197.0 - 1462.0, true), "2021-01-01");
        assert_eq!(seen(0.0, true), "1904-01-01");
        assert_eq!(seen(2_958_465.0, false), "9999-12-31");
    }

    #[test]
    fn days_have_the_dates_of_the_calendar() {
        let first = Date::constant(1900, 3, 1);
        for day in (61..=2_958_465).step_by(13) {
            let date = first.checked_add(jiff::Span::new().days(day - 61)).unwrap();
            assert_eq!(moment(f64::from(day), false, &mut String::new()), Cell::Date(date));
        }
    }

    #[test]
    fn the_time_is_dropped() {
        assert_eq!(seen(44_197.75, false), "2021-01-01");
        assert_eq!(seen(44_196.999_999_999, false), "2021-01-01");
    }

    #[test]
    fn times_are_text() {
        assert_eq!(seen(0.5, false), "12:00:00");
        assert_eq!(duration(1.312_5, &mut String::new()), Cell::Text("31:30:00"));
        assert_eq!(duration(-0.25, &mut String::new()), Cell::Text("-06:00:00"));
    }

    #[test]
    fn what_is_no_date_stays_a_number() {
        for days in [0.0, 60.0, -1.0, 2_958_466.0, 1e300, f64::INFINITY] {
            assert_eq!(moment(days, false, &mut String::new()), Cell::Number(days));
        }
    }

    #[test]
    fn reads_iso_dates() {
        assert_eq!(iso("2022-10-01").map(|d| d.to_string()).as_deref(), Some("2022-10-01"));
        assert!(iso("2022-10-01T07:30:00").is_some());
        assert!(iso("2022-10").is_none());
        assert!(iso("2022-13-01").is_none());
        assert!(iso("Đắk Lắkkkkk").is_none());
    }

    #[test]
    fn formats_say_what_is_shown() {
        for format in ["dd/mm/yyyy", "[$-42A]d mmmm yyyy", "hh:mm AM/PM", "\"ngày \"dd", "mm:ss.0"] {
            assert_eq!(Shown::by_format(format), Shown::Moment, "{format}");
        }
        for format in ["[h]:mm", "[mm]:ss", "[SS]"] {
            assert_eq!(Shown::by_format(format), Shown::Length, "{format}");
        }
        for format in ["General", "0.00E+00", "#,##0 \"dong\"", "[Red]0", "_d0", "0;dd", "@", "\\d0", "[", "\""] {
            assert_eq!(Shown::by_format(format), Shown::Number, "{format}");
        }
    }
}
