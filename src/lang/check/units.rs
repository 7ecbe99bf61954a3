//! Arithmetic and the units of its results.

use super::{Checker, declarations, phrase};
use crate::diagnostic::{Diagnostic, Span};
use crate::lang::ast::{Arithmetic, Expr};
use crate::lang::exact::Exact;
use crate::lang::typed::{Type, Typed, TypedKind, Unit};

/// The unit of `a op b`, or why there is none.
///
/// # Errors
/// What is wrong, in words that go on from "… and …".
pub fn unit_of(op: Arithmetic, a: Unit, b: Unit) -> Result<Unit, &'static str> {
    use Arithmetic::{Add, Divide, Multiply, Subtract};
    match (op, a, b) {
        (Add, Unit::Year, Unit::Year) => Err("cannot be added"),
        (Subtract, Unit::Year | Unit::Plain | Unit::Count, Unit::Year) => Ok(Unit::Age),
        (Add | Subtract, Unit::Year, Unit::Age) | (Add, Unit::Age, Unit::Year) => Ok(Unit::Year),
        (Add | Subtract, a, b) if a == b => Ok(a),
        (Add | Subtract | Multiply, a, b) if a.is_plain() && b.is_plain() => Ok(if a == b { a } else { Unit::Plain }),
        (Add | Subtract | Multiply, a, b) if b.is_plain() => Ok(a),
        (Add | Subtract | Multiply, a, b) if a.is_plain() => Ok(b),
        (Add, ..) => Err("cannot be added"),
        (Subtract, ..) => Err("cannot be subtracted"),
        (Multiply, ..) => Err("cannot be multiplied"),
        (Divide, a, b) if a == b || (a.is_plain() && b.is_plain()) => Ok(Unit::Plain),
        (Divide, a, b) if b.is_plain() => Ok(a),
        (Divide, ..) => Err("cannot be divided"),
    }
}

impl Unit {
    /// Whether it goes with every unit.
    pub const fn is_plain(self) -> bool {
        matches!(self, Unit::Plain | Unit::Count)
    }
}

impl Checker<'_> {
    /// Types a node that must be a number of any unit.
    pub(super) fn number(&mut self, expr: &Expr) -> Option<Typed> {
        self.expect(expr, &Type::Number(Unit::Plain))
    }

    pub(super) fn arithmetic(
        &mut self,
        op: Arithmetic,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<(TypedKind, Type)> {
        let plain = Type::Number(Unit::Plain);
        let before = self.errors.len();
        let (a, b) = (self.expr(left, Some(&plain)), self.expr(right, Some(&plain)));
        if let (Some(a), Some(b)) = (&a, &b)
            && (a.ty == Type::Date || b.ty == Type::Date)
        {
            self.report(dates(op, a, b, span));
            return None;
        }
        let (a, b) = match (a, b) {
            (Some(a), Some(b)) if self.errors.len() == before => (self.numeric(a), self.numeric(b)),
            _ => return None,
        };
        let (a, b) = (a?, b?);
        let (Type::Number(x), Type::Number(y)) = (&a.ty, &b.ty) else { return None };
        if op == Arithmetic::Divide && is_zero(&b) {
            self.report(Diagnostic::error("division-by-zero", b.span, "nothing can be divided by zero"));
            return None;
        }
        match unit_of(op, *x, *y) {
            Ok(unit) => Some((TypedKind::Arithmetic(op, Box::new(a), Box::new(b)), Type::Number(unit))),
            Err(why) => {
                self.report(wrong_units(op, &a, &b, why));
                None
            }
        }
    }

    /// The node, if it is a number; else an error.
    fn numeric(&mut self, typed: Typed) -> Option<Typed> {
        if matches!(typed.ty, Type::Number(_)) {
            return Some(typed);
        }
        let mut error =
            Diagnostic::error("wrong-type", typed.span, format!("expected a number, found {}", phrase(&typed.ty)));
        error.notes = declarations(&[&typed]);
        if typed.ty == Type::Bool {
            error = error.help(format!("`count_true({typed})` is 1 where it is true, else 0"));
        }
        self.report(error);
        None
    }
}

fn is_zero(typed: &Typed) -> bool {
    match &typed.kind {
        TypedKind::Number(number) => *number == Exact::ZERO,
        TypedKind::Negate(operand) => is_zero(operand),
        _ => false,
    }
}

fn dates(op: Arithmetic, a: &Typed, b: &Typed, span: Span) -> Diagnostic {
    let error = Diagnostic::error("wrong-type", span, "there is no arithmetic with dates");
    match op {
        Arithmetic::Subtract if a.ty == b.ty => {
            error.help(format!("the whole years between two dates are `completed_years({b}, {a})`"))
        }
        _ => error.help("`year_of(…)` is the year of a date; two dates are compared with `<` or `between`"),
    }
}

fn wrong_units(op: Arithmetic, a: &Typed, b: &Typed, why: &str) -> Diagnostic {
    let (x, y) = (phrase(&a.ty), phrase(&b.ty));
    let mut error = Diagnostic::error("wrong-unit", a.span.to(b.span), format!("{x} and {y} {why}"))
        .related(a.span, format!("this is {x}"))
        .related(b.span, format!("this is {y}"));
    error.notes = declarations(&[a, b]);
    if op == Arithmetic::Divide && matches!(a.ty, Type::Number(unit) if unit.is_plain()) {
        error = error.help(format!("a number has no unit to be divided; did you mean `{b} / {a}`?"));
    }
    error
}
