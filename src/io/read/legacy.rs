//! Text in encodings from before Unicode: finds out from a sheet's first rows and its fonts what it is in, and turns the rows
//! into Unicode as they are read. Knows no file format; the tables are in [`crate::text::legacy`].

use crate::text::Language;
use crate::text::legacy::{Evidence, FontEncoding, Legacy, Verdict, shown};

use super::{Cell, Row};

/// How many rows are looked at, and in them how many texts with letters beyond ASCII.
pub(super) const SAMPLE_ROWS: usize = 100;
const SAMPLE_TEXTS: usize = 300;

/// What was done to a file's text so that it can be read, beside plain reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadNote {
    /// Text in an old encoding became Unicode.
    Converted {
        /// The sheet; empty for files without sheets.
        sheet: String,
        /// What it was in.
        encoding: Legacy,
        /// The fonts of the cells said so; else the words did.
        by_font: bool,
    },
    /// The same for rows so far below that the sheet's first ones do not tell.
    ConvertedRows {
        /// The sheet; empty for files without sheets.
        sheet: String,
        /// What they were in.
        encoding: Legacy,
        /// The fonts of the cells said so; else the words did.
        by_font: bool,
        /// Which rows.
        rows: RowSpan,
    },
    /// The bytes of the text are windows-1252, so that letters it has not, as `ộ`, may be lost.
    Windows1252,
    /// UTF-16 without the mark that says so.
    UnmarkedUtf16,
}

/// The first and the last of some rows, and how many they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowSpan {
    /// The number of the first.
    pub first: u32,
    /// The number of the last.
    pub last: u32,
    /// How many.
    pub count: u32,
}

impl ReadNote {
    /// The note in words.
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (ReadNote::Converted { sheet, encoding, by_font }, language) => {
                let (place, words) = match language {
                    Language::En => ("sheet", converted_en(*encoding, *by_font)),
                    Language::Vi => ("trang tính", converted_vi(*encoding, *by_font)),
                };
                if sheet.is_empty() { words } else { format!("{place} `{sheet}`: {words}") }
            }
            (ReadNote::ConvertedRows { sheet, encoding, by_font, rows }, language) => {
                let RowSpan { first, last, count } = rows;
                let (place, rows, words) = match language {
                    Language::En => {
                        let rows = format!("{count} of the rows {first} to {last}");
                        ("sheet", rows, converted_en(*encoding, *by_font))
                    }
                    Language::Vi => {
                        let rows = format!("{count} dòng trong các dòng {first} đến {last}");
                        ("trang tính", rows, converted_vi(*encoding, *by_font))
                    }
                };
                if sheet.is_empty() {
                    format!("{rows}: {words}")
                } else {
                    format!("{place} `{sheet}`, {rows}: {words}")
                }
            }
            (ReadNote::Windows1252, Language::En) => {
                "text is windows-1252: letters that it has not, as `ộ`, were lost when the file was saved".into()
            }
            (ReadNote::Windows1252, Language::Vi) => {
                "chữ theo bảng mã windows-1252: các chữ bảng mã này không có, như `ộ`, đã mất từ khi lưu tệp".into()
            }
            (ReadNote::UnmarkedUtf16, Language::En) => "text is UTF-16 without its mark (BOM)".into(),
            (ReadNote::UnmarkedUtf16, Language::Vi) => "chữ theo UTF-16, thiếu dấu nhận biết (BOM)".into(),
        }
    }
}

fn converted_en(encoding: Legacy, by_font: bool) -> String {
    let name = encoding.name();
    match (encoding, by_font) {
        (Legacy::Utf8AsWindows1252, _) => "text is UTF-8 that was taken for windows-1252: restored".into(),
        (_, true) => format!("text in {} fonts is {name}: converted to Unicode", fonts(encoding)),
        (_, false) => format!("text is {name}: converted to Unicode"),
    }
}

fn converted_vi(encoding: Legacy, by_font: bool) -> String {
    let name = encoding.name();
    match (encoding, by_font) {
        (Legacy::Utf8AsWindows1252, _) => "chữ UTF-8 bị đọc nhầm thành windows-1252: đã khôi phục".into(),
        (_, true) => format!("chữ trong phông {} theo bảng mã {name}: đã chuyển sang Unicode", fonts(encoding)),
        (_, false) => format!("chữ theo bảng mã {name}: đã chuyển sang Unicode"),
    }
}

