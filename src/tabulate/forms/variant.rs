//! Forms as they look for one layout, standard and survey: columns of other layouts are left out, and columns that stand for
//! each indicator or people become as many.

use crate::rules::Rules;
use crate::survey::codebook::Title;
use crate::text::Language;

use super::definition::{Column, Form, Identity, Layout};

/// Stands in a column for each indicator of the standard.
const INDICATOR: &str = "{indicator}";
/// Stands in a column for each people of the survey.
const PEOPLE: &str = "{people}";

/// What forms are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Whose forms they are.
    pub layout: Layout,
    /// Whether lists of earlier reviews tell who has fallen back.
    pub with_history: bool,
}

/// The forms of a layout with a column for each indicator of a standard where they ask for it.
pub fn for_standard(forms: Vec<Form>, rules: &Rules, variant: Variant) -> Vec<Form> {
    let with = indicators(rules);
    let forms = forms.into_iter().filter(|form| form.layout.is_none_or(|layout| layout == variant.layout));
    let made = |mut form: Form| {
        form.columns.retain(|column| {
            column.layout.is_none_or(|layout| layout == variant.layout)
                && column.history.is_none_or(|history| history == variant.with_history)
        });
        let left: Vec<String> = form.columns.iter().map(|column| column.id.clone()).collect();
        for ids in form.columns.iter_mut().flat_map(|column| [&mut column.less, &mut column.add]).flatten() {
            ids.retain(|id| left.contains(id));
        }
        if let (Layout::Ministry, Some(title)) = (variant.layout, form.ministry_title.take()) {
            form.title = title;
        }
        spread(&mut form, INDICATOR, &with);
        form
    };
    forms.map(made).collect()
}

/// The identities with the columns of each indicator.
pub fn identities_for(identities: &[Identity], rules: &Rules) -> Vec<Identity> {
    let holds = |identity: &&Identity| identity.standards.is_empty() || identity.standards.contains(&rules.id);
    let with = indicators(rules);
    let made = |identity: &Identity| {
        let spread = |ids: &Vec<String>| ids.iter().flat_map(|id| each(id, INDICATOR, &with)).collect();
        Identity {
            sum: spread(&identity.sum),
            equals: spread(&identity.equals),
            at_least: spread(&identity.at_least),
            ..identity.clone()
        }
    };
    identities.iter().filter(holds).map(made).collect()
}

/// The same of columns of a chart.
pub fn columns_for(columns: &[String], rules: &Rules) -> Vec<String> {
    let with = indicators(rules);
    columns.iter().flat_map(|id| each(id, INDICATOR, &with)).collect()
}

/// Makes columns of a form for the peoples of a survey, each with its machine name and title.
pub(super) fn spread_peoples(form: &mut Form, peoples: &[(String, Title)]) {
    spread(form, PEOPLE, peoples);
}

/// The columns of a name that stands for each people.
pub(super) fn each_people(id: &str, peoples: &[(String, Title)]) -> Vec<String> {
    each(id, PEOPLE, peoples)
}

fn indicators(rules: &Rules) -> Vec<(String, Title)> {
    let one = |indicator: &crate::rules::model::Indicator| {
        let title = |language: Language| format!("{} {}", indicator.number, indicator.short.in_language(language));
        (indicator.id.clone(), Title { vi: title(Language::Vi), en: title(Language::En) })
    };
    rules.indicators.iter().map(one).collect()
}

fn each(id: &str, place: &str, with: &[(String, Title)]) -> Vec<String> {
    match id.contains(place) {
        true => with.iter().map(|(own, _)| id.replace(place, own)).collect(),
        false => vec![id.to_owned()],
    }
}

fn spread(form: &mut Form, place: &str, with: &[(String, Title)]) {
    let one = |column: Column| -> Vec<Column> {
        if !column.id.contains(place) {
            let all = |ids: Vec<String>| ids.iter().flat_map(|id| each(id, place, with)).collect();
            return vec![Column { add: column.add.map(all), less: column.less.map(all), ..column }];
        }
        let of = |(id, title): &(String, Title)| {
            let name = |text: &String| text.replace(place, id);
            let names = |ids: &Vec<String>| ids.iter().map(name).collect();
            Column {
                id: name(&column.id),
                title: title.clone(),
                when: column.when.as_ref().map(name),
                amount: column.amount.as_ref().map(name),
                rate: column.rate.as_ref().map(|rate| rate.each_ref().map(name)),
                less: column.less.as_ref().map(names),
                add: column.add.as_ref().map(names),
                stands_at: column.stands_at.as_ref().map(name),
                ..column.clone()
            }
        };
        with.iter().map(of).collect()
    };
    form.columns = std::mem::take(&mut form.columns).into_iter().flat_map(one).collect();
}
