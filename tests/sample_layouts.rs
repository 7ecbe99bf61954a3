//! The Yên Châu sample in each layout that is met in the field: `summary` over it gives the same bytes as over the original.
#![allow(clippy::disallowed_methods, reason = "reads the samples and writes copies of them to a temporary folder")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use unicode_normalization::UnicodeNormalization;

type Row = Vec<String>;

/// A table with its header.
#[derive(Clone)]
struct Table {
    header: Row,
    rows: Vec<Row>,
}

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

impl Table {
    fn sample(name: &str) -> Table {
        let bytes = std::fs::read(sample(name)).expect("a sample");
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let mut rows = reader.records().map(|row| row.expect("csv").iter().map(String::from).collect::<Row>());
        Table { header: rows.next().expect("a header"), rows: rows.collect() }
    }

    fn at(&self, header: &str) -> usize {
        self.header.iter().position(|own| own == header).unwrap_or_else(|| panic!("no column {header}"))
    }

    fn without(&self, headers: &[&str]) -> Table {
        let keep: Vec<usize> = (0..self.header.len()).filter(|at| !headers.contains(&&*self.header[*at])).collect();
        let pick = |row: &Row| keep.iter().map(|at| row[*at].clone()).collect();
        Table { header: pick(&self.header), rows: self.rows.iter().map(pick).collect() }
    }

    fn with(mut self, header: &str, value: impl Fn(usize, &Row) -> String) -> Table {
        self.header.push(header.to_owned());
        self.rows.iter_mut().enumerate().for_each(|(at, row)| row.push(value(at, row)));
        self
    }

    fn map(mut self, header: &str, change: impl Fn(&str) -> String) -> Table {
        let at = self.at(header);
        self.rows.iter_mut().for_each(|row| row[at] = change(&row[at]));
        self
    }

    fn rename(mut self, from: &str, to: &str) -> Table {
        let at = self.at(from);
        self.header[at] = to.to_owned();
        self
    }

    fn all(&self) -> Vec<Row> {
        std::iter::once(self.header.clone()).chain(self.rows.iter().cloned()).collect()
    }
}

fn households() -> Table {
    Table::sample("yen-chau-2022-households.csv")
}

fn members() -> Table {
    Table::sample("yen-chau-2022-members.csv")
}

fn summary(inputs: &[PathBuf]) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_rasoat"));
    program.arg("summary").args(inputs).args(["--format", "json", "--lang", "en", "--quiet"]);
    let output = program.output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("utf-8")
}

/// A folder, and the check that what is in it gives the summary of the sample.
struct Layouts {
    folder: tempfile::TempDir,
    expected: String,
}

impl Layouts {
    fn new() -> Layouts {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Layouts { folder, expected: summary(&[sample("yen-chau-2022.xlsx")]) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn same(&self, inputs: &[PathBuf]) {
        let found = summary(inputs);
        assert!(found == self.expected, "{inputs:?}:\n{found}");
    }

    fn csv(&self, name: &str, rows: &[Row]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, csv_bytes(rows, b',')).expect("a temporary file");
        path
    }

    fn book(&self, name: &str, sheets: &[(&str, Vec<Row>)], finish: &dyn Fn(&str, &mut Worksheet)) -> PathBuf {
        let mut book = Workbook::new();
        for (name, rows) in sheets {
            let sheet = book.add_worksheet();
            sheet.set_name(*name).expect("a name");
            write_rows(sheet, 0, rows);
            finish(name, sheet);
        }
        let path = self.path(name);
        book.save(&path).expect("a temporary file");
        path
    }
}

fn csv_bytes(rows: &[Row], separator: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).flexible(true).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).expect("memory takes it"));
    writer.into_inner().expect("memory takes it")
}

