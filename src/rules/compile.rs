//! Tables as written to a checked standard: names resolved in the order of their dependencies, expressions typed, values
//! dated. Every mistake of the file is found in one run.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::lang::ast::Expr;
use crate::lang::{
    CodeList, CodeMask, Entity, Exact, Interval, Slot, Symbol, Type, Typed, Unit, Value, check_for, parse,
};
use crate::survey::codebook::Codebook;
use crate::toml_reader::{Document, Findings, Item, Text};

use super::ids::Ids;
use super::load::{self, Raw, RawParameter, RawSetting};
use super::model::{
    Amount, Answer, Basis, Check, Choice, Class, Computed, DatedValue, Dimension, Indicator, Parameter, Rules, Setting,
    Variable,
};
use super::names::{Names, used};

/// Most classes and most indicators a standard may have.
const MOST: usize = 64;
/// Most names a standard may define.
const MOST_NAMES: usize = 10_000;
/// How deep expressions may go through the definitions they stand on; evaluation follows them all the way.
const DEEPEST: usize = 300;
/// Ids that are columns or words of results already.
const TAKEN_BY_CLASSES: [&str; 6] = ["undetermined", "rejected", "households", "persons", "total", "all"];
/// The same for indicators.
const TAKEN_BY_INDICATORS: [&str; 12] = [
    "household_id",
    "province",
    "district",
    "commune",
    "village",
    "class",
    "possible_classes",
    "basis",
    "income_per_person",
    "of",
    "households",
    "total",
];
/// Names that are there without being defined.
const RESERVED: [&str; 6] =
    ["review_date", "deprivations", "deprivations_unknown", "recorded_deprivations", "class", "basis"];

/// Reads a rules file. The rules are there unless the report has errors.
pub fn load(name: &str, text: &str, codebook: &Arc<Codebook>) -> (Option<Rules>, Report) {
    let findings = Findings::default();
    let rules = {
        let document = Document::parse(text, &findings);
        let root = document.root(&findings);
        let raw = load::read(&root, &findings);
        root.finish();
        compile(name, text, raw, codebook, &findings)
    };
    let mut report = Report::new(name, text);
    report.diagnostics = findings.into_sorted();
    let Some(rules) = rules.filter(|_| !report.has_errors()) else { return (None, report) };
    let rules = Arc::new(rules);
    report.diagnostics.extend(super::lint::lint(&rules));
    report.diagnostics.sort_by_key(|d| (d.span.start, d.span.end));
    (Some(rules).filter(|_| !report.has_errors()).map(Arc::unwrap_or_clone), report)
}

/// Types an expression that stands in a rules file.
pub(super) struct Typist<'a> {
    pub names: Names,
    pub findings: &'a Findings,
}

impl Typist<'_> {
    pub fn parse(&self, text: &Text) -> Option<Expr> {
        match parse(&text.value) {
            Ok(expr) => Some(expr),
            Err(errors) => {
                errors.into_iter().for_each(|error| self.findings.push(text.lift(error)));
                None
            }
        }
    }

    fn check(&self, text: &Text, expr: &Expr, inside: Entity, expected: Option<&Type>) -> Option<Typed> {
        match check_for(inside, expr, &self.names, expected) {
            Ok(typed) => Some(typed),
            Err(errors) => {
                errors.into_iter().for_each(|error| self.findings.push(text.lift(error)));
                None
            }
        }
    }

    pub fn typed(&self, text: Option<&Text>, expected: Option<&Type>) -> Option<Typed> {
        self.typed_for(Entity::Household, text, expected)
    }

    /// The same for an expression about a household or about each member.
    pub fn typed_for(&self, inside: Entity, text: Option<&Text>, expected: Option<&Type>) -> Option<Typed> {
        let text = text?;
        let expr = self.parse(text)?;
        self.check(text, &expr, inside, expected)
    }
}

