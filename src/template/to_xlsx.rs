//! An entry workbook as xlsx: lists and ranges checked by the spreadsheet program, headers that stay in view and on every
//! printed page. The same workbook gives the same bytes.

use std::fmt::Write as _;

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use crate::io::write::WriteError;
use crate::lang::{Entity, Exact};
use crate::text::Language;

use super::check::{Check, Style};
use super::columns::Column;
use super::cover::Line;
use super::words::{cover_name, lists_name, say, sheet_name};
use super::{Cell, EntrySheet, Template};

/// Rows of the header.
const HEADER: u32 = 2;
/// The first row of the hidden lists, under the line that says what they are.
const LISTS_FROM: u32 = 2;
/// Fills of the groups' headers: dark and light by turns, so that they differ on a printout without colour.
const FILLS: [u32; 6] = [0x00BD_D7EE, 0x00FF_F7E0, 0x00C0_DDB0, 0x00FC_EFE6, 0x00CC_C0DA, 0x00F2_F2F2];
/// What a spreadsheet program takes of a message, and of its title.
const LONGEST: [usize; 2] = [255, 32];

/// The workbook's bytes.
///
/// # Errors
/// [`WriteError::Workbook`] where it cannot be put together.
pub fn to_xlsx(template: &Template) -> Result<Vec<u8>, WriteError> {
    make(template).map_err(|error| WriteError::Workbook(error.to_string()))
}

fn make(template: &Template) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // the day the program was run would tell two equal files apart
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties =
        DocProperties::new().set_title(&template.title).set_author("rasoat").set_creation_datetime(&created);
    workbook.set_properties(&properties);
    cover(workbook.add_worksheet(), template)?;
    let lists = Lists::of(template);
    for sheet in &template.sheets {
        entry_sheet(workbook.add_worksheet(), template, sheet, &lists)?;
    }
    lists.write(workbook.add_worksheet(), template)?;
    workbook.save_to_buffer()
}

