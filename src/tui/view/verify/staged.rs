//! Marks that are set but not saved yet. They are saved as one act, kept as a draft, and stay
//! through a refusal.

use std::collections::BTreeMap;

use crate::domain::act::{Command, Seen};
use crate::domain::checklist::{ChecklistItem, Evidence, Verdict};
use crate::domain::ids::RequestNo;
use crate::domain::policy::{DocumentKey, EvidenceKind, Policy};
use crate::domain::request::Request;
use crate::tui::act::mark::Same;
use crate::tui::panel::Draft;

/// One mark that waits: what was judged, and on what it rests.
pub type Waiting = (Verdict, Option<Evidence>);

/// The marks of one request.
#[derive(Clone, Debug, Default)]
pub struct Staged {
    no: Option<RequestNo>,
    marks: BTreeMap<DocumentKey, Waiting>,
}

/// On what a document can be found to conform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// On this.
    Is(Option<Evidence>),
    /// Nothing that suffices lies there; only the paper original would.
    AskPaper,
    /// Nothing suffices, and paper does not by policy.
    Nothing,
}

/// What lies there, judged by the policy.
pub fn ground(item: &ChecklistItem, policy: &Policy) -> Ground {
    if !item.document.is_file() {
        return Ground::Is(None);
    }
    let suffices = |evidence: &Evidence| {
        let kind = match evidence {
            Evidence::File { .. } => EvidenceKind::File,
            Evidence::Paper => EvidenceKind::Paper,
            Evidence::Link(_) => EvidenceKind::Link,
        };
        policy.evidence_suffices(item.document, kind)
    };
    match item.current().map(|document| &document.evidence) {
        Some(evidence) if suffices(evidence) => Ground::Is(Some(evidence.clone())),
        _ if suffices(&Evidence::Paper) => Ground::AskPaper,
        _ => Ground::Nothing,
    }
}

impl Staged {
    /// Nothing staged yet for this request.
    pub fn of(no: RequestNo) -> Staged {
        Staged {
            no: Some(no),
            marks: BTreeMap::new(),
        }
    }

    /// Whether these are the marks of this request.
    pub fn is_of(&self, no: RequestNo) -> bool {
        self.no == Some(no)
    }

    /// How many wait to be saved.
    pub fn count(&self) -> usize {
        self.marks.len()
    }

    /// Whether none does.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The mark that waits for a document.
    pub fn get(&self, document: DocumentKey) -> Option<&Waiting> {
        self.marks.get(&document)
    }

    /// Sets a mark.
    pub fn set(&mut self, document: DocumentKey, verdict: Verdict, on: Option<Evidence>) {
        self.marks.insert(document, (verdict, on));
    }

    /// Takes a mark back.
    pub fn remove(&mut self, document: DocumentKey) -> bool {
        self.marks.remove(&document).is_some()
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.marks.clear();
    }

    /// The judgement that is shown: what waits, else what is saved.
    pub fn verdict<'a>(&'a self, item: &'a ChecklistItem) -> &'a Verdict {
        self.get(item.document)
            .map_or(item.verdict(), |(verdict, _)| verdict)
    }

    /// What an item is held by: what the mark that waits was made on, else what is saved.
    pub fn evidence<'a>(&'a self, item: &'a ChecklistItem) -> Option<&'a Evidence> {
        let waits = self.get(item.document).and_then(|(_, on)| on.as_ref());
        waits.or_else(|| item.evidence())
    }

    /// The next item after this one that was not judged yet, from the top again after the last.
    pub fn next_unseen(&self, items: &[ChecklistItem], after: usize) -> Option<usize> {
        let count = items.len();
        (1..=count)
            .map(|step| (after + step) % count)
            .find(|index| *self.verdict(&items[*index]) == Verdict::NotSeen)
    }

