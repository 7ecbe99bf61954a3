//! Which hidden counts several sums taken together tell: those that are the same in every solution of the sums.

use std::collections::{BTreeMap, BTreeSet};

use super::Sum;

/// The hidden counts that are told, and what by.
pub(super) struct Told<'s, F> {
    sums: Vec<&'s Sum>,
    is_hidden: F,
    solved: Solved,
}

impl<'s, F: Fn(usize) -> bool> Told<'s, F> {
    pub fn new(sums: impl IntoIterator<Item = &'s Sum>, is_hidden: F) -> Told<'s, F> {
        let sums: Vec<&Sum> = sums.into_iter().collect();
        let mut equations = Equations::default();
        for (number, sum) in sums.iter().enumerate() {
            let terms = terms(sum).filter(|(place, _)| is_hidden(*place));
            equations.add(Equation { terms: terms.collect(), from: BTreeMap::from([(number, Number::ONE)]) });
        }
        Told { sums, is_hidden, solved: equations.solve() }
    }

    /// Which are.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.solved.fixed()
    }

    /// The counts that are not hidden which one of them is told from: at least one of these has to be hidden too.
    pub fn by(&self, place: usize) -> Vec<usize> {
        self.solved.reason(place).map(|from| self.shown(&from)).unwrap_or_default()
    }

    /// The counts that are not hidden which others that are not hidden tell too, each with how often. Whatever is told by another one is
    /// told no more without it.
    pub fn told_again(&self) -> BTreeMap<usize, usize> {
        let mut again: BTreeMap<usize, usize> = BTreeMap::new();
        for place in self.solved.checks.iter().flat_map(|from| self.shown(from)) {
            *again.entry(place).or_default() += 1;
        }
        again
    }

    /// What of sums, each with its factor, is not hidden and does not fall out.
    fn shown(&self, from: &BTreeMap<usize, Number>) -> Vec<usize> {
        let mut shown: BTreeMap<usize, Number> = BTreeMap::new();
        for (number, factor) in from {
            for (place, own) in terms(self.sums[*number]).filter(|(place, _)| !(self.is_hidden)(*place)) {
                add(&mut shown, place, own.times(*factor));
            }
        }
        shown.into_keys().collect()
    }
}

/// Parts less total, which is nothing.
fn terms(sum: &Sum) -> impl Iterator<Item = (usize, Number)> {
    sum.parts.iter().map(|part| (*part, Number::ONE)).chain([(sum.total, Number::ONE.negative())])
}

/// A whole number up to multiples of a large prime: sums of sums have no other factors than small ones, so nothing that is not zero
/// becomes so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Number(u64);

impl Number {
    const PRIME: u64 = (1 << 61) - 1;
    const ONE: Number = Number(1);
    const ZERO: Number = Number(0);

    fn plus(self, other: Number) -> Number {
        Number((self.0 + other.0) % Self::PRIME)
    }

    fn negative(self) -> Number {
        Number((Self::PRIME - self.0) % Self::PRIME)
    }

    fn times(self, other: Number) -> Number {
        Number((u128::from(self.0) * u128::from(other.0) % u128::from(Self::PRIME)) as u64)
    }

    /// One over it.
    fn inverse(self) -> Number {
        if self == Number::ONE || self == Number::ONE.negative() {
            return self;
        }
        let (mut power, mut square, mut left) = (Number::ONE, self, Self::PRIME - 2);
        while left > 0 {
            if left & 1 == 1 {
                power = power.times(square);
            }
            square = square.times(square);
            left >>= 1;
        }
        power
    }

