//! The five kinds of request that the desk handles.

use serde::{Deserialize, Serialize};

/// What a request asks for. One request is one name and one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Penerbitan: no certificate yet, or the last one expired or was revoked.
    Issue,
    /// Pembaruan: the certificate is active and near its end.
    Renew,
    /// Perubahan Data: the NIK changed [SE F.5.a], or a transfer inside the province [SE E.8.a].
    Change,
    /// Reset Passphrase: forgotten while the certificate is active [practice].
    Reset,
    /// Pencabutan [SE F.6].
    Revoke,
}

impl Kind {
    /// Every kind, in the order of the forms.
    pub const ALL: [Kind; 5] = [
        Kind::Issue,
        Kind::Renew,
        Kind::Change,
        Kind::Reset,
        Kind::Revoke,
    ];

    /// The key used in files, verbs and message names.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Issue => "issue",
            Kind::Renew => "renew",
            Kind::Change => "change",
            Kind::Reset => "reset",
            Kind::Revoke => "revoke",
        }
    }

    /// The kind with this key.
    pub fn from_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == key)
    }
}
