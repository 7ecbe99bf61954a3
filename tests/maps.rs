//! Maps that the program writes: each loads, and gives the very same reading of the files it was written for.
#![allow(clippy::disallowed_methods, reason = "reads the corpus")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use rasoat::io::read::{Cell, Input};
use rasoat::lang::Entity;
use rasoat::survey::batch::Column;
use rasoat::survey::codebook::Codebook;
use rasoat::survey::codebook_file::default_codebook;
use rasoat::survey::layout::SheetUse;
use rasoat::survey::map::{self, SurveyMap};
use rasoat::survey::map_writer::map_text;
use rasoat::survey::{MemorySource, Source, Survey, SurveyError, SurveyOptions};
use rasoat::text::Language;

fn codebook() -> Codebook {
    default_codebook().expect("the codebook is good")
}

fn load(text: &str, codebook: &Codebook) -> SurveyMap {
    map::load("map.toml", text, codebook).unwrap_or_else(|report| panic!("{}\n{text}", report.render(false)))
}

/// Everything that is read: which sheets, every value of every row, every problem and count.
fn reading(survey: &Survey<'_>) -> Result<String, SurveyError> {
    let mut text = String::new();
    for sheet in survey.layout() {
        let read = [Entity::Household, Entity::Member].map(|entity| sheet.holds(entity));
        let _ = writeln!(text, "{}!{} {read:?} {:?}", sheet.file, sheet.sheet, sheet.above);
    }
    let counts = survey.read::<SurveyError>(100, &|_, _| true, &mut |batch, problems| {
        let _ = writeln!(text, "{batch:?}\n{problems:?}");
        Ok(())
    })?;
    let _ = writeln!(text, "{counts:?} {:?}", survey.review_years());
    Ok(text)
}

/// Every name of a head or member that is read and is no mere word.
fn names_of_persons(survey: &Survey<'_>) -> Vec<String> {
    let mut names = Vec::new();
    let read = survey.read::<SurveyError>(100, &|_, _| true, &mut |batch, _| {
        for (rows, entity, id) in
            [(&batch.households, Entity::Household, "head_name"), (&batch.members, Entity::Member, "name")]
        {
            let field = survey.codebook().position(entity, id).expect("a field");
            if let Some(Column::Text(texts)) = &rows.columns[field] {
                names.extend(texts.iter().flatten().filter(|name| name.contains(' ')).map(|name| name.to_string()));
            }
        }
        Ok(())
    });
    assert!(read.is_ok());
    names
}

/// The map written for a survey, if it can be read, after comparing what both readings give.
fn written<S: Source>(name: &str, sources: &[S], first: Option<&SurveyMap>) -> Option<String> {
    let codebook = codebook();
    let options = SurveyOptions { map: first, ..SurveyOptions::default() };
    let survey = Survey::open(sources, &codebook, options).ok()?;
    let before = reading(&survey).ok()?;
    let contents = survey.contents(false).expect("it was read");
    let text = map_text(&survey, &contents, true, Language::En);
    assert_eq!(text, map_text(&survey, &contents, true, Language::En), "{name}");
    for person in names_of_persons(&survey) {
        assert!(!text.contains(&person), "{name}: {person}\n{text}");
        assert!(!format!("{contents:?}").contains(&person), "{name}: {person} is among the samples");
    }
    let map = load(&text, &codebook);
    let again = Survey::open(sources, &codebook, SurveyOptions { map: Some(&map), ..SurveyOptions::default() });
    let again = again.unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
    let after = reading(&again).expect("it is read as before");
    let different = before.lines().zip(after.lines()).find(|(before, after)| before != after);
    assert!(before == after, "{name}: {different:#?}\n{text}");
    assert_eq!(again.stale(), [], "{name}\n{text}");
    // and a map written from a map says the same
    let contents = again.contents(false).expect("it was read");
    assert_eq!(map_text(&again, &contents, true, Language::En), text, "{name}");
    load(&map_text(&survey, &contents, true, Language::Vi), &codebook);
    Some(text)
}

/// Files, and what lies in folders.
fn open(paths: &[PathBuf]) -> Option<Vec<Input>> {
    let mut all: Vec<PathBuf> = Vec::new();
    for path in paths {
        match std::fs::read_dir(path) {
            Ok(entries) => all.extend(entries.map(|entry| entry.expect("an entry").path())),
            Err(_) => all.push(path.clone()),
        }
    }
    all.sort();
    all.iter().map(|path| Input::open(path).ok()).collect()
}

