//! XML Spreadsheet 2003 to rows, streaming. Knows nothing of what the cells mean.

use encoding_rs::Encoding;
use quick_xml::events::{BytesStart, Event};

use super::decode::{Decoded, encoding_of};
use super::error::{Fault, Lookalike};
use super::merges::{Merge, Merges};
use super::source::{Bytes, Source};
use super::spans::Spans;
use super::stream::{Halt, Sheets, Sink};
use super::workbook::some_text;
use super::xml::{Events, add_text, attribute};
use super::{Cell, MAX_CELL_BYTES, MAX_COLUMNS, SheetInfo, cell_name, detect, serial};

/// A workbook in one xml file.
pub(super) struct XmlWorkbook {
    source: Source,
    encoding: &'static Encoding,
}

impl XmlWorkbook {
    pub(super) fn open(source: &Source) -> Result<(XmlWorkbook, Vec<SheetInfo>), Fault> {
        let head = source.head(detect::HEAD).map_err(|error| Fault::from_io(&error))?;
        let encoding = encoding_of(&head).map_err(|name| Fault::BadEncoding { name })?;
        let book = XmlWorkbook { source: source.clone(), encoding };
        let sheets = book.sheets()?;
        if sheets.is_empty() { Err(Fault::NoSheet) } else { Ok((book, sheets)) }
    }

    fn events(&self) -> Result<Events<Decoded<Bytes>>, Fault> {
        let bytes = self.source.open().map_err(|error| Fault::from_io(&error))?;
        Ok(Events::new(Decoded::new(bytes, self.encoding, u64::MAX)))
    }

    fn sheets(&self) -> Result<Vec<SheetInfo>, Fault> {
        let mut events = self.events()?;
        let mut sheets: Vec<SheetInfo> = Vec::new();
        let (mut inside, mut tables) = (false, 0);
        let (mut begun, mut ended) = (false, false);
        while let Some(event) = events.next()? {
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "Workbook" => begun = true,
                    "Worksheet" => {
                        if sheets.len() == MOST_SHEETS {
                            return Err(Fault::Damaged(format!("it has more than {MOST_SHEETS} sheets")));
                        }
                        (inside, tables) = (true, 0);
                        sheets.push(SheetInfo { name: attribute(&tag, "Name")?.unwrap_or_default(), hidden: false });
                    }
                    // Of two, a spreadsheet program takes neither.
                    "Table" if tables > 0 => {
                        let sheet = sheets.last().map_or_else(String::new, |sheet| sheet.name.clone());
                        return Err(Fault::SecondTable { sheet });
                    }
                    "Table" => {
                        tables += 1;
                        events.skip("Table")?;
                    }
                    "Visible" if inside => {
                        let shown = text(&mut events, "Visible", Place::default())?;
                        if let Some(sheet) = sheets.last_mut() {
                            sheet.hidden = matches!(shown.trim(), "SheetHidden" | "SheetVeryHidden");
                        }
                    }
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "Workbook" => ended = true,
                    "Worksheet" => inside = false,
                    _ => {}
                },
                _ => {}
            }
        }
        match (begun, ended) {
            (false, _) => Err(Fault::NotASpreadsheet(Lookalike::Xml)),
            (true, false) => Err(Fault::Truncated),
            _ => Ok(sheets),
        }
    }
}

const MOST_SHEETS: usize = 65_536;

impl Sheets for XmlWorkbook {
    fn merges(&self, sheet: usize) -> Result<Vec<Merge>, Fault> {
        let mut merges = Merges::default();
        match self.visit(sheet, &mut Taker::Merges(&mut merges)) {
            Ok(()) => Ok(merges.sorted()),
            Err(Halt::Fault(fault)) => Err(fault),
            Err(Halt::Unwanted) => Err(Fault::Damaged("reading it broke off".into())),
        }
    }

    fn send(&self, sheet: usize, sink: &mut Sink) -> Result<(), Halt> {
        self.visit(sheet, &mut Taker::Cells(sink))
    }
}

