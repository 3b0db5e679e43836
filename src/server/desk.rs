//! An open desk: what sessions ask. Reads are answered on the session's own thread; acts go to the
//! hub.

use super::clock::{Clock, Start};
use super::faults::failed;
use super::files::{Checked, Files, Transfer};
use super::hub::{self, Job, Shared};
use super::lists::{self, Lists, Waiting};
use super::office::Office;
use super::people::{Caller, belongs, caller, welcome};
use super::presence::Presences;
use super::reading::Reading;
use super::sweep::Sweeper;
use super::views::Views;
use super::{Control, Desk, OpenFailed, Opened, Opening, Peer, Reply, Session, SessionId};
use crate::domain::act::{ActKind, Command};
use crate::domain::ids::RecordId;
use crate::domain::refusal::Refusal;
use crate::domain::rules::may;
use crate::domain::time::Instant;
use crate::paths::DeskFolder;
use crate::store::records::Domain;
use crate::store::{Damage, Options, Phase, Progress, Store, StoreError};
use crate::wire::envelope::Goodbye;
use crate::wire::hello::{Refused, Welcome};
use crate::wire::message::{ActIdBytes, Ask, Tell};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{SendError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

/// A training desk's server leaves this long after its last client [ARCHITECTURE.md §6].
const IDLE_EXIT: Duration = Duration::from_secs(600);

/// Exit code of a server that met a fault of its own [sysexits: EX_SOFTWARE].
const BROKEN: i32 = 70;

/// How to open a desk.
#[derive(Clone, Debug)]
pub struct Opener {
    pub desk: DeskFolder,
    /// On a training desk: where its clock starts.
    pub now: Option<Start>,
}

/// Opens the desk for [`super::serve`]: it serves from now on, its lists are read meanwhile.
///
/// # Errors
/// What is wrong with the desk, as a code with arguments.
pub fn open(opener: &Opener, opening: &Opening<'_>) -> Result<Opened, OpenFailed> {
    serve_from(opener, opening, find(opener, opening)?)
}

/// Opens the desk on what was found: it serves from now on, its lists are read meanwhile.
fn serve_from(opener: &Opener, opening: &Opening<'_>, found: Found) -> Result<Opened, OpenFailed> {
    let desk = unread(opener, opening, found)?;
    let reading = desk.spawn("lists", |desk| {
        desk.read_lists(|kind| desk.shared.store.summaries_with(kind));
        // Only now: it may read every event, and nobody should wait longer for the lists.
        *locked(&desk.sweeper) = Some(Sweeper::start(&desk.shared));
    });
    reading.inspect_err(|_| desk.close())?;
    let training = desk.shared.office().genesis.training;
    Ok(Opened {
        desk,
        idle_exit: training.then_some(IDLE_EXIT),
    })
}

/// Opens a desk on which nothing can be written: as it stands, in memory; acts are refused.
///
/// # Errors
/// As of [`open`].
pub fn read_aside(
    opener: &Opener,
    opening: &Opening<'_>,
    why: std::io::ErrorKind,
) -> Result<Opened, OpenFailed> {
    let mut progress = |done: Progress| opening.progress(done.phase.as_str(), percent(done));
    let store = Store::remembered(opener.desk.path(), Arc::new(Domain), why, &mut progress);
    let found = store.and_then(|store| Found::of(store, true));
    let desk = unread(opener, opening, found.map_err(|error| failed(&error))?)?;
    desk.spawn("lists", |desk| {
        desk.read_lists(|kind| desk.shared.store.summaries_with(kind));
    })?;
    Ok(Opened {
        desk,
        idle_exit: None,
    })
}

/// How much of a step is done.
fn percent(done: Progress) -> Option<u8> {
    let percent = (done.done * 100).checked_div(done.total.max(1));
    Some(percent.unwrap_or(0).min(100) as u8)
}

/// Opens the store; where its database turns out to be damaged, once more.
fn find(opener: &Opener, opening: &Opening<'_>) -> Result<Found, OpenFailed> {
    let found = read(opener, opening).or_else(|error| match error {
        // The store has noted it: the next opening builds the database anew from the journal.
        StoreError::Damaged(Damage::Row { .. } | Damage::Database(_)) => read(opener, opening),
        other => Err(other),
    });
    found.map_err(|error| failed(&error))
}

/// A desk with its hub, of whose lists nothing is read yet.
fn unread(
    opener: &Opener,
    opening: &Opening<'_>,
    found: Found,
) -> Result<Arc<OpenDesk>, OpenFailed> {
    let clock = clock(opener, &found)?;
    let shared = Arc::new(Shared {
        store: found.store,
        lists: Lists::default(),
        office: RwLock::new(Arc::new(found.office)),
        clock,
        pushes: opening.pushes(),
        checking: AtomicBool::new(false),
    });
    let (jobs, waiting) = channel();
    let desk = Arc::new(OpenDesk {
        presences: Presences::new(opening.pushes()),
        sweeper: Mutex::default(),
        shared,
        rebuilt: found.rebuilt,
        jobs: Mutex::new(Some(jobs)),
        threads: Mutex::default(),
        callers: Mutex::default(),
        transfers: Mutex::default(),
        reading: Mutex::default(),
        control: opening.control(),
    });
    desk.spawn("hub", move |desk| run_hub(&desk.shared, &waiting))?;
    Ok(desk)
}

/// The clock of a desk: a training desk's shows what it is told to.
fn clock(opener: &Opener, found: &Found) -> Result<Clock, OpenFailed> {
    match (found.office.genesis.training, opener.now) {
        (true, start) => {
            // One that was only made goes on from the moment it was made at.
            let start = start.unwrap_or(Start::Again(found.recorded));
            Clock::training(start, found.recorded).map_err(before_the_last_event)
        }
        (false, None) => Ok(Clock::real(found.recorded)),
        (false, Some(_)) => Err(OpenFailed {
            why: Refused::new("now-only-training"),
            damaged: false,
        }),
    }
}

/// What a desk is opened with.
struct Found {
    store: Store,
    office: Office,
    /// When the newest event was recorded.
    recorded: Instant,
    /// Its database was made anew just now.
    rebuilt: bool,
}

/// Opens the store and reads what a client must be told at its welcome. The lists are read later
/// and the first frame does not wait for them [ARCHITECTURE.md §6].
fn read(opener: &Opener, opening: &Opening<'_>) -> crate::store::Result<Found> {
    let mut rebuilt = false;
    let mut progress = |done: Progress| {
        rebuilt |= done.phase == Phase::Rebuild;
        opening.progress(done.phase.as_str(), percent(done));
    };
    let store = Store::open(
        opener.desk.path(),
        Arc::new(Domain),
        &Options::default(),
        &mut progress,
    )?;
    Found::of(store, rebuilt)
}

impl Found {
    fn of(store: Store, rebuilt: bool) -> crate::store::Result<Found> {
        Ok(Found {
            office: Office::load(&store)?,
            recorded: latest(&store)?,
            store,
            rebuilt,
        })
    }
}

fn before_the_last_event(latest: Instant) -> OpenFailed {
    let minute = 60_000;
    let first = Instant(latest.0.saturating_add(minute - 1).div_euclid(minute) * minute);
    let first = first.to_wib().format("%Y-%m-%dT%H:%M");
    OpenFailed {
        why: Refused::new("now-before").with("first", first),
        damaged: false,
    }
}

/// Where a training desk's clock starts unless told otherwise [ARCHITECTURE.md §8].
pub fn training_start() -> Instant {
    Instant::wib(2026, 11, 23, 9, 0).expect("a Monday that exists")
}

/// When the newest event was recorded.
fn latest(store: &Store) -> crate::store::Result<Instant> {
    let newest = store.event(store.head().seq)?;
    Ok(newest.map_or(Instant(0), |event| Instant(event.head.recorded_at)))
}

/// A desk that is open.
struct OpenDesk {
    shared: Arc<Shared>,
    /// Its database was made anew when it was opened: doing so again would mend nothing.
    rebuilt: bool,
    jobs: Mutex<Option<Sender<Job>>>,
    /// The hub, and the thread that reads the lists.
    threads: Mutex<Vec<JoinHandle<()>>>,
    callers: Mutex<HashMap<SessionId, Caller>>,
    transfers: Mutex<HashMap<SessionId, Transfer>>,
    /// The document that a session is reading, piece by piece.
    reading: Mutex<HashMap<SessionId, Checked>>,
    presences: Presences,
    /// There once the lists are read.
    sweeper: Mutex<Option<Sweeper>>,
    control: Control,
}

impl OpenDesk {
    /// Who a session is, while its account is still bound to that officer.
    fn caller(&self, session: SessionId) -> Option<Caller> {
        let caller = locked(&self.callers).get(&session).cloned()?;
        belongs(
            &self.shared.office(),
            caller.origin.uid,
            caller.actor.officer,
        )
        .then_some(caller)
    }

    /// Starts one of its own threads, which ends when the desk is closed.
    fn spawn(
        self: &Arc<Self>,
        name: &str,
        run: impl FnOnce(&OpenDesk) + Send + 'static,
    ) -> Result<(), OpenFailed> {
        let desk = self.clone();
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || run(&desk))
            .map_err(|error| failed(&StoreError::fatal(error)))?;
        locked(&self.threads).push(thread);
        Ok(())
    }

    /// Reads the lists from these rows, then answers who waited for them.
    fn read_lists<I: Iterator<Item = lists::Stored>>(&self, rows: impl Fn(&[u8]) -> I + Sync) {
        let Shared { store, lists, .. } = &*self.shared;
        let read = || lists.read_in(store, rows);
        match catch_unwind(AssertUnwindSafe(read)) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.unlisted(&error),
            Err(_) => lists.fail(Refusal::Internal("reading the lists broke".to_owned())),
        }
        while let Some(waited) = lists.waited() {
            for Waiting {
                session,
                ask,
                reply,
            } in waited
            {
                // A panic ends the session that asked, as it would on that session's own thread.
                let answer = || self.answer(session, &ask, reply);
                if catch_unwind(AssertUnwindSafe(answer)).is_err() {
                    tracing::error!(session, "an answer that waited for the lists broke");
                }
            }
        }
    }

    /// A row could not be read. What the journal can mend is mended by the next start: this server
    /// leaves, and clients come back to one that builds the database anew. Otherwise lists are
    /// answered with the fault, and everything else goes on.
    fn unlisted(&self, error: &StoreError) {
        tracing::error!(%error, "the lists cannot be read");
        let mended = matches!(
            error,
            StoreError::Damaged(Damage::Row { .. } | Damage::Database(_))
        );
        if mended && !self.rebuilt && self.shared.store.distrust().is_ok() {
            return self.control.leave(Goodbye::Mending);
        }
        self.shared.lists.fail(super::faults::refusal(error));
    }

    /// Answers an ask that changes nothing.
    fn answer(&self, session: SessionId, ask: &Ask, reply: Reply) {
        let Some(caller) = self.caller(session) else {
            return self.turn_out(session, reply);
        };
        let views = Views::new(&self.shared, &caller, &self.presences, session);
        reply.send(views.answer(ask));
    }

    /// The account is no officer's any more.
    fn turn_out(&self, session: SessionId, reply: Reply) {
        reply.send(Tell::Refused(Refusal::NoOfficer));
        self.shared.pushes.end(session);
    }

    /// Hands an act to the hub.
    fn act(&self, act: hub::Act) {
        let jobs = locked(&self.jobs);
        let Some(jobs) = jobs.as_ref() else { return };
        if let Err(SendError(Job::Act(unsent))) = jobs.send(Job::Act(act)) {
            let told = Refusal::Internal("the server is leaving".to_owned());
            (unsent.answer)(Tell::Refused(told));
        }
    }

    /// Does an act and waits for it; `None` where the hub is gone.
    fn acted(&self, id: ActIdBytes, command: Command, caller: Caller) -> Option<Tell> {
        let (answer, told) = channel();
        let command = Box::new(command);
        self.act(hub::Act {
            id,
            command,
            caller,
            // The session waits for it; one that is gone needs no answer.
            answer: Box::new(move |tell| drop(answer.send(tell))),
        });
        told.recv().ok()
    }

    /// Shows what is masked or locked away, once the look was recorded. Reading and checking a
    /// large document is this session's time, not the hub's.
    fn show(
        &self,
        (id, look): (ActIdBytes, Command),
        caller: Caller,
        reply: Reply,
        read: impl FnOnce() -> Tell,
    ) {
        match self.acted(id, look, caller) {
            Some(Tell::Done(_)) => reply.send(read()),
            Some(other) => reply.send(other),
            None => drop(reply),
        }
    }

    /// Whether the rules let this caller do an act on the desk itself; an attempt beyond one's
    /// rights is recorded.
    fn entitled(&self, caller: &Caller, kind: ActKind) -> Result<(), Refusal> {
        let office = self.shared.office();
        let reading = Reading::new(&self.shared.store, &office);
        let judged = may(&reading, &caller.actor, kind, None, self.shared.clock.now());
        if let Some(failure) = reading.failure() {
            return Err(super::faults::refusal(&failure));
        }
        judged
            .map(drop)
            .inspect_err(|refusal| self.note(caller, kind, refusal))
    }

    /// Has a refused attempt recorded.
    fn note(&self, caller: &Caller, kind: ActKind, refusal: &Refusal) {
        let attempt = hub::Attempt {
            kind,
            record: RecordId::Desk,
            refusal: refusal.clone(),
            caller: caller.clone(),
        };
        if let Some(jobs) = locked(&self.jobs).as_ref() {
            // A hub that is gone records nothing any more; the server is leaving.
            let _ = jobs.send(Job::Attempt(attempt));
        }
    }

    fn stop(&self, caller: &Caller, session: &Session, reply: Reply) {
        // The machine's administrator could end the process anyhow.
        let judged = match session.peer.uid {
            0 => Ok(()),
            _ => self.entitled(caller, ActKind::Stop),
        };
        match judged {
            Ok(()) => {
                reply.send(Tell::Stopping);
                self.control.leave(Goodbye::Stopped);
            }
            Err(refusal) => reply.send(Tell::Refused(refusal)),
        }
    }

    fn check(&self, caller: &Caller, ask: &Ask, reply: Reply) {
        match self.entitled(caller, ActKind::Check) {
            Ok(()) => super::checks::answer(&self.shared, ask, reply),
            Err(refusal) => reply.send(Tell::Refused(refusal)),
        }
    }

    fn preview(&self, caller: &Caller, command: &Command, reply: Reply) {
        let tell = super::views::preview(&self.shared, caller, command);
        if let Tell::Refused(refusal) = &tell {
            self.note(caller, command.kind(), refusal);
        }
        reply.send(tell);
    }

    /// Asks that act, in one way or another.
    fn ask_act(&self, session: &Session, caller: Caller, ask: Ask, reply: Reply) {
        let shared = &self.shared;
        match ask {
            Ask::Act { id, command } => {
                let answer = Box::new(move |tell| reply.send(tell));
                self.act(hub::Act {
                    id,
                    command,
                    caller,
                    answer,
                });
            }
            Ask::Reveal { id, request } => {
                let look = (id, Command::LookAtNik { request });
                self.show(look, caller, reply, || super::views::nik(shared, request));
            }
            Ask::Document {
                id,
                request,
                document,
                offset,
            } => {
                // Each piece: the look must be recorded, recent, and still be allowed.
                let look = (id, Command::LookAtDocument { request, document });
                self.show(look, caller, reply, || {
                    let mut opened = locked(&self.reading).remove(&session.id);
                    let files = Files::of(&shared.store);
                    let tell = files.piece(&shared.store, (request, document), offset, &mut opened);
                    if let Some(opened) = opened {
                        locked(&self.reading).insert(session.id, opened);
                    }
                    tell
                });
            }
            Ask::Stop => self.stop(&caller, session, reply),
            Ask::Verify | Ask::Compare => self.check(&caller, &ask, reply),
            Ask::Preview { command } => self.preview(&caller, &command, reply),
            other => self.ask_file(session, other, reply),
        }
    }

    fn ask_file(&self, session: &Session, ask: Ask, reply: Reply) {
        let files = Files::of(&self.shared.store);
        // Out of the list while its bytes are written and synced: nobody waits for another's disk.
        let transfer = locked(&self.transfers).remove(&session.id);
        let keep = |transfer| locked(&self.transfers).insert(session.id, transfer);
        let tell = match (ask, transfer) {
            (Ask::Upload { bytes }, _) => match files.begin(bytes) {
                Ok(transfer) => {
                    keep(transfer);
                    Tell::Ready
                }
                Err(refusal) => Tell::Refused(refusal),
            },
            (Ask::Chunk { bytes }, Some(mut transfer)) => {
                let tell = transfer.take(&bytes);
                keep(transfer);
                tell
            }
            (Ask::Finish, Some(transfer)) => transfer.finish(),
            (Ask::Chunk { .. } | Ask::Finish, None) => no_transfer(),
            (Ask::Looking { record }, transfer) => {
                transfer.map(keep);
                self.presences
                    .looks(session.id, &session.welcome.name, record);
                Tell::Ready
            }
            _ => Tell::Refused(Refusal::Internal("not an ask of this kind".to_owned())),
        };
        reply.send(tell);
    }
}

