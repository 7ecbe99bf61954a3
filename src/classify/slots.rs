//! What expressions ask of members, reduced to a few numbers a household, so that members need not be kept: for `any` whether
//! one certainly or possibly counts, for `count` how many, for sums and extremes what they come to so far.

use rustc_hash::FxHashMap;

use crate::lang::ast::Aggregate;
use crate::lang::typed::{Slot, Typed, TypedKind};
use crate::lang::value::{Interval, Value};
use crate::lang::{Entity, Exact, Truth};
use crate::rules::model::Computed;
use crate::rules::standard::Standard;
use crate::rules::visit;
use crate::survey::NO_HOUSEHOLD;

use super::evaluate::{Sums, of_nobody, sums_value};
use super::lanes::{Bits, Lanes};

/// The questions about members that the expressions of a standard, and others, ask.
#[derive(Debug)]
pub struct Questions<'a> {
    questions: Vec<Question<'a>>,
    /// By the place of the node in memory: each node that asks stands where it is as long as the questions live.
    of_node: FxHashMap<usize, usize>,
    /// Household fields that answers depend on besides members' own.
    household_fields: Vec<usize>,
    /// Words of a household in [`Reduced`].
    stride: usize,
}

#[derive(Debug)]
struct Question<'a> {
    node: &'a Typed,
    at: Place,
}

/// Where the answer is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Two bits: certainly, possibly.
    Any { word: usize, shift: u32 },
    /// Two words: how many certainly, how many possibly count.
    Count { word: usize },
    /// The number of members.
    All,
    /// By household in one of [`Reduced::sums`].
    Sums { index: usize },
}

