//! The report forms that are counted in one pass over a survey: what they ask of every household, the counts of their columns in
//! every unit, and the forms filled with them. A command drives the pass ([`Session::read`]) and may count other things in it.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};

use crate::lang::{Entity, Type};
use crate::rules::needs;
use crate::tabulate::flows::Balances;
use crate::tabulate::forms::{
    Chart, Column, Counted, CountedForm, Form, Forms, Identity, Layout, Line, People, Quantity, UnitCounts, Variant,
    columns_for, for_standard, identities_for,
};

use super::super::arguments::{Surroundings, SurveyArguments};
use super::super::compare::PreviousArguments;
use super::super::session::Session;
use super::super::units::UnitQuantities;
use super::filled::FilledForms;

/// How forms are laid out.
#[derive(Clone, Copy, Debug, Args)]
pub(in crate::cli) struct FormArguments {
    /// Whose rows, columns and numbers the forms have
    #[arg(long, value_enum, default_value = "ministry", value_name = "LAYOUT")]
    rows: Rows,
    /// Columns beside the forms of a workbook that check their numbers against each other
    #[arg(long)]
    pub check_columns: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Rows {
    /// The circular's: urban and rural areas with their communes
    Ministry,
    /// The province's: upper units with their communes, and further columns
    Province,
}

impl FormArguments {
    /// Whether the forms are the province's.
    pub fn is_of_province(&self) -> bool {
        self.rows == Rows::Province
    }

    /// The layout.
    pub fn layout(&self) -> Layout {
        match self.rows {
            Rows::Ministry => Layout::Ministry,
            Rows::Province => Layout::Province,
        }
    }
}

/// What is known of the previous review when forms are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Previous {
    /// There is no list of it.
    None,
    /// There is one, but not all households are counted.
    Filtered,
    /// There is one, and perhaps lists from before it.
    Known { with_history: bool },
}

impl Previous {
    /// What the arguments say of it.
    pub fn of(arguments: &PreviousArguments, survey: &SurveyArguments) -> Previous {
        match &arguments.previous {
            None => Previous::None,
            Some(_) if survey.filter.is_some() => Previous::Filtered,
            Some(_) => Previous::Known { with_history: !arguments.meeting.history.is_empty() },
        }
    }
}

/// The forms that a survey can fill.
pub(in crate::cli) struct FormSet {
    layout: Layout,
    forms: Vec<CountedForm>,
    pub counted: UnitQuantities,
    identities: Vec<Identity>,
    charts: Vec<Chart>,
    peoples: Vec<People>,
    /// The households of urban and of rural areas.
    areas: Option<[usize; 2]>,
}

impl FormSet {
    /// Those of `chosen` that the survey has the fields for, and why the others are left out.
    pub fn new(session: &Session<'_>, chosen: Forms, layout: Layout, previous: Previous) -> (FormSet, Vec<LeftOut>) {
        let rules = &session.standard.rules;
        let with_history = matches!(previous, Previous::Known { with_history: true });
        let (mut forms, mut left_out) = (Vec::new(), Vec::new());
        let mut quantities = Quantities::default();
        for form in for_standard(chosen.forms, rules, Variant { layout, with_history }) {
            let flows = form.flows.is_some();
            let made = match previous {
                Previous::None if flows => {
                    Err(LeftOut { form: form.numbers(layout).0.to_owned(), why: Why::NoPrevious })
                }
                Previous::Filtered if flows => {
                    Err(LeftOut { form: form.numbers(layout).0.to_owned(), why: Why::Filtered })
                }
                _ => quantities.of_form(form, session, layout),
            };
            match made {
                Ok(form) => forms.push(form),
                Err(form) => left_out.push(form),
            }
        }
        let codebook = session.survey.codebook();
        let area = codebook.position(Entity::Household, "area");
        let area = area.filter(|field| session.survey.has(Entity::Household, *field));
        let areas = area.and_then(|_| {
            let mut of = |area: &str| quantities.number(session, &format!("area = '{area}'"), None, None);
            Some([of("urban")?, of("rural")?])
        });
        let charts = chosen.charts.into_iter().map(|mut chart| {
            for series in &mut chart.series {
                series.columns = columns_for(&series.columns, rules);
            }
            chart
        });
        let set = FormSet {
            layout,
            forms,
            counted: UnitQuantities::new(quantities.all, session),
            identities: identities_for(&chosen.identities, rules),
            charts: charts.collect(),
            peoples: chosen.peoples,
            areas,
        };
        (set, left_out)
    }

    /// Whether no form can be filled.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// Whether any form tells of flows.
    pub fn tells_flows(&self) -> bool {
        self.forms.iter().any(|form| form.form.flows.is_some())
    }

