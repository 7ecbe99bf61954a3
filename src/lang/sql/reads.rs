//! What is read from the survey's tables: fields as they stand there, brought into the shapes the rest computes with.

use super::plan::{Plan, alias, quoted, text_sql};
use super::shape::{Bound, CodeShape, Piece, Shape, Test, date_sql};
use crate::lang::exact::Exact;
use crate::lang::typed::{CodeList, Entity, Symbol, Type};
use crate::lang::value::{DateSpan, Interval};

impl Plan<'_> {
    /// A field's columns in stage 0.
    pub(super) fn field(&mut self, symbol: &Symbol, field: u16) -> Piece {
        let entity = symbol.entity;
        let raw = self.names.column(entity, field);
        let source = format!("s.{}", quoted(&raw));
        // A variable may bear the field's name; its columns then keep the plain one.
        let computed = self.values.values().any(|value| value.entity == entity && value.id == raw);
        let base = self.fresh(&if computed { format!("recorded_{raw}") } else { raw });
        let mut add = |suffix: &str, sql: String| self.column(entity, 0, &format!("{base}_{suffix}"), sql);
        let shape = match &symbol.ty {
            Type::Bool => {
                let certain = Test::flag(&add("certain", format!("CASE WHEN {source} = 1 THEN 1 ELSE 0 END")));
                let possible = Test::flag(&add("possible", format!("CASE WHEN {source} = 0 THEN 0 ELSE 1 END")));
                Shape::Bool { certain, possible }
            }
            Type::Number(_) => {
                let number = format!("CAST({source} AS DOUBLE)");
                let Interval { low, high } = symbol.range;
                let mut tests = Vec::new();
                if low.is_finite() {
                    tests.push(format!("{source} >= {}", Bound::Number(low).sql()));
                }
                if high.is_finite() {
                    tests.push(format!("{source} <= {}", Bound::Number(high).sql()));
                }
                let mut bound = |suffix: &str, otherwise: Exact| {
                    let otherwise = Bound::Number(otherwise).sql();
                    let sql = if tests.is_empty() {
                        format!("COALESCE({number}, {otherwise})")
                    } else {
                        format!("CASE WHEN {} THEN {number} ELSE {otherwise} END", tests.join(" AND "))
                    };
                    Bound::Column(add(suffix, sql))
                };
                Shape::Span { low: bound("low", low), high: bound("high", high) }
            }
            Type::Date => {
                let mut bound = |suffix: &str, otherwise: jiff::civil::Date| {
                    let otherwise = date_sql(otherwise);
                    Bound::Column(add(suffix, format!("COALESCE(CAST({source} AS VARCHAR(10)), {otherwise})")))
                };
                Shape::Span { low: bound("low", DateSpan::UNKNOWN.first), high: bound("high", DateSpan::UNKNOWN.last) }
            }
            Type::Text => Shape::Text(Bound::Column(add("text", source))),
            // Nothing is unknown of a code that can only be one.
            Type::Code(list) if list.codes.len() == 1 => Shape::Code(CodeShape::Constant(1)),
            Type::Code(_) => Shape::Code(CodeShape::Column(add("code", source))),
        };
        Piece { shape, stage: 0 }
    }

    /// The bits of a code field, where the code alone does not do.
    pub(super) fn mask_of_column(&mut self, column: &str, list: &CodeList) -> String {
        let branches: Vec<String> = list
            .codes
            .iter()
            .enumerate()
            .map(|(i, code)| format!("WHEN {} THEN {}", text_sql(code), bits(1 << i)))
            .collect();
        format!("CASE {column} {} ELSE {} END", branches.join(" "), bits(list.all().0))
    }
}

/// A set of codes as a number.
pub(super) fn bits(mask: u64) -> String {
    (mask as i64).to_string()
}

/// The text that reads a household's id.
pub(super) fn id_of(entity: Entity) -> String {
    format!("{}.household_id", alias(entity))
}
