//! What stands in a sheet: headings, rows, total, notes, and how it looks on screen and paper.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, IgnoreError, Worksheet, XlsxError};

use super::SHEET_ROWS;
use crate::report::table::{ColumnKind, TableCell, TableColumn};
use crate::report::words;

/// The longest text of a cell, in UTF-16 units.
const CELL_TEXT: usize = 32_767;
/// A double holds whole numbers exactly up to 15 digits, which is also what Excel shows.
const EXACT: i64 = 999_999_999_999_999;
const NARROWEST: usize = 8;
const WIDEST: usize = 50;

/// The looks of cells, each plain and for a total row.
pub(super) struct Formats {
    group: Format,
    heading: Format,
    note: Format,
    cells: [[Format; 6]; 2],
}

#[derive(Clone, Copy)]
enum Look {
    General,
    /// Text that a spreadsheet would take for a formula if it were typed.
    Quoted,
    Whole,
    Decimal,
    Rate,
    /// What is not shown, where its number would stand.
    Hidden,
}

impl Formats {
    pub(super) fn new() -> Formats {
        let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Bottom);
        let cells = [Format::new(), Format::new().set_bold().set_border_top(FormatBorder::Thin)].map(|base| {
            [
                base.clone(),
                base.clone().set_quote_prefix(),
                base.clone().set_num_format("#,##0"),
                base.clone().set_num_format("#,##0.00"),
                base.clone().set_num_format("0.00"),
                base.set_align(FormatAlign::Right),
            ]
        });
        Formats {
            group: heading.clone().set_align(FormatAlign::Center).set_border_bottom(FormatBorder::Thin),
            heading: heading.set_border_bottom(FormatBorder::Thin),
            note: Format::new().set_italic(),
            cells,
        }
    }

    fn cell(&self, look: Look, is_total: bool) -> &Format {
        &self.cells[usize::from(is_total)][look as usize]
    }
}

/// A table's headings.
#[derive(Default)]
pub(super) struct Head {
    /// What the sheet should be called.
    pub(super) name: String,
    title: String,
    columns: Vec<TableColumn>,
}

/// How far a sheet is.
pub(super) struct Progress {
    /// The row after the last one written, from 0.
    pub(super) next_row: u32,
    /// The last row of data, without the total.
    last_data_row: u32,
    widths: Vec<usize>,
}

impl Head {
    pub(super) fn new(id: &str, title: &str, columns: &[TableColumn]) -> Head {
        let name = if title.trim().is_empty() { id } else { title };
        Head { name: String::from(name), title: String::from(title), columns: columns.to_vec() }
    }

    fn has_groups(&self) -> bool {
        self.columns.iter().any(|column| !column.group.is_empty())
    }

    /// The row with the columns' own headings, under the groups' where there are any.
    fn heading_row(&self) -> u32 {
        u32::from(self.has_groups())
    }

    /// Writes the headings.
    pub(super) fn write(&self, worksheet: &mut Worksheet, formats: &Formats) -> Result<Progress, XlsxError> {
        let mut first = 0;
        while let Some(column) = self.columns.get(first).filter(|_| self.has_groups()) {
            let rest = self.columns[first..].iter();
            let last = first + rest.take_while(|other| other.group == column.group).count() - 1;
            let group = clipped(&column.group);
            match (group.is_empty(), first == last) {
                (true, _) => {}
                (false, true) => {
                    worksheet.write_string_with_format(0, first as u16, group, &formats.group)?;
                }
                (false, false) => {
                    worksheet.merge_range(0, first as u16, 0, last as u16, &group, &formats.group)?;
                }
            }
            first = last + 1;
        }
        let mut widths = Vec::with_capacity(self.columns.len());
        let row = self.heading_row();
        for (at, column) in self.columns.iter().enumerate() {
            let title = if column.title.is_empty() { &column.id } else { &column.title };
            let title = &title.replace('\u{ad}', "");
            worksheet.write_string_with_format(row, at as u16, clipped(title), &formats.heading)?;
            let word = title.split_whitespace().map(words::width).max().unwrap_or(0);
            // Room for the arrow of the filter.
            widths.push((word + 2).clamp(NARROWEST, WIDEST));
        }
        Ok(Progress { next_row: row + 1, last_data_row: row, widths })
    }

