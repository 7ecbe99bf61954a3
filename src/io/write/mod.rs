//! Tables to bytes: one file per format behind one trait, and where the bytes go. Mirrors [`crate::io::read`]. Knows nothing
//! of how numbers came about, and of people's formats only what [`crate::report`] gives.

mod csv;
mod error;
mod format;
mod json;
mod machine;
mod markdown;
mod output;
mod people;
mod unfinished;
mod xlsx;

pub use csv::EncodedRows;
pub use error::{Place, WriteError};
pub use format::Format;
pub use output::{Identity, Output, identity, same_file};
pub use unfinished::{Held, hold_unfinished};
pub(crate) use xlsx::without_panic;

use crate::lang::Exact;
use crate::report::table::{Table, TableCell, TableColumn};
use crate::text::Language;

/// What the writers of the formats need to know; each takes what concerns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether machine formats (csv, json, jsonl) write the total rows as last rows. Formats for people always do.
    pub total: bool,
    /// Whether json is an object with a key per table, not one table's array. [`write_tables`] sets it by their number.
    pub keyed: bool,
    /// The language of numbers and of the program's own words in formats for people.
    pub language: Language,
    /// Columns of the terminal, for [`Format::Table`].
    pub width: usize,
    /// Whether [`Format::Table`] may use bold.
    pub color: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { total: false, keyed: false, language: Language::En, width: 80, color: false }
    }
}

/// Takes tables row by row. For each table [`begin`](RowWriter::begin), rows, [`end`](RowWriter::end); after the last
/// [`finish`](RowWriter::finish). Dropped before that, a file is left as it was.
///
/// csv, json and jsonl write as rows come, xlsx keeps long tables on disk; table and markdown need every row to align
/// columns and hold them in memory.
pub trait RowWriter: Send {
    /// Starts a table: its machine id, its title for people, its columns.
    ///
    /// # Errors
    /// [`WriteError::OneTable`] for a second table in a format that has room for one; what writing gives.
    fn begin(&mut self, id: &str, title: &str, columns: &[TableColumn]) -> Result<(), WriteError>;

    /// Adds a row. Cells missing at its end are empty, cells past the last column are left out.
    ///
    /// # Errors
    /// What writing gives.
    fn row(&mut self, cells: &[TableCell]) -> Result<(), WriteError>;

    /// Whether rows may come as [`EncodedRows`].
    fn takes_encoded(&self) -> bool {
        false
    }

    /// Adds rows as [`EncodedRows`] made them; only where [`takes_encoded`](RowWriter::takes_encoded) says so.
    ///
    /// # Errors
    /// What writing gives.
    fn encoded(&mut self, rows: &[u8]) -> Result<(), WriteError> {
        debug_assert!(rows.is_empty(), "this format has no rows of bytes");
        Ok(())
    }

    /// Ends the table with its total rows and the lines under it.
    ///
    /// # Errors
    /// What writing gives.
    fn end(&mut self, totals: &[Vec<TableCell>], notes: &[String]) -> Result<(), WriteError>;

    /// Writes what is left and puts the file in its place.
    ///
    /// # Errors
    /// What writing gives.
    fn finish(self: Box<Self>) -> Result<(), WriteError>;
}

/// Takes the cells of a row, one after the other.
pub trait CellSink {
    /// Words.
    fn text(&mut self, text: &str);
    /// A count.
    fn count(&mut self, count: i64);
    /// A number.
    fn number(&mut self, number: Exact);
    /// Yes or no.
    fn flag(&mut self, flag: bool);
    /// Nothing.
    fn empty(&mut self);
}

impl CellSink for Vec<TableCell> {
    fn text(&mut self, text: &str) {
        self.push(TableCell::Text(text.to_owned()));
    }

    fn count(&mut self, count: i64) {
        self.push(TableCell::Count(count));
    }

    fn number(&mut self, number: Exact) {
        self.push(TableCell::Number(number));
    }

    fn flag(&mut self, flag: bool) {
        self.push(TableCell::Flag(flag));
    }

    fn empty(&mut self) {
        self.push(TableCell::Empty);
    }
}

/// The writer of a format.
pub fn writer(format: Format, output: Output, options: Options) -> Box<dyn RowWriter> {
    match format {
        Format::Table | Format::Markdown => Box::new(people::PeopleWriter::new(format, output, options)),
        Format::Csv => Box::new(csv::CsvWriter::new(output, options)),
        Format::Json => Box::new(json::JsonWriter::array(output, options)),
        Format::Jsonl => Box::new(json::JsonWriter::lines(output, options)),
        Format::Xlsx => Box::new(xlsx::XlsxWriter::new(output, options)),
    }
}

/// Writes whole tables, in order.
///
/// # Errors
/// [`WriteError::OneTable`] for several tables in csv or jsonl; what writing gives. The file is then left as it was.
pub fn write_tables(tables: &[Table], format: Format, output: Output, options: Options) -> Result<(), WriteError> {
    let mut writer = writer(format, output, Options { keyed: tables.len() != 1, ..options });
    for table in tables {
        writer.begin(&table.id, &table.title, &table.columns)?;
        for row in &table.rows {
            writer.row(row)?;
        }
        writer.end(&table.totals, &table.notes)?;
    }
    writer.finish()
}

#[cfg(test)]
mod tests;
