//! Tokens to a tree, by precedence climbing. Owns the grammar's operators and the way on after an error: reading resumes
//! at the next `)`, `,`, `and`, `or`, `when`, `then`, `else`, `end`, so that one run finds the slips of every part.
//! Knows no names and no types.

mod aggregate;
mod term;

use super::ast::{Arithmetic, Compare, Expr, ExprKind, Logic};
use super::lexer::{self, Token, TokenKind};
use crate::diagnostic::{Diagnostic, Span};

/// How deep an expression's tree may be. Everything that walks a tree calls itself per level; this bounds the stack.
pub const MAX_DEPTH: u32 = 200;

/// Reads an expression.
///
/// # Errors
/// Everything found wrong, in the order of its place.
pub fn parse(source: &str) -> Result<Expr, Vec<Diagnostic>> {
    let (tokens, errors) = lexer::tokens(source);
    let mut parser = Parser { source, tokens, at: 0, depth: 0, errors, reported: None, stopped: false };
    let tree = parser.whole();
    let mut errors = parser.errors;
    if errors.is_empty() {
        return Ok(tree.expr);
    }
    errors.sort_by_key(|error| error.span.start);
    Err(errors)
}

/// How tightly an operator binds, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lang) enum Level {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Unary,
}

impl Level {
    pub(in crate::lang) fn tighter(self) -> Level {
        match self {
            Level::Or => Level::And,
            Level::And => Level::Not,
            Level::Not => Level::Comparison,
            Level::Comparison => Level::Sum,
            Level::Sum => Level::Product,
            Level::Product | Level::Unary => Level::Unary,
        }
    }
}

/// What can follow an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Logic(Logic),
    Compare(Compare),
    Between { negated: bool },
    In { negated: bool },
    Is,
    Arithmetic(Arithmetic),
}

impl Operator {
    fn level(self) -> Level {
        match self {
            Operator::Logic(Logic::Or) => Level::Or,
            Operator::Logic(Logic::And) => Level::And,
            Operator::Compare(_) | Operator::Between { .. } | Operator::In { .. } | Operator::Is => Level::Comparison,
            Operator::Arithmetic(Arithmetic::Add | Arithmetic::Subtract) => Level::Sum,
            Operator::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide) => Level::Product,
        }
    }
}

/// A tree with its height.
struct Tree {
    expr: Expr,
    height: u32,
}

struct Parser<'a> {
    source: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
    errors: Vec<Diagnostic>,
    /// The token of the last error: a second one there would only repeat it.
    reported: Option<usize>,
    /// The expression is too deep; nothing further is read or reported.
    stopped: bool,
}

