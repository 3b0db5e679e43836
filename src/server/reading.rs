//! The desk as the rules see it: records, keys and history read from the ledger, or from a group of
//! acts that is being decided.

use super::office::Office;
use crate::domain::desk::{Desk, LastMove, LatestAct, Overtaken, Series};
use crate::domain::event::{Event, Happening, Stamp};
use crate::domain::ids::{OfficerId, RecordId};
use crate::domain::keys::Key;
use crate::domain::officer::Officer;
use crate::domain::policy::Policy;
use crate::domain::record::{Record, apply};
use crate::domain::terms::OfficialAct;
use crate::domain::time::Instant;
use crate::domain::working_time::WorkingCalendar;
use crate::store::records::{
    counter_key, payload, position, read_record, record_id, record_key, unique_bytes,
};
use crate::store::{self, Reads, StoreError};
use std::cell::RefCell;
use std::collections::BTreeSet;
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

    fn moved(&self, id: RecordId) -> store::Result<Option<Told>> {
        match self.reads.last_move(&record_key(id))? {
            Some(seq) => Ok(self.reads.event_at(seq)?.map(told).transpose()?.flatten()),
            None => Ok(None),
        }
    }

    /// The act of an event: its events lie side by side in the ledger.
    fn act_around(&self, found: &Told) -> store::Result<LatestAct> {
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
        let mut after = first;
        while let Some(event) = self
            .reads
            .event_at(after)?
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
            after += 1;
        }
        Ok(LatestAct {
            by: OfficerId(found.stored.head.officer),
            at: Instant(found.stored.head.recorded_at),
            first,
            overtaken: self.overtaken(&events, after)?,
            events,
        })
    }

    /// Records of an act on which something newer happened that ends undoing, from event `after` on.
    fn overtaken(
        &self,
        events: &[(RecordId, Happening)],
        after: u64,
    ) -> store::Result<Vec<Overtaken>> {
        let records: BTreeSet<RecordId> = events.iter().map(|(id, _)| *id).collect();
        let mut overtaken = Vec::new();
        for id in records {
            overtaken.extend(self.newer(id, after)?);
        }
        Ok(overtaken)
    }

    /// The newest event on a record that ends undoing, from event `after` on.
    fn newer(&self, id: RecordId, after: u64) -> store::Result<Option<Overtaken>> {
        let seqs = self.reads.events_of(&record_key(id))?.into_iter().rev();
        for seq in seqs.take_while(|seq| *seq >= after) {
            let newer = self.reads.event_at(seq)?.map(told).transpose()?.flatten();
            let Some(Told {
                stored,
                what: Some(what),
                ..
            }) = newer
            else {
                continue;
            };
            if what.ends_undo() {
                return Ok(Some(Overtaken {
                    record: id,
                    by: OfficerId(stored.head.officer),
                    at: Instant(stored.head.recorded_at),
                    what: what.kind().1,
                }));
            }
        }
        Ok(None)
    }

    /// The number of the last event: the ledger has no gaps, so halving finds it.
    fn last_event(&self) -> store::Result<u64> {
        let mut beyond = 1;
        while self.reads.event_at(beyond)?.is_some() {
            beyond *= 2;
        }
        let mut known = beyond / 2;
        while known + 1 < beyond {
            let middle = known.midpoint(beyond);
            match self.reads.event_at(middle)? {
                Some(_) => known = middle,
                None => beyond = middle,
            }
        }
        Ok(known)
    }

    /// Who acted since a moment, read backwards: nothing is stated to be later than its record.
    fn acts(&self, from: Instant) -> store::Result<Vec<OfficialAct>> {
        let mut acts = Vec::new();
        for seq in (1..=self.last_event()?).rev() {
            let Some(event) = self.reads.event_at(seq)? else {
                continue;
            };
            let stamp = stamp(&event);
            if stamp.at < from {
                break;
            }
            if let Some(Told {
                what: Some(what), ..
            }) = told(event)?
            {
                acts.extend(OfficialAct::of(&what, &stamp).filter(|act| from <= act.at));
            }
        }
        Ok(acts)
    }

    /// A record folded from its events before `until`.
    fn folded_before(&self, id: RecordId, until: u64) -> store::Result<Option<Record>> {
        let mut record = None;
        for seq in self.reads.events_of(&record_key(id))? {
            if seq >= until {
                break;
            }
            let Some(event) = self.reads.event_at(seq)? else {
                continue;
            };
            let stamp = stamp(&event);
            let Some(Told {
                what: Some(what), ..
            }) = told(event)?
            else {
                continue;
            };
            record = apply(record, &Event { record: id, what }, &stamp).ok();
        }
        Ok(record)
    }
}