fn fonts(encoding: Legacy) -> &'static str {
    if encoding == Legacy::Vni { "`VNI-`" } else { "`.Vn`" }
}

/// What the font of a cell says of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellFont {
    /// It is stored in an old encoding.
    Old(FontEncoding),
    /// It was, in parts with fonts of their own, and is Unicode now.
    Converted(Legacy),
}

/// How the text of a sheet is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stored {
    /// What text is in whose font does not say.
    pub(super) plain: Option<Legacy>,
    /// Whether text in an old font that makes sense either way is in the font's encoding.
    tcvn3_font_is_meant: bool,
    vni_font_is_meant: bool,
    /// Whether such text was seen.
    tcvn3_font: bool,
    vni_font: bool,
}

impl Stored {
    /// From the first rows as they are stored.
    pub(super) fn of<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Stored {
        let mut plain = Evidence::default();
        let mut in_fonts = Evidence::default();
        let mut texts = 0;
        for row in rows {
            for column in 0..row.len() {
                let Cell::Text(text) = row.cell(column) else { continue };
                texts += usize::from(!text.is_ascii());
                match row.font(column) {
                    None => plain.observe(text),
                    Some(CellFont::Old(font)) => in_fonts.observe_as(font.encoding, text),
                    Some(CellFont::Converted(encoding)) => in_fonts.converted(encoding),
                }
            }
            if texts > SAMPLE_TEXTS {
                break;
            }
        }
        Stored {
            plain: plain.encoding(),
            tcvn3_font_is_meant: in_fonts.font_is_meant(Legacy::Tcvn3),
            vni_font_is_meant: in_fonts.font_is_meant(Legacy::Vni),
            tcvn3_font: in_fonts.shows(Legacy::Tcvn3),
            vni_font: in_fonts.shows(Legacy::Vni),
        }
    }

    /// From the beginning of a text file whose cells end at `separator` and at line ends, and whether it has bytes that are
    /// no UTF-8 and are to be read as windows-1252 first. `only_utf8` if such bytes are a mistake.
    pub(super) fn of_text(sample: &[u8], separator: u8, only_utf8: bool) -> (Stored, bool) {
        let mut evidence = Evidence::default();
        let mut raw = false;
        let cells = sample.split(|&byte| byte == separator || byte == b'\n').filter(|cell| !cell.is_ascii());
        for cell in cells.take(SAMPLE_TEXTS) {
            match std::str::from_utf8(cell) {
                Ok(text) => evidence.observe(text),
                Err(_) if only_utf8 => {}
                // The last cell of the sample may be cut in a letter.
                Err(error) if error.error_len().is_none() && sample.ends_with(cell) => {}
                Err(_) => {
                    raw = true;
                    evidence.observe(&shown(cell));
                }
            }
        }
        let plain = evidence.encoding();
        (Stored { plain, ..Stored::default() }, raw && (plain.is_some() || evidence.is_plain()))
    }

    /// What is to be said of the sheet.
    pub(super) fn notes(&self, sheet: &str) -> Vec<ReadNote> {
        let seen = [(self.tcvn3_font, Legacy::Tcvn3), (self.vni_font, Legacy::Vni)];
        let by_font = seen.into_iter().filter_map(|(seen, encoding)| seen.then_some((encoding, true)));
        by_font
            .chain(self.plain.map(|encoding| (encoding, false)))
            .map(|(encoding, by_font)| ReadNote::Converted { sheet: sheet.to_owned(), encoding, by_font })
            .collect()
    }

    fn is_meant(&self, font: FontEncoding) -> bool {
        if font.encoding == Legacy::Vni { self.vni_font_is_meant } else { self.tcvn3_font_is_meant }
    }

