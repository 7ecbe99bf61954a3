//! What of the tallies of groups is not shown where counts under a limit are hidden: classes and deprivations of every group and of
//! all together.

use std::collections::BTreeMap;

use crate::rules::Rules;
use crate::text::Language;

use super::conceal::{CountOf, Counted, Quantity, Together};
use super::tables::choices_of;
use super::{Groups, Tally, Unit};

/// What is hidden of a group, or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mask {
    /// The number of households, and of persons.
    pub households: bool,
    /// Those of each class.
    pub classes: Vec<bool>,
    /// Those of no single class.
    pub undetermined: bool,
    /// By choice of [`choices_of`], in its order.
    pub of: Vec<MaskOf>,
}

/// What is hidden of the deprivations of some classes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MaskOf {
    /// How many households they have.
    pub households: bool,
    /// How many deprivations.
    pub total: bool,
    /// How many households are deprived, by indicator.
    pub certain: Vec<bool>,
}

/// The masks of all groups, in their order, and of all together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masks {
    /// By group.
    pub groups: Vec<Mask>,
    /// Of the total.
    pub total: Mask,
}

/// Where the counts of groups stand among all that are shown together.
#[derive(Clone, Debug)]
pub struct MaskPlaces {
    groups: Vec<TallyPlaces>,
    total: TallyPlaces,
}

/// Where those of a tally stand.
#[derive(Clone, Debug)]
struct TallyPlaces {
    households: usize,
    classes: Vec<usize>,
    undetermined: usize,
    /// By choice of [`choices_of`].
    of: Vec<PlacesOf>,
}

#[derive(Clone, Debug)]
struct PlacesOf {
    households: usize,
    total: usize,
    certain: Vec<usize>,
}

/// The choices of whose deprivations are shown, with the classes of each.
struct Choices<'r> {
    rules: &'r Rules,
    of: Vec<Vec<usize>>,
}

impl<'r> Choices<'r> {
    fn new(rules: &'r Rules) -> Choices<'r> {
        Choices { rules, of: choices_of(rules, Language::En).iter().map(|of| of.parts().to_vec()).collect() }
    }

    /// The condition of a choice, as forms write it; none of classes that they have not together.
    fn condition(&self, choice: usize) -> Option<String> {
        let class = |part: &usize| Some(format!("class = '{}'", self.rules.classes.get(*part)?.id));
        Some(self.of[choice].iter().map(class).collect::<Option<Vec<_>>>()?.join(" or "))
    }

    /// Puts the counts of a tally among others. Those of a unit, or of all (`Some(None)`), other tables may have too; those of anything
    /// else stand in no other.
    fn put(&self, tally: &Tally, unit: Option<Option<&Unit>>, together: &mut Together) -> TallyPlaces {
        let named = |when: Option<String>| {
            let (unit, when) = unit.zip(when)?;
            Some(Quantity { unit: unit.cloned(), of: Counted::When(when) })
        };
        let mut put = |when, count| together.put(named(when), count, CountOf::Somebody);
        let households = put(Some("true".to_owned()), tally.households);
        let classes = self.rules.classes.iter().zip(&tally.classes);
        let classes: Vec<usize> =
            classes.map(|(class, count)| put(Some(format!("class = '{}'", class.id)), *count)).collect();
        let all = self.of.len() - 1;
        let of = self.of.iter().enumerate().map(|(choice, parts)| {
            let sum = |of: &dyn Fn(usize) -> i64| parts.iter().map(|part| of(*part)).sum::<i64>();
            let indicators = 0..self.rules.indicators.len();
            let certain = indicators.map(|indicator| sum(&|part| tally.deprived[part].certain[indicator]));
            let certain: Vec<i64> = certain.collect();
            let condition = self.condition(choice);
            let when = |id: &String| {
                let condition = condition.as_ref().filter(|_| parts.len() == 1)?;
                Some(format!("{condition} and {id}"))
            };
            PlacesOf {
                households: match parts[..] {
                    _ if choice == all => households,
                    [class] => classes[class],
                    _ => put(condition.clone(), sum(&|part| tally.deprived[part].households)),
                },
                total: put(None, certain.iter().sum()),
                certain: self
                    .rules
                    .indicators
                    .iter()
                    .zip(&certain)
                    .map(|(indicator, count)| put(when(&indicator.id), *count))
                    .collect(),
            }
        });
        let of = of.collect();
        let undetermined = together.put(None, tally.undetermined, CountOf::Unknown);
        let places = TallyPlaces { households, classes, undetermined, of };
        self.add_sums(&places, together);
        places
    }

    /// The sums within a tally.
    fn add_sums(&self, places: &TallyPlaces, together: &mut Together) {
        let undetermined = [places.undetermined];
        together.add(places.households, places.classes.iter().copied().chain(undetermined));
        for own in &places.of {
            together.add(own.total, own.certain.iter().copied());
        }
        let Some((all, poverty)) = places.of.split_last() else { return };
        let Some((most, single)) = poverty.split_last() else { return };
        let parts = &self.of[single.len()];
        if !single.is_empty() {
            together.add(most.households, single.iter().map(|own| own.households));
            together.add(most.total, single.iter().map(|own| own.total));
            for (indicator, place) in most.certain.iter().enumerate() {
                together.add(*place, single.iter().map(|own| own.certain[indicator]));
            }
            let others = (0..places.classes.len()).filter(|class| !parts.contains(class));
            let others = others.map(|class| places.classes[class]);
            together.add(places.households, others.chain(undetermined).chain([most.households]));
        }
        // who is deprived and not poor stands nowhere, but can be told
        let pairs = all.certain.iter().zip(&most.certain).chain([(&all.total, &most.total)]);
        for (all, most) in pairs {
            let rest = together.count(*all) - together.count(*most);
            if (1..together.least()).contains(&rest) {
                let rest = together.put(None, rest, CountOf::Unshown);
                together.add(*all, [*most, rest]);
            }
        }
    }
}

impl TallyPlaces {
    /// Every one of them, in the same order for each tally.
    fn all(&self) -> impl Iterator<Item = usize> {
        let of =
            self.of.iter().flat_map(|own| [own.households, own.total].into_iter().chain(own.certain.iter().copied()));
        [self.households, self.undetermined].into_iter().chain(self.classes.iter().copied()).chain(of)
    }

