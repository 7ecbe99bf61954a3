//! Which households of two lists are the same: by household id, else by the id number of the head, else by the head's name, birth
//! year and village.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::text::{fold, id_number};

use super::Listed;

/// How sure it is that two rows are one household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Match {
    /// The same household id, or the same id number of the head.
    Certain,
    /// The head has the same name and birth year, in the same village, and nobody else on either list has.
    Likely,
    /// Several could be the one.
    Ambiguous,
}

impl Match {
    /// The machine word.
    pub const fn id(self) -> &'static str {
        match self {
            Match::Certain => "certain",
            Match::Likely => "likely",
            Match::Ambiguous => "ambiguous",
        }
    }
}

/// A household of either list or both, by its row in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Its row on the previous list.
    pub previous: Option<usize>,
    /// Its row on the current list.
    pub current: Option<usize>,
    /// How sure a counterpart is; none where there is nobody it could be.
    pub by: Option<Match>,
}

/// What tells a household apart, where it is told.
type Key<'k> = dyn Fn(&Listed) -> Option<String> + 'k;

/// Pairs the households of two lists. Those of the current list come first, in its order, then those that only the previous one
/// has. A likely counterpart is only taken for the same household if `take_likely`; an ambiguous one never is. Of several rows
/// with one id the first is taken.
pub fn pairs(previous: &[Listed], current: &[Listed], take_likely: bool) -> Vec<Pair> {
    let mut of_current: Vec<(Option<usize>, Option<Match>)> = vec![(None, None); current.len()];
    let mut of_previous: Vec<(bool, Option<Match>)> = vec![(false, None); previous.len()];

    let mut by_id: FxHashMap<&str, usize> = FxHashMap::default();
    for (row, household) in previous.iter().enumerate().filter(|(_, household)| !household.id.is_empty()) {
        by_id.entry(&household.id).or_insert(row);
    }
    for (row, household) in current.iter().enumerate() {
        if let Entry::Occupied(found) = by_id.entry(household.id.as_str()) {
            let found = found.remove();
            of_current[row] = (Some(found), Some(Match::Certain));
            of_previous[found] = (true, Some(Match::Certain));
        }
    }

    let head = |household: &Listed| {
        let name = fold(household.head_name.as_deref()?);
        let village = fold(&household.village);
        (!name.is_empty() && !village.is_empty()).then_some(())?;
        let unit = format!("{}\n{}", fold(&household.upper), fold(&household.commune));
        Some(format!("{name}\n{}\n{village}\n{unit}", household.head_birth_year?))
    };
    let steps: [(&Key<'_>, Match, bool); 2] = [(&head_id, Match::Certain, true), (&head, Match::Likely, take_likely)];
    for (key, sure, taken) in steps {
        // who has a counterpart already still is somebody of that name
        let (before, now) = (rows_by(previous, key), rows_by(current, key));
        let mut found: Vec<(&Vec<usize>, &Vec<usize>)> =
            now.iter().filter_map(|(key, rows)| Some((before.get(key)?, rows))).collect();
        // in the order of the list, not of a table of hashes
        found.sort_unstable();
        for (before, now) in found {
            let open_before = before.iter().copied().filter(|row| !of_previous[*row].0);
            let open_now = now.iter().copied().filter(|row| of_current[*row].0.is_none());
            let (open_before, open_now): (Vec<usize>, Vec<usize>) = (open_before.collect(), open_now.collect());
            if open_before.is_empty() || open_now.is_empty() {
                continue;
            }
            match (&before[..], &now[..]) {
                ([before], [now]) => {
                    let (was, is) = (&previous[*before], &current[*now]);
                    let others = matches!((head_id(was), head_id(is)), (Some(was), Some(is)) if was != is);
                    let open = of_current[*now].1.is_none() && of_previous[*before].1.is_none();
                    // two id numbers are two persons, and nobody is joined who could be another
                    if !others && open {
                        of_current[*now] = (taken.then_some(*before), Some(sure));
                        of_previous[*before] = (taken, Some(sure));
                    }
                }
                _ => {
                    open_now.iter().for_each(|row| of_current[*row].1 = Some(Match::Ambiguous));
                    open_before.iter().for_each(|row| of_previous[*row].1 = Some(Match::Ambiguous));
                }
            }
        }
    }

    let now = of_current.iter().enumerate();
    let now = now.map(|(row, (previous, by))| Pair { previous: *previous, current: Some(row), by: *by });
    let gone = of_previous.iter().enumerate().filter(|(_, (taken, _))| !taken);
    now.chain(gone.map(|(row, (_, by))| Pair { previous: Some(row), current: None, by: *by })).collect()
}

/// The id number of a household's head.
fn head_id(household: &Listed) -> Option<String> {
    id_number(household.head_id.as_deref()?)
}

fn rows_by(households: &[Listed], key: &Key<'_>) -> FxHashMap<String, Vec<usize>> {
    let mut rows: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (row, household) in households.iter().enumerate() {
        if let Some(key) = key(household) {
            rows.entry(key).or_default().push(row);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(id: &str, head_id: &str, name: &str, year: i64, village: &str) -> Listed {
        Listed {
            id: id.into(),
            head_id: (!head_id.is_empty()).then(|| head_id.into()),
            head_name: (!name.is_empty()).then(|| name.into()),
            head_birth_year: (year > 0).then_some(year),
            village: village.into(),
            ..Listed::default()
        }
    }

    fn told(pairs: &[Pair]) -> Vec<(Option<usize>, Option<usize>, Option<&'static str>)> {
        pairs.iter().map(|pair| (pair.previous, pair.current, pair.by.map(Match::id))).collect()
    }

    #[test]
    fn ids_go_before_heads_and_heads_before_names() {
        let previous = [
            listed("1", "", "Lò Văn A", 1970, "Bản 1"),
            listed("2", "012345678", "Lò Văn B", 1971, "Bản 1"),
            listed("3", "", "LÒ  VĂN C", 1972, "Bản 1"),
            listed("4", "", "Lò Văn D", 1973, "Bản 1"),
        ];
        let current = [
            listed("9", "012345678", "Lò Văn B", 1971, "Bản 2"),
            listed("1", "", "another name", 1950, "Bản 3"),
            listed("8", "", "lo van c", 1972, "ban 1"),
            listed("7", "", "Lò Văn D", 1974, "Bản 1"),
        ];
        let certain = Some("certain");
        let likely = Some("likely");
        assert_eq!(
            told(&pairs(&previous, &current, true)),
            [
                (Some(1), Some(0), certain),
                (Some(0), Some(1), certain),
                (Some(2), Some(2), likely),
                // a year apart is another person
                (None, Some(3), None),
                (Some(3), None, None),
            ]
        );
        assert_eq!(
            told(&pairs(&previous, &current, false)),
            [
                (Some(1), Some(0), certain),
                (Some(0), Some(1), certain),
                (None, Some(2), likely),
                (None, Some(3), None),
                (Some(2), None, likely),
                (Some(3), None, None),
            ]
        );
    }

    #[test]
    fn two_of_one_name_are_nobody_s_match() {
        let previous = [listed("1", "", "Vì Văn A", 1970, "Bản 1"), listed("2", "", "Vì Văn A", 1970, "Bản 1")];
        let current = [listed("9", "", "Vì Văn A", 1970, "Bản 1")];
        let ambiguous = Some("ambiguous");
        assert_eq!(
            told(&pairs(&previous, &current, true)),
            [(None, Some(0), ambiguous), (Some(0), None, ambiguous), (Some(1), None, ambiguous)]
        );
    }

    #[test]
    fn nobody_is_guessed() {
        let likely = |previous: &[Listed], current: &[Listed]| told(&pairs(previous, current, true));
        // stand-ins for an id number
        for id in ["Không có", "0", "000000000000", "x"] {
            let found = likely(&[listed("1", id, "A", 1970, "T")], &[listed("2", id, "B", 1980, "U")]);
            assert_eq!(found, [(None, Some(0), None), (Some(0), None, None)], "{id}");
        }
        // two id numbers, one name
        let found =
            likely(&[listed("1", "012345678901", "A", 1970, "T")], &[listed("2", "012345678902", "A", 1970, "T")]);
        assert_eq!(found, [(None, Some(0), None), (Some(0), None, None)]);
        // an id number that two have, then a name
        let ambiguous = Some("ambiguous");
        let found = likely(
            &[listed("1", "012345678901", "A", 1970, "T"), listed("2", "012345678901", "B", 1971, "T")],
            &[listed("3", "012345678901", "A", 1970, "T")],
        );
        assert_eq!(found, [(None, Some(0), ambiguous), (Some(0), None, ambiguous), (Some(1), None, ambiguous)]);
        // a namesake who has the same id on both lists
        let found = likely(
            &[listed("1", "", "A", 1970, "T"), listed("2", "", "A", 1970, "T")],
            &[listed("1", "", "A", 1970, "T"), listed("3", "", "A", 1970, "T")],
        );
        assert_eq!(
            found,
            [(Some(0), Some(0), Some("certain")), (None, Some(1), ambiguous), (Some(1), None, ambiguous)]
        );
    }

    #[test]
    fn what_is_not_told_matches_nothing() {
        let previous =
            [listed("1", "", "Vì Văn A", 0, "Bản 1"), listed("2", "", "", 1970, "Bản 1"), listed("", "", "", 0, "")];
        let current =
            [listed("8", "", "Vì Văn A", 0, "Bản 1"), listed("9", "", "", 1970, "Bản 1"), listed("", "", "", 0, "")];
        assert!(pairs(&previous, &current, true).iter().all(|pair| pair.by.is_none()));
    }
}
