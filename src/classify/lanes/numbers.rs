//! Numbers of many households or members at once. Whole numbers and decimals go as machine integers over one denominator; what
//! does not fit goes row by row through [`Interval`], so that every result is the one that intervals give.

use std::cmp::Ordering;

use crate::lang::{Exact, Interval};

use super::bits::{Bits, pack, pack_each, pack_pairs};

/// One number a row, known to lie between two bounds.
#[derive(Clone, Debug)]
pub(super) enum Numbers {
    /// The same in every row.
    One(Interval),
    /// Known numbers, as numerators over a denominator.
    Points { values: Vec<i64>, den: i64 },
    /// Bounds as numerators over a denominator; `i64::MIN` and `i64::MAX` are the infinities.
    Bounds { low: Vec<i64>, high: Vec<i64>, den: i64 },
    /// Anything.
    Each(Vec<Interval>),
}

/// Numerators grow no larger.
const MOST: i64 = 1 << 62;
/// Nor do denominators.
const MOST_DEN: i64 = 1_000_000_000;

/// An infinity or a numerator over a denominator.
fn exact(numerator: i64, den: i64) -> Exact {
    match numerator {
        i64::MIN => Exact::NEG_INFINITY,
        i64::MAX => Exact::INFINITY,
        _ if den == 1 => Exact::int(numerator),
        // a fraction of two machine integers is one when it is reduced
        _ => Exact::ratio(i128::from(numerator), i128::from(den)).unwrap_or(Exact::ZERO),
    }
}

/// Comparisons of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Less,
    LessOrEqual,
    Equal,
}

impl Numbers {
    /// Of the rows' bounds as [`crate::survey::columns::Numbers::bounds`] gives them.
    pub(super) fn of_bounds((low, high, den): (Vec<i64>, Option<Vec<i64>>, i64)) -> Numbers {
        match high {
            None => Numbers::Points { values: low, den },
            Some(high) => Numbers::Bounds { low, high, den },
        }
    }

    /// Of whole bounds; `i64::MAX` for no upper bound.
    pub(super) fn of_whole(low: Vec<i64>, high: Vec<i64>) -> Numbers {
        if low == high { Numbers::Points { values: low, den: 1 } } else { Numbers::Bounds { low, high, den: 1 } }
    }

    /// Of one interval a row.
    pub(super) fn of_each(each: Vec<Interval>) -> Numbers {
        let whole = |interval: &Interval| interval.known().and_then(Exact::as_int).filter(|n| n.abs() < MOST);
        match each.iter().map(whole).collect::<Option<Vec<i64>>>() {
            Some(values) => Numbers::Points { values, den: 1 },
            None => Numbers::Each(each),
        }
    }

    /// What is known of the number in a row.
    pub(super) fn get(&self, row: usize) -> Interval {
        match self {
            Numbers::One(interval) => *interval,
            Numbers::Points { values, den } => Interval::point(exact(values[row], *den)),
            Numbers::Bounds { low, high, den } => Interval::new(exact(low[row], *den), exact(high[row], *den)),
            Numbers::Each(each) => each[row],
        }
    }

    /// Rows in which it is known.
    pub(super) fn known(&self, rows: usize) -> Vec<u64> {
        match self {
            Numbers::One(interval) => pack(rows, |_| interval.known().is_some()),
            Numbers::Points { .. } => pack(rows, |_| true),
            Numbers::Bounds { low, high, .. } => pack_pairs(low, high, |low, high| is_known((low, high))),
            Numbers::Each(each) => pack_each(each, |interval| interval.known().is_some()),
        }
    }

    /// The same number in every row, if it is one of these.
    fn one(&self) -> Option<(i64, i64)> {
        match self {
            Numbers::One(interval) => interval.known().map(|number| (number.numerator(), number.denominator())),
            _ => None,
        }
    }

