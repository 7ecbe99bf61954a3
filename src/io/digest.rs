//! How long files are and their SHA-256, by which anybody can say later that they are the same.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::read::ReadError;

/// What bytes came to. Clones share what they count.
#[derive(Clone, Debug, Default)]
pub struct Digest(Arc<Mutex<(u64, Sha256)>>);

impl Digest {
    /// Of a file as it is now.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of_file(path: &Path) -> Result<Digest, ReadError> {
        Digest::read(path).map_err(|error| ReadError::io(&path.display().to_string(), &error))
    }

    fn read(path: &Path) -> io::Result<Digest> {
        let mut file = File::open(path)?;
        let digest = Digest::default();
        let mut buffer = vec![0; 256 << 10];
        loop {
            match file.read(&mut buffer) {
                Ok(0) => return Ok(digest),
                Ok(count) => digest.add(&buffer[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Of bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        let digest = Digest::default();
        digest.add(bytes);
        digest
    }

    /// Counts further bytes.
    pub fn add(&self, bytes: &[u8]) {
        let mut own = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        own.0 += bytes.len() as u64;
        own.1.update(bytes);
    }

    /// How many bytes there were.
    pub fn bytes(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// Their SHA-256 in hexadecimal digits.
    pub fn sha256(&self) -> String {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone();
        state.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standard() {
        // FIPS 180-2, appendix B.1 and the digest of nothing
        let digest = Digest::of(b"a");
        digest.add(b"bc");
        assert_eq!(digest.sha256(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest.bytes(), 3);
        assert_eq!(Digest::of(b"").sha256(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
