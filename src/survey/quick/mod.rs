//! Rows of plain text, a block at a time and column by column: what every row of a large survey goes through. Takes only rows of
//! which it is sure what they are, and reads their cells as [`super::rows`] does; any cell that is not plain it asks there. From
//! the first row on that says something of the rows below it (a heading, a signature) the sheet is left to
//! [`super::shape::follow`].

mod days;
mod encoding;
mod kernel;
mod numbers;
mod phrases;
mod seen;
mod short;
mod words;

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::io::read::{Block, BlockIndex, BlockStart, Blocks, Cell, CellPlaces, Record};
use crate::text::legacy::may_be_old;

use super::batch::RowPlace;
use super::error::SurveyError;
use super::open::Survey;
use super::part::Part;
use super::pieces::{Joins, Piece};
use super::problem::{Place, Problem};
use super::rows::{RowReader, Wanted, empty_rows};
use super::shape::follow::{PlannedRow, RowCounts, is_blank};
use super::shape::plan::{DERIVED, Derived, Ditto, Role};
use super::shape::row_kind::RowClass;
use super::zeros::with_zeros;

use encoding::{OldRows, is_old};
use kernel::Kernel;
use phrases::Phrases;
use short::{Signs, is_same};

/// From where a sheet is not read in blocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handover {
    /// The record.
    pub(super) start: BlockStart,
    /// The number of the row before it.
    pub(super) last: u32,
}

/// What a block holds.
pub(super) struct Taken {
    pub(super) piece: Piece,
    /// What its rows are.
    pub(super) counts: RowCounts,
    pub(super) handover: Option<Handover>,
}

/// The sheet of a part in blocks, if all that its plan asks for can be read in them.
pub(super) fn blocks(survey: &Survey<'_>, part: &Part) -> Result<Option<Blocks>, SurveyError> {
    let plan = &part.plan;
    let layout = survey.sheet(part.sheet);
    let derived = |derived: &Derived| matches!(derived, Derived::Text(..) | Derived::Group(_));
    // each row of a list of members alone says of which household it is
    let role = match &plan.role {
        Role::Every => true,
        Role::Members { start, carried, .. } => !start.blank_below && carried.iter().all(|column| *column == start.key),
        Role::Starts { .. } => false,
    };
    let suits = !part.complete
        && role
        && plan.merged.is_empty()
        && plan.units.iter().all(|unit| !unit.repeated)
        && plan.derived.iter().all(derived)
        && plan.rules.sure_id().is_some()
        && part.link.is_none()
        && !part.by_place;
    if !suits {
        return Ok(None);
    }
    let blocks = survey.sources[layout.source].blocks(layout.index)?;
    let own = part.columns.iter().map(|column| column.column).filter(|column| *column < DERIVED);
    let widest = own.chain(plan.rules.sure_id()).max().unwrap_or(0);
    Ok(blocks.filter(|blocks| blocks.usual_cells() > widest))
}

/// Reads the blocks of one sheet.
pub(super) struct QuickReader<'s, 'a> {
    survey: &'s Survey<'a>,
    part: &'s Part,
    rows: RowReader<'s, 'a>,
    /// One for each of the reader's columns.
    kernels: Vec<Kernel>,
    /// Of answers that stand side by side.
    phrases: Vec<Phrases>,
    wanted: &'s Wanted,
    separator: u8,
    cells: usize,
    /// The column whose ids make a row data.
    id: usize,
    /// Columns that are not looked at in any row.
    unread: Vec<bool>,
    index: BlockIndex,
    /// Texts of units, and whether they say to be as the one above.
    dittos: FxHashMap<Box<[u8]>, bool>,
    /// Of each record of the block being read whether it is a row of plain data beyond doubt.
    usual: Vec<bool>,
    /// Of each of these whether it surely has the id of the one before.
    same: Vec<bool>,
    /// Records of usual rows that follow each other and are not read yet.
    run: Range<usize>,
    /// Of each record whether it has a cell that is read and may be in an old encoding.
    doubts: Vec<bool>,
    old_rows: OldRows,
}

