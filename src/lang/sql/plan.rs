//! The columns of a query and the stages they are computed in. A column's stage is one past the latest of those it is
//! computed from; each stage is one common table expression per entity.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::shape::{Bound, CodeShape, Piece, Shape, Test};
use super::{SqlNames, SqlValue};
use crate::lang::typed::{Entity, Slot, Typed};

/// A column of a stage.
struct Column {
    stage: usize,
    name: String,
    sql: String,
}

/// An aggregate over the members of a stage, by household.
struct Total {
    stage: usize,
    name: String,
    sql: String,
}

pub(super) struct Plan<'a> {
    pub names: &'a dyn SqlNames,
    pub values: HashMap<(Entity, u16), &'a SqlValue>,
    /// What was translated before.
    pub known: HashMap<(Entity, Slot), Piece>,
    /// Nodes by their address; every tree outlives the plan.
    pub done: HashMap<(*const Typed, Entity), Piece>,
    /// Computed values being translated, against going round in circles.
    pub open: HashSet<(Entity, u16)>,
    /// The value whose parts are being named.
    pub current: String,
    household: Vec<Column>,
    member: Vec<Column>,
    totals: Vec<Total>,
    taken: HashSet<String>,
}

/// `households` or `members`, the alias its columns are read by.
pub(super) const fn alias(entity: Entity) -> &'static str {
    match entity {
        Entity::Household => "h",
        Entity::Member => "m",
    }
}

