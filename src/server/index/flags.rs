//! What the minute and the officer who asks make of the open requests: which are late, which wait
//! for them. Kept while rows change, so that a question looks at what changed since the last one,
//! not at all that is open: beside an import each screen asks, and every commit makes a new list.

use super::Index;
use super::bits::Bits;
use super::context::{Asker, Context};
use crate::domain::summary::{RequestRow, SheetRow};
use std::sync::{Arc, Mutex, PoisonError};

/// Changes that are remembered; flags that lack more are made anew.
const MOST_CHANGES: usize = 1 << 16;

/// Officers of a desk with their screens open, and one more for what does not depend on who asks.
const MOST_KEPT: usize = 65;

/// Flags that were made, and the requests that changed since.
#[derive(Default)]
pub struct Flags {
    /// Slots of requests that changed or whose sheet did, one after another; some come twice.
    changed: Vec<u32>,
    /// Changes that are forgotten already.
    forgotten: u64,
    /// The latest used last.
    kept: Mutex<Vec<Kept>>,
}

struct Kept {
    key: Key,
    /// Changes that are in.
    upto: u64,
    set: Arc<Bits>,
}

/// What a flag depends on besides the rows.
#[derive(Clone, PartialEq, Eq)]
struct Key {
    minute: i64,
    /// Number of the newest policy.
    policy: Option<u32>,
    /// Whose turn it is depends on who asks; what is late does not.
    asker: Option<Asker>,
}

impl Key {
    fn is_of_time(&self, other: &Key) -> bool {
        (self.minute, self.policy) == (other.minute, other.policy)
    }
}

impl Flags {
    /// A request is another, or its sheet is.
    pub fn change(&mut self, slot: u32) {
        if self.changed.len() >= MOST_CHANGES {
            self.forgotten += self.changed.len() as u64;
            self.changed.clear();
        }
        self.changed.push(slot);
    }

    /// The slots for which a condition holds: `all` are looked at where nothing is kept, what
    /// changed where it is.
    fn set(
        &self,
        key: Key,
        all: impl Iterator<Item = u32>,
        holds: impl Fn(u32) -> bool,
    ) -> Arc<Bits> {
        let kept = self.take(&key).and_then(|(set, upto)| {
            let known = usize::try_from(upto.checked_sub(self.forgotten)?).ok()?;
            Some((set, self.changed.get(known..)?))
        });
        let set = match kept {
            Some((set, [])) => set,
            Some((mut set, since)) => {
                let put = Arc::make_mut(&mut set);
                for slot in since {
                    match holds(*slot) {
                        true => put.set(*slot),
                        false => put.clear(*slot),
                    }
                }
                set
            }
            None => {
                let mut set = Bits::default();
                all.filter(|slot| holds(*slot))
                    .for_each(|slot| set.set(slot));
                Arc::new(set)
            }
        };
        self.keep(Kept {
            key,
            upto: self.forgotten + self.changed.len() as u64,
            set: set.clone(),
        });
        set
    }

    fn take(&self, key: &Key) -> Option<(Arc<Bits>, u64)> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|one| one.key == *key)?;
        let found = kept.remove(at);
        Some((found.set, found.upto))
    }

    fn keep(&self, made: Kept) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have made it meanwhile; of another minute nobody asks again.
        kept.retain(|one| one.key.is_of_time(&made.key) && one.key != made.key);
        if kept.len() >= MOST_KEPT {
            kept.remove(0);
        }
        kept.push(made);
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let sets: usize = kept.iter().map(|one| one.set.bytes()).sum();
        sets + self.changed.capacity() * 4
    }
}

impl Index {
    /// Slots of open requests over a standard or a deadline. The others never are: working time is
    /// reckoned for open ones alone.
    pub(super) fn overdue(&self, context: &Context) -> Arc<Bits> {
        let late = |row: &RequestRow| self.request_overdue(row, context);
        self.flagged(None, context, late)
    }

    /// Slots of open requests that wait for the asking officer.
    pub(super) fn mine(&self, context: &Context) -> Arc<Bits> {
        let asker = Some(context.asker.clone());
        self.flagged(asker, context, |row| context.is_mine(row))
    }

    fn flagged(
        &self,
        asker: Option<Asker>,
        context: &Context,
        holds: impl Fn(&RequestRow) -> bool,
    ) -> Arc<Bits> {
        let key = Key {
            minute: context.now.0,
            policy: context.policies.keys().next_back().copied(),
            asker,
        };
        let open = |slot| {
            let row = self.requests.rows.get(slot)?;
            (!row.stage.is_final()).then_some(row)
        };
        let holds = |slot| open(slot).is_some_and(&holds);
        let all = self.open.iter().copied();
        self.flags.set(key, all, holds)
    }

    /// A sheet is another: its deadline is that of the names on it.
    pub(super) fn flag_names_on(&mut self, sheet: &SheetRow) {
        let names: Vec<u32> = self.slots_on(sheet).collect();
        names.into_iter().for_each(|slot| self.flags.change(slot));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_question_looks_at_what_changed_since_the_last_one() {
        let mut flags = Flags::default();
        let looked = Cell::new(0);
        let even = |slot: u32| {
            looked.set(looked.get() + 1);
            slot.is_multiple_of(2)
        };
        let key = |minute| Key {
            minute,
            policy: Some(1),
            asker: None,
        };
        let ask = |flags: &Flags, key, all| {
            looked.set(0);
            let set = flags.set(key, 0..all, even);
            (set.count(), looked.get())
        };
        assert_eq!(ask(&flags, key(1), 1_000), (500, 1_000));
        assert_eq!(ask(&flags, key(1), 1_000), (500, 0));
        flags.change(1_000);
        flags.change(1_001);
        assert_eq!(ask(&flags, key(1), 1_002), (501, 2));
        assert_eq!(ask(&flags, key(2), 1_002), (501, 1_002), "another minute");
        let office = Key {
            policy: Some(2),
            ..key(2)
        };
        let told = ask(&flags, office.clone(), 1_002);
        assert_eq!(told, (501, 1_002), "another policy");
        (0..=MOST_CHANGES as u32).for_each(|_| flags.change(7));
        let told = ask(&flags, office, 1_002);
        assert_eq!(told, (501, 1_002), "more changes than are remembered");
    }
}
