//! Tables for people and programs: one model, and how it looks in each format. Knows nothing of how numbers came about.

pub mod table;
