//! Where in a sheet the table is and what its columns are. The one place that looks at a sheet's shape: now the first row
//! with content is the header.

use crate::io::read::{Row, column_letters};
use crate::lang::{Entity, Exact};
use crate::text::tidy;

use super::error::SurveyError;
use super::headers::MatchedBy;
use super::source::Rows;

/// Longest part of a header that is kept.
const HEADER_CHARS: usize = 300;

/// The header of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Number of its row, from 1.
    pub row: u32,
    /// How many rows of the reader end with it; the data begin with the next.
    pub reads: u64,
    /// The header of each column, tidied, up to the last that is not empty.
    pub titles: Vec<String>,
}

/// Finds the header; `None` for a sheet without content. The reader then stands on the first row of data.
///
/// # Errors
/// As the reader's.
pub fn find_header(rows: &mut dyn Rows, row: &mut Row) -> Result<Option<Header>, SurveyError> {
    let mut reads = 0;
    while rows.read(row)? {
        reads += 1;
        if row.is_blank() {
            continue;
        }
        let mut titles: Vec<String> = (0..row.len()).map(|column| title(&row.cell(column).to_string())).collect();
        while titles.last().is_some_and(String::is_empty) {
            titles.pop();
        }
        return Ok(Some(Header { row: row.number(), reads, titles }));
    }
    Ok(None)
}

fn title(text: &str) -> String {
    let cut = text.char_indices().nth(HEADER_CHARS).map_or(text.len(), |(at, _)| at);
    tidy(&text[..cut])
}

/// What a sheet was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetUse {
    /// One row a household.
    Household,
    /// One row a member.
    Member,
    /// Nothing stands in it.
    Empty,
    /// None of its headers is known.
    NotKnown,
    /// It could be a sheet of this entity; another one fits better.
    NotChosen(Entity),
    /// It looks like a sheet of this entity and has no household id.
    NoKey(Entity),
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
    /// Number of the header's row, from 1; 0 where there is none.
    pub header_row: u32,
    /// Its columns from the first; fields are those of the entity in `used`, of the household where there is none.
    pub columns: Vec<ColumnLayout>,
    /// Index of the source.
    pub(super) source: usize,
    /// Index of the sheet in the source.
    pub(super) index: usize,
    /// How many rows of the reader end with the header.
    pub(super) reads: u64,
}

/// A column as it was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnLayout {
    /// The header, tidied.
    pub header: String,
    /// What it was taken for.
    pub used: ColumnUse,
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

impl SheetLayout {
    /// The entity whose rows it holds, if it is used.
    pub fn entity(&self) -> Option<Entity> {
        match self.used {
            SheetUse::Household => Some(Entity::Household),
            SheetUse::Member => Some(Entity::Member),
            _ => None,
        }
    }

    /// Its name for people: the sheet's, or the file's where the sheet has none.
    pub fn label(&self) -> &str {
        if self.sheet.is_empty() { &self.file } else { &self.sheet }
    }

    /// The column taken for a field, from 0.
    pub fn column_of(&self, field: usize) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| matches!(column.used, ColumnUse::Field { field: known, .. } if known == field))
    }

    /// A column's letters and header for people: `C "Khu vực"`.
    pub fn column_label(&self, column: usize) -> String {
        let header = self.columns.get(column).map_or("", |column| column.header.as_str());
        format!("{} `{header}`", column_letters(column))
    }
}
