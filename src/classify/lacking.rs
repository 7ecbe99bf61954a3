//! What an open class hangs on: the names in the conditions of the classes whose value is not known and that nothing else decides.

use std::collections::BTreeSet;

use crate::lang::Type;
use crate::lang::typed::{Entity, Slot, Symbol, Typed, TypedKind};
use crate::rules::model::Computed;
use crate::rules::standard::Standard;

use super::evaluate::Evaluator;

/// Something a household's class hangs on that is not known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lacking {
    /// A value the standard computes, an indicator among them: slot of [`crate::rules::model::Rules::computed`].
    Computed(usize),
    /// An answer of the household: index of the field.
    Field(usize),
}

/// What leaves the class of the household open at which the evaluator stands. Yes/no variables are taken apart; other variables, such
/// as the income per person, are named whole. Answers that the survey asks of nobody are named only where nothing else is lacking.
pub fn lacking<'a>(evaluator: &mut Evaluator<'a>, standard: &'a Standard) -> BTreeSet<Lacking> {
    let mut search = Search { evaluator, standard };
    let mut all = Found::default();
    for class in &standard.rules.classes {
        all.add(search.of(&class.when, DEPTH));
        if search.evaluator.truth(&class.when).certain() {
            break;
        }
    }
    if all.asked.is_empty() { all.not_asked } else { all.asked }
}

/// How deep definitions are followed.
const DEPTH: usize = 12;

/// What was found, apart by whether the survey asks for it.
#[derive(Default)]
struct Found {
    asked: BTreeSet<Lacking>,
    not_asked: BTreeSet<Lacking>,
}

impl Found {
    fn one(lacking: Lacking) -> Found {
        Found { asked: BTreeSet::from([lacking]), not_asked: BTreeSet::new() }
    }

    fn add(&mut self, other: Found) {
        self.asked.extend(other.asked);
        self.not_asked.extend(other.not_asked);
    }

    /// This, or if it is nothing the name that it was looked for under.
    fn or(self, lacking: Lacking) -> Found {
        if self.asked.is_empty() && self.not_asked.is_empty() { Found::one(lacking) } else { self }
    }
}

struct Search<'e, 'a> {
    evaluator: &'e mut Evaluator<'a>,
    standard: &'a Standard,
}

impl<'a> Search<'_, 'a> {
    fn all(&mut self, nodes: impl IntoIterator<Item = &'a Typed>, depth: usize) -> Found {
        let mut all = Found::default();
        nodes.into_iter().for_each(|node| all.add(self.of(node, depth)));
        all
    }

    fn of(&mut self, node: &'a Typed, depth: usize) -> Found {
        if self.evaluator.value(node).is_known() {
            return Found::default();
        }
        match &node.kind {
            TypedKind::Bool(_)
            | TypedKind::Unknown
            | TypedKind::Number(_)
            | TypedKind::Date(_)
            | TypedKind::Text(_)
            | TypedKind::Codes { .. }
            // what members lack is not told apart here: the name it defines stands for it
            | TypedKind::Aggregate { .. } => Found::default(),
            TypedKind::Name { symbol, .. } => self.named(node, symbol, depth),
            TypedKind::Not(a) | TypedKind::Negate(a) | TypedKind::IsKnown { value: a, .. } => self.of(a, depth),
            TypedKind::Logic(_, a, b) | TypedKind::Compare(_, a, b) | TypedKind::Arithmetic(_, a, b) => {
                self.all([&**a, &**b], depth)
            }
            TypedKind::Between(a, b, c) => self.all([&**a, &**b, &**c], depth),
            TypedKind::In(value, list) => self.all(std::iter::once(&**value).chain(list), depth),
            TypedKind::Case(branches, otherwise) => {
                let mut all = Found::default();
                for (condition, value) in branches {
                    let truth = self.evaluator.truth(condition);
                    all.add(self.of(condition, depth));
                    if truth.possible() {
                        all.add(self.of(value, depth));
                    }
                    if truth.certain() {
                        return all;
                    }
                }
                all.add(self.of(otherwise, depth));
                all
            }
            TypedKind::Call(_, arguments) => self.all(arguments, depth),
        }
    }

    /// Of a name whose value is not known.
    fn named(&mut self, node: &'a Typed, symbol: &Symbol, depth: usize) -> Found {
        let rules = &self.standard.rules;
        if symbol.entity == Entity::Member {
            return Found::default();
        }
        let slot = match symbol.slot {
            Slot::Field(field) if self.evaluator.is_asked(usize::from(field)) => {
                return Found::one(Lacking::Field(usize::from(field)));
            }
            Slot::Field(field) => {
                let not_asked = BTreeSet::from([Lacking::Field(usize::from(field))]);
                return Found { asked: BTreeSet::new(), not_asked };
            }
            Slot::Computed(slot) => usize::from(slot),
        };
        let own = Lacking::Computed(slot);
        let Some(depth) = depth.checked_sub(1) else { return Found::one(own) };
        match rules.computed[slot] {
            Computed::Variable(at) if node.ty == Type::Bool => self.of(&rules.variables[at].value, depth).or(own),
            Computed::Parameter(at) => self.all(&rules.parameters[at].by, depth).or(own),
            Computed::Deprivations | Computed::DeprivationsUnknown => {
                let open = self.standard.slots.indicators.iter().copied();
                let open = open.filter(|slot| !self.evaluator.computed(*slot).is_known());
                Found { asked: open.map(Lacking::Computed).collect(), not_asked: BTreeSet::new() }.or(own)
            }
            _ => Found::one(own),
        }
    }
}