#[test]
fn the_map_of_a_sample_gives_the_same_reading() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for names in [
        &["yen-chau-2022.xlsx"][..],
        &["yen-chau-2022-points.csv"],
        &["yen-chau-2022-recorded.csv"],
        &["yen-chau-2022-households.csv", "yen-chau-2022-members.csv"],
        &["defects-households.csv", "defects-members.csv"],
    ] {
        let paths: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
        let sources = open(&paths).expect("samples are read");
        let text = written(names[0], &sources, None).expect("samples are surveys");
        assert!(text.contains("\n\"Mã hộ\" = \"household_id\"\n"), "{text}");
    }
}

/// Of the files of the corpus those that are read at all.
#[test]
fn the_map_of_any_layout_gives_the_same_reading() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let mut names: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_none_or(|of| of != "expected" && of != "rs" && of != "md"))
        .collect();
    names.sort();
    let mut compared = 0;
    for path in names {
        let Some(sources) = open(std::slice::from_ref(&path)) else { continue };
        compared += usize::from(written(&path.display().to_string(), &sources, None).is_some());
    }
    assert!(compared > 20, "only {compared} files are read");
}

#[test]
fn odd_layouts_keep_their_reading() {
    let two = MemorySource::new("x/a.xlsx")
        .table("Bìa", "Báo cáo\nxin đọc")
        .table(
            "Hộ \"1\"",
            "Mã hộ | Xã | Số khẩu | Số khẩu | | Ghi riêng | Tổng thu nhập tháng (nghìn đồng) | Khu vực
             01 | A | 3 | 3 | x | 5 | 4500 | KV lạ
             02 | A | 4 | 5 | x | 5 | 3200 | KV lạ",
        )
        .table(
            "Thành viên",
            "Mã hộ | Họ và tên | Ngày sinh | Có thẻ BHYT\n01 | Lò A | 1980 | có\n02 | Lò B | 1990 | có\n02 | Lò C | 2000 | không",
        );
    let text = written("two", &[two], None).expect("a survey");
    for line in [
        "\"Tổng thu nhập tháng (nghìn đồng)\" = { field = \"income_month\", unit = \"nghìn đồng\" }",
        "# \"KV lạ\" = \"?\"  # 2 rows",
        "name = \"Hộ \\\"1\\\"\"",
        "# \"@C\" = \"persons\"  # \"Số khẩu\", same field as column D",
        "# \"@E\" = \"?\"  # no header",
        "# \"Ghi riêng\" = \"?\"  # column F",
        "holds = \"nothing\"",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}\n{text}");
    }
    assert!(!text.contains("Lò"), "{text}");
    let communes = [MemorySource::new("a.csv"), MemorySource::new("b.csv")];
    let tables = ["Mã hộ | Thôn | Hộ nghèo | Thôn\n1 | X | x | Y", "Thôn | Mã hộ | Xã\nX | 2 | K"];
    let communes: Vec<_> = communes.into_iter().zip(tables).map(|(source, table)| source.table("", table)).collect();
    written("communes", &communes, None).expect("a survey");
}

