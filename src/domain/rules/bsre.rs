//! After BSrE has it: answers, the certificate, hand-over [SOP 6-7; domain §5-6].

use super::super::act::{ActKind, Answer, Seen};
use super::super::certificate::{CertificateForm, CertificateStatus, Revocation, Standing};
use super::super::desk::Series;
use super::super::event::{CertificateEvent, Event, Happening, Move, PersonEvent, RequestEvent};
use super::super::ids::{CertificateId, PersonId, RecordId, RequestNo};
use super::super::keys::Key;
use super::super::names;
use super::super::person::PersonDetails;
use super::super::policy::{Cause, StepKey};
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::request::{Activation, Ending, HandOver, Request, Stage};
use super::super::time::Day;
use super::authority::Authority;
use super::draft::Draft;
use super::findings::certificates;
use super::sign::Signature;
use super::{edit, letters, may, returns};

pub(super) fn answer(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    answer: &Answer,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let authority = may(
        draft.desk,
        draft.actor,
        ActKind::Answer,
        Some(&request),
        draft.at,
    )?;
    draft.act_as(authority);
    draft.note_duty(&request, &authority)?;
    match answer {
        Answer::LinkSent { date } => link_sent(draft, &request, *date),
        Answer::HolderAsked => holder_asked(draft, &request, &authority),
        Answer::Activated { date } => activated(draft, &request, *date),
        Answer::ActivationLapsed => lapsed(draft, &request),
        Answer::Issued { certificate } => issued(draft, &request, certificate),
        Answer::Rejected { text } => rejected(draft, &request, &authority, text),
        Answer::CorrectionAsked { text } => correction(draft, &request, text),
    }
}

fn at_stage(request: &Request, stages: &[Stage]) -> Result<(), Refusal> {
    if stages.contains(&request.stage) {
        return Ok(());
    }
    let record = RecordId::Request(request.no);
    Err(Refusal::NotAtThisStage {
        record,
        stage: request.stage,
        act: ActKind::Answer,
    })
}

fn invalid_date(date: Day) -> Refusal {
    Refusal::Invalid {
        field: "date".to_owned(),
        given: date.to_string(),
    }
}

fn go(draft: &mut Draft, no: RequestNo, step: Move) -> Result<(), Refusal> {
    draft.push_request(no, RequestEvent::Moved(Box::new(step)))
}

/// BSrE mailed the link: its date starts the holder's 7 days [SE F.3.b-c]. Also a further link.
fn link_sent(draft: &mut Draft, request: &Request, date: Day) -> Result<(), Refusal> {
    at_stage(request, &[Stage::AtBsre, Stage::AwaitingActivation])?;
    let sent = request
        .sending
        .as_ref()
        .map_or(request.received.day(), |sending| sending.date);
    let policy = draft.desk.policy_of(request.policy);
    let links = request
        .activation
        .as_ref()
        .map_or(0, |activation| activation.links);
    if date > draft.at.day() || date < sent {
        return Err(invalid_date(date));
    }
    if u16::from(links) >= policy.deadlines.activation_links {
        return Err(Refusal::TooMany {
            limit: u32::from(policy.deadlines.activation_links),
        });
    }
    let days = chrono::Days::new(u64::from(policy.deadlines.activation_days));
    let activation = Activation {
        link: date,
        until: date.checked_add_days(days).unwrap_or(date),
        links: links + 1,
        asked: None,
        activated: None,
        lapsed: false,
    };
    draft.push_request(request.no, RequestEvent::LinkSent(activation))?;
    let starts = Some(StepKey::Activation);
    go(
        draft,
        request.no,
        Move {
            to: Stage::AwaitingActivation,
            acted: None,
            starts,
        },
    )
}

/// The holder was asked to verify the data and set the passphrase: step 6 is done.
fn holder_asked(
    draft: &mut Draft,
    request: &Request,
    authority: &Authority,
) -> Result<(), Refusal> {
    at_stage(request, &[Stage::AwaitingActivation])?;
    draft.push_request(request.no, RequestEvent::HolderAsked)?;
    let acted = Some(Signature::own(*authority, draft.at).acted(draft.at));
    go(
        draft,
        request.no,
        Move {
            to: Stage::AwaitingActivation,
            acted,
            starts: None,
        },
    )
}

fn activated(draft: &mut Draft, request: &Request, date: Day) -> Result<(), Refusal> {
    at_stage(request, &[Stage::AwaitingActivation])?;
    let link = request
        .activation
        .as_ref()
        .map(|activation| activation.link);
    if date > draft.at.day() || link.is_some_and(|link| date < link) {
        return Err(invalid_date(date));
    }
    draft.push_request(request.no, RequestEvent::Activated { date })?;
    go(
        draft,
        request.no,
        Move {
            to: Stage::Activated,
            acted: None,
            starts: None,
        },
    )
}

