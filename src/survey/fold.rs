//! Reading a survey of households and members without keeping the members: households into memory first, then members, which
//! are reduced to what is asked of them while they are read, in any order of rows.

use rustc_hash::FxHashMap;

use crate::lang::{Entity, Exact};

use super::batch::{Column, Rows};
use super::codebook_file::HOUSEHOLD_ID;
use super::error::SurveyError;
use super::households::{Households, NO_HOUSEHOLD, Other};
use super::members::{MEMBER_NO, Scopes};
use super::open::Survey;
use super::parallel::in_order;
use super::part::key_text;
use super::pieces::{Joins, Piece, Read, give_pieces};
use super::problem::{Place, Problem, ProblemKind};
use super::read::{Counts, OnceASheet};
use super::rows::Wanted;

/// Makes something of members: their rows, and the household of each, [`NO_HOUSEHOLD`] for none.
pub type Reduce<'r, P> = dyn Fn(&Rows, &[u32], &Households) -> (P, Vec<Problem>) + Sync + 'r;

/// What takes the results of [`Survey::fold`] on the calling thread, in the order of the survey.
pub trait Fold<P> {
    /// All households are read, so many.
    fn begin(&mut self, households: usize);

    /// What was made of some members.
    fn add(&mut self, part: P);
}

/// A survey whose members are reduced.
#[derive(Debug)]
pub struct Folded {
    /// The households.
    pub households: Households,
    /// Problems of the rows, those of households first.
    pub problems: Vec<Problem>,
    /// How many rows there are.
    pub counts: Counts,
}

/// Members of one piece, joined to their households and reduced.
struct Reduced<P> {
    part: P,
    /// Rows joined.
    joined: u64,
    /// Rows that have no key.
    without_key: u64,
    rows: u64,
    problems: Vec<Problem>,
    /// Members that another household may still claim: those joined by the id of a household that a link joins.
    late: Option<(Rows, Vec<u32>, Vec<String>)>,
    linked: Vec<u32>,
    orphans: Vec<Orphan>,
    numbers: Vec<Numbered>,
    /// The keys that groups of members without a household stand for.
    loose: Vec<Box<str>>,
    key_column: u32,
}

/// A member without a household.
struct Orphan {
    place: Place,
    key: Box<str>,
    of_duplicate: bool,
}

/// A member's number in its household.
struct Numbered {
    /// The household, or what stands for the key of none, from [`LOOSE`].
    group: u64,
    number: Exact,
    place: super::batch::RowPlace,
}

