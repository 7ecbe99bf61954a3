//! The terms between operators: literals, names, calls, `case`, parentheses.

use jiff::civil::Date;

use super::{Level, Parser, Tree};
use crate::diagnostic::{Diagnostic, Span};
use crate::lang::ast::{Expr, ExprKind, Path, Qualifier};
use crate::lang::lexer::TokenKind;
use crate::lang::typed::Function;

/// Words that cannot be names.
const RESERVED: [&str; 15] = [
    "and", "or", "not", "between", "in", "is", "case", "when", "then", "else", "end", "where", "true", "false",
    "unknown",
];

/// Whether a word can only be a keyword.
pub(in crate::lang) fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|reserved| word.eq_ignore_ascii_case(reserved))
}

impl Parser<'_> {
    pub(super) fn term(&mut self) -> Tree {
        let span = self.span();
        let kind = match self.peek() {
            TokenKind::Number(number) => ExprKind::Number(*number),
            TokenKind::Text(text) => ExprKind::Text(text.clone()),
            TokenKind::Open => return self.parenthesis(),
            TokenKind::Word(word) => {
                let word = word.clone();
                return self.word_term(&word);
            }
            TokenKind::Dot if matches!(self.peek_second(), TokenKind::Number(_)) => {
                self.report(self.unexpected("a value").help("a number begins with a digit: `0.5`"));
                self.skip();
                return self.missing();
            }
            _ => {
                self.report(self.unexpected("a value"));
                self.skip();
                return self.missing();
            }
        };
        self.advance();
        self.node(kind, span, 0)
    }

    fn parenthesis(&mut self) -> Tree {
        let open = self.advance();
        let mut tree = self.expression(Level::Or);
        self.close(open);
        if !self.stopped {
            tree.expr.span = Span::new(open.start, self.last_end());
        }
        tree
    }

    fn word_term(&mut self, word: &str) -> Tree {
        let span = self.span();
        let keyword = word.to_ascii_lowercase();
        let literal = match keyword.as_str() {
            "true" => Some(ExprKind::Bool(true)),
            "false" => Some(ExprKind::Bool(false)),
            "unknown" => Some(ExprKind::Unknown),
            _ => None,
        };
        if let Some(kind) = literal {
            self.advance();
            return self.node(kind, span, 0);
        }
        if keyword == "case" {
            return self.case();
        }
        if is_reserved(word) {
            self.report(self.unexpected("a value"));
            if keyword == "not" || keyword == "between" || keyword == "in" || keyword == "is" {
                self.skip();
            }
            return self.missing();
        }
        match self.peek_second() {
            TokenKind::Text(_) if keyword == "date" => self.date(),
            TokenKind::Open => self.call(word),
            TokenKind::Dot => self.qualified(word),
            _ if keyword == "null" => {
                self.report(
                    Diagnostic::error("unexpected-token", span, "there is no `null` here").help("write `unknown`"),
                );
                self.advance();
                self.missing()
            }
            _ => {
                self.advance();
                self.node(ExprKind::Name(Path { qualifier: None, name: word.to_owned() }), span, 0)
            }
        }
    }

    fn qualified(&mut self, word: &str) -> Tree {
        let start = self.advance();
        let qualifier = match word.to_ascii_lowercase().as_str() {
            "member" => Some(Qualifier::Member),
            "household" => Some(Qualifier::Household),
            "recorded" => Some(Qualifier::Recorded),
            _ => None,
        };
        if qualifier.is_none() {
            self.at -= 1;
            self.report(
                Diagnostic::error("unknown-qualifier", start, format!("nothing is called `{word}.…`"))
                    .suggest(&word.to_lowercase(), ["member", "household", "recorded"])
                    .help("before the dot stands `member`, `household` or `recorded`"),
            );
            self.at += 1;
        }
        self.advance();
        let name = match self.peek() {
            TokenKind::Word(name) if !is_reserved(name) => name.clone(),
            _ => {
                self.report(self.unexpected("a name behind the dot"));
                return self.missing();
            }
        };
        let span = start.to(self.advance());
        self.node(ExprKind::Name(Path { qualifier, name }), span, 0)
    }

    /// `date '2022-10-01'`.
    fn date(&mut self) -> Tree {
        let start = self.advance();
        let TokenKind::Text(text) = self.peek().clone() else { return self.missing() };
        let span = start.to(self.span());
        let date = iso_date(&text);
        if date.is_none() {
            let error = Diagnostic::error("bad-date", self.span(), format!("`{text}` is no date"));
            self.report(match day_month_year(&text) {
                Some(date) => error.help(format!("write `date '{date}'`: year, month, day")),
                None => error.help("write year, month, day: `date '2022-10-01'`"),
            });
        }
        self.advance();
        self.node(ExprKind::Date(date.unwrap_or(Date::ZERO)), span, 0)
    }

    fn call(&mut self, word: &str) -> Tree {
        let name_span = self.advance();
        let open = self.advance();
        let lower = word.to_ascii_lowercase();
        if let Some(function) = super::aggregate::named(&lower) {
            return self.aggregate(function, name_span, open);
        }
        let (arguments, height) = self.arguments(open);
        let span = Span::new(name_span.start, self.last_end());
        let known = Function::ALL.iter().any(|function| function.name() == lower);
        let function = if known { lower } else { word.to_owned() };
        self.node(ExprKind::Call { function, function_span: name_span, arguments }, span, height)
    }

    fn case(&mut self) -> Tree {
        let start = self.advance();
        let (mut branches, mut height) = (Vec::new(), 0);
        if !self.at_word("when") {
            self.report(self.unexpected("`when`").help("write `case when x = 'a' then … else … end`"));
            if !self.at_end() {
                self.expression(Level::Or);
            }
        }
        while self.at_word("when") && !self.stopped {
            self.advance();
            let condition = self.expression(Level::Or);
            let value = self.part("then", "`then`");
            height = height.max(condition.height).max(value.height);
            branches.push((condition.expr, value.expr));
        }
        let otherwise = self.otherwise(start);
        height = height.max(otherwise.height);
        if !self.word("end") {
            self.report(self.unexpected("`end`").related(start, "this `case` has no `end`"));
        }
        let span = Span::new(start.start, self.last_end());
        let otherwise = Box::new(otherwise.expr);
        self.node(ExprKind::Case { branches, otherwise }, span, height)
    }

    fn otherwise(&mut self, case: Span) -> Tree {
        if self.at_word("end") {
            self.report(
                Diagnostic::error("missing-else", self.span(), "this `case` has no `else`")
                    .related(case, "begins here")
                    .help("write `else …` before `end`; `else unknown` where no condition should hold"),
            );
            return self.missing();
        }
        self.part("else", "`when`, `else` or an operator")
    }

    /// An expression behind a keyword of `case`; where the keyword is not the next token, it is looked for.
    fn part(&mut self, keyword: &str, expected: &str) -> Tree {
        if !self.at_word(keyword) {
            self.report(self.unexpected(expected));
            self.skip();
        }
        if self.word(keyword) { self.expression(Level::Or) } else { self.missing() }
    }

    /// Reads an expression only for its errors.
    pub(super) fn read_over(&mut self) -> Expr {
        self.expression(Level::Or).expr
    }
}

/// `2022-10-01`.
fn iso_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let sound = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !sound(year, 4) || !sound(month, 2) || !sound(day, 2) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `1/10/2022`, as it is written in Vietnam.
fn day_month_year(text: &str) -> Option<Date> {
    let mut parts = text.split(['/', '.', '-']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
