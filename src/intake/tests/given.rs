//! Files as offices sent them, each with what must become of it.

use super::*;
use crate::domain::finding::{Finding, IdentityContext, IdentityInput, check_identity};
use crate::domain::kind::Kind;
use crate::domain::time::Instant;
use serde_json::Value;

fn odd(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/odd")
        .join(name)
}

fn expected(name: &str) -> Value {
    let text = std::fs::read_to_string(odd("expected.json")).unwrap();
    let mut all: Value = serde_json::from_str(&text).unwrap();
    all[name].take()
}

fn number(outcome: &Outcome) -> u32 {
    match outcome {
        Outcome::Row(row) => row.row,
        Outcome::Rejected(rejected) => rejected.row,
    }
}

fn findings(row: &FormRow) -> Vec<Finding> {
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
        email_domains: &["babelprov.go.id".to_owned()],
        nip_required: true,
        appointment_month: None,
        email_domain_blocks: true,
        certificate_identified: false,
    };
    let of_identity = check_identity(&input, &context);
    row.unread.iter().cloned().chain(of_identity).collect()
}

fn codes(row: &FormRow) -> Vec<&'static str> {
    findings(row)
        .iter()
        .map(|found| found.code.as_str())
        .collect()
}

fn mended(row: &FormRow, field: &str) -> bool {
    row.name.mended.iter().any(|mended| mended.field == field)
}

fn reasons(outcome: &Outcome) -> Vec<&'static str> {
    match outcome {
        Outcome::Rejected(rejected) => rejected.reasons.iter().map(|why| why.as_str()).collect(),
        Outcome::Row(_) => Vec::new(),
    }
}

#[test]
fn timestamps_are_read_whole() {
    let name = "01-timestamps.csv";
    let (plan, outcomes) = outcomes(&odd(name), &hints());
    let wanted = expected(name);
    assert_eq!(plan.rows as usize, wanted.as_object().unwrap().len());
    for outcome in &outcomes {
        let wanted = &wanted[number(outcome).to_string()];
        let received = row(outcome).received.unwrap();
        let told = received.format("%Y-%m-%dT%H:%M:%S+07:00").to_string();
        assert_eq!(wanted["received"], told, "{}", wanted["input"]);
    }
}

#[test]
fn months_are_read_in_every_spelling() {
    let name = "03-month-words.csv";
    let wanted = expected(name);
    for outcome in &outcomes(&odd(name), &hints()).1 {
        let wanted = &wanted[number(outcome).to_string()];
        let row = row(outcome);
        let birth = row.name.identity.birth_date.map(|day| day.to_string());
        assert_eq!(
            wanted["birth"].as_str(),
            birth.as_deref(),
            "{}",
            wanted["input"]
        );
        assert_eq!(codes(row), [""; 0], "{}", wanted["input"]);
    }
}

#[test]
fn a_nik_is_read_however_it_is_wrapped() {
    let name = "07-nik-written.csv";
    let wanted = expected(name);
    for outcome in &outcomes(&odd(name), &hints()).1 {
        let wanted = &wanted[number(outcome).to_string()];
        let input = &wanted["input"];
        match wanted["expect"].as_str().unwrap() {
            "rejected" => assert_eq!(reasons(outcome), ["nik-digits-lost"], "{input}"),
            "not ok silently" => assert_ne!(reasons(outcome), [""; 0], "{input}"),
            expect => {
                let row = row(outcome);
                let of_nik: Vec<&str> = codes(row)
                    .into_iter()
                    .filter(|code| code.starts_with("nik-"))
                    .collect();
                assert_eq!(mended(row, "nik"), wanted["repair"], "{input}");
                match expect {
                    "ok" => {
                        assert_eq!(of_nik, [""; 0], "{input}");
                        assert_eq!(row.name.identity.nik.len(), 16, "{input}");
                    }
                    code => assert_eq!(of_nik, [code], "{input}"),
                }
            }
        }
    }
}

#[test]
fn an_address_is_read_however_it_is_wrapped() {
    let name = "09-email.csv";
    let wanted = expected(name);
    for outcome in &outcomes(&odd(name), &hints()).1 {
        let wanted = &wanted[number(outcome).to_string()];
        let input = &wanted["input"];
        let row = row(outcome);
        let email = row.name.identity.email.as_str();
        let domain = codes(row).contains(&"email-domain");
        match wanted["email"].as_str().unwrap() {
            "ambiguous" | "" => assert!(domain, "{input}"),
            address => {
                assert_eq!(email, address, "{input}");
                let told = wanted["codes"].as_array().unwrap();
                let only = told.iter().any(|code| code == "email-domain");
                assert_eq!(domain, only, "{input}");
            }
        }
    }
}

#[test]
fn utf_16_without_a_mark_is_read() {
    let name = "10c-utf16le-nobom-tab.txt";
    let (_, outcomes) = outcomes(&odd(name), &hints());
    let names: Vec<&str> = outcomes
        .iter()
        .map(|o| row(o).name.identity.name.as_str())
        .collect();
    let wanted = expected(name);
    let wanted: Vec<&str> = wanted["names"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n.as_str().unwrap())
        .collect();
    assert_eq!(names, wanted);
}

