//! Files that are no tables: rules, maps, secrets.

use std::io::Read;
use std::path::Path;

use super::error::{Fault, ReadError};

/// The most bytes of a rules or map file; a survey named by mistake may be any size.
const MOST: u64 = 64 << 20;

/// The whole text of a UTF-8 file, without the mark at its beginning.
///
/// # Errors
/// A file that is not there, is a folder or cannot be read; text that is not UTF-8, with its place; more of it than a person writes.
pub fn plain_text(path: &Path) -> Result<String, ReadError> {
    let name = path.display().to_string();
    let bytes = beginning(path, MOST + 1)?;
    if bytes.len() as u64 > MOST {
        return Err(ReadError::new(&name, Fault::TooMuch { mib: MOST >> 20 }));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let before = String::from_utf8_lossy(&bytes[..valid]).into_owned();
        let line = before.matches('\n').count() as u32 + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count());
        ReadError::new(&name, Fault::NotUtf8 { line, column, byte: bytes[valid] })
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The bytes of a file, of a longer one so many from its beginning.
///
/// # Errors
/// A file that is not there, is a folder or cannot be read.
pub fn beginning(path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
    let name = path.display().to_string();
    if path.is_dir() {
        return Err(ReadError::new(&name, Fault::IsDirectory));
    }
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map_err(|error| ReadError::new(&name, Fault::from_io(&error)))?;
    Ok(bytes)
}
