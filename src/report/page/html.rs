//! HTML as text: what comes from data is escaped, what comes from this program is not.

use crate::report::words::visible;

/// How many characters of a text are shown; more is a mistake of the data and cut.
const LONGEST: usize = 300;

/// The same of a text put together from others.
const LONGEST_WHOLE: usize = 100_000;

/// A piece of the page that grows.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Markup as it is.
    pub fn raw(&mut self, markup: &str) -> &mut Html {
        self.0.push_str(markup);
        self
    }

    /// Text, escaped.
    pub fn text(&mut self, text: &str) -> &mut Html {
        escape(text, LONGEST, &mut self.0);
        self
    }

    /// An element around text: `open` is its name and attributes.
    pub fn element(&mut self, open: &str, text: &str) -> &mut Html {
        let name = open.split(' ').next().unwrap_or(open);
        self.raw("<").raw(open).raw(">").text(text).raw("</").raw(name).raw(">")
    }

    /// A line break of the source.
    pub fn line(&mut self) -> &mut Html {
        self.raw("\n")
    }

    /// What was written.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Text in which nothing is markup, in content and in quoted attributes. Control characters and marks that turn the direction
/// of writing are made visible.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape(text, LONGEST, &mut out);
    out
}

/// The same of a text of any length, put together from others.
pub(super) fn whole(text: &str) -> String {
    let mut out = String::new();
    escape(text, LONGEST_WHOLE, &mut out);
    out
}

fn escape(text: &str, longest: usize, out: &mut String) {
    // a percent sign stays with its number
    for c in visible(text, longest).replace(" %", "\u{a0}%").chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_never_markup() {
        assert_eq!(escaped("<script>alert('1')</script> & \"x\""), {
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;"
        });
        assert_eq!(escaped("a\u{202e}b\u{0}\n\tc"), "a\u{fffd}b\u{2400} c");
        let mut html = Html::default();
        html.element("p class=\"x\"", "1 < 2");
        assert_eq!(html.into_string(), "<p class=\"x\">1 &lt; 2</p>");
    }

    #[test]
    fn endless_text_is_cut() {
        assert_eq!(escaped(&"x".repeat(10_000)).chars().count(), LONGEST + 1);
    }
}
