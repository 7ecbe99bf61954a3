//! Evaluation of typed expressions for many households, or many members, at once: a node of an expression is visited once for
//! all rows. Agrees in every row with [`super::evaluate`], the plain reading of the language.

mod bits;
mod evaluate;
mod lane;
mod numbers;
mod outcomes;

pub use bits::Bits;
pub(super) use evaluate::AnswerLane;
pub use evaluate::Lanes;
pub use outcomes::truth_of_class;
