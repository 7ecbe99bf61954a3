//! Numbers as people type them: `1.500.000`, `1,500,000`, `1 500 000`, `1,5 triệu`, `45,5`, `8 m2`. Tells what a text says
//! and whether it can be read in two ways; which way is right is for the whole column to say, never for one cell.

use crate::lang::{Exact, Unit};
use crate::text::fold;

use super::words::plain;

/// Which of `.` and `,` groups digits by thousands and which begins the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberFormat {
    /// `1.500.000,5`
    Vi,
    /// `1,500,000.5`
    En,
}

impl NumberFormat {
    /// The format with that name on the command line and in map files.
    pub fn from_name(name: &str) -> Option<NumberFormat> {
        match name {
            "vi" => Some(NumberFormat::Vi),
            "en" => Some(NumberFormat::En),
            _ => None,
        }
    }

    /// That name.
    pub const fn name(self) -> &'static str {
        match self {
            NumberFormat::Vi => "vi",
            NumberFormat::En => "en",
        }
    }
}

/// What a text says as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberText {
    /// One number.
    One {
        /// Its value.
        value: Exact,
        /// Whether it names its own unit (`1,5 triệu`, `1.500.000đ`), so that the column's scale does not apply.
        absolute: bool,
        /// The format it must be written in, if that can be told.
        shows: Option<NumberFormat>,
    },
    /// `1.500`: one and a half, or fifteen hundred.
    Either {
        /// Its value if it is written in the Vietnamese format.
        vi: Exact,
        /// Its value if it is written in the English format.
        en: Exact,
        /// As above.
        absolute: bool,
    },
    /// No number.
    No,
}

/// Reads a text as a number of some unit; unit words of other units make it no number.
pub fn parse_number(text: &str, unit: Unit) -> NumberText {
    parse(text, unit).unwrap_or(NumberText::No)
}

fn parse(text: &str, unit: Unit) -> Option<NumberText> {
    let text = plain(text.trim());
    let text = text.trim().trim_start_matches('\'');
    let (negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',' || c.is_whitespace())).unwrap_or(text.len());
    let (digits, suffix) = text.split_at(end);
    let (factor, absolute) = if suffix.is_empty() { (Exact::ONE, false) } else { factor(&fold(suffix), unit)? };
    let finish = |plain_digits: String| {
        let value = Exact::parse(&plain_digits)?.checked_mul(factor)?;
        if negative { value.checked_neg() } else { Some(value) }
    };
    let digits = ungroup_spaces(digits.trim())?;
    let (dots, commas) = (digits.matches('.').count(), digits.matches(',').count());
    let one = |value, shows| Some(NumberText::One { value, absolute, shows });
    match (dots, commas) {
        (0, 0) => one(finish(digits)?, None),
        (_, 0) => single(&digits, '.', dots, &finish, absolute),
        (0, _) => single(&digits, ',', commas, &finish, absolute),
        _ => {
            let format = if digits.rfind('.') > digits.rfind(',') { NumberFormat::En } else { NumberFormat::Vi };
            let (group, decimal) = separators(format);
            let (whole, fraction) = digits.rsplit_once(decimal)?;
            if !groups_of_three(whole, group) || !is_digits(fraction) {
                return None;
            }
            one(finish(format!("{}.{fraction}", whole.replace(group, "")))?, Some(format))
        }
    }
}

/// Reads digits with one kind of separator in them.
fn single(
    digits: &str,
    separator: char,
    count: usize,
    finish: &dyn Fn(String) -> Option<Exact>,
    absolute: bool,
) -> Option<NumberText> {
    let (grouping, decimal) =
        if separator == '.' { (NumberFormat::Vi, NumberFormat::En) } else { (NumberFormat::En, NumberFormat::Vi) };
    let as_groups = groups_of_three(digits, separator).then(|| digits.replace(separator, ""));
    let as_decimal = match digits.split_once(separator) {
        Some((whole, fraction)) if count == 1 && is_digits(fraction) && (whole.is_empty() || is_digits(whole)) => {
            Some(format!("{whole}.{fraction}"))
        }
        _ => None,
    };
    match (as_groups, as_decimal) {
        (Some(groups), Some(decimals)) => {
            let (groups, decimals) = (finish(groups)?, finish(decimals)?);
            Some(match grouping {
                NumberFormat::Vi => NumberText::Either { vi: groups, en: decimals, absolute },
                NumberFormat::En => NumberText::Either { vi: decimals, en: groups, absolute },
            })
        }
        (Some(groups), None) => Some(NumberText::One { value: finish(groups)?, absolute, shows: Some(grouping) }),
        (None, Some(decimals)) => Some(NumberText::One { value: finish(decimals)?, absolute, shows: Some(decimal) }),
        (None, None) => None,
    }
}

/// The grouping and the decimal separator.
const fn separators(format: NumberFormat) -> (char, char) {
    match format {
        NumberFormat::Vi => ('.', ','),
        NumberFormat::En => (',', '.'),
    }
}

/// Joins digits that spaces group by thousands.
fn ungroup_spaces(digits: &str) -> Option<String> {
    if !digits.contains(char::is_whitespace) {
        return Some(digits.to_owned());
    }
    let whole_end = digits.find(['.', ',']).unwrap_or(digits.len());
    let (whole, rest) = digits.split_at(whole_end);
    let whole: String = whole.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if rest.contains(char::is_whitespace) || !groups_of_three(&whole, ' ') {
        return None;
    }
    Some(whole.replace(' ', "") + rest)
}

