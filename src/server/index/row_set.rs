//! All rows of one kind: found by number, kept in the orders that were asked for, searched by text.

use super::bits::Bits;
use super::order::Ordered;
use super::pool::Pool;
use super::texts::Texts;
use crate::domain::filter::{Bound, Field, Term, Wanted};
use crate::wire::message::Sort;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What a condition may look at beside the row.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    pub now: crate::domain::time::Instant,
    /// Slots of requests that are over a standard or a deadline.
    pub overdue: &'a Bits,
    /// Slots of requests that wait for the asking officer.
    pub mine: &'a Bits,
}

/// Where the rows of one kind are kept, by slot.
pub trait Rows: Default {
    type Id: Copy + Eq + Hash + Ord;
    type Row;
    /// The fields of the search text, in its order.
    const FIELDS: &'static [Field];

    /// The record of a slot; `None` for a slot that never had one.
    fn id(&self, slot: u32) -> Option<Self::Id>;
    fn row(&self, slot: u32) -> Option<Self::Row>;
    /// Takes a row in, or out.
    fn write(&mut self, slot: u32, row: Option<&Self::Row>);
    fn texts(&self) -> &Texts;
    fn agencies(&self) -> &Pool;
    /// The order of two rows; no two are equal.
    fn compare(&self, by: Sort, one: u32, other: u32) -> Ordering;
    /// The folded name that the order by name goes by.
    fn name(&self, slot: u32) -> &[u8];
    /// A number for each slot that agrees with every order but that by name, so that many are
    /// sorted fast.
    fn key<'a>(&'a self, by: Sort) -> Box<dyn Fn(u32) -> u64 + 'a>;
    /// Whether a row would keep its place in an order.
    fn stays(&self, by: Sort, slot: u32, row: &Self::Row) -> bool;
    /// Drops the slots for which a condition that is not on a text does not hold.
    fn narrow(&self, wanted: &Wanted, moment: Moment, found: &mut Bits);
    /// Adds slots that have a part in a text which the search text does not hold whole.
    fn also(&self, _needle: &str, _field: Option<Field>, _found: &mut Bits) {}
    /// Bytes on the heap.
    fn bytes(&self) -> usize;
}

/// The first 32 bytes as numbers that sort as they do.
fn first_letters(text: &[u8]) -> [u64; 4] {
    let mut first = [0; 4];
    for (number, part) in first.iter_mut().zip(text.chunks(8)) {
        let mut bytes = [0; 8];
        bytes[..part.len()].copy_from_slice(part);
        *number = u64::from_be_bytes(bytes);
    }
    first
}

/// Searches that are remembered, for the next keystroke and the next window.
const REMEMBERED: usize = 8;

struct Found {
    version: u64,
    field: Option<Field>,
    needle: String,
    slots: Arc<Bits>,
}

/// The rows of one kind.
pub struct RowSet<R: Rows> {
    pub rows: R,
    slots: HashMap<R::Id, u32>,
    present: Bits,
    count: u32,
    /// Made when first asked for, kept from then on.
    orders: [OnceLock<Ordered>; Sort::ALL.len()],
    found: Mutex<Vec<Found>>,
    version: u64,
}

impl<R: Rows> Default for RowSet<R> {
    fn default() -> RowSet<R> {
        RowSet {
            rows: R::default(),
            slots: HashMap::new(),
            present: Bits::default(),
            count: 0,
            orders: Default::default(),
            found: Mutex::default(),
            version: 0,
        }
    }
}

impl<R: Rows> RowSet<R> {
    /// How many rows there are.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The slot of a record that is here.
    pub fn slot(&self, id: R::Id) -> Option<u32> {
        let slot = *self.slots.get(&id)?;
        self.present.get(slot).then_some(slot)
    }

    /// The row of a record.
    pub fn row(&self, id: R::Id) -> Option<R::Row> {
        self.rows.row(self.slot(id)?)
    }

