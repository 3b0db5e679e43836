//! The office as it stands: policies, officers, working time, in memory. Read by every act and
//! view, renewed when an act changes it.

use super::reading::record;
use crate::domain::desk::Series;
use crate::domain::event::Genesis;
use crate::domain::ids::{OfficerId, RecordId};
use crate::domain::officer::Officer;
use crate::domain::policy::Policy;
use crate::domain::record::Record;
use crate::domain::working_time::WorkingCalendar;
use crate::store::records::{counter_key, read_record};
use crate::store::{Reads, Result, Store, StoreError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the rules and views need of the office.
#[derive(Clone)]
pub struct Office {
    pub genesis: Genesis,
    pub number: u32,
    pub policies: BTreeMap<u32, Arc<Policy>>,
    pub calendar: Arc<WorkingCalendar>,
    pub officers: Arc<Vec<Officer>>,
}

impl Office {
    /// Reads the office from the ledger.
    pub fn load(store: &Store) -> Result<Office> {
        let Some(Record::Desk(genesis)) = record(store, RecordId::Desk)? else {
            return Err(StoreError::NotADesk {
                desk: store.desk().to_owned(),
            });
        };
        let mut policies = BTreeMap::new();
        let newest = store.counter(&counter_key(Series::Policy))?;
        for number in 1..=u32::try_from(newest).unwrap_or(0) {
            if let Some(Record::Policy { policy, .. }) = record(store, RecordId::Policy(number))? {
                policies.insert(number, Arc::new(*policy));
            }
        }
        let mut officers = Vec::new();
        for row in store.records_with(&RecordId::Officer(OfficerId(0)).key()[..1]) {
            if let Record::Officer(officer) = read_record(&row?.1)? {
                officers.push(officer);
            }
        }
        let Some((number, policy)) = policies.last_key_value() else {
            return Err(StoreError::NotADesk {
                desk: store.desk().to_owned(),
            });
        };
        Ok(Office {
            genesis,
            number: *number,
            calendar: Arc::new(policy.calendar()),
            policies: policies.clone(),
            officers: Arc::new(officers),
        })
    }

    /// The newest policy.
    pub fn policy(&self) -> Arc<Policy> {
        self.policy_of(self.number)
    }

    /// The policy of a number; the newest where that is unknown.
    pub fn policy_of(&self, number: u32) -> Arc<Policy> {
        let newest = || self.policies.values().next_back();
        self.policies
            .get(&number)
            .or_else(newest)
            .cloned()
            .expect("an office is loaded with at least one policy")
    }

    /// An officer by number.
    pub fn officer(&self, id: OfficerId) -> Option<&Officer> {
        self.officers.iter().find(|officer| officer.id == id)
    }

    /// An officer's name, or the number where there is none.
    pub fn name(&self, id: OfficerId) -> String {
        self.officer(id)
            .map_or_else(|| format!("#{}", id.0), |officer| officer.name.clone())
    }

    /// Whether an act on this record changes the office.
    pub fn is_about(record: RecordId) -> bool {
        matches!(
            record,
            RecordId::Desk | RecordId::Policy(_) | RecordId::Officer(_)
        )
    }
}
