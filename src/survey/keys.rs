//! What tells one household from another where no column has the household id, and what joins members to households.

use crate::lang::Entity;
use crate::text::fold;

use super::choose::{Choice, Chosen, has_key, no_key_error};
use super::codebook::Codebook;
use super::codebook_file::HOUSEHOLD_ID;
use super::error::SurveyError;
use super::layout::{ColumnUse, SheetLayout};
use super::part::{BoundColumn, Link, Part};
use super::recognise::{HOUSEHOLD_NO, UNITS};
use super::shape::path::HeaderPath;
use super::shape::plan::{DERIVED, Derived, DerivedColumn, Role};

/// The columns with these headers, if there is one for each.
pub(super) fn columns_of(sheet: &SheetLayout, headers: &[String]) -> Option<Vec<usize>> {
    columns_with(sheet.columns.iter().map(|column| &column.header), headers)
}

/// The same among the columns' headers.
pub(super) fn columns_with<'h>(paths: impl Iterator<Item = &'h HeaderPath>, headers: &[String]) -> Option<Vec<usize>> {
    let folded: Vec<String> = paths.map(|path| fold(path.leaf())).collect();
    headers.iter().map(|header| folded.iter().position(|own| *own == fold(header))).collect()
}

/// Gives every household part a household id.
///
/// # Errors
/// Where nothing tells a sheet's households apart.
pub(super) fn key_households(choice: Choice<'_, '_>, chosen: &mut Chosen) -> Result<(), SurveyError> {
    let codebook = choice.codebook;
    for part in &mut chosen.households {
        let sheet = &mut chosen.sheets[part.sheet as usize];
        if has_key(codebook, part) {
            continue;
        }
        let done = by_export(codebook, part, sheet)
            || by_columns(codebook, part, sheet)
            || by_number(codebook, part, sheet, None);
        if !done {
            return Err(no_key_error(sheet, Entity::Household));
        }
    }
    Ok(())
}

/// The key of an export: one that is unique everywhere before one that is so in its file.
fn by_export(codebook: &Codebook, part: &mut Part, sheet: &mut SheetLayout) -> bool {
    let links = &codebook.layout.links;
    let own = sheet.links.iter().filter(|(entity, ..)| *entity == part.entity);
    let best = own.min_by_key(|(_, link, _)| links[*link].within_file).copied();
    let Some((_, _, column)) = best else { return false };
    bind(codebook, part, sheet, column)
}

/// Takes a column of the sheet for the household id.
fn bind(codebook: &Codebook, part: &mut Part, sheet: &mut SheetLayout, column: usize) -> bool {
    let Some(field) = codebook.position(part.entity, HOUSEHOLD_ID) else { return false };
    part.add(BoundColumn { column, field, scale: None });
    let used = ColumnUse::Field { field, by: super::headers::MatchedBy::Id, scale: None };
    let layout = &mut sheet.columns[column];
    match part.entity {
        Entity::Household => layout.household = Some(used),
        Entity::Member => layout.member = Some(used),
    }
    true
}

/// Columns that make up an id together.
fn by_columns(codebook: &Codebook, part: &mut Part, sheet: &mut SheetLayout) -> bool {
    let Some(columns) = codebook.layout.keys.iter().find_map(|key| columns_of(sheet, key)) else { return false };
    join(codebook, part, sheet, columns)
}

/// The number of the household in its unit, with the unit's names. `units` limits them to those both sheets have.
fn by_number(codebook: &Codebook, part: &mut Part, sheet: &mut SheetLayout, units: Option<&[usize]>) -> bool {
    let position = |id: &str| codebook.position(Entity::Household, id);
    let Some(number) = position(HOUSEHOLD_NO).and_then(|field| part.column_of(field)) else { return false };
    let mut columns: Vec<usize> = UNITS
        .iter()
        .rev()
        .filter_map(|id| position(id))
        .filter(|field| units.is_none_or(|units| units.contains(field)))
        .filter_map(|field| part.column_of(field))
        .map(|column| column.column)
        .collect();
    if columns.is_empty() {
        return false;
    }
    columns.push(number.column);
    join(codebook, part, sheet, columns)
}

fn join(codebook: &Codebook, part: &mut Part, sheet: &mut SheetLayout, columns: Vec<usize>) -> bool {
    let Some(field) = codebook.position(part.entity, HOUSEHOLD_ID) else { return false };
    let label = |column: &usize| match column.checked_sub(DERIVED) {
        None => sheet.columns[*column].header.to_string(),
        Some(at) => match &part.plan.derived[at] {
            Derived::Text(text, _) => text.clone(),
            Derived::Group(field) => field.clone(),
            _ => String::new(),
        },
    };
    let header = columns.iter().map(label).collect::<Vec<_>>().join(" + ");
    let derived = DerivedColumn { field, from: Derived::Joined(columns), header };
    part.derive(&derived);
    sheet.derived.push((part.entity, derived));
    true
}