    /// The forms with what was counted, once all is read, and with the flows from the previous review where there is a list
    /// of it.
    pub fn settle(&self, counts: UnitCounts, flows: Option<&Balances>, session: &Session<'_>) -> FilledForms {
        let words = &session.survey.codebook().layout;
        let counted = Counted {
            layout: self.layout,
            forms: &self.forms,
            identities: &self.identities,
            charts: &self.charts,
            peoples: &self.peoples,
            areas: self.areas,
        };
        FilledForms::new(counted.fill(self.counted.settle(counts, session), flows, words))
    }
}

/// Why a form is left out.
pub(in crate::cli) struct LeftOut {
    /// Its number.
    pub form: String,
    /// The reason.
    pub why: Why,
}

/// The reason why a form is left out.
pub(in crate::cli) enum Why {
    /// Fields that the survey has not, or columns that the standard knows nothing of.
    Lacking(Vec<String>),
    /// It tells of flows, and there is no list of the previous review.
    NoPrevious,
    /// It tells of flows, and only some households are counted.
    Filtered,
}

impl LeftOut {
    /// What to do to have it.
    pub fn help(&self, surroundings: &Surroundings) -> &'static str {
        match self.why {
            Why::Lacking(_) => surroundings.pick(
                "xem các trường đã nhận ra bằng `rasoat fields`",
                "see the fields that were recognised with `rasoat fields`",
            ),
            Why::NoPrevious => surroundings.pick(
                "ghi danh sách của đợt trước: `--previous TỆP`",
                "name the list of the previous review: `--previous FILE`",
            ),
            Why::Filtered => surroundings.pick("bỏ `--where`", "leave out `--where`"),
        }
    }

    /// In words for people.
    pub fn message(&self, surroundings: &Surroundings) -> String {
        let form = &self.form;
        match &self.why {
            Why::Lacking(what) => {
                let what = what.join("; ");
                surroundings.pick(
                    format!("cảnh báo: bỏ biểu {form}: dữ liệu không có {what}"),
                    format!("warning: form {form} is left out: the survey has not {what}"),
                )
            }
            Why::NoPrevious => surroundings.pick(
                format!("cảnh báo: bỏ biểu {form}: diễn biến cần danh sách của đợt trước (`--previous`)"),
                format!("warning: form {form} is left out: flows need the list of the previous review (`--previous`)"),
            ),
            Why::Filtered => surroundings.pick(
                format!("cảnh báo: bỏ biểu {form}: diễn biến chỉ lập được của tất cả các hộ, không cùng `--where`"),
                format!("warning: form {form} is left out: flows are of all households, not with `--where`"),
            ),
        }
    }
}

/// What is counted, each once.
#[derive(Default)]
struct Quantities {
    all: Vec<Quantity>,
    known: BTreeMap<(String, Option<String>, Option<String>), usize>,
}

impl Quantities {
    /// The number of a quantity; none where the standard or the codebook knows nothing of what it asks.
    fn number(
        &mut self,
        session: &Session<'_>,
        when: &str,
        amount: Option<&String>,
        by: Option<&String>,
    ) -> Option<usize> {
        let key = (when.to_owned(), amount.cloned(), by.cloned());
        if let Some(known) = self.known.get(&key) {
            return Some(*known);
        }
        let typed = |text: &str, ty: Option<&Type>| session.expression("--form", text, ty).ok();
        let when = typed(when, Some(&Type::Bool))?;
        let amount = match amount {
            Some(amount) => Some(typed(amount, None)?),
            None => None,
        };
        let by = match by {
            Some(by) => Some(typed(by, Some(&Type::Text))?),
            None => None,
        };
        self.all.push(Quantity { when, amount, by });
        self.known.insert(key, self.all.len() - 1);
        Some(self.all.len() - 1)
    }

    fn of_form(&mut self, form: Form, session: &Session<'_>, layout: Layout) -> Result<CountedForm, LeftOut> {
        let codebook = session.survey.codebook();
        let has = |id: &String| {
            [Entity::Household, Entity::Member]
                .into_iter()
                .any(|entity| codebook.position(entity, id).is_some_and(|field| session.survey.has(entity, field)))
        };
        let mut what: Vec<String> = Vec::new();
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
            what.extend(unanswered(column, session).filter(|id| !what.contains(id)));
        }
        let mut own = Vec::new();
        for (at, line) in form.lines.iter().enumerate() {
            for column in &form.columns {
                let Some(when) = &column.when else { continue };
                let when = match line {
                    Line { when: Some(of_line), .. } => format!("({of_line}) and ({when})"),
                    _ => when.clone(),
                };
                match self.number(session, &when, column.amount.as_ref(), column.by.as_ref()) {
                    Some(number) => own.push((column.id.clone(), at, number)),
                    None => {
                        let id = format!("`{}`", column.id);
                        what.extend((!what.contains(&id)).then_some(id));
                    }
                }
            }
        }
        match what.is_empty() {
            true => Ok(CountedForm { form, quantities: own }),
            false => Err(LeftOut { form: form.numbers(layout).0.to_owned(), why: Why::Lacking(what) }),
        }
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
