//! Places that cannot be written to.

use std::process::Stdio;

use crate::program::{Folder, POINTS, Ran};

#[test]
fn a_folder_that_is_not_there() {
    let folder = Folder::with_points();
    folder
        .refused(&["summary", "points.csv", "-o", "out/summary.csv"], &["`out/summary.csv`", "`out`"])
        .says(&["there is no folder", "create the folder"]);
    folder.refused(&["summary", "points.csv", "--problems", "out/p.csv"], &["`out/p.csv`", "`out`"]);
    folder.refused(&["rules", "new", "-o", "out/mine.toml"], &["`out/mine.toml`"]);
    folder.refused(&["sample", "--households", "3", "-o", "out/s.xlsx"], &["out"]);
}

#[test]
fn a_folder_as_the_file_to_write() {
    let folder = Folder::with_points();
    std::fs::create_dir(folder.path("out.csv")).expect("a folder");
    folder.refused(&["summary", "points.csv", "-o", "out.csv"], &["`out.csv`"]).says(&["it is a folder"]);
}

#[test]
fn the_input_is_never_written_to() {
    let folder = Folder::with_points();
    for option in ["-o", "--problems"] {
        folder.refused(&["check", "points.csv", option, "points.csv"], &["`points.csv`"]).says(&["one of the inputs"]);
        folder.refused(&["check", "points.csv", option, "./points.csv"], &["`./points.csv`"]);
    }
    let folder = folder.file("map.toml", "ignore = [\"x\"]\n");
    let line = ["check", "points.csv", "--map", "map.toml", "--format", "csv", "-o", "map.toml"];
    folder.refused(&line, &["`map.toml`"]);
    assert_eq!(std::fs::read_to_string(folder.path("points.csv")).expect("there"), POINTS);
}

#[cfg(unix)]
#[test]
fn the_input_is_not_written_to_by_another_name() {
    let folder = Folder::with_points();
    std::os::unix::fs::symlink("points.csv", folder.path("link.csv")).expect("a link");
    std::fs::hard_link(folder.path("points.csv"), folder.path("hard.csv")).expect("a link");
    for (input, output) in [("points.csv", "link.csv"), ("link.csv", "points.csv"), ("points.csv", "hard.csv")] {
        folder.refused(&["summary", input, "-o", output], &[output]).says(&["one of the inputs"]);
    }
    assert_eq!(std::fs::read_to_string(folder.path("points.csv")).expect("there"), POINTS);
}

#[test]
fn two_results_do_not_go_to_one_place() {
    let folder = Folder::with_points();
    for second in ["out.csv", "./out.csv"] {
        folder
            .refused(&["check", "points.csv", "-o", "out.csv", "--problems", second], &["--problems"])
            .says(&["two results"]);
    }
    folder.refused(&["check", "points.csv", "--problems", "-"], &["--problems"]).says(&["standard output"]);
    folder.run(&["check", "points.csv", "-o", "a.csv", "--problems", "b.csv"]).code(0);
    assert_eq!(folder.names(), ["a.csv", "b.csv", "points.csv"]);
}

#[test]
fn a_read_only_file() {
    let folder = Folder::with_points().file("out.csv", "old");
    let mut permissions = std::fs::metadata(folder.path("out.csv")).expect("there").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(folder.path("out.csv"), permissions).expect("permissions");
    folder.refused(&["summary", "points.csv", "-o", "out.csv"], &["`out.csv`"]).says(&["read-only"]);
    assert_eq!(std::fs::read_to_string(folder.path("out.csv")).expect("there"), "old");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with_points();
    std::fs::create_dir(folder.path("out")).expect("a folder");
    std::fs::copy(folder.path("points.csv"), folder.path("out/in.csv")).expect("a copy");
    std::fs::set_permissions(folder.path("out"), std::fs::Permissions::from_mode(0o555)).expect("permissions");
    folder.run(&["summary", "out/in.csv"]).code(0);
    // whoever may do everything may write there too
    if std::fs::write(folder.path("out/probe"), "").is_err() {
        folder.refused(&["summary", "points.csv", "-o", "out/s.csv"], &["`out/s.csv`"]);
    }
    std::fs::set_permissions(folder.path("out"), std::fs::Permissions::from_mode(0o755)).expect("permissions");
}

