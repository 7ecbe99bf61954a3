//! Rows of cells to rows of typed columns, with the problems of their cells.

use crate::io::read::Cell;
use crate::lang::Entity;
use crate::text::{fold, tidy};

use super::batch::{Column, RowPlace, Rows};
use super::cells::{CellValue, ColumnReader, Reading, value_text};
use super::codebook::Field;
use super::codebook_file::{CHANGE, HOUSEHOLD_ID};
use super::error::SurveyError;
use super::numbers::NumberFormat;
use super::open::Survey;
use super::part::{Part, is_of_words, place_key};
use super::problem::{Place, Problem, ProblemKind};
use super::shape::follow::{OtherAnswer, PlannedRow};
use super::shape::plan::{DERIVED, Derived};
use super::zeros::with_zeros;

/// The field with remarks: on a member's row they are about the member.
const NOTE: &str = "note";

/// Which fields are asked for, by entity.
#[derive(Clone, Debug)]
pub(super) struct Wanted([Vec<bool>; 2]);

impl Wanted {
    /// The fields of a codebook that `wanted` names.
    pub(super) fn new(survey: &Survey<'_>, wanted: &dyn Fn(Entity, usize) -> bool) -> Wanted {
        let of = |entity| (0..survey.codebook.fields(entity).len()).map(|field| wanted(entity, field)).collect();
        Wanted([of(Entity::Household), of(Entity::Member)])
    }

    /// Whether a field is asked for.
    pub(super) fn has(&self, entity: Entity, field: usize) -> bool {
        self.0[entity as usize].get(field).copied().unwrap_or(false)
    }
}

/// No rows yet, with a column for each field that is wanted and that the survey has.
pub(super) fn empty_rows(survey: &Survey<'_>, entity: Entity, wanted: &Wanted) -> Rows {
    let mut rows = Rows::new(survey.codebook, entity);
    for (field, known) in survey.codebook.fields(entity).iter().enumerate() {
        if wanted.has(entity, field) && survey.has(entity, field) {
            rows.columns[field] = Some(Column::for_field(known));
        }
    }
    rows
}

/// Reads the rows of one sheet.
pub(super) struct RowReader<'s, 'a> {
    survey: &'s Survey<'a>,
    part: &'s Part,
    columns: Vec<ReadColumn>,
    constants: Vec<(usize, CellValue)>,
    /// Fields that other sheets have and this one has not.
    missing: Vec<usize>,
    /// Whether it was said that ids lost their zeros.
    zeros_said: bool,
}

struct ReadColumn {
    /// Position among the bound columns.
    position: usize,
    column: usize,
    /// The column of the cell a person would look at, from 1; 0 where there is none.
    cell: u32,
    field: usize,
    reader: ColumnReader,
    is_key: bool,
    /// Whether it says why a household came or went: on a member's row that is about the member.
    is_change: bool,
    wanted: bool,
}

impl ReadColumn {
    /// Reads a cell, with the number format of the whole column where one cell does not tell.
    fn read(&mut self, survey: &Survey<'_>, part: &Part, cell: Cell<'_>) -> Result<Reading, SurveyError> {
        let reading = self.reader.read(cell);
        if !matches!(reading, Reading::Open { .. }) {
            return Ok(reading);
        }
        self.reader.settle_format(whole_format(survey, part, self.position)?);
        Ok(self.reader.read(cell))
    }

    /// The value that a reading comes to, with what is wrong with it and whether the row cannot be used for it.
    fn settle(
        &self,
        part: &Part,
        field: &Field,
        reading: Reading,
        report: &mut dyn FnMut(ProblemKind),
        rejected: &mut bool,
    ) -> Option<CellValue> {
        let value = match reading {
            Reading::Value(CellValue::Code(code)) if field.rejects(code) => {
                report(if field.id == CHANGE { ProblemKind::Gone } else { ProblemKind::NotKept });
                *rejected = true;
                Some(CellValue::Code(code))
            }
            Reading::Value(value) => Some(value),
            Reading::Bad(kind) => {
                report(kind);
                *rejected |= self.reader.rejects();
                None
            }
            Reading::Blank | Reading::Unknown if self.is_key => {
                report(match part.entity {
                    Entity::Household => ProblemKind::MissingHouseholdId,
                    Entity::Member => ProblemKind::MemberWithoutHousehold,
                });
                *rejected |= self.reader.rejects();
                None
            }
            Reading::Blank | Reading::Unknown | Reading::Open { .. } => None,
        };
        if let (true, Some(CellValue::Text(key))) = (self.is_key, &value)
            && part.ids_have_digits
            && is_of_words(key)
        {
            report(ProblemKind::IdOfWords);
            *rejected = true;
        }
        value
    }
}

