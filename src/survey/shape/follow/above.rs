//! What the rows above say for a row: headings, the units named last, cells merged over several rows. Fills cells of the row;
//! which rows are data, and whose, it does not ask.

use crate::io::read::Row;
use crate::text::fold;

use super::super::plan::{Derived, ToldBy, rank};
use super::super::row_kind::Group;
use super::{Kept, PlannedRows, is_blank};

/// A heading that no column takes up, on a row of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadGroup {
    /// The row's number, from 1.
    pub row: u32,
    /// What it names.
    pub group: Group,
}

/// What group rows say of a derived field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Told {
    /// Nothing so far.
    Nothing,
    /// Its value for the rows below.
    Is(String),
    /// What was said above holds no longer.
    Ended,
}

impl PlannedRows<'_> {
    /// A group row.
    pub(super) fn enter(&mut self, groups: Vec<Group>, row: u32) {
        if !groups.is_empty() {
            self.household.end();
        }
        groups.into_iter().for_each(|group| self.enter_one(group, row));
    }

    /// A group: its level's value, and none for the levels below.
    fn enter_one(&mut self, group: Group, row: u32) {
        let ends = group.value.is_empty();
        let own = rank(&group.field);
        let (mut read, mut changes) = (false, true);
        for (at, derived) in self.plan.derived.iter().enumerate() {
            let said = match derived {
                Derived::Group(_) => None,
                Derived::Text(text, told_by) if *told_by != ToldBy::Map => Some(text),
                _ => continue,
            };
            if self.plan.derived_fields[at].as_ref() == Some(&group.field) {
                read = true;
                let is_same = |known: &str| fold(known) == fold(&group.value);
                changes = match (&self.groups[at], said) {
                    // a title's unit again, as the first heading: what else the title says still holds
                    (Told::Nothing, Some(text)) => !is_same(text),
                    _ => true,
                };
                self.groups[at] = if ends { Told::Ended } else { Told::Is(group.value.clone()) };
            }
        }
        for (column, (kept, last)) in self.plan.units.iter().zip(&mut self.units) {
            if column.field == group.field {
                read = true;
                *kept = if ends { Kept::Empty } else { Kept::Text(group.value.clone()) };
                last.clone_from(kept);
            }
        }
        let below = |field: &str| rank(field).is_some_and(|rank| own.is_some_and(|own| rank < own));
        for (at, derived) in self.plan.derived.iter().enumerate().filter(|_| changes) {
            if self.plan.derived_fields[at].as_deref().is_some_and(below) {
                self.groups[at] = match derived {
                    Derived::Group(_) => Told::Nothing,
                    _ => Told::Ended,
                };
            }
        }
        for (column, kept) in self.plan.units.iter().zip(&mut self.units).filter(|_| changes) {
            if below(&column.field) {
                *kept = (Kept::Empty, Kept::Empty);
            }
        }
        if !read && !ends {
            self.unread.push(UnreadGroup { row, group });
        }
    }

    /// Fills the blank cells of units by what stands above, up to where a higher unit changes.
    pub(super) fn name_units(&mut self, row: &mut Row) {
        let mut changed = None;
        for (column, (kept, last)) in self.plan.units.iter().zip(&mut self.units) {
            if changed.is_some_and(|higher| rank(&column.field).is_some_and(|own| own < higher)) {
                (*kept, *last) = (Kept::Empty, Kept::Empty);
            }
            let cell = row.cell(column.column);
            if is_blank(cell) {
                if *kept != Kept::Empty {
                    row.set(column.column, kept.cell());
                }
                continue;
            }
            if last.cell() != cell {
                let own = Kept::of(cell);
                let is_other = fold(&last.cell().to_string()) != fold(&cell.to_string());
                if *last != Kept::Empty && is_other && changed.is_none() {
                    changed = rank(&column.field);
                }
                *last = own;
            }
            if column.repeated && *kept != *last {
                kept.clone_from(last);
            } else if !column.repeated && *kept != Kept::Empty {
                // a heading that the column does not bear out says nothing of its blanks
                if fold(&kept.cell().to_string()) != fold(&cell.to_string()) {
                    *kept = Kept::Empty;
                }
            }
        }
    }

    pub(super) fn fill_merged(&mut self, row: &mut Row) {
        let number = row.number();
        self.merged.retain(|(last, ..)| *last >= number);
        for (_, column, kept) in &self.merged {
            if is_blank(row.cell(*column)) {
                row.set(*column, kept.cell());
            }
        }
        while let Some(merge) = self.plan.merged.get(self.next_merge).filter(|merge| merge.first_row <= number) {
            // a merge whose first row holds nothing has nothing to repeat
            if merge.first_row == number && !is_blank(row.cell(merge.column)) {
                self.merged.push((merge.last_row, merge.column, Kept::of(row.cell(merge.column))));
            }
            self.next_merge += 1;
        }
    }
}
