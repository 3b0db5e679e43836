//! What BSrE's portal says of its users, in its own words.

use super::keyed::keyed;
use serde::{Deserialize, Serialize};

/// What the portal says of a user, in its own words: kept beside what the desk knows, never mixed
/// with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalAccount {
    /// Status of the account, as given.
    pub account: String,
    /// Status of the certificate, as given.
    pub certificate: String,
    /// How many signatures were made.
    pub signatures: Option<u32>,
}

/// What is known of a person in the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InPortal {
    Account(PortalAccount),
    /// A whole recap did not name them.
    Absent,
}

keyed! {
    /// What the portal's word says of an account.
    pub enum AccountWord {
        Verified = "verified",
        New = "new",
        /// A change waits to be approved.
        Update = "update",
        Denied = "denied",
    }
}

keyed! {
    /// What the portal's word says of a certificate.
    pub enum CertificateWord {
        Issued = "issued",
        New = "new",
        Renew = "renew",
        Expired = "expired",
        Revoked = "revoked",
        Denied = "denied",
    }
}

/// A word of the portal in any case; its forms differ by version.
fn plain(word: &str) -> String {
    word.trim().to_lowercase()
}

impl AccountWord {
    /// What a word says; `None` for one that is not known.
    pub fn read(word: &str) -> Option<AccountWord> {
        AccountWord::from_key(&plain(word))
    }
}

impl CertificateWord {
    /// What a word says; `None` for one that is not known.
    pub fn read(word: &str) -> Option<CertificateWord> {
        let word = plain(word);
        match word.as_str() {
            "issue" => Some(CertificateWord::Issued),
            "revoke" => Some(CertificateWord::Revoked),
            "expire" => Some(CertificateWord::Expired),
            other => CertificateWord::from_key(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_case_and_the_rest_is_not_guessed() {
        for (word, means) in [
            ("ISSUE", Some(CertificateWord::Issued)),
            ("Issued", Some(CertificateWord::Issued)),
            ("renew", Some(CertificateWord::Renew)),
            ("REVOKE", Some(CertificateWord::Revoked)),
            ("Revoked", Some(CertificateWord::Revoked)),
            ("Expired", Some(CertificateWord::Expired)),
            ("NEW", Some(CertificateWord::New)),
            ("Denied", Some(CertificateWord::Denied)),
            ("", None),
            ("SUSPEND", None),
            ("isu", None),
        ] {
            assert_eq!(CertificateWord::read(word), means, "{word}");
        }
        assert_eq!(AccountWord::read(" Verified "), Some(AccountWord::Verified));
        assert_eq!(AccountWord::read("UPDATE"), Some(AccountWord::Update));
        assert_eq!(AccountWord::read("aktif"), None);
    }
}
