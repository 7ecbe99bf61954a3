//! `--help` in Vietnamese: the words of the tables put in the place of clap's. Changes no argument and no answer.

mod words;

use clap::{Arg, Command};

use words::{ANSWERS, ARGUMENTS, COMMANDS, HEADINGS, PLACEHOLDERS, PROGRAM};

/// The command with all its help in Vietnamese.
pub(super) fn translate(mut command: Command) -> Command {
    // clap's own help and version arguments and the `help` command stand there from now on
    command.build();
    translated(command, "").long_about(PROGRAM)
}

fn translated(command: Command, path: &str) -> Command {
    let about = command_text(path).unwrap_or_default();
    let command = command.mut_args(|argument| translated_argument(argument, path)).mut_subcommands(|sub| {
        let path = format!("{path} {}", sub.get_name());
        translated(sub, path.trim_start())
    });
    let examples = command.get_after_help().map(|text| text.to_string().replace("Examples:", "Ví dụ:"));
    let mut command = command.about(about).subcommand_help_heading("Lệnh").subcommand_value_name("LỆNH");
    if let Some(examples) = examples {
        command = command.after_help(examples);
    }
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().replace("[OPTIONS]", "[TÙY_CHỌN]");
    let header = *command.get_styles().get_header();
    let template = format!(
        "{{before-help}}{{about-with-newline}}\n{header}Cách dùng:{header:#} {{usage}}\n\n{{all-args}}{{after-help}}"
    );
    command.override_usage(usage.replace("COMMAND", "LỆNH")).help_template(template)
}

fn translated_argument(argument: Arg, path: &str) -> Arg {
    let (key, text) = argument_text(path, argument.get_id().as_str()).unwrap_or_default();
    let fallback = match argument.get_id().as_str() {
        // with the other options of every command
        "help" | "version" => "Tùy chọn chung",
        _ if argument.is_positional() => "Đối số",
        _ => "Tùy chọn",
    };
    let heading = argument.get_help_heading().map_or(fallback, |heading| found(HEADINGS, heading).unwrap_or(fallback));
    let takes_values = argument.get_action().takes_values();
    let mut help = text.to_owned();
    let mut long_help = help.clone();
    if takes_values {
        let answers: Vec<String> =
            argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        if !answers.is_empty() {
            help.push_str(&format!(" [các giá trị: {}]", answers.join(", ")));
            long_help.push_str(&long_answers(key, &answers));
        }
        let defaults: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if !defaults.is_empty() {
            let default = format!("[mặc định: {}]", defaults.join(", "));
            help.push_str(&format!(" {default}"));
            long_help.push_str(&format!("{}{default}", if answers.is_empty() { " " } else { "\n\n" }));
        }
    }
    let names: Option<Vec<String>> = argument
        .get_value_names()
        .filter(|_| takes_values)
        .map(|names| names.iter().map(|name| found(PLACEHOLDERS, name).unwrap_or(name.as_str()).to_owned()).collect());
    let long = long_help.contains('\n') || argument.get_long_help().is_some();
    let mut argument = argument.help(help).help_heading(heading).hide_possible_values(true).hide_default_value(true);
    if long {
        argument = argument.long_help(long_help);
    }
    match names {
        Some(names) => argument.value_names(names),
        None => argument,
    }
}

/// The answers an argument may have, each on a line where the tables say more of them.
fn long_answers(key: &str, answers: &[String]) -> String {
    let meaning = |answer: &str| {
        let known = ANSWERS.iter().find(|(argument, word, _)| *argument == key && *word == answer);
        known.map(|(_, _, text)| *text)
    };
    if answers.iter().all(|answer| meaning(answer).is_none()) {
        return format!("\n\n[các giá trị: {}]", answers.join(", "));
    }
    let lines = answers.iter().map(|answer| format!("\n- {answer}: {}", meaning(answer).unwrap_or_default()));
    format!("\n\nCác giá trị:{}", lines.collect::<String>())
}

fn command_text(path: &str) -> Option<&'static str> {
    // the commands under `help` are those of the program
    let path = path.strip_prefix("help ").unwrap_or(path);
    let path = if path.ends_with(" help") { "help" } else { path };
    found(COMMANDS, path)
}

/// The key in the table and the text of an argument: its own command's, else that of the argument all commands share.
fn argument_text(path: &str, id: &str) -> Option<(&'static str, &'static str)> {
    let own = format!("{path} {id}");
    let entry = ARGUMENTS.iter().find(|(key, _)| *key == own).or_else(|| ARGUMENTS.iter().find(|(key, _)| *key == id));
    entry.copied()
}

