//! The one thread that decides and writes: it takes all acts that wait, decides each on what the
//! earlier ones left, makes them durable together, then answers.

use super::claims;
use super::clock::Clock;
use super::faults;
use super::lists::{self, Lists};
use super::office::Office;
use super::outcome::{done, import_rows};
use super::people::{Caller, belongs};
use super::pushes::Pushes;
use super::queue::{Queue, Waited};
use super::reading::{Reading, told};
use super::topics::Touched;
use crate::codec;
use crate::domain::act::{ActKind, Command};
use crate::domain::event::{Event, Happening};
use crate::domain::ids::{OfficerId, RecordId};
use crate::domain::refusal::Refusal;
use crate::domain::rules::decide;
use crate::domain::time::Instant;
use crate::store::disk::is_full;
use crate::store::records::{new_event, read_summary, record_id, record_key};
use crate::store::{self, ActId, Group, Pushed, Reads, RecordKey, Store, StoreError};
use crate::wire::envelope::{Changed, Topics};
use crate::wire::message::{ActIdBytes, Done, Tell};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// The database is flushed after this long without work.
const QUIET: Duration = Duration::from_millis(300);

/// The most acts of one commit.
const GROUP: usize = 256;

/// A recorded look is valid for this long, since a document is fetched in pieces under one look and a
/// lost answer is asked for again. After that it counts as a new look [R11.7].
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
    pub caller: Caller,
}

/// An act that waits to be decided.
pub struct Act {
    pub id: ActIdBytes,
    pub command: Box<Command>,
    pub caller: Caller,
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
        seen: shared.store.head().seq,
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
    /// Lists and office are as this event left them.
    seen: u64,
}

/// An act that was decided and waits for the commit.
struct Waiting {
    act: Act,
    tell: Tell,
    /// Its answer holds only if the group is committed; otherwise it was refused, or done before.
    with_group: bool,
}

/// Acts decided one after another on what the ledger held, not yet committed.
struct Decided<'s> {
    group: Group<'s>,
    /// The last event that they were decided on.
    base: u64,
    waiting: Vec<Waiting>,
    /// Attempts that were refused elsewhere and are noted with the group.
    attempts: Vec<Attempt>,
    touched: Vec<Touched>,
    office: Arc<Office>,
    /// The next act waits for the office as this group leaves it.
    changes_office: bool,
    at: Instant,
}

impl Decided<'_> {
    fn is_full(&self) -> bool {
        self.changes_office || self.group.is_full() || self.waiting.len() >= GROUP
    }
}

impl<'s> Hub<'s> {
    /// Takes the acts that wait, up to a full group, and commits them together.
    fn group(&mut self, queue: &mut Queue<'_>) {
        let mut decided = self.begin();
        let mut next = queue.first();
        while let Some(job) = next.take() {
            self.take(&mut decided, job);
            if !decided.is_full() {
                next = queue.next();
            }
        }
        self.commit(decided);
    }

