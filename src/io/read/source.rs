//! Where the bytes are: a file that is opened anew for each reading, memory, or a stretch of a temporary file. Knows nothing
//! of what is in them.

use std::fs::{File, Metadata};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// The most bytes taken from a pipe or device, which may never end.
pub(super) const MOST_IN_MEMORY: u64 = 1 << 30;

/// Bytes that can be read from the start any number of times.
#[derive(Clone, Debug)]
pub(super) enum Source {
    File(PathBuf, State),
    Memory(Arc<[u8]>),
    Stretch(Stretch),
}

/// A stretch of an open file that has no name, so that it cannot be opened anew: its readings share the file and each keeps
/// its own place.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) file: Arc<Mutex<File>>,
    pub(super) start: u64,
    pub(super) length: u64,
}

/// What shows that a file was written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    length: u64,
    /// Not every file system knows.
    modified: Option<SystemTime>,
}

impl State {
    fn of(meta: &Metadata) -> State {
        State { length: meta.len(), modified: meta.modified().ok() }
    }
}

/// One reading of a [`Source`].
#[derive(Debug)]
pub(super) enum Bytes {
    File(File),
    Memory(Cursor<Arc<[u8]>>),
    Stretch(Stretch, u64),
}

impl Source {
    /// A regular file stays on disk; a pipe can be read only once and is taken into memory.
    pub(super) fn path(path: &Path) -> io::Result<Source> {
        let meta = std::fs::metadata(path)?;
        if meta.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mut file = File::open(path)?;
        if meta.is_file() { Ok(Source::File(path.to_owned(), State::of(&meta))) } else { Source::all_of(&mut file) }
    }

    pub(super) fn all_of(from: &mut impl Read) -> io::Result<Source> {
        let mut bytes = Vec::new();
        from.take(MOST_IN_MEMORY + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MOST_IN_MEMORY {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(Source::Memory(bytes.into()))
    }

    pub(super) fn open(&self) -> io::Result<Bytes> {
        match self {
            Source::File(path, _) => File::open(path).map(Bytes::File),
            Source::Memory(bytes) => Ok(Bytes::Memory(Cursor::new(Arc::clone(bytes)))),
            Source::Stretch(stretch) => Ok(Bytes::Stretch(stretch.clone(), 0)),
        }
    }

    /// Whether the file is another than when it was found: longer or shorter, or written to since. One that is gone is not.
    pub(super) fn changed(&self) -> bool {
        match self {
            Source::File(path, then) => std::fs::metadata(path).is_ok_and(|meta| State::of(&meta) != *then),
            Source::Memory(_) | Source::Stretch(_) => false,
        }
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> io::Result<u64> {
        self.open()?.seek(SeekFrom::End(0))
    }

    /// The first bytes, at most `length`.
    pub(super) fn head(&self, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = self.open()?;
        let all = bytes.seek(SeekFrom::End(0))?;
        bytes.seek(SeekFrom::Start(0))?;
        // with the byte of room in which the end is found
        let room = usize::try_from(all.min(length)).unwrap_or(0).saturating_add(1);
        let mut head = Vec::with_capacity(room.min(1 << 20));
        bytes.take(length).read_to_end(&mut head)?;
        Ok(head)
    }
}

impl Stretch {
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
                *at = place.ok_or(io::ErrorKind::InvalidInput)?.min(stretch.length);
                Ok(*at)
            }
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
        let source =
            Source::Stretch(Stretch { file: Arc::new(Mutex::new(file)), start: 7, length: "the middle".len() as u64 });
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
}
