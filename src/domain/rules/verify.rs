//! The verifier's desk: claim, marks, warnings, and sending to BSrE [SOP 5].

use super::super::act::{ActKind, Seen};
use super::super::checklist::{Evidence, Mark, Verdict};
use super::super::desk::Desk;
use super::super::event::RequestEvent;
use super::super::finding::{FindingCode, Severity};
use super::super::ids::RequestNo;
use super::super::policy::{DocumentKey, EvidenceKind, Policy};
use super::super::refusal::{Block, Refusal};
use super::super::request::{AcceptedWarning, ParticularKey, Request, Sending, Stage};
use super::super::time::{Day, Instant};
use super::authority::{Actor, Authority};
use super::draft::Draft;
use super::sign::{Signature, last_moment};
use super::{blocks, dispose, edit, findings, may, particulars, step};

pub(super) fn claim(draft: &mut Draft, requests: &[Seen<RequestNo>]) -> Result<(), Refusal> {
    for seen in requests {
        let request = draft.seen_request(*seen)?;
        let act = ActKind::Claim;
        let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
        draft.act_as(authority);
        start(draft, &request, &authority)?;
    }
    Ok(())
}

/// Gives up what was claimed for verification, and lets go what an official holds back.
pub(super) fn release(draft: &mut Draft, requests: &[Seen<RequestNo>]) -> Result<(), Refusal> {
    for seen in requests {
        let request = draft.seen_request(*seen)?;
        let act = ActKind::Release;
        let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
        draft.act_as(authority);
        if let Stage::Held(_) = request.stage {
            dispose::let_go(draft, &request, authority)?;
        } else if request.claimed.is_some() {
            draft.push_request(request.no, RequestEvent::Released)?;
        }
    }
    Ok(())
}

/// The verifier's authority over a request that nobody else has; taking it is part of the act.
pub(super) fn take(
    draft: &mut Draft,
    request: &Request,
    act: ActKind,
) -> Result<Authority, Refusal> {
    let authority = may(draft.desk, draft.actor, act, Some(request), draft.at)?;
    draft.act_as(authority);
    draft.note_duty(request, &authority)?;
    start(draft, request, &authority)?;
    Ok(authority)
}

/// The request is this verifier's, and its handling clock runs.
fn start(draft: &mut Draft, request: &Request, by: &Authority) -> Result<(), Refusal> {
    if request.claimed != Some(by.officer) {
        draft.push_request(request.no, RequestEvent::Claimed(by.officer))?;
    }
    if request.step().is_some_and(|step| step.opened.is_none()) {
        draft.push_request(request.no, RequestEvent::Opened)?;
    }
    Ok(())
}

/// Saves the staged marks as one act; each rests on the evidence that lies there now, and on a look
/// at it by who marks [R7.13].
pub(super) fn mark(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    marks: &[(DocumentKey, Verdict, Option<Evidence>)],
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let authority = take(draft, &request, ActKind::Mark)?;
    if marks.is_empty() {
        return Err(Refusal::Missing("marks".to_owned()));
    }
    let policy = draft.desk.policy_of(request.policy);
    let mut judged = Vec::new();
    for (document, verdict, on) in marks {
        let here = request.item(*document).and_then(|item| item.current());
        let here = here.map(|document| &document.evidence);
        let on = on.as_ref().map(|on| on.as_kept(here));
        check_mark(&policy, &request, *document, verdict, on.as_ref())?;
        let item = request.item(*document);
        let unopened = item.is_some_and(|item| item.unopened(authority.officer, on.as_ref()));
        let unseen = unopened && *verdict == Verdict::Conforms;
        if unseen && policy.look_first {
            return Err(Refusal::LookFirst {
                request: request.no,
                document: *document,
            });
        }
        let mark = Mark {
            verdict: verdict.clone(),
            by: authority.officer,
            at: draft.at,
            on,
            unseen,
        };
        judged.push((*document, mark));
    }
    draft.push_request(request.no, RequestEvent::Marked { marks: judged })
}

/// The documents that this officer has to open before they can mark that they conform [R7.13]; none
/// for who may not mark.
pub fn to_open(desk: &dyn Desk, actor: &Actor, request: &Request, at: Instant) -> Vec<DocumentKey> {
    let Ok(authority) = may(desk, actor, ActKind::Mark, Some(request), at) else {
        return Vec::new();
    };
    if !desk.policy_of(request.policy).look_first {
        return Vec::new();
    }
    let unopened = request.checklist.iter().filter(|item| {
        let held = item.current().map(|document| &document.evidence);
        item.unopened(authority.officer, held)
    });
    unopened.map(|item| item.document).collect()
}

