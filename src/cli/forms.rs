//! `rasoat forms`: the report forms of the review.

use std::io::Write;

use clap::Args;

use crate::io::write::{Format, WriteError, write_tables};
use crate::lang::{Entity, Type, Typed};
use crate::report::forms_workbook::{Heading, to_workbook};
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::rules::needs;
use crate::tabulate::forms::{Column, Form, Quantity, Row, UnitCounts, built_in, for_standard, rows};
use crate::tabulate::{Level, Unit, UpperNames};

use super::arguments::{OutputArguments, Surroundings, SurveyArguments};
use super::check::{finish, problems_output};
use super::compare::unit_title;
use super::failure::{Failure, Finish};
use super::opened::Opened;
use super::session::{Session, inputs};
use super::target::Target;

/// Count the report forms of the review, per commune
#[derive(Debug, Args)]
#[command(after_help = "\
Forms 2 and 3, the flows of the poor and the near-poor, are counted by `rasoat compare`.

Examples:
  rasoat forms samples/yen-chau-2022.xlsx -o forms.xlsx
  rasoat forms samples/yen-chau-2022.xlsx --form 1
  rasoat forms samples/yen-chau-2022.xlsx --form 8 --format csv")]
pub(super) struct Arguments {
    #[command(flatten)]
    survey: SurveyArguments,
    /// Only the form of this number, with the province or in the circular (7.1); several times for several
    #[arg(long = "form", value_name = "NUMBER")]
    forms: Vec<String>,
    #[command(flatten)]
    output: OutputArguments,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let used = inputs(&arguments.survey);
    let Target { format, output, options } = Target::open(&arguments.output, &used, surroundings)?;
    let problems = problems_output(&arguments.survey, &used, &output)?;
    let all = built_in()?;
    let chosen = choose(all, &arguments.forms, surroundings)?;
    if chosen.len() > 1 && !format.holds_several() {
        let name = format.name();
        return Err(Failure::new(
            surroundings.pick(format!("`{name}` chỉ chứa được một biểu"), format!("`{name}` holds one form only")),
        )
        .help(surroundings.pick(
            "chọn biểu bằng `--form 1`, hoặc ghi ra `-o forms.xlsx`",
            "choose one with `--form 1`, or write `-o forms.xlsx`",
        ))
        .into());
    }
    let opened = Opened::new(&arguments.survey, surroundings)?;
    let mut session = Session::open(&opened, &arguments.survey, surroundings)?;
    let forms = for_standard(chosen, &session.standard.rules);

    let mut counted = Vec::new();
    let mut quantities: Vec<Quantity> = Vec::new();
    for form in forms {
        match Counted::new(form, &session, &mut quantities) {
            Ok(form) => counted.push(form),
            Err(missing) => surroundings.note(&missing.message(surroundings)),
        }
    }
    if counted.is_empty() {
        return Err(Failure::new(
            surroundings.pick("không lập được biểu nào từ dữ liệu này", "no form can be made of this survey"),
        )
        .help(surroundings.pick(
            "xem các trường đã nhận ra bằng `rasoat fields`",
            "see the fields that were recognised with `rasoat fields`",
        ))
        .into());
    }
    let field = |id: &str| session.survey.codebook().position(Entity::Household, id);
    let fields = ["district", "province", "commune"].map(field);
    fields.into_iter().flatten().for_each(|field| session.uses.add_field(Entity::Household, field));
    let told = |at: usize| fields[at].filter(|field| session.survey.has(Entity::Household, *field));
    let (district, province, commune) = (told(0), told(1), told(2));
    for quantity in &quantities {
        session.uses.add(&quantity.when);
        quantity.amount.iter().for_each(|amount| session.uses.add(amount));
    }
    let asked: Vec<&Typed> =
        quantities.iter().flat_map(|quantity| std::iter::once(&quantity.when).chain(&quantity.amount)).collect();
    let mut counts = UnitCounts::default();
    let reading = session.read(
        &quantities,
        &asked,
        &|made: &mut UnitCounts, lanes, quantities, batch, outcomes, kept| {
            let text = |field: Option<usize>, row: usize| {
                field.and_then(|field| batch.households.text(row, field)).unwrap_or_default().to_owned()
            };
            // what the upper unit is called is known once all are
            let upper = |row: usize| format!("{}{LEVELS}{}", text(district, row), text(province, row));
            let unit = |row: usize| Unit { upper: upper(row), commune: text(commune, row) };
            made.count(quantities, lanes, outcomes, kept, &unit);
        },
        &mut |made| {
            counts.merge(made);
            Ok(())
        },
    )?;

    name_uppers(&mut counts, district.is_some());
    let counts = counts.settle(&session.survey.codebook().layout);
    let people = format.is_for_people() || format == Format::Xlsx;
    let tables: Vec<Table> = counted.iter().map(|form| form.table(&counts, people, surroundings)).collect();
    let mut output = output;
    if format == Format::Table {
        output.write_lines(&session.heading_lines(&reading))?;
    } else {
        session.heading_lines(&reading).iter().for_each(|line| surroundings.note(line));
    }
    if format == Format::Xlsx {
        let sheets: Vec<(Form, Vec<Row>)> = counted
            .iter()
            .map(|form| (form.form.clone(), rows(&form.form, &counts, &|id| form.quantity(id))))
            .collect();
        let heading = Heading { period: session.heading(), language: surroundings.language };
        let bytes = to_workbook(&sheets, &heading).map_err(|error| WriteError::Workbook(error.to_string()))?;
        output.write_all(&bytes).map_err(|error| WriteError::io(output.place().clone(), error))?;
        output.finish()?;
    } else {
        write_tables(&tables, format, output, options)?;
    }
    if !format.is_for_people() {
        // what files for programs and a printed form have no room for
        for table in tables.iter().filter(|table| !table.notes.is_empty()) {
            surroundings.note(&format!("{}: {}", table.id, table.notes.join("; ")));
        }
    }
    finish(&session, &reading, problems, &arguments.survey)
}

