//! Functions over members: a column per member, a total per household, and what is known where no members are listed.

use super::plan::Plan;
use super::shape::{Bound, Piece, Test, UNBOUNDED};
use crate::lang::ast::Aggregate;
use crate::lang::exact::Exact;
use crate::lang::typed::{Entity, Typed};

impl Plan<'_> {
    pub(super) fn aggregate(&mut self, function: Aggregate, value: Option<&Typed>, filter: Option<&Typed>) -> Piece {
        let base = self.fresh(&format!("{}_{}", self.current, function.name()));
        let filter_piece = filter.map(|filter| {
            let piece = self.piece(filter, Entity::Member);
            self.settle(piece, Entity::Member, &base)
        });
        let value_piece = value.map(|value| {
            let piece = self.piece(value, Entity::Member);
            let name = self.fresh(&format!("{base}_of"));
            self.settle(piece, Entity::Member, &name)
        });
        let stages = [filter_piece.as_ref(), value_piece.as_ref()];
        let stage = stages.iter().flatten().map(|piece| piece.stage).max().unwrap_or(0);
        let (certain, possible) = match filter_piece {
            Some(piece) => piece.tests(),
            None => (Test::Always(true), Test::Always(true)),
        };
        let when = |test: &Test, sql: &str| match test {
            Test::Always(true) => sql.to_owned(),
            test => format!("CASE WHEN {} THEN {sql} END", test.sql()),
        };
        let mut total = |suffix: &str, sql: String| self.total(stage, &format!("{base}_{suffix}"), sql);
        let ends = match function {
            Aggregate::Any => {
                let certain = total("certain", format!("MAX({})", certain.flagged()));
                let possible = total("possible", format!("MAX({})", possible.flagged()));
                let column = |plan: &mut Self, suffix: &str, sql: String| {
                    let name = format!("{base}_{suffix}");
                    Test::flag(&plan.column(Entity::Household, stage + 1, &name, sql))
                };
                let certain = column(self, "certain", format!("COALESCE({certain}, 0)"));
                let possible = column(self, "possible", format!("COALESCE({possible}, 1)"));
                return Piece::truth(certain, possible, stage + 1);
            }
            Aggregate::Count => {
                let count = |test: &Test| match test {
                    Test::Always(true) => "COUNT(*)".to_owned(),
                    test => format!("SUM({})", test.flagged()),
                };
                let low = total("low", count(&certain));
                let high = total("high", count(&possible));
                let least = u8::from(filter.is_none());
                (format!("COALESCE({low}, {least})"), format!("COALESCE({high}, {UNBOUNDED})"))
            }
            Aggregate::Sum | Aggregate::Min | Aggregate::Max => {
                let (low, high) = match value_piece {
                    Some(piece) => piece.ends(),
                    None => (Bound::Number(Exact::NEG_INFINITY), Bound::Number(Exact::INFINITY)),
                };
                let (low, high) = (low.sql(), high.sql());
                if function == Aggregate::Sum {
                    let sum = |end: &str, sign: &str| {
                        let maybe = format!(
                            "WHEN {} AND {end} {sign} 0 THEN {end} ",
                            match &possible {
                                Test::Any(_) => format!("({})", possible.sql()),
                                _ => possible.sql(),
                            }
                        );
                        format!("SUM(CASE WHEN {} THEN {end} {maybe}ELSE 0 END)", certain.sql())
                    };
                    let (low, high) = (total("low", sum(&low, "<")), total("high", sum(&high, ">")));
                    (format!("COALESCE({low}, -{UNBOUNDED})"), format!("COALESCE({high}, {UNBOUNDED})"))
                } else {
                    // Over nobody there is no least and no greatest value, so nothing is known unless somebody counts.
                    let (word, least_of, most_of) = match function {
                        Aggregate::Min => ("MIN", &possible, &certain),
                        _ => ("MAX", &certain, &possible),
                    };
                    let least = total("low", format!("{word}({})", when(least_of, &low)));
                    let most = total("high", format!("{word}({})", when(most_of, &high)));
                    let sure = if function == Aggregate::Min { most.clone() } else { least.clone() };
                    (
                        format!("CASE WHEN {sure} IS NULL THEN -{UNBOUNDED} ELSE {least} END"),
                        format!("CASE WHEN {sure} IS NULL THEN {UNBOUNDED} ELSE {most} END"),
                    )
                }
            }
        };
        let mut column = |suffix: &str, sql: String| {
            Bound::Column(self.column(Entity::Household, stage + 1, &format!("{base}_{suffix}"), sql))
        };
        Piece::span(column("low", ends.0), column("high", ends.1), stage + 1)
    }
}
