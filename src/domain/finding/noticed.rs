//! What a short row keeps of the checks of an identity: enough to tell in a list how much they
//! weigh, and no number. What the policy decides is judged when the row is read, so that a policy
//! adopted since counts.

use serde::{Deserialize, Serialize};

use super::{FindingCode, IdentityContext, IdentityInput, Severity, check_identity};
use crate::domain::identity::Email;
use crate::domain::kind::Kind;
use crate::domain::policy::{Category, Policy};
use crate::domain::request::{AcceptedWarning, Identity};

/// Found by a rule that looks at the policy.
const BY_POLICY: [FindingCode; 3] = [
    FindingCode::NipMissing,
    FindingCode::NipAppointment,
    FindingCode::EmailDomain,
];

/// What the checks of an identity noticed, but for what hangs on the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noticed {
    /// Found whatever the policy says.
    found: Vec<FindingCode>,
    /// Warnings that were accepted with a reason.
    accepted: Vec<FindingCode>,
    /// Domain of the e-mail; empty where the address is none.
    domain: String,
    category: Option<Category>,
}

impl Noticed {
    /// What is noticed of an identity by itself.
    pub fn of(identity: &Identity, kind: Kind, accepted: &[AcceptedWarning]) -> Noticed {
        let input = IdentityInput {
            nik: &identity.nik,
            nip: &identity.nip,
            email: "",
            phone: &identity.phone,
            birth_date: identity.birth_date,
        };
        let bare = IdentityContext {
            kind,
            email_domains: &[],
            nip_required: false,
            appointment_month: None,
            email_domain_blocks: false,
            certificate_identified: false,
        };
        let found = check_identity(&input, &bare).into_iter();
        let address = Email::parse(&identity.email).map(|address| address.to_string());
        let domain = address.ok().and_then(|address| {
            let (_, domain) = address.rsplit_once('@')?;
            Some(domain.chars().take(48).collect())
        });
        Noticed {
            found: found
                .map(|finding| finding.code)
                .filter(|code| !BY_POLICY.contains(code))
                .collect(),
            accepted: accepted
                .iter()
                .filter_map(|warning| FindingCode::from_key(&warning.code))
                .collect(),
            domain: domain.unwrap_or_default(),
            category: identity.category,
        }
    }

    /// The heaviest of what is still to be mended or accepted; `None` where nothing is. `nip` as
    /// stated.
    pub fn weight(&self, nip: &str, kind: Kind, policy: &Policy) -> Option<Severity> {
        let email = match self.domain.as_str() {
            "" => String::new(),
            domain => format!("x@{domain}"),
        };
        let input = IdentityInput {
            nip,
            email: &email,
            ..IdentityInput::default()
        };
        let context = IdentityContext::of(policy, kind, self.category, nip);
        let by_policy = check_identity(&input, &context)
            .into_iter()
            .filter(|finding| BY_POLICY.contains(&finding.code))
            .map(|finding| (finding.code, finding.severity));
        let found = self.found.iter().map(|code| (*code, code.severity()));
        found
            .chain(by_policy)
            // Whose certificate a revocation is for is known without the numbers.
            .map(|(code, severity)| match kind {
                Kind::Revoke => (code, severity.min(Severity::Warning)),
                _ => (code, severity),
            })
            .filter(|(code, severity)| match severity {
                Severity::Blocker | Severity::Sleeps => true,
                Severity::Warning => !self.accepted.contains(code),
                Severity::Info => false,
            })
            .map(|(_, severity)| severity)
            .max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::OfficerId;
    use crate::domain::time::Instant;
    use crate::policy_file::babel;
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn identity() -> impl Strategy<Value = Identity> {
        let nik = select(vec![
            "",
            "1971024710850022",
            "197102471085002",
            "9971024710850022",
        ]);
        let nip = select(vec![
            "",
            "198510072005032039",
            "198510072021212039",
            "198510072005033039",
            "19851007",
        ]);
        let email = select(vec![
            "",
            "yuliana",
            "yuliana@babelprov.go.id",
            "yuliana@bableprov.go.id",
            "Yuliana <yuliana@gmail.com>",
        ]);
        let category = prop::option::of(select(Category::ALL.to_vec()));
        let birth = prop::option::of(select(vec![
            NaiveDate::from_ymd_opt(1985, 10, 7),
            NaiveDate::from_ymd_opt(1985, 7, 10),
        ]));
        (nik, nip, email, category, birth).prop_map(|(nik, nip, email, category, birth)| Identity {
            nik: nik.to_owned(),
            nip: nip.to_owned(),
            email: email.to_owned(),
            birth_date: birth.flatten(),
            category,
            ..Identity::default()
        })
    }

    proptest! {
        #[test]
        fn a_row_weighs_what_the_checks_find(
            identity in identity(),
            kind in select(Kind::ALL.to_vec()),
            accepted in prop::option::of(select(FindingCode::ALL.to_vec())),
        ) {
            let accepted: Vec<AcceptedWarning> = accepted
                .map(|code| AcceptedWarning {
                    code: code.as_str().to_owned(),
                    reason: "sudah dicek".to_owned(),
                    by: OfficerId(1),
                    at: Instant(0),
                })
                .into_iter()
                .collect();
            let policy = babel();
            let input = IdentityInput {
                nik: &identity.nik,
                nip: &identity.nip,
                email: &identity.email,
                phone: &identity.phone,
            birth_date: identity.birth_date,
            };
            let mut context = IdentityContext::of(&policy, kind, identity.category, &identity.nip);
            context.certificate_identified = true;
            let mut found = check_identity(&input, &context);
            // What a revocation's numbers weigh, its e-mail weighs too.
            found.retain(|finding| {
                finding.severity == Severity::Blocker
                    || finding.severity == Severity::Warning
                        && accepted.iter().all(|warning| warning.code != finding.code.as_str())
            });
            let worst = found.iter().map(|finding| finding.severity).max();
            let noticed = Noticed::of(&identity, kind, &accepted);
            prop_assert_eq!(noticed.weight(&identity.nip, kind, &policy), worst);
        }
    }
}
