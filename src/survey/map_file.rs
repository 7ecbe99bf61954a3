//! Map files: TOML to a [`SurveyMap`], with every mistake at its place.

use crate::diagnostic::{Diagnostic, Report, Span, nearest};
use crate::io::read::{Cell, MAX_COLUMNS};
use crate::lang::{Entity, Exact};
use crate::text::fold;
use crate::toml_reader::{Document, Findings, Item, Table, Text};

use super::cells::{CellValue, ColumnOptions, ColumnReader, NO_ANSWER, Reading, YES_NO};
use super::codebook::{Code, Codebook, Field, FieldType};
use super::codebook_file::{HOUSEHOLD_ID, entity_name};
use super::headers::spellings;
use super::map::{EntityMap, MappedColumn, SurveyMap};
use super::numbers::{NumberFormat, money};
use super::sheet_rule::{ColumnName, HeaderRows, Holds, SheetColumn, SheetRule};

/// Reads a map file.
///
/// # Errors
/// Every mistake found, in the order of their places.
pub fn load(name: &str, text: &str, codebook: &Codebook) -> Result<SurveyMap, Report> {
    let findings = Findings::default();
    let document = Document::parse(text, &findings);
    let root = document.root(&findings);
    let ignore = root.texts("ignore").into_iter().map(|text| text.value).collect();
    let format = root.opt_text("number_format").and_then(|word| {
        let format = NumberFormat::from_name(&word.value);
        if format.is_none() {
            let message = format!("`number_format` is `vi` or `en`, found `{}`", word.value);
            findings.push(Diagnostic::error("unknown-word", word.span, message));
        }
        format
    });
    let household = entity_map(&root, Entity::Household, codebook);
    let member = entity_map(&root, Entity::Member, codebook);
    let sheets = root.tables("sheet").into_iter().map(|table| sheet_rule(table, codebook)).collect();
    root.finish();
    let diagnostics = findings.into_sorted();
    if diagnostics.is_empty() {
        Ok(SurveyMap { source: name.to_owned(), format, ignore, household, member, sheets })
    } else {
        Err(Report { diagnostics, ..Report::new(name, text) })
    }
}

fn entity_map(root: &Table<'_>, entity: Entity, codebook: &Codebook) -> EntityMap {
    let mut map = EntityMap::default();
    let Some(table) = root.opt_table(entity_name(entity)) else { return map };
    let context = Context { codebook, entity, sheet: false };
    map.sheet = table.opt_text("sheet").map(|text| text.value);
    if let Some(columns) = table.opt_table("columns") {
        for (header, item) in columns.entries() {
            if let Some((field, scale)) = context.column(&columns, &header, item) {
                let (written, folded) = (header.value.clone(), fold(&header.value));
                map.columns.push(MappedColumn { written, folded, field, scale });
            }
        }
    }
    if let Some(codes) = table.opt_table("codes") {
        for (name, _) in codes.entries() {
            let Some(field) = context.field(&codes, &name) else { continue };
            if let Some(words) = codes.table(&name.value) {
                map.codes.push((field, context.codes(&words, field)));
            }
        }
    }
    if let Some(constants) = table.opt_table("constants") {
        for (name, item) in constants.entries() {
            let Some(field) = context.field(&constants, &name) else { continue };
            if let Some((value, text)) = context.constant(&constants, &name, field, item) {
                map.constants.push((field, value));
                map.constant_texts.push(text);
            }
        }
    }
    table.finish();
    map
}

struct Context<'a> {
    codebook: &'a Codebook,
    entity: Entity,
    /// Whether it is about a single sheet.
    sheet: bool,
}

/// What the program writes in the place of a field or code that it does not know.
const OPEN: &str = "?";

/// A finding on a name that is no field: with the field that goes by that name, else the nearest.
fn no_field(codebook: &Codebook, entities: &[Entity], name: &Text, message: String) -> Diagnostic {
    if name.value.trim() == OPEN {
        return Diagnostic::error("open-field", name.span, "a `?` is left: no field stands here yet")
            .help("put a field in its place (`rasoat fields --codebook` lists them), or `#` before the line");
    }
    let finding = Diagnostic::error("unknown-field", name.span, message);
    let fields = || entities.iter().flat_map(|entity| codebook.fields(*entity));
    let wanted = fold(&name.value);
    let called = fields().filter(|field| spellings(field).any(|word| fold(word) == wanted));
    let mut called: Vec<String> = called.map(|field| format!("`{}`", field.id)).collect();
    called.dedup();
    let finding = match called.is_empty() {
        false => finding.help(format!("`{}` is {}", name.value, called.join(" or "))),
        true => near(finding, &name.value, fields().map(|field| (field.id.as_str(), spellings(field)))),
    };
    finding.note("`rasoat fields --codebook` lists the fields and their codes")
}

