//! Opening a survey: which sheets and columns are used, what the first rows tell, and where a cell stands. Reading the
//! rows as values is [`super::read`]'s.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::io::read::{Row, cell_name};
use crate::lang::{Entity, Exact};

use super::batch::RowPlace;
use super::cells::{CellValue, ColumnOptions, ColumnReader, Reading};
use super::choose::{choose, name};
use super::codebook::Codebook;
use super::error::SurveyError;
use super::headers::MatchedBy;
use super::layout::{ColumnUse, SheetLayout};
use super::map::SurveyMap;
use super::numbers::NumberFormat;
use super::problem::Place;
use super::profile::ColumnProfile;
use super::source::{Rows, Source};

/// How many rows are looked at before reading begins.
const SAMPLE_ROWS: u64 = 1000;
/// The fields that tell of which year a survey is.
const YEAR_FIELDS: [&str; 2] = ["review_date", "review_year"];

/// How a survey is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct SurveyOptions<'a> {
    /// What the layout adds to the codebook.
    pub map: Option<&'a SurveyMap>,
    /// How numbers are written, where the user says so.
    pub format: Option<NumberFormat>,
}

/// A survey whose sheets and columns are recognised. Rows are read from the sources each time they are asked for.
pub struct Survey<'a> {
    pub(super) codebook: &'a Codebook,
    pub(super) options: SurveyOptions<'a>,
    sources: Vec<&'a dyn Source>,
    sheets: Vec<SheetLayout>,
    pub(super) household: Bound,
    pub(super) member: Option<Bound>,
    years: Option<ReviewYears>,
}

/// The years in which a survey says it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewYears {
    /// The earliest found.
    pub first: i16,
    /// The latest found.
    pub last: i16,
    /// The one that most rows name, if it is more than nine of ten.
    pub main: Option<i16>,
    /// Whether every row was looked at; else only the first 1000.
    pub whole: bool,
}

/// The sheet with an entity's rows, and its columns that are used.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) entity: Entity,
    /// Index among the survey's sheets.
    pub(super) sheet: u32,
    /// How many columns have a header.
    pub(super) width: usize,
    /// By column.
    pub(super) columns: Vec<BoundColumn>,
    /// Facts on the columns' first rows.
    pub(super) sample: Vec<ColumnProfile>,
    /// Whether the sample is the whole sheet.
    pub(super) complete: bool,
    /// Facts on all rows, where a question made a whole pass necessary.
    whole: OnceLock<Vec<ColumnProfile>>,
}

/// A column that is used.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoundColumn {
    /// Its index in the sheet.
    pub(super) column: usize,
    /// The field's index.
    pub(super) field: usize,
    /// What one unit is worth, where header or map says so.
    pub(super) scale: Option<Exact>,
}

