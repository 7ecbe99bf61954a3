//! A targets file: what a plan wants reached, in the rules language over the names of a standard.

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Report};
use crate::lang::{Entity, Exact, Slot, Type, Typed, TypedKind};
use crate::survey::codebook::Title;
use crate::text::fold;
use crate::toml_reader::{Document, Findings, Table, Text};

use super::compile::{Typist, outcome_names};
use super::ids::Ids;
use super::load::source;
use super::model::{Computed, Rules, Source};
use super::support::{Head, word};
use super::titles::title;
use super::uses::visit;

/// A checked targets file.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The file as the user named it.
    pub source: String,
    /// Machine name: `plan-yen-chau-2022`.
    pub id: String,
    /// For people.
    pub title: Title,
    /// The plan.
    pub reference: Title,
    /// The first and last day it applies.
    pub valid: (Date, Date),
    /// Lists of communes.
    pub groups: Vec<CommuneGroup>,
    /// In the order of the file.
    pub targets: Vec<Target>,
}

/// Communes for which a target is set together.
#[derive(Clone, Debug)]
pub struct CommuneGroup {
    /// Machine name.
    pub id: String,
    /// For people.
    pub title: Title,
    /// Their names.
    pub communes: Vec<String>,
    /// Where the list comes from.
    pub source: Source,
}

/// A target.
#[derive(Clone, Debug)]
pub struct Target {
    /// Machine name.
    pub id: String,
    /// For people.
    pub title: Title,
    /// For narrow column heads.
    pub short: Title,
    /// The communes it is about, by index of [`Plan::groups`]; none for all.
    pub group: Option<usize>,
    /// Whether every commune has to reach it, not all of them together.
    pub each: bool,
    /// What is counted.
    pub counted: Counted,
    /// Which of them count.
    pub of: Typed,
    /// Of which of them a share is taken; none for all.
    pub among: Option<Typed>,
    /// What is made of the counts.
    pub measured: Measured,
    /// Whether it is reached from below or from above.
    pub direction: Direction,
    /// The value to reach, in the unit of `measured`.
    pub value: Exact,
    /// Where it comes from.
    pub source: Source,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Households for which a condition holds.
    Households,
    /// All persons of households for which a condition holds.
    Persons,
    /// Members for each of whom a condition holds.
    Members,
}

/// What is made of the counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// How many in a hundred.
    Share,
    /// How many.
    Number,
    /// By how many percentage points their share fell since the previous review.
    Fall,
    /// By how many it rose.
    Rise,
}

/// From which side a target is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The measured value has to be the target's or more.
    AtLeast,
    /// It has to be the target's or less.
    AtMost,
}

impl Counted {
    /// Whose expressions these are.
    pub const fn entity(self) -> Entity {
        match self {
            Counted::Members => Entity::Member,
            Counted::Households | Counted::Persons => Entity::Household,
        }
    }

    /// The machine word.
    pub const fn id(self) -> &'static str {
        match self {
            Counted::Households => "households",
            Counted::Persons => "persons",
            Counted::Members => "members",
        }
    }
}

impl Measured {
    /// The machine word of its unit, where `counted` is counted.
    pub const fn unit(self, counted: Counted) -> &'static str {
        match self {
            Measured::Share => "percent",
            Measured::Number => counted.id(),
            Measured::Fall | Measured::Rise => "percentage_points",
        }
    }

    /// Whether it is a change since the previous review.
    pub const fn is_change(self) -> bool {
        matches!(self, Measured::Fall | Measured::Rise)
    }
}

impl Direction {
    /// The machine word.
    pub const fn id(self) -> &'static str {
        match self {
            Direction::AtLeast => "at_least",
            Direction::AtMost => "at_most",
        }
    }
}

/// The unit as written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Percent,
    PercentagePoints,
    Households,
    Persons,
    Members,
}

