//! Diagnostics as text: the place, the source line, a caret, and what to type. Plain ASCII, coloured on request.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Report, Severity};

impl Report {
    /// Every finding in order, each with its source lines, a blank line between two.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let mut out = String::new();
        for d in &self.diagnostics {
            let level = match d.severity {
                Severity::Error => Level::ERROR,
                Severity::Warning => Level::WARNING,
            };
            let clamp = |span: super::Span| {
                let end = self.text.floor_char_boundary(span.end.min(self.text.len()));
                let start = self.text.floor_char_boundary(span.start.min(end));
                start..end
            };
            let mut primary = AnnotationKind::Primary.span(clamp(d.span));
            if !d.label.is_empty() {
                primary = primary.label(d.label.as_str());
            }
            let mut snippet = Snippet::source(self.text.as_str()).path(self.name.as_str()).annotation(primary);
            for (span, label) in &d.related {
                snippet = snippet.annotation(AnnotationKind::Context.span(clamp(*span)).label(label.as_str()));
            }
            let mut group = Group::with_title(level.primary_title(d.message.as_str()).id(d.code)).element(snippet);
            for note in &d.notes {
                group = group.element(Level::NOTE.message(note.as_str()));
            }
            for help in &d.help {
                group = group.element(Level::HELP.message(help.as_str()));
            }
            out.push_str(&renderer.render(&[group]));
            out.push_str("\n\n");
        }
        out.truncate(out.trim_end_matches('\n').len());
        if !out.is_empty() {
            out.push('\n');
        }
        out
    }
}
