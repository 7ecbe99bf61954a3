//! Which columns a made-up survey has, and what a household or member answers in each. By field ids; how headers and
//! answers are spelt is [`super::wording`]'s.

use jiff::civil::Date;

use super::deprivation;
use super::household::Household;

/// An answer before it is put into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// Not asked, or no mark.
    None,
    /// Yes or no.
    Bool(bool),
    /// A code of the field.
    Code(&'static str),
    /// Free text.
    Text(&'a str),
    /// A whole number.
    Whole(i64),
    /// A number with one decimal, in tenths.
    Tenths(i64),
    /// A day.
    Date(Date),
}

/// A column of one of the sheets.
#[derive(Clone, Copy)]
pub struct Column {
    /// The field's id in the codebook.
    pub field: &'static str,
    /// Whether an answer can be missing; units and keys never are.
    pub can_miss: bool,
    /// Whether a no is written as an empty cell, where the codebook reads it so.
    pub mark: bool,
    /// The answer of a household; in the member sheet, of its member with that index.
    pub answer: fn(&Household, usize) -> Answer<'_>,
}

/// A column that is always filled.
const fn key(field: &'static str, answer: fn(&Household, usize) -> Answer<'_>) -> Column {
    Column { field, can_miss: false, mark: false, answer }
}

/// A question.
const fn asked(field: &'static str, answer: fn(&Household, usize) -> Answer<'_>) -> Column {
    Column { field, can_miss: true, mark: false, answer }
}

/// A column of marks.
const fn mark(field: &'static str, answer: fn(&Household, usize) -> Answer<'_>) -> Column {
    Column { field, can_miss: false, mark: true, answer }
}

const fn area(h: &Household, _: usize) -> Answer<'_> {
    Answer::Code(if h.commune.town { "urban" } else { "rural" })
}

fn optional(answer: Option<bool>) -> Answer<'static> {
    answer.map_or(Answer::None, Answer::Bool)
}