/// Reads a targets file against the names of a standard. It is there unless the report has errors.
pub fn load(name: &str, text: &str, rules: &Rules) -> (Option<Plan>, Report) {
    let findings = Findings::default();
    let plan = {
        let document = Document::parse(text, &findings);
        let root = document.root(&findings);
        let typist = Typist { names: outcome_names(rules), findings: &findings };
        let plan = read(name, &root, &typist, rules);
        root.finish();
        plan
    };
    let mut report = Report::new(name, text);
    report.diagnostics = findings.into_sorted();
    (plan.filter(|_| !report.has_errors()), report)
}

fn read(name: &str, root: &Table<'_>, typist: &Typist<'_>, rules: &Rules) -> Option<Plan> {
    let head = root.table("plan").map(Head::read);
    let mut group_ids = Vec::new();
    let groups: Vec<Option<CommuneGroup>> =
        root.tables("group").into_iter().map(|table| group(table, &mut group_ids)).collect();
    let tables = root.tables("target");
    if tables.is_empty() {
        root.findings().push(
            Diagnostic::error("missing-key", root.span(), "the file has no `[[target]]`")
                .help("state at least one target with what is measured and its value"),
        );
    }
    let mut ids = Vec::new();
    let targets: Vec<Option<Target>> =
        tables.into_iter().map(|table| target(table, typist, rules, &group_ids, &mut ids)).collect();
    let mut seen = Ids::default();
    let named = group_ids.iter().filter(|id| !id.value.is_empty());
    named.for_each(|id| seen.add("group", id, typist.findings));
    ids.iter().for_each(|id| seen.add("target", id, typist.findings));
    let Head { id, title, reference, valid } = head?;
    let (groups, targets) = (groups.into_iter().collect::<Option<_>>()?, targets.into_iter().collect::<Option<_>>()?);
    Some(Plan { source: name.to_owned(), id: id?, title, reference, valid: valid?, groups, targets })
}

fn group(table: Table<'_>, ids: &mut Vec<Text>) -> Option<CommuneGroup> {
    let id = table.text("id");
    ids.push(id.clone().unwrap_or(Text { value: String::new(), span: table.span(), exact: false }));
    let title = title(&table, "title", true);
    let communes = table.texts("communes");
    if communes.is_empty() {
        table.findings().push(
            Diagnostic::error("missing-key", table.span(), "this `group` has no `communes`")
                .help("write `communes = [\"…\", \"…\"]`"),
        );
    }
    for (at, commune) in communes.iter().enumerate() {
        if let Some(first) = communes[..at].iter().find(|first| fold(&first.value) == fold(&commune.value)) {
            table.findings().push(
                Diagnostic::error("duplicate-id", commune.span, format!("`{}` is in the list twice", commune.value))
                    .label("again here")
                    .related(first.span, "first here"),
            );
        }
    }
    let source = source(&table);
    table.finish();
    let communes = communes.into_iter().map(|commune| commune.value).collect();
    Some(CommuneGroup { id: id?.value, title, communes, source })
}