/// What was on its way went with the session that it came in.
fn no_transfer() -> Tell {
    Tell::Refused(Refusal::FileCut)
}

impl Desk for OpenDesk {
    fn welcome(&self, session: SessionId, peer: &Peer) -> Result<Welcome, Refused> {
        let office = self.shared.office();
        let now = self.shared.clock.now();
        let caller = caller(&office, peer, now)?;
        let welcome = welcome(&office, &caller, self.shared.store.head().seq, now);
        locked(&self.callers).insert(session, caller);
        Ok(welcome)
    }

    fn ask(&self, session: &Session, ask: Ask, reply: Reply) {
        let Some(caller) = self.caller(session.id) else {
            return self.turn_out(session.id, reply);
        };
        match ask {
            Ask::Act { .. }
            | Ask::Reveal { .. }
            | Ask::Document { .. }
            | Ask::Stop
            | Ask::Verify
            | Ask::Compare
            | Ask::Preview { .. }
            | Ask::Upload { .. }
            | Ask::Chunk { .. }
            | Ask::Finish
            | Ask::Looking { .. } => self.ask_act(session, caller, ask, reply),
            listed if lists::needs(&listed) => {
                let waiting = Waiting {
                    session: session.id,
                    ask: listed,
                    reply,
                };
                if let Some(now) = self.shared.lists.wait(waiting) {
                    self.answer(now.session, &now.ask, now.reply);
                }
            }
            read => self.answer(session.id, &read, reply),
        }
    }

