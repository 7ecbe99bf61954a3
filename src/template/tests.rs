//! What is filled in is read as it stands, with no option: the example, and every answer of every list typed by another
//! writer.

use std::io::Read as _;

use jiff::civil::Date;

use super::*;
use crate::io::read::Input;
use crate::lang::{DateSpan, Exact, Truth};
use crate::rules::{self, BUILT_IN};
use crate::survey::batch::{Column as Values, Rows};
use crate::survey::codebook::{Codebook, Field, FieldType};
use crate::survey::layout::SheetUse;
use crate::survey::problem::Problem;
use crate::survey::{Survey, SurveyError, SurveyOptions};
use crate::text::fold;

const LANGUAGES: [Language; 2] = [Language::Vi, Language::En];

fn rules(id: &str) -> Rules {
    let codebook = crate::survey::codebook_file::default_codebook().expect("the codebook is sound");
    let built_in = BUILT_IN.iter().find(|built_in| built_in.id == id).expect("a built-in standard");
    rules::load(built_in.source, built_in.text, &std::sync::Arc::new(codebook)).0.expect("the rules are sound")
}

fn options(language: Language) -> Options {
    Options { language, rows: 500, year: None, example: false }
}

fn made(rules: &Rules, options: &Options) -> Template {
    Template::new(rules, options).expect("the codebook has all that is made up")
}

fn bytes(template: &Template) -> Vec<u8> {
    to_xlsx(template).expect("a workbook")
}

fn open(bytes: &[u8]) -> Input {
    Input::from_reader("template.xlsx", &mut std::io::Cursor::new(bytes)).expect("a workbook")
}

/// Everything a workbook says, read with no option: households, members, what is wrong.
fn read(bytes: &[u8], codebook: &Codebook) -> (Rows, Rows, Vec<Problem>) {
    let inputs = [open(bytes)];
    let survey = Survey::open(&inputs, codebook, SurveyOptions::default()).expect("recognised");
    let (mut rows, mut found): (Option<(Rows, Rows)>, _) = (None, Vec::new());
    survey
        .read::<SurveyError>(1 << 20, &|_, _| true, &mut |batch, problems| {
            found.extend(problems);
            match &mut rows {
                None => rows = Some((batch.households, batch.members)),
                Some((households, members)) => {
                    households.append(batch.households);
                    members.append(batch.members);
                }
            }
            Ok(())
        })
        .expect("readable");
    let none = |entity| Rows::new(codebook, entity);
    let (households, members) = rows.unwrap_or_else(|| (none(Entity::Household), none(Entity::Member)));
    (households, members, found)
}

/// Whether a value that was read is what stands in the cell.
fn same(codebook: &Codebook, field: &Field, cell: &Cell, rows: &Rows, row: usize, at: usize) -> bool {
    let Some(values) = &rows.columns[at] else { return *cell == Cell::Empty };
    let word = |text: &str, id: &str, vi: &str, en: &str| [id, vi, en].iter().any(|word| fold(word) == fold(text));
    match (values, cell) {
        (Values::Bool(v), Cell::Empty) => v[row] == Truth::Unknown,
        (Values::Code(v), Cell::Empty) => v[row] == Values::NO_CODE,
        (Values::Number(v), Cell::Empty) => v.get(row).is_none(),
        (Values::Date(v), Cell::Empty) => v.get(row).is_none(),
        (Values::Text(v), Cell::Empty) => v.get(row).is_none(),
        (Values::Bool(v), Cell::Text(text)) => {
            let yes = codebook.yes.iter().any(|yes| fold(yes) == fold(text));
            v[row] == Truth::from(yes)
        }
        (Values::Code(v), Cell::Text(text)) => {
            let code = field.codes.get(usize::from(v[row]));
            code.is_some_and(|code| word(text, &code.id, &code.title.vi, &code.title.en))
        }
        (Values::Number(v), Cell::Number(number)) => v.get(row) == Exact::from_f64(*number),
        (Values::Date(v), Cell::Date(day)) => v.get(row) == Some(DateSpan::day(*day)),
        (Values::Text(v), Cell::Text(text)) => v.get(row) == Some(text),
        _ => false,
    }
}

fn assert_same(codebook: &Codebook, sheet: &EntrySheet, rows: &[Vec<Cell>], read: &Rows) {
    assert_eq!(read.len(), rows.len(), "{:?}", sheet.entity);
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in sheet.columns.iter().zip(cells) {
            let field = &codebook.fields(sheet.entity)[column.field];
            let place = format!("{:?} {} row {row}: {cell:?}", sheet.entity, column.header);
            assert!(same(codebook, field, cell, read, row, column.field), "{place}");
        }
    }
}

