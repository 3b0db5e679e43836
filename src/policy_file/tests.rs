//! What a broken policy is told, and that the shipped one is sound.
#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;
use crate::domain::kind::Kind;
use crate::domain::office::{DutyClass, Position};
use crate::domain::policy::{Cause, DocumentKey, EvidenceKind, Need, StepKey};
use crate::domain::time::Instant;

#[test]
fn the_shipped_policy_reads() {
    if let Err(fault) = parse(BABEL_NAME, BABEL) {
        panic!("{fault}");
    }
}

#[test]
fn the_procedure_takes_95_minutes() {
    let policy = babel();
    for kind in [Kind::Issue, Kind::Renew, Kind::Change] {
        let minutes: u16 = policy.steps(kind).iter().map(|step| step.minutes).sum();
        assert_eq!(minutes, 95, "{kind:?}"); // [SOP Waktu]
    }
    let reset: Vec<StepKey> = policy.steps(Kind::Reset).iter().map(|s| s.key).collect();
    assert_eq!(
        reset,
        [
            StepKey::Register,
            StepKey::Verification,
            StepKey::Activation
        ]
    );
    let last = policy.steps(Kind::Revoke).last().unwrap().key;
    assert_eq!(last, StepKey::Verification);
    let next = policy.next_step(Kind::Reset, StepKey::Register).unwrap();
    assert_eq!(next.key, StepKey::Verification);
    assert_eq!(policy.next_step(Kind::Issue, StepKey::HandOver), None);
    let back = policy.previous_step(Kind::Issue, StepKey::Kadis).unwrap();
    assert_eq!(back.key, StepKey::Register);
    assert_eq!(policy.previous_step(Kind::Issue, StepKey::Register), None);
}

#[test]
fn the_checklist_is_the_table_of_the_rules() {
    // Rows of section 4, in the order issue renew change reset revoke.
    let table = [
        (DocumentKey::Letter, "must must must no must"),
        (DocumentKey::Form, "must must must no no"),
        (DocumentKey::Ktp, "must must must must no"),
        (DocumentKey::Sk, "must may must no no"),
        (DocumentKey::SelfieKtp, "must may may must no"),
        (DocumentKey::Selfie, "must may may must no"),
        (DocumentKey::Cause, "no no no no must"),
        (DocumentKey::Email, "must must must must no"),
    ];
    let policy = babel();
    for (document, needs) in table {
        let found = Kind::ALL.map(|kind| policy.need(kind, document).as_str());
        assert_eq!(found.join(" "), needs, "{document:?}");
    }
    assert!(
        policy
            .checklist(Kind::Revoke)
            .iter()
            .all(|(_, need)| *need == Need::Must)
    );
    assert!(policy.evidence_suffices(DocumentKey::Ktp, EvidenceKind::Link));
    assert!(!policy.evidence_suffices(DocumentKey::Selfie, EvidenceKind::Paper));
}

#[test]
fn nobody_combines_duties_unless_the_office_says_so() {
    let policy = babel();
    assert!(!policy.allows_pair(DutyClass::Register, DutyClass::Verify));
    assert!(policy.allows_pair(DutyClass::Dispose, DutyClass::Dispose));
    let text = BABEL.replace(
        "allowed_pairs = []",
        "allowed_pairs = [{ one = \"register\", other = \"verify\" }]",
    );
    let small = parse("kecil.toml", &text).unwrap();
    assert!(small.allows_pair(DutyClass::Verify, DutyClass::Register));
    assert!(!small.allows_pair(DutyClass::Verify, DutyClass::Dispose));
    assert_ne!(digest(&small), digest(&policy));
}

#[test]
fn some_causes_are_returned_but_never_rejected() {
    let policy = babel();
    let never: Vec<Cause> = Cause::ALL
        .into_iter()
        .filter(|cause| !policy.rejectable(*cause))
        .collect();
    assert_eq!(
        never,
        [
            Cause::TransferOut,
            Cause::Retirement,
            Cause::Death,
            Cause::Compromise
        ]
    );
    let urgent: Vec<Cause> = Cause::ALL
        .into_iter()
        .filter(|cause| policy.cause(*cause).unwrap().urgent)
        .collect();
    assert_eq!(urgent, [Cause::Misuse, Cause::Compromise]);
}

