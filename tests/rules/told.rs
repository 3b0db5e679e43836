//! What history and audit tell of every event: all of its substance, in words of both languages,
//! and never a whole NIK.

use crate::golden::samples;
use loket::domain::certificate::Standing;
use loket::domain::event::{
    CertificateEvent, Happening, LetterEvent, Look, RequestEvent, SheetEvent,
};
use loket::domain::ids::{CertificateId, OfficerId};
use loket::domain::person::Person;
use loket::domain::policy::Policy;
use loket::domain::record::Record;
use loket::domain::request::Particulars;
use loket::domain::substance::{Around, Fact, Value, difference, facts};
use loket::text::{Language, Words, history, keys_of, languages};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Whether an event carries anything beside its name. A new event does: it must be told of in the
/// substance, or stand here.
fn carries(what: &Happening) -> bool {
    use RequestEvent::{HolderAsked, Opened, Released, TakenBack};
    !matches!(
        what,
        Happening::Looked { at: Look::Nik }
            | Happening::Letter(LetterEvent::SheetAdded | LetterEvent::Voided)
            | Happening::Sheet(SheetEvent::Looked)
            | Happening::Request(Opened | Released | HolderAsked | TakenBack)
    )
}

/// Every event with every field filled, and the other standings of a certificate.
fn happenings() -> Vec<Happening> {
    let standings = [
        Standing::Good,
        Standing::Suspended {
            since: samples::day(),
        },
        Standing::Replaced {
            by: CertificateId(9),
        },
    ];
    let standings = standings.map(CertificateEvent::StandingChanged);
    let more = standings.map(Happening::Certificate);
    samples::happenings().into_iter().chain(more).collect()
}

/// The record before an event, other than after it.
fn before(what: &Happening) -> Option<Record> {
    match what {
        Happening::Request(_) => {
            let mut request = samples::request();
            request.identity.nik = "1971055912780013".to_owned();
            request.identity.rank = String::new();
            request.differences.clear();
            request.particulars = Particulars::default();
            Some(Record::Request(Box::new(request)))
        }
        Happening::Letter(_) => {
            let mut letter = samples::letter();
            letter.form.subject = "Lain".to_owned();
            Some(Record::Letter(letter))
        }
        Happening::Person(_) => {
            let mut details = samples::details();
            details.phone = String::new();
            Some(Record::Person(Person {
                id: loket::domain::ids::PersonId(7),
                revision: 1,
                details,
                portal: None,
            }))
        }
        _ => samples::records().into_iter().find_map(|(_, record)| {
            let mut record = record;
            if let Record::Certificate(certificate) = &mut record {
                certificate.form.email = "lain@babelprov.go.id".to_owned();
                return matches!(what, Happening::Certificate(_)).then_some(record);
            }
            None
        }),
    }
}

fn told(what: &Happening, policy: &Arc<Policy>) -> Vec<Fact> {
    facts(
        what,
        &Around {
            before: &|| before(what),
            name: &|id: OfficerId| format!("Petugas {}", id.0),
            policy: &|| policy.clone(),
            sections: &["deadlines".to_owned()],
        },
    )
}

/// Every key in a value, with its family.
fn keys(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Key { family, key } => found.push(format!("{family}-{key}")),
        Value::List(list) => list.iter().for_each(|one| keys(one, found)),
        Value::Text(_)
        | Value::Day(_)
        | Value::At(_)
        | Value::Number(_)
        | Value::Words(_)
        | Value::Exact(_) => {}
    }
}

#[test]
fn every_event_tells_its_substance_in_words_of_both_languages() {
    let policy = Arc::new(loket::policy_file::babel());
    let words = [Language::Indonesian, Language::English].map(Words::new);
    for what in happenings() {
        let name = what.kind().1;
        let facts = told(&what, &policy);
        assert_eq!(!facts.is_empty(), carries(&what), "{name}: {facts:?}");
        for words in &words {
            let said = history::sentence(words, name, &facts);
            assert!(words.has(&format!("event-{name}")), "{name}");
            for fact in &facts {
                let own = format!("history-arg-{}", fact.name);
                assert!(words.has(&own), "{name}: {own}");
                let mut used = Vec::new();
                let values = [fact.of.as_ref(), fact.was.as_ref(), Some(&fact.now)];
                values
                    .into_iter()
                    .flatten()
                    .for_each(|value| keys(value, &mut used));
                for key in used {
                    assert!(words.has(&key), "{name}: {key} in {said}");
                }
            }
            assert!(
                !said.contains("2026-"),
                "a date as machines write it: {said}"
            );
            for nik in ["1971055912870013", "1971055912780013", "1971055912870014"] {
                assert!(!said.contains(nik), "{said}");
            }
        }
    }
}

#[test]
fn the_samples_hold_every_event_that_there_are_words_for() {
    let known: BTreeSet<String> = happenings()
        .iter()
        .map(|what| what.kind().1.to_owned())
        .collect();
    let worded: BTreeSet<String> = languages()
        .flat_map(|(_, source)| keys_of(source))
        .filter_map(|key| key.strip_prefix("event-"))
        .filter(|key| *key != "erased")
        .map(str::to_owned)
        .collect();
    assert_eq!(known, worded);
}

#[test]
fn an_edit_tells_before_and_after_and_which_digits_of_a_nik_differ() {
    let policy = Arc::new(loket::policy_file::babel());
    let what = happenings()
        .into_iter()
        .find(|what| what.kind().1 == "edited");
    let facts = told(&what.unwrap(), &policy);
    let said = history::sentence(&Words::default(), "edited", &facts);
    assert!(said.contains("Golongan: (kosong) → III/c"), "{said}");
    assert!(
        said.contains("NIK: 1971••••••••0013 → 1971••••••••0013"),
        "{said}"
    );
    assert!(said.contains("angka yang berbeda: ke-11, 12"), "{said}");
    assert!(said.contains("tanda gugur: Fotokopi KTP"), "{said}");
    // What stayed is not told.
    assert!(!said.contains("Dinas Kesehatan"), "{said}");
}

#[test]
fn marks_tell_verdict_phrase_note_and_evidence() {
    let policy = Arc::new(loket::policy_file::babel());
    let what = happenings()
        .into_iter()
        .find(|what| what.kind().1 == "marked");
    let facts = told(&what.unwrap(), &policy);
    let said = history::sentence(&Words::default(), "marked", &facts);
    for part in ["Tidak sesuai", "ktp.png", "070707070707"] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn what_voided_marks_is_kept_with_before_and_after() {
    let request = samples::request();
    let words = Words::default();
    let said: Vec<String> = request
        .differences
        .iter()
        .map(|found| history::sentence(&words, "edited", &difference(found)))
        .collect();
    assert!(said[1].contains("ktp.png"), "{said:?}");
    assert!(
        said[1].contains("menggantikan aslinya di loket"),
        "{said:?}"
    );
}
