//! Where a sheet's header is: on which rows, how its parts join, and what stands above and right under it.

use std::collections::BTreeSet;

use crate::io::read::{Cell, Row};
use crate::lang::{Entity, Exact, Interval, Truth};
use crate::survey::codebook::{Field, FieldType};
use crate::survey::codebook_file::HOUSEHOLD_ID;
use crate::survey::headers::{HeaderIndex, is_unit};
use crate::survey::layout::ColumnUse;
use crate::text::fold;

use super::choices::groups;
use super::path::{HeaderPath, part_of};
use super::remark::{is_note, legend_start, sequence};
use super::row_kind::{RowKind, SkippedRow};
use super::{HEADER_ROWS, HEADER_WITHIN};

/// How many known fields make a first row a header by itself.
const SURE_FIELDS: usize = 3;
/// How many columns are looked at to find the header.
const LOOK_COLUMNS: usize = 1024;
/// How many rows right under the header can belong to it.
const ROWS_UNDER: usize = 8;
/// The least columns that a row of plain numbers must have.
const NUMBERED: usize = 3;
/// The fields whose column tells data from other rows by its digits.
const KEYS: [&str; 4] = [HOUSEHOLD_ID, "household_no", "member_no", "national_id"];
/// The fields of text that are never a small number.
const NAMES: [&str; 6] = ["head_name", "name", "province", "district", "commune", "ethnicity"];

const ENTITIES: [Entity; 2] = [Entity::Household, Entity::Member];

/// The header of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The numbers of the rows its parts stand on, from 1, ascending.
    pub rows: Vec<u32>,
    /// How many rows of the reader come before the first row of data.
    pub reads: usize,
    /// The header of each column, up to the last that has one.
    pub paths: Vec<HeaderPath>,
    /// What the rows before the data are, but for blank ones.
    pub skipped: Vec<SkippedRow>,
    /// The text of the rows above the header, cell by cell: titles, units, notes.
    pub titles: Vec<String>,
}

/// Finds the header in the first rows of a sheet; `None` for a sheet without content. Where no header is known it is the
/// first row that is not blank.
pub fn find_header(window: &[Row], index: &HeaderIndex<'_>) -> Option<Header> {
    let first = window.iter().position(|row| !row.is_blank())?;
    let sheet = Sheet { window, index };
    let block = sheet.plain(first).or_else(|| sheet.search(first)).unwrap_or(Block {
        start: first,
        end: first + 1,
        split: None,
    });
    Some(sheet.header(&block))
}

/// The header that stands on the rows with these numbers, both ends included, whatever stands there. What right under it
/// belongs to it is recognised. `None` where the rows are not there or blank.
pub fn header_at(window: &[Row], index: &HeaderIndex<'_>, first_row: u32, last_row: u32) -> Option<Header> {
    let start = window.iter().position(|row| row.number() >= first_row && !row.is_blank())?;
    let end = window.iter().rposition(|row| row.number() <= last_row && !row.is_blank())? + 1;
    (start < end).then(|| Sheet { window, index }.header(&Block { start, end, split: None }))
}

/// Rows of the window that make up the header.
#[derive(Clone, Copy, Debug)]
struct Block {
    start: usize,
    end: usize,
    /// The row from which on the parts say by themselves what the column is, as those above do.
    split: Option<usize>,
}

/// How well rows do as a header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    /// Fields of either entity.
    fields: usize,
    /// Columns for which several rows were needed.
    joined: usize,
}

/// What a row among the first looks like.
struct Look {
    texts: Vec<String>,
    /// Whether each text is a known header by itself.
    known: Vec<bool>,
    /// Whether one is a heading over several columns.
    heading: bool,
    /// Whether a text names a unit or the like.
    names_something: bool,
    /// Whether it holds a date, an amount or the like, which no header is.
    has_values: bool,
}

/// What the columns are, to tell data from header by.
struct Columns {
    paths: Vec<HeaderPath>,
    uses: [Vec<ColumnUse>; 2],
    keys: Vec<usize>,
}

