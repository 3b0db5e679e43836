//! The lists of an open desk: its index, which is read while the desk serves already.
//!
//! ```text
//! Reading ── all rows are in, with what acts touched meanwhile ──► Answering ── nobody waits ──► Open
//!    │       (or a row cannot be read: then the fault is every answer)
//!    └────── the server leaves, from any stage ──► Left
//! ```
//! Whoever asks for a list before it is there waits here, not in its session: what needs no list (a
//! record, an act, to stop) is answered meanwhile. Asks for lists keep their order. Acts are decided
//! on the ledger, never on lists; what they touch while the rows are read is read again before
//! anybody sees a list, so that nobody reads older than what was answered.

use super::SessionId;
use super::faults;
use super::index::Index;
use super::outbox::Reply;
use crate::domain::desk::Series;
use crate::domain::ids::RecordId;
use crate::domain::refusal::Refusal;
use crate::domain::summary::Summary;
use crate::domain::time::Instant;
use crate::store::records::{counter_key, read_summary, record_id, record_key};
use crate::store::{self, Reads, RecordKey, Store};
use crate::wire::message::{Ask, Tell};
use chrono::Datelike;
use std::collections::BTreeSet;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockWriteGuard};
use std::time::{Duration, Instant as Moment};

/// Whoever waits for lists hears how far they are this often.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// Rows that are handed from the thread that reads them to the one that sorts them in, at once.
const ROWS: usize = 1_024;

/// Years back for which agenda numbers are counted; it only makes the percentage right.
const YEARS: i32 = 30;

/// A row as it lies in the store.
pub type Stored = store::Result<(RecordKey, Vec<u8>)>;

type Rows = Vec<(RecordId, Summary)>;

/// The index, and who waits for it.
pub struct Lists {
    index: RwLock<Content>,
    queue: Mutex<Queue>,
}

enum Content {
    Unread,
    Read(Box<Index>),
    /// A row could not be read: no list is shown that might lack it.
    Unreadable(Refusal),
}

struct Queue {
    stage: Stage,
    /// Records that acts touched while the rows are read.
    touched: BTreeSet<RecordId>,
    waiting: Vec<Waiting>,
    /// Rows that are in, and about how many there are.
    done: u64,
    total: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Reading,
    /// The lists are there; asks still wait behind those that waited for them.
    Answering,
    Open,
    Left,
}

/// An ask that waits for the lists.
pub struct Waiting {
    pub session: SessionId,
    pub ask: Ask,
    pub reply: Reply,
}

impl Default for Lists {
    /// Lists of which nothing is read yet.
    fn default() -> Lists {
        Lists {
            index: RwLock::new(Content::Unread),
            queue: Mutex::new(Queue {
                stage: Stage::Reading,
                touched: BTreeSet::new(),
                waiting: Vec::new(),
                done: 0,
                total: 0,
            }),
        }
    }
}

impl Lists {
    /// Asks the index.
    ///
    /// # Errors
    /// Why there is none: a row that cannot be read.
    pub fn ask<T>(&self, ask: impl FnOnce(&Index) -> T) -> Result<T, Refusal> {
        match &*self.index.read().unwrap_or_else(PoisonError::into_inner) {
            Content::Read(index) => Ok(ask(index)),
            Content::Unreadable(why) => Err(why.clone()),
            // Asks for lists are let through only once there are any.
            Content::Unread => Err(Refusal::Internal("the lists are not read yet".to_owned())),
        }
    }

    /// Lets an ask for a list wait; gives it back where it can be answered now.
    pub fn wait(&self, waiting: Waiting) -> Option<Waiting> {
        let mut queue = self.queue();
        match queue.stage {
            Stage::Open => return Some(waiting),
            Stage::Left => waiting.reply.let_go(),
            Stage::Reading | Stage::Answering => {
                waiting.reply.progress(queue.progress());
                queue.waiting.push(waiting);
            }
        }
        None
    }

    /// The asks that waited, once the lists are there; `None` when nobody waits any more. To be
    /// answered in their order, and asked for again.
    pub fn waited(&self) -> Option<Vec<Waiting>> {
        let mut queue = self.queue();
        if queue.stage != Stage::Answering {
            return None;
        }
        if queue.waiting.is_empty() {
            queue.stage = Stage::Open;
            return None;
        }
        Some(std::mem::take(&mut queue.waiting))
    }

    /// Brings the lists up to a commit that touched these records. To be called before anybody
    /// hears of it.
    pub fn touch(&self, store: &Store, records: &[RecordId]) {
        let mut queue = self.queue();
        if queue.stage == Stage::Reading {
            return queue.touched.extend(records);
        }
        drop(queue);
        let mut index = self.content();
        if let Content::Read(lists) = &mut *index
            && let Err(error) = apply(lists, store, records.iter().copied())
        {
            tracing::error!(%error, "a row could not be read; there are no lists any more");
            *index = Content::Unreadable(faults::refusal(&error));
        }
    }

