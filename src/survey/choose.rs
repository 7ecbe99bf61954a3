//! Which sheets of all files are the survey's, how they join, and what their names tell. Never silently: where it cannot be
//! told, it is an error that names the sheets.

use std::collections::BTreeMap;

use crate::lang::Entity;
use crate::text::fold;

use super::codebook::Codebook;
use super::codebook_file::HOUSEHOLD_ID;
use super::error::{SheetName, SurveyError};
use super::headers::HeaderIndex;
use super::keys::{columns_of, join_by_place, join_members, key_households};
use super::layout::{ColumnLayout, ColumnUse, SheetLayout, SheetUse};
use super::map::SurveyMap;
use super::names::name_units;
use super::part::Part;
use super::recognise::{Draft, HOUSEHOLD_NO};
use super::same_rows::{Who, rivals};
use super::source::Source;
use super::zeros::IdForm;

/// The most fields that a legend or a note has by chance.
const BY_CHANCE: usize = 2;

/// How many households two sheets of a workbook must share at least to be lists of the same ones.
const RIVAL_HOUSEHOLDS: usize = 3;

/// The sheets of a survey, and the rows that are read from them.
#[derive(Debug)]
pub(super) struct Chosen {
    /// Every sheet of every source in order.
    pub(super) sheets: Vec<SheetLayout>,
    /// In the order of their sheets.
    pub(super) households: Vec<Part>,
    /// In the order of their sheets.
    pub(super) members: Vec<Part>,
    /// How often the first rows name each year of review.
    pub(super) years: BTreeMap<i16, u64>,
    /// How the household ids of households and of members are written.
    pub(super) id_forms: [IdForm; 2],
}

/// What the sheets are chosen with.
#[derive(Clone, Copy)]
pub(super) struct Choice<'c, 'a> {
    pub(super) sources: &'c [&'a dyn Source],
    pub(super) codebook: &'a Codebook,
    pub(super) map: Option<&'a SurveyMap>,
    pub(super) index: &'c HeaderIndex<'a>,
}

/// Chooses among the sheets of all files.
///
/// # Errors
/// Where a file has nothing known in it, there is no household sheet, or two sheets of a workbook are rivals.
pub(super) fn choose(choice: Choice<'_, '_>, mut drafts: Vec<Draft>) -> Result<Chosen, SurveyError> {
    set_nested(&mut drafts);
    let mut used = [Vec::new(), Vec::new()];
    for source in 0..choice.sources.len() {
        used[0].extend(households(choice, &drafts, source)?);
    }
    must_have_the_wanted(choice, &drafts, Entity::Household, &used[0])?;
    // beside a sheet of households a list tells of their members only
    let plain = used[0].iter().any(|at| !drafts[*at].is_list());
    if plain {
        used[0].retain(|at| !drafts[*at].is_list() || has_other_households(&drafts, *at));
    }
    for source in 0..choice.sources.len() {
        let of_households = |at: &usize| plain || used[0].contains(at);
        used[1].extend(members(choice, &drafts, source, &of_households)?);
    }
    must_have_the_wanted(choice, &drafts, Entity::Member, &used[1])?;
    every_file_is_used(choice, &drafts, &used)?;
    if used[0].is_empty() {
        return Err(no_households(choice, &drafts, used[1].first().copied()));
    }
    let mut chosen = Chosen {
        sheets: Vec::new(),
        households: Vec::new(),
        members: Vec::new(),
        years: BTreeMap::new(),
        id_forms: [IdForm::None; 2],
    };
    for (at, draft) in drafts.into_iter().enumerate() {
        take(draft, [used[0].contains(&at), used[1].contains(&at)], &mut chosen);
    }
    name_units(choice, &mut chosen);
    key_households(choice, &mut chosen)?;
    join_members(choice, &mut chosen)?;
    join_by_place(&mut chosen);
    Ok(chosen)
}

impl Draft {
    fn is_list(&self) -> bool {
        self.layout.used == SheetUse::List
    }

