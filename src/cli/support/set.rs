//! The measures of a support file that are counted in one pass over a survey, in every unit. A command drives the pass
//! ([`Session::read`]) and may do other things in it.

use crate::lang::Entity;
use crate::rules::Uses;
use crate::rules::support::{Measure, Support};
use crate::rules::targets::Counted;
use crate::tabulate::counted::{quantity, without_absent};
use crate::tabulate::forms::UnitCounts;

use super::super::arguments::Surroundings;
use super::super::session::Session;
use super::super::units::UnitQuantities;
use super::super::written::{lacking, persons};
use super::list::Entry;

/// The measures of a file with what is counted of each.
pub(in crate::cli) struct SupportSet {
    pub(super) measures: Vec<Measure>,
    /// One a measure.
    pub counted: UnitQuantities,
    /// Fields that each measure asks for and the survey has not.
    lacking: Vec<Vec<String>>,
}

/// What is made of a portion of households.
#[derive(Default)]
pub(in crate::cli) struct Made {
    /// One quantity a measure.
    pub counts: UnitCounts,
    /// By measure, in the order of the survey; only where they are listed.
    pub entries: Vec<Entry>,
}

impl Made {
    /// Adds what was made of the households that come next.
    pub fn merge(&mut self, other: Made) {
        self.counts.merge(other.counts);
        self.entries.extend(other.entries);
    }
}

impl SupportSet {
    /// The measures of a file as the survey can answer them.
    ///
    /// # Errors
    /// Where the standard does not tell how many persons a household has.
    pub fn new(support: Support, session: &Session<'_>) -> anyhow::Result<SupportSet> {
        let persons = persons(session)?;
        let counted = |measure: &Measure| match measure.who {
            Entity::Household => Counted::Households,
            Entity::Member => Counted::Members,
        };
        let has = |entity: Entity, field: usize| session.has(entity, field);
        let of = |measure: &Measure| {
            quantity(counted(measure), Some(without_absent(measure.when.clone(), &has)), None, &persons)
        };
        Ok(SupportSet {
            counted: UnitQuantities::new(support.measures.iter().map(of).collect(), session),
            lacking: support.measures.iter().map(|measure| lacking([&measure.when], session)).collect(),
            measures: support.measures,
        })
    }

    /// Adds the fields to be read; to be done before the survey is read.
    pub fn add_uses(&self, uses: &mut Uses) {
        self.counted.add_uses(uses);
        let grounds = self.measures.iter().flat_map(|measure| &measure.priorities);
        grounds.for_each(|ground| uses.add(&ground.when));
    }

    /// What was counted, once all is read. A measure of which nobody is known to be entitled for want of whole fields is left out.
    pub fn settle(&self, counts: UnitCounts, session: &Session<'_>) -> CountedSupport<'_> {
        let counts = self.counted.settle(counts, session);
        let least = |at: usize| counts.units.iter().map(|(_, counts)| counts.counts[at].least).sum::<i64>();
        let told = (0..self.measures.len()).filter(|at| self.lacking[*at].is_empty() || least(*at) > 0).collect();
        CountedSupport { set: self, counts, told }
    }
}

/// The measures with their numbers.
pub(in crate::cli) struct CountedSupport<'s> {
    pub(super) set: &'s SupportSet,
    pub(super) counts: UnitCounts,
    /// The measures of which something is told.
    pub(super) told: Vec<usize>,
}

impl CountedSupport<'_> {
    /// Says which measures are left out or open for want of fields.
    pub fn warn(&self, surroundings: &Surroundings) {
        for (at, measure) in self.set.measures.iter().enumerate() {
            let (id, fields) = (&measure.id, self.set.lacking[at].join(", "));
            if fields.is_empty() {
                continue;
            }
            surroundings.note(&match self.told.contains(&at) {
                false => surroundings.pick(
                    format!("cảnh báo: bỏ chính sách `{id}`: dữ liệu không có {fields}"),
                    format!("warning: measure `{id}` is left out: the survey has not {fields}"),
                ),
                true => surroundings.pick(
                    format!("cảnh báo: chính sách `{id}` còn để ngỏ nhiều hộ: dữ liệu không có {fields}"),
                    format!("warning: measure `{id}` stays open for many: the survey has not {fields}"),
                ),
            });
        }
    }
}
