//! Binary workbooks (`.xlsb`) to rows, record by record, streaming. Has a reader of its own because the workbook library knows
//! neither the short cell records nor the errors of formulas and would leave such cells out. Knows nothing of what the cells
//! mean.

use std::io::{self, BufReader, Read};

use encoding_rs::UTF_16LE;
use quick_xml::events::Event;
use rustc_hash::FxHashMap;
use zip::ZipArchive;
use zip::read::ZipFile;

use super::error::Fault;
use super::merges::{Merge, Merges};
use super::serial::{self, Shown};
use super::source::{Bytes, Source};
use super::stream::{Halt, Sheets, Sink};
use super::workbook::{MOST_SHEETS, check_parts, some_text, zip_fault};
use super::xml::{Events, attribute};
use super::{Cell, MAX_CELL_BYTES, SheetInfo, cell_name};

/// A workbook file; its texts and the looks of its cells are held, its sheets are not.
pub(super) struct BinaryWorkbook {
    source: Source,
    /// For each sheet the part with its cells.
    parts: Vec<String>,
    from_1904: bool,
    texts: Texts,
    styles: Vec<Shown>,
}

/// The texts that cells share, end to end.
#[derive(Debug, Default)]
struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    fn get(&self, index: u32) -> Option<&str> {
        let index = index as usize;
        let start = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start..*self.ends.get(index)?)
    }
}

// The records, by the names that MS-XLSB has for them.
const ROW_HDR: u16 = 0;
const CELL_BLANK: u16 = 1;
const CELL_RK: u16 = 2;
const CELL_ERROR: u16 = 3;
const CELL_BOOL: u16 = 4;
const CELL_REAL: u16 = 5;
const CELL_ST: u16 = 6;
const CELL_ISST: u16 = 7;
const FMLA_STRING: u16 = 8;
const FMLA_NUM: u16 = 9;
const FMLA_BOOL: u16 = 10;
const FMLA_ERROR: u16 = 11;
const SHORT_BLANK: u16 = 12;
const SHORT_RK: u16 = 13;
const SHORT_ERROR: u16 = 14;
const SHORT_BOOL: u16 = 15;
const SHORT_REAL: u16 = 16;
const SHORT_ST: u16 = 17;
const SHORT_ISST: u16 = 18;
const SST_ITEM: u16 = 19;
const FMT: u16 = 44;
const XF: u16 = 47;
const CELL_R_STRING: u16 = 62;
const BEGIN_SHEET_DATA: u16 = 0x91;
const END_SHEET_DATA: u16 = 0x92;
const WB_PROP: u16 = 0x99;
const BUNDLE_SH: u16 = 0x9C;
const MERGE_CELL: u16 = 0xB0;
const BEGIN_CELL_XFS: u16 = 0x269;
const END_CELL_XFS: u16 = 0x26A;

impl BinaryWorkbook {
    pub(super) fn open(source: &Source) -> Result<(BinaryWorkbook, Vec<SheetInfo>), Fault> {
        check_parts(source)?;
        let mut zip = archive(source)?;
        let book = name_in(&zip, |name| name.ends_with("workbook.bin")).ok_or(Fault::Truncated)?;
        let (folder, file) = book.rsplit_once('/').map_or(("", book.as_str()), |(folder, file)| (folder, file));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };

