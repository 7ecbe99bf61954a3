//! What a file is, by its bytes and never by its name. Opens nothing but the list of names in a zip.

use std::io::{Read, Seek};

use super::error::{Fault, Lookalike};
use super::text::{Encoding, Utf8};

/// How many bytes [`kind`] wants to see.
pub(super) const HEAD: u64 = 8 << 10;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// A web page, which may hold tables.
    Html,
    /// An Excel 2003 XML table.
    Xml2003,
    Zip,
    /// The container of `.xls`, and of encrypted workbooks of every kind.
    Ole,
}

/// From the first bytes.
pub(super) fn kind(head: &[u8]) -> Result<Kind, Fault> {
    const SIGNATURES: &[(&[u8], Lookalike)] = &[
        (b"%PDF", Lookalike::Pdf),
        (b"\x89PNG\r\n\x1a\n", Lookalike::Image),
        (b"\xFF\xD8\xFF", Lookalike::Image),
        (b"GIF87a", Lookalike::Image),
        (b"GIF89a", Lookalike::Image),
        (b"II*\0", Lookalike::Image),
        (b"MM\0*", Lookalike::Image),
        (b"{\\rtf", Lookalike::Document),
        (b"\x1F\x8B", Lookalike::Archive),
        (b"7z\xBC\xAF\x27\x1C", Lookalike::Archive),
        (b"Rar!\x1A\x07", Lookalike::Archive),
        (b"\x28\xB5\x2F\xFD", Lookalike::Archive),
        (b"BZh", Lookalike::Archive),
        (b"\xFD7zXZ\0", Lookalike::Archive),
        (b"SQLite format 3\0", Lookalike::Database),
        (b"\0\x01\0\0Standard ", Lookalike::Database),
        (b"PAR1", Lookalike::Database),
    ];
    if head.is_empty() {
        return Err(Fault::Empty);
    }
    // Programs that send workbooks over the web often send an empty line before them.
    let zip = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if zip.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") || head.starts_with(b"PK\x07\x08") {
        return Ok(Kind::Zip);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(Kind::Ole);
    }
    if let Some((_, what)) = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)) {
        return Err(Fault::NotASpreadsheet(*what));
    }
    // Excel before 1993 wrote its records without a container.
    if let [9, 0 | 2 | 4, 4 | 6 | 8, 0, ..] = head {
        return Err(Fault::NotASpreadsheet(Lookalike::OldOffice));
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Err(Fault::NotASpreadsheet(Lookalike::Image));
    }
    let (encoding, mark) = Encoding::of(head);
    if encoding == Encoding::Utf8 && head[mark..].contains(&0) {
        return Err(binary(&head[mark..]));
    }
    let mut text = Vec::new();
    // The head may end amid a character, which is nothing to markup.
    let _ = Utf8::new(&head[mark..], encoding).read_to_end(&mut text);
    markup(&text)
}

/// A file with zero bytes in it: Latin letters in UTF-16 have one in every second place.
fn binary(bytes: &[u8]) -> Fault {
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let most = bytes.len() / 4;
    if bytes.len() >= 4 && (zeros(0) > most && zeros(1) == 0 || zeros(1) > most && zeros(0) == 0) {
        Fault::UnmarkedUtf16
    } else {
        Fault::NotASpreadsheet(Lookalike::Unknown)
    }
}

/// What a text is by its first tag.
fn markup(text: &[u8]) -> Result<Kind, Fault> {
    const HTML: [&str; 18] = [
        "<!doctype html",
        "<html",
        "<head",
        "<meta",
        "<style",
        "<table",
        "<body",
        "<div",
        "<!--",
        "<title",
        "<script",
        "<link",
        "<center",
        "<font",
        "<tr",
        "<thead",
        "<tbody",
        "<form",
    ];
    let text = String::from_utf8_lossy(text.trim_ascii_start()).to_lowercase();
    let declared = text.starts_with("<?xml") || text.starts_with("<?mso-application") || text.starts_with("<workbook");
    if declared && text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        Ok(Kind::Xml2003)
    } else if HTML.iter().any(|tag| text.starts_with(tag)) || declared && text.contains("<html") {
        Ok(Kind::Html)
    } else if text.starts_with("<?xml") {
        Err(Fault::NotASpreadsheet(Lookalike::Xml))
    } else if text.starts_with("mime-version:") && text.contains("text/html") {
        Err(Fault::NotASpreadsheet(Lookalike::WebArchive))
    } else {
        Ok(Kind::Text)
    }
}

