//! How many of some hold, as far as the answers tell.

use crate::lang::Exact;
use crate::tabulate::forms::Counts;

use super::Range;

/// Those of which a share is taken, by whether they are of them and whether the condition holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// For whom it holds for certain.
    pub yes: i64,
    /// For whom it does not for certain.
    pub no: i64,
    /// Of them for certain, and the condition is open.
    pub open: i64,
    /// Perhaps of them.
    pub may: i64,
    /// Perhaps of them, and the condition may hold.
    pub may_yes: i64,
    /// Perhaps of them, and it may not hold.
    pub may_no: i64,
}

impl Share {
    /// From counts of those of which the share is taken, of those of them for whom it holds, and of those for whom it does not.
    pub fn of(among: &Counts, yes: &Counts, no: &Counts) -> Share {
        let certain = among.least;
        Share {
            yes: yes.least,
            no: no.least,
            open: certain - yes.least - no.least,
            may: among.most - certain,
            may_yes: yes.most - (certain - no.least),
            may_no: no.most - (certain - yes.least),
        }
    }

    /// Adds another unit's.
    pub fn add(&mut self, other: &Share) {
        self.yes += other.yes;
        self.no += other.no;
        self.open += other.open;
        self.may += other.may;
        self.may_yes += other.may_yes;
        self.may_no += other.may_no;
    }

    /// How many are of them for certain.
    pub const fn among(&self) -> i64 {
        self.yes + self.no + self.open
    }

    /// How many the missing answers leave open.
    pub const fn unknown(&self) -> i64 {
        self.open + self.may
    }

    /// The case of the missing answers in which the fewest hold: how many, and of how many.
    pub const fn fewest(&self) -> (i64, i64) {
        (self.yes, self.among() + self.may_no)
    }

    /// The case in which the most do.
    pub const fn most(&self) -> (i64, i64) {
        (self.yes + self.open + self.may_yes, self.among() + self.may_yes)
    }

    /// The share in a hundred; none over nobody.
    pub fn rate(&self) -> Option<Range> {
        let in_hundred = |(of, among): (i64, i64)| Exact::ratio(i128::from(of) * 100, i128::from(among));
        let of = |case: (i64, i64), other: (i64, i64)| match case.1 {
            // nobody is of them in this case
            0 => other,
            _ => case,
        };
        let (fewest, most) = (self.fewest(), self.most());
        let (low, high) = (of(fewest, most), of(most, fewest));
        if low.1 == 0 {
            return None;
        }
        Some(Range { least: in_hundred(low)?, most: in_hundred(high)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(share: Share) -> Option<(String, String)> {
        share.rate().map(|range| (range.least.to_fixed(2), range.most.to_fixed(2)))
    }

    fn told(least: &str, most: &str) -> Option<(String, String)> {
        Some((least.to_owned(), most.to_owned()))
    }

    #[test]
    fn a_share_lies_between_its_worst_and_its_best_case() {
        // 6 of 8 insured, 1 not, 1 not told: 6/8 to 7/8
        assert_eq!(rate(Share { yes: 6, no: 1, open: 1, ..Share::default() }), told("75.00", "87.50"));
        // and 2 who may be of those entitled: one of them insured for certain, one not.
        // worst: the one who is not comes in, 6/9; best: the one who is, (6 + 1 + 1)/9
        let share = Share { yes: 6, no: 1, open: 1, may: 2, may_yes: 1, may_no: 1 };
        assert_eq!(rate(share), told("66.67", "88.89"));
        assert_eq!((share.among(), share.unknown()), (8, 3));
        // nobody is entitled for certain; who may be is insured: if there is a share at all it is 1/1
        assert_eq!(rate(Share { may: 1, may_yes: 1, ..Share::default() }), told("100.00", "100.00"));
        assert_eq!(rate(Share { may: 1, may_no: 1, ..Share::default() }), told("0.00", "0.00"));
        assert_eq!(rate(Share::default()), None);
    }

    /// Four members: entitled and insured; entitled, insurance not told; perhaps entitled and insured; perhaps entitled and not.
    #[test]
    fn counts_of_three_conditions_tell_the_share() {
        let counts = |least, most| Counts { least, most, ..Counts::default() };
        let share = Share::of(&counts(2, 4), &counts(1, 3), &counts(0, 2));
        assert_eq!(share, Share { yes: 1, no: 0, open: 1, may: 2, may_yes: 1, may_no: 1 });
    }
}
