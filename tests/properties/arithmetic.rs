//! Numbers are exact, and bounds hold: whatever two unknown numbers are within their bounds, what is made of them is
//! within the bounds of the result.

use std::cmp::Ordering;

use proptest::prelude::*;
use rasoat::lang::{Exact, Interval, Truth};

/// Small ones, for which an oracle is simple, and ones at the edges of 64 bits.
fn number() -> impl Strategy<Value = Exact> {
    let ratio = |num: i64, den: i64| Exact::ratio(i128::from(num), i128::from(den)).expect("reduced it fits");
    prop_oneof![
        6 => (-2000i64..2000, 1i64..60).prop_map(move |(num, den)| ratio(num, den)),
        3 => (-5_000_000_000i64..5_000_000_000, 1i64..13).prop_map(move |(num, den)| ratio(num, den)),
        1 => (any::<i64>(), 1i64..=i64::MAX).prop_map(move |(num, den)| ratio(num, den)),
    ]
}

/// Bounds, with a number in them. Now and then one of them is infinite.
fn bounds() -> impl Strategy<Value = (Interval, Exact)> {
    (number(), number(), number(), 0u8..12).prop_map(|(a, b, c, open)| {
        let mut all = [a, b, c];
        all.sort();
        let low = if open < 2 { Exact::NEG_INFINITY } else { all[0] };
        let high = if open == 1 || open == 2 { Exact::INFINITY } else { all[2] };
        match open {
            11 => (Interval::point(all[1]), all[1]),
            _ => (Interval::new(low, high), all[1]),
        }
    })
}

fn parts(number: Exact) -> (i128, i128) {
    (i128::from(number.numerator()), i128::from(number.denominator()))
}

fn holds(bounds: Interval, number: Exact) -> bool {
    bounds.low <= number && number <= bounds.high
}

/// `truth` says nothing that `is` denies.
fn allows(truth: Truth, is: bool) -> bool {
    truth == Truth::Unknown || truth == is.into()
}

