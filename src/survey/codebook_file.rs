//! Codebook files: TOML to a [`Codebook`], with every mistake at its place.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Report};
use crate::lang::{CodeList, CodeMask, Entity, Exact, Interval, Unit};
use crate::toml_reader::{Document, Findings, Item, Table, Text};

use super::codebook::{Blank, Code, Codebook, Field, FieldType, IfBad, Title};
use super::dates::range_bound;
use super::layout_file::layout_words;
use super::words::key;

/// The id of the field that says which household a row belongs to; both entities must have it.
pub const HOUSEHOLD_ID: &str = "household_id";
/// The id of the field with the class that was given by hand.
pub const CLASS_RECORDED: &str = "class_recorded";
/// The id of the field that says why a household came or went.
pub const CHANGE: &str = "change";
/// The most codes a field can have: a set of codes is 64 bits.
const MOST_CODES: usize = 64;
/// Types that are no number.
const OTHER_TYPES: [&str; 4] = ["text", "bool", "code", "date"];

/// The text of the codebook that is compiled in.
pub const DEFAULT_TEXT: &str = include_str!("../../rules/codebook.toml");

/// The codebook that is compiled in.
///
/// # Errors
/// Never for a build that passed its tests; the report is that of [`load`].
pub fn default_codebook() -> Result<Codebook, Report> {
    load("rules/codebook.toml", DEFAULT_TEXT)
}

/// Reads a codebook file.
///
/// # Errors
/// Every mistake found, in the order of their places.
pub fn load(name: &str, text: &str) -> Result<Codebook, Report> {
    let findings = Findings::default();
    let document = Document::parse(text, &findings);
    let root = document.root(&findings);
    let words = |key: &str| root.texts(key).into_iter().map(|text| text.value).collect::<Vec<_>>();
    let mut layout = layout_words(&root);
    let household = fields(&root, Entity::Household, text);
    if let Some(class) = household.iter().find(|field| field.id == CLASS_RECORDED) {
        layout.classes = class_words(class);
    }
    let codebook = Codebook {
        source: name.to_owned(),
        layout,
        unknown: words("unknown"),
        yes: words("yes"),
        no: words("no"),
        household,
        member: fields(&root, Entity::Member, text),
    };
    root.finish();
    if let Some(word) = codebook.yes.iter().find(|word| codebook.no.iter().any(|no| key(no) == key(word))) {
        findings.push(Diagnostic::error("yes-and-no", Default::default(), format!("`{word}` is both yes and no")));
    }
    let diagnostics = findings.into_sorted();
    if diagnostics.is_empty() { Ok(codebook) } else { Err(Report { diagnostics, ..Report::new(name, text) }) }
}

/// The word for an entity in codebook and map files.
pub const fn entity_name(entity: Entity) -> &'static str {
    match entity {
        Entity::Household => "household",
        Entity::Member => "member",
    }
}

fn fields(root: &Table<'_>, entity: Entity, text: &str) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut places: FxHashMap<String, crate::diagnostic::Span> = FxHashMap::default();
    for table in root.tables(entity_name(entity)) {
        let line = line_of(text, table.span().start);
        if let Some((field, id)) = field(&table, entity, line) {
            if let Some(first) = places.get(&field.id) {
                table.findings().push(
                    Diagnostic::error(
                        "duplicate-field",
                        id.span,
                        format!("the field `{}` stands here twice", field.id),
                    )
                    .related(*first, "first here"),
                );
            } else {
                places.insert(field.id.clone(), id.span);
                fields.push(field);
            }
        }
        table.finish();
    }
    match fields.iter().find(|field| field.id == HOUSEHOLD_ID) {
        Some(field) if field.ty == FieldType::Text => {}
        found => {
            let message = match found {
                None => format!("the codebook has no {} field `{HOUSEHOLD_ID}`", entity_name(entity)),
                Some(_) => format!("the {} field `{HOUSEHOLD_ID}` must be of type `text`", entity_name(entity)),
            };
            root.findings().push(Diagnostic::error("no-household-id", root.span(), message).help(format!(
                "add `[[{}]]` with `id = \"{HOUSEHOLD_ID}\"` and `type = \"text\"`",
                entity_name(entity)
            )));
        }
    }
    fields
}