    /// Writes a row.
    pub(super) fn row(
        &self,
        worksheet: &mut Worksheet,
        progress: &mut Progress,
        cells: &[TableCell],
        is_total: bool,
        formats: &Formats,
    ) -> Result<(), XlsxError> {
        let row = progress.next_row;
        for (at, column) in self.columns.iter().enumerate() {
            let place = at as u16;
            let look = |look: Look| formats.cell(look, is_total);
            let grouped = matches!(column.kind, ColumnKind::Count | ColumnKind::Money);
            let whole = if grouped { Look::Whole } else { Look::General };
            let width = match cells.get(at).unwrap_or(&TableCell::Empty) {
                TableCell::Empty if is_total => {
                    worksheet.write_blank(row, place, look(Look::General))?;
                    0
                }
                TableCell::Empty => 0,
                TableCell::Hidden => {
                    worksheet.write_string_with_format(row, place, "…", look(Look::Hidden))?;
                    1
                }
                TableCell::Text(text) => {
                    let is_like_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']);
                    let format = look(if is_like_formula { Look::Quoted } else { Look::General });
                    worksheet.write_string_with_format(row, place, clipped(text), format)?;
                    text.chars().take(WIDEST).count()
                }
                TableCell::Count(count) if count.abs_diff(0) > EXACT.unsigned_abs() => {
                    worksheet.write_string_with_format(row, place, count.to_string(), look(Look::General))?;
                    count.to_string().len()
                }
                TableCell::Count(count) => {
                    worksheet.write_number_with_format(row, place, *count as f64, look(whole))?;
                    digits(&count.to_string(), grouped)
                }
                TableCell::Flag(flag) => {
                    worksheet.write_number_with_format(row, place, u8::from(*flag), look(Look::General))?;
                    1
                }
                TableCell::Rate(rate) => number(worksheet, (row, place), &rate.to_fixed(2), look(Look::Rate))?,
                TableCell::Number(value) => {
                    let decimal = if grouped { Look::Decimal } else { Look::General };
                    let format = look(if value.as_int().is_some() { whole } else { decimal });
                    number(worksheet, (row, place), &words::plain(*value), format)?
                }
            };
            progress.widths[at] = progress.widths[at].max((width + 1).min(WIDEST));
        }
        progress.next_row += 1;
        if !is_total {
            progress.last_data_row = row;
        }
        Ok(())
    }

    /// Writes the notes, and what depends on the number of rows.
    pub(super) fn close(
        &self,
        worksheet: &mut Worksheet,
        progress: Progress,
        notes: &[String],
        formats: &Formats,
    ) -> Result<(), XlsxError> {
        let room = SHEET_ROWS.saturating_sub(progress.next_row + 1) as usize;
        for (row, note) in (progress.next_row + 1..).zip(notes.iter().take(room)) {
            worksheet.write_string_with_format(row, 0, clipped(note), &formats.note)?;
        }
        let heading = self.heading_row();
        if let Some(last) = self.columns.len().checked_sub(1) {
            let last = last as u16;
            let names = self.columns.iter().take_while(|column| column.kind == ColumnKind::Text).count();
            // Wide lists scroll; only the first name stays beside them.
            worksheet.set_freeze_panes(heading + 1, names.min(1) as u16)?;
            worksheet.autofilter(heading, 0, progress.last_data_row, last)?;
            worksheet.set_repeat_rows(0, heading)?;
            for (at, (column, width)) in self.columns.iter().zip(&progress.widths).enumerate() {
                worksheet.set_column_width(at as u16, *width as f64 + 1.0)?;
                if column.kind == ColumnKind::Text {
                    // Codes and numbers of households are text on purpose.
                    let (first, last) = (heading + 1, progress.last_data_row.max(heading + 1));
                    worksheet.ignore_error_range(first, at as u16, last, at as u16, IgnoreError::NumberStoredAsText)?;
                }
            }
        }
        worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        let title: String = words::visible(&self.title, 200).replace('&', "&&");
        if !title.is_empty() {
            worksheet.set_header(format!("&C{title}"));
        }
        Ok(())
    }
}

/// Writes a number given by its digits; as text where a double would change them. Gives its width.
fn number(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    plain: &str,
    format: &Format,
) -> Result<usize, XlsxError> {
    let significant = plain.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
    match plain.parse::<f64>() {
        Ok(value) if significant <= 15 => worksheet.write_number_with_format(row, column, value, format)?,
        _ if plain.is_empty() => worksheet.write_blank(row, column, format)?,
        _ => worksheet.write_string_with_format(row, column, plain, format)?,
    };
    Ok(digits(plain, true))
}

fn digits(plain: &str, grouped: bool) -> usize {
    if grouped { plain.len() + plain.len() / 4 } else { plain.len() }
}

/// Text that a cell can hold; longer text ends in `…`.
fn clipped(text: &str) -> String {
    if text.len() <= CELL_TEXT {
        return String::from(text);
    }
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > CELL_TEXT {
            let end = text[..at].char_indices().next_back().map_or(0, |(before, _)| before);
            return format!("{}…", &text[..end]);
        }
    }
    String::from(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_cell_has_an_end() {
        assert_eq!(clipped("=1+1"), "=1+1");
        let long = clipped(&"ộ".repeat(40_000));
        assert_eq!(long.encode_utf16().count(), CELL_TEXT);
        assert!(long.ends_with('…'));
        assert_eq!(clipped(&"ộ".repeat(CELL_TEXT)).chars().count(), CELL_TEXT);
    }
}
