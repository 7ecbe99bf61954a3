//! Who is entitled, by name and in the order in which they come: by the grounds of the measure from the first to the last, then as in
//! the survey. Those of whom missing answers leave it open stand behind, without a number.

use std::ops::Range;
use std::sync::Arc;

use crate::classify::{Bits, Lanes, Outcome};
use crate::lang::{Entity, Exact, Truth};
use crate::redact::{Person, Pseudonym, Pseudonyms};
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::rules::{Rules, Uses};
use crate::survey::batch::{Batch, Members};
use crate::tabulate::flows::Listed;
use crate::text::tidy;

use super::super::arguments::Surroundings;
use super::super::failure::Failure;
use super::super::list::{Fields, Heads};
use super::super::redaction::refuse_clash;
use super::super::session::Session;
use super::set::{CountedSupport, SupportSet};
use super::table::who;

/// A household or member on the list of a measure.
pub(in crate::cli) struct Entry {
    /// Index of the measure.
    measure: usize,
    /// Whether it is entitled for certain.
    certain: bool,
    /// Of every ground of the measure whether it has it for certain.
    grounds: Vec<bool>,
    household: Listed,
    district: String,
    /// Index of the household's class, where it is known.
    class: Option<usize>,
    member: Option<Named>,
    /// Of the household, and of the member if it is one, where the list is redacted.
    pseudonyms: [Option<Pseudonym>; 2],
}

/// Number and name of a member.
#[derive(Clone, Default)]
struct Named {
    number: Option<i64>,
    name: Option<String>,
}

/// What is written of everybody on a list.
pub(in crate::cli) struct Lists<'p> {
    rules: Arc<Rules>,
    fields: Fields,
    heads: Heads,
    name: Option<usize>,
    number: Option<usize>,
    national_id: Option<usize>,
    pseudonyms: Option<&'p Pseudonyms>,
}

