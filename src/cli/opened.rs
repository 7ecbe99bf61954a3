//! The files a command on a survey names: each opened once, with the codebook and the map they are read with.

use std::cell::OnceCell;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::Report;
use crate::io::read::Input;
use crate::io::read_text;
use crate::io::write::same_file;
use crate::lang::Entity;
use crate::rules::Rules;
use crate::survey::codebook::Codebook;
use crate::survey::headers::HeaderIndex;
use crate::survey::map::{self, SurveyMap};
use crate::survey::{Survey, SurveyOptions};

use super::arguments::{Surroundings, SurveyArguments};
use super::failure::Failure;

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
        for (position, path) in arguments.input.iter().enumerate() {
            let mut before = arguments.input[..position].iter();
            if let Some(first) = before.find(|first| *first == path || same_file(first, path)) {
                return Err(twice(first, path, surroundings));
            }
        }
        for path in &arguments.input {
            inputs.push(if path == Path::new("-") { Input::stdin()? } else { Input::open(path)? });
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
        let map = self.numbered.get().unwrap_or(&self.map);
        let options = SurveyOptions { map: Some(map), format: arguments.number_format };
        Ok(Survey::open(&self.inputs, &self.codebook, options)?)
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

fn twice(first: &Path, second: &Path, surroundings: &Surroundings) -> anyhow::Error {
    let same = first == second;
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
