//! News of recorded events on their way to one session: merged, and told as seldom as it may be.

use crate::wire::envelope::Changed;
use std::time::{Duration, Instant};

/// What is to be told of recorded events.
#[derive(Default)]
pub(super) struct News {
    unsent: Option<Changed>,
    /// An own act is among it: it leaves with the answer.
    own: bool,
    /// Before this it waits for more, unless it is of an own act.
    not_before: Option<Instant>,
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
        self.unsent?;
        match self.not_before {
            Some(when) if !self.own => Some(when.saturating_duration_since(Instant::now())),
            _ => Some(Duration::ZERO),
        }
    }

    pub fn is_due(&self) -> bool {
        self.left().is_some_and(|left| left.is_zero())
    }

    /// Takes it, if it is due; the next waits so long.
    pub fn take(&mut self, every: Duration) -> Option<Changed> {
        if !self.is_due() {
            return None;
        }
        let news = self.unsent.take();
        *self = News {
            not_before: Instant::now().checked_add(every),
            ..News::default()
        };
        news
    }
}
