//! The papers of an earlier request that go along with a later one of the same person [R3.22].

use super::checklist::{Document, Evidence};
use super::ids::RequestNo;
use super::keyed::keyed;
use super::policy::DocumentKey;
use super::request::Request;
use super::time::Instant;
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
    /// What goes along to a request that asks for these documents; `true`: one of its own lies there.
    /// The letter never goes along: each request came by its own.
    pub fn of(from: &Request, onto: &[(DocumentKey, bool)], days: u16, at: Instant) -> Carried {
        let mut carried = Carried {
            from: from.no,
            documents: Vec::new(),
            left: Vec::new(),
        };
        for item in &from.checklist {
            let document = item.document;
            let wanted = onto.iter().find(|(key, _)| *key == document);
            let Some((held, (_, own))) = item.current().zip(wanted) else {
                continue;
            };
            let age = (at.day() - held.added.day()).num_days();
            let stays = match &held.evidence {
                _ if document == DocumentKey::Letter => continue,
                _ if *own => Some(Stays::There),
                Evidence::Paper => Some(Stays::Original),
                _ if age > i64::from(days) => Some(Stays::Old),
                _ => None,
            };
            match stays {
                Some(why) => carried.left.push((document, why)),
                None => carried.documents.push((document, held.clone())),
            }
        }
        carried
    }

    /// Whether nothing is told: neither goes anything along, nor stays anything that was wanted.
    pub fn is_nothing(&self) -> bool {
        self.documents.is_empty() && self.left.is_empty()
    }
}
