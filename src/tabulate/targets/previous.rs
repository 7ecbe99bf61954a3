//! The previous review as a list has it: how many households of which class in every unit.

use crate::lang::Exact;

use super::{Range, Share};

/// What the list of the previous review tells of a class in a unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Previous {
    /// Households on the list, by whether they are of the class.
    pub share: Share,
    /// The list has poor and near-poor households alone, so that there is no rate of that review. Its households are then set against the
    /// number of households of this one.
    pub over_current: bool,
}

impl Previous {
    /// The rate then, in a hundred; `now` are the households of this review.
    pub fn rate(&self, now: &Share) -> Option<Range> {
        if !self.over_current {
            return self.share.rate();
        }
        let among = i128::from(now.among());
        let of = |count: i64| Exact::ratio(i128::from(count) * 100, among);
        Some(Range { least: of(self.share.fewest().0)?, most: of(self.share.most().0)? })
    }

    /// Adds another unit's.
    pub fn add(&mut self, other: &Previous) {
        self.share.add(&other.share);
        self.over_current |= other.over_current;
    }
}
