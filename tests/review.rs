//! What a review writes: the same as the commands for its parts, the same bytes every time, and a manifest by which anybody sees it.
#![allow(clippy::disallowed_methods, reason = "looks at what was written, and changes copies of the samples")]

use std::fs;
use std::path::Path;
use std::process::Command;

use program::{named_rows, rasoat, run, sample_path};

mod program;

const SURVEY: &str = "samples/yen-chau-2022.xlsx";
const PREVIOUS: &str = "samples/yen-chau-2021-list.csv";

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("written")
}

fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = entries
        .map(|path| {
            (path.file_name().expect("a name").to_string_lossy().into_owned(), fs::read(&path).expect("a file"))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn a_review_is_what_its_commands_give() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let review = at("review");
    let review_name = review.to_string_lossy();
    rasoat(&["review", SURVEY, "--previous", PREVIOUS, "-o", &review_name]);
    assert_eq!(text(&review.join("classified.csv")), rasoat(&["classify", SURVEY, "--format", "csv"]));
    assert_eq!(text(&review.join("flows.csv")), rasoat(&["compare", PREVIOUS, SURVEY, "--format", "csv"]));
    // the problems of the survey, and behind them those of the list: two households stand there twice; that some are gone is a problem
    // of a survey and none of last year's list
    let problems = |file: &str| rasoat(&["check", file, "--format", "csv", "--lang", "vi", "--year", "2022"]);
    let of_list = problems(PREVIOUS);
    let of_list: Vec<&str> = of_list.lines().skip(1).filter(|line| !line.contains(",change,")).collect();
    assert_eq!(of_list.len(), 2);
    assert_eq!(text(&review.join("problems.csv")), problems(SURVEY) + &of_list.join("\n") + "\n");

    let manifest: serde_json::Value = serde_json::from_str(&text(&review.join("manifest.json"))).expect("json");
    let classified = named_rows(&text(&review.join("classified.csv")));
    let of = |class: &str| classified.iter().filter(|row| row["class"] == class).count();
    assert_eq!(manifest["counts"]["household_rows"], 1500);
    assert_eq!(manifest["counts"]["undetermined"], of("undetermined"));
    assert_eq!(manifest["counts"]["classified"], classified.len() - of("undetermined"));
    // every file that is there is told, but for the manifest itself
    let told = manifest["outputs"].as_array().expect("files").iter().map(|file| file["name"].as_str().expect("a name"));
    let mut told: Vec<&str> = told.chain(["manifest.json"]).collect();
    told.sort_unstable();
    assert_eq!(told, bytes(&review).iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>());
}

#[test]
fn the_same_review_is_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let history = ["--history", "samples/yen-chau-2020-list.csv", "--units", "samples/yen-chau-units.csv"];
    let arguments = |more: &[&'static str]| {
        [&["review", SURVEY, "--previous", PREVIOUS, "--match", "likely"], &history[..], more].concat()
    };
    for (name, more) in [("one", &["--threads", "1"][..]), ("many", &["--threads", "5"]), ("again", &[])] {
        let out = at(name);
        rasoat(&[&arguments(more)[..], &["-o", &out]].concat());
    }
    let one = bytes(Path::new(&at("one")));
    assert_eq!(one, bytes(Path::new(&at("many"))));
    assert_eq!(one, bytes(Path::new(&at("again"))));
    let manifest = at("one/manifest.json");
    let verified = run(&["verify", &manifest, "--lang", "en"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    // where the review was made in does not matter
    assert!(String::from_utf8_lossy(&verified.stdout).contains("The result is the same"));
    fs::write(at("one/classified.csv"), "edited").expect("written");
    let verified = run(&["verify", &manifest, "--lang", "en"]);
    assert_eq!(verified.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&verified.stdout).contains("made again the same; the file in the folder was changed")
    );
}

#[test]
fn a_review_measures_a_plan_and_lists_who_is_on_the_forms() {
    let folder = tempfile::tempdir().expect("a folder");
    let review = folder.path().join("review");
    let plan = ["--targets", "plan-yen-chau-2022", "--units", "samples/yen-chau-units.csv"];
    let before = ["--previous", PREVIOUS];
    rasoat(&[&["review", SURVEY, "-o", &review.to_string_lossy()], &plan[..], &before].concat());
    let targets = rasoat(&[&["targets", SURVEY, "--format", "csv", "--lang", "vi"], &plan[..], &before].concat());
    assert_eq!(text(&review.join("targets.csv")), targets);

    let mut book: calamine::Xlsx<_> = calamine::open_workbook(review.join("forms.xlsx")).expect("a workbook");
    let names = calamine::Reader::sheet_names(&book);
    let class = |wanted: &str| {
        let classified = named_rows(&text(&review.join("classified.csv")));
        classified.into_iter().filter(|row| row["class"] == wanted).count()
    };
    for (sheet, wanted) in [("Biểu 14", "near_poor"), ("Biểu 15", "poor")] {
        assert!(names.iter().any(|name| name == sheet), "{names:?}");
        let range = calamine::Reader::worksheet_range(&mut book, sheet).expect("a sheet");
        // the first member of every household has the number of its head in the first column
        let heads = range.rows().skip(9).filter(|row| matches!(row[0], calamine::Data::Float(_)) && row[1] == 1.0);
        assert_eq!(heads.count(), class(wanted), "{sheet}");
    }
}

#[test]
fn the_page_names_no_household() {
    let folder = tempfile::tempdir().expect("a folder");
    let review = folder.path().join("review");
    rasoat(&["review", SURVEY, "--previous", PREVIOUS, "-o", &review.to_string_lossy()]);
    let page = text(&review.join("report.html"));
    let households = named_rows(&program::sample("yen-chau-2022-households.csv"));
    for household in households {
        for field in ["Mã hộ", "Họ và tên chủ hộ"] {
            let value = household.get(field).unwrap_or_else(|| panic!("{field} in {:?}", household.keys()));
            assert!(value.is_empty() || !page.contains(value.as_str()), "{value}");
        }
    }
}

#[test]
fn a_part_of_the_households_is_not_compared_with_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let review = folder.path().join("review");
    let only = ["--where", "commune = 'Viêng Lán'", "--previous", PREVIOUS, "--lang", "en"];
    let told = rasoat(&[&["review", SURVEY, "-o", &review.to_string_lossy()], &only[..]].concat());
    // the list has 297 poor households in all communes
    let page = text(&review.join("report.html"));
    assert!(!told.contains("297") && !page.contains("297"), "{told}");
    assert!(!review.join("flows.csv").exists());
}