        let targets = targets(&mut zip, &format!("{folder}_rels/{file}.rels"))?;
        let (mut parts, mut sheets, mut from_1904) = (Vec::new(), Vec::new(), false);
        let mut records = Records::new(part(&mut zip, &book)?.ok_or(Fault::Truncated)?);
        while let Some(record) = records.next()? {
            match record {
                WB_PROP => from_1904 = records.byte(0)? & 1 != 0,
                BUNDLE_SH => {
                    let (link, end) = records.text(8)?;
                    let (name, _) = records.text(end)?;
                    let target = targets.get(&link);
                    let path = match target {
                        Some(target) => target.strip_prefix('/').map_or_else(|| folder.clone() + target, str::to_owned),
                        None => continue,
                    };
                    if sheets.len() as u64 == MOST_SHEETS {
                        return Err(Fault::TooManyEntries { part: book, most: MOST_SHEETS });
                    }
                    if path.to_lowercase().contains("worksheets/") {
                        parts.push(path);
                        sheets.push(SheetInfo { name, hidden: records.number(0)? != 0 });
                    }
                }
                _ => {}
            }
        }
        drop(records);
        if sheets.is_empty() {
            return Err(Fault::NoSheet);
        }
        let texts = texts(&mut zip, &format!("{folder}sharedStrings.bin"))?;
        let styles = styles(&mut zip, &format!("{folder}styles.bin"))?;
        Ok((BinaryWorkbook { source: source.clone(), parts, from_1904, texts, styles }, sheets))
    }

    /// The records of a sheet.
    fn records<'a>(&self, zip: &'a mut Zip, sheet: usize) -> Result<Records<ZipFile<'a, BufReader<Bytes>>>, Fault> {
        let name = &self.parts[sheet];
        let lost = || Fault::Damaged(format!("`{}` is not in it", name.replace('`', "'")));
        Ok(Records::new(part(zip, name)?.ok_or_else(lost)?))
    }

    /// The number as its cell shows it.
    fn number<'a>(&self, number: f64, style: u32, text: &'a mut String) -> Cell<'a> {
        match self.styles.get(style as usize) {
            Some(Shown::Moment) => serial::moment(number, self.from_1904, text),
            Some(Shown::Length) => serial::duration(number, text),
            _ => Cell::Number(number),
        }
    }
}

impl Sheets for BinaryWorkbook {
    fn counts_from_1904(&self) -> bool {
        self.from_1904
    }

    fn merges(&self, sheet: usize) -> Result<Vec<Merge>, Fault> {
        let mut zip = archive(&self.source)?;
        let mut records = self.records(&mut zip, sheet)?;
        let mut merges = Merges::default();
        while let Some(record) = records.next()? {
            if record == MERGE_CELL {
                merges.add(Merge {
                    first_row: records.number(0)?.saturating_add(1),
                    last_row: records.number(4)?.saturating_add(1),
                    first_column: records.number(8)? as usize,
                    last_column: records.number(12)? as usize,
                })?;
            }
        }
        Ok(merges.sorted())
    }

