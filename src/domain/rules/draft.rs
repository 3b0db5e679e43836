//! An act in the making: the events so far, and the desk as it would stand after them.

use super::super::act::Seen;
use super::super::certificate::Certificate;
use super::super::desk::{Desk, Series};
use super::super::event::{Event, Happening, RequestEvent, Stamp};
use super::super::ids::{Agenda, CertificateId, OfficerId, RecordId, RequestNo, SheetNo};
use super::super::keys::{Key, keys};
use super::super::letter::Letter;
use super::super::office::Capacity;
use super::super::record::{Record, apply};
use super::super::refusal::Refusal;
use super::super::request::{Duty, Request};
use super::super::sheet::Sheet;
use super::super::time::Instant;
use super::Decision;
use super::authority::{Actor, Authority};
use super::sign::Signature;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Collects what an act makes happen.
pub(super) struct Draft<'a> {
    pub desk: &'a dyn Desk,
    pub actor: &'a Actor,
    pub at: Instant,
    pub stated: Option<Instant>,
    /// Requests that the act is on at once; its handling time is divided by them.
    pub shared: u16,
    authority: Option<Authority>,
    events: Vec<Event>,
    records: BTreeMap<RecordId, Record>,
    owned: BTreeMap<Vec<u8>, Option<RecordId>>,
    /// What the desk said of keys: it does not change while one act is made.
    looked_up: RefCell<BTreeMap<Vec<u8>, Option<RecordId>>>,
    /// What the desk said of records, for the same reason.
    seen: RefCell<BTreeMap<RecordId, Option<Record>>>,
    given: BTreeMap<Series, u32>,
}

