//! What may be wrong with a request, for its return: defects of the checklist, findings, and the
//! policy's phrases for what belongs to no document [R8.2].

use crate::domain::checklist::{ChecklistItem, Defect, Verdict};
use crate::domain::finding::{Finding, FindingCode, Severity};
use crate::domain::policy::{DocumentKey, Language, Policy};
use crate::domain::request::Request;
use crate::text::{finding, request as words_of};
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::entry::{Choice, Entry};

/// The field of a form that lists them.
pub const FIELD: &str = "defects";

/// A field to tick what is wrong; what is known to be wrong is ticked already.
pub fn field(
    request: Option<&Request>,
    findings: &[&Finding],
    policy: &Policy,
    ctx: &Ctx,
) -> Entry {
    let mut options = Vec::new();
    let mut ticked: Vec<String> = Vec::new();
    for item in request.map_or(&[][..], |request| &request.checklist) {
        let Some(verdict) = defect_of(item) else {
            continue;
        };
        let key = format!("document:{}", item.document.as_str());
        let name = words_of::document(ctx.words, Some(policy), item.document);
        let said = words_of::verdict(ctx.words, Some(policy), &verdict);
        options.push(Choice::new(key.clone(), format!("{name}: {said}")));
        if item.mark.is_some() {
            ticked.push(key);
        }
    }
    for found in findings {
        let key = format!("finding:{}", found.code.as_str());
        if matches!(found.severity, Severity::Info | Severity::Sleeps)
            || options.iter().any(|option| option.key == key)
        {
            continue;
        }
        options.push(Choice::new(
            key.clone(),
            finding::sentence(ctx.words, found),
        ));
        if found.blocks() {
            ticked.push(key);
        }
    }
    let language = words_of::policy_language(ctx.words);
    for phrase in &policy.general_defects {
        let text = phrase.text.in_language(language);
        options.push(Choice::new(format!("phrase:{}", phrase.code), text));
    }
    let ticked: Vec<&str> = ticked.iter().map(String::as_str).collect();
    Entry::ticks(FIELD, "field-defects", options, &ticked)
}

/// What is wrong with an item of the checklist: as it was judged, or missing where nothing lies.
fn defect_of(item: &ChecklistItem) -> Option<Verdict> {
    match item.verdict() {
        judged @ (Verdict::Wrong { .. } | Verdict::Missing) => Some(judged.clone()),
        Verdict::NotSeen if item.document.is_file() && item.current().is_none() => {
            Some(Verdict::Missing)
        }
        _ => None,
    }
}

/// The defects that were ticked. The requester reads them, so phrases are the official ones.
pub fn chosen(ticked: &[&str], request: Option<&Request>, policy: &Policy) -> Vec<Defect> {
    ticked
        .iter()
        .filter_map(|key| {
            let (family, code) = key.split_once(':')?;
            match family {
                "document" => {
                    let document = DocumentKey::from_key(code)?;
                    let verdict = request
                        .and_then(|request| request.item(document))
                        .and_then(defect_of)
                        .unwrap_or(Verdict::Missing);
                    Some(Defect::Document { document, verdict })
                }
                "finding" => {
                    FindingCode::from_key(code)?;
                    Some(Defect::Finding(code.to_owned()))
                }
                _ => {
                    let phrase = policy.defect(code)?;
                    let text = phrase.text.in_language(Language::Indonesian);
                    Some(Defect::Text(text.to_owned()))
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::tui::testing::Stage;
    use crate::tui::view::testing::request_view;

    #[test]
    fn what_is_known_to_be_wrong_is_ticked() {
        let stage = Stage::small();
        let (view, policy) = (request_view(), crate::policy_file::babel());
        let findings: Vec<&Finding> = view.findings.iter().map(|open| &open.finding).collect();
        let field = field(Some(&view.request), &findings, &policy, &stage.ctx());
        let raw = field.raw();
        let ticked: Vec<&str> = raw.split(',').collect();
        assert!(ticked.contains(&"document:sk"), "{ticked:?}");
        assert!(ticked.contains(&"finding:email-domain"), "{ticked:?}");
        assert!(!ticked.contains(&"document:ktp"), "nobody judged it yet");
        let defects = chosen(
            &["document:ktp", "finding:email-domain", "phrase:nik-wrong"],
            Some(&view.request),
            &policy,
        );
        assert!(matches!(
            defects[..],
            [
                Defect::Document {
                    document: DocumentKey::Ktp,
                    verdict: Verdict::Missing
                },
                Defect::Finding(_),
                Defect::Text(_)
            ]
        ));
    }
}