fn compile(name: &str, text: &str, raw: Raw<'_>, codebook: &Arc<Codebook>, findings: &Findings) -> Option<Rules> {
    let mut typist = Typist { names: Names::new(codebook), findings };
    let line = |at: usize| format!("{name}:{}", text[..at.min(text.len())].matches('\n').count() + 1);
    unique(&raw, findings);
    if raw.variables.len() + raw.indicators.len() + raw.parameters.len() + raw.settings.len() > MOST_NAMES {
        return None;
    }

    let mut computed = Vec::new();
    let mut define = |names: &mut Names, id: &str, entity, ty, what, declared| {
        let slot = Slot::Computed(computed.len() as u16);
        computed.push(what);
        names.define(id, Symbol { slot, entity, ty, range: Interval::UNKNOWN, declared });
    };

    let class_codes = codes("class", raw.classes.iter().map(|class| class.id.value.clone()));
    let basis_codes = codes("basis", raw.bases.iter().map(|(id, ..)| id.value.clone()));
    let count = || Type::Number(Unit::Count);
    let settings: Vec<Setting> = raw.settings.iter().filter_map(|s| setting(s, findings)).collect();
    for (index, setting) in settings.iter().enumerate() {
        let span = raw.settings.iter().find(|raw| raw.id.value == setting.id).map_or(0, |raw| raw.id.span.start);
        let what = Computed::Setting(index);
        define(&mut typist.names, &setting.id, Entity::Household, setting.ty.clone(), what, Some(line(span)));
    }
    for (index, parameter) in raw.parameters.iter().enumerate() {
        let ty = Type::Number(parameter.unit);
        let (what, declared) = (Computed::Parameter(index), Some(line(parameter.id.span.start)));
        define(&mut typist.names, &parameter.id.value, Entity::Household, ty, what, declared);
    }
    for (index, indicator) in raw.indicators.iter().enumerate() {
        let (what, declared) = (Computed::Indicator(index), Some(line(indicator.id.span.start)));
        define(&mut typist.names, &indicator.id.value, Entity::Household, Type::Bool, what, declared);
    }
    define(&mut typist.names, "review_date", Entity::Household, Type::Date, Computed::ReviewDate, None);
    define(&mut typist.names, "deprivations", Entity::Household, count(), Computed::Deprivations, None);
    define(&mut typist.names, "deprivations_unknown", Entity::Household, count(), Computed::DeprivationsUnknown, None);
    define(
        &mut typist.names,
        "recorded_deprivations",
        Entity::Household,
        count(),
        Computed::RecordedDeprivations,
        None,
    );

    // Variables get their slots in file order and their types in the order they depend on each other.
    let graph = Graph::new(&raw, &typist);
    let order = graph.order(&raw, findings);
    let mut variables: Vec<Option<Variable>> = raw.variables.iter().map(|_| None).collect();
    let first_variable = computed.len();
    computed.extend((0..raw.variables.len()).map(Computed::Variable));
    for index in order {
        let variable = &raw.variables[index];
        let (Some(text), Some(expr)) = (&variable.value, &graph.variables[index]) else { continue };
        let Some(value) = typist.check(text, expr, variable.entity, None) else { continue };
        let symbol = Symbol {
            slot: Slot::Computed((first_variable + index) as u16),
            entity: variable.entity,
            ty: value.ty.clone(),
            range: Interval::UNKNOWN,
            declared: Some(line(variable.id.span.start)),
        };
        typist.names.define(&variable.id.value, symbol);
        let before = raw.variables[..index].iter().filter(|v| v.entity == variable.entity).count();
        variables[index] = Some(Variable {
            id: variable.id.value.clone(),
            title: variable.title.clone(),
            entity: variable.entity,
            value,
            source: variable.source.clone(),
            index: before,
        });
    }

    let validity = raw.standard.validity;
    let parameters: Vec<Option<Parameter>> = raw.parameters.iter().map(|p| parameter(p, validity, &typist)).collect();
    let dimensions: Vec<Dimension> =
        raw.dimensions.iter().map(|(id, title)| Dimension { id: id.value.clone(), title: title.clone() }).collect();
    let indicators: Vec<Option<Indicator>> = raw
        .indicators
        .iter()
        .enumerate()
        .map(|(index, raw)| {
            let dimension = raw.dimension.as_ref().and_then(|text| dimension(text, &dimensions, findings));
            let recorded = recorded(raw.recorded.as_ref(), &raw.id.value, codebook, findings);
            let deprived_when = match (&raw.deprived_when, &graph.indicators[index]) {
                (Some(text), Some(expr)) => Some(typist.check(text, expr, Entity::Household, Some(&Type::Bool))?),
                (Some(_), None) => return None,
                (None, _) => None,
            };
            Some(Indicator {
                id: raw.id.value.clone(),
                number: raw.number,
                dimension: dimension?,
                title: raw.title.clone(),
                short: raw.short.clone(),
                deprived_when,
                missing: raw.missing.clone(),
                recorded,
                source: raw.source.clone(),
                span: raw.deprived_when.as_ref().map_or(raw.span, |text| text.span),
            })
        })
        .collect();
    let bases: Vec<Option<Basis>> = raw
        .bases
        .iter()
        .map(|(id, title, when)| {
            let when = typist.typed(when.as_ref(), Some(&Type::Bool))?;
            Some(Basis { id: id.value.clone(), title: title.clone(), when })
        })
        .collect();
    let classes: Vec<Option<Class>> = raw
        .classes
        .iter()
        .map(|class| {
            Some(Class {
                id: class.id.value.clone(),
                title: class.title.clone(),
                short: class.short.clone(),
                poverty: class.poverty,
                when: typist.typed(class.when.as_ref(), Some(&Type::Bool))?,
                source: class.source.clone(),
                span: class.when.as_ref().map_or(class.id.span, |text| text.span),
            })
        })
        .collect();
    let checks: Vec<Option<Check>> = raw
        .checks
        .iter()
        .map(|check| {
            let left = typist.typed(check.left.as_ref(), None);
            let right = typist.typed(check.right.as_ref(), left.as_ref().map(|left| &left.ty));
            let field = field(check.field.as_ref()?, codebook, findings)?;
            Some(Check {
                id: check.id.value.clone(),
                field,
                left: left?,
                right: right?,
                title: check.title.clone(),
                left_decides: check.left_decides,
            })
        })
        .collect();

    let (valid_from, valid_to) = validity?;
    computed.extend([Computed::Class, Computed::Basis]);
    let mut rules = Rules {
        source: name.to_owned(),
        text: text.to_owned(),
        id: raw.standard.id.as_ref()?.value.clone(),
        title: raw.standard.title.clone(),
        reference: raw.standard.reference.clone(),
        valid_from,
        valid_to,
        review_day: raw.standard.review_day,
        precedence: raw.standard.precedence,
        incomplete: raw.standard.incomplete.clone(),
        codebook: Arc::clone(codebook),
        settings: if settings.len() == raw.settings.len() { settings } else { return None },
        parameters: parameters.into_iter().collect::<Option<_>>()?,
        variables: variables.into_iter().collect::<Option<_>>()?,
        dimensions,
        indicators: indicators.into_iter().collect::<Option<_>>()?,
        bases: bases.into_iter().collect::<Option<_>>()?,
        classes: classes.into_iter().collect::<Option<_>>()?,
        checks: checks.into_iter().collect::<Option<_>>()?,
        tests: Vec::new(),
        computed,
        class_codes,
        basis_codes,
    };
    rules.tests = super::cases::read(raw.tests, &rules, findings);
    Some(rules)
}

