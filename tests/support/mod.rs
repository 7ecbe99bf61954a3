//! What the property tests share: the built-in standards, households as sets of answers, and what the program makes of
//! them. Where a household's answers come from is [`facts`]'s; what the law makes of them [`decree_07`]'s.

pub mod decree_07;
pub mod facts;

use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use rasoat::classify::{Evaluator, Lanes, Outcome, outcome};
use rasoat::lang::{DateSpan, Entity, Exact, Truth, Type, Value};
use rasoat::rules::{self, BUILT_IN, ReviewDate, Rules, Standard};
use rasoat::survey::batch::{Batch, Column, Members, RowPlace, Rows};
use rasoat::survey::codebook::Codebook;
use rasoat::survey::codebook_file::default_codebook;

pub static CODEBOOK: LazyLock<Arc<Codebook>> =
    LazyLock::new(|| Arc::new(default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false)))));

static RULES: LazyLock<Vec<Arc<Rules>>> = LazyLock::new(|| {
    let load = |built_in: &rules::BuiltIn| {
        let (rules, report) = rules::load(built_in.source, built_in.text, &CODEBOOK);
        Arc::new(rules.unwrap_or_else(|| panic!("{}", report.render(false))))
    };
    BUILT_IN.iter().map(load).collect()
});

/// A built-in standard on a day, which holds for every household.
pub fn standard(id: &str, date: Date) -> Standard {
    let rules = RULES.iter().find(|rules| rules.id == id).expect("a built-in standard");
    Standard::new(Arc::clone(rules), ReviewDate { date, fixed: true }, &[]).expect("a day of its validity")
}

/// The index of a field.
pub fn field(entity: Entity, id: &str) -> usize {
    CODEBOOK.position(entity, id).unwrap_or_else(|| panic!("no field {id}"))
}

/// The codes of a code field, in its order.
pub fn codes(entity: Entity, id: &str) -> Vec<&'static str> {
    static LEAKED: LazyLock<&'static Codebook> = LazyLock::new(|| Box::leak(Box::new((**CODEBOOK).clone())));
    let field = &LEAKED.fields(entity)[field(entity, id)];
    field.codes.iter().map(|code| code.id.as_str()).collect()
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Datum {
    Bool(bool),
    Code(u8),
    Number(Exact),
    Days(DateSpan),
    Text(&'static str),
}

/// Where an answer stands: a household field, or a member's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    pub member: Option<usize>,
    pub field: usize,
}

impl Cell {
    pub fn entity(self) -> Entity {
        if self.member.is_some() { Entity::Member } else { Entity::Household }
    }
}

/// One answer more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// The survey lists the members.
    List,
    /// An answer is given.
    Answer(Cell, Datum),
}

/// A household as a survey tells it: some of its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub household: Vec<Option<Datum>>,
    pub members: Vec<Vec<Option<Datum>>>,
    pub listed: bool,
    pub rejected: bool,
}

impl Told {
    /// A household of so many people of which nothing is told.
    pub fn nothing(people: usize) -> Told {
        Told {
            household: vec![None; CODEBOOK.household.len()],
            members: vec![vec![None; CODEBOOK.member.len()]; people],
            listed: false,
            rejected: false,
        }
    }

    pub fn cell(&mut self, cell: Cell) -> &mut Option<Datum> {
        match cell.member {
            Some(member) => &mut self.members[member][cell.field],
            None => &mut self.household[cell.field],
        }
    }

    pub fn set(&mut self, entity: Entity, member: usize, id: &str, datum: Datum) {
        let member = (entity == Entity::Member).then_some(member);
        *self.cell(Cell { member, field: field(entity, id) }) = Some(datum);
    }

    /// Tells one thing more. A span of days narrows what was told of the date before.
    pub fn tell(&mut self, step: Step) {
        match step {
            Step::List => self.listed = true,
            Step::Answer(cell, datum) => {
                let told = self.cell(cell);
                *told = match (*told, datum) {
                    (Some(Datum::Days(a)), Datum::Days(b)) => a.meet(b).map(Datum::Days),
                    _ => Some(datum),
                };
            }
        }
    }

    pub fn batch(&self) -> Batch {
        batch(std::slice::from_ref(self))
    }
}

/// Households as the survey stage hands them on.
pub fn batch(all: &[Told]) -> Batch {
    let mut batch = Batch {
        households: rows(Entity::Household, all.iter().map(|told| &told.household[..])),
        members: rows(
            Entity::Member,
            all.iter().filter(|told| told.listed).flat_map(|told| &told.members).map(|m| &m[..]),
        ),
        of_household: Vec::new(),
        rejected: Vec::new(),
    };
    let mut start = 0;
    for told in all {
        let end = start + if told.listed { told.members.len() as u32 } else { 0 };
        batch.of_household.push(if told.listed { Members::Listed { start, end } } else { Members::NotListed });
        batch.rejected.push(told.rejected);
        start = end;
    }
    batch
}

fn rows<'a>(entity: Entity, all: impl Iterator<Item = &'a [Option<Datum>]> + Clone) -> Rows {
    let mut rows = Rows::new(&CODEBOOK, entity);
    rows.places = (1..).zip(all.clone()).map(|(row, _)| RowPlace { sheet: 0, row }).collect();
    for (index, field) in CODEBOOK.fields(entity).iter().enumerate() {
        if all.clone().all(|answers| answers[index].is_none()) {
            continue;
        }
        let mut column = Column::for_field(field);
        for answers in all.clone() {
            match (answers[index], &mut column) {
                (None, column) => column.push_unknown(),
                (Some(Datum::Bool(value)), Column::Bool(v)) => v.push(value.into()),
                (Some(Datum::Code(code)), Column::Code(v)) => v.push(code),
                (Some(Datum::Number(number)), Column::Number(v)) => v.push(Some(number)),
                (Some(Datum::Days(span)), Column::Date(v)) => v.push(Some(span)),
                (Some(Datum::Text(text)), Column::Text(v)) => v.push(Some(text)),
                (Some(datum), _) => panic!("{datum:?} for {}", field.id),
            }
        }
        rows.columns[index] = Some(column);
    }
    rows
}

