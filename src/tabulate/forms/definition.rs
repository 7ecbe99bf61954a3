//! Forms as `rules/forms.toml` has them.

use serde::Deserialize;

use crate::survey::codebook::Title;
use crate::tabulate::flows::Flow;

use super::people::People;

const TEXT: &str = include_str!("../../../rules/forms.toml");

/// All that is known of forms.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    /// In the order of their numbers.
    #[serde(rename = "form")]
    pub forms: Vec<Form>,
    /// What holds inside of forms and between them.
    #[serde(rename = "identity")]
    pub identities: Vec<Identity>,
    /// What is drawn of them.
    #[serde(rename = "chart")]
    pub charts: Vec<Chart>,
    /// The peoples of the country in the order of the official list.
    #[serde(rename = "people")]
    pub peoples: Vec<People>,
}

/// Whose forms they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// The annex of the circular: urban and rural areas with their communes.
    Ministry,
    /// The province's: upper units with their communes, and columns of its own.
    Province,
}

/// A class whose flows a form tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowsOf {
    /// The poor.
    Poor,
    /// The near-poor.
    NearPoor,
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
    /// Its title in the annex, where that is another.
    pub ministry_title: Option<Title>,
    /// The layout in which it looks like this; none for all.
    pub layout: Option<Layout>,
    /// Whose flows between two reviews it tells.
    pub flows: Option<FlowsOf>,
    /// Whether every unit has a line of households and a line of persons.
    #[serde(default)]
    pub measures: bool,
    /// The lines of every unit; one without a name where the form says nothing.
    #[serde(default, rename = "line")]
    pub lines: Vec<Line>,
    /// The machine name of what tells them apart; empty where there is one.
    #[serde(default)]
    pub lines_by: String,
    /// A line under it.
    #[serde(default)]
    pub note: Title,
    /// Its columns after the unit's name.
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
}

/// A line that every unit has on a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Machine name.
    pub id: String,
    /// What it is of; nothing where the line is the unit's own.
    #[serde(default)]
    pub title: Title,
    /// A condition in the rules language, which holds beside those of the columns.
    pub when: Option<String>,
    /// Persons are counted on it.
    #[serde(default)]
    pub persons: bool,
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
    /// A text of each household, in the rules language: a column for each people it names.
    pub by: Option<String>,
    /// A column of the flows between two reviews.
    pub flow: Option<Flow>,
    /// Ids of two columns: the first in 100 of the second.
    pub rate: Option<[String; 2]>,
    /// Ids of columns: the first without all others.
    pub less: Option<Vec<String>>,
    /// Ids of columns that are added up, or added to that.
    pub add: Option<Vec<String>>,
    /// Fields of which the survey must have one of each list.
    #[serde(default)]
    pub needs: Vec<Vec<String>>,
    /// The layout that has it; none for all.
    pub layout: Option<Layout>,
    /// Whether it is there with lists of earlier reviews, or without them; none for both.
    pub history: Option<bool>,
    /// How many numbered columns of the printed form it stands for; none of those where it has no number.
    pub spans: Option<usize>,
    /// Its number there, where it is not the next.
    pub number: Option<usize>,
    /// It only serves others.
    #[serde(default)]
    pub hidden: bool,
    /// Where a hidden column stands: form and column, `4.households`.
    pub stands_at: Option<String>,
}

/// What holds of columns, each named by form and column: `4.households`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// In words.
    pub title: Title,
    /// Columns that are added up; with a line's name behind, of that line alone: `2.end.persons`.
    pub sum: Vec<String>,
    /// The columns to whose sum that is equal.
    #[serde(default)]
    pub equals: Vec<String>,
    /// Or of which it is at least so many times the sum.
    #[serde(default)]
    pub at_least: Vec<String>,
    /// So many times.
    pub times: Option<i64>,
    /// The standards under which it holds; none for all.
    #[serde(default)]
    pub standards: Vec<String>,
}

/// A chart of numbers that stand on forms.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// Machine name.
    pub id: String,
    /// Its title.
    pub title: Title,
    /// What is along it.
    pub across: Title,
    /// What its bars count.
    pub up: Title,
    /// Whether it has a bar for each commune, or else for each column.
    #[serde(default)]
    pub units: bool,
    /// Its bars.
    pub series: Vec<Series>,
}

/// Bars of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// What they are of.
    pub title: Title,
    /// Columns of one form, named with it; of communes one.
    pub columns: Vec<String>,
}

