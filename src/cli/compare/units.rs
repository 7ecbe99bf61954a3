//! Units of two reviews brought together: communes that were merged or renamed, names spelled in two ways, households whose unit
//! only one of the lists tells.

use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::cli::arguments::Surroundings;
use crate::cli::failure::Failure;
use crate::cli::listed::{Above, List};
use crate::io::read_text;
use crate::survey::shape::spelling::UnitSpellings;
use crate::survey::shape::words::LayoutWords;
use crate::tabulate::flows::{Listed, Pair};
use crate::tabulate::{Unit, UnitKeys};
use crate::text::fold;

/// Communes that have another name now.
#[derive(Default)]
pub(in crate::cli) struct Renamed {
    /// Old and new name, as they are written, and whether any household has the old one.
    lines: Vec<(String, String, bool)>,
}

impl Renamed {
    /// Of a csv file with the columns `old` and `new`; none without a file.
    pub(in crate::cli) fn read(path: Option<&Path>, surroundings: &Surroundings) -> anyhow::Result<Renamed> {
        path.map_or_else(|| Ok(Renamed::default()), |path| renamed_units(path, surroundings))
    }

    /// Gives the units of a list that stands alone their names: those of now, under the level above that it tells.
    pub(in crate::cli) fn name(&mut self, list: &mut List, layout: &LayoutWords) {
        let level = [Above::District, Above::Province].into_iter().find(|level| list.tells(*level));
        list.settle_upper(level);
        self.apply(list, layout);
    }

    /// Gives the communes of a list their new names.
    fn apply(&mut self, list: &mut List, layout: &LayoutWords) {
        let spellings = UnitSpellings::new(layout);
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, (old, ..)) in self.lines.iter().enumerate() {
            by_name.entry(spellings.split("commune", old).1).or_default().push(at);
        }
        let mut done: FxHashMap<String, Option<usize>> = FxHashMap::default();
        for household in &mut list.households {
            let line = *done.entry(household.commune.clone()).or_insert_with(|| {
                let (kind, name) = spellings.split("commune", &household.commune);
                let lines = by_name.get(&name)?.iter().copied();
                // a town and a commune of one name are two
                let mut fits = lines.filter(|at| {
                    let own = spellings.split("commune", &self.lines[*at].0).0;
                    own.is_none() || kind.is_none() || own == kind
                });
                fits.next()
            });
            if let Some(line) = line {
                let (_, new, used) = &mut self.lines[line];
                household.commune.clone_from(new);
                *used = true;
            }
        }
    }

    /// Says which of them no earlier list has.
    pub(in crate::cli) fn warn(&self, surroundings: &Surroundings) {
        let unused = self.unused();
        if !unused.is_empty() {
            let names = unused.join(", ");
            surroundings.note(&surroundings.pick(
                format!("cảnh báo: `--units` nói về xã mà các danh sách trước không có: {names}"),
                format!("warning: `--units` names communes that no earlier list has: {names}"),
            ));
        }
    }

    /// Old names that no list has.
    pub(in crate::cli) fn unused(&self) -> Vec<&str> {
        self.lines.iter().filter(|(.., used)| !used).map(|(old, ..)| old.as_str()).collect()
    }
}

fn renamed_units(path: &Path, surroundings: &Surroundings) -> anyhow::Result<Renamed> {
    let text = read_text(path)?;
    let name = path.display();
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let at = |wanted: &str| headers.iter().position(|header| header == wanted);
    let (Some(old), Some(new)) = (at("old"), at("new")) else {
        return Err(Failure::new(surroundings.pick(
            format!("`{name}` không có cột `old` và `new`"),
            format!("`{name}` has no columns `old` and `new`"),
        ))
        .help(surroundings.pick(
            "dòng đầu: `old,new`; mỗi dòng sau: tên xã cũ, tên xã mới",
            "first line: `old,new`; then a line for each old commune with its new one",
        ))
        .into());
    };
    let mut renamed = Renamed::default();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            Failure::new(surroundings.pick(
                format!("`{name}` dòng {line}: số cột khác dòng đầu"),
                format!("`{name}` line {line}: not as many cells as the first line"),
            ))
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let (from, to) = (record.get(old).unwrap_or_default(), record.get(new).unwrap_or_default());
        if from.is_empty() || to.is_empty() {
            return Err(Failure::new(surroundings.pick(
                format!("`{name}` dòng {line}: thiếu tên xã"),
                format!("`{name}` line {line}: the name of a commune is missing"),
            ))
            .into());
        }
        let known = renamed.lines.iter().find(|(old, ..)| fold(old) == fold(from));
        if let Some((_, before, _)) = known {
            if before != to {
                return Err(Failure::new(surroundings.pick(
                    format!("`{name}` dòng {line}: `{from}` đã thành `{before}` ở một dòng trên"),
                    format!("`{name}` line {line}: `{from}` became `{before}` on a line above"),
                ))
                .into());
            }
            continue;
        }
        renamed.lines.push((from.to_owned(), to.to_owned(), false));
    }
    Ok(renamed)
}

