//! Text to tokens with byte spans. Never stops at a slip: it is noted with what to type instead, and the token that was
//! most likely meant stands in its place. Knows no grammar; keywords are words here.

use unicode_normalization::UnicodeNormalization;

use super::ast::Compare;
use super::exact::Exact;
use crate::diagnostic::{Diagnostic, Span};

/// A token and the bytes it was read from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// A name or a keyword, in Unicode form NFC.
    Word(String),
    Number(Exact),
    /// The text between the quotes, doubled quotes undone.
    Text(String),
    Compare(Compare),
    Plus,
    Minus,
    Star,
    Slash,
    Open,
    Close,
    Comma,
    Dot,
    /// Stands once, last, right behind the last token.
    End,
}

/// The tokens of a source, the last one [`TokenKind::End`], and what is wrong with its characters.
pub(super) fn tokens(source: &str) -> (Vec<Token>, Vec<Diagnostic>) {
    let mut lexer = Lexer { source, at: 0, tokens: Vec::new(), errors: Vec::new() };
    while lexer.next() {}
    let end = lexer.tokens.last().map_or(0, |token| token.span.end);
    lexer.tokens.push(Token { kind: TokenKind::End, span: Span::new(end, end) });
    (lexer.tokens, lexer.errors)
}

/// Whether a character can stand in a name.
fn in_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    tokens: Vec<Token>,
    errors: Vec<Diagnostic>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        self.tokens.push(Token { kind, span: Span::new(start, self.at) });
    }

    /// Takes the next `length` bytes as a token.
    fn take(&mut self, kind: TokenKind, length: usize) {
        let start = self.at;
        self.at += length;
        self.push(kind, start);
    }

    /// Takes the next `length` bytes as the word or sign that was meant, and says so.
    fn slip(&mut self, kind: TokenKind, length: usize, instead: &str) {
        let found = &self.rest()[..length];
        let span = Span::new(self.at, self.at + length);
        self.errors.push(
            Diagnostic::error("wrong-operator", span, format!("`{found}` is no operator here"))
                .help(format!("write `{instead}`")),
        );
        self.take(kind, length);
    }

    fn next(&mut self) -> bool {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return false };
        let word = |word: &str| TokenKind::Word(word.to_owned());
        let starts = |sign: &str| rest.starts_with(sign);
        match first {
            c if c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}' => self.at += c.len_utf8(),
            '-' if starts("--") => self.at += rest.find('\n').unwrap_or(rest.len()),
            '(' => self.take(TokenKind::Open, 1),
            ')' => self.take(TokenKind::Close, 1),
            ',' => self.take(TokenKind::Comma, 1),
            '.' => self.take(TokenKind::Dot, 1),
            '+' => self.take(TokenKind::Plus, 1),
            '-' => self.take(TokenKind::Minus, 1),
            '*' => self.take(TokenKind::Star, 1),
            '/' => self.take(TokenKind::Slash, 1),
            '=' if starts("==") => self.slip(TokenKind::Compare(Compare::Equal), 2, "="),
            '=' if starts("=<") => self.slip(TokenKind::Compare(Compare::LessOrEqual), 2, "<="),
            '=' if starts("=>") => self.slip(TokenKind::Compare(Compare::GreaterOrEqual), 2, ">="),
            '=' => self.take(TokenKind::Compare(Compare::Equal), 1),
            '<' if starts("<>") => self.take(TokenKind::Compare(Compare::NotEqual), 2),
            '<' if starts("<=") => self.take(TokenKind::Compare(Compare::LessOrEqual), 2),
            '<' => self.take(TokenKind::Compare(Compare::Less), 1),
            '>' if starts(">=") => self.take(TokenKind::Compare(Compare::GreaterOrEqual), 2),
            '>' => self.take(TokenKind::Compare(Compare::Greater), 1),
            '!' if starts("!=") => self.take(TokenKind::Compare(Compare::NotEqual), 2),
            '!' => self.slip(word("not"), 1, "not"),
            '&' if starts("&&") => self.slip(word("and"), 2, "and"),
            '&' => self.slip(word("and"), 1, "and"),
            '|' if starts("||") => self.slip(word("or"), 2, "or"),
            '|' => self.slip(word("or"), 1, "or"),
            '≤' => self.slip(TokenKind::Compare(Compare::LessOrEqual), '≤'.len_utf8(), "<="),
            '≥' => self.slip(TokenKind::Compare(Compare::GreaterOrEqual), '≥'.len_utf8(), ">="),
            '≠' => self.slip(TokenKind::Compare(Compare::NotEqual), '≠'.len_utf8(), "<>"),
            '×' => self.slip(TokenKind::Star, '×'.len_utf8(), "*"),
            '÷' => self.slip(TokenKind::Slash, '÷'.len_utf8(), "/"),
            '–' | '−' => self.slip(TokenKind::Minus, first.len_utf8(), "-"),
            '\'' | '"' | '‘' | '’' | '“' | '”' | '`' => self.text(first),
            c if c.is_ascii_digit() => self.number(),
            c if in_name(c) => self.word(),
            _ => self.bad_character(),
        }
        true
    }

    fn word(&mut self) {
        let length = self.rest().find(|c| !in_name(c)).unwrap_or(self.rest().len());
        let word = self.rest()[..length].nfc().collect();
        self.take(TokenKind::Word(word), length);
    }

    /// A run of characters that no token begins with, as one message.
    fn bad_character(&mut self) {
        let known = |c: char| c.is_whitespace() || c.is_ascii_digit() || in_name(c) || "()',.+-*/=<>!\"&|".contains(c);
        let length = self.rest().find(known).unwrap_or(self.rest().len());
        let found = &self.rest()[..length];
        let span = Span::new(self.at, self.at + length);
        let shown: String = found.chars().take(20).flat_map(char::escape_debug).collect();
        let mut error = Diagnostic::error("bad-character", span, format!("`{shown}` means nothing here"));
        if found.starts_with('%') {
            error = error.help("write a share as a number: `0.5` for 50 %");
        } else if found.starts_with(';') || found.starts_with('#') {
            error = error.help("a comment begins with `--`");
        }
        self.errors.push(error);
        self.at += length;
    }

    /// A text in quotes; any but plain single quotes is a slip.
    fn text(&mut self, quote: char) {
        let start = self.at;
        let closes = |c: char| match quote {
            '‘' | '’' => c == '’' || c == '‘',
            '“' | '”' => c == '”' || c == '“',
            other => c == other,
        };
        let mut text = String::new();
        let mut end = None;
        let mut chars = self.source[start..].char_indices().skip(1).peekable();
        while let Some((at, c)) = chars.next() {
            if !closes(c) {
                text.push(c);
            } else if quote == '\'' && chars.peek().is_some_and(|(_, c)| *c == '\'') {
                chars.next();
                text.push('\'');
            } else {
                end = Some(start + at + c.len_utf8());
                break;
            }
        }
        let Some(end) = end else {
            // The rest of the line stands for the text, so that the lines below are still read.
            let line = self.rest().find('\n').unwrap_or(self.rest().len());
            let span = Span::new(start, start + line);
            self.errors.push(
                Diagnostic::error("unterminated-text", span, "the text that begins here does not end")
                    .help(format!("close it with `{}`", if quote == '\'' { '\'' } else { '"' })),
            );
            let text = self.rest()[quote.len_utf8()..line].nfc().collect();
            self.take(TokenKind::Text(text), line);
            return;
        };
        let text: String = text.nfc().collect();
        if quote != '\'' {
            let span = Span::new(start, end);
            self.errors.push(
                Diagnostic::error(
                    "wrong-quotes",
                    span,
                    format!("texts and codes stand in single quotes, not `{quote}`"),
                )
                .help(format!("write `'{}'`", text.replace('\'', "''"))),
            );
        }
        self.take(TokenKind::Text(text), end - start);
    }

    /// A number, with all that was written to be part of it: `1.500.000`, `1,500,000`, `15kg`.
    fn number(&mut self) {
        let rest = self.rest();
        let digits =
            |from: usize| rest[from..].find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(rest.len() - from);
        let mut groups = vec![&rest[..digits(0)]];
        let mut length = groups[0].len();
        while rest[length..].starts_with('.') && rest[length + 1..].starts_with(|c: char| c.is_ascii_digit()) {
            let group = digits(length + 1);
            groups.push(&rest[length + 1..length + 1 + group]);
            length += 1 + group;
        }
        let commas = thousands_with_commas(&rest[..length], &rest[length..]);
        let dotted = groups.len() > 2 && groups[1..].iter().all(|group| group.len() == 3);
        length += commas;
        let tail = rest[length..].find(|c| !in_name(c)).unwrap_or(rest.len() - length);
        let written = &rest[..length + tail];
        let span = Span::new(self.at, self.at + written.len());
        let value = if groups.len() > 2 || commas > 0 || tail > 0 { None } else { literal(written) };
        if value.is_none() {
            let plain: String = rest[..length].chars().filter(char::is_ascii_digit).collect();
            let error = Diagnostic::error("bad-number", span, format!("`{}` is no number", shortened(written)));
            self.errors.push(if dotted || commas > 0 {
                error.help(format!("write `{plain}`, or `{}`, without separators but `_`", underscored(&plain)))
            } else if tail > 0 && groups.len() <= 2 && literal(&rest[..length]).is_some() {
                error.help(format!("write the number alone: `{}`", &rest[..length]))
            } else {
                error.help("a number has digits, `_` to group them, and at most one `.`; up to 18 digits each side")
            });
        }
        self.take(TokenKind::Number(value.unwrap_or(Exact::ZERO)), written.len());
    }
}

