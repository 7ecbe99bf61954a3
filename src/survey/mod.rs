//! From rows of cells to typed batches of households with their members. Knows the codebook: which fields there are, by
//! which headers and codes they go. Knows no classes and no rules.

pub mod batch;
mod bind;
mod by_map;
pub mod cells;
mod choose;
pub mod codebook;
pub mod codebook_file;
pub mod columns;
pub mod contents;
pub mod dates;
pub mod error;
mod expected;
#[cfg(test)]
mod fixture;
mod fold;
pub mod headers;
pub mod hint;
mod households;
mod keys;
pub mod layout;
mod layout_file;
pub mod map;
mod map_file;
pub mod map_writer;
mod members;
mod names;
pub mod numbers;
mod open;
pub(crate) mod parallel;
mod part;
mod pieces;
pub mod problem;
mod problem_title;
pub mod profile;
mod quick;
mod read;
mod recognise;
mod rows;
mod same_rows;
pub mod shape;
pub mod sheet_rule;
pub mod source;
pub mod words;
mod years;
mod zeros;

pub use error::SurveyError;
pub use fold::{Fold, Folded, Reduce};
pub use households::{HouseholdPiece, Households, NO_HOUSEHOLD};
pub use numbers::NumberFormat;
pub use open::{JoinedBy, Survey, SurveyOptions};
pub use read::{Counts, SheetCounts};
pub use shape::follow::RowCounts;
pub use source::{MemorySource, Source};
pub use years::ReviewYears;
