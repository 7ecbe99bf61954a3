//! A second opinion on the flows between two reviews: the table of outcomes in plain SQL (`tests/sql/flows.sql`), run by SQLite over
//! the samples, against what `rasoat compare` counts.
#![allow(clippy::disallowed_methods, reason = "writes lists of its own")]

use std::collections::{BTreeMap, BTreeSet};

use program::{import, rasoat, rows, sample};
use rusqlite::Connection;

mod program;

const PREVIOUS: &str = "samples/yen-chau-2021-list.csv";
const CURRENT: &str = "samples/yen-chau-2022.xlsx";
const MORE: [&str; 4] = ["--units", "samples/yen-chau-units.csv", "--history", "samples/yen-chau-2020-list.csv"];

fn compare(table: &str) -> Vec<Vec<String>> {
    let mut arguments = vec!["compare", PREVIOUS, CURRENT, "--format", "csv", "--table", table];
    arguments.extend(MORE);
    rows(&rasoat(&arguments))
}

#[test]
fn flows_are_those_that_sql_counts() {
    let connection = Connection::open_in_memory().expect("SQLite");
    import(&connection, "previous", &sample("yen-chau-2021-list.csv"));
    import(&connection, "older", &sample("yen-chau-2020-list.csv"));
    import(&connection, "current", &rasoat(&["classify", CURRENT, "--format", "csv"]));
    connection.execute_batch(include_str!("sql/flows.sql")).expect("the SQL runs");
    for (table, view) in [("poor", "poor"), ("near-poor", "near_poor")] {
        let mut query = connection.prepare(&format!("select * from {view}")).expect("a view");
        let counted = query.query_map([], |row| {
            let numbers = (2..17).map(|at| row.get(at)).collect::<Result<Vec<i64>, _>>()?;
            Ok(((row.get(0)?, row.get(1)?), numbers))
        });
        let counted: BTreeMap<(String, String), Vec<i64>> =
            counted.expect("rows").collect::<Result<_, _>>().expect("numbers");
        let mut told: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
        // a row without a commune is the sum of its upper unit
        for row in compare(table).iter().filter(|row| row[0] == "commune") {
            let numbers = row[4..].iter().map(|number| number.parse().expect("a number")).collect();
            told.insert((row[2].clone(), row[3].clone()), numbers);
        }
        assert_eq!(counted.len(), 30, "households and persons of fifteen communes");
        assert_eq!(told, counted, "{table}");
        // the same numbers stand on the form, which has the reasons in its columns of other changes
        let on_forms = |numbers: &[i64]| {
            let sum = |parts: &[i64]| parts.iter().sum::<i64>();
            let other = [sum(&numbers[3..8]), sum(&numbers[11..14])];
            [&numbers[..3], &other[..1], &numbers[8..11], &other[1..], &numbers[14..]].concat()
        };
        let counted: BTreeMap<_, _> = counted.into_iter().map(|(unit, numbers)| (unit, on_forms(&numbers))).collect();
        let number = if table == "poor" { "2" } else { "3" };
        let mut arguments = vec!["forms", CURRENT, "--previous", PREVIOUS, "--form", number, "--format", "csv"];
        arguments.extend(MORE);
        let on_form = rows(&rasoat(&arguments)).into_iter().filter(|row| row[0] == "commune");
        let on_form: BTreeMap<(String, String), Vec<i64>> = on_form
            .map(|row| {
                let numbers = row[5..].iter().map(|number| number.parse().expect("a number")).collect();
                ((row[3].clone(), row[4].clone()), numbers)
            })
            .collect();
        assert_eq!(on_form, counted, "form {number}");
    }
}

#[test]
fn the_samples_hold_every_outcome_and_every_match() {
    let rows = compare("households");
    let of = |column: usize| rows.iter().map(|row| row[column].as_str()).collect::<BTreeSet<_>>();
    let outcomes = [
        "died",
        "fallen_back_near_poor",
        "fallen_back_poor",
        "left_near_poverty",
        "left_poverty",
        "left_poverty_near_poor",
        "merged",
        "moved_away",
        "near_poor_became_poor",
        "newly_near_poor",
        "newly_poor",
        "not_listed",
        "other_decrease",
        "other_increase",
        "split_up",
        "unchanged",
    ];
    assert_eq!(of(4), outcomes.into());
    assert_eq!(of(5), ["", "ambiguous", "certain", "likely"].into());
    let mut likely = vec!["compare", PREVIOUS, CURRENT, "--format", "csv", "--match", "likely"];
    likely.extend(MORE);
    let joined = program::rows(&rasoat(&likely));
    let count = |rows: &[Vec<String>], by: &str| rows.iter().filter(|row| row[5] == by).count();
    // each of the two rows of a likely pair becomes one
    assert_eq!(count(&rows, "likely"), 2 * count(&joined, "likely"));
}

