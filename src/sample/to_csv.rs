//! A made-up survey as csv: a file of households and, where the survey has them, a file of members. UTF-8, commas, line
//! feeds; Vietnamese files begin with the mark by which spreadsheet programs know UTF-8.

use std::io::Write;

use crate::survey::codebook::Codebook;

use super::{Cell, Error, Headers, Heading, Options, Sheet, Sink, Written, generate};

/// Writes a survey as csv. `members` gets nothing where the survey has no members.
///
/// # Errors
/// As [`generate`], and what the writers refuse.
pub fn write_csv<H: Write, M: Write>(
    codebook: &Codebook,
    options: &Options,
    households: H,
    members: M,
) -> Result<Written, Error> {
    let vietnamese = options.headers == Headers::Vietnamese;
    let mut sink = CsvSink {
        households: csv::Writer::from_writer(households),
        members: csv::Writer::from_writer(members),
        vietnamese,
        field: String::new(),
    };
    let written = generate(codebook, options, &mut sink)?;
    sink.households.flush()?;
    sink.members.flush()?;
    Ok(written)
}

struct CsvSink<H: Write, M: Write> {
    households: csv::Writer<H>,
    members: csv::Writer<M>,
    vietnamese: bool,
    /// Reused from cell to cell.
    field: String,
}

impl<H: Write, M: Write> CsvSink<H, M> {
    fn field(&mut self, sheet: Sheet) -> Result<(), csv::Error> {
        match sheet {
            Sheet::Households => self.households.write_field(&self.field),
            Sheet::Members => self.members.write_field(&self.field),
        }
    }

    fn end(&mut self, sheet: Sheet) -> Result<(), csv::Error> {
        match sheet {
            Sheet::Households => self.households.write_record(None::<&[u8]>),
            Sheet::Members => self.members.write_record(None::<&[u8]>),
        }
    }

    /// A cell as text in `field`.
    fn spell(&mut self, cell: &Cell<'_>) {
        use std::fmt::Write;
        let field = &mut self.field;
        field.clear();
        let spelt = match cell {
            Cell::Empty => Ok(()),
            Cell::Text(text) => field.write_str(text),
            Cell::Whole(number) => write!(field, "{number}"),
            Cell::Tenths(tenths) if tenths % 10 == 0 => write!(field, "{}", tenths / 10),
            Cell::Tenths(tenths) => {
                write!(field, "{}{}{}", tenths / 10, if self.vietnamese { ',' } else { '.' }, tenths % 10)
            }
            Cell::Date(date) if self.vietnamese => {
                write!(field, "{:02}/{:02}/{}", date.day(), date.month(), date.year())
            }
            Cell::Date(date) => write!(field, "{date}"),
        };
        spelt.expect("a string takes whatever is written to it");
    }
}

impl<H: Write, M: Write> Sink for CsvSink<H, M> {
    fn begin(&mut self, sheet: Sheet, columns: &[Heading<'_>]) -> Result<(), Error> {
        for (number, column) in columns.iter().enumerate() {
            self.field.clear();
            if number == 0 && self.vietnamese {
                self.field.push('\u{feff}');
            }
            self.field.push_str(column.header);
            self.field(sheet)?;
        }
        Ok(self.end(sheet)?)
    }

    fn row(&mut self, sheet: Sheet, cells: &[Cell<'_>]) -> Result<(), Error> {
        for cell in cells {
            self.spell(cell);
            self.field(sheet)?;
        }
        Ok(self.end(sheet)?)
    }
}
