//! Looks through plain UTF-8 for words that only make sense in an old encoding of Vietnamese. Nearly all text is told to be
//! none by its letters alone.

use crate::text::legacy::{Legacy, is_vietnamese_word};

/// Remembers words.
pub(super) struct OldText {
    /// Words of at most sixteen bytes that are Vietnamese as they stand.
    known: Vec<[u64; 2]>,
}

/// Places in [`OldText::known`], a power of two.
const PLACES: usize = 1024;

impl Default for OldText {
    fn default() -> OldText {
        OldText { known: vec![[0; 2]; PLACES] }
    }
}

impl OldText {
    /// Where the next word from `from` on ends that is not Vietnamese as it stands and may be in an old encoding.
    pub(super) fn next(&mut self, text: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            at += first_beyond_ascii(text.get(at..)?)?;
            let letter = |byte: u8| byte >= 0x80 || byte.is_ascii_alphanumeric();
            let start = text[from..at].iter().rposition(|byte| !letter(*byte)).map_or(from, |before| from + before + 1);
            let end = text[at..].iter().position(|byte| !letter(*byte)).map_or(text.len(), |length| at + length);
            let word = &text[start..end];
            if !has_new_letter(word) && !self.is_known(word) {
                return Some(end);
            }
            at = end;
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
        if let Some(key) = key
            && self.known[place(key)] == key
        {
            return true;
        }
        let known = std::str::from_utf8(word).is_ok_and(is_vietnamese_word);
        if let Some(key) = key.filter(|_| known) {
            self.known[place(key)] = key;
        }
        known
    }
}

fn first_beyond_ascii(bytes: &[u8]) -> Option<usize> {
    let (words, rest) = bytes.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let high = u64::from_le_bytes(*word) & 0x8080_8080_8080_8080;
        if high != 0 {
            return Some(at * 8 + high.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|byte| *byte >= 0x80).map(|at| words.len() * 8 + at)
}

/// Whether a word has a letter that no old encoding shows: `ạ` to `ỹ`, `ă`, `đ`, `ĩ`, `ũ`, `ơ`, `ư`.
fn has_new_letter(word: &[u8]) -> bool {
    let mut before = (0, 0);
    for byte in word {
        let found = match (before, *byte) {
            ((0xE1, 0xBA), 0xA0..=0xBF) | ((0xE1, 0xBB), 0x80..=0xB9) => true,
            ((_, 0xC4), 0x82 | 0x83 | 0x90 | 0x91 | 0xA8 | 0xA9) => true,
            ((_, 0xC5), 0xA8 | 0xA9) => true,
            ((_, 0xC6), 0xA0 | 0xA1 | 0xAF | 0xB0) => true,
            _ => false,
        };
        if found {
            return true;
        }
        before = (before.1, *byte);
    }
    false
}

/// Whether a record has a cell that only makes sense in an old encoding.
pub(super) fn is_old(record: &[u8], separator: u8) -> bool {
    let cells = record.split(|byte| *byte == separator || *byte == b'\n');
    cells.filter_map(|cell| std::str::from_utf8(cell).ok()).any(|cell| Legacy::only(cell).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_may_be_old_are_stopped_at() {
        let mut old = OldText::default();
        for text in ["Lò Văn Hà,Sùng A Páo,1", "Nguyễn Thị Đào", "plain", "", "Ê Đê;H'Mông;Tày"] {
            assert_eq!(old.next(text.as_bytes(), 0), None, "{text}");
        }
        for text in ["H1,NguyÔn V¨n A", "x,Hµ", "Ñaëng"] {
            let at = old.next(text.as_bytes(), 0);
            assert!(at.is_some(), "{text}");
        }
    }

    #[test]
    fn every_text_that_is_only_old_is_stopped_at() {
        // what each letter of the language looks like in each old encoding, in a name
        for word in ["Nguyễn Văn Hùng", "Đặng Thị Hường", "Phạm Đức Thịnh", "hộ nghèo", "Trần Quốc Toản"] {
            for shown in [
                crate::text::legacy::shown(word.as_bytes()).into_owned(),
                "NguyÔn V¨n Hïng".to_owned(),
                "Nguyeãn Vaên Huøng".to_owned(),
            ] {
                if Legacy::only(&shown).is_some() {
                    assert!(OldText::default().next(shown.as_bytes(), 0).is_some(), "{shown}");
                }
            }
        }
    }
}
