//! What the main thread, the opener and all sessions share: the stage of life, the slots
//! for connections, the open lines, and the handle that makes the server leave.

use super::{Desk, Limits, Pushes};
use crate::wire::envelope::Goodbye;
use crate::wire::hello::{Refused, Starting};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Where the server is in its life.
#[derive(Clone)]
pub(super) enum Stage {
    Opening(Starting),
    Open(Arc<dyn Desk>),
    /// The desk could not be opened; clients are told why until the server leaves.
    Failed(Refused),
    Leaving,
}

pub(super) struct ServerState {
    state: Mutex<State>,
    changed: Condvar,
    pushes: Pushes,
    control: Control,
    limits: Limits,
}

struct State {
    stage: Stage,
    idle_exit: Option<Duration>,
    /// Open connections by account.
    connections: BTreeMap<u32, usize>,
}

impl ServerState {
    pub fn new(control: Control, limits: Limits) -> ServerState {
        let stage = Stage::Opening(Starting {
            phase: "open".to_owned(),
            percent: None,
        });
        ServerState {
            state: Mutex::new(State {
                stage,
                idle_exit: None,
                connections: BTreeMap::new(),
            }),
            changed: Condvar::new(),
            pushes: Pushes::default(),
            control,
            limits,
        }
    }

    pub fn pushes(&self) -> &Pushes {
        &self.pushes
    }

    pub fn control(&self) -> &Control {
        &self.control
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Goes on to a stage. A failure is final, and so is leaving.
    pub fn advance(&self, to: Stage) {
        let mut state = self.lock();
        if !matches!(state.stage, Stage::Failed(_) | Stage::Leaving) {
            state.stage = to;
        }
        drop(state);
        self.changed.notify_all();
        self.control.wake();
    }

    /// The desk is open.
    pub fn opened(&self, desk: Arc<dyn Desk>, idle_exit: Option<Duration>) {
        self.lock().idle_exit = idle_exit;
        self.advance(Stage::Open(desk));
    }

    /// The stage, once it differs from the progress already told, or after this long.
    pub fn stage_after(&self, told: Option<&Starting>, wait: Duration) -> Stage {
        let same = |state: &mut State| match (&state.stage, told) {
            (Stage::Opening(now), Some(told)) => now == told,
            _ => false,
        };
        let waited = self.changed.wait_timeout_while(self.lock(), wait, same);
        waited
            .unwrap_or_else(PoisonError::into_inner)
            .0
            .stage
            .clone()
    }

    pub fn is_leaving(&self) -> bool {
        matches!(self.lock().stage, Stage::Leaving)
    }

    pub fn has_failed(&self) -> bool {
        matches!(self.lock().stage, Stage::Failed(_))
    }

    /// Whether a signal or somebody with the right asked the server to leave.
    pub fn must_leave(&self) -> bool {
        self.control.reason().is_some()
    }

    /// How long the open desk stays without clients; `None` for ever.
    pub fn idle_exit(&self) -> Option<Duration> {
        self.lock().idle_exit
    }

    /// Open connections, greeted or not.
    pub fn connections(&self) -> usize {
        self.lock().connections.values().sum()
    }

    /// Waits for a condition; false if it did not come true in this time.
    pub fn wait(&self, patience: Duration, met: impl Fn() -> bool) -> bool {
        let until = Instant::now() + patience;
        while !met() {
            if Instant::now() >= until {
                return false;
            }
            // Woken by every ended session; the short timeout is for conditions outside.
            let _ = self
                .changed
                .wait_timeout(self.lock(), Duration::from_millis(10));
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One of the limited number of connections; given back when dropped.
pub(super) struct Slot {
    server: Arc<ServerState>,
    uid: u32,
}

impl Slot {
    /// A slot for this account, if the limits leave one.
    pub fn take(server: &Arc<ServerState>, uid: u32) -> Option<Slot> {
        let mut state = server.lock();
        let all: usize = state.connections.values().sum();
        let own = state.connections.entry(uid).or_insert(0);
        if all >= server.limits.sessions || *own >= server.limits.sessions_per_account {
            return None;
        }
        *own += 1;
        Some(Slot {
            server: server.clone(),
            uid,
        })
    }

    pub fn server(&self) -> &ServerState {
        &self.server
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut state = self.server.lock();
        if let Some(own) = state.connections.get_mut(&self.uid) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                state.connections.remove(&self.uid);
            }
        }
        drop(state);
        self.server.changed.notify_all();
        // The last one to go starts the idle time.
        self.server.control.wake();
    }
}

/// Makes the server leave; clones are the same handle.
#[derive(Clone)]
pub struct Control(Arc<ControlInner>);

struct ControlInner {
    wake: UnixStream,
    signalled: Arc<AtomicBool>,
    leave: Mutex<Option<Goodbye>>,
}

impl Control {
    /// A handle that also hears SIGTERM, SIGINT and SIGHUP; `wake` is written to for each.
    pub(super) fn hearing_signals(wake: UnixStream) -> io::Result<Control> {
        // A full line must not block: one unread byte wakes as well as many.
        wake.set_nonblocking(true)?;
        let signalled = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGINT, SIGHUP] {
            signal_hook::flag::register(signal, signalled.clone())?;
            signal_hook::low_level::pipe::register(signal, wake.try_clone()?)?;
        }
        Ok(Control(Arc::new(ControlInner {
            wake,
            signalled,
            leave: Mutex::default(),
        })))
    }

    /// A handle that hears nothing but [`Control::leave`], for a desk without a server.
    pub(super) fn quiet() -> io::Result<Control> {
        let (wake, _) = UnixStream::pair()?;
        Ok(Control(Arc::new(ControlInner {
            wake,
            signalled: Arc::default(),
            leave: Mutex::default(),
        })))
    }

    /// The server is to finish what is in hand and leave.
    pub fn leave(&self, why: Goodbye) {
        self.0
            .leave
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(why);
        self.wake();
    }

    /// Why it is to leave, if it is.
    pub(super) fn reason(&self) -> Option<Goodbye> {
        let signalled = self
            .0
            .signalled
            .load(Ordering::Relaxed)
            .then_some(Goodbye::Stopped);
        self.0
            .leave
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .or(signalled)
    }

    fn wake(&self) {
        let _ = (&self.0.wake).write(&[1]);
    }
}

/// What the code that opens a desk gets from the server.
pub struct Opening<'a> {
    server: &'a ServerState,
}

