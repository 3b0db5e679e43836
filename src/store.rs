//! The ledger: every change is an event, kept twice by two mechanisms that fail differently.
//!
//! ```text
//! group of acts ─► one frame, fdatasync ─► one sled batch ─► readers see it
//!                  journal/<first seq>.log   db/
//! ```
//! The journal is what makes an act durable; the database holds everything ready to use and can be
//! thrown away. What events mean is the [`Projector`]'s affair: to the store they are bytes.

mod acts;
mod applier;
mod backup;
mod check;
#[cfg(test)]
mod damage_tests;
pub mod db;
pub mod desk;
pub mod disk;
pub mod documents;
pub mod entry;
mod erase;
pub mod error;
pub mod fold;
pub mod frame;
pub mod group;
mod holders;
pub mod ids;
pub mod journal;
mod known;
mod named;
mod opening;
mod pour;
pub mod read;
mod rebuild;
pub mod records;
mod replay;
pub mod rows;
#[cfg(test)]
mod sample;
pub mod segment;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use applier::Applier;
pub use backup::{BackedUp, BackupFile, Manifest, backup, read_manifest, restore};
pub use check::{Compared, Difference, Differs, Verified, compare, verify, verify_open};
use db::{Row, Rows};
pub use desk::must_be_free;
use desk::{DbState, Layout};
use disk::{Disk, RealDisk};
pub use documents::{Documents, Incoming};
use entry::Head;
pub use erase::erase;
pub use error::{Damage, FoldError, Result, StoreError};
pub use fold::{Change, EventView, Folded, Projector};
pub use group::{Act, ActOutcome, Group, NewEvent, Pushed};
pub use ids::{ActId, ChainHead, CounterKey, Digest, RecordKey, UniqueKey};
use journal::Journal;
pub use named::missing;
pub use read::Reads;
use replay::{ACT_MEMORY_MS, Replay};

/// What a long opening is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The database takes over what the journal has more.
    Replay,
    /// The database is built anew from the journal.
    Rebuild,
    /// A second database is built to compare.
    Compare,
    /// The journal is read through.
    Verify,
    /// Files are copied into or out of a backup.
    Copy,
}

/// How far a long opening or check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is busy with.
    pub phase: Phase,
    /// Events done.
    pub done: u64,
    /// Events in all.
    pub total: u64,
}

/// What the store stands on; tests put their own in.
#[derive(Clone)]
pub struct Options {
    /// Where the journal writes.
    pub disk: Arc<dyn Disk>,
    /// Bytes of a journal segment.
    pub segment_bytes: u64,
    /// The running kernel's boot id.
    pub boot_id: String,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            disk: Arc::new(RealDisk),
            segment_bytes: journal::SEGMENT_BYTES,
            boot_id: desk::boot_id(),
        }
    }
}

/// An event as it is read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What is never erased.
    pub head: Head,
    /// Its place in the chain.
    pub hash: Digest,
    /// The domain's bytes; `None` when erased by law.
    pub payload: Option<Vec<u8>>,
}

/// What a commit left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The group's first event.
    pub first_seq: u64,
    /// The ledger's head with the group.
    pub head: ChainHead,
    /// The summary rows that became other ones; `None` for those that went.
    pub summaries: Vec<(RecordKey, Option<Vec<u8>>)>,
}

/// One desk's ledger. Any thread may read; commits are one at a time.
pub struct Store {
    layout: Layout,
    rows: Applier,
    projector: Arc<dyn Projector>,
    writer: Mutex<Journal>,
    head: Mutex<ChainHead>,
    /// Kept for as long as the store: another process is refused.
    _lock: File,
}

impl Store {
    /// Makes a desk in an empty folder, with its first act; on an error the folder is as it was.
    pub fn create(
        desk: &Path,
        genesis: Act,
        projector: Arc<dyn Projector>,
        options: &Options,
    ) -> Result<Store> {
        Store::create_with(desk, genesis, projector, options, |_| Ok(()))
    }

    /// The same, and the desk is a desk only once `fill` is done, too. A making that was broken off
    /// leaves what the next one clears away.
    pub fn create_with<E: From<StoreError>>(
        desk: &Path,
        genesis: Act,
        projector: Arc<dyn Projector>,
        options: &Options,
        fill: impl FnOnce(&Store) -> std::result::Result<(), E>,
    ) -> std::result::Result<Store, E> {
        let layout = Layout::of(desk);
        let (making, lock) = desk::make(&layout)?;
        let created = Store::create_in(&layout, lock, genesis, projector, options)
            .map_err(E::from)
            .and_then(|store| {
                fill(&store)?;
                desk::write_format(&layout)?;
                Ok(store)
            });
        if created.is_err() {
            making.undo();
        }
        created
    }

