//! The desk's clock: the machine's on a real desk, a fixed day that ticks on a training desk. It
//! never runs backwards.

use crate::domain::time::Instant;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time of one desk.
#[derive(Debug)]
pub struct Clock {
    /// Milliseconds that the desk's clock is ahead of the machine's.
    ahead: i64,
    latest: AtomicI64,
}

impl Clock {
    /// The machine's clock, never before what was already recorded.
    pub fn real(recorded: Instant) -> Clock {
        Clock {
            ahead: 0,
            latest: AtomicI64::new(recorded.0),
        }
    }

    /// A training clock that starts at `start`, or at what was already recorded, and ticks.
    pub fn training(start: Instant, recorded: Instant) -> Clock {
        let start = start.max(recorded);
        Clock {
            ahead: start.0 - machine(),
            latest: AtomicI64::new(recorded.0),
        }
    }

    /// Now, on this desk.
    pub fn now(&self) -> Instant {
        let now = machine() + self.ahead;
        let before = self.latest.fetch_max(now, Ordering::AcqRel);
        Instant(before.max(now))
    }
}

fn machine() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_training_clock_starts_where_it_is_told_and_never_before_the_ledger() {
        let monday = Instant::wib(2026, 11, 23, 9, 0).unwrap();
        let later = monday.plus_minutes(90);
        assert!(Clock::training(monday, Instant(0)).now() >= monday);
        assert!(Clock::training(monday, later).now() >= later);
    }

    #[test]
    fn a_clock_set_back_is_not_followed() {
        let far = Instant(machine() + 86_400_000);
        assert_eq!(Clock::real(far).now(), far);
    }
}
