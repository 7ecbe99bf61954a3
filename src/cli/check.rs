//! `rasoat check`: the data problems of a survey; and how every command on a survey ends.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::io::read::column_letters;
use crate::io::write::{CellSink, EncodedRows, Format, Options, Output, write_tables, writer};
use crate::redact::Pseudonyms;
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::survey::Survey;
use crate::survey::parallel::staged;
use crate::survey::problem::Problem;
use crate::text::Language;

use super::arguments::{OutputArguments, Surroundings, SurveyArguments};
use super::failure::Finish;
use super::opened::Opened;
use super::pass::Reading;
use super::redaction::{RedactArguments, ShownValues};
use super::session::{Session, inputs};
use super::target::Target;

/// List the data problems of a survey, each with its place
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rasoat check samples/defects-households.csv samples/defects-members.csv
  rasoat check samples/yen-chau-2022.xlsx --format csv -o problems.csv
  rasoat check samples/yen-chau-2022.xlsx --strict
  rasoat check samples/yen-chau-2022.xlsx --redact key.txt -o problems.csv")]
pub(super) struct Arguments {
    #[command(flatten)]
    survey: SurveyArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    redact: RedactArguments,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let mut used = inputs(&arguments.survey);
    used.extend(arguments.redact.input());
    let pseudonyms = arguments.redact.open(surroundings)?;
    let Target { format, output, options } = Target::open(&arguments.output, &used, surroundings)?;
    let problems = problems_output(&arguments.survey, &used, &output)?;
    let opened = Opened::new(&arguments.survey, surroundings)?;
    let mut session = Session::open(&opened, &arguments.survey, surroundings)?;
    session.read_all_fields();
    let reading = session.read(&(), &[], &|(): &mut (), _, (), _, _, _| {}, &mut |()| Ok(()))?;
    if format.is_for_people() {
        let mut tables = vec![table_for_people(&session, &reading.problems, pseudonyms.as_ref())];
        if format.holds_several() {
            tables.push(by_code(&session, &reading.problems));
        }
        write_tables(&tables, format, output, options)?;
    } else {
        let more = if format.holds_several() { vec![by_code(&session, &reading.problems)] } else { Vec::new() };
        write_problems(
            &session,
            &reading.problems,
            Further { tables: &more, ..Further::default() },
            pseudonyms.as_ref(),
            (format, output),
            options,
        )?;
    }
    session.heading_lines(&reading).iter().for_each(|line| surroundings.note(line));
    finish_redacted(&session, &reading, problems, &arguments.survey, pseudonyms.as_ref())
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
    finish_redacted(session, reading, problems, arguments, None)
}

/// The same with pseudonyms for household ids, where the list is redacted.
pub(super) fn finish_redacted(
    session: &Session<'_>,
    reading: &Reading,
    problems: Option<(Format, Output)>,
    arguments: &SurveyArguments,
    pseudonyms: Option<&Pseudonyms>,
) -> anyhow::Result<Finish> {
    if let Some((format, output)) = problems {
        let options = Options { language: session.surroundings.language, ..Options::default() };
        write_problems(session, &reading.problems, Further::default(), pseudonyms, (format, output), options)?;
    }
    let failed = arguments.strict && !reading.problems.is_empty();
    Ok(if failed { Finish::Findings } else { Finish::Done })
}

/// How many problems a thread makes rows of at a time.
const PORTION: usize = 4096;

/// What is written after the problems of a survey.
#[derive(Clone, Default)]
pub(super) struct Further<'f> {
    /// Rows of other problems.
    pub rows: Vec<&'f [TableCell]>,
    /// Tables.
    pub tables: &'f [Table],
}

