//! One event as it is stored: a head that is never erased and chains to the one before it, and a
//! body (salt and payload) that the law may have erased.
//!
//! The head is laid out by hand, big-endian, and hashed as stored:
//!
//! ```text
//! version 1 · seq 8 · previous hash 32 · act id 16 · recorded at 8 · stated? 1 · stated at 8 ·
//! officer 4 · position 1 · kind 2 · payload digest 32 · record key length 1 · record key
//! ```

use sha2::{Digest as _, Sha256};

use super::ids::{ActId, Digest, RecordKey};
use crate::codec::MAX_VALUE;

/// The layout that this release writes.
pub const HEAD_VERSION: u8 = 1;

/// Random bytes before each payload, so that an erased payload cannot be guessed from its digest.
pub const SALT_BYTES: usize = 32;

const EVENT_TAG: &[u8] = b"loket.event.1";
const PAYLOAD_TAG: &[u8] = b"loket.payload.1";

/// What of an event is never erased. It holds no applicant data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number in the ledger; the first event has 1.
    pub seq: u64,
    /// Hash of the event before it; zeros for the first.
    pub prev_hash: Digest,
    /// The act that it belongs to.
    pub act: ActId,
    /// The server's clock, UTC milliseconds.
    pub recorded_at: i64,
    /// When it happened according to the officer, UTC milliseconds.
    pub stated_at: Option<i64>,
    /// Who acted.
    pub officer: u32,
    /// In which position.
    pub position: u8,
    /// What kind of event, by the domain's numbering.
    pub kind: u16,
    /// The one record that it is about.
    pub record: RecordKey,
    /// Digest of salt and payload.
    pub payload: Digest,
}

impl Head {
    /// The bytes that are stored and hashed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let record = self.record.as_bytes();
        let mut out = Vec::with_capacity(114 + record.len());
        out.push(HEAD_VERSION);
        out.extend(self.seq.to_be_bytes());
        out.extend(self.prev_hash);
        out.extend(self.act.0);
        out.extend(self.recorded_at.to_be_bytes());
        out.push(u8::from(self.stated_at.is_some()));
        out.extend(self.stated_at.unwrap_or(0).to_be_bytes());
        out.extend(self.officer.to_be_bytes());
        out.push(self.position);
        out.extend(self.kind.to_be_bytes());
        out.extend(self.payload);
        out.push(record.len() as u8);
        out.extend(record);
        out
    }

    /// The head of stored bytes; `None` unless they are exactly what [`Head::to_bytes`] makes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Head> {
        let mut from = Reader(bytes);
        if from.u8()? != HEAD_VERSION {
            return None;
        }
        let seq = from.u64()?;
        let prev_hash = from.array()?;
        let act = ActId(from.array()?);
        let recorded_at = i64::from_be_bytes(from.array()?);
        let has_stated = from.u8()?;
        let stated = i64::from_be_bytes(from.array()?);
        let stated_at = match (has_stated, stated) {
            (0, 0) => None,
            (1, at) => Some(at),
            _ => return None,
        };
        let officer = from.u32()?;
        let position = from.u8()?;
        let kind = u16::from_be_bytes(from.array()?);
        let payload = from.array()?;
        let record_bytes = usize::from(from.u8()?);
        let record = RecordKey::new(from.take(record_bytes)?)?;
        from.at_end().then_some(Head {
            seq,
            prev_hash,
            act,
            recorded_at,
            stated_at,
            officer,
            position,
            kind,
            record,
            payload,
        })
    }
}

/// The hash of an event: what the next one's `prev_hash` holds.
pub fn event_hash(head_bytes: &[u8]) -> Digest {
    Sha256::new()
        .chain_update(EVENT_TAG)
        .chain_update(head_bytes)
        .finalize()
        .into()
}

/// The digest that a head keeps of its body.
pub fn payload_digest(salt: &[u8; SALT_BYTES], payload: &[u8]) -> Digest {
    Sha256::new()
        .chain_update(PAYLOAD_TAG)
        .chain_update(salt)
        .chain_update(payload)
        .finalize()
        .into()
}

/// What of an event may be erased by law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Random bytes that keep the digest from being guessed.
    pub salt: [u8; SALT_BYTES],
    /// The event itself, in the domain's bytes.
    pub payload: Vec<u8>,
}

/// An event as it lies in the journal and in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The head's stored bytes: what is hashed.
    pub head_bytes: Vec<u8>,
    /// The head read from them.
    pub head: Head,
    /// `None` when erased.
    pub body: Option<Body>,
}

impl Entry {
    /// Makes the entry of a payload; fills the head's payload digest in.
    pub fn new(mut head: Head, body: Body) -> Entry {
        head.payload = payload_digest(&body.salt, &body.payload);
        Entry {
            head_bytes: head.to_bytes(),
            head,
            body: Some(body),
        }
    }

