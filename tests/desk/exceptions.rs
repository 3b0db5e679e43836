//! What an auditor looks at first, by verb.

use crate::driven::Desk;
use crate::verbs::{Paperwork, SITI};

#[test]
fn exceptions_are_listed_with_why_each_is_one() {
    let desk = Desk::new();
    desk.letter();
    let since = |desk: &Desk| {
        let told = desk.json(&["audit", "exceptions", "--record", SITI]);
        let events = told["events"].as_array().unwrap().clone();
        events
            .iter()
            .map(|event| event["exceptions"][0].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(since(&desk).is_empty());
    let said = desk.done(&["audit", "exceptions", "--record", SITI]);
    assert!(said.contains("Tidak ada pengecualian"), "{said}");
    desk.done(&["request", "show", SITI, "--nik"]);
    assert_eq!(since(&desk), ["nik-seen"]);
    let said = desk.done(&["audit", "exceptions", "--limit", "1"]);
    assert!(said.contains("pengecualian: NIK dilihat utuh"), "{said}");
    assert!(!said.contains("Didaftarkan"), "{said}");
    // The whole log tells it, too.
    let log = desk.json(&["audit", "log", "--record", SITI]);
    let events = log["events"].as_array().unwrap();
    let excepted = events
        .iter()
        .filter(|event| !event["exceptions"].as_array().unwrap().is_empty());
    assert_eq!(excepted.count(), 1, "{log}");
}