    /// Turns the texts of a row into Unicode, and says of it what was done. A row whose texts make sense only in one encoding
    /// is in that one, whatever the sheet's first rows are in. Text that makes sense either way follows its neighbours.
    pub(super) fn convert(&self, row: &mut Row, seen: &mut Seen) {
        if row.text.is_ascii() && row.shared.is_none() {
            return;
        }
        let alone = only_encoding(row);
        let Some(plain) = alone.or(self.plain).map(Some).or(row.has_fonts().then_some(None)) else { return };
        let mut legacy = 0;
        let mut unicode = 0;
        let mut found: Vec<(usize, String)> = Vec::new();
        let mut open: Vec<(usize, String, bool)> = Vec::new();
        for column in 0..row.len() {
            let Cell::Text(text) = row.cell(column) else { continue };
            if text.is_ascii() {
                continue;
            }
            let (verdict, meant, told) = match (row.font(column), plain) {
                (Some(CellFont::Old(font)), _) => (font.weigh(text), self.is_meant(font), (font.encoding, true)),
                (Some(CellFont::Converted(encoding)), _) => {
                    seen.add(encoding, true, row.number());
                    continue;
                }
                (None, Some(encoding)) => (encoding.weigh(text), true, (encoding, false)),
                _ => continue,
            };
            match verdict {
                Verdict::Same => {}
                Verdict::Unicode => unicode += u32::from(text.chars().any(|c| !c.is_ascii() && c.is_alphabetic())),
                Verdict::Legacy(text) => {
                    legacy += 1;
                    seen.add(told.0, told.1, row.number());
                    found.push((column, text));
                }
                Verdict::Either(decoded) => {
                    let gain = Legacy::gain(text, &decoded);
                    // Rows of a sheet that is in no old encoding are often put together from several lists.
                    let enough = if alone.is_some() && self.plain.is_none() { 1 } else { 0 };
                    open.push((column, decoded, meant && (gain >= enough || gain == 0 && unicode == 0)));
                }
            }
        }
        for (column, text, meant) in open {
            if meant && (legacy > 0 || unicode == 0) {
                found.push((column, text));
            }
        }
        for (column, text) in found {
            row.set(column, Cell::Text(&text));
        }
    }
}

/// The encoding of which alone the texts without an old font make sense that make none as they stand.
fn only_encoding(row: &Row) -> Option<Legacy> {
    let mut only = None;
    for column in 0..row.len() {
        let found = match row.shared_only(column) {
            Some(found) => found,
            None => match row.cell(column) {
                Cell::Text(text) if !text.is_ascii() => Legacy::only(text),
                _ => None,
            },
        };
        if found.is_some() && row.font(column).is_some() {
            continue;
        }
        match (found, only) {
            (Some(found), Some(before)) if found != before => return None,
            (Some(found), _) => only = Some(found),
            (None, _) => {}
        }
    }
    only
}

/// Which rows of a sheet held text of each encoding, by words and by fonts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen([[Option<RowSpan>; 2]; Legacy::ALL.len()]);

impl Seen {
    fn add(&mut self, encoding: Legacy, by_font: bool, row: u32) {
        let span =
            self.0[encoding as usize][usize::from(by_font)].get_or_insert(RowSpan { first: row, last: 0, count: 0 });
        if span.last < row {
            (span.last, span.count) = (row, span.count.saturating_add(1));
        }
    }

    /// Takes in what another reading of the same rows saw, to its end or not.
    pub(super) fn merge(&mut self, other: &Seen) {
        for (own, other) in self.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            if other.map_or(0, |span| span.count) > own.map_or(0, |span| span.count) {
                *own = *other;
            }
        }
    }

    /// What is to be said of the sheet besides what its first rows tell.
    pub(super) fn notes(&self, sheet: &str, first: &[ReadNote]) -> Vec<ReadNote> {
        let mut notes = Vec::new();
        for by_font in [true, false] {
            for encoding in Legacy::ALL {
                let Some(rows) = self.0[encoding as usize][usize::from(by_font)] else { continue };
                let said = ReadNote::Converted { sheet: sheet.to_owned(), encoding, by_font };
                if !first.contains(&said) {
                    notes.push(ReadNote::ConvertedRows { sheet: sheet.to_owned(), encoding, by_font, rows });
                }
            }
        }
        notes
    }
}
