//! What became of households between two reviews: who is the same household on both lists, what happened to it, and how the
//! numbers of the poor and the near-poor went from one list to the next in each unit.
//!
//! Knows no files and no standards: it takes what each list says of its households.

mod balance;
mod change;
mod matching;
mod outcome;
mod part;

pub use balance::{Balance, Balances, Count, Flow};
pub use change::{Change, changes};
pub use matching::{Match, Pair, pairs};
pub use outcome::{Earlier, FlowOutcome, Lists, Standing};
pub use part::Part;

use super::Unit;

/// A household as a list has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// The household id; empty where the list gives none.
    pub id: String,
    /// The id number of its head, which is never printed.
    pub head_id: Option<String>,
    /// The name of its head, which is never printed.
    pub head_name: Option<String>,
    /// The year its head was born in.
    pub head_birth_year: Option<i64>,
    /// The unit above its commune; empty where it is not told.
    pub upper: String,
    /// Its commune.
    pub commune: String,
    /// Its village.
    pub village: String,
    /// How many persons it has.
    pub persons: Option<i64>,
    /// The id of its class, or `undetermined`.
    pub class: String,
    /// Why it came or went, where the file says it.
    pub change: Option<Change>,
}

impl Listed {
    /// Where it lives.
    pub fn unit(&self) -> Unit {
        Unit { upper: self.upper.clone(), commune: self.commune.clone() }
    }

    /// What that class makes of it.
    pub fn standing(&self) -> Standing {
        Standing::of_class(&self.class)
    }
}
