//! What the looks of cells say of their content: whether a number is a date, and fonts of old encodings. Knows nothing of
//! cells.

use std::io::Read;

use quick_xml::events::Event;
use rustc_hash::FxHashMap;

use crate::text::legacy::FontEncoding;

use super::super::error::Fault;
use super::super::serial::Shown;
use super::super::xml::{Events, attribute};

/// The most looks of cells that Excel knows.
const MOST: usize = 65_536;

/// What is said of cells, by number of the cell style.
#[derive(Debug, Default)]
pub(super) struct Styles {
    pub(super) shown: Vec<Shown>,
    pub(super) fonts: Vec<Option<FontEncoding>>,
}

impl Styles {
    /// Reads the part with the styles.
    pub(super) fn read(part: impl Read) -> Result<Styles, Fault> {
        let mut events = Events::new(part);
        let mut formats: FxHashMap<String, Shown> = FxHashMap::default();
        let mut fonts: Vec<Option<FontEncoding>> = Vec::new();
        let mut styles = Styles::default();
        let (mut in_fonts, mut of_cells) = (false, false);
        while let Some(event) = events.next()? {
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "numFmt" => {
                        if let (Some(number), Some(format)) =
                            (attribute(&tag, "numFmtId")?, attribute(&tag, "formatCode")?)
                        {
                            formats.insert(number, Shown::by_format(&format));
                        }
                    }
                    "fonts" => in_fonts = true,
                    "font" if in_fonts => fonts.push(None),
                    "name" | "rFont" if in_fonts => {
                        if let (Some(font), Some(name)) = (fonts.last_mut(), attribute(&tag, "val")?) {
                            *font = FontEncoding::of(&name);
                        }
                    }
                    "cellXfs" => of_cells = true,
                    "xf" if of_cells => {
                        let number = attribute(&tag, "numFmtId")?.unwrap_or_default();
                        let own = formats.get(&number).copied();
                        let known = || number.parse().map_or(Shown::Number, Shown::by_number);
                        styles.shown.push(own.unwrap_or_else(known));
                        let font = attribute(&tag, "fontId")?.and_then(|font| font.parse::<usize>().ok());
                        styles.fonts.push(font.and_then(|font| fonts.get(font).copied().flatten()));
                    }
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "fonts" => in_fonts = false,
                    "cellXfs" => of_cells = false,
                    _ => {}
                },
                _ => {}
            }
            if formats.len().max(fonts.len()).max(styles.shown.len()) > MOST {
                return Err(Fault::Damaged("it has more formats than a workbook can have".into()));
            }
        }
        Ok(styles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_old_fonts() {
        let text = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd/mm/yyyy'/><numFmt numFmtId='165' formatCode='[h]:mm'/></numFmts>\
            <fonts><font><sz val='11'/><name val='Calibri'/></font><font><name val='.VnTime'/></font></fonts>\
            <cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>\
            <cellXfs><xf numFmtId='0' fontId='0'/><xf numFmtId='164' fontId='1'/><xf numFmtId='165'/><xf numFmtId='14' fontId='9'/></cellXfs></styleSheet>";
        let styles = Styles::read(text.as_bytes()).unwrap();
        assert_eq!(styles.shown, [Shown::Number, Shown::Moment, Shown::Length, Shown::Moment]);
        assert_eq!(styles.fonts, [None, FontEncoding::of(".VnTime"), None, None]);
    }
}
