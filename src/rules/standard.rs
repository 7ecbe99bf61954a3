//! Rules bound to a review: the parameters' values on its day, the settings chosen. What households are classified with.

use std::sync::Arc;

use jiff::civil::Date;

use crate::lang::{DateSpan, Exact, Interval, Type, Value};

use super::model::{Amount, Computed, Rules};

/// The day of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewDate {
    /// The day parameters are taken at, and ages where a household has no review date of its own.
    pub date: Date,
    /// Whether that day holds for every household, whatever review date is recorded for it.
    pub fixed: bool,
}

/// A standard ready to classify.
#[derive(Clone, Debug)]
pub struct Standard {
    /// The rules it comes from.
    pub rules: Arc<Rules>,
    /// The review.
    pub review: ReviewDate,
    /// For each setting the index of the choice taken.
    pub choices: Vec<usize>,
    /// For each parameter its value on the day.
    pub amounts: Vec<Amount>,
    /// Index of the household field `review_date`, if the codebook has it.
    pub(crate) review_date_field: Option<usize>,
    /// Names looked up once.
    pub(crate) slots: Slots,
}

/// Slots of [`Rules::computed`] that every outcome reads.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    /// By indicator.
    pub indicators: Vec<usize>,
    /// Household members.
    pub persons: Option<usize>,
    /// Income per person and month.
    pub income_per_person: Option<usize>,
}

/// Why rules cannot be bound to a review.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BindError {
    /// The day is outside the standard's validity.
    #[error("`{standard}` applies from {from} to {to}, not on {date}")]
    OutsideValidity {
        /// The standard's id.
        standard: String,
        /// Its first day.
        from: Date,
        /// Its last day.
        to: Date,
        /// The day asked for.
        date: Date,
    },
    /// No setting of that name.
    #[error("`{standard}` has no setting `{name}`; its settings are {known}")]
    UnknownSetting {
        /// The standard's id.
        standard: String,
        /// As typed.
        name: String,
        /// Those it has.
        known: String,
    },
    /// No such choice.
    #[error("setting `{name}` cannot be `{value}`; its choices are {known}")]
    UnknownChoice {
        /// The setting.
        name: String,
        /// As typed.
        value: String,
        /// Those it has.
        known: String,
    },
}

impl Standard {
    /// Binds rules to a review, with settings other than the defaults as `(name, choice)`.
    ///
    /// # Errors
    /// A day outside the standard's validity; a setting or choice it does not have.
    pub fn new(rules: Arc<Rules>, review: ReviewDate, settings: &[(String, String)]) -> Result<Standard, BindError> {
        if review.date < rules.valid_from || review.date > rules.valid_to {
            return Err(BindError::OutsideValidity {
                standard: rules.id.clone(),
                from: rules.valid_from,
                to: rules.valid_to,
                date: review.date,
            });
        }
        let mut choices: Vec<usize> = rules.settings.iter().map(|setting| setting.default).collect();
        for (name, value) in settings {
            let Some(index) = rules.settings.iter().position(|setting| setting.id == *name) else {
                return Err(BindError::UnknownSetting {
                    standard: rules.id.clone(),
                    name: name.clone(),
                    known: quoted(rules.settings.iter().map(|setting| setting.id.as_str())),
                });
            };
            let setting = &rules.settings[index];
            let Some(choice) = setting.choices.iter().position(|choice| choice.word == *value) else {
                return Err(BindError::UnknownChoice {
                    name: name.clone(),
                    value: value.clone(),
                    known: quoted(setting.choices.iter().map(|choice| choice.word.as_str())),
                });
            };
            choices[index] = choice;
        }
        Ok(Standard::bound(rules, review, choices))
    }

    /// Binds without asking whether the day is within validity; `choices` has one index a setting.
    pub(crate) fn bound(rules: Arc<Rules>, review: ReviewDate, choices: Vec<usize>) -> Standard {
        let amounts = rules
            .parameters
            .iter()
            .map(|parameter| {
                let dated = parameter.values.iter().find(|v| v.from <= review.date && review.date <= v.to);
                dated.map_or_else(|| Amount::Missing(format!("no value on {}", review.date)), |v| v.amount.clone())
            })
            .collect();
        let review_date_field = rules.codebook.position(crate::lang::Entity::Household, "review_date");
        let indicator_slots =
            rules.computed.iter().enumerate().filter(|(_, computed)| matches!(computed, Computed::Indicator(_)));
        let slots = Slots {
            indicators: indicator_slots.map(|(slot, _)| slot).collect(),
            persons: rules.computed_named("persons"),
            income_per_person: rules.computed_named("income_per_person"),
        };
        Standard { rules, review, choices, amounts, review_date_field, slots }
    }

    /// The review's year.
    pub fn year(&self) -> i16 {
        self.review.date.year()
    }

    /// The values that do not depend on a household; `None` for all others.
    pub(crate) fn constant(&self, computed: Computed) -> Option<Value<'static>> {
        match computed {
            Computed::Setting(i) => Some(self.rules.settings[i].choices[self.choices[i]].value),
            Computed::Parameter(i) => match &self.amounts[i] {
                Amount::One(value) => Some(Value::Number(Interval::point(*value))),
                Amount::Missing(_) => Some(unknown_of(&self.rules.parameters[i].ty)),
                Amount::PerCode(_) => None,
            },
            Computed::ReviewDate if self.review.fixed || self.review_date_field.is_none() => {
                Some(Value::Date(DateSpan::day(self.review.date)))
            }
            _ => None,
        }
    }

    /// The settings taken other than by default, as `id=choice`.
    pub fn changed_settings(&self) -> Vec<String> {
        let rules = &self.rules;
        let all = rules.settings.iter().zip(&self.choices);
        all.filter(|(setting, choice)| setting.default != **choice)
            .map(|(setting, choice)| format!("{}={}", setting.id, setting.choices[*choice].word))
            .collect()
    }
}

/// What a value of a type can be where nothing is known.
pub fn unknown_of(ty: &Type) -> Value<'static> {
    match ty {
        Type::Bool => Value::Bool(crate::lang::Truth::Unknown),
        Type::Number(crate::lang::Unit::Count) => Value::Number(Interval::new(Exact::ZERO, Exact::INFINITY)),
        Type::Number(_) => Value::Number(Interval::UNKNOWN),
        Type::Date => Value::Date(DateSpan::UNKNOWN),
        Type::Text => Value::Text(None),
        Type::Code(list) => Value::Code(list.all()),
    }
}

fn quoted<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
