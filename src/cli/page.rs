//! What the page of a review says, from what was counted: [`content`]. Names and ids of households never come here.

mod flows;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::classify::{ClassSet, Lacking};
use crate::lang::{Entity, Type};
use crate::report::page::{
    CommuneLine, Deprivation, Deprivations, Figure, Heat, HeatLine, MissingLine, PageClass, PageContent, PageIndicator,
    PageStandard, Previous, ProblemLine, Source, Undetermined,
};
use crate::report::table::{ColumnKind, Table, TableCell};
use crate::rules::Rules;
use crate::rules::model::Computed;
use crate::survey::codebook::Title;
use crate::survey::shape::words::LayoutWords;
use crate::tabulate::conceal::Together;
use crate::tabulate::flows::{Balances, Standing};
use crate::tabulate::mask::{Mask, MaskPlaces, Masks};
use crate::tabulate::tables::{View, choices_of, classification, deprivations, rate};
use crate::tabulate::{GroupKey, Grouping, Groups, MissingAnswers, Unit, UnitKeys, UpperNames};
use crate::text::{Language, begin_small};

use super::listed::ListProblem;
use super::pass::Reading;
use super::session::Session;

use flows::{FlowPlaces, flow, flow_figures, flow_lines, sums};

/// What was counted, and what it was counted of.
pub(super) struct Gathered<'g> {
    pub session: &'g Session<'g>,
    pub reading: &'g Reading,
    /// By commune; the units above it may be shown or hidden.
    pub grouping: &'g Grouping,
    /// Settled.
    pub groups: &'g Groups,
    pub missing: &'g MissingAnswers,
    /// Data problems of the lists of earlier reviews.
    pub of_lists: &'g [ListProblem],
    pub previous: Option<PreviousReview<'g>>,
    pub sources: Vec<Source>,
    pub hiding: Option<&'g Hiding>,
}

/// The review before.
pub(super) struct PreviousReview<'g> {
    /// Its year, where it is known.
    pub name: String,
    /// How many households its list has; none where it is one of the poor and near-poor only.
    pub households: Option<i64>,
    pub balances: &'g Balances,
    /// Whether lists from before it tell fallen back from newly arising.
    pub with_history: bool,
}

/// What is not shown of small counts.
pub(super) struct Hiding {
    /// Counts below this are hidden.
    below: i64,
    /// Of the groups.
    masks: Masks,
    /// Of the flows of the poor and of the near-poor.
    flows: Option<[Vec<bool>; 2]>,
}

/// Where the counts of a page stand among all that are shown together.
pub(super) struct PagePlaces {
    masks: MaskPlaces,
    flows: Option<FlowPlaces>,
}

impl PagePlaces {
    /// Puts them among others. The groups are communes; other tables may spell these as `elsewhere`, and the units above them may be
    /// shown or hidden.
    pub fn put(
        rules: &Rules,
        (grouping, groups): (&Grouping, &Groups),
        balances: Option<&Balances>,
        (elsewhere, layout): (&[Unit], &LayoutWords),
        together: &mut Together,
    ) -> PagePlaces {
        let own = units_as_on_forms(grouping, groups);
        let keys = UnitKeys::new(layout, own.iter().chain(elsewhere));
        let named: BTreeMap<_, &Unit> = elsewhere.iter().map(|unit| (keys.key(unit), unit)).collect();
        let units: Vec<Unit> =
            own.iter().map(|unit| named.get(&keys.key(unit)).map_or(unit, |unit| *unit).clone()).collect();
        let masks = MaskPlaces::put(rules, groups, &units, together);
        PagePlaces { masks, flows: balances.map(|balances| FlowPlaces::put(&sums(balances), together)) }
    }

    /// What is hidden of them.
    pub fn hiding(&self, below: i64, hidden: &[bool]) -> Hiding {
        Hiding { below, masks: self.masks.masks(hidden), flows: self.flows.as_ref().map(|flows| flows.of(hidden)) }
    }
}

