//! A second opinion on the report forms: columns of them in plain SQL (`tests/sql/forms.sql`), run by SQLite over the sample, against what
//! `rasoat forms` counts; and against `rasoat summary`.
#![allow(clippy::disallowed_methods, reason = "reads the committed samples")]

use std::collections::BTreeMap;

use program::{import, named_rows, rasoat, run, sample};
use rusqlite::Connection;

mod program;

const SURVEY: &str = "samples/yen-chau-2022.xlsx";

fn form(number: &str, more: &[&str]) -> Vec<BTreeMap<String, String>> {
    let mut arguments = vec!["forms", SURVEY, "--form", number, "--format", "csv", "--rows", "province"];
    arguments.extend(more);
    named_rows(&rasoat(&arguments)).into_iter().filter(|row| row["level"] == "commune").collect()
}

/// The sample with its classes, and the views of `tests/sql/forms.sql`.
fn counted_by_sql() -> Connection {
    let connection = Connection::open_in_memory().expect("SQLite");
    connection.execute_batch("begin").expect("a transaction");
    import(&connection, "households", &sample("yen-chau-2022-households.csv"));
    import(&connection, "members", &sample("yen-chau-2022-members.csv"));
    import(&connection, "classified", &rasoat(&["classify", SURVEY, "--format", "csv"]));
    connection.execute_batch("create index by_id on members (\"Mã hộ\")").expect("an index");
    connection.execute_batch(include_str!("sql/forms.sql")).expect("the SQL runs");
    connection
}

#[test]
fn forms_are_what_sql_counts() {
    let connection = counted_by_sql();
    let forms: [(&str, &[&str]); 6] = [
        (
            "1",
            &[
                "households",
                "persons",
                "poor",
                "near_poor",
                "average_farming",
                "poor_persons",
                "near_poor_persons",
                "average_farming_persons",
            ],
        ),
        ("8", &["poor", "poor_minority", "poor_merit", "near_poor", "near_poor_minority", "near_poor_merit"]),
        ("10", &["poor_cause_land", "poor_cause_labour", "near_poor_cause_land", "near_poor_cause_labour"]),
        (
            "9",
            &[
                "poor",
                "poor_kinh",
                "poor_minority",
                "poor_thai",
                "poor_hmong",
                "poor_kho_mu",
                "poor_xinh_mun",
                "near_poor",
                "near_poor_kinh",
                "near_poor_minority",
                "near_poor_thai",
                "near_poor_hmong",
                "near_poor_kho_mu",
                "near_poor_xinh_mun",
            ],
        ),
        ("11", &["poor_children", "near_poor_children"]),
        ("12", &["households", "minority", "class_households", "class_minority", "class_female_head"]),
    ];
    for (number, columns) in forms {
        let mut query = connection.prepare(&format!("select * from form_{number}")).expect("a view");
        let counted = query.query_map([], |row| {
            let numbers = (1..=columns.len()).map(|at| row.get(at)).collect::<Result<Vec<i64>, _>>()?;
            Ok((row.get(0)?, numbers))
        });
        let counted: BTreeMap<String, Vec<i64>> = counted.expect("rows").collect::<Result<_, _>>().expect("numbers");
        let told = form(number, &[])
            .into_iter()
            .filter(|row| row.get("measure").is_none_or(|measure| measure == "households"));
        let told: BTreeMap<String, Vec<i64>> = told
            .map(|row| {
                let numbers = columns.iter().map(|column| row[*column].parse().expect("a number")).collect();
                (row["commune"].clone(), numbers)
            })
            .collect();
        assert_eq!(told.len(), 15);
        assert_eq!(told, counted, "form {number}: {columns:?}");
    }
}

