//! Slots kept in an order: a change costs the logarithm, a window costs the window.

use std::cmp::Ordering;

/// A chunk is split in two when it grows beyond this.
const MOST: usize = 1024;

/// Slots in the order of a comparison, which must tell all slots apart. The comparison is given
/// with each call: the keys stand in the columns. It must be the same as long as a slot is in.
#[derive(Clone, Debug, Default)]
pub struct Ordered {
    chunks: Vec<Vec<u32>>,
    len: usize,
}

impl Ordered {
    /// Sorts slots by a number that agrees with the comparison, and by the comparison where the
    /// numbers are equal.
    pub fn build<K: Ord>(
        slots: impl Iterator<Item = u32>,
        key: impl Fn(u32) -> K,
        compare: impl Fn(u32, u32) -> Ordering,
    ) -> Ordered {
        let mut all: Vec<(K, u32)> = slots.map(|slot| (key(slot), slot)).collect();
        all.sort_unstable_by(|one, other| {
            one.0.cmp(&other.0).then_with(|| compare(one.1, other.1))
        });
        let chunks = all.chunks(MOST / 2);
        Ordered {
            len: all.len(),
            chunks: chunks
                .map(|chunk| chunk.iter().map(|(_, slot)| *slot).collect())
                .collect(),
        }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    /// The chunk where a slot stands or would stand, and the place in it.
    fn place(
        &self,
        slot: u32,
        compare: &impl Fn(u32, u32) -> Ordering,
    ) -> (usize, Result<usize, usize>) {
        let before = |chunk: &Vec<u32>| {
            chunk
                .last()
                .is_some_and(|last| compare(*last, slot) == Ordering::Less)
        };
        let chunk = self.chunks.partition_point(before);
        let place = self.chunks.get(chunk).map_or(Err(0), |chunk| {
            chunk.binary_search_by(|other| compare(*other, slot))
        });
        (chunk, place)
    }

    pub fn insert(&mut self, slot: u32, compare: impl Fn(u32, u32) -> Ordering) {
        let (mut at, place) = self.place(slot, &compare);
        let Err(mut place) = place else { return };
        if at == self.chunks.len() {
            match at.checked_sub(1) {
                Some(last) => (at, place) = (last, self.chunks[last].len()),
                None => self.chunks.push(Vec::new()),
            }
        }
        let chunk = &mut self.chunks[at];
        chunk.insert(place, slot);
        self.len += 1;
        if chunk.len() > MOST {
            let rest = chunk.split_off(MOST / 2);
            self.chunks.insert(at + 1, rest);
        }
    }

    pub fn remove(&mut self, slot: u32, compare: impl Fn(u32, u32) -> Ordering) {
        let (at, Ok(place)) = self.place(slot, &compare) else {
            return;
        };
        self.chunks[at].remove(place);
        self.len -= 1;
        if self.chunks[at].is_empty() {
            self.chunks.remove(at);
        }
    }

    /// How many slots stand before a slot that is in.
    pub fn rank(&self, slot: u32, compare: impl Fn(u32, u32) -> Ordering) -> Option<usize> {
        let (at, place) = self.place(slot, &compare);
        Some(self.before(at) + place.ok()?)
    }

    fn before(&self, chunk: usize) -> usize {
        self.chunks[..chunk].iter().map(Vec::len).sum()
    }

    /// How many slots at the front satisfy a condition that stays false once it is.
    pub fn partition(&self, front: impl Fn(u32) -> bool) -> usize {
        let whole = |chunk: &Vec<u32>| chunk.last().is_some_and(|last| front(*last));
        let at = self.chunks.partition_point(whole);
        let rest = self
            .chunks
            .get(at)
            .map_or(0, |chunk| chunk.partition_point(|slot| front(*slot)));
        self.before(at) + rest
    }

    /// Slots from a place on.
    pub fn from(&self, mut at: usize) -> impl Iterator<Item = u32> {
        let mut first = 0;
        while first < self.chunks.len() && at >= self.chunks[first].len() {
            at -= self.chunks[first].len();
            first += 1;
        }
        let chunks = self.chunks[first..].iter();
        chunks.flatten().copied().skip(at)
    }

    /// Slots before a place, the nearest first.
    pub fn back_from(&self, at: usize) -> impl Iterator<Item = u32> {
        let mut skip = self.len - at.min(self.len);
        let mut end = self.chunks.len();
        while end > 0 && skip >= self.chunks[end - 1].len() {
            skip -= self.chunks[end - 1].len();
            end -= 1;
        }
        let chunks = self.chunks[..end].iter().rev();
        chunks
            .flat_map(|chunk| chunk.iter().rev())
            .copied()
            .skip(skip)
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        self.chunks
            .iter()
            .map(|chunk| chunk.capacity() * 4 + 24)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Keys that many slots share, so that the slot decides.
    fn compare(one: u32, other: u32) -> Ordering {
        (one % 7, one).cmp(&(other % 7, other))
    }

    proptest! {
        #[test]
        fn it_is_a_sorted_list(
            first in proptest::collection::btree_set(0u32..6_000, 0..3_000),
            changes in proptest::collection::vec((any::<bool>(), 0u32..6_000), 0..2_000),
            at in 0usize..4_000,
        ) {
            let mut order = Ordered::build(first.iter().copied(), |slot| u64::from(slot % 7), compare);
            let mut model = first;
            for (add, slot) in changes {
                if add {
                    order.insert(slot, compare);
                    model.insert(slot);
                } else {
                    order.remove(slot, compare);
                    model.remove(&slot);
                }
            }
            let mut sorted: Vec<u32> = model.iter().copied().collect();
            sorted.sort_by(|one, other| compare(*one, *other));
            prop_assert_eq!(order.len(), sorted.len());
            prop_assert_eq!(order.from(0).collect::<Vec<_>>(), sorted.clone());
            let at = at.min(sorted.len());
            prop_assert_eq!(order.from(at).collect::<Vec<_>>(), sorted[at..].to_vec());
            let back: Vec<u32> = sorted[..at].iter().rev().copied().collect();
            prop_assert_eq!(order.back_from(at).collect::<Vec<_>>(), back);
            prop_assert_eq!(order.partition(|slot| slot % 7 < 3),
                sorted.iter().filter(|slot| **slot % 7 < 3).count());
            for (rank, slot) in sorted.iter().enumerate().step_by(97) {
                prop_assert_eq!(order.rank(*slot, compare), Some(rank));
            }
        }
    }
}
