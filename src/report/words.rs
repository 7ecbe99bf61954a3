//! Numbers and words as people read them: thousands and decimals of their language, and data made harmless for a terminal.
//! Knows no layout.

use unicode_width::UnicodeWidthStr;

use super::table::{ColumnKind, TableCell};
use crate::lang::Exact;
use crate::text::Language;

/// How many characters of a text in a table people are shown; the rest is cut and an ellipsis put in its place.
pub const LONGEST_TEXT: usize = 200;

/// How many columns of a terminal a text takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// A decimal in plain notation with its thousands in groups: `1500.5` is `1.500,5` in Vietnamese and `1,500.5` in English.
pub fn grouped(plain: &str, language: Language) -> String {
    let (thousands, point) = match language {
        Language::Vi => ('.', ','),
        Language::En => (',', '.'),
    };
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", plain),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::with_capacity(plain.len() + whole.len() / 3);
    out.push_str(sign);
    let length = whole.chars().count();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (length - at).is_multiple_of(3) {
            out.push(thousands);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(point);
        out.push_str(fraction);
    }
    out
}

/// A count with its thousands in groups.
pub fn count(value: i64, language: Language) -> String {
    grouped(&value.to_string(), language)
}

/// A percentage with two decimals, half away from zero, without the sign `%`; empty for an infinity.
pub fn rate(value: Exact, language: Language) -> String {
    grouped(&value.to_fixed(2), language)
}

/// A number in plain notation for programs: in full where it is a finite decimal, else with six decimals, half away from
/// zero; empty for an infinity.
pub fn plain(value: Exact) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let text = value.to_string();
    if text.contains('/') { value.to_fixed(6) } else { text }
}

/// A number for people: whole ones without decimals, others as they are up to two decimals, rounded beyond.
/// `group` puts its thousands in groups; years and row numbers go without.
pub fn number(value: Exact, group: bool, language: Language) -> String {
    let text = plain(value);
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let text = if decimals > 2 { value.to_fixed(2) } else { text };
    match (group, language) {
        (true, _) => grouped(&text, language),
        (false, Language::Vi) => text.replace('.', ","),
        (false, Language::En) => text,
    }
}

/// A cell as people read it in a column of that kind: one line, harmless, at most [`LONGEST_TEXT`] characters of text.
/// Thousands are grouped in columns of counts, money and rates.
pub fn cell(cell: &TableCell, kind: ColumnKind, language: Language) -> String {
    let group = matches!(kind, ColumnKind::Count | ColumnKind::Money | ColumnKind::Rate);
    match cell {
        TableCell::Empty => String::new(),
        TableCell::Hidden => "…".to_owned(),
        TableCell::Text(text) => visible(text, LONGEST_TEXT),
        TableCell::Count(value) if group => count(*value, language),
        TableCell::Count(value) => value.to_string(),
        TableCell::Rate(value) => rate(*value, language),
        TableCell::Number(value) => number(*value, group, language),
        TableCell::Flag(value) => String::from(if *value { "1" } else { "0" }),
    }
}

/// Text on one line that does nothing to a terminal: runs of blanks and line breaks are one space, control characters stand
/// as their pictures (`␛`), marks that turn the direction of writing as `�`, invisible ones are dropped. Longer than `limit`
/// characters, it ends in `…`.
pub fn visible(text: &str, limit: usize) -> String {
    let mut out = String::with_capacity(text.len().min(limit * 4));
    let mut length = 0;
    let mut gap = false;
    for c in text.chars() {
        let shown = match c {
            c if c.is_whitespace() => {
                gap = length > 0;
                continue;
            }
            '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
            '\u{7f}' => '\u{2421}',
            '\u{80}'..='\u{9f}' => '\u{fffd}',
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => '\u{fffd}',
            '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}' => continue,
            c => c,
        };
        if length + usize::from(gap) >= limit {
            out.push('…');
            return out;
        }
        if gap {
            out.push(' ');
            length += 1;
            gap = false;
        }
        out.push(shown);
        length += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_and_decimals_follow_the_language() {
        for (plain, vi, en) in [
            ("0", "0", "0"),
            ("999", "999", "999"),
            ("1500", "1.500", "1,500"),
            ("-1234567", "-1.234.567", "-1,234,567"),
            ("12.34", "12,34", "12.34"),
            ("100000.05", "100.000,05", "100,000.05"),
        ] {
            assert_eq!(grouped(plain, Language::Vi), vi);
            assert_eq!(grouped(plain, Language::En), en);
        }
        assert_eq!(count(i64::MIN, Language::En), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn a_year_and_a_row_number_have_no_groups() {
        let year = TableCell::Number(Exact::int(2022));
        assert_eq!(cell(&year, ColumnKind::Number, Language::Vi), "2022");
        assert_eq!(cell(&TableCell::Count(1234), ColumnKind::Number, Language::Vi), "1234");
        assert_eq!(cell(&TableCell::Count(1234), ColumnKind::Count, Language::Vi), "1.234");
    }

    #[test]
    fn fractions_are_rounded_for_people_and_kept_for_programs() {
        let third = Exact::ratio(10_000_000, 3).expect("a fraction");
        assert_eq!(number(third, true, Language::Vi), "3.333.333,33");
        assert_eq!(plain(third), "3333333.333333");
        let eighth = Exact::ratio(1, 8).expect("a fraction");
        assert_eq!(plain(eighth), "0.125");
        assert_eq!(number(eighth, true, Language::En), "0.13");
        assert_eq!(plain(Exact::INFINITY), "");
        assert_eq!(rate(Exact::NEG_INFINITY, Language::En), "");
    }

    #[test]
    fn data_does_nothing_to_a_terminal() {
        assert_eq!(visible("\u{1b}[31mđỏ\u{1b}[0m", 99), "␛[31mđỏ␛[0m");
        assert_eq!(visible("  Chiềng \r\n\t Hặc\u{a0}", 99), "Chiềng Hặc");
        assert_eq!(visible("a\u{202e}b\u{9b}c\u{200b}d\u{7f}\u{7}", 99), "a\u{fffd}b\u{fffd}cd␡␇");
        assert_eq!(visible("một hai ba", 7), "một hai…");
        assert_eq!(visible("một hai", 7), "một hai");
        assert_eq!(visible(&"x".repeat(1_000_000), 3), "xxx…");
    }
}
