//! The ledger: every change is an event, kept twice by two mechanisms that fail differently.
//!
//! ```text
//! group of acts ─► one frame, fdatasync ─► one sled batch ─► readers see it
//!                  journal/<first seq>.log   db/
//! ```
//! The journal is what makes an act durable; the database holds everything ready to use and can be
//! thrown away. What events mean is the [`Projector`]'s affair: to the store they are bytes.

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
pub mod ids;
pub mod journal;
pub mod read;
pub mod records;
mod replay;
pub mod rows;
#[cfg(test)]
mod sample;
pub mod segment;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use backup::{BackupFile, Manifest, backup, read_manifest, restore};
pub use check::{Compared, Difference, Differs, Verified, compare, verify};
use db::{Db, OnDamage, Row, Rows};
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
pub use read::Reads;
use replay::{ACT_MEMORY_MS, Replay};

/// Acts after which the database is flushed although nobody is quiet.
const FLUSH_AFTER: u64 = 1000;

/// Most acts that leave the act index in one quiet moment.
const PURGE_STEP: usize = 10_000;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The group's first event.
    pub first_seq: u64,
    /// The ledger's head with the group.
    pub head: ChainHead,
}

/// One desk's ledger. Any thread may read; commits are one at a time.
pub struct Store {
    layout: Layout,
    db: Db,
    projector: Arc<dyn Projector>,
    writer: Mutex<Writer>,
    head: Mutex<ChainHead>,
    /// Kept for as long as the store: another process is refused.
    _lock: File,
}

struct Writer {
    journal: Journal,
    /// Acts since the database was flushed.
    unflushed: u64,
    /// Set once the database may lag behind the journal: the process must end.
    failed: bool,
}