/// Answers of several words; `N` and `nghèo` head no households.
fn class_words(class: &Field) -> Vec<String> {
    let of_code =
        |code: &Code| std::iter::once(code.title.vi.clone()).chain(code.spellings.clone()).collect::<Vec<_>>();
    class.codes.iter().flat_map(of_code).filter(|word| word.split_whitespace().nth(1).is_some()).collect()
}

fn line_of(text: &str, byte: usize) -> u32 {
    let before = text.as_bytes().get(..byte).unwrap_or_default();
    u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(u32::MAX - 1) + 1
}

fn field(table: &Table<'_>, entity: Entity, line: u32) -> Option<(Field, Text)> {
    let findings = table.findings();
    let id = table.text("id");
    let type_word = table.text("type");
    let title = title(table);
    let codes = codes(table);
    let groups = table.opt_table("groups");
    let range = table.get("range");
    let ty = type_word.as_ref().and_then(|word| field_type(table, word));
    let is_number = matches!(ty, Some(FieldType::Number(_)));
    let whole = table.opt_bool("whole");
    let step = table.opt_number("step");
    let scale = table.opt_number("scale");
    let blank = choice(table, "blank", &[("unknown", Blank::Unknown), ("no_in_marks", Blank::No)]);
    let if_bad = choice(table, "if_bad", &[("unknown", IfBad::Unknown), ("reject", IfBad::Reject)]);
    let unknown = table.texts("unknown").into_iter().map(|text| text.value).collect();
    let personal = table.opt_bool("personal").unwrap_or(false);
    let (spellings, scaled_spellings) = header_spellings(table);
    let words = |key: &str| table.texts(key).into_iter().map(|text| text.value).collect::<Vec<_>>();
    let yes_no = [words("yes"), words("no")];
    let flag = table.opt_text("flag").map(|text| text.value);
    let past = table.opt_bool("past");
    let least = table.opt_number("least");
    let rival = table.opt_text("rival").map(|text| text.value);
    let reject_codes = words("reject_codes");
    let (id, ty) = (id?, ty?);
    if !is_identifier(&id.value) {
        findings.push(
            Diagnostic::error("bad-id", id.span, format!("`{}` is no machine name", id.value))
                .help("use lower-case letters, digits and `_`, with a letter in front"),
        );
    }
    let applies = |key: &str, given: bool, to: &str, fits: bool| {
        if given && !fits {
            let span = table.get(key).map_or(table.span(), |item| item.span());
            let message = format!("`{key}` is only for {to}, and `{}` is not", id.value);
            findings.push(Diagnostic::error("key-of-other-type", span, message));
        }
    };
    applies("whole", whole.is_some(), "numbers", is_number);
    applies("step", step.is_some(), "numbers", is_number);
    applies("scale", scale.is_some(), "numbers", is_number);
    applies("range", range.is_some(), "numbers and dates", is_number || ty == FieldType::Date);
    applies("yes", !yes_no[0].is_empty(), "yes/no fields", ty == FieldType::Bool);
    applies("no", !yes_no[1].is_empty(), "yes/no fields", ty == FieldType::Bool);
    let is_time = ty == FieldType::Date || ty == FieldType::Number(Unit::Year);
    applies("past", past.is_some(), "dates and years", is_time);
    applies("least", least.is_some(), "numbers", is_number);
    applies("reject_codes", !reject_codes.is_empty(), "fields of type `code`", matches!(ty, FieldType::Code(_)));
    applies("blank", blank.is_some(), "yes/no fields", ty == FieldType::Bool);
    let is_code = matches!(ty, FieldType::Code(_));
    applies("codes", !codes.is_empty(), "fields of type `code`", is_code);
    applies("groups", groups.is_some(), "fields of type `code`", is_code);
    for (key, number) in [("step", step), ("scale", scale)] {
        if number.is_some_and(|number| number <= Exact::ZERO) {
            let span = table.get(key).map_or(table.span(), |item| item.span());
            findings.push(Diagnostic::error("not-positive", span, format!("`{key}` must be above zero")));
        }
    }
    let range = range.and_then(|item| range_of(table, item, &ty)).unwrap_or(Interval::UNKNOWN);
    let ty = if is_code { code_list(table, &id, &codes, groups) } else { ty };
    let field = Field {
        entity,
        range,
        whole: whole
            .unwrap_or(matches!(ty, FieldType::Number(Unit::Count) | FieldType::Number(Unit::Age | Unit::Year))),
        ty,
        scale: scale.filter(|scale| *scale > Exact::ZERO).unwrap_or(Exact::ONE),
        step: step.filter(|step| *step > Exact::ZERO),
        title: title.unwrap_or_else(|| Title { vi: id.value.clone(), en: id.value.clone() }),
        spellings,
        blank_in_marks: blank.unwrap_or(Blank::Unknown),
        if_bad: if_bad.unwrap_or(IfBad::Unknown),
        unknown,
        codes: codes.into_iter().map(|(code, _)| code).collect(),
        personal,
        yes_no,
        flag,
        past: past.unwrap_or(false),
        least,
        rival,
        reject_codes,
        scaled_spellings,
        line,
        id: id.value.clone(),
    };
    Some((field, id))
}