#[test]
fn agencies_answer_to_their_names() {
    let policy = babel();
    for (name, short) in [
        ("Dinas Kesehatan", "Dinkes"),
        ("DINAS  KESEHATAN Prov. Kep. Bangka Belitung", "Dinkes"),
        ("dinkes", "Dinkes"),
        ("Dinas Kominfo", "Diskominfo"),
        ("Sekda", "Setda"),
        ("Dinas Koperasi & UKM", "Diskop UKM"),
        (
            "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Daerah",
            "BKPSDMD",
        ),
        ("RSUD Dr. (H.C.) Ir. Soekarno", "RSUD Soekarno"),
        ("Satuan Polisi Pamong Praja", "Satpol PP"),
    ] {
        let found = policy.agency(name).map(|agency| agency.short.as_str());
        assert_eq!(found, Some(short), "{name}");
    }
    let book = policy.agency_book();
    for agency in &policy.agencies {
        assert_eq!(book.find(&agency.short), policy.agency(&agency.name));
    }
    assert_eq!(book.find("Dinas"), None);
    for name in ["", "Dinas", "Provinsi Kepulauan Bangka Belitung"] {
        assert_eq!(policy.agency(name), None, "{name}");
    }
}

#[test]
fn stages_and_ages_find_their_people() {
    let policy = babel();
    for (eselon, stage) in [
        (Some("II.a"), 1),
        (Some("iii.b"), 2),
        (Some("IV.a"), 3),
        (None, 3),
    ] {
        assert_eq!(policy.stage_of(eselon).unwrap().number, stage, "{eselon:?}");
    }
    for (eselon, post, age) in [
        (Some("II.a"), "Kepala Dinas", 60),
        (Some("III.a"), "Sekretaris", 58),
        (None, "Pranata Komputer Ahli Utama", 65),
        (None, "Guru Ahli Muda", 60),
        (None, "Gurun", 58),
    ] {
        assert_eq!(policy.retirement_age(eselon, post), Some(age), "{post}");
    }
}

#[test]
fn default_instructions_and_titles() {
    let policy = babel();
    let first = policy.default_instruction(Position::Kadis).unwrap();
    assert_eq!(first.key, "process");
    assert_eq!(policy.default_instruction(Position::Verifikator), None);
    assert_eq!(policy.title(Position::Kabid), "Kepala Bidang SANKI");
}

#[test]
fn the_office_works_37_and_a_half_hours_a_week() {
    let calendar = babel().calendar();
    let monday = |day| Instant::wib(2026, 11, day, 0, 0).unwrap();
    let week = calendar.minutes_between(monday(23), monday(30));
    assert_eq!(week, 37 * 60 + 30); // [Perpres 21/2023]
    let from = Instant::wib(2026, 3, 2, 0, 0).unwrap();
    let ramadan = calendar.minutes_between(from, from.plus_days(7));
    assert_eq!(ramadan, 32 * 60 + 30);
}

#[test]
fn writing_and_reading_gives_the_same_policy() {
    let policy = babel();
    let again = parse("ditulis.toml", &write(&policy).unwrap()).unwrap();
    assert_eq!(again, policy);
    assert_eq!(digest(&again), digest(&policy));
}

#[test]
fn the_digest_does_not_see_spelling() {
    let other = BABEL
        .replace("near_percent = 80", "near_percent = 0x50 # delapan puluh")
        .replace("digest_at = \"08:00\"", "'digest_at' = '08:00'");
    assert_ne!(other, BABEL);
    let read = parse("lain.toml", &other).unwrap();
    assert_eq!(digest(&read), digest(&babel()));
}

#[test]
fn a_policy_goes_through_bytes() {
    let policy = babel();
    let config = bincode::config::standard();
    let bytes = bincode::serde::encode_to_vec(&policy, config).unwrap();
    assert!(bytes.len() < 64 * 1024, "{} bytes", bytes.len());
    let (back, used): (Policy, usize) = bincode::serde::decode_from_slice(&bytes, config).unwrap();
    assert_eq!((back, used), (policy, bytes.len()));
}

#[test]
fn an_unreadable_file_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("tidak-ada.toml");
    let said = read(&missing).unwrap_err().to_string();
    assert!(said.contains("tidak-ada.toml"), "{said}");
    assert!(said.contains("unreadable"), "{said}");
    let huge = folder.path().join("besar.toml");
    std::fs::write(&huge, vec![b'#'; 2 << 20]).unwrap();
    let said = read(&huge).unwrap_err().to_string();
    assert!(said.contains("too-large"), "{said}");
    let endless = read(Path::new("/dev/zero")).unwrap_err().to_string();
    assert!(endless.contains("too-large"), "{endless}");
    let sound = folder.path().join("babel.toml");
    std::fs::write(&sound, BABEL).unwrap();
    assert_eq!(read(&sound).unwrap(), babel());
}

mod broken;
