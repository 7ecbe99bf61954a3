//! A second opinion on support and targets: every measure of the built-in support file and every target of the built-in plan in plain SQL
//! (`tests/sql/plan.sql`), run by SQLite over the sample, against what `rasoat support` and `rasoat targets` count.
#![allow(clippy::disallowed_methods, reason = "writes files of its own")]

use std::collections::BTreeMap;
use std::path::Path;

use program::{import, named_rows, rasoat, run, sample};
use rusqlite::Connection;

mod program;

const SURVEY: &str = "samples/yen-chau-2022.xlsx";
const PREVIOUS: &str = "samples/yen-chau-2021-list.csv";

fn counted() -> Connection {
    let connection = Connection::open_in_memory().expect("SQLite");
    connection.execute_batch("begin").expect("a transaction");
    import(&connection, "households", &sample("yen-chau-2022-households.csv"));
    import(&connection, "members", &sample("yen-chau-2022-members.csv"));
    import(&connection, "previous", &sample("yen-chau-2021-list.csv"));
    import(&connection, "classified", &rasoat(&["classify", SURVEY, "--format", "csv"]));
    connection.execute_batch("create index by_id on members (\"Mã hộ\")").expect("an index");
    connection.execute_batch(include_str!("sql/plan.sql")).expect("the SQL runs");
    connection
}

/// By the first `keys` columns the numbers of the others.
fn query(connection: &Connection, sql: &str, keys: usize) -> BTreeMap<Vec<String>, Vec<i64>> {
    let mut query = connection.prepare(sql).expect("a query");
    let columns = query.column_count();
    let rows = query.query_map([], |row| {
        let key = (0..keys).map(|at| row.get(at)).collect::<Result<Vec<String>, _>>()?;
        Ok((key, (keys..columns).map(|at| row.get(at)).collect::<Result<Vec<i64>, _>>()?))
    });
    rows.expect("rows").collect::<Result<_, _>>().expect("numbers")
}

fn number(row: &BTreeMap<String, String>, column: &str) -> i64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

#[test]
fn every_measure_is_what_sql_counts() {
    let connection = counted();
    let expected = query(&connection, "select measure, commune, households, persons, unknown from support", 2);
    assert_eq!(expected.len(), 7 * 15);
    // in one pass that keeps no members, and in one that keeps them
    for threads in ["1", "4"] {
        let told = rasoat(&["support", SURVEY, "--format", "csv", "--threads", threads]);
        let told: BTreeMap<Vec<String>, Vec<i64>> = named_rows(&told)
            .iter()
            .filter(|row| row["level"] == "commune")
            .map(|row| {
                let numbers = ["households", "persons", "unknown"].map(|column| number(row, column));
                (vec![row["measure"].clone(), row["commune"].clone()], numbers.to_vec())
            })
            .collect();
        assert_eq!(told, expected, "{threads} threads");
    }
}

#[test]
fn the_list_has_as_many_as_are_counted_in_the_order_of_their_grounds() {
    let counts = named_rows(&rasoat(&["support", SURVEY, "--format", "csv"]));
    let list = named_rows(&rasoat(&["support", SURVEY, "--format", "csv", "--list"]));
    for row in counts.iter().filter(|row| row["level"] == "commune") {
        let of = |entitled: &str| {
            let same = |own: &&BTreeMap<String, String>| {
                own["measure"] == row["measure"] && own["commune"] == row["commune"] && own["entitled"] == entitled
            };
            list.iter().filter(same).count() as i64
        };
        let certain = if row["who"] == "member" { "persons" } else { "households" };
        assert_eq!((of("certain"), of("open")), (number(row, certain), number(row, "unknown")), "{row:?}");
    }
    // housing: elderly before disabled before merit before region III, and nobody but the poor
    let grounds = ["elderly", "disabled", "merit", "zone_3"];
    let housing: Vec<_> =
        list.iter().filter(|row| row["measure"] == "housing" && row["entitled"] == "certain").collect();
    assert!(housing.len() > 200);
    let place = |row: &BTreeMap<String, String>| {
        let has = |ground: &&str| !row["priority"].split('|').any(|own| own == *ground);
        grounds.iter().map(has).collect::<Vec<bool>>()
    };
    assert!(housing.is_sorted_by_key(|row| place(row)));
    assert!(housing.iter().all(|row| row["class"] == "poor" && !row["head_name"].is_empty()));
    let ranks: Vec<i64> = housing.iter().map(|row| number(row, "rank")).collect();
    assert_eq!(ranks, (1..=housing.len() as i64).collect::<Vec<_>>());
}

