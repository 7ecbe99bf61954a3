//! From rows of cells to typed batches of households with their members. Knows the codebook: which fields there are, by
//! which headers and codes they go. Knows no classes and no rules.

pub mod batch;
pub mod cells;
mod choose;
pub mod codebook;
pub mod codebook_file;
pub mod dates;
pub mod error;
#[cfg(test)]
mod fixture;
pub mod headers;
pub mod layout;
pub mod map;
mod members;
pub mod numbers;
mod open;
pub mod problem;
pub mod profile;
mod read;
mod rows;
pub mod source;
pub mod words;

pub use error::SurveyError;
pub use numbers::NumberFormat;
pub use open::{ReviewYears, Survey, SurveyOptions};
pub use read::Counts;
pub use source::{MemorySource, Source};
