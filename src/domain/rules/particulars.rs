//! What a kind must know beside the identity: which certificate is meant, what becomes of it, why
//! it is revoked, and the letter to BSrE [R13.1-R13.8].

use super::super::act::Seen;
use super::super::certificate::{Certificate, CertificateStatus};
use super::super::desk::Desk;
use super::super::event::RequestEvent;
use super::super::identity::{CellKind, Nik, repair_nik};
use super::super::ids::{RecordId, RequestNo};
use super::super::kind::Kind;
use super::super::policy::{Policy, TransferOutcome};
use super::super::refusal::{Block, Refusal};
use super::super::request::{
    Outcome, Outgoing, Particular, ParticularKey, Request, Stage, StatedCause,
};
use super::draft::Draft;
use super::findings::{active, others};
use super::{compare, edit, may};

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
            let must = *outcome == Outcome::DataOnly && nik_changed(request, old.as_ref());
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
    let Some(rules) = policy.cause(stated.cause).filter(|rules| rules.requestable) else {
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

/// The holder's certificate that a request is about: the one that was chosen, else the only one that
/// was active at the received date; `None` for a first issue, and while several could be meant.
pub fn subject(desk: &dyn Desk, request: &Request) -> Option<Certificate> {
    if request.kind == Kind::Issue {
        return None;
    }
    let known = others(desk, request);
    if let Some(id) = request.particulars.certificate {
        return known.into_iter().find(|certificate| certificate.id == id);
    }
    match active(&known, request)[..] {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The holder's certificates that a request could be about: active at the received date.
pub fn could_mean(desk: &dyn Desk, request: &Request) -> Vec<Certificate> {
    if request.kind == Kind::Issue {
        return Vec::new();
    }
    let known = others(desk, request);
    active(&known, request).into_iter().cloned().collect()
}

/// Whether a change brings another certificate: chosen, else by what changes [SE E.8.a, F.5.a].
/// `None` while the verifier is to choose.
pub fn outcome(policy: &Policy, request: &Request, old: Option<&Certificate>) -> Option<Outcome> {
    if nik_changed(request, old) {
        return Some(Outcome::Reissue);
    }
    if request.particulars.outcome.is_some() {
        return request.particulars.outcome;
    }
    let old = old?;
    let differs = compare::mismatches(policy, &request.identity, &old.form);
    if differs.contains(&"name") || differs.contains(&"email") {
        return Some(Outcome::Reissue);
    }
    if !differs.contains(&"agency") {
        return Some(Outcome::DataOnly);
    }
    match policy.transfer_outcome {
        TransferOutcome::Reissue => Some(Outcome::Reissue),
        TransferOutcome::DataOnly => Some(Outcome::DataOnly),
        TransferOutcome::VerifierChooses => None,
    }
}

/// A changed NIK is another identity: the certificate is always reissued [SE F.5.a].
fn nik_changed(request: &Request, old: Option<&Certificate>) -> bool {
    let parsed = |text: &str| {
        let repaired = repair_nik(text, CellKind::Text);
        repaired.text().and_then(|text| Nik::parse(text).ok())
    };
    let now = request.identity.nik();
    let stated = request.identity.nik_old.trim();
    let on_it = old.and_then(|old| parsed(&old.form.nik));
    !stated.is_empty() && parsed(stated) != now || on_it.is_some() && on_it != now
}

/// What a request still has to know before it is sent.
pub(super) fn lacking(desk: &dyn Desk, request: &Request) -> Vec<Block> {
    let stated = &request.particulars;
    let policy = desk.policy_of(request.policy);
    let mut lacking = Vec::new();
    match request.kind {
        Kind::Change => {
            let old = subject(desk, request);
            if outcome(&policy, request, old.as_ref()).is_none() && old.is_some() {
                lacking.push(ParticularKey::Outcome);
            }
        }
        Kind::Revoke => {
            if stated.cause.is_none() {
                lacking.push(ParticularKey::Cause);
            }
            if stated.outgoing.is_none() {
                lacking.push(ParticularKey::Outgoing);
            }
        }
        Kind::Issue | Kind::Renew | Kind::Reset => {}
    }
    lacking.into_iter().map(Block::Particular).collect()
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

/// Whether the certificate is the one that a request that BSrE has is about: what became of it since
/// is the request's own doing.
pub(super) fn is_meant(request: &Request, certificate: &Certificate) -> bool {
    let here = request.stage.on_sheet()
        || matches!(
            request.stage,
            Stage::Verification | Stage::Asleep | Stage::Returned
        );
    let status = certificate.status(request.received);
    let own = !here || status == CertificateStatus::Revoked && request.kind == Kind::Change;
    own && request.particulars.certificate == Some(certificate.id)
}
