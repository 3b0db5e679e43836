//! Back to the requester, and the ways in which a request ends early [R8.1-R8.9].

use super::super::act::{ActKind, Closing, Seen};
use super::super::checklist::{Defect, Evidence};
use super::super::due;
use super::super::event::{Event, LetterEvent, RequestEvent, SheetEvent};
use super::super::finding::FindingCode;
use super::super::ids::RequestNo;
use super::super::policy::DocumentKey;
use super::super::refusal::Refusal;
use super::super::request::{Ending, Identity, Reply, Request, Return, Stage, Withdrawal};
use super::super::sheet::SheetStage;
use super::super::summary;
use super::super::time::Day;
use super::draft::Draft;
use super::sign::Signature;
use super::{dispose, edit, may, step};

/// Defects that one return may list.
const MAX_DEFECTS: usize = 50;

pub(super) fn give_back(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    defects: &[Defect],
    note: &str,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let act = ActKind::Return;
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    let signature = Signature::own(authority, draft.at);
    give_back_now(draft, seen.id, &signature, defects, note)
}

/// Returns with the list of defects; the clock stops until the papers are complete.
pub(super) fn give_back_now(
    draft: &mut Draft,
    no: RequestNo,
    by: &Signature,
    defects: &[Defect],
    note: &str,
) -> Result<(), Refusal> {
    let request = draft.request(no)?;
    check_defects(draft, &request, defects, note)?;
    draft.note_signature(&request, by)?;
    let back = Return {
        at: draft.at,
        by: by.official.officer,
        from: request.stage.let_go(),
        defects: defects.to_vec(),
        note: note.trim().to_owned(),
    };
    if let Stage::Disposition(_) | Stage::Held(_) = request.stage {
        let own = dispose::split(draft, no.agenda.sheet(request.sheet), no)?;
        let stage = SheetStage::Paused;
        draft.push(Event::sheet(own, SheetEvent::Moved { stage }))?;
    }
    draft.push_request(no, RequestEvent::Returned(back))?;
    step::go(draft, no, ActKind::Return, by)
}

/// The requester must be able to read what is wanted: a defect of the checklist, a finding, words.
fn check_defects(
    draft: &Draft,
    request: &Request,
    defects: &[Defect],
    note: &str,
) -> Result<(), Refusal> {
    if defects.is_empty() {
        edit::required("defects", note)?;
    }
    edit::within("note", note)?;
    if defects.len() > MAX_DEFECTS {
        let limit = MAX_DEFECTS as u32;
        return Err(Refusal::TooManyDefects { limit });
    }
    let policy = draft.desk.policy_of(request.policy);
    for defect in defects {
        match defect {
            Defect::Text(text) => edit::required("defects", text)?,
            // A finding, or one of the office's phrases for what belongs to no document.
            Defect::Finding(code) => {
                if FindingCode::from_key(code).is_none() && policy.defect(code).is_none() {
                    return Err(Refusal::UnknownReason(code.clone()));
                }
            }
            Defect::Document { verdict, .. } => edit::check_verdict(&policy, verdict)?,
        }
    }
    Ok(())
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
    let act = ActKind::Complete;
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    edit::within("completion", note)?;
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
    let to = step::leads_to(draft, act, &request)?;
    let note = note.trim().to_owned();
    draft.push_request(request.no, RequestEvent::Completed { note })?;
    if let Stage::Disposition(position) = to {
        let sheet = request.no.agenda.sheet(request.sheet);
        let stage = SheetStage::With(position);
        draft.push(Event::sheet(sheet, SheetEvent::Moved { stage }))?;
    }
    let by = Signature::own(authority, draft.at);
    step::go_to(draft, request.no, act, to, &by)
}

pub(super) fn reject(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    reason: &str,
    text: &str,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let act = ActKind::Reject;
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    let signature = Signature::own(authority, draft.at);
    reject_now(draft, seen.id, &signature, reason, text)
}

/// Rejects with a reason of the policy that the deciding position may use. That the request may be
/// rejected at all was judged with the position ([`may`]).
pub(super) fn reject_now(
    draft: &mut Draft,
    no: RequestNo,
    by: &Signature,
    reason: &str,
    text: &str,
) -> Result<(), Refusal> {
    let request = draft.request(no)?;
    let policy = draft.desk.policy_of(request.policy);
    match policy.reject_reason(reason) {
        Some(found) if found.who.contains(&by.official.position) => {}
        _ => return Err(Refusal::UnknownReason(reason.to_owned())),
    }
    edit::required("text", text)?;
    draft.note_signature(&request, by)?;
    let ending = ending(draft, &request, by, reason, text);
    let event = RequestEvent::Rejected(ending);
    end(draft, &request, ActKind::Reject, by, event)
}