    fn on_close(&self, session: &Session) {
        locked(&self.callers).remove(&session.id);
        locked(&self.transfers).remove(&session.id);
        locked(&self.reading).remove(&session.id);
        self.presences.leaves(session.id);
    }

    fn close(&self) {
        locked(&self.jobs).take();
        self.shared.lists.leave();
        let threads = std::mem::take(&mut *locked(&self.threads));
        for thread in threads {
            // The hub ends by itself once its last sender is gone; a panic there was logged.
            let _ = thread.join();
        }
        // The thread that reads the lists has started it, or never will.
        if let Some(sweeper) = locked(&self.sweeper).take() {
            sweeper.leave();
        }
    }

    fn put_away(self: Arc<Self>) {
        let shared = Arc::into_inner(self).map(|desk| desk.shared);
        let Some(shared) = shared.and_then(Arc::into_inner) else {
            return tracing::warn!("the ledger is still read: it is left as after a crash");
        };
        if let Err(error) = shared.store.close() {
            tracing::error!(%error, "the ledger was not closed: it is left as after a crash");
        }
    }
}

/// Runs the hub. Should it break, the process ends: what it had in hand is in the journal or was
/// never answered, and a server without a hub would refuse everybody.
fn run_hub(shared: &Shared, jobs: &std::sync::mpsc::Receiver<Job>) {
    let ran = catch_unwind(AssertUnwindSafe(|| hub::run(shared, jobs)));
    if ran.is_err() {
        tracing::error!("the hub broke; the server ends");
        std::process::exit(BROKEN);
    }
}

fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
