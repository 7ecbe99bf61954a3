//! Whether two sheets of a workbook tell of the same households or people, by their first rows.

use std::hash::Hasher;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::lang::Entity;
use crate::text::fold;

use super::codebook::Codebook;
use super::codebook_file::HOUSEHOLD_ID;
use super::part::Part;
use super::shape::follow::PlannedRow;

/// What says which household a row is; the number of a household in its village is another one on another sheet.
const OF_HOUSEHOLD: [&str; 7] =
    [HOUSEHOLD_ID, "head_name", "village", "address", "head_birth_year", "head_birth_date", "head_national_id"];
/// What says which person a row is.
const OF_MEMBER: [&str; 9] =
    [HOUSEHOLD_ID, "name", "member_no", "sex", "relation", "birth_date", "birth_year", "age", "national_id"];
/// Where the id and the name stand in both.
const ID: usize = 0;
const NAME: usize = 1;
/// How many of the fields tell people apart where their names are not known, and where their households' ids are not.
const WITHOUT_NAME: usize = 4;
const WITHOUT_ID: usize = 3;

/// Who the first rows of an entity in a sheet are.
#[derive(Debug, Default)]
pub(super) struct Who {
    /// The column of each of the fields.
    columns: Vec<Option<usize>>,
    /// Row by row the hash of each field's text, 0 for a blank.
    cells: Vec<u64>,
}

impl Who {
    /// For a sheet alone in its file the ids are enough.
    pub(super) fn new(codebook: &Codebook, part: &Part, alone: bool) -> Who {
        let fields: &[&str] = match part.entity {
            Entity::Household => &OF_HOUSEHOLD,
            Entity::Member => &OF_MEMBER,
        };
        let fields = &fields[..if alone { 1 } else { fields.len() }];
        let column = |id: &&str| codebook.position(part.entity, id).and_then(|field| part.column_of(field));
        Who { columns: fields.iter().map(|id| column(id).map(|column| column.column)).collect(), cells: Vec::new() }
    }

    pub(super) fn see(&mut self, row: &PlannedRow) {
        for (field, column) in self.columns.iter().enumerate() {
            let text = column.map_or(String::new(), |column| fold(&row.cell(column).to_string()));
            // a number loses its zeros in front
            let text = if field == ID { text.trim_start_matches('0') } else { &text };
            self.cells.push(if text.is_empty() { 0 } else { hash(text.as_bytes()) });
        }
    }

    fn rows(&self) -> impl Iterator<Item = &[u64]> {
        self.cells.chunks_exact(self.columns.len().max(1))
    }

    /// The fields by which rows of both compare: those that both have, of households the id alone if they have it.
    fn common(&self, other: &Who, entity: Entity) -> Vec<usize> {
        let has = |who: &Who, field: usize| who.rows().any(|row| row[field] != 0);
        let both = self.columns.len().min(other.columns.len());
        let common: Vec<usize> = (0..both).filter(|field| has(self, *field) && has(other, *field)).collect();
        if entity == Entity::Household && common.contains(&ID) { vec![ID] } else { common }
    }

    /// A key for each row that these fields say something of, with the row's place among all.
    fn keys(&self, fields: &[usize]) -> Vec<(usize, u64)> {
        let key = |row: &[u64]| {
            let own = fields.iter().map(|field| row[*field]);
            // the id alone does not say which person it is, a village not which household
            let named = fields.iter().take(2).any(|field| row[*field] != 0);
            named.then(|| hash(&own.flat_map(u64::to_le_bytes).collect::<Vec<u8>>()))
        };
        self.rows().enumerate().filter_map(|(at, row)| Some((at, key(row)?))).collect()
    }

    /// Whether none of the rows that both sheets tell of is the same.
    pub(super) fn disjoint(&self, other: &Who, entity: Entity) -> bool {
        let common = self.common(other, entity);
        let others: FxHashSet<u64> = other.keys(&common).into_iter().map(|(_, key)| key).collect();
        common.iter().any(|field| *field <= NAME) && self.keys(&common).iter().all(|(_, key)| !others.contains(key))
    }

    /// The fields by which the rows of both are told to be the same, where enough is known of them.
    fn telling(&self, other: &Who, entity: Entity) -> Option<Vec<usize>> {
        let common = self.common(other, entity);
        let has = |field: usize| common.contains(&field);
        let enough = match entity {
            Entity::Household => has(ID) || has(NAME),
            Entity::Member if has(ID) => has(NAME) || common.len() >= WITHOUT_NAME,
            Entity::Member => has(NAME) && common.len() >= WITHOUT_ID,
        };
        enough.then_some(common)
    }
}

/// The keys of a sheet's rows by some fields.
struct Keys {
    rows: Vec<(usize, u64)>,
    distinct: FxHashSet<u64>,
}

/// Pairs of sheets that tell of the same rows: most of the smaller one's, or one sheet most of whose rows stand on the
/// others, as on a sheet of all beside sheets of communes. `least` is how many rows must be the same for that.
pub(super) fn rivals(sheets: &[(usize, &Who)], entity: Entity, least: usize) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    // most sheets of a workbook compare by the same fields
    let mut known: FxHashMap<(usize, Vec<usize>), Rc<Keys>> = FxHashMap::default();
    let mut keys = |at: usize, fields: &Vec<usize>| {
        let made = known.entry((at, fields.clone())).or_insert_with(|| {
            let rows = sheets[at].1.keys(fields);
            Rc::new(Keys { distinct: rows.iter().map(|(_, key)| *key).collect(), rows })
        });
        Rc::clone(made)
    };
    for (at, (sheet, who)) in sheets.iter().enumerate() {
        let mut on_others: FxHashSet<usize> = FxHashSet::default();
        let (mut most, mut rows) = ((0, *sheet), 0);
        for (other_at, (other, other_who)) in sheets.iter().enumerate().filter(|(other, _)| *other != at) {
            let Some(fields) = who.telling(other_who, entity) else { continue };
            let (own, others) = (keys(at, &fields), keys(other_at, &fields));
            let both = own.distinct.intersection(&others.distinct).count();
            let smaller = own.distinct.len().min(others.distinct.len());
            if other_at > at && both >= least && both * 2 > smaller {
                pairs.push((*sheet, *other));
            }
            if both > most.0 {
                most = (both, *other);
            }
            rows = rows.max(own.rows.len());
            if both > 0 {
                let found = own.rows.iter().filter(|(_, key)| others.distinct.contains(key));
                on_others.extend(found.map(|(row, _)| *row));
            }
        }
        if on_others.len() >= least && on_others.len() * 2 > rows {
            pairs.push((*sheet.min(&most.1), *sheet.max(&most.1)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Never 0, which stands for a blank.
fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish() | 1
}
