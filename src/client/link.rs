//! A line to the desk's server: asks with answers, pushes as events, connecting again after the
//! server died. Nothing here repeats an act by itself except [`Link::ask_again`]: an act carries
//! its id, so repeating it is safe, and only the caller knows that it is an act.

use super::LinkError;
use super::reach::reach_aside;
use super::start::reach_or_start;
use crate::paths::DeskFolder;
use crate::wire::envelope::{Changed, Goodbye, ToClient, ToServer};
use crate::wire::frame::{self, FrameError, MAX_FRAME};
use crate::wire::hello::{Hello, Starting, Welcome};
use crate::wire::message::{Ask, Tell};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufReader, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How a line is made and kept.
#[derive(Clone)]
pub struct LinkOptions {
    /// Start a server if none runs and this account owns the desk.
    pub may_start: bool,
    /// Connect again when the line is lost; verbs that only look need not.
    pub reconnect: bool,
    /// Tries to connect again before giving up, with waits that double from 50 ms to 5 s: 66 take
    /// about five minutes, 10 a quarter of one.
    pub most_tries: u32,
    /// The program to start; this one if not said.
    pub program: Option<PathBuf>,
    /// Further arguments of `serve`, e.g. a training desk's `--now`.
    pub serve_args: Vec<OsString>,
    /// On a training desk: be this officer (`--as`).
    pub as_officer: Option<String>,
    /// An ask whose server is silent for this long has failed; progress counts as a sign of life.
    pub answer_within: Duration,
    /// A server that is silent for this long before its welcome is taken to hang.
    pub greet_within: Duration,
    /// Told how far the opening of the desk is, for the first connection only: later a screen
    /// stands where this would be printed.
    pub on_starting: Option<StartingSink>,
    /// Told everything that nobody waits for. Called on the link's own thread: be quick.
    pub on_event: Option<EventSink>,
    /// Another line to the desk where there is no server and none can be started.
    pub aside: Option<Aside>,
}

/// Finds another line to a desk of which this is wrong; `None` where there is none.
pub type Aside = Arc<dyn Fn(&LinkError) -> Option<UnixStream> + Send + Sync>;

/// Takes how far the opening of a desk is.
pub type StartingSink = Arc<dyn Fn(&Starting) + Send + Sync>;

/// Takes a link's events, e.g. into the one channel of a screen.
pub type EventSink = Arc<dyn Fn(LinkEvent) + Send + Sync>;

/// What a link reports by itself.
#[derive(Debug)]
pub enum LinkEvent {
    /// Something was recorded; ask again for what is on screen.
    Changed(Changed),
    /// News that nobody asked for.
    Push(Tell),
    /// An answer to [`Link::post`]; `last` is false for progress.
    Answer { id: u64, last: bool, tell: Tell },
    /// No answer will come to this [`Link::post`]: the line was lost.
    Unanswered { id: u64 },
    /// The line is lost; with a reason if the server said good-bye.
    Disconnected(Option<Goodbye>),
    /// About to try again, for the n-th time, after this wait.
    Reconnecting { attempt: u32, wait: Duration },
    /// The line is back: unanswered acts are repeated with their ids.
    Reconnected(Box<Welcome>),
    /// No more attempts; this link stays closed. With the reason.
    GaveUp(LinkError),
}

/// Why an ask has no answer. The act may or may not have been recorded: only repeating its id
/// tells.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    #[error("the connection to the desk was lost")]
    Disconnected,
    /// Connecting again was given up.
    #[error("the desk cannot be reached any more")]
    GaveUp,
    #[error("the desk did not answer for {} s", .0.as_secs())]
    NoAnswer(Duration),
    #[error("the message is too long to be sent")]
    TooLong,
}

impl AskError {
    /// The code of the sentence for people.
    pub fn code(&self) -> &'static str {
        match self {
            AskError::Disconnected => "link-lost",
            AskError::GaveUp => "link-gave-up",
            AskError::NoAnswer(_) => "link-no-answer",
            AskError::TooLong => "link-too-long",
        }
    }

    /// The arguments of that sentence.
    pub fn args(&self) -> Vec<(String, String)> {
        match self {
            AskError::NoAnswer(waited) => {
                vec![("seconds".to_owned(), waited.as_secs().to_string())]
            }
            _ => Vec::new(),
        }
    }
}

