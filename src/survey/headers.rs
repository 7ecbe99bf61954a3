//! Headers to fields. Knows every spelling of the codebook and of a map; decides by headers, never by the cells under them.
//! Headers of several parts and of several columns are `super::bind`'s.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::nearest;
use crate::lang::{Entity, Exact, Unit};
use crate::text::{fold, tidy};

use super::codebook::{Codebook, Field, FieldType};
use super::map::SurveyMap;
use super::numbers::money;
use super::shape::remark::{without_front_number, without_legend, without_remark};
use super::shape::words::{Heading, Multiple};
use super::words::lower;

/// How a header was recognised, the surer the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchedBy {
    /// By a title or a spelling in the lowest part of the header; what stands above it says nothing that is known.
    Leaf,
    /// By a title or a spelling.
    Spelling,
    /// By the field's id, case and punctuation apart.
    Id,
    /// By the field's id as it is written.
    ExactId,
    /// By the map file.
    Map,
}

impl MatchedBy {
    /// Machine name.
    pub const fn name(self) -> &'static str {
        match self {
            MatchedBy::Leaf => "leaf",
            MatchedBy::Spelling => "spelling",
            MatchedBy::Id => "id",
            MatchedBy::ExactId => "exact_id",
            MatchedBy::Map => "map",
        }
    }
}

/// Names of what is said of a thing, not of a field: `village.name`, `commune.code`.
const ATTRIBUTES: [&str; 7] = ["name", "code", "id", "no", "label", "title", "other"];

/// What a header fits: no field, one, or several equally well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderMatch {
    /// Indices of the fields, ascending.
    pub fields: Vec<usize>,
    /// How, where there is any.
    pub by: Option<MatchedBy>,
    /// What one unit of the column is worth in the field's unit, where the header or the map says so.
    pub scale: Option<Exact>,
}

/// Every spelling of every field of both entities.
#[derive(Clone, Debug)]
pub struct HeaderIndex<'a> {
    pub(super) codebook: &'a Codebook,
    pub(super) map: Option<&'a SurveyMap>,
    household: FxHashMap<String, Vec<(usize, MatchedBy)>>,
    member: FxHashMap<String, Vec<(usize, MatchedBy)>>,
    /// Answers as they are written, in lower case.
    answers: FxHashSet<String>,
    /// Words for answers, folded, each with its field and code.
    codes: [FxHashMap<String, Vec<(usize, usize)>>; 2],
    /// Which of the codebook's headings a folded word is.
    headings: FxHashMap<String, usize>,
    weak: FxHashSet<String>,
    /// Which of the codebook's questions with several answers a folded word is, by entity.
    multiples: [FxHashMap<String, usize>; 2],
}

