//! The rows of one sheet as typed columns, piece by piece. Of a long sheet one thread cuts the rows while others read their
//! cells; what comes out does not depend on how many there are.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::io::read::{Block, Blocks, ReadError};
use crate::lang::Entity;

use super::batch::Rows;
use super::columns::Texts;
use super::error::SurveyError;
use super::open::Survey;
use super::parallel::staged;
use super::part::Part;
use super::problem::{Place, Problem, ProblemKind};
use super::quick::{Handover, QuickReader, Taken, blocks};
use super::rows::{RowOutcome, RowReader, Wanted, empty_rows};
use super::shape::follow::{PlannedRow, PlannedRows, RowCounts, UnreadGroup};

/// Some rows of one sheet.
pub(super) struct Piece {
    pub(super) rows: Rows,
    /// What joins the rows, and which of them cannot be used.
    pub(super) joins: Joins,
    /// In the order of rows.
    pub(super) problems: Vec<Problem>,
    /// The column by which the rows are joined, from 1; 0 where there is none.
    pub(super) key_column: u32,
}

impl Piece {
    /// The same in pieces of at most `size` rows: what a block holds may be more.
    pub(super) fn split(mut self, size: usize) -> Vec<Piece> {
        let rows = self.rows.len();
        if rows <= size {
            return vec![self];
        }
        let mut pieces = Vec::with_capacity(rows.div_ceil(size));
        for start in (0..rows).step_by(size) {
            let end = rows.min(start + size);
            // problems are in the order of rows; those behind the last row are its piece's
            let next = self.rows.places.get(end).map(|place| place.row);
            let own = next.map_or(self.problems.len(), |next| self.problems.partition_point(|p| p.place.row < next));
            let later = self.problems.split_off(own);
            pieces.push(Piece {
                rows: self.rows.slice(start..end),
                joins: self.joins.slice(start..end),
                problems: std::mem::replace(&mut self.problems, later),
                key_column: self.key_column,
            });
        }
        pieces
    }

    /// The place of what joins a row of the piece.
    pub(super) fn key_place(&self, row: usize) -> Place {
        let place = self.rows.places[row];
        Place { sheet: place.sheet, row: place.row, column: self.key_column }
    }
}

/// What joins the rows of a piece to others, and which of them cannot be used.
#[derive(Debug, Default)]
pub(super) struct Joins {
    /// By row the household id.
    keys: Texts,
    /// By row what joins it besides the id; without rows while no row has any.
    links: Texts,
    /// By row whether a cell that it cannot do without is missing or cannot be read.
    rejected: Vec<bool>,
}

impl Joins {
    /// Adds a row.
    pub(super) fn push(&mut self, outcome: &RowOutcome) {
        if outcome.link.is_some() || !self.links.is_empty() {
            while self.links.len() < self.keys.len() {
                self.links.push(None);
            }
            self.links.push(outcome.link.as_deref());
        }
        self.keys.push(outcome.key.as_deref());
        self.rejected.push(outcome.rejected);
    }

    /// Makes room for so many rows whose keys come with [`Joins::push_keys`].
    pub(super) fn begin(&mut self, rows: usize) {
        self.rejected.resize(self.rejected.len() + rows, false);
    }

    /// Adds the keys of rows.
    pub(super) fn push_keys(&mut self, keys: Texts) {
        if self.keys.is_empty() {
            self.keys = keys;
        } else {
            self.keys.append(&keys);
        }
    }

    /// To be called after [`Joins::begin`], once all columns are read.
    pub(super) fn end(&mut self) {
        while self.keys.len() < self.rejected.len() {
            self.keys.push(None);
        }
        while !self.links.is_empty() && self.links.len() < self.rejected.len() {
            self.links.push(None);
        }
    }

    /// Sets what joins rows besides their keys: rows, which ascend, each with its link.
    pub(super) fn set_links(&mut self, given: &[(usize, String)]) {
        if given.is_empty() {
            return;
        }
        let mut given = given.iter().peekable();
        let mut links = Texts::with_room(self.rejected.len());
        for row in 0..self.rejected.len() {
            match given.next_if(|(at, _)| *at == row) {
                Some((_, link)) => links.push(Some(link)),
                None => links.push(self.link(row)),
            }
        }
        self.links = links;
    }

