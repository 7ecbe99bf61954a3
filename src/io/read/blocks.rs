//! Text files with separated columns in blocks of whole records, for whoever reads many rows at a time: where each cell begins and
//! ends is found for a whole block at once. What is not plain is left to [`super::csv`], from the record on where it begins.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};
use wide::u8x16;

use super::MAX_COLUMNS;
use super::meter::UnderWay;
use super::source::{Bytes, Source};

/// How many bytes are read at a time.
const BLOCK: usize = 256 << 10;
/// A record that is longer is not plain.
const LONGEST: usize = 8 << 20;
/// Zero bytes behind a block, so that as many bytes can be taken from every cell that is not copied.
const PADDING: usize = 128;

/// A stretch of a text file: whole records.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The text, and more behind it.
    bytes: Vec<u8>,
    /// How many of them are the text.
    length: usize,
    /// How many line feeds are in it.
    lines: usize,
    /// Where it is.
    pub start: BlockStart,
    /// Whether there is something in it that ends records or cells in an unusual way.
    pub odd: bool,
}

/// Where a block, or a record in it, begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlockStart {
    /// Bytes of the file before it, without its mark.
    pub offset: u64,
    /// The line it begins in, from 1.
    pub line: u32,
}

/// The blocks of a text file in UTF-8.
pub struct Blocks {
    file: Bytes,
    next: BlockStart,
    /// Bytes behind the last block that belong to the next.
    rest: Vec<u8>,
    ended: bool,
    separator: u8,
    usual: usize,
    under_way: Option<UnderWay>,
}

impl Blocks {
    /// From after `skip` bytes that are no records, in that line.
    pub(super) fn new(source: &Source, skip: u64, line: u32, separator: u8, usual: usize) -> io::Result<Blocks> {
        let mut file = source.open()?;
        file.seek(SeekFrom::Start(skip))?;
        let next = BlockStart { offset: 0, line };
        Ok(Blocks { file, next, rest: Vec::new(), ended: false, separator, usual, under_way: None })
    }

    /// With somebody told how far the reading is.
    pub(super) fn counted(self, under_way: UnderWay) -> Blocks {
        Blocks { under_way: Some(under_way), ..self }
    }

    /// What separates cells.
    pub fn separator(&self) -> u8 {
        self.separator
    }

    /// How many cells most records have.
    pub fn usual_cells(&self) -> usize {
        self.usual + 1
    }

    /// Puts the next block into `block`, which may have been used before; false at the end. After an odd block there is none.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn next(&mut self, block: &mut Block) -> io::Result<bool> {
        let Block { bytes, length, .. } = block;
        block.odd = false;
        block.start = self.next;
        *length = self.rest.len();
        bytes.resize(bytes.len().max(*length), 0);
        bytes[..*length].copy_from_slice(&self.rest);
        let (end, lines) = loop {
            self.fill(bytes, length)?;
            let text = &bytes[..*length];
            if text.is_empty() {
                return Ok(false);
            }
            let signs = Signs::of(text);
            if signs.returned && has_lone_return(text, self.ended) {
                block.odd = true;
                break (text.len(), signs.feeds);
            }
            let end = if signs.quoted { self.last_end(text) } else { memrchr(b'\n', text).map(|found| found + 1) };
            match end {
                Some(end) => break (end, signs.feeds - memchr_iter(b'\n', &text[end..]).count()),
                None if self.ended || text.len() > LONGEST => {
                    block.odd = true;
                    break (text.len(), signs.feeds);
                }
                None => {}
            }
        };
        self.rest.clear();
        self.rest.extend_from_slice(&bytes[end..*length]);
        *length = end;
        block.lines = lines;
        if let Some(under_way) = &mut self.under_way {
            under_way.rows(lines as u64);
        }
        self.next.offset += end as u64;
        match u32::try_from(lines).ok().and_then(|lines| self.next.line.checked_add(lines)) {
            Some(line) => self.next.line = line,
            None => block.odd = true,
        }
        if block.odd {
            self.rest.clear();
            self.ended = true;
        }
        // what was there before must not be taken for text
        bytes.truncate(end + PADDING);
        bytes.resize(end + PADDING, 0);
        bytes[end..].fill(0);
        Ok(true)
    }

    /// Reads up to a block more; the last line ends in a line feed.
    fn fill(&mut self, bytes: &mut Vec<u8>, length: &mut usize) -> io::Result<()> {
        if self.ended {
            return Ok(());
        }
        let wanted = *length + BLOCK.max(*length);
        if bytes.len() < wanted {
            bytes.resize(wanted, 0);
        }
        while *length < wanted {
            let count = self.file.read(&mut bytes[*length..wanted])?;
            if count == 0 {
                self.ended = true;
                if *length > 0 && bytes[*length - 1] != b'\n' {
                    bytes[*length] = b'\n';
                    *length += 1;
                }
                break;
            }
            *length += count;
        }
        Ok(())
    }

    /// Where the last record ends that is whole.
    fn last_end(&self, bytes: &[u8]) -> Option<usize> {
        let mut end = None;
        let mut at = 0;
        // outside quotes from here on
        loop {
            let quote = memchr(b'"', &bytes[at..]).map(|found| at + found);
            let outside = &bytes[at..quote.unwrap_or(bytes.len())];
            if let Some(found) = memrchr(b'\n', outside) {
                end = Some(at + found + 1);
            }
            let Some(quote) = quote else { return end };
            let begins = quote == 0 || bytes[quote - 1] == self.separator || bytes[quote - 1] == b'\n';
            // a quote inside a cell is only a sign
            at = if begins { closing(bytes, quote)? + 1 } else { quote + 1 };
            if at > bytes.len() {
                return end;
            }
        }
        // an open quote leaves its record to the next block
        fn closing(bytes: &[u8], quote: usize) -> Option<usize> {
            close_of(bytes, quote).or(Some(bytes.len()))
        }
    }
}

