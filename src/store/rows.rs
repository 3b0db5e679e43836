//! The rows of the database: one prefix byte for each kind, and the bytes of the store's own rows.

use super::entry::{Entry, Reader};
use super::error::{Damage, Result};
use super::frame::StoredAct;
use super::ids::{ActId, ChainHead, CounterKey, Digest, RecordKey, UniqueKey};

/// Some events one after another, by the number of the first.
pub const EVENT: u8 = b'e';
/// A record: its last event, its summary row and its bytes. One row, since each row that an act
/// touches costs the database more than everything else about the act.
pub const RECORD: u8 = b'r';
/// A unique key and the record that holds it.
pub const UNIQUE: u8 = b'u';
/// A counter.
pub const COUNTER: u8 = b'c';
/// Some acts one after another, by the first event of the first.
pub const ACT: u8 = b'a';
/// The ids of some acts one after another, by the first event of the first: read at each opening,
/// and therefore apart from what the acts answered.
pub const ACT_ID: u8 = b'i';
/// What the database knows about itself.
pub const META: u8 = b'm';

/// Where the ledger stood when the last batch was applied.
pub const APPLIED: [u8; 2] = [META, b'A'];
/// The last event whose act has left the act index.
pub const PURGED: [u8; 2] = [META, b'p'];
/// How the rows are laid out.
pub const LAID_OUT: [u8; 2] = [META, b'v'];
/// The layout that this release writes; a database of another one is built anew.
pub const LAYOUT: u8 = 4;

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

pub fn unique(key: &UniqueKey) -> Vec<u8> {
    prefixed(UNIQUE, key.as_bytes())
}

pub fn counter(key: &CounterKey) -> Vec<u8> {
    prefixed(COUNTER, key.as_bytes())
}

/// The row of a kind that is keyed by a sequence number.
pub fn numbered(kind: u8, seq: u64) -> Vec<u8> {
    prefixed(kind, &seq.to_be_bytes())
}

/// The sequence number in the key of such a row.
pub fn number(key: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(key.get(1..)?.try_into().ok()?))
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

/// A record's row: its last event, the last one that moved it on, and its summary row and bytes
/// unless they are gone or never were. Each event names the one before it about the same record, so
/// that a record's history needs no rows of its own.
///
/// ```text
/// last event 8 · last move 8 · what is there 1 (1 a record, 2 a summary) · summary length 2
/// · summary · record
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordRow {
    /// Its last event.
    pub last: u64,
    /// The last event that moved it on; 0 for none.
    pub moved: u64,
    /// The projector's summary row.
    pub summary: Option<Vec<u8>>,
    /// The projector's bytes.
    pub bytes: Option<Vec<u8>>,
}

impl RecordRow {
    pub fn to_bytes(&self) -> Vec<u8> {
        let bytes = self.bytes.as_deref().unwrap_or_default();
        let summary = self.summary.as_deref().unwrap_or_default();
        let there = u8::from(self.bytes.is_some()) + 2 * u8::from(self.summary.is_some());
        let mut row = Vec::with_capacity(19 + summary.len() + bytes.len());
        row.extend(self.last.to_be_bytes());
        row.extend(self.moved.to_be_bytes());
        row.push(there);
        row.extend((summary.len() as u16).to_be_bytes());
        row.extend(summary);
        row.extend(bytes);
        row
    }

    pub fn from_bytes(row: &[u8]) -> Option<RecordRow> {
        let parts = RecordParts::of(row)?;
        Some(RecordRow {
            last: parts.last,
            moved: parts.moved,
            summary: parts.summary.map(<[u8]>::to_vec),
            bytes: parts.bytes.map(<[u8]>::to_vec),
        })
    }
}

/// What stands in a record's row.
pub struct RecordParts<'a> {
    /// Its last event.
    pub last: u64,
    /// The last event that moved it on; 0 for none.
    pub moved: u64,
    /// The projector's summary row.
    pub summary: Option<&'a [u8]>,
    /// The projector's bytes.
    pub bytes: Option<&'a [u8]>,
}