impl<'a> Draft<'a> {
    pub fn new(desk: &'a dyn Desk, actor: &'a Actor, at: Instant) -> Draft<'a> {
        Draft {
            desk,
            actor,
            at,
            stated: None,
            shared: 1,
            authority: None,
            events: Vec::new(),
            records: BTreeMap::new(),
            owned: BTreeMap::new(),
            looked_up: RefCell::default(),
            seen: RefCell::default(),
            given: BTreeMap::new(),
        }
    }

    /// Settles in whose name the act is; the first settlement stands for the whole act.
    pub fn act_as(&mut self, authority: Authority) {
        self.authority.get_or_insert(authority);
    }

    /// In whose name the act is, once settled.
    pub fn officer(&self) -> OfficerId {
        self.authority
            .as_ref()
            .map_or(self.actor.officer, |authority| authority.officer)
    }

    /// Lets an event happen: later reads of this act see it.
    pub fn push(&mut self, event: Event) -> Result<(), Refusal> {
        let before = self.record(event.record);
        let old = before.as_ref().map(keys).unwrap_or_default();
        let stamp = Stamp {
            at: self.at,
            officer: self.officer(),
            position: self.authority.as_ref().map(|authority| authority.position),
            stated: self.stated,
        };
        let after = apply(before, &event, &stamp).map_err(|misfit| {
            Refusal::Internal(format!("{} on {:?}", misfit.event, misfit.record))
        })?;
        let new = keys(&after);
        for key in old.iter().filter(|key| !new.contains(key)) {
            self.owned.insert(key.bytes(), None);
        }
        for key in new {
            self.owned.insert(key.bytes(), Some(event.record));
        }
        self.records.insert(event.record, after);
        self.events.push(event);
        Ok(())
    }

    /// Lets something happen to a request.
    pub fn push_request(&mut self, no: RequestNo, what: RequestEvent) -> Result<(), Refusal> {
        self.push(Event::request(no, what))
    }

    /// Notes that the acting officer did this class of duty on the request.
    pub fn note_duty(&mut self, request: &Request, authority: &Authority) -> Result<(), Refusal> {
        let Some(class) = authority.position.duty() else {
            return Ok(());
        };
        let duty = Duty {
            officer: authority.officer,
            class,
        };
        if request.duties.contains(&duty) {
            return Ok(());
        }
        self.push_request(request.no, RequestEvent::DutyAdded(duty))
    }

    /// Notes the duties of a decision: the official's, and the counter's that recorded the paper.
    pub fn note_signature(&mut self, request: &Request, by: &Signature) -> Result<(), Refusal> {
        self.note_duty(request, &by.official)?;
        match self.authority {
            Some(clerk) if by.paper => self.note_duty(request, &clerk),
            _ => Ok(()),
        }
    }

    /// A record as it would stand now.
    pub fn record(&self, id: RecordId) -> Option<Record> {
        if let Some(record) = self.records.get(&id) {
            return Some(record.clone());
        }
        let mut seen = self.seen.borrow_mut();
        let record = seen.entry(id).or_insert_with(|| self.desk.record(id));
        record.clone()
    }

    pub fn letter(&self, no: Agenda) -> Result<Letter, Refusal> {
        match self.record(RecordId::Letter(no)) {
            Some(Record::Letter(letter)) => Ok(letter),
            _ => Err(Refusal::NotFound(RecordId::Letter(no))),
        }
    }

    pub fn sheet(&self, no: SheetNo) -> Result<Sheet, Refusal> {
        match self.record(RecordId::Sheet(no)) {
            Some(Record::Sheet(sheet)) => Ok(sheet),
            _ => Err(Refusal::NotFound(RecordId::Sheet(no))),
        }
    }

    pub fn request(&self, no: RequestNo) -> Result<Request, Refusal> {
        match self.record(RecordId::Request(no)) {
            Some(Record::Request(request)) => Ok(*request),
            _ => Err(Refusal::NotFound(RecordId::Request(no))),
        }
    }

    /// A request whose revision is still the one that was seen.
    pub fn seen_request(&self, seen: Seen<RequestNo>) -> Result<Request, Refusal> {
        let request = self.request(seen.id)?;
        self.unmoved(RecordId::Request(seen.id), seen.revision, request.revision)?;
        Ok(request)
    }

    /// A sheet whose revision is still the one that was seen.
    pub fn seen_sheet(&self, seen: Seen<SheetNo>) -> Result<Sheet, Refusal> {
        let sheet = self.sheet(seen.id)?;
        self.unmoved(RecordId::Sheet(seen.id), seen.revision, sheet.revision)?;
        Ok(sheet)
    }

    /// A certificate whose revision is still the one that was seen.
    pub fn seen_certificate(&self, seen: Seen<CertificateId>) -> Result<Certificate, Refusal> {
        let record = RecordId::Certificate(seen.id);
        let Some(Record::Certificate(certificate)) = self.record(record) else {
            return Err(Refusal::NotFound(record));
        };
        self.unmoved(record, seen.revision, certificate.revision)?;
        Ok(*certificate)
    }

    /// Refuses an act that saw an older revision, telling who did what since.
    pub fn unmoved(&self, record: RecordId, seen: u32, now: u32) -> Result<(), Refusal> {
        if seen == now {
            return Ok(());
        }
        let last = self.desk.last_move(record);
        let what = last.as_ref().map_or("edited", |last| last.what.kind().1);
        Err(Refusal::MovedOn {
            record,
            by: last.as_ref().map_or(self.actor.officer, |last| last.by),
            at: last.as_ref().map_or(self.at, |last| last.at),
            what: what.to_owned(),
        })
    }

    /// The record that owns a unique key, counting this act's events.
    pub fn lookup(&self, key: &Key) -> Option<RecordId> {
        let bytes = key.bytes();
        match self.owned.get(&bytes) {
            Some(owner) => *owner,
            None => *self
                .looked_up
                .borrow_mut()
                .entry(bytes)
                .or_insert_with(|| self.desk.lookup(key)),
        }
    }

    /// The records under a prefix of key bytes, counting this act's events.
    pub fn members(&self, prefix: &[u8]) -> Vec<RecordId> {
        let stored = self.desk.members(prefix);
        let mut members: BTreeSet<RecordId> = stored.into_iter().collect();
        let ours = self.owned.range(prefix.to_vec()..);
        for (key, owner) in ours.take_while(|(key, _)| key.starts_with(prefix)) {
            let Some(id) = RecordId::from_key(&key[prefix.len()..]) else {
                continue;
            };
            match owner {
                Some(_) => members.insert(id),
                None => members.remove(&id),
            };
        }
        members.into_iter().collect()
    }

    /// Takes the next number of a series.
    pub fn take(&mut self, series: Series) -> u32 {
        let next = self
            .given
            .get(&series)
            .copied()
            .unwrap_or_else(|| self.desk.next(series));
        self.given.insert(series, next + 1);
        next
    }

    /// The finished decision.
    pub fn finish(self) -> Result<Decision, Refusal> {
        Ok(Decision {
            officer: self.officer(),
            position: self.authority.as_ref().map(|authority| authority.position),
            capacity: self
                .authority
                .map_or(Capacity::Definitive, |authority| authority.capacity),
            stated: self.stated,
            events: self.events,
            revisions: self
                .records
                .iter()
                .map(|(id, record)| (*id, record.revision()))
                .collect(),
        })
    }

    /// A remark beside the act.
    pub fn note(&mut self, record: RecordId, text: &str) -> Result<(), Refusal> {
        self.push(Event {
            record,
            what: Happening::Noted {
                text: text.to_owned(),
            },
        })
    }
}
