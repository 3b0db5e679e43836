//! The search: folded texts by slot, and for every pair of letters the slots it occurs in. A part
//! of a text is looked for only where all its pairs occur, so a keystroke costs what it may find.

use super::arena::Arena;
use super::bits::{Bits, Sets};
use memchr::memmem::Finder;

/// Letters, digits, space, full stop, everything else, and the break between fields.
const CLASSES: usize = 40;
const OTHER: usize = 38;
const EDGE: usize = 39;
/// Between the fields of a text; folding leaves none within.
const BREAK: u8 = b'\n';

fn class(byte: u8) -> usize {
    match byte {
        b'a'..=b'z' => usize::from(byte - b'a'),
        b'0'..=b'9' => usize::from(byte - b'0') + 26,
        b' ' => 36,
        b'.' => 37,
        _ => OTHER,
    }
}

/// The pairs of a text, each as often as it occurs.
fn pairs(text: &[u8]) -> impl Iterator<Item = usize> {
    let mut before = EDGE;
    text.iter().filter_map(move |byte| {
        let class = match *byte {
            BREAK => EDGE,
            byte => class(byte),
        };
        let pair = before * CLASSES + class;
        before = class;
        (class != EDGE).then_some(pair)
    })
}

/// Folded texts, a few fields a slot.
#[derive(Clone, Debug)]
pub struct Texts {
    arena: Arena,
    /// The slots of each pair of classes; the first letter of a field pairs with the edge.
    pairs: Sets,
    slots: usize,
    /// The fields of the slot at hand, joined: its room is used again.
    joined: Vec<u8>,
}

impl Default for Texts {
    fn default() -> Texts {
        Texts {
            arena: Arena::default(),
            pairs: Sets::new((CLASSES * CLASSES) as u16),
            slots: 0,
            joined: Vec::new(),
        }
    }
}

impl Texts {
    /// Gives a slot its fields, already folded; none take it out of every search.
    pub fn put(&mut self, slot: u32, fields: &[&str]) {
        let mut new = std::mem::take(&mut self.joined);
        new.clear();
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                new.push(BREAK);
            }
            new.extend_from_slice(field.as_bytes());
        }
        self.slots = self.slots.max(slot as usize + 1);
        let old = self.arena.get(slot);
        if old != new {
            for pair in pairs(old) {
                self.pairs.clear(pair, slot);
            }
            for pair in pairs(&new) {
                self.pairs.set(pair, slot);
            }
            self.arena.put(slot, &new);
        }
        self.joined = new;
    }

    /// A field of a slot, folded.
    pub fn field(&self, slot: u32, field: usize) -> &[u8] {
        let mut fields = self.arena.get(slot).split(|byte| *byte == BREAK);
        fields.nth(field).unwrap_or_default()
    }

    /// Slots with this part in one of these fields (in any, where none are named). `within` is
    /// what a part of the part was found in before.
    pub fn search(&self, needle: &str, fields: Option<&[usize]>, within: Option<&Bits>) -> Bits {
        let needle = needle.as_bytes();
        let mut found = match needle {
            [] => return Bits::none(self.slots),
            [one] => {
                let class = class(*one);
                let pairs = (0..CLASSES).map(move |before| before * CLASSES + class);
                let mut found = self.pairs.any(pairs);
                if let Some(within) = within {
                    found.and(within);
                }
                found
            }
            _ => {
                let both = |pair: &[u8]| class(pair[0]) * CLASSES + class(pair[1]);
                let sets: Vec<usize> = needle.windows(2).map(both).collect();
                self.pairs.common(&sets, within)
            }
        };
        let known = needle.len() <= 2 && needle.iter().all(|byte| class(*byte) != OTHER);
        let finder = Finder::new(needle);
        match fields {
            None if known => {}
            None => self.keep(&mut found, |text| finder.find(text).is_some()),
            Some(fields) => self.keep(&mut found, |text| {
                let mut parts = text.split(|byte| *byte == BREAK).enumerate();
                parts.any(|(at, part)| fields.contains(&at) && finder.find(part).is_some())
            }),
        }
        found
    }

    /// Drops the slots whose text does not satisfy a condition. The texts of neighbours are
    /// touched together before each is read: waiting for memory, not reading it, is what costs.
    fn keep(&self, found: &mut Bits, holds: impl Fn(&[u8]) -> bool) {
        found.retain_words(|slots| {
            let mut ends = 0;
            for slot in slots.clone() {
                let text = self.arena.get(slot);
                ends ^= text.first().unwrap_or(&0) ^ text.last().unwrap_or(&0);
            }
            std::hint::black_box(ends);
            slots
                .filter(|slot| holds(self.arena.get(*slot)))
                .fold(0, |kept, slot| kept | 1 << (slot % 64))
        });
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        self.arena.bytes() + self.pairs.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_search_is_a_substring(
            rows in proptest::collection::vec(
                (0u32..30, proptest::collection::vec("[ab1. é-]{0,6}", 2)), 0..60),
            needle in "[ab1. é-]{1,4}",
        ) {
            let mut texts = Texts::default();
            let mut model = std::collections::BTreeMap::new();
            for (slot, fields) in &rows {
                let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
                texts.put(*slot, &fields);
                model.insert(*slot, fields);
            }
            let naive = |which: Option<usize>| -> Vec<u32> {
                let holds = |fields: &Vec<&str>| fields.iter().enumerate().any(|(at, text)| {
                    which.is_none_or(|which| which == at) && text.contains(&needle)
                });
                model.iter().filter(|(_, fields)| holds(fields)).map(|(slot, _)| *slot).collect()
            };
            let all = texts.search(&needle, None, None);
            prop_assert_eq!(all.iter().collect::<Vec<_>>(), naive(None));
            let second = texts.search(&needle, Some(&[1]), None);
            prop_assert_eq!(second.iter().collect::<Vec<_>>(), naive(Some(1)));
            let first = needle.chars().next().map(String::from).unwrap_or_default();
            let wide = texts.search(&first, None, None);
            let narrowed = texts.search(&needle, None, Some(&wide));
            prop_assert_eq!(narrowed.iter().collect::<Vec<_>>(), naive(None));
            let even = (0..30).step_by(2).fold(Bits::default(), |mut even, slot| {
                even.set(slot);
                even
            });
            let mut some = naive(None);
            some.retain(|slot| slot % 2 == 0);
            let found = texts.search(&needle, None, Some(&even));
            prop_assert_eq!(found.iter().collect::<Vec<_>>(), some);
        }
    }
}
