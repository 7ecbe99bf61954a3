//! What was typed to the stages wired together: arguments, language, progress, exit code. The only place that touches the
//! clock, the environment and the terminal; everything above is called from here.

mod arguments;
mod check;
mod classify;
mod compare;
mod explain;
mod failure;
mod fields;
mod forms;
mod generate;
mod interrupt;
mod list;
mod listed;
mod one_stream;
mod opened;
mod page;
mod pass;
mod persons;
mod previous_classes;
mod progress;
mod redaction;
mod review;
mod rules;
mod sample;
mod session;
mod summary;
mod support;
mod target;
mod targets;
mod template;
mod units;
mod usage;
mod verify;
mod vietnamese;
mod written;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use arguments::Surroundings;
use failure::Finish;

use crate::text::Language;

/// Review household surveys against Vietnam's multidimensional poverty standards.
///
/// Reads survey spreadsheets, applies the poverty standard of a rules file (Decree 07/2021/NĐ-CP is built in) and says for
/// every household whether it is poor, near-poor, of average living standard or non-poor, and why; and how many per commune.
#[derive(Debug, Parser)]
#[command(name = "rasoat", version, max_term_width = 100, disable_help_subcommand = false)]
#[command(after_help = "\
Examples:
  rasoat summary samples/yen-chau-2022.xlsx
  rasoat classify samples/yen-chau-2022.xlsx -o classified.csv
  rasoat explain samples/yen-chau-2022.xlsx --household 14-119-01-0001
  rasoat check samples/defects-households.csv samples/defects-members.csv
  rasoat rules show decree-07-2021")]
struct Cli {
    #[command(flatten)]
    global: arguments::Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Classify(classify::Arguments),
    Summary(summary::Arguments),
    Compare(compare::Arguments),
    Forms(forms::Arguments),
    List(list::Arguments),
    Support(support::Arguments),
    Targets(targets::Arguments),
    Review(review::Arguments),
    Verify(verify::Arguments),
    Explain(explain::Arguments),
    Check(check::Arguments),
    Fields(fields::Arguments),
    Rules(rules::Arguments),
    Template(template::Arguments),
    Sample(sample::Arguments),
    Completions(generate::CompletionsArguments),
    Man(generate::ManArguments),
}

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    let language = arguments::language_before_parsing(std::env::args_os());
    let cli = match parse(language) {
        Ok(cli) => cli,
        Err(error) => {
            if let Some(failure) = usage::in_vietnamese(&error).filter(|_| language == Language::Vi) {
                return failure::report(&failure.into(), &Surroundings::without_arguments(language));
            }
            // a closed pipe on --help is no failure
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let surroundings = Surroundings::new(&cli.global);
    interrupt::watch();
    // scripts and manual page do not change with the locale of whoever makes them
    let named = cli.global.named_language().unwrap_or_default();
    let result = match cli.command {
        Command::Classify(arguments) => classify::run(&arguments, &surroundings),
        Command::Summary(arguments) => summary::run(&arguments, &surroundings),
        Command::Compare(arguments) => compare::run(&arguments, &surroundings),
        Command::Forms(arguments) => forms::run(&arguments, &surroundings),
        Command::List(arguments) => list::run(&arguments, &surroundings),
        Command::Support(arguments) => support::run(&arguments, &surroundings),
        Command::Targets(arguments) => targets::run(&arguments, &surroundings),
        Command::Review(arguments) => review::run(&arguments, &surroundings),
        Command::Verify(arguments) => verify::run(&arguments, &surroundings),
        Command::Explain(arguments) => explain::run(&arguments, &surroundings),
        Command::Check(arguments) => check::run(&arguments, &surroundings),
        Command::Fields(arguments) => fields::run(&arguments, &surroundings),
        Command::Rules(arguments) => rules::run(&arguments, &surroundings),
        Command::Template(arguments) => template::run(&arguments, &surroundings),
        Command::Sample(arguments) => sample::run(&arguments, &surroundings),
        Command::Completions(arguments) => generate::completions(&arguments, &mut command(named)),
        Command::Man(arguments) => generate::man(&arguments, command(named)),
    };
    match result {
        Ok(Finish::Done) => ExitCode::SUCCESS,
        Ok(Finish::Findings) => ExitCode::from(1),
        Err(error) => failure::report(&error, &surroundings),
    }
}

/// What `rasoat review` would be given with these words.
fn review_arguments(words: &[String]) -> Result<review::Arguments, clap::Error> {
    let program = ["rasoat", "review"].map(str::to_owned);
    match Cli::try_parse_from(program.iter().chain(words))?.command {
        Command::Review(arguments) => Ok(arguments),
        _ => Err(Cli::command().error(clap::error::ErrorKind::InvalidSubcommand, "")),
    }
}

/// The arguments the program takes, with their help in a language.
fn command(language: Language) -> clap::Command {
    match language {
        Language::En => Cli::command(),
        Language::Vi => vietnamese::translate(Cli::command()),
    }
}

fn parse(language: Language) -> Result<Cli, clap::Error> {
    let mut command = command(language);
    let arguments = arguments::without_language_for_help(std::env::args_os());
    let matches = command.try_get_matches_from_mut(arguments)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}
