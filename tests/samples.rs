//! The sample surveys of the repository are what the program makes up: the same bytes.
#![allow(clippy::disallowed_methods, reason = "reads and writes the committed samples")]

use std::path::PathBuf;

use rasoat::sample::{Options, Way, write_csv, write_xlsx};
use rasoat::survey::codebook::Codebook;
use rasoat::survey::codebook_file;

fn codebook() -> Codebook {
    codebook_file::load("rules/codebook.toml", include_str!("../rules/codebook.toml")).expect("the codebook is sound")
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

/// Every generated sample with its bytes.
fn made_up() -> Vec<(&'static str, Vec<u8>)> {
    let codebook = codebook();
    let options = Options::default();
    let csv = |way| {
        let (mut households, mut members) = (Vec::new(), Vec::new());
        let options = Options { way, ..options.clone() };
        write_csv(&codebook, &options, &mut households, &mut members).expect("csv");
        (households, members)
    };
    let (households, members) = csv(Way::Raw);
    let mut workbook = Vec::new();
    write_xlsx(&codebook, &options, &mut workbook).expect("workbook");
    vec![
        ("yen-chau-2022.xlsx", workbook),
        ("yen-chau-2022-households.csv", households),
        ("yen-chau-2022-members.csv", members),
        ("yen-chau-2022-points.csv", csv(Way::Points).0),
        ("yen-chau-2022-recorded.csv", csv(Way::Recorded).0),
    ]
}

#[test]
fn the_samples_are_what_the_program_makes_up() {
    for (name, bytes) in made_up() {
        let committed = std::fs::read(path(name)).unwrap_or_default();
        assert!(
            committed == bytes,
            "samples/{name} is not what the program makes up; `cargo test --test samples -- --ignored` writes it anew"
        );
    }
}

/// Not a test: writes the samples anew after a change of the generator or of the codebook's words.
#[test]
#[ignore = "writes the samples"]
fn write_the_samples() {
    for (name, bytes) in made_up() {
        std::fs::write(path(name), bytes).expect("the samples folder can be written");
    }
}
