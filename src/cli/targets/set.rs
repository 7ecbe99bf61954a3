//! The targets of a plan that are measured in one pass over a survey, in every unit. A command drives the pass ([`Session::read`]) and
//! may do other things in it.

use crate::classify::truth_of_class;
use crate::lang::{Truth, Typed};
use crate::rules::targets::{Measured, Plan, Target};
use crate::survey::shape::spelling::UnitSpellings;
use crate::tabulate::counted::{not, quantity, without_absent};
use crate::tabulate::forms::UnitCounts;
use crate::tabulate::targets::{Previous, Share, Standing};
use crate::tabulate::{Level, Unit, with_sums};

use super::super::arguments::Surroundings;
use super::super::session::Session;
use super::super::units::UnitQuantities;
use super::super::written::{lacking, persons};
use super::PreviousList;

/// How many quantities a target has: those of which a share is taken, those of them that count, and those that do not.
const QUANTITIES: usize = 3;

/// The targets of a plan with what is counted for each.
pub(in crate::cli) struct TargetSet {
    plan: Plan,
    /// So many a target, one after the other.
    pub counted: UnitQuantities,
    /// Fields that each target asks for and the survey has not.
    lacking: Vec<Vec<String>>,
}

impl TargetSet {
    /// The targets as the survey can answer them.
    ///
    /// # Errors
    /// Where the standard does not tell how many persons a household has.
    pub fn new(plan: Plan, session: &Session<'_>) -> anyhow::Result<TargetSet> {
        let persons = persons(session)?;
        let of = |target: &Target| {
            let told = |node: Typed| without_absent(node, &|entity, field| session.has(entity, field));
            let (of, among) = (told(target.of.clone()), target.among.clone().map(told));
            let conditions = [None, Some(of.clone()), Some(not(of))];
            conditions.map(|of| quantity(target.counted, among.clone(), of, &persons))
        };
        Ok(TargetSet {
            counted: UnitQuantities::new(plan.targets.iter().flat_map(of).collect(), session),
            lacking: plan
                .targets
                .iter()
                .map(|target| lacking(std::iter::once(&target.of).chain(&target.among), session))
                .collect(),
            plan,
        })
    }

    /// The targets with what was measured, once all is read; changes are measured from `previous`.
    pub fn settle(
        &self,
        counts: UnitCounts,
        previous: Option<&PreviousList>,
        session: &Session<'_>,
    ) -> MeasuredPlan<'_> {
        let counts = self.counted.settle(counts, session);
        let mut units: Vec<Unit> = counts.units.iter().map(|(unit, _)| unit.clone()).collect();
        let codebook = session.survey.codebook();
        let places = previous.map(|previous| previous.places(&units, codebook)).unwrap_or_default();
        let mut gone = Vec::new();
        let places: Vec<usize> = places
            .into_iter()
            .zip(previous.into_iter().flat_map(|previous| &previous.units))
            .map(|(place, (unit, _))| {
                place.unwrap_or_else(|| {
                    gone.push(unit.commune.clone());
                    units.push(unit.clone());
                    units.len() - 1
                })
            })
            .collect();
        let spellings = UnitSpellings::new(&codebook.layout);
        let mut absent = Vec::new();
        let groups: Vec<Vec<bool>> = self
            .plan
            .groups
            .iter()
            .map(|group| {
                let names: Vec<_> = group.communes.iter().map(|name| spellings.split("commune", name)).collect();
                let is = |unit: &Unit, (kind, name): &(Option<usize>, String)| {
                    let own = spellings.split("commune", &unit.commune);
                    own.1 == *name && (own.0 == *kind || own.0.is_none() || kind.is_none())
                };
                let lacks =
                    group.communes.iter().zip(&names).filter(|(_, name)| !units.iter().any(|unit| is(unit, name)));
                absent.extend(lacks.map(|(commune, _)| (group.id.clone(), commune.clone())));
                units.iter().map(|unit| names.iter().any(|name| is(unit, name))).collect()
            })
            .collect();
        let filtered = session.filter.is_some();
        let targets = self
            .plan
            .targets
            .iter()
            .enumerate()
            .map(|(at, target)| {
                let change = target.measured.is_change();
                let before = previous.filter(|_| change && !filtered);
                let before = before.map(|previous| of_list(target, previous, &places, units.len(), session));
                let own =
                    units.iter().enumerate().filter(|(unit, _)| target.group.is_none_or(|group| groups[group][*unit]));
                let own: Vec<(Unit, Counted)> = own
                    .map(|(unit, name)| {
                        let share = counts.units.get(unit).map(|(_, counts)| {
                            let [among, yes, no] = [0, 1, 2].map(|which| &counts.counts[at * QUANTITIES + which]);
                            Share::of(among, yes, no)
                        });
                        let previous = before.as_ref().map(|before| before[unit]);
                        (name.clone(), Counted { share: share.unwrap_or_default(), previous })
                    })
                    .collect();
                let lines = with_sums(&own, Counted::add);
                let total = lines.last().map(|(.., counted)| counted.share).unwrap_or_default();
                // what is told of nobody, or a number of which nobody is certain, is no zero
                let told = total.yes > 0 || target.measured != Measured::Number && total.no > 0;
                let reason = match () {
                    () if !self.lacking[at].is_empty() && !told => Some(Reason::Lacking),
                    () if change && filtered => Some(Reason::Filtered),
                    () if change && previous.is_none() => Some(Reason::NoPrevious),
                    () => None,
                };
                let line = |(level, unit, counted): (Level, Unit, Counted)| {
                    let applies = (level == Level::Commune) == target.each && level != Level::Upper;
                    let standing = Standing::of(target, &counted.share, counted.previous.as_ref());
                    Line { level, unit, applies, counted, standing: standing.filter(|_| reason.is_none()) }
                };
                MeasuredTarget { target, reason, lines: lines.into_iter().map(line).collect() }
            })
            .collect();
        let partial = previous.is_some_and(|previous| !previous.is_whole);
        // communes that are left out are not missed
        let absent = if filtered { Vec::new() } else { absent };
        MeasuredPlan { plan: &self.plan, lacking: &self.lacking, targets, gone, absent, partial }
    }
}

