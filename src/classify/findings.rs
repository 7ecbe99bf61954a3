//! Data problems that show only when a household is evaluated: ways of telling one thing that disagree, members the rules
//! need, dates outside the review, no class.

use crate::lang::ast::Compare;
use crate::lang::{DateSpan, Entity, Exact, Truth, Type, Value};
use crate::rules::standard::Standard;
use crate::survey::batch::{Batch, Column, Members, Rows};
use crate::survey::codebook::{Field, Title};
use crate::survey::columns::{packed, unpacked};
use crate::survey::problem::ProblemKind;
use crate::text::Language;

use super::evaluate::{Evaluator, compare};
use super::lanes::Lanes;
use super::outcome::Outcome;

/// A finding about the household the evaluator stands at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The member's row in the batch, where it is about a member.
    pub member: Option<usize>,
    /// Index of the field it is about, the household's or the member's; none for the whole row.
    pub field: Option<usize>,
    /// The field's value as a person would read it.
    pub value: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// The findings about a household. `members_expected`: the survey has a list of members, so that a household without any
/// lacks them.
pub fn findings<'a>(
    evaluator: &mut Evaluator<'a>,
    standard: &'a Standard,
    batch: &'a Batch,
    household: usize,
    outcome: &Outcome,
    members_expected: bool,
) -> Vec<Finding> {
    let mut found = Vec::new();
    if outcome.rejected {
        return found;
    }
    let rules = &*standard.rules;
    for check in &rules.checks {
        let (left, right) = (evaluator.value(&check.left), evaluator.value(&check.right));
        // told to be different, whatever is missing of either
        if compare(Compare::Equal, left, right, false) != Truth::False {
            continue;
        }
        let side = |value: Value<'_>, typed: &crate::lang::Typed| {
            let text = |language| in_words(value, &typed.ty, language);
            [format!("`{typed}` = {}", text(Language::Vi)), format!("`{typed}` = {}", text(Language::En))]
        };
        let (left_words, right_words) = (side(left, &check.left), side(right, &check.right));
        let decided = if check.left_decides { &check.left } else { &check.right };
        let [vi, en] = left_words;
        let titles = [&check.title.vi, &check.title.en];
        let kind = ProblemKind::Disagreement {
            check: check.id.clone(),
            left: [format!("{}: {vi}", titles[0]), format!("{}: {en}", titles[1])],
            right: right_words,
            decided: [format!("`{decided}`"), format!("`{decided}`")],
        };
        found.push(Finding {
            member: None,
            field: Some(check.field),
            value: recorded_text(standard, batch, household, check.field),
            kind,
        });
    }
    for (index, indicator) in rules.indicators.iter().enumerate() {
        let (decided, computed, recorded) = evaluator.indicator(index);
        if !computed.known() || !recorded.known() || computed == recorded {
            continue;
        }
        let title = |language| title(&indicator.title, language);
        let yes = |truth: Truth, language| match (truth, language) {
            (Truth::True, Language::Vi) => "có",
            (Truth::True, Language::En) => "yes",
            (_, Language::Vi) => "không",
            (_, Language::En) => "no",
        };
        let both = |f: &dyn Fn(Language) -> String| [f(Language::Vi), f(Language::En)];
        let kind = ProblemKind::Disagreement {
            check: "recorded_vs_computed".into(),
            left: both(&|language| match language {
                Language::Vi => format!("{} ghi là {}", title(language), yes(recorded, language)),
                Language::En => format!("{} is recorded as {}", title(language), yes(recorded, language)),
            }),
            right: both(&|language| match language {
                Language::Vi => format!("tính từ câu trả lời là {}", yes(computed, language)),
                Language::En => format!("computed from the answers as {}", yes(computed, language)),
            }),
            decided: both(&|language| match (decided == computed, language) {
                (true, Language::Vi) => "giá trị tính được".into(),
                (true, Language::En) => "the computed value".into(),
                (false, Language::Vi) => "giá trị ghi".into(),
                (false, Language::En) => "the recorded value".into(),
            }),
        };
        let value = indicator.recorded.map(|field| recorded_text(standard, batch, household, field));
        found.push(Finding { member: None, field: indicator.recorded, value: value.unwrap_or_default(), kind });
    }
    if let Some(field) = standard.review_date_field {
        let date = batch.households.span(household, field);
        if let Some(date) = date.filter(|span| !standard.is_of_review(span.first) || !standard.is_of_review(span.last))
        {
            let period = standard.year().to_string();
            found.push(Finding {
                member: None,
                field: Some(field),
                value: plain(Value::Date(date), &Type::Date),
                kind: ProblemKind::DateOutOfPeriod { period },
            });
        }
    }
    if let Some(field) = rules.codebook.position(Entity::Household, "review_year") {
        let value = batch.households.value(household, field, &rules.codebook.household[field]);
        let year = Exact::int(i64::from(standard.year()));
        if value.number().known().is_some_and(|told| told != year) {
            found.push(Finding {
                member: None,
                field: Some(field),
                value: plain(value, &Type::Number(crate::lang::Unit::Year)),
                kind: ProblemKind::DateOutOfPeriod { period: standard.year().to_string() },
            });
        }
    }
    after_review(evaluator, standard, batch, household, &mut found);
    found.extend(class_mismatch(standard, batch, household, outcome));
    let unlisted = batch.of_household.get(household) == Some(&Members::NotListed);
    if members_expected && unlisted && outcome.undetermined() {
        found.push(Finding { member: None, field: None, value: String::new(), kind: ProblemKind::NoMembers });
    } else if outcome.possible.is_empty() {
        found.push(Finding { member: None, field: None, value: String::new(), kind: ProblemKind::NoClass });
    }
    found
}

