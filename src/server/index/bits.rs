//! Sets of slots, one bit a slot: dense for what a search found, in blocks for what is kept.

/// A set of slots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// Room for slots `0..slots`, none of them in the set.
    pub fn none(slots: usize) -> Bits {
        Bits {
            words: vec![0; slots.div_ceil(64)],
        }
    }

    pub fn get(&self, slot: u32) -> bool {
        let word = self.words.get(slot as usize / 64);
        word.is_some_and(|word| word >> (slot % 64) & 1 == 1)
    }

    /// Puts a slot into the set; the room grows with it.
    pub fn set(&mut self, slot: u32) {
        let at = slot as usize / 64;
        if at >= self.words.len() {
            self.words.resize(at + 1, 0);
        }
        self.words[at] |= 1 << (slot % 64);
    }

    pub fn clear(&mut self, slot: u32) {
        if let Some(word) = self.words.get_mut(slot as usize / 64) {
            *word &= !(1 << (slot % 64));
        }
    }

    /// Keeps what is in both.
    pub fn and(&mut self, other: &Bits) {
        for (at, word) in self.words.iter_mut().enumerate() {
            *word &= other.words.get(at).copied().unwrap_or(0);
        }
    }

    /// Adds what is in the other.
    pub fn or(&mut self, other: &Bits) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
    }

    pub fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Drops what does not satisfy a condition.
    pub fn retain(&mut self, holds: impl Fn(u32) -> bool) {
        for (at, word) in self.words.iter_mut().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                if !holds(at as u32 * 64 + bit) {
                    *word &= !(1 << bit);
                }
            }
        }
    }

    /// The slots in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(at as u32 * 64 + bit)
            })
        })
    }

    fn block(&self, block: usize) -> &[u64] {
        let from = (block * WORDS).min(self.words.len());
        let to = (from + WORDS).min(self.words.len());
        &self.words[from..to]
    }

    fn put_block(&mut self, block: usize, words: &[u64; WORDS]) {
        let from = block * WORDS;
        if self.words.len() < from + WORDS {
            self.words.resize(from + WORDS, 0);
        }
        self.words[from..from + WORDS].copy_from_slice(words);
    }
}

/// Words of a block: 4,096 slots in 512 bytes.
const WORDS: usize = 64;
const SLOTS: u32 = 64 * WORDS as u32;

/// A kept set that takes room only where something is in it.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    blocks: Vec<Option<Box<[u64; WORDS]>>>,
}

impl Blocks {
    pub fn set(&mut self, slot: u32) {
        let block = (slot / SLOTS) as usize;
        if block >= self.blocks.len() {
            self.blocks.resize(block + 1, None);
        }
        let words = self.blocks[block].get_or_insert_with(|| Box::new([0; WORDS]));
        words[(slot % SLOTS / 64) as usize] |= 1 << (slot % 64);
    }

    pub fn clear(&mut self, slot: u32) {
        if let Some(Some(words)) = self.blocks.get_mut((slot / SLOTS) as usize) {
            words[(slot % SLOTS / 64) as usize] &= !(1 << (slot % 64));
        }
    }

    /// Slots that are in all of the sets, and in `within` where that is given.
    pub fn common(sets: &[&Blocks], within: Option<&Bits>) -> Bits {
        let mut all = Bits::default();
        let blocks = sets.iter().map(|set| set.blocks.len()).min().unwrap_or(0);
        for block in 0..blocks {
            let mut words = [u64::MAX; WORDS];
            if let Some(within) = within {
                let other = within.block(block);
                for (at, word) in words.iter_mut().enumerate() {
                    *word = other.get(at).copied().unwrap_or(0);
                }
            }
            let some = sets.iter().all(|set| {
                let Some(other) = &set.blocks[block] else {
                    return false;
                };
                for (word, other) in words.iter_mut().zip(other.iter()) {
                    *word &= other;
                }
                true
            });
            if some {
                all.put_block(block, &words);
            }
        }
        all
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let used = self.blocks.iter().flatten().count();
        used * WORDS * 8 + self.blocks.capacity() * 8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn of(slots: &BTreeSet<u32>) -> (Bits, Blocks) {
        let (mut bits, mut blocks) = (Bits::default(), Blocks::default());
        for slot in slots {
            bits.set(*slot);
            blocks.set(*slot);
        }
        (bits, blocks)
    }

    proptest! {
        #[test]
        fn bits_are_sets(
            one in proptest::collection::btree_set(0u32..20_000, 0..60),
            other in proptest::collection::btree_set(0u32..20_000, 0..60),
        ) {
            let (bits, blocks) = of(&one);
            let (more, others) = of(&other);
            prop_assert_eq!(bits.iter().collect::<BTreeSet<_>>(), one.clone());
            prop_assert_eq!(bits.count(), one.len());
            let common: BTreeSet<u32> = one.intersection(&other).copied().collect();
            let either: BTreeSet<u32> = one.union(&other).copied().collect();
            let mut both = bits.clone();
            both.and(&more);
            prop_assert_eq!(both.iter().collect::<BTreeSet<_>>(), common.clone());
            let mut any = bits.clone();
            any.or(&more);
            prop_assert_eq!(any.iter().collect::<BTreeSet<_>>(), either);
            let kept = Blocks::common(&[&blocks, &others], None);
            prop_assert_eq!(kept.iter().collect::<BTreeSet<_>>(), common.clone());
            let kept = Blocks::common(&[&blocks], Some(&more));
            prop_assert_eq!(kept.iter().collect::<BTreeSet<_>>(), common);
            let mut even = bits;
            even.retain(|slot| slot % 2 == 0);
            prop_assert!(even.iter().all(|slot| slot % 2 == 0 && one.contains(&slot)));
        }
    }
}
