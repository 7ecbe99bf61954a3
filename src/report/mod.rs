//! Tables for people and programs: one model, and how it looks in each format. Knows nothing of how numbers came about.

pub mod explanation;
pub mod forms_workbook;
mod layout;
pub mod page;
pub mod standard;
pub mod table;
pub mod terminal;
pub mod value;
pub mod words;
