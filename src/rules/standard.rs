//! Rules bound to a review: the parameters' values on its day, the settings chosen. What households are classified with.

use std::sync::Arc;

use jiff::civil::Date;

use crate::lang::{DateSpan, Entity, Exact, Interval, Slot, Type, Value};

use crate::survey::codebook::Title;
use crate::text::Language;

use super::model::{Amount, Answer, Computed, Rules};
use super::uses::Uses;

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
    /// The day whose dated values apply; the review's, unless the standard does not apply then.
    pub values_on: Date,
    /// For each setting the answer taken.
    pub answers: Vec<Answer>,
    /// For each parameter its value on the day.
    pub amounts: Vec<Amount>,
    /// Index of the household field `review_date`, if the codebook has it.
    pub(crate) review_date_field: Option<usize>,
    /// Names looked up once.
    pub(crate) slots: Slots,
    /// The fields the rules look at.
    pub uses: Uses,
}

/// Slots of [`Rules::computed`] that every outcome reads.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    /// By indicator.
    pub indicators: Vec<usize>,
    /// The day of the review.
    pub review_date: usize,
    /// Household members.
    pub persons: Option<Slot>,
    /// Income per person and month.
    pub income_per_person: Option<Slot>,
}

/// Why rules cannot be bound to a review.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::En))]
pub enum BindError {
    /// The day is outside the standard's validity.
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
    UnknownSetting {
        /// The standard's id.
        standard: String,
        /// As typed.
        name: String,
        /// Those it has.
        known: String,
    },
    /// No such choice.
    UnknownChoice {
        /// The setting.
        name: String,
        /// As typed.
        value: String,
        /// Those it has.
        known: String,
    },
}

impl BindError {
    /// What is wrong.
    pub fn message(&self, language: Language) -> String {
        let vi = language == Language::Vi;
        match self {
            BindError::OutsideValidity { standard, from, to, date } if vi => {
                format!("`{standard}` áp dụng từ {from} đến {to}, không áp dụng cho ngày {date}")
            }
            BindError::OutsideValidity { standard, from, to, date } => {
                format!("`{standard}` applies from {from} to {to}, not on {date}")
            }
            BindError::UnknownSetting { standard, name, .. } if vi => {
                format!("`{standard}` không có điểm để ngỏ nào tên `{name}`")
            }
            BindError::UnknownSetting { standard, name, .. } => format!("`{standard}` has no setting `{name}`"),
            BindError::UnknownChoice { name, value, .. } if vi => format!("`{name}` không nhận giá trị `{value}`"),
            BindError::UnknownChoice { name, value, .. } => format!("setting `{name}` cannot be `{value}`"),
        }
    }