/// The names for questions about outcomes under these rules: those of the file, `class` and `basis`.
pub fn outcome_names(rules: &Rules) -> Names {
    let mut names = Names::new(&rules.codebook);
    for (slot, computed) in rules.computed.iter().enumerate() {
        let household = |ty| (Entity::Household, ty);
        let (id, (entity, ty)): (&str, _) = match *computed {
            Computed::Setting(i) => (&rules.settings[i].id, household(rules.settings[i].ty.clone())),
            Computed::Parameter(i) => (&rules.parameters[i].id, household(rules.parameters[i].ty.clone())),
            Computed::Variable(i) => {
                let variable = &rules.variables[i];
                (&variable.id, (variable.entity, variable.value.ty.clone()))
            }
            Computed::Indicator(i) => (&rules.indicators[i].id, household(Type::Bool)),
            Computed::ReviewDate => ("review_date", household(Type::Date)),
            Computed::Deprivations => ("deprivations", household(Type::Number(Unit::Count))),
            Computed::DeprivationsUnknown => ("deprivations_unknown", household(Type::Number(Unit::Count))),
            Computed::RecordedDeprivations => ("recorded_deprivations", household(Type::Number(Unit::Count))),
            Computed::Class => ("class", household(Type::Code(Arc::clone(&rules.class_codes)))),
            Computed::Basis => ("basis", household(Type::Code(Arc::clone(&rules.basis_codes)))),
        };
        let declared = Some(rules.source.clone());
        names.define(id, Symbol { slot: Slot::Computed(slot as u16), entity, ty, range: Interval::UNKNOWN, declared });
    }
    names
}

