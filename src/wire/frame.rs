//! Frames: a length of four bytes (little endian) and at most 1 MiB after it. The length is never
//! taken on trust: memory grows only as bytes arrive.

use crate::codec;
use serde::{Serialize, de::DeserializeOwned};
use std::io::{ErrorKind, Read};

/// Longest body of a frame, in bytes. Documents travel in chunks below it.
pub const MAX_FRAME: usize = 1 << 20;

/// Bytes of the length before each body.
pub const HEADER: usize = 4;

/// Why no frame could be read. The kinds are kept apart because they mean different things: the
/// other side is gone, it is too slow, or it speaks something else.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The other side closed the line or went away, between frames or within one.
    #[error("the other side closed the connection")]
    Disconnected,
    /// A read came to the end of its time.
    #[error("the other side did not finish its message in time")]
    TooSlow,
    /// The bytes are no message.
    #[error("undecodable message: {0}")]
    Undecodable(&'static str),
    /// The system reported something else.
    #[error("reading from the connection: {0}")]
    Io(std::io::Error),
}

/// A message that does not fit a frame; a fault of ours, since lists are asked for by window.
#[derive(Debug, thiserror::Error)]
#[error("a message of more than {MAX_FRAME} bytes cannot be sent")]
pub struct TooLong;

impl From<std::io::Error> for FrameError {
    fn from(error: std::io::Error) -> FrameError {
        match error.kind() {
            ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::NotConnected => FrameError::Disconnected,
            ErrorKind::WouldBlock | ErrorKind::TimedOut => FrameError::TooSlow,
            _ => FrameError::Io(error),
        }
    }
}

/// Reads one frame's body of 1 to `limit` bytes.
pub fn read(input: &mut impl Read, limit: usize) -> Result<Vec<u8>, FrameError> {
    let mut header = [0; HEADER];
    input.read_exact(&mut header)?;
    let length = usize::try_from(u32::from_le_bytes(header)).unwrap_or(usize::MAX);
    if length == 0 {
        return Err(FrameError::Undecodable("an empty frame"));
    }
    if length > limit.min(MAX_FRAME) {
        return Err(FrameError::Undecodable("a frame longer than allowed"));
    }
    // A claimed length buys no memory: the buffer grows with what really arrives.
    let mut body = Vec::with_capacity(length.min(4096));
    input
        .take(u64::try_from(length).unwrap_or(0))
        .read_to_end(&mut body)?;
    if body.len() < length {
        return Err(FrameError::Disconnected);
    }
    Ok(body)
}

/// Appends one frame with this body.
pub fn append(out: &mut Vec<u8>, body: &[u8]) -> Result<(), TooLong> {
    if body.is_empty() || body.len() > MAX_FRAME {
        return Err(TooLong);
    }
    let length = u32::try_from(body.len()).map_err(|_| TooLong)?;
    out.extend(length.to_le_bytes());
    out.extend(body);
    Ok(())
}

/// Appends one frame with an encoded message.
pub fn append_message(out: &mut Vec<u8>, message: &impl Serialize) -> Result<(), TooLong> {
    append(
        out,
        &codec::encode_within::<MAX_FRAME, _>(message).map_err(|_| TooLong)?,
    )
}

/// Reads a message out of a frame's body; trailing bytes are refused.
pub fn parse<M: DeserializeOwned>(body: &[u8]) -> Result<M, FrameError> {
    codec::decode_within::<MAX_FRAME, M>(body)
        .map_err(|_| FrameError::Undecodable("not a message of this protocol"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::wire::envelope::ToServer;
    use crate::wire::message::Ask;
    use proptest::prelude::*;

    #[test]
    fn a_frame_is_a_little_endian_length_and_its_body() {
        let mut bytes = Vec::new();
        append(&mut bytes, b"abc").unwrap();
        assert_eq!(bytes, b"\x03\x00\x00\x00abc");
        assert_eq!(read(&mut bytes.as_slice(), MAX_FRAME).unwrap(), b"abc");
    }

    #[test]
    fn lengths_are_not_believed() {
        for claimed in [0u32, 101, u32::MAX] {
            let mut bytes = claimed.to_le_bytes().to_vec();
            bytes.extend([7; 200]);
            let answer = read(&mut bytes.as_slice(), 100);
            assert!(
                matches!(answer, Err(FrameError::Undecodable(_))),
                "{claimed}: {answer:?}"
            );
        }
        assert!(append(&mut Vec::new(), &vec![0; MAX_FRAME + 1]).is_err());
        assert!(append(&mut Vec::new(), &[]).is_err());
    }

    #[test]
    fn a_line_that_ends_is_told_from_nonsense() {
        for cut in [&b""[..], b"\x05\x00", b"\x05\x00\x00\x00ab"] {
            let answer = read(&mut &cut[..], MAX_FRAME);
            assert!(
                matches!(answer, Err(FrameError::Disconnected)),
                "{cut:?}: {answer:?}"
            );
        }
    }

    #[test]
    fn a_message_with_bytes_after_it_is_refused() {
        let ask = ToServer {
            id: 300,
            ask: Ask::Ping,
        };
        let mut bytes = Vec::new();
        append_message(&mut bytes, &ask).unwrap();
        let mut body = read(&mut bytes.as_slice(), MAX_FRAME).unwrap();
        assert_eq!(parse::<ToServer>(&body).unwrap(), ask);
        body.push(0);
        assert!(matches!(
            parse::<ToServer>(&body),
            Err(FrameError::Undecodable(_))
        ));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            if let Ok(body) = read(&mut bytes.as_slice(), MAX_FRAME) {
                prop_assert_eq!(&bytes[HEADER..HEADER + body.len()], &body[..]);
                let _ = parse::<ToServer>(&body);
            }
        }
    }
}
