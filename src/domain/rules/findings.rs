//! Hasil cek: what the rules find on a request, always recomputed and never typed [domain §4].

use super::super::certificate::{Certificate, CertificateStatus};
use super::super::checklist::{Evidence, Verdict};
use super::super::desk::Desk;
use super::super::finding::{
    Finding, FindingCode, IdentityContext, IdentityInput, Severity, check_identity,
};
use super::super::ids::{PersonId, RecordId};
use super::super::keys::Key;
use super::super::kind::Kind;
use super::super::policy::{Category, DocumentKey, Policy};
use super::super::record::Record;
use super::super::refusal::Block;
use super::super::request::{Request, Stage};
use super::super::time::Instant;
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
    let mut found = identity_findings(&policy, request);
    if !request.stage.is_final() {
        if let Some(person) = request.person {
            found.extend(duplicate(desk, request, person));
            found.extend(kind_findings(desk, &policy, request, person, at));
        }
        found.extend(stage_not_open(&policy, request, at));
    }
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

fn identity_findings(policy: &Policy, request: &Request) -> Vec<Finding> {
    let identity = &request.identity;
    let category = identity.category;
    let input = IdentityInput {
        nik: &identity.nik,
        nip: &identity.nip,
        email: &identity.email,
        birth_date: identity.birth_date,
    };
    let rules = category.and_then(|category| policy.categories.get(&category));
    let context = IdentityContext {
        kind: request.kind,
        email_domains: &policy.office.email_domains,
        nip_required: policy.nip_required(category.unwrap_or(Category::Pns)),
        appointment_month: rules.map(|rules| rules.nip_appointment_month),
        certificate_identified: request.certificate.is_some(),
    };
    check_identity(&input, &context)
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

/// The certificates of a person.
pub(super) fn certificates(desk: &dyn Desk, person: PersonId) -> Vec<Certificate> {
    let held = desk.members(&Key::held_prefix(person)).into_iter();
    held.filter_map(|id| match desk.record(id) {
        Some(Record::Certificate(certificate)) => Some(*certificate),
        _ => None,
    })
    .collect()
}

/// Judges the kind at the received date, from the certificate [domain §2].
fn kind_findings(
    desk: &dyn Desk,
    policy: &Policy,
    request: &Request,
    person: PersonId,
    at: Instant,
) -> Vec<Finding> {
    let received = request.received;
    let own = |certificate: &Certificate| certificate.request == Some(request.no);
    let known: Vec<_> = certificates(desk, person)
        .into_iter()
        .filter(|known| !own(known))
        .collect();
    let active: Vec<_> = known
        .iter()
        .filter(|certificate| certificate.status(received) == CertificateStatus::Active)
        .collect();
    let needs = request.kind != Kind::Issue;
    let mut found = Vec::new();
    if needs && active.len() > 1 {
        found.push(Finding::new(FindingCode::SeveralActive).with("count", active.len()));
    }
    if needs && active.is_empty() {
        let from_verification = request.stage == Stage::Verification;
        let severity = if from_verification {
            Severity::Blocker
        } else {
            Severity::Warning
        };
        found.push(Finding::new(FindingCode::NoActiveCertificate).weighing(severity));
    }
    if let Some(advice) = advice(policy, request, &known, &active, received)
        && advice != request.kind
    {
        let days = active
            .first()
            .map(|certificate| certificate.days_left(at.day()));
        let mut finding = Finding::new(FindingCode::WrongKind).with("advice", advice.as_str());
        if let Some(days) = days {
            finding = finding.with("days", days);
        }
        let known = if known.is_empty() {
            Severity::Warning
        } else {
            Severity::Blocker
        };
        found.push(finding.weighing(known));
    }
    found
}

/// The kind that the certificate calls for: active beyond the renewal window, inside it, or none.
/// Nothing is advised where the desk knows of no certificate and the requester speaks of one.
fn advice(
    policy: &Policy,
    request: &Request,
    known: &[Certificate],
    active: &[&Certificate],
    received: Instant,
) -> Option<Kind> {
    let window = i64::from(policy.validity.renew_window_days);
    match active
        .iter()
        .map(|certificate| certificate.days_left(received.day()))
        .max()
    {
        Some(left) if left > window => match request.kind {
            Kind::Issue => Some(Kind::Change),
            Kind::Renew => Some(Kind::Change),
            kind => Some(kind),
        },
        Some(_) => match request.kind {
            Kind::Issue => Some(Kind::Renew),
            kind => Some(kind),
        },
        None if known.is_empty() => None,
        None => match request.kind {
            Kind::Renew => Some(Kind::Issue),
            kind => Some(kind),
        },
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
    let open = findings(desk, request, at).into_iter().filter(Open::holds);
    blocks.extend(open.map(|open| Block::Finding(open.finding.code.as_str().to_owned())));
    if request.one_person() && !has_sheet_scan(desk, request) {
        blocks.push(Block::OnePersonScan);
    }
    blocks
}

/// Where one person did two classes of duty, the scan of the paper sheet must lie on it: the
/// letter's scan, a paper disposition's, or the letter as a conforming file.
fn has_sheet_scan(desk: &dyn Desk, request: &Request) -> bool {
    let sheet = RecordId::Sheet(request.no.agenda.sheet(request.sheet));
    let on_sheet = match desk.record(sheet) {
        Some(Record::Sheet(sheet)) => sheet.lines.iter().any(|line| {
            line.paper
                .as_ref()
                .is_some_and(|paper| paper.scan.is_some())
        }),
        _ => false,
    };
    let letter = request.item(DocumentKey::Letter).is_some_and(|item| {
        *item.verdict() == Verdict::Conforms
            && item
                .current()
                .is_some_and(|document| matches!(document.evidence, Evidence::File { .. }))
    });
    on_sheet || letter
}
