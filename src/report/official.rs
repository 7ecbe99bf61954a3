//! What the printed forms and lists of the review have in common: the national heading, the page, the looks of column heads.

use rust_xlsxwriter::{
    ColNum, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, RowNum, Workbook, Worksheet, XlsxError,
};

/// The first row of column heads, under everything that stands above a table.
pub const HEADS: RowNum = 7;

/// An empty workbook; two of the same content have the same bytes.
///
/// # Errors
/// What the writer of workbooks refuses.
pub fn workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    // the day the program was run would tell two equal files apart
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_author("rasoat").set_creation_datetime(&created));
    Ok(workbook)
}

/// A landscape page of A4, as wide as the table, on which the column heads ([`HEADS`] to `last_head`) come again.
///
/// # Errors
/// What the writer of workbooks refuses.
pub fn page(worksheet: &mut Worksheet, last_head: RowNum) -> Result<(), XlsxError> {
    worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    worksheet.set_repeat_rows(HEADS, last_head)?;
    Ok(())
}

/// The lines between the national heading and the table.
#[derive(Clone, Copy, Debug)]
pub struct Above<'t> {
    /// What the form is.
    pub title: &'t str,
    /// Which review.
    pub period: &'t str,
    /// Unit of the numbers.
    pub unit: &'t str,
}

/// Writes the national heading and the lines under it, over the columns up to `last`. The committee whose form it is writes its name
/// on the dots.
///
/// # Errors
/// What the writer of workbooks refuses.
pub fn above(worksheet: &mut Worksheet, last: ColNum, above: &Above<'_>) -> Result<(), XlsxError> {
    above_of(worksheet, last, "……………………", above)
}

/// The same for the committee of a commune.
///
/// # Errors
/// What the writer of workbooks refuses.
pub fn above_of(worksheet: &mut Worksheet, last: ColNum, commune: &str, above: &Above<'_>) -> Result<(), XlsxError> {
    let middle = Format::new().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
    let strong = middle.clone().set_bold();
    let half = (last / 2).max(1);
    across(worksheet, 0, (0, half), &format!("ỦY BAN NHÂN DÂN {}", commune.to_uppercase()), &strong)?;
    if half < last {
        across(worksheet, 0, (half + 1, last), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", &strong)?;
        across(worksheet, 1, (half + 1, last), "Độc lập - Tự do - Hạnh phúc", &strong)?;
    }
    across(worksheet, 3, (0, last), above.title, &strong.clone().set_font_size(13).set_text_wrap())?;
    across(worksheet, 4, (0, last), above.period, &middle.clone().set_text_wrap())?;
    across(worksheet, 5, (0, last), above.unit, &middle.set_italic())
}

/// Writes a text over the columns from the first to the second.
///
/// # Errors
/// What the writer of workbooks refuses.
pub fn across(
    worksheet: &mut Worksheet,
    row: RowNum,
    (from, to): (ColNum, ColNum),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    match from < to {
        true => worksheet.merge_range(row, from, row, to, text, format)?,
        false => worksheet.write_string_with_format(row, from, text, format)?,
    };
    Ok(())
}

/// Writes the heads of columns from the first on, each a group and a title: groups over their titles in two rows, a title without
/// a group over both.
///
/// # Errors
/// What the writer of workbooks refuses.
pub fn heads(worksheet: &mut Worksheet, columns: &[(&str, &str)]) -> Result<(), XlsxError> {
    let head = head();
    let titles = HEADS + 1;
    let mut from: ColNum = 0;
    for run in columns.chunk_by(|(group, _), (next, _)| group == next) {
        let to = from + run.len() as ColNum - 1;
        for (column, (group, title)) in (from..).zip(run) {
            match group.is_empty() {
                true => worksheet.merge_range(HEADS, column, titles, column, title, &head)?,
                false => worksheet.write_string_with_format(titles, column, *title, &head)?,
            };
        }
        if let Some((group, _)) = run.first().filter(|(group, _)| !group.is_empty()) {
            across(worksheet, HEADS, (from, to), group, &head)?;
        }
        from = to + 1;
    }
    Ok(())
}

/// The looks of a column's head.
pub fn head() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}

/// The looks of a column's number.
pub fn number() -> Format {
    Format::new()
        .set_italic()
        .set_font_size(9)
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}