impl<'a> Questions<'a> {
    /// What a standard and more expressions ask; `None` where an answer depends on answers about members itself, so that
    /// members have to be kept.
    pub fn new(standard: &'a Standard, more: &[&'a Typed]) -> Option<Questions<'a>> {
        let rules = &*standard.rules;
        let indicators = rules.indicators.iter().filter_map(|indicator| indicator.deprived_when.as_ref());
        let parameters = rules.parameters.iter().filter_map(|parameter| parameter.by.as_ref());
        let checks = rules.checks.iter().flat_map(|check| [&check.left, &check.right]);
        let roots = rules
            .variables
            .iter()
            .map(|variable| &variable.value)
            .chain(indicators)
            .chain(parameters)
            .chain(rules.bases.iter().map(|basis| &basis.when))
            .chain(rules.classes.iter().map(|class| &class.when))
            .chain(checks)
            .chain(more.iter().copied());
        let mut nodes: Vec<&'a Typed> = Vec::new();
        for root in roots {
            visit(root, &mut |node| {
                if matches!(node.kind, TypedKind::Aggregate { .. }) {
                    nodes.push(node);
                }
            });
        }
        let mut questions =
            Questions { questions: Vec::new(), of_node: FxHashMap::default(), household_fields: Vec::new(), stride: 1 };
        let (mut bits, mut sums) = (0u32, 0);
        let mut any_word = 0;
        for node in nodes {
            let known = questions.questions.iter().position(|known| known.node == node);
            let at = match known {
                Some(at) => at,
                None => {
                    let TypedKind::Aggregate { function, value, filter } = &node.kind else { continue };
                    for part in [value, filter].into_iter().flatten() {
                        questions.depend(standard, part)?;
                    }
                    let at = match (function, filter) {
                        (Aggregate::Count, None) => Place::All,
                        (Aggregate::Count, Some(_)) => {
                            questions.stride += 2;
                            Place::Count { word: questions.stride - 2 }
                        }
                        (Aggregate::Any, _) => {
                            if bits.is_multiple_of(32) {
                                any_word = questions.stride;
                                questions.stride += 1;
                            }
                            bits += 2;
                            Place::Any { word: any_word, shift: (bits - 2) % 32 }
                        }
                        (Aggregate::Sum | Aggregate::Min | Aggregate::Max, _) => {
                            sums += 1;
                            Place::Sums { index: sums - 1 }
                        }
                    };
                    questions.questions.push(Question { node, at });
                    questions.questions.len() - 1
                }
            };
            questions.of_node.insert(address(node), at);
        }
        // what a member cannot have been born after is looked at in any case
        if rules.codebook.member.iter().any(|field| field.past) {
            questions.household_fields.extend(standard.review_date_field);
        }
        questions.household_fields.sort_unstable();
        questions.household_fields.dedup();
        Some(questions)
    }

    /// Notes what a member's answer depends on besides the member's own fields.
    fn depend(&mut self, standard: &Standard, node: &Typed) -> Option<()> {
        let rules = &*standard.rules;
        let mut names = Vec::new();
        let mut sound = true;
        visit(node, &mut |node| match &node.kind {
            TypedKind::Name { symbol, .. } => names.push((symbol.slot, symbol.entity)),
            TypedKind::Aggregate { .. } => sound = false,
            _ => {}
        });
        for (slot, entity) in names {
            match (slot, entity) {
                (Slot::Field(field), Entity::Household) => self.household_fields.push(usize::from(field)),
                (Slot::Field(_), Entity::Member) => {}
                (Slot::Computed(slot), _) => match rules.computed[usize::from(slot)] {
                    Computed::Setting(_) => {}
                    Computed::ReviewDate => self.household_fields.extend(standard.review_date_field),
                    Computed::Parameter(at) => {
                        if let Some(by) = &rules.parameters[at].by {
                            self.depend(standard, by)?;
                        }
                    }
                    Computed::Variable(at) => self.depend(standard, &rules.variables[at].value)?,
                    _ => return None,
                },
            }
        }
        if let (true, Some(field)) = (sound, standard.review_date_field) {
            // fields of the household that cannot lie after the review hang on its day too
            let past = |field: &usize| rules.codebook.household[*field].past;
            if self.household_fields.iter().any(past) {
                self.household_fields.push(field);
            }
        }
        sound.then_some(())
    }

    /// Household fields that a member's answer depends on.
    pub fn household_fields(&self) -> &[usize] {
        &self.household_fields
    }

    fn question(&self, node: &Typed) -> Option<&Question<'a>> {
        self.of_node.get(&address(node)).map(|at| &self.questions[*at])
    }

    /// Reduces the members over which `lanes` are, in the order of their rows. `of` says of which household each is.
    pub fn reduce<'b>(&'b self, lanes: &mut Lanes<'b>, of: &[u32]) -> ReducedPart {
        let rows = of.len();
        let mut part = ReducedPart::default();
        if rows == 0 {
            return part;
        }
        let mut runs: Vec<(usize, usize)> = Vec::with_capacity(rows / 2);
        let mut start = 0;
        for run in of.chunk_by(|a, b| a == b) {
            if run[0] != NO_HOUSEHOLD {
                runs.push((start, start + run.len()));
                part.households.push(run[0]);
            }
            start += run.len();
        }
        part.words = vec![0; runs.len() * self.stride];
        for (words, (start, end)) in part.words.chunks_exact_mut(self.stride).zip(&runs) {
            words[0] = (end - start) as u32;
        }
        for question in &self.questions {
            let TypedKind::Aggregate { value, filter, .. } = &question.node.kind else { continue };
            let counts =
                filter.as_deref().map_or_else(|| Bits::of_one(Truth::True, rows), |filter| lanes.truth(filter));
            match question.at {
                Place::All => {}
                Place::Any { word, shift } => {
                    let all_known = counts.certain == counts.possible;
                    for (words, run) in part.words.chunks_exact_mut(self.stride).zip(&runs) {
                        let certain = u32::from(any_of_run(&counts.certain, *run));
                        let possible = if all_known { certain } else { any_of_run(&counts.possible, *run).into() };
                        words[word] |= (certain | possible << 1) << shift;
                    }
                }
                Place::Count { word } => {
                    let all_known = counts.certain == counts.possible;
                    for (words, run) in part.words.chunks_exact_mut(self.stride).zip(&runs) {
                        let certain = count_of_run(&counts.certain, *run);
                        words[word] = certain;
                        words[word + 1] = if all_known { certain } else { count_of_run(&counts.possible, *run) };
                    }
                }
                Place::Sums { index } => {
                    let amounts = value.as_deref().map(|value| lanes.numbers(value));
                    for (run, (start, end)) in runs.iter().enumerate() {
                        for row in *start..*end {
                            let amount = amounts.as_ref().map_or(Interval::point(Exact::ONE), |amounts| amounts(row));
                            part.sums.push((index, part.households[run], counts.get(row), amount));
                        }
                    }
                }
            }
        }
        part
    }

    /// No members yet, for so many households.
    pub fn begin(&self, households: usize) -> Reduced {
        let sums = self.questions.iter().filter(|question| matches!(question.at, Place::Sums { .. })).count();
        Reduced {
            stride: self.stride,
            // zeros that the system gives are no memory yet: each page would be made twice, when it is read and when it is written
            words: Vec::with_capacity(households * self.stride),
            nobody: vec![0; self.stride],
            merges: self.merges(),
            sums: (0..sums).map(|_| vec![Sums::default(); households]).collect(),
        }
    }

    /// How each word of a household is merged with another: by adding them, or bit by bit.
    fn merges(&self) -> Vec<bool> {
        let mut adds = vec![true; self.stride];
        for question in &self.questions {
            if let Place::Any { word, .. } = question.at {
                adds[word] = false;
            }
        }
        adds
    }

    /// The answer about a household, by its number in `reduced`.
    pub(super) fn answer(&self, node: &Typed, reduced: &Reduced, household: usize) -> Option<Value<'static>> {
        let question = self.question(node)?;
        let TypedKind::Aggregate { function, filter, .. } = &question.node.kind else { return None };
        let words = reduced.of(household);
        if words[0] == 0 {
            return Some(of_nobody(*function, filter.is_some()));
        }
        let count = |certain: u32, possible: u32| {
            Value::Number(Interval::new(Exact::int(i64::from(certain)), Exact::int(i64::from(possible))))
        };
        Some(match question.at {
            Place::All => count(words[0], words[0]),
            Place::Count { word } => count(words[word], words[word + 1]),
            Place::Any { word, shift } => {
                let bits = words[word] >> shift;
                Value::Bool(Truth::from_bounds(bits & 1 == 1, bits & 2 == 2))
            }
            Place::Sums { index } => sums_value(*function, &reduced.sums[index][household]),
        })
    }
}

