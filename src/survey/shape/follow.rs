//! Reading by a [`Plan`]: the rows of one entity, one a row, with derived columns. What is no data is counted and left out.

use jiff::civil::Date;

use crate::io::read::{Cell, ReadError, Row, Rows};
use crate::survey::profile::is_mark;
use crate::survey::words::key;
use crate::text::{fold, tidy};

use super::household::{Current, own_texts};
use super::marks::{chosen, holds};
use super::plan::{DERIVED, Derived, Plan, Role, ToldBy, rank};
use super::row_kind::{Group, RowClass, RowKind};

/// A row of the sheet with its derived columns.
#[derive(Clone, Debug, Default)]
pub struct PlannedRow {
    row: Row,
    derived: Row,
    start: u32,
    /// The column that each derived cell was taken from, where one decided.
    derived_from: Vec<Option<usize>>,
    /// Columns that are filled from a later row of the household, with its number.
    later: Vec<(usize, u32)>,
    others: Vec<OtherAnswer>,
}

/// What a household's later row says otherwise than the first that says anything.
#[derive(Clone, Debug)]
pub struct OtherAnswer {
    column: usize,
    row: u32,
    cell: Kept,
}

impl OtherAnswer {
    /// The column.
    pub fn column(&self) -> usize {
        self.column
    }

    /// The row's number, from 1.
    pub fn row(&self) -> u32 {
        self.row
    }

    /// What stands there.
    pub fn cell(&self) -> Cell<'_> {
        self.cell.cell()
    }
}

impl PlannedRow {
    /// The row's number in its sheet, from 1.
    pub fn number(&self) -> u32 {
        self.row.number()
    }

    /// In a list with members under their household, the number of the row on which its household begins; else 0.
    pub fn start(&self) -> u32 {
        self.start
    }

    /// How many cells of its own it has.
    pub fn len(&self) -> usize {
        self.row.len()
    }

    /// Whether it has no cell of its own.
    pub fn is_empty(&self) -> bool {
        self.row.is_empty()
    }

    /// A cell of its own, or a derived one from [`DERIVED`].
    pub fn cell(&self, column: usize) -> Cell<'_> {
        if column < DERIVED { self.row.cell(column) } else { self.derived.cell(column - DERIVED) }
    }

    /// Where what [`PlannedRow::cell`] gives stands in the sheet: the row's number, and the column of a derived cell where
    /// one decided.
    pub fn origin(&self, column: usize) -> (u32, Option<usize>) {
        let decided = match column.checked_sub(DERIVED) {
            Some(at) => self.derived_from.get(at).copied().flatten(),
            None => Some(column),
        };
        let later = decided.and_then(|column| self.later.iter().find(|(known, _)| *known == column));
        (later.map_or(self.number(), |(_, row)| *row), decided)
    }

    /// What later rows of the household say otherwise.
    pub fn others(&self) -> &[OtherAnswer] {
        &self.others
    }

    /// Takes the answers of a later row of the household.
    fn add(&mut self, row: &Row, columns: &[usize]) {
        for column in columns.iter().copied().filter(|column| !is_blank(row.cell(*column))) {
            let cell = row.cell(column);
            if is_blank(self.row.cell(column)) {
                self.row.set(column, cell);
                self.later.push((column, row.number()));
                continue;
            }
            let text = tidy(&cell.to_string());
            let same = |known: Cell<'_>| tidy(&known.to_string()) == text;
            let known = |other: &OtherAnswer| other.column == column && same(other.cell());
            if !same(self.row.cell(column)) && !self.others.iter().any(known) {
                self.others.push(OtherAnswer { column, row: row.number(), cell: Kept::of(cell) });
            }
        }
    }
}

/// How many rows were read and how many of each kind are no data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows that are not blank.
    pub rows: u64,
    /// Of these, those without data, by [`RowKind::ALL`].
    pub skipped: [u64; RowKind::ALL.len()],
}