#[test]
fn an_earlier_list_may_be_named_by_its_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    fs::create_dir(at("lists")).expect("a folder");
    fs::copy(sample_path("yen-chau-2021-list.csv"), at("lists/2021.csv")).expect("copied");
    for (name, previous) in [("folder", at("lists")), ("pattern", at("lists/*.csv"))] {
        rasoat(&["review", SURVEY, "--previous", &previous, "-o", &at(name)]);
        let manifest: serde_json::Value =
            serde_json::from_str(&text(Path::new(&at(&format!("{name}/manifest.json"))))).expect("json");
        assert_eq!(manifest["inputs"][1]["role"], "previous");
        assert_eq!(manifest["inputs"][1]["name"], at("lists/2021.csv"));
        assert!(run(&["verify", &at(&format!("{name}/manifest.json"))]).status.success(), "{name}");
    }
}

#[test]
fn manifests_that_were_changed_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let review = folder.path().join("review");
    // a value that begins like an option has to come back as one
    let only = ["--where=-1 < persons", "--previous", PREVIOUS];
    rasoat(&[&["review", SURVEY, "-o", &review.to_string_lossy()], &only[..]].concat());
    let path = review.join("manifest.json");
    let verify = || run(&["verify", &path.to_string_lossy(), "--lang", "en"]);
    let told = verify();
    assert!(
        told.status.success(),
        "{}{}",
        String::from_utf8_lossy(&told.stdout),
        String::from_utf8_lossy(&told.stderr)
    );
    let whole: serde_json::Value = serde_json::from_str(&text(&path)).expect("json");
    let other = folder.path().join("other.csv");
    type Change<'c> = &'c dyn Fn(&mut serde_json::Value);
    let changes: [(Change<'_>, i32); 5] = [
        (&|manifest| manifest["outputs"].as_array_mut().expect("files").clear(), 1),
        (&|manifest| manifest["inputs"].as_array_mut().expect("files").truncate(1), 1),
        (&|manifest| manifest["outputs"][0]["bytes"] = 1.into(), 1),
        (&|manifest| manifest["language"] = "fr".into(), 2),
        (
            &|manifest| {
                let option = format!("--problems={}", other.display());
                manifest["options"].as_array_mut().expect("options").insert(0, option.into());
            },
            2,
        ),
    ];
    for (number, (change, code)) in changes.into_iter().enumerate() {
        let mut manifest = whole.clone();
        change(&mut manifest);
        fs::write(&path, manifest.to_string()).expect("written");
        assert_eq!(verify().status.code(), Some(code), "change {number}");
    }
    assert!(!other.exists(), "verify writes nothing");
}

