//! The flows of the poor and of the near-poor in each unit, in households and persons: at the start, what came off, what came on,
//! at the end. What no other column has is in the two columns of other changes, so that the sum is always the number at the end.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::outcome::{Earlier, FlowOutcome, Lists, Standing};
use super::{Listed, Pair};
use crate::tabulate::Unit;

/// Households and persons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many households.
    pub households: i64,
    /// How many persons they have.
    pub persons: i64,
}

impl Count {
    fn add(&mut self, households: i64, persons: i64) {
        self.households += households;
        self.persons += persons;
    }
}

/// A column of the forms for flows, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// On the previous list.
    Start,
    /// Poor: near-poor now. Near-poor: neither now.
    Left,
    /// Poor: neither now. Near-poor: poor now.
    LeftFurther,
    /// Gone, moved to another unit, or of an open class now; persons who left households that stay.
    OtherDecrease,
    /// Poor: near-poor before. Near-poor: poor before.
    FromOther,
    /// On an earlier list, not on the previous one.
    FallenBack,
    /// For the first time; without earlier lists whoever was not on the previous one.
    Newly,
    /// New here, from another unit, or of an open class before; persons who came to households that stay.
    OtherIncrease,
    /// On the current list.
    End,
}

/// How many columns there are.
const FLOWS: usize = 9;

/// The flows of one class in one unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    counts: [Count; FLOWS],
    /// Households whose number of persons one of the lists does not tell: the persons' line is then unknown.
    pub persons_unknown: i64,
}

impl Balance {
    /// A column.
    pub fn get(&self, flow: Flow) -> Count {
        self.counts[flow as usize]
    }

    /// The households of every column, in the order of the form.
    pub fn households(&self) -> [i64; FLOWS] {
        self.counts.map(|count| count.households)
    }

    /// The persons of every column; none where they are not all told.
    pub fn persons(&self) -> Option<[i64; FLOWS]> {
        (self.persons_unknown == 0).then(|| self.counts.map(|count| count.persons))
    }

    /// Adds another unit's.
    pub fn add(&mut self, other: &Balance) {
        for (own, other) in self.counts.iter_mut().zip(&other.counts) {
            own.add(other.households, other.persons);
        }
        self.persons_unknown += other.persons_unknown;
    }

    fn at(&mut self, flow: Flow) -> &mut Count {
        &mut self.counts[flow as usize]
    }

    /// Start less what came off, with what came on.
    #[cfg(test)]
    fn sum(&self) -> Count {
        let signs = [1, -1, -1, -1, 1, 1, 1, 1];
        let mut sum = Count::default();
        for (count, sign) in self.counts.iter().zip(signs) {
            sum.add(sign * count.households, sign * count.persons);
        }
        sum
    }
}

/// The flows of all units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances {
    /// In the order of their first household, those of the current list first: each unit, its poor, its near-poor.
    pub units: Vec<(Unit, Balance, Balance)>,
    index: FxHashMap<Unit, usize>,
}

impl Balances {
    /// Counts a household. `before` and `now` are what the lists say of it; where both do, they may name two units.
    pub fn count(&mut self, before: Option<&Listed>, now: Option<&Listed>, outcome: FlowOutcome) {
        let (from, to) = (before.map(Listed::unit), now.map(Listed::unit));
        let stays = from.is_none() || to.is_none() || from == to;
        for near_poor in [false, true] {
            let class = if near_poor { Standing::NearPoor } else { Standing::Poor };
            let was = before.filter(|listed| listed.standing() == class);
            let is = now.filter(|listed| listed.standing() == class);
            let persons = |listed: &Listed| listed.persons.unwrap_or(0);
            if let (Some(was), Some(from)) = (was, &from) {
                let own = self.of(from, near_poor);
                own.persons_unknown += i64::from(was.persons.is_none());
                own.at(Flow::Start).add(1, persons(was));
                if is.is_none() || !stays {
                    own.at(if stays { came_off(outcome) } else { Flow::OtherDecrease }).add(1, persons(was));
                }
            }
            if let (Some(is), Some(to)) = (is, &to) {
                let own = self.of(to, near_poor);
                own.persons_unknown += i64::from(is.persons.is_none());
                own.at(Flow::End).add(1, persons(is));
                if was.is_none() || !stays {
                    own.at(if stays { came_on(outcome) } else { Flow::OtherIncrease }).add(1, persons(is));
                }
            }
            if let (Some(was), Some(is), Some(to), true) = (was, is, &to, stays) {
                let more = persons(is) - persons(was);
                let flow = if more > 0 { Flow::OtherIncrease } else { Flow::OtherDecrease };
                self.of(to, near_poor).at(flow).add(0, more.abs());
            }
        }
        // no unit disappears
        from.iter().chain(&to).for_each(|unit| {
            self.of(unit, false);
        });
    }

