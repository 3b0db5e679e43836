//! Back to the requester, and the ways in which a request ends early [domain §3].

use super::super::act::{ActKind, Closing, Seen};
use super::super::checklist::{Defect, Evidence};
use super::super::event::{Event, LetterEvent, Move, RequestEvent, SheetEvent};
use super::super::ids::RequestNo;
use super::super::policy::DocumentKey;
use super::super::refusal::Refusal;
use super::super::request::{Acted, Ending, Identity, Request, Return, Stage};
use super::super::sheet::SheetStage;
use super::authority::Authority;
use super::draft::Draft;
use super::{dispose, edit, may};

/// The act that ends a step, in the actor's own name and not from paper.
pub(super) fn acted(draft: &Draft, authority: &Authority) -> Acted {
    Acted {
        at: draft.at,
        officer: authority.officer,
        position: authority.position,
        capacity: authority.capacity,
        stated: None,
        paper: false,
        concurrent: false,
        shared: 1,
    }
}

pub(super) fn give_back(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    defects: &[Defect],
    note: &str,
) -> Result<(), Refusal> {
    draft.seen_request(seen)?;
    give_back_now(draft, seen.id, defects, note)
}

/// Returns with the list of defects; the clock stops until the papers are complete.
pub(super) fn give_back_now(
    draft: &mut Draft,
    no: RequestNo,
    defects: &[Defect],
    note: &str,
) -> Result<(), Refusal> {
    let request = draft.request(no)?;
    let authority = may(
        draft.desk,
        draft.actor,
        ActKind::Return,
        Some(&request),
        draft.at,
    )?;
    draft.act_as(authority);
    if defects.is_empty() {
        edit::required("defects", note)?;
    }
    edit::within("note", note)?;
    draft.note_duty(&request, &authority)?;
    let back = Return {
        at: draft.at,
        by: authority.officer,
        from: request.stage,
        defects: defects.to_vec(),
        note: note.trim().to_owned(),
    };
    if let Stage::Disposition(_) = request.stage {
        let own = dispose::split(draft, no.agenda.sheet(request.sheet), no)?;
        draft.push(Event::sheet(
            own,
            SheetEvent::Moved {
                stage: SheetStage::Paused,
            },
        ))?;
    }
    draft.push_request(no, RequestEvent::Returned(back))?;
    let acted = Some(acted(draft, &authority));
    let step = Move {
        to: Stage::Returned,
        acted,
        starts: None,
    };
    draft.push_request(no, RequestEvent::Moved(Box::new(step)))
}

/// The papers are complete: back to the step it left; only changed documents lose their marks.
pub(super) fn complete(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    documents: &[(DocumentKey, Evidence)],
    identity: Option<&Identity>,
    note: &str,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let authority = may(
        draft.desk,
        draft.actor,
        ActKind::Complete,
        Some(&request),
        draft.at,
    )?;
    draft.act_as(authority);
    if documents.is_empty() && identity.is_none() {
        edit::required("completion", note)?;
    }
    draft.note_duty(&request, &authority)?;
    for (document, evidence) in documents {
        edit::lay(draft, request.no, *document, evidence)?;
    }
    if let Some(identity) = identity {
        edit::change_identity(draft, &request, identity)?;
    }
    let from = request
        .returned
        .as_ref()
        .map_or(Stage::Verification, |back| back.from);
    let note = note.trim().to_owned();
    draft.push_request(request.no, RequestEvent::Completed { note })?;
    let step = match from {
        Stage::Disposition(position) => {
            let sheet = request.no.agenda.sheet(request.sheet);
            let stage = SheetStage::With(position);
            draft.push(Event::sheet(sheet, SheetEvent::Moved { stage }))?;
            dispose::step_of(position)
        }
        _ => super::super::policy::StepKey::Verification,
    };
    let step = Move {
        to: from,
        acted: None,
        starts: Some(step),
    };
    draft.push_request(request.no, RequestEvent::Moved(Box::new(step)))
}

pub(super) fn reject(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    reason: &str,
    text: &str,
) -> Result<(), Refusal> {
    draft.seen_request(seen)?;
    reject_now(draft, seen.id, reason, text)
}

