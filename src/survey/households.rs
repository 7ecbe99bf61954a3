//! The households of a survey in memory, found by what joins their members to them. Holds values in few bytes; knows nothing of
//! what they mean.

use std::hash::{BuildHasher, Hasher};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::lang::Entity;

use super::batch::{Column, RowPlace, Rows};
use super::codebook::Codebook;
use super::columns::Texts;

/// Stands for a member that belongs to no household.
pub const NO_HOUSEHOLD: u32 = u32::MAX;

/// Some households in the order of their rows.
#[derive(Debug)]
pub struct HouseholdPiece {
    /// Their answers.
    pub rows: Rows,
    /// Which of them cannot be used.
    pub rejected: Vec<bool>,
    /// The number of the first.
    pub first: usize,
    /// Which of the survey's parts with households they are of.
    part: u32,
}

/// All households of a survey, numbered in the order of their rows.
#[derive(Debug, Default)]
pub struct Households {
    pieces: Vec<HouseholdPiece>,
    keys: Keys,
}

impl Households {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.first + piece.rows.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes all pieces out; nothing can be looked up any more.
    pub fn into_pieces(self) -> Vec<HouseholdPiece> {
        self.pieces
    }

    /// The piece in which a household is, and its row there.
    fn locate(&self, household: usize) -> (&HouseholdPiece, usize) {
        let piece = &self.pieces[self.pieces.partition_point(|piece| piece.first <= household) - 1];
        (piece, household - piece.first)
    }

    /// Whether a field has a column; all pieces have the same.
    fn has(&self, field: usize) -> bool {
        self.pieces.first().is_some_and(|piece| piece.rows.columns[field].is_some())
    }

    /// Where a household stands.
    pub(super) fn place(&self, household: usize) -> RowPlace {
        let (piece, row) = self.locate(household);
        piece.rows.places[row]
    }

    /// The part of the survey in which it stands.
    pub(super) fn part(&self, household: usize) -> u32 {
        self.locate(household).0.part
    }

    /// Whether its row cannot be used.
    pub fn is_rejected(&self, household: usize) -> bool {
        let (piece, row) = self.locate(household);
        piece.rejected[row]
    }

    /// Some fields of some households, a row for each; rows without a household have nothing in them.
    pub fn pick(&self, codebook: &Codebook, fields: &[usize], of: &[u32]) -> Rows {
        let mut picked = Rows::new(codebook, Entity::Household);
        let fields: Vec<usize> = fields.iter().copied().filter(|field| self.has(*field)).collect();
        if fields.is_empty() {
            return picked;
        }
        for run in of.chunk_by(|a, b| a == b) {
            let found = (run[0] != NO_HOUSEHOLD).then(|| self.locate(run[0] as usize));
            for field in &fields {
                let own = found.and_then(|(piece, row)| Some((piece.rows.columns[*field].as_ref()?, row)));
                let column =
                    picked.columns[*field].get_or_insert_with(|| Column::for_field(&codebook.household[*field]));
                match own {
                    Some((own, row)) => column.append(own.pick(std::iter::repeat_n(row, run.len()))),
                    None => (0..run.len()).for_each(|_| column.push_unknown()),
                }
            }
        }
        picked
    }

    /// Adds the next households.
    pub(super) fn push(&mut self, rows: &Rows, rejected: Vec<bool>, part: u32) {
        // a copy is just as large as it has to be, and leaves the memory of the thread that read the rows to its next ones
        let rows = rows.clone();
        self.pieces.push(HouseholdPiece { rows, rejected, first: self.len(), part });
    }

    /// What joins members to households.
    pub(super) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The same, for adding.
    pub(super) fn keys_mut(&mut self) -> &mut Keys {
        &mut self.keys
    }
}

/// The household ids of a survey, each with the number of its household.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// By household; without a text where it has no id, or an earlier household has the same.
    texts: Texts,
    /// Whether one was not greater than the one before, so that one can be there twice.
    unsorted: bool,
    last: Option<u32>,
    /// How often a key was asked for that is not next.
    misses: AtomicUsize,
    /// Made once somebody asks for one that is not next.
    table: OnceLock<KeyTable>,
    /// What else a text joins besides the first household that has it.
    more: FxHashMap<Box<str>, Vec<Other>>,
    /// Links besides ids, by text the household.
    links: FxHashMap<Box<str>, u32>,
    /// By household whether a link joins it, where any does.
    linked: Vec<bool>,
}

/// Keys in no order.
#[derive(Debug)]
struct KeyTable {
    /// By text the household.
    households: HashTable<u32>,
    /// By household its text as [`short`] has it, so that one look tells whether it is the one asked for.
    short: Vec<u128>,
}

/// No text, or a long one.
const NOT_SHORT: u128 = 0;

/// A text of up to fifteen bytes, as nearly all ids are, and its length.
fn short(text: &str) -> u128 {
    let mut bytes = [0; 16];
    match bytes.get_mut(..text.len()) {
        Some(own) if text.len() < 16 => own.copy_from_slice(text.as_bytes()),
        _ => return NOT_SHORT,
    }
    bytes[15] = text.len() as u8 + 1;
    u128::from_le_bytes(bytes)
}

/// A further household with the same key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Other {
    /// The part it is in.
    pub(super) part: u32,
    /// Its number, where it can have members.
    pub(super) household: Option<u32>,
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}

