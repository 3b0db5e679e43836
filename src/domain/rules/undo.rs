//! Urungkan: by its author, until the next act; never what left the desk [R11.3, R11.4].

use super::super::act::ActKind;
use super::super::desk::{LastMove, LatestAct};
use super::super::event::{Event, Happening, LetterEvent, PersonEvent, RequestEvent, SheetEvent};
use super::super::ids::RecordId;
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::sheet::SheetStage;
use super::draft::Draft;
use super::{Actor, may, people};

/// Whether a record's last move offers to be taken back: by its author, and not what is corrected
/// instead. What else its act touched is judged when it is taken back.
pub fn may_undo(actor: &Actor, last: &LastMove) -> bool {
    actor.all().any(|officer| officer == last.by) && can_be_undone(&last.what)
}

pub(super) fn undo(draft: &mut Draft, record: RecordId, revision: u32) -> Result<(), Refusal> {
    let Some(now) = draft.record(record) else {
        return Err(Refusal::NotFound(record));
    };
    draft.unmoved(record, revision, now.revision())?;
    let Some(act) = draft.desk.latest_act(record) else {
        may(draft.desk, draft.actor, ActKind::Undo, None, draft.at)?;
        return Err(Refusal::NothingToUndo(record));
    };
    if !draft.actor.all().any(|officer| officer == act.by) {
        may(draft.desk, draft.actor, ActKind::Undo, None, draft.at)?;
        return Err(Refusal::NotTheAuthor { by: act.by });
    }
    let author = Actor::officer(act.by);
    let authority = may(draft.desk, &author, ActKind::Undo, None, draft.at)?;
    draft.act_as(authority);
    for (_, what) in &act.events {
        if !can_be_undone(what) {
            return Err(Refusal::CannotUndo(what.kind().1.to_owned()));
        }
    }
    let records = records(&act);
    if records.is_empty() {
        return Err(Refusal::NothingToUndo(record));
    }
    if let Some(newer) = records.iter().find(|id| act.overtaken.contains(id)) {
        return Err(Refusal::NothingToUndo(*newer));
    }
    for id in records {
        restore(draft, id, act.first)?;
    }
    Ok(())
}

/// What left the desk, or began a record of its own, is corrected and not undone.
fn can_be_undone(what: &Happening) -> bool {
    match what {
        Happening::Request(event) => !matches!(
            event,
            RequestEvent::Registered(_)
                | RequestEvent::FormAgain(_)
                | RequestEvent::Sent(_)
                | RequestEvent::Issued { .. }
                | RequestEvent::HandedOver(_)
                | RequestEvent::Undone { .. }
        ),
        Happening::Sheet(event) => !matches!(event, SheetEvent::Undone { .. }),
        Happening::Letter(event) => matches!(
            event,
            LetterEvent::Edited(_) | LetterEvent::SheetAdded | LetterEvent::Voided
        ),
        // A person who became known stays known.
        Happening::Person(PersonEvent::Known(_) | PersonEvent::Updated(_)) => true,
        Happening::Noted { .. } | Happening::Looked { .. } => true,
        _ => false,
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

/// Gives a record its state before the act that began with event `first`; a sheet that the act laid becomes an empty, finished one.
fn restore(draft: &mut Draft, id: RecordId, first: u64) -> Result<(), Refusal> {
    match draft.desk.before(id, first) {
        Some(Record::Request(restored)) => draft.push(Event {
            record: id,
            what: Happening::Request(RequestEvent::Undone { restored }),
        }),
        Some(Record::Sheet(sheet)) => {
            let restored = Box::new(sheet);
            draft.push(Event {
                record: id,
                what: Happening::Sheet(SheetEvent::Undone { restored }),
            })
        }
        Some(Record::Letter(before)) => {
            let sheets = draft.letter(before.no)?.sheets;
            let restored = Box::new(super::super::letter::Letter { sheets, ..before });
            draft.push(Event {
                record: id,
                what: Happening::Letter(LetterEvent::Undone { restored }),
            })
        }
        Some(Record::Person(before))
            if !people::owned_by_other(draft, before.id, &before.details) =>
        {
            draft.push(Event {
                record: id,
                what: Happening::Person(PersonEvent::Updated(before.details)),
            })
        }
        Some(_) => Err(Refusal::NothingToUndo(id)),
        None => match draft.record(id) {
            Some(Record::Sheet(sheet)) => {
                let requests = sheet.requests.clone();
                draft.push(Event::sheet(sheet.no, SheetEvent::Split { requests }))?;
                let stage = SheetStage::Done;
                draft.push(Event::sheet(sheet.no, SheetEvent::Moved { stage }))
            }
            _ => Err(Refusal::NothingToUndo(id)),
        },
    }
}
