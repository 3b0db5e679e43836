//! Urungkan: by its author, until the next act; never what left the desk [domain §3].

use super::super::act::ActKind;
use super::super::desk::LatestAct;
use super::super::event::{Event, Happening, LetterEvent, RequestEvent, SheetEvent};
use super::super::ids::RecordId;
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::sheet::SheetStage;
use super::draft::Draft;
use super::may;

pub(super) fn undo(draft: &mut Draft, record: RecordId, revision: u32) -> Result<(), Refusal> {
    let Some(now) = draft.record(record) else {
        return Err(Refusal::NotFound(record));
    };
    draft.unmoved(record, revision, now.revision())?;
    let authority = may(draft.desk, draft.actor, ActKind::Undo, None, draft.at)?;
    let Some(act) = draft.desk.latest_act(record) else {
        return Err(Refusal::NothingToUndo(record));
    };
    if act.by != draft.actor.officer && !draft.actor.cast.contains(&act.by) {
        return Err(Refusal::NotTheAuthor { by: act.by });
    }
    draft.act_as(super::Authority {
        officer: act.by,
        ..authority
    });
    if let Some(newer) = act.overtaken.first() {
        return Err(Refusal::NothingToUndo(*newer));
    }
    for (_, what) in &act.events {
        if !can_be_undone(what) {
            return Err(Refusal::CannotUndo(what.kind().1.to_owned()));
        }
    }
    for id in records(&act) {
        restore(draft, id)?;
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
        Happening::Letter(LetterEvent::Edited(_) | LetterEvent::SheetAdded) => true,
        Happening::Noted { .. } | Happening::Looked { .. } => true,
        _ => false,
    }
}

fn records(act: &LatestAct) -> Vec<RecordId> {
    let mut records: Vec<_> = act
        .events
        .iter()
        .filter(|(_, what)| what.moves_on())
        .map(|(id, _)| *id)
        .collect();
    records.sort();
    records.dedup();
    records
}

/// Gives a record its former state; a sheet that the act laid becomes an empty, finished one.
fn restore(draft: &mut Draft, id: RecordId) -> Result<(), Refusal> {
    match draft.desk.before_latest_act(id) {
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
            // Ordinals of sheets are never given twice, so the count of sheets stays.
            let sheets = draft.letter(before.no)?.sheets;
            let restored = Box::new(super::super::letter::Letter { sheets, ..before });
            draft.push(Event {
                record: id,
                what: Happening::Letter(LetterEvent::Undone { restored }),
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