#[test]
fn every_header_finds_its_field_and_no_other() {
    for built_in in BUILT_IN {
        let rules = rules(built_in.id);
        let index = HeaderIndex::new(&rules.codebook, None);
        for language in LANGUAGES {
            let template = made(&rules, &options(language));
            for sheet in &template.sheets {
                for column in &sheet.columns {
                    let found = index.find(sheet.entity, &column.header);
                    assert_eq!(found.fields, [column.field], "{}: {}", rules.id, column.header);
                    assert!(found.scale.is_none_or(|scale| scale == Exact::ONE), "{}", column.header);
                    assert!(column.help.starts_with('(') && column.help.ends_with(')'), "{}", column.help);
                    assert!(column.help.chars().filter(|c| c.is_alphabetic()).count() > 1, "{}", column.help);
                }
                let mut headers: Vec<_> = sheet.columns.iter().map(|column| fold(&column.header)).collect();
                headers.sort();
                headers.dedup();
                assert_eq!(headers.len(), sheet.columns.len(), "{}: a header twice", rules.id);
            }
        }
    }
}

#[test]
fn every_field_of_the_standard_has_a_column() {
    for built_in in BUILT_IN {
        let rules = rules(built_in.id);
        let uses = rules::Uses::of_rules(&rules);
        let template = made(&rules, &options(Language::Vi));
        for sheet in &template.sheets {
            let fields = rules.codebook.fields(sheet.entity);
            let asked = |field: usize| sheet.columns.iter().any(|column| column.field == field);
            let lacking = (0..fields.len()).filter(|field| uses.has(sheet.entity, *field) && !asked(*field));
            let lacking: Vec<_> = lacking.map(|field| fields[field].id.as_str()).collect();
            let elsewhere: &[&str] = match sheet.entity {
                Entity::Household => &["review_year"],
                Entity::Member => &["birth_year_male", "birth_year_female"],
            };
            assert!(lacking.iter().all(|id| elsewhere.contains(id)), "{}: {lacking:?}", rules.id);
        }
    }
}

