//! Names and code words: what they stand for, and what was probably meant where they stand for nothing.

use super::{Checker, phrase};
use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::lang::ast::{Path, Qualifier};
use crate::lang::exact::Exact;
use crate::lang::typed::{CodeList, Entity, Symbol, Type, TypedKind};
use crate::text::fold;

/// How many codes of a list a message names.
const CODES_SHOWN: usize = 30;

impl Checker<'_> {
    pub(super) fn lookup(&self, path: &Path) -> Option<Symbol> {
        let symbol = self.scope.lookup(self.inside, path.qualifier, &path.name)?;
        (symbol.entity == Entity::Household || self.inside == Entity::Member).then_some(symbol)
    }

    pub(super) fn name(&mut self, path: &Path, span: Span, hint: Option<&Type>) -> Option<(TypedKind, Type)> {
        let Some(symbol) = self.lookup(path) else {
            let error = self.unknown_name(path, span, hint);
            self.report(error);
            return None;
        };
        let ty = symbol.ty.clone();
        let kind = TypedKind::Name { qualifier: path.qualifier, name: path.name.clone(), symbol: Box::new(symbol) };
        Some((kind, ty))
    }

    fn unknown_name(&self, path: &Path, span: Span, hint: Option<&Type>) -> Diagnostic {
        let name = path.name.as_str();
        let exists = |inside, qualifier| self.scope.lookup(inside, qualifier, name).is_some();
        if self.inside == Entity::Household && path.qualifier != Some(Qualifier::Household) {
            let found = self.scope.lookup(Entity::Member, path.qualifier, name);
            if found.is_some_and(|symbol| symbol.entity == Entity::Member) {
                return Diagnostic::error(
                    "member-outside-aggregate",
                    span,
                    format!("`{name}` is a value of each member, not of the household"),
                )
                .help("use `any(member where …)`, or `count`, `sum`, `min`, `max`");
            }
        }
        let message = match path.qualifier {
            None => format!("nothing is called `{name}`"),
            Some(Qualifier::Member) => format!("a member has no `{name}`"),
            Some(Qualifier::Household) => format!("a household has no `{name}`"),
            Some(Qualifier::Recorded) => format!("the survey has no field `{name}`"),
        };
        let mut error = Diagnostic::error("unknown-name", span, message);
        if let Some(Type::Code(list)) = hint
            && path.qualifier.is_none()
            && list.mask(name).is_some()
        {
            return error.help(format!("a code stands in quotes: `'{name}'`"));
        }
        if path.qualifier.is_some() && exists(self.inside, None) {
            return error.help(format!("write `{name}`"));
        }
        if path.qualifier == Some(Qualifier::Household) && exists(Entity::Member, Some(Qualifier::Member)) {
            return error.help(format!("it is a value of each member: `member.{name}`"));
        }
        if path.qualifier.is_none() && name == "member" {
            return error.help("members are asked about in `any(member where …)` and `count(member where …)`");
        }
        let mut names = self.scope.names(self.inside);
        names.sort_unstable();
        let folded = fold(name);
        let alike = names.iter().find(|known| fold(known) == folded && *known != name).map(String::as_str);
        if let Some(near) = alike.or_else(|| nearest(name, names.iter().map(String::as_str))) {
            error = error.help(format!("did you mean `{near}`?"));
        } else if self.inside == Entity::Household {
            let mut members = self.scope.names(Entity::Member);
            members.sort_unstable();
            if let Some(near) = nearest(name, members.iter().map(String::as_str)) {
                error = error.help(format!("did you mean `{near}` of the members, in `any(member where …)`?"));
            }
        }
        error
    }

    /// A text literal: a code where the place asks for one.
    pub(super) fn text(&mut self, text: &str, span: Span, hint: Option<&Type>) -> Option<(TypedKind, Type)> {
        let error = match hint {
            None | Some(Type::Text) => return Some((TypedKind::Text(text.to_owned()), Type::Text)),
            Some(Type::Code(list)) => match list.mask(text) {
                Some(mask) => {
                    return Some((TypedKind::Codes { word: text.to_owned(), mask }, Type::Code(list.clone())));
                }
                None => unknown_code(text, span, list),
            },
            Some(expected) => {
                let error = Diagnostic::error(
                    "wrong-type",
                    span,
                    format!("expected {}, found the text `{}`", phrase(expected), text.escape_debug()),
                );
                match expected {
                    Type::Number(_) if Exact::parse(text).is_some() => {
                        error.help(format!("write the number without quotes: `{text}`"))
                    }
                    Type::Date => error.help("write `date '2022-10-01'`: year, month, day"),
                    Type::Bool => error.help("a yes/no value stands alone: `insured`, `not insured`"),
                    _ => error,
                }
            }
        };
        self.report(error);
        None
    }
}

fn unknown_code(word: &str, span: Span, list: &CodeList) -> Diagnostic {
    let words = || list.codes.iter().map(String::as_str).chain(list.groups.iter().map(|(name, _)| name.as_str()));
    let mut error =
        Diagnostic::error("unknown-code", span, format!("`{}` has no code `{}`", list.name, word.escape_debug()));
    let folded = fold(word);
    let near = words().find(|known| fold(known) == folded).or_else(|| nearest(word, words()));
    if let Some(near) = near {
        error = error.help(format!("did you mean `'{near}'`?"));
    }
    let mut shown: Vec<String> = list.codes.iter().take(CODES_SHOWN).map(|code| format!("`{code}`")).collect();
    if list.codes.len() > CODES_SHOWN {
        shown.push("…".to_owned());
    }
    error = error.note(format!("the codes of `{}` are {}", list.name, shown.join(", ")));
    let groups: Vec<String> = list
        .groups
        .iter()
        .filter(|(name, _)| !list.codes.contains(name))
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    if !groups.is_empty() {
        error = error.note(format!("its groups are {}", groups.join(", ")));
    }
    error
}
