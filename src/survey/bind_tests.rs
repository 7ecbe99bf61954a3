//! Headers of several parts to fields, by hand.

use super::*;
use crate::survey::codebook::Codebook;
use crate::survey::codebook_file::default_codebook;
use crate::survey::map;

fn codebook() -> Codebook {
    default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false)))
}

fn path(text: &str) -> HeaderPath {
    HeaderPath::new(text.split(" / "))
}

/// What each path is for an entity, as ids; `!` before several that fit equally.
fn found(index: &HeaderIndex<'_>, entity: Entity, path: &HeaderPath) -> String {
    let found = index.find_path(entity, path);
    let ids: Vec<&str> = found.fields.iter().map(|f| index.codebook.fields(entity)[*f].id.as_str()).collect();
    if ids.len() > 1 { format!("!{}", ids.join(" ")) } else { ids.join("") }
}

#[test]
fn headers_of_several_parts() {
    let codebook = codebook();
    let index = HeaderIndex::new(&codebook, None);
    let h = Entity::Household;
    let m = Entity::Member;
    let deprived = "Thiếu hụt các dịch vụ xã hội cơ bản";
    for (entity, text, expected) in [
        (h, "Thông tin chung / Mã hộ", "household_id"),
        (h, "Thu nhập / Tháng", "income_month"),
        (h, "Thu nhập (nghìn đồng) / Tháng", "income_month"),
        (h, "Thu nhập / Tháng / (đồng)", "income_month"),
        (h, "Thu nhập / Năm", "income_year"),
        (h, "Chi tiêu / Năm", ""),
        (h, "Thu nhập / Đơn vị", ""),
        (h, "Thiếu hụt / 5", "adult_education"),
        (h, "Thiếu hụt / (5)", "adult_education"),
        (h, "Chỉ số thiếu hụt / 12", "information_means"),
        (h, "III. Thiếu hụt các dịch vụ xã hội cơ bản (đánh dấu x) / 1. Việc làm", "employment"),
        (h, "Thiếu hụt các dịch vụ xã hội cơ bản / Việc làm / 1", "employment"),
        (h, "Thiếu hụt các dịch vụ xã hội cơ bản / Việc làm / 2", "dependents"),
        (h, "Thiếu hụt / Bảo hiểm y tế", "health_insurance"),
        (m, "Thiếu hụt / Bảo hiểm y tế", ""),
        (m, "Thiếu hụt / Việc làm", ""),
        (m, "Bảo hiểm y tế", "insured"),
        (h, "Thiếu hụt / Diện tích nhà ở (m2)", ""),
        (h, "Thiếu hụt / Diện tích nhà ở", "housing_area"),
        (h, "Thiếu hụt / Nhà tiêu", "toilet_deprived"),
        (h, "Thiếu hụt / Ghi chú", "note"),
        (h, "Nhà ở / Diện tích nhà ở / (m2)", "floor_area"),
        (h, "Nhu cầu hỗ trợ / Y tế", "need_health"),
        (h, "Hỗ trợ / Y tế", "need_health"),
        (h, "Nguyên nhân nghèo / 3", "cause_labour"),
        (h, "Nguyên nhân nghèo / Không có vốn", "cause_capital"),
        (h, "Chủ hộ / Họ và tên", "head_name"),
        (h, "Chủ hộ / Năm sinh", "head_birth_year"),
        (m, "Chủ hộ / Năm sinh", ""),
        (h, "Thành viên / Năm sinh", ""),
        (m, "Thành viên / Năm sinh", "birth_year"),
        (m, "Thành viên / BHYT", "insured"),
        (h, "Số nhân khẩu / Nam", ""),
        (h, "Nam", ""),
        (h, "Năm", "review_year"),
        (h, "Mã hộ / H001", ""),
        (h, "Giới tính / 1. Nam 2. Nữ", "head_sex"),
        (h, "Họ và tên chủ hộ / (3)", "head_name"),
        (h, "Kết quả rà soát / Điểm B1", "b1"),
        (h, "Đầu kỳ / Phân loại", "class_previous"),
        (h, "Đợt này / Phân loại", "class_recorded"),
        (h, "Kết quả năm trước / Diện hộ", "!class_recorded class_previous"),
    ] {
        assert_eq!(found(&index, entity, &path(text)), expected, "{text}");
    }
    let heading = path(&format!("{deprived} / Trình độ GD người lớn"));
    assert_eq!(found(&index, h, &heading), "adult_education");
    let unit = index.find_path(h, &path("Thu nhập (nghìn đồng) / Tháng"));
    assert_eq!(unit.scale, Some(crate::lang::Exact::int(1000)));
}

#[test]
fn what_people_add_to_a_header() {
    let codebook = codebook();
    let index = HeaderIndex::new(&codebook, None);
    for (text, expected) in [
        ("Giới tính (1=Nam, 2=Nữ)", "head_sex"),
        ("Giới tính\n1. Nam\n2. Nữ", "head_sex"),
        ("3. Giới tính (1. Nam 2. Nữ)", "head_sex"),
        ("(3) Họ và tên chủ hộ", "head_name"),
        ("3.1. Họ và tên chủ hộ *", "head_name"),
        ("Mã hộ (*)", "household_id"),
        ("Mã hộ (bắt buộc)", "household_id"),
        ("Mã hộ  ", "household_id"),
        ("Hộ DTTS (đánh dấu x nếu có)", "ethnic_minority"),
        ("BHYT (1: thiếu hụt, 0: không)", "health_insurance"),
        ("Phân loại (năm ngoái)", ""),
        ("Mã hộộ", ""),
    ] {
        assert_eq!(found(&index, Entity::Household, &HeaderPath::from(text)), expected, "{text}");
    }
}

