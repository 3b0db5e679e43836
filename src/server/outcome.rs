//! What an act's author is told: the records it touched, and for an import each row's fate.

use super::office::Office;
use super::reading::{Reading, record, told};
use crate::domain::act::{Command, LetterEntry, TakenIn};
use crate::domain::certificate::Standing;
use crate::domain::desk::Desk;
use crate::domain::event::{CertificateEvent, Event, Happening, RequestEvent};
use crate::domain::finding::validity_long;
use crate::domain::ids::{RecordId, RequestNo};
use crate::domain::keys::Key;
use crate::domain::record::Record;
use crate::domain::rules::{Decision, Fate, fate, findings};
use crate::domain::time::Instant;
use crate::store::{self, ActOutcome, Reads};
use crate::wire::message::Done;
use crate::wire::view::{ImportOutcome, ImportRow};
use std::collections::{HashMap, HashSet};

/// What is kept with the act and answered again when it is repeated. Small: the store limits it.
pub fn done(office: &Office, decision: &Decision) -> Done {
    let moved = decision.events.iter().filter(|event| event.what.moves_on());
    let mut known = HashSet::new();
    let each_once = moved.filter(|event| known.insert(event.record));
    // The first hundred are enough to show what happened; an import tells each row besides.
    let records = each_once.take(100).map(|event| (event.record, 0)).collect();
    Done {
        sequence: 0,
        by: office.name(decision.officer),
        position: decision
            .position
            .map(|p| p.as_str().to_owned())
            .unwrap_or_default(),
        capacity: decision.capacity,
        records,
        import: Vec::new(),
    }
}

/// The same with the revisions that the records have after what was decided.
pub fn decided(mut done: Done, decision: &Decision) -> Done {
    for (id, revision) in &mut done.records {
        let known = &decision.revisions;
        if let Ok(at) = known.binary_search_by_key(id, |(record, _)| *record) {
            *revision = known[at].1;
        }
    }
    done
}

/// The same with the revisions that the records have now.
pub fn revised(reads: &impl Reads, mut done: Done) -> Done {
    for (id, revision) in &mut done.records {
        if let Ok(Some(record)) = record(reads, *id) {
            *revision = record.revision();
        }
    }
    done
}

/// The events of an act that was done before.
pub fn events(reads: &impl Reads, outcome: &ActOutcome) -> store::Result<Vec<Event>> {
    let mut events = Vec::new();
    for seq in outcome.first_seq..outcome.first_seq + u64::from(outcome.events) {
        let Some(event) = reads.event_at(seq)?.map(told).transpose()?.flatten() else {
            continue;
        };
        if let Some(what) = event.what {
            events.push(Event {
                record: event.record,
                what,
            });
        }
    }
    Ok(events)
}

/// What became of each row of a table, from what happened.
///
/// # Errors
/// What could not be read.
pub fn import_rows(
    reads: &impl Reads,
    office: &Office,
    command: &Command,
    events: &[Event],
    at: Instant,
) -> store::Result<Vec<ImportRow>> {
    let desk = Reading::new(reads, office);
    let rows = match command {
        Command::Import { letters } => letter_rows(&desk, letters, events, at),
        Command::TakeIn { certificates } => certificate_rows(&desk, certificates, events, at),
        _ => Vec::new(),
    };
    match desk.failure() {
        None => Ok(rows),
        Some(failure) => Err(failure),
    }
}

