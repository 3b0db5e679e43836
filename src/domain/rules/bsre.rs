//! After BSrE has it: answers, the certificate, hand-over [SOP 6-7; domain §5-6].

use super::super::act::{ActKind, Answer, Seen};
use super::super::certificate::CertificateForm;
use super::super::desk::Series;
use super::super::event::{CertificateEvent, Event, Happening, Move, PersonEvent, RequestEvent};
use super::super::identity::{CellKind, Nik, mask_stated, repair_nik};
use super::super::ids::{CertificateId, RecordId, RequestNo};
use super::super::names;
use super::super::policy::{Policy, StepKey};
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::request::{Acted, Activation, Ending, HandOver, Identity, Request, Stage};
use super::super::time::Day;
use super::authority::{Authority, is_revoked};
use super::certificates::{check_form, no_other_active};
use super::draft::Draft;
use super::sign::Signature;
use super::{edit, letters, may, people, returns};

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
        Answer::Activated { date } => activated(draft, &request, &authority, *date),
        Answer::ActivationLapsed => lapsed(draft, &request),
        Answer::Issued { certificate } => issued(draft, &request, &authority, certificate),
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

/// Whether the clock of a step runs.
fn is_running(request: &Request, key: StepKey) -> bool {
    request
        .step()
        .is_some_and(|step| step.step == key && step.acted.is_none())
}

/// The end of step 6 where nobody recorded that the holder was asked: what the holder did shows it.
fn ends_activation(draft: &Draft, request: &Request, by: &Authority) -> Option<Acted> {
    is_running(request, StepKey::Activation).then(|| Signature::own(*by, draft.at).acted(draft.at))
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
    let last = request
        .activation
        .as_ref()
        .map(|activation| activation.link);
    if date > draft.at.day() || date < last.unwrap_or(sent).max(sent) {
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
    let starts = (!is_running(request, StepKey::Activation)).then_some(StepKey::Activation);
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

fn activated(
    draft: &mut Draft,
    request: &Request,
    by: &Authority,
    date: Day,
) -> Result<(), Refusal> {
    at_stage(request, &[Stage::AwaitingActivation])?;
    let link = request
        .activation
        .as_ref()
        .map(|activation| activation.link);
    if date > draft.at.day() || link.is_some_and(|link| date < link) {
        return Err(invalid_date(date));
    }
    let acted = ends_activation(draft, request, by);
    draft.push_request(request.no, RequestEvent::Activated { date })?;
    go(
        draft,
        request.no,
        Move {
            to: Stage::Activated,
            acted,
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
fn issued(
    draft: &mut Draft,
    request: &Request,
    by: &Authority,
    form: &CertificateForm,
) -> Result<(), Refusal> {
    at_stage(
        request,
        &[
            Stage::AtBsre,
            Stage::AwaitingActivation,
            Stage::Activated,
            Stage::Mismatch,
        ],
    )?;
    check_form(draft, form, None)?;
    let holder = match request.person {
        Some(person) => Some(person),
        None => people::person(draft, &request.identity)?,
    };
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
    let policy = draft.desk.policy_of(request.policy);
    let matches = mismatches(&policy, &request.identity, form).is_empty();
    let acted = ends_activation(draft, request, by);
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
    go(draft, request.no, Move { to, acted, starts })
}

/// The fields in which a certificate differs from the request: then its holder cannot sign
/// [SOP Peringatan]. Keys: `name`, `email`, `nik` and `agency` where the certificate has them.
pub fn mismatches(
    policy: &Policy,
    identity: &Identity,
    form: &CertificateForm,
) -> Vec<&'static str> {
    let mut fields = Vec::new();
    if !names::same_person(&form.name, &identity.name) {
        fields.push("name");
    }
    let stated = identity.email.trim();
    if !form.email.trim().eq_ignore_ascii_case(stated) {
        fields.push("email");
    }
    let on_form = repair_nik(&form.nik, CellKind::Text);
    let nik = on_form.text().and_then(|text| Nik::parse(text).ok());
    if !form.nik.trim().is_empty() && (nik.is_none() || nik != identity.nik()) {
        fields.push("nik");
    }
    if !form.agency.trim().is_empty() && !same_agency(policy, &form.agency, &identity.agency) {
        fields.push("agency");
    }
    fields
}

/// Whether a certificate's O and OU name the agency of the request, by the policy's names, or only
/// the province that it is part of (`Dinas Kesehatan / Pemerintah Provinsi ...`).
fn same_agency(policy: &Policy, written: &str, stated: &str) -> bool {
    let wanted = policy.agency(stated).map(|agency| &agency.name);
    let is_wanted = |part: &str| {
        let named = policy.agency(part).map(|agency| &agency.name);
        names::same_agency(part, stated) || named.is_some() && named == wanted
    };
    let is_province = |part: &&str| names::same_agency(part, &policy.office.province);
    let parts = written.split([',', '/', ';']).map(str::trim);
    let mut parts = parts
        .filter(|part| !part.is_empty() && !is_province(part))
        .peekable();
    parts.peek().is_none() || is_wanted(written) || parts.any(is_wanted)
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

/// Screens show the certificate's NIK masked or not at all: left blank, or coming back as it was
/// shown, it stays what it was.
fn with_nik(draft: &Draft, id: CertificateId, form: &CertificateForm) -> CertificateForm {
    let mut form = form.clone();
    if let Some(Record::Certificate(known)) = draft.record(RecordId::Certificate(id)) {
        let nik = &known.form.nik;
        if form.nik.is_empty() || form.nik == mask_stated(nik) {
            form.nik.clone_from(nik);
        }
    }
    form
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
    let form = &with_nik(draft, id, form);
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
    let policy = draft.desk.policy_of(request.policy);
    let matches = mismatches(&policy, &request.identity, form).is_empty();
    draft.push_request(
        request.no,
        RequestEvent::CertificateCorrected { reason, matches },
    )?;
    let to = if matches {
        Stage::Issued
    } else {
        Stage::Mismatch
    };
    let begins = matches && !is_running(&request, StepKey::HandOver);
    let starts = begins.then_some(StepKey::HandOver);
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
    if is_revoked(draft.desk, &request) {
        let (field, given) = ("certificate".to_owned(), "revoked".to_owned());
        return Err(Refusal::Invalid { field, given });
    }
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
