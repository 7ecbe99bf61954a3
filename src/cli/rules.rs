//! `rasoat rules`: the standards that are built in, and the workbench for writing one's own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};

use crate::diagnostic::Severity;
use crate::io::read_text;
use crate::io::write::{Format, Output, write_tables};
use crate::report::standard::document;
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::rules::{self, BUILT_IN, BUILT_IN_PLANS, BUILT_IN_SUPPORT, Rules, testing};
use crate::survey::codebook::Codebook;
use crate::survey::codebook_file;
use crate::text::Language;

use super::arguments::Surroundings;
use super::failure::{Failure, Finish};
use super::target::Target;

/// List, show, check, test and write poverty standards
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rasoat rules list
  rasoat rules show decree-07-2021
  rasoat rules new -o my-standard.toml
  rasoat rules check my-standard.toml
  rasoat rules test my-standard.toml")]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// List the built-in standards and the years they apply to
    List {
        /// Format: table, csv, json, jsonl or markdown
        #[arg(long, default_value = "table")]
        format: String,
    },
    /// Print a standard as a document to read beside the law; a built-in support file or plan as it is
    Show {
        /// Rules file, or id of a built-in standard, support file or plan
        #[arg(value_name = "FILE|ID")]
        standard: String,
        /// Print the rules file itself
        #[arg(long, conflicts_with = "sql")]
        toml: bool,
        /// Print the standard as an SQL query over tables `households` and `members`
        #[arg(long)]
        sql: bool,
        /// Year of the review that the query is for [default: the standard's first]
        #[arg(long, value_name = "YYYY", requires = "sql")]
        year: Option<i16>,
    },
    /// Check rules files: every mistake, each at its place
    Check {
        /// Rules files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Run the test cases of rules files
    Test {
        /// Rules files or ids of built-in standards
        #[arg(required = true, value_name = "FILE|ID")]
        files: Vec<String>,
    },
    /// Write a commented rules file to begin with
    New {
        /// File to write; `-` is standard output
        #[arg(long, short, value_name = "FILE", default_value = "-")]
        output: PathBuf,
    },
}

/// The codebook compiled in.
pub(super) fn codebook() -> anyhow::Result<Arc<Codebook>> {
    let codebook = codebook_file::default_codebook();
    codebook
        .map(Arc::new)
        .map_err(|report| Failure::new("the built-in codebook has errors").details(report.render(false)).into())
}

/// Loads a rules file or built-in standard. Errors of the file are printed with the failure, warnings at once.
pub(super) fn load(name: &str, codebook: &Arc<Codebook>, surroundings: &Surroundings) -> anyhow::Result<Arc<Rules>> {
    let built_in = BUILT_IN.iter().find(|built_in| built_in.id == name);
    let (source, text) = match built_in {
        Some(built_in) => (built_in.source.to_owned(), built_in.text.to_owned()),
        None => (name.to_owned(), text_of(name, surroundings)?),
    };
    let (rules, report) = rules::load(&source, &text, codebook);
    match rules {
        Some(rules) => {
            if !report.diagnostics.is_empty() && !surroundings.quiet {
                eprint!("{}", report.render(surroundings.error_color));
            }
            Ok(Arc::new(rules))
        }
        None => Err(Failure::new(
            surroundings.pick(format!("không dùng được `{source}`"), format!("`{source}` cannot be used")),
        )
        .details(report.render(surroundings.error_color))
        .into()),
    }
}

fn text_of(name: &str, surroundings: &Surroundings) -> anyhow::Result<String> {
    let known = BUILT_IN.iter().map(|built_in| built_in.id).collect::<Vec<_>>();
    let none = surroundings.pick(format!("không có chuẩn nghèo `{name}`"), format!("there is no standard `{name}`"));
    text_of_file(name, none, &known, surroundings)
}

/// The text of a file; `none` says that nothing built in has that id, where it looks like one.
pub(super) fn text_of_file(
    name: &str,
    none: String,
    known: &[&str],
    surroundings: &Surroundings,
) -> anyhow::Result<String> {
    let path = Path::new(name);
    let looks_like_id = path.extension().is_none() && !name.contains(['/', '\\']) && !path.exists();
    if looks_like_id {
        let mut failure = Failure::new(none);
        if let Some(near) = crate::diagnostic::nearest(name, known.iter().copied()) {
            failure = failure.help(surroundings.pick(format!("có phải `{near}`?"), format!("did you mean `{near}`?")));
        }
        let list = known.join(", ");
        let help =
            surroundings.pick(format!("có sẵn: {list}; hoặc ghi tên tệp"), format!("built in: {list}; or name a file"));
        return Err(failure.help(help).into());
    }
    Ok(read_text(path)?)
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    match &arguments.command {
        RulesCommand::List { format } => list(format, surroundings),
        RulesCommand::Show { standard, toml, sql, year } => show(standard, *toml, sql.then_some(*year), surroundings),
        RulesCommand::Check { files } => check(files, surroundings),
        RulesCommand::Test { files } => test(files, surroundings),
        RulesCommand::New { output } => {
            let text = include_str!("../rules/new.toml");
            // what stands there may be a standard someone has worked on
            if output.is_file() {
                let output = output.display();
                let message =
                    surroundings.pick(format!("đã có tệp `{output}`"), format!("there is a file `{output}` already"));
                let help = surroundings
                    .pick("chọn tên khác, hoặc xóa tệp đó trước", "give another name, or remove the file first");
                return Err(Failure::new(message).help(help).into());
            }
            Output::open(Some(output), &[] as &[PathBuf])?.write_text(text)?;
            Ok(Finish::Done)
        }
    }
}

