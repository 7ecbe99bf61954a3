//! What each field is needed for: the indicators, bases and classes that refer to it.

use crate::lang::typed::{Entity, Slot, Typed, TypedKind};

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
