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

/// Where every screen is.
pub struct Presences {
    looking: Mutex<BTreeMap<SessionId, (String, Option<RecordId>)>>,
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
        let before = self.held().insert(session, (name.to_owned(), record));
        let before = before.and_then(|(_, record)| record);
        if before != record {
            self.tell();
        }
    }

    /// A screen is gone.
    pub fn leaves(&self, session: SessionId) {
        if self.held().remove(&session).is_some() {
            self.tell();
        }
    }

    /// Names of the others who have a record open.
    pub fn others(&self, session: SessionId, record: RecordId) -> Vec<String> {
        let looking = self.held();
        let others = looking
            .iter()
            .filter(|(id, (_, at))| **id != session && *at == Some(record));
        let mut names: Vec<_> = others.map(|(_, (name, _))| name.clone()).collect();
        names.dedup();
        names
    }

    /// Tells every screen who is there, and who has the same record open.
    fn tell(&self) {
        let looking = self.held().clone();
        let online = u16::try_from(looking.len()).unwrap_or(u16::MAX);
        for (session, (_, record)) in &looking {
            let here = record
                .map(|record| self.others(*session, record))
                .unwrap_or_default();
            let tell = Tell::Presence(Presence { online, here });
            self.pushes.post(SORT, &tell, |other| other.id == *session);
        }
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<SessionId, (String, Option<RecordId>)>> {
        self.looking.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
