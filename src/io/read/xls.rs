//! Older workbooks (`.xls`) to rows. The format's library holds a sheet as a full rectangle, so what it would take is counted
//! before it gets the file. Knows nothing of what the cells mean.

use std::io::{Cursor, Read};

use calamine::{Data, Dimensions, Range, Reader, SheetType, SheetVisible, Xls, XlsError};

use super::error::{Fault, Lookalike, ReadError};
use super::guard::guarded;
use super::legacy::CellFont;
use super::merges::{Merge, Merges};
use super::ole::{self, Ole};
use super::source::Source;
use super::workbook::{moment, some_text};
use super::xls_fonts::{self, SheetFonts};
use super::{Cell, Row, Rows, SheetInfo};

/// So many places for cells are always given.
const PLACES: u64 = 8 << 20;

/// Beyond [`PLACES`], so many for each cell.
const PLACES_PER_CELL: u64 = 8;

/// A workbook with all its cells.
pub(super) struct OldWorkbook {
    sheets: Vec<(Range<Data>, SheetFonts)>,
    from_1904: bool,
    merges: Vec<Vec<Merge>>,
}

impl OldWorkbook {
    pub(super) fn open(source: &Source) -> Result<(OldWorkbook, Vec<SheetInfo>), Fault> {
        let mut file = Vec::new();
        let bytes = source.open().map_err(|error| Fault::from_io(&error))?;
        bytes.take(ole::MOST as u64 + 1).read_to_end(&mut file).map_err(|error| Fault::from_io(&error))?;
        if file.len() > ole::MOST {
            return Err(Fault::TooLarge { part: "Workbook".into(), bytes: file.len() as u64 });
        }
        let ole = Ole::open(&file).ok_or(Fault::Truncated)?;
        if ole.has("EncryptedPackage") || ole.has("EncryptionInfo") {
            return Err(Fault::Password);
        }
        let Some(name) = ["Workbook", "Book"].into_iter().find(|name| ole.has(name)) else {
            return Err(Fault::NotASpreadsheet(Lookalike::OldOffice));
        };
        let mut stream = ole.stream(name).ok_or(Fault::Truncated)?;
        drop(ole);
        drop(file);
        let starts = check(&mut stream)?;
        let from_1904 = records(&stream, 0)
            .take_while(|(record, ..)| *record != END_OF_SHEET)
            .any(|(record, at, length)| record == DATE_MODE && stream[at..at + length].first() == Some(&1));
        let formats = xls_fonts::formats(&stream);
        let mut fonts: Vec<SheetFonts> =
            starts.into_iter().map(|start| xls_fonts::sheet(&stream, start, &formats)).collect();

        let bytes = Cursor::new(ole::container(name, &stream));
        drop(stream);
        guarded(|| -> Result<_, Fault> {
            let mut book = Xls::new(bytes).map_err(xls_fault)?;
            let sheets: Vec<_> = book.sheets_metadata().iter().cloned().enumerate().collect();
            let mut infos = Vec::new();
            let mut ranges = Vec::new();
            let mut merges = Vec::new();
            for (index, sheet) in sheets {
                if sheet.typ != SheetType::WorkSheet {
                    continue;
                }
                let fonts = fonts.get_mut(index).map(std::mem::take).unwrap_or_default();
                ranges.push((book.worksheet_range(&sheet.name).map_err(xls_fault)?, fonts));
                merges.push(merged(&book.merge_cells_by_sheet_name(&sheet.name).map_err(xls_fault)?)?);
                infos.push(SheetInfo { name: sheet.name, hidden: sheet.visible != SheetVisible::Visible });
            }
            if infos.is_empty() {
                return Err(Fault::NoSheet);
            }
            Ok((OldWorkbook { sheets: ranges, from_1904, merges }, infos))
        })
        .unwrap_or_else(|| Err(Fault::Damaged("a value in it is out of place".into())))
    }

    pub(super) fn rows(&self, sheet: usize) -> OldRows<'_> {
        let (range, fonts) = &self.sheets[sheet];
        OldRows { range, fonts, next: 0 }
    }

    pub(super) fn counts_from_1904(&self) -> bool {
        self.from_1904
    }

    /// The first rows of a sheet as they are stored.
    pub(super) fn first_rows(&self, sheet: usize, count: usize) -> Vec<Row> {
        let mut rows = self.rows(sheet);
        let mut first = Vec::new();
        let mut row = Row::default();
        while first.len() < count && matches!(rows.read(&mut row), Ok(true)) {
            first.push(std::mem::take(&mut row));
        }
        first
    }

    pub(super) fn merges(&self, sheet: usize) -> &[Merge] {
        &self.merges[sheet]
    }
}