/// Whether the first of these rows has one text that stands over all that the others have: a title, no heading.
fn is_title(rows: &[Look]) -> bool {
    let Some((first, below)) = rows.split_first() else { return false };
    let filled = |row: &Look| row.texts.iter().position(|text| !text.is_empty());
    let only = first.texts.iter().filter(|text| !text.is_empty()).count() == 1;
    only && below.iter().all(|row| filled(first) <= filled(row))
}

struct Sheet<'w, 'i, 'c> {
    window: &'w [Row],
    index: &'i HeaderIndex<'c>,
}

impl Sheet<'_, '_, '_> {
    fn texts(&self, row: usize) -> Vec<String> {
        let row = &self.window[row];
        let mut texts: Vec<String> = (0..row.len()).map(|column| part_of(&row.cell(column).to_string())).collect();
        while texts.last().is_some_and(String::is_empty) {
            texts.pop();
        }
        texts
    }

    /// A first row with known headers and a household's or member's id right under it.
    fn plain(&self, first: usize) -> Option<Block> {
        let block = Block { start: first, end: first + 1, split: None };
        let paths = self.paths(&block);
        if paths.iter().any(HeaderPath::is_empty) || self.score(&paths).fields < SURE_FIELDS {
            return None;
        }
        let below = (first + 1..self.window.len()).find(|row| !self.window[*row].is_blank());
        let Some(below) = below else { return Some(block) };
        let columns = self.columns(paths);
        let is_data = self.kind_under(&columns, below).is_none() && self.has_key(&columns, below);
        is_data.then_some(block)
    }

    /// The rows whose headers are known best; of several the fewest and first.
    fn search(&self, first: usize) -> Option<Block> {
        let last = self.window.len().min(HEADER_WITHIN.max(first + 1));
        let rows: Vec<Look> = (first..(last + HEADER_ROWS).min(self.window.len())).map(|row| self.look(row)).collect();
        let mut best: Option<(Score, Block)> = None;
        for start in first..last {
            for height in 1..=HEADER_ROWS {
                let Some(block) = rows.get(start - first..start - first + height) else { break };
                let blank = block.iter().any(|row| row.texts.is_empty());
                if blank || (height > 1 && (block.iter().any(|row| row.names_something) || self.has_data(block))) {
                    break;
                }
                let known: usize = block.iter().map(|row| row.known.iter().filter(|known| **known).count()).sum();
                let heading = block.iter().any(|row| row.heading);
                let least = best.map_or(1, |(score, _)| score.fields);
                if !heading && known + 2 < least {
                    continue;
                }
                let block = Block { start, end: start + height, split: None };
                let looks = &rows[start - first..start - first + height];
                let paths = join(&looks.iter().map(|look| look.texts.as_slice()).collect::<Vec<_>>());
                if height > 1 && (is_title(looks) || self.stands_on_another(looks, &paths)) {
                    continue;
                }
                let score = self.score(&paths);
                let better = best.is_none_or(|(known, found)| {
                    let lower = height < found.end - found.start;
                    score > known || (score == known && lower)
                });
                if score.fields > 0 && better {
                    best = Some((score, block));
                }
            }
        }
        let (score, block) = best?;
        let filled = |row: usize| rows[row - first].texts.iter().filter(|text| !text.is_empty()).count();
        // one word may be anything; a line of some words under a title line still is the likeliest header
        let likely = score.fields > 1
            || (block.end - block.start == 1 && block.start == first)
            || (filled(block.start) > 2 && filled(first) < 3);
        likely.then(|| self.widen(block, first))
    }

    fn knows(&self, text: &str) -> bool {
        text.chars().any(char::is_alphabetic)
            && ENTITIES.into_iter().any(|entity| !self.index.find(entity, text).fields.is_empty())
    }

    fn look(&self, row: usize) -> Look {
        let cells = &self.window[row];
        let has_values = (0..cells.len().min(LOOK_COLUMNS)).any(|column| is_value(cells.cell(column)));
        let mut texts = self.texts(row);
        texts.truncate(LOOK_COLUMNS);
        let known: Vec<bool> = texts.iter().map(|text| self.knows(text)).collect();
        let heading = texts.iter().any(|text| self.index.heading(text).is_some());
        // `Xã: Chiềng Hặc`
        let names_something = texts.iter().any(|text| match text.split_once(':') {
            Some((_, "")) => true,
            Some((word, _)) => legend_start(text).is_none() && self.knows(word),
            None => false,
        });
        Look { texts, known, heading, names_something, has_values }
    }

    /// Whether the last of these rows is one of data: with values, or with an id under the header of such.
    fn has_data(&self, rows: &[Look]) -> bool {
        let Some((last, above)) = rows.split_last() else { return false };
        if last.has_values {
            return true;
        }
        let digits = |text: &str| text.chars().any(|c| c.is_ascii_digit()) && legend_start(text).is_none();
        last.texts
            .iter()
            .enumerate()
            .filter(|(_, text)| digits(text))
            .any(|(column, _)| above.iter().filter_map(|row| row.texts.get(column)).any(|header| self.is_key(header)))
    }

    /// Whether the first row is another one's header, or names the unit: headers of its own stand under its headers, and say
    /// nothing together with them.
    fn stands_on_another(&self, rows: &[Look], paths: &[HeaderPath]) -> bool {
        let Some((first, below)) = rows.split_first() else { return false };
        let alone = |column: usize| first.texts.get(column + 1).is_none_or(|next| !next.is_empty());
        let stacked = first.known.iter().enumerate().filter(|(column, known)| {
            let under = below.iter().rev().any(|row| row.known.get(*column) == Some(&true));
            **known
                && under
                && alone(*column)
                && ENTITIES
                    .into_iter()
                    .all(|entity| paths.get(*column).is_none_or(|path| self.index.match_path(entity, path).1 < 2))
        });
        stacked.count() > 1
    }

    fn is_key(&self, header: &str) -> bool {
        ENTITIES.into_iter().any(|entity| {
            let fields = self.index.find(entity, header).fields;
            fields.iter().any(|field| KEYS.contains(&self.index.codebook.fields(entity)[*field].id.as_str()))
        })
    }

    /// The fields that headers are of, and how many columns needed several parts.
    fn score(&self, paths: &[HeaderPath]) -> Score {
        let paths = &paths[..paths.len().min(LOOK_COLUMNS)];
        let mut fields: BTreeSet<(usize, usize)> = BTreeSet::new();
        let (mut joined, mut used) = (BTreeSet::new(), BTreeSet::new());
        for entity in ENTITIES {
            for group in groups(self.index, entity, paths) {
                // the same columns would do for a head and for a member: they are no more fields for that
                let own = ENTITIES.len() + group.columns.first().unwrap_or(&0);
                // a column of several answers is one all the same
                let count = group.fields.len().min(group.columns.len());
                fields.extend((0..count).map(|number| (own, number)));
                joined.extend(group.columns.iter().filter(|column| paths[**column].parts().len() > 1));
                used.extend(group.columns);
            }
        }
        for (column, path) in paths.iter().enumerate().filter(|(column, _)| !used.contains(column)) {
            let found = ENTITIES.into_iter().enumerate().find_map(|(at, entity)| {
                let (found, parts) = self.index.match_path(entity, path);
                found.fields.first().map(|field| ((at, *field), parts))
            });
            if let Some((field, parts)) = found {
                fields.insert(field);
                if parts > 1 {
                    joined.insert(column);
                }
            }
        }
        Score { fields: fields.len(), joined: joined.len() }
    }

    /// Names above the labels that were found, or labels under the names.
    fn widen(&self, block: Block, first: usize) -> Block {
        let above = (block.start > first && block.end - block.start < HEADER_ROWS).then(|| Block {
            start: block.start - 1,
            split: Some(block.start),
            ..block
        });
        let below = (block.end < self.window.len() && block.end - block.start < HEADER_ROWS).then(|| Block {
            end: block.end + 1,
            split: Some(block.end),
            ..block
        });
        let wider = [above, below].into_iter().flatten().find(|wider| self.are_names_and_labels(wider));
        wider.unwrap_or(block)
    }

    /// Whether the rows on both sides of a block's split each say what the columns are.
    fn are_names_and_labels(&self, block: &Block) -> bool {
        let Some(split) = block.split else { return false };
        if (block.start..block.end).any(|row| self.window[row].is_blank()) {
            return false;
        }
        let upper = self.paths(&Block { end: split, split: None, ..*block });
        let lower = self.paths(&Block { start: split, split: None, ..*block });
        let both: Vec<_> = upper.iter().zip(&lower).filter(|(a, b)| !a.is_empty() && !b.is_empty()).collect();
        let agree = |(upper, lower): &&(&HeaderPath, &HeaderPath)| {
            let fields = |entity, path: &HeaderPath| self.index.find_path(entity, path).fields;
            fold(upper.leaf()) != fold(lower.leaf())
                && ENTITIES.into_iter().any(|entity| {
                    let lower = fields(entity, lower);
                    fields(entity, upper).iter().any(|field| lower.contains(field))
                })
        };
        let known = both.iter().filter(agree).count();
        if known < 2 || both.len() * 2 < lower.len() {
            return false;
        }
        // labels may be unknown where all above them are names of machines
        let is_name = |path: &HeaderPath| {
            let name = path.leaf();
            name.is_ascii() && !name.contains(' ') && name.contains(|c: char| c.is_ascii_lowercase())
        };
        let texts = self.texts(split);
        let data = upper.iter().enumerate().any(|(column, path)| {
            let digit = texts.get(column).is_some_and(|text| text.chars().any(|c| c.is_ascii_digit()));
            digit && self.is_key(path.leaf())
        });
        // `col_01` under the household's id is a name as well
        let all_names = both.iter().all(|(_, b)| is_name(b)) && upper.iter().any(|path| !is_name(path));
        (!data || all_names)
            && (known * 2 >= both.len() || both.iter().all(|(a, _)| is_name(a)) || both.iter().all(|(_, b)| is_name(b)))
    }

    /// The header of each column, up to the last that has one.
    fn paths(&self, block: &Block) -> Vec<HeaderPath> {
        if let Some(split) = block.split {
            let mut upper = self.paths(&Block { end: split, split: None, ..*block });
            let mut lower = self.paths(&Block { start: split, split: None, ..*block });
            let width = upper.len().max(lower.len());
            upper.resize(width, HeaderPath::default());
            lower.resize(width, HeaderPath::default());
            return upper.into_iter().zip(lower).map(|(upper, lower)| HeaderPath::either(upper, lower)).collect();
        }
        let rows: Vec<Vec<String>> = (block.start..block.end).map(|row| self.texts(row)).collect();
        join(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    fn columns(&self, paths: Vec<HeaderPath>) -> Columns {
        let uses = ENTITIES.map(|entity| self.index.bind(entity, &paths));
        let is_key = |column: &usize| {
            ENTITIES.into_iter().zip(&uses).any(|(entity, uses)| match &uses[*column] {
                ColumnUse::Field { field, .. } | ColumnUse::Repeated { field, .. } => {
                    KEYS.contains(&self.index.codebook.fields(entity)[*field].id.as_str())
                }
                _ => false,
            })
        };
        let keys = (0..paths.len()).filter(is_key).collect();
        Columns { paths, uses, keys }
    }

    /// Whether a digit stands where a household's or member's id stands.
    fn has_key(&self, columns: &Columns, row: usize) -> bool {
        let row = &self.window[row];
        columns.keys.iter().any(|column| row.cell(*column).to_string().chars().any(|c| c.is_ascii_digit()))
    }

    fn header(&self, block: &Block) -> Header {
        let mut block = *block;
        let mut columns = self.columns(self.paths(&block));
        // units in a row of their own: what a column's numbers are worth hangs on it
        if self.kind_under(&columns, block.end) == Some(RowKind::Note)
            && self.texts(block.end).iter().any(|text| is_unit(text))
        {
            block.end += 1;
            columns = self.columns(self.paths(&block));
        }
        let mut header = Header { reads: block.end, ..Header::default() };
        for row in 0..block.start {
            let texts = self.texts(row);
            if !texts.is_empty() {
                header.skipped.push(SkippedRow { row: self.window[row].number(), kind: RowKind::Title });
                header.titles.extend(texts.into_iter().filter(|text| !text.is_empty()));
            }
        }
        for row in (block.start..block.end).filter(|row| !self.window[*row].is_blank()) {
            header.rows.push(self.window[row].number());
            let texts = self.texts(row);
            let mut filled = texts.iter().filter(|text| !text.is_empty());
            let legend = row > block.start && filled.all(|text| legend_start(text).is_some());
            let kind = if legend { RowKind::Legend } else { RowKind::Header };
            header.skipped.push(SkippedRow { row: self.window[row].number(), kind });
        }
        let mut under = 0;
        for row in block.end..self.window.len() {
            if self.window[row].is_blank() {
                continue;
            }
            let Some(kind) = self.kind_under(&columns, row).filter(|_| under < ROWS_UNDER) else { break };
            header.skipped.push(SkippedRow { row: self.window[row].number(), kind });
            header.reads = row + 1;
            under += 1;
        }
        header.paths = columns.paths;
        header
    }

    /// What a row under the header is, if it is no data: the columns' numbers, a legend, remarks.
    fn kind_under(&self, columns: &Columns, at: usize) -> Option<RowKind> {
        let row = self.window.get(at)?;
        if (0..row.len()).any(|column| matches!(row.cell(column), Cell::Date(_) | Cell::Bool(_) | Cell::Error(_))) {
            return None;
        }
        let texts = self.texts(at);
        let filled: Vec<(usize, &str)> = texts
            .iter()
            .enumerate()
            .filter(|(_, text)| !text.is_empty())
            .map(|(at, text)| (at, text.as_str()))
            .collect();
        if filled.is_empty() {
            return None;
        }
        if self.are_numbers(columns, &filled) {
            return Some(RowKind::Numbers);
        }
        let explains = |text: &str| is_note(text) || (is_unit(text) && text.chars().any(char::is_alphabetic));
        if !filled.iter().all(|(_, text)| explains(text)) {
            return None;
        }
        // a unit without brackets could be an id: `m2`
        let bare = |text: &str| !is_note(text) && text.chars().any(|c| c.is_ascii_digit());
        if filled.iter().any(|(column, text)| columns.keys.contains(column) && bare(text)) {
            return None;
        }
        let legend = filled.iter().any(|(_, text)| legend_start(text).is_some());
        Some(if legend { RowKind::Legend } else { RowKind::Note })
    }

    /// Whether a row numbers the columns, strictly one after the other, and cannot be one of answers.
    fn are_numbers(&self, columns: &Columns, filled: &[(usize, &str)]) -> bool {
        let texts: Vec<&str> = filled.iter().map(|(_, text)| *text).collect();
        let Some((first, letters, sure)) = sequence(&texts) else { return false };
        let titled = columns.paths.iter().filter(|path| !path.is_empty()).count();
        let numbers = filled.len() - letters;
        let under_header =
            filled.iter().filter(|(at, _)| columns.paths.get(*at).is_some_and(|p| !p.is_empty())).count();
        let all = filled.len() >= NUMBERED.min(titled) && under_header * 5 >= titled * 4;
        let cannot_be_data = || {
            let numbered = filled[letters..].iter().zip(first..);
            numbered.filter(|((column, _), number)| self.cannot_be(columns, *column, *number)).count()
        };
        if all {
            return sure
                || (letters > 0 && (filled.len() > 2 * NUMBERED || (numbers > 0 && cannot_be_data() > 0)))
                || (first == 1 && letters == 0 && numbers >= NUMBERED && cannot_be_data() > 0);
        }
        // `1` to `12` under `Thiếu hụt` alone
        let heading = |column: usize| {
            columns.paths.get(column).filter(|path| path.parts().len() > 1).map(|path| fold(&path.parts()[0]))
        };
        let of_one = filled
            .first()
            .and_then(|(column, _)| heading(*column))
            .is_some_and(|first| filled.iter().all(|(column, _)| heading(*column).as_ref() == Some(&first)));
        let side_by_side = filled.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0);
        letters == 0 && of_one && side_by_side && numbers > NUMBERED && cannot_be_data() + 1 >= numbers
    }

    /// Whether a number can be no answer in a column.
    fn cannot_be(&self, columns: &Columns, column: usize, number: u32) -> bool {
        let mut fields = ENTITIES.into_iter().zip(&columns.uses).filter_map(|(entity, uses)| match uses.get(column) {
            Some(ColumnUse::Field { field, .. }) => Some(&self.index.codebook.fields(entity)[*field]),
            _ => None,
        });
        let of_both: Vec<&Field> = fields.by_ref().collect();
        let value = Interval::point(Exact::int(i64::from(number)));
        let cannot = |field: &&Field| match &field.ty {
            FieldType::Text => NAMES.contains(&field.id.as_str()),
            FieldType::Bool => number > 1,
            FieldType::Code(_) => {
                let word = number.to_string();
                !field.codes.iter().any(|code| code.id == word || code.spellings.contains(&word))
            }
            FieldType::Number(_) => {
                let range = field.range;
                value.less(range) == Truth::True || range.less(value) == Truth::True
            }
            FieldType::Date => number < 1900,
        };
        !of_both.is_empty() && of_both.iter().all(cannot)
    }
}

