//! Who is on the desk, and who else has a record open.

use super::SessionId;
use super::pushes::Pushes;
use crate::domain::ids::RecordId;
use crate::wire::message::Tell;
use crate::wire::view::Presence;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Sort of the push: newer presence replaces older.
const SORT: u64 = 1;

/// Each screen's officer, by name, and the record that is open there.
type Looking = BTreeMap<SessionId, (String, Option<RecordId>)>;

/// Where every screen is.
pub struct Presences {
    looking: Mutex<Looking>,
    pushes: Pushes,
}

impl Presences {
    pub fn new(pushes: Pushes) -> Presences {
        Presences {
            looking: Mutex::default(),
            pushes,
        }
    }

    /// A screen opened or left a record.
    pub fn looks(&self, session: SessionId, name: &str, record: Option<RecordId>) {
        let mut looking = self.held();
        let before = looking.insert(session, (name.to_owned(), record));
        if before.and_then(|(_, before)| before) != record {
            self.tell(&looking);
        }
    }

    /// A screen is gone.
    pub fn leaves(&self, session: SessionId) {
        let mut looking = self.held();
        if looking.remove(&session).is_some() {
            self.tell(&looking);
        }
    }

    /// Names of the others who have a record open.
    pub fn others(&self, session: SessionId, record: RecordId) -> Vec<String> {
        others(&self.held(), session, record)
    }

    /// Tells every screen who is there, and who has the same record open. The places stay locked
    /// until all is posted: newer news replaces older, so an older state must not come after.
    fn tell(&self, looking: &Looking) {
        let online = u16::try_from(looking.len()).unwrap_or(u16::MAX);
        for (session, (_, record)) in looking {
            let here = record
                .map(|record| others(looking, *session, record))
                .unwrap_or_default();
            let tell = Tell::Presence(Presence { online, here });
            self.pushes.post(SORT, &tell, |other| other.id == *session);
        }
    }

    fn held(&self) -> MutexGuard<'_, Looking> {
        self.looking.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn others(looking: &Looking, session: SessionId, record: RecordId) -> Vec<String> {
    let others = looking
        .iter()
        .filter(|(id, (_, at))| **id != session && *at == Some(record));
    let mut names: Vec<_> = others.map(|(_, (name, _))| name.clone()).collect();
    names.dedup();
    names
}
