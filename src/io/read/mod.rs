//! Spreadsheets to rows of cells with their place. Knows file formats; nothing of poverty, fields or headers.

use std::fmt;

use jiff::civil::Date;

/// One row of a sheet. Reused from row to row: cells borrow their text from it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The row's number as the user's program shows it, from 1. In csv the number of the record's first line.
    number: u32,
    text: String,
    cells: Vec<RawCell>,
}

#[derive(Clone, Copy, Debug)]
enum RawCell {
    Empty,
    Text { start: u32, end: u32 },
    Number(f64),
    Bool(bool),
    Date(Date),
    Error { start: u32, end: u32 },
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
    }

    /// The row's number in its sheet, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How many cells are held; cells beyond are empty.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether no cell holds anything but blanks.
    pub fn is_blank(&self) -> bool {
        (0..self.len()).all(|i| match self.cell(i) {
            Cell::Empty => true,
            Cell::Text(text) => text.trim().is_empty(),
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
            Some(RawCell::Number(number)) => Cell::Number(number),
            Some(RawCell::Bool(value)) => Cell::Bool(value),
            Some(RawCell::Date(date)) => Cell::Date(date),
            Some(RawCell::Error { start, end }) => Cell::Error(slice(start, end)),
        }
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
