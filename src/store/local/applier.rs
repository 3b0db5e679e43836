//! Brings durable groups into the database in the background; commits do not wait for it.
//!
//! A group is answered once the journal has it; the database follows in a thread of its own, and
//! takes over all groups that came meanwhile as one batch: it waits a moment for more, since many
//! small batches cost the database several times what a large one does. Until then readers look
//! into those groups first, so that nobody reads older than what was answered.

use std::collections::BTreeMap;
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::absence::{self, AbsenceFilter, Hashes};
use super::acts::{self, ActIndex};
use super::db::Db;
use crate::store::error::{Result, StoreError, io_at};
use crate::store::fold::{Overlay, merged};
use crate::store::held;
use crate::store::ids::ActId;
use crate::store::ledger::{Row, Rows};
use crate::store::rows::{self, ActRow};

/// Rows that may wait; with more, commits wait too.
const MOST_WAITING: usize = 10_000;

/// How long the database waits for more groups, so that it takes them over together.
const LINGER: Duration = Duration::from_millis(20);

/// Rows for which it waits no longer.
const ENOUGH: usize = 4_000;

/// Acts after which the database is flushed although nobody is quiet.
const FLUSH_AFTER: u64 = 1000;

/// The database and the groups that it does not have yet.
pub(crate) struct Applier {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    /// Reads the keys through.
    learner: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    db: Db,
    state: Mutex<State>,
    /// How many keys were looked up and not found in the database.
    in_vain: AtomicU32,
    /// Said to the thread when there is something for it to do.
    wanted: Condvar,
    /// Wakes those who wait for room or for the database, when groups were taken or applied.
    moved: Condvar,
}

#[derive(Default)]
struct State {
    /// Durable groups that wait for the database.
    waiting: Overlay,
    /// Durable groups that it takes over just now, older than those that wait.
    applying: Option<Arc<Overlay>>,
    /// The acts that are remembered, those of waiting groups among them.
    acts: ActIndex,
    /// Which keys there are, those of waiting groups among them.
    absent: AbsenceFilter,
    /// The thread has nothing to do and waits to be told.
    asleep: bool,
    /// Somebody waits for the database.
    hurry: bool,
    /// Groups taken since the start.
    taken: u64,
    /// Groups applied since the start.
    applied: u64,
    /// Acts since the database was flushed.
    unflushed: u64,
    /// Why the database takes nothing any more: the process must end.
    failed: Option<String>,
    ending: bool,
}

impl State {
    fn newest_first(&self) -> impl Iterator<Item = &Overlay> {
        iter::once(&self.waiting).chain(self.applying.as_deref())
    }

    fn check(&self) -> Result<()> {
        match &self.failed {
            None => Ok(()),
            Some(why) => Err(StoreError::fatal(why)),
        }
    }
}

impl Applier {
    /// Starts the thread that looks after this database.
    pub fn start(db: Db, acts: ActIndex) -> Result<Applier> {
        let state = State {
            acts,
            ..State::default()
        };
        let shared = Arc::new(Shared {
            db,
            state: Mutex::new(state),
            in_vain: AtomicU32::new(0),
            wanted: Condvar::new(),
            moved: Condvar::new(),
        });
        let theirs = shared.clone();
        let thread = thread::Builder::new()
            .name("store".into())
            .spawn(move || theirs.work())
            .map_err(io_at("start a thread for", "the database".as_ref()))?;
        Ok(Applier {
            shared,
            thread: Some(thread),
            learner: Mutex::default(),
        })
    }

    /// Waits until there is room for another group. After an error nothing is taken any more.
    pub fn wait_for_room(&self) -> Result<()> {
        let mut state = held(&self.shared.state);
        while state.waiting.len() > MOST_WAITING && state.failed.is_none() {
            state = wait(&self.shared.moved, state);
        }
        state.check()
    }

    /// Takes a durable group; readers see it from now on.
    pub fn take(&self, group: Overlay, acts: u64) {
        let mut state = held(&self.shared.state);
        state.unflushed += acts;
        state.taken += 1;
        state.acts.add(group.acts());
        state.absent.add(group.put_keys());
        state.waiting.absorb(group);
        if state.asleep || state.waiting.len() >= ENOUGH {
            self.shared.wanted.notify_one();
        }
    }

