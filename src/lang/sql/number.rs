//! Arithmetic and comparison of bounds.

use super::SqlDefinition;
use super::code;
use super::plan::Plan;
use super::shape::{Bound, FAR, Piece, Shape, Test, date_sql};
use super::translate::unknown;
use crate::lang::ast::{Arithmetic, Compare};
use crate::lang::exact::Exact;
use crate::lang::typed::{Entity, Function, Slot, Type, Typed, TypedKind, Unit};
use crate::lang::value::{DateSpan, Interval};

/// A bound over a positive divisor; none for one.
type Quotient = (Bound, Option<Bound>);

impl Bound {
    /// `-self`.
    pub(super) fn minus(&self) -> Bound {
        match self {
            Bound::Number(number) => number.checked_neg().map_or_else(|| self.clone(), Bound::Number),
            other => Bound::Sql(format!("-{}", other.sql())),
        }
    }

    fn join(&self, sign: &str, other: &Bound) -> Bound {
        let folded = match (self, sign, other) {
            (Bound::Number(a), "+", Bound::Number(b)) => a.checked_add(*b),
            (Bound::Number(a), "-", Bound::Number(b)) => b.checked_neg().and_then(|b| a.checked_add(b)),
            (Bound::Number(a), "*", Bound::Number(b)) => a.checked_mul(*b),
            _ => None,
        };
        folded.map_or_else(|| Bound::Sql(format!("{} {sign} {}", self.sql(), other.sql())), Bound::Number)
    }

    fn over(&self, divisor: &Bound) -> Bound {
        if let (Bound::Number(a), Bound::Number(b)) = (self, divisor)
            && let Some(quotient) = b.checked_recip().and_then(|recip| a.checked_mul(recip))
        {
            return Bound::Number(quotient);
        }
        Bound::Sql(format!("CAST({} AS DOUBLE) / {}", self.bare(), divisor.sql()))
    }

    /// The year of a date.
    pub(super) fn year(&self) -> Bound {
        match self {
            Bound::Date(date) => Bound::Number(Exact::int(i64::from(date.year()))),
            other => {
                let text = other.sql();
                Bound::Sql(format!("CAST(SUBSTR({text}, 1, LENGTH({text}) - 6) AS INTEGER)"))
            }
        }
    }

    /// Month and day of a date, as text.
    fn month_day(&self) -> String {
        match self {
            Bound::Date(date) => format!("'{:02}-{:02}'", date.month(), date.day()),
            other => format!("SUBSTR({}, -5)", other.sql()),
        }
    }
}