impl RowCounts {
    /// Counts a row without data.
    pub fn skip(&mut self, kind: RowKind) {
        self.rows += 1;
        self.skipped[kind as usize] += 1;
    }

    /// Rows with data.
    pub fn data(&self) -> u64 {
        self.rows - self.skipped.iter().sum::<u64>()
    }

    /// Adds those of another sheet.
    pub fn add(&mut self, other: &RowCounts) {
        self.rows += other.rows;
        for (count, more) in self.skipped.iter_mut().zip(other.skipped) {
            *count += more;
        }
    }
}

/// A heading that no column takes up, on a row of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadGroup {
    /// The row's number, from 1.
    pub row: u32,
    /// What it names.
    pub group: Group,
}

/// The rows of one entity in a sheet.
pub struct PlannedRows<'r> {
    rows: Box<dyn Rows + 'r>,
    plan: &'r Plan,
    /// Rows of the reader still to pass before the data.
    before: usize,
    /// The last value of each column of `plan.ditto`.
    said: Vec<Kept>,
    /// What group rows say of each of `plan.derived`.
    groups: Vec<Told>,
    /// What holds for blank cells of each of `plan.units`, and what its column said last.
    units: Vec<(Kept, Kept)>,
    next_merge: usize,
    merged: Vec<(u32, usize, Kept)>,
    household: Current,
    /// What stands in the columns that tell of another household, in the last row that was read.
    own: Vec<String>,
    carried: Vec<Kept>,
    /// The row on which the household of a list began.
    start: u32,
    /// The row after those of a household, and whether another household begins on it.
    next: Row,
    is_next: bool,
    /// What the group row after those of a household names.
    headings: Vec<Group>,
    unread: Vec<UnreadGroup>,
    ended: bool,
    /// Whether a line of signatures came and no data since.
    signed: bool,
    counts: RowCounts,
}

/// What group rows say of a derived field.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    /// Nothing so far.
    Nothing,
    /// Its value for the rows below.
    Is(String),
    /// What was said above holds no longer.
    Ended,
}

/// What came next in a sheet.
enum Step {
    Data,
    Groups(Vec<Group>),
    End,
}