impl<'s, 'a> QuickReader<'s, 'a> {
    pub(super) fn new(
        survey: &'s Survey<'a>,
        part: &'s Part,
        wanted: &'s Wanted,
        (separator, cells): (u8, usize),
    ) -> Result<QuickReader<'s, 'a>, SurveyError> {
        let rows = RowReader::new(survey, part, wanted)?;
        let kernels: Vec<Kernel> =
            (0..rows.columns()).map(|at| Kernel::new(rows.reader(at), rows.is_key(at))).collect();
        let answers = kernels.iter().enumerate().map(|(at, kernel)| {
            let column = rows.column(at);
            (kernel.has_words() && column < DERIVED).then_some(column)
        });
        let phrases = Phrases::of(answers);
        let mut unread = vec![true; part.width.min(cells)];
        let id = part.plan.rules.sure_id().unwrap_or(0);
        let filled = filled(part).into_iter().flatten();
        let read = (0..rows.columns()).map(|at| rows.column(at)).chain(0..=id);
        for column in read.chain(filled.copied()).chain(part.plan.ditto.columns.iter().copied()) {
            if let Some(unread) = unread.get_mut(column) {
                *unread = false;
            }
        }
        Ok(QuickReader {
            survey,
            part,
            rows,
            kernels,
            phrases,
            wanted,
            separator,
            cells,
            id,
            unread,
            index: BlockIndex::default(),
            dittos: FxHashMap::default(),
            usual: Vec::new(),
            same: Vec::new(),
            run: 0..0,
            doubts: Vec::new(),
            old_rows: OldRows::new(separator),
        })
    }

    /// The rows of a block but for the first `skip`, which come before the data.
    pub(super) fn read(&mut self, block: &mut Block, skip: usize) -> Result<Taken, SurveyError> {
        let mut index = std::mem::take(&mut self.index);
        if !block.odd {
            block.index(self.separator, self.cells, &self.unread, &mut index);
        }
        let zeros_said = self.rows.zeros_said();
        let mut taken = self.take(block, &index, skip, usize::MAX)?;
        let QuickReader { doubts, old_rows, phrases, .. } = self;
        let doubted = doubts.iter().zip(&index.records).enumerate().filter(|(_, (doubt, _))| **doubt);
        let old = doubted.map(|(at, (_, record))| (at, record)).find(|(_, record)| {
            let sure = phrases.iter().filter_map(|phrases| phrases.sure_span(record, block.bytes(), &index));
            old_rows.has(block.bytes(), block.place_of(record), sure)
        });
        // a row whose text is in an old encoding, and all below it, are for whoever converts it
        if let Some((old, _)) = old {
            // what the first reading said is dropped with it
            self.rows.say_zeros_again(zeros_said);
            taken = self.take(block, &index, skip, old)?;
        }
        self.index = index;
        Ok(taken)
    }

    fn take(&mut self, block: &Block, index: &BlockIndex, skip: usize, stop: usize) -> Result<Taken, SurveyError> {
        let mut taken = Taken {
            piece: Piece {
                rows: empty_rows(self.survey, self.part.entity, self.wanted),
                joins: Joins::default(),
                problems: Vec::new(),
                key_column: self.rows.key_column(),
            },
            counts: RowCounts::default(),
            handover: None,
        };
        self.doubts.clear();
        self.doubts.resize(index.records.len(), false);
        if block.odd {
            taken.handover = Some(Handover { start: block.start, last: block.start.line.saturating_sub(1) });
            return Ok(taken);
        }
        // whoever reads row by row tells where a byte is that is no UTF-8
        let Ok(text) = simdutf8::basic::from_utf8(block.bytes()) else {
            taken.handover = Some(Handover { start: block.start, last: block.start.line.saturating_sub(1) });
            return Ok(taken);
        };
        let mut last = block.start.line.saturating_sub(1);
        self.run = 0..0;
        let rows = index.records.len();
        taken.piece.rows.reserve(rows);
        self.kernels.iter_mut().for_each(|kernel| kernel.begin(rows));
        let mut row = PlannedRow::default();
        let mut before = 0;
        self.mark_usual(block, index);
        let mut at = 0;
        while let Some(record) = index.records.get(at) {
            if before >= skip && at < stop && self.usual[at] {
                let end = self.usual[at..stop.min(rows)]
                    .iter()
                    .position(|usual| !usual)
                    .map_or(stop.min(rows), |found| at + found);
                self.extend_run(at..end, text, index, &mut taken)?;
                last = index.records[end - 1].line;
                at = end;
                continue;
            }
            let class = match () {
                () if at == stop => Class::Stop,
                () if before < skip => self.before(block, record, &mut row),
                () => self.class(block, index, record, &mut row, &mut taken.counts)?,
            };
            match class {
                Class::Plain => self.extend_run(at..at + 1, text, index, &mut taken)?,
                Class::Slow => {
                    taken.counts.rows += 1;
                    self.flush(text, index, &mut taken.piece)?;
                    let Piece { rows, joins, problems, .. } = &mut taken.piece;
                    let outcome = self.rows.read(&row, rows, problems)?;
                    joins.push(&outcome);
                }
                Class::Neither => taken.counts.rows += 1,
                Class::Before => before += 1,
                Class::None => {}
                Class::Stop => {
                    // rows that come before the data have to be passed anew
                    let start = if before < skip { block.start } else { block.start_of(record) };
                    taken.handover = Some(Handover { start, last });
                    break;
                }
            }
            last = record.line;
            at += 1;
        }
        if before < skip && taken.handover.is_none() {
            // the data begin further down than blocks reach
            taken.handover = Some(Handover { start: block.start, last: 0 });
        }
        self.flush(text, index, &mut taken.piece)?;
        taken.piece.problems.sort_by_key(|problem| problem.place);
        Ok(taken)
    }