/// Where a node stands.
fn address(node: &Typed) -> usize {
    std::ptr::from_ref(node) as usize
}

/// How many bits are set from `start` to before `end`.
#[inline]
fn count_of_run(bits: &[u64], (start, end): (usize, usize)) -> u32 {
    match end - start {
        1..=64 => run_bits(bits, start, end).count_ones(),
        _ => (start..end).step_by(64).map(|from| run_bits(bits, from, end.min(from + 64)).count_ones()).sum(),
    }
}

/// Whether a bit is set from `start` to before `end`.
#[inline]
fn any_of_run(bits: &[u64], (start, end): (usize, usize)) -> bool {
    match end - start {
        1..=64 => run_bits(bits, start, end) != 0,
        _ => (start..end).step_by(64).any(|from| run_bits(bits, from, end.min(from + 64)) != 0),
    }
}

/// Up to 64 bits, at least one, from `start` to before `end`.
#[inline]
fn run_bits(bits: &[u64], start: usize, end: usize) -> u64 {
    let (word, shift) = (start / 64, start % 64);
    let low = bits[word] >> shift;
    let high = bits.get(word + 1).map_or(0, |next| next << 1 << (63 - shift));
    (low | high) & (u64::MAX >> (64 - (end - start)))
}

/// Some members, reduced: runs of members of one household after another.
#[derive(Debug, Default)]
pub struct ReducedPart {
    /// The household of each run.
    households: Vec<u32>,
    /// The words of each run.
    words: Vec<u32>,
    /// What is summed, member by member.
    sums: Vec<(usize, u32, Truth, Interval)>,
}

