//! Evaluation of typed expressions for one household at a time: every value with all that the missing answers could make
//! of it. The plain reading of the language's rules; whatever is faster must agree with it.

use crate::lang::ast::{Aggregate, Arithmetic, Compare, Logic};
use crate::lang::typed::{Entity, Function, Slot, Typed, TypedKind};
use crate::lang::value::{CodeMask, DateSpan, Interval, Value, completed_years};
use crate::lang::{Exact, Truth};
use crate::rules::model::{Amount, Computed, Precedence};
use crate::rules::standard::{Standard, unknown_of};
use crate::survey::batch::{Batch, Members, RowPlace};
use crate::survey::codebook::Field;
use crate::text::tidy;

use super::slots::Answers;

/// Evaluates expressions of a standard over the households of a batch. Remembers computed values per household.
#[derive(Debug)]
pub struct Evaluator<'a> {
    standard: &'a Standard,
    batch: &'a Batch,
    /// What was asked of the members, where the batch does not hold them.
    answers: Option<Answers<'a>>,
    household: usize,
    member: Option<usize>,
    /// By slot of [`crate::rules::model::Rules::computed`].
    known: Vec<Option<Value<'a>>>,
    /// What decides each indicator, is computed and recorded of it, once that was asked for.
    indicators: Vec<Option<(Truth, Truth, Truth)>>,
    /// Member variables of the current household, `member × variables + variable`.
    of_members: Vec<Option<Value<'a>>>,
    member_variables: usize,
}

