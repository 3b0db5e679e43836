//! Lists that were made lately: the next window of the same list finds it ready. Whatever changes
//! makes a new list; so does a new minute.

use super::context::{Asker, Context};
use super::plan::Plan;
use crate::domain::filter::Filter;
use crate::wire::message::{List, Query};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of lists that are kept: a handful of whole inventories.
const MOST_BYTES: usize = 24 << 20;
const MOST_LISTS: usize = 64;

/// Lists, the latest used last.
#[derive(Default)]
pub struct Recent {
    lists: Mutex<Vec<Made>>,
}

struct Made {
    key: Key,
    version: u64,
    plan: Arc<Plan>,
}

#[derive(PartialEq, Eq)]
struct Key {
    query: Query,
    minute: i64,
    /// Who asks, for lists that differ from one officer to another.
    asker: Option<Asker>,
}

fn asks_who(list: List, filter: &Filter) -> bool {
    matches!(list, List::Waiting | List::Sheets | List::Stuck) || filter.asks_who()
}

impl Recent {
    /// The list of a question, made now unless it is here.
    pub fn plan(
        &self,
        version: u64,
        query: &Query,
        filter: &Filter,
        context: &Context,
        make: impl FnOnce() -> Plan,
    ) -> Arc<Plan> {
        let asker = asks_who(query.list, filter).then(|| context.asker.clone());
        let key = Key {
            query: query.clone(),
            minute: context.now.0,
            asker,
        };
        if let Some(plan) = self.find(version, &key) {
            return plan;
        }
        let plan = Arc::new(make());
        self.keep(Made {
            key,
            version,
            plan: plan.clone(),
        });
        plan
    }

    fn find(&self, version: u64, key: &Key) -> Option<Arc<Plan>> {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        lists.retain(|made| made.version == version);
        let at = lists.iter().position(|made| made.key == *key)?;
        let made = lists.remove(at);
        let plan = made.plan.clone();
        lists.push(made);
        Some(plan)
    }

    fn keep(&self, made: Made) {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        lists.push(made);
        let mut bytes: usize = lists.iter().map(|made| made.plan.bytes()).sum();
        while lists.len() > 1 && (lists.len() > MOST_LISTS || bytes > MOST_BYTES) {
            bytes -= lists.remove(0).plan.bytes();
        }
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        lists.iter().map(|made| made.plan.bytes()).sum()
    }
}