/// With the id that a word is nearest to, by itself or by what it is called.
fn near<'k, W: Iterator<Item = &'k str>>(
    finding: Diagnostic,
    word: &str,
    known: impl Iterator<Item = (&'k str, W)> + Clone,
) -> Diagnostic {
    if let Some(id) = nearest(word, known.clone().map(|(id, _)| id)) {
        return finding.help(format!("did you mean `{id}`?"));
    }
    let words: Vec<(String, &str)> = known
        .flat_map(|(id, words)| words.map(move |word| (fold(word), id)))
        .filter(|(word, _)| word.len() > 3)
        .collect();
    let folded = fold(word);
    let found = nearest(&folded, words.iter().map(|(word, _)| word.as_str()));
    match found.and_then(|found| words.iter().find(|(word, _)| word == found)) {
        Some((_, id)) => finding.help(format!("did you mean `{id}`?")),
        None => finding,
    }
}

impl Context<'_> {
    fn the_field(&self, index: usize) -> &Field {
        &self.codebook.fields(self.entity)[index]
    }

    /// The field with that id, or a finding.
    fn field(&self, table: &Table<'_>, name: &Text) -> Option<usize> {
        let found = self.codebook.position(self.entity, &name.value);
        if found.is_none() {
            let message = format!("the codebook has no {} field `{}`", entity_name(self.entity), name.value);
            let mut finding = no_field(self.codebook, &[self.entity], name, message);
            let other = match self.entity {
                Entity::Household => Entity::Member,
                Entity::Member => Entity::Household,
            };
            if self.codebook.position(other, &name.value).is_some() {
                let other = entity_name(other);
                finding = finding.note(format!("`{}` is a field of a {other}", name.value));
                finding = finding.help(match self.sheet {
                    true => format!(
                        "write it under the `[[sheet]]` that holds them: `holds = \"{other}\"`, or \"list\" for both"
                    ),
                    false => format!("write it under `[{other}.…]`: columns under `[{other}.columns]`"),
                });
            }
            table.findings().push(finding);
        }
        found
    }

    /// `"header" = "field"` or `"header" = { field = "…", unit = "…" }`.
    fn column(&self, columns: &Table<'_>, header: &Text, item: Item<'_>) -> Option<(usize, Option<Exact>)> {
        if fold(&header.value).is_empty() {
            let message = format!("`{}` has no letter or digit to tell a header by", header.value);
            columns.findings().push(Diagnostic::error("empty-header", header.span, message));
        }
        let column = target(columns, header, item)?;
        let field = self.field(columns, &column.name)?;
        Some((field, column.worth(columns, self.the_field(field))))
    }

    fn codes(&self, words: &Table<'_>, field: usize) -> Vec<(String, String)> {
        let field = self.the_field(field);
        let known: Vec<&str> = match &field.ty {
            FieldType::Bool => YES_NO.to_vec(),
            _ => field.codes.iter().map(|code| code.id.as_str()).collect(),
        };
        let mut spellings = Vec::new();
        for (word, _) in words.entries() {
            let Some(code) = words.text(&word.value) else { continue };
            if code.value == NO_ANSWER || known.contains(&code.value.as_str()) {
                spellings.push((word.value, code.value));
                continue;
            }
            words.findings().push(no_code(field, &known, &code));
        }
        spellings
    }

    /// The value of a constant, and what a cell with it would hold.
    fn constant(&self, table: &Table<'_>, name: &Text, field: usize, item: Item<'_>) -> Option<(CellValue, String)> {
        let field = self.the_field(field);
        if field.id == HOUSEHOLD_ID {
            let message = format!("`{HOUSEHOLD_ID}` cannot be the same in every row");
            table.findings().push(Diagnostic::error("constant-key", name.span, message));
            return None;
        }
        let options = ColumnOptions { format: Some(NumberFormat::En), ..ColumnOptions::default() };
        let mut reader = ColumnReader::new(self.codebook, field, options);
        let text = if let Some(text) = item.as_text() {
            text.value
        } else if let Some(number) = item.as_number() {
            one_reading(&number.to_string())
        } else if let Some(date) = item.as_date() {
            date.to_string()
        } else if let Some(value) = item.as_bool() {
            YES_NO[usize::from(value)].to_owned()
        } else {
            String::new()
        };
        let reading = reader.read(match item.as_bool() {
            Some(value) => Cell::Bool(value),
            None => Cell::Text(&text),
        });
        let problem = match reading {
            Reading::Value(value) => return Some((value, text)),
            Reading::Bad(kind) => kind.message(crate::text::Language::En),
            _ => "no value".to_owned(),
        };
        let message = format!("this is no value of `{}`: {problem}", field.id);
        let mut finding = Diagnostic::error("bad-constant", item.span(), message);
        if let FieldType::Code(list) = &field.ty {
            finding = finding.note(format!("codes: {}", list.codes.join(", ")));
        }
        table.findings().push(finding);
        None
    }
}

