//! What people write into headers besides a column's name: numbers in front, legends, remarks in brackets, and rows of
//! columns' numbers. Knows nothing of fields.

use crate::survey::words::without_number;
use crate::text::fold;

/// First words of remarks in brackets that say how a column is filled in, folded.
const REMARKS: [&str; 9] = ["danhdau", "ghi", "chon", "neuco", "batbuoc", "vidu", "tich", "required", "select"];
/// The entries of a legend are told by these signs behind their number.
const ENTRY_SIGNS: [char; 7] = ['.', '=', ':', ')', '-', '–', '/'];

/// Where a legend of two answers or more begins: `1. Nam 2. Nữ`, `1=có; 0=không`. A byte position.
pub fn legend_start(text: &str) -> Option<usize> {
    let entries = entries(text);
    let start = entries.first()?.at;
    let open = text[..start].ends_with('(');
    (entries.len() > 1).then_some(if open { start - 1 } else { start })
}

/// The numbers of a legend of two answers or more, each with what it means.
pub fn legend(text: &str) -> Option<Vec<(String, String)>> {
    let entries = entries(text);
    let ends = entries.iter().skip(1).map(|entry| entry.at).chain([text.len()]);
    let meaning = |from: usize, to: usize| {
        text[from..to]
            .trim_end_matches(|c: char| c.is_whitespace() || [';', ',', ')', ']', '(', '/', '.', '-'].contains(&c))
    };
    let all =
        entries.iter().zip(ends).map(|(entry, end)| (entry.number.to_owned(), meaning(entry.meaning, end).to_owned()));
    (entries.len() > 1).then(|| all.collect())
}

/// An answer of a legend.
struct Entry<'t> {
    /// Where its number begins.
    at: usize,
    number: &'t str,
    /// Where its meaning begins.
    meaning: usize,
}

fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut before = ' ';
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let first = std::mem::replace(&mut before, c);
        if !c.is_ascii_digit() || first.is_alphanumeric() || ['.', ',', '/', '-'].contains(&first) {
            continue;
        }
        while let Some((_, c)) = rest.next_if(|(_, c)| c.is_ascii_digit()) {
            before = c;
        }
        let end = rest.peek().map_or(text.len(), |(at, _)| *at);
        let number = &text[at..end];
        let Some(meaning) = text[end..].trim_start().strip_prefix(ENTRY_SIGNS) else { continue };
        let meaning = meaning.trim_start_matches(['.', ':', '-', ' ']);
        if number.len() <= 2
            && meaning.starts_with(char::is_alphabetic)
            && entries.iter().all(|known| known.number != number)
        {
            entries.push(Entry { at, number, meaning: text.len() - meaning.len() });
        }
    }
    entries
}

/// A header without the legend at its end: `Giới tính (1=Nam, 2=Nữ)`, `Giới tính 1. Nam 2. Nữ`.
pub fn without_legend(header: &str) -> Option<&str> {
    let start = legend_start(header)?;
    let rest = header[..start].trim_end_matches([' ', '(', '[', ':', ';', ',', '-', '.']);
    (!rest.is_empty()).then_some(rest)
}

/// What stands in the last brackets of a text, and what stands before them.
pub fn last_brackets(text: &str) -> Option<(&str, &str)> {
    let open = text.trim_end().strip_suffix([')', ']'])?;
    let at = open.rfind(['(', '['])?;
    Some((open[..at].trim_end(), open[at + 1..].trim()))
}

/// A header without the remark or the number in brackets at its end: `Hộ DTTS (đánh dấu x)`, `Họ và tên (3)`.
pub fn without_remark(header: &str) -> Option<&str> {
    let (rest, inside) = last_brackets(header)?;
    let folded = fold(inside);
    let number = !inside.is_empty() && inside.len() <= 2 && inside.bytes().all(|b| b.is_ascii_digit());
    let remark = number || REMARKS.iter().any(|word| folded.starts_with(word)) || folded == "xco";
    (remark && !rest.is_empty()).then_some(rest)
}

/// A header without the number in front: `3. Họ và tên`, `(3) Họ và tên`, `II. Thiếu hụt`, `A1. Họ tên`, `3.1. Họ tên`.
pub fn without_front_number(header: &str) -> Option<&str> {
    if let Some(rest) = without_number(header) {
        return Some(rest);
    }
    let header = header.trim_start();
    let run = |text: &str, is: fn(char) -> bool| text.len() - text.trim_start_matches(is).len();
    let digits = run(header, |c| c.is_ascii_digit());
    let roman = run(header, |c| "IVX".contains(c));
    let letter = run(header, |c| c.is_ascii_uppercase());
    let mut at = match (digits, roman, letter) {
        (1..=2, ..) => digits,
        (_, 1..=5, _) => roman,
        (_, _, 1) => 1 + run(&header[1..], |c| c.is_ascii_digit()).min(2),
        _ => return None,
    };
    let mut levels = 0;
    while let Some(below) = header[at..].strip_prefix('.') {
        let digits = run(below, |c| c.is_ascii_digit());
        if !(1..=2).contains(&digits) {
            break;
        }
        (at, levels) = (at + 1 + digits, levels + 1);
    }
    let rest = &header[at..];
    let rest = rest.strip_prefix(['.', ')', ':']).or_else(|| rest.strip_prefix(' ').filter(|_| levels > 0))?;
    // `B.name` is a name
    let apart = digits > 0 || rest.starts_with(' ');
    let rest = rest.trim();
    (apart && rest.starts_with(char::is_alphabetic)).then_some(rest)
}

/// Whether a cell holds only what explains a column: a remark or a unit in brackets, or a legend.
pub fn is_note(text: &str) -> bool {
    let text = text.trim();
    let in_brackets = text.starts_with(['(', '[']) && text.ends_with([')', ']']);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (in_brackets && (letters > 1 || fold(text) == "x")) || legend_start(text).is_some()
}