/// Whether digits stand as `1<sep>234<sep>567`, with at least one separator and no leading zero.
fn groups_of_three(digits: &str, separator: char) -> bool {
    let mut groups = digits.split(separator);
    let first = groups.next().unwrap_or("");
    let mut count = 0;
    let rest = groups.all(|group| {
        count += 1;
        group.len() == 3 && is_digits(group)
    });
    rest && count > 0 && is_digits(first) && first.len() <= 3 && !first.starts_with('0')
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a folded unit word behind a number multiplies it by, and whether it names the unit.
fn factor(word: &str, unit: Unit) -> Option<(Exact, bool)> {
    let words: &[&str] = match unit {
        Unit::Money => return money(word).map(|factor| (factor, true)),
        Unit::Area => &["m2", "m", "metvuong", "met"],
        Unit::Count => &["nguoi", "khau", "nhankhau", "thanhvien"],
        Unit::Age => &["tuoi", "t"],
        Unit::Points => &["diem", "d"],
        Unit::Plain | Unit::Year => &[],
    };
    (word.is_empty() || words.contains(&word)).then_some((Exact::ONE, !word.is_empty()))
}

/// What a folded word for money is worth in đồng: `nghindong` is 1000.
pub(super) fn money(word: &str) -> Option<Exact> {
    let thousands = |word: &str| match word {
        "nghin" | "ngan" | "k" | "1000" | "000" => Some(1_000),
        "trieu" | "tr" => Some(1_000_000),
        "ty" | "ti" => Some(1_000_000_000),
        _ => None,
    };
    if let Some(factor) = thousands(word) {
        return Some(Exact::int(factor));
    }
    ["vietnamdong", "dong", "vnd", "₫", "d"].into_iter().find_map(|currency| {
        let rest = word.strip_suffix(currency)?;
        if rest.is_empty() { Some(Exact::ONE) } else { thousands(rest).map(Exact::int) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(num: i128, den: i128) -> Exact {
        Exact::ratio(num, den).expect("a small fraction")
    }

    #[test]
    fn numbers_that_say_one_thing() {
        use NumberFormat::{En, Vi};
        use Unit::{Age, Area, Count, Money, Plain, Points};
        for (text, unit, value, shows) in [
            ("1500000", Money, ratio(1_500_000, 1), None),
            ("1.500.000", Money, ratio(1_500_000, 1), Some(Vi)),
            ("1,500,000", Money, ratio(1_500_000, 1), Some(En)),
            ("1 500 000", Money, ratio(1_500_000, 1), None),
            ("1\u{a0}500\u{202f}000", Money, ratio(1_500_000, 1), None),
            ("1.500.000đ", Money, ratio(1_500_000, 1), Some(Vi)),
            ("1.500.000 đồng", Money, ratio(1_500_000, 1), Some(Vi)),
            ("1,500,000 VNĐ", Money, ratio(1_500_000, 1), Some(En)),
            ("1,5 triệu", Money, ratio(1_500_000, 1), Some(Vi)),
            ("1.5 triệu đồng", Money, ratio(1_500_000, 1), Some(En)),
            ("2 tr", Money, ratio(2_000_000, 1), None),
            ("850 nghìn", Money, ratio(850_000, 1), None),
            ("850k", Money, ratio(850_000, 1), None),
            ("1.500.000,50", Money, ratio(3_000_001, 2), Some(Vi)),
            ("1,500,000.50", Money, ratio(3_000_001, 2), Some(En)),
            ("45,5", Area, ratio(91, 2), Some(Vi)),
            ("45.5", Area, ratio(91, 2), Some(En)),
            ("8 m2", Area, ratio(8, 1), None),
            ("8m²", Area, ratio(8, 1), None),
            ("1500.000", Money, ratio(1500, 1), Some(En)),
            ("0,500", Area, ratio(1, 2), Some(Vi)),
            (".5", Plain, ratio(1, 2), Some(En)),
            ("-5", Plain, ratio(-5, 1), None),
            ("\u{2212}5,25", Plain, ratio(-21, 4), Some(Vi)),
            ("+7", Count, ratio(7, 1), None),
            ("4 người", Count, ratio(4, 1), None),
            ("16 tuổi", Age, ratio(16, 1), None),
            ("140 điểm", Points, ratio(140, 1), None),
            ("12", Plain, ratio(12, 1), None),
            ("'12", Plain, ratio(12, 1), None),
            ("000123", Plain, ratio(123, 1), None),
        ] {
            match parse_number(text, unit) {
                NumberText::One { value: v, shows: s, .. } => assert_eq!((v, s), (value, shows), "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn numbers_that_say_two_things() {
        for (text, vi, en) in [
            ("1.500", ratio(1500, 1), ratio(3, 2)),
            ("1,500", ratio(3, 2), ratio(1500, 1)),
            ("45.500", ratio(45_500, 1), ratio(91, 2)),
            ("-1.250", ratio(-1250, 1), ratio(-5, 4)),
        ] {
            assert_eq!(parse_number(text, Unit::Money), NumberText::Either { vi, en, absolute: false }, "{text}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for text in [
            "",
            " ",
            "abc",
            "1.500.00",
            "1.50.000",
            "1,5,5",
            "1.500,000,000",
            "12 34",
            "1 500 00",
            "--5",
            "5.",
            "1e6",
            "8 m2",
            "5 tuổi",
            "1tr5",
            "1.500.000.",
            "٣",
            "99999999999999999999999",
            "1/2",
            "5%",
            "1 500.000 000",
        ] {
            assert_eq!(parse_number(text, Unit::Money), NumberText::No, "{text}");
        }
        assert_eq!(parse_number("3 triệu", Unit::Count), NumberText::No);
    }
}
