//! What is noticed of what BSrE and the holder did: told where it is typed and with the request,
//! never refused [R9.12, R10.13].

use super::{Finding, FindingCode};
use crate::domain::certificate::CertificateForm;
use crate::domain::policy::Validity;
use crate::domain::time::Day;

/// The holder activated after the last day of the link. Arguments: `until`, `date`.
pub fn activation_late(until: Day, activated: Day) -> Option<Finding> {
    (activated > until).then(|| {
        Finding::new(FindingCode::ActivationLate)
            .with("until", until)
            .with("date", activated)
    })
}

/// The certificate runs longer than the policy lets one run; whole days are compared, since a
/// notice may tell no times. Arguments: `validity` and `allowed`, in days.
pub fn validity_long(form: &CertificateForm, policy: Validity) -> Option<Finding> {
    let days = (form.not_after.day() - form.not_before.day()).num_days();
    (days > i64::from(policy.days)).then(|| {
        Finding::new(FindingCode::ValidityLong)
            .with("validity", days)
            .with("allowed", policy.days)
    })
}
