//! The rows of one entity in one sheet: which columns are read as which fields, by which plan, and what the first rows tell.

use std::sync::OnceLock;

use crate::io::read::{ReadError, Row};
use crate::lang::{Entity, Exact};

use super::cells::{ColumnOptions, ColumnReader, Reading};
use super::codebook::Codebook;
use super::dates::Epoch;
use super::layout::ColumnUse;
use super::open::SurveyOptions;
use super::profile::ColumnProfile;
use super::shape::follow::{PlannedRow, PlannedRows};
use super::shape::plan::{DERIVED, Derived, DerivedColumn, Plan, ToldBy};
use super::source::Rows;

/// What no tidied text holds: sets keys of links apart from household ids.
const LINK: char = '\u{1f}';

/// A sheet's rows of one entity.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) entity: Entity,
    /// Index among the survey's sheets.
    pub(super) sheet: u32,
    /// How many columns have a header.
    pub(super) width: usize,
    pub(super) columns: Vec<BoundColumn>,
    pub(super) plan: Plan,
    /// From where the file counts days.
    pub(super) epoch: Epoch,
    /// What joins the rows besides the household id.
    pub(super) link: Option<Link>,
    /// Whether members belong to the household above them, whatever ids say: in a list that has each id once.
    pub(super) by_place: bool,
    /// Whether the household ids of the first rows have digits, so that words are none.
    pub(super) ids_have_digits: bool,
    /// What the numbers in columns mean, where the sheet says so.
    pub(super) legends: Vec<(usize, Vec<(String, String)>)>,
    /// Facts on the columns' first rows.
    pub(super) sample: Vec<ColumnProfile>,
    /// Whether the sample is the whole sheet.
    pub(super) complete: bool,
    /// Facts on all rows, where a question made a whole pass necessary.
    pub(super) whole: OnceLock<Vec<ColumnProfile>>,
}

/// A column that is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BoundColumn {
    /// Its index in the sheet, or among the derived columns from [`DERIVED`].
    pub(super) column: usize,
    /// The field's index.
    pub(super) field: usize,
    /// What one unit is worth, where header or map says so.
    pub(super) scale: Option<Exact>,
}

/// A column that joins members to households where ids do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// Its index.
    pub(super) column: usize,
    /// The file in which its values are unique, if not everywhere.
    pub(super) within: Option<usize>,
}

impl Link {
    /// What a text in the column joins by, apart from any household id.
    pub(super) fn key(&self, text: &str) -> String {
        match self.within {
            Some(source) => format!("{source}{LINK}{text}"),
            None => format!("{LINK}{text}"),
        }
    }
}

/// What joins members to the household above them, apart from another one of the same id.
pub(super) fn place_key(sheet: u32, start: u32, id: &str) -> String {
    format!("{sheet}:{start}{LINK}{id}")
}

/// Whether an id is several words without any digit, or ends as a heading does: `Nguyễn Văn X`, `Trong đó:`.
pub(super) fn is_of_words(id: &str) -> bool {
    !id.contains(char::is_numeric) && (id.contains(char::is_whitespace) || id.ends_with(':'))
}

/// The text in a key, for people.
pub(super) fn key_text(key: &str) -> &str {
    key.rsplit(LINK).next().unwrap_or(key)
}

