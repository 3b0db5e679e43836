//! Waiting for conditions instead of guessing times.

use std::time::{Duration, Instant};

/// Longest wait for anything; far beyond what it takes on a busy machine.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// Waits for a condition and says which one never came.
pub fn wait_until(what: &str, mut met: impl FnMut() -> bool) {
    let until = Instant::now() + DEADLINE;
    while !met() {
        assert!(Instant::now() < until, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
