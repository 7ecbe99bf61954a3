//! `rasoat check`: the data problems of a survey; and how every command on a survey ends.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::io::read::column_letters;
use crate::io::write::{Format, Options, Output, write_tables};
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::survey::problem::Problem;

use super::arguments::{OutputArguments, Surroundings, SurveyArguments};
use super::failure::Finish;
use super::opened::Opened;
use super::pass::Reading;
use super::session::{Session, inputs};
use super::target::Target;

/// List the data problems of a survey, each with its place
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rasoat check samples/defects-households.csv samples/defects-members.csv
  rasoat check samples/yen-chau-2022.xlsx --format csv -o problems.csv
  rasoat check samples/yen-chau-2022.xlsx --strict")]
pub(super) struct Arguments {
    #[command(flatten)]
    survey: SurveyArguments,
    #[command(flatten)]
    output: OutputArguments,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let used = inputs(&arguments.survey);
    let Target { format, output, options } = Target::open(&arguments.output, &used, surroundings)?;
    let problems = problems_output(&arguments.survey, &used, &output)?;
    let opened = Opened::new(&arguments.survey, surroundings)?;
    let mut session = Session::open(&opened, &arguments.survey, surroundings)?;
    session.read_all_fields();
    let reading = session.read(&(), &[], &|(): &mut (), _, (), _, _, _| {}, &mut |()| Ok(()))?;
    let people = format.is_for_people();
    let mut tables = vec![match people {
        true => table_for_people(&session, &reading.problems),
        false => table(&session, &reading.problems),
    }];
    if format.holds_several() {
        tables.push(by_code(&session, &reading.problems));
    }
    write_tables(&tables, format, output, options)?;
    session.heading_lines(&reading).iter().for_each(|line| surroundings.note(line));
    finish(&session, &reading, problems, &arguments.survey)
}

/// A file for `--problems`, opened before the work begins.
pub(super) fn problems_output(
    arguments: &SurveyArguments,
    inputs: &[PathBuf],
    results: &Output,
) -> anyhow::Result<Option<(Format, Output)>> {
    let Some(path) = &arguments.problems else { return Ok(None) };
    let format = Format::choose(None, Some(path), Format::Csv)?;
    let problems = Output::open(Some(path), inputs)?;
    problems.apart_from(results)?;
    Ok(Some((format, problems)))
}

/// Writes the problems where they were asked for and says how the run ends.
pub(super) fn finish(
    session: &Session<'_>,
    reading: &Reading,
    problems: Option<(Format, Output)>,
    arguments: &SurveyArguments,
) -> anyhow::Result<Finish> {
    if let Some((format, output)) = problems {
        let table = table(session, &reading.problems);
        let options = Options { language: session.surroundings.language, ..Options::default() };
        write_tables(&[table], format, output, options)?;
    }
    let failed = arguments.strict && !reading.problems.is_empty();
    Ok(if failed { Finish::Findings } else { Finish::Done })
}

/// The contract of the columns, with titles for workbooks.
fn table(session: &Session<'_>, problems: &[Problem]) -> Table {
    let pick = |vi: &'static str, en: &'static str| session.surroundings.pick(vi, en);
    let row = |problem: &Problem| {
        let sheet = session.survey.sheet(problem.place.sheet);
        let column = problem.place.column.checked_sub(1).map(|column| column_letters(column as usize));
        vec![
            text(&sheet.file),
            text(&sheet.sheet),
            match problem.place.row {
                0 => TableCell::Empty,
                row => TableCell::Count(i64::from(row)),
            },
            text(&column.unwrap_or_default()),
            text(&problem.field),
            text(shown_value(session, problem)),
            text(problem.kind.code()),
            text(&problem.kind.message(session.surroundings.language)),
        ]
    };
    Table {
        id: "problems".into(),
        title: pick("Vấn đề dữ liệu", "Data problems").into(),
        columns: vec![
            column("file", pick("Tệp", "File"), ColumnKind::Text),
            column("sheet", pick("Trang tính", "Sheet"), ColumnKind::Text),
            column("row", pick("Dòng", "Row"), ColumnKind::Number),
            column("column", pick("Cột", "Column"), ColumnKind::Text),
            column("field", pick("Trường", "Field"), ColumnKind::Text),
            column("value", pick("Giá trị", "Value"), ColumnKind::Text),
            column("code", pick("Mã", "Code"), ColumnKind::Text),
            column("message", pick("Vấn đề", "Problem"), ColumnKind::Text),
        ],
        rows: problems.iter().map(row).collect(),
        ..Table::default()
    }
}

/// The same with the place in one word, so that there is room for the problem.
fn table_for_people(session: &Session<'_>, problems: &[Problem]) -> Table {
    let pick = |vi: &'static str, en: &'static str| session.surroundings.pick(vi, en);
    let row = |problem: &Problem| {
        vec![
            text(&session.place(problem.place)),
            text(&problem.field),
            text(shown_value(session, problem)),
            text(&problem.kind.message(session.surroundings.language)),
        ]
    };
    Table {
        id: "problems".into(),
        title: pick("Vấn đề dữ liệu", "Data problems").into(),
        columns: vec![
            column("place", pick("Vị trí", "Place"), ColumnKind::Text),
            column("field", pick("Trường", "Field"), ColumnKind::Text),
            column("value", pick("Giá trị", "Value"), ColumnKind::Text),
            column("message", pick("Vấn đề", "Problem"), ColumnKind::Text),
        ],
        rows: problems.iter().map(row).collect(),
        ..Table::default()
    }
}

fn column(id: &str, title: &str, kind: ColumnKind) -> TableColumn {
    TableColumn { id: id.to_owned(), title: title.to_owned(), group: String::new(), kind, optional: 0 }
}

fn text(text: &str) -> TableCell {
    if text.is_empty() { TableCell::Empty } else { TableCell::Text(text.to_owned()) }
}

/// Names and ID numbers stay in the survey; the place says where.
fn shown_value<'p>(session: &Session<'_>, problem: &'p Problem) -> &'p str {
    let codebook = session.survey.codebook();
    let mut fields = codebook.household.iter().chain(&codebook.member);
    if fields.any(|field| field.id == problem.field && field.personal) { "" } else { &problem.value }
}

fn by_code(session: &Session<'_>, problems: &[Problem]) -> Table {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for problem in problems {
        *counts.entry(problem.kind.code()).or_default() += 1;
    }
    let pick = |vi: &'static str, en: &'static str| session.surroundings.pick(vi, en);
    let total = problems.len() as i64;
    Table {
        id: "counts".into(),
        title: pick("Số vấn đề theo loại", "Problems by code").into(),
        columns: vec![
            column("code", pick("Mã", "Code"), ColumnKind::Text),
            column("problems", pick("Số vấn đề", "Problems"), ColumnKind::Count),
        ],
        rows: counts
            .into_iter()
            .map(|(code, count)| vec![TableCell::Text(code.to_owned()), TableCell::Count(count)])
            .collect(),
        totals: vec![vec![TableCell::Text(pick("Tổng cộng", "Total").to_owned()), TableCell::Count(total)]],
        notes: Vec::new(),
    }
}
