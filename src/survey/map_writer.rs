//! A map file for the layout that a survey was found to have, to be edited: what was recognised as lines that hold, what
//! was not as comments. Loaded again it gives the same reading. Holds no value of a person. Lines of every sheet are `entities`',
//! those of one sheet `sheets`'.

mod entities;
mod sheets;

use std::fmt::Write;

use crate::io::read::column_letters;
use crate::lang::{Entity, Exact};
use crate::text::{Language, fold};

use super::codebook::{Field, FieldType};
use super::codebook_file::{HOUSEHOLD_ID, entity_name};
use super::contents::SheetContents;
use super::headers::{HeaderIndex, MatchedBy};
use super::hint::KeyHint;
use super::layout::{ColumnUse, SheetLayout, SheetUse};
use super::map::{SurveyMap, has_part};
use super::numbers::NumberFormat;
use super::open::Survey;
use super::shape::path::HeaderPath;

const ENTITIES: [Entity; 2] = [Entity::Household, Entity::Member];
/// How many fields are offered for a column.
const OFFERED: usize = 3;

/// The text of the map. `contents` is what [`Survey::contents`] gives; `readable` is false where the survey cannot be read as
/// it is, so that sheets of which nothing is known are not left alone for good.
pub fn map_text(survey: &Survey<'_>, contents: &[SheetContents], readable: bool, language: Language) -> String {
    let none = SurveyMap::default();
    let map = survey.options.map.unwrap_or(&none);
    let index = HeaderIndex::new(survey.codebook, None);
    Writer { survey, contents, readable, language, map, index, text: String::new() }.write()
}

struct Writer<'s, 'a> {
    survey: &'s Survey<'a>,
    contents: &'s [SheetContents],
    readable: bool,
    language: Language,
    /// What the survey was read with.
    map: &'s SurveyMap,
    index: HeaderIndex<'a>,
    text: String,
}

