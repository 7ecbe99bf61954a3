//! Why a household has its outcome: for every rule what it was evaluated from, down to the single answers.

use std::ops::Range;

use crate::lang::ast::{Aggregate, Logic};
use crate::lang::typed::{Entity, Function, Slot, Symbol, Typed, TypedKind};
use crate::lang::{Truth, Type, Value};
use crate::rules::model::{Computed, Source};
use crate::rules::standard::Standard;

use super::Wording;
use super::evaluate::Evaluator;

/// A named value that a rule was decided by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Name in expressions.
    pub name: String,
    /// What it stands for.
    pub of: FactOf,
    /// Its value in the explainer's words; empty where it is unknown.
    pub value: String,
    /// What decided it in turn; empty for answers.
    pub because: Vec<Because>,
}

/// What a fact is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactOf {
    /// A household's answer: index of the field.
    HouseholdAnswer(usize),
    /// A member's answer: index of the field, row in the batch.
    MemberAnswer(usize, usize),
    /// A value the standard computes: slot of [`crate::rules::model::Rules::computed`].
    Computed(usize),
    /// A value computed for a member: slot, row in the batch.
    MemberComputed(usize, usize),
}

/// A part of what decided a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// A named value.
    Fact(Fact),
    /// A member for whom an aggregate's condition holds or may hold.
    Member {
        /// Row in the batch.
        row: usize,
        /// Position among the household's members, from 1.
        number: usize,
        /// Whether the condition holds.
        counts: Truth,
        /// What decided that.
        because: Vec<Because>,
    },
    /// So many members are listed.
    Listed(usize),
    /// No member meets the condition of an aggregate.
    NoMember,
    /// The survey lists no members of the household.
    MembersNotListed,
}

/// Finds what decided rules. Stands on an evaluator, at its household.
pub struct Explainer<'e, 'a> {
    evaluator: &'e mut Evaluator<'a>,
    standard: &'a Standard,
    wording: &'e Wording<'e>,
    member: Option<usize>,
}

/// How deep definitions are followed.
const DEPTH: usize = 12;

impl<'e, 'a> Explainer<'e, 'a> {
    /// An explainer for the household the evaluator stands at.
    pub fn new(
        evaluator: &'e mut Evaluator<'a>,
        standard: &'a Standard,
        wording: &'e Wording<'e>,
    ) -> Explainer<'e, 'a> {
        Explainer { evaluator, standard, wording, member: None }
    }

    /// What decided the value of an expression: only the parts it hangs on.
    pub fn because(&mut self, node: &'a Typed) -> Vec<Because> {
        let mut because = Vec::new();
        self.walk(node, DEPTH, &mut because);
        because
    }

