//! Cells that are merged into one: which rows and columns they cover. Finds them in an `.xlsx`, where they stand after all
//! cells of a sheet; other formats name theirs where they are read. Knows nothing of what the cells hold.

use std::io::{self, BufReader, Cursor, Read};

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::MAX_COLUMNS;
use super::decode::Near;
use super::error::Fault;
use super::guard::guarded;
use super::source::{Bytes, Source};
use super::workbook::zip_fault;
use super::xml::{attribute, xml_fault};

/// The most merged ranges of a sheet: as many as a list of a million rows in groups of two has in several columns.
pub(super) const MOST: usize = 4 << 20;

/// A range of cells that are shown as one; what it holds stands in the first row and column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    /// The first row, from 1.
    pub first_row: u32,
    /// The first column, from 0.
    pub first_column: usize,
    /// The last row, from 1.
    pub last_row: u32,
    /// The last column, from 0.
    pub last_column: usize,
}

/// The merged ranges of a sheet, as they are found.
#[derive(Debug, Default)]
pub(super) struct Merges(Vec<Merge>);

impl Merges {
    /// Adds a range. One that ends before it begins is none, nor is a single cell.
    pub(super) fn add(&mut self, merge: Merge) -> Result<(), Fault> {
        let rows = merge.last_row.checked_sub(merge.first_row);
        let columns = merge.last_column.checked_sub(merge.first_column);
        if let (Some(rows), Some(columns)) = (rows, columns)
            && merge.first_row > 0
            && merge.first_column < MAX_COLUMNS
            && (rows > 0 || columns > 0)
        {
            if self.0.len() == MOST {
                return Err(Fault::TooManyMerges);
            }
            self.0.push(merge);
        }
        Ok(())
    }

    /// All of them, by first row and column, each once.
    pub(super) fn sorted(mut self) -> Vec<Merge> {
        self.0.sort_unstable();
        self.0.dedup();
        self.0
    }
}

type Zip = zip::ZipArchive<BufReader<Bytes>>;

/// The merged ranges of a sheet of an `.xlsx`.
pub(super) fn of_xlsx(source: &Source, sheet: &str) -> Result<Vec<Merge>, Fault> {
    let bytes = source.open().map_err(|error| Fault::from_io(&error))?;
    let mut zip = zip::ZipArchive::new(BufReader::new(bytes)).map_err(zip_fault)?;
    guarded(|| match part_of(&mut zip, sheet)? {
        Some(part) => in_part(&mut zip, &part),
        None => Ok(Vec::new()),
    })
    .unwrap_or_else(|| Err(Fault::Damaged("a value in it is out of place".into())))
}

/// The merged ranges of the sheet whose cells are in a part of an `.xlsx`.
pub(super) fn of_part(source: &Source, part: &str) -> Result<Vec<Merge>, Fault> {
    let bytes = source.open().map_err(|error| Fault::from_io(&error))?;
    let mut zip = zip::ZipArchive::new(BufReader::new(bytes)).map_err(zip_fault)?;
    in_part(&mut zip, part)
}

/// The name of the part that a sheet's cells are in.
fn part_of(zip: &mut Zip, sheet: &str) -> Result<Option<String>, Fault> {
    let is_book = |tag: &BytesStart<'_>| -> Result<_, Fault> {
        let kind = attribute(tag, "Type")?.unwrap_or_default();
        Ok(if kind.ends_with("/officeDocument") { attribute(tag, "Target")? } else { None })
    };
    let book = find(zip, "_rels/.rels", "Relationship", &is_book)?.unwrap_or_else(|| "xl/workbook.xml".into());
    let book = book.trim_start_matches('/');
    let (folder, file) = book.rsplit_once('/').map_or(("", book), |(folder, file)| (folder, file));
    let below = |path: &str| if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
    let is_sheet = |tag: &BytesStart<'_>| -> Result<_, Fault> {
        if attribute(tag, "name")?.as_deref() == Some(sheet) { attribute(tag, "id") } else { Ok(None) }
    };
    let Some(id) = find(zip, book, "sheet", &is_sheet)? else { return Ok(None) };
    let is_target = |tag: &BytesStart<'_>| -> Result<_, Fault> {
        if attribute(tag, "Id")?.as_deref() == Some(&id) { attribute(tag, "Target") } else { Ok(None) }
    };
    let target = find(zip, &below(&format!("_rels/{file}.rels")), "Relationship", &is_target)?;
    Ok(target.map(|target| match target.strip_prefix('/') {
        Some(from_top) => from_top.to_owned(),
        None => below(&target),
    }))
}