#[test]
fn what_classify_wrote_says_what_the_survey_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("classified.csv").display().to_string();
    rasoat(&["classify", CURRENT, "-o", &list]);
    for table in ["poor", "near-poor", "classes", "households"] {
        let of = |current: &str| rasoat(&["compare", PREVIOUS, current, "--format", "csv", "--table", table]);
        let (survey, written) = (of(CURRENT), of(&list));
        let ids = |text: &str| -> BTreeSet<Vec<String>> {
            // who the head is stands in the survey only
            rows(text).into_iter().map(|row| row.into_iter().take(5).collect()).collect()
        };
        assert_eq!(ids(&survey), ids(&written), "{table}");
    }
    let same = rasoat(&["compare", &list, CURRENT, "--format", "csv", "--table", "classes"]);
    assert!(rows(&same).iter().all(|row| row[2] == row[3]), "{same}");
}

/// Small lists written by hand, in a folder of their own.
struct Lists(tempfile::TempDir);

impl Lists {
    fn new() -> Lists {
        Lists(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self, name: &str, lines: &[&str]) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, lines.join("\n") + "\n").expect("written");
        path.display().to_string()
    }

    /// Level, upper unit, commune, and the households of each column of form 2.
    fn poor(&self, arguments: &[&str]) -> Vec<String> {
        let mut all = vec!["compare"];
        all.extend(arguments);
        all.extend(["--table", "poor", "--format", "csv"]);
        let rows = rows(&rasoat(&all)).into_iter().filter(|row| row[3] == "households" && row[0] == "commune");
        rows.map(|row| format!("{}/{}: {}", row[1], row[2], row[4..].join(" "))).collect()
    }

    fn outcomes(&self, arguments: &[&str]) -> Vec<String> {
        let mut all = vec!["compare"];
        all.extend(arguments);
        all.extend(["--table", "households", "--format", "csv"]);
        rows(&rasoat(&all))
            .into_iter()
            .map(|row| format!("{} {} {}", row[0], row[4], row[5]).trim().to_owned())
            .collect()
    }
}

const SHORT: &str = "Mã hộ,Huyện,Xã,Phân loại hộ";

#[test]
fn a_town_and_a_commune_of_one_name_are_two() {
    let lists = Lists::new();
    let list = lists.file("list.csv", &[SHORT, "1,D,Thị trấn Yên Châu,N", "2,D,Xã Yên Châu,N"]);
    let expected = ["D/Thị trấn Yên Châu: 1 0 0 0 0 0 0 1", "D/Xã Yên Châu: 1 0 0 0 0 0 0 1"];
    assert_eq!(lists.poor(&[&list, &list]), expected);
    // with and without the word for the level it is one, and so is the district
    let before = lists.file("before.csv", &[SHORT, "1,Huyện D,Xã Tú Nang,N"]);
    let now = lists.file("now.csv", &[SHORT, "1,D,TÚ NANG,N"]);
    assert_eq!(lists.poor(&[&before, &now]), ["D/TÚ NANG: 1 0 0 0 0 0 0 1"]);
}

#[test]
fn communes_take_their_new_names_once() {
    let lists = Lists::new();
    let before = lists.file("before.csv", &[SHORT, "1,D,A,N", "2,D,Xã B,N"]);
    for (units, now, expected) in [
        (["A,B", "B,A"], ["1,D,B,N", "2,D,A,N"], ["D/B: 1 0 0 0 0 0 0 1", "D/A: 1 0 0 0 0 0 0 1"]),
        (["A,B", "B,C"], ["1,D,B,N", "2,D,C,N"], ["D/B: 1 0 0 0 0 0 0 1", "D/C: 1 0 0 0 0 0 0 1"]),
    ] {
        let units = lists.file("units.csv", &["old,new", units[0], units[1]]);
        let now = lists.file("now.csv", &[SHORT, now[0], now[1]]);
        assert_eq!(lists.poor(&[&before, &now, "--units", &units]), expected);
    }
    // the commune of one that has none on a list is where the other list has it
    let ids = lists.file("ids.csv", &["Mã hộ,Phân loại hộ", "1,N", "2,CN", "3,Hộ không nghèo"]);
    let now = lists.file("now.csv", &[SHORT, "1,D,X,Hộ không nghèo", "2,D,X,N", "3,D,X,CN"]);
    // poor at the start: household 1, above near-poverty now; household 2 was near-poor
    assert_eq!(lists.poor(&[&ids, &now]), ["D/X: 1 0 1 0 1 0 0 1"]);
}

