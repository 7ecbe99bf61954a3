//! Words in cells as keys for comparison: answers, codes and the words for no answer. Knows nothing of fields.

use std::borrow::Cow;

use rustc_hash::FxHashSet;
use unicode_normalization::UnicodeNormalization;

use crate::lang::Exact;
use crate::text::{fold, is_invisible, tidy};

/// What a spreadsheet writes for a formula that failed, also where it was saved as text.
const ERROR_WORDS: [&str; 8] = ["#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "#getting_data"];

/// The form in which answers are compared: a number by its value (`1.0` and `01` are `1`, `-9` stays apart from `9`),
/// words folded, what folding leaves nothing of (`-`, `…`) as it stands.
pub fn key(text: &str) -> String {
    let text = text.trim();
    if let Some(number) = Exact::parse(text) {
        return number.to_string();
    }
    let folded = fold(text);
    if folded.is_empty() { lower(text) } else { folded }
}

/// Text in lower case, NFC, with single spaces.
pub fn lower(text: &str) -> String {
    tidy(text).to_lowercase()
}

/// Text with compatibility forms (full-width digits, `²`) replaced by plain ones and without what is not seen; ASCII passes
/// through.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_invisible(*c)).nfkc().collect())
}

/// Whether a text is a formula error that was saved as text.
pub fn is_error(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('#') && ERROR_WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// What remains of `1. Nước máy`, `(2) nông thôn`, `a) có` or `Nam (1)` without the number or letter; `None` where there is
/// none or nothing remains.
pub fn without_number(text: &str) -> Option<&str> {
    let text = text.trim();
    if let Some((rest, number)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('('))
        && (1..=2).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        let rest = rest.trim_end();
        return (!rest.is_empty()).then_some(rest);
    }
    if let Some((letter, rest)) = text.split_at_checked(1)
        && letter.bytes().all(|byte| byte.is_ascii_alphabetic())
        && let Some(rest) = rest.strip_prefix([')', '.'])
    {
        let rest = rest.trim_start();
        return (!rest.is_empty()).then_some(rest);
    }
    let bracket = text.strip_prefix('(');
    let digits = bracket.unwrap_or(text);
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let count = digits.len() - rest.len();
    if count == 0 || count > 2 {
        return None;
    }
    let rest = match bracket {
        Some(_) => rest.strip_prefix(')')?.trim_start_matches(['.', ':', '-']),
        None => rest.trim_start().strip_prefix(['.', ')', ':', '-'])?,
    };
    let rest = rest.trim();
    (!rest.is_empty() && !rest.starts_with(|c: char| c.is_ascii_digit())).then_some(rest)
}

/// A list of words that mean the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordSet {
    folded: FxHashSet<String>,
    exact: FxHashSet<String>,
    numbers: Vec<Exact>,
    /// The first letters of the folded words: most cells begin with none of them and need no folding.
    initials: FxHashSet<char>,
    /// Which digits are among them.
    digits: [bool; 10],
    /// The most bytes that one of the exact words has.
    longest_exact: usize,
}

