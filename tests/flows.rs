//! A second opinion on the flows between two reviews: the table of outcomes in plain SQL (`tests/sql/flows.sql`), run by SQLite over
//! the samples, against what `rasoat compare` counts.
#![allow(clippy::disallowed_methods, reason = "reads the committed samples")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use rusqlite::Connection;

fn rasoat(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_rasoat"))
        .args(arguments)
        .arg("--quiet")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn sample(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    std::fs::read_to_string(path).expect("the sample is there")
}

fn rows(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect());
    (header, rows.collect())
}

fn import(connection: &Connection, table: &str, text: &str) {
    let (header, rows) = rows(text);
    let columns: Vec<String> = header.iter().map(|name| format!("\"{name}\" text")).collect();
    connection.execute(&format!("create table {table} ({})", columns.join(", ")), []).expect("a table");
    let places = vec!["?"; header.len()].join(", ");
    let mut insert = connection.prepare(&format!("insert into {table} values ({places})")).expect("an insert");
    for row in rows {
        insert.execute(rusqlite::params_from_iter(row)).expect("a row");
    }
}

const PREVIOUS: &str = "samples/yen-chau-2021-list.csv";
const CURRENT: &str = "samples/yen-chau-2022.xlsx";
const MORE: [&str; 4] = ["--units", "samples/yen-chau-units.csv", "--history", "samples/yen-chau-2020-list.csv"];

fn compare(table: &str) -> Vec<Vec<String>> {
    let mut arguments = vec!["compare", PREVIOUS, CURRENT, "--format", "csv", "--table", table];
    arguments.extend(MORE);
    rows(&rasoat(&arguments)).1
}

#[test]
fn flows_are_those_that_sql_counts() {
    let connection = Connection::open_in_memory().expect("SQLite");
    import(&connection, "previous", &sample("yen-chau-2021-list.csv"));
    import(&connection, "older", &sample("yen-chau-2020-list.csv"));
    import(&connection, "current", &rasoat(&["classify", CURRENT, "--format", "csv"]));
    connection.execute_batch(include_str!("sql/flows.sql")).expect("the SQL runs");
    for (table, view) in [("poor", "poor"), ("near-poor", "near_poor")] {
        let mut query = connection.prepare(&format!("select * from {view}")).expect("a view");
        let counted = query.query_map([], |row| {
            let numbers = (2..11).map(|at| row.get(at)).collect::<Result<Vec<i64>, _>>()?;
            Ok(((row.get(0)?, row.get(1)?), numbers))
        });
        let counted: BTreeMap<(String, String), Vec<i64>> =
            counted.expect("rows").collect::<Result<_, _>>().expect("numbers");
        let mut told: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
        // a row without a commune is the sum of its upper unit
        for row in compare(table).iter().filter(|row| row[0] == "commune") {
            let numbers = row[4..].iter().map(|number| number.parse().expect("a number")).collect();
            told.insert((row[2].clone(), row[3].clone()), numbers);
        }
        assert_eq!(counted.len(), 30, "households and persons of fifteen communes");
        assert_eq!(told, counted, "{table}");
    }
}

#[test]
fn the_samples_hold_every_outcome_and_every_match() {
    let rows = compare("households");
    let of = |column: usize| rows.iter().map(|row| row[column].as_str()).collect::<BTreeSet<_>>();
    let outcomes = [
        "fallen_back_near_poor",
        "fallen_back_poor",
        "left_near_poverty",
        "left_poverty",
        "left_poverty_near_poor",
        "near_poor_became_poor",
        "newly_near_poor",
        "newly_poor",
        "not_listed",
        "other_decrease",
        "other_increase",
        "unchanged",
    ];
    assert_eq!(of(4), outcomes.into());
    assert_eq!(of(5), ["", "ambiguous", "certain", "likely"].into());
    let mut likely = vec!["compare", PREVIOUS, CURRENT, "--format", "csv", "--match", "likely"];
    likely.extend(MORE);
    let joined = self::rows(&rasoat(&likely)).1;
    let count = |rows: &[Vec<String>], by: &str| rows.iter().filter(|row| row[5] == by).count();
    // each of the two rows of a likely pair becomes one
    assert_eq!(count(&rows, "likely"), 2 * count(&joined, "likely"));
}

#[test]
fn what_classify_wrote_says_what_the_survey_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("classified.csv").display().to_string();
    rasoat(&["classify", CURRENT, "-o", &list]);
    for table in ["poor", "near-poor", "classes", "households"] {
        let of = |current: &str| rasoat(&["compare", PREVIOUS, current, "--format", "csv", "--table", table]);
        let (survey, written) = (of(CURRENT), of(&list));
        let ids = |text: &str| -> BTreeSet<Vec<String>> {
            // who the head is stands in the survey only
            rows(text).1.into_iter().map(|row| row.into_iter().take(5).collect()).collect()
        };
        assert_eq!(ids(&survey), ids(&written), "{table}");
    }
    let same = rasoat(&["compare", &list, CURRENT, "--format", "csv", "--table", "classes"]);
    assert!(rows(&same).1.iter().all(|row| row[2] == row[3]), "{same}");
}
