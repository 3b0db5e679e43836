//! Hasil cek: what the rules find on a request, always recomputed and never typed [R6.7-R6.15].

use super::super::certificate::{Certificate, CertificateStatus};
use super::super::desk::Desk;
use super::super::finding::{
    Finding, FindingCode, IdentityContext, IdentityInput, Severity, activation_late,
    check_identity, name_mismatch, validity_long,
};
use super::super::identity::mask_stated;
use super::super::ids::{PersonId, RecordId};
use super::super::keys::Key;
use super::super::kind::Kind;
use super::super::policy::Policy;
use super::super::record::Record;
use super::super::refusal::Block;
use super::super::request::{Request, Stage};
use super::super::time::Instant;
use super::subject::{active, certificates, lacking, others};
use serde::{Deserialize, Serialize};

/// A finding and whether it was accepted with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    pub finding: Finding,
    /// The verifier's reason, where the warning was accepted.
    pub accepted: Option<String>,
}

impl Open {
    /// Whether the request cannot be sent because of this.
    pub fn holds(&self) -> bool {
        match self.finding.severity {
            Severity::Blocker | Severity::Sleeps => true,
            Severity::Warning => self.accepted.is_none(),
            Severity::Info => false,
        }
    }
}

/// Everything the rules find on a request at a moment.
pub fn findings(desk: &dyn Desk, request: &Request, at: Instant) -> Vec<Open> {
    let policy = desk.policy_of(request.policy);
    let known = others(desk, request);
    let mut found = identity_findings(&policy, request, &known);
    if !request.stage.is_decided() {
        let duplicate = request
            .person
            .and_then(|person| duplicate(desk, request, person));
        found.extend(duplicate);
        found.extend(number_of_another(desk, request));
        found.extend(certificate_findings(&policy, request, &known, at));
        found.extend(stage_not_open(&policy, request, at));
        found.extend(effective(&policy, request, at));
        found.extend(same_file(desk, request));
    }
    found.extend(after_bsre(desk, &policy, request));
    let accepted = |code: &FindingCode| {
        let known = request
            .accepted
            .iter()
            .rev()
            .find(|warning| warning.code == code.as_str());
        known.map(|warning| warning.reason.clone())
    };
    found
        .into_iter()
        .map(|finding| Open {
            accepted: accepted(&finding.code),
            finding,
        })
        .collect()
}

fn identity_findings(policy: &Policy, request: &Request, known: &[Certificate]) -> Vec<Finding> {
    let identity = &request.identity;
    let input = IdentityInput {
        nik: &identity.nik,
        nip: &identity.nip,
        email: &identity.email,
        phone: &identity.phone,
        birth_date: identity.birth_date,
    };
    let mut context = IdentityContext::of(policy, request.kind, identity.category, &identity.nip);
    // Exactly one active certificate of the person: no question which one is meant.
    context.certificate_identified = active(known, request).len() == 1;
    check_identity(&input, &context)
}

/// What is odd in what BSrE and the holder did; it stays told after the end.
fn after_bsre(desk: &dyn Desk, policy: &Policy, request: &Request) -> Vec<Finding> {
    let link = request.activation.as_ref();
    let late = link.and_then(|link| activation_late(link.until, link.activated?));
    let own = request.certificate.map(RecordId::Certificate);
    let long = own.and_then(|id| match desk.record(id)? {
        Record::Certificate(known) => validity_long(&known.form, policy.validity),
        _ => None,
    });
    late.into_iter().chain(long).collect()
}

/// Another open request of the same kind: blocks the later one.
fn duplicate(desk: &dyn Desk, request: &Request, person: PersonId) -> Option<Finding> {
    desk.members(&Key::open_prefix(person))
        .into_iter()
        .find_map(|id| match desk.record(id) {
            Some(Record::Request(other)) if other.kind == request.kind && other.no < request.no => {
                Some(Finding::new(FindingCode::DuplicateOpen).with("request", other.no))
            }
            _ => None,
        })
}

/// The same file beside a request of another person. Arguments: `document`, `request`.
fn same_file(desk: &dyn Desk, request: &Request) -> Option<Finding> {
    let mine = |other: &Request| match (request.person, other.person) {
        (Some(one), Some(another)) => one == another,
        _ => request.identity.name == other.identity.name,
    };
    request.files().find_map(|(document, hash)| {
        let beside = desk.members(&Key::file_prefix(&hash)).into_iter();
        let mut others = beside.filter_map(|id| match desk.record(id) {
            Some(Record::Request(other)) => Some(other),
            _ => None,
        });
        let other = others.find(|other| {
            other.stage != Stage::Void
                && !mine(other)
                && other.files().any(|(_, another)| another == hash)
        })?;
        let finding = Finding::new(FindingCode::DocumentDuplicate);
        Some(
            finding
                .with("document", document.as_str())
                .with("request", other.no),
        )
    })
}

