//! What a survey is read from: sheets of rows that can be read several times. Files come from [`crate::io::read`]; rows in
//! memory stand in for them in tests and libraries.

use std::sync::Arc;

use crate::io::read::{Block, BlockStart, Blocks, Cell, Input, Record, Row};

pub use crate::io::read::{Merge, Meter, ReadError, ReadNote, Rows, SheetInfo};

use super::dates::Epoch;

/// A file with sheets, or what stands in for one.
pub trait Source: Sync {
    /// The file as the user named it.
    fn name(&self) -> &str;

    /// Its sheets in order.
    fn sheets(&self) -> &[SheetInfo];

    /// The rows of a sheet from the top; each call begins anew.
    ///
    /// # Errors
    /// Where the sheet cannot be read.
    fn rows(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, ReadError>;

    /// A sheet in blocks of records, where it can be read so.
    ///
    /// # Errors
    /// Where the file cannot be opened again.
    fn blocks(&self, sheet: usize) -> Result<Option<Blocks>, ReadError> {
        let _ = sheet;
        Ok(None)
    }

    /// The row in a record of a block; false if none is in it.
    ///
    /// # Errors
    /// Where the record is no row.
    fn row_of(&self, block: &Block, record: &Record, row: &mut Row) -> Result<bool, ReadError> {
        let _ = (block, record, row);
        Ok(false)
    }

    /// The rows from a record of a block on; the row before it has the number `last`.
    ///
    /// # Errors
    /// Where the file cannot be opened again.
    fn rows_after(&self, start: BlockStart, last: u32) -> Result<Box<dyn Rows + '_>, ReadError> {
        let _ = (start, last);
        self.rows(0)
    }

    /// To be asked when all blocks were read.
    ///
    /// # Errors
    /// If the file was written to since it was opened.
    fn unchanged(&self) -> Result<(), ReadError> {
        Ok(())
    }

    /// From where it counts the days that stand in cells without a format of dates.
    fn epoch(&self) -> Epoch {
        Epoch::Of1900
    }

    /// What had to be done to its text so that it can be read; nothing for plain Unicode.
    fn notes(&self) -> Vec<ReadNote> {
        Vec::new()
    }

    /// The same of rows that the first ones of their sheet do not tell of, as far as they were read until now.
    fn late_notes(&self) -> Vec<ReadNote> {
        Vec::new()
    }

    /// Says which sheets are going to be read, each as often as it is named; what counts them, if anything does.
    fn expect_readings(&self, sheets: &[usize]) -> Option<Arc<Meter>> {
        let _ = sheets;
        None
    }

    /// The merged cells of a sheet, by first row and column; none where a format has none.
    ///
    /// # Errors
    /// Where the sheet cannot be read.
    fn merges(&self, sheet: usize) -> Result<Vec<Merge>, ReadError> {
        let _ = sheet;
        Ok(Vec::new())
    }
}

impl Source for Input {
    fn name(&self) -> &str {
        Input::name(self)
    }

    fn sheets(&self) -> &[SheetInfo] {
        Input::sheets(self)
    }

    fn rows(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, ReadError> {
        Input::rows(self, sheet)
    }

    fn blocks(&self, sheet: usize) -> Result<Option<Blocks>, ReadError> {
        Input::blocks(self, sheet)
    }

    fn row_of(&self, block: &Block, record: &Record, row: &mut Row) -> Result<bool, ReadError> {
        Input::row_of(self, block, record, row)
    }

    fn rows_after(&self, start: BlockStart, last: u32) -> Result<Box<dyn Rows + '_>, ReadError> {
        Input::rows_after(self, start, last)
    }

    fn unchanged(&self) -> Result<(), ReadError> {
        Input::unchanged(self)
    }

    fn epoch(&self) -> Epoch {
        if self.counts_from_1904() { Epoch::Of1904 } else { Epoch::Of1900 }
    }

    fn notes(&self) -> Vec<ReadNote> {
        Input::notes(self).to_vec()
    }

    fn late_notes(&self) -> Vec<ReadNote> {
        Input::late_notes(self)
    }

    fn merges(&self, sheet: usize) -> Result<Vec<Merge>, ReadError> {
        Input::merges(self, sheet)
    }

    fn expect_readings(&self, sheets: &[usize]) -> Option<Arc<Meter>> {
        Some(Input::expect_readings(self, sheets))
    }
}

/// Sheets in memory.
#[derive(Clone, Debug, Default)]
pub struct MemorySource {
    name: String,
    sheets: Vec<SheetInfo>,
    rows: Vec<Vec<Row>>,
    merges: Vec<Vec<Merge>>,
}

impl MemorySource {
    /// A source without sheets.
    pub fn new(name: impl Into<String>) -> MemorySource {
        MemorySource { name: name.into(), ..MemorySource::default() }
    }

    /// With one more sheet; its rows are numbered from 1.
    #[must_use]
    pub fn sheet(mut self, name: &str, rows: impl IntoIterator<Item = Vec<Cell<'static>>>) -> MemorySource {
        self.sheets.push(SheetInfo { name: name.to_owned(), hidden: false });
        let rows = (1u32..).zip(rows).map(|(number, cells)| {
            let mut row = Row::default();
            row.reset(number);
            for (column, cell) in cells.into_iter().enumerate() {
                row.push_at(column, cell);
            }
            row
        });
        self.rows.push(rows.collect());
        self.merges.push(Vec::new());
        self
    }

    /// With one more sheet, from lines of texts separated by `|`; blanks around a text are dropped.
    #[must_use]
    pub fn table(self, name: &str, text: &'static str) -> MemorySource {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        self.sheet(name, lines.map(|line| line.split('|').map(|text| Cell::Text(text.trim())).collect()))
    }

    /// With cells of its last sheet merged; rows count from 1, columns from 0.
    #[must_use]
    pub fn merged(mut self, first_row: u32, last_row: u32, first_column: usize, last_column: usize) -> MemorySource {
        if let Some(merges) = self.merges.last_mut() {
            merges.push(Merge { first_row, first_column, last_row, last_column });
            merges.sort_unstable();
        }
        self
    }

    /// With its last sheet hidden.
    #[must_use]
    pub fn hidden(mut self) -> MemorySource {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.hidden = true;
        }
        self
    }
}

impl Source for MemorySource {
    fn name(&self) -> &str {
        &self.name
    }

    fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    fn rows(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, ReadError> {
        Ok(Box::new(MemoryRows { rows: self.rows.get(sheet).map_or(&[], Vec::as_slice) }))
    }

    fn merges(&self, sheet: usize) -> Result<Vec<Merge>, ReadError> {
        Ok(self.merges.get(sheet).cloned().unwrap_or_default())
    }
}

struct MemoryRows<'a> {
    rows: &'a [Row],
}

impl Rows for MemoryRows<'_> {
    fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let Some((first, rest)) = self.rows.split_first() else { return Ok(false) };
        row.clone_from(first);
        self.rows = rest;
        Ok(true)
    }
}
