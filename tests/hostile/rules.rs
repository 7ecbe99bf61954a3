//! Rules files and maps with mistakes.

use crate::program::Folder;

const RULES: &str = include_str!("../rules/bad/ten-mistakes.toml");

/// The code of each mistake, and a piece of the line it stands in.
const MISTAKES: [(&str, &str); 12] = [
    ("wrong-dates", "valid_to = "),
    ("unknown-key", "precedense"),
    ("wrong-word", "mony"),
    ("missing-key", "rural = 1_500_000"),
    ("wrong-word", "sure"),
    ("unknown-name", "houses"),
    ("unknown-name", "water_sorce"),
    ("empty-reference", "reference = \"\""),
    ("wrong-unit", "income_month * income_year"),
    ("unknown-code", "bambo'"),
    ("duplicate-id", "second `poor`"),
    ("unexpected-token", "any(where"),
];

#[test]
fn many_mistakes_in_one_run() {
    let folder = Folder::with_points().file("mine.toml", RULES);
    let check = folder.run(&["rules", "check", "mine.toml"]).code(1);
    let summary = folder.refused(&["summary", "points.csv", "--rules", "mine.toml"], &["`mine.toml`"]);
    for ran in [check, summary] {
        for (code, piece) in MISTAKES {
            let found = ran.err.split("\n\n").any(|said| {
                let place = said.lines().find_map(|line| line.trim_start().strip_prefix("--> mine.toml:"));
                let mut place = place.unwrap_or_default().split(':').map(|part| part.parse::<usize>().unwrap_or(0));
                let (line, column) = (place.next().unwrap_or(0), place.next().unwrap_or(0));
                let source = line.checked_sub(1).and_then(|line| RULES.lines().nth(line)).unwrap_or_default();
                said.starts_with(&format!("error[{code}]"))
                    && (source.contains(piece) || piece.starts_with("second"))
                    && (1..=source.len()).contains(&column)
                    && said.contains('^')
            });
            assert!(found, "{code} at `{piece}`: {}", ran.err);
        }
    }
}

#[test]
fn texts_that_are_no_rules() {
    let folder = Folder::new()
        .file("empty.toml", "")
        .file("mark.toml", "\u{feff}")
        .file("broken.toml", "[standard\nid = \n")
        .file("table.toml", "household_id,area\n1,rural\n")
        .file("deep.toml", format!("a = {}", "[".repeat(50_000)))
        .file("nested.toml", format!("{}b = 1", "a.".repeat(50_000)))
        .file("when.toml", format!("[[class]]\nid = \"a\"\nwhen = \"{}\"\n", "(".repeat(50_000)));
    for name in ["empty.toml", "mark.toml", "broken.toml", "table.toml", "deep.toml", "nested.toml", "when.toml"] {
        let ran = folder.run(&["rules", "check", name]).code(1);
        assert!(ran.err.contains(&format!("--> {name}:1:")), "{ran:?}");
        folder.run(&["rules", "test", name]).code(2).says(&["cannot be used"]);
    }
}

#[test]
fn bytes_that_are_no_rules() {
    let folder = Folder::with_points().file("bytes.toml", b"id = \"\xFF\xFE\"".as_slice());
    folder.refused(&["rules", "check", "bytes.toml"], &["`bytes.toml`", "UTF-8"]);
    folder.refused(&["summary", "points.csv", "--map", "bytes.toml"], &["`bytes.toml`", "UTF-8"]);
    folder.refused(&["summary", "points.csv", "--rules", "points.csv"], &["`points.csv`"]);
}

#[cfg(unix)]
#[test]
fn rules_without_end() {
    let folder = Folder::with_points();
    folder.refused(&["rules", "check", "/dev/zero"], &["`/dev/zero`", "64 MiB"]);
    folder.refused(&["summary", "points.csv", "--map", "/dev/zero"], &["`/dev/zero`", "64 MiB"]);
}

#[test]
fn thousands_of_mistakes_take_no_minutes() {
    let folder = Folder::new().file("many.toml", "x = \n".repeat(20_000));
    let ran = folder.run(&["rules", "check", "many.toml"]).code(1);
    assert!(ran.err.contains("--> many.toml:20000:"), "the last mistake is told too");
}

#[test]
fn a_map_with_mistakes() {
    let map = "[household.columns]\n\"x\" = \"comune\"\n[household.constants]\narea = \"rurl\"\n";
    let folder = Folder::with_points().file("map.toml", map);
    folder
        .refused(&["summary", "points.csv", "--map", "map.toml"], &["map.toml:2:", "map.toml:4:", "`comune`"])
        .says(&["did you mean `commune`?"]);
}

#[test]
fn several_files_one_of_them_bad() {
    let folder = Folder::new().file("bad.toml", RULES);
    folder.run(&["rules", "new", "-o", "good.toml"]).code(0);
    folder.run(&["rules", "check", "good.toml"]).code(0);
    let ran = folder.run(&["rules", "check", "bad.toml", "good.toml"]).code(1);
    ran.prints(&["good.toml: good", "bad.toml: "]);
}

/// Support files and plans that are none: said with their place, and never by Rust.
#[test]
fn texts_that_are_no_plans() {
    let folder = Folder::with_points()
        .file("empty.toml", "")
        .file("broken.toml", "[plan\nid = \n")
        .file("table.toml", "household_id,area\n1,rural\n")
        .file("standard.toml", RULES)
        .file("deep.toml", format!("a = {}", "[".repeat(50_000)))
        .file("when.toml", format!("[[measure]]\nid = \"a\"\nwho = \"member\"\nwhen = \"{}\"\n", "(".repeat(50_000)))
        .file("list.toml", "measure = 3\ntarget = [1, 2]\ngroup = \"x\"\n");
    for name in ["empty.toml", "broken.toml", "table.toml", "standard.toml", "deep.toml", "when.toml", "list.toml"] {
        for command in [["support", "points.csv", "--support"], ["targets", "points.csv", "--targets"]] {
            let ran = folder.refused(&[&command[..], &[name]].concat(), &[&format!("`{name}`")]);
            assert!(ran.err.contains(&format!("--> {name}:")), "{ran:?}");
        }
    }
}
