//! The outcome of a household: the set of classes that are still possible, and what is known of every indicator.

use crate::lang::value::Interval;
use crate::lang::{Entity, Exact, Slot, Truth};
use crate::rules::Rules;
use crate::rules::standard::Standard;

use super::evaluate::Evaluator;

/// A set of classes of a standard, bit `i` for the class with index `i`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct ClassSet(pub u64);

impl ClassSet {
    /// Whether the class with that index is in it.
    pub const fn contains(self, class: usize) -> bool {
        self.0 & (1 << class) != 0
    }

    /// The class, where only one is possible.
    pub const fn only(self) -> Option<usize> {
        if self.0.is_power_of_two() { Some(self.0.trailing_zeros() as usize) } else { None }
    }

    /// The classes in it, in the standard's order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        ones(self.0)
    }

    /// How many are in it.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether none is.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The bits that are set, from the lowest.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = bits.trailing_zeros() as usize;
        (bits != 0).then(|| {
            bits &= bits - 1;
            next
        })
    })
}

/// The truth of every indicator of a standard, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Truths {
    /// Bit by indicator: certainly deprived.
    pub(super) certain: u64,
    /// Bit by indicator: possibly deprived.
    pub(super) possible: u64,
}

impl Truths {
    /// Sets the truth of an indicator.
    pub fn set(&mut self, indicator: usize, truth: Truth) {
        self.certain |= u64::from(truth.certain()) << indicator;
        self.possible |= u64::from(truth.possible()) << indicator;
    }

    /// The truth of an indicator.
    pub const fn get(self, indicator: usize) -> Truth {
        Truth::from_bounds(self.certain & (1 << indicator) != 0, self.possible & (1 << indicator) != 0)
    }

    /// Those in which the household is certainly deprived.
    pub fn certain(self) -> impl Iterator<Item = usize> {
        ones(self.certain)
    }

    /// Those of which it is unknown.
    pub fn open(self) -> impl Iterator<Item = usize> {
        ones(self.possible & !self.certain)
    }

    /// In how many the household is certainly deprived.
    pub const fn deprived(self) -> u32 {
        self.certain.count_ones()
    }

    /// For how many that is unknown.
    pub const fn unknown(self) -> u32 {
        (self.possible & !self.certain).count_ones()
    }
}

/// What a standard makes of a household.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The row cannot be used; nothing else is then of meaning but for display.
    pub rejected: bool,
    /// The classes the missing answers leave possible. One is a classification. None: no class of the standard applies.
    pub possible: ClassSet,
    /// Index of what told the income: money or points. Known for an undetermined household too, where it is told.
    pub basis: Option<u8>,
    /// Each indicator.
    pub indicators: Truths,
    /// Household members.
    pub persons: Interval,
    /// Income per person and month, đồng.
    pub income_per_person: Interval,
}

impl Outcome {
    /// The class, where it is decided.
    pub fn class(&self) -> Option<usize> {
        if self.rejected { None } else { self.possible.only() }
    }

    /// Whether the missing answers leave it open.
    pub fn undetermined(&self) -> bool {
        !self.rejected && self.possible.only().is_none()
    }

    /// The number of members, where it is known.
    pub fn persons_known(&self) -> Option<i64> {
        self.persons.known().and_then(Exact::as_int)
    }
}

/// The outcome of the household the evaluator stands at.
pub fn outcome<'a>(evaluator: &mut Evaluator<'a>, standard: &'a Standard, rejected: bool) -> Outcome {
    let rules = &standard.rules;
    let mut indicators = Truths::default();
    for index in 0..rules.indicators.len() {
        indicators.set(index, evaluator.computed(standard.slots.indicators[index]).truth());
    }
    let mut possible = ClassSet::default();
    for (index, class) in rules.classes.iter().enumerate() {
        let truth = evaluator.truth(&class.when);
        if truth.possible() {
            possible.0 |= 1 << index;
        }
        if truth.certain() {
            break;
        }
    }
    let basis = rules.bases.iter().position(|basis| evaluator.truth(&basis.when).certain());
    let number = |evaluator: &mut Evaluator<'_>, slot: Option<Slot>| {
        slot.map_or(Interval::UNKNOWN, |slot| evaluator.named(slot, Entity::Household).number())
    };
    let persons = number(evaluator, standard.slots.persons);
    let income_per_person = number(evaluator, standard.slots.income_per_person);
    Outcome {
        rejected,
        possible,
        basis: basis.filter(|_| !rejected).map(|basis| basis as u8),
        indicators,
        persons,
        income_per_person,
    }
}

/// The machine word for an outcome's class: its id, `undetermined` or `rejected`.
pub fn class_word<'a>(rules: &'a Rules, outcome: &Outcome) -> &'a str {
    match outcome.class() {
        _ if outcome.rejected => "rejected",
        Some(class) => &rules.classes[class].id,
        None => "undetermined",
    }
}

/// The ids of a set of classes joined with `|`, in the standard's order.
pub fn possible_words(rules: &Rules, possible: ClassSet) -> String {
    possible.iter().map(|class| rules.classes[class].id.as_str()).collect::<Vec<_>>().join("|")
}
