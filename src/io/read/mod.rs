//! Spreadsheets to rows of cells with their place. Knows file formats; nothing of poverty, fields or headers.

mod archive;
mod blocks;
mod csv;
mod decode;
mod detect;
mod error;
mod expand;
mod files_fault;
mod fonts;
mod guard;
mod html;
mod input;
mod legacy;
mod merges;
mod meter;
mod ods;
mod ole;
mod plain;
mod records;
mod separator;
mod serial;
mod source;
mod spans;
mod spool;
mod stream;
mod text;
mod unpack;
mod workbook;
mod xls;
mod xls_fonts;
mod xlsb;
mod xlsx;
mod xml;
mod xml2003;

#[cfg(test)]
mod format_tests;
#[cfg(test)]
mod legacy_tests;

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use crate::text::legacy::Legacy;

use legacy::CellFont;
use xlsx::Texts;

pub use archive::{OpenedFiles, STDIN, open_all, open_counted, open_found, open_stdin};
pub use blocks::{Block, BlockIndex, BlockStart, Blocks, CellPlaces, Record};
pub use error::{Change, Fault, Lookalike, ReadError};
pub use expand::{Expanded, expand, nothing_in};
pub use files_fault::FilesFault;
pub use input::Input;
pub use legacy::{ReadNote, RowSpan};
pub use merges::Merge;
pub use meter::{BeingOpened, Meter, Opening, ReadSoFar};
pub use plain::{beginning, plain_text};

/// The most columns a sheet may have, as in Excel.
pub const MAX_COLUMNS: usize = 16_384;

/// The most bytes of text a cell may hold.
pub const MAX_CELL_BYTES: usize = 16 << 20;

/// The most bytes of text a row may hold in all its cells.
pub const MAX_ROW_BYTES: usize = 64 << 20;

/// A sheet of an [`Input`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetInfo {
    /// As on its tab; a csv has one sheet with an empty name.
    pub name: String,
    /// Whether the spreadsheet program does not show it.
    pub hidden: bool,
}

/// The rows of a sheet from the top, one at a time.
pub trait Rows: Send {
    /// Puts the next row into `row`; false at the end. Rows without any cell are left out, so numbers have gaps; they
    /// grow from row to row in every file that a spreadsheet program wrote.
    ///
    /// # Errors
    /// Where the file is damaged, is not the text it should be, or is larger than what fits in memory. No row comes
    /// after an error.
    fn read(&mut self, row: &mut Row) -> Result<bool, ReadError>;
}

/// One row of a sheet. Reused from row to row: cells borrow their text from it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The row's number as the user's program shows it, from 1. In csv the number of the record's first line.
    number: u32,
    text: String,
    cells: Vec<RawCell>,
    /// The texts that cells of the workbook share.
    shared: Option<Arc<Texts>>,
    /// What fonts say of texts, by column; few cells have one that says anything.
    fonts: Vec<(u32, CellFont)>,
}

#[derive(Clone, Copy, Debug)]
enum RawCell {
    Empty,
    Text {
        start: u32,
        end: u32,
    },
    /// The number of a shared text.
    Shared(u32),
    Number(f64),
    Bool(bool),
    Date(Date),
    Error {
        start: u32,
        end: u32,
    },
}