impl Survey<'_> {
    /// Reads all households into memory and then all members, of which `reduce` makes what is asked of them, on several
    /// threads; `fold` takes it in the order of the rows.
    ///
    /// # Errors
    /// Where a sheet cannot be read.
    pub fn fold<P: Send>(
        &self,
        batch_size: usize,
        wanted: &dyn Fn(Entity, usize) -> bool,
        reduce: &Reduce<'_, P>,
        fold: &mut dyn Fold<P>,
    ) -> Result<Folded, SurveyError> {
        let mut problems = self.header_problems(wanted);
        let wanted = &Wanted::new(self, wanted);
        let mut counts = Counts::default();
        let mut households = self.read_households(batch_size, wanted, &mut counts, &mut problems)?;
        fold.begin(households.len());
        self.read_members(wanted, &mut households, &mut counts, &mut problems, reduce, fold)?;
        // members of one state of a file belong to no households of another
        self.sources.iter().try_for_each(|source| source.unchanged())?;
        Ok(Folded { households, problems, counts })
    }

    fn read_households(
        &self,
        batch_size: usize,
        wanted: &Wanted,
        counts: &mut Counts,
        problems: &mut Vec<Problem>,
    ) -> Result<Households, SurveyError> {
        let threads = self.threads();
        let within = threads / self.households.len().max(1);
        let produce = |part: usize, give: &mut dyn FnMut(Read<Piece>) -> bool| {
            give_pieces(self, &self.households[part], wanted, (batch_size, within), &|piece| piece, give);
        };
        let mut households = Households::default();
        let mut once = OnceASheet::default();
        in_order(self.households.len(), threads, &produce, &mut |part, read: Read<Piece>| {
            let sheet = self.households[part].sheet;
            let mut piece = match read {
                Read::Piece(piece) => piece,
                Read::Counts(rows) => {
                    counts.of_sheet(sheet).rows = rows;
                    return Ok(());
                }
                Read::Error(error) => return Err(error),
            };
            once.keep(&mut piece.problems);
            counts.of_sheet(sheet).households += piece.rows.len() as u64;
            let first = households.len() as u32;
            let mut rejected = piece.joins.rejected().to_vec();
            let mut repeated = Vec::new();
            for (row, rejected) in rejected.iter_mut().enumerate() {
                let number = first + row as u32;
                let key = piece.joins.key(row);
                let known = households.keys_mut().push(key);
                if let (Some(known), Some(key)) = (known, key) {
                    *rejected = true;
                    households.keys_mut().push_other(key, Other { part: part as u32, household: None });
                    repeated.push((known, row));
                } else if let (Some(link), Some(_)) = (piece.joins.link(row), key) {
                    households.keys_mut().push_link(link, number, part as u32);
                }
            }
            counts.rejected += rejected.iter().filter(|rejected| **rejected).count() as u64;
            let key_places: Vec<Place> = repeated.iter().map(|(_, row)| piece.key_place(*row)).collect();
            let keys = piece.joins;
            households.push(&piece.rows, rejected, part as u32);
            let own = problems.len();
            problems.extend(piece.problems);
            for ((known, row), place) in repeated.into_iter().zip(key_places) {
                let first = self.first_place(households.place(known as usize), place);
                problems.push(Problem {
                    place,
                    field: HOUSEHOLD_ID.to_owned(),
                    value: keys.key(row).unwrap_or_default().to_owned(),
                    kind: ProblemKind::DuplicateHousehold { first },
                });
            }
            problems[own..].sort_by_key(|problem| problem.place);
            Ok::<(), SurveyError>(())
        })?;
        counts.household_rows = households.len() as u64;
        Ok(households)
    }

    fn read_members<P: Send>(
        &self,
        wanted: &Wanted,
        households: &mut Households,
        counts: &mut Counts,
        problems: &mut Vec<Problem>,
        reduce: &Reduce<'_, P>,
        fold: &mut dyn Fold<P>,
    ) -> Result<(), SurveyError> {
        let households = &*households;
        let scopes = Scopes::of(self);
        let threads = self.threads();
        let within = threads / self.members.len().max(1);
        let produce = |part: usize, give: &mut dyn FnMut(Read<Reduced<P>>) -> bool| {
            let own = &self.members[part];
            let make = |piece| self.join(scopes.of_part(part), piece, households, reduce);
            give_pieces(self, own, wanted, (MEMBERS, within), &make, give);
        };
        let mut once = OnceASheet::default();
        let mut orphans: Vec<Orphan> = Vec::new();
        let mut numbers: Vec<Numbered> = Vec::new();
        let mut loose: Vec<FxHashMap<Box<str>, u64>> = scopes.groups().map(|_| FxHashMap::default()).collect();
        let mut loose_groups = LOOSE;
        let mut late = Vec::new();
        let mut linked: Vec<bool> = Vec::new();
        in_order(self.members.len(), threads, &produce, &mut |part, read: Read<Reduced<P>>| {
            let sheet = self.members[part].sheet;
            let mut reduced = match read {
                Read::Piece(reduced) => reduced,
                Read::Counts(rows) => {
                    if counts.sheets.iter().all(|known| known.sheet != sheet) {
                        counts.of_sheet(sheet).rows = rows;
                    }
                    return Ok(());
                }
                Read::Error(error) => return Err(error),
            };
            once.keep(&mut reduced.problems);
            fold.add(reduced.part);
            counts.member_rows += reduced.rows;
            counts.joined_members += reduced.joined;
            counts.members_without_id += reduced.without_key;
            problems.extend(reduced.problems);
            orphans.extend(reduced.orphans);
            // a piece knows nothing of the keys in others
            let known = &mut loose[scopes.group_of_part(part)];
            let groups: Vec<u64> = reduced
                .loose
                .into_iter()
                .map(|key| {
                    *known.entry(key).or_insert_with(|| {
                        loose_groups += 1;
                        loose_groups
                    })
                })
                .collect();
            numbers.extend(reduced.numbers.into_iter().map(|numbered| match numbered.group.checked_sub(LOOSE) {
                Some(at) => Numbered { group: groups[at as usize], ..numbered },
                None => numbered,
            }));
            late.extend(reduced.late.map(|(rows, of, keys)| (rows, of, keys, reduced.key_column)));
            for household in reduced.linked {
                linked.resize(linked.len().max(household as usize + 1), false);
                linked[household as usize] = true;
            }
            Ok::<(), SurveyError>(())
        })?;
        // who is joined by the id alone belongs to a household whose link joins nobody
        for (rows, mut of, keys, column) in late {
            for (row, of) in of.iter_mut().enumerate() {
                if linked.get(*of as usize).copied().unwrap_or(false) {
                    *of = NO_HOUSEHOLD;
                    let place = rows.places[row];
                    orphans.push(Orphan {
                        place: Place { sheet: place.sheet, row: place.row, column },
                        key: keys[row].as_str().into(),
                        of_duplicate: false,
                    });
                }
            }
            counts.joined_members += of.iter().filter(|of| **of != NO_HOUSEHOLD).count() as u64;
            let (part, found) = reduce(&rows, &of, households);
            problems.extend(found);
            fold.add(part);
        }
        counts.sheets.sort_by_key(|counts| counts.sheet);
        counts.orphan_members = orphans.len() as u64;
        problems.extend(orphans.into_iter().map(|orphan| Problem {
            place: orphan.place,
            field: HOUSEHOLD_ID.to_owned(),
            value: key_text(&orphan.key).to_owned(),
            kind: if orphan.of_duplicate { ProblemKind::MemberOfDuplicate } else { ProblemKind::OrphanMember },
        }));
        self.find_repeated(numbers, problems);
        Ok(())
    }

    /// Joins the members of a piece to their households and reduces them.
    fn join<P>(&self, scope: &[usize], piece: Piece, households: &Households, reduce: &Reduce<'_, P>) -> Reduced<P> {
        let keys = households.keys();
        let rows = piece.rows.len();
        let plain = keys.are_plain();
        let mut of: Vec<u32> = Vec::with_capacity(rows);
        let mut found = Found::default();
        let mut near = 0;
        for row in 0..rows {
            if plain && piece.joins.is_as_above(row) && of[row - 1] != NO_HOUSEHOLD {
                found.joined += 1;
                of.push(near);
                continue;
            }
            let Some(key) = piece.joins.of_member(row) else {
                found.without_key += 1;
                of.push(NO_HOUSEHOLD);
                continue;
            };
            let joined = match plain {
                true => keys.find(key, near).map(|household| (household, false)),
                false => self.claimant(key, scope, households),
            };
            match joined {
                Some((household, by_link)) => {
                    near = household;
                    if keys.is_linked(household) && !by_link {
                        found.late.push((row, household));
                        of.push(NO_HOUSEHOLD);
                    } else {
                        if by_link {
                            found.linked.push(household);
                        }
                        found.joined += 1;
                        of.push(household);
                    }
                }
                None => {
                    of.push(NO_HOUSEHOLD);
                    let in_scope = |other: &Other| scope.contains(&(other.part as usize));
                    let of_duplicate = !plain && {
                        let own = keys.candidates(key);
                        own.iter()
                            .any(|(household, _)| scope.contains(&(households.part(*household as usize) as usize)))
                            || keys.others(key).iter().any(in_scope)
                    };
                    found.orphans.push(Orphan { place: piece.key_place(row), key: key.into(), of_duplicate });
                }
            }
        }
        let (numbers, loose) = self.numbers_of(&piece.rows, &piece.joins, &of);
        let late = (!found.late.is_empty()).then(|| {
            let rows = piece.rows.pick(found.late.iter().map(|(row, _)| *row));
            let own: Vec<u32> = found.late.iter().map(|(_, household)| *household).collect();
            let key = |row: usize| piece.joins.of_member(row).unwrap_or_default().to_owned();
            let keys: Vec<String> = found.late.iter().map(|(row, _)| key(*row)).collect();
            (rows, own, keys)
        });
        let (made, more) = reduce(&piece.rows, &of, households);
        let mut problems = piece.problems;
        problems.extend(more);
        Reduced {
            part: made,
            joined: found.joined,
            without_key: found.without_key,
            rows: rows as u64,
            problems,
            late,
            linked: found.linked,
            orphans: found.orphans,
            numbers,
            loose,
            key_column: piece.key_column,
        }
    }

    /// The household that a key joins, of those that are near: those of the member's own sheet or file first, and any where
    /// none of these has the key.
    fn claimant(&self, key: &str, scope: &[usize], households: &Households) -> Option<(u32, bool)> {
        let keys = households.keys();
        let candidates = keys.candidates(key);
        let is_own = |household: u32| scope.contains(&(households.part(household as usize) as usize));
        let known_near = candidates.iter().any(|(household, _)| is_own(*household))
            || keys.others(key).iter().any(|other| scope.contains(&(other.part as usize)));
        candidates.into_iter().find(|(household, _)| !known_near || is_own(*household))
    }

    /// The members' numbers, where they are asked for, and the keys of those without a household, by their group after
    /// [`LOOSE`].
    fn numbers_of(&self, rows: &Rows, joins: &Joins, of: &[u32]) -> (Vec<Numbered>, Vec<Box<str>>) {
        let field = self.codebook.position(Entity::Member, MEMBER_NO);
        let Some(Some(Column::Number(numbers))) = field.map(|field| &rows.columns[field]) else {
            return (Vec::new(), Vec::new());
        };
        let mut keys: FxHashMap<&str, u64> = FxHashMap::default();
        let mut loose: Vec<Box<str>> = Vec::new();
        let mut numbered = Vec::new();
        for (row, of) in of.iter().enumerate() {
            let (Some(number), Some(key)) = (numbers.get(row), joins.of_member(row)) else { continue };
            let group = match *of {
                NO_HOUSEHOLD => {
                    LOOSE
                        + *keys.entry(key).or_insert_with(|| {
                            loose.push(key.into());
                            loose.len() as u64 - 1
                        })
                }
                household => u64::from(household),
            };
            numbered.push(Numbered { group, number, place: rows.places[row] });
        }
        (numbered, loose)
    }

    /// Members of one household with the same number.
    fn find_repeated(&self, mut numbers: Vec<Numbered>, problems: &mut Vec<Problem>) {
        let Some(field) = self.codebook.position(Entity::Member, MEMBER_NO) else { return };
        numbers.sort_unstable_by_key(|numbered| (numbered.group, numbered.number, numbered.place));
        for same in numbers.chunk_by(|a, b| (a.group, a.number) == (b.group, b.number)) {
            for again in &same[1..] {
                let place = again.place;
                let cell = self.cell_of(place, Entity::Member, field);
                problems.push(Problem {
                    place: cell.unwrap_or(Place { sheet: place.sheet, row: place.row, column: 0 }),
                    field: MEMBER_NO.to_owned(),
                    value: again.number.to_string(),
                    kind: ProblemKind::DuplicateMember { first: same[0].place.row },
                });
            }
        }
    }
}

/// What joining found.
#[derive(Default)]
struct Found {
    joined: u64,
    without_key: u64,
    linked: Vec<u32>,
    late: Vec<(usize, u32)>,
    orphans: Vec<Orphan>,
}

/// Groups of members without a household are numbered from here on, those of households as these.
const LOOSE: u64 = 1 << 32;

/// How many member rows are reduced at a time.
const MEMBERS: usize = 4096;
