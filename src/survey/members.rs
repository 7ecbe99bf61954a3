//! The members of a survey in memory, found by household id: what joins them to their households in any order of rows.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::{Entity, Exact};

use super::batch::{Column, Members, Rows};
use super::error::SurveyError;
use super::open::Survey;
use super::parallel::in_order;
use super::part::{Part, key_text};
use super::pieces::{Piece, Read, give_pieces};
use super::problem::{Place, Problem, ProblemKind};
use super::read::OnceASheet;
use super::rows::{RowReader, Wanted, empty_rows};
use super::shape::follow::{PlannedRow, RowCounts};

/// The id of the field that numbers the members of a household.
pub(super) const MEMBER_NO: &str = "member_no";

/// All member rows, grouped by what joins them to a household; within a group in the order of their rows.
pub(super) struct MemberTable {
    rows: Rows,
    /// The first group of each key; those of other scopes come after it in `next`.
    groups: FxHashMap<Box<str>, u32>,
    next: Vec<Option<u32>>,
    /// The scope of each group.
    scope_of: Vec<usize>,
    scopes: Vec<Scope>,
    /// Rows by group; the rows of group `g` are `order[starts[g]..starts[g + 1]]`.
    order: Vec<u32>,
    starts: Vec<u32>,
    claimed: Vec<bool>,
    problems: Vec<Problem>,
    /// Of each sheet with members, the column by which they are joined, from 1.
    key_columns: FxHashMap<u32, u32>,
    /// Of each sheet with members, what its rows are.
    pub(super) counts: Vec<(u32, RowCounts)>,
    /// How many rows of members there are.
    pub(super) rows_read: u64,
}

/// Where ids are looked for first: a sheet or a file with households and members of its own, whose ids may begin anew.
struct Scope {
    /// Its households, as positions among the survey's parts; none for members that can be any household's.
    households: Vec<usize>,
    /// What joins its households, once that was asked for.
    keys: Option<FxHashSet<Box<str>>>,
}

impl Scope {
    /// Whether one of its households has that key.
    fn has(&mut self, survey: &Survey<'_>, key: &str) -> Result<bool, SurveyError> {
        if self.keys.is_none() {
            let mut keys = FxHashSet::default();
            for part in &self.households {
                read_keys(survey, &survey.households[*part], &mut keys)?;
            }
            self.keys = Some(keys);
        }
        Ok(self.keys.as_ref().is_some_and(|keys| keys.contains(key)))
    }

    /// Whether it is known that one of its households has that key.
    fn is_known_to_have(&self, key: &str) -> bool {
        self.keys.as_ref().is_some_and(|keys| keys.contains(key))
    }
}

/// The scopes of a survey, and of each of its sheets with members in which it is.
fn scopes(survey: &Survey<'_>) -> (Vec<Scope>, Vec<usize>) {
    let mut scopes = vec![Scope { households: Vec::new(), keys: None }];
    let source = |part: &Part| survey.sheet(part.sheet).source;
    let of_part = |member: &Part| {
        let find = |near: &dyn Fn(&Part) -> bool| -> Vec<usize> {
            survey.households.iter().enumerate().filter(|(_, part)| near(part)).map(|(at, _)| at).collect()
        };
        let mut own = find(&|part| part.sheet == member.sheet);
        if own.is_empty() {
            own = find(&|part| source(part) == source(member));
        }
        let known = scopes.iter().position(|scope| scope.households == own);
        known.unwrap_or_else(|| {
            scopes.push(Scope { households: own, keys: None });
            scopes.len() - 1
        })
    };
    let of_parts = survey.members.iter().map(of_part).collect();
    (scopes, of_parts)
}

/// Of each sheet with members the households in which ids are looked for first: those of its own sheet, else of its file.
pub(super) struct Scopes {
    households: Vec<Vec<usize>>,
    of_part: Vec<usize>,
}

impl Scopes {
    pub(super) fn of(survey: &Survey<'_>) -> Scopes {
        let (scopes, of_part) = scopes(survey);
        Scopes { households: scopes.into_iter().map(|scope| scope.households).collect(), of_part }
    }

