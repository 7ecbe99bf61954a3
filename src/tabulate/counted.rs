//! Conditions about households, their persons or members as quantities of households, so that all are counted in one way.

use crate::lang::ast::{Aggregate, Logic};
use crate::lang::{Entity, Type, Typed, TypedKind, Unit};
use crate::rules::targets::Counted;
use crate::rules::visit;

use super::forms::Quantity;

/// What comes to the number of those for whom a condition holds; `persons` is the number of a household's persons.
pub fn quantity(counted: Counted, when: Typed, persons: &Typed) -> Quantity {
    match counted {
        Counted::Households => Quantity { when, amount: None, by: None },
        Counted::Persons => Quantity { when, amount: Some(persons.clone()), by: None },
        Counted::Members => of_members(when, persons),
    }
}

/// Both conditions.
pub fn and(a: Typed, b: Typed) -> Typed {
    let span = a.span;
    Typed { kind: TypedKind::Logic(Logic::And, Box::new(a), Box::new(b)), ty: Type::Bool, span }
}

/// The condition turned round.
pub fn not(a: Typed) -> Typed {
    let span = a.span;
    Typed { kind: TypedKind::Not(Box::new(a)), ty: Type::Bool, span }
}

/// Always.
pub fn always(like: &Typed) -> Typed {
    Typed { kind: TypedKind::Bool(true), ty: Type::Bool, span: like.span }
}

/// What of the condition is about the household is asked once of the household, so that members need not be kept for it.
fn of_members(when: Typed, persons: &Typed) -> Quantity {
    let mut parts = Vec::new();
    split(when, &mut parts);
    let like = parts[0].clone();
    let (members, household): (Vec<Typed>, Vec<Typed>) = parts.into_iter().partition(asks_members);
    let household = household.into_iter().reduce(and);
    let Some(members) = members.into_iter().reduce(and) else {
        return Quantity { when: household.unwrap_or_else(|| always(&like)), amount: Some(persons.clone()), by: None };
    };
    let over = |function, ty| Typed {
        kind: TypedKind::Aggregate { function, value: None, filter: Some(Box::new(members.clone())) },
        ty,
        span: members.span,
    };
    let any = over(Aggregate::Any, Type::Bool);
    Quantity {
        by: None,
        when: household.map_or_else(|| any.clone(), |household| and(household, any.clone())),
        amount: Some(over(Aggregate::Count, Type::Number(Unit::Count))),
    }
}

/// The parts that all have to hold.
fn split(when: Typed, parts: &mut Vec<Typed>) {
    match when.kind {
        TypedKind::Logic(Logic::And, a, b) => {
            split(*a, parts);
            split(*b, parts);
        }
        kind => parts.push(Typed { kind, ..when }),
    }
}

/// Whether a condition names values of a member.
fn asks_members(node: &Typed) -> bool {
    let mut asks = false;
    visit(node, &mut |node| {
        asks |= matches!(&node.kind, TypedKind::Name { symbol, .. } if symbol.entity == Entity::Member);
    });
    asks
}