    pub(super) fn compare(&self, order: Order, other: &Numbers, rows: usize) -> Bits {
        if let Some(bits) = self.compare_points(order, other) {
            return Bits::known(bits);
        }
        if let Some(bits) = self.compare_bounds(order, other) {
            return bits;
        }
        if let (Some(a), Some(b)) = (Scaled::new(self, other), Scaled::new(other, self)) {
            return Bits {
                certain: pack(rows, |row| {
                    let ((al, ah), (bl, bh)) = (a.at(row), b.at(row));
                    match order {
                        Order::Less => ah < bl,
                        Order::LessOrEqual => ah <= bl,
                        Order::Equal => al == ah && (al, ah) == (bl, bh) && al != i128::MIN && al != i128::MAX,
                    }
                }),
                possible: pack(rows, |row| {
                    let ((al, ah), (bl, bh)) = (a.at(row), b.at(row));
                    match order {
                        Order::Less => al < bh,
                        Order::LessOrEqual => al <= bh,
                        Order::Equal => al <= bh && bl <= ah,
                    }
                }),
            };
        }
        let truth = |row| {
            let (a, b) = (self.get(row), other.get(row));
            match order {
                Order::Less => a.less(b),
                Order::LessOrEqual => a.less_or_equal(b),
                Order::Equal => a.equal(b),
            }
        };
        Bits { certain: pack(rows, |row| truth(row).certain()), possible: pack(rows, |row| truth(row).possible()) }
    }

    /// The comparison of known numbers; none where they are not all known, or have several denominators.
    fn compare_points(&self, order: Order, other: &Numbers) -> Option<Vec<u64>> {
        let holds = |found: Ordering| match order {
            Order::Less => found.is_lt(),
            Order::LessOrEqual => found.is_le(),
            Order::Equal => found.is_eq(),
        };
        match (self, other) {
            (Numbers::Points { values, den }, _) => match other {
                Numbers::Points { values: others, den: other_den } if den == other_den => {
                    Some(pack_pairs(values, others, |a, b| holds(a.cmp(&b))))
                }
                // no numerator is as large as what saturates
                Numbers::Points { values: others, den: other_den } if den % other_den == 0 => {
                    let factor = den / other_den;
                    Some(pack_pairs(values, others, |a, b| holds(a.cmp(&b.saturating_mul(factor)))))
                }
                Numbers::Points { values: others, den: other_den } if other_den % den == 0 => {
                    let factor = other_den / den;
                    Some(pack_pairs(values, others, |a, b| holds(a.saturating_mul(factor).cmp(&b))))
                }
                _ => {
                    let bound = over(other.one()?, *den)?;
                    Some(match order {
                        Order::Less => pack_each(values, |value| value < bound),
                        Order::LessOrEqual => pack_each(values, |value| value <= bound),
                        Order::Equal => pack_each(values, |value| value == bound),
                    })
                }
            },
            (_, Numbers::Points { values, den }) => {
                let bound = over(self.one()?, *den)?;
                Some(match order {
                    Order::Less => pack_each(values, |value| bound < value),
                    Order::LessOrEqual => pack_each(values, |value| bound <= value),
                    Order::Equal => pack_each(values, |value| bound == value),
                })
            }
            _ => None,
        }
    }

    /// The comparison of bounds over the same denominator, of which one side may be the same known number in every row. Infinities
    /// are in the order of all others.
    fn compare_bounds(&self, order: Order, other: &Numbers) -> Option<Bits> {
        match (self.bounds(), other.bounds()) {
            (Some((al, ah, den)), Some((bl, bh, other_den))) => (den == other_den).then(|| match order {
                Order::Less => Bits {
                    certain: pack_pairs(ah, bl, |ah, bl| ah < bl),
                    possible: pack_pairs(al, bh, |al, bh| al < bh),
                },
                Order::LessOrEqual => Bits {
                    certain: pack_pairs(ah, bl, |ah, bl| ah <= bl),
                    possible: pack_pairs(al, bh, |al, bh| al <= bh),
                },
                Order::Equal => Bits {
                    certain: pack(al.len(), |row| {
                        is_known((al[row], ah[row])) && al[row] == bl[row] && bl[row] == bh[row]
                    }),
                    possible: pack(al.len(), |row| al[row] <= bh[row] && bl[row] <= ah[row]),
                },
            }),
            (Some((low, high, den)), None) => {
                let bound = over(other.one()?, den)?;
                Some(match order {
                    Order::Less => Bits {
                        certain: pack_each(high, |high| high < bound),
                        possible: pack_each(low, |low| low < bound),
                    },
                    Order::LessOrEqual => Bits {
                        certain: pack_each(high, |high| high <= bound),
                        possible: pack_each(low, |low| low <= bound),
                    },
                    Order::Equal => Bits {
                        certain: pack_pairs(low, high, |low, high| low == bound && high == bound),
                        possible: pack_pairs(low, high, |low, high| low <= bound && bound <= high),
                    },
                })
            }
            (None, Some((low, high, den))) => {
                let bound = over(self.one()?, den)?;
                Some(match order {
                    Order::Less => Bits {
                        certain: pack_each(low, |low| bound < low),
                        possible: pack_each(high, |high| bound < high),
                    },
                    Order::LessOrEqual => Bits {
                        certain: pack_each(low, |low| bound <= low),
                        possible: pack_each(high, |high| bound <= high),
                    },
                    Order::Equal => return other.compare_bounds(order, self),
                })
            }
            (None, None) => None,
        }
    }