/// Writes all problems with the columns of the contract, then what there is further.
pub(super) fn write_problems(
    session: &Session<'_>,
    problems: &[Problem],
    more: Further<'_>,
    pseudonyms: Option<&Pseudonyms>,
    (format, output): (Format, Output),
    options: Options,
) -> anyhow::Result<()> {
    let mut writer = writer(format, output, Options { keyed: !more.tables.is_empty(), ..options });
    let language = options.language;
    let pick = |vi: &'static str, en: &'static str| session.surroundings.in_language(language).pick(vi, en);
    let columns = [
        TableColumn::new("file", pick("Tệp", "File"), ColumnKind::Text),
        TableColumn::new("sheet", pick("Trang tính", "Sheet"), ColumnKind::Text),
        TableColumn::new("row", pick("Dòng", "Row"), ColumnKind::Number),
        TableColumn::new("column", pick("Cột", "Column"), ColumnKind::Text),
        TableColumn::new("field", pick("Trường", "Field"), ColumnKind::Text),
        TableColumn::new("value", pick("Giá trị", "Value"), ColumnKind::Text),
        TableColumn::new("code", pick("Mã", "Code"), ColumnKind::Text),
        TableColumn::new("message", pick("Vấn đề", "Problem"), ColumnKind::Text),
    ];
    writer.begin("problems", pick("Vấn đề dữ liệu", "Data problems"), &columns)?;
    let values = ShownValues::new(session.survey.codebook(), pseudonyms);
    let encodes = writer.takes_encoded();
    let make = |problems: &[Problem]| {
        let (mut rows, mut encoded) = (Vec::new(), EncodedRows::default());
        for problem in problems {
            if encodes {
                put(&session.survey, problem, &values, language, &mut encoded);
                encoded.end_row();
            } else {
                let mut cells: Vec<TableCell> = Vec::with_capacity(columns.len());
                put(&session.survey, problem, &values, language, &mut cells);
                rows.push(cells);
            }
        }
        (rows, encoded.into_bytes())
    };
    let mut portions = problems.chunks(PORTION);
    let mut result = Ok(());
    staged(session.survey.threads(), &mut || portions.next(), &|| make, &mut |(rows, encoded)| {
        result = writer.encoded(&encoded).and_then(|()| rows.iter().try_for_each(|row| writer.row(row)));
        result.is_ok()
    });
    result?;
    more.rows.iter().try_for_each(|row| writer.row(row))?;
    writer.end(&[], &[])?;
    for table in more.tables {
        writer.begin(&table.id, &table.title, &table.columns)?;
        table.rows.iter().try_for_each(|row| writer.row(row))?;
        writer.end(&table.totals, &table.notes)?;
    }
    Ok(writer.finish()?)
}

/// The rows of problems, in a language.
pub(super) fn problem_rows(survey: &Survey<'_>, problems: &[Problem], language: Language) -> Vec<Vec<TableCell>> {
    let values = ShownValues::new(survey.codebook(), None);
    let row = |problem: &Problem| {
        let mut cells = Vec::new();
        put(survey, problem, &values, language, &mut cells);
        cells
    };
    problems.iter().map(row).collect()
}

/// A problem's row.
fn put(
    survey: &Survey<'_>,
    problem: &Problem,
    values: &ShownValues<'_>,
    language: Language,
    cells: &mut impl CellSink,
) {
    let mut text = |text: &str| if text.is_empty() { cells.empty() } else { cells.text(text) };
    let sheet = survey.sheet(problem.place.sheet);
    text(&sheet.file);
    text(&sheet.sheet);
    match problem.place.row {
        0 => cells.empty(),
        row => cells.count(i64::from(row)),
    }
    let mut text = |text: &str| if text.is_empty() { cells.empty() } else { cells.text(text) };
    text(&problem.place.column.checked_sub(1).map(|column| column_letters(column as usize)).unwrap_or_default());
    text(&problem.field);
    text(&values.of(problem));
    text(problem.kind.code());
    text(&problem.kind.message(language));
}

/// The same with the place in one word, so that there is room for the problem.
fn table_for_people(session: &Session<'_>, problems: &[Problem], pseudonyms: Option<&Pseudonyms>) -> Table {
    let pick = |vi: &'static str, en: &'static str| session.surroundings.pick(vi, en);
    let values = ShownValues::new(session.survey.codebook(), pseudonyms);
    let row = |problem: &Problem| {
        vec![
            TableCell::words(&session.place(problem.place)),
            TableCell::words(&problem.field),
            TableCell::words(&values.of(problem)),
            TableCell::words(&problem.kind.message(session.surroundings.language)),
        ]
    };
    Table {
        id: "problems".into(),
        title: pick("Vấn đề dữ liệu", "Data problems").into(),
        columns: vec![
            TableColumn::new("place", pick("Vị trí", "Place"), ColumnKind::Text),
            TableColumn::new("field", pick("Trường", "Field"), ColumnKind::Text),
            TableColumn::new("value", pick("Giá trị", "Value"), ColumnKind::Text),
            TableColumn::new("message", pick("Vấn đề", "Problem"), ColumnKind::Text),
        ],
        rows: problems.iter().map(row).collect(),
        ..Table::default()
    }
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
            TableColumn::new("code", pick("Mã", "Code"), ColumnKind::Text),
            TableColumn::new("problems", pick("Số vấn đề", "Problems"), ColumnKind::Count),
        ],
        rows: counts
            .into_iter()
            .map(|(code, count)| vec![TableCell::Text(code.to_owned()), TableCell::Count(count)])
            .collect(),
        totals: vec![vec![TableCell::Text(pick("Tổng cộng", "Total").to_owned()), TableCell::Count(total)]],
        notes: Vec::new(),
    }
}
