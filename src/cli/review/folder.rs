//! The files of a review: in a folder, or nowhere where only what they come to is asked for.

use std::path::{Path, PathBuf};

use crate::io::create_folder;
use crate::io::digest::Digest;
use crate::io::write::Output;

/// Where the files of a review go, with what each comes to.
pub(in crate::cli) struct Folder {
    path: Option<PathBuf>,
    /// In the order in which they were begun.
    files: Vec<(&'static str, Digest)>,
}

impl Folder {
    /// A folder, which is made where there is none.
    pub fn at(path: &Path) -> anyhow::Result<Folder> {
        create_folder(path)?;
        Ok(Folder { path: Some(path.to_path_buf()), files: Vec::new() })
    }

    /// No folder: nothing is kept.
    pub fn nowhere() -> Folder {
        Folder { path: None, files: Vec::new() }
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

    /// What was written.
    pub fn files(&self) -> &[(&'static str, Digest)] {
        &self.files
    }
}
