//! Outcomes to tallies per group, and tallies to tables. Tallies merge: any division of the households gives the same
//! table. Knows nothing of terminals and files.

pub mod flows;
pub mod group;
pub mod names;
pub mod tables;
mod tally;

pub use group::{GroupKey, Grouping, Groups};
pub use names::MergedSpelling;
pub use tally::{Deprived, Tally};
