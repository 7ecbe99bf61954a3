//! `rasoat completions` and `rasoat man`.

use clap::Args;

use crate::io::write::Output;

use super::failure::Finish;

/// Write a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rasoat completions bash > ~/.local/share/bash-completion/completions/rasoat")]
pub(super) struct CompletionsArguments {
    /// The shell
    shell: clap_complete::Shell,
}

/// Write the manual page
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rasoat man > rasoat.1 && man ./rasoat.1")]
pub(super) struct ManArguments {}

pub(super) fn completions(arguments: &CompletionsArguments, command: &mut clap::Command) -> anyhow::Result<Finish> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, command, "rasoat", &mut script);
    Output::stdout().write_text(&String::from_utf8_lossy(&script))?;
    Ok(Finish::Done)
}

pub(super) fn man(_: &ManArguments, command: clap::Command) -> anyhow::Result<Finish> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    // one page for all: each command's options follow the program's own
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let name = format!("rasoat-{}", sub.get_name());
        let sub = sub.clone().name(name.clone()).display_name(name.replace('-', " "));
        clap_mangen::Man::new(sub).render(&mut page)?;
    }
    Output::stdout().write_text(&String::from_utf8_lossy(&page))?;
    Ok(Finish::Done)
}
