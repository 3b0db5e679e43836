//! After BSrE has it: answers, the certificate, hand-over [SOP 6-7; R9.1-R9.11].

use super::super::act::{ActKind, Answer, GivenCertificate, RevocationForm, Seen};
use super::super::certificate::{Certificate, CertificateForm, Standing};
use super::super::desk::Series;
use super::super::event::{CertificateEvent, Event, Happening, PersonEvent, RequestEvent};
use super::super::identity::{mask_stated, unmask_niks};
use super::super::ids::{CertificateId, RecordId, RequestNo};
use super::super::kind::Kind;
use super::super::policy::Cause;
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::request::{Activation, CheckFault, Ending, HandOver, Identity, Request, Stage};
use super::super::time::Day;
use super::certificates::{
    check_form, lapse_pointless, no_other_active, push, replaced, revocation, settled,
};
use super::compare::mismatches;
use super::draft::Draft;
use super::sign::Signature;
use super::subject::subject;
use super::{Authority, edit, letters, may, people, returns, step};

pub(super) fn answer(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    answer: &Answer,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let act = answer.act();
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    draft.note_duty(&request, &authority)?;
    let by = Signature::own(authority, draft.at);
    match answer {
        Answer::LinkSent { date } => link_sent(draft, &request, *date)?,
        Answer::HolderAsked => draft.push_request(request.no, RequestEvent::HolderAsked)?,
        Answer::Activated { date } => activated(draft, &request, *date)?,
        Answer::ActivationLapsed => {
            // The days of the link ran out; a further link or *gugur* follows.
            return draft.push_request(request.no, RequestEvent::ActivationLapsed);
        }
        Answer::Issued { certificate } => issued(draft, &request, certificate)?,
        Answer::Rejected { text } => return refused(draft, &request, act, &by, "bsre", text),
        Answer::CorrectionAsked { text } => correction(draft, &request, text)?,
        Answer::DataChanged { date } => data_changed(draft, &request, *date)?,
        Answer::Revoked { date } => revoked(draft, &request, *date, authority)?,
        Answer::Approved { date } => {
            since_sending(draft, &request, *date)?;
            draft.push_request(request.no, RequestEvent::Approved { date: *date })?;
        }
        Answer::ApprovalRefused { text } => {
            return refused(draft, &request, act, &by, "portal", text);
        }
        Answer::CheckPassed { date } => {
            check_since(draft, &request, *date)?;
            draft.push_request(request.no, RequestEvent::CheckPassed { date: *date })?;
        }
        Answer::CheckFailed { date, fault, text } => {
            check_since(draft, &request, *date)?;
            match fault {
                CheckFault::Other => edit::required("text", text)?,
                _ => edit::within("text", text)?,
            }
            let event = RequestEvent::CheckFailed {
                date: *date,
                fault: *fault,
                text: text.trim().to_owned(),
            };
            draft.push_request(request.no, event)?;
        }
        Answer::Withdrawn => return withdrawn(draft, &request, &by),
        Answer::TooLate { text } => return too_late(draft, &request, &by, text),
    }
    step::go(draft, request.no, act, &by)
}

/// Earliest day of what became of an account check: since it is waited for.
fn check_since(draft: &Draft, request: &Request, date: Day) -> Result<(), Refusal> {
    let earliest = request.check.since.unwrap_or(request.received.day());
    edit::stated_day("date", date, earliest, draft.at.day())
}

/// BSrE let the request go: it ends for the reason for which that was asked.
fn withdrawn(draft: &mut Draft, request: &Request, by: &Signature) -> Result<(), Refusal> {
    let asked = request.withdrawal.as_ref();
    let stage = Stage::Withdrawn;
    let ending = Ending {
        at: draft.at,
        by: by.official.officer,
        reason: String::new(),
        text: asked.map(|asked| asked.reason.clone()).unwrap_or_default(),
        from: asked.map_or(request.stage, |asked| asked.from),
    };
    let event = RequestEvent::Closed { stage, ending };
    returns::end(draft, request, ActKind::Withdrawn, by, event)
}

/// BSrE had already done what was asked: it goes on where it was.
fn too_late(
    draft: &mut Draft,
    request: &Request,
    by: &Signature,
    text: &str,
) -> Result<(), Refusal> {
    edit::within("text", text)?;
    let act = ActKind::TooLate;
    let to = step::leads_to(draft, act, request)?;
    let text = text.trim().to_owned();
    step::go_to(draft, request.no, act, to, by)?;
    draft.push_request(request.no, RequestEvent::WithdrawalTooLate { text })
}

