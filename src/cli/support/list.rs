//! Who is entitled, by name and in the order in which they come: by the grounds of the measure from the first to the last, then as in
//! the survey. Those of whom missing answers leave it open stand behind, without a number.

use std::sync::Arc;

use crate::classify::{Bits, Lanes, Outcome};
use crate::lang::{Entity, Exact, Truth};
use crate::redact::{Pseudonym, Pseudonyms};
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::rules::{Rules, Uses};
use crate::survey::batch::{Batch, Members};
use crate::tabulate::flows::Listed;

use super::super::arguments::Surroundings;
use super::super::listed::{Fields, Heads};
use super::super::persons::{self, Persons};
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
    /// Number and name of the member.
    member: Option<(Option<i64>, Option<String>)>,
    /// Those that stand in the place of ids and names, the household's first.
    pub pseudonyms: Vec<Pseudonym>,
}

/// What is written of everybody on a list.
pub(in crate::cli) struct Lists {
    rules: Arc<Rules>,
    fields: Fields,
    heads: Heads,
    persons: Persons,
    /// What stands in the place of ids and names, if anything does.
    pseudonyms: Option<Pseudonyms>,
    name: Option<usize>,
    number: Option<usize>,
}

impl Lists {
    /// By the fields of the codebook.
    pub fn new(session: &Session<'_>, pseudonyms: Option<Pseudonyms>) -> Lists {
        let rules = Arc::clone(&session.standard.rules);
        let codebook = &rules.codebook;
        let field = |id: &str| codebook.position(Entity::Member, id);
        let (name, number) = (field("name"), field("member_no"));
        let (fields, heads, persons) = (Fields::new(codebook), Heads::new(codebook), Persons::new(codebook));
        Lists { fields, heads, persons, pseudonyms, name, number, rules }
    }

    /// Adds the fields to be read; to be done before the survey is read.
    pub fn add_uses(&self, uses: &mut Uses) {
        self.fields.all().for_each(|field| uses.add_field(Entity::Household, field));
        let members = self.heads.all().chain(self.persons.all()).chain(self.name).chain(self.number);
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
            let mut add = |household: usize, row: usize, mut member: Option<(Option<i64>, Option<String>)>| {
                let truth = entitled.get(row);
                if truth == Truth::False {
                    return;
                }
                let (mut listed, [district, _]) = self.fields.listed(batch, household, &self.rules.codebook);
                self.heads.fill(&mut listed, batch, household, &self.rules.codebook);
                listed.persons = outcomes[household].persons_known();
                let mut redacted = Vec::new();
                if let Some(pseudonyms) = &self.pseudonyms {
                    let person = member.as_mut().map(|(_, name)| {
                        let person = self.pseudonym(pseudonyms, batch, household, row, &listed);
                        *name = person.map(|person| person.to_string());
                        person
                    });
                    let own = persons::redact(&mut listed, pseudonyms);
                    redacted.extend(own.into_iter().chain(person).flatten());
                }
                entries.push(Entry {
                    measure: at,
                    certain: truth.certain(),
                    grounds: grounds.iter().map(|ground| ground.get(row).certain()).collect(),
                    household: listed,
                    district,
                    class: outcomes[household].class(),
                    member,
                    pseudonyms: redacted,
                });
            };
            for household in (0..outcomes.len()).filter(|row| kept[*row] && !outcomes[*row].rejected) {
                match (measure.who, batch.of_household[household]) {
                    (Entity::Household, _) => add(household, household, None),
                    (Entity::Member, Members::Listed { start, end }) => {
                        (start as usize..end as usize)
                            .for_each(|row| add(household, row, Some(self.member(batch, row))));
                    }
                    (Entity::Member, Members::NotListed) => {}
                }
            }
        }
    }

    fn pseudonym(
        &self,
        pseudonyms: &Pseudonyms,
        batch: &Batch,
        household: usize,
        row: usize,
        listed: &Listed,
    ) -> Option<Pseudonym> {
        let members = self.persons.of(batch, household, listed, &self.rules.codebook)?;
        pseudonyms.person(&members.into_iter().find(|known| known.row == row)?.person)
    }

    fn member(&self, batch: &Batch, row: usize) -> (Option<i64>, Option<String>) {
        let number = self.number.and_then(|field| {
            let known = &self.rules.codebook.member[field];
            batch.members.value(row, field, known).number().known().and_then(Exact::as_int)
        });
        (number, self.name.and_then(|field| batch.members.text(row, field)).map(str::to_owned))
    }

    /// The lists: for people a table a measure, for programs one of all.
    pub fn tables(
        &self,
        mut entries: Vec<Entry>,
        counted: &CountedSupport<'_>,
        people: bool,
        surroundings: &Surroundings,
    ) -> Vec<Table> {
        let place = |entry: &Entry| (entry.measure, !entry.certain);
        // stable: what these leave equal stays as in the survey; whose the rows of a redacted list are, their order must not say
        entries.sort_by(|a, b| {
            let own = place(a).cmp(&place(b)).then_with(|| b.grounds.cmp(&a.grounds));
            own.then_with(|| a.pseudonyms.cmp(&b.pseudonyms))
        });
        let of = |at: usize| {
            let own: Vec<&Entry> = entries.iter().filter(|entry| entry.measure == at).collect();
            own.into_iter().enumerate().map(|(number, entry)| (entry.certain.then_some(number + 1), entry))
        };
        let measures = &counted.set.measures;
        let language = surroundings.language;
        if !people {
            let row = |(rank, entry): (Option<usize>, &Entry)| self.row(rank, entry, counted);
            return vec![Table {
                id: "list".into(),
                title: surroundings.pick("Danh sách", "List").into(),
                columns: columns(surroundings),
                rows: counted.told.iter().flat_map(|at| of(*at).map(row)).collect(),
                ..Table::default()
            }];
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
                    Some((_, name)) => cells.push(TableCell::words(name.as_deref().unwrap_or_default())),
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
        counted.told.iter().map(table).collect()
    }

    fn row(&self, rank: Option<usize>, entry: &Entry, counted: &CountedSupport<'_>) -> Vec<TableCell> {
        let (own, measure) = (&entry.household, &counted.set.measures[entry.measure]);
        let grounds = measure.priorities.iter().zip(&entry.grounds).filter(|(_, has)| **has);
        let grounds = grounds.map(|(ground, _)| ground.id.as_str()).collect::<Vec<_>>();
        let count = |count: Option<i64>| count.map_or(TableCell::Empty, TableCell::Count);
        let (number, name) = entry.member.clone().unwrap_or_default();
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