#[test]
fn names_of_exports() {
    let codebook = codebook();
    let index = HeaderIndex::new(&codebook, None);
    let h = Entity::Household;
    for (entity, text, expected) in [
        (h, "survey/dwelling/floor_area", "floor_area"),
        (h, "dwelling.floor_area", "floor_area"),
        (h, "dwelling-floor_area", "floor_area"),
        (h, "family.code", "household_id"),
        (h, "product.code", ""),
        (h, "causes/land", "cause_land"),
        (h, "causes/cause_land", "cause_land"),
        (h, "causes/2", "cause_capital"),
        (h, "poverty/causes/2", "cause_capital"),
        (h, "causes__2", "cause_capital"),
        (h, "causes__9", ""),
        (h, "causes.skills", "cause_skills"),
        (Entity::Member, "members/name", "name"),
        (Entity::Member, "village.name", ""),
        (h, "Nguyên nhân nghèo/Không có vốn", "cause_capital"),
    ] {
        assert_eq!(found(&index, entity, &HeaderPath::from(text)), expected, "{text}");
    }
    // labels with a group in front, where the group has several columns
    let paths = ["Thông tin hộ/Mã hộ", "Thông tin hộ/Xã", "Rác/Xã"].map(HeaderPath::from);
    let uses = index.bind(h, &paths);
    let taken = |used: &ColumnUse| matches!(used, ColumnUse::Field { .. });
    assert_eq!(uses.iter().map(taken).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn names_and_labels_must_agree() {
    let codebook = codebook();
    let index = HeaderIndex::new(&codebook, None);
    let either = |a: &str, b: &str| HeaderPath::either(HeaderPath::from(a), HeaderPath::from(b));
    for (a, b, expected) in [
        ("family.code", "Mã hộ", "household_id"),
        ("b1Point", "Điểm của phiếu", "b1"),
        ("q17", "Điểm B1", "b1"),
        ("Điểm B1", "b1Point", "b1"),
        // the very id wins, a spelling does not
        ("b1", "Điểm B2", "b1"),
        ("b1Point", "Điểm B2", "!b1 b2"),
        ("x", "y", ""),
    ] {
        assert_eq!(found(&index, Entity::Household, &either(a, b)), expected, "{a} | {b}");
    }
    assert_eq!(either("Mã hộ", "MÃ HỘ"), HeaderPath::from("Mã hộ"));
    assert_eq!(either("a", "b").to_string(), "a / b");
}

#[test]
fn the_same_header_under_two_headings() {
    let codebook = codebook();
    let index = HeaderIndex::new(&codebook, None);
    let paths = ["Đợt 1 / Điểm B1", "Đợt 2 / Điểm B1", "Thiếu hụt / Việc làm", "Khác / Việc làm"].map(path);
    let uses = index.bind(Entity::Household, &paths);
    let [b1, employment] = ["b1", "employment"].map(|id| codebook.position(Entity::Household, id).expect("a field"));
    assert_eq!(
        uses,
        [
            ColumnUse::Repeated { field: b1, other: 1, other_taken: false },
            ColumnUse::Repeated { field: b1, other: 0, other_taken: false },
            ColumnUse::Field { field: employment, by: MatchedBy::Spelling, scale: None },
            ColumnUse::Repeated { field: employment, other: 2, other_taken: true },
        ]
    );
}

#[test]
fn a_map_names_the_whole_header_or_its_last_part() {
    let codebook = codebook();
    let text = r#"
ignore = ["Đợt 2 / Điểm B1"]
[household.columns]
"Nhà / Loại" = "wall"
"Mã riêng" = "household_id"
"#;
    let map = map::load("map.toml", text, &codebook).expect("no mistakes");
    let index = HeaderIndex::new(&codebook, Some(&map));
    let h = Entity::Household;
    assert_eq!(found(&index, h, &path("Nhà / Loại")), "wall");
    assert_eq!(found(&index, h, &path("Nước / Loại")), "");
    assert_eq!(found(&index, h, &path("Chung / Mã riêng")), "household_id");
    let uses = index.bind(h, &["Đợt 1 / Điểm B1", "Đợt 2 / Điểm B1"].map(path));
    assert!(matches!(uses[..], [ColumnUse::Field { .. }, ColumnUse::Ignored]), "{uses:?}");
}

#[test]
fn candidates_are_named_and_not_taken() {
    let codebook = codebook();
    let index = HeaderIndex::new(&codebook, None);
    let near = |text: &str| -> Vec<String> {
        let near = index.candidates(Entity::Household, &path(text));
        near.into_iter().map(|(field, word)| format!("{} {word}", codebook.household[field].id)).collect()
    };
    assert_eq!(near("Mã hộộ").first().map(String::as_str), Some("household_id Mã hộ"));
    assert_eq!(near("Chung / Tên chủ hộ (theo CCCD)").first().map(String::as_str), Some("head_name Tên chủ hộ"));
    assert_eq!(near("zzzzzzzz"), [""; 0]);
}