    fn value(&mut self, node: &'a Typed) -> Value<'a> {
        match self.member {
            Some(row) => self.evaluator.of_member(row, node),
            None => self.evaluator.value(node),
        }
    }

    fn walk(&mut self, node: &'a Typed, depth: usize, out: &mut Vec<Because>) {
        match &node.kind {
            TypedKind::Bool(_)
            | TypedKind::Unknown
            | TypedKind::Number(_)
            | TypedKind::Date(_)
            | TypedKind::Text(_)
            | TypedKind::Codes { .. } => {}
            TypedKind::Name { name, symbol, .. } => self.named(node, name, symbol, depth, out),
            TypedKind::Not(a) | TypedKind::Negate(a) | TypedKind::IsKnown { value: a, .. } => self.walk(a, depth, out),
            TypedKind::Logic(logic, a, b) => {
                let whole = self.value(node).truth();
                // the operands that make the whole what it is
                let alone = match logic {
                    Logic::And => Truth::False,
                    Logic::Or => Truth::True,
                };
                let sides = [a, b].map(|side| (side, self.value(side).truth()));
                let first = sides.iter().find(|(_, truth)| whole == alone && *truth == alone);
                match first {
                    Some((side, _)) => self.walk(side, depth, out),
                    None => {
                        for (side, truth) in sides {
                            if truth == whole {
                                self.walk(side, depth, out);
                            }
                        }
                    }
                }
            }
            TypedKind::Compare(_, a, b) | TypedKind::Arithmetic(_, a, b) => {
                self.walk(a, depth, out);
                self.walk(b, depth, out);
            }
            TypedKind::Between(a, b, c) => [a, b, c].into_iter().for_each(|part| self.walk(part, depth, out)),
            TypedKind::In(value, list) => {
                self.walk(value, depth, out);
                list.iter().for_each(|item| self.walk(item, depth, out));
            }
            TypedKind::Case(branches, otherwise) => {
                for (condition, value) in branches {
                    let truth = self.value(condition).truth();
                    self.walk(condition, depth, out);
                    if truth.possible() {
                        self.walk(value, depth, out);
                    }
                    if truth.certain() {
                        return;
                    }
                }
                self.walk(otherwise, depth, out);
            }
            TypedKind::Aggregate { function, value, filter } => {
                self.aggregate(*function, value.as_deref(), filter.as_deref(), depth, out);
            }
            TypedKind::Call(Function::Coalesce, arguments) => {
                let known = arguments.iter().find(|argument| self.value(argument).is_known());
                match known {
                    Some(first) => self.walk(first, depth, out),
                    None => arguments.iter().for_each(|argument| self.walk(argument, depth, out)),
                }
            }
            TypedKind::Call(_, arguments) => arguments.iter().for_each(|argument| self.walk(argument, depth, out)),
        }
    }

    fn named(&mut self, node: &'a Typed, name: &str, symbol: &Symbol, depth: usize, out: &mut Vec<Because>) {
        let rules = &self.standard.rules;
        let of = match (symbol.slot, symbol.entity, self.member) {
            (Slot::Field(i), Entity::Household, _) => FactOf::HouseholdAnswer(usize::from(i)),
            (Slot::Field(i), Entity::Member, Some(row)) => FactOf::MemberAnswer(usize::from(i), row),
            (Slot::Computed(i), Entity::Household, _) => FactOf::Computed(usize::from(i)),
            (Slot::Computed(i), Entity::Member, Some(row)) => FactOf::MemberComputed(usize::from(i), row),
            (_, Entity::Member, None) => return,
        };
        let known = |b: &Because| matches!(b, Because::Fact(fact) if fact.of == of);
        if out.iter().any(known) {
            return;
        }
        let value = self.value(node);
        // of a missing number its plausible range would read as if something were known
        let told = value.is_known() || matches!(symbol.slot, Slot::Computed(_)) || matches!(value, Value::Date(_));
        let value = if told { (self.wording)(value, &node.ty) } else { String::new() };
        let mut because = Vec::new();
        if let (Slot::Computed(slot), Some(depth)) = (symbol.slot, depth.checked_sub(1)) {
            let outer = self.member;
            if symbol.entity == Entity::Household {
                self.member = None;
            }
            match rules.computed[usize::from(slot)] {
                Computed::Variable(i) => self.walk(&rules.variables[i].value, depth, &mut because),
                Computed::Parameter(i) => {
                    if let Some(by) = &rules.parameters[i].by {
                        self.walk(by, depth, &mut because);
                    }
                }
                Computed::Deprivations | Computed::DeprivationsUnknown => because = self.not_free_of(),
                _ => {}
            }
            self.member = outer;
        }
        out.push(Because::Fact(Fact { name: name.to_owned(), of, value, because }));
    }

    /// The indicators in which the household is or may be deprived.
    fn not_free_of(&mut self) -> Vec<Because> {
        let rules = &self.standard.rules;
        let mut facts = Vec::new();
        for (indicator, slot) in rules.indicators.iter().zip(&self.standard.slots.indicators) {
            let value = self.evaluator.computed(*slot);
            if value.truth().possible() {
                facts.push(Because::Fact(Fact {
                    name: indicator.id.clone(),
                    of: FactOf::Computed(*slot),
                    value: (self.wording)(value, &Type::Bool),
                    because: Vec::new(),
                }));
            }
        }
        facts
    }

    fn aggregate(
        &mut self,
        function: Aggregate,
        value: Option<&'a Typed>,
        filter: Option<&'a Typed>,
        depth: usize,
        out: &mut Vec<Because>,
    ) {
        let Some(listed) = self.evaluator.listed() else {
            out.push(Because::MembersNotListed);
            return;
        };
        if filter.is_none() && value.is_none() {
            out.push(Because::Listed(listed.len()));
            return;
        }
        let mut found = false;
        let outer = self.member;
        let truths: Vec<(usize, Truth)> = self.truths(listed.clone(), filter);
        let certain = function == Aggregate::Any && truths.iter().any(|(_, truth)| truth.certain());
        for (row, counts) in truths {
            // who only may count does not matter beside one who does
            if !counts.possible() || (certain && !counts.certain()) {
                continue;
            }
            found = true;
            self.member = Some(row);
            let mut because = Vec::new();
            for part in [filter, value].into_iter().flatten() {
                self.walk(part, depth, &mut because);
            }
            out.push(Because::Member { row, number: row - listed.start + 1, counts, because });
        }
        self.member = outer;
        if !found {
            out.push(Because::NoMember);
        }
    }

    fn truths(&mut self, listed: Range<usize>, filter: Option<&'a Typed>) -> Vec<(usize, Truth)> {
        listed
            .map(|row| {
                let truth = filter.map_or(Truth::True, |filter| self.evaluator.of_member(row, filter).truth());
                (row, truth)
            })
            .collect()
    }
}

/// Where a computed value comes from, if its rules file says so.
pub fn source(standard: &Standard, slot: usize) -> Option<&Source> {
    let rules = &standard.rules;
    match rules.computed[slot] {
        Computed::Setting(i) => Some(&rules.settings[i].source),
        Computed::Parameter(i) => Some(&rules.parameters[i].source),
        Computed::Variable(i) => rules.variables[i].source.as_ref(),
        // an indicator is told with its article in a place of its own
        _ => None,
    }
}
