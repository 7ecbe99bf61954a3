//! The words before units' names, and the names behind them in a text: `Xã Chiềng Hặc, huyện Yên Châu`.

use crate::text::tidy;

use super::token::{Accents, Token, Word, begins, tokens, words};
use super::words::LayoutWords;

/// The most words a name has.
pub(super) const NAME_WORDS: usize = 6;
/// What ends a name written in capitals with what follows it: `XÃ CHIỀNG HẶC NĂM 2022`.
const STOP: [&str; 12] = ["năm", "giai", "theo", "đợt", "quý", "tháng", "ngày", "và", "thuộc", "của", "được", "đến"];
/// What is counted: `Bản Huổi Pù 25 hộ`.
const COUNTED: [&str; 4] = ["hộ", "khẩu", "người", "nhân"];

/// The words for levels of units, made ready.
#[derive(Clone, Debug, Default)]
pub(super) struct Levels {
    /// The household fields from the top.
    pub(super) fields: Vec<String>,
    /// The longest first.
    words: Vec<Level>,
    except: Vec<(Vec<Token>, bool)>,
    stop: Vec<Token>,
    counted: Vec<Token>,
    /// Phrases of several words that are part of no name: `Danh sách`, `Ban chỉ đạo`.
    ends: Vec<Vec<Token>>,
    /// First words of signatures, which may begin with a level's word: `Thôn trưởng`.
    signatures: Vec<Vec<Token>>,
}

/// A word before a unit's name.
#[derive(Clone, Debug)]
pub(super) struct Level {
    /// Index of the level.
    pub(super) unit: usize,
    pub(super) text: String,
    pub(super) tokens: Vec<Token>,
    pub(super) dropped: bool,
}

/// A unit named in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnitName {
    /// Index of the level.
    pub(super) unit: usize,
    pub(super) value: String,
    /// Whether it is written in capitals only.
    pub(super) capitals: bool,
    /// Whether the word before it is part of its name.
    pub(super) with_word: bool,
    /// The words it takes, the level's too.
    pub(super) at: std::ops::Range<usize>,
}

/// A text cut into words, with what is known of it as a whole.
pub(super) struct Cut<'t> {
    pub(super) text: &'t str,
    pub(super) words: Vec<Word>,
    pub(super) accents: Accents,
    /// Letters, and none of them small.
    pub(super) capitals: bool,
    /// A name of a sheet or file, all letters of which are small.
    pub(super) small: bool,
}

impl<'t> Cut<'t> {
    pub(super) fn new(text: &'t str) -> Cut<'t> {
        let words: Vec<Word> = words(text).collect();
        let accents = Accents::of(words.iter().map(|word| &word.token));
        Cut { text, words, accents, capitals: is_capitals(text), small: false }
    }

    /// Of the name of a sheet or file, where small letters say nothing if there are no others.
    pub(super) fn of_name(text: &'t str) -> Cut<'t> {
        Cut { small: !text.chars().any(char::is_uppercase), ..Cut::new(text) }
    }

    /// What stands between a word and the one before it.
    pub(super) fn before(&self, word: usize) -> &'t str {
        let end = self.words.get(word).map_or(self.text.len(), |word| word.at.start);
        let start = if word == 0 { 0 } else { self.words[word - 1].at.end };
        self.text.get(start..end).unwrap_or("")
    }

    /// The word as it is written.
    pub(super) fn word(&self, word: usize) -> &'t str {
        self.text.get(self.words[word].at.clone()).unwrap_or("")
    }

    /// Words of the text as they are written, with what is between them.
    pub(super) fn slice(&self, range: std::ops::Range<usize>) -> &'t str {
        if range.is_empty() {
            return "";
        }
        self.text.get(self.words[range.start].at.start..self.words[range.end - 1].at.end).unwrap_or("")
    }

    /// Whether a word begins like a name: with a capital or a digit.
    pub(super) fn is_name_word(&self, word: usize) -> bool {
        self.word(word).chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric())
    }

    /// Whether it begins with a small letter.
    fn is_small(&self, word: usize) -> bool {
        self.word(word).chars().next().is_some_and(char::is_lowercase)
    }
}

