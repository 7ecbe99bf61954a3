//! Reading by a [`Plan`]: the rows of one entity, one a row, with derived columns. What is no data is counted and left out.

use jiff::civil::Date;

use crate::io::read::{Cell, ReadError, Row, Rows};
use crate::survey::profile::is_mark;
use crate::survey::words::key;
use crate::text::tidy;

use super::plan::{DERIVED, Derived, Plan, Role, Start};
use super::row_kind::{RowClass, RowKind};

/// A row of the sheet with its derived columns.
#[derive(Clone, Debug, Default)]
pub struct PlannedRow {
    row: Row,
    derived: Row,
    start: u32,
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

/// The rows of one entity in a sheet.
pub struct PlannedRows<'r> {
    rows: Box<dyn Rows + 'r>,
    plan: &'r Plan,
    /// Rows of the reader still to pass before the data.
    before: usize,
    /// The value of each group level that is derived, by the position in `plan.derived`.
    groups: Vec<Option<String>>,
    repeated: Vec<Kept>,
    /// The last value of each column of `plan.ditto`.
    said: Vec<Kept>,
    next_merge: usize,
    merged: Vec<(u32, usize, Kept)>,
    household: Option<String>,
    carried: Vec<Kept>,
    /// The row on which the household of a list began.
    start: u32,
    /// Whether a line of signatures came and no data since.
    signed: bool,
    counts: RowCounts,
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
            groups: vec![None; plan.derived.len()],
            repeated: vec![Kept::Empty; plan.repeated.len()],
            said: vec![Kept::Empty; plan.ditto.columns.len()],
            next_merge: 0,
            merged: Vec::new(),
            household: None,
            start: 0,
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

    /// Puts the next row of the entity into `target`; false at the end.
    ///
    /// # Errors
    /// As the reader's.
    pub fn read(&mut self, target: &mut PlannedRow) -> Result<bool, ReadError> {
        while self.before > 0 {
            if !self.rows.read(&mut target.row)? {
                return Ok(false);
            }
            self.before -= 1;
        }
        while self.rows.read(&mut target.row)? {
            if target.row.is_blank() {
                continue;
            }
            if !self.plan.merged.is_empty() {
                self.fill_merged(&mut target.row);
            }
            match self.plan.rules.classify_next(&target.row, &mut self.signed) {
                RowClass::Data => {}
                RowClass::Skip(kind) => {
                    self.counts.skip(kind);
                    continue;
                }
                RowClass::Group(groups) => {
                    self.counts.skip(RowKind::Group);
                    groups.into_iter().for_each(|group| self.enter(&group.field, group.value));
                    continue;
                }
            }
            self.counts.rows += 1;
            for (column, kept) in self.plan.ditto.columns.iter().zip(&mut self.said) {
                match target.row.cell(*column) {
                    // without a value above it is unknown
                    Cell::Text(text) if self.plan.ditto.is_said(text) => target.row.set(*column, kept.cell()),
                    cell if !is_blank(cell) => *kept = Kept::of(cell),
                    _ => {}
                }
            }
            for (column, kept) in self.plan.repeated.iter().zip(&mut self.repeated) {
                repeat(&mut target.row, *column, kept);
            }
            if !self.takes(&mut target.row) {
                continue;
            }
            target.start = self.start;
            if !self.plan.derived.is_empty() {
                self.derive(target);
            }
            return Ok(true);
        }
        Ok(false)
    }