fn letter_rows(
    desk: &dyn Desk,
    letters: &[LetterEntry],
    events: &[Event],
    at: Instant,
) -> Vec<ImportRow> {
    let fates = fates(events);
    let names = letters.iter().flat_map(|letter| &letter.names);
    names
        .filter_map(|name| name.row)
        .map(|row| match fates.get(&row.fingerprint) {
            Some((ImportOutcome::New, no)) => {
                let open = match desk.record(RecordId::Request(*no)) {
                    Some(Record::Request(request)) => findings(desk, &request, at),
                    _ => Vec::new(),
                };
                ImportRow {
                    findings: open.into_iter().map(|open| open.finding).collect(),
                    ..became(row.row, ImportOutcome::New, Some(RecordId::Request(*no)))
                }
            }
            Some((outcome, no)) => became(row.row, *outcome, Some(RecordId::Request(*no))),
            None => {
                let owner = desk.lookup(&Key::Row(row.fingerprint));
                let owner = owner.filter(|id| matches!(id, RecordId::Request(_)));
                became(row.row, ImportOutcome::Existing, owner)
            }
        })
        .collect()
}

fn became(row: u32, outcome: ImportOutcome, record: Option<RecordId>) -> ImportRow {
    ImportRow {
        row,
        outcome,
        record,
        findings: Vec::new(),
        why: None,
    }
}

/// Rows that entered are told by what happened; the others stand now as they stood before.
fn certificate_rows(
    desk: &dyn Desk,
    certificates: &[TakenIn],
    events: &[Event],
    at: Instant,
) -> Vec<ImportRow> {
    let entered = entered(events);
    let rows = certificates.iter();
    rows.map(|taken| {
        let row = taken.row.row;
        if let Some((outcome, record)) = entered.get(&row) {
            let long = validity_long(&taken.certificate.form, desk.policy().1.validity);
            return ImportRow {
                findings: long.into_iter().collect(),
                ..became(row, *outcome, Some(*record))
            };
        }
        let known = |id| Some(RecordId::Certificate(id));
        match fate(desk, taken, at) {
            Fate::Conflict(why) => ImportRow {
                why: Some(why),
                ..became(row, ImportOutcome::Conflict, None)
            },
            Fate::Rejected(why) => ImportRow {
                why: Some(why),
                ..became(row, ImportOutcome::Rejected, None)
            },
            Fate::Existing(id) => became(row, ImportOutcome::Existing, known(id)),
            Fate::New => became(row, ImportOutcome::Existing, None),
            Fate::Successor(id) | Fate::Predecessor(id) => {
                became(row, ImportOutcome::Existing, known(id))
            }
        }
    })
    .collect()
}

/// The rows that entered, by what they entered as: in the place of another, as replaced by one that
/// was there before, or neither; with the other one, else themselves.
fn entered(events: &[Event]) -> HashMap<u32, (ImportOutcome, RecordId)> {
    let mut rows = HashMap::new();
    let mut entered = HashMap::new();
    for event in events {
        let Happening::Certificate(what) = &event.what else {
            continue;
        };
        match what {
            CertificateEvent::Recorded {
                row: Some(row),
                replaces,
                ..
            } => {
                let outcome = match replaces {
                    Some(older) => (ImportOutcome::Successor, RecordId::Certificate(*older)),
                    None => (ImportOutcome::New, event.record),
                };
                entered.insert(event.record, row.row);
                rows.insert(row.row, outcome);
            }
            CertificateEvent::StandingChanged(Standing::Replaced { by }) => {
                let later = RecordId::Certificate(*by);
                let own = entered.get(&event.record);
                if let Some(row) = own.filter(|_| !entered.contains_key(&later)) {
                    rows.insert(*row, (ImportOutcome::Predecessor, later));
                }
            }
            _ => {}
        }
    }
    rows
}

fn fates(events: &[Event]) -> HashMap<[u8; 32], (ImportOutcome, RequestNo)> {
    let mut fates = HashMap::new();
    for event in events {
        let (RecordId::Request(no), Happening::Request(what)) = (event.record, &event.what) else {
            continue;
        };
        match what {
            RequestEvent::Registered(registration) => {
                if let Some(row) = registration.row {
                    fates.insert(row.fingerprint, (ImportOutcome::New, no));
                }
            }
            RequestEvent::FormAgain(row) => {
                fates
                    .entry(row.fingerprint)
                    .or_insert((ImportOutcome::Duplicate, no));
            }
            _ => {}
        }
    }
    fates
}
