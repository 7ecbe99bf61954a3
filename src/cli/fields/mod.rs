//! `rasoat fields`: what was recognised of a survey, what was not used, what the standard lacks; and a map to change it.

mod codebook;
mod needed;
mod tables;
mod words;

pub(super) use words::kind_words;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::io::write::{Output, write_tables};
use crate::survey::map_writer::map_text;
use crate::survey::{Survey, SurveyError};

use super::arguments::{OutputArguments, Surroundings, SurveyArguments};
use super::failure::{Failure, Finish};
use super::opened::Opened;
use super::progress::Progress;
use super::session::{Session, inputs, warn_of_map};
use super::target::Target;

/// Show how a survey is understood: its sheets, its columns, what is not recognised, what the standard lacks
#[derive(Debug, Args)]
#[command(mut_arg("input", |input| input.required(false).required_unless_present("codebook")))]
#[command(after_help = "\
Examples:
  rasoat fields samples/yen-chau-2022.xlsx
  rasoat fields samples/yen-chau-2022-points.csv --format json
  rasoat fields samples/yen-chau-2022-points.csv --format csv --table needed
  rasoat fields samples/yen-chau-2022.xlsx --write-map map.toml
  rasoat fields --codebook --lang en")]
pub(super) struct Arguments {
    #[command(flatten)]
    survey: SurveyArguments,
    #[command(flatten)]
    output: OutputArguments,
    /// Which table, where the format has room for one [default: columns]
    #[arg(long, value_enum, value_name = "TABLE")]
    table: Option<Which>,
    /// Also write a map file for this layout, to edit and to use with --map; `-` prints it in place of the tables
    #[arg(long, value_name = "FILE")]
    write_map: Option<PathBuf>,
    /// Show no survey but the fields there are, with their codes: what a map file can name
    #[arg(long, conflicts_with_all = ["input", "write_map", "table"])]
    codebook: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    Sheets,
    Columns,
    Needed,
}

/// A survey as far as it can be opened.
enum Opening<'a> {
    /// With a standard.
    Session(Box<Session<'a>>),
    /// Without one, and why; perhaps not to be read at all, and why.
    Survey(Box<Survey<'a>>, Option<anyhow::Error>, Option<SurveyError>),
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let used = inputs(&arguments.survey);
    if arguments.codebook {
        let Target { format, output, options } = Target::open(&arguments.output, &used, surroundings)?;
        let tables = codebook::tables(&*super::rules::codebook()?, surroundings, format.is_for_people());
        write_tables(&tables, format, output, options)?;
        return Ok(Finish::Done);
    }
    let Target { format, output, options } = Target::open(&arguments.output, &used, surroundings)?;
    let is_stdout = |path: &Option<PathBuf>| path.as_deref() == Some(Path::new("-"));
    let map_alone =
        is_stdout(&arguments.write_map) && (arguments.output.output.is_none() || is_stdout(&arguments.output.output));
    let map_output = match &arguments.write_map {
        Some(_) if map_alone => Some(Output::stdout()),
        Some(path) => Some(map_output(path, &used, &output, surroundings)?),
        None => None,
    };
    let opened = Opened::new(&arguments.survey, surroundings)?;
    let opening = open(&opened, &arguments.survey, surroundings)?;
    let (survey, readable): (&Survey<'_>, bool) = match &opening {
        Opening::Session(session) => (&session.survey, true),
        Opening::Survey(survey, _, error) => (survey, error.is_none()),
    };
    warn_of_map(survey, surroundings);
    let progress = Progress::new(surroundings, survey);
    let contents = survey.contents(!readable)?;
    drop(progress);
    let people = format.is_for_people();
    let shown = tables::Shown { survey, contents: &contents, surroundings, people };
    let needed = match &opening {
        Opening::Session(session) => Some(needed::table(session, &contents, people)?),
        Opening::Survey(..) => None,
    };
    let (needed, lines) = needed.unwrap_or_else(|| (tables::no_needed(&shown), Vec::new()));
    let tables = match arguments.table {
        Some(Which::Sheets) => vec![tables::sheets(&shown)],
        Some(Which::Columns) if people => tables::columns_by_sheet(&shown, readable),
        Some(Which::Columns) => vec![tables::columns(&shown)],
        Some(Which::Needed) => vec![needed],
        None if people => {
            let mut all = vec![tables::sheets(&shown)];
            all.extend(tables::columns_by_sheet(&shown, readable));
            all.extend(Some(needed).filter(|needed| matches!(opening, Opening::Session(_)) && !needed.rows.is_empty()));
            all
        }
        None if format.holds_several() => vec![tables::sheets(&shown), tables::columns(&shown), needed],
        None => vec![tables::columns(&shown)],
    };
    if !map_alone {
        write_tables(&tables, format, output, options)?;
    }
    lines.iter().for_each(|line| surroundings.note(line));
    if let Some(output) = map_output {
        output.write_text(&map_text(survey, &contents, readable, surroundings.language))?;
        if let Some(path) = arguments.write_map.as_ref().filter(|_| !readable && !map_alone) {
            let path = path.display();
            surroundings.note(&surroundings.pick(
                format!("đã viết tệp ánh xạ `{path}`: hãy sửa tệp đó rồi thêm `--map {path}`"),
                format!("map written to `{path}`: edit it, then add `--map {path}`"),
            ));
        }
    }
    match opening {
        Opening::Session(_) => {}
        Opening::Survey(_, _, Some(error)) => return Err(error.into()),
        Opening::Survey(_, Some(error), None) => {
            let help = error.downcast_ref::<Failure>().map_or(&[][..], |failure| &failure.help);
            let help: String = help.iter().map(|line| format!("; {line}")).collect();
            surroundings.note(&surroundings.pick(
                format!("không liệt kê được các trường mà chuẩn nghèo cần: {error}{help}"),
                format!("the fields that a standard needs are not listed: {error}{help}"),
            ));
        }
        Opening::Survey(_, None, None) => {}
    }
    Ok(Finish::Done)
}

/// A file for the map; what is there may be one that someone has worked on.
fn map_output(
    path: &Path,
    inputs: &[PathBuf],
    results: &Output,
    surroundings: &Surroundings,
) -> anyhow::Result<Output> {
    let output = Output::open(Some(path), inputs)?;
    output.apart_from(results)?;
    if path.is_file() {
        let path = path.display();
        let message = surroundings.pick(format!("đã có tệp `{path}`"), format!("there is a file `{path}` already"));
        let help =
            surroundings.pick("chọn tên khác, hoặc xóa tệp đó trước", "give another name, or remove the file first");
        return Err(Failure::new(message).help(help).into());
    }
    Ok(output)
}

/// The survey with its standard, which says what numbered headers mean; where none can be chosen yet, the codebook does; and
/// where it cannot be read, its sheets.
fn open<'a>(
    opened: &'a Opened,
    arguments: &SurveyArguments,
    surroundings: &'a Surroundings,
) -> anyhow::Result<Opening<'a>> {
    let error = match Session::open_silently(opened, arguments, surroundings) {
        Ok(mut session) => {
            session.read_all_fields();
            return Ok(Opening::Session(Box::new(session)));
        }
        Err(error) => error,
    };
    let of_survey = error.downcast_ref::<SurveyError>().is_some();
    if !of_survey && (arguments.rules.is_some() || arguments.filter.is_some()) {
        return Err(error);
    }
    let (survey, unreadable) = opened.survey_anyway(arguments)?;
    Ok(Opening::Survey(Box::new(survey), (!of_survey).then_some(error), unreadable))
}
