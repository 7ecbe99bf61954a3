//! Commands and what they print, as documents: `tests/cli/*.md` and every block of the README.
//! `TRYCMD=overwrite cargo test --test cli` writes what is printed now; read the difference before you keep it.
#![allow(clippy::disallowed_methods, reason = "reads the repository's documents")]

use std::process::Command;

#[test]
fn documents_show_what_is_printed() {
    trycmd::TestCases::new().env("LC_ALL", "C").env("COLUMNS", "100").case("tests/cli/*.md").case("README.md");
}

/// The blocks of the README that are no console sessions: commands for a fresh machine, and rules files.
#[test]
fn every_other_block_of_the_readme_works() {
    let readme = std::fs::read_to_string("README.md").expect("the README is there");
    // overwriting expected output must not turn an example into a failure unseen
    assert!(!readme.contains("\n? "), "an example of the README fails");
    let mut commands = 0;
    let mut blocks = readme.split("\n```");
    blocks.next();
    while let (Some(block), _) = (blocks.next(), blocks.next()) {
        let (kind, body) = block.split_once('\n').expect("a block has lines");
        match kind {
            "console" => {}
            "map" => {
                let codebook = rasoat::survey::codebook_file::default_codebook().expect("the codebook is good");
                let map = rasoat::survey::map::load("map.toml", body, &codebook);
                assert!(map.is_ok(), "{}", map.err().map(|report| report.render(false)).unwrap_or_default());
                commands += 1;
            }
            "sh" => {
                for line in body.lines().filter(|line| !line.trim().is_empty()) {
                    commands += 1;
                    if let Some(arguments) = line.strip_prefix("cargo run --release -- ") {
                        let output = Command::new(env!("CARGO_BIN_EXE_rasoat"))
                            .args(arguments.split(' '))
                            .output()
                            .expect("the program runs");
                        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
                        assert!(!output.stdout.is_empty(), "{line} prints nothing");
                    } else {
                        assert!(["cargo test", "cargo install --path ."].contains(&line), "untested: {line}");
                    }
                }
            }
            "toml" => {
                let folder = tempfile::tempdir().expect("a folder");
                let file = folder.path().join("rules.toml");
                std::fs::write(&file, body).expect("written");
                let output = Command::new(env!("CARGO_BIN_EXE_rasoat"))
                    .args(["rules", "test"])
                    .arg(&file)
                    .output()
                    .expect("the program runs");
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                commands += 1;
            }
            other => panic!("a block of kind `{other}` is not tested"),
        }
    }
    assert!(commands >= 3, "only {commands} commands found");
}
