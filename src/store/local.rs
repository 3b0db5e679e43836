//! The ledger of one machine: a journal in files, which makes acts durable, and sled, which holds
//! everything ready to use and can be thrown away. All that knows files and sled is here, but for
//! the documents.
//!
//! ```text
//! desk      the folder: layout, lock, format, whether the database is trusted
//! journal   what is appended; segment: its files; erase: bodies that go by law
//! db        sled; applier: groups on their way into it, acts and absence beside it
//! opening   replay, or rebuild with bulk and holders; remembered: into memory, where nothing can be
//!           written
//! check     journal and database looked through; backup: out and back
//! ```

pub(crate) mod absence;
pub(crate) mod acts;
pub(crate) mod applier;
pub(crate) mod backup;
mod bulk;
pub(crate) mod check;
pub(crate) mod db;
pub(crate) mod desk;
pub(crate) mod erase;
mod holders;
pub(crate) mod journal;
mod opening;
mod rebuild;
mod remembered;
pub(crate) mod replay;
pub(crate) mod segment;

pub(super) use remembered::remembered;
use std::fs::File;
use std::sync::{Arc, Mutex};

use super::checked::{Compared, Verified};
use super::error::{Result, StoreError};
use super::fold::Projector;
use super::ids::{ActId, ChainHead};
use super::ledger::{ACT_MEMORY_MS, EventIter, Ledger, Row, RowIter, Rows, Sealed};
use super::rows::ActRow;
use super::{Options, Progress, held, split};
use applier::Applier;
use desk::{DbState, Layout};
use journal::Journal;
use replay::Replay;

/// The open files of one desk.
pub struct Local {
    pub(super) layout: Layout,
    pub(super) rows: Applier,
    pub(super) projector: Arc<dyn Projector>,
    pub(super) writer: Mutex<Journal>,
    head: Mutex<ChainHead>,
    /// Kept for as long as the ledger: another process is refused.
    _lock: File,
}

impl Local {
    /// An empty ledger in a desk's folder.
    pub(super) fn create(
        layout: &Layout,
        lock: File,
        projector: Arc<dyn Projector>,
        options: &Options,
    ) -> Result<Local> {
        Journal::create(
            &layout.journal(),
            options.disk.clone(),
            options.segment_bytes,
        )?;
        Local::open(layout.clone(), lock, projector, options, &mut |_| {})
    }

    /// Opens a desk's ledger: cuts a write that never finished off, brings the database up to the
    /// journal, and builds it anew where it cannot be trusted.
    pub(super) fn open(
        layout: Layout,
        lock: File,
        projector: Arc<dyn Projector>,
        options: &Options,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Local> {
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
        Ok(Local {
            head: Mutex::new(journal.head()),
            writer: Mutex::new(journal),
            rows: Applier::start(db, acts)?,
            projector,
            layout,
            _lock: lock,
        })
    }
}

impl Ledger for Local {
    fn head(&self) -> ChainHead {
        *held(&self.head)
    }

    fn scan(&self, prefix: &[u8]) -> RowIter<'static> {
        let (db, failed) = split(self.rows.settled());
        let rows = db.map(|db| db.scan(prefix));
        Box::new(failed.chain(rows.into_iter().flatten()))
    }

    fn act(&self, id: &ActId) -> Result<Option<ActRow>> {
        self.rows.act(id)
    }

    fn append(&self, group: Sealed) -> Result<()> {
        let mut journal = held(&self.writer);
        self.rows.wait_for_room()?;
        let now = journal.head();
        if now != group.base {
            let (seen, now) = (group.base.seq, now.seq);
            return Err(StoreError::HeadMoved { seen, now });
        }
        journal.append(&group.frame, group.head)?;
        // From here on the acts are done: if the database fails now, the next start replays.
        self.rows.take(group.changes, u64::from(group.acts));
        *held(&self.head) = group.head;
        Ok(())
    }

    fn follow(&self, from: u64) -> EventIter<'_> {
        let (db, failed) = split(self.rows.settled());
        let events = db.into_iter().flat_map(move |db| db.events_from(from));
        Box::new(failed.chain(events))
    }

    fn flush(&self, now: i64) -> Result<()> {
        let mut journal = held(&self.writer);
        self.rows.purge_acts(now.saturating_sub(ACT_MEMORY_MS))?;
        self.rows.flush()?;
        journal.write_mark()
    }

    fn verify(&self, progress: &mut dyn FnMut(Progress)) -> Result<Verified> {
        check::verify_open(self, progress)
    }

    fn compare(&self, progress: &mut dyn FnMut(Progress)) -> Result<Compared> {
        check::compare(self, progress)
    }

    fn distrust(&self) -> Result<()> {
        DbState::Suspect.write(&self.layout)
    }

    /// The next start trusts the database as it is, unless damage was met.
    fn close(self: Box<Self>) -> Result<()> {
        held(&self.writer).write_mark()?;
        let Local { layout, rows, .. } = *self;
        rows.close()?;
        match DbState::read(&layout) {
            Some(DbState::Open(_)) => DbState::Clean.write(&layout),
            _ => Ok(()),
        }
    }

    #[cfg(test)]
    fn local(&self) -> Option<&Local> {
        Some(self)
    }
}

impl Rows for Local {
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