/// A kind of workbook in a zip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packed {
    Xlsx,
    Xlsb,
    Ods,
}

/// From what a zip holds.
pub(super) fn packed<R: Read + Seek>(zip: &mut zip::ZipArchive<R>) -> Result<Packed, Fault> {
    let names: Vec<String> =
        zip.file_names().filter_map(|name| Some(name.ok()?.to_lowercase().replace('\\', "/"))).collect();
    let any = |wanted: &dyn Fn(&str) -> bool| names.iter().any(|name| wanted(name));
    if any(&|name| name.ends_with("workbook.bin")) {
        return Ok(Packed::Xlsb);
    }
    if any(&|name| name.contains("worksheets/")) || any(&|name| name.ends_with("workbook.xml")) {
        return Ok(Packed::Xlsx);
    }
    if any(&|name| name.starts_with("word/")) {
        return Err(Fault::NotASpreadsheet(Lookalike::Document));
    }
    if any(&|name| name.starts_with("ppt/")) {
        return Err(Fault::NotASpreadsheet(Lookalike::Slides));
    }
    let mut mime = String::new();
    if let Ok(entry) = zip.by_name("mimetype") {
        // What is not text there is not the word looked for either.
        let _ = entry.take(100).read_to_string(&mut mime);
    }
    match mime.trim().strip_prefix("application/vnd.oasis.opendocument.") {
        Some(kind) if kind.starts_with("spreadsheet") => Ok(Packed::Ods),
        Some("presentation") => Err(Fault::NotASpreadsheet(Lookalike::Slides)),
        Some(_) => Err(Fault::NotASpreadsheet(Lookalike::Document)),
        None => Err(Fault::NotASpreadsheet(Lookalike::Archive)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_say_what_a_file_is() {
        let not = |what| Err(Fault::NotASpreadsheet(what));
        let cases: &[(&[u8], Result<Kind, Fault>)] = &[
            (b"", Err(Fault::Empty)),
            (b"a,b\n", Ok(Kind::Text)),
            ("\u{feff}mã hộ;tên".as_bytes(), Ok(Kind::Text)),
            (b"\xFF\xFEa\0", Ok(Kind::Text)),
            (b"PK\x03\x04....", Ok(Kind::Zip)),
            (b"\r\nPK\x03\x04....", Ok(Kind::Zip)),
            (b"\xEF\xBB\xBFPK\x03\x04....", Ok(Kind::Zip)),
            (b"%PDF-1.7", not(Lookalike::Pdf)),
            (b"\x89PNG\r\n\x1a\n....", not(Lookalike::Image)),
            (b"\n <HTML><table>", Ok(Kind::Html)),
            (b"\xFF\xFE<\0t\0a\0b\0l\0e\0>\0", Ok(Kind::Html)),
            (b"MIME-Version: 1.0\r\nContent-Type: text/html", not(Lookalike::WebArchive)),
            (b"<?xml version='1.0'?><a/>", not(Lookalike::Xml)),
            (
                b"<?xml version='1.0'?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                Ok(Kind::Xml2003),
            ),
            (b"a\0b\0\n\0", Err(Fault::UnmarkedUtf16)),
            (b"a\0;\0b\0\r\0\n\0", Ok(Kind::Text)),
            (b"\0a\0;\0b\0\r\0\n", Ok(Kind::Text)),
            (b"a\0;\0b\0\x01\0\n\0", Err(Fault::UnmarkedUtf16)),
            (b"\x01\x02\0\0\0\x07", not(Lookalike::Unknown)),
            (b"\x1F\x8B\x08", not(Lookalike::Archive)),
        ];
        for (bytes, expected) in cases {
            assert_eq!(&kind(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
