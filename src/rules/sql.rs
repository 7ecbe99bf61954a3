//! A standard as one SQL query, for those whose data already lies in an SQL engine. Says which column stands for which
//! field and what computed names are; how values are computed is [`crate::lang::sql`]'s.

use crate::lang::ast::Qualifier;
use crate::lang::sql::{SqlDefinition, SqlNames, SqlValue, StandardSql, standard_query};
use crate::lang::typed::{Slot, Symbol, TypedKind};
use crate::lang::{DateSpan, Entity, Type, Typed, Unit, Value};
use crate::survey::codebook::Codebook;

use super::model::{Amount, Computed, Precedence, Rules};
use super::standard::{ReviewDate, Standard, unknown_of};

/// The query of a standard for the review of a year, with every setting as by default. See [`crate::lang::sql`] for the
/// tables it reads and [`standard_query`] for the columns it gives.
pub fn query(rules: &Rules, year: i16) -> String {
    let review = ReviewDate { date: super::review_day(rules, year), fixed: false };
    let rules = std::sync::Arc::new(rules.clone());
    let answers = super::standard::default_answers(&rules);
    standard_sql(&Standard::bound(rules, review, answers))
}

/// The query of a standard bound to a review.
pub fn standard_sql(standard: &Standard) -> String {
    let rules = &*standard.rules;
    let indicator = |slot: usize, computed: &Computed| match computed {
        Computed::Indicator(index) => Some((rules.indicators[*index].id.clone(), slot as u16)),
        _ => None,
    };
    let indicators =
        rules.computed.iter().enumerate().filter_map(|(slot, computed)| indicator(slot, computed)).collect();
    let classes = rules.classes.iter().map(|class| (class.id.clone(), class.when.clone())).collect();
    let values = values(standard);
    let mut heading = vec![format!("{} ({})", rules.title.en, rules.id)];
    let when = if standard.review.fixed { "at" } else { "where a household has no review date of its own, at" };
    heading.push("birth dates after the review are to be NULL".to_owned());
    heading.push(format!("values and ages {when} {}", standard.review.date));
    let set = rules.settings.iter().zip(&standard.answers);
    heading.extend(set.map(|(setting, answer)| format!("setting {} = {}", setting.id, answer.word)));
    heading.push(
        "reads tables households and members: a column per field, named after it; yes/no as 1 and 0; NULL for unknown"
            .to_owned(),
    );
    standard_query(&StandardSql { heading: heading.join("\n"), values, indicators, classes }, &*rules.codebook)
}

/// What every computed name of a standard bound to a review is.
pub fn values(standard: &Standard) -> Vec<SqlValue> {
    let computed = standard.rules.computed.iter().enumerate();
    computed.map(|(slot, computed)| value(standard, slot, *computed)).collect()
}

impl SqlNames for Codebook {
    fn column(&self, entity: Entity, field: u16) -> String {
        self.fields(entity).get(usize::from(field)).map_or_else(String::new, |field| field.id.clone())
    }
}