impl<'a> HeaderIndex<'a> {
    /// The spellings of a codebook and a map.
    pub fn new(codebook: &'a Codebook, map: Option<&'a SurveyMap>) -> HeaderIndex<'a> {
        let index = |entity| {
            let mut index: FxHashMap<String, Vec<(usize, MatchedBy)>> = FxHashMap::default();
            for (number, field) in codebook.fields(entity).iter().enumerate() {
                let words = spellings(field).map(|word| (word, MatchedBy::Spelling));
                for (word, by) in std::iter::once((field.id.as_str(), MatchedBy::Id)).chain(words) {
                    let hits = index.entry(fold(word)).or_default();
                    if !hits.iter().any(|(known, _)| *known == number) {
                        hits.push((number, by));
                    }
                }
            }
            index.remove("");
            index
        };
        let fields = codebook.household.iter().chain(&codebook.member);
        let words =
            fields.flat_map(|field| &field.codes).flat_map(|code| code.spellings.iter().chain([&code.title.vi]));
        let answers = words.map(|word| lower(word)).collect();
        let multiples = |entity| {
            let own = codebook.layout.multiples.iter().enumerate().filter(|(_, multiple)| multiple.entity == entity);
            // the first that has a word keeps it
            let words =
                own.rev().flat_map(|(at, multiple)| multiple.spellings.iter().map(move |word| (fold(word), at)));
            words.collect()
        };
        let headings = codebook.layout.headings.iter().enumerate();
        let headings = headings.flat_map(|(at, heading)| heading.spellings.iter().map(move |word| (fold(word), at)));
        HeaderIndex {
            codebook,
            map,
            household: index(Entity::Household),
            member: index(Entity::Member),
            answers,
            codes: [code_words(&codebook.household), code_words(&codebook.member)],
            headings: headings.collect(),
            weak: codebook.layout.weak.iter().map(|word| fold(word)).collect(),
            multiples: [multiples(Entity::Household), multiples(Entity::Member)],
        }
    }

    /// The fields of an entity with a code that goes by a word, each with the code's index; numbers are no words.
    pub(super) fn codes(&self, entity: Entity, word: &str) -> &[(usize, usize)] {
        self.codes[entity as usize].get(&fold(word)).map_or(&[], Vec::as_slice)
    }

    /// The heading over several columns that a word is.
    pub(super) fn heading_of(&self, word: &str) -> Option<&'a Heading> {
        self.headings.get(&fold(word)).map(|at| &self.codebook.layout.headings[*at])
    }

    /// The dictionary.
    pub fn codebook(&self) -> &'a Codebook {
        self.codebook
    }

    /// The fields of an entity that a header fits.
    pub fn find(&self, entity: Entity, header: &str) -> HeaderMatch {
        let header = tidy(header);
        if header.is_empty() {
            return HeaderMatch::default();
        }
        if let Some((field, scale)) = self.map.and_then(|map| map.column(entity, &header)) {
            let scale = scale.or_else(|| unit_part(&header).and_then(|unit| unit.scale(self.field(entity, field))));
            return HeaderMatch { fields: vec![field], by: Some(MatchedBy::Map), scale };
        }
        // `_status` is an export's own, and no status of a household
        let own = header.starts_with('_')
            && !self.codebook.fields(entity).iter().any(|field| spellings(field).any(|word| word == header));
        if own {
            return HeaderMatch::default();
        }
        let mut form = header.as_str();
        // `3. Giới tính (1. Nam 2. Nữ) *`: what people add goes piece by piece, until the rest is known
        for _ in 0..4 {
            let found = self.find_words(entity, form);
            if !found.fields.is_empty() {
                return found;
            }
            let shorter = without_front_number(form).or_else(|| without_legend(form)).or_else(|| without_remark(form));
            let Some(shorter) = shorter else { break };
            form = shorter;
        }
        let found = self.find_answer(entity, &header);
        if found.fields.is_empty() { self.find_in_group(entity, &header) } else { found }
    }

    /// The yes/no field of one answer of a question with several, in a column of its own: `causes/land`, `causes__2`.
    fn find_answer(&self, entity: Entity, header: &str) -> HeaderMatch {
        // `Phương tiện/Đài/Radio` is `Đài/Radio` of `Phương tiện`
        let cuts = header.match_indices('/').map(|(at, _)| (&header[..at], &header[at + 1..]));
        let signs = ["__", ".", "-", ":", "_"].into_iter().filter_map(|sign| header.rsplit_once(sign));
        let splits = cuts.chain(signs);
        for (stem, answer) in splits {
            let own = stem.rsplit(['/', '.', '-']).next().unwrap_or(stem);
            let Some(multiple) = self.multiple(entity, stem).or_else(|| self.multiple(entity, own)) else { continue };
            let answer = fold(answer);
            let number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let field = number.filter(|number| multiple.numbered && *number < multiple.fields.len()).or_else(|| {
                multiple.fields.iter().position(|id| self.answer_words(entity, id).any(|word| fold(word) == answer))
            });
            let field = field.and_then(|field| self.codebook.position(entity, &multiple.fields[field]));
            if let Some(field) = field {
                return HeaderMatch { fields: vec![field], by: Some(MatchedBy::Spelling), scale: None };
            }
        }
        HeaderMatch::default()
    }

    /// The question with several answers that a header is of.
    pub(super) fn multiple(&self, entity: Entity, header: &str) -> Option<&'a Multiple> {
        let at = self.multiples[entity as usize].get(&fold(header))?;
        Some(&self.codebook.layout.multiples[*at])
    }

    /// Words for the answer of a question with several that a yes/no field is: `cause_land` is `land` as well.
    pub(super) fn answer_words(&self, entity: Entity, id: &str) -> impl Iterator<Item = &'a str> {
        let field = self.codebook.position(entity, id).map(|field| self.field(entity, field));
        field.into_iter().flat_map(|field| {
            let short = field.id.split_once('_').map(|(_, short)| short);
            [field.id.as_str()].into_iter().chain(short).chain(spellings(field))
        })
    }

    /// The field of a name with its groups in front: `group/sub/name`, `group.name`, `group-name`, `group_1/Tên`.
    fn find_in_group(&self, entity: Entity, header: &str) -> HeaderMatch {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '.' | '-');
        // `Phương tiện trong hộ/Đài/Radio`: the question before the answer, which is known as a whole
        if let Some((question, answer)) = header.split_once('/')
            && question.contains(' ')
            && answer.contains('/')
        {
            return self.find_words(entity, answer);
        }
        // `group/sub_1/Đài/Radio`: a label may have the sign of groups in it
        let mut cuts = header.match_indices('/').map(|(at, _)| (&header[..at], &header[at + 1..]));
        let known = cuts.find(|(groups, label)| {
            groups.chars().all(is_name)
                && groups.contains(['_', '/'])
                && label.contains('/')
                && !self.look_up(entity, label).is_empty()
        });
        if let Some((_, label)) = known {
            return self.find_words(entity, label);
        }
        let Some((groups, name)) = header.rsplit_once(['/', '.', '-']) else { return HeaderMatch::default() };
        // labels may stand behind names of groups, where these are nothing that a person writes
        let is_group = groups.chars().all(is_name)
            && (header.chars().all(is_name) || groups.contains(['_', '/']))
            && !name.starts_with(' ');
        let group = groups.rsplit(['/', '.', '-']).next().unwrap_or(groups);
        // `village.name` is no name of a person
        let of_field = [Entity::Household, Entity::Member].into_iter().any(|e| !self.look_up(e, group).is_empty());
        if !is_group || self.is_weak(name) || (of_field && ATTRIBUTES.contains(&name)) {
            return HeaderMatch::default();
        }
        let mut found = self.find_words(entity, name);
        found.by = found.by.map(|by| by.min(MatchedBy::Id));
        found
    }

    /// Whether a header says nothing where it stands under another one.
    pub(super) fn is_weak(&self, header: &str) -> bool {
        self.weak.contains(&fold(header))
    }

    fn find_words(&self, entity: Entity, header: &str) -> HeaderMatch {
        let unit = unit_part(header);
        let whole = self.look_up(entity, header);
        if !whole.is_empty() {
            return self.settle(entity, header, &whole, unit.as_ref());
        }
        let Some(unit) = unit else { return HeaderMatch::default() };
        // "(nghìn đồng/người/tháng)" is spelled "(đồng/người/tháng)" in the codebook
        let rest = unit.rest.join("/");
        if unit.money.is_some() && !rest.is_empty() {
            for form in [format!("{} (đồng/{rest})", unit.base), format!("{}/{rest}", unit.base)] {
                let hits = self.look_up(entity, &form);
                if !hits.is_empty() {
                    return self.settle(entity, header, &hits, Some(&unit));
                }
            }
        }
        let mut hits = self.look_up(entity, unit.base);
        hits.retain(|(field, _)| unit.goes_with(self.field(entity, *field)));
        self.settle(entity, header, &hits, Some(&unit))
    }

    fn look_up(&self, entity: Entity, words: &str) -> Vec<(usize, MatchedBy)> {
        let index = match entity {
            Entity::Household => &self.household,
            Entity::Member => &self.member,
        };
        let mut hits = index.get(&fold(words)).cloned().unwrap_or_default();
        // `Nam` is an answer, and not `Năm` without its accent
        if !hits.is_empty() && self.answers.contains(&lower(words)) {
            let written = lower(words);
            hits.retain(|(field, by)| {
                *by != MatchedBy::Spelling || spellings(self.field(entity, *field)).any(|word| lower(word) == written)
            });
        }
        hits
    }

    /// Of several fields, the one that goes by its id.
    fn settle(
        &self,
        entity: Entity,
        header: &str,
        hits: &[(usize, MatchedBy)],
        unit: Option<&UnitPart<'_>>,
    ) -> HeaderMatch {
        let Some(best) = hits.iter().map(|(_, by)| *by).max() else { return HeaderMatch::default() };
        let mut fields: Vec<usize> = hits.iter().filter(|(_, by)| *by == best).map(|(field, _)| *field).collect();
        fields.sort_unstable();
        let exact = |field: &usize| self.field(entity, *field).id == header;
        let by = if best == MatchedBy::Id && fields.iter().any(exact) { MatchedBy::ExactId } else { best };
        if by == MatchedBy::ExactId {
            fields.retain(exact);
        }
        let scale = match fields[..] {
            [field] => {
                let field = self.field(entity, field);
                let own = field.scaled_spellings.iter().find(|(word, _)| fold(word) == fold(header));
                unit.and_then(|unit| unit.scale(field)).or(own.map(|(_, scale)| *scale))
            }
            _ => None,
        };
        HeaderMatch { fields, by: Some(by), scale }
    }

    pub(super) fn field(&self, entity: Entity, index: usize) -> &'a Field {
        &self.codebook.fields(entity)[index]
    }

    /// The nearest spelling to a header that fits nothing, with the id of its field.
    pub fn nearest(&self, header: &str) -> Option<(&'a str, &'a str)> {
        let folded = fold(header);
        let known: Vec<(String, &'a str, &'a str)> = [Entity::Household, Entity::Member]
            .into_iter()
            .flat_map(|entity| self.codebook.fields(entity))
            .flat_map(|field| {
                std::iter::once(field.id.as_str()).chain(spellings(field)).map(|word| (word, field.id.as_str()))
            })
            .map(|(word, id)| (fold(word), word, id))
            .filter(|(folded, ..)| folded.len() > 3)
            .collect();
        let near = nearest(&folded, known.iter().map(|(folded, ..)| folded.as_str()))?;
        // a shorter word is a slip of anything
        let short = folded.chars().count().max(near.chars().count()) < 5;
        if short || strsim::osa_distance(&folded, near) * 4 > folded.chars().count() {
            return None;
        }
        known.iter().find(|(folded, ..)| folded == near).map(|(_, word, id)| (*word, *id))
    }
}

