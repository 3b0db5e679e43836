//! The one thread that decides and writes: it takes all acts that wait, decides each on what the
//! earlier ones left, makes them durable together, then answers.

use super::claims;
use super::clock::Clock;
use super::faults;
use super::lists::Lists;
use super::office::Office;
use super::outcome::{done, import_rows};
use super::people::{Seat, belongs};
use super::pushes::Pushes;
use super::queue::{Queue, Waited};
use super::reading::Reading;
use super::topics::topics;
use crate::codec;
use crate::domain::act::{ActKind, Command};
use crate::domain::event::{Event, Happening};
use crate::domain::ids::{OfficerId, RecordId};
use crate::domain::refusal::Refusal;
use crate::domain::rules::decide;
use crate::domain::time::Instant;
use crate::store::disk::is_full;
use crate::store::records::{new_event, read_summary, record_id, record_key};
use crate::store::{self, ActId, Committed, Group, Pushed, Reads, Store, StoreError};
use crate::wire::envelope::{Changed, Topics};
use crate::wire::message::{ActIdBytes, Done, Tell};
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// With nothing to do for this long, the database is flushed.
const QUIET: Duration = Duration::from_millis(300);

/// Acts of one commit at the most.
const GROUP: usize = 256;

/// A recorded look is good for this long: a document is taken in pieces under one look, and an
/// answer that was lost is asked for again. Later it is a new look [quality §3].
const LOOK_LASTS_MS: i64 = 5 * 60_000;

/// What waits for the hub.
pub enum Job {
    Act(Act),
    /// An attempt that was refused elsewhere, to be recorded.
    Attempt(Attempt),
}

/// A refused attempt.
pub struct Attempt {
    pub kind: ActKind,
    pub record: RecordId,
    pub refusal: Refusal,
    pub seat: Seat,
}

/// An act that waits to be decided.
pub struct Act {
    pub id: ActIdBytes,
    pub command: Box<Command>,
    pub seat: Seat,
    /// Called once, after the act is durable or refused.
    pub answer: Box<dyn FnOnce(Tell) + Send>,
}

/// What sessions and the hub share.
pub struct Shared {
    pub store: Store,
    pub lists: Lists,
    pub office: RwLock<Arc<Office>>,
    pub clock: Clock,
    pub pushes: Pushes,
    /// A long check is running.
    pub checking: AtomicBool,
}

impl Shared {
    /// The office as it stands.
    pub fn office(&self) -> Arc<Office> {
        self.office
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Decides and writes until every sender of jobs is gone; then flushes.
pub fn run(shared: &Shared, jobs: &Receiver<Job>) {
    let mut hub = Hub {
        shared,
        attempts: HashSet::new(),
        minute: 0,
    };
    let mut queue = Queue::new(jobs);
    loop {
        match queue.wait(Some(QUIET)) {
            Waited::Some => hub.group(&mut queue),
            Waited::Quiet => {
                hub.flush();
                // Sleep until the next act, without waking up again.
                match queue.wait(None) {
                    Waited::Some => hub.group(&mut queue),
                    Waited::Quiet | Waited::Ended => break,
                }
            }
            Waited::Ended => break,
        }
    }
    hub.flush();
}

struct Hub<'a> {
    shared: &'a Shared,
    /// Refused attempts of this minute: recorded once each.
    attempts: HashSet<(OfficerId, ActKind, RecordId)>,
    minute: i64,
}

/// A record that an event of the group is about, and the lists that the event changes.
struct Touched {
    record: RecordId,
    topics: Topics,
}

impl Touched {
    fn by(event: &Event) -> Touched {
        Touched {
            record: event.record,
            topics: topics(event),
        }
    }

