//! Units that sheets and files are named after, for households whose rows do not name them.

use std::path::Path;

use crate::lang::Entity;
use crate::text::fold;

use super::choose::{Choice, Chosen};
use super::shape::plan::{Derived, DerivedColumn, ToldBy};
use super::shape::units::{Named, in_file_names, in_sheet_names};

/// Adds the units that the names of sheets tell, then those that the names of files tell.
pub(super) fn name_units(choice: Choice<'_, '_>, chosen: &mut Chosen) {
    let words = &choice.codebook.layout;
    let lowest = |named: &Option<Named>| named.clone();
    let sources: Vec<usize> = chosen.households.iter().map(|part| chosen.sheets[part.sheet as usize].source).collect();
    for source in 0..choice.sources.len() {
        let own: Vec<usize> = (0..sources.len()).filter(|at| sources[*at] == source).collect();
        let names: Vec<String> =
            own.iter().map(|at| chosen.sheets[chosen.households[*at].sheet as usize].sheet.clone()).collect();
        let said = in_sheet_names(&names.iter().map(String::as_str).collect::<Vec<_>>(), words);
        for ((at, name), said) in own.into_iter().zip(&names).zip(&said) {
            // the name of a single sheet may be anything, unless it says what it is
            let level = words.units.iter().flat_map(|unit| &unit.words);
            let says_level = level.map(|word| fold(word)).any(|word| fold(name).starts_with(&word));
            if names.len() > 1 || says_level {
                add(choice, chosen, at, lowest(said), ToldBy::Sheet);
            }
        }
    }
    let mut files = sources.clone();
    files.dedup();
    let stems: Vec<String> = files
        .iter()
        .map(|source| {
            let name = choice.sources[*source].name();
            Path::new(name).file_name().map_or_else(|| name.to_owned(), |name| name.to_string_lossy().into_owned())
        })
        .collect();
    if files.len() < 2 {
        return;
    }
    let said = in_file_names(&stems.iter().map(String::as_str).collect::<Vec<_>>(), words);
    for (source, said) in files.iter().zip(&said) {
        for at in (0..sources.len()).filter(|at| sources[*at] == *source) {
            add(choice, chosen, at, said.clone(), ToldBy::File);
        }
    }
}

fn add(choice: Choice<'_, '_>, chosen: &mut Chosen, at: usize, named: Option<Named>, by: ToldBy) {
    let Some((id, name)) = named else { return };
    let Some(field) = choice.codebook.position(Entity::Household, &id) else { return };
    let part = &mut chosen.households[at];
    if part.has(field) {
        return;
    }
    let derived = DerivedColumn { field, from: Derived::Text(name.clone(), by), header: name };
    part.derive(&derived);
    chosen.sheets[part.sheet as usize].derived.push((Entity::Household, derived));
}