impl Store {
    /// Makes a desk in an empty folder, with its first act.
    pub fn create(
        desk: &Path,
        genesis: Act,
        projector: Arc<dyn Projector>,
        options: &Options,
    ) -> Result<Store> {
        let layout = Layout::of(desk);
        desk::make(&layout)?;
        let lock = desk::take(&layout)?;
        Journal::create(
            &layout.journal(),
            options.disk.clone(),
            options.segment_bytes,
        )?;
        let store = Store::open_locked(layout, lock, projector, options, &mut |_| {})?;
        let mut group = store.begin();
        group.push(genesis)?;
        store.commit(group)?;
        desk::write_format(&store.layout)?;
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
        let live = trusted_db(&layout, options);
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
        let opened = DbState::Open(options.boot_id.clone());
        let db = match live {
            Some(live) => {
                opened.write(&layout)?;
                caught_up(&replay, live, progress)
            }
            None => None,
        };
        let db = match db {
            Some(db) => db,
            None => {
                // Said first, or a start after an interrupted rebuild would trust what lies there.
                DbState::Suspect.write(&layout)?;
                replay.rebuild(progress)?;
                opened.write(&layout)?;
                Db::open(&layout.db(), Some(suspicion(&layout)))?
            }
        };
        Ok(Store {
            head: Mutex::new(journal.head()),
            writer: Mutex::new(Writer {
                journal,
                unflushed: 0,
                failed: false,
            }),
            db,
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
        let mut writer = held(&self.writer);
        if writer.failed {
            return Err(StoreError::fatal("an earlier write to the database failed"));
        }
        let now = writer.journal.head();
        if now != group.base {
            let (seen, now) = (group.base.seq, now.seq);
            return Err(StoreError::HeadMoved { seen, now });
        }
        let head = group.head;
        if group.acts == 0 {
            return Ok(Committed { first_seq, head });
        }
        group.seal();
        writer.journal.append(&group.frame, head)?;
        // From here on the acts are done: if the database fails now, the next start replays.
        if let Err(error) = group.changes.apply_to(&self.db) {
            writer.failed = true;
            return Err(StoreError::fatal(error));
        }
        *held(&self.head) = head;
        writer.unflushed += u64::from(group.acts);
        if writer.unflushed >= FLUSH_AFTER {
            self.flush(&mut writer)?;
        }
        Ok(Committed { first_seq, head })
    }

    /// All summary rows with their records, in key order; loads the index.
    pub fn summaries(&self) -> impl Iterator<Item = Result<(RecordKey, Vec<u8>)>> {
        self.db.scan(&[rows::SUMMARY]).map(keyed)
    }

    /// The summary rows of records whose key begins with `prefix`, in key order.
    pub fn summaries_with(
        &self,
        prefix: &[u8],
    ) -> impl Iterator<Item = Result<(RecordKey, Vec<u8>)>> {
        self.db
            .scan(&rows::prefixed(rows::SUMMARY, prefix))
            .map(keyed)
    }

    /// The records whose key begins with `prefix`, in key order.
    pub fn records_with(
        &self,
        prefix: &[u8],
    ) -> impl Iterator<Item = Result<(RecordKey, Vec<u8>)>> {
        let rows = self.db.scan(&rows::prefixed(rows::RECORD, prefix));
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
        let events = self.db.events_from(from);
        events.map(|event| {
            let (seq, packed) = event?;
            read_event(seq, &packed)
        })
    }

    /// To be called when no act waits: flushes the database, marks how far the journal reaches,
    /// and lets acts older than 30 days before `now` (UTC milliseconds) leave the act index.
    pub fn flush_when_quiet(&self, now: i64) -> Result<()> {
        let mut writer = held(&self.writer);
        self.purge_acts(now.saturating_sub(ACT_MEMORY_MS))?;
        if writer.unflushed > 0 {
            self.flush(&mut writer)?;
            writer.journal.write_mark()?;
        }
        Ok(())
    }

    fn flush(&self, writer: &mut Writer) -> Result<()> {
        if let Err(error) = self.db.flush() {
            writer.failed = true;
            return Err(StoreError::fatal(error));
        }
        writer.unflushed = 0;
        Ok(())
    }

    /// Forgets the ids of acts recorded before `since`, some thousands at a time.
    fn purge_acts(&self, since: i64) -> Result<()> {
        let purged = self.db.row(&rows::PURGED)?;
        let purged = purged.and_then(|bytes| bytes.try_into().ok());
        let purged = purged.map_or(0, u64::from_be_bytes);
        let mut reached = purged;
        let mut gone = fold::Overlay::default();
        for event in self.follow(purged + 1).take(PURGE_STEP) {
            let head = event?.head;
            if head.recorded_at >= since {
                break;
            }
            gone.remove(rows::act(&head.act));
            reached = head.seq;
        }
        if reached > purged {
            gone.put(rows::PURGED.to_vec(), reached.to_be_bytes().to_vec());
            gone.apply_to(&self.db)?;
        }
        Ok(())
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
        let writer = self.writer.into_inner();
        let writer = writer.unwrap_or_else(PoisonError::into_inner);
        if writer.failed {
            return Err(StoreError::fatal("an earlier write to the database failed"));
        }
        writer.journal.write_mark()?;
        self.db.close()?;
        match DbState::read(&self.layout) {
            Some(DbState::Open(_)) => DbState::Clean.write(&self.layout),
            _ => Ok(()),
        }
    }
}

impl Rows for Store {
    fn row(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.db.row(key)
    }

    fn rows_with(&self, prefix: &[u8]) -> Result<Vec<Row>> {
        self.db.rows_with(prefix)
    }

    fn packed_event(&self, seq: u64) -> Result<Option<Vec<u8>>> {
        self.db.packed_event(seq)
    }
}

/// Notes that the database is damaged, so that no later start trusts it. If even that cannot be
/// written, the damage is met again.
fn suspicion(layout: &Layout) -> OnDamage {
    let layout = layout.clone();
    Arc::new(move || {
        let _ = DbState::Suspect.write(&layout);
    })
}

/// The database as it lies there with where it stands, if it may be trusted.
fn trusted_db(layout: &Layout, options: &Options) -> Option<(Db, ChainHead)> {
    let state = DbState::read(layout)?;
    let path: PathBuf = layout.db();
    if !state.is_trusted(&options.boot_id) || !path.is_dir() {
        return None;
    }
    let db = Db::open(&path, Some(suspicion(layout))).ok()?;
    let applied = db.applied().ok()??;
    // Rows that sled lost silently show themselves at the end first.
    let last = db.packed_event(applied.seq).ok()??;
    let (_, last) = rows::read_linked(applied.seq, &last).ok()?;
    let after = db.packed_event(applied.seq + 1).ok()?;
    (last.hash() == applied.hash && after.is_none()).then_some((db, applied))
}

/// The database with everything that the journal has more; `None` where it must be built anew.
fn caught_up(
    replay: &Replay<'_>,
    (db, applied): (Db, ChainHead),
    progress: &mut dyn FnMut(Progress),
) -> Option<Db> {
    let done = replay.run(&db, applied, Phase::Replay, progress);
    done.is_ok().then_some(db)
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

/// A record's key and bytes, if it is there.
fn present(row: Result<Row>) -> Result<Option<(RecordKey, Vec<u8>)>> {
    let (key, bytes) = keyed(row)?;
    let row = rows::RecordRow::from_bytes(&bytes);
    let row = row.ok_or_else(|| rows::damaged(&rows::record(&key)))?;
    Ok(row.bytes.map(|bytes| (key, bytes)))
}

/// A lock's content. A thread that panicked while holding it left it whole: every change of what
/// our locks guard is a single assignment, and a half-done commit is marked as failed before.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
