//! The sheet of charts: beside each the numbers it draws, which are those of the forms.

use rust_xlsxwriter::{
    Chart as XlsxChart, ChartAxisCrossing, ChartFormat, ChartLegendPosition, ChartLine, ChartPatternFill,
    ChartPatternFillType, ChartSolidFill, ChartType, ColNum, Color, Format, FormatAlign, FormatBorder, Formula, RowNum,
    Worksheet, XlsxError,
};

use crate::report::table::TableCell;
use crate::tabulate::Level;
use crate::tabulate::forms::{Cell, Chart, Filled};
use crate::text::Language;

use super::words::{pick, reference, unit_names};

/// The first column of the tables; the charts are before it.
const TABLES: ColNum = 14;
/// Rows of a chart.
const ROWS: RowNum = 26;
/// Its height and least width in pixels: rows of 20, and the columns before the tables.
const SIZE: (u32, u32) = (ROWS * 20 - 20, 13 * 64);

/// A chart's numbers: what is along it, and under each title a cell.
struct Drawn<'f> {
    chart: &'f Chart,
    along: Vec<String>,
    bars: Vec<(&'f str, Vec<Cell>)>,
}

/// Whether the forms have the numbers of any chart.
pub(super) fn any(filled: &Filled) -> bool {
    filled.charts.iter().any(|chart| drawn(filled, chart, Language::Vi).is_some())
}

fn drawn<'f>(filled: &'f Filled, chart: &'f Chart, language: Language) -> Option<Drawn<'f>> {
    let mut along = Vec::new();
    let mut bars = Vec::new();
    for series in &chart.series {
        let places: Vec<(usize, usize)> = series.columns.iter().filter_map(|name| filled.place(name)).collect();
        let Some((form, column)) = places.first().copied() else { continue };
        let own = &filled.forms[form];
        let cells: Vec<Cell> = if chart.units {
            let names = unit_names(own, filled.layout, language);
            let communes = own.rows.iter().enumerate().filter(|(_, row)| row.level == Level::Commune && row.line == 0);
            let (rows, names): (Vec<usize>, Vec<String>) = communes.map(|(at, _)| (at, names[at].clone())).unzip();
            along = names;
            rows.into_iter().map(|row| Cell { form, row, column }).collect()
        } else {
            let total = own.rows.iter().position(|row| row.level == Level::Total && row.line == 0)?;
            along = places
                .iter()
                .map(|(_, column)| own.form.columns[*column].title.in_language(language).to_owned())
                .collect();
            places.iter().map(|(form, column)| Cell { form: *form, row: total, column: *column }).collect()
        };
        // a bar that is left out would look like none
        if cells.iter().any(|cell| filled.is_hidden(*cell)) {
            continue;
        }
        bars.push((series.title.in_language(language), cells));
    }
    // series of unlike lengths are not of one chart
    bars.retain(|(_, cells)| cells.len() == along.len());
    (!bars.is_empty() && !along.is_empty()).then_some(Drawn { chart, along, bars })
}

/// Writes all charts under each other.
pub(super) fn write(worksheet: &mut Worksheet, filled: &Filled, language: Language) -> Result<(), XlsxError> {
    let sheet = pick(language, "Biểu đồ", "Charts");
    worksheet.set_name(sheet)?;
    worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    worksheet.set_column_width(TABLES, 34)?;
    let mut top: RowNum = 0;
    let mut breaks = Vec::new();
    for (at, drawn) in filled.charts.iter().filter_map(|chart| drawn(filled, chart, language)).enumerate() {
        if at > 0 && at % 2 == 0 {
            breaks.push(top);
        }
        let first = table(worksheet, &drawn, filled, top, language)?;
        let chart = draw(&drawn, sheet, first, language);
        worksheet.insert_chart(top, 0, &chart)?;
        top += ROWS.max(first - top + drawn.along.len() as RowNum + 1);
    }
    worksheet.set_page_breaks(&breaks)?;
    Ok(())
}

