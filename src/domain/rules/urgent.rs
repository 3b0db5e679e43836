//! Pencabutan segera: a verifier who did not register it checks the cause of a revocation and sends
//! it at once; the sheet goes through the officials beside it [R13.10].

use super::super::act::{ActKind, Seen};
use super::super::checklist::{ChecklistItem, Mark, Verdict};
use super::super::event::{Event, RequestEvent, SheetEvent};
use super::super::ids::RequestNo;
use super::super::office::Position;
use super::super::policy::DocumentKey;
use super::super::refusal::{Block, Refusal};
use super::super::request::{ParticularKey, Request, Sending, Stage};
use super::super::sheet::SheetStage;
use super::super::time::Day;
use super::draft::Draft;
use super::sign::Signature;
use super::{Authority, blocks, dispose, edit, may, particulars, step};

pub(super) fn send(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    date: Day,
    ticket: &str,
    channel: &str,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let act = ActKind::SendUrgently;
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    let cause = checked(draft, &request, authority)?;
    edit::required("channel", channel)?;
    edit::within("ticket", ticket)?;
    edit::stated_day("date", date, request.received.day(), draft.at.day())?;
    draft.note_duty(&request, &authority)?;
    let evidence = cause.on.clone();
    let marks = vec![(DocumentKey::Cause, cause)];
    draft.push_request(request.no, RequestEvent::Marked { marks })?;
    draft.push_request(request.no, RequestEvent::Claimed(authority.officer))?;
    let sheet_with = part(draft, &request)?;
    particulars::settle(draft, &request)?;
    let sending = Sending {
        at: draft.at,
        by: authority.officer,
        date,
        ticket: ticket.trim().to_owned(),
        channel: channel.trim().to_owned(),
        manifest: evidence
            .into_iter()
            .map(|on| (DocumentKey::Cause, on))
            .collect(),
    };
    draft.push_request(request.no, RequestEvent::Sent(sending))?;
    let by = Signature::own(authority, draft.at);
    step::go(draft, request.no, act, &by)?;
    draft.push_request(request.no, RequestEvent::Hastened { sheet_with })
}

/// The document of the cause lies there and was looked at, and nothing else holds the revocation
/// back that is not a paper: those follow.
fn checked(draft: &Draft, request: &Request, by: Authority) -> Result<Mark, Refusal> {
    let item = request.item(DocumentKey::Cause);
    let held = item.and_then(ChecklistItem::current);
    let (Some(item), Some(held)) = (item, held) else {
        let cause = Block::Item(DocumentKey::Cause);
        return Err(Refusal::Blocked(vec![cause]));
    };
    let on = Some(held.evidence.clone());
    let unseen = item.unopened(by.officer, on.as_ref());
    let policy = draft.desk.policy_of(request.policy);
    if unseen && policy.look_first {
        return Err(Refusal::LookFirst {
            request: request.no,
            document: DocumentKey::Cause,
        });
    }
    let mut held = blocks(draft.desk, request, draft.at);
    held.retain(|block| match block {
        Block::Item(_) | Block::OnePersonScan => false,
        Block::Particular(key) => *key != ParticularKey::Outgoing,
        Block::Finding(_) => true,
    });
    match held.is_empty() {
        true => Ok(Mark {
            verdict: Verdict::Conforms,
            by: by.officer,
            at: draft.at,
            on,
            unseen,
        }),
        false => Err(Refusal::Blocked(held)),
    }
}

/// Its sheet travels alone from here on: where it lies, which is told.
fn part(draft: &mut Draft, request: &Request) -> Result<Option<Position>, Refusal> {
    let own = dispose::split(draft, request.no.agenda.sheet(request.sheet), request.no)?;
    if let Stage::Held(position) = request.stage {
        let stage = SheetStage::With(position);
        draft.push(Event::sheet(own, SheetEvent::Moved { stage }))?;
    }
    Ok(draft.sheet(own)?.stage.position())
}
