//! Ids of a file: what can be one, and that none stands twice.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::toml_reader::{Findings, Text};

/// The ids met so far, each among those of its kind.
#[derive(Debug, Default)]
pub(super) struct Ids<'t> {
    seen: HashMap<(&'static str, String), &'t Text>,
}

impl<'t> Ids<'t> {
    /// Adds one; what cannot be a name or stands there already is a finding.
    pub fn add(&mut self, kind: &'static str, id: &'t Text, findings: &Findings) {
        let plain =
            id.value.chars().enumerate().all(|(i, c)| c == '_' || c.is_alphabetic() || (i > 0 && c.is_numeric()));
        if id.value.is_empty() || !plain {
            findings.push(
                Diagnostic::error("wrong-id", id.span, format!("`{}` cannot be a name", id.value))
                    .help("use letters, digits and `_`, beginning with a letter"),
            );
        }
        if let Some(first) = self.seen.insert((kind, id.value.clone()), id) {
            findings.push(
                Diagnostic::error("duplicate-id", id.span, format!("`{}` is defined twice", id.value))
                    .label("again here")
                    .related(first.span, "first here"),
            );
        }
    }
}
