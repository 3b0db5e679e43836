//! Koreksi: what left the desk is not undone. Its record is corrected, with a reason, as an act of
//! its own [R11.14, R11.15].

use super::super::act::{ActKind, Correction, GivenCertificate, RevocationForm, Seen};
use super::super::certificate::{Certificate, CertificateForm, Standing};
use super::super::event::{CertificateEvent, Event, RequestEvent, SheetEvent};
use super::super::identity::{mask_stated, unmask_niks};
use super::super::ids::{CertificateId, PersonId, RecordId, RequestNo};
use super::super::keys::Key;
use super::super::kind::Kind;
use super::super::procedure::find;
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::request::{Activation, HandOver, Request, Sending, Stage};
use super::super::sheet::SheetStage;
use super::super::time::{Day, Instant};
use super::certificates::{
    check_form, may_on, no_other_active, push, revocation as as_form, settled,
};
use super::compare::mismatches;
use super::draft::Draft;
use super::sign::Signature;
use super::{Authority, edit, may, step};

/// What was recorded of a sending, of the days of activation or of a hand-over was not so.
pub(super) fn request(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    what: &Correction,
    reason: &str,
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
    edit::required("reason", reason)?;
    let event = match what {
        Correction::Sending {
            date,
            ticket,
            channel,
        } => sending(draft, &request, *date, ticket, channel, reason)?,
        Correction::Activation { link, activated } => {
            activation(draft, &request, *link, *activated, reason)?
        }
        Correction::HandOver {
            channel,
            address,
            reply,
        } => hand_over(&request, channel, address, reply, reason)?,
    };
    draft.note_duty(&request, &authority)?;
    passphrase(draft, &request, &event)?;
    draft.push_request(request.no, event)
}

/// The certificate's passphrase was set on the day of the activation, as long as nothing later is
/// known of it [SE F.2.a.4].
fn passphrase(draft: &mut Draft, request: &Request, event: &RequestEvent) -> Result<(), Refusal> {
    let RequestEvent::ActivationCorrected { activation, .. } = event else {
        return Ok(());
    };
    let id = match request.kind {
        Kind::Reset => request.particulars.certificate,
        _ => request.certificate,
    };
    let before = request
        .activation
        .as_ref()
        .and_then(|known| known.activated);
    let known = id.and_then(|id| draft.record(RecordId::Certificate(id)));
    match (known, activation.activated) {
        (Some(Record::Certificate(known)), Some(day))
            if known.passphrase == before && before != Some(day) =>
        {
            push(draft, known.id, CertificateEvent::PassphraseChanged(day))
        }
        _ => Ok(()),
    }
}

/// A correction that changes nothing is none.
fn changed<T: PartialEq>(before: &T, after: &T) -> Result<(), Refusal> {
    match before == after {
        true => Err(Refusal::NothingCorrected),
        false => Ok(()),
    }
}

fn not_found(request: &Request) -> Refusal {
    Refusal::NotFound(RecordId::Request(request.no))
}

/// It was sent on a day between the receipt and the first link.
fn sending(
    draft: &Draft,
    request: &Request,
    date: Day,
    ticket: &str,
    channel: &str,
    reason: &str,
) -> Result<RequestEvent, Refusal> {
    edit::within("ticket", ticket)?;
    edit::required("channel", channel)?;
    let before = request.sending.as_ref().ok_or_else(|| not_found(request))?;
    let first_link = request.activation.as_ref().filter(|known| known.links == 1);
    let latest = first_link.map_or(draft.at.day(), |known| known.link);
    edit::stated_day("date", date, request.received.day(), latest)?;
    let sending = Sending {
        date,
        ticket: unmask_niks(ticket.trim(), &before.ticket),
        channel: unmask_niks(channel.trim(), &before.channel),
        ..before.clone()
    };
    changed(before, &sending)?;
    let reason = reason.trim().to_owned();
    Ok(RequestEvent::SendingCorrected { sending, reason })
}

