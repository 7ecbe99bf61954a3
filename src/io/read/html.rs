//! Web pages with tables, which much software writes under the name `.xls`, to rows. Every table is a sheet; a merged cell has
//! its value in its first place. Streams, tag by tag. Knows nothing of what the cells mean.

use encoding_rs::Encoding;
use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{IoReader, Span, Tokenizer};

use super::decode::{Decoded, encoding_of};
use super::error::{Fault, Lookalike};
use super::merges::{self, Merge, Merges};
use super::source::Source;
use super::spans::Spans;
use super::stream::{Halt, Sheets, Sink};
use super::workbook::some_text;
use super::{MAX_CELL_BYTES, SheetInfo, detect};

/// The largest page that is read: a comment or a script in it is held as a whole.
const MOST_BYTES: u64 = 256 << 20;

/// The most tables of a page, and how deep they may lie in one another.
const MOST_TABLES: usize = 4096;
const MOST_DEEP: usize = 64;

/// What browsers allow in `colspan` and `rowspan`.
const MOST_ACROSS: usize = 1000;
const MOST_DOWN: u32 = 65_534;

/// A web page with at least one table.
pub(super) struct WebPage {
    source: Source,
    encoding: &'static Encoding,
    /// For each sheet the table's number on the page, and whether tables in its cells are part of the cell.
    tables: Vec<(usize, bool)>,
}

impl WebPage {
    pub(super) fn open(source: &Source) -> Result<(WebPage, Vec<SheetInfo>), Fault> {
        let length = source.length().map_err(|error| Fault::from_io(&error))?;
        if length > MOST_BYTES {
            return Err(Fault::TooMuch { mib: MOST_BYTES >> 20 });
        }
        let head = source.head(detect::HEAD).map_err(|error| Fault::from_io(&error))?;
        let encoding = encoding_of(&head).map_err(|name| Fault::BadEncoding { name })?;
        let mut walker = Walker::new(Survey::default(), None);
        match walk(source, encoding, &mut walker) {
            Ok(()) => {}
            Err(Halt::Fault(fault)) => return Err(fault),
            Err(Halt::Unwanted) => return Err(Fault::Damaged("reading it broke off".into())),
        }
        let frames = walker.frames;
        let seen = walker.visitor.seen;
        if seen.is_empty() && frames {
            return Err(Fault::NotASpreadsheet(Lookalike::Frames));
        }
        if seen.is_empty() {
            return Err(Fault::NotASpreadsheet(Lookalike::Html));
        }
        let mut part_of_cell = vec![false; seen.len()];
        let mut tables = Vec::new();
        for (index, table) in seen.iter().enumerate() {
            part_of_cell[index] =
                table.parent.is_some_and(|parent| part_of_cell[parent] || seen[parent].rows_of_data > 1);
            if table.cells && !part_of_cell[index] {
                tables.push((index, table.rows_of_data > 1));
            }
        }
        if tables.is_empty() {
            return Err(Fault::NoSheet);
        }
        let name = |number: usize| if tables.len() > 1 { format!("Table {number}") } else { String::new() };
        let sheets = (1..=tables.len()).map(|number| SheetInfo { name: name(number), hidden: false }).collect();
        Ok((WebPage { source: source.clone(), encoding, tables }, sheets))
    }
}

impl Sheets for WebPage {
    fn merges(&self, sheet: usize) -> Result<Vec<Merge>, Fault> {
        let (table, joined) = self.tables[sheet];
        let mut walker =
            Walker::new(Merged { table, merges: Merges::default(), open: Vec::new() }, joined.then_some(table));
        match walk(&self.source, self.encoding, &mut walker) {
            Ok(()) => Ok(walker.visitor.merges.sorted()),
            Err(Halt::Fault(fault)) => Err(fault),
            Err(Halt::Unwanted) => Err(Fault::Damaged("reading it broke off".into())),
        }
    }

    fn send(&self, sheet: usize, sink: &mut Sink) -> Result<(), Halt> {
        let (table, joined) = self.tables[sheet];
        let mut walker = Walker::new(Wanted { table, sink }, joined.then_some(table));
        walk(&self.source, self.encoding, &mut walker)
    }
}

