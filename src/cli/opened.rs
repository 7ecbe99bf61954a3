//! The files a command on a survey names: each opened once, with the codebook and the map they are read with.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::Report;
use crate::io::read::{Input, Opening, STDIN, expand, nothing_in, open_counted, open_found, open_stdin};
use crate::io::read_text;
use crate::io::write::identity;
use crate::lang::Entity;
use crate::rules::Rules;
use crate::survey::codebook::Codebook;
use crate::survey::codebook_file::CLASS_RECORDED;
use crate::survey::headers::HeaderIndex;
use crate::survey::map::{self, SurveyMap};
use crate::survey::{Survey, SurveyError, SurveyOptions};
use crate::text::fold;

use super::arguments::{Surroundings, SurveyArguments};
use super::failure::Failure;
use super::progress::Progress;

/// What a survey borrows from: opened files, codebook, map.
pub(super) struct Opened {
    pub codebook: Arc<Codebook>,
    inputs: Vec<Input>,
    map: SurveyMap,
    /// The map with the numbers of the standard's indicators, where they are not the codebook's.
    numbered: OnceCell<SurveyMap>,
}

impl Opened {
    /// Opens the files named on the command line.
    pub fn new(arguments: &SurveyArguments, surroundings: &Surroundings) -> anyhow::Result<Opened> {
        let codebook = super::rules::codebook()?;
        let mut inputs = Vec::new();
        let files = files(&arguments.input, surroundings)?;
        let opening = Opening::default();
        let progress = Progress::opening(surroundings, &opening);
        for Named { path, argument } in files {
            let opened = match &argument {
                None if path == Path::new(STDIN) => open_stdin(&opening)?,
                None => open_counted(&path, &opening)?,
                Some(argument) => match open_found(&path, &opening)? {
                    Some(opened) => opened,
                    None => {
                        let name = path.strip_prefix(argument).unwrap_or(&path).display().to_string();
                        progress.aside(|| note_left_out(argument, &[name], surroundings));
                        continue;
                    }
                },
            };
            progress.aside(|| note_left_out(&path, &opened.left_out, surroundings));
            inputs.extend(opened.inputs);
        }
        drop(progress);
        if let [argument, ..] = arguments.input.as_slice()
            && inputs.is_empty()
        {
            return Err(nothing_in(argument).into());
        }
        let map = match &arguments.map {
            None => SurveyMap::default(),
            Some(path) => {
                let text = read_text(path)?;
                let name = path.display().to_string();
                let map = map::load(&name, &text, &codebook);
                map.map_err(|report| unusable(&name, &report, surroundings))?
            }
        };
        Ok(Opened { codebook, inputs, map, numbered: OnceCell::new() })
    }

    /// Recognises sheets and columns.
    pub fn survey(&self, arguments: &SurveyArguments) -> anyhow::Result<Survey<'_>> {
        Ok(Survey::open(&self.inputs, &self.codebook, self.options(arguments))?)
    }

    /// The same with another codebook of the same fields.
    pub fn survey_by<'o>(&'o self, codebook: &'o Codebook, arguments: &SurveyArguments) -> anyhow::Result<Survey<'o>> {
        Ok(Survey::open(&self.inputs, codebook, self.options(arguments))?)
    }

    /// The same, also where the survey cannot be read: then with the reason.
    pub fn survey_anyway(&self, arguments: &SurveyArguments) -> anyhow::Result<(Survey<'_>, Option<SurveyError>)> {
        Ok(Survey::open_anyway(&self.inputs, &self.codebook, self.options(arguments))?)
    }

    fn options(&self, arguments: &SurveyArguments) -> SurveyOptions<'_> {
        let map = self.numbered.get().unwrap_or(&self.map);
        SurveyOptions {
            map: Some(map),
            format: arguments.number_format,
            review_year: arguments.year.or(arguments.date.map(|date| date.year())),
            threads: match arguments.threads {
                Some(threads) => Some(usize::from(threads)),
                None => std::thread::available_parallelism().ok().map(usize::from),
            },
        }
    }

    /// Reads numbered headers ("Thiếu hụt 5", "t05") by the numbers of a standard's indicators from now on. Whether any of
    /// them differs from the codebook's, so that the survey must be recognised anew.
    pub fn number_indicators(&self, rules: &Rules) -> bool {
        let index = HeaderIndex::new(&self.codebook, None);
        let mut map = self.map.clone();
        let mut differs = false;
        for indicator in &rules.indicators {
            let (Some(field), n) = (indicator.recorded, indicator.number) else { continue };
            let forms =
                [format!("Thiếu hụt {n}"), format!("Chỉ số thiếu hụt {n}"), format!("t{n:02}"), format!("t{n}")];
            for form in forms {
                let fields = index.find(Entity::Household, &form).fields;
                if !fields.is_empty() && fields != [field] {
                    map.add_column(Entity::Household, &form, field);
                    differs = true;
                }
            }
        }
        differs && self.numbered.set(map).is_ok()
    }
}

