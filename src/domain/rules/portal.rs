//! BSrE's portal: names that are checked leave in a file of many, and their sending is recorded once
//! that was uploaded [SOP 5; R15.1, R15.2].

use super::super::act::{ActKind, Seen};
use super::super::event::RequestEvent;
use super::super::ids::RequestNo;
use super::super::policy::Policy;
use super::super::refusal::Refusal;
use super::super::request::{Prepared, Request};
use super::super::time::Day;
use super::draft::Draft;
use super::verify::{self, Parcel};
use super::{blocks, edit, may};

/// How what is uploaded goes to BSrE.
const CHANNEL: &str = "portal";

/// What a file for the portal says of a request, by the policy of now: its template is the portal's,
/// not the request's.
pub fn leaving(policy: &Policy, request: &Request) -> Prepared {
    let columns = policy.portal.columns.iter();
    let files = request.files().map(|(document, _)| document);
    Prepared {
        fields: columns.map(|column| column.field).collect(),
        documents: files.collect(),
    }
}

/// Marks checked names as prepared for the portal, with what of them leaves the desk.
pub(super) fn prepare(draft: &mut Draft, requests: &[Seen<RequestNo>]) -> Result<(), Refusal> {
    some(requests)?;
    let (_, policy) = draft.desk.policy();
    for seen in requests {
        let request = draft.seen_request(*seen)?;
        verify::take(draft, &request, ActKind::PreparePortal)?;
        let request = draft.request(request.no)?;
        let blocks = blocks(draft.desk, &request, draft.at);
        if !blocks.is_empty() {
            return Err(Refusal::Blocked(blocks));
        }
        let prepared = leaving(&policy, &request);
        draft.push_request(request.no, RequestEvent::Prepared(prepared))?;
    }
    Ok(())
}

/// What was prepared went up under one ticket; or names of it did not, and wait as before.
pub(super) fn uploaded(
    draft: &mut Draft,
    requests: &[Seen<RequestNo>],
    date: Day,
    ticket: &str,
    back: &[Seen<RequestNo>],
) -> Result<(), Refusal> {
    if back.is_empty() {
        some(requests)?;
    }
    if !requests.is_empty() {
        edit::required("ticket", ticket)?;
    }
    for seen in back {
        let request = draft.seen_request(*seen)?;
        verify::take(draft, &request, ActKind::TakeBack)?;
        draft.push_request(request.no, RequestEvent::TakenBack)?;
    }
    let parcel = Parcel {
        date,
        ticket,
        channel: CHANNEL,
    };
    draft.shared = u16::try_from(requests.len()).unwrap_or(u16::MAX).max(1);
    for seen in requests {
        let request = draft.seen_request(*seen)?;
        // Only what was prepared can have gone up with the file.
        let (desk, actor, at) = (draft.desk, draft.actor, draft.at);
        may(desk, actor, ActKind::TakeBack, Some(&request), at)?;
        verify::send(draft, *seen, &parcel)?;
    }
    Ok(())
}

fn some(requests: &[Seen<RequestNo>]) -> Result<(), Refusal> {
    match requests.is_empty() {
        true => Err(Refusal::Missing("request".to_owned())),
        false => Ok(()),
    }
}
