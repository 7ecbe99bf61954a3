//! Tests of the language over a small made-up scope.

mod mistakes;
mod round_trip;
mod slips;
mod sql;
mod types;

use std::sync::Arc;

use super::ast::Qualifier;
use super::exact::Exact;
use super::value::{CodeMask, Interval};
use super::{CodeList, Entity, Scope, Slot, Symbol, Type, Typed, Unit, check, parse};
use crate::diagnostic::Report;

/// A household and a member with a field of every type.
pub(super) struct Village;

fn list(name: &str, codes: &[&str], groups: &[(&str, u64)]) -> Type {
    Type::Code(Arc::new(CodeList {
        name: name.to_owned(),
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        groups: groups.iter().map(|(name, mask)| ((*name).to_owned(), CodeMask(*mask))).collect(),
    }))
}

fn household() -> Vec<(&'static str, Type)> {
    vec![
        ("area", list("area", &["rural", "urban"], &[])),
        ("wall", list("wall", &["concrete", "brick", "bamboo", "non_durable"], &[("durable", 3), ("non_durable", 12)])),
        ("roof", list("roof", &["concrete", "leaf"], &[])),
        ("persons", Type::Number(Unit::Count)),
        ("income", Type::Number(Unit::Money)),
        ("floor_area", Type::Number(Unit::Area)),
        ("review_year", Type::Number(Unit::Year)),
        ("review_date", Type::Date),
        ("internet", Type::Bool),
        ("merit", Type::Bool),
        ("commune", Type::Text),
        ("thiếu_hụt", Type::Bool),
    ]
}

fn member() -> Vec<(&'static str, Type)> {
    vec![
        ("age", Type::Number(Unit::Age)),
        ("birth_date", Type::Date),
        ("birth_year", Type::Number(Unit::Year)),
        ("insured", Type::Bool),
        ("merit", Type::Bool),
        ("wage", Type::Number(Unit::Money)),
        ("sex", list("sex", &["male", "female"], &[])),
    ]
}

impl Scope for Village {
    fn lookup(&self, inside: Entity, qualifier: Option<Qualifier>, name: &str) -> Option<Symbol> {
        let find = |entity, fields: Vec<(&'static str, Type)>, file: &str| {
            let at = fields.iter().position(|(id, _)| *id == name)?;
            Some(Symbol {
                slot: Slot::Field(at as u16),
                entity,
                ty: fields[at].1.clone(),
                range: Interval::new(Exact::ZERO, Exact::INFINITY),
                declared: Some(format!("{file}:{}", at + 1)),
            })
        };
        let of_household = || find(Entity::Household, household(), "household.toml");
        let of_member = || find(Entity::Member, member(), "member.toml");
        match (inside, qualifier) {
            (Entity::Household, None | Some(Qualifier::Household | Qualifier::Recorded)) => of_household(),
            (Entity::Household, Some(Qualifier::Member)) => None,
            (Entity::Member, Some(Qualifier::Member | Qualifier::Recorded)) => of_member(),
            (Entity::Member, Some(Qualifier::Household)) => of_household(),
            (Entity::Member, None) => of_member().or_else(of_household),
        }
    }

    fn names(&self, inside: Entity) -> Vec<String> {
        let of_member = if inside == Entity::Member { member() } else { Vec::new() };
        household().into_iter().chain(of_member).map(|(name, _)| name.to_owned()).collect()
    }
}

/// What is wrong with an expression, as people see it; its tree as text where nothing is.
pub(super) fn messages(source: &str) -> String {
    let found = parse(source).and_then(|expr| check(&expr, &Village, None));
    match found {
        Ok(typed) => format!("{typed}: {}", typed.ty),
        Err(errors) => {
            let mut report = Report::new("rules.toml", source);
            report.diagnostics = errors;
            report.render(false)
        }
    }
}

pub(super) fn typed(source: &str) -> Typed {
    match parse(source).and_then(|expr| check(&expr, &Village, None)) {
        Ok(typed) => typed,
        Err(_) => panic!("{}", messages(source)),
    }
}

/// A test that an expression gets these messages.
macro_rules! says {
    ($name:ident, $source:expr, @$snapshot:literal) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(crate::lang::tests::messages($source), @$snapshot);
        }
    };
}
use says;