fn check_mark(
    policy: &Policy,
    request: &Request,
    document: DocumentKey,
    verdict: &Verdict,
    on: Option<&Evidence>,
) -> Result<(), Refusal> {
    let Some(item) = request.item(document) else {
        return Err(Refusal::NotOnChecklist(document));
    };
    match verdict {
        Verdict::Conforms if document.is_file() => {
            let lies = match on {
                Some(Evidence::Paper) => true,
                Some(on) => item
                    .current()
                    .is_some_and(|current| current.evidence == *on),
                None => false,
            };
            let kind = on.map(evidence_kind);
            match kind {
                Some(kind) if lies && policy.evidence_suffices(document, kind) => Ok(()),
                _ => Err(Refusal::EvidenceNeeded(document)),
            }
        }
        other => edit::check_verdict(policy, other),
    }
}

fn evidence_kind(evidence: &Evidence) -> EvidenceKind {
    match evidence {
        Evidence::File { .. } => EvidenceKind::File,
        Evidence::Paper => EvidenceKind::Paper,
        Evidence::Link(_) => EvidenceKind::Link,
    }
}

/// A warning is accepted with a written reason; a blocker cannot be [R6.16].
pub(super) fn accept_warning(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    code: &str,
    reason: &str,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let authority = take(draft, &request, ActKind::AcceptWarning)?;
    edit::required("reason", reason)?;
    let stands = findings(draft.desk, &request, draft.at)
        .into_iter()
        .any(|open| {
            open.finding.code.as_str() == code && open.finding.severity == Severity::Warning
        });
    if !stands {
        return Err(Refusal::NotAWarning(code.to_owned()));
    }
    let warning = AcceptedWarning {
        code: code.to_owned(),
        reason: reason.trim().to_owned(),
        by: authority.officer,
        at: draft.at,
    };
    draft.push_request(request.no, RequestEvent::WarningAccepted(warning))
}

/// A revocation that is checked waits for the day from which its cause holds; the letter to BSrE may
/// be written then [SE F.6.b].
pub(super) fn sleep(draft: &mut Draft, seen: Seen<RequestNo>) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let act = ActKind::Sleep;
    let authority = take(draft, &request, act)?;
    let request = draft.request(request.no)?;
    let mut blocks = blocks(draft.desk, &request, draft.at);
    let later = Block::Finding(FindingCode::TmtFuture.as_str().to_owned());
    let letter = Block::Particular(ParticularKey::Outgoing);
    blocks.retain(|block| *block != later && *block != letter);
    if !blocks.is_empty() {
        return Err(Refusal::Blocked(blocks));
    }
    let by = Signature::own(authority, draft.at);
    step::go(draft, request.no, act, &by)
}

/// What goes to BSrE at once: when, under which ticket, how.
pub(super) struct Parcel<'a> {
    pub date: Day,
    pub ticket: &'a str,
    pub channel: &'a str,
}

/// Sends to BSrE; the act keeps exactly which documents went [R7.9].
pub(super) fn send(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    parcel: &Parcel,
) -> Result<(), Refusal> {
    let Parcel {
        date,
        ticket,
        channel,
    } = *parcel;
    let request = draft.seen_request(seen)?;
    let authority = take(draft, &request, ActKind::Send)?;
    // With this act's own duty: the sender may be the one who registered.
    let request = draft.request(request.no)?;
    let blocks = blocks(draft.desk, &request, draft.at);
    if !blocks.is_empty() {
        return Err(Refusal::Blocked(blocks));
    }
    edit::required("channel", channel)?;
    edit::within("ticket", ticket)?;
    let sheet = draft.sheet(request.no.agenda.sheet(request.sheet))?;
    let earliest = last_moment(&sheet, &request).day();
    edit::stated_day("date", date, earliest, draft.at.day())?;
    let manifest = request
        .checklist
        .iter()
        .filter(|item| *item.verdict() == Verdict::Conforms)
        .filter_map(|item| {
            let on = item.mark.as_ref().and_then(|mark| mark.on.clone());
            on.map(|evidence| (item.document, evidence))
        })
        .collect();
    let sending = Sending {
        at: draft.at,
        by: authority.officer,
        date,
        ticket: ticket.trim().to_owned(),
        channel: channel.trim().to_owned(),
        manifest,
    };
    particulars::settle(draft, &request)?;
    draft.push_request(request.no, RequestEvent::Sent(sending))?;
    let by = Signature::own(authority, draft.at);
    step::go(draft, request.no, ActKind::Send, &by)
}