fn code_words(fields: &[Field]) -> FxHashMap<String, Vec<(usize, usize)>> {
    let mut codes: FxHashMap<String, Vec<(usize, usize)>> = FxHashMap::default();
    for (number, field) in fields.iter().enumerate() {
        for (at, code) in field.codes.iter().enumerate() {
            let words = [&code.id, &code.title.vi, &code.title.en].into_iter().chain(&code.spellings);
            for word in words.map(|word| fold(word)).filter(|word| word.chars().any(char::is_alphabetic)) {
                let known = codes.entry(word).or_default();
                if !known.contains(&(number, at)) {
                    known.push((number, at));
                }
            }
        }
    }
    codes
}

pub(super) fn spellings(field: &Field) -> impl Iterator<Item = &str> {
    [&field.title.vi, &field.title.en].into_iter().chain(&field.spellings).map(String::as_str)
}

/// The unit at the end of a header: `Thu nhập bình quân (nghìn đồng/người/tháng)`, `Diện tích nhà ở, m2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnitPart<'h> {
    /// The header without it.
    pub(super) base: &'h str,
    /// The unit, folded.
    word: String,
    /// What it is worth in đồng, if it is money.
    money: Option<Exact>,
    /// What stands behind the unit: `người`, `tháng`.
    rest: Vec<&'h str>,
}

