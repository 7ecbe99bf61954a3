//! The lists that the review posts, against SQL over the sample (`tests/sql/posting.sql`), and what must not stand in them.
#![allow(clippy::disallowed_methods, reason = "writes files of its own")]

use std::collections::{BTreeMap, BTreeSet};

use program::{import, named_rows, rasoat, run, sample};
use rusqlite::Connection;

mod program;

const SURVEY: &str = "samples/yen-chau-2022.xlsx";
const CLASSES: [&str; 2] = ["poor", "near_poor"];
const EARLIER: [&str; 6] = [
    "--previous",
    "samples/yen-chau-2021-list.csv",
    "--history",
    "samples/yen-chau-2020-list.csv",
    "--units",
    "samples/yen-chau-units.csv",
];

fn list(class: &str, more: &[&str]) -> Vec<BTreeMap<String, String>> {
    let mut arguments = vec!["list", SURVEY, "--class", class, "--format", "csv"];
    arguments.extend(more);
    named_rows(&rasoat(&arguments))
}

fn database() -> Connection {
    let connection = Connection::open_in_memory().expect("SQLite");
    connection.execute_batch("begin").expect("a transaction");
    import(&connection, "households", &sample("yen-chau-2022-households.csv"));
    import(&connection, "members", &sample("yen-chau-2022-members.csv"));
    import(&connection, "classified", &rasoat(&["classify", SURVEY, "--format", "csv"]));
    connection.execute_batch("create index by_id on members (\"Mã hộ\")").expect("an index");
    connection.execute_batch(include_str!("sql/posting.sql")).expect("the SQL runs");
    connection
}

/// The rows of a query as texts.
fn query(connection: &Connection, sql: &str, columns: usize) -> Vec<Vec<String>> {
    let mut query = connection.prepare(sql).expect("a query");
    let text = |value: rusqlite::types::Value| match value {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        _ => String::new(),
    };
    let rows = query.query_map([], |row| (0..columns).map(|at| row.get(at).map(text)).collect());
    rows.expect("rows").collect::<Result<_, _>>().expect("texts")
}

#[test]
fn every_village_has_its_households() {
    let connection = database();
    for class in CLASSES {
        let sql = format!("select commune, village, households, persons from village where class = '{class}'");
        let counted: BTreeMap<(String, String), (i64, i64)> = query(&connection, &sql, 4)
            .into_iter()
            .map(|row| {
                let number = |at: usize| row[at].parse().expect("a number");
                ((row[0].clone(), row[1].clone()), (number(2), number(3)))
            })
            .collect();
        let mut told: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
        for row in list(class, &[]) {
            assert_eq!((row["class"].as_str(), row["upper"].as_str()), (class, "Yên Châu"));
            let own = told.entry((row["commune"].clone(), row["village"].clone())).or_default();
            own.0 += 1;
            own.1 += row["persons"].parse::<i64>().expect("a number");
            assert_eq!(row["head_no"], own.0.to_string(), "heads are counted from 1 in every village");
        }
        assert!(told.len() > 50, "{}", told.len());
        assert_eq!(told, counted, "{class}");
    }
}

#[test]
fn every_member_has_a_line() {
    let connection = database();
    let columns = [
        "commune",
        "village",
        "name",
        "sex",
        "birth_year",
        "relation",
        "ethnicity",
        "merit",
        "need_health",
        "need_housing",
    ];
    for class in CLASSES {
        let sql = format!("select {} from member where class = '{class}'", columns.join(", "));
        let mut counted = query(&connection, &sql, columns.len());
        let rows = list(class, &["--members"]);
        let mut told: Vec<Vec<String>> =
            rows.iter().map(|row| columns.iter().map(|column| row[*column].clone()).collect()).collect();
        counted.sort();
        told.sort();
        assert_eq!(told, counted, "{class}");
        for row in rows.iter().filter(|row| row["relation"] == "head") {
            assert_eq!(row["member_no"], "1", "the head comes first: {row:?}");
        }
    }
}

