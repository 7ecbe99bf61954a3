//! What of the tallies of groups is not shown where counts under a limit are hidden: classes and deprivations of every group and of
//! all together.

use std::collections::BTreeSet;

use crate::rules::Rules;
use crate::text::Language;

use super::conceal::{Counted, Hidden, Quantity, Sum, conceal};
use super::tables::choices_of;
use super::{Deprived, Groups, Tally, Unit};

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

/// Where the counts of a tally stand among those of all.
struct Places {
    classes: usize,
    indicators: usize,
    choices: Vec<Vec<usize>>,
}

impl Places {
    /// How many counts a tally has here.
    fn width(&self) -> usize {
        self.choice(self.choices.len())
    }

    fn class(&self, class: usize) -> usize {
        1 + class
    }

    /// Deprived households of a class, or last of no single one.
    fn deprived(&self, class: usize, indicator: usize) -> usize {
        2 + self.classes + class * self.indicators + indicator
    }

    /// All deprivations of a class, or last of no single one.
    fn total(&self, class: usize) -> usize {
        self.deprived(self.classes + 1, 0) + class
    }

    fn choice(&self, choice: usize) -> usize {
        self.total(self.classes + 1) + choice * (2 + self.indicators)
    }

    fn counts(&self, tally: &Tally) -> Vec<i64> {
        let mut counts = vec![tally.households];
        counts.extend(&tally.classes);
        counts.push(tally.undetermined);
        tally.deprived.iter().for_each(|deprived| counts.extend(&deprived.certain));
        counts.extend(tally.deprived.iter().map(Deprived::total));
        for parts in &self.choices {
            let certain = |indicator: usize| parts.iter().map(|part| tally.deprived[*part].certain[indicator]).sum();
            let certain: Vec<i64> = (0..self.indicators).map(certain).collect();
            counts.push(parts.iter().map(|part| tally.deprived[*part].households).sum());
            counts.push(certain.iter().sum());
            counts.extend(certain);
        }
        counts
    }

    /// The sums within one tally.
    fn sums(&self) -> Vec<Sum> {
        let households = Sum { total: 0, parts: (1..self.classes + 2).collect() };
        let mut sums = vec![households];
        let of_class = |class: usize| (0..self.indicators).map(move |indicator| self.deprived(class, indicator));
        sums.extend((0..=self.classes).map(|class| Sum { total: self.total(class), parts: of_class(class).collect() }));
        for (number, parts) in self.choices.iter().enumerate() {
            let at = self.choice(number);
            sums.push(Sum { total: at, parts: parts.iter().map(|part| self.class(*part)).collect() });
            let each = |indicator: usize| at + 2 + indicator;
            sums.push(Sum { total: at + 1, parts: (0..self.indicators).map(each).collect() });
            sums.push(Sum { total: at + 1, parts: parts.iter().map(|part| self.total(*part)).collect() });
            for indicator in 0..self.indicators {
                let of_parts = parts.iter().map(|part| self.deprived(*part, indicator));
                sums.push(Sum { total: each(indicator), parts: of_parts.collect() });
            }
        }
        sums
    }

    /// What each count is of that forms may have too: its condition, as they write it.
    fn conditions(&self, rules: &Rules) -> Vec<(usize, String)> {
        let of_class = |class: &usize| format!("class = '{}'", rules.classes[*class].id);
        let mut conditions = vec![(0, "true".to_owned())];
        for class in 0..self.classes {
            conditions.push((self.class(class), of_class(&class)));
            let deprived = rules.indicators.iter().enumerate();
            conditions.extend(deprived.map(|(indicator, own)| {
                (self.deprived(class, indicator), format!("{} and {}", of_class(&class), own.id))
            }));
        }
        let several =
            self.choices.iter().enumerate().filter(|(_, parts)| parts.iter().all(|part| *part < self.classes));
        conditions.extend(
            several.map(|(number, parts)| {
                (self.choice(number), parts.iter().map(of_class).collect::<Vec<_>>().join(" or "))
            }),
        );
        conditions
    }

