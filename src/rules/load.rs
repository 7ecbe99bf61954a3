//! A rules file's tables as written, before names and types are looked at. Every mistake is a finding; what can be read
//! goes on to [`super::compile`].

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Span};
use crate::lang::{Entity, Exact, Unit};
use crate::survey::codebook::Title;
use crate::toml_reader::{Findings, Item, Table, Text};

use super::model::{Precedence, Source, Verified};
use super::titles::{reference, sentence, sentences, title};

/// Everything of a file, in file order.
#[derive(Debug)]
pub(super) struct Raw<'a> {
    pub standard: RawStandard,
    pub settings: Vec<RawSetting<'a>>,
    pub parameters: Vec<RawParameter<'a>>,
    pub variables: Vec<RawVariable>,
    pub dimensions: Vec<(Text, Title)>,
    pub indicators: Vec<RawIndicator>,
    pub bases: Vec<(Text, Title, Option<Text>)>,
    pub classes: Vec<RawClass>,
    pub checks: Vec<RawCheck>,
    pub tests: Vec<RawTest<'a>>,
}

#[derive(Debug)]
pub(super) struct RawStandard {
    pub id: Option<Text>,
    pub title: Title,
    pub reference: Title,
    pub validity: Option<(Date, Date)>,
    pub review_day: (i8, i8),
    pub precedence: Precedence,
    pub incomplete: Vec<Title>,
}

#[derive(Debug)]
pub(super) struct RawSetting<'a> {
    pub id: Text,
    pub title: Title,
    pub unit: Unit,
    pub default: Option<Item<'a>>,
    pub choices: Vec<(Item<'a>, Title)>,
    pub source: Source,
    pub span: Span,
}

#[derive(Debug)]
pub(super) struct RawParameter<'a> {
    pub id: Text,
    pub title: Title,
    pub unit: Unit,
    pub by: Option<Text>,
    pub values: Vec<RawValue<'a>>,
    pub source: Source,
}

#[derive(Debug)]
pub(super) struct RawValue<'a> {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub missing: Option<Title>,
    /// Every other key: `value`, or a code of the list the parameter is split by.
    pub amounts: Vec<(Text, Item<'a>)>,
    pub span: Span,
}

#[derive(Debug)]
pub(super) struct RawVariable {
    pub id: Text,
    pub title: Title,
    pub entity: Entity,
    pub value: Option<Text>,
    pub source: Option<Source>,
}

#[derive(Debug)]
pub(super) struct RawIndicator {
    pub id: Text,
    pub number: i64,
    pub dimension: Option<Text>,
    pub title: Title,
    pub short: Title,
    pub deprived_when: Option<Text>,
    pub missing: Option<Title>,
    pub recorded: Option<Text>,
    pub source: Source,
    pub span: Span,
}

#[derive(Debug)]
pub(super) struct RawClass {
    pub id: Text,
    pub title: Title,
    pub short: Title,
    pub poverty: bool,
    pub when: Option<Text>,
    pub source: Source,
}

#[derive(Debug)]
pub(super) struct RawCheck {
    pub id: Text,
    pub title: Title,
    pub field: Option<Text>,
    pub left: Option<Text>,
    pub right: Option<Text>,
    pub left_decides: bool,
}

#[derive(Debug)]
pub(super) struct RawTest<'a> {
    pub says: Text,
    pub date: Option<Date>,
    pub household: Option<Table<'a>>,
    pub members: Option<Vec<Table<'a>>>,
    pub each: Option<Table<'a>>,
    pub settings: Option<Table<'a>>,
    pub expect: Option<Table<'a>>,
}

/// Reads the whole file.
pub(super) fn read<'a>(root: &Table<'a>, findings: &'a Findings) -> Raw<'a> {
    let raw = Raw {
        standard: standard(root),
        settings: root.tables("setting").into_iter().filter_map(setting).collect(),
        parameters: root.tables("parameter").into_iter().filter_map(parameter).collect(),
        variables: root.tables("variable").into_iter().filter_map(variable).collect(),
        dimensions: root.tables("dimension").into_iter().filter_map(dimension).collect(),
        indicators: root.tables("indicator").into_iter().filter_map(indicator).collect(),
        bases: root.tables("basis").into_iter().filter_map(basis).collect(),
        classes: root.tables("class").into_iter().filter_map(class).collect(),
        checks: root.tables("check").into_iter().filter_map(check).collect(),
        tests: root.tables("test").into_iter().filter_map(|table| test(table, findings)).collect(),
    };
    if raw.classes.is_empty() {
        findings.push(
            Diagnostic::error("missing-key", root.span(), "the file has no `[[class]]`")
                .help("state at least one class with its condition"),
        );
    }
    raw
}

