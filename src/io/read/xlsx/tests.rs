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

/// A workbook of one sheet with the parts that are written here.
fn by_hand(sheet: &str, others: &[(&str, &str)]) -> Source {
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
        (
            "xl/workbook.xml",
            "<workbook xmlns:r='x'><sheets><sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>".into(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ];
    let others = others.iter().map(|(name, content)| (*name, (*content).to_owned()));
    for (name, content) in parts.into_iter().chain(others) {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, content.as_bytes()).unwrap();
    }
    Source::Memory(zip.finish().unwrap().into_inner().into())
}

/// Where a workbook goes on with something unusual, the complete reader takes over at that very cell.
#[test]
fn the_complete_reader_goes_on() {
    let source = by_hand(
        "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c><c r='B1'/><c r='C1' t='str'><v>x</v></c></row>\
         <row r='2'><c r='A2' t='str'><v>2</v></c><c r='B2' t='str'><?odd?><v>3</v></c></row></sheetData></worksheet>",
        &[],
    );
    let (plain, complete) = both(&source).unwrap();
    assert_eq!(plain, complete);
    let expected = [(1, ["Number(1.0)", "Empty", "Text(\"x\")"].as_slice()), (2, &["Text(\"2\")", "Text(\"3\")"])];
    let expected: Rows =
        expected.into_iter().map(|(row, cells)| (row, cells.iter().map(|cell| (*cell).to_owned()).collect())).collect();
    assert_eq!(plain, [Ok(expected)]);
}

const TEXTS: &str = "<sst><si><t>Mã hộ</t></si><si><t xml:space=\"preserve\"> x </t></si><si><t></t></si><si><t> b </t></si>\
    <si><r><t>Xã </t></r><r><t>Hặc</t></r></si><si><t>a&amp;b_x000D_</t></si>\n<si><t>temporary_wood</t></si></sst>";
const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd/mm/yyyy'/><numFmt numFmtId='165' formatCode='[h]:mm'/>\
    </numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='2'/></cellXfs></styleSheet>";

/// A number as people and programs write it, and as they do not.
fn numeral() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,17}",
        "[0-9]{1,9}\\.[0-9]{1,9}",
        "-?[0-9]{1,3}(\\.[0-9]{0,18})?(E[+-]?[0-9]{1,2})?",
        any::<f64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:e}")),
        (0.0..100_000.0f64).prop_map(|number| number.to_string()),
        "[0-9.]{1,4}",
    ]
}

/// What stands in a cell, and its type.
fn content() -> impl Strategy<Value = (&'static str, String)> {
    let words = || prop_oneof!["[ a-zàộĐ_x0-9\n]{0,12}", Just("_x000D_ &lt;&#272;\r\n".to_owned())];
    let value = |text: String| format!("<v>{text}</v>");
    prop_oneof![
        8 => numeral().prop_map(move |text| ("", value(text))),
        2 => numeral().prop_map(move |text| ("n", value(text))),
        8 => (0..7u32).prop_map(move |index| ("s", value(index.to_string()))),
        4 => words().prop_map(move |text| ("str", value(text))),
        1 => words().prop_map(move |text| ("str", format!("<f>A1&amp;\"x\"</f><v>{text}</v>"))),
        1 => numeral().prop_map(move |text| ("", format!("<f t=\"shared\" si=\"0\"/><v>{text}</v>"))),
        4 => words().prop_map(|text| ("inlineStr", format!("<is><t>{text}</t></is>"))),
        2 => words().prop_map(|text| ("inlineStr", format!("<is><t xml:space=\"preserve\">{text}</t></is>"))),
        1 => words().prop_map(|text| ("inlineStr", format!("<is><r><rPr><b/></rPr><t>{text}</t></r><r><t>z</t></r></is>"))),
        1 => words().prop_map(|text| ("str", format!("<v><![CDATA[{text}]]></v>"))),
        2 => prop_oneof![Just("0"), Just("1"), Just("true"), Just("2")].prop_map(move |text| ("b", value(text.into()))),
        1 => Just(("e", value("#N/A".into()))),
        1 => Just(("d", value("2022-10-01T00:00:00".into()))),
        1 => Just(("", String::new())),
        1 => Just(("", "<v></v>".to_owned())),
        1 => Just(("", "<v> 12\n</v>".to_owned())),
        1 => Just(("", "<v>1<!-- 2 -->3</v>".to_owned())),
    ]
}

