//! The stored bytes of every kind of event, and of each kind of record, frozen. A difference here
//! means that a desk in use could no longer be read: keep the old form and add an upcaster
//! (docs/decisions/0003), never edit the golden file of a released version.
//!
//! `LOKET_BLESS=1 cargo test --test rules golden` writes what is missing; it never changes a line. Before
//! the first release a form that changes on purpose is renewed so: its line (of what screens are
//! told, the file) is deleted and blessed again.

pub mod samples;
mod tells;

use loket::codec;
use loket::domain::event::Happening;
use loket::domain::policy::Policy;
use loket::domain::record::Record;
use loket::wire::message::Tell;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/rules/golden")
        .join(name)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let pairs = text
        .as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).unwrap());
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

/// Compares each sample with its golden bytes, both ways.
fn compare<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    name: &str,
    samples: &BTreeMap<String, T>,
) {
    let path = file(name);
    let text = fs::read_to_string(&path).unwrap_or_default();
    let mut golden: BTreeMap<String, String> = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(key, bytes)| (key.to_owned(), bytes.to_owned()))
        .collect();
    if std::env::var_os("LOKET_BLESS").is_some() {
        for (key, sample) in samples {
            golden
                .entry(key.clone())
                .or_insert_with(|| hex(&codec::encode(sample).unwrap()));
        }
        let lines: String = golden
            .iter()
            .map(|(key, bytes)| format!("{key} {bytes}\n"))
            .collect();
        fs::write(&path, lines).unwrap();
    }
    for (key, bytes) in &golden {
        let sample = samples
            .get(key)
            .unwrap_or_else(|| panic!("{key} has no sample any more"));
        assert_eq!(
            &hex(&codec::encode(sample).unwrap()),
            bytes,
            "{key} is written differently"
        );
        let read: T = codec::decode(&unhex(bytes)).unwrap();
        assert_eq!(&read, sample, "{key} is read differently");
    }
    for key in samples.keys() {
        assert!(
            golden.contains_key(key),
            "{key} has no golden bytes: bless it"
        );
    }
}

#[test]
fn events_are_stored_as_ever() {
    let samples: BTreeMap<String, Happening> = samples::happenings()
        .into_iter()
        .map(|what| (format!("{:03}-{}", what.kind().0, what.kind().1), what))
        .collect();
    compare("events.txt", &samples);
}

/// The frozen numbers of events, as the source gives them.
fn numbered() -> Vec<u16> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/domain/event.rs");
    let source = fs::read_to_string(path).unwrap();
    let rows = source.lines().filter_map(|line| line.split_once(" => ("));
    let numbers = rows.filter_map(|(_, row)| row.split_once(", \"")?.0.parse().ok());
    let mut numbers: Vec<u16> = numbers.collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn every_kind_of_event_has_a_sample_and_a_number_of_its_own() {
    let kinds = samples::happenings();
    let mut sampled: Vec<u16> = kinds.iter().map(|what| what.kind().0).collect();
    sampled.sort_unstable();
    let numbered = numbered();
    assert!(numbered.len() > 60, "{numbered:?}");
    assert_eq!(sampled, numbered);
    sampled.dedup();
    assert_eq!(sampled, numbered, "one number twice");
}

#[test]
fn records_are_stored_as_ever() {
    let samples: BTreeMap<String, Record> = samples::records().into_iter().collect();
    compare("records.txt", &samples);
}

/// The policy as the golden event froze it.
fn frozen_policy() -> Policy {
    let text = fs::read_to_string(file("events.txt")).unwrap();
    let mut events = text.lines().filter_map(|line| line.split_once(' '));
    let policy =
        events.find_map(
            |(_, bytes)| match codec::decode::<Happening>(&unhex(bytes)).unwrap() {
                Happening::PolicyAdopted { policy, .. } => Some(*policy),
                _ => None,
            },
        );
    policy.unwrap()
}

#[test]
fn what_a_screen_is_told_is_written_as_ever() {
    use loket::wire::{PROTOCOL, frame};
    let path = file(&format!("tells-{PROTOCOL}.txt"));
    let mut written = String::new();
    for (name, tell) in tells::all(frozen_policy()) {
        let mut bytes = Vec::new();
        frame::append_message(&mut bytes, &tell).unwrap();
        let body = &bytes[frame::HEADER..];
        assert_eq!(
            frame::parse::<Tell>(body).unwrap(),
            tell,
            "{name} is read differently"
        );
        let digest = hex(&Sha256::digest(body));
        written.push_str(&format!("{name} {} {digest}\n", body.len()));
    }
    if std::env::var_os("LOKET_BLESS").is_some() && !path.exists() {
        fs::write(&path, &written).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap();
    assert_eq!(
        written, golden,
        "other bytes are another protocol: raise PROTOCOL"
    );
}
