//! The frames that wait to be written to one client. The hub answers here and never blocks: the number
//! of answers is bounded by the asks that were admitted, and pushed news is merged. News of other
//! sessions' acts is sent a few times a second at most, since each push makes a screen ask again; news
//! of a session's own act is sent with the answer.
//!
//! The answering thread writes at once where the line takes it, which saves waking a thread for each
//! answer. Everything else (a busy or full line, long work, news alone) is left to the session's
//! writer.

mod line;
mod news;

use self::line::{Line, is_short};
use self::news::News;
use super::Limits;
use crate::wire::envelope::{Changed, Goodbye, ToClient};
use crate::wire::message::Tell;
use std::collections::{BTreeMap, VecDeque};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Reports of progress that may wait; further ones are left out, since a later one says more.
const PROGRESS_WAITING: usize = 16;

/// Sorts of news that may wait for one client (see [`Outbox::post`]); more are a fault of ours.
const POSTS_WAITING: usize = 64;

/// The queue of one session, filled by many threads and emptied by them and its writer.
pub struct Outbox {
    waiting: Mutex<Waiting>,
    /// May be waited for by the writer alone, and never by who holds `waiting`.
    line: Mutex<Line>,
    for_writer: Condvar,
    for_reader: Condvar,
    unanswered: usize,
    /// News of others' acts leaves at most once in this time.
    news_every: Duration,
}

#[derive(Default)]
struct Waiting {
    answers: VecDeque<ToClient>,
    news: News,
    posts: BTreeMap<u64, Tell>,
    goodbye: Option<Goodbye>,
    /// Asks let in whose answer is not yet with the writer.
    unanswered: usize,
    /// The line holds the rest of what was written.
    left: bool,
    stage: Stage,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Live,
    /// No more asks: the writer ends when all is answered and written.
    Finishing,
    Closed,
}

impl Outbox {
    pub fn new(limits: &Limits) -> Arc<Outbox> {
        Arc::new(Outbox {
            waiting: Mutex::default(),
            line: Mutex::default(),
            for_writer: Condvar::new(),
            for_reader: Condvar::new(),
            unanswered: limits.unanswered,
            news_every: limits.news,
        })
    }

    /// The welcome is out: what waits may follow it.
    pub fn open(&self, stream: Arc<UnixStream>) {
        self.line().open(stream);
    }