/// What is wanted of a sheet.
enum Taker<'a> {
    Cells(&'a mut Sink),
    Merges(&'a mut Merges),
}

impl XmlWorkbook {
    fn visit(&self, sheet: usize, taker: &mut Taker<'_>) -> Result<(), Halt> {
        let mut events = self.events()?;
        let mut worksheets = 0;
        while let Some(event) = events.next()? {
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "Worksheet" => worksheets += 1,
                    "Table" if worksheets == sheet + 1 => return table(&mut events, taker),
                    "Table" => events.skip("Table")?,
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == "Worksheet" && worksheets == sheet + 1 => return Ok(()),
                _ => {}
            }
        }
        Err(Fault::Truncated.into())
    }
}

/// Where a cell is; both count from 0.
#[derive(Clone, Copy, Default)]
struct Place {
    row: u32,
    column: usize,
}

type In<'a> = &'a mut Events<Decoded<Bytes>>;

fn table(events: In<'_>, taker: &mut Taker<'_>) -> Result<(), Halt> {
    let mut spans = Spans::default();
    let mut next = 0u32;
    loop {
        match events.inside()? {
            Event::Start(tag) if tag.local_name().as_ref() == "Row" => {
                let row = index(&tag, u64::from(next), || format!("row {next}"))?.map_or(next, |row| row as u32);
                // Rows of the same look are one element, which then has no cells.
                let more = count(&tag, "Span")?;
                cells(events, row, &mut spans, taker)?;
                next = row.checked_add(1).and_then(|row| row.checked_add(more)).ok_or(Fault::TooManyRows)?;
            }
            Event::End(tag) if tag.local_name().as_ref() == "Table" => return Ok(()),
            _ => {}
        }
    }
}

fn cells(events: In<'_>, row: u32, spans: &mut Spans, taker: &mut Taker<'_>) -> Result<(), Halt> {
    let number = row.checked_add(1).ok_or(Fault::TooManyRows)?;
    let mut next = 0usize;
    loop {
        match events.inside()? {
            Event::Start(tag) if tag.local_name().as_ref() == "Cell" => {
                let before = || format!("cell {}", cell_name(next.saturating_sub(1), number));
                let column = match index(&tag, next as u64, before)? {
                    Some(column) => column as usize,
                    None => spans.free(number, next),
                };
                let across = (count(&tag, "MergeAcross")? as usize).min(MAX_COLUMNS);
                let down = count(&tag, "MergeDown")?;
                spans.take(number, column, across + 1, down.saturating_add(1));
                next = column.saturating_add(across + 1);
                match taker {
                    Taker::Cells(sink) => cell(events, Place { row, column }, sink)?,
                    Taker::Merges(merges) => {
                        merges.add(Merge {
                            first_row: number,
                            first_column: column,
                            last_row: number.saturating_add(down),
                            last_column: column.saturating_add(across),
                        })?;
                        events.skip("Cell")?;
                    }
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "Row" => return Ok(()),
            _ => {}
        }
    }
}

fn cell(events: In<'_>, place: Place, sink: &mut Sink) -> Result<(), Halt> {
    loop {
        match events.inside()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "Data" => {
                    let kind = attribute(&tag, "Type")?;
                    let stored = text(events, "Data", place)?;
                    let mut made = String::new();
                    sink.cell(place.row, place.column, value(kind.as_deref(), &stored, &mut made))?;
                }
                // Who wrote a remark, and the remark, which has data of its own.
                "Comment" => events.skip("Comment")?,
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "Cell" => return Ok(()),
            _ => {}
        }
    }
}

fn value<'a>(kind: Option<&str>, stored: &'a str, made: &'a mut String) -> Cell<'a> {
    match kind {
        Some("Number") => match stored.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Cell::Number(number),
            _ => some_text(stored),
        },
        Some("Boolean") => match stored.trim() {
            "1" => Cell::Bool(true),
            "0" => Cell::Bool(false),
            _ => some_text(stored),
        },
        Some("DateTime") => {
            // A time alone lies on the day before the first.
            let time = stored.strip_prefix("1899-12-31T").or(stored.strip_prefix("1899-12-30T"));
            match (time.and_then(|time| time.get(..8)), serial::iso(stored)) {
                (Some(time), _) => {
                    made.push_str(time);
                    Cell::Text(made)
                }
                (None, Some(date)) => Cell::Date(date),
                (None, None) => some_text(stored),
            }
        }
        Some("Error") if !stored.is_empty() => Cell::Error(stored),
        _ => some_text(stored),
    }
}

