//! A desk in memory: events folded into records, keys, the history that undo needs, officers and
//! the shipped policy. What the store does with a disk, without one.

use loket::domain::act::Command;
use loket::domain::desk::{Desk, LastMove, LatestAct, Overtaken, Series};
use loket::domain::event::{Event, Genesis, Happening, Stamp};
use loket::domain::ids::{OfficerId, RecordId};
use loket::domain::keys::{Key, keys};
use loket::domain::officer::Officer;
use loket::domain::policy::Policy;
use loket::domain::record::{Record, apply};
use loket::domain::refusal::Refusal;
pub use loket::domain::rules::Founder;
use loket::domain::rules::{Actor, Decision, decide, genesis};
use loket::domain::terms::OfficialAct;
use loket::domain::time::Instant;
use loket::domain::working_time::WorkingCalendar;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One accepted act.
#[derive(Clone)]
struct Act {
    by: OfficerId,
    at: Instant,
    /// The number of its first event.
    first: u64,
    events: Vec<(RecordId, Happening)>,
}

/// The desk: clone it to try something and forget it.
#[derive(Clone, Default)]
pub struct MemoryDesk {
    pub records: BTreeMap<RecordId, Record>,
    /// Every event with its stamp, in order: replaying them must give `records` again.
    pub log: Vec<(Event, Stamp)>,
    keys: BTreeMap<Vec<u8>, RecordId>,
    acts: Vec<Act>,
    /// The last act that moved a record on.
    moved: BTreeMap<RecordId, usize>,
    policies: BTreeMap<u32, Arc<Policy>>,
    officers: Arc<Vec<Officer>>,
    calendar: Option<Arc<WorkingCalendar>>,
}

impl MemoryDesk {
    /// A desk with this policy and these officers, numbered from 1.
    pub fn found(policy: Policy, officers: Vec<Founder>, at: Instant) -> MemoryDesk {
        let mut desk = MemoryDesk::default();
        let what = Genesis {
            desk: [7; 16],
            name: "Uji".to_owned(),
            training: false,
            format: 1,
        };
        let events = genesis(what, policy, [1; 32], officers);
        desk.commit(OfficerId(0), at, None, &events);
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
        self.commit(decision.officer, at, Some(&decision), &decision.events);
        Ok(decision)
    }

    /// Puts a record there as an older desk could have it, whatever the rules say now.
    pub fn keep(&mut self, id: RecordId, record: Record) {
        for key in keys(&record) {
            self.keys.insert(key.bytes(), id);
        }
        self.records.insert(id, record);
    }

    fn commit(
        &mut self,
        officer: OfficerId,
        at: Instant,
        decision: Option<&Decision>,
        events: &[Event],
    ) {
        let stamp = Stamp {
            at,
            officer,
            position: decision.and_then(|decision| decision.position),
            stated: decision.and_then(|decision| decision.stated),
        };
        let act = self.acts.len();
        let first = self.log.len() as u64 + 1;
        for event in events {
            self.fold(act, event, &stamp);
        }
        self.acts.push(Act {
            by: officer,
            at,
            first,
            events: events
                .iter()
                .map(|event| (event.record, event.what.clone()))
                .collect(),
        });
        let officers = self.records.values().filter_map(|record| match record {
            Record::Officer(officer) => Some(officer.clone()),
            _ => None,
        });
        self.officers = Arc::new(officers.collect());
    }

    fn fold(&mut self, act: usize, event: &Event, stamp: &Stamp) {
        let before = self.records.get(&event.record).cloned();
        if event.what.moves_on() {
            self.moved.insert(event.record, act);
        }
        for key in before.iter().flat_map(keys) {
            self.keys.remove(&key.bytes());
        }
        let after = apply(before, event, stamp).expect("decide makes events that fit");
        for key in keys(&after) {
            let other = self.keys.insert(key.bytes(), event.record);
            assert_eq!(other, None, "{key:?} belongs to two records");
        }
        if let Record::Policy { number, policy, .. } = &after {
            self.policies.insert(*number, Arc::new((**policy).clone()));
            self.calendar = Some(Arc::new(policy.calendar()));
        }
        self.records.insert(event.record, after);
        self.log.push((event.clone(), *stamp));
    }
}

