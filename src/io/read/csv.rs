//! Text files with separated columns to rows. Knows nothing of what the columns mean; every cell is text.

use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom};

use crate::text::legacy::shown;

use super::blocks::{BlockStart, Blocks};
use super::error::{Fault, ReadError};
use super::legacy::{ReadNote, Stored};
use super::records::{Cut, Record, Records, is_mac};
use super::source::{Bytes, Source};
use super::text::{Encoding, Utf8};
use super::{Cell, MAX_CELL_BYTES, Row, Rows, separator};

/// How many bytes are looked at to find the separator.
const SAMPLE: u64 = 64 << 10;

/// How a text file is cut into rows and cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    encoding: Encoding,
    /// Bytes of the encoding's mark.
    mark: usize,
    /// Bytes of a first line that is no data, as UTF-8.
    declaration: usize,
    cut: Cut,
    stored: Stored,
    /// Cells that are no UTF-8 are windows-1252, or an old encoding seen as that.
    raw: bool,
}

impl Layout {
    /// From the beginning of the text.
    pub(super) fn of(source: &Source) -> Result<Layout, Fault> {
        let head = source.head(SAMPLE).map_err(|error| Fault::from_io(&error))?;
        let complete = (head.len() as u64) < SAMPLE;
        let (encoding, mark) = Encoding::of(&head);
        let mut sample = Vec::new();
        Utf8::new(&head[mark..], encoding).read_to_end(&mut sample).map_err(|error| Fault::from_io(&error))?;
        if sample.iter().all(u8::is_ascii_whitespace) && complete {
            return Err(Fault::Empty);
        }
        let mac = is_mac(&sample);
        if mac {
            sample.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        }
        let (separator, declaration) = match separator::declared(&sample) {
            Some(declared) => declared,
            None => {
                let guessed = separator::guess(&sample, complete);
                let found =
                    guessed.map_err(|(a, b)| Fault::TwoSeparators { first: char::from(a), second: char::from(b) })?;
                (found, 0)
            }
        };
        let only_utf8 = mark > 0 || encoding != Encoding::Utf8;
        let (stored, raw) = Stored::of_text(&sample, separator, only_utf8);
        let cut = Cut::of(&sample[declaration..], separator, mac);
        Ok(Layout { encoding, mark, declaration, cut, stored, raw })
    }

    /// How its text is stored.
    pub(super) fn stored(&self) -> Stored {
        self.stored
    }

    /// Whether nothing separates columns in it: it is a text to be read and no table.
    pub(super) fn is_prose(&self) -> bool {
        self.cut.usual == 0
    }

    /// What is to be said of the text.
    pub(super) fn notes(&self) -> Vec<ReadNote> {
        let mut notes = Vec::new();
        if self.encoding != Encoding::Utf8 && self.mark == 0 {
            notes.push(ReadNote::UnmarkedUtf16);
        }
        if self.raw && self.stored.plain.is_none() {
            notes.push(ReadNote::Windows1252);
        }
        notes.extend(self.stored.notes(""));
        notes
    }
}

impl Layout {
    /// The file in blocks, if its text is UTF-8 throughout and every line ends in a line feed.
    pub(super) fn blocks(self, source: &Source) -> Option<io::Result<Blocks>> {
        let plain = self.encoding == Encoding::Utf8 && !self.raw && self.stored.plain.is_none() && !self.cut.mac;
        let skip = (self.mark + self.declaration) as u64;
        plain.then(|| Blocks::new(source, skip, self.first_line(), self.cut.separator, self.cut.usual))
    }

    /// The line in which the records begin.
    fn first_line(self) -> u32 {
        if self.declaration > 0 { 2 } else { 1 }
    }

    /// The row that the bytes of one record hold, with its line feed; false if they hold none.
    pub(super) fn row(self, file: &str, bytes: &[u8], line: u32, row: &mut Row) -> Result<bool, ReadError> {
        let mut rows = CsvRows::of(file, Utf8::new(bytes, Encoding::Utf8), self, line);
        rows.read(row)
    }
}

