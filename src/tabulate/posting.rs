//! The households that the review posts, village by village, sorted as people are called: the public posting of Decision
//! 24/2021/QĐ-TTg, and forms 14 and 15 with every member.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::lang::Truth;
use crate::survey::shape::spelling::UnitSpellings;
use crate::survey::shape::words::LayoutWords;
use crate::text::called_key;

use super::flows::FlowOutcome;
use super::{Unit, UnitKeys};

/// The fields of the support that a household may ask for, in the order of the forms.
pub const NEEDS: [&str; 6] =
    ["need_health", "need_education", "need_production", "need_credit", "need_housing", "need_other"];

/// A household of the posted class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posted {
    /// The name of its head, or a pseudonym; empty where it is not told.
    pub head_name: String,
    /// How many persons it has.
    pub persons: Option<i64>,
    /// The number of every indicator in which it is deprived, or may be where answers are missing.
    pub deprivations: Vec<Deprivation>,
    /// How it came on the list, where that is known.
    pub origin: Option<Origin>,
    /// Whether a member has merit to the revolution.
    pub merit: Option<bool>,
    /// Whether nobody in it can work.
    pub no_working_capacity: Option<bool>,
    /// Which support it asks for, as [`NEEDS`].
    pub needs: [Option<bool>; NEEDS.len()],
    /// Its members, the head first; a household whose members are not listed has its head alone.
    pub members: Vec<PostedMember>,
}

/// An indicator in which a household is deprived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deprivation {
    /// Its number in the standard.
    pub number: i64,
    /// Whether that is certain; else answers are missing.
    pub certain: bool,
}

/// A person of a household that is posted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostedMember {
    /// The name, or a pseudonym.
    pub name: String,
    /// The id of the sex: `male`, `female`; empty where it is not told.
    pub sex: String,
    /// The year of birth.
    pub birth_year: Option<i64>,
    /// The people.
    pub ethnicity: String,
    /// The id of the relation to the head: `head`, `spouse`, …; empty where it is not told.
    pub relation: String,
}

/// How a household came on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was on the last one.
    Old,
    /// It was on an earlier one, not on the last one.
    FallenBack,
    /// It never was.
    New,
    /// One of the last two: there are no earlier lists to tell.
    NewOrFallenBack,
    /// It was on the last list of the other class: near-poor now poor, or poor now near-poor.
    FromOtherClass,
    /// It moved in, as the survey says.
    MovedIn,
    /// It was split off from another household, as the survey says.
    SplitOff,
    /// Came without a word or from another unit, or was of an open class then.
    Other,
}

impl Origin {
    /// Of what became of a household between two reviews; none where it is on no list now.
    pub const fn of(outcome: FlowOutcome) -> Option<Origin> {
        Some(match outcome {
            FlowOutcome::Unchanged => Origin::Old,
            FlowOutcome::FallenBackPoor | FlowOutcome::FallenBackNearPoor => Origin::FallenBack,
            FlowOutcome::NewlyPoor | FlowOutcome::NewlyNearPoor => Origin::New,
            FlowOutcome::NewlyOrFallenBackPoor | FlowOutcome::NewlyOrFallenBackNearPoor => Origin::NewOrFallenBack,
            FlowOutcome::NearPoorBecamePoor | FlowOutcome::LeftPovertyNearPoor => Origin::FromOtherClass,
            FlowOutcome::MovedIn => Origin::MovedIn,
            FlowOutcome::SplitOff => Origin::SplitOff,
            FlowOutcome::OtherIncrease => Origin::Other,
            FlowOutcome::LeftPoverty
            | FlowOutcome::LeftNearPoverty
            | FlowOutcome::MovedAway
            | FlowOutcome::Died
            | FlowOutcome::Merged
            | FlowOutcome::SplitUp
            | FlowOutcome::OtherDecrease
            | FlowOutcome::NotListed => return None,
        })
    }

    /// Of a code of the field `class_origin`.
    pub fn of_code(code: &str) -> Option<Origin> {
        [Origin::Old, Origin::FallenBack, Origin::New].into_iter().find(|origin| origin.id() == code)
    }

    /// The machine word.
    pub const fn id(self) -> &'static str {
        match self {
            Origin::Old => "old",
            Origin::FallenBack => "fallen_back",
            Origin::New => "new",
            Origin::NewOrFallenBack => "new_or_fallen_back",
            Origin::FromOtherClass => "from_other_class",
            Origin::MovedIn => "moved_in",
            Origin::SplitOff => "split_off",
            Origin::Other => "other_increase",
        }
    }
}

/// Certain or not known.
pub fn known(truth: Truth) -> Option<bool> {
    truth.known().then_some(truth == Truth::True)
}

