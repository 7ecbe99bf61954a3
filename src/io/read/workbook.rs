//! Workbooks in a zip (`.xlsx`, `.xlsm`) by a library that knows all their constructs, cell by cell and never as a whole
//! range; and what every workbook in a zip must keep to. Knows nothing of what the cells mean.

use std::io::{BufReader, Read};
use std::sync::{Mutex, PoisonError};

use zip::CompressionMethod;

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};

use crate::text::legacy::FontEncoding;

use super::error::Fault;
use super::fonts::OldFonts;
use super::guard::guarded;
use super::legacy::CellFont;
use super::merges::{self, Merge};
use super::source::{Bytes, Source};
use super::stream::{Halt, Sheets, Sink};
use super::xml::xml_fault;
use super::{Cell, SheetInfo, serial};

/// The most bytes that a part which is held in memory may unpack to.
const MAX_PART_BYTES: u64 = 1 << 30;

/// Parts smaller than this need no closer look.
const SMALL_PART_BYTES: u64 = 64 << 20;

/// The most entries that a workbook's own parts may list: formats of cells of both kinds, of which Excel takes 64,000; sheets;
/// anything else, fonts and links among it.
const MOST_FORMATS: u64 = 256_000;
pub(super) const MOST_SHEETS: u64 = 16_384;
const MOST_ENTRIES: u64 = 2_000_000;

/// The most shared texts: one for each of sixteen cells in every row; a quarter of it where they are hardly any text.
const MOST_TEXTS: u64 = 16 << 20;

/// An opened workbook.
struct Book(Box<Xlsx<BufReader<Bytes>>>);

/// A workbook file. Its strings are read once; a sheet that is read while another one is needs a second opening.
pub(super) struct Workbook {
    source: Source,
    sheets: Vec<String>,
    idle: Mutex<Vec<Book>>,
    fonts: OldFonts,
    from_1904: bool,
}

impl Workbook {
    /// Opens a workbook whose parts were checked.
    pub(super) fn open(source: &Source) -> Result<(Workbook, Vec<SheetInfo>), Fault> {
        let mut book = Book::open(source)?;
        let sheets: Vec<SheetInfo> = book
            .0
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| SheetInfo { name: sheet.name.clone(), hidden: sheet.visible != SheetVisible::Visible })
            .collect();
        if sheets.is_empty() {
            return Err(Fault::NoSheet);
        }
        let fonts = book.fonts(&sheets, source);
        let from_1904 = book.0.has_1904_epoch();
        let names = sheets.iter().map(|sheet| sheet.name.clone()).collect();
        Ok((Workbook { source: source.clone(), sheets: names, idle: Mutex::new(vec![book]), fonts, from_1904 }, sheets))
    }

    /// Puts the cells of a sheet into a sink, but for as many as were given already.
    pub(super) fn send_from(&self, sheet: &str, given: usize, sink: &mut Sink) -> Result<(), Halt> {
        with_book(&self.idle, &self.source, |book| book.send(sheet, &self.fonts, given, sink))
    }
}

impl Sheets for Workbook {
    fn send(&self, sheet: usize, sink: &mut Sink) -> Result<(), Halt> {
        self.send_from(&self.sheets[sheet], 0, sink)
    }

    fn merges(&self, sheet: usize) -> Result<Vec<Merge>, Fault> {
        merges::of_xlsx(&self.source, &self.sheets[sheet])
    }

    fn counts_from_1904(&self) -> bool {
        self.from_1904
    }
}

/// Works with an opened workbook that nobody else uses, and leaves it for the next.
fn with_book(
    idle: &Mutex<Vec<Book>>,
    source: &Source,
    work: impl FnOnce(&mut Book) -> Result<(), Halt>,
) -> Result<(), Halt> {
    let ready = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let mut book = match ready {
        Some(book) => book,
        None => Book::open(source)?,
    };
    let result = work(&mut book);
    let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
    if idle.is_empty() {
        idle.push(book);
    }
    result
}

