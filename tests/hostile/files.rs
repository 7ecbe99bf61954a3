//! Files that are no survey.

use std::io::{Cursor, Write};

use crate::program::{Folder, POINTS};

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a file in the archive");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("an archive").into_inner()
}

/// The container in which Office keeps an encrypted workbook: a header, one sector of the allocation table, one of the
/// directory with the streams' names, and the streams' content.
fn encrypted() -> Vec<u8> {
    const SECTOR: usize = 512;
    let mut bytes = vec![0; SECTOR];
    let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
    put(0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(44, &1u32.to_le_bytes());
    put(48, &1u32.to_le_bytes());
    put(56, &4096u32.to_le_bytes());
    let end = 0xFFFF_FFFEu32;
    put(60, &end.to_le_bytes());
    put(68, &end.to_le_bytes());
    put(80, &[0xFF; 432]);
    // sector 0 is the table itself, 1 the directory, 2 to 10 the stream
    let chain = [0xFFFF_FFFD, end].into_iter().chain(3..=10).chain([end]);
    let table: Vec<u8> = chain.flat_map(u32::to_le_bytes).collect();
    bytes.extend(&table);
    bytes.resize(2 * SECTOR, 0xFF);
    for (name, kind, child, start, size) in
        [("Root Entry", 5u8, 1u32, end, 0u32), ("EncryptedPackage", 2, u32::MAX, 2, 9 * SECTOR as u32)]
    {
        let mut entry = [0; 128];
        let letters: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..letters.len()].copy_from_slice(&letters);
        entry[64] = letters.len() as u8 + 2;
        entry[66] = kind;
        entry[68..76].fill(0xFF);
        entry[76..80].copy_from_slice(&child.to_le_bytes());
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&size.to_le_bytes());
        bytes.extend(&entry);
    }
    bytes.resize(3 * SECTOR, 0);
    bytes.extend([0xA7; 9 * SECTOR]);
    bytes
}

fn sample(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    std::fs::read(path).expect("the sample is there")
}

#[test]
fn a_missing_file() {
    let folder = Folder::new();
    folder.refused(&["summary", "survey.xlsx"], &["`survey.xlsx`"]).says(&["there is no such file", "help: "]);
    folder.refused(&["check", "survey.xlsx"], &["`survey.xlsx`"]);
    folder.refused(&["rules", "check", "rules.toml"], &["`rules.toml`"]);
    folder.run(&["summary", ""]).code(2).says(&["INPUT"]);
}

#[test]
fn a_missing_map_or_rules_file() {
    let folder = Folder::with_points();
    folder.refused(&["summary", "points.csv", "--map", "map.toml"], &["`map.toml`"]).says(&["no such file"]);
    folder.refused(&["summary", "points.csv", "--rules", "mine.toml"], &["`mine.toml`"]).says(&["no such file"]);
}

#[test]
fn files_without_content() {
    let folder = Folder::new()
        .file("empty.csv", "")
        .file("empty.xlsx", "")
        .file("mark.csv", "\u{feff}")
        .file("blank.csv", " \n\n\t\n")
        .file("commas.csv", ",,,\n,,,\n");
    for name in ["empty.csv", "empty.xlsx", "mark.csv", "blank.csv", "commas.csv"] {
        let named = format!("`{name}`");
        let ran = folder.refused(&["summary", name], &[&named]);
        assert!(["is empty", "has no content"].iter().any(|words| ran.err.contains(words)), "{ran:?}");
    }
}

#[test]
fn nothing_on_standard_input() {
    let folder = Folder::new();
    folder.refused(&["summary", "-"], &["`-`"]).says(&["nothing came from standard input", "`|`", "`<`"]);
    folder.run_with(&["summary", "-", "--format", "csv"], POINTS.as_bytes()).code(0).prints(&["Chiềng On,2,7,1,"]);
}

#[test]
fn a_csv_without_a_known_header() {
    let folder = Folder::new().file("notes.csv", "colour,size\nred,3\n").file("near.csv", "Ma hoo,Khu vuc x\n1,2\n");
    folder.refused(&["summary", "notes.csv"], &["`notes.csv`", "`colour`, `size`", "--map", "household_id"]);
    folder.refused(&["summary", "near.csv"], &["`near.csv`", "`Ma hoo`"]);
}

#[test]
fn a_workbook_cut_off() {
    let whole = sample("yen-chau-2022.xlsx");
    let mut folder = Folder::new();
    for (name, share) in [("a.xlsx", 2), ("b.xlsx", 3), ("c.xlsx", 100)] {
        folder = folder.file(name, &whole[..whole.len() / share]);
        let named = format!("`{name}`");
        folder.refused(&["summary", name], &[&named]).says(&["breaks off before its end", "copy or download it again"]);
    }
}

#[test]
fn a_workbook_damaged_inside() {
    let mut bytes = sample("yen-chau-2022.xlsx");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4000].fill(0x55);
    let folder = Folder::new().file("bad.xlsx", bytes);
    folder.refused(&["summary", "bad.xlsx"], &["`bad.xlsx`"]).says(&["the file is damaged"]);
}

#[test]
fn a_workbook_with_a_password() {
    let folder = Folder::new().file("secret.xlsx", encrypted());
    folder.refused(&["summary", "secret.xlsx"], &["`secret.xlsx`"]).says(&["password", "help: "]);
}