    fn is_office(&self) -> bool {
        Office::is_about(self.record)
    }
}

/// An act that was decided and waits for the commit.
struct Waiting {
    answer: Box<dyn FnOnce(Tell) + Send>,
    tell: Tell,
    /// Its answer holds only if the group is committed; otherwise it was refused, or done before.
    with_group: bool,
}

impl Hub<'_> {
    /// Takes the acts that wait, up to a full group, and commits them together.
    fn group(&mut self, queue: &mut Queue<'_>) {
        let office = self.shared.office();
        let at = self.shared.clock.now();
        let mut group = self.shared.store.begin();
        let mut waiting = Vec::new();
        let mut touched = Vec::new();
        let mut next = queue.first();
        while let Some(job) = next.take() {
            let changes_office = match job {
                Job::Act(act) => self.act(&mut group, &office, act, at, &mut waiting, &mut touched),
                Job::Attempt(attempt) => {
                    self.note_attempt(&mut group, &attempt, at);
                    false
                }
            };
            if changes_office || group.is_full() || waiting.len() >= GROUP {
                break;
            }
            next = queue.next();
        }
        self.commit(group, waiting, &touched);
    }

    /// Decides one act within the group. Returns whether the office changes, so that what follows
    /// waits for the new one.
    fn act(
        &mut self,
        group: &mut Group<'_>,
        office: &Office,
        act: Act,
        at: Instant,
        waiting: &mut Vec<Waiting>,
        touched: &mut Vec<Touched>,
    ) -> bool {
        let Act {
            id,
            command,
            seat,
            answer,
        } = act;
        let after_others = !touched.is_empty();
        let tell = match self.decide(group, office, id, &command, &seat, at, touched) {
            Ok(done) => Tell::Done(Box::new(done)),
            Err(refusal) => {
                let attempt = Attempt {
                    kind: command.kind(),
                    record: command.record(),
                    refusal,
                    seat,
                };
                self.note_attempt(group, &attempt, at);
                Tell::Refused(attempt.refusal)
            }
        };
        let with_group = match &tell {
            Tell::Done(done) if done.sequence > 0 => done.sequence > self.shared.store.head().seq,
            _ => after_others,
        };
        let changes = matches!(&tell, Tell::Done(done)
            if done.records.iter().any(|(record, _)| Office::is_about(*record)));
        waiting.push(Waiting {
            answer,
            tell,
            with_group,
        });
        changes
    }

    fn decide(
        &self,
        group: &mut Group<'_>,
        office: &Office,
        id: ActIdBytes,
        command: &Command,
        seat: &Seat,
        at: Instant,
        touched: &mut Vec<Touched>,
    ) -> Result<Done, Refusal> {
        if !belongs(office, seat.origin.uid, seat.actor.officer) {
            return Err(Refusal::NoOfficer);
        }
        let digest = digest(command)?;
        let reading = Reading::new(&*group, office);
        let decision = decide(&reading, command, &seat.actor, at);
        if let Some(failure) = reading.failure() {
            return Err(inside(&failure));
        }
        // A repeated act is answered as it was the first time, whatever the rules say now; a look
        // shows something anew, so its right must still be there, and it must be a recent one.
        if let Some(again) = repeated(group, id, seat, &digest)? {
            if is_look(command) {
                decision?;
                still_recent(group, &again, at)?;
            }
            return again_done(group, office, command, again, at);
        }
        let decision = decision?;
        claims::check(&self.shared.store.documents(), command)?;
        let done = done(office, &decision);
        if decision.events.is_empty() {
            return Ok(Done {
                import: import_rows(group, office, command, &[], at)
                    .map_err(|error| inside(&error))?,
                ..done
            });
        }
        let events: Result<Vec<_>, StoreError> = decision
            .events
            .iter()
            .map(|event| new_event(event, decision.position, decision.stated, &seat.origin))
            .collect();
        let act = store::Act {
            id: ActId(id),
            command: digest,
            officer: decision.officer.0,
            recorded_at: at.0,
            events: events.map_err(|error| refusal(&error))?,
            result: codec::encode(&done).map_err(|error| Refusal::Internal(error.to_string()))?,
        };
        match group.push(act).map_err(|error| refusal(&error))? {
            Pushed::New { last, .. } => {
                touched.extend(decision.events.iter().map(Touched::by));
                let import = import_rows(group, office, command, &decision.events, at);
                // The act is in the group by now: it is done, whatever can be told of its rows.
                let import = import.unwrap_or_else(|error| {
                    tracing::error!(%error, "the rows of an import cannot be told");
                    Vec::new()
                });
                Ok(Done {
                    sequence: last,
                    import,
                    ..super::outcome::decided(done, &decision)
                })
            }
            Pushed::Repeated(outcome) => again_done(group, office, command, outcome, at),
        }
    }

