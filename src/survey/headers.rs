//! Headers to fields. Knows every spelling of the codebook and of a map; decides column by column and row by row of
//! headers, never by the cells under them.

use rustc_hash::FxHashMap;

use crate::diagnostic::nearest;
use crate::lang::{Entity, Exact, Unit};
use crate::text::{fold, tidy};

use super::codebook::{Codebook, Field, FieldType};
use super::layout::ColumnUse;
use super::map::SurveyMap;
use super::numbers::money;
use super::words::without_number;

/// How a header was recognised, the surer the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchedBy {
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
            MatchedBy::Spelling => "spelling",
            MatchedBy::Id => "id",
            MatchedBy::ExactId => "exact_id",
            MatchedBy::Map => "map",
        }
    }
}

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
    codebook: &'a Codebook,
    map: Option<&'a SurveyMap>,
    household: FxHashMap<String, Vec<(usize, MatchedBy)>>,
    member: FxHashMap<String, Vec<(usize, MatchedBy)>>,
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
        HeaderIndex { codebook, map, household: index(Entity::Household), member: index(Entity::Member) }
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
        let found = self.find_words(entity, &header);
        match without_number(&header) {
            Some(rest) if found.fields.is_empty() => self.find_words(entity, rest),
            _ => found,
        }
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
        index.get(&fold(words)).cloned().unwrap_or_default()
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

    fn field(&self, entity: Entity, index: usize) -> &'a Field {
        &self.codebook.fields(entity)[index]
    }

    /// What each column of a header row is for a sheet of an entity's rows.
    pub fn bind(&self, entity: Entity, headers: &[String]) -> Vec<ColumnUse> {
        let mut uses: Vec<ColumnUse> = headers
            .iter()
            .map(|header| {
                if header.trim().is_empty() {
                    return ColumnUse::NoHeader;
                }
                if self.map.is_some_and(|map| map.ignores(header)) {
                    return ColumnUse::Ignored;
                }
                let found = self.find(entity, header);
                match (found.fields.as_slice(), found.by) {
                    ([field], Some(by)) => ColumnUse::Field { field: *field, by, scale: found.scale },
                    ([], _) | (_, None) => ColumnUse::NotUsed,
                    _ => ColumnUse::Ambiguous { fields: found.fields },
                }
            })
            .collect();
        for field in 0..self.codebook.fields(entity).len() {
            let claims: Vec<(usize, MatchedBy)> = uses
                .iter()
                .enumerate()
                .filter_map(|(column, used)| match used {
                    ColumnUse::Field { field: known, by, .. } if *known == field => Some((column, *by)),
                    _ => None,
                })
                .collect();
            let Some(best) = claims.iter().map(|(_, by)| *by).max().filter(|_| claims.len() > 1) else { continue };
            let mut winners = claims.iter().filter(|(_, by)| *by == best).map(|(column, _)| *column);
            let (first, second) = (winners.next().unwrap_or(0), winners.next());
            let taken = second.is_none() || best == MatchedBy::ExactId;
            for (column, _) in &claims {
                if taken && *column == first {
                    continue;
                }
                let other = if *column == first { second.unwrap_or(first) } else { first };
                uses[*column] = ColumnUse::Repeated { field, other, other_taken: taken };
            }
        }
        uses
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
        known.iter().find(|(folded, ..)| folded == near).map(|(_, word, id)| (*word, *id))
    }
}

fn spellings(field: &Field) -> impl Iterator<Item = &str> {
    [&field.title.vi, &field.title.en].into_iter().chain(&field.spellings).map(String::as_str)
}

/// The unit at the end of a header: `Thu nhập bình quân (nghìn đồng/người/tháng)`, `Diện tích nhà ở, m2`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct UnitPart<'h> {
    /// The header without it.
    base: &'h str,
    /// The unit, folded.
    word: String,
    /// What it is worth in đồng, if it is money.
    money: Option<Exact>,
    /// What stands behind the unit: `người`, `tháng`.
    rest: Vec<&'h str>,
}

fn unit_part(header: &str) -> Option<UnitPart<'_>> {
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
