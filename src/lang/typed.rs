//! Types with units, and the tree of an expression whose types have been checked: what is evaluated and printed.

use std::fmt;
use std::sync::Arc;

use super::ast::{Aggregate, Arithmetic, Compare, Logic, Qualifier};
use super::exact::Exact;
use super::value::{CodeMask, Interval};
use crate::diagnostic::Span;

/// The type of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// True, false or unknown.
    Bool,
    /// A number of some unit.
    Number(Unit),
    /// A civil date.
    Date,
    /// Free text.
    Text,
    /// A code of one list.
    Code(Arc<CodeList>),
}

/// What a number measures. `Plain` numbers (literals, shares, counts of things) go with every unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A number without unit.
    Plain,
    /// A whole number of things: members, deprivations. Behaves as `Plain` in arithmetic.
    Count,
    /// Đồng.
    Money,
    /// Square metres.
    Area,
    /// Completed years of a person.
    Age,
    /// A calendar year.
    Year,
    /// Points of the review's score sheets.
    Points,
}

impl Unit {
    /// The word for the unit in rules files and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Unit::Plain => "number",
            Unit::Count => "count",
            Unit::Money => "money",
            Unit::Area => "area",
            Unit::Age => "age",
            Unit::Year => "year",
            Unit::Points => "points",
        }
    }

    /// The unit with that name.
    pub fn from_name(name: &str) -> Option<Unit> {
        Unit::ALL.into_iter().find(|unit| unit.name() == name)
    }

    /// Every unit, in the order they are listed to people.
    pub const ALL: [Unit; 7] = [Unit::Plain, Unit::Count, Unit::Money, Unit::Area, Unit::Age, Unit::Year, Unit::Points];
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Bool => f.write_str("yes/no"),
            Type::Number(unit) => f.write_str(unit.name()),
            Type::Date => f.write_str("date"),
            Type::Text => f.write_str("text"),
            Type::Code(list) => write!(f, "code of `{}`", list.name),
        }
    }
}

/// A closed list of codes, at most 64, and named groups of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeList {
    /// The field, setting or mechanism the codes belong to.
    pub name: String,
    /// Code ids; the index is the bit in a [`CodeMask`].
    pub codes: Vec<String>,
    /// Names for several codes at once: `wall = 'non_durable'` holds for every code of the group `non_durable`.
    pub groups: Vec<(String, CodeMask)>,
}

impl CodeList {
    /// The codes that a word in an expression stands for: a group's if it names one, else the code's own.
    pub fn mask(&self, word: &str) -> Option<CodeMask> {
        if let Some((_, mask)) = self.groups.iter().find(|(name, _)| name == word) {
            return Some(*mask);
        }
        self.codes.iter().position(|code| code == word).map(|i| CodeMask::one(i as u8))
    }

    /// Every code: what an unknown one can be.
    pub fn all(&self) -> CodeMask {
        CodeMask::all(self.codes.len())
    }
}

/// Whose value a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entity {
    /// One value a household.
    Household,
    /// One value a member; only inside an aggregate.
    Member,
}

/// A name that a [`Scope`] knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// What evaluation asks its environment for.
    pub slot: Slot,
    /// Whose value it is.
    pub entity: Entity,
    /// Its type.
    pub ty: Type,
    /// What it can be where it is unknown; for numbers only.
    pub range: Interval,
    /// Where it was declared, for messages: `codebook.toml:12`.
    pub declared: Option<String>,
}

/// Identifies a named value within one scope. Opaque to the language; dense from 0 for each kind of owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// A field of the codebook, by its index among the fields of its entity.
    Field(u16),
    /// A variable, parameter, setting, indicator or other value computed by the standard, by its index.
    Computed(u16),
}

/// The names an expression may use.
pub trait Scope {
    /// The symbol for `qualifier.name` as seen from `inside` (the household, or a member inside an aggregate; there a
    /// plain name is the member's if the member has it, else the household's).
    fn lookup(&self, inside: Entity, qualifier: Option<Qualifier>, name: &str) -> Option<Symbol>;

