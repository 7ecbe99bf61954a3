//! The plan by which a sheet's rows are read: which of them are one entity's, and the columns that have no cell of their own.
//! [`super::follow`] reads by it.

use std::sync::Arc;

use crate::io::read::{Cell, MAX_COLUMNS, Row};
use crate::text::fold;

use super::marks::{Choice, Marks};
use super::row_kind::{RowRules, SkippedRow};

/// The index of the first derived column; those below it are the sheet's own.
pub const DERIVED: usize = MAX_COLUMNS;

/// How the rows of one entity are read from a sheet.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many rows of the reader come before the data.
    pub reads: usize,
    /// What the rows before the data are.
    pub above: Vec<SkippedRow>,
    /// What tells data from other rows.
    pub rules: RowRules,
    /// Columns made from others, numbered from [`DERIVED`]; one may use those before it.
    pub derived: Vec<Derived>,
    /// Where a cell may say that it is as the one above.
    pub ditto: Ditto,
    /// The household field that each of `derived` is of, by its id, where a row of its own can set it: a unit or the class.
    pub derived_fields: Vec<Option<String>>,
    /// The fields that a row of its own can set: index in the codebook and id.
    pub group_fields: Vec<(usize, String)>,
    /// Columns of these fields, the highest unit first.
    pub units: Vec<UnitColumn>,
    /// Cells merged over several rows, by first row.
    pub merged: Vec<MergedCell>,
    /// Which rows are the entity's.
    pub role: Role,
}

/// Cells that say of themselves to be as the one above: `"`, `-nt-`, `như trên`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ditto {
    /// The columns, from 0, in which this is looked for.
    pub columns: Vec<usize>,
    /// The words that say so, folded.
    words: Vec<String>,
}

impl Ditto {
    /// Columns in which these words say so.
    pub fn new(columns: Vec<usize>, words: &[String]) -> Ditto {
        Ditto { columns, words: words.iter().map(|word| fold(word)).collect() }
    }

    /// Whether a cell's text says so.
    pub fn is_said(&self, text: &str) -> bool {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        let may_be = letters == 0 || self.words.iter().any(|word| word.len() == letters);
        if !may_be {
            return false;
        }
        let inner = text.trim_matches(|c: char| c.is_whitespace() || "-–—._".contains(c));
        // two strokes, in one sign or in two
        let strokes: usize = inner.chars().map(|c| if "'’‘,".contains(c) { 1 } else { 2 }).sum();
        let is_mark = strokes >= 2 && inner.chars().all(|c| "\"”“„″〃'’‘,".contains(c));
        is_mark || inner.len() < 32 && self.words.contains(&fold(inner))
    }

    /// Whether any of a row's cells says so.
    pub fn is_said_in(&self, row: &Row) -> bool {
        let says = |column: &usize| matches!(row.cell(*column), Cell::Text(text) if self.is_said(text));
        self.columns.iter().any(says)
    }
}

/// A column with the names of units, or with the class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitColumn {
    /// Which.
    pub column: usize,
    /// The household field it is, by its id.
    pub field: String,
    /// Whether a blank cell says what the cell above says, as long as no higher unit changes.
    pub repeated: bool,
}

/// The fields of units, from the lowest.
pub const UNITS: [&str; 4] = ["village", "commune", "district", "province"];

/// How high a unit is: 0 for the lowest; `None` for what is none.
pub fn rank(field: &str) -> Option<usize> {
    UNITS.iter().position(|unit| *unit == field)
}

/// Cells of a column that are merged into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MergedCell {
    /// Its first row, from 1.
    pub first_row: u32,
    /// Its last row.
    pub last_row: u32,
    /// The column, from 0.
    pub column: usize,
}

