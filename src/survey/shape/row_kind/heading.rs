//! Headings between the rows of data: the unit or class that a text names for the rows below it. Takes a text for a heading by
//! its words; which rows are asked is [`RowRules::classify`]'s.

use crate::survey::codebook_file::CLASS_RECORDED;

use super::super::levels::{Cut, Level, breaks, is_capitals, is_doubtful, title_case};
use super::super::row_cells::{without_counts, without_ordinal};
use super::super::token::{Accents, Token, begins, words};
use super::{Group, Look, RowClass, RowRules};

/// What may stand before a class: `Danh sách hộ nghèo`.
pub(super) const LIST: [&str; 2] = ["danh", "sách"];
/// What headings are of.
pub(super) const HOUSEHOLDS: &str = "hộ";
/// What may stand before it: `Các hộ thoát nghèo`.
pub(super) const BEFORE_HOUSEHOLDS: [&str; 4] = ["các", "những", "nhóm", "số"];
/// What follows it where one household is meant.
const ONE_HOUSEHOLD: [&str; 7] = ["ông", "bà", "anh", "chị", "số", "thứ", "cô"];

impl RowRules {
    /// A group of the lowest unit that has no column.
    pub(super) fn open_group(&self, text: &str) -> Option<RowClass> {
        let field = self.open_units.first()?.clone();
        let value = without_counts(without_ordinal(text));
        let value = if is_capitals(value) { title_case(value) } else { crate::text::tidy(value) };
        (!value.is_empty()).then_some(RowClass::Group(vec![Group { field, value }]))
    }

    /// The class or unit that a text names, with the units behind it.
    pub(super) fn group(&self, look: &Look, column: usize, text: &str) -> Option<Vec<Group>> {
        let ordinal = without_ordinal(text);
        let cut = Cut::new(without_counts(ordinal));
        if let Some(groups) = self.class(&cut) {
            return Some(groups);
        }
        let level = self.levels.at(&cut, 0)?;
        let behind = cut.words.get(level.tokens.len())?;
        let is_name = self.names.contains(&column);
        // `Bản Thị Hoa` is a woman whose family name lost its tone
        if is_name && ["thi", "van"].contains(&behind.token.letters()) && cut.words.len() > level.tokens.len() + 1 {
            return None;
        }
        let colon = cut.before(level.tokens.len()).contains(':');
        let is_heading = look.headed || is_headed(text) || colon || behind.token.number().is_some();
        // a line of its own, or a number before it in its own cell
        let is_line = look.key_number.is_none() && look.numbers == 0 || ordinal.len() < text.trim().len();
        let doubtful = is_doubtful(level, cut.accents) || is_name && is_family_name(level);
        if doubtful && !(is_heading || self.numbers.contains(&column) || is_line && !is_name) {
            return None;
        }
        let name = self.levels.name(&cut, 0, level)?;
        // a text about a unit is no name; but units above may follow
        let ends = name.at.end == cut.words.len() || {
            let next = name.at.end;
            breaks(cut.before(next)) || self.levels.at(&cut, next).is_some()
        };
        let mut field = self.levels.fields.get(name.unit)?.clone();
        // a city is a district's equal where provinces have a column
        if name.unit == 0 && name.with_word && !self.open_units.contains(&field) {
            field =
                self.open_units.iter().find(|open| Some(*open) == self.levels.fields.get(1)).cloned().unwrap_or(field);
        }
        ends.then_some(vec![Group { field, value: name.value }])
    }

    /// The class that a text names, perhaps with a year and units, and nothing else: `HỘ CẬN NGHÈO`, `Danh sách hộ nghèo năm
    /// 2022 xã Tú Nang`.
    fn class(&self, cut: &Cut<'_>) -> Option<Vec<Group>> {
        let list = LIST.map(Token::new);
        let from = if begins(&cut.words, &list, cut.accents) { list.len() } else { 0 };
        let is_class =
            |(phrase, _): &&(Vec<Token>, String)| phrase.len() > 1 && begins(&cut.words[from..], phrase, cut.accents);
        let (phrase, spelling) = self.classes.iter().find(is_class)?;
        let mut at = from + phrase.len();
        let is_year = |word: usize| cut.words.get(word).is_some_and(|word| word.token.number().is_some());
        if cut.words.get(at).is_some_and(|word| word.token.letters() == "nam") && is_year(at + 1) {
            at += 2;
        }
        let mut groups = Vec::new();
        while at < cut.words.len() {
            let name = self.levels.name(cut, at, self.levels.at(cut, at)?)?;
            groups.push(Group { field: self.levels.fields.get(name.unit)?.clone(), value: name.value });
            at = name.at.end;
        }
        let level = |group: &Group| self.levels.fields.iter().position(|field| *field == group.field);
        groups.sort_by_key(level);
        groups.push(Group { field: CLASS_RECORDED.to_owned(), value: spelling.clone() });
        Some(groups)
    }

    /// Whether a text heads the households below it: `II. HỘ THOÁT NGHÈO`, `Danh sách các hộ phát sinh`.
    pub(super) fn heads_households(&self, look: &Look, column: usize, text: &str) -> bool {
        let ordinal = without_ordinal(text);
        let cut = Cut::new(without_counts(ordinal));
        let same = |at: usize, known: &str| {
            cut.words.get(at).is_some_and(|word| cut.accents.same(word.token, Token::new(known)))
        };
        // a footnote is no heading
        if text.trim_start().starts_with(['(', '*', '[']) {
            return false;
        }
        let is_list = same(0, LIST[0]) && same(1, LIST[1]);
        let mut at = if is_list { LIST.len() } else { 0 };
        at += usize::from(BEFORE_HOUSEHOLDS.iter().any(|word| same(at, word)));
        if !same(at, HOUSEHOLDS) || cut.words.len() < at + 2 {
            return false;
        }
        // `Hộ ông Lò Văn A`, `Hộ số 3`, `Hộ 3` are single ones
        if ONE_HOUSEHOLD.iter().any(|word| same(at + 1, word)) || cut.words[at + 1].token.number().is_some() {
            return false;
        }
        let is_heading = is_list || look.headed || is_headed(text);
        let rest = cut.words.get(at..).unwrap_or_default();
        let of_class = self.classes.iter().any(|(phrase, _)| {
            phrase.len() > 1 && begins(rest, &phrase[..2], cut.accents) && phrase[0].letters() == "ho"
        });
        let lone = look.numbers == 0;
        match cut.accents {
            // `HO VAN A` is a man
            Accents::Left => is_list || of_class && (lone || is_heading),
            Accents::Written if self.names.contains(&column) => is_heading || lone && of_class,
            Accents::Written => is_heading || lone,
        }
    }
}

/// Whether a text begins with a Roman numeral: `II. HỘ NGHÈO`.
pub(super) fn is_headed(text: &str) -> bool {
    let ordinal = words(text).next().filter(|word| word.token.is_roman());
    ordinal.is_some() && without_ordinal(text).len() < text.trim().len()
}

/// Whether a word for a level could be a family name as it is written: `Khu`, but not `TDP`.
fn is_family_name(level: &Level) -> bool {
    level.tokens.len() == 1 && !level.tokens[0].has_marks() && level.text.contains(char::is_lowercase)
}
