//! Words as people write them: folding for comparison, old encodings of Vietnamese, and the language messages are in.

pub mod legacy;

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
    use unicode_normalization::char::decompose_compatible;
    let mut folded = String::with_capacity(text.len());
    let mut take = |c: char| match c {
        'đ' | 'Đ' | 'ð' | 'Ð' | 'ɖ' | 'Ɖ' => folded.push('d'),
        // the last are apostrophes that count as letters
        '\u{300}'..='\u{36f}' | '\u{2b9}'..='\u{2bc}' => {}
        c if c.is_ascii_alphanumeric() => folded.push(c.to_ascii_lowercase()),
        c if c.is_ascii() => {}
        c if is_invisible(c) => {}
        c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
        c if c.is_whitespace() || c.is_control() => {}
        '\u{2010}'..='\u{2015}' | '‘'..='‟' | '…' | '′' | '·' => {}
        c => folded.push(c),
    };
    for c in text.chars() {
        // marks fall away, so that their order does not matter
        if c.is_ascii() { take(c) } else { decompose_compatible(c, &mut take) }
    }
    folded
}

/// Text in Unicode form NFC, without surrounding blanks and invisible characters, inner runs of blanks and line breaks as one
/// space; letters and digits that only look otherwise (`１２`, `Ð` with the number of another letter) are the usual ones.
pub fn tidy(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if is_tidy(text) {
        return text.to_owned();
    }
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let begins = tidy.len();
        if begins > 0 {
            tidy.push(' ');
        }
        let before = tidy.len();
        if word.is_ascii() {
            tidy.extend(word.chars().filter(|c| !c.is_control()));
        } else {
            tidy.extend(word.chars().filter(|&c| !is_invisible(c) && !c.is_control()).map(usual).nfc());
        }
        if tidy.len() == before {
            tidy.truncate(begins);
        }
    }
    tidy
}

/// Whether a text is sure to be its own [`tidy`] form: printed ASCII and whole letters with single spaces between. Nearly all
/// texts of a survey are.
pub(crate) fn is_tidy(text: &str) -> bool {
    // ids and codes
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return !text.is_empty();
    }
    let mut before = ' ';
    for c in text.chars() {
        let whole = match c {
            ' ' => before != ' ',
            '!'..='~' => true,
            'Ð' | 'ð' => false,
            'À'..='ÿ'
            | 'Ă'
            | 'ă'
            | 'Đ'
            | 'đ'
            | 'Ĩ'
            | 'ĩ'
            | 'Ũ'
            | 'ũ'
            | 'Ơ'
            | 'ơ'
            | 'Ư'
            | 'ư'
            | '\u{1ea0}'..='\u{1ef9}' => true,
            _ => false,
        };
        if !whole {
            return false;
        }
        before = c;
    }
    before != ' '
}

/// A text without the apostrophe by which spreadsheet programs mark a text that begins like a formula.
pub fn without_mark(text: &str) -> &str {
    let marked = text.strip_prefix('\'').filter(|rest| rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@']));
    marked.unwrap_or(text)
}

/// Whether nothing is seen of a text: its [`tidy`] form is empty.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// Whether nothing is seen of a character: zero width, direction, soft hyphen.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// The usual one of characters that look alike.
fn usual(c: char) -> char {
    match c {
        'Ð' | 'Ɖ' => 'Đ',
        'ð' | 'ɖ' => 'đ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// A title as it stands within a sentence: it begins with a small letter, unless it is an abbreviation.
pub fn begin_small(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), title.chars().nth(1)) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => title.to_owned(),
    }
}

/// A key by which words sort as in a Vietnamese dictionary: by letters (a ă â b c d đ e ê …) first, by tones after.
pub fn sort_key(text: &str) -> Vec<u32> {
    dictionary_key(text, false)
}

/// The same for names with numbers, which sort by their value: `Phường 2` before `Phường 10`.
pub fn sort_key_by_value(text: &str) -> Vec<u32> {
    dictionary_key(text, true)
}