/// The link's days ran out; a further link or *gugur* follows.
fn lapsed(draft: &mut Draft, request: &Request) -> Result<(), Refusal> {
    at_stage(request, &[Stage::AwaitingActivation])?;
    let Some(activation) = &request.activation else {
        return Err(invalid_date(draft.at.day()));
    };
    let left = (activation.until - draft.at.day()).num_days();
    if left >= 0 {
        return Err(Refusal::TooEarly {
            days: left.clamp(1, i64::from(u16::MAX)) as u16,
        });
    }
    draft.push_request(request.no, RequestEvent::ActivationLapsed)
}

/// The certificate is there: into the inventory, and compared with the request.
fn issued(draft: &mut Draft, request: &Request, form: &CertificateForm) -> Result<(), Refusal> {
    at_stage(
        request,
        &[Stage::AtBsre, Stage::AwaitingActivation, Stage::Activated],
    )?;
    check_form(draft, form, None)?;
    let holder = letters::person(draft, &request.identity)?;
    if let Some(holder) = holder {
        no_other_active(draft, holder)?;
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
        replaces: None,
        passphrase: activated,
    };
    draft.push(Event {
        record: RecordId::Certificate(id),
        what: Happening::Certificate(what),
    })?;
    let matches = mismatches(request, form).is_empty();
    draft.push_request(
        request.no,
        RequestEvent::Issued {
            certificate: id,
            matches,
        },
    )?;
    let (to, starts) = match matches {
        true => (Stage::Issued, Some(StepKey::HandOver)),
        false => (Stage::Mismatch, None),
    };
    go(
        draft,
        request.no,
        Move {
            to,
            acted: None,
            starts,
        },
    )
}

/// At most one active certificate of a person that nothing replaces [domain §6].
fn no_other_active(draft: &Draft, holder: PersonId) -> Result<(), Refusal> {
    let active = certificates(draft.desk, holder)
        .into_iter()
        .find(|known| known.status(draft.at) == CertificateStatus::Active);
    match active {
        Some(known) => Err(Refusal::AlreadyActive {
            record: RecordId::Certificate(known.id),
        }),
        None => Ok(()),
    }
}

/// The fields in which a certificate differs from the request: then its holder cannot sign
/// [SOP Peringatan]. Keys: `name`, `email`, `nik`, `agency`.
pub fn mismatches(request: &Request, form: &CertificateForm) -> Vec<&'static str> {
    let identity = &request.identity;
    let mut fields = Vec::new();
    if !names::same_person(&form.name, &identity.name) {
        fields.push("name");
    }
    if !form
        .email
        .trim()
        .eq_ignore_ascii_case(identity.email.trim())
    {
        fields.push("email");
    }
    if !form.nik.is_empty() && form.nik != identity.nik {
        fields.push("nik");
    }
    fields
}

fn check_form(
    draft: &Draft,
    form: &CertificateForm,
    own: Option<CertificateId>,
) -> Result<(), Refusal> {
    edit::required("certificate_name", &form.name)?;
    edit::within("issuer", &form.issuer)?;
    let invalid = |field: &str, given: String| Refusal::Invalid {
        field: field.to_owned(),
        given,
    };
    if form.not_after <= form.not_before {
        return Err(invalid("not_after", form.not_after.day().to_string()));
    }
    if form.not_before > draft.at {
        return Err(invalid("not_before", form.not_before.day().to_string()));
    }
    let Some(serial) = &form.serial else {
        return Ok(());
    };
    match draft.lookup(&Key::Serial(serial.clone())) {
        Some(record) if own.map(RecordId::Certificate) != Some(record) => {
            Err(Refusal::SerialKnown {
                serial: serial.to_string(),
                record,
            })
        }
        _ => Ok(()),
    }
}

fn rejected(
    draft: &mut Draft,
    request: &Request,
    authority: &Authority,
    text: &str,
) -> Result<(), Refusal> {
    edit::required("text", text)?;
    let ending = Ending {
        at: draft.at,
        by: authority.officer,
        reason: "bsre".to_owned(),
        text: text.trim().to_owned(),
        from: request.stage,
    };
    let by = Signature::own(*authority, draft.at);
    let event = RequestEvent::Rejected(ending);
    returns::end(draft, request, &by, event, Stage::Rejected)
}

/// BSrE wants something mended: back to verification, with the text.
fn correction(draft: &mut Draft, request: &Request, text: &str) -> Result<(), Refusal> {
    at_stage(request, &[Stage::AtBsre])?;
    edit::required("text", text)?;
    let text = text.trim().to_owned();
    draft.push_request(request.no, RequestEvent::AnswerNoted { text })?;
    let starts = Some(StepKey::Verification);
    go(
        draft,
        request.no,
        Move {
            to: Stage::Verification,
            acted: None,
            starts,
        },
    )
}

