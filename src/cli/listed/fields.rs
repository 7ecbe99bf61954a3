//! What a row says of a household: which it is, where it lives, who its head is, what is noted of it.

use crate::cli::persons::is_head;
use crate::lang::{Entity, Exact, Value};
use crate::survey::batch::{Batch, Members};
use crate::survey::codebook::Codebook;
use crate::survey::codebook_file::{CHANGE, CLASS_RECORDED, HOUSEHOLD_ID};
use crate::tabulate::flows::{Change, Listed};

/// A household of a list, with its district and province.
pub(in crate::cli) type ListRow = (Listed, [String; 2]);

/// The fields that say which household it is and where it lives.
pub(in crate::cli) struct Fields {
    id: Option<usize>,
    head_id: Option<usize>,
    head_name: Option<usize>,
    head_birth_year: Option<usize>,
    head_birth_date: Option<usize>,
    district: Option<usize>,
    province: Option<usize>,
    commune: Option<usize>,
    village: Option<usize>,
    persons: Option<usize>,
    pub(super) class: Option<usize>,
    pub(super) change: Option<usize>,
}

impl Fields {
    pub fn new(codebook: &Codebook) -> Fields {
        let field = |id: &str| codebook.position(Entity::Household, id);
        Fields {
            id: field(HOUSEHOLD_ID),
            head_id: field("head_national_id"),
            head_name: field("head_name"),
            head_birth_year: field("head_birth_year"),
            head_birth_date: field("head_birth_date"),
            district: field("district"),
            province: field("province"),
            commune: field("commune"),
            village: field("village"),
            persons: field("persons"),
            class: field(CLASS_RECORDED),
            change: field(CHANGE),
        }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = usize> {
        let units = [self.district, self.province, self.commune, self.village];
        let heads = [self.head_id, self.head_name, self.head_birth_year, self.head_birth_date];
        let rest = [self.id, self.persons, self.class, self.change];
        units.into_iter().chain(heads).chain(rest).flatten()
    }

    /// A row, but for its class, with district and province.
    pub fn listed(&self, batch: &Batch, row: usize, codebook: &Codebook) -> ListRow {
        let rows = &batch.households;
        let text = |field: Option<usize>| field.and_then(|field| rows.text(row, field)).map(str::to_owned);
        let number = |field: Option<usize>| {
            let field = field?;
            rows.value(row, field, &codebook.household[field]).number().known().and_then(Exact::as_int)
        };
        let born = || rows.span(row, self.head_birth_date?).map(|span| (span.first.year(), span.last.year()));
        let born = || born().filter(|(first, last)| first == last).map(|(year, _)| i64::from(year));
        let listed = Listed {
            id: text(self.id).unwrap_or_default(),
            head_id: text(self.head_id),
            head_name: text(self.head_name),
            head_birth_year: number(self.head_birth_year).or_else(born),
            upper: String::new(),
            commune: text(self.commune).unwrap_or_default(),
            village: text(self.village).unwrap_or_default(),
            persons: number(self.persons),
            class: String::new(),
            change: self.change(batch, row, codebook),
        };
        (listed, [self.district, self.province].map(|field| text(field).unwrap_or_default()))
    }

    /// Why the household of a row came or went.
    fn change(&self, batch: &Batch, row: usize, codebook: &Codebook) -> Option<Change> {
        Change::of_code(code(batch, row, self.change?, codebook)?)
    }

    /// A row that is rejected, if it says that its household is there no more.
    pub fn gone(&self, batch: &Batch, row: usize, codebook: &Codebook) -> Option<ListRow> {
        let is_gone = batch.rejected[row] && self.change(batch, row, codebook).is_some_and(Change::is_gone);
        is_gone.then(|| self.listed(batch, row, codebook))
    }
}

/// The id of the code in a field of households.
pub(super) fn code<'c>(batch: &Batch, row: usize, field: usize, codebook: &'c Codebook) -> Option<&'c str> {
    let known = &codebook.household[field];
    let Value::Code(mask) = batch.households.value(row, field, known) else { return None };
    known.codes.get(usize::from(mask.known()?)).map(|code| code.id.as_str())
}

/// The fields that say who the head is, where the household's own row does not.
pub(in crate::cli) struct Heads {
    relation: Option<usize>,
    id: Option<usize>,
    name: Option<usize>,
    birth_year: Option<usize>,
    birth_date: Option<usize>,
}

impl Heads {
    pub fn new(codebook: &Codebook) -> Heads {
        let field = |id: &str| codebook.position(Entity::Member, id);
        Heads {
            relation: field("relation"),
            id: field("national_id"),
            name: field("name"),
            birth_year: field("birth_year"),
            birth_date: field("birth_date"),
        }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = usize> {
        [self.relation, self.id, self.name, self.birth_year, self.birth_date].into_iter().flatten()
    }

    /// Puts in what the members say of the head.
    pub fn fill(&self, listed: &mut Listed, batch: &Batch, row: usize, codebook: &Codebook) {
        let Members::Listed { start, end } = batch.of_household[row] else { return };
        let rows = &batch.members;
        let is_head = |member: &usize| is_head(rows, *member, self.relation, codebook);
        let mut heads = (start as usize..end as usize).filter(is_head);
        // of two heads neither is known to be the one
        let (Some(head), None) = (heads.next(), heads.next()) else { return };
        let text = |field: Option<usize>| field.and_then(|field| rows.text(head, field)).map(str::to_owned);
        listed.head_id = listed.head_id.take().or_else(|| text(self.id));
        listed.head_name = listed.head_name.take().or_else(|| text(self.name));
        let year = || {
            let field = self.birth_year?;
            rows.value(head, field, &codebook.member[field]).number().known().and_then(Exact::as_int)
        };
        let born = || {
            self.birth_date.and_then(|field| rows.span(head, field)).map(|span| (span.first.year(), span.last.year()))
        };
        let born = || born().filter(|(first, last)| first == last).map(|(year, _)| i64::from(year));
        listed.head_birth_year = listed.head_birth_year.or_else(year).or_else(born);
    }
}
