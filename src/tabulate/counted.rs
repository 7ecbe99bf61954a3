//! Conditions about households, their persons or members as quantities of households, so that all are counted in one way.

use crate::lang::ast::{Aggregate, Logic};
use crate::lang::typed::Function;
use crate::lang::{Entity, Slot, Type, Typed, TypedKind, Unit};
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

/// A condition without the ways of telling one quantity that a survey has no fields for: then it may be about the household alone.
pub fn without_absent(node: Typed, has: &dyn Fn(Entity, usize) -> bool) -> Typed {
    let Typed { kind, ty, span } = node;
    let again = |node: Box<Typed>| Box::new(without_absent(*node, has));
    let kind = match kind {
        TypedKind::Not(a) => TypedKind::Not(again(a)),
        TypedKind::Logic(logic, a, b) => TypedKind::Logic(logic, again(a), again(b)),
        TypedKind::Call(Function::Coalesce, arguments) => {
            let mut told: Vec<Typed> = arguments.into_iter().filter(|argument| !is_absent(argument, has)).collect();
            match told.len() {
                0 => TypedKind::Unknown,
                1 => return told.swap_remove(0),
                _ => TypedKind::Call(Function::Coalesce, told),
            }
        }
        kind => kind,
    };
    Typed { kind, ty, span }
}

/// Whether a value is never known for want of a field.
fn is_absent(node: &Typed, has: &dyn Fn(Entity, usize) -> bool) -> bool {
    match &node.kind {
        TypedKind::Name { symbol, .. } => match symbol.slot {
            Slot::Field(field) => !has(symbol.entity, usize::from(field)),
            Slot::Computed(_) => false,
        },
        TypedKind::Not(inner) => is_absent(inner, has),
        TypedKind::Call(Function::StartsWith, arguments) => is_absent(&arguments[0], has),
        _ => false,
    }
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::lang::{check_for, parse};
    use crate::rules::Names;
    use crate::survey::codebook_file::default_codebook;

    fn typed(inside: Entity, text: &str) -> Typed {
        let codebook = Arc::new(default_codebook().expect("the codebook is good"));
        let expr = parse(text).expect("an expression");
        check_for(inside, &expr, &Names::new(&codebook), None).expect("types")
    }

    fn of_members(when: &str) -> (String, String) {
        let Quantity { when, amount, .. } =
            quantity(Counted::Members, typed(Entity::Member, when), &typed(Entity::Household, "persons"));
        (when.to_string(), amount.expect("an amount").to_string())
    }

    #[test]
    fn what_is_about_the_household_is_asked_of_the_household() {
        let told = |when: &str, amount: &str| (when.to_owned(), amount.to_owned());
        assert_eq!(
            of_members("farming and insured and household.merit and age > 6"),
            told(
                "farming and household.merit and any(member where insured and age > 6)",
                "count(member where insured and age > 6)"
            )
        );
        // nothing is asked of members: all persons of such households
        assert_eq!(of_members("farming or zone = '3'"), told("farming or zone = '3'", "persons"));
        assert_eq!(
            of_members("farming or insured"),
            told("any(member where farming or insured)", "count(member where farming or insured)")
        );
    }

    #[test]
    fn ways_of_telling_that_are_not_there_drop_out() {
        let codebook = default_codebook().expect("the codebook is good");
        let left = |text: &str, there: &[&str]| {
            let has = |entity: Entity, field: usize| there.contains(&codebook.fields(entity)[field].id.as_str());
            without_absent(typed(Entity::Household, text), &has).to_string()
        };
        let text = "farming and coalesce(ethnic_minority, not starts_with(ethnicity, 'Kinh'), indigenous)";
        assert_eq!(left(text, &["farming", "ethnicity"]), "farming and not starts_with(ethnicity, 'Kinh')");
        assert_eq!(
            left(text, &["ethnicity", "indigenous"]),
            "farming and coalesce(not starts_with(ethnicity, 'Kinh'), indigenous)"
        );
        assert_eq!(left("not coalesce(merit, farming)", &[]), "not unknown");
    }
}