impl<'p> Lists<'p> {
    /// By the fields of the codebook; with pseudonyms in the place of ids and names where these are given.
    pub fn new(session: &Session<'_>, pseudonyms: Option<&'p Pseudonyms>) -> Lists<'p> {
        let rules = Arc::clone(&session.standard.rules);
        let codebook = &rules.codebook;
        let field = |id: &str| codebook.position(Entity::Member, id);
        let (name, number, national_id) = (field("name"), field("member_no"), field("national_id"));
        let (fields, heads) = (Fields::new(codebook), Heads::new(codebook));
        Lists { fields, heads, name, number, national_id, pseudonyms, rules }
    }

    /// Adds the fields to be read; to be done before the survey is read.
    pub fn add_uses(&self, uses: &mut Uses) {
        self.fields.all().for_each(|field| uses.add_field(Entity::Household, field));
        let members = self.heads.all().chain(self.name).chain(self.number).chain(self.national_id);
        members.for_each(|field| uses.add_field(Entity::Member, field));
    }

    /// Adds whom of a portion of households, with their members in the batch, the measures are possibly for.
    pub fn add<'a>(
        &self,
        entries: &mut Vec<Entry>,
        set: &'a SupportSet,
        lanes: &mut Lanes<'a>,
        batch: &Batch,
        outcomes: &[Outcome],
        kept: &[bool],
    ) {
        for (at, measure) in set.measures.iter().enumerate() {
            let mut truth = |node| match measure.who {
                Entity::Household => lanes.truth(node),
                Entity::Member => lanes.truth_of_members(node),
            };
            let entitled = truth(&measure.when);
            let grounds: Vec<Bits> = measure.priorities.iter().map(|ground| truth(&ground.when)).collect();
            let mut add = |household: usize, row: usize, first: Option<usize>| {
                let truth = entitled.get(row);
                if truth == Truth::False {
                    return;
                }
                let (mut listed, [district, _]) = self.fields.listed(batch, household, &self.rules.codebook);
                self.heads.fill(&mut listed, batch, household, &self.rules.codebook);
                listed.persons = outcomes[household].persons_known();
                let mut member = first.map(|_| self.member(batch, row));
                let pseudonyms = self.redact(&mut listed, member.as_mut(), batch, first.unwrap_or(row)..row);
                entries.push(Entry {
                    measure: at,
                    certain: truth.certain(),
                    grounds: grounds.iter().map(|ground| ground.get(row).certain()).collect(),
                    household: listed,
                    district,
                    class: outcomes[household].class(),
                    member,
                    pseudonyms,
                });
            };
            for household in (0..outcomes.len()).filter(|row| kept[*row] && !outcomes[*row].rejected) {
                match (measure.who, batch.of_household[household]) {
                    (Entity::Household, _) => add(household, household, None),
                    (Entity::Member, Members::Listed { start, end }) => {
                        (start as usize..end as usize).for_each(|row| add(household, row, Some(start as usize)));
                    }
                    (Entity::Member, Members::NotListed) => {}
                }
            }
        }
    }

    fn member(&self, batch: &Batch, row: usize) -> Named {
        let number = self.number.and_then(|field| {
            let known = &self.rules.codebook.member[field];
            batch.members.value(row, field, known).number().known().and_then(Exact::as_int)
        });
        Named { number, name: self.name.and_then(|field| batch.members.text(row, field)).map(str::to_owned) }
    }

    /// Puts pseudonyms in the place of ids and names; `before` are the members of the household that stand before the member, who is the
    /// next one.
    fn redact(
        &self,
        listed: &mut Listed,
        member: Option<&mut Named>,
        batch: &Batch,
        before: Range<usize>,
    ) -> [Option<Pseudonym>; 2] {
        let Some(pseudonyms) = self.pseudonyms else { return [None, None] };
        let head = Person {
            household: &listed.id,
            id_number: listed.head_id.as_deref(),
            name: listed.head_name.as_deref().unwrap_or_default(),
            namesakes: 0,
        };
        let head_name = pseudonyms.person(&head).map(|own| own.to_string());
        let person = member.and_then(|member| {
            let folded = |name: &str| tidy(name).to_lowercase();
            let name = member.name.take().unwrap_or_default();
            let names = before.clone().filter_map(|row| self.name.and_then(|field| batch.members.text(row, field)));
            let person = pseudonyms.person(&Person {
                household: &listed.id,
                id_number: self.national_id.and_then(|field| batch.members.text(before.end, field)),
                name: &name,
                namesakes: names.filter(|before| folded(before) == folded(&name)).count(),
            });
            // the number would tell which of the household it is
            *member = Named { number: None, name: person.map(|own| own.to_string()) };
            person
        });
        let household = pseudonyms.household(&listed.id);
        listed.id = household.map(|own| own.to_string()).unwrap_or_default();
        listed.head_name = head_name;
        [household, person]
    }

    /// The lists: for people a table a measure, for programs one of all.
    pub fn tables(
        &self,
        mut entries: Vec<Entry>,
        counted: &CountedSupport<'_>,
        people: bool,
        surroundings: &Surroundings,
    ) -> Result<Vec<Table>, Failure> {
        let mut pseudonyms: Vec<Pseudonym> = entries.iter().flat_map(|entry| entry.pseudonyms).flatten().collect();
        pseudonyms.sort_unstable();
        refuse_clash(pseudonyms.into_iter(), surroundings)?;
        let place = |entry: &Entry| (entry.measure, !entry.certain);
        // stable: what these leave equal stays as in the survey, or in the order of pseudonyms, for that of the survey says whose they are
        entries.sort_by(|a, b| {
            place(a)
                .cmp(&place(b))
                .then_with(|| b.grounds.cmp(&a.grounds))
                .then_with(|| a.pseudonyms.cmp(&b.pseudonyms))
        });
        let of = |at: usize| {
            let own: Vec<&Entry> = entries.iter().filter(|entry| entry.measure == at).collect();
            own.into_iter().enumerate().map(|(number, entry)| (entry.certain.then_some(number + 1), entry))
        };
        let measures = &counted.set.measures;
        let language = surroundings.language;
        if !people {
            let row = |(rank, entry): (Option<usize>, &Entry)| self.row(rank, entry, counted);
            return Ok(vec![Table {
                id: "list".into(),
                title: surroundings.pick("Danh sách", "List").into(),
                columns: columns(surroundings),
                rows: counted.told.iter().flat_map(|at| of(*at).map(row)).collect(),
                ..Table::default()
            }]);
        }
        let table = |at: &usize| {
            let measure = &measures[*at];
            let row = |(rank, entry): (Option<usize>, &Entry)| {
                let own = &entry.household;
                let grounds = measure.priorities.iter().zip(&entry.grounds).filter(|(_, has)| **has);
                let grounds = grounds.map(|(ground, _)| ground.title.in_language(language)).collect::<Vec<_>>();
                let mut cells = vec![
                    match rank {
                        Some(rank) => TableCell::Count(rank as i64),
                        None => TableCell::words("?"),
                    },
                    TableCell::words(&own.id),
                    TableCell::words(&own.commune),
                    TableCell::words(&own.village),
                    TableCell::words(own.head_name.as_deref().unwrap_or_default()),
                ];
                match &entry.member {
                    Some(member) => cells.push(TableCell::words(member.name.as_deref().unwrap_or_default())),
                    None => cells.push(own.persons.map_or(TableCell::Empty, TableCell::Count)),
                }
                cells.push(TableCell::words(
                    entry.class.map_or("", |class| self.rules.classes[class].short.in_language(language)),
                ));
                if !measure.priorities.is_empty() {
                    cells.push(TableCell::words(&grounds.join(", ")));
                }
                cells
            };
            let open = of(*at).filter(|(rank, _)| rank.is_none()).count();
            let notes = match open {
                0 => Vec::new(),
                open => vec![surroundings.pick(
                    format!("Chưa rõ vì thiếu câu trả lời, ghi `?` ở cuối danh sách: {open}"),
                    format!("Left open by missing answers, with `?` at the end: {open}"),
                )],
            };
            Table {
                id: measure.id.clone(),
                title: measure.title.in_language(language).to_owned(),
                columns: columns_for_people(measure.who, !measure.priorities.is_empty(), surroundings),
                rows: of(*at).map(row).collect(),
                totals: Vec::new(),
                notes,
            }
        };
        Ok(counted.told.iter().map(table).collect())
    }

    fn row(&self, rank: Option<usize>, entry: &Entry, counted: &CountedSupport<'_>) -> Vec<TableCell> {
        let (own, measure) = (&entry.household, &counted.set.measures[entry.measure]);
        let grounds = measure.priorities.iter().zip(&entry.grounds).filter(|(_, has)| **has);
        let grounds = grounds.map(|(ground, _)| ground.id.as_str()).collect::<Vec<_>>();
        let count = |count: Option<i64>| count.map_or(TableCell::Empty, TableCell::Count);
        let Named { number, name } = entry.member.clone().unwrap_or_default();
        vec![
            TableCell::words(&measure.id),
            TableCell::words(who(measure.who)),
            count(rank.map(|rank| rank as i64)),
            TableCell::words(if entry.certain { "certain" } else { "open" }),
            TableCell::words(&grounds.join("|")),
            TableCell::words(&own.id),
            TableCell::words(&entry.district),
            TableCell::words(&own.commune),
            TableCell::words(&own.village),
            TableCell::words(own.head_name.as_deref().unwrap_or_default()),
            count(number),
            TableCell::words(name.as_deref().unwrap_or_default()),
            count(own.persons),
            TableCell::words(entry.class.map_or("undetermined", |class| self.rules.classes[class].id.as_str())),
        ]
    }
}

