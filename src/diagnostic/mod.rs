//! Messages about texts people wrote: rules files, codebooks, maps, expressions. Owns the one type they all use; a message
//! carries its place and, where it can, what to type instead. Problems of survey data are not diagnostics but rows
//! ([`crate::survey::problem`]).

mod render;

use std::ops::Range;

/// A byte range in a source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes `start..end`.
    pub const fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// From the first byte of this to the last of the other.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same bytes, seen from a text in which this one begins at `offset`.
    pub const fn shifted(self, offset: usize) -> Span {
        Span { start: self.start + offset, end: self.end + offset }
    }

    /// As a standard range.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing runs with it.
    Error,
    /// It runs, but should be looked at.
    Warning,
}

/// A message at a place. Spans are into the text of the file the diagnostic is collected for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Machine name, lower case with hyphens: `unknown-name`.
    pub code: &'static str,
    /// What is wrong: what was found and what was expected. Lower case, no full stop, names in backticks.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Words at the caret; may be empty.
    pub label: String,
    /// Other places in the same text that belong to it.
    pub related: Vec<(Span, String)>,
    /// Further facts, each a line: where something was declared.
    pub notes: Vec<String>,
    /// What to type; each a line.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error without label, notes or help.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            code,
            message: message.into(),
            span,
            label: String::new(),
            related: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
        }
    }

    /// The same as a warning.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, message) }
    }

    /// With words at the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = label.into();
        self
    }

    /// With another place.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Diagnostic {
        self.related.push((span, label.into()));
        self
    }

    /// With a further fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    /// With what to type.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help.push(help.into());
        self
    }

    /// With the nearest of `known` as help, if one is near enough.
    #[must_use]
    pub fn suggest<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
        match nearest(word, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// The same, seen from a text in which its own begins at `offset`.
    #[must_use]
    pub fn shifted(mut self, offset: usize) -> Diagnostic {
        self.span = self.span.shifted(offset);
        for (span, _) in &mut self.related {
            *span = span.shifted(offset);
        }
        self
    }
}

/// The one of `known` that `word` is most likely a slip of, if any is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *candidate != word)
        .min()
        .map(|(_, candidate)| candidate)
}

/// A text with its name, and what was found in it.
#[derive(Clone, Debug)]
pub struct Report {
    /// The file as the user named it.
    pub name: String,
    /// Its text.
    pub text: String,
    /// In the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// A report without findings.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Report {
        Report { name: name.into(), text: text.into(), diagnostics: Vec::new() }
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// Line and column (from 1, in characters) of a byte.
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let before = &self.text[..self.text.floor_char_boundary(byte.min(self.text.len()))];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }
}
