//! Headers to fields, by hand.

use super::*;
use crate::survey::fixture;
use crate::survey::layout::ColumnUse;
use crate::survey::map;
use crate::survey::shape::path::HeaderPath;

fn ids(codebook: &Codebook, entity: Entity, found: &HeaderMatch) -> Vec<String> {
    found.fields.iter().map(|field| codebook.fields(entity)[*field].id.clone()).collect()
}

#[test]
fn headers_meet_their_fields() {
    let codebook = fixture::codebook();
    let index = HeaderIndex::new(&codebook, None);
    for (header, expected, by, scale) in [
        ("household_id", "household_id", MatchedBy::ExactId, None),
        ("Household ID", "household_id", MatchedBy::Id, None),
        ("MÃ HỘ", "household_id", MatchedBy::Spelling, None),
        ("Ma ho", "household_id", MatchedBy::Spelling, None),
        ("family.code", "household_id", MatchedBy::Spelling, None),
        ("1. Mã hộ", "household_id", MatchedBy::Spelling, None),
        ("(3) Khu vực", "area", MatchedBy::Spelling, None),
        ("Tổng thu nhập\nmột tháng", "income_month", MatchedBy::Spelling, None),
        ("Thu nhập (tháng)", "income_month", MatchedBy::Spelling, None),
        ("Thu nhập (tháng) (nghìn đồng)", "income_month", MatchedBy::Spelling, Some(1000)),
        ("Thu nhập bình quân (đồng)", "income_person_month", MatchedBy::Spelling, Some(1)),
        ("Thu nhập bình quân (ĐVT: nghìn đồng)", "income_person_month", MatchedBy::Spelling, Some(1000)),
        ("Thu nhập bình quân (1000đ)", "income_person_month", MatchedBy::Spelling, Some(1000)),
        ("Thu nhập bình quân (triệu đồng)", "income_person_month", MatchedBy::Spelling, Some(1_000_000)),
        ("Thu nhập bình quân, nghìn đồng", "income_person_month", MatchedBy::Spelling, Some(1000)),
        ("Thu nhập bình quân (nghìn đồng/người/tháng)", "income_person_month", MatchedBy::Spelling, Some(1000)),
        ("Thu nhập (nghìn đồng/người/tháng)", "income_person_month", MatchedBy::Spelling, Some(1000)),
        ("Thu nhập (đồng/người/tháng)", "income_person_month", MatchedBy::Spelling, Some(1)),
        ("TNBQ [nghìn đồng/tháng]", "income_person_month", MatchedBy::Spelling, Some(1000)),
        ("income_month (nghìn đồng)", "income_month", MatchedBy::Id, Some(1000)),
        ("Diện tích nhà ở (m2)", "floor_area", MatchedBy::Spelling, None),
        ("Diện tích nhà ở (m²)", "floor_area", MatchedBy::Spelling, None),
        ("Nguồn nước sinh hoạt (x)", "water", MatchedBy::Spelling, None),
        ("Thời gian rà soát (dd/mm/yyyy)", "review_date", MatchedBy::Spelling, None),
        ("Số nhân khẩu (người)", "persons", MatchedBy::Spelling, None),
    ] {
        let found = index.find(Entity::Household, header);
        assert_eq!(ids(&codebook, Entity::Household, &found), [expected], "{header}");
        assert_eq!((found.by, found.scale), (Some(by), scale.map(Exact::int)), "{header}");
    }
    for header in [
        "",
        "Ghi chú",
        "Thu nhập bình quân (đồng/năm)",
        "Khu vực (m2)",
        "Mã hộ (nghìn đồng)",
        "Thu nhập",
        "(đồng)",
        "Diện tích nhà ở (đồng)",
        "Thu nhập bình quân (ước tính)",
    ] {
        assert_eq!(index.find(Entity::Household, header), HeaderMatch::default(), "{header}");
    }
    let both = index.find(Entity::Household, "Đơn vị");
    assert_eq!(ids(&codebook, Entity::Household, &both), ["commune", "village"]);
    assert_eq!(index.nearest("Thu nhap binh qan"), Some(("Thu nhập bình quân", "income_person_month")));
    assert_eq!(index.nearest("zzzzzz"), None);
}

#[test]
fn two_columns_for_one_field() {
    let codebook = fixture::codebook();
    let index = HeaderIndex::new(&codebook, None);
    let bind = |headers: &[&str]| {
        let headers: Vec<HeaderPath> = headers.iter().map(|h| HeaderPath::from(*h)).collect();
        index.bind(Entity::Household, &headers)
    };
    let area = codebook.position(Entity::Household, "area").expect("a field");
    let taken = |by| ColumnUse::Field { field: area, by, scale: None };
    assert_eq!(
        bind(&["Khu vực", "", "area", "x"]),
        [
            ColumnUse::Repeated { field: area, other: 2, other_taken: true },
            ColumnUse::NoHeader,
            taken(MatchedBy::ExactId),
            ColumnUse::NotUsed,
        ]
    );
    assert_eq!(
        bind(&["area", "area"]),
        [taken(MatchedBy::ExactId), ColumnUse::Repeated { field: area, other: 0, other_taken: true },]
    );
    assert_eq!(
        bind(&["Khu vực", "KV"]),
        [
            ColumnUse::Repeated { field: area, other: 1, other_taken: false },
            ColumnUse::Repeated { field: area, other: 0, other_taken: false },
        ]
    );
}

#[test]
fn the_map_goes_first() {
    let codebook = fixture::codebook();
    let text = r#"
ignore = ["Ghi chú"]
[household.columns]
"Đơn vị" = "village"
"TN" = { field = "income_month", unit = "nghìn đồng" }
"Thu nhập BQ (triệu đồng)" = "income_person_month"
"#;
    let map = map::load("map.toml", text, &codebook).expect("no mistakes");
    let index = HeaderIndex::new(&codebook, Some(&map));
    for (header, expected, scale) in [
        ("ĐƠN VỊ", "village", None),
        ("TN", "income_month", Some(1000)),
        ("Thu nhập BQ (triệu đồng)", "income_person_month", Some(1_000_000)),
    ] {
        let found = index.find(Entity::Household, header);
        assert_eq!(ids(&codebook, Entity::Household, &found), [expected], "{header}");
        assert_eq!((found.by, found.scale), (Some(MatchedBy::Map), scale.map(Exact::int)), "{header}");
    }
    assert_eq!(index.bind(Entity::Household, &["ghi chú".into()]), [ColumnUse::Ignored]);
}