fn walk<V: Visitor>(source: &Source, encoding: &'static Encoding, walker: &mut Walker<V>) -> Result<(), Halt> {
    let bytes = source.open().map_err(|error| Fault::from_io(&error))?;
    let text = IoReader::new(Decoded::new(bytes, encoding, MOST_BYTES));
    let mut emitter = CallbackEmitter::new(&mut *walker);
    emitter.naively_switch_states(true);
    // Only what stops the walk comes out of the tokenizer.
    if let Some(stop) = Tokenizer::new_with_emitter(text, emitter).next() {
        return match stop {
            Ok(Stop::Enough) => Ok(()),
            Ok(Stop::Halt(halt)) => Err(halt),
            Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
                Err(Fault::TooMuch { mib: MOST_BYTES >> 20 }.into())
            }
            Err(error) => Err(Fault::from_io(&error).into()),
        };
    }
    // Whoever closes the page but not its tables wrote all of it.
    if !walker.open.is_empty() && !walker.page_closed {
        return Err(Fault::Truncated.into());
    }
    while !walker.open.is_empty() {
        match walker.end_table() {
            Ok(()) => {}
            Err(Stop::Enough) => return Ok(()),
            Err(Stop::Halt(halt)) => return Err(halt),
        }
    }
    Ok(())
}

/// Why walking over the page ends before its end.
#[derive(Debug)]
enum Stop {
    /// The wanted table is over.
    Enough,
    Halt(Halt),
}

impl<T: Into<Halt>> From<T> for Stop {
    fn from(halt: T) -> Stop {
        Stop::Halt(halt.into())
    }
}

/// What is done with the tables of a page, which are numbered in the order in which they begin.
trait Visitor {
    fn begins(&mut self, parent: Option<usize>);

    /// A cell with its text; rows count from 1.
    fn cell(&mut self, table: usize, row: u32, column: usize, text: &str) -> Result<(), Halt>;

    /// A cell that takes several places.
    fn merged(&mut self, _table: usize, _merge: Merge) -> Result<(), Fault> {
        Ok(())
    }

    /// No cell reaches beyond this row into those that follow.
    fn group_ends(&mut self, _table: usize, _row: u32) -> Result<(), Fault> {
        Ok(())
    }

    /// Whether nothing more is wanted, now that this table is over.
    fn ends(&mut self, table: usize) -> bool;
}

/// A table on the first walk.
#[derive(Debug)]
struct Seen {
    parent: Option<usize>,
    cells: bool,
    row: u32,
    in_row: usize,
    /// How many rows have more than one cell with text: with two of them it is more than a frame for the looks.
    rows_of_data: usize,
}

#[derive(Debug, Default)]
struct Survey {
    seen: Vec<Seen>,
}

impl Visitor for Survey {
    fn begins(&mut self, parent: Option<usize>) {
        self.seen.push(Seen { parent, cells: false, row: 0, in_row: 0, rows_of_data: 0 });
    }

    fn cell(&mut self, table: usize, row: u32, _: usize, text: &str) -> Result<(), Halt> {
        if !text.is_empty() {
            let seen = &mut self.seen[table];
            seen.cells = true;
            if seen.row != row {
                (seen.row, seen.in_row) = (row, 0);
            }
            seen.in_row += 1;
            seen.rows_of_data += usize::from(seen.in_row == 2);
        }
        Ok(())
    }

    fn ends(&mut self, _: usize) -> bool {
        false
    }
}

/// The second walk, for the cells of one table.
struct Wanted<'a> {
    table: usize,
    sink: &'a mut Sink,
}

impl Visitor for Wanted<'_> {
    fn begins(&mut self, _: Option<usize>) {}

    fn cell(&mut self, table: usize, row: u32, column: usize, text: &str) -> Result<(), Halt> {
        if table == self.table { self.sink.cell(row - 1, column, some_text(text)) } else { Ok(()) }
    }

    fn ends(&mut self, table: usize) -> bool {
        table == self.table
    }
}

/// A walk for the merged cells of one table.
struct Merged {
    table: usize,
    merges: Merges,
    /// Those of the group of rows that is not over, which may say that they go on beyond it.
    open: Vec<Merge>,
}

impl Visitor for Merged {
    fn begins(&mut self, _: Option<usize>) {}

    fn cell(&mut self, _: usize, _: u32, _: usize, _: &str) -> Result<(), Halt> {
        Ok(())
    }

    fn merged(&mut self, table: usize, merge: Merge) -> Result<(), Fault> {
        if table != self.table {
            return Ok(());
        }
        if merge.first_row == merge.last_row {
            return self.merges.add(merge);
        }
        if self.open.len() == merges::MOST {
            return Err(Fault::TooManyMerges);
        }
        self.open.push(merge);
        Ok(())
    }

