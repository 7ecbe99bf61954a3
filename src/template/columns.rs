//! Which fields are asked, in which order and under which headings: what tells households and members apart, then what the
//! standard reads, by its dimensions and indicators.

use crate::lang::{Entity, Slot, Typed, TypedKind};
use crate::rules::model::{Computed, Indicator};
use crate::rules::{Rules, Uses, visit};
use crate::survey::codebook::FieldType;
use crate::survey::headers::HeaderIndex;

use super::Options;
use super::check::{Asked, Asking, Check, Style};
use super::header::header;
use super::words::{say, yes_no};

/// Says which household it is and where.
const HOUSEHOLD: [&str; 6] = ["household_id", "province", "district", "commune", "village", "head_name"];
/// Says who it is.
const MEMBER: [&str; 5] = ["household_id", "member_no", "name", "relation", "sex"];
/// Asked with them where the standard reads it.
const PEOPLE: [&str; 4] = ["persons", "birth_date", "birth_year", "age"];
/// The day of the review.
pub(super) const REVIEW_DATE: &str = "review_date";
/// What the review came to.
const RESULT: [&str; 2] = ["class_recorded", REVIEW_DATE];
/// The same answers in the columns of other layouts.
const ELSEWHERE: [&str; 3] = ["birth_year_male", "birth_year_female", "review_year"];
/// The last year of reviews with districts, which there are none of since 1 July 2025.
const LAST_WITH_DISTRICTS: i16 = 2025;

/// A column to fill in.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Index of the field among its entity's.
    pub field: usize,
    /// The first row of its header.
    pub header: String,
    /// The second, in brackets: what to enter.
    pub help: String,
    /// Counts the groups from 0.
    pub group: usize,
    /// The group's title.
    pub group_title: String,
    /// What may stand in its cells.
    pub check: Check,
    /// How they look.
    pub style: Style,
    /// Shown where a cell is chosen.
    pub prompt: String,
    /// Shown where something else is typed.
    pub error: String,
}

/// Fields under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// For people.
    pub title: String,
    /// Indices of the fields.
    pub fields: Vec<usize>,
    /// Whether they are recorded deprivations.
    pub deprivations: bool,
}

/// Whether the standard asks anything of members.
pub fn asks_members(rules: &Rules) -> bool {
    Uses::of_rules(rules).any_member()
}

/// The fields of an entity's sheet.
pub fn groups(rules: &Rules, entity: Entity, options: &Options) -> Vec<Group> {
    let codebook = &rules.codebook;
    let language = options.language;
    let uses = Uses::of_rules(rules);
    let say = |vi: &str, en: &str| say(language, vi, en).to_owned();
    let mut left: Vec<usize> = (0..codebook.fields(entity).len()).filter(|field| uses.has(entity, *field)).collect();
    let position = |id: &&str| codebook.position(entity, id);
    let elsewhere: Vec<usize> = ELSEWHERE.iter().filter_map(position).collect();
    let has_date = uses_named(rules, &uses, REVIEW_DATE);
    left.retain(|field| {
        let id = codebook.fields(entity)[*field].id.as_str();
        !elsewhere.contains(field) || (id == "review_year" && !has_date)
    });
    let mut groups: Vec<Group> = Vec::new();
    let mut add = |title: String, fields: Vec<usize>, deprivations: bool, left: &mut Vec<usize>| {
        left.retain(|field| !fields.contains(field));
        if !fields.is_empty() {
            groups.push(Group { title, fields, deprivations });
        }
    };

    let year = options.year.unwrap_or(rules.valid_from.year());
    let identity: &[&str] = if entity == Entity::Household { &HOUSEHOLD } else { &MEMBER };
    let asked = identity.iter().filter(|id| **id != "district" || year <= LAST_WITH_DISTRICTS).filter_map(position);
    let mut own: Vec<usize> = asked.collect();
    own.extend(PEOPLE.iter().filter_map(position).filter(|field| left.contains(field)));
    let title = match entity {
        Entity::Household => say("Hộ", "Household"),
        Entity::Member => say("Thành viên", "Member"),
    };
    add(title, own, false, &mut left);

    let result: Vec<usize> = RESULT.iter().filter_map(position).filter(|field| left.contains(field)).collect();
    left.retain(|field| !result.contains(field));
    let mut recorded = Vec::new();
    if entity == Entity::Household {
        recorded.extend(rules.indicators.iter().filter_map(|indicator| indicator.recorded));
        recorded.retain(|field| left.contains(field));
        left.retain(|field| !recorded.contains(field));
    }

    let mut by_dimension = vec![Vec::new(); rules.dimensions.len()];
    let mut open = left.clone();
    for indicator in &rules.indicators {
        let reached = reached(rules, indicator);
        let fields: Vec<usize> = open.iter().copied().filter(|field| reached.has(entity, *field)).collect();
        open.retain(|field| !fields.contains(field));
        by_dimension[indicator.dimension].extend(fields);
    }
    add(say("Thông tin chung", "In general"), open, false, &mut left);
    for (dimension, fields) in rules.dimensions.iter().zip(by_dimension) {
        add(dimension.title.in_language(language).to_owned(), fields, false, &mut left);
    }
    add(say("Thiếu hụt đã ghi nhận", "Deprivations as recorded"), recorded, true, &mut left);
    add(say("Kết quả rà soát", "Result of the review"), result, false, &mut left);
    groups
}

