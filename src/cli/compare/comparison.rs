//! Two reviews put side by side: which households are the same, what became of each, and the flows of every unit.

use rustc_hash::FxHashSet;

use crate::cli::arguments::Surroundings;
use crate::cli::listed::List;
use crate::survey::shape::words::LayoutWords;
use crate::tabulate::Unit;
use crate::tabulate::flows::{Balances, Earlier, FlowOutcome, Listed, Lists, Match, Pair, Standing, pairs};
use crate::tabulate::posting::Origin;

use super::units::{Renamed, UnitNames, fill_units};

/// What two lists say together.
pub(in crate::cli) struct Comparison {
    pub previous: List,
    pub current: List,
    /// Households of either list or both.
    pub pairs: Vec<Pair>,
    /// What became of each.
    pub outcomes: Vec<FlowOutcome>,
    pub balances: Balances,
    /// What kinds of lists these are.
    pub lists: Lists,
}

impl Comparison {
    /// Of two lists, with `older` ones that tell who fell back. A likely counterpart is taken for the same household if
    /// `likely`. Where the current list does not tell the unit of a household and the previous one does, that one is taken if
    /// `fills_current`; not beside other counts of the current list. All are brought to the names of units that the current one has.
    pub fn between(
        mut previous: List,
        mut current: List,
        mut older: Vec<List>,
        renamed: &mut Renamed,
        likely: bool,
        fills_current: bool,
        layout: &LayoutWords,
    ) -> Comparison {
        UnitNames::meet(&mut current, &mut previous, &mut older, renamed, layout);
        let found = pairs(&previous.households, &current.households, likely);
        fill_units(&found, &mut previous, &mut current, fills_current);
        let lists = Lists {
            previous_is_whole: previous.is_whole(),
            current_is_whole: current.is_whole(),
            with_history: !older.is_empty(),
        };
        let earlier = earlier_standings(&found, &previous, &current, &older, likely);
        let (balances, outcomes) =
            Balances::between(&previous.households, &current.households, &current.gone, &found, lists, &earlier);
        Comparison { previous, current, pairs: found, outcomes, balances, lists }
    }

    /// Whether the flows are shown with the parts of what is other: a list has the field that says them, or some are known.
    pub fn shows_parts(&self) -> bool {
        self.previous.tells_changes || self.current.tells_changes || self.balances.has_parts()
    }

    /// What the lists have of a pair.
    pub fn both(&self, pair: &Pair) -> (Option<&Listed>, Option<&Listed>) {
        (pair.previous.map(|row| &self.previous.households[row]), pair.current.map(|row| &self.current.households[row]))
    }

    /// How every household of the current list came on it.
    pub fn origins(&self) -> Vec<Option<Origin>> {
        let mut origins = vec![None; self.current.households.len()];
        for (pair, outcome) in self.pairs.iter().zip(&self.outcomes) {
            if let Some(row) = pair.current {
                origins[row] = Origin::of(*outcome);
            }
        }
        origins
    }

    /// How many households of the current list have a counterpart of that kind which is not taken for the same.
    pub fn not_joined(&self, by: Match) -> usize {
        let own = |pair: &&Pair| {
            pair.current.is_some() && pair.by == Some(by) && (by == Match::Ambiguous || pair.previous.is_none())
        };
        self.pairs.iter().filter(own).count()
    }