#[test]
fn the_numbers_are_those_of_the_indicators() {
    // 1 … 12 in the order of the columns that classify writes
    let classified = rasoat(&["classify", SURVEY, "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(classified.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|own| own == name).expect("the column");
    let (class, persons, first) = (at("class"), at("persons"), at("employment"));
    let mut expected: Vec<(String, String, String, String)> = Vec::new();
    for row in reader.records() {
        let row = row.expect("a row");
        if row[class] == *"poor" {
            let numbers = |mark: &str| {
                let own = (1..=12).filter(|number| row[first + number - 1] == *mark);
                own.map(|number| number.to_string()).collect::<Vec<_>>().join("|")
            };
            expected.push((row[at("village")].to_owned(), row[persons].to_owned(), numbers("1"), numbers("")));
        }
    }
    let mut told: Vec<_> = list("poor", &[])
        .into_iter()
        .map(|row| {
            let own = |name: &str| row[name].clone();
            (own("village"), own("persons"), own("deprivation_numbers"), own("unknown_numbers"))
        })
        .collect();
    expected.sort();
    told.sort();
    assert!(expected.iter().any(|(.., unknown)| !unknown.is_empty()));
    assert_eq!(told, expected);
}

#[test]
fn how_households_came_on_the_list_is_what_compare_says() {
    let mut arguments =
        vec!["compare", "samples/yen-chau-2021-list.csv", SURVEY, "--table", "households", "--format", "csv"];
    arguments.extend(&EARLIER[2..]);
    let compared = named_rows(&rasoat(&arguments));
    for class in CLASSES {
        let word = |outcome: &str| match outcome {
            "unchanged" => "old",
            "newly_poor" | "newly_near_poor" => "new",
            "fallen_back_poor" | "fallen_back_near_poor" => "fallen_back",
            "near_poor_became_poor" | "left_poverty_near_poor" => "from_other_class",
            "other_increase" => "other_increase",
            other => panic!("{other}"),
        };
        let count = |words: Vec<String>| {
            let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
            for word in words {
                *counts.entry((class.to_owned(), word)).or_default() += 1;
            }
            counts
        };
        let expected = compared.iter().filter(|row| row["current"] == class);
        let expected = count(expected.map(|row| word(&row["outcome"]).to_owned()).collect());
        let told = count(list(class, &EARLIER).into_iter().map(|row| row["class_origin"].clone()).collect());
        assert!(expected.len() >= 4, "{expected:?}");
        assert_eq!(told, expected, "{class}");
        let without = list(class, &EARLIER[..2]);
        let words: BTreeSet<&str> = without.iter().map(|row| row["class_origin"].as_str()).collect();
        assert_eq!(words, ["from_other_class", "new_or_fallen_back", "old", "other_increase"].into());
        assert!(list(class, &[]).iter().all(|row| row["class_origin"].is_empty()));
    }
}

#[test]
fn who_came_how_is_taken_from_the_survey_where_it_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, lines: &[&str]| {
        let path = folder.path().join(name);
        std::fs::write(&path, lines.join("\n")).expect("written");
        path.display().to_string()
    };
    let survey = file(
        "survey.csv",
        &[
            "Mã hộ,Xã,Thôn,Khu vực,Họ và tên chủ hộ,Số nhân khẩu,Điểm B1,Điểm B2,Nghèo mới/tái nghèo/nghèo cũ",
            "1,X,Bản 1,nông thôn,Lò Văn Tư,3,100,40,Tái nghèo",
            "2,X,Bản 1,nông thôn,Lò Văn Ba,3,100,40,",
            "3,X,bản 1,nông thôn,,2,100,30,",
            // open: the points are missing
            "4,X,Bản 1,nông thôn,Lò Văn Hai,2,,,",
            // open as well, but above the line in any case
            "5,X,Bản 2,nông thôn,Lò Văn Năm,2,300,0,",
        ],
    );
    let previous = file("previous.csv", &["Mã hộ,Xã,Phân loại hộ", "1,X,N", "2,X,N", "3,X,CN"]);
    let base = ["list", &survey, "--year", "2022", "--class", "poor", "--format", "csv"];
    let told: Vec<String> = named_rows(&rasoat(&[&base[..], &["--previous", &previous]].concat()))
        .iter()
        .map(|row| format!("{} {} {} {}", row["village"], row["head_no"], row["head_name"], row["class_origin"]))
        .collect();
    // the spelling that comes first stands for the village; who has no name comes last
    assert_eq!(told, ["Bản 1 1 Lò Văn Ba old", "Bản 1 2 Lò Văn Tư fallen_back", "Bản 1 3  from_other_class"]);
    let output = run(&[&base[..], &["--lang", "en"]].concat());
    let notes = String::from_utf8_lossy(&output.stderr);
    for note in [
        "households left open by missing answers are not on the list: 2, of these 1 may be of the class",
        "households on the list without the name of their head: 1",
    ] {
        assert!(notes.contains(note), "{notes}");
    }
}

/// All texts of a workbook, sheet by sheet.
fn workbook(arguments: &[&str]) -> Vec<(String, Vec<Vec<String>>)> {
    use calamine::Reader;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("list.xlsx");
    rasoat(&[arguments, &["-o", &path.display().to_string()]].concat());
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).expect("a workbook");
    let names = book.sheet_names();
    let cells = |name: &String| {
        let range = book.worksheet_range(name).expect("cells");
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    };
    let sheets: Vec<Vec<Vec<String>>> = names.iter().map(cells).collect();
    names.into_iter().zip(sheets).collect()
}

