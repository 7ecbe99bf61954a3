//! A second opinion on the sample survey: the decree in plain SQL (`tests/sql/yen_chau.sql`), run by SQLite over the csv
//! pair, against what was drawn for the households and against the program's summary.
#![allow(clippy::disallowed_methods, reason = "reads the committed samples")]

use std::collections::BTreeMap;
use std::process::Command;

use rasoat::sample::{Options, Way, write_csv};
use rasoat::survey::codebook_file;
use rusqlite::Connection;

use program::{import, sample, sample_path};

mod program;

const SQL: &str = include_str!("sql/yen_chau.sql");

/// Columns that both the SQL and the program's summary have.
const CLASSES: [&str; 11] = [
    "households",
    "persons",
    "poor",
    "near_poor",
    "average",
    "non_poor",
    "undetermined",
    "poor_at_most",
    "near_poor_at_most",
    "poor_persons",
    "near_poor_persons",
];

const INDICATORS: [&str; 12] = [
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

fn without_mark(csv: &str) -> &str {
    csv.trim_start_matches('\u{feff}')
}

fn counted(households: &str, members: &str) -> Connection {
    let connection = Connection::open_in_memory().expect("SQLite");
    connection.execute_batch("begin").expect("a transaction");
    import(&connection, "households", households);
    import(&connection, "members", members);
    connection.execute_batch(SQL).expect("the SQL runs");
    connection
}

/// The rows of a query: the first `keys` columns as text joined by `|`, then the counts.
fn rows(connection: &Connection, query: &str, keys: usize) -> Vec<(String, Vec<i64>)> {
    let mut statement = connection.prepare(query).expect(query);
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let key: Vec<String> = (0..keys).map(|i| row.get(i)).collect::<Result<_, _>>()?;
        let counts = (keys..columns).map(|i| row.get::<_, f64>(i).map(|n| n as i64)).collect::<Result<_, _>>()?;
        Ok((key.join("|"), counts))
    });
    rows.expect(query).collect::<Result<_, _>>().expect(query)
}

fn classes(connection: &Connection) -> Vec<(String, Vec<i64>)> {
    rows(connection, &format!("select commune, {} from classes", CLASSES.map(real).join(", ")), 1)
}

fn deprivations(connection: &Connection) -> Vec<(String, Vec<i64>)> {
    let columns: Vec<String> = INDICATORS.iter().flat_map(|id| [real(id), real(&format!("{id}_unknown"))]).collect();
    rows(
        connection,
        &format!("select commune, of, {}, {} from deprivations", real("households"), columns.join(", ")),
        2,
    )
}

fn real(column: &str) -> String {
    format!("cast({column} as real)")
}

#[test]
fn the_count_adds_up() {
    let connection = counted(&sample("yen-chau-2022-households.csv"), &sample("yen-chau-2022-members.csv"));
    let classes = classes(&connection);
    assert_eq!(classes.len(), 15);
    assert_eq!(classes[0].0, "Thị trấn Yên Châu");
    assert_eq!(classes[14].0, "Yên Sơn");
    for (commune, counts) in &classes {
        assert_eq!(counts[0], counts[2..7].iter().sum::<i64>(), "{commune}");
        assert!(counts[7] >= counts[2] && counts[8] >= counts[3], "{commune}");
    }
    let sum = |column: usize| classes.iter().map(|(_, counts)| counts[column]).sum::<i64>();
    assert_eq!(sum(0), 1500);
    assert_eq!(sum(1), sample("yen-chau-2022-members.csv").lines().count() as i64 - 1);
    let of_poverty = (sum(2) + sum(3)) * 100 / sum(0);
    assert!((20..=35).contains(&of_poverty), "{of_poverty} of 100 are poor or near-poor");
    assert!((1..=60).contains(&sum(6)), "{} are undetermined", sum(6));
    for (key, counts) in deprivations(&connection) {
        let households = counts[0];
        for (id, pair) in INDICATORS.iter().zip(counts[1..].chunks(2)) {
            assert!(pair[0] + pair[1] <= households, "{key} {id}");
        }
    }
}

