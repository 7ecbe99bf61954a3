//! How far a long run is: on standard error, on a terminal only, gone at the end.

use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::Surroundings;

/// Runs shorter than this show nothing.
const PATIENCE: Duration = Duration::from_millis(700);

/// Counts rows while a survey is read.
pub(super) struct Progress {
    bar: ProgressBar,
    began: Instant,
    rows: u64,
    word: &'static str,
}

impl Progress {
    pub fn new(surroundings: &Surroundings) -> Progress {
        let target = if surroundings.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(
            ProgressStyle::with_template("{spinner} {msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()),
        );
        Progress { bar, began: Instant::now(), rows: 0, word: surroundings.pick("hộ", "households") }
    }

    /// So many rows more.
    pub fn add(&mut self, rows: usize) {
        self.rows += rows as u64;
        let elapsed = self.began.elapsed();
        if elapsed < PATIENCE {
            return;
        }
        let per_second = (self.rows as f64 / elapsed.as_secs_f64()) as u64;
        self.bar.set_message(format!("{} {}, {}/s", HumanCount(self.rows), self.word, HumanCount(per_second)));
        self.bar.tick();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
