//! The texts that the cells of a workbook share. Knows nothing of cells.

use std::io::Read;

use super::super::error::Fault;
use super::scan::{Kind, Scan, Stop, characters, unescape};

/// The most bytes that all texts may take.
const MOST: usize = 1 << 30;

/// Texts end to end.
#[derive(Debug, Default)]
pub(super) struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// The text with that number, from 0.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start as usize..end as usize)
    }

    /// Reads the part with the texts.
    pub(super) fn read(part: impl Read) -> Result<Texts, Stop> {
        let mut scan = Scan::new(part);
        let mut texts = Texts::default();
        let mut ended = false;
        while let Some(tag) = scan.next()? {
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
        if ended { Ok(texts) } else { Err(Fault::Truncated.into()) }
    }

    fn end(&mut self) -> Result<(), Stop> {
        if self.text.len() > MOST || self.ends.len() > MOST / 8 {
            return Err(Fault::TextTooLong.into());
        }
        self.ends.push(self.text.len() as u32);
        Ok(())
    }
}

/// Adds the text of an element whose start was given, in one piece or in several with fonts of their own, to `text`. How it
/// is read aloud is left out.
pub(super) fn add_string(scan: &mut Scan<impl Read>, element: &[u8], text: &mut String) -> Result<(), Stop> {
    // blanks at the ends of a piece count only where it says so
    let mut keeps = None;
    let mut aloud = false;
    loop {
        let tag = scan.next()?.ok_or(Fault::Truncated)?;
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
