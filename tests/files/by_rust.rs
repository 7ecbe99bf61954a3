//! Workbooks of the corpus by `rust_xlsxwriter`, from the sheets that the scripts describe in json.

use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};
use serde_json::Value;

/// Writes `NAME` for every `NAME.json` of a folder.
pub fn write_all(folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("the folder that all.py makes") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|end| end == "json") {
            let text = std::fs::read_to_string(&path).expect("a description");
            let sheets: Value = serde_json::from_str(&text).expect("json");
            write(&sheets, &path.with_extension("")).expect("a workbook");
        }
    }
}

fn write(sheets: &Value, path: &Path) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    for sheet in sheets.as_array().expect("sheets") {
        let page = book.add_worksheet();
        page.set_name(sheet["name"].as_str().expect("a name"))?;
        page.set_hidden(sheet["hidden"].as_bool().unwrap_or(false));
        for merge in sheet["merges"].as_array().expect("merges") {
            let at = |index: usize| merge[index].as_u64().expect("a number") - 1;
            page.merge_range(at(0) as u32, at(1) as u16, at(2) as u32, at(3) as u16, "", &Format::new())?;
        }
        for (row, cells) in (0u32..).zip(sheet["rows"].as_array().expect("rows")) {
            for (column, cell) in (0u16..).zip(cells.as_array().expect("cells")) {
                write_cell(page, row, column, cell)?;
            }
        }
    }
    book.save(path)
}

fn write_cell(page: &mut Worksheet, row: u32, column: u16, cell: &Value) -> Result<(), XlsxError> {
    match cell {
        Value::Null => {}
        Value::Bool(value) => drop(page.write_boolean(row, column, *value)?),
        Value::Number(number) => drop(page.write_number(row, column, number.as_f64().expect("a number"))?),
        Value::String(text) => drop(page.write_string(row, column, text)?),
        Value::Object(object) => {
            if let Some(date) = object.get("date").and_then(Value::as_str) {
                let date = ExcelDateTime::parse_from_str(date)?;
                page.write_datetime_with_format(row, column, date, &Format::new().set_num_format("dd/mm/yyyy"))?;
            } else {
                let text = |key: &str| object[key].as_str().expect("a text").to_owned();
                page.write_formula(row, column, Formula::new(text("formula")).set_result(text("result")))?;
            }
        }
        Value::Array(_) => panic!("a cell is no list"),
    }
    Ok(())
}
