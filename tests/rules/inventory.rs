//! The certificates that an office has already: successors, and lists taken in
//! [docs/rules.md §10].

use super::answers::certificate;
use crate::office::*;
use loket::domain::act::{Command, FormRowId, RevocationForm, Seen, TakenIn};
use loket::domain::certificate::{
    Certificate, CertificateForm, CertificateSource, CertificateStatus, IssuingBody, Standing,
};
use loket::domain::identity::Serial;
use loket::domain::ids::{CertificateId, RecordId};
use loket::domain::record::Record;
use loket::domain::refusal::Refusal;
use loket::domain::rules::{Fate, fate};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A row: person, serial (0: none), days from now at which it begins and ends.
fn row(office: &Office, n: u32, serial: u8, from: i64, to: i64) -> TakenIn {
    let identity = identity(n);
    let mut fingerprint = [0; 32];
    fingerprint[..4].copy_from_slice(&n.to_be_bytes());
    fingerprint[4] = serial;
    fingerprint[5..13].copy_from_slice(&from.to_be_bytes());
    fingerprint[13..21].copy_from_slice(&to.to_be_bytes());
    TakenIn {
        certificate: CertificateForm {
            serial: (serial > 0).then(|| Serial::from_octets(&[0x61, serial]).unwrap()),
            issuer: "OSD LU Kelas 2".to_owned(),
            body: IssuingBody::Bsre,
            name: identity.name.clone(),
            email: identity.email.clone(),
            agency: String::new(),
            nik: String::new(),
            key: String::new(),
            not_before: office.at.plus_days(from),
            not_after: office.at.plus_days(to),
            fingerprint: None,
            source: CertificateSource::Inventory,
        }
        .into(),
        holder: details(&identity),
        revoked: None,
        row: FormRowId {
            row: 2,
            fingerprint,
        },
    }
}

/// A row whose serial reads as two numbers.
fn either(office: &Office, n: u32, hex: u8, decimal: u8) -> TakenIn {
    let mut row = row(office, n, hex, -10, 720);
    row.certificate.decimal = Serial::from_octets(&[0x61, decimal]).ok();
    row
}

fn take_in(office: &mut Office, rows: &[TakenIn]) {
    let certificates = rows.to_vec();
    office.done(CLERK, Command::TakeIn { certificates });
}

fn all(office: &Office) -> Vec<Certificate> {
    let records = office.desk.records().into_values();
    let certificates = records.filter_map(|record| match record {
        Record::Certificate(certificate) => Some(*certificate),
        _ => None,
    });
    certificates.collect()
}

fn key(fate: &Fate) -> &'static str {
    match fate {
        Fate::New => "new",
        Fate::Successor(_) => "successor",
        Fate::Predecessor(_) => "predecessor",
        Fate::Existing(_) => "existing",
        Fate::Conflict(_) => "conflict",
        Fate::Rejected(_) => "rejected",
    }
}

fn over(taken: TakenIn, replaces: Option<(u32, u32)>) -> Command {
    Command::TakeOver {
        certificate: Box::new(taken.certificate),
        holder: Box::new(taken.holder),
        replaces: replaces.map(|(id, revision)| Seen {
            id: CertificateId(id),
            revision,
        }),
    }
}

#[test]
fn a_certificate_renewed_elsewhere_is_the_successor_where_that_is_said() {
    let mut office = Office::new();
    let first = over(row(&office, 1, 1, -700, 30), None);
    office.done(CLERK, first);
    let second = row(&office, 1, 2, -1, 729);
    let record = RecordId::Certificate(CertificateId(1));
    assert_eq!(
        office.refused(CLERK, over(second.clone(), None)),
        Refusal::AlreadyActive { record }
    );
    let moved = office.refused(CLERK, over(second.clone(), Some((1, 9))));
    assert_eq!(moved.code(), "moved-on");
    office.done(CLERK, over(second, Some((1, 1))));
    let by = CertificateId(2);
    assert_eq!(certificate(&office, 1).standing, Standing::Replaced { by });
    assert_eq!(certificate(&office, 2).replaces, Some(CertificateId(1)));
    let active = |known: &Certificate| known.status(office.at) == CertificateStatus::Active;
    assert_eq!(all(&office).iter().filter(|known| active(known)).count(), 1);
}