    /// That each count is the sum of those of other tallies.
    fn add_parts<'p>(&self, parts: impl IntoIterator<Item = &'p TallyPlaces>, together: &mut Together) {
        let mut parts: Vec<_> = parts.into_iter().map(TallyPlaces::all).collect();
        for total in self.all() {
            together.add(total, parts.iter_mut().filter_map(Iterator::next));
        }
    }

    fn mask(&self, hidden: &[bool]) -> Mask {
        let of = |own: &PlacesOf| MaskOf {
            households: hidden[own.households],
            total: hidden[own.total],
            certain: own.certain.iter().map(|place| hidden[*place]).collect(),
        };
        Mask {
            households: hidden[self.households],
            classes: self.classes.iter().map(|place| hidden[*place]).collect(),
            undetermined: hidden[self.undetermined],
            of: self.of.iter().map(of).collect(),
        }
    }
}

impl MaskPlaces {
    /// Puts the counts of all groups and of all together among what other tables show. The groups are `units`, or other tables do not
    /// have them.
    pub fn put(rules: &Rules, groups: &Groups, units: &[Unit], together: &mut Together) -> MaskPlaces {
        let choices = Choices::new(rules);
        let mut of_unit: BTreeMap<&Unit, Vec<usize>> = BTreeMap::new();
        for (number, unit) in units.iter().enumerate() {
            of_unit.entry(unit).or_default().push(number);
        }
        let alone = |number: usize| units.get(number).filter(|unit| of_unit[unit].len() == 1);
        let tallies = groups.groups.iter().map(|(_, tally)| tally).enumerate();
        let of: Vec<TallyPlaces> =
            tallies.map(|(number, tally)| choices.put(tally, alone(number).map(Some), together)).collect();
        // what is one unit elsewhere is the sum of its groups
        for (unit, numbers) in of_unit.into_iter().filter(|(_, numbers)| numbers.len() > 1) {
            let mut tally = Tally::new(rules.classes.len(), rules.indicators.len());
            numbers.iter().for_each(|number| tally.merge(&groups.groups[*number].1));
            let whole = choices.put(&tally, Some(Some(unit)), together);
            whole.add_parts(numbers.iter().map(|number| &of[*number]), together);
        }
        let total = choices.put(&groups.total(), Some(None), together);
        total.add_parts(&of, together);
        MaskPlaces { groups: of, total }
    }

    /// What is hidden of them.
    pub fn masks(&self, hidden: &[bool]) -> Masks {
        let groups = self.groups.iter().map(|own| own.mask(hidden)).collect();
        Masks { groups, total: self.total.mask(hidden) }
    }
}

