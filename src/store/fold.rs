//! Folding events into rows: what the projector says becomes changes to the database.

use std::collections::BTreeMap;

use super::entry::Entry;
use super::error::{FoldError, Result, StoreError};
use super::frame::StoredAct;
use super::ids::{ActId, CounterKey, RecordKey, UniqueKey};
use super::ledger::{Row, Rows};
use super::rows::{self, ActRow};
use crate::codec::MAX_VALUE;

/// Longest record in bytes.
pub const MAX_RECORD: usize = MAX_VALUE - 16;

/// Longest summary row in bytes. Aim at 200: the index holds all of them.
pub const MAX_SUMMARY: usize = 1024;

/// An event as the projector sees it.
#[derive(Clone, Copy, Debug)]
pub struct EventView<'a> {
    /// Number in the ledger.
    pub seq: u64,
    /// The act it belongs to.
    pub act: ActId,
    /// The server's clock, UTC milliseconds.
    pub recorded_at: i64,
    /// When it happened according to the officer, UTC milliseconds.
    pub stated_at: Option<i64>,
    /// Who acted.
    pub officer: u32,
    /// In which position.
    pub position: u8,
    /// What kind of event.
    pub kind: u16,
    /// The domain's bytes; `None` when erased by law.
    pub payload: Option<&'a [u8]>,
}

/// What happens to a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change {
    /// It stays as it is.
    #[default]
    Keep,
    /// It gets these bytes.
    Put(Vec<u8>),
    /// It goes.
    Remove,
}

/// What an event does to the record that it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The record's bytes.
    pub record: Change,
    /// The record's summary row, at most [`MAX_SUMMARY`] bytes.
    pub summary: Change,
    /// Keys that the record holds from now on; removals come first.
    pub put_keys: Vec<UniqueKey>,
    /// Keys that the record gives back; those it does not hold are passed over.
    pub remove_keys: Vec<UniqueKey>,
    /// What is added to counters.
    pub counters: Vec<(CounterKey, i64)>,
    /// Whether the record moved on; looks and remarks leave it where it is.
    pub moves: bool,
}

/// Folds one event into the one record that it is about. Pure: the same inputs always give the
/// same output, since a rebuild must equal what was live.
pub trait Projector: Send + Sync {
    /// `current` is the record's bytes, as this group's earlier events left them.
    fn fold(
        &self,
        record: &RecordKey,
        current: Option<&[u8]>,
        event: &EventView<'_>,
    ) -> std::result::Result<Folded, FoldError>;
}

/// The rows that become other ones, the new events as they are packed, and the new acts.
pub type Parts = (
    BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    Vec<Vec<u8>>,
    Vec<ActRow>,
);

/// A row to be written: its key, and its value or `None` where it goes.
pub(crate) type Written<'a> = (&'a [u8], Option<&'a [u8]>);

/// Changed rows and new events on top of others. `None` is a row that was removed.
#[derive(Default)]
pub(crate) struct Overlay {
    rows: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    /// The number of the first of `events`.
    first: u64,
    /// New events, packed, in order.
    events: Vec<Vec<u8>>,
    /// New acts, in order.
    acts: Vec<ActRow>,
    /// Summary rows that became other ones; `None` for those that went.
    summaries: BTreeMap<RecordKey, Option<Vec<u8>>>,
}

