//! What undetermined households lack: for every answer that leaves a class open, of how many it does.

use std::collections::BTreeMap;

use crate::classify::{Lacking, Lanes, Outcome, lacking};
use crate::survey::batch::Batch;

/// Undetermined households by what they lack. Merges in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MissingAnswers {
    counts: BTreeMap<Lacking, Lack>,
}

/// How many undetermined households lack something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lack {
    /// Households that lack it.
    pub households: i64,
    /// Of these, those that lack nothing else.
    pub alone: i64,
}

impl MissingAnswers {
    /// Looks at the undetermined households of a batch, over which `lanes` are, among those that are kept.
    pub fn add<'a>(&mut self, lanes: &Lanes<'a>, batch: &'a Batch, outcomes: &[Outcome], kept: &[bool]) {
        let open = outcomes.iter().enumerate().filter(|(row, outcome)| kept[*row] && outcome.undetermined());
        let mut evaluator = None;
        for (row, _) in open {
            let evaluator = evaluator.get_or_insert_with(|| lanes.evaluator(batch));
            evaluator.go_to(row);
            let all = lacking(evaluator, lanes.standard());
            let alone = i64::from(all.len() == 1);
            for one in all {
                let lack = self.counts.entry(one).or_default();
                lack.households += 1;
                lack.alone += alone;
            }
        }
    }

    /// Counts together.
    pub fn merge(&mut self, other: &MissingAnswers) {
        for (one, other) in &other.counts {
            let lack = self.counts.entry(*one).or_default();
            lack.households += other.households;
            lack.alone += other.alone;
        }
    }

    /// What is lacking, the most frequent first.
    pub fn by_number(&self) -> Vec<(Lacking, Lack)> {
        let mut all: Vec<(Lacking, Lack)> = self.counts.iter().map(|(one, lack)| (*one, *lack)).collect();
        all.sort_by_key(|(one, lack)| (std::cmp::Reverse(lack.households), *one));
        all
    }
}