fn ids() -> BTreeSet<String> {
    program::rows(&sample("yen-chau-2022-households.csv")).into_iter().map(|row| row[0].clone()).collect()
}

fn names() -> BTreeSet<String> {
    let households = named_rows(&sample("yen-chau-2022-households.csv"));
    let members = named_rows(&sample("yen-chau-2022-members.csv"));
    let heads = households.into_iter().map(|row| row["Họ và tên chủ hộ"].clone());
    heads.chain(members.into_iter().map(|row| row["Họ và tên"].clone())).filter(|name| !name.is_empty()).collect()
}

#[test]
fn a_workbook_has_a_sheet_for_every_village_and_no_id() {
    let connection = database();
    let villages = query(&connection, "select distinct \"Xã\", \"Thôn\" from households", 2);
    let ids = ids();
    assert_eq!(ids.len(), 1500);
    for more in [&[][..], &["--members"]] {
        let sheets = workbook(&[&["list", SURVEY, "--class", "poor", "--lang", "vi"], more].concat());
        assert_eq!(sheets.len(), villages.len());
        let sheet_names: BTreeSet<String> = sheets.iter().map(|(name, _)| name.to_lowercase()).collect();
        assert_eq!(sheet_names.len(), sheets.len());
        assert!(sheets.iter().all(|(name, _)| name.chars().count() <= 31));
        assert!(sheets.iter().any(|(name, _)| name == "Bản Hoa Mơ"), "{sheet_names:?}");
        let mut totals = 0;
        for (name, rows) in &sheets {
            let cells: Vec<&String> = rows.iter().flatten().collect();
            assert!(!cells.iter().any(|cell| ids.iter().any(|id| cell.contains(id.as_str()))), "{name}");
            let heading = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"];
            assert!(heading.iter().all(|line| cells.iter().any(|cell| cell == line)), "{name}");
            let total = cells.iter().find_map(|cell| cell.strip_prefix("Cộng: ")?.split(' ').next());
            assert_eq!(total.is_none(), cells.iter().any(|cell| *cell == "Không có hộ nào"), "{name}");
            totals += total.map_or(0, |total| total.parse().expect("a number"));
        }
        let counted = query(&connection, "select count(*) from classified where class = 'poor'", 1);
        assert_eq!(totals.to_string(), counted[0][0]);
    }
}

/// A file with a secret, in a folder that goes when it is dropped.
struct Key(tempfile::TempDir);

impl Key {
    fn new(secret: &str) -> Key {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("key.txt"), secret).expect("written");
        Key(folder)
    }

    fn path(&self) -> String {
        self.0.path().join("key.txt").display().to_string()
    }
}

const SECRET: &str = "made up for this test, 32 letters";

#[test]
fn redacted_lists_have_no_name_and_no_id() {
    let key = Key::new(SECRET);
    let (ids, names) = (ids(), names());
    assert!(names.len() > 900, "{}", names.len());
    let key = key.path();
    let lists: [&[&str]; 6] = [
        &["classify", SURVEY],
        &["list", SURVEY, "--class", "poor"],
        &["list", SURVEY, "--class", "near_poor", "--members"],
        &["compare", "samples/yen-chau-2021-list.csv", SURVEY, "--table", "households"],
        &["support", SURVEY, "--list"],
        &["check", "samples/yen-chau-2022-households.csv", "samples/yen-chau-2022-members.csv"],
    ];
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for list in lists {
        let csv = rasoat(&[list, &["--redact", &key, "--format", "csv"]].concat());
        let rows = program::rows(&csv);
        for cell in rows.iter().flatten() {
            assert!(!ids.contains(cell) && !names.contains(cell), "{list:?}: {cell}");
        }
        assert!(!csv.contains("14-119-"), "{list:?}");
        seen.extend(rows.into_iter().flatten().filter(|cell| cell.starts_with("hh-") || cell.starts_with("p-")));
        // all formats say the same, whatever the threads
        let one = rasoat(&[list, &["--redact", &key, "--format", "csv", "--threads", "1"]].concat());
        assert_eq!(csv, one, "{list:?}");
        let text = rasoat(&[list, &["--redact", &key, "--format", "markdown"]].concat());
        assert!(!text.contains("14-119-"), "{list:?}");
        let sheets = workbook(&[list, &["--redact", &key]].concat());
        for cell in sheets.iter().flat_map(|(_, rows)| rows).flatten() {
            assert!(!ids.contains(cell) && !names.contains(cell), "{list:?}: {cell}");
        }
    }
    assert!(seen.len() > 2000, "{}", seen.len());
    assert!(seen.iter().all(|own| own.len() == own.find('-').unwrap_or_default() + 13), "{seen:?}");
}