impl Overlay {
    pub fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.rows.insert(key, Some(value));
    }

    pub fn remove(&mut self, key: Vec<u8>) {
        self.rows.insert(key, None);
    }

    fn add_event(&mut self, seq: u64, packed: Vec<u8>) {
        if self.events.is_empty() {
            self.first = seq;
        }
        self.events.push(packed);
    }

    /// Adds an act to the act index.
    pub fn add_act(&mut self, act: &StoredAct) {
        self.acts.extend(ActRow::of(act));
    }

    /// Hands out the summary rows that became other ones.
    pub fn take_summaries(&mut self) -> Vec<(RecordKey, Option<Vec<u8>>)> {
        std::mem::take(&mut self.summaries).into_iter().collect()
    }

    /// All of it, apart.
    pub fn into_parts(self) -> Parts {
        (self.rows, self.events, self.acts)
    }

    /// The new acts, in order.
    pub fn acts(&self) -> &[ActRow] {
        &self.acts
    }

    /// The new act that begins with this event.
    pub fn act_at(&self, seq: u64) -> Option<&ActRow> {
        let at = self.acts.binary_search_by_key(&seq, |act| act.first_seq);
        self.acts.get(at.ok()?)
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How much there is to write.
    pub fn len(&self) -> usize {
        self.rows.len() + self.events.len()
    }

    /// Takes all changes of `other` over, whose events follow on.
    pub fn absorb(&mut self, other: Overlay) {
        match self.rows.is_empty() {
            true => self.rows = other.rows,
            false => self.rows.extend(other.rows),
        }
        self.summaries.extend(other.summaries);
        if self.events.is_empty() {
            self.first = other.first;
        }
        self.events.extend(other.events);
        self.acts.extend(other.acts);
    }

    /// Hands out all changes to be written as one batch; `None` removes a row.
    pub fn write<T>(
        &self,
        batch: impl for<'a> FnOnce(&mut dyn Iterator<Item = Written<'a>>) -> T,
    ) -> T {
        let packed = self.packed();
        let packed = packed.iter();
        let packed = packed.map(|(key, row)| (key.as_slice(), Some(row.as_slice())));
        let rows = self.rows.iter();
        let rows = rows.map(|(key, value)| (key.as_slice(), value.as_deref()));
        batch(&mut packed.chain(rows))
    }

    /// The rows of the new events and acts, some of them in each.
    fn packed(&self) -> Vec<Row> {
        let events = (self.first..).zip(self.events.iter().map(Vec::as_slice));
        let mut rows = rows::pack(rows::EVENT, events);
        let acts: Vec<_> = self.acts.iter().map(ActRow::to_bytes).collect();
        let ids: Vec<_> = self.acts.iter().map(ActRow::id_bytes).collect();
        for (kind, items) in [(rows::ACT, &acts), (rows::ACT_ID, &ids)] {
            let items = self.acts.iter().zip(items);
            rows.extend(rows::pack(
                kind,
                items.map(|(act, bytes)| (act.first_seq, bytes.as_slice())),
            ));
        }
        rows
    }

    /// The keys of the rows that get a value.
    pub fn put_keys(&self) -> impl Iterator<Item = &[u8]> {
        let put = self.rows.iter().filter(|(_, value)| value.is_some());
        put.map(|(key, _)| key.as_slice())
    }

    /// What became of a row; `None` where it did not change.
    pub fn changed(&self, key: &[u8]) -> Option<Option<Vec<u8>>> {
        self.rows.get(key).cloned()
    }

    /// A new event, packed.
    pub fn event(&self, seq: u64) -> Option<&Vec<u8>> {
        let at = seq.checked_sub(self.first)?;
        self.events.get(usize::try_from(at).ok()?)
    }

    /// The changed rows whose key begins with `prefix`, in key order.
    pub fn with<'a>(
        &'a self,
        prefix: &'a [u8],
    ) -> impl Iterator<Item = (&'a Vec<u8>, &'a Option<Vec<u8>>)> {
        self.rows
            .range(prefix.to_vec()..)
            .take_while(move |(key, _)| key.starts_with(prefix))
    }
}

/// Rows with changes on top of them.
pub(crate) struct Layered<'a> {
    pub top: &'a Overlay,
    pub below: &'a dyn Rows,
}

impl Rows for Layered<'_> {
    fn row(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        match self.top.rows.get(key) {
            Some(value) => Ok(value.clone()),
            None => self.below.row(key),
        }
    }

    fn rows_with(&self, prefix: &[u8]) -> Result<Vec<Row>> {
        Ok(merged(self.below.rows_with(prefix)?, self.top.with(prefix)))
    }

    fn packed_event(&self, seq: u64) -> Result<Option<Vec<u8>>> {
        match self.top.event(seq) {
            Some(packed) => Ok(Some(packed.clone())),
            None => self.below.packed_event(seq),
        }
    }
}

