//! Daftar periksa: what must be seen before a request may leave, and what it was judged on.

use super::ids::{FileHash, OfficerId};
use super::policy::{DocumentKey, Need};
use super::time::Instant;
use serde::{Deserialize, Serialize};

/// What a document is held by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Evidence {
    File {
        hash: FileHash,
        name: String,
        bytes: u64,
    },
    /// A paper original at the counter.
    Paper,
    /// A link, as form exports hold (Drive).
    Link(String),
}

/// A document laid beside a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub evidence: Evidence,
    pub added: Instant,
    pub by: OfficerId,
}

/// The verifier's judgement of one item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    #[default]
    NotSeen,
    Conforms,
    Wrong {
        /// Key of the policy's phrase; empty where only the note tells.
        code: String,
        note: String,
    },
    Missing,
    NotNeeded {
        reason: String,
    },
}

/// Who judged, when, and on what evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub verdict: Verdict,
    pub by: OfficerId,
    pub at: Instant,
    pub on: Option<Evidence>,
}

/// One line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistItem {
    pub document: DocumentKey,
    pub need: Need,
    /// All documents ever laid here; the last one counts.
    pub documents: Vec<Document>,
    pub mark: Option<Mark>,
}

impl ChecklistItem {
    /// The document that counts now.
    pub fn current(&self) -> Option<&Document> {
        self.documents.last()
    }

    /// What it is held by: what the judgement was made on, else the document that lies here.
    pub fn evidence(&self) -> Option<&Evidence> {
        let marked = self.mark.as_ref().and_then(|mark| mark.on.as_ref());
        marked.or_else(|| self.current().map(|document| &document.evidence))
    }

    /// The judgement now.
    pub fn verdict(&self) -> &Verdict {
        static NOT_SEEN: Verdict = Verdict::NotSeen;
        self.mark.as_ref().map_or(&NOT_SEEN, |mark| &mark.verdict)
    }

    /// Whether nothing here holds a request back: a *must* conforms, a *may* is not wrong [domain §4].
    pub fn settled(&self) -> bool {
        match (self.need, self.verdict()) {
            (Need::Must, Verdict::Conforms) => true,
            (Need::Must, _) => false,
            (Need::May | Need::No, Verdict::Wrong { .. }) => false,
            (Need::May | Need::No, _) => true,
        }
    }
}

/// A defect (*kekurangan*) told to the requester when a request is returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Defect {
    Document {
        document: DocumentKey,
        verdict: Verdict,
    },
    /// A finding by its code, e.g. `nik-length`.
    Finding(String),
    Text(String),
}