/// Who did it, when and as what.
fn stamp(event: &store::Event) -> Stamp {
    let head = &event.head;
    Stamp {
        at: Instant(head.recorded_at),
        officer: OfficerId(head.officer),
        position: position(head.position),
        stated: head.stated_at.map(Instant),
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

    fn last_move(&self, id: RecordId) -> Option<LastMove> {
        let Told { stored, what, .. } = self.keep(self.moved(id))?;
        Some(LastMove {
            by: OfficerId(stored.head.officer),
            at: Instant(stored.head.recorded_at),
            what: what?,
        })
    }

    fn latest_act(&self, id: RecordId) -> Option<LatestAct> {
        let found = self.keep(self.moved(id))?;
        self.keep(self.act_around(&found).map(Some))
    }

    fn acts_since(&self, from: Instant) -> Vec<OfficialAct> {
        self.keep(self.acts(from))
    }

    fn before(&self, id: RecordId, seq: u64) -> Option<Record> {
        self.keep(self.folded_before(id, seq))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::event::PersonEvent;
    use crate::domain::ids::PersonId;
    use crate::domain::officer::Account;
    use crate::domain::person::PersonDetails;
    use crate::paths::{DeskFolder, Sharing};
    use crate::policy_file;
    use crate::server::founding::{Founding, found};
    use crate::store::records::{Domain, new_event};
    use crate::store::{Act, ActId, Options, Row, Rows, Store};
    use std::cell::Cell;

    /// A store that counts what is read of it.
    struct Counted<'a>(&'a Store, Cell<u32>);

    impl Rows for Counted<'_> {
        fn row(&self, key: &[u8]) -> store::Result<Option<Vec<u8>>> {
            self.1.set(self.1.get() + 1);
            self.0.row(key)
        }

        fn rows_with(&self, prefix: &[u8]) -> store::Result<Vec<Row>> {
            self.1.set(self.1.get() + 1);
            self.0.rows_with(prefix)
        }

        fn packed_event(&self, seq: u64) -> store::Result<Option<Vec<u8>>> {
            self.1.set(self.1.get() + 1);
            self.0.packed_event(seq)
        }
    }

    fn known(id: u32) -> Event {
        let details = PersonDetails {
            name: format!("Siti {id}"),
            nip: None,
            nik: None,
            birth_date: None,
            post: String::new(),
            rank: String::new(),
            eselon: String::new(),
            agency: String::new(),
            unit: String::new(),
            email: String::new(),
            phone: String::new(),
        };
        Event {
            record: RecordId::Person(PersonId(id)),
            what: Happening::Person(PersonEvent::Known(details)),
        }
    }

    fn noted(id: u32) -> Event {
        Event {
            record: RecordId::Person(PersonId(id)),
            what: Happening::Noted {
                text: "sudah ditelepon".to_owned(),
            },
        }
    }

    fn act(officer: u32, events: &[Event]) -> Act {
        let origin = Default::default();
        let events = events.iter();
        Act {
            id: ActId::random().unwrap(),
            command: [0; 32],
            officer,
            recorded_at: 1_000_000 + i64::from(officer),
            events: events
                .map(|event| new_event(event, None, None, &origin).unwrap())
                .collect(),
            result: Vec::new(),
        }
    }

    #[test]
    fn the_last_move_costs_the_same_whatever_its_act_touched_besides() {
        let home = tempfile::tempdir().unwrap();
        let folder = DeskFolder::new(&home.path().join("desk")).unwrap();
        let founding = Founding {
            name: "Meja uji".to_owned(),
            training: false,
            policy: policy_file::babel(),
            sharing: Sharing::Own,
            account: Account {
                uid: 1,
                name: "ani".to_owned(),
            },
            founder: "Ani".to_owned(),
            known: Default::default(),
            at: Instant(1_000),
        };
        found(&folder, founding).unwrap();
        let options = Options::default();
        let store = Store::open(folder.path(), Arc::new(Domain), &options, &mut |_| {}).unwrap();
        let office = Office::load(&store).unwrap();
        // One act of two records, one of five hundred, and a remark that moves nothing.
        let few: Vec<_> = (1..=2).map(known).collect();
        let many: Vec<_> = (3..=502).map(known).collect();
        for (officer, events) in [(7, few), (8, many), (9, vec![noted(1), noted(400)])] {
            let mut group = store.begin();
            group.push(act(officer, &events)).unwrap();
            store.commit(group).unwrap();
        }
        let reads = Counted(&store, Cell::new(0));
        let desk = Reading::new(&reads, &office);
        let costs = |id: u32, by: u32| {
            let before = reads.1.get();
            let last = desk.last_move(RecordId::Person(PersonId(id))).unwrap();
            assert_eq!(
                (last.by, last.what.kind().1),
                (OfficerId(by), "person-known")
            );
            reads.1.get() - before
        };
        let (alone, among_many) = (costs(1, 7), costs(400, 8));
        assert_eq!((alone, among_many), (2, 2), "a row and an event");
        let whole = desk.latest_act(RecordId::Person(PersonId(400))).unwrap();
        assert_eq!(whole.events.len(), 500);
        let since = whole.overtaken.iter();
        let since: Vec<_> = since.map(|newer| (newer.record, newer.what)).collect();
        assert_eq!(since, [(RecordId::Person(PersonId(400)), "noted")]);
        assert!(reads.1.get() > 500, "the whole act is as long as it is");
        assert_eq!(
            desk.before(RecordId::Person(PersonId(400)), whole.first),
            None
        );
    }
}
