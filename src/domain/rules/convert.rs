//! Alih jenis: the request gets another kind, one that fits the certificate [R6.3].

use super::super::act::{ActKind, Seen};
use super::super::event::{Event, RequestEvent, SheetEvent};
use super::super::ids::RequestNo;
use super::super::kind::Kind;
use super::super::policy::{Policy, StepKey};
use super::super::refusal::Refusal;
use super::super::request::{Request, Stage};
use super::super::sheet::SheetStage;
use super::draft::Draft;
use super::findings::fitting_kinds;
use super::sign::Signature;
use super::{dispose, edit, may, step};

/// Converts; where the new kind passes officials that the request has not seen, it begins anew at
/// the counter.
pub(super) fn convert(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    to: Kind,
    reason: &str,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let act = ActKind::Convert;
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    edit::required("reason", reason)?;
    let policy = draft.desk.policy_of(request.policy);
    let mut fitting = fitting_kinds(draft.desk, &request, draft.at).to_vec();
    fitting.retain(|kind| *kind != request.kind);
    if !fitting.contains(&to) {
        return Err(Refusal::WrongKind { kind: to, fitting });
    }
    draft.note_duty(&request, &authority)?;
    let event = RequestEvent::Converted {
        from: request.kind,
        to,
        checklist: policy.checklist(to),
        reason: reason.trim().to_owned(),
    };
    draft.push_request(request.no, event)?;
    let by = Signature::own(authority, draft.at);
    reroute(draft, &request, &policy, to, &by)
}

/// A sheet carries names of one way: another way is another sheet.
fn reroute(
    draft: &mut Draft,
    request: &Request,
    policy: &Policy,
    to: Kind,
    by: &Signature,
) -> Result<(), Refusal> {
    let (old, new) = (officials(policy, request.kind), officials(policy, to));
    if old == new {
        return Ok(());
    }
    let sheet = request.no.agenda.sheet(request.sheet);
    if request.stage == Stage::Registered {
        return dispose::split(draft, sheet, request.no).map(|_| ());
    }
    if new.iter().all(|step| old.contains(step)) {
        return Ok(());
    }
    let own = dispose::split(draft, sheet, request.no)?;
    let stage = SheetStage::Registered;
    draft.push(Event::sheet(own, SheetEvent::Moved { stage }))?;
    if request.claimed.is_some() {
        draft.push_request(request.no, RequestEvent::Released)?;
    }
    step::go(draft, request.no, ActKind::Convert, by)
}

/// The officials that a kind passes.
fn officials(policy: &Policy, kind: Kind) -> Vec<StepKey> {
    let steps = policy.steps(kind).iter().map(|step| step.key);
    steps.filter(|key| key.official().is_some()).collect()
}
