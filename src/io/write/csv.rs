//! csv: UTF-8, commas, a header of machine names, `\n` line ends, quotes where RFC 4180 asks for them, written as rows come.

use std::io::Write;

use super::machine::{self, Machine};
use super::{CellSink, Format, Options, Output, RowWriter, WriteError};
use crate::lang::Exact;
use crate::report::table::{TableCell, TableColumn};
use crate::report::words;
use crate::text::without_mark;

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
                Machine::Number(digits) => self.rows.field(digits.as_bytes()),
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
#[derive(Default)]
pub struct EncodedRows {
    bytes: Vec<u8>,
    /// Where the row begins whose cells come now.
    row: usize,
}

impl EncodedRows {
    /// Ends a row.
    pub fn end_row(&mut self) {
        if self.bytes.len() - self.row < 2 {
            // an empty line would be no row
            self.bytes.truncate(self.row);
            self.bytes.extend_from_slice(b"\"\",");
        }
        if let Some(last) = self.bytes.last_mut() {
            *last = b'\n';
        }
        self.row = self.bytes.len();
    }

    /// The bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn field(&mut self, bytes: &[u8]) {
        let special = |any: bool, byte: &u8| any | matches!(byte, b',' | b'"' | b'\n' | b'\r');
        if bytes.iter().fold(false, special) {
            return self.quoted(bytes);
        }
        self.bytes.extend_from_slice(bytes);
        self.bytes.push(b',');
    }

    /// A cell with a sign in it that asks for quotes.
    #[cold]
    fn quoted(&mut self, bytes: &[u8]) {
        let mut builder = csv::WriterBuilder::new();
        builder
            .quote_style(csv::QuoteStyle::Always)
            .terminator(csv::Terminator::Any(b','))
            .buffer_capacity(bytes.len() * 2 + 8);
        let mut writer = builder.from_writer(&mut self.bytes);
        // memory takes whatever is written to it
        let _ = writer.write_record([bytes]).and_then(|()| Ok(writer.flush()?));
    }
}

/// Whether a spreadsheet program takes a text for a formula: it begins like one and is no mere number or dash.
fn is_like_formula(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['=', '+', '-', '@']) else { return false };
    text.starts_with(['=', '@']) || rest.chars().any(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '-' | ' '))
}

impl CellSink for EncodedRows {
    /// A text that begins like a formula gets an apostrophe before it, the mark of spreadsheet programs for text; it is no part of
    /// the text where a survey is read.
    fn text(&mut self, text: &str) {
        // a text that has such a mark itself keeps it
        match is_like_formula(text) || without_mark(text) != text {
            true => self.field(format!("'{text}").as_bytes()),
            false => self.field(text.as_bytes()),
        }
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
        self.bytes.extend_from_slice(&digits[at..]);
        self.bytes.push(b',');
    }

    fn number(&mut self, number: Exact) {
        match number.as_int() {
            Some(whole) => self.count(whole),
            None => self.field(words::plain(number).as_bytes()),
        }
    }

    fn flag(&mut self, flag: bool) {
        self.bytes.extend_from_slice(if flag { b"1," } else { b"0," });
    }

    fn empty(&mut self) {
        self.bytes.push(b',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cells of every kind come out as the `csv` crate writes them.
    #[test]
    fn rows_are_those_of_the_csv_crate() {
        let texts =
            ["", "a", "a,b", "\"", "say \"no\"", "two\nlines", "cr\rhere", " blank ", "Nguyễn, Văn A", "-5", "#"];
        let mut rows: Vec<Vec<&str>> = vec![vec![""], vec!["x"], vec!["", ""], vec![","], vec![]];
        rows.extend(texts.iter().map(|text| vec![*text, "1", *text]));
        rows.push(texts.to_vec());
        let mut encoded = EncodedRows::default();
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &rows {
            row.iter().for_each(|cell| if cell.is_empty() { encoded.empty() } else { encoded.text(cell) });
            encoded.end_row();
            writer.write_record(row).expect("memory takes it");
        }
        let expected = String::from_utf8(writer.into_inner().expect("memory takes it")).expect("text");
        assert_eq!(String::from_utf8(encoded.into_bytes()).expect("text"), expected);
        let mut guarded = EncodedRows::default();
        for text in
            ["=1+2", "@SUM(A1)", "+A1", "-2+3+cmd|' /C calc'!A0", "-", "--", "-5", "+84 91", "-1,5", "a=b", "=\"x\""]
        {
            guarded.text(text);
        }
        guarded.number(Exact::ratio(-5, 2).expect("a number"));
        guarded.end_row();
        let expected =
            "'=1+2,'@SUM(A1),'+A1,'-2+3+cmd|' /C calc'!A0,-,--,-5,+84 91,\"-1,5\",a=b,\"'=\"\"x\"\"\",-2.5\n";
        assert_eq!(String::from_utf8(guarded.into_bytes()).expect("text"), expected);
        let mut numbers = EncodedRows::default();
        [0, 7, -12, i64::MAX, i64::MIN].iter().for_each(|count| numbers.count(*count));
        numbers.flag(true);
        numbers.flag(false);
        numbers.number(Exact::ratio(5, 2).expect("a number"));
        numbers.end_row();
        assert_eq!(numbers.into_bytes(), b"0,7,-12,9223372036854775807,-9223372036854775808,1,0,2.5\n");
    }
}
