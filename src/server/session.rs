//! One client: the greeting, then a reader (this thread) and a writer thread. Nothing that a client
//! sends or fails to read can end a session other than its own.

use super::outbox::{FinishBy, Outbox};
use super::peer::{Credentials, Peer};
use super::state::{ServerState, Stage};
use super::{Desk, Limits, SessionId};
use crate::wire::envelope::{Goodbye, ToServer};
use crate::wire::frame::{self, FrameError, MAX_FRAME};
use crate::wire::hello::{Answer, AnswerBody, Hello, MAX_HELLO, Refused, Welcome, Wish};
use crate::wire::{BUILD, PROTOCOL};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often, at least, a waiting client gets a sign of life while the desk opens.
const STARTING_EVERY: Duration = Duration::from_secs(1);

/// A welcomed client, as the desk sees it.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: SessionId,
    pub peer: Peer,
    /// What the client was told about itself and the desk.
    pub welcome: Welcome,
}

/// Serves one connection from its first byte to its last.
pub(super) fn run(server: &ServerState, id: SessionId, stream: UnixStream, who: Credentials) {
    let stream = Arc::new(stream);
    let _leaving = Leaving {
        server,
        id,
        stream: &stream,
    };
    match greet(server, id, &stream, who) {
        Ok(Some((session, desk, outbox))) => converse(server, &stream, session, &*desk, &outbox),
        Ok(None) => {}
        Err(error) => tracing::info!(session = id, uid = who.uid, %error, "no greeting"),
    }
}

/// Takes the line off the list, also when the desk's own code panics.
struct Leaving<'a> {
    server: &'a ServerState,
    id: SessionId,
    stream: &'a UnixStream,
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.server.pushes().remove(self.id);
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

/// Refuses a connection beyond the limit, without ever waiting for it.
pub(super) fn turn_away(stream: &UnixStream, why: Refused) {
    let mut bytes = Vec::new();
    let answer = Answer::new(AnswerBody::Refused(why)).to_bytes();
    if frame::append(&mut bytes, &answer).is_ok() && stream.set_nonblocking(true).is_ok() {
        let mut stream = stream;
        let _ = stream.write(&bytes);
    }
}

type Greeted = (Arc<Session>, Arc<dyn Desk>, Arc<Outbox>);

/// The greeting; `None` if the client was refused with an answer.
fn greet(
    server: &ServerState,
    id: SessionId,
    stream: &Arc<UnixStream>,
    who: Credentials,
) -> Result<Option<Greeted>, FrameError> {
    let limits = server.limits();
    // From here on no write waits longer than this for a client that takes nothing.
    stream.set_write_timeout(Some(limits.stall))?;
    let mut input = TimedReader::new(stream);
    input.until = Some(Instant::now() + limits.hello);
    let hello = Hello::from_bytes(&frame::read(&mut input, MAX_HELLO)?)?;
    let refuse = |why: Refused| {
        tracing::info!(session = id, uid = who.uid, code = why.code, "refused");
        answer(stream, AnswerBody::Refused(why)).map(|()| None)
    };
    if who.names_nobody() {
        return refuse(Refused::new("server-account-unnamed").with("uid", who.uid));
    }
    if hello.wish != Wish::Session {
        return refuse(asked_to_leave(server, &hello, who));
    }
    if hello.protocol != PROTOCOL {
        let why = Refused::new("server-protocol").with("ours", PROTOCOL);
        return refuse(why.with("yours", hello.protocol).with("build", BUILD));
    }
    let desk = match wait_until_open(server, stream)? {
        Ok(desk) => desk,
        Err(why) => return refuse(why),
    };
    // In this order nothing is missed: news from here on wait behind the welcome.
    let outbox = Outbox::new(limits);
    server.pushes().add(id, outbox.clone(), stream.clone());
    let peer = Peer::new(who, hello);
    let welcome = match desk.welcome(id, &peer) {
        Ok(welcome) => welcome,
        Err(why) => return refuse(why),
    };
    let session = Arc::new(Session { id, peer, welcome });
    server.pushes().welcomed(session.clone());
    match answer(stream, AnswerBody::Welcome(session.welcome.clone())) {
        Ok(()) => Ok(Some((session, desk, outbox))),
        Err(error) => {
            desk.on_close(&session);
            Err(error)
        }
    }
}

/// A program of another version wants this server's place.
fn asked_to_leave(server: &ServerState, hello: &Hello, who: Credentials) -> Refused {
    let others = server.connections().saturating_sub(1);
    let alone = others == 0 && hello.protocol > PROTOCOL;
    match hello.wish {
        _ if !who.runs_this_server() => Refused::new("server-not-yours"),
        Wish::LeaveIfAlone if !alone => Refused::new("server-busy").with("sessions", others),
        _ => {
            server.control().leave(Goodbye::Replaced);
            Refused::new("server-leaving")
        }
    }
}

