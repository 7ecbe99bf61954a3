//! Fonts of old encodings in workbooks: which cell styles have one, and texts in parts of which each has its own. Reads the
//! texts in parts by itself, since the workbook library joins them. Knows nothing of what the cells mean.

use std::io::{BufRead, BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use rustc_hash::FxHashMap;

use crate::text::legacy::{FontEncoding, Verdict};

use super::legacy::CellFont;
use super::source::Source;

/// How much of the list of texts is searched for an old font if no style has one.
const GLANCE: u64 = 256 << 10;

/// The fonts of old encodings in a workbook.
#[derive(Debug, Default)]
pub(super) struct OldFonts {
    /// By number of the cell style.
    styles: Vec<Option<FontEncoding>>,
    /// Texts in parts, by the whole text.
    texts: FxHashMap<Box<str>, Vec<Part>>,
}

/// A part of a text.
#[derive(Clone, Copy, Debug)]
struct Part {
    bytes: usize,
    font: PartFont,
}

#[derive(Clone, Copy, Debug)]
enum PartFont {
    /// As the cell's.
    Cell,
    Unicode,
    Old(FontEncoding),
}

impl OldFonts {
    /// From the fonts of an opened workbook's styles, and its texts if it has old fonts.
    pub(super) fn of(mut styles: Vec<Option<FontEncoding>>, source: &Source) -> OldFonts {
        let any = styles.iter().any(Option::is_some);
        if !any {
            styles.clear();
        }
        // Without the parts, texts are read as one in the cell's font; that is no reason not to read the file.
        OldFonts { styles, texts: texts(source, any).unwrap_or_default() }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.styles.is_empty() && self.texts.is_empty()
    }

    /// What the font of a text in a cell of a style says. A text in parts is put into `joined` as Unicode.
    pub(super) fn of_text(&self, text: &str, style: usize, joined: &mut String) -> Option<CellFont> {
        let cell = self.styles.get(style).copied().flatten();
        let parts = if text.is_ascii() || self.texts.is_empty() { None } else { self.texts.get(text) };
        let Some(parts) = parts else { return cell.map(CellFont::Old) };
        let mut rest = text;
        let mut converted = None;
        joined.clear();
        for part in parts {
            let (words, after) = rest.split_at_checked(part.bytes)?;
            rest = after;
            let font = match part.font {
                PartFont::Cell => cell,
                PartFont::Unicode => None,
                PartFont::Old(font) => Some(font),
            };
            match font.map(|font| (font.encoding, font.weigh(words))) {
                Some((encoding, Verdict::Legacy(words) | Verdict::Either(words))) => {
                    *joined += &words;
                    converted = Some(encoding);
                }
                _ => *joined += words,
            }
        }
        converted.map(CellFont::Converted)
    }
}

/// The texts in parts of which one is in an old font, or may be in the cell's.
fn texts(source: &Source, old_styles: bool) -> Option<FxHashMap<Box<str>, Vec<Part>>> {
    let open = || zip::ZipArchive::new(BufReader::new(source.open().ok()?)).ok();
    let mut zip = open()?;
    let name = zip.file_names().filter_map(Result::ok).find(|name| name.to_lowercase().ends_with("sharedstrings.xml"));
    let name = name?.into_owned();
    if !old_styles {
        let mut head = Vec::new();
        zip.by_name(&name).ok()?.take(GLANCE).read_to_end(&mut head).ok()?;
        if !names_old_font(&head) {
            return Some(FxHashMap::default());
        }
    }
    Some(parts(BufReader::new(zip.by_name(&name).ok()?)))
}

/// Whether a part of a text is said to be in an old font.
fn names_old_font(list: &[u8]) -> bool {
    const BEFORE: &[u8] = b"rFont val";
    // few texts have the sign in them
    memchr::memchr_iter(b'=', list).any(|at| {
        let starts =
            |rest: &[u8], with: &[u8]| rest.get(..with.len()).is_some_and(|rest| rest.eq_ignore_ascii_case(with));
        at.checked_sub(BEFORE.len()).is_some_and(|start| starts(&list[start..], BEFORE))
            && (starts(&list[at..], b"=\".Vn") || starts(&list[at..], b"=\"VNI-"))
    })
}

/// Reads a list of texts as far as it is sound.
fn parts(list: impl BufRead) -> FxHashMap<Box<str>, Vec<Part>> {
    let mut found = FxHashMap::default();
    let mut xml = Reader::from_reader(list);
    xml.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut text = String::new();
    let mut runs: Vec<Part> = Vec::new();
    let mut font = None;
    let (mut in_run, mut in_text, mut in_reading, mut keep_blanks) = (false, false, false, false);
    let mut words = String::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "si" => {
                    text.clear();
                    runs.clear();
                }
                "r" => {
                    in_run = true;
                    font = None;
                }
                "rPh" => in_reading = true,
                "rFont" if in_run => {
                    let value = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == "val");
                    font = value.map(|value| value.value.to_string());
                }
                "t" if in_run && !in_reading => {
                    in_text = true;
                    keep_blanks = tag
                        .attributes()
                        .flatten()
                        .any(|attribute| attribute.key.as_ref() == "xml:space" && &*attribute.value == "preserve");
                    words.clear();
                }
                _ => {}
            },
            Ok(Event::Text(part)) if in_text => words += &part.xml10_content(),
            Ok(Event::CData(part)) if in_text => words += &part.xml10_content(),
            Ok(Event::GeneralRef(reference)) if in_text => match reference.resolve_char_ref() {
                Ok(Some(c)) => words.push(c),
                _ => {
                    words +=
                        quick_xml::escape::resolve_predefined_entity(&reference.xml10_content()).unwrap_or_default()
                }
            },
            Ok(Event::End(tag)) => match tag.local_name().as_ref() {
                "t" if in_text => {
                    in_text = false;
                    let words = if keep_blanks { words.as_str() } else { words.trim_matches([' ', '\t', '\r', '\n']) };
                    text += words;
                    let font = match font.as_deref().map(FontEncoding::of) {
                        None => PartFont::Cell,
                        Some(None) => PartFont::Unicode,
                        Some(Some(old)) => PartFont::Old(old),
                    };
                    runs.push(Part { bytes: words.len(), font });
                }
                "r" => in_run = false,
                "rPh" => in_reading = false,
                "si" if !runs.is_empty() && !text.is_ascii() => {
                    found.insert(text.as_str().into(), runs.clone());
                }
                "sst" => return found,
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_fonts_are_seen_whatever_their_case() {
        for list in ["<rFont val=\".VnTime\"/>", "a=b<rfont VAL=\"vni-Times\"/>"] {
            assert!(names_old_font(list.as_bytes()), "{list}");
        }
        for list in ["", "=", "<rFont val=\"Arial\"/>", "<rFont val='.VnTime'/>", "val=\".Vn", "rFont val=\".V"] {
            assert!(!names_old_font(list.as_bytes()), "{list}");
        }
    }
}