/// The quote that closes a cell which another one opens.
fn close_of(bytes: &[u8], quote: usize) -> Option<usize> {
    let mut at = quote + 1;
    loop {
        let close = at + memchr(b'"', &bytes[at..])?;
        match bytes.get(close + 1) {
            Some(b'"') => at = close + 2,
            Some(b' ' | b'\t') => {
                // only blanks between them, the next one opens the cell again, as it does where rows are read one by one
                let next = close + 1 + bytes[close + 1..].iter().position(|byte| !matches!(byte, b' ' | b'\t'))?;
                if bytes[next] != b'"' {
                    return Some(close);
                }
                at = next + 1;
            }
            Some(_) => return Some(close),
            // whether another follows is not known
            None => return None,
        }
    }
}

/// What decides how a text is cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Signs {
    /// How many line feeds there are.
    feeds: usize,
    /// Whether there are quotes and carriage returns.
    quoted: bool,
    returned: bool,
}

impl Signs {
    fn of(text: &[u8]) -> Signs {
        Signs {
            feeds: memchr_iter(b'\n', text).count(),
            quoted: memchr(b'"', text).is_some(),
            returned: memchr(b'\r', text).is_some(),
        }
    }
}

/// Whether a record whose only cell is `text` may be no row: one without text is none, nor is the mark with which DOS ended files.
fn may_be_none(text: &[u8]) -> bool {
    text.first().is_none_or(|byte| *byte == 0x1A)
}

/// Whether a carriage return stands anywhere but before a line feed.
fn has_lone_return(bytes: &[u8], ended: bool) -> bool {
    memchr_iter(b'\r', bytes).any(|at| match bytes.get(at + 1) {
        Some(next) => *next != b'\n',
        None => ended,
    })
}

/// A record of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where its first cell begins.
    start: u32,
    /// The number of its first cell's end.
    first: u32,
    /// The line it begins in.
    pub line: u32,
    /// Where its bytes begin in the block and end, with its line feed.
    raw: (u32, u32),
    /// Whether it has as many cells as most records, and these are in the index.
    pub plain: bool,
}

impl Record {
    /// Whether its cells are in the index without their quotes, copied behind the text.
    pub fn is_copied(&self) -> bool {
        self.start != self.raw.0
    }
}

/// Where the cells of a block are.
#[derive(Debug, Default)]
pub struct BlockIndex {
    /// Where cells end, of plain records; not all of them are in use.
    ends: Vec<u32>,
    end_count: usize,
    /// Every record that is not empty.
    pub records: Vec<Record>,
    lines: Vec<Line>,
    quotes: Vec<u32>,
}

