//! One input file, of whatever kind: opened once, its sheets listed, each read as often as wanted.

use std::fmt;
use std::io::BufReader;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::archive::{OpenedFiles, open_all, open_source};
use super::blocks::{Block, BlockStart, Blocks, Record};
use super::csv::{CsvRows, Layout};
use super::detect::{self, Kind, Packed};
use super::error::{Fault, ReadError};
use super::files_fault::FilesFault;
use super::html::WebPage;
use super::legacy::{ReadNote, SAMPLE_ROWS, Seen, Stored};
use super::merges::Merge;
use super::meter::{Meter, UnderWay};
use super::ods::OpenDocument;
use super::source::Source;
use super::stream::{Sheets, Sink, Streamed};
use super::workbook::zip_fault;
use super::xls::OldWorkbook;
use super::xlsb::BinaryWorkbook;
use super::xlsx;
use super::xml2003::XmlWorkbook;
use super::{Row, Rows, SheetInfo};

/// A file whose rows can be read.
pub struct Input {
    name: String,
    source: Source,
    content: Content,
    sheets: Vec<SheetInfo>,
    /// How the text of each sheet of a workbook is stored, once someone asked.
    stored: Vec<OnceLock<Stored>>,
    /// What readings of each sheet found to convert.
    seen: Vec<Mutex<Seen>>,
    notes: OnceLock<Vec<ReadNote>>,
    meter: Arc<Meter>,
}

enum Content {
    Text(Layout),
    OldWorkbook(OldWorkbook),
    OpenDocument(OpenDocument),
    /// A workbook in a zip, a web page or an XML Spreadsheet 2003.
    Sheets(Arc<dyn Sheets>),
}

impl Input {
    /// Opens a file; what kind it is, its bytes say. The name is kept as it was given. A file packed alone is unpacked; of an
    /// archive the only table in it is opened.
    ///
    /// # Errors
    /// Whatever [`Fault`] lists that shows without reading the rows; an archive of several tables, for which there is
    /// [`open_all`](super::open_all).
    pub fn open(path: &Path) -> Result<Input, ReadError> {
        open_all(path).and_then(|opened| only(&path.display().to_string(), opened))
    }

    /// Takes all that a reader gives, under a name for messages.
    ///
    /// # Errors
    /// As [`Input::open`].
    pub fn from_reader(name: &str, reader: &mut dyn std::io::Read) -> Result<Input, ReadError> {
        let mut reader = reader;
        let source = Source::all_of(&mut reader).map_err(|error| ReadError::io(name, &error))?;
        open_source(name, source).and_then(|opened| only(name, opened))
    }

    /// Opens what is not packed, or not any more. `stored` says how many bytes it is on the disk where these are others.
    pub(super) fn of(name: &str, source: Source, stored: Option<u64>) -> Result<Input, Fault> {
        let (source, meter) = Meter::of(source, stored);
        Opened::of(source).map(|opened| opened.named(name.to_owned(), meter))
    }

    /// The file as it was named.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its sheets in the order of their tabs, hidden ones too; at least one.
    pub fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// What is done to the text so that it can be read, in the order of the sheets; nothing for plain Unicode. Looks at the
    /// first rows of each sheet.
    pub fn notes(&self) -> &[ReadNote] {
        self.notes.get_or_init(|| match &self.content {
            Content::Text(layout) => layout.notes(),
            _ => (0..self.sheets.len()).flat_map(|sheet| self.stored(sheet).notes(&self.sheets[sheet].name)).collect(),
        })
    }

