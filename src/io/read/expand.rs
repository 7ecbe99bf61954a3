//! Folders and patterns to the files in them. Opens none of the files.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};

use super::error::{Fault, ReadError};
use super::files_fault::FilesFault;

/// The most files that are read under one name.
pub(super) const MOST_FILES: usize = 20_000;
/// The most files and folders that are looked at, so that `/` does not take for ever.
const MOST_SEEN: usize = 200_000;
/// The most folders in one another.
const MOST_DEEP: usize = 64;

/// The files that an argument stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// In byte order of their paths.
    pub files: Vec<PathBuf>,
    /// What else lies in a folder, in the same order: other files, hidden ones, marks of open workbooks. A hidden folder is
    /// named and not what is in it.
    pub left_out: Vec<PathBuf>,
}

/// The files that an argument stands for: all that can be surveys in a folder and in those within; all that a pattern with
/// `*`, `?` or `[` fits if no file is called so; else the file itself, and `-` is always itself.
///
/// # Errors
/// Where there is no such file, a folder or pattern gives none, or a folder cannot be read.
pub fn expand(argument: &Path) -> Result<Expanded, ReadError> {
    let name = argument.display().to_string();
    let at_fault = |fault| ReadError::new(&name, Fault::Files(fault));
    if argument == Path::new("-") {
        return Ok(Expanded { files: vec![argument.to_owned()], left_out: Vec::new() });
    }
    match std::fs::metadata(argument) {
        Ok(meta) if meta.is_dir() => {
            let mut walk = Walk::new(argument, None);
            walk.all(argument)?;
            walk.finish().ok_or_else(|| at_fault(FilesFault::NothingInFolder))
        }
        Ok(_) => Ok(Expanded { files: vec![argument.to_owned()], left_out: Vec::new() }),
        Err(error) => {
            let Some(wanted) = Wanted::of(argument) else { return Err(ReadError::io(&name, &error)) };
            let from = wanted.folder.clone();
            let mut walk = Walk::new(argument, Some(wanted));
            walk.all(&from)?;
            walk.finish().ok_or_else(|| at_fault(FilesFault::NothingMatches))
        }
    }
}

/// What is said of a folder or pattern whose files all turned out to hold no table.
pub fn nothing_in(argument: &Path) -> ReadError {
    let fault = if argument.is_dir() { FilesFault::NothingInFolder } else { FilesFault::NothingMatches };
    ReadError::new(&argument.display().to_string(), Fault::Files(fault))
}

/// What a file's name says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    /// A spreadsheet or text with separated columns.
    Table,
    /// A web page or xml, which may hold a table.
    Markup,
    /// A single packed file.
    Packed,
    /// A zip.
    Archive,
    /// An archive of a kind that is not read.
    ForeignArchive,
    /// The mark that Excel has a workbook open.
    Lock,
    /// Hidden, or a file manager's own.
    Hidden,
    /// Anything else.
    Other,
}

impl Named {
    /// From a path with `/` or `\` in it; case does not count.
    pub(super) fn of(path: &str) -> Named {
        let path = path.to_lowercase().replace('\\', "/");
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let file = parts.last().copied().unwrap_or_default();
        if file.starts_with("~$") {
            return Named::Lock;
        }
        let hidden = |part: &&str| *part == "__macosx" || (part.starts_with('.') && *part != "." && *part != "..");
        if parts.iter().any(hidden) {
            return Named::Hidden;
        }
        // What Survey Solutions puts beside the tables of an export: the questionnaire, and a word on the export.
        if path.ends_with("questionnaire/content.zip") || file.ends_with("readme.txt") {
            return Named::Other;
        }
        match file.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" | "csv" | "tsv" | "tab" | "txt" => Named::Table,
            "htm" | "html" | "xhtml" | "xml" => Named::Markup,
            "gz" | "zst" if file.ends_with(".tar.gz") || file.ends_with(".tar.zst") => Named::ForeignArchive,
            "gz" | "zst" => Named::Packed,
            "zip" => Named::Archive,
            "7z" | "rar" | "tar" | "tgz" | "bz2" | "xz" => Named::ForeignArchive,
            _ => Named::Other,
        }
    }
}

