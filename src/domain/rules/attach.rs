//! A paper letter that follows a form: it attaches to the request that the form began, so that a
//! person has one open request of a kind [R3.14].

use super::super::act::{ActKind, LetterEntry, NameForm};
use super::super::checklist::Evidence;
use super::super::event::{Event, LetterEvent};
use super::super::ids::RequestNo;
use super::super::letter::{Letter, LetterForm, LetterSource};
use super::super::policy::DocumentKey;
use super::super::procedure::find;
use super::super::refusal::Refusal;
use super::super::request::Request;
use super::draft::Draft;
use super::{edit, letters, may};

/// The open request that a name on this paper letter belongs to: the form came without a letter, or
/// with this one, and papers may still be added.
pub(super) fn awaiting(draft: &Draft, entry: &LetterEntry, name: &NameForm) -> Option<RequestNo> {
    if entry.source != LetterSource::Letter || name.follows.is_some() {
        return None;
    }
    let no = letters::open_request(draft, name)?;
    let (request, letter) = (draft.request(no).ok()?, draft.letter(no.agenda).ok()?);
    let number = letter.form.number.trim();
    let same = number.is_empty() || number == entry.form.number.trim();
    let open = find(ActKind::AddDocument, &request).is_ok();
    (letter.source == LetterSource::Form && same && open).then_some(no)
}

/// Lays the letter and the papers of a name beside the request that waits for them.
pub(super) fn attach(
    draft: &mut Draft,
    entry: &LetterEntry,
    name: &NameForm,
    no: RequestNo,
) -> Result<(), Refusal> {
    let request = draft.request(no)?;
    let act = ActKind::AddDocument;
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.note_duty(&request, &authority)?;
    let letter = draft.letter(no.agenda)?;
    if let Some(form) = completed(&letter, &entry.form) {
        let form = letters::settled(draft, &form)?;
        draft.push(Event::letter(letter.no, LetterEvent::Edited(form)))?;
    }
    for (document, evidence) in papers(&request, name) {
        edit::lay(draft, no, document, &evidence)?;
    }
    Ok(())
}

/// The letter of a form, with what the paper says: it still was received when the form was.
fn completed(letter: &Letter, paper: &LetterForm) -> Option<LetterForm> {
    let bare = letter.names == 1 && letter.form.number.trim().is_empty();
    bare.then(|| LetterForm {
        received: letter.form.received,
        ..paper.clone()
    })
}

/// What came with the paper: its documents, and the letter itself, in the original where it was not
/// scanned.
fn papers(request: &Request, name: &NameForm) -> Vec<(DocumentKey, Evidence)> {
    let asked = |document: &DocumentKey| request.item(*document).is_some();
    let given = name.documents.iter();
    let mut papers: Vec<_> = given.filter(|(key, _)| asked(key)).cloned().collect();
    let letter = DocumentKey::Letter;
    if asked(&letter) && !papers.iter().any(|(key, _)| *key == letter) {
        papers.push((letter, Evidence::Paper));
    }
    papers
}
