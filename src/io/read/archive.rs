//! What one name on the command line opens: a file, or all tables in an archive. Writes nothing but unnamed temporary files,
//! so that names in an archive may be as they like.

use std::io::BufReader;
use std::path::Path;

use zip::CompressionMethod;

use super::detect::{self, Kind};
use super::error::{Fault, Lookalike, ReadError};
use super::expand::{MOST_FILES, Named};
use super::files_fault::FilesFault;
use super::input::Input;
use super::meter::Opening;
use super::source::{Bytes, Source};
use super::unpack::{Packing, Store, unpack};
use super::workbook::zip_fault;

/// What was opened under one name.
#[derive(Debug)]
pub struct OpenedFiles {
    /// One for a file; one for each table of an archive, by name.
    pub inputs: Vec<Input>,
    /// The names of other files in an archive.
    pub left_out: Vec<String>,
}

/// Opens a file, or each table of an archive; what kind it is, its bytes say. Tables of an archive are named
/// `archive.zip/hh.csv`; a file packed alone keeps the name it was given.
///
/// # Errors
/// Whatever [`Fault`] lists that shows without reading the rows, of the file or of any in an archive.
pub fn open_all(path: &Path) -> Result<OpenedFiles, ReadError> {
    open_counted(path, &Opening::default())
}

/// The same, and how much of the file was read for it is told meanwhile: what is packed is unpacked before it is read.
///
/// # Errors
/// As [`open_all`].
pub fn open_counted(path: &Path, opening: &Opening) -> Result<OpenedFiles, ReadError> {
    let name = path.display().to_string();
    let opened = match Source::path(path) {
        Ok(source) => open_first(&name, source, opening),
        Err(error) => Err(ReadError::io(&name, &error)),
    };
    opened.map_err(|error| match error.fault {
        Fault::NotASpreadsheet(_) | Fault::InUse | Fault::NoPermission
            if Named::of(&path.to_string_lossy()) == Named::Lock =>
        {
            ReadError::new(&name, Fault::LockFile)
        }
        _ => error,
    })
}

/// The same for standard input, under the name `-`. Text is read as it comes; what is packed, and workbooks, once all of it
/// came. Much of it is kept in a temporary file without a name.
///
/// # Errors
/// As [`open_all`]; nothing came.
pub fn open_stdin(opening: &Opening) -> Result<OpenedFiles, ReadError> {
    open_first(STDIN, Source::stdin(), opening).map_err(|error| match error.fault {
        Fault::Empty => ReadError::new(STDIN, Fault::NoInput),
        _ => error,
    })
}

fn open_first(name: &str, source: Source, opening: &Opening) -> Result<OpenedFiles, ReadError> {
    opening.begins(name, &source);
    let opened = open_source(name, source.clone().counted(opening.counter()));
    // what was unpacked of a file that changed is neither the one nor the other
    match source.changed() {
        Some(change) => Err(ReadError::new(name, Fault::Changed(change))),
        None => opened,
    }
}

/// The name of standard input.
pub const STDIN: &str = "-";

/// The same as [`open_counted`] for a file that was found in a folder. `None` if it holds no table though its name promised
/// one: an empty file, a text without columns, a page without a table.
///
/// # Errors
/// As [`open_all`].
pub fn open_found(path: &Path, opening: &Opening) -> Result<Option<OpenedFiles>, ReadError> {
    let named = Named::of(&path.to_string_lossy());
    match open_counted(path, opening) {
        Err(error) if holds_nothing(named, &error.fault) => Ok(None),
        Ok(opened) if named == Named::Table && opened.inputs.iter().all(Input::is_prose) => Ok(None),
        opened => opened.map(Some),
    }
}

/// Whether a file among others is no table for this reason.
fn holds_nothing(named: Named, fault: &Fault) -> bool {
    match fault {
        Fault::Empty => true,
        Fault::NotASpreadsheet(Lookalike::Html | Lookalike::Xml | Lookalike::Frames) | Fault::NoSheet => {
            named == Named::Markup
        }
        _ => false,
    }
}