/// All text to the end of the element, also what has a look of its own.
fn text(events: In<'_>, name: &str, place: Place) -> Result<String, Fault> {
    let mut words = String::new();
    let mut depth = 1u64;
    loop {
        match events.inside()? {
            Event::Start(tag) if tag.local_name().as_ref() == name => depth += 1,
            Event::End(tag) if tag.local_name().as_ref() == name => {
                depth -= 1;
                if depth == 0 {
                    return Ok(words);
                }
            }
            event => add_text(&mut words, &event)?,
        }
        if words.len() > MAX_CELL_BYTES {
            return Err(Fault::CellTooLong { row: place.row.saturating_add(1), column: place.column });
        }
    }
}

/// Where the tag says that it is, counted from 0; what lies before `least` was passed already.
fn index(tag: &BytesStart<'_>, least: u64, before: impl Fn() -> String) -> Result<Option<u64>, Fault> {
    let Some(said) = attribute(tag, "Index")? else { return Ok(None) };
    match said.trim().parse::<u32>() {
        Ok(number) if u64::from(number) > least => Ok(Some(u64::from(number) - 1)),
        _ => Err(Fault::Damaged(format!("`Index` is `{}` behind {}", said.replace('`', "'"), before()))),
    }
}

fn count(tag: &BytesStart<'_>, name: &str) -> Result<u32, Fault> {
    let Some(said) = attribute(tag, name)? else { return Ok(0) };
    said.trim().parse().map_err(|_| Fault::Damaged(format!("`{name}` is `{}`", said.replace('`', "'"))))
}

#[cfg(test)]
mod tests {
    use super::super::{Input, Row};
    use super::*;

    const NAMES: &str = "xmlns='urn:schemas-microsoft-com:office:spreadsheet' xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet' \
        xmlns:x='urn:schemas-microsoft-com:office:excel'";

    fn book(worksheets: &str) -> String {
        format!(
            "<?xml version='1.0'?>\n<?mso-application progid='Excel.Sheet'?>\n<Workbook {NAMES}>{worksheets}</Workbook>"
        )
    }

    fn sheet(table: &str) -> String {
        book(&format!("<Worksheet ss:Name='A'><Table>{table}</Table></Worksheet>"))
    }

    fn open(bytes: &[u8]) -> Result<Input, Fault> {
        Input::from_reader("a.xml", &mut &*bytes).map_err(|error| error.fault)
    }

    fn rows(bytes: &[u8], sheet: usize) -> Result<Vec<Row>, Fault> {
        let input = open(bytes)?;
        let mut rows = input.rows(sheet).map_err(|error| error.fault)?;
        let mut all = Vec::new();
        let mut row = Row::default();
        while rows.read(&mut row).map_err(|error| error.fault)? {
            all.push(row.clone());
        }
        Ok(all)
    }

    fn lines(table: &str) -> Result<Vec<String>, Fault> {
        let show = |row: &Row| {
            let cells: Vec<String> = (0..row.len()).map(|column| row.cell(column).to_string()).collect();
            format!("{}|{}", row.number(), cells.join("|"))
        };
        Ok(rows(sheet(table).as_bytes(), 0)?.iter().map(show).collect())
    }