impl WordSet {
    /// Words of letters and spaces are compared folded; words with punctuation (`N/A`, `-`) only apart from case, or
    /// `Nà` would be `N/A`; numbers by their value.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> WordSet {
        let mut set = WordSet::default();
        for word in words {
            if let Some(number) = Exact::parse(word.trim()) {
                set.numbers.push(number);
            } else if has_sign(word) {
                set.exact.insert(lower(word));
            } else {
                set.folded.insert(fold(word));
            }
        }
        set.folded.remove("");
        set.longest_exact = set.exact.iter().map(String::len).max().unwrap_or(0);
        set.initials = set.folded.iter().filter_map(|word| word.chars().next()).collect();
        set.digits = std::array::from_fn(|digit| set.initials.contains(&char::from(b'0' + digit as u8)));
        set
    }

    /// The numbers among them.
    pub(super) fn numbers(&self) -> &[Exact] {
        &self.numbers
    }

    /// Whether one of them has punctuation and so many letters.
    pub(super) fn has_sign_of(&self, length: usize) -> bool {
        self.exact.iter().any(|word| word.chars().count() == length)
    }

    /// Whether a text is one of them.
    pub fn has(&self, text: &str) -> bool {
        let may_be_number = || text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if self.begins_as_none(text) && !may_be_number() && text.is_ascii() {
            // ids mostly
            return false;
        }
        match Exact::parse(text.trim()) {
            Some(number) => self.has_number(number),
            None => {
                (has_sign(text) && self.exact.contains(&lower(text)))
                    || (self.may_begin(text) && self.folded.contains(&fold(text)))
            }
        }
    }

    /// Whether an ASCII text that is no number is none of them, for it is too long for a word with signs and begins with a digit
    /// that none of the others begins with.
    pub(super) fn begins_as_none(&self, text: &str) -> bool {
        let first = text.bytes().next().filter(u8::is_ascii_digit);
        first.is_some_and(|first| text.len() > self.longest_exact && !self.digits[usize::from(first - b'0')])
    }

    /// Whether the folded text could begin as one of the folded words.
    fn may_begin(&self, text: &str) -> bool {
        let initial = text.chars().find(|c| !c.is_whitespace() && !c.is_ascii_punctuation());
        initial.is_some_and(|c| match c.to_ascii_lowercase() {
            c if c.is_ascii() => self.initials.contains(&c),
            c => fold(c.encode_utf8(&mut [0; 4])).chars().next().is_none_or(|c| self.initials.contains(&c)),
        })
    }

    /// Whether a number is one of them.
    pub fn has_number(&self, number: Exact) -> bool {
        self.numbers.contains(&number)
    }
}

/// Whether anything but letters, digits and blanks is in a text.
fn has_sign(text: &str) -> bool {
    let is_accent = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    // letters of the language first: most texts have no others, and to ask of every letter there is takes longer
    let is_usual = |c: char| matches!(c, 'a'..='z' | 'A'..='Z' | ' ' | '0'..='9' | '\u{1ea0}'..='\u{1ef9}');
    text.chars().any(|c| !(is_usual(c) || c.is_alphanumeric() || c.is_whitespace() || is_accent(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_numbers_apart() {
        for (text, expected) in [
            ("1", "1"),
            (" 1.0 ", "1"),
            ("01", "1"),
            ("-9", "-9"),
            ("9", "9"),
            ("Nông thôn", "nongthon"),
            ("NÔNG THÔN", "nongthon"),
            ("-", "-"),
            ("…", "…"),
            ("✓", "✓"),
            ("KV III", "kviii"),
        ] {
            assert_eq!(key(text), expected, "{text}");
        }
    }

    #[test]
    fn unknown_words_do_not_swallow_names() {
        let unknown = WordSet::new(["-", "…", "?", "KXĐ", "không rõ", "N/A", "-9", "##N/A##"]);
        for word in ["-", "…", "?", "kxd", "KHÔNG RÕ", "khong ro", "(không rõ)", "n/a", "-9", "-9.0", "##N/A##"] {
            assert!(unknown.has(word), "{word}");
        }
        for word in ["Nà", "NA", "9", "", "--", "không"] {
            assert!(!unknown.has(word), "{word}");
        }
    }

    #[test]
    fn numbers_in_front_are_split_off() {
        for (text, rest) in [
            ("1. Nước máy", Some("Nước máy")),
            ("1 - Nước máy", Some("Nước máy")),
            ("(2) nông thôn", Some("nông thôn")),
            ("12) khác", Some("khác")),
            ("a) khác", Some("khác")),
            ("B. Khác", Some("Khác")),
            ("Nam (1)", Some("Nam")),
            ("(1)", None),
            ("a)", None),
            ("Nam (giới)", None),
            ("Nam (123)", None),
            ("1.5", None),
            ("2", None),
            ("Nước máy", None),
            ("2008. x", None),
            ("1.", None),
        ] {
            assert_eq!(without_number(text), rest, "{text}");
        }
    }
}
