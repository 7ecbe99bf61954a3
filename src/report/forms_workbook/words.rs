//! What sheets, units and cells of forms are called.

use std::collections::BTreeMap;

use rust_xlsxwriter::{ColNum, RowNum, utility::row_col_to_cell};

use crate::tabulate::Level;
use crate::tabulate::forms::{Area, Cell, Filled, FilledForm, Layout, Row};
use crate::text::Language;

use super::sheet::HEAD;

pub(super) const fn pick(language: Language, vi: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

/// The name of a form's sheet: `Biểu 7.1`.
pub fn sheet_name(filled: &Filled, form: usize, language: Language) -> String {
    let number = filled.forms.get(form).map_or("", |own| own.form.numbers(filled.layout).0);
    format!("{} {number}", pick(language, "Biểu", "Form"))
}

/// The title of a form with its numbers: `Biểu 7.1 (1). …`.
pub fn form_title(form: &FilledForm, layout: Layout, language: Language) -> String {
    let (number, other) = form.form.numbers(layout);
    let other = other.map_or_else(String::new, |other| format!(" ({other})"));
    format!("{} {number}{other}. {}", pick(language, "Biểu", "Form"), form.form.title.in_language(language))
}

/// How the units of a form's rows are called. Communes of one name say in which upper unit they are, where nothing else does.
pub fn unit_names(form: &FilledForm, layout: Layout, language: Language) -> Vec<String> {
    let mut of_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in form.rows.iter().filter(|row| row.level == Level::Commune && layout == Layout::Ministry) {
        let uppers = of_name.entry(&row.unit.commune).or_default();
        if !uppers.contains(&row.unit.upper.as_str()) {
            uppers.push(&row.unit.upper);
        }
    }
    let areas = form.rows.iter().filter(|row| row.level_id() == "area" && row.line == 0).count();
    let name = |row: &Row| match (row.level, row.unit.commune.as_str()) {
        (Level::Total, _) => {
            let total = pick(language, "Tổng cộng", "Total");
            match areas {
                0 => total.to_owned(),
                areas => format!("{total} ({})", (1..=areas).map(roman).collect::<Vec<_>>().join(" + ")),
            }
        }
        (Level::Upper, _) if row.unit.upper.is_empty() => area_name(row.area, language).to_owned(),
        (Level::Upper, _) => row.unit.upper.clone(),
        (Level::Commune, "") => pick(language, "(không ghi xã)", "(commune not told)").to_owned(),
        (Level::Commune, name) => match of_name.get(name).is_some_and(|uppers| uppers.len() > 1) {
            true => format!("{name}, {}", row.unit.upper),
            false => name.to_owned(),
        },
    };
    form.rows.iter().map(name).collect()
}

/// The numbers in the first column: `I` and `1` of areas and their communes, `1` and `1.1` of upper units and theirs.
pub fn unit_numbers(form: &FilledForm) -> Vec<String> {
    let (mut upper, mut commune) = (0, 0);
    let several = form.rows.iter().any(|row| row.level_id() == "upper");
    let number = |row: &Row| match (row.line, row.level) {
        (0, Level::Upper) => {
            (upper, commune) = (upper + 1, 0);
            if several { upper.to_string() } else { roman(upper) }
        }
        (0, Level::Commune) => {
            commune += 1;
            if several { format!("{upper}.{commune}") } else { commune.to_string() }
        }
        _ => String::new(),
    };
    form.rows.iter().map(number).collect()
}

/// What an area is called on the ministry's forms.
pub fn area_name(area: Option<Area>, language: Language) -> &'static str {
    match area {
        Some(Area::Urban) => pick(language, "Khu vực thành thị", "Urban areas"),
        Some(Area::Rural) => pick(language, "Khu vực nông thôn", "Rural areas"),
        None => pick(language, "Chưa rõ khu vực", "Area not told"),
    }
}

fn roman(number: usize) -> String {
    ["", "I", "II", "III", "IV"].get(number).map_or_else(|| number.to_string(), |roman| (*roman).to_owned())
}

/// The columns of a sheet before those of the form: number, unit, and what tells the lines of a unit apart. Lines that begin
/// with the unit's own stand under its name.
pub(super) fn first_column(form: &FilledForm) -> ColNum {
    match &form.form.lines[..] {
        [first, _, ..] if !first.title.vi.is_empty() => 3,
        _ => 2,
    }
}

/// The cell in which a number is seen: its own, or where a hidden one stands on another form.
pub(super) fn seen(filled: &Filled, cell: Cell) -> Option<Cell> {
    let own = filled.forms.get(cell.form)?;
    let column = own.form.columns.get(cell.column)?;
    if !column.hidden {
        return Some(cell);
    }
    let (form, column) = filled.place(column.stands_at.as_ref()?)?;
    let row = filled.row_like(form, (cell.form, cell.row))?;
    Some(Cell { form, row, column })
}

/// Row and column of a cell on its sheet, which is that of `seen`.
pub(super) fn position(filled: &Filled, cell: Cell) -> Option<(RowNum, ColNum)> {
    let own = filled.forms.get(cell.form)?;
    let before = own.form.columns.iter().take(cell.column).filter(|column| !column.hidden).count();
    Some((HEAD + RowNum::try_from(cell.row).ok()?, first_column(own) + ColNum::try_from(before).ok()?))
}

/// A cell as people name it: `Biểu 7.2!D12`.
pub fn cell_name(filled: &Filled, cell: Cell, language: Language) -> String {
    let cell = seen(filled, cell).unwrap_or(cell);
    let at = position(filled, cell).map_or_else(String::new, |(row, column)| row_col_to_cell(row, column));
    format!("{}!{at}", sheet_name(filled, cell.form, language))
}

/// A cell in a formula on a form's sheet: `D12`, or `'Biểu 7.2'!D12` of another's; none where its number is not shown.
pub(super) fn reference(filled: &Filled, cell: Cell, from: Option<usize>, language: Language) -> Option<String> {
    let cell = seen(filled, cell).filter(|cell| !filled.is_hidden(*cell))?;
    let (row, column) = position(filled, cell)?;
    let at = row_col_to_cell(row, column);
    Some(match from == Some(cell.form) {
        true => at,
        false => format!("'{}'!{at}", sheet_name(filled, cell.form, language)),
    })
}