/// What the list of the previous review has of a target's households, in every unit.
fn of_list(
    target: &Target,
    previous: &PreviousList,
    places: &[usize],
    units: usize,
    session: &Session<'_>,
) -> Vec<Previous> {
    let rules = &session.standard.rules;
    let mut all = vec![Previous { over_current: !previous.is_whole, ..Previous::default() }; units];
    for (place, (_, classes)) in places.iter().zip(&previous.units) {
        let share = &mut all[*place].share;
        for (class, households) in classes {
            match truth_of_class(&session.standard, &target.of, rules.class(class)) {
                Truth::True => share.yes += households,
                Truth::False => share.no += households,
                Truth::Unknown => share.open += households,
            }
        }
    }
    all
}

/// What is counted in a unit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counted {
    pub share: Share,
    pub previous: Option<Previous>,
}

impl Counted {
    fn add(&mut self, other: &Counted) {
        self.share.add(&other.share);
        if let Some(other) = &other.previous {
            self.previous.get_or_insert_default().add(other);
        }
    }
}

/// A plan's targets with what was measured.
pub(in crate::cli) struct MeasuredPlan<'s> {
    pub(super) plan: &'s Plan,
    lacking: &'s [Vec<String>],
    pub(super) targets: Vec<MeasuredTarget<'s>>,
    /// Communes on the previous list alone.
    gone: Vec<String>,
    /// Communes of groups, by the group's id, that the survey has not.
    absent: Vec<(String, String)>,
    /// The previous list has poor and near-poor households alone.
    pub(super) partial: bool,
}

/// A target in every unit.
pub(super) struct MeasuredTarget<'s> {
    pub target: &'s Target,
    /// Why it cannot be measured, if it cannot.
    pub reason: Option<Reason>,
    /// Upper units with their communes, and all of them last.
    pub lines: Vec<Line>,
}

/// A target in a unit.
pub(super) struct Line {
    pub level: Level,
    pub unit: Unit,
    /// Whether the plan sets the target for this unit; else it is shown how it stands.
    pub applies: bool,
    pub counted: Counted,
    /// None where it cannot be measured.
    pub standing: Option<Standing>,
}

impl Line {
    /// Whether the target's value says something of this unit: a number of all of them does not say what one has to reach.
    pub fn is_judged(&self, target: &Target) -> bool {
        self.applies || target.measured != Measured::Number
    }
}

/// Why a target cannot be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// The survey has not the fields.
    Lacking,
    /// There is no list of the previous review.
    NoPrevious,
    /// `--where` leaves households out, and the list of the previous review does not.
    Filtered,
}

impl MeasuredPlan<'_> {
    /// Says what cannot be measured, and which communes are not there.
    pub fn warn(&self, surroundings: &Surroundings) {
        let warning = surroundings.pick("cảnh báo", "warning");
        let note = |vi: String, en: String| surroundings.note(&format!("{warning}: {}", surroundings.pick(vi, en)));
        for (at, measured) in self.targets.iter().enumerate() {
            let (id, fields) = (&measured.target.id, self.lacking[at].join(", "));
            match measured.reason {
                Some(Reason::Lacking) => note(
                    format!("chưa tính được chỉ tiêu `{id}`: dữ liệu không có {fields}"),
                    format!("target `{id}` cannot be measured: the survey has not {fields}"),
                ),
                Some(Reason::NoPrevious) => note(
                    format!("chưa tính được chỉ tiêu `{id}`: cần danh sách năm trước (`--previous TỆP`)"),
                    format!("target `{id}` cannot be measured: it takes the previous list (`--previous FILE`)"),
                ),
                Some(Reason::Filtered) => note(
                    format!("chưa tính được chỉ tiêu `{id}`: `--where` bỏ bớt hộ, danh sách năm trước thì không"),
                    format!(
                        "target `{id}` cannot be measured: `--where` leaves households out, the previous list does not"
                    ),
                ),
                None if !fields.is_empty() => note(
                    format!("chỉ tiêu `{id}` còn để ngỏ nhiều hộ: dữ liệu không có {fields}"),
                    format!("target `{id}` stays open for many: the survey has not {fields}"),
                ),
                None => {}
            }
        }
        if !self.gone.is_empty() {
            let names = self.gone.join(", ");
            note(
                format!(
                    "xã chỉ có trong danh sách năm trước: {names}; nếu đã sáp nhập hoặc đổi tên, dùng `--units TỆP`"
                ),
                format!(
                    "communes only on the previous list: {names}; if they were merged or renamed, use `--units FILE`"
                ),
            );
        }
        for group in &self.plan.groups {
            let names = self.absent.iter().filter(|(of, _)| *of == group.id).map(|(_, commune)| commune.as_str());
            let names = names.collect::<Vec<_>>().join(", ");
            if !names.is_empty() {
                let id = &group.id;
                note(
                    format!("xã của nhóm `{id}` không có trong dữ liệu: {names}"),
                    format!("communes of group `{id}` that the survey has not: {names}"),
                );
            }
        }
    }
}
