use super::*;
use crate::survey::fixture;
use crate::survey::sheet_rule::{HeaderRows, Holds};

#[test]
fn what_is_said_of_sheets_is_read() {
    let codebook = fixture::codebook();
    let text = r#"
[[sheet]]
file = "*.xlsx"
holds = "list"
header_rows = [3, 5]
first_row = 8
last_row = 20
skip_rows = [9, "11-13"]
ignore = ["@B", "Ghi chú"]
constants = { area = "rural", floor_area = 45.125, internet = true, "member.ethnicity" = "Thái" }
[sheet.columns]
"@C" = "persons"
"Thu nhập" = { field = "income_month", scale = 1000 }
"Dân tộc" = "member.ethnicity"
"Mã" = "household_id"
[[sheet]]
name = "Bia"
holds = "nothing"
[[sheet]]
file = "a.xlsx"
name = "Hộ"
header_rows = []
last_row = 30
"#;
    let map = load("map.toml", text, &codebook).unwrap_or_else(|r| panic!("{}", r.render(false)));
    let position = |entity, id| codebook.position(entity, id);
    let household = |id| position(Entity::Household, id).expect("a field");
    let rule = map.rule("x/a.xlsx", "Hộ").expect("a rule");
    assert_eq!((rule.holds, rule.header_rows), (Some(Holds::List), Some(HeaderRows::None)));
    assert_eq!((rule.first_row, rule.left_out()), (Some(8), vec![(9, 9), (11, 13), (31, u32::MAX)]));
    assert_eq!(rule.ignore, [ColumnName::Letters(1), ColumnName::Header("Ghi chú".into())]);
    let ethnicity = position(Entity::Member, "ethnicity").expect("a field");
    let text = |text: &str| text.to_owned();
    assert_eq!(
        rule.constants,
        [
            (Entity::Household, household("area"), text("rural")),
            (Entity::Household, household("floor_area"), text("45.1250")),
            (Entity::Household, household("internet"), text("yes")),
            (Entity::Member, ethnicity, text("Thái")),
        ]
    );
    let fields: Vec<[Option<usize>; 2]> = rule.columns.iter().map(|column| column.fields).collect();
    let both = |id| [position(Entity::Household, id), position(Entity::Member, id)];
    assert_eq!(fields, [both("persons"), both("income_month"), [None, Some(ethnicity)], both("household_id")]);
    assert_eq!(rule.columns[1].scale, Some(Exact::int(1000)));
    assert_eq!(map.rule("b.csv", "").map(|rule| rule.holds), None);
    assert_eq!(map.rule("b.csv", "bìa"), None);
    assert_eq!(map.rule("b.csv", "BIA").and_then(|rule| rule.holds), Some(Holds::Nothing));
}

#[test]
fn mistakes_about_sheets_have_their_places() {
    let codebook = fixture::codebook();
    let text = r#"
[[sheet]]
holds = "houshold"
header_rows = [5, 3]
first_row = 0
skip_rows = ["9-", 3.5]
ignore = ["@1"]
[sheet.columns]
"@" = "persons"
"@C" = "person"
"@D" = "member.persons"
[sheet.constants]
area = "mountain"
household_id = "5"
[[sheet]]
holds = "member"
header_rows = 5
first_row = 5
columns = { "A" = "persons" }
"#;
    let report = load("map.toml", text, &codebook).expect_err("mistakes");
    let found: Vec<_> = report.diagnostics.iter().map(|d| (report.line_column(d.span.start).0, d.code)).collect();
    assert_eq!(
        found,
        [
            (3, "unknown-word"),
            (4, "bad-rows"),
            (5, "bad-rows"),
            (6, "bad-rows"),
            (6, "bad-rows"),
            (7, "bad-column"),
            (9, "bad-column"),
            (10, "unknown-field"),
            (11, "unknown-field"),
            (13, "bad-constant"),
            (14, "constant-key"),
            (18, "bad-rows"),
            (19, "unknown-field"),
        ]
    );
    let text = report.render(false);
    for help in ["did you mean `household`?", "did you mean `persons`?", "is a field of a household"] {
        assert!(text.contains(help), "{help}\n{text}");
    }
}

