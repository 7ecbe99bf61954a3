//! The filled forms as tables, as a workbook, and what is said of their numbers.

use std::collections::BTreeSet;

use crate::io::write::WriteError;
use crate::report::forms_workbook::{
    Heading, ListForm, area_name, cell_name, form_title, to_workbook, unit_names, unit_numbers,
};
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::survey::codebook::Title;
use crate::tabulate::conceal::Together;
use crate::tabulate::forms::{Area, Cell, Check, Column, Filled, FilledForm, FormPlaces, Layout};
use crate::tabulate::tables::hidden_note;
use crate::tabulate::{Level, Unit};

use super::super::arguments::Surroundings;

/// So many differences of numbers are told one by one.
const MOST: usize = 20;

/// Forms with their numbers.
pub(in crate::cli) struct FilledForms {
    shown: Filled,
    /// All numbers, where some are not shown, and the least count that is.
    counted: Option<(Filled, i64)>,
}

impl FilledForms {
    pub(super) fn new(filled: Filled) -> FilledForms {
        FilledForms { shown: filled, counted: None }
    }

    /// The communes that stand on any of them.
    pub fn units(&self) -> Vec<Unit> {
        let rows = self.shown.forms.iter().flat_map(|form| &form.rows).filter(|row| row.level == Level::Commune);
        rows.map(|row| &row.unit).collect::<BTreeSet<_>>().into_iter().cloned().collect()
    }

    /// Puts their counts among what other tables show.
    pub fn put(&self, together: &mut Together) -> FormPlaces {
        self.counted().put(together)
    }

    /// Hides counts, of which none below `least` is shown. Whether numbers agree is still said of all.
    pub fn conceal(&mut self, least: i64, places: &FormPlaces, hidden: &[bool]) {
        self.counted = Some((self.shown.clone(), least));
        self.shown.conceal(places, hidden);
    }

    /// Whether the totals of columns, each named with its form, are shown; those of forms that are not there are.
    pub fn shows_totals(&self, names: &[&str]) -> bool {
        let is_hidden = |(form, column): (usize, usize)| {
            let own = &self.shown.forms[form];
            let row = own.rows.len() - own.form.lines.len();
            self.shown.is_hidden(Cell { form, row, column })
        };
        !names.iter().filter_map(|name| self.shown.place(name)).any(is_hidden)
    }

    /// All numbers, whether they are shown or not.
    fn counted(&self) -> &Filled {
        self.counted.as_ref().map_or(&self.shown, |(counted, _)| counted)
    }

    /// A table a form; for `people` or for programs.
    pub fn tables(&self, people: bool, surroundings: &Surroundings) -> Vec<Table> {
        self.shown.forms.iter().map(|form| table(form, self.shown.layout, people, surroundings)).collect()
    }

