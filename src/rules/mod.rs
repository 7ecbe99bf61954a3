//! Rules files: text to a checked standard. Knows the codebook's names and the expression language; nothing of how survey
//! files are laid out or how results look.

mod cases;
mod catalog;
mod compile;
mod ids;
mod lint;
mod load;
pub mod model;
mod names;
mod needs;
pub mod sql;
pub mod standard;
pub mod support;
pub mod targets;
pub mod testing;
mod titles;
mod unverified;
mod uses;

pub use cases::review_day;
pub use catalog::{BUILT_IN, BUILT_IN_PLANS, BUILT_IN_SUPPORT, BuiltIn, BuiltInText};
pub use compile::{load, outcome_names};
pub(crate) use lint::unknown_household;
pub use model::Rules;
pub use names::Names;
pub use needs::{Need, needs, wanted};
pub use standard::{BindError, ReviewDate, Standard};
pub use unverified::{Doubt, doubts};
pub use uses::{Uses, visit};