    /// Whether it is a `.txt` without columns: people put notes beside their tables.
    pub(super) fn is_prose(&self) -> bool {
        let named = Path::new(&self.name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"));
        named && matches!(&self.content, Content::Text(layout) if layout.is_prose())
    }

    /// What [`Input::notes`] did not tell, of the rows that were read until now.
    pub fn late_notes(&self) -> Vec<ReadNote> {
        let seen = self.sheets.iter().zip(&self.seen);
        let first = self.notes();
        seen.flat_map(|(sheet, seen)| seen.lock().unwrap_or_else(PoisonError::into_inner).notes(&sheet.name, first))
            .collect()
    }

    /// Whether days are counted from 1904 and not from 1900, in cells without a format of dates too.
    pub fn counts_from_1904(&self) -> bool {
        match &self.content {
            Content::OldWorkbook(book) => book.counts_from_1904(),
            Content::Sheets(book) => book.counts_from_1904(),
            // a date is written out there
            Content::Text(_) | Content::OpenDocument(_) => false,
        }
    }

    fn stored(&self, sheet: usize) -> Stored {
        *self.stored[sheet].get_or_init(|| match &self.content {
            Content::Text(layout) => layout.stored(),
            Content::OldWorkbook(book) => Stored::of(&book.first_rows(sheet, SAMPLE_ROWS)),
            Content::OpenDocument(book) => Stored::of(&book.first_rows(sheet, SAMPLE_ROWS)),
            Content::Sheets(book) => Stored::of(&Sink::first_rows(SAMPLE_ROWS, |sink| book.send(sheet, sink))),
        })
    }

    /// The rows of the sheet with that index, from its top. Can be called any number of times, also while other rows of the
    /// same file are being read. A file that was written to since it was opened is found out at the end of its rows.
    ///
    /// # Errors
    /// If the file cannot be opened again.
    ///
    /// # Panics
    /// If there is no such sheet.
    pub fn rows(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, ReadError> {
        let name = &self.sheets[sheet].name;
        let stored = self.stored(sheet);
        let rows: Box<dyn Rows + '_> = match &self.content {
            Content::Text(layout) => Box::new(CsvRows::open(&self.name, &self.source, *layout)?),
            Content::OldWorkbook(book) => Box::new(book.rows(sheet)),
            Content::OpenDocument(book) => Box::new(book.rows(&self.name, name, sheet)?),
            Content::Sheets(book) => {
                let book = Arc::clone(book);
                Box::new(Streamed::start(&self.name, name, move |sink| book.send(sheet, sink))?)
            }
        };
        let under_way = self.meter.begin(sheet, self.size(sheet));
        Ok(Box::new(Watched {
            rows,
            input: self,
            sheet,
            stored,
            seen: Seen::default(),
            last: 0,
            ended: false,
            under_way,
        }))
    }

    /// Says which sheets are going to be read, each as often as it is named. What counts them from now on.
    ///
    /// # Panics
    /// If there is no such sheet.
    pub fn expect_readings(&self, sheets: &[usize]) -> Arc<Meter> {
        let readings: Vec<(usize, u64)> = sheets.iter().map(|sheet| (*sheet, self.size(*sheet))).collect();
        self.meter.plan(&readings);
        Arc::clone(&self.meter)
    }

    /// How many bytes are read for a sheet, near enough; at least one.
    fn size(&self, sheet: usize) -> u64 {
        if let Some(spool) = self.source.spool().filter(|spool| !spool.ended()) {
            return spool.so_far().max(1);
        }
        let stored = match &self.content {
            Content::Sheets(book) => book.stored(sheet),
            Content::Text(_) | Content::OpenDocument(_) | Content::OldWorkbook(_) => None,
        };
        stored.or_else(|| self.source.length().ok()).unwrap_or(0).max(1)
    }
}

impl Input {
    /// A sheet in blocks of records, if it is text that needs nothing but to be cut.
    ///
    /// # Errors
    /// If the file cannot be opened again.
    pub fn blocks(&self, sheet: usize) -> Result<Option<Blocks>, ReadError> {
        match (&self.content, sheet) {
            (Content::Text(layout), 0) => {
                let blocks = layout.blocks(&self.source).transpose();
                let blocks = blocks.map_err(|error| ReadError::io(&self.name, &error))?;
                Ok(blocks.map(|blocks| blocks.counted(self.meter.begin(0, self.size(0)))))
            }
            _ => Ok(None),
        }
    }

    /// The row in a record of a block.
    ///
    /// # Errors
    /// Where the bytes are no row.
    pub fn row_of(&self, block: &Block, record: &Record, row: &mut Row) -> Result<bool, ReadError> {
        match &self.content {
            Content::Text(layout) => layout.row(&self.name, block.raw(record), record.line, row),
            _ => Ok(false),
        }
    }

    /// The rows from a record of a block on; the row before it has the number `last`.
    ///
    /// # Errors
    /// If the file cannot be opened again.
    pub fn rows_after(&self, start: BlockStart, last: u32) -> Result<Box<dyn Rows + '_>, ReadError> {
        let Content::Text(layout) = &self.content else { return self.rows(0) };
        let rows = Box::new(CsvRows::open_at(&self.name, &self.source, *layout, start)?);
        let stored = self.stored(0);
        let under_way = self.meter.begin(0, self.size(0));
        Ok(Box::new(Watched {
            rows,
            input: self,
            sheet: 0,
            stored,
            seen: Seen::default(),
            last,
            ended: false,
            under_way,
        }))
    }
}

