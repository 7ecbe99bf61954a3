//! Which sheets are used, by hand.

use super::*;
use crate::survey::codebook_file::default_codebook;
use crate::survey::fixture;
use crate::survey::hint::KeyHint;
use crate::survey::map;
use crate::survey::open::{SurveyOptions, drafts};
use crate::survey::recognise::Tools;
use crate::survey::source::MemorySource;

const HOUSEHOLDS: &str = "Mã hộ | Xã | Khu vực | Dân tộc\n1 | A | NT | Thái\n2 | A | NT | Thái\n3 | A | NT | Thái";
const MEMBERS: &str = "Mã hộ | TT | Họ và tên | Ngày sinh | Dân tộc\n1 | 1 | B | 1980 | Thái";
const NOTES: &str = "Ghi chú\nđọc kỹ";

fn choose_from(sources: &[MemorySource], map: Option<&str>) -> Result<Chosen, SurveyError> {
    choose_with(fixture::codebook(), sources, map)
}

fn choose_with(codebook: Codebook, sources: &[MemorySource], map: Option<&str>) -> Result<Chosen, SurveyError> {
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
        (vec![m()], SurveyError::MembersAlone { place: place("m.csv", ""), key: None }),
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
                known: vec![],
                key: None,
            },
        ),
        (
            vec![h(), MemorySource::new("x.csv").table("", NOTES)],
            SurveyError::NothingKnown {
                file: "x.csv".into(),
                headers: vec![("Ghi chú".into(), None)],
                known: vec![],
                key: Some(KeyHint::Title("Ghi chú".into())),
            },
        ),
        (
            vec![MemorySource::new("x.csv").table("", "Mã | Xã | Khu vực\n1 | A | NT")],
            SurveyError::NoKey {
                place: place("x.csv", ""),
                entity: Entity::Household,
                headers: vec!["Mã".into()],
                key: None,
            },
        ),
        (
            vec![h(), MemorySource::new("x.csv").table("", "Mã | Họ và tên | Ngày sinh\n1 | A | 1980")],
            SurveyError::NoKey {
                place: place("x.csv", ""),
                entity: Entity::Member,
                headers: vec!["Mã".into()],
                key: None,
            },
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

#[test]
fn sheets_of_one_kind_are_all_read_however_few_their_fields() {
    let table =
        |ids: [&str; 3]| ids.iter().fold("Mã hộ | Khu vực".to_owned(), |rows, id| rows + &format!("\n{id} | NT"));
    let source = book()
        .table("A", kept(table(["1", "2", "3"])))
        .table("B", kept(table(["4", "5", "6"])))
        .table("C", kept(table(["7", "8", "9"])));
    assert_eq!(sheets(&choose_from(&[source], None).expect("chosen")), (vec![0, 1, 2], vec![]));
    // people of other households, with nothing but their names
    let fewer = "Mã hộ | TT | Họ và tên\n2 | 1 | C\n2 | 2 | D\n3 | 1 | E";
    let source = book().table("Hộ", HOUSEHOLDS).table("TV A", MEMBERS).table("TV B", fewer);
    assert_eq!(sheets(&choose_from(&[source], None).expect("chosen")), (vec![0], vec![1, 2]));
}

/// Tables that a test makes, for as long as it runs.
fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

#[test]
fn names_beside_a_sheet_of_members_are_members() {
    let codebook = || default_codebook().expect("no mistakes");
    let households = "Mã hộ | Xã | Khu vực | Họ và tên chủ hộ\n1 | A | NT | B\n2 | A | NT | C\n3 | A | NT | D";
    let members = "Mã hộ | Họ và tên | Tuổi | Có thẻ BHYT\n1 | B | 30 | có\n2 | C | 40 | có";
    let names = "Mã hộ | Họ và tên\n3 | D";
    let source = book().table("Hộ", households).table("TV 1", members).table("TV 2", names);
    let chosen = choose_with(codebook(), &[source], None).expect("chosen");
    assert_eq!(sheets(&chosen), (vec![0], vec![1, 2]));
    // alone they are households with their heads
    let source = MemorySource::new("h.csv").table("", names);
    assert_eq!(sheets(&choose_with(codebook(), &[source], None).expect("chosen")), (vec![0], vec![]));
}

const LIST: &str = "Mã hộ | Khu vực | Họ và tên | Ngày sinh\n1 | NT | A | 1980\n1 | NT | B | 1990\n2 | NT | C | 1970\n2 | NT | D | 1971\n\
    3 | NT | E | 1960\n3 | NT | F | 1961";

#[test]
fn members_of_a_list_go_with_its_households() {
    // the same ids and other people: two communes that each number from 1
    let others = kept(LIST.replace(['A', 'B', 'C', 'D', 'E', 'F'], "G"));
    let error = choose_from(&[book().table("X", LIST).table("Y", others)], None).expect_err("ids twice");
    assert!(matches!(error, SurveyError::TwoSheets { entity: Entity::Household, .. }), "{error:?}");
    let other_ids = kept(others.replace("\n", "\n1"));
    let chosen = choose_from(&[book().table("X", LIST).table("Y", other_ids)], None).expect("other ids");
    assert_eq!(sheets(&chosen), (vec![0, 1], vec![0, 1]));
    // the map wants one of two lists: the other's members would come to its households
    let source = [book().table("X", LIST).table("Y", others)];
    let chosen = choose_from(&source, Some("[household]\nsheet = 'X'")).expect("said");
    assert_eq!(sheets(&chosen), (vec![0], vec![0]));
    // a list beside a file with other households keeps its own
    let file = MemorySource::new("b.csv").table("", "Mã hộ | Khu vực | Dân tộc\n8 | NT | Thái\n9 | NT | Thái");
    let chosen = choose_from(&[book().table("X", LIST), file], None).expect("chosen");
    assert_eq!(sheets(&chosen), (vec![0, 1], vec![0]));
}

#[test]
fn the_same_people_on_two_sheets_are_an_error() {
    let people = |rows: &str| format!("Mã hộ | Họ và tên | Giới tính | Ngày sinh{rows}");
    let men = "\n1 | A | Nam | 1980\n2 | B | Nam | 1970\n3 | C | Nam | 1960";
    let women = "\n1 | D | Nữ | 1980\n2 | E | Nữ | 1970\n3 | F | Nữ | 1960";
    let of = |sheets: &[&str]| {
        let source = sheets.iter().fold(book().table("Hộ", HOUSEHOLDS), |book, rows| {
            book.table(kept(rows.to_string()), kept(people(rows)))
        });
        choose_from(&[source], None)
    };
    assert_eq!(sheets(&of(&[men, women]).expect("other people of the same households")), (vec![0], vec![1, 2]));
    let both = format!("{men}{women}");
    for second in [men, &both] {
        let error = of(&[&format!("{men} "), second]).expect_err("the same people");
        assert!(matches!(error, SurveyError::TwoSheets { entity: Entity::Member, .. }), "{error:?}");
    }
    // one that stands on both by mistake is a matter of its rows
    let other = format!("{women}\n1 | A | Nam | 1980");
    assert!(of(&[men, &other]).is_ok());
}

#[test]
fn a_sheet_of_all_beside_its_parts_is_an_error() {
    let table = |rows: &[(u32, &str, &str)]| {
        let lines = rows.iter().map(|(no, head, village)| format!("\n{no} | {head} | {village} | 4"));
        "STT hộ | Họ và tên chủ hộ | Thôn | Số nhân khẩu".to_owned() + &lines.collect::<String>()
    };
    let whole = [(1, "A", "Bản Pa"), (2, "B", "Bản Pa"), (3, "C", "Bản Nà"), (4, "D", "Bản Nà"), (5, "E", "Bản Na")];
    // too few on each for two of them to be told by, and numbered anew
    let anew = |rows: &[(u32, &'static str, &'static str)]| {
        kept(table(&(1..).zip(rows).map(|(no, row)| (no, row.1, row.2)).collect::<Vec<_>>()))
    };
    let [first, second, third] = [&whole[..2], &whole[2..4], &whole[4..]].map(anew);
    let choose = |source| choose_with(default_codebook().expect("no mistakes"), &[source], None);
    let apart = book().table("Hặc", first).table("Nang", second).table("Lán", third);
    assert_eq!(sheets(&choose(apart.clone()).expect("chosen")), (vec![0, 1, 2], vec![]));
    let error = choose(apart.table("Chung", kept(table(&whole)))).expect_err("each twice");
    let SurveyError::TwoSheets { entity: Entity::Household, second, .. } = error else { panic!("{error:?}") };
    assert_eq!(second.sheet, "Chung");
}

#[test]
fn parts_of_a_list_are_no_communes() {
    let table = |ids: &str| kept(format!("Mã hộ | Họ và tên chủ hộ | Thôn{}", ids.replace(' ', "\n")));
    let (first, second) = (" 1|A|Pa 2|B|Pa", " 3|C|Pa 4|D|Pa");
    let communes = |names: [&'static str; 2]| {
        let source = book().table(names[0], table(first)).table(names[1], table(second));
        let chosen = choose_with(default_codebook().expect("no mistakes"), &[source], None).expect("chosen");
        let of_sheet = |sheet: &SheetLayout| sheet.derived.first().map(|(_, made)| made.header.clone());
        chosen.sheets.iter().map(of_sheet).collect::<Vec<_>>()
    };
    for names in [
        ["Nhóm 1", "Nhóm 2"],
        ["Chính", "BỔ SUNG"],
        ["chinh", "bo sung lan 2"],
        ["Chiềng Hặc 1", "Chiềng Hặc 2"],
        ["Chiềng Hặc", "Danh sách"],
    ] {
        assert_eq!(communes(names), [None, None], "{names:?}");
    }
    let named = |names: [&str; 2]| names.map(|name| Some(name.to_owned()));
    assert_eq!(communes(["Chính Lý", "Viêng Lán"]), named(["Chính Lý", "Viêng Lán"]));
    assert_eq!(communes(["Lán", "Xã Chiềng Hặc"]), named(["Lán", "Chiềng Hặc"]));
}
