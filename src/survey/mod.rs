//! From rows of cells to typed batches of households with their members. Knows the codebook: which fields there are, by
//! which headers and codes they go. Knows no classes and no rules.

pub mod batch;
pub mod codebook;
pub mod problem;