#[test]
fn the_previous_list_tells_who_has_newly_escaped() {
    let connection = counted();
    let expected = query(&connection, "select * from credit_with_previous", 1);
    let told = rasoat(&["support", SURVEY, "--previous", PREVIOUS, "--measure", "credit", "--format", "csv"]);
    let told: BTreeMap<Vec<String>, Vec<i64>> = named_rows(&told)
        .iter()
        .filter(|row| row["level"] == "commune")
        .map(|row| (vec![row["commune"].clone()], vec![number(row, "households"), number(row, "unknown")]))
        .collect();
    assert_eq!(told, expected);
    assert!(told.values().map(|numbers| numbers[0]).sum::<i64>() > 480);
}

/// Two decimals, half away from zero, by whole numbers: `(2 × 10,000 × of / among ± 1) / 2`.
fn rate(of: i64, among: i64) -> i64 {
    (20_000 * of / among + 1) / 2
}

fn hundredths(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap_or_else(|_| panic!("two decimals: {text}"))
}

#[test]
fn every_share_is_what_sql_counts() {
    let connection = counted();
    let expected = query(&connection, "select * from target where target <> 'poverty_fall'", 2);
    let told = named_rows(&rasoat(&["targets", SURVEY, "--targets", "plan-yen-chau-2022", "--format", "csv"]));
    let mut checked = 0;
    for row in told.iter().filter(|row| row["level"] == "commune") {
        let key = vec![row["target"].clone(), row["commune"].clone()];
        let Some(&[among, yes, open, may_yes, may_no]) = expected.get(&key).map(Vec::as_slice) else { continue };
        checked += 1;
        assert_eq!([number(row, "among"), number(row, "of")], [among, yes], "{key:?}");
        // in the worst case whom nobody told of does not count, in the best they do
        let (fewest, most) = ((yes, among + may_no), (yes + open + may_yes, among + may_yes));
        let ends = [hundredths(&row["measured_least"]), hundredths(&row["measured_most"])];
        assert_eq!(ends, [rate(fewest.0, fewest.1), rate(most.0, most.1)], "{key:?}");
        let value: i64 = match row["target"].as_str() {
            "insured" => 95,
            "hygienic_water" => 93,
            _ => 100,
        };
        // so many more make the share of `among` reach it: rounded up
        let missing = |(of, among): (i64, i64)| ((value * among + 99) / 100 - of).max(0);
        let told = [number(row, "missing_least"), number(row, "missing_most")];
        assert_eq!(told, [missing(most), missing(fewest)], "{key:?}");
        let reached = match told {
            [_, 0] => "reached",
            [0, _] => "open",
            _ => "not_reached",
        };
        assert_eq!(row["reached"], reached, "{key:?}");
    }
    assert_eq!(checked, 3 * 15);
}

