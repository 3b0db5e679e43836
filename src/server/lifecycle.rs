//! From start to leaving: the lock for life, the socket, opening the desk, signals, idle exit.
//!
//! The order is the whole point (ARCHITECTURE.md §6):
//! 1. `server.lock` is taken and held for life; only its holder removes or binds the socket.
//! 2. Clients are answered `starting` while the desk opens on a thread of its own.
//! 3. Leaving when idle takes `start.lock` first and looks again, so that no client that is just
//!    starting a server meets one that is leaving.
//! 4. Leaving stops accepting, answers the acts in progress, closes the desk, removes the socket
//!    and only then releases the lock.

use super::listener::{Event, Listener};
use super::peer::Credentials;
use super::state::{Control, Opening, ServerState, Slot, Stage};
use super::{Desk, Limits, session};
use crate::paths::lock::{self, FileLock};
use crate::paths::{DeskFolder, PathError};
use crate::wire::envelope::Goodbye;
use crate::wire::hello::{DAMAGED, Refused};
use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What a server started on demand says on its standard output once clients may connect.
pub const LISTENING: &str = "listening";

/// How long a new server waits for one that is leaving.
const FOR_THE_LOCK: Duration = Duration::from_secs(30);

/// Pause after a failed accept (no file descriptors left).
const AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(100);

/// When the idle exit finds the start lock held, a client is connecting: the time until the next
/// look.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// After a failed opening, a server started on demand stays this long to say why.
const LINGER: Duration = Duration::from_secs(1);

/// How to serve.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    pub desk: DeskFolder,
    /// Started on demand by a client: leaves its session and reports on standard output.
    pub spawned: bool,
    /// Overrides when to leave an idle desk; for tests.
    pub idle_exit: Option<Duration>,
    pub limits: Limits,
}

/// An opened desk.
pub struct Opened {
    pub desk: Arc<dyn Desk>,
    /// Leave this long after the last client (training, demo); a real desk stays up for its notices.
    pub idle_exit: Option<Duration>,
}

/// The desk could not be opened.
#[derive(Clone, Debug)]
pub struct OpenFailed {
    pub why: Refused,
    /// Its data are damaged (exit code 4).
    pub damaged: bool,
}

/// Why the server ended other than by leaving.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("{0}: there is no desk in this folder")]
    NoDesk(String),
    #[error("{0}: the folder belongs to another account; only its owner may serve it")]
    NotOurs(String),
    #[error("another server (process {}) is serving this desk", .0.map_or("unknown".to_owned(), |pid| pid.to_string()))]
    AlreadyServed(Option<u32>),
    #[error(transparent)]
    Path(#[from] PathError),
    #[error("the desk cannot be opened: {} {:?}", .0.why.code, .0.why.args)]
    Open(OpenFailed),
    #[error("{what}: {error}")]
    Io {
        what: &'static str,
        error: io::Error,
    },
}

impl ServeError {
    /// The code of the sentence for people.
    pub fn code(&self) -> &str {
        match self {
            ServeError::NoDesk(_) => "link-no-desk",
            ServeError::NotOurs(_) => "server-not-owner",
            ServeError::AlreadyServed(_) => "server-already-served",
            ServeError::Path(error) => error.code(),
            ServeError::Open(failed) => &failed.why.code,
            ServeError::Io { .. } => "server-io",
        }
    }

    /// The arguments of that sentence.
    pub fn args(&self) -> Vec<(String, String)> {
        let one = |name: &str, value: String| vec![(name.to_owned(), value)];
        match self {
            ServeError::NoDesk(path) | ServeError::NotOurs(path) => one("path", path.clone()),
            ServeError::AlreadyServed(process) => one(
                "process",
                process.map_or("?".to_owned(), |id| id.to_string()),
            ),
            ServeError::Path(error) => error.args(),
            ServeError::Open(failed) => failed.why.args.clone(),
            ServeError::Io { what, error } => one("problem", format!("{what}: {error}")),
        }
    }
}

