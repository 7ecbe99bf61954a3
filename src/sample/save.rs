//! A made-up survey in files whose names say the form. Every file is written whole or left as it was.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::XlsxError;

use crate::io::write::{Output, Place, WriteError};
use crate::survey::codebook::Codebook;

use super::{Error, Options, Way, Written, write_csv, write_xlsx};

/// What was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Rows made up.
    pub rows: Written,
    /// The files, in the order in which a person would name them to the program.
    pub files: Vec<PathBuf>,
}

/// The files that [`save`] writes to for a path. `x.xlsx` is a workbook; `x.csv` is `x-households.csv` and
/// `x-members.csv`, or `x.csv` itself for a survey without members; anything else is a folder with `households.csv` and
/// `members.csv`.
pub fn files(to: &Path, way: Way) -> Vec<PathBuf> {
    let extension = to.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    let both = |households, members| if way == Way::Raw { vec![households, members] } else { vec![households] };
    match extension.as_deref() {
        Some("xlsx") => vec![to.to_path_buf()],
        Some("csv") if way != Way::Raw => vec![to.to_path_buf()],
        Some("csv") => {
            let beside = |what: &str| {
                let mut name = to.file_stem().unwrap_or_default().to_os_string();
                name.push(what);
                to.with_file_name(name)
            };
            both(beside("-households.csv"), beside("-members.csv"))
        }
        _ => both(to.join("households.csv"), to.join("members.csv")),
    }
}

/// Makes up a survey and saves it in the [`files`] that the path stands for. A folder is made where there is none.
///
/// # Errors
/// As [`super::generate`], and [`Error::Output`] where a file cannot be written. Files take their place only after every
/// row is made up.
pub fn save(codebook: &Codebook, options: &Options, to: &Path) -> Result<Saved, Error> {
    write(codebook, options, to).map_err(|error| placed(error, to))
}

/// An error of the system under the name that was given, whichever library it came through.
fn placed(error: Error, to: &Path) -> Error {
    let source = match error {
        Error::Csv(error) if error.is_io_error() => match error.into_kind() {
            csv::ErrorKind::Io(source) => source,
            _ => std::io::Error::other("the csv rows could not be passed on"),
        },
        Error::Io(source) | Error::Workbook(XlsxError::IoError(source)) => source,
        other => return other,
    };
    Error::Output(WriteError::io(Place::File(to.to_path_buf()), source))
}

fn write(codebook: &Codebook, options: &Options, to: &Path) -> Result<Saved, Error> {
    let files = files(to, options.way);
    let is_folder = files.iter().all(|file| file.parent() == Some(to));
    if is_folder && !to.exists() {
        crate::io::create_folder(to)?;
    }
    let open = |file: &PathBuf| Output::file::<&Path>(file, &[]);
    let rows = match &files[..] {
        [workbook] if workbook.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) => {
            let mut output = open(workbook)?;
            let rows = write_xlsx(codebook, options, &mut output)?;
            output.finish()?;
            rows
        }
        [households] => {
            let mut output = open(households)?;
            let rows = write_csv(codebook, options, &mut output, std::io::sink())?;
            output.finish()?;
            rows
        }
        [households, members, ..] => {
            let (mut households, mut members) = (open(households)?, open(members)?);
            let rows = write_csv(codebook, options, &mut households, &mut members)?;
            households.finish()?;
            members.finish()?;
            rows
        }
        [] => Written::default(),
    };
    Ok(Saved { rows, files })
}

#[cfg(test)]
mod tests {
    use super::super::tests::codebook;
    use super::*;

    #[test]
    fn a_path_says_which_files() {
        for (to, way, expected) in [
            ("a/x.xlsx", Way::Raw, vec!["a/x.xlsx"]),
            ("a/x.XLSX", Way::Points, vec!["a/x.XLSX"]),
            ("a/x.csv", Way::Raw, vec!["a/x-households.csv", "a/x-members.csv"]),
            ("x.csv", Way::Recorded, vec!["x.csv"]),
            ("a.b/c", Way::Raw, vec!["a.b/c/households.csv", "a.b/c/members.csv"]),
            ("folder", Way::Points, vec!["folder/households.csv"]),
        ] {
            assert_eq!(files(Path::new(to), way), expected.into_iter().map(PathBuf::from).collect::<Vec<_>>());
        }
    }

    #[test]
    fn files_are_whole_or_as_they_were() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = Options { households: 20, ..Options::default() };
        let saved = save(&codebook(), &options, &folder.path().join("new/survey")).expect("saved");
        assert_eq!(saved.rows.households, 20);
        assert!(saved.files.len() == 2 && saved.files.iter().all(|file| file.is_file()));
        let before = saved.files[0].metadata().expect("a file").len();

        let impossible = Options { review_year: 1000, ..options.clone() };
        save(&codebook(), &impossible, &folder.path().join("new/survey")).expect_err("refused");
        assert_eq!(saved.files[0].metadata().expect("a file").len(), before);
        assert_eq!(folder.path().join("new/survey").read_dir().expect("a folder").count(), 2);

        save(&codebook(), &options, &folder.path().join("x.xlsx")).expect("saved");
        save(&codebook(), &Options { way: Way::Points, ..options.clone() }, &folder.path().join("x.csv"))
            .expect("saved");
        let error = save(&codebook(), &options, &folder.path().join("none/x.xlsx")).expect_err("no folder");
        assert!(matches!(error, Error::Output(WriteError::NoDirectory { .. })), "{error}");
    }
}
