//! The examples of docs/language.md come out as the page says.
#![allow(clippy::disallowed_methods, reason = "reads the page")]

use std::sync::Arc;

use rasoat::classify::Evaluator;
use rasoat::diagnostic::Report;
use rasoat::lang::{Exact, Type, Value, check, parse};
use rasoat::rules::{self, BUILT_IN, ReviewDate, Standard};
use rasoat::survey::codebook_file::default_codebook;

/// The lines of the fenced blocks with that word.
fn blocks<'a>(page: &'a str, word: &str) -> Vec<&'a str> {
    let (mut lines, mut inside) = (Vec::new(), false);
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(fence) => inside = !inside && fence == word,
            None if inside && !line.trim().is_empty() => lines.push(line),
            None => {}
        }
    }
    lines
}

fn shown(value: Value<'_>, ty: &Type) -> String {
    let several = |low: String, high: String| if low == high { low } else { format!("{low} to {high}") };
    match value {
        Value::Bool(truth) => truth.to_string(),
        Value::Number(n) if n.low == Exact::NEG_INFINITY && n.high == Exact::INFINITY => "unknown".to_owned(),
        Value::Number(n) => several(n.low.to_string(), n.high.to_string()),
        Value::Date(span) => several(span.first.to_string(), span.last.to_string()),
        Value::Code(mask) => match (mask.known(), ty) {
            (Some(index), Type::Code(list)) => list.codes[usize::from(index)].clone(),
            _ => "unknown".to_owned(),
        },
        Value::Text(text) => text.unwrap_or("unknown").to_owned(),
    }
}

#[test]
fn every_example_comes_out_as_written() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/language.md")).expect("the page");
    let codebook = Arc::new(default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false))));
    let decree = BUILT_IN.iter().find(|standard| standard.id == "decree-07-2021").expect("the decree");
    let household = blocks(&page, "toml").join("\n");
    let text = format!(
        "{}\n[[test]]\nsays = \"the page's household\"\n{household}\nexpect = {{ persons = 3 }}\n",
        decree.text
    );
    let (rules, report) = rules::load("decree with the page's household", &text, &codebook);
    let rules = Arc::new(rules.unwrap_or_else(|| panic!("{}", report.render(false))));
    let test = rules.tests.last().expect("the page's household");
    let review = ReviewDate { date: test.date, fixed: false };
    let standard = Standard::new(Arc::clone(&rules), review, &[]).expect("a day the decree is valid");
    let names = rules::outcome_names(&rules);
    let examples = blocks(&page, "rules");
    assert!(examples.len() > 80, "only {} examples", examples.len());
    for line in examples {
        let (source, expected) = line.rsplit_once("--").unwrap_or_else(|| panic!("no result: {line}"));
        let expected = expected.trim();
        let found = match parse(source).and_then(|expr| check(&expr, &names, None)) {
            Err(errors) => {
                let code = format!("error {}", errors[0].code);
                let mut report = Report::new("docs/language.md", source);
                report.diagnostics = errors;
                assert_eq!(code, expected, "{}", report.render(false));
                continue;
            }
            Ok(typed) if expected.starts_with("type ") => format!("type {}", typed.ty),
            Ok(typed) => {
                let mut evaluator = Evaluator::new(&standard, &test.cases[0].1);
                shown(evaluator.value(&typed), &typed.ty)
            }
        };
        assert_eq!(found, expected, "{source}");
    }
}