impl<'a> Evaluator<'a> {
    /// An evaluator that stands at the batch's first household.
    pub fn new(standard: &'a Standard, batch: &'a Batch) -> Evaluator<'a> {
        Evaluator::with_answers(standard, batch, None)
    }

    /// The same for a batch whose members were reduced to answers.
    pub fn with_answers(standard: &'a Standard, batch: &'a Batch, answers: Option<Answers<'a>>) -> Evaluator<'a> {
        let mut evaluator = Evaluator {
            standard,
            batch,
            answers,
            household: 0,
            member: None,
            known: vec![None; standard.rules.computed.len()],
            indicators: vec![None; standard.rules.indicators.len()],
            of_members: Vec::new(),
            member_variables: standard.rules.variable_count(Entity::Member),
        };
        evaluator.go_to(0);
        evaluator
    }

    /// Stands at another household of the batch.
    pub fn go_to(&mut self, household: usize) {
        self.household = household;
        self.member = None;
        for (value, computed) in self.known.iter_mut().zip(&self.standard.rules.computed) {
            *value = self.standard.constant(*computed);
        }
        self.indicators.fill(None);
        let members = self.listed().map_or(0, |range| range.len());
        self.of_members.clear();
        self.of_members.resize(members * self.member_variables, None);
    }

    /// Where the household stands in the survey.
    pub fn place(&self) -> Option<RowPlace> {
        self.batch.households.places.get(self.household).copied()
    }

    /// The rows of the household's members in the batch; none where the survey lists none.
    pub fn listed(&self) -> Option<std::ops::Range<usize>> {
        match self.batch.of_household.get(self.household) {
            Some(Members::Listed { start, end }) => Some(*start as usize..*end as usize),
            _ => None,
        }
    }

    /// Whether the survey has a field of households.
    pub fn is_asked(&self, field: usize) -> bool {
        self.batch.households.columns.get(field).is_some_and(Option::is_some)
    }

    /// The value of an expression for the household; for a member's own, see [`Evaluator::of_member`].
    pub fn value(&mut self, node: &'a Typed) -> Value<'a> {
        match &node.kind {
            TypedKind::Bool(value) => Value::Bool((*value).into()),
            TypedKind::Unknown => unknown_of(&node.ty),
            TypedKind::Number(number) => Value::Number(Interval::point(*number)),
            TypedKind::Date(date) => Value::Date(DateSpan::day(*date)),
            TypedKind::Text(text) => Value::Text(Some(text)),
            TypedKind::Codes { mask, .. } => Value::Code(*mask),
            TypedKind::Name { symbol, .. } => self.named(symbol.slot, symbol.entity),
            TypedKind::Not(inner) => Value::Bool(!self.truth(inner)),
            TypedKind::Logic(Logic::And, a, b) => match self.truth(a) {
                Truth::False => Value::Bool(Truth::False),
                first => Value::Bool(first.and(self.truth(b))),
            },
            TypedKind::Logic(Logic::Or, a, b) => match self.truth(a) {
                Truth::True => Value::Bool(Truth::True),
                first => Value::Bool(first.or(self.truth(b))),
            },
            TypedKind::Compare(operator, a, b) => {
                let written = |node: &Typed| matches!(node.kind, TypedKind::Codes { .. });
                let (left, right) = (self.value(a), self.value(b));
                // codes have no order, so turning the sides round keeps the meaning
                let (left, right) = if written(a) { (right, left) } else { (left, right) };
                Value::Bool(compare(*operator, left, right, written(a) || written(b)))
            }
            TypedKind::Between(value, low, high) => {
                let value = self.value(value);
                let above = compare(Compare::GreaterOrEqual, value, self.value(low), false);
                let below = compare(Compare::LessOrEqual, value, self.value(high), false);
                Value::Bool(above.and(below))
            }
            TypedKind::In(value, list) => self.is_in(value, list),
            TypedKind::IsKnown { value, known } => Value::Bool((self.value(value).is_known() == *known).into()),
            TypedKind::Arithmetic(operator, a, b) => {
                let (a, b) = (self.value(a).number(), self.value(b).number());
                Value::Number(match operator {
                    Arithmetic::Add => a + b,
                    Arithmetic::Subtract => a - b,
                    Arithmetic::Multiply => a * b,
                    Arithmetic::Divide => a / b,
                })
            }
            TypedKind::Negate(inner) => Value::Number(-self.value(inner).number()),
            TypedKind::Case(branches, otherwise) => self.case(branches, otherwise),
            TypedKind::Aggregate { function, value, filter } => {
                match self.answers.and_then(|answers| answers.answer(node, self.household)) {
                    Some(answer) => answer,
                    None => self.aggregate(*function, value.as_deref(), filter.as_deref()),
                }
            }
            TypedKind::Call(function, arguments) => self.call(*function, arguments),
        }
    }

    /// The truth of a yes/no expression.
    pub fn truth(&mut self, node: &'a Typed) -> Truth {
        self.value(node).truth()
    }

    /// The value of an expression for one member, by its row in the batch.
    pub fn of_member(&mut self, member: usize, node: &'a Typed) -> Value<'a> {
        let outer = self.member.replace(member);
        let value = self.value(node);
        self.member = outer;
        value
    }

    /// The value of a slot of [`crate::rules::model::Rules::computed`] that belongs to the household.
    pub fn computed(&mut self, slot: usize) -> Value<'a> {
        if let Some(value) = self.known[slot] {
            return value;
        }
        let outer = self.member.take();
        let value = self.compute(slot);
        self.member = outer;
        self.known[slot] = Some(value);
        value
    }

    /// What decides an indicator, what is computed from raw answers, and what is recorded.
    pub fn indicator(&mut self, index: usize) -> (Truth, Truth, Truth) {
        if let Some(known) = self.indicators[index] {
            return known;
        }
        let rules = &self.standard.rules;
        let indicator = &rules.indicators[index];
        let computed = indicator.deprived_when.as_ref().map_or(Truth::Unknown, |when| self.truth(when));
        let recorded = self.recorded(index);
        let decided = match rules.precedence {
            Precedence::Computed if computed.known() => computed,
            Precedence::Recorded if recorded.known() => recorded,
            Precedence::Computed => recorded,
            Precedence::Recorded => computed,
        };
        self.indicators[index] = Some((decided, computed, recorded));
        (decided, computed, recorded)
    }

    /// Gives `class` and `basis` their values, for questions about the outcome.
    pub fn set_outcome(&mut self, possible: CodeMask, basis: Option<u8>) {
        let rules = &self.standard.rules;
        for (slot, computed) in rules.computed.iter().enumerate() {
            match computed {
                Computed::Class => self.known[slot] = Some(Value::Code(possible)),
                Computed::Basis => {
                    let mask = basis.map_or(rules.basis_codes.all(), CodeMask::one);
                    self.known[slot] = Some(Value::Code(mask));
                }
                _ => {}
            }
        }
    }

    fn recorded(&self, index: usize) -> Truth {
        let rules = &self.standard.rules;
        let Some(field) = rules.indicators[index].recorded else { return Truth::Unknown };
        self.batch.households.value(self.household, field, &rules.codebook.household[field]).truth()
    }

    pub(super) fn named(&mut self, slot: Slot, entity: Entity) -> Value<'a> {
        let standard = self.standard;
        let codebook = &standard.rules.codebook;
        match (slot, entity) {
            (Slot::Field(i), Entity::Household) => {
                let field = &codebook.household[usize::from(i)];
                let value = self.batch.households.value(self.household, usize::from(i), field);
                if field.past { self.before_review(value, field) } else { value }
            }
            (Slot::Field(i), Entity::Member) => {
                let i = usize::from(i);
                let field = &codebook.member[i];
                match self.member {
                    Some(row) if field.past => {
                        let value = self.batch.members.value(row, i, field);
                        self.before_review(value, field)
                    }
                    Some(row) => self.batch.members.value(row, i, field),
                    None => crate::survey::batch::unknown(field),
                }
            }
            (Slot::Computed(i), Entity::Household) => self.computed(usize::from(i)),
            (Slot::Computed(i), Entity::Member) => self.member_variable(usize::from(i)),
        }
    }

    /// A date or year that cannot lie after the review: what of it lies before, or unknown where nothing does.
    fn before_review(&mut self, value: Value<'a>, field: &Field) -> Value<'a> {
        let Value::Date(review) = self.review_date() else { return value };
        match value {
            Value::Date(span) => {
                let past = DateSpan { first: DateSpan::UNKNOWN.first, last: review.last };
                Value::Date(span.meet(past).unwrap_or(past))
            }
            Value::Number(interval) => {
                let past = Interval::new(field.range.low, Exact::int(i64::from(review.last.year())));
                Value::Number(interval.meet(past).unwrap_or(past))
            }
            value => value,
        }
    }

    /// The day of the household's review, or the days it can have been.
    pub fn review_date(&mut self) -> Value<'a> {
        self.computed(self.standard.slots.review_date)
    }

    fn member_variable(&mut self, slot: usize) -> Value<'a> {
        let rules = &self.standard.rules;
        let Computed::Variable(index) = rules.computed[slot] else { unreachable!("only variables belong to members") };
        let variable = &rules.variables[index];
        let (Some(row), Some(listed)) = (self.member, self.listed()) else { return unknown_of(&variable.value.ty) };
        let at = (row - listed.start) * self.member_variables + variable.index;
        if let Some(value) = self.of_members[at] {
            return value;
        }
        let value = self.value(&variable.value);
        self.of_members[at] = Some(value);
        value
    }

    fn compute(&mut self, slot: usize) -> Value<'a> {
        let standard = self.standard;
        let rules = &standard.rules;
        match rules.computed[slot] {
            Computed::Parameter(i) => {
                let parameter = &rules.parameters[i];
                let (Some(by), Amount::PerCode(amounts)) = (&parameter.by, &standard.amounts[i]) else {
                    return unknown_of(&parameter.ty);
                };
                let Value::Code(mask) = self.value(by) else { return unknown_of(&parameter.ty) };
                let mut hull: Option<Interval> = None;
                for amount in mask.indices().filter_map(|code| amounts.get(usize::from(code))) {
                    let point = Interval::point(*amount);
                    hull = Some(hull.map_or(point, |h| h.hull(point)));
                }
                hull.map_or(unknown_of(&parameter.ty), Value::Number)
            }
            Computed::Variable(i) => self.value(&rules.variables[i].value),
            Computed::Indicator(i) => Value::Bool(self.indicator(i).0),
            Computed::ReviewDate => {
                let own = standard.review_date_field.and_then(|f| self.batch.households.span(self.household, f));
                let own = own.filter(|span| standard.is_of_review(span.first) && standard.is_of_review(span.last));
                Value::Date(own.unwrap_or(DateSpan::day(standard.review.date)))
            }
            Computed::Deprivations => {
                let truths = self.indicators();
                Value::Number(count(&truths))
            }
            Computed::DeprivationsUnknown => {
                let truths = self.indicators();
                let unknown = truths.iter().filter(|truth| !truth.known()).count();
                Value::Number(Interval::point(Exact::int(unknown as i64)))
            }
            Computed::RecordedDeprivations => {
                let truths: Vec<Truth> = (0..rules.indicators.len()).map(|i| self.recorded(i)).collect();
                Value::Number(count(&truths))
            }
            Computed::Class => Value::Code(rules.class_codes.all()),
            Computed::Basis => Value::Code(rules.basis_codes.all()),
            Computed::Setting(_) => self.standard.constant(rules.computed[slot]).expect("settings are constant"),
        }
    }

    fn indicators(&mut self) -> Vec<Truth> {
        let standard = self.standard;
        standard.slots.indicators.iter().map(|slot| self.computed(*slot).truth()).collect()
    }

    fn is_in(&mut self, value: &'a Typed, list: &'a [Typed]) -> Value<'a> {
        let found = self.value(value);
        if let Value::Code(mask) = found {
            let constants = list.iter().try_fold(0u64, |all, item| match item.kind {
                TypedKind::Codes { mask, .. } => Some(all | mask.0),
                _ => None,
            });
            if let Some(all) = constants {
                return Value::Bool(mask.is_in(CodeMask(all)));
            }
        }
        let mut any = Truth::False;
        for item in list {
            let set = matches!(item.kind, TypedKind::Codes { .. });
            any = any.or(compare(Compare::Equal, found, self.value(item), set));
        }
        Value::Bool(any)
    }

    fn case(&mut self, branches: &'a [(Typed, Typed)], otherwise: &'a Typed) -> Value<'a> {
        let mut reached: Option<Value<'a>> = None;
        for (condition, value) in branches {
            let truth = self.truth(condition);
            if truth.possible() {
                let value = self.value(value);
                reached = Some(reached.map_or(value, |before| hull(before, value)));
            }
            if truth.certain() {
                return reached.expect("a certain branch is reached");
            }
        }
        let value = self.value(otherwise);
        reached.map_or(value, |before| hull(before, value))
    }

    fn aggregate(&mut self, function: Aggregate, value: Option<&'a Typed>, filter: Option<&'a Typed>) -> Value<'a> {
        let Some(members) = self.listed() else { return of_nobody(function, filter.is_some()) };
        let mut sums = Sums::default();
        for member in members {
            let counts = filter.map_or(Truth::True, |filter| self.of_member(member, filter).truth());
            if function == Aggregate::Any && counts.certain() {
                return Value::Bool(Truth::True);
            }
            if !counts.possible() {
                continue;
            }
            let amount = value.map_or(Interval::point(Exact::ONE), |value| self.of_member(member, value).number());
            sums.add(counts, amount);
        }
        match function {
            Aggregate::Any => Value::Bool(sums.any()),
            _ => sums_value(function, &sums),
        }
    }

    fn call(&mut self, function: Function, arguments: &'a [Typed]) -> Value<'a> {
        match function {
            Function::Coalesce => self.coalesce(arguments),
            Function::CompletedYears => {
                let (Value::Date(birth), Value::Date(on)) = (self.value(&arguments[0]), self.value(&arguments[1]))
                else {
                    return Value::Number(Interval::UNKNOWN);
                };
                Value::Number(completed_years(birth, on))
            }
            Function::SomeDayOf => Value::Date(some_day_of(self.value(&arguments[0]).number())),
            Function::YearOf => {
                let Value::Date(span) = self.value(&arguments[0]) else { return Value::Number(Interval::UNKNOWN) };
                Value::Number(Interval::new(
                    Exact::int(i64::from(span.first.year())),
                    Exact::int(i64::from(span.last.year())),
                ))
            }
            Function::CountTrue => {
                let truths: Vec<Truth> = arguments.iter().map(|argument| self.truth(argument)).collect();
                Value::Number(count(&truths))
            }
            Function::StartsWith => {
                let (Value::Text(Some(text)), Value::Text(Some(start))) =
                    (self.value(&arguments[0]), self.value(&arguments[1]))
                else {
                    return Value::Bool(Truth::Unknown);
                };
                Value::Bool(starts_with(text, start).into())
            }
        }
    }

    fn coalesce(&mut self, arguments: &'a [Typed]) -> Value<'a> {
        let (first, rest) = arguments.split_first().expect("the checker asks for an argument");
        let value = self.value(first);
        if value.is_known() || rest.is_empty() {
            return value;
        }
        match (value, self.coalesce(rest)) {
            (Value::Number(a), Value::Number(b)) => Value::Number(a.meet(b).unwrap_or(a)),
            (Value::Date(a), Value::Date(b)) => Value::Date(a.meet(b).unwrap_or(a)),
            (Value::Code(a), Value::Code(b)) if a.0 & b.0 != 0 => Value::Code(CodeMask(a.0 & b.0)),
            (Value::Code(a), _) => Value::Code(a),
            (_, other) => other,
        }
    }
}

/// What is known of an aggregate over members of whom the survey lists none.
pub(super) fn of_nobody(function: Aggregate, filtered: bool) -> Value<'static> {
    match function {
        Aggregate::Any => Value::Bool(Truth::Unknown),
        // a household has at least one member
        Aggregate::Count if !filtered => Value::Number(Interval::new(Exact::ONE, Exact::INFINITY)),
        Aggregate::Count => Value::Number(Interval::new(Exact::ZERO, Exact::INFINITY)),
        Aggregate::Sum | Aggregate::Min | Aggregate::Max => Value::Number(Interval::UNKNOWN),
    }
}

