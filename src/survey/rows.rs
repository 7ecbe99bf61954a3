//! Rows of cells to rows of typed columns, with the problems of their cells.

use crate::io::read::{Cell, Row};
use crate::lang::Entity;
use crate::text::tidy;

use super::batch::{Column, RowPlace, Rows};
use super::cells::{CellValue, ColumnReader, Reading, value_text};
use super::codebook_file::HOUSEHOLD_ID;
use super::error::SurveyError;
use super::numbers::NumberFormat;
use super::open::{Bound, Survey};
use super::problem::{Place, Problem, ProblemKind};

/// Reads the rows of one sheet.
pub(super) struct RowReader<'s, 'a> {
    survey: &'s Survey<'a>,
    pub(super) bound: &'s Bound,
    columns: Vec<ReadColumn>,
    constants: Vec<(usize, CellValue)>,
}

struct ReadColumn {
    /// Position among the bound columns.
    position: usize,
    column: usize,
    field: usize,
    reader: ColumnReader,
    is_key: bool,
    wanted: bool,
}

/// What became of a row besides its values.
#[derive(Debug, Default)]
pub(super) struct RowOutcome {
    /// The household id, if it has one.
    pub(super) key: Option<String>,
    /// Whether a cell that the row cannot do without is missing or cannot be read.
    pub(super) rejected: bool,
}

impl<'s, 'a> RowReader<'s, 'a> {
    /// A reader for the wanted columns of a sheet; the household id and what can reject a row are always read.
    pub(super) fn new(
        survey: &'s Survey<'a>,
        bound: &'s Bound,
        wanted: &dyn Fn(Entity, usize) -> bool,
    ) -> Result<RowReader<'s, 'a>, SurveyError> {
        let entity = bound.entity;
        let key = survey.codebook.position(entity, HOUSEHOLD_ID);
        let mut columns = Vec::new();
        for (position, bound_column) in bound.columns.iter().enumerate() {
            let is_key = Some(bound_column.field) == key;
            let wanted = wanted(entity, bound_column.field);
            let decides = !survey.codebook.fields(entity)[bound_column.field].reject_codes.is_empty();
            if !wanted && !is_key && !decides {
                continue;
            }
            let mut reader = survey.reader(entity, *bound_column);
            let sample = &bound.sample[position];
            if sample.marks_open(&reader) {
                reader.settle_marks(survey.whole_profiles(bound)?[position].only_marks());
            }
            if reader.format_open() && (bound.complete || sample.shows_format()) {
                reader.settle_format(sample.format());
            }
            let (column, field) = (bound_column.column, bound_column.field);
            columns.push(ReadColumn { position, column, field, reader, is_key, wanted });
        }
        let constants = survey.constants(entity).iter().filter(|(field, _)| wanted(entity, *field)).cloned();
        Ok(RowReader { survey, bound, columns, constants: constants.collect() })
    }

    /// No rows yet, with a column for each field that is wanted and that the survey has.
    pub(super) fn empty_rows(&self) -> Rows {
        let entity = self.bound.entity;
        let fields = self.survey.codebook.fields(entity);
        let mut rows = Rows::new(self.survey.codebook, entity);
        let read = self.columns.iter().filter(|column| column.wanted).map(|column| column.field);
        for field in read.chain(self.constants.iter().map(|(field, _)| *field)) {
            rows.columns[field] = Some(Column::for_field(&fields[field]));
        }
        rows
    }

    /// The place of a row of this sheet.
    pub(super) fn place(&self, row: &Row) -> RowPlace {
        RowPlace { sheet: self.bound.sheet, row: row.number() }
    }

    /// The place of the household id in a row.
    pub(super) fn key_place(&self, row: RowPlace) -> Place {
        let column = self.columns.iter().find(|column| column.is_key).map_or(0, |column| column.column as u32 + 1);
        Place { sheet: row.sheet, row: row.row, column }
    }

    /// Adds a row's values to `rows` and its problems to `problems`, by column.
    pub(super) fn read(
        &mut self,
        row: &Row,
        rows: &mut Rows,
        problems: &mut Vec<Problem>,
    ) -> Result<RowOutcome, SurveyError> {
        let place = self.place(row);
        let fields = self.survey.codebook.fields(self.bound.entity);
        let mut outcome = RowOutcome::default();
        rows.places.push(place);
        for column in &mut self.columns {
            let cell = row.cell(column.column);
            let mut reading = column.reader.read(cell);
            if matches!(reading, Reading::Open { .. }) {
                let format = whole_format(self.survey, self.bound, column.position)?;
                column.reader.settle_format(format);
                reading = column.reader.read(cell);
            }
            let mut report = |kind: ProblemKind| {
                problems.push(Problem {
                    place: Place { sheet: place.sheet, row: place.row, column: column.column as u32 + 1 },
                    field: fields[column.field].id.clone(),
                    value: value_text(cell),
                    kind,
                });
            };
            let value = match reading {
                Reading::Value(CellValue::Code(code)) if fields[column.field].rejects(code) => {
                    report(ProblemKind::NotKept);
                    outcome.rejected = true;
                    Some(CellValue::Code(code))
                }
                Reading::Value(value) => Some(value),
                Reading::Bad(kind) => {
                    report(kind);
                    outcome.rejected |= column.reader.rejects();
                    None
                }
                Reading::Blank | Reading::Unknown if column.is_key => {
                    report(match self.bound.entity {
                        Entity::Household => ProblemKind::MissingHouseholdId,
                        Entity::Member => ProblemKind::MemberWithoutHousehold,
                    });
                    outcome.rejected |= column.reader.rejects();
                    None
                }
                Reading::Blank | Reading::Unknown | Reading::Open { .. } => None,
            };
            if let (true, Some(CellValue::Text(key))) = (column.is_key, &value) {
                outcome.key = Some(key.clone());
            }
            if let Some(target) = rows.columns[column.field].as_mut().filter(|_| column.wanted) {
                match value {
                    Some(value) => value.push_to(target),
                    None => target.push_unknown(),
                }
            }
        }
        for (field, value) in &self.constants {
            if let Some(target) = &mut rows.columns[*field] {
                value.clone().push_to(target);
            }
        }
        if let Some(column) = beyond(row, self.bound.width) {
            problems.push(Problem {
                place: Place { sheet: place.sheet, row: place.row, column: column as u32 + 1 },
                field: String::new(),
                // a cell out of its column may be anything, a name too
                value: String::new(),
                kind: ProblemKind::RaggedRow,
            });
        }
        Ok(outcome)
    }
}

fn whole_format(survey: &Survey<'_>, bound: &Bound, position: usize) -> Result<Option<NumberFormat>, SurveyError> {
    Ok(survey.whole_profiles(bound)?[position].format())
}

/// The first cell with content beyond the header's columns.
fn beyond(row: &Row, width: usize) -> Option<usize> {
    (width..row.len()).find(|column| match row.cell(*column) {
        Cell::Empty => false,
        Cell::Text(text) => !tidy(text).is_empty(),
        _ => true,
    })
}