/// Which rows of the data are an entity's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Each is one.
    Every,
    /// Households: the rows on which one begins.
    Starts {
        /// Where one begins.
        start: Start,
        /// Its columns: what is blank on its first row may stand on a later one.
        answers: Vec<usize>,
    },
    /// Members: the rows with a cell of a member, with the household's cells from above.
    Members {
        /// Where a household begins.
        start: Start,
        /// Columns that only members have: a row with one of them filled is a member.
        filled: Vec<usize>,
        /// Columns of the household that hold for the rows below.
        carried: Vec<usize>,
    },
}

/// What begins a household in a list with its members under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The column with the household's id or number.
    pub key: usize,
    /// Whether the rows below leave it blank; else a household begins where it changes.
    pub blank_below: bool,
    /// Columns of units without which the key tells no households apart: a number begins anew in each village.
    pub units: Vec<usize>,
    /// Columns that only households have and that stand on the first row of most: another household's answers in them begin
    /// one, though its key is missing.
    pub own: Vec<usize>,
}

/// A column that is made from others or from what stands outside the table. It has no cell of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedColumn {
    /// The field it is of, as in the codebook.
    pub field: usize,
    /// What it is made from.
    pub from: Derived,
    /// What stands for its header.
    pub header: String,
}

/// What a column without a cell of its own is made from. Columns count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Derived {
    /// The same in every row, and what says so.
    Text(String, ToldBy),
    /// The last group row above, for the household field with this id.
    Group(String),
    /// The choice whose column is filled, not with a no; each column with its choice's name.
    Chosen(Vec<(usize, Choice)>),
    /// What stands in the first filled column of these that holds no mere mark.
    Filled(Vec<usize>),
    /// Whether a cell with several answers has one of these words: yes or no where anything stands in it.
    Holds {
        /// The column.
        column: usize,
        /// Numbers, codes and words of the answer.
        words: Vec<String>,
        /// Those of every answer the cell can have; with any other word the cell stays as it is.
        all: Arc<Vec<String>>,
        /// Words that say no more than yes, no or nothing.
        marks: Arc<Marks>,
    },
    /// What stands in several columns with `-` between; blank if one of them is.
    Joined(Vec<usize>),
}

/// What says a value that is the same in every row of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToldBy {
    /// A line above the header.
    Title,
    /// The sheet's name.
    Sheet,
    /// The file's name.
    File,
    /// The map file.
    Map,
}

impl ToldBy {
    /// Machine name.
    pub const fn name(self) -> &'static str {
        match self {
            ToldBy::Title => "title_line",
            ToldBy::Sheet => "sheet_name",
            ToldBy::File => "file_name",
            ToldBy::Map => "map",
        }
    }
}

impl Derived {
    /// The sheet's columns that it is made from.
    pub fn columns(&self) -> Vec<usize> {
        match self {
            Derived::Text(..) | Derived::Group(_) => Vec::new(),
            Derived::Chosen(columns) => columns.iter().map(|(column, _)| *column).collect(),
            Derived::Filled(columns) | Derived::Joined(columns) => columns.clone(),
            Derived::Holds { column, .. } => vec![*column],
        }
    }

    /// The sheet's column that a person would look at.
    pub fn column(&self) -> Option<usize> {
        let first = match self {
            Derived::Text(..) | Derived::Group(_) => None,
            Derived::Chosen(columns) => columns.first().map(|(column, _)| *column),
            Derived::Filled(columns) => columns.first().copied(),
            Derived::Joined(columns) => columns.last().copied(),
            Derived::Holds { column, .. } => Some(*column),
        };
        first.filter(|column| *column < DERIVED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_words_say_as_above() {
        let ditto = Ditto::new(vec![0], &["nt".to_owned(), "như trên".to_owned()]);
        for text in ["\"", "”", "''", ",,", "- \" -", "nt", "-nt-", "NT.", "như trên", "Nhu tren", "〃"] {
            assert!(ditto.is_said(text), "{text}");
        }
        for text in ["", "-", "...", "'", "0", "Nà", "Bản \"Nà\"", "nt 2", "Bản trên"] {
            assert!(!ditto.is_said(text), "{text}");
        }
    }
}