fn codes(name: &str, ids: impl Iterator<Item = String>) -> Arc<CodeList> {
    Arc::new(CodeList { name: name.to_owned(), codes: ids.collect(), groups: Vec::new() })
}

/// Reports ids that stand twice among names of one kind, names that clash, and lists that are too long.
fn unique(raw: &Raw<'_>, findings: &Findings) {
    let mut ids = Ids::default();
    let mut add = |kind: &'static str, id| {
        ids.add(kind, id, findings);
        let taken = match kind {
            "name" => RESERVED.contains(&id.value.as_str()),
            "class" => TAKEN_BY_CLASSES.contains(&id.value.as_str()),
            _ => false,
        };
        if taken {
            findings.push(reserved(id));
        }
    };
    raw.settings.iter().for_each(|x| add("name", &x.id));
    raw.parameters.iter().for_each(|x| add("name", &x.id));
    raw.indicators.iter().for_each(|x| add("name", &x.id));
    for variable in &raw.variables {
        add(if variable.entity == Entity::Member { "member" } else { "name" }, &variable.id);
    }
    let taken = raw.indicators.iter().filter(|x| TAKEN_BY_INDICATORS.contains(&x.id.value.as_str()));
    taken.for_each(|x| findings.push(reserved(&x.id)));
    raw.dimensions.iter().for_each(|(id, _)| add("dimension", id));
    raw.bases.iter().for_each(|(id, ..)| add("basis", id));
    raw.classes.iter().for_each(|x| add("class", &x.id));
    raw.checks.iter().for_each(|x| add("check", &x.id));
    for (what, last) in [
        ("classes", raw.classes.get(MOST).map(|x| &x.id)),
        ("indicators", raw.indicators.get(MOST).map(|x| &x.id)),
        ("bases", raw.bases.get(MOST).map(|(id, ..)| id)),
    ] {
        if let Some(id) = last {
            let message = format!("a standard has at most {MOST} {what}");
            findings.push(Diagnostic::error("too-many", id.span, message));
        }
    }
    let names = raw.settings.len() + raw.parameters.len() + raw.indicators.len() + raw.variables.len();
    if names > MOST_NAMES {
        let message = format!("a standard defines at most {MOST_NAMES} names, found {names}");
        findings.push(Diagnostic::error("too-many", Default::default(), message));
    }
    let mut numbers: HashMap<i64, &Text> = HashMap::new();
    for indicator in &raw.indicators {
        if let Some(first) = numbers.insert(indicator.number, &indicator.id) {
            let message = format!("number {} is given to two indicators", indicator.number);
            findings
                .push(Diagnostic::error("duplicate-number", indicator.span, message).related(first.span, "first here"));
        }
    }
}

fn reserved(id: &Text) -> Diagnostic {
    Diagnostic::error("reserved-name", id.span, format!("`{}` is a name of the program's own", id.value))
        .help("choose another name")
}

/// How many levels an expression has.
fn height(expr: &Expr) -> usize {
    let mut deepest = 0;
    // without recursion over what is only counted
    let mut open = vec![(expr, 1)];
    while let Some((expr, depth)) = open.pop() {
        deepest = deepest.max(depth);
        super::names::parts(expr, &mut |part| open.push((part, depth + 1)));
    }
    deepest
}

/// What each definition refers to.
struct Graph {
    variables: Vec<Option<Expr>>,
    indicators: Vec<Option<Expr>>,
    /// By node: variables first, then indicators, then one node for all that counts indicators.
    edges: Vec<Vec<usize>>,
}

