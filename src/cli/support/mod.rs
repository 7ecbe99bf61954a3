//! `rasoat support`: from class to support: who is entitled to what, in every commune and by name.

mod list;
mod set;
mod table;

use std::path::PathBuf;

use clap::Args;

use crate::io::write::{Format, write_tables};
use crate::redact::Pseudonym;
use crate::rules::BUILT_IN_SUPPORT;
use crate::rules::support::{Support, load};

use self::list::Lists;
use super::arguments::{OutputArguments, Surroundings, SurveyArguments};
use super::check::{finish_redacted, problems_output};
use super::failure::{Failure, Finish};
use super::listed::read_earlier;
use super::opened::Opened;
use super::previous_classes::PreviousClasses;
use super::redaction::{RedactArguments, refuse_clash};
use super::session::{Session, inputs};
use super::target::Target;
use super::written;
use set::{Made, SupportSet};

/// Count who is entitled to which support, per commune, or list them in the order in which they come
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rasoat support samples/yen-chau-2022.xlsx
  rasoat support samples/yen-chau-2022.xlsx --format csv -o support.csv
  rasoat support samples/yen-chau-2022.xlsx --previous samples/yen-chau-2021-list.csv
  rasoat support samples/yen-chau-2022.xlsx --measure housing --list
  rasoat support samples/yen-chau-2022.xlsx --list -o support.xlsx")]
pub(super) struct Arguments {
    #[command(flatten)]
    survey: SurveyArguments,
    /// Support file, or id of a built-in one [default: support-2022]
    #[arg(long, value_name = "FILE|ID")]
    support: Option<String>,
    /// Only the measure of this id; several times for several
    #[arg(long = "measure", value_name = "ID")]
    measures: Vec<String>,
    /// List or survey of the previous review, which tells by household ids who has newly escaped poverty
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// List households or members by name, in the order in which they come
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    redact: RedactArguments,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let mut used = inputs(&arguments.survey);
    used.extend(arguments.support.as_deref().and_then(written::input));
    used.extend(arguments.previous.clone());
    used.extend(arguments.redact.input());
    let pseudonyms = arguments.redact.open(surroundings)?;
    let Target { format, mut output, options } = Target::open(&arguments.output, &used, surroundings)?;
    let problems = problems_output(&arguments.survey, &used, &output)?;
    let opened = Opened::new(&arguments.survey, surroundings)?;
    let mut session = Session::open(&opened, &arguments.survey, surroundings)?;
    let name = arguments.support.as_deref().unwrap_or(BUILT_IN_SUPPORT[0].id);
    let none = surroundings.pick(format!("không có tệp hỗ trợ `{name}`"), format!("there is no support file `{name}`"));
    let support = written::load(name, &BUILT_IN_SUPPORT, none, load, &session)?;
    let support = choose(support, &arguments.measures, surroundings)?;
    let mut sources = support.measures.iter().map(|measure| (measure.id.as_str(), measure.source.verified));
    written::warn(&support.id, support.valid, &mut sources, &session);

    if let Some(path) = &arguments.previous {
        let list = read_earlier(path, &arguments.survey, surroundings)?;
        session.take_previous(PreviousClasses::new(&list, session.survey.codebook()));
    }
    let set = SupportSet::new(support, &session)?;
    set.add_uses(&mut session.uses);
    let lists = arguments.list.then(|| Lists::new(&session, pseudonyms.clone()));
    lists.iter().for_each(|lists| lists.add_uses(&mut session.uses));
    let mut made = Made::default();
    let mut merge = |own: Made| {
        made.merge(own);
        Ok(())
    };
    let reading = match &lists {
        None => {
            let asked = set.counted.asked();
            session.read(
                &set,
                &asked,
                &|made: &mut Made, lanes, set, batch, outcomes, kept| {
                    set.counted.count(&mut made.counts, lanes, batch, outcomes, kept);
                },
                &mut merge,
            )?
        }
        Some(lists) => session.read_whole(
            &set,
            &|made: &mut Made, lanes, set, batch, outcomes, kept| {
                set.counted.count(&mut made.counts, lanes, batch, outcomes, kept);
                lists.add(&mut made.entries, set, lanes, batch, outcomes, kept);
            },
            &mut merge,
        )?,
    };
    let Made { counts, entries } = made;
    let mut redacted: Vec<Pseudonym> = entries.iter().flat_map(|entry| &entry.pseudonyms).copied().collect();
    redacted.sort_unstable();
    refuse_clash(redacted.into_iter(), surroundings)?;
    let counted = set.settle(counts, &session);
    counted.warn(surroundings);
    if counted.told.is_empty() {
        return Err(Failure::new(
            surroundings
                .pick("không tính được chính sách nào từ dữ liệu này", "no measure can be counted from this survey"),
        )
        .help(surroundings.pick(
            "xem các trường đã nhận ra bằng `rasoat fields`",
            "see the fields that were recognised with `rasoat fields`",
        ))
        .into());
    }

    let people = format.is_for_people();
    let mut tables = Vec::new();
    if lists.is_none() || format.holds_several() && format != Format::Table {
        tables.push(counted.table(people, surroundings));
    }
    if let Some(lists) = &lists {
        tables.extend(lists.tables(entries, &counted, people, surroundings));
    }
    if format == Format::Table {
        output.write_lines(&session.heading_lines(&reading))?;
    } else {
        session.heading_lines(&reading).iter().for_each(|line| surroundings.note(line));
    }
    write_tables(&tables, format, output, options)?;
    finish_redacted(&session, &reading, problems, &arguments.survey, pseudonyms.as_ref())
}

/// The measures asked for.
fn choose(support: Support, wanted: &[String], surroundings: &Surroundings) -> anyhow::Result<Support> {
    let known: Vec<&str> = support.measures.iter().map(|measure| measure.id.as_str()).collect();
    if let Some(id) = wanted.iter().find(|id| !known.contains(&id.as_str())) {
        let file = &support.id;
        let message = surroundings
            .pick(format!("`{file}` không có chính sách `{id}`"), format!("`{file}` has no measure `{id}`"));
        let mut failure = Failure::new(message);
        if let Some(near) = crate::diagnostic::nearest(id, known.iter().copied()) {
            failure = failure.help(surroundings.pick(format!("có phải `{near}`?"), format!("did you mean `{near}`?")));
        }
        let list = known.join(", ");
        return Err(failure
            .help(surroundings.pick(format!("các chính sách: {list}"), format!("its measures are {list}")))
            .into());
    }
    let Support { measures, .. } = support;
    let measures = measures.into_iter().filter(|measure| wanted.is_empty() || wanted.contains(&measure.id)).collect();
    Ok(Support { measures, ..support })
}