/// The same for bytes that may have no path.
pub(super) fn open_source(name: &str, source: Source) -> Result<OpenedFiles, ReadError> {
    let at_fault = |fault| ReadError::new(name, fault);
    let head = source.head(detect::HEAD).map_err(|error| ReadError::io(name, &error))?;
    let one = if let Some(packing) = Packing::of(&head) {
        let stored = source.length().map_err(|error| ReadError::io(name, &error))?;
        unpack(&source, packing).and_then(|inner| Input::of(name, inner, Some(stored)).map_err(nested))
    } else if detect::kind(&head) == Ok(Kind::Zip)
        && let Some(zip) = archive(&source)
    {
        return open_zip(name, &source, zip);
    } else {
        Input::of(name, source, None)
    };
    Ok(OpenedFiles { inputs: vec![one.map_err(at_fault)?], left_out: Vec::new() })
}

/// A packed file that is packed once more.
fn nested(fault: Fault) -> Fault {
    match fault {
        Fault::NotASpreadsheet(Lookalike::Archive) => Fault::Files(FilesFault::Nested),
        other => other,
    }
}

type Zip = zip::ZipArchive<BufReader<Bytes>>;

/// The zip, if it is no workbook or document. One that cannot be opened is none either, and is reported as a workbook is.
fn archive(source: &Source) -> Option<Zip> {
    let mut zip = zip::ZipArchive::new(BufReader::new(source.open().ok()?)).ok()?;
    if detect::packed(&mut zip) == Err(Fault::NotASpreadsheet(Lookalike::Archive)) {
        return Some(zip);
    }
    // Workbooks and documents say what they are made of; folders called `word` or `worksheets` do not.
    let mut tables = false;
    for name in zip.file_names_raw() {
        let name = String::from_utf8_lossy(name).to_lowercase();
        if name == "[content_types].xml" || name == "mimetype" {
            return None;
        }
        tables |= Named::of(&name) == Named::Table;
    }
    tables.then_some(zip)
}

fn open_zip(archive: &str, source: &Source, mut zip: Zip) -> Result<OpenedFiles, ReadError> {
    let at_fault = |fault| ReadError::new(archive, fault);
    if zip.len() > MOST_FILES {
        return Err(at_fault(Fault::Files(FilesFault::TooManyFiles { most: MOST_FILES })));
    }
    let mut two_of_one_name = zip.has_duplicate_names();
    let (mut tables, mut left_out) = (Vec::new(), Vec::new());
    for index in 0..zip.len() {
        let entry = zip.by_index_data(index).map_err(|error| at_fault(zip_fault(error)))?;
        if entry.is_dir() {
            continue;
        }
        let name = entry_name(entry.name_raw(), entry.name().ok().as_deref());
        let full = format!("{archive}/{name}");
        let fault = |fault| Err(ReadError::new(&full, Fault::Files(fault)));
        match Named::of(&name) {
            Named::Archive | Named::ForeignArchive | Named::Packed => return fault(FilesFault::Nested),
            named @ (Named::Table | Named::Markup) if !entry.is_symlink() => {
                if entry.encrypted() {
                    return fault(FilesFault::Password);
                }
                if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
                    return fault(FilesFault::UnknownMethod);
                }
                tables.push((name, index, named));
            }
            _ => left_out.push(name),
        }
    }
    tables.sort_unstable();
    two_of_one_name |= tables.windows(2).any(|pair| pair[0].0 == pair[1].0);
    if two_of_one_name {
        return Err(at_fault(Fault::Files(FilesFault::TwoOfOneName)));
    }
    if tables.is_empty() {
        return Err(at_fault(Fault::Files(FilesFault::NothingInArchive)));
    }
    let mut store = Store::new(source.length().map_err(|error| ReadError::io(archive, &error))?);
    let mut inputs = Vec::new();
    for (short, index, named) in tables {
        let name = format!("{archive}/{short}");
        let mut entry = zip.by_index(index).map_err(|error| ReadError::new(&name, zip_fault(error)))?;
        let stored = Some(entry.compressed_size());
        let input = store.take(&mut entry).and_then(|inner| Input::of(&name, inner, stored).map_err(nested));
        match input {
            Ok(input) if input.is_prose() => left_out.push(short),
            Ok(input) => inputs.push(input),
            Err(fault) if holds_nothing(named, &fault) => left_out.push(short),
            Err(fault) => return Err(ReadError::new(&name, fault)),
        }
    }
    if inputs.is_empty() {
        return Err(at_fault(Fault::Files(FilesFault::NothingInArchive)));
    }
    left_out.sort_unstable();
    Ok(OpenedFiles { inputs, left_out })
}

