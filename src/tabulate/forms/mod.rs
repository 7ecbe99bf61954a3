//! The report forms that count households and persons of one list: what `rules/forms.toml` says of their columns, the counts per
//! unit, and the tables. Nothing of any form is in code.

mod count;
mod definition;
mod table;

pub use count::{Counts, Quantity, UnitCounts};
pub use definition::{Column, Form, built_in, for_standard};
pub use table::{Row, rows};
