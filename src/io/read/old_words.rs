//! Looks through plain UTF-8 for words that only make sense in an old encoding of Vietnamese. Nearly all text is told to be
//! none by its letters alone.

use crate::text::legacy::{Legacy, is_vietnamese_word};

/// Remembers words that are Vietnamese as they stand.
#[derive(Debug)]
pub(super) struct OldWords {
    /// Of at most sixteen bytes.
    known: Vec<[u64; 2]>,
}

/// Places in [`OldWords::known`], a power of two.
const PLACES: usize = 1024;

impl Default for OldWords {
    fn default() -> OldWords {
        OldWords { known: vec![[0; 2]; PLACES] }
    }
}

impl OldWords {
    /// Looks at the word of a cell with a letter beyond ASCII that stands at `at`: whether it may be in an old encoding, and
    /// whether the rest of the cell cannot be in one either.
    #[inline]
    pub(super) fn look(&mut self, text: &[u8], at: usize) -> Seen {
        if starts_with_new_letter(&text[at..]) {
            return Seen::Unicode;
        }
        let letter = |byte: u8| byte >= 0x80 || byte.is_ascii_alphanumeric();
        let start = text[..at].iter().rposition(|byte| !letter(*byte)).map_or(0, |before| before + 1);
        let end = text[at..].iter().position(|byte| !letter(*byte)).map_or(text.len(), |length| at + length);
        let word = &text[start..end];
        match () {
            () if has_new_letter(word) => Seen::Unicode,
            () if self.is_known(word) => Seen::Word { end },
            () => Seen::Perhaps { end },
        }
    }

    fn is_known(&mut self, word: &[u8]) -> bool {
        let key = (word.len() <= 16).then(|| {
            let mut padded = [0; 16];
            padded[..word.len()].copy_from_slice(word);
            let (low, high) = padded.split_at(8);
            [low, high].map(|half| u64::from_le_bytes(half.try_into().unwrap_or_default()))
        });
        let place = |[low, high]: [u64; 2]| {
            ((low ^ high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54) as usize % PLACES
        };
        let Some(key) = key else { return std::str::from_utf8(word).is_ok_and(is_vietnamese_word) };
        // a few places in a row, so that frequent words do not drive each other out
        let first = place(key);
        let mut free = first;
        for next in 0..8 {
            let at = (first + next) % PLACES;
            if self.known[at] == key {
                return true;
            }
            if self.known[at] == [0; 2] {
                free = at;
                break;
            }
        }
        let known = std::str::from_utf8(word).is_ok_and(is_vietnamese_word);
        if known {
            self.known[free] = key;
        }
        known
    }
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// It has a letter that no old encoding shows: its cell is in none.
    Unicode,
    /// Vietnamese as it stands.
    Word { end: usize },
    /// Perhaps one in an old encoding.
    Perhaps { end: usize },
}

/// Whether a letter that no old encoding shows comes next: `ạ` to `ỹ`, `ă`, `đ`, `ĩ`, `ũ`, `ơ`, `ư`.
#[inline]
fn starts_with_new_letter(text: &[u8]) -> bool {
    match text {
        [0xE1, 0xBA, 0xA0..=0xBF, ..] | [0xE1, 0xBB, 0x80..=0xB9, ..] => true,
        [0xC4, 0x82 | 0x83 | 0x90 | 0x91 | 0xA8 | 0xA9, ..] => true,
        [0xC5, 0xA8 | 0xA9, ..] | [0xC6, 0xA0 | 0xA1 | 0xAF | 0xB0, ..] => true,
        _ => false,
    }
}

/// Whether a word has such a letter.
fn has_new_letter(word: &[u8]) -> bool {
    (0..word.len()).any(|at| starts_with_new_letter(&word[at..]))
}

/// Whether a record has a cell that only makes sense in an old encoding.
pub(super) fn is_old(record: &[u8], separator: u8) -> bool {
    // a cell in quotes may hold separators, and says more than its parts
    if record.contains(&b'"') {
        return true;
    }
    let cells = record.split(|byte| *byte == separator || *byte == b'\n');
    cells.filter_map(|cell| std::str::from_utf8(cell).ok()).any(|cell| Legacy::only(cell).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Seen {
        let at = text.bytes().position(|byte| byte >= 0x80).expect("a letter beyond ASCII");
        OldWords::default().look(text.as_bytes(), at)
    }

    #[test]
    fn words_are_told_by_their_letters() {
        assert_eq!(seen("1,Nguyễn Hà"), Seen::Unicode);
        assert_eq!(seen("Lò Hà"), Seen::Word { end: 3 });
        assert_eq!(seen("H'Mông"), Seen::Word { end: 7 });
        assert_eq!(seen("NguyÔn"), Seen::Perhaps { end: 7 });
        assert_eq!(seen("Đào"), Seen::Unicode);
    }

    /// What each name looks like in the bytes of old encodings.
    #[test]
    fn every_text_that_is_only_old_has_such_a_word() {
        for shown in ["NguyÔn V¨n Hïng", "Nguyeãn Vaên Huøng", "hé nghÌo", "Hµ ThÞ §µo", "TrÇn Quèc To¶n"]
        {
            if Legacy::only(shown).is_none() {
                continue;
            }
            let (mut old, mut at, mut found) = (OldWords::default(), 0, false);
            while let Some(next) = shown.as_bytes()[at..].iter().position(|byte| *byte >= 0x80) {
                match old.look(shown.as_bytes(), at + next) {
                    Seen::Word { end } => at = end,
                    Seen::Perhaps { .. } => {
                        found = true;
                        break;
                    }
                    Seen::Unicode => break,
                }
            }
            assert!(found, "{shown}");
        }
    }
}
