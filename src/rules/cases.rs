//! The `[[test]]` cases of a rules file: made-up households in the codebook's own terms, and what must come out.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::diagnostic::Diagnostic;
use crate::lang::{DateSpan, Entity, Exact, Truth, Type};
use crate::survey::batch::{Batch, Column, Members, RowPlace, Rows};
use crate::survey::cells::CellValue;
use crate::survey::codebook::{Codebook, Field, FieldType};
use crate::toml_reader::{Findings, Item, Table, Text};

use super::load::RawTest;
use super::model::{Answer, Computed, Expected, RuleTest, Rules};

/// The answers of one household or member: field index to a column of one value.
type Answers = HashMap<usize, Column>;

/// Reads the cases; what is wrong with one is a finding and the case is left out.
pub(super) fn read(raw: Vec<RawTest<'_>>, rules: &Rules, findings: &Findings) -> Vec<RuleTest> {
    raw.into_iter().filter_map(|raw| one(raw, rules, findings)).collect()
}

fn one(raw: RawTest<'_>, rules: &Rules, findings: &Findings) -> Option<RuleTest> {
    let codebook = &*rules.codebook;
    let household = raw.household.map_or_else(|| Some(Answers::new()), |t| answers(t, Entity::Household, codebook));
    let members: Option<Option<Vec<Answers>>> = match raw.members {
        None => Some(None),
        Some(tables) => {
            let read: Vec<_> = tables.into_iter().map(|t| answers(t, Entity::Member, codebook)).collect();
            read.into_iter().collect::<Option<Vec<_>>>().map(Some)
        }
    };
    let varied = raw.each.map_or_else(|| Some(Vec::new()), |table| each(table, codebook));
    let settings = raw.settings.map_or_else(|| Some(Vec::new()), |table| settings(table, rules));
    let expected = raw.expect.map(|table| expectations(table, rules));
    let date = raw.date.unwrap_or_else(|| review_day(rules, rules.valid_from.year()));
    if date < rules.valid_from || date > rules.valid_to {
        findings.push(Diagnostic::error(
            "wrong-dates",
            raw.says.span,
            format!("the case's date {date} is outside the standard, {} to {}", rules.valid_from, rules.valid_to),
        ));
        return None;
    }
    let (household, members, varied) = (household?, members?, varied?);
    let cases = if varied.is_empty() {
        vec![(String::new(), batch(codebook, household, members))]
    } else {
        let one = |(words, field, column): (String, usize, Column)| {
            let mut household = household.clone();
            household.insert(field, column);
            (words, batch(codebook, household, members.clone()))
        };
        varied.into_iter().map(one).collect()
    };
    Some(RuleTest { says: raw.says.value, date, cases, settings: settings?, expected: expected??, span: raw.says.span })
}

/// The day that stands for a review of which only the year is known, kept within the standard's validity.
pub fn review_day(rules: &Rules, year: i16) -> Date {
    let (month, day) = rules.review_day;
    let date = Date::new(year, month, day).unwrap_or(rules.valid_from);
    if year == rules.valid_from.year() { date.max(rules.valid_from) } else { date }
}

fn answers(table: Table<'_>, entity: Entity, codebook: &Codebook) -> Option<Answers> {
    let mut answers = Answers::new();
    let mut sound = true;
    for (key, item) in table.entries() {
        let Some(index) = field(&key, entity, codebook, table.findings()) else {
            sound = false;
            continue;
        };
        match column(&codebook.fields(entity)[index], item, table.findings()) {
            Some(column) => {
                answers.insert(index, column);
            }
            None => sound = false,
        }
    }
    sound.then_some(answers)
}

fn field(key: &Text, entity: Entity, codebook: &Codebook, findings: &Findings) -> Option<usize> {
    let found = codebook.position(entity, &key.value);
    if found.is_none() {
        let whose = if entity == Entity::Member { "member" } else { "household" };
        let message = format!("the codebook has no {whose} field `{}`", key.value);
        let known = codebook.fields(entity).iter().map(|field| field.id.as_str());
        findings.push(Diagnostic::error("unknown-name", key.span, message).suggest(&key.value, known));
    }
    found
}

/// A column of one row.
fn filled(field: &Field, value: CellValue) -> Column {
    let mut column = Column::for_field(field);
    value.push_to(&mut column);
    column
}

