//! Units named outside the columns: in title lines, sheet names and file names.

use rustc_hash::FxHashSet;

use crate::text::{fold, tidy};

use super::levels::{Cut, Levels, NAME_WORDS, UnitName, breaks, title_case};
use super::token::{Accents, Token, Word, begins, tokens};
use super::words::LayoutWords;

/// A unit field's id and the unit's name.
pub type Named = (String, String);

/// Longer texts are no titles.
const TITLE_WORDS: usize = 40;
/// The field of a unit that stands there without a word for its level.
const BARE_FIELD: &str = "commune";
/// Ends of file names that say of which format the file is.
const EXTENSIONS: [&str; 11] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "tab", "txt", "gz", "zip"];
/// Levels' words as sheets' names abbreviate them: `X. Chiềng Hặc`, `TT.Yên Châu`.
const ABBREVIATIONS: [(&str, &str); 5] =
    [("x", "Xã"), ("p", "Phường"), ("tt", "Thị trấn"), ("b", "Bản"), ("h", "Huyện")];
/// Years of reviews.
const YEARS: std::ops::Range<u32> = 1990..2100;

/// The units that the texts above a header name: `Xã: Chiềng Hặc`, `UBND XÃ CHIỀNG HẶC`. Those named twice differently, or
/// told of in a sentence, are left out.
pub fn in_titles(titles: &[String], words: &LayoutWords) -> Vec<Named> {
    let levels = Levels::new(words);
    let mut found: Vec<UnitName> = Vec::new();
    for title in titles {
        let cut = Cut::new(title);
        if cut.words.len() <= TITLE_WORDS {
            let told_of = levels.told_of(&cut);
            found.extend(levels.all(&cut).into_iter().filter(|name| !told_of.contains(&name.unit)));
        }
    }
    // `Thành phố Sơn La, tỉnh Sơn La`: a city under a province
    let under_province = found.iter().any(|name| name.unit == 0 && !name.with_word);
    if under_province && levels.fields.len() > 1 {
        found.iter_mut().filter(|name| name.unit == 0 && name.with_word).for_each(|name| name.unit = 1);
    }
    let mut named = Vec::new();
    for (unit, field) in levels.fields.iter().enumerate() {
        let mut of_unit = found.iter().filter(|name| name.unit == unit);
        let Some(first) = of_unit.next() else { continue };
        let same = |name: &&UnitName| fold(&name.value) == fold(&first.value);
        if of_unit.clone().all(|name| same(&name)) {
            // not as made from capitals where it is written out
            let best = if first.capitals { of_unit.find(|name| !name.capitals) } else { None };
            named.push((field.clone(), best.unwrap_or(first).value.clone()));
        }
    }
    named
}

/// The year of the review that the texts above a header name, if it is only one: `NĂM 2022`, but no year of a law's date or
/// of a period.
pub fn year_in_titles(titles: &[String]) -> Option<i16> {
    let year_word = Token::new("năm");
    let others = ["tháng", "quyết", "nghị", "thông", "luật", "giai", "kế"].map(Token::new);
    let mut found: Option<i16> = None;
    for title in titles {
        let cut = Cut::new(title);
        if cut.words.len() > TITLE_WORDS {
            continue;
        }
        let same = |word: &Word, known: Token| cut.accents.same(word.token, known);
        for at in 0..cut.words.len() {
            let Some(year) = cut.words[at].token.number().filter(|year| YEARS.contains(year)) else { continue };
            let named = at > 0 && same(&cut.words[at - 1], year_word)
                // `Năm rà soát: 2022`
                || cut.before(at).contains(':')
                    && (0..at).rev().take(4).any(|word| same(&cut.words[word], year_word));
            let before = cut.before(at + 1);
            let period = before.trim_start().starts_with(['-', '–', '/'])
                && cut.words.get(at + 1).is_some_and(|next| next.token.number().is_some());
            // the part of the text up to here
            let start = (1..=at).rev().find(|word| cut.before(*word).contains([',', ';', '(', '\n'])).unwrap_or(0);
            let of_law = cut.words[start..at].iter().any(|word| others.iter().any(|other| same(word, *other)));
            if !named || period || of_law {
                continue;
            }
            let year = i16::try_from(year).ok()?;
            if found.is_some_and(|found| found != year) {
                return None;
            }
            found = Some(year);
        }
    }
    found
}

