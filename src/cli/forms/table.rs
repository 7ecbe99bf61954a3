//! A form as a table, for people and for programs.

use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::tabulate::forms::{Column, Row, UnitCounts, rows};
use crate::tabulate::{Level, Unit};

use super::super::arguments::Surroundings;
use super::super::compare::unit_title;
use super::set::Counted;

impl Counted {
    /// The form with the counts of its units.
    pub fn table(&self, counts: &UnitCounts, people: bool, surroundings: &Surroundings) -> Table {
        let language = surroundings.language;
        let pick = |vi: &'static str, en: &'static str| surroundings.pick(vi, en);
        let form = &self.form;
        let mut columns = Vec::new();
        let unit = if people { pick("Đơn vị", "Unit") } else { pick("Xã", "Commune") };
        if !people {
            columns.push(TableColumn::new("level", pick("Cấp", "Level"), ColumnKind::Text));
            columns.push(TableColumn::new("upper", pick("Đơn vị cấp trên", "Upper unit"), ColumnKind::Text));
        }
        columns.push(TableColumn::new("commune", unit, ColumnKind::Text));
        if form.measures {
            columns.push(TableColumn::new("measure", pick("Đơn vị tính", "Measure"), ColumnKind::Text));
        }
        columns.extend(form.columns.iter().filter(|column| !column.hidden).map(|column| TableColumn {
            group: column.group.in_language(language).to_owned(),
            ..TableColumn::new(&column.id, column.title.in_language(language), kind_of(column))
        }));
        let line = |row: &Row| {
            let Unit { upper, commune } = &row.unit;
            let mut cells = match people {
                true => vec![unit_title(row.level, &row.unit, surroundings)],
                false => [row.level.id(), upper, commune].map(TableCell::words).into(),
            };
            if form.measures {
                cells.push(TableCell::words(match (people, row.persons) {
                    (true, false) => pick("Hộ", "Households"),
                    (true, true) => pick("Nhân khẩu", "Persons"),
                    (false, false) => "households",
                    (false, true) => "persons",
                }));
            }
            cells.extend(row.cells.iter().cloned());
            cells
        };
        let mut rows = rows(form, counts, &|id| self.quantity(id));
        let totals = rows.split_off(rows.len() - if form.measures { 2 } else { 1 });
        let uppers = rows.iter().filter(|row| row.level == Level::Upper && !row.persons).count();
        if people && uppers < 2 {
            // the sum of the only upper unit is the total
            rows.retain(|row| row.level != Level::Upper);
        }
        let number =
            if form.ministry.is_empty() { form.id.clone() } else { format!("{} ({})", form.id, form.ministry) };
        Table {
            id: format!("form_{}", form.id),
            title: surroundings
                .pick(format!("Biểu {number}. {}", form.title.vi), format!("Form {number}. {}", form.title.en)),
            columns,
            rows: rows.iter().map(line).collect(),
            totals: totals.iter().map(line).collect(),
            notes: self.notes(counts, surroundings),
        }
    }

    /// What missing answers leave out of the columns.
    fn notes(&self, counts: &UnitCounts, surroundings: &Surroundings) -> Vec<String> {
        let unknown = |number: usize| counts.units.iter().map(|(_, counts)| counts[number].unknown).sum::<i64>();
        let open =
            self.quantities.iter().map(|(id, number)| (id, unknown(*number))).filter(|(_, unknown)| *unknown > 0);
        let title = |id: &String| {
            let column = self.form.columns.iter().find(|column| column.id == *id);
            column.map_or_else(
                || id.clone(),
                |column| {
                    let (group, own) = (
                        column.group.in_language(surroundings.language),
                        column.title.in_language(surroundings.language),
                    );
                    if group.is_empty() { own.to_owned() } else { format!("{group} / {own}") }
                },
            )
        };
        let each: Vec<String> = open.map(|(id, unknown)| format!("{}: {unknown}", title(id))).collect();
        let without_persons =
            |number: usize| counts.units.iter().map(|(_, counts)| counts[number].persons_unknown).sum::<i64>();
        let counts_persons =
            |id: &str| self.form.measures || self.form.columns.iter().any(|column| column.id == id && column.persons);
        let blank = self
            .quantities
            .iter()
            .filter(|(id, _)| counts_persons(id))
            .map(|(_, number)| without_persons(*number))
            .max();
        let note = self.form.note.in_language(surroundings.language);
        let mut lines = if note.is_empty() { Vec::new() } else { vec![note.to_owned()] };
        if !each.is_empty() {
            let each = each.join("; ");
            lines.push(surroundings.pick(
                format!("Số hộ chưa rõ vì thiếu câu trả lời: {each}"),
                format!("Households left open by missing answers: {each}"),
            ));
        }
        if let Some(blank) = blank.filter(|blank| *blank > 0) {
            lines.push(surroundings.pick(
                format!("Số hộ không có số nhân khẩu: {blank}; ô nhân khẩu có các hộ này để trống"),
                format!(
                    "Households without a number of persons: {blank}; cells of persons that would count them are blank"
                ),
            ));
        }
        lines
    }
}

fn kind_of(column: &Column) -> ColumnKind {
    if column.rate.is_some() { ColumnKind::Rate } else { ColumnKind::Count }
}
