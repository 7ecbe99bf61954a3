//! A form on a sheet: national heading, merged heads, a row of numbered formulas, sums in bold, and beside it the columns that check
//! its numbers.

use rust_xlsxwriter::{
    ColNum, Color, ConditionalFormatCell, ConditionalFormatCellRule, Format, FormatAlign, FormatBorder, Formula,
    RowNum, Worksheet, XlsxError,
};

use crate::report::official::{self, Above, HEADS};
use crate::report::table::TableCell;
use crate::tabulate::Level;
use crate::tabulate::forms::{Cell, Check, Column, Filled, FilledForm, parts};
use crate::tabulate::tables::hidden_note;

use super::Heading;
use super::words::{first_column, pick, reference, sheet_name, unit_names, unit_numbers};

/// Rows of a sheet before the lines of its form: under the heads of groups, titles and numbers.
pub(super) const HEAD: RowNum = HEADS + 3;
/// So long a sum is written as its value alone: a formula has an end.
const MOST_TERMS: usize = 600;

/// The sheet of a form.
pub(super) struct Sheet<'f> {
    filled: &'f Filled,
    number: usize,
    form: &'f FilledForm,
    heading: &'f Heading,
    /// Those that are shown, with their places among all.
    columns: Vec<(usize, &'f Column)>,
    first: ColNum,
}