/// The units that sheet names of one workbook name, each; a name for something else (`Sheet1`, `Danh sách`) names none.
pub fn in_sheet_names(names: &[&str], words: &LayoutWords) -> Vec<Option<Named>> {
    let index = Names::new(words);
    names.iter().map(|name| index.named(&plain_name(name)).or_else(|| index.without_level(&plain_name(name)))).collect()
}

/// The units that file names name, each; what all names have in common is no unit, and a single file names one only with a
/// word for its level.
pub fn in_file_names(names: &[&str], words: &LayoutWords) -> Vec<Option<Named>> {
    let index = Names::new(words);
    let stems: Vec<String> = names.iter().map(|name| stem(name).to_owned()).collect();
    let with_level: Vec<Option<Named>> = stems.iter().map(|stem| index.named(&plain_name(stem))).collect();
    let runs: Vec<Vec<String>> = stems.iter().map(|stem| index.runs(stem)).collect();
    let folded: Vec<FxHashSet<String>> = runs.iter().map(|runs| runs.iter().map(|run| fold(run)).collect()).collect();
    let common = |run: &str| folded.iter().all(|of_file| of_file.contains(&fold(run)));
    let several = names.len() > 1;
    let bare = |runs: &[String]| match runs.iter().filter(|run| !common(run)).collect::<Vec<_>>()[..] {
        [run] if several => index.without_level(run),
        _ => None,
    };
    with_level.into_iter().zip(&runs).map(|(named, runs)| named.or_else(|| bare(runs))).collect()
}

/// The file's name without folder and extensions.
fn stem(name: &str) -> &str {
    let mut stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    while let Some((rest, extension)) = stem.rsplit_once('.') {
        if !EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)) {
            break;
        }
        stem = rest;
    }
    stem
}

/// A name with blanks for what stands for them.
fn plain_name(name: &str) -> String {
    tidy(&name.replace(['_', '+'], " "))
}

/// What tells units in names from other words.
struct Names {
    levels: Levels,
    /// Phrases that name none, the longest first.
    generic: Vec<Vec<Token>>,
    field: Option<String>,
}

impl Names {
    fn new(words: &LayoutWords) -> Names {
        let mut generic: Vec<Vec<Token>> =
            words.generic.iter().chain(&words.classes).map(|word| tokens(word)).collect();
        generic.retain(|phrase| !phrase.is_empty());
        generic.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        let field = words.units.iter().find(|unit| unit.field == BARE_FIELD).map(|unit| unit.field.clone());
        Names { levels: Levels::new(words), generic, field }
    }

    /// The lowest unit with a word for its level.
    fn named(&self, name: &str) -> Option<Named> {
        let long = self.without_abbreviation(name);
        let name = long.as_deref().unwrap_or(name);
        let cut = Cut::of_name(name);
        let mut found = self.levels.all(&cut);
        // `ban huoi pu` begins with its level
        let first = (0..cut.words.len()).find(|word| !self.is_number(cut.words[*word].token))?;
        if found.is_empty()
            && let Some(level) = self.levels.at(&cut, first)
        {
            found.extend(self.levels.name(&cut, first, level));
        }
        let lowest = found.into_iter().max_by_key(|name| name.unit)?;
        // what is generic behind the name is none of it
        let rest = &cut.words[lowest.at.clone()];
        let generic = (1..rest.len()).find(|word| self.generic_at(&rest[*word..], cut.accents) > 0);
        let value = match generic {
            Some(at) if cut.accents == Accents::Written || at > 1 => {
                let end = lowest.at.start + at;
                let shorter = Cut::of_name(cut.slice(lowest.at.start..end));
                let level = self.levels.at(&shorter, 0)?;
                self.levels.name(&shorter, 0, level)?.value
            }
            _ => lowest.value,
        };
        Some((self.levels.fields[lowest.unit].clone(), value))
    }