    /// Says what the numbers cannot tell.
    pub(in crate::cli) fn warn(&self, of_standards: bool, surroundings: &Surroundings) {
        let pick = |vi: String, en: String| surroundings.pick(vi, en);
        let warning = surroundings.pick("cảnh báo", "warning");
        let mut lines = Vec::new();
        let (likely, ambiguous) = (self.not_joined(Match::Likely), self.not_joined(Match::Ambiguous));
        if likely > 0 {
            lines.push(pick(
                format!("{likely} hộ có mã mới nhưng có lẽ là hộ cũ (cùng tên, năm sinh chủ hộ và thôn); dùng `--match likely` để ghép"),
                format!("new ids that are likely old households (head's name, birth year and village): {likely}; `--match likely` takes them so"),
            ));
        }
        if ambiguous > 0 {
            lines.push(pick(
                format!("{ambiguous} hộ có mã mới có thể là nhiều hộ cũ; xem cột `match` của `--table households`"),
                format!("new ids that could be one of several old households: {ambiguous}; see `match` in `--table households`"),
            ));
        }
        // two standards over one survey are no two reviews
        if !self.lists.current_is_whole && !of_standards {
            lines.push(pick(
                "danh sách mới không có hộ ngoài diện nghèo, cận nghèo: hộ không còn trong danh sách mà không rõ vì sao được tính là giảm khác".into(),
                "the current list has no households outside the classes: who is no longer on it, and no file says why, counts as other decrease".into(),
            ));
        }
        if !self.lists.with_history && !of_standards {
            lines.push(pick(
                "không có danh sách các đợt trước (`--history`): tái nghèo và phát sinh mới được tính chung".into(),
                "without lists of earlier reviews (`--history`) fallen back and newly arising are counted together"
                    .into(),
            ));
        }
        let open = self.outcomes.iter().zip(&self.pairs).filter(|(outcome, pair)| {
            let standing = |list: &List, row: Option<usize>| row.map(|row| list.households[row].standing());
            matches!(outcome, FlowOutcome::OtherDecrease | FlowOutcome::OtherIncrease)
                && [standing(&self.previous, pair.previous), standing(&self.current, pair.current)]
                    .contains(&Some(Standing::Undetermined))
        });
        let open = open.count();
        if open > 0 && !of_standards {
            lines.push(pick(
                format!("{open} hộ chưa xác định ở một đợt được tính vào giảm khác hoặc tăng khác"),
                format!("households undetermined in one review, which count as other decrease or increase: {open}"),
            ));
        }
        for (list, other, vi, en) in [
            (&self.previous, &self.current, "chỉ có trong danh sách trước", "only on the previous list"),
            (&self.current, &self.previous, "chỉ có trong danh sách mới", "only on the current list"),
        ] {
            let others: FxHashSet<Unit> = other.households.iter().map(Listed::unit).collect();
            let mut alone: Vec<String> = Vec::new();
            for unit in list.households.iter().map(Listed::unit).filter(|unit| !others.contains(unit)) {
                if !unit.commune.is_empty() && !alone.contains(&unit.commune) {
                    alone.push(unit.commune);
                }
            }
            if !alone.is_empty() {
                let names = alone.join(", ");
                lines.push(pick(
                    format!("xã {vi}: {names}; nếu đã sáp nhập hoặc đổi tên, dùng `--units TỆP`"),
                    format!("communes {en}: {names}; if they were merged or renamed, use `--units FILE`"),
                ));
            }
        }
        let mut mixed = [&self.previous, &self.current].map(List::mixed_communes).concat();
        mixed.sort();
        mixed.dedup();
        if !mixed.is_empty() {
            let names = mixed.join(", ");
            lines.push(pick(
                format!("các xã cùng tên ở nhiều huyện được tính chung, vì hai danh sách không cùng cấp trên: {names}"),
                format!("communes of one name in several districts are counted together, for the lists have no upper unit in common: {names}"),
            ));
        }
        let unknown: i64 =
            self.balances.units.iter().map(|(_, poor, near)| poor.persons_unknown + near.persons_unknown).sum();
        if unknown > 0 {
            lines.push(pick(
                format!("số lần một danh sách không ghi số nhân khẩu của hộ nghèo, cận nghèo: {unknown}; dòng nhân khẩu của xã đó để trống"),
                format!("numbers of persons that a list does not tell of poor and near-poor households: {unknown}; the persons of their communes are blank"),
            ));
        }
        lines.iter().for_each(|line| surroundings.note(&format!("{warning}: {line}")));
    }
}

/// What older lists have of every pair.
fn earlier_standings(found: &[Pair], previous: &List, current: &List, older: &[List], likely: bool) -> Vec<Earlier> {
    let mut earlier = vec![Earlier::default(); found.len()];
    // a household may have had another id then than it has now
    for (households, row_of) in [
        (&current.households, (|pair: &Pair| pair.current) as fn(&Pair) -> Option<usize>),
        (&previous.households, |pair: &Pair| pair.previous),
    ] {
        let rows = found.iter().enumerate().filter_map(|(at, pair)| Some((at, households[row_of(pair)?].clone())));
        let (of_pair, known): (Vec<usize>, Vec<Listed>) = rows.unzip();
        for list in older {
            for pair in pairs(&list.households, &known, likely) {
                if let (Some(row), Some(at)) = (pair.previous, pair.current) {
                    let (standing, earlier) = (list.households[row].standing(), &mut earlier[of_pair[at]]);
                    earlier.poor |= standing == Standing::Poor;
                    earlier.near_poor |= standing == Standing::NearPoor;
                }
            }
        }
    }
    earlier
}