    /// The bounds of the rows and their denominator, where they are numerators.
    fn bounds(&self) -> Option<(&[i64], &[i64], i64)> {
        match self {
            Numbers::Points { values, den } => Some((values, values, *den)),
            Numbers::Bounds { low, high, den } => Some((low, high, *den)),
            Numbers::One(_) | Numbers::Each(_) => None,
        }
    }

    /// Of the bounds of every row as numerators over a denominator.
    fn of_pairs(pairs: impl Iterator<Item = (i64, i64)>, den: i64) -> Numbers {
        let (low, high): (Vec<i64>, Vec<i64>) = pairs.unzip();
        let known = low.iter().zip(&high).all(|(low, high)| low == high && low.abs_diff(0) < MOST as u64);
        if known { Numbers::Points { values: low, den } } else { Numbers::Bounds { low, high, den } }
    }

    /// What `operation` gives of the bounds in every row; none where these are not all over one denominator, or it gives none.
    fn by_bounds(
        &self,
        other: &Numbers,
        operation: impl Fn((i64, i64), (i64, i64)) -> Option<(i64, i64)>,
    ) -> Option<Numbers> {
        let (values, _, den) = self.bounds().or(other.bounds())?;
        let (own, other) = (Side::new(self, den)?, Side::new(other, den)?);
        let pairs: Option<Vec<(i64, i64)>> =
            (0..values.len()).map(|row| operation(own.at(row), other.at(row))).collect();
        Some(Numbers::of_pairs(pairs?.into_iter(), den))
    }

    /// What `operation` gives in every row.
    fn each(&self, other: &Numbers, rows: usize, operation: impl Fn(Interval, Interval) -> Interval) -> Numbers {
        match (self, other) {
            (Numbers::One(a), Numbers::One(b)) => Numbers::One(operation(*a, *b)),
            _ => Numbers::of_each((0..rows).map(|row| operation(self.get(row), other.get(row))).collect()),
        }
    }

    pub(super) fn add(&self, other: &Numbers, rows: usize) -> Numbers {
        let fast = || match (self, other) {
            (Numbers::Points { values, den }, Numbers::Points { values: others, den: other_den })
                if den == other_den =>
            {
                let sums = values.iter().zip(others).map(|(a, b)| fit(a.checked_add(*b)?));
                Some(Numbers::Points { values: sums.collect::<Option<_>>()?, den: *den })
            }
            (Numbers::Points { values, den }, one) | (one, Numbers::Points { values, den }) => {
                let more = over(one.one()?, *den)?;
                let sums = values.iter().map(|value| fit(value.checked_add(more)?));
                Some(Numbers::Points { values: sums.collect::<Option<_>>()?, den: *den })
            }
            _ => None,
        };
        let sums =
            || self.by_bounds(other, |(al, ah), (bl, bh)| Some((less_than_all(al, bl)?, more_than_all(ah, bh)?)));
        fast().or_else(sums).unwrap_or_else(|| self.each(other, rows, |a, b| a + b))
    }

    pub(super) fn negate(&self) -> Numbers {
        match self {
            Numbers::One(interval) => Numbers::One(-*interval),
            // no numerator is the least of all
            Numbers::Points { values, den } => {
                Numbers::Points { values: values.iter().map(|value| -value).collect(), den: *den }
            }
            Numbers::Bounds { low, high, den } => Numbers::Bounds {
                low: high.iter().map(negated).collect(),
                high: low.iter().map(negated).collect(),
                den: *den,
            },
            Numbers::Each(each) => Numbers::Each(each.iter().map(|interval| -*interval).collect()),
        }
    }