fn standard(root: &Table<'_>) -> RawStandard {
    let mut raw = RawStandard {
        id: None,
        title: Title::default(),
        reference: Title::default(),
        validity: None,
        review_day: (9, 1),
        precedence: Precedence::Computed,
        incomplete: Vec::new(),
    };
    let Some(table) = root.table("standard") else { return raw };
    raw.id = table.text("id");
    raw.title = title(&table, "title", true);
    raw.reference = reference(&table);
    if let (Some(from), Some(to)) = (table.date("valid_from"), table.date("valid_to")) {
        if from > to {
            let span = table.get("valid_to").map_or(table.span(), |item| item.span());
            table.findings().push(Diagnostic::error(
                "wrong-dates",
                span,
                format!("`valid_from` {from} is after `valid_to` {to}"),
            ));
        } else {
            raw.validity = Some((from, to));
        }
    }
    if let Some(day) = table.opt_text("review_day") {
        let parts = day.value.split_once('-').and_then(|(m, d)| Some((m.parse().ok()?, d.parse().ok()?)));
        // a common year: 29 February does not exist in every review year
        match parts.filter(|(m, d)| Date::new(2023, *m, *d).is_ok()) {
            Some(parts) => raw.review_day = parts,
            None => table.findings().push(
                Diagnostic::error(
                    "wrong-type",
                    day.span,
                    format!("`review_day` must be month-day, found `{}`", day.value),
                )
                .help("write for example `review_day = \"09-01\"`"),
            ),
        }
    }
    if let Some(word) = table.opt_text("precedence") {
        match word.value.as_str() {
            "computed" => raw.precedence = Precedence::Computed,
            "recorded" => raw.precedence = Precedence::Recorded,
            other => table.findings().push(
                Diagnostic::error(
                    "wrong-word",
                    word.span,
                    format!("`precedence` must be `computed` or `recorded`, found `{other}`"),
                )
                .suggest(other, ["computed", "recorded"]),
            ),
        }
    }
    raw.incomplete = sentences(&table, "incomplete");
    table.finish();
    raw
}

pub(super) fn source(table: &Table<'_>) -> Source {
    Source { reference: reference(table), verified: verified(table, true) }
}

fn verified(table: &Table<'_>, required: bool) -> Verified {
    let word = if required { table.text("verified") } else { table.opt_text("verified") };
    let Some(word) = word else { return Verified::Unverified };
    let known = [Verified::Official, Verified::Secondary, Verified::Unverified];
    let found = known.into_iter().find(|verified| verified.name() == word.value);
    found.unwrap_or_else(|| {
        let message = format!("`verified` must be `official`, `secondary` or `unverified`, found `{}`", word.value);
        table
            .findings()
            .push(Diagnostic::error("wrong-word", word.span, message).suggest(&word.value, known.map(Verified::name)));
        Verified::Unverified
    })
}

fn unit(table: &Table<'_>) -> Unit {
    let Some(word) = table.opt_text("unit") else { return Unit::Plain };
    Unit::from_name(&word.value).unwrap_or_else(|| {
        let known = Unit::ALL.map(Unit::name);
        table.findings().push(
            Diagnostic::error("wrong-word", word.span, format!("`{}` is no unit", word.value))
                .suggest(&word.value, known)
                .help(format!("units are {}", known.map(|unit| format!("`{unit}`")).join(", "))),
        );
        Unit::Plain
    })
}