/// The letter that answers a rejected one was sent: number and date.
pub(super) fn reply(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    number: &str,
    date: Day,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let act = ActKind::Reply;
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    edit::required("outgoing_number", number)?;
    edit::short("outgoing_number", number)?;
    let decided = request.ending.as_ref().map(|end| end.at.day());
    let earliest = decided.unwrap_or(request.received.day());
    edit::stated_day("outgoing_date", date, earliest, draft.at.day())?;
    draft.note_duty(&request, &authority)?;
    let reply = Reply {
        at: draft.at,
        by: authority.officer,
        number: number.trim().to_owned(),
        date,
    };
    draft.push_request(request.no, RequestEvent::Replied(reply))?;
    let by = Signature::own(authority, draft.at);
    step::go(draft, request.no, act, &by)
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
        Closing::Asked => return ask_withdrawal(draft, &request, reason),
    };
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    edit::required("reason", reason)?;
    if closing == Closing::Lapsed {
        check_lapse(draft, &request)?;
    }
    draft.note_duty(&request, &authority)?;
    let by = Signature::own(authority, draft.at);
    let ending = ending(draft, &request, &by, "", reason);
    let event = RequestEvent::Closed { stage, ending };
    end(draft, &request, act, &by, event)?;
    void_letter(draft, request.no, closing)
}

/// What BSrE has ends only once BSrE has let it go.
fn ask_withdrawal(draft: &mut Draft, request: &Request, reason: &str) -> Result<(), Refusal> {
    let act = ActKind::AskWithdrawal;
    let authority = may(draft.desk, draft.actor, act, Some(request), draft.at)?;
    draft.act_as(authority);
    edit::required("reason", reason)?;
    draft.note_duty(request, &authority)?;
    let asked = Withdrawal {
        at: draft.at,
        by: authority.officer,
        reason: reason.trim().to_owned(),
        from: request.stage,
    };
    draft.push_request(request.no, RequestEvent::WithdrawalAsked(asked))?;
    let by = Signature::own(authority, draft.at);
    step::go(draft, request.no, act, &by)
}

/// *Gugur* is for 14 working days without papers or with an account check that is not passed, or for
/// the days of the last link.
fn check_lapse(draft: &Draft, request: &Request) -> Result<(), Refusal> {
    let policy = draft.desk.policy_of(request.policy);
    let today = draft.at.day();
    let waits_since = summary::waits_since(request);
    let due = match (waits_since, &request.activation) {
        (Some(since), _) => {
            let calendar = draft.desk.calendar();
            due::of_return(since, &policy.deadlines, &calendar).lapse
        }
        (None, Some(activation)) => {
            let (link, limit) = (activation.links, policy.deadlines.activation_links);
            if u16::from(link) < limit {
                return Err(Refusal::LinksLeft { link, limit });
            }
            activation.until.succ_opt().unwrap_or(activation.until)
        }
        (None, None) => today,
    };
    if today >= due {
        return Ok(());
    }
    let days = (due - today).num_days();
    Err(Refusal::TooEarly {
        days: u16::try_from(days).unwrap_or(u16::MAX),
    })
}

fn ending(draft: &Draft, request: &Request, by: &Signature, reason: &str, text: &str) -> Ending {
    Ending {
        at: draft.at,
        by: by.official.officer,
        reason: reason.to_owned(),
        text: text.trim().to_owned(),
        from: request.stage,
    }
}

/// Ends a request by an act, closing its running step and its place on the sheet.
pub(super) fn end(
    draft: &mut Draft,
    request: &Request,
    act: ActKind,
    by: &Signature,
    event: RequestEvent,
) -> Result<(), Refusal> {
    leave_sheet(draft, request)?;
    step::go(draft, request.no, act, by)?;
    draft.push_request(request.no, event)
}

/// A name that ends before verification travels on no sheet any more.
fn leave_sheet(draft: &mut Draft, request: &Request) -> Result<(), Refusal> {
    let left = match &request.returned {
        Some(back) if request.stage == Stage::Returned => back.from,
        _ => request.stage,
    };
    if !left.on_sheet() {
        return Ok(());
    }
    let own = dispose::split(draft, request.no.agenda.sheet(request.sheet), request.no)?;
    let stage = SheetStage::Done;
    draft.push(Event::sheet(own, SheetEvent::Moved { stage }))
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
