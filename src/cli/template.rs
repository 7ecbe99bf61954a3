//! `rasoat template`: an empty workbook to fill in, made from the codebook and a standard.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use crate::io::write::{Format, WriteError};
use crate::rules::{BUILT_IN, Rules};
use crate::survey::codebook::Codebook;
use crate::template::{MOST_ROWS, Options, Template, to_xlsx};

use super::arguments::{Surroundings, year};
use super::failure::{Failure, Finish};
use super::target::Target;

/// Write an empty workbook to fill in: what is typed there is read without any option
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rasoat template -o review-2024.xlsx --year 2024
  rasoat template -o mau-nhap.xlsx --example --lang vi
  rasoat template -o entry.xlsx --rules my-standard.toml --rows 2000")]
pub(super) struct Arguments {
    /// Workbook to write; `-` is standard output
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Rules file, or id of a built-in standard [default: the built-in standard of --year, else the newest complete one]
    #[arg(long, value_name = "FILE|ID")]
    rules: Option<String>,
    /// Year of the review; dates are held to it
    #[arg(long, value_name = "YYYY", value_parser = year)]
    year: Option<i16>,
    /// Rows prepared for households; there are six times as many for members
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_ROWS)))]
    rows: u32,
    /// Fill in three made-up households to show how
    #[arg(long)]
    example: bool,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let path = &arguments.output;
    let stdout = path == Path::new("-");
    if !stdout && Format::from_path(path) != Some(Format::Xlsx) {
        let shown = path.display();
        let message = surroundings.pick(
            format!("`{shown}` không phải tên của tệp xlsx"),
            format!("`{shown}` is not the name of an xlsx file"),
        );
        let name = path.with_extension("xlsx");
        let name = name.display();
        let help = surroundings.pick(format!("dùng `-o {name}`"), format!("use `-o {name}`"));
        return Err(Failure::new(message).help(help).into());
    }
    let inputs: Vec<PathBuf> = arguments.rules.iter().map(PathBuf::from).filter(|path| path.exists()).collect();
    let mut target = Target::of(Format::Xlsx, Some(path), &inputs, surroundings)?;
    let codebook = super::rules::codebook()?;
    let rules = standard(arguments, &codebook, surroundings)?;
    let language = surroundings.language;
    let options = Options { language, rows: arguments.rows, year: arguments.year, example: arguments.example };
    let template =
        Template::new(&rules, &options).map_err(|error| anyhow::Error::from(Failure::new(error.message(language))))?;
    let bytes = to_xlsx(&template)?;
    let written = target.output.write_all(&bytes);
    written.map_err(|error| WriteError::io(target.output.place().clone(), error))?;
    target.output.finish()?;
    if !stdout {
        let (file, title) = (path.display(), rules.title.in_language(language));
        surroundings.note(&format!("{file}: {title} (`{}`)", rules.id));
        surroundings.note(surroundings.pick(
            "nhập xong, chạy `rasoat fields` rồi `rasoat summary` trên tệp đó",
            "once it is filled in, run `rasoat fields` and then `rasoat summary` on it",
        ));
    }
    Ok(Finish::Done)
}

/// The standard that is named, else that of the year, else the newest that is complete.
fn standard(
    arguments: &Arguments,
    codebook: &Arc<Codebook>,
    surroundings: &Surroundings,
) -> anyhow::Result<Arc<Rules>> {
    let year = arguments.year;
    let rules = match (&arguments.rules, year) {
        (Some(name), _) => super::rules::load(name, codebook, surroundings)?,
        (None, Some(year)) => {
            let found = BUILT_IN.iter().find(|built_in| built_in.years.contains(&year));
            let Some(found) = found else { return Err(super::session::no_standard(&year.to_string(), surroundings)) };
            super::rules::load(found.id, codebook, surroundings)?
        }
        (None, None) => newest(codebook, surroundings)?,
    };
    let years = rules.valid_from.year()..=rules.valid_to.year();
    match year.filter(|year| !years.contains(year)) {
        None => Ok(rules),
        Some(year) => {
            let (id, first, last) = (&rules.id, years.start(), years.end());
            let message = surroundings.pick(
                format!("`{id}` áp dụng cho các năm {first} đến {last}, không cho {year}"),
                format!("`{id}` applies to the reviews of {first} to {last}, not of {year}"),
            );
            Err(Failure::new(message).into())
        }
    }
}

/// The newest built-in standard that lacks nothing; the newest of all if each does.
fn newest(codebook: &Arc<Codebook>, surroundings: &Surroundings) -> anyhow::Result<Arc<Rules>> {
    let mut newest = None;
    let mut by_year: Vec<_> = BUILT_IN.iter().collect();
    by_year.sort_by_key(|built_in| std::cmp::Reverse(*built_in.years.end()));
    for built_in in by_year {
        let rules = super::rules::load(built_in.id, codebook, surroundings)?;
        if rules.incomplete.is_empty() {
            return Ok(rules);
        }
        newest.get_or_insert(rules);
    }
    newest.ok_or_else(|| Failure::new(surroundings.pick("không có chuẩn nghèo nào", "there is no standard")).into())
}
