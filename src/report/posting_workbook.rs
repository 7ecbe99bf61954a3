//! Lists of posted households as workbooks: a sheet a village, to be put up there, or all villages on one sheet, as forms 14 and 15
//! are handed in. Laid out as the printed forms.

use rust_xlsxwriter::{ColNum, Format, FormatAlign, FormatBorder, RowNum, Workbook, Worksheet, XlsxError};

use rustc_hash::FxHashMap;

use super::official::{self, Above, HEADS};
use super::posting::Listing;
use super::sheet_name::free_name;
use super::table::{ColumnKind, TableCell, TableColumn};
use crate::tabulate::posting::{Home, Village};
use crate::text::{Language, fold};

/// The first row under the heads of groups, titles and numbers.
const FIRST: RowNum = HEADS + 3;

/// A workbook with a sheet for each village; those without households say so.
///
/// # Errors
/// What the writer of workbooks refuses.
pub fn to_workbook(listing: &Listing<'_>, villages: &[Village], period: &str) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = official::workbook()?;
    let mut taken: Vec<String> = Vec::new();
    for (village, title) in villages.iter().zip(sheet_titles(villages, listing.language)) {
        let name = free_name(&title, &taken);
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&name)?;
        taken.push(name);
        let title = listing.title().to_uppercase();
        let place = place(&village.home, listing.language);
        let above = Above { title: &title, period, unit: &place };
        Sheet { listing, worksheet }.write(&village.home.unit.commune, &above, &[village], false)?;
    }
    if villages.is_empty() {
        workbook.add_worksheet();
    }
    workbook.save_to_buffer()
}

/// Adds form 14 or 15 to a workbook: one sheet, villages below each other. `listing` is one with members.
///
/// # Errors
/// What the writer of workbooks refuses; a sheet of that name.
pub fn add_form(
    workbook: &mut Workbook,
    listing: &Listing<'_>,
    villages: &[Village],
    period: &str,
) -> Result<(), XlsxError> {
    let (form, unit) = match listing.language {
        Language::Vi => ("Biểu", "Đơn vị tính: người"),
        Language::En => ("Form", "Unit: persons"),
    };
    let worksheet = workbook.add_worksheet();
    worksheet.set_name(format!("{form} {}", listing.form()))?;
    let title = format!("{} {}. {}", form.to_uppercase(), listing.form(), listing.title().to_uppercase());
    let all: Vec<&Village> = villages.iter().filter(|village| !village.households.is_empty()).collect();
    Sheet { listing, worksheet }.write("……………………", &Above { title: &title, period, unit }, &all, true)
}

/// What the sheets of villages should be called: as the village, with the commune where others have its name too.
fn sheet_titles(villages: &[Village], language: Language) -> Vec<String> {
    let mut namesakes: FxHashMap<String, usize> = FxHashMap::default();
    villages.iter().for_each(|village| *namesakes.entry(fold(&village.home.village)).or_default() += 1);
    let title = |village: &Village| {
        let own = &village.home;
        let name = match (own.village.is_empty(), language) {
            (false, _) => own.village.as_str(),
            (true, Language::Vi) => "Không ghi thôn",
            (true, Language::En) => "Village not told",
        };
        match namesakes[&fold(&own.village)] > 1 && !own.unit.commune.is_empty() {
            true => format!("{name}, {}", own.unit.commune),
            false => name.to_owned(),
        }
    };
    villages.iter().map(title).collect()
}

/// `Bản Pa, Tú Nang, Yên Châu`.
fn place(home: &Home, language: Language) -> String {
    let unknown = match language {
        Language::Vi => "(không ghi thôn)",
        Language::En => "(village not told)",
    };
    let village = if home.village.is_empty() { unknown } else { &home.village };
    let names = [village, &home.unit.commune, &home.unit.upper];
    names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
}

struct Sheet<'s, 'l> {
    listing: &'s Listing<'l>,
    worksheet: &'s mut Worksheet,
}

