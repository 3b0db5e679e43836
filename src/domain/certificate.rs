//! Sertifikat elektronik in the inventory [docs/rules.md §10].

use super::identity::Serial;
use super::ids::{CertificateId, PersonId, RequestNo};
use super::time::{Day, Instant};
use crate::domain::keyed::keyed;
use serde::{Deserialize, Serialize};

/// Who issued it [SE F.6.c].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IssuingBody {
    Bsre,
    Bppt,
}

/// Where the desk has the data from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CertificateSource {
    /// Typed or pasted from the notice.
    Typed,
    /// Read from the certificate file.
    File,
    /// Taken over from an earlier list.
    Inventory,
}

/// What stands in a certificate or its notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateForm {
    /// May be missing in a notice; required before it can be revoked.
    pub serial: Option<Serial>,
    pub issuer: String,
    pub body: IssuingBody,
    /// Subject CN.
    pub name: String,
    pub email: String,
    /// Subject O/OU.
    pub agency: String,
    /// NIK in the subject, where present.
    pub nik: String,
    /// Key algorithm and size, e.g. `RSA 2048`.
    pub key: String,
    /// First moment of validity, UTC.
    pub not_before: Instant,
    /// Last moment of validity, UTC. Never used to derive `not_before` [R10.3].
    pub not_after: Instant,
    pub fingerprint: Option<[u8; 32]>,
    pub source: CertificateSource,
}

/// A revocation that BSrE carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    pub date: Day,
    /// Key of the policy's cause.
    pub cause: String,
    /// RFC 5280 5.3.1 reason.
    pub reason: String,
    /// Replaced after a transfer inside the province, or leaving it [SE E.8].
    pub internal: bool,
    /// When the desk recorded it: what lapsed by it lapsed then.
    pub recorded: Instant,
}

/// What was recorded of a certificate's life; expiry follows from time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    Good,
    Suspended {
        since: Day,
    },
    Revoked(Revocation),
    /// Another certificate stands in its place.
    Replaced {
        by: CertificateId,
    },
}

keyed! {
    /// Status at a moment [R10.6].
    pub enum CertificateStatus {
        Active = "active",
        Replaced = "replaced",
        Expired = "expired",
        Suspended = "suspended",
        Revoked = "revoked",
    }
}

/// A certificate of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    pub id: CertificateId,
    pub revision: u32,
    pub form: CertificateForm,
    pub holder: Option<PersonId>,
    /// The request that brought it.
    pub request: Option<RequestNo>,
    pub replaces: Option<CertificateId>,
    pub standing: Standing,
    /// Day the passphrase was last said to be changed; never the passphrase [SE F.2.a.4].
    pub passphrase: Option<Day>,
}

impl Certificate {
    /// Status at a moment: what was recorded, then time.
    pub fn status(&self, at: Instant) -> CertificateStatus {
        match &self.standing {
            Standing::Revoked(_) => CertificateStatus::Revoked,
            Standing::Replaced { .. } => CertificateStatus::Replaced,
            _ if self.form.not_after < at => CertificateStatus::Expired,
            Standing::Suspended { .. } => CertificateStatus::Suspended,
            Standing::Good => CertificateStatus::Active,
        }
    }

    /// Whole calendar days in WIB from `today` to the day of not-after; negative once past.
    pub fn days_left(&self, today: Day) -> i64 {
        (self.form.not_after.day() - today).num_days()
    }
}