#[test]
fn sections_of_a_form_are_one_person() {
    let name = "11-sections.csv";
    let wanted = expected(name);
    let (plan, outcomes) = outcomes(&odd(name), &hints());
    for outcome in &outcomes {
        let wanted = &wanted[number(outcome).to_string()];
        let row = row(outcome);
        assert_eq!(wanted["name"], row.name.identity.name);
        assert_eq!(codes(row), [""; 0]);
    }
    assert_eq!(plan.aside, [0; 0]);
}

#[test]
fn an_unclosed_quote_takes_nothing_in() {
    let source = CsvFile::open(&odd("13-unclosed-quote.csv")).unwrap();
    let refused = Plan::propose(&source, &hints()).unwrap_err();
    assert!(
        matches!(refused, IntakeError::Quote { row: 4 }),
        "{refused}"
    );
}

#[test]
fn a_header_of_two_lines_is_read() {
    let (plan, outcomes) = outcomes(&odd("14b-two-line-header.csv"), &hints());
    assert_eq!((plan.header_row, outcomes.len()), (2, 4));
    for outcome in &outcomes {
        let row = row(outcome);
        assert_eq!(codes(row), [""; 0]);
        assert_eq!(row.name.identity.agency, "Dinas Contoh");
        assert_eq!(row.letter_date.unwrap().to_string(), "2026-10-12");
    }
    assert_eq!(row(&outcomes[0]).letter_number, "800/1/DC/2026");
}

#[test]
fn days_as_numbers_of_a_spreadsheet_are_read() {
    let name = "15-serial-dates.csv";
    let wanted = expected(name);
    for outcome in &outcomes(&odd(name), &hints()).1 {
        let wanted = &wanted[number(outcome).to_string()];
        let row = row(outcome);
        let received = row.received.unwrap().format("%Y-%m-%dT%H:%M").to_string();
        assert_eq!(wanted["received"], received);
        assert_eq!(
            wanted["birth"],
            row.name.identity.birth_date.unwrap().to_string()
        );
        assert_eq!(wanted["letter_date"], row.letter_date.unwrap().to_string());
        assert!(mended(row, "birth_date"));
    }
}

#[test]
fn a_kind_is_read_or_asked_for() {
    let name = "18-kinds.csv";
    let wanted = expected(name);
    for outcome in &outcomes(&odd(name), &hints()).1 {
        let wanted = &wanted[number(outcome).to_string()];
        let input = &wanted["input"];
        let read = match outcome {
            Outcome::Row(row) => row.name.kind.as_str(),
            Outcome::Rejected(_) => "told",
        };
        let wanted = wanted["kind"].as_str().unwrap();
        let wanted = wanted.replace("not silently one", "told");
        assert!(
            wanted.split([' ', '(']).any(|kind| kind == read),
            "{input}: {read}"
        );
    }
    let none = outcomes(&odd(name), &hints()).1;
    let revoked = none
        .iter()
        .filter(|outcome| matches!(outcome, Outcome::Row(row) if row.name.kind == Kind::Revoke));
    assert_eq!(revoked.count(), 0);
}

#[test]
fn ragged_rows_are_rejected_or_whole() {
    let name = "29-ragged.csv";
    let wanted = expected(name);
    let (plan, outcomes) = outcomes(&odd(name), &hints());
    assert_eq!(plan.rows as usize, outcomes.len());
    for outcome in &outcomes {
        let wanted = &wanted[number(outcome).to_string()];
        match wanted["outcome"].as_str().unwrap() {
            "new" => assert!(matches!(outcome, Outcome::Row(_)), "{}", number(outcome)),
            _ => assert_eq!(reasons(outcome), ["columns-shifted"]),
        }
    }
}

#[test]
fn telephones_are_read_or_told() {
    let (_, outcomes) = outcomes(&odd("32-phones.csv"), &hints());
    assert_eq!(outcomes.len(), 20);
    for outcome in &outcomes {
        let row = row(outcome);
        let phone = &row.name.identity.phone;
        let unread = codes(row).contains(&"phone-unread");
        let whole = crate::domain::identity::phone_of(phone).as_ref() == Some(phone);
        assert_ne!(whole, unread, "{}: {phone}", row.row);
    }
    let unread: Vec<u32> = outcomes
        .iter()
        .map(row)
        .filter(|row| codes(row).contains(&"phone-unread"))
        .map(|row| row.row)
        .collect();
    assert_eq!(unread, [7, 8, 9, 14, 17, 19]);
}

#[test]
fn an_archive_is_named() {
    let refused = CsvFile::open(&odd("35-form-export.csv.zip")).unwrap_err();
    assert!(
        matches!(
            refused,
            IntakeError::NotATable {
                kind: FileKind::Zip
            }
        ),
        "{refused}"
    );
}

#[test]
fn one_letter_in_many_spellings_is_one_and_no_number_joins_nobody() {
    let (_, outcomes) = outcomes(&odd("36-letter-groups.csv"), &hints());
    let rows: Vec<FormRow> = outcomes.iter().map(|o| row(o).clone()).collect();
    let now = Instant::wib(2026, 11, 23, 9, 0).unwrap();
    let letters = group_by_letter(rows, now);
    let names: Vec<usize> = letters.iter().map(|letter| letter.names.len()).collect();
    assert_eq!(names, [8, 1, 1, 1, 1, 1, 1]);
    let numbers: Vec<&str> = letters
        .iter()
        .map(|letter| letter.form.number.as_str())
        .collect();
    assert_eq!(numbers, ["800/1/DC/2026", "", "", "", "", "", ""]);
}
