//! Entry workbooks: empty sheets for the households and members of a review, made from the codebook and a standard, so that
//! what is filled in is read without any option. Knows fields and rules; nothing of how surveys are read or classified, and
//! no standard by name.
//!
//! [`Template::new`] says what stands in the workbook, [`to_xlsx`] puts it together.

mod check;
mod columns;
mod cover;
mod example;
mod header;
mod to_xlsx;
mod words;

#[cfg(test)]
mod tests;

use jiff::civil::Date;

use crate::lang::Entity;
use crate::rules::Rules;
use crate::sample;
use crate::survey::headers::HeaderIndex;
use crate::text::Language;

pub use check::{Check, Style};
pub use columns::Column;
pub use cover::Line;
pub use to_xlsx::to_xlsx;

/// The most households a workbook can be made for.
pub const MOST_ROWS: u32 = 100_000;
/// How many rows for members there are for each household.
const MEMBERS: u32 = 6;

/// What an entry workbook is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The language of headers, answers and explanations.
    pub language: Language,
    /// How many rows are prepared for households, 1 to [`MOST_ROWS`]; there are six times as many for members.
    pub rows: u32,
    /// The year of the review, one of the standard's; dates are held to it.
    pub year: Option<i16>,
    /// Whether a few made-up households show how to fill in.
    pub example: bool,
}

/// What stands in an entry workbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The language of it all.
    pub language: Language,
    /// The workbook's title.
    pub title: String,
    /// The first sheet.
    pub cover: Vec<Line>,
    /// The sheets to fill in: households, then members where the standard asks for them.
    pub sheets: Vec<EntrySheet>,
    /// Answers to choose from, each list once.
    pub lists: Vec<Vec<String>>,
}

/// A sheet to fill in.
#[derive(Clone, Debug, PartialEq)]
pub struct EntrySheet {
    /// Whose rows.
    pub entity: Entity,
    /// As on its tab.
    pub name: &'static str,
    /// From the first.
    pub columns: Vec<Column>,
    /// How many rows are prepared.
    pub rows: u32,
    /// Made-up rows, each with a cell a column.
    pub example: Vec<Vec<Cell>>,
}

/// A cell of a made-up row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing in it.
    Empty,
    /// Words.
    Text(String),
    /// A number in the column's unit.
    Number(f64),
    /// A day.
    Date(Date),
}

impl Template {
    /// The workbook for a standard.
    ///
    /// # Errors
    /// [`sample::Error`] where no example can be made up from the codebook.
    pub fn new(rules: &Rules, options: &Options) -> Result<Template, sample::Error> {
        let codebook = &*rules.codebook;
        let language = options.language;
        let index = HeaderIndex::new(codebook, None);
        let mut lists = Vec::new();
        let mut sheets = Vec::new();
        for entity in [Entity::Household, Entity::Member] {
            let groups = columns::groups(rules, entity, options);
            if entity == Entity::Member && !columns::asks_members(rules) {
                continue;
            }
            let maker = columns::Maker { rules, index: &index, options, entity };
            let columns = maker.columns(&groups, &mut lists);
            let rows = options.rows.clamp(1, MOST_ROWS) * if entity == Entity::Member { MEMBERS } else { 1 };
            sheets.push(EntrySheet {
                entity,
                name: words::sheet_name(entity, language),
                columns,
                rows,
                example: Vec::new(),
            });
        }
        if options.example {
            example::fill(rules, options, &mut sheets)?;
        }
        let cover = cover::lines(rules, options, &sheets);
        Ok(Template { language, title: words::title(language).to_owned(), cover, sheets, lists })
    }

    /// The sheet of an entity.
    pub fn sheet(&self, entity: Entity) -> Option<&EntrySheet> {
        self.sheets.iter().find(|sheet| sheet.entity == entity)
    }
}