fn value(standard: &Standard, slot: usize, computed: Computed) -> SqlValue {
    let rules = &*standard.rules;
    let count = Type::Number(Unit::Count);
    let household = |id: &str, ty: Type, definition| SqlValue {
        id: id.to_owned(),
        slot: slot as u16,
        entity: Entity::Household,
        ty,
        definition,
    };
    let constant = |ty: &Type| SqlDefinition::Constant(standard.constant(computed).unwrap_or(unknown_of(ty)));
    match computed {
        Computed::Setting(i) => {
            let setting = &rules.settings[i];
            household(&setting.id, setting.ty.clone(), constant(&setting.ty))
        }
        Computed::Parameter(i) => {
            let parameter = &rules.parameters[i];
            let definition = match (&standard.amounts[i], &parameter.by) {
                (Amount::PerCode(amounts), Some(by)) => {
                    SqlDefinition::PerCode { by: by.clone(), amounts: amounts.clone() }
                }
                _ => constant(&parameter.ty),
            };
            household(&parameter.id, parameter.ty.clone(), definition)
        }
        Computed::Variable(i) => {
            let variable = &rules.variables[i];
            let definition = SqlDefinition::Expression(variable.value.clone());
            SqlValue { entity: variable.entity, ..household(&variable.id, variable.value.ty.clone(), definition) }
        }
        Computed::Indicator(i) => {
            let indicator = &rules.indicators[i];
            let computed = indicator.deprived_when.clone();
            let recorded = indicator.recorded.map(|field| recorded(rules, field));
            let definition = match rules.precedence {
                Precedence::Computed => SqlDefinition::FirstKnown(computed, recorded),
                Precedence::Recorded => SqlDefinition::FirstKnown(recorded, computed),
            };
            household(&indicator.id, Type::Bool, definition)
        }
        Computed::ReviewDate => household("review_date", Type::Date, review_date(standard)),
        Computed::Deprivations => household("deprivations", count, SqlDefinition::CountTrue(indicator_slots(standard))),
        Computed::DeprivationsUnknown => {
            household("deprivations_unknown", count, SqlDefinition::CountUnknown(indicator_slots(standard)))
        }
        Computed::RecordedDeprivations => {
            let truths = rules.indicators.iter().map(|indicator| match indicator.recorded {
                Some(field) => recorded(rules, field),
                None => node(TypedKind::Unknown, Type::Bool),
            });
            let counted = TypedKind::Call(crate::lang::typed::Function::CountTrue, truths.collect());
            let counted = node(counted, count.clone());
            household("recorded_deprivations", count, SqlDefinition::Expression(counted))
        }
        Computed::Class => {
            let ty = Type::Code(rules.class_codes.clone());
            household("class", ty.clone(), SqlDefinition::Constant(unknown_of(&ty)))
        }
        Computed::Basis => {
            let ty = Type::Code(rules.basis_codes.clone());
            household("basis", ty.clone(), SqlDefinition::Constant(unknown_of(&ty)))
        }
    }
}

fn indicator_slots(standard: &Standard) -> Vec<u16> {
    standard.slots.indicators.iter().map(|slot| *slot as u16).collect()
}

fn node(kind: TypedKind, ty: Type) -> Typed {
    Typed { kind, ty, span: crate::diagnostic::Span::default() }
}

/// A household field as it is recorded.
fn recorded(rules: &Rules, index: usize) -> Typed {
    let field = &rules.codebook.household[index];
    let (ty, slot) = (field.ty.as_type(), Slot::Field(index as u16));
    let symbol = Symbol { slot, entity: Entity::Household, ty: ty.clone(), range: field.range, declared: None };
    let kind =
        TypedKind::Name { qualifier: Some(Qualifier::Recorded), name: field.id.clone(), symbol: Box::new(symbol) };
    node(kind, ty)
}

/// The household's own date where it is of this review, else the review's.
fn review_date(standard: &Standard) -> SqlDefinition {
    let rules = &*standard.rules;
    let Some(field) = standard.review_date_field.filter(|_| !standard.review.fixed) else {
        return SqlDefinition::Constant(Value::Date(DateSpan::day(standard.review.date)));
    };
    let date = |date| node(TypedKind::Date(date), Type::Date);
    let own = recorded(rules, field);
    let (first, last) = standard.own_dates();
    let valid = TypedKind::Between(Box::new(own.clone()), Box::new(date(first)), Box::new(date(last)));
    let known = TypedKind::IsKnown { value: Box::new(own.clone()), known: true };
    let usable = TypedKind::Logic(
        crate::lang::ast::Logic::And,
        Box::new(node(known, Type::Bool)),
        Box::new(node(valid, Type::Bool)),
    );
    let choice = TypedKind::Case(vec![(node(usable, Type::Bool), own)], Box::new(date(standard.review.date)));
    SqlDefinition::Expression(node(choice, Type::Date))
}
