//! The list of the previous review, from which the flows of the poor and the near-poor are counted.

use std::path::{Path, PathBuf};

use clap::Args;

use super::super::arguments::{Surroundings, SurveyArguments};
use super::super::failure::Failure;
use super::super::flows::{Flows, Matching, Renamed, joined_files, renamed_units};
use super::super::list::{must_have_households, read};
use super::super::session::inputs;
use super::set::Previous;

/// What tells of earlier reviews.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Previous review")]
pub(in crate::cli) struct PreviousArguments {
    /// List or survey of the previous review, for the forms of flows; files of one survey are joined by `+`
    #[arg(long, value_name = "FILE")]
    pub previous: Option<PathBuf>,
    /// Lists from before the previous review: who is on one has fallen back, who is on none is new
    #[arg(long, value_name = "FILE", requires = "previous")]
    pub history: Vec<PathBuf>,
    /// Csv file with the columns `old` and `new`: communes that were merged or renamed between the reviews
    #[arg(long, value_name = "FILE", requires = "previous")]
    pub units: Option<PathBuf>,
    /// How sure it has to be that two rows are one household
    #[arg(long = "match", value_enum, default_value = "certain", value_name = "HOW", requires = "previous")]
    pub matching: Matching,
}

impl PreviousArguments {
    /// What is known when the forms are chosen.
    pub fn known(&self, survey: &SurveyArguments) -> Previous {
        match &self.previous {
            None => Previous::None,
            Some(_) if survey.filter.is_some() => Previous::Filtered,
            Some(_) => Previous::Known { with_history: !self.history.is_empty() },
        }
    }

    /// The files that are read, which no output may overwrite.
    pub fn inputs(&self, survey: &SurveyArguments) -> Vec<PathBuf> {
        let sides = self.previous.iter().chain(&self.history).map(|path| side(path, survey));
        sides.flat_map(|side| inputs(&side)).chain(self.units.clone()).collect()
    }

    /// What became of the households of the previous list; none where there is no list.
    ///
    /// # Errors
    /// Where a list cannot be read, or nobody is on it.
    pub fn flows(&self, survey: &SurveyArguments, surroundings: &Surroundings) -> anyhow::Result<Option<Flows>> {
        let Some(previous) = &self.previous else { return Ok(None) };
        if survey.input.iter().any(|path| path == Path::new("-")) {
            return Err(Failure::new(surroundings.pick(
                "đầu vào chuẩn chỉ đọc được một lần, còn diễn biến cần đọc dữ liệu hai lần",
                "standard input can be read once, and for the flows the survey is read twice",
            ))
            .help(surroundings.pick("ghi tên tệp thay cho `-`", "name a file instead of `-`"))
            .into());
        }
        let codebook = super::super::rules::codebook()?;
        let mut renamed = match &self.units {
            Some(path) => renamed_units(path, surroundings)?,
            None => Renamed::default(),
        };
        let list = |side: &SurveyArguments, surroundings: &Surroundings| {
            let list = read(side, surroundings)?;
            must_have_households(&list, side, surroundings)?;
            anyhow::Ok(list)
        };
        let mut before = list(&side(previous, survey), surroundings)?;
        let older = self.history.iter().map(|path| list(&side(path, survey), surroundings));
        let mut older = older.collect::<anyhow::Result<Vec<_>>>()?;
        // what is to be said of the survey was said when it was opened
        let silent = Surroundings { quiet: true, ..*surroundings };
        let own = SurveyArguments { filter: None, strict: false, problems: None, ..survey.clone() };
        let mut now = list(&own, &silent)?;
        let flows = Flows::between(&mut before, &mut now, &mut older, &mut renamed, self.matching, &codebook);
        let warning = surroundings.pick("cảnh báo", "warning");
        if older.is_empty() {
            surroundings.note(&surroundings.pick(
                format!("{warning}: không có danh sách các đợt trước (`--history`): tái nghèo và phát sinh mới được tính chung"),
                format!("{warning}: without lists of earlier reviews (`--history`) fallen back and newly arising are counted together"),
            ));
        }
        let unused = renamed.unused();
        if !unused.is_empty() {
            let names = unused.join(", ");
            surroundings.note(&surroundings.pick(
                format!("{warning}: `--units` nói về xã mà các danh sách trước không có: {names}"),
                format!("{warning}: `--units` names communes that no earlier list has: {names}"),
            ));
        }
        Ok(Some(flows))
    }
}

/// How an earlier list is read: as the survey is, under the standard of its own review.
fn side(path: &Path, survey: &SurveyArguments) -> SurveyArguments {
    SurveyArguments {
        input: joined_files(path),
        rules: None,
        date: None,
        year: None,
        filter: None,
        strict: false,
        problems: None,
        ..survey.clone()
    }
}
