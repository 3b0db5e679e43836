//! One commit group as it lies in the journal: a frame of whole acts with all their events.
//!
//! ```text
//! frame: "LKF1" · length of what follows the header 4 · first seq 8 · acts 4 · CRC-32C 4 · acts
//! act:   id 16 · officer 4 · command digest 32 · result length 4 · result · events 4 · events
//! ```
//! The CRC covers header and acts and starts from a non-zero seed: zeros never parse.

use super::entry::{Entry, Reader};
use super::ids::{ActId, Digest};

/// Bytes before the acts.
pub const FRAME_HEADER: usize = 24;

/// Longest frame in bytes, header included.
pub const MAX_FRAME: usize = 8 * 1024 * 1024;

const MAGIC: &[u8; 4] = b"LKF1";
const CRC_SEED: u32 = 0x6C6F_6B65;

/// Bytes of an act before its result.
const BEFORE_RESULT: usize = 56;

/// One act as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAct {
    /// The client's random bits.
    pub id: ActId,
    /// The officer of the session that sent it.
    pub officer: u32,
    /// Digest of the command; zeros once erased.
    pub command: Digest,
    /// What was answered; empty once erased.
    pub result: Vec<u8>,
    /// Its events, in order.
    pub entries: Vec<Entry>,
}

/// One commit group as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Number of the first event.
    pub first_seq: u64,
    /// The acts, in order.
    pub acts: Vec<StoredAct>,
}

impl Frame {
    /// The number of the event after the last one.
    pub fn next_seq(&self) -> u64 {
        let events: usize = self.acts.iter().map(|act| act.entries.len()).sum();
        self.first_seq + events as u64
    }

    /// All its events with the act each belongs to.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.acts.iter().flat_map(|act| &act.entries)
    }

    /// The frame's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![0; FRAME_HEADER];
        for act in &self.acts {
            act.write_to(&mut out);
        }
        seal(&mut out, self.first_seq, self.acts.len() as u32);
        out
    }
}

impl StoredAct {
    /// Bytes that [`StoredAct::write_to`] appends.
    pub fn size(&self) -> usize {
        let entries: usize = self.entries.iter().map(Entry::size).sum();
        BEFORE_RESULT + self.result.len() + 4 + entries
    }

    /// Its entries with the place of each, where the act begins at `place`.
    pub fn placed(&self, place: usize) -> impl Iterator<Item = (usize, &Entry)> {
        let mut next = place + BEFORE_RESULT + self.result.len() + 4;
        self.entries.iter().map(move |entry| {
            let place = next;
            next += entry.size();
            (place, entry)
        })
    }

    /// Appends the act's bytes.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        out.extend(self.id.0);
        out.extend(self.officer.to_be_bytes());
        out.extend(self.command);
        out.extend((self.result.len() as u32).to_be_bytes());
        out.extend(&self.result);
        out.extend((self.entries.len() as u32).to_be_bytes());
        for entry in &self.entries {
            entry.write_to(out);
        }
    }

    fn read_from(from: &mut Reader<'_>) -> Option<StoredAct> {
        let id = ActId(from.array()?);
        let officer = from.u32()?;
        let command = from.array()?;
        let result_size = from.u32()? as usize;
        let result = from.take(result_size)?.to_vec();
        let events = from.u32()?;
        let mut entries = Vec::new();
        for _ in 0..events {
            entries.push(Entry::read_from(from)?);
        }
        Some(StoredAct {
            id,
            officer,
            command,
            result,
            entries,
        })
    }
}

/// Fills the header in front of acts that were appended after [`FRAME_HEADER`] empty bytes.
pub fn seal(frame: &mut [u8], first_seq: u64, acts: u32) {
    let length = (frame.len() - FRAME_HEADER) as u32;
    frame[0..4].copy_from_slice(MAGIC);
    frame[4..8].copy_from_slice(&length.to_be_bytes());
    frame[8..16].copy_from_slice(&first_seq.to_be_bytes());
    frame[16..20].copy_from_slice(&acts.to_be_bytes());
    let crc = checksum(&frame[..20], &frame[FRAME_HEADER..]);
    frame[20..24].copy_from_slice(&crc.to_be_bytes());
}

fn checksum(header: &[u8], acts: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c_append(CRC_SEED, header), acts)
}

/// What stands at the front of journal bytes.
pub enum Found {
    /// A whole frame and its length in bytes.
    Frame(Frame, usize),
    /// Nothing but zeros, or nothing at all.
    End,
    /// Bytes that are no whole frame.
    Broken,
}

/// Reads the frame at the front of `bytes`, which run to the end of the segment.
pub fn read(bytes: &[u8]) -> Found {
    match sealed(bytes) {
        Some((first_seq, acts, body)) => match parse(first_seq, acts, body) {
            Some(frame) => Found::Frame(frame, FRAME_HEADER + body.len()),
            None => Found::Broken,
        },
        None if is_zero(bytes) => Found::End,
        None => Found::Broken,
    }
}