fn merged(ranges: &[Dimensions]) -> Result<Vec<Merge>, Fault> {
    let mut merges = Merges::default();
    for Dimensions { start, end } in ranges {
        let (first_column, last_column) = (start.1 as usize, end.1 as usize);
        merges.add(Merge { first_row: start.0 + 1, first_column, last_row: end.0 + 1, last_column })?;
    }
    Ok(merges.sorted())
}

/// The rows of a sheet.
pub(super) struct OldRows<'a> {
    range: &'a Range<Data>,
    fonts: &'a SheetFonts,
    next: usize,
}

impl Rows for OldRows<'_> {
    fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let Some((first_row, first_column)) = self.range.start() else { return Ok(false) };
        let (height, width) = self.range.get_size();
        let mut text = String::new();
        while self.next < height {
            row.reset(first_row.saturating_add(self.next as u32).saturating_add(1));
            for column in 0..width {
                let Some(value) = self.range.get((self.next, column)) else { continue };
                let cell = cell(value, &mut text);
                if cell == Cell::Empty {
                    continue;
                }
                let at = first_column as usize + column;
                row.set(at, cell);
                if self.fonts.is_empty() || !matches!(cell, Cell::Text(text) if !text.is_ascii()) {
                    continue;
                }
                let place = ((row.number() - 1) as u16, at as u16);
                if let Some(font) = self.fonts.get(&place) {
                    row.set_font(at, CellFont::Old(*font));
                }
            }
            self.next += 1;
            if !row.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn cell<'a>(value: &'a Data, text: &'a mut String) -> Cell<'a> {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(words) | Data::DateTimeIso(words) | Data::DurationIso(words) => some_text(words),
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::Bool(value) => Cell::Bool(*value),
        Data::DateTime(value) => moment(value, text),
        Data::Error(error) => {
            *text = error.to_string();
            Cell::Error(text)
        }
    }
}

pub(super) const END_OF_SHEET: u16 = 0x000A;
pub(super) const FORMULA: u16 = 0x0006;
const PASSWORD: u16 = 0x002F;
const DATE_MODE: u16 = 0x0022;
const CODE_PAGE: u16 = 0x0042;
const SHEET: u16 = 0x0085;
const SEVERAL_NUMBERS: u16 = 0x00BD;
const DIMENSIONS: u16 = 0x0200;
pub(super) const BEGIN: u16 = 0x0809;
/// Number, text in three ways, truth value or error, short number.
const SINGLE_CELLS: [u16; 6] = [0x0203, 0x0204, 0x00D6, 0x00FD, 0x0205, 0x027E];
const VERSION_97: u16 = 0x0600;
const UTF_16: u16 = 1200;
/// No record has this number.
const NOTHING: u16 = 0xFFFF;

/// The records of a part of the stream: number, place and length of the content.
pub(super) fn records(stream: &[u8], from: usize) -> impl Iterator<Item = (u16, usize, usize)> + '_ {
    let mut at = from;
    std::iter::from_fn(move || {
        let head = stream.get(at..at.checked_add(4)?)?;
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let content = at + 4;
        stream.get(content..content + length)?;
        at = content + length;
        Some((u16::from_le_bytes([head[0], head[1]]), content, length))
    })
}

/// Refuses what is encrypted and what would not fit in memory, and takes out the sizes that sheets claim for themselves and
/// code pages that say nothing. Gives the places where the sheets begin.
fn check(stream: &mut [u8]) -> Result<Vec<usize>, Fault> {
    let mut sheets = Vec::new();
    let mut code_page = None;
    // Since Excel 97 all text is UTF-16, whatever code page software writes there.
    let wide = u16_at(stream, 4) == VERSION_97;
    for (record, at, length) in records(stream, 0) {
        match record {
            PASSWORD => return Err(Fault::Password),
            CODE_PAGE if wide && length >= 2 => code_page = Some(at),
            SHEET if length >= 4 => sheets.push(u32::from_le_bytes(word(stream, at)) as usize),
            END_OF_SHEET => break,
            _ => {}
        }
    }
    // Sheets at the same place would be read, and held, once for each.
    let mut distinct = sheets.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() != sheets.len() {
        return Err(Fault::Damaged("two of its sheets are stored in the same place".into()));
    }
    let mut claims = Vec::new();
    let (mut cells, mut places) = (0u64, 0u64);
    let mut farthest = (0, 0);
    for &start in &sheets {
        let sheet = measure(stream, start, &mut claims);
        cells += sheet.cells;
        places += sheet.places();
        if sheet.cells > 0 && sheet.places() > PLACES / 2 {
            farthest = sheet.farthest;
        }
    }
    if places > PLACES.max(PLACES_PER_CELL * cells) {
        return Err(Fault::FarCell { row: u32::from(farthest.0) + 1, column: usize::from(farthest.1) });
    }
    for at in claims {
        stream[at - 4..at - 2].copy_from_slice(&NOTHING.to_le_bytes());
    }
    if let Some(at) = code_page {
        stream[at..at + 2].copy_from_slice(&UTF_16.to_le_bytes());
    }
    Ok(sheets)
}