    pub(super) fn multiply(&self, other: &Numbers, rows: usize) -> Numbers {
        let fast = || match (self, other) {
            (Numbers::Points { values, den }, Numbers::Points { values: others, den: other_den }) => {
                let products = values.iter().zip(others).map(|(a, b)| fit(a.checked_mul(*b)?));
                Some(Numbers::Points { values: products.collect::<Option<_>>()?, den: denominator(*den, *other_den)? })
            }
            (Numbers::Points { values, den }, one) | (one, Numbers::Points { values, den }) => {
                let (numerator, one_den) = one.one()?;
                let products = values.iter().map(|value| fit(value.checked_mul(numerator)?));
                Some(Numbers::Points { values: products.collect::<Option<_>>()?, den: denominator(*den, one_den)? })
            }
            _ => None,
        };
        fast().unwrap_or_else(|| self.each(other, rows, |a, b| a * b))
    }

    pub(super) fn divide(&self, other: &Numbers, rows: usize) -> Numbers {
        let by_one = || {
            let (numerator, den) = other.one().filter(|(numerator, _)| *numerator != 0)?;
            let Numbers::Points { .. } = self else { return None };
            let inverse = Exact::ratio(i128::from(den), i128::from(numerator))?;
            Some(self.multiply(&Numbers::One(Interval::point(inverse)), rows))
        };
        by_one().unwrap_or_else(|| self.each(other, rows, |a, b| a / b))
    }

    /// The number of this where it is known; elsewhere what both allow.
    pub(super) fn coalesce(&self, other: &Numbers, rows: usize) -> Numbers {
        if let Numbers::Points { .. } = self {
            return self.clone();
        }
        let met =
            self.by_bounds(other, |own, other| Some(if is_known(own) { own } else { meet(own, other).unwrap_or(own) }));
        met.unwrap_or_else(|| {
            self.each(other, rows, |a, b| if a.known().is_some() { a } else { a.meet(b).unwrap_or(a) })
        })
    }

    /// What lies below `most` in every row, from `least` on; all between where nothing does.
    pub(super) fn before(&self, least: Exact, most: &Numbers, rows: usize) -> Numbers {
        let den = self.bounds().or(most.bounds()).map_or(1, |(.., den)| den);
        let past = |most: i64| Some((bound(least, den)?, most));
        let cut = self.by_bounds(most, |own, (_, most)| Some(meet(own, past(most)?).unwrap_or(past(most)?)));
        cut.unwrap_or_else(|| {
            self.each(most, rows, |value, most| {
                let past = Interval::new(least, most.high);
                value.meet(past).unwrap_or(past)
            })
        })
    }

    /// In each row the hull of what the choices give whose bit is set; at least one is in every row.
    pub(super) fn hull(choices: &[(Vec<u64>, &Numbers)], rows: usize) -> Numbers {
        let set = |bits: &[u64], row: usize| super::bits::is_set(bits, row);
        let den = choices.iter().find_map(|(_, numbers)| numbers.bounds()).map(|(.., den)| den);
        let sides =
            den.and_then(|den| choices.iter().map(|(_, numbers)| Side::new(numbers, den)).collect::<Option<Vec<_>>>());
        if let (Some(sides), Some(den)) = (sides, den) {
            let of_row = |row: usize| {
                let reached =
                    choices.iter().zip(&sides).filter(|((bits, _), _)| set(bits, row)).map(|(_, side)| side.at(row));
                reached.reduce(|(al, ah), (bl, bh)| (al.min(bl), ah.max(bh))).unwrap_or((i64::MIN, i64::MAX))
            };
            return Numbers::of_pairs((0..rows).map(of_row), den);
        }
        let each = (0..rows).map(|row| {
            let mut reached = choices.iter().filter(|(bits, _)| set(bits, row)).map(|(_, numbers)| numbers.get(row));
            let first = reached.next().unwrap_or(Interval::UNKNOWN);
            reached.fold(first, Interval::hull)
        });
        Numbers::of_each(each.collect())
    }
}

/// One side of an operation: the bounds of every row, or the same ones in all.
enum Side<'n> {
    Rows(&'n [i64], &'n [i64]),
    One(i64, i64),
}