/// Rows with changes put over them, in key order.
pub(crate) fn merged<'a>(
    rows: Vec<Row>,
    changes: impl Iterator<Item = (&'a Vec<u8>, &'a Option<Vec<u8>>)>,
) -> Vec<Row> {
    let mut changes = changes.peekable();
    if changes.peek().is_none() {
        return rows;
    }
    let mut found: BTreeMap<_, _> = rows.into_iter().collect();
    for (key, value) in changes {
        match value {
            Some(value) => found.insert(key.clone(), value.clone()),
            None => found.remove(key),
        };
    }
    found.into_iter().collect()
}

/// What a key that another record holds means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// The act is refused.
    Refuse,
    /// The holder keeps it: a replay must come to its end.
    HolderKeeps,
}

/// Folds all events of an act into `changes`, which lie on top of `below`.
pub(crate) fn fold_act(
    projector: &dyn Projector,
    below: &dyn Rows,
    changes: &mut Overlay,
    act: &StoredAct,
    taken: Taken,
) -> Result<()> {
    for entry in &act.entries {
        fold_entry(projector, below, changes, entry, taken)?;
    }
    Ok(())
}

pub(crate) fn fold_entry(
    projector: &dyn Projector,
    below: &dyn Rows,
    changes: &mut Overlay,
    entry: &Entry,
    taken: Taken,
) -> Result<()> {
    let head = &entry.head;
    let record = &head.record;
    let top = &*changes;
    let before = record_row(&Layered { top, below }, record)?;
    let current = before.bytes;
    let folded = fold_event(projector, current.as_deref(), entry)?;
    let stays = match &folded.summary {
        Change::Keep => true,
        Change::Remove => before.summary.is_none(),
        Change::Put(bytes) => before.summary.as_ref() == Some(bytes),
    };
    let row = rows::RecordRow {
        last: head.seq,
        moved: if folded.moves { head.seq } else { before.moved },
        summary: kept_summary(before.summary, folded.summary)?,
        bytes: kept_record(current, folded.record)?,
    };
    if !stays {
        changes.summaries.insert(*record, row.summary.clone());
    }
    changes.put(rows::record(record), row.to_bytes());
    for key in &folded.remove_keys {
        give_key_back(below, changes, key, record)?;
    }
    for key in &folded.put_keys {
        take_key(below, changes, key, record, taken)?;
    }
    for (key, step) in &folded.counters {
        count(below, changes, key, *step)?;
    }
    changes.add_event(head.seq, rows::linked(before.last, entry));
    Ok(())
}

/// Asks the projector what an entry's event does to its record.
pub(crate) fn fold_event(
    projector: &dyn Projector,
    current: Option<&[u8]>,
    entry: &Entry,
) -> Result<Folded> {
    let head = &entry.head;
    let event = EventView {
        seq: head.seq,
        act: head.act,
        recorded_at: head.recorded_at,
        stated_at: head.stated_at,
        officer: head.officer,
        position: head.position,
        kind: head.kind,
        payload: entry.body.as_ref().map(|body| body.payload.as_slice()),
    };
    let folded = projector.fold(&head.record, current, &event);
    folded.map_err(|why| StoreError::Fold {
        record: head.record,
        kind: head.kind,
        why,
    })
}

/// A record's bytes after a change.
pub(crate) fn kept_record(current: Option<Vec<u8>>, change: Change) -> Result<Option<Vec<u8>>> {
    match change {
        Change::Keep => Ok(current),
        Change::Remove => Ok(None),
        Change::Put(bytes) => within("a record", bytes, MAX_RECORD).map(Some),
    }
}

/// A record's summary row after a change.
pub(crate) fn kept_summary(current: Option<Vec<u8>>, change: Change) -> Result<Option<Vec<u8>>> {
    match change {
        Change::Keep => Ok(current),
        Change::Remove => Ok(None),
        Change::Put(bytes) => within("a summary", bytes, MAX_SUMMARY).map(Some),
    }
}

fn within(what: &'static str, bytes: Vec<u8>, limit: usize) -> Result<Vec<u8>> {
    match bytes.len() {
        size if size > limit => Err(StoreError::TooLong { what, size, limit }),
        _ => Ok(bytes),
    }
}

