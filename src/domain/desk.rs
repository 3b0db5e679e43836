//! The narrow view of a desk that the rules look at.

use super::event::Happening;
use super::ids::{OfficerId, RecordId};
use super::keys::Key;
use super::officer::Officer;
use super::policy::Policy;
use super::record::Record;
use super::terms::Deed;
use super::time::Instant;
use super::working_time::WorkingCalendar;
use std::sync::Arc;

/// A series of numbers that are given out once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Series {
    /// Agenda numbers of a year.
    Agenda(u16),
    Person,
    Certificate,
    Officer,
    Policy,
}

/// The last event that moved a record on, as a view and a refusal need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastMove {
    pub by: OfficerId,
    pub at: Instant,
    pub what: Happening,
}

/// The whole act of a record's last move, as undo needs it: as long as what the act touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatestAct {
    pub by: OfficerId,
    pub at: Instant,
    /// The number of its first event.
    pub first: u64,
    /// Everything that the act made happen, in order, with the record it is about.
    pub events: Vec<(RecordId, Happening)>,
    /// Records of the act on which something newer happened since that ends undoing.
    pub overtaken: Vec<Overtaken>,
}

/// The newest of what happened to a record since an act, notes counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overtaken {
    pub record: RecordId,
    pub by: OfficerId,
    pub at: Instant,
    /// The event's key.
    pub what: &'static str,
}

impl LatestAct {
    /// What the act did to a record, by the key of the event that tells it: the record's own, else
    /// that of the sheet it travelled on, else whatever tells the act.
    pub fn what(&self, id: RecordId) -> Option<&'static str> {
        let mut own = self.events.iter().rev().filter(|(of, _)| *of == id);
        let last = own.clone().next();
        let of_sheet = |what: &Happening| matches!(what, Happening::Sheet(_));
        let mut telling = self.events.iter().filter(|(_, what)| what.tells());
        let found = own
            .find(|(_, what)| what.tells())
            .or_else(|| telling.clone().find(|(_, what)| of_sheet(what)))
            .or_else(|| telling.next())
            .or(last);
        found.map(|(_, what)| what.kind().1)
    }
}

/// What rules may ask. Reads only; the same answers give the same judgement.
pub trait Desk {
    /// A record as it stands.
    fn record(&self, id: RecordId) -> Option<Record>;
    /// The record that owns a unique key.
    fn lookup(&self, key: &Key) -> Option<RecordId>;
    /// The records under a prefix of [`Key`] bytes, in key order.
    fn members(&self, prefix: &[u8]) -> Vec<RecordId>;
    /// The newest policy and its number.
    fn policy(&self) -> (u32, Arc<Policy>);
    /// The policy that a request started with; the newest where that number is unknown.
    fn policy_of(&self, number: u32) -> Arc<Policy>;
    /// Working time by the newest policy.
    fn calendar(&self) -> Arc<WorkingCalendar>;
    /// Everyone with a login.
    fn officers(&self) -> Arc<Vec<Officer>>;
    /// The next free number of a series.
    fn next(&self, series: Series) -> u32;
    /// The last event that moved a record on; costs the same however much else its act touched.
    fn last_move(&self, id: RecordId) -> Option<LastMove>;
    /// The act of a record's last move.
    fn latest_act(&self, id: RecordId) -> Option<LatestAct>;
    /// Who acted for which position from a moment on, in no order; costs as much as happened since.
    fn deeds_since(&self, from: Instant) -> Vec<Deed>;
    /// A record as it was before the event of this number; `None` where it was not there yet.
    fn before(&self, id: RecordId, seq: u64) -> Option<Record>;
}
