//! What an act's author is told: the records it touched, and for an import each row's fate.

use super::office::Office;
use super::reading::{Reading, record, told};
use crate::domain::act::{Command, LetterEntry};
use crate::domain::desk::Desk;
use crate::domain::event::{Event, Happening, RequestEvent};
use crate::domain::ids::{RecordId, RequestNo};
use crate::domain::keys::Key;
use crate::domain::record::Record;
use crate::domain::rules::{Decision, findings};
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

/// What became of each row of an import, from what happened.
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
    let Command::Import { letters } = command else {
        return Ok(Vec::new());
    };
    let fates = fates(events);
    let desk = Reading::new(reads, office);
    let rows = rows(letters, |fingerprint| match fates.get(fingerprint) {
        Some((ImportOutcome::New, no)) => {
            let request = match desk.record(RecordId::Request(*no)) {
                Some(Record::Request(request)) => findings(&desk, &request, at),
                _ => Vec::new(),
            };
            let found = request.into_iter().map(|open| open.finding).collect();
            (ImportOutcome::New, Some(*no), found)
        }
        Some((outcome, no)) => (*outcome, Some(*no), Vec::new()),
        None => {
            let owner = desk.lookup(&Key::Row(*fingerprint));
            let request = owner.and_then(|id| match id {
                RecordId::Request(no) => Some(no),
                _ => None,
            });
            (ImportOutcome::Existing, request, Vec::new())
        }
    });
    match desk.failure() {
        None => Ok(rows),
        Some(failure) => Err(failure),
    }
}

type Fate = (
    ImportOutcome,
    Option<RequestNo>,
    Vec<crate::domain::finding::Finding>,
);

fn rows(letters: &[LetterEntry], fate: impl Fn(&[u8; 32]) -> Fate) -> Vec<ImportRow> {
    let mut rows = Vec::new();
    for name in letters.iter().flat_map(|letter| &letter.names) {
        let Some(id) = name.row else { continue };
        let (outcome, request, findings) = fate(&id.fingerprint);
        rows.push(ImportRow {
            row: id.row,
            outcome,
            request,
            findings,
        });
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