    fn begin(&mut self) -> Decided<'s> {
        let group = self.shared.store.begin();
        let base = group.next_seq() - 1;
        if base > self.seen {
            self.catch_up();
        }
        Decided {
            base,
            group,
            waiting: Vec::new(),
            attempts: Vec::new(),
            touched: Vec::new(),
            office: self.shared.office(),
            changes_office: false,
            at: self.shared.clock.now(),
        }
    }

    fn take(&mut self, decided: &mut Decided<'_>, job: Job) {
        match job {
            Job::Act(act) => self.act(decided, act),
            Job::Attempt(attempt) => {
                self.note_attempt(&mut decided.group, &attempt, decided.at);
                decided.attempts.push(attempt);
            }
        }
    }

    /// Decides one act within the group.
    fn act(&mut self, decided: &mut Decided<'_>, act: Act) {
        let after_others = !decided.touched.is_empty();
        let tell = match self.decide(decided, &act) {
            Ok(done) => Tell::Done(Box::new(done)),
            Err(refusal) => {
                let attempt = Attempt {
                    kind: act.command.kind(),
                    record: act.command.record(),
                    refusal,
                    caller: act.caller.clone(),
                };
                self.note_attempt(&mut decided.group, &attempt, decided.at);
                Tell::Refused(attempt.refusal)
            }
        };
        let with_group = match &tell {
            Tell::Done(done) if done.sequence > 0 => done.sequence > decided.base,
            _ => after_others,
        };
        decided.changes_office |= matches!(&tell, Tell::Done(done)
            if done.records.iter().any(|(record, _)| Office::is_about(*record)));
        decided.waiting.push(Waiting {
            act,
            tell,
            with_group,
        });
    }

    fn decide(&self, decided: &mut Decided<'_>, act: &Act) -> Result<Done, Refusal> {
        let Decided {
            group,
            touched,
            office,
            at,
            ..
        } = decided;
        let (office, at) = (&**office, *at);
        let (id, command, caller) = (act.id, &*act.command, &act.caller);
        if !belongs(office, caller.origin.uid, caller.actor.officer) {
            return Err(Refusal::NoOfficer);
        }
        let digest = digest(command)?;
        let reading = Reading::new(&*group, office);
        let decision = decide(&reading, command, &caller.actor, at);
        if let Some(failure) = reading.failure() {
            return Err(inside(&failure));
        }
        // A repeated act is answered as it was the first time, whatever the rules say now; a look
        // shows something anew, so its right must still be there, and it must be a recent one.
        if let Some(again) = repeated(group, id, caller, &digest)? {
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
            .map(|event| new_event(event, decision.post(), decision.stated, &caller.origin))
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
            ref caller,
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
        if !self.attempts.insert((caller.actor.officer, kind, record)) {
            return;
        }
        let what = Happening::Refused {
            act: kind,
            code: refusal.code().to_owned(),
        };
        let recorded =
            new_event(&Event { record, what }, None, None, &caller.origin).and_then(|event| {
                group.push(store::Act {
                    id: ActId::random().map_err(StoreError::fatal)?,
                    command: [0; 32],
                    officer: caller.actor.officer.0,
                    recorded_at: at.0,
                    events: vec![event],
                    result: Vec::new(),
                })
            });
        if let Err(error) = recorded {
            tracing::warn!(%error, "a refused attempt was not recorded");
        }
    }

    /// Makes the group durable, then visible, then answers. Where somebody else wrote meanwhile,
    /// the acts are decided anew on what stands now.
    fn commit(&mut self, mut decided: Decided<'s>) {
        loop {
            let Decided {
                group,
                waiting,
                attempts,
                touched,
                ..
            } = decided;
            if group.is_empty() {
                return answer(waiting);
            }
            match self.shared.store.commit(group) {
                Ok(committed) => {
                    self.seen = committed.head.seq;
                    self.show(stored(&committed.summaries), &touched);
                    self.tell(committed.head.seq, &touched, waiting);
                    return;
                }
                Err(StoreError::HeadMoved { seen, now }) => {
                    tracing::info!(seen, now, "somebody else wrote; the acts are decided anew");
                    decided = self.anew(waiting, attempts);
                }
                Err(error) if error.is_fatal() => {
                    tracing::error!(%error, "the ledger cannot be written; the server ends");
                    // Nothing was answered: clients learn the truth by repeating their act ids.
                    std::process::exit(70);
                }
                Err(error) => return self.refuse(&error, waiting),
            }
        }
    }

    /// The same acts, decided on the ledger as it stands now.
    fn anew(&mut self, waiting: Vec<Waiting>, attempts: Vec<Attempt>) -> Decided<'s> {
        // What was noted in vain is noted again.
        self.attempts.clear();
        let mut decided = self.begin();
        for attempt in attempts {
            self.take(&mut decided, Job::Attempt(attempt));
        }
        for one in waiting {
            self.take(&mut decided, Job::Act(one.act));
        }
        decided
    }

    /// Brings lists, office and screens up to what somebody else wrote.
    fn catch_up(&mut self) {
        let store = &self.shared.store;
        let mut touched = Vec::new();
        let read: Result<(), StoreError> = store.follow(self.seen + 1).try_for_each(|event| {
            let event = event?;
            self.seen = event.head.seq;
            touched.extend(told(event)?.and_then(Touched::told));
            Ok(())
        });
        if let Err(error) = read {
            tracing::error!(%error, "what somebody else wrote cannot be read");
        }
        let records: BTreeSet<_> = touched.iter().map(|one| one.record).collect();
        let rows = records.into_iter();
        let rows = rows.map(|id| (id, lists::row(&self.shared.store, id)));
        self.show(rows.collect(), &touched);
        self.tell(self.seen, &touched, Vec::new());
    }

    /// Answers, with the news of what was recorded.
    fn tell(&self, sequence: u64, touched: &[Touched], waiting: Vec<Waiting>) {
        let what = touched
            .iter()
            .fold(Topics::default(), |all, one| all.and(one.topics));
        // Who acted hears of it in one message with the answer.
        let news = Changed { sequence, what };
        self.shared.pushes.changed_with_answers(news);
        answer(waiting);
        self.shared.pushes.wake();
        if touched.iter().any(Touched::is_office) {
            self.end_strangers();
        }
    }

    /// The group was not written: what stood on it is refused.
    fn refuse(&mut self, error: &StoreError, waiting: Vec<Waiting>) {
        let refusal = refusal(error);
        tracing::warn!(%error, "a group of acts was refused");
        // What was noted in vain is noted at the next attempt.
        self.attempts.clear();
        for one in waiting {
            let told = match one.with_group {
                true => Tell::Refused(refusal.clone()),
                false => one.tell,
            };
            (one.act.answer)(told);
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
    fn show(&self, mut rows: Vec<lists::Touched>, touched: &[Touched]) {
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
        rows.extend(office.map(|one| (one.record, Ok(None))));
        self.shared.lists.touch(rows);
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

/// The rows that a commit left, as the lists take them.
fn stored(summaries: &[(RecordKey, Option<Vec<u8>>)]) -> Vec<lists::Touched> {
    let rows = summaries.iter().filter_map(|(key, row)| {
        let row = row.as_deref().map(read_summary).transpose();
        Some((record_id(key)?, row))
    });
    rows.collect()
}

fn answer(waiting: Vec<Waiting>) {
    for one in waiting {
        (one.act.answer)(one.tell);
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
    caller: &Caller,
    digest: &[u8; 32],
) -> Result<Option<store::ActOutcome>, Refusal> {
    for officer in std::iter::once(caller.actor.officer).chain(caller.actor.cast.iter().copied()) {
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

/// Refusals that show an attempt beyond one's rights or against a rule, rather than a slip.
fn is_attempt(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::NotYours { .. }
            | Refusal::Acting { .. }
            | Refusal::Separation { .. }
            | Refusal::OwnRequest { .. }
            | Refusal::OwnName { .. }
            | Refusal::OwnCertificate { .. }
            | Refusal::OwnNumbers
            | Refusal::OwnPositions
            | Refusal::Blocked(_)
            | Refusal::NotTheAuthor { .. }
            | Refusal::CannotUndo(_)
            | Refusal::NotAWarning(_)
    )
}
