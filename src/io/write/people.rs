//! Formats whose columns are aligned, so that every row must be known first: tables are gathered and written when they end.

use std::io::Write;

use super::{Format, Options, Output, RowWriter, WriteError, markdown};
use crate::report::table::{Table, TableCell, TableColumn};
use crate::report::terminal;

pub(super) struct PeopleWriter {
    format: Format,
    output: Output,
    options: Options,
    table: Table,
    tables: usize,
}

impl PeopleWriter {
    pub(super) fn new(format: Format, output: Output, options: Options) -> PeopleWriter {
        PeopleWriter { format, output, options, table: Table::default(), tables: 0 }
    }
}

impl RowWriter for PeopleWriter {
    fn begin(&mut self, id: &str, title: &str, columns: &[TableColumn]) -> Result<(), WriteError> {
        self.table =
            Table { id: String::from(id), title: String::from(title), columns: columns.to_vec(), ..Table::default() };
        Ok(())
    }

    fn row(&mut self, cells: &[TableCell]) -> Result<(), WriteError> {
        self.table.rows.push(cells.to_vec());
        Ok(())
    }

    fn end(&mut self, totals: &[Vec<TableCell>], notes: &[String]) -> Result<(), WriteError> {
        self.table.totals = totals.to_vec();
        self.table.notes = notes.to_vec();
        let Options { language, width, color, .. } = self.options;
        let mut text = match self.format {
            Format::Markdown => markdown::render(&self.table, language),
            _ => terminal::render(&self.table, terminal::View { width, color, language }),
        };
        if self.tables > 0 {
            text.insert(0, '\n');
        }
        self.tables += 1;
        self.table = Table::default();
        self.output.write_all(text.as_bytes()).map_err(|error| self.output.error(error))
    }

    fn finish(self: Box<Self>) -> Result<(), WriteError> {
        self.output.finish()
    }
}
