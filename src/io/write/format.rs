//! The names of the output formats, and which one a file's name means.

use std::path::Path;
use std::str::FromStr;

use super::WriteError;

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Aligned text for a terminal.
    Table,
    /// Comma-separated values, UTF-8, one table.
    Csv,
    /// An array of objects; an object of such arrays for several tables.
    Json,
    /// An object a line, one table.
    Jsonl,
    /// Markdown tables.
    Markdown,
    /// An Excel workbook, a sheet a table.
    Xlsx,
}

impl Format {
    /// Every format, in the order of help texts.
    pub const ALL: [Format; 6] =
        [Format::Table, Format::Csv, Format::Json, Format::Jsonl, Format::Markdown, Format::Xlsx];

    /// The format's machine name, as `--format` takes it.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Markdown => "markdown",
            Format::Xlsx => "xlsx",
        }
    }

    /// The format that a file's extension means: `.txt`, `.csv`, `.json`, `.jsonl`, `.ndjson`, `.md`, `.markdown`, `.xlsx`
    /// in any case; `None` for others.
    pub fn from_path(path: &Path) -> Option<Format> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(Format::Table),
            "csv" => Some(Format::Csv),
            "json" => Some(Format::Json),
            "jsonl" | "ndjson" => Some(Format::Jsonl),
            "md" | "markdown" => Some(Format::Markdown),
            "xlsx" => Some(Format::Xlsx),
            _ => None,
        }
    }

    /// The format for `--format` and `-o` as typed: the one named, else the one of the extension, else `default` for
    /// standard output (no path, or `-`).
    ///
    /// # Errors
    /// [`WriteError::UnknownExtension`] without a named format; [`WriteError::FormatMismatch`] where the name is another
    /// format's, so that no workbook comes out that Excel cannot open.
    pub fn choose(named: Option<Format>, path: Option<&Path>, default: Format) -> Result<Format, WriteError> {
        let path = path.filter(|path| *path != Path::new("-"));
        match (named, path, path.and_then(Format::from_path)) {
            (Some(named), Some(path), Some(meant)) if named != meant => {
                Err(WriteError::FormatMismatch { path: path.to_path_buf(), named, meant })
            }
            (Some(named), _, _) => Ok(named),
            (None, Some(_), Some(meant)) => Ok(meant),
            (None, Some(path), None) => Err(WriteError::UnknownExtension(path.to_path_buf())),
            (None, None, _) => Ok(default),
        }
    }

    /// Whether people read it, so that titles take the place of machine names.
    pub const fn is_for_people(self) -> bool {
        matches!(self, Format::Table | Format::Markdown | Format::Xlsx)
    }

    /// Whether it can hold several tables.
    pub const fn holds_several(self) -> bool {
        !matches!(self, Format::Csv | Format::Jsonl)
    }

    /// Whether its bytes are no text, so that they do not belong on a terminal.
    pub const fn is_binary(self) -> bool {
        matches!(self, Format::Xlsx)
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = WriteError;

    /// The format with that machine name.
    fn from_str(name: &str) -> Result<Format, WriteError> {
        Format::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or_else(|| WriteError::UnknownFormat(String::from(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_extensions() {
        for format in Format::ALL {
            assert_eq!(format.name().parse::<Format>().ok(), Some(format));
        }
        assert!("CSV".parse::<Format>().is_err());
        for (path, format) in [
            ("a.csv", Some(Format::Csv)),
            ("thư mục/a.b.XLSX", Some(Format::Xlsx)),
            ("a.jsonl", Some(Format::Jsonl)),
            ("a.md", Some(Format::Markdown)),
            ("a.txt", Some(Format::Table)),
            ("a.xls", None),
            ("csv", None),
        ] {
            assert_eq!(Format::from_path(Path::new(path)), format, "{path}");
        }
    }

    #[test]
    fn the_named_format_and_the_extension_must_agree() {
        let choose = |named, path: Option<&str>| Format::choose(named, path.map(Path::new), Format::Table);
        assert_eq!(choose(None, None).ok(), Some(Format::Table));
        assert_eq!(choose(None, Some("-")).ok(), Some(Format::Table));
        assert_eq!(choose(Some(Format::Csv), Some("-")).ok(), Some(Format::Csv));
        assert_eq!(choose(None, Some("a.xlsx")).ok(), Some(Format::Xlsx));
        assert_eq!(choose(Some(Format::Csv), Some("/dev/null")).ok(), Some(Format::Csv));
        assert!(matches!(choose(Some(Format::Csv), Some("a.xlsx")), Err(WriteError::FormatMismatch { .. })));
        assert!(matches!(choose(None, Some("a.xls")), Err(WriteError::UnknownExtension(_))));
    }
}