/// The rows of a text file.
pub(super) struct CsvRows<R = Bytes> {
    records: Records<Utf8<R>>,
    record: Record,
    file: String,
    utf16: bool,
    raw: bool,
    failed: bool,
}

impl CsvRows {
    pub(super) fn open(file: &str, source: &Source, layout: Layout) -> Result<CsvRows, ReadError> {
        let start = || -> io::Result<Utf8<Bytes>> {
            let mut bytes = source.open()?;
            skip(&mut bytes, layout.mark)?;
            let mut text = Utf8::new(bytes, layout.encoding);
            skip(&mut text, layout.declaration)?;
            Ok(text)
        };
        let text = start().map_err(|error| ReadError::io(file, &error))?;
        Ok(CsvRows::of(file, text, layout, layout.first_line()))
    }

    /// From a record of [`Layout::blocks`] on.
    pub(super) fn open_at(
        file: &str,
        source: &Source,
        layout: Layout,
        start: BlockStart,
    ) -> Result<CsvRows, ReadError> {
        let skip = (layout.mark + layout.declaration) as u64 + start.offset;
        let bytes = source.open().and_then(|mut bytes| bytes.seek(SeekFrom::Start(skip)).map(|_| bytes));
        let bytes = bytes.map_err(|error| ReadError::io(file, &error))?;
        Ok(CsvRows::of(file, Utf8::new(bytes, layout.encoding), layout, start.line))
    }
}

impl<R: Read> CsvRows<R> {
    fn of(file: &str, text: Utf8<R>, layout: Layout, line: u32) -> CsvRows<R> {
        CsvRows {
            records: Records::new(text, layout.cut, line),
            record: Record::default(),
            file: file.to_owned(),
            utf16: layout.encoding != Encoding::Utf8,
            raw: layout.raw,
            failed: false,
        }
    }

    fn next(&mut self, row: &mut Row) -> Result<bool, Fault> {
        if !self.records.read(&mut self.record)? {
            return Ok(false);
        }
        self.fill(row)?;
        Ok(true)
    }

    fn fill(&self, row: &mut Row) -> Result<(), Fault> {
        let Record { text: bytes, ends, line: number } = &self.record;
        let (number, ends) = (*number, ends.iter().copied());
        if self.raw && std::str::from_utf8(bytes).is_err() {
            row.reset(number);
            let mut start = 0;
            for (column, end) in ends.enumerate() {
                let cell = &bytes[start..end];
                if cell.len() > MAX_CELL_BYTES {
                    return Err(Fault::CellTooLong { row: number, column });
                }
                let text = std::str::from_utf8(cell).map_or_else(|_| shown(cell), Cow::Borrowed);
                row.push_at(column, if text.is_empty() { Cell::Empty } else { Cell::Text(&text) });
                start = end;
            }
            return Ok(());
        }
        // Two broken cells side by side may make a valid character.
        let sound = |text: &&str| ends.clone().all(|end| text.is_char_boundary(end));
        let all = std::str::from_utf8(bytes).ok().filter(sound);
        if all.is_none() {
            let mut start = 0;
            for (column, end) in ends.clone().enumerate() {
                if let Err(error) = std::str::from_utf8(&bytes[start..end]) {
                    return Err(match self.utf16 {
                        true => Fault::BrokenUtf16 { line: number, column },
                        false => {
                            let byte = bytes.get(start + error.valid_up_to()).copied().unwrap_or_default();
                            let inside = &bytes[start..start + error.valid_up_to()];
                            let line = number + line_feeds(&bytes[..start]) as u32 + line_feeds(inside) as u32;
                            Fault::NotUtf8 { line, column, byte }
                        }
                    });
                }
                start = end;
            }
        }
        if bytes.len() > MAX_CELL_BYTES {
            let mut start = 0;
            for (column, end) in ends.clone().enumerate() {
                if end - start > MAX_CELL_BYTES {
                    return Err(Fault::CellTooLong { row: number, column });
                }
                start = end;
            }
        }
        // Cells that are UTF-8 are so together as well; the fallback is never taken.
        row.fill(number, all.unwrap_or_default(), ends);
        Ok(())
    }
}

