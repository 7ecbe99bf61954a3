//! Cells to values, by hand.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::lang::Entity;
use crate::survey::fixture;

fn reader(entity: Entity, id: &str, options: ColumnOptions<'_>) -> ColumnReader {
    let codebook = fixture::codebook();
    let index = codebook.position(entity, id).expect("in the fixture");
    ColumnReader::new(&codebook, &codebook.fields(entity)[index], options)
}

fn household(id: &str) -> ColumnReader {
    reader(Entity::Household, id, ColumnOptions::default())
}

/// A reading in short: the value, `blank`, `unknown`, or the problem's code.
fn short(reading: Reading) -> String {
    match reading {
        Reading::Value(CellValue::Bool(b)) => b.to_string(),
        Reading::Value(CellValue::Code(c)) => format!("#{c}"),
        Reading::Value(CellValue::Number(n)) => n.to_string(),
        Reading::Value(CellValue::Date(d)) if d.first == d.last => d.first.to_string(),
        Reading::Value(CellValue::Date(d)) => format!("{}..{}", d.first, d.last),
        Reading::Value(CellValue::Text(t)) => format!("'{t}'"),
        Reading::Blank => "blank".into(),
        Reading::Unknown => "unknown".into(),
        Reading::Bad(kind) => format!("!{}", kind.code()),
        Reading::Open { vi, en } => format!("{vi} or {en}"),
    }
}

#[test]
fn texts_of_every_field_type() {
    for (field, text, expected) in [
        // texts
        ("commune", "  Chiềng   Hặc ", "'Chiềng Hặc'"),
        ("commune", "Chie\u{302}\u{300}ng Hặc", "'Chiềng Hặc'"),
        ("commune", "Nà", "'Nà'"),
        ("commune", "", "blank"),
        ("commune", " \u{a0}\n", "blank"),
        ("commune", "KXĐ", "unknown"),
        ("commune", "-", "unknown"),
        ("commune", "n/a", "unknown"),
        ("commune", "#N/A", "!cell_error"),
        ("household_id", "00123", "'00123'"),
        // yes and no
        ("internet", "có", "true"),
        ("internet", "CÓ ", "true"),
        ("internet", "x", "true"),
        ("internet", "✓", "true"),
        ("internet", "1", "true"),
        ("internet", "1.0", "true"),
        ("internet", "C", "true"),
        ("internet", "TRUE", "true"),
        ("internet", "Không", "false"),
        ("internet", "0", "false"),
        ("internet", "K", "false"),
        ("internet", "không rõ", "unknown"),
        ("internet", "?", "unknown"),
        ("internet", "…", "unknown"),
        ("internet", "-9", "unknown"),
        ("internet", "-1", "!not_yes_no"),
        ("internet", "2", "!not_yes_no"),
        ("internet", "maybe", "!not_yes_no"),
        ("internet", "", "blank"),
        ("water", "", "blank"),
        // codes
        ("area", "rural", "#0"),
        ("area", "NÔNG THÔN", "#0"),
        ("area", "nong-thon", "#0"),
        ("area", "2", "#0"),
        ("area", "2.0", "#0"),
        ("area", "02", "#0"),
        ("area", "TT", "#1"),
        ("area", "Đô thị", "#1"),
        ("area", "1. Thành thị", "#1"),
        ("area", "(2) nông thôn", "#0"),
        ("area", "3", "!unknown_code"),
        ("area", "-2", "!unknown_code"),
        ("area", "KXĐ", "unknown"),
        ("wall", "gạch / đá", "#2"),
        // numbers
        ("income_month", "1.500.000", "1500000"),
        ("income_month", "1,500,000", "1500000"),
        ("income_month", "1 500 000", "1500000"),
        ("income_month", "1.500.000đ", "1500000"),
        ("income_month", "1,5 triệu", "1500000"),
        ("income_month", "1.500", "1500 or 1.5"),
        ("income_month", "1.500 nghìn", "1500000 or 1500"),
        ("income_month", "-9", "unknown"),
        ("income_month", "-999999999", "unknown"),
        ("income_month", "##N/A##", "unknown"),
        ("income_month", "-5", "!out_of_range"),
        ("income_month", "nhiều", "!not_a_number"),
        ("income_month", "#REF!", "!cell_error"),
        ("persons", "4", "4"),
        ("persons", "4 người", "4"),
        ("persons", "4,0", "4"),
        ("persons", "4,5", "!not_whole"),
        ("persons", "0", "!out_of_range"),
        ("persons", "51", "!out_of_range"),
        ("persons", "99", "unknown"),
        ("persons", "triệu", "!not_a_number"),
        ("b2", "30", "30"),
        ("b2", "35", "!not_a_step"),
        ("b2", "130", "!out_of_range"),
        ("b2", "30 điểm", "30"),
        ("floor_area", "45,5", "45.5"),
        ("floor_area", "45.5 m2", "45.5"),
        ("floor_area", "8m²", "8"),
        ("review_year", "2022", "2022"),
        ("review_year", "01/10/2022", "2022"),
        ("review_year", "22", "!out_of_range"),
        // dates
        ("review_date", "01/10/2022", "2022-10-01"),
        ("review_date", "10/2022", "2022-10-01..2022-10-31"),
        ("review_date", "2022", "2022-01-01..2022-12-31"),
        ("review_date", "2022-10-01", "2022-10-01"),
        ("review_date", "5-3-22", "2022-03-05"),
        ("review_date", "01/10/1999", "!out_of_range"),
        ("review_date", "10/31/2022", "!not_a_date"),
        ("review_date", "không rõ", "unknown"),
    ] {
        assert_eq!(short(household(field).read(Cell::Text(text))), expected, "{field}: {text:?}");
    }
}

