//! The five kinds of request that the desk handles.

use crate::domain::keyed::keyed;

keyed! {
    /// What a request asks for. One request is one name and one kind.
    pub enum Kind {
        /// Penerbitan: no certificate yet, or the last one expired or was revoked.
        Issue = "issue",
        /// Pembaruan: the certificate is active and near its end.
        Renew = "renew",
        /// Perubahan Data: the NIK changed [SE F.5.a], or a transfer inside the province [SE E.8.a].
        Change = "change",
        /// Reset Passphrase: forgotten while the certificate is active [practice].
        Reset = "reset",
        /// Pencabutan [SE F.6].
        Revoke = "revoke",
    }
}
