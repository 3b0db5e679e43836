//! The papers of an earlier request that go along with a later one of the same person [R3.24].

use super::checklist::Document;
use super::ids::RequestNo;
use super::keyed::keyed;
use super::policy::DocumentKey;
use serde::{Deserialize, Serialize};

keyed! {
    /// Why a paper stays with the earlier request.
    pub enum Stays {
        /// It lies there for longer than the policy's days.
        Old = "old",
        /// It is an original in the folder of that request.
        Original = "original",
        /// One of its own lies with the later request.
        There = "there",
    }
}

/// What goes along from an earlier request, and what does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    pub from: RequestNo,
    /// As they were laid there: their age goes along, the marks on them do not.
    pub documents: Vec<(DocumentKey, Document)>,
    pub left: Vec<(DocumentKey, Stays)>,
}

impl Carried {
    /// Whether nothing is told: neither goes anything along, nor stays anything that was wanted.
    pub fn is_nothing(&self) -> bool {
        self.documents.is_empty() && self.left.is_empty()
    }
}