    /// Records a refused attempt, once per officer, act, record and minute.
    fn note_attempt(&mut self, group: &mut Group<'_>, attempt: &Attempt, at: Instant) {
        let Attempt {
            kind,
            mut record,
            ref refusal,
            ref seat,
        } = *attempt;
        if !is_attempt(refusal) {
            return;
        }
        let minute = at.0 / 60_000;
        if minute != self.minute {
            self.minute = minute;
            self.attempts.clear();
        }
        if !matches!(group.record(&record_key(record)), Ok(Some(_))) {
            record = RecordId::Desk;
        }
        if !self.attempts.insert((seat.actor.officer, kind, record)) {
            return;
        }
        let what = Happening::Refused {
            act: kind,
            code: refusal.code().to_owned(),
        };
        let recorded =
            new_event(&Event { record, what }, None, None, &seat.origin).and_then(|event| {
                group.push(store::Act {
                    id: ActId::random().map_err(StoreError::fatal)?,
                    command: [0; 32],
                    officer: seat.actor.officer.0,
                    recorded_at: at.0,
                    events: vec![event],
                    result: Vec::new(),
                })
            });
        if let Err(error) = recorded {
            tracing::warn!(%error, "a refused attempt was not recorded");
        }
    }

    /// Makes the group durable, then visible, then answers.
    fn commit(&mut self, group: Group<'_>, waiting: Vec<Waiting>, touched: &[Touched]) {
        if group.is_empty() {
            waiting.into_iter().for_each(|one| (one.answer)(one.tell));
            return;
        }
        match self.shared.store.commit(group) {
            Ok(committed) => {
                self.show(&committed, touched);
                let what = touched
                    .iter()
                    .fold(Topics::default(), |all, one| all.and(one.topics));
                let sequence = committed.head.seq;
                // Who acted hears of it in one message with the answer.
                let news = Changed { sequence, what };
                self.shared.pushes.changed_with_answers(news);
                waiting.into_iter().for_each(|one| (one.answer)(one.tell));
                self.shared.pushes.wake();
                if touched.iter().any(Touched::is_office) {
                    self.end_strangers();
                }
            }
            Err(error) if error.is_fatal() => {
                tracing::error!(%error, "the ledger cannot be written; the server ends");
                // Nothing was answered: clients learn the truth by repeating their act ids.
                std::process::exit(70);
            }
            Err(error) => {
                let refusal = refusal(&error);
                tracing::warn!(%error, "a group of acts was refused");
                // What was noted in vain is noted at the next attempt.
                self.attempts.clear();
                for one in waiting {
                    let told = match one.with_group {
                        true => Tell::Refused(refusal.clone()),
                        false => one.tell,
                    };
                    (one.answer)(told);
                }
            }
        }
    }

    /// Ends the sessions of accounts that the office no longer knows as who they came as.
    fn end_strangers(&self) {
        let office = self.shared.office();
        for session in self.shared.pushes.sessions() {
            if !belongs(&office, Some(session.peer.uid), session.welcome.officer) {
                self.shared.pushes.end(session.id);
            }
        }
    }

    /// Brings index and office up to what was committed.
    fn show(&self, committed: &Committed, touched: &[Touched]) {
        if touched.iter().any(Touched::is_office) {
            match Office::load(&self.shared.store) {
                Ok(office) => {
                    let mut now = self
                        .shared
                        .office
                        .write()
                        .unwrap_or_else(PoisonError::into_inner);
                    *now = Arc::new(office);
                }
                Err(error) => tracing::error!(%error, "the office could not be read again"),
            }
        }
        // What is overdue follows from the policy, which has no row of its own.
        let office = touched.iter().filter(|one| one.is_office());
        let office = office.map(|one| (one.record, Ok(None)));
        let changed = committed.summaries.iter().filter_map(|(key, row)| {
            let row = row.as_deref().map(read_summary).transpose();
            Some((record_id(key)?, row))
        });
        self.shared.lists.touch(changed.chain(office).collect());
    }