impl Parser<'_> {
    fn peek(&self) -> &TokenKind {
        &self.tokens[self.at].kind
    }

    fn peek_second(&self) -> &TokenKind {
        &self.tokens[(self.at + 1).min(self.tokens.len() - 1)].kind
    }

    fn span(&self) -> Span {
        self.tokens[self.at].span
    }

    /// The end of the token before the current one.
    fn last_end(&self) -> usize {
        if self.at == 0 { 0 } else { self.tokens[self.at - 1].span.end }
    }

    fn advance(&mut self) -> Span {
        let span = self.span();
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
        span
    }

    fn at_end(&self) -> bool {
        matches!(self.peek(), TokenKind::End)
    }

    /// Whether the current token is this keyword.
    fn at_word(&self, keyword: &str) -> bool {
        matches!(self.peek(), TokenKind::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    /// Takes the keyword, if it is the current token.
    fn word(&mut self, keyword: &str) -> bool {
        let found = self.at_word(keyword);
        if found {
            self.advance();
        }
        found
    }

    fn report(&mut self, error: Diagnostic) {
        if !self.stopped && self.reported != Some(self.at) {
            self.reported = Some(self.at);
            self.errors.push(error);
        }
    }

    /// The current token in words.
    fn found(&self) -> String {
        match self.peek() {
            TokenKind::End if self.at == 0 => "nothing".to_owned(),
            TokenKind::End => "the end".to_owned(),
            _ => {
                let text = &self.source[self.span().range()];
                let short: String = text.chars().take(40).collect();
                if short.len() < text.len() { format!("`{short}…`") } else { format!("`{text}`") }
            }
        }
    }

    /// `expected …, found …` at the current token.
    fn unexpected(&self, expected: &str) -> Diagnostic {
        let error =
            Diagnostic::error("unexpected-token", self.span(), format!("expected {expected}, found {}", self.found()));
        match self.number_in_pieces() {
            Some(help) => error.help(help),
            None => error,
        }
    }

    /// Where a number was cut by a comma or a blank: what to write instead.
    fn number_in_pieces(&self) -> Option<String> {
        let number = |at: usize| {
            let token = self.tokens.get(at)?;
            let digits = &self.source[token.span.range()];
            matches!(token.kind, TokenKind::Number(_)).then_some((token.span, digits))
        };
        let comma = matches!(self.peek(), TokenKind::Comma);
        let (first_at, mut at) = (self.at.checked_sub(1)?, if comma { self.at + 1 } else { self.at });
        let (first, mut whole) = number(first_at).map(|(span, digits)| (span, digits.to_owned()))?;
        let (second, next) = number(at)?;
        if comma && second.start != first.end + 1 {
            return None;
        }
        if next.len() != 3 {
            return comma.then(|| format!("a decimal has a point: `{whole}.{next}`"));
        }
        while let Some((_, digits)) = number(at).filter(|(_, digits)| digits.len() == 3) {
            whole.push_str(digits);
            at +=
                if comma && matches!(self.tokens.get(at + 1).map(|t| &t.kind), Some(TokenKind::Comma)) { 2 } else { 1 };
        }
        let shown = lexer::underscored(&whole.replace(['_', '.'], ""));
        Some(format!("write a number without separators but `_`: `{shown}`"))
    }

    /// Goes to the next token at which reading can resume.
    fn skip(&mut self) {
        let mut open = 0usize;
        loop {
            match self.peek() {
                TokenKind::End => return,
                TokenKind::Open => open += 1,
                TokenKind::Close if open == 0 => return,
                TokenKind::Close => open -= 1,
                TokenKind::Comma if open == 0 => return,
                TokenKind::Word(word) if open == 0 && is_resting_point(word) => return,
                _ => {}
            }
            self.advance();
        }
    }

    /// Gives up on an expression that is too deep.
    fn stop(&mut self) {
        let span = self.span();
        self.reported = None;
        self.report(
            Diagnostic::error(
                "too-deep",
                span,
                format!("the expression is nested or chained more than {MAX_DEPTH} levels deep"),
            )
            .help("split it into several variables"),
        );
        self.stopped = true;
        self.at = self.tokens.len() - 1;
    }

    /// A stand-in for what could not be read.
    fn missing(&self) -> Tree {
        let at = self.span().start;
        Tree { expr: Expr { kind: ExprKind::Unknown, span: Span::new(at, at) }, height: 1 }
    }

    /// A node over children of which the highest has `height`.
    fn node(&mut self, kind: ExprKind, span: Span, height: u32) -> Tree {
        if height >= MAX_DEPTH && !self.stopped {
            self.stop();
        }
        if self.stopped {
            // The children are dropped here, so that no tree grows past the limit.
            return self.missing();
        }
        Tree { expr: Expr { kind, span }, height: height + 1 }
    }

    fn whole(&mut self) -> Tree {
        let tree = self.expression(Level::Or);
        while !self.at_end() {
            if matches!(self.peek(), TokenKind::Close) {
                self.report(Diagnostic::error("unexpected-token", self.span(), "this `)` has no `(`"));
                self.advance();
            } else {
                self.report(self.unexpected("an operator or the end of the expression"));
                self.skip();
                while !self.at_end() && !self.at_word("and") && !self.at_word("or") {
                    self.advance();
                    self.skip();
                }
            }
            if self.word("and") || self.word("or") {
                self.expression(Level::Or);
            }
        }
        tree
    }

    /// An expression whose operators bind at least as tightly as `level`.
    fn expression(&mut self, level: Level) -> Tree {
        if self.depth >= MAX_DEPTH {
            self.stop();
            return self.missing();
        }
        self.depth += 1;
        let operand = self.prefix(level);
        let tree = self.operators(operand, level);
        self.depth -= 1;
        tree
    }

    fn prefix(&mut self, level: Level) -> Tree {
        let start = self.span();
        if self.at_word("not") {
            if level > Level::Not {
                self.report(
                    Diagnostic::error("unexpected-token", start, "`not` binds looser than the operator before it")
                        .help("put it in parentheses: `(not …)`"),
                );
            }
            self.advance();
            let operand = self.expression(Level::Not);
            let span = start.to(operand.expr.span);
            return self.node(ExprKind::Not(Box::new(operand.expr)), span, operand.height);
        }
        if matches!(self.peek(), TokenKind::Minus) {
            self.advance();
            let operand = self.expression(Level::Unary);
            let span = start.to(operand.expr.span);
            return self.node(ExprKind::Negate(Box::new(operand.expr)), span, operand.height);
        }
        self.term()
    }

    /// The operator that the current token begins.
    fn operator(&self) -> Option<Operator> {
        Some(match self.peek() {
            TokenKind::Compare(compare) => Operator::Compare(*compare),
            TokenKind::Plus => Operator::Arithmetic(Arithmetic::Add),
            TokenKind::Minus => Operator::Arithmetic(Arithmetic::Subtract),
            TokenKind::Star => Operator::Arithmetic(Arithmetic::Multiply),
            TokenKind::Slash => Operator::Arithmetic(Arithmetic::Divide),
            TokenKind::Word(word) => match word.to_ascii_lowercase().as_str() {
                "or" => Operator::Logic(Logic::Or),
                "and" => Operator::Logic(Logic::And),
                "between" => Operator::Between { negated: false },
                "in" => Operator::In { negated: false },
                "is" => Operator::Is,
                "not" => match self.peek_second() {
                    TokenKind::Word(next) if next.eq_ignore_ascii_case("between") => {
                        Operator::Between { negated: true }
                    }
                    TokenKind::Word(next) if next.eq_ignore_ascii_case("in") => Operator::In { negated: true },
                    _ => return None,
                },
                _ => return None,
            },
            _ => return None,
        })
    }

    fn operators(&mut self, mut left: Tree, level: Level) -> Tree {
        let mut compared: Option<(Operator, Span)> = None;
        while let Some(operator) = self.operator() {
            if operator.level() < level || self.stopped {
                break;
            }
            let sign = self.span();
            if operator.level() == Level::Comparison {
                if let Some((first, first_sign)) = compared {
                    self.chained(&left.expr, first, first_sign, operator, sign);
                }
                compared = Some((operator, sign));
            } else {
                compared = None;
            }
            self.advance();
            left = match operator {
                Operator::Logic(logic) => {
                    let right = self.expression(operator.level().tighter());
                    self.binary(left, right, |a, b| ExprKind::Logic(logic, a, b))
                }
                Operator::Arithmetic(arithmetic) => {
                    let right = self.expression(operator.level().tighter());
                    self.binary(left, right, |a, b| ExprKind::Arithmetic(arithmetic, a, b))
                }
                Operator::Compare(compare) => {
                    let right = self.expression(Level::Sum);
                    self.binary(left, right, |a, b| ExprKind::Compare(compare, a, b))
                }
                Operator::Between { negated } => self.between(left, negated),
                Operator::In { negated } => self.list(left, negated),
                Operator::Is => self.is_known(left),
            };
        }
        left
    }

    fn binary(&mut self, left: Tree, right: Tree, kind: impl Fn(Box<Expr>, Box<Expr>) -> ExprKind) -> Tree {
        let span = left.expr.span.to(right.expr.span);
        self.node(kind(Box::new(left.expr), Box::new(right.expr)), span, left.height.max(right.height))
    }

    /// `a < b < c`.
    fn chained(&mut self, left: &Expr, first: Operator, first_sign: Span, second: Operator, second_sign: Span) {
        let mut error = Diagnostic::error("chained-comparison", second_sign, "a comparison cannot be compared again")
            .related(first_sign, "first comparison");
        let text = |span: Span| &self.source[span.range()];
        error = match (&left.kind, first, second) {
            (
                ExprKind::Compare(_, a, b),
                Operator::Compare(Compare::LessOrEqual),
                Operator::Compare(Compare::LessOrEqual),
            ) => error.help(format!("write `{} between {} and …`", text(b.span), text(a.span))),
            (ExprKind::Compare(_, _, b), Operator::Compare(_), Operator::Compare(_)) => {
                error.help(format!("write `{} and {} {} …`", text(left.span), text(b.span), text(second_sign)))
            }
            _ => error.help("join two comparisons with `and`, or put the first in parentheses"),
        };
        self.report(error);
    }

    /// Behind `between`.
    fn between(&mut self, value: Tree, negated: bool) -> Tree {
        if negated {
            self.advance();
        }
        let low = self.expression(Level::Sum);
        if !self.word("and") {
            self.report(self.unexpected("`and` and the upper end of `between`"));
            return low;
        }
        let high = self.expression(Level::Sum);
        let span = value.expr.span.to(high.expr.span);
        let height = value.height.max(low.height).max(high.height);
        let (value, low, high) = (Box::new(value.expr), Box::new(low.expr), Box::new(high.expr));
        self.node(ExprKind::Between { value, low, high, negated }, span, height)
    }

    /// Behind `in`.
    fn list(&mut self, value: Tree, negated: bool) -> Tree {
        if negated {
            self.advance();
        }
        let open = self.span();
        if !matches!(self.peek(), TokenKind::Open) {
            self.report(self.unexpected("`(` and a list").help("write `in ('a', 'b')`"));
            self.skip();
            return value;
        }
        self.advance();
        let (items, height) = self.arguments(open);
        if items.is_empty() && !self.stopped {
            self.reported = None;
            self.report(
                Diagnostic::error("empty-list", open, "the list of `in` is empty").help("write `in ('a', 'b')`"),
            );
        }
        let span = Span::new(value.expr.span.start, self.last_end());
        let height = height.max(value.height);
        self.node(ExprKind::In { value: Box::new(value.expr), list: items, negated }, span, height)
    }

    /// Behind `is`.
    fn is_known(&mut self, value: Tree) -> Tree {
        let start = self.span();
        let negated = self.word("not");
        let (known, slip) = match self.peek() {
            TokenKind::Word(word) => match word.to_ascii_lowercase().as_str() {
                "known" => (Some(true), negated),
                "unknown" => (Some(false), negated),
                "null" => (Some(false), true),
                _ => (None, false),
            },
            _ => (None, false),
        };
        let Some(known) = known.map(|known| known != negated) else {
            self.report(self.unexpected("`known` or `unknown`").help("use `=` to compare with a value"));
            if !matches!(self.peek(), TokenKind::Close | TokenKind::Comma | TokenKind::End) {
                self.advance();
            }
            return value;
        };
        if slip {
            let span = start.to(self.span());
            let word = if known { "known" } else { "unknown" };
            let written = &self.source[span.range()];
            self.report(
                Diagnostic::error("unexpected-token", span, format!("`is {written}` is not asked here"))
                    .help(format!("write `is {word}`")),
            );
        }
        let end = self.advance();
        let span = value.expr.span.to(end);
        self.node(ExprKind::IsKnown { value: Box::new(value.expr), known }, span, value.height)
    }

    /// Expressions with commas between them up to the closing parenthesis, which is taken.
    fn arguments(&mut self, open: Span) -> (Vec<Expr>, u32) {
        let (mut items, mut height) = (Vec::new(), 0);
        if matches!(self.peek(), TokenKind::Close) {
            self.advance();
            return (items, height);
        }
        loop {
            let item = self.expression(Level::Or);
            height = height.max(item.height);
            items.push(item.expr);
            if !matches!(self.peek(), TokenKind::Comma | TokenKind::Close) {
                self.report(self.unexpected("`,` or `)`").related(open, "opened here"));
                self.skip();
            }
            if !matches!(self.peek(), TokenKind::Comma) {
                break;
            }
            self.advance();
        }
        self.close(open);
        (items, height)
    }

    /// The `)` for a `(`; anything before it is reported and skipped.
    fn close(&mut self, open: Span) {
        if !matches!(self.peek(), TokenKind::Close) {
            self.report(self.unexpected("an operator or `)`").related(open, "opened here"));
            self.skip_to_close();
        }
        if matches!(self.peek(), TokenKind::Close) {
            self.advance();
        }
    }

    /// Goes to the `)` that closes what is open, reading the conditions on the way for their errors.
    fn skip_to_close(&mut self) {
        loop {
            self.skip();
            if self.at_end() || matches!(self.peek(), TokenKind::Close) {
                return;
            }
            if self.word("and") || self.word("or") {
                self.expression(Level::Or);
            } else if is_block_word(self.peek()) {
                return;
            } else {
                self.advance();
            }
        }
    }
}

fn is_resting_point(word: &str) -> bool {
    ["and", "or", "when", "then", "else", "end", "where"].iter().any(|rest| word.eq_ignore_ascii_case(rest))
}

fn is_block_word(token: &TokenKind) -> bool {
    match token {
        TokenKind::Word(word) => ["when", "then", "else", "end"].iter().any(|rest| word.eq_ignore_ascii_case(rest)),
        _ => false,
    }
}
