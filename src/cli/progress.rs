//! How far a long run is: on standard error, on a terminal only, gone at the end. Looks at what the readers of the files
//! count; a thread of its own draws, so that nobody who works waits for the terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::Surroundings;
use crate::io::read::{BeingOpened, Meter, Opening, ReadSoFar};
use crate::report::words;
use crate::survey::Survey;
use crate::text::Language;

/// Runs shorter than this show nothing.
const PATIENCE: Duration = Duration::from_millis(700);

/// How often the line is drawn.
const INTERVAL: Duration = Duration::from_millis(100);

/// Whether the line stands on the terminal.
static SHOWN: AtomicBool = AtomicBool::new(false);

/// Shows how far a run is until it is dropped.
pub(super) struct Progress {
    bar: ProgressBar,
    /// Nothing where nobody looks.
    drawing: Option<(Sender<()>, JoinHandle<()>)>,
}

/// What the line says.
struct Line {
    text: String,
    /// Bytes read and to be read; `None` where nobody knows how many these are.
    bar: Option<(u64, u64)>,
}

impl Progress {
    /// Of the reading of a survey, from its beginning.
    pub fn new(surroundings: &Surroundings, survey: &Survey<'_>) -> Progress {
        let language = surroundings.language;
        let (meters, began) = (survey.expect_readings(), Instant::now());
        Progress::drawn(surroundings, move || reading(so_far(&meters), began.elapsed(), language))
    }

    /// Of the opening of files.
    pub fn opening(surroundings: &Surroundings, opening: &Opening) -> Progress {
        let (language, opening) = (surroundings.language, opening.clone());
        Progress::drawn(surroundings, move || being_opened(&opening.now(), language))
    }

    fn drawn(surroundings: &Surroundings, line: impl Fn() -> Line + Send + 'static) -> Progress {
        let target = if surroundings.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        if bar.is_hidden() {
            return Progress { bar, drawing: None };
        }
        let (stop, stopped) = channel();
        let drawn = bar.clone();
        let work = move || {
            let mut wait = PATIENCE;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                SHOWN.store(true, Ordering::Relaxed);
                draw(&drawn, line());
                wait = INTERVAL;
            }
        };
        // without the thread there is no line, and the work goes on
        let thread = thread::Builder::new().name("progress".into()).spawn(work);
        Progress { bar, drawing: thread.ok().map(|thread| (stop, thread)) }
    }

    /// Does what writes to the terminal while the line is out of the way.
    pub fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        // the bar would be drawn afterwards, also where it never was before
        if SHOWN.load(Ordering::Relaxed) { self.bar.suspend(work) } else { work() }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.drawing.take() {
            drop(stop);
            let _ = thread.join();
            self.bar.finish_and_clear();
            SHOWN.store(false, Ordering::Relaxed);
        }
    }
}

/// Takes the line off the terminal where the program ends in the middle of it.
pub(super) fn clear() {
    if SHOWN.load(Ordering::Relaxed) {
        eprint!("\r\x1b[2K");
    }
}

fn draw(bar: &ProgressBar, line: Line) {
    let template = match line.bar {
        Some(_) => "{bar:16} {wide_msg}",
        None => "{spinner} {wide_msg}",
    };
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    if let Some((done, all)) = line.bar {
        bar.set_length(all);
        bar.set_position(done);
    }
    bar.set_message(line.text);
    bar.tick();
}

/// Of all files together. Of how many bytes is known if it is of each.
fn so_far(meters: &[Arc<Meter>]) -> ReadSoFar {
    let none = ReadSoFar { total: Some(0), ..ReadSoFar::default() };
    meters.iter().map(|meter| meter.so_far()).fold(none, |all, of| ReadSoFar {
        bytes: all.bytes + of.bytes,
        total: all.total.zip(of.total).map(|(a, b)| a + b),
        rows: all.rows + of.rows,
    })
}