impl Keys {
    /// Adds the next household. The first household that has the id, if one has it before.
    pub(super) fn push(&mut self, key: Option<&str>) -> Option<u32> {
        let next = self.texts.len() as u32;
        let Some(key) = key else {
            self.texts.push(None);
            return None;
        };
        let ascends = self.last.is_none_or(|last| self.texts.get(last as usize).is_none_or(|last| last < key));
        if !self.unsorted && ascends {
            self.texts.push_new(key);
            self.last = Some(next);
            return None;
        }
        self.unsorted = true;
        if let Some(first) = self.in_table(key) {
            self.texts.push(None);
            return Some(first);
        }
        self.texts.push(Some(key));
        self.last = Some(next);
        let texts = &self.texts;
        if let Some(KeyTable { households, short: shorts }) = self.table.get_mut() {
            shorts.resize(next as usize, NOT_SHORT);
            shorts.push(short(key));
            households.insert_unique(hash(key), next, |at| hash(texts.get(*at as usize).unwrap_or_default()));
        }
        None
    }

    /// Notes a further household with a key that another has.
    pub(super) fn push_other(&mut self, key: &str, other: Other) {
        self.more.entry(key.into()).or_default().push(other);
    }

    /// Notes what joins the household with that number besides its id.
    pub(super) fn push_link(&mut self, link: &str, household: u32, part: u32) {
        self.linked.resize(household as usize + 1, false);
        self.linked[household as usize] = true;
        if self.links.contains_key(link) {
            self.push_other(link, Other { part, household: Some(household) });
        } else {
            self.links.insert(link.into(), household);
        }
    }

    fn table(&self) -> &KeyTable {
        self.table.get_or_init(|| {
            let mut households = HashTable::with_capacity(self.texts.len());
            let hash_of = |at: &u32| hash(self.texts.get(*at as usize).unwrap_or_default());
            for (at, text) in (0u32..).zip(self.texts.iter()) {
                if let Some(text) = text {
                    households.insert_unique(hash(text), at, hash_of);
                }
            }
            let short = self.texts.iter().map(|text| text.map_or(NOT_SHORT, short)).collect();
            KeyTable { households, short }
        })
    }

    fn in_table(&self, key: &str) -> Option<u32> {
        let KeyTable { households, short: shorts } = self.table();
        let own = short(key);
        let is_own = |at: &u32| match own {
            NOT_SHORT => self.texts.get(*at as usize) == Some(key),
            own => shorts.get(*at as usize) == Some(&own),
        };
        households.find(hash(key), is_own).copied()
    }

    /// The household with a key, where members mostly follow the order of their households: `near` is the one found last.
    pub(super) fn find(&self, key: &str, near: u32) -> Option<u32> {
        let own = short(key);
        let is_own = |at: u32| match self.table.get() {
            Some(table) if own != NOT_SHORT => table.short.get(at as usize) == Some(&own),
            _ => (at as usize) < self.texts.len() && self.texts.get(at as usize) == Some(key),
        };
        if let Some(found) = [near.wrapping_add(1), near].into_iter().find(|guess| is_own(*guess)) {
            return Some(found);
        }
        // a table is worth its making only where many are asked for
        if self.table.get().is_none() && !self.unsorted {
            let misses = self.misses.fetch_add(1, Ordering::Relaxed);
            if misses < self.texts.len() / 32 {
                return self.search(key);
            }
        }
        self.in_table(key)
    }

    /// The same among keys that ascend.
    fn search(&self, key: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.texts.len());
        while low < high {
            let mut middle = low + (high - low) / 2;
            // households without an id have no place in the order
            while middle < high && self.texts.get(middle).is_none() {
                middle += 1;
            }
            match self.texts.get(middle).filter(|_| middle < high) {
                None => high = low + (high - low) / 2,
                Some(found) if found == key => return Some(middle as u32),
                Some(found) if found < key => low = middle + 1,
                Some(_) => high = low + (high - low) / 2,
            }
        }
        None
    }

    /// Every household that a text joins, in order, and whether by its link.
    pub(super) fn candidates(&self, text: &str) -> Vec<(u32, bool)> {
        let mut found: Vec<(u32, bool)> =
            self.links.get(text).map(|household| (*household, true)).into_iter().collect();
        found.extend(self.in_table(text).map(|household| (household, false)));
        found.extend(self.others(text).iter().filter_map(|other| Some((other.household?, true))));
        found.sort_unstable();
        found
    }

    /// What else a text joins.
    pub(super) fn others(&self, text: &str) -> &[Other] {
        self.more.get(text).map_or(&[], Vec::as_slice)
    }

    /// Whether no text joins several households or parts.
    pub(super) fn are_plain(&self) -> bool {
        self.more.is_empty() && self.links.is_empty()
    }

    /// Whether a household is joined by something besides its id.
    pub(super) fn is_linked(&self, household: u32) -> bool {
        self.linked.get(household as usize).copied().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_any_order() {
        for sorted in [true, false] {
            let mut keys = Keys::default();
            let id = |n: u32| format!("H{:04}", if sorted { n } else { (n * 7919) % 2000 });
            for n in 0..2000 {
                let key = id(n);
                // every fifth household has no id
                assert_eq!(keys.push((n % 5 != 0).then_some(&*key)), None, "{n}");
            }
            for n in 0..2000 {
                let found = keys.find(&id(n), (n * 31) % 2000);
                assert_eq!(found, (n % 5 != 0).then_some(n), "{n} {sorted}");
            }
            assert_eq!(keys.find("H", 0), None);
            assert_eq!(keys.find("I", 0), None);
            assert_eq!(keys.push(Some(&id(7))), Some(7));
        }
    }
}