/// A line feed.
#[derive(Clone, Copy, Debug)]
struct Line {
    /// Where it is.
    at: u32,
    /// How many marks there are up to it, with itself.
    marks: u32,
}

impl Block {
    /// The text.
    pub fn text(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// The bytes that cells are in, with zeros behind.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes of a record, with its line feed.
    pub fn raw(&self, record: &Record) -> &[u8] {
        &self.bytes[self.place_of(record)]
    }

    /// Where they stand in the block.
    pub fn place_of(&self, record: &Record) -> Range<usize> {
        record.raw.0 as usize..record.raw.1 as usize
    }

    /// Where a record begins.
    pub fn start_of(&self, record: &Record) -> BlockStart {
        BlockStart { offset: self.start.offset + u64::from(record.raw.0), line: record.line }
    }

    /// Finds all records and the cells of plain ones, which have `cells` cells. Cells in quotes are copied without them behind
    /// the text; in columns that are `unread` they may keep their quotes.
    pub fn index(&mut self, separator: u8, cells: usize, unread: &[bool], index: &mut BlockIndex) {
        if self.index_even(separator, cells, unread, index) {
            return;
        }
        let BlockIndex { ends, end_count, records, lines, quotes } = index;
        records.clear();
        lines.clear();
        quotes.clear();
        mark(self.text(), &self.bytes, separator, Marks { ends, mark_count: end_count, lines, quotes });
        let (mut start, mut first, mut line, mut quote) = (0u32, 0u32, self.start.line, 0);
        let mut at = 0;
        while at < lines.len() {
            let Line { at: feed, marks } = lines[at];
            let quoted = quote < quotes.len() && quotes[quote] < feed;
            if !quoted {
                let returned = feed > start && self.bytes[feed as usize - 1] == b'\r';
                let end = feed - u32::from(returned);
                // a line without anything in it is none
                if end > start {
                    let alone = cells == 1 && may_be_none(&self.bytes[start as usize..end as usize]);
                    let plain = (marks - first) as usize == cells && cells <= MAX_COLUMNS && !alone;
                    ends[marks as usize - 1] = end;
                    records.push(Record { start, first, line, raw: (start, feed + 1), plain });
                }
                (start, first, line) = (feed + 1, marks, line.saturating_add(1));
                at += 1;
                continue;
            }
            let (last, plain) = self.quoted(start as usize, separator, cells, (ends, end_count));
            let begin = line;
            while at < lines.len() && (lines[at].at as usize) < last {
                line = line.saturating_add(1);
                at += 1;
            }
            let raw = (start, last as u32 + 1);
            match plain {
                Some((copied, first_end)) => {
                    records.push(Record { start: copied, first: first_end, line: begin, raw, plain: true });
                }
                None => records.push(Record { start, first, line: begin, raw, plain: false }),
            }
            while quote < quotes.len() && (quotes[quote] as usize) < last {
                quote += 1;
            }
            let marks = lines.get(at).map_or(first, |line| line.marks);
            (start, first, line) = (last as u32 + 1, marks, line.saturating_add(1));
            at += 1;
        }
    }

    /// The same where every line is a record with `cells` cells; false if this is no such text.
    fn index_even(&mut self, separator: u8, cells: usize, unread: &[bool], index: &mut BlockIndex) -> bool {
        let BlockIndex { ends, end_count, records, quotes, .. } = index;
        records.clear();
        quotes.clear();
        if !(2..=MAX_COLUMNS).contains(&cells) || self.lines == 0 {
            return false;
        }
        *end_count = mark_outside(self.text(), &self.bytes, separator, ends, quotes);
        if *end_count != self.lines * cells {
            return false;
        }
        let (mut start, mut line) = (0, self.start.line);
        let mut even = true;
        records.extend(ends[..*end_count].chunks_exact_mut(cells).enumerate().map(|(number, own)| {
            let end = &mut own[cells - 1];
            let feed = *end;
            // as many line feeds as records, and each record ends in one: none of them has another, or one in quotes
            even &= self.bytes[feed as usize] == b'\n';
            // there is a byte before it, for there are other cells
            *end -= u32::from(self.bytes[feed as usize - 1] == b'\r');
            let first = (number * cells) as u32;
            let record = Record { start, first, line, raw: (start, feed + 1), plain: true };
            (start, line) = (feed + 1, line.saturating_add(1));
            record
        }));
        if !even {
            return false;
        }
        let mut at = 0;
        while let Some(quote) = quotes.get(at) {
            let number = records.partition_point(|record| record.raw.1 <= *quote);
            let Some(record) = records.get_mut(number) else { return false };
            let own = quotes[at..].partition_point(|quote| *quote < record.raw.1);
            let ends_of = &ends[record.first as usize..][..cells];
            if !self.are_unread(&quotes[at..at + own], record, ends_of, separator, unread) {
                let (last, plain) = self.quoted(record.start as usize, separator, cells, (ends, end_count));
                if last + 1 != record.raw.1 as usize {
                    return false;
                }
                match plain {
                    Some((start, first)) => (record.start, record.first) = (start, first),
                    None => record.plain = false,
                }
            }
            at += own;
        }
        true
    }

    /// Whether quotes, all those of a record, stand in pairs around cells that nobody reads.
    fn are_unread(&self, quotes: &[u32], record: &Record, ends: &[u32], separator: u8, unread: &[bool]) -> bool {
        let (pairs, rest) = quotes.as_chunks::<2>();
        rest.is_empty()
            && pairs.iter().all(|[open, close]| {
                let column = ends.partition_point(|end| end < open);
                let (open, close) = (*open as usize, *close as usize);
                let begins = open == record.start as usize || self.bytes[open - 1] == separator;
                let follows = self.bytes[close + 1];
                let closes = follows == separator || matches!(follows, b'\n' | b'\r');
                begins && closes && unread.get(column).copied().unwrap_or(false)
            })
    }

    /// Where a record with quotes ends, its line feed; and where its cells are copied to and their first end, if it is one
    /// line with the usual number of cells and its quotes stand around whole cells.
    fn quoted(
        &mut self,
        start: usize,
        separator: u8,
        cells: usize,
        (ends, end_count): (&mut Vec<u32>, &mut usize),
    ) -> (usize, Option<(u32, u32)>) {
        let (copied, first) = (self.bytes.len(), *end_count);
        let mut plain = true;
        let mut at = start;
        let last = loop {
            let opens = self.bytes[at] == b'"';
            let end = if opens {
                let Some(close) = close_of(&self.bytes[..self.length], at) else {
                    plain = false;
                    break self.length - 1;
                };
                let mut from = at + 1;
                while let Some(found) = memchr(b'"', &self.bytes[from.min(close)..close]) {
                    // of two quotes one stays; a cell that was opened again is none to copy
                    plain &= self.bytes[from + found + 1] == b'"' && from + found + 1 < close;
                    self.bytes.extend_from_within(from..=from + found);
                    from += found + 2;
                }
                self.bytes.extend_from_within(from.min(close)..close);
                plain &= memchr(b'\n', &self.bytes[at..close]).is_none();
                close + 1
            } else {
                at
            };
            let rest = &self.bytes[end..self.length];
            let stop = rest.iter().position(|byte| *byte == separator || *byte == b'\n').unwrap_or(rest.len() - 1);
            let stop = end + stop;
            let is_last = self.bytes[stop] == b'\n';
            let returned = is_last && stop > end && self.bytes[stop - 1] == b'\r';
            let text = end..stop - usize::from(returned);
            // nothing stands behind a closing quote; inside a cell one is only a sign
            plain &= !opens || text.is_empty();
            self.bytes.extend_from_within(text);
            if *end_count == ends.len() {
                ends.push(0);
            }
            ends[*end_count] = self.bytes.len() as u32;
            *end_count += 1;
            self.bytes.push(separator);
            at = stop + 1;
            if is_last {
                break stop;
            }
        };
        plain &= *end_count - first == cells;
        plain &= cells > 1 || !may_be_none(&self.bytes[copied..self.bytes.len() - 1]);
        if !plain {
            self.bytes.truncate(copied);
            *end_count = first;
        }
        // sixteen bytes can be taken from the last cell too
        if plain {
            self.bytes.extend_from_slice(&[0; 16]);
        }
        (last, plain.then_some((copied as u32, first as u32)))
    }
}

impl BlockIndex {
    /// Where a cell of a plain record begins and ends.
    #[inline]
    pub fn cell(&self, record: &Record, column: usize) -> (usize, usize) {
        let at = record.first as usize + column;
        if column == 0 {
            return (record.start as usize, self.ends[at] as usize);
        }
        match self.ends.get(at - 1..=at) {
            Some([before, end]) => (*before as usize + 1, *end as usize),
            _ => (0, 0),
        }
    }
}

/// Plain records of an index.
#[derive(Clone, Copy, Debug)]
pub struct CellPlaces<'p> {
    /// In their order.
    pub records: &'p [Record],
    /// How many cells each has if their cells follow each other in the index without a gap; 0 if they do not.
    stride: usize,
}

