//! Text in UTF-8 to records of cells: separators, quotes, line ends. Finds quotes and line ends that would swallow rows. Knows
//! nothing of what the cells mean.

use std::io::Read;

use memchr::{memchr, memchr_iter, memchr2};

use super::error::Fault;
use super::{MAX_COLUMNS, MAX_ROW_BYTES};

/// How a text is cut into records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// What stands between cells.
    pub(super) separator: u8,
    /// How many of them most lines have.
    pub(super) usual: usize,
    /// Lines are ended by carriage returns alone.
    pub(super) mac: bool,
}

/// How many bytes are cut at a time: few enough for the allocator to give the same ones again.
const CHUNK: usize = 64 << 10;

/// With fewer separators to a line, a line of prose in a cell may have as many.
const TELLING: usize = 3;

impl Cut {
    /// From the beginning of a text.
    pub(super) fn of(sample: &[u8], separator: u8, mac: bool) -> Cut {
        let mut counts: Vec<usize> = Vec::new();
        let ends = |byte: &u8| *byte == b'\n' || *byte == b'\r';
        for line in sample.split(ends).filter(|line| !line.trim_ascii().is_empty()) {
            let (mut quoted, mut count) = (false, 0);
            for &byte in line {
                quoted ^= byte == b'"';
                count += usize::from(byte == separator && !quoted);
            }
            counts.push(count);
        }
        counts.sort_unstable();
        let usual = counts.chunk_by(|a, b| a == b).max_by_key(|same| (same.len(), same[0])).map_or(0, |same| same[0]);
        Cut { separator, usual, mac }
    }
}

/// Whether carriage returns alone end the lines of a text: outside quotes there are more of them than line feeds.
pub(super) fn is_mac(sample: &[u8]) -> bool {
    let (mut returns, mut feeds, mut quoted) = (0u64, 0u64, false);
    for (at, &byte) in sample.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => feeds += 1,
            // the last may be half of a pair
            b'\r' if !quoted && sample.get(at + 1).is_none_or(|next| *next != b'\n') => returns += 1,
            _ => {}
        }
    }
    returns > feeds
}

/// A record's cells, their text end to end.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub(super) text: Vec<u8>,
    /// Where each cell ends.
    pub(super) ends: Vec<usize>,
    /// The line it begins in, from 1.
    pub(super) line: u32,
}

/// The records of a text whose last line ends in a line feed.
pub(super) struct Records<R> {
    text: R,
    cut: Cut,
    buffer: Box<[u8]>,
    at: usize,
    filled: usize,
    /// The line of the next byte.
    line: u32,
    /// The line that a carriage return alone ended, if the record before ended so.
    returned: Option<u32>,
}

/// Where in a cell a byte is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    /// After a quote in a quoted cell, which ends it unless another follows.
    Closed,
}

/// A record while it is read.
struct Progress {
    state: State,
    /// The line of the quote that began the cell.
    quote: u32,
    /// The line of a carriage return that is part of a cell without quotes.
    stray: Option<u32>,
    /// Lines of a quoted cell; the first and the last with what stands beside it.
    lines: Lines,
}

/// The separators in the lines over which quoted cells go.
#[derive(Default)]
struct Lines {
    /// Of the line being read.
    count: usize,
    /// Whether the last byte was a separator: one before a blank is prose.
    after_separator: bool,
    /// Lines that are over, but for the first: those with as many as are usual, and the others.
    usual: usize,
    others: usize,
    first_is_usual: bool,
    /// The line of the first quote of a cell with several lines.
    opened: Option<u32>,
}

impl Lines {
    fn byte(&mut self, byte: u8, separator: u8) {
        if byte == b' ' && self.after_separator {
            self.count -= 1;
        }
        self.after_separator = byte == separator;
        self.count += usize::from(self.after_separator);
    }

    /// A line ends in a quoted cell that a quote in line `quote` began.
    fn end(&mut self, usual: usize, quote: u32) {
        let is_usual = self.count == usual;
        if self.opened.is_none() {
            self.opened = Some(quote);
            self.first_is_usual = is_usual;
        } else if is_usual {
            self.usual += 1;
        } else {
            self.others += usize::from(self.count > 0);
        }
        (self.count, self.after_separator) = (0, false);
    }

    /// The line of a quote from which on every line is like a record of its own.
    fn swallowed(&self, usual: usize) -> Option<u32> {
        let whole = usual >= TELLING && self.first_is_usual && self.count == usual && self.usual >= self.others;
        self.opened.filter(|_| whole)
    }
}

impl<R: Read> Records<R> {
    /// From the beginning of a line of that number.
    pub(super) fn new(text: R, cut: Cut, line: u32) -> Records<R> {
        let buffer = vec![0; CHUNK].into_boxed_slice();
        Records { text, cut, buffer, at: 0, filled: 0, line, returned: None }
    }

    /// The next byte, which stays the next.
    fn peek(&mut self) -> Result<Option<u8>, Fault> {
        if self.at == self.filled {
            self.at = 0;
            self.filled = self.text.read(&mut self.buffer).map_err(|error| Fault::from_io(&error))?;
        }
        Ok((self.filled > 0).then(|| self.buffer[self.at]))
    }

    /// Puts the next record into `record`; false at the end. Lines without any character are left out.
    pub(super) fn read(&mut self, record: &mut Record) -> Result<bool, Fault> {
        loop {
            let returned = self.returned.take();
            if !self.record(record)? {
                return Ok(false);
            }
            if record.text.is_empty() && record.ends.len() == 1 {
                self.returned = returned;
                continue;
            }
            // the mark with which DOS ended files
            if record.ends.len() == 1 && record.text.iter().all(|&byte| byte == 0x1A) && self.peek()?.is_none() {
                return Ok(false);
            }
            if let Some(line) = returned
                && record.ends.len() - 1 != self.cut.usual
            {
                return Err(Fault::StrayReturn { line });
            }
            return Ok(true);
        }
    }