impl Graph {
    fn new(raw: &Raw<'_>, typist: &Typist<'_>) -> Graph {
        let variables: Vec<_> = raw.variables.iter().map(|v| typist.parse(v.value.as_ref()?)).collect();
        let indicators: Vec<_> = raw.indicators.iter().map(|i| typist.parse(i.deprived_when.as_ref()?)).collect();
        let mut nodes: HashMap<(Entity, &str), usize> = HashMap::new();
        for (index, variable) in raw.variables.iter().enumerate() {
            nodes.insert((variable.entity, &variable.id.value), index);
        }
        let counting = variables.len() + indicators.len();
        for (index, indicator) in raw.indicators.iter().enumerate() {
            nodes.insert((Entity::Household, &indicator.id.value), variables.len() + index);
        }
        nodes.insert((Entity::Household, "deprivations"), counting);
        nodes.insert((Entity::Household, "deprivations_unknown"), counting);
        let by: HashMap<&str, &str> =
            raw.parameters.iter().filter_map(|p| Some((p.id.value.as_str(), p.by.as_ref()?.value.as_str()))).collect();
        let edges_of = |expr: &Option<Expr>, inside: Entity| -> Vec<usize> {
            let mut names = Vec::new();
            if let Some(expr) = expr {
                used(expr, inside, &mut names);
            }
            let found = names.iter().filter_map(|(entities, name)| {
                let name = by.get(name.as_str()).copied().unwrap_or(name);
                entities.iter().find_map(|entity| nodes.get(&(*entity, name)).copied())
            });
            found.collect()
        };
        let mut edges: Vec<Vec<usize>> = Vec::new();
        edges.extend(variables.iter().zip(&raw.variables).map(|(e, v)| edges_of(e, v.entity)));
        edges.extend(indicators.iter().map(|e| edges_of(e, Entity::Household)));
        edges.push((variables.len()..counting).collect());
        Graph { variables, indicators, edges }
    }

    /// The variables, each after those it refers to; a circle is a finding.
    fn order(&self, raw: &Raw<'_>, findings: &Findings) -> Vec<usize> {
        let text = |node: usize| match node.checked_sub(self.variables.len()) {
            None => raw.variables[node].value.as_ref(),
            Some(i) => raw.indicators.get(i).and_then(|indicator| indicator.deprived_when.as_ref()),
        };
        let name = |node: usize| match node.checked_sub(self.variables.len()) {
            None => raw.variables[node].id.value.as_str(),
            Some(i) => raw.indicators.get(i).map_or("deprivations", |indicator| &indicator.id.value),
        };
        let mut state = vec![0u8; self.edges.len()];
        let mut order = Vec::new();
        for root in 0..self.edges.len() {
            // depth first without recursion: (node, next edge); 1 is on the path, 2 is done
            let mut path = if state[root] == 0 { vec![(root, 0)] } else { Vec::new() };
            while let Some((node, edge)) = path.last_mut() {
                state[*node] = 1;
                let Some(&next) = self.edges[*node].get(*edge) else {
                    state[*node] = 2;
                    order.push(*node);
                    path.pop();
                    continue;
                };
                *edge += 1;
                let from = *node;
                if state[next] == 0 {
                    path.push((next, 0));
                } else if state[next] == 1 {
                    let circle: Vec<&str> =
                        path.iter().map(|(node, _)| *node).skip_while(|node| *node != next).map(name).collect();
                    let Some(text) = text(from).or_else(|| text(next)) else { continue };
                    let message = if circle.len() == 1 {
                        format!("`{}` is defined by itself", name(next))
                    } else {
                        format!("`{}` is defined by itself, through `{}`", name(next), circle[1..].join("`, `"))
                    };
                    findings.push(
                        Diagnostic::error("circular", text.span, message)
                            .help(format!("for the value in the survey write `recorded.{}`", name(next))),
                    );
                }
            }
        }
        let own = |node: usize| match node.checked_sub(self.variables.len()) {
            None => self.variables[node].as_ref().map_or(1, height),
            Some(i) => self.indicators.get(i).and_then(Option::as_ref).map_or(1, height),
        };
        let mut depth = vec![0usize; self.edges.len()];
        for &node in &order {
            let below = self.edges[node].iter().map(|next| depth[*next]).max().unwrap_or(0);
            depth[node] = below + own(node);
            if let Some(text) = text(node).filter(|_| depth[node] > DEEPEST && below <= DEEPEST) {
                let message =
                    format!("`{}` goes {} levels deep, at most {DEEPEST} are possible", name(node), depth[node]);
                findings.push(Diagnostic::error("too-deep", text.span, message).help("define it in fewer steps"));
            }
        }
        order.retain(|node| *node < self.variables.len());
        order
    }
}

