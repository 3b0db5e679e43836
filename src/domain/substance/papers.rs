//! Documents, marks, defects and what was sent.

use super::{Around, Facts, Value};
use crate::domain::carry::Carried;
use crate::domain::checklist::{Defect, Document, Evidence, Mark, Verdict};
use crate::domain::finding::FindingCode;
use crate::domain::policy::{DocumentKey, Policy};
use crate::domain::record::Record;

/// The name of a document.
pub(super) fn name(document: DocumentKey) -> Value {
    Value::key("document", document.as_str())
}

/// Names of documents.
pub(super) fn names(documents: &[DocumentKey]) -> Value {
    Value::List(documents.iter().map(|key| name(*key)).collect())
}

/// What a document is held by: a file with the beginning of its hash and its size, paper, a link.
pub(super) fn evidence(label: &'static str, of: Option<Value>, held: &Evidence, facts: &mut Facts) {
    match held {
        Evidence::File { hash, name, bytes } => {
            facts.push(label, of, None, Value::Text(name.clone()));
            facts.exact("hash", super::short(&hash.0));
            facts.number("bytes", *bytes);
        }
        Evidence::Paper => facts.push(label, of, None, Value::key("history-remark", "original")),
        Evidence::Link(link) => facts.push(label, of, None, Value::Text(link.clone())),
    }
}

/// A document laid beside a request, with what lay there before and the mark that it voids.
pub(super) fn added(key: DocumentKey, held: &Document, around: &Around, facts: &mut Facts) {
    // Who added it, and when, stands beside the event.
    let Document {
        evidence: held,
        added: _,
        by: _,
    } = held;
    evidence("evidence", Some(name(key)), held, facts);
    let Some(Record::Request(request)) = (around.before)() else {
        return;
    };
    let Some(item) = request.item(key) else {
        return;
    };
    if let Some(before) = item.current() {
        evidence("instead", None, &before.evidence, facts);
    }
    if let Some(mark) = &item.mark {
        facts.add("void", Value::List(vec![name(key)]));
        verdict(&mark.verdict, &(around.policy)(), facts);
    }
}

/// Papers that went along from an earlier request, and those that stayed there with why.
pub(super) fn carried(carried: &Carried, facts: &mut Facts) {
    let Carried {
        from,
        documents,
        left,
    } = carried;
    facts.exact("follows", from);
    for (key, held) in documents {
        evidence("evidence", Some(name(*key)), &held.evidence, facts);
        facts.day("laid", Some(held.added.day()));
    }
    for (key, why) in left {
        let why = Value::key("stays", why.as_str());
        facts.push("stays", Some(name(*key)), None, why);
    }
}

/// A judgement with its phrase, note or reason.
fn verdict(verdict: &Verdict, policy: &Policy, facts: &mut Facts) {
    match verdict {
        Verdict::NotSeen | Verdict::Conforms | Verdict::Missing => {}
        Verdict::Wrong { code, note } => {
            facts.add("phrase", phrase(code, policy));
            facts.text("note", note);
        }
        Verdict::NotNeeded { reason } => facts.text("reason", reason),
    }
}

/// A defect in the policy's words, by code where the policy has none.
fn phrase(code: &str, policy: &Policy) -> Value {
    match policy.defect(code) {
        Some(phrase) => Value::Words(phrase.text.clone()),
        None => Value::Text(code.to_owned()),
    }
}

fn verdict_key(verdict: &Verdict) -> Value {
    let key = match verdict {
        Verdict::NotSeen => "not-seen",
        Verdict::Conforms => "conforms",
        Verdict::Wrong { .. } => "wrong",
        Verdict::Missing => "missing",
        Verdict::NotNeeded { .. } => "not-needed",
    };
    Value::key("verdict", key)
}

/// A mark with what it rests on.
pub(super) fn mark(key: DocumentKey, mark: &Mark, policy: &Policy, facts: &mut Facts) {
    // Who judged, and when, stands beside the event.
    let Mark {
        verdict: judged,
        by: _,
        at: _,
        on,
        unseen,
    } = mark;
    facts.push("mark", Some(name(key)), None, verdict_key(judged));
    verdict(judged, policy, facts);
    if let Some(held) = on {
        evidence("evidence", None, held, facts);
    }
    if *unseen {
        facts.key("remark", "history-remark", "unseen");
    }
}

/// A defect that the requester is told of.
pub(super) fn defect(defect: &Defect, policy: &Policy, facts: &mut Facts) {
    match defect {
        Defect::Document {
            document,
            verdict: judged,
        } => {
            facts.push("defect", Some(name(*document)), None, verdict_key(judged));
            verdict(judged, policy, facts);
        }
        Defect::Finding(code) if FindingCode::from_key(code).is_some() => {
            facts.key("defect", "finding", code);
        }
        Defect::Finding(code) => facts.add("defect", phrase(code, policy)),
        Defect::Text(text) => facts.text("defect", text),
    }
}