fn code(answer: Option<&'static str>) -> Answer<'static> {
    answer.map_or(Answer::None, Answer::Code)
}

const ID: Column = key("household_id", |h, _| Answer::Text(&h.id));
const PROVINCE: Column = key("province", |_, _| Answer::Text(super::place::PROVINCE));
const DISTRICT: Column = key("district", |_, _| Answer::Text(super::place::DISTRICT));
const COMMUNE: Column = key("commune", |h, _| Answer::Text(h.commune.name));
const VILLAGE: Column = key("village", |h, _| Answer::Text(h.village));
const HEAD: Column = key("head_name", |h, _| Answer::Text(&h.family[0].name));
const AREA: Column = key("area", area);
const PERSONS: Column = key("persons", |h, _| Answer::Whole(h.persons()));
const REVIEW_YEAR: Column = key("review_year", |h, _| Answer::Whole(i64::from(h.review.year())));

/// The household sheet with raw answers.
pub const RAW: &[Column] = &[
    ID,
    PROVINCE,
    DISTRICT,
    COMMUNE,
    VILLAGE,
    AREA,
    key("zone", |h, _| Answer::Code(h.commune.zone)),
    key("border_commune", |h, _| Answer::Bool(h.commune.border)),
    HEAD,
    key("ethnicity", |h, _| Answer::Text(h.people.title())),
    PERSONS,
    asked("income_month", |h, _| Answer::Whole(h.income_month)),
    asked("wall", |h, _| Answer::Code(h.dwelling.materials[0])),
    asked("pillar", |h, _| Answer::Code(h.dwelling.materials[1])),
    asked("roof", |h, _| Answer::Code(h.dwelling.materials[2])),
    asked("floor_area", |h, _| Answer::Tenths(h.dwelling.area_tenths)),
    asked("water_source", |h, _| Answer::Code(h.dwelling.water)),
    asked("toilet", |h, _| Answer::Code(h.dwelling.toilet)),
    asked("internet", |h, _| Answer::Bool(h.dwelling.internet)),
    asked("television", |h, _| Answer::Bool(h.dwelling.devices[0])),
    asked("radio", |h, _| Answer::Bool(h.dwelling.devices[1])),
    asked("desktop", |h, _| Answer::Bool(h.dwelling.devices[2])),
    asked("telephone", |h, _| Answer::Bool(h.dwelling.devices[3])),
    asked("laptop", |h, _| Answer::Bool(h.dwelling.devices[4])),
    asked("tablet", |h, _| Answer::Bool(h.dwelling.devices[5])),
    asked("smartphone", |h, _| Answer::Bool(h.dwelling.devices[6])),
    key("farming", |h, _| Answer::Bool(h.farming)),
    key("merit", |h, _| Answer::Bool(h.merit)),
    mark("cause_land", |h, _| Answer::Bool(h.causes[0])),
    mark("cause_capital", |h, _| Answer::Bool(h.causes[1])),
    mark("cause_labour", |h, _| Answer::Bool(h.causes[2])),
    mark("cause_tools", |h, _| Answer::Bool(h.causes[3])),
    mark("cause_knowledge", |h, _| Answer::Bool(h.causes[4])),
    mark("cause_skills", |h, _| Answer::Bool(h.causes[5])),
    mark("cause_illness", |h, _| Answer::Bool(h.causes[6])),
    mark("cause_other", |h, _| Answer::Bool(h.causes[7])),
    mark("need_health", |h, _| Answer::Bool(h.needs[0])),
    mark("need_education", |h, _| Answer::Bool(h.needs[1])),
    mark("need_production", |h, _| Answer::Bool(h.needs[2])),
    mark("need_credit", |h, _| Answer::Bool(h.needs[3])),
    mark("need_housing", |h, _| Answer::Bool(h.needs[4])),
    mark("need_other", |h, _| Answer::Bool(h.needs[5])),
    key("review_date", |h, _| Answer::Date(h.review)),
];

/// The household sheet with points only.
pub const POINTS: &[Column] = &[
    ID,
    PROVINCE,
    DISTRICT,
    COMMUNE,
    VILLAGE,
    HEAD,
    AREA,
    PERSONS,
    asked("b1", |h, _| Answer::Whole(deprivation::income_points(h.commune, h.income_month, h.persons()))),
    asked("b2", |h, _| Answer::Whole(10 * i64::from(h.deprivations.count()))),
    REVIEW_YEAR,
];

/// The household sheet with income and recorded deprivations.
pub const RECORDED: &[Column] = &[
    ID,
    PROVINCE,
    DISTRICT,
    COMMUNE,
    VILLAGE,
    HEAD,
    AREA,
    PERSONS,
    asked("income_person_month", |h, _| Answer::Whole(h.income_person())),
    asked(deprivation::IDS[0], |h, _| Answer::Bool(h.deprivations.has(0))),
    asked(deprivation::IDS[1], |h, _| Answer::Bool(h.deprivations.has(1))),
    asked(deprivation::IDS[2], |h, _| Answer::Bool(h.deprivations.has(2))),
    asked(deprivation::IDS[3], |h, _| Answer::Bool(h.deprivations.has(3))),
    asked(deprivation::IDS[4], |h, _| Answer::Bool(h.deprivations.has(4))),
    asked(deprivation::IDS[5], |h, _| Answer::Bool(h.deprivations.has(5))),
    asked(deprivation::IDS[6], |h, _| Answer::Bool(h.deprivations.has(6))),
    asked(deprivation::IDS[7], |h, _| Answer::Bool(h.deprivations.has(7))),
    asked(deprivation::IDS[8], |h, _| Answer::Bool(h.deprivations.has(8))),
    asked(deprivation::IDS[9], |h, _| Answer::Bool(h.deprivations.has(9))),
    asked(deprivation::IDS[10], |h, _| Answer::Bool(h.deprivations.has(10))),
    asked(deprivation::IDS[11], |h, _| Answer::Bool(h.deprivations.has(11))),
    REVIEW_YEAR,
];

/// The member sheet, beside [`RAW`].
pub const MEMBERS: &[Column] = &[
    key("household_id", |h, _| Answer::Text(&h.id)),
    key("member_no", |_, i| Answer::Whole(i as i64 + 1)),
    key("name", |h, i| Answer::Text(&h.family[i].name)),
    key("relation", |h, i| Answer::Code(h.family[i].relation)),
    key("sex", |h, i| Answer::Code(h.family[i].sex.code())),
    asked("birth_date", |h, i| match h.family[i].year_only {
        true => Answer::Whole(i64::from(h.family[i].birth.year())),
        false => Answer::Date(h.family[i].birth),
    }),
    asked("works", |h, i| optional(h.answers[i].works)),
    asked("wage_worker", |h, i| optional(h.answers[i].wage)),
    asked("has_contract", |h, i| optional(h.answers[i].contract)),
    asked("wants_work", |h, i| optional(h.answers[i].wants)),
    asked("able_to_work", |h, i| optional(h.answers[i].able)),
    asked("disabled", |h, i| Answer::Bool(h.answers[i].disabled)),
    asked("monthly_allowance", |h, i| Answer::Bool(h.answers[i].allowance)),
    asked("stunted", |h, i| optional(h.answers[i].stunted)),
    asked("underweight", |h, i| optional(h.answers[i].underweight)),
    asked("insured", |h, i| Answer::Bool(h.answers[i].insured)),
    asked("attending", |h, i| Answer::Bool(h.answers[i].attending)),
    asked("attending_level", |h, i| code(h.answers[i].level)),
    asked("highest_education", |h, i| code(h.answers[i].highest)),
];