/// Serves a desk until told to leave. `open` runs on its own thread while clients are told how far
/// it is. Returns why the server left.
pub fn serve<F>(options: &ServeOptions, open: F) -> Result<Goodbye, ServeError>
where
    F: FnOnce(&Opening<'_>) -> Result<Opened, OpenFailed> + Send + 'static,
{
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    if options.spawned {
        // Fails only for a process group leader, which a spawned child is not.
        let _ = rustix::process::setsid();
    }
    raise_file_limit();
    let _lock = take_the_desk(&options.desk)?;
    let (wake, woken) = UnixStream::pair().map_err(io_failed("making the wake-up line"))?;
    let control = Control::hearing_signals(wake).map_err(io_failed("catching signals"))?;
    let listener =
        Listener::bind(&options.desk, woken).map_err(io_failed("binding the desk's socket"))?;
    let server = Arc::new(ServerState::new(control, options.limits));
    let opener = open_aside(&server, open)?;
    announce(options);
    let _start_lock = receive_until_leaving(&server, &listener, options);
    leave(&server, listener, opener)
}

/// Checks the folder and takes its lock for life.
fn take_the_desk(desk: &DeskFolder) -> Result<FileLock, ServeError> {
    let shown = || desk.path().display().to_string();
    if !desk
        .holds_desk()
        .map_err(io_failed("looking at the desk's folder"))?
    {
        return Err(ServeError::NoDesk(shown()));
    }
    if !desk.is_ours() {
        return Err(ServeError::NotOurs(shown()));
    }
    desk.trusted_run()?;
    let path = desk.server_lock();
    let deadline = Instant::now() + FOR_THE_LOCK;
    loop {
        let taken = FileLock::take_within(&path, Duration::from_millis(50));
        match taken.map_err(io_failed("taking the server's lock"))? {
            Some(mut lock) => {
                // Only so that people can see which process holds it.
                let _ = lock.sign();
                return Ok(lock);
            }
            // Its holder answers: it is not leaving. Otherwise it starts or leaves: wait.
            None if UnixStream::connect(desk.socket()).is_ok() || Instant::now() > deadline => {
                return Err(ServeError::AlreadyServed(lock::holder(&path)));
            }
            None => {}
        }
    }
}

fn io_failed(what: &'static str) -> impl Fn(io::Error) -> ServeError {
    move |error| ServeError::Io { what, error }
}

/// Each session takes a descriptor; the soft limit is often 1024 and the hard one far above.
fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let wanted = Rlimit {
        current: Some(maximum.map_or(8192, |most| most.min(8192))),
        maximum,
    };
    if getrlimit(Resource::Nofile).current < wanted.current {
        let _ = setrlimit(Resource::Nofile, wanted);
    }
}

/// Tells the client that started us that it may connect.
fn announce(options: &ServeOptions) {
    tracing::info!(desk = %options.desk.path().display(), pid = std::process::id(), "listening");
    if options.spawned {
        // The client may be gone again; that harms nobody.
        let _ = writeln!(io::stdout(), "{LISTENING}").and_then(|()| io::stdout().flush());
    }
}

pub(super) type Opener = JoinHandle<Result<Arc<dyn Desk>, OpenFailed>>;