#[test]
fn the_folder_holds_one_review() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let survey = "samples/yen-chau-2022-points.csv";
    assert!(run(&["review", survey, "--previous", PREVIOUS, "-o", &at("review")]).status.success());
    let again = run(&["review", survey, "-o", &at("review"), "--lang", "en"]);
    assert!(again.status.success());
    let told = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(told.contains("flows.csv` is of an earlier run and no part of this review"), "{told}");

    // no file of it is written over by the problems
    for name in ["forms.xlsx", "manifest.json", "report.html"] {
        let problems = at(&format!("review/{name}"));
        let refused = run(&["review", survey, "-o", &at("review"), "--problems", &problems]);
        assert_eq!(refused.status.code(), Some(2), "{name}");
    }
    // nor is it the folder of its own inputs
    fs::create_dir(at("data")).expect("a folder");
    fs::copy(sample_path("yen-chau-2022-points.csv"), at("data/points.csv")).expect("copied");
    assert_eq!(run(&["review", &at("data"), "-o", &at("data")]).status.code(), Some(2));
    assert_eq!(bytes(Path::new(&at("data"))).len(), 1);
    // and a folder is not left behind where nothing could be read
    assert_eq!(run(&["review", "nothing.xlsx", "-o", &at("new")]).status.code(), Some(2));
    assert!(!Path::new(&at("new")).exists());
}

#[test]
fn another_input_is_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    let survey = folder.path().join("households.csv");
    fs::copy(sample_path("yen-chau-2022-points.csv"), &survey).expect("copied");
    let rasoat = |arguments: &[&str]| {
        let program = Path::new(env!("CARGO_BIN_EXE_rasoat"));
        Command::new(program).args(arguments).current_dir(folder.path()).output().expect("the program runs")
    };
    assert!(rasoat(&["review", "households.csv", "-o", "review", "-q"]).status.success());
    assert!(rasoat(&["verify", "review/manifest.json", "-q"]).status.success());
    let changed = fs::read_to_string(&survey).expect("text").replacen(",140,", ",150,", 1);
    fs::write(&survey, changed + "\n").expect("written");
    let verified = rasoat(&["verify", "review/manifest.json", "--lang", "en"]);
    assert_eq!(verified.status.code(), Some(1));
    let told = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(told.contains("The inputs have changed") && told.contains("survey: households.csv  changed"), "{told}");
    fs::remove_file(&survey).expect("removed");
    let verified = rasoat(&["verify", "review/manifest.json", "--lang", "en"]);
    assert!(String::from_utf8_lossy(&verified.stdout).contains("cannot be read"));
}

#[test]
fn what_is_no_manifest_is_told_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("manifest.json");
    fs::write(&path, "{\n  \"manifest\": 1,\n  \"programme\": 2\n}").expect("written");
    let verified = run(&["verify", &path.to_string_lossy(), "--lang", "en"]);
    assert_eq!(verified.status.code(), Some(2));
    let told = String::from_utf8_lossy(&verified.stderr).into_owned();
    assert!(told.contains("line 3, column 13: this is no manifest of a review"), "{told}");
    let refused = run(&["review", "-", "-o", &folder.path().to_string_lossy(), "--lang", "en"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("does not read standard input"));
}

/// The cells of a table's rows by the name they begin with, without marks.
fn table_rows(page: &str, caption: &str) -> Vec<(String, Vec<String>)> {
    let after = page.split_once(caption).expect("the table").1;
    let body = after.split_once("<tbody>").and_then(|rest| rest.1.split_once("</tbody>")).expect("a body").0;
    let words = |cell: &str| {
        // what only a screen reader reads, and the picture beside a rate, are no words of the cell
        let shown =
            cell.split("<span class=\"vh\">").next().unwrap_or_default().split("<svg").next().unwrap_or_default();
        let text = shown.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<String>();
        text.trim().to_owned()
    };
    let row = |row: &str| {
        let (name, rest) = row.split_once("</th>").expect("a name");
        let name = name.rsplit_once('>').expect("a name").1.to_owned();
        (name, rest.split("<td").skip(1).map(|cell| words(&format!("<td{cell}"))).collect())
    };
    body.split("<tr>").skip(1).map(row).collect()
}

/// Small communes of the sample have few near-poor households. What stands on the page and on form 7.1 is the same where both show it,
/// and neither shows what the other hides.
#[test]
fn the_page_and_the_forms_hide_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let review = folder.path().join("review");
    rasoat(&["review", SURVEY, "--previous", PREVIOUS, "--min-cell", "5", "-o", &review.to_string_lossy()]);
    let page = table_rows(&text(&review.join("report.html")), "<table class=\"sortable\">");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(review.join("forms.xlsx")).expect("a workbook");
    let range = calamine::Reader::worksheet_range(&mut book, "Biểu 7.1").expect("a sheet");
    let form = |commune: &str| {
        let row = range.rows().find(|row| row[1] == *commune).expect("the commune's line");
        // households, poor, near-poor
        [2, 4, 6].map(|column| row[column].to_string())
    };
    let mut hidden = 0;
    for (commune, cells) in &page {
        let of_page = [0, 2, 4].map(|column| cells[column].replace(['.', ','], ""));
        assert_eq!(of_page, form(commune), "{commune}");
        hidden += of_page.iter().filter(|cell| *cell == "…").count();
        assert!(of_page.iter().all(|cell| cell.parse::<i64>().map_or(cell == "…", |count| count == 0 || count >= 5)));
    }
    assert_eq!(page.len(), 15);
    assert!((1..30).contains(&hidden), "{hidden}");
}
