//! Who holds each unique key in the end, found from takings and givings-back that come in the order
//! of the records instead of the order in which they happened.

use crate::store::ids::UniqueKey;
use crate::store::ledger::Row;
use crate::store::rows;

/// Everything that happened to unique keys.
#[derive(Default)]
pub(crate) struct Holders {
    /// The records by their numbers here.
    records: Vec<Box<[u8]>>,
    /// All keys, one after another.
    keys: Vec<u8>,
    steps: Vec<Step>,
}

/// A record takes a key or gives it back.
struct Step {
    /// Where its key begins.
    key: usize,
    /// The event.
    seq: u64,
    record: u32,
    /// Which step of all this was: an event gives back before it takes.
    nth: u32,
    len: u8,
    takes: bool,
}

impl Holders {
    /// Makes a record known; returns its number here.
    pub fn record(&mut self, key: Box<[u8]>) -> u32 {
        self.records.push(key);
        (self.records.len() - 1) as u32
    }

    /// Notes what an event about a record did.
    pub fn event(&mut self, record: u32, seq: u64, back: &[UniqueKey], taken: &[UniqueKey]) {
        let back = back.iter().map(|key| (key, false));
        let taken = taken.iter().map(|key| (key, true));
        for (key, takes) in back.chain(taken) {
            let bytes = key.as_bytes();
            self.steps.push(Step {
                key: self.keys.len(),
                seq,
                record,
                nth: self.steps.len() as u32,
                len: bytes.len() as u8,
                takes,
            });
            self.keys.extend(bytes);
        }
    }

    /// The rows of all keys that are held in the end, in key order.
    pub fn rows(mut self) -> impl Iterator<Item = Row> {
        let keys = std::mem::take(&mut self.keys);
        let mut steps = std::mem::take(&mut self.steps);
        let key = |step: &Step| &keys[step.key..step.key + usize::from(step.len)];
        steps.sort_unstable_by(|a, b| {
            let order = key(a).cmp(key(b));
            order.then((a.seq, a.nth).cmp(&(b.seq, b.nth)))
        });
        let held: Vec<Row> = steps
            .chunk_by(|a, b| key(a) == key(b))
            .filter_map(|steps| {
                let holder = self.records.get(holder(steps)? as usize)?;
                let row = rows::prefixed(rows::UNIQUE, key(steps.first()?));
                Some((row, holder.to_vec()))
            })
            .collect();
        held.into_iter()
    }
}

/// Who holds a key after all that happened to it, in that order; the first holder keeps it.
fn holder(steps: &[Step]) -> Option<u32> {
    steps.iter().fold(None, |holder, step| match holder {
        None if step.takes => Some(step.record),
        Some(record) if !step.takes && record == step.record => None,
        _ => holder,
    })
}
