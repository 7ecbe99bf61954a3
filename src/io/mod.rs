//! Files, standard input and output. Nothing else but [`crate::cli`] touches them.
#![expect(clippy::disallowed_methods, reason = "the one place that opens and reads files")]

use std::path::Path;

pub mod digest;
pub mod read;
pub mod write;

use read::ReadError;
use write::WriteError;

/// The text of a rules or map file.
///
/// # Errors
/// As [`read::Input::open`]; a text that is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, ReadError> {
    read::plain_text(path)
}

/// The bytes of a file that is no table, such as a secret; of a longer one `most` from its beginning.
///
/// # Errors
/// A file that is not there, is a folder or cannot be read.
pub fn read_beginning(path: &Path, most: usize) -> Result<Vec<u8>, ReadError> {
    read::beginning(path, most as u64)
}

/// Makes a folder, and those it lies in.
///
/// # Errors
/// What the system refuses.
pub fn create_folder(path: &Path) -> Result<(), WriteError> {
    std::fs::create_dir_all(path).map_err(|error| WriteError::io(write::Place::File(path.to_path_buf()), error))
}

/// Takes a folder away if nothing is in it.
pub fn remove_empty_folder(path: &Path) {
    // there is nothing to be said of one that stays
    let _ = std::fs::remove_dir(path);
}

/// Whether two paths lead to one folder; an empty one is the folder that the program runs in.
pub fn same_folder(a: &Path, b: &Path) -> bool {
    let whole = |path: &Path| if path.as_os_str().is_empty() { Path::new(".") } else { path }.canonicalize().ok();
    whole(a).is_some_and(|a| Some(a) == whole(b))
}
