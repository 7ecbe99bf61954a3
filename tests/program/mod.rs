//! What tests of the whole program share: running it, the samples, csv as tables of SQLite.
#![allow(dead_code, reason = "not every test uses all of it")]
#![allow(clippy::disallowed_methods, reason = "reads the committed samples")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rusqlite::Connection;

/// Runs the program in the repository.
pub fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rasoat"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("the program runs")
}

/// What it prints when all goes well.
pub fn rasoat(arguments: &[&str]) -> String {
    let output = run(&[arguments, &["--quiet"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// Where a sample is.
pub fn sample_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

/// The text of a sample.
pub fn sample(name: &str) -> String {
    std::fs::read_to_string(sample_path(name)).expect("the sample is there")
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes())
}

/// The rows of a csv, cell by cell.
pub fn rows(text: &str) -> Vec<Vec<String>> {
    reader(text).records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

/// The rows of a csv, each by its headers.
pub fn named_rows(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    reader(text).deserialize().collect::<Result<_, _>>().expect("rows")
}

/// A table of text columns as the csv has them.
pub fn import(connection: &Connection, table: &str, text: &str) {
    let mut reader = reader(text);
    let header = reader.headers().expect("a header").clone();
    let columns: Vec<String> = header.iter().map(|name| format!("\"{}\" text", name.replace('"', "\"\""))).collect();
    connection.execute(&format!("create table {table} ({})", columns.join(", ")), []).expect("a table");
    let places = vec!["?"; header.len()].join(", ");
    let mut insert = connection.prepare(&format!("insert into {table} values ({places})")).expect("an insert");
    for record in reader.records() {
        insert.execute(rusqlite::params_from_iter(record.expect("a record").iter())).expect("a row");
    }
}
