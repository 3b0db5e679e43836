//! All open sessions of a server, for news to many and for counting. Telling never blocks.

use super::SessionId;
use super::outbox::Outbox;
use super::session::Session;
use crate::wire::envelope::{Changed, Goodbye};
use crate::wire::message::Tell;
use std::collections::BTreeMap;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A handle on the open sessions; clones are the same set.
#[derive(Clone, Default)]
pub struct Pushes(Arc<Mutex<BTreeMap<SessionId, Line>>>);

struct Line {
    outbox: Arc<Outbox>,
    stream: Arc<UnixStream>,
    /// Known from the welcome on.
    session: Option<Arc<Session>>,
}

impl Pushes {
    /// Tells every session of recorded events; merged for those that still have one unsent.
    pub fn changed(&self, news: Changed) {
        self.changed_with_answers(news);
        self.wake();
    }

    /// The same with each session's next answer, or at the next [`Pushes::wake`].
    pub fn changed_with_answers(&self, news: Changed) {
        for line in self.lock().values() {
            line.outbox.changed(news);
        }
    }

    /// Has the writers write what did not leave with an answer.
    pub fn wake(&self) {
        for line in self.lock().values() {
            line.outbox.wake();
        }
    }

    /// Tells news of one sort to the sessions that `to` picks; unsent news of that sort is
    /// replaced, so it must say the whole state (who has this record open), not a step.
    pub fn post(&self, sort: u64, tell: &Tell, to: impl Fn(&Session) -> bool) {
        for line in self.lock().values() {
            if line.session.as_ref().is_some_and(|session| to(session)) {
                line.outbox.post(sort, tell.clone());
            }
        }
    }

    /// The sessions that were welcomed and have not ended.
    pub fn sessions(&self) -> Vec<Arc<Session>> {
        self.lock()
            .values()
            .filter_map(|line| line.session.clone())
            .collect()
    }

    /// Number of welcomed sessions.
    pub fn count(&self) -> usize {
        self.lock()
            .values()
            .filter(|line| line.session.is_some())
            .count()
    }

    /// Ends a session, e.g. when its officer's account was released; answers in hand still go out.
    pub fn end(&self, session: SessionId) {
        if let Some(line) = self.lock().get(&session) {
            line.leave(Goodbye::SessionEnded);
        }
    }

    /// Ends all sessions because the server leaves.
    pub(super) fn end_all(&self, why: Goodbye) {
        for line in self.lock().values() {
            line.leave(why);
        }
    }

    /// Cuts all lines at once; for readers who do not take their answers.
    pub(super) fn cut_all(&self) {
        for line in self.lock().values() {
            line.outbox.close();
            let _ = line.stream.shutdown(Shutdown::Both);
        }
    }

    pub(super) fn add(&self, id: SessionId, outbox: Arc<Outbox>, stream: Arc<UnixStream>) {
        self.lock().insert(
            id,
            Line {
                outbox,
                stream,
                session: None,
            },
        );
    }

    pub(super) fn welcomed(&self, session: Arc<Session>) {
        if let Some(line) = self.lock().get_mut(&session.id) {
            line.session = Some(session);
        }
    }

    pub(super) fn remove(&self, id: SessionId) {
        self.lock().remove(&id);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<SessionId, Line>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// The reader sees the end of its input and finishes the session in good order.
    fn leave(&self, why: Goodbye) {
        self.outbox.goodbye(why);
        let _ = self.stream.shutdown(Shutdown::Read);
    }
}