/// The ministry's rows: areas with their communes, and the two lines of form 7.10 under each.
#[test]
fn the_ministry_s_rows_are_what_sql_counts() {
    let connection = counted_by_sql();
    for (number, columns) in [
        ("7.1", &["households", "persons", "poor", "near_poor"][..]),
        ("7.10", &["households", "cause_land", "cause_labour"]),
    ] {
        let view = number.replace('.', "_");
        let mut query = connection.prepare(&format!("select * from form_{view}")).expect("a view");
        let counted = query.query_map([], |row| {
            let words = (0..4).map(|at| row.get(at)).collect::<Result<Vec<String>, _>>()?;
            let numbers = (4..4 + columns.len()).map(|at| row.get(at)).collect::<Result<Vec<i64>, _>>()?;
            Ok((words, numbers))
        });
        let counted: BTreeMap<Vec<String>, Vec<i64>> =
            counted.expect("rows").collect::<Result<_, _>>().expect("numbers");
        let told: BTreeMap<Vec<String>, Vec<i64>> =
            named_rows(&rasoat(&["forms", SURVEY, "--form", number, "--format", "csv"]))
                .into_iter()
                .map(|row| {
                    let word = |id: &str| row.get(id).cloned().unwrap_or_default();
                    let numbers = columns.iter().map(|column| row[*column].parse().expect("a number")).collect();
                    (["level", "area", "commune", "class"].map(word).into(), numbers)
                })
                .collect();
        // fifteen communes and two areas
        assert_eq!(told.len(), if number == "7.10" { 51 } else { 17 });
        assert_eq!(told, counted, "form {number}");
    }
}

#[test]
fn the_ministry_s_forms_have_no_columns_of_the_province() {
    for (number, own) in [("1", "average_farming"), ("4", "deprivations"), ("6", "deprivations")] {
        let header = |rows: &str| {
            let text = rasoat(&["forms", SURVEY, "--form", number, "--format", "csv", "--rows", rows]);
            text.lines().next().expect("a header").to_owned()
        };
        assert!(header("province").contains(own) && !header("ministry").contains(own), "form {number}");
    }
}

/// A household of no known people is neither Kinh nor of a minority, so that the two do not add up: the warning names the cells.
#[test]
fn numbers_that_do_not_add_up_are_told_with_their_cells() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("survey.csv");
    let lines = [
        "Mã hộ,Huyện,Xã,Khu vực,Dân tộc,Số nhân khẩu,Điểm B1,Điểm B2",
        "1,H,X,nông thôn,Kinh,3,100,40",
        "2,H,X,nông thôn,Mông,3,100,40",
        "3,H,X,nông thôn,,3,100,40",
        "4,H,X,thành thị,H'Mông,3,100,40",
    ];
    std::fs::write(&path, lines.join("\n")).expect("written");
    let arguments = ["forms", &path.display().to_string(), "--year", "2022", "--form", "9", "--lang", "en"];
    let output = run(&[&arguments[..], &["--format", "csv"]].concat());
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    // total 4, minority 2, Kinh 1; both spellings are one people
    assert!(out.contains("commune,rural,H,X,4,2,1,2,0,0,0,0"), "{out}");
    let expected = "Kinh and minority add up to the poor (X): `Form 7.9!E13` = 1 + `Form 7.9!D13` = 2 differs from `Form 7.9!C13` = 4";
    assert!(err.contains(expected), "{err}");
    assert!(err.contains("X has 1 urban and 3 rural households"), "{err}");
}

#[test]
fn the_forms_of_deprivations_are_those_of_the_summary() {
    for (number, class) in [("4", "poor"), ("6", "near_poor")] {
        let summary = rasoat(&["summary", SURVEY, "--table", "deprivations", "--format", "csv"]);
        let summary: Vec<_> = named_rows(&summary).into_iter().filter(|row| row["of"] == class).collect();
        let told = form(number, &[]);
        assert_eq!(told.len(), 15);
        for (row, summary) in told.iter().zip(&summary) {
            let mut sum = 0;
            for (id, count) in row.iter().filter(|(id, _)| summary.contains_key(&format!("{id}_rate"))) {
                assert_eq!(count, &summary[id], "{} {id}", row["commune"]);
                sum += count.parse::<i64>().expect("a number");
            }
            assert_eq!(row["deprivations"], sum.to_string(), "1 … 12 add up to the total");
            assert_eq!((&row["commune"], &row["households"]), (&summary["commune"], &summary["households"]));
        }
    }
}