impl<'p> CellPlaces<'p> {
    /// Of records with so many cells.
    pub fn new(records: &'p [Record], cells: usize) -> CellPlaces<'p> {
        let follow = records.windows(2).all(|two| two[1].first as usize == two[0].first as usize + cells);
        CellPlaces { records, stride: if follow { cells } else { 0 } }
    }
}

impl BlockIndex {
    /// Tells `each` where the cell of a column begins and ends in every one of some records, one for each of `targets`.
    #[inline(always)]
    pub fn each_cell<T>(
        &self,
        places: CellPlaces<'_>,
        column: usize,
        targets: &mut [T],
        mut each: impl FnMut(&mut T, (usize, usize)),
    ) {
        let CellPlaces { records, stride } = places;
        let first = records.first().filter(|_| column > 0 && stride > 1);
        // a record that is not plain has no cell there, and behind the last one there may be no room for it either
        let from = first.and_then(|record| self.ends.get(record.first as usize + column - 1..));
        if let Some([_, ends @ ..]) = from {
            let before = from.unwrap_or_default().iter().step_by(stride);
            let ends = ends.iter().step_by(stride);
            for (target, (before, end)) in targets.iter_mut().zip(before.zip(ends)) {
                each(target, (*before as usize + 1, *end as usize));
            }
            return;
        }
        for (target, record) in targets.iter_mut().zip(records) {
            each(target, self.cell(record, column));
        }
    }

