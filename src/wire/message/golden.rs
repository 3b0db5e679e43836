//! The bytes of messages, as PROTOCOL 1 writes them. A failure here means that a program of this
//! protocol would be misread: raise [`PROTOCOL`] together with these lines. The large views stand in
//! `tests/rules/golden/tells.rs`, which has a sample of every record.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::time::Instant;
use crate::wire::PROTOCOL;
use crate::wire::envelope::{Changed, Goodbye, ToClient, ToServer, Topics};
use crate::wire::frame;
use serde::Serialize;

const AGENDA: Agenda = Agenda {
    year: 2026,
    number: 142,
};

fn bytes(message: &impl Serialize) -> String {
    let mut frame = Vec::new();
    frame::append_message(&mut frame, message).unwrap();
    frame[frame::HEADER..].escape_ascii().to_string()
}

fn asks() -> Vec<(Ask, &'static str)> {
    let request = AGENDA.line(3);
    let day = Day::from_ymd_opt(2026, 11, 23).unwrap();
    let query = Query {
        filter: "sisa:<30".to_owned(),
        sort: Sort::Remaining,
        descending: true,
        ..Query::of(List::Day(day))
    };
    let record = RecordId::Request(request);
    vec![
        (Ask::Ping, r"\x00"),
        (Ask::Status, r"\x01"),
        (Ask::Stop, r"\x02"),
        (
            Ask::Act {
                id: [7; 16],
                command: Box::new(Command::Import {
                    letters: Vec::new(),
                }),
            },
            r"\x03\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x01\x00",
        ),
        (
            Ask::Page {
                query,
                from: 300,
                count: 40,
                keep: Some(record),
            },
            r"\x04\x07\n2026-11-23\x08sisa:<30\x05\x01\xfb,\x01(\x01\x05\xfb\xea\x07\x8e\x03",
        ),
        (Ask::Counts, r"\x05"),
        (Ask::Letter(AGENDA), r"\x06\xfb\xea\x07\x8e"),
        (Ask::Sheet(AGENDA.sheet(2)), r"\x07\xfb\xea\x07\x8e\x02"),
        (Ask::Request(request), r"\x08\xfb\xea\x07\x8e\x03"),
        (Ask::Person(PersonId(5)), r"\t\x05"),
        (Ask::Certificate(CertificateId(6)), r"\n\x06"),
        (
            Ask::History {
                record: RecordId::Letter(AGENDA),
                from: 0,
                count: 20,
            },
            r"\x0b\x03\xfb\xea\x07\x8e\x00\x14",
        ),
        (
            Ask::Calendar {
                first: day,
                days: 42,
            },
            r"\x0c\n2026-11-23*",
        ),
        (Ask::Office, r"\r"),
        (
            Ask::Suggest {
                text: "siti".to_owned(),
            },
            r"\x0e\x04siti",
        ),
        (
            Ask::Reveal {
                id: [1; 16],
                request,
            },
            r"\x0f\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\xfb\xea\x07\x8e\x03",
        ),
        (
            Ask::Preview {
                command: Box::new(Command::Import {
                    letters: Vec::new(),
                }),
            },
            r"\x10\x01\x00",
        ),
        (Ask::Upload { bytes: 70_000 }, r"\x11\xfcp\x11\x01\x00"),
        (
            Ask::Chunk {
                bytes: b"%PDF".to_vec(),
            },
            r"\x12\x04%PDF",
        ),
        (Ask::Finish, r"\x13"),
        (
            Ask::Document {
                id: [2; 16],
                request,
                document: DocumentKey::Ktp,
                offset: 9,
            },
            r"\x14\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\xfb\xea\x07\x8e\x03\x02\t",
        ),
        (Ask::Looking { record: None }, r"\x15\x00"),
        (
            Ask::Audit {
                before: Some(9),
                count: 50,
            },
            r"\x16\x01\t2",
        ),
        (Ask::Verify, r"\x17"),
        (Ask::Compare, r"\x18"),
        (
            Ask::Rows {
                records: vec![record],
            },
            r"\x19\x01\x05\xfb\xea\x07\x8e\x03",
        ),
    ]
}

fn tells() -> Vec<(Tell, &'static str)> {
    let done = Done {
        sequence: 300,
        by: "Rina".to_owned(),
        position: "kabid".to_owned(),
        capacity: crate::domain::office::Capacity::Plh,
        records: vec![(RecordId::Desk, 2)],
        import: Vec::new(),
    };
    let moved = Refusal::MovedOn {
        record: RecordId::Letter(AGENDA),
        by: crate::domain::ids::OfficerId(4),
        at: Instant(1),
        what: "disposed".to_owned(),
    };
    vec![
        (Tell::Pong, r"\x00"),
        (Tell::Stopping, r"\x02"),
        (
            Tell::Done(Box::new(done)),
            r"\x03\xfb,\x01\x04Rina\x05kabid\x01\x01\x00\x02\x00",
        ),
        (
            Tell::Refused(moved),
            r"\x04\x01\x03\xfb\xea\x07\x8e\x04\x02\x08disposed",
        ),
        (
            Tell::History {
                total: 0,
                rows: Vec::new(),
            },
            r"\x0c\x00\x00",
        ),
        (Tell::Suggestions(Vec::new()), r"\x0f\x00"),
        (Tell::Nik("1901".to_owned()), r"\x10\x041901"),
        (Tell::Import(Vec::new()), r"\x11\x00"),
        (Tell::Ready, r"\x12"),
        (
            Tell::Bytes {
                name: "ktp.jpg".to_owned(),
                total: 3,
                bytes: vec![1, 2, 3],
            },
            r"\x14\x07ktp.jpg\x03\x03\x01\x02\x03",
        ),
        (Tell::Progress { done: 1, total: 2 }, r"\x16\x01\x02"),
        (
            Tell::Compared {
                events: 9,
                differences: Vec::new(),
            },
            r"\x18\t\x00",
        ),
    ]
}

#[test]
fn golden_bytes_of_what_is_asked() {
    assert_eq!(PROTOCOL, 1);
    for (ask, golden) in asks() {
        assert_eq!(bytes(&ask), golden, "{ask:?}");
    }
}

#[test]
fn golden_bytes_of_what_is_told() {
    assert_eq!(PROTOCOL, 1);
    for (tell, golden) in tells() {
        assert_eq!(bytes(&tell), golden, "{tell:?}");
    }
}

#[test]
fn golden_bytes_of_the_envelopes() {
    assert_eq!(PROTOCOL, 1);
    let asked = ToServer {
        id: 300,
        ask: Ask::Counts,
    };
    assert_eq!(bytes(&asked), r"\xfb,\x01\x05");
    let told = [
        (
            ToClient::Answer {
                id: 7,
                last: true,
                tell: Tell::Pong,
            },
            r"\x00\x07\x01\x00",
        ),
        (
            ToClient::Changed(Changed {
                sequence: 9,
                what: Topics(5),
            }),
            r"\x01\t\x05",
        ),
        (ToClient::Push(Tell::Pong), r"\x02\x00"),
        (ToClient::Goodbye(Goodbye::Stopped), r"\x03\x00"),
        (ToClient::Goodbye(Goodbye::Replaced), r"\x03\x01"),
        (ToClient::Goodbye(Goodbye::SessionEnded), r"\x03\x02"),
        (ToClient::Goodbye(Goodbye::Mending), r"\x03\x03"),
    ];
    for (message, golden) in told {
        assert_eq!(bytes(&message), golden, "{message:?}");
    }
}
