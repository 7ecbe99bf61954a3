//! Which sheet holds the households and which the members, over all sheets of all files. Never silently: where two fit, it
//! is an error that names both.

use crate::io::read::Row;
use crate::lang::Entity;
use crate::text::{fold, tidy};

use super::codebook::Codebook;
use super::codebook_file::HOUSEHOLD_ID;
use super::error::{SheetName, SurveyError};
use super::headers::HeaderIndex;
use super::layout::{ColumnLayout, ColumnUse, SheetLayout, SheetUse, find_header};
use super::map::SurveyMap;
use super::source::{Rows, Source};

/// The sheets of a survey, and which of them are used.
#[derive(Debug)]
pub struct Chosen {
    /// Every sheet of every source in order.
    pub sheets: Vec<SheetLayout>,
    /// The one with the households.
    pub household: usize,
    /// The one with the members, if there is one.
    pub member: Option<usize>,
}

/// A sheet that could hold an entity's rows.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    sheet: usize,
    hidden: bool,
    fields: usize,
}

/// Looks at the first rows of every sheet and chooses.
///
/// # Errors
/// Where a sheet cannot be read, a file has nothing known in it, there is no household sheet, or two are as good.
pub fn choose(sources: &[&dyn Source], codebook: &Codebook, map: Option<&SurveyMap>) -> Result<Chosen, SurveyError> {
    if sources.is_empty() {
        return Err(SurveyError::NoSource);
    }
    let index = HeaderIndex::new(codebook, map);
    let mut sheets = Vec::new();
    for (source_index, source) in sources.iter().enumerate() {
        for (sheet_index, info) in source.sheets().iter().enumerate() {
            let mut layout = SheetLayout {
                file: source.name().to_owned(),
                sheet: info.name.clone(),
                hidden: info.hidden,
                used: SheetUse::Empty,
                header_row: 0,
                columns: Vec::new(),
                source: source_index,
                index: sheet_index,
                reads: 0,
            };
            let mut rows = source.rows(sheet_index)?;
            let mut row = Row::default();
            if let Some(header) = find_header(&mut *rows, &mut row)? {
                let (mut used, mut uses, members) = recognise(&index, codebook, &header.titles);
                if let Some(members) = members
                    && let Some(key) = key_column(&members, codebook)
                    && ids_repeat(&mut *rows, key)?
                {
                    (used, uses) = (SheetUse::Member, members);
                }
                layout.used = used;
                layout.header_row = header.row;
                layout.reads = header.reads;
                let columns = header.titles.into_iter().zip(uses);
                layout.columns = columns.map(|(header, used)| ColumnLayout { header, used }).collect();
            }
            sheets.push(layout);
        }
    }
    let household = best(&sheets, Entity::Household, map)?;
    let member = best(&sheets, Entity::Member, map)?;
    every_file_is_used(sources, &sheets, household, member, &index)?;
    let Some(household) = household else {
        let no_key = sheets.iter().find(|sheet| sheet.used == SheetUse::NoKey(Entity::Household));
        return Err(match (no_key, member) {
            (Some(sheet), _) => no_key_error(sheet, Entity::Household),
            (None, Some(member)) => SurveyError::MembersAlone { place: name(&sheets[member]) },
            (None, None) => match sheets.iter().find(|sheet| sheet.used == SheetUse::NoKey(Entity::Member)) {
                Some(sheet) => no_key_error(sheet, Entity::Member),
                None => nothing_known(sources[0], &sheets, 0, &index),
            },
        });
    };
    for (position, sheet) in sheets.iter_mut().enumerate() {
        sheet.used = match sheet.used {
            SheetUse::Household if position != household => SheetUse::NotChosen(Entity::Household),
            SheetUse::Member if Some(position) != member => SheetUse::NotChosen(Entity::Member),
            used => used,
        };
    }
    Ok(Chosen { sheets, household, member })
}

