//! `rasoat compare`: what became of the households of one list on the next.

mod comparison;
mod earlier;
mod tables;
mod units;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::io::write::{Format, write_tables};
use crate::report::table::{Table, TableCell};
use crate::survey::NumberFormat;
use crate::tabulate::{Level, Unit};

use super::arguments::{
    OutputArguments, Surroundings, SurveyArguments, day, joined_files, number_format, setting, threads, year,
};
use super::failure::{Failure, Finish};
use super::listed::{Side, must_have_households, read};
use super::redaction::RedactArguments;
use super::session::inputs;
use super::target::Target;

pub(super) use comparison::Comparison;
pub(super) use earlier::{EarlierLists, PreviousArguments};
pub(super) use tables::{Tables, Which, part_title};
pub(super) use units::Renamed;

/// Compare two reviews: who left poverty, who fell back, who is new, in every commune
#[derive(Debug, Args)]
#[command(after_help = "\
PREVIOUS and CURRENT are each a survey, which is classified under its own year's standard, what `rasoat classify` wrote, or
a list with household ids and classes. Files of one survey are joined by `+`: `households.csv+members.csv`.

Where a file has the field `change` (Biến động), households that moved away, died, were merged, split up, moved in or were
split off are counted as such; without a word they are other decrease or increase.

Examples:
  rasoat compare samples/yen-chau-2021-list.csv samples/yen-chau-2022.xlsx
  rasoat compare samples/yen-chau-2021-list.csv samples/yen-chau-2022.xlsx --table households --format csv -o flows.csv
  rasoat compare samples/yen-chau-2021-list.csv samples/yen-chau-2022.xlsx --history samples/yen-chau-2020-list.csv")]
pub(super) struct Arguments {
    /// List or survey of the previous review
    #[arg(value_name = "PREVIOUS")]
    previous: PathBuf,
    /// List or survey of this review
    #[arg(value_name = "CURRENT")]
    current: PathBuf,
    #[command(flatten)]
    meeting: MeetingArguments,
    /// Which table [default: the flows on the terminal, every household as csv, all in a workbook or json]
    #[arg(long, value_enum, value_name = "TABLE")]
    table: Option<Which>,
    /// Rules file, or id of a built-in standard; twice for PREVIOUS and CURRENT [default: the one valid at each review date]
    #[arg(long, value_name = "FILE|ID")]
    rules: Vec<String>,
    /// Day of the review; twice for PREVIOUS and CURRENT [default: as each survey says]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Vec<Date>,
    /// Year of the review, where a survey does not say; twice for PREVIOUS and CURRENT
    #[arg(long, value_name = "YYYY", conflicts_with = "date", value_parser = year)]
    year: Vec<i16>,
    /// Answer to an open question of the law; `rasoat rules show` lists them
    #[arg(long = "set", value_name = "SETTING=CHOICE", value_parser = setting)]
    settings: Vec<(String, String)>,
    /// File with further header and answer spellings of this layout
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// How numbers written as text separate thousands and decimals, where the file leaves it open
    #[arg(long, value_name = "vi|en", value_parser = number_format)]
    number_format: Option<NumberFormat>,
    /// On how many threads to work; the results do not depend on it [default: one a core]
    #[arg(long, value_name = "N", value_parser = threads)]
    threads: Option<u16>,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    redact: RedactArguments,
}

/// How the households and units of two reviews meet.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Previous review")]
pub(super) struct MeetingArguments {
    /// Lists from before the previous review: who is on one has fallen back, who is on none is new
    #[arg(long, value_name = "FILE", requires = "previous")]
    pub history: Vec<PathBuf>,
    /// Csv file with the columns `old` and `new`: communes that were merged or renamed between the reviews
    #[arg(long, value_name = "FILE", requires = "previous")]
    pub units: Option<PathBuf>,
    /// How sure it has to be that two rows are one household
    #[arg(long = "match", value_enum, default_value = "certain", value_name = "HOW")]
    pub matching: Matching,
}

