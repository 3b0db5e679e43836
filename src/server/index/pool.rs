//! Texts that many rows share (agencies, domains of e-mail), each kept once.

use super::bits::Bits;
use crate::domain::filter::fold;
use crate::domain::policy::fold_name;
use std::collections::HashMap;

/// One shared text.
#[derive(Clone, Debug)]
struct Shared {
    text: String,
    folded: String,
    /// As names of agencies are compared.
    plain: String,
}

/// The shared text of every slot.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    all: Vec<Shared>,
    known: HashMap<String, u32>,
    of: Vec<u32>,
}

impl Pool {
    /// Gives a slot its text.
    pub fn put(&mut self, slot: u32, text: &str) {
        let id = match self.known.get(text) {
            Some(id) => *id,
            None => self.add(text),
        };
        let slot = slot as usize;
        if slot >= self.of.len() {
            self.of.resize(slot + 1, 0);
        }
        self.of[slot] = id;
    }

    fn add(&mut self, text: &str) -> u32 {
        let id = self.all.len() as u32;
        self.all.push(Shared {
            text: text.to_owned(),
            folded: fold(text),
            plain: fold_name(text),
        });
        self.known.insert(text.to_owned(), id);
        id
    }

    fn shared(&self, slot: u32) -> Option<&Shared> {
        let id = self.of.get(slot as usize)?;
        self.all.get(*id as usize)
    }

    /// The text of a slot.
    pub fn get(&self, slot: u32) -> &str {
        self.shared(slot).map_or("", |shared| &shared.text)
    }

    /// The order of two slots by their folded texts.
    pub fn compare(&self, one: u32, other: u32) -> std::cmp::Ordering {
        if self.of.get(one as usize) == self.of.get(other as usize) {
            return std::cmp::Ordering::Equal;
        }
        let folded = |slot| self.shared(slot).map_or("", |shared| &*shared.folded);
        folded(one).cmp(folded(other))
    }

    /// Where each text stands among all of them, to sort many slots fast: by the slot's text.
    pub fn ranks(&self) -> Ranks<'_> {
        let mut order: Vec<u32> = (0..self.all.len() as u32).collect();
        let folded = |id: &u32| &*self.all[*id as usize].folded;
        order.sort_by(|one, other| folded(one).cmp(folded(other)));
        let mut ranks = vec![0; order.len()];
        let mut rank = 0;
        for (at, id) in order.iter().enumerate() {
            if at > 0 && folded(id) != folded(&order[at - 1]) {
                rank += 1;
            }
            ranks[*id as usize] = rank;
        }
        Ranks {
            of: &self.of,
            ranks,
        }
    }

    /// Adds the slots whose text, folded and as a plain name, satisfies a condition.
    pub fn search(&self, holds: impl Fn(&str, &str) -> bool, found: &mut Bits) {
        let hits: Vec<bool> = self
            .all
            .iter()
            .map(|shared| holds(&shared.folded, &shared.plain))
            .collect();
        if hits.contains(&true) {
            found.fill(self.of.len(), |slot| hits[self.of[slot] as usize]);
        }
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let texts: usize = self
            .all
            .iter()
            .map(|shared| shared.text.len() * 4 + 120)
            .sum();
        texts + self.of.capacity() * 4
    }
}

/// See [`Pool::ranks`].
pub struct Ranks<'a> {
    of: &'a [u32],
    ranks: Vec<u64>,
}

impl Ranks<'_> {
    pub fn get(&self, slot: u32) -> u64 {
        let id = self.of.get(slot as usize).copied().unwrap_or(0);
        self.ranks.get(id as usize).copied().unwrap_or(0)
    }
}