    /// The same of all cells from a first to a last column, with their records.
    #[inline(always)]
    pub fn each_span<T>(
        &self,
        places: CellPlaces<'_>,
        (first, last): (usize, usize),
        targets: &mut [T],
        mut each: impl FnMut(&mut T, &Record, (usize, usize)),
    ) {
        let CellPlaces { records, stride } = places;
        if let (Some(Record { first: at, .. }), 1..) = (records.first(), first)
            && stride > last
        {
            let of_each = self.ends[*at as usize..].chunks_exact(stride);
            for ((target, record), ends) in targets.iter_mut().zip(records).zip(of_each) {
                each(target, record, (ends[first - 1] as usize + 1, ends[last] as usize));
            }
            return;
        }
        for (target, record) in targets.iter_mut().zip(records) {
            each(target, record, (self.cell(record, first).0, self.cell(record, last).1));
        }
    }
}

/// What is found in a text.
struct Marks<'m> {
    /// Separators and line feeds, and room behind them.
    ends: &'m mut Vec<u32>,
    /// How many these are.
    mark_count: &'m mut usize,
    lines: &'m mut Vec<Line>,
    quotes: &'m mut Vec<u32>,
}

/// Finds separators and line feeds outside quotes, and all quotes, and tells how many the first are; `bytes` is the text with
/// some more behind.
fn mark_outside(text: &[u8], bytes: &[u8], separator: u8, ends: &mut Vec<u32>, quotes: &mut Vec<u32>) -> usize {
    let (separators, feeds, signs) = (u8x16::splat(separator), u8x16::splat(b'\n'), u8x16::splat(b'"'));
    // there are no more marks than bytes
    ends.resize(ends.len().max(text.len() + 2 * 64), 0);
    let mut found = 0;
    // all bits where a quote is open
    let mut open = 0u64;
    for (block, chunk) in bytes.as_chunks::<64>().0.iter().enumerate() {
        let base = block * 64;
        if base >= text.len() {
            break;
        }
        let (mut all, mut any_quote) = (0u64, u8x16::ZERO);
        for (part, lane) in chunk.as_chunks::<16>().0.iter().enumerate() {
            let lane = u8x16::new(*lane);
            all |= u64::from((lane.simd_eq(feeds) | lane.simd_eq(separators)).to_bitmask()) << (part * 16);
            any_quote |= lane.simd_eq(signs);
        }
        if any_quote.to_bitmask() != 0 {
            let inside = inside_quotes(chunk, base as u32, open, quotes);
            open = 0u64.wrapping_sub(inside >> 63);
            all &= !inside;
        } else {
            all &= !open;
        }
        let Some(room) = ends.get_mut(found..).and_then(<[u32]>::first_chunk_mut::<64>) else { break };
        let count = all.count_ones() as usize;
        // what is written too much is written over: whole steps need no look at each mark
        let mut left = all;
        for step in room.as_chunks_mut::<8>().0.iter_mut().take(count.div_ceil(8)) {
            for end in step {
                // the highest bit only keeps the number of zeros defined
                *end = base as u32 + (left | 1 << 63).trailing_zeros();
                left &= left.wrapping_sub(1);
            }
        }
        found += count;
    }
    found
}

