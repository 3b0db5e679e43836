//! The line to one client, and the frames it has not taken yet. The thread that holds the line writes;
//! frames keep their order, since only the holder takes them from the queue.

use crate::domain::refusal::Refusal;
use crate::wire::envelope::ToClient;
use crate::wire::frame;
use crate::wire::masked::Masked;
use crate::wire::message::Tell;
use rustix::net::{SendFlags, send};
use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

/// Answers are handed to the kernel in pieces of about this many bytes.
const PIECE: usize = 64 * 1024;

/// The sending half of a connection.
#[derive(Default)]
pub(in crate::server) struct Line {
    /// None before the welcome is out.
    stream: Option<Arc<UnixStream>>,
    /// The rest of frames of which the kernel took the beginning.
    left: Vec<u8>,
}

impl Line {
    /// From here on frames may go out.
    pub fn open(&mut self, stream: Arc<UnixStream>) {
        self.stream = Some(stream);
    }

    /// Whether a frame could go out now, after nothing else.
    pub fn is_free(&self) -> bool {
        self.stream.is_some() && self.left.is_empty()
    }

    /// Hands messages to the kernel without ever waiting. False if some of it is left: a client
    /// that does not read costs nobody's time but its own writer's.
    pub fn offer(&mut self, batch: &[ToClient]) -> io::Result<bool> {
        let Some(stream) = &self.stream else {
            return Ok(false);
        };
        for message in batch {
            append(&mut self.left, message)?;
        }
        let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
        // A line that is broken is found out by the writer, which ends the session.
        let taken = send(stream, &self.left, flags).unwrap_or(0);
        self.left.drain(..taken);
        if self.left.is_empty() {
            self.left = Vec::new();
        }
        Ok(self.left.is_empty())
    }

    /// Writes what is left and then the messages, as long as the client takes something in time.
    pub fn write(&mut self, batch: &[ToClient]) -> io::Result<()> {
        let Some(stream) = self.stream.clone() else {
            return Ok(());
        };
        let mut bytes = std::mem::take(&mut self.left);
        for message in batch {
            append(&mut bytes, message)?;
            if bytes.len() >= PIECE {
                (&mut &*stream).write_all(&bytes)?;
                bytes.clear();
            }
        }
        (&mut &*stream).write_all(&bytes)
    }
}

/// Whether a message is short work to write, for a thread on which others wait.
pub(super) fn is_short(message: &ToClient) -> bool {
    match message {
        ToClient::Answer {
            tell: Tell::Done(done),
            ..
        } => done.import.is_empty(),
        _ => true,
    }
}

/// Appends a message, NIKs in it masked [R11.16]. One that is too long for a frame costs its own answer, never the session:
/// the client would connect again and ask the same for ever.
fn append(bytes: &mut Vec<u8>, message: &ToClient) -> io::Result<()> {
    if frame::append_message(bytes, &Masked(message)).is_ok() {
        return Ok(());
    }
    tracing::error!("a message of ours is too long for a frame");
    let ToClient::Answer { id, last: true, .. } = message else {
        // Nobody waits for news or progress.
        return Ok(());
    };
    let refused = ToClient::Answer {
        id: *id,
        last: true,
        tell: Tell::Refused(Refusal::AnswerTooLong),
    };
    frame::append_message(bytes, &refused).map_err(io::Error::other)
}