#[test]
fn a_successor_is_the_same_persons_and_begins_later_and_its_predecessor_has_not_ended() {
    // Of a running certificate of person 1 that began 700 days ago.
    for (n, from, to, code) in [
        (2, -1, 729, "not-a-successor"),
        (1, -700, 31, "not-a-successor"),
        (1, -701, 29, "not-a-successor"),
        (1, -600, -1, "not-a-successor"),
    ] {
        let mut office = Office::new();
        let [known, later] = [row(&office, 1, 1, -700, 30), row(&office, n, 2, from, to)];
        take_in(&mut office, &[known]);
        let refusal = office.refused(CLERK, over(later, Some((1, 1))));
        assert_eq!(refusal.code(), code, "{n} {from} {to}");
    }
    let mut office = Office::new();
    let rows = [
        row(&office, 1, 1, -700, 30),
        row(&office, 1, 2, -100, 630),
        row(&office, 2, 3, -800, -70),
        TakenIn {
            revoked: Some(revocation(&office, -5)),
            ..row(&office, 3, 4, -100, 630)
        },
    ];
    take_in(&mut office, &rows);
    for (n, known, status) in [(1, 1, "replaced"), (2, 3, "expired"), (3, 4, "revoked")] {
        let id = all(&office)
            .iter()
            .find(|it| it.form.serial == Serial::from_octets(&[0x61, known]).ok())
            .map(|it| (it.id.0, it.revision))
            .unwrap();
        let refusal = office.refused(CLERK, over(row(&office, n, 9, -1, 729), Some(id)));
        let record = RecordId::Certificate(CertificateId(id.0));
        let status = status.to_owned();
        assert_eq!(refusal, Refusal::PredecessorEnded { record, status });
    }
}

fn revocation(office: &Office, day: i64) -> RevocationForm {
    RevocationForm {
        date: office.at.plus_days(day).day(),
        cause: "retirement".to_owned(),
    }
}

#[test]
fn a_serial_in_plain_digits_that_nobody_knows_is_asked_about() {
    let office = Office::new();
    let doubtful = either(&office, 4, 77, 78);
    let Fate::Rejected(refusal) = fate(&office.desk, &doubtful, office.at) else {
        panic!("it was taken in");
    };
    let digits = "614D".to_owned();
    assert_eq!(refusal, Refusal::SerialEither { digits });
}

#[test]
fn plain_digits_are_the_certificate_that_either_number_is_known_by() {
    let begun = Office::new();
    let mut office = begun.clone();
    take_in(
        &mut office,
        &[
            row(&begun, 1, 1, -300, 430),
            row(&begun, 3, 3, -800, -70),
            row(&begun, 5, 0, -10, 720),
        ],
    );
    for (n, hex, decimal, becomes) in [
        (1, 1, 77, "existing"),
        (1, 77, 1, "existing"),
        (1, 3, 1, "existing"),
        (4, 77, 1, "conflict"),
        (4, 77, 78, "rejected"),
        (1, 77, 78, "rejected"),
        // Known by its holder and its span, without a serial.
        (5, 77, 78, "existing"),
    ] {
        let judged = fate(&office.desk, &either(&begun, n, hex, decimal), office.at);
        assert_eq!(key(&judged), becomes, "{n} {hex} {decimal}");
    }
}

#[test]
fn each_row_of_a_list_becomes_one_thing() {
    // The clock runs on with each act: the days are counted from one moment.
    let begun = Office::new();
    let mut office = begun.clone();
    let known = [
        row(&begun, 1, 1, -300, 430),
        row(&begun, 2, 0, -300, 430),
        row(&begun, 3, 3, -800, -70),
    ];
    take_in(&mut office, &known);
    let named = |change: fn(&mut TakenIn)| {
        let mut row = row(&begun, 9, 90, -10, 720);
        change(&mut row);
        row
    };
    let table = [
        ("new", row(&begun, 4, 4, -10, 720)),
        ("new", row(&begun, 1, 8, -900, -170)),
        ("new", row(&begun, 3, 9, -10, 720)),
        ("successor", row(&begun, 1, 5, -10, 720)),
        ("successor", row(&begun, 2, 0, -10, 720)),
        ("predecessor", row(&begun, 1, 6, -400, 330)),
        ("existing", known[0].clone()),
        ("existing", row(&begun, 1, 0, -300, 430)),
        ("existing", row(&begun, 2, 7, -300, 430)),
        ("existing", row(&begun, 3, 3, -700, 30)),
        ("conflict", row(&begun, 4, 1, -10, 720)),
        ("conflict", row(&begun, 1, 5, -300, 600)),
        ("rejected", named(|row| row.holder.name = " ".to_owned())),
        (
            "rejected",
            named(|row| row.certificate.form.name = String::new()),
        ),
        (
            "rejected",
            named(|row| row.certificate.form.not_after = row.certificate.form.not_before),
        ),
        (
            "rejected",
            named(|row| {
                row.certificate.form.not_before = row.certificate.form.not_before.plus_days(20)
            }),
        ),
        (
            "rejected",
            named(|row| {
                (row.holder.nip, row.holder.nik, row.certificate.form.serial) = (None, None, None);
            }),
        ),
        (
            "rejected",
            TakenIn {
                revoked: Some(revocation(&begun, 1)),
                ..row(&begun, 9, 90, -10, 720)
            },
        ),
        (
            "rejected",
            TakenIn {
                revoked: Some(revocation(&begun, -5)),
                ..row(&begun, 9, 0, -10, 720)
            },
        ),
    ];
    for (expected, row) in table {
        let judged = fate(&office.desk, &row, office.at);
        assert_eq!(key(&judged), expected, "{judged:?}: {row:?}");
        let mut desk = office.clone();
        let before = all(&desk).len();
        take_in(&mut desk, &[row]);
        let enters = matches!(expected, "new" | "successor" | "predecessor");
        assert_eq!(all(&desk).len() - before, usize::from(enters), "{expected}");
    }
}