    /// A group row: its level's value, and none for the levels below, which come later in the plan.
    fn enter(&mut self, field: &str, value: String) {
        self.household = None;
        let is_group = |derived: &Derived| matches!(derived, Derived::Group(of) if of == field);
        if let Some(at) = self.plan.derived.iter().position(is_group) {
            self.groups[at] = Some(value).filter(|value| !value.is_empty());
            if field != CLASS {
                for (below, derived) in self.groups.iter_mut().zip(&self.plan.derived).skip(at + 1) {
                    if matches!(derived, Derived::Group(of) if of != CLASS) {
                        *below = None;
                    }
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
        match &self.plan.role {
            Role::Every => true,
            Role::Starts(start) => {
                let begins = begins(&mut self.household, *start, row);
                if begins {
                    self.start = row.number();
                }
                begins
            }
            Role::Members { start, filled, carried } => {
                let begins = begins(&mut self.household, *start, row);
                if begins {
                    self.start = row.number();
                }
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
        }
    }

    fn derive(&mut self, target: &mut PlannedRow) {
        target.derived.reset(target.row.number());
        for (at, derived) in self.plan.derived.iter().enumerate() {
            let cell = match derived {
                Derived::Text(text, _) => Kept::Text(text.clone()),
                Derived::Group(_) => self.groups[at].clone().map_or(Kept::Empty, Kept::Text),
                Derived::Chosen(columns) => chosen(columns, &target.row),
                Derived::Filled(columns) => columns
                    .iter()
                    .map(|column| target.row.cell(*column))
                    .find(|cell| !is_blank(*cell) && !says_only_yes(*cell) && !says_no(*cell))
                    .map_or(Kept::Empty, Kept::of),
                Derived::Holds { column, words, all } => holds(target.row.cell(*column), words, all),
                Derived::Joined(columns) => {
                    let parts = columns.iter().map(|column| tidy(&target.cell(*column).to_string()));
                    let parts: Vec<String> = parts.collect();
                    if parts.iter().any(String::is_empty) { Kept::Empty } else { Kept::Text(parts.join("-")) }
                }
            };
            target.derived.push_at(at, cell.cell());
        }
    }
}

/// The field that a group row with a class sets; it is no unit, so units below it stay.
const CLASS: &str = "class_recorded";

/// Whether a household begins on a row; remembers its key.
fn begins(household: &mut Option<String>, start: Start, row: &Row) -> bool {
    let cell = row.cell(start.key);
    if is_blank(cell) {
        // what comes before the first key belongs to no household, and must not be lost
        return household.is_none() && {
            *household = Some(String::new());
            true
        };
    }
    let own = tidy(&cell.to_string());
    let begins = start.blank_below || household.as_ref() != Some(&own);
    *household = Some(own);
    begins
}

fn repeat(row: &mut Row, column: usize, kept: &mut Kept) {
    if is_blank(row.cell(column)) {
        row.set(column, kept.cell());
    } else {
        *kept = Kept::of(row.cell(column));
    }
}

fn chosen(columns: &[(usize, String)], row: &Row) -> Kept {
    let mut filled = columns.iter().filter(|(column, _)| {
        let cell = row.cell(*column);
        !is_blank(cell) && !says_no(cell)
    });
    match (filled.next(), filled.next()) {
        (None, _) => Kept::Empty,
        (Some((_, only)), None) => Kept::Text(only.clone()),
        // two answers to a question with one: read as the word that it is not
        (Some((_, first)), Some((_, second))) => Kept::Text(format!("{first}; {second}")),
    }
}

fn holds(cell: Cell<'_>, words: &[String], all: &[String]) -> Kept {
    if is_blank(cell) {
        return Kept::Empty;
    }
    let text = cell.to_string();
    let mut found = false;
    let mut take = |word: &str| {
        let word = key(word);
        found |= words.contains(&word);
        word.is_empty() || all.contains(&word)
    };
    // "3" or a whole answer; answers between commas and the like; words between blanks; "2.3" is "2,3" as Excel took it
    let known = take(&text)
        || text.split([';', ',', '\n', '/', '+', '|']).all(|part| {
            take(part.trim()) || part.split([' ', '.']).all(|word| word.trim().is_empty() || take(word.trim()))
        });
    match known {
        true => Kept::Bool(found),
        false => Kept::Text(text),
    }
}

/// Whether a cell holds nothing but blanks.
pub fn is_blank(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => text.trim().is_empty(),
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
enum Kept {
    Empty,
    Text(String),
    Number(f64),
    Bool(bool),
    Date(Date),
    Error(String),
}

impl Kept {
    fn of(cell: Cell<'_>) -> Kept {
        match cell {
            Cell::Empty => Kept::Empty,
            Cell::Text(text) => Kept::Text(text.to_owned()),
            Cell::Number(number) => Kept::Number(number),
            Cell::Bool(value) => Kept::Bool(value),
            Cell::Date(date) => Kept::Date(date),
            Cell::Error(text) => Kept::Error(text.to_owned()),
        }
    }

    fn cell(&self) -> Cell<'_> {
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