/// What the page says.
pub(super) fn content(gathered: &Gathered<'_>) -> PageContent {
    let session = gathered.session;
    let rules = &*session.standard.rules;
    let order: Vec<usize> = (0..gathered.groups.groups.len()).collect();
    let view = View {
        rules,
        grouping: gathered.grouping,
        groups: gathered.groups,
        order: &order,
        // machine tables have no words
        language: Language::En,
        people: false,
        masks: gathered.hiding.map(|hiding| &hiding.masks),
    };
    let classes = Lines::new(classification(&view));
    let deprived = Lines::new(deprivations(&view));
    let units = units(gathered.grouping, gathered.groups);
    let total = gathered.groups.total();
    let line = |(upper, name): (String, String), row: &[TableCell]| commune_line(upper, name, &classes, row, rules);
    let of = choices_of(rules, Language::En);
    // the poverty classes together stand before all households, or the only one does
    let together = of.len().saturating_sub(2);
    let heat_line = |(upper, name): (String, String), rows: &[Vec<TableCell>]| HeatLine {
        upper,
        name,
        households: rows.get(together).map_or(Figure::Unknown, |row| deprived.figure(row, "households")),
        rates: deprivations_of(&deprived, rows.get(together), rules).iter().map(|one| one.rate).collect(),
    };
    let nameless = || (String::new(), String::new());
    let single = |class: usize| {
        let title = of.get(class).and_then(|of| rules.class(&of.id)).map(|class| rules.classes[class].title.clone());
        let row = deprived.table.totals.get(class);
        Deprivations {
            title: title.unwrap_or_default(),
            households: row.map_or(Figure::Unknown, |row| deprived.figure(row, "households")),
            indicators: deprivations_of(&deprived, row, rules),
        }
    };
    let poverty = rules.classes.iter().filter(|class| class.poverty).count();
    let previous = gathered.previous.as_ref().map(|previous| {
        let sums = sums(previous.balances);
        let lines = flow_lines(&sums, gathered.hiding.is_some());
        let figures = flow_figures(&sums, &lines, gathered.hiding.and_then(|hiding| hiding.flows.as_ref()));
        (previous, lines, figures)
    });
    PageContent {
        review: session.standard.review.date,
        place: place(gathered.grouping, gathered.groups),
        standard: PageStandard {
            id: rules.id.clone(),
            title: rules.title.clone(),
            reference: rules.reference.clone(),
            settings: session.standard.changed_settings(),
        },
        version: env!("CARGO_PKG_VERSION").to_owned(),
        classes: rules
            .classes
            .iter()
            .map(|class| PageClass {
                id: class.id.clone(),
                title: class.title.clone(),
                short: class.short.clone(),
                poverty: class.poverty,
            })
            .collect(),
        indicators: rules
            .indicators
            .iter()
            .map(|indicator| PageIndicator {
                number: indicator.number,
                title: indicator.title.clone(),
                short: indicator.short.clone(),
                dimension: rules.dimensions.get(indicator.dimension).map(|own| own.title.clone()).unwrap_or_default(),
            })
            .collect(),
        communes: units.iter().cloned().zip(&classes.table.rows).map(|(unit, row)| line(unit, row)).collect(),
        total: line(nameless(), classes.table.totals.first().map_or(&[], Vec::as_slice)),
        persons_unknown: total.persons_unknown,
        rejected: total.rejected,
        deprivations: (0..poverty).map(single).collect(),
        heat: Heat {
            of: households_of(rules),
            communes: units
                .into_iter()
                .zip(deprived.table.rows.chunks(of.len().max(1)))
                .map(|(unit, rows)| heat_line(unit, rows))
                .collect(),
            total: heat_line(nameless(), &deprived.table.totals),
        },
        flows: previous.as_ref().map_or_else(Vec::new, |(previous, lines, figures)| {
            let both = [false, true].into_iter().zip(figures);
            both.map(|(near_poor, figures)| flow(near_poor, lines, figures, previous.with_history)).collect()
        }),
        previous: previous.map(|(previous, _, figures)| before(previous, &figures, rules)),
        undetermined: undetermined(gathered, rules),
        problems: problems(gathered, rules),
        sources: gathered.sources.clone(),
        hidden_below: gathered.hiding.as_ref().map(|hiding| hiding.below),
    }
}

