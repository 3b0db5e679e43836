//! The lists of an open desk: its index, which is read while the desk serves already.
//!
//! ```text
//! Reading ── all rows are in, with what acts touched meanwhile ──► Answering ── nobody waits ──► Open
//!    │       (or a row cannot be read: then the fault is every answer)
//!    └────── the server leaves, from any stage ──► Left
//! ```
//! An ask for a list that is not ready yet waits here and does not block its session: asks that need
//! no list (a record, an act, a stop) are answered meanwhile. Asks for lists keep their order. Acts are
//! decided on the ledger, never on lists. Records that acts touch while the rows are being read are
//! read again before any list is shown, so that a list is never older than an answer already given.

use super::SessionId;
use super::faults;
use super::index::Index;
use super::outbox::Reply;
use crate::domain::desk::Series;
use crate::domain::ids::{Agenda, CertificateId, PersonId, RecordId};
use crate::domain::refusal::Refusal;
use crate::domain::summary::Summary;
use crate::domain::time::Instant;
use crate::store::records::{counter_key, read_summary, record_id, record_key};
use crate::store::{self, Reads, RecordKey, Store};
use crate::wire::message::{Ask, Tell};
use chrono::Datelike;
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockWriteGuard};
use std::time::{Duration, Instant as Moment};

/// How often waiting clients are told the progress of the lists.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// Rows between two looks whether the server leaves.
const ROWS: u64 = 1_024;

/// Years back for which agenda numbers are counted; it only makes the percentage right.
const YEARS: i32 = 30;

/// A row as it lies in the store.
pub type Stored = store::Result<(RecordKey, Vec<u8>)>;

/// A record that was written, and the row that it has now.
pub type Touched = (RecordId, store::Result<Option<Summary>>);

/// The kinds of records that have rows.
#[derive(Clone, Copy)]
enum Kind {
    Letters,
    Sheets,
    Requests,
    People,
    Certificates,
}

/// All but the certificates.
const OTHERS: [Kind; 4] = [Kind::Letters, Kind::Sheets, Kind::Requests, Kind::People];

impl Kind {
    /// What the keys of its records begin with.
    fn key(self) -> [u8; 1] {
        let agenda = Agenda { year: 0, number: 0 };
        let some = match self {
            Kind::Letters => RecordId::Letter(agenda),
            Kind::Sheets => RecordId::Sheet(agenda.sheet(0)),
            Kind::Requests => RecordId::Request(agenda.line(0)),
            Kind::People => RecordId::Person(PersonId(0)),
            Kind::Certificates => RecordId::Certificate(CertificateId(0)),
        };
        [some.key()[0]]
    }
}

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
    /// When those who wait were told so last.
    told: Option<Moment>,
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
                told: None,
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

    /// Brings the lists up to a commit that left these rows; `None` where a record has none. To be
    /// called before anybody hears of it.
    pub fn touch(&self, rows: Vec<Touched>) {
        let mut queue = self.queue();
        if queue.stage == Stage::Reading {
            return queue.touched.extend(rows.iter().map(|(id, _)| id));
        }
        drop(queue);
        let mut index = self.content();
        if let Content::Read(lists) = &mut *index
            && let Err(error) = put(lists, rows)
        {
            tracing::error!(%error, "a row could not be read; there are no lists any more");
            *index = Content::Unreadable(faults::refusal(&error));
        }
    }

    /// Reads the rows, sorts them in and opens the lists; breaks off when the server leaves. `rows`
    /// gives those whose key begins as told. The certificates, which are most of it, on this thread,
    /// all others on one beside it: what a thread reads it keeps, so neither waits for the other.
    ///
    /// # Errors
    /// A row cannot be read; then the lists are as they were, and [`Lists::fail`] opens them.
    pub fn read_in<I: Iterator<Item = Stored>>(
        &self,
        store: &Store,
        rows: impl Fn(&[u8]) -> I + Sync,
    ) -> store::Result<()> {
        self.queue().total = about_how_many(store)?;
        let rows = &rows;
        let (certificates, others) = std::thread::scope(|scope| {
            let others = scope.spawn(move || self.sort_in(&OTHERS, rows));
            let certificates = self.sort_in(&[Kind::Certificates], rows);
            // What broke there breaks here: one place answers for it.
            let others = others.join();
            let others = others.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            (certificates, others)
        });
        match (certificates?, others?) {
            (Some(certificates), Some(others)) => {
                self.open(store, others.with_certificates(certificates))
            }
            _ => Ok(()),
        }
    }

    /// The index of the rows of these kinds; `None` where the server leaves meanwhile.
    fn sort_in<I: Iterator<Item = Stored>>(
        &self,
        kinds: &[Kind],
        rows: impl Fn(&[u8]) -> I,
    ) -> store::Result<Option<Index>> {
        let mut index = Index::default();
        let mut done = 0;
        for row in kinds.iter().flat_map(|kind| rows(&kind.key())) {
            let (key, bytes) = row?;
            if let Some(id) = record_id(&key) {
                index.apply(id, Some(read_summary(&bytes)?));
            }
            done += 1;
            if done == ROWS {
                done = 0;
                if !self.goes_on(ROWS) {
                    return Ok(None);
                }
            }
        }
        // So that no first look waits for it.
        index.warm();
        Ok(self.goes_on(done).then_some(index))
    }

    /// Notes that so many rows more are in, and tells who waits now and then. False where the server
    /// leaves.
    fn goes_on(&self, rows: u64) -> bool {
        let mut queue = self.queue();
        queue.done += rows;
        if queue.told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
            queue.told = Some(Moment::now());
            for waiting in &queue.waiting {
                waiting.reply.progress(queue.progress());
            }
        }
        queue.stage != Stage::Left
    }

    /// Takes what acts touched meanwhile in, and opens.
    fn open(&self, store: &Store, mut index: Index) -> store::Result<()> {
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
        Ask::Page { .. }
            | Ask::Rows { .. }
            | Ask::Counts
            | Ask::Calendar { .. }
            | Ask::Suggest { .. }
            | Ask::ForPortal
            | Ask::Recap { .. }
    )
}

/// The row of a record as it stands in the store.
pub fn row(store: &Store, id: RecordId) -> store::Result<Option<Summary>> {
    let row = store.summary(&record_key(id))?;
    row.map(|bytes| read_summary(&bytes)).transpose()
}

fn put(index: &mut Index, rows: Vec<Touched>) -> store::Result<()> {
    for (id, row) in rows {
        index.apply(id, row?);
    }
    Ok(())
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
