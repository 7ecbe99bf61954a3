//! What can be told of unknowns by equations, worked out in the plainest way: every unknown by itself or by those that can be anything.

use std::collections::{BTreeMap, BTreeSet};

const PRIME: i64 = (1 << 31) - 1;

/// Terms of an equation: each unknown once, with its factor.
type Row = BTreeMap<usize, i64>;

fn inverse(number: i64) -> i64 {
    let (mut power, mut square, mut left) = (1, number, PRIME - 2);
    while left > 0 {
        if left & 1 == 1 {
            power = power * square % PRIME;
        }
        square = square * square % PRIME;
        left >>= 1;
    }
    power
}

/// Takes so many times another row off a row.
fn take(row: &mut Row, factor: i64, other: &Row) {
    for (place, term) in other {
        let sum = (row.get(place).copied().unwrap_or(0) - factor * term).rem_euclid(PRIME);
        if sum == 0 {
            row.remove(place)
        } else {
            row.insert(*place, sum)
        };
    }
}

/// Unknowns of which equations leave one number: the terms of each come to something that is known.
pub fn determined(equations: impl IntoIterator<Item = Vec<(usize, i64)>>) -> BTreeSet<usize> {
    let mut solved: BTreeMap<usize, Row> = BTreeMap::new();
    for equation in equations {
        let mut row = Row::new();
        for (place, factor) in equation {
            let one = Row::from([(place, 1)]);
            take(&mut row, -factor, &one);
        }
        let known: Vec<usize> = row.keys().copied().filter(|place| solved.contains_key(place)).collect();
        for place in known {
            let factor = row[&place];
            take(&mut row, factor, &solved[&place]);
        }
        let Some((place, term)) = row.iter().next().map(|(place, term)| (*place, *term)) else { continue };
        let one = inverse(term);
        row.values_mut().for_each(|term| *term = *term * one % PRIME);
        for other in solved.values_mut() {
            if let Some(factor) = other.get(&place).copied() {
                take(other, factor, &row);
            }
        }
        solved.insert(place, row);
    }
    solved.into_iter().filter(|(_, row)| row.len() == 1).map(|(place, _)| place).collect()
}

#[test]
fn two_equations_tell_two_unknowns() {
    // x + y and x − y tell both; x + y and 2 x + 2 y none; z nothing of itself
    assert_eq!(determined([vec![(0, 1), (1, 1)], vec![(0, 1), (1, -1), (2, 0)]]), BTreeSet::from([0, 1]));
    assert_eq!(determined([vec![(0, 1), (1, 1)], vec![(0, 2), (1, 2)], vec![(2, 1), (0, 1)]]), BTreeSet::new());
    assert_eq!(determined([vec![(0, 3)], vec![(0, 1), (1, 1), (1, -1)]]), BTreeSet::from([0]));
}