    /// Which rows cannot be used, to be changed.
    pub(super) fn rejected_mut(&mut self) -> &mut [bool] {
        &mut self.rejected
    }

    /// Some of the rows.
    fn slice(&self, rows: Range<usize>) -> Joins {
        Joins {
            keys: self.keys.pick(rows.clone()),
            links: if self.links.is_empty() { Texts::default() } else { self.links.pick(rows.clone()) },
            rejected: self.rejected[rows].to_vec(),
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rejected.len()
    }

    /// The household id of a row.
    pub(super) fn key(&self, row: usize) -> Option<&str> {
        self.keys.get(row)
    }

    /// What joins a row besides.
    pub(super) fn link(&self, row: usize) -> Option<&str> {
        if self.links.is_empty() { None } else { self.links.get(row) }
    }

    /// Whether a row is joined by what joins the row above, as is surely told by their keys being kept once.
    pub(super) fn is_as_above(&self, row: usize) -> bool {
        let numbers = self.keys.numbers();
        self.links.is_empty() && row > 0 && numbers[row] == numbers[row - 1] && self.keys.has(row)
    }

    /// What joins a member to its household.
    pub(super) fn of_member(&self, row: usize) -> Option<&str> {
        self.link(row).or_else(|| self.key(row))
    }

    /// Which rows cannot be used.
    pub(super) fn rejected(&self) -> &[bool] {
        &self.rejected
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
            joins: Joins::default(),
            problems: Vec::new(),
            key_column: reader.key_column(),
        };
        for row in &self.rows {
            let outcome = reader.read(row, &mut piece.rows, &mut piece.problems)?;
            piece.joins.push(&outcome);
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

/// What comes of reading a sheet.
pub(super) enum Read<T> {
    /// What was made of a piece.
    Piece(T),
    /// After the last: what the sheet's rows are.
    Counts(RowCounts),
    /// It cannot be read.
    Error(SurveyError),
}

/// Hands over what `make` makes of the pieces of one sheet, of `size` rows at the most, and then what its rows are, or why it
/// cannot be read; on `threads` threads.
pub(super) fn give_pieces<T: Send>(
    survey: &Survey<'_>,
    part: &Part,
    wanted: &Wanted,
    (size, threads): (usize, usize),
    make: &(dyn Fn(Piece) -> T + Sync),
    give: &mut dyn FnMut(Read<T>) -> bool,
) {
    let work = Work { size, threads, make, give: &mut |made| give(Read::Piece(made)) };
    match read_pieces(survey, part, wanted, work) {
        Ok(counts) => give(Read::Counts(counts)),
        Err(error) => give(Read::Error(error)),
    };
}

/// What is made of the pieces of a sheet.
struct Work<'w, T> {
    /// The most rows of a piece; where a sheet is read in blocks its pieces are as the blocks are.
    size: usize,
    /// Threads besides the calling one.
    threads: usize,
    /// What is made of a piece, on any thread.
    make: &'w (dyn Fn(Piece) -> T + Sync),
    /// What takes it, in the order of the rows, until it wants no more.
    give: &'w mut dyn FnMut(T) -> bool,
}

/// Reads the rows of one sheet piece by piece. What its rows are, as far as they were wanted.
///
/// # Errors
/// Where the sheet cannot be read.
fn read_pieces<T: Send>(
    survey: &Survey<'_>,
    part: &Part,
    wanted: &Wanted,
    mut work: Work<'_, T>,
) -> Result<RowCounts, SurveyError> {
    let rows = match blocks(survey, part)? {
        Some(blocks) => match read_blocks(survey, part, wanted, blocks, &mut work)? {
            (counts, None) => return Ok(counts),
            // nothing was taken, and the rows before the data are still to be passed
            (_, Some(Handover { start, .. })) if start.offset == 0 => survey.rows_of(part)?,
            (counts, Some(Handover { start, last })) => {
                let layout = survey.sheet(part.sheet);
                let source = survey.sources[layout.source];
                let rows = source.rows_after(start, last)?;
                PlannedRows::resume(rows, &part.plan, counts, Box::new(|| source.rows(layout.index)))
            }
        },
        None => survey.rows_of(part)?,
    };
    read_rows(survey, part, wanted, rows, &mut work)
}

fn read_rows<T: Send>(
    survey: &Survey<'_>,
    part: &Part,
    wanted: &Wanted,
    mut rows: PlannedRows<'_>,
    work: &mut Work<'_, T>,
) -> Result<RowCounts, SurveyError> {
    let Work { size, threads, make, give } = work;
    let make = *make;
    // what was seen whole when it was recognised is short
    if *threads < 2 || part.complete {
        let mut reader = RowReader::new(survey, part, wanted)?;
        loop {
            let cut = Cut::of(&mut rows, *size);
            let last = cut.is_last();
            if !give(make(cut.read(survey, part, wanted, &mut reader)?)) || last {
                return Ok(rows.counts());
            }
        }
    }
    let mut ended = false;
    let mut cut = || {
        let cut = (!ended).then(|| Cut::of(&mut rows, *size))?;
        ended = cut.is_last();
        Some(cut)
    };
    let begin = || {
        let mut reader = RowReader::new(survey, part, wanted);
        move |cut: Cut| match &mut reader {
            Ok(reader) => {
                let counts = cut.counts;
                cut.read(survey, part, wanted, reader).map(|piece| (make(piece), counts))
            }
            Err(error) => Err(error.clone()),
        }
    };
    let mut counts = RowCounts::default();
    let mut result = Ok(());
    staged(*threads, &mut cut, &begin, &mut |made: Result<(T, Option<RowCounts>), SurveyError>| match made {
        Ok((made, all)) => {
            counts = all.unwrap_or(counts);
            give(made)
        }
        Err(error) => {
            result = Err(error);
            false
        }
    });
    result.map(|()| counts)
}

/// Reads a sheet in blocks, as far as it can be read so.
fn read_blocks<T: Send>(
    survey: &Survey<'_>,
    part: &Part,
    wanted: &Wanted,
    mut blocks: Blocks,
    work: &mut Work<'_, T>,
) -> Result<(RowCounts, Option<Handover>), SurveyError> {
    let layout = survey.sheet(part.sheet);
    let source = survey.sources[layout.source];
    let form = (blocks.separator(), blocks.usual_cells());
    let Work { threads, make, give, .. } = work;
    let make = *make;
    let mut counts = RowCounts::default();
    part.plan.above.iter().for_each(|row| counts.skip(row.kind));
    let mut skip = part.plan.reads;
    // blocks to be used again
    let used: Mutex<Vec<Block>> = Mutex::default();
    let mut next = || -> Option<Result<(Block, usize), SurveyError>> {
        let mut block = used.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        match blocks.next(&mut block) {
            Ok(true) => Some(Ok((block, std::mem::take(&mut skip)))),
            Ok(false) => source.unchanged().err().map(|error| Err(error.into())),
            Err(error) => Some(Err(ReadError::io(source.name(), &error).into())),
        }
    };
    let mut handover = None;
    let mut result = Ok(());
    let mut take = |taken: Result<(T, RowCounts, Option<Handover>), SurveyError>| match taken {
        Ok((made, more, stop)) => {
            counts.add(&more);
            handover = stop;
            give(made) && handover.is_none()
        }
        Err(error) => {
            result = Err(error);
            false
        }
    };
    let begin = || {
        let mut reader = QuickReader::new(survey, part, wanted, form);
        let used = &used;
        move |block: Result<(Block, usize), SurveyError>| {
            let (mut block, skip) = block?;
            match &mut reader {
                Ok(reader) => {
                    let Taken { piece, counts, handover } = reader.read(&mut block, skip)?;
                    used.lock().unwrap_or_else(PoisonError::into_inner).push(block);
                    Ok((make(piece), counts, handover))
                }
                Err(error) => Err(error.clone()),
            }
        }
    };
    if *threads < 2 {
        let mut read = begin();
        while let Some(block) = next() {
            if !take(read(block)) {
                break;
            }
        }
    } else {
        staged(*threads, &mut next, &begin, &mut take);
    }
    result.map(|()| (counts, handover))
}
