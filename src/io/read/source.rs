//! Where the bytes are: a file that is opened anew for each reading, memory, a stretch of a temporary file, or what a pipe
//! gave. Finds out that a file changed between its readings. Knows nothing of what is in them.

use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::error::Change;
use super::spool::Spool;

/// Counts the bytes that are handed out, buffer by buffer.
pub(super) type Counter = Arc<AtomicU64>;

/// Bytes that can be read from the start any number of times.
#[derive(Clone, Debug)]
pub(super) enum Source {
    File(PathBuf, State),
    Memory(Arc<[u8]>),
    Stretch(Stretch),
    Spool(Arc<Spool>),
    /// Whose readings are counted.
    Counted(Arc<Source>, Counter),
}

/// A stretch of an open file that has no name, so that it cannot be opened anew: its readings share the file and each keeps
/// its own place.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) file: Arc<Mutex<File>>,
    pub(super) start: u64,
    pub(super) length: u64,
    /// What shows a change, where the file is not our own.
    pub(super) found: Option<State>,
}

/// What shows that a file was written to, or that another one took its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    length: u64,
    /// Not every file system knows.
    modified: Option<SystemTime>,
    #[cfg(unix)]
    itself: Itself,
}

/// What makes a file itself. Some network drives give a file another number each time it is asked for; what was put in its
/// place is newer as well.
#[cfg(unix)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Itself {
    number: (u64, u64),
    put_there: (i64, i64),
}

impl State {
    fn of(meta: &Metadata) -> State {
        State {
            length: meta.len(),
            modified: meta.modified().ok(),
            #[cfg(unix)]
            itself: {
                use std::os::unix::fs::MetadataExt;
                Itself { number: (meta.dev(), meta.ino()), put_there: (meta.ctime(), meta.ctime_nsec()) }
            },
        }
    }

    /// What happened to a file that was like this and is like `now`.
    fn change(&self, now: &State) -> Option<Change> {
        #[cfg(unix)]
        if self.itself.number != now.itself.number && self.itself.put_there != now.itself.put_there {
            return Some(Change::Replaced);
        }
        match now.length.cmp(&self.length) {
            std::cmp::Ordering::Less => Some(Change::Shorter),
            std::cmp::Ordering::Greater => Some(Change::Longer),
            std::cmp::Ordering::Equal => (now.modified != self.modified).then_some(Change::Written),
        }
    }
}

/// Carries what happened to a file through those who know errors of reading only.
#[derive(Clone, Copy, Debug)]
pub(super) struct HasChanged(pub(super) Change);

impl fmt::Display for HasChanged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the file changed while it was read")
    }
}

impl std::error::Error for HasChanged {}

/// One reading of a [`Source`].
#[derive(Debug)]
pub(super) enum Bytes {
    File(File),
    Memory(Cursor<Arc<[u8]>>),
    Stretch(Stretch, u64),
    Spool(Arc<Spool>, u64),
    Counted(Box<Bytes>, Counter),
}

impl Source {
    /// A regular file stays on disk; a pipe can be read only once and is kept as it comes.
    pub(super) fn path(path: &Path) -> io::Result<Source> {
        // where it is a folder some systems do not open it
        if std::fs::metadata(path)?.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        let file = File::open(path)?;
        let meta = file.metadata()?;
        match meta.is_file() {
            true => Ok(Source::File(path.to_owned(), State::of(&meta))),
            false => Ok(Source::pipe(Box::new(file))),
        }
    }

    /// What comes through a pipe, taken as it is asked for.
    pub(super) fn pipe(from: Box<dyn Read + Send>) -> Source {
        Source::Spool(Arc::new(Spool::of(from)))
    }

    /// Standard input: a file that was put there with `<` is read where it lies, all else as it comes.
    pub(super) fn stdin() -> Source {
        match file_at_stdin() {
            Some(file) => Source::Stretch(file),
            None => Source::pipe(Box::new(io::stdin())),
        }
    }

    /// All that a reader gives, taken at once.
    pub(super) fn all_of(from: &mut dyn Read) -> io::Result<Source> {
        Ok(Source::Spool(Arc::new(Spool::all_of(from)?)))
    }

    /// The same, with all its readings counted.
    pub(super) fn counted(self, counter: &Counter) -> Source {
        Source::Counted(Arc::new(self), Arc::clone(counter))
    }

