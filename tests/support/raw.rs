//! A connection without a client's manners.

use loket::wire::frame::{self, MAX_FRAME};
use loket::wire::hello::{Answer, AnswerBody, Hello};
use std::io::Write;
use std::os::unix::net::UnixStream;

/// A connection that says what it likes.
pub struct Raw(pub UnixStream);

impl Raw {
    pub fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.0.write_all(bytes)
    }

    pub fn send_frame(&mut self, body: &[u8]) {
        let mut bytes = Vec::new();
        frame::append(&mut bytes, body).unwrap();
        self.0.write_all(&bytes).unwrap();
    }

    /// Says hello and returns the answer that is not `starting`.
    pub fn greet(&mut self, hello: &Hello) -> Answer {
        self.send_frame(&hello.to_bytes());
        loop {
            let body = frame::read(&mut self.0, MAX_FRAME).unwrap();
            let answer = Answer::from_bytes(&body).unwrap();
            if !matches!(answer.body, AnswerBody::Starting(_)) {
                return answer;
            }
        }
    }

    /// Reads to the end of the line: the server closed it.
    pub fn is_closed_by_server(&mut self) -> bool {
        loop {
            match frame::read(&mut self.0, MAX_FRAME) {
                Ok(_) => {}
                Err(frame::FrameError::Disconnected) => return true,
                Err(_) => return false,
            }
        }
    }
}