    fn send(&self, sheet: usize, sink: &mut Sink) -> Result<(), Halt> {
        let mut zip = archive(&self.source)?;
        let mut records = self.records(&mut zip, sheet)?;
        let (mut row, mut column) = (0u32, None);
        let (mut inside, mut text) = (false, String::new());
        loop {
            let record = records.next()?.ok_or(Fault::Truncated)?;
            match record {
                BEGIN_SHEET_DATA => inside = true,
                END_SHEET_DATA => return Ok(()),
                ROW_HDR if inside => {
                    (row, column) = (records.number(0)?, None);
                    if row >= 1 << 20 {
                        return Err(Fault::TooManyRows.into());
                    }
                }
                CELL_BLANK..=SHORT_ISST | CELL_R_STRING if inside => {
                    // A short record is for the next column and does not name it.
                    let short = (SHORT_BLANK..=SHORT_ISST).contains(&record);
                    let here = match (short, column) {
                        (false, _) => records.number(0)?,
                        (true, Some(before)) => u32::saturating_add(before, 1),
                        (true, None) => {
                            return Err(Fault::Damaged(format!("row {} begins amid its cells", row + 1)).into());
                        }
                    };
                    column = Some(here);
                    let here = here as usize;
                    if records.too_long {
                        return Err(Fault::CellTooLong { row: row + 1, column: here }.into());
                    }
                    let at = if short { 4 } else { 8 };
                    let style = records.number(at - 4)? & 0x00FF_FFFF;
                    match record {
                        CELL_RK | SHORT_RK => {
                            let number = rk(records.number(at)?);
                            sink.cell(row, here, self.number(number, style, &mut text))?;
                        }
                        CELL_REAL | FMLA_NUM | SHORT_REAL => {
                            let (low, high) = (records.number(at)?, records.number(at + 4)?);
                            let number = f64::from_bits(u64::from(high) << 32 | u64::from(low));
                            sink.cell(row, here, self.number(number, style, &mut text))?;
                        }
                        CELL_BOOL | FMLA_BOOL | SHORT_BOOL => {
                            sink.cell(row, here, Cell::Bool(records.byte(at)? != 0))?
                        }
                        CELL_ERROR | FMLA_ERROR | SHORT_ERROR => {
                            sink.cell(row, here, Cell::Error(error_name(records.byte(at)?)))?;
                        }
                        CELL_ST | FMLA_STRING | SHORT_ST => sink.cell(row, here, some_text(&records.text(at)?.0))?,
                        // Before the text is a byte on its look.
                        CELL_R_STRING => sink.cell(row, here, some_text(&records.text(at + 1)?.0))?,
                        CELL_ISST | SHORT_ISST => {
                            let words = self.texts.get(records.number(at)?).ok_or_else(|| {
                                let cell = cell_name(here, row + 1);
                                Fault::Damaged(format!("cell {cell} points to a shared text that is not there"))
                            })?;
                            sink.cell(row, here, some_text(words))?;
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }
}

/// A number in 30 bits: the upper half of a float or a whole number, perhaps in hundredths.
fn rk(stored: u32) -> f64 {
    let number = match stored & 2 {
        0 => f64::from_bits(u64::from(stored & !3) << 32),
        _ => f64::from((stored as i32) >> 2),
    };
    if stored & 1 == 0 { number } else { number / 100.0 }
}

fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => "#UNKNOWN!",
    }
}

type Zip = ZipArchive<BufReader<Bytes>>;

fn archive(source: &Source) -> Result<Zip, Fault> {
    let bytes = source.open().map_err(|error| Fault::from_io(&error))?;
    ZipArchive::new(BufReader::new(bytes)).map_err(zip_fault)
}

/// The name of a part as it is written in the zip.
fn name_in(zip: &Zip, wanted: impl Fn(&str) -> bool) -> Option<String> {
    let mut names = zip.file_names().filter_map(|name| name.ok().map(|name| name.to_string()));
    names.find(|name| wanted(&name.to_lowercase().replace('\\', "/")))
}

/// A part by its name, whatever its case.
fn part<'a>(zip: &'a mut Zip, name: &str) -> Result<Option<ZipFile<'a, BufReader<Bytes>>>, Fault> {
    let folded = name.to_lowercase();
    match name_in(zip, |name| name == folded) {
        Some(name) => zip.by_name(&name).map(Some).map_err(zip_fault),
        None => Ok(None),
    }
}

/// Which part each link of the workbook leads to.
fn targets(zip: &mut Zip, name: &str) -> Result<FxHashMap<String, String>, Fault> {
    let mut targets = FxHashMap::default();
    let Some(part) = part(zip, name)? else { return Ok(targets) };
    let mut events = Events::new(part);
    while let Some(event) = events.next()? {
        if let Event::Start(tag) = event
            && tag.local_name().as_ref() == "Relationship"
            && let (Some(id), Some(target)) = (attribute(&tag, "Id")?, attribute(&tag, "Target")?)
        {
            targets.entry(id).or_insert(target);
        }
    }
    Ok(targets)
}

fn texts(zip: &mut Zip, name: &str) -> Result<Texts, Fault> {
    let mut texts = Texts::default();
    let Some(part) = part(zip, name)? else { return Ok(texts) };
    let mut records = Records::new(part);
    while let Some(record) = records.next()? {
        if record == SST_ITEM {
            if records.too_long {
                return Err(Fault::Damaged("one of its texts is longer than a cell may be".into()));
            }
            texts.text.push_str(&records.text(1)?.0);
            texts.ends.push(texts.text.len());
        }
    }
    Ok(texts)
}

/// How the cells of each style show numbers.
fn styles(zip: &mut Zip, name: &str) -> Result<Vec<Shown>, Fault> {
    let (mut formats, mut styles, mut of_cells) = (FxHashMap::default(), Vec::new(), false);
    let Some(part) = part(zip, name)? else { return Ok(styles) };
    let mut records = Records::new(part);
    while let Some(record) = records.next()? {
        match record {
            FMT => {
                let number = records.number(0)? as u16;
                let format = records.text(2)?.0;
                formats.entry(number).or_insert_with(|| Shown::by_format(&format));
            }
            BEGIN_CELL_XFS => of_cells = true,
            END_CELL_XFS => return Ok(styles),
            XF if of_cells => {
                let number = (records.number(0)? >> 16) as u16;
                let own = formats.get(&number).copied();
                styles.push(own.unwrap_or_else(|| Shown::by_number(number)));
            }
            _ => {}
        }
    }
    Ok(styles)
}

/// A record may be as long as a cell's text in UTF-16, with room for a formula.
const MOST_OF_RECORD: u64 = 2 * MAX_CELL_BYTES as u64 + (1 << 20);

/// The records of a part.
struct Records<R> {
    inner: BufReader<R>,
    content: Vec<u8>,
    /// The record is longer than is held; its beginning is.
    too_long: bool,
}

impl<R: Read> Records<R> {
    fn new(inner: R) -> Records<R> {
        Records { inner: BufReader::with_capacity(64 << 10, inner), content: Vec::new(), too_long: false }
    }

