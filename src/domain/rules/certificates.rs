//! The inventory: certificates taken over, revocations recorded, and what every certificate must
//! keep to [R10.1-R10.8, R10.10].

use super::super::act::{ActKind, FormRowId, GivenCertificate, RevocationForm, Seen};
use super::super::certificate::{
    Certificate, CertificateForm, CertificateStatus, Revocation, Standing,
};
use super::super::desk::{Desk, Series};
use super::super::event::{CertificateEvent, Event, Happening, RequestEvent};
use super::super::identity::Serial;
use super::super::ids::{CertificateId, PersonId, RecordId, RequestNo};
use super::super::keys::Key;
use super::super::person::PersonDetails;
use super::super::policy::{Cause, RevokeScope};
use super::super::procedure::find;
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::request::{Ending, Request};
use super::super::time::{Day, Instant};
use super::super::traces::Traces;
use super::authority::{may_enter, may_touch};
use super::draft::Draft;
use super::sign::Signature;
use super::subject::certificates;
use super::{Actor, Authority, edit, people, returns, step};

/// At most one active certificate of a person that nothing replaces [R10.1]; `own` is the one that
/// is judged, or the one whose place is taken.
pub(super) fn no_other_active(
    draft: &Draft,
    holder: PersonId,
    own: Option<CertificateId>,
) -> Result<(), Refusal> {
    let active = certificates(draft.desk, holder)
        .into_iter()
        .find(|known| Some(known.id) != own && known.status(draft.at) == CertificateStatus::Active);
    match active {
        Some(known) => Err(Refusal::AlreadyActive {
            record: RecordId::Certificate(known.id),
        }),
        None => Ok(()),
    }
}

/// The certificates on record by the serials that one given can mean [R10.2].
pub(super) fn on_record(draft: &Draft, given: &GivenCertificate) -> Vec<(Serial, CertificateId)> {
    let serials = [&given.form.serial, &given.decimal].into_iter().flatten();
    let known = serials.filter_map(|serial| match draft.lookup(&Key::Serial(serial.clone()))? {
        RecordId::Certificate(id) => Some((serial.clone(), id)),
        _ => None,
    });
    known.collect()
}

/// The certificate with the one serial that is meant: of plain digits the number that is on record,
/// before all that of the certificate itself, which is `own` [R10.2].
///
/// # Errors
/// [`Refusal::SerialEither`] where neither number is known: it must be said.
pub(super) fn settled(
    draft: &Draft,
    given: &GivenCertificate,
    own: Option<CertificateId>,
) -> Result<CertificateForm, Refusal> {
    let mut form = given.form.clone();
    let (Some(hex), Some(_)) = (&form.serial, &given.decimal) else {
        return Ok(form);
    };
    let known = on_record(draft, given);
    let mut meant = known.iter().find(|(_, id)| Some(*id) == own);
    meant = meant.or(known.first());
    let Some((serial, _)) = meant else {
        let digits = hex.to_string();
        let digits = digits.trim_start_matches('0').to_owned();
        return Err(Refusal::SerialEither { digits });
    };
    form.serial = Some(serial.clone());
    Ok(form)
}

