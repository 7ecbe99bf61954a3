//! Keeps the failures of format libraries on damaged files apart from the program. Knows no format.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs what reads an untrusted file with a library that may panic on it; `None` if it did. Nothing is printed then.
/// Whatever `work` had a hold of must be thrown away.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                usual(panic);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_none() {
        let bytes: &[u8] = &[];
        assert_eq!(guarded(|| bytes[std::hint::black_box(0)]), None);
        assert_eq!(guarded(|| 1), Some(1));
        assert!(!GUARDED.get());
    }
}
