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
        let lines: Vec<usize> = std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at + 1)).collect();
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
            // the renderer walks all the source it is given, so it is given only the lines it shows
            let shown = d.related.iter().fold(d.span, |all, (span, _)| all.to(*span));
            let shown = clamp(shown);
            // the end of a text that ends with a line break is shown after its last line
            let at = if shown.start == self.text.len() { shown.start.saturating_sub(1) } else { shown.start };
            let first = lines.partition_point(|start| *start <= at) - 1;
            let after = lines.partition_point(|start| *start <= shown.end);
            let begin = lines[first];
            let source = &self.text[begin..lines.get(after).copied().unwrap_or(self.text.len())];
            let source = source.trim_end_matches(['\r', '\n']);
            let place = |span: super::Span| {
                let range = clamp(span);
                let inside = |at: usize| at.saturating_sub(begin).min(source.len());
                inside(range.start)..inside(range.end)
            };
            let mut primary = AnnotationKind::Primary.span(place(d.span));
            if !d.label.is_empty() {
                primary = primary.label(d.label.as_str());
            }
            let mut snippet =
                Snippet::source(source).line_start(first + 1).path(self.name.as_str()).annotation(primary);
            for (span, label) in &d.related {
                snippet = snippet.annotation(AnnotationKind::Context.span(place(*span)).label(label.as_str()));
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

#[cfg(test)]
mod tests {
    use super::super::{Diagnostic, Span};
    use super::*;

    fn shown(text: &str, span: Span) -> String {
        let mut report = Report::new("r.toml", text);
        report.diagnostics.push(Diagnostic::error("odd", span, "this is odd"));
        report.render(false)
    }

    #[test]
    fn lines_keep_their_numbers_far_down() {
        let text = "a\n".repeat(98) + "b\nc = 1\nd\n";
        let at = text.find('c').expect("a `c`");
        insta::assert_snapshot!(shown(&text, Span::new(at, at + 1)), @r"
        error[odd]: this is odd
           --> r.toml:100:1
            |
        100 | c = 1
            | ^
        ");
    }

    #[test]
    fn the_end_of_the_text_is_after_its_last_line() {
        for text in ["a = [\n", "a = ["] {
            insta::allow_duplicates! {
                insta::assert_snapshot!(shown(text, Span::new(text.len(), text.len())), @r"
                error[odd]: this is odd
                 --> r.toml:1:6
                  |
                1 | a = [
                  |      ^
                ");
            }
        }
        assert!(shown("", Span::default()).contains("r.toml:1:1"));
    }

    #[test]
    fn places_outside_the_text_or_backwards_are_no_reason_to_stop() {
        for span in [Span::new(5, 2), Span::new(90, 99), Span::new(2, 90), Span::new(3, 3)] {
            let mut report = Report::new("r.toml", "a\nđ\nb");
            report.diagnostics.push(Diagnostic::error("odd", span, "this is odd").related(Span::new(0, 1), "and this"));
            assert!(report.render(true).contains("this is odd"));
        }
    }
}
