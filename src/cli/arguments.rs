//! Options that several commands share, and what they and the surroundings decide: language, colour, width.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::io::write::Format;
use crate::survey::NumberFormat;
use crate::text::Language;

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "General options")]
pub(super) struct Global {
    /// Language of headings and messages [default: from the locale]
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    lang: Option<LanguageChoice>,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    color: ColorChoice,
    /// Print results and errors only: no warnings, no progress
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LanguageChoice {
    /// English
    En,
    /// Tiếng Việt
    Vi,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ColorChoice {
    Auto,
    Always,
    Never,
}

impl Global {
    /// The language `--lang` names.
    pub fn named_language(&self) -> Option<Language> {
        self.lang.map(|lang| match lang {
            LanguageChoice::En => Language::En,
            LanguageChoice::Vi => Language::Vi,
        })
    }
}

/// The language of help and of mistakes in the arguments: what `--lang` seems to name, else the locale's.
pub(super) fn language_before_parsing(arguments: impl Iterator<Item = OsString>) -> Language {
    named_language(arguments).unwrap_or_else(language_of_locale)
}

fn named_language(arguments: impl Iterator<Item = OsString>) -> Option<Language> {
    let mut arguments = arguments.take_while(|argument| argument != "--");
    let mut named = None;
    while let Some(argument) = arguments.next() {
        let word = match argument.to_str() {
            Some("--lang") => arguments.next(),
            Some(argument) => argument.strip_prefix("--lang=").map(OsString::from),
            None => None,
        };
        match word.as_ref().and_then(|word| word.to_str()) {
            Some("vi") => named = Some(Language::Vi),
            Some("en") => named = Some(Language::En),
            _ => {}
        }
    }
    named
}

/// The arguments without `--lang` where they are of the command `help`, which takes none but the names of commands.
pub(super) fn without_language_for_help(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let all: Vec<OsString> = arguments.collect();
    let is = |at: usize, word: &str| all.get(at).is_some_and(|argument| argument == word);
    let of_help = is(1, "help") || (is(1, "rules") && is(2, "help"));
    if !of_help {
        return all;
    }
    let mut kept = Vec::new();
    let mut rest = all.into_iter();
    while let Some(argument) = rest.next() {
        if argument == "--lang" {
            rest.next();
        } else if !argument.to_str().is_some_and(|argument| argument.starts_with("--lang=")) {
            kept.push(argument);
        }
    }
    kept
}

fn language_of_locale() -> Language {
    let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"));
    if locale.is_some_and(|locale| locale.starts_with("vi")) { Language::Vi } else { Language::En }
}

/// A variable of the environment that is not empty.
#[allow(clippy::disallowed_methods, reason = "the environment is read here and nowhere else")]
fn set(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What the program runs in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings {
    /// Language of headings and messages.
    pub language: Language,
    /// Colour on standard output.
    pub color: bool,
    /// Colour on standard error.
    pub error_color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// No notes for people on standard error.
    pub quiet: bool,
    /// The language that was typed.
    named: Option<Language>,
}

/// Columns assumed where output goes to no terminal.
const WIDTH: usize = 100;

impl Surroundings {
    /// From the options typed, the environment and the terminal.
    pub fn new(global: &Global) -> Surroundings {
        let language = global.named_language().unwrap_or_else(language_of_locale);
        let color = |terminal: bool| match global.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb"),
        };
        let terminal = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
        let columns = set("COLUMNS").and_then(|columns| columns.parse().ok()).filter(|width| *width >= 20);
        Surroundings {
            language,
            color: color(std::io::stdout().is_terminal()),
            error_color: color(std::io::stderr().is_terminal()),
            width: columns.or(terminal).unwrap_or(WIDTH),
            quiet: global.quiet,
            named: global.named_language(),
        }
    }

    /// The surroundings where the arguments could not be read.
    pub fn without_arguments(language: Language) -> Surroundings {
        let lang = match language {
            Language::En => LanguageChoice::En,
            Language::Vi => LanguageChoice::Vi,
        };
        Surroundings::new(&Global { lang: Some(lang), color: ColorChoice::Auto, quiet: false })
    }

    /// The language of documents that are handed in: Vietnamese unless another was typed.
    pub fn documents(&self) -> Language {
        self.named.unwrap_or(Language::Vi)
    }

    /// The same with documents in a language.
    pub fn with_documents(self, language: Language) -> Surroundings {
        Surroundings { named: Some(language), ..self }
    }

    /// The same in a language.
    pub fn in_language(self, language: Language) -> Surroundings {
        Surroundings { language, ..self }
    }

    /// The same without notes.
    pub fn silent(self) -> Surroundings {
        Surroundings { quiet: true, ..self }
    }

    /// One of two wordings.
    pub fn pick<T>(&self, vi: T, en: T) -> T {
        match self.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    /// Writes a line for people to standard error, unless told to be quiet.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            eprintln!("{text}");
        }
    }
}

/// Where the survey is and how it is read and classified.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Survey and standard")]
pub(super) struct SurveyArguments {
    /// Survey files: workbooks, csv files, zip, gz or zst archives of them, folders or patterns; `-` reads one from standard input
    #[arg(required = true, value_name = "INPUT")]
    pub input: Vec<PathBuf>,
    /// Rules file, or id of a built-in standard [default: the built-in standard valid at the review date]
    #[arg(long, value_name = "FILE|ID")]
    pub rules: Option<String>,
    /// Day of the review; ages and dated values are taken on it [default: as the survey says]
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "year", value_parser = day)]
    pub date: Option<Date>,
    /// Year of the review, where the survey does not say
    #[arg(long, value_name = "YYYY", value_parser = year)]
    pub year: Option<i16>,
    /// Answer to an open question of the law; `rasoat rules show` lists them
    #[arg(long = "set", value_name = "SETTING=CHOICE", value_parser = setting)]
    pub settings: Vec<(String, String)>,
    /// File with further header and answer spellings of this layout
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// How numbers written as text separate thousands and decimals, where the file leaves it open
    #[arg(long, value_name = "vi|en", value_parser = number_format)]
    pub number_format: Option<NumberFormat>,
    /// Only households for which this holds, for example "class = 'poor' and area = 'rural'"
    #[arg(long = "where", value_name = "EXPR")]
    pub filter: Option<String>,
    /// On how many threads to work; the results do not depend on it [default: one a core]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<u16>,
    /// Fail (exit code 1) if the survey has data problems
    #[arg(long)]
    pub strict: bool,
    /// Also write the data problems to this file; the format is by its extension
    #[arg(long, value_name = "FILE")]
    pub problems: Option<PathBuf>,
    /// The standard is applied to a review it was not made for.
    #[arg(skip)]
    pub beyond_validity: bool,
}