    /// # Errors
    /// Also where the file is another than when it was found.
    pub(super) fn open(&self) -> io::Result<Bytes> {
        match self {
            Source::File(path, then) => {
                let changed = |change| io::Error::other(HasChanged(change));
                let file = File::open(path).map_err(|error| match error.kind() {
                    ErrorKind::NotFound => changed(Change::Gone),
                    _ => error,
                })?;
                match then.change(&State::of(&file.metadata()?)) {
                    Some(change) => Err(changed(change)),
                    None => Ok(Bytes::File(file)),
                }
            }
            Source::Memory(bytes) => Ok(Bytes::Memory(Cursor::new(Arc::clone(bytes)))),
            Source::Stretch(stretch) => Ok(Bytes::Stretch(stretch.clone(), 0)),
            Source::Spool(spool) => Ok(Bytes::Spool(Arc::clone(spool), 0)),
            Source::Counted(source, counter) => Ok(Bytes::Counted(Box::new(source.open()?), Arc::clone(counter))),
        }
    }

    /// What happened to the file since it was found, if anything. One that was taken away after it was opened is whole.
    pub(super) fn changed(&self) -> Option<Change> {
        match self {
            Source::File(path, then) => std::fs::metadata(path).ok().and_then(|meta| then.change(&State::of(&meta))),
            Source::Stretch(stretch) => stretch.changed(),
            Source::Counted(source, _) => source.changed(),
            Source::Memory(_) | Source::Spool(_) => None,
        }
    }

    /// How many bytes there are. Of a pipe this is known at its end, for which this waits.
    pub(super) fn length(&self) -> io::Result<u64> {
        match self {
            Source::Spool(spool) => spool.length(),
            Source::Counted(source, _) => source.length(),
            Source::File(..) | Source::Memory(_) | Source::Stretch(_) => self.open()?.seek(SeekFrom::End(0)),
        }
    }

    /// The pipe it comes through.
    pub(super) fn spool(&self) -> Option<&Arc<Spool>> {
        match self {
            Source::Spool(spool) => Some(spool),
            Source::Counted(source, _) => source.spool(),
            Source::File(..) | Source::Memory(_) | Source::Stretch(_) => None,
        }
    }

    /// The first bytes, at most `length`.
    pub(super) fn head(&self, length: u64) -> io::Result<Vec<u8>> {
        let all = match self.spool() {
            // its end is not waited for
            Some(spool) => spool.so_far().max(length),
            None => self.length()?,
        };
        let bytes = self.open()?;
        // with the byte of room in which the end is found
        let room = usize::try_from(all.min(length)).unwrap_or(0).saturating_add(1);
        let mut head = Vec::with_capacity(room.min(1 << 20));
        bytes.take(length).read_to_end(&mut head)?;
        Ok(head)
    }
}

#[cfg(unix)]
fn file_at_stdin() -> Option<Stretch> {
    use std::os::fd::AsFd;
    let mut file = File::from(io::stdin().as_fd().try_clone_to_owned().ok()?);
    let meta = file.metadata().ok().filter(Metadata::is_file)?;
    let start = file.stream_position().ok()?;
    let length = meta.len().checked_sub(start)?;
    Some(Stretch { file: Arc::new(Mutex::new(file)), start, length, found: Some(State::of(&meta)) })
}

/// Elsewhere files and pipes are not told apart for sure.
#[cfg(not(unix))]
fn file_at_stdin() -> Option<Stretch> {
    None
}

impl Stretch {
    fn changed(&self) -> Option<Change> {
        let found = self.found?;
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.metadata().ok().and_then(|meta| found.change(&State::of(&meta)))
    }

    fn read(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = self.length.saturating_sub(at);
        let most = usize::try_from(rest).unwrap_or(usize::MAX).min(buffer.len());
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.start + at))?;
        file.read(&mut buffer[..most])
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Bytes::File(file) => file.read(buffer),
            Bytes::Memory(bytes) => bytes.read(buffer),
            Bytes::Stretch(stretch, at) => {
                let count = stretch.read(*at, buffer)?;
                *at += count as u64;
                Ok(count)
            }
            Bytes::Spool(spool, at) => {
                let count = spool.read(*at, buffer)?;
                *at += count as u64;
                Ok(count)
            }
            Bytes::Counted(bytes, counter) => {
                let count = bytes.read(buffer)?;
                counter.fetch_add(count as u64, Ordering::Relaxed);
                Ok(count)
            }
        }
    }
}

