//! What a map says of single sheets, a `[[sheet]]` for each or for those that are alike: what it holds, its rows, its constants
//! and the columns that only it has so. Repeats nothing that is said of every sheet.

use std::fmt::Write;

use crate::io::read::column_letters;
use crate::lang::{Entity, Exact};
use crate::survey::codebook_file::entity_name;
use crate::survey::headers::MatchedBy;
use crate::survey::layout::{ColumnUse, SheetLayout, SheetUse};
use crate::survey::shape::plan::{Derived, ToldBy};
use crate::survey::sheet_rule::{HeaderRows, Holds, SheetRule};
use crate::text::fold;

use super::{ENTITIES, Writer, base, list, quoted};

impl Writer<'_, '_> {
    pub(super) fn sheets(&mut self) {
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