    fn create_in(
        layout: &Layout,
        lock: File,
        genesis: Act,
        projector: Arc<dyn Projector>,
        options: &Options,
    ) -> Result<Store> {
        Journal::create(
            &layout.journal(),
            options.disk.clone(),
            options.segment_bytes,
        )?;
        let store = Store::open_locked(layout.clone(), lock, projector, options, &mut |_| {})?;
        let mut group = store.begin();
        group.push(genesis)?;
        store.commit(group)?;
        Ok(store)
    }

    /// Opens a desk: cuts a write that never finished off, brings the database up to the journal,
    /// and builds it anew where it cannot be trusted.
    pub fn open(
        desk: &Path,
        projector: Arc<dyn Projector>,
        options: &Options,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Store> {
        desk::check_format(desk)?;
        let layout = Layout::of(desk);
        let lock = desk::take(&layout)?;
        Store::open_locked(layout, lock, projector, options, progress)
    }

    fn open_locked(
        layout: Layout,
        lock: File,
        projector: Arc<dyn Projector>,
        options: &Options,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Store> {
        let live = opening::trusted(&layout, options);
        let marked = segment::read_mark(&layout.journal()).unwrap_or_default();
        let applied = live.as_ref().map_or(0, |(_, applied)| applied.seq);
        let journal = Journal::open(
            &layout.journal(),
            options.disk.clone(),
            options.segment_bytes,
            marked.seq.max(applied),
        )?;
        let replay = Replay {
            layout: &layout,
            projector: &*projector,
            end: journal.head(),
            acts_since: journal.last_recorded_at().saturating_sub(ACT_MEMORY_MS),
        };
        let (db, acts) = opening::complete(&replay, live, options, progress)?;
        Ok(Store {
            head: Mutex::new(journal.head()),
            writer: Mutex::new(journal),
            rows: Applier::start(db, acts)?,
            projector,
            layout,
            _lock: lock,
        })
    }

    /// The last event that readers can see.
    pub fn head(&self) -> ChainHead {
        *held(&self.head)
    }

    /// The desk's folder.
    pub fn desk(&self) -> &Path {
        &self.layout.desk
    }

    /// Begins a group of acts on the ledger as it stands.
    pub fn begin(&self) -> Group<'_> {
        Group::new(self, self.head())
    }

    /// Makes a group durable, then visible. After an error that is not fatal nothing has changed;
    /// after a fatal one the process must end without an answer. An empty group changes nothing.
    pub fn commit(&self, mut group: Group<'_>) -> Result<Committed> {
        let first_seq = group.base.seq + 1;
        let mut journal = held(&self.writer);
        self.rows.wait_for_room()?;
        let now = journal.head();
        if now != group.base {
            let (seen, now) = (group.base.seq, now.seq);
            return Err(StoreError::HeadMoved { seen, now });
        }
        let head = group.head;
        if group.acts == 0 {
            let summaries = Vec::new();
            return Ok(Committed {
                first_seq,
                head,
                summaries,
            });
        }
        group.seal();
        journal.append(&group.frame, head)?;
        // From here on the acts are done: if the database fails now, the next start replays.
        let summaries = group.changes.take_summaries();
        self.rows.take(group.changes, u64::from(group.acts));
        *held(&self.head) = head;
        Ok(Committed {
            first_seq,
            head,
            summaries,
        })
    }

    /// What an act answered, if this officer did it with this command in the last 30 days;
    /// refused if the id was used for anything else.
    pub fn act_outcome(
        &self,
        id: &ActId,
        officer: u32,
        command: &Digest,
    ) -> Result<Option<ActOutcome>> {
        let act = self.rows.act(id)?;
        act.map(|act| read::outcome(act, officer, command))
            .transpose()
    }

    /// Puts bytes in the place of a record's row that nobody sealed.
    #[cfg(test)]
    pub(crate) fn spoil(&self, record: &RecordKey) {
        let db = self.rows.settled().expect("an open store has its database");
        db.put_raw(&rows::record(record), b"not what was sealed");
    }

    /// All summary rows with their records, in key order; loads the index.
    pub fn summaries(&self) -> impl Iterator<Item = Result<(RecordKey, Vec<u8>)>> {
        self.summaries_with(&[])
    }

    /// The summary rows of records whose key begins with `prefix`, in key order.
    pub fn summaries_with(
        &self,
        prefix: &[u8],
    ) -> impl Iterator<Item = Result<(RecordKey, Vec<u8>)>> + use<> {
        let rows = self.scan(rows::RECORD, prefix);
        rows.filter_map(|row| summed_up(row).transpose())
    }

    /// The records whose key begins with `prefix`, in key order.
    pub fn records_with(
        &self,
        prefix: &[u8],
    ) -> impl Iterator<Item = Result<(RecordKey, Vec<u8>)>> {
        let rows = self.scan(rows::RECORD, prefix);
        rows.filter_map(|row| present(row).transpose())
    }

    /// A record's events, oldest first.
    pub fn history(&self, record: &RecordKey) -> impl Iterator<Item = Result<Event>> {
        let (seqs, failed) = match self.events_of(record) {
            Ok(seqs) => (seqs, None),
            Err(error) => (Vec::new(), Some(Err(error))),
        };
        let events = seqs
            .into_iter()
            .filter_map(|seq| self.event_at(seq).transpose());
        failed.into_iter().chain(events)
    }

    /// One event by its number; `None` before the first and after the last.
    pub fn event(&self, seq: u64) -> Result<Option<Event>> {
        self.event_at(seq)
    }

    /// All events from this number on, oldest first.
    pub fn follow(&self, from: u64) -> impl Iterator<Item = Result<Event>> {
        let (db, failed) = split(self.rows.settled());
        let events = db.into_iter().flat_map(move |db| db.events_from(from));
        failed.chain(events).map(|event| {
            let (seq, packed) = event?;
            read_event(seq, &packed)
        })
    }

    /// To be called when no act waits: flushes the database, marks how far the journal reaches,
    /// and lets acts older than 30 days before `now` (UTC milliseconds) leave the act index.
    pub fn flush_when_quiet(&self, now: i64) -> Result<()> {
        let mut journal = held(&self.writer);
        self.rows.purge_acts(now.saturating_sub(ACT_MEMORY_MS))?;
        self.rows.flush()?;
        journal.write_mark()
    }

    /// The rows of a kind whose key begins with `prefix`, in key order, one at a time.
    fn scan(&self, kind: u8, prefix: &[u8]) -> impl Iterator<Item = Result<Row>> + use<> {
        let (db, failed) = split(self.rows.settled());
        let rows = db.map(|db| db.scan(&rows::prefixed(kind, prefix)));
        failed.chain(rows.into_iter().flatten())
    }

    /// Lets the next start build the database anew.
    pub fn distrust(&self) -> Result<()> {
        DbState::Suspect.write(&self.layout)
    }

    /// The documents of this desk.
    pub fn documents(&self) -> Documents {
        Documents::of(&self.layout.desk)
    }

    /// Ends in order: the next start trusts the database as it is, unless damage was met.
    pub fn close(self) -> Result<()> {
        held(&self.writer).write_mark()?;
        self.rows.close()?;
        match DbState::read(&self.layout) {
            Some(DbState::Open(_)) => DbState::Clean.write(&self.layout),
            _ => Ok(()),
        }
    }
}

impl Rows for Store {
    fn row(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.rows.row(key)
    }