/// First wait before connecting again; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How many sessions may break over one ask before the ask itself is taken to be the cause.
pub const MOST_BROKEN: u32 = 8;

impl Default for LinkOptions {
    fn default() -> LinkOptions {
        LinkOptions {
            may_start: true,
            reconnect: true,
            most_tries: 66,
            program: None,
            serve_args: Vec::new(),
            as_officer: None,
            answer_within: Duration::from_secs(60),
            greet_within: Duration::from_secs(10),
            on_starting: None,
            on_event: None,
            aside: None,
        }
    }
}

impl LinkOptions {
    /// The greeting that these options make.
    pub(super) fn hello(&self) -> Hello {
        Hello {
            stated_address: std::env::var("SSH_CONNECTION").ok(),
            as_officer: self.as_officer.clone(),
            ..Hello::new()
        }
    }
}

/// A line to a desk's server. Dropping it ends the session.
pub struct Link(Arc<Inner>);

struct Inner {
    desk: DeskFolder,
    options: LinkOptions,
    line: Mutex<Line>,
    /// The line came back, was given up or closed.
    changed: Condvar,
    /// One frame is written at a time.
    writing: Mutex<()>,
}

struct Line {
    state: State,
    welcome: Welcome,
    next_id: u64,
    waiting: BTreeMap<u64, Waiter>,
}

enum State {
    Up(Arc<UnixStream>),
    Down,
    GaveUp,
    /// Dropped by its owner.
    Closed,
}

/// Who waits for an answer.
#[derive(Clone)]
enum Waiter {
    Caller(mpsc::Sender<(bool, Tell)>),
    Events,
}

impl Link {
    /// Connects to the desk's server, starting it where that is this account's to do.
    pub fn connect_or_start(desk: &DeskFolder, options: LinkOptions) -> Result<Link, LinkError> {
        let reached = reach_or_start(desk, &options, options.may_start);
        let (stream, welcome) = reached.or_else(|error| reach_aside(desk, &options, error))?;
        let stream = Arc::new(stream);
        let line = Line {
            state: State::Up(stream.clone()),
            welcome,
            next_id: 1,
            waiting: BTreeMap::new(),
        };
        let options = LinkOptions {
            on_starting: None,
            ..options
        };
        let inner = Arc::new(Inner {
            desk: desk.clone(),
            options,
            line: Mutex::new(line),
            changed: Condvar::new(),
            writing: Mutex::new(()),
        });
        let run = {
            let inner = inner.clone();
            move || inner.keep(stream)
        };
        let thread = std::thread::Builder::new()
            .name("link".to_owned())
            .spawn(run);
        thread.map_err(LinkError::io("starting the link's thread"))?;
        Ok(Link(inner))
    }

    /// What the server said at the latest greeting.
    pub fn welcome(&self) -> Welcome {
        self.0.lock().welcome.clone()
    }

    /// Whether the line is up now.
    pub fn is_up(&self) -> bool {
        matches!(self.0.lock().state, State::Up(_))
    }

    /// Asks and waits for the answer.
    pub fn ask(&self, ask: Ask) -> Result<Tell, AskError> {
        self.ask_with(ask, |_| {})
    }

    /// Asks and waits for the answer; `progress` sees what is told before it.
    pub fn ask_with(&self, ask: Ask, progress: impl FnMut(Tell)) -> Result<Tell, AskError> {
        self.begin(ask)?.answer(progress)
    }