/// Whether a header is no more than a column's number in brackets.
pub fn is_number_in_brackets(text: &str) -> bool {
    last_brackets(text).is_some_and(|(rest, inside)| {
        rest.is_empty() && !inside.is_empty() && inside.len() <= 3 && inside.bytes().all(|b| b.is_ascii_digit())
    })
}

/// The number of a column in a row of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnNumber {
    /// `A`, from 0.
    Letter(u32),
    /// `1`.
    Number {
        /// Which.
        number: u32,
        /// Whether it cannot be an answer: `(4)`, `4=3/1×100`.
        sure: bool,
    },
}

/// Reads `A`, `(A)`, `4`, `(4)`, `4=3/1×100`.
pub fn column_number(text: &str) -> Option<ColumnNumber> {
    let text = text.trim();
    let inner = text.strip_prefix(['(', '[']).and_then(|rest| rest.strip_suffix([')', ']']));
    let word = inner.unwrap_or(text).trim();
    let mut letters = word.chars();
    if let (Some(letter @ 'A'..='Z'), None) = (letters.next(), letters.next()) {
        return Some(ColumnNumber::Letter(letter as u32 - 'A' as u32));
    }
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = word.split_at(digits);
    let formula = rest.trim_start().starts_with('=');
    if digits == 0 || digits > 3 || (!rest.is_empty() && !formula) || number.starts_with('0') {
        return None;
    }
    Some(ColumnNumber::Number { number: number.parse().ok()?, sure: inner.is_some() || formula })
}

/// Whether texts number columns one after the other: letters from A, then numbers. The first number, how many letters stand
/// before it, and whether something in it cannot be an answer.
pub fn sequence(texts: &[&str]) -> Option<(u32, usize, bool)> {
    let (mut letters, mut first, mut next, mut any_sure) = (0, 0, None, false);
    for text in texts {
        match column_number(text)? {
            ColumnNumber::Letter(letter) if next.is_none() && letter == letters => letters += 1,
            ColumnNumber::Letter(_) => return None,
            ColumnNumber::Number { number, sure } => {
                if next.is_some_and(|next| next != number) {
                    return None;
                }
                if next.is_none() {
                    first = number;
                }
                next = Some(number + 1);
                any_sure |= sure;
            }
        }
    }
    Some((first, letters as usize, any_sure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legends_are_split_off() {
        for (header, rest) in [
            ("Giới tính (1=Nam, 2=Nữ)", Some("Giới tính")),
            ("Giới tính 1. Nam 2. Nữ", Some("Giới tính")),
            ("Giới tính: 1-Nam; 2-Nữ", Some("Giới tính")),
            ("Khu vực [1: thành thị, 2: nông thôn]", Some("Khu vực")),
            ("BHYT (1. Có 0. Không)", Some("BHYT")),
            ("3. Họ và tên", None),
            ("1. Nam 2. Nữ", None),
            ("Thu nhập 12 tháng", None),
            ("Điểm B1 - B2", None),
            ("Thu nhập 2021/2022", None),
        ] {
            assert_eq!(without_legend(header), rest, "{header}");
        }
    }

    #[test]
    fn legends_say_what_numbers_mean() {
        let pairs =
            |text| legend(text).map(|all| all.iter().map(|(n, word)| format!("{n}={word}")).collect::<Vec<_>>());
        for (text, expected) in [
            ("1. Nước máy; 2. Giếng khoan", Some(vec!["1=Nước máy", "2=Giếng khoan"])),
            ("Giới tính (1=Nữ, 2=Nam)", Some(vec!["1=Nữ", "2=Nam"])),
            ("BHYT\n1: Có / 0: Không", Some(vec!["1=Có", "0=Không"])),
            ("3. Họ và tên", None),
        ] {
            let expected = expected.map(|all| all.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(pairs(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_and_remarks_are_split_off() {
        for (header, rest) in [
            ("3. Họ và tên", Some("Họ và tên")),
            ("(3) Họ và tên", Some("Họ và tên")),
            ("II. Thiếu hụt", Some("Thiếu hụt")),
            ("A. Thông tin hộ", Some("Thông tin hộ")),
            ("A1. Mã hộ", Some("Mã hộ")),
            ("3.1. Mã hộ", Some("Mã hộ")),
            ("3.1 Mã hộ", Some("Mã hộ")),
            ("Mã hộ", None),
            ("family.code", None),
            ("12 tháng qua", None),
            ("TM. UBND", None),
        ] {
            assert_eq!(without_front_number(header), rest, "{header}");
        }
        assert_eq!(without_remark("Hộ DTTS (đánh dấu x)"), Some("Hộ DTTS"));
        assert_eq!(without_remark("Họ và tên (3)"), Some("Họ và tên"));
        assert_eq!(without_remark("Phân loại (năm trước)"), None);
        assert_eq!(without_remark("(ghi rõ)"), None);
    }

    #[test]
    fn rows_of_numbers() {
        assert_eq!(sequence(&["(1)", "(2)", "(3)"]), Some((1, 0, true)));
        assert_eq!(sequence(&["A", "B", "1", "2", "3", "4=3/1×100"]), Some((1, 2, true)));
        assert_eq!(sequence(&["1", "2", "3"]), Some((1, 0, false)));
        assert_eq!(sequence(&["5", "6"]), Some((5, 0, false)));
        for texts in [["1", "2", "4"], ["A", "C", "1"], ["1", "2", "x"], ["2", "1", "3"], ["01", "02", "03"]] {
            assert_eq!(sequence(&texts), None, "{texts:?}");
        }
    }
}
