//! The files of a review: in a folder, or nowhere where only what they come to is asked for.

use std::path::{Path, PathBuf};

use crate::io::digest::Digest;
use crate::io::write::Output;
use crate::io::{create_folder, remove_empty_folder};

/// Where the files of a review go, with what each comes to.
pub(in crate::cli) struct Folder {
    path: Option<PathBuf>,
    /// Whether it was made for this review.
    is_new: bool,
    /// In the order in which they were begun.
    files: Vec<(&'static str, Digest)>,
}

impl Folder {
    /// A folder, which is made where there is none.
    pub fn at(path: &Path) -> anyhow::Result<Folder> {
        let is_new = !path.exists();
        create_folder(path)?;
        Ok(Folder { path: Some(path.to_path_buf()), is_new, files: Vec::new() })
    }

    /// No folder: nothing is kept.
    pub fn nowhere() -> Folder {
        Folder { path: None, is_new: false, files: Vec::new() }
    }

    /// Begins a file, found writable; it takes its place when it is finished.
    pub fn begin(&mut self, name: &'static str, inputs: &[PathBuf]) -> anyhow::Result<Output> {
        let output = match &self.path {
            Some(folder) => Output::file(&folder.join(name), inputs)?,
            None => Output::nowhere(Path::new(name)),
        };
        let (output, digest) = output.digested();
        self.files.push((name, digest));
        Ok(output)
    }

    /// Takes a folder away again that was made and has nothing in it.
    pub fn give_up(&self) {
        if let Some(path) = self.path.as_ref().filter(|_| self.is_new) {
            remove_empty_folder(path);
        }
    }

    /// Of these names the files that lie in the folder and were not written.
    pub fn stale(&self, names: &[&'static str]) -> Vec<&'static str> {
        let Some(folder) = &self.path else { return Vec::new() };
        let is_written = |name: &str| self.files.iter().any(|(own, _)| *own == name);
        names.iter().copied().filter(|name| !is_written(name) && folder.join(name).exists()).collect()
    }

    /// That another output does not go to a file of this name.
    pub fn is_free(&self, other: &Output, name: &str) -> anyhow::Result<()> {
        if let Some(folder) = &self.path {
            other.apart_from(&Output::file::<&Path>(&folder.join(name), &[])?)?;
        }
        Ok(())
    }

    /// What was written.
    pub fn files(&self) -> &[(&'static str, Digest)] {
        &self.files
    }
}
