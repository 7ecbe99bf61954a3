//! The members of a survey in memory, found by household id: what joins them to their households in any order of rows.

use rustc_hash::FxHashMap;

use crate::io::read::Row;
use crate::lang::{Entity, Exact};

use super::batch::{Column, Members, RowPlace, Rows};
use super::codebook::Codebook;
use super::error::SurveyError;
use super::open::Survey;
use super::problem::{Place, Problem, ProblemKind};
use super::rows::RowReader;

/// The id of the field that numbers the members of a household.
const MEMBER_NO: &str = "member_no";

/// All member rows, grouped by household id; within a group in the order of their rows.
pub(super) struct MemberTable {
    rows: Rows,
    groups: FxHashMap<Box<str>, u32>,
    /// Rows by group; the rows of group `g` are `order[starts[g]..starts[g + 1]]`.
    order: Vec<u32>,
    starts: Vec<u32>,
    claimed: Vec<bool>,
    problems: Vec<Problem>,
    key_column: u32,
    /// How many rows of data there are.
    pub(super) rows_read: u64,
}

impl MemberTable {
    /// Reads all member rows; `None` where the survey has no sheet of members.
    pub(super) fn read(
        survey: &Survey<'_>,
        wanted: &dyn Fn(Entity, usize) -> bool,
    ) -> Result<Option<MemberTable>, SurveyError> {
        let Some(bound) = &survey.member else { return Ok(None) };
        let mut reader = RowReader::new(survey, bound, wanted)?;
        let mut table = MemberTable {
            rows: reader.empty_rows(),
            groups: FxHashMap::default(),
            order: Vec::new(),
            starts: Vec::new(),
            claimed: Vec::new(),
            problems: Vec::new(),
            key_column: reader.key_place(RowPlace { sheet: bound.sheet, row: 0 }).column,
            rows_read: 0,
        };
        let mut group_of: Vec<Option<u32>> = Vec::new();
        let mut rows = survey.data_rows(bound)?;
        let mut row = Row::default();
        while rows.read(&mut row)? {
            if row.is_blank() {
                continue;
            }
            table.rows_read += 1;
            let outcome = reader.read(&row, &mut table.rows, &mut table.problems)?;
            let next = u32::try_from(table.groups.len()).unwrap_or(u32::MAX);
            group_of.push(outcome.key.map(|key| *table.groups.entry(key.into_boxed_str()).or_insert(next)));
        }
        table.sort(&group_of);
        table.find_repeated_numbers(survey);
        Ok(Some(table))
    }

    fn sort(&mut self, group_of: &[Option<u32>]) {
        let groups = self.groups.len();
        let mut starts = vec![0u32; groups + 1];
        for group in group_of.iter().flatten() {
            starts[*group as usize + 1] += 1;
        }
        for group in 0..groups {
            starts[group + 1] += starts[group];
        }
        let mut next = starts.clone();
        self.order = vec![0; starts[groups] as usize];
        for (row, group) in (0u32..).zip(group_of) {
            if let Some(group) = group {
                let slot = &mut next[*group as usize];
                self.order[*slot as usize] = row;
                *slot += 1;
            }
        }
        self.starts = starts;
        self.claimed = vec![false; groups];
    }

    fn find_repeated_numbers(&mut self, survey: &Survey<'_>) {
        let field = survey.codebook.position(Entity::Member, MEMBER_NO);
        let Some((field, column)) = field.and_then(|field| {
            let bound = survey.member.as_ref()?;
            let column = bound.columns.iter().find(|column| column.field == field)?;
            Some((field, column.column as u32 + 1))
        }) else {
            return;
        };
        let Some(Column::Number(numbers)) = &self.rows.columns[field] else { return };
        let mut seen: Vec<(Exact, u32)> = Vec::new();
        for group in self.starts.windows(2) {
            seen.clear();
            let own = &self.order[group[0] as usize..group[1] as usize];
            seen.extend(own.iter().filter_map(|row| Some((numbers[*row as usize]?, *row))));
            seen.sort_unstable();
            for pair in seen.chunk_by(|a, b| a.0 == b.0).filter(|pair| pair.len() > 1) {
                let first = self.rows.places[pair[0].1 as usize].row;
                for (number, row) in &pair[1..] {
                    let place = self.rows.places[*row as usize];
                    self.problems.push(Problem {
                        place: Place { sheet: place.sheet, row: place.row, column },
                        field: MEMBER_NO.to_owned(),
                        value: number.to_string(),
                        kind: ProblemKind::DuplicateMember { first },
                    });
                }
            }
        }
    }

    /// Moves the members of a household into a batch. Each household's are moved once.
    pub(super) fn take(&mut self, key: &str, target: &mut Rows) -> Members {
        let Some(group) = self.groups.get(key).map(|group| *group as usize) else { return Members::NotListed };
        if std::mem::replace(&mut self.claimed[group], true) {
            return Members::NotListed;
        }
        let start = target.len() as u32;
        let own = &self.order[self.starts[group] as usize..self.starts[group + 1] as usize];
        target.places.extend(own.iter().map(|row| self.rows.places[*row as usize]));
        for (to, from) in target.columns.iter_mut().zip(&mut self.rows.columns) {
            if let (Some(to), Some(from)) = (to, from) {
                move_values(to, from, own);
            }
        }
        Members::Listed { start, end: target.len() as u32 }
    }

    /// An empty set of rows with the same columns.
    pub(super) fn empty_rows(&self, codebook: &Codebook) -> Rows {
        let mut rows = Rows::new(codebook, Entity::Member);
        for ((to, from), field) in rows.columns.iter_mut().zip(&self.rows.columns).zip(codebook.fields(Entity::Member))
        {
            *to = from.as_ref().map(|_| Column::for_field(field));
        }
        rows
    }

    /// The problems of the member sheet by row and column, and how many members have no household; to be called when
    /// every household has taken its own.
    pub(super) fn finish(mut self) -> (Vec<Problem>, u64) {
        let mut orphans = 0;
        for (key, group) in &self.groups {
            let group = *group as usize;
            if self.claimed[group] {
                continue;
            }
            for row in &self.order[self.starts[group] as usize..self.starts[group + 1] as usize] {
                let place = self.rows.places[*row as usize];
                orphans += 1;
                self.problems.push(Problem {
                    place: Place { sheet: place.sheet, row: place.row, column: self.key_column },
                    field: super::codebook_file::HOUSEHOLD_ID.to_owned(),
                    value: key.to_string(),
                    kind: ProblemKind::OrphanMember,
                });
            }
        }
        // the groups come in hash order, their places do not depend on it
        self.problems.sort_by_key(|problem| problem.place);
        (self.problems, orphans)
    }
}

fn move_values(to: &mut Column, from: &mut Column, rows: &[u32]) {
    let rows = rows.iter().map(|row| *row as usize);
    match (to, from) {
        (Column::Bool(to), Column::Bool(from)) => to.extend(rows.map(|row| from[row])),
        (Column::Code(to), Column::Code(from)) => to.extend(rows.map(|row| from[row])),
        (Column::Number(to), Column::Number(from)) => to.extend(rows.map(|row| from[row])),
        (Column::Date(to), Column::Date(from)) => to.extend(rows.map(|row| from[row])),
        (Column::Text(to), Column::Text(from)) => to.extend(rows.map(|row| from[row].take())),
        (to, _) => rows.for_each(|_| to.push_unknown()),
    }
}
