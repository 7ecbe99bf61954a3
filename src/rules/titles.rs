//! Words in both languages as rules files write them.

use crate::diagnostic::{Diagnostic, Span};
use crate::survey::codebook::Title;
use crate::toml_reader::{Item, Table};

/// `title = { vi = "…", en = "…" }`.
pub(crate) fn title(table: &Table<'_>, key: &str, required: bool) -> Title {
    let words = if required { table.table(key) } else { table.opt_table(key) };
    words.map(both).unwrap_or_default()
}

/// A sentence, either `"…"` for both languages or `{ vi = "…", en = "…" }`, with its place.
pub(super) fn sentence(table: &Table<'_>, key: &str) -> Option<(Title, Span)> {
    let item = table.get(key)?;
    read(table, key, &item)
}

/// [`sentence`] that must be there and not be empty.
pub(super) fn reference(table: &Table<'_>) -> Title {
    let Some(item) = table.require("reference") else { return Title::default() };
    let Some((title, span)) = read(table, "reference", &item) else { return Title::default() };
    if title.vi.trim().is_empty() || title.en.trim().is_empty() {
        table.findings().push(
            Diagnostic::error("empty-reference", span, "`reference` is empty")
                .help("name the act and the article this comes from"),
        );
    }
    title
}

/// A list of [`sentence`]s; empty where there is none.
pub(super) fn sentences(table: &Table<'_>, key: &str) -> Vec<Title> {
    let Some(item) = table.get(key) else { return Vec::new() };
    let Some(items) = item.as_list() else {
        wrong_type(table, key, &item);
        return Vec::new();
    };
    items.iter().filter_map(|item| read(table, key, item)).map(|(title, _)| title).collect()
}

fn read(table: &Table<'_>, key: &str, item: &Item<'_>) -> Option<(Title, Span)> {
    if let Some(text) = item.as_text() {
        return Some((Title { vi: text.value.clone(), en: text.value }, item.span()));
    }
    match item.as_table(format!("`{key}`"), table.findings()) {
        Some(words) => Some((both(words), item.span())),
        None => {
            wrong_type(table, key, item);
            None
        }
    }
}

fn both(words: Table<'_>) -> Title {
    let vi = words.text("vi").map(|text| text.value).unwrap_or_default();
    let en = words.text("en").map(|text| text.value).unwrap_or_default();
    words.finish();
    Title { vi, en }
}

fn wrong_type(table: &Table<'_>, key: &str, item: &Item<'_>) {
    let found = item.type_name();
    let message = format!("`{key}` must be a string or `{{ vi = \"…\", en = \"…\" }}`, found {found}");
    table.findings().push(Diagnostic::error("wrong-type", item.span(), message));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toml_reader::{Document, Findings};

    fn read_all(text: &str) -> (Title, Vec<Title>, Vec<String>) {
        let findings = Findings::default();
        let document = Document::parse(text, &findings);
        let root = document.root(&findings);
        let read = (reference(&root), sentences(&root, "incomplete"));
        drop(root);
        (read.0, read.1, findings.into_sorted().into_iter().map(|finding| finding.message).collect())
    }

    #[test]
    fn a_sentence_is_in_one_or_both_languages() {
        let (title, lines, findings) = read_all(
            "reference = { vi = \"Điều 3\", en = \"art. 3\" }\nincomplete = [\"a\", { vi = \"b\", en = \"c\" }]",
        );
        assert_eq!((title.vi.as_str(), title.en.as_str()), ("Điều 3", "art. 3"));
        let lines: Vec<_> = lines.iter().map(|line| (line.vi.as_str(), line.en.as_str())).collect();
        assert_eq!(lines, [("a", "a"), ("b", "c")]);
        assert_eq!(findings, Vec::<String>::new());
    }

    #[test]
    fn what_is_no_sentence_is_named() {
        assert_eq!(read_all("reference = \" \"").2, ["`reference` is empty"]);
        assert_eq!(
            read_all("reference = 3").2,
            ["`reference` must be a string or `{ vi = \"…\", en = \"…\" }`, found a whole number"]
        );
        assert_eq!(read_all("incomplete = []").2.len(), 1);
    }
}
