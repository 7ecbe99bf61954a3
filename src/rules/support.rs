//! A support file: which households or members are entitled to what, in the rules language over the names of a standard.

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Report};
use crate::lang::{Entity, Type, Typed};
use crate::survey::codebook::Title;
use crate::toml_reader::{Document, Findings, Table, Text};

use super::compile::{Typist, outcome_names};
use super::ids::Ids;
use super::load::source;
use super::model::{Rules, Source};
use super::titles::{reference, title};

/// A checked support file.
#[derive(Clone, Debug)]
pub struct Support {
    /// The file as the user named it.
    pub source: String,
    /// Machine name: `support-2022`.
    pub id: String,
    /// For people.
    pub title: Title,
    /// The act or plan it comes from.
    pub reference: Title,
    /// The first and last day it applies.
    pub valid: (Date, Date),
    /// In the order of the file.
    pub measures: Vec<Measure>,
}

/// A measure of support.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Machine name.
    pub id: String,
    /// For people.
    pub title: Title,
    /// For narrow column heads.
    pub short: Title,
    /// Who is entitled: households, or members one by one.
    pub who: Entity,
    /// The condition; of a member an expression about the member.
    pub when: Typed,
    /// Who comes first on the list.
    pub priorities: Vec<Priority>,
    /// Where it comes from.
    pub source: Source,
}

/// A ground to come before others.
#[derive(Clone, Debug)]
pub struct Priority {
    /// Machine name.
    pub id: String,
    /// For people.
    pub title: Title,
    /// The condition, about whom the measure is for.
    pub when: Typed,
}

/// Reads a support file against the names of a standard. It is there unless the report has errors.
pub fn load(name: &str, text: &str, rules: &Rules) -> (Option<Support>, Report) {
    let findings = Findings::default();
    let support = {
        let document = Document::parse(text, &findings);
        let root = document.root(&findings);
        let typist = Typist { names: outcome_names(rules), findings: &findings };
        let support = read(name, &root, &typist);
        root.finish();
        support
    };
    let mut report = Report::new(name, text);
    report.diagnostics = findings.into_sorted();
    (support.filter(|_| !report.has_errors()), report)
}

fn read(name: &str, root: &Table<'_>, typist: &Typist<'_>) -> Option<Support> {
    let head = root.table("support").map(Head::read);
    let tables = root.tables("measure");
    if tables.is_empty() {
        root.findings().push(
            Diagnostic::error("missing-key", root.span(), "the file has no `[[measure]]`")
                .help("state at least one measure with who is entitled to it"),
        );
    }
    let mut ids = Vec::new();
    let measures: Vec<Option<Measure>> = tables.into_iter().map(|table| measure(table, typist, &mut ids)).collect();
    let mut seen = Ids::default();
    ids.iter().for_each(|id| seen.add("measure", id, typist.findings));
    let Head { id, title, reference, valid } = head?;
    let measures = measures.into_iter().collect::<Option<_>>()?;
    Some(Support { source: name.to_owned(), id: id?, title, reference, valid: valid?, measures })
}

/// What a support file and a plan begin with.
pub(super) struct Head {
    pub id: Option<String>,
    pub title: Title,
    pub reference: Title,
    pub valid: Option<(Date, Date)>,
}

impl Head {
    pub fn read(table: Table<'_>) -> Head {
        let id = table.text("id").map(|id| id.value);
        let (title, reference) = (title(&table, "title", true), reference(&table));
        let dates = (table.date("valid_from"), table.date("valid_to"));
        let valid = match dates {
            (Some(from), Some(to)) if from > to => {
                let span = table.get("valid_to").map_or(table.span(), |item| item.span());
                let message = format!("`valid_from` {from} is after `valid_to` {to}");
                table.findings().push(Diagnostic::error("wrong-dates", span, message));
                None
            }
            (Some(from), Some(to)) => Some((from, to)),
            _ => None,
        };
        table.finish();
        Head { id, title, reference, valid }
    }
}

fn measure(table: Table<'_>, typist: &Typist<'_>, ids: &mut Vec<Text>) -> Option<Measure> {
    let id = table.text("id");
    ids.extend(id.clone());
    let full = title(&table, "title", true);
    let short = title(&table, "short", false);
    let who = word(&table, "who", &[("household", Entity::Household), ("member", Entity::Member)]);
    let when = table.text("when");
    let source = source(&table);
    let mut priority_ids = Vec::new();
    let priorities: Vec<Option<Priority>> = table
        .tables("priority")
        .into_iter()
        .map(|table| {
            let id = table.text("id");
            priority_ids.extend(id.clone());
            let title = title(&table, "title", true);
            let when = table.text("when");
            table.finish();
            Some(Priority { id: id?.value, title, when: typist.typed_for(who?, when.as_ref(), Some(&Type::Bool))? })
        })
        .collect();
    let mut seen = Ids::default();
    priority_ids.iter().for_each(|id| seen.add("priority", id, typist.findings));
    table.finish();
    let when = typist.typed_for(who?, when.as_ref(), Some(&Type::Bool));
    Some(Measure {
        id: id?.value,
        short: if short.vi.is_empty() { full.clone() } else { short },
        title: full,
        who: who?,
        when: when?,
        priorities: priorities.into_iter().collect::<Option<_>>()?,
        source,
    })
}

/// One of a few words; a finding where it is none of them.
pub(super) fn word<T: Copy>(table: &Table<'_>, key: &str, known: &[(&str, T)]) -> Option<T> {
    let found = table.text(key)?;
    let value = known.iter().find(|(word, _)| *word == found.value).map(|(_, value)| *value);
    if value.is_none() {
        let words = known.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>();
        let expected = match words.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => words.join(", "),
        };
        table.findings().push(
            Diagnostic::error("wrong-word", found.span, format!("`{key}` must be {expected}, found `{}`", found.value))
                .suggest(&found.value, known.iter().map(|(word, _)| *word)),
        );
    }
    value
}