#[test]
fn a_fall_is_what_sql_counts() {
    let connection = counted();
    let now = query(&connection, "select commune, among, yes, open from target where target = 'poverty_fall'", 1);
    let before = query(&connection, "select commune, among, yes, open from poor_before", 1);
    let more = ["--previous", PREVIOUS, "--units", "samples/yen-chau-units.csv", "--format", "csv"];
    let told = rasoat(&[&["targets", SURVEY, "--targets", "plan-yen-chau-2022"][..], &more].concat());
    let told = named_rows(&told);
    let zone_3 = [
        "Chiềng Đông",
        "Sập Vạt",
        "Chiềng Hặc",
        "Mường Lựm",
        "Lóng Phiêng",
        "Tú Nang",
        "Chiềng Tương",
        "Phiêng Khoài",
        "Chiềng On",
        "Yên Sơn",
    ];
    let sum = |of: &BTreeMap<Vec<String>, Vec<i64>>, target: &str, commune: &str| {
        let counts = |name: &str| match commune {
            "" => target == "poverty_fall" || zone_3.contains(&name),
            commune => name == commune,
        };
        let own = of.iter().filter(|(key, _)| counts(&key[0]));
        own.fold([0; 3], |sum, (_, own)| [sum[0] + own[0], sum[1] + own[1], sum[2] + own[2]])
    };
    let mut checked = 0;
    for row in told.iter().filter(|row| row["unit"] == "percentage_points" && row["level"] != "upper") {
        let (target, commune) = (row["target"].as_str(), row["commune"].as_str());
        let [n, now, now_open] = sum(&now, target, commune);
        let [m, was, was_open] = sum(&before, target, commune);
        assert_eq!([number(row, "previous_among"), number(row, "previous_of")], [m, was], "{target} {commune}");
        // was/m − now/n in hundredths of a point, over the common denominator m·n
        let fall = |was: i64, now: i64| {
            let doubled = 2 * 10_000 * (was * n - now * m);
            let magnitude = (doubled.abs() / (m * n) + 1) / 2;
            if doubled < 0 { -magnitude } else { magnitude }
        };
        let ends = [hundredths(&row["measured_least"]), hundredths(&row["measured_most"])];
        assert_eq!(ends, [fall(was, now + now_open), fall(was + was_open, now)], "{target} {commune}");
        // at most this many may be poor: n × (was/m − 3 %), rounded down, and not below none
        let may_be = |was: i64| ((100 * was - 3 * m) * n).div_euclid(100 * m).max(0);
        let missing = |was: i64, now: i64| (now - may_be(was)).max(0);
        let told = [number(row, "missing_least"), number(row, "missing_most")];
        assert_eq!(told, [missing(was + was_open, now), missing(was, now + now_open)], "{target} {commune}");
        checked += 1;
    }
    assert_eq!(checked, 16 + 11);
}

#[test]
fn a_list_of_the_poor_alone_is_set_against_this_years_households_and_that_is_said() {
    let more = ["--previous", "samples/yen-chau-2020-list.csv", "--lang", "en"];
    let output = run(&[&["targets", SURVEY, "--targets", "plan-yen-chau-2022"][..], &more].concat());
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(out.contains("The previous list has poor and near-poor households only"), "{out}");
    let told =
        rasoat(&[&["targets", SURVEY, "--targets", "plan-yen-chau-2022", "--format", "csv"][..], &more].concat());
    let total = named_rows(&told);
    let total = total.iter().find(|row| row["target"] == "poverty_fall" && row["level"] == "total").expect("a total");
    assert_eq!((total["previous_over"].as_str(), total["previous_among"].as_str()), ("current", ""));
    let poor = sample("yen-chau-2020-list.csv").matches("Hộ nghèo").count() as i64;
    assert_eq!(number(total, "previous_of"), poor);
    // the sample has 1,500 households, 306 of them poor for certain and 13 open
    let fall = |now: i64| (10_000 * (poor - now)) as f64 / 1_500.0;
    let ends = [hundredths(&total["measured_least"]), hundredths(&total["measured_most"])];
    assert_eq!(ends.map(|end| end as f64), [fall(306 + 13).round(), fall(306).round()]);
}

