//! Bytes with limits: serde values through bincode, never longer than agreed, nothing left over.
//!
//! The one place that names bincode, so that it can be replaced.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Longest stored value in bytes: event payloads, records, rows. Longer ones would leave sled's
/// log for blob files that are never synced.
pub const MAX_VALUE: usize = 64 * 1024;

/// Room that is taken for a value's bytes at once: most records and events fit.
const USUAL: usize = 512;

/// Why bytes could not be written or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The value takes more room than its kind may.
    #[error("a value of {size} bytes is over the limit of {limit}")]
    TooLong {
        /// Bytes that it has or would have.
        size: usize,
        /// Bytes that it may have.
        limit: usize,
    },
    /// The value was read, but bytes stand after its end.
    #[error("{extra} bytes stand after the end of the value")]
    Trailing {
        /// Bytes left over.
        extra: usize,
    },
    /// No bytes where a version byte must stand.
    #[error("the value is empty: its version byte is missing")]
    Empty,
    /// A version byte that this release does not know.
    #[error("version {found} of this value is unknown; the newest known here is {known}")]
    UnknownVersion {
        /// The byte that was read.
        found: u8,
        /// The newest version that this release reads.
        known: u8,
    },
    /// The bytes are no such value.
    #[error("the bytes cannot be read: {0}")]
    Malformed(String),
    /// The value cannot be written.
    #[error("the value cannot be written: {0}")]
    Unwritable(String),
}

/// The bytes of a value of at most [`MAX_VALUE`] bytes.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CodecError> {
    encode_within::<MAX_VALUE, T>(value)
}

/// The value of bytes that [`encode`] made; bytes left over are refused.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    decode_within::<MAX_VALUE, T>(bytes)
}

/// The bytes of a value of at most `LIMIT` bytes.
pub fn encode_within<const LIMIT: usize, T: Serialize + ?Sized>(
    value: &T,
) -> Result<Vec<u8>, CodecError> {
    let mut bytes = Vec::with_capacity(USUAL);
    append_within::<LIMIT, T>(value, &mut bytes)?;
    Ok(bytes)
}

/// The value of at most `LIMIT` bytes; bytes left over are refused. What the bytes claim to
/// contain is counted against the limit before any memory is taken for it.
pub fn decode_within<const LIMIT: usize, T: DeserializeOwned>(
    bytes: &[u8],
) -> Result<T, CodecError> {
    let size = bytes.len();
    if size > LIMIT {
        return Err(CodecError::TooLong { size, limit: LIMIT });
    }
    let config = bincode::config::standard().with_limit::<LIMIT>();
    let (value, used) = bincode::serde::decode_from_slice(bytes, config)
        .map_err(|error| CodecError::Malformed(error.to_string()))?;
    match size - used {
        0 => Ok(value),
        extra => Err(CodecError::Trailing { extra }),
    }
}

/// A version byte, then the value: the form of everything that is kept on disk.
pub fn encode_versioned<T: Serialize + ?Sized>(
    version: u8,
    value: &T,
) -> Result<Vec<u8>, CodecError> {
    let mut bytes = Vec::with_capacity(USUAL);
    bytes.push(version);
    append_within::<MAX_VALUE, T>(value, &mut bytes)?;
    Ok(bytes)
}

/// Takes the version byte off; the caller picks the reader (and upcaster) of that version.
pub fn split_version(bytes: &[u8]) -> Result<(u8, &[u8]), CodecError> {
    match bytes.split_first() {
        Some((version, rest)) => Ok((*version, rest)),
        None => Err(CodecError::Empty),
    }
}

/// Reads a value that must have exactly this version.
pub fn decode_versioned<T: DeserializeOwned>(known: u8, bytes: &[u8]) -> Result<T, CodecError> {
    let (found, rest) = split_version(bytes)?;
    if found != known {
        return Err(CodecError::UnknownVersion { found, known });
    }
    decode(rest)
}

/// Appends the value to `bytes`, which is at most `LIMIT` long afterwards.
fn append_within<const LIMIT: usize, T: Serialize + ?Sized>(
    value: &T,
    bytes: &mut Vec<u8>,
) -> Result<(), CodecError> {
    let config = bincode::config::standard();
    bincode::serde::encode_into_std_write(value, bytes, config)
        .map_err(|error| CodecError::Unwritable(error.to_string()))?;
    match bytes.len() {
        size if size > LIMIT => Err(CodecError::TooLong { size, limit: LIMIT }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sample {
        name: String,
        marks: Vec<Option<u64>>,
    }

    fn sample() -> Sample {
        Sample {
            name: "Sungailiat".into(),
            marks: vec![Some(1), None, Some(300)],
        }
    }

    #[test]
    fn golden_bytes_of_a_value() {
        let bytes = encode_versioned(3, &sample()).unwrap();
        let golden = b"\x03\x0aSungailiat\x03\x01\x01\x00\x01\xfb\x2c\x01";
        assert_eq!(bytes, golden);
        assert_eq!(decode_versioned::<Sample>(3, &bytes), Ok(sample()));
    }

    #[test]
    fn bytes_left_over_are_refused() {
        let mut bytes = encode(&sample()).unwrap();
        bytes.push(0);
        assert_eq!(
            decode::<Sample>(&bytes),
            Err(CodecError::Trailing { extra: 1 })
        );
    }

    #[test]
    fn another_version_is_named() {
        let bytes = encode_versioned(9, &1u8).unwrap();
        assert_eq!(
            decode_versioned::<u8>(2, &bytes),
            Err(CodecError::UnknownVersion { found: 9, known: 2 })
        );
        assert_eq!(decode_versioned::<u8>(2, &[]), Err(CodecError::Empty));
    }

    #[test]
    fn long_values_are_refused_both_ways() {
        let long = vec![7u8; MAX_VALUE];
        assert!(matches!(encode(&long), Err(CodecError::TooLong { .. })));
        assert!(matches!(
            decode::<Vec<u8>>(&vec![0; MAX_VALUE + 1]),
            Err(CodecError::TooLong { .. })
        ));
    }

    #[test]
    fn a_claimed_length_takes_no_memory() {
        // A vector that says it holds 2^60 strings.
        let mut bytes = vec![253];
        bytes.extend((1u64 << 60).to_le_bytes());
        assert!(matches!(
            decode::<Vec<String>>(&bytes),
            Err(CodecError::Malformed(_))
        ));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(value) = decode::<Sample>(&bytes) {
                prop_assert_eq!(decode::<Sample>(&encode(&value).unwrap()), Ok(value));
            }
        }
    }
}