impl Levels {
    pub(super) fn new(layout: &LayoutWords) -> Levels {
        let mut levels = Levels {
            fields: layout.units.iter().map(|unit| unit.field.clone()).collect(),
            stop: STOP.map(Token::new).to_vec(),
            counted: COUNTED.map(Token::new).to_vec(),
            ..Levels::default()
        };
        for (unit, words) in layout.units.iter().enumerate() {
            levels.words.extend(words.words.iter().map(|word| Level {
                unit,
                text: word.clone(),
                tokens: tokens(word),
                dropped: words.dropped.contains(word),
            }));
            levels.except.extend(words.except.iter().map(|phrase| (tokens(phrase), phrase.ends_with("..."))));
        }
        levels.words.retain(|level| !level.tokens.is_empty());
        levels.signatures =
            layout.closing.iter().filter(|line| !line.contains("...")).map(|line| tokens(line)).collect();
        let whatever = levels.except.iter().filter(|(_, whatever)| *whatever).map(|(phrase, _)| phrase.clone());
        let generic = layout.generic.iter().chain(&layout.classes).map(|phrase| tokens(phrase));
        // a single word may be one of a name: `Hộ Phòng`, `Nha Trang`
        levels.ends =
            whatever.chain(generic).chain(levels.signatures.iter().cloned()).filter(|end| end.len() > 1).collect();
        levels.words.sort_by_key(|level| std::cmp::Reverse(level.tokens.len()));
        levels
    }

    /// The words, for those who look for their beginnings.
    pub(super) fn words(&self) -> &[Level] {
        &self.words
    }

    /// The word for a level that stands there.
    pub(super) fn at(&self, cut: &Cut<'_>, word: usize) -> Option<&Level> {
        let rest = cut.words.get(word..)?;
        self.words.iter().find(|level| begins(rest, &level.tokens, cut.accents))
    }

    /// Every unit named in a text. A single syllable without accents (`XA`, `BAN`) must begin its part of the text.
    pub(super) fn all(&self, cut: &Cut<'_>) -> Vec<UnitName> {
        let mut found = Vec::new();
        let mut word = 0;
        while word < cut.words.len() {
            let Some(level) = self.at(cut, word) else {
                word += 1;
                continue;
            };
            let colon = cut.before(word + level.tokens.len()).contains(':');
            let behind_office = word > 0 && ["ubnd", "hdnd"].contains(&cut.words[word - 1].token.letters());
            if is_doubtful(level, cut.accents)
                && !(word == 0 && level.unit > 1 || colon || behind_office || (word > 0 && breaks(cut.before(word))))
            {
                word += 1;
                continue;
            }
            match self.name(cut, word, level) {
                Some(name) => {
                    word = name.at.end;
                    found.push(name);
                }
                None => word += level.tokens.len(),
            }
        }
        found
    }

    /// The levels whose word stands before a capital in a sentence, so that no other unit of the level is the text's own:
    /// `Xã Chiềng Hặc giáp xã Tú Nang`.
    pub(super) fn told_of(&self, cut: &Cut<'_>) -> Vec<usize> {
        let mut found = Vec::new();
        for word in 0..cut.words.len() {
            let Some(level) = self.at(cut, word).filter(|level| !is_doubtful(level, cut.accents)) else { continue };
            let from = word + level.tokens.len();
            let named = from < cut.words.len() && cut.is_name_word(from) && !breaks(cut.before(from));
            if named && !self.is_except(cut, word, from + 1) && self.name(cut, word, level).is_none() {
                found.push(level.unit);
            }
        }
        found
    }

    /// The unit whose level's word stands there.
    pub(super) fn name(&self, cut: &Cut<'_>, word: usize, level: &Level) -> Option<UnitName> {
        let mut from = word + level.tokens.len();
        let (mut several, mut colon) = (false, false);
        // `Xã/Phường/Thị trấn: `
        loop {
            let gap = cut.before(from);
            colon |= gap.contains(':');
            let other = self.at(cut, from);
            match other {
                Some(other) if gap.trim() == "/" || (gap.trim() == "," && self.ends_in_colon(cut, from)) => {
                    several = true;
                    from += other.tokens.len();
                }
                // `Thôn: Bản Huổi Pù`
                Some(other) if colon && other.unit == level.unit => return self.name(cut, from, other),
                _ if !colon && breaks(gap) => return None,
                _ => break,
            }
        }
        let end = self.name_end(cut, from, level.unit, colon)?;
        if self.is_except(cut, word, end) || self.is_signature(cut, word, level, colon) {
            return None;
        }
        // `XÃ CHIỀNG HẶC GIÁP XÃ TÚ NANG`
        let again =
            |at: usize| cut.words[at..end].iter().map(|word| &word.token).take(level.tokens.len()).eq(&level.tokens);
        if cut.accents == Accents::Written && (from + 1..end).any(again) {
            return None;
        }
        let name = cut.slice(from..end);
        let name = if cut.capitals || is_capitals(name) || cut.small { title_case(name) } else { tidy(name) };
        let with_word = !level.dropped && !several;
        let value = match with_word {
            // as in the codebook, unless the text has no accents
            true if cut.words[word..word + level.tokens.len()].iter().map(|word| &word.token).eq(&level.tokens) => {
                format!("{} {name}", level.text)
            }
            true => {
                let written = cut.slice(word..word + level.tokens.len());
                format!("{} {name}", if cut.capitals || cut.small { title_case(written) } else { tidy(written) })
            }
            false => name,
        };
        Some(UnitName { unit: level.unit, value, capitals: cut.capitals, with_word, at: word..end })
    }

