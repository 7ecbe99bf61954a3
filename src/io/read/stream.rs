//! Rows from a reader that must own the file while it reads: it runs in a thread of its own, a few batches ahead of whoever
//! takes the rows. Knows no format.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use super::error::{Fault, ReadError};
use super::guard::guarded;
use super::legacy::CellFont;
use super::merges::Merge;
use super::xlsx::Texts;
use super::{Cell, MAX_CELL_BYTES, MAX_COLUMNS, MAX_ROW_BYTES, RawCell, Row, Rows};

/// A batch is handed on at so many rows, or so many bytes of text.
const BATCH_ROWS: usize = 128;
const BATCH_BYTES: usize = 1 << 20;

/// Those who only look at the first rows have enough of so many batches; after them they are larger, since each one wakes a
/// thread.
const SMALL_BATCHES: usize = 12;
const LARGE_BATCH_ROWS: usize = 384;

/// A shared text longer than this is copied into its row, as is one in a row with so much text of its own: so a row that is
/// too long is always found by what it holds itself.
const SHORT_TEXT: usize = 3 << 10;
const SHORT_ROW: usize = 1 << 20;

/// How many batches wait at most.
const WAITING: usize = 3;

/// Why reading stops before the end.
#[derive(Debug)]
pub(super) enum Halt {
    /// Nobody wants more rows.
    Unwanted,
    /// The file is at fault.
    Fault(Fault),
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Halt {
        Halt::Fault(fault)
    }
}

/// A file whose sheets stream.
pub(super) trait Sheets: Send + Sync {
    /// Puts the cells of the sheet with that index into the sink.
    fn send(&self, sheet: usize, sink: &mut Sink) -> Result<(), Halt>;

    /// The merged cells of the sheet, by first row and column.
    fn merges(&self, sheet: usize) -> Result<Vec<Merge>, Fault>;

    /// How many bytes the sheet takes in the file, where it is a part of its own.
    fn stored(&self, sheet: usize) -> Option<u64> {
        let _ = sheet;
        None
    }

    /// Whether days are counted from 1904.
    fn counts_from_1904(&self) -> bool {
        false
    }
}

enum Message {
    Rows(Vec<Row>),
    Fault(Fault),
    End,
}

/// Where the reading side puts cells.
pub(super) struct Sink {
    sender: SyncSender<Message>,
    used: Receiver<Vec<Row>>,
    batch: Vec<Row>,
    length: usize,
    bytes: usize,
    /// How many batches were handed on.
    sent: usize,
    texts: Option<Arc<Texts>>,
    texts_are_short: bool,
    /// How many more batches are wanted, where not all are.
    wanted: Option<usize>,
}

impl Sink {
    fn new(sender: SyncSender<Message>, used: Receiver<Vec<Row>>, wanted: Option<usize>) -> Sink {
        let (texts, texts_are_short) = (None, false);
        Sink { sender, used, batch: Vec::new(), length: 0, bytes: 0, sent: 0, texts, texts_are_short, wanted }
    }

    /// Puts a cell in its place, counted from 0. Cells come row by row; an empty one is left out.
    pub(super) fn cell(&mut self, row: u32, column: usize, cell: Cell<'_>) -> Result<(), Halt> {
        if cell == Cell::Empty {
            return Ok(());
        }
        let own = self.row(row, column)?;
        if let Cell::Text(text) | Cell::Error(text) = cell {
            let number = own.number();
            if text.len() > MAX_CELL_BYTES {
                return Err(Fault::CellTooLong { row: number, column }.into());
            }
            // what the shared texts come to is counted only where it may matter
            let most = own.text.len() + own.len() * SHORT_TEXT + text.len();
            if most > MAX_ROW_BYTES && own.text_len() + text.len() > MAX_ROW_BYTES {
                return Err(Fault::RowTooLong { row: number }.into());
            }
        }
        own.set(column, cell);
        Ok(())
    }

    /// Names the texts that cells share.
    pub(super) fn share(&mut self, texts: &Arc<Texts>) {
        self.texts = Some(Arc::clone(texts));
        self.texts_are_short = texts.longest() <= SHORT_TEXT;
    }

    /// As [`Sink::cell`], for a number.
    #[inline]
    pub(super) fn number(&mut self, row: u32, column: usize, number: f64) -> Result<(), Halt> {
        self.row(row, column)?.put(column, RawCell::Number(number));
        Ok(())
    }

    /// As [`Sink::cell`], for text that is not empty.
    #[inline]
    pub(super) fn text(&mut self, row: u32, column: usize, text: &str) -> Result<(), Halt> {
        let own = self.row(row, column)?;
        if own.text.len() + text.len() > SHORT_ROW {
            return self.cell(row, column, Cell::Text(text));
        }
        own.put_text(column, text);
        Ok(())
    }

