//! Reading TOML so that every mistake of a file is found in one run, each at its place. What serde cannot do: it stops at
//! the first. Knows no file's meaning; rules, codebooks and maps ask it for keys and say what they expect.

use std::cell::RefCell;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::lang::Exact;

/// What was found wrong so far, shared by everything that reads one document.
#[derive(Debug, Default)]
pub struct Findings(RefCell<Vec<Diagnostic>>);

impl Findings {
    /// Adds a finding.
    pub fn push(&self, diagnostic: Diagnostic) {
        self.0.borrow_mut().push(diagnostic);
    }

    /// Every finding, by place.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut all = self.0.into_inner();
        all.sort_by_key(|d| (d.span.start, d.span.end));
        all.dedup();
        all
    }
}

/// A parsed text. Syntax errors are findings; what could be read is kept.
#[derive(Debug)]
pub struct Document<'t> {
    text: &'t str,
    root: Spanned<DeTable<'t>>,
}

impl<'t> Document<'t> {
    /// Parses `text`.
    pub fn parse(text: &'t str, findings: &Findings) -> Document<'t> {
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let span = error.span().map_or(Span::default(), |s| Span::new(s.start, s.end));
            findings.push(Diagnostic::error("toml-syntax", span, error.message().trim().to_lowercase()));
        }
        Document { text, root }
    }

    /// The top-level table.
    pub fn root<'a>(&'a self, findings: &'a Findings) -> Table<'a> {
        Table {
            text: self.text,
            table: self.root.get_ref(),
            span: Span::default(),
            what: "the file".to_owned(),
            asked: RefCell::default(),
            findings,
        }
    }
}

/// A string with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its value.
    pub value: String,
    /// The bytes of its content where it is written without escapes, else of the whole literal.
    pub span: Span,
    /// Whether `span` is exactly the content, so that places inside the value are places in the file.
    pub exact: bool,
}

impl Text {
    /// A finding inside the value as a finding in the file.
    pub fn lift(&self, diagnostic: Diagnostic) -> Diagnostic {
        if self.exact {
            return diagnostic.shifted(self.span.start);
        }
        Diagnostic { span: self.span, related: Vec::new(), ..diagnostic }
    }
}

/// Any value with its place.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    text: &'a str,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Item<'a> {
    /// Its place.
    pub fn span(&self) -> Span {
        let range = self.value.span();
        Span::new(range.start, range.end)
    }

    /// The word for its type in messages.
    pub fn type_name(&self) -> &'static str {
        match self.value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a decimal number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        }
    }

    /// As a string.
    pub fn as_text(&self) -> Option<Text> {
        let DeValue::String(value) = self.value.get_ref() else { return None };
        let span = self.span();
        let literal = self.text.get(span.range()).unwrap_or("");
        // a literal of n quotes holds its value right after them; any escape makes the raw content differ
        let quotes = literal.bytes().take_while(|b| *b == b'"' || *b == b'\'').count();
        let opening = if quotes >= 3 { 3 } else { quotes.min(1) };
        let inner = literal.get(opening..literal.len().saturating_sub(opening)).unwrap_or("");
        let newline = if opening == 3 {
            if inner.starts_with("\r\n") { 2 } else { usize::from(inner.starts_with('\n')) }
        } else {
            0
        };
        if inner.get(newline..) == Some(value.as_ref()) {
            let start = span.start + opening + newline;
            return Some(Text { value: value.to_string(), span: Span::new(start, start + value.len()), exact: true });
        }
        Some(Text { value: value.to_string(), span, exact: false })
    }

    /// As a bool.
    pub fn as_bool(&self) -> Option<bool> {
        self.value.get_ref().as_bool()
    }

    /// As an exact number: whole or decimal, no exponent.
    pub fn as_number(&self) -> Option<Exact> {
        match self.value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(Exact::int),
            DeValue::Float(number) => Exact::parse(number.as_str()),
            _ => None,
        }
    }

    /// As a date without time.
    pub fn as_date(&self) -> Option<Date> {
        let DeValue::Datetime(datetime) = self.value.get_ref() else { return None };
        let date = datetime.date.filter(|_| datetime.time.is_none())?;
        Date::new(i16::try_from(date.year).ok()?, date.month as i8, date.day as i8).ok()
    }

    /// As a list.
    pub fn as_list(&self) -> Option<Vec<Item<'a>>> {
        let list = self.value.get_ref().as_array()?;
        Some(list.iter().map(|value| Item { text: self.text, value }).collect())
    }

    /// As a table; `what` names it in messages.
    pub fn as_table(&self, what: impl Into<String>, findings: &'a Findings) -> Option<Table<'a>> {
        let table = self.value.get_ref().as_table()?;
        Some(Table {
            text: self.text,
            table,
            span: self.span(),
            what: what.into(),
            asked: RefCell::default(),
            findings,
        })
    }
}