impl<'r> PlannedRows<'r> {
    /// Begins at the top of a sheet.
    pub fn new(rows: Box<dyn Rows + 'r>, plan: &'r Plan) -> PlannedRows<'r> {
        let mut counts = RowCounts::default();
        plan.above.iter().for_each(|row| counts.skip(row.kind));
        PlannedRows {
            rows,
            plan,
            before: plan.reads,
            said: vec![Kept::Empty; plan.ditto.columns.len()],
            groups: vec![Told::Nothing; plan.derived.len()],
            units: vec![(Kept::Empty, Kept::Empty); plan.units.len()],
            next_merge: 0,
            merged: Vec::new(),
            household: Current::default(),
            own: Vec::new(),
            start: 0,
            next: Row::default(),
            is_next: false,
            headings: Vec::new(),
            unread: Vec::new(),
            ended: false,
            signed: false,
            carried: match &plan.role {
                Role::Members { carried, .. } => vec![Kept::Empty; carried.len()],
                _ => Vec::new(),
            },
            counts,
        }
    }

    /// What was read so far.
    pub fn counts(&self) -> RowCounts {
        self.counts
    }

    /// The headings since the last call that no column takes up.
    pub fn take_unread(&mut self) -> Vec<UnreadGroup> {
        std::mem::take(&mut self.unread)
    }

    /// Puts the next row of the entity into `target`; false at the end.
    ///
    /// # Errors
    /// As the reader's.
    pub fn read(&mut self, target: &mut PlannedRow) -> Result<bool, ReadError> {
        target.later.clear();
        target.others.clear();
        if let Role::Starts { answers, .. } = &self.plan.role {
            return self.read_household(target, answers);
        }
        loop {
            match self.step(&mut target.row)? {
                Step::End => return Ok(false),
                Step::Groups(groups) => self.enter(groups, target.row.number()),
                Step::Data if self.takes(&mut target.row) => {
                    target.start = self.start;
                    self.derive(target);
                    return Ok(true);
                }
                Step::Data => {}
            }
        }
    }

    /// The first row of a household with the answers that stand on its later rows.
    fn read_household(&mut self, target: &mut PlannedRow, answers: &[usize]) -> Result<bool, ReadError> {
        let headings = std::mem::take(&mut self.headings);
        self.enter(headings, self.next.number());
        if std::mem::take(&mut self.is_next) {
            std::mem::swap(&mut target.row, &mut self.next);
        } else {
            loop {
                match self.step(&mut target.row)? {
                    Step::End => return Ok(false),
                    Step::Groups(groups) => self.enter(groups, target.row.number()),
                    Step::Data if self.begins(&target.row) => break,
                    Step::Data => {}
                }
            }
        }
        target.start = target.row.number();
        loop {
            let mut row = std::mem::take(&mut self.next);
            let step = self.step(&mut row)?;
            let begins = matches!(step, Step::Data) && self.begins(&row);
            self.next = row;
            match step {
                Step::End => break,
                Step::Groups(groups) => {
                    self.headings = groups;
                    break;
                }
                Step::Data if begins => {
                    self.is_next = true;
                    break;
                }
                Step::Data if self.says_whose(&self.next) => target.add(&self.next, answers),
                Step::Data => {}
            }
        }
        self.derive(target);
        Ok(true)
    }

    /// The next row that is data or a heading; with what cells above say for its own.
    fn step(&mut self, row: &mut Row) -> Result<Step, ReadError> {
        while self.before > 0 {
            if !self.rows.read(row)? {
                return Ok(Step::End);
            }
            self.before -= 1;
        }
        while !self.ended {
            if !self.rows.read(row)? {
                self.ended = true;
                break;
            }
            if row.is_blank() {
                continue;
            }
            if let Role::Starts { start, .. } | Role::Members { start, .. } = &self.plan.role {
                own_texts(start, row, &mut self.own);
            }
            if !self.plan.merged.is_empty() {
                self.fill_merged(row);
            }
            match self.plan.rules.classify_next(row, &mut self.signed) {
                RowClass::Data => {}
                RowClass::Skip(kind) => {
                    self.counts.skip(kind);
                    continue;
                }
                RowClass::Group(groups) => {
                    self.counts.skip(RowKind::Group);
                    return Ok(Step::Groups(groups));
                }
            }
            self.counts.rows += 1;
            for (column, kept) in self.plan.ditto.columns.iter().zip(&mut self.said) {
                match row.cell(*column) {
                    // without a value above it is unknown
                    Cell::Text(text) if self.plan.ditto.is_said(text) => row.set(*column, kept.cell()),
                    cell if !is_blank(cell) => *kept = Kept::of(cell),
                    _ => {}
                }
            }
            self.name_units(row);
            return Ok(Step::Data);
        }
        Ok(Step::End)
    }

    /// A group row.
    fn enter(&mut self, groups: Vec<Group>, row: u32) {
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
    fn name_units(&mut self, row: &mut Row) {
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

    fn fill_merged(&mut self, row: &mut Row) {
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

    /// Whether the row is the entity's; carries the household's cells down to its members.
    fn takes(&mut self, row: &mut Row) -> bool {
        let Role::Members { start, filled, carried } = &self.plan.role else { return true };
        let begins = self.begins(row);
        for (column, kept) in carried.iter().zip(&mut self.carried) {
            if begins {
                *kept = Kept::of(row.cell(*column));
            } else if start.blank_below || *column != start.key {
                // where each row says its household, one that does not is a data problem
                row.set(*column, kept.cell());
            }
        }
        filled.iter().any(|column| !is_blank(row.cell(*column)))
    }

    /// Whether a household begins on a row of a list.
    fn begins(&mut self, row: &Row) -> bool {
        let (Role::Starts { start, .. } | Role::Members { start, .. }) = &self.plan.role else { return false };
        let begins = self.household.begins(start, row, &self.own);
        if begins {
            self.start = row.number();
        }
        begins
    }

    /// Whether a row under the first of a household says of which it is.
    fn says_whose(&self, row: &Row) -> bool {
        match &self.plan.role {
            Role::Starts { start, .. } => start.blank_below || !is_blank(row.cell(start.key)),
            _ => false,
        }
    }

    fn derive(&mut self, target: &mut PlannedRow) {
        if self.plan.derived.is_empty() {
            return;
        }
        target.derived.reset(target.row.number());
        target.derived_from.clear();
        for (at, derived) in self.plan.derived.iter().enumerate() {
            let mut from = None;
            let cell = match (derived, &self.groups[at]) {
                (Derived::Text(..) | Derived::Group(_), Told::Is(value)) => Kept::Text(value.clone()),
                (Derived::Text(..), Told::Ended) | (Derived::Group(_), _) => Kept::Empty,
                (Derived::Text(text, _), Told::Nothing) => Kept::Text(text.clone()),
                (Derived::Chosen(columns), _) => {
                    let (cell, column) = chosen(columns, |column| target.row.cell(column));
                    from = column;
                    cell
                }
                (Derived::Filled(columns), _) => {
                    let is_value = |column: &&usize| {
                        let cell = target.row.cell(**column);
                        !is_blank(cell) && !says_only_yes(cell) && !says_no(cell)
                    };
                    from = columns.iter().find(is_value).copied();
                    from.map_or(Kept::Empty, |column| Kept::of(target.row.cell(column)))
                }
                (Derived::Holds { column, words, all, marks }, _) => holds(target.row.cell(*column), words, all, marks),
                (Derived::Joined(columns), _) => {
                    let parts = columns.iter().map(|column| tidy(&target.cell(*column).to_string()));
                    let parts: Vec<String> = parts.collect();
                    if parts.iter().any(String::is_empty) { Kept::Empty } else { Kept::Text(parts.join("-")) }
                }
            };
            target.derived.push_at(at, cell.cell());
            target.derived_from.push(from);
        }
    }
}

/// Whether a cell holds nothing but blanks and characters that are not seen.
pub fn is_blank(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => crate::text::is_blank(text),
        _ => false,
    }
}

/// Whether a cell in a column of one choice says that it is not that one.
fn says_no(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Number(number) => number == 0.0,
        Cell::Bool(value) => !value,
        Cell::Text(text) => matches!(key(text).as_str(), "0" | "khong" | "no" | "false" | "n" | "-" | "k"),
        _ => false,
    }
}

