//! The flows of the poor and of the near-poor in each unit, in households and persons: at the start, what came off, what came on,
//! at the end. What no other column has is in the two columns of other changes, so that the sum is always the number at the end. Beside
//! these two stands what part of them a file gives a reason for.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::outcome::{Earlier, FlowOutcome, Lists, Standing};
use super::part::{PARTS, Part};
use super::{Listed, Pair, changes};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// On the previous list.
    Start,
    /// Poor: near-poor now. Near-poor: neither now.
    Left,
    /// Poor: neither now. Near-poor: poor now.
    LeftFurther,
    /// Gone, moved to another unit, or of an open class now; persons who left households that stay. With all its parts.
    OtherDecrease,
    /// Poor: near-poor before. Near-poor: poor before.
    FromOther,
    /// On an earlier list, not on the previous one.
    FallenBack,
    /// For the first time; without earlier lists whoever was not on the previous one.
    Newly,
    /// New here, from another unit, or of an open class before; persons who came to households that stay. With all its parts.
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
    parts: [Count; PARTS],
    /// Households whose number of persons one of the lists does not tell: the persons' line is then unknown.
    pub persons_unknown: i64,
}

impl Balance {
    /// A column.
    pub fn get(&self, flow: Flow) -> Count {
        self.counts[flow as usize]
    }

    /// A part of a column of other changes.
    pub fn part(&self, part: Part) -> Count {
        self.parts[part as usize]
    }

    /// What a column has besides its parts; all of it where it has none.
    pub fn besides(&self, flow: Flow) -> Count {
        let parts: &[Part] = match flow {
            Flow::OtherDecrease => &Part::LESS,
            Flow::OtherIncrease => &Part::MORE,
            _ => &[],
        };
        parts.iter().fold(self.get(flow), |mut left, part| {
            let part = self.part(*part);
            left.add(-part.households, -part.persons);
            left
        })
    }

    /// Whether all numbers of persons are told.
    pub fn tells_persons(&self) -> bool {
        self.persons_unknown == 0
    }

    /// The households of every column, in the order of the form.
    pub fn households(&self) -> [i64; FLOWS] {
        self.counts.map(|count| count.households)
    }

    /// The persons of every column; none where they are not all told.
    pub fn persons(&self) -> Option<[i64; FLOWS]> {
        self.tells_persons().then(|| self.counts.map(|count| count.persons))
    }

    /// Adds another unit's.
    pub fn add(&mut self, other: &Balance) {
        for (own, other) in self.counts.iter_mut().zip(&other.counts).chain(self.parts.iter_mut().zip(&other.parts)) {
            own.add(other.households, other.persons);
        }
        self.persons_unknown += other.persons_unknown;
    }

    fn at(&mut self, flow: Flow) -> &mut Count {
        &mut self.counts[flow as usize]
    }

