//! Unpacks files, small ones into memory and large ones into a temporary file without a name; never more than a bound. Knows
//! gzip and zstandard, and nothing of what was packed.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::error::Fault;
use super::files_fault::FilesFault;
use super::guard::guarded;
use super::source::{Source, Stretch};

/// The most bytes a file or archive may unpack to.
const MOST: u64 = 4 << 30;
/// So much is always unpacked.
const ALWAYS: u64 = 256 << 20;
/// Beyond [`ALWAYS`], so many bytes for each packed one. Tables pack ten to thirty times smaller, a bomb a thousand times.
const TIMES: u64 = 100;

/// Files up to this length are held in memory, and of an archive no more than that.
const SMALL_FILE: usize = 16 << 20;
const MOST_HELD: usize = 128 << 20;

/// What one archive is unpacked into.
pub(super) struct Store {
    packed: u64,
    unpacked: u64,
    held: usize,
    file: Option<Arc<Mutex<File>>>,
    end: u64,
}

impl Store {
    /// For an archive of so many bytes.
    pub(super) fn new(packed: u64) -> Store {
        Store { packed, unpacked: 0, held: 0, file: None, end: 0 }
    }

    /// Takes all that an unpacker gives.
    pub(super) fn take(&mut self, from: &mut dyn Read) -> Result<Source, Fault> {
        guarded(|| self.take_all(from)).unwrap_or_else(|| Err(Fault::Damaged("a value in it is out of place".into())))
    }

    fn take_all(&mut self, from: &mut dyn Read) -> Result<Source, Fault> {
        let start = self.end;
        let mut spilled = false;
        let mut held = Vec::new();
        let mut buffer = vec![0; 64 << 10];
        loop {
            let count = match from.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(packed_fault(&error)),
            };
            self.count(count as u64)?;
            if !spilled && held.len() + count > SMALL_FILE.min(MOST_HELD - self.held) {
                spilled = true;
                self.write(&held)?;
                held = Vec::new();
            }
            match spilled {
                true => self.write(&buffer[..count])?,
                false => held.extend_from_slice(&buffer[..count]),
            }
        }
        match &self.file {
            Some(file) if spilled => {
                Ok(Source::Stretch(Stretch { file: Arc::clone(file), start, length: self.end - start, found: None }))
            }
            _ => {
                self.held += held.len();
                Ok(Source::Memory(held.into()))
            }
        }
    }

    fn count(&mut self, more: u64) -> Result<(), Fault> {
        self.unpacked += more;
        let most = MOST.min(ALWAYS.max(self.packed.saturating_mul(TIMES)));
        match self.unpacked > most {
            true => Err(Fault::Files(FilesFault::UnpacksTooLarge { mib: most >> 20 })),
            false => Ok(()),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let result = (|| {
            let file = match &self.file {
                Some(file) => Arc::clone(file),
                None => Arc::clone(self.file.insert(Arc::new(Mutex::new(tempfile::tempfile()?)))),
            };
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(self.end))?;
            file.write_all(bytes)
        })();
        self.end += bytes.len() as u64;
        result.map_err(|error: io::Error| Fault::from_io(&error))
    }
}

/// What an unpacker says of damaged input it says as an error of reading.
fn packed_fault(error: &io::Error) -> Fault {
    match error.kind() {
        ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::Other => Fault::Damaged(error.to_string()),
        _ => Fault::from_io(error),
    }
}

/// A way to pack a single file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstandard,
}

impl Packing {
    /// From the first bytes.
    pub(super) fn of(head: &[u8]) -> Option<Packing> {
        match head {
            [0x1F, 0x8B, ..] => Some(Packing::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Packing::Zstandard),
            _ => None,
        }
    }
}

/// The file in a gzip or zstandard file.
pub(super) fn unpack(source: &Source, packing: Packing) -> Result<Source, Fault> {
    let length = source.length().map_err(|error| Fault::from_io(&error))?;
    let bytes = BufReader::new(source.open().map_err(|error| Fault::from_io(&error))?);
    let mut store = Store::new(length);
    match packing {
        Packing::Gzip => store.take(&mut flate2::bufread::MultiGzDecoder::new(bytes)),
        Packing::Zstandard => store.take(&mut Frames { source: bytes, decoder: FrameDecoder::new(), inside: false }),
    }
}

