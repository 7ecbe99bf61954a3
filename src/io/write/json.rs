//! json and jsonl: objects with the columns' machine names, an object a line, written as rows come. Numbers are written from
//! their exact digits, never through a float.

use std::io::{self, Write};

use super::machine::{self, Machine};
use super::{Format, Options, Output, RowWriter, WriteError};
use crate::report::table::{TableCell, TableColumn};

pub(super) struct JsonWriter {
    output: Output,
    shape: Shape,
    total: bool,
    /// `"id":` of each column, escaped once.
    keys: Vec<String>,
    tables: usize,
    rows: usize,
    line: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Lines,
    Array,
    Keyed,
}

impl JsonWriter {
    /// An array of objects; with `keyed` an object of such arrays.
    pub(super) fn array(output: Output, options: Options) -> JsonWriter {
        JsonWriter::new(output, if options.keyed { Shape::Keyed } else { Shape::Array }, options)
    }

    /// An object a line.
    pub(super) fn lines(output: Output, options: Options) -> JsonWriter {
        JsonWriter::new(output, Shape::Lines, options)
    }

    fn new(output: Output, shape: Shape, options: Options) -> JsonWriter {
        let (keys, line) = (Vec::new(), String::new());
        JsonWriter { output, shape, total: options.total, keys, tables: 0, rows: 0, line }
    }

    fn put(&mut self, text: &str) -> Result<(), WriteError> {
        self.output.write_all(text.as_bytes()).map_err(|error| self.output.error(error))
    }

    /// Builds the row's object in `line`.
    fn object(&mut self, cells: &[TableCell]) -> io::Result<()> {
        self.line.push('{');
        for (index, key) in self.keys.iter().enumerate() {
            if index > 0 {
                self.line.push(',');
            }
            self.line.push_str(key);
            match machine::cell(cells, index) {
                Machine::Null => self.line.push_str("null"),
                Machine::Text(text) => self.line.push_str(&quoted(text)?),
                Machine::Number(digits) => self.line.push_str(&digits),
            }
        }
        self.line.push('}');
        Ok(())
    }
}

impl RowWriter for JsonWriter {
    fn begin(&mut self, id: &str, _title: &str, columns: &[TableColumn]) -> Result<(), WriteError> {
        if self.tables > 0 && self.shape != Shape::Keyed {
            return Err(WriteError::OneTable(if self.shape == Shape::Lines { Format::Jsonl } else { Format::Json }));
        }
        let keys: io::Result<Vec<String>> = columns.iter().map(|column| Ok(quoted(&column.id)? + ":")).collect();
        self.keys = keys.map_err(|error| self.output.error(error))?;
        let opening = match self.shape {
            Shape::Lines => String::new(),
            Shape::Array => String::from("["),
            Shape::Keyed => {
                let id = quoted(id).map_err(|error| self.output.error(error))?;
                format!("{}\n{id}:[", if self.tables == 0 { "{" } else { "," })
            }
        };
        self.tables += 1;
        self.rows = 0;
        self.put(&opening)
    }

    fn row(&mut self, cells: &[TableCell]) -> Result<(), WriteError> {
        self.line.clear();
        if self.shape != Shape::Lines {
            self.line.push_str(if self.rows == 0 { "\n" } else { ",\n" });
        }
        self.rows += 1;
        self.object(cells).map_err(|error| self.output.error(error))?;
        if self.shape == Shape::Lines {
            self.line.push('\n');
        }
        self.output.write_all(self.line.as_bytes()).map_err(|error| self.output.error(error))
    }

    fn end(&mut self, totals: &[Vec<TableCell>], _notes: &[String]) -> Result<(), WriteError> {
        if self.total {
            totals.iter().try_for_each(|total| self.row(total))?;
        }
        match (self.shape, self.rows) {
            (Shape::Lines, _) => Ok(()),
            (_, 0) => self.put("]"),
            _ => self.put("\n]"),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        match (self.shape, self.tables) {
            (Shape::Lines, _) => {}
            (Shape::Array, 0) => self.put("[]\n")?,
            (Shape::Array, _) => self.put("\n")?,
            (Shape::Keyed, 0) => self.put("{}\n")?,
            (Shape::Keyed, _) => self.put("\n}\n")?,
        }
        self.output.finish()
    }
}

fn quoted(text: &str) -> io::Result<String> {
    serde_json::to_string(text).map_err(io::Error::from)
}
