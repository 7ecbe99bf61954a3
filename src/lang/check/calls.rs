//! Functions of values and functions over members.

use super::Checker;
use super::same::Place;
use crate::diagnostic::{Diagnostic, Span};
use crate::lang::ast::{Aggregate, Expr, ExprKind};
use crate::lang::typed::{Entity, Function, Type, Typed, TypedKind, Unit};

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        name_span: Span,
        arguments: &[Expr],
        hint: Option<&Type>,
        span: Span,
    ) -> Option<(TypedKind, Type)> {
        let Some(function) = Function::ALL.into_iter().find(|function| function.name() == name) else {
            self.report(unknown_function(name, name_span));
            for argument in arguments {
                // Only what is wrong inside the arguments is of interest.
                self.expr(argument, Some(&Type::Text));
            }
            return None;
        };
        let (least, most) = arity(function);
        if arguments.len() < least || arguments.len() > most {
            self.report(wrong_count(function, arguments.len(), span));
            return None;
        }
        let number = Type::Number;
        let (typed, ty) = match function {
            Function::Coalesce => {
                let arguments: Vec<&Expr> = arguments.iter().collect();
                self.uniform(&arguments, hint, Place::Coalesce)?
            }
            Function::CompletedYears => (self.all(arguments, &Type::Date)?, number(Unit::Age)),
            Function::SomeDayOf => (self.all(arguments, &number(Unit::Year))?, Type::Date),
            Function::YearOf => (self.all(arguments, &Type::Date)?, number(Unit::Year)),
            Function::CountTrue => (self.all(arguments, &Type::Bool)?, number(Unit::Count)),
            Function::StartsWith => (self.starts_with(arguments)?, Type::Bool),
        };
        Some((TypedKind::Call(function, typed), ty))
    }

    /// Types every argument, so that the errors of all are found.
    fn all(&mut self, arguments: &[Expr], expected: &Type) -> Option<Vec<Typed>> {
        let typed: Vec<Option<Typed>> = arguments.iter().map(|argument| self.expect(argument, expected)).collect();
        typed.into_iter().collect()
    }

    fn starts_with(&mut self, arguments: &[Expr]) -> Option<Vec<Typed>> {
        let word = &arguments[1];
        let sound = match &word.kind {
            ExprKind::Text(text) => !crate::text::fold(text).is_empty(),
            _ => false,
        };
        if !sound {
            self.report(
                Diagnostic::error("wrong-argument", word.span, "`starts_with` looks for a word in quotes")
                    .help("write `starts_with(commune, 'thị trấn')`"),
            );
        }
        let typed = self.all(if sound { arguments } else { &arguments[..1] }, &Type::Text);
        if sound { typed } else { None }
    }

    pub(super) fn aggregate(
        &mut self,
        function: Aggregate,
        value: Option<&Expr>,
        filter: Option<&Expr>,
        span: Span,
    ) -> Option<(TypedKind, Type)> {
        let nested = self.inside == Entity::Member;
        if nested {
            let mut error = Diagnostic::error(
                "nested-aggregate",
                span,
                format!("`{}` goes over the members and cannot be asked of a single member", function.name()),
            )
            .help("make it a variable of the household and use that one's name here");
            if let Some(outer) = self.aggregate {
                error = error.related(outer, "inside this one");
            }
            self.report(error);
        }
        let outer = (self.inside, self.aggregate);
        (self.inside, self.aggregate) = (Entity::Member, Some(span));
        let value = value.map(|value| self.number(value));
        let filter = filter.map(|filter| self.expect(filter, &Type::Bool));
        (self.inside, self.aggregate) = outer;
        let boxed = |part: Option<Option<Typed>>| match part {
            None => Some(None),
            Some(typed) => typed.map(|typed| Some(Box::new(typed))),
        };
        let (value, filter) = (boxed(value)?, boxed(filter)?);
        let ty = match (function, &value) {
            (Aggregate::Any, None) => Type::Bool,
            (Aggregate::Count, None) => Type::Number(Unit::Count),
            (Aggregate::Sum | Aggregate::Min | Aggregate::Max, Some(value)) => value.ty.clone(),
            _ => {
                let what = if value.is_some() { "takes no value" } else { "asks for a value of each member" };
                self.report(Diagnostic::error("wrong-argument", span, format!("`{}` {what}", function.name())));
                return None;
            }
        };
        (!nested).then_some((TypedKind::Aggregate { function, value, filter }, ty))
    }
}

/// The least and the greatest number of arguments.
const fn arity(function: Function) -> (usize, usize) {
    match function {
        Function::Coalesce => (2, usize::MAX),
        Function::CompletedYears | Function::StartsWith => (2, 2),
        Function::SomeDayOf | Function::YearOf => (1, 1),
        Function::CountTrue => (1, usize::MAX),
    }
}

fn wrong_count(function: Function, found: usize, span: Span) -> Diagnostic {
    let (least, most) = arity(function);
    let expected = match (least, most) {
        (1, 1) => "one argument".to_owned(),
        (least, most) if least == most => format!("{least} arguments"),
        (1, _) => "at least one argument".to_owned(),
        (least, _) => format!("at least {least} arguments"),
    };
    let form = match function {
        Function::Coalesce => "coalesce(a, b, …)",
        Function::CompletedYears => "completed_years(birth, on)",
        Function::SomeDayOf => "some_day_of(year)",
        Function::YearOf => "year_of(date)",
        Function::CountTrue => "count_true(a, b, …)",
        Function::StartsWith => "starts_with(text, 'word')",
    };
    Diagnostic::error("wrong-argument-count", span, format!("`{}` takes {expected}, found {found}", function.name()))
        .help(format!("write `{form}`"))
}

fn unknown_function(name: &str, span: Span) -> Diagnostic {
    let error = Diagnostic::error("unknown-function", span, format!("there is no function `{name}`"));
    let help = match name.to_lowercase().as_str() {
        "ifnull" | "nvl" | "isnull" => "write `coalesce(a, b)`",
        "if" | "iif" | "iff" => "write `case when … then … else … end`",
        "exists" | "some" => "write `any(member where …)`",
        "all" | "every" => "write `not any(member where not …)`",
        "avg" | "average" | "mean" => "write `sum(member.x) / count(member)`",
        "year" => "write `year_of(date)`",
        "datediff" | "timestampdiff" => "write `completed_years(birth, on)`",
        "like" => "write `starts_with(text, 'word')`",
        _ => "",
    };
    if !help.is_empty() {
        return error.help(help);
    }
    let known = Function::ALL.iter().map(|f| f.name()).chain(Aggregate::ALL.iter().map(|a| a.name()));
    let listed: Vec<String> = known.clone().map(|name| format!("`{name}`")).collect();
    error.suggest(&name.to_lowercase(), known).note(format!("the functions are {}", listed.join(", ")))
}
