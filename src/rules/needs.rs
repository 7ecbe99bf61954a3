//! What each field is needed for: the indicators, bases and classes that refer to it.

use crate::lang::typed::{Entity, Function, Slot, Typed, TypedKind};

use super::model::{Computed, Rules};
use super::uses::visit;

/// A field and what refers to it, by itself or through variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Whose field it is.
    pub entity: Entity,
    /// Its index.
    pub field: usize,
    /// Indicators that it can decide, by index.
    pub indicators: Vec<usize>,
    /// Classes that it can decide besides through indicators, by index.
    pub classes: Vec<usize>,
}

/// Every field that indicators and classes refer to, households' first, in the order of the codebook.
pub fn needs(rules: &Rules) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    let mut add = |fields: Vec<(Entity, usize)>, indicator: Option<usize>, class: Option<usize>| {
        for (entity, field) in fields {
            let at = needs.iter().position(|need| (need.entity, need.field) == (entity, field)).unwrap_or_else(|| {
                needs.push(Need { entity, field, indicators: Vec::new(), classes: Vec::new() });
                needs.len() - 1
            });
            let need = &mut needs[at];
            for (list, index) in [(&mut need.indicators, indicator), (&mut need.classes, class)] {
                list.extend(index.filter(|index| !list.contains(index)));
            }
        }
    };
    for (index, indicator) in rules.indicators.iter().enumerate() {
        let mut fields = Vec::new();
        indicator.deprived_when.iter().for_each(|when| collect(rules, when, &mut Vec::new(), &mut fields));
        fields.extend(indicator.recorded.map(|field| (Entity::Household, field)));
        add(fields, Some(index), None);
    }
    for (index, class) in rules.classes.iter().enumerate() {
        let mut fields = Vec::new();
        collect(rules, &class.when, &mut Vec::new(), &mut fields);
        add(fields, None, Some(index));
    }
    needs.sort_by_key(|need| (need.entity as usize, need.field));
    needs
}

/// The fields that an expression still wants where a survey has some: of several ways to tell one quantity none where one of
/// them is there in full. What is only asked whether it is known is not wanted.
pub fn wanted(rules: &Rules, node: &Typed, has: &dyn Fn(Entity, usize) -> bool) -> Vec<(Entity, usize)> {
    let mut fields = Vec::new();
    want(rules, node, has, &mut fields);
    let mut seen = std::collections::BTreeSet::new();
    fields.retain(|(entity, field)| seen.insert((*entity as usize, *field)));
    fields
}

/// Adds what is wanted; whether nothing is.
fn want(rules: &Rules, node: &Typed, has: &dyn Fn(Entity, usize) -> bool, fields: &mut Vec<(Entity, usize)>) -> bool {
    let before = fields.len();
    // all are asked, also after the first that wants something
    let mut all = |nodes: &[&Typed]| nodes.iter().filter(|node| !want(rules, node, has, fields)).count() == 0;
    match &node.kind {
        TypedKind::Name { symbol, .. } => match symbol.slot {
            Slot::Field(field) => {
                let field = usize::from(field);
                if !has(symbol.entity, field) {
                    fields.push((symbol.entity, field));
                }
                fields.len() == before
            }
            Slot::Computed(slot) => match rules.computed.get(usize::from(slot)) {
                Some(Computed::Variable(index)) => all(&[&rules.variables[*index].value]),
                Some(Computed::Parameter(index)) => all(&rules.parameters[*index].by.iter().collect::<Vec<_>>()),
                Some(Computed::Indicator(index)) => {
                    let indicator = &rules.indicators[*index];
                    let recorded = indicator.recorded.is_some_and(|field| has(Entity::Household, field));
                    recorded || all(&indicator.deprived_when.iter().collect::<Vec<_>>())
                }
                _ => true,
            },
        },
        TypedKind::Call(Function::Coalesce, arguments) => {
            let mut own = Vec::new();
            // each argument is asked: what is wanted is what all of them want
            let met = arguments.iter().any(|argument| want(rules, argument, has, &mut own));
            if !met {
                fields.extend(own);
            }
            met
        }
        TypedKind::Call(_, arguments) => all(&arguments.iter().collect::<Vec<_>>()),
        TypedKind::Not(a) | TypedKind::Negate(a) => all(&[a]),
        TypedKind::Logic(_, a, b) | TypedKind::Compare(_, a, b) | TypedKind::Arithmetic(_, a, b) => all(&[a, b]),
        TypedKind::Between(a, b, c) => all(&[a, b, c]),
        TypedKind::In(value, list) => all(&std::iter::once(&**value).chain(list).collect::<Vec<_>>()),
        TypedKind::Case(branches, otherwise) => {
            let parts = branches.iter().flat_map(|(condition, value)| [condition, value]);
            all(&parts.chain([&**otherwise]).collect::<Vec<_>>())
        }
        TypedKind::Aggregate { value, filter, .. } => {
            all(&[value, filter].into_iter().flatten().map(|part| &**part).collect::<Vec<_>>())
        }
        // a way that does not always tell
        TypedKind::Unknown => false,
        TypedKind::Bool(_)
        | TypedKind::Number(_)
        | TypedKind::Date(_)
        | TypedKind::Text(_)
        | TypedKind::Codes { .. }
        | TypedKind::IsKnown { .. } => true,
    }
}

