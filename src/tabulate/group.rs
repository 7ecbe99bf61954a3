//! Which group a household belongs to, and the tallies of all groups in the order of their first household.

use std::collections::HashMap;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::classify::{Lanes, Outcome};
use crate::lang::{CodeList, Truth, Type, Typed, Value};
use crate::rules::Rules;
use crate::survey::batch::RowPlace;

use super::tally::Tally;

/// What households are grouped by: names of code, text or yes/no values.
#[derive(Clone, Debug, Default)]
pub struct Grouping {
    /// Shown as columns, with their names.
    pub shown: Vec<(String, Typed)>,
    /// Kept apart but not shown, with their names: the district of a commune, so that two communes of one name stay two.
    pub hidden: Vec<(String, Typed)>,
}

impl Grouping {
    /// Every name of a key, in its order.
    pub fn names(&self) -> impl Iterator<Item = (&str, &Typed)> {
        self.shown.iter().chain(&self.hidden).map(|(name, typed)| (name.as_str(), typed))
    }
}

/// A household's value of one name it is grouped by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupKey {
    /// Not answered.
    Unknown,
    /// A text.
    Text(Box<str>),
    /// A code's index.
    Code(u8),
    /// Yes or no.
    Bool(bool),
}

impl GroupKey {
    /// The machine word: the text, the code's id, `1` or `0`; empty for unknown.
    pub fn word<'a>(&'a self, ty: &'a Type) -> &'a str {
        match (self, ty) {
            (GroupKey::Unknown, _) => "",
            (GroupKey::Text(text), _) => text,
            (GroupKey::Code(code), Type::Code(list)) => code_word(list, *code),
            (GroupKey::Code(_), _) => "",
            (GroupKey::Bool(value), _) => {
                if *value {
                    "1"
                } else {
                    "0"
                }
            }
        }
    }

    /// The index of the code, where it is one.
    pub const fn code(&self) -> Option<u8> {
        match self {
            GroupKey::Code(code) => Some(*code),
            _ => None,
        }
    }

    fn of(value: Value<'_>) -> GroupKey {
        match value {
            Value::Text(Some(text)) => GroupKey::Text(text.into()),
            Value::Code(mask) => mask.known().map_or(GroupKey::Unknown, GroupKey::Code),
            Value::Bool(Truth::True) => GroupKey::Bool(true),
            Value::Bool(Truth::False) => GroupKey::Bool(false),
            _ => GroupKey::Unknown,
        }
    }
}

fn code_word(list: &CodeList, code: u8) -> &str {
    list.codes.get(usize::from(code)).map_or("", String::as_str)
}

/// The tallies of all groups.
#[derive(Clone, Debug)]
pub struct Groups {
    classes: usize,
    indicators: usize,
    index: HashMap<Box<[GroupKey]>, usize, FxBuildHasher>,
    /// Keys (shown, then hidden) and tallies, in the order of the groups' first households.
    pub groups: Vec<(Box<[GroupKey]>, Tally)>,
    /// Where the first household of each stands, as far as it is known.
    first: Vec<Option<RowPlace>>,
}

impl Groups {
    /// No groups, for a standard.
    pub fn new(rules: &Rules) -> Groups {
        Groups {
            classes: rules.classes.len(),
            indicators: rules.indicators.len(),
            index: HashMap::default(),
            groups: Vec::new(),
            first: Vec::new(),
        }
    }

