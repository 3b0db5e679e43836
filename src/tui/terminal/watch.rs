//! Threads that bring what the terminal and the system say into the one queue.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant as Moment};

use ratatui::crossterm::terminal::size;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::tui::app::Incoming;
use crate::tui::keyboard::{Decoder, Event};

/// Bytes of one read; what comes faster is read again at once and counts as the same.
const READ: usize = 4096;
/// Bytes given together at most, so that a flood is still drawn now and then.
const MOST: usize = 64 * 1024;

/// Starts reading keys, and listening for signals. `escape`: how long a lone Esc waits for the rest
/// of a sequence.
pub fn start(sender: &Sender<Incoming>, escape: Duration) -> io::Result<()> {
    watch_signals(sender.clone())?;
    let tty = tty()?;
    let sender = sender.clone();
    thread::Builder::new()
        .name("keys".to_owned())
        .spawn(move || {
            read_keys(&tty, Decoder::new(escape), &sender);
            // Nobody listens any more when the screen has ended already.
            let _ = sender.send(Incoming::Gone);
        })
        .map(|_| ())
}

/// Reads until the terminal is gone or nobody listens.
fn read_keys(tty: &OwnedFd, mut decoder: Decoder, sender: &Sender<Incoming>) {
    let mut bytes = Vec::with_capacity(READ);
    loop {
        let alive = read_all(tty, decoder.due(), &mut bytes);
        let at = Moment::now();
        let events = match bytes.is_empty() {
            true => decoder.tick(at, super::output_held()),
            false => decoder.feed(&bytes, at, super::output_held()),
        };
        let listens = events.is_empty() || sender.send(Incoming::Read { at, events }).is_ok();
        if !alive || !listens {
            return;
        }
    }
}

/// Waits for bytes, at most until `due`, and reads all that are there. False: there will be no
/// more.
fn read_all(tty: &OwnedFd, due: Option<Moment>, bytes: &mut Vec<u8>) -> bool {
    bytes.clear();
    let mut patience = due.map(|due| due.saturating_duration_since(Moment::now()));
    loop {
        let timeout = patience.map(|left| Timespec {
            tv_sec: i64::try_from(left.as_secs()).unwrap_or(0),
            tv_nsec: left.subsec_nanos().into(),
        });
        let mut asked = [PollFd::new(tty, PollFlags::IN)];
        match poll(&mut asked, timeout.as_ref()) {
            Ok(0) => return true,
            Err(rustix::io::Errno::INTR) if bytes.is_empty() => return true,
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => return false,
            Ok(_) => {}
        }
        // A hang-up with bytes before it is told by the read that finds none.
        if !asked[0].revents().contains(PollFlags::IN) {
            return false;
        }
        let from = bytes.len();
        bytes.resize(from + READ, 0);
        let read = rustix::io::read(tty, &mut bytes[from..]);
        bytes.truncate(from + *read.as_ref().unwrap_or(&0));
        match read {
            Ok(0) => return false,
            Ok(_) | Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
            Err(_) => return false,
        }
        if bytes.len() >= MOST {
            return true;
        }
        patience = Some(Duration::ZERO);
    }
}

/// The terminal that keys come from: standard input, or the controlling terminal.
fn tty() -> io::Result<OwnedFd> {
    let stdin = io::stdin();
    if rustix::termios::isatty(&stdin) {
        return stdin.as_fd().try_clone_to_owned();
    }
    Ok(std::fs::File::open("/dev/tty")?.into())
}

fn watch_signals(sender: Sender<Incoming>) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGCONT, SIGTSTP, SIGWINCH])?;
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                let said = match signal {
                    SIGTSTP => {
                        // The shell gets its terminal back before it has the word; the screen
                        // takes it again once it continues.
                        super::restore();
                        if let Err(error) = emulate_default_handler(SIGTSTP) {
                            tracing::warn!(%error, "the screen cannot be stopped");
                        }
                        Incoming::Continued
                    }
                    SIGCONT => Incoming::Continued,
                    SIGWINCH => match size() {
                        Ok((width, height)) => {
                            Incoming::Terminal(vec![Event::Resize(width, height)])
                        }
                        Err(_) => continue,
                    },
                    _ => Incoming::Gone,
                };
                if sender.send(said).is_err() {
                    return;
                }
            }
        })
        .map(|_| ())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_vanished_other_side_is_noticed_behind_what_it_sent() {
        let (ours, mut theirs) = std::os::unix::net::UnixStream::pair().unwrap();
        let ours = OwnedFd::from(ours);
        let mut bytes = Vec::new();
        std::io::Write::write_all(&mut theirs, b"jj").unwrap();
        assert!(read_all(&ours, None, &mut bytes));
        assert_eq!(bytes, b"jj");
        std::io::Write::write_all(&mut theirs, b"k").unwrap();
        drop(theirs);
        assert!(!read_all(&ours, None, &mut bytes));
        assert_eq!(bytes, b"k");
    }
}