/// The attributes of a cell in any order, and in the usual one most of all.
fn cell() -> impl Strategy<Value = (u32, String)> {
    let style = prop_oneof![4 => Just(None), 6 => (0u32..5).prop_map(Some)];
    (0u32..3, style, content(), 0usize..12, prop_oneof![9 => Just('"'), 1 => Just('\'')], any::<bool>()).prop_map(
        |(gap, style, (kind, content), order, quote, closed)| {
            let mut attributes = vec!["{r}".to_owned()];
            attributes.extend(style.map(|style| format!(" s={quote}{style}{quote}")));
            attributes.extend((!kind.is_empty()).then(|| format!(" t={quote}{kind}{quote}")));
            match order {
                0 => attributes.reverse(),
                1 => attributes.rotate_left(1),
                2 => attributes.insert(1, "\n  cm=\"1\"".into()),
                3 => attributes.push(" ".into()),
                4 if attributes.len() > 2 => attributes.swap(1, 2),
                _ => {}
            }
            let tag = format!("<c{}", attributes.concat());
            let cell = if content.is_empty() && closed { format!("{tag}/>") } else { format!("{tag}>{content}</c>") };
            (gap, cell)
        },
    )
}

/// Rows of cells with gaps between them; names may be left out, and something may stand between the cells.
fn sheet() -> impl Strategy<Value = String> {
    let between = prop_oneof![20 => Just(""), 1 => Just("\n   "), 1 => Just("<!-- <c> -->"), 1 => Just("  ")];
    let cells = proptest::collection::vec((cell(), 0u8..20, between), 0..8);
    let row = (0u32..3, cells, 0usize..8);
    (proptest::collection::vec(row, 0..8), prop_oneof![19 => Just(false), 1 => Just(true)]).prop_map(
        |(rows, prefixed)| {
            let mut sheet = String::from("<worksheet><dimension ref=\"A1:B2\"/><sheetData>");
            let mut number = 0;
            for (gap, cells, kind) in rows {
                number += 1 + gap * 7;
                if gap == 2 {
                    sheet += &format!("<row r=\"{}\"/>", number - 1);
                }
                sheet += &match kind {
                    0 => format!("<row r='{number}'>"),
                    1 => format!("<row spans=\"1:2\" x14ac:dyDescent=\"0.25\" r=\"{number}\">"),
                    2 => format!("<row r=\"{number}\" spans=\"1:2\" >"),
                    _ => format!("<row r=\"{number}\">"),
                };
                let mut column = 0;
                for ((gap, cell), named, between) in cells {
                    let gap = gap * 13;
                    let name = format!(" r=\"{}\"", super::super::cell_name((column + gap) as usize, number));
                    let named = named > 0;
                    sheet += &cell.replace("{r}", if named { &name } else { "" });
                    sheet += between;
                    column += 1 + if named { gap } else { 0 };
                }
                sheet += "</row>";
            }
            sheet += "</sheetData></worksheet>";
            if prefixed { sheet.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:!", "<!") } else { sheet }
        },
    )
}

/// What is read of a sheet, in runs or, if it comes in small pieces, tag by tag.
fn seen(part: impl std::io::Read) -> (Vec<String>, String) {
    struct Seen<'t>(Vec<String>, &'t Texts);

    impl Show for Seen<'_> {
        type Error = Stop;

        fn cell(&mut self, place: Place, cell: Cell<'_>) -> Result<(), Stop> {
            self.0.push(format!("{place:?} {cell:?}"));
            Ok(())
        }

        fn number(&mut self, place: Place, number: f64) -> Result<(), Stop> {
            self.cell(place, Cell::Number(number))
        }

        fn text(&mut self, place: Place, text: &str) -> Result<(), Stop> {
            self.cell(place, Cell::Text(text))
        }

        fn shared(&mut self, place: Place, index: u32) -> Result<(), Stop> {
            self.cell(place, Cell::Text(self.1.get(index as usize).unwrap()))
        }
    }

    let texts = Texts::read(TEXTS.as_bytes()).unwrap();
    let styles = Styles::read(STYLES.as_bytes()).unwrap();
    let shared = Shared { texts: &texts, shown: &styles.shown, from_1904: false };
    let mut seen = Seen(Vec::new(), &texts);
    let end = cells::each(part, shared, &mut seen);
    (seen.0, format!("{end:?}"))
}