/// All members of a survey, reduced, by household.
#[derive(Debug)]
pub struct Reduced {
    stride: usize,
    /// Those of the households up to the last that has members.
    words: Vec<u32>,
    /// Those of all behind it.
    nobody: Vec<u32>,
    merges: Vec<bool>,
    sums: Vec<Vec<Sums>>,
}

impl Reduced {
    /// Takes members into account; the parts of a survey come in the order of its rows.
    pub fn add(&mut self, part: ReducedPart) {
        let last = part.households.iter().max().map_or(0, |last| *last as usize + 1);
        if self.words.len() < last * self.stride {
            self.words.resize(last * self.stride, 0);
        }
        for (household, words) in part.households.iter().zip(part.words.chunks(self.stride)) {
            let start = *household as usize * self.stride;
            let own = &mut self.words[start..start + self.stride];
            for ((own, more), adds) in own.iter_mut().zip(words).zip(&self.merges) {
                *own = if *adds { own.saturating_add(*more) } else { *own | more };
            }
        }
        for (index, household, counts, amount) in part.sums {
            if counts.possible() {
                self.sums[index][household as usize].add(counts, amount);
            }
        }
    }

    fn of(&self, household: usize) -> &[u32] {
        let start = household * self.stride;
        self.words.get(start..start + self.stride).unwrap_or(&self.nobody)
    }

    /// Whether the survey lists members of a household.
    pub fn is_listed(&self, household: usize) -> bool {
        self.of(household)[0] > 0
    }
}

/// The reduced members of some households that follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Answers<'a> {
    /// What was asked.
    pub questions: &'a Questions<'a>,
    /// All answers.
    pub reduced: &'a Reduced,
    /// The number of the first of these households.
    pub first: usize,
}

impl Answers<'_> {
    /// The answer about one of the households.
    pub(super) fn answer(&self, node: &Typed, household: usize) -> Option<Value<'static>> {
        self.questions.answer(node, self.reduced, self.first + household)
    }

    /// The answers about so many households.
    pub(super) fn lane(&self, node: &Typed, rows: usize) -> Option<super::lanes::AnswerLane> {
        use super::lanes::AnswerLane;
        let question = self.questions.question(node)?;
        let TypedKind::Aggregate { filter, .. } = &question.node.kind else { return None };
        let words = |row: usize| self.reduced.of(self.first + row);
        let least = i64::from(filter.is_none());
        Some(match question.at {
            Place::All => {
                let (low, high) = (0..rows)
                    .map(|row| match words(row)[0] {
                        0 => (least, i64::MAX),
                        all => (i64::from(all), i64::from(all)),
                    })
                    .unzip();
                AnswerLane::Count(low, high)
            }
            Place::Count { word } => {
                let (low, high) = (0..rows)
                    .map(|row| match words(row) {
                        words if words[0] == 0 => (least, i64::MAX),
                        words => (i64::from(words[word]), i64::from(words[word + 1])),
                    })
                    .unzip();
                AnswerLane::Count(low, high)
            }
            Place::Any { word, shift } => AnswerLane::Any(
                (0..rows)
                    .map(|row| match words(row) {
                        words if words[0] == 0 => Truth::Unknown,
                        words => {
                            let bits = words[word] >> shift;
                            Truth::from_bounds(bits & 1 == 1, bits & 2 == 2)
                        }
                    })
                    .collect(),
            ),
            Place::Sums { .. } => AnswerLane::Each(
                (0..rows).map(|row| self.answer(node, row).map_or(Interval::UNKNOWN, Value::number)).collect(),
            ),
        })
    }
}
