//! OpenDocument workbooks (`.ods`) to rows, streaming, so that what a file says to repeat is never held. Knows nothing of what
//! the cells mean.

use std::io::{BufReader, Read};

use jiff::SignedDuration;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxHashSet;

use super::error::{Fault, ReadError};
use super::merges::{Merge, Merges};
use super::source::{Bytes, Source};
use super::stream::{Halt, Sink, Streamed};
use super::workbook::{some_text, zip_fault};
use super::xml::{Events, add_text, attribute, xml_fault};
use super::{Cell, MAX_CELL_BYTES, MAX_COLUMNS, Row, SheetInfo, serial};

/// How many cells may be made by repeating rows and cells, over those that are written out.
const MAX_REPEATED: u64 = 16 << 20;

/// The part with the cells, and the one that tells of encryption.
const CONTENT: &str = "content.xml";
const MANIFEST: &str = "META-INF/manifest.xml";

/// A workbook file.
pub(super) struct OpenDocument {
    source: Source,
}

impl OpenDocument {
    pub(super) fn open(source: &Source) -> Result<(OpenDocument, Vec<SheetInfo>), Fault> {
        let mut zip = archive(source)?;
        if let Ok(manifest) = zip.by_name(MANIFEST) {
            let mut text = Vec::new();
            manifest.take(1 << 20).read_to_end(&mut text).map_err(|error| Fault::from_io(&error))?;
            if text.windows(15).any(|window| window == b"encryption-data") {
                return Err(Fault::Password);
            }
        }
        let sheets = sheets(&mut zip)?;
        if sheets.is_empty() {
            return Err(Fault::NoSheet);
        }
        Ok((OpenDocument { source: source.clone() }, sheets))
    }

    /// The first rows of a sheet.
    pub(super) fn first_rows(&self, index: usize, rows: usize) -> Vec<Row> {
        Sink::first_rows(rows, |sink| {
            let mut zip = archive(&self.source)?;
            let part = zip.by_name(CONTENT).map_err(zip_fault)?;
            Content::new(part).send(index, sink)
        })
    }

    pub(super) fn rows(&self, file: &str, sheet: &str, index: usize) -> Result<Streamed, ReadError> {
        let source = self.source.clone();
        Streamed::start(file, sheet, move |sink| {
            let mut zip = archive(&source)?;
            let part = zip.by_name(CONTENT).map_err(zip_fault)?;
            Content::new(part).send(index, sink)
        })
    }
}

impl OpenDocument {
    /// The merged cells of a sheet. Of a row or cell that is there several times, those of the first.
    pub(super) fn merges(&self, index: usize) -> Result<Vec<Merge>, Fault> {
        let mut zip = archive(&self.source)?;
        let part = zip.by_name(CONTENT).map_err(zip_fault)?;
        Content::new(part).merges(index)
    }
}

fn archive(source: &Source) -> Result<zip::ZipArchive<BufReader<Bytes>>, Fault> {
    let bytes = source.open().map_err(|error| Fault::from_io(&error))?;
    zip::ZipArchive::new(BufReader::new(bytes)).map_err(zip_fault)
}

fn sheets(zip: &mut zip::ZipArchive<BufReader<Bytes>>) -> Result<Vec<SheetInfo>, Fault> {
    let part = zip.by_name(CONTENT).map_err(zip_fault)?;
    let mut content = Content::new(part);
    let mut hidden_styles: FxHashSet<String> = FxHashSet::default();
    let mut style = None;
    let mut sheets = Vec::new();
    while let Some(event) = content.events.next()? {
        let Event::Start(tag) = event else { continue };
        match tag.local_name().as_ref() {
            "style" => style = attribute(&tag, "name")?,
            "table-properties" if attribute(&tag, "display")?.as_deref() == Some("false") => {
                hidden_styles.extend(style.take());
            }
            "table" => {
                let name = attribute(&tag, "name")?.unwrap_or_default();
                let hidden = attribute(&tag, "style-name")?.is_some_and(|style| hidden_styles.contains(&style));
                sheets.push(SheetInfo { name, hidden });
                content.events.skip("table")?;
            }
            _ => {}
        }
    }
    Ok(sheets)
}

/// The part with the cells, read event by event.
struct Content<R: Read> {
    events: Events<R>,
    text: String,
    repeated: u64,
}

/// What a row's cells are collected in before the row is repeated.
struct Collected {
    row: Row,
    column: usize,
}

impl<R: Read> Content<R> {
    fn new(part: R) -> Content<R> {
        Content { events: Events::new(part), text: String::new(), repeated: 0 }
    }

    fn send(&mut self, index: usize, sink: &mut Sink) -> Result<(), Halt> {
        self.enter(index)?;
        self.table(sink)
    }

