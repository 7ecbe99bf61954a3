//! Units that sheets and files are named after, for households whose rows do not name them.

use std::path::Path;

use crate::lang::Entity;
use crate::text::{fold, tidy};

use super::choose::{Choice, Chosen};
use super::shape::plan::{Derived, DerivedColumn, ToldBy};
use super::shape::units::{Named, in_file_names, in_sheet_names};
use super::shape::words::LayoutWords;

/// Adds the units that the names of sheets tell, then those that the names of files tell.
pub(super) fn name_units(choice: Choice<'_, '_>, chosen: &mut Chosen) {
    let words = &choice.codebook.layout;
    let lowest = |named: &Option<Named>| named.clone();
    let sources: Vec<usize> = chosen.households.iter().map(|part| chosen.sheets[part.sheet as usize].source).collect();
    for source in 0..choice.sources.len() {
        let own: Vec<usize> = (0..sources.len()).filter(|at| sources[*at] == source).collect();
        let names: Vec<String> =
            own.iter().map(|at| chosen.sheets[chosen.households[*at].sheet as usize].sheet.clone()).collect();
        let names_of = names.iter().map(String::as_str).collect::<Vec<_>>();
        let said = units_of_all(&names_of, in_sheet_names(&names_of, words), words, true);
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
    let stems = stems.iter().map(String::as_str).collect::<Vec<_>>();
    let said = units_of_all(&stems, in_file_names(&stems, words), words, false);
    for (source, said) in files.iter().zip(&said) {
        for at in (0..sources.len()).filter(|at| sources[*at] == *source) {
            add(choice, chosen, at, said.clone(), ToldBy::File);
        }
    }
}

/// Without what names are taken for that have no word for a unit's level where one of them is no unit's: `Nhóm 1`, `Bổ sung`.
/// With `strict` all of them must be told and differ, numbers apart.
fn units_of_all(names: &[&str], mut said: Vec<Option<Named>>, words: &LayoutWords, strict: bool) -> Vec<Option<Named>> {
    let bare: Vec<usize> = (0..names.len()).filter(|at| in_file_names(&names[*at..=*at], words)[0].is_none()).collect();
    let is_part = |named: &Option<Named>| named.as_ref().is_some_and(|(_, name)| is_made_of(name, &words.parts));
    let folded: Vec<Option<String>> = bare.iter().map(|at| said[*at].as_ref().map(|(_, name)| fold(name))).collect();
    let doubtful = (1..folded.len()).any(|at| folded[..at].contains(&folded[at])) || folded.contains(&None);
    if bare.iter().any(|at| is_part(&said[*at])) || (strict && doubtful) {
        bare.into_iter().for_each(|at| said[at] = None);
    }
    said
}

/// Whether a name is made of these words and numbers alone. One with accents is compared with them: `Lán` is not `Lần`.
fn is_made_of(name: &str, words: &[String]) -> bool {
    let same = |word: &str| if name.is_ascii() { fold(word) } else { tidy(word).to_lowercase() };
    let is_word = |word: &&str| !word.chars().all(char::is_numeric);
    let own: Vec<String> = name.split(|c: char| !c.is_alphanumeric()).filter(is_word).map(same).collect();
    let phrases: Vec<Vec<String>> = words.iter().map(|word| word.split(' ').map(same).collect()).collect();
    let mut rest = own.as_slice();
    while let Some(phrase) = phrases.iter().find(|phrase| !phrase.is_empty() && rest.starts_with(phrase)) {
        rest = &rest[phrase.len()..];
    }
    rest.is_empty()
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
