//! Surveys that are surveys, with something wrong in them.

use crate::program::{Folder, MEMBERS, POINTS};

#[test]
fn a_header_and_no_households() {
    let header = POINTS.lines().next().expect("a header");
    let folder = Folder::new().file("survey.csv", header).file("blank.csv", format!("{header}\n,,,,,,\n\n"));
    for name in ["survey.csv", "blank.csv"] {
        folder.refused(&["summary", name], &["--year", "--date"]).says(&["the review date is not known", "none"]);
        let ran = folder.run(&["summary", name, "--year", "2022"]).code(0);
        let ran = ran.prints(&["Read 0 household rows and 0 member rows: 0 classified"]);
        assert!(ran.out.contains(&format!("`{name}` has no household rows below its header")), "{ran:?}");
        let ran = folder.run(&["summary", name, "--year", "2022", "--format", "csv"]).code(0);
        assert_eq!(ran.csv().len(), 1, "{ran:?}");
        let ran = folder.run(&["classify", name, "--year", "2022", "--format", "csv"]).code(0);
        assert_eq!(ran.csv().len(), 1, "{ran:?}");
        folder.run(&["check", name, "--year", "2022"]).code(0);
        for format in ["json", "jsonl", "markdown", "xlsx"] {
            folder.run(&["summary", name, "--year", "2022", "--format", format]).code(0);
        }
        let total = ["summary", name, "--year", "2022", "--format", "csv", "--total", "--by", "none"];
        let ran = folder.run(&total).code(0);
        assert!(ran.column("poor_rate").iter().all(String::is_empty), "a rate over zero is blank: {ran:?}");
    }
}

#[test]
fn a_survey_that_does_not_say_when() {
    let folder = Folder::new().file("survey.csv", "household_id,area,b1,b2\n1,rural,100,30\n");
    folder.refused(&["summary", "survey.csv"], &["--year", "--date"]).says(&["the survey has no column"]);
}

#[test]
fn two_household_files() {
    let folder = Folder::with_points().file("again.csv", POINTS);
    // one survey: each household of the second file is one of the first again
    let ran = folder.run(&["check", "points.csv", "again.csv", "--format", "csv"]).code(0);
    let repeated = ran.column("code").iter().filter(|code| *code == "duplicate_household").count();
    assert_eq!(repeated, POINTS.lines().count() - 1, "{ran:?}");
    assert!(ran.column("message").iter().all(|message| message.contains("points.csv")), "{ran:?}");
}

#[test]
fn one_file_twice() {
    let folder = Folder::with_points();
    folder.refused(&["summary", "points.csv", "points.csv"], &["`points.csv`"]).says(&["is named twice"]);
    folder.refused(&["summary", "points.csv", "./points.csv"], &["`points.csv`", "`./points.csv`"]);
    folder.refused(&["summary", "-", "-"], &["`-`"]).says(&["is named twice"]);
}

#[test]
fn a_member_file_alone() {
    let folder = Folder::new().file("members.csv", MEMBERS);
    folder.refused(&["summary", "members.csv"], &["`members.csv`"]).says(&["no list of households", "same command"]);
}

#[test]
fn members_may_come_first_in_the_command() {
    let folder = Folder::with_points().file("members.csv", MEMBERS);
    let [one, two] = [["points.csv", "members.csv"], ["members.csv", "points.csv"]]
        .map(|[a, b]| folder.run(&["classify", a, b, "--format", "csv"]).code(0).out);
    assert_eq!(one, two);
}

#[test]
fn columns_of_one_field() {
    let text = "household_id,area,area,b1,b2,review_year\n1,rural,urban,100,30,2022\n";
    let folder = Folder::new().file("survey.csv", text);
    let ran = folder.run(&["check", "survey.csv", "--format", "csv"]).code(0);
    assert_eq!(ran.column("code"), ["repeated_column"]);
    assert_eq!((ran.column("row"), ran.column("column")), (vec!["1".to_owned()], vec!["C".to_owned()]));
    assert!(ran.column("message")[0].contains("B `area`"), "{ran:?}");
    folder.run(&["classify", "survey.csv"]).code(0).says(&["1 data problem; "]);
    folder.run(&["classify", "survey.csv", "--strict"]).code(1);
}