fn reading(now: ReadSoFar, elapsed: Duration, language: Language) -> Line {
    let seconds = elapsed.as_secs_f64().max(0.001);
    let count = |number: u64| words::count(i64::try_from(number).unwrap_or(i64::MAX), language);
    let (rows, rate) = (count(now.rows), count((now.rows as f64 / seconds) as u64));
    let bytes = bytes_of(now.bytes, now.total, language);
    let mut text = match language {
        Language::Vi => format!("{bytes}  {rows} dòng  {rate} dòng/giây"),
        Language::En => format!("{bytes}  {rows} rows  {rate} rows/s"),
    };
    if let Some(left) = now.total.and_then(|total| left(now.bytes, total, elapsed)) {
        let left = duration(left, language);
        text += &match language {
            Language::Vi => format!("  còn {left}"),
            Language::En => format!("  {left} left"),
        };
    }
    Line { text, bar: now.total.map(|total| (now.bytes, total)) }
}

fn being_opened(now: &BeingOpened, language: Language) -> Line {
    let bytes = bytes_of(now.bytes, now.total, language);
    let name = now.name.replace(char::is_control, "\u{fffd}");
    let text = match language {
        Language::Vi => format!("{bytes}  đang mở `{name}`"),
        Language::En => format!("{bytes}  opening `{name}`"),
    };
    Line { text, bar: now.total.map(|total| (now.bytes, total)) }
}

/// `12.3/68.5 MB`.
fn bytes_of(bytes: u64, total: Option<u64>, language: Language) -> String {
    let (unit, name, decimals) = match total.unwrap_or(bytes) {
        0..1_000_000 => (1_000, "kB", 0),
        1_000_000..1_000_000_000 => (1_000_000, "MB", 1),
        _ => (1_000_000_000, "GB", 2),
    };
    let number = |bytes: u64| words::grouped(&format!("{:.decimals$}", bytes as f64 / unit as f64), language);
    match total {
        Some(total) => format!("{}/{} {name}", number(bytes), number(total)),
        None => format!("{} {name}", number(bytes)),
    }
}

/// How long the rest takes if it goes on as until now; `None` before anything is read and after everything is.
fn left(bytes: u64, total: u64, elapsed: Duration) -> Option<Duration> {
    let rest = total.checked_sub(bytes).filter(|rest| *rest > 0 && bytes > 0)?;
    Duration::try_from_secs_f64(elapsed.as_secs_f64() * rest as f64 / bytes as f64).ok()
}

/// In whole seconds, of longer ones the two largest units.
fn duration(time: Duration, language: Language) -> String {
    let seconds = time.as_secs_f64().ceil() as u64;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (language, hours, minutes) {
        (Language::Vi, 0, 0) => format!("{rest} giây"),
        (Language::Vi, 0, _) => format!("{minutes} phút {rest} giây"),
        (Language::Vi, ..) => format!("{hours} giờ {minutes} phút"),
        (Language::En, 0, 0) => format!("{rest} s"),
        (Language::En, 0, _) => format!("{minutes} min {rest} s"),
        (Language::En, ..) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_it_is() {
        let now = ReadSoFar { bytes: 34_234_000, total: Some(68_534_808), rows: 182_340 };
        let line = |language| reading(now, Duration::from_secs(2), language).text;
        assert_eq!(line(Language::En), "34.2/68.5 MB  182,340 rows  91,170 rows/s  3 s left");
        assert_eq!(line(Language::Vi), "34,2/68,5 MB  182.340 dòng  91.170 dòng/giây  còn 3 giây");
        let of_a_pipe = reading(ReadSoFar { total: None, ..now }, Duration::from_secs(2), Language::En);
        assert_eq!(of_a_pipe.text, "34.2 MB  182,340 rows  91,170 rows/s");
        assert!(of_a_pipe.bar.is_none());
        let done = reading(ReadSoFar { bytes: 900, total: Some(900), rows: 1 }, Duration::ZERO, Language::En);
        assert_eq!((done.text.as_str(), done.bar), ("1/1 kB  1 rows  1,000 rows/s", Some((900, 900))));
    }

    #[test]
    fn long_times_are_rounded_up() {
        let of = |seconds: f64| {
            [Language::En, Language::Vi].map(|language| duration(Duration::from_secs_f64(seconds), language))
        };
        assert_eq!(of(0.2), ["1 s", "1 giây"]);
        assert_eq!(of(130.0), ["2 min 10 s", "2 phút 10 giây"]);
        assert_eq!(of(3900.5), ["1 h 5 min", "1 giờ 5 phút"]);
        assert_eq!(left(0, 10, Duration::from_secs(1)), None);
        assert_eq!(left(10, 10, Duration::from_secs(1)), None);
    }
}
