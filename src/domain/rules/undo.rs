//! Urungkan: the last act on a record, by its author, within the policy's working days; never what
//! left the desk [R11.3, R11.4].

use super::super::act::ActKind;
use super::super::desk::{Desk, LastMove, LatestAct};
use super::super::event::{
    Event, Happening, LetterEvent, PersonEvent, RequestEvent, SheetEvent, Taken,
};
use super::super::ids::RecordId;
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::request::Stage;
use super::super::sheet::SheetStage;
use super::super::time::Instant;
use super::authority::{Authority, not_own};
use super::draft::Draft;
use super::{Actor, may, people};
use serde::{Deserialize, Serialize};

/// What an undo would take back, for the question before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undoable {
    /// Key of the event that tells the act.
    pub what: String,
    pub at: Instant,
    /// The stage that a request has again; `None` for other records.
    pub to: Option<Stage>,
    /// Names beside this one that go back, too.
    pub others: u16,
}

/// Whether the actor may undo the last act on a record, by the rule that judges the undo itself. The
/// whole act is read only where its last move on this record leaves that open.
///
/// # Errors
/// The [`Refusal`] that the undo would get: nobody is asked what would be refused.
pub fn undoable(
    desk: &dyn Desk,
    actor: &Actor,
    record: RecordId,
    at: Instant,
) -> Result<Undoable, Refusal> {
    let draft = Draft::new(desk, actor, at);
    let Verdict { act, records, .. } = judge(&draft, record)?;
    let to = match desk.before(record, act.first) {
        Some(Record::Request(before)) => Some(before.stage),
        _ => None,
    };
    let others = records
        .iter()
        .filter(|id| **id != record && matches!(id, RecordId::Request(_)));
    let taken = taken(&act, record);
    Ok(Undoable {
        what: taken.what,
        at: taken.at,
        to,
        others: others.count() as u16,
    })
}

pub(super) fn undo(draft: &mut Draft, record: RecordId, revision: u32) -> Result<(), Refusal> {
    let Some(now) = draft.record(record) else {
        return Err(Refusal::NotFound(record));
    };
    draft.unmoved(record, revision, now.revision())?;
    let judged = judge(draft, record)?;
    draft.act_as(judged.authority);
    for id in judged.records {
        restore(draft, id, &judged.act)?;
    }
    Ok(())
}

/// An act that may be undone.
struct Verdict {
    /// In whose name it is undone.
    authority: Authority,
    act: LatestAct,
    /// The records that get their former state again.
    records: Vec<RecordId>,
}

fn judge(draft: &Draft, record: RecordId) -> Result<Verdict, Refusal> {
    let Some(last) = draft.desk.last_move(record) else {
        may(draft.desk, draft.actor, ActKind::Undo, None, draft.at)?;
        return Err(Refusal::NotFound(record));
    };
    let authority = of_author(draft, &last)?;
    can_be_undone(&last.what)?;
    in_time(draft, &last)?;
    let act = draft.desk.latest_act(record);
    let act = act.ok_or(Refusal::NotFound(record))?;
    act.events
        .iter()
        .try_for_each(|(_, what)| can_be_undone(what))?;
    let records = records(&act);
    let newer = act.overtaken.iter();
    let newer = newer.filter(|newer| records.contains(&newer.record));
    if let Some(newer) = newer.min_by_key(|newer| newer.record != record) {
        return Err(Refusal::ActedSince {
            record: newer.record,
            by: newer.by,
            at: newer.at,
            what: newer.what.to_owned(),
        });
    }
    for id in &records {
        not_owned_by_other(draft, *id, &act)?;
        not_own_request(draft, *id, &act, &authority)?;
    }
    Ok(Verdict {
        authority,
        act,
        records,
    })
}

fn of_author(draft: &Draft, last: &LastMove) -> Result<Authority, Refusal> {
    if !draft.actor.all().any(|officer| officer == last.by) {
        may(draft.desk, draft.actor, ActKind::Undo, None, draft.at)?;
        return Err(Refusal::NotTheAuthor { by: last.by });
    }
    let author = Actor::officer(last.by);
    may(draft.desk, &author, ActKind::Undo, None, draft.at)
}

/// Older acts stand; they are corrected.
fn in_time(draft: &Draft, last: &LastMove) -> Result<(), Refusal> {
    let days = draft.desk.policy().1.deadlines.undo_working_days;
    let calendar = draft.desk.calendar();
    let since = calendar.working_days_between(last.at.day(), draft.at.day());
    match since > i64::from(days) {
        true => Err(Refusal::UndoTooLate { at: last.at, days }),
        false => Ok(()),
    }
}

/// A person's former number may be another's by now.
fn not_owned_by_other(draft: &Draft, id: RecordId, act: &LatestAct) -> Result<(), Refusal> {
    let RecordId::Person(_) = id else {
        return Ok(());
    };
    match draft.desk.before(id, act.first) {
        Some(Record::Person(before))
            if people::owned_by_other(draft, before.id, &before.details) =>
        {
            Err(Refusal::NumberTaken(id))
        }
        _ => Ok(()),
    }
}