/// The fields that an expression names, through variables and what parameters are split by, not through indicators.
fn collect(rules: &Rules, node: &Typed, seen: &mut Vec<usize>, fields: &mut Vec<(Entity, usize)>) {
    let mut slots = Vec::new();
    visit(node, &mut |node| {
        if let TypedKind::Name { symbol, .. } = &node.kind {
            match symbol.slot {
                Slot::Field(field) => fields.push((symbol.entity, usize::from(field))),
                Slot::Computed(slot) => slots.push(usize::from(slot)),
            }
        }
    });
    for slot in slots.into_iter().filter(|slot| *slot < rules.computed.len()) {
        if seen.contains(&slot) {
            continue;
        }
        seen.push(slot);
        match rules.computed[slot] {
            Computed::Variable(index) => collect(rules, &rules.variables[index].value, seen, fields),
            Computed::Parameter(index) => {
                rules.parameters[index].by.iter().for_each(|by| collect(rules, by, seen, fields));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn alternatives_that_are_there_leave_nothing_wanted() {
        let codebook = Arc::new(crate::survey::codebook_file::default_codebook().expect("the codebook is good"));
        let built_in =
            super::super::BUILT_IN.iter().find(|built_in| built_in.id == "decree-07-2021").expect("built in");
        let (rules, _) = super::super::load(built_in.source, built_in.text, &codebook);
        let rules = rules.expect("good rules");
        let names = |node: &Typed, there: &[&str]| {
            let has = |entity: Entity, field: usize| there.contains(&codebook.fields(entity)[field].id.as_str());
            let wanted = wanted(&rules, node, &has);
            wanted.iter().map(|(entity, field)| codebook.fields(*entity)[*field].id.clone()).collect::<Vec<_>>()
        };
        let dependents = rules.indicators.iter().find(|indicator| indicator.id == "dependents").expect("indicator 2");
        let dependents = dependents.deprived_when.as_ref().expect("a condition");
        // birth years of men and women tell the age as well as a birth date or an age does
        assert_eq!(names(dependents, &["birth_year_male", "birth_year_female"]), ["monthly_allowance"]);
        let poor = &rules.classes[0].when;
        // article 3: the line is another in town and country, and the name of a commune does not always tell
        assert!(names(poor, &["income_person_month", "commune"]).contains(&"area".to_owned()));
        assert!(!names(poor, &["income_person_month", "area", "commune"]).contains(&"income_year".to_owned()));
        assert_eq!(names(poor, &["income_person_month", "area", "b1", "b2"]), Vec::<String>::new());
    }

    #[test]
    fn fields_are_needed_for_indicators_and_classes() {
        let codebook = Arc::new(crate::survey::codebook_file::default_codebook().expect("the codebook is good"));
        let built_in =
            super::super::BUILT_IN.iter().find(|built_in| built_in.id == "decree-07-2021").expect("built in");
        let (rules, _) = super::super::load(built_in.source, built_in.text, &codebook);
        let rules = rules.expect("good rules");
        let needs = needs(&rules);
        let of = |entity, id: &str| {
            let field = codebook.position(entity, id).expect("a field");
            let need = needs.iter().find(|need| (need.entity, need.field) == (entity, field)).expect("needed");
            let indicators = need.indicators.iter().map(|index| rules.indicators[*index].id.as_str());
            (indicators.collect::<Vec<_>>(), need.classes.len())
        };
        // articles 3 and 4 of the decree: indicators by their tables, classes by income and points
        assert_eq!(of(Entity::Household, "water_source"), (vec!["water"], 0));
        assert_eq!(of(Entity::Household, "toilet"), (vec!["toilet"], 0));
        assert_eq!(of(Entity::Household, "water"), (vec!["water"], 0));
        assert_eq!(of(Entity::Member, "insured"), (vec!["health_insurance"], 0));
        assert_eq!(of(Entity::Household, "income_month").0, Vec::<&str>::new());
        assert!(of(Entity::Household, "income_month").1 > 0 && of(Entity::Household, "area").1 > 0);
    }
}