impl Masks {
    /// Hides counts of less than `least` households, and others by which these could be told.
    pub fn new(rules: &Rules, groups: &Groups, least: i64) -> Masks {
        let mut together = Together::new(least);
        let places = MaskPlaces::put(rules, groups, &[], &mut together);
        places.masks(&together.hidden())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rules::{BUILT_IN, load};
    use crate::survey::codebook_file::default_codebook;

    fn rules() -> Rules {
        let codebook = Arc::new(default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false))));
        load(BUILT_IN[1].source, BUILT_IN[1].text, &codebook).0.expect("the built-in standard")
    }

    /// Two classes of a standard with the households of each, all of them deprived in the first indicator.
    fn groups(rules: &Rules, communes: &[[i64; 2]]) -> Groups {
        let mut groups = Groups::new(rules);
        for (number, [poor, non_poor]) in communes.iter().enumerate() {
            let mut tally = Tally::new(rules.classes.len(), rules.indicators.len());
            let last = rules.classes.len() - 1;
            tally.households = poor + non_poor;
            (tally.classes[0], tally.classes[last]) = (*poor, *non_poor);
            (tally.deprived[0].households, tally.deprived[last].households) = (*poor, *non_poor);
            tally.deprived[0].certain[0] = *poor;
            let key = [crate::tabulate::GroupKey::Code(number as u8)];
            groups.groups.push((key.into(), tally));
        }
        groups
    }

    #[test]
    fn small_communes_hide_with_a_neighbour() {
        let rules = rules();
        // 2 poor households in the first commune: hidden; its 40 others would give them away out of 42, and so would the
        // other communes out of all poor; the smallest of them, the second, goes too, and its others with it
        let masks = Masks::new(&rules, &groups(&rules, &[[2, 40], [9, 30], [20, 60]]), 5);
        let last = rules.classes.len() - 1;
        let shown: Vec<_> =
            masks.groups.iter().map(|mask| (mask.households, mask.classes[0], mask.classes[last])).collect();
        assert_eq!(shown, [(false, true, true), (false, true, true), (false, false, false)]);
        assert_eq!(masks.total, Masks::new(&rules, &groups(&rules, &[[20, 60]]), 5).total);
        // the deprivations of the poor are the poor themselves here
        assert!(masks.groups[0].of[0].certain[0] && masks.groups[1].of[0].certain[0]);
        assert!(masks.groups[0].of[0].total && !masks.groups[2].of[0].total);
    }

    /// 132 households: 6 of them average, 118 non-poor, and 1 poor and 7 near-poor, which are 8 together. Average, poor and near-poor
    /// are hidden; 132 − 118 − 8 would be the 6.
    #[test]
    fn classes_together_do_not_give_another_one_away() {
        let rules = rules();
        let mut groups = Groups::new(&rules);
        let mut tally = Tally::new(rules.classes.len(), rules.indicators.len());
        tally.households = 132;
        tally.classes.copy_from_slice(&[1, 7, 6, 118]);
        tally
            .deprived
            .iter_mut()
            .zip([1, 7, 6, 118])
            .for_each(|(deprived, households)| deprived.households = households);
        groups.groups.push(([crate::tabulate::GroupKey::Code(0)].into(), tally));
        let mask = Masks::new(&rules, &groups, 7).total;
        assert!(mask.classes[2], "6 is small");
        let together = rules.classes.iter().filter(|class| class.poverty).count();
        assert!(mask.households || mask.of[together].households || mask.classes[3]);
    }

    /// Two groups that other tables have as one unit, 3 poor in the one and 40 in the other: the 3 are hidden whatever the unit has.
    #[test]
    fn groups_of_one_unit_are_not_the_unit() {
        let rules = rules();
        let groups = groups(&rules, &[[3, 50], [40, 60]]);
        let unit = Unit { upper: "U".into(), commune: "C".into() };
        let mut together = Together::new(5);
        let poor = Quantity { unit: Some(unit.clone()), of: Counted::When("class = 'poor'".into()) };
        let poor = together.put(Some(poor), 43, CountOf::Somebody);
        let places = MaskPlaces::put(&rules, &groups, &[unit.clone(), unit], &mut together);
        let hidden = together.hidden();
        let masks = places.masks(&hidden);
        assert!(masks.groups[0].classes[0]);
        // 43 less 40 would be the 3
        assert!(hidden[poor] || masks.groups[1].classes[0]);
    }

    #[test]
    fn deprivations_of_classes_together_tell_those_of_none() {
        let rules = rules();
        let mut groups = Groups::new(&rules);
        // one poor household with 4 deprivations and 7 near-poor ones with 12 together
        let mut tally = Tally::new(rules.classes.len(), rules.indicators.len());
        (tally.households, tally.classes[0], tally.classes[1]) = (8, 1, 7);
        (tally.deprived[0].households, tally.deprived[1].households) = (1, 7);
        tally.deprived[0].certain[..4].fill(1);
        tally.deprived[1].certain[..2].fill(6);
        groups.groups.push(([crate::tabulate::GroupKey::Code(0)].into(), tally));
        let mask = Masks::new(&rules, &groups, 5).total;
        assert!(mask.of[0].total, "4 is small");
        // 16 of both less 12 would be the 4
        assert!(mask.of[1].total || mask.of[2].total);
    }
}
