//! The desk as the rules see it: records, keys and history read from the ledger, or from a group of
//! acts that is being decided.

use super::office::Office;
use crate::domain::desk::{Desk, LatestAct, Series};
use crate::domain::event::{Event, Happening, Stamp};
use crate::domain::ids::{OfficerId, RecordId};
use crate::domain::keys::Key;
use crate::domain::officer::Officer;
use crate::domain::policy::Policy;
use crate::domain::record::{Record, apply};
use crate::domain::time::Instant;
use crate::domain::working_time::WorkingCalendar;
use crate::store::records::{
    counter_key, payload, position, read_record, record_id, record_key, unique_bytes,
};
use crate::store::{self, Reads, StoreError};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// A record of the domain.
pub fn record(reads: &(impl Reads + ?Sized), id: RecordId) -> store::Result<Option<Record>> {
    reads
        .record(&record_key(id))?
        .map(|bytes| read_record(&bytes))
        .transpose()
}

/// A stored event with its meaning.
pub struct Told {
    pub stored: store::Event,
    pub record: RecordId,
    /// `None` where it was erased by law.
    pub what: Option<Happening>,
    pub origin: store::records::Origin,
}

/// Reads an event with its meaning.
pub fn told(stored: store::Event) -> store::Result<Option<Told>> {
    let Some(record) = record_id(&stored.head.record) else {
        return Ok(None);
    };
    let payload = payload(&stored)?;
    let (what, origin) = match payload {
        Some(payload) => (Some(payload.what), payload.origin),
        None => (None, Default::default()),
    };
    Ok(Some(Told {
        stored,
        record,
        what,
        origin,
    }))
}

/// The desk for the rules. A read error is kept and ends the act: rules never see half a desk.
pub struct Reading<'a, R: Reads + ?Sized> {
    reads: &'a R,
    office: &'a Office,
    failed: Failed,
}

/// Where the first read error is kept; several readings of one answer share it.
pub type Failed = Rc<RefCell<Option<StoreError>>>;

impl<'a, R: Reads + ?Sized> Reading<'a, R> {
    pub fn new(reads: &'a R, office: &'a Office) -> Reading<'a, R> {
        Reading::noting(reads, office, Failed::default())
    }

    /// A reading that notes its first failure where others do.
    pub fn noting(reads: &'a R, office: &'a Office, failed: Failed) -> Reading<'a, R> {
        Reading {
            reads,
            office,
            failed,
        }
    }

    /// What went wrong while reading, if anything.
    pub fn failure(self) -> Option<StoreError> {
        self.failed.take()
    }

    fn keep<T: Default>(&self, result: store::Result<T>) -> T {
        result.unwrap_or_else(|error| {
            self.failed.borrow_mut().get_or_insert(error);
            T::default()
        })
    }

    fn latest(&self, id: RecordId) -> store::Result<Option<(LatestAct, u64)>> {
        let seqs = self.reads.events_of(&record_key(id))?;
        for seq in seqs.into_iter().rev() {
            let Some(found) = self.reads.event_at(seq)?.map(told).transpose()?.flatten() else {
                continue;
            };
            if found.what.as_ref().is_some_and(Happening::moves_on) {
                return self.act_around(&found).map(Some);
            }
        }
        Ok(None)
    }

    /// The act of an event: its events lie side by side in the ledger.
    fn act_around(&self, found: &Told) -> store::Result<(LatestAct, u64)> {
        let act = found.stored.head.act;
        let mut first = found.stored.head.seq;
        while first > 1
            && self
                .reads
                .event_at(first - 1)?
                .is_some_and(|e| e.head.act == act)
        {
            first -= 1;
        }
        let mut events = Vec::new();
        let mut last = first;
        while let Some(event) = self
            .reads
            .event_at(last)?
            .filter(|event| event.head.act == act)
        {
            if let Some(Told {
                record,
                what: Some(what),
                ..
            }) = told(event)?
            {
                events.push((record, what));
            }
            last += 1;
        }
        let latest = LatestAct {
            by: OfficerId(found.stored.head.officer),
            at: Instant(found.stored.head.recorded_at),
            overtaken: self.overtaken(&events, last)?,
            events,
        };
        Ok((latest, first))
    }

    /// Records of an act on which something newer happened, from event `after` on.
    fn overtaken(
        &self,
        events: &[(RecordId, Happening)],
        after: u64,
    ) -> store::Result<Vec<RecordId>> {
        let mut overtaken = Vec::new();
        for (id, _) in events {
            for seq in self.reads.events_of(&record_key(*id))?.into_iter().rev() {
                if seq < after || overtaken.contains(id) {
                    break;
                }
                let newer = self.reads.event_at(seq)?.map(told).transpose()?.flatten();
                let moves = newer
                    .and_then(|told| told.what)
                    .is_some_and(|what| what.moves_on());
                if moves {
                    overtaken.push(*id);
                }
            }
        }
        Ok(overtaken)
    }

    /// A record folded from its events before `until`.
    fn before(&self, id: RecordId, until: u64) -> store::Result<Option<Record>> {
        let mut record = None;
        for seq in self.reads.events_of(&record_key(id))? {
            if seq >= until {
                break;
            }
            let Some(event) = self.reads.event_at(seq)? else {
                continue;
            };
            let head = event.head.clone();
            let Some(Told {
                what: Some(what), ..
            }) = told(event)?
            else {
                continue;
            };
            let stamp = Stamp {
                at: Instant(head.recorded_at),
                officer: OfficerId(head.officer),
                position: position(head.position),
                stated: head.stated_at.map(Instant),
            };
            record = apply(record, &Event { record: id, what }, &stamp).ok();
        }
        Ok(record)
    }
}

impl<R: Reads + ?Sized> Desk for Reading<'_, R> {
    fn record(&self, id: RecordId) -> Option<Record> {
        self.keep(record(self.reads, id))
    }

    fn lookup(&self, key: &Key) -> Option<RecordId> {
        let holder = self.reads.holder(&unique_bytes(&key.bytes()));
        self.keep(holder).and_then(|key| record_id(&key))
    }

    fn members(&self, prefix: &[u8]) -> Vec<RecordId> {
        let found = self.keep(self.reads.keys_with(prefix));
        found
            .iter()
            .filter_map(|(_, record)| record_id(record))
            .collect()
    }

    fn policy(&self) -> (u32, Arc<Policy>) {
        (self.office.number, self.office.policy())
    }

    fn policy_of(&self, number: u32) -> Arc<Policy> {
        self.office.policy_of(number)
    }

    fn calendar(&self) -> Arc<WorkingCalendar> {
        self.office.calendar.clone()
    }

    fn officers(&self) -> Arc<Vec<Officer>> {
        self.office.officers.clone()
    }

    fn next(&self, series: Series) -> u32 {
        let counted = self.keep(self.reads.counter(&counter_key(series)));
        u32::try_from(counted).unwrap_or(u32::MAX - 1) + 1
    }

    fn latest_act(&self, id: RecordId) -> Option<LatestAct> {
        self.keep(self.latest(id)).map(|(act, _)| act)
    }

    fn before_latest_act(&self, id: RecordId) -> Option<Record> {
        let (_, first) = self.keep(self.latest(id))?;
        self.keep(self.before(id, first))
    }
}