    #[test]
    fn a_second_table_is_no_silent_loss() {
        let table = "<Table><Row><Cell><Data ss:Type='String'>a</Data></Cell></Row></Table>";
        let sheet = |tables: usize| format!("<Worksheet ss:Name='A'>{}</Worksheet>", table.repeat(tables));
        let open = |sheets: String| open(book(&sheets).as_bytes());
        assert!(open(sheet(1) + &sheet(1)).is_ok());
        assert_eq!(open(sheet(1) + &sheet(2)).unwrap_err(), Fault::SecondTable { sheet: "A".into() });
    }

    #[test]
    fn cells_of_every_type() {
        let data = |kind: &str, value: &str| format!("<Cell><Data ss:Type='{kind}'>{value}</Data></Cell>");
        let table = [
            "<Column ss:Width='9'/><Row>",
            &data("String", " Mã &amp; h&#7897;&#10;hai "),
            &data("Number", "1.0500000000000001E6"),
            &data("DateTime", "1980-02-01T00:00:00.000"),
            &data("DateTime", "1899-12-31T07:30:00.000"),
            &data("Boolean", "1"),
            &data("Error", "#N/A"),
            "<Cell ss:Formula='=1+1'><Data ss:Type='Number'>2</Data><NamedCell ss:Name='x'/></Cell>",
            "<Cell><Comment ss:Author='x'><ss:Data>remark</ss:Data></Comment></Cell>",
            "<Cell><ss:Data ss:Type='String' xmlns='http://www.w3.org/TR/REC-html40'>a <B>b</B><Font>c</Font></ss:Data></Cell>",
            "</Row>",
        ];
        let all = rows(sheet(&table.concat()).as_bytes(), 0).unwrap();
        let expected = [
            Cell::Text(" Mã & hộ\nhai "),
            Cell::Number(1_050_000.0),
            Cell::Date(jiff::civil::date(1980, 2, 1)),
            Cell::Text("07:30:00"),
            Cell::Bool(true),
            Cell::Error("#N/A"),
            Cell::Number(2.0),
            Cell::Empty,
            Cell::Text("a bc"),
        ];
        assert_eq!(all[0].len(), expected.len());
        for (column, expected) in expected.into_iter().enumerate() {
            assert_eq!(all[0].cell(column), expected, "column {column}");
        }
    }

    #[test]
    fn places_are_named_or_counted() {
        let c =
            |attributes: &str, value: &str| format!("<Cell {attributes}><Data ss:Type='String'>{value}</Data></Cell>");
        let row = |attributes: &str, cells: &[String]| format!("<Row {attributes}>{}</Row>", cells.concat());
        let table = [
            row("", &[c("ss:MergeDown='1'", "a"), c("ss:MergeAcross='1'", "b"), c("", "c")]),
            row("", &[c("ss:Index='2'", "d"), c("", "e")]),
            row("ss:Index='5'", &[c("ss:MergeDown='2'", "f"), c("ss:Index='4'", "g")]),
            row("ss:Span='2'", &[]),
            row("", &[c("", "h")]),
        ];
        assert_eq!(lines(&table.concat()).unwrap(), ["1|a|b||c", "2||d|e", "5|f|||g", "9|h"]);
        let input = open(sheet(&table.concat()).as_bytes()).unwrap();
        let merges = input.merges(0).unwrap();
        let places: Vec<_> = merges.iter().map(|m| (m.first_row, m.first_column, m.last_row, m.last_column)).collect();
        assert_eq!(places, [(1, 0, 2, 0), (1, 1, 1, 2), (5, 0, 7, 0)]);
        let shifted = row("", &[c("ss:MergeDown='1'", "a"), c("", "b")]) + &row("", &[c("", "c")]);
        assert_eq!(lines(&shifted).unwrap(), ["1|a|b", "2||c"]);
    }