const SMALL: &str = "\
Mã hộ,Xã,Khu vực,Số nhân khẩu,Điểm B1,Điểm B2,Nguồn nước,Nhà tiêu
1,A,nông thôn,3,100,40,Nước máy,Tự hoại
2,A,nông thôn,2,200,0,,Tự hoại
3,A,nông thôn,2,200,0,Sông,Tự hoại
4,B,nông thôn,2,200,0,Nước máy,Tự hoại
";

const HEAD: &str = "\
[plan]
id = \"small\"
title = { vi = \"Nhỏ\", en = \"Small\" }
reference = \"made up\"
valid_from = 2022-01-01
valid_to = 2022-12-31
";

fn target(id: &str, rest: &str) -> String {
    format!(
        "\n[[target]]\nid = \"{id}\"\ntitle = {{ vi = \"{id}\", en = \"{id}\" }}\n{rest}\nreference = \"made up\"\nverified = \"official\"\n"
    )
}

fn small(folder: &Path, targets: &str) -> Vec<BTreeMap<String, String>> {
    let (survey, plan) = (folder.join("survey.csv"), folder.join("plan.toml"));
    std::fs::write(&survey, SMALL).expect("written");
    std::fs::write(&plan, format!("{HEAD}{targets}")).expect("written");
    let (survey, plan) = (survey.display().to_string(), plan.display().to_string());
    named_rows(&rasoat(&["targets", &survey, "--year", "2022", "--targets", &plan, "--format", "csv"]))
}

/// Of three households of commune A one has tap water, one uses a river, of one nothing is told; that of B has tap water.
#[test]
fn a_target_is_reached_not_reached_or_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let share = |id: &str, value: i64| {
        target(
            id,
            &format!(
                "unit = \"percent\"\ncounted = \"households\"\nof = \"not water\"\ndirection = \"at_least\"\nvalue = {value}"
            ),
        )
    };
    let most = target("most", "unit = \"households\"\nof = \"water\"\ndirection = \"at_most\"\nvalue = 0\neach = true");
    let persons = target("persons", "unit = \"persons\"\nof = \"not water\"\ndirection = \"at_least\"\nvalue = 8");
    let targets = [share("half", 50), share("third", 33), share("most_of_them", 80), most, persons].concat();
    let rows = small(folder.path(), &targets);
    let of = |target: &str, commune: &str| {
        let row = rows.iter().find(|row| row["target"] == target && row["commune"] == commune).expect("a row");
        let columns = [
            "measured_least",
            "measured_most",
            "reached",
            "short_least",
            "short_most",
            "missing_least",
            "missing_most",
        ];
        columns.map(|column| row[column].clone()).join(" ")
    };
    // 2 of 4 to 3 of 4
    assert_eq!(of("half", ""), "50.00 75.00 reached 0.00 0.00 0 0");
    // 1 of 3 to 2 of 3; half of three is two
    assert_eq!(of("half", "A"), "33.33 66.67 open 0.00 16.67 0 1");
    assert_eq!(of("half", "B"), "100.00 100.00 reached 0.00 0.00 0 0");
    // a third is more than 33 %
    assert_eq!(of("third", "A"), "33.33 66.67 reached 0.00 0.00 0 0");
    // 80 % of 4 is 3.2, so 4; of 3 it is 2.4, so 3
    assert_eq!(of("most_of_them", ""), "50.00 75.00 not_reached 5.00 30.00 1 2");
    assert_eq!(of("most_of_them", "A"), "33.33 66.67 not_reached 13.33 46.67 1 2");
    // each commune by itself: A has one or two without, B none
    assert_eq!(of("most", "A"), "1 2 not_reached 1 2 1 2");
    assert_eq!(of("most", "B"), "0 0 reached 0 0 0 0");
    // a number of all persons says nothing of one commune: 3 and 2 for certain, 2 more perhaps
    assert_eq!(of("persons", ""), "5 7 not_reached 1 3 1 3");
    assert_eq!(of("persons", "A"), "3 5     ");
}