    /// To the first row of a sheet.
    fn enter(&mut self, index: usize) -> Result<(), Fault> {
        let mut tables = 0;
        while let Some(event) = self.events.next()? {
            let Event::Start(tag) = event else { continue };
            if tag.local_name().as_ref() != "table" {
                continue;
            }
            if tables == index {
                return Ok(());
            }
            tables += 1;
            self.events.skip("table")?;
        }
        Err(Fault::Truncated)
    }

    fn merges(&mut self, index: usize) -> Result<Vec<Merge>, Fault> {
        self.enter(index)?;
        let mut merges = Merges::default();
        let (mut next_row, mut row, mut column) = (1u32, 1u32, 0usize);
        loop {
            match self.events.inside()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "table-row" => {
                        (row, column) = (next_row, 0);
                        let times = repeat(&tag, "number-rows-repeated")?;
                        next_row = row.checked_add(times).ok_or(Fault::TooManyRows)?;
                    }
                    name @ ("table-cell" | "covered-table-cell") => {
                        let rows = repeat(&tag, "number-rows-spanned")?;
                        let columns = repeat(&tag, "number-columns-spanned")? as usize;
                        merges.add(Merge {
                            first_row: row,
                            first_column: column,
                            last_row: row.saturating_add(rows - 1),
                            last_column: column.saturating_add(columns - 1),
                        })?;
                        column = column.saturating_add(repeat(&tag, "number-columns-repeated")? as usize);
                        self.events.skip(name)?;
                    }
                    "shapes" => self.events.skip("shapes")?,
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == "table" => return Ok(merges.sorted()),
                _ => {}
            }
        }
    }

    fn table(&mut self, sink: &mut Sink) -> Result<(), Halt> {
        let mut row = 0u32;
        let mut collected = Collected { row: Row::default(), column: 0 };
        loop {
            match self.events.inside()? {
                Event::Start(tag) if tag.local_name().as_ref() == "table-row" => {
                    let times = repeat(&tag, "number-rows-repeated")?;
                    let number = row.checked_add(1).ok_or(Fault::TooManyRows)?;
                    collected.row.reset(number);
                    collected.column = 0;
                    self.row(&mut collected)?;
                    let next = row.checked_add(times).ok_or(Fault::TooManyRows)?;
                    if !collected.row.is_empty() {
                        self.count(u64::from(times - 1) * collected.row.len() as u64, number)?;
                        for copy in row..next {
                            for column in 0..collected.row.len() {
                                sink.cell(copy, column, collected.row.cell(column))?;
                            }
                        }
                    }
                    row = next;
                }
                // Pictures over the cells may hold tables of their own.
                Event::Start(tag) if tag.local_name().as_ref() == "shapes" => self.events.skip("shapes")?,
                Event::End(tag) if tag.local_name().as_ref() == "table" => return Ok(()),
                _ => {}
            }
        }
    }

    fn count(&mut self, more: u64, row: u32) -> Result<(), Fault> {
        self.repeated += more;
        if self.repeated > MAX_REPEATED { Err(Fault::RepeatedRows { row }) } else { Ok(()) }
    }

    fn row(&mut self, collected: &mut Collected) -> Result<(), Fault> {
        loop {
            match self.events.inside()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "table-cell" => self.cell(&tag, collected)?,
                    // Under a merged cell: what may be stored there is not shown.
                    "covered-table-cell" => {
                        collected.column =
                            collected.column.saturating_add(repeat(&tag, "number-columns-repeated")? as usize);
                        self.events.skip("covered-table-cell")?;
                    }
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == "table-row" => return Ok(()),
                _ => {}
            }
        }
    }

    fn cell(&mut self, tag: &BytesStart<'_>, collected: &mut Collected) -> Result<(), Fault> {
        let times = repeat(tag, "number-columns-repeated")? as usize;
        let number = collected.row.number();
        let column = collected.column;
        let has_text = self.cell_text(number, column)?;
        collected.column = column.saturating_add(times);
        let mut kind = None;
        let mut stored = None;
        let (mut formula, mut error) = (false, false);
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| Fault::Damaged(error.to_string()))?;
            let value = || {
                attribute.normalized_value(XmlVersion::Implicit1_0).map(|value| value.into_owned()).map_err(xml_fault)
            };
            match attribute.key.as_ref() {
                "office:value-type" => kind = Some(value()?),
                "calcext:value-type" => error = attribute.value == "error",
                "table:formula" => formula = true,
                "office:value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
                | "office:string-value" => stored = Some(value()?),
                _ => {}
            }
        }
        let text = std::mem::take(&mut self.text);
        let shown = if has_text { text.as_str() } else { stored.as_deref().unwrap_or_default() };
        let stored = stored.as_deref().unwrap_or_default();
        let mut made = String::new();
        let cell = match kind.as_deref() {
            Some("float" | "percentage" | "currency") => match stored.parse::<f64>() {
                Ok(number) if number.is_finite() => Cell::Number(number),
                _ => some_text(shown),
            },
            Some("boolean") => match stored {
                "true" => Cell::Bool(true),
                "false" => Cell::Bool(false),
                _ => some_text(shown),
            },
            Some("date") => match serial::iso(stored) {
                Some(date) => Cell::Date(date),
                None => some_text(shown),
            },
            Some("time") => match stored.parse::<SignedDuration>() {
                Ok(length) => serial::duration(length.as_secs_f64() / 86_400.0, &mut made),
                Err(_) => some_text(shown),
            },
            _ if error || formula && ERRORS.contains(&shown) => Cell::Error(shown),
            _ => some_text(shown),
        };
        if cell != Cell::Empty {
            let end = column.saturating_add(times);
            if end > MAX_COLUMNS {
                return Err(Fault::TooManyColumns { row: number });
            }
            self.count(times as u64 - 1, number)?;
            if collected.row.text_len() + times * shown.len() > super::MAX_ROW_BYTES {
                return Err(Fault::RowTooLong { row: number });
            }
            for column in column..end {
                collected.row.set(column, cell);
            }
        }
        self.text = text;
        Ok(())
    }

    /// Puts what the cell shows into `text`; false if it has no paragraph.
    fn cell_text(&mut self, row: u32, column: usize) -> Result<bool, Fault> {
        self.text.clear();
        let mut paragraphs = 0;
        let mut depth = 0u64;
        loop {
            match self.events.inside()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "p" | "h" if depth == 0 => {
                        if paragraphs > 0 {
                            self.text.push('\n');
                        }
                        paragraphs += 1;
                        depth = 1;
                    }
                    "s" if depth > 0 => {
                        let count = repeat(&tag, "c")? as usize;
                        if count > MAX_CELL_BYTES {
                            return Err(Fault::CellTooLong { row, column });
                        }
                        self.text.extend(std::iter::repeat_n(' ', count));
                        depth += 1;
                    }
                    "tab" if depth > 0 => {
                        self.text.push('\t');
                        depth += 1;
                    }
                    "line-break" if depth > 0 => {
                        self.text.push('\n');
                        depth += 1;
                    }
                    name @ ("annotation" | "note" | "ruby-text" | "frame" | "g" | "custom-shape" | "table") => {
                        self.events.skip(name)?;
                    }
                    _ if depth > 0 => depth += 1,
                    _ => {}
                },
                Event::End(_) if depth > 0 => depth -= 1,
                Event::End(tag) if tag.local_name().as_ref() == "table-cell" => return Ok(paragraphs > 0),
                event if depth > 0 => add_text(&mut self.text, &event)?,
                _ => {}
            }
            if self.text.len() > MAX_CELL_BYTES {
                return Err(Fault::CellTooLong { row, column });
            }
        }
    }
}

