//! Reading a survey: members into memory, then households in batches in the order of their rows, each with its members.
//! Several files are read at a time; what comes out does not depend on how many.

use rustc_hash::FxHashMap;

use crate::lang::Entity;

use super::batch::{Batch, Members, RowPlace, Rows};
use super::codebook_file::HOUSEHOLD_ID;
use super::error::SurveyError;
use super::layout::ColumnUse;
use super::members::MemberTable;
use super::open::Survey;
use super::parallel::in_order;
use super::pieces::{Piece, Read, give_pieces};
use super::problem::{Place, Problem, ProblemKind};
use super::rows::{Wanted, empty_rows};
use super::shape::follow::RowCounts;
use super::shape::row_kind::RowKind;

/// How many rows were read. Every household row is in exactly one batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows of households.
    pub household_rows: u64,
    /// Of these, how many cannot be used.
    pub rejected: u64,
    /// Rows of members; in a list with members under their household a row can be both.
    pub member_rows: u64,
    /// Of these, how many were handed out with their household.
    pub joined_members: u64,
    /// Of these, how many have the id of no household.
    pub orphan_members: u64,
    /// Of these, how many have no household id that can be read.
    pub members_without_id: u64,
    /// Every sheet that was read, in order, and what its rows are.
    pub sheets: Vec<SheetCounts>,
}

/// What the rows of one sheet are: `rows.rows` = `rows.data()` + those of each kind without data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetCounts {
    /// Which.
    pub sheet: u32,
    /// Its rows.
    pub rows: RowCounts,
    /// How many of the rows with data are a household.
    pub households: u64,
}

impl Counts {
    /// The counts of a sheet, which are made where there are none.
    pub(super) fn of_sheet(&mut self, sheet: u32) -> &mut SheetCounts {
        let at = self.sheets.iter().position(|counts| counts.sheet == sheet).unwrap_or_else(|| {
            self.sheets.push(SheetCounts { sheet, rows: RowCounts::default(), households: 0 });
            self.sheets.len() - 1
        });
        &mut self.sheets[at]
    }

    /// How many rows of a kind without data there are.
    pub fn skipped(&self, kind: RowKind) -> u64 {
        self.sheets.iter().map(|sheet| sheet.rows.skipped[kind as usize]).sum()
    }
}