/// Whether a cell in a column of one choice says only that it is that one.
fn says_only_yes(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Number(number) => number == 1.0,
        Cell::Bool(value) => value,
        Cell::Text(text) => is_mark(text.trim()) || matches!(key(text).as_str(), "1" | "co" | "yes" | "true"),
        _ => false,
    }
}

/// A cell's content that outlives its row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kept {
    Empty,
    Text(String),
    Number(f64),
    Bool(bool),
    Date(Date),
    Error(String),
}

impl Kept {
    pub(super) fn of(cell: Cell<'_>) -> Kept {
        match cell {
            Cell::Empty => Kept::Empty,
            Cell::Text(text) => Kept::Text(text.to_owned()),
            Cell::Number(number) => Kept::Number(number),
            Cell::Bool(value) => Kept::Bool(value),
            Cell::Date(date) => Kept::Date(date),
            Cell::Error(text) => Kept::Error(text.to_owned()),
        }
    }

    pub(super) fn cell(&self) -> Cell<'_> {
        match self {
            Kept::Empty => Cell::Empty,
            Kept::Text(text) => Cell::Text(text),
            Kept::Number(number) => Cell::Number(*number),
            Kept::Bool(value) => Cell::Bool(*value),
            Kept::Date(date) => Cell::Date(*date),
            Kept::Error(text) => Cell::Error(text),
        }
    }
}
