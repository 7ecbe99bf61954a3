//! Vietnamese text in encodings from before Unicode, and Unicode that a program took for something else, to Unicode NFC.
//!
//! All of them arrive as the characters that a program without the right font shows: a byte of the old encoding as the
//! windows-1252 character with that number. Owns the tables and the judgement of single texts; which encoding a file or a
//! sheet is in, `detect` tells from its first rows.

mod detect;
mod syllable;
mod tables;

use std::borrow::Cow;
use std::cell::RefCell;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

pub use detect::Evidence;

/// An encoding of Vietnamese text from before Unicode, or a mistake made with Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Legacy {
    /// TCVN3, called ABC: the fonts whose names begin with `.Vn`.
    Tcvn3,
    /// VNI for Windows: the fonts whose names begin with `VNI-`.
    Vni,
    /// Windows code page 1258: tones are signs of their own.
    Windows1258,
    /// UTF-8 that was read as windows-1252: `Xã` became `XÃ£`.
    Utf8AsWindows1252,
}

/// How a font says its text is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FontEncoding {
    /// The encoding.
    pub encoding: Legacy,
    /// The font shows small letters as capitals.
    pub capitals: bool,
}

impl FontEncoding {
    /// From the font's name; `None` for fonts of Unicode text.
    pub fn of(font: &str) -> Option<FontEncoding> {
        let starts = |prefix: &str| font.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        if starts(".Vn") {
            return Some(FontEncoding { encoding: Legacy::Tcvn3, capitals: font.trim_end().ends_with('H') });
        }
        starts("VNI-").then_some(FontEncoding { encoding: Legacy::Vni, capitals: false })
    }
}

impl FontEncoding {
    /// What a text in the font is, as [`Legacy::weigh`] tells.
    pub fn weigh(self, shown: &str) -> Verdict {
        let capitals = |text: String| if self.capitals { text.to_uppercase() } else { text };
        match self.encoding.weigh(shown) {
            Verdict::Legacy(text) => Verdict::Legacy(capitals(text)),
            Verdict::Either(text) => Verdict::Either(capitals(text)),
            // Plain letters are shown as capitals too, but whoever typed them may have seen another font.
            verdict => verdict,
        }
    }
}

/// What a text is, seen beside an old encoding it may be in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The same in both: plain letters and signs.
    Same,
    /// It cannot be in that encoding, or makes sense only as it stands.
    Unicode,
    /// It makes sense only in that encoding; the text it says.
    Legacy(String),
    /// Both are words, or neither; the text it says if it is in that encoding.
    Either(String),
}

impl Legacy {
    /// All of them, the most common first.
    pub const ALL: [Legacy; 4] = [Legacy::Tcvn3, Legacy::Vni, Legacy::Utf8AsWindows1252, Legacy::Windows1258];

    /// Its name for people, the same in both languages.
    pub fn name(self) -> &'static str {
        match self {
            Legacy::Tcvn3 => "TCVN3 (ABC)",
            Legacy::Vni => "VNI",
            Legacy::Windows1258 => "windows-1258",
            Legacy::Utf8AsWindows1252 => "UTF-8 / windows-1252",
        }
    }

    /// The text that the characters shown stand for, in NFC. `None` if letters are among them that the encoding has not.
    pub fn decode(self, shown: &str) -> Option<String> {
        if shown.is_ascii() {
            return Some(shown.to_owned());
        }
        let text = match self {
            Legacy::Tcvn3 => shown.chars().map(|c| letter_or_sign(c, tables::tcvn3)).collect(),
            Legacy::Vni => decode_vni(shown),
            Legacy::Windows1258 => {
                let bytes = bytes(shown)?;
                let text = encoding_rs::WINDOWS_1258.decode_without_bom_handling(&bytes).0;
                let text: String = text.nfc().collect();
                let left_over = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
                (!text.contains(left_over)).then_some(text)
            }
            Legacy::Utf8AsWindows1252 => String::from_utf8(bytes(shown)?.into_owned()).ok(),
        }?;
        Some(if self == Legacy::Tcvn3 { capitals_in_words(text) } else { text.nfc().collect() })
    }

    /// The only encoding in which all words of a text are Vietnamese while not all are as it stands. `None` also for a text so
    /// short that this may be chance: one word that is not among the most common.
    pub fn only(shown: &str) -> Option<Legacy> {
        /// A survey says the same short answers over and over; so many of them are remembered.
        const REMEMBERED: usize = 4096;
        const SHORT: usize = 24;
        thread_local! {
            static KNOWN: RefCell<FxHashMap<Box<str>, Option<Legacy>>> = RefCell::new(FxHashMap::default());
        }
        if shown.len() > SHORT {
            return Legacy::only_of(shown);
        }
        KNOWN.with_borrow_mut(|known| {
            if let Some(answer) = known.get(shown) {
                return *answer;
            }
            let answer = Legacy::only_of(shown);
            if known.len() == REMEMBERED {
                known.clear();
            }
            known.insert(shown.into(), answer);
            answer
        })
    }

    fn only_of(shown: &str) -> Option<Legacy> {
        if shown.is_ascii() || shown.chars().any(is_of_no_old_encoding) || Words::of(shown).odd == 0 {
            return None;
        }
        let makes_sense = |encoding: &Legacy| {
            let text = encoding.decode(shown)?;
            let words = Words::of(&text);
            let long = words.long >= 2 || words.long == 1 && detect::known_words(&text) == 1;
            (words.odd == 0 && words.vietnamese > 0 && long && Legacy::gain(shown, &text) >= 0).then_some(())
        };
        let mut found = Legacy::ALL.into_iter().filter(|encoding| makes_sense(encoding).is_some());
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// How many more of a text's words are common in surveys as it is decoded than as it is shown.
    pub fn gain(shown: &str, decoded: &str) -> i64 {
        i64::from(detect::known_words(decoded)) - i64::from(detect::known_words(shown))
    }

    /// What a text is that may be in this encoding.
    pub fn weigh(self, shown: &str) -> Verdict {
        if shown.is_ascii() {
            return Verdict::Same;
        }
        let Some(text) = self.decode(shown) else { return Verdict::Unicode };
        if text.nfc().eq(shown.nfc()) {
            return Verdict::Same;
        }
        let (as_shown, decoded) = (Words::of(shown), Words::of(&text));
        match (as_shown.odd, decoded.odd) {
            // A sign that is a letter of the encoding may also be just that sign: `5 £`.
            _ if !shown.chars().any(|c| !c.is_ascii() && c.is_alphabetic())
                && as_shown.vietnamese + decoded.vietnamese == 0 =>
            {
                Verdict::Unicode
            }
            (shown, decoded) if decoded < shown => Verdict::Legacy(text),
            (shown, decoded) if decoded > shown => Verdict::Unicode,
            _ => Verdict::Either(text),
        }
    }
}

