//! Same input, same bytes, whatever the number of threads: every command over surveys long enough to be cut in pieces, sound
//! ones and damaged ones.
#![allow(clippy::disallowed_methods, reason = "writes made-up surveys to a temporary folder")]

use std::path::{Path, PathBuf};
use std::process::Command;

fn run(arguments: &[&str], inputs: &[PathBuf]) -> (Option<i32>, Vec<u8>, Vec<u8>) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_rasoat"));
    let output = program.args(arguments).args(inputs).args(["--lang", "en"]).output().expect("the program runs");
    (output.status.code(), output.stdout, output.stderr)
}

/// A made-up survey of so many households as two csv files.
fn survey(folder: &Path, households: &str) -> [PathBuf; 2] {
    let target = folder.join("s.csv");
    let target = target.to_str().expect("a path in letters");
    let (code, ..) = run(&["sample", "--households", households, "-o", target], &[]);
    assert_eq!(code, Some(0));
    [folder.join("s-households.csv"), folder.join("s-members.csv")]
}

/// Every so many-th line with one cell made something else, another left without its last cell, a third doubled.
fn damage(file: &Path) -> PathBuf {
    let text = std::fs::read_to_string(file).expect("the survey is there");
    let mut damaged = String::new();
    for (number, line) in text.lines().enumerate() {
        let mut cells: Vec<&str> = line.split(',').collect();
        let at = number % cells.len();
        match number % 11 {
            _ if number == 0 => {}
            0 => cells[at] = "?!",
            1 => cells[at] = "99999999999",
            2 if number % 5 == 0 => cells[0] = "",
            3 if number % 7 == 0 => cells[0] = cells[0].trim_start_matches('0'),
            4 if number % 13 == 0 => drop(cells.pop()),
            _ => {}
        }
        let line = cells.join(",");
        damaged += &line;
        damaged.push('\n');
        if number % 997 == 5 {
            damaged += &line;
            damaged.push('\n');
        }
    }
    let target = file.with_file_name(format!("damaged-{}", file.file_name().expect("a file").to_string_lossy()));
    std::fs::write(&target, damaged).expect("a temporary file");
    target
}

fn same_for_all(inputs: &[PathBuf]) {
    for command in [
        ["summary", "--format", "csv"],
        ["summary", "--by", "village"],
        ["classify", "--format", "csv"],
        ["check", "--format", "csv"],
    ] {
        let with = |threads: &str| run(&[&command[..], &["--threads", threads]].concat(), inputs);
        let alone = with("1");
        assert!(!alone.1.is_empty(), "{command:?}: {}", String::from_utf8_lossy(&alone.2));
        for threads in ["2", "3", "16"] {
            assert!(with(threads) == alone, "{command:?} on {threads} threads");
        }
    }
}

#[test]
fn a_sound_survey() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    same_for_all(&survey(folder.path(), "2600"));
}

#[test]
fn a_damaged_survey() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = survey(folder.path(), "2600").map(|file| damage(&file));
    same_for_all(&files);
    let (code, problems, _) = run(&["check", "--format", "csv"], &files);
    assert_eq!(code, Some(0));
    assert!(problems.iter().filter(|byte| **byte == b'\n').count() > 500);
}

/// Something that cannot be read far behind ends the run, with the same words.
#[test]
fn a_file_that_breaks_off() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [households, members] = survey(folder.path(), "2600");
    let mut text = std::fs::read(&members).expect("the survey is there");
    text.extend_from_slice(b"\"no end");
    std::fs::write(&members, text).expect("a temporary file");
    let inputs = [households, members];
    let with = |threads: &str| run(&["summary", "--threads", threads], &inputs);
    let alone = with("1");
    assert_eq!(alone.0, Some(2), "{}", String::from_utf8_lossy(&alone.2));
    for threads in ["2", "16"] {
        assert!(with(threads) == alone, "{threads} threads");
    }
}
