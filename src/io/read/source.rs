//! Where the bytes are: a file that is opened anew for each reading, or memory. Knows nothing of what is in them.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The most bytes taken from a pipe or device, which may never end.
pub(super) const MOST_IN_MEMORY: u64 = 1 << 30;

/// Bytes that can be read from the start any number of times.
#[derive(Clone, Debug)]
pub(super) enum Source {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

/// One reading of a [`Source`].
#[derive(Debug)]
pub(super) enum Bytes {
    File(File),
    Memory(Cursor<Arc<[u8]>>),
}

impl Source {
    /// A regular file stays on disk; a pipe can be read only once and is taken into memory.
    pub(super) fn path(path: &Path) -> io::Result<Source> {
        let meta = std::fs::metadata(path)?;
        if meta.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mut file = File::open(path)?;
        if meta.is_file() { Ok(Source::File(path.to_owned())) } else { Source::all_of(&mut file) }
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
            Source::File(path) => File::open(path).map(Bytes::File),
            Source::Memory(bytes) => Ok(Bytes::Memory(Cursor::new(Arc::clone(bytes)))),
        }
    }

    /// The first bytes, at most `length`.
    pub(super) fn head(&self, length: u64) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.open()?.take(length).read_to_end(&mut head)?;
        Ok(head)
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Bytes::File(file) => file.read(buffer),
            Bytes::Memory(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Bytes {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Bytes::File(file) => file.seek(to),
            Bytes::Memory(bytes) => bytes.seek(to),
        }
    }
}
