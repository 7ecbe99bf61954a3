//! Batches and a standard to outcomes: for each household which classes are possible, what is known of each indicator,
//! what decided. Knows nothing of communes, formats or files.

pub mod evaluate;
mod outcome;

pub use evaluate::Evaluator;
pub use outcome::{ClassSet, Outcome, Truths, classify, outcome};