/// Whether a cell holds what no header is: a date, a formula's error, an amount. A year may head a column.
fn is_value(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Empty => false,
        Cell::Number(number) => number.fract() != 0.0 || number.abs() >= 10_000.0,
        Cell::Text(text) => {
            let text = text.trim();
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            digits > 4 && text.bytes().all(|b| b.is_ascii_digit() || b".,/-: ".contains(&b))
        }
        _ => true,
    }
}

/// Rows of texts joined column by column. Cells are merged in sheets, which csv files and readers do not say: a blank cell to
/// the right of a heading belongs to it if something stands below both and both stand under one heading.
fn join(rows: &[&[String]]) -> Vec<HeaderPath> {
    let width = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let text = |row: usize, column: usize| rows[row].get(column).map_or("", String::as_str);
    let below = |row: usize, column: usize| (row + 1..rows.len()).any(|row| !text(row, column).is_empty());
    // the column whose text holds for a cell
    let mut owners: Vec<Vec<Option<usize>>> = Vec::with_capacity(rows.len());
    for row in 0..rows.len() {
        let mut line: Vec<Option<usize>> = Vec::with_capacity(width);
        for column in 0..width {
            let owner = if text(row, column).is_empty() {
                let left = column.checked_sub(1).and_then(|left| line[left]);
                left.filter(|owner| {
                    let one_heading = row == 0 || owners[row - 1][column] == owners[row - 1][*owner];
                    one_heading && below(row, column) && below(row, *owner)
                })
            } else {
                Some(column)
            };
            line.push(owner);
        }
        owners.push(line);
    }
    let path = |column: usize| {
        let parts = (0..rows.len()).filter_map(|row| owners[row][column].map(|owner| text(row, owner)));
        HeaderPath::new(parts)
    };
    let mut paths: Vec<HeaderPath> = (0..width).map(path).collect();
    while paths.last().is_some_and(HeaderPath::is_empty) {
        paths.pop();
    }
    paths
}

#[cfg(test)]
#[path = "header_tests.rs"]
mod tests;
