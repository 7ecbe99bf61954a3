//! Which counts of a table are not shown, so that nobody can be made out in a small one: every count under a limit, and of the others
//! as many as it takes for no sum to give a hidden one away.
//!
//! Zeros are shown: that nobody is there says nothing of anybody. The choice is simple and the same every time; it does not look for
//! what several sums taken together would tell. Tables that are shown together hide the same: each takes what another has
//! [`Hidden`], until none hides more.

use std::collections::BTreeSet;

use super::Unit;
use super::flows::Flow;

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

/// What is shown in no table.
pub type Hidden = BTreeSet<Quantity>;

/// A count that is the sum of others, by their positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The sum.
    pub total: usize,
    /// What it is the sum of.
    pub parts: Vec<usize>,
}

/// Of each count whether it is hidden: what is `already`, and more. No count from 1 to `least - 1` is shown that tells `of_somebody`, by its position. Of every sum that is shown either no part is hidden,
/// or at least two are that come to `least` or more together; of a hidden one at least one part is hidden.
pub fn conceal(
    counts: &[i64],
    sums: &[Sum],
    least: i64,
    of_somebody: impl Fn(usize) -> bool,
    already: impl Fn(usize) -> bool,
) -> Vec<bool> {
    let small = |at: usize, count: &i64| (1..least).contains(count) && of_somebody(at);
    let mut hidden: Vec<bool> = counts.iter().enumerate().map(|(at, count)| small(at, count) || already(at)).collect();
    loop {
        let mut changed = false;
        for sum in sums {
            while let Some(next) = next_to_hide(sum, counts, &hidden, least) {
                hidden[next] = true;
                changed = true;
            }
        }
        if !changed {
            return hidden;
        }
    }
}

/// What has to be hidden of a sum, if it gives something away.
fn next_to_hide(sum: &Sum, counts: &[i64], hidden: &[bool], least: i64) -> Option<usize> {
    let of_parts = sum.parts.iter().filter(|part| hidden[**part]);
    let (number, together) = of_parts.fold((0, 0), |(number, together), part| (number + 1, together + counts[*part]));
    let told = match hidden[sum.total] {
        true => number == 0,
        false => number > 0 && (number < 2 || together < least),
    };
    if !told {
        return None;
    }
    // the smallest that is somebody costs the least; nobody hides nobody, and the sum itself is the last resort
    let shown = || sum.parts.iter().copied().filter(|part| !hidden[*part]);
    let smallest = shown().filter(|part| counts[*part] > 0).min_by_key(|part| (counts[*part], *part));
    smallest.or_else(|| (!hidden[sum.total]).then_some(sum.total)).or_else(|| shown().next())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(total: usize, parts: &[usize]) -> Sum {
        Sum { total, parts: parts.to_vec() }
    }

    #[test]
    fn a_small_count_takes_another_with_it() {
        // 3 of 20 is hidden; 20 − 9 − 8 would give it away, so the smaller of the others goes too
        assert_eq!(conceal(&[20, 3, 9, 8], &[sum(0, &[1, 2, 3])], 5, |_| true, |_| false), [false, true, false, true]);
        // nothing is small
        assert_eq!(conceal(&[20, 6, 6, 8], &[sum(0, &[1, 2, 3])], 5, |_| true, |_| false), [false; 4]);
        // zeros are shown; two small ones that come to 5 hide each other
        assert_eq!(conceal(&[5, 0, 2, 3], &[sum(0, &[1, 2, 3])], 5, |_| true, |_| false), [false, false, true, true]);
        // 1 and 2 are known to be 3 together: the next goes as well
        assert_eq!(conceal(&[10, 1, 2, 7], &[sum(0, &[1, 2, 3])], 5, |_| true, |_| false), [false, true, true, true]);
    }

    #[test]
    fn where_all_others_are_nobody_the_sum_goes_too() {
        assert_eq!(conceal(&[3, 3, 0], &[sum(0, &[1, 2])], 2, |_| true, |_| false), [false; 3]);
        assert_eq!(conceal(&[3, 3, 0], &[sum(0, &[1, 2])], 5, |_| true, |_| false), [true, true, false]);
    }

    #[test]
    fn rows_and_columns_hold_together() {
        // two rows of two columns with their sums: 2 is small, so 9 in its row, 7 in its column, and then 8
        let counts = [26, 9, 17, 11, 2, 9, 15, 7, 8];
        let sums =
            [sum(0, &[1, 2]), sum(3, &[4, 5]), sum(6, &[7, 8]), sum(0, &[3, 6]), sum(1, &[4, 7]), sum(2, &[5, 8])];
        let hidden = conceal(&counts, &sums, 5, |_| true, |_| false);
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
            let mut sums = Vec::new();
            for (row, cells) in cells.iter().enumerate() {
                counts.push(cells.iter().sum());
                sums.push(sum(counts.len() - 1, &(0..columns).map(|column| row * columns + column).collect::<Vec<_>>()));
            }
            for column in 0..columns {
                counts.push(cells.iter().map(|row| row[column]).sum());
                sums.push(sum(counts.len() - 1, &(0..rows).map(|row| row * columns + column).collect::<Vec<_>>()));
            }
            counts.push(cells.iter().flatten().sum());
            let of_rows = (0..rows).map(|row| rows * columns + row).collect::<Vec<_>>();
            sums.push(sum(counts.len() - 1, &of_rows));
            let hidden = conceal(&counts, &sums, least, |_| true, |_| false);
            for (count, hidden) in counts.iter().zip(&hidden) {
                prop_assert!(*hidden || *count == 0 || *count >= least);
            }
            for sum in &sums {
                let of_parts: Vec<i64> = sum.parts.iter().filter(|part| hidden[**part]).map(|part| counts[*part]).collect();
                let is_told = match hidden[sum.total] {
                    true => of_parts.is_empty(),
                    false => !of_parts.is_empty() && (of_parts.len() < 2 || of_parts.iter().sum::<i64>() < least),
                };
                prop_assert!(!is_told, "{:?} {:?} {:?}", sum, counts, hidden);
            }
        }
    }
}
