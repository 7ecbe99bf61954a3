//! Files that are being written: each under a name of its own until it is whole. Owns that nothing is left of those that
//! never are, also where the program is ended from outside.

use std::fs::Permissions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

/// The files there are.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn all() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps files from being made and from taking their place.
pub struct Held {
    _all: MutexGuard<'static, Vec<PathBuf>>,
}

/// Deletes all files that are being written. None is made and none takes its place as long as the answer is kept: for the
/// end of the process.
pub fn hold_unfinished() -> Held {
    let mut all = all();
    for path in all.drain(..) {
        // there is nobody left to be told of a file that does not go
        let _ = std::fs::remove_file(path);
    }
    Held { _all: all }
}

/// A file beside its place.
pub(super) struct Unfinished {
    /// Always there until it is kept or dropped.
    file: Option<NamedTempFile>,
}

impl Unfinished {
    /// A file in a folder; with the permissions of the one whose place it is to take.
    pub(super) fn in_folder(folder: &Path, permissions: Option<Permissions>) -> io::Result<Unfinished> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".rasoat-").suffix(".tmp");
        // Without this the file would be for its owner's eyes only; the umask applies.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut all = all();
        let file = builder.tempfile_in(folder)?;
        all.push(file.path().to_path_buf());
        drop(all);
        let unfinished = Unfinished { file: Some(file) };
        if let (Some(file), Some(permissions)) = (&unfinished.file, permissions) {
            file.as_file().set_permissions(permissions)?;
        }
        Ok(unfinished)
    }

    /// Puts the file in its place.
    pub(super) fn keep(mut self, place: &Path) -> io::Result<()> {
        let Some(file) = self.file.take() else { return Ok(()) };
        // Disks over a network report that they are full only when asked to keep what they were given.
        let synced = file.as_file().sync_all();
        let mut all = all();
        all.retain(|path| path != file.path());
        synced?;
        file.persist(place).map(drop).map_err(|error| error.error)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            let mut all = all();
            all.retain(|path| path != file.path());
            drop(file);
        }
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.file {
            Some(file) => file.write(bytes),
            None => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.file {
            Some(file) => file.flush(),
            None => Ok(()),
        }
    }
}