    /// A household that came off or on.
    fn changed(&mut self, (flow, part): (Flow, Option<Part>), persons: i64) {
        self.at(flow).add(1, persons);
        if let Some(part) = part {
            self.parts[part as usize].add(1, persons);
        }
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

    /// The same over the parts and what there is besides them.
    #[cfg(test)]
    fn sum_of_parts(&self) -> Count {
        let mut sum = self.get(Flow::Start);
        let less = [Flow::Left, Flow::LeftFurther, Flow::OtherDecrease].map(|flow| self.besides(flow));
        let more = [Flow::FromOther, Flow::FallenBack, Flow::Newly, Flow::OtherIncrease].map(|flow| self.besides(flow));
        let less = less.into_iter().chain(Part::LESS.map(|part| self.part(part)));
        let more = more.into_iter().chain(Part::MORE.map(|part| self.part(part)));
        less.for_each(|count| sum.add(-count.households, -count.persons));
        more.for_each(|count| sum.add(count.households, count.persons));
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
    /// Whether a file or the units give a reason for any change.
    pub fn has_parts(&self) -> bool {
        let has = |balance: &Balance| balance.parts.iter().any(|part| part.households > 0);
        self.units.iter().any(|(_, poor, near_poor)| has(poor) || has(near_poor))
    }

    /// Counts a household. `before` and `now` are what the lists say of it; where both do, they may name two units, and `common` are
    /// those of both lists.
    fn count(&mut self, before: Option<&Listed>, now: Option<&Listed>, outcome: FlowOutcome, common: &FxHashSet<Unit>) {
        let (from, to) = (before.map(Listed::unit), now.map(Listed::unit));
        let stays = from.is_none() || to.is_none() || from == to;
        let moved = !stays && from.iter().chain(&to).all(|unit| common.contains(unit)) && are_two(&from, &to);
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
                    let elsewhere = (Flow::OtherDecrease, moved.then_some(Part::MovedAway));
                    own.changed(if stays { came_off(outcome) } else { elsewhere }, persons(was));
                }
            }
            if let (Some(is), Some(to)) = (is, &to) {
                let own = self.of(to, near_poor);
                own.persons_unknown += i64::from(is.persons.is_none());
                own.at(Flow::End).add(1, persons(is));
                if was.is_none() || !stays {
                    let elsewhere = (Flow::OtherIncrease, moved.then_some(Part::MovedIn));
                    own.changed(if stays { came_on(outcome) } else { elsewhere }, persons(is));
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

    /// The flows between two lists, with what became of each pair; `gone` are households of which the current file says that they are
    /// there no more, `earlier` says of each pair what older lists have.
    pub fn between(
        previous: &[Listed],
        current: &[Listed],
        gone: &[Listed],
        pairs: &[Pair],
        lists: Lists,
        earlier: &[Earlier],
    ) -> (Balances, Vec<FlowOutcome>) {
        let mut balances = Balances::default();
        let common = common_units(previous, current);
        let outcomes = pairs
            .iter()
            .zip(earlier)
            .zip(changes(previous, current, gone, pairs))
            .map(|((pair, earlier), change)| {
                let (before, now) = (pair.previous.map(|row| &previous[row]), pair.current.map(|row| &current[row]));
                let (was, is) = (before.map(Listed::standing), now.map(Listed::standing));
                let outcome = FlowOutcome::of(was, is, *earlier, change, lists);
                balances.count(before, now, outcome, &common);
                outcome
            })
            .collect();
        (balances, outcomes)
    }
}

/// Whether two units are not one of which a list does not tell what lies above.
fn are_two(from: &Option<Unit>, to: &Option<Unit>) -> bool {
    let (Some(from), Some(to)) = (from, to) else { return false };
    from.commune != to.commune || !(from.upper.is_empty() || to.upper.is_empty())
}

/// The units that both lists have, for one of a single list may have another name on the other; where a household's is not told it is none.
fn common_units(previous: &[Listed], current: &[Listed]) -> FxHashSet<Unit> {
    let units = |list: &[Listed]| -> FxHashSet<Unit> {
        list.iter().map(Listed::unit).filter(|unit| !unit.commune.is_empty()).collect()
    };
    let before = units(previous);
    units(current).into_iter().filter(|unit| before.contains(unit)).collect()
}

/// The column of a class's form in which a household is that is of the class no longer, and which part of it.
fn came_off(outcome: FlowOutcome) -> (Flow, Option<Part>) {
    match outcome {
        FlowOutcome::LeftPovertyNearPoor | FlowOutcome::LeftNearPoverty => (Flow::Left, None),
        FlowOutcome::LeftPoverty | FlowOutcome::NearPoorBecamePoor => (Flow::LeftFurther, None),
        outcome => (Flow::OtherDecrease, Part::of(outcome)),
    }
}

/// The same of one that is of the class now.
fn came_on(outcome: FlowOutcome) -> (Flow, Option<Part>) {
    match outcome {
        FlowOutcome::NearPoorBecamePoor | FlowOutcome::LeftPovertyNearPoor => (Flow::FromOther, None),
        FlowOutcome::FallenBackPoor | FlowOutcome::FallenBackNearPoor => (Flow::FallenBack, None),
        FlowOutcome::NewlyPoor
        | FlowOutcome::NewlyNearPoor
        | FlowOutcome::NewlyOrFallenBackPoor
        | FlowOutcome::NewlyOrFallenBackNearPoor => (Flow::Newly, None),
        outcome => (Flow::OtherIncrease, Part::of(outcome)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Change, pairs};
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
            Balances::between(&previous, &current, &[], &found, lists, &vec![Earlier::default(); found.len()]);
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
    fn reasons_are_parts_of_the_other_columns() {
        // counted by hand: households 1 to 6 go, of which the current file says something of 2 and 5; 7 and 8 move between A and B
        let of = |listed: Listed, change| Listed { change: Some(change), ..listed };
        let previous = [
            of(listed("1", "A", "poor", 4), Change::MovedAway),
            listed("2", "A", "poor", 1),
            of(listed("3", "A", "poor", 2), Change::Split),
            listed("4", "A", "poor", 3),
            of(listed("5", "B", "near_poor", 1), Change::MovedAway),
            of(listed("6", "A", "non_poor", 9), Change::Died),
            listed("7", "A", "poor", 5),
            listed("8", "B", "near_poor", 2),
            listed("9", "B", "poor", 6),
        ];
        let current = [
            of(listed("10", "A", "poor", 2), Change::MovedIn),
            of(listed("11", "A", "poor", 3), Change::Split),
            listed("12", "A", "poor", 1),
            listed("7", "B", "poor", 6),
            listed("8", "A", "poor", 2),
            of(listed("9", "B", "poor", 4), Change::Split),
        ];
        let gone = [of(listed("2", "", "", 0), Change::Died), of(listed("5", "", "", 0), Change::Merged)];
        let lists = Lists { previous_is_whole: true, current_is_whole: false, with_history: false };
        let found = pairs(&previous, &current, false);
        let (balances, _) =
            Balances::between(&previous, &current, &gone, &found, lists, &vec![Earlier::default(); found.len()]);
        let told = |balance: &Balance| {
            let numbers = |count: Count| (count.households, count.persons);
            let less = Part::LESS.map(|part| numbers(balance.part(part)));
            let more = Part::MORE.map(|part| numbers(balance.part(part)));
            let besides = [Flow::OtherDecrease, Flow::OtherIncrease].map(|flow| numbers(balance.besides(flow)));
            (numbers(balance.get(Flow::OtherDecrease)), less, numbers(balance.get(Flow::OtherIncrease)), more, besides)
        };
        let [(a, a_poor, a_near), (b, b_poor, b_near)] = &balances.units[..] else { panic!("two units") };
        assert_eq!((a.commune.as_str(), b.commune.as_str()), ("A", "B"));
        // away 1 and 7, died 2, split up 3, without a word 4; in 10 and 8, split off 11, without a word 12
        assert_eq!(
            told(a_poor),
            ((5, 15), [(2, 9), (1, 1), (0, 0), (1, 2)], (4, 8), [(2, 4), (1, 3)], [(1, 3), (1, 1)])
        );
        // 7 moved in; 9 stays, with two persons less
        assert_eq!(told(b_poor), ((0, 2), [(0, 0); 4], (1, 6), [(1, 6), (0, 0)], [(0, 2), (0, 0)]));
        // 8 moved away, 5 was merged
        assert_eq!(told(b_near), ((2, 3), [(1, 2), (0, 0), (1, 1), (0, 0)], (0, 0), [(0, 0); 2], [(0, 0); 2]));
        assert_eq!(*a_near, Balance::default());
    }

    #[test]
    fn a_unit_of_one_list_may_have_another_name() {
        let previous = [listed("1", "A", "poor", 1), listed("2", "B", "poor", 1)];
        let current = [listed("1", "C", "poor", 1), listed("2", "A", "poor", 1)];
        let found = pairs(&previous, &current, false);
        let earlier = vec![Earlier::default(); found.len()];
        let (balances, _) = Balances::between(&previous, &current, &[], &found, Lists::default(), &earlier);
        assert!(!balances.has_parts());
    }

    #[test]
    fn persons_that_are_not_told_leave_their_line_open() {
        let mut current = [listed("1", "A", "poor", 4), listed("2", "B", "poor", 4)];
        current[0].persons = None;
        let found = pairs(&[], &current, false);
        let (balances, _) =
            Balances::between(&[], &current, &[], &found, Lists::default(), &vec![Earlier::default(); found.len()]);
        let persons: Vec<_> =
            balances.units.iter().map(|(_, poor, near)| (poor.persons().is_some(), near.persons().is_some())).collect();
        assert_eq!(persons, [(false, true), (true, true)]);
    }

    fn lists() -> impl Strategy<Value = Vec<Listed>> {
        let class = prop::sample::select(vec!["poor", "near_poor", "average", "non_poor", "undetermined"]);
        let change = prop::sample::select(vec!["", "moved_away", "moved_in", "died", "split", "merged"]);
        let household = (0..30u32, prop::sample::select(vec!["A", "B"]), class, 1..9i64, change);
        prop::collection::vec(household, 0..40).prop_map(|households| {
            let mut seen = std::collections::BTreeSet::new();
            let first = households.into_iter().filter(|(id, ..)| seen.insert(*id));
            let listed = |(id, commune, class, persons, change): (u32, _, _, _, _)| Listed {
                change: Change::of_code(change),
                ..listed(&id.to_string(), commune, class, persons)
            };
            first.map(listed).collect()
        })
    }

    proptest! {
        #[test]
        fn what_was_and_what_changed_is_what_is(
            previous in lists(), current in lists(), gone in lists(), whole in any::<[bool; 3]>(),
            earlier in any::<[bool; 2]>(),
        ) {
            let lists = Lists { previous_is_whole: whole[0], current_is_whole: whole[1], with_history: whole[2] };
            let earlier = Earlier { poor: earlier[0], near_poor: earlier[1] };
            let found = pairs(&previous, &current, false);
            let (balances, outcomes) =
                Balances::between(&previous, &current, &gone, &found, lists, &vec![earlier; found.len()]);
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
                    prop_assert_eq!(balance.sum_of_parts(), balance.get(Flow::End));
                    for flow in [Flow::OtherDecrease, Flow::OtherIncrease] {
                        let besides = balance.besides(flow);
                        prop_assert!(besides.households >= 0 && besides.persons >= 0);
                    }
                }
            }
        }
    }
}
