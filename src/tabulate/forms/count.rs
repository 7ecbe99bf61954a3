//! What the columns of forms come to in each unit.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::classify::{Lanes, Outcome};
use crate::lang::{Exact, Interval, Truth, Typed, Value};
use crate::survey::shape::words::LayoutWords;
use crate::tabulate::{Unit, UnitKeys};

/// What is counted: the households for which a condition holds, and a number of each of them.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The condition.
    pub when: Typed,
    /// The number; none where households and persons are counted.
    pub amount: Option<Typed>,
    /// A text by which they are counted besides.
    pub by: Option<Typed>,
}

impl Quantity {
    /// Its expressions.
    pub fn asked(&self) -> impl Iterator<Item = &Typed> {
        std::iter::once(&self.when).chain(&self.amount).chain(&self.by)
    }
}

/// What a quantity comes to in a unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Households for which the condition holds.
    pub households: i64,
    /// Their persons, as far as they are told.
    pub persons: i64,
    /// Their numbers, as far as they are known.
    pub amount: i64,
    /// Those of them whose number of persons is not known.
    pub persons_unknown: i64,
    /// Households of a known class for which missing answers leave open whether the condition holds, or how much it is.
    pub unknown: i64,
    /// Least that the numbers, or else the households, come to whatever the missing answers are, also those of households of an
    /// open class.
    pub least: i64,
    /// Most that they come to.
    pub most: i64,
}

impl Counts {
    /// Adds another unit's.
    pub fn add(&mut self, other: &Counts) {
        self.households += other.households;
        self.persons += other.persons;
        self.amount += other.amount;
        self.persons_unknown += other.persons_unknown;
        self.unknown += other.unknown;
        self.least = self.least.saturating_add(other.least);
        self.most = self.most.saturating_add(other.most);
    }

    fn household(persons: Option<i64>) -> Counts {
        Counts {
            households: 1,
            persons: persons.unwrap_or(0),
            persons_unknown: i64::from(persons.is_none()),
            ..Counts::default()
        }
    }
}

/// Counts by a text.
pub type ByText = BTreeMap<Box<str>, Counts>;

/// All quantities in one unit.
#[derive(Clone, Debug, Default)]
pub struct UnitCount {
    /// Of every quantity.
    pub counts: Vec<Counts>,
    /// Of those that are counted by a text.
    pub by_text: BTreeMap<usize, ByText>,
}

impl UnitCount {
    fn add(&mut self, other: UnitCount) {
        self.counts.resize(other.counts.len().max(self.counts.len()), Counts::default());
        self.counts.iter_mut().zip(&other.counts).for_each(|(own, other)| own.add(other));
        for (quantity, texts) in other.by_text {
            let own = self.by_text.entry(quantity).or_default();
            texts.into_iter().for_each(|(text, counts)| own.entry(text).or_default().add(&counts));
        }
    }
}

/// The least and the most of a number. A count of members whom nobody listed is at most that of the household's persons.
fn bounds(number: Interval, outcome: &Outcome) -> (i64, i64) {
    let whole =
        |number: Exact| number.is_finite().then(|| number.rounded(0).and_then(|n| i64::try_from(n).ok())).flatten();
    let most = whole(number.high).or_else(|| whole(outcome.persons.high)).unwrap_or(i64::MAX);
    (whole(number.low).unwrap_or_default().min(most), most)
}

/// All quantities in all units, in the order of the units' first households.
#[derive(Clone, Debug, Default)]
pub struct UnitCounts {
    /// Each unit with the counts of every quantity.
    pub units: Vec<(Unit, UnitCount)>,
    index: FxHashMap<Unit, usize>,
}

impl UnitCounts {
    /// Counts the households over which `lanes` are, those that are kept and not rejected; `unit` says where each lives.
    pub fn count<'a>(
        &mut self,
        quantities: &'a [Quantity],
        lanes: &mut Lanes<'a>,
        outcomes: &[Outcome],
        kept: &[bool],
        unit: &dyn Fn(usize) -> Unit,
    ) {
        let counted = |row: &usize| kept[*row] && !outcomes[*row].rejected;
        let rows: Vec<usize> = (0..outcomes.len()).filter(counted).collect();
        let units: Vec<usize> = rows.iter().map(|row| self.of(unit(*row), quantities.len())).collect();
        for (number, quantity) in quantities.iter().enumerate() {
            let truths = lanes.truth(&quantity.when);
            let amounts = quantity.amount.as_ref().map(|amount| lanes.values(amount));
            let texts = quantity.by.as_ref().map(|by| lanes.values(by));
            for (row, unit) in rows.iter().zip(&units) {
                let own = &mut self.units[*unit].1;
                let counts = &mut own.counts[number];
                let outcome = &outcomes[*row];
                let truth = truths.get(*row);
                let (least, most) = match &amounts {
                    None => (1, 1),
                    Some(amount) => bounds(amount(*row).number(), outcome),
                };
                counts.least = counts.least.saturating_add(if truth.certain() { least } else { 0 });
                counts.most = counts.most.saturating_add(if truth.possible() { most } else { 0 });
                match truth {
                    Truth::False => {}
                    // an open class is told by itself
                    Truth::Unknown => counts.unknown += i64::from(outcome.class().is_some()),
                    Truth::True => {
                        let household = Counts::household(outcome.persons_known());
                        counts.add(&household);
                        if let Some(amount) = &amounts {
                            match amount(*row).number().known().and_then(Exact::as_int) {
                                Some(amount) => counts.amount += amount,
                                None => counts.unknown += 1,
                            }
                        }
                        if let Some(text) = &texts {
                            let Value::Text(Some(text)) = text(*row) else { continue };
                            let texts = own.by_text.entry(number).or_default();
                            match texts.get_mut(text) {
                                Some(counts) => counts.add(&household),
                                None => drop(texts.insert(text.into(), household)),
                            }
                        }
                    }
                }
            }
        }
    }

    fn of(&mut self, unit: Unit, quantities: usize) -> usize {
        *self.index.entry(unit).or_insert_with_key(|unit| {
            let counts = vec![Counts::default(); quantities];
            self.units.push((unit.clone(), UnitCount { counts, ..UnitCount::default() }));
            self.units.len() - 1
        })
    }

    /// Counts all spellings of a unit together, under the one that comes first.
    pub fn settle(self, layout: &LayoutWords) -> UnitCounts {
        let keys = UnitKeys::new(layout, self.units.iter().map(|(unit, _)| unit));
        let mut first: BTreeMap<_, Unit> = BTreeMap::new();
        let mut settled = UnitCounts::default();
        for (unit, counts) in self.units {
            let named = first.entry(keys.key(&unit)).or_insert(unit).clone();
            settled.merge(UnitCounts { units: vec![(named, counts)], ..UnitCounts::default() });
        }
        settled
    }

    /// Adds the households that come next.
    pub fn merge(&mut self, other: UnitCounts) {
        for (unit, counts) in other.units {
            let own = self.of(unit, counts.counts.len());
            self.units[own].1.add(counts);
        }
    }
}