/// Our own typing error in the certificate is mended, with a reason.
pub(super) fn correct(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    form: &CertificateForm,
    reason: &str,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let act = ActKind::CorrectCertificate;
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    edit::required("reason", reason)?;
    let Some(id) = request.certificate else {
        return Err(Refusal::NotFound(RecordId::Request(request.no)));
    };
    check_form(draft, form, Some(id))?;
    draft.note_duty(&request, &authority)?;
    let reason = reason.trim().to_owned();
    let what = CertificateEvent::Corrected {
        form: Box::new(form.clone()),
        reason: reason.clone(),
    };
    draft.push(Event {
        record: RecordId::Certificate(id),
        what: Happening::Certificate(what),
    })?;
    let matches = mismatches(&request, form).is_empty();
    draft.push_request(
        request.no,
        RequestEvent::CertificateCorrected { reason, matches },
    )?;
    let to = if matches {
        Stage::Issued
    } else {
        Stage::Mismatch
    };
    let starts = (matches && request.stage == Stage::Mismatch).then_some(StepKey::HandOver);
    go(
        draft,
        request.no,
        Move {
            to,
            acted: None,
            starts,
        },
    )
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
    let authority = may(
        draft.desk,
        draft.actor,
        ActKind::HandOver,
        Some(&request),
        draft.at,
    )?;
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
    let acted = Some(Signature::own(authority, draft.at).acted(draft.at));
    go(
        draft,
        request.no,
        Move {
            to: Stage::Completed,
            acted,
            starts: None,
        },
    )?;
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
    let details = letters::details(&request.identity);
    if person.details == details || owned_by_other(draft, record, &details) {
        return Ok(());
    }
    draft.push(Event {
        record,
        what: Happening::Person(PersonEvent::Updated(details)),
    })
}

/// Whether a number in the details already belongs to another person.
fn owned_by_other(draft: &Draft, record: RecordId, details: &PersonDetails) -> bool {
    let keys = details
        .nip
        .map(Key::Nip)
        .into_iter()
        .chain(details.nik.map(Key::Nik));
    keys.filter_map(|key| draft.lookup(&key))
        .any(|owner| owner != record)
}

/// A certificate that the desk did not request enters the inventory.
pub(super) fn take_over(
    draft: &mut Draft,
    form: &CertificateForm,
    details: &PersonDetails,
) -> Result<(), Refusal> {
    let authority = may(draft.desk, draft.actor, ActKind::TakeOver, None, draft.at)?;
    draft.act_as(authority);
    edit::required("name", &details.name)?;
    check_form(draft, form, None)?;
    let holder = match holder(draft, details) {
        Some(holder) => holder,
        None => {
            let id = PersonId(draft.take(Series::Person));
            let what = Happening::Person(PersonEvent::Known(details.clone()));
            draft.push(Event {
                record: RecordId::Person(id),
                what,
            })?;
            id
        }
    };
    if form.not_after > draft.at {
        no_other_active(draft, holder)?;
    }
    let id = CertificateId(draft.take(Series::Certificate));
    let what = CertificateEvent::Recorded {
        form: Box::new(form.clone()),
        holder: Some(holder),
        request: None,
        replaces: None,
        passphrase: None,
    };
    draft.push(Event {
        record: RecordId::Certificate(id),
        what: Happening::Certificate(what),
    })
}

fn holder(draft: &Draft, details: &PersonDetails) -> Option<PersonId> {
    let by_nip = details.nip.and_then(|nip| draft.lookup(&Key::Nip(nip)));
    match by_nip.or_else(|| details.nik.and_then(|nik| draft.lookup(&Key::Nik(nik)))) {
        Some(RecordId::Person(person)) => Some(person),
        _ => None,
    }
}

/// A revocation that BSrE carried out is recorded on the certificate, with the policy's reason.
pub(super) fn revoke_recorded(
    draft: &mut Draft,
    seen: Seen<CertificateId>,
    date: Day,
    cause: &str,
    internal: bool,
) -> Result<(), Refusal> {
    let record = RecordId::Certificate(seen.id);
    let Some(Record::Certificate(certificate)) = draft.record(record) else {
        return Err(Refusal::NotFound(record));
    };
    draft.unmoved(record, seen.revision, certificate.revision)?;
    let authority = may(
        draft.desk,
        draft.actor,
        ActKind::RevokeRecorded,
        None,
        draft.at,
    )?;
    draft.act_as(authority);
    let (_, policy) = draft.desk.policy();
    let rules = Cause::from_key(cause).and_then(|cause| policy.cause(cause));
    let Some(rules) = rules else {
        return Err(Refusal::UnknownReason(cause.to_owned()));
    };
    if certificate.form.serial.is_none() {
        return Err(Refusal::Missing("serial".to_owned()));
    }
    if date > draft.at.day() || date < certificate.form.not_before.day() {
        return Err(invalid_date(date));
    }
    if matches!(certificate.standing, Standing::Revoked(_)) {
        return Err(Refusal::Invalid {
            field: "certificate".to_owned(),
            given: cause.to_owned(),
        });
    }
    let reason = rules.reason.as_str().to_owned();
    let revocation = Revocation {
        date,
        cause: cause.to_owned(),
        reason,
        internal,
    };
    let what = CertificateEvent::StandingChanged(Standing::Revoked(revocation));
    draft.push(Event {
        record,
        what: Happening::Certificate(what),
    })
}
