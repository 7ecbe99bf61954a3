//! The plain reader beside the complete one: equal cells from every workbook that both can read.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rust_xlsxwriter as writer;

use super::super::Row;
use super::*;

type Rows = Vec<(u32, Vec<String>)>;

fn rows(book: &dyn Sheets, sheet: usize) -> Result<Rows, Fault> {
    let shown = |row: &Row| (row.number(), (0..row.len()).map(|column| format!("{:?}", row.cell(column))).collect());
    let mut fault = None;
    let rows = Sink::first_rows(100_000, |sink| {
        let sent = book.send(sheet, sink);
        if let Err(Halt::Fault(found)) = &sent {
            fault = Some(found.clone());
        }
        sent
    });
    match fault {
        Some(fault) => Err(fault),
        None => Ok(rows.iter().map(shown).collect()),
    }
}

/// The rows of each sheet.
type Readings = Vec<Result<Rows, Fault>>;

/// Both readings of a workbook, if it can be opened.
fn both(source: &Source) -> Option<(Readings, Readings)> {
    check_parts(source).ok()?;
    let (plain, sheets) = guarded(|| PlainWorkbook::open(source).ok())??;
    let (complete, others) = Workbook::open(source).ok()?;
    assert_eq!(sheets, others);
    assert_eq!(plain.counts_from_1904(), complete.counts_from_1904());
    let each = |book: &dyn Sheets| (0..sheets.len()).map(|sheet| rows(book, sheet)).collect();
    Some((each(&plain), each(&complete)))
}

fn workbooks(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            workbooks(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "xlsx" || extension == "xlsm") {
            found.push(entry);
        }
    }
}

/// Where the complete reader gives up (an error value that it does not know) the plain one may go on.
#[test]
fn the_files_of_every_writer_give_equal_cells() {
    let mut files = Vec::new();
    for folder in ["tests/files", "samples"] {
        workbooks(Path::new(folder), &mut files);
    }
    let mut compared = 0;
    for file in files {
        let Some((plain, complete)) = both(&Source::path(&file).unwrap()) else { continue };
        for (plain, complete) in plain.into_iter().zip(complete) {
            let Ok(complete) = complete else { continue };
            assert_eq!(plain.unwrap(), complete, "{}", file.display());
            compared += 1;
        }
    }
    assert!(compared > 60, "{compared}");
}

#[derive(Clone, Debug)]
enum Written {
    Text(String),
    Rich(String, String),
    Number(f64),
    Date(f64),
    Bool(bool),
    Formula(String),
    Blank,
}

fn written() -> impl Strategy<Value = Written> {
    let text =
        prop_oneof!["[ -~àộĐ\u{a0}\n\t]{0,12}", "_x[0-9A-F]{4}_", Just(" x ".to_owned()), Just("1500".to_owned())];
    let filled = text.clone().prop_map(|text| format!("{text}."));
    prop_oneof![
        text.clone().prop_map(Written::Text),
        (filled.clone(), filled).prop_map(|(first, second)| Written::Rich(first, second)),
        any::<f64>().prop_filter("a number", |number| number.is_finite()).prop_map(Written::Number),
        (-5_000_000..5_000_000i32).prop_map(|number| Written::Number(f64::from(number) / 100.0)),
        (0.0..100_000.0f64).prop_map(Written::Date),
        any::<bool>().prop_map(Written::Bool),
        prop_oneof![Just("#N/A".to_owned()), Just("12.5".to_owned()), text].prop_map(Written::Formula),
        Just(Written::Blank),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_alike(cells in proptest::collection::vec((0u32..30, 0u16..20, written()), 0..60)) {
        let mut book = writer::Workbook::new();
        let sheet = book.add_worksheet();
        let day = writer::Format::new().set_num_format("dd/mm/yyyy hh:mm");
        let (bold, plain) = (writer::Format::new().set_bold(), writer::Format::new());
        for (row, column, cell) in &cells {
            match cell {
                Written::Text(text) => sheet.write_string(*row, *column, text),
                Written::Rich(first, second) => sheet.write_rich_string(*row, *column, &[(&bold, first), (&plain, second)]),
                Written::Number(number) => sheet.write_number(*row, *column, *number),
                Written::Date(number) => sheet.write_number_with_format(*row, *column, *number, &day),
                Written::Bool(value) => sheet.write_boolean(*row, *column, *value),
                Written::Formula(result) => sheet.write_formula(*row, *column, writer::Formula::new("=A1").set_result(result)),
                Written::Blank => sheet.write_blank(*row, *column, &bold),
            }.unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let (plain, complete) = both(&Source::Memory(bytes.into())).unwrap();
        prop_assert_eq!(plain, complete);
    }
}

/// Where a workbook goes on with something unusual, the complete reader takes over at that very cell.
#[test]
fn the_complete_reader_goes_on() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}' Target='{target}'/>"
        )
    };
    let relations = |inside: String| {
        format!(
            "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{inside}</Relationships>"
        )
    };
    let parts = [
        ("_rels/.rels", relations(relation("officeDocument", "xl/workbook.xml"))),
        ("xl/_rels/workbook.xml.rels", relations(relation("worksheet", "worksheets/sheet1.xml"))),
        ("xl/workbook.xml", "<workbook xmlns:r='x'><sheets><sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>".into()),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c><c r='B1'/><c r='C1' t='str'><v>x</v></c></row>\
             <row r='2'><c r='A2' t='str'><v>2</v></c><c r='B2' t='str'><?odd?><v>3</v></c></row></sheetData></worksheet>"
                .into(),
        ),
    ];
    for (name, content) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, content.as_bytes()).unwrap();
    }
    let source = Source::Memory(zip.finish().unwrap().into_inner().into());
    let (plain, complete) = both(&source).unwrap();
    assert_eq!(plain, complete);
    let expected = [(1, ["Number(1.0)", "Empty", "Text(\"x\")"].as_slice()), (2, &["Text(\"2\")", "Text(\"3\")"])];
    let expected: Rows =
        expected.into_iter().map(|(row, cells)| (row, cells.iter().map(|cell| (*cell).to_owned()).collect())).collect();
    assert_eq!(plain, [Ok(expected)]);
}