/// Which of many households [`findings`] may have something to say of; of the others it has not. Members in the batch itself
/// are not looked at.
pub fn suspects(
    lanes: &mut Lanes<'_>,
    standard: &Standard,
    batch: &Batch,
    outcomes: &[Outcome],
    members_expected: bool,
) -> Vec<usize> {
    let rules = &*standard.rules;
    let (households, rows) = (&batch.households, outcomes.len());
    let mut suspect = vec![false; rows];
    lanes.mark_disagreements(&mut suspect);
    let (first, last) = standard.own_dates();
    let (first, last) = (packed(first), packed(last));
    if let Some(Some(Column::Date(dates))) = standard.review_date_field.map(|field| &households.columns[field]) {
        let known = |day: i32| day != packed(DateSpan::UNKNOWN.first) && day != packed(DateSpan::UNKNOWN.last);
        let outside = |day: i32| known(day) && !(first..=last).contains(&day);
        let (from, to) = dates.bounds();
        for ((suspect, from), to) in suspect.iter_mut().zip(from).zip(to) {
            *suspect |= outside(*from) || outside(*to);
        }
    }
    let year = Exact::int(i64::from(standard.year()));
    let review_year = rules.codebook.position(Entity::Household, "review_year");
    if let Some(Some(Column::Number(years))) = review_year.map(|field| &households.columns[field]) {
        let other = |row: usize| years.get(row).is_some_and(|told| told != year);
        suspect.iter_mut().enumerate().for_each(|(row, suspect)| *suspect |= other(row));
    }
    for (_, _, row) in after(lanes, standard, households, &rules.codebook.household) {
        suspect[row] = true;
    }
    let recorded = rules.codebook.position(Entity::Household, "class_recorded");
    let column = recorded.map(|field| (&households.columns[field], &rules.codebook.household[field]));
    if let Some((Some(Column::Code(codes)), field)) = column {
        let classes: Vec<Option<usize>> = field.codes.iter().map(|code| rules.class(&code.id)).collect();
        let class_of = |code: u8| classes.get(usize::from(code)).copied().flatten();
        for ((suspect, code), outcome) in suspect.iter_mut().zip(codes).zip(outcomes) {
            *suspect |= class_of(*code).is_some_and(|class| !outcome.possible.contains(class));
        }
    }
    for ((suspect, outcome), members) in suspect.iter_mut().zip(outcomes).zip(&batch.of_household) {
        let lacks_members = members_expected && *members == Members::NotListed && outcome.undetermined();
        *suspect |= lacks_members || outcome.possible.is_empty();
        *suspect &= !outcome.rejected;
    }
    suspect.iter().enumerate().filter(|(_, suspect)| **suspect).map(|(row, _)| row).collect()
}

/// Dates of members that cannot lie after the review and do, and the last day of their households' reviews; `lanes` are over
/// these members.
pub fn after_review_of(lanes: &mut Lanes<'_>, standard: &Standard, members: &Rows) -> Vec<Finding> {
    let fields = &standard.rules.codebook.member;
    let review = lanes.review_days();
    let found = after(lanes, standard, members, fields);
    let finding = |(index, field, row): (usize, &Field, usize)| {
        let last = unpacked(review(row).1);
        Finding {
            member: Some(row),
            field: Some(index),
            value: plain(members.value(row, index, field), &field.ty.as_type()),
            kind: ProblemKind::DateOutOfPeriod { period: format!("… – {last}") },
        }
    };
    found.into_iter().map(finding).collect()
}

/// Fields and rows of what cannot lie after the review and does.
fn after<'f>(
    lanes: &mut Lanes<'_>,
    standard: &Standard,
    rows: &Rows,
    fields: &'f [Field],
) -> Vec<(usize, &'f Field, usize)> {
    let mut found = Vec::new();
    for (index, field) in fields.iter().enumerate().filter(|(_, field)| field.past) {
        let Some(column) = &rows.columns[index] else { continue };
        let review = lanes.review_days();
        match column {
            Column::Date(dates) => {
                // no review ends later than this
                let certainly_before = packed(standard.own_dates().0.min(standard.review.date));
                let unknown = packed(DateSpan::UNKNOWN.first);
                let late = dates.bounds().0.iter().enumerate().filter(|(_, first)| **first > certainly_before);
                let after = late.filter(|(row, first)| **first != unknown && **first > review(*row).1);
                found.extend(after.map(|(row, _)| (index, field, row)));
            }
            Column::Number(numbers) => {
                let after = (0..numbers.len()).filter(|row| {
                    let year = Exact::int(i64::from(review(*row).1 >> 9));
                    numbers.get(*row).is_some_and(|known| known > year)
                });
                found.extend(after.map(|row| (index, field, row)));
            }
            _ => {}
        }
    }
    found
}

