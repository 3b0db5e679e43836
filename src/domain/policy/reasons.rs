//! Why a request is rejected and why a certificate is revoked.

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

/// Why a certificate is revoked [SE F.6.a is an open list].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Penyalahgunaan.
    Misuse,
    /// Mutasi keluar dari pemerintah provinsi.
    TransferOut,
    /// Pensiun.
    Retirement,
    /// Meninggal dunia.
    Death,
    /// Mengundurkan diri.
    Resignation,
    /// Pemberhentian for another reason.
    Dismissal,
    /// The key or passphrase is known to someone else.
    Compromise,
    /// Internal: replaced after a transfer inside the province or a changed NIK [SE E.8.a, F.5.a].
    Replaced,
    /// Another cause, told in words.
    Other,
}

impl Cause {
    /// Every cause, in the order of the forms.
    pub const ALL: [Cause; 9] = [
        Cause::Misuse,
        Cause::TransferOut,
        Cause::Retirement,
        Cause::Death,
        Cause::Resignation,
        Cause::Dismissal,
        Cause::Compromise,
        Cause::Replaced,
        Cause::Other,
    ];

    /// The key used in files, verbs and message names.
    pub fn as_str(self) -> &'static str {
        match self {
            Cause::Misuse => "misuse",
            Cause::TransferOut => "transfer_out",
            Cause::Retirement => "retirement",
            Cause::Death => "death",
            Cause::Resignation => "resignation",
            Cause::Dismissal => "dismissal",
            Cause::Compromise => "compromise",
            Cause::Replaced => "replaced",
            Cause::Other => "other",
        }
    }

    /// The cause with this key.
    pub fn from_key(key: &str) -> Option<Cause> {
        Cause::ALL.into_iter().find(|cause| cause.as_str() == key)
    }
}

/// Reason codes of revocation lists [RFC 5280 5.3.1] that the desk uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CrlReason {
    /// 0, unspecified.
    Unspecified,
    /// 1, keyCompromise.
    KeyCompromise,
    /// 2, cACompromise.
    #[serde(rename = "cACompromise")]
    CaCompromise,
    /// 3, affiliationChanged.
    AffiliationChanged,
    /// 4, superseded.
    Superseded,
    /// 5, cessationOfOperation.
    CessationOfOperation,
    /// 6, certificateHold.
    CertificateHold,
    /// 8, removeFromCRL.
    #[serde(rename = "removeFromCRL")]
    RemoveFromCrl,
    /// 9, privilegeWithdrawn.
    PrivilegeWithdrawn,
    /// 10, aACompromise.
    #[serde(rename = "aACompromise")]
    AaCompromise,
}

impl CrlReason {
    /// Every reason of the standard.
    pub const ALL: [CrlReason; 10] = [
        CrlReason::Unspecified,
        CrlReason::KeyCompromise,
        CrlReason::CaCompromise,
        CrlReason::AffiliationChanged,
        CrlReason::Superseded,
        CrlReason::CessationOfOperation,
        CrlReason::CertificateHold,
        CrlReason::RemoveFromCrl,
        CrlReason::PrivilegeWithdrawn,
        CrlReason::AaCompromise,
    ];

    /// The name as the standard writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            CrlReason::Unspecified => "unspecified",
            CrlReason::KeyCompromise => "keyCompromise",
            CrlReason::CaCompromise => "cACompromise",
            CrlReason::AffiliationChanged => "affiliationChanged",
            CrlReason::Superseded => "superseded",
            CrlReason::CessationOfOperation => "cessationOfOperation",
            CrlReason::CertificateHold => "certificateHold",
            CrlReason::RemoveFromCrl => "removeFromCRL",
            CrlReason::PrivilegeWithdrawn => "privilegeWithdrawn",
            CrlReason::AaCompromise => "aACompromise",
        }
    }

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

/// Whether the holder stays in the province's service [SE E.8].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevokeScope {
    /// Replaced after a transfer or change inside the province [SE E.8.a].
    Internal,
    /// Leaves service or province, or loses the right [SE E.8.b].
    External,
}

impl RevokeScope {
    /// The key used in files and message names.
    pub fn as_str(self) -> &'static str {
        match self {
            RevokeScope::Internal => "internal",
            RevokeScope::External => "external",
        }
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