/// How many rows are looked at to see whether household ids repeat.
const ID_ROWS: usize = 300;

fn key_column(uses: &[ColumnUse], codebook: &Codebook) -> Option<usize> {
    let key = codebook.position(Entity::Member, HOUSEHOLD_ID);
    uses.iter().position(|used| matches!(used, ColumnUse::Field { field, .. } if Some(*field) == key))
}

/// Whether rows of one household id often follow each other: then each is a member.
fn ids_repeat(rows: &mut dyn Rows, key: usize) -> Result<bool, SurveyError> {
    let mut row = Row::default();
    let (mut before, mut seen, mut repeated) = (String::new(), 0, 0);
    while seen < ID_ROWS && rows.read(&mut row)? {
        let id = tidy(&row.cell(key).to_string());
        if id.is_empty() {
            continue;
        }
        seen += 1;
        repeated += usize::from(id == before);
        before = id;
    }
    Ok(repeated * 4 > seen)
}

/// What the headers make of a sheet. Where they would do for members nearly as well as for households, as members too: the
/// ids then decide.
fn recognise(
    index: &HeaderIndex<'_>,
    codebook: &Codebook,
    headers: &[String],
) -> (SheetUse, Vec<ColumnUse>, Option<Vec<ColumnUse>>) {
    let household = index.bind(Entity::Household, headers);
    let member = index.bind(Entity::Member, headers);
    let is_field = |used: &ColumnUse| matches!(used, ColumnUse::Field { .. });
    let known = |used: &ColumnUse| {
        matches!(used, ColumnUse::Field { .. } | ColumnUse::Ambiguous { .. } | ColumnUse::Repeated { .. })
    };
    let count = |uses: &[ColumnUse]| uses.iter().filter(|used| is_field(used)).count();
    let pairs = || household.iter().zip(&member);
    let only_household = pairs().filter(|(h, m)| is_field(h) && !known(m)).count();
    let only_member = pairs().filter(|(h, m)| is_field(m) && !known(h)).count();
    let has_key = |entity, uses: &[ColumnUse]| {
        let key = codebook.position(entity, HOUSEHOLD_ID);
        uses.iter().any(|used| matches!(used, ColumnUse::Field { field, .. } if Some(*field) == key))
    };
    let (in_household, in_member) = (count(&household), count(&member));
    if in_household + in_member == 0 {
        return (SheetUse::NotKnown, household, None);
    }
    let as_member = (only_member, in_member) > (only_household, in_household);
    let either = !as_member && only_household <= 1 && in_member > 3 && has_key(Entity::Member, &member);
    let as_members = either.then(|| member.clone());
    let (entity, uses, fields) =
        if as_member { (Entity::Member, member, in_member) } else { (Entity::Household, household, in_household) };
    let used = match (has_key(entity, &uses), entity) {
        (true, Entity::Household) => SheetUse::Household,
        (true, Entity::Member) => SheetUse::Member,
        // a single word may be anything: a note, a legend
        (false, _) if fields < 2 => SheetUse::NotKnown,
        (false, entity) => SheetUse::NoKey(entity),
    };
    (used, uses, as_members)
}

