//! The corpus of tests/files: every file or folder there is read without any option, as the program does, and what was read
//! is compared line by line with the `.expected` beside it. The scripts in tests/files/make write both; the README there says
//! what the lines mean. Files too large to keep are made here, see `huge`.
#![allow(clippy::disallowed_methods, reason = "reads the corpus and writes the files that are too large to keep")]

#[path = "files/by_rust.rs"]
mod by_rust;
#[path = "files/expected.rs"]
mod expected;
#[path = "files/found.rs"]
mod found;
#[path = "files/huge.rs"]
mod huge;

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use expected::Expected;

/// Files of tests/files that belong to tests of their own.
const OF_OTHER_TESTS: [&str; 5] = ["calc.ods", "calc.xls", "fonts.xls", "no-date.csv", "thousands.csv"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files")
}

/// The names in tests/files: of the files and folders to read, and of those that have an expectation.
fn names() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut files, mut expectations) = (BTreeSet::new(), BTreeSet::new());
    for entry in std::fs::read_dir(folder()).expect("the folder is there") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name in UTF-8");
        match name.strip_suffix(".expected") {
            Some(of) => expectations.insert(of.to_owned()),
            None => {
                let apart = name == "make" || OF_OTHER_TESTS.contains(&name.as_str());
                !apart && !name.ends_with(".rs") && !name.ends_with(".md") && files.insert(name)
            }
        };
    }
    (files, expectations)
}

/// Compares one file with its expectation; what differs, as lines for people.
fn differences(name: &str) -> Option<String> {
    let text = std::fs::read_to_string(folder().join(format!("{name}.expected"))).expect("an expectation");
    let expected = Expected::parse(&text);
    let path = folder().join(name);
    let read = catch_unwind(|| found::read(&path, &expected));
    let found = read.unwrap_or_else(|_| "the program panicked".to_owned());
    expected.differences(&found)
}

/// All files that are read otherwise than expected, at once.
fn judge(results: Vec<(String, Option<String>)>) {
    let wrong: Vec<String> =
        results.into_iter().filter_map(|(name, lines)| Some(format!("\n=== {name}\n{}", lines?))).collect();
    assert!(wrong.is_empty(), "{} files (- expected, + found):\n{}", wrong.len(), wrong.concat());
}

#[test]
fn every_file_is_read_as_expected() {
    let (files, expectations) = names();
    assert_eq!(files, expectations, "files on the left, expectations on the right");
    judge(files.into_iter().map(|name| (name.clone(), differences(&name))).collect());
}

/// What a layout is kept for: at least a third of its files come from other writers than the most used one.
#[test]
fn every_layout_has_files_of_several_writers() {
    let (files, _) = names();
    assert!(files.len() >= 60, "{}", files.len());
    for layout in 1..=10 {
        let own = files.iter().filter(|name| name.starts_with(&format!("{layout:02}-")));
        let writers: Vec<String> = own.map(|name| writer(name)).collect();
        assert!(writers.len() >= 2, "layout {layout}: {writers:?}");
        assert!(!writers.contains(&String::new()), "layout {layout}: a file without a writer");
        let most = most_used(&writers);
        assert!(
            most * 3 <= writers.len() * 2,
            "layout {layout}: {most} of {} by one writer: {writers:?}",
            writers.len()
        );
    }
    let all: Vec<String> = files.iter().map(|name| writer(name)).collect();
    assert!(most_used(&all) * 3 <= all.len() * 2, "{} of {} are by one writer", most_used(&all), all.len());
}

fn most_used(writers: &[String]) -> usize {
    let uses = writers.iter().map(|writer| writers.iter().filter(|other| *other == writer).count());
    uses.max().unwrap_or(0)
}

/// The words in brackets at the end of the first line. One script writes text tables, also those with Excel's settings.
fn writer(name: &str) -> String {
    let text = std::fs::read_to_string(folder().join(format!("{name}.expected"))).expect("an expectation");
    let first = text.lines().next().unwrap_or_default();
    let words = first.rsplit_once('(').map_or("", |(_, writer)| writer.trim_end_matches(')'));
    if words.starts_with("csv") { "csv".to_owned() } else { words.to_owned() }
}

#[test]
#[cfg(unix)]
fn huge_files_take_bounded_memory_and_time() {
    judge(huge::CASES.iter().map(|case| (case.name.to_owned(), case.differences())).collect());
}

/// Writes the workbooks that tests/files/make/all.py describes in target/test-files; not a test.
#[test]
#[ignore = "a writer, run by tests/files/make/all.py"]
fn write_the_files() {
    by_rust::write_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-files"));
}