#[test]
fn id_numbers_leave_the_survey_in_no_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, lines: &[&str]| {
        let path = folder.path().join(name);
        std::fs::write(&path, lines.join("\n")).expect("written");
        path.display().to_string()
    };
    let households = file(
        "households.csv",
        &[
            "Mã hộ,Xã,Thôn,Khu vực,Họ và tên chủ hộ,CCCD,Số nhân khẩu,Điểm B1,Điểm B2",
            "0912345678,X,Bản 1,nông thôn,Lò Văn Ba,014093000121,2,100,40",
            // a telephone number and a name in the wrong columns
            "H-2,X,Bản 1,nông thôn,Lò Văn Tư,014093000122,0987654321,100,Lò Văn Tư",
        ],
    );
    let members = file(
        "members.csv",
        &[
            "Mã hộ,STT,Họ và tên,CCCD,Quan hệ với chủ hộ,Giới tính,Năm sinh",
            "0912345678,1,Lò Văn Ba,014093000121,Chủ hộ,Nam,1980",
            "0912345678,2,Lò Thị Bốn,014093000123,Vợ/chồng,Nữ,1981",
            "H-2,1,Lò Văn Tư,014093000122,Chủ hộ,Nam,1990",
        ],
    );
    let key = Key::new(SECRET);
    let key = key.path();
    let base = |command: &str, more: &[&str]| {
        let survey = [command, households.as_str(), members.as_str(), "--year", "2022", "--format", "csv"];
        rasoat(&[&survey[..], more].concat())
    };
    let list = ["--class", "poor", "--members"];
    let posted = base("list", &list);
    let problems = folder.path().join("problems.csv").display().to_string();
    let redacted = [
        base("list", &[&list[..], &["--redact", &key, "--problems", &problems]].concat()),
        std::fs::read_to_string(&problems).expect("written"),
        base("check", &["--redact", &key]),
        base("classify", &["--redact", &key]),
    ];
    assert!(redacted[1].lines().count() > 2, "{}", redacted[1]);
    assert_eq!(redacted[1], redacted[2]);
    assert!(posted.contains("Lò Thị Bốn"), "{posted}");
    for text in [&posted].into_iter().chain(&redacted) {
        assert!(!text.contains("0140930001") && !text.contains("0912345678"), "{text}");
    }
    for text in &redacted {
        assert!(!text.contains("Lò ") && !text.contains("0987654321") && !text.contains("H-2"), "{text}");
    }
    // a head is known by the id number, whatever the household's id and spelling of the name are
    let moved = file(
        "moved.csv",
        &[
            "Mã hộ,Xã,Thôn,Khu vực,Họ và tên chủ hộ,CCCD,Số nhân khẩu,Điểm B1,Điểm B2",
            "H-9,X,Bản 1,nông thôn,LÒ VĂN BẢ,014 093 000 121,2,100,40",
        ],
    );
    let name = |csv: &str| named_rows(csv)[0].get("head_name").cloned().expect("a name");
    let alone = rasoat(&["list", &moved, "--year", "2023", "--class", "poor", "--redact", &key, "--format", "csv"]);
    assert!(redacted[0].contains(&name(&alone)), "{alone}");
}

