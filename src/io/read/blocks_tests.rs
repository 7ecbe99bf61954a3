//! Blocks hold the very rows that are read one by one.

use proptest::prelude::*;

use super::super::{Input, Row};
use super::*;

/// Rows as `line|cell|cell`, and why there are no more.
type Found = (Vec<String>, Option<String>);

fn show(row: &Row) -> String {
    let cells = (0..row.len()).map(|column| row.cell(column).to_string());
    std::iter::once(row.number().to_string()).chain(cells).collect::<Vec<_>>().join("|")
}

fn one_by_one(input: &Input) -> Found {
    let mut rows = input.rows(0).expect("opens");
    rest(&mut *rows, Vec::new())
}

fn rest(rows: &mut dyn super::super::Rows, mut found: Vec<String>) -> Found {
    let mut row = Row::default();
    loop {
        match rows.read(&mut row) {
            Ok(true) => found.push(show(&row)),
            Ok(false) => return (found, None),
            Err(error) => return (found, Some(error.to_string())),
        }
    }
}

/// The same by blocks; what is no plain record is read by itself, and from an odd block on the rows are read one by one.
fn by_blocks(input: &Input, plain: &mut usize) -> Option<Found> {
    let mut blocks = input.blocks(0).expect("opens")?;
    let (mut block, mut index, mut row) = (Block::default(), BlockIndex::default(), Row::default());
    let mut found = Vec::new();
    let cells = blocks.usual_cells();
    while blocks.next(&mut block).expect("reads") {
        let after = |start: BlockStart, found: Vec<String>| {
            let mut rows = input.rows_after(start, 0).expect("opens");
            rest(&mut *rows, found)
        };
        if block.odd || std::str::from_utf8(block.text()).is_err() {
            return Some(after(block.start, found));
        }
        block.index(blocks.separator(), cells, &[], &mut index);
        for record in &index.records {
            if record.plain {
                *plain += 1;
                let cell = |column: usize| {
                    let (start, end) = index.cell(record, column);
                    std::str::from_utf8(&block.bytes()[start..end]).expect("whole letters").to_owned()
                };
                let all: Vec<String> = std::iter::once(record.line.to_string()).chain((0..cells).map(cell)).collect();
                found.push(all.join("|"));
                continue;
            }
            match input.row_of(&block, record, &mut row) {
                Ok(true) => found.push(show(&row)),
                Ok(false) if !block.raw(record).contains(&0x1A) => {}
                _ => return Some(after(block.start_of(record), found)),
            }
        }
    }
    Some((found, None))
}

fn agree(text: &[u8]) -> usize {
    let Ok(input) = Input::from_reader("a.csv", &mut &*text) else { return 0 };
    let mut plain = 0;
    if let Some(found) = by_blocks(&input, &mut plain) {
        let expected = one_by_one(&input);
        // rows in an old encoding are converted by whoever reads them one by one
        if input.late_notes().is_empty() {
            assert_eq!(found, expected, "{:?}", String::from_utf8_lossy(text));
        }
    }
    plain
}

