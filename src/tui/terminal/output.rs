//! The way out to the terminal. A line that takes nothing (stopped by Ctrl-S, a reader that does
//! not read) keeps nobody waiting: a write gives up after a short while, and the rest goes later.

use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant as Moment};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;
use rustix::termios::{QueueSelector, isatty, tcflush, tcgetpgrp};

/// A write waits for the line at most this long.
pub const PATIENCE: Duration = Duration::from_millis(50);

/// Pause before another try where the line said that there is room, and took nothing.
const PAUSE: Duration = Duration::from_millis(1);

/// A descriptor that others write to as well blocks as they like; so much always fits in once it
/// says that there is room.
const PIECE: usize = 64;

/// The terminal, opened once.
static TERMINAL: OnceLock<Terminal> = OnceLock::new();

/// Where frames go.
#[derive(Debug)]
struct Terminal {
    line: OwnedFd,
    /// Most bytes of one write.
    most: usize,
}

impl Terminal {
    /// Opens what standard output leads to anew, so that not waiting is a matter of this
    /// descriptor alone and not of the shell's. Where that may not be opened (an account that was
    /// changed by `su`), the controlling terminal, if it is the same; else standard output itself,
    /// in small pieces.
    fn open() -> io::Result<Terminal> {
        let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let stdout = io::stdout();
        let mut names = Vec::new();
        if isatty(&stdout) {
            names.push("/proc/self/fd/1");
        }
        // Only of a controlling terminal is the foreground group told.
        if tcgetpgrp(&stdout).is_ok() {
            names.push("/dev/tty");
        }
        let opened = names
            .into_iter()
            .find_map(|name| open(name, flags, Mode::empty()).ok());
        Ok(match opened {
            Some(line) => Terminal {
                line,
                most: usize::MAX,
            },
            None => Terminal {
                line: stdout.as_fd().try_clone_to_owned()?,
                most: PIECE,
            },
        })
    }

    /// Waits until the line takes something or is gone; false if it did neither by then.
    fn ready(&self, until: Moment) -> bool {
        loop {
            let left = until.saturating_duration_since(Moment::now());
            let left = Timespec::try_from(left).ok();
            let mut asked = [PollFd::new(&self.line, PollFlags::OUT)];
            match poll(&mut asked, left.as_ref()) {
                Ok(_) => return !asked[0].revents().is_empty(),
                Err(Errno::INTR) => {}
                Err(_) => return true,
            }
        }
    }

    /// Writes what the line takes by then, at least a byte.
    fn write(&self, bytes: &[u8], until: Moment) -> io::Result<usize> {
        let piece = &bytes[..bytes.len().min(self.most)];
        while self.ready(until) {
            match rustix::io::write(&self.line, piece) {
                Err(Errno::AGAIN | Errno::INTR) if Moment::now() < until => thread::sleep(PAUSE),
                Err(Errno::AGAIN | Errno::INTR) => break,
                written => return Ok(written?),
            }
        }
        Err(io::ErrorKind::WouldBlock.into())
    }
}

/// The terminal to draw on. A write that takes longer than [`PATIENCE`] fails with `WouldBlock`.
#[derive(Debug)]
pub struct Output(&'static Terminal);

impl Output {
    /// The terminal behind standard output.
    pub fn open() -> io::Result<Output> {
        if TERMINAL.get().is_none() {
            // If another thread was first, it set the same terminal.
            let _ = TERMINAL.set(Terminal::open()?);
        }
        Output::opened().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// The terminal, if it was opened.
    pub fn opened() -> Option<Output> {
        TERMINAL.get().map(Output)
    }

    /// Writes all of it, if the line takes it within this time.
    pub fn write_within(&self, mut bytes: &[u8], limit: Duration) -> io::Result<()> {
        let until = Moment::now() + limit;
        while !bytes.is_empty() {
            let written = self.0.write(bytes, until)?;
            bytes = &bytes[written..];
        }
        Ok(())
    }

    /// Throws away what the line has not passed on yet.
    pub fn discard(&self) {
        // A line that is gone has nothing to throw away.
        let _ = tcflush(&self.0.line, QueueSelector::OFlush);
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes, Moment::now() + PATIENCE)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rustix::fs::{OFlags, fcntl_setfl};
    use std::io::Read;

    /// A line that takes so many bytes and no more, until its other end is read.
    fn frozen(most: usize) -> (Terminal, std::io::PipeReader) {
        let (reader, writer) = std::io::pipe().unwrap();
        let line = OwnedFd::from(writer);
        if most == usize::MAX {
            fcntl_setfl(&line, OFlags::NONBLOCK).unwrap();
        }
        (Terminal { line, most }, reader)
    }

    #[test]
    fn a_line_that_takes_nothing_is_not_waited_for() {
        for most in [usize::MAX, PIECE] {
            let (terminal, mut reader) = frozen(most);
            let bytes = [b'x'; 4096];
            let mut taken = 0;
            let refused = loop {
                match terminal.write(&bytes, Moment::now() + Duration::from_millis(20)) {
                    Ok(count) => taken += count,
                    Err(error) => break error,
                }
            };
            assert_eq!(refused.kind(), io::ErrorKind::WouldBlock);
            assert!(taken > PIECE);
            let mut read = vec![0; taken];
            reader.read_exact(&mut read).unwrap();
            let until = Moment::now() + Duration::from_secs(60);
            assert!(terminal.write(&bytes, until).unwrap() > 0, "read again");
            drop(reader);
            let gone = terminal.write(&bytes, until).unwrap_err();
            assert_eq!(gone.kind(), io::ErrorKind::BrokenPipe);
        }
    }
}
