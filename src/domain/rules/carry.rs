//! A later request takes the papers of an earlier one of the same person along: as it is registered
//! to follow that up, or by an act of its own [R3.21, R3.22].

use super::super::act::{ActKind, Seen};
use super::super::event::RequestEvent;
use super::super::ids::{RecordId, RequestNo};
use super::super::names::same_person;
use super::super::refusal::Refusal;
use super::super::request::Request;
use super::draft::Draft;
use super::earlier::papers;
use super::may;

/// Takes papers along to a request that stands.
pub(super) fn carry(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    from: RequestNo,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let act = ActKind::Carry;
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    let earlier = of_the_same(draft, &request, from)?;
    let carried = papers(draft.desk, &earlier, &request, draft.at);
    if carried.documents.is_empty() {
        let record = RecordId::Request(from);
        return Err(Refusal::NothingToCarry { record });
    }
    draft.note_duty(&request, &authority)?;
    draft.push_request(request.no, RequestEvent::Carried(Box::new(carried)))
}

/// Takes papers along to a request that was just registered to follow up another.
pub(super) fn follow(draft: &mut Draft, no: RequestNo, from: RequestNo) -> Result<(), Refusal> {
    let request = draft.request(no)?;
    let earlier = of_the_same(draft, &request, from)?;
    let carried = papers(draft.desk, &earlier, &request, draft.at);
    match carried.is_nothing() {
        true => Ok(()),
        false => draft.push_request(no, RequestEvent::Carried(Box::new(carried))),
    }
}

/// An earlier request of the same person. Where one of the two names nobody who is known, the name
/// tells.
fn of_the_same(draft: &Draft, request: &Request, from: RequestNo) -> Result<Request, Refusal> {
    let earlier = draft.request(from)?;
    let (name, other) = (&request.identity.name, &earlier.identity.name);
    let same = match (request.person, earlier.person) {
        (Some(one), Some(another)) => one == another,
        _ => same_person(name, other),
    };
    match same && earlier.no < request.no {
        true => Ok(earlier),
        false => Err(Refusal::AnotherPerson {
            record: RecordId::Request(from),
        }),
    }
}
