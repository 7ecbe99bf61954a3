//! What would change an outcome: which missing answers would decide an undetermined household, and which single known
//! answer, changed as little as may be, would give another class. Knows no indicator: it tries answers and classifies.

use crate::lang::{CodeMask, DateSpan, Entity, Exact, Interval, Truth, Value};
use crate::rules::standard::Standard;
use crate::survey::batch::{Batch, Column};
use crate::survey::codebook::{Field, FieldType};

use super::Wording;
use super::evaluate::Evaluator;
use super::outcome::{ClassSet, Outcome, outcome};

/// Whose answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Household or member.
    pub entity: Entity,
    /// Index of the field.
    pub field: usize,
    /// Row in the batch.
    pub row: usize,
}

/// An answer tried, in words, and the classes then possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The answer; for numbers and dates the first one with this effect, seen from `from`.
    pub value: String,
    /// For numbers and dates: the last value of the same effect, where it is not only `value`.
    pub up_to: Option<String>,
    /// What would be possible.
    pub possible: ClassSet,
}

/// A missing answer that would narrow the possible classes, with what each answer would give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decider {
    /// Which answer.
    pub answer: Answer,
    /// Each answer of another effect.
    pub trials: Vec<Trial>,
}

/// The smallest change of one known answer that gives another class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which answer.
    pub answer: Answer,
    /// What it would have to be.
    pub to: String,
    /// The classes then possible.
    pub possible: ClassSet,
}

/// The answers a standard looks at in this household: fields it refers to that the survey has.
fn answers(standard: &Standard, batch: &Batch) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (entity, rows) in [(Entity::Household, &batch.households), (Entity::Member, &batch.members)] {
        for row in 0..rows.len() {
            for (field, column) in rows.columns.iter().enumerate() {
                if column.is_some() && standard.uses.has(entity, field) {
                    answers.push(Answer { entity, field, row });
                }
            }
        }
    }
    answers
}

/// The missing answers of a household (the batch's only one) that would narrow its possible classes by themselves.
pub fn deciders(standard: &Standard, batch: &Batch, wording: &Wording<'_>) -> Vec<Decider> {
    let now = classes(standard, batch);
    let mut trial = Try { standard, batch: batch.clone(), wording };
    let mut found = Vec::new();
    for answer in answers(standard, batch) {
        if trial.get(answer).is_some_and(|value| value != Datum::Unknown) {
            continue;
        }
        let field = &standard.rules.codebook.fields(answer.entity)[answer.field];
        let trials = match domain(field, standard.review.date) {
            Domain::Each(values) => {
                let tried = values.into_iter().map(|value| (value, trial.with(answer, value)));
                tried
                    .map(|(value, possible)| Trial { value: text(value, field, wording), up_to: None, possible })
                    .collect()
            }
            Domain::Range(low, high) => trial.pieces(answer, field, low, high),
            Domain::None => Vec::new(),
        };
        if trials.iter().any(|trial| trial.possible != now && !trial.possible.is_empty()) {
            found.push(Decider { answer, trials });
        }
    }
    found
}

/// The missing answers of a household (the batch's only one) that move an indicator or the possible classes, though none
/// of them decides alone.
pub fn matters(standard: &Standard, batch: &Batch) -> Vec<Answer> {
    let now = outcome_of(standard, batch);
    // nothing is put in words here
    let mut trial = Try { standard, batch: batch.clone(), wording: &|_, _| String::new() };
    let mut found = Vec::new();
    for answer in answers(standard, batch) {
        if trial.get(answer).is_none_or(|value| value != Datum::Unknown) {
            continue;
        }
        let field = &standard.rules.codebook.fields(answer.entity)[answer.field];
        let values = match domain(field, standard.review.date) {
            Domain::Each(values) => values,
            Domain::Range(low, high) => {
                [low, low + (high - low) / 2, high].into_iter().map(|step| Datum::at(step, field)).collect()
            }
            Domain::None => Vec::new(),
        };
        for value in values {
            trial.set(answer, value);
            let then = outcome_of(standard, &trial.batch);
            if then.indicators != now.indicators || then.possible != now.possible {
                found.push(answer);
                break;
            }
        }
        trial.set(answer, Datum::Unknown);
    }
    found
}