fn target(
    table: Table<'_>,
    typist: &Typist<'_>,
    rules: &Rules,
    groups: &[Text],
    ids: &mut Vec<Text>,
) -> Option<Target> {
    let id = table.text("id");
    ids.extend(id.clone());
    let full = title(&table, "title", true);
    let short = title(&table, "short", false);
    let communes = table.opt_text("group").map(|text| group_named(&text, groups, typist.findings));
    let each = table.opt_bool("each").unwrap_or(false);
    let unit = word(
        &table,
        "unit",
        &[
            ("percent", Unit::Percent),
            ("percentage_points", Unit::PercentagePoints),
            ("households", Unit::Households),
            ("persons", Unit::Persons),
            ("members", Unit::Members),
        ],
    );
    let counted = match unit {
        Some(Unit::Percent) => word(
            &table,
            "counted",
            &[("households", Counted::Households), ("persons", Counted::Persons), ("members", Counted::Members)],
        ),
        Some(Unit::PercentagePoints | Unit::Households) => Some(Counted::Households),
        Some(Unit::Persons) => Some(Counted::Persons),
        Some(Unit::Members) => Some(Counted::Members),
        None => table.get("counted").and(None),
    };
    let measured = match unit {
        Some(Unit::PercentagePoints) => word(&table, "change", &[("fall", Measured::Fall), ("rise", Measured::Rise)]),
        Some(Unit::Percent) => Some(Measured::Share),
        Some(_) => Some(Measured::Number),
        None => table.get("change").and(None),
    };
    let (of, among) = (table.text("of"), if unit == Some(Unit::Percent) { table.opt_text("among") } else { None });
    let direction = word(&table, "direction", &[("at_least", Direction::AtLeast), ("at_most", Direction::AtMost)]);
    let value = value(&table, unit);
    let source = source(&table);
    table.finish();
    let typed = |text: &Option<Text>| typist.typed_for(counted?.entity(), text.as_ref(), Some(&Type::Bool));
    let (typed_of, typed_among) = (typed(&of), typed(&among));
    if let (Some(Measured::Fall | Measured::Rise), Some(text), Some(of)) = (measured, &of, &typed_of) {
        must_ask_the_class_alone(text, of, rules, typist.findings);
    }
    Some(Target {
        id: id?.value,
        short: if short.vi.is_empty() { full.clone() } else { short },
        title: full,
        group: match communes {
            None => None,
            Some(group) => Some(group?),
        },
        each,
        counted: counted?,
        of: typed_of?,
        among: match among {
            None => None,
            Some(_) => Some(typed_among?),
        },
        measured: measured?,
        direction: direction?,
        value: value?,
        source,
    })
}

fn group_named(text: &Text, groups: &[Text], findings: &Findings) -> Option<usize> {
    let found = groups.iter().position(|group| group.value == text.value);
    if found.is_none() {
        let known = groups.iter().map(|group| group.value.as_str());
        findings.push(
            Diagnostic::error("unknown-name", text.span, format!("there is no group `{}`", text.value))
                .suggest(&text.value, known),
        );
    }
    found
}

fn value(table: &Table<'_>, unit: Option<Unit>) -> Option<Exact> {
    let item = table.require("value")?;
    let Some(value) = item.as_number() else {
        let message = format!("`value` must be a number without exponent, found {}", item.type_name());
        table.findings().push(Diagnostic::error("wrong-type", item.span(), message));
        return None;
    };
    let hundred = Exact::int(100);
    let expected = match unit {
        Some(Unit::Percent | Unit::PercentagePoints) if value < Exact::ZERO || value > hundred => "from 0 to 100",
        Some(Unit::Households | Unit::Persons | Unit::Members) if value.as_int().is_none_or(|value| value < 0) => {
            "a whole number, zero or more"
        }
        _ => return Some(value),
    };
    let message = format!("`value` in this unit is {expected}, found {value}");
    table.findings().push(Diagnostic::error("wrong-value", item.span(), message));
    None
}

/// The previous review is known by a list of classes.
fn must_ask_the_class_alone(text: &Text, of: &Typed, rules: &Rules, findings: &Findings) {
    let mut asked = false;
    visit(of, &mut |node| {
        let wrong = match &node.kind {
            TypedKind::Name { name, symbol, .. } => {
                let is_class = matches!(symbol.slot, Slot::Computed(slot)
                    if matches!(rules.computed[usize::from(slot)], Computed::Class));
                asked |= is_class;
                (!is_class).then(|| format!("`{name}`"))
            }
            TypedKind::Aggregate { .. } => Some("this".to_owned()),
            _ => None,
        };
        if let Some(wrong) = wrong {
            findings.push(
                text.lift(Diagnostic::error(
                    "not-on-lists",
                    node.span,
                    format!("a change is measured from the list of the previous review, which does not tell {wrong}"),
                ))
                .help("ask for the class alone: `class = 'poor'`"),
            );
        }
    });
    if !asked {
        findings.push(
            Diagnostic::error("not-on-lists", text.span, "a change is that of a class")
                .help("write `of = \"class = 'poor'\"`"),
        );
    }
}
