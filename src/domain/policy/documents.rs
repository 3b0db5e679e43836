//! The documents of a request, what counts as evidence for them, and the phrases for their defects.

use crate::domain::keyed::keyed;
use serde::{Deserialize, Serialize};

use super::Words;

keyed! {
    /// A line of the checklist.
    pub enum DocumentKey {
        /// Surat permohonan [SOP 1].
        Letter = "letter",
        /// Formulir permohonan BSrE, filled and signed [SOP 1].
        Form = "form",
        /// Fotokopi KTP [SOP 1].
        Ktp = "ktp",
        /// Fotokopi SK terakhir [SOP 1].
        Sk = "sk",
        /// Foto selfie with the KTP-el, or surat keterangan rekam KTP-el [SE F.2.a.1.a].
        SelfieKtp = "selfie_ktp",
        /// Foto selfie of the face [SE F.2.a.1.b].
        Selfie = "selfie",
        /// The document that proves the cause of a revocation [SE F.6.b].
        Cause = "cause",
        /// The personal official e-mail: a checked fact, not a file [SOP 1].
        Email = "email",
    }
}

impl DocumentKey {
    /// True where a file, paper or link can stand for it; the e-mail is a checked fact.
    pub fn is_file(self) -> bool {
        self != DocumentKey::Email
    }
}

keyed! {
    /// Whether a kind asks for a document.
    pub enum Need {
        /// Sending needs it to conform.
        Must = "must",
        /// Looked at when it is there.
        May = "may",
        /// Not part of this kind's checklist.
        No = "no",
    }
}

keyed! {
    /// What a mark on a document can rest on.
    pub enum EvidenceKind {
        /// A stored file, known by its SHA-256.
        File = "file",
        /// A paper original that was held in hand.
        Paper = "paper",
        /// A link that was viewed (form exports hold Drive links).
        Link = "link",
    }
}

/// A ready sentence with a code that records keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// Kept in the records; never reused for another meaning.
    pub code: String,
    /// The sentence for the requester.
    pub text: Words,
}

/// What the office says about one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRules {
    /// The name of the document as the office writes it.
    pub name: Words,
    /// The evidence that suffices for a mark; empty for the e-mail, which is checked as a fact.
    pub evidence: Vec<EvidenceKind>,
    /// The defects a verifier can choose from, with the phrase the requester reads.
    pub defects: Vec<Phrase>,
}
