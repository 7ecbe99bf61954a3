//! Targets of a plan against what a review counts: what is measured in every unit, whether the target is reached, and how many are
//! missing. What missing answers leave open is carried through, so that a target is reached for certain, not reached for certain, or
//! open.

mod previous;
mod share;
mod standing;

pub use previous::Previous;
pub use share::Share;
pub use standing::{Range, Reached, Standing};