/// Writes the numbers of a chart; gives the row of the first.
fn table(
    worksheet: &mut Worksheet,
    drawn: &Drawn<'_>,
    filled: &Filled,
    top: RowNum,
    language: Language,
) -> Result<RowNum, XlsxError> {
    let cell = Format::new().set_border(FormatBorder::Thin);
    let head = cell.clone().set_bold().set_align(FormatAlign::Center);
    let title = drawn.chart.title.in_language(language);
    worksheet.write_string_with_format(top, TABLES, title, &Format::new().set_bold())?;
    worksheet.write_string_with_format(top + 1, TABLES, drawn.chart.across.in_language(language), &head)?;
    let first = top + 2;
    for (row, name) in (first..).zip(&drawn.along) {
        worksheet.write_string_with_format(row, TABLES, name, &cell)?;
    }
    for (column, (title, cells)) in (TABLES + 1..).zip(&drawn.bars) {
        worksheet.set_column_width(column, 13)?;
        worksheet.write_string_with_format(top + 1, column, *title, &head)?;
        for (row, own) in (first..).zip(cells) {
            let value = filled.forms[own.form].rows[own.row].cells.get(own.column);
            let (kind, text) = match value {
                Some(TableCell::Rate(rate)) => ("0.00", rate.to_fixed(12)),
                Some(TableCell::Count(count)) => ("#,##0", count.to_string()),
                _ => {
                    worksheet.write_blank(row, column, &cell)?;
                    continue;
                }
            };
            let Some(place) = reference(filled, *own, None, language) else { continue };
            let formula = Formula::new(format!("={place}")).set_result(text);
            worksheet.write_formula_with_format(row, column, formula, &cell.clone().set_num_format(kind))?;
        }
    }
    Ok(first)
}

fn draw(drawn: &Drawn<'_>, sheet: &str, first: RowNum, language: Language) -> XlsxChart {
    let last = first + drawn.along.len() as RowNum - 1;
    let (across, up) = (drawn.chart.across.in_language(language), drawn.chart.up.in_language(language));
    let mut chart = XlsxChart::new(if drawn.chart.units { ChartType::Column } else { ChartType::Bar });
    let title = drawn.chart.title.in_language(language);
    chart.title().set_name(title);
    chart.set_name(title).set_alt_text(title).set_height(SIZE.0).set_width(SIZE.1);
    if drawn.chart.units {
        chart.x_axis().set_name(across);
        chart.y_axis().set_name(up).set_min(0);
    } else {
        // bars lie, and come in the order of the columns from the top
        chart.x_axis().set_name(up).set_min(0);
        chart.y_axis().set_name(across).set_reverse().set_crossing(ChartAxisCrossing::Max);
    }
    for ((column, (title, _)), fill) in (TABLES + 1..).zip(&drawn.bars).zip(fills().iter().cycle()) {
        chart
            .add_series()
            .set_name(*title)
            .set_categories((sheet, first, TABLES, last, TABLES))
            .set_values((sheet, first, column, last, column))
            .set_gap(60)
            .set_format(&mut fill.clone());
    }
    match drawn.bars.len() {
        1 => chart.legend().set_hidden(),
        _ => chart.legend().set_position(ChartLegendPosition::Bottom),
    };
    chart
}

/// Told apart without colour.
fn fills() -> [ChartFormat; 2] {
    let line = || ChartLine::new().set_color(Color::Black).set_width(0.75).clone();
    let mut solid = ChartFormat::new();
    solid.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(0x0040_4040))).set_border(&line());
    let mut striped = ChartFormat::new();
    let pattern = ChartPatternFill::new()
        .set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards)
        .set_foreground_color(Color::RGB(0x0060_6060))
        .set_background_color(Color::White)
        .clone();
    striped.set_pattern_fill(&pattern).set_border(&line());
    [solid, striped]
}