fn setting(raw: &RawSetting<'_>, findings: &Findings) -> Option<Setting> {
    let word = |item: &Item<'_>| {
        item.as_text().map(|text| text.value).or_else(|| item.as_number().map(|number| number.to_string()))
    };
    let words: Vec<String> = raw.choices.iter().filter_map(|(item, _)| word(item)).collect();
    let numbers: Option<Vec<Exact>> = raw.choices.iter().map(|(item, _)| item.as_number()).collect();
    if words.len() == 1 || words.len() != raw.choices.len() || words.len() > MOST {
        findings.push(
            Diagnostic::error("wrong-choices", raw.span, format!("`{}` has no list of choices", raw.id.value))
                .help("write `choices = [{ value = …, title = { vi = \"…\", en = \"…\" } }, …]`, two or more"),
        );
        return None;
    }
    let (ty, values): (Type, Vec<Value<'static>>) = match numbers {
        Some(numbers) => {
            let values = numbers.into_iter().map(|number| Value::Number(Interval::point(number)));
            (Type::Number(raw.unit), values.collect())
        }
        None => {
            let list = codes(&raw.id.value, words.iter().cloned());
            let values = (0..words.len()).map(|index| Value::Code(CodeMask::one(index as u8)));
            (Type::Code(list), values.collect())
        }
    };
    let choices: Vec<Choice> = words
        .into_iter()
        .zip(values)
        .zip(&raw.choices)
        .map(|((word, value), (_, title))| Choice { answer: Answer { word, value }, title: title.clone() })
        .collect();
    let default = raw.default.as_ref().and_then(word).unwrap_or_default();
    let mut setting = Setting {
        id: raw.id.value.clone(),
        title: raw.title.clone(),
        ty,
        default: Answer { word: default, value: Value::Text(None) },
        choices,
        source: raw.source.clone(),
    };
    let Some(answer) = setting.answer(&setting.default.word) else {
        let span = raw.default.map_or(raw.span, |item| item.span());
        let message = if setting.choices.is_empty() {
            format!("`{}` has no choices, so its `value` must be a number", raw.id.value)
        } else {
            format!("`value` of `{}` is none of its choices", raw.id.value)
        };
        let help = format!("it can be {}", setting.known());
        findings.push(Diagnostic::error("wrong-choices", span, message).help(help));
        return None;
    };
    setting.default = answer;
    Some(setting)
}