#[test]
fn a_map_reads_what_nothing_else_does() {
    // titles that look like nothing, a header of two rows, columns without header, answers of its own, thousands of đồng
    let rows = [
        "Biểu 7 | | | | | | | |",
        "Người | | | Chỗ ở | | | Tiền | |",
        "Số | Ai | | Nơi | Loại | | Cả nhà | Bỏ |",
        "a | b | c | d | e | f | g | h |",
        "H1 | Lò A | 4 | Bản 1 | M | x | 4500 | 1 | 10",
        "H2 | Lò B | 3 | Bản 1 | D | | 3000 | 2 | 20",
        "Hết trang | | | | | | | |",
        "H3 | Lò C | 5 | Bản 2 | M | x | 2000 | 3 | 30",
        "Người lập | | | | | | | |",
    ];
    let cells = |row: &'static str| row.split('|').map(|text| Cell::Text(text.trim())).collect::<Vec<_>>();
    let source = || MemorySource::new("odd.xlsx").sheet("Biểu 7", rows.into_iter().map(cells));
    let codebook = codebook();
    let text = r#"
[household.columns]
"Chỗ ở / Nơi" = "village"
[household.codes.area]
"M" = "rural"
"D" = "urban"
[[sheet]]
name = "Biểu*"
holds = "household"
header_rows = [2, 3]
first_row = 5
last_row = 8
skip_rows = [7]
ignore = ["Bỏ"]
constants = { commune = "Chiềng Hặc", review_year = 2022 }
[sheet.columns]
"@A" = "household_id"
"Người / Ai" = "head_name"
"@C" = "persons"
"Loại" = "area"
"@F" = "internet"
"Tiền / Cả nhà" = { field = "income_month", unit = "nghìn đồng" }
"@I" = "b2"
"#;
    let map = load(text, &codebook);
    let sources = [source()];
    let options = SurveyOptions { map: Some(&map), ..SurveyOptions::default() };
    let survey = Survey::open(&sources, &codebook, options).expect("the map says all");
    assert_eq!(survey.stale(), []);
    let sheet = &survey.layout()[0];
    assert_eq!((sheet.used, &sheet.header_rows[..], sheet.first_row), (SheetUse::Household, &[2, 3][..], 5));
    let mut found = String::new();
    let counts = survey.read::<SurveyError>(10, &|_, _| true, &mut |batch, _| {
        for id in ["household_id", "commune", "persons", "area", "income_month", "b2", "review_year", "village"] {
            let field = codebook.position(Entity::Household, id).expect("a field");
            let _ = writeln!(found, "{id} {:?}", batch.households.columns[field]);
        }
        Ok(())
    });
    let counts = counts.expect("read");
    assert_eq!(counts.household_rows, 3);
    let kinds: Vec<u64> = counts.sheets[0].rows.skipped.to_vec();
    assert_eq!(
        kinds.iter().sum::<u64>(),
        6,
        "a title, two header rows, a row between, one among and one under the data"
    );
    for words in [
        r#"household_id Some(Text([Some("H1"), Some("H2"), Some("H3")]))"#,
        r#"commune Some(Text([Some("Chiềng Hặc"), Some("Chiềng Hặc"), Some("Chiềng Hặc")]))"#,
        r#"village Some(Text([Some("Bản 1"), Some("Bản 1"), Some("Bản 2")]))"#,
        "4500000",
        "area Some(Code([0, 1, 0]))",
        "b2 Some(Number([Some(Exact { num: 10,",
    ] {
        assert!(found.contains(words), "{words}\n{found}");
    }
    written("odd", &[source()], Some(&map)).expect("a survey");
}

#[test]
fn a_map_of_another_layout_is_told() {
    let codebook = codebook();
    let source = MemorySource::new("a.csv").table("", "Mã hộ | Xã\n1 | A");
    let text = r#"
ignore = ["Ghi chú"]
[household.columns]
"Xã" = "commune"
"Tên xã" = "commune"
[member.columns]
"Con" = "name"
[[sheet]]
name = "Hộ"
header_rows = 3
[[sheet]]
columns = { "@B" = "commune", "@F" = "village" }
"#;
    let map = load(text, &codebook);
    let sources = [source];
    let survey = Survey::open(&sources, &codebook, SurveyOptions { map: Some(&map), ..SurveyOptions::default() });
    let stale = survey.expect("a survey").stale();
    let column = |name: &str| map::Stale::Column(name.to_owned());
    let sheet = map::Stale::Sheet(String::new(), "Hộ".to_owned());
    assert_eq!(stale, [sheet, column("@F"), column("Ghi chú"), column("Tên xã")]);
}

#[test]
fn a_title_over_columns_is_no_column() {
    let codebook = codebook();
    let rows = ["Mã hộ | Xã | KCN |", " | | T | C", "1 | A | K | K", "2 | A | T | K"];
    let cells = |row: &'static str| row.split('|').map(|text| Cell::Text(text.trim())).collect::<Vec<_>>();
    let sources = [MemorySource::new("a.xlsx").sheet("Hộ", rows.into_iter().map(cells)).merged(1, 1, 2, 3)];
    let title = || map::Stale::Title("KCN".to_owned(), vec!["KCN / T".to_owned(), "KCN / C".to_owned()]);
    for (text, stale) in [
        ("[household.columns]\n'KCN' = 'wall'", vec![title()]),
        ("[[sheet]]\nheader_rows = [1, 2]\ncolumns = { 'KCN' = 'wall' }", vec![title()]),
        ("ignore = ['KCN']", vec![title()]),
        ("[household.columns]\n'KCN / T' = 'wall'\n'C' = 'roof'", vec![]),
        ("ignore = ['KCN / T', 'C']", vec![]),
    ] {
        let text = format!("{text}\n[[sheet]]\nheader_rows = [1, 2]\nfirst_row = 3");
        let map = load(&text, &codebook);
        let options = SurveyOptions { map: Some(&map), ..SurveyOptions::default() };
        assert_eq!(Survey::open(&sources, &codebook, options).expect("a survey").stale(), stale, "{text}");
    }
}

