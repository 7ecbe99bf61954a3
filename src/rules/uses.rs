//! Which fields of a survey a standard looks at: what need not be read is not.

use crate::lang::typed::{Entity, Slot, Typed, TypedKind};
use crate::survey::codebook::Codebook;

use super::model::Rules;

/// Fields by entity and index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uses {
    household: Vec<bool>,
    member: Vec<bool>,
}

impl Uses {
    /// None of the codebook's fields.
    pub fn none(codebook: &Codebook) -> Uses {
        Uses { household: vec![false; codebook.household.len()], member: vec![false; codebook.member.len()] }
    }

    /// The fields that classes, indicators, bases and checks of a standard refer to, through variables too.
    pub fn of_rules(rules: &Rules) -> Uses {
        let mut uses = Uses::none(&rules.codebook);
        rules.variables.iter().for_each(|variable| uses.add(&variable.value));
        rules.parameters.iter().filter_map(|parameter| parameter.by.as_ref()).for_each(|by| uses.add(by));
        for indicator in &rules.indicators {
            indicator.deprived_when.iter().for_each(|when| uses.add(when));
            indicator.recorded.iter().for_each(|field| uses.add_field(Entity::Household, *field));
        }
        rules.bases.iter().for_each(|basis| uses.add(&basis.when));
        rules.classes.iter().for_each(|class| uses.add(&class.when));
        for check in &rules.checks {
            uses.add(&check.left);
            uses.add(&check.right);
            uses.add_field(Entity::Household, check.field);
        }
        for id in ["review_date", "review_year", "class_recorded", "persons"] {
            if let Some(field) = rules.codebook.position(Entity::Household, id) {
                uses.add_field(Entity::Household, field);
            }
        }
        uses
    }

    /// Adds a field.
    pub fn add_field(&mut self, entity: Entity, field: usize) {
        match entity {
            Entity::Household => self.household[field] = true,
            Entity::Member => self.member[field] = true,
        }
    }

    /// Adds the fields an expression names.
    pub fn add(&mut self, node: &Typed) {
        visit(node, &mut |node| {
            if let TypedKind::Name { symbol, .. } = &node.kind
                && let Slot::Field(field) = symbol.slot
            {
                self.add_field(symbol.entity, usize::from(field));
            }
        });
    }

    /// Whether a field is among them.
    pub fn has(&self, entity: Entity, field: usize) -> bool {
        match entity {
            Entity::Household => self.household[field],
            Entity::Member => self.member[field],
        }
    }

    /// Whether any field of a member is.
    pub fn any_member(&self) -> bool {
        self.member.contains(&true)
    }
}

/// Calls `each` with a node and every node below it.
pub fn visit<'t>(node: &'t Typed, each: &mut impl FnMut(&'t Typed)) {
    each(node);
    match &node.kind {
        TypedKind::Bool(_)
        | TypedKind::Unknown
        | TypedKind::Number(_)
        | TypedKind::Date(_)
        | TypedKind::Text(_)
        | TypedKind::Codes { .. }
        | TypedKind::Name { .. } => {}
        TypedKind::Not(a) | TypedKind::Negate(a) | TypedKind::IsKnown { value: a, .. } => visit(a, each),
        TypedKind::Logic(_, a, b) | TypedKind::Compare(_, a, b) | TypedKind::Arithmetic(_, a, b) => {
            visit(a, each);
            visit(b, each);
        }
        TypedKind::Between(a, b, c) => [a, b, c].into_iter().for_each(|part| visit(part, each)),
        TypedKind::In(value, list) => {
            visit(value, each);
            list.iter().for_each(|item| visit(item, each));
        }
        TypedKind::Case(branches, otherwise) => {
            for (condition, value) in branches {
                visit(condition, each);
                visit(value, each);
            }
            visit(otherwise, each);
        }
        TypedKind::Aggregate { value, filter, .. } => {
            [value, filter].into_iter().flatten().for_each(|part| visit(part, each));
        }
        TypedKind::Call(_, arguments) => arguments.iter().for_each(|argument| visit(argument, each)),
    }
}
