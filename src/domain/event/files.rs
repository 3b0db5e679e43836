//! The documents that an event names.

use super::{Happening, LetterEvent, RequestEvent, SheetEvent};
use crate::domain::checklist::Evidence;
use crate::domain::ids::FileHash;

impl Happening {
    /// The files that this names for the first time or rests a judgement on. What an undone act
    /// restores was named by the events before it.
    pub fn files(&self) -> Vec<FileHash> {
        match self {
            Happening::Letter(LetterEvent::Registered(letter)) => {
                letter.form.scan.into_iter().collect()
            }
            Happening::Letter(LetterEvent::Edited(form)) => form.scan.into_iter().collect(),
            Happening::Sheet(SheetEvent::Disposed { line, .. }) => {
                let scan = line.paper.as_ref().and_then(|paper| paper.scan);
                scan.into_iter().collect()
            }
            Happening::Request(RequestEvent::Registered(registered)) => {
                let documents = registered.documents.iter();
                documents
                    .filter_map(|(_, held)| file(&held.evidence))
                    .collect()
            }
            Happening::Request(RequestEvent::DocumentAdded { held, .. }) => {
                file(&held.evidence).into_iter().collect()
            }
            Happening::Request(RequestEvent::Carried(carried)) => {
                let came = carried.documents.iter();
                came.filter_map(|(_, held)| file(&held.evidence)).collect()
            }
            Happening::Request(RequestEvent::Marked { marks }) => {
                let on = marks.iter().filter_map(|(_, mark)| mark.on.as_ref());
                on.filter_map(file).collect()
            }
            Happening::Request(RequestEvent::Sent(sending)) => {
                let went = sending.manifest.iter();
                went.filter_map(|(_, evidence)| file(evidence)).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn file(evidence: &Evidence) -> Option<FileHash> {
    match evidence {
        Evidence::File { hash, .. } => Some(*hash),
        Evidence::Paper | Evidence::Link(_) => None,
    }
}