impl Sheet<'_, '_> {
    fn write(
        mut self,
        commune: &str,
        above: &Above<'_>,
        villages: &[&Village],
        with_names: bool,
    ) -> Result<(), XlsxError> {
        let columns = self.listing.columns(true);
        let last = columns.len() as ColNum - 1;
        official::page(self.worksheet, FIRST - 1)?;
        self.worksheet.set_freeze_panes(FIRST, 0)?;
        for (at, column) in (0..).zip(&columns) {
            self.worksheet.set_column_width(at, width(column))?;
        }
        official::above_of(self.worksheet, last, commune, above)?;
        let heads: Vec<(&str, &str)> =
            columns.iter().map(|column| (column.group.as_str(), column.title.as_str())).collect();
        official::heads(self.worksheet, &heads)?;
        if self.listing.members {
            // long titles over narrow columns of crosses
            self.worksheet.set_row_height(HEADS, 24)?.set_row_height(HEADS + 1, 45)?;
        }
        let number = official::number();
        for at in 0..=last {
            self.worksheet.write_number_with_format(FIRST - 1, at, at + 1, &number)?;
        }

        let bold = Format::new().set_bold().set_border(FormatBorder::Thin);
        let mut row = FIRST;
        for village in villages {
            if with_names {
                official::across(self.worksheet, row, (0, last), &place(&village.home, self.listing.language), &bold)?;
                row += 1;
            }
            row = self.households(village, &columns, row)?;
        }
        self.total(villages, last, row, &bold)?;
        let note = Format::new().set_italic().set_text_wrap().set_align(FormatAlign::Top);
        for (note_row, text) in (row + 2..).zip(self.listing.notes(villages)) {
            official::across(self.worksheet, note_row, (0, last), &text, &note)?;
            // as many lines as the text takes over all columns, for merged cells do not grow
            let room: f64 = columns.iter().map(width).sum();
            let lines = (text.chars().count() as f64 / room).ceil().max(1.0);
            self.worksheet.set_row_height(note_row, lines * 15.0)?;
        }
        Ok(())
    }

    /// The households of a village from a row on; gives the row after them.
    fn households(&mut self, village: &Village, columns: &[TableColumn], first: RowNum) -> Result<RowNum, XlsxError> {
        let cell = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let mut row = first;
        for (household, number) in village.households.iter().zip(1..) {
            for line in self.listing.lines(number, household, true) {
                let format = if line.first && self.listing.members { cell.clone().set_bold() } else { cell.clone() };
                for ((at, column), value) in (0..).zip(columns).zip(&line.cells) {
                    self.cell((row, at), column, value, &format)?;
                }
                row += 1;
            }
        }
        Ok(row)
    }

    fn cell(
        &mut self,
        (row, at): (RowNum, ColNum),
        column: &TableColumn,
        value: &TableCell,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let is_mark = column.kind != ColumnKind::Text || super::posting::FLAGS.contains(&column.id.as_str());
        let format = format.clone();
        let format = if is_mark { format.set_align(FormatAlign::Center) } else { format.set_text_wrap() };
        match value {
            TableCell::Count(count) => self.worksheet.write_number_with_format(row, at, *count as f64, &format)?,
            TableCell::Text(text) => {
                let is_like_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']);
                let format = if is_like_formula { format.set_quote_prefix() } else { format };
                self.worksheet.write_string_with_format(row, at, super::words::visible(text, 200), &format)?
            }
            _ => self.worksheet.write_blank(row, at, &format)?,
        };
        Ok(())
    }

    fn total(&mut self, villages: &[&Village], last: ColNum, row: RowNum, bold: &Format) -> Result<(), XlsxError> {
        let households: usize = villages.iter().map(|village| village.households.len()).sum();
        let persons: Option<i64> = villages.iter().map(|village| village.persons()).sum();
        let text = match (self.listing.language, households, persons) {
            (Language::Vi, 0, _) => "Không có hộ nào".to_owned(),
            (Language::En, 0, _) => "No household".to_owned(),
            (Language::Vi, _, Some(persons)) => format!("Cộng: {households} hộ, {persons} nhân khẩu"),
            (Language::En, _, Some(persons)) => format!("Total: {households} households, {persons} persons"),
            (Language::Vi, _, None) => format!("Cộng: {households} hộ"),
            (Language::En, _, None) => format!("Total: {households} households"),
        };
        official::across(self.worksheet, row, (0, last), &text, bold)
    }
}