/// Sees to it that members find their households.
///
/// # Errors
/// Where nothing says to which household the members of a sheet belong.
pub(super) fn join_members(choice: Choice<'_, '_>, chosen: &mut Chosen) -> Result<(), SurveyError> {
    let codebook = choice.codebook;
    for at in 0..chosen.members.len() {
        if has_key(codebook, &chosen.members[at]) {
            continue;
        }
        let own = chosen.members[at].sheet;
        let same_sheet = chosen.households.iter().position(|part| part.sheet == own);
        let joined = match same_sheet {
            Some(household) => below(codebook, chosen, at, household),
            None => {
                link(codebook, chosen, at) || {
                    let Chosen { members, sheets, .. } = chosen;
                    by_columns(codebook, &mut members[at], &mut sheets[own as usize])
                }
            }
        };
        if !joined {
            return Err(no_key_error(&chosen.sheets[own as usize], Entity::Member));
        }
    }
    Ok(())
}

/// Members under a household whose id stands once belong to it, even where another household has the same id: or one would
/// be given the members of both.
pub(super) fn join_by_place(chosen: &mut Chosen) {
    for member in &mut chosen.members {
        let household = chosen.households.iter_mut().find(|household| household.sheet == member.sheet);
        let once = matches!(&member.plan.role, Role::Members { start, .. } if start.blank_below);
        if let Some(household) = household.filter(|_| once) {
            (household.by_place, member.by_place) = (true, true);
        }
    }
}

/// Members under their household in one sheet have its key, made in the same way.
fn below(codebook: &Codebook, chosen: &mut Chosen, member: usize, household: usize) -> bool {
    let Some(field) = codebook.position(Entity::Member, HOUSEHOLD_ID) else { return false };
    let of_household = &chosen.households[household];
    let key = codebook.position(Entity::Household, HOUSEHOLD_ID).and_then(|field| of_household.column_of(field));
    let Some(key) = key else { return false };
    // the household's derived columns come first in the member's plan, so that their numbers are the same
    let household_derived = of_household.plan.derived.clone();
    let household_fields = of_household.plan.derived_fields.clone();
    let part = &mut chosen.members[member];
    let shift = household_derived.len();
    let moved = |column: usize| if column >= DERIVED { column + shift } else { column };
    part.columns.iter_mut().for_each(|column| column.column = moved(column.column));
    let own = std::mem::replace(&mut part.plan.derived, household_derived);
    part.plan.derived.extend(own);
    let own = std::mem::replace(&mut part.plan.derived_fields, household_fields);
    part.plan.derived_fields.extend(own);
    if let Role::Members { carried, .. } = &mut part.plan.role {
        let mut parts = match key.column.checked_sub(DERIVED).map(|at| &part.plan.derived[at]) {
            None => vec![key.column],
            Some(Derived::Joined(columns)) => columns.clone(),
            Some(_) => Vec::new(),
        };
        parts.retain(|column| *column < DERIVED && !carried.contains(column));
        carried.extend(parts);
    }
    part.add(BoundColumn { column: key.column, field, scale: None });
    true
}

/// Joins by columns of an export that both sheets have.
fn link(codebook: &Codebook, chosen: &mut Chosen, member: usize) -> bool {
    let part = &chosen.members[member];
    let sheet = &chosen.sheets[part.sheet as usize];
    let ends = sheet.links.iter().filter(|(entity, ..)| *entity == Entity::Member);
    let mut ends: Vec<(usize, usize)> = ends.map(|(_, link, column)| (*link, *column)).collect();
    ends.sort_unstable();
    for (link, column) in ends {
        let within_file = codebook.layout.links[link].within_file;
        let source = sheet.source;
        let mut found = Vec::new();
        for (at, household) in chosen.households.iter().enumerate() {
            let other = &chosen.sheets[household.sheet as usize];
            let end = other.links.iter().find(|(entity, of, _)| *entity == Entity::Household && *of == link);
            // numbers that begin anew in each file join sheets of one file, or two files that are alone
            let near = !within_file || other.source == source || chosen.households.len() == 1;
            found.extend(end.filter(|_| near).map(|(_, _, column)| (at, *column, other.source)));
        }
        if found.is_empty() {
            continue;
        }
        for (at, column, source) in &found {
            let link = Link { column: *column, within: within_file.then_some(*source) };
            let household = &mut chosen.households[*at];
            if household.link.is_some_and(|known| known != link) {
                continue;
            }
            household.link = Some(link);
        }
        let within = within_file.then_some(found[0].2);
        chosen.members[member].link = Some(Link { column, within });
        return true;
    }
    false
}