/// A name in an archive as people may see it: many programs write UTF-8 and do not say so, some write `\`, and what a
/// terminal would obey is taken out.
fn entry_name(raw: &[u8], decoded: Option<&str>) -> String {
    let name = match (std::str::from_utf8(raw), decoded) {
        (Ok(name), _) | (Err(_), Some(name)) => name.to_owned(),
        (Err(_), None) => String::from_utf8_lossy(raw).into_owned(),
    };
    let safe = |c: char| match c {
        '\\' => '/',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    name.chars().map(safe).collect()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::io::read::{Cell, Row};

    fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in entries {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(content).unwrap();
        packer.finish().unwrap()
    }

    fn open(bytes: &[u8]) -> Result<OpenedFiles, ReadError> {
        open_source("a.zip", Source::Memory(bytes.into()))
    }

    fn files_fault(bytes: &[u8]) -> (String, FilesFault) {
        let error = open(bytes).unwrap_err();
        match error.fault {
            Fault::Files(fault) => (error.file, fault),
            _ => panic!("{error}"),
        }
    }

    fn first_cell(input: &Input) -> String {
        let mut row = Row::default();
        assert!(input.rows(0).unwrap().read(&mut row).unwrap());
        match row.cell(0) {
            Cell::Text(text) => text.to_owned(),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn every_table_of_an_archive_is_an_input() {
        let opened = open(&zip_of(&[
            ("xã/b.CSV", b"b,c\n1,2\n"),
            ("a.tab", b"a\tc\n1\t2\n"),
            ("..\\..\\c.csv", b"c,c\n1,2\n"),
            ("__MACOSX/xã/._b.csv", b"\0\x05"),
            ("xã/.DS_Store", b"\0"),
            ("~$a.xlsx", b"\x05"),
            ("photo\u{1b}[31m.jpg", b"\xFF\xD8\xFF"),
            ("Questionnaire/content.zip", b"PK\x05\x06"),
            ("export__readme.txt", b"of the export"),
        ]))
        .unwrap();
        let names: Vec<_> = opened.inputs.iter().map(Input::name).collect();
        assert_eq!(names, ["a.zip/../../c.csv", "a.zip/a.tab", "a.zip/xã/b.CSV"]);
        assert_eq!(opened.inputs.iter().map(first_cell).collect::<Vec<_>>(), ["c", "a", "b"]);
        let left_out = [
            "Questionnaire/content.zip",
            "__MACOSX/xã/._b.csv",
            "export__readme.txt",
            "photo\u{fffd}[31m.jpg",
            "xã/.DS_Store",
            "~$a.xlsx",
        ];
        assert_eq!(opened.left_out, left_out);
    }

    #[test]
    fn folders_in_an_archive_may_be_called_as_in_workbooks() {
        for folder in ["worksheets", "word", "ppt"] {
            let opened = open(&zip_of(&[(&format!("{folder}/a.csv"), b"a,b\n1,2\n")])).unwrap();
            assert_eq!(opened.inputs[0].name(), format!("a.zip/{folder}/a.csv"));
        }
    }

    #[test]
    fn what_is_packed_alone_keeps_its_name() {
        let opened = open_source("h.csv.gz", Source::Memory(gzip(b"a,b\n1,2\n").into())).unwrap();
        assert_eq!((opened.inputs.len(), opened.inputs[0].name()), (1, "h.csv.gz"));
        assert_eq!(first_cell(&opened.inputs[0]), "a");
        let csv = Input::from_reader("-", &mut gzip(b"a,b\n1,2\n").as_slice()).unwrap();
        assert_eq!((csv.name(), first_cell(&csv).as_str()), ("-", "a"));
    }

    #[test]
    fn a_single_file_is_not_several() {
        let one = zip_of(&[("a.csv", b"a,b\n1,2\n"), ("a.pdf", b"%PDF")]);
        assert_eq!(Input::from_reader("a.zip", &mut one.as_slice()).unwrap().name(), "a.zip/a.csv");
        let two = zip_of(&[("a.csv", b"a,b\n1,2\n"), ("b.csv", b"a,b\n1,2\n")]);
        let fault = Input::from_reader("a.zip", &mut two.as_slice()).unwrap_err().fault;
        assert_eq!(fault, Fault::Files(FilesFault::SeveralFiles { files: 2 }));
    }

    #[test]
    fn what_is_not_read_is_said() {
        let csv = b"a,b\n1,2\n".as_slice();
        let inner = zip_of(&[("a.csv", csv)]);
        let nested = |file: &str| (file.to_owned(), FilesFault::Nested);
        assert_eq!(files_fault(&zip_of(&[("b.csv", csv), ("a.zip", &inner)])), nested("a.zip/a.zip"));
        assert_eq!(files_fault(&zip_of(&[("a.csv", &inner)])), nested("a.zip/a.csv"));
        assert_eq!(files_fault(&zip_of(&[("a.csv", &gzip(csv))])), nested("a.zip/a.csv"));
        assert_eq!(files_fault(&zip_of(&[("a.csv.gz", &gzip(csv))])), nested("a.zip/a.csv.gz"));
        assert_eq!(files_fault(&gzip(&inner)), nested("a.zip"));
        assert_eq!(files_fault(&gzip(&gzip(csv))), nested("a.zip"));
        let nothing = ("a.zip".to_owned(), FilesFault::NothingInArchive);
        assert_eq!(files_fault(&zip_of(&[("a.png", b"\x89PNG")])), nothing);
        assert_eq!(files_fault(&zip_of(&[])), nothing);
        let same = zip_of(&[("x/a.csv", csv), ("x\\a.csv", csv)]);
        assert_eq!(files_fault(&same).1, FilesFault::TwoOfOneName);
        assert_eq!(files_fault(&zip_of(&[("a.csv", b"")])), nothing);
        let error = open(&zip_of(&[("a.csv", csv), ("b.csv", b"%PDF-1.7")])).unwrap_err();
        assert_eq!((error.file.as_str(), &error.fault), ("a.zip/b.csv", &Fault::NotASpreadsheet(Lookalike::Pdf)));
    }

    #[test]
    fn stray_files_are_left_out() {
        let page = "<html><table><tr><td>c<td>d<tr><td>1<td>2</table></html>".as_bytes();
        let opened = open(&zip_of(&[
            ("a.csv", b"a,b\n1,2\n"),
            ("ghi chu.txt", "Đọc kỹ hướng dẫn trước khi dùng.\n".as_bytes()),
            ("trong.txt", b" \n"),
            ("trong.csv", b""),
            ("b.htm", page),
            ("c.html", b"<html><p>x</p></html>"),
            ("d.xml", b"<?xml version='1.0'?><a/>"),
            ("e.txt", b"a\tb\n1\t2\n"),
        ]))
        .unwrap();
        let names: Vec<_> = opened.inputs.iter().map(Input::name).collect();
        assert_eq!(names, ["a.zip/a.csv", "a.zip/b.htm", "a.zip/e.txt"]);
        assert_eq!(opened.left_out, ["c.html", "d.xml", "ghi chu.txt", "trong.csv", "trong.txt"]);
    }

    #[test]
    fn an_entry_with_a_password_is_named() {
        let mut bytes = zip_of(&[("a.csv", b"a,b\n1,2\n")]);
        // The flag stands in the entry's own head and in the list at the end.
        bytes[6] |= 1;
        let list = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
        bytes[list + 8] |= 1;
        assert_eq!(files_fault(&bytes), ("a.zip/a.csv".to_owned(), FilesFault::Password));
    }

    #[test]
    fn damage_in_an_archive_is_told() {
        let whole = zip_of(&[("a.csv", b"ma_ho,xa\nH01,A\n")]);
        let at = whole.windows(5).position(|five| five == b"a.csv").unwrap() + 5;
        for (byte, change) in [(at, 0xFF), (at + 3, 0x10)] {
            let mut bytes = whole.clone();
            bytes[byte] ^= change;
            let error = open(&bytes).unwrap_err();
            assert!(matches!(error.fault, Fault::Damaged(_) | Fault::Truncated), "{error}");
        }
        assert_eq!(open(&whole[..whole.len() / 2]).unwrap_err().fault, Fault::Truncated);
    }
}
