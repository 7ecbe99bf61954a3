//! Forms as `rules/forms.toml` has them.

use serde::Deserialize;

use crate::rules::Rules;
use crate::survey::codebook::Title;
use crate::text::Language;

const TEXT: &str = include_str!("../../../rules/forms.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    form: Vec<Form>,
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its number with the province.
    pub id: String,
    /// Its number in the circular's annex; empty where it has none.
    pub ministry: String,
    /// Its title.
    pub title: Title,
    /// Whether every unit has a line of households and a line of persons.
    #[serde(default)]
    pub measures: bool,
    /// A line under it.
    #[serde(default)]
    pub note: Title,
    /// Its columns after the unit's name.
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
}

/// A column of a form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Machine name.
    pub id: String,
    /// Heading.
    pub title: Title,
    /// A heading over this column and its neighbours of the same group.
    #[serde(default)]
    pub group: Title,
    /// A condition in the rules language: which households are counted.
    pub when: Option<String>,
    /// Their persons are counted.
    #[serde(default)]
    pub persons: bool,
    /// A number of each household, in the rules language, which is summed.
    pub amount: Option<String>,
    /// Ids of two columns: the first in 100 of the second.
    pub rate: Option<[String; 2]>,
    /// Ids of columns: the first without all others.
    pub less: Option<Vec<String>>,
    /// Ids of columns that are added up.
    pub add: Option<Vec<String>>,
    /// Fields of which the survey must have one of each list.
    #[serde(default)]
    pub needs: Vec<Vec<String>>,
    /// It only serves others.
    #[serde(default)]
    pub hidden: bool,
}

/// Stands in a column for each indicator of the standard.
const INDICATOR: &str = "{indicator}";

/// The forms that are built in.
///
/// # Errors
/// Where the file is not one of forms; a test sees that it is.
pub fn built_in() -> Result<Vec<Form>, toml::de::Error> {
    toml::from_str::<File>(TEXT).map(|file| file.form)
}

/// The forms with a column for each indicator of a standard where they ask for it.
pub fn for_standard(forms: Vec<Form>, rules: &Rules) -> Vec<Form> {
    let spread = |column: Column| -> Vec<Column> {
        if !column.id.contains(INDICATOR) {
            let each = |id: &String| match id.contains(INDICATOR) {
                true => rules.indicators.iter().map(|indicator| id.replace(INDICATOR, &indicator.id)).collect(),
                false => vec![id.clone()],
            };
            let add = column.add.as_ref().map(|add| add.iter().flat_map(each).collect());
            return vec![Column { add, ..column }];
        }
        let of = |indicator: &crate::rules::model::Indicator| {
            let name = |text: &String| text.replace(INDICATOR, &indicator.id);
            let number = indicator.number;
            Column {
                id: name(&column.id),
                title: Title {
                    vi: format!("{number} {}", indicator.short.in_language(Language::Vi)),
                    en: format!("{number} {}", indicator.short.in_language(Language::En)),
                },
                when: column.when.as_ref().map(name),
                amount: column.amount.as_ref().map(name),
                rate: column.rate.as_ref().map(|rate| rate.each_ref().map(name)),
                less: column.less.as_ref().map(|less| less.iter().map(name).collect()),
                ..column.clone()
            }
        };
        rules.indicators.iter().map(of).collect()
    };
    let with_columns = |form: Form| Form { columns: form.columns.into_iter().flat_map(spread).collect(), ..form };
    forms.into_iter().map(with_columns).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_built_in_forms_refer_to_columns_of_their_own() {
        let forms = built_in().expect("forms");
        let ids: Vec<&str> = forms.iter().map(|form| form.id.as_str()).collect();
        assert_eq!(ids, ["1", "4", "5", "6", "7", "8", "10", "11", "12", "13"]);
        for form in &forms {
            let columns: BTreeSet<&str> = form.columns.iter().map(|column| column.id.as_str()).collect();
            assert_eq!(columns.len(), form.columns.len(), "form {}: two columns of one id", form.id);
            for column in &form.columns {
                let ways = [column.when.is_some(), column.rate.is_some(), column.less.is_some(), column.add.is_some()];
                assert_eq!(ways.iter().filter(|way| **way).count(), 1, "form {} column {}", form.id, column.id);
                let others =
                    column.rate.iter().flatten().chain(column.less.iter().flatten()).chain(column.add.iter().flatten());
                others.for_each(|other| assert!(columns.contains(other.as_str()), "form {}: {other}", form.id));
            }
        }
    }
}