#[test]
fn one_that_stood_between_two_is_linked_to_both() {
    let mut office = Office::new();
    let rows = [-300, -200, -100].map(|from| row(&office, 1, (-from / 10) as u8, from, from + 730));
    for at in [0, 2, 1] {
        take_in(&mut office, &rows[at..=at]);
    }
    let [oldest, newest, between] = [1, 2, 3].map(|id| certificate(&office, id));
    assert_eq!(oldest.standing, Standing::Replaced { by: between.id });
    assert_eq!(between.standing, Standing::Replaced { by: newest.id });
    assert_eq!(newest.standing, Standing::Good);
    assert_eq!(between.replaces, Some(oldest.id));
    assert_eq!(newest.replaces, Some(between.id));
}

/// What the inventory says, whatever the numbers are.
fn said(office: &Office) -> BTreeMap<String, (String, CertificateStatus, Option<String>)> {
    let serial = |id: CertificateId| {
        let serial = certificate(office, id.0).form.serial;
        serial.map(|serial| serial.to_string())
    };
    let one = |known: Certificate| {
        let by = match known.standing {
            Standing::Replaced { by } => serial(by),
            _ => None,
        };
        let status = known.status(office.at);
        let replaces = known.replaces.and_then(serial).unwrap_or_default();
        (serial(known.id).unwrap(), (replaces, status, by))
    };
    all(office).into_iter().map(one).collect()
}

/// Rows of three people: the serial tells person, beginning and end.
fn rows() -> impl Strategy<Value = Vec<(u32, i64, i64)>> {
    let row = (1_u32..4, 0_i64..9, 0_i64..2);
    prop::collection::vec(row, 1..9)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Neither the order of the rows nor how they are cut into acts decides what the inventory
    /// says; each row has one fate; a second run adds nothing; no person has two that are active.
    #[test]
    fn the_order_of_a_list_decides_nothing(
        given in rows(),
        order in prop::collection::vec(any::<u32>(), 9),
        cut in 1_usize..4,
    ) {
        let empty = Office::new();
        let rows: Vec<TakenIn> = given
            .iter()
            .map(|&(n, begins, lasts)| {
                let serial = (n as u8) * 64 + (begins as u8) * 2 + lasts as u8 + 1;
                // One begins on one day: what begins together is a conflict, judged elsewhere.
                let from = -900 + begins * 100 + lasts * 7;
                row(&empty, n, serial, from, from + 505 + lasts * 300)
            })
            .collect();
        let mut whole = empty.clone();
        take_in(&mut whole, &rows);
        let mut shuffled: Vec<(u32, TakenIn)> = order.into_iter().zip(rows.clone()).collect();
        shuffled.sort_by_key(|(place, _)| *place);
        let shuffled: Vec<TakenIn> = shuffled.into_iter().map(|(_, row)| row).collect();
        let mut pieces = empty.clone();
        for piece in shuffled.chunks(cut) {
            take_in(&mut pieces, piece);
        }
        prop_assert_eq!(said(&whole), said(&pieces));
        let before = pieces.desk.events();
        take_in(&mut pieces, &rows);
        prop_assert_eq!(before, pieces.desk.events());
        for row in &rows {
            prop_assert_eq!(key(&fate(&pieces.desk, row, pieces.at)), "existing");
        }
        let mut active = BTreeMap::new();
        for known in all(&pieces) {
            if known.status(pieces.at) == CertificateStatus::Active {
                *active.entry(known.holder).or_insert(0) += 1;
            }
        }
        prop_assert!(active.values().all(|count| *count == 1), "{:?}", active);
    }
}