/// What a pattern asks for.
struct Wanted {
    pattern: Pattern,
    /// The folder before the first part with a `*` or the like.
    folder: PathBuf,
    /// How many folders below it can matter.
    depth: usize,
    /// Whether it says how names end: then it takes them whatever that is.
    ends: bool,
}

impl Wanted {
    /// `None` for what is no pattern.
    fn of(argument: &Path) -> Option<Wanted> {
        const MAGIC: [char; 3] = ['*', '?', '['];
        let text = argument.to_str().filter(|text| text.contains(MAGIC))?;
        let pattern = Pattern::new(text).ok()?;
        let is_plain = |part: &Component<'_>| part.as_os_str().to_str().is_some_and(|part| !part.contains(MAGIC));
        let folder: PathBuf = argument.components().take_while(is_plain).collect();
        let rest = argument.components().count() - folder.components().count();
        let deep = argument.components().any(|part| part.as_os_str() == "**");
        let ending = text.rsplit_once('.').map_or("", |(_, ending)| ending);
        let ends = !ending.is_empty() && !ending.contains(MAGIC) && !ending.contains(['/', '\\']);
        Some(Wanted { pattern, folder, depth: if deep { MOST_DEEP } else { rest - 1 }, ends })
    }

    /// Whether it fits the path or a folder that the path is in.
    fn takes(&self, path: &Path) -> bool {
        path.ancestors().take_while(|part| part.starts_with(&self.folder)).any(|part| self.fits(part))
    }

    fn fits(&self, path: &Path) -> bool {
        // As in a shell; on Windows case does not count.
        let options = MatchOptions {
            case_sensitive: !cfg!(windows),
            require_literal_separator: true,
            require_literal_leading_dot: true,
        };
        self.pattern.matches_path_with(path, options)
    }
}

/// A walk through folders. Links to folders are followed at the end, and only to where the walk has not been.
struct Walk<'a> {
    argument: &'a Path,
    wanted: Option<Wanted>,
    found: Expanded,
    linked_files: Vec<PathBuf>,
    linked_folders: Vec<(PathBuf, usize)>,
    /// Folders walked through, by their real paths.
    seen_folders: BTreeSet<PathBuf>,
    seen: usize,
}