    fn record(&mut self, record: &mut Record) -> Result<bool, Fault> {
        record.text.clear();
        record.ends.clear();
        record.line = self.line;
        let Cut { separator, usual, mac } = self.cut;
        if !mac && self.plain_line(record)? {
            return Ok(true);
        }
        let mut now = Progress { state: State::Start, quote: 0, stray: None, lines: Lines::default() };
        let mut any = false;
        loop {
            let Some(byte) = self.peek()? else {
                return match now.state {
                    State::Quoted => Err(Fault::UnclosedQuote { line: now.quote }),
                    _ => Ok(any),
                };
            };
            any = true;
            if matches!(now.state, State::Plain | State::Quoted) {
                let rest = &self.buffer[self.at..self.filled];
                let ends = |byte: &u8| *byte == separator || matches!(byte, b'"' | b'\n' | b'\r');
                let plain = rest.iter().position(ends).unwrap_or(rest.len());
                if plain > 0 {
                    record.text.extend_from_slice(&rest[..plain]);
                    now.lines.byte(byte, separator);
                    now.lines.after_separator = false;
                    self.at += plain;
                    self.check(record)?;
                    continue;
                }
            }
            self.at += 1;
            if byte != b'\n' && byte != b'\r' {
                now.lines.byte(byte, separator);
            }
            match (now.state, byte) {
                (State::Quoted, b'"') => now.state = State::Closed,
                (State::Quoted, b'\n') => {
                    now.lines.end(usual, now.quote);
                    self.next_line()?;
                    record.text.push(b'\n');
                }
                (State::Quoted, b'\r') if mac && self.peek()? != Some(b'\n') => {
                    now.lines.end(usual, now.quote);
                    self.next_line()?;
                    record.text.push(b'\n');
                }
                (State::Quoted, byte) => record.text.push(byte),
                (State::Closed, b'"') => {
                    now.state = State::Quoted;
                    record.text.push(b'"');
                }
                (State::Start, b'"') => {
                    now.state = State::Quoted;
                    now.quote = self.line;
                }
                (_, b'\n') => {
                    self.end(record, &now)?;
                    self.next_line()?;
                    return Ok(true);
                }
                (_, b'\r') => match self.peek()? {
                    // of several before a line feed the others are as little
                    Some(b'\n' | b'\r') if !mac => {}
                    Some(b'\n') => {}
                    _ if mac || self.is_end(record, &now) => {
                        if !mac {
                            self.returned = Some(self.line);
                        }
                        self.end(record, &now)?;
                        self.next_line()?;
                        return Ok(true);
                    }
                    _ => {
                        now.stray.get_or_insert(self.line);
                        now.state = State::Plain;
                        record.text.push(b'\r');
                    }
                },
                (_, byte) if byte == separator => {
                    record.ends.push(record.text.len());
                    if record.ends.len() > MAX_COLUMNS {
                        return Err(Fault::TooManyColumns { row: record.line });
                    }
                    now.state = State::Start;
                }
                (State::Closed, b' ' | b'\t') => record.text.push(byte),
                (State::Closed, _) if now.quote < self.line => {
                    return Err(Fault::StrayQuote { line: now.quote, closed: self.line });
                }
                (_, byte) => {
                    now.state = State::Plain;
                    record.text.push(byte);
                }
            }
            self.check(record)?;
        }
    }

    /// The next line, if it is all in the buffer and has neither quotes nor carriage returns inside; as nearly every line.
    fn plain_line(&mut self, record: &mut Record) -> Result<bool, Fault> {
        let rest = &self.buffer[self.at..self.filled];
        let Some(end) = memchr(b'\n', rest) else { return Ok(false) };
        let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
        if memchr2(b'"', b'\r', line).is_some() {
            return Ok(false);
        }
        let mut start = 0;
        for cell in memchr_iter(self.cut.separator, line).chain([line.len()]) {
            record.text.extend_from_slice(&line[start..cell]);
            record.ends.push(record.text.len());
            start = cell + 1;
        }
        if record.ends.len() > MAX_COLUMNS {
            return Err(Fault::TooManyColumns { row: record.line });
        }
        self.at += end + 1;
        self.next_line()?;
        Ok(true)
    }

    fn next_line(&mut self) -> Result<(), Fault> {
        self.line = self.line.checked_add(1).ok_or(Fault::TooManyRows)?;
        Ok(())
    }

    /// Whether a carriage return alone ends a record here, though line feeds do elsewhere: all its cells are there, or none.
    fn is_end(&self, record: &Record, now: &Progress) -> bool {
        let cells = record.ends.len();
        now.stray.is_none() && (cells == self.cut.usual || cells == 0 && record.text.is_empty())
    }

    fn end(&self, record: &mut Record, now: &Progress) -> Result<(), Fault> {
        record.ends.push(record.text.len());
        if record.ends.len() > MAX_COLUMNS {
            return Err(Fault::TooManyColumns { row: record.line });
        }
        if let Some(line) = now.lines.swallowed(self.cut.usual) {
            return Err(Fault::StrayQuote { line, closed: self.line });
        }
        match now.stray {
            Some(line) if record.ends.len() - 1 != self.cut.usual => Err(Fault::StrayReturn { line }),
            _ => Ok(()),
        }
    }

    fn check(&self, record: &Record) -> Result<(), Fault> {
        match record.text.len() > MAX_ROW_BYTES {
            true => Err(Fault::RowTooLong { row: record.line }),
            false => Ok(()),
        }
    }
}
