//! How far the reading of a file is, in bytes as they lie on the disk and in rows: counted by those who read, looked at by
//! whoever shows it. Knows no format and no terminal.
//!
//! A file may be read more than once, in parts, packed, or several sheets at a time. Each of its sheets is therefore a
//! *reading* of some size, and how much of all readings is done gives how much of the file is: never more than all of it,
//! however often it is read.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::source::{Counter, Source};
use super::spool::Spool;

/// Counts what is read of one file.
#[derive(Debug, Default)]
pub struct Meter {
    /// Bytes handed out since the file was opened; unpacked ones where it is packed.
    bytes: Counter,
    /// The file's bytes on the disk, or in the archive.
    stored: u64,
    /// The pipe it comes through, which says only at its end how many bytes there are.
    spool: Option<Arc<Spool>>,
    rows: AtomicU64,
    tally: Mutex<Tally>,
}

#[derive(Debug, Default)]
struct Tally {
    /// Sheets to be read, once for each time.
    planned: Vec<usize>,
    /// Sheets whose rows were counted.
    counted: Vec<usize>,
    /// The sizes of all readings that are planned or begun, of those begun, and of those ended.
    expected: u64,
    begun: u64,
    ended: u64,
    /// How many are under way.
    open: usize,
    /// At how many bytes the readings under way began.
    base: u64,
}

/// How much of a file was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadSoFar {
    /// Bytes.
    pub bytes: u64,
    /// Of how many; `None` while they come through a pipe and nobody knows.
    pub total: Option<u64>,
    /// Rows of its sheets, each counted once however often it is read.
    pub rows: u64,
}

impl Meter {
    /// For a source that is counted from now on, of so many bytes as it is stored.
    pub(super) fn of(source: Source, stored: Option<u64>) -> (Source, Meter) {
        let spool = source.spool().map(Arc::clone);
        let stored = match &spool {
            Some(_) => 0,
            None => stored.or_else(|| source.length().ok()).unwrap_or(0),
        };
        let meter = Meter { stored, spool, ..Meter::default() };
        (source.counted(&meter.bytes), meter)
    }

    /// Begins anew, with readings of these sizes to come: each a sheet and its size.
    pub(super) fn plan(&self, readings: &[(usize, u64)]) {
        let mut tally = self.tally();
        *tally = Tally {
            planned: readings.iter().map(|(sheet, _)| *sheet).collect(),
            expected: readings.iter().map(|(_, size)| size).sum(),
            base: self.bytes.load(Ordering::Relaxed),
            ..Tally::default()
        };
        self.rows.store(0, Ordering::Relaxed);
    }

    /// A reading of a sheet begins. One that was not planned is one more to do.
    pub(super) fn begin(self: &Arc<Meter>, sheet: usize, size: u64) -> UnderWay {
        let mut tally = self.tally();
        match tally.planned.iter().position(|planned| *planned == sheet) {
            Some(at) => drop(tally.planned.swap_remove(at)),
            None => tally.expected += size,
        }
        if tally.open == 0 {
            // what was read between the readings is of none
            tally.base = self.bytes.load(Ordering::Relaxed);
        }
        tally.open += 1;
        tally.begun += size;
        let counts_rows = !tally.counted.contains(&sheet);
        if counts_rows {
            tally.counted.push(sheet);
        }
        UnderWay { meter: Arc::clone(self), size, counts_rows, rows: 0 }
    }