/// The link came after the sending, the activation after the link; the link's days follow its date.
fn activation(
    draft: &Draft,
    request: &Request,
    link: Day,
    activated: Option<Day>,
    reason: &str,
) -> Result<RequestEvent, Refusal> {
    let before = request
        .activation
        .as_ref()
        .ok_or_else(|| not_found(request))?;
    let today = draft.at.day();
    let sent = request.sending.as_ref().map(|sending| sending.date);
    edit::stated_day("link", link, sent.unwrap_or(link), today)?;
    if activated.is_some() != before.activated.is_some() {
        return Err(Refusal::Missing("activated".to_owned()));
    }
    if let Some(day) = activated {
        edit::stated_day("activated", day, link, today)?;
    }
    let policy = draft.desk.policy_of(request.policy);
    let activation = Activation {
        link,
        until: policy.deadlines.link_until(link),
        activated,
        ..before.clone()
    };
    changed(before, &activation)?;
    let reason = reason.trim().to_owned();
    Ok(RequestEvent::ActivationCorrected { activation, reason })
}

fn hand_over(
    request: &Request,
    channel: &str,
    address: &str,
    reply: &str,
    reason: &str,
) -> Result<RequestEvent, Refusal> {
    edit::required("channel", channel)?;
    edit::required("address", address)?;
    edit::within("reply", reply)?;
    let before = request
        .hand_over
        .as_ref()
        .ok_or_else(|| not_found(request))?;
    let hand_over = HandOver {
        channel: channel.trim().to_owned(),
        address: unmask_niks(address.trim(), &before.address),
        reply: unmask_niks(reply.trim(), &before.reply),
        ..before.clone()
    };
    changed(before, &hand_over)?;
    let reason = reason.trim().to_owned();
    Ok(RequestEvent::HandOverCorrected { hand_over, reason })
}

/// Our own typing error in a certificate is mended: of one that a request brought, also after the
/// hand-over, and of one that was taken over. A request that waits for its hand-over is compared
/// anew.
pub(super) fn certificate(
    draft: &mut Draft,
    seen: Seen<CertificateId>,
    given: &GivenCertificate,
    reason: &str,
) -> Result<(), Refusal> {
    let known = draft.seen_certificate(seen)?;
    let act = ActKind::CorrectCertificate;
    let request = known.request.map(|no| draft.request(no)).transpose()?;
    let authority = match &request {
        Some(request) => may(draft.desk, draft.actor, act, Some(request), draft.at)?,
        None => may_on(draft.desk, draft.actor, act, &known, draft.at)?,
    };
    draft.act_as(authority);
    edit::required("reason", reason)?;
    let form = settled(draft, given, Some(seen.id))?;
    let form = &with_nik(&known.form, &form);
    check_form(draft, form, Some(seen.id))?;
    changed(&known.form, form)?;
    if known.form.not_after < draft.at && form.not_after >= draft.at {
        still_the_only(draft, &known)?;
    }
    let what = CertificateEvent::Corrected {
        form: Box::new(form.clone()),
        reason: reason.trim().to_owned(),
    };
    push(draft, seen.id, what)?;
    match request {
        Some(request) => compare_anew(draft, &request, seen.id, form, reason, authority),
        None => Ok(()),
    }
}

/// What a corrected certificate means for the request that brought it.
fn compare_anew(
    draft: &mut Draft,
    request: &Request,
    id: CertificateId,
    form: &CertificateForm,
    reason: &str,
    authority: Authority,
) -> Result<(), Refusal> {
    draft.note_duty(request, &authority)?;
    let policy = draft.desk.policy_of(request.policy);
    let matches = mismatches(&policy, &request.identity, form).is_empty();
    let reason = reason.trim().to_owned();
    draft.push_request(
        request.no,
        RequestEvent::CertificateCorrected { reason, matches },
    )?;
    if request.stage.is_final() || request.certificate != Some(id) {
        return Ok(());
    }
    let by = Signature::own(authority, draft.at);
    step::go(draft, request.no, ActKind::CorrectCertificate, &by)
}

