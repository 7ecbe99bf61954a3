//! The tree of an expression as written, every node with its place in the text.

use crate::diagnostic::Span;

use super::exact::Exact;

/// A node and the bytes of the source it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Byte range in the expression's own text.
    pub span: Span,
}

#[allow(missing_docs, reason = "the forms in the doc lines name them")]
/// What a node is. Sub-expressions are boxed nodes with spans of their own.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `true`, `false`.
    Bool(bool),
    /// `unknown`: a value of any type of which nothing is known.
    Unknown,
    /// `1500000`, `1_500_000`, `45.5`.
    Number(Exact),
    /// `'rural'`: a code or a text, as its neighbour asks.
    Text(String),
    /// `date '2022-10-01'`.
    Date(jiff::civil::Date),
    /// `area`, `member.age`, `recorded.persons`, `household.ethnicity`.
    Name(Path),
    /// `not a`.
    Not(Box<Expr>),
    /// `a and b`, `a or b`.
    Logic(Logic, Box<Expr>, Box<Expr>),
    /// `a <= b`.
    Compare(Compare, Box<Expr>, Box<Expr>),
    /// `a between b and c`, both ends included; `negated` for `not between`.
    Between { value: Box<Expr>, low: Box<Expr>, high: Box<Expr>, negated: bool },
    /// `a in (b, c)`; `negated` for `not in`.
    In { value: Box<Expr>, list: Vec<Expr>, negated: bool },
    /// `a is known`, `a is unknown`.
    IsKnown { value: Box<Expr>, known: bool },
    /// `a + b`.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `-a`.
    Negate(Box<Expr>),
    /// `case when a then b … else c end`.
    Case { branches: Vec<(Expr, Expr)>, otherwise: Box<Expr> },
    /// `any(member where a)`, `sum(member.x where a)`.
    Aggregate { function: Aggregate, value: Option<Box<Expr>>, filter: Option<Box<Expr>> },
    /// `coalesce(a, b)`, `completed_years(a, b)`.
    Call { function: String, function_span: Span, arguments: Vec<Expr> },
}

/// A name with the word before the dot, if any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// `member`, `household` or `recorded`.
    pub qualifier: Option<Qualifier>,
    /// The name itself.
    pub name: String,
}

/// Where a qualified name is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// Among the member's fields and variables.
    Member,
    /// Among the household's, from inside an aggregate too.
    Household,
    /// The field as it stands in the survey, where a variable or an indicator has taken its name.
    Recorded,
}

/// `and`, `or`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Logic {
    And,
    Or,
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Compare {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Functions over the members of a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// Is there a member for whom the condition holds?
    Any,
    /// For how many members does it hold?
    Count,
    /// The sum of a value over them.
    Sum,
    /// The least value among them; unknown where there are none.
    Min,
    /// The greatest value among them; unknown where there are none.
    Max,
}

impl Compare {
    /// As written.
    pub const fn sign(self) -> &'static str {
        match self {
            Compare::Equal => "=",
            Compare::NotEqual => "<>",
            Compare::Less => "<",
            Compare::LessOrEqual => "<=",
            Compare::Greater => ">",
            Compare::GreaterOrEqual => ">=",
        }
    }

    /// Whether it asks for an order, not only for sameness.
    pub const fn is_order(self) -> bool {
        !matches!(self, Compare::Equal | Compare::NotEqual)
    }
}

impl Arithmetic {
    /// As written.
    pub const fn sign(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
        }
    }
}

impl Logic {
    /// As written.
    pub const fn word(self) -> &'static str {
        match self {
            Logic::And => "and",
            Logic::Or => "or",
        }
    }
}

impl Qualifier {
    /// The word before the dot.
    pub const fn word(self) -> &'static str {
        match self {
            Qualifier::Member => "member",
            Qualifier::Household => "household",
            Qualifier::Recorded => "recorded",
        }
    }
}

impl Aggregate {
    /// Every aggregate, in the order they are documented.
    pub const ALL: [Aggregate; 5] = [Aggregate::Any, Aggregate::Count, Aggregate::Sum, Aggregate::Min, Aggregate::Max];

    /// Its name in expressions.
    pub const fn name(self) -> &'static str {
        match self {
            Aggregate::Any => "any",
            Aggregate::Count => "count",
            Aggregate::Sum => "sum",
            Aggregate::Min => "min",
            Aggregate::Max => "max",
        }
    }
}