impl<'a> RecordParts<'a> {
    /// Reads a record's row; `None` for bytes that are none.
    pub fn of(row: &'a [u8]) -> Option<RecordParts<'a>> {
        let mut from = Reader(row);
        let last = from.u64()?;
        let moved = from.u64()?;
        let there = from.u8()?;
        let size = u16::from_be_bytes(from.array()?);
        let summary = from.take(usize::from(size))?;
        let bytes = from.0;
        let fits = there < 4 && (there & 1 != 0 || bytes.is_empty());
        let fits = fits && (there & 2 != 0 || summary.is_empty());
        fits.then_some(RecordParts {
            last,
            moved,
            summary: (there & 2 != 0).then_some(summary),
            bytes: (there & 1 != 0).then_some(bytes),
        })
    }
}

/// Bytes from which on a row takes no further item: a row for each event or act would cost as
/// much as the item itself.
const PACKED_ROW: usize = 4 * 1024;

/// Packs items, each with its number and in that order, into rows of some items each.
pub struct Packer {
    kind: u8,
    row: Option<(Vec<u8>, Vec<u8>)>,
}

impl Packer {
    /// Begins the rows of a kind.
    pub fn new(kind: u8) -> Packer {
        Packer { kind, row: None }
    }

    /// Adds an item; gives the row before it if that is full.
    pub fn add(&mut self, seq: u64, bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        let full = self
            .row
            .take_if(|(_, row)| row.len() + bytes.len() > PACKED_ROW);
        let (_, row) = self
            .row
            .get_or_insert_with(|| (numbered(self.kind, seq), Vec::with_capacity(PACKED_ROW)));
        row.extend((bytes.len() as u32).to_be_bytes());
        row.extend(bytes);
        full
    }

    /// The last row, if there is one.
    pub fn finish(self) -> Option<(Vec<u8>, Vec<u8>)> {
        self.row
    }
}

/// Packs items, each with its number and in that order.
pub fn pack<'a>(
    kind: u8,
    items: impl IntoIterator<Item = (u64, &'a [u8])>,
) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut packer = Packer::new(kind);
    let mut packed: Vec<_> = items
        .into_iter()
        .filter_map(|(seq, bytes)| packer.add(seq, bytes))
        .collect();
    packed.extend(packer.finish());
    packed
}

/// The items of a packed row; `None` for bytes that are none.
pub fn unpack(row: &[u8]) -> Option<Vec<&[u8]>> {
    let mut from = Reader(row);
    let mut items = Vec::new();
    while !from.at_end() {
        let size = from.u32()? as usize;
        items.push(from.take(size)?);
    }
    Some(items)
}

/// The events of an event row with their numbers; `None` for bytes that are none.
pub fn unpack_events<'a>(key: &[u8], row: &'a [u8]) -> Option<Vec<(u64, &'a [u8])>> {
    let first = number(key)?;
    Some((first..).zip(unpack(row)?).collect())
}

/// An event as it is packed: the one before it about the same record (0 for none), then its entry.
pub fn linked(before: u64, entry: &Entry) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(8 + entry.size());
    bytes.extend(before.to_be_bytes());
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
    /// The client's random bits.
    pub id: ActId,
    /// Its first event.
    pub first_seq: u64,
    /// How many events it has.
    pub events: u32,
    /// Who sent it.
    pub officer: u32,
    /// When it was recorded, UTC milliseconds.
    pub recorded_at: i64,
    /// Digest of its command.
    pub command: Digest,
    /// What was answered.
    pub result: Vec<u8>,
}

impl ActRow {
    /// What the act index keeps of a stored act; `None` for an act without events.
    pub fn of(act: &StoredAct) -> Option<ActRow> {
        let first = &act.entries.first()?.head;
        Some(ActRow {
            id: act.id,
            first_seq: first.seq,
            events: act.entries.len() as u32,
            officer: act.officer,
            recorded_at: first.recorded_at,
            command: act.command,
            result: act.result.clone(),
        })
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(72 + self.result.len());
        bytes.extend(self.id.0);
        bytes.extend(self.first_seq.to_be_bytes());
        bytes.extend(self.events.to_be_bytes());
        bytes.extend(self.officer.to_be_bytes());
        bytes.extend(self.recorded_at.to_be_bytes());
        bytes.extend(self.command);
        bytes.extend(&self.result);
        bytes
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<ActRow> {
        let mut from = Reader(bytes);
        Some(ActRow {
            id: ActId(from.array()?),
            first_seq: from.u64()?,
            events: from.u32()?,
            officer: from.u32()?,
            recorded_at: from.u64()?.cast_signed(),
            command: from.array()?,
            result: from.0.to_vec(),
        })
    }

    /// The act's item in a row of ids.
    pub fn id_bytes(&self) -> Vec<u8> {
        let mut bytes = self.id.0.to_vec();
        bytes.extend(self.first_seq.to_be_bytes());
        bytes
    }
}

/// Reads an item of a row of ids: the act's id and its first event.
pub fn read_id(bytes: &[u8]) -> Option<(ActId, u64)> {
    let mut from = Reader(bytes);
    let id = ActId(from.array()?);
    let first = from.u64()?;
    from.at_end().then_some((id, first))
}
