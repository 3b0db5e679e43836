//! Every refusal has a sentence in both languages that names what it is about.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::act::ActKind;
use crate::domain::ids::{Agenda, CertificateId, PersonId, RecordId};
use crate::domain::kind::Kind;
use crate::domain::office::DutyClass;
use crate::domain::request::{ParticularKey, Stage};
use crate::domain::terms::Clash;
use crate::text::Language;

const RINA: OfficerId = OfficerId(4);

fn officers(id: OfficerId) -> Option<String> {
    (id == RINA).then(|| "Rina".to_owned())
}

fn now() -> Instant {
    Instant::wib(2026, 11, 23, 11, 0).unwrap()
}

fn record() -> RecordId {
    let agenda = Agenda {
        year: 2026,
        number: 142,
    };
    RecordId::Request(agenda.line(3))
}

fn every() -> Vec<Refusal> {
    let at = Instant::wib(2026, 11, 23, 10, 42).unwrap();
    let text = || "x".to_owned();
    vec![
        Refusal::NotFound(record()),
        Refusal::MovedOn {
            record: record(),
            by: RINA,
            at,
            what: "sheet-disposed".to_owned(),
        },
        Refusal::NotYours {
            need: Position::Kadis,
            holders: vec![RINA],
        },
        Refusal::NotYours {
            need: Position::Kadis,
            holders: vec![],
        },
        Refusal::Acting {
            position: Position::Kabid,
            officer: RINA,
            until: None,
        },
        Refusal::Acting {
            position: Position::Kabid,
            officer: RINA,
            until: Instant::wib(2026, 11, 26, 0, 0),
        },
        Refusal::NotAtThisStage {
            record: record(),
            stage: Stage::AtBsre,
            act: ActKind::EditIdentity,
        },
        Refusal::Separation {
            officer: RINA,
            did: DutyClass::Register,
            wants: DutyClass::Verify,
        },
        Refusal::OwnRequest {
            need: Position::Verifikator,
            takers: vec![RINA],
        },
        Refusal::OwnRequest {
            need: Position::Verifikator,
            takers: vec![],
        },
        Refusal::OwnRequest {
            need: Position::Kadis,
            takers: vec![],
        },
        Refusal::OwnName {
            name: "Rina".to_owned(),
            need: Position::Agendaris,
            takers: vec![RINA],
        },
        Refusal::OwnCertificate {
            need: Position::Verifikator,
            takers: vec![RINA],
        },
        Refusal::OfficerKnown { officer: RINA },
        Refusal::OwnNumbers,
        Refusal::Terms {
            clash: Clash::TwoDefinitive,
            position: Position::Kadis,
            officer: RINA,
            from: at,
            until: None,
        },
        Refusal::Terms {
            clash: Clash::TwoPlh,
            position: Position::Kadis,
            officer: RINA,
            from: at,
            until: Some(at),
        },
        Refusal::Terms {
            clash: Clash::TwoPlt,
            position: Position::Kadis,
            officer: RINA,
            from: at,
            until: Some(at),
        },
        Refusal::Terms {
            clash: Clash::PltBesideHolder,
            position: Position::Kadis,
            officer: RINA,
            from: at,
            until: Some(at),
        },
        Refusal::OverActs {
            position: Position::Kadis,
            officer: RINA,
            at,
        },
        Refusal::ActsAfter { officer: RINA, at },
        Refusal::NoBasis { given: text() },
        Refusal::PastWithoutBasis { from: at },
        Refusal::NoTerm {
            officer: RINA,
            position: Position::Kadis,
        },
        Refusal::Blocked(vec![
            Block::Item(DocumentKey::Ktp),
            Block::Finding("email-domain".to_owned()),
            Block::OnePersonScan,
            Block::Particular(ParticularKey::Cause),
        ]),
        Refusal::OldStands,
        Refusal::NotAmongActive {
            record: RecordId::Certificate(CertificateId(7)),
        },
        Refusal::AlwaysReissued,
        Refusal::NothingToChoose,
        Refusal::Missing("from".to_owned()),
        Refusal::Missing("names".to_owned()),
        Refusal::Invalid {
            field: "letter_date".to_owned(),
            given: "2027-01-01".to_owned(),
        },
        Refusal::InFuture { stated: at },
        Refusal::BeforeStep {
            stated: at,
            earliest: at,
        },
        Refusal::UnknownReason(text()),
        Refusal::NeverRejected,
        Refusal::Claimed { by: RINA },
        Refusal::AssignedTo { officer: RINA },
        Refusal::EvidenceNeeded(DocumentKey::Ktp),
        Refusal::LookFirst {
            request: match record() {
                RecordId::Request(no) => no,
                other => unreachable!("{other:?}"),
            },
            document: DocumentKey::Ktp,
        },
        Refusal::NotAWarning("nik-length".to_owned()),
        Refusal::TooEarly { days: 3 },
        Refusal::SerialKnown {
            serial: text(),
            record: record(),
        },
        Refusal::SerialEither {
            digits: "4128929".to_owned(),
        },
        Refusal::AlreadyActive { record: record() },
        Refusal::PredecessorEnded {
            record: record(),
            status: "revoked".to_owned(),
        },
        Refusal::NotASuccessor { record: record() },
        Refusal::Mismatch,
        Refusal::NumberTaken(RecordId::Person(PersonId(7))),
        Refusal::NotTheAuthor { by: RINA },
        Refusal::ActedSince {
            record: record(),
            by: RINA,
            at,
            what: "noted".to_owned(),
        },
        Refusal::UndoTooLate { at, days: 1 },
        Refusal::HeldBack {
            record: record(),
            by: RINA,
        },
        Refusal::LinksUsed { limit: 3 },
        Refusal::LinksLeft { link: 1, limit: 3 },
        Refusal::TooManyDefects { limit: 50 },
        Refusal::CertificateRevoked,
        Refusal::CannotUndo("sent".to_owned()),
        Refusal::AccountBound {
            account: text(),
            officer: RINA,
        },
        Refusal::OwnPositions,
        Refusal::TooMany { limit: 2000 },
        Refusal::NoOfficer,
        Refusal::DiskFull { free: 12 },
        Refusal::ReadOnly,
        Refusal::ActIdReused,
        Refusal::Internal(text()),
        Refusal::Damaged {
            what: "document-gone".to_owned(),
            args: [("damage", "document-gone"), ("document", "ab12")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
        },
        Refusal::AnswerTooLong,
        Refusal::Unanswered,
        Refusal::CheckRuns,
        Refusal::FileCut,
        Refusal::DateBefore {
            field: "date".to_owned(),
            given: at.day(),
            earliest: at.day(),
        },
        Refusal::DateAfter {
            field: "date".to_owned(),
            given: at.day(),
            latest: at.day(),
        },
        Refusal::TooLong {
            field: "note".to_owned(),
            limit: 4_000,
        },
        Refusal::AlreadyRevoked {
            record: record(),
            date: at.day(),
        },
        Refusal::NotRevoked { record: record() },
        Refusal::NotSuspended { record: record() },
        Refusal::NothingCorrected,
        Refusal::WrongKind {
            kind: Kind::Renew,
            fitting: vec![Kind::Issue],
        },
        Refusal::WrongKind {
            kind: Kind::Renew,
            fitting: Vec::new(),
        },
        Refusal::NothingLies(DocumentKey::Ktp),
        Refusal::NotAFile(DocumentKey::Email),
        Refusal::NotOnChecklist(DocumentKey::Sk),
        Refusal::RowKnown { row: 5 },
        Refusal::FileUnknown { name: text() },
        Refusal::FileSize { most: 64 },
        Refusal::OneOf {
            request: crate::domain::ids::Agenda {
                year: 2026,
                number: 142,
            }
            .line(3),
            name: text(),
            why: Box::new(Refusal::Mismatch),
        },
        Refusal::RowNotReady {
            row: 5,
            name: text(),
        },
        Refusal::AnotherPerson { record: record() },
        Refusal::NothingToCarry { record: record() },
    ]
}

/// A new refusal must stand in the list: the codes of the domain are its measure.
#[test]
fn the_list_holds_every_code() {
    let source = include_str!("../../domain/refusal.rs");
    let codes = source.lines().filter_map(|line| {
        let (_, code) = line.trim().strip_prefix("Refusal::")?.split_once("=> \"")?;
        Some(code.trim_end_matches("\","))
    });
    let listed: Vec<_> = every().iter().map(Refusal::code).collect();
    let missing: Vec<_> = codes.filter(|code| !listed.contains(code)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn every_refusal_is_a_sentence() {
    for language in [Language::Indonesian, Language::English] {
        let words = Words::new(language);
        for refusal in every() {
            let said = sentence(&words, now(), &officers, &refusal);
            assert!(!said.contains(['[', ']', '{', '}']), "{refusal:?}: {said}");
            assert!(said.ends_with(['.', 'x']), "{refusal:?}: {said}");
            for machine in ["2026-", "2027-", ".."] {
                assert!(!said.contains(machine), "{machine} in {said}");
            }
            // A verb has no keys to press.
            for press in ["Tekan", "Press", "(a)", "(P)", "//"] {
                assert!(!said.contains(press), "{press} in {said}");
            }
        }
    }
}

#[test]
fn a_screen_is_told_the_key_that_helps() {
    for (language, key) in [
        (Language::Indonesian, "Tekan +"),
        (Language::English, "Press +"),
    ] {
        let words = Words::new(language);
        let refusal = Refusal::EvidenceNeeded(DocumentKey::Ktp);
        assert!(on_screen(&words, now(), &officers, &refusal).contains(key));
        assert!(!sentence(&words, now(), &officers, &refusal).contains(key));
    }
}

#[test]
fn who_did_what_when_and_what_next() {
    let words = Words::default();
    let all = every();
    let say = |code: &str| {
        let refusal = all.iter().find(|refusal| refusal.code() == code).unwrap();
        sentence(&words, now(), &officers, refusal)
    };
    assert_eq!(
        say("moved-on"),
        "Permohonan 0142.03/2026 sudah berubah: didisposisi, oleh Rina (10.42). Isian Anda tetap \
         tersimpan sebagai konsep; lihat keadaan terbaru, lalu ulangi bila masih perlu."
    );
    assert_eq!(
        say("blocked"),
        "Belum bisa dikirim: Fotokopi KTP belum sesuai; Email bukan domain dinas; pindaian lembar \
         disposisi belum ada (1 orang); sebab pencabutan belum dicatat. Lengkapi dulu, lalu kirim."
    );
    assert_eq!(
        say("not-at-this-stage"),
        "Permohonan 0142.03/2026 berada di tahap Di BSrE; di tahap itu tidak dapat mengubah \
         identitas. Lihat dulu keadaannya, lalu pilih tindakan yang lain."
    );
    assert_eq!(
        say("missing"),
        "Surat dari belum diisi. Isi dulu, lalu simpan lagi."
    );
    assert_eq!(lower("NIK utuh dilihat"), "NIK utuh dilihat");
}

#[test]
fn every_act_kind_field_and_event_named_in_refusals_has_words() {
    for language in [Language::Indonesian, Language::English] {
        let words = Words::new(language);
        for act in ActKind::ALL {
            assert!(words.has(&format!("act-{}", act.as_str())), "{act:?}");
        }
        for class in DutyClass::ALL {
            assert!(words.has(&format!("duty-{}", class.as_str())));
        }
    }
}

#[test]
fn a_form_learns_which_field_it_is_about() {
    assert_eq!(field_of(&Refusal::Missing("from".to_owned())), Some("from"));
    assert_eq!(field_of(&Refusal::OwnNumbers), Some("nip"));
    assert_eq!(field_of(&Refusal::NotFound(RecordId::Desk)), None);
}