    /// Reads the rows, sorts them in and opens the lists. One thread reads, this one sorts in; it
    /// breaks off when the server leaves.
    ///
    /// # Errors
    /// A row cannot be read; then the lists are as they were, and [`Lists::fail`] opens them.
    pub fn read_in<I: Iterator<Item = Stored>>(
        &self,
        store: &Store,
        rows: impl FnOnce() -> I + Send,
    ) -> store::Result<()> {
        self.queue().total = about_how_many(store)?;
        let read = std::thread::scope(|scope| {
            // Broken off, this end goes first, so that the reader does not wait for room.
            let (sender, batches) = sync_channel(8);
            let reader = scope.spawn(move || read_rows(rows(), &sender));
            let mut index = Index::default();
            let mut told = Moment::now();
            loop {
                match batches.recv_timeout(TELL_EVERY) {
                    Ok(rows) => {
                        self.queue().done += Rows::len(&rows) as u64;
                        let rows = rows.into_iter();
                        rows.for_each(|(id, row)| index.apply(id, Some(row)));
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                if told.elapsed() >= TELL_EVERY {
                    self.tell();
                    told = Moment::now();
                }
                if self.queue().stage == Stage::Left {
                    return Ok(None);
                }
            }
            match reader.join() {
                Ok(read) => read.map(|()| Some(index)),
                // What broke there breaks here: one place answers for it.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        });
        match read? {
            Some(index) => self.open(store, index),
            None => Ok(()),
        }
    }

    /// Takes what acts touched meanwhile in, and opens.
    fn open(&self, store: &Store, mut index: Index) -> store::Result<()> {
        index.warm();
        // Most of it beside the hub, the rest while it waits.
        let early = std::mem::take(&mut self.queue().touched);
        apply(&mut index, store, early)?;
        let mut queue = self.queue();
        let late = std::mem::take(&mut queue.touched);
        apply(&mut index, store, late)?;
        *self.content() = Content::Read(Box::new(index));
        queue.advance();
        Ok(())
    }

    /// Opens the lists with a fault in place of every answer.
    pub fn fail(&self, why: Refusal) {
        let mut queue = self.queue();
        *self.content() = Content::Unreadable(why);
        queue.advance();
    }

    /// The server leaves: who waits is let go and hears the good-bye alone.
    pub fn leave(&self) {
        let mut queue = self.queue();
        queue.stage = Stage::Left;
        let waiting = std::mem::take(&mut queue.waiting);
        waiting.into_iter().for_each(|one| one.reply.let_go());
    }

    fn tell(&self) {
        let queue = self.queue();
        for waiting in &queue.waiting {
            waiting.reply.progress(queue.progress());
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn content(&self) -> RwLockWriteGuard<'_, Content> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    /// The rows are read; nobody comes back from leaving.
    fn advance(&mut self) {
        if self.stage == Stage::Reading {
            self.stage = Stage::Answering;
        }
    }

    fn progress(&self) -> Tell {
        Tell::Progress {
            done: self.done.min(self.total),
            total: self.total,
        }
    }
}

/// Whether an ask is answered from the lists.
pub fn needs(ask: &Ask) -> bool {
    matches!(
        ask,
        Ask::Page { .. } | Ask::Counts | Ask::Calendar { .. } | Ask::Suggest { .. }
    )
}

/// The row of a record as it stands in the store.
pub fn row(store: &Store, id: RecordId) -> store::Result<Option<Summary>> {
    let row = store.summary(&record_key(id))?;
    row.map(|bytes| read_summary(&bytes)).transpose()
}

fn apply(
    index: &mut Index,
    store: &Store,
    records: impl IntoIterator<Item = RecordId>,
) -> store::Result<()> {
    for id in records {
        index.apply(id, row(store, id)?);
    }
    Ok(())
}

fn read_rows(stored: impl Iterator<Item = Stored>, rows: &SyncSender<Rows>) -> store::Result<()> {
    let mut batch = Vec::with_capacity(ROWS);
    for row in stored {
        let (key, bytes) = row?;
        if let Some(id) = record_id(&key) {
            batch.push((id, read_summary(&bytes)?));
        }
        // Nobody takes them any more only where the server leaves.
        if batch.len() == ROWS && rows.send(std::mem::take(&mut batch)).is_err() {
            return Ok(());
        }
    }
    let _ = rows.send(batch);
    Ok(())
}

/// About how many rows there are, by the numbers that were given: a letter has a sheet and a
/// request, most have no more.
fn about_how_many(store: &Store) -> store::Result<u64> {
    let counted = |series| -> store::Result<u64> {
        let counted = store.counter(&counter_key(series))?;
        Ok(u64::try_from(counted).unwrap_or(0))
    };
    let mut rows = counted(Series::Certificate)? + counted(Series::Person)?;
    let newest = store.event(store.head().seq)?;
    let newest = newest.map_or(0, |event| Instant(event.head.recorded_at).day().year());
    for year in newest - YEARS..=newest {
        let year = u16::try_from(year).unwrap_or_default();
        rows += 3 * counted(Series::Agenda(year))?;
    }
    Ok(rows)
}
