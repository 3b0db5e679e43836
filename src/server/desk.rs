//! An open desk: what sessions ask. Reads are answered on the session's own thread; acts go to the
//! hub.

use super::clock::Clock;
use super::faults::failed;
use super::files::{Files, Transfer};
use super::hub::{self, Job, Shared};
use super::index::Index;
use super::office::Office;
use super::people::{Seat, seat, welcome};
use super::presence::Presences;
use super::views::Views;
use super::{Control, Desk, OpenFailed, Opened, Opening, Peer, Reply, Session, SessionId};
use crate::domain::act::Command;
use crate::domain::office::Position;
use crate::domain::refusal::Refusal;
use crate::domain::time::Instant;
use crate::paths::DeskFolder;
use crate::store::records::{Domain, read_summary, record_id};
use crate::store::{Damage, Options, Phase, Progress, Store, StoreError};
use crate::wire::envelope::Goodbye;
use crate::wire::hello::{Refused, Welcome};
use crate::wire::message::{Ask, Tell};
use std::collections::HashMap;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

/// A training desk's server leaves this long after its last client [architecture §1].
const IDLE_EXIT: Duration = Duration::from_secs(600);

/// How to open a desk.
#[derive(Clone, Debug)]
pub struct Opener {
    pub desk: DeskFolder,
    /// On a training desk: where its clock starts.
    pub now: Option<Instant>,
}

/// Opens the desk for [`super::serve`].
///
/// # Errors
/// What is wrong with the desk, as a code with arguments.
pub fn open(opener: &Opener, opening: &Opening<'_>) -> Result<Opened, OpenFailed> {
    let found = read(opener, opening).or_else(|error| match error {
        // The store has noted it: the next opening builds the database anew from the journal.
        StoreError::Damaged(Damage::Row { .. } | Damage::Database(_)) => read(opener, opening),
        other => Err(other),
    });
    let (store, office, recorded, index) = found.map_err(|error| failed(&error))?;
    let training = office.genesis.training;
    let clock = match (training, opener.now) {
        (true, Some(start)) => Clock::training(start, recorded),
        (true, None) => Clock::training(training_start(), recorded),
        (false, None) => Clock::real(recorded),
        (false, Some(_)) => {
            return Err(OpenFailed {
                why: Refused::new("now-only-training"),
                damaged: false,
            });
        }
    };
    let shared = Arc::new(Shared {
        store,
        index: RwLock::new(index),
        office: RwLock::new(Arc::new(office)),
        clock,
        pushes: opening.pushes(),
    });
    let (jobs, waiting) = channel();
    let hub = std::thread::Builder::new()
        .name("hub".to_owned())
        .spawn({
            let shared = shared.clone();
            move || hub::run(&shared, &waiting)
        })
        .map_err(|error| failed(&StoreError::fatal(error)))?;
    let desk = OpenDesk {
        presences: Presences::new(opening.pushes()),
        shared,
        jobs: Mutex::new(Some(jobs)),
        hub: Mutex::new(Some(hub)),
        seats: Mutex::default(),
        transfers: Mutex::default(),
        control: opening.control(),
    };
    Ok(Opened {
        desk: Arc::new(desk),
        idle_exit: training.then_some(IDLE_EXIT),
    })
}

/// Opens the store and reads what the server keeps in mind: the office, the time of the newest
/// event, the lists.
fn read(
    opener: &Opener,
    opening: &Opening<'_>,
) -> crate::store::Result<(Store, Office, Instant, Index)> {
    let mut progress = |done: Progress| {
        let percent = (done.done * 100)
            .checked_div(done.total.max(1))
            .unwrap_or(0);
        opening.progress(phase(done.phase), Some(percent.min(100) as u8));
    };
    let store = Store::open(
        opener.desk.path(),
        Arc::new(Domain),
        &Options::default(),
        &mut progress,
    )?;
    let office = Office::load(&store)?;
    let recorded = latest(&store)?;
    opening.progress("index", None);
    let index = load_index(&store)?;
    Ok((store, office, recorded, index))
}

/// Where a training desk's clock starts unless told otherwise [architecture §8].
pub fn training_start() -> Instant {
    Instant::wib(2026, 11, 23, 9, 0).expect("a Monday that exists")
}

fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Replay => "replay",
        Phase::Rebuild => "rebuild",
        Phase::Compare => "compare",
        Phase::Verify => "verify",
        Phase::Copy => "copy",
    }
}

fn load_index(store: &Store) -> crate::store::Result<Index> {
    let mut index = Index::default();
    for row in store.summaries() {
        let (key, bytes) = row?;
        if let Some(id) = record_id(&key) {
            index.apply(id, Some(read_summary(&bytes)?));
        }
    }
    Ok(index)
}

/// When the newest event was recorded.
fn latest(store: &Store) -> crate::store::Result<Instant> {
    let newest = store.event(store.head().seq)?;
    Ok(newest.map_or(Instant(0), |event| Instant(event.head.recorded_at)))
}

/// A desk that is open.
struct OpenDesk {
    shared: Arc<Shared>,
    jobs: Mutex<Option<Sender<Job>>>,
    hub: Mutex<Option<JoinHandle<()>>>,
    seats: Mutex<HashMap<SessionId, Seat>>,
    transfers: Mutex<HashMap<SessionId, Transfer>>,
    presences: Presences,
    control: Control,
}

