//! Daftar periksa: what must be seen before a request may leave, and what it was judged on.

use super::identity::unmask_niks;
use super::ids::{FileHash, OfficerId};
use super::policy::{DocumentKey, Need};
use super::request::Identity;
use super::time::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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

impl Evidence {
    /// The evidence that lies here, where this is how screens were shown it: texts that they get
    /// are masked.
    pub fn as_kept(&self, kept: Option<&Evidence>) -> Evidence {
        match (self, kept) {
            (Evidence::File { hash, .. }, Some(Evidence::File { hash: here, .. }))
                if hash == here =>
            {
                kept.unwrap_or(self).clone()
            }
            (Evidence::Link(link), Some(Evidence::Link(here))) => {
                Evidence::Link(unmask_niks(link, here))
            }
            _ => self.clone(),
        }
    }
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
    /// It conforms on a file or link that the verifier had not opened: the policy asked for no look.
    pub unseen: bool,
}

/// One line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistItem {
    pub document: DocumentKey,
    pub need: Need,
    /// All documents ever laid here; the last one counts.
    pub documents: Vec<Document>,
    pub mark: Option<Mark>,
    /// Who opened the document that counts now since it was laid here.
    pub looked: Vec<OfficerId>,
}

impl ChecklistItem {
    /// The document that counts now.
    pub fn current(&self) -> Option<&Document> {
        self.documents.last()
    }

    /// Whether a mark by this officer on this evidence wants a look that is not on record: what is
    /// opened is a file or a link, a paper original lies on the counter [R7.13].
    pub fn unopened(&self, officer: OfficerId, on: Option<&Evidence>) -> bool {
        let opens = matches!(on, Some(Evidence::File { .. } | Evidence::Link(_)));
        opens && !self.looked.contains(&officer)
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

    /// Whether somebody is still to judge it, where this is the judgement so far: a *must*, and a
    /// *may* where something lies here.
    pub fn waits(&self, verdict: &Verdict) -> bool {
        let counts = self.need == Need::Must || self.current().is_some();
        counts && *verdict == Verdict::NotSeen
    }

    /// Whether nothing here holds a request back: a *must* conforms, a *may* is not wrong [R7.7, R7.8].
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

/// The documents whose marks rested on a field that changed [R7.6]: where the field stands on
/// the document, or the document proves it.
pub fn rested_on(old: &Identity, new: &Identity) -> Vec<DocumentKey> {
    use DocumentKey::{Cause, Email, Form, Ktp, Letter, SelfieKtp, Sk};
    // Taken apart whole: a field that is added must say here what rests on it.
    let Identity {
        name,
        nip,
        nik,
        nik_old,
        birth_place,
        birth_date,
        post,
        rank,
        eselon,
        agency,
        unit,
        email,
        phone,
        category,
    } = old;
    let fields: [(bool, &[DocumentKey]); 14] = [
        (
            *name != new.name,
            &[Letter, Form, Ktp, Sk, SelfieKtp, Cause],
        ),
        (*nip != new.nip, &[Form, Sk, Cause]),
        (*nik != new.nik, &[Form, Ktp, SelfieKtp]),
        (*nik_old != new.nik_old, &[Form]),
        (*birth_place != new.birth_place, &[Form, Ktp, SelfieKtp]),
        (*birth_date != new.birth_date, &[Form, Ktp, SelfieKtp]),
        (*post != new.post, &[Form, Sk]),
        (*rank != new.rank, &[Form, Sk]),
        (*eselon != new.eselon, &[Sk]),
        (*agency != new.agency, &[Form, Sk]),
        (*unit != new.unit, &[Form, Sk]),
        (*email != new.email, &[Form, Email]),
        (*phone != new.phone, &[Form]),
        (*category != new.category, &[Sk]),
    ];
    let changed = fields.into_iter().filter(|(changed, _)| *changed);
    let rested: BTreeSet<DocumentKey> = changed.flat_map(|(_, keys)| keys).copied().collect();
    rested.into_iter().collect()
}
