//! One input file, of whatever kind: opened once, its sheets listed, each read as often as wanted.

use std::fmt;
use std::io::BufReader;
use std::path::Path;

use super::csv::{CsvRows, Layout};
use super::detect::{self, Kind, Packed};
use super::error::{Fault, ReadError};
use super::ods::OpenDocument;
use super::source::Source;
use super::workbook::{Workbook, zip_fault};
use super::xls::OldWorkbook;
use super::{Rows, SheetInfo};

/// A file whose rows can be read.
pub struct Input {
    name: String,
    source: Source,
    content: Content,
    sheets: Vec<SheetInfo>,
}

enum Content {
    Text(Layout),
    Workbook(Workbook),
    OldWorkbook(OldWorkbook),
    OpenDocument(OpenDocument),
}

impl Input {
    /// Opens a file; what kind it is, its bytes say. The name is kept as it was given.
    ///
    /// # Errors
    /// Whatever [`Fault`] lists that shows without reading the rows.
    pub fn open(path: &Path) -> Result<Input, ReadError> {
        let name = path.display().to_string();
        let lock_file = path.file_name().is_some_and(|file| file.as_encoded_bytes().starts_with(b"~$"));
        let opened = Source::path(path).map_err(|error| Fault::from_io(&error)).and_then(Opened::of);
        match opened {
            Ok(opened) => Ok(opened.named(name)),
            Err(Fault::NotASpreadsheet(_) | Fault::InUse | Fault::NoPermission) if lock_file => {
                Err(ReadError::new(&name, Fault::LockFile))
            }
            Err(fault) => Err(ReadError::new(&name, fault)),
        }
    }

    /// Takes all of standard input, which has to be text with separated columns. Its name is `-`.
    ///
    /// # Errors
    /// As [`Input::open`].
    pub fn stdin() -> Result<Input, ReadError> {
        Input::from_reader("-", &mut std::io::stdin().lock()).map_err(|error| match error.fault {
            Fault::Empty => ReadError::new("-", Fault::NoInput),
            _ => error,
        })
    }

    /// Takes all that a reader gives, under a name for messages.
    ///
    /// # Errors
    /// As [`Input::open`].
    pub fn from_reader(name: &str, reader: &mut dyn std::io::Read) -> Result<Input, ReadError> {
        let mut reader = reader;
        let source = Source::all_of(&mut reader).map_err(|error| ReadError::io(name, &error))?;
        Opened::of(source).map(|opened| opened.named(name.to_owned())).map_err(|fault| ReadError::new(name, fault))
    }

    /// The file as it was named.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its sheets in the order of their tabs, hidden ones too; at least one.
    pub fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// The rows of the sheet with that index, from its top. Can be called any number of times, also while other rows of the
    /// same file are being read.
    ///
    /// # Errors
    /// If the file cannot be opened again.
    ///
    /// # Panics
    /// If there is no such sheet.
    pub fn rows(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, ReadError> {
        let name = &self.sheets[sheet].name;
        Ok(match &self.content {
            Content::Text(layout) => Box::new(CsvRows::open(&self.name, &self.source, *layout)?),
            Content::Workbook(book) => Box::new(book.rows(&self.name, name)?),
            Content::OldWorkbook(book) => Box::new(book.rows(sheet)),
            Content::OpenDocument(book) => Box::new(book.rows(&self.name, name, sheet)?),
        })
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").field("name", &self.name).field("sheets", &self.sheets).finish_non_exhaustive()
    }
}

/// A source with what was found in it.
struct Opened {
    source: Source,
    content: Content,
    sheets: Vec<SheetInfo>,
}

impl Opened {
    fn of(source: Source) -> Result<Opened, Fault> {
        let head = source.head(detect::HEAD).map_err(|error| Fault::from_io(&error))?;
        let (content, sheets) = match detect::kind(&head)? {
            Kind::Text => {
                let only = SheetInfo { name: String::new(), hidden: false };
                (Content::Text(Layout::of(&source)?), vec![only])
            }
            Kind::Zip => {
                let bytes = source.open().map_err(|error| Fault::from_io(&error))?;
                let mut zip = zip::ZipArchive::new(BufReader::new(bytes)).map_err(zip_fault)?;
                match detect::packed(&mut zip)? {
                    kind @ (Packed::Xlsx | Packed::Xlsb) => {
                        let (book, sheets) = Workbook::open(&source, kind == Packed::Xlsb)?;
                        (Content::Workbook(book), sheets)
                    }
                    Packed::Ods => {
                        let (book, sheets) = OpenDocument::open(&source)?;
                        (Content::OpenDocument(book), sheets)
                    }
                }
            }
            Kind::Ole => {
                let (book, sheets) = OldWorkbook::open(&source)?;
                (Content::OldWorkbook(book), sheets)
            }
        };
        Ok(Opened { source, content, sheets })
    }

    fn named(self, name: String) -> Input {
        let Opened { source, content, sheets } = self;
        Input { name, source, content, sheets }
    }
}
