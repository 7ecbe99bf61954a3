//! Trees back to text: with no more parentheses than needed, so that reading the text again gives the same tree.

use std::fmt;

use super::ast::{Aggregate, Expr, ExprKind, Path};
use super::parser::Level;
use super::typed::{Typed, TypedKind};

impl Expr {
    /// How tightly its outermost operator binds; none for what needs no parentheses anywhere.
    fn level(&self) -> Option<Level> {
        use super::ast::{Arithmetic, Logic};
        match &self.kind {
            ExprKind::Logic(Logic::Or, ..) => Some(Level::Or),
            ExprKind::Logic(Logic::And, ..) => Some(Level::And),
            ExprKind::Not(_) => Some(Level::Not),
            ExprKind::Compare(..) | ExprKind::Between { .. } | ExprKind::In { .. } | ExprKind::IsKnown { .. } => {
                Some(Level::Comparison)
            }
            ExprKind::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, ..) => Some(Level::Sum),
            ExprKind::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide, ..) => Some(Level::Product),
            ExprKind::Negate(_) => Some(Level::Unary),
            _ => None,
        }
    }

    /// Writes it as an operand of an operator that takes operands of at least `least`.
    fn operand(&self, f: &mut fmt::Formatter<'_>, least: Level) -> fmt::Result {
        match self.level() {
            Some(level) if level < least => write!(f, "({self})"),
            _ => write!(f, "{self}"),
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = self.level().unwrap_or(Level::Unary);
        match &self.kind {
            ExprKind::Bool(value) => write!(f, "{value}"),
            ExprKind::Unknown => f.write_str("unknown"),
            ExprKind::Number(number) => write!(f, "{number}"),
            ExprKind::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            ExprKind::Date(date) => write!(f, "date '{date}'"),
            ExprKind::Name(path) => write!(f, "{path}"),
            ExprKind::Not(operand) => {
                f.write_str("not ")?;
                operand.operand(f, Level::Not)
            }
            ExprKind::Logic(logic, left, right) => {
                left.operand(f, level)?;
                write!(f, " {} ", logic.word())?;
                right.operand(f, level.tighter())
            }
            ExprKind::Compare(compare, left, right) => {
                left.operand(f, Level::Sum)?;
                write!(f, " {} ", compare.sign())?;
                right.operand(f, Level::Sum)
            }
            ExprKind::Between { value, low, high, negated } => {
                value.operand(f, Level::Sum)?;
                f.write_str(if *negated { " not between " } else { " between " })?;
                low.operand(f, Level::Sum)?;
                f.write_str(" and ")?;
                high.operand(f, Level::Sum)
            }
            ExprKind::In { value, list, negated } => {
                value.operand(f, Level::Sum)?;
                f.write_str(if *negated { " not in (" } else { " in (" })?;
                separated(f, list)?;
                f.write_str(")")
            }
            ExprKind::IsKnown { value, known } => {
                value.operand(f, Level::Sum)?;
                f.write_str(if *known { " is known" } else { " is unknown" })
            }
            ExprKind::Arithmetic(arithmetic, left, right) => {
                left.operand(f, level)?;
                write!(f, " {} ", arithmetic.sign())?;
                right.operand(f, level.tighter())
            }
            // Two minus signs in a row would begin a comment.
            ExprKind::Negate(operand) if matches!(operand.kind, ExprKind::Negate(_)) => write!(f, "-({operand})"),
            ExprKind::Negate(operand) => {
                f.write_str("-")?;
                operand.operand(f, Level::Unary)
            }
            ExprKind::Case { branches, otherwise } => {
                f.write_str("case")?;
                for (condition, value) in branches {
                    write!(f, " when {condition} then {value}")?;
                }
                write!(f, " else {otherwise} end")
            }
            ExprKind::Aggregate { function, value, filter } => {
                aggregate(f, *function, value.as_deref(), filter.as_deref())
            }
            ExprKind::Call { function, arguments, .. } => {
                write!(f, "{function}(")?;
                separated(f, arguments)?;
                f.write_str(")")
            }
        }
    }
}

fn separated(f: &mut fmt::Formatter<'_>, items: &[Expr]) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if i > 0 { ", " } else { "" })?;
    }
    Ok(())
}

fn aggregate(
    f: &mut fmt::Formatter<'_>,
    function: Aggregate,
    value: Option<&Expr>,
    filter: Option<&Expr>,
) -> fmt::Result {
    write!(f, "{}(", function.name())?;
    match value {
        Some(value) => write!(f, "{value}")?,
        None => f.write_str("member")?,
    }
    if let Some(filter) = filter {
        write!(f, " where {filter}")?;
    }
    f.write_str(")")
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.qualifier {
            Some(qualifier) => write!(f, "{}.{}", qualifier.word(), self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl Typed {
    /// The tree as it would be written.
    pub fn to_expr(&self) -> Expr {
        let boxed = |typed: &Typed| Box::new(typed.to_expr());
        let all = |list: &[Typed]| list.iter().map(Typed::to_expr).collect();
        let kind = match &self.kind {
            TypedKind::Bool(value) => ExprKind::Bool(*value),
            TypedKind::Unknown => ExprKind::Unknown,
            TypedKind::Number(number) => ExprKind::Number(*number),
            TypedKind::Date(date) => ExprKind::Date(*date),
            TypedKind::Text(text) => ExprKind::Text(text.clone()),
            TypedKind::Codes { word, .. } => ExprKind::Text(word.clone()),
            TypedKind::Name { qualifier, name, .. } => {
                ExprKind::Name(Path { qualifier: *qualifier, name: name.clone() })
            }
            TypedKind::Not(operand) => match &operand.kind {
                TypedKind::Between(value, low, high) => {
                    ExprKind::Between { value: boxed(value), low: boxed(low), high: boxed(high), negated: true }
                }
                TypedKind::In(value, list) => ExprKind::In { value: boxed(value), list: all(list), negated: true },
                _ => ExprKind::Not(boxed(operand)),
            },
            TypedKind::Logic(logic, left, right) => ExprKind::Logic(*logic, boxed(left), boxed(right)),
            TypedKind::Compare(compare, left, right) => ExprKind::Compare(*compare, boxed(left), boxed(right)),
            TypedKind::Between(value, low, high) => {
                ExprKind::Between { value: boxed(value), low: boxed(low), high: boxed(high), negated: false }
            }
            TypedKind::In(value, list) => ExprKind::In { value: boxed(value), list: all(list), negated: false },
            TypedKind::IsKnown { value, known } => ExprKind::IsKnown { value: boxed(value), known: *known },
            TypedKind::Arithmetic(arithmetic, left, right) => {
                ExprKind::Arithmetic(*arithmetic, boxed(left), boxed(right))
            }
            TypedKind::Negate(operand) => ExprKind::Negate(boxed(operand)),
            TypedKind::Case(branches, otherwise) => ExprKind::Case {
                branches: branches.iter().map(|(condition, value)| (condition.to_expr(), value.to_expr())).collect(),
                otherwise: boxed(otherwise),
            },
            TypedKind::Aggregate { function, value, filter } => ExprKind::Aggregate {
                function: *function,
                value: value.as_deref().map(boxed),
                filter: filter.as_deref().map(boxed),
            },
            TypedKind::Call(function, arguments) => ExprKind::Call {
                function: function.name().to_owned(),
                function_span: self.span,
                arguments: all(arguments),
            },
        };
        Expr { kind, span: self.span }
    }
}

impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_expr())
    }
}