impl Seek for Bytes {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Bytes::File(file) => file.seek(to),
            Bytes::Memory(bytes) => bytes.seek(to),
            Bytes::Stretch(stretch, at) => {
                let place = match to {
                    SeekFrom::Start(place) => Some(place),
                    SeekFrom::End(offset) => stretch.length.checked_add_signed(offset),
                    SeekFrom::Current(offset) => at.checked_add_signed(offset),
                };
                // Places far beyond the end are as good as the end, and cannot overflow when the start is added.
                *at = place.ok_or(ErrorKind::InvalidInput)?.min(stretch.length);
                Ok(*at)
            }
            Bytes::Spool(spool, at) => {
                let place = match to {
                    SeekFrom::Start(place) => Some(place),
                    SeekFrom::End(offset) => spool.length()?.checked_add_signed(offset),
                    SeekFrom::Current(offset) => at.checked_add_signed(offset),
                };
                *at = place.ok_or(ErrorKind::InvalidInput)?;
                Ok(*at)
            }
            Bytes::Counted(bytes, _) => bytes.seek(to),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_stretch_is_read_like_a_file_of_its_own() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"before<the middle>after").unwrap();
        let source = Source::Stretch(Stretch {
            file: Arc::new(Mutex::new(file)),
            start: 7,
            length: "the middle".len() as u64,
            found: None,
        });
        assert_eq!((source.length().unwrap(), source.head(100).unwrap().as_slice()), (10, b"the middle".as_slice()));
        let (mut one, mut other) = (source.open().unwrap(), source.open().unwrap());
        let mut text = [0; 4];
        one.read_exact(&mut text).unwrap();
        other.seek(SeekFrom::End(-6)).unwrap();
        one.read_exact(&mut text).unwrap();
        assert_eq!(&text, b"midd");
        let mut rest = String::new();
        other.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "middle");
        assert!(other.seek(SeekFrom::Current(-11)).is_err());
        assert_eq!(other.seek(SeekFrom::Start(u64::MAX)).unwrap(), 10);
        assert_eq!(other.read(&mut text).unwrap(), 0);
    }

    #[test]
    fn readings_are_counted() {
        let counter = Counter::default();
        let source = Source::Memory((*b"some bytes").into()).counted(&counter);
        let mut text = Vec::new();
        source.open().unwrap().take(4).read_to_end(&mut text).unwrap();
        source.open().unwrap().read_to_end(&mut text).unwrap();
        assert_eq!((text.as_slice(), counter.load(Ordering::Relaxed)), (b"somesome bytes".as_slice(), 14));
        assert_eq!((source.length().unwrap(), source.changed()), (10, None));
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test changes a file")]
    fn what_happened_to_a_file_is_told() {
        use std::fs;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let found = |change: &dyn Fn()| {
            fs::write(&path, "a,b\n1,2\n").unwrap();
            let source = Source::path(&path).unwrap();
            assert!(source.changed().is_none() && source.open().is_ok());
            change();
            let at_opening = source.open().err().map(|error| match error.get_ref().and_then(|e| e.downcast_ref()) {
                Some(HasChanged(change)) => *change,
                None => panic!("{error}"),
            });
            (source.changed(), at_opening)
        };
        let both = |change| (Some(change), Some(change));
        assert_eq!(found(&|| ()), (None, None));
        assert_eq!(found(&|| fs::write(&path, "a,b\n").unwrap()), both(Change::Shorter));
        assert_eq!(found(&|| fs::write(&path, "a,b\n1,2\n3,4\n").unwrap()), both(Change::Longer));
        let touched = || {
            let file = File::options().write(true).open(&path).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        };
        assert_eq!(found(&touched), both(Change::Written));
        // what was opened before is read to its end; what is to be opened cannot be
        assert_eq!(found(&|| fs::remove_file(&path).unwrap()), (None, Some(Change::Gone)));
        #[cfg(unix)]
        {
            let other = folder.path().join("b.csv");
            let replaced = || {
                // the clock of the file system ticks slowly
                std::thread::sleep(std::time::Duration::from_millis(50));
                fs::write(&other, "a,b\n1,3\n").unwrap();
                let modified = fs::metadata(&path).unwrap().modified().unwrap();
                File::options().write(true).open(&other).unwrap().set_modified(modified).unwrap();
                fs::rename(&other, &path).unwrap();
            };
            assert_eq!(found(&replaced), both(Change::Replaced));
        }
    }
}