#[test]
fn provinces_keep_districts_apart() {
    let lists = Lists::new();
    let header = "Mã hộ,Tỉnh,Huyện,Xã,Phân loại hộ";
    let both = lists.file("both.csv", &[header, "1,P1,Châu Thành,X,N", "2,P2,Châu Thành,X,N"]);
    let expected = ["Châu Thành, P1/X: 1 0 0 0 0 0 0 1", "Châu Thành, P2/X: 1 0 0 0 0 0 0 1"];
    assert_eq!(lists.poor(&[&both, &both]), expected);
    // a list of after 2025 has no districts
    let now = lists.file("now.csv", &["Mã hộ,Tỉnh,Xã,Phân loại hộ", "1,P1,X,N", "2,P2,X,N"]);
    assert_eq!(lists.poor(&[&both, &now]), ["P1/X: 1 0 0 0 0 0 0 1", "P2/X: 1 0 0 0 0 0 0 1"]);
}

#[test]
fn older_lists_know_a_household_by_the_id_it_had() {
    let lists = Lists::new();
    let header = "Mã hộ,head_national_id,Xã,Phân loại hộ";
    let before = lists.file("before.csv", &[header, "1,012345678901,X,Hộ không nghèo"]);
    let now = lists.file("now.csv", &[header, "9,012345678901,X,N", "8,,X,Hộ không nghèo"]);
    let older = lists.file("older.csv", &["Mã hộ,Xã,Phân loại hộ", "1,Xã X,N"]);
    let expected = ["9 fallen_back_poor certain", "8 not_listed"];
    assert_eq!(lists.outcomes(&[&before, &now, "--history", &older]), expected);
}

#[test]
fn blank_points_beside_classes_are_a_list() {
    let lists = Lists::new();
    let before =
        lists.file("before.csv", &["Mã hộ,Xã,Phân loại hộ,Điểm B1,Năm rà soát", "1,X,N,,2022", "2,X,CN,,2022"]);
    let now = lists.file("now.csv", &["Mã hộ,Xã,Phân loại hộ", "1,X,N", "2,X,CN"]);
    assert_eq!(lists.outcomes(&[&before, &now]), ["1 unchanged certain", "2 unchanged certain"]);
}

#[test]
fn a_workbook_that_classify_wrote_is_a_list_in_both_languages() {
    let lists = Lists::new();
    for language in ["vi", "en"] {
        let path = lists.0.path().join(format!("{language}.xlsx")).display().to_string();
        rasoat(&["classify", CURRENT, "-o", &path, "--lang", language]);
        let same = rasoat(&["compare", &path, CURRENT, "--format", "csv", "--table", "classes"]);
        let rows = rows(&same);
        assert!(!rows.is_empty() && rows.iter().all(|row| row[2] == row[3]), "{same}");
    }
}

#[test]
fn a_survey_with_a_column_of_classes_is_classified() {
    let lists = Lists::new();
    // everybody is written down as poor, whatever the answers say
    let survey = sample("yen-chau-2022-recorded.csv");
    let mut lines = survey.lines();
    let mut mixed = vec![format!("{},Kết quả rà soát", lines.next().expect("a header"))];
    mixed.extend(lines.map(|line| format!("{line},Hộ nghèo")));
    let mixed = lists.file("mixed.csv", &mixed.iter().map(String::as_str).collect::<Vec<_>>());
    let of = |list: &str| rasoat(&["compare", list, "samples/yen-chau-2022-recorded.csv", "--format", "csv"]);
    assert_eq!(of(&mixed), of("samples/yen-chau-2022-recorded.csv"));
    let output = program::run(&["compare", &mixed, &mixed, "--lang", "en"]);
    let told = String::from_utf8_lossy(&output.stderr).contains("the recorded classes are not used");
    assert!(told, "{}", String::from_utf8_lossy(&output.stderr));
}
