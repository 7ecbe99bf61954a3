//! Who the members of a household are: the head first, and by what each is known for a pseudonym. So that a person has the same one on
//! every list.

use crate::lang::{Entity, Value};
use crate::redact::{Person, Pseudonym, Pseudonyms};
use crate::survey::batch::{Batch, Members, Rows};
use crate::survey::codebook::Codebook;
use crate::tabulate::flows::Listed;
use crate::text::tidy;

/// The fields by which members are known.
pub(super) struct Persons {
    name: Option<usize>,
    id_number: Option<usize>,
    relation: Option<usize>,
}

/// A member of a household.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'b> {
    /// The row among the members of the batch.
    pub row: usize,
    /// Whether it is the only head.
    pub is_head: bool,
    /// The name in the row.
    pub name: &'b str,
    /// By what a pseudonym is made.
    pub person: Person<'b>,
}

impl Persons {
    pub fn new(codebook: &Codebook) -> Persons {
        let field = |id: &str| codebook.position(Entity::Member, id);
        Persons { name: field("name"), id_number: field("national_id"), relation: field("relation") }
    }

    /// The member fields that are read.
    pub fn all(&self) -> impl Iterator<Item = usize> {
        [self.name, self.id_number, self.relation].into_iter().flatten()
    }

    /// The members of a household, the head first, the others in the order of the survey; `listed` is the household, with what its members
    /// say of the head. None where the survey lists none for it.
    pub fn of<'b>(
        &self,
        batch: &'b Batch,
        household: usize,
        listed: &'b Listed,
        codebook: &Codebook,
    ) -> Option<Vec<Known<'b>>> {
        let Members::Listed { start, end } = batch.of_household[household] else { return None };
        let rows = &batch.members;
        let text = |row: usize, field: Option<usize>| field.and_then(|field| rows.text(row, field));
        let is_head = |row: usize| is_head(rows, row, self.relation, codebook);
        let mut order: Vec<usize> = (start as usize..end as usize).collect();
        order.sort_by_key(|row| !is_head(*row));
        let one_head = order.iter().filter(|row| is_head(**row)).count() == 1;
        let mut names: Vec<String> = Vec::with_capacity(order.len());
        let known = |row: usize| {
            let is_head = one_head && is_head(row);
            let own_name = text(row, self.name).unwrap_or_default();
            let own_id = text(row, self.id_number);
            // who the head is, the household's own row says first
            let (id_number, name) = match is_head {
                true => (listed.head_id.as_deref().or(own_id), listed.head_name.as_deref().unwrap_or_default()),
                false => (own_id, own_name),
            };
            let folded = tidy(name).to_lowercase();
            let namesakes = names.iter().filter(|before| **before == folded).count();
            names.push(folded);
            let person = Person { household: &listed.id, id_number, name, namesakes };
            Known { row, is_head, name: own_name, person }
        };
        Some(order.into_iter().map(known).collect())
    }
}

/// Whether a member is said to be the head of the household.
pub(super) fn is_head(members: &Rows, row: usize, relation: Option<usize>, codebook: &Codebook) -> bool {
    let Some(field) = relation else { return false };
    let known = &codebook.member[field];
    let Value::Code(mask) = members.value(row, field, known) else { return false };
    mask.known().is_some_and(|code| known.codes.get(usize::from(code)).is_some_and(|code| code.id == "head"))
}

/// By what the head of a household is known.
pub(super) fn head(listed: &Listed) -> Person<'_> {
    Person {
        household: &listed.id,
        id_number: listed.head_id.as_deref(),
        name: listed.head_name.as_deref().unwrap_or_default(),
        namesakes: 0,
    }
}

/// Puts pseudonyms in the place of a household's id and its head's name, and gives them.
pub(super) fn redact(listed: &mut Listed, pseudonyms: &Pseudonyms) -> [Option<Pseudonym>; 2] {
    let (own, head) = (pseudonyms.household(&listed.id), pseudonyms.person(&head(listed)));
    listed.id = own.map(|own| own.to_string()).unwrap_or_default();
    listed.head_name = head.map(|own| own.to_string());
    listed.head_id = None;
    [own, head]
}
