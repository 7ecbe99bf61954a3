//! `rasoat sample`: a made-up survey for training and measurements.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::sample::{Headers, Options, Way, save};

use super::arguments::Surroundings;
use super::failure::{Failure, Finish};

/// Make up a survey of Yên Châu district: the same options give the same bytes
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rasoat sample --households 1500 --seed 2022 -o survey.xlsx
  rasoat sample --households 100000 --seed 1 -o folder
  rasoat sample --way points --headers id -o points.csv")]
pub(super) struct Arguments {
    /// How many households
    #[arg(long, value_name = "N", default_value_t = 1500)]
    households: u64,
    /// Another seed makes other households
    #[arg(long, value_name = "S", default_value_t = 2022)]
    seed: u64,
    /// How many of a thousand answers are missing
    #[arg(long, value_name = "PER_MILLE", default_value_t = 5)]
    missing: u32,
    /// Year of the review
    #[arg(long, value_name = "YYYY", default_value_t = 2022)]
    year: i16,
    /// What the survey shows of a household
    #[arg(long, value_enum, default_value = "raw")]
    way: WayChoice,
    /// Words of headers and answers
    #[arg(long, value_enum, default_value = "vi")]
    headers: HeadersChoice,
    /// A folder for households.csv and members.csv, a .xlsx workbook, or a .csv (two, where there are members)
    #[arg(long, short, value_name = "DIR|FILE")]
    output: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WayChoice {
    /// Answers about household, dwelling and members
    Raw,
    /// The points B1 and B2
    Points,
    /// Income per person and twelve recorded deprivations
    Recorded,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum HeadersChoice {
    /// Vietnamese, as on forms
    Vi,
    /// Machine names and codes
    Id,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let options = Options {
        households: arguments.households,
        seed: arguments.seed,
        missing_per_mille: arguments.missing,
        review_year: arguments.year,
        way: match arguments.way {
            WayChoice::Raw => Way::Raw,
            WayChoice::Points => Way::Points,
            WayChoice::Recorded => Way::Recorded,
        },
        headers: match arguments.headers {
            HeadersChoice::Vi => Headers::Vietnamese,
            HeadersChoice::Id => Headers::Machine,
        },
    };
    let codebook = super::rules::codebook()?;
    let saved = save(&codebook, &options, &arguments.output).map_err(|error| match error {
        crate::sample::Error::Output(error) => anyhow::Error::from(error),
        error => Failure::new(error.message(surroundings.language)).into(),
    })?;
    let files = saved.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
    let (households, members) = (saved.rows.households, saved.rows.members);
    surroundings.note(&surroundings.pick(
        format!("{files}: {households} hộ và {members} thành viên, tất cả đều hư cấu"),
        format!("{files}: {households} households and {members} members, all made up"),
    ));
    Ok(Finish::Done)
}
