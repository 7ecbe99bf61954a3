//! Words of a text as they are compared here: without case, Unicode form and place of the tone (`hòa` is `hoà`), but with
//! accents, so that `Cộng` is not `Công` and `Bản` is not the family name `Bàn`. Takes no memory per word.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// Longest word that can be told from others.
const LETTERS: usize = 15;
/// Most accents that can be told from others.
const MARKS: usize = 5;
/// Stands for the stroke of `đ` among the accents.
const STROKE: u8 = 0xff;

/// A word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Token {
    /// Letters and digits without accents; words that are longer or in another script share one made-up form.
    letters: [u8; LETTERS],
    /// Its accents in order, as offsets from U+0300.
    marks: [u8; MARKS],
    length: u8,
}

impl Token {
    /// Of one word.
    pub(crate) fn new(word: &str) -> Token {
        let mut token = Token::default();
        let (mut length, mut marks) = (0, 0);
        for c in word.nfkd() {
            let (letter, mark) = match c {
                'đ' | 'Đ' | 'ð' | 'Ð' => (Some(b'd'), Some(STROKE)),
                '\u{300}'..='\u{36f}' => (None, Some((u32::from(c) - 0x300) as u8)),
                c if c.is_ascii_alphanumeric() => (Some(c.to_ascii_lowercase() as u8), None),
                c if c.is_alphanumeric() => (Some(b'?'), None),
                _ => (None, None),
            };
            if let Some(letter) = letter {
                if length == LETTERS {
                    return Token { letters: [b'?'; LETTERS], marks: [0; MARKS], length: u8::MAX };
                }
                token.letters[length] = letter;
                length += 1;
            }
            if let Some(mark) = mark.filter(|_| marks < MARKS) {
                // zero says that there is none
                token.marks[marks] = mark.wrapping_add(1).max(1);
                marks += 1;
            }
        }
        token.length = length as u8;
        token
    }

    /// The word without accents.
    pub(crate) fn bare(self) -> Token {
        Token { marks: [0; MARKS], ..self }
    }

    /// Whether it has accents.
    pub(crate) fn has_marks(self) -> bool {
        self.marks[0] != 0
    }

    /// The letters without accents; empty for a word that is too long.
    pub(crate) fn letters(&self) -> &str {
        let length = if self.length == u8::MAX { 0 } else { usize::from(self.length) };
        std::str::from_utf8(&self.letters[..length]).unwrap_or("")
    }

    /// Its value if it is a number of up to nine digits.
    pub(crate) fn number(&self) -> Option<u32> {
        let letters = self.letters();
        (letters.len() <= 9 && letters.bytes().all(|b| b.is_ascii_digit())).then(|| letters.parse().ok()).flatten()
    }

    /// Whether it is a Roman numeral to thirty-nine.
    pub(crate) fn is_roman(&self) -> bool {
        let letters = self.letters();
        !letters.is_empty() && !self.has_marks() && letters.len() <= 6 && letters.bytes().all(|b| b"ivx".contains(&b))
    }
}

/// A word and where it stands in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) token: Token,
    pub(crate) at: Range<usize>,
}

/// The words of a text, one after the other.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Word> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(|c: char| c.is_alphanumeric())?;
        let end = text[start..].find(|c: char| !belongs(c)).map_or(text.len(), |length| start + length);
        from = end;
        Some(Word { token: Token::new(&text[start..end]), at: start..end })
    })
}

fn belongs(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// The tokens of a text.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    words(text).map(|word| word.token).collect()
}

/// How a text's words are compared: with accents, or without where the whole text has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accents {
    /// It has some.
    Written,
    /// It has none at all.
    Left,
}

impl Accents {
    /// Of the words of a text.
    pub(crate) fn of<'t>(mut tokens: impl Iterator<Item = &'t Token>) -> Accents {
        if tokens.any(|token| token.has_marks()) { Accents::Written } else { Accents::Left }
    }

    /// Whether a word of the text is that word.
    pub(crate) fn same(self, token: Token, known: Token) -> bool {
        token == known || (self == Accents::Left && token == known.bare())
    }
}

/// Whether words begin with those of a phrase.
pub(crate) fn begins(words: &[Word], phrase: &[Token], accents: Accents) -> bool {
    !phrase.is_empty()
        && words.len() >= phrase.len()
        && words.iter().zip(phrase).all(|(word, known)| accents.same(word.token, *known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_tell_words_apart() {
        for (a, b) in [("Cộng", "CỘNG"), ("hòa", "hoà"), ("Ủy", "Uỷ"), ("Đắk", "ĐẮK"), ("Bản", "Bản"), ("３", "3")]
        {
            assert_eq!(Token::new(a), Token::new(b), "{a} {b}");
        }
        for (a, b) in [("Cộng", "Công"), ("Bản", "Bàn"), ("Tổ", "Tô"), ("Đa", "Da"), ("xã", "xa"), ("Hộ", "Hồ")]
        {
            assert_ne!(Token::new(a), Token::new(b), "{a} {b}");
            assert_eq!(Token::new(a).bare(), Token::new(b).bare(), "{a} {b}");
        }
        assert_eq!(Token::new(&"a".repeat(99)).letters(), "");
    }

    #[test]
    fn texts_are_cut_into_words() {
        let found: Vec<&str> =
            words(" Tỉnh/TP: Đắk R’Lấp (x)").map(|word| word.at).map(|at| &" Tỉnh/TP: Đắk R’Lấp (x)"[at]).collect();
        assert_eq!(found, ["Tỉnh", "TP", "Đắk", "R", "Lấp", "x"]);
    }
}
