//! Outcomes to tallies per group, and tallies to tables. Tallies merge: any division of the households gives the same
//! table. Knows nothing of terminals and files.

pub mod conceal;
pub mod counted;
pub mod flows;
pub mod forms;
pub mod group;
pub mod mask;
mod missing;
pub mod names;
pub mod posting;
pub mod tables;
mod tally;
pub mod targets;
mod unit;

pub use group::{GroupKey, Grouping, Groups};
pub use missing::{Lack, MissingAnswers};
pub use names::MergedSpelling;
pub use tally::{Deprived, Tally};
pub use unit::{Level, Unit, UnitKeys, UpperNames, with_sums};