fn columns(surroundings: &Surroundings) -> Vec<TableColumn> {
    let c = |id: &str, vi: &str, en: &str, kind| TableColumn::new(id, surroundings.pick(vi, en), kind);
    vec![
        c("measure", "Chính sách", "Measure", ColumnKind::Text),
        c("who", "Đối tượng", "Who", ColumnKind::Text),
        c("rank", "Thứ tự", "Rank", ColumnKind::Count),
        c("entitled", "Được hỗ trợ", "Entitled", ColumnKind::Text),
        c("priority", "Diện ưu tiên", "Priority", ColumnKind::Text),
        c("household_id", "Mã hộ", "Household", ColumnKind::Text),
        c("district", "Huyện", "District", ColumnKind::Text),
        c("commune", "Xã", "Commune", ColumnKind::Text),
        c("village", "Thôn, bản", "Village", ColumnKind::Text),
        c("head_name", "Chủ hộ", "Head", ColumnKind::Text),
        c("member_no", "Số thứ tự thành viên", "Member no", ColumnKind::Number),
        c("member_name", "Thành viên", "Member", ColumnKind::Text),
        c("persons", "Nhân khẩu", "Persons", ColumnKind::Count),
        c("class", "Phân loại", "Class", ColumnKind::Text),
    ]
}

fn columns_for_people(entity: Entity, grounds: bool, surroundings: &Surroundings) -> Vec<TableColumn> {
    let c = |id: &str, vi: &str, en: &str, kind| TableColumn::new(id, surroundings.pick(vi, en), kind);
    let mut columns = vec![
        c("rank", "TT", "No", ColumnKind::Count),
        c("household_id", "Mã hộ", "Household", ColumnKind::Text),
        c("commune", "Xã", "Commune", ColumnKind::Text),
        c("village", "Thôn, bản", "Village", ColumnKind::Text),
        c("head_name", "Chủ hộ", "Head", ColumnKind::Text),
        match entity {
            Entity::Household => c("persons", "Nhân khẩu", "Persons", ColumnKind::Count),
            Entity::Member => c("member_name", "Thành viên", "Member", ColumnKind::Text),
        },
        c("class", "Phân loại", "Class", ColumnKind::Text),
    ];
    if grounds {
        columns.push(c("priority", "Diện ưu tiên", "Priority", ColumnKind::Text));
    }
    columns
}