/// A machine table whose cells are found by the ids of its columns.
struct Lines {
    table: Table,
    columns: BTreeMap<String, usize>,
}

impl Lines {
    fn new(table: Table) -> Lines {
        let columns = table.columns.iter().enumerate().map(|(at, column)| (column.id.clone(), at)).collect();
        Lines { table, columns }
    }

    fn figure(&self, row: &[TableCell], column: &str) -> Figure {
        let Some(at) = self.columns.get(column) else { return Figure::Unknown };
        row.get(*at).map_or(Figure::Unknown, |cell| figure(cell, self.table.columns[*at].kind))
    }
}

fn figure(cell: &TableCell, kind: ColumnKind) -> Figure {
    match cell {
        // a rate over zero, or a number that is not told
        TableCell::Empty if kind == ColumnKind::Rate => Figure::Blank,
        TableCell::Empty => Figure::Unknown,
        TableCell::Count(count) => Figure::Count(*count),
        TableCell::Rate(rate) | TableCell::Number(rate) => Figure::Rate(*rate),
        TableCell::Flag(flag) => Figure::Count(i64::from(*flag)),
        TableCell::Hidden => Figure::Hidden,
        // no column of numbers has words
        TableCell::Text(_) => Figure::Unknown,
    }
}

fn commune_line(upper: String, name: String, table: &Lines, row: &[TableCell], rules: &Rules) -> CommuneLine {
    let figure = |column: &str| table.figure(row, column);
    CommuneLine {
        upper,
        name,
        households: figure("households"),
        persons: figure("persons"),
        classes: rules.classes.iter().map(|class| (figure(&class.id), figure(&format!("{}_rate", class.id)))).collect(),
        undetermined: figure("undetermined"),
        poverty_rate: figure("multidimensional_poverty_rate"),
    }
}

fn deprivations_of(table: &Lines, row: Option<&Vec<TableCell>>, rules: &Rules) -> Vec<Deprivation> {
    let one = |id: &String| {
        let figure = |column: &str| row.map_or(Figure::Unknown, |row| table.figure(row, column));
        let (count, unknown) = (figure(id), figure(&format!("{id}_unknown")));
        let households = figure("households");
        // where every household is unknown a 0 would read as "none is deprived"
        if let (Figure::Count(unknown), Figure::Count(households)) = (unknown, households)
            && households > 0
            && unknown == households
        {
            let unknown = Figure::Count(unknown);
            return Deprivation { count: Figure::Unknown, rate: Figure::Unknown, unknown, unknown_rate: Figure::Blank };
        }
        let unknown_rate = match (unknown, households) {
            (Figure::Count(unknown), Figure::Count(households)) => figure_of_rate(&rate(unknown, households)),
            _ => Figure::Hidden,
        };
        Deprivation { count, rate: figure(&format!("{id}_rate")), unknown, unknown_rate }
    };
    rules.indicators.iter().map(|indicator| one(&indicator.id)).collect()
}

fn figure_of_rate(cell: &TableCell) -> Figure {
    figure(cell, ColumnKind::Rate)
}

/// The units of the groups as forms have them: where a survey tells districts, the province stands for none that is blank.
fn units_as_on_forms(grouping: &Grouping, groups: &Groups) -> Vec<Unit> {
    let tells_districts = grouping.names().any(|(name, _)| name == "district");
    units_with(grouping, groups, !tells_districts).into_iter().map(|(upper, commune)| Unit { upper, commune }).collect()
}

/// The upper unit and the name of every group; the province is the upper unit where no district is told.
fn units(grouping: &Grouping, groups: &Groups) -> Vec<(String, String)> {
    units_with(grouping, groups, true)
}