impl<'n> Side<'n> {
    /// Over a denominator; none where that is another one.
    fn new(numbers: &'n Numbers, den: i64) -> Option<Side<'n>> {
        match numbers {
            Numbers::One(interval) => Some(Side::One(bound(interval.low, den)?, bound(interval.high, den)?)),
            _ => numbers.bounds().filter(|(.., own)| *own == den).map(|(low, high, _)| Side::Rows(low, high)),
        }
    }

    fn at(&self, row: usize) -> (i64, i64) {
        match self {
            Side::Rows(low, high) => (low[row], high[row]),
            Side::One(low, high) => (*low, *high),
        }
    }
}

/// A bound as a numerator over a denominator.
fn bound(bound: Exact, den: i64) -> Option<i64> {
    match bound.is_finite() {
        true => over((bound.numerator(), bound.denominator()), den),
        false if bound > Exact::ZERO => Some(i64::MAX),
        false => Some(i64::MIN),
    }
}

/// Whether bounds are one number.
fn is_known((low, high): (i64, i64)) -> bool {
    low == high && low != i64::MIN && low != i64::MAX
}

/// What lies between both, if anything does.
fn meet((al, ah): (i64, i64), (bl, bh): (i64, i64)) -> Option<(i64, i64)> {
    let both = (al.max(bl), ah.min(bh));
    (both.0 <= both.1).then_some(both)
}

/// The sum of two lower bounds.
fn less_than_all(a: i64, b: i64) -> Option<i64> {
    if a == i64::MAX || b == i64::MAX {
        return None;
    }
    if a == i64::MIN || b == i64::MIN { Some(i64::MIN) } else { a.checked_add(b).and_then(fit) }
}

/// The sum of two upper bounds.
fn more_than_all(a: i64, b: i64) -> Option<i64> {
    less_than_all(negated(&a), negated(&b)).map(|sum| negated(&sum))
}

/// A bound with the other sign.
fn negated(bound: &i64) -> i64 {
    match *bound {
        i64::MIN => i64::MAX,
        i64::MAX => i64::MIN,
        bound => -bound,
    }
}

/// A number's numerator over a denominator.
fn over((numerator, own): (i64, i64), den: i64) -> Option<i64> {
    (own != 0 && den % own == 0).then(|| numerator.checked_mul(den / own)).flatten().and_then(fit)
}

fn fit(numerator: i64) -> Option<i64> {
    (numerator.abs() < MOST).then_some(numerator)
}

fn denominator(a: i64, b: i64) -> Option<i64> {
    a.checked_mul(b).filter(|den| *den <= MOST_DEN)
}

/// Bounds brought to the denominator that two sides of a comparison have in common.
struct Scaled<'n> {
    numbers: &'n Numbers,
    factor: i128,
}

