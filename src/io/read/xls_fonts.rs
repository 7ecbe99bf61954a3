//! Fonts of old encodings in older workbooks (`.xls`), from the records of the stream, which the workbook library passes over.

use rustc_hash::FxHashMap;

use crate::text::legacy::FontEncoding;

use super::xls::{BEGIN, END_OF_SHEET, FORMULA, records};

const FONT: u16 = 0x0031;
const CELL_FORMAT: u16 = 0x00E0;
/// Text in the cell, as number in the list of texts, and in parts.
const TEXTS: [u16; 3] = [0x0204, 0x00FD, 0x00D6];

/// The font of each cell of a sheet whose text is in an old encoding, by row and column.
pub(super) type SheetFonts = FxHashMap<(u16, u16), FontEncoding>;

/// The old font of each cell format of a workbook's stream.
pub(super) fn formats(stream: &[u8]) -> Vec<Option<FontEncoding>> {
    let mut fonts = Vec::new();
    let mut formats = Vec::new();
    for (record, at, length) in records(stream, 0) {
        let content = &stream[at..at + length];
        match record {
            FONT => fonts.push(name(content).as_deref().and_then(FontEncoding::of)),
            CELL_FORMAT => {
                let number = content.get(..2).map_or(0, |bytes| usize::from(u16::from_le_bytes([bytes[0], bytes[1]])));
                // No font has the number 4.
                let place = if number > 4 { number - 1 } else { number };
                formats.push(fonts.get(place).copied().flatten());
            }
            END_OF_SHEET => break,
            _ => {}
        }
    }
    if formats.iter().any(Option::is_some) { formats } else { Vec::new() }
}

/// The name in a font's record: letters of one byte in workbooks before 1997, else of one or two. Old fonts have ASCII names.
fn name(content: &[u8]) -> Option<String> {
    let length = usize::from(*content.get(14)?);
    let rest = content.get(15..)?;
    if rest.len() == length {
        return Some(rest.iter().copied().map(char::from).collect());
    }
    let (wide, letters) = (rest.first()? & 1 == 1, rest.get(1..)?);
    if wide {
        return Some(letters.as_chunks::<2>().0.iter().take(length).map(|unit| char::from(unit[0])).collect());
    }
    Some(letters.iter().copied().take(length).map(char::from).collect())
}

/// The fonts of a sheet that begins at a place in the stream.
pub(super) fn sheet(stream: &[u8], start: usize, formats: &[Option<FontEncoding>]) -> SheetFonts {
    let mut fonts = SheetFonts::default();
    if formats.is_empty() {
        return fonts;
    }
    let mut depth = 0usize;
    for (record, at, length) in records(stream, start) {
        match record {
            BEGIN => depth += 1,
            END_OF_SHEET if depth <= 1 => break,
            END_OF_SHEET => depth -= 1,
            _ if depth <= 1 && length >= 6 && (record == FORMULA || TEXTS.contains(&record)) => {
                let number = |from: usize| u16::from_le_bytes([stream[at + from], stream[at + from + 1]]);
                if let Some(font) = formats.get(usize::from(number(4))).copied().flatten() {
                    fonts.insert((number(0), number(2)), font);
                }
            }
            _ => {}
        }
    }
    fonts
}