impl Book {
    fn open(source: &Source) -> Result<Book, Fault> {
        let bytes = source.open().map_err(|error| Fault::from_io(&error))?;
        let bytes = BufReader::with_capacity(64 << 10, bytes);
        guarded(|| Ok(Book(Box::new(Xlsx::new(bytes).map_err(xlsx_fault)?))))
            .unwrap_or_else(|| Err(Fault::Damaged("its list of sheets cannot be read".into())))
    }

    /// The fonts of old encodings.
    fn fonts(&mut self, sheets: &[SheetInfo], source: &Source) -> OldFonts {
        let book = &mut self.0;
        // The styles are the workbook's; any sheet that can be read gives them.
        guarded(|| {
            let styles =
                sheets.iter().find_map(|sheet| Some(book.worksheet_cells_reader(&sheet.name).ok()?.styles().to_vec()));
            let encoding = |style: &Style| FontEncoding::of(style.font.as_ref()?.name.as_deref()?);
            OldFonts::of(styles.unwrap_or_default().iter().map(encoding).collect(), source)
        })
        .unwrap_or_default()
    }

    fn send(&mut self, sheet: &str, fonts: &OldFonts, given: usize, sink: &mut Sink) -> Result<(), Halt> {
        let (mut text, mut joined) = (String::new(), String::new());
        let mut cells = self.0.worksheet_cells_reader(sheet).map_err(xlsx_fault)?;
        let mut left = given;
        while let Some((found, style)) = cells.next_cell_with_style_id().map_err(xlsx_fault)? {
            let (row, column) = found.get_position();
            let mut cell = cell(found.get_value(), &mut text);
            if cell == Cell::Empty {
                continue;
            }
            if left > 0 {
                left -= 1;
                continue;
            }
            let mut font = None;
            if let Cell::Text(words) = cell
                && !fonts.is_empty()
            {
                font = fonts.of_text(words, style, &mut joined);
                if matches!(font, Some(CellFont::Converted(_))) {
                    cell = Cell::Text(&joined);
                }
            }
            sink.cell_in(row, column as usize, cell, font)?;
        }
        Ok(())
    }
}

/// A cell as it is stored; `text` keeps what has to be written out.
fn cell<'a>(value: &'a DataRef<'_>, text: &'a mut String) -> Cell<'a> {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(words) => some_text(words),
        DataRef::SharedString(words) => some_text(words),
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(value) => moment(value, text),
        DataRef::DateTimeIso(words) => match serial::iso(words) {
            Some(date) => Cell::Date(date),
            None => some_text(words),
        },
        DataRef::DurationIso(words) => some_text(words),
        DataRef::Error(error) => {
            *text = error.to_string();
            Cell::Error(text)
        }
    }
}

pub(super) fn moment<'a>(value: &ExcelDateTime, text: &'a mut String) -> Cell<'a> {
    if value.is_duration() {
        serial::duration(value.as_f64(), text)
    } else {
        serial::moment(value.as_f64(), from_1904(value), text)
    }
}

pub(super) fn some_text(words: &str) -> Cell<'_> {
    if words.is_empty() { Cell::Empty } else { Cell::Text(words) }
}

