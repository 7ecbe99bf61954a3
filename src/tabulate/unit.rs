//! Administrative units as lists and tables name them, and when two spellings are one unit.

use std::collections::{BTreeMap, BTreeSet};

use crate::survey::shape::spelling::UnitSpellings;
use crate::survey::shape::words::LayoutWords;

/// A commune and the unit above it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unit {
    /// The unit above; empty where it is not told.
    pub upper: String,
    /// The commune.
    pub commune: String,
}

/// What a line of a table of units is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The communes of an upper unit together.
    Upper,
    /// A commune.
    Commune,
    /// All.
    Total,
}

impl Level {
    /// The machine word.
    pub const fn id(self) -> &'static str {
        match self {
            Level::Upper => "upper",
            Level::Commune => "commune",
            Level::Total => "total",
        }
    }
}

/// Units under the sum of their upper unit, in the order in which these come first, and the total last. The unit of a sum is the
/// upper unit alone; units without one have no sum.
pub fn with_sums<T: Clone + Default>(units: &[(Unit, T)], add: impl Fn(&mut T, &T)) -> Vec<(Level, Unit, T)> {
    let mut uppers: Vec<(&str, Vec<&(Unit, T)>)> = Vec::new();
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    for own in units {
        let at = *index.entry(&own.0.upper).or_insert_with(|| {
            uppers.push((&own.0.upper, Vec::new()));
            uppers.len() - 1
        });
        uppers[at].1.push(own);
    }
    let mut total = T::default();
    let mut lines = Vec::new();
    for (upper, units) in uppers {
        let mut sum = T::default();
        units.iter().for_each(|(_, own)| add(&mut sum, own));
        add(&mut total, &sum);
        if !upper.is_empty() {
            lines.push((Level::Upper, Unit { upper: upper.to_owned(), commune: String::new() }, sum));
        }
        lines.extend(units.into_iter().map(|(unit, own)| (Level::Commune, unit.clone(), own.clone())));
    }
    lines.push((Level::Total, Unit::default(), total));
    lines
}

/// The names of the units above communes, where districts of one name in two provinces are two.
#[derive(Debug, Default)]
pub struct UpperNames<'u>(BTreeMap<&'u str, BTreeSet<&'u str>>);

impl<'u> UpperNames<'u> {
    /// Of districts, each with its province.
    pub fn new(units: impl IntoIterator<Item = (&'u str, &'u str)>) -> UpperNames<'u> {
        let mut names = UpperNames::default();
        for (district, province) in units {
            names.0.entry(district).or_default().insert(province);
        }
        names
    }

    /// What a district is called.
    pub fn of(&self, district: &str, province: &str) -> String {
        let several = self.0.get(district).is_some_and(|provinces| provinces.len() > 1);
        match several && !district.is_empty() && !province.is_empty() {
            true => format!("{district}, {province}"),
            false => district.to_owned(),
        }
    }
}

/// Tells whether two names are one unit: without case, accents, signs and the word for the level, in the same upper unit. A town
/// and a commune of one name are two.
pub struct UnitKeys {
    spellings: UnitSpellings,
    /// By the names without the words for the level which words they come with.
    kinds: BTreeMap<(String, String), BTreeSet<usize>>,
}

impl UnitKeys {
    /// For units that occur together.
    pub fn new<'u>(layout: &LayoutWords, units: impl IntoIterator<Item = &'u Unit>) -> UnitKeys {
        let mut keys = UnitKeys { spellings: UnitSpellings::new(layout), kinds: BTreeMap::new() };
        for unit in units {
            let (upper, (kind, commune)) = keys.split(unit);
            keys.kinds.entry((upper, commune)).or_default().extend(kind);
        }
        keys
    }

    fn split(&self, unit: &Unit) -> (String, (Option<usize>, String)) {
        (self.spellings.split("district", &unit.upper).1, self.spellings.split("commune", &unit.commune))
    }

    /// The same for all spellings of a unit, and for no other's.
    pub fn key(&self, unit: &Unit) -> (String, String, Option<usize>) {
        let (upper, (kind, commune)) = self.split(unit);
        let names = (upper, commune);
        let several = self.kinds.get(&names).is_some_and(|kinds| kinds.len() > 1);
        (names.0, names.1, kind.filter(|_| several))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::codebook_file::default_codebook;

    #[test]
    fn spellings_are_one_unit_and_towns_are_not_communes() {
        let codebook = default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false)));
        let unit = |upper: &str, commune: &str| Unit { upper: upper.into(), commune: commune.into() };
        let units = [
            unit("Yên Châu", "Xã Tú Nang"),
            unit("Huyện Yên Châu", "TU NANG"),
            unit("Yên Châu", "Thị trấn Yên Châu"),
            unit("Yên Châu", "Xã Yên Châu"),
            unit("Mộc Châu", "Tú Nang"),
        ];
        let keys = UnitKeys::new(&codebook.layout, &units);
        let keys: Vec<_> = units.iter().map(|unit| keys.key(unit)).collect();
        assert_eq!(keys[0], keys[1]);
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), 4);
    }
}
