use std::io::{self, Cursor, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;

use super::*;
use crate::lang::Exact;
use crate::report::table::ColumnKind;
use crate::text::without_mark;

/// Bytes that can be looked at after the output has been given away.
#[derive(Clone, Default)]
struct Bytes(Arc<Mutex<Vec<u8>>>);

impl Bytes {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().expect("no writer panicked"))
    }
}

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no writer panicked").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Refuses after so many bytes.
struct Refusing(usize, io::ErrorKind);

impl Write for Refusing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(self.1.into());
        }
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn column(id: &str, kind: ColumnKind) -> TableColumn {
    TableColumn { id: String::from(id), title: id.to_uppercase(), group: String::new(), kind, optional: 0 }
}

fn text(text: &str) -> TableCell {
    TableCell::Text(String::from(text))
}

fn exact(num: i128, den: i128) -> Exact {
    Exact::ratio(num, den).expect("a small fraction")
}

fn sample() -> Table {
    Table {
        id: String::from("classification"),
        title: String::from("Phân loại hộ"),
        columns: vec![
            column("commune", ColumnKind::Text),
            column("households", ColumnKind::Count),
            column("poor_rate", ColumnKind::Rate),
            column("income", ColumnKind::Money),
            column("water", ColumnKind::Number),
        ],
        rows: vec![
            vec![
                text("Chiềng Hặc"),
                TableCell::Count(1500),
                TableCell::Rate(exact(100, 3)),
                TableCell::Number(Exact::int(1_500_000)),
                TableCell::Flag(true),
            ],
            vec![
                text("=1+1"),
                TableCell::Count(0),
                TableCell::Empty,
                TableCell::Number(exact(3_000_001, 2)),
                TableCell::Flag(false),
            ],
            vec![text("a,\"b\"\nc"), TableCell::Count(-1), TableCell::Rate(exact(1, 8))],
        ],
        totals: vec![vec![text("Total"), TableCell::Count(1500)]],
        notes: vec![String::from("a note")],
    }
}

fn written(tables: &[Table], format: Format, options: Options) -> Result<Vec<u8>, WriteError> {
    let bytes = Bytes::default();
    write_tables(tables, format, Output::to(bytes.clone()), options)?;
    Ok(bytes.take())
}

fn written_text(tables: &[Table], format: Format, options: Options) -> String {
    String::from_utf8(written(tables, format, options).expect("memory takes it")).expect("UTF-8")
}

#[test]
fn csv_has_machine_names_and_exact_digits() {
    let expected = "commune,households,poor_rate,income,water\n\
        Chiềng Hặc,1500,33.33,1500000,1\n\
        '=1+1,0,,1500000.5,0\n\
        \"a,\"\"b\"\"\nc\",-1,0.13,,\n";
    assert_eq!(written_text(&[sample()], Format::Csv, Options::default()), expected);
    let with_total = written_text(&[sample()], Format::Csv, Options { total: true, ..Options::default() });
    assert_eq!(with_total, format!("{expected}Total,1500,,,\n"));
}

#[test]
fn csv_and_jsonl_hold_one_table() {
    for format in [Format::Csv, Format::Jsonl] {
        let refused = written(&[sample(), sample()], format, Options::default());
        assert!(matches!(refused, Err(WriteError::OneTable(named)) if named == format));
        assert!(!format.holds_several());
    }
}

#[test]
fn json_is_an_array_of_a_table_and_an_object_of_several() {
    let one = written_text(&[sample()], Format::Json, Options::default());
    assert!(one.starts_with(
        "[\n{\"commune\":\"Chiềng Hặc\",\"households\":1500,\"poor_rate\":33.33,\"income\":1500000,\"water\":1},\n"
    ));
    let parsed: serde_json::Value = serde_json::from_str(&one).expect("json");
    assert_eq!(parsed[1]["poor_rate"], serde_json::Value::Null);
    assert_eq!(parsed[1]["income"], 1_500_000.5);
    assert_eq!(parsed[1]["water"], 0);
    assert_eq!(parsed[2]["commune"], "a,\"b\"\nc");
    assert_eq!(parsed[2]["water"], serde_json::Value::Null);
    assert_eq!(parsed.as_array().map(Vec::len), Some(3));

    let other = Table { id: String::from("deprivations"), rows: Vec::new(), ..sample() };
    let options = Options { total: true, ..Options::default() };
    let parsed: serde_json::Value =
        serde_json::from_str(&written_text(&[sample(), other], Format::Json, options)).expect("json");
    assert_eq!(parsed["classification"][3]["commune"], "Total");
    assert_eq!(parsed["deprivations"].as_array().map(Vec::len), Some(1));

    assert_eq!(written_text(&[], Format::Json, Options::default()), "{}\n");
    let empty = Table { rows: Vec::new(), totals: Vec::new(), ..sample() };
    assert_eq!(written_text(&[empty], Format::Json, Options::default()), "[]\n");
}