#[test]
fn the_order_of_a_redacted_list_is_not_that_of_the_survey() {
    let key = Key::new(SECRET);
    let csv = rasoat(&["classify", SURVEY, "--redact", &key.path(), "--format", "csv"]);
    let ids: Vec<String> = program::rows(&csv).into_iter().map(|row| row[0].clone()).collect();
    assert!(ids.is_sorted());
    assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (1500, 1500));
    // all else that is said of households stays what it was
    let rest = |csv: &str| {
        let mut rest: Vec<Vec<String>> = program::rows(csv).into_iter().map(|row| row[1..].to_vec()).collect();
        rest.sort();
        rest
    };
    assert_eq!(rest(&csv), rest(&rasoat(&["classify", SURVEY, "--format", "csv"])));
    let posted = list("poor", &["--redact", &key.path()]);
    for village in posted.chunk_by(|a, b| a["village"] == b["village"] && a["commune"] == b["commune"]) {
        assert!(village.iter().map(|row| &row["head_name"]).is_sorted());
    }
}

#[test]
fn a_person_has_one_pseudonym_on_all_lists() {
    let key = Key::new(SECRET);
    let short = list("poor", &["--redact", &key.path()]);
    let long = list("poor", &["--redact", &key.path(), "--members"]);
    let heads: Vec<&String> = long.iter().filter(|row| row["relation"] == "head").map(|row| &row["name"]).collect();
    assert_eq!(heads, short.iter().map(|row| &row["head_name"]).collect::<Vec<_>>());
    let persons: BTreeSet<&String> = long.iter().map(|row| &row["name"]).collect();
    assert_eq!(persons.len(), long.len(), "members of one name in a household are two");
    // so on the lists of who is entitled to support
    let support = named_rows(&rasoat(&["support", SURVEY, "--list", "--redact", &key.path(), "--format", "csv"]));
    let heads: BTreeSet<&String> = heads.into_iter().collect();
    let mut members = 0;
    for row in support.iter().filter(|row| row["class"] == "poor") {
        assert!(heads.contains(&row["head_name"]) && row["household_id"].starts_with("hh-"), "{row:?}");
        assert!(row["member_name"].is_empty() || persons.contains(&row["member_name"]), "{row:?}");
        members += usize::from(!row["member_name"].is_empty());
    }
    assert!(members > 100, "{members}");
    // the csv pair is the same survey
    let pair = ["list", "samples/yen-chau-2022-households.csv", "samples/yen-chau-2022-members.csv", "--class", "poor"];
    let again = rasoat(&[&pair[..], &["--redact", &key.path(), "--members", "--format", "csv"]].concat());
    assert_eq!(named_rows(&again), long);
    let other = Key::new("another one, made up as well, for this test");
    let others = list("poor", &["--redact", &other.path(), "--members"]);
    let others: BTreeSet<&String> = others.iter().map(|row| &row["name"]).collect();
    assert!(persons.is_disjoint(&others));
}

#[test]
fn two_years_joined_by_pseudonyms_have_the_flows_of_the_survey() {
    let key = Key::new(SECRET);
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    for (year, seed) in [("2022", "1"), ("2023", "2")] {
        rasoat(&[
            "sample",
            "--households",
            "400",
            "--year",
            year,
            "--seed",
            seed,
            "--way",
            "recorded",
            "-o",
            &at(&format!("{year}.csv")),
        ]);
        let survey = at(&format!("{year}.csv"));
        rasoat(&["classify", &survey, "-o", &at(&format!("{year}-open.csv"))]);
        rasoat(&["classify", &survey, "--redact", &key.path(), "-o", &at(&format!("{year}-redacted.csv"))]);
    }
    let compare = |kind: &str, table: &str, more: &[&str]| {
        let (before, now) = (at(&format!("2022-{kind}.csv")), at(&format!("2023-{kind}.csv")));
        rasoat(&[&["compare", &before, &now, "--table", table, "--format", "csv"], more].concat())
    };
    let sorted = |csv: &str| {
        let mut rows = program::rows(csv);
        rows.sort();
        rows
    };
    for table in ["poor", "near-poor", "classes"] {
        assert_eq!(sorted(&compare("redacted", table, &[])), sorted(&compare("open", table, &[])), "{table}");
    }
    let households = sorted(&compare("redacted", "households", &[]));
    assert!(households.iter().filter(|row| row[5] == "certain").count() > 300, "{}", households.len());
    // redacted before or after makes no difference
    assert_eq!(households, sorted(&compare("open", "households", &["--redact", &key.path()])));
}

#[test]
fn an_output_does_not_overwrite_the_secret() {
    let key = Key::new(SECRET);
    let path = key.0.path().join("key.csv");
    std::fs::write(&path, SECRET).expect("written");
    let path = path.display().to_string();
    let output = run(&["classify", SURVEY, "--redact", &path, "-o", &path]);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(std::fs::read_to_string(&path).expect("it is there"), SECRET);
}