fn cover(worksheet: &mut Worksheet, template: &Template) -> Result<(), XlsxError> {
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let title = Format::new().set_bold().set_font_size(16);
    let heading = Format::new().set_bold().set_font_size(12);
    let strong = plain.clone().set_bold();
    let cell = plain.clone().set_border(FormatBorder::Thin);
    let group = cell.clone().set_bold().set_background_color(FILLS[5]);
    let number = cell.clone().set_align(FormatAlign::Center);
    let head = cell.clone().set_bold().set_background_color(FILLS[0]);
    worksheet.set_name(cover_name(template.language))?;
    let widths = [6.0, 38.0, 56.0, 50.0];
    for (column, width) in (0..).zip(widths) {
        worksheet.set_column_width(column, width)?;
    }
    let last = widths.len() as u16 - 1;
    // characters of a sentence on one line of all columns together
    let line_width = 130;
    for (row, line) in (0..).zip(&template.cover) {
        match line {
            Line::Blank => {}
            Line::Title(text) => {
                worksheet.write_string_with_format(row, 0, text, &title)?;
            }
            Line::Heading(text) => {
                worksheet.write_string_with_format(row, 0, text, &heading)?;
            }
            Line::Strong(text) | Line::Text(text) => {
                let format = if matches!(line, Line::Strong(_)) { &strong } else { &plain };
                worksheet.merge_range(row, 0, row, last, text, format)?;
                // merged cells do not grow with their text
                let lines = text.chars().count().div_ceil(line_width).max(1);
                worksheet.set_row_height(row, 16.0 * lines as f64)?;
            }
            Line::Group(text) => {
                worksheet.merge_range(row, 0, row, last, text, &group)?;
            }
            Line::Head(cells) | Line::Row(cells) => {
                let format = if matches!(line, Line::Head(_)) { &head } else { &cell };
                // not every program makes room for what it wraps
                let lines = |(text, width): (&String, &f64)| {
                    let lines = text.lines().map(|line| (line.chars().count() as f64 / (width * 1.1)).ceil().max(1.0));
                    lines.sum::<f64>()
                };
                let lines = cells.iter().zip(&widths).map(lines).fold(1.0, f64::max);
                worksheet.set_row_height(row, 16.0 * lines)?;
                for (column, text) in (0..).zip(cells) {
                    match text.parse::<u32>().ok().filter(|_| column == 0) {
                        Some(whole) => worksheet.write_number_with_format(row, column, whole, &number)?,
                        None => worksheet.write_string_with_format(row, column, text, format)?,
                    };
                }
            }
        }
    }
    worksheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// ISO A4.
const A4: u8 = 9;

fn entry_sheet(
    worksheet: &mut Worksheet,
    template: &Template,
    sheet: &EntrySheet,
    lists: &Lists,
) -> Result<(), XlsxError> {
    worksheet.set_name(sheet.name)?;
    let last = HEADER + sheet.rows - 1;
    for (at, column) in (0u16..).zip(&sheet.columns) {
        let starts = at == 0 || sheet.columns[usize::from(at) - 1].group != column.group;
        let fill = Color::RGB(FILLS[column.group % FILLS.len()]);
        let mut head = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_border(FormatBorder::Thin)
            .set_background_color(fill);
        if starts {
            head = head.set_border_left(FormatBorder::Thick);
        }
        let help = head.clone().set_italic().set_font_size(9);
        worksheet.set_column_width(at, width(column))?;
        worksheet.set_column_format(at, &cells_of(column.style))?;
        worksheet.write_string_with_format(0, at, &column.header, &head.set_bold())?;
        worksheet.write_string_with_format(1, at, &column.help, &help)?;
        let validation = validation(template, sheet, at, column, lists)?;
        worksheet.add_data_validation(HEADER, at, last, at, &validation)?;
    }
    worksheet.set_row_height(0, 75)?;
    worksheet.set_row_height(1, 50)?;
    for (row, cells) in (HEADER..).zip(&sheet.example) {
        for (at, (cell, column)) in (0u16..).zip(cells.iter().zip(&sheet.columns)) {
            let format = cells_of(column.style);
            match cell {
                Cell::Empty => continue,
                Cell::Text(text) => worksheet.write_string_with_format(row, at, text, &format)?,
                Cell::Number(number) => worksheet.write_number_with_format(row, at, *number, &format)?,
                Cell::Date(day) => worksheet.write_datetime_with_format(row, at, &excel_day(*day)?, &format)?,
            };
        }
    }
    // what says which row it is stays in view: the id, and in the members' sheet number and name
    let kept = if sheet.entity == Entity::Member { 3.min(sheet.columns.len() as u16) } else { 1 };
    worksheet.set_freeze_panes(HEADER, kept)?;
    worksheet.set_paper_size(A4).set_landscape().set_print_scale(70).set_print_gridlines(true);
    worksheet.set_repeat_rows(0, HEADER - 1)?.set_repeat_columns(0, kept - 1)?;
    worksheet.set_footer("&L&A&R&P / &N");
    Ok(())
}

fn width(column: &Column) -> f64 {
    let word = column.header.split([' ', '/']).map(|word| word.chars().count()).max().unwrap_or(0);
    let least: f64 = match column.style {
        Style::Text => 18.0,
        Style::Answer => 16.0,
        Style::Money => 15.0,
        Style::Date => 13.0,
        Style::Plain | Style::Decimal => 12.0,
    };
    // a header's rows are high enough for about four lines
    let lines = column.header.chars().count().max(column.help.chars().count()).div_ceil(4);
    least.max(word as f64 + 3.0).max(lines as f64 + 3.0)
}

/// How the cells of a column look.
fn cells_of(style: Style) -> Format {
    Format::new().set_num_format(match style {
        // zeros in front stay, and nothing is made a date
        Style::Text | Style::Answer => "@",
        Style::Plain => "0",
        Style::Money => "#,##0",
        Style::Decimal => "General",
        Style::Date => "dd/mm/yyyy",
    })
}

fn validation(
    template: &Template,
    sheet: &EntrySheet,
    at: u16,
    column: &Column,
    lists: &Lists,
) -> Result<DataValidation, XlsxError> {
    let own = cell_name(HEADER, at, false);
    let validation = DataValidation::new();
    let checked = match &column.check {
        Check::List(list) => validation.allow_list_formula(Formula::new(lists.range(*list, template.language))),
        Check::Text(most) => validation.allow_text_length(DataValidationRule::LessThanOrEqualTo(*most)),
        Check::Date(first, last) => {
            validation.allow_date(DataValidationRule::Between(excel_day(*first)?, excel_day(*last)?))
        }
        Check::Number { least, most, not_below, step, whole } => {
            let plain = not_below.is_none() && step.is_none();
            match (least.map(float), most.map(float), plain) {
                (Some(least), Some(most), true) => match (*whole, as_i32(least), as_i32(most)) {
                    (true, Some(least), Some(most)) => {
                        validation.allow_whole_number(DataValidationRule::Between(least, most))
                    }
                    (false, ..) => validation.allow_decimal_number(DataValidationRule::Between(least, most)),
                    _ => validation.allow_custom(Formula::new(number_formula(&column.check, &own))),
                },
                _ => validation.allow_custom(Formula::new(number_formula(&column.check, &own))),
            }
        }
        // COUNTIF would take long ids for numbers and round them
        Check::Unique => {
            let all = range_of(sheet, at);
            validation.allow_custom(Formula::new(format!("SUMPRODUCT(--({all}&\"\"={own}&\"\"))=1")))
        }
        Check::OfHousehold => {
            let households = template.sheet(Entity::Household);
            let key = households.and_then(|sheet| {
                let key = sheet.columns.iter().position(|column| column.check == Check::Unique)?;
                Some(format!("{}!{}", quoted(sheet.name), range_of(sheet, u16::try_from(key).ok()?)))
            });
            match key {
                Some(all) => validation.allow_custom(Formula::new(format!("SUMPRODUCT(--({all}&\"\"={own}&\"\"))>0"))),
                None => validation.allow_any_value(),
            }
        }
    };
    let warns = matches!(column.check, Check::Unique | Check::OfHousehold);
    let style = if warns { DataValidationErrorStyle::Warning } else { DataValidationErrorStyle::Stop };
    let [message, title] = LONGEST;
    checked
        .set_error_style(style)
        .set_input_title(cut(&column.header, title))?
        .set_input_message(cut(&column.prompt, message))?
        .set_error_title(cut(say(template.language, "Kiểm tra lại ô này", "Please check this cell"), title))?
        .set_error_message(cut(&column.error, message))
}

/// A number's conditions as a formula over the column's first cell.
fn number_formula(check: &Check, own: &str) -> String {
    let mut formula = format!("AND(ISNUMBER({own})");
    if let Check::Number { least, most, not_below, step, whole } = check {
        let mut add = |condition: String| {
            let _ = write!(formula, ",{condition}");
        };
        least.iter().for_each(|least| add(format!("{own}>={}", float(*least))));
        most.iter().for_each(|most| add(format!("{own}<={}", float(*most))));
        not_below.iter().for_each(|least| add(format!("OR({own}=0,{own}>={})", float(*least))));
        step.iter().for_each(|step| add(format!("MOD({own},{})=0", float(*step))));
        if *whole {
            add(format!("{own}=INT({own})"));
        }
    }
    formula.push(')');
    formula
}

/// The rows of a column that are to be filled in, on its own sheet.
fn range_of(sheet: &EntrySheet, at: u16) -> String {
    format!("{}:{}", cell_name(HEADER, at, true), cell_name(HEADER + sheet.rows - 1, at, true))
}

/// `A3`, or `$A$3`.
fn cell_name(row: u32, column: u16, fixed: bool) -> String {
    let letters = crate::io::read::column_letters(usize::from(column));
    let sign = if fixed { "$" } else { "" };
    format!("{sign}{letters}{sign}{}", row + 1)
}

fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

fn excel_day(day: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())
}

