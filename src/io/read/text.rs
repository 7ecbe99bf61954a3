//! Bytes of a text file to UTF-8: the mark at the beginning, UTF-16, the last line end. Knows nothing of columns.

use std::io::{self, Read};

/// How the characters of a text file are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    /// From the first bytes: the encoding and the length of the mark that says so. UTF-16 without the mark has a zero byte in
    /// every second place where Latin letters and signs are, and only there.
    pub(super) fn of(head: &[u8]) -> (Encoding, usize) {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
            [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
            [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
            _ => (Encoding::unmarked(&head[..head.len().min(8 << 10) & !1]).unwrap_or(Encoding::Utf8), 0),
        }
    }

    fn unmarked(head: &[u8]) -> Option<Encoding> {
        let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
        let (encoding, zeros, others) = match (zeros(0), zeros(1)) {
            (0, low) => (Encoding::Utf16Le, low, 0),
            (high, others) => (Encoding::Utf16Be, high, others),
        };
        if head.len() < 8 || others > 0 || zeros <= head.len() / 4 {
            return None;
        }
        let unit = |pair: &[u8; 2]| {
            if encoding == Encoding::Utf16Be { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) }
        };
        // Other files with zeros have control characters and halves of characters soon.
        let is_text = |unit: u16| match unit {
            0x09 | 0x0A | 0x0D => true,
            0..0x20 | 0x7F | 0xD800..=0xF8FF | 0xFFFE.. => false,
            _ => true,
        };
        head.as_chunks::<2>().0.iter().map(unit).all(is_text).then_some(encoding)
    }
}

/// Stands in decoded UTF-16 for half a character, so that the place is found where cells are checked to be UTF-8.
const BROKEN: u8 = 0xFF;

/// Reads a text as UTF-8 in which the last line ends too. The bytes of UTF-8 are passed on unchecked.
#[derive(Debug)]
pub(super) struct Utf8<R> {
    inner: R,
    encoding: Encoding,
    /// Bytes of UTF-16 not decoded yet; fewer than four between calls.
    raw: Vec<u8>,
    decoded: Vec<u8>,
    position: usize,
    inner_ended: bool,
    last: u8,
}

impl<R: Read> Utf8<R> {
    /// From after the mark.
    pub(super) fn new(inner: R, encoding: Encoding) -> Utf8<R> {
        Utf8 { inner, encoding, raw: Vec::new(), decoded: Vec::new(), position: 0, inner_ended: false, last: b'\n' }
    }

    fn pull(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.encoding == Encoding::Utf8 {
            return self.inner.read(buffer);
        }
        while self.position == self.decoded.len() && !self.inner_ended {
            self.decode_more()?;
        }
        let ready = &self.decoded[self.position..];
        let length = ready.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ready[..length]);
        self.position += length;
        Ok(length)
    }

    fn decode_more(&mut self) -> io::Result<()> {
        const CHUNK: usize = 64 << 10;
        self.decoded.clear();
        self.position = 0;
        let kept = self.raw.len();
        self.raw.resize(kept + CHUNK, 0);
        let count = self.inner.read(&mut self.raw[kept..])?;
        self.raw.truncate(kept + count);
        self.inner_ended = count == 0;

        let big = self.encoding == Encoding::Utf16Be;
        let unit = |pair: &[u8]| match (big, pair) {
            (true, [high, low]) | (false, [low, high]) => u16::from_be_bytes([*high, *low]),
            _ => 0,
        };
        let whole = self.raw.len() & !1;
        // The second half of a character may be in the next chunk.
        let last_is_first_half =
            whole >= 2 && (0xD800..0xDC00).contains(&unit(&self.raw[whole - 2..whole])) && !self.inner_ended;
        let end = if last_is_first_half { whole - 2 } else { whole };
        for c in char::decode_utf16(self.raw[..end].chunks_exact(2).map(unit)) {
            match c {
                Ok(c) => self.decoded.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                Err(_) => self.decoded.push(BROKEN),
            }
        }
        self.raw.drain(..end);
        if self.inner_ended && !self.raw.is_empty() {
            self.raw.clear();
            self.decoded.push(BROKEN);
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let mut count = self.pull(buffer)?;
        if count == 0 && self.last != b'\n' {
            buffer[0] = b'\n';
            count = 1;
        }
        if let Some(&last) = buffer[..count].last() {
            self.last = last;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, so that every character is cut.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            self.0 = rest;
            buffer[0] = *first;
            Ok(1)
        }
    }

    fn all(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
        let mut text = Vec::new();
        Utf8::new(Slow(bytes), encoding).read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn decodes_utf16() {
        let text = "Hộ 𠀀\n";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(all(&le, Encoding::Utf16Le), text.as_bytes());
        assert_eq!(all(&be, Encoding::Utf16Be), text.as_bytes());
    }

    #[test]
    fn marks_broken_utf16() {
        assert_eq!(all(&[0x41, 0x00, 0x00, 0xD8, 0x42, 0x00, 0x43], Encoding::Utf16Le), b"A\xFFB\xFF\n");
    }

    #[test]
    fn every_line_ends() {
        assert_eq!(all(b"a\nb", Encoding::Utf8), b"a\nb\n");
        assert_eq!(all(b"a\nb\n", Encoding::Utf8), b"a\nb\n");
        assert_eq!(all(b"", Encoding::Utf8), b"");
    }
}