/// The files of one survey, which are joined by `+`.
pub(super) fn joined_files(path: &Path) -> Vec<PathBuf> {
    // a file may have the sign in its name
    match path.to_str().filter(|_| !path.exists()) {
        Some(joined) => joined.split('+').filter(|part| !part.is_empty()).map(PathBuf::from).collect(),
        None => vec![path.to_path_buf()],
    }
}

/// Where results go and in which format.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArguments {
    /// Format [default: by the extension of --output, else a table]
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub format: Option<Format>,
    /// File to write; `-` is standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

pub(super) fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a day as year-month-day, for example 2022-09-01".to_owned())
}

pub(super) fn year(text: &str) -> Result<i16, String> {
    let year = text.parse().ok().filter(|year| (1000..=9999).contains(year));
    year.ok_or_else(|| "expected a year of four digits, for example 2022".to_owned())
}

pub(super) fn setting(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("expected a setting and its choice, for example age_from_birth_year=year_difference")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

pub(super) fn threads(text: &str) -> Result<u16, String> {
    let threads = text.parse().ok().filter(|threads| (1..=256).contains(threads));
    threads.ok_or_else(|| "expected a number from 1 to 256; without this option it is one a core".to_owned())
}

/// The least count that is shown.
pub(super) fn least(text: &str) -> Result<u16, String> {
    let least = text.parse().ok().filter(|least| (2..=1000).contains(least));
    least.ok_or_else(|| "expected a number from 2 to 1000, for example 5".to_owned())
}

pub(super) fn number_format(text: &str) -> Result<NumberFormat, String> {
    NumberFormat::from_name(text).ok_or_else(|| "expected `vi` (1.500,5) or `en` (1,500.5)".to_owned())
}

fn format(text: &str) -> Result<Format, String> {
    text.parse().map_err(|_| {
        let known = Format::ALL.map(Format::name).join(", ");
        format!("expected one of {known}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_found_before_the_arguments_are_read() {
        for (line, expected) in [
            ("rasoat --help --lang vi", Some(Language::Vi)),
            ("rasoat --lang=vi summary --nonsense", Some(Language::Vi)),
            ("rasoat summary --lang vi --lang en", Some(Language::En)),
            ("rasoat summary --lang", None),
            ("rasoat summary --lang xx", None),
            ("rasoat summary -- --lang vi", None),
            ("rasoat --languish vi", None),
        ] {
            assert_eq!(named_language(line.split(' ').map(OsString::from)), expected, "{line}");
        }
    }

    #[test]
    fn help_may_be_asked_for_in_a_language() {
        for (line, expected) in [
            ("rasoat help summary --lang vi", "rasoat help summary"),
            ("rasoat help --lang=vi rules show", "rasoat help rules show"),
            ("rasoat rules help show --lang vi", "rasoat rules help show"),
            ("rasoat summary help --lang vi", "rasoat summary help --lang vi"),
        ] {
            let kept = without_language_for_help(line.split(' ').map(OsString::from));
            assert_eq!(kept, expected.split(' ').collect::<Vec<_>>(), "{line}");
        }
    }
}
