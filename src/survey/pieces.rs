//! The rows of one sheet as typed columns, piece by piece. Of a long sheet one thread cuts the rows while others read their
//! cells; what comes out does not depend on how many there are.

use crate::lang::Entity;

use super::batch::Rows;
use super::error::SurveyError;
use super::open::Survey;
use super::parallel::staged;
use super::part::Part;
use super::problem::{Place, Problem, ProblemKind};
use super::rows::{RowOutcome, RowReader, Wanted, empty_rows};
use super::shape::follow::{PlannedRow, PlannedRows, RowCounts, UnreadGroup};

/// Some rows of one sheet.
pub(super) struct Piece {
    pub(super) rows: Rows,
    /// What became of each row besides its values.
    pub(super) outcomes: Vec<RowOutcome>,
    /// In the order of rows.
    pub(super) problems: Vec<Problem>,
    /// The column by which the rows are joined, from 1; 0 where there is none.
    pub(super) key_column: u32,
    /// With the sheet's last piece.
    pub(super) counts: Option<RowCounts>,
}

impl Piece {
    /// The place of what joins a row of the piece.
    pub(super) fn key_place(&self, row: usize) -> Place {
        let place = self.rows.places[row];
        Place { sheet: place.sheet, row: place.row, column: self.key_column }
    }
}

/// Rows whose cells are not yet read.
#[derive(Default)]
struct Cut {
    rows: Vec<PlannedRow>,
    unread: Vec<UnreadGroup>,
    counts: Option<RowCounts>,
    error: Option<SurveyError>,
}

impl Cut {
    /// The next rows, at most `size`.
    fn of(rows: &mut PlannedRows<'_>, size: usize) -> Cut {
        let mut cut = Cut::default();
        cut.rows.reserve(size.min(1024));
        while cut.rows.len() < size {
            let mut row = PlannedRow::default();
            match rows.read(&mut row) {
                Ok(true) => cut.rows.push(row),
                Ok(false) => {
                    cut.counts = Some(rows.counts());
                    break;
                }
                Err(error) => {
                    cut.error = Some(error.into());
                    break;
                }
            }
        }
        cut.unread = rows.take_unread();
        cut
    }

    fn is_last(&self) -> bool {
        self.counts.is_some() || self.error.is_some()
    }

    fn read(
        self,
        survey: &Survey<'_>,
        part: &Part,
        wanted: &Wanted,
        reader: &mut RowReader<'_, '_>,
    ) -> Result<Piece, SurveyError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let mut piece = Piece {
            rows: empty_rows(survey, part.entity, wanted),
            outcomes: Vec::with_capacity(self.rows.len()),
            problems: Vec::new(),
            key_column: reader.key_column(),
            counts: self.counts,
        };
        for row in &self.rows {
            piece.outcomes.push(reader.read(row, &mut piece.rows, &mut piece.problems)?);
        }
        // members have the headings of their households
        if !self.unread.is_empty() && part.entity == Entity::Household {
            piece.problems.extend(unread(self.unread, part.sheet));
            piece.problems.sort_by_key(|problem| problem.place);
        }
        Ok(piece)
    }
}

/// Headings that the rows below them do not have.
fn unread(groups: Vec<UnreadGroup>, sheet: u32) -> impl Iterator<Item = Problem> {
    groups.into_iter().map(move |UnreadGroup { row, group }| Problem {
        place: Place { sheet, row, column: 0 },
        field: group.field,
        value: group.value,
        kind: ProblemKind::GroupNotRead,
    })
}

/// Reads the rows of one sheet in pieces of `size` rows, on at most `threads` threads besides the calling one, until `give`
/// wants no more.
///
/// # Errors
/// Where the sheet cannot be read.
pub(super) fn read_pieces(
    survey: &Survey<'_>,
    part: &Part,
    wanted: &Wanted,
    size: usize,
    threads: usize,
    give: &mut dyn FnMut(Piece) -> bool,
) -> Result<(), SurveyError> {
    let mut rows = survey.rows_of(part)?;
    // what was seen whole when it was recognised is short
    if threads < 2 || part.complete {
        let mut reader = RowReader::new(survey, part, wanted)?;
        loop {
            let cut = Cut::of(&mut rows, size);
            let last = cut.is_last();
            if !give(cut.read(survey, part, wanted, &mut reader)?) || last {
                return Ok(());
            }
        }
    }
    let mut ended = false;
    let mut cut = || {
        let cut = (!ended).then(|| Cut::of(&mut rows, size))?;
        ended = cut.is_last();
        Some(cut)
    };
    let work = || {
        let mut reader = RowReader::new(survey, part, wanted);
        move |cut: Cut| match &mut reader {
            Ok(reader) => cut.read(survey, part, wanted, reader),
            Err(error) => Err(error.clone()),
        }
    };
    let mut zeros_said = false;
    let mut result = Ok(());
    staged(threads, &mut cut, &work, &mut |piece: Result<Piece, SurveyError>| match piece {
        Ok(mut piece) => {
            // each thread says it of its first such row
            piece.problems.retain(|problem| {
                !matches!(problem.kind, ProblemKind::LostZeros { .. }) || !std::mem::replace(&mut zeros_said, true)
            });
            give(piece)
        }
        Err(error) => {
            result = Err(error);
            false
        }
    });
    result
}