/// Digit by digit with whole numbers: the magnitude in units of the last decimal, half of one added, cut off.
fn written(num: i128, den: i128, digits: u32) -> String {
    let unit = 10i128.pow(digits);
    let magnitude = (2 * num.abs() * unit + den) / (2 * den);
    let mut text = magnitude.to_string();
    if digits > 0 {
        while text.len() <= digits as usize {
            text.insert(0, '0');
        }
        text.insert(text.len() - digits as usize, '.');
    }
    if num < 0 && magnitude != 0 { format!("-{text}") } else { text }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn every_operation_on_bounds_holds_every_result((a, x) in bounds(), (b, y) in bounds()) {
        prop_assert!(holds(a, x) && holds(b, y));
        prop_assert!(x.checked_add(y).is_none_or(|sum| holds(a + b, sum)), "{x} + {y}");
        let minus = y.checked_neg();
        prop_assert!(minus.is_none_or(|minus| holds(-b, minus)), "-{y}");
        let difference = minus.and_then(|minus| x.checked_add(minus));
        prop_assert!(difference.is_none_or(|difference| holds(a - b, difference)), "{x} - {y}");
        prop_assert!(x.checked_mul(y).is_none_or(|product| holds(a * b, product)), "{x} * {y}");
        let quotient = y.checked_recip().and_then(|inverse| x.checked_mul(inverse));
        prop_assert!(quotient.is_none_or(|quotient| holds(a / b, quotient)), "{x} / {y}");
        prop_assert!(holds(a.hull(b), x) && holds(a.hull(b), y));
        prop_assert!(x != y || a.meet(b).is_some_and(|both| holds(both, x)));
        prop_assert!(a.meet(b).is_none_or(|both| !holds(both, x) || holds(b, x)));
    }

    /// What overflows is wide, never wrong: a result that does not fit leaves bounds without an end.
    #[test]
    fn what_does_not_fit_has_no_bounds(x in number(), y in number()) {
        let (a, b) = (Interval::point(x), Interval::point(y));
        for (exact, bounds) in [(x.checked_add(y), a + b), (x.checked_mul(y), a * b)] {
            match exact {
                Some(exact) => prop_assert_eq!(bounds, Interval::point(exact)),
                None => prop_assert_eq!(bounds, Interval::UNKNOWN),
            }
        }
    }

    #[test]
    fn every_comparison_of_bounds_allows_every_result((a, x) in bounds(), (b, y) in bounds()) {
        prop_assert!(allows(a.less(b), x < y), "{x} < {y}");
        prop_assert!(allows(a.less_or_equal(b), x <= y), "{x} <= {y}");
        prop_assert!(allows(a.equal(b), x == y), "{x} = {y}");
        prop_assert!(Interval::point(x).less(Interval::point(y)).known());
        prop_assert_eq!(Interval::point(x).equal(Interval::point(y)), Truth::from(x == y));
    }

    #[test]
    fn order_and_sums_are_those_of_cross_products(x in number(), y in number()) {
        let ((a, b), (c, d)) = (parts(x), parts(y));
        prop_assert_eq!(x.cmp(&y), (a * d).cmp(&(c * b)));
        prop_assert_eq!(x == y, x.cmp(&y) == Ordering::Equal);
        if let Some((e, f)) = x.checked_add(y).map(parts) {
            // products of three parts need not fit 128 bits
            let product = |p: i128, q: i128| p.checked_mul(q);
            if let (Some(left), Some(right)) = (product(e, b * d), product(a * d + c * b, f)) {
                prop_assert_eq!(left, right);
            }
        }
        if let Some((e, f)) = x.checked_mul(y).map(parts)
            && let (Some(left), Some(right)) = (e.checked_mul(b * d), (a * c).checked_mul(f))
        {
            prop_assert_eq!(left, right);
        }
        if c != 0 && let Some(back) = x.checked_mul(y).zip(y.checked_recip()).and_then(|(xy, inverse)| xy.checked_mul(inverse)) {
            prop_assert_eq!(back, x);
        }
    }

    #[test]
    fn decimals_are_half_away_from_zero(num in -3_000_000_000i64..3_000_000_000, den in 1i64..2_000_000, digits in 0u32..9) {
        let number = Exact::ratio(i128::from(num), i128::from(den)).expect("it fits");
        prop_assert_eq!(number.to_fixed(digits), written(i128::from(num), i128::from(den), digits));
    }

    #[test]
    fn halves_at_the_last_decimal_go_away_from_zero(units in -1_000_000i64..1_000_000, digits in 0u32..6) {
        let half = Exact::ratio(i128::from(2 * units + 1), 2 * 10i128.pow(digits)).expect("it fits");
        let away = if 2 * units + 1 > 0 { units + 1 } else { units };
        prop_assert_eq!(half.rounded(digits), Some(i128::from(away)));
    }

    #[test]
    fn a_cell_of_up_to_15_digits_is_that_decimal(digits in 1i64..1_000_000_000_000_000, decimals in 0u32..16, negative in any::<bool>()) {
        let digits = if negative { -digits } else { digits };
        let written = written(i128::from(digits), 10i128.pow(decimals), decimals);
        let cell: f64 = written.parse().expect("a number");
        prop_assert_eq!(Exact::from_f64(cell), Exact::parse(&written), "{}", written);
        prop_assert_eq!(Exact::parse(&written), Exact::ratio(i128::from(digits), 10i128.pow(decimals)));
    }

    #[test]
    fn what_is_written_is_read_back(number in number()) {
        let text = number.to_string();
        match text.split_once('/') {
            None => prop_assert_eq!(Exact::parse(&text), Some(number)),
            Some((num, den)) => prop_assert_eq!(Exact::ratio(num.parse().expect("whole"), den.parse().expect("whole")), Some(number)),
        }
    }
}