fn units_with(grouping: &Grouping, groups: &Groups, or_province: bool) -> Vec<(String, String)> {
    let at = |field: &str| grouping.names().position(|(name, _)| name == field);
    let (province, district, commune) = (at("province"), at("district"), at("commune"));
    let word = |key: &[GroupKey], at: Option<usize>| at.map_or("", |at| key[at].word(&Type::Text)).to_owned();
    let uppers: Vec<(String, String)> =
        groups.groups.iter().map(|(key, _)| (word(key, district), word(key, province))).collect();
    let names = UpperNames::new(uppers.iter().map(|(district, province)| (district.as_str(), province.as_str())));
    let upper = |(district, province): &(String, String)| match district.is_empty() && or_province {
        true => province.clone(),
        false => names.of(district, province),
    };
    groups.groups.iter().zip(&uppers).map(|((key, _), own)| (upper(own), word(key, commune))).collect()
}

/// The units that all groups lie in.
fn place(grouping: &Grouping, groups: &Groups) -> String {
    let only = |field: &str| {
        let at = grouping.names().position(|(name, _)| name == field)?;
        let mut words = groups.groups.iter().map(|(key, _)| key[at].word(&Type::Text));
        let first = words.next().filter(|first| !first.is_empty())?;
        words.all(|word| word == first).then(|| first.to_owned())
    };
    [only("district"), only("province")].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Households of the poverty classes, as they stand within a sentence.
fn households_of(rules: &Rules) -> Title {
    let titles = rules.classes.iter().filter(|class| class.poverty).map(|class| &class.title);
    if titles.clone().next().is_none() {
        return Title { vi: "hộ".into(), en: "households".into() };
    }
    let join = |title: fn(&Title) -> &str, and: &str| {
        titles.clone().map(|of| begin_small(title(of))).collect::<Vec<_>>().join(and)
    };
    Title { vi: join(|title| &title.vi, " và "), en: format!("{} households", join(|title| &title.en, " and ")) }
}

/// The figures of the review before.
fn before(previous: &PreviousReview<'_>, flows: &[Vec<Figure>; 2], rules: &Rules) -> Previous {
    let start = |class: &str| {
        let of = match Standing::of_class(class) {
            Standing::Poor => flows[0].first(),
            Standing::NearPoor => flows[1].first(),
            Standing::Neither | Standing::Undetermined => None,
        };
        of.copied().unwrap_or(Figure::Unknown)
    };
    let poverty: Vec<Figure> =
        rules.classes.iter().filter(|class| class.poverty).map(|class| start(&class.id)).collect();
    let count = |figure: &Figure| match figure {
        Figure::Count(count) => Some(*count),
        _ => None,
    };
    let poverty_rate = match (poverty.iter().map(count).sum::<Option<i64>>(), previous.households) {
        (Some(poor), Some(households)) => figure_of_rate(&rate(poor, households)),
        _ if poverty.contains(&Figure::Hidden) => Figure::Hidden,
        _ => Figure::Unknown,
    };
    Previous {
        name: previous.name.clone(),
        households: previous.households.map_or(Figure::Unknown, Figure::Count),
        classes: rules.classes.iter().map(|class| start(&class.id)).collect(),
        poverty_rate,
    }
}

fn undetermined(gathered: &Gathered<'_>, rules: &Rules) -> Undetermined {
    let total = gathered.groups.total();
    let mut open: Vec<(Vec<usize>, i64)> =
        total.open.iter().map(|(classes, households)| (ClassSet(*classes).iter().collect(), *households)).collect();
    open.sort_by_key(|(_, households)| Reverse(*households));
    let line = |(lacking, lack): (Lacking, crate::tabulate::Lack)| {
        let (number, title) = lacking_title(lacking, rules);
        MissingLine { number, title, households: lack.households, alone: lack.alone }
    };
    let hides = |hidden: fn(&Mask) -> bool| gathered.hiding.is_some_and(|hiding| hidden(&hiding.masks.total));
    if hides(|total| total.undetermined) {
        return Undetermined { households: Figure::Hidden, ..Undetermined::default() };
    }
    let bounds = match gathered.hiding {
        None => total.classes.iter().copied().zip(total.at_most.iter().copied()).collect(),
        // between them hidden counts would be
        Some(_) => Vec::new(),
    };
    Undetermined {
        households: Figure::Count(total.undetermined),
        open,
        missing: gathered.missing.by_number().into_iter().map(line).collect(),
        bounds,
    }
}

/// What a household lacks, with its number if it is an indicator.
fn lacking_title(lacking: Lacking, rules: &Rules) -> (Option<i64>, Title) {
    let slot = match lacking {
        Lacking::Field(field) => return (None, rules.codebook.household[field].title.clone()),
        Lacking::Computed(slot) => slot,
    };
    match rules.computed[slot] {
        Computed::Indicator(at) => (Some(rules.indicators[at].number), rules.indicators[at].title.clone()),
        Computed::Variable(at) => (None, rules.variables[at].title.clone()),
        Computed::Parameter(at) => (None, rules.parameters[at].title.clone()),
        Computed::Setting(at) => (None, rules.settings[at].title.clone()),
        Computed::ReviewDate => (None, Title { vi: "Ngày rà soát".into(), en: "Review date".into() }),
        Computed::Deprivations | Computed::DeprivationsUnknown | Computed::RecordedDeprivations => {
            (None, Title { vi: "Số chỉ số thiếu hụt".into(), en: "Number of deprivations".into() })
        }
        Computed::Class => (None, Title { vi: "Phân loại".into(), en: "Class".into() }),
        Computed::Basis => (None, Title { vi: "Căn cứ".into(), en: "Basis".into() }),
    }
}

fn problems(gathered: &Gathered<'_>, rules: &Rules) -> Vec<ProblemLine> {
    let codebook = &rules.codebook;
    let field_title = |id: &str| {
        let mut fields = [Entity::Household, Entity::Member].into_iter().flat_map(|entity| codebook.fields(entity));
        fields.find(|field| field.id == id).map(|field| field.title.clone())
    };
    // they are in the order of their places
    let mut kinds: BTreeMap<&str, (ProblemLine, BTreeMap<&str, u64>)> = BTreeMap::new();
    let own = gathered.reading.problems.iter().map(|problem| (problem, None));
    let of_lists = gathered.of_lists.iter().map(|own| (&own.problem, Some(&own.place)));
    for (problem, place) in own.chain(of_lists) {
        let code = problem.kind.code();
        let (line, fields) = kinds.entry(code).or_insert_with(|| {
            let check = || rules.checks.iter().find(|check| check.id == code).map(|check| check.title.clone());
            // the one check that every standard has without writing it
            let title = problem.kind.title().or_else(check).unwrap_or_else(|| Title {
                vi: "Thiếu hụt đã ghi khác với tính từ câu trả lời".into(),
                en: "Recorded deprivations other than computed from answers".into(),
            });
            let first = place.cloned().unwrap_or_else(|| gathered.session.place(problem.place));
            (ProblemLine { code: code.to_owned(), title, count: 0, fields: Vec::new(), first }, BTreeMap::new())
        });
        line.count += 1;
        if !problem.field.is_empty() {
            *fields.entry(problem.field.as_str()).or_default() += 1;
        }
    }
    let mut lines: Vec<ProblemLine> = kinds
        .into_values()
        .map(|(mut line, fields)| {
            let mut fields: Vec<(&str, u64)> = fields.into_iter().collect();
            fields.sort_by_key(|(id, count)| (Reverse(*count), *id));
            line.fields = fields.into_iter().filter_map(|(id, _)| field_title(id)).collect();
            line
        })
        .collect();
    lines.sort_by_key(|line| Reverse(line.count));
    lines
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