    /// Every name that [`Scope::lookup`] would find from `inside`, for suggestions.
    fn names(&self, inside: Entity) -> Vec<String>;
}

/// A checked node.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// What it is.
    pub kind: TypedKind,
    /// Its type.
    pub ty: Type,
    /// Where it was read from, in the expression's own text.
    pub span: Span,
}

/// What a checked node is. Shapes that the checker has made uniform: `not between` and `not in` are `Not` of the plain
/// form, text literals beside codes are masks.
#[derive(Clone, Debug, PartialEq)]
pub enum TypedKind {
    /// A constant truth.
    Bool(bool),
    /// A value of this type of which nothing is known.
    Unknown,
    /// A constant number.
    Number(Exact),
    /// A constant date.
    Date(jiff::civil::Date),
    /// A constant text.
    Text(String),
    /// A code or group of codes as written, resolved against the list in `ty`.
    Codes {
        /// As written.
        word: String,
        /// What it stands for.
        mask: CodeMask,
    },
    /// A named value.
    Name {
        /// As written.
        qualifier: Option<Qualifier>,
        /// As written.
        name: String,
        /// What it stands for.
        symbol: Box<Symbol>,
    },
    /// Kleene's not.
    Not(Box<Typed>),
    /// Kleene's and / or.
    Logic(Logic, Box<Typed>, Box<Typed>),
    /// A comparison of two values of the same type. For codes, where a side is [`TypedKind::Codes`] it is a test of
    /// membership in that set.
    Compare(Compare, Box<Typed>, Box<Typed>),
    /// Both ends included.
    Between(Box<Typed>, Box<Typed>, Box<Typed>),
    /// Any of a list of values of the same type.
    In(Box<Typed>, Vec<Typed>),
    /// Whether a value is a single one; never unknown itself.
    IsKnown {
        /// The value asked about.
        value: Box<Typed>,
        /// `is known` or `is unknown`.
        known: bool,
    },
    /// Arithmetic on numbers; `year - year` is an age.
    Arithmetic(Arithmetic, Box<Typed>, Box<Typed>),
    /// `-a`.
    Negate(Box<Typed>),
    /// The first branch whose condition holds; all that can be reached where conditions are unknown.
    Case(Vec<(Typed, Typed)>, Box<Typed>),
    /// A function over members; `value` and `filter` are evaluated per member.
    Aggregate {
        /// Which.
        function: Aggregate,
        /// What is summed or compared; none for `any` and `count`.
        value: Option<Box<Typed>>,
        /// Which members count; none for all.
        filter: Option<Box<Typed>>,
    },
    /// A function of single values.
    Call(Function, Vec<Typed>),
}

/// Functions of single values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `coalesce(a, b, …)`: one quantity told in several ways; the first known one, else what all of them allow.
    Coalesce,
    /// `completed_years(birth, on)`: dates to an age.
    CompletedYears,
    /// `some_day_of(year)`: a date somewhere in that year.
    SomeDayOf,
    /// `year_of(date)`: the calendar year.
    YearOf,
    /// `count_true(a, b, …)`: how many of the statements hold.
    CountTrue,
    /// `starts_with(text, 'word')`: case and spacing apart, and the word must end there.
    StartsWith,
}

impl Function {
    /// Every function, in the order they are documented.
    pub const ALL: [Function; 6] = [
        Function::Coalesce,
        Function::CompletedYears,
        Function::SomeDayOf,
        Function::YearOf,
        Function::CountTrue,
        Function::StartsWith,
    ];

    /// Its name in expressions.
    pub const fn name(self) -> &'static str {
        match self {
            Function::Coalesce => "coalesce",
            Function::CompletedYears => "completed_years",
            Function::SomeDayOf => "some_day_of",
            Function::YearOf => "year_of",
            Function::CountTrue => "count_true",
            Function::StartsWith => "starts_with",
        }
    }
}
