//! What a session is shown: records with what the rules say of them, NIKs masked.

use super::SessionId;
use super::faults::refusal;
use super::hub::Shared;
use super::index::{Asker, Context, Index};
use super::lists::row;
use super::office::Office;
use super::outcome;
use super::people::Caller;
use super::presence::Presences;
use super::reading::{Failed, Reading, record};
use crate::domain::act::Command;
use crate::domain::desk::Desk as _;
use crate::domain::identity::{Nik, mask_stated};
use crate::domain::ids::{OfficerId, PersonId, RecordId, RequestNo};
use crate::domain::keys::Key;
use crate::domain::policy::Policy;
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::rules::{Decision, decide};
use crate::domain::summary::Summary;
use crate::domain::time::Instant;
use crate::store::disk::{Disk as _, RealDisk};
use crate::store::records::new_event;
use crate::store::{self, Act, ActId, Store, StoreError};
use crate::wire::message::{Ask, List, Query, Tell};
use crate::wire::view::{CalendarView, OfficerName, Row, StatusView, Suggestion};
use std::sync::Arc;

mod history;
mod office;
mod portal;
mod recap;
mod records;
mod steps;
mod transfer;

/// The most suggestions for a form.
const SUGGESTIONS: u16 = 8;

/// Answers the reading asks of one session.
pub struct Views<'a> {
    shared: &'a Shared,
    caller: &'a Caller,
    presences: &'a Presences,
    session: SessionId,
    office: Arc<Office>,
    now: Instant,
    /// The first read that went wrong: then there is no view, whatever was made of the rest.
    failed: Failed,
}