    /// Whether words for levels follow each other up to a colon.
    fn ends_in_colon(&self, cut: &Cut<'_>, mut word: usize) -> bool {
        while let Some(level) = self.at(cut, word) {
            word += level.tokens.len();
            if cut.before(word).contains(':') {
                return true;
            }
        }
        false
    }

    /// Where the name that begins there ends; none where there is no name.
    fn name_end(&self, cut: &Cut<'_>, from: usize, unit: usize, colon: bool) -> Option<usize> {
        let mut end = from;
        while end < cut.words.len() {
            if end > from && breaks(cut.before(end)) {
                break;
            }
            let token = cut.words[end].token;
            let next = cut.words.get(end + 1).map(|word| word.token);
            let year = |token: Token| token.number().is_some_and(|n| (1900..2100).contains(&n));
            if year(token) || (next.is_some_and(year) && token.bare().letters() == "nam") {
                break;
            }
            if token.number().is_some()
                && next.is_some_and(|next| self.counted.iter().any(|word| cut.accents.same(next, *word)))
            {
                break;
            }
            if let Some(other) = self.at(cut, end) {
                let after = cut.before(end + other.tokens.len());
                let label = after.contains(':') || after.trim() == "/";
                if other.unit < unit || label || (cut.is_small(end) && !cut.small) {
                    break;
                }
            }
            if self.ends.iter().any(|phrase| begins(&cut.words[end..], phrase, cut.accents)) {
                break;
            }
            if end > from && self.stop.contains(&token) && (cut.capitals || cut.small || cut.is_small(end)) {
                break;
            }
            // a sentence about units is no name
            if cut.is_small(end) && !colon && !cut.small {
                return None;
            }
            end += 1;
        }
        let length = end - from;
        (1..=NAME_WORDS).contains(&length).then_some(end)
    }

    /// Whether the level's word is of a signature: `Thôn trưởng`, `Trưởng bản: Lò Văn A`.
    fn is_signature(&self, cut: &Cut<'_>, word: usize, level: &Level, colon: bool) -> bool {
        let length = level.tokens.len();
        self.signatures.iter().filter(|phrase| phrase.len() > length).any(|phrase| {
            let offsets = if colon { phrase.len() - length } else { 0 };
            (0..=offsets.min(word)).any(|offset| begins(&cut.words[word - offset..], phrase, cut.accents))
        })
    }

    /// Whether the words from the level's to the end of the name are none.
    fn is_except(&self, cut: &Cut<'_>, word: usize, end: usize) -> bool {
        self.except.iter().any(|(phrase, whatever)| {
            (0..phrase.len()).any(|offset| {
                let Some(start) = word.checked_sub(offset) else { return false };
                // the phrase reaches over the level's word into the name, or ends with it
                begins(&cut.words[start..], phrase, cut.accents)
                    && (*whatever || start + phrase.len() == end)
                    && (start + 1..start + phrase.len()).all(|word| !cut.before(word).contains(['/', ',', ':']))
            })
        })
    }
}

/// Whether the word without its accents is many others too: `BAN`, `XA`.
pub(super) fn is_doubtful(level: &Level, accents: Accents) -> bool {
    accents == Accents::Left && level.tokens.len() == 1 && level.tokens[0].has_marks()
}

/// Whether what stands between two words parts them.
pub(super) fn breaks(gap: &str) -> bool {
    gap.contains(|c: char| ",;:()[]/|\n\t–—".contains(c))
        || gap.contains(" -")
        || gap.contains("- ")
        || (gap.contains('.') && gap.contains("..") | gap.ends_with(".\n"))
        || gap.chars().filter(|c| c.is_whitespace()).count() > 2
}

/// Whether there are letters and none of them is small.
pub(super) fn is_capitals(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).nth(1).is_some() && !text.chars().any(char::is_lowercase)
}

/// `CHIỀNG HẶC` as `Chiềng Hặc`; Roman numerals and words with digits stay.
pub(super) fn title_case(text: &str) -> String {
    let mut cased = String::with_capacity(text.len());
    for word in tidy(text).split(' ') {
        if !cased.is_empty() {
            cased.push(' ');
        }
        let token = Token::new(word);
        if !token.has_marks() && token.is_roman() && word.len() > 1 || word.contains(|c: char| c.is_ascii_digit()) {
            cased.extend(word.chars().flat_map(char::to_uppercase));
            continue;
        }
        let mut first = true;
        for c in word.chars() {
            if first {
                cased.extend(c.to_uppercase());
            } else {
                cased.extend(c.to_lowercase());
            }
            first = !c.is_alphanumeric() && !('\u{300}'..='\u{36f}').contains(&c);
        }
    }
    cased
}
