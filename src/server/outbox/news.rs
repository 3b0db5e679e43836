//! News of recorded events on their way to one session: merged, and told as seldom as it may be.

use crate::wire::envelope::Changed;
use std::time::{Duration, Instant};

/// News that never end are told ever more seldom, down to once in so many of their times: each of
/// them makes a screen ask for all that it shows. Once nothing more came for one of these times
/// the last of them is told: a screen is not left behind.
const SELDOM: u32 = 8;

/// What is to be told of recorded events.
#[derive(Default)]
pub(super) struct News {
    unsent: Option<Changed>,
    /// An own act is among it: it leaves with the answer.
    own: bool,
    /// Before this it waits for more, unless it is of an own act or nothing more comes.
    not_before: Option<Instant>,
    /// With nothing more it waits until here, however long it waits otherwise.
    quiet: Option<Instant>,
    /// The shortest wait.
    every: Duration,
    /// How long the next waits, in times of the shortest wait.
    pace: u32,
    /// The writer knows that something waits.
    known: bool,
}

impl News {
    /// Adds what was recorded.
    pub fn add(&mut self, news: Changed) {
        self.add_at(news, Instant::now());
    }

    fn add_at(&mut self, news: Changed, now: Instant) {
        self.quiet = now.checked_add(self.every);
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
        let when = self.not_before.filter(|_| !self.own);
        let until = when.map(|when| self.quiet.map_or(when, |quiet| when.min(quiet)));
        Some(until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now)))
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
            every,
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
            let now = from + Duration::from_millis(at);
            let one = Changed {
                sequence: at,
                what: Topics::ALL,
            };
            news.add_at(one, now);
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
    fn the_last_news_of_a_stream_waits_no_longer_than_one_time() {
        let mut news = News::default();
        let from = Instant::now();
        assert_eq!(told(&mut news, from, 4_000).last(), Some(&3_750));
        let last = from + Duration::from_millis(3_990);
        assert_eq!(news.left_at(last), Some(EVERY));
        assert_eq!(news.take_at(EVERY, last + EVERY / 2), None);
        assert!(news.take_at(EVERY, last + EVERY).is_some());
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
