//! Text in encodings from before Unicode: finds out from a sheet's first rows and its fonts what it is in, and turns the rows
//! into Unicode as they are read. Knows no file format; the tables are in [`crate::text::legacy`].

use crate::text::Language;
use crate::text::legacy::{Evidence, FontEncoding, Legacy, Verdict, shown};

use super::{Cell, ReadError, Row, Rows};

/// How many rows are looked at, and in them how many texts with letters beyond ASCII.
pub(super) const SAMPLE_ROWS: usize = 100;
const SAMPLE_TEXTS: usize = 1000;

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
    /// The bytes of the text are windows-1252, so that letters it has not, as `ộ`, may be lost.
    Windows1252,
    /// UTF-16 without the mark that says so.
    UnmarkedUtf16,
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

    /// Turns the texts of a row into Unicode. Text that makes sense either way follows its neighbours in the row.
    pub(super) fn convert(&self, row: &mut Row) {
        if self.plain.is_none() && !row.has_fonts() {
            return;
        }
        let mut legacy = 0;
        let mut unicode = 0;
        let mut found: Vec<(usize, String)> = Vec::new();
        let mut open: Vec<(usize, String, bool)> = Vec::new();
        for column in 0..row.len() {
            let Cell::Text(text) = row.cell(column) else { continue };
            if text.is_ascii() {
                continue;
            }
            let (verdict, meant) = match (row.font(column), self.plain) {
                (Some(CellFont::Old(font)), _) => (font.weigh(text), self.is_meant(font)),
                (None, Some(encoding)) => (encoding.weigh(text), true),
                _ => continue,
            };
            match verdict {
                Verdict::Same => {}
                Verdict::Unicode => unicode += u32::from(text.chars().any(|c| !c.is_ascii() && c.is_alphabetic())),
                Verdict::Legacy(text) => {
                    legacy += 1;
                    found.push((column, text));
                }
                Verdict::Either(text) => open.push((column, text, meant)),
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

/// Rows whose texts become Unicode.
pub(super) struct Converted<R> {
    pub(super) rows: R,
    pub(super) stored: Stored,
}

impl<R: Rows> Rows for Converted<R> {
    fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let found = self.rows.read(row)?;
        if found {
            self.stored.convert(row);
        }
        Ok(found)
    }
}