/// What of a chunk with quotes is inside them, a bit for each byte; `open` has all bits where a quote is open before it. Adds where
/// the quotes are. Rare, and apart so that it is in nobody's way.
#[cold]
#[inline(never)]
fn inside_quotes(chunk: &[u8; 64], base: u32, open: u64, quotes: &mut Vec<u32>) -> u64 {
    let mut inside = 0u64;
    for (part, lane) in chunk.as_chunks::<16>().0.iter().enumerate() {
        let found = u8x16::new(*lane).simd_eq(u8x16::splat(b'"')).to_bitmask();
        inside |= u64::from(found) << (part * 16);
    }
    let mut left = inside;
    while left != 0 {
        quotes.push(base + left.trailing_zeros());
        left &= left - 1;
    }
    // from each quote on everything is turned round
    for shift in [1, 2, 4, 8, 16, 32] {
        inside ^= inside << shift;
    }
    inside ^ open
}

/// Finds separators, line feeds and quotes in a text; `bytes` is the text with some more behind.
fn mark(text: &[u8], bytes: &[u8], separator: u8, marks: Marks<'_>) {
    let Marks { ends, mark_count, lines, quotes } = marks;
    let (separators, feeds, signs) = (u8x16::splat(separator), u8x16::splat(b'\n'), u8x16::splat(b'"'));
    // there are no more marks than bytes
    ends.resize(ends.len().max(text.len() + 64), 0);
    let mut found = 0;
    for (block, chunk) in bytes.as_chunks::<64>().0.iter().enumerate() {
        let base = block * 64;
        if base >= text.len() {
            break;
        }
        let (mut all, mut ended, mut quoted) = (0u64, 0u64, 0u64);
        for (part, lane) in chunk.as_chunks::<16>().0.iter().enumerate() {
            let lane = u8x16::new(*lane);
            let (feed, quote) = (lane.simd_eq(feeds), lane.simd_eq(signs));
            all |= u64::from((feed | lane.simd_eq(separators)).to_bitmask()) << (part * 16);
            ended |= u64::from(feed.to_bitmask()) << (part * 16);
            quoted |= u64::from(quote.to_bitmask()) << (part * 16);
        }
        let before = found as u32;
        let (mut count, mut left) = (0, all);
        if let Some(room) = ends.get_mut(found..).and_then(<[u32]>::first_chunk_mut::<64>) {
            while left != 0 {
                room[count & 63] = base as u32 + left.trailing_zeros();
                count += 1;
                left &= left - 1;
            }
        }
        found += count;
        while ended != 0 {
            let bit = ended.trailing_zeros();
            let up_to = all & (u64::MAX >> (63 - bit));
            lines.push(Line { at: base as u32 + bit, marks: before + up_to.count_ones() });
            ended &= ended - 1;
        }
        while quoted != 0 {
            quotes.push(base as u32 + quoted.trailing_zeros());
            quoted &= quoted - 1;
        }
    }
    *mark_count = found;
}

#[cfg(test)]
#[path = "blocks_tests.rs"]
mod tests;