#[test]
fn what_a_sheet_holds_can_be_said() {
    let codebook = codebook();
    // two lists of the same households: which of them, only a person knows
    let table = "Mã hộ | Xã | Khu vực | Số nhân khẩu\n1 | A | NT | 3\n2 | A | NT | 3\n3 | A | NT | 3";
    let source = || MemorySource::new("a.xlsx").table("2021", table).table("2022", table);
    let sources = [source()];
    assert!(Survey::open(&sources, &codebook, SurveyOptions::default()).is_err());
    let (survey, error) = Survey::open_anyway(&sources, &codebook, SurveyOptions::default()).expect("shown");
    assert!(matches!(error, Some(SurveyError::TwoSheets { .. })), "{error:?}");
    let text = map_text(&survey, &survey.contents(true).expect("read"), false, Language::En);
    load(&text, &codebook);
    for (text, used) in [
        ("[[sheet]]\nname = '2021'\nholds = 'nothing'", [SheetUse::Ignored, SheetUse::Household]),
        (
            "[[sheet]]\nname = '2021'\nholds = 'household'",
            [SheetUse::Household, SheetUse::NotChosen(Entity::Household)],
        ),
    ] {
        let map = load(text, &codebook);
        let options = SurveyOptions { map: Some(&map), ..SurveyOptions::default() };
        let survey = Survey::open(&sources, &codebook, options).expect("it is said");
        assert_eq!(survey.layout().iter().map(|sheet| sheet.used).collect::<Vec<_>>(), used);
    }
    let map = load("[[sheet]]\nconstants = { commune = 'B' }", &codebook);
    let options = SurveyOptions { map: Some(&map), ..SurveyOptions::default() };
    let error = Survey::open(&sources, &codebook, options).err();
    assert!(matches!(error, Some(SurveyError::ConstantAndColumn { .. })), "{error:?}");
}

#[test]
fn a_map_for_what_cannot_be_read_guesses_nothing() {
    let codebook = codebook();
    let begun = |source: MemorySource| {
        let sources = [source];
        let (survey, error) = Survey::open_anyway(&sources, &codebook, SurveyOptions::default()).expect("shown");
        let text = map_text(&survey, &survey.contents(true).expect("read"), false, Language::En);
        load(&text, &codebook);
        (text, error.expect("it cannot be read"))
    };
    let has = |text: &str, lines: &[&str]| {
        for line in lines {
            assert!(text.lines().any(|own| own == *line), "{line}\n{text}");
        }
    };
    // a running number is no id, an id of the hamlet's own is
    let hamlet = "TT | Sổ đăng ký | Xã: Ma Nhai | HX\n1 | MN/001 | x | HN\n2 | MN/002 | x | KC\n3 | MN/003 | x | TH";
    let (text, error) = begun(MemorySource::new("a.xlsx").table("A", hamlet));
    has(&text, &["# \"TT\" = \"?\"  # column A", "# \"Sổ đăng ký\" = \"?\"  # column B, perhaps \"household_id\""]);
    assert!(
        error.help(Language::En).iter().any(|line| line.contains("`\"Sổ đăng ký\" = \"household_id\"`")),
        "{error:?}"
    );
    // each of two sheets has its own columns
    let book = MemorySource::new("b.xlsx")
        .table("HGD", "KHOA | TEN_CH\nP1-07 | x\nP1-08 | y")
        .table("NK", "KEY | PHIEU\n1 | P1-07\n2 | P1-07\n3 | P1-08");
    let (text, _) = begun(book);
    has(&text, &["name = \"HGD\"", "name = \"NK\"", "# \"KHOA\" = \"?\"  # column A, perhaps \"household_id\""]);
    let (first, second) = text.split_once("name = \"NK\"").expect("a second sheet");
    assert!(first.contains("KHOA") && !first.contains("PHIEU") && second.contains("PHIEU"), "{text}");
    // an id in some rows only: members under their households
    let list = "Sổ | Tên | Đi học\nS-11 | A | x\n | B | -\nS-12 | C | x\n | D | x";
    let (text, error) = begun(MemorySource::new("c.csv").table("", list));
    has(&text, &["# holds = \"list\"  # or \"household\", \"member\", \"nothing\"", "\"Tên\" = \"name\"  # column B"]);
    assert!(error.help(Language::En).iter().any(|line| line.contains("`holds = \"list\"`")), "{error:?}");
}
