//! Reading a survey: members into memory, then households in batches in the order of their rows, each with its members.

use rustc_hash::FxHashMap;

use crate::io::read::Row;
use crate::lang::Entity;

use super::batch::{Batch, Members, Rows};
use super::codebook_file::HOUSEHOLD_ID;
use super::error::SurveyError;
use super::layout::ColumnUse;
use super::members::MemberTable;
use super::open::Survey;
use super::problem::{Place, Problem, ProblemKind};
use super::rows::RowReader;

/// How many rows were read. Every household row is in exactly one batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows of the household sheet that are not blank.
    pub household_rows: u64,
    /// Of these, how many cannot be used.
    pub rejected: u64,
    /// Rows of the member sheet that are not blank.
    pub member_rows: u64,
    /// Of these, how many were handed out with their household.
    pub joined_members: u64,
    /// Of these, how many have the id of no household.
    pub orphan_members: u64,
    /// Of these, how many have no household id that can be read.
    pub members_without_id: u64,
}

impl Survey<'_> {
    /// Reads all households in batches of at most `batch_size`, in the order of their rows. Columns are filled for the
    /// fields that `wanted` names and the survey has; the household id is checked in any case.
    ///
    /// Problems come with the batch of their row, by row and column; those of headers with the first batch. Those of the member sheet come last, with a batch of
    /// no households: whether a member has a household is only known then.
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
        let mut members = MemberTable::read(self, wanted)?;
        let mut reader = RowReader::new(self, &self.household, wanted)?;
        let mut counts = Counts::default();
        let mut seen: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let mut batch = self.empty_batch(&reader, members.as_ref());
        let mut problems = self.header_problems(wanted);
        let mut rows = self.data_rows(&self.household)?;
        let mut row = Row::default();
        while rows.read(&mut row).map_err(SurveyError::from)? {
            if row.is_blank() {
                continue;
            }
            counts.household_rows += 1;
            let first_problem = problems.len();
            let outcome = reader.read(&row, &mut batch.households, &mut problems)?;
            let mut rejected = outcome.rejected;
            let mut own = Members::NotListed;
            if let Some(key) = outcome.key {
                match seen.get(key.as_str()) {
                    Some(first) => {
                        rejected = true;
                        let place = reader.key_place(reader.place(&row));
                        problems.push(Problem {
                            place,
                            field: HOUSEHOLD_ID.to_owned(),
                            value: key,
                            kind: ProblemKind::DuplicateHousehold { first: *first },
                        });
                        problems[first_problem..].sort_by_key(|problem| problem.place);
                    }
                    None => {
                        if let Some(members) = &mut members {
                            own = members.take(&key, &mut batch.members);
                        }
                        seen.insert(key.into_boxed_str(), row.number());
                    }
                }
            }
            counts.rejected += u64::from(rejected);
            batch.rejected.push(rejected);
            batch.of_household.push(own);
            if batch.households.len() >= batch_size {
                counts.joined_members += batch.members.len() as u64;
                let next = self.empty_batch(&reader, members.as_ref());
                on_batch(std::mem::replace(&mut batch, next), std::mem::take(&mut problems))?;
            }
        }
        counts.joined_members += batch.members.len() as u64;
        let last = self.empty_batch(&reader, members.as_ref());
        if !batch.households.is_empty() || !problems.is_empty() {
            on_batch(batch, problems)?;
        }
        if let Some(members) = members {
            counts.member_rows = members.rows_read;
            let (problems, orphans) = members.finish();
            counts.orphan_members = orphans;
            counts.members_without_id = counts.member_rows - counts.joined_members - orphans;
            if !problems.is_empty() {
                on_batch(last, problems)?;
            }
        }
        Ok(counts)
    }

    /// Columns of wanted fields that are left unread because another one, or another field, could be meant.
    fn header_problems(&self, wanted: &dyn Fn(Entity, usize) -> bool) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (number, sheet) in (0u32..).zip(self.layout()) {
            let Some(entity) = sheet.entity() else { continue };
            let fields = self.codebook.fields(entity);
            let wanted = |field: usize| wanted(entity, field) || fields[field].id == HOUSEHOLD_ID;
            for (index, column) in sheet.columns.iter().enumerate() {
                let (field, kind) = match &column.used {
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
                    place: Place { sheet: number, row: sheet.header_row, column: index as u32 + 1 },
                    field: fields[field].id.clone(),
                    value: column.header.clone(),
                    kind,
                });
            }
        }
        problems
    }

    fn empty_batch(&self, reader: &RowReader<'_, '_>, members: Option<&MemberTable>) -> Batch {
        let none = || Rows::new(self.codebook, Entity::Member);
        Batch {
            households: reader.empty_rows(),
            members: members.map_or_else(none, |members| members.empty_rows(self.codebook)),
            of_household: Vec::new(),
            rejected: Vec::new(),
        }
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
