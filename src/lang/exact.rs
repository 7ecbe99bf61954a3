//! Exact numbers: what a class may be decided by. Owns arithmetic and comparison without rounding; knows no units.

use std::cmp::Ordering;
use std::fmt;

/// A rational number, or one of the two infinities that bound an unknown number.
///
/// Always reduced, the denominator positive; `±1/0` are the infinities. An operation whose result does not fit gives
/// `None`, and callers widen to an infinity: a wider bound is never wrong, a rounded one could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exact {
    num: i64,
    den: i64,
}

impl Exact {
    /// Zero.
    pub const ZERO: Exact = Exact { num: 0, den: 1 };
    /// One.
    pub const ONE: Exact = Exact { num: 1, den: 1 };
    /// Above every number.
    pub const INFINITY: Exact = Exact { num: 1, den: 0 };
    /// Below every number.
    pub const NEG_INFINITY: Exact = Exact { num: -1, den: 0 };

    /// A whole number.
    pub const fn int(value: i64) -> Exact {
        Exact { num: value, den: 1 }
    }

    /// `num / den`, or `None` where `den` is zero or the reduced fraction does not fit 64 bits a part.
    pub fn ratio(num: i128, den: i128) -> Option<Exact> {
        if den == 0 {
            return None;
        }
        let (mut num, mut den) = if den < 0 { (num.checked_neg()?, den.checked_neg()?) } else { (num, den) };
        if den != 1 {
            let divisor = gcd(num.unsigned_abs(), den.unsigned_abs());
            if divisor > 1 {
                num /= divisor as i128;
                den /= divisor as i128;
            }
        }
        Some(Exact { num: i64::try_from(num).ok()?, den: i64::try_from(den).ok()? })
    }