#[test]
fn a_map_is_read() {
    let codebook = fixture::codebook();
    let text = r#"
number_format = "vi"
[household]
sheet = "Danh sách"
[household.codes.area]
"KV2" = "rural"
[household.codes.internet]
"Có mạng" = "yes"
[household.constants]
area = "rural"
persons = 4
review_date = 2022-10-01
review_year = 2022
internet = true
floor_area = 45.125
[member.columns]
"Ngày tháng năm sinh" = "birth_date"
"#;
    let map = load("map.toml", text, &codebook).unwrap_or_else(|r| panic!("{}", r.render(false)));
    let position = |id| codebook.position(Entity::Household, id).expect("a field");
    assert_eq!(map.format, Some(NumberFormat::Vi));
    assert_eq!(map.sheet(Entity::Household), Some("Danh sách"));
    assert_eq!(map.spellings(Entity::Household, position("area")), [("KV2".to_owned(), "rural".to_owned())]);
    let constant = |id| {
        let found = map.constants(Entity::Household).iter().find(|(field, _)| *field == position(id));
        found.expect("a constant").1.clone()
    };
    assert_eq!(constant("area"), CellValue::Code(0));
    assert_eq!(constant("persons"), CellValue::Number(Exact::int(4)));
    assert_eq!(constant("internet"), CellValue::Bool(true));
    assert_eq!(constant("floor_area"), CellValue::Number(Exact::ratio(361, 8).expect("45.125")));
    let birth = codebook.position(Entity::Member, "birth_date").expect("a field");
    assert_eq!(map.column(Entity::Member, "NGÀY THÁNG NĂM SINH"), Some((birth, None)));
    assert_eq!(map.column(Entity::Household, "Ngày tháng năm sinh"), None);
}

#[test]
fn a_wrong_name_is_told_the_right_one() {
    let codebook = fixture::codebook();
    for (text, help) in [
        ("[household.columns]\nHX = 'nhà tiêu hợp vệ sinh'", "is `toilet`"),
        ("[household.columns]\nHX = 'Nha tieu hop ve sin'", "did you mean `toilet`?"),
        ("[household.columns]\nHX = '?'", "a `?` is left"),
        ("[household.columns]\nHX = 'insured'", "write it under `[member.…]`: columns under `[member.columns]`"),
        ("[[sheet]]\nholds = 'household'\ncolumns = { HX = 'insured' }", "`holds = \"member\"`"),
        ("[[sheet]]\ncolumns = { HX = 'Bảo hiểm y tế' }", "is `insured`"),
        ("[household.codes.wall]\nT = '?'", "a `?` is left"),
        ("[household.codes.wall]\nT = 'Gạch'", "`Gạch` is `brick`"),
        ("[household.codes.persons]\nT = 'many'", "only words for no answer can be given"),
    ] {
        let report = load("map.toml", text, &codebook).expect_err(text).render(false);
        assert!(report.contains(help), "{help}\n{report}");
    }
}

#[test]
fn an_answer_can_say_nothing() {
    use crate::io::read::Cell;
    use crate::survey::cells::{ColumnOptions, ColumnReader, Reading};

    let codebook = fixture::codebook();
    let text = "[household.codes.income_month]\n'k/rõ' = 'unknown'\n[household.codes.internet]\n'vắng' = 'unknown'\n'-' = 'no'";
    let map = load("map.toml", text, &codebook).unwrap_or_else(|report| panic!("{}", report.render(false)));
    for (id, text, expected) in [
        ("income_month", "k/rõ", Reading::Unknown),
        ("income_month", "4200000", Reading::Value(CellValue::Number(Exact::int(4_200_000)))),
        ("internet", "Vắng", Reading::Unknown),
        ("internet", "-", Reading::Value(CellValue::Bool(false))),
    ] {
        let field = codebook.position(Entity::Household, id).expect("a field");
        let options = ColumnOptions { spellings: map.spellings(Entity::Household, field), ..ColumnOptions::default() };
        let mut reader = ColumnReader::new(&codebook, &codebook.household[field], options);
        assert_eq!(reader.read(Cell::Text(text)), expected, "{id} {text}");
    }
}

#[test]
fn every_mistake_has_its_place() {
    let codebook = fixture::codebook();
    let text = r#"
number_format = "fr"
ignored = ["Ghi chú"]
[household.columns]
"TN" = "income_mont"
"Sinh" = "birth_date"
"A" = { field = "area", unit = "nghìn đồng" }
"B" = { field = "income_month", unit = "dollar" }
[household.codes.area]
"KV2" = "rurl"
[household.codes.commune]
"a" = "b"
[household.constants]
area = "mountain"
household_id = "1"
persons = 400
"#;
    let report = load("map.toml", text, &codebook).expect_err("mistakes");
    let found: Vec<_> = report.diagnostics.iter().map(|d| (report.line_column(d.span.start).0, d.code)).collect();
    assert_eq!(
        found,
        [
            (2, "unknown-word"),
            (3, "unknown-key"),
            (5, "unknown-field"),
            (6, "unknown-field"),
            (7, "unit-of-no-number"),
            (8, "unknown-unit"),
            (10, "unknown-code"),
            (12, "no-codes"),
            (14, "bad-constant"),
            (15, "constant-key"),
            (16, "bad-constant"),
        ]
    );
    let text = report.render(false);
    for help in ["did you mean `income_month`?", "did you mean `rural`?", "is a field of a member"] {
        assert!(text.contains(help), "{help}\n{text}");
    }
}
