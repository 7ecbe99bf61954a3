//! Values that may be partly unknown: intervals of numbers, spans of dates, sets of codes. A known value is a point.
//! Every operation answers with all that the missing answers could make of it, never with less.

use jiff::civil::Date;

use super::exact::Exact;
use super::truth::Truth;

/// A number known to lie between two bounds, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The least it can be.
    pub low: Exact,
    /// The most it can be.
    pub high: Exact,
}

impl Interval {
    /// Nothing is known.
    pub const UNKNOWN: Interval = Interval { low: Exact::NEG_INFINITY, high: Exact::INFINITY };

    /// A known number.
    pub const fn point(value: Exact) -> Interval {
        Interval { low: value, high: value }
    }

    /// A number between two bounds; `low` must not be above `high`.
    pub const fn new(low: Exact, high: Exact) -> Interval {
        Interval { low, high }
    }

    /// The number, where it is known.
    pub fn known(self) -> Option<Exact> {
        (self.low == self.high && self.low.is_finite()).then_some(self.low)
    }

    /// The least interval that holds both.
    pub fn hull(self, other: Interval) -> Interval {
        Interval { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// What lies in both, if anything does.
    pub fn meet(self, other: Interval) -> Option<Interval> {
        let both = Interval { low: self.low.max(other.low), high: self.high.min(other.high) };
        (both.low <= both.high).then_some(both)
    }

    /// `self < other`.
    pub fn less(self, other: Interval) -> Truth {
        Truth::from_bounds(self.high < other.low, self.low < other.high)
    }

    /// `self <= other`.
    pub fn less_or_equal(self, other: Interval) -> Truth {
        Truth::from_bounds(self.high <= other.low, self.low <= other.high)
    }

    /// `self = other`.
    pub fn equal(self, other: Interval) -> Truth {
        Truth::from_bounds(self.known().is_some() && self == other, self.low <= other.high && other.low <= self.high)
    }
}

impl std::ops::Add for Interval {
    type Output = Interval;

    fn add(self, other: Interval) -> Interval {
        Interval {
            low: self.low.checked_add(other.low).unwrap_or(Exact::NEG_INFINITY),
            high: self.high.checked_add(other.high).unwrap_or(Exact::INFINITY),
        }
    }
}

impl std::ops::Neg for Interval {
    type Output = Interval;

    fn neg(self) -> Interval {
        Interval {
            low: self.high.checked_neg().unwrap_or(Exact::NEG_INFINITY),
            high: self.low.checked_neg().unwrap_or(Exact::INFINITY),
        }
    }
}

impl std::ops::Sub for Interval {
    type Output = Interval;

    fn sub(self, other: Interval) -> Interval {
        self + -other
    }
}

impl std::ops::Mul for Interval {
    type Output = Interval;

    fn mul(self, other: Interval) -> Interval {
        if let (Some(a), Some(b)) = (self.known(), other.known()) {
            return a.checked_mul(b).map_or(Interval::UNKNOWN, Interval::point);
        }
        let mut product: Option<Interval> = None;
        for a in [self.low, self.high] {
            for b in [other.low, other.high] {
                let Some(corner) = a.checked_mul(b) else { return Interval::UNKNOWN };
                let corner = Interval::point(corner);
                product = Some(product.map_or(corner, |p| p.hull(corner)));
            }
        }
        product.unwrap_or(Interval::UNKNOWN)
    }
}

/// Unknown where the divisor can be zero.
impl std::ops::Div for Interval {
    type Output = Interval;

    fn div(self, other: Interval) -> Interval {
        if other.low <= Exact::ZERO && other.high >= Exact::ZERO {
            return Interval::UNKNOWN;
        }
        match (other.high.checked_recip(), other.low.checked_recip()) {
            (Some(low), Some(high)) => self * Interval { low, high },
            _ => Interval::UNKNOWN,
        }
    }
}

/// A date known to lie between two days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateSpan {
    /// The earliest it can be.
    pub first: Date,
    /// The latest it can be.
    pub last: Date,
}

impl DateSpan {
    /// Nothing is known.
    pub const UNKNOWN: DateSpan = DateSpan { first: Date::MIN, last: Date::MAX };

    /// A known day.
    pub const fn day(date: Date) -> DateSpan {
        DateSpan { first: date, last: date }
    }

