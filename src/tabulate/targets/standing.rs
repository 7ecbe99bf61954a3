//! Where a unit stands against a target.

use crate::lang::Exact;
use crate::rules::targets::{Direction, Measured, Target};

use super::{Previous, Share};

/// What a value can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range<T = Exact> {
    /// At least.
    pub least: T,
    /// At most.
    pub most: T,
}

/// Whether a target is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// Whatever the missing answers are.
    Yes,
    /// Whatever they are, not.
    No,
    /// They decide.
    Open,
}

impl Reached {
    /// The machine word.
    pub const fn id(self) -> &'static str {
        match self {
            Reached::Yes => "reached",
            Reached::No => "not_reached",
            Reached::Open => "open",
        }
    }
}

/// Where a unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What is measured, in the unit of the target.
    pub measured: Range,
    /// Whether the target is reached.
    pub reached: Reached,
    /// By how much it is not, in the unit of the target; zero where it is.
    pub short: Range,
    /// How many households, persons or members more, or fewer, would reach it; zero where it is.
    pub missing: Range<i64>,
}

impl Standing {
    /// Of a share; of a change with the share of the previous review. None over nobody, or where the previous review is not known.
    pub fn of(target: &Target, share: &Share, previous: Option<&Previous>) -> Option<Standing> {
        let measured = match target.measured {
            Measured::Share => share.rate()?,
            Measured::Number => {
                let (fewest, most) = (share.fewest().0, share.most().0);
                Range { least: Exact::int(fewest), most: Exact::int(most) }
            }
            Measured::Fall | Measured::Rise => {
                let (before, now) = (previous?.rate(share)?, share.rate()?);
                match target.measured {
                    Measured::Fall => difference(before, now)?,
                    _ => difference(now, before)?,
                }
            }
        };
        let short = |value: Exact| {
            let lacks = match target.direction {
                Direction::AtLeast => target.value.checked_add(value.checked_neg()?)?,
                Direction::AtMost => value.checked_add(target.value.checked_neg()?)?,
            };
            Some(lacks.max(Exact::ZERO))
        };
        let (a, b) = (short(measured.least)?, short(measured.most)?);
        let short = Range { least: a.min(b), most: a.max(b) };
        let reached = match (short.least == Exact::ZERO, short.most == Exact::ZERO) {
            (_, true) => Reached::Yes,
            (false, _) => Reached::No,
            (true, false) => Reached::Open,
        };
        let missing = missing(target, share, previous)?;
        Some(Standing { measured, reached, short, missing })
    }
}

/// `a` less `b`.
fn difference(a: Range, b: Range) -> Option<Range> {
    Some(Range {
        least: a.least.checked_add(b.most.checked_neg()?)?,
        most: a.most.checked_add(b.least.checked_neg()?)?,
    })
}

/// How many more or fewer would do, in the best and in the worst case of the missing answers.
fn missing(target: &Target, share: &Share, previous: Option<&Previous>) -> Option<Range<i64>> {
    let cases = [share.fewest(), share.most()];
    let lacks = match target.measured {
        Measured::Number => cases.map(|(of, _)| {
            let (value, of) = (i128::from(target.value.as_int().unwrap_or_default()), i128::from(of));
            Some(if target.direction == Direction::AtLeast { value - of } else { of - value })
        }),
        Measured::Share => cases.map(|case| to_share(target.direction, case, target.value)),
        Measured::Fall | Measured::Rise => {
            let before = previous?.rate(share)?;
            // a fall of so much at least is a rate of so much at most, and the other way round
            let falls = target.measured == Measured::Fall;
            let most = falls == (target.direction == Direction::AtLeast);
            let direction = if most { Direction::AtMost } else { Direction::AtLeast };
            let wanted = |before: Exact| {
                let change = if falls { target.value.checked_neg()? } else { target.value };
                Some(before.checked_add(change)?.clamp(Exact::ZERO, Exact::int(100)))
            };
            let each = [before.least, before.most].map(wanted);
            let mut all = Vec::new();
            for wanted in each {
                all.extend(cases.map(|case| to_share(direction, case, wanted?)));
            }
            let all: Vec<i128> = all.into_iter().collect::<Option<_>>()?;
            [all.iter().min().copied(), all.iter().max().copied()]
        }
    };
    let [a, b] = lacks.map(|lacks| lacks.and_then(|lacks| i64::try_from(lacks.max(0)).ok()));
    let (a, b) = (a?, b?);
    Some(Range { least: a.min(b), most: a.max(b) })
}

/// How many more, or fewer, of `among` make the share so much in a hundred; below zero where there are more than enough.
fn to_share(direction: Direction, (of, among): (i64, i64), value: Exact) -> Option<i128> {
    let (numerator, denominator) =
        (i128::from(value.numerator()) * i128::from(among), i128::from(value.denominator()) * 100);
    let of = i128::from(of);
    Some(match direction {
        Direction::AtLeast => -(-numerator).checked_div_euclid(denominator)? - of,
        Direction::AtMost => of - numerator.checked_div_euclid(denominator)?,
    })
}
