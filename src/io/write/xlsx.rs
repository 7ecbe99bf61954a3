//! xlsx: a sheet a table, titles for people as headings, text always text, numbers numbers. The same tables give the same
//! bytes. Sheets beyond a few thousand rows wait on disk, not in memory.

mod sheet;

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::sheet::{Formats, Head, Progress};
use super::{Options, Output, Place, RowWriter, WriteError};
use crate::report::sheet_name::free_name;
use crate::report::table::{TableCell, TableColumn};

/// Rows of a sheet kept in memory; a longer sheet goes to disk row by row.
const KEPT: usize = 10_000;
/// What a sheet of a workbook holds; less under test, where a million rows take long.
const SHEET_ROWS: u32 = if cfg!(test) { 20_000 } else { 1_048_576 };
const SHEET_COLUMNS: usize = 16_384;

pub(super) struct XlsxWriter {
    output: Output,
    workbook: Workbook,
    formats: Formats,
    names: Vec<String>,
    head: Head,
    /// Rows that wait until it is known whether the sheet is a long one.
    kept: Vec<Vec<TableCell>>,
    /// The sheet rows go to, once there is one.
    sheet: Option<Progress>,
}

impl XlsxWriter {
    pub(super) fn new(output: Output, _options: Options) -> XlsxWriter {
        XlsxWriter {
            output,
            workbook: Workbook::new(),
            formats: Formats::new(),
            names: Vec::new(),
            head: Head::default(),
            kept: Vec::new(),
            sheet: None,
        }
    }

    /// Adds a sheet with its headings and makes it the one that rows go to.
    fn open(&mut self, is_long: bool) -> Result<(), WriteError> {
        let name = free_name(&self.head.name, &self.names);
        let (head, formats, workbook) = (&self.head, &self.formats, &mut self.workbook);
        let opened = scratch(|| {
            let worksheet =
                if is_long { workbook.add_worksheet_with_constant_memory()? } else { workbook.add_worksheet() };
            worksheet.set_name(&name)?;
            head.write(worksheet, formats)
        });
        self.sheet = Some(opened?);
        self.names.push(name);
        Ok(())
    }

    fn write(&mut self, cells: &[TableCell], is_total: bool) -> Result<(), WriteError> {
        let is_full = self.sheet.as_ref().is_some_and(|sheet| sheet.next_row >= SHEET_ROWS);
        if is_full {
            // A sheet has no room for more: the list goes on in the next.
            self.close(&[])?;
            self.open(true)?;
        }
        let Some(progress) = &mut self.sheet else { return Ok(()) };
        let (head, formats, workbook) = (&self.head, &self.formats, &mut self.workbook);
        let last = self.names.len().saturating_sub(1);
        let written = scratch(|| head.row(workbook.worksheet_from_index(last)?, progress, cells, is_total, formats));
        written.map_err(WriteError::from)
    }

    fn close(&mut self, notes: &[String]) -> Result<(), WriteError> {
        let Some(progress) = self.sheet.take() else { return Ok(()) };
        let (head, formats, workbook) = (&self.head, &self.formats, &mut self.workbook);
        let last = self.names.len().saturating_sub(1);
        let closed = scratch(|| head.close(workbook.worksheet_from_index(last)?, progress, notes, formats));
        closed.map_err(WriteError::from)
    }
}

impl RowWriter for XlsxWriter {
    fn begin(&mut self, id: &str, title: &str, columns: &[TableColumn]) -> Result<(), WriteError> {
        if columns.len() > SHEET_COLUMNS {
            return Err(WriteError::TooManyColumns(columns.len()));
        }
        self.head = Head::new(id, title, columns);
        self.kept.clear();
        self.sheet = None;
        Ok(())
    }

    fn row(&mut self, cells: &[TableCell]) -> Result<(), WriteError> {
        if self.sheet.is_some() {
            return self.write(cells, false);
        }
        self.kept.push(cells.to_vec());
        if self.kept.len() < KEPT {
            return Ok(());
        }
        self.open(true)?;
        let kept = std::mem::take(&mut self.kept);
        kept.iter().try_for_each(|row| self.write(row, false))
    }

    fn end(&mut self, totals: &[Vec<TableCell>], notes: &[String]) -> Result<(), WriteError> {
        if self.sheet.is_none() {
            self.open(false)?;
            let kept = std::mem::take(&mut self.kept);
            kept.iter().try_for_each(|row| self.write(row, false))?;
        }
        totals.iter().try_for_each(|total| self.write(total, true))?;
        self.close(notes)
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        if self.names.is_empty() {
            // A workbook without a sheet is none that Excel opens.
            self.workbook.add_worksheet();
        }
        // The day the program was made would tell two equal files apart; none is as good as another.
        let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(|error| WriteError::Workbook(error.to_string()))?;
        self.workbook.set_properties(&DocProperties::new().set_author("rasoat").set_creation_datetime(&created));
        let XlsxWriter { workbook, output, .. } = &mut *self;
        let mut patient = Patient { output, refused: None };
        let saved = scratch(|| workbook.save_to_writer(&mut patient));
        match (patient.refused, saved) {
            (Some(refused), _) => Err(self.output.error(refused)),
            (None, Err(failure)) => Err(failure.into()),
            (None, Ok(())) => self.output.finish(),
        }
    }
}

/// Takes everything and remembers the first refusal: the library's archive writer, told of one, speaks of it on standard
/// error.
struct Patient<'a> {
    output: &'a mut Output,
    refused: Option<io::Error>,
}

impl Write for Patient<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.refused.is_none() {
            self.refused = self.output.write_all(bytes).err();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.refused.is_none() {
            self.refused = self.output.flush().err();
        }
        Ok(())
    }
}

enum Failure {
    Library(XlsxError),
    /// The library gave up on its temporary file.
    Scratch,
}

impl From<Failure> for WriteError {
    fn from(failure: Failure) -> WriteError {
        match failure {
            Failure::Library(XlsxError::TempFileError(_, source)) => WriteError::io(Place::Scratch, source),
            Failure::Library(XlsxError::IoError(source)) => WriteError::io(Place::Scratch, source),
            Failure::Library(other) => WriteError::Workbook(other.to_string()),
            Failure::Scratch => WriteError::Io { place: Place::Scratch, source: io::ErrorKind::StorageFull.into() },
        }
    }
}

thread_local! {
    static IS_QUIET: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Runs what may write the temporary file of a long sheet. The library panics where the disk is full; here that is an error
/// like any other, and nothing is printed.
fn scratch<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Failure> {
    match without_panic(work) {
        Some(result) => result.map_err(Failure::Library),
        None => Err(Failure::Scratch),
    }
}

/// What `work` gives, or `None` where the workbook library panics, which it does where a temporary file cannot be written.
pub(crate) fn without_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: std::sync::Once = std::sync::Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !IS_QUIET.get() {
                before(panic);
            }
        }));
    });
    IS_QUIET.set(true);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    IS_QUIET.set(false);
    result.ok()
}
