//! One queue for everything that comes: keys, the desk, wakes, the minute of the clock. Reading it
//! blocks; what came together is given together, so that a burst is drawn once.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant as Moment, SystemTime};

use super::app::{Incoming, Owner};
use super::panel::Tag;
use crate::domain::time::Instant;

/// Longest burst handled before a draw: a flood must not keep the screen still.
const BURST: usize = 4096;

/// The clock of the wall and the steady one may part this much before the desk is asked.
const APART: Duration = Duration::from_secs(5);

/// The desk's clock, kept from one reading of it. It runs with the steady clock of this machine,
/// so that setting that machine's time changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct DeskClock {
    read: Instant,
    at: Moment,
    wall: SystemTime,
}

impl DeskClock {
    /// A clock that showed `read` at this moment.
    pub fn started(read: Instant) -> DeskClock {
        DeskClock {
            read,
            at: Moment::now(),
            wall: SystemTime::now(),
        }
    }

    /// Whether this machine slept, or its time was set, since the reading: the steady clock stands
    /// still while a machine sleeps, and only the desk knows what its own shows.
    fn is_doubtful(&self, moment: Moment, wall: SystemTime) -> bool {
        let steady = moment.saturating_duration_since(self.at);
        match wall.duration_since(self.wall) {
            Ok(passed) => passed.abs_diff(steady) > APART,
            Err(_) => true,
        }
    }

    /// What it shows.
    pub fn now(&self) -> Instant {
        self.shown_at(Moment::now())
    }

    fn shown_at(&self, moment: Moment) -> Instant {
        let passed = moment.saturating_duration_since(self.at).as_millis();
        let passed = i64::try_from(passed).unwrap_or(i64::MAX);
        Instant(self.read.0.saturating_add(passed))
    }

    /// How long until another minute of it begins.
    fn to_next_minute(self, moment: Moment) -> Duration {
        let into = self.shown_at(moment).0.rem_euclid(60_000);
        Duration::from_millis(u64::try_from(60_000 - into).unwrap_or(60_000))
    }
}

/// The queue with its deadlines.
pub struct Inbox {
    receiver: Receiver<Incoming>,
    clock: DeskClock,
    next_minute: Moment,
    wakes: BTreeMap<(Owner, Tag), Moment>,
}

impl Inbox {
    /// A queue over a receiver, with the desk's clock.
    pub fn new(receiver: Receiver<Incoming>, clock: DeskClock) -> Inbox {
        let now = Moment::now();
        Inbox {
            receiver,
            clock,
            next_minute: now + clock.to_next_minute(now),
            wakes: BTreeMap::new(),
        }
    }

    /// What the desk's clock shows.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Sets the clock to what the desk's shows.
    pub fn set_clock(&mut self, read: Instant) {
        self.clock = DeskClock::started(read);
        let now = Moment::now();
        self.next_minute = now + self.clock.to_next_minute(now);
    }

    /// Whether the desk is to be asked what its clock shows.
    pub fn doubts(&self) -> bool {
        self.clock.is_doubtful(Moment::now(), SystemTime::now())
    }

    /// Wakes a panel later; a later wake with the same tag replaces it.
    pub fn wake(&mut self, owner: Owner, tag: Tag, after: Duration) {
        self.wakes.insert((owner, tag), Moment::now() + after);
    }

    /// Waits until something comes, then gives it with all that came along.
    pub fn wait(&mut self) -> Vec<Incoming> {
        self.wait_until(None)
    }

    /// The same, but waits at most so long; nothing may have come then.
    pub fn wait_within(&mut self, limit: Duration) -> Vec<Incoming> {
        self.wait_until(Some(Moment::now() + limit))
    }

    fn wait_until(&mut self, limit: Option<Moment>) -> Vec<Incoming> {
        let mut burst = Vec::new();
        let ends = self.wakes.values().min().copied().into_iter().chain(limit);
        let until = ends.fold(self.next_minute, Moment::min);
        match self
            .receiver
            .recv_timeout(until.saturating_duration_since(Moment::now()))
        {
            Ok(incoming) => burst.push(incoming),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return vec![Incoming::Gone],
        }
        while burst.len() < BURST
            && let Ok(incoming) = self.receiver.try_recv()
        {
            burst.push(incoming);
        }
        self.due(Moment::now(), &mut burst);
        burst
    }

    fn due(&mut self, now: Moment, burst: &mut Vec<Incoming>) {
        while let Some((&(owner, tag), _)) = self.wakes.iter().find(|(_, when)| **when <= now) {
            self.wakes.remove(&(owner, tag));
            burst.push(Incoming::Woke { owner, tag });
        }
        if self.next_minute <= now {
            self.next_minute = now + self.clock.to_next_minute(now);
            burst.push(Incoming::Minute(self.clock.shown_at(now)));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use std::sync::mpsc::channel;

    fn clock(second: i64) -> DeskClock {
        let nine = Instant::wib(2026, 11, 23, 9, 0).unwrap();
        DeskClock::started(Instant(nine.0 + second * 1000))
    }

    #[test]
    fn what_came_together_is_given_together() {
        let (sender, receiver) = channel();
        let mut inbox = Inbox::new(receiver, clock(0));
        for _ in 0..100 {
            sender.send(Incoming::Continued).unwrap();
        }
        assert_eq!(inbox.wait().len(), 100);
    }

    #[test]
    fn a_wake_comes_once_and_a_later_one_replaces_it() {
        let (_sender, receiver) = channel();
        let mut inbox = Inbox::new(receiver, clock(0));
        inbox.wake(1, 2, Duration::from_secs(3600));
        inbox.wake(1, 2, Duration::from_millis(1));
        let burst = inbox.wait();
        assert!(
            matches!(burst[..], [Incoming::Woke { owner: 1, tag: 2 }]),
            "{burst:?}"
        );
        assert!(inbox.wakes.is_empty());
    }

    #[test]
    fn the_minute_is_the_desks() {
        let (_sender, receiver) = channel();
        let clock = clock(59);
        let mut inbox = Inbox::new(receiver, clock);
        let later = inbox.next_minute + Duration::from_millis(1);
        let mut burst = Vec::new();
        inbox.due(later, &mut burst);
        let [Incoming::Minute(shown)] = burst[..] else {
            panic!("{burst:?}");
        };
        assert_eq!(shown.minute_of_day(), 9 * 60 + 1);
        assert!(inbox.next_minute > later);
    }

    #[test]
    fn a_queue_that_nobody_fills_ends_the_screen() {
        let (sender, receiver) = channel::<Incoming>();
        drop(sender);
        let mut inbox = Inbox::new(receiver, clock(0));
        assert!(matches!(inbox.wait()[..], [Incoming::Gone]));
    }

    #[test]
    fn a_machine_that_slept_doubts_its_clock_until_the_desk_has_told() {
        let mut clock = clock(0);
        let (moment, wall) = (clock.at, clock.wall);
        let hour = Duration::from_secs(3600);
        assert!(!clock.is_doubtful(moment + hour, wall + hour));
        assert!(clock.is_doubtful(moment, wall + hour), "it slept");
        assert!(clock.is_doubtful(moment + hour, wall), "its time was set");
        clock.wall -= hour;
        let (_sender, receiver) = channel();
        let mut inbox = Inbox::new(receiver, clock);
        assert!(inbox.doubts());
        let ten = Instant::wib(2026, 11, 23, 10, 0).unwrap();
        inbox.set_clock(ten);
        assert!(!inbox.doubts() && inbox.now() >= ten);
    }
}
