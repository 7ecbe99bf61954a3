//! The report forms as one workbook, a sheet a form, laid out as they are printed, and a sheet of charts. Rates, sums and
//! differences are formulas with their values kept, so that a clerk can trace them.

mod charts;
mod sheet;
mod words;

use rust_xlsxwriter::XlsxError;

use crate::report::official;
use crate::report::posting::Listing;
use crate::report::posting_workbook::add_form;
use crate::tabulate::forms::Filled;
use crate::tabulate::posting::Village;
use crate::text::Language;

pub use words::{area_name, cell_name, form_title, sheet_name, unit_names, unit_numbers};

/// What stands above every form.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Which review.
    pub period: String,
    /// The language of all words but the national heading.
    pub language: Language,
    /// Whether columns beside the forms check their numbers.
    pub check_columns: bool,
}

/// A form that lists households: how it looks, and who is on it by village.
pub type ListForm<'l> = (Listing<'l>, &'l [Village]);

/// The workbook's bytes: the forms that count, those that list, charts.
///
/// # Errors
/// What the writer of workbooks refuses.
pub fn to_workbook(filled: &Filled, lists: &[ListForm<'_>], heading: &Heading) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = official::workbook()?;
    let checks = if heading.check_columns { filled.checks() } else { Vec::new() };
    for form in 0..filled.forms.len() {
        sheet::Sheet::new(filled, form, heading).write(workbook.add_worksheet(), &checks)?;
    }
    for (listing, villages) in lists {
        add_form(&mut workbook, listing, villages, &heading.period)?;
    }
    if charts::any(filled) {
        charts::write(workbook.add_worksheet(), filled, heading.language)?;
    }
    workbook.save_to_buffer()
}
