//! The report forms that are counted in one pass over a survey: what they ask of every household, the counts of their columns in
//! every unit, and the forms filled with them. A command drives the pass ([`Session::read`]) and may count other things in it.

use crate::classify::{Lanes, Outcome};
use crate::io::write::WriteError;
use crate::lang::{Entity, Type, Typed};
use crate::report::forms_workbook::{Heading, to_workbook};
use crate::report::table::Table;
use crate::rules::{Uses, needs};
use crate::survey::batch::Batch;
use crate::tabulate::forms::{Column, Form, Quantity, Row, UnitCounts, for_standard, rows};

use super::super::arguments::Surroundings;
use super::super::session::Session;
use super::super::units::Units;

/// The forms that a survey can fill.
pub(in crate::cli) struct FormSet {
    forms: Vec<Counted>,
    quantities: Vec<Quantity>,
    units: Units,
}

impl FormSet {
    /// Those of `chosen` that the survey has the fields for, and why the others are left out.
    pub fn new(session: &Session<'_>, chosen: Vec<Form>) -> (FormSet, Vec<LeftOut>) {
        let (mut forms, mut quantities, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
        for form in for_standard(chosen, &session.standard.rules) {
            match Counted::new(form, session, &mut quantities) {
                Ok(form) => forms.push(form),
                Err(form) => left_out.push(form),
            }
        }
        (FormSet { forms, quantities, units: Units::new(session) }, left_out)
    }

    /// Whether no form can be filled.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// Adds the fields to be read; to be done before the survey is read.
    pub fn add_uses(&self, uses: &mut Uses) {
        self.asked().into_iter().for_each(|typed| uses.add(typed));
        self.units.add_uses(uses);
    }

    /// The expressions that will be evaluated.
    pub fn asked(&self) -> Vec<&Typed> {
        self.quantities.iter().flat_map(|quantity| std::iter::once(&quantity.when).chain(&quantity.amount)).collect()
    }

    /// Counts the households of a portion, those that are kept and not rejected. What the portions come to is put together with
    /// [`UnitCounts::merge`] in the order of the survey.
    pub fn count<'a>(
        &'a self,
        made: &mut UnitCounts,
        lanes: &mut Lanes<'a>,
        batch: &Batch,
        outcomes: &[Outcome],
        kept: &[bool],
    ) {
        made.count(&self.quantities, lanes, outcomes, kept, &|row| self.units.of(batch, row));
    }

    /// The forms with what was counted, once all is read.
    pub fn settle(&self, counts: UnitCounts, session: &Session<'_>) -> FilledForms<'_> {
        FilledForms { forms: &self.forms, counts: self.units.settle(counts, session) }
    }
}

/// Forms with their numbers.
pub(in crate::cli) struct FilledForms<'s> {
    forms: &'s [Counted],
    counts: UnitCounts,
}

impl FilledForms<'_> {
    /// A table a form; for `people` or for programs.
    pub fn tables(&self, people: bool, surroundings: &Surroundings) -> Vec<Table> {
        self.forms.iter().map(|form| form.table(&self.counts, people, surroundings)).collect()
    }

    /// The bytes of a workbook with a sheet a form.
    ///
    /// # Errors
    /// What the writer of workbooks refuses.
    pub fn workbook(&self, heading: &Heading) -> Result<Vec<u8>, WriteError> {
        let sheet = |form: &Counted| (form.form.clone(), rows(&form.form, &self.counts, &|id| form.quantity(id)));
        let sheets: Vec<(Form, Vec<Row>)> = self.forms.iter().map(sheet).collect();
        to_workbook(&sheets, heading).map_err(|error| WriteError::Workbook(error.to_string()))
    }
}

/// A form that can be made, with the quantity of every column.
pub(super) struct Counted {
    pub form: Form,
    /// By the ids of columns.
    pub quantities: Vec<(String, usize)>,
}

/// Why a form is left out.
pub(in crate::cli) struct LeftOut {
    /// Its number with the province.
    pub form: String,
    /// Fields that the survey has not, or columns that the standard knows nothing of.
    pub what: Vec<String>,
}

impl LeftOut {
    /// In words for people.
    pub fn message(&self, surroundings: &Surroundings) -> String {
        let (form, what) = (&self.form, self.what.join("; "));
        surroundings.pick(
            format!("cảnh báo: bỏ biểu {form}: dữ liệu không có {what}"),
            format!("warning: form {form} is left out: the survey has not {what}"),
        )
    }
}

impl Counted {
    fn new(form: Form, session: &Session<'_>, quantities: &mut Vec<Quantity>) -> Result<Counted, LeftOut> {
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
            return Err(LeftOut { form: form.id, what });
        }
        let numbers = own.iter().map(|(id, number, _)| (id.clone(), *number)).collect();
        quantities.extend(own.into_iter().map(|(_, _, quantity)| quantity));
        Ok(Counted { form, quantities: numbers })
    }

    /// Which quantity a column is.
    pub fn quantity(&self, id: &str) -> Option<usize> {
        self.quantities.iter().find(|(own, _)| own == id).map(|(_, number)| *number)
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