    fn group_ends(&mut self, table: usize, row: u32) -> Result<(), Fault> {
        if table != self.table {
            return Ok(());
        }
        for merge in self.open.drain(..) {
            let last_row = merge.last_row.min(row);
            if last_row > merge.first_row || merge.last_column > merge.first_column {
                self.merges.add(Merge { last_row, ..merge })?;
            }
        }
        Ok(())
    }

    fn ends(&mut self, table: usize) -> bool {
        table == self.table
    }
}

/// A table that is not over yet.
struct Table {
    index: usize,
    row: u32,
    in_row: bool,
    /// Where the next cell goes if the place is free.
    column: usize,
    spans: Spans,
    cell: Option<OpenCell>,
    /// How many tables in its cell are being read as part of the cell.
    inner: usize,
}

struct OpenCell {
    column: usize,
    text: String,
    /// A blank is due if a word follows.
    blank: bool,
}

impl OpenCell {
    /// Adds text, in which any length of blanks is one; a blank that may not break the line stays.
    fn add(&mut self, text: &str) {
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.blank = true;
                continue;
            }
            if std::mem::take(&mut self.blank) && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.text.push(c);
        }
    }

    fn break_line(&mut self) {
        self.blank = false;
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// What begins or ends a paragraph.
    fn begin_line(&mut self) {
        self.blank = false;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}

struct Walker<V> {
    visitor: V,
    /// The table whose inner tables are part of its cells.
    joined: Option<usize>,
    open: Vec<Table>,
    count: usize,
    /// The element whose content is not shown.
    ignored: Option<Vec<u8>>,
    tag: Vec<u8>,
    attribute: Vec<u8>,
    across: usize,
    down: u32,
    page_closed: bool,
    /// The page shows other pages.
    frames: bool,
}

impl<V: Visitor> Callback<Stop, ()> for &mut Walker<V> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<Stop> {
        self.event(event).err()
    }
}

impl<V: Visitor> Walker<V> {
    fn new(visitor: V, joined: Option<usize>) -> Walker<V> {
        Walker {
            visitor,
            joined,
            open: Vec::new(),
            count: 0,
            ignored: None,
            tag: Vec::new(),
            attribute: Vec::new(),
            across: 1,
            down: 1,
            page_closed: false,
            frames: false,
        }
    }

