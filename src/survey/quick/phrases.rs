//! Answers that stand side by side, taken together: of all the ways to answer a handful of questions few occur, so that one look at
//! the bytes of all of them tells the codes of each. A phrase says what its answers say one by one; whatever is more than a
//! code (a remark, a rejection, a doubt that is not of the words) keeps a row from becoming one.

use std::ops::Range;

use crate::io::read::{BlockIndex, CellPlaces, Record};
use crate::text::legacy::is_surely_unicode;

use super::kernel::Kernel;
use super::seen::{NONE, Seen};
use super::words::ASK;

/// The phrases of neighbouring columns.
pub(super) struct Phrases {
    /// Which of the reader's columns they are, from left to right.
    columns: Vec<usize>,
    /// The first and the last of them in the sheet.
    span: (usize, usize),
    seen: Seen,
    /// Of each whether a word of it may be in an old encoding, and whether surely none is.
    doubted: [bool; PLACES],
    sure: [bool; PLACES],
    /// By column the code in each; [`ASK`] for none.
    codes: Vec<[u8; PLACES]>,
    pace: Pace,
    /// Of the rows being read: the phrase of each, how many have none, and what keeps those from being one.
    found: Vec<u16>,
    misses: usize,
    marks: Vec<u8>,
}

/// A power of two.
const PLACES: usize = 2048;
/// Fewer columns are not worth the look.
const LEAST: usize = 3;

/// A row with an answer that is not always read so.
pub(super) const OPEN: u8 = 1;
/// A row with a word that may be in an old encoding.
pub(super) const DOUBTED: u8 = 2;

/// What phrases say of one column.
pub(super) struct Said<'p> {
    found: &'p [u16],
    codes: &'p [u8; PLACES],
    /// Whether there are rows without one.
    pub misses: bool,
    /// To be noted by whoever reads the answers of rows without a phrase.
    pub marks: &'p mut [u8],
}

impl Said<'_> {
    /// The code of each row; [`ASK`] where it has no phrase.
    pub fn write(&self, codes: &mut [u8]) {
        for (code, phrase) in codes.iter_mut().zip(self.found) {
            *code = self.codes[usize::from(*phrase) % PLACES];
        }
    }
}

impl Phrases {
    /// One for every run of neighbouring columns with answers; `columns` tells where the reader's columns are in the sheet, if they hold
    /// answers.
    pub fn of(columns: impl Iterator<Item = Option<usize>>) -> Vec<Phrases> {
        let mut answers: Vec<(usize, usize)> =
            columns.enumerate().filter_map(|(at, column)| Some((column?, at))).collect();
        answers.sort_unstable();
        let runs = answers.chunk_by(|left, right| left.0 + 1 == right.0);
        runs.filter(|run| run.len() >= LEAST).map(Phrases::new).collect()
    }

    fn new(run: &[(usize, usize)]) -> Phrases {
        let column = |answer: Option<&(usize, usize)>| answer.map_or(0, |(column, _)| *column);
        Phrases {
            columns: run.iter().map(|(_, at)| *at).collect(),
            span: (column(run.first()), column(run.last())),
            seen: Seen::with_places(PLACES),
            doubted: [false; PLACES],
            sure: [false; PLACES],
            codes: vec![[ASK; PLACES]; run.len()],
            pace: Pace::default(),
            found: Vec::new(),
            misses: 0,
            marks: Vec::new(),
        }
    }

    /// Looks up the phrases of some rows; marks in `doubts` those with a word that may be in an old encoding.
    pub fn look_up(&mut self, places: CellPlaces<'_>, bytes: &[u8], index: &BlockIndex, doubts: &mut [bool]) {
        let Phrases { span, seen, doubted, found, misses, marks, pace, .. } = self;
        found.clear();
        *misses = 0;
        if !pace.looks() {
            return;
        }
        found.resize(places.records.len(), 0);
        let mut doubts = doubts.iter_mut();
        index.each_span(places, *span, found, |phrase, record, (start, end)| {
            // the cells of a copy stand there without the quotes that tell where they end
            let place = if record.is_copied() { NONE } else { seen.find(bytes, start, end) };
            *misses += usize::from(place == NONE);
            if let Some(doubt) = doubts.next() {
                *doubt |= doubted[place % PLACES];
            }
            *phrase = place as u16;
        });
        if *misses > 0 {
            marks.clear();
            marks.resize(found.len(), 0);
        }
    }