#[test]
fn jsonl_is_an_object_a_line() {
    let lines = written_text(&[sample()], Format::Jsonl, Options::default());
    assert_eq!(lines.lines().count(), 3);
    for line in lines.lines() {
        let object: serde_json::Value = serde_json::from_str(line).expect("json");
        assert_eq!(object.as_object().map(serde_json::Map::len), Some(5));
    }
}

#[test]
fn people_get_several_tables_with_a_blank_line_between() {
    for format in [Format::Table, Format::Markdown] {
        let both = written_text(&[sample(), sample()], format, Options::default());
        assert_eq!(both.matches("Phân loại hộ\n").count(), 2);
        assert!(both.contains("a note\n\n"));
    }
}

fn sheets(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).expect("a workbook")
}

#[test]
fn a_workbook_holds_values_and_text_that_stays_text() {
    let mut table = sample();
    table.columns[1].group = String::from("Hộ");
    table.columns[2].group = String::from("Hộ");
    let other = Table { title: String::from("Phân loại hộ"), notes: Vec::new(), ..sample() };
    let bytes = written(&[table, other], Format::Xlsx, Options::default()).expect("memory takes it");
    let mut book = sheets(bytes);
    assert_eq!(book.sheet_names(), ["Phân loại hộ", "Phân loại hộ (2)"]);

    let sheet = book.worksheet_range("Phân loại hộ").expect("a sheet");
    let at = |row: u32, column: u32| sheet.get_value((row, column)).cloned().unwrap_or(Data::Empty);
    let words = |text: &str| Data::String(String::from(text));
    assert_eq!(at(0, 1), words("Hộ"));
    assert_eq!(at(1, 0), words("COMMUNE"));
    assert_eq!(at(1, 2), words("POOR_RATE"));
    assert_eq!(
        [at(2, 0), at(2, 1), at(2, 2), at(2, 3), at(2, 4)],
        [words("Chiềng Hặc"), Data::Float(1500.0), Data::Float(33.33), Data::Float(1_500_000.0), Data::Float(1.0)]
    );
    assert_eq!([at(3, 0), at(3, 2), at(3, 3)], [words("=1+1"), Data::Empty, Data::Float(1_500_000.5)]);
    assert_eq!([at(4, 0), at(4, 2)], [words("a,\"b\"\nc"), Data::Float(0.13)]);
    assert_eq!([at(5, 0), at(5, 1)], [words("Total"), Data::Float(1500.0)]);
    assert_eq!(at(7, 0), words("a note"));
    let formulas = book.worksheet_formula("Phân loại hộ").expect("a sheet");
    assert!(formulas.is_empty());
}

#[test]
fn numbers_a_double_cannot_hold_are_text_in_a_workbook() {
    let mut table = sample();
    table.rows = vec![vec![text("0012"), TableCell::Count(i64::MAX), TableCell::Rate(exact(i128::from(i64::MAX), 7))]];
    let mut book = sheets(written(&[table], Format::Xlsx, Options::default()).expect("memory takes it"));
    let sheet = book.worksheet_range("Phân loại hộ").expect("a sheet");
    let at = |column: u32| sheet.get_value((1, column)).cloned();
    assert_eq!(at(0), Some(Data::String(String::from("0012"))));
    assert_eq!(at(1), Some(Data::String(i64::MAX.to_string())));
    assert_eq!(at(2), Some(Data::String(String::from("1317624576693539401.00"))));
}

#[test]
fn long_lists_go_to_disk_and_on_in_the_next_sheet() {
    let bytes = Bytes::default();
    let mut writer = writer(Format::Xlsx, Output::to(bytes.clone()), Options::default());
    let columns = [column("household_id", ColumnKind::Text), column("persons", ColumnKind::Count)];
    writer.begin("households", "Hộ", &columns).expect("begin");
    for at in 0..25_000_i64 {
        writer.row(&[text(&format!("H{at:05}")), TableCell::Count(at)]).expect("a row");
    }
    writer.end(&[], &[String::from("note")]).expect("end");
    writer.finish().expect("memory takes it");
    let mut book = sheets(bytes.take());
    // The first sheet holds its heading and 19,999 rows.
    assert_eq!(book.sheet_names(), ["Hộ", "Hộ (2)"]);
    let first = book.worksheet_range("Hộ").expect("a sheet");
    let second = book.worksheet_range("Hộ (2)").expect("a sheet");
    for at in [0, 9_998, 9_999, 10_000, 19_998, 19_999, 24_999_u32] {
        let (sheet, row) = if at < 19_999 { (&first, at + 1) } else { (&second, at - 19_998) };
        assert_eq!(sheet.get_value((row, 0)), Some(&Data::String(format!("H{at:05}"))));
        assert_eq!(sheet.get_value((row, 1)), Some(&Data::Float(f64::from(at))));
    }
    assert_eq!(second.get_value((0, 0)), Some(&Data::String(String::from("HOUSEHOLD_ID"))));
    assert_eq!(second.get_value((5_003, 0)), Some(&Data::String(String::from("note"))));
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    for format in Format::ALL {
        let tables = [sample()];
        let first = written(&tables, format, Options::default()).expect("memory takes it");
        assert_eq!(first, written(&tables, format, Options::default()).expect("memory takes it"), "{format}");
    }
}