    fn of(&mut self, unit: &Unit, near_poor: bool) -> &mut Balance {
        let at = match self.index.get(unit) {
            Some(at) => *at,
            None => {
                self.index.insert(unit.clone(), self.units.len());
                self.units.push((unit.clone(), Balance::default(), Balance::default()));
                self.units.len() - 1
            }
        };
        let (_, poor, near) = &mut self.units[at];
        if near_poor { near } else { poor }
    }

    /// The flows between two lists, with what became of each pair; `earlier` says of each what older lists have.
    pub fn between(
        previous: &[Listed],
        current: &[Listed],
        pairs: &[Pair],
        lists: Lists,
        earlier: &[Earlier],
    ) -> (Balances, Vec<FlowOutcome>) {
        let mut balances = Balances::default();
        let outcomes = pairs
            .iter()
            .zip(earlier)
            .map(|(pair, earlier)| {
                let (before, now) = (pair.previous.map(|row| &previous[row]), pair.current.map(|row| &current[row]));
                let (was, is) = (before.map(Listed::standing), now.map(Listed::standing));
                let outcome = FlowOutcome::of(was, is, *earlier, lists);
                balances.count(before, now, outcome);
                outcome
            })
            .collect();
        (balances, outcomes)
    }
}

/// The column of a class's form in which a household is that is of the class no longer.
fn came_off(outcome: FlowOutcome) -> Flow {
    match outcome {
        FlowOutcome::LeftPovertyNearPoor | FlowOutcome::LeftNearPoverty => Flow::Left,
        FlowOutcome::LeftPoverty | FlowOutcome::NearPoorBecamePoor => Flow::LeftFurther,
        _ => Flow::OtherDecrease,
    }
}