    /// The day, where it is known.
    pub fn known(self) -> Option<Date> {
        (self.first == self.last).then_some(self.first)
    }

    /// The least span that holds both.
    pub fn hull(self, other: DateSpan) -> DateSpan {
        DateSpan { first: self.first.min(other.first), last: self.last.max(other.last) }
    }

    /// What lies in both, if anything does.
    pub fn meet(self, other: DateSpan) -> Option<DateSpan> {
        let both = DateSpan { first: self.first.max(other.first), last: self.last.min(other.last) };
        (both.first <= both.last).then_some(both)
    }

    /// `self < other`.
    pub fn less(self, other: DateSpan) -> Truth {
        Truth::from_bounds(self.last < other.first, self.first < other.last)
    }

    /// `self <= other`.
    pub fn less_or_equal(self, other: DateSpan) -> Truth {
        Truth::from_bounds(self.last <= other.first, self.first <= other.last)
    }

    /// `self = other`.
    pub fn equal(self, other: DateSpan) -> Truth {
        Truth::from_bounds(
            self.known().is_some() && self == other,
            self.first <= other.last && other.first <= self.last,
        )
    }
}

/// A set of codes of one code list, bit `i` for the code with index `i`. A known code is a set of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CodeMask(pub u64);

impl CodeMask {
    /// One code.
    pub const fn one(index: u8) -> CodeMask {
        CodeMask(1 << index)
    }

    /// The first `count` codes: all codes of a list, what an unknown code can be. At most 64.
    pub const fn all(count: usize) -> CodeMask {
        CodeMask(if count >= 64 { u64::MAX } else { (1 << count) - 1 })
    }

    /// The index of the code, where it is known.
    pub const fn known(self) -> Option<u8> {
        if self.0.is_power_of_two() { Some(self.0.trailing_zeros() as u8) } else { None }
    }

    /// Whether the code is one of `set`: true where it must be, false where it cannot be.
    pub const fn is_in(self, set: CodeMask) -> Truth {
        Truth::from_bounds(self.0 & !set.0 == 0 && self.0 != 0, self.0 & set.0 != 0)
    }

    /// `self = other` for two codes that may both be unknown.
    pub const fn equal(self, other: CodeMask) -> Truth {
        Truth::from_bounds(self.known().is_some() && self.0 == other.0, self.0 & other.0 != 0)
    }

    /// The indices in the set, ascending.
    pub fn indices(self) -> impl Iterator<Item = u8> {
        (0..64).filter(move |i| self.0 & (1 << i) != 0)
    }
}

/// What is known of the value of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A statement.
    Bool(Truth),
    /// A number.
    Number(Interval),
    /// A date.
    Date(DateSpan),
    /// A code of a code list.
    Code(CodeMask),
    /// A text, or `None` where it is unknown.
    Text(Option<&'a str>),
}

impl Value<'_> {
    /// Whether the value is a single one.
    pub fn is_known(self) -> bool {
        match self {
            Value::Bool(truth) => truth.known(),
            Value::Number(interval) => interval.known().is_some(),
            Value::Date(span) => span.known().is_some(),
            Value::Code(mask) => mask.known().is_some(),
            Value::Text(text) => text.is_some(),
        }
    }

    /// The truth of a boolean value; unknown for any other kind, which a typed expression never asks for.
    pub const fn truth(self) -> Truth {
        match self {
            Value::Bool(truth) => truth,
            _ => Truth::Unknown,
        }
    }

    /// The number of a numeric value; unbounded for any other kind.
    pub const fn number(self) -> Interval {
        match self {
            Value::Number(interval) => interval,
            _ => Interval::UNKNOWN,
        }
    }
}

/// The whole years between `birth` and `on`: a birthday counts from the day itself; who is born on 29 February completes
/// a year on 1 March of a common year.
pub fn completed_years(birth: DateSpan, on: DateSpan) -> Interval {
    let years = |birth: Date, on: Date| {
        let before_birthday = (on.month(), on.day()) < (birth.month(), birth.day());
        Exact::int(i64::from(on.year()) - i64::from(birth.year()) - i64::from(before_birthday))
    };
    Interval { low: years(birth.last, on.first), high: years(birth.first, on.last) }
}