impl Desk for MemoryDesk {
    fn record(&self, id: RecordId) -> Option<Record> {
        self.records.get(&id).cloned()
    }

    fn lookup(&self, key: &Key) -> Option<RecordId> {
        self.keys.get(&key.bytes()).copied()
    }

    fn members(&self, prefix: &[u8]) -> Vec<RecordId> {
        let from = self.keys.range(prefix.to_vec()..);
        from.take_while(|(key, _)| key.starts_with(prefix))
            .map(|(_, id)| *id)
            .collect()
    }

    fn acts_since(&self, from: Instant) -> Vec<OfficialAct> {
        let acts = self
            .log
            .iter()
            .flat_map(|(event, stamp)| OfficialAct::of(&event.what, stamp));
        acts.filter(|act| from <= act.at).collect()
    }

    fn policy(&self) -> (u32, Arc<Policy>) {
        let (number, policy) = self.policies.iter().next_back().expect("founded with one");
        (*number, policy.clone())
    }

    fn policy_of(&self, number: u32) -> Arc<Policy> {
        let known = self.policies.get(&number).cloned();
        known.unwrap_or_else(|| self.policy().1)
    }

    fn calendar(&self) -> Arc<WorkingCalendar> {
        self.calendar.clone().expect("founded with a policy")
    }

    fn officers(&self) -> Arc<Vec<Officer>> {
        self.officers.clone()
    }

    fn next(&self, series: Series) -> u32 {
        let numbers = self.records.keys().filter_map(|id| match (series, id) {
            (Series::Agenda(year), RecordId::Letter(no)) if no.year == year => Some(no.number),
            (Series::Person, RecordId::Person(id)) => Some(id.0),
            (Series::Certificate, RecordId::Certificate(id)) => Some(id.0),
            (Series::Officer, RecordId::Officer(id)) => Some(id.0),
            (Series::Policy, RecordId::Policy(number)) => Some(*number),
            _ => None,
        });
        numbers.max().unwrap_or(0) + 1
    }

    fn last_move(&self, id: RecordId) -> Option<LastMove> {
        let about = self
            .log
            .iter()
            .rev()
            .filter(|(event, _)| event.record == id);
        let (event, stamp) = about.into_iter().find(|(event, _)| event.what.moves_on())?;
        Some(LastMove {
            by: stamp.officer,
            at: stamp.at,
            what: event.what.clone(),
        })
    }

    fn latest_act(&self, id: RecordId) -> Option<LatestAct> {
        let index = *self.moved.get(&id)?;
        let act = self.acts.get(index)?;
        let records: BTreeSet<RecordId> = act.events.iter().map(|(id, _)| *id).collect();
        let newer = |record: RecordId| {
            let later = self.acts[index + 1..].iter().rev();
            let mut events = later.flat_map(|act| act.events.iter().map(move |event| (act, event)));
            let found = events.find(|(_, (about, what))| *about == record && what.ends_undo());
            found.map(|(act, (_, what))| Overtaken {
                record,
                by: act.by,
                at: act.at,
                what: what.kind().1,
            })
        };
        Some(LatestAct {
            by: act.by,
            at: act.at,
            first: act.first,
            overtaken: records.into_iter().filter_map(newer).collect(),
            events: act.events.clone(),
        })
    }

    fn before(&self, id: RecordId, seq: u64) -> Option<Record> {
        let numbered = (1..).zip(&self.log).take_while(|(number, _)| *number < seq);
        let about = numbered.filter(|(_, (event, _))| event.record == id);
        about.fold(None, |record, (_, (event, stamp))| {
            apply(record, event, stamp).ok()
        })
    }
}
