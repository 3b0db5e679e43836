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
    /// Where a training desk's clock was started.
    started: Option<Instant>,
    latest: AtomicI64,
}

/// Where a training desk's clock is to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Where the person who starts the server says.
    Stated(Instant),
    /// Where it was started before: a server that comes back goes on.
    Again(Instant),
}

impl Clock {
    /// The machine's clock, never before what was already recorded.
    pub fn real(recorded: Instant) -> Clock {
        Clock {
            ahead: 0,
            started: None,
            latest: AtomicI64::new(recorded.0),
        }
    }

    /// A training clock that ticks from its start. One that comes back goes on from what was last
    /// recorded; a moment before that is refused where it is stated anew [R12.10].
    ///
    /// # Errors
    /// The moment that was last recorded.
    pub fn training(start: Start, recorded: Instant) -> Result<Clock, Instant> {
        let start = match start {
            Start::Stated(start) if start < recorded => return Err(recorded),
            Start::Stated(start) => start,
            Start::Again(start) => start.max(recorded),
        };
        Ok(Clock {
            ahead: start.0 - machine(),
            started: Some(start),
            latest: AtomicI64::new(recorded.0),
        })
    }

    /// Where a training desk's clock was started; `None` on a real desk.
    pub fn started(&self) -> Option<Instant> {
        self.started
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
        for start in [Start::Stated(monday), Start::Again(monday)] {
            assert!(Clock::training(start, Instant(0)).unwrap().now() >= monday);
        }
        let again = Clock::training(Start::Again(monday), later).unwrap();
        assert!(again.now() >= later);
    }

    #[test]
    fn a_stated_start_before_the_last_event_is_refused() {
        let monday = Instant::wib(2026, 11, 23, 9, 0).unwrap();
        let later = monday.plus_minutes(90);
        let refused = Clock::training(Start::Stated(monday), later);
        assert_eq!(refused.unwrap_err(), later);
        assert!(Clock::training(Start::Stated(later), later).is_ok());
    }

    #[test]
    fn a_clock_set_back_is_not_followed() {
        let far = Instant(machine() + 86_400_000);
        assert_eq!(Clock::real(far).now(), far);
    }
}
