//! The walk over an expression, for all rows at once.

use std::cell::Cell;
use std::rc::Rc;

use crate::lang::ast::{Aggregate, Arithmetic, Logic};
use crate::lang::typed::{Entity, Function, Slot, Typed, TypedKind};
use crate::lang::value::{CodeMask, DateSpan, Interval, Value};
use crate::lang::{Exact, Truth};
use crate::rules::model::{Amount, Computed, Precedence};
use crate::rules::standard::{Standard, unknown_of};
use crate::survey::batch::{Batch, Column, Members, Rows, unknown};
use crate::survey::codebook::Field;
use crate::survey::columns::packed;

use super::super::evaluate::{Evaluator, Sums, of_nobody, some_day_of, starts_with, sums_value};
use super::super::slots::Answers;
use super::bits::{Bits, is_set, pack, set_rows};
use super::lane::{Codes, Days, Lane};
use super::numbers::Numbers;

/// Evaluates expressions of a standard over households, or over members beside their households. Remembers computed values.
pub struct Lanes<'a> {
    standard: &'a Standard,
    /// How many rows what is evaluated now has.
    rows: usize,
    households: &'a Rows,
    /// Members: each in the row of its household, or those of a batch.
    members: Option<&'a Rows>,
    /// What is known of the members of the households.
    of_members: OfMembers<'a>,
    /// By slot of [`crate::rules::model::Rules::computed`].
    known: Vec<Option<Rc<Lane<'a>>>>,
    /// What decides each indicator, is computed and recorded of it.
    indicators: Vec<Option<Rc<Decided>>>,
}

/// How the members of households are known.
#[derive(Clone)]
enum OfMembers<'a> {
    /// Not at all, or what is evaluated is theirs.
    None,
    /// By the answers to what is asked of them.
    Answers(Answers<'a>),
    /// By themselves.
    Batch(Rc<InBatch<'a>>),
}

/// The members of a batch.
struct InBatch<'a> {
    of_household: &'a [Members],
    /// The household of each member.
    of: Vec<usize>,
    /// Whether a member's value is evaluated now, so that a household's is one a member.
    inside: Cell<bool>,
}

/// The truths of an indicator.
#[derive(Debug)]
pub struct Decided {
    /// What decides.
    pub decided: Bits,
    /// What is computed from raw answers.
    pub computed: Bits,
    /// What is recorded.
    pub recorded: Bits,
}

/// Answers about members, one a household.
pub enum AnswerLane {
    /// Whether any counts.
    Any(Vec<Truth>),
    /// How many count at least and at most; `i64::MAX` for no limit.
    Count(Vec<i64>, Vec<i64>),
    /// Sums and extremes.
    Each(Vec<Interval>),
}

impl<'a> Lanes<'a> {
    /// Over households, with the answers about their members.
    pub fn of_households(standard: &'a Standard, households: &'a Rows, answers: Answers<'a>) -> Lanes<'a> {
        Lanes::new(standard, households.len(), households, None, OfMembers::Answers(answers))
    }

    /// Over the households of a batch with their members in it.
    pub fn of_batch(standard: &'a Standard, batch: &'a Batch) -> Lanes<'a> {
        let mut of = vec![0; batch.members.len()];
        for (household, members) in batch.of_household.iter().enumerate() {
            if let Members::Listed { start, end } = members {
                of[*start as usize..*end as usize].fill(household);
            }
        }
        let in_batch = InBatch { of_household: &batch.of_household, of, inside: Cell::new(false) };
        let of_members = OfMembers::Batch(Rc::new(in_batch));
        Lanes::new(standard, batch.households.len(), &batch.households, Some(&batch.members), of_members)
    }