#[test]
fn a_rate_is_its_numerator_in_a_hundred() {
    let (counts, rates) = (form("4", &[]), form("5", &[]));
    for (counts, rates) in counts.iter().zip(&rates) {
        let households: i64 = counts["households"].parse().expect("a number");
        for id in ["employment", "water", "information_means"] {
            let deprived: i64 = counts[id].parse().expect("a number");
            // two decimals, half away from zero, by whole numbers: (2 × 10,000 × n / d + 1) / 2
            let hundredths = (20_000 * deprived / households + 1) / 2;
            assert_eq!(rates[id], format!("{}.{:02}", hundredths / 100, hundredths % 100), "{id}");
        }
    }
}

#[test]
fn a_form_without_its_fields_is_left_out() {
    let output =
        run(&["forms", "samples/yen-chau-2022-recorded.csv", "--format", "json", "--lang", "en", "--rows", "province"]);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.contains("form_4") && !out.contains("form_1\""), "{out}");
    assert!(err.contains("form 1 is left out: the survey has not `farming`"), "{err}");
    // with points alone nothing is known of any indicator: not one is counted as zero
    let output = run(&["forms", "samples/yen-chau-2022-points.csv", "--form", "4", "--lang", "en"]);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && err.contains("form 7.4 is left out"), "{err}");
}

/// The sheets of a workbook: values and formulas.
struct Book(BTreeMap<String, (calamine::Range<calamine::Data>, calamine::Range<String>)>);

impl Book {
    fn open(path: &std::path::Path) -> Book {
        use calamine::Reader;
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
        let names = book.sheet_names();
        Book(
            names
                .into_iter()
                .map(|name| {
                    let values = book.worksheet_range(&name).expect("values");
                    let formulas = book.worksheet_formula(&name).expect("formulas");
                    (name, (values, formulas))
                })
                .collect(),
        )
    }

    /// Computes a cell: sums and differences of cells, rates, comparisons with a sum; 1 is true.
    fn computed(&self, sheet: &str, cell: (u32, u32)) -> Option<f64> {
        use calamine::{Data, DataType};
        let (values, formulas) = &self.0[sheet];
        let formula = formulas.get_value(cell).cloned().unwrap_or_default();
        if formula.is_empty() {
            return match values.get_value(cell) {
                None | Some(Data::Empty) => None,
                Some(value) => value.as_f64(),
            };
        }
        if let Some(rate) = formula.strip_prefix("IF(") {
            let (among, rest) = rate.split_once("=0,\"\",").expect("a rate");
            let (numerator, rest) = rest.split_once('/').expect("a rate");
            assert_eq!(rest, format!("{among}*100)"));
            let among = self.sum(sheet, among).filter(|among| *among != 0.0)?;
            return Some(self.sum(sheet, numerator)? / among * 100.0);
        }
        if let Some((sum, times)) = formula.split_once(">=") {
            let (times, with) = times.split_once('*').expect("so many times");
            let [sum, with] = [sum, with].map(|sum| self.sum(sheet, sum.trim_matches(['(', ')'])).expect("numbers"));
            return Some(f64::from(sum >= times.parse::<f64>().expect("a number") * with));
        }
        match formula.split_once("-(") {
            Some((sum, with)) => Some(self.sum(sheet, sum)? - self.sum(sheet, with.trim_end_matches(')'))?),
            None => self.sum(sheet, &formula),
        }
    }