/// For each known answer of a household (the batch's only one) the nearest other answer that gives another set of classes.
pub fn changes(standard: &Standard, batch: &Batch, wording: &Wording<'_>) -> Vec<Change> {
    let now = classes(standard, batch);
    let mut trial = Try { standard, batch: batch.clone(), wording };
    let mut found = Vec::new();
    for answer in answers(standard, batch) {
        let Some(value) = trial.get(answer).filter(|value| *value != Datum::Unknown) else { continue };
        let field = &standard.rules.codebook.fields(answer.entity)[answer.field];
        match domain(field, standard.review.date) {
            Domain::Each(values) => {
                for other in values.into_iter().filter(|other| *other != value) {
                    let possible = trial.with(answer, other);
                    if possible != now && !possible.is_empty() {
                        found.push(Change { answer, to: text(other, field, wording), possible });
                        break;
                    }
                }
            }
            Domain::Range(low, high) => {
                let Some(at) = value.step(field) else { continue };
                for end in [low, high] {
                    if let Some((step, possible)) = trial.nearest(answer, field, at, end, now) {
                        let to = text(Datum::at(step, field), field, wording);
                        found.push(Change { answer, to, possible });
                    }
                }
            }
            Domain::None => {}
        }
    }
    found
}

/// The classes possible for the batch's only household.
fn classes(standard: &Standard, batch: &Batch) -> ClassSet {
    outcome_of(standard, batch).possible
}

fn outcome_of(standard: &Standard, batch: &Batch) -> Outcome {
    let mut evaluator = Evaluator::new(standard, batch);
    outcome(&mut evaluator, standard, false)
}

/// A single answer.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Datum {
    Unknown,
    Bool(bool),
    Code(u8),
    Number(Exact),
    Day(jiff::civil::Date),
    Span(DateSpan),
}

/// What can be tried for a field.
enum Domain {
    Each(Vec<Datum>),
    /// Steps, both ends included; see [`Datum::at`].
    Range(i64, i64),
    None,
}

/// How fine a number is varied: whole units, or hundredths where fractions are meant.
fn grain(field: &Field) -> i64 {
    let whole = field.whole || matches!(field.ty, FieldType::Number(crate::lang::Unit::Money));
    if whole || field.step.is_some() { 1 } else { 100 }
}

const EPOCH: jiff::civil::Date = jiff::civil::date(1970, 1, 1);

fn days(date: jiff::civil::Date) -> i64 {
    EPOCH.until(date).map_or(0, |span| i64::from(span.get_days()))
}

impl Datum {
    /// The value a number of steps from zero: days from 1970 for dates.
    fn at(step: i64, field: &Field) -> Datum {
        match field.ty {
            FieldType::Date => {
                let span = jiff::Span::new().try_days(step);
                Datum::Day(span.ok().and_then(|span| EPOCH.checked_add(span).ok()).unwrap_or(EPOCH))
            }
            _ => {
                let unit = field.step.unwrap_or(Exact::ONE);
                let number = Exact::ratio(i128::from(step), i128::from(grain(field)));
                Datum::Number(number.and_then(|number| number.checked_mul(unit)).unwrap_or(Exact::ZERO))
            }
        }
    }

    /// The step nearest to this value.
    fn step(self, field: &Field) -> Option<i64> {
        match self {
            Datum::Day(day) => Some(days(day)),
            Datum::Number(number) => {
                let unit = field.step.unwrap_or(Exact::ONE).checked_recip()?;
                let scaled = number.checked_mul(unit)?.checked_mul(Exact::int(grain(field)))?;
                i64::try_from(scaled.rounded(0)?).ok()
            }
            _ => None,
        }
    }
}

fn domain(field: &Field, review: jiff::civil::Date) -> Domain {
    match &field.ty {
        FieldType::Bool => Domain::Each(vec![Datum::Bool(true), Datum::Bool(false)]),
        FieldType::Code(list) => Domain::Each((0..list.codes.len()).map(|code| Datum::Code(code as u8)).collect()),
        FieldType::Number(_) => {
            let ends = [field.range.low, field.range.high].map(|end| Datum::Number(end).step(field));
            match ends {
                [Some(low), Some(high)] if field.range.low.is_finite() && field.range.high.is_finite() => {
                    Domain::Range(low, high)
                }
                _ => Domain::None,
            }
        }
        FieldType::Date => {
            let last = if field.past { review } else { jiff::civil::date(2100, 12, 31) };
            Domain::Range(days(jiff::civil::date(1900, 1, 1)), days(last))
        }
        FieldType::Text => Domain::None,
    }
}

fn text(value: Datum, field: &Field, wording: &Wording<'_>) -> String {
    let value = match value {
        Datum::Unknown => return String::new(),
        Datum::Bool(value) => Value::Bool(value.into()),
        Datum::Code(code) => Value::Code(CodeMask::one(code)),
        Datum::Number(number) => Value::Number(Interval::point(number)),
        Datum::Day(day) => Value::Date(DateSpan::day(day)),
        Datum::Span(span) => Value::Date(span),
    };
    wording(value, &field.ty.as_type())
}