fn best(sheets: &[SheetLayout], entity: Entity, map: Option<&SurveyMap>) -> Result<Option<usize>, SurveyError> {
    let wanted = map.and_then(|map| map.sheet(entity));
    let mut candidates: Vec<Candidate> = sheets
        .iter()
        .enumerate()
        .filter(|(_, sheet)| sheet.entity() == Some(entity))
        .filter(|(_, sheet)| wanted.is_none_or(|wanted| fold(wanted) == fold(&sheet.sheet)))
        .map(|(position, sheet)| Candidate {
            sheet: position,
            hidden: sheet.hidden,
            fields: sheet.columns.iter().filter(|c| matches!(c.used, ColumnUse::Field { .. })).count(),
        })
        .collect();
    if let (Some(wanted), true) = (wanted, candidates.is_empty()) {
        let known = sheets.iter().map(name).collect();
        return Err(SurveyError::NoSuchSheet { entity, wanted: wanted.to_owned(), known });
    }
    if candidates.iter().any(|candidate| !candidate.hidden) {
        candidates.retain(|candidate| !candidate.hidden);
    }
    candidates.sort_by_key(|candidate| (std::cmp::Reverse(candidate.fields), candidate.sheet));
    let Some((first, others)) = candidates.split_first() else { return Ok(None) };
    // a list of a second commune or class; a legend or a note has no more than a word or two
    if let Some(second) = others.iter().find(|other| other.fields > 2) {
        let (first, second) = (first.sheet.min(second.sheet), first.sheet.max(second.sheet));
        return Err(SurveyError::TwoSheets { entity, first: name(&sheets[first]), second: name(&sheets[second]) });
    }
    Ok(Some(first.sheet))
}

/// A file that the user gave and nothing was taken from is an error: its households would be missing in silence.
fn every_file_is_used(
    sources: &[&dyn Source],
    sheets: &[SheetLayout],
    household: Option<usize>,
    member: Option<usize>,
    index: &HeaderIndex<'_>,
) -> Result<(), SurveyError> {
    let chosen = [household, member];
    for (position, source) in sources.iter().enumerate() {
        let own = || sheets.iter().enumerate().filter(|(_, sheet)| sheet.source == position);
        if own().any(|(sheet, _)| chosen.contains(&Some(sheet))) {
            continue;
        }
        for (entity, taken) in [(Entity::Household, household), (Entity::Member, member)] {
            let rival = own().find(|(_, sheet)| sheet.entity() == Some(entity));
            if let (Some((rival, _)), Some(taken)) = (rival, taken) {
                let (first, second) = (rival.min(taken), rival.max(taken));
                return Err(SurveyError::TwoSheets {
                    entity,
                    first: name(&sheets[first]),
                    second: name(&sheets[second]),
                });
            }
        }
        if own().all(|(_, sheet)| sheet.used == SheetUse::Empty) {
            return Err(SurveyError::Empty { file: source.name().to_owned() });
        }
        for (_, sheet) in own() {
            if let SheetUse::NoKey(entity) = sheet.used {
                return Err(no_key_error(sheet, entity));
            }
        }
        return Err(nothing_known(*source, sheets, position, index));
    }
    Ok(())
}

fn no_key_error(sheet: &SheetLayout, entity: Entity) -> SurveyError {
    let unused = |column: &&ColumnLayout| matches!(column.used, ColumnUse::NotUsed | ColumnUse::Repeated { .. });
    let headers = sheet.columns.iter().filter(unused).map(|column| column.header.clone()).collect();
    SurveyError::NoKey { place: name(sheet), entity, headers }
}

fn nothing_known(source: &dyn Source, sheets: &[SheetLayout], position: usize, index: &HeaderIndex<'_>) -> SurveyError {
    let file = source.name().to_owned();
    let own = || sheets.iter().filter(|sheet| sheet.source == position);
    if own().all(|sheet| sheet.used == SheetUse::Empty) {
        return SurveyError::Empty { file };
    }
    let headers = own().flat_map(|sheet| &sheet.columns).filter(|column| !column.header.is_empty()).take(20);
    let with_nearest = |column: &ColumnLayout| {
        let near = index.nearest(&column.header).map(|(word, field)| (word.to_owned(), field.to_owned()));
        (column.header.clone(), near)
    };
    SurveyError::NothingKnown { file, headers: headers.map(with_nearest).collect() }
}

/// A sheet's name for errors.
pub fn name(sheet: &SheetLayout) -> SheetName {
    SheetName { file: sheet.file.clone(), sheet: sheet.sheet.clone() }
}

#[cfg(test)]
#[path = "choose_tests.rs"]
mod tests;
