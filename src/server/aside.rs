//! A desk on which nothing can be written, on a medium that can only be read or a disk that is full:
//! read into the memory of the program that asks, and served to it alone. There is no lock, no
//! socket and no other session; whatever is asked is answered as by a server, and every act is
//! refused as the disk would refuse it.

use super::desk::{Opener, read_aside};
use super::lifecycle::open_aside;
use super::peer::Credentials;
use super::state::{Control, ServerState};
use super::{Limits, session};
use std::io;
use std::os::unix::net::UnixStream;
use std::sync::Arc;

/// A line to the desk. `why`: what the disk says to whoever writes.
///
/// # Errors
/// The system gives no line or no thread. What is wrong with the desk is told on the line.
pub fn line(opener: Opener, why: io::ErrorKind) -> io::Result<UnixStream> {
    let server = Arc::new(ServerState::new(Control::quiet()?, Limits::default()));
    open_aside(&server, move |opening| read_aside(&opener, opening, why))
        .map_err(io::Error::other)?;
    let (ours, theirs) = UnixStream::pair()?;
    let who = Credentials::of(&theirs)?;
    let session = std::thread::Builder::new().name("aside".to_owned());
    session.spawn(move || session::run(&server, 1, theirs, who))?;
    Ok(ours)
}