impl<'a> Views<'a> {
    pub fn new(
        shared: &'a Shared,
        caller: &'a Caller,
        presences: &'a Presences,
        session: SessionId,
    ) -> Views<'a> {
        let (office, now) = (shared.office(), shared.clock.now());
        Views {
            shared,
            caller,
            presences,
            session,
            office,
            now,
            failed: Failed::default(),
        }
    }

    /// Answers an ask that changes nothing. What could not be read is never shown as if it were
    /// not there.
    pub fn answer(&self, ask: &Ask) -> Tell {
        let tell = self.view(ask);
        match self.failed.take() {
            None => tell,
            Some(failure) => {
                tracing::error!(%failure, "a view could not be read");
                Tell::Refused(refusal(&failure))
            }
        }
    }

    fn view(&self, ask: &Ask) -> Tell {
        match ask {
            Ask::Ping => Tell::Pong,
            Ask::Status => Tell::Status(Box::new(self.status())),
            Ask::Page {
                query,
                from,
                count,
                keep,
            } => match query.list {
                List::Officers => self.officers(*from, *count, *keep),
                List::Day(day) if query.filter.is_empty() => {
                    self.day(day, query, *from, *count, *keep)
                }
                _ => self.page(query, *from, *count, *keep),
            },
            Ask::Rows { records } => self.listed(|index, context| {
                let records = &records[..records.len().min(1_000)];
                Tell::Page(index.rows(records, context))
            }),
            Ask::Counts => self.listed(|index, context| {
                let mut counts = index.counts(context);
                counts.calendar += self.office_ends();
                Tell::Counts(counts)
            }),
            Ask::Calendar { first, days } => self.listed(|index, context| {
                let days = index.calendar(*first, (*days).min(1_000), context);
                let days = days.into_iter().map(|day| self.with_office(day)).collect();
                Tell::Calendar(CalendarView { days })
            }),
            Ask::Suggest { text } => self.suggest(text),
            Ask::ForPortal => self.for_portal(),
            Ask::Recap { rows, whole } => self.recap(rows, *whole),
            Ask::Transfers { transfer, rows } => self.transfers(*transfer, rows),
            Ask::Office => Tell::Office(Box::new(self.office_view())),
            Ask::Account { name } => Tell::Account(office::account(name)),
            Ask::Letter(no) => self.letter(*no),
            Ask::Sheet(no) => self.sheet(*no),
            Ask::Request(no) => self.request(*no),
            Ask::Person(id) => self.person(*id),
            Ask::Certificate(id) => self.certificate(*id),
            Ask::History {
                record,
                from,
                count,
            } => self.history(*record, *from, *count),
            Ask::Audit { before, count } => self.audit(*before, *count),
            _ => Tell::Refused(Refusal::Internal("not a reading ask".to_owned())),
        }
    }

    /// Asks the lists; where there are none, why.
    fn listed(&self, ask: impl FnOnce(&Index, &Context<'_>) -> Tell) -> Tell {
        let asked = self
            .shared
            .lists
            .ask(|index| self.with_context(|context| ask(index, context)));
        asked.unwrap_or_else(Tell::Refused)
    }

    /// The row of a record, where there is one; a failure is noted.
    fn summary(&self, id: RecordId) -> Option<Summary> {
        row(self.store(), id).unwrap_or_else(|error| {
            self.failed.borrow_mut().get_or_insert(error);
            None
        })
    }

    fn store(&self) -> &Store {
        &self.shared.store
    }

    fn reading(&self) -> Reading<'_, Store> {
        Reading::noting(self.store(), &self.office, self.failed.clone())
    }

    /// A record, where there is one; a failure is noted.
    fn read(&self, id: RecordId) -> Option<Record> {
        self.reading().record(id)
    }

    fn policy(&self) -> Arc<Policy> {
        self.office.policy()
    }

    fn with_context<T>(&self, ask: impl FnOnce(&Context<'_>) -> T) -> T {
        let policy = self.policy();
        let asker = Asker {
            actor: self.caller.actor.clone(),
            officers: self.office.officers.clone(),
        };
        let person_of = |nik: &Nik| self.person_of(*nik);
        ask(&Context {
            now: self.now,
            moment: self.now,
            calendar: &self.office.calendar,
            policy: &policy,
            policies: &self.office.policies,
            asker: &asker,
            person_of: &person_of,
        })
    }

    fn person_of(&self, nik: Nik) -> Option<PersonId> {
        match self.reading().lookup(&Key::Nik(nik)) {
            Some(RecordId::Person(person)) => Some(person),
            _ => None,
        }
    }

    fn page(&self, query: &Query, from: u32, count: u16, keep: Option<RecordId>) -> Tell {
        self.listed(|index, context| {
            match index.page(query, from, count.min(1_000), keep, context) {
                Ok(page) => Tell::Page(page),
                Err(error) => {
                    let (field, given) = ("filter".to_owned(), error.to_string());
                    Tell::Refused(Refusal::Invalid { field, given })
                }
            }
        })
    }

    /// People whose name or NIP contains the text, with what the desk knows of them.
    fn suggest(&self, text: &str) -> Tell {
        let text = text.trim();
        if text.chars().count() < 2 {
            return Tell::Suggestions(Vec::new());
        }
        let query = Query {
            filter: format!("\"{}\"", text.replace('"', "")),
            ..Query::of(List::People)
        };
        let page = self.listed(|index, context| {
            let page = index.page(&query, 0, SUGGESTIONS, None, context);
            Tell::Page(page.unwrap_or_default())
        });
        let Tell::Page(page) = page else { return page };
        let found = page.rows.iter().filter_map(|row| match row {
            Row::Person(person) => match self.read(RecordId::Person(person.id)) {
                Some(Record::Person(person)) => Some(Suggestion {
                    details: person.details.into(),
                }),
                _ => None,
            },
            _ => None,
        });
        Tell::Suggestions(found.collect())
    }

    fn status(&self) -> StatusView {
        let head = self.store().head();
        StatusView {
            pid: std::process::id(),
            build: crate::wire::BUILD.to_owned(),
            sessions: u32::try_from(self.shared.pushes.count()).unwrap_or(u32::MAX),
            sequence: head.seq,
            head: crate::store::ids::hex(&head.hash),
            desk: self.store().desk().display().to_string(),
            training: self.office.genesis.training,
            now: self.now,
            started: self.shared.clock.started(),
            events: head.seq,
            free_mib: RealDisk.free_bytes(self.store().desk()).unwrap_or(0) / (1024 * 1024),
        }
    }

    /// Names of officers, for those that a view mentions.
    fn names(&self, officers: impl IntoIterator<Item = OfficerId>) -> Vec<OfficerName> {
        let mut ids: Vec<_> = officers.into_iter().collect();
        ids.sort();
        ids.dedup();
        ids.into_iter()
            .map(|id| OfficerName {
                id,
                name: self.office.name(id),
            })
            .collect()
    }

    /// A record that is asked for.
    fn found(&self, id: RecordId) -> Result<Record, Tell> {
        self.read(id).ok_or_else(|| self.not_found(id))
    }

    fn not_found(&self, id: RecordId) -> Tell {
        Tell::Refused(Refusal::NotFound(id))
    }
}

