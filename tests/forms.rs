//! A second opinion on the report forms: columns of them in plain SQL (`tests/sql/forms.sql`), run by SQLite over the sample, against what
//! `rasoat forms` counts; and against `rasoat summary`.
#![allow(clippy::disallowed_methods, reason = "reads the committed samples")]

use std::collections::BTreeMap;

use program::{import, named_rows, rasoat, run, sample};
use rusqlite::Connection;

mod program;

const SURVEY: &str = "samples/yen-chau-2022.xlsx";

fn form(number: &str, more: &[&str]) -> Vec<BTreeMap<String, String>> {
    let mut arguments = vec!["forms", SURVEY, "--form", number, "--format", "csv"];
    arguments.extend(more);
    named_rows(&rasoat(&arguments)).into_iter().filter(|row| row["level"] == "commune").collect()
}

#[test]
fn forms_are_what_sql_counts() {
    let connection = Connection::open_in_memory().expect("SQLite");
    connection.execute_batch("begin").expect("a transaction");
    import(&connection, "households", &sample("yen-chau-2022-households.csv"));
    import(&connection, "members", &sample("yen-chau-2022-members.csv"));
    import(&connection, "classified", &rasoat(&["classify", SURVEY, "--format", "csv"]));
    connection.execute_batch("create index by_id on members (\"Mã hộ\")").expect("an index");
    connection.execute_batch(include_str!("sql/forms.sql")).expect("the SQL runs");
    let forms: [(&str, &[&str]); 5] = [
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
    let output = run(&["forms", "samples/yen-chau-2022-recorded.csv", "--format", "json", "--lang", "en"]);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.contains("form_4") && !out.contains("form_1\""), "{out}");
    assert!(err.contains("form 1 is left out: the survey has not `farming`"), "{err}");
    // with points alone nothing is known of any indicator: not one is counted as zero
    let output = run(&["forms", "samples/yen-chau-2022-points.csv", "--form", "4", "--lang", "en"]);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && err.contains("form 4 is left out"), "{err}");
}

/// Computes a formula of the workbook from the cells: sums and differences of cells, and rates.
fn computed(
    formulas: &calamine::Range<String>,
    values: &calamine::Range<calamine::Data>,
    cell: (u32, u32),
) -> Option<f64> {
    use calamine::{Data, DataType};
    let formula = formulas.get_value(cell).cloned().unwrap_or_default();
    if formula.is_empty() {
        return match values.get_value(cell) {
            None | Some(Data::Empty) => None,
            Some(value) => value.as_f64(),
        };
    }
    let place = |name: &str| {
        let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
        let column = letters.fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1) - 1;
        let row: u32 = name.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().expect("a row");
        (row - 1, column)
    };
    let of = |name: &str| computed(formulas, values, place(name));
    if let Some(rate) = formula.strip_prefix("IF(") {
        let (among, rest) = rate.split_once("=0,\"\",").expect("a rate");
        let (numerator, rest) = rest.split_once('/').expect("a rate");
        assert_eq!(rest, format!("{among}*100)"));
        return Some(of(numerator)? / of(among).filter(|among| *among != 0.0)? * 100.0);
    }
    let mut sum = 0.0;
    for part in formula.split_inclusive(['+', '-']).scan('+', |sign, part| {
        let own = *sign;
        *sign = part.chars().last()?;
        Some((own, part.trim_end_matches(['+', '-'])))
    }) {
        let value = of(part.1)?;
        sum += if part.0 == '-' { -value } else { value };
    }
    Some(sum)
}

#[test]
fn every_formula_of_the_workbook_gives_the_value_kept_with_it() {
    use calamine::{DataType, Reader};
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("forms.xlsx");
    rasoat(&["forms", SURVEY, "-o", &path.display().to_string()]);
    let again = folder.path().join("again.xlsx");
    rasoat(&["forms", SURVEY, "--threads", "1", "-o", &again.display().to_string()]);
    assert_eq!(std::fs::read(&path).expect("a workbook"), std::fs::read(&again).expect("a workbook"));
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).expect("a workbook");
    let names = book.sheet_names();
    assert_eq!(names.len(), 10);
    let mut checked = 0;
    for name in names {
        let values = book.worksheet_range(&name).expect("values");
        let formulas = book.worksheet_formula(&name).expect("formulas");
        let start = formulas.start().unwrap_or_default();
        for (row, column, formula) in
            formulas.used_cells().map(|(row, column, f)| (row as u32 + start.0, column as u32 + start.1, f))
        {
            let kept = values.get_value((row, column)).and_then(DataType::as_f64);
            let computed = computed(&formulas, &values, (row, column));
            match (computed, kept) {
                (Some(computed), Some(kept)) => {
                    assert!((computed - kept).abs() < 1e-9, "{name} {row} {column}: {formula}: {computed} {kept}");
                }
                (computed, kept) => assert_eq!(computed, kept, "{name} {row} {column}: {formula}"),
            }
            checked += 1;
        }
    }
    assert!(checked > 400, "{checked}");
}

#[test]
fn districts_of_one_name_in_two_provinces_are_two() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("survey.csv");
    let header = "Mã hộ,Tỉnh,Huyện,Xã,Khu vực,Số nhân khẩu,Điểm B1,Điểm B2,farming";
    let rows = ["1,P1,Châu Thành,X,nông thôn,3,100,40,có", "2,P2,Châu Thành,X,nông thôn,2,200,0,có"];
    std::fs::write(&path, [header, rows[0], rows[1]].join("\n")).expect("written");
    let text = rasoat(&["forms", &path.display().to_string(), "--year", "2022", "--form", "1", "--format", "csv"]);
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