/// A finding on a word that is no code of a field.
fn no_code(field: &Field, known: &[&str], code: &Text) -> Diagnostic {
    let names = known.iter().chain([&NO_ANSWER]).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if code.value.trim() == OPEN {
        return Diagnostic::error("open-code", code.span, "a `?` is left: no code stands here yet")
            .help(format!("put one in its place ({names}), or `#` before the line"));
    }
    if known.is_empty() {
        return Diagnostic::error("no-codes", code.span, format!("`{}` has no codes", field.id))
            .help(format!("only words for no answer can be given: `\"…\" = \"{NO_ANSWER}\"`"));
    }
    let finding = Diagnostic::error("unknown-code", code.span, format!("`{}` has no code `{}`", field.id, code.value));
    let wanted = fold(&code.value);
    let words = |code: &'_ Code| {
        let titles = [code.title.vi.clone(), code.title.en.clone()];
        titles.into_iter().chain(code.spellings.iter().cloned()).map(|word| fold(&word)).collect::<Vec<_>>()
    };
    let called = field.codes.iter().find(|code| words(code).contains(&wanted));
    let finding = match called {
        Some(called) => finding.help(format!("`{}` is `{}`", code.value, called.id)),
        None => finding.suggest(&code.value, known.iter().copied()),
    };
    finding.note(format!("codes: {names}"))
}

/// What a column is mapped to, before it is known whose field it is.
struct Target {
    name: Text,
    span: Span,
    unit: Option<Text>,
    scale: Option<Exact>,
}

/// `"field"` or `{ field = "…", unit = "…" }`.
fn target(columns: &Table<'_>, header: &Text, item: Item<'_>) -> Option<Target> {
    let span = item.span();
    if let Some(name) = item.as_text() {
        return Some(Target { name, span, unit: None, scale: None });
    }
    let table = columns.opt_table(&header.value)?;
    let (name, unit, scale) = (table.text("field"), table.opt_text("unit"), table.opt_number("scale"));
    table.finish();
    Some(Target { name: name?, span, unit, scale })
}

impl Target {
    /// What one unit of the column is worth as a field.
    fn worth(&self, columns: &Table<'_>, field: &Field) -> Option<Exact> {
        let Target { span, unit, scale, .. } = self;
        let number = matches!(field.ty, FieldType::Number(_));
        if !number && (unit.is_some() || scale.is_some()) {
            let message = format!("`{}` is no number and has no unit", field.id);
            columns.findings().push(Diagnostic::error("unit-of-no-number", *span, message));
        }
        let unit = unit.as_ref().and_then(|word| {
            let worth = money(&fold(&word.value));
            if worth.is_none() {
                columns.findings().push(
                    Diagnostic::error("unknown-unit", word.span, format!("`{}` is no unit of money", word.value))
                        .help("use `đồng`, `nghìn đồng` or `triệu đồng`, or `scale = 1000`"),
                );
            }
            worth
        });
        if let Some(scale) = scale.filter(|scale| *scale <= Exact::ZERO) {
            let message = format!("`scale` must be above zero, found {scale}");
            columns.findings().push(Diagnostic::error("not-positive", *span, message));
        }
        scale.or(unit)
    }
}

