//! What a person states a document is held by, in one field: the path of a file, a link, or that
//! the original lies at the counter; and the files that have to be on the desk before the act.

use crate::domain::checklist::{Evidence, Verdict};
use crate::domain::finding::FindingCode;
use crate::domain::policy::{DocumentKey, EvidenceKind, Policy};
use crate::domain::refusal::Refusal;
use crate::domain::request::Request;
use crate::text::request as words_of;
use crate::tui::act::Files;
use crate::tui::completion::is_link;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::identity_form::{Values, value};
use crate::tui::widgets::form::Form;
use crate::tui::widgets::form::entry::Entry;
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::view::RequestView;

/// What one field states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated {
    Nothing,
    /// A file that has to be sent first.
    File(String),
    Held(Evidence),
}

/// The words that say that the original lies at the counter, in both languages.
const ORIGINAL: [&str; 4] = ["asli", "kertas", "original", "paper"];

/// Reads one field.
pub fn stated(text: &str) -> Stated {
    let text = text.trim();
    match text {
        "" => Stated::Nothing,
        _ if is_link(text) => Stated::Held(Evidence::Link(text.to_owned())),
        _ if ORIGINAL.contains(&text.to_lowercase().as_str()) => Stated::Held(Evidence::Paper),
        _ => Stated::File(text.to_owned()),
    }
}

/// What a field holds once its file is on the desk.
pub fn held(values: &Values, field: &str, files: &Files) -> Option<Evidence> {
    match stated(value(values, field)) {
        Stated::Nothing => None,
        Stated::Held(evidence) => Some(evidence),
        Stated::File(_) => {
            let found = files.iter().find(|(key, _)| key == field);
            found.map(|(_, evidence)| evidence.clone())
        }
    }
}

/// That what is stated does not suffice for a document by the policy, where it does not.
pub fn not_enough(document: DocumentKey, text: &str, ctx: &Ctx) -> Option<String> {
    let kind = match stated(text) {
        Stated::Nothing => return None,
        Stated::File(_) => EvidenceKind::File,
        Stated::Held(Evidence::Link(_)) => EvidenceKind::Link,
        Stated::Held(Evidence::Paper) => EvidenceKind::Paper,
        Stated::Held(Evidence::File { .. }) => EvidenceKind::File,
    };
    let enough = ctx.policy()?.evidence_suffices(document, kind);
    (!enough).then(|| ctx.refused(&Refusal::EvidenceNeeded(document)))
}

/// Key of the words that name a document in a form.
fn label(document: DocumentKey) -> &'static str {
    match document {
        DocumentKey::Letter => "document-short-letter",
        DocumentKey::Form => "document-short-form",
        DocumentKey::Ktp => "document-short-ktp",
        DocumentKey::Sk => "document-short-sk",
        DocumentKey::SelfieKtp => "document-short-selfie_ktp",
        DocumentKey::Selfie => "document-short-selfie",
        DocumentKey::Cause => "document-short-cause",
        DocumentKey::Email => "document-short-email",
    }
}

/// The documents that can be laid beside a request, those that are wanted first.
fn documents(request: &Request) -> Vec<DocumentKey> {
    let items = || {
        let items = request.checklist.iter();
        items.filter(|item| item.document.is_file())
    };
    let wanted = items().filter(|item| is_wanted(request, item.document));
    let rest = items().filter(|item| !is_wanted(request, item.document));
    wanted.chain(rest).map(|item| item.document).collect()
}

/// Whether the requester was asked for it, or nothing lies there that must.
fn is_wanted(request: &Request, document: DocumentKey) -> bool {
    use crate::domain::checklist::Defect;
    let back = request.returned.iter().flat_map(|back| &back.defects);
    let asked = back.into_iter().any(
        |defect| matches!(defect, Defect::Document { document: named, .. } if *named == document),
    );
    let item = request.item(document);
    asked || item.is_some_and(|item| !item.settled() && item.current().is_none())
}