fn u16_at(stream: &[u8], at: usize) -> u16 {
    let [low, high, ..] = word(stream, at);
    u16::from_le_bytes([low, high])
}

fn word(stream: &[u8], at: usize) -> [u8; 4] {
    let mut word = [0; 4];
    if let Some(bytes) = stream.get(at..at + 4) {
        word.copy_from_slice(bytes);
    }
    word
}

/// What the cells of a sheet span.
struct Extent {
    cells: u64,
    rows: (u16, u16),
    columns: (u16, u16),
    /// The cell with the most room between it and the corner of the sheet.
    farthest: (u16, u16),
}

impl Extent {
    fn places(&self) -> u64 {
        match self.cells {
            0 => 0,
            _ => (u64::from(self.rows.1 - self.rows.0) + 1) * (u64::from(self.columns.1 - self.columns.0) + 1),
        }
    }

    fn add(&mut self, row: u16, column: u16) {
        self.cells += 1;
        self.rows = (self.rows.0.min(row), self.rows.1.max(row));
        self.columns = (self.columns.0.min(column), self.columns.1.max(column));
        let room = |(row, column): (u16, u16)| (u64::from(row) + 1) * (u64::from(column) + 1);
        if room((row, column)) > room(self.farthest) {
            self.farthest = (row, column);
        }
    }
}

fn measure(stream: &[u8], start: usize, claims: &mut Vec<usize>) -> Extent {
    let mut extent = Extent { cells: 0, rows: (u16::MAX, 0), columns: (u16::MAX, 0), farthest: (0, 0) };
    // Charts in a sheet are streams of their own inside it.
    let mut depth = 0usize;
    for (record, at, length) in records(stream, start) {
        match record {
            BEGIN => depth += 1,
            END_OF_SHEET if depth <= 1 => break,
            END_OF_SHEET => depth -= 1,
            DIMENSIONS => claims.push(at),
            _ if depth > 1 || length < 6 => {}
            SEVERAL_NUMBERS => {
                let [r0, r1, first0, first1] = word(stream, at);
                let [_, _, last0, last1] = word(stream, at + length - 4);
                let row = u16::from_le_bytes([r0, r1]);
                let (first, last) = (u16::from_le_bytes([first0, first1]), u16::from_le_bytes([last0, last1]));
                // More columns than the record has room for are not read either.
                for column in (first..=last).take(length / 6) {
                    extent.add(row, column);
                }
            }
            FORMULA => {
                let [r0, r1, c0, c1] = word(stream, at);
                extent.add(u16::from_le_bytes([r0, r1]), u16::from_le_bytes([c0, c1]));
            }
            _ if SINGLE_CELLS.contains(&record) => {
                let [r0, r1, c0, c1] = word(stream, at);
                extent.add(u16::from_le_bytes([r0, r1]), u16::from_le_bytes([c0, c1]));
            }
            _ => {}
        }
    }
    extent
}