fn write_rows(sheet: &mut Worksheet, top: u32, rows: &[Row]) {
    for (row, cells) in (top..).zip(rows) {
        for (column, text) in (0u16..).zip(cells) {
            if !text.is_empty() {
                sheet.write_string(row, column, text).expect("in the sheet");
            }
        }
    }
}

fn row(cells: &[&str]) -> Row {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn titles() -> Vec<Row> {
    vec![
        row(&["UBND HUYỆN YÊN CHÂU", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]),
        row(&["", "", "", "Độc lập - Tự do - Hạnh phúc"]),
        row(&[]),
        row(&["DANH SÁCH HỘ THEO KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2022"]),
        row(&["(Kèm theo Báo cáo số 12/BC-UBND ngày 30 tháng 11 năm 2022)"]),
        row(&[]),
    ]
}

fn numbers(count: usize) -> Row {
    (1..=count).map(|number| format!("({number})")).collect()
}

#[test]
fn titles_above_and_numbers_below_the_header() {
    let layouts = Layouts::new();
    let dressed = |table: &Table| {
        let mut rows = titles();
        rows.push(table.header.clone());
        rows.push(numbers(table.header.len()));
        rows.extend(table.rows.iter().cloned());
        rows.extend([row(&[]), row(&["", "", "Ngày 30 tháng 11 năm 2022"]), row(&["", "", "NGƯỜI LẬP BIỂU"])]);
        rows
    };
    let sheets = [
        ("Bìa", vec![row(&["Báo cáo rà soát"])]),
        ("Danh sách hộ", dressed(&households())),
        ("Thành viên", dressed(&members())),
        ("Ghi chú", vec![row(&["Mã", "Nghĩa"]), row(&["1", "Có"])]),
    ];
    let hide = |name: &str, sheet: &mut Worksheet| {
        if name == "Ghi chú" {
            sheet.set_hidden(true);
        }
    };
    layouts.same(&[layouts.book("titles.xlsx", &sheets, &hide)]);
    let of_csv = [layouts.csv("h.csv", &dressed(&households())), layouts.csv("m.csv", &dressed(&members()))];
    layouts.same(&of_csv);
}

/// Headings over the columns from one header to another.
const HEADINGS: [(&str, &str, &str); 5] = [
    ("Địa chỉ", "Tỉnh", "Thôn"),
    ("Nhà ở", "Tường", "Diện tích nhà"),
    ("Phương tiện tiếp cận thông tin của hộ", "Tivi", "Điện thoại thông minh"),
    ("Nguyên nhân nghèo", "Không có đất sản xuất", "Nguyên nhân khác"),
    ("Nhu cầu hỗ trợ", "Hỗ trợ y tế", "Hỗ trợ khác"),
];

#[test]
fn headers_over_two_rows_with_merged_cells() {
    let layouts = Layouts::new();
    let table = households();
    let heading_of =
        |at: usize| HEADINGS.iter().find(|(_, first, last)| (table.at(first)..=table.at(last)).contains(&at));
    // under its heading a column says the rest: "Hỗ trợ" stands above, "y tế" below
    let leaf = |at: usize| match heading_of(at) {
        Some(("Nhu cầu hỗ trợ", ..)) => table.header[at].trim_start_matches("Hỗ trợ ").to_owned(),
        Some(_) => table.header[at].clone(),
        None => String::new(),
    };
    let top = |at: usize| match heading_of(at) {
        Some((heading, first, _)) if table.at(first) == at => (*heading).to_owned(),
        Some(_) => String::new(),
        None => table.header[at].clone(),
    };
    let columns = 0..table.header.len();
    let mut rows = titles();
    let header_row = rows.len() as u32;
    rows.push(columns.clone().map(top).collect());
    rows.push(columns.clone().map(leaf).collect());
    rows.extend(table.rows.iter().cloned());
    let merge = |name: &str, sheet: &mut Worksheet| {
        if name != "Hộ" {
            return;
        }
        let format = Format::new();
        for (heading, first, last) in HEADINGS {
            let (first, last) = (table.at(first) as u16, table.at(last) as u16);
            sheet.merge_range(header_row, first, header_row, last, heading, &format).expect("room for it");
        }
        for at in columns.clone().filter(|at| heading_of(*at).is_none()) {
            let (column, text) = (at as u16, &table.header[at]);
            sheet.merge_range(header_row, column, header_row + 1, column, text, &format).expect("room for it");
        }
    };
    let sheets = [("Hộ", rows.clone()), ("Thành viên", members().all())];
    layouts.same(&[layouts.book("merged.xlsx", &sheets, &merge)]);
    layouts.same(&[layouts.csv("h.csv", &rows), layouts.csv("m.csv", &members().all())]);
}

/// Households with their members under them, in one table: on each household's rows its cells, then a member's.
fn list(all_rows: bool) -> (Row, Vec<(Row, Row)>) {
    let (households, members) = (households(), members().rename("Họ và tên", "Họ và tên thành viên"));
    let without_key = |row: &Row| row[1..].to_vec();
    let header = [households.header.clone(), without_key(&members.header)].concat();
    let mut rows = Vec::new();
    for household in &households.rows {
        let own: Vec<&Row> = members.rows.iter().filter(|member| member[0] == household[0]).collect();
        let blank = vec![String::new(); household.len()];
        let none = vec![String::new(); members.header.len() - 1];
        rows.push((household.clone(), own.first().map_or(none, |member| without_key(member))));
        rows.extend(own.iter().skip(1).map(|member| {
            let household = if all_rows { household.clone() } else { blank.clone() };
            (household, without_key(member))
        }));
    }
    (header, rows)
}

#[test]
fn members_under_their_household() {
    let layouts = Layouts::new();
    for all_rows in [false, true] {
        let (header, rows) = list(all_rows);
        let mut table = titles();
        table.push(header);
        table.extend(rows.iter().map(|(household, member)| [household.clone(), member.clone()].concat()));
        let name = format!("list-{all_rows}");
        layouts.same(&[layouts.csv(&format!("{name}.csv"), &table)]);
        layouts.same(&[layouts.book(&format!("{name}.xlsx"), &[("Danh sách", table)], &|_, _| {})]);
    }
}

#[test]
fn communes_and_villages_on_rows_of_their_own() {
    let layouts = Layouts::new();
    let table = households();
    let (commune, village) = (table.at("Xã"), table.at("Thôn"));
    let slim = table.without(&["Xã", "Thôn"]);
    let mut rows = titles();
    rows.push(slim.header.clone());
    let mut before = ("", "");
    let mut number = 0;
    for (full, row) in table.rows.iter().zip(&slim.rows) {
        let group = |text: String| vec![String::new(), String::new(), text];
        let unit = (full[commune].as_str(), full[village].as_str());
        if unit.0 != before.0 {
            if number > 0 {
                rows.push(vec!["Cộng xã".into(), String::new(), String::new(), "12".into()]);
            }
            number += 1;
            let town = unit.0.starts_with("Thị trấn");
            rows.push(group(format!("{number}. {}{}", if town { "" } else { "Xã " }, unit.0)));
        }
        if unit != before {
            rows.push(group(unit.1.to_owned()));
        }
        before = unit;
        rows.push(row.clone());
    }
    rows.push(vec!["Tổng cộng".into(), String::new(), String::new(), "470".into()]);
    layouts.same(&[layouts.csv("groups.csv", &rows), layouts.csv("m.csv", &members().all())]);
}

#[test]
fn a_column_for_each_choice() {
    let layouts = Layouts::new();
    let table = households();
    let water = table.at("Nguồn nước");
    let mut sources: Vec<String> = table.rows.iter().map(|row| row[water].clone()).filter(|w| !w.is_empty()).collect();
    sources.sort();
    sources.dedup();
    let mut spread = table.without(&["Nguồn nước"]);
    let first_choice = spread.header.len();
    for source in &sources {
        let rows = &table.rows;
        spread = spread.with(source, |at, _| if rows[at][water] == *source { "x".into() } else { String::new() });
    }
    let mut top = vec![String::new(); spread.header.len()];
    top[..first_choice].clone_from_slice(&spread.header[..first_choice]);
    top[first_choice] = "Nguồn nước".into();
    let mut bottom = spread.header.clone();
    bottom[..first_choice].fill(String::new());
    let mut rows = vec![top, bottom];
    rows.extend(spread.rows);

    // the sex stands in two columns with the year or date of birth in one of them
    let people = members();
    let (sex, birth) = (people.at("Giới tính"), people.at("Ngày sinh"));
    let known_sex = people.rows.iter().all(|row| row[sex] == "Nam" || row[sex] == "Nữ");
    let rest = people.without(&["Giới tính"]);
    let sexes = if known_sex {
        let rows = &people.rows;
        let mark = |word: &'static str| {
            move |at: usize, _: &Row| if rows[at][sex] == word { "x".into() } else { String::new() }
        };
        rest.with("Nam", mark("Nam")).with("Nữ", mark("Nữ"))
    } else {
        people.clone()
    };
    assert!(birth > 0);
    layouts.same(&[layouts.csv("choices.csv", &rows), layouts.csv("m.csv", &sexes.all())]);
}

