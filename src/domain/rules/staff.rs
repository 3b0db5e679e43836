//! The papers with which verifiers work, and the agencies that are assigned to them.

use super::super::credential::{Credential, CredentialKind};
use super::super::event::OfficerEvent;
use super::super::ids::OfficerId;
use super::super::office::Position;
use super::super::officer::Officer;
use super::super::policy::Policy;
use super::super::refusal::Refusal;
use super::super::request::Request;
use super::authority::{Actor, authority};
use super::draft::Draft;
use super::edit;

/// A paper of an officer; what is stated as it stands is not recorded again [R1.24].
pub(super) fn stated(
    officer: &Officer,
    kind: CredentialKind,
    stated: Option<&Credential>,
) -> Result<Option<OfficerEvent>, Refusal> {
    if let Some(paper) = stated {
        edit::required("number", &paper.number)?;
        edit::short("number", &paper.number)?;
        let ends_first = |(from, until)| until < from;
        if paper.from.zip(paper.until).is_some_and(ends_first) {
            let given = paper.until.map(|day| day.to_string());
            return Err(Refusal::Invalid {
                field: "until".to_owned(),
                given: given.unwrap_or_default(),
            });
        }
    }
    let stated = stated.map(|paper| Credential {
        number: paper.number.trim().to_owned(),
        ..paper.clone()
    });
    let another = officer.credentials.get(&kind) != stated.as_ref();
    Ok(another.then_some(OfficerEvent::Credential { kind, stated }))
}

/// The agencies that are assigned to an officer, in the place of those before [R1.26].
pub(super) fn assigned(
    officer: &Officer,
    policy: &Policy,
    agencies: &[String],
) -> Result<Option<OfficerEvent>, Refusal> {
    let mut names: Vec<String> = Vec::new();
    for given in agencies {
        let Some(agency) = policy.agency(given) else {
            return Err(Refusal::Invalid {
                field: "agencies".to_owned(),
                given: given.clone(),
            });
        };
        if !names.contains(&agency.name) {
            names.push(agency.name.clone());
        }
    }
    names.sort();
    Ok((officer.agencies != names).then_some(OfficerEvent::Assigned(names)))
}

/// The verifier to whom the agency of a request is assigned, where they may take it: they hold the
/// position now, are not its holder and have done nothing else on it. The next one to whom it is
/// assigned stands in; where there is none it goes to the pool [R4.14].
pub(super) fn verifier_of(draft: &Draft, request: &Request) -> Option<OfficerId> {
    let (_, policy) = draft.desk.policy();
    let agency = &policy.agency(&request.identity.agency)?.name;
    let officers = draft.desk.officers();
    let mut assigned = officers.iter().filter(|one| one.agencies.contains(agency));
    let takes = |officer: OfficerId| {
        let (actor, needed) = (Actor::officer(officer), [Position::Verifikator]);
        authority(draft.desk, &actor, &needed, Some(request), draft.at).is_ok()
    };
    let found = assigned.find(|one| takes(one.id))?;
    Some(found.id)
}
