//! Reaching a server that is there: the connection, who is at its other end, the greeting.

use super::LinkError;
use super::link::LinkOptions;
use crate::paths::{DeskFolder, lock};
use crate::wire::PROTOCOL;
use crate::wire::frame::{self, FrameError};
use crate::wire::hello::{Answer, AnswerBody, Hello, MAX_HELLO, Refused, Welcome};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType};
use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

/// A server with clients waiting accepts them within this time.
const DOOR: Duration = Duration::from_secs(10);

/// A client's write fails after this long without the server taking a byte.
const WRITE: Duration = Duration::from_secs(10);

/// Why there is no greeted connection.
pub(super) enum Unreached {
    /// Nobody listens; `stale` if a dead server's socket is still there.
    Absent {
        stale: bool,
    },
    /// The server left just then: what happens next is worth another look.
    Leaving,
    Failed(LinkError),
}

impl From<LinkError> for Unreached {
    fn from(error: LinkError) -> Unreached {
        Unreached::Failed(error)
    }
}

/// Connects to the desk's socket and makes sure that its owner is at the other end.
pub(super) fn connect(desk: &DeskFolder) -> Result<UnixStream, Unreached> {
    let failed = |error: Errno| LinkError::io("connecting to the desk")(error.into());
    // Too long for a socket was refused when the folder was named.
    let address = SocketAddrUnix::new(desk.socket()).map_err(failed)?;
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let until = Instant::now() + DOOR;
    loop {
        let socket = rustix::net::socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)
            .map_err(failed)?;
        match rustix::net::connect(&socket, &address) {
            Ok(()) => {
                let stream = UnixStream::from(socket);
                trust(desk, &stream)?;
                return Ok(stream);
            }
            Err(Errno::NOENT | Errno::NOTDIR) => return Err(Unreached::Absent { stale: false }),
            Err(Errno::CONNREFUSED) => return Err(Unreached::Absent { stale: true }),
            Err(Errno::ACCESS | Errno::PERM) => return Err(no_right(desk).into()),
            // Its accept queue is full: it is busy, or it hangs.
            Err(Errno::AGAIN) if Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(Errno::AGAIN) => return Err(silent(desk).into()),
            Err(error) => return Err(failed(error).into()),
        }
    }
}

/// The server must run as the owner of the folder; no other account may answer for this desk.
fn trust(desk: &DeskFolder, stream: &UnixStream) -> Result<(), LinkError> {
    let failed = LinkError::io("looking who answers for the desk");
    stream.set_nonblocking(false).map_err(&failed)?;
    stream.set_write_timeout(Some(WRITE)).map_err(&failed)?;
    let server =
        rustix::net::sockopt::socket_peercred(stream).map_err(|error| failed(error.into()))?;
    match server.uid.as_raw() {
        uid if uid == desk.owner()? => Ok(()),
        uid => Err(LinkError::Impostor { uid }),
    }
}

/// Exchanges the greeting. Each sign of life while the desk opens restarts the time limit.
pub(super) fn greet(
    desk: &DeskFolder,
    stream: &UnixStream,
    options: &LinkOptions,
) -> Result<Welcome, Unreached> {
    let setting_up = LinkError::io("setting the line up");
    stream
        .set_read_timeout(Some(options.greet_within))
        .map_err(&setting_up)?;
    let hello = options.hello();
    let mut bytes = Vec::new();
    frame::append(&mut bytes, &hello.to_bytes())
        .map_err(|_| LinkError::NotLoket("a greeting of ours that is too long"))?;
    // A full server answers and closes without reading: then the answer says more than this.
    let _ = (&mut &*stream).write_all(&bytes);
    loop {
        let answer = frame::read(&mut &*stream, MAX_HELLO)
            .and_then(|body| Answer::from_bytes(&body))
            .map_err(|error| not_greeted(desk, error))?;
        match answer.body {
            AnswerBody::Welcome(welcome) => {
                stream.set_read_timeout(None).map_err(&setting_up)?;
                return Ok(welcome);
            }
            AnswerBody::Starting(how_far) => {
                if let Some(tell) = &options.on_starting {
                    tell(&how_far);
                }
            }
            AnswerBody::Refused(why) if why.code == "server-leaving" => {
                return Err(Unreached::Leaving);
            }
            AnswerBody::Refused(_) | AnswerBody::Foreign if answer.protocol != PROTOCOL => {
                let (theirs, build) = (answer.protocol, answer.build);
                return Err(LinkError::Protocol {
                    theirs,
                    build,
                    sessions: None,
                }
                .into());
            }
            AnswerBody::Refused(why) => return Err(LinkError::Refused(why).into()),
            AnswerBody::Foreign => return Err(LinkError::NotLoket("a foreign welcome").into()),
        }
    }
}

/// The other line to a desk whose server cannot be reached, greeted; else what was wrong.
pub(super) fn reach_aside(
    desk: &DeskFolder,
    options: &LinkOptions,
    error: LinkError,
) -> Result<(UnixStream, Welcome), LinkError> {
    let Some(stream) = options.aside.as_ref().and_then(|aside| aside(&error)) else {
        return Err(error);
    };
    match greet(desk, &stream, options) {
        Ok(welcome) => Ok((stream, welcome)),
        Err(Unreached::Failed(error)) => Err(error),
        Err(Unreached::Absent { .. } | Unreached::Leaving) => Err(LinkError::Ended),
    }
}

/// Sends a hello whose wish is that the server leaves; its answer is always a refusal.
pub(super) fn answer_to_wish(stream: &UnixStream, hello: &Hello) -> Result<Refused, FrameError> {
    stream.set_read_timeout(Some(DOOR))?;
    let mut bytes = Vec::new();
    frame::append(&mut bytes, &hello.to_bytes())
        .map_err(|_| FrameError::Undecodable("a greeting of ours that is too long"))?;
    (&mut &*stream).write_all(&bytes)?;
    match Answer::from_bytes(&frame::read(&mut &*stream, MAX_HELLO)?)?.body {
        AnswerBody::Refused(why) => Ok(why),
        _ => Err(FrameError::Undecodable(
            "an answer that is no answer to the wish",
        )),
    }
}

fn not_greeted(desk: &DeskFolder, error: FrameError) -> Unreached {
    match error {
        FrameError::Disconnected => Unreached::Leaving,
        FrameError::TooSlow => silent(desk).into(),
        FrameError::Undecodable(problem) => LinkError::NotLoket(problem).into(),
        FrameError::Io(error) => LinkError::io("waiting for the greeting")(error).into(),
    }
}

fn silent(desk: &DeskFolder) -> LinkError {
    LinkError::Silent {
        process: lock::holder(&desk.server_lock()),
    }
}

/// The desk's folder is closed to this account.
pub(super) fn no_right(desk: &DeskFolder) -> LinkError {
    LinkError::NoRight {
        path: desk.path().to_owned(),
        owner: owner_name(desk),
    }
}

/// The owner's login name, or the number where the system has no name for it.
pub(super) fn owner_name(desk: &DeskFolder) -> String {
    let Ok(uid) = desk.owner() else {
        return "?".to_owned();
    };
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == uid.to_string()).then(|| name.to_owned())
    });
    named.unwrap_or_else(|| uid.to_string())
}

/// Maps an error of looking at the desk's folder.
pub(super) fn looking(desk: &DeskFolder, error: io::Error) -> LinkError {
    match error.kind() {
        io::ErrorKind::PermissionDenied => no_right(desk),
        _ => LinkError::Io {
            what: "looking at the desk's folder",
            error,
        },
    }
}
