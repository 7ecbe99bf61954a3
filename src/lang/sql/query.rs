//! Whole queries: the values of some expressions, and the outcome of a standard.

use super::plan::{Plan, quoted, text_sql};
use super::reads::id_of;
use super::shape::{CodeShape, Piece, Shape, Test};
use super::{SqlNames, SqlValue, StandardSql};
use crate::lang::typed::{Entity, Type, Typed};

/// A query with a row a household: `household_id`, and for every output the columns of its type that the module describes,
/// named after it.
pub fn values_query(values: &[SqlValue], outputs: &[(String, Typed)], names: &dyn SqlNames) -> String {
    let mut plan = Plan::new(values, names);
    let mut columns = vec![id_of(Entity::Household)];
    for (name, expression) in outputs {
        plan.current.clone_from(name);
        let piece = plan.piece(expression, Entity::Household);
        // A column of its own also brings the stages of all it needs before it.
        let piece = match (&piece.shape, &expression.ty) {
            (Shape::Code(_), Type::Code(list)) => {
                let (mask, stage) = plan.mask(piece.clone(), list, Entity::Household);
                let shape = match mask {
                    Ok(mask) => CodeShape::Constant(mask),
                    Err(bound) => CodeShape::Mask(bound),
                };
                Piece { shape: Shape::Code(shape), stage }
            }
            _ => piece,
        };
        let base = plan.fresh(&format!("{name}_value"));
        let piece = plan.settle(piece, Entity::Household, &base);
        let mut add =
            |suffix: &str, sql: String| columns.push(format!("{sql} AS {}", quoted(&format!("{name}_{suffix}"))));
        match &piece.shape {
            Shape::Bool { certain, possible } => {
                add("certain", certain.flagged());
                add("possible", possible.flagged());
            }
            Shape::Span { low, high } => {
                add("low", low.bare());
                add("high", high.bare());
            }
            Shape::Code(CodeShape::Constant(mask)) => add("mask", super::reads::bits(*mask)),
            Shape::Code(CodeShape::Mask(mask)) => add("mask", mask.bare()),
            Shape::Code(CodeShape::Column(column)) => add("mask", column.clone()),
            Shape::Text(text) => add("text", text.bare()),
        }
    }
    finish("", &plan, &columns)
}

/// The query of a standard, a row a household: `household_id`, `class` (an id, or `undetermined` where the missing answers
/// leave several possible or no class holds), `possible_classes` (ids joined with `|`), and a column per indicator with 1,
/// 0, or NULL for unknown.
pub fn standard_query(standard: &StandardSql, names: &dyn SqlNames) -> String {
    let mut plan = Plan::new(&standard.values, names);
    let mut indicators = Vec::new();
    for (id, slot) in &standard.indicators {
        let (certain, possible) = plan.computed(Entity::Household, *slot, &Type::Bool).tests();
        let sql = match (&certain, &possible) {
            (Test::Always(false), Test::Always(true)) => "NULL".to_owned(),
            _ => format!("CASE WHEN {} THEN 1 WHEN {} THEN 0 END", certain.sql(), possible.not().sql()),
        };
        indicators.push(format!("{sql} AS {}", quoted(id)));
    }
    let mut earlier: Vec<Test> = Vec::new();
    let mut stage = 0;
    let mut classes = Vec::new();
    for (id, when) in &standard.classes {
        plan.current = format!("class_{id}");
        let base = plan.fresh(&format!("class_{id}"));
        let piece = plan.piece(when, Entity::Household);
        let piece = plan.settle(piece, Entity::Household, &base);
        stage = stage.max(piece.stage);
        let (certain, possible) = piece.tests();
        let open = Test::and([possible].into_iter().chain(earlier.iter().map(Test::not)));
        earlier.push(certain);
        classes.push((id, open));
    }
    let flags: Vec<(&String, String)> = classes
        .into_iter()
        .map(|(id, open)| {
            let name = plan.fresh(&format!("can_be_{id}"));
            (id, plan.column(Entity::Household, stage + 1, &name, open.flagged()))
        })
        .collect();
    let sum: Vec<&str> = flags.iter().map(|(_, flag)| flag.as_str()).collect();
    let one = format!("{} = 1", if sum.is_empty() { "0".to_owned() } else { sum.join(" + ") });
    let mut which = String::from("CASE");
    let mut joined = Vec::new();
    for (id, flag) in &flags {
        which.push_str(&format!("\n      WHEN {one} AND {flag} = 1 THEN {}", text_sql(id)));
        joined.push(format!("CASE WHEN {flag} = 1 THEN {} ELSE '' END", text_sql(&format!("|{id}"))));
    }
    let (class, possible) = if flags.is_empty() {
        ("'undetermined'".to_owned(), "''".to_owned())
    } else {
        (
            format!("{which}\n      ELSE 'undetermined'\n    END"),
            format!("SUBSTR(\n      {},\n      2)", joined.join("\n      || ")),
        )
    };
    let mut columns =
        vec![id_of(Entity::Household), format!("{class} AS class"), format!("{possible} AS possible_classes")];
    columns.extend(indicators);
    finish(&standard.heading, &plan, &columns)
}

fn finish(heading: &str, plan: &Plan<'_>, columns: &[String]) -> String {
    let mut out: String = heading.lines().map(|line| format!("-- {line}\n")).collect();
    let (tables, last) = plan.tables();
    out.push_str(&format!("{tables}\nSELECT\n    {}\nFROM {last} AS h;\n", columns.join(",\n    ")));
    out
}
