//! Ctrl-C, and being told to end: at once, whatever is being done, with no half-written file left.

use crate::io::write::hold_unfinished;

use super::progress;

/// Watches for it from now on, in a thread of its own. The process ends by the signal itself, as any other does, so that
/// shells and schedulers see what happened (130 and 143 in `$?`) and a loop over several runs ends too.
#[cfg(unix)]
pub(super) fn watch() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
    let work = move || {
        if let Some(signal) = signals.forever().next() {
            end(|| {
                let _ = emulate_default_handler(signal);
                // where the system refused that
                std::process::exit(128 + signal)
            });
        }
    };
    let _ = std::thread::Builder::new().name("signals".into()).spawn(work);
}

/// Watches for it from now on, in a thread of its own.
#[cfg(windows)]
pub(super) fn watch() {
    /// What Windows itself gives to a program ended by Ctrl-C.
    const CONTROL_C_EXIT: i32 = 0xC000_013A_u32 as i32;
    // without it Ctrl-C ends the program too, and leaves a temporary file
    let _ = ctrlc::set_handler(|| end(|| std::process::exit(CONTROL_C_EXIT)));
}

/// Watches for nothing where there are no signals.
#[cfg(not(any(unix, windows)))]
pub(super) fn watch() {}

#[cfg(any(unix, windows))]
fn end(die: impl FnOnce()) {
    // held until the process is gone: nothing takes its place any more
    let _held = hold_unfinished();
    progress::clear();
    die();
}