    /// An act that is remembered.
    pub fn act(&self, id: &ActId) -> Result<Option<ActRow>> {
        let state = held(&self.shared.state);
        let Some(seq) = state.acts.first_seq(id) else {
            return Ok(None);
        };
        let new = state.newest_first().find_map(|groups| groups.act_at(seq));
        if let Some(act) = new {
            return Ok(Some(act.clone()));
        }
        drop(state);
        match self.shared.db.act_at(seq)? {
            Some(act) if act.id == *id => Ok(Some(act)),
            _ => Err(rows::damaged(&rows::numbered(rows::ACT, seq)).into()),
        }
    }

    /// Forgets acts recorded before `since`, some thousands at a time. No group may be taken
    /// meanwhile.
    pub fn purge_acts(&self, since: i64) -> Result<()> {
        let gone = acts::purge(self.settled()?, since)?;
        held(&self.shared.state).acts.forget(&gone);
        Ok(())
    }

    /// Waits until the database has every group that was taken so far, and lends it.
    pub fn settled(&self) -> Result<&Db> {
        let mut state = held(&self.shared.state);
        // Groups that come meanwhile are not waited for.
        let until = state.taken;
        while state.applied < until && state.failed.is_none() {
            state.hurry = true;
            self.shared.wanted.notify_one();
            state = wait(&self.shared.moved, state);
        }
        state.check()?;
        drop(state);
        Ok(&self.shared.db)
    }

    /// A key was looked up and not found. After many of these the keys are read through.
    fn missed(&self) {
        if self.shared.in_vain.fetch_add(1, Ordering::Relaxed) + 1 != absence::ENOUGH_IN_VAIN {
            return;
        }
        let mut state = held(&self.shared.state);
        let mut since = Hashes::default();
        state
            .newest_first()
            .flat_map(Overlay::put_keys)
            .for_each(|key| since.add(key));
        state.absent = AbsenceFilter::Reading(since);
        drop(state);
        let theirs = self.shared.clone();
        let learner = thread::Builder::new()
            .name("keys".into())
            .spawn(move || theirs.learn());
        // Without a thread the database is asked, as before.
        *held(&self.learner) = learner.ok();
    }

    /// Whether absent keys cost nothing by now.
    #[cfg(test)]
    pub fn knows_its_keys(&self) -> bool {
        matches!(held(&self.shared.state).absent, AbsenceFilter::Read(_))
    }

    /// Hands what was applied to the operating system, if anything was.
    pub fn flush(&self) -> Result<()> {
        let db = self.settled()?;
        if held(&self.shared.state).unflushed == 0 {
            return Ok(());
        }
        let flushed = db.flush();
        let mut state = held(&self.shared.state);
        if let Err(error) = flushed {
            state.failed = Some(error.to_string());
            return state.check();
        }
        state.unflushed = 0;
        Ok(())
    }

    /// Ends the thread once the database has everything, and closes the database.
    pub fn close(mut self) -> Result<()> {
        self.end();
        held(&self.shared.state).check()?;
        let shared = self.shared.clone();
        drop(self);
        match Arc::into_inner(shared) {
            Some(shared) => shared.db.close(),
            None => Err(StoreError::fatal("the database is still in use")),
        }
    }

    fn end(&mut self) {
        held(&self.shared.state).ending = true;
        self.shared.wanted.notify_one();
        if let Some(thread) = self.thread.take() {
            // What it met stands in the state.
            let _ = thread.join();
        }
        if let Some(learner) = held(&self.learner).take() {
            let _ = learner.join();
        }
    }
}

impl Drop for Applier {
    fn drop(&mut self) {
        self.end();
    }
}

// What is looked at is let go of before the database is read: a group that has left it meanwhile is
// in the database.
impl Rows for Applier {
    fn row(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let state = held(&self.shared.state);
        let changed = state.newest_first().find_map(|groups| groups.changed(key));
        if let Some(value) = changed {
            return Ok(value);
        }
        if state.absent.lacks(key) {
            return Ok(None);
        }
        drop(state);
        let found = self.shared.db.row(key)?;
        if found.is_none() && absence::is_kept(key) {
            self.missed();
        }
        Ok(found)
    }