    /// Its hash.
    pub fn hash(&self) -> Digest {
        event_hash(&self.head_bytes)
    }

    /// Bytes that [`Entry::write_to`] appends.
    pub fn size(&self) -> usize {
        let body = self.body.as_ref();
        6 + self.head_bytes.len() + body.map_or(0, |body| SALT_BYTES + body.payload.len())
    }

    /// Appends `head length 2 · head · body length 4 · salt · payload`.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        out.extend((self.head_bytes.len() as u16).to_be_bytes());
        out.extend(&self.head_bytes);
        match &self.body {
            None => out.extend(0u32.to_be_bytes()),
            Some(body) => {
                let size = SALT_BYTES + body.payload.len();
                out.extend((size as u32).to_be_bytes());
                out.extend(body.salt);
                out.extend(&body.payload);
            }
        }
    }

    /// Reads what [`Entry::write_to`] wrote; `None` for anything else.
    pub(crate) fn read_from(from: &mut Reader<'_>) -> Option<Entry> {
        let head_size = u16::from_be_bytes(from.array()?);
        let head_bytes = from.take(usize::from(head_size))?.to_vec();
        let head = Head::from_bytes(&head_bytes)?;
        let body = match from.u32()? as usize {
            0 => None,
            size if size > SALT_BYTES + MAX_VALUE => return None,
            size => Some(Body {
                salt: from.array()?,
                payload: from.take(size.checked_sub(SALT_BYTES)?)?.to_vec(),
            }),
        };
        Some(Entry {
            head_bytes,
            head,
            body,
        })
    }

    /// Whether the body, if it is there, is the one that the head was made for.
    pub fn body_fits(&self) -> bool {
        match &self.body {
            None => true,
            Some(body) => payload_digest(&body.salt, &body.payload) == self.head.payload,
        }
    }
}

/// Takes fixed pieces off the front of bytes; `None` where they run out.
pub(crate) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (front, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(front)
    }

    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub fn u8(&mut self) -> Option<u8> {
        Some(self.array::<1>()?[0])
    }

    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.array()?))
    }

    pub fn u64(&mut self) -> Option<u64> {
        Some(u64::from_be_bytes(self.array()?))
    }

    pub fn at_end(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ids::hex;

    fn head() -> Head {
        Head {
            seq: 0x0102,
            prev_hash: [0xAA; 32],
            act: ActId([0xBB; 16]),
            recorded_at: 1_795_312_800_000,
            stated_at: Some(-2),
            officer: 7,
            position: 3,
            kind: 0x0410,
            record: RecordKey::new(b"R0142.03").unwrap(),
            payload: [0xCC; 32],
        }
    }

    #[test]
    fn golden_bytes_of_a_head() {
        let golden = [
            "01",
            "0000000000000102",
            &"aa".repeat(32),
            &"bb".repeat(16),
            "000001a200fb5100",
            "01",
            "fffffffffffffffe",
            "00000007",
            "03",
            "0410",
            &"cc".repeat(32),
            "08",
            "52303134322e3033",
        ]
        .concat();
        let bytes = head().to_bytes();
        assert_eq!(hex(&bytes), golden);
        assert_eq!(Head::from_bytes(&bytes), Some(head()));
        assert_eq!(
            hex(&event_hash(&bytes)),
            "cc35491c2341398540d2cb00ecef7c201c34ccb2acd93a2430057fc2dbb78d09"
        );
    }

    #[test]
    fn golden_digest_of_a_payload() {
        assert_eq!(
            hex(&payload_digest(&[1; 32], b"Sungailiat")),
            "d31a1a802b8ee41d19738818303076a4662dfb23cc6f4678033fc4224adf4357"
        );
    }

    #[test]
    fn a_head_has_one_form_only() {
        let bytes = head().to_bytes();
        for cut in 0..bytes.len() {
            assert_eq!(Head::from_bytes(&bytes[..cut]), None, "cut at {cut}");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert_eq!(Head::from_bytes(&longer), None);
        let mut unstated = bytes;
        unstated[65] = 0;
        assert_eq!(Head::from_bytes(&unstated), None, "a time not stated is 0");
    }

    #[test]
    fn an_erased_body_leaves_the_hash() {
        let body = Body {
            salt: [9; 32],
            payload: b"nama".to_vec(),
        };
        let entry = Entry::new(head(), body);
        assert!(entry.body_fits());
        let erased = Entry {
            body: None,
            ..entry.clone()
        };
        assert_eq!(erased.hash(), entry.hash());
        assert!(erased.body_fits());
        let mut bytes = Vec::new();
        erased.write_to(&mut bytes);
        let mut from = Reader(&bytes);
        assert_eq!(Entry::read_from(&mut from), Some(erased));
        assert!(from.at_end());
    }
}
