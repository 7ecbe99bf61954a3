//! What can be said of a standard without any survey: rules that can never or must always hold.

use std::sync::Arc;

use crate::classify::Evaluator;
use crate::diagnostic::Diagnostic;
use crate::lang::{Entity, Truth, Typed};
use crate::survey::batch::{Batch, Members, RowPlace, Rows};
use crate::survey::codebook::Codebook;

use super::cases::review_day;
use super::model::Rules;
use super::standard::{ReviewDate, Standard, default_answers};

/// Findings about checked rules: evaluated for a household of which nothing is known, a condition that is not unknown
/// does not depend on any answer.
pub(super) fn lint(rules: &Arc<Rules>) -> Vec<Diagnostic> {
    let batch = unknown_household(&rules.codebook);
    let standards = standards(rules);
    let always = |when: &dyn Fn(&Rules) -> Option<&Typed>, truth: Truth| {
        standards.iter().all(|standard| {
            when(&standard.rules).is_some_and(|when| Evaluator::new(standard, &batch).truth(when) == truth)
        })
    };
    let mut findings = Vec::new();
    let mut certain: Option<usize> = None;
    for (index, class) in rules.classes.iter().enumerate() {
        if always(&|rules| rules.classes.get(index).map(|class| &class.when), Truth::False) {
            findings.push(
                Diagnostic::error("never-applies", class.span, format!("class `{}` can never apply", class.id))
                    .label("false whatever the answers are"),
            );
        } else if let Some(before) = certain {
            let message = format!("class `{}` can never apply", class.id);
            let label = format!("class `{}` above applies to every household", rules.classes[before].id);
            findings.push(Diagnostic::error("never-applies", class.span, message).label(label));
        }
        if certain.is_none() && always(&|rules| rules.classes.get(index).map(|class| &class.when), Truth::True) {
            certain = Some(index);
        }
    }
    for (index, indicator) in rules.indicators.iter().enumerate() {
        for (truth, word) in [(Truth::True, "always"), (Truth::False, "never")] {
            if always(&|rules| rules.indicators.get(index).and_then(|i| i.deprived_when.as_ref()), truth) {
                let message = format!("by indicator `{}` a household is {word} deprived", indicator.id);
                findings.push(Diagnostic::warning("constant-rule", indicator.span, message));
            }
        }
    }
    findings
}

/// The standard on every day on which a parameter changes, under the default settings and each other choice.
fn standards(rules: &Arc<Rules>) -> Vec<Standard> {
    let mut dates = vec![review_day(rules, rules.valid_from.year())];
    dates.extend(rules.parameters.iter().flat_map(|parameter| parameter.values.iter().map(|value| value.from)));
    dates.sort_unstable();
    dates.dedup();
    let defaults = default_answers(rules);
    let mut answers = vec![defaults.clone()];
    for (index, setting) in rules.settings.iter().enumerate() {
        for other in setting.choices.iter().filter(|choice| choice.answer != setting.default) {
            let mut changed = defaults.clone();
            changed[index] = other.answer.clone();
            answers.push(changed);
        }
    }
    let review = |date| ReviewDate { date, fixed: true };
    dates
        .into_iter()
        .flat_map(|date| answers.iter().map(move |answers| (date, answers)))
        .map(|(date, answers)| Standard::bound(Arc::clone(rules), review(date), answers.clone()))
        .collect()
}

/// A household of which nothing is known.
pub(crate) fn unknown_household(codebook: &Codebook) -> Batch {
    let mut households = Rows::new(codebook, Entity::Household);
    households.places.push(RowPlace { sheet: 0, row: 1 });
    Batch {
        households,
        members: Rows::new(codebook, Entity::Member),
        of_household: vec![Members::NotListed],
        rejected: vec![false],
    }
}