#[test]
fn cells_of_spreadsheets() {
    for (field, cell, expected) in [
        ("household_id", Cell::Number(12.0), "'12'"),
        ("household_id", Cell::Number(1.5), "'1.5'"),
        ("household_id", Cell::Empty, "blank"),
        ("commune", Cell::Bool(true), "'TRUE'"),
        ("commune", Cell::Error("#N/A"), "!cell_error"),
        ("internet", Cell::Bool(true), "true"),
        ("internet", Cell::Bool(false), "false"),
        ("internet", Cell::Number(1.0), "true"),
        ("internet", Cell::Number(0.0), "false"),
        ("internet", Cell::Number(-1.0), "!not_yes_no"),
        ("internet", Cell::Number(0.1), "!not_yes_no"),
        ("area", Cell::Number(1.0), "#1"),
        ("area", Cell::Number(1.5), "!unknown_code"),
        ("area", Cell::Date(date(2022, 1, 2)), "!unknown_code"),
        ("income_month", Cell::Number(1_500_000.0), "1500000"),
        ("income_month", Cell::Number(0.1 + 0.2), "0.3"),
        ("income_month", Cell::Number(f64::NAN), "!not_a_number"),
        ("income_month", Cell::Number(1e300), "!not_a_number"),
        ("income_month", Cell::Bool(true), "!not_a_number"),
        ("income_month", Cell::Number(-9.0), "unknown"),
        ("persons", Cell::Number(99.0), "unknown"),
        ("persons", Cell::Number(4.5), "!not_whole"),
        ("review_year", Cell::Date(date(2022, 10, 1)), "2022"),
        ("review_date", Cell::Date(date(2022, 10, 1)), "2022-10-01"),
        ("review_date", Cell::Number(2022.0), "2022-01-01..2022-12-31"),
        ("review_date", Cell::Number(2022.5), "!not_a_date"),
        ("review_date", Cell::Number(44_835.0), "2022-10-01"),
        ("review_date", Cell::Number(-9.0), "unknown"),
    ] {
        assert_eq!(short(household(field).read(cell)), expected, "{field}: {cell:?}");
    }
}

#[test]
fn the_scale_is_the_columns_unless_the_cell_names_its_unit() {
    let options = ColumnOptions { scale: Some(Exact::int(1000)), ..ColumnOptions::default() };
    let mut thousands = reader(Entity::Household, "income_month", options);
    for (text, expected) in [
        ("1500", "1500000"),
        ("1500,5", "1500500"),
        ("1.500.000đ", "1500000"),
        ("1,5 triệu", "1500000"),
        ("-9", "unknown"),
    ] {
        assert_eq!(short(thousands.read(Cell::Text(text))), expected, "{text}");
    }
    assert_eq!(short(thousands.read(Cell::Number(1500.0))), "1500000");
}

#[test]
fn a_settled_column_reads_numbers_of_two_readings() {
    let mut column = household("income_month");
    column.settle_format(Some(NumberFormat::Vi));
    assert_eq!(short(column.read(Cell::Text("1.500"))), "1500");
    assert_eq!(short(column.read(Cell::Text("45.5"))), "45.5");
    column.settle_format(Some(NumberFormat::En));
    assert_eq!(short(column.read(Cell::Text("1.500"))), "1.5");
    column.settle_format(None);
    let Reading::Bad(kind) = column.read(Cell::Text("1.500")) else { panic!("a problem") };
    assert_eq!(kind, ProblemKind::AmbiguousNumber { readings: ["1500".into(), "1.5".into()] });
}

#[test]
fn blanks_among_marks_are_no() {
    let mut water = household("water");
    assert!(water.marks_matter() && !household("internet").marks_matter());
    water.settle_marks(true);
    assert_eq!(short(water.read(Cell::Empty)), "false");
    assert_eq!(short(water.read(Cell::Text(" "))), "false");
    assert_eq!(short(water.read(Cell::Text("?"))), "unknown");
}

#[test]
fn the_map_adds_spellings() {
    let spellings = [("KV2".to_owned(), "urban".to_owned()), ("NT".to_owned(), "urban".to_owned())];
    let options = ColumnOptions { spellings: &spellings, ..ColumnOptions::default() };
    let mut area = reader(Entity::Household, "area", options);
    assert_eq!(short(area.read(Cell::Text("kv 2"))), "#1");
    assert_eq!(short(area.read(Cell::Text("NT"))), "#1");
    let spellings = [("Còn hạn".to_owned(), "yes".to_owned())];
    let mut insured =
        reader(Entity::Member, "insured", ColumnOptions { spellings: &spellings, ..ColumnOptions::default() });
    assert_eq!(short(insured.read(Cell::Text("còn hạn"))), "true");
}

