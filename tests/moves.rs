//! Why households came and went between two reviews, as the files say it: small lists written by hand, and what `rasoat` counts of
//! them, counted by hand.
#![allow(clippy::disallowed_methods, reason = "writes lists of its own")]

use std::collections::BTreeMap;
use std::path::Path;

use program::{named_rows, rasoat, rows, run};

mod program;

/// A folder of small lists.
struct Lists(tempfile::TempDir);

impl Lists {
    fn new() -> Lists {
        Lists(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn file(&self, name: &str, lines: &[&str]) -> String {
        std::fs::write(self.0.path().join(name), lines.join("\n") + "\n").expect("written");
        self.path(name)
    }
}

fn compare(arguments: &[&str], table: &str) -> String {
    rasoat(&[&["compare"], arguments, &["--table", table, "--format", "csv"]].concat())
}

/// Every household's outcome.
fn outcomes(arguments: &[&str]) -> BTreeMap<String, String> {
    let rows = named_rows(&compare(arguments, "households"));
    rows.into_iter().map(|row| (row["household_id"].clone(), row["outcome"].clone())).collect()
}

/// The lines of communes, each with what is not zero of it; the sum holds in every one.
fn flows(arguments: &[&str], table: &str) -> Vec<String> {
    let text = compare(arguments, table);
    let header: Vec<&str> = text.lines().next().expect("a header").trim_start_matches('\u{feff}').split(',').collect();
    let from_other = header.iter().position(|name| name.starts_with("from_")).expect("the first of the increases");
    let line = |row: Vec<String>| {
        let number = |at: usize| row[at].parse::<i64>().expect("a number");
        let (less, more): (i64, i64) =
            ((5..from_other).map(number).sum(), (from_other..row.len() - 1).map(number).sum());
        assert_eq!(number(4) - less + more, number(row.len() - 1), "{row:?}");
        let shown = (4..row.len()).filter(|at| number(*at) != 0).map(|at| format!(" {} {}", header[at], row[at]));
        format!("{} {}:{}", row[2], row[3], shown.collect::<String>())
    };
    rows(&text).into_iter().filter(|row| row[0] == "commune").map(line).collect()
}

const HEADER: &str = "Mã hộ,head_national_id,Xã,Số nhân khẩu,Phân loại hộ,Biến động";

const BEFORE: [&str; 13] = [
    HEADER,
    "1,,A,4,N,Chuyển đi",
    "2,,A,1,N,",
    "3,,A,3,N,Nhập vào hộ khác",
    "4,,A,5,N,Tách hộ",
    "5,,A,2,N,Không biến động",
    "6,,A,2,CN,đã chết",
    "7,012345678901,A,6,CN,",
    "8,,A,3,N,Chuyển đi",
    "9,,A,2,Hộ không nghèo,Chết",
    "10,,A,1,N,Chuyển đi",
    "11,,B,4,CN,",
    "12,,B,3,N,Chuyển đến",
];

const NOW: [&str; 12] = [
    HEADER,
    // 2 died and 10 was merged, which is later than what was noted of it; 7 by the number of its head
    "2,,,,,Chết",
    "10,,,,,Nhập hộ",
    "77,012345678901,,,,Chuyển đi",
    // on both lists, whatever is noted
    "8,,A,3,CN,Tách hộ",
    "13,,A,2,N,Mới chuyển đến",
    "14,,A,3,CN,Tách hộ",
    "15,,A,1,N,Không",
    "16,,A,4,Hộ không nghèo,Chuyển đến",
    // from B to A, both of which both lists have
    "11,,A,4,CN,",
    "17,,B,2,Hộ không nghèo,Tăng khẩu",
    "18,,A,5,N,Chết",
];

#[test]
fn everybody_came_and_went_as_the_files_say() {
    let lists = Lists::new();
    let (before, now) = (lists.file("before.csv", &BEFORE), lists.file("now.csv", &NOW));
    let expected = [
        ("1", "moved_away"),
        ("2", "died"),
        ("3", "merged"),
        ("4", "split_up"),
        ("5", "other_decrease"),
        ("6", "died"),
        ("7", "moved_away"),
        ("8", "left_poverty_near_poor"),
        ("9", "not_listed"),
        ("10", "merged"),
        ("11", "unchanged"),
        // that it moved in once is no reason for its going
        ("12", "other_decrease"),
        ("13", "moved_in"),
        ("14", "split_off"),
        ("15", "other_increase"),
        ("16", "not_listed"),
        ("17", "not_listed"),
    ];
    let expected: BTreeMap<String, String> =
        expected.into_iter().map(|(id, outcome)| (id.to_owned(), outcome.to_owned())).collect();
    // 18 is dead and on no list
    assert_eq!(outcomes(&[&before, &now]), expected);
    assert_eq!(
        flows(&[&before, &now], "poor"),
        [
            "A households: start 7 left_poverty_near_poor 1 moved_away 1 died 1 merged 2 split_up 1 other_decrease 1 moved_in 1 other_increase 1 end 2",
            "A persons: start 19 left_poverty_near_poor 3 moved_away 4 died 1 merged 4 split_up 5 other_decrease 2 moved_in 2 other_increase 1 end 3",
            "B households: start 1 other_decrease 1",
            "B persons: start 3 other_decrease 3",
        ]
    );
    assert_eq!(
        flows(&[&before, &now], "near-poor"),
        [
            "A households: start 2 moved_away 1 died 1 from_poor 1 moved_in 1 split_off 1 end 3",
            "A persons: start 8 moved_away 6 died 2 from_poor 3 moved_in 4 split_off 3 end 10",
            "B households: start 1 moved_away 1",
            "B persons: start 4 moved_away 4",
        ]
    );
    let header = compare(&[&before, &now], "near-poor").lines().next().map(str::to_owned).expect("a header");
    assert_eq!(
        header.trim_start_matches('\u{feff}'),
        "level,upper,commune,measure,start,left_near_poverty,became_poor,moved_away,died,merged,split_up,other_decrease,\
         from_poor,newly_or_fallen_back,moved_in,split_off,other_increase,end"
    );
}

#[test]
fn the_words_are_the_same_in_both_languages() {
    let lists = Lists::new();
    let (before, now) = (lists.file("before.csv", &BEFORE), lists.file("now.csv", &NOW));
    for (language, words) in [
        ("vi", ["chuyển đi", "chết", "nhập vào hộ khác", "đã tách thành hộ khác", "chuyển đến", "tách từ hộ khác"]),
        (
            "en",
            ["moved away", "died", "merged into another household", "split up into others", "moved in", "split off"],
        ),
    ] {
        let table = |which: &str| rasoat(&["compare", &before, &now, "--table", which, "--lang", language]);
        let households = table("households");
        assert!(words.iter().all(|word| households.contains(word)), "{households}");
        let flows = table("poor");
        let titles = if language == "vi" { ["Chuyển", "Chết", "Nhập"] } else { ["Moved", "Died", "Merged"] };
        assert!(titles.iter().all(|title| flows.contains(title)), "{flows}");
    }
}

#[test]
fn a_list_of_the_poor_only_says_who_came_from_elsewhere() {
    let lists = Lists::new();
    let before = lists.file("before.csv", &[HEADER, "1,,A,4,N,", "2,,A,3,CN,"]);
    let now = lists.file(
        "now.csv",
        &[HEADER, "1,,A,4,N,", "2,,A,3,CN,", "3,,A,2,N,Chuyển đến", "4,,A,2,N,", "5,,A,1,CN,Tách hộ", "6,,A,1,CN,Chết"],
    );
    let older = lists.file("older.csv", &[HEADER, "3,,A,2,N,", "4,,A,2,N,Chuyển đi"]);
    // an older list keeps who moved away since, and who moved in did not fall back
    let told = outcomes(&[&before, &now, "--history", &older]);
    let of = |id: &str| told[id].as_str();
    assert_eq!(
        ["1", "2", "3", "4", "5"].map(of),
        ["unchanged", "unchanged", "moved_in", "fallen_back_poor", "split_off"]
    );
    assert!(!told.contains_key("6"));
}

#[test]
fn where_nothing_is_said_nothing_is_added() {
    let lists = Lists::new();
    let header = "Mã hộ,Xã,Số nhân khẩu,Phân loại hộ";
    let before = lists.file("before.csv", &[header, "1,A,4,N", "2,B,1,N", "3,B,2,Hộ không nghèo"]);
    let now = lists.file("now.csv", &[header, "1,C,4,N", "3,B,2,Hộ không nghèo", "4,B,2,N"]);
    // A may be called C now
    assert_eq!(
        flows(&[&before, &now], "poor"),
        [
            "A households: start 1 other_decrease 1",
            "A persons: start 4 other_decrease 4",
            "C households: other_increase 1 end 1",
            "C persons: other_increase 4 end 4",
            "B households: start 1 other_decrease 1 other_increase 1 end 1",
            "B persons: start 1 other_decrease 1 other_increase 2 end 2",
        ]
    );
    assert!(!compare(&[&before, &now], "poor").contains("moved"));
    // without the field too a household that is found in another commune of both lists moved
    let now = lists.file("now-2.csv", &[header, "1,B,4,N", "3,A,2,Hộ không nghèo"]);
    assert_eq!(
        flows(&[&before, &now], "poor"),
        [
            "A households: start 1 moved_away 1",
            "A persons: start 4 moved_away 4",
            "B households: start 1 other_decrease 1 moved_in 1 end 1",
            "B persons: start 1 other_decrease 1 moved_in 4 end 4",
        ]
    );
}

/// Points by which Decree 07/2021 has a class: rural, poor below 140 with 30 or more.
fn survey(rows: &[(&str, &str, &str)]) -> Vec<String> {
    let mut lines = vec!["Mã hộ,Xã,Khu vực,Số nhân khẩu,Điểm B1,Điểm B2,Năm rà soát,Lý do tăng/giảm khác".to_owned()];
    lines.extend(rows.iter().map(|(id, year, change)| format!("{id},A,Nông thôn,2,100,40,{year},{change}")));
    lines
}

#[test]
fn a_survey_leaves_out_who_is_gone_and_a_list_keeps_them() {
    let lists = Lists::new();
    let file = |name: &str, lines: Vec<String>| lists.file(name, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let last = file("last.csv", survey(&[("1", "2022", ""), ("2", "2022", "Chuyển đi"), ("3", "2022", "")]));
    let this =
        file("this.csv", survey(&[("1", "2023", "Tách hộ"), ("3", "2023", "Chết"), ("4", "2023", "Chuyển đến")]));
    // 2 was no household of the survey of last year already
    let told = outcomes(&[&last, &this]);
    let told: Vec<(&str, &str)> = told.iter().map(|(id, outcome)| (id.as_str(), outcome.as_str())).collect();
    assert_eq!(told, [("1", "unchanged"), ("3", "died"), ("4", "moved_in")]);
    assert_eq!(
        flows(&[&last, &this], "poor"),
        ["A households: start 2 died 1 moved_in 1 end 2", "A persons: start 4 died 2 moved_in 2 end 4"]
    );
    // the list of last year has a note of what happened since
    let list = lists.file("list.csv", &["Mã hộ,Xã,Phân loại hộ,Biến động", "1,A,N,", "2,A,N,Chuyển đi", "3,A,N,"]);
    let told = outcomes(&[&list, &this]);
    assert_eq!((told["2"].as_str(), told["3"].as_str()), ("moved_away", "died"));

    // the forms have them in their columns of other changes
    let form = rasoat(&["forms", &this, "--previous", &list, "--form", "2", "--format", "csv"]);
    let form = named_rows(&form);
    let row = form.iter().find(|row| row["level"] == "commune" && row["measure"] == "households").expect("the commune");
    let numbers = ["start", "other_decrease", "other_increase", "end"].map(|column| row[column].as_str());
    assert_eq!(numbers, ["3", "2", "1", "2"]);

    // the posted list says who moved in
    let posted = named_rows(&rasoat(&["list", &this, "--class", "poor", "--previous", &list, "--format", "csv"]));
    let origins: Vec<&str> = posted.iter().map(|row| row["class_origin"].as_str()).collect();
    assert_eq!(origins, ["old", "moved_in"]);

    // and so does the review, with its page
    let folder = lists.path("review");
    rasoat(&["review", &this, "--previous", &list, "-o", &folder]);
    let read = |name: &str| std::fs::read_to_string(Path::new(&folder).join(name)).expect("written");
    let flows: Vec<String> = named_rows(&read("flows.csv")).into_iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(flows, ["unchanged", "moved_in", "moved_away", "died"]);
    let page = read("report.html");
    assert!(["Chuyển đi", "Chết", "Chuyển đến"].iter().all(|word| page.contains(word)) && !page.contains("Nhập hộ"));
    // where small counts are hidden, so are the parts of what the forms have as one
    rasoat(&["review", &this, "--previous", &list, "--min-cell", "2", "-o", &folder]);
    let page = read("report.html");
    assert!(!page.contains("Chuyển đi") && page.contains("Giảm khác"));
}

#[test]
fn who_is_gone_is_a_data_problem_of_a_survey() {
    let lists = Lists::new();
    let lines =
        survey(&[("1", "2022", "Chuyển đi"), ("2", "2022", "đi xa"), ("3", "2022", "Tách hộ"), ("4", "2022", "Không")]);
    let survey = lists.file("survey.csv", &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let problems = named_rows(&rasoat(&["check", &survey, "--format", "csv", "--lang", "vi"]));
    let told: Vec<String> = problems
        .iter()
        .map(|row| format!("{} {} {}: {}", row["row"], row["field"], row["code"], row["message"]))
        .collect();
    assert_eq!(
        told,
        [
            "2 change gone: hộ không còn ở đây nên không tính trong đợt rà soát này: bị loại",
            "3 change unknown_code: không có trong các câu trả lời của trường này",
        ]
    );
    // the list of an earlier review has no such problem
    let list = lists.file("list.csv", &["Mã hộ,Xã,Phân loại hộ,Biến động", "1,A,N,Chuyển đi"]);
    let output = run(&["compare", &list, &survey, "--lang", "en"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !told.contains("list.csv`: 1 data problem"), "{told}");
}

#[test]
fn what_is_said_of_a_member_is_not_said_of_the_household() {
    let lists = Lists::new();
    // members under their household, in one list
    let list = lists.file(
        "list.csv",
        &[
            "Mã hộ,Xã,Phân loại hộ,Họ và tên,Giới tính,Quan hệ với chủ hộ,Biến động",
            "1,A,N,Lò Văn A,Nam,Chủ hộ,",
            ",,,Lò Thị B,Nữ,Vợ/chồng,Chết",
            "2,A,N,Vì Văn C,Nam,Chủ hộ,",
            ",,,Vì Thị D,Nữ,Vợ/chồng,Chuyển đi",
            ",,,Vì Thị E,Nữ,Con,",
            "3,A,N,Hà Văn G,Nam,Chủ hộ,",
        ],
    );
    let told = outcomes(&[&list, &list]);
    assert!(told.len() == 3 && told.values().all(|outcome| outcome == "unchanged"), "{told:?}");
    // where members' rows have it, the row of the head has it of the head
    let list = lists.file(
        "heads.csv",
        &[
            "Mã hộ,Xã,Phân loại hộ,Họ và tên,Giới tính,Quan hệ với chủ hộ,Biến động",
            "1,A,N,Lò Văn A,Nam,Chủ hộ,Chết",
            ",,,Lò Thị B,Nữ,Vợ/chồng,",
            "2,A,N,Vì Văn C,Nam,Chủ hộ,",
            ",,,Vì Thị D,Nữ,Con,Chuyển đi",
            "3,A,N,Hà Văn G,Nam,Chủ hộ,",
            ",,,Hà Thị H,Nữ,Vợ/chồng,",
        ],
    );
    let told = outcomes(&[&list, &list]);
    assert!(told.len() == 3 && told.values().all(|outcome| outcome == "unchanged"), "{told:?}");
    // and where none has, the household's first row speaks for it
    let list = lists.file(
        "households.csv",
        &[
            "Mã hộ,Xã,Phân loại hộ,Họ và tên,Giới tính,Quan hệ với chủ hộ,Biến động",
            "1,A,N,Lò Văn A,Nam,Chủ hộ,Chuyển đi",
            ",,,Lò Thị B,Nữ,Vợ/chồng,",
            "2,A,N,Vì Văn C,Nam,Chủ hộ,",
            ",,,Vì Thị D,Nữ,Con,",
        ],
    );
    let told = outcomes(&[&list, &list]);
    assert_eq!((told["1"].as_str(), told["2"].as_str()), ("moved_away", "unchanged"));
}
