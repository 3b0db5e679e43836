//! The rows of the database: one prefix byte for each kind, and the bytes of the store's own rows.

use super::entry::{Entry, Reader};
use super::error::{Damage, Result};
use super::ids::{ActId, ChainHead, CounterKey, Digest, RecordKey, UniqueKey};

/// Some events one after another, by the number of the first.
pub const EVENT: u8 = b'e';
/// A record's bytes and its last event.
pub const RECORD: u8 = b'r';
/// A record's summary row.
pub const SUMMARY: u8 = b's';
/// A unique key and the record that holds it.
pub const UNIQUE: u8 = b'u';
/// A counter.
pub const COUNTER: u8 = b'c';
/// An act by its id.
pub const ACT: u8 = b'a';
/// What the database knows about itself.
pub const META: u8 = b'm';

/// Where the ledger stood when the last batch was applied.
pub const APPLIED: [u8; 2] = [META, b'A'];
/// The last event whose act has left the act index.
pub const PURGED: [u8; 2] = [META, b'p'];

pub fn prefixed(prefix: u8, key: &[u8]) -> Vec<u8> {
    let mut row = Vec::with_capacity(1 + key.len());
    row.push(prefix);
    row.extend(key);
    row
}

pub fn event(seq: u64) -> Vec<u8> {
    prefixed(EVENT, &seq.to_be_bytes())
}

pub fn record(key: &RecordKey) -> Vec<u8> {
    prefixed(RECORD, key.as_bytes())
}

pub fn summary(key: &RecordKey) -> Vec<u8> {
    prefixed(SUMMARY, key.as_bytes())
}

pub fn unique(key: &UniqueKey) -> Vec<u8> {
    prefixed(UNIQUE, key.as_bytes())
}

pub fn counter(key: &CounterKey) -> Vec<u8> {
    prefixed(COUNTER, key.as_bytes())
}

pub fn act(id: &ActId) -> Vec<u8> {
    prefixed(ACT, &id.0)
}

/// The error for a row whose bytes cannot be what was written.
pub fn damaged(row: &[u8]) -> Damage {
    Damage::Row { key: row.to_vec() }
}

pub fn head_bytes(head: ChainHead) -> Vec<u8> {
    let mut bytes = head.seq.to_be_bytes().to_vec();
    bytes.extend(head.hash);
    bytes
}

pub fn read_head(bytes: &[u8]) -> Option<ChainHead> {
    let mut from = Reader(bytes);
    let head = ChainHead {
        seq: from.u64()?,
        hash: from.array()?,
    };
    from.at_end().then_some(head)
}

/// A record's row: its last event, and its bytes unless it is gone or never was. Each event names
/// the one before it about the same record, so that a record's history needs no rows of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordRow {
    /// Its last event.
    pub last: u64,
    /// The projector's bytes.
    pub bytes: Option<Vec<u8>>,
}

impl RecordRow {
    pub fn to_bytes(&self) -> Vec<u8> {
        let bytes = self.bytes.as_deref().unwrap_or_default();
        let mut row = Vec::with_capacity(9 + bytes.len());
        row.extend(self.last.to_be_bytes());
        row.push(u8::from(self.bytes.is_some()));
        row.extend(bytes);
        row
    }

    pub fn from_bytes(row: &[u8]) -> Option<RecordRow> {
        let mut from = Reader(row);
        let last = from.u64()?;
        let bytes = match from.u8()? {
            0 if from.at_end() => None,
            1 => Some(from.0.to_vec()),
            _ => return None,
        };
        Some(RecordRow { last, bytes })
    }
}

/// Bytes from which on an event row takes no further event: a row for each would cost as much as
/// the event itself.
const EVENT_ROW: usize = 8 * 1024;

/// Packs events, in order, into rows of some events each.
pub fn pack_events<'a>(
    first: u64,
    events: impl IntoIterator<Item = &'a Vec<u8>>,
) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut packed: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    for (seq, bytes) in (first..).zip(events) {
        match packed.last_mut() {
            Some((_, row)) if row.len() + bytes.len() <= EVENT_ROW => put_event(row, bytes),
            _ => {
                let mut row = Vec::new();
                put_event(&mut row, bytes);
                packed.push((event(seq), row));
            }
        }
    }
    packed
}

fn put_event(row: &mut Vec<u8>, bytes: &[u8]) {
    row.extend((bytes.len() as u32).to_be_bytes());
    row.extend(bytes);
}

/// The events of an event row with their numbers; `None` for bytes that are none.
pub fn unpack_events<'a>(key: &[u8], row: &'a [u8]) -> Option<Vec<(u64, &'a [u8])>> {
    let mut seq = u64::from_be_bytes(key.get(1..)?.try_into().ok()?);
    let mut from = Reader(row);
    let mut events = Vec::new();
    while !from.at_end() {
        let size = from.u32()? as usize;
        events.push((seq, from.take(size)?));
        seq += 1;
    }
    Some(events)
}

/// An event as it is packed: the one before it about the same record (0 for none), then its entry.
pub fn linked(before: u64, entry: &Entry) -> Vec<u8> {
    let mut bytes = before.to_be_bytes().to_vec();
    entry.write_to(&mut bytes);
    bytes
}

/// The number of the event before it and the entry of a packed event.
pub fn read_linked(seq: u64, bytes: &[u8]) -> Result<(u64, Entry)> {
    let mut from = Reader(bytes);
    let before = from.u64();
    let entry = Entry::read_from(&mut from).filter(|_| from.at_end());
    let linked = before.zip(entry).filter(|(_, e)| e.head.seq == seq);
    Ok(linked.ok_or_else(|| damaged(&event(seq)))?)
}

/// What the act index keeps of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActRow {
    /// Its first event.
    pub first_seq: u64,
    /// How many events it has.
    pub events: u32,
    /// Who sent it.
    pub officer: u32,
    /// Digest of its command.
    pub command: Digest,
    /// What was answered.
    pub result: Vec<u8>,
}

impl ActRow {
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.first_seq.to_be_bytes().to_vec();
        bytes.extend(self.events.to_be_bytes());
        bytes.extend(self.officer.to_be_bytes());
        bytes.extend(self.command);
        bytes.extend(&self.result);
        bytes
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<ActRow> {
        let mut from = Reader(bytes);
        Some(ActRow {
            first_seq: from.u64()?,
            events: from.u32()?,
            officer: from.u32()?,
            command: from.array()?,
            result: from.0.to_vec(),
        })
    }
}