/// What `wanted` gives for the first element of that local name for which it gives something.
fn find(
    zip: &mut Zip,
    part: &str,
    element: &str,
    wanted: &dyn Fn(&BytesStart<'_>) -> Result<Option<String>, Fault>,
) -> Result<Option<String>, Fault> {
    let mut found = None;
    each(zip, part, &mut |tag| {
        if tag.local_name().as_ref() == element {
            found = wanted(tag)?;
        }
        Ok(found.is_none())
    })?;
    Ok(found)
}

fn in_part(zip: &mut Zip, part: &str) -> Result<Vec<Merge>, Fault> {
    let mut merges = Merges::default();
    let mut add = |tag: &BytesStart<'_>| {
        if tag.local_name().as_ref() == "mergeCell"
            && let Some(merge) = attribute(tag, "ref")?.as_deref().and_then(range)
        {
            merges.add(merge)?;
        }
        Ok(true)
    };
    let Some(index) = position(zip, part) else { return Ok(Vec::new()) };
    let mut text = zip.by_index(index).map_err(zip_fault)?;
    match past_cells(&mut text).map_err(|error| Fault::from_io(&error))? {
        Some(rest) => elements(Cursor::new(rest).chain(text), &mut add)?,
        None => {
            drop(text);
            elements(zip.by_index(index).map_err(zip_fault)?, &mut add)?;
        }
    }
    Ok(merges.sorted())
}

/// Reads to the end of the cells, which are nearly all of a sheet, without a look at them; what was read of the text behind
/// them. `None` at the end of the text.
fn past_cells(part: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    const NAME: &[u8] = b"sheetData";
    // the bytes before the name that say which tag it is, with the longest prefix that anyone gives a namespace
    const BEFORE: usize = 64;
    let finder = memmem::Finder::new(NAME);
    let mut buffer = vec![0; 64 << 10];
    let mut kept = 0;
    loop {
        let count = part.read(&mut buffer[kept..])?;
        if count == 0 {
            return Ok(None);
        }
        let text = &buffer[..kept + count];
        let ends = |at: &usize| {
            let (before, after) = (&text[..*at], &text[at + NAME.len()..]);
            let start = before.iter().rposition(|byte| *byte == b'<').unwrap_or(before.len());
            let closes = before[start..].starts_with(b"</") && after.starts_with(b">");
            closes || (before[start..].starts_with(b"<") && after.starts_with(b"/>"))
        };
        if let Some(at) = finder.find_iter(text).find(ends) {
            let end = at + text[at..].iter().position(|byte| *byte == b'>').map_or(0, |end| end + 1);
            return Ok(Some(text[end..].to_vec()));
        }
        let keep = text.len().min(BEFORE + NAME.len());
        let length = text.len();
        buffer.copy_within(length - keep..length, 0);
        kept = keep;
    }
}

/// Names are found as the reader of the cells finds them: whatever their case.
fn position(zip: &Zip, part: &str) -> Option<usize> {
    let same = |name: &[u8]| String::from_utf8_lossy(name).replace('\\', "/").eq_ignore_ascii_case(part);
    zip.file_names_raw().position(same)
}

