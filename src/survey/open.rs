//! Opening a survey: which sheets and columns are used, what the first rows tell, and where a cell stands. Reading the
//! rows as values is [`super::read`]'s.

use std::collections::BTreeMap;

use crate::io::read::{ReadNote, Row, cell_name};
use crate::lang::Entity;

use super::batch::RowPlace;
use super::cells::{CellValue, ColumnReader};
use super::choose::{Choice, Chosen, choose, name, settle_either};
use super::codebook::Codebook;
use super::codebook_file::HOUSEHOLD_ID;
use super::error::SurveyError;
use super::headers::HeaderIndex;
use super::layout::SheetLayout;
use super::map::{Stale, SurveyMap};
use super::numbers::NumberFormat;
use super::parallel::in_order;
use super::part::{BoundColumn, Part};
use super::problem::Place;
use super::profile::ColumnProfile;
use super::recognise::{Draft, Tools, recognise};
use super::shape::follow::PlannedRows;
use super::shape::plan::{DERIVED, DerivedColumn, Role};
use super::source::Source;
use super::years::{ReviewYears, YEAR_FIELDS, is_year, year_of};

/// How a survey is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct SurveyOptions<'a> {
    /// What the layout adds to the codebook.
    pub map: Option<&'a SurveyMap>,
    /// How numbers are written, where the user says so.
    pub format: Option<NumberFormat>,
    /// The year of the review, where the user says so; else it is what the survey says.
    pub review_year: Option<i16>,
    /// How many files are read at a time; what is read does not depend on it. None for one.
    pub threads: Option<usize>,
}

/// A survey whose sheets and columns are recognised. Rows are read from the sources each time they are asked for.
pub struct Survey<'a> {
    pub(super) codebook: &'a Codebook,
    pub(super) options: SurveyOptions<'a>,
    pub(super) sources: Vec<&'a dyn Source>,
    sheets: Vec<SheetLayout>,
    /// The rows of households, in the order of their sheets; at least one.
    pub(super) households: Vec<Part>,
    /// The rows of members, in the order of their sheets.
    pub(super) members: Vec<Part>,
    years: Option<ReviewYears>,
    /// To how many digits the ids of households, and those of members, are filled up with the zeros that they lost.
    pub(super) id_widths: [Option<usize>; 2],
}