fn setting(table: Table<'_>) -> Option<RawSetting<'_>> {
    let id = table.text("id");
    let default = table.get("value");
    let choices = table
        .tables("choices")
        .into_iter()
        .filter_map(|choice| {
            let value = choice.get("value");
            if value.is_none() {
                choice.findings().push(Diagnostic::error("missing-key", choice.span(), "this choice has no `value`"));
            }
            let title = title(&choice, "title", true);
            choice.finish();
            Some((value?, title))
        })
        .collect();
    let setting = id.map(|id| RawSetting {
        id,
        title: title(&table, "title", true),
        unit: unit(&table),
        default,
        choices,
        source: source(&table),
        span: table.span(),
    });
    table.finish();
    setting
}

fn parameter(table: Table<'_>) -> Option<RawParameter<'_>> {
    let values: Vec<RawValue<'_>> = table
        .tables("values")
        .into_iter()
        .map(|value| RawValue {
            from: value.opt_date("from"),
            to: value.opt_date("to"),
            missing: sentence(&value, "missing").map(|(why, _)| why),
            amounts: value
                .entries()
                .filter(|(key, _)| !["from", "to", "missing"].contains(&key.value.as_str()))
                .collect(),
            span: value.span(),
        })
        .collect();
    if values.is_empty() {
        table.findings().push(
            Diagnostic::error("missing-key", table.span(), "this parameter has no `values`")
                .help("write `values = [{ from = 2022-01-01, value = … }]`"),
        );
    }
    let parameter = table.text("id").map(|id| RawParameter {
        id,
        title: title(&table, "title", true),
        unit: unit(&table),
        by: table.opt_text("by"),
        values,
        source: source(&table),
    });
    table.finish();
    parameter
}

fn variable(table: Table<'_>) -> Option<RawVariable> {
    let entity = match table.opt_text("entity") {
        None => Entity::Household,
        Some(word) if word.value == "household" => Entity::Household,
        Some(word) if word.value == "member" => Entity::Member,
        Some(word) => {
            table.findings().push(Diagnostic::error(
                "wrong-word",
                word.span,
                format!("`entity` must be `household` or `member`, found `{}`", word.value),
            ));
            Entity::Household
        }
    };
    let source =
        sentence(&table, "reference").map(|(reference, _)| Source { reference, verified: verified(&table, false) });
    if source.is_none() {
        let _ = table.opt_text("verified");
    }
    let id = table.text("id");
    let title = title(&table, "title", false);
    let value = table.text("value");
    table.finish();
    Some(RawVariable { id: id?, title, entity, value, source })
}

fn dimension(table: Table<'_>) -> Option<(Text, Title)> {
    let dimension = table.text("id").map(|id| (id, title(&table, "title", true)));
    table.finish();
    dimension
}

fn indicator(table: Table<'_>) -> Option<RawIndicator> {
    let id = table.text("id");
    let number = table.opt_number("number").and_then(Exact::as_int);
    if number.is_none() {
        table.findings().push(
            Diagnostic::error("missing-key", table.span(), "this `indicator` has no whole `number`")
                .help("give the number it has on official forms"),
        );
    }
    let full = title(&table, "title", true);
    let short = title(&table, "short", false);
    let deprived_when = table.opt_text("deprived_when");
    let missing = sentence(&table, "missing").map(|(why, _)| why);
    if deprived_when.is_none() && missing.is_none() {
        table.findings().push(
            Diagnostic::error("missing-key", table.span(), "this `indicator` has no `deprived_when`")
                .help("where the law's threshold is not known, say so with `missing = \"why\"`"),
        );
    }
    let indicator = RawIndicator {
        id: id.clone().unwrap_or(Text { value: String::new(), span: table.span(), exact: false }),
        number: number.unwrap_or_default(),
        dimension: table.text("dimension"),
        short: if short.vi.is_empty() { full.clone() } else { short },
        title: full,
        deprived_when,
        missing,
        recorded: table.opt_text("recorded"),
        source: source(&table),
        span: table.span(),
    };
    table.finish();
    id.map(|_| indicator)
}

fn basis(table: Table<'_>) -> Option<(Text, Title, Option<Text>)> {
    let id = table.text("id");
    let title = title(&table, "title", true);
    let when = table.text("when");
    table.finish();
    Some((id?, title, when))
}

fn class(table: Table<'_>) -> Option<RawClass> {
    let id = table.text("id");
    let full = title(&table, "title", true);
    let short = title(&table, "short", false);
    let class = RawClass {
        id: id.clone().unwrap_or(Text { value: String::new(), span: table.span(), exact: false }),
        short: if short.vi.is_empty() { full.clone() } else { short },
        title: full,
        poverty: table.opt_bool("poverty").unwrap_or(false),
        when: table.text("when"),
        source: source(&table),
    };
    table.finish();
    id.map(|_| class)
}

fn check(table: Table<'_>) -> Option<RawCheck> {
    let id = table.text("id");
    let title = title(&table, "title", true);
    let left_decides = match table.text("decides") {
        Some(word) if word.value == "left" => true,
        Some(word) if word.value == "right" => false,
        Some(word) => {
            table.findings().push(Diagnostic::error(
                "wrong-word",
                word.span,
                format!("`decides` must be `left` or `right`, found `{}`", word.value),
            ));
            true
        }
        None => true,
    };
    let check = RawCheck {
        id: id.clone().unwrap_or(Text { value: String::new(), span: table.span(), exact: false }),
        title,
        field: table.text("field"),
        left: table.text("left"),
        right: table.text("right"),
        left_decides,
    };
    table.finish();
    id.map(|_| check)
}

fn test<'a>(table: Table<'a>, findings: &'a Findings) -> Option<RawTest<'a>> {
    let says = table.text("says");
    let members = table.get("members").and_then(|item| {
        let list = item.as_list();
        if list.is_none() {
            findings.push(Diagnostic::error(
                "wrong-type",
                item.span(),
                format!("`members` must be a list of tables, found {}", item.type_name()),
            ));
        }
        let tables = list?.into_iter().filter_map(|member| {
            let table = member.as_table("this member", findings);
            if table.is_none() {
                findings.push(Diagnostic::error("wrong-type", member.span(), "a member must be a table `{ … }`"));
            }
            table
        });
        Some(tables.collect())
    });
    let _ = sentence(&table, "reference");
    let test = RawTest {
        says: says.clone().unwrap_or(Text { value: String::new(), span: table.span(), exact: false }),
        date: table.opt_date("date"),
        household: table.opt_table("household"),
        members,
        each: table.opt_table("each"),
        settings: table.opt_table("settings"),
        expect: table.table("expect"),
    };
    table.finish();
    says.map(|_| test)
}
