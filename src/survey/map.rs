//! Map files: what one layout adds to the codebook. Header and code spellings, constants, units, columns to leave alone.

use crate::diagnostic::{Diagnostic, Report};
use crate::io::read::Cell;
use crate::lang::{Entity, Exact};
use crate::text::fold;
use crate::toml_reader::{Document, Findings, Item, Table, Text};

use super::cells::{CellValue, ColumnOptions, ColumnReader, Reading, YES_NO};
use super::codebook::{Codebook, Field, FieldType};
use super::codebook_file::{HOUSEHOLD_ID, entity_name};
use super::numbers::{NumberFormat, money};

/// A map file, resolved against a codebook.
#[derive(Clone, Debug, Default)]
pub struct SurveyMap {
    /// The file it was read from, for messages.
    pub source: String,
    /// How the numbers of all columns are written, where it says so.
    pub format: Option<NumberFormat>,
    ignore: Vec<String>,
    household: EntityMap,
    member: EntityMap,
}

#[derive(Clone, Debug, Default)]
struct EntityMap {
    sheet: Option<String>,
    columns: Vec<(String, usize, Option<Exact>)>,
    codes: Vec<(usize, Vec<(String, String)>)>,
    constants: Vec<(usize, CellValue)>,
}

impl SurveyMap {
    fn of(&self, entity: Entity) -> &EntityMap {
        match entity {
            Entity::Household => &self.household,
            Entity::Member => &self.member,
        }
    }

    /// The field a header is mapped to, and the worth of one unit of its column, if the map says so.
    pub fn column(&self, entity: Entity, header: &str) -> Option<(usize, Option<Exact>)> {
        let folded = fold(header);
        let found = self.of(entity).columns.iter().find(|(known, ..)| *known == folded)?;
        Some((found.1, found.2))
    }

    /// Maps a further header to a field, unless the map speaks of it already.
    pub fn add_column(&mut self, entity: Entity, header: &str, field: usize) {
        if self.column(entity, header).is_some() || self.ignores(header) {
            return;
        }
        let map = match entity {
            Entity::Household => &mut self.household,
            Entity::Member => &mut self.member,
        };
        map.columns.push((fold(header), field, None));
    }

    /// Whether a column with that header is left alone.
    pub fn ignores(&self, header: &str) -> bool {
        self.ignore.contains(&fold(header))
    }

    /// The name of the sheet that holds an entity's rows, where the map says so.
    pub fn sheet(&self, entity: Entity) -> Option<&str> {
        self.of(entity).sheet.as_deref()
    }

    /// Spellings of a field's codes, each with the code's id.
    pub fn spellings(&self, entity: Entity, field: usize) -> &[(String, String)] {
        self.of(entity).codes.iter().find(|(known, _)| *known == field).map_or(&[], |(_, words)| words)
    }

    /// Fields that have one value in every row.
    pub fn constants(&self, entity: Entity) -> &[(usize, CellValue)] {
        &self.of(entity).constants
    }
}

/// Reads a map file.
///
/// # Errors
/// Every mistake found, in the order of their places.
pub fn load(name: &str, text: &str, codebook: &Codebook) -> Result<SurveyMap, Report> {
    let findings = Findings::default();
    let document = Document::parse(text, &findings);
    let root = document.root(&findings);
    let ignore = root.texts("ignore").into_iter().map(|text| fold(&text.value)).collect();
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
    root.finish();
    let diagnostics = findings.into_sorted();
    if diagnostics.is_empty() {
        Ok(SurveyMap { source: name.to_owned(), format, ignore, household, member })
    } else {
        Err(Report { diagnostics, ..Report::new(name, text) })
    }
}

fn entity_map(root: &Table<'_>, entity: Entity, codebook: &Codebook) -> EntityMap {
    let mut map = EntityMap::default();
    let Some(table) = root.opt_table(entity_name(entity)) else { return map };
    let context = Context { codebook, entity };
    map.sheet = table.opt_text("sheet").map(|text| text.value);
    if let Some(columns) = table.opt_table("columns") {
        for (header, item) in columns.entries() {
            if let Some((field, scale)) = context.column(&columns, &header, item) {
                map.columns.push((fold(&header.value), field, scale));
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
            if let Some(value) = context.constant(&constants, &name, field, item) {
                map.constants.push((field, value));
            }
        }
    }
    table.finish();
    map
}

struct Context<'a> {
    codebook: &'a Codebook,
    entity: Entity,
}

