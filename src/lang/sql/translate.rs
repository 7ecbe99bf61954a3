//! One node at a time: what each means in terms of the bounds of its parts.

use super::code;
use super::plan::{Plan, text_sql};
use super::shape::{Bound, CodeShape, Piece, Shape, Test};
use super::{SqlDefinition, SqlValue};
use crate::lang::ast::{Compare, Logic};
use crate::lang::exact::Exact;
use crate::lang::typed::{Entity, Function, Slot, Symbol, Type, Typed, TypedKind, Unit};
use crate::lang::value::{CodeMask, DateSpan, Interval, Value};

/// A text longer than this is put into a column of its own.
const LONG: usize = 700;

impl Plan<'_> {
    /// The SQL of a node as seen from a household or a member.
    pub(super) fn piece(&mut self, node: &Typed, entity: Entity) -> Piece {
        // A node that is asked for twice, as the value of `between` is, is worked out once.
        let key = (std::ptr::from_ref(node), entity);
        if let Some(piece) = self.done.get(&key) {
            return piece.clone();
        }
        let piece = self.node(node, entity);
        let piece = if piece.len() > LONG { self.part(piece, entity) } else { piece };
        self.done.insert(key, piece.clone());
        piece
    }

    pub(super) fn truth(&mut self, node: &Typed, entity: Entity) -> (Test, Test, usize) {
        let piece = self.piece(node, entity);
        let stage = piece.stage;
        let (certain, possible) = piece.tests();
        (certain, possible, stage)
    }

    fn node(&mut self, node: &Typed, entity: Entity) -> Piece {
        match &node.kind {
            TypedKind::Bool(value) => Piece::truth(Test::Always(*value), Test::Always(*value), 0),
            TypedKind::Unknown => unknown(&node.ty),
            TypedKind::Number(number) => Piece::span(Bound::Number(*number), Bound::Number(*number), 0),
            TypedKind::Date(date) => Piece::span(Bound::Date(*date), Bound::Date(*date), 0),
            TypedKind::Text(text) => Piece { shape: Shape::Text(Bound::Column(text_sql(text))), stage: 0 },
            TypedKind::Codes { mask, .. } => Piece { shape: Shape::Code(CodeShape::Constant(mask.0)), stage: 0 },
            TypedKind::Name { symbol, .. } => self.named(symbol),
            TypedKind::Not(inner) => {
                let (certain, possible, stage) = self.truth(inner, entity);
                Piece::truth(possible.not(), certain.not(), stage)
            }
            TypedKind::Logic(logic, a, b) => {
                let (a, b) = (self.truth(a, entity), self.truth(b, entity));
                let join = |x, y| match logic {
                    Logic::And => Test::and([x, y]),
                    Logic::Or => Test::or([x, y]),
                };
                Piece::truth(join(a.0, b.0), join(a.1, b.1), a.2.max(b.2))
            }
            TypedKind::Compare(compare, a, b) => self.comparison(*compare, a, b, entity),
            TypedKind::Between(value, low, high) => {
                let above = self.comparison(Compare::GreaterOrEqual, value, low, entity);
                let below = self.comparison(Compare::LessOrEqual, value, high, entity);
                let stage = above.stage.max(below.stage);
                let ((a, b), (c, d)) = (above.tests(), below.tests());
                Piece::truth(Test::and([a, c]), Test::and([b, d]), stage)
            }
            TypedKind::In(value, list) => self.is_in(value, list, entity),
            TypedKind::IsKnown { value, known } => {
                let (test, stage) = self.is_known(value, entity);
                let test = if *known { test } else { test.not() };
                Piece::truth(test.clone(), test, stage)
            }
            TypedKind::Arithmetic(op, a, b) => self.arithmetic(*op, a, b, entity),
            TypedKind::Negate(inner) => {
                let piece = self.piece(inner, entity);
                let stage = piece.stage;
                let (low, high) = piece.ends();
                Piece::span(high.minus(), low.minus(), stage)
            }
            TypedKind::Case(branches, otherwise) => {
                let mut piece = self.piece(otherwise, entity);
                for (condition, value) in branches.iter().rev() {
                    let condition = self.truth(condition, entity);
                    let value = self.piece(value, entity);
                    piece = self.choose(condition, value, piece, &node.ty, entity);
                }
                piece
            }
            TypedKind::Aggregate { function, value, filter } => {
                self.aggregate(*function, value.as_deref(), filter.as_deref())
            }
            TypedKind::Call(function, arguments) => self.call(*function, arguments, entity),
        }
    }

    /// The columns of a name; worked out once.
    fn named(&mut self, symbol: &Symbol) -> Piece {
        let key = (symbol.entity, symbol.slot);
        if let Some(piece) = self.known.get(&key) {
            return piece.clone();
        }
        let piece = match symbol.slot {
            Slot::Field(field) => self.field(symbol, field),
            Slot::Computed(slot) => self.computed(symbol.entity, slot, &symbol.ty),
        };
        self.known.insert(key, piece.clone());
        piece
    }

    /// The columns of a computed value.
    pub(super) fn computed(&mut self, entity: Entity, slot: u16, ty: &Type) -> Piece {
        let key = (entity, Slot::Computed(slot));
        if let Some(piece) = self.known.get(&key) {
            return piece.clone();
        }
        let Some(value) = self.values.get(&(entity, slot)).copied() else { return unknown(ty) };
        if !self.open.insert((entity, slot)) {
            return unknown(ty);
        }
        let base = self.fresh(&value.id);
        let outer = std::mem::replace(&mut self.current, value.id.clone());
        let piece = self.defined(value, entity);
        let piece = self.settle(piece, entity, &base);
        self.current = outer;
        self.open.remove(&(entity, slot));
        self.known.insert(key, piece.clone());
        piece
    }

    fn defined(&mut self, value: &SqlValue, entity: Entity) -> Piece {
        let missing = || unknown(&value.ty);
        match &value.definition {
            SqlDefinition::Constant(constant) => constant_piece(*constant),
            SqlDefinition::PerCode { by, amounts } => self.per_code(by, amounts, entity),
            SqlDefinition::Expression(expression) => self.piece(expression, entity),
            SqlDefinition::FirstKnown(first, second) => {
                let mut piece = |node: &Option<Typed>| node.as_ref().map(|node| self.piece(node, entity));
                match (piece(first), piece(second)) {
                    (Some(first), Some(second)) => self.coalesce_two(first, second, &value.ty, entity),
                    (one, other) => one.or(other).unwrap_or_else(missing),
                }
            }
            SqlDefinition::CountTrue(slots) => {
                let truths = self.slots(slots, entity);
                count_true(truths)
            }
            SqlDefinition::CountUnknown(slots) => {
                let truths = self.slots(slots, entity);
                let unknown = truths.into_iter().map(|(certain, possible, stage)| {
                    let test = Test::and([possible, certain.not()]);
                    (test.clone(), test, stage)
                });
                count_true(unknown.collect())
            }
        }
    }

    fn slots(&mut self, slots: &[u16], entity: Entity) -> Vec<(Test, Test, usize)> {
        let mut truths = Vec::new();
        for slot in slots {
            let piece = self.computed(entity, *slot, &Type::Bool);
            let stage = piece.stage;
            let (certain, possible) = piece.tests();
            truths.push((certain, possible, stage));
        }
        truths
    }

    /// A parameter by code: the least and the greatest of the values that are possible.
    fn per_code(&mut self, by: &Typed, amounts: &[Exact], entity: Entity) -> Piece {
        let Type::Code(list) = &by.ty else { return unknown(&by.ty) };
        let piece = self.piece(by, entity);
        let stage = piece.stage;
        let Shape::Code(shape) = piece.shape else { return unknown(&by.ty) };
        let mut sorted: Vec<Exact> = amounts.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let set = |amount: &Exact| {
            let of = amounts.iter().enumerate().filter(|(_, a)| *a == amount);
            of.fold(0u64, |set, (i, _)| set | 1 << i)
        };
        let ladder = |amounts: Vec<Exact>| {
            let Some((last, first)) = amounts.split_last() else { return Bound::Number(Exact::INFINITY) };
            if first.is_empty() {
                return Bound::Number(*last);
            }
            let mut sql = String::from("CASE");
            for amount in first {
                let (_, possible) = code::is_in(&shape, set(amount), list);
                sql.push_str(&format!(" WHEN {} THEN {}", possible.sql(), Bound::Number(*amount).sql()));
            }
            Bound::Sql(format!("{sql} ELSE {} END", Bound::Number(*last).sql()))
        };
        let low = ladder(sorted.clone());
        sorted.reverse();
        Piece::span(low, ladder(sorted), stage)
    }

    fn is_in(&mut self, value: &Typed, list: &[Typed], entity: Entity) -> Piece {
        if let Type::Code(codes) = &value.ty {
            let set = list.iter().try_fold(0u64, |set, item| match item.kind {
                TypedKind::Codes { mask, .. } => Some(set | mask.0),
                _ => None,
            });
            if let Some(set) = set {
                let piece = self.piece(value, entity);
                let piece = self.simple(piece, entity);
                if let Shape::Code(shape) = &piece.shape {
                    let (certain, possible) = code::is_in(shape, set, codes);
                    return Piece::truth(certain, possible, piece.stage);
                }
            }
        }
        let (mut certain, mut possible, mut stage) = (Vec::new(), Vec::new(), 0);
        for item in list {
            let piece = self.comparison(Compare::Equal, value, item, entity);
            stage = stage.max(piece.stage);
            let (c, p) = piece.tests();
            certain.push(c);
            possible.push(p);
        }
        Piece::truth(Test::or(certain), Test::or(possible), stage)
    }

    fn is_known(&mut self, value: &Typed, entity: Entity) -> (Test, usize) {
        let piece = self.piece(value, entity);
        let piece = match piece.shape {
            Shape::Code(CodeShape::Mask(_)) => self.simple(piece, entity),
            _ => piece,
        };
        let stage = piece.stage;
        let test = match piece.shape {
            Shape::Bool { certain, possible } => Test::or([certain, possible.not()]),
            Shape::Span { low, high } => low.compare("=", &high),
            Shape::Text(text) => Test::Null(text.sql(), false),
            Shape::Code(CodeShape::Constant(mask)) => Test::Always(mask.is_power_of_two()),
            Shape::Code(CodeShape::Column(column)) => Test::Null(column, false),
            Shape::Code(CodeShape::Mask(mask)) => match &value.ty {
                Type::Code(list) => code::is_single(&Err(mask), list),
                _ => Test::Always(false),
            },
        };
        (test, stage)
    }

    /// `case when condition then yes else no end`: both where the condition is unknown.
    fn choose(&mut self, condition: (Test, Test, usize), yes: Piece, no: Piece, ty: &Type, entity: Entity) -> Piece {
        let (certain, possible, stage) = condition;
        match (&certain, &possible) {
            (Test::Always(true), _) => return yes,
            (_, Test::Always(false)) => return no,
            _ => {}
        }
        let settled = certain == possible;
        let (yes, no) = if settled && !matches!(ty, Type::Code(_)) {
            (yes, no)
        } else {
            (self.simple(yes, entity), self.simple(no, entity))
        };
        let stage = stage.max(yes.stage).max(no.stage);
        let pick = |yes: String, both: String, no: String| {
            let otherwise = if settled { String::new() } else { format!(" WHEN {} THEN {both}", possible.sql()) };
            Bound::Sql(format!("CASE WHEN {} THEN {yes}{otherwise} ELSE {no} END", certain.sql()))
        };
        let shape = match (yes.shape, no.shape) {
            (Shape::Bool { certain: a, possible: b }, Shape::Bool { certain: c, possible: d }) => {
                let sure = Test::or([
                    Test::and([certain.clone(), a.clone()]),
                    Test::and([possible.not(), c.clone()]),
                    Test::and([a, c]),
                ]);
                Shape::Bool {
                    certain: sure,
                    possible: Test::or([Test::and([possible, b]), Test::and([certain.not(), d])]),
                }
            }
            (Shape::Span { low: a, high: b }, Shape::Span { low: c, high: d }) => {
                let end = |x: Bound, y: Bound, op| {
                    if x == y {
                        return x;
                    }
                    let both = format!("CASE WHEN {} {op} {} THEN {} ELSE {} END", x.sql(), y.sql(), x.sql(), y.sql());
                    pick(x.bare(), both, y.bare())
                };
                Shape::Span { low: end(a, c, "<"), high: end(b, d, ">") }
            }
            (Shape::Text(a), Shape::Text(b)) => {
                let both = format!("CASE WHEN {} = {} THEN {} END", a.sql(), b.sql(), a.sql());
                Shape::Text(pick(a.bare(), both, b.bare()))
            }
            (yes, no) => {
                let Type::Code(list) = ty else { return unknown(ty) };
                let (yes, _) = self.mask(Piece { shape: yes, stage }, list, entity);
                let (no, end) = self.mask(Piece { shape: no, stage }, list, entity);
                let (x, y) = (code::mask_sql(&yes), code::mask_sql(&no));
                let mask = pick(x.clone(), format!("({x} | {y})"), y.clone());
                // The masks may have become columns of a later stage.
                return Piece { shape: Shape::Code(CodeShape::Mask(mask)), stage: end.max(stage + 1) };
            }
        };
        Piece { shape, stage }
    }

    fn call(&mut self, function: Function, arguments: &[Typed], entity: Entity) -> Piece {
        match (function, arguments) {
            (Function::Coalesce, [first, rest @ ..]) => {
                let mut pieces: Vec<Piece> = vec![self.piece(first, entity)];
                pieces.extend(rest.iter().map(|argument| self.piece(argument, entity)));
                let mut piece = pieces.pop().unwrap_or_else(|| unknown(&first.ty));
                while let Some(before) = pieces.pop() {
                    piece = self.coalesce_two(before, piece, &first.ty, entity);
                }
                piece
            }
            (Function::CompletedYears, [birth, on]) => self.completed_years(birth, on, entity),
            (Function::SomeDayOf, [year]) => self.some_day_of(year, entity),
            (Function::YearOf, [date]) => {
                let piece = self.piece(date, entity);
                let piece = self.simple(piece, entity);
                let stage = piece.stage;
                let (low, high) = piece.ends();
                Piece::span(low.year(), high.year(), stage)
            }
            (Function::CountTrue, arguments) => {
                let truths: Vec<(Test, Test, usize)> = arguments.iter().map(|a| self.truth(a, entity)).collect();
                count_true(truths)
            }
            (Function::StartsWith, [text, Typed { kind: TypedKind::Text(word), .. }]) => {
                let text = self.piece(text, entity);
                self.starts_with(text, word, entity)
            }
            (Function::StartsWith, _) => unknown(&Type::Bool),
            (Function::YearOf, _) => unknown(&Type::Number(Unit::Year)),
            (Function::SomeDayOf, _) => unknown(&Type::Date),
            (Function::Coalesce | Function::CompletedYears, _) => unknown(&Type::Number(Unit::Plain)),
        }
    }

    /// The first where it is known, else what both allow, or the first where nothing is in both.
    fn coalesce_two(&mut self, first: Piece, second: Piece, ty: &Type, entity: Entity) -> Piece {
        let (first, second) = (self.simple(first, entity), self.simple(second, entity));
        let stage = first.stage.max(second.stage);
        let shape = match (first.shape, second.shape) {
            (Shape::Bool { certain: a, possible: b }, Shape::Bool { certain: c, possible: d }) => Shape::Bool {
                certain: Test::or([a.clone(), Test::and([b.clone(), c])]),
                possible: Test::or([a, Test::and([b, d])]),
            },
            (Shape::Span { low: a, high: b }, Shape::Span { low: c, high: d }) => {
                let narrowed = |own: &Bound, other: &Bound, beyond: &str, within: String| {
                    if own == other {
                        return own.clone();
                    }
                    let test = format!("{} {beyond} {} AND {} {within}", other.sql(), own.sql(), other.sql());
                    Bound::Sql(format!("CASE WHEN {test} THEN {} ELSE {} END", other.sql(), own.sql()))
                };
                Shape::Span {
                    low: narrowed(&a, &c, ">", format!("<= {}", b.sql())),
                    high: narrowed(&b, &d, "<", format!(">= {}", a.sql())),
                }
            }
            (Shape::Text(a), Shape::Text(b)) => {
                Shape::Text(Bound::Sql(format!("COALESCE({}, {})", a.bare(), b.bare())))
            }
            (first, second) => {
                let Type::Code(list) = ty else { return unknown(ty) };
                let (a, _) = self.mask(Piece { shape: first, stage }, list, entity);
                let (b, end) = self.mask(Piece { shape: second, stage }, list, entity);
                let (x, y) = (code::mask_sql(&a), code::mask_sql(&b));
                let mask = Bound::Sql(format!("CASE WHEN ({x} & {y}) = 0 THEN {x} ELSE {x} & {y} END"));
                return Piece { shape: Shape::Code(CodeShape::Mask(mask)), stage: end.max(stage + 1) };
            }
        };
        Piece { shape, stage }
    }
}

