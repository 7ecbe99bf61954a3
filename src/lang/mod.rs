//! The expression language of rules files and of `--where`: SQL's scalar expressions over a household and its members,
//! typed with units, in which unknown is a value. Text to typed tree, or diagnostics; and back to text and to SQL.
//!
//! Knows nothing of surveys, rules or files: names come from a [`Scope`], values from whoever evaluates.

pub mod ast;
mod check;
pub mod exact;
mod lexer;
mod parser;
mod print;
pub mod sql;
pub mod truth;
pub mod typed;
pub mod value;

pub use ast::Expr;
pub use check::{check, check_for, unit_of};
pub use exact::Exact;
pub use parser::{MAX_DEPTH, parse};
pub use truth::Truth;
pub use typed::{CodeList, Entity, Scope, Slot, Symbol, Type, Typed, TypedKind, Unit};
pub use value::{CodeMask, DateSpan, Interval, Value};

#[cfg(test)]
mod tests;