/// A name as SQL, in quotes where it needs them.
pub(super) fn quoted(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain && name.contains('_') { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// A text as SQL.
pub(super) fn text_sql(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl<'a> Plan<'a> {
    pub(super) fn new(values: &'a [SqlValue], names: &'a dyn SqlNames) -> Plan<'a> {
        Plan {
            names,
            values: values.iter().map(|value| ((value.entity, value.slot), value)).collect(),
            known: HashMap::new(),
            done: HashMap::new(),
            open: HashSet::new(),
            current: "value".to_owned(),
            household: Vec::new(),
            member: Vec::new(),
            totals: Vec::new(),
            taken: HashSet::new(),
        }
    }

    /// A base for column names that no other value has.
    pub(super) fn fresh(&mut self, base: &str) -> String {
        let mut name = base.to_owned();
        let mut number = 1;
        while !self.taken.insert(name.to_lowercase()) {
            number += 1;
            name = format!("{base}_{number}");
        }
        name
    }

    /// Adds a column and gives the text that reads it from a later stage.
    pub(super) fn column(&mut self, entity: Entity, stage: usize, name: &str, sql: String) -> String {
        let name = quoted(name);
        let read = format!("{}.{name}", alias(entity));
        let columns = match entity {
            Entity::Household => &mut self.household,
            Entity::Member => &mut self.member,
        };
        columns.push(Column { stage, name, sql });
        read
    }

    /// Adds an aggregate over the members of a stage and gives the text that reads it in the household's next stage.
    pub(super) fn total(&mut self, stage: usize, name: &str, sql: String) -> String {
        let name = quoted(name);
        let read = format!("t.{name}");
        self.totals.push(Total { stage, name, sql });
        read
    }

    /// Puts a value into columns of its own, so that its text is written once; constants stay as they are.
    pub(super) fn settle(&mut self, piece: Piece, entity: Entity, base: &str) -> Piece {
        let stage = piece.stage + 1;
        let add = |plan: &mut Plan<'a>, suffix: &str, sql: String| {
            plan.column(entity, stage, &format!("{base}_{suffix}"), sql)
        };
        let shape = match piece.shape {
            Shape::Bool { certain: Test::Always(certain), possible: Test::Always(possible) } => {
                return Piece::truth(Test::Always(certain), Test::Always(possible), piece.stage);
            }
            Shape::Bool { certain, possible } => {
                let certain = Test::flag(&add(self, "certain", certain.flagged()));
                Shape::Bool { certain, possible: Test::flag(&add(self, "possible", possible.flagged())) }
            }
            Shape::Span { low, high } => {
                let settle = |plan: &mut Plan<'a>, bound: Bound, suffix: &str| match bound {
                    Bound::Number(_) | Bound::Date(_) => bound,
                    other => Bound::Column(add(plan, suffix, other.bare())),
                };
                Shape::Span { low: settle(self, low, "low"), high: settle(self, high, "high") }
            }
            Shape::Code(CodeShape::Mask(mask)) => {
                Shape::Code(CodeShape::Mask(Bound::Column(add(self, "mask", mask.bare()))))
            }
            Shape::Code(other) => return Piece { shape: Shape::Code(other), stage: piece.stage },
            Shape::Text(text) => Shape::Text(Bound::Column(add(self, "text", text.bare()))),
        };
        Piece { shape, stage }
    }

    /// Puts the parts of a value that would be written several times into columns, if they are not columns already.
    pub(super) fn simple(&mut self, piece: Piece, entity: Entity) -> Piece {
        let simple = match &piece.shape {
            Shape::Span { low, high } => low.is_simple() && high.is_simple(),
            Shape::Code(CodeShape::Mask(bound)) | Shape::Text(bound) => bound.is_simple(),
            Shape::Code(_) => true,
            Shape::Bool { .. } => piece.len() < 120,
        };
        if simple { piece } else { self.part(piece, entity) }
    }

    /// Puts a value into columns named after the value it is part of.
    pub(super) fn part(&mut self, piece: Piece, entity: Entity) -> Piece {
        let base = self.fresh(&format!("{}_part", self.current));
        self.settle(piece, entity, &base)
    }

    /// The common table expressions, in order, and the last one of households, from which the result is read as `h`.
    pub(super) fn tables(&self) -> (String, String) {
        let mut out = String::new();
        let of_member = self.member.iter().map(|column| column.stage);
        let of_totals = self.totals.iter().map(|total| total.stage + 1);
        let last =
            self.household.iter().map(|column| column.stage).chain(of_member).chain(of_totals).max().unwrap_or(0);
        let members = !self.member.is_empty() || !self.totals.is_empty();
        let (mut household, mut member) = (String::new(), String::new());
        for stage in 0..=last {
            let of = |columns: &'_ [Column]| -> Vec<String> {
                let here = columns.iter().filter(|column| column.stage == stage);
                here.map(|column| format!("{} AS {}", column.sql, column.name)).collect()
            };
            let (here, here_of_members) = (of(&self.household), of(&self.member));
            let totals: Vec<&Total> = self.totals.iter().filter(|total| total.stage + 1 == stage).collect();
            if !totals.is_empty() {
                let mut columns = vec!["m.household_id".to_owned()];
                columns.extend(totals.iter().map(|total| format!("{} AS {}", total.sql, total.name)));
                let from = format!("FROM {member} AS m\n  GROUP BY m.household_id");
                table(&mut out, &format!("totals_{stage}"), &columns, &from);
            }
            let from_household = if stage == 0 {
                "FROM households AS s".to_owned()
            } else if totals.is_empty() {
                format!("FROM {household} AS h")
            } else {
                format!("FROM {household} AS h\n  LEFT JOIN totals_{stage} AS t ON t.household_id = h.household_id")
            };
            let first = |columns: Vec<String>, alias: &str| {
                let first = if stage == 0 { "s.household_id".to_owned() } else { format!("{alias}.*") };
                [first].into_iter().chain(columns).collect::<Vec<String>>()
            };
            let before = household.clone();
            if stage == 0 || !here.is_empty() {
                household = format!("households_{stage}");
                table(&mut out, &household, &first(here, "h"), &from_household);
            }
            if members && (stage == 0 || !here_of_members.is_empty()) {
                let from = if stage == 0 {
                    "FROM members AS s".to_owned()
                } else if here_of_members.iter().any(|column| column.contains("h.")) {
                    format!("FROM {member} AS m\n  JOIN {before} AS h ON h.household_id = m.household_id")
                } else {
                    format!("FROM {member} AS m")
                };
                member = format!("members_{stage}");
                table(&mut out, &member, &first(here_of_members, "m"), &from);
            }
        }
        (out, household)
    }
}

/// Writes one common table expression.
fn table(out: &mut String, name: &str, columns: &[String], from: &str) {
    let lead = if out.is_empty() { "WITH " } else { ",\n" };
    let columns = columns.join(",\n    ");
    write!(out, "{lead}{name} AS MATERIALIZED (\n  SELECT\n    {columns}\n  {from}\n)")
        .expect("a string takes all text");
}