/// How many of some statements hold.
fn count_true(truths: Vec<(Test, Test, usize)>) -> Piece {
    let stage = truths.iter().map(|truth| truth.2).max().unwrap_or(0);
    let sum = |tests: Vec<&Test>| {
        let always = tests.iter().filter(|test| ***test == Test::Always(true)).count();
        let mut parts: Vec<String> = tests
            .into_iter()
            .filter(|test| !matches!(test, Test::Always(_)))
            .map(|test| match test.flagged() {
                long if long.contains(' ') => format!("({long})"),
                short => short,
            })
            .collect();
        if parts.is_empty() {
            return Bound::Number(Exact::int(always as i64));
        }
        if always > 0 {
            parts.push(always.to_string());
        }
        Bound::Sql(parts.join(" + "))
    };
    let low = sum(truths.iter().map(|truth| &truth.0).collect());
    Piece::span(low, sum(truths.iter().map(|truth| &truth.1).collect()), stage)
}

/// Nothing is known.
pub(super) fn unknown(ty: &Type) -> Piece {
    let value = match ty {
        Type::Bool => return Piece::truth(Test::Always(false), Test::Always(true), 0),
        Type::Number(Unit::Count) => Value::Number(Interval::new(Exact::ZERO, Exact::INFINITY)),
        Type::Number(_) => Value::Number(Interval::UNKNOWN),
        Type::Date => Value::Date(DateSpan::UNKNOWN),
        Type::Code(list) => Value::Code(CodeMask(list.all().0)),
        Type::Text => Value::Text(None),
    };
    constant_piece(value)
}

fn constant_piece(value: Value<'_>) -> Piece {
    let shape = match value {
        Value::Bool(truth) => {
            Shape::Bool { certain: Test::Always(truth.certain()), possible: Test::Always(truth.possible()) }
        }
        Value::Number(Interval { low, high }) => Shape::Span { low: Bound::Number(low), high: Bound::Number(high) },
        Value::Date(DateSpan { first, last }) => Shape::Span { low: Bound::Date(first), high: Bound::Date(last) },
        Value::Code(mask) => Shape::Code(CodeShape::Constant(mask.0)),
        Value::Text(Some(text)) => Shape::Text(Bound::Column(text_sql(text))),
        Value::Text(None) => Shape::Text(Bound::Column("CAST(NULL AS VARCHAR(10))".to_owned())),
    };
    Piece { shape, stage: 0 }
}
