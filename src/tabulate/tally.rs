//! Counts over the households of one group.

use std::collections::BTreeMap;

use crate::classify::Outcome;

/// What is counted of a group. Rejected rows are counted and enter nothing else: they are no households.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Households: classified and undetermined.
    pub households: i64,
    /// Members of those households, where their number is known.
    pub persons: i64,
    /// Households whose number of members is unknown, and so not in `persons`.
    pub persons_unknown: i64,
    /// Classified households by class.
    pub classes: Vec<i64>,
    /// Their members by class.
    pub class_persons: Vec<i64>,
    /// Households of which a class is at least possible, by class.
    pub at_most: Vec<i64>,
    /// Households whose class the missing answers leave open.
    pub undetermined: i64,
    /// Of these, how many by the set of classes possible ([`crate::classify::ClassSet`]).
    pub open: BTreeMap<u64, i64>,
    /// Rows that cannot be used.
    pub rejected: i64,
    /// Deprivations by class, and last those of undetermined households.
    pub deprived: Vec<Deprived>,
}

/// Deprivations among some households.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprived {
    /// How many households.
    pub households: i64,
    /// Households certainly deprived, by indicator.
    pub certain: Vec<i64>,
    /// Households of which it is unknown, by indicator.
    pub unknown: Vec<i64>,
}

impl Deprived {
    /// Nothing counted.
    pub fn new(indicators: usize) -> Deprived {
        Deprived { households: 0, certain: vec![0; indicators], unknown: vec![0; indicators] }
    }

    /// Counts together.
    pub fn merge(&mut self, other: &Deprived) {
        self.households += other.households;
        sum(&mut self.certain, &other.certain);
        sum(&mut self.unknown, &other.unknown);
    }

    /// All certain deprivations.
    pub fn total(&self) -> i64 {
        self.certain.iter().sum()
    }
}

impl Tally {
    /// Nothing counted, for a standard with so many classes and indicators.
    pub fn new(classes: usize, indicators: usize) -> Tally {
        Tally {
            households: 0,
            persons: 0,
            persons_unknown: 0,
            classes: vec![0; classes],
            class_persons: vec![0; classes],
            at_most: vec![0; classes],
            undetermined: 0,
            open: BTreeMap::new(),
            rejected: 0,
            deprived: vec![Deprived::new(indicators); classes + 1],
        }
    }

    /// Counts a household.
    pub fn add(&mut self, outcome: &Outcome) {
        if outcome.rejected {
            self.rejected += 1;
            return;
        }
        self.households += 1;
        let persons = outcome.persons_known();
        self.persons += persons.unwrap_or(0);
        self.persons_unknown += i64::from(persons.is_none());
        for class in outcome.possible.iter() {
            self.at_most[class] += 1;
        }
        let class = outcome.class();
        match class {
            Some(class) => {
                self.classes[class] += 1;
                self.class_persons[class] += persons.unwrap_or(0);
            }
            None => {
                self.undetermined += 1;
                *self.open.entry(outcome.possible.0).or_default() += 1;
            }
        }
        let last = self.deprived.len() - 1;
        let deprived = &mut self.deprived[class.unwrap_or(last)];
        deprived.households += 1;
        outcome.indicators.certain().for_each(|indicator| deprived.certain[indicator] += 1);
        outcome.indicators.open().for_each(|indicator| deprived.unknown[indicator] += 1);
    }

    /// Counts together.
    pub fn merge(&mut self, other: &Tally) {
        self.households += other.households;
        self.persons += other.persons;
        self.persons_unknown += other.persons_unknown;
        sum(&mut self.classes, &other.classes);
        sum(&mut self.class_persons, &other.class_persons);
        sum(&mut self.at_most, &other.at_most);
        self.undetermined += other.undetermined;
        for (classes, households) in &other.open {
            *self.open.entry(*classes).or_default() += households;
        }
        self.rejected += other.rejected;
        for (deprived, other) in self.deprived.iter_mut().zip(&other.deprived) {
            deprived.merge(other);
        }
    }

    /// Every row counted: households and rejected rows.
    pub fn rows(&self) -> i64 {
        self.households + self.rejected
    }
}

fn sum(into: &mut [i64], other: &[i64]) {
    for (a, b) in into.iter_mut().zip(other) {
        *a += b;
    }
}
