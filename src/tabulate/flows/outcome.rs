//! What happened to a household between two lists, as the forms of Decision 24/2021/QĐ-TTg for the flows of the poor and the
//! near-poor count it.

use super::Change;

/// What a list says of a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Poor.
    Poor,
    /// Near-poor.
    NearPoor,
    /// Neither.
    Neither,
    /// Missing answers leave the class open.
    Undetermined,
}

impl Standing {
    /// By the id of the class, which all standards have in common.
    pub fn of_class(class: &str) -> Standing {
        match class {
            "poor" => Standing::Poor,
            "near_poor" => Standing::NearPoor,
            "" | "undetermined" => Standing::Undetermined,
            _ => Standing::Neither,
        }
    }
}

/// What lists from before the previous one say of a household.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// One has it as poor.
    pub poor: bool,
    /// One has it as near-poor.
    pub near_poor: bool,
}

/// What the two lists are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// The previous one has households of other classes too, so that who is not on it was not there.
    pub previous_is_whole: bool,
    /// So has the current one, so that who is not on it is gone.
    pub current_is_whole: bool,
    /// There are lists from before the previous one.
    pub with_history: bool,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FlowOutcome {
    /// Poor or near-poor, before and now.
    Unchanged,
    /// Poor before, near-poor now.
    LeftPovertyNearPoor,
    /// Poor before, neither now.
    LeftPoverty,
    /// Near-poor before, neither now.
    LeftNearPoverty,
    /// Near-poor before, poor now.
    NearPoorBecamePoor,
    /// Poor on an earlier list, not on the previous one, poor now.
    FallenBackPoor,
    /// The same with near-poor.
    FallenBackNearPoor,
    /// Poor now for the first time.
    NewlyPoor,
    /// Near-poor now for the first time.
    NewlyNearPoor,
    /// Poor now and not before; whether earlier is not known.
    NewlyOrFallenBackPoor,
    /// The same with near-poor.
    NewlyOrFallenBackNearPoor,
    /// On the previous list and no longer there: moved away, as a file says.
    MovedAway,
    /// The same: died.
    Died,
    /// The same: merged into another household.
    Merged,
    /// The same: split up into others.
    SplitUp,
    /// On the previous list and no longer there without a word, or of an open class now.
    OtherDecrease,
    /// On the current list and not on the previous one: moved in, as the file says.
    MovedIn,
    /// The same: split off from another household.
    SplitOff,
    /// On the current list and not there before without a word, or of an open class then.
    OtherIncrease,
    /// Neither before nor now.
    NotListed,
}

impl FlowOutcome {
    /// Of a household's standing on both lists; none where it is not on one. `change` is why it came or went, where a file says it.
    pub fn of(
        previous: Option<Standing>,
        current: Option<Standing>,
        earlier: Earlier,
        change: Option<Change>,
        lists: Lists,
    ) -> FlowOutcome {
        use Standing::{NearPoor, Neither, Poor, Undetermined};
        // who came from elsewhere was nobody here before, also where the previous list has the poor and the near-poor only
        if let (None, Some(Poor | NearPoor), Some(arrival)) = (previous, current, change.and_then(FlowOutcome::arrival))
        {
            return arrival;
        }
        // a list of the poor and the near-poor says of everybody else that they are neither
        let previous = previous.or((!lists.previous_is_whole).then_some(Neither));
        match (previous, current) {
            (Some(Poor), Some(Poor)) | (Some(NearPoor), Some(NearPoor)) => FlowOutcome::Unchanged,
            (Some(Poor), Some(NearPoor)) => FlowOutcome::LeftPovertyNearPoor,
            (Some(Poor), Some(Neither)) => FlowOutcome::LeftPoverty,
            (Some(NearPoor), Some(Neither)) => FlowOutcome::LeftNearPoverty,
            (Some(NearPoor), Some(Poor)) => FlowOutcome::NearPoorBecamePoor,
            (Some(Poor | NearPoor), None) => {
                change.and_then(FlowOutcome::departure).unwrap_or(FlowOutcome::OtherDecrease)
            }
            (Some(Poor | NearPoor), Some(Undetermined)) => FlowOutcome::OtherDecrease,
            (Some(Neither), Some(Poor)) => match lists.with_history {
                false => FlowOutcome::NewlyOrFallenBackPoor,
                true if earlier.poor => FlowOutcome::FallenBackPoor,
                true => FlowOutcome::NewlyPoor,
            },
            (Some(Neither), Some(NearPoor)) => match lists.with_history {
                false => FlowOutcome::NewlyOrFallenBackNearPoor,
                true if earlier.near_poor => FlowOutcome::FallenBackNearPoor,
                true => FlowOutcome::NewlyNearPoor,
            },
            (None | Some(Undetermined), Some(Poor | NearPoor)) => FlowOutcome::OtherIncrease,
            (None | Some(Neither | Undetermined), None | Some(Neither | Undetermined)) => FlowOutcome::NotListed,
        }
    }

