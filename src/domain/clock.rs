//! The two clocks of a step: how long it waited to be opened, and how long the work took once it was.

use crate::domain::keyed::keyed;
use crate::domain::time::Instant;
use crate::domain::working_time::WorkingCalendar;
use serde::{Deserialize, Serialize};

/// A span of working time in milliseconds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct WorkingTime(pub i64);

impl WorkingTime {
    /// Whole working minutes.
    pub fn minutes(self) -> i64 {
        self.0 / 60_000
    }

    /// Whole working seconds.
    pub fn seconds(self) -> i64 {
        self.0 / 1000
    }

    /// Share of a standard in whole percent; a standard of 0 minutes is reached at once.
    pub fn percent_of(self, standard_minutes: u16) -> i64 {
        match i64::from(standard_minutes) * 60_000 {
            0 => 100,
            standard => self.0.saturating_mul(100) / standard,
        }
    }
}

/// What is known about one visit of a request to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTimes {
    /// When the step got it.
    pub arrived: Instant,
    /// When its officer opened it; `None` while it waits.
    pub opened: Option<Instant>,
    /// When the officer acted; `None` while it is open.
    pub acted: Option<Instant>,
    /// How many requests the act decided at once; 0 and 1 are both one.
    pub bulk: u32,
    /// Recorded from paper without a time: counted, but not measured.
    pub paper_without_time: bool,
    /// The clocks sleep until then: a revocation is not sent before its TMT.
    pub asleep_until: Option<Instant>,
}

/// The two clocks of one visit, read at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepReading {
    /// Waktu tunggu: arrived to opened.
    pub waiting: WorkingTime,
    /// Waktu kerja: opened to acted, a bulk act divided by its number; `None` while unopened.
    pub handling: Option<WorkingTime>,
}

impl StepTimes {
    /// A visit that has just arrived.
    pub fn arrived(at: Instant) -> StepTimes {
        StepTimes {
            arrived: at,
            opened: None,
            acted: None,
            bulk: 1,
            paper_without_time: false,
            asleep_until: None,
        }
    }

    /// Reads both clocks; what is still running runs until `now`. `None` where the visit is not
    /// measured (*tidak terukur*). An act without an opening was opened as it was done.
    pub fn read(&self, calendar: &WorkingCalendar, now: Instant) -> Option<StepReading> {
        if self.paper_without_time {
            return None;
        }
        let awake = |at: Instant| self.asleep_until.map_or(at, |until| at.max(until));
        let opened = self.opened.or(self.acted);
        let waited_until = opened.unwrap_or(now);
        let waiting = calendar.millis_between(awake(self.arrived), awake(waited_until));
        let handling = opened.map(|opened| {
            let until = self.acted.unwrap_or(now);
            let whole = calendar.millis_between(awake(opened), awake(until));
            WorkingTime(whole / i64::from(self.bulk.max(1)))
        });
        Some(StepReading {
            waiting: WorkingTime(waiting),
            handling,
        })
    }
}

keyed! {
    /// How a span stands against its standard; colour follows it.
    pub enum Level {
        /// Below the threshold.
        Within = "within",
        /// At or over the threshold (policy, 80 %), not over the standard.
        Near = "near",
        /// Over the standard.
        Over = "over",
    }
}

impl Level {
    /// Where a span stands: exactly the standard is still within it.
    pub fn of(span: WorkingTime, standard_minutes: u16, near_percent: u8) -> Level {
        let standard = i64::from(standard_minutes) * 60_000;
        if span.0 > standard {
            Level::Over
        } else if span.percent_of(standard_minutes) >= i64::from(near_percent) {
            Level::Near
        } else {
            Level::Within
        }
    }
}

#[cfg(test)]
mod tests;