/// BSrE mailed the link: its date starts the holder's 7 days [SE F.3.b-c]. Also a further link.
fn link_sent(draft: &mut Draft, request: &Request, date: Day) -> Result<(), Refusal> {
    let sent = request
        .sending
        .as_ref()
        .map_or(request.received.day(), |sending| sending.date);
    let policy = draft.desk.policy_of(request.policy);
    let links = request
        .activation
        .as_ref()
        .map_or(0, |activation| activation.links);
    let last = request
        .activation
        .as_ref()
        .map(|activation| activation.link);
    let earliest = last.unwrap_or(sent).max(sent);
    edit::stated_day("date", date, earliest, draft.at.day())?;
    let activation = Activation {
        link: date,
        until: policy.deadlines.link_until(date),
        links: links + 1,
        asked: None,
        activated: None,
        lapsed: false,
    };
    draft.push_request(request.no, RequestEvent::LinkSent(activation))
}

fn activated(draft: &mut Draft, request: &Request, date: Day) -> Result<(), Refusal> {
    let link = request
        .activation
        .as_ref()
        .map(|activation| activation.link);
    edit::stated_day("date", date, link.unwrap_or(date), draft.at.day())?;
    draft.push_request(request.no, RequestEvent::Activated { date })?;
    match (request.kind, request.particulars.certificate) {
        // The same certificate with another passphrase [SE F.2.a.4].
        (Kind::Reset, Some(id)) => push(draft, id, CertificateEvent::PassphraseChanged(date)),
        _ => Ok(()),
    }
}

/// The certificate that a request which BSrE has is about: written down with the sending.
fn meant(draft: &Draft, request: &Request) -> Result<Certificate, Refusal> {
    let id = request.particulars.certificate.map(RecordId::Certificate);
    match id.and_then(|id| draft.record(id)) {
        Some(Record::Certificate(known)) => Ok(*known),
        _ => Err(Refusal::NotFound(RecordId::Request(request.no))),
    }
}

/// Earliest day of what BSrE did: the day of the sending.
fn since_sending(draft: &Draft, request: &Request, date: Day) -> Result<(), Refusal> {
    let sent = request.sending.as_ref().map(|sending| sending.date);
    let earliest = sent.unwrap_or(request.received.day());
    edit::stated_day("date", date, earliest, draft.at.day())
}

/// BSrE changed the data in the portal, and the certificate stays.
fn data_changed(draft: &mut Draft, request: &Request, date: Day) -> Result<(), Refusal> {
    since_sending(draft, request, date)?;
    draft.push_request(request.no, RequestEvent::DataChanged { date })?;
    refresh_person(draft, request)
}

/// BSrE revoked the certificate: for the stated cause, or, as the first half of a reissue, internally
/// [SE E.8.a]. One whose revocation was recorded by hand in between stands as it was recorded.
fn revoked(
    draft: &mut Draft,
    request: &Request,
    date: Day,
    authority: Authority,
) -> Result<(), Refusal> {
    since_sending(draft, request, date)?;
    let old = meant(draft, request)?;
    let certificate = old.id;
    if !matches!(old.standing, Standing::Revoked(_)) {
        let stated = request.particulars.cause.as_ref();
        let cause = match request.kind {
            Kind::Change => Cause::Replaced,
            _ => stated.map_or(Cause::Other, |stated| stated.cause),
        };
        let form = RevocationForm {
            date,
            cause: cause.as_str().to_owned(),
        };
        let revocation = revocation(draft, &old.form, &form, draft.at)?;
        let standing = Standing::Revoked(revocation);
        push(draft, old.id, CertificateEvent::StandingChanged(standing))?;
    }
    draft.push_request(request.no, RequestEvent::Revoked { certificate, date })?;
    match old.holder.filter(|_| request.kind == Kind::Revoke) {
        Some(holder) => lapse_pointless(draft, holder, old.id, authority),
        None => Ok(()),
    }
}

