//! Pieces of SQL: predicates that are never NULL, bounds of numbers and dates, and the pairs of them that stand for a
//! value of which not all is known.

use jiff::civil::Date;

use crate::lang::exact::Exact;

/// A predicate; true or false, never NULL.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    Always(bool),
    /// `left op right`, with an operator that [`negated`] knows.
    Compare(String, &'static str, String),
    /// Whether it is NULL.
    Null(String, bool),
    All(Vec<Test>),
    Any(Vec<Test>),
}

fn negated(op: &'static str) -> &'static str {
    match op {
        "=" => "<>",
        "<>" => "=",
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        ">=" => "<",
        "IN" => "NOT IN",
        _ => "IN",
    }
}

impl Test {
    pub(super) fn compare(left: impl Into<String>, op: &'static str, right: impl Into<String>) -> Test {
        Test::Compare(left.into(), op, right.into())
    }

    /// A column of zeros and ones.
    pub(super) fn flag(column: &str) -> Test {
        Test::compare(column, "=", "1")
    }

    pub(super) fn and(tests: impl IntoIterator<Item = Test>) -> Test {
        let mut all = Vec::new();
        for test in tests {
            match test {
                Test::Always(true) => {}
                Test::Always(false) => return Test::Always(false),
                Test::All(inner) => all.extend(inner),
                other => all.push(other),
            }
        }
        all.dedup();
        match all.len() {
            0 => Test::Always(true),
            1 => all.remove(0),
            _ => Test::All(all),
        }
    }

    pub(super) fn or(tests: impl IntoIterator<Item = Test>) -> Test {
        let mut any = Vec::new();
        for test in tests {
            match test {
                Test::Always(false) => {}
                Test::Always(true) => return Test::Always(true),
                Test::Any(inner) => any.extend(inner),
                other => any.push(other),
            }
        }
        any.dedup();
        match any.len() {
            0 => Test::Always(false),
            1 => any.remove(0),
            _ => Test::Any(any),
        }
    }

    pub(super) fn not(&self) -> Test {
        match self {
            Test::Always(value) => Test::Always(!value),
            Test::Compare(left, op, right) => {
                // A flag is 0 or 1, which reads better than "not 1".
                if *op == "=" && right == "1" && (left.ends_with("_certain") || left.ends_with("_possible")) {
                    return Test::compare(left.clone(), "=", "0");
                }
                Test::compare(left.clone(), negated(op), right.clone())
            }
            Test::Null(text, null) => Test::Null(text.clone(), !null),
            Test::All(tests) => Test::or(tests.iter().map(Test::not)),
            Test::Any(tests) => Test::and(tests.iter().map(Test::not)),
        }
    }

    pub(super) fn sql(&self) -> String {
        let joined = |tests: &[Test], word: &str| {
            let parts: Vec<String> = tests
                .iter()
                .map(|test| match test {
                    Test::All(_) | Test::Any(_) => format!("({})", test.sql()),
                    _ => test.sql(),
                })
                .collect();
            parts.join(word)
        };
        match self {
            Test::Always(true) => "1 = 1".to_owned(),
            Test::Always(false) => "1 = 0".to_owned(),
            Test::Compare(left, op, right) => format!("{left} {op} {right}"),
            Test::Null(text, true) => format!("{text} IS NULL"),
            Test::Null(text, false) => format!("{text} IS NOT NULL"),
            Test::All(tests) => joined(tests, " AND "),
            Test::Any(tests) => joined(tests, " OR "),
        }
    }

    /// As a number: 1 or 0.
    pub(super) fn flagged(&self) -> String {
        match self {
            Test::Always(value) => u8::from(*value).to_string(),
            // A flag is one already.
            Test::Compare(left, "=", right)
                if right == "1" && (left.ends_with("_certain") || left.ends_with("_possible")) =>
            {
                left.clone()
            }
            _ => format!("CASE WHEN {} THEN 1 ELSE 0 END", self.sql()),
        }
    }
}

/// A bound of a number or date.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bound {
    Number(Exact),
    Date(Date),
    /// A column.
    Column(String),
    /// Anything else; stands in parentheses where it is an operand.
    Sql(String),
}

