//! Whole surveys to batches, by hand.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::io::read::Cell;
use crate::lang::{Exact, Value};
use crate::survey::batch::Column;
use crate::survey::codebook::Codebook;
use crate::survey::fixture;
use crate::survey::map;
use crate::survey::numbers::NumberFormat;
use crate::survey::open::SurveyOptions;
use crate::survey::source::MemorySource;
use crate::survey::years::ReviewYears;

type Values = BTreeMap<String, String>;

/// A household's row, values, members' rows and values, and whether it is rejected.
type HouseholdSaid = (u32, Values, Option<Vec<(u32, Values)>>, bool);

/// Everything a survey says: each household's and each member's values by field, and the problems.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    households: Vec<HouseholdSaid>,
    problems: Vec<String>,
    counts: Counts,
}

fn values(codebook: &Codebook, rows: &Rows, entity: Entity, row: usize) -> Values {
    let mut values = BTreeMap::new();
    for (index, field) in codebook.fields(entity).iter().enumerate() {
        let Some(column) = &rows.columns[index] else { continue };
        assert_eq!(column.len(), rows.len(), "{}", field.id);
        let text = match (column.value(row, field), column) {
            (value, _) if !value.is_known() && !matches!(value, Value::Date(_)) => "?".to_owned(),
            (Value::Bool(truth), _) => truth.to_string(),
            (Value::Number(number), _) => number.low.to_string(),
            (Value::Text(text), _) => text.unwrap_or("?").to_owned(),
            (Value::Code(_), Column::Code(codes)) => field.codes[codes[row] as usize].id.clone(),
            (Value::Date(span), _) if span == crate::lang::DateSpan::UNKNOWN => "?".to_owned(),
            (Value::Date(span), _) => format!("{}..{}", span.first, span.last),
            (Value::Code(_), _) => unreachable!("a code column"),
        };
        values.insert(field.id.clone(), text);
    }
    values
}

fn read_all(sources: &[MemorySource], options: SurveyOptions<'_>, size: usize, fields: Option<&[&str]>) -> Said {
    let codebook = fixture::codebook();
    let survey = Survey::open(sources, &codebook, options).expect("opens");
    let wanted = |entity: Entity, field: usize| {
        fields.is_none_or(|fields| fields.contains(&codebook.fields(entity)[field].id.as_str()))
    };
    let mut said = Said::default();
    let mut on_batch = |batch: Batch, problems: Vec<Problem>| -> Result<(), SurveyError> {
        assert!(batch.households.len() <= size);
        assert_eq!(batch.households.len(), batch.of_household.len());
        assert_eq!(batch.households.len(), batch.rejected.len());
        for row in 0..batch.households.len() {
            let members = match batch.of_household[row] {
                Members::NotListed => None,
                Members::Listed { start, end } => Some(
                    (start as usize..end as usize)
                        .map(|m| (batch.members.places[m].row, values(&codebook, &batch.members, Entity::Member, m)))
                        .collect(),
                ),
            };
            said.households.push((
                batch.households.places[row].row,
                values(&codebook, &batch.households, Entity::Household, row),
                members,
                batch.rejected[row],
            ));
        }
        for problem in problems {
            said.problems.push(format!(
                "{} {} {:?} {}",
                survey.describe(problem.place),
                problem.field,
                problem.value,
                problem.kind.code()
            ));
        }
        Ok(())
    };
    said.counts = survey.read(size, &wanted, &mut on_batch).expect("reads");
    said
}

fn book() -> MemorySource {
    MemorySource::new("a.xlsx")
}

const HOUSEHOLDS: &str = "
Mã hộ | Xã  | Khu vực   | Số nhân khẩu | Tổng thu nhập một tháng | Điểm B2
H1    | A   | nông thôn | 2            | 1.500.000               | 30
H2    | A   | TT        | không rõ     | 1.500                   | 35
      | B   | NT        | 3            | abc                     | 0