/// A number as a text that is read in one way only: three decimals could be thousands.
fn one_reading(number: &str) -> String {
    match number.split_once('.') {
        Some((_, decimals)) if decimals.len() == 3 => format!("{number}0"),
        _ => number.to_owned(),
    }
}

/// A `[[sheet]]`.
fn sheet_rule(table: Table<'_>, codebook: &Codebook) -> SheetRule {
    let pattern = |key: &str| table.opt_text(key).map(|text| text.value);
    let mut rule = SheetRule { file: pattern("file"), name: pattern("name"), ..SheetRule::default() };
    rule.holds = table.opt_text("holds").and_then(|word| {
        let found = Holds::ALL.iter().find(|(name, _)| *name == word.value).map(|(_, holds)| *holds);
        if found.is_none() {
            let names = Holds::ALL.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            table.findings().push(
                Diagnostic::error(
                    "unknown-word",
                    word.span,
                    format!("`holds` is one of {names}, found `{}`", word.value),
                )
                .suggest(&word.value, Holds::ALL.iter().map(|(name, _)| *name)),
            );
        }
        found
    });
    rule.header_rows = table.get("header_rows").and_then(|item| header_rows(&table, item));
    rule.first_row = row_number(&table, "first_row");
    rule.last_row = row_number(&table, "last_row");
    rule.skip_rows = table.get("skip_rows").map_or_else(Vec::new, |item| skip_rows(&table, item));
    let header_end = match rule.header_rows {
        Some(HeaderRows::Rows(_, last)) => last,
        _ => 0,
    };
    for (row, above, key) in [
        (rule.first_row, Some(header_end), "first_row"),
        (rule.last_row, rule.first_row.map(|row| row - 1), "last_row"),
    ] {
        if let (Some(row), Some(above), Some(item)) = (row, above, table.get(key))
            && row <= above
        {
            let message = format!("`{key}` must be below row {above}, found {row}");
            table.findings().push(Diagnostic::error("bad-rows", item.span(), message));
        }
    }
    let context = SheetContext { codebook, holds: rule.holds };
    if let Some(columns) = table.opt_table("columns") {
        for (header, item) in columns.entries() {
            let (Some(name), Some(target)) = (column_name(&columns, &header), target(&columns, &header, item)) else {
                continue;
            };
            let Some(fields) = context.fields(&columns, &target.name) else { continue };
            let mut worth = None;
            for (at, entity) in ENTITIES.into_iter().enumerate() {
                if let Some(field) = fields[at].filter(|_| worth.is_none()) {
                    worth = Some(target.worth(&columns, &codebook.fields(entity)[field]));
                }
            }
            rule.columns.push(SheetColumn { name, fields, scale: worth.flatten() });
        }
    }
    rule.ignore = table.texts("ignore").iter().filter_map(|text| column_name(&table, text)).collect();
    if let Some(constants) = table.opt_table("constants") {
        for (name, item) in constants.entries() {
            let Some(fields) = context.fields(&constants, &name) else { continue };
            let found = ENTITIES.into_iter().zip(fields).find_map(|(entity, field)| Some((entity, field?)));
            let Some((entity, field)) = found else { continue };
            let of_entity = Context { codebook, entity, sheet: true };
            if let Some((_, text)) = of_entity.constant(&constants, &name, field, item) {
                rule.constants.push((entity, field, text));
            }
        }
    }
    table.finish();
    rule
}

const ENTITIES: [Entity; 2] = [Entity::Household, Entity::Member];

/// What the fields of a sheet are looked up in.
struct SheetContext<'a> {
    codebook: &'a Codebook,
    holds: Option<Holds>,
}

