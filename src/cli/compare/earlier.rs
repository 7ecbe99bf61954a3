//! What earlier reviews say beside a survey: the previous list, older ones, communes with new names.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::arguments::{Surroundings, SurveyArguments, joined_files};
use crate::cli::list::{Above, List, must_have_households, read};
use crate::report::table::TableCell;
use crate::survey::problem::Problem;
use crate::survey::shape::words::LayoutWords;

use super::{Comparison, MeetingArguments, Renamed};

/// Lists of earlier reviews.
pub(in crate::cli) struct Earlier {
    /// Of the previous review.
    previous: List,
    /// Those from before it.
    older: Vec<List>,
    renamed: Renamed,
    likely: bool,
}

impl Earlier {
    /// The data problems of all these lists: their rows, and each with its place in words.
    pub fn problems(&self) -> (Vec<Vec<TableCell>>, Vec<(Problem, String)>) {
        let lists = || std::iter::once(&self.previous).chain(&self.older);
        (
            lists().flat_map(|list| list.problems.clone()).collect(),
            lists().flat_map(|list| list.found.clone()).collect(),
        )
    }

    /// The previous list by itself, its units with the names that `--units` gives them.
    pub fn previous(&mut self, layout: &LayoutWords) -> List {
        let mut list = self.previous.clone();
        let level = [Above::District, Above::Province].into_iter().find(|level| list.tells(*level));
        list.settle_upper(level);
        self.renamed.apply(&mut list, layout);
        list
    }

    /// Puts the list of this review beside them; with the communes of new names.
    pub fn join(self, current: List, layout: &LayoutWords) -> (Comparison, Renamed) {
        let Earlier { previous, older, mut renamed, likely } = self;
        (Comparison::between(previous, current, older, &mut renamed, likely, false, layout), renamed)
    }

    /// The same, and says what the numbers cannot tell.
    pub fn compare(self, current: List, layout: &LayoutWords, surroundings: &Surroundings) -> Comparison {
        let (comparison, renamed) = self.join(current, layout);
        comparison.warn(false, surroundings);
        renamed.warn(surroundings);
        comparison
    }
}

/// Which lists of earlier reviews there are beside a survey.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Previous review")]
pub(in crate::cli) struct PreviousArguments {
    /// List or survey of the previous review; files of one survey are joined by `+`
    #[arg(long, value_name = "FILE")]
    pub previous: Option<PathBuf>,
    #[command(flatten)]
    pub meeting: MeetingArguments,
}

impl PreviousArguments {
    /// Reads the lists of earlier reviews, each as `survey` is read but under its own standard; none without a previous one.
    pub fn read(&self, survey: &SurveyArguments, surroundings: &Surroundings) -> anyhow::Result<Option<Earlier>> {
        let Some(previous) = &self.previous else { return Ok(None) };
        let MeetingArguments { history, units, .. } = &self.meeting;
        let renamed = Renamed::read(units.as_deref(), surroundings)?;
        let list = |path: &Path| {
            let side = side(path, survey);
            let list = read(&side, surroundings)?;
            must_have_households(&list, &side, surroundings)?;
            list.heading.iter().for_each(|line| surroundings.note(line));
            anyhow::Ok(list)
        };
        let older = history.iter().map(|path| list(path)).collect::<anyhow::Result<_>>()?;
        Ok(Some(Earlier { previous: list(previous)?, older, renamed, likely: self.meeting.takes_likely() }))
    }

    /// The files that are read for it, with what each is.
    pub fn files(&self) -> Vec<(&'static str, PathBuf)> {
        let lists = |role, paths: Vec<&Path>| -> Vec<(&'static str, PathBuf)> {
            paths.into_iter().flat_map(joined_files).map(|path| (role, path)).collect()
        };
        let mut files = lists("previous", self.previous.as_deref().into_iter().collect());
        files.extend(lists("history", self.meeting.history.iter().map(PathBuf::as_path).collect()));
        files.extend(self.meeting.units.iter().map(|path| ("units", path.clone())));
        files
    }
}

/// How an earlier list is read.
fn side(path: &Path, survey: &SurveyArguments) -> SurveyArguments {
    SurveyArguments {
        input: joined_files(path),
        map: survey.map.clone(),
        number_format: survey.number_format,
        threads: survey.threads,
        ..SurveyArguments::default()
    }
}