/// A table being read key by key. Call [`Table::finish`] at the end: keys nobody asked for are findings.
#[derive(Debug)]
pub struct Table<'a> {
    text: &'a str,
    table: &'a DeTable<'a>,
    span: Span,
    what: String,
    asked: RefCell<Vec<String>>,
    findings: &'a Findings,
}

impl<'a> Table<'a> {
    /// Its place: the header of a `[table]`, the braces of an inline one.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Where findings about it go.
    pub fn findings(&self) -> &'a Findings {
        self.findings
    }

    /// Its keys with their places, in file order.
    pub fn entries(&self) -> impl Iterator<Item = (Text, Item<'a>)> + use<'_, 'a> {
        self.table.iter().map(|(key, value)| {
            let range = key.span();
            let key = Text { value: key.get_ref().to_string(), span: Span::new(range.start, range.end), exact: false };
            (key, Item { text: self.text, value })
        })
    }

    /// The value of a key, if it is there.
    pub fn get(&self, key: &str) -> Option<Item<'a>> {
        self.asked.borrow_mut().push(key.to_owned());
        self.table.get(key).map(|value| Item { text: self.text, value })
    }

    /// The value of a key that must be there.
    pub fn require(&self, key: &str) -> Option<Item<'a>> {
        let item = self.get(key);
        if item.is_none() {
            self.findings.push(
                Diagnostic::error("missing-key", self.span, format!("{} has no `{key}`", self.what))
                    .help(format!("add `{key} = …`")),
            );
        }
        item
    }

    fn expect<T>(&self, key: &str, item: Item<'a>, value: Option<T>, expected: &str) -> Option<T> {
        if value.is_none() {
            self.findings.push(Diagnostic::error(
                "wrong-type",
                item.span(),
                format!("`{key}` must be {expected}, found {}", item.type_name()),
            ));
        }
        value
    }

    /// A string that may be left out.
    pub fn opt_text(&self, key: &str) -> Option<Text> {
        let item = self.get(key)?;
        self.expect(key, item, item.as_text(), "a string")
    }

    /// A string that must be there.
    pub fn text(&self, key: &str) -> Option<Text> {
        let item = self.require(key)?;
        self.expect(key, item, item.as_text(), "a string")
    }

    /// A bool that may be left out.
    pub fn opt_bool(&self, key: &str) -> Option<bool> {
        let item = self.get(key)?;
        self.expect(key, item, item.as_bool(), "true or false")
    }

    /// A number that may be left out.
    pub fn opt_number(&self, key: &str) -> Option<Exact> {
        let item = self.get(key)?;
        self.expect(key, item, item.as_number(), "a number without exponent")
    }

    /// A date that may be left out.
    pub fn opt_date(&self, key: &str) -> Option<Date> {
        let item = self.get(key)?;
        self.expect(key, item, item.as_date(), "a date like 2022-01-01, without quotes")
    }

    /// A date that must be there.
    pub fn date(&self, key: &str) -> Option<Date> {
        let item = self.require(key)?;
        self.expect(key, item, item.as_date(), "a date like 2022-01-01, without quotes")
    }

    /// A list of strings; empty where it is left out.
    pub fn texts(&self, key: &str) -> Vec<Text> {
        let Some(item) = self.get(key) else { return Vec::new() };
        let Some(items) = self.expect(key, item, item.as_list(), "a list of strings") else { return Vec::new() };
        items.into_iter().filter_map(|item| self.expect(key, item, item.as_text(), "a list of strings")).collect()
    }

    /// A table that may be left out.
    pub fn opt_table(&self, key: &str) -> Option<Table<'a>> {
        let item = self.get(key)?;
        self.expect(key, item, item.as_table(format!("`{key}`"), self.findings), "a table")
    }

    /// A table that must be there.
    pub fn table(&self, key: &str) -> Option<Table<'a>> {
        let item = self.require(key)?;
        self.expect(key, item, item.as_table(format!("`{key}`"), self.findings), "a table")
    }

    /// The tables of a list `[[key]]`; empty where there are none.
    pub fn tables(&self, key: &str) -> Vec<Table<'a>> {
        let Some(item) = self.get(key) else { return Vec::new() };
        let expected = format!("a list of tables, each begun with `[[{key}]]`");
        let Some(items) = self.expect(key, item, item.as_list(), &expected) else { return Vec::new() };
        items
            .into_iter()
            .filter_map(|item| self.expect(key, item, item.as_table(format!("this `{key}`"), self.findings), &expected))
            .collect()
    }

    /// Says which keys nobody asked for.
    pub fn finish(self) {
        let asked = self.asked.borrow();
        for (key, _) in self.entries() {
            if asked.contains(&key.value) {
                continue;
            }
            let mut finding =
                Diagnostic::error("unknown-key", key.span, format!("{} has no key `{}`", self.what, key.value));
            finding = match nearest(&key.value, asked.iter().map(String::as_str)) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.help(format!("known keys: {}", list(&asked))),
            };
            self.findings.push(finding);
        }
    }
}