/// The same of one that is of the class now.
fn came_on(outcome: FlowOutcome) -> Flow {
    match outcome {
        FlowOutcome::NearPoorBecamePoor | FlowOutcome::LeftPovertyNearPoor => Flow::FromOther,
        FlowOutcome::FallenBackPoor | FlowOutcome::FallenBackNearPoor => Flow::FallenBack,
        FlowOutcome::NewlyPoor
        | FlowOutcome::NewlyNearPoor
        | FlowOutcome::NewlyOrFallenBackPoor
        | FlowOutcome::NewlyOrFallenBackNearPoor => Flow::Newly,
        _ => Flow::OtherIncrease,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::pairs;
    use super::*;

    fn listed(id: &str, commune: &str, class: &str, persons: i64) -> Listed {
        Listed {
            id: id.into(),
            commune: commune.into(),
            class: class.into(),
            persons: Some(persons),
            ..Listed::default()
        }
    }

    #[test]
    fn every_way_has_its_column() {
        // counted by hand: two communes, one household moves from A to B
        let previous = [
            listed("1", "A", "poor", 4),
            listed("2", "A", "poor", 3),
            listed("3", "A", "poor", 5),
            listed("4", "A", "poor", 2),
            listed("5", "A", "near_poor", 6),
            listed("6", "A", "average", 4),
            listed("7", "A", "poor", 1),
        ];
        let current = [
            listed("1", "A", "poor", 5),
            listed("2", "A", "near_poor", 3),
            listed("3", "A", "non_poor", 5),
            listed("5", "A", "poor", 6),
            listed("6", "A", "poor", 4),
            listed("7", "B", "poor", 1),
            listed("8", "B", "near_poor", 7),
        ];
        let lists = Lists { previous_is_whole: true, current_is_whole: true, with_history: true };
        let found = pairs(&previous, &current, false);
        let (balances, _) =
            Balances::between(&previous, &current, &found, lists, &vec![Earlier::default(); found.len()]);
        let told: Vec<_> = balances
            .units
            .iter()
            .map(|(unit, poor, near)| (unit.commune.as_str(), poor.households(), poor.persons(), near.households()))
            .collect();
        assert_eq!(
            told,
            [
                // start 5: household 2 near-poor, 3 neither, 4 gone and 7 moved; 5 from the near-poor, 6 newly; end 3
                ("A", [5, 1, 1, 2, 1, 0, 1, 0, 3], Some([15, 3, 5, 3, 6, 0, 4, 1, 15]), [1, 0, 1, 0, 1, 0, 0, 0, 1]),
                ("B", [0, 0, 0, 0, 0, 0, 0, 1, 1], Some([0, 0, 0, 0, 0, 0, 0, 1, 1]), [0, 0, 0, 0, 0, 0, 0, 1, 1]),
            ]
        );
    }

    #[test]
    fn persons_that_are_not_told_leave_their_line_open() {
        let mut current = [listed("1", "A", "poor", 4), listed("2", "B", "poor", 4)];
        current[0].persons = None;
        let found = pairs(&[], &current, false);
        let (balances, _) =
            Balances::between(&[], &current, &found, Lists::default(), &vec![Earlier::default(); found.len()]);
        let persons: Vec<_> =
            balances.units.iter().map(|(_, poor, near)| (poor.persons().is_some(), near.persons().is_some())).collect();
        assert_eq!(persons, [(false, true), (true, true)]);
    }

    fn lists() -> impl Strategy<Value = Vec<Listed>> {
        let class = prop::sample::select(vec!["poor", "near_poor", "average", "non_poor", "undetermined"]);
        let household = (0..30u32, prop::sample::select(vec!["A", "B"]), class, 1..9i64);
        prop::collection::vec(household, 0..40).prop_map(|households| {
            let mut seen = std::collections::BTreeSet::new();
            let first = households.into_iter().filter(|(id, ..)| seen.insert(*id));
            first.map(|(id, commune, class, persons)| listed(&id.to_string(), commune, class, persons)).collect()
        })
    }

    proptest! {
        #[test]
        fn what_was_and_what_changed_is_what_is(
            previous in lists(), current in lists(), whole in any::<[bool; 3]>(), earlier in any::<[bool; 2]>(),
        ) {
            let lists = Lists { previous_is_whole: whole[0], current_is_whole: whole[1], with_history: whole[2] };
            let earlier = Earlier { poor: earlier[0], near_poor: earlier[1] };
            let found = pairs(&previous, &current, false);
            let (balances, outcomes) = Balances::between(&previous, &current, &found, lists, &vec![earlier; found.len()]);
            prop_assert_eq!(outcomes.len(), found.len());
            let number = |list: &[Listed], commune: &str, class: &str| {
                let of = list.iter().filter(|listed| listed.commune == commune && listed.class == class);
                of.fold(Count::default(), |mut sum, listed| {
                    sum.add(1, listed.persons.unwrap_or(0));
                    sum
                })
            };
            for (unit, poor, near) in &balances.units {
                for (balance, class) in [(poor, "poor"), (near, "near_poor")] {
                    prop_assert_eq!(balance.get(Flow::Start), number(&previous, &unit.commune, class));
                    prop_assert_eq!(balance.get(Flow::End), number(&current, &unit.commune, class));
                    prop_assert_eq!(balance.sum(), balance.get(Flow::End));
                }
            }
        }
    }
}
