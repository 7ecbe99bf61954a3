//! Places whose values must be of one type: the sides of a comparison, the list of `in`, the branches of `case`, the
//! arguments of `coalesce`. Literals without a type of their own take that of their neighbours.

use super::{Checker, declarations, phrase};
use crate::diagnostic::Diagnostic;
use crate::lang::ast::{Compare, Expr, ExprKind};
use crate::lang::typed::{Function, Type, Typed, TypedKind, Unit};

/// Where the values stand, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Beside a comparison sign, `between` or `in`.
    Comparison,
    /// In the branches of a `case`.
    Branches,
    /// Among the arguments of `coalesce`.
    Coalesce,
}

impl Checker<'_> {
    /// Types values that must be of one type, and says which.
    pub(super) fn uniform(&mut self, items: &[&Expr], hint: Option<&Type>, place: Place) -> Option<(Vec<Typed>, Type)> {
        let waits: Vec<bool> = items.iter().map(|item| self.waits_for_type(item)).collect();
        let mut typed: Vec<Option<Typed>> = vec![None; items.len()];
        let mut common: Option<(Type, usize)> = None;
        let (mut sound, mut conflict) = (true, false);
        for (i, item) in items.iter().enumerate().filter(|(i, _)| !waits[*i]) {
            typed[i] = self.expr(item, hint);
            let Some(found) = &typed[i] else {
                sound = false;
                continue;
            };
            common = match common.take() {
                None => Some((found.ty.clone(), i)),
                Some((ty, first)) => match joined(&ty, &found.ty) {
                    Some(joined) => Some((joined.clone(), if joined == ty { first } else { i })),
                    None => {
                        if let Some(other) = &typed[first] {
                            self.errors.push(different(other, found, place));
                        }
                        (sound, conflict) = (false, true);
                        Some((ty, first))
                    }
                },
            };
        }
        let known = common.map(|(ty, _)| ty).or_else(|| hint.cloned());
        let known = known.or_else(|| items.iter().any(|item| has_text(item)).then_some(Type::Text));
        if !conflict && (known.is_some() || sound) {
            for (i, item) in items.iter().enumerate().filter(|(i, _)| waits[*i]) {
                typed[i] = self.expr(item, known.as_ref());
                if known.is_none() && matches!(item.kind, ExprKind::Unknown) {
                    break;
                }
            }
        }
        let typed: Option<Vec<Typed>> = typed.into_iter().collect();
        if sound { Some((typed?, known?)) } else { None }
    }

    /// Whether a node has no type of its own: a text could be a code; a name that does not exist is looked at last, so
    /// that a code without its quotes is recognised.
    fn waits_for_type(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Text(_) | ExprKind::Unknown => true,
            ExprKind::Name(path) => self.lookup(path).is_none(),
            ExprKind::Case { branches, otherwise } => {
                branches.iter().map(|(_, value)| value).chain([&**otherwise]).all(|value| self.waits_for_type(value))
            }
            ExprKind::Call { function, arguments, .. } if function == Function::Coalesce.name() => {
                arguments.iter().all(|argument| self.waits_for_type(argument))
            }
            _ => false,
        }
    }

    pub(super) fn comparison(&mut self, compare: Compare, left: &Expr, right: &Expr) -> Option<TypedKind> {
        for (side, other) in [(left, right), (right, left)] {
            if matches!(side.kind, ExprKind::Unknown) {
                self.report(
                    Diagnostic::error(
                        "compare-unknown",
                        side.span,
                        "a comparison with `unknown` is never true or false",
                    )
                    .help(match compare {
                        Compare::NotEqual => format!("write `{other} is known`"),
                        _ => format!("write `{other} is unknown`"),
                    }),
                );
                self.expr(other, Some(&Type::Bool));
                return None;
            }
        }
        let (sides, ty) = self.uniform(&[left, right], None, Place::Comparison)?;
        if compare.is_order() && !is_ordered(&ty) {
            let span = left.span.to(right.span);
            self.report(no_order(&ty, span).help("use `=`, `<>` or `in`"));
            return None;
        }
        let [left, right] = <[Typed; 2]>::try_from(sides).ok()?;
        Some(TypedKind::Compare(compare, Box::new(left), Box::new(right)))
    }

    pub(super) fn between(&mut self, value: &Expr, low: &Expr, high: &Expr) -> Option<TypedKind> {
        let (parts, ty) = self.uniform(&[value, low, high], None, Place::Comparison)?;
        if !is_ordered(&ty) {
            self.report(no_order(&ty, value.span.to(high.span)).help("use `in (…)`"));
            return None;
        }
        let [value, low, high] = <[Typed; 3]>::try_from(parts).ok()?;
        Some(TypedKind::Between(Box::new(value), Box::new(low), Box::new(high)))
    }

    pub(super) fn is_in(&mut self, value: &Expr, list: &[Expr]) -> Option<TypedKind> {
        let items: Vec<&Expr> = [value].into_iter().chain(list).collect();
        let (mut parts, _) = self.uniform(&items, None, Place::Comparison)?;
        let value = parts.remove(0);
        Some(TypedKind::In(Box::new(value), parts))
    }
}

/// Whether a node is, or can come out as, a text literal.
fn has_text(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Text(_) => true,
        ExprKind::Case { branches, otherwise } => {
            branches.iter().any(|(_, value)| has_text(value)) || has_text(otherwise)
        }
        ExprKind::Call { arguments, .. } => arguments.iter().any(has_text),
        _ => false,
    }
}

fn is_ordered(ty: &Type) -> bool {
    matches!(ty, Type::Number(_) | Type::Date)
}

fn no_order(ty: &Type, span: crate::diagnostic::Span) -> Diagnostic {
    let what = match ty {
        Type::Bool => "yes/no values have",
        Type::Text => "texts have",
        _ => "codes have",
    };
    Diagnostic::error("no-order", span, format!("{what} no order"))
}

/// The type that two types have in common: the unit of the one that has one.
fn joined(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        (Type::Number(x), Type::Number(y)) => Some(Type::Number(match (*x, *y) {
            (x, y) if x == y => x,
            (x, y) if x.is_plain() && y.is_plain() => Unit::Plain,
            (x, y) if x.is_plain() => y,
            (x, y) if y.is_plain() => x,
            _ => return None,
        })),
        (a, b) => (a == b).then(|| a.clone()),
    }
}

fn different(first: &Typed, second: &Typed, place: Place) -> Diagnostic {
    let what = match place {
        Place::Comparison => "these cannot be compared",
        Place::Branches => "the branches of a `case` must be of one type",
        Place::Coalesce => "the values of `coalesce` must be of one type",
    };
    let (a, b) = (phrase(&first.ty), phrase(&second.ty));
    let mut error = Diagnostic::error("different-types", second.span, format!("{what}: {a} and {b}"))
        .label(format!("this is {b}"))
        .related(first.span, format!("this is {a}"));
    error.notes = declarations(&[first, second]);
    match (&first.ty, &second.ty) {
        (Type::Code(_), Type::Code(_)) => error.help("compare each with a code of its own"),
        (Type::Date, Type::Number(Unit::Year)) | (Type::Number(Unit::Year), Type::Date) => {
            error.help("`year_of(…)` is the year of a date")
        }
        (Type::Date, Type::Number(_)) | (Type::Number(_), Type::Date) => {
            error.help("`completed_years(…, …)` is the age on a date; a date is written `date '2022-10-01'`")
        }
        _ => error,
    }
}