#[test]
fn a_new_standard_is_not_written_over_an_old_one() {
    let folder = Folder::new().file("mine.toml", "old");
    folder.refused(&["rules", "new", "-o", "mine.toml"], &["`mine.toml`"]).says(&["already"]);
    assert_eq!(std::fs::read_to_string(folder.path("mine.toml")).expect("there"), "old");
}

#[test]
fn a_failed_run_leaves_the_old_file() {
    let folder = Folder::with_points().file("out.csv", "old").file("empty.csv", "");
    folder.refused(&["summary", "empty.csv", "-o", "out.csv"], &["`empty.csv`"]);
    folder.refused(&["summary", "points.csv", "-o", "out.csv", "--sort", "nme"], &["`nme`"]);
    folder.refused(&["summary", "points.csv", "-o", "out.csv", "--where", "b1 >"], &["--where"]);
    assert_eq!(std::fs::read_to_string(folder.path("out.csv")).expect("there"), "old");
    assert_eq!(folder.names(), ["empty.csv", "out.csv", "points.csv"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let folder = Folder::with_points();
    for format in ["table", "csv", "json", "jsonl", "markdown", "xlsx"] {
        for command in ["summary", "classify"] {
            let line = [command, "points.csv", "--format", format, "-o", "/dev/full"];
            folder.refused(&line, &["`/dev/full`"]).says(&["no space is left"]);
        }
    }
    for line in [
        &["summary", "points.csv"][..],
        &["classify", "points.csv", "--format", "csv"],
        &["explain", "points.csv", "--household", "1"],
        &["check", "points.csv"],
        &["fields", "points.csv"],
        &["rules", "list"],
        &["rules", "show", "decree-07-2021"],
        &["rules", "new"],
        &["completions", "bash"],
        &["man"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full").expect("there");
        let output = folder.command(line).stdout(full).output().expect("the program runs");
        Ran::of(line, output).code(2).says(&["cannot write to standard output: no space is left"]);
    }
}

#[cfg(unix)]
#[test]
fn a_closed_pipe() {
    let folder = Folder::with_points();
    for line in [
        &["summary", "points.csv", "--quiet"][..],
        &["classify", "points.csv", "--quiet", "--format", "csv"],
        &["summary", "points.csv", "--quiet", "--format", "xlsx"],
        &["explain", "points.csv", "--quiet", "--household", "1"],
        &["check", "points.csv", "--quiet"],
        &["fields", "points.csv"],
        &["rules", "list"],
        &["rules", "show", "decree-07-2021"],
        &["rules", "test", "decree-07-2021"],
        &["rules", "new"],
        &["completions", "zsh"],
        &["man"],
        &["--help"],
        &["summary", "--help"],
        &["--version"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let child = folder.command(line).stdout(writer).stderr(Stdio::piped()).spawn().expect("the program runs");
        let ran = Ran::of(line, child.wait_with_output().expect("the program ends")).code(0);
        assert_eq!(ran.err, "", "{line:?}");
    }
}

#[test]
fn a_format_and_a_name_that_do_not_go_together() {
    let folder = Folder::with_points();
    folder.refused(&["summary", "points.csv", "-o", "out.pdf"], &["`out.pdf`", ".xlsx", "--format"]);
    folder.refused(&["summary", "points.csv", "-o", "out.csv", "--format", "xlsx"], &["`out.csv`", "--format"]);
    folder.run(&["summary", "points.csv", "-o", ""]).code(2).says(&["--output"]);
    let ran = folder.run(&["summary", "points.csv", "--format", "pdf"]).code(2);
    ran.says(&["pdf", "--format", "table, csv, json, jsonl, markdown, xlsx"]);
}
