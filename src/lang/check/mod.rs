//! Trees to typed trees: every name resolved, every unit right, every word beside a code one of its codes. Finds all
//! errors of an expression in one run; what could not be typed is `None`, which nothing complains about again.

mod calls;
mod names;
mod same;
mod units;

use super::ast::{Expr, ExprKind};
use super::typed::{Entity, Scope, Type, Typed, TypedKind, Unit};
use crate::diagnostic::{Diagnostic, Span};

pub use units::unit_of;

/// Types an expression about a household; `expected` is what its value must be, if that matters. A number without unit
/// is good for every unit.
///
/// # Errors
/// Everything found wrong, in the order of its place.
pub fn check(expr: &Expr, scope: &dyn Scope, expected: Option<&Type>) -> Result<Typed, Vec<Diagnostic>> {
    check_for(Entity::Household, expr, scope, expected)
}

/// [`check`] for an expression about a household or about each member: a member's has no aggregates, and its plain names
/// are the member's first.
///
/// # Errors
/// Everything found wrong, in the order of its place.
pub fn check_for(
    entity: Entity,
    expr: &Expr,
    scope: &dyn Scope,
    expected: Option<&Type>,
) -> Result<Typed, Vec<Diagnostic>> {
    let mut checker = Checker { scope, inside: entity, aggregate: None, errors: Vec::new() };
    let typed = match expected {
        Some(expected) => checker.expect(expr, expected),
        None => checker.expr(expr, None),
    };
    let mut errors = checker.errors;
    match typed {
        Some(typed) if errors.is_empty() => Ok(typed),
        _ => {
            errors.sort_by_key(|error| error.span.start);
            Err(errors)
        }
    }
}

struct Checker<'a> {
    scope: &'a dyn Scope,
    /// Whose plain names come first.
    inside: Entity,
    /// The aggregate that is being read, if one is.
    aggregate: Option<Span>,
    errors: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn report(&mut self, error: Diagnostic) {
        self.errors.push(error);
    }

    /// Types a node; `hint` is what its place asks for, which only literals without a type of their own look at.
    fn expr(&mut self, expr: &Expr, hint: Option<&Type>) -> Option<Typed> {
        let (kind, ty) = match &expr.kind {
            ExprKind::Bool(value) => (TypedKind::Bool(*value), Type::Bool),
            ExprKind::Number(number) => (TypedKind::Number(*number), Type::Number(Unit::Plain)),
            ExprKind::Date(date) => (TypedKind::Date(*date), Type::Date),
            ExprKind::Unknown => (TypedKind::Unknown, self.type_of_unknown(expr.span, hint)?),
            ExprKind::Text(text) => self.text(text, expr.span, hint)?,
            ExprKind::Name(path) => self.name(path, expr.span, hint)?,
            ExprKind::Not(operand) => (TypedKind::Not(Box::new(self.expect(operand, &Type::Bool)?)), Type::Bool),
            ExprKind::Logic(logic, left, right) => {
                let (left, right) = (self.expect(left, &Type::Bool), self.expect(right, &Type::Bool));
                (TypedKind::Logic(*logic, Box::new(left?), Box::new(right?)), Type::Bool)
            }
            ExprKind::Compare(compare, left, right) => (self.comparison(*compare, left, right)?, Type::Bool),
            ExprKind::Between { value, low, high, negated } => {
                let between = self.between(value, low, high)?;
                (negate_if(*negated, between, expr.span), Type::Bool)
            }
            ExprKind::In { value, list, negated } => {
                let is_in = self.is_in(value, list)?;
                (negate_if(*negated, is_in, expr.span), Type::Bool)
            }
            ExprKind::IsKnown { value, known } => {
                let value = Box::new(self.expr(value, None)?);
                (TypedKind::IsKnown { value, known: *known }, Type::Bool)
            }
            ExprKind::Arithmetic(arithmetic, left, right) => self.arithmetic(*arithmetic, left, right, expr.span)?,
            ExprKind::Negate(operand) => {
                let operand = self.number(operand)?;
                let ty = operand.ty.clone();
                (TypedKind::Negate(Box::new(operand)), ty)
            }
            ExprKind::Case { branches, otherwise } => self.case(branches, otherwise, hint)?,
            ExprKind::Aggregate { function, value, filter } => {
                self.aggregate(*function, value.as_deref(), filter.as_deref(), expr.span)?
            }
            ExprKind::Call { function, function_span, arguments } => {
                self.call(function, *function_span, arguments, hint, expr.span)?
            }
        };
        Some(Typed { kind, ty, span: expr.span })
    }

    /// Types a node that must be of a type.
    fn expect(&mut self, expr: &Expr, expected: &Type) -> Option<Typed> {
        let typed = self.expr(expr, Some(expected))?;
        if fits(&typed.ty, expected) {
            return Some(typed);
        }
        let mut error = Diagnostic::error(
            "wrong-type",
            typed.span,
            format!("expected {}, found {}", phrase(expected), phrase(&typed.ty)),
        );
        error.notes = declarations(&[&typed]);
        error = match (expected, &typed.ty) {
            (Type::Bool, Type::Code(list)) => match list.codes.first() {
                Some(code) => error.help(format!("compare it with a code: `{typed} = '{code}'`")),
                None => error,
            },
            (Type::Bool, Type::Number(_)) => error.help(format!("compare it with a number: `{typed} > 0`")),
            (Type::Bool, Type::Text) => error.help(format!("compare it with a text: `{typed} = '…'`")),
            (Type::Number(_), Type::Bool) => error.help(format!("`count_true({typed})` is 1 where it is true, else 0")),
            (Type::Number(Unit::Age), Type::Date) => {
                error.help(format!("`completed_years({typed}, …)` is the age on a date"))
            }
            (Type::Number(_), Type::Date) => error.help(format!("`year_of({typed})` is the year of a date")),
            (Type::Date, Type::Number(Unit::Year)) => {
                error.help(format!("`some_day_of({typed})` is a date somewhere in that year"))
            }
            _ => error,
        };
        self.report(error);
        None
    }

    fn type_of_unknown(&mut self, span: Span, hint: Option<&Type>) -> Option<Type> {
        if hint.is_none() {
            self.report(
                Diagnostic::error("unknown-type", span, "what this is an unknown value of cannot be told")
                    .help("to ask whether a value is unknown write `… is unknown`"),
            );
        }
        hint.cloned()
    }

    fn case(&mut self, branches: &[(Expr, Expr)], otherwise: &Expr, hint: Option<&Type>) -> Option<(TypedKind, Type)> {
        let mut conditions = Vec::new();
        for (condition, _) in branches {
            if matches!(condition.kind, ExprKind::Bool(_) | ExprKind::Unknown) {
                self.report(
                    Diagnostic::error(
                        "literal-condition",
                        condition.span,
                        "this condition is the same for every household",
                    )
                    .help("leave the branch out, or make it the `else`"),
                );
                conditions.push(None);
            } else {
                conditions.push(self.expect(condition, &Type::Bool));
            }
        }
        let values: Vec<&Expr> = branches.iter().map(|(_, value)| value).chain([otherwise]).collect();
        let (mut values, ty) = self.uniform(&values, hint, same::Place::Branches)?;
        let otherwise = Box::new(values.pop()?);
        let conditions: Option<Vec<Typed>> = conditions.into_iter().collect();
        Some((TypedKind::Case(conditions?.into_iter().zip(values).collect(), otherwise), ty))
    }
}

