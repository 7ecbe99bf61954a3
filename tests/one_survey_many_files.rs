//! One survey in many files: the workbook, the csv pair, and the pair with other separators, marks, line ends, orders of
//! rows and columns, and headers as people type them, all give the same tables. And the formats of an output carry the
//! same numbers.
#![allow(clippy::disallowed_methods, reason = "reads the samples and writes copies of them to a temporary folder")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader};
use unicode_normalization::UnicodeNormalization;

type Rows = Vec<Vec<String>>;

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn pair() -> [PathBuf; 2] {
    [sample("yen-chau-2022-households.csv"), sample("yen-chau-2022-members.csv")]
}

/// What a command writes to standard output, and nothing but notes to standard error.
fn run(command: &str, inputs: &[PathBuf], options: &[&str]) -> Vec<u8> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_rasoat"));
    program.arg(command).args(inputs).args(options).args(["--quiet", "--lang", "en"]);
    let output = program.output().expect("the program runs");
    assert!(output.status.success(), "{options:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn read(path: &Path) -> Rows {
    let bytes = std::fs::read(path).expect("a sample");
    rows(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes))
}

fn rows(bytes: &[u8]) -> Rows {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|record| record.expect("csv").iter().map(String::from).collect()).collect()
}

/// How a csv file is written.
#[derive(Clone, Copy)]
struct Look {
    separator: u8,
    mark: bool,
    line_end: csv::Terminator,
}

const PLAIN: Look = Look { separator: b',', mark: false, line_end: csv::Terminator::Any(b'\n') };

fn write(path: PathBuf, rows: &Rows, look: Look) -> PathBuf {
    let mut bytes = if look.mark { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    let mut writer =
        csv::WriterBuilder::new().delimiter(look.separator).terminator(look.line_end).from_writer(&mut bytes);
    rows.iter().for_each(|row| writer.write_record(row).expect("memory takes it"));
    drop(writer);
    std::fs::write(&path, bytes).expect("a temporary file");
    path
}

/// In another order, always the same one.
fn stirred<T: Clone>(items: &[T]) -> Vec<T> {
    let key = |index: usize| (index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31);
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|index| key(*index));
    order.into_iter().map(|index| items[index].clone()).collect()
}

fn with_stirred_rows(rows: &Rows) -> Rows {
    let (header, rest) = rows.split_first().expect("a header");
    std::iter::once(header.clone()).chain(stirred(rest)).collect()
}

/// As typed on a keyboard without Vietnamese.
fn shouted(text: &str) -> String {
    let bare = text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    bare.collect::<String>().replace('đ', "d").replace('Đ', "D").to_uppercase()
}

fn with_headers(rows: &Rows, change: impl Fn(&str) -> String) -> Rows {
    let (header, rest) = rows.split_first().expect("a header");
    std::iter::once(header.iter().map(|title| change(title)).collect()).chain(rest.iter().cloned()).collect()
}

#[test]
fn the_workbook_and_the_csv_pair_give_the_same_bytes() {
    for table in ["classification", "deprivations"] {
        let options = ["--format", "csv", "--table", table];
        let of_pair = run("summary", &pair(), &options);
        assert!(of_pair.len() > 1000);
        assert_eq!(run("summary", &[sample("yen-chau-2022.xlsx")], &options), of_pair, "{table}");
        let [households, members] = pair();
        assert_eq!(run("summary", &[members, households], &options), of_pair, "{table}, the members first");
    }
}

