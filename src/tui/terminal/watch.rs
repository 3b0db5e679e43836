//! Threads that bring what the terminal and the system say into the one queue.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use ratatui::crossterm::event;
use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::tui::app::Incoming;

/// Events given together at most, so that a flood is still drawn now and then.
const BATCH: usize = 1024;

/// Starts reading keys, watching for the terminal to vanish, and listening for signals.
pub fn start(sender: &Sender<Incoming>) -> io::Result<()> {
    watch_signals(sender.clone())?;
    watch_terminal(sender.clone())?;
    read_events(sender.clone())
}

/// Keys, paste and resizes. What arrived in one write of the terminal is given together.
fn read_events(sender: Sender<Incoming>) -> io::Result<()> {
    thread::Builder::new()
        .name("keys".to_owned())
        .spawn(move || {
            while let Ok(first) = event::read() {
                let mut batch = vec![first];
                while batch.len() < BATCH && matches!(event::poll(Duration::ZERO), Ok(true)) {
                    match event::read() {
                        Ok(next) => batch.push(next),
                        Err(_) => break,
                    }
                }
                if sender.send(Incoming::Terminal(batch)).is_err() {
                    return;
                }
            }
            // Nobody listens any more when the screen has ended already.
            let _ = sender.send(Incoming::Gone);
        })
        .map(|_| ())
}

/// When the terminal vanishes, crossterm 0.29 never returns from reading and spins instead; the
/// end of the other side shows as POLLHUP, whoever reads.
fn watch_terminal(sender: Sender<Incoming>) -> io::Result<()> {
    let tty = tty()?;
    thread::Builder::new()
        .name("terminal".to_owned())
        .spawn(move || {
            wait_for_hangup(&tty);
            let _ = sender.send(Incoming::Gone);
        })
        .map(|_| ())
}

/// Returns once the other side is gone.
fn wait_for_hangup(tty: &OwnedFd) {
    loop {
        // Nothing is asked for: only what is always told (hang-up, error) wakes us.
        let mut asked = [PollFd::new(tty, PollFlags::empty())];
        match poll(&mut asked, None) {
            Ok(_) if asked[0].revents().is_empty() => {}
            Err(rustix::io::Errno::INTR) => {}
            _ => return,
        }
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
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGCONT, SIGTSTP])?;
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
    fn a_vanished_other_side_is_noticed() {
        let (ours, theirs) = std::os::unix::net::UnixStream::pair().unwrap();
        let watched = OwnedFd::from(ours);
        let watcher = thread::spawn(move || wait_for_hangup(&watched));
        drop(theirs);
        watcher.join().unwrap();
    }
}
