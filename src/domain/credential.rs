//! The papers with which a verifier works: qualification, access to BSrE's portal, recommendation,
//! each with its number and dates [SOP Kualifikasi].

use super::keyed::keyed;
use super::time::Day;
use serde::{Deserialize, Serialize};

keyed! {
    /// Which paper it is; an officer has one of each.
    pub enum CredentialKind {
        /// What somebody must have learned to verify [SOP Kualifikasi].
        Qualification = "qualification",
        /// The account of a verifier in BSrE's portal.
        BsreAccess = "bsre-access",
        /// *Surat rekomendasi*.
        Recommendation = "recommendation",
    }
}

/// A paper that ends on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    pub number: String,
    pub from: Option<Day>,
    /// Its last day; without one it does not end.
    pub until: Option<Day>,
}

impl Credential {
    /// Calendar days until its last day; negative once past.
    pub fn days_left(&self, today: Day) -> Option<i64> {
        self.until.map(|until| (until - today).num_days())
    }

    /// Whether it is over.
    pub fn is_over(&self, today: Day) -> bool {
        self.days_left(today).is_some_and(|left| left < 0)
    }

    /// Whether it ends within so many days, or is over.
    pub fn is_near(&self, today: Day, days: u16) -> bool {
        self.days_left(today)
            .is_some_and(|left| left <= i64::from(days))
    }
}