pub(super) fn unit_part(header: &str) -> Option<UnitPart<'_>> {
    let header = header.trim();
    let (base, inside) = match header.strip_suffix([')', ']']) {
        Some(open) => {
            let at = open.rfind(['(', '['])?;
            (&open[..at], &open[at + 1..])
        }
        None => header.rsplit_once(',').or_else(|| header.rsplit_once(" - "))?,
    };
    let (base, mut inside) = (base.trim(), inside.trim());
    for label in ["ĐVT", "Đơn vị tính", "Đơn vị", "đvt", "đơn vị tính", "đơn vị", "unit"] {
        if let Some(rest) = inside.strip_prefix(label) {
            inside = rest.trim_start_matches([':', ' ']);
        }
    }
    let mut parts = inside.split('/').map(str::trim);
    let word = fold(parts.next()?);
    let rest: Vec<&str> = parts.collect();
    let money = money(&word).filter(|_| !word.is_empty());
    let known = money.is_some() || !units_of(&word).is_empty() || notes(&fold(inside)).is_some();
    (known && !base.is_empty()).then_some(UnitPart { base, word, money, rest })
}

/// Whether a text is a unit and nothing else: `đồng`, `(m2)`, `nghìn đồng/người/tháng`.
pub(super) fn is_unit(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let word = fold(text.split('/').next().unwrap_or(text));
    // `Nam` is no year
    word != "nam" && (money(&word).is_some() || !units_of(&word).is_empty())
}

