//! Of which entity the rows of a sheet are: of households, of members, or of a list with members under their household. Goes by
//! the columns that are bound, the first rows and what the map says. Reads no values and makes no parts.

use crate::lang::Entity;
use crate::survey::by_map;
use crate::survey::codebook_file::HOUSEHOLD_ID;
use crate::survey::headers::MatchedBy;
use crate::survey::keys::columns_with;
use crate::survey::layout::{ColumnUse, SheetUse};
use crate::survey::shape::choices::choices;
use crate::survey::shape::follow::is_blank;
use crate::survey::shape::list::{Key, List, repeats_upward, telling};
use crate::survey::shape::path::HeaderPath;
use crate::survey::shape::plan::{Derived, Start};
use crate::survey::sheet_rule::Holds;
use crate::text::{fold, tidy};

use super::{ENTITIES, HOUSEHOLD_NO, MEMBER_NO, Sheet, UNITS};

/// An export's own column that ends as the numbers of its rosters do.
const ASSIGNMENT: &str = "assignment__id";

impl Sheet<'_, '_, '_> {
    /// What the headers and the first rows make of the sheet.
    pub(super) fn used(&self, list: Option<&List>) -> SheetUse {
        let only = ENTITIES.map(|entity| self.only(entity).count());
        let all = ENTITIES.map(|entity| self.uses[entity as usize].iter().filter(|used| Self::taken(used)).count());
        if all[0] + all[1] == 0 {
            return SheetUse::NotKnown;
        }
        let key = ENTITIES.map(|entity| self.column(entity, HOUSEHOLD_ID));
        if self.repeats_of() > 1 {
            return SheetUse::Nested;
        }
        if let Some(list) = list {
            let apart = list.carried.len();
            let household = self.only(Entity::Household).filter(|column| !list.carried.contains(column)).count();
            // a title says of which year or commune a list of members is, and makes no households of them
            let derived = self.derived[0].iter().filter(|made| !matches!(made.from, Derived::Text(..))).count();
            return if household + derived > 0 || apart > 1 { SheetUse::List } else { SheetUse::Member };
        }
        let as_member = self.repeats_of() > 0 || (only[1], all[1]) > (only[0], all[0]);
        // headers that would do for both: whether ids repeat tells
        let either = !as_member && only[0] <= 1 && all[1] > 3;
        if either && key[1].is_some_and(|key| repeats_upward(&self.data, key)) {
            return SheetUse::Member;
        }
        let entity = ENTITIES[usize::from(as_member)];
        match (key[entity as usize].is_some(), entity) {
            (true, Entity::Household) => SheetUse::Household,
            (true, Entity::Member) => SheetUse::Member,
            // a single word may be anything: a note, a legend
            (false, _) if all[entity as usize] < 2 => SheetUse::NotKnown,
            (false, entity) => SheetUse::NoKey(entity),
        }
    }

    /// Whether the headers of a sheet of households are all headers of members too: `Mã hộ`, `Họ và tên`. Other sheets
    /// tell which they are.
    pub(super) fn may_be_members(&self, used: SheetUse) -> bool {
        let taken = self.uses[1].iter().filter(|used| Self::taken(used)).count();
        used == SheetUse::Household
            && self.rule.holds.is_none()
            && taken > 1
            && self.column(Entity::Member, HOUSEHOLD_ID).is_some()
            && self.only(Entity::Household).next().is_none()
    }

    /// What the map says that the sheet holds goes before what it looks like.
    pub(super) fn as_said(&self, used: SheetUse, list: Option<List>) -> (SheetUse, Option<List>) {
        let keyed = |entity: Entity, used: SheetUse| match self.column(entity, HOUSEHOLD_ID) {
            Some(_) => used,
            None => SheetUse::NoKey(entity),
        };
        match self.rule.holds {
            None => (used, list),
            Some(Holds::Nothing) => (SheetUse::Ignored, None),
            Some(Holds::Household) => (keyed(Entity::Household, SheetUse::Household), None),
            Some(Holds::Member) if list.is_some() => (SheetUse::Member, list),
            Some(Holds::Member) => (keyed(Entity::Member, SheetUse::Member), None),
            Some(Holds::List) => match list.or_else(|| self.any_list()) {
                Some(list) => (SheetUse::List, Some(list)),
                None => (SheetUse::NoKey(Entity::Household), None),
            },
        }
    }

    /// A list that is one because the map says so.
    fn any_list(&self) -> Option<List> {
        let key = |id| self.column(Entity::Household, id).or_else(|| self.column(Entity::Member, id));
        let key = key(HOUSEHOLD_ID).or_else(|| key(HOUSEHOLD_NO))?;
        let sure = Some(key) != self.column(Entity::Household, HOUSEHOLD_NO);
        let blank_below = self.data.iter().any(|row| is_blank(row.cell(key)));
        let household: Vec<usize> = self.only(Entity::Household).collect();
        let own = telling(&self.data, key, blank_below, &household);
        let units = self.key_units(Key { column: key, sure });
        let mut filled: Vec<usize> = self.only(Entity::Member).filter(|column| *column != key).collect();
        filled.sort_unstable();
        (!filled.is_empty()).then_some(List {
            start: Start { key, blank_below, units, own },
            filled,
            carried: vec![key],
        })
    }

    /// The households of a list with their members under them, if it is one.
    pub(super) fn list(&self) -> Option<List> {
        let key = |id| self.column(Entity::Household, id).or_else(|| self.column(Entity::Member, id));
        let members = (0..self.header.paths.len()).filter(|at| Self::taken(&self.uses[1][*at]));
        let own: Vec<usize> = self.only(Entity::Member).collect();
        let member_no = self.column(Entity::Member, MEMBER_NO);
        for id in [HOUSEHOLD_ID, HOUSEHOLD_NO] {
            let Some(column) = key(id).filter(|column| id == HOUSEHOLD_ID || Some(*column) != member_no) else {
                continue;
            };
            let members: Vec<usize> = members.clone().filter(|at| *at != column).collect();
            if own.is_empty() || members.len() < 2 {
                return None;
            }
            let household: Vec<usize> = self.only(Entity::Household).collect();
            let key = Key { column, sure: id == HOUSEHOLD_ID };
            let mut list = List::find(&self.data, key, &members, &own, &household)?;
            list.start.units = self.key_units(key);
            return Some(list);
        }
        None
    }

    /// Columns without which a key tells no households apart.
    fn key_units(&self, key: Key) -> Vec<usize> {
        if key.sure {
            return Vec::new();
        }
        let units = UNITS.iter().filter_map(|id| self.column(Entity::Household, id));
        let mut columns: Vec<usize> = units.chain(self.key_columns().unwrap_or_default()).collect();
        columns.sort_unstable();
        columns.dedup();
        columns.retain(|column| *column != key.column);
        columns
    }

    /// A household's columns in a list, but for those that number rows.
    pub(super) fn answers(&self, start: &Start) -> Vec<usize> {
        let number = self.column(Entity::Household, HOUSEHOLD_NO);
        let is_answer = |at: &usize| *at != start.key && Some(*at) != number && !start.units.contains(at);
        (0..self.header.paths.len()).filter(|at| Self::taken(&self.uses[0][*at])).filter(is_answer).collect()
    }

    /// In a list a column that would do for both is the members' if it is filled on their rows, else the household's; and
    /// what is one entity's does not stand in the way of the other's headers.
    pub(super) fn share_columns(&mut self, list: &mut List) {
        let shared = |at: usize| at == list.start.key || list.carried.contains(&at);
        let of_member = |at: usize| Self::known(&self.uses[1][at]) && list.filled.contains(&at);
        let members: Vec<usize> = (0..self.header.paths.len()).filter(|at| !shared(*at) && of_member(*at)).collect();
        let all = by_map::without_mapped(self.rule, &self.header.paths);
        for (at, entity) in ENTITIES.into_iter().enumerate() {
            let own = |column: usize| shared(column) || members.contains(&column) == (entity == Entity::Member);
            let mask = |(at, path): (usize, &HeaderPath)| if own(at) { path.clone() } else { HeaderPath::default() };
            let paths: Vec<HeaderPath> = all.iter().enumerate().map(mask).collect();
            let mut uses = self.tools.index.bind(entity, &paths);
            let made = choices(self.tools.index, entity, &paths, &mut uses);
            self.derived[at].retain(|derived| derived.from.column().is_none());
            self.derived[at].extend(made);
            for (column, used) in uses.iter_mut().enumerate().filter(|(column, _)| !own(*column)) {
                // it has a header, which is the other entity's
                *used = if self.header.paths[column].is_empty() { ColumnUse::NoHeader } else { ColumnUse::NotUsed };
            }
            by_map::bind(self.rule, entity, &self.header.paths, &mut uses);
            self.uses[at] = uses;
        }
        // `Chủ hộ` could be a member's column until it was shared, and tells households apart
        let household: Vec<usize> = self.only(Entity::Household).collect();
        list.start.own = telling(&self.data, list.start.key, list.start.blank_below, &household);
    }

    /// Of an export's sheet: in how many repeats its rows are. 0 for a sheet of its own, 1 for one whose rows belong to
    /// households, more where they belong to members or the like.
    fn repeats_of(&self) -> usize {
        let links = &self.tools.codebook.layout.links;
        let own = self.link_columns();
        let own: Vec<_> = own.into_iter().filter(|(link, ..)| links[*link].household != links[*link].member).collect();
        let below = own.iter().any(|(_, entity, _)| *entity == Entity::Member);
        let rosters = self.roster_columns().len();
        // a parent's key names the repeats it is in: `uuid:…/members[1]`
        let deeper = own.iter().filter(|(_, entity, _)| *entity == Entity::Member).any(|(.., column)| {
            let first = self.data.iter().map(|row| row.cell(*column).to_string()).find(|text| !text.is_empty());
            first.is_some_and(|text| text.contains('/'))
        });
        rosters.max(usize::from(below)) + usize::from(deeper)
    }

    /// Columns with the number of a roster's row: `members__id`, one for each level.
    fn roster_columns(&self) -> Vec<usize> {
        let links = &self.tools.codebook.layout.links;
        let is_roster = |path: &HeaderPath| {
            let header = path.leaf().to_ascii_lowercase();
            header.ends_with("__id")
                && !header.starts_with('_')
                && header != ASSIGNMENT
                && !links.iter().any(|link| link.household.eq_ignore_ascii_case(&header))
        };
        if self.link_columns().is_empty() {
            return Vec::new();
        }
        (0..self.header.paths.len()).filter(|column| is_roster(&self.header.paths[*column])).collect()
    }

    /// The number of a roster's row numbers the members, where nothing else does.
    pub(super) fn number_members(&mut self) {
        let Some(field) = self.field(Entity::Member, MEMBER_NO) else { return };
        if let ([column], None) = (&self.roster_columns()[..], self.column(Entity::Member, MEMBER_NO)) {
            self.uses[1][*column] = ColumnUse::Field { field, by: MatchedBy::Spelling, scale: None };
        }
    }

    /// Columns of one entity and not known of the other; those that make up an id say nothing of it.
    fn only(&self, entity: Entity) -> impl Iterator<Item = usize> {
        let (own, other) = (&self.uses[entity as usize], &self.uses[1 - entity as usize]);
        let keys: Vec<usize> = self.key_columns().unwrap_or_default();
        own.iter().zip(other).enumerate().filter_map(move |(at, (own, other))| {
            (Self::taken(own) && !Self::known(other) && !keys.contains(&at)).then_some(at)
        })
    }

    /// The columns that make up a household id together, if all are there.
    fn key_columns(&self) -> Option<Vec<usize>> {
        let keys = &self.tools.codebook.layout.keys;
        keys.iter().find_map(|key| columns_with(self.header.paths.iter(), key))
    }

    /// What the rows say they belong to.
    pub(super) fn parent(&self) -> Option<String> {
        let wanted = fold("_parent_table_name");
        let column = self.header.paths.iter().position(|path| fold(path.leaf()) == wanted)?;
        let mut names = self.data.iter().map(|row| tidy(&row.cell(column).to_string()));
        names.find(|name| !name.is_empty())
    }

    fn known(used: &ColumnUse) -> bool {
        matches!(
            used,
            ColumnUse::Field { .. } | ColumnUse::Part { .. } | ColumnUse::Ambiguous { .. } | ColumnUse::Repeated { .. }
        )
    }

    fn taken(used: &ColumnUse) -> bool {
        matches!(used, ColumnUse::Field { .. } | ColumnUse::Part { .. })
    }
}