#[test]
fn archives_that_are_no_workbook() {
    let letter: [(&str, &[u8]); 2] = [("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")];
    let folder = Folder::new()
        .file("files.zip", zip_of(&[("a.png", b"hello")]))
        .file("files.xlsx", zip_of(&[("a.pdf", b"hello")]))
        .file("nested.zip", zip_of(&[("a.csv", POINTS.as_bytes()), ("b.zip", &zip_of(&[]))]))
        .file("letter.xlsx", zip_of(&letter))
        .file("none.xlsx", zip_of(&[]))
        .file("hollow.xlsx", zip_of(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"")]));
    folder.refused(&["summary", "files.zip"], &["`files.zip`"]).says(&["archive", "no spreadsheet"]);
    folder.refused(&["summary", "files.xlsx"], &["`files.xlsx`"]).says(&["archive"]);
    folder.refused(&["summary", "nested.zip"], &["`nested.zip/b.zip`"]).says(&["archive in an archive", "unpack"]);
    folder.refused(&["summary", "letter.xlsx"], &["`letter.xlsx`"]).says(&["a text document"]);
    folder.refused(&["summary", "none.xlsx"], &["`none.xlsx`"]);
    folder.refused(&["summary", "hollow.xlsx"], &["`hollow.xlsx`"]);
}

#[test]
fn a_folder_given_as_a_file() {
    let folder = Folder::with_points();
    std::fs::create_dir(folder.path("survey")).expect("a folder");
    folder.refused(&["summary", "survey"], &["`survey`"]).says(&["no spreadsheet or csv"]);
    folder.refused(&["rules", "check", "survey"], &["`survey`"]);
    folder.refused(&["summary", "points.csv", "--map", "survey"], &["`survey`"]);
    folder.refused(&["summary", "points.csv", "--rules", "./survey"], &["`./survey`"]);
}

#[test]
fn folders_patterns_and_archives() {
    let packed = zip_of(&[("xã/points.csv", POINTS.as_bytes()), ("__MACOSX/xã/._points.csv", b"\0")]);
    let folder = Folder::with_points().file("points.zip", packed);
    std::fs::create_dir_all(folder.path("survey/xã")).expect("a folder");
    let folder = folder.file("survey/xã/points.csv", POINTS).file("survey/~$points.xlsx", "x");
    let folder = (1..=7).fold(folder, |folder, n| folder.file(&format!("survey/{n}.jpg"), "x"));
    let expected = folder.run(&["summary", "points.csv"]);
    assert_eq!(expected.code, 0, "{expected:?}");
    let said = [
        ("survey", "left out of `survey`: 1.jpg, 2.jpg, 3.jpg, 4.jpg, 5.jpg and 3 more\n"),
        ("survey/*/*.csv", ""),
        ("points.zip", "left out of `points.zip`: __MACOSX/xã/._points.csv\n"),
    ];
    for (argument, said) in said {
        let ran = folder.run(&["summary", argument]);
        assert_eq!(
            (ran.code, ran.out, ran.err),
            (0, expected.out.clone(), said.to_owned() + &expected.err),
            "{argument}"
        );
    }
    folder.refused(&["summary", "none/*.csv"], &["`none/*.csv`"]).says(&["pattern"]);
    folder.refused(&["summary", "survey", "survey/xã/points.csv"], &["survey/xã/points.csv"]);
    // nothing that is read is written over
    for input in ["survey", "survey/*/*.csv"] {
        folder.refused(&["classify", input, "-o", "survey/xã/points.csv"], &["`survey/xã/points.csv`"]);
    }
    assert_eq!(std::fs::read_to_string(folder.path("survey/xã/points.csv")).expect("the file"), POINTS);
}

#[test]
fn bytes_that_are_no_text() {
    let noise: Vec<u8> = (0..5000u32).map(|i| ((i * i * 31) >> 5) as u8).collect();
    let latin = [b"household_id,area\n1,rur\xE9l\n".as_slice(), POINTS.as_bytes()].concat();
    let folder = Folder::new()
        .file("nul.csv", POINTS.replace("rural", "ru\0al"))
        .file("noise.csv", noise)
        .file("latin.csv", latin)
        .file("page.xls", "<html><form>log in</form></html>")
        .file("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    for name in ["nul.csv", "noise.csv", "page.xls", "photo.csv"] {
        let named = format!("`{name}`");
        folder.refused(&["summary", name], &[&named]).says(&["expected a spreadsheet or csv"]);
    }
    folder.refused(&["summary", "latin.csv"], &["`latin.csv`", "B", "2", "UTF-8"]);
}

#[test]
fn lengths_beyond_all_bounds() {
    let row = |cell: &str| POINTS.replacen("Chiềng On", cell, 1);
    let columns = (0..20_000).map(|i| format!("c{i}")).collect::<Vec<_>>().join(",");
    let folder = Folder::new()
        .file("ten.csv", row(&"x".repeat(10 << 20)))
        .file("seventeen.csv", row(&"x".repeat(17 << 20)))
        .file("line.csv", "x".repeat(20 << 20))
        .file("columns.csv", format!("household_id,{columns}\n1\n"))
        .file("quote.csv", POINTS.replacen("Chiềng On", "\"Chiềng On", 1));
    let ran = folder.run(&["classify", "ten.csv", "--format", "csv"]).code(0);
    assert_eq!(ran.column("household_id"), ["1", "2"]);
    assert_eq!(ran.column("commune")[0].len(), 10 << 20);
    folder.refused(&["summary", "seventeen.csv"], &["`seventeen.csv`", "B2", "16 MiB"]);
    folder.refused(&["summary", "line.csv"], &["`line.csv`", "A1", "16 MiB"]);
    folder.refused(&["summary", "columns.csv"], &["`columns.csv`", "16384"]);
    folder.refused(&["summary", "quote.csv"], &["`quote.csv`", "2", "(\")"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with_points();
    std::fs::set_permissions(folder.path("points.csv"), std::fs::Permissions::from_mode(0o000)).expect("permissions");
    if std::fs::read(folder.path("points.csv")).is_err() {
        folder.refused(&["summary", "points.csv"], &["`points.csv`"]).says(&["help: "]);
    }
}
