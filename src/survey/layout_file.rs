//! The `[layout]` part of a codebook file: TOML to [`LayoutWords`].

use crate::diagnostic::Diagnostic;
use crate::lang::Entity;
use crate::toml_reader::Table;

use super::shape::words::{Heading, LayoutWords, Link, Multiple, UnitWords};

/// Reads `[layout]`; a codebook without it has no such words.
pub(super) fn layout_words(root: &Table<'_>) -> LayoutWords {
    let Some(table) = root.opt_table("layout") else { return LayoutWords::default() };
    let words = LayoutWords {
        total: texts(&table, "total"),
        closing: texts(&table, "closing"),
        remarks: texts(&table, "remark"),
        ditto: texts(&table, "ditto"),
        generic: texts(&table, "generic"),
        parts: texts(&table, "parts"),
        classes: Vec::new(),
        units: each(&table, "unit", |unit| {
            Some(UnitWords {
                words: texts(unit, "words"),
                dropped: texts(unit, "dropped"),
                except: texts(unit, "except"),
                field: text(unit, "field")?,
            })
        }),
        headings: each(&table, "heading", |heading| {
            let reads_as = heading.opt_text("reads_as").map(|text| text.value);
            let entity = heading.get("entity").is_some().then(|| entity(heading)).flatten();
            Some(Heading { spellings: texts(heading, "spellings"), reads_as, entity })
        }),
        links: each(&table, "link", |link| {
            let within_file = link.opt_bool("within_file").unwrap_or(false);
            let (household, member) = (text(link, "household"), text(link, "member"));
            Some(Link { household: household?, member: member?, within_file })
        }),
        multiples: each(&table, "multiple", |multiple| {
            let (spellings, fields) = (texts(multiple, "spellings"), texts(multiple, "fields"));
            let numbered = multiple.opt_bool("numbered").unwrap_or(true);
            Some(Multiple { entity: entity(multiple)?, spellings, fields, numbered })
        }),
        keys: each(&table, "key", |key| Some(texts(key, "columns"))),
        weak: texts(&table, "weak"),
        choices: texts(&table, "choices"),
    };
    table.finish();
    words
}

fn each<T>(table: &Table<'_>, key: &str, read: impl Fn(&Table<'_>) -> Option<T>) -> Vec<T> {
    let mut found = Vec::new();
    for table in table.tables(key) {
        found.extend(read(&table));
        table.finish();
    }
    found
}

fn text(table: &Table<'_>, key: &str) -> Option<String> {
    table.text(key).map(|text| text.value)
}

fn texts(table: &Table<'_>, key: &str) -> Vec<String> {
    table.texts(key).into_iter().map(|text| text.value).collect()
}

fn entity(table: &Table<'_>) -> Option<Entity> {
    let word = table.text("entity")?;
    match word.value.as_str() {
        "household" => Some(Entity::Household),
        "member" => Some(Entity::Member),
        other => {
            let message = format!("`entity` is `household` or `member`, found `{other}`");
            table.findings().push(Diagnostic::error("unknown-word", word.span, message));
            None
        }
    }
}