/// The answers show the deprivations that were drawn for the households before any answer was.
#[test]
fn the_count_finds_what_was_drawn() {
    let codebook = codebook_file::load("rules/codebook.toml", include_str!("../rules/codebook.toml")).expect("sound");
    for seed in [2022, 7] {
        let options = Options { households: 1200, seed, missing_per_mille: 0, ..Options::default() };
        let csv = |way| {
            let (mut households, mut members) = (Vec::new(), Vec::new());
            write_csv(&codebook, &Options { way, ..options.clone() }, &mut households, &mut members).expect("csv");
            [households, members].map(|bytes| String::from_utf8(bytes).expect("utf-8"))
        };
        let [households, members] = csv(Way::Raw);
        let connection = counted(&households, &members);
        let query = format!(
            "select id, {} from indicators",
            INDICATORS.map(|id| format!("cast(ifnull({id}, 2) as real)")).join(", ")
        );
        let found: BTreeMap<String, Vec<i64>> = rows(&connection, &query, 1).into_iter().collect();
        assert_eq!(found.len(), 1200);
        let [recorded, _] = csv(Way::Recorded);
        let [points, _] = csv(Way::Points);
        let (mut compared, mut open) = (0, 0);
        let mut reader = csv::Reader::from_reader(without_mark(&recorded).as_bytes());
        let mut of_points = csv::Reader::from_reader(without_mark(&points).as_bytes());
        for (record, points) in reader.records().zip(of_points.records()) {
            let (record, points) = (record.expect("a record"), points.expect("a record"));
            let drawn: Vec<i64> = record.iter().skip(9).take(12).map(|word| i64::from(word == "có")).collect();
            assert_eq!(points[0], record[0]);
            assert_eq!(points[9].parse(), Ok(10 * drawn.iter().sum::<i64>()), "{}", &record[0]);
            for ((id, drawn), found) in INDICATORS.iter().zip(drawn).zip(&found[&record[0]]) {
                // A year of birth alone can leave an age open, and with it the indicator.
                match *found {
                    2 => open += 1,
                    found => assert_eq!(found, drawn, "{id} of {}", &record[0]),
                }
                compared += 1;
            }
        }
        assert_eq!(compared, 14_400);
        assert!(open < 60, "{open} are open");
    }
}

/// The csv rows of a command of the program, as columns by name.
fn program(table: &str) -> Vec<BTreeMap<String, String>> {
    let output = Command::new(env!("CARGO_BIN_EXE_rasoat"))
        .args(["summary", "--by", "commune", "--format", "csv", "--table", table])
        .args([sample_path("yen-chau-2022-households.csv"), sample_path("yen-chau-2022-members.csv")])
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    reader.deserialize().collect::<Result<_, _>>().expect("csv")
}

fn numbers(row: &BTreeMap<String, String>, columns: impl IntoIterator<Item = String>) -> Vec<i64> {
    columns
        .into_iter()
        .map(|column| {
            row.get(&column).and_then(|cell| cell.parse().ok()).unwrap_or_else(|| panic!("{column}: {row:?}"))
        })
        .collect()
}

#[test]
fn the_program_counts_the_same() {
    let connection = counted(&sample("yen-chau-2022-households.csv"), &sample("yen-chau-2022-members.csv"));
    let of_program: Vec<(String, Vec<i64>)> = program("classification")
        .iter()
        .map(|row| (row["commune"].clone(), numbers(row, CLASSES.map(String::from))))
        .collect();
    assert_eq!(of_program, classes(&connection));

    let columns = || {
        let of_each = INDICATORS.iter().flat_map(|id| [id.to_string(), format!("{id}_unknown")]);
        std::iter::once("households".to_string()).chain(of_each)
    };
    let of_program: BTreeMap<String, Vec<i64>> = program("deprivations")
        .iter()
        .map(|row| (format!("{}|{}", row["commune"], row["of"]), numbers(row, columns())))
        .filter(|(_, counts)| counts[0] > 0)
        .collect();
    let of_sql: BTreeMap<String, Vec<i64>> = deprivations(&connection).into_iter().collect();
    assert_eq!(of_program, of_sql);
}