    /// Any number, always the same for a place.
    fn any(place: usize) -> Number {
        // the steps of splitmix64
        let mut mixed = (place as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        Number((mixed ^ mixed >> 31) % Self::PRIME)
    }
}

/// Adds to a term, which is there only while it is not zero. Whether it came or went.
fn add(terms: &mut BTreeMap<usize, Number>, place: usize, number: Number) -> Option<Change> {
    use std::collections::btree_map::Entry;
    match terms.entry(place) {
        Entry::Vacant(entry) if number != Number::ZERO => {
            entry.insert(number);
            Some(Change::Came)
        }
        Entry::Vacant(_) => None,
        Entry::Occupied(mut entry) => {
            let sum = entry.get().plus(number);
            if sum == Number::ZERO {
                entry.remove();
                return Some(Change::Went);
            }
            entry.insert(sum);
            None
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Came,
    Went,
}

/// That terms of hidden counts come to something that is known.
#[derive(Clone, Debug, Default)]
struct Equation {
    terms: BTreeMap<usize, Number>,
    /// The sums it was made of, each with its factor.
    from: BTreeMap<usize, Number>,
}

/// Equations of which one unknown after the other is taken out.
#[derive(Debug, Default)]
struct Equations {
    of: Vec<Equation>,
    /// Which equations have an unknown.
    with: BTreeMap<usize, Vec<usize>>,
}

impl Equations {
    fn add(&mut self, equation: Equation) {
        let number = self.of.len();
        equation.terms.keys().for_each(|place| self.with.entry(*place).or_default().push(number));
        self.of.push(equation);
    }

    /// Takes the unknowns out, those first that stand in the fewest equations: sums have few terms and stay short that way.
    fn solve(mut self) -> Solved {
        let mut solved = Solved::default();
        let empty = self.of.iter().filter(|equation| equation.terms.is_empty());
        solved.checks.extend(empty.map(|equation| equation.from.clone()));
        let mut next: BTreeSet<(usize, usize)> = self.with.iter().map(|(place, with)| (with.len(), *place)).collect();
        while let Some((_, place)) = next.pop_first() {
            let with = self.with.remove(&place).unwrap_or_default();
            let Some(own) = with.iter().copied().min_by_key(|number| (self.of[*number].terms.len(), *number)) else {
                solved.values.insert(place, Number::any(place));
                continue;
            };
            let equation = std::mem::take(&mut self.of[own]);
            let mut changes: Vec<(usize, usize, Change)> =
                equation.terms.keys().map(|other| (*other, own, Change::Went)).collect();
            let one = equation.terms[&place].inverse();
            for number in with.into_iter().filter(|number| *number != own) {
                let other = &mut self.of[number];
                let factor = other.terms[&place].times(one).negative();
                for (at, term) in &equation.terms {
                    let change = add(&mut other.terms, *at, term.times(factor));
                    changes.extend(change.map(|change| (*at, number, change)));
                }
                equation.from.iter().for_each(|(at, term)| _ = add(&mut other.from, *at, term.times(factor)));
                if other.terms.is_empty() {
                    solved.checks.push(std::mem::take(&mut other.from));
                }
            }
            for (other, number, change) in changes {
                let Some(with) = self.with.get_mut(&other) else { continue };
                next.remove(&(with.len(), other));
                match change {
                    Change::Came => with.push(number),
                    Change::Went => with.retain(|own| *own != number),
                }
                next.insert((with.len(), other));
            }
            solved.at.insert(place, solved.order.len());
            solved.order.push((place, equation));
        }
        solved.work_out();
        solved
    }
}

/// Unknowns, each by others that were taken out later or can be anything.
#[derive(Debug, Default)]
struct Solved {
    order: Vec<(usize, Equation)>,
    /// Sums, each with its factor, in which no unknown is left.
    checks: Vec<BTreeMap<usize, Number>>,
    /// Where each stands in the order.
    at: BTreeMap<usize, usize>,
    /// A solution in which all that can be anything is something, where all that is known is zero.
    values: BTreeMap<usize, Number>,
}

impl Solved {
    fn work_out(&mut self) {
        for (place, equation) in self.order.iter().rev() {
            let others = equation.terms.iter().filter(|(other, _)| *other != place);
            let sum = others.fold(Number::ZERO, |sum, (other, term)| sum.plus(term.times(self.values[other])));
            self.values.insert(*place, sum.times(equation.terms[place].inverse()).negative());
        }
    }

    /// Unknowns that can be only one number.
    fn fixed(&self) -> impl Iterator<Item = usize> {
        self.order.iter().map(|(place, _)| *place).filter(|place| self.values[place] == Number::ZERO)
    }

    /// Of which sums, each with its factor, it follows what an unknown is.
    fn reason(&self, place: usize) -> Option<BTreeMap<usize, Number>> {
        let mut equation = self.order[*self.at.get(&place)?].1.clone();
        loop {
            let others = || equation.terms.keys().filter(|other| **other != place);
            let Some(next) = others().filter_map(|other| self.at.get(other)).min() else {
                // what can be anything falls out of the equation of something that can not
                return others().next().is_none().then_some(equation.from);
            };
            let (other, by) = &self.order[*next];
            let factor = equation.terms[other].times(by.terms[other].inverse()).negative();
            by.terms.iter().for_each(|(at, term)| _ = add(&mut equation.terms, *at, term.times(factor)));
            by.from.iter().for_each(|(at, term)| _ = add(&mut equation.from, *at, term.times(factor)));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::audit;
    use super::*;

    fn sum(total: usize, parts: &[usize]) -> Sum {
        Sum { total, parts: parts.to_vec() }
    }

    /// Who and by what, in order.
    fn all_told(sums: &[Sum], hidden: &[usize]) -> Vec<(usize, Vec<usize>)> {
        let told = Told::new(sums, |place| hidden.contains(&place));
        let all: BTreeMap<usize, Vec<usize>> = told.places().map(|place| (place, told.by(place))).collect();
        all.into_iter().collect()
    }

    /// 0 = 1 + 2 and 3 = 1 + 4 tell neither 1 nor 2 nor 4; with 5 = 2 + 4, twice 1 is 0 + 3 − 5.
    #[test]
    fn three_sums_tell_what_two_do_not() {
        let mut sums = vec![sum(0, &[1, 2]), sum(3, &[1, 4])];
        assert_eq!(all_told(&sums, &[1, 2, 4]), []);
        sums.push(sum(5, &[2, 4]));
        let by = vec![0, 3, 5];
        assert_eq!(all_told(&sums, &[1, 2, 4]), [(1, by.clone()), (2, by.clone()), (4, by)]);
    }

    /// 8 − 3 is told whatever 2 is, for 2 is in both sums; 4 only by way of it.
    #[test]
    fn what_stands_on_both_sides_falls_out() {
        let sums = [sum(0, &[1, 2, 3]), sum(5, &[2, 3]), sum(6, &[4, 1])];
        assert_eq!(all_told(&sums, &[1, 2, 3, 4]), [(1, vec![0, 5]), (4, vec![0, 5, 6])]);
    }

    /// 0 = 1 + 2 tells 2 by 0 and 1; 1 stands also in 1 = 3 + 4, of which all is shown, and 0 does not.
    #[test]
    fn what_others_tell_again_is_known() {
        let sums = [sum(0, &[1, 2]), sum(1, &[3, 4])];
        let told = Told::new(&sums, |place| place == 2);
        assert_eq!(told.told_again(), BTreeMap::from([(1, 1), (3, 1), (4, 1)]));
        let sums = [sum(0, &[1, 2]), sum(1, &[3, 4]), sum(6, &[2, 7])];
        let told = Told::new(&sums, |place| place == 2);
        // 6 − 7 is 2 as 0 − 1 is
        assert_eq!(told.told_again().into_keys().collect::<Vec<_>>(), [0, 1, 3, 4, 6, 7]);
    }

    proptest! {
        #[test]
        fn told_is_what_the_sums_leave_one_number(
            sums in prop::collection::vec((0usize..9, prop::collection::btree_set(0usize..9, 1..5)), 1..8),
            hidden in prop::collection::btree_set(0usize..9, 1..8),
        ) {
            let sums: Vec<Sum> = sums
                .into_iter()
                .filter(|(total, parts)| !parts.contains(total))
                .map(|(total, parts)| Sum { total, parts: parts.into_iter().collect() })
                .collect();
            let hidden: Vec<usize> = hidden.into_iter().collect();
            let terms = |sum: &Sum| -> Vec<(usize, i64)> {
                let terms = sum.parts.iter().map(|part| (*part, 1)).chain([(sum.total, -1)]);
                terms.filter(|(place, _)| hidden.contains(place)).collect()
            };
            let expected = audit::determined(sums.iter().map(terms));
            let found = all_told(&sums, &hidden);
            prop_assert_eq!(found.iter().map(|(place, _)| *place).collect::<BTreeSet<_>>(), expected);
            prop_assert!(found.iter().all(|(_, by)| by.iter().all(|place| !hidden.contains(place))));
        }
    }
}