/// The units that a folded word names, money apart.
fn units_of(word: &str) -> &'static [Unit] {
    match word {
        "m2" | "metvuong" => &[Unit::Area],
        "nguoi" | "khau" | "nhankhau" => &[Unit::Count],
        "tuoi" => &[Unit::Age],
        "diem" => &[Unit::Points],
        "nam" => &[Unit::Year],
        _ => &[],
    }
}

/// The kind of field that a folded note in a header goes with: `(x)`, `(dd/mm/yyyy)`.
fn notes(inside: &str) -> Option<FieldType> {
    match inside {
        "x" | "danhdaux" | "cokhong" | "1co0khong" | "01" | "10" => Some(FieldType::Bool),
        "ddmmyyyy" | "ngaythangnam" | "ddmmyy" | "yyyymmdd" | "yyyy" => Some(FieldType::Date),
        _ => None,
    }
}

impl UnitPart<'_> {
    /// Whether a field can be in this unit. What stands behind the unit (`/người/tháng`) must be in the field's title:
    /// income a month is not income a year.
    fn goes_with(&self, field: &Field) -> bool {
        let title = fold(&field.title.vi);
        let inside = std::iter::once(self.word.clone()).chain(self.rest.iter().map(|part| fold(part)));
        if notes(&inside.collect::<String>()) == Some(field.ty.clone()) {
            return true;
        }
        let unit = match field.ty {
            FieldType::Number(Unit::Money) => self.money.is_some(),
            FieldType::Number(unit) => units_of(&self.word).contains(&unit),
            _ => false,
        };
        unit && self.rest.iter().all(|part| title.contains(&fold(part)))
    }

    fn scale(&self, field: &Field) -> Option<Exact> {
        (field.ty == FieldType::Number(Unit::Money)).then_some(self.money).flatten()
    }
}

#[cfg(test)]
#[path = "headers_tests.rs"]
mod tests;
