//! Reading by a [`Plan`]: the rows of one entity, one a row, with derived columns. What is no data is counted and left out. What
//! rows above say is kept by `above`; what a row holds then is `row`'s.

mod above;
mod row;

use crate::io::read::{Cell, ReadError, Row, Rows};
use crate::survey::profile::is_mark;
use crate::survey::words::key;
use crate::text::tidy;

use super::household::{Current, own_texts};
use super::marks::{chosen, holds};
use super::plan::{Derived, Plan, Role};
use super::row_kind::{Group, RowClass, RowKind};

use above::Told;

pub use above::UnreadGroup;
pub(super) use row::Kept;
pub use row::{OtherAnswer, PlannedRow, RowCounts, is_blank};

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
    /// Gives the sheet from the top, where its first rows were read by somebody else and what they say is not known here.
    first_rows: Option<Box<OpenRows<'r>>>,
}

/// Opens a sheet again.
pub(in crate::survey) type OpenRows<'r> = dyn Fn() -> Result<Box<dyn Rows + 'r>, ReadError> + Send + 'r;

/// The rows above one.
struct Above<'r> {
    rows: Box<dyn Rows + 'r>,
    row: u32,
}

impl Rows for Above<'_> {
    fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        Ok(self.rows.read(row)? && row.number() < self.row)
    }
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
            first_rows: None,
        }
    }

    /// Begins at a row of the data, with what was read before it: rows without headings, and none that says to be as the one
    /// above. `first_rows` gives them again, should a row say something that hangs on them.
    pub(in crate::survey) fn resume(
        rows: Box<dyn Rows + 'r>,
        plan: &'r Plan,
        counts: RowCounts,
        first_rows: Box<OpenRows<'r>>,
    ) -> PlannedRows<'r> {
        PlannedRows { before: 0, counts, first_rows: Some(first_rows), ..PlannedRows::new(rows, plan) }
    }

    /// Learns what the rows above one say, where that is not known yet.
    fn recall(&mut self, row: u32) -> Result<(), ReadError> {
        let Some(first_rows) = self.first_rows.take() else { return Ok(()) };
        let mut above = PlannedRows::new(Box::new(Above { rows: first_rows()?, row }), self.plan);
        let mut passed = Row::default();
        while !matches!(above.step(&mut passed)?, Step::End) {}
        (self.said, self.units) = (above.said, above.units);
        Ok(())
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
                    self.recall(row.number())?;
                    self.counts.skip(RowKind::Group);
                    return Ok(Step::Groups(groups));
                }
            }
            self.counts.rows += 1;
            if self.first_rows.is_some() && self.plan.ditto.is_said_in(row) {
                self.recall(row.number())?;
            }
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