/// Shows every element of a part, as long as more are wanted; none of a part that is not there.
fn each(zip: &mut Zip, part: &str, show: &mut dyn FnMut(&BytesStart<'_>) -> Result<bool, Fault>) -> Result<(), Fault> {
    match position(zip, part) {
        Some(index) => elements(zip.by_index(index).map_err(zip_fault)?, show),
        None => Ok(()),
    }
}

/// Shows every element of a text, as long as more are wanted.
fn elements(text: impl Read, show: &mut dyn FnMut(&BytesStart<'_>) -> Result<bool, Fault>) -> Result<(), Fault> {
    let mut xml = Reader::from_reader(BufReader::with_capacity(64 << 10, Near::new(text)));
    xml.config_mut().check_end_names = false;
    xml.config_mut().allow_unmatched_ends = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(xml_fault)? {
            Event::Start(tag) | Event::Empty(tag) if !show(&tag)? => return Ok(()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// `B2:C5`; `None` for what is no range.
fn range(text: &str) -> Option<Merge> {
    let (first, last) = text.split_once(':')?;
    let ((first_column, first_row), (last_column, last_row)) = (cell(first)?, cell(last)?);
    Some(Merge { first_row, first_column, last_row, last_column })
}

/// `B2`, as column from 0 and row from 1.
fn cell(text: &str) -> Option<(usize, u32)> {
    let text = text.strip_prefix('$').unwrap_or(text);
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let (column, row) = text.split_at(letters);
    let column = column.bytes().fold(0, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'@'));
    let row = row.strip_prefix('$').unwrap_or(row);
    let is_number = row.bytes().all(|digit| digit.is_ascii_digit());
    Some((column - 1, row.parse().ok().filter(|_| is_number)?))
}

#[cfg(test)]
mod tests {
    use super::super::{Input, ReadError};
    use super::*;

    fn merge(first_row: u32, last_row: u32, first_column: usize, last_column: usize) -> Merge {
        Merge { first_row, first_column, last_row, last_column }
    }

    fn merges(bytes: &[u8]) -> Result<Vec<Vec<Merge>>, ReadError> {
        let input = Input::from_reader("a", &mut &*bytes)?;
        (0..input.sheets().len()).map(|sheet| input.merges(sheet)).collect()
    }

    #[test]
    fn ranges_are_read_as_people_write_them() {
        assert_eq!(range("B2:C5"), Some(merge(2, 5, 1, 2)));
        assert_eq!(range("$AA$1:xfd1048576"), Some(merge(1, 1_048_576, 26, 16_383)));
        for text in ["", "A1", "A:B", "1:2", "A1:B2:C3", "A1:B-2", "ABCD1:A2", "A1:B99999999999", "$:$"] {
            assert_eq!(range(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_range_is_dropped_and_the_rest_sorted() {
        let mut found = Merges::default();
        let given = [
            merge(5, 6, 0, 0),
            merge(3, 2, 0, 4),
            merge(2, 3, 4, 1),
            merge(1, 1, 2, 2),
            merge(2, 2, 1, 3),
            merge(5, 6, 0, 0),
        ];
        given.into_iter().for_each(|merge| found.add(merge).unwrap());
        assert_eq!(found.sorted(), [merge(2, 2, 1, 3), merge(5, 6, 0, 0)]);
    }

    #[test]
    fn a_written_workbook_gives_its_merges() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let format = rust_xlsxwriter::Format::new();
        book.add_worksheet().write_string(0, 0, "none here").unwrap();
        let sheet = book.add_worksheet().set_name("Hộ & người").unwrap();
        sheet.merge_range(4, 0, 6, 0, "b", &format).unwrap();
        sheet.merge_range(0, 1, 1, 3, "a", &format).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        assert_eq!(merges(&bytes).unwrap(), [vec![], vec![merge(1, 2, 1, 3), merge(5, 7, 0, 0)]]);
    }

    #[test]
    fn other_writers_are_read_too() {
        let calc = merges(include_bytes!("../../../tests/files/10-merged-cells.xlsx")).unwrap();
        let expected = [merge(2, 5, 0, 0), merge(2, 3, 1, 1), merge(4, 5, 1, 1), merge(6, 7, 0, 0), merge(6, 7, 1, 1)];
        assert_eq!(calc, [expected]);
        // an old workbook by xlwt: villages, and a note over two columns
        let old = merges(include_bytes!("../../../tests/files/10-merged-cells.xls")).unwrap();
        assert_eq!(old, [[merge(2, 3, 0, 0), merge(4, 5, 0, 0), merge(4, 4, 4, 5), merge(6, 7, 0, 0)]]);
    }

    /// Ranges that turn back, that name one cell, that are none, and one twice.
    #[test]
    fn hostile_ranges_do_no_harm() {
        let found = merges(include_bytes!("../../../tests/files/hostile-merges.xlsx")).unwrap();
        let last = 1_048_576;
        let expected = [merge(1, last, 5, 5), merge(2, 3, 1, 2), merge(3, 4, 2, 3), merge(9, last, 0, 16_383)];
        assert_eq!(found, [expected]);
    }

    #[test]
    fn a_text_file_has_none() {
        assert_eq!(merges(b"a,b\n1,2\n").unwrap(), [Vec::<Merge>::new()]);
    }
}