    /// Of a household that is no longer there.
    const fn departure(change: Change) -> Option<FlowOutcome> {
        match change {
            Change::MovedAway => Some(FlowOutcome::MovedAway),
            Change::Died => Some(FlowOutcome::Died),
            Change::Merged => Some(FlowOutcome::Merged),
            Change::Split => Some(FlowOutcome::SplitUp),
            Change::MovedIn => None,
        }
    }

    /// Of one that was not there before.
    const fn arrival(change: Change) -> Option<FlowOutcome> {
        match change {
            Change::MovedIn => Some(FlowOutcome::MovedIn),
            Change::Split => Some(FlowOutcome::SplitOff),
            Change::MovedAway | Change::Died | Change::Merged => None,
        }
    }

    /// The machine word.
    pub const fn id(self) -> &'static str {
        match self {
            FlowOutcome::Unchanged => "unchanged",
            FlowOutcome::LeftPovertyNearPoor => "left_poverty_near_poor",
            FlowOutcome::LeftPoverty => "left_poverty",
            FlowOutcome::LeftNearPoverty => "left_near_poverty",
            FlowOutcome::NearPoorBecamePoor => "near_poor_became_poor",
            FlowOutcome::FallenBackPoor => "fallen_back_poor",
            FlowOutcome::FallenBackNearPoor => "fallen_back_near_poor",
            FlowOutcome::NewlyPoor => "newly_poor",
            FlowOutcome::NewlyNearPoor => "newly_near_poor",
            FlowOutcome::NewlyOrFallenBackPoor => "newly_or_fallen_back_poor",
            FlowOutcome::NewlyOrFallenBackNearPoor => "newly_or_fallen_back_near_poor",
            FlowOutcome::MovedAway => "moved_away",
            FlowOutcome::Died => "died",
            FlowOutcome::Merged => "merged",
            FlowOutcome::SplitUp => "split_up",
            FlowOutcome::OtherDecrease => "other_decrease",
            FlowOutcome::MovedIn => "moved_in",
            FlowOutcome::SplitOff => "split_off",
            FlowOutcome::OtherIncrease => "other_increase",
            FlowOutcome::NotListed => "not_listed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FlowOutcome as Is;
    use super::*;

    const POOR: Option<Standing> = Some(Standing::Poor);
    const NEAR: Option<Standing> = Some(Standing::NearPoor);
    const NEITHER: Option<Standing> = Some(Standing::Neither);
    const OPEN: Option<Standing> = Some(Standing::Undetermined);

    /// The table of outcomes of the yearly review, line by line.
    #[test]
    fn outcomes_are_those_of_the_forms() {
        let lists = Lists { previous_is_whole: true, current_is_whole: true, with_history: true };
        let (never, poor, near) =
            (Earlier::default(), Earlier { poor: true, near_poor: false }, Earlier { poor: false, near_poor: true });
        for (before, now, earlier, expected) in [
            (POOR, NEAR, never, Is::LeftPovertyNearPoor),
            (POOR, NEITHER, never, Is::LeftPoverty),
            (NEAR, NEITHER, never, Is::LeftNearPoverty),
            (NEAR, POOR, never, Is::NearPoorBecamePoor),
            (NEITHER, POOR, poor, Is::FallenBackPoor),
            (NEITHER, NEAR, near, Is::FallenBackNearPoor),
            (NEITHER, POOR, never, Is::NewlyPoor),
            (NEITHER, NEAR, never, Is::NewlyNearPoor),
            // who was near-poor once falls into poverty for the first time
            (NEITHER, POOR, near, Is::NewlyPoor),
            (POOR, POOR, never, Is::Unchanged),
            (NEAR, NEAR, never, Is::Unchanged),
            (POOR, None, never, Is::OtherDecrease),
            (NEAR, None, never, Is::OtherDecrease),
            (None, POOR, never, Is::OtherIncrease),
            (None, NEAR, never, Is::OtherIncrease),
            (POOR, OPEN, never, Is::OtherDecrease),
            (OPEN, NEAR, never, Is::OtherIncrease),
            (NEITHER, NEITHER, poor, Is::NotListed),
            (NEITHER, None, never, Is::NotListed),
            (None, NEITHER, never, Is::NotListed),
        ] {
            assert_eq!(Is::of(before, now, earlier, None, lists), expected, "{before:?} {now:?} {earlier:?}");
        }
    }

    /// The last two lines of that table, by what the file says.
    #[test]
    fn who_came_or_went_did_so_as_the_file_says() {
        let whole = Lists { previous_is_whole: true, current_is_whole: true, with_history: true };
        let of_poor = Lists { previous_is_whole: false, ..whole };
        let (went, came) = (Is::OtherDecrease, Is::OtherIncrease);
        for (change, departure, arrival) in [
            (None, went, came),
            (Some(Change::MovedAway), Is::MovedAway, came),
            (Some(Change::Died), Is::Died, came),
            (Some(Change::Merged), Is::Merged, came),
            (Some(Change::Split), Is::SplitUp, Is::SplitOff),
            (Some(Change::MovedIn), went, Is::MovedIn),
        ] {
            let of = |before, now, lists| Is::of(before, now, Earlier { poor: true, near_poor: true }, change, lists);
            for class in [POOR, NEAR] {
                assert_eq!(of(class, None, whole), departure, "{change:?}");
                assert_eq!(of(None, class, whole), arrival, "{change:?}");
                // on both lists only the classes count
                assert_eq!(of(class, class, whole), Is::Unchanged, "{change:?}");
                assert_eq!(of(class, OPEN, whole), Is::OtherDecrease, "{change:?}");
                assert_eq!(of(OPEN, class, whole), Is::OtherIncrease, "{change:?}");
            }
            // nobody is newly poor or fell back who came from elsewhere
            let newly = if arrival == came { Is::FallenBackPoor } else { arrival };
            assert_eq!(of(None, POOR, of_poor), newly, "{change:?}");
            for (before, now) in [(NEITHER, None), (OPEN, None), (None, NEITHER), (None, OPEN)] {
                assert_eq!(of(before, now, whole), Is::NotListed, "{change:?}");
            }
        }
    }

    #[test]
    fn without_history_nobody_says_which_of_two_it_is() {
        let lists = Lists { previous_is_whole: true, current_is_whole: true, with_history: false };
        let earlier = Earlier::default();
        assert_eq!(Is::of(NEITHER, POOR, earlier, None, lists), Is::NewlyOrFallenBackPoor);
        assert_eq!(Is::of(NEITHER, NEAR, earlier, None, lists), Is::NewlyOrFallenBackNearPoor);
    }

    #[test]
    fn who_is_not_on_a_list_of_the_poor_was_neither() {
        let lists = Lists { previous_is_whole: false, current_is_whole: true, with_history: true };
        assert_eq!(Is::of(None, POOR, Earlier::default(), None, lists), Is::NewlyPoor);
        assert_eq!(Is::of(None, NEAR, Earlier { poor: true, near_poor: true }, None, lists), Is::FallenBackNearPoor);
        assert_eq!(Is::of(None, NEITHER, Earlier::default(), None, lists), Is::NotListed);
    }
}
