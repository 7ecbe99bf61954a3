//! Workbooks in a zip (`.xlsx`, `.xlsm`), read by a scan over the bytes of their parts. What a plain workbook has not is left
//! to the complete reader of [`super::workbook`], which gives the same cells, slower.

mod ahead;
mod cells;
mod package;
mod run;
mod scan;
mod strings;
mod styles;

use std::sync::{Arc, OnceLock};

use super::error::Fault;
use super::fonts::OldFonts;
use super::guard::guarded;
use super::legacy::CellFont;
use super::merges::Merge;
use super::source::Source;
use super::stream::{Halt, Sheets, Sink};
use super::workbook::{Workbook, check_parts};
use super::{Cell, SheetInfo};

use ahead::MergesAhead;
use cells::{Place, Shared, Show};
use package::{Contents, Package};
use scan::Stop;
use styles::Styles;

pub(super) use strings::Texts;

#[cfg(test)]
mod tests;

/// A workbook; its texts and the looks of its cells are held, its sheets are not.
pub(super) struct PlainWorkbook {
    source: Source,
    /// For each sheet its name and the part with its cells.
    parts: Vec<(String, String)>,
    /// For each sheet the packed bytes of its part.
    lengths: Vec<Option<u64>>,
    from_1904: bool,
    texts: Arc<Texts>,
    shown: Vec<super::serial::Shown>,
    fonts: Arc<OldFonts>,
    merges: MergesAhead,
    /// The complete reader, once it was needed.
    complete: OnceLock<Result<Workbook, Fault>>,
}

/// A workbook of either reader with its sheets.
pub(super) fn open(source: &Source) -> Result<(Arc<dyn Sheets>, Vec<SheetInfo>), Fault> {
    check_parts(source)?;
    let plain = guarded(|| PlainWorkbook::open(source));
    if let Some(Ok((book, sheets))) = plain {
        return if sheets.is_empty() { Err(Fault::NoSheet) } else { Ok((Arc::new(book), sheets)) };
    }
    let (book, sheets) = Workbook::open(source)?;
    Ok((Arc::new(book), sheets))
}

impl PlainWorkbook {
    fn open(source: &Source) -> Result<(PlainWorkbook, Vec<SheetInfo>), Stop> {
        let mut package = Package::open(source)?;
        let Contents { sheets, strings, styles, from_1904 } = package.contents()?;
        let lengths: Vec<(String, u64)> = sheets.iter().map(|(_, part)| (part.clone(), package.length(part))).collect();
        let merges = MergesAhead::of(source, &lengths);
        let styles = match styles.map(|part| package.part(&part)).transpose()?.flatten() {
            Some(part) => Styles::read(part)?,
            None => Styles::default(),
        };
        let texts = match strings.map(|part| package.part(&part)).transpose()?.flatten() {
            Some(part) => Arc::new(Texts::read(part)?),
            None => Arc::default(),
        };
        let fonts = Arc::new(OldFonts::of(styles.fonts, source));
        let (sheets, parts): (Vec<SheetInfo>, Vec<String>) = sheets.into_iter().unzip();
        let lengths = parts.iter().map(|part| package.stored(part)).collect();
        let parts = sheets.iter().map(|sheet| sheet.name.clone()).zip(parts).collect();
        let complete = OnceLock::new();
        let shown = styles.shown;
        let source = source.clone();
        let book = PlainWorkbook { source, parts, lengths, from_1904, texts, shown, fonts, merges, complete };
        Ok((book, sheets))
    }

    /// Puts the cells of a sheet into a sink; how many there were, where only the complete reader can go on.
    fn send_plain(&self, sheet: usize, sink: &mut Sink) -> Result<Option<usize>, Halt> {
        let mut package = Package::open(&self.source)?;
        let part = package.part(&self.parts[sheet].1)?.ok_or(Fault::Truncated)?;
        let shared = Shared { texts: &self.texts, shown: &self.shown, from_1904: self.from_1904 };
        sink.share(&self.texts);
        let mut given = Given { book: self, sink, joined: String::new(), cells: 0 };
        let sent = cells::each(part, shared, &mut given);
        let given = given.cells;
        match sent {
            Ok(()) => Ok(None),
            Err(Broken::Sink(halt)) => Err(halt),
            Err(Broken::Scan(Stop::Fault(fault))) => Err(fault.into()),
            Err(Broken::Scan(Stop::Unusual)) => Ok(Some(given)),
        }
    }
}

/// The sink with a count of the cells that went into it.
struct Given<'g> {
    book: &'g PlainWorkbook,
    sink: &'g mut Sink,
    /// A text whose parts have fonts of their own.
    joined: String,
    cells: usize,
}

impl Show for Given<'_> {
    type Error = Broken;

    fn cell(&mut self, place: Place, cell: Cell<'_>) -> Result<(), Broken> {
        self.cells += 1;
        let fonts = &self.book.fonts;
        let font = match cell {
            Cell::Text(words) if !fonts.is_empty() => fonts.of_text(words, place.style, &mut self.joined),
            _ => None,
        };
        let cell = if matches!(font, Some(CellFont::Converted(_))) { Cell::Text(&self.joined) } else { cell };
        self.sink.cell_in(place.row, place.column, cell, font).map_err(Broken::Sink)
    }

    #[inline]
    fn number(&mut self, place: Place, number: f64) -> Result<(), Broken> {
        self.cells += 1;
        self.sink.number(place.row, place.column, number).map_err(Broken::Sink)
    }

    #[inline]
    fn text(&mut self, place: Place, text: &str) -> Result<(), Broken> {
        if self.book.fonts.is_empty() {
            self.cells += 1;
            return self.sink.text(place.row, place.column, text).map_err(Broken::Sink);
        }
        self.cell(place, Cell::Text(text))
    }

    #[inline]
    fn shared(&mut self, place: Place, index: u32) -> Result<(), Broken> {
        if self.book.fonts.is_empty() {
            self.cells += 1;
            return self.sink.shared(place.row, place.column, index).map_err(Broken::Sink);
        }
        let text = self.book.texts.get(index as usize).unwrap_or_default();
        self.cell(place, Cell::Text(text))
    }
}

/// Where the way of the cells broke off.
enum Broken {
    Scan(Stop),
    Sink(Halt),
}

impl From<Stop> for Broken {
    fn from(stop: Stop) -> Broken {
        Broken::Scan(stop)
    }
}

impl Sheets for PlainWorkbook {
    fn send(&self, sheet: usize, sink: &mut Sink) -> Result<(), Halt> {
        let Some(given) = self.send_plain(sheet, sink)? else { return Ok(()) };
        match self.complete.get_or_init(|| Workbook::open(&self.source).map(|(book, _)| book)) {
            Ok(book) => book.send_from(&self.parts[sheet].0, given, sink),
            Err(fault) => Err(fault.clone().into()),
        }
    }

    fn merges(&self, sheet: usize) -> Result<Vec<Merge>, Fault> {
        self.merges.get(sheet)
    }

    fn stored(&self, sheet: usize) -> Option<u64> {
        self.lengths.get(sheet).copied().flatten()
    }

    fn counts_from_1904(&self) -> bool {
        self.from_1904
    }
}
