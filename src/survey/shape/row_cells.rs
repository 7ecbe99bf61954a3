//! What single cells of a row under the header look like: an id, an ordinal, a count, the number of a column.

use std::ops::ControlFlow;

use unicode_normalization::UnicodeNormalization;

use crate::io::read::{Cell, Row};
use crate::survey::words::is_error;
use crate::text::fold;

use super::token::{Token, words};

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    /// A number, also one written as text, perhaps with a unit; a date; a formula error.
    Number,
    /// Anything else, a mark too.
    Text,
}

/// Whether a cell is a household's or member's id beyond doubt, not the number of a group or a count in a row of sums with
/// the word to its left.
pub(super) fn is_id(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Number(number) => number.abs() >= 100.0,
        Cell::Date(_) => true,
        Cell::Text(text) => {
            let text = text.trim();
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            let letter = text.bytes().any(|b| b.is_ascii_alphabetic());
            (digits > 2 || digits > 0 && letter) && !text.contains(char::is_whitespace) && !text.contains('=')
        }
        _ => false,
    }
}

pub(super) fn text_of(row: &Row, column: usize) -> &str {
    match row.cell(column) {
        Cell::Text(text) => text,
        _ => "",
    }
}

pub(super) fn kind(cell: Cell<'_>) -> Kind {
    match cell {
        Cell::Empty => Kind::Blank,
        Cell::Text(text) => kind_of_text(text),
        _ => Kind::Number,
    }
}

pub(super) fn kind_of_text(text: &str) -> Kind {
    let text = text.trim();
    let Some(first) = text.chars().find(|c| !"()[]+-–—_.…*%:;,/=~≥≤<>\\|'\"\u{feff}\u{200b}".contains(*c))
    else {
        return Kind::Blank;
    };
    if is_error(text) {
        return Kind::Number;
    }
    if !first.is_numeric() {
        return Kind::Text;
    }
    // `25 hộ`, `45,5%`, `1960`, `(3)`, `30m2`; but not `1. Bản Pa` nor `2 Xã Mường`
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    match letters.next() {
        None => Kind::Number,
        Some(letter) if letter.is_lowercase() && letters.count() < 6 && !text.contains(". ") => {
            let words = text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
            if words == 1 { Kind::Number } else { Kind::Text }
        }
        Some(_) => Kind::Text,
    }
}

/// Whether a cell to the left of a text numbers it: `II`, `A.`.
pub(super) fn is_ordinal(cell: Cell<'_>) -> bool {
    let Cell::Text(text) = cell else { return false };
    let text = text.trim();
    let mut words = words(text);
    let (first, second) = (words.next(), words.next());
    text.len() < 8
        && second.is_none()
        && first.is_some_and(|word| is_ordinal_token(word.token))
        // `x` is a mark
        && (!text.contains(char::is_lowercase) || text.ends_with(['.', ')', ':']))
}

/// Whether a word can number a text: up to three digits, a Roman numeral, a letter.
pub(super) fn is_ordinal_token(token: Token) -> bool {
    token.is_roman() || token.letters().len() == 1 || (token.letters().len() < 4 && token.number().is_some())
}

/// A text without the number before it: `II. HỘ CẬN NGHÈO`, `1 - Xã Chiềng Hặc`, `1.2 Bản Pa`.
pub(super) fn without_ordinal(text: &str) -> &str {
    let text = text.trim();
    let mut rest = text;
    // `1.2.`
    for _ in 0..3 {
        let mut words = words(rest);
        let (Some(first), Some(second)) = (words.next(), words.next()) else { break };
        let gap = rest.get(first.at.end..second.at.start).unwrap_or("");
        let sign = gap.trim_start().starts_with(['.', ')', ':', '-', '–', '/']);
        let digits = first.token.number().is_some();
        if !is_ordinal_token(first.token) || !(sign || digits && !gap.is_empty()) {
            break;
        }
        rest = &rest[second.at.start..];
    }
    rest.trim_start_matches(['+', '-', '*', '–', '•', ' '])
}

/// A text without the counts and signs behind it: `Bản Huổi Pù: 25 hộ`, `Hộ nghèo (12 hộ)`.
pub(super) fn without_counts(text: &str) -> &str {
    let mut rest = text.trim();
    for (at, sign) in text.char_indices().filter(|(_, c)| "(:;,-–".contains(*c)) {
        let behind = text[at + sign.len_utf8()..].trim_start();
        let counts = behind.starts_with(|c: char| c.is_ascii_digit())
            && words(behind).any(|word| ["ho", "khau", "nguoi", "nhan"].contains(&word.token.letters()));
        if counts {
            rest = text[..at].trim();
            break;
        }
    }
    rest.trim_end_matches([':', '.', ';', ',', '-', '–', ' '])
}

/// Whether a cell's folded text is a header, or the part of one from its beginning or to its end.
pub(super) fn is_part(text: &str, header: &str) -> bool {
    let initial = text.nfkd().find(|c| c.is_alphanumeric());
    let Some(initial) = initial else { return false };
    // most texts are told apart by a letter that the header does not have
    if initial.is_ascii() && !header.contains(initial.to_ascii_lowercase()) {
        return false;
    }
    let folded = fold(text);
    !folded.is_empty()
        && (folded == header || folded.len() > 2 && (header.starts_with(&folded) || header.ends_with(&folded)))
}

/// Whether a row numbers the columns: `(1) (2) (3)`, `A B 1 2 3 4=3/1`, from the first number on without gap. Plain numbers
/// must be five at least and under nearly all of the headers, in brackets three.
pub(super) fn is_numbering(row: &Row, headers: usize) -> bool {
    let (mut bracketed, mut count, mut letters) = (0, 0, 0);
    let mut next: Option<u32> = None;
    let told = (0..row.len()).try_for_each(|column| {
        let cell = row.cell(column);
        let number = match cell {
            Cell::Empty => return ControlFlow::Continue(()),
            Cell::Number(number) if (1.0..1000.0).contains(&number) && number.fract() == 0.0 => number as u32,
            Cell::Text(text) => {
                let text = text.trim();
                if text.is_empty() {
                    return ControlFlow::Continue(());
                }
                let inner = text.trim_start_matches(['(', '[']);
                bracketed += usize::from(inner.len() < text.len());
                let end = inner.find(|c: char| !c.is_ascii_digit()).unwrap_or(inner.len());
                let rest = inner[end..].trim_start().trim_start_matches([')', ']', '.']);
                match inner[..end].parse::<u32>() {
                    // a formula may follow: `4=3/1x100`
                    Ok(number) if rest.is_empty() || rest.starts_with('=') => number,
                    Err(_) if next.is_none() && inner.trim_end_matches([')', ']']).len() == 1 => {
                        let letter = inner.bytes().next().unwrap_or(b' ').to_ascii_uppercase();
                        if usize::from(letter.wrapping_sub(b'A')) != letters {
                            return ControlFlow::Break(());
                        }
                        letters += 1;
                        return ControlFlow::Continue(());
                    }
                    _ => return ControlFlow::Break(()),
                }
            }
            _ => return ControlFlow::Break(()),
        };
        if number != next.unwrap_or(1) {
            return ControlFlow::Break(());
        }
        next = Some(number + 1);
        count += 1;
        ControlFlow::Continue(())
    });
    let numbered = count + letters;
    let enough = if bracketed == numbered { numbered > 2 } else { numbered > 4 && numbered * 5 >= headers * 4 };
    told.is_continue() && count > 0 && enough
}
