//! Typed expressions as SQL that computes the same answers, unknown ones included.
//!
//! A yes/no value becomes two columns `x_certain` and `x_possible` of zeros and ones, a number or date two columns `x_low`
//! and `x_high`, none of them ever NULL; a code becomes a column `x_mask` with a bit for each code it can still be, a text
//! a column that is NULL where it is unknown. An unbounded end is ±1e100, an unbounded date `-9999-01-01` or
//! `9999-12-31`. Values are columns of common table expressions that build on each other in stages, `households_1` on
//! `households_0` and so on, so that a value is written once however often it is used.
//!
//! The text is for SQLite (3.35 or later), where it is tested, and keeps to what DuckDB has too. It reads two tables, `households` with one row a household and
//! `members` with one row a member, both with `household_id`, and of them the columns named after the fields used: yes/no
//! as 1 and 0, numbers as numbers, dates as ISO text or dates, codes by their ids, and NULL for every unknown answer.
//!
//! Where it is narrower than the program: a date is a day or nothing, so a year or month alone must be left NULL or given
//! by a year field; numbers are doubles, which are exact for whole numbers up to 9·10¹⁵ (a quotient by a constant or a
//! certainly positive range is compared by cross-multiplication, so no class is decided by rounding there); a household
//! without a row in `members` is one whose members are not listed; a number outside its field's range counts as unknown;
//! texts are taken to be in Unicode form NFC, without doubled blanks.

mod code;
mod members;
mod number;
mod plan;
mod query;
mod reads;
mod shape;
mod translate;
mod words;

use super::exact::Exact;
use super::typed::{Entity, Type, Typed};
use super::value::Value;

pub use query::{standard_query, values_query};

/// The columns of the survey's tables.
pub trait SqlNames {
    /// The name of the column that holds a field, by the field's index among its entity's. Quoted where SQL needs it by
    /// whoever writes the query, not here.
    fn column(&self, entity: Entity, field: u16) -> String;
}

/// A computed value that expressions name by its slot.
#[derive(Clone, Debug)]
pub struct SqlValue {
    /// Name of its columns.
    pub id: String,
    /// The number in [`super::Slot::Computed`].
    pub slot: u16,
    /// Whose value it is.
    pub entity: Entity,
    /// Its type.
    pub ty: Type,
    /// How it comes about.
    pub definition: SqlDefinition,
}

/// How a computed value comes about.
#[derive(Clone, Debug)]
pub enum SqlDefinition {
    /// The same for all households: a setting, a parameter, the review date.
    Constant(Value<'static>),
    /// A parameter by the codes of `by`, in the order of that type's list.
    PerCode {
        /// What it is split by.
        by: Typed,
        /// A value a code.
        amounts: Vec<Exact>,
    },
    /// A variable.
    Expression(Typed),
    /// An indicator: the first of the two that is known. `None` stands for what is not there and so never known.
    FirstKnown(Option<Typed>, Option<Typed>),
    /// How many of the yes/no values in these slots are true.
    CountTrue(Vec<u16>),
    /// How many of the yes/no values in these slots are unknown.
    CountUnknown(Vec<u16>),
}

/// A standard as data, for [`standard_query`].
#[derive(Clone, Debug, Default)]
pub struct StandardSql {
    /// A line or more on what the query is, written above it as a comment.
    pub heading: String,
    /// Every computed value, in any order; values that are not used do not appear in the query.
    pub values: Vec<SqlValue>,
    /// Indicators as id and slot, in the order of their columns.
    pub indicators: Vec<(String, u16)>,
    /// Classes as id and condition, in order.
    pub classes: Vec<(String, Typed)>,
}