/// What formulas give instead of a value, in programs that do not mark it.
const ERRORS: [&str; 9] = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "Err:502", "Err:508"];

/// How often a row or cell is there; at least once.
fn repeat(tag: &BytesStart<'_>, name: &str) -> Result<u32, Fault> {
    let Some(times) = attribute(tag, name)? else { return Ok(1) };
    match times.parse() {
        Ok(times) if times > 0 => Ok(times),
        _ => Err(Fault::Damaged(format!("`{name}` is `{times}`"))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use jiff::civil::date;

    use super::super::Input;
    use super::*;

    const CALC: &[u8] = include_bytes!("../../../tests/files/calc.ods");

    fn open(bytes: &[u8]) -> Result<Input, Fault> {
        Input::from_reader("a.ods", &mut &*bytes).map_err(|error| error.fault)
    }

    /// A workbook with one sheet of this content.
    fn by_hand(table: &str) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let names = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' \
            xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' \
            xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'";
        let content = format!(
            "<office:document-content {names}><office:body><office:spreadsheet><table:table table:name='A'>{table}</table:table></office:spreadsheet></office:body></office:document-content>"
        );
        for (name, text) in [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), (CONTENT, &content)] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// Each row of the first sheet.
    fn rows(bytes: &[u8]) -> Result<Vec<Row>, Fault> {
        let input = open(bytes)?;
        let mut rows = input.rows(0).map_err(|error| error.fault)?;
        let mut all = Vec::new();
        let mut row = Row::default();
        while rows.read(&mut row).map_err(|error| error.fault)? {
            all.push(row.clone());
        }
        Ok(all)
    }

    #[test]
    fn spans_are_merged_cells() {
        let table = "<table:table-header-rows><table:table-row>\
              <table:table-cell table:number-columns-spanned='3' table:number-rows-spanned='1'/>\
              <table:covered-table-cell table:number-columns-repeated='2'/>\
            </table:table-row></table:table-header-rows>\
            <table:table-row table:number-rows-repeated='4'><table:table-cell/></table:table-row>\
            <table:table-row><table:table-cell table:number-columns-repeated='2'/>\
              <table:table-cell table:number-rows-spanned='2' table:number-columns-spanned='1'><text:p>a</text:p></table:table-cell>\
            </table:table-row>\
            <table:table-row table:number-rows-repeated='1000000'><table:table-cell table:number-columns-repeated='2'/>\
              <table:covered-table-cell/><table:table-cell table:number-columns-repeated='16381'/></table:table-row>";
        let merge =
            |first_row, last_row, first_column, last_column| Merge { first_row, first_column, last_row, last_column };
        let input = open(&by_hand(table)).unwrap();
        assert_eq!(input.merges(0).unwrap(), [merge(1, 1, 0, 2), merge(6, 7, 2, 2)]);
    }

    #[test]
    fn reads_what_libreoffice_writes() {
        let input = open(CALC).unwrap();
        let sheets: Vec<_> = input.sheets().iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
        assert_eq!(sheets, [("Hộ", false), ("Ẩn", true)]);
        let seen = rows(CALC).unwrap();
        assert_eq!(seen.iter().map(Row::number).collect::<Vec<_>>(), [3, 4, 5, 9]);
        assert_eq!((seen[0].cell(0), seen[0].cell(1)), (Cell::Text("Mã hộ"), Cell::Empty));
        assert_eq!(seen[0].cell(2), Cell::Text("hai  dấu cách\ndòng hai"));
        assert_eq!((seen[2].cell(0), seen[2].cell(2), seen[2].len()), (Cell::Number(45.5), Cell::Number(7.0), 3));
        let expected = [
            Cell::Date(date(2021, 1, 1)),
            Cell::Text("07:30:00"),
            Cell::Bool(true),
            Cell::Number(42.0),
            Cell::Error("#N/A"),
            Cell::Number(0.5),
            Cell::Text("<a> & 'b'"),
            Cell::Text("x1"),
        ];
        for (column, expected) in expected.into_iter().enumerate() {
            assert_eq!(seen[3].cell(column), expected, "column {column}");
        }
        let mut hidden = input.rows(1).unwrap();
        let mut row = Row::default();
        assert!(hidden.read(&mut row).unwrap());
        assert_eq!((row.number(), row.cell(0)), (1, Cell::Text("khuất")));
    }

    #[test]
    fn repeats_are_not_held() {
        let far = "<table:table-row table:number-rows-repeated='1048570'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>\
            <table:table-row><table:table-cell table:number-columns-repeated='16383'/><table:table-cell office:value-type='float' office:value='1'/></table:table-row>";
        let seen = rows(&by_hand(far)).unwrap();
        assert_eq!((seen.len(), seen[0].number(), seen[0].cell(16_383)), (1, 1_048_571, Cell::Number(1.0)));
        let full = "<table:table-row table:number-rows-repeated='1048576'><table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='16384'/></table:table-row>";
        assert_eq!(rows(&by_hand(full)).unwrap_err(), Fault::RepeatedRows { row: 1 });
        let wide = "<table:table-row><table:table-cell table:number-columns-repeated='16384'/><table:table-cell office:value-type='float' office:value='1'/></table:table-row>";
        assert_eq!(rows(&by_hand(wide)).unwrap_err(), Fault::TooManyColumns { row: 1 });
    }

    #[test]
    fn text_as_it_is_shown() {
        let cell = "<table:table-row><table:table-cell office:value-type='string'><office:annotation><text:p>no</text:p></office:annotation><text:p>a&#7897;<text:span>b<text:s text:c='3'/>c</text:span><text:tab/>&lt;</text:p><text:p/><text:p>d<text:line-break/>e</text:p></table:table-cell><table:table-cell office:value-type='string' office:string-value='f'/></table:table-row>";
        let seen = rows(&by_hand(cell)).unwrap();
        assert_eq!(seen[0].cell(0), Cell::Text("aộb   c\t<\n\nd\ne"));
        assert_eq!(seen[0].cell(1), Cell::Text("f"));
    }

    #[test]
    fn a_cut_or_locked_file_is_said_to_be() {
        assert_eq!(open(&CALC[..CALC.len() / 2]).unwrap_err(), Fault::Truncated);
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            (
                MANIFEST,
                "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
            ),
            (CONTENT, "....."),
        ] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        assert_eq!(open(&zip.finish().unwrap().into_inner()).unwrap_err(), Fault::Password);
    }
}