/// The whole NIK of a request, after the look was recorded.
pub fn nik(shared: &Shared, no: RequestNo) -> Tell {
    match record(&shared.store, RecordId::Request(no)) {
        Ok(Some(Record::Request(request))) => Tell::Nik(request.identity.nik),
        Ok(_) => Tell::Refused(Refusal::NotFound(RecordId::Request(no))),
        Err(error) => Tell::Refused(refusal(&error)),
    }
}

/// What an import would do. It is decided and folded in a group that is never committed, so that
/// the rows show the findings they would have.
pub fn preview(shared: &Shared, caller: &Caller, command: &Command) -> Tell {
    if !command.is_bulk() {
        let what = format!("no preview of {}", command.kind().as_str());
        return Tell::Refused(Refusal::Internal(what));
    }
    let office = shared.office();
    let now = shared.clock.now();
    let mut group = shared.store.begin();
    let reading = Reading::new(&group, &office);
    let decided = decide(&reading, command, &caller.actor, now);
    if let Some(failure) = reading.failure() {
        return Tell::Refused(refusal(&failure));
    }
    let decision = match decided {
        Ok(decision) => decision,
        Err(refused) => return Tell::Refused(refused),
    };
    let folded = act_of(&decision, caller, now).and_then(|act| match act.events.is_empty() {
        true => Ok(()),
        false => group.push(act).map(|_| ()),
    });
    let rows =
        folded.and_then(|()| outcome::import_rows(&group, &office, command, &decision.events, now));
    match rows {
        Ok(rows) => Tell::Import(rows.into_iter().map(unnumbered).collect()),
        Err(error) => Tell::Refused(refusal(&error)),
    }
}

/// The decision as an act of its own, for a group that is thrown away.
fn act_of(decision: &Decision, caller: &Caller, at: Instant) -> store::Result<Act> {
    let event = |event| new_event(event, decision.post(), decision.stated, &caller.origin);
    Ok(Act {
        id: ActId::random().map_err(StoreError::fatal)?,
        command: [0; 32],
        officer: decision.officer.0,
        recorded_at: at.0,
        events: decision
            .events
            .iter()
            .map(event)
            .collect::<store::Result<_>>()?,
        result: Vec::new(),
    })
}

/// A previewed row: a new request or certificate has no number yet.
fn unnumbered(row: crate::wire::view::ImportRow) -> crate::wire::view::ImportRow {
    use crate::wire::view::ImportOutcome;
    let record = row.record.filter(|_| row.outcome != ImportOutcome::New);
    crate::wire::view::ImportRow { record, ..row }
}

/// Masks the numbers of an identity.
fn mask(identity: &mut crate::domain::request::Identity) {
    identity.nik = mask_stated(&identity.nik);
    identity.nik_old = mask_stated(&identity.nik_old);
}
