//! Which character separates the columns of a text file, from its first lines. Reads no files.

/// The characters that may separate columns, the usual one first.
const CANDIDATES: [u8; 3] = [b',', b';', b'\t'];

/// How many records are looked at.
const RECORDS: usize = 500;

/// A line `sep=;` at the very beginning, as Excel writes and reads it: the separator, and the length of the line with its
/// line end.
pub(super) fn declared(text: &[u8]) -> Option<(u8, usize)> {
    let end = text.iter().position(|&byte| byte == b'\n' || byte == b'\r')?;
    let line = &text[..end];
    let line = line.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(line);
    let [s, e, p, b'=', separator] = line else { return None };
    if ![*s, *e, *p].eq_ignore_ascii_case(b"sep") || !separator.is_ascii() || *separator == b'"' {
        return None;
    }
    let ending = if text[end..].starts_with(b"\r\n") { 2 } else { 1 };
    Some((*separator, end + ending))
}

/// How well a candidate cuts the text.
#[derive(Clone, Copy)]
struct Fit {
    separator: u8,
    /// How many columns most records have; a record with one column says nothing.
    columns: usize,
    /// How many records have that many columns.
    records: usize,
}

/// The separator of a text of which `sample` is the beginning, or all of it if `complete`: the one that cuts most records
/// into the same number of columns. A text in which nothing separates has one column, and a comma separates it.
///
/// # Errors
/// Two candidates that fit equally well.
pub(super) fn guess(sample: &[u8], complete: bool) -> Result<u8, (u8, u8)> {
    let mut fits: Vec<Fit> = CANDIDATES.iter().filter_map(|&separator| fit(sample, complete, separator)).collect();
    fits.sort_by_key(|fit| std::cmp::Reverse((fit.records, fit.columns)));
    match fits.as_slice() {
        [] => Ok(b','),
        // Twice the columns is more than commas in every name or decimal commas explain.
        [best, next, ..] if best.records == next.records && best.columns - 1 < 2 * (next.columns - 1) => {
            Err((best.separator.min(next.separator), best.separator.max(next.separator)))
        }
        [best, ..] => Ok(best.separator),
    }
}

fn fit(sample: &[u8], complete: bool, separator: u8) -> Option<Fit> {
    let mut reader =
        ::csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(sample);
    let mut record = ::csv::ByteRecord::new();
    let mut widths = Vec::new();
    while widths.len() < RECORDS && reader.read_byte_record(&mut record).unwrap_or(false) {
        widths.push(record.len());
    }
    if !complete && widths.len() < RECORDS {
        widths.pop();
    }
    widths.retain(|&width| width > 1);
    widths.sort_unstable();
    widths
        .chunk_by(|a, b| a == b)
        .map(|same| Fit { separator, columns: same[0], records: same.len() })
        .max_by_key(|fit| (fit.records, fit.columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Result<u8, (u8, u8)> {
        guess(text.as_bytes(), true)
    }

    #[test]
    fn finds_the_usual_ones() {
        assert_eq!(whole("a,b,c\n1,2,3\n"), Ok(b','));
        assert_eq!(whole("a;b;c\n1;2,5;3,5\n"), Ok(b';'));
        assert_eq!(whole("a\tb\n1,5\t2\n"), Ok(b'\t'));
        assert_eq!(whole("Xã Chiềng Hặc, huyện Yên Châu\n\nMã hộ;Tên;DT\n1;A;45,5\n2;B;30,0\n"), Ok(b';'));
    }

    #[test]
    fn respects_quotes() {
        assert_eq!(whole("a;\"x,y,z\"\nb;\"x,y,z\"\n\"c\n,,\";d\n"), Ok(b';'));
    }

    #[test]
    fn one_column_has_no_separator() {
        assert_eq!(whole("Tên\nAn\nBình\n"), Ok(b','));
        assert_eq!(whole(""), Ok(b','));
    }

    #[test]
    fn does_not_choose_between_equals() {
        assert_eq!(whole("a,b;c\n1,2;3\n"), Err((b',', b';')));
        assert_eq!(whole("a,b;c;d\n1,2;3;4\n"), Ok(b';'));
    }

    #[test]
    fn drops_a_cut_record() {
        assert_eq!(guess(b"a;b,c;d\n1;2;3\n4;5,", false), Ok(b';'));
    }

    #[test]
    fn reads_the_declaration() {
        assert_eq!(declared(b"sep=;\r\na;b"), Some((b';', 7)));
        assert_eq!(declared(b"SEP=|\na"), Some((b'|', 6)));
        assert_eq!(declared(b"\"sep=,\"\na"), Some((b',', 8)));
        assert_eq!(declared(b"sep=;"), None);
        assert_eq!(declared(b"sepal\n"), None);
    }
}