    /// As [`Sink::cell`], for a text among those that cells share, which is not empty.
    #[inline]
    pub(super) fn shared(&mut self, row: u32, column: usize, index: u32) -> Result<(), Halt> {
        let are_short = self.texts_are_short;
        let own = self.row(row, column)?;
        if are_short && own.text.len() <= SHORT_ROW {
            own.put(column, RawCell::Shared(index));
            return Ok(());
        }
        let texts = self.texts.clone();
        match texts.as_deref().and_then(|texts| texts.get(index as usize)) {
            Some(text) => self.cell(row, column, Cell::Text(text)),
            None => Ok(()),
        }
    }

    /// The row of a cell that stands in that place.
    #[inline]
    fn row(&mut self, row: u32, column: usize) -> Result<&mut Row, Halt> {
        let Some(number) = row.checked_add(1) else { return Err(Fault::TooManyRows.into()) };
        if column >= MAX_COLUMNS {
            return Err(Fault::TooManyColumns { row: number }.into());
        }
        if self.length == 0 || self.batch[self.length - 1].number() != number {
            self.begin(number)?;
        }
        Ok(&mut self.batch[self.length - 1])
    }

    /// As [`Sink::cell`], for text in a font that says how it is stored.
    pub(super) fn cell_in(
        &mut self,
        row: u32,
        column: usize,
        cell: Cell<'_>,
        font: Option<CellFont>,
    ) -> Result<(), Halt> {
        self.cell(row, column, cell)?;
        if let (Some(font), Cell::Text(text)) = (font, cell)
            && !text.is_ascii()
        {
            self.batch[self.length - 1].set_font(column, font);
        }
        Ok(())
    }

    /// The first rows that `read` puts into a sink, without a thread; what fails behind them is not of interest.
    pub(super) fn first_rows(rows: usize, read: impl FnOnce(&mut Sink) -> Result<(), Halt>) -> Vec<Row> {
        // One batch more than asked for is sent at the most, since the last one is handed on at the end.
        let batches = rows.div_ceil(BATCH_ROWS);
        let (sender, receiver) = sync_channel(batches + 1);
        let (_, used) = channel();
        let mut sink = Sink::new(sender, used, Some(batches));
        let _ = guarded(|| {
            read(&mut sink)?;
            if sink.length > 0 { sink.send() } else { Ok(()) }
        });
        let mut first: Vec<Row> = Vec::new();
        while let Ok(Message::Rows(batch)) = receiver.try_recv() {
            first.extend(batch);
        }
        first
    }

    fn begin(&mut self, number: u32) -> Result<(), Halt> {
        if let Some(last) = self.length.checked_sub(1) {
            self.bytes += self.batch[last].text.len();
        }
        let full = if self.sent < SMALL_BATCHES { BATCH_ROWS } else { LARGE_BATCH_ROWS };
        if self.length >= full || self.bytes > BATCH_BYTES {
            self.send()?;
        }
        if self.length == self.batch.len() {
            // rows of a sheet are much alike
            self.batch.push(self.batch.last().map(Row::of_like_size).unwrap_or_default());
        }
        let row = &mut self.batch[self.length];
        row.reset(number);
        if let Some(texts) = &self.texts {
            row.share(texts);
        }
        self.length += 1;
        Ok(())
    }

    fn send(&mut self) -> Result<(), Halt> {
        let mut next = self.used.try_recv().unwrap_or_default();
        // A few rows with very long text must not keep their room for ever.
        if self.bytes > BATCH_BYTES {
            next.clear();
        }
        std::mem::swap(&mut next, &mut self.batch);
        next.truncate(self.length);
        (self.length, self.bytes) = (0, 0);
        self.sent = self.sent.saturating_add(1);
        self.sender.send(Message::Rows(next)).map_err(|_| Halt::Unwanted)?;
        if let Some(wanted) = &mut self.wanted {
            *wanted -= 1;
            if *wanted == 0 {
                return Err(Halt::Unwanted);
            }
        }
        Ok(())
    }
}

/// The taking side.
pub(super) struct Streamed {
    receiver: Receiver<Message>,
    used: Sender<Vec<Row>>,
    batch: Vec<Row>,
    next: usize,
    ended: bool,
    file: String,
    sheet: String,
}