/// What the reader of a part would take into memory before anyone could stop it: sizes are the ones the zip claims, and the
/// zip's reader does not give more bytes than are claimed.
pub(super) fn check_parts(source: &Source) -> Result<(), Fault> {
    let bytes = source.open().map_err(|error| Fault::from_io(&error))?;
    let mut zip = zip::ZipArchive::new(BufReader::new(bytes)).map_err(zip_fault)?;
    for index in 0..zip.len() {
        if zip.by_index_raw(index).is_ok_and(|part| {
            !part.is_dir() && !matches!(part.compression(), CompressionMethod::Stored | CompressionMethod::Deflated)
        }) {
            return Err(Fault::UnknownPacking);
        }
        // A part that cannot be read is none of the workbook's, or is reported when the workbook is opened.
        let Ok(mut part) = zip.by_index(index) else { continue };
        let Ok(name) = part.name().map(|name| name.into_owned()) else { continue };
        let folded = name.to_lowercase();
        let packed_too_well = part.size() > SMALL_PART_BYTES && part.size() / 25 > part.compressed_size();
        let too_large = Fault::TooLarge { part: name.clone(), bytes: part.size() };
        if folded.contains("worksheets/") && !folded.ends_with(".bin") {
            // A sheet streams, so only a single cell can be too much; that takes text that packs far better than cells do.
            if packed_too_well && !tags_are_near(&mut part)? {
                return Err(too_large);
            }
        } else if folded.ends_with(".xml") || folded.ends_with(".bin") || folded.ends_with(".rels") {
            if part.size() > MAX_PART_BYTES {
                return Err(too_large);
            }
            let is_lists = ["styles.xml", "styles.bin", "workbook.xml", "workbook.bin", ".rels"];
            let is_list = is_lists.iter().any(|ending| folded.ends_with(ending));
            let is_texts = folded.ends_with("sharedstrings.xml");
            if is_list && part.size() > SMALL_PART_BYTES {
                return Err(too_large);
            }
            if is_texts {
                if claimed_strings(&mut part) > part.size() {
                    return Err(Fault::Damaged("it claims more texts than it has bytes".into()));
                }
                // No entry is shorter than `<si/>`.
                let most = if packed_too_well { MOST_TEXTS / 4 } else { MOST_TEXTS };
                if part.size() / 5 > most {
                    drop(part);
                    let mut part = zip.by_index(index).map_err(zip_fault)?;
                    check_entries(&mut part, &name, &[(b"si", most)])?;
                }
            } else if is_list && !folded.ends_with(".bin") && part.size() > 64 << 10 {
                let limits: [(&[u8], u64); 3] = [(b"xf", MOST_FORMATS), (b"sheet", MOST_SHEETS), (b"", MOST_ENTRIES)];
                check_entries(&mut part, &name, &limits)?;
            }
        }
    }
    Ok(())
}

/// Counts the tags of each name, whatever stands before its colon; an empty name is any.
fn check_entries(part: &mut impl Read, name: &str, limits: &[(&[u8], u64)]) -> Result<(), Fault> {
    const LONGEST: usize = 8;
    let mut counts = vec![0u64; limits.len()];
    let mut buffer = vec![0; 64 << 10];
    let mut tag: Option<Vec<u8>> = None;
    loop {
        let count = part.read(&mut buffer).map_err(|error| Fault::from_io(&error))?;
        if count == 0 {
            return Ok(());
        }
        for &byte in &buffer[..count] {
            let Some(letters) = &mut tag else {
                if byte == b'<' {
                    tag = Some(Vec::with_capacity(LONGEST));
                }
                continue;
            };
            match byte {
                b':' => letters.clear(),
                b'a'..=b'z' | b'A'..=b'Z' if letters.len() < LONGEST => letters.push(byte),
                b'a'..=b'z' | b'A'..=b'Z' => {}
                _ => {
                    for ((wanted, most), count) in limits.iter().zip(&mut counts) {
                        *count += u64::from(wanted.is_empty() || *letters == *wanted);
                        if *count > *most {
                            return Err(Fault::TooManyEntries { part: name.to_owned(), most: *most });
                        }
                    }
                    tag = None;
                }
            }
        }
    }
}

/// Whether no text between two tags is longer than what a cell may hold by far.
fn tags_are_near(part: &mut impl Read) -> Result<bool, Fault> {
    let mut buffer = vec![0; 64 << 10];
    let mut since = 0u64;
    loop {
        let count = part.read(&mut buffer).map_err(|error| Fault::from_io(&error))?;
        if count == 0 {
            return Ok(true);
        }
        match buffer[..count].iter().rposition(|&byte| byte == b'<') {
            Some(at) => since = (count - at) as u64,
            None => since += count as u64,
        }
        if since > SMALL_PART_BYTES {
            return Ok(false);
        }
    }
}