    /// Counts the households over which `lanes` are, those that are kept.
    pub fn add<'a>(
        &mut self,
        grouping: &'a Grouping,
        lanes: &mut Lanes<'a>,
        places: &[RowPlace],
        outcomes: &[Outcome],
        kept: &[bool],
    ) {
        let names: Vec<Name<'a>> = grouping.names().map(|(_, typed)| Name::of(typed, lanes)).collect();
        // what is equal by its numbers is in one group, and neighbours mostly are
        let mut numbers: Vec<u32> = vec![0; names.len()];
        let mut of_numbers: FxHashMap<Box<[u32]>, usize> = FxHashMap::default();
        let mut last: Option<usize> = None;
        for (row, outcome) in outcomes.iter().enumerate().filter(|(row, _)| kept[*row]) {
            let mut same = true;
            for (number, name) in numbers.iter_mut().zip(&names) {
                let next = name.numbers[row];
                same &= *number == next;
                *number = next;
            }
            let at = match last.filter(|_| same) {
                Some(at) => at,
                None => match of_numbers.get(&numbers[..]) {
                    Some(at) => *at,
                    None => {
                        let key = names.iter().map(|name| name.key(row)).collect();
                        let at = self.group(key);
                        of_numbers.insert(numbers.clone().into_boxed_slice(), at);
                        at
                    }
                },
            };
            last = Some(at);
            self.note(at, places.get(row).copied());
            self.groups[at].1.add(outcome);
        }
    }

    /// Counts together; new groups come after those already there.
    pub fn merge(&mut self, other: Groups) {
        for ((key, tally), place) in other.groups.into_iter().zip(other.first) {
            self.tally(key, place).merge(&tally);
        }
    }

    /// The tally over all groups.
    pub fn total(&self) -> Tally {
        let mut total = Tally::new(self.classes, self.indicators);
        self.groups.iter().for_each(|(_, tally)| total.merge(tally));
        total
    }

    /// Puts the groups into the order of their first households; those of which it is unknown last.
    pub(super) fn sort_by_first(&mut self) {
        if self.first.is_sorted_by_key(|place| (place.is_none(), *place)) {
            return;
        }
        let mut order: Vec<_> = self.first.drain(..).zip(self.groups.drain(..)).collect();
        order.sort_by_key(|(place, _)| (place.is_none(), *place));
        (self.first, self.groups) = order.into_iter().unzip();
        self.index = self.groups.iter().enumerate().map(|(at, (key, _))| (key.clone(), at)).collect();
    }

    /// Counts groups together whose keys have become equal.
    pub(super) fn rebuild(&mut self) {
        self.index.clear();
        let groups = std::mem::take(&mut self.groups);
        let first = std::mem::take(&mut self.first);
        for ((key, tally), place) in groups.into_iter().zip(first) {
            self.tally(key, place).merge(&tally);
        }
    }

    /// The tally of a key, of which a household stands at `place`.
    pub(super) fn tally(&mut self, key: Box<[GroupKey]>, place: Option<RowPlace>) -> &mut Tally {
        let at = self.group(key);
        self.note(at, place);
        &mut self.groups[at].1
    }

    /// The group of a key, made where there is none.
    fn group(&mut self, key: Box<[GroupKey]>) -> usize {
        if let Some(at) = self.index.get(&key) {
            return *at;
        }
        self.index.insert(key.clone(), self.groups.len());
        self.groups.push((key, Tally::new(self.classes, self.indicators)));
        self.first.push(None);
        self.groups.len() - 1
    }

    /// Notes where a household of a group stands.
    fn note(&mut self, at: usize, place: Option<RowPlace>) {
        if let Some(place) = place {
            let first = self.first[at].get_or_insert(place);
            *first = place.min(*first);
        }
    }
}

/// The values of a name that households are grouped by.
struct Name<'a> {
    /// By row a number; equal values may have several.
    numbers: Vec<u32>,
    value: Box<dyn Fn(usize) -> Value<'a> + 'a>,
}

impl<'a> Name<'a> {
    fn of(typed: &'a Typed, lanes: &mut Lanes<'a>) -> Name<'a> {
        let value = lanes.values(typed);
        let numbers = match lanes.kept_texts(typed) {
            Some(texts) => texts.numbers().to_vec(),
            None => {
                let mut texts: FxHashMap<&'a str, u32> = FxHashMap::default();
                let number = |row| match value(row) {
                    Value::Text(Some(text)) => {
                        let next = texts.len() as u32;
                        *texts.entry(text).or_insert(next)
                    }
                    Value::Code(mask) => mask.known().map_or(u32::MAX, u32::from),
                    Value::Bool(truth) if truth.known() => u32::from(truth.certain()),
                    _ => u32::MAX,
                };
                (0..lanes.rows()).map(number).collect()
            }
        };
        Name { numbers, value: Box::new(value) }
    }

    fn key(&self, row: usize) -> GroupKey {
        GroupKey::of((self.value)(row))
    }
}