impl Survey<'_> {
    /// Reads all households in batches of at most `batch_size`, in the order of their rows. Columns are filled for the
    /// fields that `wanted` names and the survey has; the household id is checked in any case.
    ///
    /// Problems come with the batch of their row, by row and column; those of headers with the first batch. Those of member
    /// sheets come last, with a batch of no households: whether a member has a household is only known then.
    ///
    /// # Errors
    /// Where a sheet cannot be read, and whatever `on_batch` gives.
    pub fn read<E: From<SurveyError>>(
        &self,
        batch_size: usize,
        wanted: &dyn Fn(Entity, usize) -> bool,
        on_batch: &mut dyn FnMut(Batch, Vec<Problem>) -> Result<(), E>,
    ) -> Result<Counts, E> {
        let batch_size = batch_size.max(1);
        let header_problems = self.header_problems(wanted);
        let wanted = &Wanted::new(self, wanted);
        let mut members = MemberTable::read(self, wanted)?;
        let mut counts = Counts::default();
        let mut seen: FxHashMap<Box<str>, RowPlace> = FxHashMap::default();
        let mut first_problems = Some(header_problems);
        let threads = self.options.threads.unwrap_or(1);
        let within = threads / self.households.len().max(1);
        let produce = |part: usize, give: &mut dyn FnMut(Read<Piece>) -> bool| {
            give_pieces(self, &self.households[part], wanted, (batch_size, within), &|piece| piece, give);
        };
        let mut once = OnceASheet::default();
        in_order(self.households.len(), threads, &produce, &mut |part, read: Read<Piece>| {
            let sheet = self.households[part].sheet;
            let pieces = match read {
                Read::Piece(piece) => piece.split(batch_size),
                Read::Counts(rows) => {
                    counts.of_sheet(sheet).rows = rows;
                    return Ok(());
                }
                Read::Error(error) => return Err(error.into()),
            };
            for mut piece in pieces {
                once.keep(&mut piece.problems);
                let households = piece.rows.len() as u64;
                counts.of_sheet(sheet).households += households;
                let mut batch = Batch {
                    households: Rows::new(self.codebook, Entity::Household),
                    members: empty_rows(self, Entity::Member, wanted),
                    of_household: Vec::new(),
                    rejected: Vec::new(),
                };
                let mut repeated = Vec::new();
                for (row, rejected) in piece.joins.rejected().iter().enumerate() {
                    let key_place = piece.key_place(row);
                    let mut rejected = *rejected;
                    let mut own = Members::NotListed;
                    if let Some(key) = piece.joins.key(row) {
                        match seen.get(key) {
                            Some(first) => {
                                rejected = true;
                                let first = self.first_place(*first, key_place);
                                let problem = Problem {
                                    place: key_place,
                                    field: HOUSEHOLD_ID.to_owned(),
                                    value: key.to_owned(),
                                    kind: ProblemKind::DuplicateHousehold { first },
                                };
                                repeated.push(problem);
                            }
                            None => {
                                if let Some(members) = &mut members {
                                    let keys = [piece.joins.link(row), Some(key)];
                                    own = members.take(self, part, keys, &mut batch.members)?;
                                }
                                seen.insert(key.into(), piece.rows.places[row]);
                            }
                        }
                    }
                    counts.rejected += u64::from(rejected);
                    batch.rejected.push(rejected);
                    batch.of_household.push(own);
                }
                counts.household_rows += households;
                counts.joined_members += batch.members.len() as u64;
                batch.households = piece.rows;
                let mut problems = first_problems.take().unwrap_or_default();
                if !repeated.is_empty() {
                    piece.problems.extend(repeated);
                    piece.problems.sort_by_key(|problem| problem.place);
                }
                problems.extend(piece.problems);
                if !batch.households.is_empty() || !problems.is_empty() {
                    on_batch(batch, problems)?;
                }
            }
            Ok::<(), E>(())
        })?;
        if let Some(members) = members {
            counts.member_rows = members.rows_read;
            for (sheet, rows) in &members.counts {
                if counts.sheets.iter().all(|known| known.sheet != *sheet) {
                    counts.sheets.push(SheetCounts { sheet: *sheet, rows: *rows, households: 0 });
                }
            }
            counts.sheets.sort_by_key(|counts| counts.sheet);
            let (problems, orphans) = members.finish();
            counts.orphan_members = orphans;
            counts.members_without_id = counts.member_rows - counts.joined_members - orphans;
            if !problems.is_empty() {
                let last = Batch {
                    households: empty_rows(self, Entity::Household, wanted),
                    members: empty_rows(self, Entity::Member, wanted),
                    of_household: Vec::new(),
                    rejected: Vec::new(),
                };
                on_batch(last, problems)?;
            }
        }
        Ok(counts)
    }

    /// Where a household was first: its row, and its sheet and file where they are others.
    pub(super) fn first_place(&self, first: RowPlace, again: Place) -> String {
        if first.sheet == again.sheet {
            return first.row.to_string();
        }
        self.describe(Place { sheet: first.sheet, row: first.row, column: 0 })
    }

    /// Columns of wanted fields that are left unread because another one, or another field, could be meant.
    pub(super) fn header_problems(&self, wanted: &dyn Fn(Entity, usize) -> bool) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (number, sheet) in (0u32..).zip(self.layout()) {
            for (index, column) in sheet.columns.iter().enumerate() {
                for (entity, used) in column.uses().filter(|(entity, _)| sheet.holds(*entity)) {
                    let fields = self.codebook.fields(entity);
                    let wanted = |field: usize| wanted(entity, field) || fields[field].id == HOUSEHOLD_ID;
                    let (field, kind) = match used {
                        ColumnUse::Repeated { field, other, other_taken } if wanted(*field) => {
                            let other = sheet.column_label(*other);
                            (*field, ProblemKind::RepeatedColumn { other, taken: *other_taken })
                        }
                        ColumnUse::Ambiguous { fields: several } => {
                            let Some(first) = several.iter().find(|field| wanted(**field)) else { continue };
                            let ids = several.iter().map(|field| format!("`{}`", fields[*field].id));
                            (*first, ProblemKind::AmbiguousColumn { fields: ids.collect::<Vec<_>>().join(", ") })
                        }
                        _ => continue,
                    };
                    problems.push(Problem {
                        place: Place { sheet: number, row: sheet.header_row(), column: index as u32 + 1 },
                        field: fields[field].id.clone(),
                        value: column.header.to_string(),
                        kind,
                    });
                }
            }
        }
        problems
    }
}

/// What is said once of a sheet, whatever thread came upon it.
#[derive(Debug, Default)]
pub(super) struct OnceASheet(Vec<u32>);

impl OnceASheet {
    /// Keeps the first of the problems that are said once.
    pub(super) fn keep(&mut self, problems: &mut Vec<Problem>) {
        problems.retain(|problem| {
            if !matches!(problem.kind, ProblemKind::LostZeros { .. }) {
                return true;
            }
            let is_first = !self.0.contains(&problem.place.sheet);
            if is_first {
                self.0.push(problem.place.sheet);
            }
            is_first
        });
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
