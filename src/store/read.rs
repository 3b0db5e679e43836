//! What can be read, from the ledger as it stands or through a group that is being decided.

use super::Event;
use super::error::{Result, StoreError};
use super::fold;
use super::group::ActOutcome;
use super::ids::{CounterKey, Digest, RecordKey, UniqueKey};
use super::ledger::Rows;
use super::rows::{self, ActRow};

/// Reading records, keys and counters: of the store, or of a group that is being decided.
pub trait Reads: Rows {
    /// A record's bytes.
    fn record(&self, key: &RecordKey) -> Result<Option<Vec<u8>>> {
        fold::record_bytes(self, key)
    }

    /// A record's summary row.
    fn summary(&self, key: &RecordKey) -> Result<Option<Vec<u8>>> {
        fold::record_summary(self, key)
    }

    /// The record that holds a unique key.
    fn holder(&self, key: &UniqueKey) -> Result<Option<RecordKey>> {
        fold::holder(self, key)
    }

    /// The unique keys that begin with these bytes and the records that hold them, in key order.
    fn keys_with(&self, prefix: &[u8]) -> Result<Vec<(UniqueKey, RecordKey)>> {
        let found = self.rows_with(&rows::prefixed(rows::UNIQUE, prefix))?;
        let keys = found.into_iter().map(|(row, value)| {
            let key = UniqueKey::new(&row[1..]).zip(RecordKey::new(&value));
            Ok(key.ok_or_else(|| rows::damaged(&row))?)
        });
        keys.collect()
    }

    /// The last event that moved a record on; `None` where there is none.
    fn last_move(&self, record: &RecordKey) -> Result<Option<u64>> {
        fold::last_move(self, record)
    }

    /// Numbers of the events about a record, oldest first.
    fn events_of(&self, record: &RecordKey) -> Result<Vec<u64>> {
        let mut seqs = Vec::new();
        let mut seq = fold::record_row(self, record)?.last;
        while seq > 0 {
            let packed = self.packed_event(seq)?;
            let packed = packed.ok_or_else(|| rows::damaged(&rows::event(seq)))?;
            let (before, _) = rows::read_linked(seq, &packed)?;
            seqs.push(seq);
            // Only ever backwards, or a damaged row could lead round in a circle.
            seq = before.min(seq - 1);
        }
        seqs.reverse();
        Ok(seqs)
    }

    /// One event by its number; `None` before the first and after the last.
    fn event_at(&self, seq: u64) -> Result<Option<Event>> {
        let packed = self.packed_event(seq)?;
        packed
            .map(|packed| super::read_event(seq, &packed))
            .transpose()
    }

    /// A counter's value; 0 where nothing was counted.
    fn counter(&self, key: &CounterKey) -> Result<i64> {
        fold::counted(self, key)
    }
}

impl<R: Rows + ?Sized> Reads for R {}

/// What an act answered, if this officer did it with this command; refused if its id was used for
/// anything else.
pub(super) fn outcome(act: ActRow, officer: u32, command: &Digest) -> Result<ActOutcome> {
    if act.officer != officer || act.command != *command {
        return Err(StoreError::ActReused { id: act.id });
    }
    Ok(ActOutcome {
        first_seq: act.first_seq,
        events: act.events,
        result: act.result,
    })
}
