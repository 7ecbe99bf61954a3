//! csv: UTF-8, commas, a header of machine names, `\n` line ends, quotes where RFC 4180 asks for them, written as rows come.

use super::machine::{self, Machine};
use super::{Format, Options, Output, RowWriter, WriteError};
use crate::report::table::{TableCell, TableColumn};

pub(super) struct CsvWriter {
    out: csv::Writer<Output>,
    columns: Option<usize>,
    total: bool,
}

impl CsvWriter {
    pub(super) fn new(output: Output, options: Options) -> CsvWriter {
        let out = csv::WriterBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_writer(output);
        CsvWriter { out, columns: None, total: options.total }
    }

    fn record(&mut self, cells: &[TableCell]) -> Result<(), csv::Error> {
        for index in 0..self.columns.unwrap_or(0) {
            match machine::cell(cells, index) {
                Machine::Null => self.out.write_field("")?,
                Machine::Text(text) => self.out.write_field(text)?,
                Machine::Number(digits) => self.out.write_field(digits)?,
            }
        }
        self.out.write_record(None::<&[u8]>)
    }

    fn error(&self, error: csv::Error) -> WriteError {
        let output = self.out.get_ref();
        let text = error.to_string();
        match error.into_kind() {
            csv::ErrorKind::Io(error) => output.error(error),
            _ => output.error(std::io::Error::other(text)),
        }
    }
}

impl RowWriter for CsvWriter {
    fn begin(&mut self, _id: &str, _title: &str, columns: &[TableColumn]) -> Result<(), WriteError> {
        if self.columns.is_some() {
            return Err(WriteError::OneTable(Format::Csv));
        }
        self.columns = Some(columns.len());
        self.out.write_record(columns.iter().map(|column| &column.id)).map_err(|error| self.error(error))
    }

    fn row(&mut self, cells: &[TableCell]) -> Result<(), WriteError> {
        self.record(cells).map_err(|error| self.error(error))
    }

    fn end(&mut self, totals: &[Vec<TableCell>], _notes: &[String]) -> Result<(), WriteError> {
        let totals = if self.total { totals } else { &[] };
        totals.iter().try_for_each(|total| self.row(total))
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        self.out.flush().map_err(|error| self.out.get_ref().error(error))?;
        let place = self.out.get_ref().place().clone();
        let output = self.out.into_inner().map_err(|error| WriteError::io(place, error.into_error()))?;
        output.finish()
    }
}