/// The names of units as the current list has them.
pub(super) struct UnitNames {
    keys: UnitKeys,
    /// By its key the unit as it is named.
    known: BTreeMap<(String, String, Option<usize>), Unit>,
}

impl UnitNames {
    /// Brings all lists to the same names of units: those of the current one where it has the unit.
    pub(super) fn meet(
        current: &mut List,
        previous: &mut List,
        older: &mut [List],
        renamed: &mut Renamed,
        layout: &LayoutWords,
    ) {
        // districts are gone since 2025: a list with them and one without meet in the provinces, or else in the communes
        let tells = |list: &List, level: Above| list.tells(level) || list.tells_no_units();
        let level = [Above::District, Above::Province].into_iter().find(|level| {
            tells(current, *level) && tells(previous, *level) && (current.tells(*level) || previous.tells(*level))
        });
        current.settle_upper(level);
        previous.settle_upper(level);
        older.iter_mut().for_each(|list| list.settle_upper(level.filter(|level| list.tells(*level))));
        for list in std::iter::once(&mut *previous).chain(older.iter_mut()) {
            renamed.apply(list, layout);
        }
        let mut units: Vec<Unit> = Vec::new();
        let mut seen: FxHashSet<Unit> = FxHashSet::default();
        for unit in [&*current, &*previous].iter().flat_map(|list| &list.households).map(Listed::unit) {
            if seen.insert(unit.clone()) {
                units.push(unit);
            }
        }
        let keys = UnitKeys::new(layout, &units);
        let mut known: BTreeMap<_, Unit> = BTreeMap::new();
        let mut uppers: BTreeMap<String, String> = BTreeMap::new();
        for unit in units {
            let key = keys.key(&unit);
            let upper = uppers.entry(key.0.clone()).or_insert(unit.upper).clone();
            known.entry(key).or_insert(Unit { upper, commune: unit.commune });
        }
        let names = UnitNames { keys, known };
        for list in [current, previous].into_iter().chain(older) {
            names.rename(list);
        }
    }

    fn rename(&self, list: &mut List) {
        let mut done: FxHashMap<Unit, Unit> = FxHashMap::default();
        for household in &mut list.households {
            let unit = household.unit();
            let named = done.entry(unit.clone()).or_insert_with(|| {
                let key = self.keys.key(&unit);
                // a list that tells no upper units, or a commune that others in another one were merged into
                let elsewhere = || {
                    let mut of_name = self.known.iter().filter(|(known, _)| known.1 == key.1 && !known.1.is_empty());
                    of_name.next().filter(|_| of_name.next().is_none()).map(|(_, unit)| unit)
                };
                let found = self.known.get(&key).or_else(|| if unit.upper.is_empty() { elsewhere() } else { None });
                found.cloned().unwrap_or(unit)
            });
            (household.upper, household.commune) = (named.upper.clone(), named.commune.clone());
        }
    }
}

/// A household's unit where only the other list tells it.
pub(super) fn fill_units(found: &[Pair], previous: &mut List, current: &mut List, fills_current: bool) {
    for pair in found {
        let (Some(before), Some(now)) = (pair.previous, pair.current) else { continue };
        let (before, now) = (&mut previous.households[before], &mut current.households[now]);
        fill_unit(before, now);
        if fills_current {
            fill_unit(now, before);
        }
    }
}

fn fill_unit(blank: &mut Listed, told: &Listed) {
    if blank.commune.is_empty() {
        (blank.commune, blank.upper) = (told.commune.clone(), told.upper.clone());
    } else if blank.upper.is_empty() && blank.commune == told.commune {
        blank.upper = told.upper.clone();
    }
}
