//! What comes through a pipe, which can be read only once, kept for those who read it again: a little in memory, more in a
//! temporary file without a name. Takes no more from the pipe than is asked for. Knows nothing of what is in it.

use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most bytes taken from a pipe or device, which may never end.
pub(super) const MOST_SPOOLED: u64 = 16 << 30;

/// So much is held in memory.
const HELD: usize = 16 << 20;

/// How much is taken from the pipe at a time.
const CHUNK: usize = 64 << 10;

/// The bytes of a pipe from the first one on.
pub(super) struct Spool {
    kept: Mutex<Kept>,
    /// How many bytes came, and whether they are all: also told while someone waits for more.
    length: AtomicU64,
    ended: AtomicBool,
}

#[derive(Default)]
struct Kept {
    /// `None` once it ended.
    pipe: Option<Box<dyn Read + Send>>,
    held: Vec<u8>,
    /// Holds all bytes once they are too many to be held in memory.
    file: Option<File>,
    /// Why no more could be taken; whoever comes to the end is told so.
    failed: Option<(ErrorKind, String)>,
    buffer: Vec<u8>,
}

impl Spool {
    pub(super) fn of(pipe: Box<dyn Read + Send>) -> Spool {
        let kept = Kept { pipe: Some(pipe), ..Kept::default() };
        Spool { kept: Mutex::new(kept), length: AtomicU64::new(0), ended: AtomicBool::new(false) }
    }

    /// All that a reader gives, taken at once.
    pub(super) fn all_of(from: &mut dyn Read) -> io::Result<Spool> {
        let spool = Spool { kept: Mutex::default(), length: AtomicU64::new(0), ended: AtomicBool::new(false) };
        let mut kept = spool.lock();
        while spool.pull(&mut kept, from)? {}
        drop(kept);
        Ok(spool)
    }

    /// How many bytes came so far.
    pub(super) fn so_far(&self) -> u64 {
        self.length.load(Ordering::Relaxed)
    }

    /// Whether these are all.
    pub(super) fn ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    /// Waits for the end; how many bytes there are then.
    pub(super) fn length(&self) -> io::Result<u64> {
        let mut kept = self.lock();
        while self.more(&mut kept)? {}
        Ok(self.so_far())
    }

    /// The bytes from a place on; none at the end. Waits for the first of them if it did not come yet.
    pub(super) fn read(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut kept = self.lock();
        while at >= self.so_far() {
            if !self.more(&mut kept)? {
                return Ok(0);
            }
        }
        let rest = usize::try_from(self.so_far() - at).unwrap_or(usize::MAX);
        let count = rest.min(buffer.len());
        let buffer = &mut buffer[..count];
        match &mut kept.file {
            Some(file) => {
                file.seek(SeekFrom::Start(at))?;
                file.read(buffer)
            }
            None => {
                let start = usize::try_from(at).unwrap_or(usize::MAX);
                buffer.copy_from_slice(&kept.held[start..start + count]);
                Ok(count)
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes some more; false at the end.
    fn more(&self, kept: &mut Kept) -> io::Result<bool> {
        if let Some((kind, text)) = &kept.failed {
            return Err(io::Error::new(*kind, text.clone()));
        }
        let Some(mut pipe) = kept.pipe.take() else { return Ok(false) };
        match self.pull(kept, &mut *pipe) {
            Ok(true) => {
                kept.pipe = Some(pipe);
                Ok(true)
            }
            Ok(false) => Ok(false),
            Err(error) => {
                kept.failed = Some((error.kind(), error.to_string()));
                Err(error)
            }
        }
    }

    fn pull(&self, kept: &mut Kept, pipe: &mut dyn Read) -> io::Result<bool> {
        kept.buffer.resize(CHUNK, 0);
        let count = loop {
            match pipe.read(&mut kept.buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        if count == 0 {
            kept.buffer = Vec::new();
            self.ended.store(true, Ordering::Relaxed);
            return Ok(false);
        }
        let before = self.so_far();
        if before + count as u64 > MOST_SPOOLED {
            return Err(ErrorKind::FileTooLarge.into());
        }
        if kept.file.is_none() && kept.held.len() + count > HELD {
            let mut file = tempfile::tempfile()?;
            file.write_all(&kept.held)?;
            kept.held = Vec::new();
            kept.file = Some(file);
        }
        match &mut kept.file {
            Some(file) => {
                file.seek(SeekFrom::Start(before))?;
                file.write_all(&kept.buffer[..count])?;
            }
            None => kept.held.extend_from_slice(&kept.buffer[..count]),
        }
        self.length.store(before + count as u64, Ordering::Relaxed);
        Ok(true)
    }
}

impl fmt::Debug for Spool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spool").field("length", &self.length).field("ended", &self.ended).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// Gives a few bytes at a time and counts how many it gave.
    struct Slow {
        content: Vec<u8>,
        given: Arc<AtomicU64>,
        step: usize,
    }

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let at = self.given.load(Ordering::Relaxed) as usize;
            let count = (self.content.len() - at).min(self.step).min(buffer.len());
            buffer[..count].copy_from_slice(&self.content[at..at + count]);
            self.given.fetch_add(count as u64, Ordering::Relaxed);
            Ok(count)
        }
    }

    fn slow(length: usize, step: usize) -> (Spool, Vec<u8>, Arc<AtomicU64>) {
        let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let given = Arc::new(AtomicU64::new(0));
        let spool = Spool::of(Box::new(Slow { content: content.clone(), given: Arc::clone(&given), step }));
        (spool, content, given)
    }

    fn read_all(spool: &Spool) -> Vec<u8> {
        let (mut all, mut buffer) = (Vec::new(), [0; 5000]);
        loop {
            match spool.read(all.len() as u64, &mut buffer).unwrap() {
                0 => return all,
                count => all.extend_from_slice(&buffer[..count]),
            }
        }
    }

    #[test]
    fn no_more_is_taken_than_is_asked_for() {
        let (spool, content, given) = slow(1000, 10);
        let mut buffer = [0; 25];
        assert_eq!(spool.read(12, &mut buffer).unwrap(), 8);
        assert_eq!((&buffer[..8], given.load(Ordering::Relaxed)), (&content[12..20], 20));
        assert!(!spool.ended());
        assert_eq!(read_all(&spool), content);
        assert!(spool.ended());
        // and once more from the beginning
        assert_eq!(read_all(&spool), content);
        assert_eq!(spool.length().unwrap(), 1000);
    }

    #[test]
    fn much_goes_to_disk() {
        let (spool, content, _) = slow(HELD + 3 * CHUNK, CHUNK);
        assert_eq!(read_all(&spool), content);
        assert!(spool.lock().file.is_some() && spool.lock().held.is_empty());
        assert_eq!(read_all(&spool), content);
    }

    #[test]
    fn a_pipe_that_fails_does_not_end() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("it broke"))
            }
        }
        let spool = Spool::of(Box::new((&b"abc"[..]).chain(Broken)));
        let mut buffer = [0; 10];
        assert_eq!(spool.read(0, &mut buffer).unwrap(), 3);
        for _ in 0..2 {
            assert_eq!(spool.read(3, &mut buffer).unwrap_err().to_string(), "it broke");
        }
        assert!(Spool::all_of(&mut Broken).is_err());
    }
}
