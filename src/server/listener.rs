//! The desk's socket: bound only while the server's lock is held, polled together with a line
//! that wakes the main thread for signals and ended sessions.

use crate::paths::{DeskFolder, Sharing};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::Mode;
use std::fs;
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The bound socket; the file goes when the listener does.
pub(super) struct Listener {
    socket: UnixListener,
    file: SocketFile,
    wake: UnixStream,
}

/// The socket's file, known by more than its name: the desk's folder may have been moved away and
/// another desk, with a server of its own, may stand there now.
pub(super) struct SocketFile {
    path: PathBuf,
    id: (u64, u64),
}

impl SocketFile {
    /// Removes the file, if it is still the one that was bound.
    pub fn remove(&self) -> io::Result<()> {
        match id_of(&self.path) {
            Ok(id) if id == self.id => fs::remove_file(&self.path),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn id_of(path: &Path) -> io::Result<(u64, u64)> {
    let found = fs::symlink_metadata(path)?;
    Ok((found.dev(), found.ino()))
}

/// Why the main thread wakes.
pub(super) enum Event {
    Visitor(UnixStream),
    /// A signal, the end of a session, or a request to leave.
    Woken,
    Timeout,
}

impl Listener {
    /// Binds the desk's socket. The caller holds the server's lock, so a socket that is already
    /// there belongs to nobody.
    pub fn bind(desk: &DeskFolder, wake: UnixStream) -> io::Result<Listener> {
        let path = desk.socket();
        remove_old(&path)?;
        let socket = UnixListener::bind(&path)?;
        // Made under umask 077; only a shared desk's group is let in.
        let mode = match desk.sharing() {
            Sharing::Own => 0o600,
            Sharing::Group(_) => 0o660,
        };
        rustix::fs::chmod(&path, Mode::from_raw_mode(mode))?;
        socket.set_nonblocking(true)?;
        wake.set_nonblocking(true)?;
        let id = id_of(&path)?;
        let file = SocketFile { path, id };
        Ok(Listener { socket, file, wake })
    }

    /// Sleeps until something happens or the time is over.
    pub fn next(&self, timeout: Option<Duration>) -> io::Result<Event> {
        let timeout = timeout.map(|left| Timespec {
            tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: left.subsec_nanos().into(),
        });
        let mut fds = [
            PollFd::new(&self.wake, PollFlags::IN),
            PollFd::new(&self.socket, PollFlags::IN),
        ];
        match poll(&mut fds, timeout.as_ref()) {
            Ok(0) => return Ok(Event::Timeout),
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => return Ok(Event::Woken),
            Err(error) => return Err(error.into()),
        }
        if !fds[0].revents().is_empty() {
            let mut seen = [0; 64];
            while (&self.wake)
                .read(&mut seen)
                .is_ok_and(|read| read == seen.len())
            {}
            return Ok(Event::Woken);
        }
        Ok(self.visitor()?.map_or(Event::Woken, Event::Visitor))
    }

    /// A client that is already waiting to be accepted.
    pub fn visitor(&self) -> io::Result<Option<UnixStream>> {
        match self.socket.accept() {
            Ok((stream, _)) => Ok(Some(stream)),
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock
                | io::ErrorKind::Interrupted
                | io::ErrorKind::ConnectionAborted => Ok(None),
                _ => Err(error),
            },
        }
    }

    /// Stops accepting: a client that connects from now on is refused by the kernel and waits for the
    /// start lock. Returns the file to remove once the desk is closed.
    pub fn shut(self) -> SocketFile {
        self.file
    }
}

/// Removes what a dead server left; anything but a socket is not ours to remove.
fn remove_old(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.file_type().is_socket() => fs::remove_file(path),
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            "something that is no socket stands where the socket should be",
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}