    /// Waits until another ask may be let in; false when the session is over.
    pub fn wait_for_room(&self) -> bool {
        let mut waiting = self.lock();
        while waiting.stage == Stage::Live && waiting.unanswered >= self.unanswered {
            waiting = self
                .for_reader
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
        waiting.stage == Stage::Live
    }

    /// Lets one ask in; its reply must come back through the returned handle.
    pub fn admit(self: &Arc<Outbox>, id: u64) -> Reply {
        self.lock().unanswered += 1;
        Reply {
            id,
            outbox: Some(self.clone()),
        }
    }

    /// Tells of recorded events with the answer to an own act, or when it is time after the writer
    /// was woken; merged with what is still unsent.
    pub fn changed(&self, news: Changed) {
        self.lock().news.add(news);
    }

    /// Has the writer write the news that left with no answer, once it is time.
    pub fn wake(&self) {
        if self.lock().news.announce() {
            self.for_writer.notify_one();
        }
    }

    /// Tells news of one sort; unsent news of the same sort is replaced.
    pub fn post(&self, sort: u64, tell: Tell) {
        let mut waiting = self.lock();
        if waiting.posts.len() < POSTS_WAITING || waiting.posts.contains_key(&sort) {
            waiting.posts.insert(sort, tell);
        }
        self.for_writer.notify_one();
    }

    /// Says good-bye after what waits; answers in hand may still follow it.
    pub fn goodbye(&self, why: Goodbye) {
        self.lock().goodbye.get_or_insert(why);
        self.for_writer.notify_one();
    }

    /// No more asks will come: the writer ends once all is answered and written.
    pub fn finish(&self) {
        let mut waiting = self.lock();
        if waiting.stage == Stage::Live {
            waiting.stage = Stage::Finishing;
        }
        self.wake_all();
    }

    /// Ends at once; what waits is dropped, later answers vanish.
    pub fn close(&self) {
        let mut waiting = self.lock();
        *waiting = Waiting {
            stage: Stage::Closed,
            ..Waiting::default()
        };
        self.wake_all();
    }

    /// Whether nobody reads any more.
    pub fn is_closed(&self) -> bool {
        self.lock().stage == Stage::Closed
    }

    /// What is to be written next and the line for it, waiting for both; `None` when the writer is
    /// done. While finishing, answers are awaited no longer than `finish_by` says once it was set.
    pub(super) fn next_write(
        &self,
        finish_by: &FinishBy,
    ) -> Option<(MutexGuard<'_, Line>, Vec<ToClient>)> {
        loop {
            let more = self.wait_for_work(finish_by);
            // Also at the end: somebody else may just be writing the last of it.
            let line = self.line();
            let mut waiting = self.lock();
            // Somebody else may have written it meanwhile.
            if !waiting.is_empty() {
                let batch = waiting.take(self.news_every);
                self.for_reader.notify_one();
                return Some((line, batch));
            }
            more?;
        }
    }

    /// What is to be written next, for those who only look.
    #[cfg(test)]
    pub fn next_batch(&self, finish_by: &FinishBy) -> Option<Vec<ToClient>> {
        self.next_write(finish_by).map(|(_, batch)| batch)
    }

    fn wait_for_work(&self, finish_by: &FinishBy) -> Option<()> {
        let mut waiting = self.lock();
        while waiting.is_empty() {
            let left = match waiting.stage {
                Stage::Live => waiting.news.left(),
                Stage::Finishing if waiting.unanswered > 0 => Some(finish_by.left()?),
                Stage::Finishing | Stage::Closed => return None,
            };
            waiting = match left {
                None => self
                    .for_writer
                    .wait(waiting)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(left) => {
                    let woken = self.for_writer.wait_timeout(waiting, left);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        Some(())
    }

    /// Writes what waits if that takes no time; otherwise the writer does.
    fn hand_out(&self, mut waiting: MutexGuard<'_, Waiting>) {
        let line = match self.line.try_lock() {
            Ok(line) if line.is_free() && waiting.is_short() => Some(line),
            _ => None,
        };
        let Some(mut line) = line else {
            return self.for_writer.notify_one();
        };
        let batch = waiting.take(self.news_every);
        let ending = waiting.stage != Stage::Live;
        self.for_reader.notify_one();
        drop(waiting);
        match line.offer(&batch) {
            Ok(true) if !ending => {}
            Ok(whole) => {
                self.lock().left = !whole;
                self.for_writer.notify_one();
            }
            Err(error) => {
                tracing::error!(%error, "an answer cannot be written; its session ends");
                self.close();
            }
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake_all(&self) {
        self.for_writer.notify_all();
        self.for_reader.notify_all();
    }
}

impl Waiting {
    /// Whether nothing waits to be written.
    fn is_empty(&self) -> bool {
        !self.left
            && self.answers.is_empty()
            && !self.news.is_due()
            && self.posts.is_empty()
            && self.goodbye.is_none()
    }

    /// Whether all that waits is short work.
    fn is_short(&self) -> bool {
        self.answers.iter().all(is_short)
    }

    /// All that is to leave: answers first, then news, then the good-bye.
    fn take(&mut self, news_every: Duration) -> Vec<ToClient> {
        self.left = false;
        let mut batch: Vec<ToClient> = self.answers.drain(..).collect();
        let last = |frame: &&ToClient| matches!(frame, ToClient::Answer { last: true, .. });
        self.unanswered -= batch.iter().filter(last).count().min(self.unanswered);
        batch.extend(self.news.take(news_every).map(ToClient::Changed));
        batch.extend(
            std::mem::take(&mut self.posts)
                .into_values()
                .map(ToClient::Push),
        );
        // Said early: the client reads on to the end of the line, and must know why it ends even
        // if some answer never comes.
        batch.extend(self.goodbye.take().map(ToClient::Goodbye));
        batch
    }
}

/// Until when a finishing session waits for its answers: counted from its first look.
pub struct FinishBy {
    wait: Duration,
    since: std::cell::OnceCell<Instant>,
}

impl FinishBy {
    pub fn after(wait: Duration) -> FinishBy {
        FinishBy {
            wait,
            since: std::cell::OnceCell::new(),
        }
    }

    /// What is left of the time; `None` when it is over.
    fn left(&self) -> Option<Duration> {
        let spent = self.since.get_or_init(Instant::now).elapsed();
        self.wait.checked_sub(spent).filter(|left| !left.is_zero())
    }
}

/// The way back of one ask's answer; usable from any thread, never blocks.
pub struct Reply {
    id: u64,
    /// Taken by the answer; still there when dropped means that nobody answered.
    outbox: Option<Arc<Outbox>>,
}

impl Reply {
    /// Answers the ask.
    pub fn send(mut self, tell: Tell) {
        if let Some(outbox) = self.outbox.take() {
            let mut waiting = outbox.lock();
            if waiting.stage != Stage::Closed {
                // The screen waits for the news of what it did.
                if matches!(tell, Tell::Done(_)) {
                    waiting.news.hurry();
                }
                waiting.answers.push_back(ToClient::Answer {
                    id: self.id,
                    last: true,
                    tell,
                });
            }
            outbox.hand_out(waiting);
        }
    }

    /// Reports progress before the answer; may be left out for a slow reader.
    pub fn progress(&self, tell: Tell) {
        if let Some(outbox) = &self.outbox {
            let mut waiting = outbox.lock();
            if waiting.stage != Stage::Closed && waiting.answers.len() < PROGRESS_WAITING {
                waiting.answers.push_back(ToClient::Answer {
                    id: self.id,
                    last: false,
                    tell,
                });
                outbox.for_writer.notify_one();
            }
        }
    }

    /// Leaves the ask without an answer because the server leaves: the session ends, and its
    /// good-bye tells the client why.
    pub fn let_go(mut self) {
        if let Some(outbox) = self.outbox.take() {
            let mut waiting = outbox.lock();
            waiting.unanswered = waiting.unanswered.saturating_sub(1);
            drop(waiting);
            outbox.finish();
        }
    }

    /// Whether nobody waits for the answer any more: long work may stop.
    pub fn is_abandoned(&self) -> bool {
        self.outbox.as_ref().is_none_or(|outbox| outbox.is_closed())
    }
}

impl Drop for Reply {
    /// An ask without an answer (a fault, or a hub that is gone) ends the session: the client
    /// connects again and repeats its act id, instead of waiting for ever.
    fn drop(&mut self) {
        if let Some(outbox) = self.outbox.take() {
            tracing::warn!(
                ask = self.id,
                "an ask was dropped unanswered; its session ends"
            );
            outbox.close();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::ids::FileHash;
    use crate::wire::envelope::Topics;
    use crate::wire::message::Done;

    fn outbox() -> (Arc<Outbox>, FinishBy) {
        outbox_with(Limits::default().news)
    }

    /// An outbox that tells news of others once in this time.
    fn outbox_with(news: Duration) -> (Arc<Outbox>, FinishBy) {
        let limits = Limits {
            unanswered: 2,
            news,
            ..Limits::default()
        };
        (
            Outbox::new(&limits),
            FinishBy::after(Duration::from_secs(5)),
        )
    }

    fn answer(id: u64) -> ToClient {
        ToClient::Answer {
            id,
            last: true,
            tell: Tell::Pong,
        }
    }

    #[test]
    fn at_most_one_unsent_change_a_session() {
        let (outbox, finish) = outbox();
        for sequence in 1..=1000 {
            outbox.changed(Changed {
                sequence,
                what: Topics(1 << (sequence % 3)),
            });
            outbox.post(
                7,
                Tell::Stored {
                    hash: FileHash([1; 32]),
                    bytes: sequence,
                },
            );
        }
        let merged = Changed {
            sequence: 1000,
            what: Topics(0b111),
        };
        assert_eq!(
            outbox.next_batch(&finish).unwrap(),
            [
                ToClient::Changed(merged),
                ToClient::Push(Tell::Stored {
                    hash: FileHash([1; 32]),
                    bytes: 1000
                })
            ]
        );
    }

    fn done() -> Tell {
        Tell::Done(Box::new(Done {
            capacity: crate::domain::office::Capacity::Definitive,
            sequence: 1,
            by: String::new(),
            position: String::new(),
            records: Vec::new(),
            import: Vec::new(),
        }))
    }

    fn news(sequence: u64) -> Changed {
        Changed {
            sequence,
            what: Topics(1),
        }
    }

    fn told(batch: &[ToClient]) -> Vec<u64> {
        let news = batch.iter().filter_map(|one| match one {
            ToClient::Changed(changed) => Some(changed.sequence),
            _ => None,
        });
        news.collect()
    }

    #[test]
    fn news_of_others_waits_its_time_and_that_of_an_own_act_does_not() {
        let (outbox, finish) = outbox_with(Duration::from_secs(3_600));
        outbox.changed(news(1));
        outbox.wake();
        assert_eq!(told(&outbox.next_batch(&finish).unwrap()), [1], "at once");
        for sequence in 2..=1_000 {
            outbox.changed(news(sequence));
            outbox.wake();
        }
        outbox.admit(1).send(Tell::Pong);
        let answer = outbox.next_batch(&finish).unwrap();
        assert_eq!((answer.len(), told(&answer)), (1, vec![]), "it waits");
        outbox.admit(2).send(done());
        let answer = outbox.next_batch(&finish).unwrap();
        assert_eq!((answer.len(), told(&answer)), (2, vec![1_000]));
        outbox.changed(news(1_001));
        outbox.finish();
        assert!(
            outbox.next_batch(&finish).is_none(),
            "who leaves asks no more"
        );
    }

    #[test]
    fn news_that_waited_leaves_by_itself() {
        let (outbox, finish) = outbox_with(Duration::from_millis(30));
        let mut batches = Vec::new();
        for sequence in [1, 2, 3] {
            outbox.changed(news(sequence));
            outbox.wake();
            if sequence != 2 {
                batches.push(told(&outbox.next_batch(&finish).unwrap()));
            }
        }
        assert_eq!(batches, [[1], [3]], "the third took the second with it");
    }

    #[test]
    fn asks_are_let_in_up_to_the_limit() {
        let (outbox, finish) = outbox();
        let first = outbox.admit(1);
        assert!(outbox.wait_for_room());
        let second = outbox.admit(2);
        let waiter = std::thread::spawn({
            let outbox = outbox.clone();
            move || outbox.wait_for_room()
        });
        first.send(Tell::Pong);
        assert_eq!(outbox.next_batch(&finish).unwrap(), [answer(1)]);
        assert!(
            waiter.join().unwrap(),
            "room again once an answer went to the writer"
        );
        second.send(Tell::Pong);
    }

    #[test]
    fn finishing_waits_for_answers_in_hand() {
        let (outbox, finish) = outbox();
        let reply = outbox.admit(1);
        outbox.goodbye(Goodbye::Stopped);
        outbox.finish();
        assert!(!outbox.wait_for_room());
        let goodbye = ToClient::Goodbye(Goodbye::Stopped);
        assert_eq!(outbox.next_batch(&finish).unwrap(), [goodbye]);
        let hub = std::thread::spawn(move || reply.send(Tell::Pong));
        assert_eq!(outbox.next_batch(&finish).unwrap(), [answer(1)]);
        assert!(outbox.next_batch(&finish).is_none());
        hub.join().unwrap();
    }

    #[test]
    fn finishing_does_not_wait_for_ever() {
        let (outbox, _) = outbox();
        let reply = outbox.admit(1);
        outbox.finish();
        assert!(
            outbox
                .next_batch(&FinishBy::after(Duration::from_millis(20)))
                .is_none()
        );
        outbox.close();
        assert!(reply.is_abandoned());
        reply.send(Tell::Pong);
    }

    #[test]
    fn the_writer_does_not_end_while_somebody_else_writes_the_last_answer() {
        let (outbox, finish) = outbox();
        outbox.finish();
        let outbox = &outbox;
        std::thread::scope(|scope| {
            let line = outbox.line();
            let written = scope.spawn(move || {
                let batch = outbox.next_batch(&finish);
                (batch, outbox.next_batch(&finish))
            });
            // Who holds the line found that the client took only a part.
            outbox.lock().left = true;
            drop(line);
            let (rest, end) = written.join().unwrap();
            assert_eq!(rest, Some(vec![]), "the rest is written");
            assert_eq!(end, None);
        });
    }

    #[test]
    fn an_ask_let_go_leaves_the_good_bye() {
        let (outbox, finish) = outbox();
        let reply = outbox.admit(1);
        outbox.goodbye(Goodbye::Stopped);
        reply.let_go();
        assert!(!outbox.wait_for_room(), "the session is over");
        let goodbye = ToClient::Goodbye(Goodbye::Stopped);
        assert_eq!(outbox.next_batch(&finish).unwrap(), [goodbye]);
        assert!(outbox.next_batch(&finish).is_none(), "nothing is awaited");
    }

    #[test]
    fn an_ask_dropped_unanswered_ends_the_session() {
        let (outbox, finish) = outbox();
        drop(outbox.admit(1));
        assert!(outbox.is_closed() && outbox.next_batch(&finish).is_none());
    }

    #[test]
    fn progress_is_left_out_for_a_slow_reader() {
        let (outbox, finish) = outbox();
        let reply = outbox.admit(1);
        for _ in 0..1000 {
            reply.progress(Tell::Pong);
        }
        reply.send(Tell::Pong);
        let batch = outbox.next_batch(&finish).unwrap();
        assert_eq!(batch.len(), PROGRESS_WAITING + 1);
        assert_eq!(batch.last(), Some(&answer(1)));
    }
}