    fn rows_with(&self, prefix: &[u8]) -> Result<Vec<Row>> {
        let state = held(&self.shared.state);
        let mut changed = BTreeMap::new();
        for groups in state.newest_first() {
            for (key, value) in groups.with(prefix) {
                changed.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        let nowhere = changed.is_empty() && state.absent.lacks_all_of(prefix);
        drop(state);
        if nowhere {
            return Ok(Vec::new());
        }
        Ok(merged(self.shared.db.rows_with(prefix)?, changed.iter()))
    }

    fn packed_event(&self, seq: u64) -> Result<Option<Vec<u8>>> {
        let state = held(&self.shared.state);
        let new = state
            .newest_first()
            .find_map(|groups| groups.event(seq).cloned());
        drop(state);
        match new {
            Some(packed) => Ok(Some(packed)),
            None => self.shared.db.packed_event(seq),
        }
    }
}

impl Shared {
    /// Applies what waits until the end, or until the database fails.
    fn work(&self) {
        while let Some(batch) = self.next_batch() {
            let applied = unbroken(|| {
                batch.groups.write(|rows| self.db.apply(rows))?;
                match batch.flush {
                    true => self.db.flush(),
                    false => Ok(()),
                }
            });
            let mut state = held(&self.state);
            match applied {
                Ok(()) => {
                    state.applying = None;
                    state.applied = batch.upto;
                }
                // Readers go on seeing what was answered.
                Err(error) => state.failed = Some(error.to_string()),
            }
            self.moved.notify_all();
        }
    }

    /// Reads the keys through that the database has. If it cannot, it goes on being asked.
    fn learn(&self) {
        let all = self.hashes().ok().flatten();
        let mut state = held(&self.state);
        match all {
            Some(all) => state.absent.complete(all),
            None => state.absent = AbsenceFilter::Unread,
        }
    }

    /// The hashes of all keys in the database; `None` if the end came first.
    fn hashes(&self) -> Result<Option<Hashes>> {
        let mut all = Hashes::default();
        for kind in [rows::UNIQUE, rows::RECORD] {
            for (nth, row) in self.db.scan(&[kind]).enumerate() {
                all.add(&row?.0);
                if nth.is_multiple_of(1_024) && held(&self.state).ending {
                    return Ok(None);
                }
            }
        }
        Ok(Some(all))
    }

    /// Waits for groups, then a moment for more of them; `None` at the end.
    fn next_batch(&self) -> Option<Batch> {
        let mut state = held(&self.state);
        while state.waiting.is_empty() && !state.ending {
            state.asleep = true;
            state = wait(&self.wanted, state);
            state.asleep = false;
        }
        let until = Instant::now() + LINGER;
        while state.waiting.len() < ENOUGH && !state.hurry && !state.ending {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.wanted.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        if state.waiting.is_empty() || state.failed.is_some() {
            return None;
        }
        let groups = Arc::new(std::mem::take(&mut state.waiting));
        state.applying = Some(groups.clone());
        state.hurry = false;
        let flush = state.unflushed >= FLUSH_AFTER;
        if flush {
            state.unflushed = 0;
        }
        // Those who wait for room have it now.
        self.moved.notify_all();
        Some(Batch {
            groups,
            upto: state.taken,
            flush,
        })
    }
}

/// A panic on this thread as the error that it is: nobody waits for a thread that is gone.
fn unbroken(apply: impl FnOnce() -> Result<()>) -> Result<()> {
    let applied = catch_unwind(AssertUnwindSafe(apply));
    applied.unwrap_or_else(|_| Err(StoreError::fatal("the database's own thread broke")))
}

/// Groups that the database takes over together.
struct Batch {
    groups: Arc<Overlay>,
    /// How many groups it has with them.
    upto: u64,
    flush: bool,
}

fn wait<'a>(said: &Condvar, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
    said.wait(state).unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_panic_while_applying_is_a_fatal_error_that_ends_the_waiting() {
        assert!(unbroken(|| Ok(())).is_ok());
        let broken = unbroken(|| panic!("on purpose")).unwrap_err();
        assert!(broken.is_fatal(), "{broken}");
    }
}