/// The frames of a zstandard file, one after the other.
struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    inside: bool,
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.inside {
                if self.source.fill_buf()?.is_empty() {
                    return Ok(0);
                }
                match self.decoder.reset(&mut self.source) {
                    Ok(()) => self.inside = true,
                    Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                        length, ..
                    })) => {
                        let length = u64::from(length);
                        if io::copy(&mut (&mut self.source).take(length), &mut io::sink())? < length {
                            return Err(ErrorKind::UnexpectedEof.into());
                        }
                    }
                    Err(error) => return Err(frame_error(error)),
                }
            } else if self.decoder.can_collect() > 0 {
                return self.decoder.read(buffer);
            } else if self.decoder.is_finished() {
                self.inside = false;
                let (said, found) = (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
                if said.is_some() && said != found {
                    return Err(io::Error::new(ErrorKind::InvalidData, "its check sum does not fit its content"));
                }
            } else {
                let blocks = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.source, blocks).map_err(frame_error)?;
            }
        }
    }
}

/// A file that breaks off is not damaged otherwise.
fn frame_error(error: FrameDecoderError) -> io::Error {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(found) = cause {
        if found.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::UnexpectedEof) {
            return ErrorKind::UnexpectedEof.into();
        }
        cause = found.source();
    }
    io::Error::new(ErrorKind::InvalidData, error.to_string())
}

#[cfg(test)]
mod tests {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(content).unwrap();
        packer.finish().unwrap()
    }

    fn zstandard(content: &[u8]) -> Vec<u8> {
        compress_to_vec(content, CompressionLevel::Fastest)
    }

    fn unpacked(packed: &[u8]) -> Result<Vec<u8>, Fault> {
        let packing = Packing::of(packed).expect("known bytes");
        let source = unpack(&Source::Memory(packed.into()), packing)?;
        let mut content = Vec::new();
        source.open().unwrap().read_to_end(&mut content).unwrap();
        Ok(content)
    }

    #[test]
    fn what_is_packed_comes_out() {
        for content in [b"".as_slice(), b"a,b\n1,2\n"] {
            assert_eq!(unpacked(&gzip(content)).unwrap(), content);
            assert_eq!(unpacked(&zstandard(content)).unwrap(), content);
        }
        // several packed files one after the other are one, and zstandard may have notes between them
        assert_eq!(unpacked(&[gzip(b"a,b\n"), gzip(b"1,2\n")].concat()).unwrap(), b"a,b\n1,2\n");
        let note = [&[0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0], b"xyz".as_slice()].concat();
        let frames = [note.clone(), zstandard(b"a,b\n"), note, zstandard(b"1,2\n")].concat();
        assert_eq!(unpacked(&frames).unwrap(), b"a,b\n1,2\n");
    }

    #[test]
    fn large_files_go_to_disk() {
        let content: Vec<u8> = (0..SMALL_FILE as u32 + 70_000).map(|at| (at % 251) as u8).collect();
        let mut store = Store::new(content.len() as u64);
        let first = store.take(&mut b"a small one".as_slice()).unwrap();
        let large = store.take(&mut content.as_slice()).unwrap();
        let other = store.take(&mut content[7..].iter().as_slice()).unwrap();
        assert!(matches!(first, Source::Memory(_)));
        for (source, expected) in [(large, content.as_slice()), (other, &content[7..])] {
            assert!(matches!(source, Source::Stretch(_)));
            let mut found = Vec::new();
            source.open().unwrap().read_to_end(&mut found).unwrap();
            assert!(found == expected);
        }
    }

    #[test]
    fn damage_is_told_from_a_missing_end() {
        for packed in [gzip(b"ma_ho,xa\nH01,A\n"), zstandard(b"ma_ho,xa\nH01,A\n")] {
            for length in 4..packed.len() {
                assert_eq!(unpacked(&packed[..length]), Err(Fault::Truncated), "{length} bytes");
            }
            let mut wrong = packed.clone();
            let at = wrong.len() - if wrong[0] == 0x1F { 6 } else { 2 };
            wrong[at] ^= 0x55;
            assert!(matches!(unpacked(&wrong), Err(Fault::Damaged(_))), "{:?}", unpacked(&wrong));
        }
    }

    #[test]
    fn a_bomb_is_stopped() {
        let mut endless = io::repeat(b'x');
        let fault = Store::new(1000).take(&mut endless).unwrap_err();
        assert_eq!(fault, Fault::Files(FilesFault::UnpacksTooLarge { mib: 256 }));
    }
}
