//! The documents of a request, what counts as evidence for them, and the phrases for their defects.

use serde::{Deserialize, Serialize};

use super::Words;

/// A line of the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKey {
    /// Surat permohonan [SOP 1].
    Letter,
    /// Formulir permohonan BSrE, filled and signed [SOP 1].
    Form,
    /// Fotokopi KTP [SOP 1].
    Ktp,
    /// Fotokopi SK terakhir [SOP 1].
    Sk,
    /// Foto selfie with the KTP-el, or surat keterangan rekam KTP-el [SE F.2.a.1.a].
    SelfieKtp,
    /// Foto selfie of the face [SE F.2.a.1.b].
    Selfie,
    /// The document that proves the cause of a revocation [SE F.6.b].
    Cause,
    /// The personal official e-mail: a checked fact, not a file [SOP 1].
    Email,
}

impl DocumentKey {
    /// Every document, in the order of the checklist.
    pub const ALL: [DocumentKey; 8] = [
        DocumentKey::Letter,
        DocumentKey::Form,
        DocumentKey::Ktp,
        DocumentKey::Sk,
        DocumentKey::SelfieKtp,
        DocumentKey::Selfie,
        DocumentKey::Cause,
        DocumentKey::Email,
    ];

    /// The key used in files, verbs and message names.
    pub fn as_str(self) -> &'static str {
        match self {
            DocumentKey::Letter => "letter",
            DocumentKey::Form => "form",
            DocumentKey::Ktp => "ktp",
            DocumentKey::Sk => "sk",
            DocumentKey::SelfieKtp => "selfie_ktp",
            DocumentKey::Selfie => "selfie",
            DocumentKey::Cause => "cause",
            DocumentKey::Email => "email",
        }
    }

    /// The document with this key.
    pub fn from_key(key: &str) -> Option<DocumentKey> {
        DocumentKey::ALL
            .into_iter()
            .find(|document| document.as_str() == key)
    }

    /// True where a file, paper or link can stand for it; the e-mail is a checked fact.
    pub fn is_file(self) -> bool {
        self != DocumentKey::Email
    }
}

/// Whether a kind asks for a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Sending needs it to conform.
    Must,
    /// Looked at when it is there.
    May,
    /// Not part of this kind's checklist.
    No,
}

impl Need {
    /// The key used in files and message names.
    pub fn as_str(self) -> &'static str {
        match self {
            Need::Must => "must",
            Need::May => "may",
            Need::No => "no",
        }
    }
}

/// What a mark on a document can rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// A stored file, known by its SHA-256.
    File,
    /// A paper original that was held in hand.
    Paper,
    /// A link that was viewed (form exports hold Drive links).
    Link,
}

impl EvidenceKind {
    /// Every kind of evidence.
    pub const ALL: [EvidenceKind; 3] =
        [EvidenceKind::File, EvidenceKind::Paper, EvidenceKind::Link];

    /// The key used in files and message names.
    pub fn as_str(self) -> &'static str {
        match self {
            EvidenceKind::File => "file",
            EvidenceKind::Paper => "paper",
            EvidenceKind::Link => "link",
        }
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
