//! Batches and a standard to outcomes: for each household which classes are possible, what is known of each indicator,
//! what decided. Knows nothing of communes, formats or files.

pub mod evaluate;
mod explain;
mod findings;
mod lacking;
mod lanes;
mod outcome;
mod slots;
mod whatif;

use crate::lang::{Type, Value};

/// How values are put into words: [`plain`] for programs.
pub type Wording<'w> = dyn Fn(Value<'_>, &Type) -> String + 'w;

pub use evaluate::Evaluator;
pub use explain::{Because, Explainer, Fact, FactOf, source};
pub use findings::{Finding, after_review_of, decimal, findings, plain, suspects};
pub use lacking::{Lacking, lacking};
pub use lanes::{Bits, Lanes, truth_of_class};
pub use outcome::{ClassSet, Outcome, Truths, class_word, outcome, possible_words};
pub use slots::{Answers, Questions, Reduced, ReducedPart};
pub use whatif::{Answer, Change, Decider, Trial, changes, deciders, matters};
