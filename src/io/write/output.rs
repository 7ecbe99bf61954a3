//! Where bytes go: standard output, or a file that is whole or left as it was.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Stdout, Write};
use std::path::{Path, PathBuf};

use crate::io::digest::Digest;

use super::unfinished::Unfinished;
use super::{Place, WriteError};

const BUFFER: usize = 1 << 16;

/// An open output. Write to it, then [`finish`](Output::finish). A file is written under another name beside its place and
/// takes it when finished; dropped before that, what was there stays and nothing else is left.
pub struct Output {
    place: Place,
    target: Target,
    digest: Option<Digest>,
}

enum Target {
    Stdout(BufWriter<Stdout>),
    /// A pipe or device: written to as it is, for there is nothing to replace.
    Device(BufWriter<File>),
    File {
        temporary: BufWriter<Unfinished>,
        /// The file itself where the name is a link to it.
        target: PathBuf,
    },
    /// Not kept.
    Nowhere,
    #[cfg(test)]
    Other(Box<dyn Write + Send>),
}

impl Output {
    /// Standard output.
    pub fn stdout() -> Output {
        Output::on(Place::Stdout, Target::Stdout(BufWriter::with_capacity(BUFFER, io::stdout())))
    }

    /// Standard output for no path or `-`, else the file, checked as [`Output::file`] does.
    ///
    /// # Errors
    /// As [`Output::file`].
    pub fn open<P: AsRef<Path>>(path: Option<&Path>, inputs: &[P]) -> Result<Output, WriteError> {
        match path {
            None => Ok(Output::stdout()),
            Some(path) if path == Path::new("-") => Ok(Output::stdout()),
            Some(path) => Output::file(path, inputs),
        }
    }