/// Screens show NIKs masked, in every text, or not at all: what is left blank, or comes back as it
/// was shown, stays what it was.
fn with_nik(known: &CertificateForm, form: &CertificateForm) -> CertificateForm {
    let mut form = form.clone();
    form.name = unmask_niks(&form.name, &known.name);
    form.agency = unmask_niks(&form.agency, &known.agency);
    form.email = unmask_niks(&form.email, &known.email);
    form.issuer = unmask_niks(&form.issuer, &known.issuer);
    form.key = unmask_niks(&form.key, &known.key);
    if form.nik.is_empty() || form.nik == mask_stated(&known.nik) {
        form.nik.clone_from(&known.nik);
    }
    form
}

/// A certificate becomes active only where the person has no other that is.
fn still_the_only(draft: &Draft, known: &Certificate) -> Result<(), Refusal> {
    match known.holder {
        Some(holder) => no_other_active(draft, holder, Some(known.id)),
        None => Ok(()),
    }
}

/// A recorded revocation was otherwise, or was another certificate's.
pub(super) fn revocation(
    draft: &mut Draft,
    seen: Seen<CertificateId>,
    form: Option<&RevocationForm>,
    reason: &str,
) -> Result<(), Refusal> {
    let known = draft.seen_certificate(seen)?;
    let act = ActKind::CorrectRevocation;
    let authority = may_on(draft.desk, draft.actor, act, &known, draft.at)?;
    draft.act_as(authority);
    edit::required("reason", reason)?;
    let record = RecordId::Certificate(seen.id);
    let Standing::Revoked(before) = &known.standing else {
        return Err(Refusal::NotRevoked { record });
    };
    let standing = match form {
        Some(form) => Standing::Revoked(as_form(draft, &known.form, form, before.recorded)?),
        None => Standing::Good,
    };
    changed(&known.standing, &standing)?;
    if form.is_none() && known.form.not_after >= draft.at {
        still_the_only(draft, &known)?;
    }
    let reason = reason.trim().to_owned();
    let what = CertificateEvent::RevocationCorrected { standing, reason };
    push(draft, seen.id, what)?;
    match (form, known.holder) {
        (None, Some(holder)) => bring_back(draft, holder, before.recorded, authority),
        _ => Ok(()),
    }
}

/// What lapsed by the revocation goes on where it was.
fn bring_back(
    draft: &mut Draft,
    holder: PersonId,
    recorded: Instant,
    authority: Authority,
) -> Result<(), Refusal> {
    let by = Signature::own(authority, draft.at);
    let act = ActKind::CorrectRevocation;
    for id in draft.members(&Key::of_prefix(holder)) {
        let Some(Record::Request(request)) = draft.record(id) else {
            continue;
        };
        let ending = request.ending.as_ref();
        let by_it = ending.is_some_and(|end| end.reason == "revoked" && end.at == recorded);
        if by_it && find(act, &request).is_ok() {
            let to = step::leads_to(draft, act, &request)?;
            onto_sheet(draft, &request, to)?;
            step::go_to(draft, request.no, act, to, &by)?;
            draft.push_request(request.no, RequestEvent::Reopened)?;
        }
    }
    Ok(())
}

/// Its sheet lies again where the request goes on.
fn onto_sheet(draft: &mut Draft, request: &Request, to: Stage) -> Result<(), Refusal> {
    let left = request.returned.as_ref().map(|back| back.from);
    let stage = match to {
        Stage::Registered => SheetStage::Registered,
        Stage::Disposition(position) => SheetStage::With(position),
        Stage::Returned if left.is_some_and(Stage::on_sheet) => SheetStage::Paused,
        _ => return Ok(()),
    };
    let sheet = request.no.agenda.sheet(request.sheet);
    draft.push(Event::sheet(sheet, SheetEvent::Moved { stage }))
}
