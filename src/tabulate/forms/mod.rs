//! The report forms of the review: what `rules/forms.toml` says of their columns, the counts per unit, the tables, and what has to
//! hold between their numbers. Nothing of any form is in code.

mod conceal;
mod count;
mod definition;
mod filled;
mod identity;
mod people;
mod table;
mod variant;

pub use conceal::FormPlaces;
pub use count::{Counts, Quantity, UnitCount, UnitCounts};
pub use definition::{Chart, Column, FlowsOf, Form, Forms, Identity, Layout, Line, Series, built_in};
pub use filled::{Counted, Filled, FilledForm};
pub use identity::{Cell, Check};
pub use people::People;
pub use table::{Area, CountedForm, FormUnit, Row, parts, rows};
pub use variant::{Variant, columns_for, for_standard, identities_for};