    /// The bytes of a workbook with a sheet a form, and charts.
    ///
    /// # Errors
    /// What the writer of workbooks refuses.
    pub fn workbook(&self, lists: &[ListForm<'_>], heading: &Heading) -> Result<Vec<u8>, WriteError> {
        to_workbook(&self.shown, lists, heading).map_err(|error| WriteError::Workbook(error.to_string()))
    }

    /// What does not hold between the numbers of the forms, in warnings that name both cells of the workbook; and what is of doubt
    /// in the units.
    pub fn warnings(&self, surroundings: &Surroundings) -> Vec<String> {
        let warning = surroundings.pick("cảnh báo", "warning");
        let title = Title {
            vi: "Các xã cộng lại bằng đơn vị cấp trên".to_owned(),
            en: "Communes add up to the unit above".to_owned(),
        };
        let checks = self.counted().checks();
        let sums = self.counted().sums(&title);
        let wrong: Vec<&Check<'_>> =
            checks.iter().map(|(_, check)| check).chain(&sums).filter(|check| check.holds() == Some(false)).collect();
        let mut lines: Vec<String> =
            wrong.iter().take(MOST).map(|check| format!("{warning}: {}", self.told(check, surroundings))).collect();
        if wrong.len() > MOST {
            let more = wrong.len() - MOST;
            lines.push(surroundings.pick(
                format!("{warning}: còn {more} chỗ không khớp khác; `--check-columns` ghi tất cả vào bảng tính"),
                format!("{warning}: {more} more such differences; `--check-columns` shows all in the workbook"),
            ));
        }
        if self.shown.layout == Layout::Ministry {
            let least = self.counted.as_ref().map_or(0, |(_, least)| *least);
            lines.extend(self.shown.mixed.iter().map(|(unit, urban, rural)| {
                let commune = &unit.commune;
                if (*urban).min(*rural) < least {
                    return surroundings.pick(
                        format!("{warning}: xã {commune} có cả hộ ghi thành thị và hộ ghi nông thôn; xã được xếp theo số hộ nhiều hơn"),
                        format!("{warning}: {commune} has both urban and rural households; it stands where most are"),
                    );
                }
                surroundings.pick(
                    format!("{warning}: xã {commune} có {urban} hộ ghi thành thị và {rural} hộ ghi nông thôn; xã được xếp theo số hộ nhiều hơn"),
                    format!("{warning}: {commune} has {urban} urban and {rural} rural households; it stands where most are"),
                )
            }));
        }
        lines
    }

    /// Rates of more than a hundred, which are errors of the data.
    pub fn errors(&self, surroundings: &Surroundings) -> Vec<String> {
        let told = |(cell, of, among): &(Cell, i64, i64)| {
            let (name, unit) = (cell_name(&self.shown, *cell, surroundings.language), self.unit(*cell, surroundings));
            if self.shown.is_hidden(*cell) {
                return surroundings.pick(
                    format!("lỗi dữ liệu: `{name}` ({unit}): tỷ lệ trên 100 %"),
                    format!("error of the data: `{name}` ({unit}): a rate above 100 %"),
                );
            }
            surroundings.pick(
                format!("lỗi dữ liệu: `{name}` ({unit}): tỷ lệ trên 100 %: tử số {of}, mẫu số {among}"),
                format!("error of the data: `{name}` ({unit}): a rate above 100 %: {of} of {among}"),
            )
        };
        self.counted().excesses().iter().map(told).collect()
    }

    fn told(&self, check: &Check<'_>, surroundings: &Surroundings) -> String {
        let language = surroundings.language;
        let side = |cells: &[Cell]| {
            let each = cells.iter().map(|cell| {
                let count = match self.shown.is_hidden(*cell) {
                    true => "…".to_owned(),
                    false => self.shown.count(*cell).unwrap_or_default().to_string(),
                };
                format!("`{}` = {count}", cell_name(&self.shown, *cell, language))
            });
            each.collect::<Vec<_>>().join(" + ")
        };
        let title = check.title.in_language(language);
        let unit = check.sum.first().map_or_else(String::new, |cell| self.unit(*cell, surroundings));
        let (sum, with) = (side(&check.sum), side(&check.with));
        match check.at_least {
            Some(times) => surroundings.pick(
                format!("{title} ({unit}): {sum} ít hơn {times} × {with}"),
                format!("{title} ({unit}): {sum} is less than {times} × {with}"),
            ),
            None => surroundings.pick(
                format!("{title} ({unit}): {sum} khác {with}"),
                format!("{title} ({unit}): {sum} differs from {with}"),
            ),
        }
    }

    fn unit(&self, cell: Cell, surroundings: &Surroundings) -> String {
        let form = &self.shown.forms[cell.form];
        unit_names(form, self.shown.layout, surroundings.language).swap_remove(cell.row)
    }
}

/// The form with the counts of its units.
fn table(form: &FilledForm, layout: Layout, people: bool, surroundings: &Surroundings) -> Table {
    let language = surroundings.language;
    let pick = |vi: &'static str, en: &'static str| surroundings.pick(vi, en);
    let of = &form.form;
    let mut columns = Vec::new();
    let unit = if people { pick("Đơn vị", "Unit") } else { pick("Xã", "Commune") };
    if !people {
        columns.push(TableColumn::new("level", pick("Cấp", "Level"), ColumnKind::Text));
        columns.push(TableColumn::new("area", pick("Khu vực", "Area"), ColumnKind::Text));
        columns.push(TableColumn::new("upper", pick("Đơn vị cấp trên", "Upper unit"), ColumnKind::Text));
    }
    columns.push(TableColumn::new("commune", unit, ColumnKind::Text));
    // lines that begin with the unit's own stand under its name
    let under = of.lines[0].title.vi.is_empty();
    if of.lines.len() > 1 && !(people && under) {
        columns.push(TableColumn::new(&of.lines_by, pick("Đơn vị tính", "Measure"), ColumnKind::Text));
    }
    columns.extend(of.columns.iter().filter(|column| !column.hidden).map(|column| TableColumn {
        group: column.group.in_language(language).to_owned(),
        ..TableColumn::new(&column.id, column.title.in_language(language), kind_of(column))
    }));
    let mut names = unit_names(form, layout, language);
    if people {
        // the number tells an area from the communes in it
        for ((row, name), number) in form.rows.iter().zip(&mut names).zip(unit_numbers(form)) {
            if row.level_id() == "area" && row.line == 0 {
                *name = format!("{number}. {name}");
            }
        }
    }
    let line = |at: usize| {
        let row = &form.rows[at];
        let (own, title) = (&of.lines[row.line], of.lines[row.line].title.in_language(language));
        let mut cells = match (people, under && !title.is_empty()) {
            (true, true) => vec![TableCell::words(&format!("  {title}"))],
            (true, false) => vec![TableCell::words(&names[at])],
            (false, _) => [row.level_id(), row.area.map_or("", Area::id), &row.unit.upper, &row.unit.commune]
                .map(TableCell::words)
                .into(),
        };
        match (of.lines.len() > 1, people) {
            (true, false) => cells.push(TableCell::words(&own.id)),
            (true, true) if !under => cells.push(TableCell::words(title)),
            _ => {}
        }
        cells.extend(
            row.cells.iter().zip(&of.columns).filter(|(_, column)| !column.hidden).map(|(cell, _)| cell.clone()),
        );
        cells
    };
    let mut shown: Vec<usize> = (0..form.rows.len()).collect();
    let totals = shown.split_off(shown.len() - of.lines.len());
    if people {
        // an area without communes is for the printed form; and the sum of the only unit above communes is the total
        let communes = |group: usize| form.rows.iter().any(|row| row.level == Level::Commune && row.group == group);
        let sums = form.rows.iter().filter(|row| row.level == Level::Upper && row.line == 0);
        let several = sums.filter(|row| communes(row.group)).count() > 1;
        shown.retain(|at| {
            let row = &form.rows[*at];
            row.level != Level::Upper || several && communes(row.group)
        });
    }
    let mut total = totals.iter().map(|at| line(*at)).collect::<Vec<_>>();
    if people && !shown.iter().any(|at| form.rows[*at].level == Level::Upper) {
        let named = if under { 1 } else { total.len() };
        total.iter_mut().take(named).for_each(|row| row[0] = TableCell::words(pick("Tổng cộng", "Total")));
    }
    Table {
        id: format!("form_{}", of.id),
        title: form_title(form, layout, language),
        columns,
        rows: shown.iter().map(|at| line(*at)).collect(),
        totals: total,
        notes: notes(form, layout, surroundings),
    }
}

/// What missing answers leave out of the columns.
fn notes(form: &FilledForm, layout: Layout, surroundings: &Surroundings) -> Vec<String> {
    let language = surroundings.language;
    let title = |id: &String| {
        let Some(column) = form.form.column(id) else { return id.clone() };
        let (group, own) = (column.group.in_language(language), column.title.in_language(language));
        if group.is_empty() { own.to_owned() } else { format!("{group} / {own}") }
    };
    let note = form.form.note.in_language(language);
    let mut lines = if note.is_empty() { Vec::new() } else { vec![note.to_owned()] };
    if form.hides_any() {
        lines.push(hidden_note(language).to_owned());
    }
    if !form.open.is_empty() {
        let each = form.open.iter().map(|(id, unknown)| format!("{}: {unknown}", title(id)));
        let each = each.collect::<Vec<_>>().join("; ");
        lines.push(surroundings.pick(
            format!("Số hộ chưa rõ vì thiếu câu trả lời: {each}"),
            format!("Households left open by missing answers: {each}"),
        ));
    }
    let blank = form.without_persons;
    if blank > 0 {
        lines.push(surroundings.pick(
            format!("Số hộ không có số nhân khẩu: {blank}; ô nhân khẩu có các hộ này để trống"),
            format!(
                "Households without a number of persons: {blank}; cells of persons that would count them are blank"
            ),
        ));
    }
    let untold = form.rows.iter().any(|row| row.level_id() == "area" && row.area.is_none());
    if layout == Layout::Ministry && untold {
        let name = area_name(None, language);
        lines.push(surroundings.pick(
            format!("{name}: các xã mà dữ liệu không cho biết là thành thị hay nông thôn"),
            format!("{name}: communes of which the survey does not tell whether they are urban or rural"),
        ));
    }
    lines
}

fn kind_of(column: &Column) -> ColumnKind {
    if column.rate.is_some() { ColumnKind::Rate } else { ColumnKind::Count }
}