/// Nobody takes back what was done to their own request; but what they only set aside.
fn not_own_request(
    draft: &Draft,
    id: RecordId,
    act: &LatestAct,
    by: &Authority,
) -> Result<(), Refusal> {
    let Some(Record::Request(request)) = draft.record(id) else {
        return Ok(());
    };
    let mut events = act.events.iter().filter(|(of, _)| *of == id);
    if events.all(|(_, what)| matches!(what, Happening::Request(event) if sets_aside(event))) {
        return Ok(());
    }
    let mut of = vec![request.traces()];
    if let Some(Record::Request(before)) = draft.desk.before(id, act.first) {
        of.push(before.traces());
    }
    not_own(draft.desk, by, &request, &of, draft.at)
}

/// To hold a name back decides nothing about it.
fn sets_aside(event: &RequestEvent) -> bool {
    match event {
        RequestEvent::HeldBack(_) | RequestEvent::OntoSheet(_) | RequestEvent::Opened => true,
        RequestEvent::Moved(step) => matches!(step.to, Stage::Held(_)),
        _ => false,
    }
}

fn taken(act: &LatestAct, id: RecordId) -> Taken {
    Taken {
        what: act.what(id).unwrap_or("edited").to_owned(),
        at: act.at,
    }
}

/// What left the desk, or began a record of its own, is corrected and not undone.
fn can_be_undone(what: &Happening) -> Result<(), Refusal> {
    let so = match what {
        Happening::Request(event) => !matches!(
            event,
            RequestEvent::Registered(_)
                | RequestEvent::FormAgain(_)
                | RequestEvent::Sent(_)
                | RequestEvent::Issued { .. }
                | RequestEvent::DataChanged { .. }
                | RequestEvent::Revoked { .. }
                | RequestEvent::HandedOver(_)
                | RequestEvent::SendingCorrected { .. }
                | RequestEvent::ActivationCorrected { .. }
                | RequestEvent::HandOverCorrected { .. }
                | RequestEvent::CertificateCorrected { .. }
                | RequestEvent::Reopened
                | RequestEvent::Hastened { .. }
                | RequestEvent::Undone { .. }
        ),
        Happening::Sheet(event) => !matches!(event, SheetEvent::Undone { .. }),
        Happening::Letter(event) => matches!(
            event,
            LetterEvent::Edited(_) | LetterEvent::SheetAdded | LetterEvent::Voided
        ),
        // A person who became known stays known.
        Happening::Person(PersonEvent::Known(_) | PersonEvent::Updated(_)) => true,
        Happening::Person(PersonEvent::Portal(_)) => false,
        Happening::Noted { .. } | Happening::Looked { .. } => true,
        _ => false,
    };
    match so {
        true => Ok(()),
        false => Err(Refusal::CannotUndo(what.kind().1.to_owned())),
    }
}

/// The records that get their former state again, each once.
fn records(act: &LatestAct) -> Vec<RecordId> {
    let mut records: Vec<_> = act
        .events
        .iter()
        .filter(|(_, what)| is_taken_back(what))
        .map(|(id, _)| *id)
        .collect();
    records.sort();
    records.dedup();
    records
}

/// Ordinals of sheets are never given twice, so the count of a letter's sheets stays; a person who
/// became known stays known; notes and looks stay said and seen.
fn is_taken_back(what: &Happening) -> bool {
    what.moves_on()
        && !matches!(
            what,
            Happening::Letter(LetterEvent::SheetAdded) | Happening::Person(PersonEvent::Known(_))
        )
}

/// Gives a record its state before the act; a sheet that the act laid becomes an empty, finished one.
fn restore(draft: &mut Draft, id: RecordId, act: &LatestAct) -> Result<(), Refusal> {
    let taken = taken(act, id);
    match draft.desk.before(id, act.first) {
        Some(Record::Request(restored)) => draft.push(Event {
            record: id,
            what: Happening::Request(RequestEvent::Undone { restored, taken }),
        }),
        Some(Record::Sheet(sheet)) => {
            let restored = Box::new(sheet);
            draft.push(Event {
                record: id,
                what: Happening::Sheet(SheetEvent::Undone { restored, taken }),
            })
        }
        Some(Record::Letter(before)) => {
            let sheets = draft.letter(before.no)?.sheets;
            let restored = Box::new(super::super::letter::Letter { sheets, ..before });
            draft.push(Event {
                record: id,
                what: Happening::Letter(LetterEvent::Undone { restored, taken }),
            })
        }
        Some(Record::Person(before)) => draft.push(Event {
            record: id,
            what: Happening::Person(PersonEvent::Updated(before.details)),
        }),
        Some(_) => Err(Refusal::CannotUndo(taken.what)),
        None => match draft.record(id) {
            Some(Record::Sheet(sheet)) => {
                let requests = sheet.requests.clone();
                draft.push(Event::sheet(sheet.no, SheetEvent::Split { requests }))?;
                let stage = SheetStage::Done;
                draft.push(Event::sheet(sheet.no, SheetEvent::Moved { stage }))
            }
            _ => Err(Refusal::CannotUndo(taken.what)),
        },
    }
}