#[test]
fn a_slip_of_a_code_gets_a_suggestion() {
    let Reading::Bad(kind) = household("area").read(Cell::Text("nông thon g")) else { panic!("a problem") };
    assert_eq!(kind, ProblemKind::UnknownCode { nearest: Some("Nông thôn".into()) });
    assert_eq!(value_text(Cell::Text(&"a\nb ".repeat(1000))).chars().count(), VALUE_CHARS + 1);
}

proptest! {
    #[test]
    fn no_cell_panics(text in "\\PC{0,20}|[0-9.,/ :+đ\u{2212}-]{0,14}", number in any::<f64>()) {
        let codebook = fixture::codebook();
        for field in codebook.household.iter().chain(&codebook.member) {
            let mut reader = ColumnReader::new(&codebook, field, ColumnOptions::default());
            for cell in [Cell::Text(&text), Cell::Number(number), Cell::Error(&text)] {
                reader.read(cell);
                value_text(cell);
            }
        }
    }
}

#[test]
fn ids_keep_their_digits_or_say_that_they_lost_them() {
    for (cell, expected) in [
        (Cell::Number(14_119_000_000_003.0), "'14119000000003'"),
        (Cell::Number(999_999_999_999_999.0), "'999999999999999'"),
        (Cell::Number(1_234_567_890_123_456.0), "!lost_digits"),
        (Cell::Text("1.4119000000003E+13"), "'14119000000003'"),
        (Cell::Text("1,4119000000003E+13"), "'14119000000003'"),
        (Cell::Text("1.4119E+13"), "!lost_digits"),
        (Cell::Text("1E+13"), "!lost_digits"),
        (Cell::Text("HE+13"), "'HE+13'"),
        (Cell::Text("12E4"), "'12E4'"),
        (Cell::Text("０１２\u{200b}3"), "'0123'"),
        (Cell::Text("14119\u{a0}0004"), "'14119 0004'"),
    ] {
        assert_eq!(short(household("household_id").read(cell)), expected, "{cell:?}");
    }
    // a name is no id
    assert_eq!(short(household("commune").read(Cell::Text("1E+13"))), "'1E+13'");
}

#[test]
fn dates_of_two_centuries_are_a_problem() {
    let codebook = crate::survey::codebook_file::default_codebook().unwrap_or_else(|_| panic!("a sound codebook"));
    let field = codebook.member.iter().find(|field| field.id == "birth_date").expect("a field");
    let read = |review_year, cell| {
        short(ColumnReader::new(&codebook, field, ColumnOptions { review_year, ..ColumnOptions::default() }).read(cell))
    };
    assert_eq!(read(Some(2022), Cell::Text("5/3/47")), "1947-03-05");
    assert_eq!(read(Some(2022), Cell::Text("5/3/12")), "!ambiguous_date");
    assert_eq!(read(None, Cell::Text("5/3/47")), "!ambiguous_date");
    assert_eq!(read(Some(2022), Cell::Text("28/707/1969")), "!not_a_date");
    assert_eq!(read(None, Cell::Number(25_569.5)), "1970-01-01");
    assert_eq!(read(None, Cell::Date(date(1905, 6, 7))), "1985-01-01..1985-12-31");
}

#[test]
fn recorded_classes_as_software_writes_them() {
    let codebook = crate::survey::codebook_file::default_codebook().unwrap_or_else(|_| panic!("a sound codebook"));
    for id in ["class_recorded", "class_previous"] {
        let field = codebook.household.iter().find(|field| field.id == id).expect("a field");
        let mut reader = ColumnReader::new(&codebook, field, ColumnOptions::default());
        for (text, class) in [
            ("1", "poor"),
            ("2", "near_poor"),
            ("POOR", "poor"),
            ("NEAR_POOR", "near_poor"),
            ("NONE", "non_poor"),
            ("NGHEO", "poor"),
            ("CAN_NGHEO", "near_poor"),
            ("N", "poor"),
            ("CN", "near_poor"),
            ("Hộ nghèo", "poor"),
            ("1. Hộ nghèo", "poor"),
            ("Hộ cận nghèo (2)", "near_poor"),
            ("Không nghèo", "non_poor"),
            ("Hộ không nghèo", "non_poor"),
            ("MSTB", "average"),
        ] {
            let Reading::Value(CellValue::Code(code)) = reader.read(Cell::Text(text)) else { panic!("{id}: {text}") };
            assert_eq!(field.codes[usize::from(code)].id, class, "{id}: {text}");
        }
        for text in ["3", "4", "Thoát nghèo", "hộ thoát cận nghèo"] {
            assert_eq!(reader.read(Cell::Text(text)), Reading::Unknown, "{id}: {text}");
        }
    }
}
