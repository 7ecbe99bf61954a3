//! What earlier reviews say beside a survey: the previous list, older ones, communes with new names.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::arguments::{Surroundings, SurveyArguments, joined_files};
use crate::cli::listed::{List, ListProblem, read_earlier};
use crate::io::read::expand;
use crate::survey::shape::words::LayoutWords;

use super::{Comparison, MeetingArguments, Renamed};

/// Lists of earlier reviews.
pub(in crate::cli) struct EarlierLists {
    /// Of the previous review.
    previous: List,
    /// Those from before it.
    older: Vec<List>,
    renamed: Renamed,
    likely: bool,
}

impl EarlierLists {
    /// The data problems of all these lists.
    pub fn problems(&self) -> Vec<ListProblem> {
        std::iter::once(&self.previous).chain(&self.older).flat_map(|list| list.problems.clone()).collect()
    }

    /// The previous list by itself, its units with the names that `--units` gives them.
    pub fn previous(&mut self, layout: &LayoutWords) -> List {
        let mut list = self.previous.clone();
        self.renamed.name(&mut list, layout);
        list
    }

    /// Puts the list of this review beside them; with the communes of new names.
    pub fn join(self, current: List, layout: &LayoutWords) -> (Comparison, Renamed) {
        let EarlierLists { previous, older, mut renamed, likely } = self;
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
    pub fn read(&self, survey: &SurveyArguments, surroundings: &Surroundings) -> anyhow::Result<Option<EarlierLists>> {
        let Some(previous) = &self.previous else { return Ok(None) };
        let MeetingArguments { history, units, .. } = &self.meeting;
        let renamed = Renamed::read(units.as_deref(), surroundings)?;
        let list = |path: &Path| read_earlier(path, survey, surroundings);
        let older = history.iter().map(|path| list(path)).collect::<anyhow::Result<_>>()?;
        Ok(Some(EarlierLists { previous: list(previous)?, older, renamed, likely: self.meeting.takes_likely() }))
    }

    /// The files that are read for it, with what each is.
    pub fn files(&self) -> Vec<(&'static str, PathBuf)> {
        let lists = |role, paths: Vec<&Path>| -> Vec<(&'static str, PathBuf)> {
            let files = paths.into_iter().flat_map(joined_files);
            // a folder or a pattern stands for the files in it
            let files = files.flat_map(|path| expand(&path).map_or_else(|_| vec![path], |found| found.files));
            files.map(|path| (role, path)).collect()
        };
        let mut files = lists("previous", self.previous.as_deref().into_iter().collect());
        files.extend(lists("history", self.meeting.history.iter().map(PathBuf::as_path).collect()));
        files.extend(self.meeting.units.iter().map(|path| ("units", path.clone())));
        files
    }
}
