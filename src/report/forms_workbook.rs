//! The report forms as one workbook, a sheet a form, laid out as they are printed: national heading, merged heads, a row of numbered
//! formulas, upper units in bold as sums of their communes. Rates, sums and differences are formulas with their values kept, so that a
//! clerk can trace them.

use rust_xlsxwriter::{ColNum, Format, FormatBorder, Formula, RowNum, Worksheet, XlsxError, utility::row_col_to_cell};

use super::official::{self, Above, HEADS};
use super::table::TableCell;
use crate::tabulate::Level;
use crate::tabulate::forms::{Column, Form, Row};
use crate::text::Language;

/// What stands above every form.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Which review.
    pub period: String,
    /// The language of all words but the national heading.
    pub language: Language,
}

/// Rows of a sheet before the lines of its form: under the heads of groups, titles and numbers.
const HEAD: RowNum = HEADS + 3;
/// So long a sum is written as its value alone: a formula has an end.
const MOST_TERMS: usize = 600;

/// The workbook's bytes.
///
/// # Errors
/// What the writer of workbooks refuses.
pub fn to_workbook(forms: &[(Form, Vec<Row>)], heading: &Heading) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = official::workbook()?;
    for (form, rows) in forms {
        Sheet::new(form, rows, heading).write(workbook.add_worksheet())?;
    }
    workbook.save_to_buffer()
}

struct Sheet<'f> {
    form: &'f Form,
    rows: &'f [Row],
    heading: &'f Heading,
    columns: Vec<&'f Column>,
    /// Columns before those of the form: number, unit, and the measure where there are two.
    first: ColNum,
}

impl<'f> Sheet<'f> {
    fn new(form: &'f Form, rows: &'f [Row], heading: &'f Heading) -> Sheet<'f> {
        let columns = form.columns.iter().filter(|column| !column.hidden).collect();
        Sheet { form, rows, heading, columns, first: if form.measures { 3 } else { 2 } }
    }

    fn pick(&self, vi: &'static str, en: &'static str) -> &'static str {
        match self.heading.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    fn write(&self, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
        let last = self.first + self.columns.len() as ColNum - 1;
        worksheet.set_name(format!("{} {}", self.pick("Biểu", "Form"), self.form.id))?;
        official::page(worksheet, HEAD - 1)?;
        worksheet.set_freeze_panes(HEAD, self.first)?;
        worksheet.set_column_width(0, 6)?.set_column_width(1, 24)?;
        for column in 2..=last {
            worksheet.set_column_width(column, 11)?;
        }
        self.national(worksheet, last)?;
        self.heads(worksheet)?;
        self.lines(worksheet)
    }

    /// Heading, title, review.
    fn national(&self, worksheet: &mut Worksheet, last: ColNum) -> Result<(), XlsxError> {
        let number = if self.form.ministry.is_empty() { &self.form.id } else { &self.form.ministry };
        let title = self.form.title.in_language(self.heading.language).to_uppercase();
        let title = format!("{} {number}. {title}", self.pick("BIỂU", "FORM"));
        let unit = match self.form.measures {
            true => self.pick("Đơn vị tính: hộ, nhân khẩu", "Unit: households, persons"),
            false => self.pick("Đơn vị tính: hộ, nhân khẩu, %", "Unit: households, persons, %"),
        };
        official::above(worksheet, last, &Above { title: &title, period: &self.heading.period, unit })
    }

    /// Groups over titles over numbers.
    fn heads(&self, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
        let number = official::number();
        let mut heads = vec![("", "TT"), ("", self.pick("Đơn vị", "Unit"))];
        if self.form.measures {
            heads.push(("", self.pick("Đơn vị tính", "Measure")));
        }
        for (column, letter) in (0..self.first).zip(["A", "B", ""]) {
            worksheet.write_string_with_format(HEAD - 1, column, letter, &number)?;
        }
        let language = self.heading.language;
        let own = |column: &&'f Column| (column.group.in_language(language), column.title.in_language(language));
        heads.extend(self.columns.iter().map(own));
        official::heads(worksheet, &heads)?;
        for (at, column) in self.columns.iter().enumerate() {
            let column_number = self.first + at as ColNum;
            worksheet.write_string_with_format(HEAD - 1, column_number, self.numbered(at, column), &number)?;
        }
        Ok(())
    }

    /// The number of a column, from 1.
    fn number(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id).map(|at| at + 1)
    }

    /// `4 = 3/1×100`, where it is computed of columns that stand on the form.
    fn numbered(&self, at: usize, column: &Column) -> String {
        let own = at + 1;
        let numbers = |ids: &[String]| ids.iter().map(|id| self.number(id)).collect::<Option<Vec<usize>>>();
        if let Some([of, among]) = column.rate.as_ref().and_then(|rate| numbers(rate)).as_deref() {
            return format!("{own} = {of}/{among}×100");
        }
        let joined =
            |numbers: Vec<usize>, sign: &str| numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(sign);
        if let Some(less) = column.less.as_ref().and_then(|less| numbers(less)) {
            return format!("{own} = {}", joined(less, "−"));
        }
        if let Some(add) = column.add.as_ref().and_then(|add| numbers(add)) {
            return match &add[..] {
                [first, .., last] if *last == first + add.len() - 1 => format!("{own} = {first}+…+{last}"),
                _ => format!("{own} = {}", joined(add, "+")),
            };
        }
        own.to_string()
    }