/// A class recorded by hand or by other software that the standard does not leave possible.
fn class_mismatch(standard: &Standard, batch: &Batch, household: usize, outcome: &Outcome) -> Option<Finding> {
    let rules = &*standard.rules;
    let field = rules.codebook.position(Entity::Household, "class_recorded")?;
    let definition = &rules.codebook.household[field];
    let Value::Code(mask) = batch.households.value(household, field, definition) else { return None };
    let recorded = rules.class(&definition.codes.get(usize::from(mask.known()?))?.id)?;
    if outcome.possible.contains(recorded) || outcome.possible.is_empty() {
        return None;
    }
    let titles = |language, or: &str| {
        let titles = outcome.possible.iter().map(|class| rules.classes[class].title.in_language(language));
        titles.collect::<Vec<_>>().join(or)
    };
    let kind =
        ProblemKind::ClassMismatch { possible: [titles(Language::Vi, " hoặc "), titles(Language::En, " or ")] };
    Some(Finding { member: None, field: Some(field), value: recorded_text(standard, batch, household, field), kind })
}

/// Dates that cannot lie after the review and do.
fn after_review(
    evaluator: &mut Evaluator<'_>,
    standard: &Standard,
    batch: &Batch,
    household: usize,
    found: &mut Vec<Finding>,
) {
    let Value::Date(review) = evaluator.review_date() else { return };
    let codebook = &standard.rules.codebook;
    let members = evaluator.listed().unwrap_or(0..0);
    let of_household = (false, &batch.households, &codebook.household, household..household + 1);
    let of_members = (true, &batch.members, &codebook.member, members);
    for (is_member, rows, fields, range) in [of_household, of_members] {
        for (index, field) in fields.iter().enumerate().filter(|(_, field)| field.past) {
            for row in range.clone() {
                let value = rows.value(row, index, field);
                let year = Exact::int(i64::from(review.last.year()));
                let after = match value {
                    Value::Date(span) => span.first > review.last,
                    Value::Number(interval) => interval.known().is_some_and(|known| known > year),
                    _ => false,
                };
                if after {
                    let period = format!("… – {}", review.last);
                    found.push(Finding {
                        member: is_member.then_some(row),
                        field: Some(index),
                        value: plain(value, &field.ty.as_type()),
                        kind: ProblemKind::DateOutOfPeriod { period },
                    });
                }
            }
        }
    }
}

fn recorded_text(standard: &Standard, batch: &Batch, household: usize, field: usize) -> String {
    let definition = &standard.rules.codebook.household[field];
    plain(batch.households.value(household, field, definition), &definition.ty.as_type())
}

fn title(title: &Title, language: Language) -> String {
    title.in_language(language).to_owned()
}

/// A value for people: as [`plain`], yes and no in their language.
fn in_words(value: Value<'_>, ty: &Type, language: Language) -> String {
    match (value, language) {
        (Value::Bool(Truth::True), Language::Vi) => "có".into(),
        (Value::Bool(Truth::False), Language::Vi) => "không".into(),
        _ => plain(value, ty),
    }
}

/// A value in machine words: numbers as they are, codes by id, `yes` and `no`; `low to high` or empty where it is unknown.
pub fn plain(value: Value<'_>, ty: &Type) -> String {
    match (value, ty) {
        (Value::Bool(Truth::True), _) => "yes".into(),
        (Value::Bool(Truth::False), _) => "no".into(),
        (Value::Bool(Truth::Unknown) | Value::Text(None), _) => String::new(),
        (Value::Text(Some(text)), _) => text.to_owned(),
        (Value::Number(interval), _) => match interval.known() {
            Some(number) => decimal(number),
            None if interval.low.is_finite() && interval.high.is_finite() => {
                format!("{} to {}", decimal(interval.low), decimal(interval.high))
            }
            None => String::new(),
        },
        (Value::Date(span), _) => match span.known() {
            Some(day) => day.to_string(),
            None if span == crate::lang::DateSpan::UNKNOWN => String::new(),
            None => format!("{} to {}", span.first, span.last),
        },
        (Value::Code(mask), Type::Code(list)) => match mask.known() {
            Some(code) => list.codes.get(usize::from(code)).cloned().unwrap_or_default(),
            None => String::new(),
        },
        (Value::Code(_), _) => String::new(),
    }
}

/// A number as written: whole or decimal; a fraction without end with as many decimals as show that it is not whole, two
/// at least.
pub fn decimal(number: Exact) -> String {
    let text = number.to_string();
    if !text.contains('/') && text.len() < 20 {
        return text;
    }
    (2..=9)
        .map(|digits| number.to_fixed(digits))
        .find(|text| text.trim_end_matches('0').chars().last().is_some_and(|c| c != '.'))
        .unwrap_or_else(|| number.to_fixed(2))
}