H3    | B   | mountain  | 400          |                         |
H1    | C   | NT        | 1            | 0                       | x      | stray
H4    |     |           |              |                         |";
const MEMBERS: &str = "
Mã hộ | TT | Họ và tên | Ngày sinh  | BHYT
H2    | 1  | Cà        | 1/2/1980   | có
H1    | 1  | Lò        | 1955       | x
H9    | 1  | Quàng     | 1990       | 0
H1    | 2  | Hà        | 31/02/2000 | không
      | 3  | Ai        | 2001       | 1
H2    | 1  | Vì        | 3/2010     | maybe";

fn map_of(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

#[test]
fn a_survey_with_every_kind_of_problem() {
    let said = read_all(
        &[book().table("Hộ", HOUSEHOLDS).table("TV", MEMBERS)],
        SurveyOptions::default(),
        2,
        Some(&["area", "persons", "income_month", "b2", "member_no", "birth_date", "insured"]),
    );
    let household = |area, persons, income, b2| {
        map_of(&[("area", area), ("persons", persons), ("income_month", income), ("b2", b2)])
    };
    let member = |no, birth, insured| map_of(&[("member_no", no), ("birth_date", birth), ("insured", insured)]);
    assert_eq!(
        said.households,
        [
            (
                2,
                household("rural", "2", "1500000", "30"),
                Some(vec![(3, member("1", "1955-01-01..1955-12-31", "true")), (5, member("2", "?", "false"))]),
                false
            ),
            (
                3,
                household("urban", "?", "1500", "?"),
                Some(vec![
                    (2, member("1", "1980-02-01..1980-02-01", "true")),
                    (7, member("1", "2010-03-01..2010-03-31", "?"))
                ]),
                false
            ),
            (4, household("rural", "3", "?", "0"), None, true),
            (5, household("?", "?", "?", "?"), None, false),
            (6, household("rural", "1", "0", "?"), None, true),
            (7, household("?", "?", "?", "?"), None, false),
        ]
    );
    assert_eq!(
        said.problems,
        [
            "Hộ!F3 b2 \"35\" not_a_step",
            "Hộ!A4 household_id \"\" missing_household_id",
            "Hộ!E4 income_month \"abc\" not_a_number",
            "Hộ!C5 area \"mountain\" unknown_code",
            "Hộ!D5 persons \"400\" out_of_range",
            "Hộ!A6 household_id \"H1\" duplicate_household",
            "Hộ!F6 b2 \"x\" not_a_number",
            "Hộ!G6  \"\" ragged_row",
            "TV!A4 household_id \"H9\" orphan_member",
            "TV!D5 birth_date \"31/02/2000\" not_a_date",
            "TV!A6 household_id \"\" member_without_household",
            "TV!B7 member_no \"1\" duplicate_member",
            "TV!E7 insured \"maybe\" not_yes_no",
        ]
    );
    assert_eq!(
        said.counts,
        Counts {
            sheets: said.counts.sheets.clone(),
            household_rows: 6,
            rejected: 2,
            member_rows: 6,
            joined_members: 4,
            orphan_members: 1,
            members_without_id: 1
        }
    );
}

#[test]
fn a_number_and_a_text_are_the_same_id() {
    let text = Cell::Text;
    let households = vec![
        vec![text("Mã hộ"), text("Xã")],
        vec![Cell::Number(12.0), text("A")],
        vec![text(" 12 "), text("B")],
        vec![text("012"), text("C")],
    ];
    let members = vec![
        vec![text("Mã hộ"), text("Họ và tên"), text("Ngày sinh")],
        vec![text("12"), text("X"), Cell::Number(1980.0)],
        vec![Cell::Number(12.0), text("Y"), Cell::Empty],
    ];
    let said = read_all(&[book().sheet("H", households).sheet("M", members)], SurveyOptions::default(), 10, None);
    let sizes: Vec<_> = said.households.iter().map(|h| (h.2.as_ref().map(Vec::len), h.3)).collect();
    assert_eq!(sizes, [(Some(2), false), (None, true), (None, false)]);
    assert_eq!(said.problems, ["H!A3 household_id \"12\" duplicate_household"]);
}

#[test]
fn without_a_member_sheet_no_members_are_listed() {
    let said = read_all(&[book().table("H", HOUSEHOLDS)], SurveyOptions::default(), 100, Some(&["area"]));
    assert!(said.households.iter().all(|household| household.2.is_none()));
    assert_eq!(said.counts.household_rows, 6);
}

#[test]
fn blanks_among_marks_are_no_over_the_whole_column() {
    let table = "
Mã hộ | Nguồn nước sinh hoạt | Nhà tiêu hợp vệ sinh | Sử dụng internet
H1    |                      |                      |
H2    | x                    | x                    | x
H3    | X                    | 0                    | x";
    let said = read_all(&[book().table("H", table)], SurveyOptions::default(), 2, None);
    let column = |id: &str| said.households.iter().map(|h| h.1[id].clone()).collect::<Vec<_>>();
    assert_eq!(column("water"), ["false", "true", "true"]);
    assert_eq!(column("toilet"), ["?", "true", "false"]);
    assert_eq!(column("internet"), ["?", "true", "true"]);
}

/// A sheet longer than the sample, whose last row settles a question that the first one asks.
fn long(header: &'static str, first: &'static str, last: &'static str) -> MemorySource {
    let mut rows = vec![vec![Cell::Text("Mã hộ"), Cell::Text(header)], vec![Cell::Number(0.0), Cell::Text(first)]];
    rows.extend((1..1500).map(|number| vec![Cell::Number(f64::from(number)), Cell::Empty]));
    rows.push(vec![Cell::Text("last"), Cell::Text(last)]);
    book().sheet("H", rows)
}

#[test]
fn questions_are_settled_by_the_whole_column() {
    for (header, id, first, last, expected) in [
        ("Tổng thu nhập một tháng", "income_month", "1.500", "2.000.000", "1500"),
        ("Tổng thu nhập một tháng", "income_month", "1.500", "45.5", "1.5"),
        ("Tổng thu nhập một tháng", "income_month", "1.500", "3000", "?"),
        ("Diện tích nhà ở", "floor_area", "45.500", "36", "45.5"),
        ("Nguồn nước sinh hoạt", "water", "", "x", "false"),
        ("Nguồn nước sinh hoạt", "water", "", "0", "?"),
    ] {
        let said = read_all(&[long(header, first, last)], SurveyOptions::default(), 100, None);
        assert_eq!(said.households.len(), 1501);
        assert_eq!(said.households[0].1[id], expected, "{header}: {first} … {last}");
        let second = if id == "water" { expected } else { "?" };
        assert_eq!(said.households[1].1[id], second, "{header}: blank");
    }
}

#[test]
fn the_user_settles_the_number_format() {
    let source = [long("Tổng thu nhập một tháng", "1.500", "3000")];
    for (format, expected) in [(NumberFormat::Vi, "1500"), (NumberFormat::En, "1.5")] {
        let options = SurveyOptions { format: Some(format), ..SurveyOptions::default() };
        assert_eq!(read_all(&source, options, 100, None).households[0].1["income_month"], expected);
    }
}

#[test]
fn a_map_adds_columns_codes_and_constants() {
    let codebook = fixture::codebook();
    let text = r#"
[household.columns]
"TN hộ" = { field = "income_month", unit = "nghìn đồng" }
[household.codes.wall]
"Tranh" = "bamboo"
[household.constants]
area = "rural"
review_year = 2022
"#;
    let map = map::load("map.toml", text, &codebook).expect("no mistakes");
    let options = SurveyOptions { map: Some(&map), ..SurveyOptions::default() };
    let table = "Mã hộ | TN hộ | Tường\nH1 | 1500 | tranh";
    let source = [book().table("H", table)];
    let said = read_all(&source, options, 100, None);
    let expected = [
        ("household_id", "H1"),
        ("income_month", "1500000"),
        ("wall", "bamboo"),
        ("area", "rural"),
        ("review_year", "2022"),
    ];
    assert_eq!(said.households[0].1, map_of(&expected));
    let survey = Survey::open(&source, &codebook, options).expect("opens");
    assert_eq!(survey.review_years(), Some(ReviewYears { first: 2022, last: 2022, main: Some(2022), whole: true }));
    let source = [book().table("H", "Mã hộ | Khu vực\nH1 | NT")];
    let error = Survey::open(&source, &codebook, options).err().expect("both a constant and a column");
    assert!(matches!(error, SurveyError::ConstantAndColumn { field, .. } if field == "area"));
}

#[test]
fn places_and_raw_cells() {
    let codebook = fixture::codebook();
    let table = "
Mã hộ | Khu vực | Thời gian rà soát
H1 | NT | 01/10/2022
H2 | TT | 2023";
    let source = [MemorySource::new("h.csv").table("", table)];
    let survey = Survey::open(&source, &codebook, SurveyOptions::default()).expect("opens");
    let area = codebook.position(Entity::Household, "area").expect("a field");
    let row = crate::survey::batch::RowPlace { sheet: 0, row: 3 };
    let place = survey.cell_of(row, Entity::Household, area).expect("a column");
    assert_eq!(survey.describe(place), "h.csv!B3");
    assert_eq!(survey.raw(place).expect("reads"), "TT");
    assert_eq!(survey.raw(Place { row: 99, ..place }).expect("reads"), "");
    assert_eq!(survey.review_years(), Some(ReviewYears { first: 2022, last: 2023, main: None, whole: true }));
    assert!(survey.has(Entity::Household, area) && !survey.has_members());
}

#[test]
fn a_header_row_alone_is_a_survey_without_households() {
    let said = read_all(&[book().table("H", "Mã hộ | Khu vực")], SurveyOptions::default(), 10, None);
    let counts = &said.counts.sheets;
    assert_eq!((counts[0].rows.rows, counts[0].rows.data()), (1, 0));
    assert_eq!((said.households, said.problems), (Vec::new(), Vec::new()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Neither the order of the member rows nor the size of the batches changes what is said of a household.
    #[test]
    fn order_and_batches_change_nothing(
        order in Just((0u32..12).collect::<Vec<_>>()).prop_shuffle(),
        size in 1usize..8,
    ) {
        let text = Cell::Text;
        let mut households = vec![vec![text("Mã hộ"), text("Số nhân khẩu")]];
        households.extend((0..5).map(|h| vec![Cell::Number(f64::from(h)), Cell::Number(f64::from(h + 1))]));
        let members = |order: &[u32]| {
            let mut rows = vec![vec![text("Mã hộ"), text("TT"), text("Ngày sinh")]];
            rows.extend(order.iter().map(|m| {
                vec![Cell::Number(f64::from(m % 4)), Cell::Number(f64::from(*m)), Cell::Number(f64::from(1950 + m))]
            }));
            rows
        };
        let in_order: Vec<u32> = (0..12).collect();
        let survey = |order: &[u32]| [book().sheet("H", households.clone()).sheet("M", members(order))];
        let base = read_all(&survey(&in_order), SurveyOptions::default(), 100, None);
        let other = read_all(&survey(&order), SurveyOptions::default(), size, None);
        let sets = |said: &Said| {
            said.households
                .iter()
                .map(|h| {
                    let mut members: Vec<_> = h.2.iter().flatten().map(|(_, values)| values.clone()).collect();
                    members.sort();
                    (h.0, h.1.clone(), members, h.3)
                })
                .collect::<Vec<_>>()
        };
        prop_assert_eq!(sets(&base), sets(&other));
        prop_assert_eq!(&base.counts, &other.counts);
        prop_assert_eq!(base.households[4].2.as_ref(), None);
        prop_assert_eq!(Exact::int(12), Exact::int(other.counts.joined_members as i64));
    }
}
