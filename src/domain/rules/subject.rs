//! Which certificate a request is about, and what becomes of it [R13.2, R13.5].

use super::super::certificate::{Certificate, CertificateStatus, Standing};
use super::super::desk::Desk;
use super::super::identity::{CellKind, Nik, repair_nik};
use super::super::ids::PersonId;
use super::super::keys::Key;
use super::super::kind::Kind;
use super::super::policy::{Policy, TransferOutcome};
use super::super::record::Record;
use super::super::refusal::Block;
use super::super::request::{Outcome, ParticularKey, Request};
use super::compare;

/// The certificates of a person.
pub(super) fn certificates(desk: &dyn Desk, person: PersonId) -> Vec<Certificate> {
    let held = desk.members(&Key::held_prefix(person)).into_iter();
    held.filter_map(|id| match desk.record(id) {
        Some(Record::Certificate(certificate)) => Some(*certificate),
        _ => None,
    })
    .collect()
}

/// The person's certificates but the one that the request itself brought.
pub(super) fn others(desk: &dyn Desk, request: &Request) -> Vec<Certificate> {
    let held = request.person.map(|person| certificates(desk, person));
    let mut known = held.unwrap_or_default();
    known.retain(|certificate| certificate.request != Some(request.no));
    known
}

/// Those of them that were active at the received date: the kind is judged by it [R6.1].
pub(super) fn active<'a>(known: &'a [Certificate], request: &Request) -> Vec<&'a Certificate> {
    let at = request.received;
    // What is suspended can be revoked, and nothing else.
    let stands = |known: &Certificate| match known.status(at) {
        CertificateStatus::Active => true,
        CertificateStatus::Suspended => request.kind == Kind::Revoke,
        _ => false,
    };
    let active = |known: &&Certificate| stands(known) || is_meant(request, known);
    known.iter().filter(active).collect()
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
    if must_reissue(request, old) {
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

/// A changed NIK is another identity, and what was revoked serves nobody: the certificate is reissued
/// [SE F.5.a].
pub(super) fn must_reissue(request: &Request, old: Option<&Certificate>) -> bool {
    let revoked = old.is_some_and(|old| matches!(old.standing, Standing::Revoked(_)));
    revoked || nik_changed(request, old)
}

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

/// Whether the certificate is the one that a request that BSrE has is about: what became of it since
/// is the request's own doing.
pub(super) fn is_meant(request: &Request, certificate: &Certificate) -> bool {
    let here = request.stage.is_before_sending();
    let status = certificate.status(request.received);
    let own = !here || status == CertificateStatus::Revoked && request.kind == Kind::Change;
    own && request.particulars.certificate == Some(certificate.id)
}
