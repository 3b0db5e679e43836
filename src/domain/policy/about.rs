//! The office itself, the choices on the lembar disposisi, and what *Pedoman* shows of the source.

use crate::domain::office::{DutyClass, Position};
use serde::{Deserialize, Serialize};

/// A text in both languages of the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
}

/// The language a person reads the desk in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Language {
    /// Written `id`.
    #[default]
    #[serde(rename = "id")]
    Indonesian,
    /// Written `en`.
    #[serde(rename = "en")]
    English,
}

impl Words {
    /// The text in this language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Indonesian => &self.id,
            Language::English => &self.en,
        }
    }
}

/// The office that runs the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// The full name, as on letters.
    pub name: String,
    /// The name on the top line of the screen.
    pub short: String,
    /// The unit that is the Registration Authority [SE F.1.b].
    pub unit: String,
    /// The province's government.
    pub province: String,
    /// The region code of the province (two digits of the NIK).
    pub region: String,
    /// The city that letters are dated from.
    pub city: String,
    /// The language of a new officer's screen.
    pub language: Language,
    /// Domains of official e-mail; subdomains count.
    pub email_domains: Vec<String>,
}

/// What the office says about a position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PositionRules {
    /// The title on screen and on the sheet.
    pub title: Words,
    /// The instruction ticked at first when this official disposes; officials only.
    pub default_instruction: Option<String>,
    /// Who takes the step when its holder is the holder of the certificate.
    pub stand_in: Option<Position>,
}

/// Two positions whose duties one person may combine on a request; the default is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllowedPair {
    /// One class.
    pub one: DutyClass,
    /// The other class.
    pub other: DutyClass,
}

/// A choice with a key: an instruction, a sifat, a kecepatan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Kept in the records; never reused for another meaning.
    pub key: String,
    /// The words of the sheet.
    pub text: Words,
}

/// How to reach the office and BSrE [SE F.7.b].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contacts {
    /// Telephone numbers of the service desk.
    pub phones: Vec<String>,
    /// The office's mailbox.
    pub email: String,
    /// The office's website, where the form stands [SE F.3.a].
    pub website: String,
    /// BSrE's portal [SE F.5.b].
    pub portal: String,
    /// BSrE's Service Desk [SE F.6.c.1].
    pub service_desk: String,
    /// Where a signed PDF is checked; the circular's address is stale [SE F.8.b].
    pub verifier: String,
}

/// A document that the procedure rests on, as *Pedoman* shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    /// The regulation with number and year.
    pub title: String,
    /// Where the source contradicts itself; empty otherwise.
    pub remark: Words,
}

/// What the circular and the procedure say about themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceDocument {
    /// `circular` or `sop`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its number, as printed.
    pub number: String,
    /// Its date, as printed.
    pub date: String,
    /// Who signed it.
    pub signer: String,
    /// What the desk has to say about it; empty where nothing.
    pub remark: Words,
}