impl<'a> Survey<'a> {
    /// Recognises sheets and columns from their first rows.
    ///
    /// # Errors
    /// Where a sheet cannot be read, or which sheet holds the households cannot be told.
    pub fn open<S: Source>(
        sources: &'a [S],
        codebook: &'a Codebook,
        options: SurveyOptions<'a>,
    ) -> Result<Survey<'a>, SurveyError> {
        Survey::open_dyn(sources.iter().map(|source| source as &dyn Source).collect(), codebook, options)
    }

    /// The same for sources of several types.
    ///
    /// # Errors
    /// As [`Survey::open`].
    pub fn open_dyn(
        sources: Vec<&'a dyn Source>,
        codebook: &'a Codebook,
        options: SurveyOptions<'a>,
    ) -> Result<Survey<'a>, SurveyError> {
        let chosen = choose(&sources, codebook, options.map)?;
        let bind = |entity, position: usize| Bound::new(entity, position, &chosen.sheets[position]);
        let household = bind(Entity::Household, chosen.household);
        let member = chosen.member.map(|position| bind(Entity::Member, position));
        let sheets = chosen.sheets;
        let mut survey = Survey { codebook, options, sources, sheets, household, member, years: None };
        survey.settle_headers()?;
        survey.check_constants()?;
        let mut years = YearFinder::new(&survey);
        survey.household = survey.sample(&survey.household, &mut |row| years.look_at(row))?;
        survey.years = years.found(survey.household.complete);
        survey.member = survey.member.as_ref().map(|bound| survey.sample(bound, &mut |_| {})).transpose()?;
        survey.check_units()?;
        Ok(survey)
    }

    /// The dictionary it is read with.
    pub fn codebook(&self) -> &'a Codebook {
        self.codebook
    }

    /// Every sheet of every file in order, as it was recognised; [`RowPlace::sheet`] and [`Place::sheet`] count in it.
    pub fn layout(&self) -> &[SheetLayout] {
        &self.sheets
    }

    /// The sheet with that number.
    ///
    /// # Panics
    /// If the number is of another survey.
    pub fn sheet(&self, sheet: u32) -> &SheetLayout {
        &self.sheets[sheet as usize]
    }

    /// The sheet with an entity's rows.
    pub fn sheet_of(&self, entity: Entity) -> Option<&SheetLayout> {
        self.bound(entity).map(|bound| self.sheet(bound.sheet))
    }

    /// Whether the survey has a sheet of members.
    pub fn has_members(&self) -> bool {
        self.member.is_some()
    }

    /// Whether a field has a column or a constant.
    pub fn has(&self, entity: Entity, field: usize) -> bool {
        let column = self.bound(entity).is_some_and(|bound| bound.columns.iter().any(|c| c.field == field));
        column || self.constants(entity).iter().any(|(known, _)| *known == field)
    }

    /// The years of review found in the first rows, or in the map's constants; `None` where no column tells.
    pub fn review_years(&self) -> Option<ReviewYears> {
        self.years
    }

    /// Whether a column or constant is there to tell the year of review.
    pub fn has_year_column(&self) -> bool {
        let positions = YEAR_FIELDS.iter().filter_map(|id| self.codebook.position(Entity::Household, id));
        positions.into_iter().any(|field| self.has(Entity::Household, field))
    }

    /// Facts on the first rows of each used column of an entity's sheet, with the column's index from 0.
    pub fn profiles(&self, entity: Entity) -> Vec<(usize, ColumnProfile)> {
        let bound = self.bound(entity).into_iter();
        bound.flat_map(|bound| bound.columns.iter().map(|c| c.column).zip(bound.sample.iter().copied())).collect()
    }

    /// The cell of a field in a row; `None` where the row's sheet has no such column.
    pub fn cell_of(&self, row: RowPlace, field: usize) -> Option<Place> {
        let column = self.sheets.get(row.sheet as usize)?.column_of(field)?;
        Some(Place { sheet: row.sheet, row: row.row, column: u32::try_from(column + 1).ok()? })
    }

    /// A place for people: `Hộ!C12`, `households.csv!C12`, the sheet's name and the row for a whole row.
    pub fn describe(&self, place: Place) -> String {
        let label = self.sheet(place.sheet).label();
        match (place.row, place.column) {
            (0, _) => label.to_owned(),
            (row, 0) => format!("{label} {row}"),
            (row, column) => format!("{label}!{}", cell_name(column as usize - 1, row)),
        }
    }

    /// The cells of rows as people would read them, by a pass over each sheet concerned.
    ///
    /// # Errors
    /// Where a sheet cannot be read.
    pub fn raw_rows(&self, places: &[RowPlace]) -> Result<BTreeMap<RowPlace, Vec<String>>, SurveyError> {
        let mut found: BTreeMap<RowPlace, Vec<String>> = places.iter().map(|place| (*place, Vec::new())).collect();
        for (sheet, layout) in (0u32..).zip(&self.sheets) {
            let mut left = found.keys().filter(|place| place.sheet == sheet).count();
            if left == 0 {
                continue;
            }
            let mut rows = self.sources[layout.source].rows(layout.index)?;
            let mut row = Row::default();
            while left > 0 && rows.read(&mut row)? {
                if let Some(cells) = found.get_mut(&RowPlace { sheet, row: row.number() }) {
                    *cells = (0..row.len()).map(|column| row.cell(column).to_string()).collect();
                    left -= 1;
                }
            }
        }
        Ok(found)
    }

    /// The text of a cell as a person would read it.
    ///
    /// # Errors
    /// Where its sheet cannot be read.
    pub fn raw(&self, place: Place) -> Result<String, SurveyError> {
        let row = RowPlace { sheet: place.sheet, row: place.row };
        let mut rows = self.raw_rows(&[row])?;
        let cells = rows.remove(&row).unwrap_or_default();
        let column = (place.column as usize).checked_sub(1);
        Ok(column.and_then(|column| cells.into_iter().nth(column)).unwrap_or_default())
    }

    pub(super) fn bound(&self, entity: Entity) -> Option<&Bound> {
        match entity {
            Entity::Household => Some(&self.household),
            Entity::Member => self.member.as_ref(),
        }
    }

    pub(super) fn constants(&self, entity: Entity) -> &'a [(usize, CellValue)] {
        self.options.map.map_or(&[], |map| map.constants(entity))
    }

    /// The rows of data of a sheet.
    pub(super) fn data_rows(&self, bound: &Bound) -> Result<Box<dyn Rows + '_>, SurveyError> {
        let layout = self.sheet(bound.sheet);
        let mut rows = self.sources[layout.source].rows(layout.index)?;
        let mut row = Row::default();
        for _ in 0..layout.reads {
            rows.read(&mut row)?;
        }
        Ok(rows)
    }

    /// A reader for a column, with its number format and marks not settled.
    pub(super) fn reader(&self, entity: Entity, column: BoundColumn) -> ColumnReader {
        let map = self.options.map;
        let options = ColumnOptions {
            scale: column.scale,
            spellings: map.map_or(&[], |map| map.spellings(entity, column.field)),
            format: self.options.format.or_else(|| map.and_then(|map| map.format)),
        };
        ColumnReader::new(self.codebook, &self.codebook.fields(entity)[column.field], options)
    }

    /// Facts on every row of a sheet; the pass is made once.
    pub(super) fn whole_profiles<'b>(&self, bound: &'b Bound) -> Result<&'b [ColumnProfile], SurveyError> {
        if bound.complete {
            return Ok(&bound.sample);
        }
        if let Some(profiles) = bound.whole.get() {
            return Ok(profiles);
        }
        let (profiles, _) = self.profile(bound, u64::MAX, &mut |_| {})?;
        Ok(bound.whole.get_or_init(|| profiles))
    }

    fn sample(&self, bound: &Bound, on_row: &mut dyn FnMut(&Row)) -> Result<Bound, SurveyError> {
        let (sample, complete) = self.profile(bound, SAMPLE_ROWS, on_row)?;
        Ok(Bound { sample, complete, whole: OnceLock::new(), columns: bound.columns.clone(), ..*bound })
    }

    /// Facts on the first rows of a sheet, and whether these are all.
    fn profile(
        &self,
        bound: &Bound,
        limit: u64,
        on_row: &mut dyn FnMut(&Row),
    ) -> Result<(Vec<ColumnProfile>, bool), SurveyError> {
        let readers: Vec<ColumnReader> =
            bound.columns.iter().map(|column| self.reader(bound.entity, *column)).collect();
        let mut profiles = vec![ColumnProfile::default(); readers.len()];
        let mut rows = self.data_rows(bound)?;
        let mut row = Row::default();
        for _ in 0..limit {
            if !rows.read(&mut row)? {
                return Ok((profiles, true));
            }
            if row.is_blank() {
                continue;
            }
            on_row(&row);
            for ((profile, reader), column) in profiles.iter_mut().zip(&readers).zip(&bound.columns) {
                profile.observe(reader, row.cell(column.column));
            }
        }
        Ok((profiles, false))
    }

    /// Settles by their cells what two columns could be that go by one header.
    fn settle_headers(&mut self) -> Result<(), SurveyError> {
        let fields = &self.codebook.household;
        let sheet = self.household.sheet as usize;
        let position = |id: &Option<String>| id.as_deref().and_then(|id| self.codebook.position(Entity::Household, id));
        let mut unbound = Vec::new();
        for at in 0..self.household.columns.len() {
            let column = self.household.columns[at];
            let used = &self.sheets[sheet].columns[column.column].used;
            let by_id = matches!(used, ColumnUse::Field { by: MatchedBy::Id | MatchedBy::ExactId, .. });
            let mapped = matches!(used, ColumnUse::Field { by: MatchedBy::Map, .. });
            let flag = position(&fields[column.field].flag).filter(|flag| by_id && !self.has(Entity::Household, *flag));
            let rival = position(&fields[column.field].rival).filter(|_| !mapped);
            // `toilet` as a machine name heads the kind of toilet, or the recorded deprivation where its cells are yes and no
            if let Some(flag) = flag
                && self.first_that_fits_one(column, flag)? == Some(flag)
            {
                self.household.columns[at] = BoundColumn { field: flag, scale: None, ..column };
                if let ColumnUse::Field { field, .. } = &mut self.sheets[sheet].columns[column.column].used {
                    *field = flag;
                }
            }
            if let Some(rival) = rival
                && self.only_fits(column, rival)?
            {
                self.sheets[sheet].columns[column.column].used =
                    ColumnUse::Ambiguous { fields: vec![column.field, rival] };
                unbound.push(column.column);
            }
        }
        self.household.columns.retain(|column| !unbound.contains(&column.column));
        Ok(())
    }

    /// Of a column's field and another one, that which the first cell fits that fits only one of them.
    fn first_that_fits_one(&self, column: BoundColumn, other: usize) -> Result<Option<usize>, SurveyError> {
        let mut found = None;
        self.compare_cells(column, other, &mut |own, others| {
            if own != others {
                found = Some(if own { column.field } else { other });
            }
            found.is_some()
        })?;
        Ok(found)
    }

    /// Whether cells of a column fit another field and not its own, and none its own alone.
    fn only_fits(&self, column: BoundColumn, other: usize) -> Result<bool, SurveyError> {
        let (mut other_alone, mut own_alone) = (false, false);
        self.compare_cells(column, other, &mut |own, others| {
            other_alone |= others && !own;
            own_alone |= own && !others;
            own_alone
        })?;
        Ok(other_alone && !own_alone)
    }

    /// Reads the first cells of a column as its own and as another field, until `done` says so of whether they fit.
    fn compare_cells(
        &self,
        column: BoundColumn,
        other: usize,
        done: &mut dyn FnMut(bool, bool) -> bool,
    ) -> Result<(), SurveyError> {
        let as_other = BoundColumn { field: other, scale: None, ..column };
        let mut readers = [column, as_other].map(|column| self.reader(Entity::Household, column));
        let mut rows = self.data_rows(&self.household)?;
        let mut row = Row::default();
        for _ in 0..SAMPLE_ROWS {
            if !rows.read(&mut row)? {
                break;
            }
            let fits =
                readers.each_mut().map(|reader| matches!(reader.read(row.cell(column.column)), Reading::Value(_)));
            if done(fits[0], fits[1]) {
                break;
            }
        }
        Ok(())
    }

    /// An income of 1500 is no income in đồng: where a column is full of such numbers its unit must be said, or every
    /// household would be poor.
    fn check_units(&self) -> Result<(), SurveyError> {
        for bound in [Some(&self.household), self.member.as_ref()].into_iter().flatten() {
            for (column, profile) in bound.columns.iter().zip(&bound.sample) {
                if !profile.unit_is_unclear() {
                    continue;
                }
                let sheet = self.sheet(bound.sheet);
                return Err(SurveyError::UnitUnclear {
                    field: self.codebook.fields(bound.entity)[column.field].id.clone(),
                    place: name(sheet),
                    header: sheet.columns[column.column].header.clone(),
                    entity: bound.entity,
                });
            }
        }
        Ok(())
    }

    fn check_constants(&self) -> Result<(), SurveyError> {
        for bound in [Some(&self.household), self.member.as_ref()].into_iter().flatten() {
            for (field, _) in self.constants(bound.entity) {
                if let Some(column) = bound.columns.iter().find(|column| column.field == *field) {
                    let sheet = self.sheet(bound.sheet);
                    return Err(SurveyError::ConstantAndColumn {
                        field: self.codebook.fields(bound.entity)[*field].id.clone(),
                        place: name(sheet),
                        column: sheet.column_label(column.column),
                    });
                }
            }
        }
        Ok(())
    }
}

