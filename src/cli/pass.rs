//! One pass over the households of a survey: classified on several threads, taken together in the order of their rows, with
//! all counts and data problems.

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::thread;

use crate::classify::{Evaluator, Finding, Outcome, classify, findings};
use crate::lang::{Entity, Truth};
use crate::survey::batch::Batch;
use crate::survey::parallel::staged;
use crate::survey::problem::{Place, Problem};
use crate::survey::shape::row_kind::RowKind;
use crate::survey::{Counts, SurveyError};

use super::one_stream;
use super::progress::Progress;
use super::session::Session;

/// How many households are evaluated at a time.
const BATCH: usize = 1024;

/// What is done with a household, for one portion of them: the evaluator stands at it; its batch, its index there, its
/// outcome.
pub(super) type Each<'f, T, X> =
    dyn for<'b> Fn(&mut T, &mut Evaluator<'b>, &'b X, &'b Batch, usize, &Outcome) + Sync + 'f;

/// What one pass over the survey found.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// Household rows read.
    pub rows: u64,
    /// Households with one class.
    pub classified: u64,
    /// Households whose class stays open.
    pub undetermined: u64,
    /// Rows that cannot be used.
    pub rejected: u64,
    /// Member rows read.
    pub members: u64,
    /// Rows without data, by kind.
    pub skipped: Vec<(RowKind, u64)>,
    /// How many sheets they are from.
    pub sheets: usize,
    /// How many files these are of.
    pub files: usize,
    /// Households that `--where` leaves out.
    pub left_out: u64,
    /// Of these, how many because the answers it asks for are missing.
    pub left_out_unknown: u64,
    /// By sheet, row and column.
    pub problems: Vec<Problem>,
}

/// What was made of some households.
struct Portion<T> {
    made: T,
    problems: Vec<Problem>,
    classified: u64,
    undetermined: u64,
    rejected: u64,
    left_out: u64,
    left_out_unknown: u64,
}

/// Why the survey is read no further.
enum Stop {
    /// The results are not wanted any more.
    Unwanted,
    Survey(SurveyError),
}

impl From<SurveyError> for Stop {
    fn from(error: SurveyError) -> Stop {
        Stop::Survey(error)
    }
}

impl Session<'_> {
    /// Classifies every household and calls `each` with those that `--where` keeps. It makes a value of its own of every
    /// portion of households, beginning with the default one; `merge` takes these in the order of the survey.
    ///
    /// `with` is handed on to `each`, so that expressions in it live as long as the evaluator needs.
    pub fn read<T: Default + Send, X: Sync>(
        &self,
        with: &X,
        each: &Each<'_, T, X>,
        merge: &mut dyn FnMut(T) -> anyhow::Result<()>,
    ) -> anyhow::Result<Reading> {
        let mut reading = Reading::default();
        let progress = Progress::new(self.surroundings, &self.survey);
        let mut take = |portion: Portion<T>| -> anyhow::Result<()> {
            reading.problems.extend(portion.problems);
            reading.classified += portion.classified;
            reading.undetermined += portion.undetermined;
            reading.rejected += portion.rejected;
            reading.left_out += portion.left_out;
            reading.left_out_unknown += portion.left_out_unknown;
            merge(portion.made)
        };
        let wanted = |entity, field| self.uses.has(entity, field);
        let threads = self.survey.threads();
        let counts = if threads < 2 {
            self.survey.read::<anyhow::Error>(BATCH, &wanted, &mut |batch, problems| {
                take(self.portion(&batch, problems, with, each))
            })?
        } else {
            let mut result = Ok(());
            let read = thread::scope(|scope| {
                let (give, batches) = sync_channel(1);
                let reader = scope.spawn(move || {
                    self.survey.read::<Stop>(BATCH, &wanted, &mut |batch, problems| {
                        give.send((batch, problems)).map_err(|_| Stop::Unwanted)
                    })
                });
                let mut next = move || batches.recv().ok();
                let begin = || |(batch, problems): (Batch, Vec<Problem>)| self.portion(&batch, problems, with, each);
                staged(threads, &mut next, &begin, &mut |portion| {
                    result = take(portion);
                    result.is_ok()
                });
                // whoever still reads is told that nobody listens
                drop(next);
                reader.join().unwrap_or_else(|panic| resume_unwind(panic))
            });
            result?;
            match read {
                Ok(counts) => counts,
                Err(Stop::Survey(error)) => return Err(error.into()),
                Err(Stop::Unwanted) => Counts::default(),
            }
        };
        drop(progress);
        for (file, note) in self.survey.late_notes() {
            self.surroundings.note(&format!("`{file}`: {}", note.message(self.surroundings.language)));
        }
        reading.rows = counts.household_rows;
        reading.members = counts.member_rows;
        reading.skipped = RowKind::ALL.into_iter().map(|kind| (kind, counts.skipped(kind))).collect();
        reading.sheets = counts.sheets.len();
        let files: BTreeSet<&str> =
            counts.sheets.iter().map(|counts| self.survey.sheet(counts.sheet).file.as_str()).collect();
        reading.files = files.len();
        reading.problems.sort_by_key(|problem| problem.place);
        one_stream::refuse(&self.survey, &reading.problems, self.surroundings)?;
        Ok(reading)
    }

    fn portion<T: Default, X>(
        &self,
        batch: &Batch,
        problems: Vec<Problem>,
        with: &X,
        each: &Each<'_, T, X>,
    ) -> Portion<T> {
        let members_expected = self.survey.has_members();
        let mut portion = Portion {
            made: T::default(),
            problems,
            classified: 0,
            undetermined: 0,
            rejected: 0,
            left_out: 0,
            left_out_unknown: 0,
        };
        classify(&self.standard, batch, |evaluator, household, outcome| {
            for finding in findings(evaluator, &self.standard, batch, household, outcome, members_expected) {
                portion.problems.push(self.problem(batch, household, finding));
            }
            if outcome.rejected {
                portion.rejected += 1;
            } else if outcome.undetermined() {
                portion.undetermined += 1;
            } else {
                portion.classified += 1;
            }
            // a rejected row is of no class, whatever is asked of the class
            let kept = match &self.filter {
                Some(_) if outcome.rejected && self.filter_asks_outcome => Truth::False,
                Some(filter) => evaluator.truth(filter),
                None => Truth::True,
            };
            if kept.certain() {
                each(&mut portion.made, evaluator, with, batch, household, outcome);
            } else {
                portion.left_out += 1;
                portion.left_out_unknown += u64::from(!kept.known());
            }
        });
        portion
    }

    fn problem(&self, batch: &Batch, household: usize, finding: Finding) -> Problem {
        let (entity, row) = match finding.member {
            Some(member) => (Entity::Member, batch.members.places[member]),
            None => (Entity::Household, batch.households.places[household]),
        };
        let fields = self.survey.codebook().fields(entity);
        let cell = finding.field.and_then(|field| self.survey.cell_of(row, entity, field));
        Problem {
            place: cell.unwrap_or(Place { sheet: row.sheet, row: row.row, column: 0 }),
            field: finding.field.map_or_else(String::new, |field| fields[field].id.clone()),
            value: finding.value,
            kind: finding.kind,
        }
    }
}
