//! A map file for the layout that a survey was found to have, to be edited: what was recognised as lines that hold, what
//! was not as comments. Loaded again it gives the same reading. Holds no value of a person.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::io::read::column_letters;
use crate::lang::{Entity, Exact};
use crate::text::{Language, fold, tidy};

use super::cells::NO_ANSWER;
use super::codebook::{Field, FieldType};
use super::codebook_file::{HOUSEHOLD_ID, entity_name};
use super::contents::{ColumnContents, SheetContents, is_like_a_name};
use super::headers::{HeaderIndex, MatchedBy};
use super::hint::KeyHint;
use super::layout::{ColumnUse, SheetLayout, SheetUse};
use super::map::{HeaderRows, Holds, SheetRule, SurveyMap, has_part};
use super::numbers::NumberFormat;
use super::open::Survey;
use super::shape::path::HeaderPath;
use super::shape::plan::{Derived, ToldBy};
use super::words::key;

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

    /// `[household.columns]`, `[household.codes.…]` and `[household.constants]`.
    fn entity(&mut self, entity: Entity) {
        let name = entity_name(entity);
        let own = self.map.of(entity);
        let there = self.survey.layout().iter().any(|sheet| self.is_of(sheet, entity));
        if !there && own.columns.is_empty() && own.codes.is_empty() && own.constants.is_empty() && own.sheet.is_none() {
            return;
        }
        self.line("");
        if let Some(sheet) = &own.sheet {
            self.line(&format!("[{name}]"));
            self.line(&format!("sheet = {}", quoted(sheet)));
            self.line("");
        }
        let about = match entity {
            Entity::Household => self.pick("# Tiêu đề cột của hộ = trường", "# Headers of household columns = fields"),
            Entity::Member => {
                self.pick("# Tiêu đề cột của thành viên = trường", "# Headers of member columns = fields")
            }
        }
        .to_owned();
        self.line(&about);
        self.line(&format!("[{name}.columns]"));
        self.columns(entity);
        self.codes(entity);
        let constants = self.map.of(entity);
        let lines: Vec<String> = constants
            .constants
            .iter()
            .zip(&constants.constant_texts)
            .map(|((field, _), text)| {
                format!("{} = {}", self.field(entity, *field).id, self.value(entity, *field, text))
            })
            .collect();
        if entity == Entity::Household || !lines.is_empty() {
            self.line("");
            let about = self.pick("# Giá trị chung của mọi dòng", "# Values of every row").to_owned();
            self.line(&about);
            self.line(&format!("[{name}.constants]"));
        }
        if entity == Entity::Household && lines.is_empty() {
            self.line("# area = \"rural\"");
            self.line("# review_year = 2022");
        }
        lines.iter().for_each(|line| self.line(line));
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

    fn columns(&mut self, entity: Entity) {
        let mut written: Vec<String> = Vec::new();
        let mut lines = Vec::new();
        for sheet in self.survey.layout().iter().filter(|sheet| self.is_of(sheet, entity) && !self.is_apart(sheet)) {
            for (at, column) in sheet.columns.iter().enumerate() {
                let header = column.header.to_string();
                let Some(used) = column.used(entity).filter(|_| !column.header.is_empty()) else { continue };
                if written.contains(&header) {
                    continue;
                }
                let line = match used {
                    ColumnUse::Field { field, by, scale } => {
                        let own = self.is_same_everywhere(entity, &column.header, (*field, *scale));
                        match own && !self.is_taken_by_itself(entity, *field, *by, &column.header) {
                            true => format!("{} = {}", quoted(&header), self.target(entity, *field, *scale)),
                            false => continue,
                        }
                    }
                    // whose a column of a list is would have to be said: under its sheet
                    ColumnUse::NotUsed | ColumnUse::Ambiguous { .. } if sheet.used != SheetUse::List => {
                        self.unknown_column(&quoted(&header), &[(entity, used)], sheet, at)
                    }
                    _ => continue,
                };
                written.push(header);
                lines.push(line);
            }
        }
        // what the map had and this survey has not
        for column in &self.map.of(entity).columns {
            let known = written.iter().any(|header| fold(header) == column.folded);
            if !column.written.is_empty() && !known {
                let target = self.target(entity, column.field, column.scale);
                lines.push(format!("{} = {target}", quoted(&column.written)));
            }
        }
        lines.iter().for_each(|line| self.line(line));
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

    /// The codes of each field, and what stands in its columns that is none.
    fn codes(&mut self, entity: Entity) {
        let fields = self.survey.codebook.fields(entity);
        let mut lines = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let has_codes = matches!(field.ty, FieldType::Bool | FieldType::Code(_));
            let spelled = self.map.spellings(entity, at);
            let (strange, signs) = match has_codes {
                true => (self.strange(entity, at, &|of| &of.strange), self.strange(entity, at, &|of| &of.signs)),
                false => (Vec::new(), Vec::new()),
            };
            if spelled.is_empty() && strange.is_empty() && signs.is_empty() {
                continue;
            }
            let ids: Vec<&str> = match field.ty {
                FieldType::Bool => vec!["yes", "no"],
                _ => field.codes.iter().map(|code| code.id.as_str()).collect(),
            };
            let codes = ids.into_iter().chain([NO_ANSWER]).map(quoted).collect::<Vec<_>>().join(", ");
            lines.push(String::new());
            lines.push(format!("[{}.codes.{}]  # {codes}", entity_name(entity), field.id));
            lines.extend(spelled.iter().map(|(word, code)| format!("{} = {}", quoted(word), quoted(code))));
            let rows = |count: u64| if count == 1 { self.pick("dòng", "row") } else { self.pick("dòng", "rows") };
            let open =
                |(word, count): &(String, u64)| format!("# {} = \"?\"  # {count} {}", quoted(word), rows(*count));
            lines.extend(strange.iter().map(open));
            let is_said = |sign: &str| spelled.iter().any(|(word, _)| key(word) == key(sign));
            let taken = self.pick("hiểu là không có câu trả lời", "taken for no answer");
            let sign = |(sign, count): &(String, u64)| {
                format!("# {} = {}  # {count} {}, {taken}", quoted(sign), quoted(NO_ANSWER), rows(*count))
            };
            lines.extend(signs.iter().filter(|(sign, _)| !is_said(sign)).map(sign));
        }
        if let Some(first) = lines.first_mut() {
            *first = format!("\n{}", self.pick("# Câu trả lời = mã", "# Answers = codes"));
        }
        lines.iter().for_each(|line| self.line(line));
    }

    /// What stands in the columns of a field and is none of its codes, or what `of` gives of them, the commonest first.
    fn strange(
        &self,
        entity: Entity,
        field: usize,
        of: &dyn Fn(&ColumnContents) -> &Vec<(String, u64)>,
    ) -> Vec<(String, u64)> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for (sheet, contents) in self.survey.layout().iter().zip(self.contents) {
            let is_field = |used: Option<&ColumnUse>| match used {
                Some(ColumnUse::Field { field: known, .. }) => *known == field,
                _ => false,
            };
            let own = (0..sheet.columns.len()).filter(|at| is_field(sheet.columns[*at].used(entity)));
            let own = own.filter_map(|at| contents.columns.get(&(entity, at)));
            for (text, count) in own.flat_map(of) {
                *counts.entry(text).or_default() += count;
            }
        }
        let named = counts.into_iter().filter(|(text, _)| !is_like_a_name(text) && !tidy(text).is_empty());
        let mut counts: Vec<(String, u64)> = named.map(|(text, count)| (text.to_owned(), count)).collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        counts
    }

    fn sheets(&mut self) {
        let mut bodies: Vec<(usize, String)> = Vec::new();
        for (at, sheet) in self.survey.layout().iter().enumerate() {
            if sheet.used != SheetUse::Empty {
                bodies.push((at, self.body(sheet)));
            }
        }
        let layout = self.survey.layout();
        let all_same = bodies.iter().all(|(_, body)| bodies.first().is_some_and(|(_, first)| first == body));
        let mut done: Vec<String> = Vec::new();
        let about = self.pick(
            "\n# Các trang tính: `holds` là \"household\", \"member\", \"list\" (hộ và thành viên chung một danh sách) hoặc \"nothing\";\n# `header_rows = 5`, hoặc `header_rows = [5, 6]`: từ dòng 5 đến dòng 6; `skip_rows = [9, \"12-14\"]`",
            "\n# Sheets: `holds` is \"household\", \"member\", \"list\" (households with their members under them) or \"nothing\";\n# `header_rows = 5`, or `header_rows = [5, 6]`: from row 5 to row 6; `skip_rows = [9, \"12-14\"]`",
        )
        .to_owned();
        self.line(&about);
        for (at, body) in &bodies {
            let sheet = &layout[*at];
            let same_name = |other: &&(usize, String)| layout[other.0].sheet == sheet.sheet;
            let by_name = !sheet.sheet.is_empty() && bodies.iter().filter(same_name).all(|(_, other)| other == body);
            let mut patterns = String::new();
            if !all_same && by_name {
                let _ = writeln!(patterns, "name = {}", quoted(&sheet.sheet));
            } else if !all_same {
                let clash =
                    layout.iter().any(|other| other.file != sheet.file && base(&other.file) == base(&sheet.file));
                let file = if clash { &sheet.file } else { base(&sheet.file) };
                let _ = writeln!(patterns, "file = {}", quoted(file));
                if layout.iter().any(|other| other.source == sheet.source && other.sheet != sheet.sheet) {
                    let _ = writeln!(patterns, "name = {}", quoted(&sheet.sheet));
                }
            }
            if done.contains(&patterns) {
                continue;
            }
            let begin = if done.is_empty() { "" } else { "\n" };
            self.text.push_str(&format!("{begin}[[sheet]]\n{patterns}{body}"));
            done.push(patterns);
        }
    }

    /// A `[[sheet]]` but for its patterns.
    fn body(&self, sheet: &SheetLayout) -> String {
        if !self.is_described(sheet) {
            return "holds = \"nothing\"\n".to_owned();
        }
        let rule = self.map.rule(&sheet.file, &sheet.sheet).unwrap_or_default();
        let mut body = String::new();
        let _ = writeln!(body, "{}", self.holds(sheet, &rule));
        let rows = match sheet.header_rows[..] {
            [] => "[]".to_owned(),
            [row] => row.to_string(),
            [first, .., last] => format!("[{first}, {last}]"),
        };
        let none = rule.header_rows == Some(HeaderRows::None);
        let _ = match sheet.header_rows.is_empty() && !none {
            true => writeln!(body, "# header_rows = []"),
            false => writeln!(body, "header_rows = {rows}"),
        };
        if sheet.first_row > 0 {
            let _ = writeln!(body, "first_row = {}", sheet.first_row);
        }
        let _ = match rule.last_row {
            Some(row) => writeln!(body, "last_row = {row}"),
            None => writeln!(body, "# last_row = "),
        };
        let runs = rule.skip_rows.iter().map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("\"{first}-{last}\""),
        });
        let runs = runs.collect::<Vec<_>>().join(", ");
        let _ = match runs.is_empty() {
            true => writeln!(body, "# skip_rows = []"),
            false => writeln!(body, "skip_rows = [{runs}]"),
        };
        if !rule.ignore.is_empty() {
            let names: Vec<String> = rule.ignore.iter().map(|name| name.written()).collect();
            let _ = writeln!(body, "ignore = [{}]", list(&names));
        }
        self.constants(sheet, &rule, &mut body);
        match self.is_apart(sheet) {
            true => self.open_columns(sheet, &rule, &mut body),
            false => self.own_columns(sheet, &mut body),
        }
        body
    }

    /// What the sheet holds; as a comment where that is not sure.
    fn holds(&self, sheet: &SheetLayout, rule: &SheetRule) -> String {
        let holds = match (rule.holds, sheet.looks_like) {
            (Some(holds), _) => holds,
            (None, SheetUse::List) => Holds::List,
            (None, _) if !self.readable && self.could_be_list(sheet) => Holds::List,
            (None, SheetUse::Member | SheetUse::NoKey(Entity::Member)) => Holds::Member,
            _ => Holds::Household,
        };
        let word = Holds::ALL.iter().find(|(_, of)| *of == holds).map_or("", |(word, _)| *word);
        let sure = rule.holds.is_some() || self.readable;
        if sure {
            return format!("holds = \"{word}\"");
        }
        let others = Holds::ALL.iter().filter(|(_, of)| *of != holds).map(|(word, _)| quoted(word));
        let or = others.collect::<Vec<_>>().join(", ");
        format!("# holds = \"{word}\"  # {} {or}", self.pick("hoặc", "or"))
    }

    /// What holds in every row of the sheet, and how it was found.
    fn constants(&self, sheet: &SheetLayout, rule: &SheetRule, body: &mut String) {
        let of_entity = |entity: Entity| if entity == Entity::Member { "member." } else { "household." };
        let name = |entity: Entity, field: usize| {
            let id = &self.field(entity, field).id;
            let both = ENTITIES.into_iter().all(|of| self.survey.codebook.position(of, id).is_some());
            if both { quoted(&format!("{}{id}", of_entity(entity))) } else { id.clone() }
        };
        let said = rule
            .constants
            .iter()
            .map(|(entity, field, text)| format!("{} = {}", name(*entity, *field), self.value(*entity, *field, text)));
        let said = said.collect::<Vec<_>>().join(", ");
        let (mut found, mut sources): (Vec<String>, Vec<&str>) = (Vec::new(), Vec::new());
        for (entity, made) in &sheet.derived {
            let by = match made.from {
                Derived::Text(_, ToldBy::Title) => self.pick("theo dòng tựa đề", "from a title line"),
                Derived::Text(_, ToldBy::Sheet) => self.pick("theo tên trang tính", "from the sheet's name"),
                Derived::Text(_, ToldBy::File) => self.pick("theo tên tệp", "from the file's name"),
                _ => continue,
            };
            found.push(format!("{} = {}", name(*entity, made.field), self.value(*entity, made.field, &made.header)));
            if !sources.contains(&by) {
                sources.push(by);
            }
        }
        // one line: a key stands once
        let (found, sources) = (found.join(", "), sources.join(", "));
        let _ = match (said.is_empty(), found.is_empty()) {
            (true, true) => writeln!(body, "# constants = {{ area = \"rural\" }}"),
            (true, false) => writeln!(body, "# constants = {{ {found} }}  # {sources}"),
            (false, true) => writeln!(body, "constants = {{ {said} }}"),
            (false, false) => writeln!(body, "constants = {{ {said} }}  # {sources}: {found}"),
        };
    }

    /// Every column of a sheet whose columns are written under it alone.
    fn open_columns(&self, sheet: &SheetLayout, rule: &SheetRule, body: &mut String) {
        let list = self.could_be_list(sheet);
        let mut lines = Vec::new();
        for (at, column) in sheet.columns.iter().enumerate() {
            let header = column.header.to_string();
            let same = sheet.columns.iter().filter(|other| fold(&other.header.to_string()) == fold(&header)).count();
            let name = match column.header.is_empty() || same > 1 {
                true => quoted(&format!("@{}", column_letters(at))),
                false => quoted(&header),
            };
            if let Some(said) = rule.columns.iter().find(|said| said.name.names(at, &column.header)) {
                let of = ENTITIES.into_iter().find_map(|of| Some((of, said.fields[of as usize]?)));
                lines.extend(of.map(|(of, field)| {
                    format!("{} = {}", quoted(&said.name.written()), self.target_of(of, field, said.scale, sheet, 2))
                }));
                continue;
            }
            let mut taken = column.uses().filter_map(|(of, used)| match used {
                ColumnUse::Field { field, by, .. } => Some((of, *field, *by)),
                _ => None,
            });
            let taken = taken.next();
            let by_map = taken.is_some_and(|(.., by)| by == MatchedBy::Map);
            if by_map || column.uses().any(|(_, used)| *used == ColumnUse::Ignored) {
                continue;
            }
            let mut ids: Vec<String> = self.key_of(sheet, at).into_iter().collect();
            for entity in ENTITIES {
                for (field, _) in self.index.candidates(entity, &column.header) {
                    let id = self.field(entity, field).id.clone();
                    if !ids.contains(&id) {
                        ids.push(id);
                    }
                }
            }
            let letters = column_letters(at);
            let about = self.pick("cột", "column");
            lines.push(match taken {
                Some((of, field, _)) if list => {
                    format!("{name} = {}  # {about} {letters}", quoted(&self.field(of, field).id))
                }
                _ => format!("# {name} = \"?\"  # {about} {letters}{}", self.perhaps(&ids)),
            });
        }
        if !lines.is_empty() {
            let _ = writeln!(body, "[sheet.columns]\n{}", lines.join("\n"));
        }
    }

    /// Columns that only their letters tell apart, and those without a header.
    fn own_columns(&self, sheet: &SheetLayout, body: &mut String) {
        let mut lines = Vec::new();
        for (at, column) in sheet.columns.iter().enumerate() {
            let name = quoted(&format!("@{}", column_letters(at)));
            let header = match column.header.is_empty() {
                true => self.pick("không có tiêu đề", "no header").to_owned(),
                false => quoted(&column.header.to_string()),
            };
            let own: Vec<(Entity, &ColumnUse)> =
                column.uses().filter(|(entity, _)| self.is_of(sheet, *entity)).collect();
            // one line where households and members share the column
            let fields: Vec<(Entity, usize, Option<Exact>, MatchedBy)> = own
                .iter()
                .filter_map(|(entity, used)| match used {
                    ColumnUse::Field { field, by, scale } => Some((*entity, *field, *scale, *by)),
                    _ => None,
                })
                .collect();
            for (entity, field, scale, by) in &fields {
                let alone = self.is_taken_by_itself(*entity, *field, *by, &column.header);
                if !alone && self.is_same_everywhere(*entity, &column.header, (*field, *scale)) {
                    continue;
                }
                let target = match alone {
                    true => quoted(&self.field(*entity, *field).id),
                    false => self.target_of(*entity, *field, *scale, sheet, fields.len()),
                };
                let line = format!("{name} = {target}  # {header}");
                let line = if alone { format!("# {line}") } else { line };
                if !lines.contains(&line) {
                    lines.push(line);
                }
                break;
            }
            if !fields.is_empty() {
                continue;
            }
            let is_open = |used: &ColumnUse| matches!(used, ColumnUse::NotUsed | ColumnUse::Ambiguous { .. });
            if sheet.used == SheetUse::List && own.iter().all(|(_, used)| is_open(used)) {
                lines.push(format!("{}, {header}", self.unknown_column(&name, &own, sheet, at)));
                continue;
            }
            for (entity, used) in own {
                let line = match used {
                    ColumnUse::NoHeader => format!("# {name} = \"?\"  # {header}"),
                    ColumnUse::Repeated { field, other, .. } => {
                        let id = &self.field(entity, *field).id;
                        let same = self.pick("cùng trường với cột", "same field as column");
                        format!("# {name} = \"{id}\"  # {header}, {same} {}", column_letters(*other))
                    }
                    ColumnUse::Part { fields } => {
                        let ids: Vec<&str> = fields.iter().map(|at| self.field(entity, *at).id.as_str()).collect();
                        let part = self.pick("cùng cột khác tạo thành", "makes up, with others,");
                        format!("# {name}  # {header}: {part} {}", ids.join(", "))
                    }
                    _ => continue,
                };
                lines.push(line);
                break;
            }
        }
        if !lines.is_empty() {
            let _ = writeln!(body, "[sheet.columns]\n{}", lines.join("\n"));
        }
    }

    /// The target of a column by letters: with its owner where a sheet of both could mean either.
    fn target_of(
        &self,
        entity: Entity,
        field: usize,
        scale: Option<Exact>,
        sheet: &SheetLayout,
        owners: usize,
    ) -> String {
        let target = self.target(entity, field, scale);
        let id = &self.field(entity, field).id;
        let both = ENTITIES.into_iter().all(|of| self.survey.codebook.position(of, id).is_some());
        let whole = ENTITIES.into_iter().all(|entity| sheet.holds(entity));
        match both && whole && owners < 2 {
            true => target.replacen(id.as_str(), &format!("{}.{id}", entity_name(entity)), 1),
            false => target,
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