fn float(number: Exact) -> f64 {
    number.numerator() as f64 / number.denominator() as f64
}

fn as_i32(number: f64) -> Option<i32> {
    let whole = number as i32;
    (f64::from(whole) == number).then_some(whole)
}

/// The beginning of a text, as much as a spreadsheet program takes.
fn cut(text: &str, most: usize) -> String {
    let length = |text: &str| text.encode_utf16().count();
    if length(text) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if length(&kept) + c.len_utf16() >= most {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

/// Where the answers to choose from stand: one list under the other in one column of a hidden sheet. A list in the cell's
/// own rule would be limited to 255 characters, could hold no comma and would refuse "có" for "Có".
struct Lists {
    /// First and last row of each.
    rows: Vec<(u32, u32)>,
}

impl Lists {
    fn of(template: &Template) -> Lists {
        let mut next = LISTS_FROM;
        let rows = template.lists.iter().map(|list| {
            let first = next;
            let last = first + (list.len() as u32).max(1) - 1;
            next = last + 2;
            (first, last)
        });
        Lists { rows: rows.collect() }
    }

    fn range(&self, list: usize, language: Language) -> String {
        let (first, last) = self.rows[list];
        format!("{}!{}:{}", quoted(lists_name(language)), cell_name(first, 0, true), cell_name(last, 0, true))
    }

    fn write(&self, worksheet: &mut Worksheet, template: &Template) -> Result<(), XlsxError> {
        let language = template.language;
        worksheet.set_name(lists_name(language))?;
        let households = sheet_name(Entity::Household, language);
        let note = say(
            language,
            format!("Các mục để chọn ở trang {households} và các trang khác; không sửa trang này."),
            format!("Answers to choose from on sheet {households} and others; leave this sheet as it is."),
        );
        worksheet.write_string(0, 0, note)?;
        for ((first, _), list) in self.rows.iter().zip(&template.lists) {
            for (row, answer) in (*first..).zip(list) {
                worksheet.write_string(row, 0, answer)?;
            }
        }
        worksheet.set_column_width(0, 40)?;
        worksheet.set_hidden(true);
        Ok(())
    }
}