fn list(format: &str, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let format: Format = format.parse().map_err(|_| {
        let message =
            surroundings.pick(format!("không có định dạng `{format}`"), format!("there is no format `{format}`"));
        let known = "`table`, `csv`, `json`, `jsonl`, `markdown`";
        Failure::new(message)
            .help(surroundings.pick(format!("các định dạng: {known}"), format!("the formats are {known}")))
    })?;
    let codebook = codebook()?;
    let people = format.is_for_people();
    let column = |id: &str, title: &str| TableColumn {
        id: id.into(),
        title: if people { title.into() } else { id.into() },
        group: String::new(),
        kind: ColumnKind::Text,
        optional: 0,
    };
    let mut table = Table {
        id: "standards".into(),
        title: surroundings.pick("Các chuẩn có sẵn", "Built-in standards").into(),
        columns: vec![
            column("id", surroundings.pick("Mã", "Id")),
            column("valid_from", surroundings.pick("Từ ngày", "From")),
            column("valid_to", surroundings.pick("Đến ngày", "To")),
            column("title", surroundings.pick("Tên", "Title")),
            column("incomplete", surroundings.pick("Chưa đầy đủ", "Incomplete")),
        ],
        ..Table::default()
    };
    for built_in in BUILT_IN {
        let rules = load(built_in.id, &codebook, surroundings)?;
        let text = |text: &str| TableCell::Text(text.to_owned());
        let incomplete = match (rules.incomplete.is_empty(), people) {
            (true, true) => String::new(),
            (false, true) => surroundings.pick("có", "yes").to_owned(),
            (complete, false) => if complete { "0" } else { "1" }.to_owned(),
        };
        table.rows.push(vec![
            text(&rules.id),
            text(&rules.valid_from.to_string()),
            text(&rules.valid_to.to_string()),
            text(rules.title.in_language(surroundings.language)),
            text(&incomplete),
        ]);
    }
    let Target { output, options, .. } = Target::of(format, None, &[], surroundings)?;
    write_tables(&[table], format, output, options)?;
    Ok(Finish::Done)
}

fn show(name: &str, toml: bool, sql: Option<Option<i16>>, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let mut files = BUILT_IN_SUPPORT.iter().chain(&BUILT_IN_PLANS);
    if let Some(file) = files.find(|file| file.id == name && sql.is_none()) {
        Output::stdout().write_text(file.text)?;
        return Ok(Finish::Done);
    }
    let rules = load(name, &codebook()?, surroundings)?;
    let text = match (toml, sql) {
        (true, _) => rules.text.clone(),
        (_, Some(year)) => {
            let years = rules.valid_from.year()..=rules.valid_to.year();
            let year = year.unwrap_or(*years.start());
            if !years.contains(&year) {
                let (id, first, last) = (&rules.id, years.start(), years.end());
                let message = surroundings.pick(
                    format!("`{id}` áp dụng cho các năm {first} đến {last}, không cho {year}"),
                    format!("`{id}` applies to the reviews of {first} to {last}, not of {year}"),
                );
                return Err(Failure::new(message).into());
            }
            crate::rules::sql::query(&rules, year)
        }
        _ => document(&rules, surroundings.language),
    };
    Output::stdout().write_text(&text)?;
    Ok(Finish::Done)
}

fn check(files: &[PathBuf], surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let codebook = codebook()?;
    let mut finish = Finish::Done;
    for file in files {
        let text = read_text(file)?;
        let name = file.display().to_string();
        let (rules, report) = rules::load(&name, &text, &codebook);
        eprint!("{}", report.render(surroundings.error_color));
        match rules {
            Some(rules) => {
                let counts = [rules.parameters.len(), rules.indicators.len(), rules.classes.len(), rules.tests.len()];
                let [parameters, indicators, classes, tests] = counts;
                let line = surroundings.pick(
                    format!("{name}: hợp lệ; {parameters} mức chuẩn, {indicators} chỉ số thiếu hụt, {classes} phân loại, {tests} ca kiểm thử"),
                    format!("{name}: good; {parameters} parameters, {indicators} indicators, {classes} classes, {tests} cases"),
                );
                Output::stdout().write_text(&format!("{line}\n"))?;
            }
            None => {
                finish = Finish::Findings;
                let errors = report.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
                let line = surroundings.pick(format!("{name}: {errors} lỗi"), format!("{name}: {errors} errors"));
                Output::stdout().write_text(&format!("{line}\n"))?;
            }
        }
    }
    Ok(finish)
}

fn test(files: &[String], surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let codebook = codebook()?;
    let mut finish = Finish::Done;
    for file in files {
        let rules = load(file, &codebook, surroundings)?;
        let result = testing::run(&rules);
        let mut text = String::new();
        let report = crate::diagnostic::Report::new(&rules.source, &rules.text);
        for failure in &result.failures {
            let (line, column) = report.line_column(failure.span.start);
            text.push_str(&format!("{}:{line}:{column}: {}\n", rules.source, failure.says));
            for difference in &failure.differences {
                text.push_str(&format!("    {difference}\n"));
            }
        }
        let (run, failed) = (result.run, result.failures.len());
        let passed = run - failed;
        text.push_str(&match surroundings.language {
            Language::Vi => format!("{}: {run} ca kiểm thử, {passed} đạt, {failed} không đạt\n", rules.source),
            Language::En => format!("{}: {run} cases, {passed} passed, {failed} failed\n", rules.source),
        });
        Output::stdout().write_text(&text)?;
        if failed > 0 || run == 0 {
            finish = Finish::Findings;
        }
    }
    Ok(finish)
}