/// What tells the households of a sheet apart, or joins its members to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JoinedBy {
    /// A column, from 0.
    Column(usize),
    /// Several columns together; their headers.
    Columns(String),
    /// The household above.
    Place,
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
        if sources.is_empty() {
            return Err(SurveyError::NoSource);
        }
        let index = HeaderIndex::new(codebook, options.map);
        let drafts = drafts(&sources, Tools { codebook, options, index: &index })?;
        let choice = Choice { sources: &sources, codebook, map: options.map, index: &index };
        let Chosen { sheets, households, members, years, id_forms: [of_households, of_members] } =
            choose(choice, drafts)?;
        let id_widths = [of_households.filled_to(of_members), of_members.filled_to(of_households)];
        let mut survey = Survey { codebook, options, sources, sheets, households, members, years: None, id_widths };
        survey.check_constants()?;
        survey.years = survey.find_years(years);
        let found = survey.years.map(|years| years.last);
        survey.options.review_year = survey.options.review_year.or(found);
        survey.check_units()?;
        Ok(survey)
    }

    /// The same, and where the survey cannot be read the sheets as each was recognised by itself, with the reason: for
    /// showing what was recognised.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn open_anyway<S: Source>(
        sources: &'a [S],
        codebook: &'a Codebook,
        options: SurveyOptions<'a>,
    ) -> Result<(Survey<'a>, Option<SurveyError>), SurveyError> {
        let error = match Survey::open(sources, codebook, options) {
            Ok(survey) => return Ok((survey, None)),
            Err(error @ (SurveyError::Read(_) | SurveyError::NoSource)) => return Err(error),
            Err(error) => error,
        };
        let sources: Vec<&dyn Source> = sources.iter().map(|source| source as &dyn Source).collect();
        let index = HeaderIndex::new(codebook, options.map);
        let drafts = drafts(&sources, Tools { codebook, options, index: &index })?;
        let mut survey = Survey {
            codebook,
            options,
            sources,
            sheets: Vec::new(),
            households: Vec::new(),
            members: Vec::new(),
            years: None,
            id_widths: [None; 2],
        };
        for (sheet, draft) in (0..).zip(drafts) {
            survey.households.extend(draft.household.map(|part| Part { sheet, ..part }));
            survey.members.extend(draft.member.map(|part| Part { sheet, ..part }));
            survey.sheets.push(draft.layout);
        }
        Ok((survey, Some(error)))
    }

    /// What tells the households of a sheet apart, and what joins its members to theirs.
    pub fn joins(&self, sheet: usize) -> Vec<(Entity, JoinedBy)> {
        let mut joins = Vec::new();
        for part in self.households.iter().chain(&self.members).filter(|part| part.sheet as usize == sheet) {
            let own = self.codebook.position(part.entity, HOUSEHOLD_ID).and_then(|field| part.column_of(field));
            let joined = match (&part.plan.role, part.link, own) {
                (Role::Members { start, .. }, ..) if start.blank_below => Some(JoinedBy::Place),
                (_, Some(link), _) if part.entity == Entity::Member => Some(JoinedBy::Column(link.column)),
                (_, _, Some(own)) if own.column < DERIVED => Some(JoinedBy::Column(own.column)),
                (_, _, Some(own)) => {
                    let layout = &self.sheets[sheet];
                    let is_own =
                        |(entity, made): &&(Entity, DerivedColumn)| *entity == part.entity && made.field == own.field;
                    layout.derived.iter().find(is_own).map(|(_, made)| JoinedBy::Columns(made.header.clone()))
                }
                _ => None,
            };
            joins.extend(joined.map(|joined| (part.entity, joined)));
        }
        joins
    }

    /// What the map names and the survey has not.
    pub fn stale(&self) -> Vec<Stale> {
        self.options.map.map_or_else(Vec::new, |map| map.stale(&self.sheets))
    }

    /// On how many threads it is read.
    pub fn threads(&self) -> usize {
        self.options.threads.unwrap_or(1)
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

    /// The sheets with an entity's rows, in order.
    pub fn sheets_of(&self, entity: Entity) -> impl Iterator<Item = &SheetLayout> {
        self.parts(entity).iter().map(|part| self.sheet(part.sheet))
    }

    /// How files were read where that is not plain: each with the file's name.
    pub fn notes(&self) -> impl Iterator<Item = (&str, ReadNote)> {
        self.sources.iter().flat_map(|source| source.notes().into_iter().map(|note| (source.name(), note)))
    }

    /// The same of rows that the first ones of their sheet do not tell of: complete once all rows were read.
    pub fn late_notes(&self) -> impl Iterator<Item = (&str, ReadNote)> {
        self.sources.iter().flat_map(|source| source.late_notes().into_iter().map(|note| (source.name(), note)))
    }

    /// Whether the survey has rows of members.
    pub fn has_members(&self) -> bool {
        !self.members.is_empty()
    }

    /// Whether a field has a column somewhere, or a constant.
    pub fn has(&self, entity: Entity, field: usize) -> bool {
        let column = self.parts(entity).iter().any(|part| part.has(field));
        column || self.constants(entity).iter().any(|(known, _)| *known == field)
    }

    /// The years of review found in the first rows, in titles, or in the map's constants; `None` where nothing tells.
    pub fn review_years(&self) -> Option<ReviewYears> {
        self.years
    }

    /// Whether a column or constant is there to tell the year of review.
    pub fn has_year_column(&self) -> bool {
        let positions = YEAR_FIELDS.iter().filter_map(|id| self.codebook.position(Entity::Household, id));
        positions.into_iter().any(|field| self.has(Entity::Household, field))
    }

    /// Facts on the first rows of each column that is read from a sheet as an entity's, with the column's index from 0 and its
    /// field; derived columns count from [`DERIVED`].
    pub fn profiles(&self, entity: Entity, sheet: usize) -> Vec<(usize, usize, ColumnProfile)> {
        let of_sheet = self.parts(entity).iter().filter(|part| part.sheet as usize == sheet);
        let each = |part: &Part| {
            let columns = part.columns.iter().map(|column| (column.column, column.field));
            columns.zip(&part.sample).map(|((column, field), profile)| (column, field, *profile)).collect::<Vec<_>>()
        };
        of_sheet.flat_map(each).collect()
    }

    /// The cell of an entity's field in a row; `None` where the row's sheet has no such column.
    pub fn cell_of(&self, row: RowPlace, entity: Entity, field: usize) -> Option<Place> {
        let column = self.sheets.get(row.sheet as usize)?.column_of(entity, field)?;
        Some(Place { sheet: row.sheet, row: row.row, column: u32::try_from(column + 1).ok()? })
    }

    /// A place for people: `Hộ!C12`, `households.csv!C12`, the sheet's name and the row for a whole row; with the file where
    /// another file has a sheet of that name.
    pub fn describe(&self, place: Place) -> String {
        let sheet = self.sheet(place.sheet);
        let same = |other: &&SheetLayout| other.sheet == sheet.sheet && other.source != sheet.source;
        let label = match sheet.sheet.is_empty() || !self.sheets.iter().any(|other| same(&other)) {
            true => sheet.label().to_owned(),
            false => format!("[{}]{}", sheet.file, sheet.sheet),
        };
        match (place.row, place.column) {
            (0, _) => label,
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

    pub(super) fn parts(&self, entity: Entity) -> &[Part] {
        match entity {
            Entity::Household => &self.households,
            Entity::Member => &self.members,
        }
    }

    pub(super) fn constants(&self, entity: Entity) -> &'a [(usize, CellValue)] {
        self.options.map.map_or(&[], |map| map.constants(entity))
    }

    /// Constants of the map that hold in a part's rows: where it says nothing of the sheet itself.
    pub(super) fn constants_of<'p>(
        &self,
        part: &'p Part,
    ) -> impl Iterator<Item = &'a (usize, CellValue)> + use<'a, 'p> {
        let constants = self.constants(part.entity);
        constants.iter().filter(|(field, _)| !part.is_said(*field))
    }

    /// The rows of a part by its plan.
    pub(super) fn rows_of<'p>(&'p self, part: &'p Part) -> Result<PlannedRows<'p>, SurveyError> {
        let layout = self.sheet(part.sheet);
        Ok(PlannedRows::new(self.sources[layout.source].rows(layout.index)?, &part.plan))
    }

    /// A reader for a column, with its number format and marks not settled.
    pub(super) fn reader(&self, part: &Part, column: BoundColumn) -> ColumnReader {
        part.reader(self.codebook, &self.options, column)
    }

    /// Facts on every row of a part; the pass is made once.
    pub(super) fn whole_profiles<'p>(&self, part: &'p Part) -> Result<&'p [ColumnProfile], SurveyError> {
        if part.complete {
            return Ok(&part.sample);
        }
        if let Some(profiles) = part.whole.get() {
            return Ok(profiles);
        }
        let layout = self.sheet(part.sheet);
        let rows = self.sources[layout.source].rows(layout.index)?;
        let profiles = part.profile(self.codebook, &self.options, rows, &mut |_| {})?;
        Ok(part.whole.get_or_init(|| profiles))
    }

    /// The years that rows, titles, names and constants tell.
    fn find_years(&self, mut years: BTreeMap<i16, u64>) -> Option<ReviewYears> {
        let constants = self.constants(Entity::Household).iter().filter(|(field, _)| is_year(self.codebook, *field));
        for year in constants.filter_map(|(_, value)| year_of(value)) {
            *years.entry(year).or_default() += 1;
        }
        let in_rows = |part: &Part| {
            part.columns.iter().any(|column| column.column < DERIVED && is_year(self.codebook, column.field))
        };
        let whole = self.households.iter().all(|part| part.complete || !in_rows(part));
        ReviewYears::of(&years, whole)
    }

    /// An income of 1500 is no income in đồng: where a column is full of such numbers its unit must be said, or every
    /// household would be poor.
    fn check_units(&self) -> Result<(), SurveyError> {
        for part in self.households.iter().chain(&self.members) {
            for (column, profile) in part.columns.iter().zip(&part.sample) {
                if !profile.unit_is_unclear() || column.column >= DERIVED {
                    continue;
                }
                let sheet = self.sheet(part.sheet);
                return Err(SurveyError::UnitUnclear {
                    field: self.codebook.fields(part.entity)[column.field].id.clone(),
                    place: name(sheet),
                    header: sheet.columns[column.column].header.to_string(),
                    entity: part.entity,
                });
            }
        }
        Ok(())
    }

    fn check_constants(&self) -> Result<(), SurveyError> {
        for part in self.households.iter().chain(&self.members) {
            for (field, _) in self.constants_of(part) {
                if let Some(column) = part.column_of(*field).filter(|column| column.column < DERIVED) {
                    let sheet = self.sheet(part.sheet);
                    return Err(SurveyError::ConstantAndColumn {
                        field: self.codebook.fields(part.entity)[*field].id.clone(),
                        place: name(sheet),
                        column: sheet.column_label(column.column),
                    });
                }
            }
        }
        Ok(())
    }
}

/// Recognises every sheet by itself, several files at a time.
pub(super) fn drafts(sources: &[&dyn Source], tools: Tools<'_, '_>) -> Result<Vec<Draft>, SurveyError> {
    let of_source = |number: usize| -> Result<Vec<Draft>, SurveyError> {
        let source = sources[number];
        let sheets = source.sheets().iter().enumerate();
        sheets.map(|(sheet, info)| recognise(tools, source, number, sheet, info)).collect()
    };
    let mut drafts = Vec::new();
    in_order(
        sources.len(),
        tools.options.threads.unwrap_or(1),
        &|number, give| {
            give(of_source(number));
        },
        &mut |_, found: Result<Vec<Draft>, SurveyError>| {
            drafts.extend(found?);
            Ok::<(), SurveyError>(())
        },
    )?;
    settle_either(&mut drafts);
    Ok(drafts)
}
