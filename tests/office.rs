//! The workbook of forms in LibreOffice: every formula computed anew gives the value kept with it, none is an error, and it prints.
//! Needs LibreOffice, so `.ci/office` runs it.
#![allow(clippy::disallowed_methods, reason = "runs another program on files of its own")]

use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use program::rasoat;

mod program;

/// What makes LibreOffice compute every formula of a workbook when it opens it.
const ALWAYS_RECALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().expect("a folder");
        let user = folder.path().join("profile/user");
        std::fs::create_dir_all(&user).expect("a profile");
        std::fs::write(user.join("registrymodifications.xcu"), ALWAYS_RECALCULATE).expect("a profile");
        Office { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Converts a file; gives where the new one is.
    fn convert(&self, file: &Path, to: &str) -> PathBuf {
        let program = std::env::var("SOFFICE").unwrap_or_else(|_| "soffice".into());
        let out = self.path("converted");
        let done = Command::new(&program)
            .arg(format!("-env:UserInstallation=file://{}", self.path("profile").display()))
            .args(["--headless", "--convert-to", to, "--outdir"])
            .arg(&out)
            .arg(file)
            .output();
        let done = done.unwrap_or_else(|error| panic!("`{program}` cannot be run: {error}"));
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        out.join(file.file_name().expect("a name")).with_extension(to)
    }
}

/// A sheet's name and its cells by row and column.
type Sheet = (String, Vec<((u32, u32), Data)>);

fn sheets(path: &Path) -> Vec<Sheet> {
    let mut book: Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
    let cells = |range: calamine::Range<Data>| {
        let (top, left) = range.start().unwrap_or_default();
        let used = range.used_cells();
        used.map(|(row, column, value)| ((row as u32 + top, column as u32 + left), value.clone())).collect()
    };
    book.worksheets().into_iter().map(|(name, range)| (name, cells(range))).collect()
}

fn same(one: &Data, other: &Data) -> bool {
    let number = |value: &Data| match value {
        Data::Float(number) => Some(*number),
        Data::Int(number) => Some(*number as f64),
        Data::Bool(yes) => Some(f64::from(*yes)),
        _ => None,
    };
    match (number(one), number(other)) {
        (Some(one), Some(other)) => (one - other).abs() < 1e-9,
        _ => one == other,
    }
}

#[test]
#[ignore = "needs LibreOffice; `.ci/office` runs it"]
fn recalculated_values_are_those_kept_and_the_forms_print() {
    let office = Office::new();

    // it does compute anew: a sum with a wrong value kept
    let wrong = office.path("wrong.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let formula = rust_xlsxwriter::Formula::new("=1+1").set_result("5");
    book.add_worksheet().write_formula(0, 0, formula).expect("a formula");
    book.save(&wrong).expect("a workbook");
    assert_eq!(sheets(&wrong)[0].1[0].1, Data::Float(5.0));
    assert_eq!(sheets(&office.convert(&wrong, "xlsx"))[0].1[0].1, Data::Float(2.0));

    for (rows, language) in [("ministry", "vi"), ("province", "en")] {
        let file = office.path(&format!("{rows}.xlsx"));
        let name = file.display().to_string();
        let arguments = ["forms", "samples/yen-chau-2022.xlsx", "--previous", "samples/yen-chau-2021-list.csv"];
        let more = ["--history", "samples/yen-chau-2020-list.csv", "--units", "samples/yen-chau-units.csv"];
        let how = ["--rows", rows, "--lang", language, "--check-columns", "-o", &name];
        rasoat(&[&arguments[..], &more, &how].concat());
        let (kept, computed) = (sheets(&file), sheets(&office.convert(&file, "xlsx")));
        // thirteen forms and the charts
        assert_eq!(kept.len(), 14);
        let mut numbers = 0;
        for ((sheet, kept), (other, computed)) in kept.iter().zip(&computed) {
            assert_eq!(sheet, other);
            assert_eq!(kept.len(), computed.len(), "{sheet}");
            for ((place, one), (_, other)) in kept.iter().zip(computed) {
                assert!(!matches!(other, Data::Error(_)), "{sheet} {place:?}: {other}");
                assert!(same(one, other), "{sheet} {place:?}: kept {one}, computed {other}");
                numbers += usize::from(matches!(other, Data::Float(_) | Data::Int(_)));
            }
        }
        assert!(numbers > 2000, "{numbers}");

        let pdf = std::fs::read(office.convert(&file, "pdf")).expect("a PDF");
        let pages = pdf.windows(11).filter(|window| window == b"/Type/Page/").count();
        assert!(pages >= 14, "{pages} pages");
    }
}