/// A number that is known as somebody else's: one of the two was copied from another row, or is
/// wrong in what is known already. Arguments: `stated`, the NIP; `other`, whose it is.
fn number_of_another(desk: &dyn Desk, request: &Request) -> Option<Finding> {
    let own = request.person.map(RecordId::Person);
    let (nip, nik) = (request.identity.nip(), request.identity.nik());
    let keys = nip.map(Key::Nip).into_iter().chain(nik.map(Key::Nik));
    keys.into_iter().find_map(|key| {
        let owner = desk.lookup(&key).filter(|owner| Some(*owner) != own)?;
        let Some(Record::Person(person)) = desk.record(owner) else {
            return None;
        };
        let differs = super::people::compared(person.details.nip, nip) == Some(false)
            || super::people::compared(person.details.nik, nik) == Some(false);
        if !differs {
            return None;
        }
        let stated = match key {
            Key::Nip(nip) => nip.spaced(),
            _ => mask_stated(&request.identity.nik),
        };
        let finding = Finding::new(FindingCode::NumberOfAnother).with("stated", stated);
        Some(finding.with("other", person.details.name))
    })
}

/// The kinds that fit the person's certificate, the likeliest first.
pub(super) fn fitting_kinds(desk: &dyn Desk, request: &Request, at: Instant) -> &'static [Kind] {
    let policy = desk.policy_of(request.policy);
    fitting(&policy, days_left(request, &others(desk, request), at))
}

/// The kind that fits the person's certificates now: the wanted one where it does. Of somebody of
/// whom no certificate is known nothing says that it does not.
pub fn next_kind(desk: &dyn Desk, person: Option<PersonId>, wanted: Kind, at: Instant) -> Kind {
    let known = person.map_or_else(Vec::new, |person| certificates(desk, person));
    let active = known
        .iter()
        .filter(|known| known.status(at) == CertificateStatus::Active);
    let left = active.map(|known| known.days_left(at.day())).max();
    let fits = fitting(&desk.policy().1, left);
    match known.is_empty() || fits.contains(&wanted) {
        true => wanted,
        false => fits[0],
    }
}

/// What the person's other certificates say of the request.
fn certificate_findings(
    policy: &Policy,
    request: &Request,
    known: &[Certificate],
    at: Instant,
) -> Vec<Finding> {
    let active = active(known, request);
    let mut found = Vec::new();
    let chosen = request.particulars.certificate;
    let chosen = chosen.is_some_and(|id| active.iter().any(|one| one.id == id));
    if request.kind != Kind::Issue && active.len() > 1 && !chosen {
        found.push(Finding::new(FindingCode::SeveralActive).with("count", active.len()));
    }
    if request.kind != Kind::Issue && active.is_empty() {
        let severity = match verified(request) {
            true => Severity::Blocker,
            false => Severity::Warning,
        };
        found.push(Finding::new(FindingCode::NoActiveCertificate).weighing(severity));
    }
    found.extend(wrong_kind(policy, request, known, at));
    let latest = known.iter().max_by_key(|known| known.form.not_before);
    found.extend(latest.and_then(|latest| {
        name_mismatch(&request.identity.name, &latest.form.name, "certificate")
    }));
    found
}

/// Whether the request has come to verification: a known certificate is needed from there on.
fn verified(request: &Request) -> bool {
    let stage = match &request.returned {
        Some(back) if request.stage == Stage::Returned => back.from,
        _ => request.stage,
    };
    !stage.on_sheet()
}

/// The kind judged by the certificate; blocks only where one is known. Arguments: `advice`, the
/// kind to convert to; `kinds`, all that fit; `days` left of the active certificate.
fn wrong_kind(
    policy: &Policy,
    request: &Request,
    known: &[Certificate],
    at: Instant,
) -> Option<Finding> {
    let left = days_left(request, known, at);
    let fitting = fitting(policy, left);
    // That nothing is there to revoke is told by `no-active-certificate`; no kind would fit better.
    if fitting.contains(&request.kind) || request.kind == Kind::Revoke {
        return None;
    }
    let severity = match known.is_empty() {
        true => Severity::Warning,
        false => Severity::Blocker,
    };
    let kinds: Vec<_> = fitting.iter().map(|kind| kind.as_str()).collect();
    let finding = Finding::new(FindingCode::WrongKind)
        .weighing(severity)
        .with("advice", kinds[0])
        .with("kinds", kinds.join(", "));
    Some(match left {
        Some(days) => finding.with("days", days),
        None => finding,
    })
}

