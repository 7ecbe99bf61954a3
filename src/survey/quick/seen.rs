//! Texts of less than 128 bytes that were met before, found by their bytes. Every text has a place, from 1.

use super::short::KEPT;

/// Texts and their places.
pub(super) struct Seen {
    /// How many bytes the text in each place has; none where it is free.
    lengths: Vec<u8>,
    /// Their bytes and zeros behind.
    texts: Vec<Bytes>,
    filled: usize,
    /// The number of places less one: all bits that a place can have.
    last: usize,
}

/// Stands for a text that was not met.
pub(super) const NONE: usize = 0;
/// Texts have fewer bytes. As many can be read behind the beginning of most cells; of others nothing is said.
const MOST: usize = 128;

/// How many times sixteen bytes these are.
const PARTS: usize = MOST / 16;

type Bytes = [[u64; 2]; PARTS];

impl Seen {
    /// None yet, with so many places, a power of two; half of them are used.
    pub fn with_places(places: usize) -> Seen {
        let mut seen =
            Seen { lengths: vec![0; places], texts: vec![Bytes::default(); places], filled: 0, last: places - 1 };
        seen.clear();
        seen
    }

    /// Whether no more can be added.
    pub fn is_full(&self) -> bool {
        self.filled >= self.lengths.len() / 2
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.lengths.fill(0);
        // no text is as long
        self.lengths[NONE] = u8::MAX;
        self.filled = 0;
    }

    /// The place of a text; [`NONE`] if it is not among them.
    #[inline]
    pub fn find(&self, bytes: &[u8], start: usize, end: usize) -> usize {
        let Some(text) = Text::new(bytes, start, end) else { return NONE };
        let mut place = text.first_place() & self.last;
        loop {
            let known = usize::from(self.lengths[place]);
            if known == text.length && text.is(&self.texts[place]) {
                return place;
            }
            if known == 0 {
                return NONE;
            }
            place = (place + 1) & self.last;
        }
    }

    /// Adds a text that is not among them; [`NONE`] if that cannot be.
    pub fn add(&mut self, bytes: &[u8], start: usize, end: usize) -> usize {
        let Some(text) = Text::new(bytes, start, end).filter(|_| !self.is_full()) else { return NONE };
        let mut place = text.first_place() & self.last;
        while self.lengths[place] != 0 {
            place = (place + 1) & self.last;
        }
        self.lengths[place] = text.length as u8;
        self.texts[place] = text.kept();
        self.filled += 1;
        place
    }
}

/// A text among the bytes behind it.
struct Text<'b> {
    all: &'b [[u8; 16]; PARTS],
    length: usize,
    /// How many times sixteen bytes are all its own; of one more it has some or none.
    whole: usize,
    rest: [u64; 2],
}

impl<'b> Text<'b> {
    #[inline]
    fn new(bytes: &'b [u8], start: usize, end: usize) -> Option<Text<'b>> {
        let length = end - start;
        let (all, _) = bytes.get(start..)?.first_chunk::<MOST>()?.as_chunks::<16>();
        let all = all.first_chunk()?;
        (1..MOST).contains(&length).then_some(Text { all, length, whole: length / 16, rest: KEPT[length % 16] })
    }

    /// Sixteen bytes of it.
    #[inline]
    fn part(&self, at: usize) -> [u64; 2] {
        let part = u128::from_le_bytes(self.all[at % PARTS]);
        [part as u64, (part >> 64) as u64]
    }

    /// The last, with zeros behind the text.
    #[inline]
    fn last(&self) -> [u64; 2] {
        let ([low, high], [low_kept, high_kept]) = (self.part(self.whole), self.rest);
        [low & low_kept, high & high_kept]
    }

    #[inline]
    fn is(&self, kept: &Bytes) -> bool {
        let differ = |part: [u64; 2], kept: [u64; 2]| (part[0] ^ kept[0]) | (part[1] ^ kept[1]);
        let mut other = differ(self.last(), kept[self.whole % PARTS]);
        for (at, kept) in kept.iter().enumerate().take(self.whole) {
            other |= differ(self.part(at), *kept);
        }
        other == 0
    }

    fn kept(&self) -> Bytes {
        let mut kept = Bytes::default();
        kept.iter_mut().take(self.whole).enumerate().for_each(|(at, kept)| *kept = self.part(at));
        kept[self.whole % PARTS] = self.last();
        kept
    }

    /// Where it is looked for first.
    #[inline]
    fn first_place(&self) -> usize {
        let mix = |mixed: u64, [low, high]: [u64; 2]| {
            let mixed = (mixed ^ low).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            (mixed.rotate_left(29) ^ high).wrapping_mul(0xD6E8_FEB8_6659_FD93)
        };
        let mut mixed = mix(self.length as u64, self.last());
        for at in 0..self.whole {
            mixed = mix(mixed, self.part(at));
        }
        (mixed >> 40) as usize
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// A map of owned texts says the same, whatever stands behind them.
        #[test]
        fn texts_are_found_where_they_were_put(
            texts in prop::collection::vec(("[a-c]{0,4}|[ab]{12,20}|x{120,135}|(ấ|b){0,60}", any::<u8>()), 0..80),
        ) {
            let mut seen = Seen::with_places(64);
            let mut known: HashMap<String, usize> = HashMap::new();
            for (text, behind) in texts {
                let mut bytes = vec![behind; 3];
                bytes.extend_from_slice(text.as_bytes());
                bytes.extend_from_slice(&[behind; MOST]);
                let (start, end) = (3, 3 + text.len());
                let expected = known.get(&text).copied().unwrap_or(NONE);
                prop_assert_eq!(seen.find(&bytes, start, end), expected);
                if expected == NONE {
                    let place = seen.add(&bytes, start, end);
                    prop_assert_eq!(place == NONE, text.is_empty() || text.len() >= MOST || known.len() == 32);
                    if place != NONE {
                        known.insert(text, place);
                    }
                }
            }
            prop_assert_eq!(seen.is_full(), known.len() == 32);
            let mut places: Vec<usize> = known.values().copied().collect();
            places.sort_unstable();
            places.dedup();
            prop_assert_eq!(places.len(), known.len());
        }
    }

    #[test]
    fn of_a_text_with_too_few_bytes_behind_nothing_is_said() {
        let mut seen = Seen::with_places(8);
        let bytes = [b'a'; MOST + 2];
        assert_ne!(seen.add(&bytes, 1, 4), NONE);
        assert_ne!(seen.find(&bytes, 2, 5), NONE);
        assert_eq!(seen.find(&bytes, 3, 6), NONE);
        assert_eq!(seen.add(&bytes, 4, 5), NONE);
        seen.clear();
        assert_eq!(seen.find(&bytes, 1, 4), NONE);
    }
}
