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

/// A key by which words sort as in a Vietnamese dictionary: by letters (a ă â b c d đ e ê …) first, by tones after.
pub fn sort_key(text: &str) -> Vec<u32> {
    use unicode_normalization::UnicodeNormalization;
    fn raise(letters: &mut [u32], by: u32) {
        if let Some(last) = letters.last_mut() {
            *last += by;
        }
    }
    let mut letters: Vec<u32> = Vec::with_capacity(text.len() * 2);
    let mut tones: Vec<u32> = Vec::new();
    for c in text.nfd() {
        match c {
            // breve, circumflex and horn make another letter, the five tones do not
            '\u{306}' => raise(&mut letters, 1),
            '\u{302}' => raise(&mut letters, 2),
            '\u{31b}' => raise(&mut letters, 3),
            // huyền, hỏi, ngã, sắc, nặng
            '\u{300}' => tones.extend([letters.len() as u32, 1]),
            '\u{309}' => tones.extend([letters.len() as u32, 2]),
            '\u{303}' => tones.extend([letters.len() as u32, 3]),
            '\u{301}' => tones.extend([letters.len() as u32, 4]),
            '\u{323}' => tones.extend([letters.len() as u32, 5]),
            'đ' | 'Đ' => letters.push(u32::from('d') * 4 + 1),
            c => letters.extend(c.to_lowercase().map(|c| u32::from(c) * 4)),
        }
    }
    letters.push(0);
    letters.extend(tones);
    letters
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
    fn words_sort_as_in_a_dictionary() {
        // letters before tones: a ă â, d đ, o ô ơ, u ư; ma mà má
        let sorted = [
            "An",
            "Ăn",
            "Ân",
            "Chiềng Hặc",
            "Chiềng On",
            "Dao",
            "Đào",
            "Ma",
            "Mà",
            "Mả",
            "Mã",
            "Má",
            "Mạ",
            "On",
            "Ôn",
            "Ơn",
        ];
        let mut words = sorted;
        words.reverse();
        words.sort_by_key(|word| sort_key(word));
        assert_eq!(words, sorted);
    }

    #[test]
    fn tidying_keeps_letters() {
        assert_eq!(tidy("  Chiềng\u{a0} Hặc\n"), "Chiềng Hặc");
    }
}
