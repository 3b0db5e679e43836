//! What the ledger's bytes mean: events and records of the domain, as stored in version 1.
//!
//! The stored form of version 1 is the bincode of the domain's own types. The day one of them
//! changes, its old shape moves here and an upcaster joins it: `tests/rules/golden.rs` fails until then.

use super::error::FoldError;
use super::fold::{Change, EventView, Folded, Projector};
use super::group::NewEvent;
use super::ids::{CounterKey, RecordKey, UniqueKey};
use super::{Event as StoredEvent, Result, StoreError};
use crate::codec::{self, CodecError};
use crate::domain::desk::Series;
use crate::domain::event::{Event, Happening, Stamp};
use crate::domain::ids::{OfficerId, RecordId};
use crate::domain::keys::{Key, keys};
use crate::domain::office::{Capacity, Position};
use crate::domain::record::{Record, apply};
use crate::domain::summary::{Summary, summary};
use crate::domain::time::Instant;
use serde::{Deserialize, Serialize};

/// Version of event payloads, records and summaries that this release writes.
pub const VERSION: u8 = 1;

/// From where an act came: the kernel's word, and the address as the client stated it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Account that the kernel names; `None` for the desk itself.
    pub uid: Option<u32>,
    /// `SSH_CONNECTION`'s client address, as stated by the client.
    pub address: Option<String>,
}

#[derive(Serialize)]
struct PayloadRef<'a> {
    what: &'a Happening,
    origin: &'a Origin,
}

/// What an event's payload holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Payload {
    pub what: Happening,
    pub origin: Origin,
}

/// The key of a record.
pub fn record_key(id: RecordId) -> RecordKey {
    RecordKey::new(&id.key()).expect("record keys are at most 9 bytes")
}

/// The record that a key names.
pub fn record_id(key: &RecordKey) -> Option<RecordId> {
    RecordId::from_key(key.as_bytes())
}

/// The stored form of a domain key.
pub fn unique_key(key: &Key) -> UniqueKey {
    unique_bytes(&key.bytes())
}

/// The stored form of key bytes.
pub fn unique_bytes(bytes: &[u8]) -> UniqueKey {
    UniqueKey::new(bytes).expect("keys are at most 33 bytes")
}

/// The counter of a series.
pub fn counter_key(series: Series) -> CounterKey {
    let bytes = match series {
        Series::Agenda(year) => [1, year.to_be_bytes()[0], year.to_be_bytes()[1]],
        Series::Person => [2, 0, 0],
        Series::Certificate => [3, 0, 0],
        Series::Officer => [4, 0, 0],
        Series::Policy => [5, 0, 0],
    };
    CounterKey::new(&bytes).expect("three bytes are short")
}

/// An event of the domain, ready to be recorded.
pub fn new_event(
    event: &Event,
    post: Option<(Position, Capacity)>,
    stated: Option<Instant>,
    origin: &Origin,
) -> Result<NewEvent> {
    let payload = PayloadRef {
        what: &event.what,
        origin,
    };
    Ok(NewEvent {
        record: record_key(event.record),
        kind: event.what.kind().0,
        position: post_number(post),
        stated_at: stated.map(|stated| stated.0),
        payload: codec::encode_versioned(VERSION, &payload).map_err(bytes)?,
    })
}

/// What a stored event tells; `None` where it was erased by law.
pub fn payload(event: &StoredEvent) -> Result<Option<Payload>> {
    event
        .payload
        .as_deref()
        .map(read_payload)
        .transpose()
        .map_err(bytes)
}

/// Reads a record's bytes.
pub fn read_record(bytes_: &[u8]) -> Result<Record> {
    codec::decode_versioned(VERSION, bytes_).map_err(bytes)
}

/// Reads a summary row.
pub fn read_summary(bytes_: &[u8]) -> Result<Summary> {
    codec::decode_versioned(VERSION, bytes_).map_err(bytes)
}

/// The position that a head's number stands for.
pub fn position(number: u8) -> Option<Position> {
    Position::ALL
        .get(usize::from(number & 0x0f).checked_sub(1)?)
        .copied()
}

/// In what capacity it was held, by the same number's upper half.
pub fn capacity(number: u8) -> Option<Capacity> {
    position(number)?;
    Capacity::ALL.get(usize::from(number >> 4)).copied()
}

fn post_number(post: Option<(Position, Capacity)>) -> u8 {
    let Some((position, capacity)) = post else {
        return 0;
    };
    let index = Position::ALL.iter().position(|known| *known == position);
    let held = Capacity::ALL.iter().position(|known| *known == capacity);
    index.map_or(0, |index| index as u8 + 1) | (held.unwrap_or(0) as u8) << 4
}

fn read_payload(bytes: &[u8]) -> std::result::Result<Payload, CodecError> {
    codec::decode_versioned(VERSION, bytes)
}

fn bytes(error: CodecError) -> StoreError {
    StoreError::from(error)
}

/// Folds the domain's events into its records.
pub struct Domain;

impl Projector for Domain {
    fn fold(
        &self,
        key: &RecordKey,
        current: Option<&[u8]>,
        event: &EventView<'_>,
    ) -> std::result::Result<Folded, FoldError> {
        let Some(payload) = event.payload else {
            return Ok(Folded::default());
        };
        let payload = read_payload(payload)?;
        let unfit = || FoldError::Unfit(format!("event {} on record {key}", event.kind));
        let record = record_id(key).ok_or_else(unfit)?;
        let current = current
            .map(|bytes| codec::decode_versioned::<Record>(VERSION, bytes))
            .transpose()?;
        let stamp = Stamp {
            at: Instant(event.recorded_at),
            officer: OfficerId(event.officer),
            position: position(event.position),
            stated: event.stated_at.map(Instant),
        };
        let created = current.is_none();
        let before = current.as_ref().map(keys).unwrap_or_default();
        let what = Event {
            record,
            what: payload.what,
        };
        let moves = what.what.moves_on();
        let after = apply(current, &what, &stamp).map_err(|_| unfit())?;
        let now = keys(&after);
        Ok(Folded {
            record: Change::Put(codec::encode_versioned(VERSION, &after)?),
            summary: match summary(&after) {
                Some(row) => Change::Put(codec::encode_versioned(VERSION, &row)?),
                None => Change::Keep,
            },
            put_keys: now
                .iter()
                .filter(|key| !before.contains(key))
                .map(unique_key)
                .collect(),
            remove_keys: before
                .iter()
                .filter(|key| !now.contains(key))
                .map(unique_key)
                .collect(),
            counters: series(record)
                .filter(|_| created)
                .map(|s| (counter_key(s), 1))
                .into_iter()
                .collect(),
            moves,
        })
    }
}

/// The series that a new record takes a number of.
fn series(record: RecordId) -> Option<Series> {
    match record {
        RecordId::Letter(agenda) => Some(Series::Agenda(agenda.year)),
        RecordId::Person(_) => Some(Series::Person),
        RecordId::Certificate(_) => Some(Series::Certificate),
        RecordId::Officer(_) => Some(Series::Officer),
        RecordId::Policy(_) => Some(Series::Policy),
        RecordId::Desk | RecordId::Sheet(_) | RecordId::Request(_) => None,
    }
}