impl MeetingArguments {
    /// Whether a likely counterpart is taken for the same household.
    pub fn takes_likely(&self) -> bool {
        self.matching == Matching::Likely
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Matching {
    /// The same household id, or the same id number of the head
    Certain,
    /// Also the same name, birth year and village of the head, if nobody else has them
    Likely,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    for (option, count) in
        [("--rules", arguments.rules.len()), ("--date", arguments.date.len()), ("--year", arguments.year.len())]
    {
        if count > 2 {
            return Err(Failure::new(
                surroundings
                    .pick(format!("`{option}` được ghi {count} lần"), format!("`{option}` is given {count} times")),
            )
            .help(
                surroundings
                    .pick("một lần cho cả hai đợt, hoặc mỗi đợt một lần", "once for both reviews, or once for each"),
            )
            .into());
        }
    }
    let sides = [&arguments.previous, &arguments.current].into_iter().enumerate();
    let sides = sides.map(|(at, path)| arguments.side(path, at)).collect::<Vec<_>>();
    let history = arguments.meeting.history.iter().map(|path| arguments.side(path, 0)).collect::<Vec<_>>();
    let mut used: Vec<PathBuf> = sides.iter().chain(&history).flat_map(inputs).collect();
    used.extend(arguments.meeting.units.clone());
    used.extend(arguments.redact.input());
    let pseudonyms = arguments.redact.open(surroundings)?;
    let Target { format, output, options } = Target::open(&arguments.output, &used, surroundings)?;

    let codebook = super::rules::codebook()?;
    // lists need no rules, but what is named has to be there
    arguments.rules.iter().try_for_each(|name| super::rules::load(name, &codebook, surroundings).map(drop))?;
    let mut renamed = Renamed::read(arguments.meeting.units.as_deref(), surroundings)?;
    let previous = read(&sides[0], Side::Earlier, surroundings)?;
    let current = read(&sides[1], Side::Current, surroundings)?;
    let older =
        history.iter().map(|side| read(side, Side::Earlier, surroundings)).collect::<anyhow::Result<Vec<_>>>()?;
    let read = [&previous, &current].into_iter().zip(&sides).chain(older.iter().zip(&history));
    for (list, side) in read {
        must_have_households(list, side, surroundings)?;
    }
    let lines = [&previous, &current].map(|list| list.heading.clone()).concat();
    let likely = arguments.meeting.takes_likely();
    let comparison = Comparison::between(previous, current, older, &mut renamed, likely, true, &codebook.layout);
    comparison.warn(arguments.rules.len() > 1, surroundings);
    renamed.warn(surroundings);
    let compared = Tables { of: &comparison, codebook: &codebook, pseudonyms: pseudonyms.as_ref(), surroundings };
    let people = format.is_for_people();
    let tables: Vec<Table> = match arguments.table {
        Some(which) => vec![compared.table(which, people)?],
        // under two standards the question is who would be what
        None if people && arguments.rules.len() > 1 => vec![compared.table(Which::Classes, true)?],
        None if people => vec![compared.table(Which::Poor, true)?, compared.table(Which::NearPoor, true)?],
        None if format.holds_several() => {
            let all = [Which::Poor, Which::NearPoor, Which::Classes, Which::Households];
            all.into_iter().map(|which| compared.table(which, false)).collect::<anyhow::Result<_>>()?
        }
        None => vec![compared.table(Which::Households, false)?],
    };
    let mut output = output;
    if format == Format::Table {
        output.write_lines(&lines)?;
    } else {
        lines.iter().for_each(|line| surroundings.note(line));
    }
    write_tables(&tables, format, output, options)?;
    Ok(Finish::Done)
}

impl Arguments {
    /// How one side is read: the first, or the second where an option is given twice.
    fn side(&self, path: &Path, at: usize) -> SurveyArguments {
        SurveyArguments {
            input: joined_files(path),
            rules: self.rules.get(at).or(self.rules.last()).cloned(),
            date: self.date.get(at).or(self.date.last()).copied(),
            year: self.year.get(at).or(self.year.last()).copied(),
            settings: self.settings.clone(),
            map: self.map.clone(),
            number_format: self.number_format,
            filter: None,
            threads: self.threads,
            strict: false,
            problems: None,
            // two standards side by side: what would the other one say
            beyond_validity: self.rules.len() > 1,
        }
    }
}

/// How a line of a unit is called.
pub(super) fn unit_title(level: Level, unit: &Unit, surroundings: &Surroundings) -> TableCell {
    TableCell::words(match level {
        Level::Total => surroundings.pick("Tổng cộng", "Total"),
        Level::Upper => &unit.upper,
        Level::Commune if unit.commune.is_empty() => surroundings.pick("(không ghi xã)", "(commune not told)"),
        Level::Commune => &unit.commune,
    })
}