/// `spellings = ["…", { header = "…", scale = 1000 }]`.
fn header_spellings(table: &Table<'_>) -> (Vec<String>, Vec<(String, Exact)>) {
    let (mut spellings, mut scaled) = (Vec::new(), Vec::new());
    let findings = table.findings();
    let Some(item) = table.get("spellings") else { return (spellings, scaled) };
    let wrong = |item: &Item<'_>| {
        let message =
            format!("a spelling must be a string or `{{ header = …, scale = … }}`, found {}", item.type_name());
        findings.push(Diagnostic::error("wrong-type", item.span(), message));
    };
    for item in item.as_list().unwrap_or_default() {
        if let Some(text) = item.as_text() {
            spellings.push(text.value);
        } else if let Some(spelling) = item.as_table("this spelling", findings) {
            let (header, scale) = (spelling.text("header"), spelling.opt_number("scale"));
            spelling.finish();
            match (header, scale.filter(|scale| *scale > Exact::ZERO)) {
                (Some(header), Some(scale)) => {
                    spellings.push(header.value.clone());
                    scaled.push((header.value, scale));
                }
                _ => wrong(&item),
            }
        } else {
            wrong(&item);
        }
    }
    if item.as_list().is_none() {
        wrong(&item);
    }
    (spellings, scaled)
}

fn title(table: &Table<'_>) -> Option<Title> {
    let title = table.table("title")?;
    let (vi, en) = (title.text("vi"), title.text("en"));
    title.finish();
    Some(Title { vi: vi?.value, en: en?.value })
}

fn field_type(table: &Table<'_>, word: &Text) -> Option<FieldType> {
    let ty = match word.value.as_str() {
        "text" => Some(FieldType::Text),
        "bool" => Some(FieldType::Bool),
        "date" => Some(FieldType::Date),
        "code" => {
            let list = CodeList { name: String::new(), codes: Vec::new(), groups: Vec::new() };
            Some(FieldType::Code(Arc::new(list)))
        }
        other => Unit::from_name(other).map(FieldType::Number),
    };
    if ty.is_none() {
        let known = || OTHER_TYPES.into_iter().chain(Unit::ALL.map(Unit::name));
        let all = known().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        table.findings().push(
            Diagnostic::error("unknown-type", word.span, format!("`{}` is no type of a field", word.value))
                .suggest(&word.value, known())
                .note(format!("types: {all}")),
        );
    }
    ty
}

