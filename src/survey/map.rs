//! What a map file adds to the codebook for one layout: header and code spellings, constants, units, columns to leave alone;
//! and what of it a survey has not. What it says of single sheets is [`super::sheet_rule`]'s, reading the file
//! `super::map_file`'s.

use crate::lang::{Entity, Exact};
use crate::text::fold;

use super::cells::CellValue;
use super::layout::{ColumnLayout, ColumnUse, SheetLayout};
use super::numbers::NumberFormat;
use super::shape::path::HeaderPath;
use super::sheet_rule::{ColumnName, SheetRule};

pub use super::map_file::load;

/// A map file, resolved against a codebook.
#[derive(Clone, Debug, Default)]
pub struct SurveyMap {
    /// The file it was read from, for messages.
    pub source: String,
    /// How the numbers of all columns are written, where it says so.
    pub format: Option<NumberFormat>,
    pub(super) ignore: Vec<String>,
    pub(super) household: EntityMap,
    pub(super) member: EntityMap,
    /// What is said of single sheets, in file order.
    pub(super) sheets: Vec<SheetRule>,
}

/// What a map says of an entity in every sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct EntityMap {
    pub(super) sheet: Option<String>,
    pub(super) columns: Vec<MappedColumn>,
    pub(super) codes: Vec<(usize, Vec<(String, String)>)>,
    pub(super) constants: Vec<(usize, CellValue)>,
    /// What a cell with each constant would hold.
    pub(super) constant_texts: Vec<String>,
}

/// A header and what it is mapped to.
#[derive(Clone, Debug)]
pub(super) struct MappedColumn {
    /// As the file writes it; empty for one added by the program.
    pub(super) written: String,
    pub(super) folded: String,
    pub(super) field: usize,
    pub(super) scale: Option<Exact>,
}

/// Something that a map names and a survey has not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stale {
    /// No sheet goes by these patterns, of the file and of the sheet.
    Sheet(String, String),
    /// No column goes by this header or these letters.
    Column(String),
    /// No column goes by this header: it is a title over columns, whose whole headers follow.
    Title(String, Vec<String>),
}

const ENTITIES: [Entity; 2] = [Entity::Household, Entity::Member];

impl SurveyMap {
    pub(super) fn of(&self, entity: Entity) -> &EntityMap {
        match entity {
            Entity::Household => &self.household,
            Entity::Member => &self.member,
        }
    }

    /// The field a header is mapped to, and the worth of one unit of its column, if the map says so.
    pub fn column(&self, entity: Entity, header: &str) -> Option<(usize, Option<Exact>)> {
        let folded = fold(header);
        let found = self.of(entity).columns.iter().find(|column| column.folded == folded)?;
        Some((found.field, found.scale))
    }

    /// Maps a further header to a field, unless the map speaks of it already.
    pub fn add_column(&mut self, entity: Entity, header: &str, field: usize) {
        if self.column(entity, header).is_some() || self.ignores(header) {
            return;
        }
        let map = match entity {
            Entity::Household => &mut self.household,
            Entity::Member => &mut self.member,
        };
        map.columns.push(MappedColumn { written: String::new(), folded: fold(header), field, scale: None });
    }

    /// Whether a column with that header is left alone.
    pub fn ignores(&self, header: &str) -> bool {
        let folded = fold(header);
        self.ignore.iter().any(|known| fold(known) == folded)
    }

    /// The name of the sheet that holds an entity's rows, where the map says so.
    pub fn sheet(&self, entity: Entity) -> Option<&str> {
        self.of(entity).sheet.as_deref()
    }

    /// Spellings of a field's codes, each with the code's id.
    pub fn spellings(&self, entity: Entity, field: usize) -> &[(String, String)] {
        self.of(entity).codes.iter().find(|(known, _)| *known == field).map_or(&[], |(_, words)| words)
    }

    /// Fields that have one value in every row.
    pub fn constants(&self, entity: Entity) -> &[(usize, CellValue)] {
        &self.of(entity).constants
    }

    /// All that is said of a sheet.
    pub fn rule(&self, file: &str, sheet: &str) -> Option<SheetRule> {
        let mut about = self.sheets.iter().filter(|rule| rule.is_about(file, sheet));
        let mut all = about.next()?.clone();
        about.for_each(|rule| all.add(rule));
        Some(all)
    }