/// Rows as Unicode, of a file that must not change before they end: half of one state and half of another would be neither.
struct Watched<'a> {
    rows: Box<dyn Rows + 'a>,
    input: &'a Input,
    sheet: usize,
    stored: Stored,
    seen: Seen,
    /// The number of the row read last.
    last: u32,
    ended: bool,
    under_way: UnderWay,
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        self.input.seen[self.sheet].lock().unwrap_or_else(PoisonError::into_inner).merge(&self.seen);
    }
}

impl Rows for Watched<'_> {
    fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        if self.ended {
            return Ok(false);
        }
        let found = self.rows.read(row).map_err(|error| error.after(self.last));
        if matches!(found, Ok(true)) {
            self.last = row.number();
            self.under_way.row();
            self.stored.convert(row, &mut self.seen);
        } else {
            self.ended = true;
            self.input.unchanged()?;
        }
        found
    }
}

impl Input {
    /// The merged cells of the sheet with that index, by first row and column; none in text. What ends before
    /// it begins is left out; ranges may overlap in a damaged file. Reads the sheet to its end.
    ///
    /// # Errors
    /// As when its rows are read; more merged cells than a list of people has.
    ///
    /// # Panics
    /// If there is no such sheet.
    pub fn merges(&self, sheet: usize) -> Result<Vec<Merge>, ReadError> {
        let name = &self.sheets[sheet].name;
        let merges = match &self.content {
            Content::Text(_) => Ok(Vec::new()),
            Content::OldWorkbook(book) => Ok(book.merges(sheet).to_vec()),
            Content::OpenDocument(book) => book.merges(sheet),
            Content::Sheets(book) => book.merges(sheet),
        };
        self.unchanged()?;
        merges.map_err(|fault| ReadError::in_sheet(&self.name, name, fault))
    }
}

impl Input {
    /// That the file is still what it was when it was opened; to be asked when all blocks were read.
    ///
    /// # Errors
    /// If it was written to, or replaced.
    pub fn unchanged(&self) -> Result<(), ReadError> {
        match self.source.changed() {
            Some(change) => Err(ReadError::new(&self.name, Fault::Changed(change))),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").field("name", &self.name).field("sheets", &self.sheets).finish_non_exhaustive()
    }
}

/// The one table of an archive.
fn only(name: &str, opened: OpenedFiles) -> Result<Input, ReadError> {
    match <[Input; 1]>::try_from(opened.inputs) {
        Ok([input]) => Ok(input),
        Err(inputs) => {
            let files = inputs.len();
            Err(ReadError::new(name, Fault::Files(FilesFault::SeveralFiles { files })))
        }
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
        let changed = source.clone();
        let opened = Opened::as_it_is(source);
        match changed.changed() {
            Some(change) => Err(Fault::Changed(change)),
            None => opened,
        }
    }

    fn as_it_is(source: Source) -> Result<Opened, Fault> {
        let head = source.head(detect::HEAD).map_err(|error| Fault::from_io(&error))?;
        let (content, sheets) = match detect::kind(&head)? {
            Kind::Text => {
                let only = SheetInfo { name: String::new(), hidden: false };
                (Content::Text(Layout::of(&source)?), vec![only])
            }
            Kind::Html => streamed(WebPage::open(&source)?),
            Kind::Xml2003 => streamed(XmlWorkbook::open(&source)?),
            Kind::Zip => {
                let bytes = source.open().map_err(|error| Fault::from_io(&error))?;
                let mut zip = zip::ZipArchive::new(BufReader::new(bytes)).map_err(zip_fault)?;
                match detect::packed(&mut zip)? {
                    Packed::Xlsx => {
                        let (book, sheets) = xlsx::open(&source)?;
                        (Content::Sheets(book), sheets)
                    }
                    Packed::Xlsb => streamed(BinaryWorkbook::open(&source)?),
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

    fn named(self, name: String, meter: Meter) -> Input {
        let Opened { source, content, sheets } = self;
        let stored = sheets.iter().map(|_| OnceLock::new()).collect();
        let seen = sheets.iter().map(|_| Mutex::default()).collect();
        Input { name, source, content, sheets, stored, seen, notes: OnceLock::new(), meter: Arc::new(meter) }
    }
}

fn streamed<S: Sheets + 'static>((sheets, infos): (S, Vec<SheetInfo>)) -> (Content, Vec<SheetInfo>) {
    (Content::Sheets(Arc::new(sheets)), infos)
}
