//! The one process that owns a desk: it is started on demand, answers every screen and verb
//! through one socket, and leaves without losing anything.
//!
//! ```text
//! lifecycle   locks, opening, idle exit, leaving                one main thread
//! server       what the threads share: the stage of life, places, signals
//! aside       a desk on which nothing can be written, without all that
//! listener    the socket: bound under the lock, polled with a wake-up line
//! session     handshake, then a reader and a writer thread a client
//! outbox      what waits to be written to one client, bounded and merged
//! index       every list, sort, search and count, in memory
//! pushes      all open sessions, for news to many
//! peer        who is at the other end, by the kernel's word
//! desk        what sessions ask, behind the trait [`Desk`]: reads here, acts to the hub
//! faults      what the store's errors mean for the person
//! claims      what a client says of files and policies, checked against what the desk holds
//! hub         the one thread that decides and writes
//! queue       what waits for the hub, imports last
//! index       columns in memory for lists, search and counts
//! lists       the index while it is read, and who waits for it
//! views       what is shown: records with what the rules say of them
//! ```

pub mod aside;
mod checks;
mod claims;
pub mod clock;
pub mod demo;
pub mod desk;
pub mod faults;
mod files;
pub mod founding;
pub mod hub;
pub mod index;
pub mod lifecycle;
mod listener;
pub mod lists;
pub mod office;
pub mod outbox;
mod outcome;
pub mod peer;
pub mod people;
mod presence;
pub mod pushes;
mod queue;
pub mod reading;
pub mod session;
mod state;
mod sweep;
mod topics;
mod views;

pub use lifecycle::{OpenFailed, Opened, ServeError, ServeOptions, serve};
pub use outbox::Reply;
pub use peer::Peer;
pub use pushes::Pushes;
pub use session::Session;
pub use state::{Control, Opening};

use crate::wire::hello::{Refused, Welcome};
use crate::wire::message::Ask;
use std::sync::Arc;
use std::time::Duration;

/// Number of a session, never used twice by one server.
pub type SessionId = u64;

/// An open desk: what the sessions ask. Called from many session threads at once.
pub trait Desk: Send + Sync {
    /// Says who this peer is here, or why it has no place. Called once a session, before any ask;
    /// news pushed from now on reach the session after the welcome.
    fn welcome(&self, session: SessionId, peer: &Peer) -> Result<Welcome, Refused>;

    /// Takes one ask. Runs on the session's reader thread: reads are answered here, acts are
    /// handed on together with `reply`, which may be answered from any thread. A reply that is
    /// dropped unanswered ends the session, so that no client waits for ever.
    fn ask(&self, session: &Session, ask: Ask, reply: Reply);

    /// The session has ended; nothing more is asked by it.
    fn on_close(&self, session: &Session);

    /// Finishes the acts in hand, answers them, flushes. Called once, after the last client was
    /// let in; asks that still arrive may be dropped.
    fn close(&self);

    /// Closes the desk after the last session has ended. If a long check still holds it, the next
    /// start examines the desk as after a crash.
    fn put_away(self: Arc<Self>) {}
}

/// Bounds that keep one client from harming another. The defaults are for use; tests tighten them.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open connections at once, greeted or not.
    pub sessions: usize,
    /// Of those, by one account: nobody can shut the others out.
    pub sessions_per_account: usize,
    /// A greeting must be complete within this.
    pub hello: Duration,
    /// A frame must be complete this long after its first byte.
    pub frame: Duration,
    /// A client that takes no bytes for this long is dropped.
    pub stall: Duration,
    /// Asks of one session that are not yet answered; further ones are not read until then.
    pub unanswered: usize,
    /// News of others' acts are told to a session once in this time at the most: each makes its
    /// screen ask again.
    pub news: Duration,
    /// Leaving waits this long for answers to be taken.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            sessions: 256,
            sessions_per_account: 160,
            hello: Duration::from_secs(5),
            frame: Duration::from_secs(20),
            stall: Duration::from_secs(10),
            unanswered: 32,
            news: Duration::from_millis(250),
            farewell: Duration::from_secs(3),
        }
    }
}