/// What a number over members comes to.
pub(super) fn sums_value(function: Aggregate, sums: &Sums) -> Value<'static> {
    Value::Number(match function {
        // over nobody there is no least and no greatest value
        Aggregate::Min | Aggregate::Max if sums.certain == 0 => Interval::UNKNOWN,
        Aggregate::Min => sums.least,
        Aggregate::Max => sums.greatest,
        Aggregate::Any | Aggregate::Count | Aggregate::Sum => sums.sum,
    })
}

/// Sums and extremes over members that certainly or possibly count.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    certain: usize,
    possible: usize,
    sum: Interval,
    least: Interval,
    greatest: Interval,
}

impl Default for Sums {
    fn default() -> Sums {
        Sums {
            certain: 0,
            possible: 0,
            sum: Interval::point(Exact::ZERO),
            least: Interval::point(Exact::INFINITY),
            greatest: Interval::point(Exact::NEG_INFINITY),
        }
    }
}

impl Sums {
    /// Whether any member counts.
    pub(super) fn any(&self) -> Truth {
        Truth::from_bounds(self.certain > 0, self.possible > 0)
    }

    pub(super) fn add(&mut self, counts: Truth, amount: Interval) {
        self.possible += 1;
        self.certain += usize::from(counts.certain());
        let zero = Interval::point(Exact::ZERO);
        self.sum = self.sum + if counts.certain() { amount } else { zero.hull(amount) };
        // a member that only possibly counts cannot raise the least value, nor lower the greatest
        let (as_least, as_greatest) = if counts.certain() {
            (amount, amount)
        } else {
            (Interval::new(amount.low, Exact::INFINITY), Interval::new(Exact::NEG_INFINITY, amount.high))
        };
        let (l, g) = (self.least, self.greatest);
        self.least = Interval::new(l.low.min(as_least.low), l.high.min(as_least.high));
        self.greatest = Interval::new(g.low.max(as_greatest.low), g.high.max(as_greatest.high));
    }
}