fn list(names: &[String]) -> String {
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_found_in_one_run() {
        let text = "id = 5\nvalid = 'soon'\nfrm = 1\n[child]\nx = 1\n";
        let findings = Findings::default();
        let document = Document::parse(text, &findings);
        let root = document.root(&findings);
        assert_eq!(root.text("id"), None);
        assert_eq!(root.date("valid"), None);
        assert_eq!(root.opt_number("from"), None);
        assert_eq!(root.text("title"), None);
        let child = root.table("child").expect("a table");
        assert_eq!(child.opt_number("x"), Some(Exact::ONE));
        child.finish();
        root.finish();
        let codes: Vec<_> = findings.into_sorted().into_iter().map(|d| d.code).collect();
        assert_eq!(codes, ["missing-key", "wrong-type", "wrong-type", "unknown-key"]);
    }

    #[test]
    fn a_place_inside_a_string_is_a_place_in_the_file() {
        for text in ["a = \"x <= 1\"", "a = '''\nx <= 1'''", "a = 'x <= 1'"] {
            let findings = Findings::default();
            let document = Document::parse(text, &findings);
            let value = document.root(&findings).text("a").expect("a string");
            assert!(value.exact);
            assert_eq!(&text[value.span.range()], "x <= 1");
        }
        let findings = Findings::default();
        let document = Document::parse("a = \"x \\u003c= 1\"", &findings);
        let value = document.root(&findings).text("a").expect("a string");
        assert_eq!((value.value.as_str(), value.exact), ("x <= 1", false));
    }

    #[test]
    fn syntax_errors_are_findings() {
        let findings = Findings::default();
        Document::parse("a = \nb == 2\n", &findings);
        assert!(!findings.into_sorted().is_empty());
    }
}