/// One value as a column of one row.
fn column(field: &Field, item: Item<'_>, findings: &Findings) -> Option<Column> {
    let wrong = |expected: &str| {
        let message = format!("`{}` must be {expected}, found {}", field.id, item.type_name());
        findings.push(Diagnostic::error("wrong-type", item.span(), message));
    };
    if item.as_text().is_some_and(|text| text.value == "unknown") {
        let mut column = Column::for_field(field);
        column.push_unknown();
        return Some(column);
    }
    match &field.ty {
        FieldType::Bool => match item.as_bool() {
            Some(value) => Some(Column::Bool(vec![value.into()])),
            None => {
                wrong("true or false");
                None
            }
        },
        FieldType::Text => match item.as_text() {
            Some(text) => Some(filled(field, CellValue::Text(text.value))),
            None => {
                wrong("a string");
                None
            }
        },
        FieldType::Number(unit) => match item.as_number() {
            Some(value) if field.range.low <= value && value <= field.range.high => {
                Some(filled(field, CellValue::Number(value)))
            }
            Some(value) => {
                let message =
                    format!("`{}` can be {} to {}, found {value}", field.id, field.range.low, field.range.high);
                findings.push(Diagnostic::error("out-of-range", item.span(), message));
                None
            }
            None => {
                wrong(&format!("a number ({})", unit.name()));
                None
            }
        },
        FieldType::Code(list) => {
            let Some(text) = item.as_text() else {
                wrong("a string with one of its codes");
                return None;
            };
            let Some(code) = list.codes.iter().position(|code| *code == text.value) else {
                findings.push(
                    Diagnostic::error(
                        "unknown-code",
                        text.span,
                        format!("`{}` has no code `{}`", field.id, text.value),
                    )
                    .suggest(&text.value, list.codes.iter().map(String::as_str))
                    .help(format!("its codes are {}", list.codes.join(", "))),
                );
                return None;
            };
            Some(Column::Code(vec![code as u8]))
        }
        FieldType::Date => {
            let span = item.as_date().map(DateSpan::day).or_else(|| partial_date(&item.as_text()?.value));
            if span.is_none() {
                wrong("a date like 2010-05-17 without quotes, or \"2010\" or \"2010-05\" for a year or month");
            }
            Some(filled(field, CellValue::Date(span?)))
        }
    }
}

/// `2010` or `2010-05` as the span of its days.
fn partial_date(text: &str) -> Option<DateSpan> {
    let (year, month) = match text.split_once('-') {
        Some((year, month)) => (year, Some(month.parse::<i8>().ok()?)),
        None => (text, None),
    };
    let year: i16 = year.parse().ok()?;
    let first = Date::new(year, month.unwrap_or(1), 1).ok()?;
    let last = Date::new(year, month.unwrap_or(12), 1).ok()?.last_of_month();
    Some(DateSpan { first, last })
}

fn each(table: Table<'_>, codebook: &Codebook) -> Option<Vec<(String, usize, Column)>> {
    let mut varied = Vec::new();
    for (key, item) in table.entries() {
        let index = field(&key, Entity::Household, codebook, table.findings())?;
        let Some(items) = item.as_list() else {
            let message = format!("`each` takes a list of values for `{}`, found {}", key.value, item.type_name());
            table.findings().push(Diagnostic::error("wrong-type", item.span(), message));
            return None;
        };
        for item in items {
            let words = item.as_text().map(|text| text.value);
            let words = words.or_else(|| item.as_number().map(|number| number.to_string()));
            let words = words.or_else(|| item.as_bool().map(|value| value.to_string())).unwrap_or_default();
            let column = column(&codebook.household[index], item, table.findings())?;
            varied.push((format!("{} = {words}", key.value), index, column));
        }
    }
    Some(varied)
}

fn settings(table: Table<'_>, rules: &Rules) -> Option<Vec<(usize, Answer)>> {
    let mut chosen = Vec::new();
    for (key, item) in table.entries() {
        let word = item.as_text().map(|text| text.value);
        let word = word.or_else(|| item.as_number().map(|number| number.to_string())).unwrap_or_default();
        let setting = rules.settings.iter().position(|setting| setting.id == key.value);
        let Some(setting) = setting else {
            let message = format!("there is no setting `{}`", key.value);
            let known = rules.settings.iter().map(|setting| setting.id.as_str());
            table.findings().push(Diagnostic::error("unknown-name", key.span, message).suggest(&key.value, known));
            return None;
        };
        let Some(answer) = rules.settings[setting].answer(&word) else {
            let message = format!("`{}` cannot be `{word}`", key.value);
            let help = format!("it can be {}", rules.settings[setting].known());
            table.findings().push(Diagnostic::error("unknown-code", item.span(), message).help(help));
            return None;
        };
        chosen.push((setting, answer));
    }
    Some(chosen)
}

fn batch(codebook: &Codebook, household: Answers, members: Option<Vec<Answers>>) -> Batch {
    let mut batch = Batch {
        households: Rows::new(codebook, Entity::Household),
        members: Rows::new(codebook, Entity::Member),
        of_household: vec![match &members {
            None => Members::NotListed,
            Some(list) => Members::Listed { start: 0, end: list.len() as u32 },
        }],
        rejected: vec![members.as_ref().is_some_and(Vec::is_empty)],
    };
    batch.households.places.push(RowPlace { sheet: 0, row: 1 });
    for (index, column) in household {
        batch.households.columns[index] = Some(column);
    }
    for (row, answers) in members.into_iter().flatten().enumerate() {
        batch.members.places.push(RowPlace { sheet: 0, row: row as u32 + 1 });
        for (index, answer) in answers {
            let field = &codebook.member[index];
            let column = batch.members.columns[index].get_or_insert_with(|| Column::for_field(field));
            while column.len() < row {
                column.push_unknown();
            }
            column.append(answer);
        }
    }
    let rows = batch.members.len();
    for column in batch.members.columns.iter_mut().flatten() {
        while column.len() < rows {
            column.push_unknown();
        }
    }
    batch
}