#[test]
fn names_above_labels() {
    let layouts = Layouts::new();
    let names = [("Mã hộ", "family.code"), ("Xã", "commune"), ("Tổng thu nhập tháng", "income_month")];
    let named = |table: Table| {
        let name = |header: &String| names.iter().find(|(label, _)| label == header).map_or("", |(_, name)| name);
        let top = |(at, header): (usize, &String)| match name(header) {
            "" => format!("field{at}"),
            name => name.to_owned(),
        };
        let mut rows = vec![table.header.iter().enumerate().map(top).collect::<Row>()];
        rows.extend(table.all());
        rows
    };
    layouts.same(&[layouts.csv("h.csv", &named(households())), layouts.csv("m.csv", &named(members()))]);
}

#[test]
fn exports_of_survey_programs() {
    let layouts = Layouts::new();
    let (households, members) = (households(), members());
    let index_of = |id: &str| households.rows.iter().position(|row| row[0] == id).map_or(999_999, |at| at + 1);
    // KoboToolbox: groups before the names, members joined by numbers of rows
    let grouped = |table: &Table, first: usize| -> Row {
        let header = table.header.iter().enumerate();
        header
            .map(|(at, header)| if at < first { header.clone() } else { format!("phieu/muc_{at}/{header}") })
            .collect()
    };
    let mut main =
        households.clone().with("_uuid", |at, _| format!("u-{at}")).with("_index", |at, _| (at + 1).to_string());
    let own = main.header.len();
    main.header = [grouped(&households, 1), main.header[own - 2..].to_vec()].concat();
    let repeat = members
        .clone()
        .with("_index", |at, _| (at + 1).to_string())
        .with("_parent_table_name", |_, _| "phieu_ra_soat".into())
        .with("_parent_index", |_, row| index_of(&row[0]).to_string())
        .without(&["Mã hộ"]);
    let sheets = [("phieu_ra_soat", main.all()), ("thanh_vien", repeat.all())];
    layouts.same(&[layouts.book("kobo.xlsx", &sheets, &|_, _| {})]);

    // ODK Central: csv files in a zip, joined by keys
    let key = |id: &str| format!("uuid:{:08}", index_of(id));
    let main = households.clone().with("KEY", |_, row| key(&row[0]));
    let repeat = members
        .clone()
        .with("PARENT_KEY", |_, row| key(&row[0]))
        .with("KEY", |at, row| format!("{}/tv[{at}]", key(&row[0])))
        .without(&["Mã hộ"]);
    let mut zip = zip::ZipWriter::new(std::fs::File::create(layouts.path("odk.zip")).expect("a temporary file"));
    let options = zip::write::SimpleFileOptions::default();
    for (name, table) in [("ra-soat.csv", &main), ("ra-soat-thanh-vien.csv", &repeat)] {
        zip.start_file(name, options).expect("room for it");
        zip.write_all(&csv_bytes(&table.all(), b',')).expect("room for it");
    }
    zip.finish().expect("room for it");
    layouts.same(&[layouts.path("odk.zip")]);

    // Survey Solutions: tab files with the interview's id
    let id = |id: &str| format!("{:032x}", index_of(id));
    let main = households.clone().with("interview__id", |_, row| id(&row[0]));
    let roster = members
        .clone()
        .with("interview__id", |_, row| id(&row[0]))
        .with("members__id", |at, _| (at % 9 + 1).to_string())
        .without(&["Mã hộ"]);
    for (name, table) in [("ho.tab", &main), ("members.tab", &roster)] {
        std::fs::write(layouts.path(name), csv_bytes(&table.all(), b'\t')).expect("a temporary file");
    }
    layouts.same(&[layouts.path("ho.tab"), layouts.path("members.tab")]);
}

