//! `rasoat forms`: the report forms of the review.

mod filled;
mod set;

use std::io::Write;

use clap::Args;

use crate::io::write::{Format, WriteError, write_tables};
use crate::report::forms_workbook::Heading;
use crate::tabulate::conceal::Together;
use crate::tabulate::forms::{Form, Forms, Layout, UnitCounts, built_in};

pub(super) use set::{FormArguments, FormSet, Previous};

use super::arguments::{OutputArguments, Surroundings, SurveyArguments, least};
use super::check::{finish, problems_output};
use super::compare::PreviousArguments;
use super::failure::{Failure, Finish};
use super::listed::{List, ListRow, Lister};
use super::opened::Opened;
use super::pass::Each;
use super::session::{Session, inputs};
use super::target::Target;

/// Count the report forms of the review, per commune
#[derive(Debug, Args)]
#[command(after_help = "\
Forms 2 and 3, the flows of the poor and the near-poor, need the list of the previous review.

Examples:
  rasoat forms samples/yen-chau-2022.xlsx -o forms.xlsx
  rasoat forms samples/yen-chau-2022.xlsx --previous samples/yen-chau-2021-list.csv --check-columns -o forms.xlsx
  rasoat forms samples/yen-chau-2022.xlsx --form 1 --rows province
  rasoat forms samples/yen-chau-2022.xlsx --form 8 --format csv
  rasoat forms samples/yen-chau-2022.xlsx --min-cell 5 -o forms.xlsx")]
pub(super) struct Arguments {
    #[command(flatten)]
    survey: SurveyArguments,
    /// Only the form of this number, with the province or in the circular (7.1); several times for several
    #[arg(long = "form", value_name = "NUMBER")]
    forms: Vec<String>,
    #[command(flatten)]
    form: FormArguments,
    #[command(flatten)]
    previous: PreviousArguments,
    /// Show no count of less than N households, and none by which such a count could be told
    #[arg(long, value_name = "N", value_parser = least)]
    min_cell: Option<u16>,
    #[command(flatten)]
    output: OutputArguments,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let mut used = inputs(&arguments.survey);
    used.extend(arguments.previous.files().into_iter().map(|(_, path)| path));
    let Target { format, output, options } = Target::open(&arguments.output, &used, surroundings)?;
    let problems = problems_output(&arguments.survey, &used, &output)?;
    let layout = arguments.form.layout();
    let chosen = choose(built_in()?, &arguments.forms, layout, surroundings)?;
    if chosen.forms.len() > 1 && !format.holds_several() {
        let name = format.name();
        return Err(Failure::new(
            surroundings.pick(format!("`{name}` chỉ chứa được một biểu"), format!("`{name}` holds one form only")),
        )
        .help(surroundings.pick(
            "chọn biểu bằng `--form 1`, hoặc ghi ra `-o forms.xlsx`",
            "choose one with `--form 1`, or write `-o forms.xlsx`",
        ))
        .into());
    }
    let opened = Opened::new(&arguments.survey, surroundings)?;
    let mut session = Session::open(&opened, &arguments.survey, surroundings)?;
    let (set, left_out) = FormSet::new(&session, chosen, layout, Previous::of(&arguments.previous, &arguments.survey));
    left_out.iter().for_each(|form| surroundings.note(&form.message(surroundings)));
    if set.is_empty() {
        return Err(Failure::new(
            surroundings.pick("không lập được biểu nào từ dữ liệu này", "no form can be made of this survey"),
        )
        .help(left_out.first().map_or_else(String::new, |form| form.help(surroundings).to_owned()))
        .into());
    }
    set.counted.add_uses(&mut session.uses);
    let earlier = match set.tells_flows() {
        true => arguments.previous.read(&arguments.survey, surroundings)?,
        false => None,
    };
    let lister = earlier.is_some().then(|| Lister::new(&opened.codebook));
    lister.iter().for_each(|lister| lister.ask(&mut session.uses));
    let (mut counts, mut listed) = (UnitCounts::default(), Vec::new());
    let rules = &session.standard.rules;
    let each: &Each<'_, (UnitCounts, Vec<ListRow>), FormSet> = &|made, lanes, set, batch, outcomes, kept| {
        set.counted.count(&mut made.0, lanes, batch, outcomes, kept);
        if let Some(lister) = &lister {
            made.1.extend(lister.rows(batch, outcomes, rules));
        }
    };
    let merge: &mut dyn FnMut((UnitCounts, Vec<ListRow>)) -> anyhow::Result<()> = &mut |made| {
        counts.merge(made.0);
        listed.extend(made.1);
        Ok(())
    };
    // who the head of a household is may stand among its members alone
    let reading = match &lister {
        Some(_) => session.read_whole(&set, each, merge)?,
        None => session.read(&set, &set.counted.asked(), each, merge)?,
    };
    let layout = &opened.codebook.layout;
    let compared = earlier.map(|earlier| earlier.compare(List::of(listed, Vec::new()), layout, surroundings));
    let mut filled = set.settle(counts, compared.as_ref().map(|compared| &compared.balances), &session);
    if let Some(least) = arguments.min_cell.map(i64::from) {
        let mut together = Together::new(least);
        let places = filled.put(&mut together);
        filled.conceal(least, &places, &together.hidden());
    }

    let people = format.is_for_people() || format == Format::Xlsx;
    let tables = filled.tables(people, surroundings);
    let mut output = output;
    if format == Format::Table {
        output.write_lines(&session.heading_lines(&reading))?;
    } else {
        session.heading_lines(&reading).iter().for_each(|line| surroundings.note(line));
    }
    if format == Format::Xlsx {
        let heading = Heading {
            period: session.period(surroundings.language),
            language: surroundings.language,
            check_columns: arguments.form.check_columns,
        };
        let bytes = filled.workbook(&[], &heading)?;
        output.write_all(&bytes).map_err(|error| WriteError::io(output.place().clone(), error))?;
        output.finish()?;
    } else {
        write_tables(&tables, format, output, options)?;
    }
    if !format.is_for_people() {
        // what files for programs and a printed form have no room for
        for table in tables.iter().filter(|table| !table.notes.is_empty()) {
            surroundings.note(&format!("{}: {}", table.id, table.notes.join("; ")));
        }
    }
    filled.warnings(surroundings).iter().for_each(|line| surroundings.note(line));
    let errors = filled.errors(surroundings);
    errors.iter().for_each(|line| surroundings.note(line));
    let done = finish(&session, &reading, problems, &arguments.survey)?;
    Ok(if arguments.survey.strict && !errors.is_empty() { Finish::Findings } else { done })
}

/// The forms asked for, as they are in a layout.
pub(super) fn choose(
    mut all: Forms,
    wanted: &[String],
    layout: Layout,
    surroundings: &Surroundings,
) -> anyhow::Result<Forms> {
    let is =
        |form: &Form, wanted: &String| form.id == *wanted || (!form.ministry.is_empty() && form.ministry == *wanted);
    all.forms.retain(|form| form.layout.is_none_or(|own| own == layout));
    for number in wanted {
        if !all.forms.iter().any(|form| is(form, number)) {
            let known = all.forms.iter().map(|form| form.id.as_str()).collect::<Vec<_>>().join(", ");
            return Err(Failure::new(
                surroundings.pick(format!("không có biểu `{number}`"), format!("there is no form `{number}`")),
            )
            .help(surroundings.pick(format!("các biểu: {known}"), format!("the forms are {known}")))
            .into());
        }
    }
    all.forms.retain(|form| wanted.is_empty() || wanted.iter().any(|number| is(form, number)));
    Ok(all)
}