    /// How much was read since the readings were planned.
    pub fn so_far(&self) -> ReadSoFar {
        let tally = self.tally();
        let bytes = self.bytes.load(Ordering::Relaxed).saturating_sub(tally.base);
        let rows = self.rows.load(Ordering::Relaxed);
        let done = tally.ended + bytes.min(tally.begun.saturating_sub(tally.ended));
        let stored = match &self.spool {
            Some(spool) if !spool.ended() => return ReadSoFar { bytes: spool.so_far(), total: None, rows },
            Some(spool) => spool.so_far(),
            None => self.stored,
        };
        let share = u128::from(stored) * u128::from(done.min(tally.expected)) / u128::from(tally.expected.max(1));
        ReadSoFar { bytes: u64::try_from(share).unwrap_or(stored), total: Some(stored), rows }
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reading that has begun; dropped, it is over, whether all was wanted or not.
#[derive(Debug)]
pub(super) struct UnderWay {
    meter: Arc<Meter>,
    size: u64,
    counts_rows: bool,
    /// Rows not yet told of.
    rows: u64,
}

/// Rows are told of so many at a time.
const ROWS: u64 = 512;

impl UnderWay {
    /// One row more.
    pub(super) fn row(&mut self) {
        self.rows += 1;
        if self.rows == ROWS {
            self.tell_rows();
        }
    }

    /// So many rows more.
    pub(super) fn rows(&mut self, rows: u64) {
        self.rows += rows;
        self.tell_rows();
    }

    fn tell_rows(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        if self.counts_rows {
            self.meter.rows.fetch_add(rows, Ordering::Relaxed);
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.tell_rows();
        let mut tally = self.meter.tally();
        let bytes = self.meter.bytes.load(Ordering::Relaxed);
        // a plan made since knows nothing of it
        if tally.open > 0 {
            tally.open -= 1;
            tally.ended += self.size;
            tally.base = bytes.min(tally.base + self.size);
        }
    }
}

/// How far the opening of files is, one after the other: what is packed is unpacked then.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    bytes: Counter,
    now: Arc<Mutex<BeingOpened>>,
}

/// The file that is being opened.
#[derive(Clone, Debug, Default)]
pub struct BeingOpened {
    /// Its name.
    pub name: String,
    /// How many bytes of it were read.
    pub bytes: u64,
    /// Of how many; `None` where they come through a pipe.
    pub total: Option<u64>,
}

impl Opening {
    /// The file that is being opened, or was last.
    pub fn now(&self) -> BeingOpened {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let bytes = self.bytes.load(Ordering::Relaxed);
        // parts of a workbook may be read twice
        BeingOpened { bytes: now.total.map_or(bytes, |total| bytes.min(total)), ..now }
    }

    pub(super) fn begins(&self, name: &str, source: &Source) {
        let total = if source.spool().is_some() { None } else { source.length().ok() };
        self.bytes.store(0, Ordering::Relaxed);
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = BeingOpened { name: name.to_owned(), bytes: 0, total };
    }

    pub(super) fn counter(&self) -> &Counter {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn meter(stored: u64) -> (Source, Arc<Meter>) {
        let (source, meter) = Meter::of(Source::Memory(vec![0; 100].into()), Some(stored));
        (source, Arc::new(meter))
    }

    fn read(source: &Source, bytes: u64) {
        std::io::copy(&mut source.open().unwrap().take(bytes), &mut std::io::sink()).unwrap();
    }

    fn bytes(meter: &Meter) -> u64 {
        meter.so_far().bytes
    }

    #[test]
    fn bytes_are_those_on_the_disk() {
        let (source, meter) = meter(10);
        read(&source, 60);
        meter.plan(&[(0, 100)]);
        assert_eq!(meter.so_far(), ReadSoFar { bytes: 0, total: Some(10), rows: 0 });
        let mut under_way = meter.begin(0, 100);
        read(&source, 50);
        (0..1000).for_each(|_| under_way.row());
        assert_eq!(meter.so_far(), ReadSoFar { bytes: 5, total: Some(10), rows: 512 });
        // read to its end or not, it is over
        drop(under_way);
        assert_eq!(meter.so_far(), ReadSoFar { bytes: 10, total: Some(10), rows: 1000 });
    }

    #[test]
    fn what_is_read_again_is_not_more_than_all() {
        let (source, meter) = meter(100);
        meter.plan(&[(0, 100)]);
        for half_of_the_next in [75, 83] {
            let mut under_way = meter.begin(0, 100);
            under_way.row();
            read(&source, 100);
            drop(under_way);
            assert_eq!(bytes(&meter), 100);
            let again = meter.begin(0, 100);
            read(&source, 50);
            assert_eq!(bytes(&meter), half_of_the_next);
            // more than was thought is not more than all
            read(&source, 100);
            assert_eq!(bytes(&meter), 100);
            drop(again);
            meter.plan(&[(0, 100), (0, 100)]);
            drop(meter.begin(0, 100));
        }
    }

    #[test]
    fn sheets_are_read_at_a_time_or_one_after_the_other() {
        let (source, meter) = meter(100);
        meter.plan(&[(0, 30), (1, 50)]);
        let (one, other) = (meter.begin(0, 30), meter.begin(1, 50));
        read(&source, 40);
        assert_eq!(bytes(&meter), 50);
        drop(one);
        assert_eq!(bytes(&meter), 50);
        read(&source, 100);
        assert_eq!(bytes(&meter), 100);
        drop(other);
        assert_eq!(bytes(&meter), 100);
        meter.plan(&[(1, 50)]);
        assert_eq!(bytes(&meter), 0);
    }

    #[test]
    fn the_length_of_a_pipe_is_known_at_its_end() {
        let (source, meter) = Meter::of(Source::pipe(Box::new(std::io::repeat(7).take(200_000))), None);
        let meter = Arc::new(meter);
        meter.plan(&[(0, 1)]);
        let under_way = meter.begin(0, 1);
        read(&source, 10);
        assert_eq!(meter.so_far().total, None);
        read(&source, 300_000);
        assert_eq!(meter.so_far().total, Some(200_000));
        drop(under_way);
        assert_eq!(bytes(&meter), 200_000);
    }
}