fn parameter(
    raw: &RawParameter<'_>,
    validity: Option<(jiff::civil::Date, jiff::civil::Date)>,
    typist: &Typist<'_>,
) -> Option<Parameter> {
    let findings = typist.findings;
    let mut sound = true;
    let mut wrong = |diagnostic: Diagnostic| {
        sound &= diagnostic.severity != Severity::Error;
        findings.push(diagnostic);
    };
    let by = match &raw.by {
        None => None,
        Some(text) => Some(typist.typed(Some(text), None)?),
    };
    let list = match by.as_ref().map(|by| &by.ty) {
        None => None,
        Some(Type::Code(list)) => Some(Arc::clone(list)),
        Some(other) => {
            let message = format!("a parameter is split by a code, `{}` is {other}", raw.by.as_ref()?.value);
            wrong(Diagnostic::error("wrong-type", raw.by.as_ref()?.span, message));
            None
        }
    };
    // without a known validity every date is within it
    let (valid_from, valid_to) = validity.unwrap_or((jiff::civil::Date::MIN, jiff::civil::Date::MAX));
    let mut values: Vec<DatedValue> = Vec::new();
    for (index, value) in raw.values.iter().enumerate() {
        let from = value.from.unwrap_or(valid_from);
        let next = raw.values.get(index + 1).and_then(|next| next.from);
        let until_next = next.and_then(|next| next.yesterday().ok());
        let to = value.to.or(until_next).unwrap_or(valid_to);
        if from > to || from < valid_from || to > valid_to {
            wrong(
                Diagnostic::error("wrong-dates", value.span, format!("from {from} to {to} is not within the standard"))
                    .help(format!("the standard applies from {valid_from} to {valid_to}; dates ascend")),
            );
        }
        let mut amount = |text: &Text, item: &Item<'_>| {
            let number = item.as_number();
            if number.is_none() {
                wrong(Diagnostic::error(
                    "wrong-type",
                    item.span(),
                    format!("`{}` must be a number, found {}", text.value, item.type_name()),
                ));
            }
            number
        };
        let amount = if let Some(why) = &value.missing {
            Some(Amount::Missing(why.clone()))
        } else if let Some(list) = &list {
            let mut amounts: Vec<Option<Exact>> = vec![None; list.codes.len()];
            for (text, item) in &value.amounts {
                match list.codes.iter().position(|code| *code == text.value) {
                    Some(code) => amounts[code] = amount(text, item),
                    None => findings.push(
                        Diagnostic::error(
                            "unknown-code",
                            text.span,
                            format!("`{}` has no code `{}`", list.name, text.value),
                        )
                        .suggest(&text.value, list.codes.iter().map(String::as_str))
                        .help(format!("its codes are {}", list.codes.join(", "))),
                    ),
                }
            }
            let absent: Vec<&str> =
                list.codes.iter().zip(&amounts).filter(|(_, a)| a.is_none()).map(|(c, _)| c.as_str()).collect();
            if !absent.is_empty() {
                findings.push(Diagnostic::error(
                    "missing-key",
                    value.span,
                    format!("no value for {} of `{}`", absent.join(", "), list.name),
                ));
            }
            amounts.into_iter().collect::<Option<_>>().map(Amount::PerCode)
        } else {
            for (text, _) in value.amounts.iter().filter(|(text, _)| text.value != "value") {
                findings.push(
                    Diagnostic::error("unknown-key", text.span, format!("a dated value has no key `{}`", text.value))
                        .help("known keys: `from`, `to`, `value`, `missing`; a split by code needs `by`"),
                );
            }
            let one = value.amounts.iter().find(|(text, _)| text.value == "value");
            if one.is_none() {
                findings.push(Diagnostic::error("missing-key", value.span, "this dated value has no `value`"));
            }
            one.and_then(|(text, item)| amount(text, item)).map(Amount::One)
        };
        if values.last().is_some_and(|last| last.to >= from) {
            findings.push(Diagnostic::error("wrong-dates", value.span, "this period begins before the one above ends"));
        }
        if let Some(amount) = amount {
            values.push(DatedValue { from, to, amount });
        }
    }
    sound.then(|| Parameter {
        id: raw.id.value.clone(),
        title: raw.title.clone(),
        ty: Type::Number(raw.unit),
        by,
        values,
        source: raw.source.clone(),
    })
}

fn dimension(text: &Text, dimensions: &[Dimension], findings: &Findings) -> Option<usize> {
    let found = dimensions.iter().position(|dimension| dimension.id == text.value);
    if found.is_none() {
        let message = format!("there is no dimension `{}`", text.value);
        let finding = Diagnostic::error("unknown-name", text.span, message);
        findings.push(finding.suggest(&text.value, dimensions.iter().map(|d| d.id.as_str())));
    }
    found
}

fn recorded(text: Option<&Text>, id: &str, codebook: &Codebook, findings: &Findings) -> Option<usize> {
    let Some(text) = text else { return codebook.position(Entity::Household, id) };
    field(text, codebook, findings)
}

fn field(text: &Text, codebook: &Codebook, findings: &Findings) -> Option<usize> {
    let found = codebook.position(Entity::Household, &text.value);
    if found.is_none() {
        let message = format!("the codebook has no household field `{}`", text.value);
        findings.push(
            Diagnostic::error("unknown-name", text.span, message)
                .suggest(&text.value, codebook.household.iter().map(|field| field.id.as_str())),
        );
    }
    found
}