/// A key with a closed list of words.
fn choice<T: Copy>(table: &Table<'_>, key: &str, choices: &[(&str, T)]) -> Option<T> {
    let word = table.opt_text(key)?;
    let found = choices.iter().find(|(name, _)| *name == word.value).map(|(_, value)| *value);
    if found.is_none() {
        let names = choices.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(" or ");
        table.findings().push(Diagnostic::error(
            "unknown-word",
            word.span,
            format!("`{key}` is {names}, found `{}`", word.value),
        ));
    }
    found
}

/// A range of numbers, or of days as whole numbers `yyyymmdd`.
fn range_of(table: &Table<'_>, item: Item<'_>, ty: &FieldType) -> Option<Interval> {
    let bound = |item: &Item<'_>| match ty {
        FieldType::Date => item.as_date().map(range_bound),
        _ => item.as_number(),
    };
    let expected = if *ty == FieldType::Date { "dates" } else { "numbers" };
    let bounds: Option<Vec<Exact>> = item.as_list().and_then(|items| items.iter().map(bound).collect());
    match bounds.as_deref() {
        Some([low, high]) if low <= high => Some(Interval::new(*low, *high)),
        Some([_, _]) => {
            table.findings().push(Diagnostic::error("empty-range", item.span(), "the range ends before it begins"));
            None
        }
        _ => {
            let message = format!("`range` must be a list of two {expected}, the least and the greatest");
            table.findings().push(Diagnostic::error("wrong-type", item.span(), message));
            None
        }
    }
}

fn codes(table: &Table<'_>) -> Vec<(Code, Text)> {
    let mut codes = Vec::new();
    for code in table.tables("codes") {
        let (id, title) = (code.text("id"), title(&code));
        let spellings = code.texts("spellings").into_iter().map(|text| text.value).collect();
        if let Some(id) = id {
            let title = title.unwrap_or_default();
            codes.push((Code { id: id.value.clone(), title, spellings }, id));
        }
        code.finish();
    }
    codes
}

fn code_list(table: &Table<'_>, id: &Text, codes: &[(Code, Text)], groups: Option<Table<'_>>) -> FieldType {
    let findings = table.findings();
    if codes.is_empty() {
        findings.push(
            Diagnostic::error("no-codes", id.span, format!("`{}` is a code without a list of codes", id.value))
                .help("add `codes = [{ id = …, title = { vi = …, en = … }, spellings = [ … ] }]`"),
        );
    }
    if codes.len() > MOST_CODES {
        let message = format!("`{}` has {} codes; the most is {MOST_CODES}", id.value, codes.len());
        findings.push(Diagnostic::error("too-many-codes", id.span, message));
    }
    let mut owners: FxHashMap<String, (&Code, &Text)> = FxHashMap::default();
    for (code, place) in codes {
        let words = [&code.id, &code.title.vi, &code.title.en].into_iter().chain(&code.spellings);
        for word in words.filter(|word| !key(word).is_empty()) {
            let (owner, first) = *owners.entry(key(word)).or_insert((code, place));
            if owner.id == code.id && std::ptr::eq(owner, code) {
                continue;
            }
            let message = format!("`{word}` is a spelling of `{}` and of `{}`", owner.id, code.id);
            findings.push(
                Diagnostic::error("spelling-of-two-codes", place.span, message)
                    .label("this code")
                    .related(first.span, "and this one")
                    .help("leave it to one of them: cells are compared without case, accents and spaces"),
            );
        }
    }
    let ids: Vec<String> = codes.iter().map(|(code, _)| code.id.clone()).take(MOST_CODES).collect();
    let mut sets = Vec::new();
    if let Some(groups) = groups {
        for (name, _) in groups.entries() {
            let mut mask = CodeMask(0);
            for member in groups.texts(&name.value) {
                match ids.iter().position(|known| *known == member.value) {
                    Some(index) => mask.0 |= CodeMask::one(index as u8).0,
                    None => findings.push(
                        Diagnostic::error(
                            "unknown-code",
                            member.span,
                            format!("`{}` has no code `{}`", id.value, member.value),
                        )
                        .suggest(&member.value, ids.iter().map(String::as_str)),
                    ),
                }
            }
            sets.push((name.value, mask));
        }
        groups.finish();
    }
    FieldType::Code(Arc::new(CodeList { name: id.value.clone(), codes: ids, groups: sets }))
}