impl<'a> Opening<'a> {
    pub(super) fn new(server: &'a ServerState) -> Opening<'a> {
        Opening { server }
    }

    /// Tells waiting clients how far the opening is: a phase's code, and 0 to 100 where known.
    pub fn progress(&self, phase: &str, percent: Option<u8>) {
        self.server.advance(Stage::Opening(Starting {
            phase: phase.to_owned(),
            percent,
        }));
    }

    /// The server was told to leave; long work may stop and fail.
    pub fn is_cancelled(&self) -> bool {
        self.server.must_leave()
    }

    /// For news to the sessions.
    pub fn pushes(&self) -> Pushes {
        self.server.pushes.clone()
    }

    /// For an officer who may stop the server.
    pub fn control(&self) -> Control {
        self.server.control.clone()
    }
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    pub(in crate::server) fn server(
        sessions: usize,
        sessions_per_account: usize,
    ) -> Arc<ServerState> {
        let limits = Limits {
            sessions,
            sessions_per_account,
            ..Limits::default()
        };
        Arc::new(ServerState::new(Control::quiet().unwrap(), limits))
    }

    #[test]
    fn no_account_takes_the_places_of_the_others() {
        let server = server(3, 2);
        let mine: Vec<_> = (0..2).map(|_| Slot::take(&server, 7).unwrap()).collect();
        assert!(Slot::take(&server, 7).is_none());
        let _other = Slot::take(&server, 8).unwrap();
        assert!(Slot::take(&server, 9).is_none(), "the server is full");
        drop(mine);
        assert_eq!(server.connections(), 1);
        assert!(Slot::take(&server, 9).is_some());
    }

    #[test]
    fn nobody_comes_back_from_leaving() {
        let server = server(1, 1);
        server.advance(Stage::Leaving);
        server.advance(Stage::Opening(Starting::default()));
        assert!(server.is_leaving());
        let failed = self::server(1, 1);
        failed.advance(Stage::Failed(Refused::new("x")));
        failed.advance(Stage::Leaving);
        assert!(failed.has_failed(), "clients still hear why");
    }
}
