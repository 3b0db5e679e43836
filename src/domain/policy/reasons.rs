//! Why a request is rejected and why a certificate is revoked.

use crate::domain::keyed::keyed;
use crate::domain::kind::Kind;
use crate::domain::office::Position;
use serde::{Deserialize, Serialize};

use super::Words;

/// A reason for rejecting, chosen by code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RejectReason {
    /// Kept in the records; never reused for another meaning.
    pub code: String,
    /// The sentence for the requester.
    pub text: Words,
    /// Who may use it: Kadis, Kabid, verifier.
    pub who: Vec<Position>,
}

keyed! {
    /// Why a certificate is revoked [SE F.6.a is an open list].
    pub enum Cause {
        /// Penyalahgunaan.
        Misuse = "misuse",
        /// Mutasi keluar dari pemerintah provinsi.
        TransferOut = "transfer_out",
        /// Pensiun.
        Retirement = "retirement",
        /// Meninggal dunia.
        Death = "death",
        /// Mengundurkan diri.
        Resignation = "resignation",
        /// Pemberhentian for another reason.
        Dismissal = "dismissal",
        /// The key or passphrase is known to someone else.
        Compromise = "compromise",
        /// Internal: replaced after a transfer inside the province or a changed NIK [SE E.8.a, F.5.a].
        Replaced = "replaced",
        /// Another cause, told in words.
        Other = "other",
        /// Mutasi di dalam provinsi: why data change [SE E.8.a].
        Transfer = "transfer",
    }
}

keyed! {
    /// Reason codes of revocation lists [RFC 5280 5.3.1] that the desk uses.
    pub enum CrlReason {
        /// 0, unspecified.
        Unspecified = "unspecified",
        /// 1, keyCompromise.
        KeyCompromise = "keyCompromise",
        /// 2, cACompromise.
        CaCompromise = "cACompromise",
        /// 3, affiliationChanged.
        AffiliationChanged = "affiliationChanged",
        /// 4, superseded.
        Superseded = "superseded",
        /// 5, cessationOfOperation.
        CessationOfOperation = "cessationOfOperation",
        /// 6, certificateHold.
        CertificateHold = "certificateHold",
        /// 8, removeFromCRL.
        RemoveFromCrl = "removeFromCRL",
        /// 9, privilegeWithdrawn.
        PrivilegeWithdrawn = "privilegeWithdrawn",
        /// 10, aACompromise.
        AaCompromise = "aACompromise",
    }
}

impl CrlReason {
    /// The number in a revocation list; 7 is not used by the standard.
    pub fn code(self) -> u8 {
        match self {
            CrlReason::Unspecified => 0,
            CrlReason::KeyCompromise => 1,
            CrlReason::CaCompromise => 2,
            CrlReason::AffiliationChanged => 3,
            CrlReason::Superseded => 4,
            CrlReason::CessationOfOperation => 5,
            CrlReason::CertificateHold => 6,
            CrlReason::RemoveFromCrl => 8,
            CrlReason::PrivilegeWithdrawn => 9,
            CrlReason::AaCompromise => 10,
        }
    }

    /// The reason with this number.
    pub fn from_code(code: u8) -> Option<CrlReason> {
        CrlReason::ALL
            .into_iter()
            .find(|reason| reason.code() == code)
    }
}

keyed! {
    /// Whether the holder stays in the province's service [SE E.8].
    pub enum RevokeScope {
        /// Replaced after a transfer or change inside the province [SE E.8.a].
        Internal = "internal",
        /// Leaves service or province, or loses the right [SE E.8.b].
        External = "external",
    }
}

/// What the office does with one cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CauseRules {
    /// The cause as the office writes it.
    pub name: Words,
    /// The document that proves it [SE F.6.b; decision for reports].
    pub document: Words,
    /// What the revocation list will say [RFC 5280 5.3.1].
    pub reason: CrlReason,
    /// Internal or external [SE E.8].
    pub scope: RevokeScope,
    /// May be rejected; where `false` it can only be returned.
    pub rejectable: bool,
    /// Pencabutan segera: sent at once, the dispositions follow.
    pub urgent: bool,
    /// Needs number, date and TMT of the document.
    pub needs_tmt: bool,
    /// Offered when a revocation is requested; an internal cause follows from a change instead.
    pub requestable: bool,
}

impl Cause {
    /// Whether it is stated for a request of this kind: of a change only that somebody is
    /// transferred inside the province is; of a revocation what the policy offers.
    pub fn is_for(self, kind: Kind, rules: &CauseRules) -> bool {
        match kind {
            Kind::Change => self == Cause::Transfer,
            Kind::Revoke => rules.requestable,
            Kind::Issue | Kind::Renew | Kind::Reset => false,
        }
    }
}
