//! The rows of the database: one prefix byte for each kind, and the bytes of the store's own rows.

use super::entry::Reader;
use super::error::{Damage, Result};
use super::ids::{ActId, ChainHead, CounterKey, Digest, RecordKey, UniqueKey};

/// An event by its number.
pub const EVENT: u8 = b'e';
/// A record's bytes.
pub const RECORD: u8 = b'r';
/// A record's summary row.
pub const SUMMARY: u8 = b's';
/// A unique key and the record that holds it.
pub const UNIQUE: u8 = b'u';
/// A counter.
pub const COUNTER: u8 = b'c';
/// A record's events.
pub const HISTORY: u8 = b'h';
/// An act by its id.
pub const ACT: u8 = b'a';
/// What the database knows about itself.
pub const META: u8 = b'm';

/// Where the ledger stood when the last batch was applied.
pub const APPLIED: [u8; 2] = [META, b'a'];
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

/// All history rows of a record begin so: its length first, so that no key is another's prefix.
pub fn history_of(key: &RecordKey) -> Vec<u8> {
    let mut row = vec![HISTORY, key.as_bytes().len() as u8];
    row.extend(key.as_bytes());
    row
}

pub fn history(key: &RecordKey, seq: u64) -> Vec<u8> {
    let mut row = history_of(key);
    row.extend(seq.to_be_bytes());
    row
}

/// The error for a row whose bytes cannot be what was written.
pub fn damaged(row: &[u8]) -> Damage {
    Damage::Row { key: row.to_vec() }
}

/// The number at the end of a history row.
pub fn seq_of_history(row: &[u8]) -> Result<u64> {
    let seq = row.last_chunk::<8>().ok_or_else(|| damaged(row))?;
    Ok(u64::from_be_bytes(*seq))
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
