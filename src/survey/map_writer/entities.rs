//! What a map says of an entity in every sheet: `[household.columns]`, `[household.codes.…]`, `[household.constants]`. Writes
//! nothing that is of one sheet alone.

use std::collections::BTreeMap;

use crate::lang::Entity;
use crate::survey::cells::NO_ANSWER;
use crate::survey::codebook::FieldType;
use crate::survey::codebook_file::entity_name;
use crate::survey::contents::{ColumnContents, is_like_a_name};
use crate::survey::layout::{ColumnUse, SheetUse};
use crate::survey::words::key;
use crate::text::{fold, tidy};

use super::{Writer, quoted};

impl Writer<'_, '_> {
    /// `[household.columns]`, `[household.codes.…]` and `[household.constants]`.
    pub(super) fn entity(&mut self, entity: Entity) {
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
}
