//! `any(member where …)` and its kin.

use super::{Level, Parser, Tree};
use crate::diagnostic::{Diagnostic, Span};
use crate::lang::ast::{Aggregate, ExprKind};
use crate::lang::lexer::TokenKind;

/// The aggregate with that name, in lower case.
pub(super) fn named(word: &str) -> Option<Aggregate> {
    Aggregate::ALL.into_iter().find(|aggregate| aggregate.name() == word)
}

impl Parser<'_> {
    /// Behind the opening parenthesis.
    pub(super) fn aggregate(&mut self, function: Aggregate, name: Span, open: Span) -> Tree {
        let before = self.errors.len();
        let (value, mut height) = match function {
            Aggregate::Any | Aggregate::Count => {
                self.the_members(function);
                (None, 0)
            }
            Aggregate::Sum | Aggregate::Min | Aggregate::Max => match self.member_value(function) {
                Some(value) => (Some(Box::new(value.expr)), value.height),
                None => (None, 0),
            },
        };
        let mut filter = None;
        if self.word("where") {
            let condition = self.expression(Level::Or);
            height = height.max(condition.height);
            filter = Some(Box::new(condition.expr));
        } else if function == Aggregate::Any && matches!(self.peek(), TokenKind::Close) && self.errors.len() == before {
            self.report(
                Diagnostic::error("missing-where", name.to(self.span()), "`any` asks for a condition")
                    .help("write `any(member where …)`; `count(member) > 0` asks whether there is a member"),
            );
        }
        if matches!(self.peek(), TokenKind::Comma) {
            let mut error = self.unexpected("`where` or `)`").related(open, "opened here");
            if value.is_some() {
                error = error
                    .help(format!("`{}` goes over the members; to choose between values use `case`", function.name()));
            }
            self.report(error);
            while matches!(self.peek(), TokenKind::Comma) {
                self.advance();
                self.read_over();
            }
        }
        self.close(open);
        let span = Span::new(name.start, self.last_end());
        self.node(ExprKind::Aggregate { function, value, filter }, span, height)
    }

    /// `member` in `any(member …)` and `count(member …)`.
    fn the_members(&mut self, function: Aggregate) {
        let name = function.name();
        let plain = self.at_word("member") && !matches!(self.peek_second(), TokenKind::Dot);
        if plain {
            self.advance();
            return;
        }
        let form = match function {
            Aggregate::Count => "`count(member)` or `count(member where …)`".to_owned(),
            _ => format!("`{name}(member where …)`"),
        };
        let error = self.unexpected("`member`");
        match self.peek() {
            TokenKind::Close | TokenKind::End | TokenKind::Comma => self.report(error.help(format!("write {form}"))),
            TokenKind::Word(word) if word.eq_ignore_ascii_case("where") => {
                self.report(error.help(format!("write {form}")));
            }
            TokenKind::Star => {
                self.report(error.help(format!("write {form}")));
                self.advance();
            }
            _ => {
                // What stands there is read first: where it is sound, it is most likely the condition.
                let before = self.errors.len();
                let condition = self.read_over();
                let sound = self.errors.len() == before && matches!(self.peek(), TokenKind::Close);
                let text = &self.source[condition.span.range()];
                let help = if sound { format!("write `{name}(member where {text})`") } else { format!("write {form}") };
                if !self.stopped {
                    self.errors.push(error.help(help));
                }
            }
        }
    }

    /// The value in `sum(member.x …)`.
    fn member_value(&mut self, function: Aggregate) -> Option<Tree> {
        let plain = self.at_word("member") && !matches!(self.peek_second(), TokenKind::Dot);
        if !plain && !self.at_word("where") && !matches!(self.peek(), TokenKind::Close | TokenKind::Star) {
            return Some(self.expression(Level::Or));
        }
        let name = function.name();
        let error = self.unexpected("a value of each member").help(format!("write `{name}(member.x where …)`"));
        self.report(if function == Aggregate::Sum {
            error.help("`count(member where …)` counts members")
        } else {
            error
        });
        if plain || matches!(self.peek(), TokenKind::Star) {
            self.advance();
        }
        None
    }
}