/// Where the next frame with a good checksum begins that holds an event after `seq`.
pub fn find(bytes: &[u8], seq: u64) -> Option<usize> {
    let mut at = 0;
    while let Some(step) = bytes[at..].windows(4).position(|four| four == MAGIC) {
        at += step;
        if let Some((first_seq, ..)) = sealed(&bytes[at..])
            && first_seq >= seq
        {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Whether all bytes are zero.
pub fn is_zero(bytes: &[u8]) -> bool {
    // A segment's unused end is megabytes, read at each opening: pieces of it compare in a tenth of
    // the time of single bytes.
    const ZEROS: [u8; 4096] = [0; 4096];
    bytes
        .chunks(ZEROS.len())
        .all(|piece| *piece == ZEROS[..piece.len()])
}

/// First sequence, act count and act bytes of a frame whose checksum is good.
fn sealed(bytes: &[u8]) -> Option<(u64, u32, &[u8])> {
    let mut from = Reader(bytes);
    if from.take(4)? != MAGIC {
        return None;
    }
    let length = from.u32()? as usize;
    let first_seq = from.u64()?;
    let acts = from.u32()?;
    let crc = from.u32()?;
    if length > MAX_FRAME {
        return None;
    }
    let body = from.take(length)?;
    (checksum(&bytes[..20], body) == crc).then_some((first_seq, acts, body))
}

fn parse(first_seq: u64, count: u32, body: &[u8]) -> Option<Frame> {
    let mut from = Reader(body);
    let mut acts = Vec::new();
    let mut seq = first_seq;
    for _ in 0..count {
        let act = StoredAct::read_from(&mut from)?;
        for entry in &act.entries {
            if entry.head.seq != seq || entry.head.act != act.id {
                return None;
            }
            seq += 1;
        }
        acts.push(act);
    }
    from.at_end().then_some(Frame { first_seq, acts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::entry::{Body, Head};
    use crate::store::ids::{RecordKey, hex};
    use proptest::prelude::*;

    #[test]
    fn one_byte_anywhere_is_not_zero() {
        for length in [0, 1, 4095, 4096, 4097, 9000] {
            let mut bytes = vec![0; length];
            assert!(is_zero(&bytes), "{length}");
            for at in [0, length / 2, length.saturating_sub(1)] {
                if at < length {
                    bytes[at] = 1;
                    assert!(!is_zero(&bytes), "{at} of {length}");
                    bytes[at] = 0;
                }
            }
        }
    }

    fn act(seq: u64) -> StoredAct {
        let head = Head {
            seq,
            prev_hash: [0; 32],
            act: ActId([5; 16]),
            recorded_at: 1,
            stated_at: None,
            officer: 2,
            position: 3,
            kind: 4,
            record: RecordKey::new(b"A").unwrap(),
            payload: [0; 32],
        };
        let body = Body {
            salt: [6; 32],
            payload: b"isi".to_vec(),
        };
        StoredAct {
            id: ActId([5; 16]),
            officer: 2,
            command: [7; 32],
            result: b"ok".to_vec(),
            entries: vec![Entry::new(head, body)],
        }
    }

    fn frame() -> Frame {
        Frame {
            first_seq: 9,
            acts: vec![act(9)],
        }
    }

    #[test]
    fn golden_bytes_of_an_act() {
        let mut bytes = Vec::new();
        act(9).write_to(&mut bytes);
        assert_eq!(bytes.len(), act(9).size());
        let entry = &act(9).entries[0];
        let golden = [
            &"05".repeat(16),
            "00000002",
            &"07".repeat(32),
            "00000002",
            "6f6b",
            "00000001",
            "0073",
            &hex(&entry.head_bytes),
            "00000023",
            &"06".repeat(32),
            "697369",
        ]
        .concat();
        assert_eq!(hex(&bytes), golden);
    }

    #[test]
    fn golden_header_of_a_frame() {
        let bytes = frame().to_bytes();
        assert_eq!(
            hex(&bytes[..FRAME_HEADER]),
            "4c4b4631000000da000000000000000900000001f6402303"
        );
        assert_eq!(bytes.len(), FRAME_HEADER + 0xda);
    }

    #[test]
    fn a_frame_reads_back_and_zeros_end() {
        let mut bytes = frame().to_bytes();
        let size = bytes.len();
        bytes.extend([0; 100]);
        assert!(matches!(read(&bytes), Found::Frame(f, s) if f == frame() && s == size));
        assert!(matches!(read(&[0; 100]), Found::End));
        assert!(matches!(read(&[]), Found::End));
    }

    #[test]
    fn a_later_frame_is_found() {
        let mut bytes = vec![0xFF; 37];
        bytes.extend(frame().to_bytes());
        assert_eq!(find(&bytes, 9), Some(37));
        assert_eq!(find(&bytes, 10), None);
    }

    proptest! {
        #[test]
        fn any_changed_bit_breaks_it(at in 0usize..242, bit in 0u8..8) {
            let mut bytes = frame().to_bytes();
            bytes[at] ^= 1 << bit;
            prop_assert!(matches!(read(&bytes), Found::Broken));
        }

        #[test]
        fn any_bytes_are_read_or_broken(mut bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            read(&bytes);
            let mut sealed_bytes = vec![0; FRAME_HEADER];
            sealed_bytes.append(&mut bytes);
            seal(&mut sealed_bytes, 1, 1);
            prop_assert!(!matches!(read(&sealed_bytes), Found::End));
        }
    }
}