    #[test]
    fn sheets_and_what_is_hidden() {
        let worksheet = |name: &str, visible: &str| {
            format!(
                "<Worksheet ss:Name='{name}'><Table><Row><Cell><Data ss:Type='String'>{name}</Data></Cell></Row></Table>\
                <WorksheetOptions xmlns='urn:schemas-microsoft-com:office:excel'>{visible}</WorksheetOptions></Worksheet>"
            )
        };
        let bytes = book(
            &(worksheet("H&#7897;", "")
                + "<Worksheet ss:Name='B'/>"
                + &worksheet("C", "<Visible>SheetHidden</Visible>")),
        );
        let sheets: Vec<_> =
            open(bytes.as_bytes()).unwrap().sheets().iter().map(|s| (s.name.clone(), s.hidden)).collect();
        assert_eq!(sheets, [("Hộ".into(), false), ("B".into(), false), ("C".into(), true)]);
        assert_eq!(rows(bytes.as_bytes(), 1).unwrap().len(), 0);
        assert_eq!(rows(bytes.as_bytes(), 2).unwrap()[0].cell(0), Cell::Text("C"));
    }

    #[test]
    fn encodings_are_those_that_the_file_names() {
        let mut bytes = b"<?xml version='1.0' encoding='windows-1258'?>".to_vec();
        bytes.extend(format!("<Workbook {NAMES}><Worksheet ss:Name='A'><Table><Row><Cell><Data>h").bytes());
        bytes.extend(b"\xF4\xF2</Data></Cell></Row></Table></Worksheet></Workbook>");
        assert_eq!(rows(&bytes, 0).unwrap()[0].cell(0), Cell::Text("hô\u{323}"));
        let wide: Vec<u8> = format!("\u{feff}{}", sheet("<Row><Cell><Data>hộ</Data></Cell></Row>"))
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(rows(&wide, 0).unwrap()[0].cell(0), Cell::Text("hộ"));
    }

    #[test]
    fn other_and_broken_files_are_refused() {
        let row = "<Row><Cell><Data ss:Type='String'>x</Data></Cell></Row>";
        let whole = sheet(&row.repeat(50));
        for cut in [whole.len() / 2, whole.len() - 20] {
            assert_eq!(open(&whole.as_bytes()[..cut]).unwrap_err(), Fault::Truncated, "{cut} bytes");
        }
        assert_eq!(open(book("").as_bytes()).unwrap_err(), Fault::NoSheet);
        assert_eq!(open(b"<?xml version='1.0'?><a/>").unwrap_err(), Fault::NotASpreadsheet(Lookalike::Xml));
        assert!(matches!(lines("<Row ss:Index='3'/><Row ss:Index='2'/>"), Err(Fault::Damaged(_))));
        let twice = "<Row><Cell ss:Index='3'/><Cell ss:Index='3'/></Row>";
        assert_eq!(lines(twice), Err(Fault::Damaged("`Index` is `3` behind cell C1".into())));
        let far = "<Row><Cell ss:Index='16385'><Data>x</Data></Cell></Row>";
        assert_eq!(lines(far), Err(Fault::TooManyColumns { row: 1 }));
        let wide =
            "<Row><Cell ss:MergeAcross='4000000000' ss:MergeDown='4000000000'/><Cell><Data>x</Data></Cell></Row>";
        assert_eq!(lines(wide), Err(Fault::TooManyColumns { row: 1 }));
        let bomb = "<!DOCTYPE x [<!ENTITY a 'haha'><!ENTITY b '&a;&a;&a;&a;'>]>\n<Workbook";
        let bomb = sheet("<Row><Cell><Data>&b;</Data></Cell></Row>").replace("<Workbook", bomb);
        assert!(matches!(rows(bomb.as_bytes(), 0), Err(Fault::Damaged(_))));
        let long = format!("<Row><Cell><Data>{}</Data></Cell></Row>", "x".repeat(MAX_CELL_BYTES + 1));
        assert_eq!(lines(&long), Err(Fault::CellTooLong { row: 1, column: 0 }));
    }
}