#[test]
fn what_the_survey_has_no_field_for_is_not_counted_as_zero() {
    let output = run(&["support", "samples/yen-chau-2022-points.csv", "--format", "csv", "--lang", "en"]);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{err}");
    assert!(out.contains(",electricity,") && !out.contains(",housing,"), "{out}");
    assert!(err.contains("warning: measure `housing` is left out: the survey has not `wall`"), "{err}");
    let output = run(&[
        "targets",
        "samples/yen-chau-2022-points.csv",
        "--targets",
        "plan-yen-chau-2022",
        "--format",
        "csv",
        "--lang",
        "en",
    ]);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(err.contains("warning: target `insured` cannot be measured: the survey has not `insured`"), "{err}");
    let water = named_rows(&out).into_iter().find(|row| row["target"] == "hygienic_water" && row["level"] == "total");
    let water = water.expect("the target is told");
    assert!(
        ["measured_least", "reached", "missing_least", "of"].iter().all(|column| water[*column].is_empty()),
        "{water:?}"
    );
}

/// Household 1 was poor and has one member who is insured and one who is not; 2 was not and has one who is not insured; of 3, with one
/// insured member, the list says nothing.
#[test]
fn members_are_asked_about_the_class_of_their_household_on_the_previous_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let households = write(
        "households.csv",
        "Mã hộ,Xã,Khu vực,Điểm B1,Điểm B2\n1,A,nông thôn,200,0\n2,A,nông thôn,200,0\n3,A,nông thôn,200,0\n",
    );
    let members = write(
        "members.csv",
        "Mã hộ,Họ và tên,Ngày sinh,Có thẻ BHYT\n1,M,01/02/1980,có\n1,N,01/02/1980,không\n2,O,01/02/1980,không\n3,P,01/02/1980,có\n",
    );
    let previous = write("list.csv", "Mã hộ,Phân loại hộ\n1,Hộ nghèo\n2,Hộ không nghèo\n");
    let measure = |id: &str, when: &str| {
        format!(
            "\n[[measure]]\nid = \"{id}\"\ntitle = {{ vi = \"{id}\", en = \"{id}\" }}\nwho = \"member\"\nwhen = \"{when}\"\nreference = \"made up\"\nverified = \"official\"\n"
        )
    };
    let both = measure("both", "not insured and class_previous = 'poor'");
    let either = measure("either", "not insured or class_previous = 'poor'");
    let support = write("support.toml", &format!("{}{both}{either}", HEAD.replace("plan", "support")));
    let told = |measures: &[&str]| {
        let fixed =
            ["support", &households, &members, "--year", "2022", "--support", &support, "--previous", &previous];
        let told = rasoat(&[&fixed[..], measures, &["--format", "csv"]].concat());
        let rows = named_rows(&told).into_iter().filter(|row| row["level"] == "commune");
        let numbers = rows.map(|row| {
            let [households, persons, unknown] =
                ["households", "persons", "unknown"].map(|column| number(&row, column));
            (row["measure"].clone(), households, persons, unknown)
        });
        numbers.collect::<Vec<_>>()
    };
    let (both, either) = (("both".to_owned(), 1, 1, 0), ("either".to_owned(), 2, 3, 1));
    assert_eq!(told(&["--measure", "both"]), std::slice::from_ref(&both));
    assert_eq!(told(&[]), [both, either]);
}

