//! `rasoat` reviews household surveys against a poverty standard.
pub mod classify;
pub mod diagnostic;
pub mod io;
pub mod lang;
pub mod report;
pub mod rules;
pub mod survey;
pub mod text;
pub mod toml_reader;