fn uses_named(rules: &Rules, uses: &Uses, id: &str) -> bool {
    rules.codebook.position(Entity::Household, id).is_some_and(|field| uses.has(Entity::Household, field))
}

/// The fields that an indicator's condition reads.
pub fn reached(rules: &Rules, indicator: &Indicator) -> Uses {
    let mut found = Uses::none(&rules.codebook);
    indicator.deprived_when.iter().for_each(|when| reach(rules, when, &mut found, &mut Vec::new()));
    found
}

/// Adds the fields that an expression reads, by way of variables and parameters too; other indicators are asked by
/// themselves. `seen` holds the computed names gone through.
fn reach(rules: &Rules, node: &Typed, found: &mut Uses, seen: &mut Vec<u16>) {
    let mut computed = Vec::new();
    visit(node, &mut |node| {
        if let TypedKind::Name { symbol, .. } = &node.kind {
            match symbol.slot {
                Slot::Field(field) => found.add_field(symbol.entity, usize::from(field)),
                Slot::Computed(slot) => computed.push(slot),
            }
        }
    });
    for slot in computed {
        if seen.contains(&slot) {
            continue;
        }
        seen.push(slot);
        match rules.computed.get(usize::from(slot)) {
            Some(Computed::Variable(at)) => reach(rules, &rules.variables[*at].value, found, seen),
            Some(Computed::Parameter(at)) => {
                rules.parameters[*at].by.iter().for_each(|by| reach(rules, by, found, seen));
            }
            _ => {}
        }
    }
}

/// Makes the columns of an entity's sheet.
pub struct Maker<'a> {
    /// The standard.
    pub rules: &'a Rules,
    /// The codebook's headers.
    pub index: &'a HeaderIndex<'a>,
    /// What the workbook is to be.
    pub options: &'a Options,
    /// Whose.
    pub entity: Entity,
}

impl Maker<'_> {
    /// The columns; answers to choose from are added to `lists`, each list once.
    pub fn columns(&self, groups: &[Group], lists: &mut Vec<Vec<String>>) -> Vec<Column> {
        let each = groups.iter().enumerate();
        let each = each.flat_map(|(number, group)| group.fields.iter().map(move |field| (number, group, *field)));
        each.map(|(number, group, field)| self.column(number, group, field, lists)).collect()
    }

    fn column(&self, number: usize, group: &Group, position: usize, lists: &mut Vec<Vec<String>>) -> Column {
        let Maker { rules, index, options, entity } = *self;
        let language = options.language;
        let field = &rules.codebook.fields(entity)[position];
        let (header, scale) = header(index, entity, position, field, language, group.deprivations);
        let answers: Option<Vec<String>> = match field.ty {
            FieldType::Bool => Some(yes_no(&rules.codebook, language).to_vec()),
            FieldType::Code(_) => {
                Some(field.codes.iter().map(|code| code.title.in_language(language).to_owned()).collect())
            }
            _ => None,
        };
        let list = answers.map(|answers| {
            lists.iter().position(|list| *list == answers).unwrap_or_else(|| {
                lists.push(answers);
                lists.len() - 1
            })
        });
        let asking = Asking { rules, options, field, scale, is_deprivation: group.deprivations };
        let Asked { check, style, help, more, error } = asking.asked(list);
        let blank = match check {
            Check::Unique | Check::OfHousehold => "",
            _ => say(language, "Để trống nếu chưa biết.", "Leave it blank if it is not known."),
        };
        let prompt = [help.as_str(), more.as_str(), blank].into_iter().filter(|part| !part.is_empty());
        let prompt = prompt.collect::<Vec<_>>().join("\n");
        Column {
            field: position,
            header,
            help,
            group: number,
            group_title: group.title.clone(),
            check,
            style,
            prompt,
            error,
        }
    }
}