/// Tells how far the opening is until the desk is open, or says why it will not be.
fn wait_until_open(
    server: &ServerState,
    stream: &UnixStream,
) -> Result<Result<Arc<dyn Desk>, Refused>, FrameError> {
    let mut told = None;
    loop {
        let starting = match server.stage_after(told.as_ref(), STARTING_EVERY) {
            Stage::Opening(starting) => starting,
            Stage::Open(desk) => return Ok(Ok(desk)),
            Stage::Failed(why) => return Ok(Err(why)),
            Stage::Leaving => return Ok(Err(Refused::new("server-leaving"))),
        };
        answer(stream, AnswerBody::Starting(starting.clone()))?;
        told = Some(starting);
    }
}

fn answer(stream: &UnixStream, body: AnswerBody) -> Result<(), FrameError> {
    let mut bytes = Vec::new();
    frame::append(&mut bytes, &Answer::new(body).to_bytes())
        .map_err(|_| FrameError::Undecodable("an answer of ours that is too long"))?;
    Ok((&mut &*stream).write_all(&bytes)?)
}

/// Reads asks until the line ends, then lets the writer finish what is in hand.
fn converse(
    server: &ServerState,
    stream: &Arc<UnixStream>,
    session: Arc<Session>,
    desk: &dyn Desk,
    outbox: &Arc<Outbox>,
) {
    // Runs also when the desk's code panics.
    let _closing = Closing {
        desk,
        session: &session,
        outbox,
    };
    let limits = *server.limits();
    outbox.open(stream.clone());
    let writer = std::thread::Builder::new()
        .name(format!("write-{}", session.id))
        .spawn({
            let (stream, outbox) = (stream.clone(), outbox.clone());
            move || write_frames(&stream, &outbox, &limits)
        });
    let Ok(writer) = writer else {
        tracing::error!(session = session.id, "no thread for the writer");
        return;
    };
    match read_asks(server, stream, &session, desk, outbox) {
        Ok(()) | Err(FrameError::Disconnected) => {}
        Err(error) => {
            tracing::warn!(session = session.id, uid = session.peer.uid, %error, "session ended");
        }
    }
    outbox.finish();
    let _ = writer.join();
}

struct Closing<'a> {
    desk: &'a dyn Desk,
    session: &'a Session,
    outbox: &'a Outbox,
}

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.outbox.close();
        self.desk.on_close(self.session);
    }
}

fn read_asks(
    server: &ServerState,
    stream: &UnixStream,
    session: &Session,
    desk: &dyn Desk,
    outbox: &Arc<Outbox>,
) -> Result<(), FrameError> {
    stream.set_read_timeout(None)?;
    let mut input = BufReader::with_capacity(16 * 1024, TimedReader::new(stream));
    while outbox.wait_for_room() && !server.is_leaving() {
        // Between frames a client may be silent for days; within one it may not.
        input.get_mut().until = None;
        if input.fill_buf()?.is_empty() {
            return Ok(());
        }
        input.get_mut().until = Some(Instant::now() + server.limits().frame);
        let body = frame::read(&mut input, MAX_FRAME)?;
        let asked: ToServer = frame::parse(&body)?;
        desk.ask(session, asked.ask, outbox.admit(asked.id));
    }
    Ok(())
}

fn write_frames(stream: &UnixStream, outbox: &Outbox, limits: &Limits) {
    let finish_by = FinishBy::after(limits.farewell);
    while let Some((mut line, batch)) = outbox.next_write(&finish_by) {
        if let Err(error) = line.write(&batch) {
            tracing::info!(%error, "a client does not take its answers; its session ends");
            break;
        }
    }
    // The reader may sit in a read: this ends it.
    outbox.close();
    let _ = stream.shutdown(Shutdown::Both);
}

fn left(until: Instant) -> io::Result<Duration> {
    match until.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(io::ErrorKind::TimedOut.into()),
        left => Ok(left),
    }
}

/// Reads until a deadline, which single bytes from the client do not extend.
struct TimedReader<'a> {
    stream: &'a UnixStream,
    until: Option<Instant>,
    /// The stream has a timeout set.
    timed: bool,
}

impl<'a> TimedReader<'a> {
    /// A reader of a stream without a timeout.
    fn new(stream: &'a UnixStream) -> TimedReader<'a> {
        TimedReader {
            stream,
            until: None,
            timed: false,
        }
    }
}

impl Read for TimedReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let timeout = self.until.map(left).transpose()?;
        if self.timed || timeout.is_some() {
            self.stream.set_read_timeout(timeout)?;
            self.timed = timeout.is_some();
        }
        (&mut &*self.stream).read(buffer)
    }
}