    fn mask(&self, hidden: &[bool]) -> Mask {
        let of = |number: usize| {
            let at = self.choice(number);
            MaskOf {
                households: hidden[at],
                total: hidden[at + 1],
                certain: hidden[at + 2..at + 2 + self.indicators].to_vec(),
            }
        };
        Mask {
            households: hidden[0],
            classes: hidden[1..=self.classes].to_vec(),
            undetermined: hidden[1 + self.classes],
            of: (0..self.choices.len()).map(of).collect(),
        }
    }
}

impl Masks {
    /// Hides counts of less than `least` households, and others by which these could be told.
    pub fn new(rules: &Rules, groups: &Groups, least: i64) -> Masks {
        Masks::beside(rules, groups, &[], least, &Hidden::new()).0
    }

    /// The same beside other tables, which have some `already`; and what is hidden that these may have too. The groups are `units`.
    pub fn beside(rules: &Rules, groups: &Groups, units: &[Unit], least: i64, already: &Hidden) -> (Masks, Hidden) {
        let choices = choices_of(rules, Language::En).into_iter().map(|of| of.parts().to_vec()).collect();
        let places = Places { classes: rules.classes.len(), indicators: rules.indicators.len(), choices };
        let width = places.width();
        let tallies: Vec<&Tally> = groups.groups.iter().map(|(_, tally)| tally).collect();
        let total = groups.total();
        let counts: Vec<i64> = tallies.iter().copied().chain([&total]).flat_map(|tally| places.counts(tally)).collect();
        let own = places.sums();
        let last = tallies.len();
        let mut sums: Vec<Sum> = (0..=last)
            .flat_map(|number| {
                let at = number * width;
                own.iter().map(move |sum| Sum {
                    total: at + sum.total,
                    parts: sum.parts.iter().map(|part| at + part).collect(),
                })
            })
            .collect();
        if last > 0 {
            sums.extend((0..width).map(|place| Sum {
                total: last * width + place,
                parts: (0..last).map(|number| number * width + place).collect(),
            }));
        }
        // that a class is not known says nothing of anybody
        let open = |at: usize| {
            let place = at % width;
            place == 1 + places.classes
                || place == places.total(places.classes)
                || (places.deprived(places.classes, 0)..places.deprived(places.classes + 1, 0)).contains(&place)
        };
        let conditions = places.conditions(rules);
        let named = units.iter().map(|unit| Some(unit.clone())).enumerate().chain([(last, None)]);
        let quantities: Vec<(usize, Quantity)> = named
            .flat_map(|(number, unit)| {
                conditions.iter().map(move |(place, when)| {
                    let of = Counted::When(when.clone());
                    (number * width + place, Quantity { unit: unit.clone(), of })
                })
            })
            .collect();
        let known: BTreeSet<usize> =
            quantities.iter().filter(|own| already.contains(&own.1)).map(|own| own.0).collect();
        let hidden = conceal(&counts, &sums, least, |at| !open(at), |at| known.contains(&at));
        let of = quantities.into_iter().filter(|(place, _)| hidden[*place]).map(|(_, quantity)| quantity).collect();
        let mut masks: Vec<Mask> = hidden.chunks(width).map(|hidden| places.mask(hidden)).collect();
        let total = masks.pop().unwrap_or_default();
        (Masks { groups: masks, total }, of)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rules::{BUILT_IN, load};
    use crate::survey::codebook_file::default_codebook;

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
        let codebook = Arc::new(default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false))));
        let (rules, _) = load(BUILT_IN[1].source, BUILT_IN[1].text, &codebook);
        let rules = rules.expect("the built-in standard");
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

    #[test]
    fn deprivations_of_classes_together_tell_those_of_none() {
        let codebook = Arc::new(default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false))));
        let (rules, _) = load(BUILT_IN[1].source, BUILT_IN[1].text, &codebook);
        let rules = rules.expect("the built-in standard");
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
