//! The texts that the cells of a workbook share. Knows nothing of cells.

use std::fmt;
use std::io::Read;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::text::legacy::Legacy;

use super::super::error::Fault;
use super::scan::{Kind, Scan, Stop, characters, unescape};

/// The most bytes that all texts may take.
const MOST: usize = 1 << 30;

/// Texts end to end.
#[derive(Default)]
pub(in super::super) struct Texts {
    text: String,
    ends: Vec<u32>,
    longest: usize,
    /// What is known of the encoding of each text, once someone asked: see [`Texts::only`].
    known: Vec<AtomicU8>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} texts", self.ends.len())
    }
}

impl Texts {
    /// How many bytes the longest one takes.
    pub(in super::super) fn longest(&self) -> usize {
        self.longest
    }

    /// Whether there is a text with that number that is not empty.
    #[inline]
    pub(super) fn has(&self, index: usize) -> bool {
        match (self.ends.get(index), index.checked_sub(1)) {
            (Some(end), Some(before)) => *end > self.ends[before],
            (Some(end), None) => *end > 0,
            (None, _) => false,
        }
    }

    /// [`Legacy::only`] of the text with that number. Thousands of cells share one, so it is found out once.
    pub(in super::super) fn only(&self, index: usize) -> Option<Legacy> {
        const NONE: u8 = 1;
        let known = self.known.get(index)?;
        match known.load(Ordering::Relaxed) {
            0 => {
                let only = self.get(index).filter(|text| !text.is_ascii()).and_then(Legacy::only);
                known.store(only.map_or(NONE, |legacy| NONE + 1 + legacy as u8), Ordering::Relaxed);
                only
            }
            NONE => None,
            known => Legacy::ALL.get(usize::from(known - NONE - 1)).copied(),
        }
    }

    /// The text with that number, from 0.
    pub(in super::super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start as usize..end as usize)
    }

    /// Reads the part with the texts.
    pub(super) fn read(part: impl Read) -> Result<Texts, Stop> {
        let mut scan = Scan::new(part);
        let mut texts = Texts::default();
        let mut ended = false;
        loop {
            let taken = texts.take_plain(scan.window())?;
            scan.pass(taken);
            let Some(tag) = scan.next()? else { break };
            match (tag.name, tag.kind) {
                (b"si", Kind::Start) => {
                    add_string(&mut scan, b"si", &mut texts.text)?;
                    texts.end()?;
                }
                (b"si", Kind::Empty) => texts.end()?,
                (b"sst", Kind::End | Kind::Empty) => ended = true,
                (name, _) if name.contains(&b':') => return Err(Stop::Unusual),
                _ => {}
            }
        }
        if !ended {
            return Err(Fault::Truncated.into());
        }
        texts.text.shrink_to_fit();
        texts.ends.shrink_to_fit();
        texts.known.resize_with(texts.ends.len(), AtomicU8::default);
        Ok(texts)
    }

    /// Takes the texts at the beginning of some bytes that are written as nearly all are; how many bytes they are.
    fn take_plain(&mut self, bytes: &[u8]) -> Result<usize, Stop> {
        let mut at = 0;
        loop {
            let rest = &bytes[at..];
            let (rest, keeps) = match rest.strip_prefix(b"<si><t>") {
                Some(rest) => (rest, false),
                None => match rest.strip_prefix(b"<si><t xml:space=\"preserve\">") {
                    Some(rest) => (rest, true),
                    None => return Ok(at),
                },
            };
            let Some((text, rest)) = plain_text(rest, keeps) else { return Ok(at) };
            let Some(rest) = rest.strip_prefix(b"</t></si>") else { return Ok(at) };
            at = bytes.len() - rest.len();
            self.text.push_str(text);
            self.end()?;
        }
    }

    fn end(&mut self) -> Result<(), Stop> {
        if self.text.len() > MOST || self.ends.len() > MOST / 8 {
            return Err(Fault::TextTooLong.into());
        }
        let before = self.ends.last().map_or(0, |end| *end as usize);
        self.longest = self.longest.max(self.text.len() - before);
        self.ends.push(self.text.len() as u32);
        Ok(())
    }
}