    fn sum(&self, sheet: &str, text: &str) -> Option<f64> {
        let mut sum = 0.0;
        let mut sign = '+';
        for part in text.split_inclusive(['+', '-']) {
            let own = sign;
            sign = part.chars().last()?;
            let name = part.trim_end_matches(['+', '-']);
            let (sheet, cell) = name.split_once('!').map_or((sheet, name), |(of, cell)| (of.trim_matches('\''), cell));
            let letters = cell.bytes().take_while(u8::is_ascii_alphabetic);
            let column = letters.fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1) - 1;
            let row: u32 = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().expect("a row");
            let value = self.computed(sheet, (row - 1, column))?;
            sum += if own == '-' { -value } else { value };
        }
        Some(sum)
    }
}

#[test]
fn every_formula_of_the_workbook_gives_the_value_kept_with_it() {
    use calamine::{Data, DataType};
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| folder.path().join(name);
    for rows in ["ministry", "province"] {
        let (path, again) = (place("forms.xlsx"), place("again.xlsx"));
        let make = |path: &std::path::Path, threads: &str| {
            let to = path.display().to_string();
            rasoat(&["forms", SURVEY, "--rows", rows, "--check-columns", "--threads", threads, "-o", &to]);
            std::fs::read(path).expect("a workbook")
        };
        assert_eq!(make(&path, "2"), make(&again, "1"));
        let book = Book::open(&path);
        // eleven forms without the flows, and the charts
        assert_eq!(book.0.len(), 12);
        let (mut checked, mut rates_of_other_sheets, mut checks) = (0, 0, 0);
        for (name, (values, formulas)) in &book.0 {
            // numbers are numbers, never words
            let (top, left) = values.start().expect("cells");
            let number = |(row, column, value): (usize, usize, &Data)| {
                let (row, column) = (row as u32 + top, column as u32 + left);
                name == "Charts" || row < 10 || column < 3 || !value.is_string()
            };
            assert!(values.used_cells().all(number), "{name}");
            let start = formulas.start().unwrap_or_default();
            for (row, column, formula) in
                formulas.used_cells().map(|(row, column, f)| (row as u32 + start.0, column as u32 + start.1, f))
            {
                let kept = match values.get_value((row, column)) {
                    Some(Data::Bool(kept)) => Some(f64::from(*kept)),
                    Some(value) => value.as_f64(),
                    None => None,
                };
                match (book.computed(name, (row, column)), kept) {
                    (Some(computed), Some(kept)) => {
                        assert!((computed - kept).abs() < 1e-9, "{name} {row} {column}: {formula}: {computed} {kept}");
                    }
                    (computed, kept) => assert_eq!(computed, kept, "{name} {row} {column}: {formula}"),
                }
                checked += 1;
                rates_of_other_sheets += usize::from(formula.starts_with("IF(") && formula.contains('!'));
                checks += usize::from(formula.contains("-("));
            }
        }
        assert!(
            checked > 400 && rates_of_other_sheets > 300 && checks > 100,
            "{checked} {rates_of_other_sheets} {checks}"
        );
    }
}