/// How many strings a list of shared strings says it has: room for as many is made before the first is read.
fn claimed_strings(part: &mut impl Read) -> u64 {
    let mut head = Vec::new();
    // What cannot be read here will not be read later either, and is reported there.
    let _ = part.take(64 << 10).read_to_end(&mut head);
    let name = b"uniqueCount";
    let Some(at) = head.windows(name.len()).position(|window| window == name) else { return 0 };
    let digits = head[at + name.len()..].iter().skip_while(|byte| !byte.is_ascii_digit());
    digits
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

/// The library keeps to itself which system a moment is in; the date it gives tells.
fn from_1904(value: &ExcelDateTime) -> bool {
    let as_1900 = ExcelDateTime::new(value.as_f64(), ExcelDateTimeType::DateTime, false);
    value.to_ymd_hms_milli() != as_1900.to_ymd_hms_milli()
}

pub(super) fn zip_fault(error: zip::result::ZipError) -> Fault {
    use zip::result::ZipError;
    match error {
        ZipError::Io(error) => Fault::from_io(&error),
        ZipError::InvalidArchive(_) => Fault::Truncated,
        error => Fault::Damaged(error.to_string()),
    }
}

fn xlsx_fault(error: XlsxError) -> Fault {
    match error {
        XlsxError::Io(error) => Fault::from_io(&error),
        XlsxError::Zip(error) => zip_fault(error),
        XlsxError::Password => Fault::Password,
        // The library gives neither the place nor the cells behind it.
        XlsxError::CellError(value) => Fault::UnknownCellError { value: value.replace('`', "'") },
        XlsxError::Xml(error) => xml_fault(error),
        XlsxError::XmlEof(_) => Fault::Truncated,
        error => Fault::Damaged(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use jiff::civil::date;
    use rust_xlsxwriter as writer;

    use super::super::{Input, Row};
    use super::*;

    fn open(bytes: &[u8]) -> Result<Input, Fault> {
        Input::from_reader("a.xlsx", &mut &*bytes).map_err(|error| error.fault)
    }

    /// Each row of a sheet as its number and its cells.
    fn rows(input: &Input, sheet: usize) -> Result<Vec<Row>, Fault> {
        let mut rows = input.rows(sheet).map_err(|error| error.fault)?;
        let mut all = Vec::new();
        let mut row = Row::default();
        while rows.read(&mut row).map_err(|error| error.fault)? {
            all.push(row.clone());
        }
        Ok(all)
    }

    /// A workbook with one sheet, its parts written by hand.
    fn by_hand(sheet: &str, strings: &str) -> Vec<u8> {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        let parts = [
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns='{package}'><Relationship Id='r1' Type='{relations}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns='{package}'><Relationship Id='r1' Type='{relations}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns='{main}' xmlns:r='{relations}'><sheets><sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>"
                ),
            ),
            ("xl/sharedStrings.xml", strings.replace("<sst", &format!("<sst xmlns='{main}'"))),
            ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns='{main}'>{sheet}</worksheet>")),
        ];
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn cells_of_every_type() {
        let mut book = writer::Workbook::new();
        let sheet = book.add_worksheet().set_name("Hộ").unwrap();
        let day = writer::Format::new().set_num_format("dd/mm/yyyy");
        let moment = writer::Format::new().set_num_format("dd/mm/yyyy hh:mm");
        let time = writer::Format::new().set_num_format("hh:mm");
        let length = writer::Format::new().set_num_format("[h]:mm");
        let bold = writer::Format::new().set_bold();
        sheet.write_string(0, 0, " Mã  hộ ").unwrap();
        sheet.write_rich_string(0, 1, &[(&bold, "Xã "), (&writer::Format::new(), "Hặc")]).unwrap();
        sheet.write_number(0, 2, 1_500_000.5).unwrap();
        sheet.write_boolean(0, 3, true).unwrap();
        sheet.write_number_with_format(0, 4, 44_197.0, &day).unwrap();
        sheet.write_number_with_format(0, 5, 44_197.75, &moment).unwrap();
        sheet.write_number_with_format(0, 6, 0.3125, &time).unwrap();
        sheet.write_number_with_format(0, 7, 1.25, &length).unwrap();
        sheet.write_formula(0, 8, writer::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write_formula(0, 9, writer::Formula::new("=2*21").set_result("42")).unwrap();
        sheet.write_formula(0, 10, writer::Formula::new("=\"a\"&\"<b\"").set_result("a<b")).unwrap();
        sheet.write_blank(0, 11, &bold).unwrap();
        sheet.write_string(0, 12, "a\nb & \"c\" _x000D_").unwrap();
        sheet.merge_range(4, 1, 6, 2, "gộp", &bold).unwrap();
        let book = open(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(book.sheets(), [SheetInfo { name: "Hộ".into(), hidden: false }]);
        let seen = rows(&book, 0).unwrap();
        let expected = [
            Cell::Text(" Mã  hộ "),
            Cell::Text("Xã Hặc"),
            Cell::Number(1_500_000.5),
            Cell::Bool(true),
            Cell::Date(date(2021, 1, 1)),
            Cell::Date(date(2021, 1, 1)),
            Cell::Text("07:30:00"),
            Cell::Text("30:00:00"),
            Cell::Error("#DIV/0!"),
            Cell::Number(42.0),
            Cell::Text("a<b"),
            Cell::Empty,
            Cell::Text("a\nb & \"c\" _x000D_"),
        ];
        for (column, expected) in expected.into_iter().enumerate() {
            assert_eq!(seen[0].cell(column), expected, "column {column}");
        }
        assert_eq!(seen.len(), 2, "rows without cells are left out");
        assert_eq!(
            (seen[1].number(), seen[1].cell(0), seen[1].cell(1), seen[1].cell(2)),
            (5, Cell::Empty, Cell::Text("gộp"), Cell::Empty)
        );
        // A second look sees the same.
        assert_eq!(rows(&book, 0).unwrap().len(), 2);
    }

    #[test]
    fn sheets_are_read_side_by_side() {
        let mut book = writer::Workbook::new();
        for (name, hidden) in [("một", false), ("hai", true)] {
            let sheet = book.add_worksheet_with_constant_memory().unwrap().set_name(name).unwrap().set_hidden(hidden);
            for row in 0..2000 {
                sheet.write_string(row, 0, format!("{name} {row}")).unwrap();
            }
        }
        let book = open(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(book.sheets().iter().map(|sheet| sheet.hidden).collect::<Vec<_>>(), [false, true]);
        let mut readers = [book.rows(0).unwrap(), book.rows(1).unwrap()];
        let mut row = Row::default();
        for number in 0..2000 {
            for (reader, name) in readers.iter_mut().zip(["một", "hai"]) {
                assert!(reader.read(&mut row).unwrap());
                assert_eq!(row.number(), number + 1);
                assert_eq!(row.cell(0), Cell::Text(&format!("{name} {number}")));
            }
        }
        assert!(!readers[0].read(&mut row).unwrap());
    }

    #[test]
    fn cells_without_place_or_in_odd_order() {
        let sheet = "<sheetData><row><c><v>1</v></c><c t='inlineStr'><is><t xml:space='preserve'> x </t></is></c></row>\
            <row r='7'><c r='C7'><v>3</v></c><c r='A7' t='str'><v>a&amp;b</v></c><c r='B7' t='d'><v>2022-10-01T08:00:00</v></c></row>\
            <row r='1048576'><c r='XFD1048576' t='e'><v>#N/A</v></c></row></sheetData>";
        let seen = rows(&open(&by_hand(sheet, "<sst/>")).unwrap(), 0).unwrap();
        assert_eq!((seen[0].number(), seen[0].cell(0), seen[0].cell(1)), (1, Cell::Number(1.0), Cell::Text(" x ")));
        assert_eq!(seen[1].number(), 7);
        assert_eq!(
            (seen[1].cell(0), seen[1].cell(1), seen[1].cell(2)),
            (Cell::Text("a&b"), Cell::Date(date(2022, 10, 1)), Cell::Number(3.0))
        );
        assert_eq!((seen[2].number(), seen[2].len(), seen[2].cell(16_383)), (1_048_576, 16_384, Cell::Error("#N/A")));
    }

    #[test]
    fn dates_of_the_1904_system() {
        let system = |from_1904| {
            let moment = ExcelDateTime::new(42_735.0, ExcelDateTimeType::DateTime, from_1904);
            cell(&DataRef::DateTime(moment), &mut String::new()).to_string()
        };
        assert_eq!(system(true), "2021-01-01");
        assert_eq!(system(false), "2016-12-31");
    }

    #[test]
    fn a_cut_file_is_said_to_be() {
        let mut book = writer::Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..500 {
            sheet.write_number(row, 0, f64::from(row)).unwrap();
        }
        let whole = book.save_to_buffer().unwrap();
        assert_eq!(open(&whole[..whole.len() / 2]).unwrap_err(), Fault::Truncated);
        let cut = by_hand("<sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='2'><c r='A2'>", "<sst/>");
        assert_eq!(rows(&open(&cut).unwrap(), 0).unwrap_err(), Fault::Truncated);
    }

    #[test]
    fn errors_and_damaged_cells_have_a_place() {
        let sheet = "<sheetData><row r='1'><c r='A1' t='e'><v>#SPILL!</v></c></row></sheetData>";
        let found = rows(&open(&by_hand(sheet, "<sst/>")).unwrap(), 0).unwrap();
        assert_eq!(found[0].cell(0), Cell::Error("#SPILL!"));
        // the complete reader knows neither the error nor where it stands
        let odd = sheet.replace("<c ", "<?odd?><c ");
        let error = rows(&open(&by_hand(&odd, "<sst/>")).unwrap(), 0).unwrap_err();
        assert_eq!(error, Fault::UnknownCellError { value: "#SPILL!".into() });
        let shared = "<sheetData><row r='1'><c r='B1' t='s'><v>7</v></c></row></sheetData>";
        let error = rows(&open(&by_hand(shared, "<sst/>")).unwrap(), 0).unwrap_err();
        assert_eq!(error, Fault::BadCell { row: 1, column: 1, value: "7".into() });
    }

    #[test]
    fn claims_are_not_believed() {
        let empty = "<sheetData/>";
        let claim = by_hand(empty, "<sst uniqueCount='9999999999'/>");
        assert!(matches!(open(&claim).unwrap_err(), Fault::Damaged(_)));
        let dimension =
            "<dimension ref='A1:XFD1048576'/><sheetData><row r='3'><c r='B3'><v>5</v></c></row></sheetData>";
        assert_eq!(rows(&open(&by_hand(dimension, "<sst/>")).unwrap(), 0).unwrap().len(), 1);
    }

    #[test]
    fn lists_without_end_are_refused() {
        let sheet = "<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData>";
        let with = |name: &str, start: &str, entry: &str, count: usize| {
            let mut zip = zip::ZipWriter::new_append(std::io::Cursor::new(by_hand(sheet, "<sst/>"))).unwrap();
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(format!("<styleSheet><{start}>{}</{start}></styleSheet>", entry.repeat(count)).as_bytes())
                .unwrap();
            open(&zip.finish().unwrap().into_inner())
        };
        let formats = |count| with("xl/styles.xml", "cellXfs", "<x:xf a='1'/>", count);
        assert_eq!(formats(64_000).map(|_| ()), Ok(()));
        let refused = |part: &str, most| Fault::TooManyEntries { part: part.into(), most };
        assert_eq!(formats(256_001).unwrap_err(), refused("xl/styles.xml", 256_000));
        assert_eq!(
            with("xl/styles.xml", "fonts", "<font/>", 2_000_001).unwrap_err(),
            refused("xl/styles.xml", 2_000_000)
        );
        assert!(matches!(with("xl/styles.xml", "fonts", "<font/>", 10 << 20).unwrap_err(), Fault::TooLarge { .. }));
        let texts = by_hand(sheet, &format!("<sst>{}</sst>", "<si/>".repeat(14 << 20)));
        assert_eq!(open(&texts).unwrap_err(), refused("xl/sharedStrings.xml", 4 << 20));
    }

    #[test]
    fn a_text_that_packs_too_well_is_refused() {
        let bomb = |length: usize| {
            let sheet =
                format!("<sheetData><row r='1'><c r='A1' t='str'><v>{}</v></c></row></sheetData>", "x".repeat(length));
            open(&by_hand(&sheet, "<sst/>"))
        };
        assert!(matches!(bomb(70 << 20).unwrap_err(), Fault::TooLarge { .. }));
        assert_eq!(rows(&bomb(20 << 20).unwrap(), 0).unwrap_err(), Fault::CellTooLong { row: 1, column: 0 });
        assert_eq!(rows(&bomb(10 << 20).unwrap(), 0).unwrap().len(), 1);
    }
}