/// Opens the desk on a thread of its own, while clients are told how far it is.
pub(super) fn open_aside<F>(server: &Arc<ServerState>, open: F) -> Result<Opener, ServeError>
where
    F: FnOnce(&Opening<'_>) -> Result<Opened, OpenFailed> + Send + 'static,
{
    let server = server.clone();
    let run = move || {
        let broke = || OpenFailed {
            why: Refused::new("server-open-broke"),
            damaged: false,
        };
        let opening = Opening::new(&server);
        // A panic in the store must not leave clients waiting for a desk that never opens.
        let opened = catch_unwind(AssertUnwindSafe(|| open(&opening)));
        match opened.unwrap_or_else(|_| Err(broke())) {
            Ok(opened) => {
                server.opened(opened.desk.clone(), opened.idle_exit);
                Ok(opened.desk)
            }
            Err(failed) => {
                let damaged = failed
                    .damaged
                    .then_some((DAMAGED.to_owned(), "1".to_owned()));
                let mut why = failed.why.clone();
                why.args.extend(damaged);
                server.advance(Stage::Failed(why));
                Err(failed)
            }
        }
    };
    let spawned = std::thread::Builder::new()
        .name("open".to_owned())
        .spawn(run);
    spawned.map_err(io_failed("starting the opening thread"))
}

/// Receives clients until the server is to leave. When it leaves because it is idle, it comes back
/// with the start lock, which is held to the end.
fn receive_until_leaving(
    server: &Arc<ServerState>,
    listener: &Listener,
    options: &ServeOptions,
) -> Option<FileLock> {
    let mut next_id = 1;
    let mut quiet = Quiet::default();
    while !server.must_leave() {
        let leave_at = quiet.leave_at(server, options);
        let timeout = leave_at.map(|at| at.saturating_duration_since(Instant::now()));
        match listener.next(timeout) {
            Ok(Event::Visitor(stream)) => receive(server, &mut next_id, stream),
            Ok(Event::Woken) => {}
            Ok(Event::Timeout) => match FileLock::try_take(&options.desk.start_lock()) {
                // With the start lock held, nobody can be starting a server. A client that
                // connected in the meantime is still let in.
                Ok(Some(lock)) => match listener.visitor() {
                    Ok(Some(stream)) => receive(server, &mut next_id, stream),
                    _ => return Some(lock),
                },
                _ => quiet.not_before = Some(Instant::now() + LOOK_AGAIN),
            },
            Err(error) => {
                tracing::error!(%error, "the door does not open");
                std::thread::sleep(AFTER_FAILED_ACCEPT);
            }
        }
    }
    None
}

/// How long the server has been without clients.
#[derive(Default)]
struct Quiet {
    since: Option<Instant>,
    not_before: Option<Instant>,
}

impl Quiet {
    /// When to leave if nothing happens; `None` to stay.
    fn leave_at(&mut self, server: &ServerState, options: &ServeOptions) -> Option<Instant> {
        let failed = server.has_failed();
        if server.connections() > 0 && !failed {
            *self = Quiet::default();
            return None;
        }
        let since = *self.since.get_or_insert_with(Instant::now);
        let after = match failed {
            // The client that started us is on its way to hear why.
            true if options.spawned => LINGER,
            true => Duration::ZERO,
            false => options.idle_exit.or_else(|| server.idle_exit())?,
        };
        Some(self.not_before.unwrap_or(since + after))
    }
}

/// Gives a visitor a session thread, or turns it away.
fn receive(server: &Arc<ServerState>, next_id: &mut u64, stream: UnixStream) {
    let who = match Credentials::of(&stream) {
        Ok(who) => who,
        Err(error) => return tracing::warn!(%error, "the kernel does not say who connects"),
    };
    let Some(slot) = Slot::take(server, who.uid) else {
        let full = Refused::new("server-full").with("sessions", server.connections());
        return session::turn_away(&stream, full);
    };
    let id = *next_id;
    *next_id += 1;
    let thread = std::thread::Builder::new().name(format!("read-{id}"));
    let run = move || session::run(slot.server(), id, stream, who);
    if let Err(error) = thread.spawn(run) {
        tracing::error!(%error, "no thread for a session");
    }
}

/// Stops accepting, lets the acts in progress finish, closes the desk, removes the socket.
fn leave(server: &ServerState, listener: Listener, opener: Opener) -> Result<Goodbye, ServeError> {
    let why = server.control().reason().unwrap_or(Goodbye::Stopped);
    tracing::info!(?why, sessions = server.pushes().count(), "leaving");
    let socket = listener.shut();
    server.advance(Stage::Leaving);
    server.pushes().end_all(why);
    let patience = server.limits().farewell;
    let mut outcome = Ok(why);
    let mut open = None;
    // A desk that is still opening is left as after a crash: opening it again mends it.
    if server.wait(patience, || opener.is_finished()) {
        match opener.join() {
            Ok(Ok(desk)) => {
                desk.close();
                open = Some(desk);
            }
            Ok(Err(failed)) => outcome = Err(ServeError::Open(failed)),
            Err(_) => tracing::error!("the opening thread broke"),
        }
    }
    if !server.wait(patience, || server.connections() == 0) {
        server.pushes().cut_all();
        server.wait(patience, || server.connections() == 0);
    }
    // Only now: a session that still reads must not find the ledger closed.
    if let Some(desk) = open {
        desk.put_away();
    }
    if let Err(error) = socket.remove() {
        tracing::warn!(%error, "removing the socket");
    }
    outcome
}