fn by_commune() -> Vec<(String, Table, Table)> {
    let (households, members) = (households(), members());
    let commune = households.at("Xã");
    let mut names: Vec<String> = Vec::new();
    for row in &households.rows {
        if !names.contains(&row[commune]) {
            names.push(row[commune].clone());
        }
    }
    let part = |name: &String| {
        let mut own = households.clone();
        own.rows.retain(|row| row[commune] == *name);
        let mut people = members.clone();
        people.rows.retain(|row| own.rows.iter().any(|household| household[0] == row[0]));
        (name.clone(), own.without(&["Xã"]), people)
    };
    names.iter().map(part).collect()
}

#[test]
fn a_sheet_or_a_file_for_each_commune() {
    let layouts = Layouts::new();
    let parts = by_commune();
    let sheets: Vec<(&str, Vec<Row>)> = parts.iter().map(|(name, table, _)| (name.as_str(), table.all())).collect();
    let people = layouts.csv("members.csv", &members().all());
    layouts.same(&[layouts.book("communes.xlsx", &sheets, &|_, _| {}), people.clone()]);

    // a folder of files that are named after the commune, with columns in another order in every second one
    let folder = layouts.path("communes");
    std::fs::create_dir(&folder).expect("a temporary folder");
    for (number, (name, table, _)) in parts.iter().enumerate() {
        let mut rows = table.all();
        if number % 2 == 1 {
            rows.iter_mut().for_each(|row| row.reverse());
        }
        let bytes = csv_bytes(&rows, if number % 3 == 0 { b';' } else { b',' });
        std::fs::write(folder.join(format!("{:02}-ra-soat-{name}.csv", number + 1)), bytes).expect("a file");
    }
    layouts.same(&[folder.clone(), people.clone()]);
    layouts.same(&[folder.join("*.csv"), people]);

    // workbooks with the commune in a title line and the members on a second sheet
    let folder = layouts.path("workbooks");
    std::fs::create_dir(&folder).expect("a temporary folder");
    for (number, (name, table, people)) in parts.iter().enumerate() {
        let mut rows = titles();
        rows[1][0] = format!("Xã: {name}");
        rows.extend(table.all());
        let sheets = [("Hộ", rows), ("Thành viên", people.all())];
        let file = layouts.book("one.xlsx", &sheets, &|_, _| {});
        std::fs::rename(file, folder.join(format!("{:02}.xlsx", number + 1))).expect("a file");
    }
    layouts.same(&[folder]);
}