fn count(truths: &[Truth]) -> Interval {
    let certain = truths.iter().filter(|truth| truth.certain()).count();
    let possible = truths.iter().filter(|truth| truth.possible()).count();
    Interval::new(Exact::int(certain as i64), Exact::int(possible as i64))
}

/// Whether a text begins with a word, case apart: `Xã Tú Nang` with `xã`, but `Phương Trung` not with `phường`.
pub fn starts_with(text: &str, start: &str) -> bool {
    let (text, start) = (tidy(text).to_lowercase(), tidy(start).to_lowercase());
    text.strip_prefix(&start).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

pub(super) fn some_day_of(year: Interval) -> DateSpan {
    let whole = |bound: Exact| bound.as_int().and_then(|year| i16::try_from(year).ok());
    let first = whole(year.low).and_then(|year| jiff::civil::Date::new(year, 1, 1).ok());
    let last = whole(year.high).and_then(|year| jiff::civil::Date::new(year, 12, 31).ok());
    DateSpan { first: first.unwrap_or(DateSpan::UNKNOWN.first), last: last.unwrap_or(DateSpan::UNKNOWN.last) }
}

fn hull<'a>(a: Value<'a>, b: Value<'a>) -> Value<'a> {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => Value::Bool(if a == b { a } else { Truth::Unknown }),
        (Value::Number(a), Value::Number(b)) => Value::Number(a.hull(b)),
        (Value::Date(a), Value::Date(b)) => Value::Date(a.hull(b)),
        (Value::Code(a), Value::Code(b)) => Value::Code(CodeMask(a.0 | b.0)),
        (Value::Text(a), Value::Text(b)) => Value::Text(if a == b { a } else { None }),
        (a, _) => a,
    }
}

