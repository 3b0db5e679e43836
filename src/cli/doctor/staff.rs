//! What `doctor` tells of verifiers: papers that end, agencies for which nobody stands.

use crate::domain::credential::{Credential, CredentialKind};
use crate::domain::officer;
use crate::domain::policy::Policy;
use crate::domain::time::Day;
use crate::text::{self, Words, safe};
use std::collections::BTreeMap;

/// What is looked at of an officer.
pub struct Member<'a> {
    pub name: &'a str,
    pub credentials: &'a BTreeMap<CredentialKind, Credential>,
    /// A term of theirs is not over.
    pub works: bool,
    pub agencies: &'a [String],
    /// They are a verifier now.
    pub verifies: bool,
}

/// Papers that end within the policy's days or are over, the agreement with BSrE, and agencies that
/// nobody verifies though the office assigns them.
pub fn checks(words: &Words, members: &[Member], policy: &Policy, today: Day) -> Vec<String> {
    let ending = ending(words, members, policy, today);
    let assigned = members.iter().map(|one| (one.agencies, one.verifies));
    let uncovered = officer::uncovered(policy, assigned);
    let ending = Some(ending).filter(|said| !said.is_empty());
    let uncovered = text::staff::uncovered(words, &uncovered);
    ending.into_iter().chain(uncovered).collect()
}

fn ending(words: &Words, members: &[Member], policy: &Policy, today: Day) -> String {
    let days = policy.notices.credential_days_before;
    let working = members.iter().filter(|one| one.works);
    let papers = working.flat_map(|one| {
        let near = one.credentials.iter();
        let near = near.filter(|(_, paper)| paper.is_near(today, days));
        near.filter_map(|(kind, paper)| {
            text::staff::paper_ends(words, &safe(one.name), *kind, paper, today)
        })
    });
    let mut told: Vec<String> = papers.collect();
    let before = i64::from(policy.notices.agreement_days_before);
    let near = |until: Day| (until - today).num_days() <= before;
    if let Some(agreement) = policy.agreement.as_ref().filter(|one| near(one.until)) {
        let number = safe(&agreement.number);
        let what = words.with("agreement-no", &[("number", &number)]);
        told.push(text::staff::ends(words, &what, agreement.until, today));
    }
    told.join(" ")
}
