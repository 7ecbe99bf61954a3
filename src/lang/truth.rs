//! Kleene's three truth values: true, false, and unknown.

use std::fmt;

/// What is known of a statement. A missing answer makes `Unknown`, never `False`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Truth {
    /// False whatever the missing answers are.
    False,
    /// True whatever the missing answers are.
    True,
    /// The missing answers could make it either.
    #[default]
    Unknown,
}

impl Truth {
    /// From a statement that is certainly true, or at least possibly so; `possible` must hold where `certain` does.
    #[inline]
    pub const fn from_bounds(certain: bool, possible: bool) -> Truth {
        match (certain, possible) {
            (true, _) => Truth::True,
            (false, true) => Truth::Unknown,
            (false, false) => Truth::False,
        }
    }

    /// True whatever the missing answers are.
    #[inline]
    pub const fn certain(self) -> bool {
        matches!(self, Truth::True)
    }

    /// True for at least some of what the missing answers could be.
    #[inline]
    pub const fn possible(self) -> bool {
        !matches!(self, Truth::False)
    }

    /// True or false, not unknown.
    #[inline]
    pub const fn known(self) -> bool {
        !matches!(self, Truth::Unknown)
    }

    /// Kleene's and: false where either is.
    pub const fn and(self, other: Truth) -> Truth {
        Truth::from_bounds(self.certain() && other.certain(), self.possible() && other.possible())
    }

    /// Kleene's or: true where either is.
    pub const fn or(self, other: Truth) -> Truth {
        Truth::from_bounds(self.certain() || other.certain(), self.possible() || other.possible())
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        Truth::from_bounds(!self.possible(), !self.certain())
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Truth {
        if value { Truth::True } else { Truth::False }
    }
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Truth::False => "false",
            Truth::True => "true",
            Truth::Unknown => "unknown",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False as F, True as T, Unknown as U};

    /// Kleene's strong tables: `a, b, a and b, a or b`.
    const TABLE: [(Truth, Truth, Truth, Truth); 9] = [
        (F, F, F, F),
        (F, U, F, U),
        (F, T, F, T),
        (U, F, F, U),
        (U, U, U, U),
        (U, T, U, T),
        (T, F, F, T),
        (T, U, U, T),
        (T, T, T, T),
    ];

    #[test]
    fn the_truth_tables_hold() {
        for (a, b, and, or) in TABLE {
            assert_eq!(a.and(b), and, "{a} and {b}");
            assert_eq!(a.or(b), or, "{a} or {b}");
        }
        for (a, not) in [(F, T), (U, U), (T, F)] {
            assert_eq!(!a, not, "not {a}");
        }
    }
}
