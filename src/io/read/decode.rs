//! Marked-up text to UTF-8: which encoding a web page or an xml file names, and its bytes passed on as UTF-8. Knows nothing of
//! tags.

use std::fmt;
use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, WINDOWS_1252, X_USER_DEFINED};

/// The encoding of a text by its first bytes: the mark at the beginning, else what the text says of itself, else UTF-8. The
/// name is given back where no such encoding is known.
pub(super) fn encoding_of(head: &[u8]) -> Result<&'static Encoding, String> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Ok(encoding);
    }
    // Many programs write UTF-8 and name something else; other encodings hardly ever look like UTF-8.
    let valid = match std::str::from_utf8(head) {
        Ok(_) => head,
        Err(error) if error.error_len().is_none() => &head[..error.valid_up_to()],
        Err(_) => &[],
    };
    if !valid.is_ascii() {
        return Ok(UTF_8);
    }
    let Some(label) = named(head) else { return Ok(UTF_8) };
    match Encoding::for_label(&label) {
        Some(encoding) if encoding == X_USER_DEFINED => Ok(WINDOWS_1252),
        // A text whose beginning is read byte by byte cannot be UTF-16.
        Some(encoding) => Ok(if encoding.is_ascii_compatible() { encoding } else { UTF_8 }),
        None => Err(String::from_utf8_lossy(&label).chars().filter(|c| *c != '`').take(40).collect()),
    }
}

/// What stands behind `charset=` or, in the declaration of an xml file, `encoding=`.
fn named(head: &[u8]) -> Option<Vec<u8>> {
    let folded = head.to_ascii_lowercase();
    let declaration = folded.trim_ascii_start().starts_with(b"<?xml");
    let end = folded.iter().position(|&byte| byte == b'>').unwrap_or(folded.len());
    let (text, key): (&[u8], &[u8]) = match declaration {
        true if folded[..end].windows(8).any(|window| window == b"encoding") => (&folded[..end], b"encoding"),
        _ => (&folded, b"charset"),
    };
    let at = text.windows(key.len()).position(|window| window == key)? + key.len();
    let rest = text[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
    let label: Vec<u8> =
        rest.iter().copied().take_while(|&b| b.is_ascii_alphanumeric() || b"-_:.+".contains(&b)).collect();
    (!label.is_empty()).then_some(label)
}

/// The text is not what its encoding allows; the encoding's name.
#[derive(Debug)]
pub(super) struct Undecodable(pub(super) &'static str);

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not valid {}", self.0)
    }
}

impl std::error::Error for Undecodable {}

const CHUNK: usize = 32 << 10;

/// Passes a text on as UTF-8, without the mark at its beginning. Ends in an error, [`Undecodable`] or too large a file, rather
/// than replacing or dropping anything.
pub(super) struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    encoding: &'static Encoding,
    /// How many bytes may still come.
    left: u64,
    raw: Vec<u8>,
    raw_at: usize,
    ready: Vec<u8>,
    ready_at: usize,
    inner_ended: bool,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    /// At most so many bytes are taken.
    pub(super) fn new(inner: R, encoding: &'static Encoding, most: u64) -> Decoded<R> {
        Decoded {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            encoding,
            left: most,
            raw: Vec::new(),
            raw_at: 0,
            ready: Vec::new(),
            ready_at: 0,
            inner_ended: false,
            ended: false,
        }
    }

    fn decode_more(&mut self) -> io::Result<()> {
        if self.raw_at == self.raw.len() && !self.inner_ended {
            self.raw.resize(CHUNK, 0);
            let count = self.inner.read(&mut self.raw)?;
            self.raw.truncate(count);
            self.raw_at = 0;
            self.inner_ended = count == 0;
            self.left = self.left.checked_sub(count as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        }
        self.ready.resize(CHUNK, 0);
        self.ready_at = 0;
        let raw = &self.raw[self.raw_at..];
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(raw, &mut self.ready, self.inner_ended);
        self.raw_at += read;
        self.ready.truncate(written);
        match result {
            DecoderResult::Malformed(..) => {
                Err(io::Error::new(io::ErrorKind::InvalidData, Undecodable(self.encoding.name())))
            }
            DecoderResult::InputEmpty => {
                self.ended = self.inner_ended;
                Ok(())
            }
            DecoderResult::OutputFull => Ok(()),
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.ready_at == self.ready.len() && !self.ended {
            self.decode_more()?;
        }
        let ready = &self.ready[self.ready_at..];
        let length = ready.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ready[..length]);
        self.ready_at += length;
        Ok(length)
    }
}

/// More bytes than this without a tag in them are not taken.
pub(super) const NEAR: usize = 4 * super::MAX_CELL_BYTES;

/// Passes bytes on as long as tags keep coming, since a reader of tags holds what lies between two of them.
pub(super) struct Near<R> {
    inner: R,
    since: usize,
}

impl<R> Near<R> {
    pub(super) fn new(inner: R) -> Near<R> {
        Near { inner, since: 0 }
    }
}

impl<R: Read> Read for Near<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match buffer[..count].iter().rposition(|&byte| byte == b'<') {
            Some(at) => self.since = count - at,
            None => self.since += count,
        }
        if self.since > NEAR { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(count) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(head: &[u8]) -> Result<&'static str, String> {
        encoding_of(head).map(Encoding::name)
    }

    #[test]
    fn the_encoding_is_what_the_text_says() {
        assert_eq!(name(b"<html><meta charset=windows-1258>"), Ok("windows-1258"));
        let old = b"<META http-equiv='Content-Type' content='text/html; charset = \"ISO-8859-1\"'>";
        assert_eq!(name(old), Ok("windows-1252"));
        assert_eq!(name(b"<?xml version='1.0' encoding='Windows-1258'?><a/>"), Ok("windows-1258"));
        assert_eq!(name(b"<?xml version='1.0'?><a encoding='x'/>"), Ok("UTF-8"));
        assert_eq!(name(b"<table>"), Ok("UTF-8"));
        assert_eq!(name(b"<meta charset=klingon>"), Err("klingon".into()));
        assert_eq!(name(b"\xFF\xFE<\0"), Ok("UTF-16LE"));
        assert_eq!(name("<meta charset=iso-8859-1>hộ".as_bytes()), Ok("UTF-8"), "the bytes know better");
    }

    fn decoded(bytes: &[u8], encoding: &'static Encoding) -> io::Result<String> {
        let mut text = String::new();
        Decoded::new(bytes, encoding, 1 << 20).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn bytes_become_text_or_an_error() {
        let long = "hộ ".repeat(50_000);
        assert_eq!(decoded(format!("\u{feff}{long}").as_bytes(), UTF_8).unwrap(), long);
        let wide: Vec<u8> = format!("\u{feff}{long}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&wide, encoding_rs::UTF_16LE).unwrap(), long);
        // In windows-1258 the dot below is a letter of its own.
        assert_eq!(decoded(b"h\xF4\xF2", encoding_rs::WINDOWS_1258).unwrap(), "hô\u{323}");
        let broken = decoded(b"h\xF4\xF2", UTF_8).unwrap_err();
        assert!(broken.get_ref().is_some_and(|inner| inner.is::<Undecodable>()));
        assert!(decoded(&vec![b'x'; (1 << 20) + 1], UTF_8).is_err());
    }
}