#[test]
fn odd_tables_are_written_in_every_format() {
    let nothing = Table::default();
    let longer = Table { rows: vec![vec![text("a"), text("b")]], columns: sample().columns[..1].to_vec(), ..sample() };
    let large = Table { rows: vec![vec![text(&"ộ\n".repeat(2_000_000))]], ..sample() };
    let controls = Table {
        title: (0..32_u8).map(char::from).chain("[]:*?/\\'".chars()).collect(),
        rows: vec![vec![text(&(0..160_u8).map(char::from).collect::<String>()), TableCell::Rate(Exact::INFINITY)]],
        ..sample()
    };
    for table in [nothing, longer, large, controls] {
        for format in Format::ALL {
            written(std::slice::from_ref(&table), format, Options::default()).expect("memory takes it");
        }
    }
}

#[test]
fn a_closed_pipe_is_told_apart() {
    for format in Format::ALL {
        for room in [0, 10] {
            let output = Output::to(Refusing(room, io::ErrorKind::BrokenPipe));
            let error = write_tables(&[sample()], format, output, Options::default()).expect_err("it is closed");
            assert!(error.is_closed_pipe(), "{format} {room}: {error}");
        }
    }
}

#[test]
fn a_full_disk_is_an_error_in_every_format() {
    for format in Format::ALL {
        for room in [0, 10, 600] {
            let output = Output::to(Refusing(room, io::ErrorKind::StorageFull));
            match write_tables(&[sample()], format, output, Options::default()) {
                Ok(()) => assert_eq!(room, 600, "{format}"),
                Err(error) => {
                    assert_eq!(
                        error.message(Language::En),
                        "cannot write to standard output: no space is left on the disk"
                    );
                    assert_eq!(error.message(Language::Vi), "không ghi được ra đầu ra chuẩn: ổ đĩa đã đầy");
                    assert_eq!(error.help(Language::En), ["make room or write to another disk"]);
                }
            }
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_device_is_an_error_in_every_format() {
    let none: [&Path; 0] = [];
    for format in Format::ALL {
        let output = Output::file(Path::new("/dev/full"), &none).expect("it can be opened");
        let error = write_tables(&[sample()], format, output, Options::default()).expect_err("it is full");
        assert_eq!(error.message(Language::En), "cannot write `/dev/full`: no space is left on the disk");
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[,\"\r\n a]{0,6}", "['=+@1a-]{0,5}"]
}

proptest! {
    #[test]
    fn csv_and_json_read_back_to_the_same_cells(
        rows in prop::collection::vec(prop::collection::vec(any_text(), 3), 0..5),
        headings in prop::collection::vec(any_text(), 3),
    ) {
        let table = Table {
            columns: headings.iter().enumerate()
                .map(|(at, heading)| column(&format!("{at}{heading}"), ColumnKind::Text)).collect(),
            rows: rows.iter().map(|row| row.iter().map(|cell| text(cell)).collect()).collect(),
            ..Table::default()
        };
        let ids: Vec<&str> = table.columns.iter().map(|column| column.id.as_str()).collect();

        let bytes = written(std::slice::from_ref(&table), Format::Csv, Options::default()).expect("memory takes it");
        let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
        prop_assert_eq!(reader.headers().expect("a header").iter().collect::<Vec<_>>(), ids.clone());
        let read: Vec<Vec<String>> =
            reader.records().map(|row| row.expect("a row").iter().map(|cell| without_mark(cell).to_owned()).collect()).collect();
        prop_assert_eq!(&read, &rows);

        let json = written(std::slice::from_ref(&table), Format::Json, Options::default()).expect("memory takes it");
        let parsed: serde_json::Value = serde_json::from_slice(&json).expect("json");
        for (at, row) in rows.iter().enumerate() {
            for (id, cell) in ids.iter().zip(row) {
                prop_assert_eq!(&parsed[at][id], cell);
            }
        }
    }

    #[test]
    fn workbooks_read_back_to_the_same_text(cells in prop::collection::vec("[ -~à-ỹ]{1,20}", 1..5)) {
        let rows = cells.iter().map(|cell| vec![text(cell)]).collect();
        let table = Table { columns: vec![column("a", ColumnKind::Text)], rows, ..sample() };
        let mut book = sheets(written(&[table], Format::Xlsx, Options::default()).expect("memory takes it"));
        let sheet = book.worksheet_range("Phân loại hộ").expect("a sheet");
        for (at, cell) in cells.iter().enumerate() {
            prop_assert_eq!(sheet.get_value((at as u32 + 1, 0)), Some(&Data::String(cell.clone())));
        }
    }
}