    /// A file, found writable before any work is done. `inputs` are the files read, none of which may be written over.
    ///
    /// # Errors
    /// The path is a folder, lies in none that exists, is one of the inputs or read-only; no file can be made in its folder.
    pub fn file<P: AsRef<Path>>(path: &Path, inputs: &[P]) -> Result<Output, WriteError> {
        let place = Place::File(path.to_path_buf());
        let fail = |error| WriteError::io(place.clone(), error);
        let own = identity(path);
        if own.is_some() && inputs.iter().any(|input| identity(input.as_ref()) == own) {
            return Err(WriteError::IsInput(path.to_path_buf()));
        }
        if path.file_name().is_none() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator) {
            return Err(WriteError::IsDirectory(path.to_path_buf()));
        }
        let (target, before) = match path.metadata() {
            Ok(metadata) if metadata.is_dir() => return Err(WriteError::IsDirectory(path.to_path_buf())),
            Ok(metadata) if !metadata.is_file() => {
                let device = OpenOptions::new().write(true).open(path).map_err(fail)?;
                return Ok(Output::on(place, Target::Device(BufWriter::with_capacity(BUFFER, device))));
            }
            Ok(metadata) if metadata.permissions().readonly() => return Err(WriteError::ReadOnly(path.to_path_buf())),
            Ok(metadata) => (path.canonicalize().map_err(fail)?, Some(metadata.permissions())),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                (path.to_path_buf(), None)
            }
            Err(error) => return Err(fail(error)),
        };
        let parent = match target.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => return Err(WriteError::IsDirectory(path.to_path_buf())),
        };
        if !parent.is_dir() {
            return Err(WriteError::NoDirectory { path: path.to_path_buf(), parent: parent.to_path_buf() });
        }
        let temporary = Unfinished::in_folder(parent, before).map_err(fail)?;
        let temporary = BufWriter::with_capacity(BUFFER, temporary);
        Ok(Output::on(place, Target::File { temporary, target }))
    }

    #[cfg(test)]
    pub(super) fn to(writer: impl Write + Send + 'static) -> Output {
        Output::on(Place::Stdout, Target::Other(Box::new(writer)))
    }

    fn on(place: Place, target: Target) -> Output {
        Output { place, target, digest: None }
    }

    /// An output under a file's name that is kept nowhere: for who only asks what it comes to.
    pub fn nowhere(name: &Path) -> Output {
        Output::on(Place::File(name.to_path_buf()), Target::Nowhere)
    }

    /// The same with what its bytes come to.
    pub fn digested(self) -> (Output, Digest) {
        let digest = Digest::default();
        (Output { digest: Some(digest.clone()), ..self }, digest)
    }

    /// That another output does not go to the same place, where only one of them would be found afterwards.
    ///
    /// # Errors
    /// Both go to standard output or to one file.
    pub fn apart_from(&self, other: &Output) -> Result<(), WriteError> {
        let same = match (&self.target, &other.target) {
            (Target::Stdout(_), Target::Stdout(_)) => true,
            (Target::File { target: a, .. }, Target::File { target: b, .. }) => place_of(a) == place_of(b),
            _ => false,
        };
        if same { Err(WriteError::Twice(self.place.clone())) } else { Ok(()) }
    }

    /// Where this goes.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Writes all of `text` and finishes: for documents that are no tables.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn write_text(mut self, text: &str) -> Result<(), WriteError> {
        self.write_all(text.as_bytes()).map_err(|error| self.error(error))?;
        self.finish()
    }

    /// Writes lines of text that stand before what follows.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn write_lines(&mut self, lines: &[String]) -> Result<(), WriteError> {
        let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).chain(["\n"]).collect();
        self.write_all(text.as_bytes()).map_err(|error| self.error(error))
    }

    /// Writes what is held back and puts a file in its place.
    ///
    /// # Errors
    /// What the system refuses; the file is then left as it was.
    pub fn finish(self) -> Result<(), WriteError> {
        let Output { place, target, .. } = self;
        let done = match target {
            Target::Stdout(mut stdout) => stdout.flush(),
            Target::Device(mut device) => device.flush(),
            Target::File { temporary, target } => {
                let temporary = temporary.into_inner().map_err(io::IntoInnerError::into_error);
                temporary.and_then(|temporary| temporary.keep(&target))
            }
            Target::Nowhere => Ok(()),
            #[cfg(test)]
            Target::Other(mut other) => other.flush(),
        };
        done.map_err(|error| WriteError::io(place, error))
    }

    /// An error of writing here, with its place.
    pub(super) fn error(&self, error: io::Error) -> WriteError {
        WriteError::io(self.place.clone(), error)
    }

    fn inner(&mut self) -> Option<&mut dyn Write> {
        match &mut self.target {
            Target::Stdout(stdout) => Some(stdout),
            Target::Device(device) => Some(device),
            Target::File { temporary, .. } => Some(temporary),
            Target::Nowhere => None,
            #[cfg(test)]
            Target::Other(other) => Some(other),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = match self.inner() {
            Some(inner) => inner.write(bytes)?,
            None => bytes.len(),
        };
        if let Some(digest) = &self.digest {
            digest.add(&bytes[..count]);
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner().map_or(Ok(()), Write::flush)
    }
}

/// A path by its folder's own name, for a file that may not be there yet.
fn place_of(path: &Path) -> PathBuf {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let parent = parent.canonicalize().unwrap_or_else(|_| parent.to_path_buf());
    path.file_name().map_or(parent.clone(), |name| parent.join(name))
}

/// What makes a file itself, by whatever path it is reached.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// Its disk, and its number there.
    Number(u64, u64),
    /// Its path without links.
    Path(PathBuf),
}

/// The identity of an existing file; folders, pipes and `-` have none.
pub fn identity(path: &Path) -> Option<Identity> {
    let meta = path.metadata().ok().filter(|meta| meta.is_file())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Some(Identity::Number(meta.dev(), meta.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = meta;
        path.canonicalize().ok().map(Identity::Path)
    }
}

/// Whether two paths lead to the same existing file, by whatever name. `-` is no file.
pub fn same_file(a: &Path, b: &Path) -> bool {
    identity(a).is_some_and(|a| Some(a) == identity(b))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "this is io, and the tests look at what is on disk")]
mod tests {
    use std::fs;

    use super::*;
    use crate::text::Language;

