//! Lists that hold the household once and its members under it: whether the first rows are one, and how its rows go together.

use crate::io::read::Row;
use crate::text::{fold, tidy};

use super::follow::is_blank;
use super::plan::Start;

/// A list of households with their members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Where a household begins.
    pub start: Start,
    /// Columns of members: a row with one of them filled is a member.
    pub filled: Vec<usize>,
    /// Columns that hold for the rows below.
    pub carried: Vec<usize>,
}

/// The column that could begin a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Which.
    pub column: usize,
    /// Whether it is a household id; a number repeats from village to village.
    pub sure: bool,
}

impl List {
    /// Looks at rows of data. `members` are columns that could be members', `own` those that can be nothing else,
    /// `household` those that only households have. None where each row is a household or a member by itself.
    pub fn find(rows: &[&Row], key: Key, members: &[usize], own: &[usize], household: &[usize]) -> Option<List> {
        let first = rows.iter().position(|row| !is_blank(row.cell(key.column)))?;
        let rows = &rows[first..];
        let blank_key = |row: &&&Row| is_blank(row.cell(key.column));
        let below: Vec<&&Row> = rows
            .iter()
            .filter(blank_key)
            .filter(|row| members.iter().any(|column| !is_blank(row.cell(*column))))
            .collect();
        // a household row or two without id is a data problem; members without one are every second row and more
        let blank_below = below.len() * 4 > rows.len();
        let without_household = below
            .iter()
            .filter(|row| household.iter().filter(|column| **column != key.column).all(|at| is_blank(row.cell(*at))))
            .count();
        let blank_below = blank_below && without_household * 2 > below.len();
        if !blank_below && !repeats_upward_of(rows, key.column) {
            return None;
        }
        let telling = telling(rows, key.column, blank_below, household);
        let start = Start { key: key.column, blank_below, units: Vec::new(), own: telling };
        let member_rows: Vec<&&Row> = if blank_below { below } else { second_rows(rows, key.column) };
        let filled_below = |column: &usize| member_rows.iter().any(|row| !is_blank(row.cell(*column)));
        let mut filled: Vec<usize> =
            members.iter().copied().filter(|at| own.contains(at) || filled_below(at)).collect();
        filled.sort_unstable();
        Some(List { start, filled, carried: vec![key.column] })
    }
}

/// Of the columns that only households have, those filled on the first row of most and, where the key is blank below, not on
/// most of the rows under it: another household's answers in them tell that it begins.
pub fn telling(rows: &[&Row], key: usize, blank_below: bool, household: &[usize]) -> Vec<usize> {
    let (first, below): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| !is_blank(row.cell(key)));
    let filled = |rows: &[&Row], column: usize| rows.iter().filter(|row| !is_blank(row.cell(column))).count();
    let tells = |column: &usize| {
        *column != key
            && filled(&first, *column) * 2 > first.len()
            && (!blank_below || filled(&below, *column) * 2 < below.len())
    };
    household.iter().copied().filter(tells).collect()
}

/// Whether rows with one value often follow each other.
pub fn repeats_upward(rows: &[&Row], column: usize) -> bool {
    repeats_upward_of(rows, column)
}

fn repeats_upward_of(rows: &[&Row], column: usize) -> bool {
    let ids: Vec<String> =
        rows.iter().map(|row| tidy(&row.cell(column).to_string())).filter(|id| !id.is_empty()).collect();
    let repeated = ids.windows(2).filter(|pair| pair[0] == pair[1]).count();
    repeated * 4 > ids.len()
}

/// Rows with the key of the row above.
fn second_rows<'r, 'w>(rows: &'r [&'w Row], column: usize) -> Vec<&'r &'w Row> {
    let id = |row: &Row| tidy(&row.cell(column).to_string());
    rows.windows(2).filter(|pair| id(pair[0]) == id(pair[1])).map(|pair| &pair[1]).collect()
}

/// How a unit's name stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// On every row, or missing here and there.
    Everywhere,
    /// Perhaps once for the rows below: merged cells would say so.
    PerhapsOnce,
    /// Once for the rows below: on the first row, less often than blank, each name on one row only, and several of them.
    Once,
}

/// How many names, and how many rows, say for sure that each name stands for the rows below; with fewer the blanks may be
/// answers that are missing.
const SURE_NAMES: usize = 3;
const SURE_ROWS: usize = 10;

/// Whether a column is filled only where its value changes.
pub fn names_changes(rows: &[&Row], column: usize) -> Named {
    let Some(first) = rows.first() else { return Named::Everywhere };
    if is_blank(first.cell(column)) || rows.iter().all(|row| !is_blank(row.cell(column))) {
        return Named::Everywhere;
    }
    let mut filled: Vec<String> = rows
        .iter()
        .map(|row| row.cell(column))
        .filter(|cell| !is_blank(*cell))
        .map(|cell| fold(&cell.to_string()))
        .collect();
    // where blanks are rarer than names they are answers that are missing
    if filled.len() * 2 > rows.len() {
        return Named::Everywhere;
    }
    let names = filled.len();
    filled.sort_unstable();
    filled.dedup();
    match filled.len() == names && names >= SURE_NAMES && rows.len() >= SURE_ROWS {
        true => Named::Once,
        false => Named::PerhapsOnce,
    }
}
