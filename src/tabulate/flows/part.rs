//! What the two columns of other changes are made of.

use super::FlowOutcome;

/// A part of the two columns of other changes: why households came off or on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Moved away, or to another unit.
    MovedAway,
    /// Died.
    Died,
    /// Merged into another household.
    Merged,
    /// Split up into other households.
    SplitUp,
    /// Moved in, or from another unit.
    MovedIn,
    /// Split off from another household.
    SplitOff,
}

/// How many parts there are.
pub(super) const PARTS: usize = 6;

impl Part {
    /// Those of [`Flow::OtherDecrease`](super::Flow::OtherDecrease).
    pub const LESS: [Part; 4] = [Part::MovedAway, Part::Died, Part::Merged, Part::SplitUp];
    /// Those of [`Flow::OtherIncrease`](super::Flow::OtherIncrease).
    pub const MORE: [Part; 2] = [Part::MovedIn, Part::SplitOff];

    /// The machine word.
    pub const fn id(self) -> &'static str {
        match self {
            Part::MovedAway => FlowOutcome::MovedAway.id(),
            Part::Died => FlowOutcome::Died.id(),
            Part::Merged => FlowOutcome::Merged.id(),
            Part::SplitUp => FlowOutcome::SplitUp.id(),
            Part::MovedIn => FlowOutcome::MovedIn.id(),
            Part::SplitOff => FlowOutcome::SplitOff.id(),
        }
    }

    /// Of an outcome that is a reason.
    pub(super) const fn of(outcome: FlowOutcome) -> Option<Part> {
        Some(match outcome {
            FlowOutcome::MovedAway => Part::MovedAway,
            FlowOutcome::Died => Part::Died,
            FlowOutcome::Merged => Part::Merged,
            FlowOutcome::SplitUp => Part::SplitUp,
            FlowOutcome::MovedIn => Part::MovedIn,
            FlowOutcome::SplitOff => Part::SplitOff,
            _ => return None,
        })
    }
}
