//! The ledger in memory: the same promises but durability. For a desk that nothing can be written
//! on, which is read into it and takes no acts; and for tests, which run the desk over both engines.
//! Clones are handles on one ledger, so that one can play somebody else who writes.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::chain::Chain;
use super::checked::{Compared, Differs, Verified};
use super::error::{Result, StoreError, io_at};
use super::fold::{Overlay, Projector, Taken, fold_entry};
use super::ids::{ActId, ChainHead, RecordKey, UniqueKey};
use super::ledger::{ACT_MEMORY_MS, EventIter, Ledger, Row, RowIter, Rows, Sealed};
use super::rows::{self, ActRow};
use super::{Phase, Progress};

/// A ledger that ends with its last handle.
#[derive(Clone)]
pub struct Memory {
    state: Arc<RwLock<State>>,
    projector: Arc<dyn Projector>,
    shut: Option<Shut>,
}

/// Why nothing can be added: what the disk of the desk would say.
#[derive(Clone)]
struct Shut {
    why: io::ErrorKind,
    desk: Arc<Path>,
}

#[derive(Clone, Default)]
struct State {
    rows: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Packed, from the first on.
    events: Vec<Vec<u8>>,
    acts: Vec<ActRow>,
    head: ChainHead,
}

impl Memory {
    /// An empty ledger.
    pub fn new(projector: Arc<dyn Projector>) -> Memory {
        Memory {
            state: Arc::default(),
            projector,
            shut: None,
        }
    }

    /// The same, on which nothing can be appended: the disk of this desk takes nothing.
    pub(crate) fn shut(self, why: io::ErrorKind, desk: &Path) -> Memory {
        let desk = desk.into();
        Memory {
            shut: Some(Shut { why, desk }),
            ..self
        }
    }

    /// Takes over what events changed, up to this head.
    pub(crate) fn take(&self, changes: Overlay, head: ChainHead) {
        self.write().take(changes, head);
    }

    /// A ledger of its own that begins with what this one holds.
    pub fn copy(&self) -> Memory {
        Memory {
            state: Arc::new(RwLock::new(self.read().clone())),
            ..self.clone()
        }
    }

    /// Puts a record and its keys there as an older desk could have left them, whatever the events
    /// say: for tests of what the rules make of it.
    pub fn put(&self, record: &RecordKey, bytes: Vec<u8>, keys: &[UniqueKey]) {
        let mut state = self.write();
        let row = rows::record(record);
        let known = state.rows.get(&row);
        let known = known.and_then(|row| rows::RecordRow::from_bytes(row));
        let known = rows::RecordRow {
            bytes: Some(bytes),
            ..known.unwrap_or_default()
        };
        state.rows.insert(row, known.to_bytes());
        for key in keys {
            let holder = record.as_bytes().to_vec();
            state.rows.insert(rows::unique(key), holder);
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, changes: Overlay, head: ChainHead) {
        let (rows, events, acts) = changes.into_parts();
        for (key, value) in rows {
            match value {
                Some(value) => self.rows.insert(key, value),
                None => self.rows.remove(&key),
            };
        }
        self.events.extend(events);
        self.acts.extend(acts);
        self.head = head;
    }
}

impl Rows for State {
    fn row(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        Ok(self.rows.get(key).cloned())
    }

    fn rows_with(&self, prefix: &[u8]) -> Result<Vec<Row>> {
        let rows = self.rows.range(prefix.to_vec()..);
        let rows = rows.take_while(|(key, _)| key.starts_with(prefix));
        Ok(rows.map(|(key, row)| (key.clone(), row.clone())).collect())
    }

    fn packed_event(&self, seq: u64) -> Result<Option<Vec<u8>>> {
        let at = seq.checked_sub(1).and_then(|at| usize::try_from(at).ok());
        Ok(at.and_then(|at| self.events.get(at).cloned()))
    }
}

impl Rows for Memory {
    fn row(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.read().row(key)
    }

    fn rows_with(&self, prefix: &[u8]) -> Result<Vec<Row>> {
        self.read().rows_with(prefix)
    }

    fn packed_event(&self, seq: u64) -> Result<Option<Vec<u8>>> {
        self.read().packed_event(seq)
    }
}

impl Ledger for Memory {
    fn head(&self) -> ChainHead {
        self.read().head
    }

    fn scan(&self, prefix: &[u8]) -> RowIter<'static> {
        match self.rows_with(prefix) {
            Ok(rows) => Box::new(rows.into_iter().map(Ok)),
            Err(error) => Box::new(std::iter::once(Err(error))),
        }
    }

    fn act(&self, id: &ActId) -> Result<Option<ActRow>> {
        Ok(self.read().acts.iter().find(|act| act.id == *id).cloned())
    }

    fn append(&self, group: Sealed) -> Result<()> {
        if let Some(Shut { why, desk }) = &self.shut {
            return Err(io_at("write", desk)((*why).into()));
        }
        let mut state = self.write();
        if state.head != group.base {
            let (seen, now) = (group.base.seq, state.head.seq);
            return Err(StoreError::HeadMoved { seen, now });
        }
        state.take(group.changes, group.head);
        Ok(())
    }

    fn follow(&self, from: u64) -> EventIter<'_> {
        let events = (1..).zip(self.read().events.clone());
        Box::new(events.filter(move |(seq, _)| *seq >= from).map(Ok))
    }

    fn flush(&self, now: i64) -> Result<()> {
        let since = now.saturating_sub(ACT_MEMORY_MS);
        self.write().acts.retain(|act| act.recorded_at >= since);
        Ok(())
    }

    fn verify(&self, progress: &mut dyn FnMut(Progress)) -> Result<Verified> {
        let mut chain = Chain::default();
        let mut erased = 0;
        let total = self.head().seq;
        for event in self.follow(1) {
            let (seq, packed) = event?;
            let (_, entry) = rows::read_linked(seq, &packed)?;
            chain.follow(&entry)?;
            erased += u64::from(entry.body.is_none());
            let phase = Phase::Verify;
            progress(Progress {
                phase,
                done: seq,
                total,
            });
        }
        Ok(Verified {
            head: chain.head,
            erased,
        })
    }

    fn compare(&self, _progress: &mut dyn FnMut(Progress)) -> Result<Compared> {
        let state = self.read();
        let (nothing, mut anew) = (State::default(), Overlay::default());
        for (seq, packed) in (1..).zip(&state.events) {
            let (_, entry) = rows::read_linked(seq, packed)?;
            let taken = Taken::HolderKeeps;
            fold_entry(&*self.projector, &nothing, &mut anew, &entry, taken)?;
        }
        let (anew, ..) = anew.into_parts();
        let mut compared = Compared::default();
        for (key, want) in &anew {
            match (state.rows.get(key), want) {
                (have, want) if have == want.as_ref() => {}
                (None, _) => compared.add(key[0], &key[1..], Differs::Missing),
                (Some(_), None) => compared.add(key[0], &key[1..], Differs::Extra),
                (Some(_), Some(_)) => compared.add(key[0], &key[1..], Differs::Value),
            }
        }
        let unknown = |key: &&Vec<u8>| key[0] != rows::META && !anew.contains_key(*key);
        for key in state.rows.keys().filter(unknown) {
            compared.add(key[0], &key[1..], Differs::Extra);
        }
        Ok(compared)
    }

    fn distrust(&self) -> Result<()> {
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}
