//! Runs the `[[test]]` cases of a rules file.

use std::sync::Arc;

use crate::classify::{Evaluator, Outcome, class_word, outcome};
use crate::diagnostic::Span;
use crate::lang::{Exact, Value};

use super::model::{Expected, RuleTest, Rules};
use super::standard::{ReviewDate, Standard, default_answers};

/// A case that did not come out as the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The case in words, with its variation.
    pub says: String,
    /// Each expectation not met: `class: expected poor, found near_poor`.
    pub differences: Vec<String>,
    /// Where the case stands in the file.
    pub span: Span,
}

/// What running the cases gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestRun {
    /// How many cases were run, each variation counted.
    pub run: usize,
    /// Those that failed, in file order.
    pub failures: Vec<Failure>,
}

/// Runs every case of a rules file.
pub fn run(rules: &Arc<Rules>) -> TestRun {
    let mut result = TestRun::default();
    for test in &rules.tests {
        let mut answers = default_answers(rules);
        for (setting, answer) in &test.settings {
            answers[*setting] = answer.clone();
        }
        let review = ReviewDate { date: test.date, fixed: false };
        let standard = Standard::bound(Arc::clone(rules), review, answers);
        for (variation, batch) in &test.cases {
            result.run += 1;
            let mut evaluator = Evaluator::new(&standard, batch);
            let found = outcome(&mut evaluator, &standard, batch.rejected[0]);
            let differences = differences(test, rules, &mut evaluator, &found);
            if !differences.is_empty() {
                let says =
                    if variation.is_empty() { test.says.clone() } else { format!("{} ({variation})", test.says) };
                result.failures.push(Failure { says, differences, span: test.span });
            }
        }
    }
    result
}

fn differences(test: &RuleTest, rules: &Rules, evaluator: &mut Evaluator<'_>, found: &Outcome) -> Vec<String> {
    let mut differences = Vec::new();
    let mut differ = |name: &str, expected: String, found: String| {
        if expected != found {
            differences.push(format!("{name}: expected {expected}, found {found}"));
        }
    };
    for expected in &test.expected {
        match expected {
            Expected::Class(class) => differ("class", class.clone(), class_word(rules, found).to_owned()),
            Expected::PossibleClasses(classes) => {
                let words = |all: &mut dyn Iterator<Item = usize>| {
                    all.map(|i| rules.classes[i].id.as_str()).collect::<Vec<_>>().join("|")
                };
                let expected = words(&mut classes.iter().copied());
                differ("possible_classes", expected, words(&mut found.possible.iter()));
            }
            Expected::Basis(basis) => {
                let word = |basis: Option<usize>| basis.map_or("none", |i| rules.bases[i].id.as_str()).to_owned();
                differ("basis", word(*basis), word(found.basis.map(usize::from)));
            }
            Expected::Indicator(index, truth) => {
                let name = &rules.indicators[*index].id;
                differ(name, truth.to_string(), found.indicators.get(*index).to_string());
            }
            Expected::Number { name, computed, value } => {
                let interval = evaluator.computed(*computed).number();
                let word = |value: Option<Exact>| value.map_or_else(|| "unknown".to_owned(), |v| v.to_string());
                differ(name, word(*value), word(interval.known()));
            }
            Expected::Truth { name, computed, value } => {
                differ(name, value.to_string(), evaluator.computed(*computed).truth().to_string());
            }
            Expected::Code { name, computed, value } => {
                let found = match evaluator.computed(*computed) {
                    Value::Code(mask) => mask.known(),
                    _ => None,
                };
                let list = rules.code_list(*computed);
                let id = |code: u8| list.and_then(|list| list.codes.get(usize::from(code))).cloned();
                let word = |code: Option<u8>| code.and_then(id).unwrap_or_else(|| "unknown".to_owned());
                differ(name, word(*value), word(found));
            }
        }
    }
    differences
}