    /// What a record before the data is: what yields no row is not counted among the rows to be passed.
    fn before(&self, block: &Block, record: &Record, row: &mut PlannedRow) -> Class {
        let layout = self.survey.sheet(self.part.sheet);
        let mut is_row = || self.survey.sources[layout.source].row_of(block, record, row.own_mut());
        match record.plain {
            true => Class::Before,
            false => match is_row() {
                Ok(true) => Class::Before,
                Ok(false) => Class::None,
                Err(_) => Class::Stop,
            },
        }
    }

    /// Marks the records that are rows of plain data beyond doubt: what nearly all are.
    fn mark_usual(&mut self, block: &Block, index: &BlockIndex) {
        let QuickReader { usual, same, dittos, part, id, cells, .. } = self;
        let bytes = block.bytes();
        let places = CellPlaces::new(&index.records, *cells);
        let cell = |(start, end): (usize, usize)| bytes.get(start..end).unwrap_or_default();
        usual.clear();
        usual.extend(index.records.iter().map(|record| record.plain));
        for column in part.width..*cells {
            index.each_cell(places, column, usual, |usual, place| *usual = *usual && cell(place).is_empty());
        }
        for column in 0..*id {
            index.each_cell(places, column, usual, |usual, place| *usual = *usual && is_number(cell(place)));
        }
        // members of a household have the same id, one after the other
        same.clear();
        same.resize(usual.len(), false);
        let (mut above, mut is_sure, mut is_next) = ((0, 0), false, false);
        for ((usual, same), record) in usual.iter_mut().zip(same.iter_mut()).zip(&index.records) {
            // where the cells of a record are that is not plain is not known
            if !*usual {
                is_next = false;
                continue;
            }
            let place = index.cell(record, *id);
            if is_same(bytes, above, place) {
                *same = is_next;
            } else {
                (above, is_sure) = (place, is_sure_id(bytes, place));
            }
            is_next = true;
            *usual = is_sure;
        }
        if let Some(filled) = filled(part) {
            let is_filled =
                |record: &Record, column: &usize| cell(index.cell(record, *column)).iter().any(u8::is_ascii_graphic);
            for (usual, record) in usual.iter_mut().zip(&index.records) {
                *usual = *usual && filled.iter().any(|column| is_filled(record, column));
            }
        }
        let ditto = &part.plan.ditto;
        for column in &ditto.columns {
            let (mut above, mut is_said) = ((0, 0), false);
            index.each_cell(places, *column, usual, |usual, place| {
                if *usual && !is_same(bytes, above, place) {
                    (above, is_said) = (place, says_ditto(ditto, dittos, cell(place)));
                }
                *usual = *usual && !is_said;
            });
        }
    }

    /// Adds records of usual rows to those to be read, which are read before if others stand between.
    fn extend_run(
        &mut self,
        records: Range<usize>,
        text: &str,
        index: &BlockIndex,
        taken: &mut Taken,
    ) -> Result<(), SurveyError> {
        taken.counts.rows += records.len() as u64;
        if self.run.end != records.start {
            self.flush(text, index, &mut taken.piece)?;
            self.run.start = records.start;
        }
        self.run.end = records.end;
        Ok(())
    }