    const NONE: [&Path; 0] = [];

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary folder")
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }

    fn refusal(path: &Path, inputs: &[&Path]) -> WriteError {
        match Output::file(path, inputs) {
            Ok(_) => panic!("{} was taken", path.display()),
            Err(error) => error,
        }
    }

    #[test]
    fn a_file_takes_its_place_when_finished() {
        let folder = folder();
        let path = folder.path().join("out.csv");
        let mut output = Output::file(&path, &NONE).expect("writable");
        output.write_all(b"new").expect("room");
        assert!(!path.exists());
        output.finish().expect("room");
        assert_eq!(fs::read_to_string(&path).expect("written"), "new");
        assert_eq!(names(folder.path()), ["out.csv"]);
    }

    #[test]
    fn an_unfinished_file_leaves_the_old_one_and_nothing_else() {
        let folder = folder();
        let path = folder.path().join("out.csv");
        fs::write(&path, "old").expect("written");
        let mut output = Output::file(&path, &NONE).expect("writable");
        output.write_all(&[b'x'; 100_000]).expect("room");
        drop(output);
        assert_eq!(fs::read_to_string(&path).expect("still there"), "old");
        assert_eq!(names(folder.path()), ["out.csv"]);
    }

    #[test]
    fn a_file_that_cannot_take_its_place_leaves_nothing() {
        let folder = folder();
        let path = folder.path().join("out.csv");
        let mut output = Output::file(&path, &NONE).expect("writable");
        output.write_all(b"new").expect("room");
        fs::create_dir(&path).expect("in the meantime");
        let error = output.finish().expect_err("a folder stands there");
        assert!(matches!(error, WriteError::IsDirectory(_) | WriteError::Io { .. }), "{error}");
        assert_eq!(names(folder.path()), ["out.csv"]);
    }

    #[test]
    fn what_cannot_be_written_is_found_before_the_work() {
        let folder = folder();
        let path = folder.path();
        assert!(matches!(refusal(path, &[]), WriteError::IsDirectory(_)));
        assert!(matches!(refusal(&path.join("new/"), &[]), WriteError::IsDirectory(_)));
        assert!(matches!(refusal(Path::new(""), &[]), WriteError::IsDirectory(_)));
        assert!(matches!(refusal(Path::new("/"), &[]), WriteError::IsDirectory(_)));
        assert!(matches!(refusal(&path.join("no/out.csv"), &[]), WriteError::NoDirectory { .. }));
        fs::write(path.join("file"), "").expect("written");
        assert!(matches!(refusal(&path.join("file/out.csv"), &[]), WriteError::NoDirectory { .. }));
        let long = refusal(&path.join("x".repeat(300)), &[]);
        assert!(matches!(long, WriteError::Io { .. }), "{long}");
    }

    #[test]
    fn an_input_is_not_written_over_by_any_name() {
        let folder = folder();
        let input = folder.path().join("in.csv");
        fs::write(&input, "data").expect("written");
        let detour = folder.path().join(".").join("in.csv");
        assert!(matches!(refusal(&detour, &[&input]), WriteError::IsInput(_)));
        #[cfg(unix)]
        {
            let (link, hard) = (folder.path().join("link.csv"), folder.path().join("hard.csv"));
            std::os::unix::fs::symlink(&input, &link).expect("a link");
            fs::hard_link(&input, &hard).expect("a link");
            assert!(matches!(refusal(&link, &[&input]), WriteError::IsInput(_)));
            assert!(matches!(refusal(&hard, &[&input]), WriteError::IsInput(_)));
        }
        assert_eq!(refusal(&input, &[&input]).help(Language::Vi), ["chọn tên khác cho tệp ghi ra"]);
    }

    #[test]
    #[cfg(unix)]
    fn links_and_permissions_of_the_old_file_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder();
        let (path, link) = (folder.path().join("out.csv"), folder.path().join("link.csv"));
        fs::write(&path, "old").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        std::os::unix::fs::symlink(&path, &link).expect("a link");
        Output::file(&link, &NONE).expect("writable").write_text("new").expect("room");
        assert!(link.symlink_metadata().expect("there").file_type().is_symlink());
        assert_eq!(fs::read_to_string(&path).expect("there"), "new");
        assert_eq!(path.metadata().expect("there").permissions().mode() & 0o777, 0o640);

        let fresh = folder.path().join("fresh.csv");
        Output::file(&fresh, &NONE).expect("writable").write_text("new").expect("room");
        assert_eq!(fresh.metadata().expect("there").permissions().mode() & 0o400, 0o400);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("set");
        assert!(matches!(refusal(&path, &[]), WriteError::ReadOnly(_)));
    }

    #[test]
    fn standard_output_is_a_dash_or_nothing() {
        for path in [None, Some(Path::new("-"))] {
            assert_eq!(*Output::open(path, &NONE).expect("always there").place(), Place::Stdout);
        }
    }
}
