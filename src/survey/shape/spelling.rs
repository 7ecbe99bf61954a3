//! Spellings of units' names taken apart into the word for the level and the name, for comparison: `Xã Chiềng Hặc` is
//! `Chiềng Hặc`, and `Thị trấn Yên Châu` is not `Xã Yên Châu`.

use crate::text::fold;

use super::token::{Accents, Token, Word, begins, tokens, words};
use super::words::LayoutWords;

/// The words before the names of units.
#[derive(Clone, Debug)]
pub struct UnitSpellings {
    fields: Vec<(String, Vec<Kind>)>,
}

/// A word for a level, and the ways to write it.
#[derive(Clone, Debug)]
struct Kind {
    phrases: Vec<Vec<Token>>,
    initials: String,
}

impl UnitSpellings {
    /// Of a codebook's layouts.
    pub fn new(layout: &LayoutWords) -> UnitSpellings {
        let fields = layout.units.iter().map(|unit| {
            let mut phrases: Vec<Vec<Token>> = unit.words.iter().map(|word| tokens(word)).collect();
            phrases.retain(|phrase| !phrase.is_empty());
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
            let mut kinds: Vec<Kind> = Vec::new();
            for phrase in phrases {
                // `TDP` is `Tổ dân phố`
                let long = kinds
                    .iter_mut()
                    .find(|kind| phrase.len() == 1 && kind.initials.len() > 1 && kind.initials == phrase[0].letters());
                match long {
                    Some(kind) => kind.phrases.push(phrase),
                    None => {
                        let initials = phrase.iter().filter_map(|token| token.letters().chars().next()).collect();
                        kinds.push(Kind { phrases: vec![phrase], initials });
                    }
                }
            }
            (unit.field.clone(), kinds)
        });
        UnitSpellings { fields: fields.collect() }
    }

    /// The unit fields from the top.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(field, _)| field.as_str())
    }

    /// A number for the level's word in a name of that field, if there is one, and the rest in the form in which names are
    /// compared.
    pub fn split(&self, field: &str, text: &str) -> (Option<usize>, String) {
        let words: Vec<Word> = words(text).collect();
        let accents = Accents::of(words.iter().map(|word| &word.token));
        let kinds = self.fields.iter().find(|(id, _)| id == field).map_or(&[][..], |(_, kinds)| kinds);
        let written = kinds.iter().enumerate().find_map(|(number, kind)| {
            let phrase =
                kind.phrases.iter().find(|phrase| words.len() > phrase.len() && begins(&words, phrase, accents));
            phrase.map(|phrase| (number, phrase.len()))
        });
        // `TT. Yên Châu`, `X. Chiềng Hặc`
        let short = || {
            let [first, second, ..] = &words[..] else { return None };
            let dot = text.get(first.at.end..second.at.start)?.starts_with('.');
            let letters = first.token.letters();
            let mut meant = kinds.iter().enumerate().filter(|(_, kind)| kind.initials == letters);
            let (number, kind) = meant.next()?;
            (meant.next().is_none() && (dot || kind.initials.len() > 1)).then_some((number, 1))
        };
        let found = written.or_else(short);
        let rest = &words[found.map_or(0, |(_, taken)| taken)..];
        let mut name = String::with_capacity(text.len());
        for (at, word) in rest.iter().enumerate() {
            // `1-2` is not `12`
            if at > 0 && word.token.number().is_some() && rest[at - 1].token.number().is_some() {
                name.push('.');
            }
            name.push_str(&fold(text.get(word.at.clone()).unwrap_or("")));
        }
        if name.is_empty() {
            name.push_str(text);
        }
        (found.map(|(number, _)| number), name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::codebook_file::default_codebook;

    #[test]
    fn names_are_taken_apart() {
        let layout = default_codebook().expect("the codebook reads").layout;
        let spellings = UnitSpellings::new(&layout);
        let same = |field: &str, a: &str, b: &str| {
            let ((kind, name), (other_kind, other)) = (spellings.split(field, a), spellings.split(field, b));
            name == other && (kind == other_kind || kind.is_none() || other_kind.is_none())
        };
        for (field, a, b) in [
            ("commune", "Dak R'Lap", "Đắk R’Lấp"),
            ("commune", "Đăk Rlâp", "Đắk R’Lấp"),
            ("commune", "Hoà Bình", "Hòa Bình"),
            ("commune", "Xã Chiềng Hặc", "Chiềng Hặc"),
            ("commune", "XA CHIENG HAC", "Xã Chiềng Hặc"),
            ("commune", "X. Chiềng Hặc", "xã Chiềng Hặc"),
            ("commune", "TT. Yên Châu", "Thị trấn Yên Châu"),
            ("village", "TDP 3", "Tổ dân phố 3"),
            ("village", "Tổ dân phố số 3", "TDP số 3"),
            ("district", "Huyện Yên Châu", "Yên Châu"),
            ("district", "TP Sơn La", "Thành phố Sơn La"),
            ("province", "Tỉnh Sơn La", "SON LA"),
        ] {
            assert!(same(field, a, b), "{a} {b}");
        }
        for (field, a, b) in [
            ("commune", "Thị trấn Yên Châu", "Xã Yên Châu"),
            ("commune", "Xã Chiềng Hặc", "Chiềng On"),
            ("commune", "Bản Lầm", "Lầm"),
            ("village", "Tổ 3", "Thôn 3"),
            ("village", "Tổ 1-2", "Tổ 12"),
            ("village", "Bản Pa", "Tiểu khu Pa"),
            ("commune", "…", "-"),
        ] {
            assert!(!same(field, a, b), "{a} {b}");
        }
        assert_eq!(spellings.split("commune", "Xã"), (None, "xa".to_owned()));
        assert_eq!(spellings.split("commune", ""), (None, String::new()));
    }
}