impl OpenDesk {
    fn seat(&self, session: SessionId) -> Option<Seat> {
        locked(&self.seats).get(&session).cloned()
    }

    /// Hands an act to the hub.
    fn act(&self, job: Job) {
        let sent = locked(&self.jobs).as_ref().map(|jobs| jobs.send(job));
        if let Some(Err(unsent)) = sent {
            let told = Refusal::Internal("the server is leaving".to_owned());
            (unsent.0.answer)(Tell::Refused(told));
        }
    }

    fn stop(&self, seat: &Seat, session: &Session, reply: Reply) {
        let office = self.shared.office();
        let admin = super::people::positions(&office, &seat.actor, self.shared.clock.now())
            .contains(&Position::Admin);
        if admin || session.peer.uid == 0 {
            reply.send(Tell::Stopping);
            self.control.leave(Goodbye::Stopped);
            return;
        }
        let need = Position::Admin;
        reply.send(Tell::Refused(Refusal::NotYours {
            need,
            holders: Vec::new(),
        }));
    }

    /// Asks that act, in one way or another.
    fn ask_act(&self, session: &Session, seat: Seat, ask: Ask, reply: Reply) {
        let shared = self.shared.clone();
        match ask {
            Ask::Act { id, command } => {
                let answer = Box::new(move |tell| reply.send(tell));
                self.act(Job {
                    id,
                    command,
                    seat,
                    answer,
                });
            }
            Ask::Reveal { id, request } => {
                let command = Box::new(Command::LookAtNik { request });
                let answer = Box::new(move |tell| match tell {
                    Tell::Done(_) => reply.send(super::views::nik(&shared, request)),
                    other => reply.send(other),
                });
                self.act(Job {
                    id,
                    command,
                    seat,
                    answer,
                });
            }
            Ask::Document {
                id,
                request,
                document,
                offset,
            } => {
                let send = move |reply: Reply| {
                    reply.send(Files::of(&shared.store).piece(
                        &shared.store,
                        request,
                        document,
                        offset,
                    ));
                };
                if offset > 0 {
                    return send(reply);
                }
                let command = Box::new(Command::LookAtDocument { request, document });
                let answer = Box::new(move |tell| match tell {
                    Tell::Done(_) => send(reply),
                    other => reply.send(other),
                });
                self.act(Job {
                    id,
                    command,
                    seat,
                    answer,
                });
            }
            Ask::Stop => self.stop(&seat, session, reply),
            other => self.ask_file(session, other, reply),
        }
    }

    fn ask_file(&self, session: &Session, ask: Ask, reply: Reply) {
        let files = Files::of(&self.shared.store);
        let mut transfers = locked(&self.transfers);
        let tell = match ask {
            Ask::Upload { bytes } => match files.begin(bytes) {
                Ok(transfer) => {
                    transfers.insert(session.id, transfer);
                    Tell::Ready
                }
                Err(refusal) => Tell::Refused(refusal),
            },
            Ask::Chunk { bytes } => match transfers.get_mut(&session.id) {
                Some(transfer) => transfer.take(&bytes),
                None => no_transfer(),
            },
            Ask::Finish => match transfers.remove(&session.id) {
                Some(transfer) => transfer.finish(),
                None => no_transfer(),
            },
            Ask::Looking { record } => {
                self.presences
                    .looks(session.id, &session.welcome.name, record);
                Tell::Ready
            }
            _ => Tell::Refused(Refusal::Internal("not an ask of this kind".to_owned())),
        };
        reply.send(tell);
    }
}

fn no_transfer() -> Tell {
    Tell::Refused(Refusal::Missing("file".to_owned()))
}

impl Desk for OpenDesk {
    fn welcome(&self, session: SessionId, peer: &Peer) -> Result<Welcome, Refused> {
        let office = self.shared.office();
        let now = self.shared.clock.now();
        let seat = seat(&office, peer, now)?;
        let welcome = welcome(&office, &seat, self.shared.store.head().seq, now);
        locked(&self.seats).insert(session, seat);
        Ok(welcome)
    }

    fn ask(&self, session: &Session, ask: Ask, reply: Reply) {
        let Some(seat) = self.seat(session.id) else {
            return reply.send(Tell::Refused(Refusal::NoOfficer));
        };
        match ask {
            Ask::Act { .. }
            | Ask::Reveal { .. }
            | Ask::Document { .. }
            | Ask::Stop
            | Ask::Upload { .. }
            | Ask::Chunk { .. }
            | Ask::Finish
            | Ask::Looking { .. } => self.ask_act(session, seat, ask, reply),
            Ask::Verify | Ask::Compare => super::checks::answer(&self.shared, &seat, &ask, reply),
            Ask::Preview { letters } => {
                reply.send(super::views::preview(&self.shared, &seat, letters));
            }
            read => {
                let views = Views::new(&self.shared, &seat, &self.presences, session.id);
                reply.send(views.answer(&read));
            }
        }
    }

    fn on_close(&self, session: &Session) {
        locked(&self.seats).remove(&session.id);
        locked(&self.transfers).remove(&session.id);
        self.presences.leaves(session.id);
    }

    fn close(&self) {
        locked(&self.jobs).take();
        if let Some(hub) = locked(&self.hub).take() {
            // The hub ends by itself once its last sender is gone; a panic there was logged.
            let _ = hub.join();
        }
    }
}

fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