fn expectations(table: Table<'_>, rules: &Rules) -> Option<Vec<Expected>> {
    let mut expected = Vec::new();
    let mut sound = true;
    for (key, item) in table.entries() {
        match expectation(&key, item, rules) {
            Ok(one) => expected.push(one),
            Err(finding) => {
                table.findings().push(*finding);
                sound = false;
            }
        }
    }
    if sound && expected.is_empty() {
        table.findings().push(Diagnostic::error("missing-key", table.span(), "this case expects nothing"));
    }
    sound.then_some(expected)
}

fn expectation(key: &Text, item: Item<'_>, rules: &Rules) -> Result<Expected, Box<Diagnostic>> {
    let word = item.as_text().map(|text| text.value);
    let wrong = |expected: &str| {
        let message = format!("`{}` must be {expected}, found {}", key.value, item.type_name());
        Box::new(Diagnostic::error("wrong-type", item.span(), message))
    };
    let class = |word: &str, span| {
        rules.class(word).ok_or_else(|| {
            let known = rules.classes.iter().map(|class| class.id.as_str());
            let message = format!("there is no class `{word}`");
            Box::new(Diagnostic::error("unknown-code", span, message).suggest(word, known))
        })
    };
    match key.value.as_str() {
        "class" => {
            let word = word.ok_or_else(|| wrong("a class id, `undetermined` or `rejected`"))?;
            if word != "undetermined" && word != "rejected" {
                class(&word, item.span())?;
            }
            return Ok(Expected::Class(word));
        }
        "possible_classes" => {
            let list = item.as_list().ok_or_else(|| wrong("a list of class ids"))?;
            let mut classes = Vec::new();
            for item in list {
                let word = item.as_text().ok_or_else(|| wrong("a list of class ids"))?;
                classes.push(class(&word.value, item.span())?);
            }
            classes.sort_unstable();
            return Ok(Expected::PossibleClasses(classes));
        }
        "basis" => {
            let word = word.ok_or_else(|| wrong("a basis id or empty"))?;
            if word.is_empty() {
                return Ok(Expected::Basis(None));
            }
            let found = rules.bases.iter().position(|basis| basis.id == word);
            let known = rules.bases.iter().map(|basis| basis.id.as_str());
            let missing = || Diagnostic::error("unknown-code", item.span(), format!("there is no basis `{word}`"));
            return found.map(|i| Expected::Basis(Some(i))).ok_or_else(|| Box::new(missing().suggest(&word, known)));
        }
        _ => {}
    }
    let unknown = word.as_deref() == Some("unknown");
    let truth = || match item.as_bool() {
        Some(value) => Ok(Truth::from(value)),
        None if unknown => Ok(Truth::Unknown),
        None => Err(wrong("true, false or \"unknown\"")),
    };
    if let Some(index) = rules.indicators.iter().position(|indicator| indicator.id == key.value) {
        return Ok(Expected::Indicator(index, truth()?));
    }
    let name = key.value.clone();
    let Some(computed) = rules.computed_named(&name) else {
        let known = ["class", "possible_classes", "basis", "deprivations", "deprivations_unknown"]
            .into_iter()
            .chain(rules.indicators.iter().map(|indicator| indicator.id.as_str()))
            .chain(rules.variables.iter().map(|variable| variable.id.as_str()));
        let message = format!("`{name}` is nothing these rules compute");
        return Err(Box::new(Diagnostic::error("unknown-name", key.span, message).suggest(&name, known)));
    };
    let ty = match rules.computed[computed] {
        Computed::Variable(i) => rules.variables[i].value.ty.clone(),
        Computed::Setting(i) => rules.settings[i].ty.clone(),
        Computed::ReviewDate => Type::Date,
        _ => Type::Number(crate::lang::Unit::Count),
    };
    match ty {
        Type::Bool => Ok(Expected::Truth { name, computed, value: truth()? }),
        Type::Number(_) => {
            let value: Option<Exact> = item.as_number();
            if value.is_none() && !unknown {
                return Err(wrong("a number or \"unknown\""));
            }
            Ok(Expected::Number { name, computed, value })
        }
        Type::Code(list) => {
            let word = word.ok_or_else(|| wrong("a code or \"unknown\""))?;
            let value = list.codes.iter().position(|code| *code == word).map(|code| code as u8);
            if value.is_none() && !unknown {
                return Err(wrong(&format!("one of {}", list.codes.join(", "))));
            }
            Ok(Expected::Code { name, computed, value })
        }
        Type::Date | Type::Text => Err(wrong("a value that cases can expect: yes/no, number or code")),
    }
}