#[test]
fn columns_that_share_a_spelling_and_two_ids() {
    let text = "Mã hộ,Mã số hộ,Khu vực,B1,B2,Năm rà soát\n1,2,NT,100,30,2022\n";
    let folder = Folder::new().file("survey.csv", text);
    let ran = folder.run(&["check", "survey.csv", "--format", "csv"]);
    // either it is an error that names the columns, or one of them is taken and the other is a data problem
    match ran.code {
        2 => assert!(ran.err.contains("`Mã hộ`") && ran.err.contains("`Mã số hộ`"), "{ran:?}"),
        _ => assert!(ran.column("code").contains(&"repeated_column".to_owned()), "{ran:?}"),
    }
}

#[test]
fn every_row_is_in_the_count() {
    let rows = [
        "1,Chiềng On,rural,4,100,30,2022",
        "1,Chiềng On,rural,4,100,30,2022",
        ",Chiềng On,rural,4,100,30,2022",
        "2,Chiềng On,?,4,100,30,2022",
        "3,Chiềng On,rural,0,abc,31,2022,extra",
        "4",
        "5,,,,,,",
        ",,,,,,",
        "\"6\n7\",Chiềng On,rural,4,100,30,2022",
        "-,Chiềng On,rural,4,100,30,1850",
    ];
    let header = POINTS.lines().next().expect("a header");
    let folder = Folder::new().file("survey.csv", format!("{header}\n{}\n", rows.join("\n")));
    let ran = folder.run(&["summary", "survey.csv", "--format", "csv", "--by", "none", "--year", "2022"]).code(0);
    let number = |name: &str| ran.column(name)[0].parse::<u32>().expect("a count");
    assert_eq!(number("households") + number("rejected"), 9, "all but the blank one: {ran:?}");
    let classes: u32 = ["poor", "near_poor", "average", "non_poor"].map(number).iter().sum();
    assert_eq!(classes + number("undetermined"), number("households"), "{ran:?}");
    assert_eq!(number("rejected"), 3, "the second `1` and the two without id: {ran:?}");
    let ran = folder.run(&["classify", "survey.csv", "--format", "csv", "--year", "2022"]).code(0);
    assert_eq!(ran.column("class").len(), 9, "{ran:?}");
}

#[test]
fn a_row_that_cannot_be_used_is_of_no_class() {
    let twice = format!("{POINTS}1,Chiềng On,rural,4,100,30,2022\n");
    let folder = Folder::new().file("survey.csv", twice);
    let of = |filter: &str| {
        let line = ["classify", "survey.csv", "--format", "csv", "--where", filter];
        folder.run(&line).code(0).column("class")
    };
    assert_eq!(of("class = 'poor'"), ["poor"]);
    assert!(of("class is unknown").is_empty());
    assert_eq!(of("class <> 'poor'"), ["near_poor"]);
    assert_eq!(of("area = 'rural'"), ["poor", "near_poor", "rejected"]);
}

#[test]
fn a_survey_of_many_separators_and_marks() {
    let good = folder_of_points(POINTS.as_bytes());
    let semicolons = POINTS.replace(',', ";");
    let utf16: Vec<u8> = [0xFEFF].into_iter().chain(POINTS.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (says, bytes) in [
        ("tabs", POINTS.replace(',', "\t").into_bytes()),
        ("semicolons", semicolons.clone().into_bytes()),
        ("a line that names the separator", format!("sep=;\n{semicolons}").into_bytes()),
        ("a mark", format!("\u{feff}{POINTS}").into_bytes()),
        ("Windows", POINTS.replace('\n', "\r\n").into_bytes()),
        ("old Mac", POINTS.replace('\n', "\r").into_bytes()),
        ("no last line break", POINTS.trim_end().as_bytes().to_vec()),
        ("UTF-16", utf16),
        ("blank lines", POINTS.replace('\n', "\n\n\n").into_bytes()),
    ] {
        assert_eq!(folder_of_points(&bytes), good, "{says}");
    }
}

fn folder_of_points(bytes: &[u8]) -> String {
    let folder = Folder::new().file("points.csv", bytes);
    folder.run(&["classify", "points.csv", "--format", "csv"]).code(0).out
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let folder = Folder::new().file("survey.csv", POINTS.replace("Chiềng On", "\u{1b}[2J\u{1b}]0;x\u{7}\u{202e}"));
    for command in ["summary", "classify", "check"] {
        let ran = folder.run(&[command, "survey.csv"]).code(0);
        assert!(!ran.out.contains('\u{1b}') && !ran.out.contains('\u{7}'), "{ran:?}");
    }
}