/// The content of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing in it.
    Empty,
    /// Text as stored; not trimmed. A csv has nothing else.
    Text(&'a str),
    /// A number cell.
    Number(f64),
    /// A cell with the spreadsheet's TRUE or FALSE.
    Bool(bool),
    /// A number cell whose format says that it is a date; the time of day is dropped.
    Date(Date),
    /// A formula error, `#N/A`.
    Error(&'a str),
}

impl Row {
    /// Empties the row and gives it a number.
    pub fn reset(&mut self, number: u32) {
        self.number = number;
        self.text.clear();
        self.cells.clear();
        self.fonts.clear();
    }

    /// An empty row with room for what this one holds.
    fn of_like_size(&self) -> Row {
        let (text, cells) = (String::with_capacity(self.text.len()), Vec::with_capacity(self.cells.len()));
        Row { text, cells, ..Row::default() }
    }

    /// Says in what font the text of a column is.
    fn set_font(&mut self, column: usize, font: CellFont) {
        let column = column as u32;
        match self.fonts.binary_search_by_key(&column, |(at, _)| *at) {
            Ok(at) => self.fonts[at].1 = font,
            Err(at) => self.fonts.insert(at, (column, font)),
        }
    }

    /// The font that a column's text was said to be in.
    fn font(&self, column: usize) -> Option<CellFont> {
        let at = self.fonts.binary_search_by_key(&(column as u32), |(at, _)| *at).ok()?;
        Some(self.fonts[at].1)
    }

    /// Whether any font was said.
    fn has_fonts(&self) -> bool {
        !self.fonts.is_empty()
    }

    /// The row's number in its sheet, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How many cells are held; cells beyond are empty.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether no cell holds anything but blanks and characters that are not seen.
    pub fn is_blank(&self) -> bool {
        (0..self.len()).all(|i| match self.cell(i) {
            Cell::Empty => true,
            Cell::Text(text) => crate::text::is_blank(text),
            _ => false,
        })
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The cell in the column with that index, from 0.
    pub fn cell(&self, column: usize) -> Cell<'_> {
        let slice = |start: u32, end: u32| self.text.get(start as usize..end as usize).unwrap_or("");
        match self.cells.get(column).copied() {
            None | Some(RawCell::Empty) => Cell::Empty,
            Some(RawCell::Text { start, end }) => Cell::Text(slice(start, end)),
            Some(RawCell::Shared(index)) => Cell::Text(self.shared_text(index)),
            Some(RawCell::Number(number)) => Cell::Number(number),
            Some(RawCell::Bool(value)) => Cell::Bool(value),
            Some(RawCell::Date(date)) => Cell::Date(date),
            Some(RawCell::Error { start, end }) => Cell::Error(slice(start, end)),
        }
    }

    /// The number of the text of a cell among those that the cells of its workbook share, if it is one. In the rows of one
    /// input, equal numbers are equal texts; different ones may be equal too.
    pub fn shared(&self, column: usize) -> Option<u32> {
        match self.cells.get(column) {
            Some(RawCell::Shared(index)) => Some(*index),
            _ => None,
        }
    }

    fn shared_text(&self, index: u32) -> &str {
        self.shared.as_deref().and_then(|texts| texts.get(index as usize)).unwrap_or("")
    }

    /// What is known of the text of a cell that others share.
    fn shared_only(&self, column: usize) -> Option<Option<Legacy>> {
        match (self.cells.get(column)?, &self.shared) {
            (RawCell::Shared(index), Some(texts)) => Some(texts.only(*index as usize)),
            _ => None,
        }
    }

    /// Says where the texts are that [`Row::put`] names.
    fn share(&mut self, texts: &Arc<Texts>) {
        if !self.shared.as_ref().is_some_and(|own| Arc::ptr_eq(own, texts)) {
            self.shared = Some(Arc::clone(texts));
        }
    }

    /// Puts a cell that has no text of its own into its column.
    #[inline]
    fn put(&mut self, column: usize, cell: RawCell) {
        if let Some(own) = self.cells.get_mut(column) {
            *own = cell;
        } else {
            // most rows have no gaps
            while self.cells.len() < column {
                self.cells.push(RawCell::Empty);
            }
            self.cells.push(cell);
        }
    }

    /// Puts a cell with text of its own into its column.
    #[inline]
    fn put_text(&mut self, column: usize, text: &str) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.put(column, RawCell::Text { start, end: self.text.len() as u32 });
    }

    /// Fills the row with cells of text that lie end to end in `text`; `ends` says where each ends, in ascending order. A
    /// cell without text is empty.
    pub fn fill(&mut self, number: u32, text: &str, ends: impl IntoIterator<Item = usize>) {
        self.reset(number);
        self.text.push_str(text);
        let mut start = 0;
        self.cells.extend(ends.into_iter().map(|end| {
            let end = end as u32;
            let cell = if end == start { RawCell::Empty } else { RawCell::Text { start, end } };
            start = end;
            cell
        }));
    }

    /// Puts a cell into its column, whatever stood there before.
    pub fn set(&mut self, column: usize, cell: Cell<'_>) {
        if column >= self.cells.len() {
            self.push_at(column, cell);
        } else {
            let length = self.cells.len();
            self.push_at(length, cell);
            self.cells.swap_remove(column);
        }
    }

    /// How many bytes of text the cells show.
    pub(crate) fn text_len(&self) -> usize {
        let shared = self.cells.iter().map(|cell| match cell {
            RawCell::Shared(index) => self.shared_text(*index).len(),
            _ => 0,
        });
        self.text.len() + shared.sum::<usize>()
    }

    /// Adds a cell to the right; after columns that were left out, `column` says where.
    pub fn push_at(&mut self, column: usize, cell: Cell<'_>) {
        while self.cells.len() < column {
            self.cells.push(RawCell::Empty);
        }
        let mut keep = |text: &str| {
            let start = self.text.len() as u32;
            self.text.push_str(text);
            (start, self.text.len() as u32)
        };
        let raw = match cell {
            Cell::Empty => RawCell::Empty,
            Cell::Text(text) => {
                let (start, end) = keep(text);
                RawCell::Text { start, end }
            }
            Cell::Number(number) => RawCell::Number(number),
            Cell::Bool(value) => RawCell::Bool(value),
            Cell::Date(date) => RawCell::Date(date),
            Cell::Error(text) => {
                let (start, end) = keep(text);
                RawCell::Error { start, end }
            }
        };
        self.cells.push(raw);
    }
}

