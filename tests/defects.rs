//! The defective survey of the samples: what `rasoat check` finds against the list written by hand.
#![allow(clippy::disallowed_methods, reason = "reads the committed samples")]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use rasoat::survey::problem::ProblemKind;

/// file, sheet, row, column, field, value, code
type Row = Vec<String>;

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn rows(csv: &[u8]) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(csv);
    let rows = reader.records().map(|record| record.expect("csv").iter().take(7).map(String::from).collect());
    rows.collect()
}

fn expected() -> Vec<Row> {
    rows(&std::fs::read(sample("defects-problems.csv")).expect("the sample is there"))
}

fn found() -> Vec<Row> {
    let output = Command::new(env!("CARGO_BIN_EXE_rasoat"))
        .arg("check")
        .args([sample("defects-households.csv"), sample("defects-members.csv")])
        .args(["--format", "csv"])
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut rows = rows(&output.stdout);
    for row in &mut rows {
        let name = PathBuf::from(&row[0]);
        row[0] = name.file_name().expect("a file").to_string_lossy().into_owned();
    }
    rows
}

#[test]
fn every_problem_is_found() {
    assert_eq!(found(), expected());
}

#[test]
fn nothing_else_is_found() {
    let expected: BTreeSet<Row> = expected().into_iter().collect();
    let others: Vec<Row> = found().into_iter().filter(|row| !expected.contains(row)).collect();
    assert!(others.is_empty(), "{others:#?}");
}

/// Every kind of problem of a survey stands in the list, and every check of the rules.
#[test]
fn the_list_has_every_kind() {
    let listed: BTreeSet<String> = expected().into_iter().map(|row| row[6].clone()).collect();
    let none = String::new;
    let kinds = [
        ProblemKind::MissingHouseholdId,
        ProblemKind::DuplicateHousehold { first: String::new() },
        ProblemKind::OrphanMember,
        ProblemKind::MemberWithoutHousehold,
        ProblemKind::DuplicateMember { first: 0 },
        ProblemKind::NoMembers,
        ProblemKind::UnknownCode { nearest: None },
        ProblemKind::NotYesNo,
        ProblemKind::NotANumber,
        ProblemKind::NotADate,
        ProblemKind::NotWhole,
        ProblemKind::OutOfRange { range: none() },
        ProblemKind::NotAStep { step: none() },
        ProblemKind::DateOutOfPeriod { period: none() },
        ProblemKind::AmbiguousNumber { readings: [none(), none()] },
        ProblemKind::CellError,
        ProblemKind::RaggedRow,
        ProblemKind::NotKept,
        ProblemKind::ClassMismatch { possible: [none(), none()] },
    ];
    for kind in &kinds {
        assert!(listed.contains(kind.code()), "{}", kind.code());
    }
    let rules = include_str!("../rules/decree-07-2021.toml");
    let checks = rules.split("[[check]]").skip(1).filter_map(|check| check.split('"').nth(1));
    for check in checks.chain(["recorded_vs_computed"]) {
        assert!(listed.contains(check), "{check}");
    }
}