/// With hidden counts the workbook has no formula over one of them, and no number that the csv has not; sums on it are right where they
/// are formulas, and no chart draws what is hidden.
#[test]
fn a_workbook_with_hidden_counts_tells_none_of_them() {
    use calamine::{Data, DataType};
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("forms.xlsx");
    let to = path.display().to_string();
    let previous = ["--previous", "samples/yen-chau-2021-list.csv"];
    let all = ["forms", SURVEY, "--rows", "province", "--check-columns", "--lang", "en", "--min-cell", "5"];
    rasoat(&[&all[..], &previous, &["-o", &to]].concat());
    let book = Book::open(&path);
    let hidden = |value: Option<&Data>| matches!(value, Some(Data::String(text)) if text == "…");
    let (mut marks, mut formulas_checked) = (0, 0);
    for (name, (values, formulas)) in &book.0 {
        let (top, left) = values.start().expect("cells");
        marks += values.used_cells().filter(|(.., value)| hidden(Some(value))).count();
        assert!(!values.used_cells().any(|(.., value)| value.is_error()), "{name}");
        if values.used_cells().any(|(.., value)| hidden(Some(value))) {
            let is_told = |value: &Data| value.to_string().starts_with("…: not shown");
            assert!(values.used_cells().any(|(.., value)| is_told(value)), "{name}");
        }
        let start = formulas.start().unwrap_or_default();
        for (row, column, formula) in formulas.used_cells() {
            let at = (row as u32 + start.0, column as u32 + start.1);
            let kept = match values.get_value(at) {
                Some(Data::Bool(kept)) => Some(f64::from(*kept)),
                Some(value) => value.as_f64(),
                None => None,
            };
            // a formula over `…` would have no number
            match (book.computed(name, at), kept) {
                (Some(computed), Some(kept)) => assert!((computed - kept).abs() < 1e-9, "{name} {at:?}: {formula}"),
                (computed, kept) => assert_eq!(computed, kept, "{name} {at:?}: {formula}"),
            }
            formulas_checked += 1;
        }
        if name == "Charts" {
            continue;
        }
        // households, children and persons that are counted, against the csv with all numbers: each is the same or `…`
        let number = name.trim_start_matches("Form ");
        let of = |more: &[&str]| {
            let own = ["forms", SURVEY, "--rows", "province", "--form", number, "--format", "csv"];
            named_rows(&rasoat(&[&own[..], &previous, more].concat()))
        };
        let (concealed, counted) = (of(&["--min-cell", "5"]), of(&[]));
        assert_eq!(concealed.len(), counted.len());
        let mut left_out = 0;
        for (concealed, counted) in concealed.iter().zip(&counted) {
            for (column, value) in concealed {
                let own = &counted[column];
                left_out += usize::from(value == "hidden");
                assert!(value == own || value == "hidden", "form {number} {column}: {value} {own}");
                let is_small = own.parse().is_ok_and(|own: i64| (1..5).contains(&own));
                assert!(!is_small || value == "hidden" || column.ends_with("rate"), "form {number} {column}: {own}");
            }
        }
        assert!(left_out > 0, "form {number}");
        // number and unit on the sheet for level, area, upper unit and commune of the csv
        let columns = counted[0].len() - 2;
        let is_of_form =
            |row: usize, column: usize| row as u32 + top > 9 && column + left as usize > 1 && column < columns;
        let small = values.used_cells().filter(|(row, column, value)| {
            let whole = value.as_f64().is_some_and(|own| own > 0.0 && own < 5.0 && own.fract() == 0.0);
            is_of_form(*row, *column) && whole
        });
        assert_eq!(small.collect::<Vec<_>>(), [], "form {number}");
    }
    assert!(marks > 200 && formulas_checked > 200, "{marks} {formulas_checked}");
}

#[test]
fn districts_of_one_name_in_two_provinces_are_two() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("survey.csv");
    let header = "Mã hộ,Tỉnh,Huyện,Xã,Khu vực,Số nhân khẩu,Điểm B1,Điểm B2,farming";
    let rows = ["1,P1,Châu Thành,X,nông thôn,3,100,40,có", "2,P2,Châu Thành,X,nông thôn,2,200,0,có"];
    std::fs::write(&path, [header, rows[0], rows[1]].join("\n")).expect("written");
    let text = rasoat(&[
        "forms",
        &path.display().to_string(),
        "--year",
        "2022",
        "--form",
        "1",
        "--format",
        "csv",
        "--rows",
        "province",
    ]);
    let units: Vec<String> = named_rows(&text)
        .into_iter()
        .map(|row| {
            format!("{} {}/{} {} {}", row["level"], row["upper"], row["commune"], row["households"], row["persons"])
        })
        .collect();
    assert_eq!(
        units,
        [
            "upper Châu Thành, P1/ 1 3",
            "commune Châu Thành, P1/X 1 3",
            "upper Châu Thành, P2/ 1 2",
            "commune Châu Thành, P2/X 1 2",
        ]
    );
}
