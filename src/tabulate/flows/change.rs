//! Why a household came or went between two reviews, where a file says it.

use super::{Listed, Pair, pairs};

/// What a file says of a household: a code of the field `change`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// It moved away.
    MovedAway,
    /// It moved in.
    MovedIn,
    /// Whoever was of it died.
    Died,
    /// It was split: it is what was split up, or one of those that came of it.
    Split,
    /// It was merged into another one.
    Merged,
}

impl Change {
    /// Of a code; none of those that give no reason.
    pub fn of_code(code: &str) -> Option<Change> {
        Some(match code {
            "moved_away" => Change::MovedAway,
            "moved_in" => Change::MovedIn,
            "died" => Change::Died,
            "split" => Change::Split,
            "merged" => Change::Merged,
            _ => return None,
        })
    }

    /// Whether a household of which that is said is no longer there; one that was split may be.
    pub const fn is_gone(self) -> bool {
        matches!(self, Change::MovedAway | Change::Died | Change::Merged)
    }
}

/// Why each household came or went that only one of two lists has; none where no file says it. `gone` are those of which the current
/// file says that they are there no more. It goes before the previous one, which may have been noted down earlier.
pub fn changes(previous: &[Listed], current: &[Listed], gone: &[Listed], found: &[Pair]) -> Vec<Option<Change>> {
    let mut of_gone: Vec<Option<Change>> = vec![None; previous.len()];
    for pair in pairs(previous, gone, false) {
        if let (Some(before), Some(now)) = (pair.previous, pair.current) {
            of_gone[before] = gone[now].change;
        }
    }
    let of = |pair: &Pair| match (pair.previous, pair.current) {
        (Some(before), None) => of_gone[before].or(previous[before].change),
        (None, Some(now)) => current[now].change,
        _ => None,
    };
    found.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(id: &str, head_id: &str, change: Option<Change>) -> Listed {
        let head_id = (!head_id.is_empty()).then(|| head_id.to_owned());
        Listed { id: id.into(), head_id, change, ..Listed::default() }
    }

    #[test]
    fn what_the_current_file_says_goes_before() {
        let (away, died, split) = (Some(Change::MovedAway), Some(Change::Died), Some(Change::Split));
        let previous = [
            noted("1", "", away),
            noted("2", "", None),
            noted("3", "", split),
            noted("4", "012345678", None),
            noted("5", "", died),
        ];
        let current = [noted("5", "", None), noted("6", "", split), noted("7", "", None)];
        let gone = [noted("1", "", died), noted("9", "012345678", Some(Change::Merged))];
        let found = pairs(&previous, &current, false);
        let told: Vec<_> = found.iter().zip(changes(&previous, &current, &gone, &found)).collect();
        let of = |id: &str| {
            let is = |pair: &&(&Pair, Option<Change>)| {
                pair.0
                    .current
                    .map_or_else(|| pair.0.previous.map(|row| &previous[row]), |row| Some(&current[row]))
                    .is_some_and(|listed| listed.id == id)
            };
            told.iter().find(is).and_then(|(_, change)| *change)
        };
        let ids = ["1", "2", "3", "4", "5", "6", "7"];
        // 4 by its head; 5 is still there, whatever was noted
        assert_eq!(ids.map(of), [died, None, split, Some(Change::Merged), None, split, None]);
    }
}