    /// What is known of one of its columns in these rows.
    pub fn said(&mut self, at: usize) -> Option<Said<'_>> {
        let position = self.columns.iter().position(|column| *column == at)?;
        let Phrases { found, codes, marks, misses, .. } = self;
        let misses = *misses > 0;
        (!found.is_empty()).then_some(Said { found, codes: &codes[position], misses, marks })
    }

    /// Where the phrase of a record stands, if surely no word of it is in an old encoding.
    pub fn sure_span(&self, record: &Record, bytes: &[u8], index: &BlockIndex) -> Option<Range<usize>> {
        if !record.plain || record.is_copied() {
            return None;
        }
        let ((start, _), (_, end)) = (index.cell(record, self.span.0), index.cell(record, self.span.1));
        self.sure[self.seen.find(bytes, start, end) % PLACES].then_some(start..end)
    }

    /// Keeps the phrases of rows that had none, once their answers are read.
    pub fn learn(&mut self, places: CellPlaces<'_>, bytes: &[u8], index: &BlockIndex, kernels: &[Kernel]) {
        let Phrases { columns, span: (first, last), seen, doubted, sure, codes, found, misses, marks, pace } = self;
        if *misses > 0 && !seen.is_full() {
            let missed = found.iter().zip(&*marks).zip(places.records).enumerate();
            for (row, ((_, marks), record)) in missed.filter(|(_, ((phrase, _), _))| usize::from(**phrase) == NONE) {
                if marks & OPEN != 0 || record.is_copied() {
                    continue;
                }
                let ((start, _), (_, end)) = (index.cell(record, *first), index.cell(record, *last));
                if seen.find(bytes, start, end) != NONE {
                    continue;
                }
                let place = seen.add(bytes, start, end);
                if place != NONE {
                    doubted[place] = marks & DOUBTED != 0;
                    sure[place] = std::str::from_utf8(&bytes[start..end]).is_ok_and(is_surely_unicode);
                    codes.iter_mut().zip(&*columns).for_each(|(codes, at)| codes[place] = kernels[*at].code(row));
                }
            }
        }
        if pace.tell(found.len(), *misses) && seen.is_full() {
            // others occur by now
            seen.clear();
        }
    }
}

/// Whether looking is worth it: where most rows have a phrase that occurred before.
#[derive(Debug)]
struct Pace {
    /// Stretches without a look that are left.
    rest: u32,
    /// How many are left out after the next time that it was not worth it.
    pause: u32,
    rows: usize,
    misses: usize,
}

/// After so many rows it is told whether it was worth it.
const TRIAL: usize = 8192;
/// How many stretches are left out first, and at most.
const PAUSES: (u32, u32) = (64, 8192);

impl Default for Pace {
    fn default() -> Pace {
        Pace { rest: 0, pause: PAUSES.0, rows: 0, misses: 0 }
    }
}

impl Pace {
    /// Whether to look in the next stretch.
    fn looks(&mut self) -> bool {
        let looks = self.rest == 0;
        self.rest = self.rest.saturating_sub(1);
        looks
    }

    /// Takes what a stretch brought; whether too many rows had no phrase for some time.
    fn tell(&mut self, rows: usize, misses: usize) -> bool {
        self.rows += rows;
        self.misses += misses;
        if self.rows < TRIAL {
            return false;
        }
        let too_many = self.misses * 2 > self.rows;
        match too_many {
            true => (self.rest, self.pause) = (self.pause, (self.pause * 2).min(PAUSES.1)),
            false => self.pause = PAUSES.0,
        }
        (self.rows, self.misses) = (0, 0);
        too_many
    }
}