    /// The number of the next record, whose content is taken; `None` at the end.
    fn next(&mut self) -> Result<Option<u16>, Fault> {
        let Some(first) = self.head()? else { return Ok(None) };
        let mut record = u16::from(first & 0x7F);
        if first & 0x80 != 0 {
            record |= u16::from(self.head()?.ok_or(Fault::Truncated)? & 0x7F) << 7;
        }
        let mut length = 0u64;
        for shift in [0, 7, 14, 21] {
            let byte = self.head()?.ok_or(Fault::Truncated)?;
            length |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        self.too_long = length > MOST_OF_RECORD;
        let held = if self.too_long { 64 } else { length };
        self.content.clear();
        let io_fault = |error: io::Error| Fault::from_io(&error);
        self.inner.by_ref().take(held).read_to_end(&mut self.content).map_err(io_fault)?;
        let rest = length - held;
        let skipped = io::copy(&mut self.inner.by_ref().take(rest), &mut io::sink()).map_err(io_fault)?;
        if self.content.len() as u64 != held || skipped != rest { Err(Fault::Truncated) } else { Ok(Some(record)) }
    }

    fn head(&mut self) -> Result<Option<u8>, Fault> {
        let mut byte = [0];
        match self.inner.read(&mut byte) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(byte[0])),
            Err(error) => Err(Fault::from_io(&error)),
        }
    }

    fn byte(&self, at: usize) -> Result<u8, Fault> {
        self.content.get(at).copied().ok_or_else(short)
    }

    fn number(&self, at: usize) -> Result<u32, Fault> {
        let bytes = self.content.get(at..at + 4).ok_or_else(short)?;
        Ok(u32::from_le_bytes(bytes.try_into().map_err(|_| short())?))
    }

    /// A text with its length before it, and where it ends; one that is not there is empty.
    fn text(&self, at: usize) -> Result<(String, usize), Fault> {
        let length = self.number(at)?;
        if length == u32::MAX {
            return Ok((String::new(), at + 4));
        }
        let end = (length as usize).checked_mul(2).and_then(|length| length.checked_add(at + 4)).ok_or_else(short)?;
        let bytes = self.content.get(at + 4..end).ok_or_else(short)?;
        Ok((UTF_16LE.decode_without_bom_handling(bytes).0.into_owned(), end))
    }
}

fn short() -> Fault {
    Fault::Damaged("one of its records is too short".into())
}
