//! csv: UTF-8, commas, a header of machine names, `\n` line ends, quotes where RFC 4180 asks for them, written as rows come.

use std::io::Write;

use super::machine::{self, Machine};
use super::{CellSink, Format, Options, Output, RowWriter, WriteError};
use crate::lang::Exact;
use crate::report::table::{TableCell, TableColumn};
use crate::report::words;

/// So many bytes are handed on at a time.
const BUFFER: usize = 1 << 16;

pub(super) struct CsvWriter {
    output: Output,
    /// What is not handed on yet.
    rows: EncodedRows,
    waiting: usize,
    columns: Option<usize>,
    total: bool,
}

impl CsvWriter {
    pub(super) fn new(output: Output, options: Options) -> CsvWriter {
        CsvWriter { output, rows: EncodedRows::default(), waiting: 0, columns: None, total: options.total }
    }

    fn hand_on(&mut self) -> Result<(), WriteError> {
        self.waiting = 0;
        let bytes = std::mem::take(&mut self.rows).into_bytes();
        self.output.write_all(&bytes).map_err(|error| self.output.error(error))
    }
}

impl RowWriter for CsvWriter {
    fn begin(&mut self, _id: &str, _title: &str, columns: &[TableColumn]) -> Result<(), WriteError> {
        if self.columns.is_some() {
            return Err(WriteError::OneTable(Format::Csv));
        }
        self.columns = Some(columns.len());
        columns.iter().for_each(|column| self.rows.text(&column.id));
        self.rows.end_row();
        Ok(())
    }

    fn row(&mut self, cells: &[TableCell]) -> Result<(), WriteError> {
        for index in 0..self.columns.unwrap_or(0) {
            match machine::cell(cells, index) {
                Machine::Null => self.rows.empty(),
                Machine::Text(text) => {
                    self.waiting += text.len();
                    self.rows.text(text);
                }
                Machine::Number(digits) => self.rows.text(&digits),
            }
            self.waiting += 8;
        }
        self.rows.end_row();
        if self.waiting > BUFFER { self.hand_on() } else { Ok(()) }
    }

    fn takes_encoded(&self) -> bool {
        true
    }

    fn encoded(&mut self, rows: &[u8]) -> Result<(), WriteError> {
        self.hand_on()?;
        self.output.write_all(rows).map_err(|error| self.output.error(error))
    }

    fn end(&mut self, totals: &[Vec<TableCell>], _notes: &[String]) -> Result<(), WriteError> {
        let totals = if self.total { totals } else { &[] };
        totals.iter().try_for_each(|total| self.row(total))
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        self.hand_on()?;
        self.output.flush().map_err(|error| self.output.error(error))?;
        self.output.finish()
    }
}

/// Rows of csv in memory: what a thread makes of its own rows, to be written in their order.
pub struct EncodedRows(csv::Writer<Vec<u8>>);

impl Default for EncodedRows {
    fn default() -> EncodedRows {
        let mut builder = csv::WriterBuilder::new();
        builder.terminator(csv::Terminator::Any(b'\n')).flexible(true).buffer_capacity(BUFFER);
        EncodedRows(builder.from_writer(Vec::new()))
    }
}

impl EncodedRows {
    /// Ends a row.
    pub fn end_row(&mut self) {
        // memory takes whatever is written to it, and rows may have any length
        let _ = self.0.write_record(None::<&[u8]>);
    }

    /// The bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_inner().unwrap_or_default()
    }

    fn field(&mut self, bytes: &[u8]) {
        let _ = self.0.write_field(bytes);
    }
}

impl CellSink for EncodedRows {
    fn text(&mut self, text: &str) {
        self.field(text.as_bytes());
    }

    fn count(&mut self, count: i64) {
        let mut digits = [0u8; 20];
        let mut at = digits.len();
        let mut left = count.unsigned_abs();
        loop {
            at -= 1;
            digits[at] = b'0' + (left % 10) as u8;
            left /= 10;
            if left == 0 {
                break;
            }
        }
        if count < 0 {
            at -= 1;
            digits[at] = b'-';
        }
        self.field(&digits[at..]);
    }

    fn number(&mut self, number: Exact) {
        match number.as_int() {
            Some(whole) => self.count(whole),
            None => self.text(&words::plain(number)),
        }
    }

    fn flag(&mut self, flag: bool) {
        self.field(if flag { b"1" } else { b"0" });
    }

    fn empty(&mut self) {
        self.field(b"");
    }
}
