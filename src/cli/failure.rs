//! How a run ends: done, done with findings, or not run; and what is said then.

use std::process::ExitCode;

use crate::io::read::ReadError;
use crate::io::write::WriteError;
use crate::survey::SurveyError;
use crate::text::Language;

use super::arguments::Surroundings;

/// A run that was possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    /// Exit code 0.
    Done,
    /// There are findings: exit code 1.
    Findings,
}

/// Why a run was not possible, in words for its user. Exit code 2.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(super) struct Failure {
    /// What is wrong.
    pub message: String,
    /// What to type, each a line.
    pub help: Vec<String>,
    /// Diagnostics already rendered, printed before the message.
    pub details: String,
}

impl Failure {
    /// A failure without help.
    pub fn new(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), help: Vec::new(), details: String::new() }
    }

    /// With what to type.
    pub fn help(mut self, help: impl Into<String>) -> Failure {
        self.help.push(help.into());
        self
    }

    /// With diagnostics.
    pub fn details(mut self, details: String) -> Failure {
        self.details = details;
        self
    }
}

/// Says why a run was not possible. A reader that went away is no failure and nothing is said.
pub(super) fn report(error: &anyhow::Error, surroundings: &Surroundings) -> ExitCode {
    let language = surroundings.language;
    let (message, help, details) = if let Some(failure) = error.downcast_ref::<Failure>() {
        (failure.message.clone(), failure.help.clone(), failure.details.clone())
    } else if let Some(error) = error.downcast_ref::<WriteError>() {
        if error.is_closed_pipe() {
            return ExitCode::SUCCESS;
        }
        (error.message(language), error.help(language), String::new())
    } else if let Some(error) = error.downcast_ref::<ReadError>() {
        (error.message(language), vec![error.help(language)], String::new())
    } else if let Some(error) = error.downcast_ref::<SurveyError>() {
        (error.message(language), error.help(language).into_iter().collect(), String::new())
    } else {
        (format!("{error:#}"), Vec::new(), String::new())
    };
    if !details.is_empty() {
        eprint!("{details}");
        eprintln!();
    }
    let paint = |code: &str, word: &str| match surroundings.error_color {
        true => format!("\x1b[{code}m{word}\x1b[0m"),
        false => word.to_owned(),
    };
    let (wrong, advice) = match language {
        Language::Vi => ("lỗi", "gợi ý"),
        Language::En => ("error", "help"),
    };
    eprintln!("{}: {message}", paint("1;31", wrong));
    for line in help {
        eprintln!("{}: {line}", paint("1;36", advice));
    }
    ExitCode::from(2)
}