fn dictionary_key(text: &str, by_value: bool) -> Vec<u32> {
    use unicode_normalization::UnicodeNormalization;
    fn raise(letters: &mut [u32], by: u32) {
        if let Some(last) = letters.last_mut() {
            *last += by;
        }
    }
    let mut letters: Vec<u32> = Vec::with_capacity(text.len() * 2);
    let mut tones: Vec<u32> = Vec::new();
    let mut rest = text.nfd().peekable();
    while let Some(c) = rest.next() {
        match c {
            '0'..='9' if by_value => {
                let mut digits = vec![c];
                while let Some(next) = rest.next_if(char::is_ascii_digit) {
                    digits.push(next);
                }
                // the longer number is the greater
                let zeros = digits.iter().take_while(|digit| **digit == '0').count().min(digits.len() - 1);
                let digits = &digits[zeros..];
                letters.push(u32::from('0') * 4);
                letters.push(digits.len() as u32);
                letters.extend(digits.iter().map(|digit| u32::from(*digit)));
            }
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

/// A key by which people's names sort as people are called: by the given name, which is the last word, then by the others from the
/// first. What stands behind a name in brackets or after a comma is no part of it. Names that are not told come last.
pub fn called_key(name: &str) -> (bool, Vec<Vec<u32>>) {
    let name = name.split(['(', '[', ',', ';']).next().unwrap_or_default();
    let mut words: Vec<Vec<u32>> = name.split_whitespace().map(sort_key).collect();
    if words.len() > 1 {
        words.rotate_right(1);
    }
    (words.is_empty(), words)
}

/// The digits of a person's id number; none of what is only a stand-in for one.
pub fn id_number(text: &str) -> Option<String> {
    const LEAST: usize = 8;
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let is_number = digits.len() >= LEAST && digits.bytes().all(|byte| byte.is_ascii_digit());
    let varies = digits.bytes().any(|byte| byte != digits.as_bytes()[0]);
    (is_number && varies).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order is worked out by hand. Alphabet a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y; tones: none, huyền,
    /// hỏi, ngã, sắc, nặng.
    #[test]
    fn people_sort_as_they_are_called() {
        let sorted = [
            "Vì Thị Ái",
            "Lò Thị An",
            "Quàng Văn An",
            "Hà Thị Ăn",
            "Lò Văn Ân",
            "Hoàng Thị Dung",
            // đ comes after d
            "Cà Văn Đức",
            // the tone of the given name decides before the family name: hà, hạ
            "Vì Thị Hà",
            "Cầm Thị Hạ",
            "Đặng Đức Hải",
            // one given name: by the family name, ha before hà before hoàng, then by the middle name, thị before văn
            "Ha Văn Hoa",
            "Hà Thị Hoa",
            "Hà Văn Hoa",
            "Hoàng A Hoa",
            "Mè Văn Ơn",
            "Lò Văn Thơ",
            // ư after u
            "Lường Văn Tuân",
            "Lường Văn Tư",
            "Lò Thị Y",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by_key(|name| called_key(name));
        assert_eq!(names, sorted);
    }

    #[test]
    fn what_is_no_name_does_not_decide_the_order() {
        assert_eq!(called_key("Lò Văn A (đã chết)"), called_key("lò văn  a"));
        assert_eq!(called_key("Lò Văn A, trưởng bản"), called_key("Lò Văn A"));
        let mut names = ["", "Y", "Lò Văn Ở"];
        names.sort_by_key(|name| called_key(name));
        assert_eq!(names, ["Lò Văn Ở", "Y", ""]);
    }

    #[test]
    fn folding_meets_spellings() {
        for (a, b) in [
            ("Mã hộ", "MA HO"),
            ("Đắk Lắk", "Dak Lak"),
            ("Thành thị/Nông thôn", "thanh thi nong thon"),
            ("Điện thoại", "Điện thoại"),
            ("household_id", "Household ID"),
            ("hòa", "hoà"),
            ("thúy", "thuý"),
            ("Dak R'Lap", "Đắk R’Lấp"),
            ("Đắk R’Lấp", "Ðăk Rlâp"),
            ("Ɖắk Rʼlấp", "Đắk R`Lấp"),
            ("Đắk\u{200b} R\u{2032}Lấp", "Đắk R\u{ad}lấp\u{feff}"),
            ("Ｍã\u{a0}hộ １２", "Mã hộ 12"),
            ("Chiềng Hặc", "Chiê\u{300}ng Hă\u{323}c"),
            ("Chiềng Hặc", "Chie\u{302}\u{300}ng Ha\u{323}\u{306}c"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} / {b}");
        }
        assert_eq!(fold("✓"), "✓");
        assert_eq!(fold(" - … "), "");
    }

    #[test]
    fn what_is_tidy_stays() {
        for text in ["Lò Văn Đức", "1. Xã Chiềng Hặc", "x", "a-b ỹ"] {
            assert!(is_tidy(text), "{text}");
            assert_eq!(tidy(text), text);
        }
        for text in ["", " a", "a ", "a  b", "a\tb", "a\u{a0}b", "Ðức", "e\u{301}", "１", "\u{200b}a", "ﬁ", "a\u{7f}"]
        {
            assert!(!is_tidy(text), "{text}");
        }
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
    fn numbers_in_words_sort_by_their_value() {
        let sorted = ["Bản 1", "Bản 02", "Bản 10", "Bản 10a", "Bản 10b", "Bản 100", "Bản Nà", "Tổ 0", "Tổ 1"];
        let mut words = sorted;
        words.reverse();
        words.sort_by_key(|word| sort_key_by_value(word));
        assert_eq!(words, sorted);
    }

    #[test]
    fn titles_within_a_sentence_begin_small() {
        for (title, expected) in [("Hộ nghèo", "hộ nghèo"), ("Đặc biệt", "đặc biệt"), ("MSTB", "MSTB"), ("", "")]
        {
            assert_eq!(begin_small(title), expected);
        }
    }

    #[test]
    fn tidying_keeps_letters() {
        assert_eq!(tidy("  Chiềng\u{a0} Hặc\n"), "Chiềng Hặc");
        assert_eq!(tidy("\u{feff}０１２\u{200b}3"), "0123");
        assert_eq!(tidy("H\u{ad}Ð-0\u{2060}1 \u{200b} x"), "HĐ-01 x");
        assert_eq!(tidy("Chie\u{302}\u{300}ng Hă\u{323}c"), "Chiềng Hặc");
        assert_eq!(tidy("Đắk R’Lấp, 45 m²"), "Đắk R’Lấp, 45 m²");
        for blank in ["", "\u{200b}", "\u{feff}", "\u{1a}", " \u{ad}\0\t\u{a0}"] {
            assert_eq!((tidy(blank).as_str(), is_blank(blank)), ("", true), "{blank:?}");
        }
        assert!(!is_blank("\u{feff}-"));
    }
}