/// What became of a row besides its values.
#[derive(Debug, Default)]
pub(super) struct RowOutcome {
    /// The household id, if it has one.
    pub(super) key: Option<String>,
    /// What joins it besides the id.
    pub(super) link: Option<String>,
    /// Whether a cell that the row cannot do without is missing or cannot be read.
    pub(super) rejected: bool,
}

impl<'s, 'a> RowReader<'s, 'a> {
    /// A reader for the wanted columns of a sheet; the household id and what can reject a row are always read.
    pub(super) fn new(
        survey: &'s Survey<'a>,
        part: &'s Part,
        wanted: &Wanted,
    ) -> Result<RowReader<'s, 'a>, SurveyError> {
        let entity = part.entity;
        let key = survey.codebook.position(entity, HOUSEHOLD_ID);
        // what the map says of this sheet goes before what it says of all
        let constants: Vec<(usize, CellValue)> = survey.constants_of(part).cloned().collect();
        let mut columns = Vec::new();
        for (position, bound) in part.columns.iter().enumerate() {
            // what the map says goes before what a title or a name says
            if bound.column >= DERIVED && constants.iter().any(|(field, _)| *field == bound.field) {
                continue;
            }
            let is_key = Some(bound.field) == key;
            let wanted = wanted.has(entity, bound.field);
            let decides = !survey.codebook.fields(entity)[bound.field].reject_codes.is_empty();
            if !wanted && !is_key && !decides {
                continue;
            }
            let mut reader = survey.reader(part, *bound);
            let sample = &part.sample[position];
            if sample.marks_open(&reader) {
                reader.settle_marks(survey.whole_profiles(part)?[position].only_marks());
            }
            if reader.format_open() && (part.complete || sample.shows_format()) {
                reader.settle_format(sample.format());
            }
            let (column, field) = (bound.column, bound.field);
            columns.push(ReadColumn {
                position,
                column,
                cell: cell_column(part, column),
                field,
                reader,
                is_key,
                is_change: survey.codebook.fields(entity)[field].id == CHANGE,
                wanted,
            });
        }
        // the cells of a row come in the order of its columns, whatever was derived from them
        columns.sort_by_key(|column| column.column);
        let fields = 0..survey.codebook.fields(entity).len();
        let missing = fields
            .filter(|field| wanted.has(entity, *field) && survey.has(entity, *field))
            .filter(|field| !part.has(*field) && constants.iter().all(|(known, _)| known != field))
            .collect();
        let constants = constants.into_iter().filter(|(field, _)| wanted.has(entity, *field)).collect();
        Ok(RowReader { survey, part, columns, constants, missing, zeros_said: false })
    }

    /// The place of a row of this sheet.
    pub(super) fn place(&self, row: &PlannedRow) -> RowPlace {
        RowPlace { sheet: self.part.sheet, row: row.number() }
    }

    /// The column of the household id, or of what joins the rows besides, from 1; 0 where there is none.
    pub(super) fn key_column(&self) -> u32 {
        let key = self.columns.iter().find(|column| column.is_key).map(|column| column.cell);
        let link = self.part.link.map(|link| cell_column(self.part, link.column));
        key.or(link).unwrap_or(0)
    }

    /// The place of that in a row.
    fn key_place(&self, row: RowPlace) -> Place {
        Place { sheet: row.sheet, row: row.row, column: self.key_column() }
    }

