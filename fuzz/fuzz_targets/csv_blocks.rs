//! Any bytes as a text file: its records by blocks are the rows that are read one by one; where nothing in the text is unusual,
//! the cells are those that the `csv` crate finds.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rasoat::io::read::{Block, BlockIndex, BlockStart, Input, Row, Rows};

const MARK: &[u8] = b"\xEF\xBB\xBF";
/// More than a block, so that a text repeated to that length is cut somewhere.
const LONG: usize = 600 << 10;

/// Rows as their number and cells, and why there are no more.
type Found = (Vec<(u32, Vec<String>)>, Option<String>);

fn rest(rows: &mut dyn Rows, mut found: Vec<(u32, Vec<String>)>) -> Found {
    let mut row = Row::default();
    loop {
        match rows.read(&mut row) {
            Ok(true) => found.push(cells(&row)),
            Ok(false) => return (found, None),
            Err(error) => return (found, Some(error.to_string())),
        }
    }
}

fn cells(row: &Row) -> (u32, Vec<String>) {
    (row.number(), (0..row.len()).map(|column| row.cell(column).to_string()).collect())
}

/// By blocks, with the separator; what is no plain record is read by itself, and from an odd block on row after row.
fn by_blocks(input: &Input) -> Option<(Found, u8)> {
    let mut blocks = input.blocks(0).expect("memory can be read")?;
    let (separator, usual) = (blocks.separator(), blocks.usual_cells());
    let (mut block, mut index, mut row) = (Block::default(), BlockIndex::default(), Row::default());
    let mut found = Vec::new();
    let after = |start: BlockStart, found: Vec<_>| {
        let last = found.last().map_or(0, |(number, _)| *number);
        let mut rows = input.rows_after(start, last).expect("memory can be read");
        Some((rest(&mut *rows, found), separator))
    };
    while blocks.next(&mut block).expect("memory can be read") {
        if block.odd || std::str::from_utf8(block.text()).is_err() {
            return after(block.start, found);
        }
        block.index(separator, usual, &[], &mut index);
        for record in &index.records {
            if record.plain {
                let cell = |column| {
                    let (start, end) = index.cell(record, column);
                    // sixteen bytes are taken from every cell
                    assert!(start + 16 <= block.bytes().len());
                    std::str::from_utf8(&block.bytes()[start..end]).expect("whole letters").to_owned()
                };
                found.push((record.line, (0..usual).map(cell).collect()));
                continue;
            }
            match input.row_of(&block, record, &mut row) {
                Ok(true) => found.push(cells(&row)),
                // a record of nothing but quotes; the mark of the end is one only at the end
                Ok(false) if !block.raw(record).contains(&0x1A) => {}
                _ => return after(block.start_of(record), found),
            }
        }
    }
    Some(((found, None), separator))
}

/// Whether the `csv` crate has no other opinion of a text: lines end in a line feed, with or without a carriage return, and quotes
/// stand around whole cells.
fn is_usual(text: &[u8], separator: u8) -> bool {
    let ends = |at: usize| match text.get(at) {
        Some(b'\r') => text.get(at + 1) == Some(&b'\n'),
        Some(byte) => *byte == separator || *byte == b'\n',
        None => true,
    };
    let first_line = text.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let declares = first_line.len() < 8 && first_line.to_ascii_lowercase().windows(4).any(|four| four == b"sep=");
    if declares || text.contains(&0x1A) || text.starts_with(MARK) || separator.is_ascii_control() && separator != b'\t'
    {
        return false;
    }
    let (mut at, mut begins) = (0, true);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' if begins => {
                let mut close = at + 1;
                loop {
                    match text.get(close) {
                        None => return false,
                        Some(b'"') if text.get(close + 1) == Some(&b'"') => close += 2,
                        Some(b'"') => break,
                        Some(b'\r') if text.get(close + 1) != Some(&b'\n') => return false,
                        Some(_) => close += 1,
                    }
                }
                at = close + 1;
                if !ends(at) {
                    return false;
                }
                begins = false;
                continue;
            }
            b'"' => return false,
            b'\r' if text.get(at + 1) != Some(&b'\n') => return false,
            _ => {}
        }
        begins = *byte == separator || *byte == b'\n';
        at += 1;
    }
    true
}

fn by_csv(text: &[u8], separator: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text);
    let rows = reader.records().map(|record| record.expect("UTF-8").iter().map(str::to_owned).collect::<Vec<_>>());
    // an empty cell in quotes and nothing else is as little as an empty line
    rows.filter(|cells| cells[..] != [""]).collect()
}

fn agree(bytes: &[u8]) {
    let Ok(input) = Input::from_reader("a.csv", &mut &*bytes) else { return };
    let Some((found, separator)) = by_blocks(&input) else { return };
    let mut rows = input.rows(0).expect("memory can be read");
    let one_by_one = rest(&mut *rows, Vec::new());
    assert_eq!(found, one_by_one);
    let text = bytes.strip_prefix(MARK).unwrap_or(bytes);
    if found.1.is_none() && std::str::from_utf8(text).is_ok() && is_usual(text, separator) {
        let found: Vec<Vec<String>> = found.0.into_iter().map(|(_, cells)| cells).collect();
        assert_eq!(found, by_csv(text, separator));
    }
}

fuzz_target!(|bytes: &[u8]| {
    agree(bytes);
    // now and then a text that does not fit a block
    if bytes.len() % 32 == 31 {
        let mut long = Vec::with_capacity(LONG + bytes.len());
        while long.len() < LONG {
            long.extend_from_slice(bytes);
        }
        agree(&long);
    }
});