#[test]
fn the_look_of_the_files_changes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [households, members] = pair().map(|path| read(&path));
    // json holds both tables
    let expected = run("summary", &pair(), &["--format", "json"]);
    let same = |what: &str, households: &Rows, members: &Rows, look: Look| {
        let file = |name: &str| folder.path().join(format!("{}-{name}.csv", what.replace(' ', "-")));
        let inputs = [write(file("households"), households, look), write(file("members"), members, look)];
        let found = run("summary", &inputs, &["--format", "json"]);
        assert!(found == expected, "{what}:\n{}", String::from_utf8_lossy(&found));
    };
    same("plain", &households, &members, PLAIN);
    same("semicolons", &households, &members, Look { separator: b';', ..PLAIN });
    same("tabs", &households, &members, Look { separator: b'\t', ..PLAIN });
    same("byte order mark", &households, &members, Look { mark: true, ..PLAIN });
    same("crlf", &households, &members, Look { line_end: csv::Terminator::CRLF, ..PLAIN });
    let excel = Look { separator: b';', mark: true, line_end: csv::Terminator::CRLF };
    same("as a Vietnamese Excel writes it", &households, &members, excel);
    same("member rows in another order", &households, &with_stirred_rows(&members), PLAIN);
    let columns = |rows: &Rows| rows.iter().map(|row| stirred(row)).collect::<Rows>();
    same("columns in another order", &columns(&households), &columns(&members), PLAIN);
    let upper = |rows: &Rows| with_headers(rows, str::to_uppercase);
    same("upper-case headers", &upper(&households), &upper(&members), PLAIN);
    let bare = |rows: &Rows| with_headers(rows, shouted);
    same("upper-case headers without accents", &bare(&households), &bare(&members), PLAIN);
    let apart = |rows: &Rows| with_headers(rows, |title| format!("  {} ", title.nfd().collect::<String>()));
    same("headers in separate accents and blanks", &apart(&households), &apart(&members), PLAIN);
}

#[test]
fn households_come_out_in_input_order() {
    let ids = |rows: &Rows| rows.iter().skip(1).map(|row| row[0].clone()).collect::<Vec<_>>();
    let [households, members] = pair().map(|path| read(&path));
    let found = rows(&run("classify", &pair(), &["--format", "csv"]));
    assert_eq!(found[0][0], "household_id");
    assert_eq!(ids(&found), ids(&households));

    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = |name: &str, rows: &Rows| write(folder.path().join(name), rows, PLAIN);
    let other = with_stirred_rows(&households);
    let inputs = [file("households.csv", &other), file("members.csv", &with_stirred_rows(&members))];
    let stirred = rows(&run("classify", &inputs, &["--format", "csv"]));
    assert_eq!(ids(&stirred), ids(&other));
    let by_id = |rows: &Rows| rows.iter().cloned().map(|row| (row[0].clone(), row)).collect::<BTreeMap<_, _>>();
    assert_eq!(by_id(&stirred), by_id(&found));
    assert_eq!(rows(&run("classify", &[sample("yen-chau-2022.xlsx")], &["--format", "csv"])), found);
}

/// The machine table as objects of json would be: numbers where a cell is one.
fn objects(table: &Rows) -> Vec<BTreeMap<String, Option<Cell>>> {
    let (header, rest) = table.split_first().expect("a header");
    let object = |row: &Vec<String>| {
        let cell = |text: &String| (!text.is_empty()).then(|| Cell::of(text));
        header.iter().cloned().zip(row.iter().map(cell)).collect()
    };
    rest.iter().map(object).collect()
}

#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Number(f64),
    Text(String),
}

impl Cell {
    fn of(text: &str) -> Cell {
        text.parse().map_or_else(|_| Cell::Text(text.to_owned()), Cell::Number)
    }
}

fn summary_csv(table: &str) -> Rows {
    rows(&run("summary", &pair(), &["--format", "csv", "--total", "--table", table]))
}

