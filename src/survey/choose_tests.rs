//! Which sheets are used, by hand.

use super::*;
use crate::survey::fixture;
use crate::survey::map;
use crate::survey::open::{SurveyOptions, drafts};
use crate::survey::recognise::Tools;
use crate::survey::source::MemorySource;

const HOUSEHOLDS: &str = "Mã hộ | Xã | Khu vực | Dân tộc\n1 | A | NT | Thái\n2 | A | NT | Thái\n3 | A | NT | Thái";
const MEMBERS: &str = "Mã hộ | TT | Họ và tên | Ngày sinh | Dân tộc\n1 | 1 | B | 1980 | Thái";
const NOTES: &str = "Ghi chú\nđọc kỹ";

fn choose_from(sources: &[MemorySource], map: Option<&str>) -> Result<Chosen, SurveyError> {
    let codebook = fixture::codebook();
    let map = map.map(|text| map::load("map.toml", text, &codebook).expect("no mistakes"));
    let sources: Vec<&dyn Source> = sources.iter().map(|source| source as &dyn Source).collect();
    let index = HeaderIndex::new(&codebook, map.as_ref());
    let options = SurveyOptions { map: map.as_ref(), ..SurveyOptions::default() };
    let drafts = drafts(&sources, Tools { codebook: &codebook, options, index: &index })?;
    choose(Choice { sources: &sources, codebook: &codebook, map: map.as_ref(), index: &index }, drafts)
}

fn book() -> MemorySource {
    MemorySource::new("a.xlsx")
}

/// The sheets of households and those of members.
fn sheets(chosen: &Chosen) -> (Vec<u32>, Vec<u32>) {
    let of = |parts: &[Part]| parts.iter().map(|part| part.sheet).collect();
    (of(&chosen.households), of(&chosen.members))
}

fn uses(chosen: &Chosen) -> Vec<SheetUse> {
    chosen.sheets.iter().map(|sheet| sheet.used).collect()
}

#[test]
fn a_workbook_with_other_sheets() {
    let source = book()
        .table("Bìa", NOTES)
        .table("TV", MEMBERS)
        .table("Trống", "")
        .table("Hộ", HOUSEHOLDS)
        .table("Cũ", HOUSEHOLDS)
        .hidden();
    let chosen = choose_from(&[source], None).expect("chosen");
    assert_eq!(sheets(&chosen), (vec![3], vec![1]));
    assert_eq!(
        uses(&chosen),
        [
            SheetUse::NotKnown,
            SheetUse::Member,
            SheetUse::Empty,
            SheetUse::Household,
            SheetUse::NotChosen(Entity::Household)
        ]
    );
    // the same header is a field of the household there and of the member here
    let codebook = fixture::codebook();
    for (sheet, entity, column) in [(3, Entity::Household, 3), (1, Entity::Member, 4)] {
        let field = codebook.position(entity, "ethnicity").expect("a field");
        assert_eq!(chosen.sheets[sheet].column_of(entity, field), Some(column));
    }
}

#[test]
fn files_in_any_order() {
    let households = MemorySource::new("h.csv").table("", HOUSEHOLDS);
    let members = MemorySource::new("m.csv").table("", MEMBERS);
    let chosen = choose_from(&[members.clone(), households.clone()], None).expect("chosen");
    assert_eq!(sheets(&chosen), (vec![1], vec![0]));
    let chosen = choose_from(&[households], None).expect("chosen");
    assert_eq!(sheets(&chosen), (vec![0], vec![]));
}

#[test]
fn what_cannot_be_told_is_an_error() {
    let h = || MemorySource::new("h.csv").table("", HOUSEHOLDS);
    let m = || MemorySource::new("m.csv").table("", MEMBERS);
    let place = |file: &str, sheet: &str| SheetName { file: file.into(), sheet: sheet.into() };
    let two = |entity, first, second| SurveyError::TwoSheets { entity, first, second };
    for (sources, expected) in [
        (vec![m()], SurveyError::MembersAlone { place: place("m.csv", "") }),
        // the same household again: last year's list
        (
            vec![book().table("A", HOUSEHOLDS).table("B", HOUSEHOLDS)],
            two(Entity::Household, place("a.xlsx", "A"), place("a.xlsx", "B")),
        ),
        // two sheets of one workbook that have little but the id in common
        (
            vec![
                book()
                    .table("A", HOUSEHOLDS)
                    .table("B", "household_id | floor_area | internet | water | wall\n2 | 40 | x | x | gạch"),
            ],
            two(Entity::Household, place("a.xlsx", "A"), place("a.xlsx", "B")),
        ),
        (vec![book().table("A", "").table("B", "")], SurveyError::Empty { file: "a.xlsx".into() }),
        (vec![h(), book().table("A", "")], SurveyError::Empty { file: "a.xlsx".into() }),
        (
            vec![MemorySource::new("x.csv").table("", "Mã hộộ | Khu vưcj | zzz\n1 | 2 | 3")],
            SurveyError::NothingKnown {
                file: "x.csv".into(),
                headers: vec![
                    ("Mã hộộ".into(), Some(("Mã hộ".into(), "household_id".into()))),
                    ("Khu vưcj".into(), Some(("Khu vực".into(), "area".into()))),
                    ("zzz".into(), None),
                ],
            },
        ),
        (
            vec![h(), MemorySource::new("x.csv").table("", NOTES)],
            SurveyError::NothingKnown { file: "x.csv".into(), headers: vec![("Ghi chú".into(), None)] },
        ),
        (
            vec![MemorySource::new("x.csv").table("", "Mã | Xã | Khu vực\n1 | A | NT")],
            SurveyError::NoKey { place: place("x.csv", ""), entity: Entity::Household, headers: vec!["Mã".into()] },
        ),
        (
            vec![h(), MemorySource::new("x.csv").table("", "Mã | Họ và tên | Ngày sinh\n1 | A | 1980")],
            SurveyError::NoKey { place: place("x.csv", ""), entity: Entity::Member, headers: vec!["Mã".into()] },
        ),
    ] {
        assert_eq!(choose_from(&sources, None).expect_err("an error"), expected);
    }
}

#[test]
fn the_map_names_the_sheet() {
    let source = book().table("A", HOUSEHOLDS).table("B", HOUSEHOLDS);
    let source = [source];
    let chosen = choose_from(&source, Some("[household]\nsheet = \"b\"")).expect("chosen");
    assert_eq!(sheets(&chosen), (vec![1], vec![]));
    let error = choose_from(&source, Some("[household]\nsheet = \"C\"")).expect_err("no sheet C");
    assert!(matches!(error, SurveyError::NoSuchSheet { wanted, known, .. } if wanted == "C" && known.len() == 2));
}