    /// Takes the sheet for an entity's alone.
    fn keep(&mut self, entity: Entity) {
        let columns = self.layout.columns.iter_mut();
        self.layout.used = match entity {
            Entity::Household => {
                columns.for_each(|column| column.member = None);
                self.member = None;
                SheetUse::Household
            }
            Entity::Member => {
                columns.for_each(|column| column.household = None);
                self.household = None;
                self.years.clear();
                SheetUse::Member
            }
        };
        self.layout.looks_like = self.layout.used;
        self.id_forms[1 - entity as usize] = IdForm::None;
        self.layout.derived.retain(|(of, _)| *of == entity);
    }

    fn fields(&self, entity: Entity) -> Vec<usize> {
        let part = match entity {
            Entity::Household => &self.household,
            Entity::Member => &self.member,
        };
        let mut fields: Vec<usize> =
            part.iter().flat_map(|part| part.columns.iter().map(|column| column.field)).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

/// Settles which sheets that could be of households or of members are of members: those beside a sheet of members with all
/// their fields and beside a sheet of households that has theirs.
pub(super) fn settle_either(drafts: &mut [Draft]) {
    let is_either = |draft: &Draft| draft.layout.used == SheetUse::Household && draft.member.is_some();
    for at in 0..drafts.len() {
        let draft = &drafts[at];
        if !is_either(draft) {
            continue;
        }
        let beside = || drafts.iter().filter(|other| other.layout.source == draft.layout.source);
        let fields = draft.fields(Entity::Member);
        let members = beside().any(|other| {
            let known = other.fields(Entity::Member);
            other.layout.used == SheetUse::Member && fields.iter().all(|field| known.contains(field))
        });
        let households = beside().any(|other| {
            let is_sure = other.layout.used == SheetUse::Household && !is_either(other);
            is_sure && !draft.who[0].disjoint(&other.who[0], Entity::Household)
        });
        drafts[at].keep(if members && households { Entity::Member } else { Entity::Household });
    }
}

/// A repeat within a repeat has rows of neither households nor members.
fn set_nested(drafts: &mut [Draft]) {
    let household_sheets: Vec<(usize, String)> = drafts
        .iter()
        .filter(|draft| draft.household.is_some())
        .map(|draft| (draft.layout.source, fold(&draft.layout.sheet)))
        .collect();
    for draft in drafts {
        let Some(parent) = draft.parent.as_deref().map(fold) else { continue };
        let of_household = |(source, name): &(usize, String)| {
            // an export in separate files names its tables, not its sheets
            *source != draft.layout.source || name.is_empty() || *name == parent || parent.starts_with(name.as_str())
        };
        if !household_sheets.iter().any(of_household) && !household_sheets.is_empty() {
            draft.layout.used = SheetUse::Nested;
            (draft.household, draft.member) = (None, None);
        }
    }
}

/// The sheets of a file, or that which the map wants for an entity.
fn own_sheets(choice: Choice<'_, '_>, drafts: &[Draft], source: usize, entity: Entity) -> Vec<usize> {
    let wanted = choice.map.and_then(|map| map.sheet(entity)).map(fold);
    let is_own = |at: &usize| {
        let layout = &drafts[*at].layout;
        layout.source == source && wanted.as_ref().is_none_or(|wanted| *wanted == fold(&layout.sheet))
    };
    (0..drafts.len()).filter(is_own).collect()
}

/// The household sheets of one file.
fn households(choice: Choice<'_, '_>, drafts: &[Draft], source: usize) -> Result<Vec<usize>, SurveyError> {
    let own = own_sheets(choice, drafts, source, Entity::Household);
    let keyed = |used: SheetUse| matches!(used, SheetUse::Household | SheetUse::List);
    let mut found: Vec<usize> = own.iter().copied().filter(|at| keyed(drafts[*at].layout.used)).collect();
    // beside a sheet of households a list tells of their members only
    if found.iter().any(|at| !drafts[*at].is_list()) {
        found.retain(|at| !drafts[*at].is_list());
    }
    if found.is_empty() {
        found = own.iter().copied().filter(|at| has_other_key(choice, &drafts[*at])).collect();
    }
    pick(drafts, found, Entity::Household)
}

/// Whether a list has households that no sheet of households has, as far as its first rows tell: with all rows of both.
fn has_other_households(drafts: &[Draft], list: usize) -> bool {
    let complete = |draft: &Draft| draft.household.as_ref().is_some_and(|part| part.complete);
    let mut sheets = drafts.iter().filter(|draft| draft.layout.used == SheetUse::Household);
    complete(&drafts[list])
        && sheets.all(|draft| complete(draft) && drafts[list].who[0].disjoint(&draft.who[0], Entity::Household))
}

/// The member sheets of one file. Members of a list go with its households, or with the households of other sheets that
/// stand for them: `of_households` says so of a list.
fn members(
    choice: Choice<'_, '_>,
    drafts: &[Draft],
    source: usize,
    of_households: &dyn Fn(&usize) -> bool,
) -> Result<Vec<usize>, SurveyError> {
    let mut own = own_sheets(choice, drafts, source, Entity::Member);
    if choice.map.and_then(|map| map.sheet(Entity::Member)).is_none() {
        own.retain(|at| !drafts[*at].is_list() || drafts[*at].said || of_households(at));
    }
    let is_member = |draft: &Draft| match draft.layout.used {
        SheetUse::Member | SheetUse::List => true,
        SheetUse::NoKey(Entity::Member) => {
            let made = choice.codebook.layout.keys.iter().any(|key| columns_of(&draft.layout, key).is_some());
            made || draft.links.iter().any(|(_, entity, _)| *entity == Entity::Member)
        }
        _ => false,
    };
    let found = own.iter().copied().filter(|at| is_member(&drafts[*at])).collect();
    pick(drafts, found, Entity::Member)
}

/// Whether a sheet without a column of household ids has something else to tell households by.
fn has_other_key(choice: Choice<'_, '_>, draft: &Draft) -> bool {
    if draft.layout.used != SheetUse::NoKey(Entity::Household) {
        return false;
    }
    let has = |id: &str| {
        let field = choice.codebook.position(Entity::Household, id);
        field.is_some_and(|field| draft.household.as_ref().is_some_and(|part| part.has(field)))
    };
    let linked = draft.links.iter().any(|(_, entity, _)| *entity == Entity::Household);
    let made = choice.codebook.layout.keys.iter().any(|key| columns_of(&draft.layout, key).is_some());
    // a table of communes has numbered rows too, but no heads of households
    linked || made || (has(HOUSEHOLD_NO) && has("head_name"))
}

/// Of the sheets of a file that could hold an entity's rows those that do: all that are alike.
fn pick(drafts: &[Draft], mut found: Vec<usize>, entity: Entity) -> Result<Vec<usize>, SurveyError> {
    if found.iter().any(|at| !drafts[*at].layout.hidden) {
        found.retain(|at| !drafts[*at].layout.hidden || drafts[*at].said);
    }
    let Some(best) = found.iter().copied().max_by_key(|at| (drafts[*at].fields(entity).len(), std::cmp::Reverse(*at)))
    else {
        return Ok(found);
    };
    let likeness = |at: usize| likeness(&drafts[best], &drafts[at], entity);
    found.retain(|at| *at == best || drafts[*at].said || likeness(*at) != Likeness::ByChance);
    let others = found.iter().copied().filter(|at| *at != best && likeness(*at) != Likeness::Alike);
    let mut conflicts: Vec<(usize, usize)> = others.map(|other| (best.min(other), best.max(other))).collect();
    let who: Vec<(usize, &Who)> = found.iter().map(|at| (*at, &drafts[*at].who[entity as usize])).collect();
    conflicts.extend(rivals(&who, entity, if entity == Entity::Household { RIVAL_HOUSEHOLDS } else { 1 }));
    let mut aside = Vec::new();
    for (first, second) in conflicts {
        if aside.contains(&first) || aside.contains(&second) {
            continue;
        }
        // the one that the map names goes before the one it does not
        match (drafts[first].said, drafts[second].said) {
            (true, true) => {}
            (true, false) => aside.push(second),
            (false, true) => aside.push(first),
            (false, false) => {
                let (first, second) = (name(&drafts[first].layout), name(&drafts[second].layout));
                return Err(SurveyError::TwoSheets { entity, first, second });
            }
        }
    }
    found.retain(|at| !aside.contains(at));
    Ok(found)
}

/// How a sheet compares with the one that has the most of an entity's fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Likeness {
    /// A sheet of the same kind.
    Alike,
    /// One of another kind: both could be the one that is meant.
    Other,
    /// A legend or a note, which has no more than a word or two of it.
    ByChance,
}

fn likeness(best: &Draft, other: &Draft, entity: Entity) -> Likeness {
    let (of_best, own) = (best.fields(entity), other.fields(entity));
    let both = own.iter().filter(|field| of_best.contains(field)).count();
    if both * 2 > own.len() + of_best.len() - both {
        return Likeness::Alike;
    }
    if own.len() > BY_CHANCE {
        return Likeness::Other;
    }
    // the same table with less filled in: its rows would be missing
    let at = entity as usize;
    match both == own.len() && other.who[at].disjoint(&best.who[at], entity) {
        true => Likeness::Alike,
        false => Likeness::ByChance,
    }
}

/// The sheet that the map names must be one of the entity's.
fn must_have_the_wanted(
    choice: Choice<'_, '_>,
    drafts: &[Draft],
    entity: Entity,
    used: &[usize],
) -> Result<(), SurveyError> {
    match choice.map.and_then(|map| map.sheet(entity)) {
        Some(wanted) if used.is_empty() => {
            let known = drafts.iter().map(|draft| name(&draft.layout)).collect();
            Err(SurveyError::NoSuchSheet { entity, wanted: wanted.to_owned(), known })
        }
        _ => Ok(()),
    }
}

/// Takes over a sheet with the rows that are used of it.
fn take(draft: Draft, used: [bool; 2], chosen: &mut Chosen) {
    let mut layout = draft.layout;
    layout.used = match (layout.used, used) {
        (_, [true, true]) => SheetUse::List,
        (_, [true, false]) => SheetUse::Household,
        (_, [false, true]) => SheetUse::Member,
        (SheetUse::Household | SheetUse::List, _) => SheetUse::NotChosen(Entity::Household),
        (SheetUse::Member, _) => SheetUse::NotChosen(Entity::Member),
        (other, _) => other,
    };
    if used[1] && !used[0] {
        layout.columns.iter_mut().for_each(|column| column.household = None);
        layout.derived.retain(|(entity, _)| *entity == Entity::Member);
    }
    layout.links = draft.links.iter().map(|(link, entity, column)| (*entity, *link, *column)).collect();
    let sheet = u32::try_from(chosen.sheets.len()).unwrap_or(u32::MAX);
    for (part, used, parts) in
        [(draft.household, used[0], &mut chosen.households), (draft.member, used[1], &mut chosen.members)]
    {
        parts.extend(part.filter(|_| used).map(|part| Part { sheet, ..part }));
    }
    if used[0] {
        draft.years.into_iter().for_each(|(year, rows)| *chosen.years.entry(year).or_default() += rows);
    }
    for (form, own) in chosen.id_forms.iter_mut().zip(draft.id_forms) {
        *form = form.and(own);
    }
    chosen.sheets.push(layout);
}

/// A file that the user gave and nothing was taken from is an error: its households would be missing in silence.
fn every_file_is_used(choice: Choice<'_, '_>, drafts: &[Draft], used: &[Vec<usize>; 2]) -> Result<(), SurveyError> {
    for position in 0..choice.sources.len() {
        let own = || drafts.iter().enumerate().filter(|(_, draft)| draft.layout.source == position);
        if own().any(|(at, _)| used.iter().any(|used| used.contains(&at))) {
            continue;
        }
        if used[0].is_empty() && choice.sources.len() > 1 && own().any(|(_, draft)| draft.member.is_some()) {
            continue;
        }
        if own().all(|(_, draft)| draft.layout.used == SheetUse::Empty) {
            return Err(SurveyError::Empty { file: choice.sources[position].name().to_owned() });
        }
        if own().all(|(_, draft)| matches!(draft.layout.used, SheetUse::Empty | SheetUse::Ignored)) {
            continue;
        }
        // the files of an export's inner repeats, and those of its own, come with the others
        let of_export = |draft: &Draft| {
            draft.layout.used == SheetUse::Nested
                || (draft.layout.used == SheetUse::NotKnown && !draft.links.is_empty())
        };
        if own().any(|(_, draft)| of_export(draft)) {
            continue;
        }
        for (_, draft) in own() {
            if let SheetUse::NoKey(entity) = draft.layout.used {
                return Err(no_key_error(&draft.layout, entity));
            }
        }
        if own().any(|(_, draft)| draft.household.is_some() || draft.member.is_some()) {
            let wanted = |entity| choice.map.and_then(|map| map.sheet(entity));
            // the map wants a sheet of another file
            if wanted(Entity::Household).is_some() || wanted(Entity::Member).is_some() {
                continue;
            }
        }
        return Err(nothing_known(choice, drafts, position));
    }
    Ok(())
}

fn no_households(choice: Choice<'_, '_>, drafts: &[Draft], member: Option<usize>) -> SurveyError {
    let without_key = |entity| drafts.iter().find(move |draft| draft.layout.used == SheetUse::NoKey(entity));
    match (without_key(Entity::Household), member) {
        (Some(draft), _) => no_key_error(&draft.layout, Entity::Household),
        (None, Some(member)) => {
            let sheet = &drafts[member].layout;
            SurveyError::MembersAlone { place: name(sheet), key: sheet.key_hint() }
        }
        (None, None) => match without_key(Entity::Member) {
            Some(draft) => no_key_error(&draft.layout, Entity::Member),
            None => nothing_known(choice, drafts, 0),
        },
    }
}

/// The error for a sheet whose rows cannot be told apart.
pub(super) fn no_key_error(sheet: &SheetLayout, entity: Entity) -> SurveyError {
    let unused =
        |column: &&ColumnLayout| matches!(column.used(entity), Some(ColumnUse::NotUsed | ColumnUse::Repeated { .. }));
    let headers = sheet.columns.iter().filter(unused).map(|column| column.header.to_string()).collect();
    SurveyError::NoKey { place: name(sheet), entity, headers, key: sheet.key_hint() }
}

fn nothing_known(choice: Choice<'_, '_>, drafts: &[Draft], position: usize) -> SurveyError {
    let file = choice.sources[position].name().to_owned();
    let own = || drafts.iter().map(|draft| &draft.layout).filter(|sheet| sheet.source == position);
    if own().all(|sheet| sheet.used == SheetUse::Empty) {
        return SurveyError::Empty { file };
    }
    let headers = own().flat_map(|sheet| &sheet.columns).filter(|column| !column.header.is_empty()).take(20);
    let with_nearest = |column: &ColumnLayout| {
        let header = column.header.to_string();
        let near = choice.index.nearest(&header).map(|(word, field)| (word.to_owned(), field.to_owned()));
        (header, near)
    };
    let key = own().find(|sheet| !sheet.columns.is_empty()).and_then(SheetLayout::key_hint);
    let known = |column: &&ColumnLayout| column.uses().any(|(_, used)| matches!(used, ColumnUse::Field { .. }));
    let known = own().flat_map(|sheet| &sheet.columns).filter(known).map(|column| column.header.to_string()).collect();
    SurveyError::NothingKnown { file, headers: headers.map(with_nearest).collect(), known, key }
}

/// A sheet's name for errors.
pub(super) fn name(sheet: &SheetLayout) -> SheetName {
    SheetName { file: sheet.file.clone(), sheet: sheet.sheet.clone() }
}

/// Whether a part has the household id.
pub(super) fn has_key(codebook: &Codebook, part: &Part) -> bool {
    codebook.position(part.entity, HOUSEHOLD_ID).is_some_and(|field| part.has(field))
}

#[cfg(test)]
#[path = "choose_tests.rs"]
mod tests;
