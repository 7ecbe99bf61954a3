//! Answers spread over columns, by hand.

use super::*;
use crate::survey::codebook_file::default_codebook;

/// What the columns are and what is made of them, for headers separated by `|`.
fn made(entity: Entity, headers: &str) -> Vec<String> {
    let codebook = default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false)));
    let index = HeaderIndex::new(&codebook, None);
    let paths: Vec<HeaderPath> = headers.split('|').map(|header| HeaderPath::new(header.split(" / "))).collect();
    let mut uses = index.bind(entity, &paths);
    let id = |field: usize| codebook.fields(entity)[field].id.clone();
    let found = choices(&index, entity, &paths, &mut uses);
    let derived = found.into_iter().map(|derived| {
        let from = match derived.from {
            Derived::Chosen(columns) => {
                columns.iter().map(|(at, code)| format!("{at}={code}")).collect::<Vec<_>>().join(" ")
            }
            Derived::Filled(columns) => format!("{columns:?}"),
            Derived::Holds { column, words, .. } => format!("{column} has {}", words[..2].join(" ")),
            other => format!("{other:?}"),
        };
        format!("{}: {from}", id(derived.field))
    });
    let used = uses.iter().enumerate().filter_map(|(at, used)| match used {
        ColumnUse::Field { field, .. } => Some(format!("{at} {}", id(*field))),
        _ => None,
    });
    used.chain(derived).collect()
}

const H: Entity = Entity::Household;
const M: Entity = Entity::Member;

#[test]
fn a_birth_year_in_the_column_of_the_sex() {
    assert_eq!(
        made(H, "Mã hộ|Năm sinh / Nam|Năm sinh / Nữ"),
        ["0 household_id", "head_sex: 1=male 2=female", "head_birth_year: [1, 2]"]
    );
    assert_eq!(
        made(M, "Họ và tên|Năm sinh / Nam|Năm sinh / Nữ"),
        ["0 name", "sex: 1=male 2=female", "birth_year: [1, 2]"]
    );
    assert_eq!(made(M, "Ngày sinh / Nam|Ngày sinh / Nữ"), ["sex: 0=male 1=female", "birth_date: [0, 1]"]);
    assert_eq!(made(M, "Tuổi / Nam|Tuổi / Nữ"), ["sex: 0=male 1=female", "age: [0, 1]"]);
    assert_eq!(made(M, "Năm sinh Nam|Năm sinh Nữ"), ["sex: 0=male 1=female", "birth_year: [0, 1]"]);
    assert_eq!(made(M, "Năm sinh (Nam)|Năm sinh (Nữ)"), ["sex: 0=male 1=female", "birth_year: [0, 1]"]);
    // whose the columns are
    assert_eq!(made(M, "Chủ hộ / Năm sinh / Nam|Chủ hộ / Năm sinh / Nữ"), [""; 0]);
    assert_eq!(
        made(H, "Chủ hộ / Năm sinh / Nam|Chủ hộ / Năm sinh / Nữ"),
        ["head_sex: 0=male 1=female", "head_birth_year: [0, 1]"]
    );
    // by their ids they are fields of their own
    assert_eq!(made(M, "birth_year_male|birth_year_female"), ["0 birth_year_male", "1 birth_year_female"]);
}

#[test]
fn a_column_of_its_own_wins() {
    assert_eq!(made(H, "Giới tính|Năm sinh / Nam|Năm sinh / Nữ"), ["0 head_sex", "head_birth_year: [1, 2]"]);
    assert_eq!(made(H, "Giới tính|Nam|Nữ"), ["0 head_sex"]);
    assert_eq!(made(H, "Phân loại hộ|Hộ nghèo|Hộ cận nghèo"), ["0 class_recorded"]);
}

#[test]
fn one_column_a_choice() {
    assert_eq!(made(H, "Giới tính / Nam|Giới tính / Nữ"), ["head_sex: 0=male 1=female"]);
    assert_eq!(made(H, "Mã hộ|Nam|Nữ|Năm"), ["0 household_id", "3 review_year", "head_sex: 1=male 2=female"]);
    assert_eq!(
        made(H, "Kết quả rà soát / Hộ nghèo|Kết quả rà soát / Hộ cận nghèo"),
        ["class_recorded: 0=poor 1=near_poor"]
    );
    assert_eq!(made(H, "Đầu kỳ / N|Đầu kỳ / CN"), ["class_previous: 0=poor 1=near_poor"]);
    assert_eq!(made(H, "Hộ nghèo|Hộ cận nghèo|Ghi chú"), ["2 note", "class_recorded: 0=poor 1=near_poor"]);
    assert_eq!(
        made(H, "Nguồn nước / 1. Nước máy|Nguồn nước / 2. Giếng khoan|Nguồn nước / 3. Khác"),
        ["water_source: 0=piped 1=drilled_well 2=other"]
    );
    assert_eq!(
        made(H, "Nguồn nước sinh hoạt / Nước máy|Nguồn nước sinh hoạt / Nước mưa|Nguồn nước sinh hoạt / Sông"),
        ["water_source: 0=piped 1=rain 2=river"]
    );
    assert_eq!(made(H, "Khu vực / NT|Khu vực / TT"), ["area: 0=rural 1=urban"]);
    assert_eq!(made(H, "Tường / Gạch|Tường / Tre|Mái / Tôn|Mái / Lá"), ["wall: 0=brick 1=bamboo"]);
}

#[test]
fn what_is_no_choice() {
    for headers in [
        // counts
        "Số lao động / Nam|Số lao động / Nữ",
        "Số nhân khẩu / Nam|Số nhân khẩu / Nữ",
        // one answer is none, twice the same neither
        "Giới tính / Nam",
        "Giới tính / Nam|Giới tính / Nam",
        "Hộ nghèo",
        // of walls, pillars or roofs
        "Gạch|Tre",
        // another heading says something that is not known
        "Năm 2021 / Hộ nghèo|Năm 2021 / Hộ cận nghèo",
        "Giới tính / Nam|Giới tính / Nữ|Giới tính / Điều lạ",
        "N|CN",
    ] {
        assert_eq!(made(H, headers), [""; 0], "{headers}");
    }
    assert_eq!(made(H, "Số nhân khẩu / Tổng|Số nhân khẩu / Nam|Số nhân khẩu / Nữ"), ["0 persons"]);
    // the head and the spouse by name
    assert_eq!(made(M, "Chủ hộ|Vợ/chồng"), [""; 0]);
}

#[test]
fn several_answers() {
    assert_eq!(
        made(H, "needs/health|needs/2|Nhu cầu hỗ trợ / Nhà ở"),
        ["0 need_health", "1 need_education", "2 need_housing"]
    );
    let joined = made(H, "Mã hộ|Nguyên nhân nghèo");
    assert_eq!(joined.len(), 9);
    assert_eq!(joined[..3], ["0 household_id", "cause_land: 1 has 1 causeland", "cause_capital: 1 has 2 causecapital"]);
    // answers with a column each need not be looked for in the joined one
    let both = made(H, "causes|causes/land|causes/capital");
    assert_eq!(both[..3], ["1 cause_land", "2 cause_capital", "cause_labour: 0 has 3 causelabour"]);
    assert_eq!(made(M, "causes"), [""; 0]);
}