    /// What a record is that is not usual; a row that is not plain is put into `row`.
    fn class(
        &mut self,
        block: &Block,
        index: &BlockIndex,
        record: &Record,
        row: &mut PlannedRow,
        counts: &mut RowCounts,
    ) -> Result<Class, SurveyError> {
        let cell = |column: usize| {
            let (start, end) = index.cell(record, column);
            &block.bytes()[start..end]
        };
        let is_plain = record.plain && (self.part.width..self.cells).all(|column| cell(column).is_empty());
        let layout = self.survey.sheet(self.part.sheet);
        let own = row.own_mut();
        match self.survey.sources[layout.source].row_of(block, record, own) {
            // a fault is told by whoever reads the file row by row
            Err(_) => return Ok(Class::Stop),
            Ok(false) if block.raw(record).contains(&0x1A) => return Ok(Class::Stop),
            Ok(false) => return Ok(Class::None),
            Ok(true) if own.is_blank() => return Ok(Class::None),
            Ok(true) => {}
        }
        if std::str::from_utf8(block.raw(record)).map_or(true, |text| is_old(text, self.separator)) {
            return Ok(Class::Stop);
        }
        let mut signed = false;
        let class = self.part.plan.rules.classify_next(own, &mut signed);
        if signed {
            return Ok(Class::Stop);
        }
        match class {
            RowClass::Group(_) => Ok(Class::Stop),
            RowClass::Skip(kind) => {
                counts.skip(kind);
                Ok(Class::None)
            }
            RowClass::Data => {
                if self.part.plan.ditto.is_said_in(own) {
                    return Ok(Class::Stop);
                }
                let is_filled = |column: &usize| !is_blank(own.cell(*column));
                if filled(self.part).is_some_and(|filled| !filled.iter().any(is_filled)) {
                    return Ok(Class::Neither);
                }
                if is_plain {
                    return Ok(Class::Plain);
                }
                row.set_plain(&self.part.plan);
                Ok(Class::Slow)
            }
        }
    }

    /// Reads the cells of the plain rows collected so far.
    fn flush(&mut self, text: &str, index: &BlockIndex, piece: &mut Piece) -> Result<(), SurveyError> {
        let run = std::mem::take(&mut self.run);
        let records = &index.records[run.clone()];
        if records.is_empty() {
            return Ok(());
        }
        let begin = piece.joins.len();
        let sheet = self.part.sheet;
        piece.rows.places.extend(records.iter().map(|record| RowPlace { sheet, row: record.line }));
        piece.joins.begin(records.len());
        for from in (0..records.len()).step_by(STRETCH) {
            let stretch = from..records.len().min(from + STRETCH);
            let places = CellPlaces::new(&records[stretch.clone()], self.cells);
            let doubts = &mut self.doubts[run.clone()][stretch.clone()];
            for phrases in &mut self.phrases {
                phrases.look_up(places, text.as_bytes(), index, doubts);
            }
            let same = &self.same[run.clone()][stretch.clone()];
            for at in 0..self.rows.columns() {
                let kernel = &mut self.kernels[at];
                let mut cells = Cells {
                    text,
                    index,
                    places,
                    same: if self.rows.column(at) == self.id { same } else { &[] },
                    rows: &mut self.rows,
                    at,
                    problems: &mut piece.problems,
                    rejected: &mut piece.joins.rejected_mut()[begin..][stretch.clone()],
                    doubts: &mut *doubts,
                };
                let column = cells.rows.column(at);
                let field = cells.rows.field(at);
                let target = if cells.rows.is_wanted(at) { piece.rows.columns[field].as_mut() } else { None };
                let said = self.phrases.iter_mut().find_map(|phrases| phrases.said(at));
                kernel.read(&mut cells, column, target, said)?;
            }
            for phrases in &mut self.phrases {
                phrases.learn(places, text.as_bytes(), index, &self.kernels);
            }
        }
        for at in 0..self.rows.columns() {
            if self.rows.is_key(at) {
                piece.joins.push_keys(self.kernels[at].take_keys());
            }
        }
        piece.joins.end();
        self.rows.fill_rest(&mut piece.rows, records.len());
        if let Some(width) = self.survey.id_widths[self.part.entity as usize] {
            let mut links = Vec::new();
            for row in begin..piece.joins.len() {
                let Some(key) = piece.joins.key(row) else { continue };
                if let Some(filled) = with_zeros(key, width) {
                    let place = piece.rows.places[row];
                    let place = Place { sheet, row: place.row, column: piece.key_column };
                    piece.problems.extend(self.rows.lost_zeros(place, key.to_owned(), width));
                    links.push((row, filled));
                }
            }
            piece.joins.set_links(&links);
        }
        Ok(())
    }
}

