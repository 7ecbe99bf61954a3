//! The expression language of rules files and of `--where`: SQL's scalar expressions over a household and its members,
//! typed with units, in which unknown is a value. Text to typed tree, or diagnostics; and back to text and to SQL.
//!
//! Knows nothing of surveys, rules or files: names come from a [`Scope`], values from whoever evaluates.

pub mod ast;
pub mod exact;
pub mod truth;
pub mod typed;
pub mod value;

pub use exact::Exact;
pub use truth::Truth;
pub use typed::{CodeList, Entity, Scope, Slot, Symbol, Type, Typed, TypedKind, Unit};
pub use value::{CodeMask, DateSpan, Interval, Value};