/// Whether an old encoding could have made this text of another one: it has letters beyond ASCII, and none that no old
/// encoding shows.
pub fn may_be_old(text: &str) -> bool {
    !text.is_ascii() && !text.chars().any(is_of_no_old_encoding)
}

/// Whether a text of several cells has none that only makes sense in an old encoding: all of its words are Vietnamese as they
/// stand, or have letters of no old encoding. False where that is not sure.
pub fn is_surely_unicode(text: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || c.is_ascii_punctuation() || c.is_control();
    let words = text.split(ends).filter(|word| !word.is_ascii() && !word.chars().any(is_of_no_old_encoding));
    words.into_iter().all(|word| Words::of(word).odd == 0)
}

/// The letter that a character stands for; a sign without one stands for itself, a letter without one is not of the encoding.
fn letter_or_sign(shown: char, letter: impl Fn(char) -> Option<char>) -> Option<char> {
    if shown.is_ascii() {
        return Some(shown);
    }
    letter(shown).or_else(|| (!shown.is_alphabetic() && !is_accent(shown)).then_some(shown))
}

/// Letters that Vietnamese has and no old encoding shows.
fn is_of_no_old_encoding(c: char) -> bool {
    matches!(c, '\u{1ea0}'..='\u{1ef9}' | 'Ă' | 'ă' | 'Đ' | 'đ' | 'Ĩ' | 'ĩ' | 'Ũ' | 'ũ' | 'Ơ' | 'ơ' | 'Ư' | 'ư')
}

fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

fn decode_vni(shown: &str) -> Option<String> {
    let mut text = String::with_capacity(shown.len());
    let mut signs = shown.chars().peekable();
    while let Some(sign) = signs.next() {
        if let Some(letter) = signs.peek().and_then(|&mark| tables::vni_pair(sign, mark)) {
            text.push(letter);
            signs.next();
        } else {
            text.push(letter_or_sign(sign, tables::vni_single)?);
        }
    }
    Some(text)
}

/// The bytes that a program shows as these characters; `None` for characters that windows-1252 has not.
fn bytes(shown: &str) -> Option<Cow<'_, [u8]>> {
    let (bytes, _, replaced) = encoding_rs::WINDOWS_1252.encode(shown);
    (!replaced).then_some(bytes)
}

/// The characters that a program shows for bytes of an old encoding.
pub fn shown(bytes: &[u8]) -> Cow<'_, str> {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0
}

/// TCVN3 has no capitals with tones, so `HUYÖN` is typed with a small `ệ`: it becomes one where all other letters of the word
/// are capitals.
fn capitals_in_words(text: String) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive(|c: char| !c.is_alphabetic()) {
        let plain = |test: fn(&char) -> bool| part.chars().filter(test).count();
        if plain(char::is_ascii_uppercase) >= 2 && plain(char::is_ascii_lowercase) == 0 {
            out.extend(part.chars().flat_map(char::to_uppercase));
        } else {
            out += part;
        }
    }
    out
}

/// The words of a text that have letters beyond ASCII.
struct Words {
    /// Those built as Vietnamese syllables.
    vietnamese: u32,
    /// The others.
    odd: u32,
    /// Of all, those of more than one letter.
    long: u32,
}

impl Words {
    fn of(text: &str) -> Words {
        let mut words = Words { vietnamese: 0, odd: 0, long: 0 };
        let ends = |c: char| c.is_whitespace() || c.is_ascii_punctuation() || matches!(c, '\u{2010}'..='\u{2026}');
        for word in text.split(ends).filter(|word| !word.is_ascii()) {
            words.long += u32::from(word.chars().nth(1).is_some());
            if syllable::is_syllable(word) {
                words.vietnamese += 1;
            } else {
                words.odd += 1;
            }
        }
        words
    }
}

#[cfg(test)]
mod tests;