/// Household 1 farms, with one insured member and one who is not; of household 2, which does not farm, three persons are told and none is
/// listed: each of them may be insured.
#[test]
fn persons_whom_nobody_listed_are_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let header = "Mã hộ,Xã,Khu vực,Số nhân khẩu,Điểm B1,Điểm B2,farming";
    let households =
        write("households.csv", &format!("{header}\n1,A,nông thôn,2,200,0,có\n2,A,nông thôn,3,200,0,không\n"));
    let members =
        write("members.csv", "Mã hộ,Họ và tên,Ngày sinh,Có thẻ BHYT\n1,M,01/02/1980,có\n1,N,01/02/1980,không\n");
    let share = |id: &str, of: &str, among: &str| {
        target(
            id,
            &format!(
                "unit = \"percent\"\ncounted = \"members\"\nof = \"{of}\"\n{among}direction = \"at_least\"\nvalue = 60"
            ),
        )
    };
    let targets = [
        share("all", "insured", ""),
        share("farmers", "insured", "among = \"farming\"\n"),
        share("others", "insured", "among = \"not farming\"\n"),
        share("both", "farming and insured", ""),
        share("grown", "insured", "among = \"not farming and age > 15\"\n"),
    ];
    let plan = write("plan.toml", &format!("{HEAD}{}", targets.concat()));
    let told = rasoat(&["targets", &households, &members, "--year", "2022", "--targets", &plan, "--format", "csv"]);
    let rows = named_rows(&told);
    let of = |target: &str| {
        let row = rows.iter().find(|row| row["target"] == target && row["level"] == "total").expect("a total");
        let columns =
            ["of", "among", "unknown", "measured_least", "measured_most", "reached", "missing_least", "missing_most"];
        columns.map(|column| row[column].clone()).join(" ")
    };
    // 1 of 5 to 4 of 5, and 60 % of 5 are 3
    assert_eq!(of("all"), "1 5 3 20.00 80.00 open 0 2");
    // 60 % of 2 are 1.2, so 2
    assert_eq!(of("farmers"), "1 2 0 50.00 50.00 not_reached 1 1");
    assert_eq!(of("others"), "0 3 3 0.00 100.00 open 0 2");
    assert_eq!(of("both"), "1 5 3 20.00 80.00 open 0 2");
    // nobody is asked about for certain: none to three, of whom none to three are insured
    assert_eq!(of("grown"), "0 0 3 0.00 100.00 open 0 2");
}

#[test]
fn built_in_files_are_printed_to_begin_one_s_own_with() {
    for (id, path) in
        [("support-2022", "rules/support-2022.toml"), ("plan-yen-chau-2022", "rules/plan-yen-chau-2022.toml")]
    {
        let text =
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the file is there");
        assert_eq!(rasoat(&["rules", "show", id]), text);
    }
}

#[test]
fn a_redacted_list_names_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = folder.path().join("key.txt");
    std::fs::write(&key, "0123456789abcdef0123456789abcdef\n").expect("written");
    let list =
        |more: &[&str]| named_rows(&rasoat(&[&["support", SURVEY, "--list", "--format", "csv"][..], more].concat()));
    let (open, redacted) = (list(&[]), list(&["--redact", &key.display().to_string()]));
    assert_eq!(open.len(), redacted.len());
    for row in &redacted {
        assert!(row["household_id"].starts_with("hh-") && row["head_name"].starts_with("p-"), "{row:?}");
        assert!(row["who"] == "household" || row["member_name"].starts_with("p-"), "{row:?}");
    }
    // as many households and members as without pseudonyms, and the same places of the same grounds
    let each = |rows: &[BTreeMap<String, String>], columns: &[&str]| {
        let row =
            |row: &BTreeMap<String, String>| columns.iter().map(|column| row[*column].clone()).collect::<Vec<_>>();
        rows.iter().map(row).collect::<std::collections::BTreeSet<_>>().len()
    };
    let household = ["measure", "household_id"];
    assert_eq!(each(&open, &household), each(&redacted, &household));
    // two of one name in a household are two
    let [numbered, named] = ["member_no", "member_name"].map(|member| ["measure", "household_id", member]);
    assert_eq!(each(&open, &numbered), each(&redacted, &named));
    let places = |rows: &[BTreeMap<String, String>]| {
        let place = |row: &BTreeMap<String, String>| ["measure", "rank", "priority"].map(|column| row[column].clone());
        rows.iter().map(place).collect::<Vec<_>>()
    };
    assert_eq!(places(&open), places(&redacted));
}
