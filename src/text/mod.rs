//! Words as people write them: folding for comparison, and the language messages are in.

/// The language of messages and headings for people. Machine names are the same in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Vietnamese.
    Vi,
}

/// A word without case, accents, Unicode form, spacing and punctuation; `đ` is `d`. Two spellings are the same word if
/// their folded forms are equal and not empty. Symbols that mean something alone (`✓`, `×`) are kept.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd() {
        match c {
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            '\u{300}'..='\u{36f}' => {}
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            c if c.is_ascii() || c.is_whitespace() || c.is_control() => {}
            '…' | '“' | '”' | '‘' | '’' | '–' | '—' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '·' => {}
            c => folded.push(c),
        }
    }
    folded
}

/// Text in Unicode form NFC, without surrounding blanks, inner runs of blanks and line breaks as one space.
pub fn tidy(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.extend(word.nfc());
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_meets_spellings() {
        for (a, b) in [
            ("Mã hộ", "MA HO"),
            ("Đắk Lắk", "Dak Lak"),
            ("Thành thị/Nông thôn", "thanh thi nong thon"),
            ("Điện thoại", "Điện thoại"),
            ("household_id", "Household ID"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} / {b}");
        }
        assert_eq!(fold("✓"), "✓");
        assert_eq!(fold(" - … "), "");
    }

    #[test]
    fn tidying_keeps_letters() {
        assert_eq!(tidy("  Chiềng\u{a0} Hặc\n"), "Chiềng Hặc");
    }
}
