//! A step along the road: where an act leads, whose clock it stops, and which it starts; all by the
//! one table of the procedure.

use super::super::act::ActKind;
use super::super::event::{Move, RequestEvent};
use super::super::ids::{RecordId, RequestNo};
use super::super::policy::{Policy, StepKey};
use super::super::procedure::{Beside, To, find, step_at};
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::request::{Acted, Request, Stage};
use super::compare::mismatches;
use super::draft::Draft;
use super::sign::Signature;

/// What lies beside a request in a draft.
struct Drafted<'a> {
    draft: &'a Draft<'a>,
    request: &'a Request,
    policy: &'a Policy,
}

impl Beside for Drafted<'_> {
    fn matches(&self) -> bool {
        let id = self.request.certificate.map(RecordId::Certificate);
        match id.and_then(|id| self.draft.record(id)) {
            Some(Record::Certificate(known)) => {
                mismatches(self.policy, &self.request.identity, &known.form).is_empty()
            }
            _ => false,
        }
    }

    fn by_letter(&self) -> bool {
        let letter = self.draft.letter(self.request.no.agenda);
        letter.is_ok_and(|letter| letter.awaits_reply())
    }
}

/// The stage to which an act leads a request as it stands.
pub(super) fn leads_to(draft: &Draft, act: ActKind, request: &Request) -> Result<Stage, Refusal> {
    let policy = &draft.desk.policy_of(request.policy);
    let beside = Drafted {
        draft,
        request,
        policy,
    };
    Ok(find(act, request)?.leads_to(request, policy, &beside))
}

/// Moves a request to where the act leads it, as it stands now in the draft.
pub(super) fn go(
    draft: &mut Draft,
    no: RequestNo,
    act: ActKind,
    by: &Signature,
) -> Result<(), Refusal> {
    let to = leads_to(draft, act, &draft.request(no)?)?;
    go_to(draft, no, act, to, by)
}

/// Moves a request by an act to where that led before its other events.
pub(super) fn go_to(
    draft: &mut Draft,
    no: RequestNo,
    act: ActKind,
    to: Stage,
    by: &Signature,
) -> Result<(), Refusal> {
    let request = draft.request(no)?;
    let row = find(act, &request)?;
    if row.to == To::Beside {
        let to = match to {
            Stage::Disposition(position) => Some(position),
            _ => None,
        };
        return draft.push_request(no, RequestEvent::SheetWent { to });
    }
    let runs = |key: StepKey| {
        let step = request.step();
        step.is_some_and(|step| step.step == key && step.acted.is_none())
    };
    let ends = row.ends && request.step().is_some_and(|step| step.acted.is_none());
    let starts = step_at(to).filter(|key| row.to != To::Stay && !runs(*key));
    let step = Move {
        to,
        acted: ends.then(|| Acted {
            shared: by.shared.max(draft.shared),
            ..by.acted(draft.at)
        }),
        starts,
    };
    draft.push_request(no, RequestEvent::Moved(Box::new(step)))
}
