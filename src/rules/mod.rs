//! Rules files: text to a checked standard. Knows the codebook's names and the expression language; nothing of how survey
//! files are laid out or how results look.

pub mod model;
pub mod standard;
