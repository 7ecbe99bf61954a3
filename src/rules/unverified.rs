//! Which values behind a result were not read in an official copy of the law, or are missing.

use crate::lang::typed::{Entity, Slot, Typed, TypedKind};

use super::model::{Amount, Computed, Verified};
use super::standard::Standard;
use super::uses::visit;

/// A value that a result rests on and that is not sure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Its name in the rules file.
    pub id: String,
    /// How sure it is; none where the value is missing.
    pub verified: Option<Verified>,
}

/// The unsure values that classes and indicators rest on when a survey has the fields for which `has` holds. An indicator
/// whose answers the survey lacks is decided by what is recorded, and its threshold is not in use.
pub fn doubts(standard: &Standard, has: &dyn Fn(Entity, usize) -> bool) -> Vec<Doubt> {
    let rules = &standard.rules;
    let mut finder = Finder { standard, seen: vec![false; rules.computed.len()], doubts: Vec::new() };
    for class in &rules.classes {
        finder.source(&class.id, class.source.verified);
        finder.expression(&class.when);
    }
    for indicator in &rules.indicators {
        if let Some(when) = &indicator.deprived_when {
            let mut fields = Vec::new();
            finder.fields(when, &mut Vec::new(), 0, &mut fields);
            // where the condition names answers itself, those behind its variables (ages, persons) do not suffice
            let nearest = fields.iter().map(|(depth, ..)| *depth).min();
            let answered = fields.iter().any(|(depth, entity, field)| Some(*depth) == nearest && has(*entity, *field));
            if answered {
                finder.source(&indicator.id, indicator.source.verified);
                finder.expression(when);
            }
        } else {
            finder.doubts.push(Doubt { id: indicator.id.clone(), verified: None });
        }
    }
    let mut doubts = finder.doubts;
    doubts.sort_by_key(|doubt| doubt.verified.map_or(0, |verified| 10 - verified as u8));
    doubts.dedup();
    doubts
}

struct Finder<'s> {
    standard: &'s Standard,
    seen: Vec<bool>,
    doubts: Vec<Doubt>,
}

impl Finder<'_> {
    fn source(&mut self, id: &str, verified: Verified) {
        if verified != Verified::Official && !self.doubts.iter().any(|doubt| doubt.id == id) {
            self.doubts.push(Doubt { id: id.to_owned(), verified: Some(verified) });
        }
    }

    fn expression(&mut self, node: &Typed) {
        let mut slots = Vec::new();
        visit(node, &mut |node| {
            if let TypedKind::Name { symbol, .. } = &node.kind
                && let Slot::Computed(slot) = symbol.slot
            {
                slots.push(usize::from(slot));
            }
        });
        let rules = std::sync::Arc::clone(&self.standard.rules);
        for slot in slots {
            if std::mem::replace(&mut self.seen[slot], true) {
                continue;
            }
            match rules.computed[slot] {
                Computed::Setting(i) => self.source(&rules.settings[i].id, rules.settings[i].source.verified),
                Computed::Parameter(i) => {
                    let parameter = &rules.parameters[i];
                    if let Amount::Missing(_) = self.standard.amounts[i] {
                        self.doubts.push(Doubt { id: parameter.id.clone(), verified: None });
                    } else {
                        self.source(&parameter.id, parameter.source.verified);
                    }
                    parameter.by.iter().for_each(|by| self.expression(by));
                }
                Computed::Variable(i) => {
                    let variable = &rules.variables[i];
                    variable.source.iter().for_each(|source| self.source(&variable.id, source.verified));
                    self.expression(&variable.value);
                }
                _ => {}
            }
        }
    }

    /// The answers a condition names, with the number of variables between.
    fn fields(&self, node: &Typed, seen: &mut Vec<usize>, depth: usize, found: &mut Vec<(usize, Entity, usize)>) {
        let rules = &self.standard.rules;
        let mut variables = Vec::new();
        visit(node, &mut |node| {
            if let TypedKind::Name { symbol, .. } = &node.kind {
                match symbol.slot {
                    Slot::Field(field) => found.push((depth, symbol.entity, usize::from(field))),
                    Slot::Computed(slot) => variables.push(usize::from(slot)),
                }
            }
        });
        for slot in variables {
            if let Computed::Variable(i) = rules.computed[slot]
                && !seen.contains(&slot)
            {
                seen.push(slot);
                self.fields(&rules.variables[i].value, seen, depth + 1, found);
            }
        }
    }
}