    /// `X.Chiềng Hặc` with the level's word in full.
    fn without_abbreviation(&self, name: &str) -> Option<String> {
        let cut = Cut::of_name(name);
        let at = (0..cut.words.len()).find(|word| !self.is_number(cut.words[*word].token))?;
        let word = cut.words[at].token;
        if !cut.before(at + 1).starts_with('.') || at + 1 == cut.words.len() {
            return None;
        }
        let (_, long) = ABBREVIATIONS.iter().find(|(short, _)| word == Token::new(short))?;
        Some(format!("{long} {}", &name[cut.words[at + 1].at.start..]))
    }

    /// A commune's name, if the text is a name and nothing else.
    fn without_level(&self, name: &str) -> Option<Named> {
        let field = self.field.clone()?;
        let cut = Cut::of_name(name);
        let (mut start, mut end) = (0, cut.words.len());
        while start < end {
            let generic = self.generic_at(&cut.words[start..end], cut.accents);
            match self.is_number(cut.words[start].token) {
                true => start += 1,
                false if generic > 0 => start += generic,
                false => break,
            }
        }
        while start < end {
            let generic = (start..end).find(|at| at + self.generic_at(&cut.words[*at..end], cut.accents) == end);
            match generic {
                _ if self.is_number(cut.words[end - 1].token) => end -= 1,
                Some(at) => end = at,
                None => break,
            }
        }
        let words = &cut.words[start..end];
        let letters: usize = words.iter().map(|word| word.token.letters().len()).sum();
        let is_name = (1..=NAME_WORDS).contains(&words.len())
            && letters > 1
            && (cut.small || (start..end).all(|word| cut.is_name_word(word)))
            && (start + 1..end).all(|word| !breaks(cut.before(word)))
            && !self.is_generic_alone(words)
            && self.levels.at(&cut, start).is_none();
        if !is_name {
            return None;
        }
        let name = cut.slice(start..end).replace('-', " ");
        Some((field, if cut.small || cut.capitals { title_case(&name) } else { tidy(&name) }))
    }

    /// The parts of a file's name between numbers and generic words.
    fn runs(&self, stem: &str) -> Vec<String> {
        // the strongest of the signs that part words
        let parts: Vec<&str> = match stem {
            _ if stem.contains(' ') => stem.split(['-', '_', ',', '(', ')', '.']).collect(),
            _ if stem.contains('-') && stem.contains('_') => stem.split('_').collect(),
            _ => vec![stem],
        };
        let mut runs = Vec::new();
        for part in parts {
            let part = plain_name(&part.replace('-', " "));
            let cut = Cut::of_name(&part);
            let (mut start, mut at) = (0, 0);
            let mut close = |range: std::ops::Range<usize>| {
                if !range.is_empty() {
                    runs.push(cut.slice(range).to_owned());
                }
            };
            while at < cut.words.len() {
                let taken = match self.is_number(cut.words[at].token) {
                    true => 1,
                    false => self.generic_at(&cut.words[at..], cut.accents),
                };
                if taken > 0 {
                    close(start..at);
                    start = at + taken;
                }
                at += taken.max(1);
            }
            close(start.min(at)..at);
        }
        runs
    }

    /// How many words are generic there. A single syllable that has lost its accents is a syllable of names too.
    fn generic_at(&self, words: &[Word], accents: Accents) -> usize {
        let found = self.generic.iter().find(|phrase| {
            begins(words, phrase, accents)
                && (phrase.len() > 1 || accents == Accents::Written || !phrase[0].has_marks())
        });
        match found {
            Some(phrase) => phrase.len(),
            // `năm 2022`, `đợt 1`
            None if ["nam", "dot", "quy", "thang", "ngay", "lan", "to", "phieu", "mau", "bieu", "bang"]
                .contains(&words[0].token.letters())
                && words.get(1).is_some_and(|word| self.is_number(word.token)) =>
            {
                1
            }
            None => 0,
        }
    }

    fn is_generic_alone(&self, words: &[Word]) -> bool {
        let [word] = words else { return false };
        self.generic.iter().any(|phrase| phrase.len() == 1 && phrase[0].bare() == word.token.bare())
    }

    fn is_number(&self, token: Token) -> bool {
        let letters = token.letters();
        // `2022`, `01`, `dot1`, `sheet2`, `20221231`
        letters.bytes().any(|b| b.is_ascii_digit()) || token.is_roman()
    }
}

#[cfg(test)]
#[path = "units_tests.rs"]
mod tests;