fn xls_fault(error: XlsError) -> Fault {
    match error {
        XlsError::Io(error) => Fault::from_io(&error),
        XlsError::Password => Fault::Password,
        XlsError::EoStream(_) => Fault::Truncated,
        error => Fault::Damaged(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::Input;
    use super::*;

    const CALC: &[u8] = include_bytes!("../../../tests/files/calc.xls");

    fn open(bytes: &[u8]) -> Result<Input, Fault> {
        Input::from_reader("a.xls", &mut &*bytes).map_err(|error| error.fault)
    }

    fn record(number: u16, content: &[u8]) -> Vec<u8> {
        [&number.to_le_bytes(), &(content.len() as u16).to_le_bytes(), content].concat()
    }

    /// A workbook with one sheet of these records.
    fn by_hand(globals: &[Vec<u8>], sheet: &[Vec<u8>]) -> Vec<u8> {
        let begin = record(BEGIN, &[0, 6, 0x10, 0, 0, 0, 0, 0]);
        let end = record(END_OF_SHEET, &[]);
        let globals = globals.concat();
        let place = begin.len() + globals.len() + 4 + 6 + 3 + end.len();
        let entry = [(place as u32).to_le_bytes().as_slice(), &[0, 0, 1, 0, b'A']].concat();
        let stream = [begin.clone(), globals, record(SHEET, &entry), end.clone(), begin, sheet.concat(), end].concat();
        ole::container("Workbook", &stream)
    }

    fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        record(0x0203, &[place, value.to_le_bytes().to_vec()].concat())
    }

    #[test]
    fn reads_what_libreoffice_writes() {
        let input = open(CALC).unwrap();
        let sheets: Vec<_> = input.sheets().iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
        assert_eq!(sheets, [("Hộ", false), ("Ẩn", true)]);
        let mut rows = input.rows(0).unwrap();
        let mut row = Row::default();
        assert!(rows.read(&mut row).unwrap());
        assert_eq!((row.number(), row.cell(0), row.cell(1)), (3, Cell::Text("Mã hộ"), Cell::Empty));
        assert_eq!(row.cell(2), Cell::Text("hai  dấu cách\ndòng hai"));
        for number in [4, 5] {
            assert!(rows.read(&mut row).unwrap());
            assert_eq!((row.number(), row.len()), (number, 3));
            assert_eq!((row.cell(0), row.cell(2)), (Cell::Number(45.5), Cell::Number(7.0)));
        }
        assert!(rows.read(&mut row).unwrap());
        assert_eq!(row.number(), 9);
        let expected = [
            Cell::Date(date(2021, 1, 1)),
            Cell::Text("07:30:00"),
            Cell::Bool(true),
            Cell::Number(42.0),
            Cell::Error("#N/A"),
            Cell::Number(0.5),
            Cell::Text("<a> & 'b'"),
        ];
        for (column, expected) in expected.into_iter().enumerate() {
            assert_eq!(row.cell(column), expected, "column {column}");
        }
        assert!(!rows.read(&mut row).unwrap());
    }

    #[test]
    fn formulas_have_their_last_value() {
        let formula = |column: u8, value: [u8; 8]| {
            let place = [3, 0, column, 0, 0, 0];
            record(FORMULA, &[&place, value.as_slice(), &[0, 0, 0, 0, 0, 0, 0, 0]].concat())
        };
        let sheet = [
            formula(0, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
            record(0x0207, &[2, 0, 1, b'h', 0, 0xD9, 0x1E]),
            formula(1, 42f64.to_le_bytes()),
            formula(2, [1, 0, 1, 0, 0, 0, 0xFF, 0xFF]),
            formula(3, [2, 0, 0x17, 0, 0, 0, 0xFF, 0xFF]),
        ];
        let input = open(&by_hand(&[], &sheet)).unwrap();
        let mut row = Row::default();
        assert!(input.rows(0).unwrap().read(&mut row).unwrap());
        assert_eq!(row.number(), 4);
        let cells: Vec<_> = (0..4).map(|column| row.cell(column)).collect();
        assert_eq!(cells, [Cell::Text("hộ"), Cell::Number(42.0), Cell::Bool(true), Cell::Error("#REF!")]);
    }

    #[test]
    fn code_pages_do_not_matter_to_wide_text() {
        let label = |text: &[u8]| record(0x0204, &[&[0, 0, 0, 0, 0, 0, text.len() as u8, 0, 0], text].concat());
        for page in [1200u16, 1252, 65_001, 0x7ABC] {
            let book = by_hand(&[record(CODE_PAGE, &page.to_le_bytes())], &[label(b"s\xE1t")]);
            let input = open(&book).unwrap();
            let mut row = Row::default();
            assert!(input.rows(0).unwrap().read(&mut row).unwrap());
            assert_eq!(row.cell(0), Cell::Text("s\u{e1}t"), "code page {page}");
        }
    }

    #[test]
    fn a_far_cell_is_refused() {
        let near = by_hand(&[], &[number(0, 0, 1.0), number(65_535, 100, 2.0)]);
        assert!(open(&near).is_ok());
        let far = by_hand(&[], &[number(0, 0, 1.0), number(65_535, 255, 2.0)]);
        assert_eq!(open(&far).unwrap_err(), Fault::FarCell { row: 65_536, column: 255 });
        let claim = record(DIMENSIONS, &[0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 255, 0, 0, 0]);
        assert!(open(&by_hand(&[], &[claim, number(0, 0, 1.0)])).is_ok());
    }

    #[test]
    fn passwords_are_named() {
        let old = by_hand(&[record(PASSWORD, &[0, 0, 1, 2, 3, 4])], &[]);
        assert_eq!(open(&old).unwrap_err(), Fault::Password);
        let new = ole::container("EncryptedPackage", &[7; 5000]);
        assert_eq!(open(&new).unwrap_err(), Fault::Password);
        let other = ole::container("WordDocument", &[7; 5000]);
        assert_eq!(open(&other).unwrap_err(), Fault::NotASpreadsheet(Lookalike::OldOffice));
    }

    #[test]
    fn a_cut_file_is_said_to_be() {
        for length in [600, 2000, CALC.len() / 2] {
            assert_eq!(open(&CALC[..length]).unwrap_err(), Fault::Truncated, "{length} bytes");
        }
    }
}