impl Writer<'_, '_> {
    fn pick<'w>(&self, vi: &'w str, en: &'w str) -> &'w str {
        match self.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn write(mut self) -> String {
        let files = self.files();
        let files = files.iter().map(|file| quoted(file)).collect::<Vec<_>>().join(", ");
        let heading = [
            format!("{} {files}", self.pick("# Tệp ánh xạ cho:", "# Map for:")),
            self.pick(
                "# Sửa tệp này rồi thêm `--map TÊN_TỆP` vào lệnh. Dòng bắt đầu bằng # chỉ là chú thích: bỏ dấu # thì dòng có hiệu lực.",
                "# Edit this file and add `--map FILE` to a command. A line that begins with # says nothing until the # is removed.",
            )
            .to_owned(),
            self.pick(
                "# Các trường và mã: `rasoat fields --codebook`. `rasoat fields TỆP` cho biết tệp được hiểu thế nào.",
                "# Fields and codes: `rasoat fields --codebook`. `rasoat fields FILE` shows how the files are understood.",
            )
            .to_owned(),
            String::new(),
        ];
        heading.iter().for_each(|line| self.line(line));
        self.root();
        for entity in ENTITIES {
            self.entity(entity);
        }
        self.sheets();
        self.text
    }

    /// The files' names, each once.
    fn files(&self) -> Vec<String> {
        let mut files: Vec<String> = Vec::new();
        for sheet in self.survey.layout() {
            let name = base(&sheet.file).to_owned();
            if !files.contains(&name) {
                files.push(name);
            }
        }
        files
    }

    fn root(&mut self) {
        let format = self.survey.options.format.or(self.map.format);
        let about = self.pick("1.500,5 là `vi`; 1,500.5 là `en`", "`vi` is 1.500,5; `en` is 1,500.5");
        let line = match format {
            Some(NumberFormat::Vi) => format!("number_format = \"vi\"  # {about}"),
            Some(NumberFormat::En) => format!("number_format = \"en\"  # {about}"),
            None => format!("# number_format = \"vi\"  # {about}"),
        };
        self.line(&line);
        let about = self.pick("tiêu đề của những cột không đọc", "headers of columns to leave alone");
        let line = match self.map.ignore.is_empty() {
            true => format!("# ignore = []  # {about}"),
            false => format!("ignore = [{}]  # {about}", list(&self.map.ignore)),
        };
        self.line(&line);
    }

    /// Whether a sheet is described: it has rows that are read, or that could be.
    fn is_described(&self, sheet: &SheetLayout) -> bool {
        let read = ENTITIES.into_iter().any(|entity| sheet.holds(entity));
        let could = matches!(sheet.used, SheetUse::NoKey(_) | SheetUse::NotKnown);
        read || (!self.readable && could)
    }

    /// Whether lines of an entity's columns are written for a sheet.
    fn is_of(&self, sheet: &SheetLayout, entity: Entity) -> bool {
        sheet.holds(entity)
            || (self.is_described(sheet)
                && match sheet.used {
                    SheetUse::NoKey(of) => of == entity,
                    SheetUse::NotKnown => entity == Entity::Household,
                    _ => false,
                })
    }

    /// Whether the columns of a sheet are written under it alone: one of several that cannot be read, or a list that is not
    /// known to be one, so that whose they are is open.
    fn is_apart(&self, sheet: &SheetLayout) -> bool {
        let described = self.survey.layout().iter().filter(|sheet| self.is_described(sheet)).count();
        !self.readable && (described > 1 || self.could_be_list(sheet))
    }

    /// Whether households of a sheet that cannot be read seem to have their members under them.
    fn could_be_list(&self, sheet: &SheetLayout) -> bool {
        matches!(sheet.key_hint(), Some(KeyHint::List(_)))
    }

    /// The household id's name for a column that could be it.
    fn key_of(&self, sheet: &SheetLayout, at: usize) -> Option<String> {
        let hint = match sheet.key_hint() {
            Some(KeyHint::Column(_)) => sheet.keys.every.first(),
            Some(KeyHint::List(_)) => sheet.keys.some.first(),
            _ => None,
        };
        let open =
            !self.readable && sheet.columns.iter().all(|column| !column.uses().any(|(of, used)| self.is_key(of, used)));
        hint.filter(|hint| **hint == at && open).map(|_| HOUSEHOLD_ID.to_owned())
    }

    fn is_key(&self, entity: Entity, used: &ColumnUse) -> bool {
        matches!(used, ColumnUse::Field { field, .. } if self.field(entity, *field).id == HOUSEHOLD_ID)
    }

    /// Whether a header stands for one field wherever it occurs, so that it can be mapped for all sheets.
    fn is_same_everywhere(&self, entity: Entity, header: &HeaderPath, target: (usize, Option<Exact>)) -> bool {
        let folded = fold(&header.to_string());
        let is_target = |used: Option<&ColumnUse>| match used {
            Some(ColumnUse::Field { field, scale, .. }) => (*field, *scale) == target,
            _ => false,
        };
        !folded.is_empty()
            && self.survey.layout().iter().filter(|sheet| self.is_described(sheet)).all(|sheet| {
                let own: Vec<_> = sheet.columns.iter().filter(|column| has_part(&column.header, &folded)).collect();
                let other = !sheet.holds(entity);
                own.len() < 2 && own.iter().all(|column| other || is_target(column.used(entity)))
            })
    }

    /// A constant: a number of a number field as one, anything else as a text.
    fn value(&self, entity: Entity, field: usize, text: &str) -> String {
        let number = matches!(self.field(entity, field).ty, FieldType::Number(_));
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && !text.starts_with(['0', '.']);
        match number && plain && Exact::parse(text).is_some() && !text.ends_with('.') {
            true => text.to_owned(),
            false => quoted(text),
        }
    }

    fn field(&self, entity: Entity, field: usize) -> &Field {
        &self.survey.codebook.fields(entity)[field]
    }

    /// Whether a column is the household id without a header that says so: the key of an export.
    fn is_taken_by_itself(&self, entity: Entity, field: usize, by: MatchedBy, header: &HeaderPath) -> bool {
        let is_key = self.field(entity, field).id == HOUSEHOLD_ID && by == MatchedBy::Id;
        is_key && fold(header.leaf()) != fold(HOUSEHOLD_ID)
    }

    /// `"field"`, or with its unit.
    fn target(&self, entity: Entity, field: usize, scale: Option<Exact>) -> String {
        let id = quoted(&self.field(entity, field).id);
        let Some(scale) = scale else { return id };
        let units = [(1, "đồng"), (1000, "nghìn đồng"), (1_000_000, "triệu đồng")];
        match units.iter().find(|(worth, _)| Exact::int(*worth) == scale) {
            Some((_, unit)) => format!("{{ field = {id}, unit = {} }}", quoted(unit)),
            None => format!("{{ field = {id}, scale = {scale} }}"),
        }
    }

    /// A commented line for a column that is read as nothing, with the fields it could be.
    fn unknown_column(&self, name: &str, uses: &[(Entity, &ColumnUse)], sheet: &SheetLayout, at: usize) -> String {
        let column = &sheet.columns[at];
        let mut ids: Vec<String> = self.key_of(sheet, at).into_iter().collect();
        for (entity, used) in uses {
            let fields = match used {
                ColumnUse::Ambiguous { fields } => fields.clone(),
                _ => self.index.candidates(*entity, &column.header).into_iter().map(|(field, _)| field).collect(),
            };
            for field in fields {
                let id = &self.field(*entity, field).id;
                let whose = if uses.len() > 1 { format!("{}.{id}", entity_name(*entity)) } else { id.clone() };
                if !ids.contains(&whose) {
                    ids.push(whose);
                }
            }
        }
        let column = self.pick("cột", "column");
        let letters = column_letters(at);
        let perhaps = self.perhaps(&ids);
        format!("# {name} = \"?\"  # {column} {letters}{perhaps}")
    }

    /// `, perhaps "area", or "zone"`; a guess is never what the line says without its `#`.
    fn perhaps(&self, ids: &[String]) -> String {
        let offered: Vec<String> = ids.iter().take(OFFERED).map(|id| quoted(id)).collect();
        match offered.is_empty() {
            true => String::new(),
            false => format!(", {} {}", self.pick("có thể là", "perhaps"), offered.join(self.pick(", hoặc ", ", or "))),
        }
    }
}

/// The name of a file without its folders.
fn base(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

fn list(texts: &[String]) -> String {
    texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
