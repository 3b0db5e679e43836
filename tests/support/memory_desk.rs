//! A desk over the ledger in memory: what the rules decide is folded, kept and read again by the
//! store itself, as on a disk, without one.

use loket::codec;
use loket::domain::act::Command;
use loket::domain::desk::{Desk, LastMove, LatestAct, Series};
use loket::domain::event::{Event, Genesis, Stamp};
use loket::domain::ids::{OfficerId, RecordId};
use loket::domain::keys::{Key, keys};
use loket::domain::officer::Officer;
use loket::domain::policy::Policy;
use loket::domain::record::Record;
use loket::domain::refusal::Refusal;
pub use loket::domain::rules::Founder;
use loket::domain::rules::{Actor, Decision, decide, genesis};
use loket::domain::terms::OfficialAct;
use loket::domain::time::Instant;
use loket::domain::working_time::WorkingCalendar;
use loket::server::office::Office;
use loket::server::reading::{Reading, told};
use loket::store::memory::Memory;
use loket::store::records::{Domain, VERSION, new_event, position, record_key, unique_key};
use loket::store::{Act, ActId, Store};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The desk: clone it to try something and forget it.
pub struct MemoryDesk {
    ledger: Memory,
    store: Store,
    office: Office,
    /// Each record as the ledger gave it after the last event about it.
    records: BTreeMap<RecordId, Record>,
}

impl Clone for MemoryDesk {
    fn clone(&self) -> MemoryDesk {
        let ledger = self.ledger.copy();
        MemoryDesk {
            store: over(&ledger),
            ledger,
            office: self.office.clone(),
            records: self.records.clone(),
        }
    }
}

/// No documents are read.
fn over(ledger: &Memory) -> Store {
    let ledger = Box::new(ledger.clone());
    Store::over(ledger, Path::new("/no/desk"), Arc::new(Domain))
}

/// What is recorded of a decision; the genesis has none.
fn act(number: u64, at: Instant, events: &[Event], decision: Option<&Decision>) -> Act {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    let events = events.iter().map(|event| {
        let post = decision.and_then(Decision::post);
        let stated = decision.and_then(|decision| decision.stated);
        new_event(event, post, stated, &Default::default()).expect("an event has bytes")
    });
    Act {
        id: ActId(id),
        command: [0; 32],
        officer: decision.map_or(0, |decision| decision.officer.0),
        recorded_at: at.0,
        events: events.collect(),
        result: Vec::new(),
    }
}

impl MemoryDesk {
    /// A desk with this policy and these officers, numbered from 1.
    pub fn found(policy: Policy, officers: Vec<Founder>, at: Instant) -> MemoryDesk {
        let what = Genesis {
            desk: [7; 16],
            name: "Uji".to_owned(),
            training: false,
            format: 1,
        };
        let events = genesis(what, policy, [1; 32], officers);
        let ledger = Memory::new(Arc::new(Domain));
        let store = over(&ledger);
        let mut group = store.begin();
        let begun = group.push(act(0, at, &events, None));
        begun.expect("a desk begins");
        store.commit(group).expect("a desk begins");
        let mut desk = MemoryDesk {
            office: Office::load(&store).expect("a desk has an office"),
            ledger,
            store,
            records: BTreeMap::new(),
        };
        desk.read_again(&events);
        desk
    }

    /// Judges an act and, where it is accepted, lets it happen.
    pub fn act(
        &mut self,
        actor: &Actor,
        command: &Command,
        at: Instant,
    ) -> Result<Decision, Refusal> {
        let decision = decide(self, command, actor, at)?;
        if decision.events.is_empty() {
            return Ok(decision);
        }
        let mut group = self.store.begin();
        let recorded = act(group.next_seq(), at, &decision.events, Some(&decision));
        let pushed = group.push(recorded);
        pushed.expect("decide makes events that fit");
        self.store.commit(group).expect("memory takes all");
        let about = |event: &Event| Office::is_about(event.record);
        if decision.events.iter().any(about) {
            self.office = Office::load(&self.store).expect("a desk has an office");
        }
        self.read_again(&decision.events);
        Ok(decision)
    }

    /// Puts a record there as an older desk could have it, whatever the rules say now.
    pub fn keep(&mut self, id: RecordId, record: Record) {
        let bytes = codec::encode_versioned(VERSION, &record).expect("a record has bytes");
        let keys: Vec<_> = keys(&record).iter().map(unique_key).collect();
        self.ledger.put(&record_key(id), bytes, &keys);
        self.records.insert(id, record);
    }

    /// Every record as it stands.
    pub fn records(&self) -> BTreeMap<RecordId, Record> {
        self.records.clone()
    }

    /// Reads what these events are about out of the ledger.
    fn read_again(&mut self, events: &[Event]) {
        for event in events {
            let record = self.record(event.record).expect("it was recorded");
            self.records.insert(event.record, record);
        }
    }

    /// Every event with its stamp, in order: replaying them must give the records again.
    pub fn log(&self) -> Vec<(Event, Stamp)> {
        let events = self.store.follow(1).map(|event| {
            let event = event.expect("memory is read");
            let head = event.head.clone();
            let told = told(event).expect("an event").expect("of a record");
            let what = told.what.expect("nothing was erased");
            let stamp = Stamp {
                at: Instant(head.recorded_at),
                officer: OfficerId(head.officer),
                position: position(head.position),
                stated: head.stated_at.map(Instant),
            };
            let record = told.record;
            (Event { record, what }, stamp)
        });
        events.collect()
    }

    /// How many events there are.
    pub fn events(&self) -> u64 {
        self.store.head().seq
    }

    fn read<T>(&self, ask: impl FnOnce(&Reading<'_, Store>) -> T) -> T {
        let reading = Reading::new(&self.store, &self.office);
        let read = ask(&reading);
        assert!(reading.failure().is_none(), "memory is read");
        read
    }
}

impl Desk for MemoryDesk {
    fn record(&self, id: RecordId) -> Option<Record> {
        self.read(|desk| desk.record(id))
    }

    fn lookup(&self, key: &Key) -> Option<RecordId> {
        self.read(|desk| desk.lookup(key))
    }

    fn members(&self, prefix: &[u8]) -> Vec<RecordId> {
        self.read(|desk| desk.members(prefix))
    }

    fn acts_since(&self, from: Instant) -> Vec<OfficialAct> {
        self.read(|desk| desk.acts_since(from))
    }

    fn policy(&self) -> (u32, Arc<Policy>) {
        self.read(|desk| desk.policy())
    }

    fn policy_of(&self, number: u32) -> Arc<Policy> {
        self.read(|desk| desk.policy_of(number))
    }

    fn calendar(&self) -> Arc<WorkingCalendar> {
        self.read(|desk| desk.calendar())
    }

    fn officers(&self) -> Arc<Vec<Officer>> {
        self.read(|desk| desk.officers())
    }

    fn next(&self, series: Series) -> u32 {
        self.read(|desk| desk.next(series))
    }

    fn last_move(&self, id: RecordId) -> Option<LastMove> {
        self.read(|desk| desk.last_move(id))
    }

    fn latest_act(&self, id: RecordId) -> Option<LatestAct> {
        self.read(|desk| desk.latest_act(id))
    }

    fn before(&self, id: RecordId, seq: u64) -> Option<Record> {
        self.read(|desk| desk.before(id, seq))
    }
}