impl SheetContext<'_> {
    /// The household's and the member's field with an id, or a finding. `member.sex` is a member's only.
    fn fields(&self, table: &Table<'_>, name: &Text) -> Option<[Option<usize>; 2]> {
        let whose = ENTITIES.into_iter().find_map(|entity| {
            let rest = name.value.strip_prefix(entity_name(entity))?.strip_prefix('.')?;
            Some((entity, rest.to_owned()))
        });
        if let Some((entity, id)) = whose {
            let name = Text { value: id, exact: false, ..name.clone() };
            let field = Context { codebook: self.codebook, entity, sheet: true }.field(table, &name)?;
            return Some(ENTITIES.map(|of| (of == entity).then_some(field)));
        }
        let only = match self.holds {
            Some(Holds::Household) => Some(Entity::Household),
            Some(Holds::Member) => Some(Entity::Member),
            _ => None,
        };
        if let Some(entity) = only {
            let field = Context { codebook: self.codebook, entity, sheet: true }.field(table, name)?;
            return Some(ENTITIES.map(|of| (of == entity).then_some(field)));
        }
        let fields = ENTITIES.map(|entity| self.codebook.position(entity, &name.value));
        if fields == [None, None] {
            let message = format!("the codebook has no field `{}`", name.value);
            table.findings().push(no_field(self.codebook, &ENTITIES, name, message));
            return None;
        }
        Some(fields)
    }
}

/// A header, or `@` and a column's letters.
fn column_name(table: &Table<'_>, text: &Text) -> Option<ColumnName> {
    let bad = |message: String| {
        table.findings().push(Diagnostic::error("bad-column", text.span, message));
        None
    };
    let Some(letters) = text.value.strip_prefix('@') else {
        return match fold(&text.value).is_empty() {
            true => bad(format!("`{}` has no letter or digit to tell a header by", text.value)),
            false => Some(ColumnName::Header(text.value.clone())),
        };
    };
    let of_letter = |sum: usize, letter: u8| sum * 26 + usize::from(letter - b'A') + 1;
    let good = matches!(letters.len(), 1..=3) && letters.bytes().all(|letter| letter.is_ascii_uppercase());
    let number = if good { letters.bytes().fold(0, of_letter) } else { 0 };
    if number == 0 || number > MAX_COLUMNS {
        return bad(format!("`{}` names no column: after `@` stand its letters, `@A` to `@XFD`", text.value));
    }
    Some(ColumnName::Letters(number - 1))
}

fn as_row(item: Item<'_>) -> Option<u32> {
    let number = item.as_number()?.as_int()?;
    u32::try_from(number).ok().filter(|row| *row > 0)
}

fn bad_rows(table: &Table<'_>, span: Span, message: String) {
    table.findings().push(Diagnostic::error("bad-rows", span, message));
}

fn row_number(table: &Table<'_>, key: &str) -> Option<u32> {
    let item = table.get(key)?;
    let row = as_row(item);
    if row.is_none() {
        bad_rows(table, item.span(), format!("`{key}` must be the number of a row, from 1"));
    }
    row
}

/// `5`, `[3, 5]`, or `[]` for none.
fn header_rows(table: &Table<'_>, item: Item<'_>) -> Option<HeaderRows> {
    let rows: Option<Vec<u32>> = match item.as_list() {
        Some(items) => items.into_iter().map(as_row).collect(),
        None => as_row(item).map(|row| vec![row]),
    };
    match rows.as_deref() {
        Some([]) => Some(HeaderRows::None),
        Some([row]) => Some(HeaderRows::Rows(*row, *row)),
        Some([first, last]) if first <= last => Some(HeaderRows::Rows(*first, *last)),
        _ => {
            let message = "`header_rows` must be a row's number, the first and the last in a list, or an empty list";
            bad_rows(table, item.span(), message.to_owned());
            None
        }
    }
}

/// `[9, "20-22"]`.
fn skip_rows(table: &Table<'_>, item: Item<'_>) -> Vec<(u32, u32)> {
    let run = |item: Item<'_>| {
        if let Some(row) = as_row(item) {
            return Some((row, row));
        }
        let text = item.as_text()?.value;
        let (first, last) = text.split_once(['-', '–'])?;
        let row = |text: &str| text.trim().parse::<u32>().ok().filter(|row| *row > 0);
        let (first, last) = (row(first)?, row(last)?);
        (first <= last).then_some((first, last))
    };
    let Some(items) = item.as_list() else {
        bad_rows(table, item.span(), "`skip_rows` must be a list of rows".to_owned());
        return Vec::new();
    };
    let mut runs = Vec::new();
    for item in items {
        match run(item) {
            Some(run) => runs.push(run),
            None => bad_rows(table, item.span(), "a row to skip is a number, or a run like \"20-22\"".to_owned()),
        }
    }
    runs
}
