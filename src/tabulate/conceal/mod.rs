//! Which counts of tables are not shown, so that nobody can be made out in a small one: every count under a limit, and of the others as
//! many as it takes for no sum, and no sums taken together, to give a hidden one away.
//!
//! Zeros are shown: that nobody is there says nothing of anybody. What is protected is the number itself: from counts that are never
//! below zero a range for it can still be worked out. The choice is the same every time.

#[cfg(test)]
pub(super) mod audit;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use super::Unit;
use super::flows::Flow;
use told::Told;

/// What a count of households is of, wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity {
    /// The commune; none of all together.
    pub unit: Option<Unit>,
    /// Which of its households.
    pub of: Counted,
}

/// Which households are counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// Those that meet a condition, as forms write it: `class = 'poor'`.
    When(String),
    /// Those of a flow of the poor or the near-poor.
    Flow {
        /// Of the near-poor.
        near_poor: bool,
        /// Which.
        flow: Flow,
    },
}

/// A count that is the sum of others, by their positions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sum {
    total: usize,
    parts: Vec<usize>,
}

/// Counts that are shown together, in one table or in several, and the sums that whoever sees them knows of.
#[derive(Debug, Default)]
pub struct Together {
    least: i64,
    counts: Vec<Count>,
    sums: BTreeSet<Sum>,
    named: BTreeMap<Quantity, usize>,
}

/// A count among others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Count {
    count: i64,
    of: CountOf,
}

/// What a count says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountOf {
    /// How many there are of some kind.
    Somebody,
    /// How many of whom nothing is known.
    Unknown,
    /// The same as [`CountOf::Somebody`], but it stands in no table: it may only not be told by others.
    Unshown,
    /// It stands in no table and may be told.
    Step,
}

impl Together {
    /// Counts of which none from 1 to `least - 1` is shown.
    pub fn new(least: i64) -> Together {
        Together { least, ..Together::default() }
    }

    /// The least count that is shown.
    pub fn least(&self) -> i64 {
        self.least
    }

    /// Takes a count; where it stands among all. A quantity that other tables have too stands once, and is known where one of them
    /// knows it: what a form cannot tell is 0 here.
    pub fn put(&mut self, quantity: Option<Quantity>, count: i64, of: CountOf) -> usize {
        let next = self.counts.len();
        let place = quantity.map_or(next, |quantity| *self.named.entry(quantity).or_insert(next));
        match self.counts.get_mut(place) {
            Some(known) => known.count = known.count.max(count),
            None => self.counts.push(Count { count, of }),
        }
        place
    }

    /// That a count is the sum of others.
    pub fn add(&mut self, total: usize, parts: impl IntoIterator<Item = usize>) {
        let mut parts: Vec<usize> = parts.into_iter().collect();
        parts.sort_unstable();
        if !parts.is_empty() && !parts.contains(&total) {
            self.sums.insert(Sum { total, parts });
        }
    }

    /// Where a quantity stands that has been taken.
    pub fn find(&self, quantity: &Quantity) -> Option<usize> {
        self.named.get(quantity).copied()
    }

    /// A count that has been taken.
    pub fn count(&self, place: usize) -> i64 {
        self.counts[place].count
    }

    /// Of each count whether it is hidden. Of every sum that is shown either no part is hidden that is under the least count, or at
    /// least two parts are hidden that come to the least count or more together, and to more than one each; and no sums together tell a count under the least.
    pub fn hidden(&self) -> Vec<bool> {
        let mut hidden: Vec<bool> = (0..self.counts.len()).map(|place| self.is_small(place)).collect();
        loop {
            self.hide_of_each_sum(&mut hidden);
            let told = Told::new(&self.sums, |place| hidden[place] || self.is_unshown(place));
            let again = told.told_again();
            let mut more = BTreeSet::new();
            for place in told.places().filter(|place| self.is_small(*place)) {
                let by = told.by(place);
                // what one of them hides may keep another from being told
                if by.iter().any(|place| more.contains(place)) {
                    continue;
                }
                let shown = by.into_iter().filter(|place| !self.is_unshown(*place));
                // what is hidden is hidden for nothing where others tell it again
                more.extend(shown.min_by_key(|place| (again.get(place).copied().unwrap_or(0), self.cost(*place))));
            }
            if more.is_empty() {
                let told: Vec<usize> = told.places().collect();
                self.show(&told, &mut hidden);
                return hidden;
            }
            more.into_iter().for_each(|place| hidden[place] = true);
        }
    }

