//! The manifest of a review: from which bytes, by which standard and with which options its files were made, and what they come to.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::cli::pass::Reading;
use crate::cli::session::Session;
use crate::io::digest::Digest;
use crate::io::read_text;
use crate::rules::BUILT_IN;
use crate::text::Language;

/// How manifests are laid out now.
const LAYOUT: u32 = 1;

/// What `rasoat review` writes beside its files and `rasoat verify` reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Manifest {
    /// The layout of this file.
    pub manifest: u32,
    pub program: Program,
    /// The language of the files: `vi` or `en`.
    pub language: String,
    /// What was typed behind `rasoat review`, but for the folder.
    pub options: Vec<String>,
    pub inputs: Vec<FileRecord>,
    pub standard: StandardRecord,
    pub counts: Counts,
    pub outputs: Vec<FileRecord>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Program {
    pub name: String,
    pub version: String,
}

/// A file and what its bytes come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct FileRecord {
    /// What an input is: `survey`, `map`, `rules`, `targets`, `previous`, `history`, `units`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// As it was typed, or in the folder of the review.
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

impl FileRecord {
    /// Of a file that was read or written.
    pub fn new(role: Option<&str>, name: &str, digest: &Digest) -> FileRecord {
        FileRecord {
            role: role.map(str::to_owned),
            name: name.to_owned(),
            bytes: digest.bytes(),
            sha256: digest.sha256(),
        }
    }

    /// An input as it is now.
    pub fn of_input(role: &str, path: &Path) -> anyhow::Result<FileRecord> {
        Ok(FileRecord::new(Some(role), &path.display().to_string(), &Digest::of_file(path)?))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct StandardRecord {
    pub id: String,
    pub reference: String,
    pub review_date: String,
    /// Settings that were answered other than by default.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<String>,
    /// Of the text of its rules file.
    pub sha256: String,
}

impl StandardRecord {
    /// The standard of a session; `named` is what `--rules` says.
    pub fn of(session: &Session<'_>, named: Option<&str>) -> anyhow::Result<StandardRecord> {
        let standard = &session.standard;
        let id = named.unwrap_or(&standard.rules.id);
        let text = match BUILT_IN.iter().find(|built_in| built_in.id == id) {
            Some(built_in) => built_in.text.to_owned(),
            None => read_text(Path::new(id))?,
        };
        Ok(StandardRecord {
            id: standard.rules.id.clone(),
            reference: standard.rules.reference.vi.clone(),
            review_date: standard.review.date.to_string(),
            settings: standard.changed_settings(),
            sha256: Digest::of(text.as_bytes()).sha256(),
        })
    }
}

/// What became of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Counts {
    pub household_rows: u64,
    pub member_rows: u64,
    pub classified: u64,
    pub undetermined: u64,
    pub rejected: u64,
    pub left_out: u64,
    pub problems: u64,
}

impl Counts {
    /// Of the survey, and how many problems the lists beside it have.
    pub fn of(reading: &Reading, of_lists: usize) -> Counts {
        Counts {
            household_rows: reading.rows,
            member_rows: reading.members,
            classified: reading.classified,
            undetermined: reading.undetermined,
            rejected: reading.rejected,
            left_out: reading.left_out,
            problems: (reading.problems.len() + of_lists) as u64,
        }
    }
}

impl Manifest {
    /// Of this program, of files in a language.
    pub fn new(language: Language, options: Vec<String>, standard: StandardRecord, counts: Counts) -> Manifest {
        Manifest {
            manifest: LAYOUT,
            program: Program { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            language: match language {
                Language::Vi => "vi",
                Language::En => "en",
            }
            .to_owned(),
            options,
            inputs: Vec::new(),
            standard,
            counts,
            outputs: Vec::new(),
        }
    }

    /// The file's text.
    pub fn to_text(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Whether this program knows the layout.
    pub fn is_known(&self) -> bool {
        self.manifest == LAYOUT
    }
}