/// Collects the years of review from constants and rows.
struct YearFinder {
    readers: Vec<(usize, ColumnReader)>,
    /// How many values name each year; a span of several years names none.
    years: BTreeMap<i16, u64>,
}

impl YearFinder {
    fn new(survey: &Survey<'_>) -> YearFinder {
        let fields = YEAR_FIELDS.map(|id| survey.codebook.position(Entity::Household, id));
        let is_year = |field: usize| fields.contains(&Some(field));
        let columns = survey.household.columns.iter().filter(|column| is_year(column.field));
        let readers = columns.map(|column| (column.column, survey.reader(Entity::Household, *column))).collect();
        let mut finder = YearFinder { readers, years: BTreeMap::new() };
        for (_, value) in survey.constants(Entity::Household).iter().filter(|(field, _)| is_year(*field)) {
            finder.take(value);
        }
        finder
    }

    fn look_at(&mut self, row: &Row) {
        let mut readers = std::mem::take(&mut self.readers);
        for (column, reader) in &mut readers {
            if let Reading::Value(value) = reader.read(row.cell(*column)) {
                self.take(&value);
            }
        }
        self.readers = readers;
    }

    fn take(&mut self, value: &CellValue) {
        let year = match value {
            CellValue::Date(span) if span.first.year() == span.last.year() => Some(span.first.year()),
            CellValue::Number(number) => number.as_int().and_then(|year| i16::try_from(year).ok()),
            _ => None,
        };
        if let Some(year) = year {
            *self.years.entry(year).or_default() += 1;
        }
    }

    fn found(&self, complete: bool) -> Option<ReviewYears> {
        let whole = complete || self.readers.is_empty();
        let (first, last) = (*self.years.keys().next()?, *self.years.keys().next_back()?);
        let all: u64 = self.years.values().sum();
        let main = self.years.iter().find(|(_, rows)| **rows * 10 > all * 9).map(|(year, _)| *year);
        Some(ReviewYears { first, last, main, whole })
    }
}

impl Bound {
    fn new(entity: Entity, sheet: usize, layout: &SheetLayout) -> Bound {
        let columns = layout.columns.iter().enumerate().filter_map(|(column, used)| match used.used {
            ColumnUse::Field { field, scale, .. } => Some(BoundColumn { column, field, scale }),
            _ => None,
        });
        Bound {
            entity,
            sheet: u32::try_from(sheet).unwrap_or(u32::MAX),
            width: layout.columns.len(),
            columns: columns.collect(),
            sample: Vec::new(),
            complete: false,
            whole: OnceLock::new(),
        }
    }
}