    /// Shows again what the others tell anyway, as long as no sum by itself then gives a small count away.
    fn show(&self, told: &[usize], hidden: &mut [bool]) {
        let told = told.iter().copied().filter(|place| hidden[*place] && !self.is_small(*place));
        let mut sums: BTreeMap<usize, Vec<&Sum>> = told.map(|place| (place, Vec::new())).collect();
        for sum in &self.sums {
            for place in sum.parts.iter().chain([&sum.total]) {
                if let Some(sums) = sums.get_mut(place) {
                    sums.push(sum);
                }
            }
        }
        for (place, sums) in sums {
            hidden[place] = false;
            hidden[place] = sums.iter().any(|sum| self.next_to_hide(sum, hidden).is_some());
        }
    }

    /// Whether it must not be known.
    fn is_small(&self, place: usize) -> bool {
        let Count { count, of } = self.counts[place];
        matches!(of, CountOf::Somebody | CountOf::Unshown) && (1..self.least).contains(&count)
    }

    fn is_unshown(&self, place: usize) -> bool {
        matches!(self.counts[place].of, CountOf::Unshown | CountOf::Step)
    }

    /// Hides what each sum by itself would tell.
    fn hide_of_each_sum(&self, hidden: &mut [bool]) {
        loop {
            let mut changed = false;
            for sum in &self.sums {
                while let Some(next) = self.next_to_hide(sum, hidden) {
                    hidden[next] = true;
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// What has to be hidden of a sum, if it gives a small count away.
    fn next_to_hide(&self, sum: &Sum, hidden: &[bool]) -> Option<usize> {
        let of_parts = || sum.parts.iter().copied().filter(|part| hidden[*part]);
        let told = match hidden[sum.total] {
            true => self.is_small(sum.total) && of_parts().next().is_none(),
            false => {
                let together: i64 = of_parts().map(|part| self.count(part)).sum();
                // zeros are mostly shown: parts that come to no more than there are of them would be one each
                let ones = i64::try_from(of_parts().count()).is_ok_and(|number| together <= number);
                let few = of_parts().nth(1).is_none() || together < self.least || ones;
                few && of_parts().any(|part| self.is_small(part))
            }
        };
        if !told {
            return None;
        }
        // nobody hides nobody, and the sum itself is the last resort
        let shown = || sum.parts.iter().copied().filter(|part| !hidden[*part]);
        let smallest = shown().filter(|part| self.count(*part) > 0).min_by_key(|part| self.cost(*part));
        smallest.or_else(|| (!hidden[sum.total]).then_some(sum.total)).or_else(|| shown().next())
    }

    /// Which of several to hide: the smallest that is somebody costs the least.
    fn cost(&self, place: usize) -> (bool, i64, usize) {
        let count = self.count(place);
        (count <= 0, count, place)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A sum and its parts, by position.
    type OfParts<'p> = (usize, &'p [usize]);

    fn conceal(counts: &[i64], sums: &[OfParts<'_>], least: i64) -> Vec<bool> {
        let mut together = Together::new(least);
        counts.iter().for_each(|count| _ = together.put(None, *count, CountOf::Somebody));
        sums.iter().for_each(|(total, parts)| together.add(*total, parts.iter().copied()));
        together.hidden()
    }

    #[test]
    fn a_small_count_takes_another_with_it() {
        // 3 of 20 is hidden; 20 − 9 − 8 would give it away, so the smaller of the others goes too
        assert_eq!(conceal(&[20, 3, 9, 8], &[(0, &[1, 2, 3])], 5), [false, true, false, true]);
        // nothing is small
        assert_eq!(conceal(&[20, 6, 6, 8], &[(0, &[1, 2, 3])], 5), [false; 4]);
        // zeros are shown; two small ones that come to 5 hide each other
        assert_eq!(conceal(&[5, 0, 2, 3], &[(0, &[1, 2, 3])], 5), [false, false, true, true]);
        // 1 and 2 are known to be 3 together: the next goes as well
        assert_eq!(conceal(&[10, 1, 2, 7], &[(0, &[1, 2, 3])], 5), [false, true, true, true]);
    }

    #[test]
    fn where_all_others_are_nobody_the_sum_goes_too() {
        assert_eq!(conceal(&[3, 3, 0], &[(0, &[1, 2])], 2), [false; 3]);
        assert_eq!(conceal(&[3, 3, 0], &[(0, &[1, 2])], 5), [true, true, false]);
    }

    /// The first unit has 2 poor and 8 near-poor, 10 together, the second 20 and 30, 50; in all 22, 38, 60. The 2 are hidden, the 8 with
    /// them, and of the second the 20, for 22 less those would be the 2. The 50 less 30 would tell these 20: the 30 go too, and not
    /// first the 50, which 60 less 10 would tell again.
    #[test]
    fn what_would_be_told_again_is_not_hidden_in_vain() {
        let counts = [10, 2, 8, 50, 20, 30, 60, 22, 38];
        let shown = |hidden: &[bool]| {
            counts.iter().zip(hidden).filter(|(_, hidden)| !**hidden).map(|(count, _)| *count).collect::<Vec<i64>>()
        };
        let all: [OfParts<'_>; 6] =
            [(0, &[1, 2]), (3, &[4, 5]), (6, &[7, 8]), (6, &[0, 3]), (7, &[1, 4]), (8, &[2, 5])];
        assert_eq!(shown(&conceal(&counts, &all, 5)), [10, 50, 60, 22, 38]);
    }

    #[test]
    fn rows_and_columns_hold_together() {
        // two rows of two columns with their sums: 2 is small, so 9 in its row, 7 in its column, and then 8
        let counts = [26, 9, 17, 11, 2, 9, 15, 7, 8];
        let sums: [OfParts<'_>; 6] =
            [(0, &[1, 2]), (3, &[4, 5]), (6, &[7, 8]), (0, &[3, 6]), (1, &[4, 7]), (2, &[5, 8])];
        let hidden = conceal(&counts, &sums, 5);
        assert_eq!(hidden, [false, false, false, false, true, true, false, true, true]);
    }

    proptest! {
        #[test]
        fn no_sum_gives_a_hidden_count_away(
            cells in prop::collection::vec(prop::collection::vec(0i64..12, 4), 1..6), least in 2i64..8,
        ) {
            // the counts, then the sums of the rows, of the columns, and of all
            let (rows, columns) = (cells.len(), 4);
            let mut counts: Vec<i64> = cells.concat();
            let mut sums: Vec<(usize, Vec<usize>)> = Vec::new();
            for (row, cells) in cells.iter().enumerate() {
                counts.push(cells.iter().sum());
                sums.push((counts.len() - 1, (0..columns).map(|column| row * columns + column).collect()));
            }
            for column in 0..columns {
                counts.push(cells.iter().map(|row| row[column]).sum());
                sums.push((counts.len() - 1, (0..rows).map(|row| row * columns + column).collect()));
            }
            counts.push(cells.iter().flatten().sum());
            let of_rows = (0..rows).map(|row| rows * columns + row).collect::<Vec<_>>();
            sums.push((counts.len() - 1, of_rows));
            let sums: Vec<OfParts<'_>> = sums.iter().map(|(total, parts)| (*total, &parts[..])).collect();
            let hidden = conceal(&counts, &sums, least);
            for (count, hidden) in counts.iter().zip(&hidden) {
                prop_assert!(*hidden || *count == 0 || *count >= least);
            }
            let is_small = |place: usize| (1..least).contains(&counts[place]);
            for (total, parts) in &sums {
                let of_parts = || parts.iter().copied().filter(|part| hidden[*part]);
                let together: i64 = of_parts().map(|part| counts[part]).sum();
                let ones = together <= of_parts().count() as i64;
                let few = of_parts().any(is_small) && (of_parts().count() < 2 || together < least || ones);
                prop_assert!(hidden[*total] || !few, "{} {:?} {:?} {:?}", total, parts, counts, hidden);
            }
            let terms = |(total, parts): &OfParts<'_>| -> Vec<(usize, i64)> {
                let parts = parts.iter().map(|part| (*part, 1)).chain([(*total, -1)]);
                parts.filter(|(place, _)| hidden[*place]).collect()
            };
            let told = audit::determined(sums.iter().map(terms));
            prop_assert!(!told.iter().any(|place| is_small(*place)), "{:?} {:?} {:?}", told, counts, hidden);
        }
    }
}