    /// Adds a row's values to `rows` and its problems to `problems`, by column.
    pub(super) fn read(
        &mut self,
        row: &PlannedRow,
        rows: &mut Rows,
        problems: &mut Vec<Problem>,
    ) -> Result<RowOutcome, SurveyError> {
        let place = self.place(row);
        let fields = self.survey.codebook.fields(self.part.entity);
        let mut outcome = RowOutcome::default();
        rows.places.push(place);
        if let Some(link) = self.part.link {
            let text = tidy(&row.cell(link.column).to_string());
            outcome.link = (!text.is_empty()).then(|| link.key(&text));
            if outcome.link.is_none() && self.part.entity == Entity::Member {
                problems.push(Problem {
                    place: self.key_place(place),
                    field: HOUSEHOLD_ID.to_owned(),
                    value: String::new(),
                    kind: ProblemKind::MemberWithoutHousehold,
                });
            }
        }
        let (survey, part) = (self.survey, self.part);
        let from = problems.len();
        for column in &mut self.columns {
            let (shown, field) = (column.cell, column.field);
            let of_member = column.is_change && row.origin(column.column).0 != row.number();
            let cell = if of_member { Cell::Empty } else { row.cell(column.column) };
            let mut reading = column.read(survey, part, cell)?;
            let mut report = |kind: ProblemKind, cell: Cell<'_>, row: u32, own: Option<usize>| {
                problems.push(Problem {
                    place: Place { sheet: place.sheet, row, column: own.map_or(shown, |own| own as u32 + 1) },
                    field: fields[field].id.clone(),
                    value: value_text(cell),
                    kind,
                });
            };
            if !row.others().is_empty() && !column.is_key && !column.is_change && fields[column.field].id != NOTE {
                let (first, _) = row.origin(column.column);
                let mut differs = false;
                let at = column.column;
                for other in row.others().iter().filter(|other: &&OtherAnswer| other.column() == at) {
                    match (&reading, column.read(survey, part, other.cell())?) {
                        (Reading::Value(known), Reading::Value(again)) if !says_the_same(known, &again) => {
                            report(
                                ProblemKind::DifferentAnswers { first },
                                other.cell(),
                                other.row(),
                                Some(other.column()),
                            );
                            differs = true;
                        }
                        (_, Reading::Bad(kind)) => report(kind, other.cell(), other.row(), Some(other.column())),
                        (Reading::Bad(kind), again @ Reading::Value(_)) => {
                            let (row, own) = row.origin(column.column);
                            report(kind.clone(), cell, row, own);
                            reading = again;
                        }
                        (Reading::Blank | Reading::Unknown, again @ Reading::Value(_)) => reading = again,
                        _ => {}
                    }
                }
                // what is made of several columns is not known where one of them is not
                let made = column.column.checked_sub(DERIVED).and_then(|at| part.plan.derived.get(at));
                let parts = made.map(Derived::columns).unwrap_or_default();
                for other in row.others().iter().filter(|other| parts.contains(&other.column())) {
                    report(ProblemKind::DifferentAnswers { first }, other.cell(), other.row(), Some(other.column()));
                    differs = true;
                }
                if differs {
                    reading = Reading::Unknown;
                }
            }
            let mut report = |kind: ProblemKind| {
                let (row, own) = row.origin(column.column);
                report(kind, cell, row, own);
            };
            let value = column.settle(part, &fields[field], reading, &mut report, &mut outcome.rejected);
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
        if !row.others().is_empty() {
            problems[from..].sort_by_key(|problem| problem.place);
        }
        if let Some(width) = self.survey.id_widths[self.part.entity as usize]
            && outcome.link.is_none()
            && let Some(filled) = outcome.key.as_deref().and_then(|key| with_zeros(key, width))
        {
            let key = outcome.key.clone().unwrap_or_default();
            problems.extend(self.lost_zeros(self.key_place(place), key, width));
            outcome.link = Some(filled);
        }
        if self.part.by_place {
            // members of a household without id belong to none
            let id = outcome.key.as_deref();
            outcome.link = id.map(|id| place_key(self.part.sheet, row.start(), id));
        }
        for (field, value) in &self.constants {
            if let Some(target) = &mut rows.columns[*field] {
                value.clone().push_to(target);
            }
        }
        for field in &self.missing {
            if let Some(target) = &mut rows.columns[*field] {
                target.push_unknown();
            }
        }
        if let Some(column) = beyond(row, self.part.width) {
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

/// What reading column by column asks for.
impl<'s> RowReader<'s, '_> {
    /// How many columns are read.
    pub(super) fn columns(&self) -> usize {
        self.columns.len()
    }

    /// The index of one of them in the sheet, or among the derived ones.
    pub(super) fn column(&self, at: usize) -> usize {
        self.columns[at].column
    }

    /// Its field.
    pub(super) fn field(&self, at: usize) -> usize {
        self.columns[at].field
    }

    /// Its reader of single cells.
    pub(super) fn reader(&self, at: usize) -> &ColumnReader {
        &self.columns[at].reader
    }

    /// Whether it holds the household id.
    pub(super) fn is_key(&self, at: usize) -> bool {
        self.columns[at].is_key
    }

    /// Whether its values are asked for.
    pub(super) fn is_wanted(&self, at: usize) -> bool {
        self.columns[at].wanted
    }

    /// Whether a cell of it is its own value for sure.
    pub(super) fn is_plain_text(&self, at: usize, text: &str) -> bool {
        let column = &self.columns[at];
        let is_sure = || !column.is_key || !self.part.ids_have_digits || text.bytes().any(|byte| byte.is_ascii_digit());
        column.reader.is_plain_text(text) && is_sure()
    }

    /// The same of a text of digits, letters and what stands between them in ids, which is no number: false where it has to be
    /// looked at.
    pub(super) fn is_plain_id(&self, at: usize, text: &str) -> bool {
        self.columns[at].reader.is_plain_id(text)
    }

    /// What stands in a derived column that is the same in every row.
    pub(super) fn derived_cell(&self, at: usize) -> Cell<'s> {
        match self.part.plan.derived.get(at) {
            Some(Derived::Text(text, _)) => Cell::Text(text),
            _ => Cell::Empty,
        }
    }

    /// The value of one cell, and whether every cell like it has that value and nothing is to be said of it.
    pub(super) fn ask(
        &mut self,
        at: usize,
        cell: Cell<'_>,
        row: u32,
        problems: &mut Vec<Problem>,
        rejected: &mut bool,
    ) -> Result<(Option<CellValue>, bool), SurveyError> {
        let (survey, part) = (self.survey, self.part);
        let column = &mut self.columns[at];
        let reading = column.read(survey, part, cell)?;
        let field = &survey.codebook.fields(part.entity)[column.field];
        let (before, place) = (problems.len(), Place { sheet: part.sheet, row, column: column.cell });
        let mut report = |kind: ProblemKind| {
            problems.push(Problem { place, field: field.id.clone(), value: value_text(cell), kind });
        };
        let value = column.settle(part, field, reading, &mut report, rejected);
        Ok((value, problems.len() == before))
    }

    /// Adds what no column of the sheet has to so many rows.
    pub(super) fn fill_rest(&self, rows: &mut Rows, count: usize) {
        for (field, value) in &self.constants {
            if let Some(target) = &mut rows.columns[*field] {
                (0..count).for_each(|_| value.clone().push_to(target));
            }
        }
        for field in &self.missing {
            if let Some(target) = &mut rows.columns[*field] {
                (0..count).for_each(|_| target.push_unknown());
            }
        }
    }

    /// Whether it was said that ids lost their zeros.
    pub(super) fn zeros_said(&self) -> bool {
        self.zeros_said
    }

    /// Goes back to what [`RowReader::zeros_said`] gave, where the rows since then are read again.
    pub(super) fn say_zeros_again(&mut self, said: bool) {
        self.zeros_said = said;
    }

    /// What is said of the first id that lost its zeros.
    pub(super) fn lost_zeros(&mut self, place: Place, value: String, width: usize) -> Option<Problem> {
        let kind = ProblemKind::LostZeros { width };
        let said = std::mem::replace(&mut self.zeros_said, true);
        (!said).then(|| Problem { place, field: HOUSEHOLD_ID.to_owned(), value, kind })
    }
}

/// The column of the cell a person would look at, from 1; 0 where there is none.
fn cell_column(part: &Part, column: usize) -> u32 {
    let own = match column.checked_sub(DERIVED) {
        None => Some(column),
        Some(at) => part.plan.derived.get(at).and_then(Derived::column),
    };
    own.map_or(0, |column| column as u32 + 1)
}

/// Whether two values are the same, texts whatever their case and accents.
fn says_the_same(a: &CellValue, b: &CellValue) -> bool {
    match (a, b) {
        (CellValue::Text(a), CellValue::Text(b)) => fold(a) == fold(b),
        _ => a == b,
    }
}

fn whole_format(survey: &Survey<'_>, part: &Part, position: usize) -> Result<Option<NumberFormat>, SurveyError> {
    Ok(survey.whole_profiles(part)?[position].format())
}

/// The first cell with content beyond the header's columns.
fn beyond(row: &PlannedRow, width: usize) -> Option<usize> {
    (width..row.len()).find(|column| match row.cell(*column) {
        Cell::Empty => false,
        Cell::Text(text) => !tidy(text).is_empty(),
        _ => true,
    })
}
