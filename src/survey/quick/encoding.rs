//! Which rows have a cell that only makes sense in an old encoding. They, and all below them, are for whoever converts them.

use std::ops::Range;

use wide::u8x16;

use crate::text::legacy::{Legacy, is_surely_unicode};

use super::seen::{NONE, Seen};

/// Tells rows in an old encoding, and remembers the words of those that are not: a survey says the same over and over.
pub(super) struct OldRows {
    separator: u8,
    /// Words that surely are not in an old encoding.
    known: Seen,
}

/// A power of two.
const WORDS: usize = 4096;

impl OldRows {
    pub fn new(separator: u8) -> OldRows {
        OldRows { separator, known: Seen::with_places(WORDS) }
    }

    /// Whether a record has a cell that only makes sense in an old encoding. Its bytes stand in `bytes`; `sure` are stretches of it,
    /// one after the other, of whole cells that surely are in none.
    pub fn has(&mut self, bytes: &[u8], record: Range<usize>, sure: impl Iterator<Item = Range<usize>>) -> bool {
        let mut from = record.start;
        let mut surely = true;
        for stretch in sure {
            surely = surely && self.surely_none(bytes, from..stretch.start.max(from));
            from = from.max(stretch.end);
        }
        if surely && self.surely_none(bytes, from..record.end.max(from)) {
            return false;
        }
        let Ok(text) = std::str::from_utf8(&bytes[record]) else { return true };
        is_old(text, self.separator)
    }

    /// Whether no word there can be in an old encoding.
    fn surely_none(&mut self, bytes: &[u8], text: Range<usize>) -> bool {
        // a word has letters and digits, and whatever is no ASCII
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
        let mut at = text.start;
        while let Some(found) = first_beyond_ascii(bytes, at..text.end) {
            let before = bytes[at..found].iter().rev().take_while(|byte| is_word(byte)).count();
            let start = found - before;
            let end =
                bytes[found..text.end].iter().position(|byte| !is_word(byte)).map_or(text.end, |more| found + more);
            if self.known.find(bytes, start, end) == NONE {
                let word = std::str::from_utf8(&bytes[start..end]);
                if !word.is_ok_and(is_surely_unicode) {
                    return false;
                }
                if self.known.is_full() {
                    self.known.clear();
                }
                self.known.add(bytes, start, end);
            }
            at = end;
        }
        true
    }
}

/// Whether a record has a cell that only makes sense in an old encoding.
pub(super) fn is_old(text: &str, separator: u8) -> bool {
    // a cell in quotes says more than its parts
    !is_surely_unicode(text)
        && (text.contains('"') || text.split(char::from(separator)).any(|cell| Legacy::only(cell).is_some()))
}

/// Where the first byte stands that is no ASCII.
fn first_beyond_ascii(bytes: &[u8], text: Range<usize>) -> Option<usize> {
    let mut at = text.start;
    while at < text.end {
        let Some(part) = bytes.get(at..at + 16).and_then(|part| part.first_chunk::<16>()) else {
            let rest = &bytes[at..text.end];
            return rest.iter().position(|byte| !byte.is_ascii()).map(|more| at + more);
        };
        // the highest bit of each
        let beyond = u8x16::new(*part).to_bitmask();
        if beyond != 0 {
            let found = at + beyond.trailing_zeros() as usize;
            return (found < text.end).then_some(found);
        }
        at += 16;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Words as they stand and in old encodings, short and long.
    const WORDS: [&str; 24] = [
        "Có",
        "Không",
        "Hà Văn Tiện",
        "Chiềng Đông",
        "HuyÖn Yªn Ch©u",
        "Tó Nang",
        "Th«n",
        "X·",
        "Kh«ng",
        "cã",
        "ñang",
        "hoïc",
        "a",
        "12-001",
        "",
        "\"",
        "é",
        "ß",
        "Ngưỡng\u{a0}Hà",
        "naïve",
        "Ñ",
        "TiÓu häc",
        "Bản 5",
        "â",
    ];

    proptest! {
        /// Words that are remembered change nothing.
        #[test]
        fn rows_are_told_as_one_by_one(rows in prop::collection::vec(prop::collection::vec(0..WORDS.len(), 1..7), 1..30)) {
            let mut old = OldRows::new(b',');
            for row in rows {
                let cells: Vec<&str> = row.iter().map(|word| WORDS[*word]).collect();
                let mut bytes = b"x,".to_vec();
                bytes.extend_from_slice(cells.join(",").as_bytes());
                let end = bytes.len();
                bytes.extend_from_slice("\nThªm".as_bytes());
                bytes.extend_from_slice(&[0; 128]);
                let text = cells.join(",");
                let expected = is_old(&text, b',');
                prop_assert_eq!(old.has(&bytes, 2..end, [].into_iter()), expected, "{}", text);
                // without a first cell of which it is known
                if is_surely_unicode(cells[0]) {
                    let first = 2..2 + cells[0].len();
                    prop_assert_eq!(old.has(&bytes, 2..end, [first].into_iter()), expected, "{}", text);
                }
            }
        }
    }

    #[test]
    fn words_of_old_encodings_are_told() {
        let is = |text: &str| is_old(text, b',');
        assert!(is("01,HuyÖn Yªn Ch©u,1"));
        assert!(!is("01,Huyện Yên Châu,1"));
    }
}
