//! Surat masuk: what arrives at the counter, with one name or many.

use super::ids::{Agenda, FileHash};
use super::time::{Day, Instant};
use serde::{Deserialize, Serialize};

/// Sifat of a letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Nature {
    #[default]
    Ordinary,
    Important,
    Confidential,
}

/// Kecepatan of a letter or a disposition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Urgency {
    #[default]
    Ordinary,
    Urgent,
    VeryUrgent,
}

impl Nature {
    pub const ALL: [Nature; 3] = [Nature::Ordinary, Nature::Important, Nature::Confidential];
    /// Key used in files and for the words on screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Nature::Ordinary => "ordinary",
            Nature::Important => "important",
            Nature::Confidential => "confidential",
        }
    }
}

impl Urgency {
    pub const ALL: [Urgency; 3] = [Urgency::Ordinary, Urgency::Urgent, Urgency::VeryUrgent];
    /// Key used in files and for the words on screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Urgency::Ordinary => "ordinary",
            Urgency::Urgent => "urgent",
            Urgency::VeryUrgent => "very-urgent",
        }
    }
}

/// How a letter came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LetterSource {
    /// A letter on paper or by mail, registered by hand.
    Letter,
    /// Rows of a form export.
    Form,
    /// The desk's own initiative: an internal note stands in for the letter.
    InternalNote,
}

/// What is written on the letter and its agenda stamp [SOP 1].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterForm {
    /// Surat dari: the sending agency or person.
    pub from: String,
    /// The sender's number; empty for a form row without a letter.
    pub number: String,
    pub date: Option<Day>,
    pub received: Instant,
    pub nature: Nature,
    pub urgency: Urgency,
    pub attachments: String,
    /// Hal.
    pub subject: String,
    /// Tembusan.
    pub copies: String,
    pub scan: Option<FileHash>,
}

/// A registered letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub no: Agenda,
    pub revision: u32,
    pub form: LetterForm,
    pub source: LetterSource,
    /// Names on the letter; their requests are lines 1 to this.
    pub names: u16,
    /// Sheets so far; ordinals 1 to this.
    pub sheets: u16,
    pub registered: Instant,
    /// Since when this scan of it lies here.
    pub scanned: Option<Instant>,
    /// Every name was void: the letter was registered by mistake.
    pub void: bool,
}