impl Bound {
    /// The text, fit to be an operand.
    pub(super) fn sql(&self) -> String {
        match self {
            Bound::Number(number) => number_sql(*number),
            Bound::Date(date) => date_sql(*date),
            Bound::Column(text) => text.clone(),
            Bound::Sql(text) => format!("({text})"),
        }
    }

    /// The text, where nothing stands beside it.
    pub(super) fn bare(&self) -> String {
        match self {
            Bound::Sql(text) => text.clone(),
            other => other.sql(),
        }
    }

    pub(super) fn is_simple(&self) -> bool {
        !matches!(self, Bound::Sql(_))
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Bound::Sql(text) | Bound::Column(text) => text.len(),
            _ => 10,
        }
    }

    /// `self op other`, decided here where both are constants.
    pub(super) fn compare(&self, op: &'static str, other: &Bound) -> Test {
        let ordering = match (self, other) {
            (Bound::Number(a), Bound::Number(b)) => a.cmp(b),
            (Bound::Date(a), Bound::Date(b)) => a.cmp(b),
            _ => return Test::compare(self.sql(), op, other.sql()),
        };
        Test::Always(match op {
            "=" => ordering.is_eq(),
            "<" => ordering.is_lt(),
            _ => ordering.is_le(),
        })
    }
}

/// Stands for an unbounded end. Far above any sum or product of survey values and far below the largest double, so that
/// it can be added to, multiplied and compared without becoming a NaN.
pub(super) const UNBOUNDED: &str = "1e100";

/// A bound at least this far out is unbounded.
pub(super) const FAR: &str = "1e50";

fn number_sql(number: Exact) -> String {
    if !number.is_finite() {
        return if number > Exact::ZERO { UNBOUNDED.to_owned() } else { format!("-{UNBOUNDED}") };
    }
    let text = number.to_string();
    if text.contains('/') { format!("({} * 1.0 / {})", number.numerator(), number.denominator()) } else { text }
}

/// As text that sorts like the date. The earliest date of all has a minus, which sorts before every digit.
pub(super) fn date_sql(date: Date) -> String {
    if date.year() < 0 { "'-9999-01-01'".to_owned() } else { format!("'{date}'") }
}

/// A value of which not all is known.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Bool {
        certain: Test,
        possible: Test,
    },
    /// A number or a date.
    Span {
        low: Bound,
        high: Bound,
    },
    Code(CodeShape),
    /// NULL where it is unknown.
    Text(Bound),
}

/// What is known of a code.
#[derive(Clone, Debug)]
pub(super) enum CodeShape {
    /// These, bit by bit.
    Constant(u64),
    /// A column with the code itself, NULL where it is unknown.
    Column(String),
    /// A number with a bit for each code it can be.
    Mask(Bound),
}

/// A value and the first stage at whose end all its columns are there.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub shape: Shape,
    pub stage: usize,
}

impl Piece {
    pub(super) fn span(low: Bound, high: Bound, stage: usize) -> Piece {
        Piece { shape: Shape::Span { low, high }, stage }
    }

    pub(super) fn truth(certain: Test, possible: Test, stage: usize) -> Piece {
        Piece { shape: Shape::Bool { certain, possible }, stage }
    }

    /// The length of its text.
    pub(super) fn len(&self) -> usize {
        match &self.shape {
            Shape::Bool { certain, possible } => certain.sql().len() + possible.sql().len(),
            Shape::Span { low, high } => low.len() + high.len(),
            Shape::Code(CodeShape::Mask(bound)) | Shape::Text(bound) => bound.len(),
            Shape::Code(_) => 0,
        }
    }

    /// The two tests of a truth value.
    pub(super) fn tests(self) -> (Test, Test) {
        match self.shape {
            Shape::Bool { certain, possible } => (certain, possible),
            _ => (Test::Always(false), Test::Always(true)),
        }
    }

    /// The two ends of a number or date.
    pub(super) fn ends(self) -> (Bound, Bound) {
        match self.shape {
            Shape::Span { low, high } => (low, high),
            _ => (Bound::Number(Exact::NEG_INFINITY), Bound::Number(Exact::INFINITY)),
        }
    }
}