fn found(table: &[(&'static str, &'static str)], key: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == key).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    /// Every command but those under `help`, with its path.
    fn all(command: &Command, path: &str, found: &mut Vec<(String, Command)>) {
        found.push((path.to_owned(), command.clone()));
        if path.split(' ').next_back() == Some("help") {
            return;
        }
        for sub in command.get_subcommands() {
            all(sub, format!("{path} {}", sub.get_name()).trim_start(), found);
        }
    }

    fn built() -> Vec<(String, Command)> {
        let mut command = Cli::command();
        command.build();
        let mut found = Vec::new();
        all(&command, "", &mut found);
        found
    }

    #[test]
    fn every_command_and_argument_has_its_vietnamese_words() {
        let mut lacking = Vec::new();
        let mut used = BTreeSet::new();
        let mut shared = BTreeMap::new();
        for (path, command) in built() {
            match path.ends_with("help") {
                true => used.insert("help".to_owned()),
                false => used.insert(path.clone()),
            };
            if command_text(&path).is_none() {
                lacking.push(format!("command `{path}`"));
            }
            for argument in command.get_arguments().filter(|_| !path.ends_with("help")) {
                let id = argument.get_id().as_str();
                match argument_text(&path, id) {
                    None => lacking.push(format!("argument `{path} {id}`")),
                    Some((key, _)) => {
                        let english = argument.get_help().map(ToString::to_string).unwrap_or_default();
                        if *shared.entry(key).or_insert_with(|| english.clone()) != english && key != "help" {
                            lacking.push(format!("argument `{path} {id}`, which says something else than elsewhere"));
                        }
                        used.insert(format!("argument {key}"));
                        let explained = argument.get_possible_values().iter().any(|value| value.get_help().is_some());
                        for value in argument.get_possible_values() {
                            let name = value.get_name();
                            let known = ANSWERS.iter().any(|(of, word, _)| *of == key && *word == name);
                            if explained && !known {
                                lacking.push(format!("answer `{key}` {name}"));
                            }
                        }
                    }
                }
                if let Some(heading) = argument.get_help_heading()
                    && super::found(HEADINGS, heading).is_none()
                {
                    lacking.push(format!("heading `{heading}`"));
                }
                let names = argument.get_value_names().unwrap_or_default();
                for name in names.iter().filter(|_| argument.get_action().takes_values()) {
                    if super::found(PLACEHOLDERS, name).is_none() {
                        lacking.push(format!("placeholder `{name}`"));
                    }
                }
            }
        }
        assert_eq!(lacking, Vec::<String>::new());
        let stale = COMMANDS.iter().map(|(path, _)| (*path).to_owned());
        let stale = stale.chain(ARGUMENTS.iter().map(|(key, _)| format!("argument {key}")));
        let stale: Vec<String> = stale.filter(|key| !used.contains(key)).collect();
        assert_eq!(stale, Vec::<String>::new(), "texts of nothing");
    }

    #[test]
    fn no_english_is_left_in_the_help() {
        let mut found = Vec::new();
        all(&translate(Cli::command()), "", &mut found);
        assert!(found.len() > 12);
        for (path, mut command) in found.into_iter().filter(|(path, _)| !path.ends_with("help")) {
            for text in [command.render_help().to_string(), command.render_long_help().to_string()] {
                for word in [
                    "Usage",
                    "Options",
                    "OPTIONS",
                    "COMMAND",
                    "Commands",
                    "Arguments",
                    "Print",
                    "efault",
                    "ossible",
                    "Examples",
                    "FILE",
                ] {
                    assert!(!text.contains(word), "`{path}` has `{word}` in its help:\n{text}");
                }
                assert!(text.contains("Cách dùng: rasoat"), "{text}");
            }
        }
    }

    #[test]
    fn a_translated_command_reads_the_same_arguments() {
        for line in [
            "rasoat summary a.xlsx --by village --table deprivations --color never --lang vi",
            "rasoat sample --way points --headers id -o points.csv",
            "rasoat rules show decree-07-2021 --toml",
        ] {
            let read = |command: Command| {
                let matches = command.try_get_matches_from(line.split(' ')).expect("these are arguments");
                format!("{:?}", <Cli as clap::FromArgMatches>::from_arg_matches(&matches).expect("these are arguments"))
            };
            assert_eq!(read(translate(Cli::command())), read(Cli::command()));
        }
    }
}