    fn rows_with(&self, prefix: &[u8]) -> Result<Vec<Row>> {
        self.rows.rows_with(prefix)
    }

    fn packed_event(&self, seq: u64) -> Result<Option<Vec<u8>>> {
        self.rows.packed_event(seq)
    }
}

fn read_event(seq: u64, packed: &[u8]) -> Result<Event> {
    let (_, entry) = rows::read_linked(seq, packed)?;
    Ok(Event {
        hash: entry.hash(),
        payload: entry.body.map(|body| body.payload),
        head: entry.head,
    })
}

fn keyed(row: Result<Row>) -> Result<(RecordKey, Vec<u8>)> {
    let (row, value) = row?;
    let key = RecordKey::new(&row[1..]).ok_or_else(|| rows::damaged(&row))?;
    Ok((key, value))
}

/// A record's key and summary row, if it has one.
fn summed_up(row: Result<Row>) -> Result<Option<(RecordKey, Vec<u8>)>> {
    let (key, bytes) = keyed(row)?;
    let parts = rows::RecordParts::of(&bytes);
    let parts = parts.ok_or_else(|| rows::damaged(&rows::record(&key)))?;
    Ok(parts.summary.map(|summary| (key, summary.to_vec())))
}

/// A record's key and bytes, if it is there.
fn present(row: Result<Row>) -> Result<Option<(RecordKey, Vec<u8>)>> {
    let (key, bytes) = keyed(row)?;
    let row = rows::RecordRow::from_bytes(&bytes);
    let row = row.ok_or_else(|| rows::damaged(&rows::record(&key)))?;
    Ok(row.bytes.map(|bytes| (key, bytes)))
}

/// Parts a result into what is there and the error as a first item.
fn split<T, I>(result: Result<T>) -> (Option<T>, std::option::IntoIter<Result<I>>) {
    match result {
        Ok(value) => (Some(value), None.into_iter()),
        Err(error) => (None, Some(Err(error)).into_iter()),
    }
}

/// A lock's content. A thread that panicked while holding it left it whole: every change of what
/// our locks guard is a single assignment, and a half-done commit is marked as failed before.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