    fn flush(&self) {
        match self
            .shared
            .store
            .flush_when_quiet(self.shared.clock.now().0)
        {
            Ok(()) => {}
            // Everything is durable in the journal; what was to be noted is noted when there is room.
            Err(StoreError::Io { source, .. }) if is_full(&source) => {
                tracing::warn!("the disk is full; the flush waits");
            }
            Err(error) => {
                tracing::error!(%error, "the database cannot be flushed; the server ends");
                std::process::exit(70);
            }
        }
    }
}

fn digest(command: &Command) -> Result<[u8; 32], Refusal> {
    let bytes = codec::encode_within::<{ crate::wire::frame::MAX_FRAME }, _>(command)
        .map_err(|error| Refusal::Internal(error.to_string()))?;
    Ok(Sha256::digest(bytes).into())
}

fn repeated(
    group: &Group<'_>,
    id: ActIdBytes,
    seat: &Seat,
    digest: &[u8; 32],
) -> Result<Option<store::ActOutcome>, Refusal> {
    for officer in std::iter::once(seat.actor.officer).chain(seat.actor.cast.iter().copied()) {
        match group.act_outcome(&ActId(id), officer.0, digest) {
            Ok(None) => return Ok(None),
            Ok(Some(outcome)) => return Ok(Some(outcome)),
            Err(StoreError::ActReused { .. }) => {}
            Err(error) => return Err(refusal(&error)),
        }
    }
    Err(Refusal::ActIdReused)
}

fn is_look(command: &Command) -> bool {
    let kind = command.kind();
    matches!(kind, ActKind::LookAtNik | ActKind::LookAtDocument)
}

/// Whether a recorded look still lasts.
fn still_recent(group: &Group<'_>, look: &store::ActOutcome, at: Instant) -> Result<(), Refusal> {
    let event = group.event_at(look.first_seq);
    let recorded = event.map_err(|error| inside(&error))?;
    match recorded.is_some_and(|event| at.0 - event.head.recorded_at <= LOOK_LASTS_MS) {
        true => Ok(()),
        false => Err(Refusal::ActIdReused),
    }
}

/// The answer to an act that was done before.
fn again_done(
    group: &Group<'_>,
    office: &Office,
    command: &Command,
    outcome: store::ActOutcome,
    at: Instant,
) -> Result<Done, Refusal> {
    let done: Done =
        codec::decode(&outcome.result).map_err(|error| Refusal::Internal(error.to_string()))?;
    let events = super::outcome::events(group, &outcome).map_err(|error| inside(&error))?;
    let import =
        import_rows(group, office, command, &events, at).map_err(|error| inside(&error))?;
    let sequence = outcome.first_seq + u64::from(outcome.events) - 1;
    Ok(Done {
        import,
        sequence,
        ..super::outcome::revised(group, done)
    })
}

/// What a store error means for the person who acts.
fn refusal(error: &StoreError) -> Refusal {
    match error {
        StoreError::ActReused { .. } => Refusal::ActIdReused,
        other => inside(other),
    }
}

fn inside(error: &StoreError) -> Refusal {
    tracing::error!(%error, "an act failed inside");
    faults::refusal(error)
}

/// Refusals that tell of an attempt beyond one's rights or past a rule, not of a slip.
fn is_attempt(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::NotYours { .. }
            | Refusal::Acting { .. }
            | Refusal::Separation { .. }
            | Refusal::OwnRequest
            | Refusal::OwnPositions
            | Refusal::Blocked(_)
            | Refusal::NotTheAuthor { .. }
            | Refusal::CannotUndo(_)
            | Refusal::NotAWarning(_)
    )
}