fn width(column: &TableColumn) -> f64 {
    match column.id.as_str() {
        "head_name" | "name" => 26.0,
        "deprivation_numbers" => 34.0,
        "class" | "class_origin" => 16.0,
        "relation" | "ethnicity" => 12.0,
        "head_no" | "member_no" => 7.0,
        "merit" | "no_working_capacity" | "persons" => 12.0,
        _ => 9.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tabulate::Unit;

    fn village(commune: &str, village: &str) -> Village {
        let unit = Unit { upper: "Yên Châu".into(), commune: commune.into() };
        Village { home: Home { unit, village: village.into() }, ..Village::default() }
    }

    #[test]
    fn a_form_has_all_villages_on_one_sheet() {
        use crate::survey::codebook::Title;
        use crate::tabulate::posting::{Posted, PostedMember};
        use calamine::{Data, Reader};
        let title = Title { vi: "Hộ cận nghèo".into(), en: "Near-poor".into() };
        let listing = Listing {
            class: "near_poor",
            class_title: &title,
            members: true,
            origins: false,
            untold: &[],
            relations: &[],
            indicators: &[],
            language: Language::Vi,
        };
        let member = |name: &str| PostedMember { name: name.into(), ..PostedMember::default() };
        let household = |names: &[&str]| Posted {
            persons: Some(names.len() as i64),
            members: names.iter().map(|name| member(name)).collect(),
            ..Posted::default()
        };
        let mut all = [village("Tú Nang", "Bản Pa"), village("Tú Nang", "Bản Sai"), village("Yên Sơn", "Bản Mé")];
        all[0].households = vec![household(&["=A1", "B"]), household(&["C"])];
        all[2].households = vec![household(&["D"])];
        let mut workbook = official::workbook().expect("a workbook");
        add_form(&mut workbook, &listing, &all, "2022").expect("a sheet");
        let bytes = workbook.save_to_buffer().expect("bytes");
        let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
        assert_eq!(book.sheet_names(), ["Biểu 14"]);
        let range = book.worksheet_range("Biểu 14").expect("cells");
        // head number, member number, name, from the first village on
        let below = range.rows().skip(FIRST as usize).map(|row| {
            row[..3].iter().filter(|cell| **cell != Data::Empty).map(ToString::to_string).collect::<Vec<_>>().join(" ")
        });
        assert_eq!(
            below.take(7).collect::<Vec<_>>(),
            [
                "Bản Pa, Tú Nang, Yên Châu",
                "1 1 =A1",
                "2 B",
                "2 1 C",
                // a village without such households is not on the form
                "Bản Mé, Yên Sơn, Yên Châu",
                "1 1 D",
                "Cộng: 3 hộ, 4 nhân khẩu",
            ]
        );
    }

    #[test]
    fn a_sheet_is_called_as_its_village_and_villages_of_one_name_by_their_communes() {
        let all = [
            village("Tú Nang", "Bản Pa"),
            village("Yên Sơn", "bản pa"),
            village("Yên Sơn", "Bản Chiềng Thi [cũ: Nà Đít]"),
            village("Yên Sơn", ""),
        ];
        let mut taken = Vec::new();
        for title in sheet_titles(&all, Language::Vi) {
            let name = free_name(&title, &taken);
            taken.push(name);
        }
        assert_eq!(taken, ["Bản Pa, Tú Nang", "bản pa, Yên Sơn", "Bản Chiềng Thi  cũ  Nà Đít", "Không ghi thôn"]);
        assert_eq!(place(&all[3].home, Language::Vi), "(không ghi thôn), Yên Sơn, Yên Châu");
    }
}
