//! The office itself, the choices on the lembar disposisi, and what *Pedoman* shows of the source.

use super::hours::day_text;
use crate::domain::office::{DutyClass, Position};
use crate::domain::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A language, by its two-letter tag. Which ones the screen has words in is told by the files of
/// words (`text::languages`); a policy may write its texts in any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language([u8; 2]);

/// The two that the desk comes with, written as the variants of an enum would be.
#[allow(non_upper_case_globals)]
impl Language {
    /// The language of the law and of the office; what another language lacks is told in it.
    pub const Indonesian: Language = Language(*b"id");
    pub const English: Language = Language(*b"en");
}

impl Language {
    /// The language with this tag; `None` unless it is two lower-case letters.
    pub fn of_tag(tag: &str) -> Option<Language> {
        let tag: [u8; 2] = tag.as_bytes().try_into().ok()?;
        tag.iter()
            .all(u8::is_ascii_lowercase)
            .then_some(Language(tag))
    }

    /// Its two-letter tag.
    pub fn tag(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Default for Language {
    fn default() -> Language {
        Language::Indonesian
    }
}

impl From<Language> for String {
    fn from(language: Language) -> String {
        language.tag().to_owned()
    }
}

impl TryFrom<String> for Language {
    type Error = NoTag;

    fn try_from(tag: String) -> Result<Language, NoTag> {
        Language::of_tag(&tag).ok_or(NoTag(tag))
    }
}

/// The text is no tag of a language; told as serde tells of an unknown variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoTag(String);

impl fmt::Display for NoTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown variant `{}`, expected `id`, `en`, …", self.0)
    }
}

/// A text by language, the Indonesian one always among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(pub BTreeMap<Language, String>);

impl Words {
    /// The text in this language, else in Indonesian.
    pub fn in_language(&self, language: Language) -> &str {
        let text = self.0.get(&language);
        text.or_else(|| self.0.get(&Language::Indonesian))
            .map_or("", String::as_str)
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

/// The agreement between the office and BSrE (PKS): without it the office is no Registration
/// Authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Its number.
    pub number: String,
    #[serde(with = "day_text")]
    pub from: Day,
    /// Its last day.
    #[serde(with = "day_text")]
    pub until: Day,
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
