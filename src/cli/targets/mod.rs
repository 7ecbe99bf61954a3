//! `rasoat targets`: the targets of a plan against what a review counts.

mod previous;
mod set;
mod table;

use std::path::PathBuf;

use clap::Args;

use crate::io::write::{Format, write_tables};
use crate::rules::BUILT_IN_PLANS;
use crate::rules::targets::{Plan, load};
use crate::tabulate::forms::UnitCounts;

pub(super) use previous::PreviousList;
pub(super) use set::TargetSet;

use super::arguments::{OutputArguments, Surroundings, SurveyArguments};
use super::check::{finish, problems_output};
use super::compare::Renamed;
use super::failure::Finish;
use super::listed::read_earlier;
use super::opened::Opened;
use super::previous_classes::PreviousClasses;
use super::session::{Session, inputs};
use super::target::Target;
use super::written;

/// Measure the targets of a plan: what is reached, by how much not, and how many households are missing, per commune
#[derive(Debug, Args)]
#[command(after_help = "\
A target that is a change is measured from the list of the previous review: what `rasoat classify` wrote, a list with household ids
and classes, or a survey.

Examples:
  rasoat targets samples/yen-chau-2022.xlsx --targets plan-yen-chau-2022
  rasoat targets samples/yen-chau-2022.xlsx --targets plan-yen-chau-2022 --previous samples/yen-chau-2021-list.csv --units samples/yen-chau-units.csv
  rasoat targets samples/yen-chau-2022.xlsx --targets rules/plan-yen-chau-2022.toml --format csv -o targets.csv")]
pub(super) struct Arguments {
    #[command(flatten)]
    survey: SurveyArguments,
    /// Targets file, or id of a built-in plan
    #[arg(long, value_name = "FILE|ID", required = true)]
    targets: String,
    /// List or survey of the previous review, from which changes are measured
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// Csv file with the columns `old` and `new`: communes that were merged or renamed between the reviews
    #[arg(long, value_name = "FILE", requires = "previous")]
    units: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArguments,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let mut used = inputs(&arguments.survey);
    used.extend(written::input(&arguments.targets));
    used.extend(arguments.previous.clone());
    used.extend(arguments.units.clone());
    let Target { format, mut output, options } = Target::open(&arguments.output, &used, surroundings)?;
    let problems = problems_output(&arguments.survey, &used, &output)?;
    let mut renamed = Renamed::read(arguments.units.as_deref(), surroundings)?;
    let opened = Opened::new(&arguments.survey, surroundings)?;
    let mut session = Session::open(&opened, &arguments.survey, surroundings)?;
    let plan = plan(&arguments.targets, &session)?;
    let previous = match &arguments.previous {
        None => None,
        Some(path) => {
            let mut list = read_earlier(path, &arguments.survey, surroundings)?;
            renamed.name(&mut list, &session.survey.codebook().layout);
            renamed.warn(surroundings);
            session.take_previous(PreviousClasses::new(&list, session.survey.codebook()));
            Some(PreviousList::new(&list))
        }
    };
    let set = TargetSet::new(plan, &session)?;
    set.counted.add_uses(&mut session.uses);
    let mut counts = UnitCounts::default();
    let reading = session.read(
        &set,
        &set.counted.asked(),
        &|made: &mut UnitCounts, lanes, set, batch, outcomes, kept| {
            set.counted.count(made, lanes, batch, outcomes, kept)
        },
        &mut |made| {
            counts.merge(made);
            Ok(())
        },
    )?;
    let measured = set.settle(counts, previous.as_ref(), &session);
    measured.warn(surroundings);

    let people = format.is_for_people();
    let tables = measured.tables(people, surroundings);
    if format == Format::Table {
        output.write_lines(&session.heading_lines(&reading))?;
    } else {
        session.heading_lines(&reading).iter().for_each(|line| surroundings.note(line));
    }
    write_tables(&tables, format, output, options)?;
    finish(&session, &reading, problems, &arguments.survey)
}

/// The plan of that name, or in that file, checked against the standard of the review; what is doubtful of it is said.
pub(super) fn plan(name: &str, session: &Session<'_>) -> anyhow::Result<Plan> {
    let surroundings = session.surroundings;
    let none = surroundings.pick(format!("không có kế hoạch `{name}`"), format!("there is no plan `{name}`"));
    let plan = written::load(name, &BUILT_IN_PLANS, none, load, session)?;
    let groups = plan.groups.iter().map(|group| (group.id.as_str(), group.source.verified));
    let mut sources = plan.targets.iter().map(|target| (target.id.as_str(), target.source.verified)).chain(groups);
    written::warn(&plan.id, plan.valid, &mut sources, session);
    Ok(plan)
}