/// Compares two values of one type; `set` where a side is a code or group as written, so that equality is membership.
pub(super) fn compare(operator: Compare, a: Value<'_>, b: Value<'_>, set: bool) -> Truth {
    match operator {
        Compare::NotEqual => !compare(Compare::Equal, a, b, set),
        Compare::Greater => compare(Compare::Less, b, a, set),
        Compare::GreaterOrEqual => compare(Compare::LessOrEqual, b, a, set),
        Compare::Less => match (a, b) {
            (Value::Number(a), Value::Number(b)) => a.less(b),
            (Value::Date(a), Value::Date(b)) => a.less(b),
            _ => Truth::Unknown,
        },
        Compare::LessOrEqual => match (a, b) {
            (Value::Number(a), Value::Number(b)) => a.less_or_equal(b),
            (Value::Date(a), Value::Date(b)) => a.less_or_equal(b),
            _ => Truth::Unknown,
        },
        Compare::Equal => match (a, b) {
            (Value::Number(a), Value::Number(b)) => a.equal(b),
            (Value::Date(a), Value::Date(b)) => a.equal(b),
            (Value::Code(a), Value::Code(b)) if set => a.is_in(b),
            (Value::Code(a), Value::Code(b)) => a.equal(b),
            (Value::Text(Some(a)), Value::Text(Some(b))) => (a == b).into(),
            (Value::Bool(a), Value::Bool(b)) => a.and(b).or((!a).and(!b)),
            _ => Truth::Unknown,
        },
    }
}
