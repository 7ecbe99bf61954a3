//! Any text as a rules file, a codebook and a map: findings render, and what loads runs its cases and prints as a document
//! and as SQL.

#![no_main]

use std::cell::LazyCell;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use rasoat::diagnostic::Report;
use rasoat::rules::{self, ReviewDate, Standard, review_day};
use rasoat::survey::codebook::Codebook;
use rasoat::survey::codebook_file;
use rasoat::survey::map;
use rasoat::text::Language;

thread_local! {
    static CODEBOOK: LazyCell<Arc<Codebook>> = const {
        LazyCell::new(|| Arc::new(codebook_file::default_codebook().expect("the built-in codebook is good")))
    };
}

fn renders(report: &Report) {
    report.render(false);
    report.render(true);
    for diagnostic in &report.diagnostics {
        report.line_column(diagnostic.span.start);
    }
}

fn refused(report: &Report) {
    assert!(report.has_errors(), "a refusal says why");
    renders(report);
}

fuzz_target!(|text: &str| {
    let codebook = CODEBOOK.with(|codebook| Arc::clone(codebook));
    let (loaded, report) = rules::load("rules.toml", text, &codebook);
    match loaded {
        None => refused(&report),
        Some(loaded) => {
            renders(&report);
            let loaded = Arc::new(loaded);
            rules::testing::run(&loaded);
            rules::sql::query(&loaded, loaded.valid_from.year());
            for language in [Language::Vi, Language::En] {
                rasoat::report::standard::document(&loaded, language);
            }
            let date = review_day(&loaded, loaded.valid_from.year());
            let _ = Standard::new(loaded, ReviewDate { date, fixed: false }, &[]);
        }
    }
    if let Err(report) = codebook_file::load("codebook.toml", text) {
        refused(&report);
    }
    if let Err(report) = map::load("map.toml", text, &codebook) {
        refused(&report);
    }
});
