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