/// The text at the beginning of some bytes and what is behind it, if it stands there as it is meant; without the blanks at
/// its ends unless it `keeps` them.
#[inline]
pub(super) fn plain_text(bytes: &[u8], keeps: bool) -> Option<(&str, &[u8])> {
    // texts are short, so a look at each byte is quicker than searches
    let mut end = 0;
    loop {
        end += bytes[end..].iter().position(|byte| ENDS[usize::from(*byte)])?;
        match (bytes[end], bytes.get(end + 1)) {
            (b'<', _) => break,
            (b'_', Some(after)) if *after != b'x' => end += 1,
            _ => return None,
        }
    }
    let (text, rest) = bytes.split_at(end);
    let (Some(first), Some(last)) = (text.first(), text.last()) else { return Some(("", rest)) };
    let has_blanks = *first <= b' ' || *last <= b' ';
    let text = std::str::from_utf8(text).ok()?;
    Some((if has_blanks && !keeps { text.trim_matches([' ', '\t', '\r', '\n']) } else { text }, rest))
}

/// The bytes at which a text ends or is not what it says: signs of xml, line ends, and `_`, which may begin an escape.
const ENDS: [bool; 256] = {
    let mut ends = [false; 256];
    ends[b'<' as usize] = true;
    ends[b'&' as usize] = true;
    ends[b'\r' as usize] = true;
    ends[b'_' as usize] = true;
    ends
};

/// Adds the text of an element whose start was given, in one piece or in several with fonts of their own, to `text`. How it
/// is read aloud is left out.
pub(super) fn add_string(scan: &mut Scan<impl Read>, element: &[u8], text: &mut String) -> Result<(), Stop> {
    // blanks at the ends of a piece count only where it says so
    let mut keeps = None;
    let mut aloud = false;
    loop {
        let Some(tag) = scan.next()? else { return Err(Fault::Truncated.into()) };
        match (tag.name, tag.kind) {
            (b"t", Kind::Start) => keeps = Some(tag.attribute(b"xml:space") == Some(b"preserve")),
            (b"t", Kind::End) => {
                if let (Some(keeps), false) = (keeps.take(), aloud) {
                    let piece = characters(tag.text)?;
                    let piece = if keeps { &*piece } else { piece.trim_matches([' ', '\t', '\r', '\n']) };
                    text.push_str(&unescape(piece));
                }
            }
            (b"rPh", Kind::Start) => aloud = true,
            (b"rPh", Kind::End) => aloud = false,
            (name, Kind::End) if name == element => return Ok(()),
            (name, _) if keeps.is_some() || name.contains(&b':') => return Err(Stop::Unusual),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<String>, Stop> {
        let texts = Texts::read(text.as_bytes())?;
        Ok((0..texts.ends.len()).map(|index| texts.get(index).unwrap().to_owned()).collect())
    }

    #[test]
    fn texts_in_one_piece_and_in_several() {
        let text = "<sst uniqueCount='9'><si><t> Mã hộ </t></si><si><t xml:space=\"preserve\"> x </t></si><si/><si></si>\
            <si><r><rPr><b/></rPr><t xml:space='preserve'>Xã </t></r><r><t>Hặc</t></r><rPh sb='0'><t>aloud</t></rPh></si>\
            <si><t/></si><si><t>a_x000D_&amp;</t></si></sst>";
        assert_eq!(all(text).unwrap(), ["Mã hộ", " x ", "", "", "Xã Hặc", "", "a\r&"]);
        assert!(matches!(all("<sst><si><t>a</t></si>"), Err(Stop::Fault(Fault::Truncated))));
        assert!(matches!(all("<x:sst><x:si><x:t>a</x:t></x:si></x:sst>"), Err(Stop::Unusual)));
    }
}