impl<R: Read + Send> Rows for CsvRows<R> {
    fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        if self.failed {
            return Ok(false);
        }
        self.next(row).map_err(|fault| {
            self.failed = true;
            ReadError::new(&self.file, fault)
        })
    }
}

fn line_feeds(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&byte| byte == b'\n').count() as u64
}

fn skip(from: &mut impl Read, length: usize) -> io::Result<()> {
    io::copy(&mut from.by_ref().take(length as u64), &mut io::sink()).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::super::Input;
    use super::*;

    /// Rows as `number|cell|cell`.
    fn read(bytes: &[u8]) -> Result<Vec<String>, Fault> {
        let input = Input::from_reader("a.csv", &mut &*bytes).map_err(|error| error.fault)?;
        let mut rows = input.rows(0).map_err(|error| error.fault)?;
        let mut row = Row::default();
        let mut lines = Vec::new();
        while rows.read(&mut row).map_err(|error| error.fault)? {
            let mut line = row.number().to_string();
            for column in 0..row.len() {
                line += "|";
                line += &row.cell(column).to_string();
            }
            lines.push(line);
        }
        Ok(lines)
    }

    #[test]
    fn rows_have_the_number_of_their_first_line() {
        for end in ["\n", "\r\n"] {
            let text = ["a,b", "", "1,\"x", "y\"", "2,z", "", "", "3,\"", "\"", "4,w"].join(end);
            let broken = format!("1,x{end}y").replace(',', "|");
            let lines = read(text.as_bytes()).unwrap();
            assert_eq!(
                lines,
                ["1|a|b", &format!("3|{broken}"), "5|2|z", &format!("8|3|{end}"), "10|4|w"],
                "line ends {end:?}"
            );
        }
        assert_eq!(read(b"a,b\r1,2\r\r3,4").unwrap(), ["1|a|b", "2|1|2", "4|3|4"]);
    }

    #[test]
    fn lengths_may_differ_and_blanks_stay() {
        assert_eq!(
            read(b"a;b;c\n1\n; x ;\n1;2;3;4\n1;2;3\n").unwrap(),
            ["1|a|b|c", "2|1", "3|| x |", "4|1|2|3|4", "5|1|2|3"]
        );
    }

    #[test]
    fn quotes_are_taken_off() {
        assert_eq!(read(b"a,b\n\"x \"\"y\"\", z\",5\" pipe\r\n").unwrap(), ["1|a|b", "2|x \"y\", z|5\" pipe"]);
    }

    #[test]
    fn the_declared_separator_wins() {
        assert_eq!(read(b"sep=;\r\na,x;b\r\n1,5;2\r\n").unwrap(), ["2|a,x|b", "3|1,5|2"]);
        assert_eq!(read(b"sep=|\na|b\n").unwrap(), ["2|a|b"]);
    }

    #[test]
    fn encodings_with_a_mark() {
        let text = "Mã hộ;Tên\n1;\"Lò\nVăn\"\n2;Ý 𠀀\n";
        let expected = ["1|Mã hộ|Tên", "2|1|Lò\nVăn", "4|2|Ý 𠀀"];
        let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
        };
        assert_eq!(read(text.as_bytes()).unwrap(), expected);
        assert_eq!(read(format!("\u{feff}{text}").as_bytes()).unwrap(), expected);
        assert_eq!(read(&utf16(u16::to_le_bytes)).unwrap(), expected);
        assert_eq!(read(&utf16(u16::to_be_bytes)).unwrap(), expected);
        let declared: Vec<u8> = "\u{feff}sep=\t\r\na\tb\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&declared).unwrap(), ["2|a|b"]);
    }

    #[test]
    fn other_encodings_are_refused_with_their_place() {
        // "hộ" in windows-1258: ô with a dot below as two bytes.
        assert_eq!(read(b"a,b\n\n1,h\xF4\xF2\n"), Err(Fault::NotUtf8 { line: 3, column: 1, byte: 0xF4 }));
        assert_eq!(read(b"a,b\n\"x\ny\",\"z\n\xF4\"\n"), Err(Fault::NotUtf8 { line: 4, column: 1, byte: 0xF4 }));
        assert_eq!(read(b"a,b\n\xC3,\xB4\n"), Err(Fault::NotUtf8 { line: 2, column: 0, byte: 0xC3 }));
        assert_eq!(read(b"\xFF\xFEa\0;\0b\0\n\0x\0;\0\0\xD8\n\0"), Err(Fault::BrokenUtf16 { line: 2, column: 1 }));
    }

    #[test]
    fn an_open_quote_is_found() {
        assert_eq!(read(b"a,b\n1,\"x\n2,y\n3,z\n"), Err(Fault::UnclosedQuote { line: 2 }));
        assert_eq!(read(b"a,b\n\"1\n\",\"x\n2,y"), Err(Fault::UnclosedQuote { line: 3 }));
        assert_eq!(read(b"a,b\r\n1,\"\"\"\r\n"), Err(Fault::UnclosedQuote { line: 2 }));
        assert_eq!(read(b"a,b\n1,\"x\n\"").unwrap(), ["1|a|b", "2|1|x\n"]);
        assert_eq!(read(b"a,b\n1,\"x\"").unwrap(), ["1|a|b", "2|1|x"]);
        assert_eq!(read(b"a,b\n1,\"\"").unwrap(), ["1|a|b", "2|1|"]);
    }

    /// A header and two rows of five columns.
    const FIVE: &str = "a,b,c,d,e\n1,2,3,4,5\n6,7,8,9,10\n";

    #[test]
    fn a_quote_does_not_swallow_rows() {
        let read = |lines: &str| read(format!("{FIVE}{lines}").as_bytes());
        let stray = |line, closed| Err(Fault::StrayQuote { line, closed });
        assert_eq!(read("H1,\"Na,3,4,5\nH2,Hoa,3,4,5\nH3,\"Páo,3,4,5\n"), stray(4, 6));
        assert_eq!(read("H1,\"Na,3,4,5\nH2,\"Páo,3,4,5\nH3,\"Hoa\",3,4,5\n"), stray(4, 5));
        // the second closes where a cell ends
        assert_eq!(read("H1,\"Na,3,4,5\nH2,Páo\",3,4,5\n"), stray(4, 5));
        assert_eq!(read("H1,\"Na,3,4,5\nH2,x,3,4,5\n\nH3,\"\"y\"\",3,4\nH4,x,3,4,5\nH5,Páo\",3,4,5\n"), stray(4, 9));
        assert_eq!(read("H1,\"Na,3,4,5\r\nH2,Páo\",3,4,5\r\n"), stray(4, 5));
    }

    #[test]
    fn lines_in_a_cell_stay() {
        let read = |lines: &str| read(format!("{FIVE}{lines}").as_bytes()).map(|rows| rows[3..].join("//"));
        let same = |lines: &str, rows: &str| assert_eq!(read(lines).as_deref(), Ok(rows), "{lines}");
        same("1,\"x\ny\",3,4,5\n6,7,8,9,10\n", "4|1|x\ny|3|4|5//6|6|7|8|9|10");
        same("1,2,3,4,\"x\ny\nz\"\n", "4|1|2|3|4|x\ny\nz");
        same("1,2,3,4,\"x\nred, blue, green, white, black\"\n", "4|1|2|3|4|x\nred, blue, green, white, black");
        same("1,2,3,4,\"a,b,c,d\na,b,c,d\nz\"\n", "4|1|2|3|4|a,b,c,d\na,b,c,d\nz");
        same("\"x\n\ny\" ,\"\n\",3,\"4\n\",5\n", "4|x\n\ny |\n|3|4\n|5");
        same("1,\"x\" y,3,4,5\n", "4|1|x y|3|4|5");
        // in few columns prose has as many commas
        assert_eq!(self::read(b"a,b\n1,\"x\ny, z\"\n2,\"P1,\nP2,P3\"\n").unwrap().len(), 3);
    }

    #[test]
    fn carriage_returns_end_rows_where_line_feeds_do_too() {
        assert_eq!(read(b"a,\"b\nc\"\r1,2\r3,4\r").unwrap(), ["1|a|b\nc", "3|1|2", "4|3|4"]);
        assert_eq!(read(b"a,b\n1,2\n3,4\n5,6\r7,8\r9,0\r").unwrap(), read(b"a,b\n1,2\n3,4\n5,6\n7,8\n9,0\n").unwrap());
        assert_eq!(read(b"a,b\r1,2\r3,4\r5,6\n7,8\n").unwrap(), read(b"a,b\n1,2\n3,4\n5,6\n7,8\n").unwrap());
        assert_eq!(read(b"a,b\r\r\n1,2\r\r\n").unwrap(), ["1|a|b", "2|1|2"]);
        assert_eq!(read(b"a,b\n1\rx,2\n3,4\n").unwrap(), ["1|a|b", "2|1\rx|2", "3|3|4"]);
        for rest in ["5\r7\n", "5,6\r7\n", "5,6\r7,8,9\n"] {
            let text = format!("a,b\n1,2\n3,4\n{rest}");
            assert_eq!(read(text.as_bytes()), Err(Fault::StrayReturn { line: 4 }), "{rest:?}");
        }
    }

    #[test]
    fn the_end_mark_of_dos_is_no_row() {
        assert_eq!(read(b"a,b\n1,2\n\x1A").unwrap(), ["1|a|b", "2|1|2"]);
        assert_eq!(read(b"a,b\r\n1,2\r\n\x1A\x1A\x1A").unwrap(), ["1|a|b", "2|1|2"]);
    }

    #[test]
    fn empty_files_are_said_to_be() {
        assert_eq!(read(b""), Err(Fault::Empty));
        assert_eq!(read(b"\xEF\xBB\xBF\r\n \n"), Err(Fault::Empty));
        assert_eq!(read(b"\xFF\xFE"), Err(Fault::Empty));
    }

    #[test]
    fn long_cells_are_read_to_a_limit() {
        let with = |length: usize| [b"a,b\n1,".as_slice(), &vec![b'x'; length], b"\n2,y\n"].concat();
        assert_eq!(read(&with(10 << 20)).unwrap().len(), 3);
        assert_eq!(read(&with((16 << 20) + 1)), Err(Fault::CellTooLong { row: 2, column: 1 }));
        assert_eq!(read(&with(80 << 20)), Err(Fault::RowTooLong { row: 2 }));
    }

    #[test]
    fn wide_rows_are_read_to_a_limit() {
        assert_eq!(read(&[b",".repeat(16_383), b"\n1\n".to_vec()].concat()).unwrap().len(), 2);
        assert_eq!(read(&[b"\n".to_vec(), b",".repeat(16_384)].concat()), Err(Fault::TooManyColumns { row: 2 }));
        assert_eq!(read(&[b"a,b\n".to_vec(), b",".repeat(50 << 20)].concat()), Err(Fault::TooManyColumns { row: 2 }));
        let quoted = [b"a,b\n\"".to_vec(), b",".repeat(500_000), b"\",1\n".to_vec()].concat();
        assert_eq!(read(&quoted).unwrap().len(), 2);
    }
}