    /// The marks, each with what lies there: they hold for other names where the same does.
    pub fn same(&self, request: &Request) -> Vec<Same> {
        let marks = self.marks.iter();
        let same = marks.map(|(document, (verdict, on))| {
            let item = request.item(*document);
            let lies = item.and_then(|item| item.current());
            Same {
                document: *document,
                verdict: verdict.clone(),
                on: on.clone(),
                lies: lies.map(|document| document.evidence.clone()),
            }
        });
        same.collect()
    }

    /// The act that saves them.
    pub fn command(&self, request: &Request) -> Command {
        let marks = self
            .marks
            .iter()
            .map(|(document, (verdict, on))| (*document, verdict.clone(), on.clone()));
        Command::Mark {
            request: Seen {
                id: request.no,
                revision: request.revision,
            },
            marks: marks.collect(),
        }
    }

    /// What waits, to be kept.
    pub fn draft(&self) -> Option<Draft> {
        let key = format!("marks/{}", self.no?);
        let text = (!self.marks.is_empty())
            .then(|| serde_json::to_string(&self.marks.iter().collect::<Vec<_>>()).ok())
            .flatten();
        Some(Draft { key, text })
    }

    /// Takes a draft back; a mark set since then stays. A document that changed since then is
    /// judged anew: its mark rested on what is no longer there.
    pub fn take_draft(&mut self, text: &str, request: &Request) -> usize {
        let Ok(kept) = serde_json::from_str::<Vec<(DocumentKey, Waiting)>>(text) else {
            return 0;
        };
        let before = self.marks.len();
        for (document, (verdict, on)) in kept {
            let Some(item) = request.item(document) else {
                continue;
            };
            let lies = item.current().map(|document| &document.evidence);
            let same = match &on {
                None | Some(Evidence::Paper) => true,
                Some(on) => lies == Some(on),
            };
            if same {
                self.marks.entry(document).or_insert((verdict, on));
            }
        }
        self.marks.len() - before
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::tui::view::testing::{no, request};

    #[test]
    fn marks_survive_as_a_draft_unless_the_document_changed() {
        let mut request = request();
        let link = request.checklist[0].current().unwrap().evidence.clone();
        let mut staged = Staged::of(no(3));
        staged.set(DocumentKey::Letter, Verdict::Conforms, Some(link));
        staged.set(DocumentKey::Ktp, Verdict::Missing, None);
        let text = staged.draft().unwrap().text.unwrap();
        let mut again = Staged::of(no(3));
        assert_eq!(again.take_draft(&text, &request), 2);
        assert_eq!(again.get(DocumentKey::Ktp).unwrap().0, Verdict::Missing);
        let mut document = request.checklist[0].documents[0].clone();
        document.evidence = Evidence::Link("https://drive.google.com/baru".to_owned());
        request.checklist[0].documents.push(document);
        let mut changed = Staged::of(no(3));
        assert_eq!(changed.take_draft(&text, &request), 1);
        assert!(changed.get(DocumentKey::Letter).is_none());
        assert_eq!(changed.take_draft("{", &request), 0);
    }

    #[test]
    fn a_mark_rests_on_what_lies_there() {
        let (request, policy) = (request(), crate::policy_file::babel());
        let letter = &request.checklist[0];
        let link = letter.current().unwrap().evidence.clone();
        assert_eq!(ground(letter, &policy), Ground::Is(Some(link)));
        assert_eq!(ground(&request.checklist[1], &policy), Ground::AskPaper);
    }

    #[test]
    fn the_next_unseen_comes_round() {
        let request = request();
        let mut staged = Staged::of(no(3));
        assert_eq!(staged.next_unseen(&request.checklist, 2), Some(1));
        staged.set(DocumentKey::Ktp, Verdict::Missing, None);
        assert_eq!(staged.next_unseen(&request.checklist, 0), None);
        let Command::Mark { marks, .. } = staged.command(&request) else {
            panic!("marks")
        };
        assert_eq!(marks.len(), 1);
    }
}