#[test]
fn columns_stand_in_the_order_of_the_law() {
    let rules = rules("decree-07-2021");
    let template = made(&rules, &options(Language::En));
    let ids = |entity| {
        let sheet = template.sheet(entity).expect("both sheets");
        let fields = rules.codebook.fields(entity);
        sheet.columns.iter().map(|column| fields[column.field].id.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        ids(Entity::Household),
        "household_id province district commune village head_name persons \
         area income_month income_year income_person_month income_person_year b1 b2 no_working_capacity \
         wall pillar roof floor_area water_source toilet internet television radio desktop telephone laptop tablet smartphone \
         employment dependents nutrition health_insurance adult_education child_schooling housing_quality housing_area water \
         toilet_deprived telecom information_means class_recorded review_date"
    );
    assert_eq!(
        ids(Entity::Member),
        "household_id member_no name relation sex birth_date birth_year age able_to_work \
         works wage_worker has_contract wants_work monthly_allowance stunted underweight insured \
         attending attending_level highest_education uses_internet"
    );
    let later = made(&rules, &Options { year: Some(2026), ..options(Language::En) });
    let headers = &later.sheet(Entity::Household).expect("households").columns;
    assert!(headers.iter().all(|column| column.header != "District"), "there are no districts any more");
}

#[test]
fn dates_and_years_are_held_to_the_review() {
    let rules = rules("decree-07-2021");
    let template = made(&rules, &Options { year: Some(2024), ..options(Language::En) });
    let check = |entity, header: &str| {
        let sheet = template.sheet(entity).expect("both sheets");
        sheet.columns.iter().find(|column| column.header == header).expect("a column").check.clone()
    };
    let day = Date::constant;
    assert_eq!(check(Entity::Household, "Review date"), Check::Date(day(2024, 1, 1), day(2024, 12, 31)));
    assert_eq!(check(Entity::Member, "Birth date"), Check::Date(day(1900, 1, 1), day(2024, 12, 31)));
    let number = |least, most| Check::Number {
        least: Some(Exact::int(least)),
        most: Some(Exact::int(most)),
        not_below: None,
        step: None,
        whole: true,
    };
    assert_eq!(check(Entity::Member, "Birth year"), number(1900, 2024));
    assert_eq!(check(Entity::Household, "Persons"), number(1, 50));
    assert_eq!(check(Entity::Household, "Household id"), Check::Unique);
    assert_eq!(check(Entity::Member, "Household id"), Check::OfHousehold);
}

#[test]
fn empty_sheets_hold_no_households() {
    let rules = rules("decree-07-2021");
    for language in LANGUAGES {
        let bytes = bytes(&made(&rules, &options(language)));
        let inputs = [open(&bytes)];
        let survey = Survey::open(&inputs, &rules.codebook, SurveyOptions::default()).expect("recognised");
        let used: Vec<_> = survey.layout().iter().map(|sheet| (sheet.used, sheet.hidden)).collect();
        let expected = [
            (SheetUse::NotKnown, false),
            (SheetUse::Household, false),
            (SheetUse::Member, false),
            (SheetUse::NotKnown, true),
        ];
        assert_eq!(used, expected);
        let (households, members, problems) = read(&bytes, &rules.codebook);
        assert_eq!((households.len(), members.len()), (0, 0));
        assert_eq!(problems, []);
    }
}

#[test]
fn the_example_is_read_as_it_stands() {
    for built_in in BUILT_IN {
        let rules = rules(built_in.id);
        for language in LANGUAGES {
            let template = made(&rules, &Options { example: true, ..options(language) });
            let (households, members, problems) = read(&bytes(&template), &rules.codebook);
            assert_eq!(problems, [], "{}", rules.id);
            for (sheet, rows) in template.sheets.iter().zip([&households, &members]) {
                assert!(sheet.example.len() >= 3, "{}", rules.id);
                assert_same(&rules.codebook, sheet, &sheet.example, rows);
            }
        }
    }
}

/// Rows in which every answer of every list stands once, and numbers and days at both ends of what is allowed.
fn all_answers(template: &Template, sheet: &EntrySheet, rows: usize) -> Vec<Vec<Cell>> {
    let cell = |column: &Column, row: usize| match &column.check {
        // zeros in front are part of an id
        Check::Unique | Check::OfHousehold => Cell::Text(format!("00{row}")),
        Check::List(list) => {
            let list = &template.lists[*list];
            Cell::Text(list[row % list.len()].clone())
        }
        Check::Text(_) => Cell::Text(format!("Chữ {row}")),
        Check::Date(first, last) => Cell::Date(if row.is_multiple_of(2) { *first } else { *last }),
        Check::Number { least, most, .. } => {
            let bound = if row.is_multiple_of(2) { least } else { most };
            Cell::Number(bound.map_or(1.0, |bound| bound.numerator() as f64 / bound.denominator() as f64))
        }
    };
    (0..rows).map(|row| sheet.columns.iter().map(|column| cell(column, row)).collect()).collect()
}

/// The same layout without any of the formats and rules, as another program writes it.
fn other_writer(template: &Template, rows: &[Vec<Vec<Cell>>]) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let date = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    for (sheet, rows) in template.sheets.iter().zip(rows) {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet.name).expect("a name");
        for (at, column) in (0..).zip(&sheet.columns) {
            worksheet.write_string(0, at, &column.header).expect("written");
            worksheet.write_string(1, at, &column.help).expect("written");
        }
        for (row, cells) in (2..).zip(rows) {
            for (at, cell) in (0..).zip(cells) {
                match cell {
                    Cell::Empty => {}
                    Cell::Text(text) => drop(worksheet.write_string(row, at, text).expect("written")),
                    Cell::Number(number) => drop(worksheet.write_number(row, at, *number).expect("written")),
                    Cell::Date(day) => {
                        let (year, month, day) = (day.year().unsigned_abs(), day.month(), day.day());
                        let day =
                            rust_xlsxwriter::ExcelDateTime::from_ymd(year, month.unsigned_abs(), day.unsigned_abs());
                        let day = day.expect("a day");
                        worksheet.write_datetime_with_format(row, at, &day, &date).expect("written");
                    }
                }
            }
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

#[test]
fn every_answer_of_every_list_is_read() {
    for built_in in BUILT_IN {
        let rules = rules(built_in.id);
        for language in LANGUAGES {
            let template = made(&rules, &options(language));
            let most = template.lists.iter().map(Vec::len).max().expect("lists");
            let rows: Vec<_> = template.sheets.iter().map(|sheet| all_answers(&template, sheet, most)).collect();
            let (households, members, problems) = read(&other_writer(&template, &rows), &rules.codebook);
            assert_eq!(problems, [], "{}", rules.id);
            for ((sheet, rows), read) in template.sheets.iter().zip(&rows).zip([&households, &members]) {
                assert_same(&rules.codebook, sheet, rows, read);
            }
        }
    }
}

#[test]
fn what_a_list_offers_is_in_the_codebook() {
    let rules = rules("decree-07-2021");
    for language in LANGUAGES {
        let template = made(&rules, &options(language));
        for sheet in &template.sheets {
            for column in &sheet.columns {
                let field = &rules.codebook.fields(sheet.entity)[column.field];
                let expected = match &field.ty {
                    FieldType::Bool => 2,
                    FieldType::Code(_) => field.codes.len(),
                    _ => continue,
                };
                let Check::List(list) = column.check else { panic!("{} has no list", column.header) };
                assert_eq!(template.lists[list].len(), expected, "{}", column.header);
            }
        }
    }
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    zip.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
    text
}

#[test]
fn every_column_is_checked_on_every_row() {
    let rules = rules("decree-07-2021");
    let template = made(&rules, &Options { rows: 40, ..options(Language::Vi) });
    let bytes = bytes(&template);
    for (file, rows, columns) in [("sheet2", 40, 43), ("sheet3", 240, 21)] {
        let text = part(&bytes, &format!("xl/worksheets/{file}.xml"));
        assert!(text.contains(&format!("<dataValidations count=\"{columns}\">")), "{file}");
        assert_eq!(text.matches(&format!("sqref=\"A3:A{}\"", rows + 2)).count(), 1, "{file}");
        assert!(text.contains("<formula1>'Danh mục'!$A$"), "{file}");
        assert!(!text.contains("<sheetProtection"));
    }
    let households = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(households.contains("SUMPRODUCT(--($A$3:$A$42&amp;\"\"=A3&amp;\"\"))=1"));
    assert!(households.contains("AND(ISNUMBER(N3),N3&gt;=0,N3&lt;=120,MOD(N3,10)=0)"));
    let members = part(&bytes, "xl/worksheets/sheet3.xml");
    assert!(members.contains("SUMPRODUCT(--('Hộ'!$A$3:$A$42&amp;\"\"=A3&amp;\"\"))&gt;0"));
}

#[test]
fn the_same_options_give_the_same_bytes() {
    let rules = rules("decree-07-2021");
    for language in LANGUAGES {
        let options = Options { example: true, year: Some(2023), ..options(language) };
        assert_eq!(bytes(&made(&rules, &options)), bytes(&made(&rules, &options)));
    }
}

#[test]
fn the_first_sheet_names_what_the_law_looks_at() {
    let rules = rules("decree-07-2021");
    let template = made(&rules, &options(Language::Vi));
    let rows: Vec<_> =
        template.cover.iter().filter_map(|line| if let Line::Row(row) = line { Some(row) } else { None }).collect();
    let row = |cells: [&str; 4]| rows.iter().any(|row| **row == cells);
    assert!(row(["9", "Nguồn nước sinh hoạt", "Hộ: Nguồn nước", "Nghị định 07/2021/NĐ-CP, Phụ lục, chỉ số 9"]));
    assert!(row([
        "4",
        "Bảo hiểm y tế",
        "Thành viên: Ngày sinh; Năm sinh; Tuổi; Có thẻ BHYT",
        "Nghị định 07/2021/NĐ-CP, Phụ lục, chỉ số 4"
    ]));
    assert!(template.cover.contains(&Line::Group("Chiều: Nước sinh hoạt và vệ sinh".into())));
    assert!(row(["2", "Hộ cận nghèo", "", "Nghị định 07/2021/NĐ-CP, Điều 3; Thông tư 07/2021/TT-BLĐTBXH"]));
    assert!(row(["", "Điểm B2 của mỗi chỉ số thiếu hụt", "10 điểm", "Thông tư 07/2021/TT-BLĐTBXH"]));
    assert!(row([
        "",
        "Chuẩn nghèo về thu nhập (đồng/người/tháng)",
        "Nông thôn: 1.500.000 đồng\nThành thị: 2.000.000 đồng",
        "Nghị định 07/2021/NĐ-CP, Điều 3"
    ]));
    assert!(!template.cover.iter().any(|line| matches!(line, Line::Strong(_))));
    let example = made(&rules, &Options { example: true, ..options(Language::Vi) });
    assert!(example.cover.iter().any(|line| matches!(line, Line::Strong(text) if text.contains("hư cấu"))));
}

#[test]
fn a_standard_without_members_has_no_sheet_for_them() {
    let text = r#"
[standard]
id = "small"
title = { vi = "Nhỏ", en = "Small" }
reference = "made up"
valid_from = 2022-01-01
valid_to = 2022-12-31

[[class]]
id = "low"
title = { vi = "Thấp", en = "Low" }
poverty = true
when = "income_person_month <= 1_500_000"
reference = "made up"
verified = "unverified"

[[class]]
id = "other"
title = { vi = "Khác", en = "Other" }
when = "income_person_month > 1_500_000"
reference = "made up"
verified = "unverified"
"#;
    let codebook = crate::survey::codebook_file::default_codebook().expect("the codebook is sound");
    let (rules, report) = rules::load("small.toml", text, &std::sync::Arc::new(codebook));
    let rules = rules.unwrap_or_else(|| panic!("{}", report.render(false)));
    let template = made(&rules, &options(Language::En));
    let headers: Vec<_> = template.sheets.iter().flat_map(|sheet| &sheet.columns).map(|c| c.header.as_str()).collect();
    assert_eq!(
        headers,
        [
            "Household id",
            "Province",
            "District",
            "Commune",
            "Village",
            "Name of head",
            "Persons",
            "Income per person per month (VND)",
            "Recorded class",
            "Review date"
        ]
    );
}