    /// A decimal in plain notation, `-12.50`; no exponent, no thousands separator. `None` where it is no such number or
    /// does not fit.
    pub fn parse(text: &str) -> Option<Exact> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        if whole.len() + fraction.len() > 36 {
            return None;
        }
        let mut num: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            num = num.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
        }
        let den = 10i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        Exact::ratio(if negative { -num } else { num }, den)
    }

    /// The number a spreadsheet shows for a stored double: 15 significant digits, so that `0.1 + 0.2` is `0.3`.
    /// `None` for not-a-number, infinities and numbers past 64 bits.
    pub fn from_f64(value: f64) -> Option<Exact> {
        if !value.is_finite() {
            return None;
        }
        if value == value.trunc() && value.abs() < 1e15 {
            return Some(Exact::int(value as i64));
        }
        let scientific = format!("{value:.14e}");
        let (mantissa, exponent) = scientific.split_once('e')?;
        let exponent: i32 = exponent.parse().ok()?;
        let mantissa = Exact::parse(mantissa)?;
        let power = 10i128.checked_pow(exponent.unsigned_abs())?;
        if exponent >= 0 {
            Exact::ratio(i128::from(mantissa.num).checked_mul(power)?, i128::from(mantissa.den))
        } else {
            Exact::ratio(i128::from(mantissa.num), i128::from(mantissa.den).checked_mul(power)?)
        }
    }

    /// The numerator of the reduced fraction.
    pub const fn numerator(self) -> i64 {
        self.num
    }

    /// The denominator of the reduced fraction; zero for an infinity.
    pub const fn denominator(self) -> i64 {
        self.den
    }

    /// Whether this is a number, not an infinity.
    pub const fn is_finite(self) -> bool {
        self.den != 0
    }

    /// The whole number this is, if it is one.
    pub const fn as_int(self) -> Option<i64> {
        if self.den == 1 { Some(self.num) } else { None }
    }

    /// `self + other`; `None` past 64 bits or for opposite infinities.
    pub fn checked_add(self, other: Exact) -> Option<Exact> {
        match (self.is_finite(), other.is_finite()) {
            (true, true) if self.den == 1 && other.den == 1 => self.num.checked_add(other.num).map(Exact::int),
            (true, true) => Exact::ratio(
                i128::from(self.num) * i128::from(other.den) + i128::from(other.num) * i128::from(self.den),
                i128::from(self.den) * i128::from(other.den),
            ),
            (false, true) => Some(self),
            (true, false) => Some(other),
            (false, false) => (self == other).then_some(self),
        }
    }

    /// `-self`.
    pub fn checked_neg(self) -> Option<Exact> {
        Some(Exact { num: self.num.checked_neg()?, den: self.den })
    }

    /// `self × other`; `None` past 64 bits. Zero times an infinity is zero, as interval arithmetic needs it.
    pub fn checked_mul(self, other: Exact) -> Option<Exact> {
        if self.num == 0 || other.num == 0 {
            return Some(Exact::ZERO);
        }
        if !self.is_finite() || !other.is_finite() {
            return Some(if (self.num > 0) == (other.num > 0) { Exact::INFINITY } else { Exact::NEG_INFINITY });
        }
        Exact::ratio(i128::from(self.num) * i128::from(other.num), i128::from(self.den) * i128::from(other.den))
    }

    /// `1 / self`; `None` for zero. The inverse of an infinity is zero.
    pub fn checked_recip(self) -> Option<Exact> {
        match (self.num, self.den) {
            (0, _) => None,
            (_, 0) => Some(Exact::ZERO),
            (num, den) => Exact::ratio(i128::from(den), i128::from(num)),
        }
    }

    /// The number rounded to `digits` decimals, half away from zero, scaled by `10^digits`.
    pub fn rounded(self, digits: u32) -> Option<i128> {
        if !self.is_finite() {
            return None;
        }
        let scaled = i128::from(self.num).checked_mul(10i128.checked_pow(digits)?)?;
        let den = i128::from(self.den);
        let (quotient, remainder) = (scaled / den, scaled % den);
        Some(if remainder.abs() * 2 >= den { quotient + scaled.signum() } else { quotient })
    }

    /// The number with exactly `digits` decimals, half away from zero; empty for an infinity.
    pub fn to_fixed(self, digits: u32) -> String {
        let Some(scaled) = self.rounded(digits) else { return String::new() };
        let unit = 10u128.pow(digits);
        let (whole, rest) = (scaled.unsigned_abs() / unit, scaled.unsigned_abs() % unit);
        let sign = if scaled < 0 { "-" } else { "" };
        if digits == 0 {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{rest:0width$}", width = digits as usize)
        }
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl Ord for Exact {
    fn cmp(&self, other: &Exact) -> Ordering {
        if self.den == other.den && self.den != 0 {
            return self.num.cmp(&other.num);
        }
        if self.den == 0 && other.den == 0 {
            return self.num.cmp(&other.num);
        }
        (i128::from(self.num) * i128::from(other.den)).cmp(&(i128::from(other.num) * i128::from(self.den)))
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i64> for Exact {
    fn from(value: i64) -> Exact {
        Exact::int(value)
    }
}

/// Writes a whole number or a finite decimal in full, any other fraction as `a/b`.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.num, self.den) {
            (num, 0) => f.write_str(if num > 0 { "∞" } else { "-∞" }),
            (num, 1) => write!(f, "{num}"),
            (num, den) => {
                let (mut rest, mut twos, mut fives) = (den, 0u32, 0u32);
                while rest % 2 == 0 {
                    rest /= 2;
                    twos += 1;
                }
                while rest % 5 == 0 {
                    rest /= 5;
                    fives += 1;
                }
                let digits = twos.max(fives);
                if rest == 1 && digits <= 18 { f.write_str(&self.to_fixed(digits)) } else { write!(f, "{num}/{den}") }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_decimals() {
        for text in ["0", "8", "-3", "45.5", "0.125", "1500000"] {
            assert_eq!(Exact::parse(text).map(|n| n.to_string()).as_deref(), Some(text));
        }
        for text in ["", ".", "-", "1e3", "1.2.3", "١", "99999999999999999999"] {
            assert_eq!(Exact::parse(text), None, "{text}");
        }
        assert_eq!(Exact::parse(".5"), Exact::ratio(1, 2));
    }

    #[test]
    fn a_double_is_what_the_spreadsheet_shows() {
        assert_eq!(Exact::from_f64(0.1 + 0.2), Exact::ratio(3, 10));
        assert_eq!(Exact::from_f64(1_500_000.0), Some(Exact::int(1_500_000)));
        assert_eq!(Exact::from_f64(45.5), Exact::ratio(91, 2));
        assert_eq!(Exact::from_f64(f64::NAN), None);
        assert_eq!(Exact::from_f64(1e300), None);
    }

    #[test]
    fn rounds_half_away_from_zero() {
        let eighth = Exact::ratio(1, 8).expect("1/8");
        assert_eq!(eighth.to_fixed(2), "0.13");
        assert_eq!(eighth.checked_neg().expect("-1/8").to_fixed(2), "-0.13");
        assert_eq!(Exact::ratio(100, 3).expect("100/3").to_fixed(2), "33.33");
        assert_eq!(Exact::ratio(200, 3).expect("200/3").to_fixed(2), "66.67");
    }

    #[test]
    fn infinities_bound_everything() {
        assert!(Exact::NEG_INFINITY < Exact::int(i64::MIN + 1));
        assert!(Exact::int(i64::MAX) < Exact::INFINITY);
        assert!(Exact::NEG_INFINITY < Exact::INFINITY);
        assert_eq!(Exact::INFINITY.checked_mul(Exact::ZERO), Some(Exact::ZERO));
    }
}