#[test]
fn text_in_other_forms() {
    let layouts = Layouts::new();
    let apart = |table: &Table| -> Vec<Row> {
        let odd = |text: &String| format!("\u{200b}{}\u{a0}", text.nfd().collect::<String>());
        table
            .all()
            .iter()
            .map(|row| row.iter().map(|text| if text.is_empty() { String::new() } else { odd(text) }).collect())
            .collect()
    };
    // names of communes go into the summary: they are put together again
    layouts.same(&[layouts.csv("h-nfd.csv", &apart(&households())), layouts.csv("m-nfd.csv", &apart(&members()))]);
    let utf16 = |name: &str, table: &Table| {
        let text = String::from_utf8(csv_bytes(&table.all(), b'\t')).expect("utf-8");
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        let path = layouts.path(name);
        std::fs::write(&path, units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()).expect("a file");
        path
    };
    layouts.same(&[utf16("h.txt", &households()), utf16("m.txt", &members())]);
    let excel = |name: &str, table: &Table| {
        let mut bytes = "\u{feff}sep=;\r\n".as_bytes().to_vec();
        bytes.extend(csv_bytes(&table.all(), b';'));
        std::fs::write(layouts.path(name), bytes).expect("a file");
        layouts.path(name)
    };
    layouts.same(&[excel("h-sep.csv", &households()), excel("m-sep.csv", &members())]);
    layouts.same(&[gzipped(&layouts, "h.csv.gz", &households()), gzipped(&layouts, "m.csv.gz", &members())]);
}