impl<'a> Walk<'a> {
    fn new(argument: &'a Path, wanted: Option<Wanted>) -> Walk<'a> {
        Walk {
            argument,
            wanted,
            found: Expanded::default(),
            linked_files: Vec::new(),
            linked_folders: Vec::new(),
            seen_folders: BTreeSet::new(),
            seen: 0,
        }
    }

    fn all(&mut self, from: &Path) -> Result<(), ReadError> {
        let mut waiting = vec![(from.to_owned(), 0)];
        loop {
            while let Some((folder, depth)) = waiting.pop() {
                self.folder(&folder, depth, &mut waiting)?;
            }
            if self.linked_folders.is_empty() {
                return Ok(());
            }
            self.linked_folders.sort_unstable();
            waiting.push(self.linked_folders.remove(0));
        }
    }

    fn folder(&mut self, folder: &Path, depth: usize, waiting: &mut Vec<(PathBuf, usize)>) -> Result<(), ReadError> {
        let place = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let failed = |error: std::io::Error| ReadError::io(&place.display().to_string(), &error);
        let is_start = self.wanted.is_some() && depth == 0;
        let entries = match place.canonicalize().and_then(|real| Ok((real, std::fs::read_dir(place)?))) {
            Ok((real, entries)) if self.seen_folders.insert(real.clone()) => entries,
            Ok(_) => return Ok(()),
            // The folder of a pattern need not be there.
            Err(_) if is_start && !place.is_dir() => return Ok(()),
            Err(error) => return Err(failed(error)),
        };
        for entry in entries {
            let entry = entry.map_err(failed)?;
            self.count()?;
            let path = folder.join(entry.file_name());
            let kind = entry.file_type().map_err(failed)?;
            let is_link = kind.is_symlink();
            let is_folder = if is_link { path.is_dir() } else { kind.is_dir() };
            if !is_folder {
                self.file(path, is_link, kind.is_file() || is_link);
            } else if self.named(&path) == Named::Hidden || depth + 1 >= MOST_DEEP {
                self.leave_out(path);
            } else if let Some(wanted) = &self.wanted
                && !wanted.takes(&path)
                && depth >= wanted.depth
            {
                // too deep for the pattern
            } else if is_link {
                self.linked_folders.push((path, depth + 1));
            } else {
                waiting.push((path, depth + 1));
            }
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), ReadError> {
        self.seen += 1;
        let most = if self.found.files.len() + self.linked_files.len() > MOST_FILES {
            MOST_FILES
        } else if self.seen > MOST_SEEN {
            MOST_SEEN
        } else {
            return Ok(());
        };
        let fault = Fault::Files(FilesFault::TooManyFiles { most });
        Err(ReadError::new(&self.argument.display().to_string(), fault))
    }

    /// What the name says, of the part below the argument: a folder that is itself named may be hidden.
    fn named(&self, path: &Path) -> Named {
        let above = self.wanted.as_ref().map_or(self.argument, |wanted| &wanted.folder);
        Named::of(&path.strip_prefix(above).unwrap_or(path).to_string_lossy())
    }

    fn file(&mut self, path: PathBuf, is_link: bool, is_regular: bool) {
        let named = self.named(&path);
        if self.wanted.as_ref().is_some_and(|wanted| !wanted.takes(&path)) {
            return;
        }
        let ends = self.wanted.as_ref().is_some_and(|wanted| wanted.ends && wanted.fits(&path));
        let taken = match named {
            Named::Table | Named::Markup | Named::Packed | Named::Archive => true,
            Named::ForeignArchive | Named::Other => ends,
            Named::Lock | Named::Hidden => false,
        };
        match (taken && is_regular, is_link) {
            (false, _) => self.leave_out(path),
            (true, true) => self.linked_files.push(path),
            (true, false) => self.found.files.push(path),
        }
    }

    fn leave_out(&mut self, path: PathBuf) {
        if self.wanted.as_ref().is_none_or(|wanted| wanted.takes(&path)) {
            self.found.left_out.push(path);
        }
    }

    /// `None` if there is nothing to read. A link to a file that is there anyway is left out.
    fn finish(mut self) -> Option<Expanded> {
        if !self.linked_files.is_empty() {
            let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
            let mut there: BTreeSet<PathBuf> = self.found.files.iter().map(real).collect();
            self.linked_files.sort_unstable_by(|a, b| in_bytes(a, b));
            for link in self.linked_files {
                match there.insert(real(&link)) {
                    true => self.found.files.push(link),
                    false => self.found.left_out.push(link),
                }
            }
        }
        self.found.files.sort_unstable_by(|a, b| in_bytes(a, b));
        self.found.left_out.sort_unstable_by(|a, b| in_bytes(a, b));
        (!self.found.files.is_empty()).then_some(self.found)
    }
}

fn in_bytes(a: &Path, b: &Path) -> std::cmp::Ordering {
    a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"a,b\n1,2\n").unwrap();
        }
        folder
    }

    fn below(folder: &Path, paths: &[PathBuf]) -> Vec<String> {
        let name = |path: &PathBuf| path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
        paths.iter().map(name).collect()
    }

    /// The names of the files and of what is left out.
    fn names(folder: &Path, argument: &Path) -> (Vec<String>, Vec<String>) {
        let Expanded { files, left_out } = expand(argument).unwrap();
        (below(folder, &files), below(folder, &left_out))
    }

    fn fault(argument: &Path) -> Fault {
        expand(argument).unwrap_err().fault
    }

    #[test]
    fn a_folder_is_the_tables_in_it() {
        let folder = folder(&[
            "b.XLSX",
            "a.csv",
            "xã/ho.tsv.gz",
            "xã/a.b/c.zip",
            "z.txt",
            "~$b.xlsx",
            "Thumbs.db",
            ".a.csv",
            ".git/a.csv",
            "__MACOSX/a.csv",
            "a.rar",
            "bao cao.pdf",
            "trang.HTM",
            "export__readme.txt",
            "Questionnaire/content.zip",
            "no-ending",
        ]);
        let (files, left_out) = names(folder.path(), folder.path());
        assert_eq!(files, ["a.csv", "b.XLSX", "trang.HTM", "xã/a.b/c.zip", "xã/ho.tsv.gz", "z.txt"]);
        let others = [
            ".a.csv",
            ".git",
            "Questionnaire/content.zip",
            "Thumbs.db",
            "__MACOSX",
            "a.rar",
            "bao cao.pdf",
            "export__readme.txt",
            "no-ending",
            "~$b.xlsx",
        ];
        assert_eq!(left_out, others);
        // said by its name a hidden folder is read
        assert_eq!(names(folder.path(), &folder.path().join(".git")).0, [".git/a.csv"]);
    }

    #[test]
    fn a_pattern_is_the_files_it_fits() {
        let folder =
            folder(&["b.csv", "a.csv", "a.dat", "a.pdf", "x/c.csv", "x/y/d.csv", ".h.csv", "~$e.csv", "[1].csv"]);
        let of = |pattern: &str| names(folder.path(), &folder.path().join(pattern));
        let strings = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(of("*.csv"), (strings(&["[1].csv", "a.csv", "b.csv"]), strings(&["~$e.csv"])));
        assert_eq!(of("?.csv").0, ["a.csv", "b.csv"]);
        assert_eq!(of("[ab].csv").0, ["a.csv", "b.csv"]);
        // the file of that name, and no pattern
        assert_eq!(of("[1].csv").0, ["[1].csv"]);
        assert_eq!(of("*/*.csv").0, ["x/c.csv"]);
        assert_eq!(of("**/*.csv").0, ["[1].csv", "a.csv", "b.csv", "x/c.csv", "x/y/d.csv"]);
        assert_eq!(of("*.dat").0, ["a.dat"]);
        let (files, left_out) = of("*");
        assert_eq!(files, ["[1].csv", "a.csv", "b.csv", "x/c.csv", "x/y/d.csv"]);
        assert_eq!(left_out, ["a.dat", "a.pdf", "~$e.csv"]);
    }

    #[test]
    fn nothing_found_is_said() {
        let folder = folder(&["a.pdf"]);
        assert_eq!(fault(folder.path()), Fault::Files(FilesFault::NothingInFolder));
        for pattern in ["*.csv", "none/*.csv", "*/a.csv", "*"] {
            assert_eq!(fault(&folder.path().join(pattern)), Fault::Files(FilesFault::NothingMatches), "{pattern}");
        }
        for name in ["a.csv", "[a.csv"] {
            assert_eq!(fault(&folder.path().join(name)), Fault::NotFound, "{name}");
        }
        assert_eq!(expand(Path::new("-")).unwrap().files, [Path::new("-")]);
    }

    #[test]
    #[cfg(unix)]
    fn links_do_not_lead_in_circles() {
        use std::os::unix::fs::symlink;

        let folder = folder(&["a/b/one.csv", "z/two.csv"]);
        let at = |name: &str| folder.path().join(name);
        symlink(folder.path(), at("a/b/up")).unwrap();
        symlink(at("a"), at("a/b/c")).unwrap();
        symlink(at("z"), at("again")).unwrap();
        symlink(at("z/two.csv"), at("same.csv")).unwrap();
        let apart = tempfile::tempdir().unwrap();
        fs::write(apart.path().join("three.csv"), b"a\n").unwrap();
        symlink(apart.path(), at("m")).unwrap();
        symlink(at("not there.csv"), at("broken.csv")).unwrap();
        for argument in [folder.path().to_owned(), at("**/*.csv"), at("*")] {
            let (files, left_out) = names(folder.path(), &argument);
            assert_eq!(files, ["a/b/one.csv", "broken.csv", "m/three.csv", "z/two.csv"], "{}", argument.display());
            assert_eq!(left_out, ["same.csv"]);
        }
    }
}
