//! News of recorded events on their way to one session: merged, and told as seldom as it may be.

use crate::wire::envelope::Changed;
use std::time::{Duration, Instant};

/// News that never end are told ever more seldom, down to once in so many of their times: each of
/// them makes a screen ask for all that it shows.
const SELDOM: u32 = 8;

/// What is to be told of recorded events.
#[derive(Default)]
pub(super) struct News {
    unsent: Option<Changed>,
    /// An own act is among it: it leaves with the answer.
    own: bool,
    /// Before this it waits for more, unless it is of an own act.
    not_before: Option<Instant>,
    /// How long the next waits, in times of the shortest wait.
    pace: u32,
    /// The writer knows that something waits.
    known: bool,
}

impl News {
    /// Adds what was recorded.
    pub fn add(&mut self, news: Changed) {
        let merged = self.unsent.map_or(news, |earlier| earlier.merged(news));
        self.unsent = Some(merged);
    }

    /// What waits is of an own act: it waits no longer.
    pub fn hurry(&mut self) {
        self.own |= self.unsent.is_some();
    }

    /// Whether the writer is still to be told that something waits.
    pub fn announce(&mut self) -> bool {
        self.unsent.is_some() && !std::mem::replace(&mut self.known, true)
    }

    /// How long it waits yet; `None` where there is none.
    pub fn left(&self) -> Option<Duration> {
        self.left_at(Instant::now())
    }

    fn left_at(&self, now: Instant) -> Option<Duration> {
        self.unsent?;
        match self.not_before {
            Some(when) if !self.own => Some(when.saturating_duration_since(now)),
            _ => Some(Duration::ZERO),
        }
    }

    pub fn is_due(&self) -> bool {
        self.left().is_some_and(|left| left.is_zero())
    }

    /// Takes it, if it is due; the next waits so long, and longer where they never end.
    pub fn take(&mut self, every: Duration) -> Option<Changed> {
        self.take_at(every, Instant::now())
    }

    fn take_at(&mut self, every: Duration, now: Instant) -> Option<Changed> {
        if self.left_at(now)? > Duration::ZERO {
            return None;
        }
        // What comes within one time of the last is of the same stream.
        let rested = self.not_before.is_none_or(|when| now >= when + every);
        let pace = match (rested, self.own) {
            (true, _) => 1,
            (false, true) => self.pace,
            (false, false) => (self.pace * 2).min(SELDOM),
        };
        let news = self.unsent.take();
        *self = News {
            not_before: now.checked_add(every * pace),
            pace,
            ..News::default()
        };
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::envelope::Topics;

    const EVERY: Duration = Duration::from_millis(250);

    /// When news that come each 10 ms until an end are told, in milliseconds.
    fn told(news: &mut News, from: Instant, until: u64) -> Vec<u64> {
        let mut told = Vec::new();
        for at in (0..until).step_by(10) {
            news.add(Changed {
                sequence: at,
                what: Topics::ALL,
            });
            let now = from + Duration::from_millis(at);
            told.extend(news.take_at(EVERY, now).map(|_| at));
        }
        told
    }

    #[test]
    fn news_that_never_end_are_told_ever_more_seldom_and_a_rest_makes_them_quick_again() {
        let mut news = News::default();
        let from = Instant::now();
        let first = told(&mut news, from, 10_000);
        assert_eq!(first, [0, 250, 750, 1_750, 3_750, 5_750, 7_750, 9_750]);
        let later = told(&mut news, from + Duration::from_secs(13), 500);
        assert_eq!(later, [0, 250]);
    }

    #[test]
    fn an_own_act_waits_for_nobody() {
        let mut news = News::default();
        let from = Instant::now();
        told(&mut news, from, 1_000);
        let now = from + Duration::from_millis(1_000);
        assert_eq!(news.take_at(EVERY, now), None);
        news.hurry();
        assert!(news.take_at(EVERY, now).is_some());
    }
}
