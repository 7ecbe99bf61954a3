//! Tables for people and programs: one model, and how it looks in each format. Knows nothing of how numbers came about.

pub mod explanation;
pub mod forms_workbook;
mod layout;
pub mod official;
pub mod page;
pub mod posting;
pub mod posting_workbook;
pub mod sheet_name;
pub mod standard;
pub mod table;
pub mod terminal;
pub mod value;
pub mod words;