/// How many bytes of `,000`-like groups follow a number. Only groups that begin with a zero tell thousands from a list.
fn thousands_with_commas(first: &str, rest: &str) -> usize {
    if first.len() > 3 || first.contains(['.', '_']) {
        return 0;
    }
    let group = |at: usize| {
        let digits = rest.get(at + 1..at + 4)?;
        let more = rest[at + 4..].starts_with(|c: char| c.is_ascii_digit());
        (rest[at..].starts_with(',') && digits.bytes().all(|b| b.is_ascii_digit()) && !more).then_some(digits)
    };
    let (mut length, mut telling) = (0, false);
    while let Some(digits) = group(length) {
        telling |= digits.starts_with('0');
        length += 4;
    }
    if telling { length } else { 0 }
}

/// The value of digits with underscores between them and at most one point.
fn literal(text: &str) -> Option<Exact> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let sound = |part: &str| !part.starts_with('_') && !part.ends_with('_') && !part.contains("__");
    if !sound(whole) || !sound(fraction) || fraction.len() > 18 {
        return None;
    }
    Exact::parse(&text.replace('_', ""))
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 30 { text.to_owned() } else { text.chars().take(27).chain("…".chars()).collect() }
}

/// `1500000` as `1_500_000`.
pub(super) fn underscored(digits: &str) -> String {
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('_');
        }
        out.push(c);
    }
    out
}