/// Rejects with a reason of the policy that the acting position may use.
pub(super) fn reject_now(
    draft: &mut Draft,
    no: RequestNo,
    reason: &str,
    text: &str,
) -> Result<(), Refusal> {
    let request = draft.request(no)?;
    let authority = may(
        draft.desk,
        draft.actor,
        ActKind::Reject,
        Some(&request),
        draft.at,
    )?;
    draft.act_as(authority);
    let policy = draft.desk.policy_of(request.policy);
    match policy.reject_reason(reason) {
        Some(found) if found.who.contains(&authority.position) => {}
        _ => return Err(Refusal::UnknownReason(reason.to_owned())),
    }
    edit::required("text", text)?;
    draft.note_duty(&request, &authority)?;
    let ending = ending(draft, &request, &authority, reason, text);
    end(
        draft,
        &request,
        &authority,
        RequestEvent::Rejected(ending),
        Stage::Rejected,
    )
}

/// Withdrawn, lapsed or registered by mistake.
pub(super) fn close(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    closing: Closing,
    reason: &str,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let (act, stage) = match closing {
        Closing::Withdrawn => (ActKind::Withdraw, Stage::Withdrawn),
        Closing::Lapsed => (ActKind::Lapse, Stage::Lapsed),
        Closing::Void => (ActKind::Void, Stage::Void),
    };
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    edit::required("reason", reason)?;
    if closing == Closing::Lapsed {
        check_lapse(draft, &request)?;
    }
    draft.note_duty(&request, &authority)?;
    let ending = ending(draft, &request, &authority, "", reason);
    end(
        draft,
        &request,
        &authority,
        RequestEvent::Closed { stage, ending },
        stage,
    )?;
    void_letter(draft, request.no, closing)
}

/// *Gugur* is proposed after 14 working days without papers, or after the third lapsed link.
fn check_lapse(draft: &Draft, request: &Request) -> Result<(), Refusal> {
    let policy = draft.desk.policy_of(request.policy);
    let deadlines = &policy.deadlines;
    if let Some(back) = &request.returned {
        let days = deadlines.return_lapse_working_days;
        let due = draft
            .desk
            .calendar()
            .add_working_days(back.at.day(), u32::from(days));
        if draft.at.day() < due {
            let left = (due - draft.at.day()).num_days();
            return Err(Refusal::TooEarly {
                days: left.clamp(0, i64::from(u16::MAX)) as u16,
            });
        }
        return Ok(());
    }
    match &request.activation {
        Some(activation)
            if activation.lapsed && u16::from(activation.links) >= deadlines.activation_links =>
        {
            Ok(())
        }
        _ => Err(Refusal::TooEarly {
            days: deadlines.activation_days,
        }),
    }
}

fn ending(
    draft: &Draft,
    request: &Request,
    authority: &Authority,
    reason: &str,
    text: &str,
) -> Ending {
    Ending {
        at: draft.at,
        by: authority.officer,
        reason: reason.to_owned(),
        text: text.trim().to_owned(),
        from: request.stage,
    }
}

/// Ends a request, closing its running step and its place on the sheet.
pub(super) fn end(
    draft: &mut Draft,
    request: &Request,
    authority: &Authority,
    event: RequestEvent,
    stage: Stage,
) -> Result<(), Refusal> {
    let on_sheet = matches!(request.stage, Stage::Registered | Stage::Disposition(_))
        || request.stage == Stage::Returned;
    if on_sheet {
        let own = dispose::split(draft, request.no.agenda.sheet(request.sheet), request.no)?;
        draft.push(Event::sheet(
            own,
            SheetEvent::Moved {
                stage: SheetStage::Done,
            },
        ))?;
    }
    let acted = Some(acted(draft, authority));
    draft.push_request(
        request.no,
        RequestEvent::Moved(Box::new(Move {
            to: stage,
            acted,
            starts: None,
        })),
    )?;
    draft.push_request(request.no, event)
}

/// A letter all of whose names were registered by mistake is void itself.
fn void_letter(draft: &mut Draft, no: RequestNo, closing: Closing) -> Result<(), Refusal> {
    if closing != Closing::Void {
        return Ok(());
    }
    let letter = draft.letter(no.agenda)?;
    for line in 1..=letter.names {
        if draft.request(no.agenda.line(line))?.stage != Stage::Void {
            return Ok(());
        }
    }
    draft.push(Event::letter(no.agenda, LetterEvent::Voided))
}