/// Days left of the active certificate at the received date; `None` also where a renewal's
/// certificate expired on the way, since an expired one needs `issue` [R6.2].
fn days_left(request: &Request, known: &[Certificate], at: Instant) -> Option<i64> {
    let renews = matches!(request.kind, Kind::Renew | Kind::Issue);
    if renews && expired_on_the_way(request, known, at) {
        return None;
    }
    let today = request.received.day();
    let active = active(known, request).into_iter();
    active.map(|certificate| certificate.days_left(today)).max()
}

/// Whether what was active at the received date is no more. What is at BSrE already is judged by
/// the moment it went.
fn expired_on_the_way(request: &Request, known: &[Certificate], at: Instant) -> bool {
    let here = request.stage.is_before_sending();
    let sent = request.sending.as_ref().filter(|_| !here);
    let until = sent.map_or(at, |sending| sending.at);
    let lives = |certificate: &Certificate| certificate.status(until) == CertificateStatus::Active;
    !active(known, request).is_empty() && !known.iter().any(lives)
}

/// The kinds that fit a certificate with these days left, the likeliest first. Inside the renewal
/// window the certificate is still active, so what an active one can need fits there too.
fn fitting(policy: &Policy, days_left: Option<i64>) -> &'static [Kind] {
    let window = i64::from(policy.validity.renew_window_days);
    match days_left {
        Some(left) if left > window => &[Kind::Reset, Kind::Change, Kind::Revoke],
        Some(_) => &[Kind::Renew, Kind::Reset, Kind::Change, Kind::Revoke],
        None => &[Kind::Issue],
    }
}

/// A revocation goes from the day on from which its cause holds [SE F.6.b]. Argument: `day`.
fn effective(policy: &Policy, request: &Request, at: Instant) -> Option<Finding> {
    let cause = request.particulars.cause.as_ref();
    let cause = cause.filter(|_| request.kind == Kind::Revoke && request.sending.is_none())?;
    match cause.effective {
        Some(day) if day > at.day() => Some(Finding::new(FindingCode::TmtFuture).with("day", day)),
        None if policy
            .cause(cause.cause)
            .is_some_and(|rules| rules.needs_tmt) =>
        {
            Some(Finding::new(FindingCode::TmtMissing))
        }
        _ => None,
    }
}

/// Rollout: the person's eselon has no open stage yet [SE F.9].
fn stage_not_open(policy: &Policy, request: &Request, at: Instant) -> Option<Finding> {
    if request.kind != Kind::Issue {
        return None;
    }
    let eselon = Some(request.identity.eselon.as_str()).filter(|text| !text.is_empty());
    let stage = policy.stage_of(eselon)?;
    (at.day() < stage.opens).then(|| {
        Finding::new(FindingCode::StageNotOpen)
            .with("stage", stage.number)
            .with("opens", stage.opens)
    })
}

/// What keeps a request from being sent, in the order of the checklist; empty where nothing does.
pub fn blocks(desk: &dyn Desk, request: &Request, at: Instant) -> Vec<Block> {
    let unsettled = request.checklist.iter().filter(|item| !item.settled());
    let mut blocks: Vec<Block> = unsettled.map(|item| Block::Item(item.document)).collect();
    blocks.extend(lacking(desk, request));
    let open = findings(desk, request, at).into_iter().filter(Open::holds);
    blocks.extend(open.map(|open| Block::Finding(open.finding.code.as_str().to_owned())));
    if request.one_person() && !has_sheet_scan(desk, request) {
        blocks.push(Block::OnePersonScan);
    }
    blocks
}

/// Where one person did two classes of duty, the scan of the paper sheet must lie there: with a
/// disposition recorded from paper, or with the letter, scanned anew once the sheet was signed: the
/// letter's own scan from before shows no paraf.
fn has_sheet_scan(desk: &dyn Desk, request: &Request) -> bool {
    let sheet = RecordId::Sheet(request.no.agenda.sheet(request.sheet));
    let Some(Record::Sheet(sheet)) = desk.record(sheet) else {
        return false;
    };
    let papers = sheet.lines.iter().filter_map(|line| line.paper.as_ref());
    let on_sheet = papers.into_iter().any(|paper| paper.scan.is_some());
    let signed = sheet.lines.last().map(|line| line.moment());
    let with_letter = match desk.record(RecordId::Letter(request.no.agenda)) {
        Some(Record::Letter(letter)) => letter.scanned.is_some_and(|at| signed <= Some(at)),
        _ => false,
    };
    on_sheet || with_letter
}