impl Plan<'_> {
    pub(super) fn comparison(&mut self, compare: Compare, a: &Typed, b: &Typed, entity: Entity) -> Piece {
        match compare {
            Compare::NotEqual => {
                let piece = self.comparison(Compare::Equal, a, b, entity);
                let stage = piece.stage;
                let (certain, possible) = piece.tests();
                Piece::truth(possible.not(), certain.not(), stage)
            }
            Compare::Greater => self.comparison(Compare::Less, b, a, entity),
            Compare::GreaterOrEqual => self.comparison(Compare::LessOrEqual, b, a, entity),
            Compare::Less | Compare::LessOrEqual => {
                self.order(if compare == Compare::Less { "<" } else { "<=" }, a, b, entity)
            }
            Compare::Equal => self.equal(a, b, entity),
        }
    }

    fn order(&mut self, op: &'static str, a: &Typed, b: &Typed, entity: Entity) -> Piece {
        let ((a_low, a_high, x), (b_low, b_high, y)) = (self.quotients(a, entity), self.quotients(b, entity));
        let certain = Test::and(pairs(&a_high, op, &b_low));
        Piece::truth(certain, Test::or(pairs(&a_low, op, &b_high)), x.max(y))
    }

    fn equal(&mut self, a: &Typed, b: &Typed, entity: Entity) -> Piece {
        let (one, other) = (self.piece(a, entity), self.piece(b, entity));
        if matches!(one.shape, Shape::Span { .. }) {
            let ((a_low, a_high, x), (b_low, b_high, y)) = (self.quotients(a, entity), self.quotients(b, entity));
            let at_most = |low: &[Quotient], high: &[Quotient]| Test::or(pairs(low, "<=", high));
            let possible = Test::and([at_most(&a_low, &b_high), at_most(&b_low, &a_high)]);
            // Where each side's ends enclose the other's, all four are one.
            let within = |high: &[Quotient], low: &[Quotient]| Test::and(pairs(high, "<=", low));
            let certain = Test::and([within(&a_high, &b_low), within(&b_high, &a_low)]);
            return Piece::truth(certain, possible, x.max(y));
        }
        let (one, other) = (self.simple(one, entity), self.simple(other, entity));
        let stage = one.stage.max(other.stage);
        match (one.shape, other.shape) {
            (Shape::Bool { certain: a, possible: b }, Shape::Bool { certain: c, possible: d }) => {
                let both = |a, b, c: Test, d: Test| Test::or([Test::and([a, b]), Test::and([c, d])]);
                let certain = both(a.clone(), c.clone(), b.not(), d.not());
                Piece::truth(certain, both(b, d, a.not(), c.not()), stage)
            }
            (Shape::Text(a), Shape::Text(b)) => {
                let (x, y) = (a.sql(), b.sql());
                let same = Test::compare(x.clone(), "=", y.clone());
                let certain = Test::and([Test::Null(x.clone(), false), Test::Null(y.clone(), false), same.clone()]);
                Piece::truth(certain, Test::or([Test::Null(x, true), Test::Null(y, true), same]), stage)
            }
            (Shape::Code(x), Shape::Code(y)) => {
                let Type::Code(list) = &a.ty else { return unknown(&Type::Bool) };
                let written = |node: &Typed| match node.kind {
                    TypedKind::Codes { mask, .. } => Some(mask.0),
                    _ => None,
                };
                let set = written(b).map(|set| (&x, set)).or_else(|| written(a).map(|set| (&y, set)));
                if let Some((shape, set)) = set {
                    let (certain, possible) = code::is_in(shape, set, list);
                    return Piece::truth(certain, possible, stage);
                }
                let piece = |shape| Piece { shape: Shape::Code(shape), stage };
                let ((a, s), (b, t)) = (self.mask(piece(x), list, entity), self.mask(piece(y), list, entity));
                let (certain, possible) = code::equal(&a, &b, list);
                Piece::truth(certain, possible, s.max(t))
            }
            _ => unknown(&Type::Bool),
        }
    }

    /// The ends of a number as the least and the greatest of some quotients; a division by what is certainly positive is
    /// left to be multiplied out. For dates the ends themselves.
    fn quotients(&mut self, node: &Typed, entity: Entity) -> (Vec<Quotient>, Vec<Quotient>, usize) {
        if let TypedKind::Arithmetic(Arithmetic::Divide, dividend, divisor) = &node.kind {
            let range = self.range(divisor);
            if range.low > Exact::ZERO && range.high.is_finite() {
                let (dividend, divisor) = (self.piece(dividend, entity), self.piece(divisor, entity));
                let (dividend, divisor) = (self.simple(dividend, entity), self.simple(divisor, entity));
                let stage = dividend.stage.max(divisor.stage);
                let ((low, high), (least, most)) = (dividend.ends(), divisor.ends());
                let over = |end: Bound| {
                    let mut quotients = vec![(end.clone(), Some(least.clone()))];
                    if least != most {
                        quotients.push((end, Some(most.clone())));
                    }
                    quotients
                };
                return (over(low), over(high), stage);
            }
        }
        let piece = self.piece(node, entity);
        let piece = if piece.len() > 200 { self.simple(piece, entity) } else { piece };
        let stage = piece.stage;
        let (low, high) = piece.ends();
        (vec![(low, None)], vec![(high, None)], stage)
    }

    pub(super) fn arithmetic(&mut self, op: Arithmetic, a: &Typed, b: &Typed, entity: Entity) -> Piece {
        let (left, right) = (self.piece(a, entity), self.piece(b, entity));
        let stage = left.stage.max(right.stage);
        let (x, y) = (self.range(a), self.range(b));
        match op {
            Arithmetic::Add | Arithmetic::Subtract => {
                let ((a, b), (c, d)) = (left.ends(), right.ends());
                match op {
                    Arithmetic::Add => Piece::span(a.join("+", &c), b.join("+", &d), stage),
                    _ => Piece::span(a.join("-", &d), b.join("-", &c), stage),
                }
            }
            Arithmetic::Multiply => match (constant(&left), constant(&right)) {
                (_, Some(factor)) => scaled(left, factor, stage),
                (Some(factor), _) => scaled(right, factor, stage),
                _ => self.product(left, right, x, y, entity),
            },
            Arithmetic::Divide => match constant(&right) {
                Some(divisor) if divisor != Exact::ZERO => {
                    let (low, high) = left.ends();
                    let by = Bound::Number(divisor);
                    let (low, high) = if divisor > Exact::ZERO { (low, high) } else { (high, low) };
                    Piece::span(low.over(&by), high.over(&by), stage)
                }
                _ => self.quotient(left, right, y, entity),
            },
        }
    }

    fn product(&mut self, left: Piece, right: Piece, x: Interval, y: Interval, entity: Entity) -> Piece {
        let (left, right) = (self.simple(left, entity), self.simple(right, entity));
        let stage = left.stage.max(right.stage);
        let ((a, b), (c, d)) = (left.ends(), right.ends());
        if x.low >= Exact::ZERO && y.low >= Exact::ZERO {
            return Piece::span(a.join("*", &c), b.join("*", &d), stage);
        }
        let corners: Vec<String> =
            [(&a, &c), (&a, &d), (&b, &c), (&b, &d)].iter().map(|(p, q)| p.join("*", q).sql()).collect();
        Piece::span(extreme(&corners, "<="), extreme(&corners, ">="), stage)
    }

    /// Unbounded where the divisor can be zero.
    fn quotient(&mut self, left: Piece, right: Piece, divisor: Interval, entity: Entity) -> Piece {
        let (left, right) = (self.simple(left, entity), self.simple(right, entity));
        let stage = left.stage.max(right.stage);
        let ((a, b), (c, d)) = (left.ends(), right.ends());
        let over = |end: &Bound, by: &Bound| match by {
            Bound::Number(number) if !number.is_finite() => "0".to_owned(),
            Bound::Number(_) => end.over(by).sql(),
            // What is divided by something unbounded can be as small as nothing.
            _ if divisor.high.is_finite() && divisor.low.is_finite() => end.over(by).bare(),
            _ => {
                let far = format!("{} > -{FAR} AND {} < {FAR}", by.sql(), by.sql());
                format!("CASE WHEN {far} THEN {} ELSE 0 END", end.over(by).bare())
            }
        };
        let (positive, negative) = (format!("{} > 0", c.sql()), format!("{} < 0", d.sql()));
        let split = |end: &Bound, not_negative: &Bound, else_by: &Bound| {
            format!("CASE WHEN {} >= 0 THEN {} ELSE {} END", end.sql(), over(end, not_negative), over(end, else_by))
        };
        let side = |by_positive: String, by_negative: String, unbounded: Exact| {
            let mut sql = format!("CASE WHEN {positive} THEN {by_positive}");
            if divisor.low < Exact::ZERO {
                sql.push_str(&format!(" WHEN {negative} THEN {by_negative}"));
            }
            Bound::Sql(format!("{sql} ELSE {} END", Bound::Number(unbounded).sql()))
        };
        let low = side(split(&a, &d, &c), split(&b, &d, &c), Exact::NEG_INFINITY);
        let high = side(split(&b, &c, &d), split(&a, &c, &d), Exact::INFINITY);
        Piece::span(low, high, stage)
    }

    pub(super) fn completed_years(&mut self, birth: &Typed, on: &Typed, entity: Entity) -> Piece {
        let (birth, on) = (self.piece(birth, entity), self.piece(on, entity));
        let (birth, on) = (self.simple(birth, entity), self.simple(on, entity));
        let stage = birth.stage.max(on.stage);
        let ((born_first, born_last), (first, last)) = (birth.ends(), on.ends());
        let years = |birth: &Bound, on: &Bound| {
            let years = on.year().join("-", &birth.year());
            let before = format!("{} < {}", on.month_day(), birth.month_day());
            Bound::Sql(format!("{} - CASE WHEN {before} THEN 1 ELSE 0 END", years.bare()))
        };
        Piece::span(years(&born_last, &first), years(&born_first, &last), stage)
    }

    pub(super) fn some_day_of(&mut self, year: &Typed, entity: Entity) -> Piece {
        let piece = self.piece(year, entity);
        let piece = self.simple(piece, entity);
        let stage = piece.stage;
        let (low, high) = piece.ends();
        let day = |year: &Bound, month: i8, day: i8, otherwise: jiff::civil::Date| {
            if let Bound::Number(number) = year {
                let whole = number.as_int().and_then(|year| i16::try_from(year).ok());
                let date = whole.and_then(|year| jiff::civil::Date::new(year, month, day).ok());
                return Bound::Date(date.unwrap_or(otherwise));
            }
            let year = year.sql();
            let whole = format!("CAST({year} AS INTEGER)");
            let text = format!("SUBSTR('000' || CAST({whole} AS VARCHAR(10)), -4) || '-{month:02}-{day:02}'");
            let otherwise = date_sql(otherwise);
            Bound::Sql(format!(
                "CASE WHEN {year} BETWEEN 0 AND 9999 THEN CASE WHEN {year} = {whole} THEN {text} ELSE {otherwise} END \
                 ELSE {otherwise} END"
            ))
        };
        let first = day(&low, 1, 1, DateSpan::UNKNOWN.first);
        Piece::span(first, day(&high, 12, 31, DateSpan::UNKNOWN.last), stage)
    }

    /// What a number can be at all, as far as it is told without looking at a household.
    pub(super) fn range(&self, node: &Typed) -> Interval {
        self.range_within(node, 0)
    }

    fn range_within(&self, node: &Typed, depth: u32) -> Interval {
        if depth > 12 {
            return Interval::UNKNOWN;
        }
        let of = |node: &Typed| self.range_within(node, depth + 1);
        let hull = |nodes: Vec<&Typed>| nodes.into_iter().map(of).reduce(Interval::hull).unwrap_or(Interval::UNKNOWN);
        match &node.kind {
            TypedKind::Number(number) => Interval::point(*number),
            TypedKind::Unknown if node.ty == Type::Number(Unit::Count) => Interval::new(Exact::ZERO, Exact::INFINITY),
            TypedKind::Name { symbol, .. } => match symbol.slot {
                Slot::Field(_) => symbol.range,
                Slot::Computed(slot) => match self.values.get(&(symbol.entity, slot)).map(|value| &value.definition) {
                    Some(SqlDefinition::Expression(expression)) => of(expression),
                    Some(SqlDefinition::CountTrue(_) | SqlDefinition::CountUnknown(_)) => {
                        Interval::new(Exact::ZERO, Exact::INFINITY)
                    }
                    Some(SqlDefinition::Constant(value)) => value.number(),
                    Some(SqlDefinition::PerCode { amounts, .. }) => {
                        let points = amounts.iter().map(|amount| Interval::point(*amount));
                        points.reduce(Interval::hull).unwrap_or(Interval::UNKNOWN)
                    }
                    _ => Interval::UNKNOWN,
                },
            },
            TypedKind::Arithmetic(op, a, b) => {
                let (a, b) = (of(a), of(b));
                match op {
                    Arithmetic::Add => a + b,
                    Arithmetic::Subtract => a - b,
                    Arithmetic::Multiply => a * b,
                    Arithmetic::Divide => a / b,
                }
            }
            TypedKind::Negate(inner) => -of(inner),
            TypedKind::Case(branches, otherwise) => {
                hull(branches.iter().map(|(_, value)| value).chain([&**otherwise]).collect())
            }
            TypedKind::Aggregate { function: crate::lang::ast::Aggregate::Count, .. } => {
                Interval::new(Exact::ZERO, Exact::INFINITY)
            }
            TypedKind::Call(Function::Coalesce, arguments) => hull(arguments.iter().collect()),
            TypedKind::Call(Function::CountTrue, arguments) => {
                Interval::new(Exact::ZERO, Exact::int(arguments.len() as i64))
            }
            _ => Interval::UNKNOWN,
        }
    }
}

