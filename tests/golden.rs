//! The stored bytes of every kind of event, and of each kind of record, frozen. A difference here
//! means that a desk in use could no longer be read: keep the old form and add an upcaster
//! (docs/decisions/0003), never edit the golden file of a released version.
//!
//! `LOKET_BLESS=1 cargo test --test golden` writes what is missing; it never changes a line.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "golden/samples.rs"]
mod samples;

use loket::codec;
use loket::domain::event::Happening;
use loket::domain::record::Record;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
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

#[test]
fn every_kind_of_event_has_a_sample() {
    let mut numbers: Vec<u16> = samples::happenings()
        .iter()
        .map(|what| what.kind().0)
        .collect();
    numbers.sort_unstable();
    let expected: Vec<u16> = [1..=6, 10..=13, 20..=24, 30..=36, 40..=67, 80..=81, 90..=93]
        .into_iter()
        .flatten()
        .collect();
    assert_eq!(numbers, expected);
}

#[test]
fn records_are_stored_as_ever() {
    let samples: BTreeMap<String, Record> = samples::records().into_iter().collect();
    compare("records.txt", &samples);
}
