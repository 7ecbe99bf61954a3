//! The previous review, from which changes are measured: how many households of every class its list has in every unit.

use std::collections::BTreeMap;

use crate::survey::codebook::Codebook;
use crate::tabulate::{Unit, UnitKeys};

use super::super::listed::List;

/// Households of the previous review by unit and class.
pub(in crate::cli) struct PreviousList {
    /// In the order of their first households: each unit with the number of its households by class.
    pub(super) units: Vec<(Unit, BTreeMap<String, i64>)>,
    /// Whether it has households of other classes than poor and near-poor.
    pub(super) is_whole: bool,
}

impl PreviousList {
    /// Of a list whose units have the names of this review's.
    pub fn new(list: &List) -> PreviousList {
        let mut units: Vec<(Unit, BTreeMap<String, i64>)> = Vec::new();
        let mut index: BTreeMap<Unit, usize> = BTreeMap::new();
        for household in &list.households {
            let unit = household.unit();
            let at = *index.entry(unit).or_insert_with_key(|unit| {
                units.push((unit.clone(), BTreeMap::new()));
                units.len() - 1
            });
            *units[at].1.entry(household.class.clone()).or_default() += 1;
        }
        PreviousList { units, is_whole: list.is_whole() }
    }

    /// For each of its units the unit of this review that it is; none where this review has no such unit.
    pub(super) fn places(&self, current: &[Unit], codebook: &Codebook) -> Vec<Option<usize>> {
        let keys = UnitKeys::new(&codebook.layout, current.iter().chain(self.units.iter().map(|(unit, _)| unit)));
        let known: Vec<_> = current.iter().map(|unit| keys.key(unit)).collect();
        let place = |(unit, _): &(Unit, BTreeMap<String, i64>)| {
            let key = keys.key(unit);
            let exactly = known.iter().position(|known| *known == key);
            exactly.or_else(|| {
                // one of the two does not tell upper units, or districts of one and provinces of the other
                let mut named = known.iter().enumerate().filter(|(_, known)| (&known.1, known.2) == (&key.1, key.2));
                named.next().filter(|_| named.next().is_none()).map(|(at, _)| at)
            })
        };
        self.units.iter().map(place).collect()
    }
}