impl Part {
    /// Of a sheet's columns as they are used and those derived.
    pub(super) fn new<'u>(
        entity: Entity,
        uses: impl ExactSizeIterator<Item = &'u ColumnUse>,
        derived: &[DerivedColumn],
        plan: Plan,
    ) -> Part {
        let width = uses.len();
        let own = uses.enumerate().filter_map(|(column, used)| match used {
            ColumnUse::Field { field, scale, .. } => Some(BoundColumn { column, field: *field, scale: *scale }),
            _ => None,
        });
        let mut part = Part {
            entity,
            sheet: 0,
            width,
            columns: own.collect(),
            plan,
            epoch: Epoch::default(),
            link: None,
            by_place: false,
            ids_have_digits: false,
            legends: Vec::new(),
            sample: Vec::new(),
            complete: false,
            whole: OnceLock::new(),
        };
        derived.iter().for_each(|derived| part.derive(derived));
        part
    }

    /// Adds a derived column.
    pub(super) fn derive(&mut self, derived: &DerivedColumn) {
        let column = DERIVED + self.plan.derived.len();
        let set_by_rows = self.plan.group_fields.iter().find(|(field, _)| *field == derived.field);
        let field = set_by_rows.filter(|_| self.entity == Entity::Household).map(|(_, id)| id.clone());
        self.plan.derived.push(derived.from.clone());
        self.plan.derived_fields.push(field);
        self.add(BoundColumn { column, field: derived.field, scale: None });
    }

    /// Adds a column of which no sample was taken: an id or a name, of which a sample tells nothing.
    pub(super) fn add(&mut self, column: BoundColumn) {
        self.columns.push(column);
        if !self.sample.is_empty() {
            self.sample.push(ColumnProfile::default());
        }
    }

    /// The column of a field.
    pub(super) fn column_of(&self, field: usize) -> Option<BoundColumn> {
        self.columns.iter().copied().find(|column| column.field == field)
    }

    /// Whether a field is read here.
    pub(super) fn has(&self, field: usize) -> bool {
        self.column_of(field).is_some()
    }

    /// Whether the map gives a field a value in this sheet's rows.
    pub(super) fn is_said(&self, field: usize) -> bool {
        self.columns.iter().any(|column| {
            let made = column.column.checked_sub(DERIVED).and_then(|at| self.plan.derived.get(at));
            column.field == field && matches!(made, Some(Derived::Text(_, ToldBy::Map)))
        })
    }

    /// A reader for a column, with its number format and marks not settled.
    pub(super) fn reader(&self, codebook: &Codebook, options: &SurveyOptions<'_>, column: BoundColumn) -> ColumnReader {
        let map = options.map;
        let column_options = ColumnOptions {
            scale: column.scale,
            spellings: map.map_or(&[], |map| map.spellings(self.entity, column.field)),
            legend: self.legends.iter().find(|(at, _)| *at == column.column).map_or(&[], |(_, legend)| legend),
            format: options.format.or_else(|| map.and_then(|map| map.format)),
            review_year: options.review_year,
            epoch: self.epoch,
        };
        ColumnReader::new(codebook, &codebook.fields(self.entity)[column.field], column_options)
    }

    /// Facts on the rows that a reader gives.
    pub(super) fn profile(
        &self,
        codebook: &Codebook,
        options: &SurveyOptions<'_>,
        rows: Box<dyn Rows + '_>,
        on_row: &mut dyn FnMut(&PlannedRow),
    ) -> Result<Vec<ColumnProfile>, ReadError> {
        let readers: Vec<ColumnReader> =
            self.columns.iter().map(|column| self.reader(codebook, options, *column)).collect();
        let mut profiles = vec![ColumnProfile::default(); readers.len()];
        let mut rows = PlannedRows::new(rows, &self.plan);
        let mut row = PlannedRow::default();
        while rows.read(&mut row)? {
            on_row(&row);
            for ((profile, reader), column) in profiles.iter_mut().zip(&readers).zip(&self.columns) {
                profile.observe(reader, row.cell(column.column));
            }
        }
        Ok(profiles)
    }

    /// Reads the first cells of a column as its own and as another field, until `done` says so of whether they fit.
    pub(super) fn compare_cells(
        &self,
        codebook: &Codebook,
        options: &SurveyOptions<'_>,
        window: &[Row],
        columns: [BoundColumn; 2],
        done: &mut dyn FnMut(bool, bool) -> bool,
    ) -> Result<(), ReadError> {
        let mut readers = columns.map(|column| self.reader(codebook, options, column));
        let mut rows = PlannedRows::new(Box::new(WindowRows(window)), &self.plan);
        let mut row = PlannedRow::default();
        while rows.read(&mut row)? {
            let cell = row.cell(columns[0].column);
            let fits = readers.each_mut().map(|reader| matches!(reader.read(cell), Reading::Value(_)));
            if done(fits[0], fits[1]) {
                break;
            }
        }
        Ok(())
    }
}

/// Rows in memory.
pub(super) struct WindowRows<'w>(pub(super) &'w [Row]);

impl Rows for WindowRows<'_> {
    fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let Some((first, rest)) = self.0.split_first() else { return Ok(false) };
        row.clone_from(first);
        self.0 = rest;
        Ok(true)
    }
}