    fn event(&mut self, event: CallbackEvent<'_>) -> Result<(), Stop> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag.clear();
                self.tag.extend_from_slice(name);
                (self.across, self.down) = (1, 1);
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute.clear();
                self.attribute.extend_from_slice(name);
            }
            CallbackEvent::AttributeValue { value } => {
                let number = || std::str::from_utf8(value).ok()?.trim().parse::<u32>().ok();
                match self.attribute.as_slice() {
                    b"colspan" => self.across = number().map_or(1, |n| n as usize).clamp(1, MOST_ACROSS),
                    // None at all means to the end.
                    b"rowspan" => {
                        self.down = number().map_or(1, |n| if n == 0 { MOST_DOWN } else { n.min(MOST_DOWN) });
                    }
                    _ => {}
                }
            }
            CallbackEvent::CloseStartTag { .. } if self.ignored.is_none() => {
                let tag = std::mem::take(&mut self.tag);
                let begun = self.start(&tag);
                self.tag = tag;
                begun?;
            }
            CallbackEvent::EndTag { name } => match &self.ignored {
                Some(ignored) if ignored != name => {}
                Some(_) => self.ignored = None,
                None => self.end(name)?,
            },
            CallbackEvent::String { value } if self.ignored.is_none() => {
                if let Some(table) = self.open.last_mut()
                    && let Some(cell) = &mut table.cell
                {
                    cell.add(&String::from_utf8_lossy(value));
                    if cell.text.len() > MAX_CELL_BYTES {
                        return Err(Fault::CellTooLong { row: table.row, column: cell.column }.into());
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The cell that text goes to.
    fn cell(&mut self) -> Option<&mut OpenCell> {
        self.open.last_mut()?.cell.as_mut()
    }

    fn start(&mut self, tag: &[u8]) -> Result<(), Stop> {
        let part_of_cell = self.open.last().is_some_and(|table| table.inner > 0);
        match tag {
            b"script" | b"style" | b"title" | b"template" => self.ignored = Some(tag.to_vec()),
            b"table" => return self.start_table(),
            b"td" | b"th" if part_of_cell => {
                if let Some(cell) = self.cell() {
                    cell.blank = true;
                }
            }
            b"td" | b"th" => {
                self.end_cell()?;
                if !self.open.last().is_some_and(|table| table.in_row) {
                    self.start_row()?;
                }
                self.start_cell()?;
            }
            // Shown as a line over the table.
            b"caption" if !part_of_cell => {
                self.start_row()?;
                self.start_cell()?;
            }
            b"tr" if !part_of_cell => self.start_row()?,
            b"thead" | b"tbody" | b"tfoot" if !part_of_cell => self.end_group()?,
            b"frameset" => self.frames = true,
            b"br" => {
                if let Some(cell) = self.cell() {
                    cell.break_line();
                }
            }
            _ => self.line_of(tag),
        }
        Ok(())
    }

    fn end(&mut self, tag: &[u8]) -> Result<(), Stop> {
        match tag {
            b"html" | b"body" => self.page_closed = true,
            b"table" => match self.open.last_mut() {
                Some(table) if table.inner > 0 => {
                    table.inner -= 1;
                    self.line_of(b"div");
                }
                _ => return self.end_table(),
            },
            _ if self.open.last().is_some_and(|table| table.inner > 0) => self.line_of(tag),
            b"td" | b"th" => return self.end_cell(),
            b"tr" | b"caption" => return self.end_row(),
            b"thead" | b"tbody" | b"tfoot" => return self.end_group(),
            _ => self.line_of(tag),
        }
        Ok(())
    }

    fn line_of(&mut self, tag: &[u8]) {
        const LINES: [&[u8]; 18] = [
            b"p", b"div", b"li", b"ul", b"ol", b"dl", b"dt", b"dd", b"h1", b"h2", b"h3", b"h4", b"h5", b"h6", b"hr",
            b"pre", b"tr", b"center",
        ];
        if LINES.contains(&tag)
            && let Some(cell) = self.cell()
        {
            cell.begin_line();
        }
    }

    fn start_table(&mut self) -> Result<(), Stop> {
        if let Some(table) = self.open.last_mut() {
            if table.cell.is_none() {
                // A table in a table but in none of its cells begins where the first ends.
                self.end_table()?;
            } else if table.inner > 0 || self.joined == Some(table.index) {
                table.inner += 1;
                self.line_of(b"div");
                return Ok(());
            }
        }
        if self.count == MOST_TABLES || self.open.len() == MOST_DEEP {
            return Err(Fault::TooManyTables.into());
        }
        self.visitor.begins(self.open.last().map(|table| table.index));
        self.open.push(Table {
            index: self.count,
            row: 0,
            in_row: false,
            column: 0,
            spans: Spans::default(),
            cell: None,
            inner: 0,
        });
        self.count += 1;
        Ok(())
    }

    /// A cell reaches down to the end of its group of rows at the most.
    fn end_group(&mut self) -> Result<(), Stop> {
        self.end_row()?;
        if let Some(table) = self.open.last_mut() {
            table.spans.clear();
            self.visitor.group_ends(table.index, table.row)?;
        }
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), Stop> {
        self.end_group()?;
        match self.open.pop() {
            Some(table) if self.visitor.ends(table.index) => Err(Stop::Enough),
            _ => Ok(()),
        }
    }

    fn start_row(&mut self) -> Result<(), Stop> {
        self.end_row()?;
        if let Some(table) = self.open.last_mut() {
            table.row = table.row.checked_add(1).ok_or(Fault::TooManyRows)?;
            (table.in_row, table.column) = (true, 0);
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Stop> {
        self.end_cell()?;
        if let Some(table) = self.open.last_mut() {
            table.in_row = false;
        }
        Ok(())
    }

    fn start_cell(&mut self) -> Result<(), Stop> {
        let (across, down) = (self.across, self.down);
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let column = table.spans.free(table.row, table.column);
        table.spans.take(table.row, column, across, down);
        table.column = column.saturating_add(across);
        table.cell = Some(OpenCell { column, text: String::new(), blank: false });
        if across > 1 || down > 1 {
            let merge = Merge {
                first_row: table.row,
                first_column: column,
                last_row: table.row.saturating_add(down - 1),
                last_column: column.saturating_add(across - 1),
            };
            self.visitor.merged(table.index, merge)?;
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Stop> {
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let Some(cell) = table.cell.take() else { return Ok(()) };
        // Programs fill empty cells with a blank that may not break the line.
        let blank = cell.text.chars().all(char::is_whitespace);
        let text = if blank { "" } else { cell.text.trim_end_matches('\n') };
        Ok(self.visitor.cell(table.index, table.row, cell.column, text)?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Input, MAX_COLUMNS, Row};
    use super::*;

    /// Each sheet as its name and its rows, a row as `number|cell|cell`.
    fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<String>)>, Fault> {
        let input = Input::from_reader("a.xls", &mut &*bytes).map_err(|error| error.fault)?;
        let mut sheets = Vec::new();
        for (index, sheet) in input.sheets().iter().enumerate() {
            let mut rows = input.rows(index).map_err(|error| error.fault)?;
            let mut row = Row::default();
            let mut lines = Vec::new();
            while rows.read(&mut row).map_err(|error| error.fault)? {
                let cells: Vec<String> = (0..row.len()).map(|column| row.cell(column).to_string()).collect();
                lines.push(format!("{}|{}", row.number(), cells.join("|")));
            }
            sheets.push((sheet.name.clone(), lines));
        }
        Ok(sheets)
    }

    fn only(html: &str) -> Vec<String> {
        let mut sheets = read(html.as_bytes()).unwrap();
        assert_eq!(sheets.len(), 1, "{sheets:?}");
        let (name, rows) = sheets.remove(0);
        assert_eq!(name, "");
        rows
    }

    #[test]
    fn cells_with_entities_lines_and_blanks() {
        let html = "<HTML><head><style>td {color:red}</style><title>x</title></head><BODY><table border=1>\
            <tr><th> M\u{e3}  h\u{1ed9}\n</th><th>X&#227; &amp; th&ocirc;n<br>b&#7843;n</th></tr>\n\
            <tr><td>&nbsp;</td><td></td></tr>\
            <TR><TD><p>a</p><p>b <b>c</b></p></TD><TD>&lt;1&nbsp;000<script>if (a < b) '</td>'</script></TD></TR></table></BODY></HTML>";
        assert_eq!(only(html), ["1|Mã hộ|Xã & thôn\nbản", "3|a\nb c|<1\u{a0}000"]);
    }

    #[test]
    fn spans_leave_blanks_and_tags_may_be_missing() {
        let html = "<table><tr><td rowspan=2>a<td colspan=2>b<td rowspan='2'>c\n<tr><td>d<td>e\n<tr><td>1<td>2<td>3<td>4\
            <tr><td colspan=4>tổng<tr><td rowspan=0>x<td>y<tr><td>z</table>";
        assert_eq!(only(html), ["1|a|b||c", "2||d|e", "3|1|2|3|4", "4|tổng", "5|x|y", "6||z"]);
        assert_eq!(only("<table><td>a<td>b</table>"), ["1|a|b"]);
        assert_eq!(
            only("<table><caption>Xã: Hặc</caption><thead><tr><th>a</thead><tbody><td>b</table>"),
            ["1|Xã: Hặc", "2|a", "3|b"]
        );
    }

    #[test]
    fn merged_cells_are_known() {
        let html = "<table><tr><td rowspan=2>a<td colspan=3>b<tr><td>c<td>d<td>e</table>";
        let input = Input::from_reader("a.xls", &mut html.as_bytes()).unwrap();
        let places: Vec<_> =
            input.merges(0).unwrap().iter().map(|m| (m.first_row, m.first_column, m.last_row, m.last_column)).collect();
        assert_eq!(places, [(1, 0, 2, 0), (1, 1, 1, 3)]);
    }

    #[test]
    fn a_cell_ends_with_its_group_of_rows() {
        let html = "<table><thead><tr><td>a<td rowspan=9>b<td>c</thead><tbody><tr><td rowspan=2>1<td>2<td>3<tr><td>4<td>5\
            <tbody><tr><td rowspan=3 colspan=2>6<td>7<tfoot><tr><td>8<td>9<td>10</table>";
        assert_eq!(only(html), ["1|a|b|c", "2|1|2|3", "3||4|5", "4|6||7", "5|8|9|10"]);
        let input = Input::from_reader("a.xls", &mut html.as_bytes()).unwrap();
        let places: Vec<_> =
            input.merges(0).unwrap().iter().map(|m| (m.first_row, m.first_column, m.last_row, m.last_column)).collect();
        assert_eq!(places, [(2, 0, 3, 0), (4, 0, 4, 1)]);
    }

    #[test]
    fn a_page_of_frames_is_named() {
        let page = b"<html><head></head><frameset rows='*,39'><frame src='a_files/sheet001.htm'></frameset></html>";
        assert_eq!(read(page), Err(Fault::NotASpreadsheet(Lookalike::Frames)));
    }

    #[test]
    fn every_table_is_a_sheet() {
        let html = "<table><tr><td>Phần mềm</table><table></table><p>x</p><table><tr><td>1<td>2</table>";
        let expected = [("Table 1".into(), vec!["1|Phần mềm".into()]), ("Table 2".into(), vec!["1|1|2".into()])];
        assert_eq!(read(html.as_bytes()).unwrap(), expected);
        let frame =
            "<table><tr><td>đầu trang</td></tr><tr><td><table><tr><td>a<td>b<tr><td>1<td>2</table></td></tr></table>";
        let expected =
            [("Table 1".into(), vec!["1|đầu trang".into()]), ("Table 2".into(), vec!["1|a|b".into(), "2|1|2".into()])];
        assert_eq!(read(frame.as_bytes()).unwrap(), expected);
        let inner =
            "<table><tr><td>a<td>b<tr><td>1<td>2 <table><tr><td>x<td>y<tr><td>z</table> 3<tr><td>4<td>5</table>";
        assert_eq!(only(inner), ["1|a|b", "2|1|2\nx y\nz\n3", "3|4|5"]);
        let beside = "<table><tr><td>a<td>b<tr><table><tr><td>c</table>";
        assert_eq!(read(beside.as_bytes()).unwrap().len(), 2);
    }

    #[test]
    fn encodings_are_those_that_the_page_names() {
        let page = b"<meta charset=windows-1258><table><tr><td>h\xF4\xF2</table>";
        assert_eq!(read(page).unwrap()[0].1, ["1|hô\u{323}"]);
        let wide: Vec<u8> =
            "\u{feff}<html><table><tr><td>hộ</table>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide).unwrap()[0].1, ["1|hộ"]);
        let unnamed = b"<table><tr><td>h\xF4\xF2</table>";
        assert_eq!(read(unnamed), Err(Fault::BadEncoding { name: "UTF-8".into() }));
        let unknown = b"<meta charset=klingon><table><tr><td>h\xF4</table>";
        assert_eq!(read(unknown), Err(Fault::BadEncoding { name: "klingon".into() }));
    }

    #[test]
    fn pages_without_a_table_are_refused() {
        let page = Fault::NotASpreadsheet(Lookalike::Html);
        assert_eq!(read(b"<html><body><form>x</form></body></html>"), Err(page.clone()));
        assert_eq!(read(b"<html><!-- <table><tr><td>x</table> -->"), Err(page));
        assert_eq!(read(b"<html><table><tr><td>&nbsp;</table>"), Err(Fault::NoSheet));
        assert_eq!(read(b"<table><tr><td>a<td>b<tr><td>c"), Err(Fault::Truncated));
        assert!(read(b"<table><tr><td>a<td>b<tr><td>c</body></html>").is_ok());
    }

    #[test]
    fn hostile_pages_end() {
        assert_eq!(read("<table><tr><td>".repeat(2000).as_bytes()), Err(Fault::TooManyTables));
        assert_eq!(read("<table><tr><td>x</table>".repeat(5000).as_bytes()), Err(Fault::TooManyTables));
        let wide = format!("<table><tr>{}<td>x</table>", "<td colspan=1000>".repeat(20));
        assert_eq!(read(wide.as_bytes()), Err(Fault::TooManyColumns { row: 1 }));
        let far = format!("<table><tr>{}<td>x</table>", "<td>".repeat(MAX_COLUMNS - 1));
        assert_eq!(read(far.as_bytes()).unwrap()[0].1.len(), 1);
        let long = format!("<table><tr><td>{}</table>", "x".repeat(MAX_CELL_BYTES + 1));
        assert_eq!(read(long.as_bytes()), Err(Fault::CellTooLong { row: 1, column: 0 }));
        let tall = format!("<table>{}</table>", "<tr><td rowspan=65534 colspan=1000>x".repeat(40));
        assert_eq!(read(tall.as_bytes()), Err(Fault::TooManyColumns { row: 18 }));
    }
}