    fn lines(&self, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (mut upper, mut commune) = (0, 0);
        let several = self.rows.iter().any(|row| row.level == Level::Upper);
        for ((row, line), number) in self.rows.iter().zip(HEAD..).zip(0..) {
            let first_measure = !row.persons;
            match row.level {
                Level::Upper if first_measure => (upper, commune) = (upper + 1, 0),
                Level::Commune if first_measure => commune += 1,
                _ => {}
            }
            let bold = row.level != Level::Commune;
            let cell = Format::new().set_border(FormatBorder::Thin);
            let cell = if bold { cell.set_bold() } else { cell };
            let tt = match row.level {
                _ if !first_measure => String::new(),
                Level::Total => String::new(),
                Level::Upper => upper.to_string(),
                Level::Commune if several => format!("{upper}.{commune}"),
                Level::Commune => commune.to_string(),
            };
            let name = match row.level {
                Level::Total => self.pick("Tổng cộng", "Total"),
                Level::Upper => &row.unit.upper,
                Level::Commune if row.unit.commune.is_empty() => self.pick("(không ghi xã)", "(commune not told)"),
                Level::Commune => &row.unit.commune,
            };
            worksheet.write_string_with_format(line, 0, tt, &cell)?;
            worksheet.write_string_with_format(line, 1, name, &cell)?;
            if self.form.measures {
                let measure = match row.persons {
                    false => self.pick("Hộ", "Households"),
                    true => self.pick("Nhân khẩu", "Persons"),
                };
                worksheet.write_string_with_format(line, 2, measure, &cell)?;
            }
            for ((value, own), column) in row.cells.iter().zip(&self.columns).zip(self.first..) {
                let formula = self.formula(own, number, column);
                write(worksheet, (line, column), value, formula, &cell)?;
            }
        }
        Ok(())
    }

    /// How a cell is computed of others on the sheet; none where it is counted.
    fn formula(&self, column: &Column, row: usize, at: ColNum) -> Option<String> {
        let line = |row: usize| HEAD + row as RowNum;
        let cell = |id: &String| Some(row_col_to_cell(line(row), self.first + self.number(id)? as ColNum - 1));
        if let Some([of, among]) = &column.rate {
            let (of, among) = (cell(of)?, cell(among)?);
            return Some(format!("=IF({among}=0,\"\",{of}/{among}*100)"));
        }
        if let Some(less) = &column.less {
            let cells = less.iter().map(cell).collect::<Option<Vec<String>>>()?;
            return Some(format!("={}", cells.join("-")));
        }
        if let Some(add) = &column.add {
            let cells = add.iter().map(cell).collect::<Option<Vec<String>>>()?;
            return Some(format!("={}", cells.join("+")));
        }
        let own = &self.rows[row];
        let several = self.rows.iter().any(|row| row.level == Level::Upper);
        let part_of = |part: &Row| match own.level {
            Level::Commune => false,
            Level::Upper => part.level == Level::Commune && part.unit.upper == own.unit.upper,
            // communes without an upper unit stand beside the upper units
            Level::Total if several => {
                part.level == Level::Upper || part.level == Level::Commune && part.unit.upper.is_empty()
            }
            Level::Total => part.level == Level::Commune,
        };
        let parts = self.rows.iter().enumerate().filter(|(_, part)| part.persons == own.persons && part_of(part));
        let cells: Vec<String> = parts.map(|(row, _)| row_col_to_cell(line(row), at)).collect();
        (!cells.is_empty() && cells.len() <= MOST_TERMS).then(|| format!("={}", cells.join("+")))
    }
}

/// A value, or the formula that gives it.
fn write(
    worksheet: &mut Worksheet,
    (row, column): (RowNum, ColNum),
    value: &TableCell,
    formula: Option<String>,
    cell: &Format,
) -> Result<(), XlsxError> {
    let (number, text) = match value {
        TableCell::Count(count) => (*count as f64, count.to_string()),
        TableCell::Rate(rate) => {
            let text = rate.to_fixed(2);
            (text.parse().unwrap_or(0.0), rate.to_fixed(12))
        }
        _ => {
            worksheet.write_blank(row, column, cell)?;
            return Ok(());
        }
    };
    let kind = if matches!(value, TableCell::Rate(_)) { "0.00" } else { "#,##0" };
    let cell = cell.clone().set_num_format(kind);
    match formula {
        Some(formula) => {
            worksheet.write_formula_with_format(row, column, Formula::new(formula).set_result(text), &cell)?
        }
        None => worksheet.write_number_with_format(row, column, number, &cell)?,
    };
    Ok(())
}