/// Lines of three columns, most of them plain. Their letters are of no old encoding: what is in one is for those who know it.
fn lines() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        6 => "[a-zạđ0-9 ]{0,9}",
        1 => Just("Nguyễn Văn Hà".to_owned()),
        1 => "\"[a-z,;ạ ]{0,9}\"",
        1 => "\"[a-z\n]{0,9}\"",
        1 => Just("\"a\"\"b\"".to_owned()),
        1 => Just("5\" pipe".to_owned()),
        1 => "[\"\r\n,a]{0,3}",
    ];
    let line = (prop::collection::vec(cell, 3), prop_oneof![8 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\n\n")]);
    prop::collection::vec(line, 0..40).prop_map(|lines| {
        let all = lines.into_iter().map(|(cells, end)| cells.join(",") + end);
        "id,name,place\nH1,x,y\nH2,x,y\nH3,x,y\n".to_owned() + &all.collect::<String>()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn blocks_hold_the_rows_read_one_by_one(text in lines(), cut in 0usize..4, mark in any::<bool>()) {
        let mut bytes = if mark { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
        bytes.extend_from_slice(text.as_bytes());
        // the last line may not end, or end within a letter
        bytes.truncate(bytes.len() - cut.min(bytes.len()));
        agree(&bytes);
    }

    #[test]
    fn any_bytes_give_the_same(bytes in prop::collection::vec(prop_oneof![
        4 => prop::sample::select(b"ab1,,,\n\"\r;".to_vec()), 1 => any::<u8>()], 0..300)) {
        agree(&bytes);
    }
}

/// Lines that each are a record of three columns, as a rule.
fn even_lines() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        6 => "[a-zạđ0-9 ]{0,70}",
        2 => "\"[a-z,;ạ ]{0,70}\"",
        1 => "\"[a-z,\"]{0,5}\"",
        1 => Just("\"a\"\",b\"".to_owned()),
    ];
    let line = (prop::collection::vec(cell, 3), prop_oneof![8 => Just("\n"), 1 => Just("\r\n")]);
    prop::collection::vec(line, 1..60).prop_map(|lines| {
        let all = lines.into_iter().map(|(cells, end)| cells.join(",") + end);
        "id,name,place\nH1,x,y\nH2,x,y\nH3,x,y\n".to_owned() + &all.collect::<String>()
    })
}

/// The blocks of a text: each record's line, whether it is plain, and the cells that are read.
fn read_cells(text: &str, unread: &[bool]) -> Vec<(u32, bool, Vec<String>)> {
    let input = Input::from_reader("a.csv", &mut text.as_bytes()).expect("text");
    let mut blocks = input.blocks(0).expect("opens").expect("in blocks");
    let (mut block, mut index) = (Block::default(), BlockIndex::default());
    let mut found = Vec::new();
    while blocks.next(&mut block).expect("reads") {
        block.index(blocks.separator(), 3, unread, &mut index);
        found.extend(index.records.iter().map(|record| {
            let read = (0..3).filter(|column| record.plain && !unread.get(*column).copied().unwrap_or(false));
            let cell = |column| {
                let (start, end) = index.cell(record, column);
                String::from_utf8_lossy(&block.bytes()[start..end]).into_owned()
            };
            (record.line, record.plain, read.map(cell).collect())
        }));
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn even_lines_hold_the_rows_read_one_by_one(text in even_lines()) {
        agree(text.as_bytes());
    }

    #[test]
    fn quotes_in_unread_columns_change_no_other_cell(
        text in even_lines(), unread in prop::collection::vec(any::<bool>(), 3),
    ) {
        let all = read_cells(&text, &[]);
        let some = read_cells(&text, &unread);
        prop_assert_eq!(all.len(), some.len());
        for ((line, plain, cells), (own_line, own_plain, own)) in all.into_iter().zip(some) {
            // a record may be plain only because nobody reads what is not
            prop_assert!(line == own_line && (!plain || own_plain));
            if plain {
                let read = cells.into_iter().zip(&unread).filter(|(_, unread)| !**unread);
                prop_assert_eq!(read.map(|(cell, _)| cell).collect::<Vec<_>>(), own);
            }
        }
    }

    #[test]
    fn cells_are_taken_column_by_column_as_one_by_one(text in even_lines(), column in 0usize..3) {
        let input = Input::from_reader("a.csv", &mut text.as_bytes()).expect("text");
        let mut blocks = input.blocks(0).expect("opens").expect("in blocks");
        let (mut block, mut index) = (Block::default(), BlockIndex::default());
        while blocks.next(&mut block).expect("reads") {
            block.index(blocks.separator(), 3, &[], &mut index);
            let plain: Vec<Record> = index.records.iter().filter(|record| record.plain).copied().collect();
            for stretch in plain.chunks(7) {
                let mut found = vec![(0, 0); stretch.len()];
                let places = CellPlaces::new(stretch, 3);
                index.each_cell(places, column, &mut found, |own, place| *own = place);
                let expected: Vec<_> = stretch.iter().map(|place| index.cell(place, column)).collect();
                prop_assert_eq!(found, expected);
            }
        }
    }
}

#[test]
fn long_texts_are_cut_between_records() {
    let line = |n: usize| {
        let note = if n.is_multiple_of(7) { "\"far, \"\"very\"\" far\"" } else { "near" };
        format!("H{n},Bản Nà Bịa,{note},{n}\r\n")
    };
    let text: String = std::iter::once("id,village,note,n\r\n".to_owned()).chain((0..40_000).map(line)).collect();
    assert!(text.len() > 4 * BLOCK);
    assert_eq!(agree(text.as_bytes()), 40_001);
    // a record that does not fit a block
    let long = format!("id,a\n1,{}\n2,y\n", "x".repeat(3 * BLOCK));
    assert_eq!(agree(long.as_bytes()), 3);
    let quoted = format!("id,a\n1,\"{}\"\n2,y\n", "x,\n".repeat(BLOCK));
    agree(quoted.as_bytes());
}

#[test]
fn an_only_cell_may_be_no_row() {
    for end in [
        "\"\"\n",
        "\"\"\nc\n",
        "\u{1a}",
        "\"\u{1a}\"\n",
        "\u{1a}\u{1a}\n",
        "\u{1a}\nc\n",
        "\"\u{1a}\"\nc\n",
        "\u{1a}c\n",
    ] {
        agree(format!("name\na\nb\n{end}").as_bytes());
    }
}

#[test]
fn a_quote_behind_blanks_opens_its_cell_again() {
    for cell in [
        "\"o\" \"3,\"open\n4,\n1,2\n3,\"x\n5,6",
        "\"a\" \"\"b,c",
        "\"a\" \"\",c",
        "\"a\"\t \"b\n\",c",
        "\"a\" \"b\"\"\" \"\",c",
    ] {
        agree(format!("a,b\n1,2\n{cell}\n7,8\n9,\"z\"\n").as_bytes());
    }
}

proptest! {
    #[test]
    fn signs_are_those_that_are_there(
        bytes in prop::collection::vec(prop_oneof![6 => Just(b'a'), 2 => Just(b'\n'), 1 => Just(b'"'), 1 => Just(b'\r')], 0..9000),
        shown in any::<[bool; 2]>(),
    ) {
        let text: Vec<u8> = bytes
            .into_iter()
            .filter(|byte| (shown[0] || *byte != b'"') && (shown[1] || *byte != b'\r'))
            .collect();
        let count = |sign| text.iter().filter(|byte| **byte == sign).count();
        let signs = Signs { feeds: count(b'\n'), quoted: count(b'"') > 0, returned: count(b'\r') > 0 };
        prop_assert_eq!(Signs::of(&text), signs);
    }
}

/// A block that is one short record may come to a reader that has read no other, and has room for no more than it.
#[test]
fn a_short_record_by_itself_has_no_cells_far_to_the_right() {
    let mut block = Block { bytes: b"x\n".to_vec(), length: 2, lines: 1, ..Block::default() };
    block.bytes.resize(2 + PADDING, 0);
    let mut index = BlockIndex::default();
    block.index(b',', 300, &[], &mut index);
    assert!(index.records.len() == 1 && !index.records[0].plain);
    let places = CellPlaces::new(&index.records, 300);
    for column in 1..300 {
        let mut found = [(7, 7)];
        index.each_cell(places, column, &mut found, |own, place| *own = place);
        // nothing is said of it that could not be looked at
        assert!(block.bytes().get(found[0].0..).is_some());
    }
}