/// Stands between a district and its province; no text of a survey has it.
const LEVELS: char = '\u{0}';

/// Gives the units above communes their names: districts, or provinces where no districts are told.
fn name_uppers(counts: &mut UnitCounts, by_district: bool) {
    let split = |unit: &Unit| {
        let (district, province) = unit.upper.split_once(LEVELS).unwrap_or_default();
        (district.to_owned(), province.to_owned())
    };
    let pairs: Vec<(String, String)> = counts.units.iter().map(|(unit, _)| split(unit)).collect();
    let names = UpperNames::new(pairs.iter().map(|(district, province)| (district.as_str(), province.as_str())));
    for ((unit, _), (district, province)) in counts.units.iter_mut().zip(&pairs) {
        unit.upper = if by_district { names.of(district, province) } else { province.clone() };
    }
}

/// The forms asked for.
fn choose(all: Vec<Form>, wanted: &[String], surroundings: &Surroundings) -> anyhow::Result<Vec<Form>> {
    let is =
        |form: &Form, wanted: &String| form.id == *wanted || (!form.ministry.is_empty() && form.ministry == *wanted);
    for number in wanted {
        if !all.iter().any(|form| is(form, number)) {
            let known = all.iter().map(|form| form.id.as_str()).collect::<Vec<_>>().join(", ");
            let flows = matches!(number.as_str(), "2" | "3" | "7.2" | "7.3");
            return Err(Failure::new(
                surroundings.pick(format!("không có biểu `{number}`"), format!("there is no form `{number}`")),
            )
            .help(match flows {
                true => surroundings.pick(
                    "biểu diễn biến được lập bằng `rasoat compare`".to_owned(),
                    "flows are counted by `rasoat compare`".to_owned(),
                ),
                false => surroundings.pick(format!("các biểu: {known}"), format!("the forms are {known}")),
            })
            .into());
        }
    }
    Ok(all.into_iter().filter(|form| wanted.is_empty() || wanted.iter().any(|number| is(form, number))).collect())
}

/// A form that can be made, with the quantity of every column.
struct Counted {
    form: Form,
    quantities: Vec<(String, usize)>,
}

/// Why a form is left out.
struct Missing {
    form: String,
    /// Fields that the survey has not, or columns that the standard knows nothing of.
    what: Vec<String>,
}

impl Missing {
    fn message(&self, surroundings: &Surroundings) -> String {
        let (form, what) = (&self.form, self.what.join("; "));
        surroundings.pick(
            format!("cảnh báo: bỏ biểu {form}: dữ liệu không có {what}"),
            format!("warning: form {form} is left out: the survey has not {what}"),
        )
    }
}

impl Counted {
    fn new(form: Form, session: &Session<'_>, quantities: &mut Vec<Quantity>) -> Result<Counted, Missing> {
        let codebook = session.survey.codebook();
        let has = |id: &String| {
            [Entity::Household, Entity::Member]
                .into_iter()
                .any(|entity| codebook.position(entity, id).is_some_and(|field| session.survey.has(entity, field)))
        };
        let mut what = Vec::new();
        let mut own = Vec::new();
        for column in &form.columns {
            for any in &column.needs {
                let words = any
                    .iter()
                    .map(|id| format!("`{id}`"))
                    .collect::<Vec<_>>()
                    .join(session.surroundings.pick(" hoặc ", " or "));
                if !any.iter().any(has) && !what.contains(&words) {
                    what.push(words);
                }
            }
            if let Some(id) = unanswered(column, session).filter(|id| !what.contains(id)) {
                what.push(id);
            }
            let Some(when) = &column.when else { continue };
            let typed = |text: &str, ty: Option<&Type>| session.expression("--form", text, ty).ok();
            let Some(when) = typed(when, Some(&Type::Bool)) else {
                what.push(format!("`{}`", column.id));
                continue;
            };
            let amount = match &column.amount {
                None => None,
                Some(amount) => match typed(amount, None) {
                    Some(amount) => Some(amount),
                    None => {
                        what.push(format!("`{}`", column.id));
                        continue;
                    }
                },
            };
            own.push((column.id.clone(), quantities.len() + own.len(), Quantity { when, amount }));
        }
        if !what.is_empty() {
            return Err(Missing { form: form.id, what });
        }
        let numbers = own.iter().map(|(id, number, _)| (id.clone(), *number)).collect();
        quantities.extend(own.into_iter().map(|(_, _, quantity)| quantity));
        Ok(Counted { form, quantities: numbers })
    }

    fn quantity(&self, id: &str) -> Option<usize> {
        self.quantities.iter().find(|(own, _)| own == id).map(|(_, number)| *number)
    }

    fn table(&self, counts: &UnitCounts, people: bool, surroundings: &Surroundings) -> Table {
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

/// The indicator that a column counts, if the survey has no field of those that decide it.
fn unanswered(column: &Column, session: &Session<'_>) -> Option<String> {
    let rules = &session.standard.rules;
    let index = rules.indicators.iter().position(|indicator| column.id == indicator.id)?;
    let has = |entity, field| session.survey.has(entity, field);
    let recorded = rules.indicators[index].recorded.is_some_and(|field| has(Entity::Household, field));
    let raw = || needs(rules).iter().any(|need| need.indicators.contains(&index) && has(need.entity, need.field));
    (!recorded && !raw()).then(|| format!("`{}`", rules.indicators[index].id))
}

fn kind_of(column: &Column) -> ColumnKind {
    if column.rate.is_some() { ColumnKind::Rate } else { ColumnKind::Count }
}