fn is_identifier(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::fixture;

    #[test]
    fn a_codebook_is_read() {
        let codebook = fixture::codebook();
        let area = &codebook.household[codebook.position(Entity::Household, "area").expect("a field")];
        let FieldType::Code(list) = &area.ty else { panic!("a code") };
        assert_eq!(list.codes, ["rural", "urban"]);
        let wall = &codebook.household[codebook.position(Entity::Household, "wall").expect("a field")];
        let FieldType::Code(list) = &wall.ty else { panic!("a code") };
        assert_eq!(list.mask("durable"), Some(CodeMask(0b101)));
        let b2 = &codebook.household[codebook.position(Entity::Household, "b2").expect("a field")];
        assert_eq!((b2.step, b2.range), (Some(Exact::int(10)), Interval::new(Exact::ZERO, Exact::int(120))));
        let birth = &codebook.member[codebook.position(Entity::Member, "birth_date").expect("a field")];
        assert_eq!(birth.range, Interval::new(Exact::int(19_000_101), Exact::int(20_301_231)));
        let persons = &codebook.household[codebook.position(Entity::Household, "persons").expect("a field")];
        assert!(persons.whole && !b2.whole);
        assert!(area.line > 1);
    }

    #[test]
    fn the_codebook_that_is_compiled_in_has_no_mistakes() {
        let codebook = default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false)));
        assert!(codebook.household.len() > 80 && codebook.member.len() > 20);
    }

    #[test]
    fn every_mistake_has_its_place() {
        let text = r#"
yes = ["1"]
no = ["0"]
unknwon = ["-"]
[[household]]
id = "household_id"
type = "text"
title = { vi = "Mã hộ", en = "Household id" }
range = [0, 1]
[[household]]
id = "Area"
type = "cod"
title = { vi = "Khu vực" }
[[household]]
id = "zone"
type = "code"
title = { vi = "Vùng", en = "Zone" }
codes = [ { id = "a", title = { vi = "A", en = "A" } }, { id = "b", title = { vi = "B", en = "a" } } ]
groups = { first = ["aa"] }
[[household]]
id = "zone"
type = "count"
title = { vi = "Vùng", en = "Zone" }
range = [5, 1]
step = 0
blank = "none"
[[member]]
id = "name"
type = "text"
title = { vi = "Tên", en = "Name" }
"#;
        let report = load("test.toml", text).expect_err("mistakes");
        let codes: Vec<_> = report.diagnostics.iter().map(|d| (report.line_column(d.span.start).0, d.code)).collect();
        assert_eq!(
            codes,
            [
                (1, "no-household-id"),
                (4, "unknown-key"),
                (9, "key-of-other-type"),
                (12, "unknown-type"),
                (13, "missing-key"),
                (18, "spelling-of-two-codes"),
                (19, "unknown-code"),
                (21, "duplicate-field"),
                (24, "empty-range"),
                (25, "not-positive"),
                (26, "unknown-word"),
            ]
        );
        assert!(report.render(false).contains("did you mean `code`?"));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn no_text_panics(cut in 0usize..60_000, junk in "[\\[\\]{}=\"'#a-z0-9_\\n .,-]{0,40}") {
            let cut = DEFAULT_TEXT.floor_char_boundary(cut.min(DEFAULT_TEXT.len()));
            let rest = DEFAULT_TEXT.get(cut + 1..cut + 300).unwrap_or("");
            let _ = load("junk.toml", &format!("{}{junk}{rest}", &DEFAULT_TEXT[..DEFAULT_TEXT.floor_char_boundary(cut.min(3000))]));
            let _ = crate::survey::map::load("junk.toml", &format!("[household.columns]\n{junk}"), &fixture::codebook());
        }
    }
}
