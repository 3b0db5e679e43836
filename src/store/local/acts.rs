//! The act index: which acts of the last 30 days there are, in memory by their ids, and what they
//! answered, in the database in the order of their events. An id is random: a row for each would
//! touch another page of the database with every act.

use std::collections::HashMap;

use super::db::{Db, acts_of};
use crate::store::error::Result;
use crate::store::fold::Overlay;
use crate::store::ids::ActId;
use crate::store::ledger::Rows;
use crate::store::rows::{self, ActRow};

/// Most acts that leave the act index in one quiet moment.
const PURGE_STEP: usize = 10_000;

/// The first event of each act that is remembered.
#[derive(Default)]
pub(crate) struct ActIndex {
    first: HashMap<ActId, u64>,
}

impl ActIndex {
    /// Reads the ids of the acts that the database remembers.
    pub fn load(db: &Db) -> Result<ActIndex> {
        let purged = purged(db)?;
        let mut first = HashMap::new();
        for row in db.scan(&[rows::ACT_ID]) {
            let (key, row) = row?;
            first.extend(
                ids_of(&key, &row)?
                    .into_iter()
                    .filter(|(_, seq)| *seq > purged),
            );
        }
        Ok(ActIndex { first })
    }

    /// Remembers acts.
    pub fn add(&mut self, acts: &[ActRow]) {
        self.first
            .extend(acts.iter().map(|act| (act.id, act.first_seq)));
    }

    /// The first event of an act.
    pub fn first_seq(&self, id: &ActId) -> Option<u64> {
        self.first.get(id).copied()
    }

    /// Forgets acts.
    pub fn forget(&mut self, ids: &[ActId]) {
        for id in ids {
            self.first.remove(id);
        }
    }
}

/// Takes acts recorded before `since` out of the database, some thousands at a time. Returns their
/// ids.
pub(crate) fn purge(db: &Db, since: i64) -> Result<Vec<ActId>> {
    let purged = purged(db)?;
    let mut gone = Vec::new();
    let mut reached = purged;
    let mut changes = Overlay::default();
    for row in db.scan(&[rows::ACT]) {
        let row = row?;
        let acts = acts_of(&row)?;
        let is_old = |act: &&ActRow| act.first_seq <= purged || act.recorded_at < since;
        let old = acts.iter().take_while(is_old).count();
        if let Some(last) = acts[..old].last() {
            reached = reached.max(last.first_seq);
        }
        let left = acts[..old].iter().filter(|act| act.first_seq > purged);
        gone.extend(left.map(|act| act.id));
        if old < acts.len() {
            break;
        }
        changes.remove(row.0);
        if gone.len() >= PURGE_STEP {
            break;
        }
    }
    if reached == purged {
        return Ok(gone);
    }
    for row in db.scan(&[rows::ACT_ID]) {
        let (key, row) = row?;
        if ids_of(&key, &row)?.iter().any(|(_, seq)| *seq > reached) {
            break;
        }
        changes.remove(key);
    }
    changes.put(rows::PURGED.to_vec(), reached.to_be_bytes().to_vec());
    changes.write(|rows| db.apply(rows))?;
    Ok(gone)
}

/// The last act that was purged begins with this event.
fn purged(db: &Db) -> Result<u64> {
    let purged = db.row(&rows::PURGED)?;
    let purged = purged.and_then(|bytes| bytes.try_into().ok());
    Ok(purged.map_or(0, u64::from_be_bytes))
}

fn ids_of(key: &[u8], row: &[u8]) -> Result<Vec<(ActId, u64)>> {
    let ids = rows::unpack(row).map(|items| items.into_iter().map(rows::read_id).collect());
    let ids: Option<Option<Vec<_>>> = ids;
    Ok(ids.flatten().ok_or_else(|| rows::damaged(key))?)
}