    /// Over members; `households` has as many rows, for each member its household's.
    pub fn of_members(standard: &'a Standard, members: &'a Rows, households: &'a Rows) -> Lanes<'a> {
        Lanes::new(standard, members.len(), households, Some(members), OfMembers::None)
    }

    fn new(
        standard: &'a Standard,
        rows: usize,
        households: &'a Rows,
        members: Option<&'a Rows>,
        of_members: OfMembers<'a>,
    ) -> Lanes<'a> {
        let rules = &*standard.rules;
        let constant =
            |computed: &Computed| standard.constant(*computed).map(|value| Rc::new(Lane::of_one(value, rows)));
        Lanes {
            standard,
            rows,
            households,
            members,
            of_members,
            known: rules.computed.iter().map(constant).collect(),
            indicators: rules.indicators.iter().map(|_| None).collect(),
        }
    }

    /// The standard evaluated with.
    pub fn standard(&self) -> &'a Standard {
        self.standard
    }

    /// The first and last day of the review in each row.
    pub(in crate::classify) fn review_days(&mut self) -> impl Fn(usize) -> (i32, i32) + use<'a> {
        let review = self.named(Slot::Computed(self.standard.slots.review_date as u16), Entity::Household);
        let unknown = Days::of_span(DateSpan::UNKNOWN);
        move |row| match &*review {
            Lane::Date(days) => days.get(row),
            _ => unknown.get(row),
        }
    }

    /// An evaluator of single households of the batch that these lanes are over.
    pub fn evaluator(&self, batch: &'a Batch) -> Evaluator<'a> {
        match &self.of_members {
            OfMembers::Answers(answers) => Evaluator::with_answers(self.standard, batch, Some(*answers)),
            OfMembers::None | OfMembers::Batch(_) => Evaluator::new(self.standard, batch),
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The truths of a yes/no expression.
    pub fn truth(&mut self, node: &'a Typed) -> Bits {
        match &*self.value(node) {
            Lane::Bool(bits) => bits.clone(),
            other => other.truths(self.rows),
        }
    }

    /// The truths of an expression about members, a row for each member of the batch; none where the members are not kept.
    pub fn truth_of_members(&mut self, node: &'a Typed) -> Bits {
        let OfMembers::Batch(batch) = self.of_members.clone() else { return Bits::of_one(Truth::Unknown, 0) };
        let households = std::mem::replace(&mut self.rows, batch.of.len());
        batch.inside.set(true);
        let truths = self.truth(node);
        batch.inside.set(false);
        self.rows = households;
        truths
    }

    /// What is known of a number in each row.
    pub(in crate::classify) fn numbers(&mut self, node: &'a Typed) -> impl Fn(usize) -> Interval + use<> {
        let numbers = self.value(node).numbers();
        move |row| numbers.get(row)
    }

    /// The values of a name of households by row; unbounded where there is no such name.
    pub(in crate::classify) fn named_numbers(&mut self, slot: Option<Slot>) -> impl Fn(usize) -> Interval + use<> {
        let numbers =
            slot.map_or(Numbers::One(Interval::UNKNOWN), |slot| self.named(slot, Entity::Household).numbers());
        move |row| numbers.get(row)
    }

    /// The values of an expression by row.
    pub fn values(&mut self, node: &'a Typed) -> impl Fn(usize) -> Value<'a> + use<'a> {
        let lane = self.value(node);
        move |row| lane.get(row)
    }

    /// The values of a slot of [`crate::rules::model::Rules::computed`] by row.
    pub fn computed_values(&mut self, slot: usize) -> impl Fn(usize) -> Value<'a> + use<'a> {
        let lane = self.computed(slot);
        move |row| lane.get(row)
    }

    /// By row the number of its text among those that the column keeps, where an expression is such a column; and the text of
    /// each number. What is past the texts is unknown.
    pub fn kept_texts(&mut self, node: &'a Typed) -> Option<&'a crate::survey::columns::Texts> {
        match &*self.value(node) {
            Lane::Text(super::lane::Words::Column(texts)) => Some(texts),
            _ => None,
        }
    }

    /// The truths of two sides being told to be the same.
    pub(in crate::classify) fn equal(&mut self, left: &'a Typed, right: &'a Typed) -> Bits {
        let (left, right) = (self.value(left), self.value(right));
        left.compare(crate::lang::ast::Compare::Equal, &right, false, self.rows)
    }

    /// Gives `class` and `basis` their values, for questions about the outcome.
    pub(in crate::classify) fn set_outcomes(&mut self, classes: Vec<u64>, bases: Vec<u64>) {
        let [classes, bases] = [classes, bases].map(|masks| Rc::new(Lane::Code(Codes::Each(masks))));
        for (slot, computed) in self.standard.rules.computed.iter().enumerate() {
            match computed {
                Computed::Class => self.known[slot] = Some(Rc::clone(&classes)),
                Computed::Basis => self.known[slot] = Some(Rc::clone(&bases)),
                _ => {}
            }
        }
    }

    /// The values of an expression.
    fn value(&mut self, node: &'a Typed) -> Rc<Lane<'a>> {
        let rows = self.rows;
        Rc::new(match &node.kind {
            TypedKind::Name { symbol, .. } => return self.named(symbol.slot, symbol.entity),
            TypedKind::Bool(value) => Lane::of_one(Value::Bool((*value).into()), rows),
            TypedKind::Unknown => Lane::of_one(unknown_of(&node.ty), rows),
            TypedKind::Number(number) => Lane::of_one(Value::Number(Interval::point(*number)), rows),
            TypedKind::Date(date) => Lane::of_one(Value::Date(DateSpan::day(*date)), rows),
            TypedKind::Text(text) => Lane::of_one(Value::Text(Some(text)), rows),
            TypedKind::Codes { mask, .. } => Lane::of_one(Value::Code(*mask), rows),
            TypedKind::Not(inner) => Lane::Bool(self.truth(inner).not()),
            TypedKind::Logic(Logic::And, a, b) => {
                let a = self.truth(a);
                // where it is false in every row the other side is not asked
                let asks = set_rows(&a.possible, rows).next().is_some();
                Lane::Bool(if asks { a.and(&self.truth(b)) } else { a })
            }
            TypedKind::Logic(Logic::Or, a, b) => {
                let a = self.truth(a);
                Lane::Bool(if a.everywhere_certain(rows) { a } else { a.or(&self.truth(b)) })
            }
            TypedKind::Compare(operator, a, b) => {
                let written = |node: &Typed| matches!(node.kind, TypedKind::Codes { .. });
                let (left, right) = (self.value(a), self.value(b));
                // codes have no order, so turning the sides round keeps the meaning
                let (left, right) = if written(a) { (right, left) } else { (left, right) };
                Lane::Bool(left.compare(*operator, &right, written(a) || written(b), rows))
            }
            TypedKind::Between(value, low, high) => {
                use crate::lang::ast::Compare;
                let (value, low, high) = (self.value(value), self.value(low), self.value(high));
                let above = value.compare(Compare::GreaterOrEqual, &low, false, rows);
                Lane::Bool(above.and(&value.compare(Compare::LessOrEqual, &high, false, rows)))
            }
            TypedKind::In(value, list) => Lane::Bool(self.is_in(value, list)),
            TypedKind::IsKnown { value, known } => {
                let found = Bits::known(self.value(value).known(rows));
                Lane::Bool(if *known { found } else { found.not() })
            }
            TypedKind::Arithmetic(operator, a, b) => {
                let (a, b) = (self.value(a).numbers(), self.value(b).numbers());
                Lane::Number(match operator {
                    Arithmetic::Add => a.add(&b, rows),
                    Arithmetic::Subtract => a.add(&b.negate(), rows),
                    Arithmetic::Multiply => a.multiply(&b, rows),
                    Arithmetic::Divide => a.divide(&b, rows),
                })
            }
            TypedKind::Negate(inner) => Lane::Number(self.value(inner).numbers().negate()),
            TypedKind::Case(branches, otherwise) => return self.case(branches, otherwise),
            TypedKind::Aggregate { .. } => self.answer(node),
            TypedKind::Call(function, arguments) => return self.call(*function, arguments),
        })
    }

    /// What is asked of the members of each household.
    fn answer(&mut self, node: &'a Typed) -> Lane<'a> {
        let TypedKind::Aggregate { function, value, filter } = &node.kind else {
            return Lane::of_one(unknown_of(&node.ty), self.rows);
        };
        let answers = match self.of_members.clone() {
            OfMembers::Answers(answers) => {
                answers.lane(node, self.rows).expect("what is asked of members was asked when they were read")
            }
            OfMembers::Batch(batch) => self.answers_in(&batch, *function, value.as_deref(), filter.as_deref()),
            OfMembers::None => return Lane::of_one(of_nobody(*function, filter.is_some()), self.rows),
        };
        match answers {
            AnswerLane::Any(truths) => Lane::Bool(Bits::of_truths(&truths)),
            AnswerLane::Count(low, high) => Lane::Number(Numbers::of_whole(low, high)),
            AnswerLane::Each(each) => Lane::Number(Numbers::of_each(each)),
        }
    }

    fn answers_in(
        &mut self,
        batch: &InBatch<'a>,
        function: Aggregate,
        value: Option<&'a Typed>,
        filter: Option<&'a Typed>,
    ) -> AnswerLane {
        let households = self.rows;
        self.rows = batch.of.len();
        batch.inside.set(true);
        let counts = match filter {
            Some(filter) => self.truth(filter),
            None => Bits::of_one(Truth::True, self.rows),
        };
        let amounts = value.map(|value| self.numbers(value));
        batch.inside.set(false);
        self.rows = households;
        let of_household = |members: &Members| {
            let Members::Listed { start, end } = *members else { return of_nobody(function, filter.is_some()) };
            let mut sums = Sums::default();
            for row in start as usize..end as usize {
                let counts = counts.get(row);
                if counts.possible() {
                    let one = Interval::point(Exact::ONE);
                    sums.add(counts, amounts.as_ref().map_or(one, |amounts| amounts(row)));
                }
            }
            match function {
                Aggregate::Any => Value::Bool(sums.any()),
                _ => sums_value(function, &sums),
            }
        };
        let each = batch.of_household.iter().map(of_household);
        match function {
            Aggregate::Any => AnswerLane::Any(each.map(Value::truth).collect()),
            _ => AnswerLane::Each(each.map(Value::number).collect()),
        }
    }

    fn named(&mut self, slot: Slot, entity: Entity) -> Rc<Lane<'a>> {
        if entity == Entity::Household
            && let OfMembers::Batch(batch) = self.of_members.clone()
            && batch.inside.replace(false)
        {
            let members = std::mem::replace(&mut self.rows, self.households.len());
            let lane = self.named(slot, entity);
            self.rows = members;
            batch.inside.set(true);
            return Rc::new(lane.pick(&batch.of));
        }
        let standard = self.standard;
        let codebook = &standard.rules.codebook;
        match (slot, entity) {
            (Slot::Field(at), Entity::Household) => {
                let field = &codebook.household[usize::from(at)];
                self.field(Some(self.households), usize::from(at), field)
            }
            (Slot::Field(at), Entity::Member) => {
                let field = &codebook.member[usize::from(at)];
                self.field(self.members, usize::from(at), field)
            }
            (Slot::Computed(at), _) => self.computed(usize::from(at)),
        }
    }

    fn field(&mut self, rows: Option<&'a Rows>, at: usize, field: &'a Field) -> Rc<Lane<'a>> {
        let lane = match rows.and_then(|rows| rows.columns[at].as_ref()) {
            Some(column) => Lane::of_column(column, field),
            None => Lane::of_one(unknown(field), self.rows),
        };
        Rc::new(if field.past { self.before_review(lane, field) } else { lane })
    }

    /// A date or year that cannot lie after the review: what of it lies before, or unknown where nothing does.
    fn before_review(&mut self, lane: Lane<'a>, field: &Field) -> Lane<'a> {
        let review = self.named(Slot::Computed(self.standard.slots.review_date as u16), Entity::Household);
        let Lane::Date(review) = &*review else { return lane };
        match lane {
            Lane::Date(days) => Lane::Date(days.before(review, self.rows)),
            Lane::Number(numbers) => Lane::Number(numbers.before(field.range.low, &review.years(self.rows), self.rows)),
            lane => lane,
        }
    }

    /// The values of a slot of [`crate::rules::model::Rules::computed`].
    fn computed(&mut self, slot: usize) -> Rc<Lane<'a>> {
        if let Some(known) = &self.known[slot] {
            return Rc::clone(known);
        }
        let lane = self.compute(slot);
        self.known[slot] = Some(Rc::clone(&lane));
        lane
    }

    fn compute(&mut self, slot: usize) -> Rc<Lane<'a>> {
        let standard = self.standard;
        let rules = &*standard.rules;
        let rows = self.rows;
        Rc::new(match rules.computed[slot] {
            Computed::Parameter(at) => {
                let parameter = &rules.parameters[at];
                match (&parameter.by, &standard.amounts[at]) {
                    (Some(by), Amount::PerCode(amounts)) => match &*self.value(by) {
                        Lane::Code(codes) => Lane::Number(per_code(codes, amounts, &parameter.ty, rows)),
                        _ => Lane::of_one(unknown_of(&parameter.ty), rows),
                    },
                    _ => Lane::of_one(unknown_of(&parameter.ty), rows),
                }
            }
            Computed::Variable(at) => return self.value(&rules.variables[at].value),
            Computed::Indicator(at) => Lane::Bool(self.indicator(at).decided.clone()),
            Computed::ReviewDate => {
                let (from, to) = standard.own_dates();
                let (from, to) = (packed(from), packed(to));
                let day = packed(standard.review.date);
                let own = standard.review_date_field.and_then(|field| self.households.columns[field].as_ref());
                match own {
                    Some(Column::Date(dates)) => {
                        let (first, last) = dates.bounds();
                        let each = first.iter().zip(last).map(|(first, last)| {
                            let of_review = |day: i32| from <= day && day <= to;
                            if of_review(*first) && of_review(*last) { (*first, *last) } else { (day, day) }
                        });
                        let (first, last) = each.unzip();
                        Lane::Date(Days::Each(first, last))
                    }
                    _ => Lane::Date(Days::One(day, day)),
                }
            }
            Computed::Deprivations => {
                let truths: Vec<Bits> = (0..rules.indicators.len()).map(|at| self.of_indicator(at)).collect();
                count(&truths, rows)
            }
            Computed::DeprivationsUnknown => {
                let truths: Vec<Bits> = (0..rules.indicators.len()).map(|at| self.of_indicator(at)).collect();
                let mut unknown = vec![0i64; rows];
                for bits in &truths {
                    let open: Vec<u64> = bits.possible.iter().zip(&bits.certain).map(|(p, c)| p & !c).collect();
                    set_rows(&open, rows).for_each(|row| unknown[row] += 1);
                }
                Lane::Number(Numbers::Points { values: unknown, den: 1 })
            }
            Computed::RecordedDeprivations => {
                let truths: Vec<Bits> = (0..rules.indicators.len()).map(|at| self.recorded(at)).collect();
                count(&truths, rows)
            }
            Computed::Class => Lane::of_one(Value::Code(rules.class_codes.all()), rows),
            Computed::Basis => Lane::of_one(Value::Code(rules.basis_codes.all()), rows),
            Computed::Setting(at) => Lane::of_one(standard.answers[at].value, rows),
        })
    }

    /// What the rules make of an indicator.
    pub fn of_indicator(&mut self, index: usize) -> Bits {
        let slot = self.standard.slots.indicators[index];
        match &*self.computed(slot) {
            Lane::Bool(bits) => bits.clone(),
            other => other.truths(self.rows),
        }
    }

    /// What decides an indicator, what is computed from raw answers, and what is recorded.
    pub fn indicator(&mut self, index: usize) -> Rc<Decided> {
        if let Some(known) = &self.indicators[index] {
            return Rc::clone(known);
        }
        let rules = &*self.standard.rules;
        let computed = match &rules.indicators[index].deprived_when {
            Some(when) => self.truth(when),
            None => Bits::of_one(Truth::Unknown, self.rows),
        };
        let recorded = self.recorded(index);
        let decided = match rules.precedence {
            Precedence::Computed => computed.select(&computed.known_rows(), &recorded),
            Precedence::Recorded => recorded.select(&recorded.known_rows(), &computed),
        };
        let found = Rc::new(Decided { decided, computed, recorded });
        self.indicators[index] = Some(Rc::clone(&found));
        found
    }

    fn recorded(&self, index: usize) -> Bits {
        let column = self.standard.rules.indicators[index].recorded.and_then(|at| self.households.columns[at].as_ref());
        match column {
            Some(Column::Bool(truths)) => Bits::of_truths(truths),
            _ => Bits::of_one(Truth::Unknown, self.rows),
        }
    }

    fn is_in(&mut self, value: &'a Typed, list: &'a [Typed]) -> Bits {
        let found = self.value(value);
        if let Lane::Code(codes) = &*found {
            let constants = list.iter().try_fold(0u64, |all, item| match item.kind {
                TypedKind::Codes { mask, .. } => Some(all | mask.0),
                _ => None,
            });
            if let Some(all) = constants {
                return codes.is_in(all, self.rows);
            }
        }
        let mut any = Bits::of_one(Truth::False, self.rows);
        for item in list {
            let set = matches!(item.kind, TypedKind::Codes { .. });
            let item = self.value(item);
            any = any.or(&found.compare(crate::lang::ast::Compare::Equal, &item, set, self.rows));
        }
        any
    }

    fn case(&mut self, branches: &'a [(Typed, Typed)], otherwise: &'a Typed) -> Rc<Lane<'a>> {
        let mut open = pack(self.rows, |_| true);
        let mut choices = Vec::new();
        let is_empty = |bits: &[u64], rows: usize| set_rows(bits, rows).next().is_none();
        for (condition, value) in branches {
            let holds = self.truth(condition);
            let reached: Vec<u64> = holds.possible.iter().zip(&open).map(|(possible, open)| possible & open).collect();
            open.iter_mut().zip(&holds.certain).for_each(|(open, certain)| *open &= !certain);
            if !is_empty(&reached, self.rows) {
                choices.push((reached, self.value(value)));
            }
            if is_empty(&open, self.rows) {
                break;
            }
        }
        if !is_empty(&open, self.rows) || choices.is_empty() {
            choices.push((open, self.value(otherwise)));
        }
        let everywhere = |bits: &[u64]| (0..self.rows).all(|row| is_set(bits, row));
        match &choices[..] {
            [(bits, only)] if everywhere(bits) => Rc::clone(only),
            _ => Rc::new(Lane::hull(&choices, self.rows)),
        }
    }

    fn call(&mut self, function: Function, arguments: &'a [Typed]) -> Rc<Lane<'a>> {
        let rows = self.rows;
        Rc::new(match function {
            Function::Coalesce => return self.coalesce(arguments),
            Function::CompletedYears => {
                let (birth, on) = (self.value(&arguments[0]), self.value(&arguments[1]));
                match (&*birth, &*on) {
                    (Lane::Date(birth), Lane::Date(on)) => Lane::Number(birth.years_to(on, rows)),
                    _ => Lane::of_one(Value::Number(Interval::UNKNOWN), rows),
                }
            }
            Function::SomeDayOf => {
                let years = self.value(&arguments[0]).numbers();
                let day = |row| {
                    let span = some_day_of(years.get(row));
                    (packed(span.first), packed(span.last))
                };
                let (first, last) = (0..rows).map(day).unzip();
                Lane::Date(Days::Each(first, last))
            }
            Function::YearOf => match &*self.value(&arguments[0]) {
                Lane::Date(days) => Lane::Number(days.years(rows)),
                _ => Lane::of_one(Value::Number(Interval::UNKNOWN), rows),
            },
            Function::CountTrue => {
                let truths: Vec<Bits> = arguments.iter().map(|argument| self.truth(argument)).collect();
                count(&truths, rows)
            }
            Function::StartsWith => {
                let (text, start) = (self.value(&arguments[0]), self.value(&arguments[1]));
                let (Lane::Text(text), Lane::Text(start)) = (&*text, &*start) else {
                    return Rc::new(Lane::of_one(Value::Bool(Truth::Unknown), rows));
                };
                Lane::Bool(match start {
                    super::lane::Words::One(Some(start)) => text.test(rows, |text| starts_with(text, start)),
                    start => {
                        let truths: Vec<Truth> = (0..rows)
                            .map(|row| match (text.get(row), start.get(row)) {
                                (Some(text), Some(start)) => starts_with(text, start).into(),
                                _ => Truth::Unknown,
                            })
                            .collect();
                        Bits::of_truths(&truths)
                    }
                })
            }
        })
    }

    fn coalesce(&mut self, arguments: &'a [Typed]) -> Rc<Lane<'a>> {
        let (first, rest) = arguments.split_first().expect("the checker asks for an argument");
        let value = self.value(first);
        let known = value.known(self.rows);
        if rest.is_empty() || (0..self.rows).all(|row| is_set(&known, row)) {
            return value;
        }
        let rest = self.coalesce(rest);
        Rc::new(value.coalesce(&rest, self.rows))
    }
}

/// How many of some statements hold in each row.
fn count<'a>(truths: &[Bits], rows: usize) -> Lane<'a> {
    let (mut low, mut high) = (vec![0i64; rows], vec![0i64; rows]);
    for bits in truths {
        set_rows(&bits.certain, rows).for_each(|row| low[row] += 1);
        set_rows(&bits.possible, rows).for_each(|row| high[row] += 1);
    }
    Lane::Number(Numbers::of_whole(low, high))
}

/// A parameter's amounts by the codes it is split by.
fn per_code(codes: &Codes, amounts: &[Exact], ty: &crate::lang::Type, rows: usize) -> Numbers {
    let of_mask = |mask: u64| {
        let mut hull: Option<Interval> = None;
        for amount in CodeMask(mask).indices().filter_map(|code| amounts.get(usize::from(code))) {
            let point = Interval::point(*amount);
            hull = Some(hull.map_or(point, |hull| hull.hull(point)));
        }
        hull.unwrap_or_else(|| unknown_of(ty).number())
    };
    match codes {
        Codes::One(mask) => Numbers::One(of_mask(*mask)),
        Codes::Index(index, all) => {
            let unknown = of_mask(*all);
            let table: Vec<Interval> =
                (0..=u8::MAX).map(|code| if code < 64 { of_mask(1 << code) } else { unknown }).collect();
            let whole: Option<Vec<(i64, i64)>> =
                table.iter().map(|amount| Some((amount.low.as_int()?, amount.high.as_int()?))).collect();
            match whole {
                Some(whole) => {
                    let (low, high) = index.iter().map(|code| whole[usize::from(*code)]).unzip();
                    Numbers::of_whole(low, high)
                }
                None => Numbers::of_each(index.iter().map(|code| table[usize::from(*code)]).collect()),
            }
        }
        Codes::Each(masks) => {
            debug_assert_eq!(masks.len(), rows);
            Numbers::of_each(masks.iter().map(|mask| of_mask(*mask)).collect())
        }
    }
}
