//! A made-up survey as a workbook: a note that says so, a sheet of households and, where the survey has them, a sheet of
//! members. Rows go to disk as they come.

use std::io::Write;

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use crate::io::write::{Place, WriteError, without_panic};
use crate::survey::codebook::Codebook;

use super::{Cell, Error, Headers, Heading, Options, Sheet, Sink, Way, Written, generate};

/// Rows of a sheet besides its header.
const ROWS: u32 = 1_048_575;

/// Writes a survey as a workbook.
///
/// # Errors
/// As [`generate`]; [`Error::TooManyRows`] past 1,048,575 households or members; what the writer refuses.
pub fn write_xlsx<W: Write + Send>(codebook: &Codebook, options: &Options, to: W) -> Result<Written, Error> {
    without_panic(|| make_xlsx(codebook, options, to)).unwrap_or_else(|| {
        let error = std::io::Error::other("the folder for temporary files is full or cannot be written to");
        Err(Error::Output(WriteError::io(Place::Scratch, error)))
    })
}

fn make_xlsx<W: Write + Send>(codebook: &Codebook, options: &Options, to: W) -> Result<Written, Error> {
    if options.households > u64::from(ROWS) {
        return Err(Error::TooManyRows { limit: ROWS });
    }
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(options.review_year.clamp(1900, 9999).unsigned_abs(), 12, 31)?;
    let properties = DocProperties::new()
        .set_title("Dữ liệu giả lập / made-up data")
        .set_comment("Không có hộ nào trong tệp này là thật. No household in this file exists.")
        .set_creation_datetime(&made);
    workbook.set_properties(&properties);
    note(workbook.add_worksheet(), options)?;
    let mut sink = XlsxSink { workbook, households: None, members: None, headers: options.headers, formats: formats() };
    let written = generate(codebook, options, &mut sink)?;
    let XlsxSink { mut workbook, households, members, .. } = sink;
    for sheet in [households, members].into_iter().flatten() {
        workbook.push_worksheet(sheet.worksheet);
    }
    workbook.save_to_writer(to)?;
    Ok(written)
}

struct XlsxSink {
    workbook: Workbook,
    households: Option<Open>,
    members: Option<Open>,
    headers: Headers,
    formats: Formats,
}

struct Open {
    worksheet: Worksheet,
    /// Rows written, the header among them.
    rows: u32,
}

struct Formats {
    header: Format,
    date: Format,
    whole: Format,
}

fn formats() -> Formats {
    Formats {
        header: Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(Color::RGB(0x00DD_E8F0)),
        date: Format::new().set_num_format("dd/mm/yyyy"),
        whole: Format::new().set_num_format("#,##0"),
    }
}

impl Sink for XlsxSink {
    fn begin(&mut self, sheet: Sheet, columns: &[Heading<'_>]) -> Result<(), Error> {
        let mut worksheet = self.workbook.new_worksheet_with_constant_memory()?;
        worksheet.set_name(match (sheet, self.headers) {
            (Sheet::Households, Headers::Vietnamese) => "Hộ",
            (Sheet::Households, Headers::Machine) => "households",
            (Sheet::Members, Headers::Vietnamese) => "Thành viên",
            (Sheet::Members, Headers::Machine) => "members",
        })?;
        worksheet.set_freeze_panes(1, if sheet == Sheet::Households { 1 } else { 3 })?;
        for (column, heading) in (0..).zip(columns) {
            worksheet.set_column_width(column, if heading.text { 20 } else { 14 })?;
            worksheet.write_string_with_format(0, column, heading.header, &self.formats.header)?;
        }
        let open = Some(Open { worksheet, rows: 1 });
        match sheet {
            Sheet::Households => self.households = open,
            Sheet::Members => self.members = open,
        }
        Ok(())
    }

    fn row(&mut self, sheet: Sheet, cells: &[Cell<'_>]) -> Result<(), Error> {
        let open = match sheet {
            Sheet::Households => &mut self.households,
            Sheet::Members => &mut self.members,
        };
        let Open { worksheet, rows } = open.as_mut().expect("a sheet begins before its rows");
        let row = *rows;
        if row > ROWS {
            return Err(Error::TooManyRows { limit: ROWS });
        }
        *rows += 1;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    worksheet.write_string(row, column, text.as_ref())?;
                }
                // Grouping would make a year look like an amount.
                Cell::Whole(number) if *number < 10_000 => {
                    worksheet.write_number(row, column, *number as f64)?;
                }
                Cell::Whole(number) => {
                    worksheet.write_number_with_format(row, column, *number as f64, &self.formats.whole)?;
                }
                Cell::Tenths(tenths) => {
                    worksheet.write_number(row, column, *tenths as f64 / 10.0)?;
                }
                Cell::Date(date) => {
                    let (year, month, day) = (date.year().unsigned_abs(), date.month(), date.day());
                    let day = ExcelDateTime::from_ymd(year, month.unsigned_abs(), day.unsigned_abs())?;
                    worksheet.write_datetime_with_format(row, column, &day, &self.formats.date)?;
                }
            }
        }
        Ok(())
    }
}

/// The sheet that says that nothing here is true.
fn note(worksheet: &mut Worksheet, options: &Options) -> Result<(), Error> {
    worksheet.set_name(match options.headers {
        Headers::Vietnamese => "Ghi chú",
        Headers::Machine => "note",
    })?;
    let way = match options.way {
        Way::Raw => "raw",
        Way::Points => "points",
        Way::Recorded => "recorded",
    };
    let lines = [
        "DỮ LIỆU GIẢ LẬP — MADE-UP DATA".to_string(),
        String::new(),
        "Tên các xã và thị trấn là thật; hộ, người, bản, thu nhập và mọi câu trả lời đều do máy bịa ra.".to_string(),
        "Không dùng để đánh giá bất kỳ địa phương hay hộ gia đình nào.".to_string(),
        String::new(),
        "The communes' names are real; households, people, villages, incomes and all answers are invented by a program."
            .to_string(),
        "They say nothing about any place or family.".to_string(),
        String::new(),
        format!(
            "rasoat sample: {} households, seed {}, {} of 1000 answers missing, review of {}, {way}",
            options.households, options.seed, options.missing_per_mille, options.review_year
        ),
    ];
    let bold = Format::new().set_bold().set_font_size(14);
    worksheet.set_column_width(0, 110)?;
    for (row, line) in (0..).zip(&lines) {
        match row {
            0 => worksheet.write_string_with_format(row, 0, line, &bold)?,
            _ => worksheet.write_string(row, 0, line)?,
        };
    }
    Ok(())
}