/// In an order that the seed decides. A sort by numbers of its own, so that a failing case shrinks to a small household
/// and not to a tidy order.
pub fn shuffled<T>(items: impl IntoIterator<Item = T>, seed: u64) -> Vec<T> {
    let mut state = seed;
    let mut number = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 16
    };
    let mut keyed: Vec<(u64, T)> = items.into_iter().map(|item| (number(), item)).collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, item)| item).collect()
}

/// What the program makes of a household: its outcome, and the values in between that must narrow with it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub outcome: Outcome,
    /// Values by name.
    pub values: Vec<(&'static str, Value<'static>)>,
}

/// Values of a household on the way to its class.
const BETWEEN: [&str; 7] =
    ["area", "persons", "income_per_person", "low_income", "up_to_average", "no_working_capacity", "deprivations"];

/// What a standard makes of a household.
pub fn see(standard: &Standard, told: &Told) -> Seen {
    let batch = told.batch();
    let mut evaluator = Evaluator::new(standard, &batch);
    let outcome = outcome(&mut evaluator, standard, told.rejected);
    let named = |name: &'static str| standard.rules.computed_named(name).map(|slot| (name, slot));
    let values = BETWEEN.into_iter().filter_map(named).map(|(name, slot)| {
        let value = match evaluator.computed(slot) {
            Value::Bool(truth) => Value::Bool(truth),
            Value::Number(number) => Value::Number(number),
            Value::Date(span) => Value::Date(span),
            Value::Code(mask) => Value::Code(mask),
            Value::Text(_) => Value::Text(None),
        };
        (name, value)
    });
    Seen { values: values.collect(), outcome }
}

/// The outcome of each household of a batch.
pub fn outcomes(standard: &Standard, batch: &Batch) -> Vec<Outcome> {
    Lanes::of_batch(standard, batch).outcomes(standard, &batch.rejected)
}

/// The ids of the possible classes.
pub fn class_ids<'a>(standard: &'a Standard, outcome: &Outcome) -> Vec<&'a str> {
    outcome.possible.iter().map(|class| standard.rules.classes[class].id.as_str()).collect()
}

/// What is not narrower after an answer more than it was before it; empty if all is well.
pub fn not_narrower(standard: &Standard, before: &Seen, after: &Seen) -> Vec<String> {
    let mut wrong = Vec::new();
    let (was, is) = (class_ids(standard, &before.outcome), class_ids(standard, &after.outcome));
    if is.is_empty() || is.iter().any(|class| !was.contains(class)) {
        wrong.push(format!("possible classes: {was:?} became {is:?}"));
    }
    for (index, indicator) in standard.rules.indicators.iter().enumerate() {
        let (was, is) = (before.outcome.indicators.get(index), after.outcome.indicators.get(index));
        if was != Truth::Unknown && was != is {
            wrong.push(format!("{}: {was} became {is}", indicator.id));
        }
    }
    for ((name, was), (_, is)) in before.values.iter().zip(&after.values) {
        if !holds(*was, *is) {
            wrong.push(format!("{name}: {was:?} became {is:?}"));
        }
    }
    wrong
}

/// Whether everything the second can be, the first can be.
pub fn holds(was: Value<'_>, is: Value<'_>) -> bool {
    match (was, is) {
        (Value::Bool(was), Value::Bool(is)) => was == Truth::Unknown || was == is,
        (Value::Number(was), Value::Number(is)) => was.low <= is.low && is.high <= was.high,
        (Value::Date(was), Value::Date(is)) => was.first <= is.first && is.last <= was.last,
        (Value::Code(was), Value::Code(is)) => is.0 & !was.0 == 0,
        _ => true,
    }
}

/// Answers by their ids, for messages.
pub fn describe(told: &Told) -> String {
    let entry = |entity: Entity, index: usize, datum: &Datum| {
        let field = &CODEBOOK.fields(entity)[index];
        let value = match (datum, field.ty.as_type()) {
            (Datum::Code(code), Type::Code(list)) => list.codes[usize::from(*code)].clone(),
            (Datum::Number(number), _) => number.to_string(),
            (Datum::Days(span), _) if span.first == span.last => span.first.to_string(),
            (Datum::Days(span), _) => format!("{} to {}", span.first, span.last),
            (Datum::Bool(value), _) => value.to_string(),
            (other, _) => format!("{other:?}"),
        };
        format!("{} = {value}", field.id)
    };
    let line = |entity: Entity, answers: &[Option<Datum>]| {
        let told = answers.iter().enumerate().filter_map(|(i, datum)| datum.as_ref().map(|d| entry(entity, i, d)));
        told.collect::<Vec<_>>().join(", ")
    };
    let mut text = format!("household: {}\n", line(Entity::Household, &told.household));
    if told.listed {
        told.members.iter().for_each(|member| text.push_str(&format!("member: {}\n", line(Entity::Member, member))));
    } else {
        text.push_str("members not listed\n");
    }
    text
}
