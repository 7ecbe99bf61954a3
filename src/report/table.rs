//! The one table model that every output format is written from.

use crate::lang::Exact;

/// A table: machine ids for programs, titles for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Machine name: the json key, the sheet name where no title is wanted.
    pub id: String,
    /// Heading for people.
    pub title: String,
    /// Its columns.
    pub columns: Vec<TableColumn>,
    /// Rows of as many cells as there are columns.
    pub rows: Vec<Vec<TableCell>>,
    /// Last rows in the same shape, set apart for people; machine formats write them only when asked.
    pub totals: Vec<Vec<TableCell>>,
    /// Lines under the table, for people.
    pub notes: Vec<String>,
}

/// A column of a [`Table`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// Machine name: csv header and json key.
    pub id: String,
    /// Heading for people; short. A soft hyphen (U+00AD) says where a narrow terminal may break a word.
    pub title: String,
    /// A heading over this column and its neighbours of the same group; empty for none.
    pub group: String,
    /// How its cells stand.
    pub kind: ColumnKind,
    /// Shown to people only where the table is wide enough; 0 always, higher numbers are left out first. Machine formats
    /// write every column.
    pub optional: u8,
}

impl TableColumn {
    /// A column that is always shown, without a group.
    pub fn new(id: &str, title: &str, kind: ColumnKind) -> TableColumn {
        TableColumn { id: id.to_owned(), title: title.to_owned(), group: String::new(), kind, optional: 0 }
    }
}

/// How cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words, to the left.
    Text,
    /// Whole numbers, to the right, grouped by thousands for people.
    Count,
    /// Percentages with two decimals, to the right.
    Rate,
    /// Money, to the right.
    Money,
    /// Any other number, to the right.
    Number,
}

/// A cell of a [`Table`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableCell {
    /// Unknown, or a rate over zero: an empty cell, never 0.
    Empty,
    /// Known and not shown, because somebody could be made out by it.
    Hidden,
    /// Words.
    Text(String),
    /// A count.
    Count(i64),
    /// A percentage; written with two decimals, half away from zero.
    Rate(Exact),
    /// A number written as it is.
    Number(Exact),
    /// `1`, `0` in machine formats.
    Flag(bool),
}

impl TableCell {
    /// Words, or nothing where there are none.
    pub fn words(text: &str) -> TableCell {
        if text.is_empty() { TableCell::Empty } else { TableCell::Text(text.to_owned()) }
    }
}
