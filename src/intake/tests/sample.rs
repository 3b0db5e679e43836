//! The sample export against the verdict that each of its rows deserves.

use super::*;
use crate::domain::finding::{IdentityContext, IdentityInput, check_identity};
use crate::domain::kind::Kind;
use serde_json::Value;
use std::collections::BTreeSet;

fn texts(value: &Value) -> BTreeSet<String> {
    let all = value.as_array().unwrap();
    all.iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

/// Codes that need the desk's records.
fn codes_of(row: &FormRow, domains: &[String]) -> BTreeSet<String> {
    let identity = &row.name.identity;
    let input = IdentityInput {
        nik: &identity.nik,
        nip: &identity.nip,
        email: &identity.email,
        phone: &identity.phone,
        birth_date: identity.birth_date,
    };
    let context = IdentityContext {
        kind: row.name.kind,
        email_domains: domains,
        nip_required: true,
        appointment_month: None,
        email_domain_blocks: true,
        certificate_identified: false,
    };
    let found = check_identity(&input, &context);
    found
        .iter()
        .map(|finding| finding.code.to_string())
        .collect()
}

fn expected_kind(words: &str) -> Kind {
    match words {
        "Penerbitan baru" => Kind::Issue,
        "Pembaruan (masa berlaku habis)" => Kind::Renew,
        "Perubahan data (NIK)" => Kind::Change,
        "Lupa passphrase" => Kind::Reset,
        "Pencabutan" => Kind::Revoke,
        other => panic!("no such kind: {other}"),
    }
}

#[test]
fn every_row_deserves_its_verdict() {
    let hints = hints();
    let (plan, outcomes) = outcomes(&fixture("google-form.csv"), &hints);
    let text = std::fs::read_to_string(fixture("expected.json")).unwrap();
    let expected: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(plan.rows as usize, expected.len());
    assert_eq!(outcomes.len(), expected.len());
    for (outcome, expected) in outcomes.iter().zip(&expected) {
        let number = expected["row"].as_u64().unwrap();
        let codes = texts(&expected["codes"]);
        match outcome {
            Outcome::Rejected(rejected) => {
                assert_eq!(expected["outcome"], "rejected", "row {number}");
                assert_eq!(u64::from(rejected.row), number);
                let reasons = rejected.reasons.iter().map(|why| why.as_str().to_owned());
                assert_eq!(reasons.collect::<BTreeSet<_>>(), codes, "row {number}");
            }
            Outcome::Row(row) => {
                assert_ne!(expected["outcome"], "rejected", "row {number}");
                assert_eq!(u64::from(row.row), number);
                assert_eq!(codes_of(row, &hints.email_domains), codes, "row {number}");
                let mended = row.name.mended.iter().map(|mended| mended.field.clone());
                let mended: BTreeSet<String> = mended.collect();
                assert!(
                    mended.is_superset(&texts(&expected["repairs"])),
                    "row {number}"
                );
                let kind = expected["kind"].as_str().unwrap();
                assert_eq!(row.name.kind, expected_kind(kind), "row {number}");
                let name = expected["name"].as_str().unwrap();
                let stated = &row.name.identity.name;
                assert!(
                    crate::domain::names::same_person(stated, name),
                    "row {number}"
                );
                assert!(row.unread.is_empty(), "row {number}: {:?}", row.unread);
                // The file states the wrong number only where a code says so.
                if codes.is_empty() {
                    assert_eq!(row.name.identity.nik, expected["nik"], "row {number}");
                    assert_eq!(row.name.identity.nip, expected["nip"], "row {number}");
                    assert_eq!(row.name.identity.email, expected["email"], "row {number}");
                }
            }
        }
    }
}

#[test]
fn the_columns_of_the_sample_are_all_known() {
    let (plan, outcomes) = outcomes(&fixture("google-form.csv"), &hints());
    let unmapped: Vec<&str> = (0..plan.headers.len())
        .filter(|&index| plan.mapping.field_of(index).is_none())
        .map(|index| plan.headers[index].as_str())
        .collect();
    assert_eq!(unmapped, [""; 0]);
    assert_eq!(
        plan.mapping.columns_of(Field::Email).collect::<Vec<_>>(),
        [13, 1],
        "the address of the account only where the official one is blank"
    );
    assert_eq!(plan.header_row, 1);
    assert!(plan.questions.is_empty());
    let first = row(&outcomes[0]);
    assert_eq!(first.name.note, "Pindahan dari Dinas Sosial,\nSK terlampir");
    assert_eq!(first.received.unwrap().to_string(), "2026-10-05 10:52:00");
    assert_eq!(first.letter_date.unwrap().to_string(), "2026-10-05");
    let documents: Vec<&str> = first
        .name
        .documents
        .iter()
        .map(|(key, _)| key.as_str())
        .collect();
    assert_eq!(documents, ["form", "ktp", "sk", "selfie_ktp", "selfie"]);
}

#[test]
fn a_repeated_form_is_another_row_of_the_same_person() {
    let (_, outcomes) = outcomes(&fixture("google-form.csv"), &hints());
    let print = |at: usize| row(&outcomes[at]).name.row.unwrap().fingerprint;
    let (first, again) = (2, 40);
    assert_eq!(
        row(&outcomes[first]).name.identity.nik,
        row(&outcomes[again]).name.identity.nik
    );
    assert_ne!(print(first), print(again));
}

#[test]
fn a_list_of_personnel_is_read() {
    let hints = Hints {
        purpose: Purpose::Personnel,
        ..hints()
    };
    let (plan, outcomes) = outcomes(&fixture("pegawai.csv"), &hints);
    assert_eq!(plan.rows, 40);
    let first = row(&outcomes[0]);
    assert_eq!(first.name.identity.nip, "199001142010021004");
    assert_eq!(
        first.name.identity.birth_date.unwrap().to_string(),
        "1990-01-14"
    );
    assert_eq!(first.name.identity.agency, "Sekretariat Daerah");
    assert_eq!(first.name.identity.rank, "II/d");
    assert_eq!(
        values::status_of(&first.status),
        Some(values::ServiceStatus::TransferredOut)
    );
    let last = row(&outcomes[39]);
    assert_eq!(
        (last.row, last.name.identity.eselon.as_str()),
        (41, "III.a")
    );
    let known = outcomes
        .iter()
        .all(|o| values::status_of(&row(o).status).is_some());
    assert!(known, "every status of the list is understood");
}