/// `not between`, `not in` as the negation of the plain form.
fn negate_if(negated: bool, kind: TypedKind, span: Span) -> TypedKind {
    if negated { TypedKind::Not(Box::new(Typed { kind, ty: Type::Bool, span })) } else { kind }
}

/// Whether a value of one type can stand where another is expected.
fn fits(found: &Type, expected: &Type) -> bool {
    match (found, expected) {
        (Type::Number(found), Type::Number(expected)) => found == expected || found.is_plain() || expected.is_plain(),
        _ => found == expected,
    }
}

/// A type in a message.
fn phrase(ty: &Type) -> String {
    match ty {
        Type::Bool => "a yes/no value".to_owned(),
        Type::Date => "a date".to_owned(),
        Type::Text => "a text".to_owned(),
        Type::Code(list) => format!("a code of `{}`", list.name),
        Type::Number(Unit::Plain) => "a number".to_owned(),
        Type::Number(Unit::Count) => "a count".to_owned(),
        Type::Number(Unit::Money) => "money".to_owned(),
        Type::Number(Unit::Area) => "an area".to_owned(),
        Type::Number(Unit::Age) => "an age".to_owned(),
        Type::Number(Unit::Year) => "a year".to_owned(),
        Type::Number(Unit::Points) => "points".to_owned(),
    }
}

/// Where the names that give nodes their types were declared, a line each, two a node at most.
fn declarations(nodes: &[&Typed]) -> Vec<String> {
    fn collect(typed: &Typed, ty: &Type, lines: &mut Vec<String>) {
        match &typed.kind {
            TypedKind::Name { symbol, .. } if symbol.ty == *ty => {
                let line = match &symbol.declared {
                    Some(place) => format!("`{typed}` is {}, declared in {place}", phrase(ty)),
                    None => format!("`{typed}` is {}", phrase(ty)),
                };
                if lines.len() < 2 && !lines.contains(&line) {
                    lines.push(line);
                }
            }
            TypedKind::Negate(operand) => collect(operand, ty, lines),
            TypedKind::Arithmetic(_, left, right) => {
                collect(left, ty, lines);
                collect(right, ty, lines);
            }
            TypedKind::Case(branches, otherwise) => {
                branches.iter().for_each(|(_, value)| collect(value, ty, lines));
                collect(otherwise, ty, lines);
            }
            TypedKind::Call(_, arguments) => arguments.iter().for_each(|argument| collect(argument, ty, lines)),
            TypedKind::Aggregate { value: Some(value), .. } => collect(value, ty, lines),
            _ => {}
        }
    }
    let mut all: Vec<String> = Vec::new();
    for node in nodes {
        let mut lines = Vec::new();
        collect(node, &node.ty, &mut lines);
        lines.retain(|line| !all.contains(line));
        all.append(&mut lines);
    }
    all
}
