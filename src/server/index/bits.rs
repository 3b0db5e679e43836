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

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        self.words.capacity() * 8
    }

    /// Drops what does not satisfy a condition.
    pub fn retain(&mut self, holds: impl Fn(u32) -> bool) {
        self.retain_words(|slots| {
            slots
                .filter(|slot| holds(*slot))
                .fold(0, |kept, slot| kept | 1 << (slot % 64))
        });
    }

    /// Hands over the slots of each word that has some, and keeps those of it that come back.
    pub(super) fn retain_words(&mut self, keep: impl Fn(WordSlots) -> u64) {
        for (at, word) in self.words.iter_mut().enumerate() {
            if *word != 0 {
                *word &= keep(WordSlots {
                    first: at as u32 * 64,
                    rest: *word,
                });
            }
        }
    }

    /// The slots in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        let words = self.words.iter().enumerate();
        words.flat_map(|(at, word)| WordSlots {
            first: at as u32 * 64,
            rest: *word,
        })
    }

    /// Adds the slots for which a condition holds, `0..slots`.
    pub fn fill(&mut self, slots: usize, holds: impl Fn(usize) -> bool) {
        self.words
            .resize(self.words.len().max(slots.div_ceil(64)), 0);
        for (at, word) in self.words.iter_mut().enumerate() {
            let from = at * 64;
            let mut bits = 0;
            for slot in from..(from + 64).min(slots).max(from) {
                bits |= u64::from(holds(slot)) << (slot - from);
            }
            *word |= bits;
        }
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

/// The slots of one word.
#[derive(Clone)]
pub struct WordSlots {
    first: u32,
    rest: u64,
}

impl Iterator for WordSlots {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let bit = (self.rest != 0).then(|| self.rest.trailing_zeros())?;
        self.rest &= self.rest - 1;
        Some(self.first + bit)
    }
}

/// Words of a block: 4,096 slots in 512 bytes.
const WORDS: usize = 64;
const SLOTS: u32 = 64 * WORDS as u32;

/// A fixed number of kept sets that take room only where something is in them. Neighbouring slots
/// lie together whatever set they are in, so that loading many rows in a row is fast.
#[derive(Clone, Debug)]
pub struct Sets {
    count: usize,
    blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
struct Block {
    /// For each set one more than the place of its words; 0 where it has none here.
    at: Vec<u16>,
    words: Vec<[u64; WORDS]>,
}

impl Block {
    fn words(&self, set: usize) -> Option<&[u64; WORDS]> {
        let at = usize::from(*self.at.get(set)?);
        self.words.get(at.checked_sub(1)?)
    }
}

impl Sets {
    /// That many empty sets, at most 65,535.
    pub fn new(count: u16) -> Sets {
        Sets {
            count: usize::from(count),
            blocks: Vec::new(),
        }
    }

    pub fn set(&mut self, set: usize, slot: u32) {
        let block = (slot / SLOTS) as usize;
        if block >= self.blocks.len() {
            let empty = Block {
                at: vec![0; self.count],
                words: Vec::new(),
            };
            self.blocks.resize(block + 1, empty);
        }
        let block = &mut self.blocks[block];
        let at = &mut block.at[set];
        if *at == 0 {
            // In small steps: doubling would leave much of a desk's memory unused.
            if block.words.len() == block.words.capacity() {
                block.words.reserve_exact(32);
            }
            block.words.push([0; WORDS]);
            *at = block.words.len() as u16;
        }
        let words = &mut block.words[usize::from(*at) - 1];
        words[(slot % SLOTS / 64) as usize] |= 1 << (slot % 64);
    }

    pub fn clear(&mut self, set: usize, slot: u32) {
        let Some(block) = self.blocks.get_mut((slot / SLOTS) as usize) else {
            return;
        };
        if let Some(at) = usize::from(block.at[set]).checked_sub(1) {
            block.words[at][(slot % SLOTS / 64) as usize] &= !(1 << (slot % 64));
        }
    }

    /// Slots that are in all of these sets, and in `within` where that is given.
    pub fn common(&self, sets: &[usize], within: Option<&Bits>) -> Bits {
        let mut all = Bits::default();
        for (number, block) in self.blocks.iter().enumerate() {
            let mut words = [u64::MAX; WORDS];
            if let Some(within) = within {
                let other = within.block(number);
                for (at, word) in words.iter_mut().enumerate() {
                    *word = other.get(at).copied().unwrap_or(0);
                }
            }
            let some = sets.iter().all(|set| {
                let Some(other) = block.words(*set) else {
                    return false;
                };
                for (word, other) in words.iter_mut().zip(other) {
                    *word &= other;
                }
                true
            });
            if some {
                all.put_block(number, &words);
            }
        }
        all
    }

    /// Slots that are in any of these sets.
    pub fn any(&self, sets: impl Iterator<Item = usize> + Clone) -> Bits {
        let mut all = Bits::default();
        for (number, block) in self.blocks.iter().enumerate() {
            let mut words = [0; WORDS];
            for other in sets.clone().filter_map(|set| block.words(set)) {
                for (word, other) in words.iter_mut().zip(other) {
                    *word |= other;
                }
            }
            all.put_block(number, &words);
        }
        all
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let block = |block: &Block| block.words.capacity() * WORDS * 8 + self.count * 2;
        self.blocks.iter().map(block).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn bits_are_sets(
            one in proptest::collection::btree_set(0u32..20_000, 0..60),
            other in proptest::collection::btree_set(0u32..20_000, 0..60),
            gone in proptest::collection::btree_set(0u32..20_000, 0..20),
        ) {
            let (mut bits, mut more) = (Bits::default(), Bits::default());
            let mut sets = Sets::new(3);
            for slot in one.iter().chain(&gone) {
                bits.set(*slot);
                sets.set(0, *slot);
            }
            for slot in &other {
                more.set(*slot);
                sets.set(2, *slot);
            }
            let one: BTreeSet<u32> = one.difference(&gone).copied().collect();
            for slot in &gone {
                bits.clear(*slot);
                sets.clear(0, *slot);
            }
            let of = |bits: &Bits| bits.iter().collect::<BTreeSet<_>>();
            prop_assert_eq!(of(&bits), one.clone());
            prop_assert_eq!(bits.count(), one.len());
            let common: BTreeSet<u32> = one.intersection(&other).copied().collect();
            let either: BTreeSet<u32> = one.union(&other).copied().collect();
            let mut both = bits.clone();
            both.and(&more);
            prop_assert_eq!(of(&both), common.clone());
            let mut any = bits.clone();
            any.or(&more);
            prop_assert_eq!(of(&any), either.clone());
            prop_assert_eq!(of(&sets.common(&[0, 2], None)), common.clone());
            prop_assert_eq!(of(&sets.common(&[0], Some(&more))), common);
            prop_assert_eq!(of(&sets.common(&[0, 1], None)), BTreeSet::new());
            prop_assert_eq!(of(&sets.any([0, 1, 2].into_iter())), either.clone());
            let mut filled = bits.clone();
            filled.fill(20_000, |slot| other.contains(&(slot as u32)));
            prop_assert_eq!(of(&filled), either);
            let mut even = bits;
            even.retain(|slot| slot % 2 == 0);
            prop_assert!(even.iter().all(|slot| slot % 2 == 0 && one.contains(&slot)));
        }
    }
}