/// Where a household lives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Home {
    /// Its commune and what lies above.
    pub unit: Unit,
    /// Its village; empty where it is not told.
    pub village: String,
}

/// The list of a village.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Village {
    /// Which one, by the spelling that comes first in the survey.
    pub home: Home,
    /// In the order in which people are called; none where nobody is of the class.
    pub households: Vec<Posted>,
}

impl Village {
    /// How many persons its households have; none where one does not tell.
    pub fn persons(&self) -> Option<i64> {
        self.households.iter().map(|household| household.persons).sum()
    }
}

/// Puts households under their villages. `homes` are all villages there are, those of households that are not posted too, in the
/// order in which they come first, and each household has the index of one; spellings of one village are one.
pub fn villages(homes: Vec<Home>, posted: Vec<(usize, Posted)>, layout: &LayoutWords) -> Vec<Village> {
    let keys = UnitKeys::new(layout, homes.iter().map(|home| &home.unit));
    let spellings = UnitSpellings::new(layout);
    let split = |home: &Home| (keys.key(&home.unit), spellings.split("village", &home.village));
    let mut kinds: BTreeMap<_, BTreeSet<usize>> = BTreeMap::new();
    for home in &homes {
        let (unit, (kind, name)) = split(home);
        kinds.entry((unit, name)).or_default().extend(kind);
    }
    let mut index = FxHashMap::default();
    let mut villages: Vec<Village> = Vec::new();
    let of_home: Vec<usize> = homes
        .into_iter()
        .map(|home| {
            let (unit, (kind, name)) = split(&home);
            let own = (unit, name);
            // a hamlet and a quarter of one name are two
            let several = kinds.get(&own).is_some_and(|kinds| kinds.len() > 1);
            *index.entry((own, kind.filter(|_| several))).or_insert_with(|| {
                villages.push(Village { home, households: Vec::new() });
                villages.len() - 1
            })
        })
        .collect();
    for (home, household) in posted {
        villages[of_home[home]].households.push(household);
    }
    for village in &mut villages {
        village.households.sort_by_cached_key(|household| called_key(&household.head_name));
    }
    // communes stay together
    let mut communes: FxHashMap<_, usize> = FxHashMap::default();
    for village in &villages {
        let next = communes.len();
        communes.entry(keys.key(&village.home.unit)).or_insert(next);
    }
    villages.sort_by_key(|village| communes.get(&keys.key(&village.home.unit)).copied());
    villages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::codebook_file::default_codebook;

    fn home(commune: &str, village: &str) -> Home {
        Home { unit: Unit { upper: "Yên Châu".into(), commune: commune.into() }, village: village.into() }
    }

    #[test]
    fn households_stand_under_their_village_as_people_are_called() {
        let codebook = default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false)));
        let homes = vec![
            home("Xã Tú Nang", "Bản Pa"),
            home("Yên Sơn", "Bản Pa"),
            home("TÚ NANG", "bản pa"),
            home("Tú Nang", "Tiểu khu Pa"),
            home("Tú Nang", ""),
        ];
        let named = |name: &str| Posted { head_name: name.into(), ..Posted::default() };
        let posted = vec![
            (2, named("Lò Văn Tư")),
            (1, named("Hà Thị Ơn")),
            (0, named("Vì Thị Đào")),
            (0, named("Cà Văn Dũng")),
            (4, named("Lò Thị Y")),
        ];
        let made = villages(homes, posted, &codebook.layout);
        let told: Vec<_> = made
            .iter()
            .map(|village| {
                let names: Vec<&str> = village.households.iter().map(|own| own.head_name.as_str()).collect();
                (village.home.unit.commune.as_str(), village.home.village.as_str(), names)
            })
            .collect();
        assert_eq!(
            told,
            [
                // two spellings of the commune and of the village; d before đ before t
                ("Xã Tú Nang", "Bản Pa", vec!["Cà Văn Dũng", "Vì Thị Đào", "Lò Văn Tư"]),
                // a quarter of the same name is not the hamlet, and nobody there is poor
                ("Tú Nang", "Tiểu khu Pa", vec![]),
                ("Tú Nang", "", vec!["Lò Thị Y"]),
                ("Yên Sơn", "Bản Pa", vec!["Hà Thị Ơn"]),
            ]
        );
    }

    #[test]
    fn persons_of_a_village_are_told_where_all_are() {
        let of = |persons: &[Option<i64>]| {
            let households = persons.iter().map(|persons| Posted { persons: *persons, ..Posted::default() });
            Village { home: Home::default(), households: households.collect() }.persons()
        };
        assert_eq!((of(&[Some(4), Some(3)]), of(&[Some(4), None]), of(&[])), (Some(7), None, Some(0)));
    }
}