    /// Asks without waiting yet, so that the next ask can be on its way before this one's answer.
    /// The desk takes the asks of one line in order.
    pub fn begin(&self, ask: Ask) -> Result<Pending<'_>, AskError> {
        let (sender, receiver) = mpsc::channel();
        let id = self.0.send(ask, Waiter::Caller(sender))?;
        Ok(Pending {
            link: self,
            id,
            receiver,
        })
    }

    /// Asks, and asks again whenever the line was lost and came back: for acts, whose id makes the
    /// repetition safe, and for reads. Ends with the answer, when connecting is given up, or when
    /// [`MOST_BROKEN`] sessions broke over it.
    pub fn ask_again(&self, ask: &Ask) -> Result<Tell, AskError> {
        for _ in 1..MOST_BROKEN {
            match self.ask(ask.clone()) {
                Err(AskError::Disconnected) if self.0.options.reconnect => self.wait_until_up()?,
                answer => return answer,
            }
        }
        self.ask(ask.clone())
    }

    /// Waits until the line is up.
    pub fn wait_until_up(&self) -> Result<(), AskError> {
        let mut line = self.0.lock();
        loop {
            match line.state {
                State::Up(_) => return Ok(()),
                State::GaveUp | State::Closed => return Err(AskError::GaveUp),
                State::Down => {
                    line = self
                        .0
                        .changed
                        .wait(line)
                        .unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    /// Asks without waiting; the answer comes as an event with the returned number.
    pub fn post(&self, ask: Ask) -> Result<u64, AskError> {
        self.0.send(ask, Waiter::Events)
    }
}

/// An ask that is under way.
pub struct Pending<'a> {
    link: &'a Link,
    id: u64,
    receiver: mpsc::Receiver<(bool, Tell)>,
}

impl Pending<'_> {
    /// Waits for the answer; `progress` sees what is told before it.
    pub fn answer(self, mut progress: impl FnMut(Tell)) -> Result<Tell, AskError> {
        let patience = self.link.0.options.answer_within;
        loop {
            match self.receiver.recv_timeout(patience) {
                Ok((true, tell)) => return Ok(tell),
                Ok((false, tell)) => progress(tell),
                Err(RecvTimeoutError::Disconnected) => return Err(AskError::Disconnected),
                Err(RecvTimeoutError::Timeout) => {
                    self.link.0.lock().waiting.remove(&self.id);
                    return Err(AskError::NoAnswer(patience));
                }
            }
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        let mut line = self.0.lock();
        if let State::Up(stream) = std::mem::replace(&mut line.state, State::Closed) {
            let _ = stream.shutdown(Shutdown::Both);
        }
        line.waiting.clear();
        self.0.changed.notify_all();
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, event: LinkEvent) {
        if let Some(sink) = &self.options.on_event {
            sink(event);
        }
    }

    /// Sends an ask; from here on `waiter` hears either the answer or that there is none.
    fn send(&self, ask: Ask, waiter: Waiter) -> Result<u64, AskError> {
        let (id, stream) = {
            let mut line = self.lock();
            let stream = match &line.state {
                State::Up(stream) => stream.clone(),
                State::Down => return Err(AskError::Disconnected),
                State::GaveUp | State::Closed => return Err(AskError::GaveUp),
            };
            let id = line.next_id;
            line.next_id += 1;
            line.waiting.insert(id, waiter);
            (id, stream)
        };
        let mut bytes = Vec::new();
        if frame::append_message(&mut bytes, &ToServer { id, ask }).is_err() {
            self.lock().waiting.remove(&id);
            return Err(AskError::TooLong);
        }
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if (&*stream).write_all(&bytes).is_err() {
            // Half a frame may have been sent, so the line is unusable. Its reader tells the waiters.
            let _ = stream.shutdown(Shutdown::Both);
        }
        Ok(id)
    }

    /// The link's thread: reads, and connects again, until closed or given up.
    fn keep(&self, mut stream: Arc<UnixStream>) {
        loop {
            let goodbye = self.read_until_lost(&stream);
            if !self.went_down() {
                return;
            }
            self.tell(LinkEvent::Disconnected(goodbye));
            let again = match self.options.reconnect {
                true => self.connect_again(goodbye),
                false => Err(LinkError::Ended),
            };
            match again {
                Ok(Some((back, welcome))) => {
                    stream = Arc::new(back);
                    if !self.came_up(&stream, &welcome) {
                        return;
                    }
                    self.tell(LinkEvent::Reconnected(Box::new(welcome)));
                }
                Ok(None) => return,
                Err(error) => {
                    self.give_up();
                    return self.tell(LinkEvent::GaveUp(error));
                }
            }
        }
    }

    /// Hands out what the server tells; returns its good-bye when the line ends.
    fn read_until_lost(&self, stream: &UnixStream) -> Option<Goodbye> {
        let mut input = BufReader::with_capacity(64 * 1024, stream);
        let mut goodbye = None;
        loop {
            let told = frame::read(&mut input, MAX_FRAME).and_then(|body| frame::parse(&body));
            match told {
                Ok(ToClient::Answer { id, last, tell }) => self.answered(id, last, tell),
                Ok(ToClient::Changed(changed)) => self.tell(LinkEvent::Changed(changed)),
                Ok(ToClient::Push(tell)) => self.tell(LinkEvent::Push(tell)),
                Ok(ToClient::Goodbye(why)) => goodbye = Some(why),
                Err(FrameError::Disconnected) => return goodbye,
                Err(error) => {
                    tracing::warn!(%error, "the line to the desk broke");
                    return goodbye;
                }
            }
        }
    }

    fn answered(&self, id: u64, last: bool, tell: Tell) {
        let mut line = self.lock();
        let waiter = match last {
            true => line.waiting.remove(&id),
            false => line.waiting.get(&id).cloned(),
        };
        drop(line);
        match waiter {
            // A caller that gave up waiting is no longer in the map.
            Some(Waiter::Caller(sender)) => drop(sender.send((last, tell))),
            Some(Waiter::Events) => self.tell(LinkEvent::Answer { id, last, tell }),
            None => {}
        }
    }

    /// Marks the line as lost and drops all waiters. False if its owner closed it.
    fn went_down(&self) -> bool {
        let mut line = self.lock();
        if matches!(line.state, State::Closed) {
            return false;
        }
        line.state = State::Down;
        // Dropping a caller's sender wakes it.
        let waiting = std::mem::take(&mut line.waiting);
        drop(line);
        for (id, waiter) in waiting {
            if matches!(waiter, Waiter::Events) {
                self.tell(LinkEvent::Unanswered { id });
            }
        }
        true
    }

    /// Connects again, with growing waits. `None` if the link was closed meanwhile.
    fn connect_again(
        &self,
        goodbye: Option<Goodbye>,
    ) -> Result<Option<(UnixStream, Welcome)>, LinkError> {
        // Who stopped the server on purpose does not want us to start it.
        let may_start = self.options.may_start
            && !matches!(goodbye, Some(Goodbye::Stopped | Goodbye::SessionEnded));
        let mut wait = FIRST_WAIT;
        let mut attempt = 1;
        loop {
            self.tell(LinkEvent::Reconnecting { attempt, wait });
            if !self.pause(wait) {
                return Ok(None);
            }
            match reach_or_start(&self.desk, &self.options, may_start) {
                Ok(reached) => return Ok(Some(reached)),
                Err(error) if !error.may_pass() || attempt >= self.options.most_tries => {
                    return Err(error);
                }
                Err(error) => tracing::info!(attempt, %error, "not yet connected again"),
            }
            attempt += 1;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Waits; false if the link was closed meanwhile.
    fn pause(&self, wait: Duration) -> bool {
        let until = Instant::now() + wait;
        let mut line = self.lock();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if matches!(line.state, State::Closed) {
                return false;
            }
            if left.is_zero() {
                return true;
            }
            let woken = self.changed.wait_timeout(line, left);
            line = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The line is back; false if its owner closed the link meanwhile.
    fn came_up(&self, stream: &Arc<UnixStream>, welcome: &Welcome) -> bool {
        let mut line = self.lock();
        if matches!(line.state, State::Closed) {
            return false;
        }
        line.state = State::Up(stream.clone());
        line.welcome = welcome.clone();
        self.changed.notify_all();
        true
    }

    fn give_up(&self) {
        let mut line = self.lock();
        if !matches!(line.state, State::Closed) {
            line.state = State::GaveUp;
        }
        self.changed.notify_all();
    }
}