fn gzipped(layouts: &Layouts, name: &str, table: &Table) -> PathBuf {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&csv_bytes(&table.all(), b',')).expect("memory takes it");
    let path: &Path = &layouts.path(name);
    std::fs::write(path, encoder.finish().expect("memory takes it")).expect("a file");
    path.to_owned()
}

#[test]
fn values_as_people_write_them() {
    let layouts = Layouts::new();
    let dots = |text: &str| {
        let digits: Vec<char> = text.chars().rev().collect();
        let groups: Vec<String> = digits.chunks(3).map(|group| group.iter().rev().collect()).collect();
        groups.into_iter().rev().collect::<Vec<_>>().join(".")
    };
    let money = |text: &str| if text.is_empty() { String::new() } else { format!("{}đ", dots(text)) };
    let dashes = |text: &str| text.replace('/', "-");
    let marks = |text: &str| match text {
        "có" => "X".to_owned(),
        "không" => "0".to_owned(),
        other => other.to_owned(),
    };
    let households = households()
        .map("Tổng thu nhập tháng", money)
        .map("Ngày rà soát", dashes)
        .map("Sử dụng internet", marks)
        .map("Khu vực", |text| text.to_uppercase());
    let members = members().map("Ngày sinh", dashes).map("Có thẻ BHYT", marks);
    layouts.same(&[layouts.csv("h.csv", &households.all()), layouts.csv("m.csv", &members.all())]);
    let causes: Vec<usize> =
        (0..households.header.len()).filter(|at| CAUSES.contains(&&*households.header[*at])).collect();
    assert_eq!(causes.len(), 8);
    // the causes' numbers in one cell
    let rows = households.rows.clone();
    let joined = households.without(&CAUSES).with("Nguyên nhân nghèo", |at, _| {
        let given = causes.iter().zip(1..).filter(|(column, _)| !rows[at][**column].is_empty());
        given.map(|(_, number)| number.to_string()).collect::<Vec<String>>().join(", ")
    });
    layouts.same(&[layouts.csv("h-causes.csv", &joined.all()), layouts.csv("m-causes.csv", &members.all())]);
}

const CAUSES: [&str; 8] = [
    "Không có đất sản xuất",
    "Không có vốn sản xuất, kinh doanh",
    "Không có lao động",
    "Không có công cụ/phương tiện sản xuất",
    "Không có kiến thức về sản xuất",
    "Không có kỹ năng lao động, sản xuất",
    "Có người ốm đau, bệnh nặng, tai nạn",
    "Nguyên nhân khác",
];
