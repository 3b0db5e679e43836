//! What a kind must know beside the identity: which certificate is meant, what becomes of it, why
//! it is revoked, and the letter to BSrE [R13.1-R13.8].

use super::super::act::Seen;
use super::super::event::RequestEvent;
use super::super::ids::{RecordId, RequestNo};
use super::super::kind::Kind;
use super::super::refusal::Refusal;
use super::super::request::{Outcome, Outgoing, Particular, Request, StatedCause};
use super::draft::Draft;
use super::subject::{could_mean, must_reissue, outcome, subject};
use super::{edit, may};

/// Somebody states one of them; what is stated again as it stands changes nothing.
pub(super) fn state(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    what: &Particular,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let authority = may(
        draft.desk,
        draft.actor,
        what.act(),
        Some(&request),
        draft.at,
    )?;
    draft.act_as(authority);
    let what = checked(draft, &request, what)?;
    if request.particulars.stated(what.key()).as_ref() == Some(&what) {
        return Ok(());
    }
    draft.note_duty(&request, &authority)?;
    draft.push_request(request.no, RequestEvent::Stated(Box::new(what)))
}

fn checked(draft: &Draft, request: &Request, what: &Particular) -> Result<Particular, Refusal> {
    match what {
        Particular::Certificate(id) => {
            let mut could_mean = could_mean(draft.desk, request).into_iter();
            match could_mean.any(|certificate| certificate.id == *id) {
                true => Ok(what.clone()),
                false => Err(Refusal::NotAmongActive {
                    record: RecordId::Certificate(*id),
                }),
            }
        }
        Particular::Outcome(outcome) => {
            let old = subject(draft.desk, request);
            let must = *outcome == Outcome::DataOnly && must_reissue(request, old.as_ref());
            match must {
                true => Err(Refusal::AlwaysReissued),
                false => Ok(what.clone()),
            }
        }
        Particular::Cause(cause) => Ok(Particular::Cause(checked_cause(draft, request, cause)?)),
        Particular::Outgoing(letter) => Ok(Particular::Outgoing(checked_letter(
            draft, request, letter,
        )?)),
    }
}

/// The document of the cause: number, date and *TMT*, where the policy asks for them [SE F.6.b].
fn checked_cause(
    draft: &Draft,
    request: &Request,
    stated: &StatedCause,
) -> Result<StatedCause, Refusal> {
    let policy = draft.desk.policy_of(request.policy);
    let key = stated.cause.as_str();
    let Some(rules) = policy
        .cause(stated.cause)
        .filter(|rules| stated.cause.is_for(request.kind, rules))
    else {
        return Err(Refusal::UnknownReason(key.to_owned()));
    };
    edit::short("cause_number", &stated.number)?;
    edit::within("cause_text", &stated.text)?;
    if stated.cause == super::super::policy::Cause::Other {
        edit::required("cause_text", &stated.text)?;
    }
    if rules.needs_tmt {
        edit::required("cause_number", &stated.number)?;
        let missing = |field: &str| Refusal::Missing(field.to_owned());
        stated.date.ok_or_else(|| missing("cause_date"))?;
        stated.effective.ok_or_else(|| missing("effective"))?;
    }
    if let Some(date) = stated.date {
        edit::stated_day("cause_date", date, date, draft.at.day())?;
    }
    Ok(StatedCause {
        number: stated.number.trim().to_owned(),
        text: stated.text.trim().to_owned(),
        ..stated.clone()
    })
}

/// The letter to BSrE's Service Desk is written after the request came [SE F.6.c.1].
fn checked_letter(
    draft: &Draft,
    request: &Request,
    letter: &Outgoing,
) -> Result<Outgoing, Refusal> {
    edit::required("outgoing_number", &letter.number)?;
    edit::required("signer", &letter.signer)?;
    edit::within("attachments", &letter.attachments)?;
    let earliest = request.received.day();
    edit::stated_day("outgoing_date", letter.date, earliest, draft.at.day())?;
    Ok(Outgoing {
        number: letter.number.trim().to_owned(),
        date: letter.date,
        signer: letter.signer.trim().to_owned(),
        attachments: letter.attachments.trim().to_owned(),
    })
}

/// What followed by itself is written down with the sending: the answers rest on it.
pub(super) fn settle(draft: &mut Draft, request: &Request) -> Result<(), Refusal> {
    let Some(old) = subject(draft.desk, request) else {
        return Ok(());
    };
    let policy = draft.desk.policy_of(request.policy);
    let mut settled = vec![Particular::Certificate(old.id)];
    if request.kind == Kind::Change {
        settled.extend(outcome(&policy, request, Some(&old)).map(Particular::Outcome));
    }
    for what in settled {
        if request.particulars.stated(what.key()).as_ref() != Some(&what) {
            draft.push_request(request.no, RequestEvent::Stated(Box::new(what)))?;
        }
    }
    Ok(())
}