    /// What to type instead.
    pub fn help(&self, language: Language) -> Option<String> {
        let vi = language == Language::Vi;
        match self {
            BindError::OutsideValidity { .. } => None,
            BindError::UnknownSetting { known, .. } if known.is_empty() && vi => {
                Some("chuẩn này không có điểm nào để ngỏ; bỏ `--set`".into())
            }
            BindError::UnknownSetting { known, .. } if known.is_empty() => {
                Some("it has no settings; leave `--set` out".into())
            }
            BindError::UnknownSetting { known, .. } if vi => Some(format!("các điểm để ngỏ: {known}")),
            BindError::UnknownSetting { known, .. } => Some(format!("its settings are {known}")),
            BindError::UnknownChoice { known, .. } if vi => Some(format!("các giá trị: {known}")),
            BindError::UnknownChoice { known, .. } => Some(format!("its choices are {known}")),
        }
    }
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
        let answers = answers(&rules, settings)?;
        Ok(Standard::bound(rules, review, answers))
    }

    /// The same for a review that the standard was not made for, as if it applied on that day: its dated values are those of its
    /// first or last day.
    pub fn beyond_validity(
        rules: Arc<Rules>,
        review: ReviewDate,
        settings: &[(String, String)],
    ) -> Result<Standard, BindError> {
        let answers = answers(&rules, settings)?;
        let values_on = review.date.clamp(rules.valid_from, rules.valid_to);
        Ok(Standard::with_values_of(rules, review, answers, values_on))
    }

    /// Binds without asking whether the day is within validity; `answers` has one a setting.
    pub(crate) fn bound(rules: Arc<Rules>, review: ReviewDate, answers: Vec<Answer>) -> Standard {
        let day = review.date;
        Standard::with_values_of(rules, review, answers, day)
    }

    fn with_values_of(rules: Arc<Rules>, review: ReviewDate, answers: Vec<Answer>, values_on: Date) -> Standard {
        let amounts = rules
            .parameters
            .iter()
            .map(|parameter| {
                let dated = parameter.values.iter().find(|v| v.from <= values_on && values_on <= v.to);
                dated.map_or_else(|| Amount::Missing(no_value(values_on)), |v| v.amount.clone())
            })
            .collect();
        let review_date_field = rules.codebook.position(Entity::Household, "review_date");
        let indicator_slots =
            rules.computed.iter().enumerate().filter(|(_, computed)| matches!(computed, Computed::Indicator(_)));
        // a standard that does not refine a field means the field as recorded
        let named = |id: &str| {
            let computed = rules.computed_named(id).map(|slot| Slot::Computed(slot as u16));
            computed.or_else(|| rules.codebook.position(Entity::Household, id).map(|field| Slot::Field(field as u16)))
        };
        let slots = Slots {
            indicators: indicator_slots.map(|(slot, _)| slot).collect(),
            review_date: rules.computed_named("review_date").expect("every standard has a review date"),
            persons: named("persons"),
            income_per_person: named("income_per_person"),
        };
        let uses = Uses::of_rules(&rules);
        Standard { rules, review, values_on, answers, amounts, review_date_field, slots, uses }
    }

    /// Whether a date is of this review: of its year, and while the standard applies.
    pub fn is_of_review(&self, date: Date) -> bool {
        let (first, last) = self.own_dates();
        first <= date && date <= last
    }

    /// The first and last day that a household's own review date can be.
    pub fn own_dates(&self) -> (Date, Date) {
        let day = |month, day| Date::new(self.year(), month, day).unwrap_or(self.review.date);
        if self.values_on != self.review.date {
            return (day(1, 1), day(12, 31));
        }
        (day(1, 1).max(self.rules.valid_from), day(12, 31).min(self.rules.valid_to))
    }

    /// The review's year.
    pub fn year(&self) -> i16 {
        self.review.date.year()
    }

    /// The values that do not depend on a household; `None` for all others.
    pub(crate) fn constant(&self, computed: Computed) -> Option<Value<'static>> {
        match computed {
            Computed::Setting(i) => Some(self.answers[i].value),
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
        let all = rules.settings.iter().zip(&self.answers);
        all.filter(|(setting, answer)| setting.default != **answer)
            .map(|(setting, answer)| format!("{}={}", setting.id, answer.word))
            .collect()
    }
}

fn no_value(day: Date) -> Title {
    Title { vi: format!("không có mức nào cho ngày {day}"), en: format!("no value on {day}") }
}

/// The answers to a standard's open questions, as given or as the file has them.
fn answers(rules: &Rules, settings: &[(String, String)]) -> Result<Vec<Answer>, BindError> {
    let mut answers = default_answers(rules);
    for (name, value) in settings {
        let Some(index) = rules.settings.iter().position(|setting| setting.id == *name) else {
            return Err(BindError::UnknownSetting {
                standard: rules.id.clone(),
                name: name.clone(),
                known: quoted(rules.settings.iter().map(|setting| setting.id.as_str())),
            });
        };
        let setting = &rules.settings[index];
        answers[index] = setting.answer(value).ok_or_else(|| BindError::UnknownChoice {
            name: name.clone(),
            value: value.clone(),
            known: setting.known(),
        })?;
    }
    Ok(answers)
}

/// The default answer of every setting.
pub(crate) fn default_answers(rules: &Rules) -> Vec<Answer> {
    rules.settings.iter().map(|setting| setting.default.clone()).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_speaks_both_languages() {
        let date = jiff::civil::date(2022, 9, 1);
        let (standard, name) = (String::from("decree-07-2021"), String::from("working_age_end"));
        for error in [
            BindError::OutsideValidity { standard: standard.clone(), from: date, to: date, date },
            BindError::UnknownSetting { standard: standard.clone(), name: name.clone(), known: "`a`".into() },
            BindError::UnknownSetting { standard, name: name.clone(), known: String::new() },
            BindError::UnknownChoice { name, value: "59".into(), known: "`60`, `61`, `62`".into() },
        ] {
            assert_ne!(error.message(Language::Vi), error.message(Language::En));
            assert_eq!(error.help(Language::Vi).is_some(), error.help(Language::En).is_some());
            let texts = [Language::Vi, Language::En].map(|l| [Some(error.message(l)), error.help(l)]);
            for text in texts.into_iter().flatten().flatten() {
                assert!(!text.ends_with('.') && !text.starts_with(|c: char| c.is_uppercase()), "{text}");
            }
        }
    }
}