impl Context<'_> {
    fn the_field(&self, index: usize) -> &Field {
        &self.codebook.fields(self.entity)[index]
    }

    /// The field with that id, or a finding.
    fn field(&self, table: &Table<'_>, name: &Text) -> Option<usize> {
        let found = self.codebook.position(self.entity, &name.value);
        if found.is_none() {
            let entity = entity_name(self.entity);
            let message = format!("the codebook has no {entity} field `{}`", name.value);
            let known = self.codebook.fields(self.entity).iter().map(|field| field.id.as_str());
            let mut finding = Diagnostic::error("unknown-field", name.span, message).suggest(&name.value, known);
            let other = match self.entity {
                Entity::Household => Entity::Member,
                Entity::Member => Entity::Household,
            };
            if self.codebook.position(other, &name.value).is_some() {
                finding = finding.note(format!("`{}` is a field of a {}", name.value, entity_name(other)));
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
        if let Some(name) = item.as_text() {
            return Some((self.field(columns, &name)?, None));
        }
        let table = columns.opt_table(&header.value)?;
        let (name, unit, scale) = (table.text("field"), table.opt_text("unit"), table.opt_number("scale"));
        table.finish();
        let field = self.field(columns, &name?)?;
        let number = matches!(self.the_field(field).ty, FieldType::Number(_));
        if !number && (unit.is_some() || scale.is_some()) {
            let message = format!("`{}` is no number and has no unit", self.the_field(field).id);
            columns.findings().push(Diagnostic::error("unit-of-no-number", item.span(), message));
        }
        let unit = unit.and_then(|word| {
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
            columns.findings().push(Diagnostic::error("not-positive", item.span(), message));
        }
        Some((field, scale.or(unit)))
    }

    fn codes(&self, words: &Table<'_>, field: usize) -> Vec<(String, String)> {
        let field = self.the_field(field);
        let known: Vec<&str> = match &field.ty {
            FieldType::Bool => YES_NO.to_vec(),
            _ => field.codes.iter().map(|code| code.id.as_str()).collect(),
        };
        if known.is_empty() {
            let message = format!("`{}` has no codes", field.id);
            words.findings().push(Diagnostic::error("no-codes", words.span(), message));
            return Vec::new();
        }
        let mut spellings = Vec::new();
        for (word, _) in words.entries() {
            let Some(code) = words.text(&word.value) else { continue };
            if known.contains(&code.value.as_str()) {
                spellings.push((word.value, code.value));
                continue;
            }
            let names = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            words.findings().push(
                Diagnostic::error("unknown-code", code.span, format!("`{}` has no code `{}`", field.id, code.value))
                    .suggest(&code.value, known.iter().copied())
                    .note(format!("codes: {names}")),
            );
        }
        spellings
    }

    fn constant(&self, table: &Table<'_>, name: &Text, field: usize, item: Item<'_>) -> Option<CellValue> {
        let field = self.the_field(field);
        if field.id == HOUSEHOLD_ID {
            let message = format!("`{HOUSEHOLD_ID}` cannot be the same in every row");
            table.findings().push(Diagnostic::error("constant-key", name.span, message));
            return None;
        }
        let options = ColumnOptions { format: Some(NumberFormat::En), ..ColumnOptions::default() };
        let mut reader = ColumnReader::new(self.codebook, field, options);
        let reading = if let Some(text) = item.as_text() {
            reader.read(Cell::Text(&text.value))
        } else if let Some(number) = item.as_number() {
            reader.read(Cell::Text(&number.to_string()))
        } else if let Some(date) = item.as_date() {
            reader.read(Cell::Date(date))
        } else if let Some(value) = item.as_bool() {
            reader.read(Cell::Bool(value))
        } else {
            Reading::Blank
        };
        let problem = match reading {
            Reading::Value(value) => return Some(value),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::fixture;

    #[test]
    fn a_map_is_read() {
        let codebook = fixture::codebook();
        let text = r#"
number_format = "vi"
[household]
sheet = "Danh sách"
[household.codes.area]
"KV2" = "rural"
[household.codes.internet]
"Có mạng" = "yes"
[household.constants]
area = "rural"
persons = 4
review_date = 2022-10-01
review_year = 2022
internet = true
floor_area = 45.125
[member.columns]
"Ngày tháng năm sinh" = "birth_date"
"#;
        let map = load("map.toml", text, &codebook).unwrap_or_else(|r| panic!("{}", r.render(false)));
        let position = |id| codebook.position(Entity::Household, id).expect("a field");
        assert_eq!(map.format, Some(NumberFormat::Vi));
        assert_eq!(map.sheet(Entity::Household), Some("Danh sách"));
        assert_eq!(map.spellings(Entity::Household, position("area")), [("KV2".to_owned(), "rural".to_owned())]);
        let constant = |id| {
            let found = map.constants(Entity::Household).iter().find(|(field, _)| *field == position(id));
            found.expect("a constant").1.clone()
        };
        assert_eq!(constant("area"), CellValue::Code(0));
        assert_eq!(constant("persons"), CellValue::Number(Exact::int(4)));
        assert_eq!(constant("internet"), CellValue::Bool(true));
        assert_eq!(constant("floor_area"), CellValue::Number(Exact::ratio(361, 8).expect("45.125")));
        let birth = codebook.position(Entity::Member, "birth_date").expect("a field");
        assert_eq!(map.column(Entity::Member, "NGÀY THÁNG NĂM SINH"), Some((birth, None)));
        assert_eq!(map.column(Entity::Household, "Ngày tháng năm sinh"), None);
    }

    #[test]
    fn every_mistake_has_its_place() {
        let codebook = fixture::codebook();
        let text = r#"
number_format = "fr"
ignored = ["Ghi chú"]
[household.columns]
"TN" = "income_mont"
"Sinh" = "birth_date"
"A" = { field = "area", unit = "nghìn đồng" }
"B" = { field = "income_month", unit = "dollar" }
[household.codes.area]
"KV2" = "rurl"
[household.codes.commune]
"a" = "b"
[household.constants]
area = "mountain"
household_id = "1"
persons = 400
"#;
        let report = load("map.toml", text, &codebook).expect_err("mistakes");
        let found: Vec<_> = report.diagnostics.iter().map(|d| (report.line_column(d.span.start).0, d.code)).collect();
        assert_eq!(
            found,
            [
                (2, "unknown-word"),
                (3, "unknown-key"),
                (5, "unknown-field"),
                (6, "unknown-field"),
                (7, "unit-of-no-number"),
                (8, "unknown-unit"),
                (10, "unknown-code"),
                (11, "no-codes"),
                (14, "bad-constant"),
                (15, "constant-key"),
                (16, "bad-constant"),
            ]
        );
        let text = report.render(false);
        for help in ["did you mean `income_month`?", "did you mean `rural`?", "is a field of a member"] {
            assert!(text.contains(help), "{help}\n{text}");
        }
    }
}
