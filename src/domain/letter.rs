//! Surat masuk: what arrives at the counter, with one name or many.

use super::contact::Contact;
use super::ids::{Agenda, FileHash};
use super::request::Identity;
use super::time::{Day, Instant};
use crate::domain::keyed::keyed;
use serde::{Deserialize, Serialize};

keyed! {
    /// Sifat of a letter.
    #[derive(Default)]
    pub enum Nature {
        #[default]
        Ordinary = "ordinary",
        Important = "important",
        Confidential = "confidential",
    }
}

keyed! {
    /// Kecepatan of a letter or a disposition.
    #[derive(Default)]
    pub enum Urgency {
        #[default]
        Ordinary = "ordinary",
        Urgent = "urgent",
        VeryUrgent = "very-urgent",
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
    /// Who is written to about it; nobody where none is named.
    pub contact: Contact,
}

impl Letter {
    /// Who is written to about one of its names: the contact of the letter; of a form without one,
    /// each applicant themselves.
    pub fn requester(&self, of: &Identity) -> Contact {
        let own = self.source == LetterSource::Form && self.form.contact.is_empty();
        match own {
            true => of.contact(),
            false => self.form.contact.clone(),
        }
    }

    /// Whether a letter of ours has to answer it: not a form row that came without one, nor the
    /// desk's own note.
    pub fn awaits_reply(&self) -> bool {
        match self.source {
            LetterSource::Letter => true,
            LetterSource::Form => !self.form.number.trim().is_empty(),
            LetterSource::InternalNote => false,
        }
    }
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