/// The form that completes a returned request: a field for each document, and what was done.
pub fn complete_form(form: Form, view: &RequestView, policy: Option<&Policy>, ctx: &Ctx) -> Form {
    let request = &view.request;
    let mut form = form;
    for document in documents(request) {
        let key = document.as_str();
        form = form.with(Entry::text(key, label(document), "").path());
        form.remark(key, remark(request, document, policy, ctx));
    }
    let note = already(request, policy, ctx);
    form.with(Entry::note("completion", "field-completion", 2, &note))
}

/// What lies there by now, beside the field.
fn remark(request: &Request, document: DocumentKey, policy: Option<&Policy>, ctx: &Ctx) -> String {
    let Some(item) = request.item(document) else {
        return String::new();
    };
    match item.verdict() {
        Verdict::NotSeen | Verdict::Conforms => {
            let evidence = item.current().map(|document| &document.evidence);
            words_of::evidence(ctx.words, evidence)
        }
        judged => words_of::verdict(ctx.words, policy, judged),
    }
}

/// What was laid there since the request was returned, for the note.
fn already(request: &Request, policy: Option<&Policy>, ctx: &Ctx) -> String {
    let Some(back) = &request.returned else {
        return String::new();
    };
    let new = request.checklist.iter().filter(|item| {
        let current = item.current();
        current.is_some_and(|document| document.added > back.at)
    });
    let names: Vec<String> = new
        .map(|item| words_of::document(ctx.words, policy, item.document))
        .collect();
    names.join(", ")
}

/// What one must know before completing: what was asked for, and that a wrong identity is mended
/// with a key of its own.
pub fn complete_lead(view: &RequestView, policy: Option<&Policy>, ctx: &Ctx) -> Vec<Paragraph> {
    let mut lead = Vec::new();
    if let Some(back) = &view.request.returned {
        lead.push(Paragraph::of(Role::Accent, ctx.get("complete-asked")));
        for defect in &back.defects {
            let said = words_of::defect(ctx.words, policy, defect);
            lead.push(Paragraph::plain(format!("- {said}")));
        }
        if !back.note.is_empty() {
            lead.push(Paragraph::plain(format!("- {}", back.note)));
        }
    }
    if identity_is_wrong(view) {
        let sign = ctx.theme.sign(Role::Warn);
        let said = format!("{sign} {}", ctx.get("complete-identity"));
        lead.push(Paragraph::of(Role::Warn, said));
    }
    lead.push(Paragraph::of(Role::Dim, ctx.get("complete-fields")));
    lead
}

/// Whether something in the identity still keeps the request back.
pub fn identity_is_wrong(view: &RequestView) -> bool {
    use FindingCode::{
        EmailDomain, NikDate, NikDigits, NikLength, NikMissing, NipBirthdate, NipLength, NipMissing,
    };
    let open = view.findings.iter().filter(|open| open.finding.blocks());
    open.into_iter().any(|open| {
        matches!(
            open.finding.code,
            NikMissing
                | NikLength
                | NikDigits
                | NikDate
                | NipMissing
                | NipLength
                | NipBirthdate
                | EmailDomain
        )
    })
}

/// The fields of the completion form that name a file.
pub fn files(values: &Values) -> Vec<(String, String)> {
    let documents = DocumentKey::ALL.into_iter().map(DocumentKey::as_str);
    let named = documents.filter_map(|key| match stated(value(values, key)) {
        Stated::File(path) => Some((key.to_owned(), path)),
        _ => None,
    });
    named.collect()
}

/// The documents that the completion form brings.
pub fn brought(values: &Values, files: &Files) -> Vec<(DocumentKey, Evidence)> {
    let held = |document: DocumentKey| Some((document, held(values, document.as_str(), files)?));
    DocumentKey::ALL.into_iter().filter_map(held).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_field_states_a_file_a_link_or_the_original() {
        for (text, means) in [
            ("  ", Stated::Nothing),
            ("Asli", Stated::Held(Evidence::Paper)),
            ("~/ktp.jpg", Stated::File("~/ktp.jpg".to_owned())),
            (
                "https://drive.google.com/x",
                Stated::Held(Evidence::Link("https://drive.google.com/x".to_owned())),
            ),
        ] {
            assert_eq!(stated(text), means, "{text}");
        }
    }
}
