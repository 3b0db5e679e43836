//! The names by which the ledger knows things: records, unique keys, counters, acts, hashes.
//! All are bytes to the store; their meaning belongs to the domain.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// A SHA-256 value.
pub type Digest = [u8; 32];

/// Longest record, unique or counter key in bytes.
pub const MAX_KEY: usize = 62;

/// Short bytes kept in place. Ordered as bytes are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Short {
    bytes: [u8; MAX_KEY],
    len: u8,
}

impl Short {
    fn new(bytes: &[u8]) -> Option<Short> {
        let mut short = Short {
            bytes: [0; MAX_KEY],
            len: u8::try_from(bytes.len()).ok()?,
        };
        short.bytes.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(short)
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

/// Printable ASCII as it is, other bytes escaped.
impl fmt::Display for Short {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.bytes().escape_ascii())
    }
}

/// A key that may be a person's number, for logs and reports: its first byte, which names the kind
/// of key, and enough of a hash to tell it from others. Never the number [R11.6].
pub(crate) fn veiled(key: &[u8]) -> String {
    let hash = Sha256::digest(key);
    let kind = key.first().copied().unwrap_or_default();
    format!("{kind}#{}", hex(&hash[..4]))
}

macro_rules! short_key {
    ($(#[$doc:meta])* $name:ident, $show:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Short);

        impl $name {
            /// `None` for bytes longer than [`MAX_KEY`].
            pub fn new(bytes: &[u8]) -> Option<$name> {
                Short::new(bytes).map($name)
            }

            /// The bytes it was made of.
            pub fn as_bytes(&self) -> &[u8] {
                self.0.bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                let show: fn(&Short, &mut fmt::Formatter<'_>) -> fmt::Result = $show;
                show(&self.0, out)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{}({self})", stringify!($name))
            }
        }
    };
}

short_key! {
    /// Which record an event is about. By custom the first byte names the kind of record, so that
    /// a scan by prefix gives one kind.
    RecordKey, |key, out| key.fmt(out)
}
short_key! {
    /// A value that at most one record holds: an agenda number, a NIP, a serial. By custom the
    /// first byte names the kind of key; a key that many records share ends with the record's own.
    /// Shown veiled: it may hold a NIK.
    UniqueKey, |key, out| out.write_str(&veiled(key.bytes()))
}
short_key! {
    /// What a counter counts.
    CounterKey, |key, out| key.fmt(out)
}

/// 128 random bits that the client made for one act.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActId(pub [u8; 16]);

impl ActId {
    /// A new act id from the system's random source.
    pub fn random() -> std::io::Result<ActId> {
        let mut bytes = [0; 16];
        fill_random(&mut bytes)?;
        Ok(ActId(bytes))
    }
}

impl fmt::Display for ActId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for ActId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ActId({self})")
    }
}

/// How far the ledger reaches: the last event's number and hash; zero and zeros when empty.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct ChainHead {
    /// Number of the last event; the first has 1.
    pub seq: u64,
    /// Hash of the last event's head.
    pub hash: Digest,
}

impl fmt::Debug for ChainHead {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.seq, hex(&self.hash[..4]))
    }
}

/// Fills bytes from the system's random source.
pub(crate) fn fill_random(bytes: &mut [u8]) -> std::io::Result<()> {
    getrandom::fill(bytes).map_err(|error| std::io::Error::other(error.to_string()))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// The 32 bytes of 64 hexadecimal digits.
pub fn digest_from_hex(text: &str) -> Option<Digest> {
    if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut digest = [0; 32];
    for (byte, at) in digest.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::super::error::{Damage, StoreError};
    use super::super::rows;
    use super::*;

    #[test]
    fn keys_hold_up_to_62_bytes_in_byte_order() {
        assert!(RecordKey::new(&[1; MAX_KEY]).is_some());
        assert!(RecordKey::new(&[1; MAX_KEY + 1]).is_none());
        let short = RecordKey::new(b"R1").unwrap();
        let long = RecordKey::new(b"R1\x00").unwrap();
        let other = RecordKey::new(b"R2").unwrap();
        assert!(short < long && long < other);
        assert_eq!(long.to_string(), "R1\\x00");
    }

    #[test]
    fn a_unique_key_never_shows_the_number_it_holds() {
        let nik = b"\x033201014101900001";
        let key = UniqueKey::new(nik).unwrap();
        let taken = StoreError::KeyTaken {
            key,
            holder: RecordKey::new(b"R1").unwrap(),
        };
        let mut row = vec![rows::UNIQUE];
        row.extend(nik);
        let damaged = Damage::Row { key: row };
        for told in [
            key.to_string(),
            format!("{key:?}"),
            taken.to_string(),
            damaged.to_string(),
        ] {
            assert!(told.contains("3#"), "{told}");
            assert!(!told.contains("320101"), "{told}");
            assert!(!told.contains(&hex(b"320101")), "{told}");
        }
    }

    #[test]
    fn hex_reads_back() {
        let digest: Digest = std::array::from_fn(|at| at as u8 * 7);
        assert_eq!(digest_from_hex(&hex(&digest)), Some(digest));
        assert_eq!(digest_from_hex("zz"), None);
        assert_eq!(digest_from_hex(&"+1".repeat(32)), None);
    }
}