/// A household with one answer at a time replaced.
struct Try<'a> {
    standard: &'a Standard,
    wording: &'a Wording<'a>,
    batch: Batch,
}

impl Try<'_> {
    fn column(&mut self, answer: Answer) -> Option<&mut Column> {
        let rows = match answer.entity {
            Entity::Household => &mut self.batch.households,
            Entity::Member => &mut self.batch.members,
        };
        rows.columns[answer.field].as_mut()
    }

    fn get(&mut self, answer: Answer) -> Option<Datum> {
        let row = answer.row;
        Some(match self.column(answer)? {
            Column::Bool(v) => match v[row] {
                Truth::Unknown => Datum::Unknown,
                truth => Datum::Bool(truth.certain()),
            },
            Column::Code(v) if v[row] == Column::NO_CODE => Datum::Unknown,
            Column::Code(v) => Datum::Code(v[row]),
            Column::Number(v) => v.get(row).map_or(Datum::Unknown, Datum::Number),
            Column::Date(v) => match v.get(row) {
                None => Datum::Unknown,
                Some(span) => span.known().map_or(Datum::Span(span), Datum::Day),
            },
            Column::Text(_) => return None,
        })
    }

    fn set(&mut self, answer: Answer, value: Datum) {
        let row = answer.row;
        match (self.column(answer), value) {
            (Some(Column::Bool(v)), Datum::Bool(value)) => v[row] = value.into(),
            (Some(Column::Bool(v)), _) => v[row] = Truth::Unknown,
            (Some(Column::Code(v)), Datum::Code(code)) => v[row] = code,
            (Some(Column::Code(v)), _) => v[row] = Column::NO_CODE,
            (Some(Column::Number(v)), Datum::Number(number)) => v.set(row, Some(number)),
            (Some(Column::Number(v)), _) => v.set(row, None),
            (Some(Column::Date(v)), Datum::Day(day)) => v.set(row, Some(DateSpan::day(day))),
            (Some(Column::Date(v)), Datum::Span(span)) => v.set(row, Some(span)),
            (Some(Column::Date(v)), _) => v.set(row, None),
            (Some(Column::Text(_)) | None, _) => {}
        }
    }

    /// The classes possible if the answer were `value`.
    fn with(&mut self, answer: Answer, value: Datum) -> ClassSet {
        let Some(before) = self.get(answer) else { return ClassSet::default() };
        self.set(answer, value);
        let possible = classes(self.standard, &self.batch);
        self.set(answer, before);
        possible
    }

    /// The value nearest to `at` on the way to `end` that gives other classes than `now`. Steps that double find the
    /// stretch in which the first change lies, halving then finds the change.
    fn nearest(&mut self, answer: Answer, field: &Field, at: i64, end: i64, now: ClassSet) -> Option<(i64, ClassSet)> {
        let mut near = at;
        let mut stride = 1;
        while near != end {
            let far = if end > near { end.min(near + stride) } else { end.max(near - stride) };
            let possible = self.with(answer, Datum::at(far, field));
            if possible != now && !possible.is_empty() {
                return Some(self.first_change(answer, field, near, (far, possible), now));
            }
            near = far;
            // the longest stride keeps a band of a hundredth of the way from being stepped over
            stride = (stride * 2).min(((end - at).abs() / 100).max(1));
        }
        None
    }

    /// The first step after `near`, on the way to `far`, with other classes than `now`.
    fn first_change(
        &mut self,
        answer: Answer,
        field: &Field,
        mut near: i64,
        (mut far, mut possible): (i64, ClassSet),
        now: ClassSet,
    ) -> (i64, ClassSet) {
        while (far - near).abs() > 1 {
            let middle = near + (far - near) / 2;
            let tried = self.with(answer, Datum::at(middle, field));
            if tried == now {
                near = middle;
            } else {
                (far, possible) = (middle, tried);
            }
        }
        (far, possible)
    }

    /// The range cut where the classes change, at most twelve pieces.
    fn pieces(&mut self, answer: Answer, field: &Field, low: i64, high: i64) -> Vec<Trial> {
        let mut pieces = Vec::new();
        let mut start = low;
        while start <= high && pieces.len() < 12 {
            let possible = self.with(answer, Datum::at(start, field));
            let next = self.nearest(answer, field, start, high, possible).map(|(step, _)| step);
            let last = next.map_or(high, |next| next - 1);
            let words = |step| text(Datum::at(step, field), field, self.wording);
            pieces.push(Trial { value: words(start), up_to: (last != start).then(|| words(last)), possible });
            start = last + 1;
        }
        pieces
    }
}