impl<'f> Sheet<'f> {
    pub fn new(filled: &'f Filled, number: usize, heading: &'f Heading) -> Sheet<'f> {
        let form = &filled.forms[number];
        let columns = form.form.columns.iter().enumerate().filter(|(_, column)| !column.hidden).collect();
        Sheet { filled, number, form, heading, columns, first: first_column(form) }
    }

    fn pick(&self, vi: &'static str, en: &'static str) -> &'static str {
        pick(self.heading.language, vi, en)
    }

    pub fn write(&self, worksheet: &mut Worksheet, checks: &[(usize, Check<'_>)]) -> Result<(), XlsxError> {
        let last = self.first + self.columns.len() as ColNum - 1;
        worksheet.set_name(sheet_name(self.filled, self.number, self.heading.language))?;
        official::page(worksheet, HEAD - 1)?;
        worksheet.set_freeze_panes(HEAD, self.first)?;
        let notes = self.notes();
        let end = HEAD + self.form.rows.len() as RowNum;
        worksheet.set_print_area(0, 0, end + notes.len() as RowNum, last)?;
        worksheet.set_column_width(0, 6)?.set_column_width(1, 26)?;
        for column in 2..=last {
            worksheet.set_column_width(column, self.wide() as f64 + 0.5)?;
        }
        self.national(worksheet, last)?;
        self.heads(worksheet)?;
        self.lines(worksheet)?;
        for (row, note) in (end + 1..).zip(notes) {
            worksheet.write_string_with_format(row, 0, note, &Format::new().set_italic())?;
        }
        self.checks(worksheet, last + 2, checks)
    }

    /// How many characters a column of numbers has room for; less where there are many, so that they print larger.
    fn wide(&self) -> usize {
        if self.columns.len() > 12 { 9 } else { 11 }
    }

    /// What stands under the form.
    fn notes(&self) -> Vec<&'f str> {
        let language = self.heading.language;
        let hidden = self.form.hides_any().then(|| hidden_note(language));
        let own = Some(self.form.form.note.in_language(language)).filter(|note| !note.is_empty());
        own.into_iter().chain(hidden).collect()
    }

    /// Heading, title, review.
    fn national(&self, worksheet: &mut Worksheet, last: ColNum) -> Result<(), XlsxError> {
        let number = self.form.form.numbers(self.filled.layout).0;
        let title = self.form.form.title.in_language(self.heading.language).to_uppercase();
        let title = format!("{} {number}. {title}", self.pick("BIỂU", "FORM"));
        let rates = self.columns.iter().any(|(_, column)| column.rate.is_some());
        let persons = self.form.form.lines.iter().any(|line| line.persons)
            || self.columns.iter().any(|(_, column)| column.persons);
        let children = self.columns.iter().all(|(_, column)| column.amount.is_some());
        let mut unit = match (children, persons) {
            (true, _) => self.pick("Đơn vị tính: trẻ em", "Unit: children"),
            (false, true) => self.pick("Đơn vị tính: hộ, nhân khẩu", "Unit: households, persons"),
            (false, false) => self.pick("Đơn vị tính: hộ", "Unit: households"),
        }
        .to_owned();
        if rates {
            unit.push_str(", %");
        }
        official::above(worksheet, last, &Above { title: &title, period: &self.heading.period, unit: &unit })?;
        // a narrow form breaks them
        let wide = 26 + (self.wide() + 1) * usize::from(last);
        worksheet.set_row_height(3, if title.chars().count() > wide { 40 } else { 21 })?;
        worksheet.set_row_height(4, if self.heading.period.chars().count() > wide { 30 } else { 15 })?;
        Ok(())
    }

    /// Groups over titles over numbers.
    fn heads(&self, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
        let number = official::number();
        let language = self.heading.language;
        let mut heads = vec![("", "TT"), ("", self.pick("Đơn vị", "Unit"))];
        if self.first > 2 {
            heads.push(("", self.pick("Đơn vị tính", "Measure")));
        }
        for (column, letter) in (0..self.first).zip(["A", "B", ""]) {
            worksheet.write_string_with_format(HEAD - 1, column, letter, &number)?;
        }
        let own = |(_, column): &(usize, &'f Column)| {
            (column.group.in_language(language), column.title.in_language(language))
        };
        heads.extend(self.columns.iter().map(own));
        official::heads(worksheet, &heads)?;
        let runs = heads.chunk_by(|(group, _), (next, _)| group == next);
        let groups = runs.map(|run| lines_of(run[0].0, self.wide() * run.len())).max();
        let titles = heads.iter().map(|(_, title)| lines_of(title, self.wide())).max();
        worksheet.set_row_height(HEADS, 15 * groups.unwrap_or(1).max(1) + 3)?;
        worksheet.set_row_height(HEADS + 1, 15 * titles.unwrap_or(1).max(2) + 3)?;
        let mut longest = 0;
        for (column, (_, own)) in (self.first..).zip(&self.columns) {
            let text = self.numbered(own);
            longest = longest.max(text.chars().count());
            worksheet.write_string_with_format(HEAD - 1, column, text, &number)?;
        }
        // a long formula breaks after its `=` too
        let lines = if longest <= self.wide() + 3 { 1 } else { longest.div_ceil(self.wide()) + 1 };
        worksheet.set_row_height(HEAD - 1, 13 * lines as u32 + 2)?;
        Ok(())
    }

    /// `4 = 3/1×100`, where it is computed of columns that stand on the form.
    fn numbered(&self, column: &Column) -> String {
        let own = self.form.form.column_number(&column.id).unwrap_or_default();
        let numbers =
            |ids: &[String]| ids.iter().map(|id| self.form.form.column_number(id)).collect::<Option<Vec<String>>>();
        let counted_of = |ids: &Vec<String>| numbers(ids).filter(|numbers| numbers.iter().all(|own| !own.is_empty()));
        let rate = column.rate.as_ref().and_then(|rate| counted_of(&rate.to_vec()));
        let less = column.less.as_ref().and_then(counted_of);
        let add = column.add.as_ref().and_then(counted_of);
        let formula = match (rate.as_deref(), less, add) {
            (Some([of, among]), ..) => format!("{of}/{among}×100"),
            (_, Some(less), None) => less.join("−"),
            (_, Some(less), Some(add)) => format!("{}+{}", less.join("−"), add.join("+")),
            (_, None, Some(add)) if add.len() > 2 => format!("{}+…+{}", add[0], add[add.len() - 1]),
            (_, None, Some(add)) => add.join("+"),
            _ => return own,
        };
        if own.is_empty() { formula } else { format!("{own} = {formula}") }
    }

    fn lines(&self, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
        let language = self.heading.language;
        let names = unit_names(self.form, self.filled.layout, language);
        let numbers = unit_numbers(self.form);
        for (at, (row, line)) in self.form.rows.iter().zip(HEAD..).enumerate() {
            let cell = Format::new().set_border(FormatBorder::Thin);
            let cell = if row.level == Level::Commune { cell } else { cell.set_bold() };
            let own = self.form.form.lines[row.line].title.in_language(language);
            let (name, measure) = match self.first {
                2 if !own.is_empty() => (own, None),
                2 => (names[at].as_str(), None),
                _ => (names[at].as_str(), Some(own)),
            };
            let name_format = if row.line > 0 && self.first == 2 { cell.clone().set_indent(1) } else { cell.clone() };
            let number_format = cell.clone().set_align(FormatAlign::Center);
            match measure {
                None => {
                    worksheet.write_string_with_format(line, 0, &numbers[at], &number_format)?;
                    worksheet.write_string_with_format(line, 1, name, &name_format)?;
                }
                // number and name stand beside all lines of the unit
                Some(measure) => {
                    if row.line == 0 {
                        let last = line + self.form.form.lines.len() as RowNum - 1;
                        let middle = name_format.set_align(FormatAlign::VerticalCenter);
                        let number = number_format.set_align(FormatAlign::VerticalCenter);
                        worksheet.merge_range(line, 0, last, 0, &numbers[at], &number)?;
                        worksheet.merge_range(line, 1, last, 1, name, &middle)?;
                    }
                    worksheet.write_string_with_format(line, 2, measure, &cell)?;
                }
            }
            let parts = parts(&self.form.rows, at);
            for (column, (place, own)) in (self.first..).zip(&self.columns) {
                let formula = self.formula(own, *place, at, &parts);
                write(worksheet, (line, column), &row.cells[*place], formula, &cell)?;
            }
        }
        Ok(())
    }

    /// How a cell is computed of others, or is the sum of its `parts`; none where it is counted, or one of them is not shown.
    fn formula(&self, column: &Column, place: usize, row: usize, parts: &[usize]) -> Option<String> {
        let cell = |id: &String| {
            let column = self.form.form.columns.iter().position(|own| own.id == *id)?;
            self.reference(Cell { form: self.number, row, column })
        };
        if let Some([of, among]) = &column.rate {
            let (of, among) = (cell(of)?, cell(among)?);
            return Some(format!("=IF({among}=0,\"\",{of}/{among}*100)"));
        }
        let cells = |ids: &Vec<String>| ids.iter().map(cell).collect::<Option<Vec<String>>>();
        match (column.less.as_ref().map(cells), column.add.as_ref().map(cells)) {
            (Some(less), None) => return Some(format!("={}", less?.join("-"))),
            (Some(less), Some(add)) => return Some(format!("={}+{}", less?.join("-"), add?.join("+"))),
            (None, Some(add)) => return Some(format!("={}", add?.join("+"))),
            (None, None) => {}
        }
        if parts.is_empty() || parts.len() > MOST_TERMS {
            return None;
        }
        let cells = parts.iter().map(|row| self.reference(Cell { form: self.number, row: *row, column: place }));
        Some(format!("={}", cells.collect::<Option<Vec<String>>>()?.join("+")))
    }

    fn reference(&self, cell: Cell) -> Option<String> {
        reference(self.filled, cell, Some(self.number), self.heading.language)
    }

    /// A column for each identity whose first number stands on this form: a difference of 0, or TRUE; blank where a number is not
    /// shown.
    fn checks(&self, worksheet: &mut Worksheet, first: ColNum, checks: &[(usize, Check<'_>)]) -> Result<(), XlsxError> {
        let own = |check: &Check<'_>| check.sum.first().filter(|cell| cell.form == self.number).map(|cell| cell.row);
        let own: Vec<_> = checks.iter().filter_map(|(identity, check)| Some((*identity, own(check)?, check))).collect();
        let head = official::head();
        for (column, run) in (first..).zip(own.chunk_by(|(a, ..), (b, ..)| a == b)) {
            let (_, _, check) = run[0];
            worksheet.set_column_width(column, 16)?;
            worksheet.merge_range(
                HEADS,
                column,
                HEADS + 1,
                column,
                check.title.in_language(self.heading.language),
                &head,
            )?;
            let wanted = if check.at_least.is_some() { "TRUE" } else { "= 0" };
            worksheet.write_string_with_format(HEAD - 1, column, wanted, &official::number())?;
            for (_, row, check) in run {
                let side = |cells: &[Cell]| {
                    let cells = cells.iter().map(|cell| self.reference(*cell)).collect::<Option<Vec<String>>>()?;
                    (!cells.is_empty()).then(|| cells.join("+"))
                };
                let Some((Some(sum), Some(with), (a, b))) =
                    check.values.map(|values| (side(&check.sum), side(&check.with), values))
                else {
                    continue;
                };
                let (formula, result) = match check.at_least {
                    Some(times) => {
                        let holds = if a >= times * b { "TRUE" } else { "FALSE" };
                        (format!("=({sum})>={times}*({with})"), holds.to_owned())
                    }
                    None => (format!("={sum}-({with})"), (a - b).to_string()),
                };
                let cell = Format::new().set_align(FormatAlign::Center).set_border(FormatBorder::Hair);
                let line = HEAD + *row as RowNum;
                worksheet.write_formula_with_format(line, column, Formula::new(formula).set_result(result), &cell)?;
            }
            let wrong = Format::new().set_bold().set_background_color(Color::RGB(0x00FF_C7CE));
            let last = HEAD + self.form.rows.len() as RowNum - 1;
            let rule = match check.at_least {
                Some(_) => ConditionalFormatCellRule::EqualTo(Formula::new("FALSE")),
                None => ConditionalFormatCellRule::NotEqualTo(Formula::new("0")),
            };
            let format = ConditionalFormatCell::new().set_rule(rule).set_format(wrong);
            worksheet.add_conditional_format(HEAD, column, last, column, &format)?;
        }
        Ok(())
    }
}

/// How many lines a text takes that is broken between words.
fn lines_of(text: &str, wide: usize) -> u32 {
    let (mut lines, mut at) = (1, 0);
    for word in text.split(' ') {
        let long = word.chars().count();
        if at > 0 && at + 1 + long > wide {
            (lines, at) = (lines + 1, 0);
        }
        at += long + usize::from(at > 0);
    }
    lines
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
        TableCell::Hidden => {
            worksheet.write_string_with_format(row, column, "…", &cell.clone().set_align(FormatAlign::Right))?;
            return Ok(());
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
