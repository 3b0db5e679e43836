//! E-mail addresses, lower case throughout; and how near a domain is to the office's.

use serde::{Deserialize, Serialize};
use std::fmt;

use crate::domain::names::edit_distance;

/// One address, `local@domain`, in lower case and without spaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// The text is not one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnEmail;

impl fmt::Display for NotAnEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not-an-email")
    }
}

impl std::error::Error for NotAnEmail {}

/// How an address stands to the office's domains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Belonging {
    /// At one of them or under it.
    Inside,
    /// Elsewhere, but so near that a typing error is likely; the domain that was meant.
    NearMiss(String),
    /// Elsewhere.
    Outside,
}

impl Email {
    /// Reads one address; case folds, spaces around it are dropped.
    ///
    /// # Errors
    /// [`NotAnEmail`] where it has no single `@`, an empty part, a space or control character, or
    /// a domain of fewer than two labels.
    pub fn parse(text: &str) -> Result<Email, NotAnEmail> {
        let address = text.trim().to_lowercase();
        let (local, domain) = address.split_once('@').ok_or(NotAnEmail)?;
        let odd = |letter: char| {
            letter.is_whitespace() || letter.is_control() || "<>()[],;:\\\"@".contains(letter)
        };
        let local_holds = !local.is_empty()
            && local.len() <= 64
            && !local.contains(odd)
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let label_holds = |label: &str| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        let domain_holds =
            domain.len() <= 253 && domain.contains('.') && domain.split('.').all(label_holds);
        if local_holds && domain_holds {
            Ok(Email(address))
        } else {
            Err(NotAnEmail)
        }
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the `@`.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }

    /// How the address stands to the policy's domains: exact or a subdomain, in any case.
    pub fn belongs<S: AsRef<str>>(&self, domains: &[S]) -> Belonging {
        belongs(self.domain(), domains)
    }
}

/// As [`Email::belongs`] for a bare domain.
pub fn belongs<S: AsRef<str>>(domain: &str, domains: &[S]) -> Belonging {
    let domain = domain.to_lowercase();
    let wanted = || {
        domains
            .iter()
            .map(|wanted| wanted.as_ref().trim_start_matches('@').to_lowercase())
            .filter(|wanted| !wanted.is_empty())
    };
    let inside = |wanted: &String| {
        domain
            .strip_suffix(wanted.as_str())
            .is_some_and(|front| front.is_empty() || front.ends_with('.'))
    };
    if wanted().any(|wanted| inside(&wanted)) {
        return Belonging::Inside;
    }
    wanted()
        .map(|wanted| (near_distance(&domain, &wanted), wanted))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map_or(Belonging::Outside, |(_, wanted)| {
            Belonging::NearMiss(wanted)
        })
}

/// Edit distance of the wanted domain to the same number of labels at the end of this one, or to
/// all of it (a dot may be what is missing).
fn near_distance(domain: &str, wanted: &str) -> usize {
    let labels = wanted.split('.').count();
    let all: Vec<&str> = domain.split('.').collect();
    let tail = all[all.len().saturating_sub(labels)..].join(".");
    edit_distance(&tail, wanted, 2).min(edit_distance(domain, wanted, 2))
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Email {
    type Error = NotAnEmail;
    fn try_from(text: String) -> Result<Email, NotAnEmail> {
        Email::parse(&text)
    }
}

impl std::str::FromStr for Email {
    type Err = NotAnEmail;
    fn from_str(text: &str) -> Result<Email, NotAnEmail> {
        Email::parse(text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> String {
        email.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn folds_case_and_space() {
        let email = Email::parse(" Siti.R@BabelProv.go.id ").unwrap();
        assert_eq!(email.as_str(), "siti.r@babelprov.go.id");
        assert_eq!(email.domain(), "babelprov.go.id");
    }

    #[test]
    fn what_is_no_address() {
        for text in [
            "",
            "siti",
            "@a.id",
            "a@",
            "a@b",
            "a b@c.id",
            "a@b@c.id",
            "a@.id",
            "a@b..id",
            ".a@b.id",
            "a..b@c.id",
            "a@-b.id",
            "a@b.id, c@d.id",
            "a\u{1b}@b.id",
            "<a@b.id>",
        ] {
            assert_eq!(Email::parse(text), Err(NotAnEmail), "{text:?}");
        }
    }

    #[test]
    fn exact_subdomain_near_and_far() {
        let office = ["babelprov.go.id"];
        let near = Belonging::NearMiss("babelprov.go.id".into());
        for (text, expected) in [
            ("a@babelprov.go.id", Belonging::Inside),
            ("a@DINKES.babelprov.go.id", Belonging::Inside),
            ("a@bableprov.go.id", near.clone()),
            ("a@dinkes.bableprov.go.id", near.clone()),
            ("a@babelprov.co.id", near.clone()),
            ("a@babelprovgo.id", near.clone()),
            ("a@xbabelprov.go.id", near),
            ("a@babelprov.go.id.evil.com", Belonging::Outside),
            ("a@gmail.com", Belonging::Outside),
        ] {
            assert_eq!(
                Email::parse(text).unwrap().belongs(&office),
                expected,
                "{text}"
            );
        }
    }
}
