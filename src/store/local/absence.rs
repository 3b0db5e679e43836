//! Which records and unique keys there are, as hashes in memory: a key that is nowhere costs no page
//! of the database. Most of what an import asks for is nowhere.
//!
//! A hash that is not there proves that the key is not; one that is there proves nothing, and the
//! database is asked. Keys that go stay. Unique keys are kept by their beginning, too: what the
//! keys of one person begin with is nowhere before its first. The hashes are read in once enough keys were looked for in
//! vain, in the background: an opening does not wait for them, and a desk with little traffic does not
//! keep them.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hasher};

use crate::store::rows;

/// Bytes of a unique key's row by which keys that belong together are found: the kind of row, the
/// kind of key, a number of four bytes.
const BEGINNING: usize = 6;

/// Failed look-ups after which reading in the hashes is worth it.
pub(crate) const ENOUGH_IN_VAIN: u32 = 1_000;

/// The hashes, as far as they are read in.
#[derive(Default)]
pub(crate) enum AbsenceFilter {
    /// Not worth it yet, or the database could not be read through.
    #[default]
    Unread,
    /// The database is read through; these are the keys that came meanwhile.
    Reading(Hashes),
    /// All of them.
    Read(Hashes),
}

impl AbsenceFilter {
    /// Whether a row is surely neither in the database nor in a group that waits for it.
    pub fn lacks(&self, key: &[u8]) -> bool {
        match self {
            AbsenceFilter::Read(hashes) => is_kept(key) && !hashes.has(key),
            AbsenceFilter::Unread | AbsenceFilter::Reading(_) => false,
        }
    }

    /// Whether surely no row begins with these bytes.
    pub fn lacks_all_of(&self, prefix: &[u8]) -> bool {
        let by_beginning = prefix.len() == BEGINNING && prefix[0] == rows::UNIQUE;
        match self {
            AbsenceFilter::Read(hashes) => by_beginning && !hashes.has(prefix),
            AbsenceFilter::Unread | AbsenceFilter::Reading(_) => false,
        }
    }

    /// Takes new keys in.
    pub fn add<'a>(&mut self, keys: impl Iterator<Item = &'a [u8]>) {
        if let AbsenceFilter::Reading(hashes) | AbsenceFilter::Read(hashes) = self {
            keys.for_each(|key| hashes.add(key));
        }
    }

    /// The database was read through.
    pub fn complete(&mut self, mut all: Hashes) {
        if let AbsenceFilter::Reading(since) = std::mem::take(self) {
            all.0.extend(since.0);
            *self = AbsenceFilter::Read(all);
        }
    }
}

/// Whether rows like this are among the hashes.
pub(crate) fn is_kept(key: &[u8]) -> bool {
    matches!(key.first(), Some(&(rows::UNIQUE | rows::RECORD)))
}

/// Four bytes a key: among a million keys one absent key in four thousand is looked for all the same.
#[derive(Default)]
pub(crate) struct Hashes(HashSet<u32, BuildHasherDefault<AsItIs>>);

impl Hashes {
    pub fn add(&mut self, key: &[u8]) {
        if is_kept(key) {
            self.0.insert(hash(key));
        }
        if let Some((&rows::UNIQUE, _)) = key.split_first()
            && let Some(beginning) = key.get(..BEGINNING)
        {
            self.0.insert(hash(beginning));
        }
    }

    fn has(&self, key: &[u8]) -> bool {
        self.0.contains(&hash(key))
    }
}

fn hash(key: &[u8]) -> u32 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(key) as u32
}

/// What is hashed already is not hashed again.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u32(&mut self, hash: u32) {
        // The table takes its place from the low bits and its tag from the high ones.
        self.0 = u64::from(hash) << 32 | u64::from(hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kind: u8, number: u32) -> Vec<u8> {
        rows::prefixed(kind, &number.to_be_bytes())
    }

    #[test]
    fn only_what_was_read_through_can_lack_a_key() {
        let [old, new, none] = [1, 2, 3].map(|number| key(rows::UNIQUE, number));
        let mut absent = AbsenceFilter::default();
        absent.add([old.as_slice()].into_iter());
        assert!(!absent.lacks(&none));
        absent = AbsenceFilter::Reading(Hashes::default());
        absent.add([new.as_slice()].into_iter());
        assert!(!absent.lacks(&none));
        let mut all = Hashes::default();
        all.add(&old);
        absent.complete(all);
        assert!(absent.lacks(&none) && !absent.lacks(&old) && !absent.lacks(&new));
        let counter = key(rows::COUNTER, 1);
        assert!(!absent.lacks(&counter), "other rows are not kept count of");
    }

    #[test]
    fn keys_that_belong_together_are_found_by_their_beginning() {
        let mut all = Hashes::default();
        all.add(b"u\x06\0\0\0\x01request");
        all.add(b"r\x06\0\0\0\x02request");
        let mut absent = AbsenceFilter::Reading(Hashes::default());
        absent.complete(all);
        assert!(!absent.lacks_all_of(b"u\x06\0\0\0\x01"));
        assert!(absent.lacks_all_of(b"u\x06\0\0\0\x02"));
        for other in [
            &b"u\x06\0\0\0"[..],
            b"u\x06\0\0\0\x02\x03",
            b"r\x06\0\0\0\x03",
        ] {
            assert!(!absent.lacks_all_of(other), "{other:?}");
        }
    }

    #[test]
    fn what_could_not_be_read_through_lacks_nothing() {
        let mut absent = AbsenceFilter::default();
        absent.complete(Hashes::default());
        assert!(!absent.lacks(&key(rows::RECORD, 1)));
    }
}