    /// The number of each.
    pub(super) fn groups(&self) -> std::ops::Range<usize> {
        0..self.households.len()
    }

    /// The number of those of a part with members.
    pub(super) fn group_of_part(&self, part: usize) -> usize {
        self.of_part[part]
    }

    /// Those of a part with members, as positions among the survey's parts.
    pub(super) fn of_part(&self, part: usize) -> &[usize] {
        &self.households[self.of_part[part]]
    }
}

/// How many member rows are handed over at a time.
const PIECE: usize = 4096;

impl MemberTable {
    /// Reads all member rows; `None` where the survey has no sheet of members.
    pub(super) fn read(survey: &Survey<'_>, wanted: &Wanted) -> Result<Option<MemberTable>, SurveyError> {
        if survey.members.is_empty() {
            return Ok(None);
        }
        let (scopes, scope_of_part) = scopes(survey);
        let mut table = MemberTable {
            rows: empty_rows(survey, Entity::Member, wanted),
            groups: FxHashMap::default(),
            next: Vec::new(),
            scope_of: Vec::new(),
            scopes,
            order: Vec::new(),
            starts: Vec::new(),
            claimed: Vec::new(),
            problems: Vec::new(),
            key_columns: FxHashMap::default(),
            counts: Vec::new(),
            rows_read: 0,
        };
        let mut group_of: Vec<Option<u32>> = Vec::new();
        let threads = survey.options.threads.unwrap_or(1);
        let within = threads / survey.members.len().max(1);
        let produce = |part: usize, give: &mut dyn FnMut(Read<Piece>) -> bool| {
            give_pieces(survey, &survey.members[part], wanted, (PIECE, within), &|piece| piece, give);
        };
        let mut once = OnceASheet::default();
        in_order(survey.members.len(), threads, &produce, &mut |part, read: Read<Piece>| {
            let sheet = survey.members[part].sheet;
            let mut piece = match read {
                Read::Piece(piece) => piece,
                Read::Counts(rows) => {
                    table.counts.push((sheet, rows));
                    return Ok(());
                }
                Read::Error(error) => return Err(error),
            };
            once.keep(&mut piece.problems);
            table.rows_read += piece.rows.len() as u64;
            table.rows.append(piece.rows);
            table.problems.extend(piece.problems);
            table.key_columns.insert(sheet, piece.key_column);
            for row in 0..piece.joins.len() {
                let key = piece.joins.of_member(row);
                group_of.push(key.map(|key| table.group(key.to_owned(), scope_of_part[part])));
            }
            Ok::<(), SurveyError>(())
        })?;
        table.sort(&group_of);
        table.find_repeated_numbers(survey);
        Ok(Some(table))
    }

    /// The group of a key in a scope; made where there is none.
    fn group(&mut self, key: String, scope: usize) -> u32 {
        let made = u32::try_from(self.next.len()).unwrap_or(u32::MAX);
        let mut at = *self.groups.entry(key.into_boxed_str()).or_insert(made);
        while at != made {
            if self.scope_of[at as usize] == scope {
                return at;
            }
            at = *self.next[at as usize].get_or_insert(made);
        }
        self.next.push(None);
        self.scope_of.push(scope);
        made
    }

    fn sort(&mut self, group_of: &[Option<u32>]) {
        let groups = self.next.len();
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
        let Some(field) = field else { return };
        let Some(Column::Number(numbers)) = &self.rows.columns[field] else { return };
        let mut seen: Vec<(Exact, u32)> = Vec::new();
        for group in self.starts.windows(2) {
            seen.clear();
            let own = &self.order[group[0] as usize..group[1] as usize];
            seen.extend(own.iter().filter_map(|row| Some((numbers.get(*row as usize)?, *row))));
            seen.sort_unstable();
            for pair in seen.chunk_by(|a, b| a.0 == b.0).filter(|pair| pair.len() > 1) {
                let first = self.rows.places[pair[0].1 as usize].row;
                for (number, row) in &pair[1..] {
                    let place = self.rows.places[*row as usize];
                    let cell = survey.cell_of(place, Entity::Member, field);
                    self.problems.push(Problem {
                        place: cell.unwrap_or(Place { sheet: place.sheet, row: place.row, column: 0 }),
                        field: MEMBER_NO.to_owned(),
                        value: number.to_string(),
                        kind: ProblemKind::DuplicateMember { first },
                    });
                }
            }
        }
    }

