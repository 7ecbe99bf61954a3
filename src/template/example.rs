//! Made-up households that show how the sheets are filled in: the first of the made-up survey, with ids that say what they
//! are.

use rustc_hash::FxHashMap;

use crate::lang::Entity;
use crate::rules::Rules;
use crate::sample::{self, Error, Headers, Heading, Sheet, Sink, Way};
use crate::survey::codebook::{Codebook, Field, FieldType};
use crate::survey::codebook_file::HOUSEHOLD_ID;
use crate::text::Language;

use super::words::{say, yes_no};
use super::{Cell, EntrySheet, Options};

/// How many.
const HOUSEHOLDS: u64 = 3;
/// Of these one has a low income and many deprivations, one a low income and few, and one neither.
const SEED: u64 = 33;

/// Fills in made-up rows.
///
/// # Errors
/// What the codebook lacks for a made-up survey.
pub fn fill(rules: &Rules, options: &Options, sheets: &mut [EntrySheet]) -> Result<(), Error> {
    let review_year = options.year.unwrap_or(rules.valid_from.year());
    let wanted = sample::Options {
        households: HOUSEHOLDS,
        seed: SEED,
        missing_per_mille: 0,
        headers: Headers::Machine,
        review_year: review_year.clamp(2000, 2100),
        way: Way::Raw,
    };
    let codebook = &*rules.codebook;
    let mut rows = Collected::default();
    sample::generate(codebook, &wanted, &mut rows)?;
    let ids: FxHashMap<String, String> = (1..)
        .zip(&rows.of(Entity::Household).rows)
        .filter_map(|(number, row)| match row.get(HOUSEHOLD_ID) {
            Some(Made::Text(id)) => {
                Some((id.clone(), say(options.language, format!("VD{number:02}"), format!("EX{number:02}"))))
            }
            _ => None,
        })
        .collect();
    for sheet in sheets {
        let fields = codebook.fields(sheet.entity);
        let made = &rows.of(sheet.entity).rows;
        let of_row = |row: &FxHashMap<String, Made>| {
            let cell = |field: &Field| match row.get(&field.id) {
                Some(Made::Text(id)) if field.id == HOUSEHOLD_ID => Cell::Text(ids.get(id).unwrap_or(id).clone()),
                Some(made) => worded(codebook, field, made, options.language),
                None => Cell::Empty,
            };
            sheet.columns.iter().map(|column| cell(&fields[column.field])).collect()
        };
        sheet.example = made.iter().map(of_row).collect();
    }
    Ok(())
}

/// An answer in the words of the sheet's lists.
fn worded(codebook: &Codebook, field: &Field, made: &Made, language: Language) -> Cell {
    match (&field.ty, made) {
        (_, Made::Empty) => Cell::Empty,
        (FieldType::Bool, Made::Text(word)) => {
            let [yes, no] = yes_no(codebook, language);
            Cell::Text(if word == "1" { yes } else { no })
        }
        (FieldType::Code(_), Made::Text(id)) => {
            let code = field.codes.iter().find(|code| code.id == *id);
            code.map_or(Cell::Empty, |code| Cell::Text(code.title.in_language(language).to_owned()))
        }
        (_, Made::Text(text)) => Cell::Text(text.clone()),
        (_, Made::Number(number)) => Cell::Number(*number),
        (_, Made::Date(day)) => Cell::Date(*day),
    }
}

/// An answer by machine names.
#[derive(Clone, Debug)]
enum Made {
    Empty,
    Text(String),
    Number(f64),
    Date(jiff::civil::Date),
}

#[derive(Debug, Default)]
struct Collected {
    households: Rows,
    members: Rows,
}

#[derive(Debug, Default)]
struct Rows {
    fields: Vec<String>,
    /// Answers by the field's id.
    rows: Vec<FxHashMap<String, Made>>,
}

impl Collected {
    fn of(&self, entity: Entity) -> &Rows {
        match entity {
            Entity::Household => &self.households,
            Entity::Member => &self.members,
        }
    }

    fn of_mut(&mut self, sheet: Sheet) -> &mut Rows {
        match sheet {
            Sheet::Households => &mut self.households,
            Sheet::Members => &mut self.members,
        }
    }
}

impl Sink for Collected {
    fn begin(&mut self, sheet: Sheet, columns: &[Heading<'_>]) -> Result<(), Error> {
        self.of_mut(sheet).fields = columns.iter().map(|column| column.header.to_owned()).collect();
        Ok(())
    }

    fn row(&mut self, sheet: Sheet, cells: &[sample::Cell<'_>]) -> Result<(), Error> {
        let rows = self.of_mut(sheet);
        let made = |cell: &sample::Cell<'_>| match cell {
            sample::Cell::Empty => Made::Empty,
            sample::Cell::Text(text) => Made::Text(text.to_string()),
            sample::Cell::Whole(number) => Made::Number(*number as f64),
            sample::Cell::Tenths(tenths) => Made::Number(*tenths as f64 / 10.0),
            sample::Cell::Date(day) => Made::Date(*day),
        };
        rows.rows.push(rows.fields.iter().cloned().zip(cells.iter().map(made)).collect());
        Ok(())
    }
}