/// Columns one of which makes a row a member, where not every row is one.
fn filled(part: &Part) -> Option<&[usize]> {
    match &part.plan.role {
        Role::Members { filled, .. } => Some(filled),
        _ => None,
    }
}

/// How many rows are read column by column before the next: their cells stay in the nearest cache.
const STRETCH: usize = 128;

/// What a record is taken for.
enum Class {
    /// A row of plain cells.
    Plain,
    /// A row of data that has to be read by itself.
    Slow,
    /// A row of data that is no member.
    Neither,
    /// A row before the data.
    Before,
    /// No data, and counted if it has to be.
    None,
    /// Something that is not for blocks.
    Stop,
}

/// One column's cells in a run of plain rows.
pub(super) struct Cells<'c, 's, 'a> {
    /// The bytes of the block.
    text: &'c str,
    index: &'c BlockIndex,
    places: CellPlaces<'c>,
    /// Of each row whether it surely has the same text as the one above, if that is known.
    same: &'c [bool],
    rows: &'c mut RowReader<'s, 'a>,
    at: usize,
    problems: &'c mut Vec<Problem>,
    rejected: &'c mut [bool],
    doubts: &'c mut [bool],
}

impl<'c> Cells<'c, '_, '_> {
    #[inline]
    fn len(&self) -> usize {
        self.places.records.len()
    }

    #[inline]
    fn bytes(&self) -> &'c [u8] {
        self.text.as_bytes()
    }

    /// The text of a cell.
    #[inline]
    fn text(&self, row: usize, column: usize) -> &'c str {
        let (start, end) = self.cell(row, column);
        self.text.get(start..end).unwrap_or_default()
    }

    /// Whether a cell surely has the text of the one above.
    #[inline]
    fn is_as_above(&self, row: usize) -> bool {
        self.same.get(row).copied().unwrap_or(false)
    }

    #[inline]
    fn cell(&self, row: usize, column: usize) -> (usize, usize) {
        self.index.cell(&self.places.records[row], column)
    }

    /// Notes that a row has a cell that may be in an old encoding.
    fn doubt(&mut self, row: usize) {
        self.doubts[row] = true;
    }

    /// The value of a cell that is not plain, and whether every cell like it has that value.
    fn ask(&mut self, row: usize, column: usize) -> Result<(Option<super::cells::CellValue>, bool), SurveyError> {
        let cell = match column.checked_sub(DERIVED) {
            None => {
                let text = self.text(row, column);
                if may_be_old(text) {
                    self.doubt(row);
                }
                if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
            }
            Some(at) => self.rows.derived_cell(at),
        };
        let line = self.places.records[row].line;
        let rejected = &mut self.rejected[row];
        self.rows.ask(self.at, cell, line, self.problems, rejected)
    }
}

/// Whether a cell says to be as the one above; `known` keeps what is known of texts.
fn says_ditto(ditto: &Ditto, known: &mut FxHashMap<Box<[u8]>, bool>, text: &[u8]) -> bool {
    if text.is_empty() {
        return false;
    }
    if let Some(known) = known.get(text) {
        return *known;
    }
    let said = std::str::from_utf8(text).is_ok_and(|text| ditto.is_said(text));
    if known.len() < 4096 {
        known.insert(text.into(), said);
    }
    said
}

/// Whether a cell to the left of an id is surely no text.
fn is_number(cell: &[u8]) -> bool {
    cell.iter().all(|byte| matches!(byte, b'0'..=b'9' | b' ' | b'.' | b'-' | b'/'))
}

/// Whether a cell is surely an id.
fn is_sure_id(bytes: &[u8], (start, end): (usize, usize)) -> bool {
    let (is_of_id, digits, letters) = match Signs::of(bytes, start, end) {
        Some(signs) => (signs.is_of_id(), signs.digits.count_ones() as usize, signs.letters != 0),
        None => {
            let cell = bytes.get(start..end).unwrap_or_default();
            let is_of_id = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./:".contains(byte);
            let digits = cell.iter().filter(|byte| byte.is_ascii_digit()).count();
            (cell.iter().all(is_of_id), digits, cell.iter().any(u8::is_ascii_alphabetic))
        }
    };
    is_of_id && (digits > 2 || digits > 0 && letters)
}