/// The cell as a person would read it; numbers as the spreadsheet shows them, dates as `yyyy-mm-dd`.
impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Empty => Ok(()),
            Cell::Text(text) | Cell::Error(text) => f.write_str(text),
            Cell::Number(number) => match crate::lang::Exact::from_f64(*number) {
                Some(exact) => write!(f, "{exact}"),
                None => write!(f, "{number}"),
            },
            Cell::Bool(value) => f.write_str(if *value { "TRUE" } else { "FALSE" }),
            Cell::Date(date) => write!(f, "{date}"),
        }
    }
}

/// The letters of a column, `A` for 0, `AA` for 26.
pub fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.reverse();
    letters.into_iter().map(char::from).collect()
}

/// The name of a cell, `B7` for column 1 of row 7.
pub fn cell_name(column: usize, row: u32) -> String {
    format!("{}{row}", column_letters(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (index, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letters(index), letters);
        }
        assert_eq!(cell_name(1, 7), "B7");
    }

    #[test]
    fn cells_are_put_in_any_order() {
        let mut row = Row::default();
        row.reset(4);
        row.set(2, Cell::Text("c"));
        row.set(0, Cell::Number(1.0));
        row.set(2, Cell::Text("d"));
        assert_eq!(row.len(), 3);
        assert_eq!((row.cell(0), row.cell(1), row.cell(2)), (Cell::Number(1.0), Cell::Empty, Cell::Text("d")));
        assert_eq!(row.cell(3), Cell::Empty);
    }

    #[test]
    fn text_is_cut_at_its_ends() {
        let mut row = Row::default();
        row.fill(9, "hộmột", [4, 4, 9]);
        assert_eq!(row.number(), 9);
        assert_eq!((row.cell(0), row.cell(1), row.cell(2)), (Cell::Text("hộ"), Cell::Empty, Cell::Text("một")));
    }
}