/// The certificate is there: into the inventory, and compared with the request.
fn issued(draft: &mut Draft, request: &Request, given: &GivenCertificate) -> Result<(), Refusal> {
    let form = settled(draft, given, None)?;
    let form = &unmasked(&form, &request.identity);
    check_form(draft, form, None)?;
    let holder = match request.person {
        Some(person) => Some(person),
        None => people::person(draft, &request.identity)?,
    };
    let older = match request.kind {
        Kind::Renew | Kind::Change => subject(draft.desk, request),
        Kind::Issue | Kind::Reset | Kind::Revoke => None,
    };
    if let Some(holder) = holder {
        no_other_active(draft, holder, older.as_ref().map(|older| older.id))?;
    }
    let id = CertificateId(draft.take(Series::Certificate));
    let activated = request
        .activation
        .as_ref()
        .and_then(|activation| activation.activated);
    let what = CertificateEvent::Recorded {
        form: Box::new(form.clone()),
        holder,
        request: Some(request.no),
        replaces: older.as_ref().map(|older| older.id),
        passphrase: activated,
        row: None,
    };
    draft.push(Event {
        record: RecordId::Certificate(id),
        what: Happening::Certificate(what),
    })?;
    if let Some(older) = older.filter(|older| !matches!(older.standing, Standing::Revoked(_))) {
        replaced(draft, older.id, id)?;
    }
    let policy = draft.desk.policy_of(request.policy);
    let matches = mismatches(&policy, &request.identity, form).is_empty();
    let event = RequestEvent::Issued {
        certificate: id,
        matches,
    };
    draft.push_request(request.no, event)
}

/// What is proposed from the request was shown with NIKs masked: what comes back so is what the
/// request states.
fn unmasked(form: &CertificateForm, stated: &Identity) -> CertificateForm {
    let nik = match form.nik == mask_stated(&stated.nik) {
        true => stated.nik.clone(),
        false => form.nik.clone(),
    };
    CertificateForm {
        name: unmask_niks(&form.name, &stated.name),
        agency: unmask_niks(&form.agency, &stated.agency),
        email: unmask_niks(&form.email, &stated.email),
        nik,
        ..form.clone()
    }
}

/// BSrE rejected the request, or the verifier refused the holder in BSrE's portal.
fn refused(
    draft: &mut Draft,
    request: &Request,
    act: ActKind,
    by: &Signature,
    reason: &str,
    text: &str,
) -> Result<(), Refusal> {
    edit::required("text", text)?;
    let ending = Ending {
        at: draft.at,
        by: by.official.officer,
        reason: reason.to_owned(),
        text: text.trim().to_owned(),
        from: request.stage,
    };
    let event = RequestEvent::Rejected(ending);
    returns::end(draft, request, act, by, event)
}

/// BSrE wants something mended: back to verification, with the text.
fn correction(draft: &mut Draft, request: &Request, text: &str) -> Result<(), Refusal> {
    edit::required("text", text)?;
    let text = text.trim().to_owned();
    draft.push_request(request.no, RequestEvent::AnswerNoted { text })
}

/// The certificate is given into use: channel, address, time, the holder's reply [SOP 7].
pub(super) fn hand_over(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    channel: &str,
    address: &str,
    reply: &str,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let act = ActKind::HandOver;
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    edit::required("channel", channel)?;
    edit::required("address", address)?;
    edit::within("reply", reply)?;
    draft.note_duty(&request, &authority)?;
    let hand_over = HandOver {
        at: draft.at,
        by: authority.officer,
        channel: channel.trim().to_owned(),
        address: address.trim().to_owned(),
        reply: reply.trim().to_owned(),
    };
    draft.push_request(request.no, RequestEvent::HandedOver(hand_over))?;
    let by = Signature::own(authority, draft.at);
    step::go(draft, request.no, act, &by)?;
    refresh_person(draft, &request)
}

/// What was verified on the way is what the desk knows of the person from now on.
fn refresh_person(draft: &mut Draft, request: &Request) -> Result<(), Refusal> {
    let Some(id) = request.person else {
        return Ok(());
    };
    let record = RecordId::Person(id);
    let Some(Record::Person(person)) = draft.record(record) else {
        return Ok(());
    };
    let mut details = letters::details(&request.identity);
    details.nip = details.nip.or(person.details.nip);
    details.nik = details.nik.or(person.details.nik);
    if person.details == details || people::owned_by_other(draft, id, &details) {
        return Ok(());
    }
    draft.push(Event {
        record,
        what: Happening::Person(PersonEvent::Updated(details)),
    })
}