    /// Puts a row in place of the one that the record had; returns its slot.
    pub fn put(&mut self, id: R::Id, row: Option<&R::Row>) -> u32 {
        self.version += 1;
        let next = self.slots.len() as u32;
        let slot = *self.slots.entry(id).or_insert(next);
        let was = self.present.get(slot);
        let mut moved = [true; Sort::ALL.len()];
        for (at, by) in Sort::ALL.into_iter().enumerate() {
            let Some(order) = self.orders[at].get_mut() else {
                continue;
            };
            moved[at] = !(was && row.is_some_and(|row| self.rows.stays(by, slot, row)));
            if was && moved[at] {
                order.remove(slot, |one, other| self.rows.compare(by, one, other));
            }
        }
        self.rows.write(slot, row);
        for (at, by) in Sort::ALL.into_iter().enumerate() {
            if let Some(order) = self.orders[at].get_mut()
                && row.is_some()
                && moved[at]
            {
                order.insert(slot, |one, other| self.rows.compare(by, one, other));
            }
        }
        match row {
            Some(_) => self.present.set(slot),
            None => self.present.clear(slot),
        }
        self.count += u32::from(row.is_some());
        self.count -= u32::from(was);
        slot
    }

    /// The slots in an order.
    pub fn order(&self, by: Sort) -> &Ordered {
        self.orders[by as usize].get_or_init(|| {
            let compare = |one, other| self.rows.compare(by, one, other);
            if by == Sort::Name {
                let key = |slot| first_letters(self.rows.name(slot));
                return Ordered::build(self.present.iter(), key, compare);
            }
            Ordered::build(self.present.iter(), self.rows.key(by), compare)
        })
    }

    /// Where a slot stands in an order.
    pub fn rank(&self, by: Sort, slot: u32) -> Option<usize> {
        let compare = |one, other| self.rows.compare(by, one, other);
        self.order(by).rank(slot, compare)
    }

    /// The slots whose rows are what a filter asks for.
    pub fn matching(&self, filter: &Bound, moment: Moment) -> Bits {
        let mut all = self.present.clone();
        let (texts, others): (Vec<&Wanted>, Vec<&Wanted>) = filter
            .wanted
            .iter()
            .partition(|wanted| matches!(wanted.term, Term::Text(_) | Term::In(_, _)));
        for wanted in texts {
            match &wanted.term {
                Term::Text(needle) => all.and(&self.search(needle, None)),
                Term::In(Field::Agency, needle) => {
                    let mut found = Bits::default();
                    let means = |folded: &str, plain: &str| {
                        folded.contains(needle) || wanted.agencies.iter().any(|name| name == plain)
                    };
                    self.rows.agencies().search(means, &mut found);
                    all.and(&found);
                }
                Term::In(field, needle) => all.and(&self.search(needle, Some(*field))),
                _ => {}
            }
        }
        for wanted in others {
            self.rows.narrow(wanted, moment, &mut all);
        }
        all
    }

    /// Slots with a part in their texts, or in one field of them.
    fn search(&self, needle: &str, field: Option<Field>) -> Arc<Bits> {
        let within = match self.remembered(needle, field) {
            Some((true, found)) => return found,
            other => other.map(|(_, found)| found),
        };
        let places: Option<Vec<usize>> = field.map(|field| {
            let fields = R::FIELDS.iter().enumerate();
            fields
                .filter(|(_, here)| **here == field)
                .map(|(at, _)| at)
                .collect()
        });
        let texts = self.rows.texts();
        let mut found = match &places {
            Some(places) if places.is_empty() => Bits::default(),
            _ => texts.search(needle, places.as_deref(), within.as_deref()),
        };
        if field.is_none() {
            let means = |folded: &str, _: &str| folded.contains(needle);
            self.rows.agencies().search(means, &mut found);
        }
        self.rows.also(needle, field, &mut found);
        let found = Arc::new(found);
        self.remember(needle, field, found.clone());
        found
    }

    /// What was found for this part (`true`), or else for a part of it.
    fn remembered(&self, needle: &str, field: Option<Field>) -> Option<(bool, Arc<Bits>)> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let usable = found.iter().filter(|one| {
            one.version == self.version && one.field == field && needle.contains(&one.needle)
        });
        let best = usable.max_by_key(|one| one.needle.len())?;
        Some((best.needle == needle, best.slots.clone()))
    }

    fn remember(&self, needle: &str, field: Option<Field>, slots: Arc<Bits>) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.retain(|one| one.version == self.version);
        if found.len() >= REMEMBERED {
            found.remove(0);
        }
        found.push(Found {
            version: self.version,
            field,
            needle: needle.to_owned(),
            slots,
        });
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let orders: usize = self
            .orders
            .iter()
            .filter_map(OnceLock::get)
            .map(Ordered::bytes)
            .sum();
        let map = self.slots.capacity() * (std::mem::size_of::<R::Id>() + 5) * 8 / 7;
        self.rows.bytes() + orders + map
    }
}