/// A record's row; an empty one where no event was about it.
pub(crate) fn record_row(rows: &(impl Rows + ?Sized), key: &RecordKey) -> Result<rows::RecordRow> {
    let row = rows::record(key);
    match rows.row(&row)? {
        None => Ok(rows::RecordRow::default()),
        Some(bytes) => Ok(rows::RecordRow::from_bytes(&bytes).ok_or_else(|| rows::damaged(&row))?),
    }
}

/// A record's bytes, as they are read most: nothing else of its row is copied.
pub(crate) fn record_bytes(
    rows: &(impl Rows + ?Sized),
    key: &RecordKey,
) -> Result<Option<Vec<u8>>> {
    let row = rows::record(key);
    let Some(mut bytes) = rows.row(&row)? else {
        return Ok(None);
    };
    let parts = rows::RecordParts::of(&bytes).ok_or_else(|| rows::damaged(&row))?;
    let Some(size) = parts.bytes.map(<[u8]>::len) else {
        return Ok(None);
    };
    bytes.drain(..bytes.len() - size);
    Ok(Some(bytes))
}

/// The last event that moved a record on; `None` where there is none.
pub(crate) fn last_move(rows: &(impl Rows + ?Sized), key: &RecordKey) -> Result<Option<u64>> {
    let row = rows::record(key);
    let Some(bytes) = rows.row(&row)? else {
        return Ok(None);
    };
    let parts = rows::RecordParts::of(&bytes).ok_or_else(|| rows::damaged(&row))?;
    Ok(Some(parts.moved).filter(|seq| *seq > 0))
}

/// A record's summary row.
pub(crate) fn record_summary(
    rows: &(impl Rows + ?Sized),
    key: &RecordKey,
) -> Result<Option<Vec<u8>>> {
    let row = rows::record(key);
    let Some(bytes) = rows.row(&row)? else {
        return Ok(None);
    };
    let parts = rows::RecordParts::of(&bytes).ok_or_else(|| rows::damaged(&row))?;
    Ok(parts.summary.map(<[u8]>::to_vec))
}

/// The record that holds a unique key.
pub(crate) fn holder(rows: &(impl Rows + ?Sized), key: &UniqueKey) -> Result<Option<RecordKey>> {
    let row = rows::unique(key);
    match rows.row(&row)? {
        None => Ok(None),
        Some(bytes) => Ok(Some(
            RecordKey::new(&bytes).ok_or_else(|| rows::damaged(&row))?,
        )),
    }
}

/// A counter's value; 0 where nothing was counted.
pub(crate) fn counted(rows: &(impl Rows + ?Sized), key: &CounterKey) -> Result<i64> {
    let row = rows::counter(key);
    match rows.row(&row)? {
        None => Ok(0),
        Some(bytes) => {
            let bytes = bytes.try_into().map_err(|_| rows::damaged(&row))?;
            Ok(i64::from_be_bytes(bytes))
        }
    }
}

fn give_key_back(
    below: &dyn Rows,
    changes: &mut Overlay,
    key: &UniqueKey,
    record: &RecordKey,
) -> Result<()> {
    let top = &*changes;
    if holder(&Layered { top, below }, key)? == Some(*record) {
        changes.remove(rows::unique(key));
    }
    Ok(())
}

fn take_key(
    below: &dyn Rows,
    changes: &mut Overlay,
    key: &UniqueKey,
    record: &RecordKey,
    taken: Taken,
) -> Result<()> {
    let top = &*changes;
    match holder(&Layered { top, below }, key)? {
        Some(holder) if holder == *record => {}
        Some(holder) if taken == Taken::Refuse => {
            return Err(StoreError::KeyTaken { key: *key, holder });
        }
        Some(_) => {}
        None => changes.put(rows::unique(key), record.as_bytes().to_vec()),
    }
    Ok(())
}

fn count(below: &dyn Rows, changes: &mut Overlay, key: &CounterKey, step: i64) -> Result<()> {
    let top = &*changes;
    let value = counted(&Layered { top, below }, key)?.saturating_add(step);
    match value {
        // A counter at zero has no row, so that a rebuild gives the same rows.
        0 => changes.remove(rows::counter(key)),
        value => changes.put(rows::counter(key), value.to_be_bytes().to_vec()),
    }
    Ok(())
}