/// The forms that are built in.
///
/// # Errors
/// Where the file is not one of forms; a test sees that it is.
pub fn built_in() -> Result<Forms, toml::de::Error> {
    let mut all: Forms = toml::from_str(TEXT)?;
    for form in &mut all.forms {
        if form.measures {
            "measure".clone_into(&mut form.lines_by);
            form.lines = [("households", "Hộ", "Households", false), ("persons", "Nhân khẩu", "Persons", true)]
                .map(|(id, vi, en, persons)| Line {
                    id: id.to_owned(),
                    title: Title { vi: vi.to_owned(), en: en.to_owned() },
                    persons,
                    ..Line::default()
                })
                .into();
        } else if form.lines.is_empty() {
            form.lines = vec![Line::default()];
        }
    }
    Ok(all)
}

impl Form {
    /// A column.
    pub fn column(&self, id: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.id == id)
    }

    /// Its number on paper, and the other numbering's where it has one.
    pub fn numbers(&self, layout: Layout) -> (&str, Option<&str>) {
        match (self.ministry.as_str(), layout) {
            ("", _) => (&self.id, None),
            (ministry, Layout::Ministry) => (ministry, Some(&self.id)),
            (ministry, Layout::Province) => (&self.id, Some(ministry)),
        }
    }

    /// What stands under a column's heading: its number, several where it stands for several columns; nothing where it has no
    /// number. None of a hidden one.
    pub fn column_number(&self, id: &str) -> Option<String> {
        let mut next = 1;
        for column in self.columns.iter().filter(|column| !column.hidden) {
            let spans = column.spans.unwrap_or(1);
            next = column.number.unwrap_or(next);
            if column.id == id {
                return Some((next..next + spans).map(|number| number.to_string()).collect::<Vec<_>>().join("+"));
            }
            next += spans;
        }
        None
    }
}

impl Column {
    /// The columns it is computed of.
    pub fn parts(&self) -> impl Iterator<Item = &String> {
        self.rate.iter().flatten().chain(self.less.iter().flatten()).chain(self.add.iter().flatten())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_built_in_forms_refer_to_columns_of_their_own() {
        let forms = built_in().expect("forms").forms;
        let ids: BTreeSet<&str> = forms.iter().map(|form| form.id.as_str()).collect();
        assert_eq!(ids, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"].into());
        for form in &forms {
            let columns: BTreeSet<&str> = form.columns.iter().map(|column| column.id.as_str()).collect();
            assert_eq!(columns.len(), form.columns.len(), "form {}: two columns of one id", form.id);
            for column in &form.columns {
                let sum = column.less.is_some() || column.add.is_some();
                let ways = [column.when.is_some(), column.rate.is_some(), column.flow.is_some(), sum];
                assert_eq!(ways.iter().filter(|way| **way).count(), 1, "form {} column {}", form.id, column.id);
                column.parts().for_each(|other| assert!(columns.contains(other.as_str()), "form {}: {other}", form.id));
                assert_eq!(
                    column.by.is_some(),
                    column.when.is_some() && column.id.contains("{people}"),
                    "{}",
                    column.id
                );
            }
        }
    }

    #[test]
    fn identities_and_charts_name_columns_that_are_there() {
        let all = built_in().expect("forms");
        let named = |name: &String| {
            let mut parts = name.splitn(3, '.');
            let (form, column, line) = (parts.next(), parts.next(), parts.next());
            all.forms.iter().any(|own| {
                Some(own.id.as_str()) == form
                    && own.columns.iter().any(|own| Some(own.id.as_str()) == column)
                    && line.is_none_or(|line| own.lines.iter().any(|own| own.id == line))
            })
        };
        for identity in &all.identities {
            assert!(identity.equals.is_empty() != identity.at_least.is_empty(), "{}", identity.title.en);
            identity
                .sum
                .iter()
                .chain(&identity.equals)
                .chain(&identity.at_least)
                .for_each(|name| assert!(named(name), "{name}"));
        }
        all.charts.iter().flat_map(|chart| &chart.series).for_each(|series| {
            series.columns.iter().for_each(|name| assert!(named(name), "{name}"));
        });
        let places =
            all.forms.iter().flat_map(|form| form.columns.iter().filter_map(|column| column.stands_at.as_ref()));
        places.for_each(|name| assert!(named(name), "{name}"));
    }
}
