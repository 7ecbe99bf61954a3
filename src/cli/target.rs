//! Where the result of a command goes, settled before its work begins: the format, the output, how it looks.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use crate::io::write::{Format, Options, Output};

use super::arguments::{OutputArguments, Surroundings};
use super::failure::Failure;

/// An output found writable.
pub(super) struct Target {
    pub format: Format,
    pub output: Output,
    pub options: Options,
}

impl Target {
    /// The target named on the command line; no output may be one of `inputs`.
    pub fn open(
        arguments: &OutputArguments,
        inputs: &[PathBuf],
        surroundings: &Surroundings,
    ) -> anyhow::Result<Target> {
        let path = arguments.output.as_deref();
        let format = Format::choose(arguments.format, path, Format::Table)?;
        Target::of(format, path, inputs, surroundings)
    }

    /// A target of a format already chosen.
    pub fn of(
        format: Format,
        path: Option<&Path>,
        inputs: &[PathBuf],
        surroundings: &Surroundings,
    ) -> anyhow::Result<Target> {
        let stdout = path.is_none_or(|path| path == Path::new("-"));
        if stdout && format.is_binary() && std::io::stdout().is_terminal() {
            let name = format.name();
            let message =
                surroundings.pick(format!("không ghi {name} ra màn hình"), format!("{name} does not go to a terminal"));
            let help = surroundings.pick(format!("dùng -o TỆP.{name}"), format!("use -o FILE.{name}"));
            return Err(Failure::new(message).help(help).into());
        }
        let output = Output::open(path, inputs)?;
        let options = Options {
            language: surroundings.language,
            width: surroundings.width,
            // escapes are for terminals, not for files
            color: surroundings.color && stdout,
            ..Options::default()
        };
        Ok(Target { format, output, options })
    }
}
