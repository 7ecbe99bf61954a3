//! One pass over the households of a survey: members reduced while they are read, households classified on several threads and
//! taken together in the order of their rows, with all counts and data problems.

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::thread;

use crate::classify::{
    Answers, Evaluator, Finding, Lanes, Outcome, Questions, Reduced, ReducedPart, after_review_of, findings, suspects,
};
use crate::lang::{Entity, Truth, Typed};
use crate::survey::batch::{Batch, Members, RowPlace, Rows};
use crate::survey::parallel::staged;
use crate::survey::problem::{Place, Problem};
use crate::survey::shape::row_kind::RowKind;
use crate::survey::{Counts, Fold, Folded, HouseholdPiece, Households, NO_HOUSEHOLD, SurveyError};

use super::one_stream;
use super::progress::Progress;
use super::session::Session;

/// How many households are evaluated at a time.
const BATCH: usize = 1024;

/// What is done with a portion of households: the lanes over them, their batch, their outcomes, and which are kept.
pub(super) type Each<'f, T, X> =
    dyn for<'b> Fn(&mut T, &mut Lanes<'b>, &'b X, &'b Batch, &[Outcome], &[bool]) + Sync + 'f;

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

impl<T: Default> Portion<T> {
    fn new(problems: Vec<Problem>) -> Portion<T> {
        Portion {
            made: T::default(),
            problems,
            classified: 0,
            undetermined: 0,
            rejected: 0,
            left_out: 0,
            left_out_unknown: 0,
        }
    }
}

impl Reading {
    fn take<T>(&mut self, portion: Portion<T>) -> T {
        self.problems.extend(portion.problems);
        self.classified += portion.classified;
        self.undetermined += portion.undetermined;
        self.rejected += portion.rejected;
        self.left_out += portion.left_out;
        self.left_out_unknown += portion.left_out_unknown;
        portion.made
    }
}

/// What the members of a survey come to while they are read.
struct Folding<'f> {
    questions: &'f Questions<'f>,
    reduced: Reduced,
}

impl Fold<ReducedPart> for Folding<'_> {
    fn begin(&mut self, households: usize) {
        self.reduced = self.questions.begin(households);
    }

    fn add(&mut self, part: ReducedPart) {
        self.reduced.add(part);
    }
}