impl<'n> Scaled<'n> {
    fn new(numbers: &'n Numbers, other: &Numbers) -> Option<Scaled<'n>> {
        let den = |numbers: &Numbers| match numbers {
            Numbers::Points { den, .. } | Numbers::Bounds { den, .. } => Some(*den),
            Numbers::One(interval) => {
                let den = |bound: Exact| bound.denominator().max(1);
                den(interval.low).checked_mul(den(interval.high)).filter(|den| *den <= MOST_DEN)
            }
            Numbers::Each(_) => None,
        };
        den(numbers)?;
        // each side times the denominator of the other
        Some(Scaled { numbers, factor: i128::from(den(other)?) })
    }

    fn at(&self, row: usize) -> (i128, i128) {
        let scale = |numerator: i64| match numerator {
            i64::MIN => i128::MIN,
            i64::MAX => i128::MAX,
            numerator => i128::from(numerator) * self.factor,
        };
        match self.numbers {
            Numbers::Points { values, .. } => {
                let value = scale(values[row]);
                (value, value)
            }
            Numbers::Bounds { low, high, .. } => (scale(low[row]), scale(high[row])),
            Numbers::One(interval) => {
                let den = |bound: Exact| i128::from(bound.denominator().max(1));
                let own = |bound: Exact, other: Exact| match bound.is_finite() {
                    false if bound > Exact::ZERO => i128::MAX,
                    false => i128::MIN,
                    true => i128::from(bound.numerator()) * den(other) * self.factor,
                };
                match interval.low == interval.high {
                    true => {
                        // both bounds have the denominator squared
                        let value = own(interval.low, interval.high);
                        (value, value)
                    }
                    false => (own(interval.low, interval.high), own(interval.high, interval.low)),
                }
            }
            Numbers::Each(_) => (i128::MIN, i128::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROWS: usize = 5;

    /// Numbers of every kind, many of them over the same denominator, with infinities and rows that are known.
    fn numbers() -> impl Strategy<Value = Numbers> {
        let den = prop::sample::select(vec![1i64, 1, 1, 10, 3]);
        let low = prop_oneof![4 => -20i64..20, 1 => Just(i64::MIN)];
        let more = prop_oneof![2 => Just(0i64), 3 => 1i64..15, 1 => Just(i64::MAX)];
        let pair = (low, more).prop_map(|(low, more)| match more {
            i64::MAX => (low, i64::MAX),
            more if low == i64::MIN => (low, more),
            more => (low, low + more),
        });
        let of = |pairs: Vec<(i64, i64)>, den: i64, kind: u8| {
            let (low, high): (Vec<i64>, Vec<i64>) = pairs.iter().copied().unzip();
            let each = || pairs.iter().map(|(low, high)| Interval::new(exact(*low, den), exact(*high, den)));
            match kind {
                0 => Numbers::Points { values: low.iter().map(|low| (*low).max(-20)).collect(), den },
                1 => Numbers::One(each().next().unwrap_or(Interval::UNKNOWN)),
                2 => Numbers::Each(each().collect()),
                _ => Numbers::Bounds { low, high, den },
            }
        };
        (prop::collection::vec(pair, ROWS), den, 0u8..6).prop_map(move |(pairs, den, kind)| of(pairs, den, kind))
    }

    fn all(numbers: &Numbers) -> Vec<Interval> {
        (0..ROWS).map(|row| numbers.get(row)).collect()
    }

    fn both(a: &Numbers, b: &Numbers, operation: impl Fn(Interval, Interval) -> Interval) -> Vec<Interval> {
        (0..ROWS).map(|row| operation(a.get(row), b.get(row))).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// What is computed of all rows at once is what intervals give row by row.
        #[test]
        fn many_at_once_are_as_one_by_one(
            a in numbers(), b in numbers(), c in numbers(), chosen in prop::collection::vec(any::<[bool; 3]>(), ROWS), least in -5i64..5,
        ) {
            prop_assert_eq!(all(&a.add(&b, ROWS)), both(&a, &b, |a, b| a + b));
            prop_assert_eq!(all(&a.negate()), both(&a, &b, |a, _| -a));
            prop_assert_eq!(all(&a.multiply(&b, ROWS)), both(&a, &b, |a, b| a * b));
            let either = |a: Interval, b: Interval| if a.known().is_some() { a } else { a.meet(b).unwrap_or(a) };
            prop_assert_eq!(all(&a.coalesce(&b, ROWS)), both(&a, &b, either));
            let cut = |value: Interval, most: Interval| {
                let past = Interval::new(Exact::int(least), most.high);
                value.meet(past).unwrap_or(past)
            };
            prop_assert_eq!(all(&a.before(Exact::int(least), &b, ROWS)), both(&a, &b, cut));
            let bits = |choice: usize| pack(ROWS, |row| chosen[row][choice]);
            let hull = Numbers::hull(&[(bits(0), &a), (bits(1), &b), (bits(2), &c)], ROWS);
            let expected = (0..ROWS).map(|row| {
                let reached = [&a, &b, &c].into_iter().zip(chosen[row]).filter(|(_, chosen)| *chosen);
                reached.map(|(numbers, _)| numbers.get(row)).reduce(Interval::hull).unwrap_or(Interval::UNKNOWN)
            });
            prop_assert_eq!(all(&hull), expected.collect::<Vec<_>>());
            for order in [Order::Less, Order::LessOrEqual, Order::Equal] {
                let bits = a.compare(order, &b, ROWS);
                for row in 0..ROWS {
                    let (a, b) = (a.get(row), b.get(row));
                    let truth = match order {
                        Order::Less => a.less(b),
                        Order::LessOrEqual => a.less_or_equal(b),
                        Order::Equal => a.equal(b),
                    };
                    prop_assert_eq!(bits.get(row), truth, "{:?} {:?} {:?}", order, a, b);
                }
            }
        }
    }
}