    /// What it names and a survey with these sheets has not: a name that no column goes by, also where it stands above some.
    pub fn stale(&self, layout: &[SheetLayout]) -> Vec<Stale> {
        let mut stale = Vec::new();
        for rule in &self.sheets {
            let about: Vec<&SheetLayout> =
                layout.iter().filter(|sheet| rule.is_about(&sheet.file, &sheet.sheet)).collect();
            if about.is_empty() {
                let pattern = |pattern: &Option<String>| pattern.clone().unwrap_or_default();
                stale.push(Stale::Sheet(pattern(&rule.file), pattern(&rule.name)));
                continue;
            }
            let is_there = |name: &ColumnName| {
                let mut columns = about.iter().flat_map(|sheet| sheet.columns.iter().enumerate());
                columns.any(|(at, column)| name.names(at, &column.header))
            };
            let names = rule.columns.iter().map(|column| &column.name).chain(&rule.ignore);
            let missing = names.filter(|name| !is_there(name)).map(ColumnName::written);
            stale.extend(missing.map(|name| column_not_there(name, about.iter().copied())));
        }
        let columns: Vec<Column<'_>> = layout.iter().flat_map(|sheet| &sheet.columns).map(Column::new).collect();
        let read = layout.iter().any(|sheet| ENTITIES.into_iter().any(|entity| sheet.holds(entity)));
        for entity in ENTITIES {
            // a map for households and members may be used on households alone
            if read && !layout.iter().any(|sheet| sheet.holds(entity)) {
                continue;
            }
            let is_there = |mapped: &&MappedColumn| columns.iter().any(|column| column.binds(entity, mapped));
            let written = self.of(entity).columns.iter().filter(|column| !column.written.is_empty());
            let missing = written.filter(|column| !is_there(column));
            stale.extend(missing.map(|column| column_not_there(column.written.clone(), layout.iter())));
        }
        let is_left_alone = |header: &&String| {
            let header = ColumnName::Header((*header).clone());
            let mut columns = layout.iter().flat_map(|sheet| &sheet.columns);
            columns.any(|column| header.names(usize::MAX, &column.header))
        };
        let ignored = self.ignore.iter().filter(|header| !is_left_alone(header)).cloned();
        stale.extend(ignored.map(|header| column_not_there(header, layout.iter())));
        stale.sort();
        stale.dedup();
        stale
    }
}

/// A column with the texts that its header goes by, folded once for all headers of a map.
struct Column<'l> {
    layout: &'l ColumnLayout,
    forms: Vec<String>,
    parts: Vec<String>,
}

impl<'l> Column<'l> {
    fn new(layout: &'l ColumnLayout) -> Column<'l> {
        Column {
            layout,
            forms: ColumnName::forms(&layout.header).collect(),
            parts: folded_parts(&layout.header).collect(),
        }
    }

    /// Whether it goes by a mapped header: by its whole header or its own part; by other parts of it where that made it the
    /// field.
    fn binds(&self, entity: Entity, mapped: &MappedColumn) -> bool {
        let written = fold(&mapped.written);
        if !written.is_empty() && self.forms.contains(&written) {
            return true;
        }
        let is_field = match self.layout.used(entity) {
            Some(ColumnUse::Field { field, .. } | ColumnUse::Repeated { field, .. }) => *field == mapped.field,
            _ => false,
        };
        is_field && self.parts.contains(&mapped.folded)
    }
}

/// The parts of a header that follow each other, put together and folded.
fn folded_parts(path: &HeaderPath) -> impl Iterator<Item = String> {
    let parts = path.parts();
    let ends = move |from: usize| (from + 1..=parts.len()).map(move |to| (from, to));
    (0..parts.len()).flat_map(ends).map(move |(from, to)| fold(&parts[from..to].concat()))
}

/// Whether parts of a header that follow each other are a text, folded.
pub(super) fn has_part(path: &HeaderPath, folded: &str) -> bool {
    folded_parts(path).any(|part| part == folded)
}

/// A header that no column goes by, with those under it where it is a title over columns.
fn column_not_there<'s>(name: String, sheets: impl Iterator<Item = &'s SheetLayout>) -> Stale {
    let folded = fold(&name);
    let mut under: Vec<String> = Vec::new();
    for column in sheets.flat_map(|sheet| &sheet.columns).filter(|column| has_part(&column.header, &folded)) {
        let header = column.header.to_string();
        if !under.contains(&header) {
            under.push(header);
        }
    }
    if under.is_empty() { Stale::Column(name) } else { Stale::Title(name, under) }
}

#[cfg(test)]
#[path = "map_tests.rs"]
mod tests;