#[test]
fn json_carries_the_numbers_of_csv() {
    let json: serde_json::Value =
        serde_json::from_slice(&run("summary", &pair(), &["--format", "json", "--total"])).expect("json");
    for table in ["classification", "deprivations"] {
        let of_json = json[table].as_array().expect("a table").iter().map(|row| {
            let row = row.as_object().expect("a row").iter();
            let cell = |value: &serde_json::Value| match value {
                serde_json::Value::Null => None,
                serde_json::Value::String(text) => Some(Cell::Text(text.clone())),
                value => Some(Cell::Number(value.as_f64().expect("a number"))),
            };
            row.map(|(id, value)| (id.clone(), cell(value))).collect::<BTreeMap<_, _>>()
        });
        assert_eq!(of_json.collect::<Vec<_>>(), objects(&summary_csv(table)), "{table}");
    }
}

/// What the tables for people show of a machine table: by row, commune first.
fn shown() -> [Rows; 2] {
    let pick = |table: &Rows, columns: &[&str], keep: &dyn Fn(&BTreeMap<&str, &str>) -> bool| {
        let (header, rest) = table.split_first().expect("a header");
        let rows = rest.iter().map(|row| header.iter().map(String::as_str).zip(row.iter().map(String::as_str)));
        let rows = rows.map(|row| row.collect::<BTreeMap<_, _>>()).filter(|row| keep(row));
        rows.map(|row| columns.iter().map(|id| row[id].to_owned()).collect()).collect::<Rows>()
    };
    let of_classes = [
        "commune",
        "households",
        "persons",
        "poor",
        "poor_rate",
        "near_poor",
        "near_poor_rate",
        "average",
        "average_rate",
        "non_poor",
        "non_poor_rate",
        "undetermined",
        "multidimensional_poverty_rate",
    ];
    let of_deprivations = [
        "commune",
        "households",
        "total",
        "employment",
        "dependents",
        "nutrition",
        "health_insurance",
        "adult_education",
        "child_schooling",
        "housing_quality",
        "housing_area",
        "water",
        "toilet",
        "telecom",
        "information_means",
    ];
    let mut tables = [
        pick(&summary_csv("classification"), &of_classes, &|_| true),
        pick(&summary_csv("deprivations"), &of_deprivations, &|row| row["of"] == "poor_and_near_poor"),
    ];
    // a machine word in csv, a word for people elsewhere
    for row in tables.iter_mut().flatten().filter(|row| row[0] == "total") {
        row[0] = "Total".to_owned();
    }
    tables
}

fn cells(rows: &Rows) -> Vec<Vec<Cell>> {
    rows.iter().map(|row| row.iter().map(|text| Cell::of(text)).collect()).collect()
}

#[test]
fn markdown_carries_the_numbers_of_csv() {
    let text = String::from_utf8(run("summary", &pair(), &["--format", "markdown"])).expect("utf-8");
    let tables: Vec<Rows> = text
        .split("\n## ")
        .map(|part| {
            let lines = part.lines().filter(|line| line.starts_with("| ")).skip(2);
            let cell = |text: &str| text.trim().trim_matches('*').replace(',', "");
            lines.map(|line| line.trim_matches('|').split('|').map(cell).collect()).collect()
        })
        .collect();
    assert_eq!(tables.len(), 2);
    for (found, expected) in tables.iter().zip(shown()) {
        assert_eq!(expected.len(), 16);
        assert_eq!(found, &expected);
    }
}

#[test]
fn the_workbook_carries_the_numbers_of_csv() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("summary.xlsx");
    run("summary", &pair(), &["-o", path.to_str().expect("a plain name")]);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).expect("a workbook");
    let sheets = book.worksheets();
    assert_eq!(sheets.len(), 2);
    for ((name, sheet), expected) in sheets.iter().zip(shown()) {
        let cell = |cell: &Data| match cell {
            Data::Int(number) => Cell::Number(*number as f64),
            Data::Float(number) => Cell::Number(*number),
            other => Cell::Text(other.to_string()),
        };
        let rows = sheet.rows().map(|row| row.iter().map(cell).collect::<Vec<_>>());
        let data = rows.filter(|row| matches!(row[1], Cell::Number(_))).collect::<Vec<_>>();
        assert_eq!(data, cells(&expected), "{name}");
    }
}