impl Session<'_> {
    /// Classifies every household and hands them to `each`, portion by portion, with those marked that `--where` keeps. It
    /// makes a value of its own of every portion, beginning with the default one; `merge` takes these in the order of the
    /// survey.
    ///
    /// `with` is handed on to `each`, so that expressions in it live as long as the lanes need; `asked` are those of them that
    /// will be evaluated. Members are reduced while they are read.
    pub fn read<T: Default + Send, X: Sync>(
        &self,
        with: &X,
        asked: &[&Typed],
        each: &Each<'_, T, X>,
        merge: &mut dyn FnMut(T) -> anyhow::Result<()>,
    ) -> anyhow::Result<Reading> {
        let asked: Vec<&Typed> = asked.iter().copied().chain(&self.filter).collect();
        // members are reduced beside households as the survey has them
        let filled = |field: &usize| self.previous.as_ref().is_some_and(|previous| previous.fills(*field));
        let questions = Questions::new(&self.standard, &asked)
            .filter(|questions| self.survey.has_members() && !questions.household_fields().iter().any(filled));
        match questions {
            Some(questions) => self.read_folded(&questions, with, each, merge),
            None => self.read_whole(with, each, merge),
        }
    }

    /// The same with the members of each household in the batch.
    pub fn read_whole<T: Default + Send, X: Sync>(
        &self,
        with: &X,
        each: &Each<'_, T, X>,
        merge: &mut dyn FnMut(T) -> anyhow::Result<()>,
    ) -> anyhow::Result<Reading> {
        let mut reading = Reading::default();
        let progress = Progress::new(self.surroundings, &self.survey);
        let mut take = |portion: Portion<T>| -> anyhow::Result<()> { merge(reading.take(portion)) };
        let wanted = |entity, field| self.uses.has(entity, field);
        let threads = self.survey.threads();
        let counts = if threads < 2 {
            self.survey.read::<anyhow::Error>(BATCH, &wanted, &mut |batch, problems| {
                take(self.portion(&self.filled(batch), None, problems, with, each))
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
                let begin = || {
                    |(batch, problems): (Batch, Vec<Problem>)| {
                        self.portion(&self.filled(batch), None, problems, with, each)
                    }
                };
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
        self.complete(&mut reading, &counts)?;
        Ok(reading)
    }

    fn read_folded<T: Default + Send, X: Sync>(
        &self,
        questions: &Questions<'_>,
        with: &X,
        each: &Each<'_, T, X>,
        merge: &mut dyn FnMut(T) -> anyhow::Result<()>,
    ) -> anyhow::Result<Reading> {
        let progress = Progress::new(self.surroundings, &self.survey);
        let wanted = |entity, field| self.uses.has(entity, field);
        let mut folding = Folding { questions, reduced: questions.begin(0) };
        let reduce =
            |members: &Rows, of: &[u32], households: &Households| self.reduce(questions, members, of, households);
        let Folded { households, problems, counts } = self.survey.fold(BATCH, &wanted, &reduce, &mut folding)?;
        let reduced = folding.reduced;
        let mut reading = Reading { problems, ..Reading::default() };
        let codebook = self.survey.codebook();
        let classify = |piece: HouseholdPiece| {
            let rows = piece.rows.len();
            let listed = |row: usize| match reduced.is_listed(piece.first + row) {
                true => Members::Listed { start: 0, end: 0 },
                false => Members::NotListed,
            };
            let batch = Batch {
                of_household: (0..rows).map(listed).collect(),
                households: piece.rows,
                members: Rows::new(codebook, Entity::Member),
                rejected: piece.rejected,
            };
            let answers = Answers { questions, reduced: &reduced, first: piece.first };
            self.portion(&self.filled(batch), Some(answers), Vec::new(), with, each)
        };
        let mut pieces = households.into_pieces().into_iter();
        if self.survey.threads() < 2 {
            pieces.try_for_each(|piece| merge(reading.take(classify(piece))))?;
        } else {
            let mut result = Ok(());
            staged(self.survey.threads(), &mut || pieces.next(), &|| classify, &mut |portion| {
                result = merge(reading.take(portion));
                result.is_ok()
            });
            result?;
        }
        drop(progress);
        self.complete(&mut reading, &counts)?;
        Ok(reading)
    }

    /// What is asked of members, and what is wrong with them as members of their households.
    fn reduce(
        &self,
        questions: &Questions<'_>,
        members: &Rows,
        of: &[u32],
        households: &Households,
    ) -> (ReducedPart, Vec<Problem>) {
        let own = households.pick(self.survey.codebook(), questions.household_fields(), of);
        let mut lanes = Lanes::of_members(&self.standard, members, &own);
        let part = questions.reduce(&mut lanes, of);
        let is_used = |row: usize| of[row] != NO_HOUSEHOLD && !households.is_rejected(of[row] as usize);
        let findings = after_review_of(&mut lanes, &self.standard, members).into_iter();
        let problems = findings
            .filter(|finding| finding.member.is_some_and(is_used))
            .map(|finding| {
                let place = members.places[finding.member.unwrap_or_default()];
                self.problem(Entity::Member, place, finding)
            })
            .collect();
        (part, problems)
    }

    /// Puts in what is known once all is read.
    fn complete(&self, reading: &mut Reading, counts: &Counts) -> anyhow::Result<()> {
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
        Ok(())
    }

    /// With what the list of the previous review tells.
    fn filled(&self, mut batch: Batch) -> Batch {
        if let Some(previous) = &self.previous {
            previous.fill(&mut batch.households);
        }
        batch
    }

    fn portion<T: Default, X>(
        &self,
        batch: &Batch,
        answers: Option<Answers<'_>>,
        problems: Vec<Problem>,
        with: &X,
        each: &Each<'_, T, X>,
    ) -> Portion<T> {
        let members_expected = self.survey.has_members();
        let rows = batch.households.len();
        let mut portion = Portion::new(problems);
        if rows == 0 {
            return portion;
        }
        let standard = &self.standard;
        let mut lanes = match answers {
            Some(answers) => Lanes::of_households(standard, &batch.households, answers),
            None => Lanes::of_batch(standard, batch),
        };
        let outcomes = lanes.outcomes(standard, &batch.rejected);
        // members in the batch are looked at household by household
        let suspects = match batch.members.is_empty() {
            true => suspects(&mut lanes, standard, batch, &outcomes, members_expected),
            false => (0..rows).collect(),
        };
        if !suspects.is_empty() {
            let mut evaluator = Evaluator::with_answers(standard, batch, answers);
            for household in suspects {
                evaluator.go_to(household);
                let outcome = &outcomes[household];
                for finding in findings(&mut evaluator, standard, batch, household, outcome, members_expected) {
                    let (entity, place) = match finding.member {
                        Some(member) => (Entity::Member, batch.members.places[member]),
                        None => (Entity::Household, batch.households.places[household]),
                    };
                    portion.problems.push(self.problem(entity, place, finding));
                }
            }
        }
        let asked = self.filter.as_ref().map(|filter| lanes.truth(filter));
        let mut kept = vec![true; rows];
        for (household, outcome) in outcomes.iter().enumerate() {
            if outcome.rejected {
                portion.rejected += 1;
            } else if outcome.undetermined() {
                portion.undetermined += 1;
            } else {
                portion.classified += 1;
            }
            // a rejected row is of no class, whatever is asked of the class
            let truth = match &asked {
                Some(_) if outcome.rejected && self.filter_asks_outcome => Truth::False,
                Some(asked) => asked.get(household),
                None => Truth::True,
            };
            if !truth.certain() {
                kept[household] = false;
                portion.left_out += 1;
                portion.left_out_unknown += u64::from(!truth.known());
            }
        }
        each(&mut portion.made, &mut lanes, with, batch, &outcomes, &kept);
        portion
    }

    fn problem(&self, entity: Entity, row: RowPlace, finding: Finding) -> Problem {
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