/// Gives a byte at a time, so that no cell is ever seen as a whole.
struct Bytewise<'a>(&'a [u8]);

impl std::io::Read for Bytewise<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
        buffer[0] = *first;
        self.0 = rest;
        Ok(1)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn runs_of_cells_are_what_their_tags_say(sheet in sheet()) {
        prop_assert_eq!(seen(sheet.as_bytes()), seen(Bytewise(sheet.as_bytes())));
    }

    #[test]
    fn a_cut_sheet_breaks_off_at_the_same_cell(sheet in sheet(), at in 0.0..1.0f64) {
        let bytes = sheet.as_bytes();
        let cut = &bytes[..(bytes.len() as f64 * at) as usize];
        prop_assert_eq!(seen(cut), seen(Bytewise(cut)));
    }

    /// The complete reader takes a value for ended at a comment, drops sections of plain characters, and sees no number beside
    /// blanks.
    #[test]
    fn what_is_written_by_hand_is_read_alike(sheet in sheet()) {
        let sheet = sheet.replace("<!-- 2 -->", "").replace("<![CDATA[", "").replace("]]>", "").replace("<v> 12\n</v>", "<v>12</v>");
        let source = by_hand(&sheet, &[("xl/sharedStrings.xml", TEXTS), ("xl/styles.xml", STYLES)]);
        if let Some((plain, complete)) = both(&source) {
            for (plain, complete) in plain.into_iter().zip(complete) {
                let Ok(complete) = complete else { continue };
                prop_assert_eq!(plain.unwrap(), complete, "{}", sheet);
            }
        }
    }
}

/// A row that is used for one workbook after another shows the texts of each.
#[test]
fn shared_texts_are_those_of_the_row_s_own_workbook() {
    let sheet = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>0</v></c></row>\
        <row r=\"3\"><c r=\"A3\" t=\"s\"><v>1</v></c><c r=\"B3\"><v>7</v></c></row></sheetData></worksheet>";
    let long = "x".repeat(5000);
    let texts = |first: &str, second: &str| format!("<sst><si><t>{first}</t></si><si><t>{second}</t></si></sst>");
    let lists = [texts("Mã hộ", "Xã"), texts("H\u{1ed9}", "b"), texts(&long, "c")];
    let mut row = Row::default();
    let mut kept: Vec<Row> = Vec::new();
    for list in &lists {
        let source = by_hand(sheet, &[("xl/sharedStrings.xml", list)]);
        let Source::Memory(bytes) = source else { continue };
        let input = super::super::Input::from_reader("a", &mut &*bytes).unwrap();
        let mut rows = input.rows(0).unwrap();
        while rows.read(&mut row).unwrap() {
            kept.push(row.clone());
        }
    }
    let shown: Vec<_> = kept.iter().map(|row| [0, 1, 2].map(|column| row.cell(column).to_string())).collect();
    let expected = [
        ["Xã", "", "Mã hộ"],
        ["Xã", "7", ""],
        ["b", "", "H\u{1ed9}"],
        ["b", "7", ""],
        ["c", "", long.as_str()],
        ["c", "7", ""],
    ];
    assert_eq!(shown, expected.map(|row| row.map(str::to_owned)));
    assert_eq!((kept[0].shared(0), kept[0].shared(1), kept[0].shared(2)), (Some(1), None, Some(0)));
    assert_eq!(kept[4].shared(2), None, "a long one is copied");
    assert_eq!(kept[0].text_len(), "XãMã hộ".len());
}

/// However a text of a row is stored, it counts.
#[test]
fn a_row_of_shared_texts_is_too_long_at_the_same_cell() {
    let texts = format!("<sst><si><t>{}</t></si><si><t>x</t></si></sst>", "y".repeat(5 << 20));
    let mut cells: Vec<String> = (0..12).map(|_| "<c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c>".to_owned()).collect();
    cells.push(format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", "z".repeat(5 << 20)));
    let sheet = |rows: &str| format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let over = by_hand(&sheet(&format!("<row>{}</row>", cells.concat())), &[("xl/sharedStrings.xml", &texts)]);
    let (plain, complete) = both(&over).unwrap();
    assert!(plain == complete && plain[0] == Err(Fault::RowTooLong { row: 1 }));
}
