//! The outcomes of all households at once: as [`super::super::outcome::outcome`] says of each.

use crate::lang::{CodeMask, Truth, Typed};
use crate::rules::standard::Standard;
use crate::rules::unknown_household;

use super::super::outcome::{ClassSet, Outcome, Truths};
use super::bits::{Bits, set_rows};
use super::evaluate::Lanes;

impl<'a> Lanes<'a> {
    /// The outcome of every household. Gives `class` and `basis` their values, for questions about outcomes.
    pub fn outcomes(&mut self, standard: &'a Standard, rejected: &[bool]) -> Vec<Outcome> {
        let rules = &*standard.rules;
        let rows = self.rows();
        let mut indicators = vec![Truths::default(); rows];
        for index in 0..rules.indicators.len() {
            let truths = self.of_indicator(index);
            set_rows(&truths.certain, rows).for_each(|row| indicators[row].certain |= 1 << index);
            set_rows(&truths.possible, rows).for_each(|row| indicators[row].possible |= 1 << index);
        }
        let mut possible = vec![0u64; rows];
        // the first class that certainly holds ends the question
        let mut open = Bits::of_one(Truth::True, rows).certain;
        for (index, class) in rules.classes.iter().enumerate() {
            let holds = self.truth(&class.when);
            let reached: Vec<u64> = holds.possible.iter().zip(&open).map(|(possible, open)| possible & open).collect();
            set_rows(&reached, rows).for_each(|row| possible[row] |= 1 << index);
            open.iter_mut().zip(&holds.certain).for_each(|(open, certain)| *open &= !certain);
        }
        let mut basis: Vec<Option<u8>> = vec![None; rows];
        let mut open = Bits::of_one(Truth::True, rows).certain;
        for (index, told) in rules.bases.iter().enumerate() {
            let told = self.truth(&told.when);
            let first: Vec<u64> = told.certain.iter().zip(&open).map(|(certain, open)| certain & open).collect();
            set_rows(&first, rows).for_each(|row| basis[row] = Some(index as u8));
            open.iter_mut().zip(&told.certain).for_each(|(open, certain)| *open &= !certain);
        }
        let persons = self.named_numbers(standard.slots.persons);
        let income_per_person = self.named_numbers(standard.slots.income_per_person);
        let outcomes: Vec<Outcome> = (0..rows)
            .map(|row| Outcome {
                rejected: rejected[row],
                possible: ClassSet(possible[row]),
                basis: basis[row].filter(|_| !rejected[row]),
                indicators: indicators[row],
                persons: persons(row),
                income_per_person: income_per_person(row),
            })
            .collect();
        // a rejected row is of no class
        let classes = outcomes.iter().map(|outcome| if outcome.rejected { 0 } else { outcome.possible.0 });
        let all = rules.basis_codes.all();
        let bases = outcomes.iter().map(|outcome| outcome.basis.map_or(all, CodeMask::one).0);
        self.set_outcomes(classes.collect(), bases.collect());
        outcomes
    }

    /// Marks rows in which two ways of telling one thing are told to be different, whatever is missing of either.
    pub(in crate::classify) fn mark_disagreements(&mut self, marks: &mut [bool]) {
        let rules = &*self.standard().rules;
        let rows = self.rows();
        for check in &rules.checks {
            let same = self.equal(&check.left, &check.right);
            set_rows(&same.not().certain, rows).for_each(|row| marks[row] = true);
        }
        for index in 0..rules.indicators.len() {
            let told = self.indicator(index);
            set_rows(&told.computed.differs(&told.recorded), rows).for_each(|row| marks[row] = true);
        }
    }
}

/// The truth of a condition that asks for the class alone, in a household of that class; of none where the class is not known.
pub fn truth_of_class(standard: &Standard, node: &Typed, class: Option<usize>) -> Truth {
    let rules = &*standard.rules;
    let batch = unknown_household(&rules.codebook);
    let mut lanes = Lanes::of_batch(standard, &batch);
    let class = class.map_or(rules.class_codes.all(), |class| CodeMask::one(class as u8));
    lanes.set_outcomes(vec![class.0], vec![rules.basis_codes.all().0]);
    lanes.truth(node).get(0)
}
