//! The filter language: `nama:siti pd:dinkes status:aktif sisa:<30 jenis:terbit lewat:`, with keys
//! and values in Indonesian and English, quoted phrases, and plain words that are looked for in
//! every text of a row. All terms must hold; several values of one key are written with commas.

mod parse;
mod subject;
pub mod words;

pub use subject::{Bound, Lookup, Subject, Wanted, hex_of_decimal};
pub use words::{Field, Key};

use super::certificate::{CertificateStatus, IssuingBody};
use super::identity::Nik;
use super::kind::Kind;
use super::refusal::Refusal;
use super::request::Stage;
use crate::domain::keyed::keyed;
use std::fmt;

/// What a row must be to be shown: all of the terms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    pub terms: Vec<Term>,
}

/// One condition. Texts are [`fold`]ed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// Part of the name, NIP, agency, number, serial or e-mail.
    Text(String),
    /// Part of one of them. An agency also answers to the policy's other names for it.
    In(Field, String),
    /// The whole NIK, or its last four digits: never less, or a search would reveal it digit by
    /// digit [R11.8].
    Nik {
        whole: Option<Nik>,
        tail: String,
    },
    Kind(Vec<Kind>),
    Stage(Vec<Stage>),
    Status(Vec<CertificateStatus>),
    Issuer(Vec<IssuingBody>),
    /// Whether the day of the passphrase is known.
    Passphrase(Vec<bool>),
    /// Calendar days left of a certificate, both ends included.
    Remaining {
        from: Option<i32>,
        to: Option<i32>,
    },
    /// It waits for the asking officer.
    Mine,
    /// Over a standard or a deadline.
    Overdue,
}

/// Text as it is compared: lower case, on one line.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        // Nearly every text, and a tenth of the time.
        let lower = text.to_ascii_lowercase();
        return match lower.bytes().any(|byte| byte.is_ascii_control()) {
            true => lower.replace(char::is_control, " "),
            false => lower,
        };
    }
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .flat_map(char::to_lowercase)
        .collect()
}

impl Filter {
    /// Nothing is asked for: every row is shown.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The answer differs from officer to officer.
    pub fn asks_who(&self) -> bool {
        self.terms.contains(&Term::Mine)
    }

    /// The texts to highlight in what is found.
    pub fn needles(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().filter_map(|term| match term {
            Term::Text(text) | Term::In(_, text) => Some(text.as_str()),
            _ => None,
        })
    }
}

keyed! {
    /// What is wrong with a filter.
    pub enum FilterFault {
        /// No key of the language.
        UnknownKey = "filter-unknown-key",
        /// No value of this key.
        UnknownValue = "filter-unknown-value",
        /// Not a number, or a range of them: `30`, `<30`, `>=7`, `7-30`.
        NotANumber = "filter-not-a-number",
        /// A NIK is searched by all 16 digits or the last four.
        NikDigits = "filter-nik-digits",
    }
}

/// A filter that cannot be used, with the part that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    pub fault: FilterFault,
    /// The offending part as typed.
    pub part: String,
    /// The key or value that is likely meant.
    pub near: Option<&'static str>,
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.fault.as_str(), self.part)
    }
}

impl std::error::Error for FilterError {}

impl From<FilterError> for Refusal {
    fn from(error: FilterError) -> Refusal {
        Refusal::Invalid {
            field: "filter".to_owned(),
            given: error.part,
        }
    }
}

#[cfg(test)]
mod tests;