impl Streamed {
    /// Starts `read`, which puts the cells of a sheet into the sink.
    pub(super) fn start(
        file: &str,
        sheet: &str,
        read: impl FnOnce(&mut Sink) -> Result<(), Halt> + Send + 'static,
    ) -> Result<Streamed, ReadError> {
        let (sender, receiver) = sync_channel(WAITING);
        let (give_back, used) = channel();
        let work = move || {
            let last_words = sender.clone();
            let mut sink = Sink::new(sender, used, None);
            let result = guarded(|| {
                read(&mut sink)?;
                if sink.length > 0 { sink.send() } else { Ok(()) }
            });
            // The rows before a fault are good; the last may be half of one.
            if let Some(Err(Halt::Fault(_))) = result
                && sink.length > 1
            {
                sink.length -= 1;
                let _ = sink.send();
            }
            let message = match result {
                Some(Ok(())) => Message::End,
                Some(Err(Halt::Unwanted)) => return,
                Some(Err(Halt::Fault(fault))) => Message::Fault(fault),
                None => Message::Fault(Fault::Damaged("a value in it is out of place".into())),
            };
            // Nobody listening any more is no failure.
            let _ = last_words.send(message);
        };
        thread::Builder::new()
            .name("read sheet".into())
            .spawn(work)
            .map_err(|error| ReadError::in_sheet(file, sheet, Fault::Unreadable(error.to_string())))?;
        Ok(Streamed {
            receiver,
            used: give_back,
            batch: Vec::new(),
            next: 0,
            ended: false,
            file: file.to_owned(),
            sheet: sheet.to_owned(),
        })
    }
}

impl Rows for Streamed {
    fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        loop {
            if let Some(next) = self.batch.get_mut(self.next) {
                std::mem::swap(next, row);
                self.next += 1;
                return Ok(true);
            }
            if self.ended {
                return Ok(false);
            }
            let fault = match self.receiver.recv() {
                Ok(Message::Rows(rows)) => {
                    let read = std::mem::replace(&mut self.batch, rows);
                    self.next = 0;
                    // The other side may be done already.
                    let _ = self.used.send(read);
                    continue;
                }
                Ok(Message::End) => None,
                Ok(Message::Fault(fault)) => Some(fault),
                Err(_) => Some(Fault::Damaged("reading it broke off".into())),
            };
            self.ended = true;
            return match fault {
                None => Ok(false),
                Some(fault) => Err(ReadError::in_sheet(&self.file, &self.sheet, fault)),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(mut rows: Streamed) -> Result<Vec<(u32, String)>, ReadError> {
        let mut row = Row::default();
        let mut seen = Vec::new();
        while rows.read(&mut row)? {
            seen.push((row.number(), row.cell(0).to_string()));
        }
        assert!(!rows.read(&mut row)?);
        Ok(seen)
    }

    #[test]
    fn all_rows_arrive_in_order() {
        let rows = Streamed::start("a", "", |sink| {
            for row in 0..1000 {
                sink.cell(2 * row, 0, Cell::Number(f64::from(row)))?;
            }
            Ok(())
        });
        let expected: Vec<_> = (0..1000u32).map(|row| (2 * row + 1, row.to_string())).collect();
        assert_eq!(numbers(rows.unwrap()).unwrap(), expected);
    }

    #[test]
    fn a_reader_may_be_dropped() {
        let (sender, receiver) = channel();
        let mut rows = Streamed::start("a", "", move |sink| {
            let mut row = 0;
            let halt = loop {
                if let Err(halt) = sink.cell(row, 0, Cell::Bool(true)) {
                    break halt;
                }
                row += 1;
            };
            sender.send(matches!(halt, Halt::Unwanted)).unwrap();
            Err(halt)
        })
        .unwrap();
        assert!(rows.read(&mut Row::default()).unwrap());
        drop(rows);
        assert!(receiver.recv().unwrap());
    }

    #[test]
    fn a_panic_is_a_damaged_file() {
        let rows = Streamed::start("a", "s", |sink| {
            sink.cell(0, 0, Cell::Bool(true))?;
            let bytes: &[u8] = &[];
            sink.cell(1, 0, Cell::Number(f64::from(bytes[std::hint::black_box(0)])))
        });
        assert!(matches!(numbers(rows.unwrap()).unwrap_err().fault, Fault::Damaged(_)));
    }

    #[test]
    fn limits_hold() {
        let long = "x".repeat(MAX_CELL_BYTES + 1);
        let rows = Streamed::start("a", "", move |sink| sink.cell(4, 1, Cell::Text(&long)));
        assert_eq!(numbers(rows.unwrap()).unwrap_err().fault, Fault::CellTooLong { row: 5, column: 1 });
        let rows = Streamed::start("a", "", move |sink| sink.cell(4, MAX_COLUMNS, Cell::Text("x")));
        assert_eq!(numbers(rows.unwrap()).unwrap_err().fault, Fault::TooManyColumns { row: 5 });
    }
}