/// Every one of some quotients against every other, multiplied out.
fn pairs(a: &[Quotient], op: &'static str, b: &[Quotient]) -> Vec<Test> {
    let mut tests = Vec::new();
    for (x, p) in a {
        for (y, q) in b {
            let times = |end: &Bound, by: &Option<Bound>| match by {
                Some(by) => end.join("*", by),
                None => end.clone(),
            };
            tests.push(times(x, q).compare(op, &times(y, p)));
        }
    }
    tests
}

/// The number, where a value is a constant.
fn constant(piece: &Piece) -> Option<Exact> {
    match &piece.shape {
        Shape::Span { low: Bound::Number(low), high: Bound::Number(high) } if low == high => Some(*low),
        _ => None,
    }
}

fn scaled(piece: Piece, factor: Exact, stage: usize) -> Piece {
    let (low, high) = piece.ends();
    let by = Bound::Number(factor);
    if factor == Exact::ZERO {
        return Piece::span(by.clone(), by, stage);
    }
    let (low, high) = if factor > Exact::ZERO { (low, high) } else { (high, low) };
    Piece::span(by.join("*", &low), by.join("*", &high), stage)
}

/// The least (`<=`) or greatest (`>=`) of some texts.
fn extreme(texts: &[String], op: &str) -> Bound {
    let Some((last, first)) = texts.split_last() else { return Bound::Number(Exact::ZERO) };
    let mut sql = String::from("CASE");
    for (i, text) in first.iter().enumerate() {
        let tests: Vec<String> = texts[i + 1..].iter().map(|other| format!("{text} {op} {other}")).collect();
        sql.push_str(&format!(" WHEN {} THEN {text}", tests.join(" AND ")));
    }
    Bound::Sql(format!("{sql} ELSE {last} END"))
}
