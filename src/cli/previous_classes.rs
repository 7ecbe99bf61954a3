//! The class of every household on the list of the previous review, as its field `class_previous`: so that expressions ask what became of
//! a household, whoever evaluates them.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::lang::Entity;
use crate::survey::batch::{Column, Rows};
use crate::survey::codebook::Codebook;
use crate::survey::codebook_file::HOUSEHOLD_ID;

use super::listed::List;

/// The field that is filled.
const CLASS_PREVIOUS: &str = "class_previous";

/// The class of those that are neither poor nor near-poor.
const NEITHER: &str = "non_poor";

/// Classes of the previous review by household id, as codes of the field.
pub(super) struct PreviousClasses {
    field: Option<usize>,
    id: Option<usize>,
    by_id: FxHashMap<String, u8>,
    /// Of a household that is not on the list: a list of the poor and the near-poor says of everybody else that they are neither.
    otherwise: u8,
}

impl PreviousClasses {
    /// Of a list. A household that it has twice with different classes has none.
    pub fn new(list: &List, codebook: &Codebook) -> PreviousClasses {
        let field = codebook.position(Entity::Household, CLASS_PREVIOUS);
        let code = |class: &str| {
            let codes = field.map_or(&[][..], |field| &codebook.household[field].codes);
            let known = codes.iter().position(|code| code.id == class);
            known.and_then(|code| u8::try_from(code).ok()).unwrap_or(Column::NO_CODE)
        };
        let mut by_id: FxHashMap<String, u8> = FxHashMap::default();
        for household in list.households.iter().filter(|household| !household.id.is_empty()) {
            let class = code(&household.class);
            match by_id.entry(household.id.clone()) {
                Entry::Vacant(entry) => {
                    entry.insert(class);
                }
                Entry::Occupied(mut entry) if *entry.get() != class => {
                    entry.insert(Column::NO_CODE);
                }
                Entry::Occupied(_) => {}
            }
        }
        let otherwise = if list.is_whole() { Column::NO_CODE } else { code(NEITHER) };
        PreviousClasses { field, id: codebook.position(Entity::Household, HOUSEHOLD_ID), by_id, otherwise }
    }

    /// The fields that are filled and by which they are.
    pub fn fields(&self) -> impl Iterator<Item = usize> {
        [self.field, self.id].into_iter().flatten()
    }

    /// Whether this field of households is filled.
    pub fn fills(&self, field: usize) -> bool {
        self.field == Some(field)
    }

    /// Gives households their classes; what the survey itself says stays where the list does not know the household.
    pub fn fill(&self, rows: &mut Rows) {
        let (Some(field), Some(id)) = (self.field, self.id) else { return };
        let class = |row: usize| {
            let own = match &rows.columns[field] {
                Some(Column::Code(codes)) => codes[row],
                _ => Column::NO_CODE,
            };
            let listed = rows.text(row, id).and_then(|id| self.by_id.get(id)).copied();
            listed.unwrap_or(if own == Column::NO_CODE { self.otherwise } else { own })
        };
        rows.columns[field] = Some(Column::Code((0..rows.len()).map(class).collect()));
    }
}
