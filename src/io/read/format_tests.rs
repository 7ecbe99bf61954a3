//! Tests over all formats: what is no spreadsheet, what is damaged at random, and the messages.

use std::io::Write;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::text::Language;

/// A file with its parts as a zip.
fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Parts as another program wrote them.
fn unzipped(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut part = zip.by_index(index).unwrap();
            let mut content = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
}

fn open(bytes: &[u8]) -> Result<Input, ReadError> {
    Input::from_reader("a", &mut &*bytes)
}

/// Reads every sheet to its end or its error.
fn read_all(bytes: &[u8]) {
    let Ok(input) = open(bytes) else { return };
    for sheet in 0..input.sheets().len() {
        let Ok(mut rows) = input.rows(sheet) else { continue };
        let mut row = Row::default();
        while let Ok(true) = rows.read(&mut row) {
            assert!(row.number() > 0);
        }
        assert!(!rows.read(&mut row).unwrap_or(false));
    }
}

fn xlsx() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let day = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    let sheet = book.add_worksheet();
    for row in 0..20 {
        sheet.write_string(row, 0, format!("hộ {}", row % 3)).unwrap();
        sheet.write_number(row, 1, f64::from(row)).unwrap();
        sheet.write_number_with_format(row, 2, 40_000.0, &day).unwrap();
        sheet.write_boolean(row, 3, true).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// A record of a binary workbook.
fn record(number: u16, content: &[u8]) -> Vec<u8> {
    let mut bytes =
        if number < 128 { vec![number as u8] } else { vec![(number & 0x7F) as u8 | 0x80, (number >> 7) as u8] };
    assert!(content.len() < 128);
    bytes.push(content.len() as u8);
    bytes.extend_from_slice(content);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [(units.len() as u32 / 2).to_le_bytes().to_vec(), units].concat()
}

/// A binary workbook with a date style, a shared text, and one row of cells; in the 1904 system if so wished.
fn xlsb(from_1904: bool) -> Vec<u8> {
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let links = format!(
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' Type='{relations}/worksheet' Target='worksheets/sheet1.bin'/></Relationships>"
    );
    let sheet_entry = [vec![0, 0, 0, 0, 1, 0, 0, 0], wide("r1"), wide("Hộ")].concat();
    let book = [
        record(0x83, &[]),
        record(0x99, &[u8::from(from_1904), 0, 0, 0, 0, 0, 0, 0]),
        record(0x8F, &[]),
        record(0x9C, &sheet_entry),
        record(0x90, &[]),
        record(0x9D, &[]),
        record(0x84, &[]),
    ];
    let style = |format: u8| record(0x2F, &[0, 0, format, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let styles = [record(0x116, &[]), record(0x269, &[2, 0, 0, 0]), style(0), style(14), record(0x26A, &[])];
    let strings =
        [record(0x9F, &[1, 0, 0, 0, 1, 0, 0, 0]), record(0x13, &[vec![0], wide("mã hộ")].concat()), record(0xA0, &[])];
    let cell = |number: u16, column: u8, style: u8, value: &[u8]| {
        record(number, &[&[column, 0, 0, 0, style, 0, 0, 0], value].concat())
    };
    let sheet = [
        record(0x81, &[]),
        record(0x94, &[6, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0]),
        record(0x91, &[]),
        record(0x00, &[6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        cell(7, 0, 0, &[0, 0, 0, 0]),
        cell(6, 1, 0, &wide(" xã ")),
        cell(5, 2, 0, &45.5f64.to_le_bytes()),
        cell(2, 3, 0, &((7i32 << 2) | 2).to_le_bytes()),
        cell(2, 4, 1, &((42_735i32 << 2) | 2).to_le_bytes()),
        cell(4, 5, 0, &[1]),
        cell(3, 6, 0, &[0x2A]),
        cell(1, 7, 0, &[]),
        // Records that name no column: blank, short number, error, truth, number, text, shared text; a formula's error; a text
        // with looks.
        record(12, &[0, 0, 0, 0]),
        record(13, &[[0; 4], ((1050i32 << 2) | 3).to_le_bytes()].concat()),
        record(14, &[0, 0, 0, 0, 0x07]),
        record(15, &[0, 0, 0, 0, 0]),
        record(16, &[[1, 0, 0, 0].as_slice(), &42_735f64.to_le_bytes()].concat()),
        record(17, &[vec![0; 4], wide("bản")].concat()),
        record(18, &[0; 8]),
        cell(11, 15, 0, &[0x17]),
        cell(62, 16, 0, &[vec![0], wide("thôn")].concat()),
        record(0x92, &[]),
        record(0x82, &[]),
    ];
    zipped(&[
        ("xl/_rels/workbook.bin.rels", links.into_bytes()),
        ("xl/workbook.bin", book.concat()),
        ("xl/styles.bin", styles.concat()),
        ("xl/sharedStrings.bin", strings.concat()),
        ("xl/worksheets/sheet1.bin", sheet.concat()),
    ])
}

#[test]
fn reads_binary_workbooks() {
    for (from_1904, day) in [(false, date(2016, 12, 31)), (true, date(2021, 1, 1))] {
        let input = open(&xlsb(from_1904)).unwrap();
        assert_eq!(input.sheets(), [SheetInfo { name: "Hộ".into(), hidden: false }]);
        let mut rows = input.rows(0).unwrap();
        let mut row = Row::default();
        assert!(rows.read(&mut row).unwrap());
        let expected = [
            Cell::Text("mã hộ"),
            Cell::Text(" xã "),
            Cell::Number(45.5),
            Cell::Number(7.0),
            Cell::Date(day),
            Cell::Bool(true),
            Cell::Error("#N/A"),
            Cell::Empty,
            Cell::Empty,
            Cell::Number(10.5),
            Cell::Error("#DIV/0!"),
            Cell::Bool(false),
            Cell::Date(day),
            Cell::Text("bản"),
            Cell::Text("mã hộ"),
            Cell::Error("#REF!"),
            Cell::Text("thôn"),
        ];
        assert_eq!((row.number(), row.len()), (7, expected.len()));
        for (column, expected) in expected.into_iter().enumerate() {
            assert_eq!(row.cell(column), expected, "column {column}");
        }
        assert!(!rows.read(&mut row).unwrap());
    }
}

#[test]
fn broken_binary_workbooks_are_refused() {
    let with_sheet = |records: &[Vec<u8>]| {
        let mut parts = unzipped(&xlsb(false));
        parts.last_mut().unwrap().1 = [record(0x91, &[]), record(0, &[0; 17]), records.concat()].concat();
        let parts: Vec<_> = parts.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
        let input = open(&zipped(&parts)).unwrap();
        let mut rows = input.rows(0).unwrap();
        let mut row = Row::default();
        while rows.read(&mut row).map_err(|error| error.fault)? {}
        Ok(())
    };
    let end = record(0x92, &[]);
    let shared = record(7, &[1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    let said = Fault::Damaged("cell B1 points to a shared text that is not there".into());
    assert_eq!(with_sheet(&[shared, end.clone()]), Err(said));
    assert!(matches!(with_sheet(&[record(18, &[0; 8]), end.clone()]), Err(Fault::Damaged(_))));
    assert!(matches!(with_sheet(&[record(7, &[0; 8]), end.clone()]), Err(Fault::Damaged(_))));
    assert_eq!(with_sheet(&[record(1, &[0; 8])]), Err(Fault::Truncated));
    assert_eq!(with_sheet(&[record(0, &[0xFF; 17]), end]), Err(Fault::TooManyRows));
}

#[test]
fn files_are_opened_by_their_bytes() {
    let directory = tempfile::tempdir().unwrap();
    let fault = |name: &str| Input::open(&directory.path().join(name)).unwrap_err().fault;
    let write = |name: &str, bytes: &[u8]| {
        std::fs::File::create(directory.path().join(name)).unwrap().write_all(bytes).unwrap()
    };
    write("a.xls", &xlsx());
    write("b.xlsx", "mã hộ;tên\n1;An\n".as_bytes());
    write("~$c.xlsx", b"\x05admin\0\0\0\0");
    write("d.xls", b"<html><form></form></html>");
    write("e.xlsx", &zipped(&[("word/document.xml", Vec::new())]));
    write("f.xlsx", &zipped(&[("hộ.csv", b"a,b".to_vec()), ("người.csv", b"a,b".to_vec())]));
    write("g.csv", b"");
    for (name, sheet) in [("a.xls", "Sheet1"), ("b.xlsx", "")] {
        let path = directory.path().join(name);
        let input = Input::open(&path).unwrap();
        assert_eq!(input.name(), path.display().to_string());
        assert_eq!(input.sheets()[0].name, sheet);
        let mut row = Row::default();
        assert!(input.rows(0).unwrap().read(&mut row).unwrap());
    }
    assert_eq!(fault("none.csv"), Fault::NotFound);
    assert_eq!(fault(""), Fault::IsDirectory);
    assert_eq!(fault("~$c.xlsx"), Fault::LockFile);
    assert_eq!(fault("d.xls"), Fault::NotASpreadsheet(Lookalike::Html));
    assert_eq!(fault("e.xlsx"), Fault::NotASpreadsheet(Lookalike::Document));
    assert_eq!(fault("f.xlsx"), Fault::Files(FilesFault::SeveralFiles { files: 2 }));
    assert_eq!(fault("g.csv"), Fault::Empty);
}

#[test]
fn a_file_that_changes_is_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.csv");
    let page = b"<table><tr><td>a<td>b<tr><td>1<td>2</table>".to_vec();
    for whole in [b"a,b\n1,2\n".to_vec(), xlsx(), xlsb(false), page] {
        std::fs::write(&path, &whole).unwrap();
        let input = Input::open(&path).unwrap();
        let read = || {
            let mut rows = input.rows(0)?;
            let mut row = Row::default();
            while rows.read(&mut row)? {}
            assert!(!rows.read(&mut row)?);
            Ok::<(), ReadError>(())
        };
        read().unwrap();
        std::fs::File::options().append(true).open(&path).unwrap().write_all(b"3,4\n").unwrap();
        let error = read().unwrap_err();
        assert_eq!((error.fault.clone(), error.sheet.clone()), (Fault::Changed(Change::Longer), None));
        assert!(error.to_string().contains("a.csv`: the file changed while it was read"));
        // Cut short it is another file too, whatever reading it made of that.
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert_eq!(read().unwrap_err().fault, Fault::Changed(Change::Shorter));
    }
}

#[test]
fn messages_keep_to_the_manners() {
    let faults = [
        Fault::NotFound,
        Fault::IsDirectory,
        Fault::NoPermission,
        Fault::InUse,
        Fault::LockFile,
        Fault::Unreadable("x".into()),
        Fault::Empty,
        Fault::NotASpreadsheet(Lookalike::Pdf),
        Fault::NotASpreadsheet(Lookalike::Html),
        Fault::NotASpreadsheet(Lookalike::Archive),
        Fault::Password,
        Fault::Truncated,
        Fault::Damaged("x".into()),
        Fault::Changed(Change::Written),
        Fault::Changed(Change::Longer),
        Fault::Changed(Change::Shorter),
        Fault::Changed(Change::Replaced),
        Fault::Changed(Change::Gone),
        Fault::TextTooLong,
        Fault::UnknownCellError { value: "#SPILL!".into() },
        Fault::BadCell { row: 3, column: 1, value: "x".into() },
        Fault::NoSheet,
        Fault::TooManyTables,
        Fault::BadEncoding { name: "x".into() },
        Fault::NotASpreadsheet(Lookalike::WebArchive),
        Fault::NotUtf8 { line: 3, column: 1, byte: 0xE0 },
        Fault::BrokenUtf16 { line: 3, column: 1 },
        Fault::UnmarkedUtf16,
        Fault::CellTooLong { row: 3, column: 1 },
        Fault::RowTooLong { row: 3 },
        Fault::TooManyColumns { row: 3 },
        Fault::TooManyRows,
        Fault::TooManyMerges,
        Fault::UnclosedQuote { line: 3 },
        Fault::TwoSeparators { first: ',', second: '\t' },
        Fault::FarCell { row: 3, column: 1 },
        Fault::RepeatedRows { row: 3 },
        Fault::TooLarge { part: "x".into(), bytes: 1 << 30 },
        Fault::StrayQuote { line: 3, closed: 5 },
        Fault::StrayReturn { line: 3 },
        Fault::TooManyEntries { part: "x".into(), most: 3 },
        Fault::UnknownPacking,
        Fault::SecondTable { sheet: "x".into() },
        Fault::NotASpreadsheet(Lookalike::Frames),
        Fault::Files(FilesFault::NothingInArchive),
        Fault::Files(FilesFault::NothingInFolder),
        Fault::Files(FilesFault::NothingMatches),
        Fault::Files(FilesFault::SeveralFiles { files: 3 }),
        Fault::Files(FilesFault::Nested),
        Fault::Files(FilesFault::Password),
        Fault::Files(FilesFault::TwoOfOneName),
        Fault::Files(FilesFault::TooManyFiles { most: 3 }),
        Fault::Files(FilesFault::UnpacksTooLarge { mib: 3 }),
        Fault::Files(FilesFault::UnknownMethod),
        Fault::Files(FilesFault::NoRoom),
    ];
    for fault in faults {
        let error = ReadError::in_sheet("a.xlsx", "Hộ", fault);
        for language in [Language::En, Language::Vi] {
            for text in [error.message(language), error.help(language)] {
                assert!(!text.is_empty() && !text.ends_with('.') && text.matches('`').count() % 2 == 0, "{text}");
            }
        }
        assert!(!error.message(Language::En).contains("trang"));
        assert_ne!(error.help(Language::En), error.help(Language::Vi));
    }
}

#[test]
fn messages_name_the_place() {
    let error = open(b"m\xC3\xA3,b\n1,h\xF4\n").unwrap().rows(0).and_then(|mut rows| {
        let mut row = Row::default();
        while rows.read(&mut row)? {}
        Ok(())
    });
    let error = error.unwrap_err();
    assert_eq!(error.message(Language::En), "`a`: the text in line 2, column B is not UTF-8: byte F4");
    assert_eq!(error.message(Language::Vi), "`a`: chữ ở dòng 2, cột B không phải UTF-8: byte F4");
    let error = ReadError::in_sheet("a.xls", "Hộ", Fault::CellTooLong { row: 7, column: 1 });
    assert_eq!(error.to_string(), "`a.xls`, sheet `Hộ`: cell B7 holds more than 16 MiB of text");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_bytes_are_read_or_refused(
        start in prop::sample::select(vec![
            b"".as_slice(), b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"\xFF\xFE", b"\xFE\xFF", b"\xEF\xBB\xBF", b"sep=;\n",
            b"\x1F\x8B\x08\0\0\0\0\0\0\x03", b"\x28\xB5\x2F\xFD", b"<html>", b"<?xml ",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        read_all(&[start, &rest].concat());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a1ộ,;\t\"\r\n =]{0,80}") {
        read_all(text.as_bytes());
    }

    #[test]
    fn csv_comes_back_as_written(
        records in prop::collection::vec(prop::collection::vec("[ab ;\"\n\r\u{1ed9}]{0,5}", 3), 1..8),
    ) {
        let mut writer = ::csv::WriterBuilder::new()
            .terminator(::csv::Terminator::CRLF)
            .quote_style(::csv::QuoteStyle::Always)
            .from_writer(b"sep=,\r\n".to_vec());
        for record in &records {
            writer.write_record(record).unwrap();
        }
        let input = open(&writer.into_inner().unwrap()).unwrap();
        let mut rows = input.rows(0).unwrap();
        let mut row = Row::default();
        let mut line = 2;
        for record in &records {
            prop_assert!(rows.read(&mut row).unwrap());
            prop_assert_eq!(row.number(), line);
            for (column, text) in record.iter().enumerate() {
                let expected = if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
                // A carriage return at the very end of a row counts as part of the line end.
                if column == 2 && text.ends_with('\r') { continue }
                prop_assert_eq!(row.cell(column), expected);
            }
            line += 1 + record.iter().map(|text| text.matches('\n').count() as u32).sum::<u32>();
        }
        prop_assert!(!rows.read(&mut row).unwrap());
    }

    #[test]
    fn damaged_workbooks_are_read_or_refused(
        kind in 0usize..3,
        part in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let whole = match kind {
            0 => xlsx(),
            1 => xlsb(false),
            _ => include_bytes!("../../../tests/files/calc.ods").to_vec(),
        };
        let mut parts = unzipped(&whole);
        let part = part.index(parts.len());
        let (_, content) = &mut parts[part];
        if !content.is_empty() {
            for (place, byte) in changes {
                let place = place.index(content.len());
                content[place] = byte;
            }
            if let Some(cut) = cut {
                content.truncate(cut.index(content.len()));
            }
        }
        let parts: Vec<_> = parts.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
        read_all(&zipped(&parts));
    }

    #[test]
    fn damaged_old_workbooks_are_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = include_bytes!("../../../tests/files/calc.xls").to_vec();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        read_all(&bytes);
    }
}
