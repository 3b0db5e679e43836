//! Parts of sentences about requests: records, officers, evidence, marks and defects in words.

use super::{Language, Words};
use crate::domain::carry::Stays;
use crate::domain::checklist::{ChecklistItem, Defect, Evidence, Verdict};
use crate::domain::finding::FindingCode;
use crate::domain::ids::{OfficerId, RecordId};
use crate::domain::office::Capacity;
use crate::domain::policy::{DocumentKey, Policy};
use crate::domain::request::Stage;
use crate::domain::sheet::Disposition;
use crate::domain::time::Day;

/// Finds the name of an officer; `None` where it is not known here.
pub type Officers<'a> = &'a dyn Fn(OfficerId) -> Option<String>;

/// The name of an officer, or `petugas no. 3`.
pub fn officer(words: &Words, officers: Officers, id: OfficerId) -> String {
    officers(id).unwrap_or_else(|| words.with("officer-unknown", &[("id", &id.0.to_string())]))
}

/// `Permohonan 0142.03/2026`, `Surat 0142/2026`, `Meja ini`.
pub fn record(words: &Words, id: RecordId) -> String {
    words.with(&format!("record-{}", id.kind()), &[("id", &id.number())])
}

/// Somebody's name with the capacity in which they acted, where it is not their own post:
/// `Budi (Plh.)`.
pub fn acting(words: &Words, name: &str, capacity: Option<Capacity>) -> String {
    match capacity {
        None | Some(Capacity::Definitive) => name.to_owned(),
        Some(other) => format!("{name} ({})", words.of("capacity", other.as_str())),
    }
}

/// When a line of the sheet was made: the time on the paper, its day alone where it tells no time.
pub fn disposed(words: &Words, line: &Disposition) -> String {
    match &line.paper {
        Some(paper) if paper.minute.is_none() => untimed(words, paper.day),
        _ => words.moment(line.moment()),
    }
}

/// A day on paper that tells no time.
pub fn untimed(words: &Words, day: Day) -> String {
    words.with("day-untimed", &[("day", &words.date(day))])
}

/// A stage in words.
pub fn stage(words: &Words, stage: Stage) -> String {
    words.of("stage", stage.as_str())
}

/// The language of a policy's own texts.
pub fn policy_language(words: &Words) -> Language {
    words.language()
}

/// The name of a document as the office writes it, else the desk's own.
pub fn document(words: &Words, policy: Option<&Policy>, key: DocumentKey) -> String {
    policy
        .and_then(|policy| policy.documents.get(&key))
        .map(|rules| {
            rules
                .name
                .in_language(policy_language(words))
                .trim()
                .to_owned()
        })
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| words.of("document", key.as_str()))
}

/// Which papers come along from an earlier request, and which stay there with why.
pub fn papers(words: &Words, come: &[DocumentKey], left: &[(DocumentKey, Stays)]) -> String {
    let short = |key: &DocumentKey| words.of("document-short", key.as_str());
    let come: Vec<String> = come.iter().map(short).collect();
    let said = match come.is_empty() {
        true => words.get("carry-nothing"),
        false => words.with("carry-come", &[("list", &come.join(", "))]),
    };
    let stays = |(key, why): &(DocumentKey, Stays)| {
        format!("{} ({})", short(key), words.of("stays", why.as_str()))
    };
    let left: Vec<String> = left.iter().map(stays).collect();
    match left.is_empty() {
        true => said,
        false => {
            let stay = words.with("carry-stay", &[("list", &left.join(", "))]);
            format!("{said} {stay}")
        }
    }
}

/// What a document is held by.
pub fn evidence(words: &Words, evidence: Option<&Evidence>) -> String {
    match evidence {
        None => words.get("evidence-none"),
        Some(Evidence::File { name, .. }) => words.with("evidence-file", &[("name", name)]),
        Some(Evidence::Paper) => words.get("evidence-paper"),
        Some(Evidence::Link(link)) => words.with("evidence-link", &[("link", link)]),
    }
}

/// Key of a judgement in `verdict-…`.
pub fn verdict_key(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::NotSeen => "not-seen",
        Verdict::Conforms => "conforms",
        Verdict::Wrong { .. } => "wrong",
        Verdict::Missing => "missing",
        Verdict::NotNeeded { .. } => "not-needed",
    }
}

/// A judgement with its phrase, note or reason.
pub fn verdict(words: &Words, policy: Option<&Policy>, verdict: &Verdict) -> String {
    let said = words.of("verdict", verdict_key(verdict));
    let more = match verdict {
        Verdict::Wrong { code, note } => {
            let phrase = policy
                .and_then(|policy| policy.defect(code))
                .map(|phrase| phrase.text.in_language(policy_language(words)).to_owned());
            let parts: Vec<String> = phrase.into_iter().chain([note.clone()]).collect();
            parts
                .into_iter()
                .filter(|part| !part.trim().is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        }
        Verdict::NotNeeded { reason } => reason.clone(),
        _ => String::new(),
    };
    if more.is_empty() {
        said
    } else {
        format!("{said}: {}", super::safe(&more))
    }
}

/// The judgement of an item that is on record; that nobody opened what it rests on is told [R7.13].
pub fn judged(words: &Words, policy: Option<&Policy>, item: &ChecklistItem) -> String {
    let said = verdict(words, policy, item.verdict());
    match item.mark.as_ref().is_some_and(|mark| mark.unseen) {
        true => format!("{said} · {}", words.get("mark-unseen")),
        false => said,
    }
}

/// One defect as the requester is told of it.
pub fn defect(words: &Words, policy: Option<&Policy>, defect: &Defect) -> String {
    match defect {
        Defect::Document {
            document: key,
            verdict: judged,
        } => format!(
            "{} ({})",
            document(words, policy, *key),
            verdict(words, policy, judged)
        ),
        Defect::Finding(code) => match FindingCode::from_key(code) {
            Some(code) => words.of("finding", code.as_str()),
            None => policy.and_then(|policy| policy.defect(code)).map_or_else(
                || super::safe(code).into_owned(),
                |phrase| phrase.text.in_language(policy_language(words)).to_owned(),
            ),
        },
        Defect::Text(text) => super::safe(text).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Agenda;

    #[test]
    fn records_and_officers_have_names() {
        let words = Words::default();
        let agenda = Agenda {
            year: 2026,
            number: 142,
        };
        assert_eq!(
            record(&words, RecordId::Request(agenda.line(3))),
            "Permohonan 0142.03/2026"
        );
        assert_eq!(officer(&words, &|_| None, OfficerId(3)), "petugas no. 3");
        for id in [
            RecordId::Desk,
            RecordId::Policy(1),
            RecordId::Letter(agenda),
            RecordId::Sheet(agenda.sheet(2)),
        ] {
            assert!(!record(&words, id).starts_with('['));
        }
    }

    #[test]
    fn a_defect_is_told_in_full() {
        let words = Words::default();
        let wrong = Defect::Document {
            document: DocumentKey::Ktp,
            verdict: Verdict::Wrong {
                code: String::new(),
                note: "buram".to_owned(),
            },
        };
        assert_eq!(
            defect(&words, None, &wrong),
            "Fotokopi KTP (Tidak sesuai: buram)"
        );
        assert_eq!(
            defect(&words, None, &Defect::Finding("nik-length".to_owned())),
            "NIK bukan 16 angka"
        );
    }
}