impl Opened {
    /// Reads the column `class` of what `rasoat classify` wrote as the recorded class from now on. Whether the survey is that,
    /// and must be recognised anew.
    pub fn take_written_classes(&self, survey: &Survey<'_>) -> bool {
        let Some(field) = self.codebook.position(Entity::Household, CLASS_RECORDED) else { return false };
        let is_written = survey.layout().iter().any(|sheet| {
            // under machine names, or the titles of a workbook
            let has = |names: &[&str]| {
                sheet.columns.iter().any(|column| names.iter().any(|name| fold(name) == fold(column.header.leaf())))
            };
            has(&["class", "Phân loại"]) && has(&["possible_classes", "Có thể là"])
        });
        let mut map = self.map.clone();
        map.add_column(Entity::Household, "class", field);
        is_written && self.numbered.set(map).is_ok()
    }
}

/// A file, and the folder or pattern that stands for it if its own name was not typed.
struct Named {
    path: PathBuf,
    argument: Option<PathBuf>,
}

/// The files that the arguments stand for, each reached once.
fn files(arguments: &[PathBuf], surroundings: &Surroundings) -> anyhow::Result<Vec<Named>> {
    let mut files: Vec<Named> = Vec::new();
    let (mut names, mut identities) = (FxHashMap::default(), FxHashMap::default());
    for argument in arguments {
        let found = expand(argument)?;
        let left_out: Vec<String> = found
            .left_out
            .iter()
            .map(|path| path.strip_prefix(argument).unwrap_or(path).display().to_string())
            .collect();
        note_left_out(argument, &left_out, surroundings);
        for path in found.files {
            let before = names.insert(path.clone(), files.len());
            let same = identity(&path).and_then(|identity| identities.insert(identity, files.len()));
            if let Some(first) = before.or(same) {
                return Err(twice(&files[first].path, &path, surroundings));
            }
            let argument = (path != *argument).then(|| argument.clone());
            files.push(Named { path, argument });
        }
    }
    Ok(files)
}

/// Says which files of a folder or archive are not read.
fn note_left_out(of: &Path, names: &[String], surroundings: &Surroundings) {
    const NAMED: usize = 5;
    if names.is_empty() {
        return;
    }
    let safe = |name: &String| name.replace(char::is_control, "\u{fffd}");
    let mut list = names.iter().take(NAMED).map(safe).collect::<Vec<_>>().join(", ");
    if let Some(more) = names.len().checked_sub(NAMED).filter(|more| *more > 0) {
        list += &surroundings.pick(format!(" và {more} tệp khác"), format!(" and {more} more"));
    }
    let of = of.display();
    surroundings
        .note(&surroundings.pick(format!("bỏ qua trong `{of}`: {list}"), format!("left out of `{of}`: {list}")));
}

fn twice(first: &Path, second: &Path, surroundings: &Surroundings) -> anyhow::Error {
    let same = first == second;
    if same && first == Path::new(STDIN) {
        return Failure::new(surroundings.pick(
            "`-` được ghi hai lần: không thể đưa hộ và thành viên vào cùng một luồng đầu vào chuẩn",
            "`-` is named twice: households and members in one stream of standard input are not possible",
        ))
        .help(surroundings.pick(
            "đưa một tệp qua đầu vào chuẩn và ghi tên tệp kia: `rasoat summary - thanh-vien.csv < ho.csv`",
            "give one of them by standard input and name the other: `rasoat summary - members.csv < households.csv`",
        ))
        .into();
    }
    let (first, second) = (first.display(), second.display());
    let message = match same {
        true => surroundings.pick(format!("`{first}` được ghi hai lần"), format!("`{first}` is named twice")),
        false => surroundings.pick(
            format!("`{first}` và `{second}` là cùng một tệp"),
            format!("`{first}` and `{second}` are one and the same file"),
        ),
    };
    Failure::new(message)
        .help(surroundings.pick(
            "chỉ ghi mỗi tệp một lần: tệp hộ và tệp thành viên, hoặc một bảng tính có cả hai",
            "name each file once: a household file and a member file, or one workbook with both",
        ))
        .into()
}

fn unusable(name: &str, report: &Report, surroundings: &Surroundings) -> Failure {
    let message = surroundings.pick(format!("không dùng được `{name}`"), format!("`{name}` cannot be used"));
    Failure::new(message).details(report.render(surroundings.error_color))
}
