//! Keys under which records are found: unique ones (a NIP, a serial) and memberships (the open
//! requests of a person). They follow from the record alone, so replay gives them again.

use super::identity::{Nik, Nip, Serial};
use super::ids::{CertificateId, FileHash, PersonId, RecordId, RequestNo};
use super::record::Record;
use super::traces::Traces;
use std::collections::BTreeSet;

/// One key of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Fingerprint of an imported row.
    Row([u8; 32]),
    Nip(Nip),
    Nik(Nik),
    Serial(Serial),
    /// Uid of an officer's account.
    Account(u32),
    /// A request of a person that has not ended.
    Open(PersonId, RequestNo),
    /// A certificate of a person.
    Held(PersonId, CertificateId),
    /// Any request of a person, ended or not.
    Of(PersonId, RequestNo),
    /// A request beside which a file lies. The first half of the hash leads there; who needs to be
    /// sure compares the whole.
    File([u8; 16], RequestNo),
    /// A person or a certificate with this address, as [`Traces`] digest it.
    ///
    /// [`Traces`]: super::traces::Traces
    Email(u64, RecordId),
    /// A person of this name, digested likewise.
    Name(u64, PersonId),
    /// A request that follows up the first.
    Follows(RequestNo, RequestNo),
}

impl Key {
    /// Stored bytes; the tag byte is frozen.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(24);
        match self {
            Key::Row(fingerprint) => {
                bytes.push(1);
                bytes.extend(fingerprint);
            }
            Key::Nip(nip) => {
                bytes.push(2);
                bytes.extend(nip.to_string().bytes());
            }
            Key::Nik(nik) => {
                bytes.push(3);
                bytes.extend(String::from(*nik).bytes());
            }
            Key::Serial(serial) => {
                bytes.push(4);
                bytes.extend(serial.octets());
            }
            Key::Account(uid) => {
                bytes.push(5);
                bytes.extend(uid.to_be_bytes());
            }
            Key::Open(person, request) => {
                bytes = Key::open_prefix(*person);
                bytes.extend(RecordId::Request(*request).key());
            }
            Key::Held(person, certificate) => {
                bytes = Key::held_prefix(*person);
                bytes.extend(RecordId::Certificate(*certificate).key());
            }
            Key::Of(person, request) => {
                bytes = Key::of_prefix(*person);
                bytes.extend(RecordId::Request(*request).key());
            }
            Key::File(half, request) => {
                bytes.push(9);
                bytes.extend(half);
                bytes.extend(RecordId::Request(*request).key());
            }
            Key::Email(digest, record) => {
                bytes = Key::email_prefix(*digest);
                bytes.extend(record.key());
            }
            Key::Name(digest, person) => {
                bytes = Key::name_prefix(*digest);
                bytes.extend(RecordId::Person(*person).key());
            }
            Key::Follows(followed, request) => {
                bytes = Key::follows_prefix(*followed);
                bytes.extend(RecordId::Request(*request).key());
            }
        }
        bytes
    }

    /// What all [`Key::File`] of a file begin with.
    pub fn file_prefix(hash: &FileHash) -> Vec<u8> {
        let mut bytes = vec![9];
        bytes.extend(half(hash));
        bytes
    }

    /// What all [`Key::Email`] of an address begin with.
    pub fn email_prefix(digest: u64) -> Vec<u8> {
        digested(10, digest)
    }

    /// What all [`Key::Name`] of a name begin with.
    pub fn name_prefix(digest: u64) -> Vec<u8> {
        digested(11, digest)
    }

    /// What all [`Key::Follows`] of a request begin with.
    pub fn follows_prefix(followed: RequestNo) -> Vec<u8> {
        let mut bytes = vec![12];
        bytes.extend(RecordId::Request(followed).key());
        bytes
    }

    /// What all [`Key::Open`] of a person begin with.
    pub fn open_prefix(person: PersonId) -> Vec<u8> {
        prefix(6, person)
    }

    /// What all [`Key::Held`] of a person begin with.
    pub fn held_prefix(person: PersonId) -> Vec<u8> {
        prefix(7, person)
    }

    /// What all [`Key::Of`] of a person begin with.
    pub fn of_prefix(person: PersonId) -> Vec<u8> {
        prefix(8, person)
    }
}

fn half(hash: &FileHash) -> [u8; 16] {
    std::array::from_fn(|at| hash.0[at])
}

fn digested(tag: u8, digest: u64) -> Vec<u8> {
    let mut bytes = vec![tag];
    bytes.extend(digest.to_be_bytes());
    bytes
}

fn prefix(tag: u8, person: PersonId) -> Vec<u8> {
    let mut bytes = vec![tag];
    bytes.extend(person.0.to_be_bytes());
    bytes
}

/// All keys of a record as it stands.
pub fn keys(record: &Record) -> Vec<Key> {
    match record {
        Record::Desk(_) | Record::Policy { .. } | Record::Letter(_) | Record::Sheet(_) => {
            Vec::new()
        }
        Record::Officer(officer) => officer
            .account
            .iter()
            .map(|account| Key::Account(account.uid))
            .collect(),
        Record::Request(request) => {
            let mut keys: Vec<Key> = request.rows.iter().map(|row| Key::Row(*row)).collect();
            if let Some(person) = request.person {
                keys.push(Key::Of(person, request.no));
                if !request.stage.is_decided() {
                    keys.push(Key::Open(person, request.no));
                }
            }
            keys.extend(request.follows.map(|no| Key::Follows(no, request.no)));
            let files: BTreeSet<_> = request.files().map(|(_, hash)| half(&hash)).collect();
            keys.extend(files.into_iter().map(|half| Key::File(half, request.no)));
            keys
        }
        Record::Person(person) => {
            let nip = person.details.nip.map(Key::Nip);
            let nik = person.details.nik.map(Key::Nik);
            let traces = Traces::of_details(&person.details);
            let record = RecordId::Person(person.id);
            let email = traces.email.map(|email| Key::Email(email, record));
            let name = traces.name.map(|name| Key::Name(name, person.id));
            let numbers = nip.into_iter().chain(nik);
            numbers.chain(email).chain(name).collect()
        }
        Record::Certificate(certificate) => {
            let serial = certificate.form.serial.clone().map(Key::Serial);
            let held = certificate
                .holder
                .map(|person| Key::Held(person, certificate.id));
            let traces = Traces::of_certificate(&certificate.form, certificate.holder);
            let record = RecordId::Certificate(certificate.id);
            let email = traces.email.map(|email| Key::Email(email, record));
            serial.into_iter().chain(held).chain(email).collect()
        }
    }
}
