//! The sheets of a survey as they were recognised: for people, and for telling which cell a field came from.

use crate::io::read::column_letters;
use crate::lang::{Entity, Exact};

use super::headers::MatchedBy;
use super::hint::KeyHints;
use super::shape::path::HeaderPath;
use super::shape::plan::{DERIVED, DerivedColumn};
use super::shape::row_kind::SkippedRow;

/// What a sheet was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetUse {
    /// One row a household.
    Household,
    /// One row a member.
    Member,
    /// Households with their members under them.
    List,
    /// Nothing stands in it.
    Empty,
    /// None of its headers is known.
    NotKnown,
    /// It could be a sheet of this entity; another one fits better.
    NotChosen(Entity),
    /// It looks like a sheet of this entity and has no household id.
    NoKey(Entity),
    /// The map leaves it alone.
    Ignored,
    /// Its rows belong to rows of a sheet that is no household's: a repeat within a repeat.
    Nested,
}

/// A sheet of the survey as it was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetLayout {
    /// The file as the user named it.
    pub file: String,
    /// The sheet's name; may be empty (csv).
    pub sheet: String,
    /// Whether the spreadsheet program does not show it.
    pub hidden: bool,
    /// What it was taken for.
    pub used: SheetUse,
    /// Numbers of the header's rows, from 1, ascending; none where there is no header.
    pub header_rows: Vec<u32>,
    /// Number of the first row after those that stand before the data; 0 where there is none.
    pub first_row: u32,
    /// What stands before the data, but for blank rows.
    pub above: Vec<SkippedRow>,
    /// Its columns from the first.
    pub columns: Vec<ColumnLayout>,
    /// What is read besides its columns: made from several of them, or from names and titles.
    pub derived: Vec<(Entity, DerivedColumn)>,
    /// Columns that an export joins by: whose end, which of the codebook's links, which column.
    pub links: Vec<(Entity, usize, usize)>,
    /// Columns in which a blank repeats the cell above.
    pub repeated: Vec<usize>,
    /// Columns of no field that could tell its households apart.
    pub keys: KeyHints,
    /// What it looks like by itself, whatever other sheets there are.
    pub(super) looks_like: SheetUse,
    /// Index of the source.
    pub(super) source: usize,
    /// Index of the sheet in the source.
    pub(super) index: usize,
}

/// A column as it was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnLayout {
    /// The header from top to bottom.
    pub header: HeaderPath,
    /// What it was taken for in rows of households, where the sheet has such rows or none that are known.
    pub household: Option<ColumnUse>,
    /// What it was taken for in rows of members, where the sheet has them.
    pub member: Option<ColumnUse>,
}

/// What a column was taken for. Columns count from 0, fields as in the codebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnUse {
    /// A field.
    Field {
        /// Which.
        field: usize,
        /// How it was recognised.
        by: MatchedBy,
        /// What one unit is worth in the field's unit, where header or map says so.
        scale: Option<Exact>,
    },
    /// It makes up fields together with others, or several by itself.
    Part {
        /// Which.
        fields: Vec<usize>,
    },
    /// It has no header.
    NoHeader,
    /// Its header fits no field.
    NotUsed,
    /// The map leaves it alone.
    Ignored,
    /// Its header fits several fields equally; none is taken.
    Ambiguous {
        /// Which.
        fields: Vec<usize>,
    },
    /// Another column has the same field.
    Repeated {
        /// Which field.
        field: usize,
        /// Which column.
        other: usize,
        /// Whether the other one was taken; else none of them is.
        other_taken: bool,
    },
}

impl ColumnLayout {
    /// What it was taken for in an entity's rows.
    pub fn used(&self, entity: Entity) -> Option<&ColumnUse> {
        match entity {
            Entity::Household => self.household.as_ref(),
            Entity::Member => self.member.as_ref(),
        }
    }

    /// What it was taken for, with whose rows.
    pub fn uses(&self) -> impl Iterator<Item = (Entity, &ColumnUse)> {
        [Entity::Household, Entity::Member].into_iter().filter_map(|entity| Some((entity, self.used(entity)?)))
    }
}

impl SheetLayout {
    /// Whether rows of an entity are read from it.
    pub fn holds(&self, entity: Entity) -> bool {
        SheetLayout::holds_as(self.used)[entity as usize]
    }

    /// Whether rows of households and of members are read from a sheet that was taken for this.
    pub(super) fn holds_as(used: SheetUse) -> [bool; 2] {
        match used {
            SheetUse::Household => [true, false],
            SheetUse::Member => [false, true],
            SheetUse::List => [true, true],
            _ => [false, false],
        }
    }

    /// Number of the header's last row, from 1; 0 where there is none.
    pub fn header_row(&self) -> u32 {
        self.header_rows.last().copied().unwrap_or(0)
    }

    /// Its name for people: the sheet's, or the file's where the sheet has none.
    pub fn label(&self) -> &str {
        if self.sheet.is_empty() { &self.file } else { &self.sheet }
    }

    /// The column that a field is read from, from 0; of one made from several the first.
    pub fn column_of(&self, entity: Entity, field: usize) -> Option<usize> {
        let own = self.columns.iter().position(
            |column| matches!(column.used(entity), Some(ColumnUse::Field { field: known, .. }) if *known == field),
        );
        own.or_else(|| {
            let derived = self.derived.iter().find(|(of, derived)| *of == entity && derived.field == field);
            derived.and_then(|(_, derived)| derived.from.column())
        })
    }

    /// A column's letters and header for people: `C "Khu vực"`.
    pub fn column_label(&self, column: usize) -> String {
        if column >= DERIVED {
            let derived = self.derived.get(column - DERIVED);
            return format!("`{}`", derived.map_or("", |(_, derived)| derived.header.as_str()));
        }
        let header = self.columns.get(column).map(|column| column.header.to_string()).unwrap_or_default();
        format!("{} `{header}`", column_letters(column))
    }
}