    /// Puts the members of a household into a batch, by its id or by what joins it besides: those of its own sheet or file,
    /// and those that have no such household in theirs. Each household's are given once. `part` is where it stands.
    ///
    /// # Errors
    /// Where a sheet that has to be asked for its households cannot be read.
    pub(super) fn take(
        &mut self,
        survey: &Survey<'_>,
        part: usize,
        keys: [Option<&str>; 2],
        target: &mut Rows,
    ) -> Result<Members, SurveyError> {
        let (mut is_listed, mut own) = (false, Vec::new());
        for key in keys.into_iter().flatten() {
            let mut next = self.groups.get(key).copied();
            while let Some(group) = next.map(|group| group as usize) {
                next = self.next[group];
                let scope = &mut self.scopes[self.scope_of[group]];
                let is_own = scope.households.contains(&part);
                if self.claimed[group] || !is_own && scope.has(survey, key)? {
                    continue;
                }
                (is_listed, self.claimed[group]) = (true, true);
                own.extend(&self.order[self.starts[group] as usize..self.starts[group + 1] as usize]);
            }
            if is_listed {
                break;
            }
        }
        if !is_listed {
            return Ok(Members::NotListed);
        }
        own.sort_unstable();
        let own = &own[..];
        let start = target.len() as u32;
        target.places.extend(own.iter().map(|row| self.rows.places[*row as usize]));
        for (to, from) in target.columns.iter_mut().zip(&self.rows.columns) {
            if let (Some(to), Some(from)) = (to, from) {
                copy_values(to, from, own);
            }
        }
        Ok(Members::Listed { start, end: target.len() as u32 })
    }

    /// The problems of the member sheet by row and column, and how many members have no household; to be called when
    /// every household has taken its own.
    pub(super) fn finish(mut self) -> (Vec<Problem>, u64) {
        let mut orphans = 0;
        for (key, first) in &self.groups {
            let mut next = Some(*first);
            while let Some(group) = next.map(|group| group as usize) {
                next = self.next[group];
                if self.claimed[group] {
                    continue;
                }
                let of_duplicate = self.scopes[self.scope_of[group]].is_known_to_have(key);
                for row in &self.order[self.starts[group] as usize..self.starts[group + 1] as usize] {
                    let place = self.rows.places[*row as usize];
                    let column = self.key_columns.get(&place.sheet).copied().unwrap_or(0);
                    orphans += 1;
                    self.problems.push(Problem {
                        place: Place { sheet: place.sheet, row: place.row, column },
                        field: super::codebook_file::HOUSEHOLD_ID.to_owned(),
                        value: key_text(key).to_owned(),
                        kind: if of_duplicate { ProblemKind::MemberOfDuplicate } else { ProblemKind::OrphanMember },
                    });
                }
            }
        }
        // the groups come in hash order, their places do not depend on it
        self.problems.sort_by_key(|problem| problem.place);
        (self.problems, orphans)
    }
}

/// Adds what joins the households of a sheet.
fn read_keys(survey: &Survey<'_>, part: &Part, keys: &mut FxHashSet<Box<str>>) -> Result<(), SurveyError> {
    let wanted = Wanted::new(survey, &|_, _| false);
    let mut reader = RowReader::new(survey, part, &wanted)?;
    let mut rows = survey.rows_of(part)?;
    let mut row = PlannedRow::default();
    let mut problems = Vec::new();
    while rows.read(&mut row)? {
        let mut read = empty_rows(survey, Entity::Household, &wanted);
        let outcome = reader.read(&row, &mut read, &mut problems)?;
        problems.clear();
        keys.extend([outcome.key, outcome.link].into_iter().flatten().map(String::into_boxed_str));
    }
    Ok(())
}

fn copy_values(to: &mut Column, from: &Column, rows: &[u32]) {
    to.append(from.pick(rows.iter().map(|row| *row as usize)));
}