/// What every certificate keeps to: a name, a span of time that has begun, a serial of its own.
pub(super) fn check_form(
    draft: &Draft,
    form: &CertificateForm,
    own: Option<CertificateId>,
) -> Result<(), Refusal> {
    edit::required("certificate_name", &form.name)?;
    edit::within("issuer", &form.issuer)?;
    if form.not_after <= form.not_before {
        return Err(Refusal::DateBefore {
            field: "not_after".to_owned(),
            given: form.not_after.day(),
            earliest: form.not_before.day(),
        });
    }
    if form.not_before > draft.at {
        return Err(Refusal::DateAfter {
            field: "not_before".to_owned(),
            given: form.not_before.day(),
            latest: draft.at.day(),
        });
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

/// A certificate that the desk did not request enters the inventory, where said in the place of an
/// older one [R10.10].
pub(super) fn take_over(
    draft: &mut Draft,
    given: &GivenCertificate,
    details: &PersonDetails,
    replaces: Option<Seen<CertificateId>>,
) -> Result<(), Refusal> {
    let form = &given.form;
    let of = [
        Traces::of_details(details),
        Traces::of_certificate(form, None),
    ];
    let of: Vec<_> = of
        .into_iter()
        .map(|of| (of, details.name.clone()))
        .collect();
    let authority = may_enter(draft, ActKind::TakeOver, &of)?;
    draft.act_as(authority);
    edit::required("name", &details.name)?;
    let form = &settled(draft, given, None)?;
    check_form(draft, form, None)?;
    let holder = people::enter(draft, details, None)?;
    let older = replaces
        .map(|seen| draft.seen_certificate(seen))
        .transpose()?;
    if let Some(older) = &older {
        succeeds(draft, older, holder, form)?;
    }
    let older = older.map(|older| older.id);
    if form.not_after >= draft.at {
        no_other_active(draft, holder, older)?;
    }
    let id = enter(draft, form, holder, older, None)?;
    match older {
        Some(older) => replaced(draft, older, id),
        None => Ok(()),
    }
}

/// Whether a certificate takes the place of an older one: of the same person, which runs and began
/// before it.
fn succeeds(
    draft: &Draft,
    older: &Certificate,
    holder: PersonId,
    form: &CertificateForm,
) -> Result<(), Refusal> {
    let record = RecordId::Certificate(older.id);
    let status = older.status(draft.at);
    if status != CertificateStatus::Active {
        let status = status.as_str().to_owned();
        return Err(Refusal::PredecessorEnded { record, status });
    }
    let later = older.form.not_before < form.not_before && form.not_after >= draft.at;
    match later && older.holder == Some(holder) {
        true => Ok(()),
        false => Err(Refusal::NotASuccessor { record }),
    }
}

/// Records a certificate that the desk did not request.
pub(super) fn enter(
    draft: &mut Draft,
    form: &CertificateForm,
    holder: PersonId,
    replaces: Option<CertificateId>,
    row: Option<FormRowId>,
) -> Result<CertificateId, Refusal> {
    let id = CertificateId(draft.take(Series::Certificate));
    let what = CertificateEvent::Recorded {
        form: Box::new(form.clone()),
        holder: Some(holder),
        request: None,
        replaces,
        passphrase: None,
        row,
    };
    push(draft, id, what).map(|()| id)
}

/// Another certificate stands in the place of this one.
pub(super) fn replaced(
    draft: &mut Draft,
    older: CertificateId,
    by: CertificateId,
) -> Result<(), Refusal> {
    let what = CertificateEvent::StandingChanged(Standing::Replaced { by });
    push(draft, older, what)
}

/// Whether the actor may do this to a certificate as it stands: one that is not their own.
///
/// # Errors
/// The [`Refusal`] that the act itself would get.
pub fn may_on(
    desk: &dyn Desk,
    actor: &Actor,
    act: ActKind,
    certificate: &Certificate,
    at: Instant,
) -> Result<Authority, Refusal> {
    let mut of = vec![Traces::of_certificate(
        &certificate.form,
        certificate.holder,
    )];
    let holder = certificate.holder.map(RecordId::Person);
    if let Some(Record::Person(person)) = holder.and_then(|id| desk.record(id)) {
        of.push(Traces::of_details(&person.details));
    }
    let authority = may_touch(desk, actor, act, &of, at)?;
    let record = RecordId::Certificate(certificate.id);
    match (act, &certificate.standing) {
        (ActKind::RevokeRecorded, Standing::Revoked(known)) => {
            let date = known.date;
            Err(Refusal::AlreadyRevoked { record, date })
        }
        (ActKind::CorrectRevocation, standing) if !matches!(standing, Standing::Revoked(_)) => {
            Err(Refusal::NotRevoked { record })
        }
        (ActKind::Suspend, _) if certificate.status(at) != CertificateStatus::Active => {
            Err(Refusal::NotAmongActive { record })
        }
        (ActKind::Resume, standing) if !matches!(standing, Standing::Suspended { .. }) => {
            Err(Refusal::NotSuspended { record })
        }
        _ => Ok(authority),
    }
}

/// A revocation that BSrE carried out is recorded on the certificate, with the policy's reason.
pub(super) fn revoke_recorded(
    draft: &mut Draft,
    seen: Seen<CertificateId>,
    form: &RevocationForm,
) -> Result<(), Refusal> {
    let certificate = draft.seen_certificate(seen)?;
    let act = ActKind::RevokeRecorded;
    let authority = may_on(draft.desk, draft.actor, act, &certificate, draft.at)?;
    draft.act_as(authority);
    let revocation = revocation(draft, &certificate.form, form, draft.at)?;
    let what = CertificateEvent::StandingChanged(Standing::Revoked(revocation));
    push(draft, seen.id, what)?;
    match certificate.holder {
        Some(holder) => lapse_pointless(draft, holder, seen.id, authority),
        None => Ok(()),
    }
}

/// BSrE suspended it: it is usable again once the suspension ends.
pub(super) fn suspend(
    draft: &mut Draft,
    seen: Seen<CertificateId>,
    date: Day,
) -> Result<(), Refusal> {
    let certificate = draft.seen_certificate(seen)?;
    let act = ActKind::Suspend;
    let authority = may_on(draft.desk, draft.actor, act, &certificate, draft.at)?;
    draft.act_as(authority);
    let begun = certificate.form.not_before.day();
    edit::stated_day("date", date, begun, draft.at.day())?;
    let standing = Standing::Suspended { since: date };
    push(draft, seen.id, CertificateEvent::StandingChanged(standing))
}

/// Its suspension ended: it is the holder's active one again, where they have no other by now.
pub(super) fn resume(
    draft: &mut Draft,
    seen: Seen<CertificateId>,
    date: Day,
) -> Result<(), Refusal> {
    let certificate = draft.seen_certificate(seen)?;
    let act = ActKind::Resume;
    let authority = may_on(draft.desk, draft.actor, act, &certificate, draft.at)?;
    draft.act_as(authority);
    let begun = match certificate.standing {
        Standing::Suspended { since } => since,
        _ => certificate.form.not_before.day(),
    };
    edit::stated_day("date", date, begun, draft.at.day())?;
    if let Some(holder) = certificate
        .holder
        .filter(|_| certificate.form.not_after >= draft.at)
    {
        no_other_active(draft, holder, Some(certificate.id))?;
    }
    push(
        draft,
        seen.id,
        CertificateEvent::StandingChanged(Standing::Good),
    )
}

/// A revocation as the policy knows its cause. `recorded`: when the desk first recorded it.
pub(super) fn revocation(
    draft: &Draft,
    certificate: &CertificateForm,
    form: &RevocationForm,
    recorded: Instant,
) -> Result<Revocation, Refusal> {
    let (_, policy) = draft.desk.policy();
    let cause = &form.cause;
    let rules = Cause::from_key(cause).and_then(|cause| policy.cause(cause));
    let Some(rules) = rules else {
        return Err(Refusal::UnknownReason(cause.clone()));
    };
    if certificate.serial.is_none() {
        return Err(Refusal::Missing("serial".to_owned()));
    }
    let date = form.date;
    let begun = certificate.not_before.day();
    edit::stated_day("date", date, begun, draft.at.day())?;
    Ok(Revocation {
        date,
        cause: cause.clone(),
        reason: rules.reason.as_str().to_owned(),
        internal: rules.scope == RevokeScope::Internal,
        recorded,
    })
}

/// Lets something happen to a certificate.
pub(super) fn push(
    draft: &mut Draft,
    id: CertificateId,
    what: CertificateEvent,
) -> Result<(), Refusal> {
    draft.push(Event {
        record: RecordId::Certificate(id),
        what: Happening::Certificate(what),
    })
}

/// Without its certificate a person's open renewal, reset or change has no object: it lapses
/// [R10.5].
pub(super) fn lapse_pointless(
    draft: &mut Draft,
    holder: PersonId,
    revoked: CertificateId,
    authority: Authority,
) -> Result<(), Refusal> {
    let by = Signature::own(authority, draft.at);
    if has_another(draft.desk, holder, revoked, draft.at) {
        return Ok(());
    }
    for id in draft.members(&Key::open_prefix(holder)) {
        let Some(request) = draft.record(id).and_then(pointless) else {
            continue;
        };
        let ending = Ending {
            at: draft.at,
            by: authority.officer,
            reason: "revoked".to_owned(),
            text: String::new(),
            from: request.stage,
        };
        let act = ActKind::RevokeRecorded;
        let stage = step::leads_to(draft, act, &request)?;
        let event = RequestEvent::Closed { stage, ending };
        returns::end(draft, &request, act, &by, event)?;
    }
    Ok(())
}

/// The request, where without its certificate it has no object.
fn pointless(record: Record) -> Option<Request> {
    match record {
        Record::Request(request) if find(ActKind::RevokeRecorded, &request).is_ok() => {
            Some(*request)
        }
        _ => None,
    }
}

/// Whether the holder has another active certificate, on which the requests may rest.
fn has_another(desk: &dyn Desk, holder: PersonId, but: CertificateId, at: Instant) -> bool {
    let mut known = certificates(desk, holder).into_iter();
    known.any(|known| known.id != but && known.status(at) == CertificateStatus::Active)
}

/// The open requests that would lapse if this certificate were revoked now: told before it happens.
pub fn would_lapse(desk: &dyn Desk, certificate: &Certificate, at: Instant) -> Vec<RequestNo> {
    let Some(holder) = certificate.holder else {
        return Vec::new();
    };
    if has_another(desk, holder, certificate.id, at) {
        return Vec::new();
    }
    let open = desk.members(&Key::open_prefix(holder)).into_iter();
    let found = open.filter_map(|id| desk.record(id).and_then(pointless));
    found.map(|request| request.no).collect()
}
