//! The ledger: every change is an event, kept twice by two mechanisms that fail differently.
//!
//! ```text
//! group of acts ─► one frame, fdatasync ─► one sled batch ─► readers see it
//!                  journal/<first seq>.log   db/
//! ```
//! The journal is what makes an act durable; the database holds everything ready to use and can be
//! thrown away. What events mean is the [`Projector`]'s affair: to the store they are bytes.
//!
//! Both stand behind one narrow trait, [`Ledger`]: [`local`] is the one in files, [`memory`] the one
//! of tests and of a desk that can only be read. Groups, rows, folding and reading are the same over each.

mod chain;
mod checked;
#[cfg(test)]
mod damage_tests;
pub mod disk;
pub mod documents;
pub mod entry;
pub mod error;
pub mod fold;
pub mod frame;
pub mod group;
pub mod ids;
pub mod ledger;
pub mod local;
pub mod memory;
mod named;
pub mod read;
pub mod records;
pub mod rows;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::keyed::keyed;
pub use checked::{Compared, Difference, Differs, Verified};
use disk::{Disk, RealDisk};
pub use documents::{Documents, Incoming};
use entry::Head;
pub use error::{Damage, FoldError, Result, StoreError};
pub use fold::{Change, EventView, Folded, Projector};
pub use group::{Act, ActOutcome, Group, NewEvent, Pushed};
pub use ids::{ActId, ChainHead, CounterKey, Digest, RecordKey, UniqueKey};
use ledger::{Ledger, RowIter, Sealed};
pub use ledger::{Row, Rows};
use local::Local;
pub use local::backup::{BackedUp, BackupFile, Manifest, backup, read_manifest, restore};
pub use local::check::verify;
pub use local::desk::must_be_free;
use local::desk::{self, Layout};
pub use local::erase::erase;
use local::journal;
pub use named::missing;
pub use read::Reads;

keyed! {
    /// What a long opening is busy with.
    pub enum Phase {
        /// The database takes over what the journal has more.
        Replay = "replay",
        /// The database is built anew from the journal.
        Rebuild = "rebuild",
        /// A second database is built to compare.
        Compare = "compare",
        /// The journal is read through.
        Verify = "verify",
        /// Files are copied into or out of a backup.
        Copy = "copy",
    }
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

/// One desk's ledger and documents. Any thread may read; commits are one at a time.
pub struct Store {
    ledger: Box<dyn Ledger>,
    projector: Arc<dyn Projector>,
    desk: PathBuf,
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
        let ledger = Box::new(Local::create(layout, lock, projector.clone(), options)?);
        Store::begun(ledger, &layout.desk, genesis, projector)
    }

    /// An empty ledger with its first act.
    pub fn begun(
        ledger: Box<dyn Ledger>,
        desk: &Path,
        genesis: Act,
        projector: Arc<dyn Projector>,
    ) -> Result<Store> {
        let store = Store::over(ledger, desk, projector);
        let mut group = store.begin();
        group.push(genesis)?;
        store.commit(group)?;
        Ok(store)
    }

    /// A ledger that is there, whatever keeps it. `desk` is the folder of the documents.
    pub fn over(ledger: Box<dyn Ledger>, desk: &Path, projector: Arc<dyn Projector>) -> Store {
        Store {
            ledger,
            projector,
            desk: desk.to_owned(),
        }
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
        let ledger = Local::open(layout, lock, projector.clone(), options, progress)?;
        Ok(Store::over(Box::new(ledger), desk, projector))
    }

    /// A desk on which nothing can be written, in memory: it is read as it stands, and each commit
    /// fails as a write to the disk would, with `why`.
    ///
    /// # Errors
    /// As of [`Store::open`], which mends what this only reads.
    pub fn remembered(
        desk: &Path,
        projector: Arc<dyn Projector>,
        why: std::io::ErrorKind,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Store> {
        let ledger = local::remembered(desk, projector.clone(), why, progress)?;
        Ok(Store::over(Box::new(ledger), desk, projector))
    }

    /// The last event that readers can see.
    pub fn head(&self) -> ChainHead {
        self.ledger.head()
    }

    /// The desk's folder.
    pub fn desk(&self) -> &Path {
        &self.desk
    }

    /// Begins a group of acts on the ledger as it stands.
    pub fn begin(&self) -> Group<'_> {
        Group::new(self, self.head())
    }

    /// Makes a group durable, then visible. After an error that is not fatal nothing has changed;
    /// after a fatal one the process must end without an answer. An empty group changes nothing.
    ///
    /// # Errors
    /// `HeadMoved` where somebody else wrote since the group was begun: its acts are to be decided
    /// anew on what stands now.
    pub fn commit(&self, mut group: Group<'_>) -> Result<Committed> {
        let (first_seq, head) = (group.base.seq + 1, group.head);
        let mut summaries = Vec::new();
        if group.acts > 0 {
            group.seal();
            summaries = group.changes.take_summaries();
            self.ledger.append(Sealed {
                base: group.base,
                head,
                frame: group.frame,
                acts: group.acts,
                changes: group.changes,
            })?;
        }
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
        let act = self.ledger.act(id)?;
        act.map(|act| read::outcome(act, officer, command))
            .transpose()
    }

    /// Puts bytes in the place of a record's row that nobody sealed.
    #[cfg(test)]
    pub(crate) fn spoil(&self, record: &RecordKey) {
        let db = self.local().rows.settled();
        let db = db.expect("an open store has its database");
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
        self.ledger.follow(from).map(|event| {
            let (seq, packed) = event?;
            read_event(seq, &packed)
        })
    }

    /// To be called when no act waits: flushes the database, marks how far the journal reaches,
    /// and lets acts older than 30 days before `now` (UTC milliseconds) leave the act index.
    pub fn flush_when_quiet(&self, now: i64) -> Result<()> {
        self.ledger.flush(now)
    }

    /// The rows of a kind whose key begins with `prefix`, in key order, one at a time.
    fn scan(&self, kind: u8, prefix: &[u8]) -> RowIter<'static> {
        self.ledger.scan(&rows::prefixed(kind, prefix))
    }

    /// Reads the whole ledger through, up to where it stands now: what is being written is not
    /// looked at. Names the first bad event.
    pub fn verify(&self, progress: &mut dyn FnMut(Progress)) -> Result<Verified> {
        self.ledger.verify(progress)
    }

    /// Folds all events anew beside the live rows and names each difference. Acts wait only while
    /// what changed meanwhile is looked at again. [`Store::distrust`] makes the next start build
    /// anew.
    pub fn compare(&self, progress: &mut dyn FnMut(Progress)) -> Result<Compared> {
        self.ledger.compare(progress)
    }

    /// Lets the next start build the database anew.
    pub fn distrust(&self) -> Result<()> {
        self.ledger.distrust()
    }

    /// The ledger in files, for tests that look behind the trait.
    #[cfg(test)]
    pub(crate) fn local(&self) -> &Local {
        self.ledger.local().expect("a ledger in files")
    }

    /// The documents of this desk.
    pub fn documents(&self) -> Documents {
        Documents::of(&self.desk)
    }

    /// Ends in order: the next start trusts the database as it is, unless damage was met.
    pub fn close(self) -> Result<()> {
        self.ledger.close()
    }
}

impl Rows for Store {
    fn row(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.ledger.row(key)
    }

    fn rows_with(&self, prefix: &[u8]) -> Result<Vec<Row>> {
        self.ledger.rows_with(prefix)
    }

    fn packed_event(&self, seq: u64) -> Result<Option<Vec<u8>>> {
        self.ledger.packed_event(seq)
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
