#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;
use crate::domain::certificate::Standing;
use crate::domain::checklist::{Defect, Verdict};
use crate::domain::letter::LetterSource;
use crate::domain::policy::DocumentKey;
use crate::domain::request::{
    AccountCheck, Activation, CheckFault, Ending, Reply, Return, Sending, StatedCause,
};
use crate::policy_file::babel;
use crate::tui::view::testing::samples::certificate_view;
use crate::tui::view::testing::{RINA, at, request, request_view};
use proptest::prelude::*;
use std::sync::LazyLock;

static POLICY: LazyLock<Policy> = LazyLock::new(babel);

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A request that has gone through everything, at a stage.
fn at_stage(kind: Kind, stage: Stage) -> Request {
    Request {
        kind,
        stage,
        returned: Some(Return {
            at: at(9, 0),
            by: RINA,
            from: Stage::Verification,
            defects: vec![
                Defect::Document {
                    document: DocumentKey::Ktp,
                    verdict: Verdict::Missing,
                },
                Defect::Finding("email-domain".to_owned()),
                Defect::Finding("name-wrong".to_owned()),
                Defect::Text("Surat belum distempel".to_owned()),
            ],
            note: "lewat Ibu Rina".to_owned(),
        }),
        ending: Some(Ending {
            at: at(9, 0),
            by: RINA,
            reason: "identity-unproven".to_owned(),
            text: "KTP sudah tidak berlaku.".to_owned(),
            from: Stage::Verification,
        }),
        sending: Some(Sending {
            at: at(9, 0),
            by: RINA,
            date: day("2026-11-18"),
            ticket: "T-1".to_owned(),
            channel: "portal".to_owned(),
            manifest: Vec::new(),
        }),
        check: AccountCheck {
            fault: Some(CheckFault::Face),
            reason: "skor 41".to_owned(),
            ..AccountCheck::default()
        },
        activation: Some(Activation {
            link: day("2026-11-20"),
            until: day("2026-11-27"),
            links: 1,
            asked: None,
            activated: None,
            lapsed: false,
        }),
        ..request()
    }
}

fn told(request: &Request, to: Recipient) -> Option<Message> {
    let view = request_view();
    let held = certificate_view(Standing::Good).certificate;
    let record = Record {
        request,
        letter: &view.letter,
        certificate: Some(&held).filter(|_| request.kind != Kind::Revoke),
        about: Some(&held),
        days: RequestDays {
            due: Some(day("2026-12-04")),
            remind: None,
        },
        today: day("2026-11-23"),
    };
    message(&POLICY, &record, to)
}

fn text(request: &Request, to: Recipient) -> String {
    told(request, to).unwrap().text
}

#[test]
fn every_stage_has_a_message_to_each_who_is_told_and_every_sentence_is_there() {
    for kind in Kind::ALL {
        for stage in Stage::ALL {
            let request = at_stage(kind, stage);
            let all = recipients(&request);
            assert_eq!(
                all.is_empty(),
                stage == Stage::Void && kind != Kind::Revoke,
                "{kind} {stage:?}"
            );
            for to in all.iter().filter(|to| **to != Recipient::ServiceDesk) {
                let Some(told) = told(&request, *to) else {
                    assert_eq!(stage, Stage::Void, "{kind} {stage:?} {to}");
                    continue;
                };
                let said = told.text;
                assert!(said.starts_with("Yth. "), "{said}");
                assert!(!said.contains('['), "a sentence is missing: {said}");
                assert!(said.contains("kominfo@babelprov.go.id"), "{said}");
                let own = *to == Recipient::Holder;
                let named = said.contains(" Anda") == own || !own;
                assert!(named, "{kind} {stage:?} {to}: {said}");
                assert!(
                    own || said.contains("atas nama Siti Rahmawati"),
                    "{kind} {stage:?} {to}: {said}"
                );
            }
        }
    }
}

#[test]
fn the_likely_one_comes_first_and_the_dead_are_not_written_to() {
    use Recipient::{Holder, Requester, ServiceDesk};
    for (kind, stage, wanted) in [
        (Kind::Issue, Stage::Registered, vec![Requester, Holder]),
        (Kind::Issue, Stage::Returned, vec![Requester, Holder]),
        (Kind::Renew, Stage::CheckFailed, vec![Holder, Requester]),
        (Kind::Issue, Stage::Issued, vec![Holder, Requester]),
        (
            Kind::Revoke,
            Stage::Verification,
            vec![ServiceDesk, Requester, Holder],
        ),
        (
            Kind::Revoke,
            Stage::Revoked,
            vec![Holder, Requester, ServiceDesk],
        ),
    ] {
        let mut request = at_stage(kind, stage);
        assert_eq!(recipients(&request), wanted, "{kind} {stage:?}");
        request.particulars.cause = Some(StatedCause {
            cause: Cause::Death,
            number: String::new(),
            date: None,
            effective: None,
            text: String::new(),
        });
        let written_to = recipients(&request).contains(&Holder);
        assert_eq!(written_to, kind != Kind::Revoke, "{kind} {stage:?}");
    }
}

#[test]
fn a_return_lists_the_defects_and_the_last_day() {
    let said = text(
        &at_stage(Kind::Issue, Stage::Returned),
        Recipient::Requester,
    );
    insta::assert_snapshot!("returned", said);
}

#[test]
fn each_fault_of_the_account_check_has_its_own_remedy() {
    for (fault, why, next) in [
        (CheckFault::Face, "wajah tidak cocok", "tanpa masker"),
        (CheckFault::Identity, "Dukcapil", "ejaan nama"),
        (CheckFault::Email, "belum terkonfirmasi", "folder spam"),
        (CheckFault::Other, "skor 41", "Mohon perbaiki hal tersebut"),
    ] {
        let mut request = at_stage(Kind::Issue, Stage::CheckFailed);
        request.check.fault = Some(fault);
        let own = text(&request, Recipient::Holder);
        for part in [why, next, "skor 41", "4 Desember 2026"] {
            assert!(own.contains(part), "{fault}: no {part} in {own}");
        }
        assert!(!own.contains("Mohon sampaikan"), "{own}");
        let passed_on = text(&request, Recipient::Requester);
        assert!(passed_on.contains("Mohon sampaikan"), "{passed_on}");
        assert!(passed_on.contains(next), "{passed_on}");
    }
}

#[test]
fn a_link_is_told_reminded_of_and_said_to_have_lapsed() {
    let mut request = at_stage(Kind::Issue, Stage::AwaitingActivation);
    let first = text(&request, Recipient::Holder);
    assert!(first.contains("paling lambat 27 November 2026"), "{first}");
    if let Some(link) = &mut request.activation {
        link.asked = Some(at(9, 0));
    }
    let again = text(&request, Recipient::Holder);
    assert!(again.contains("Kami ingatkan kembali"), "{again}");
    if let Some(link) = &mut request.activation {
        link.until = day("2026-11-22");
    }
    let past = text(&request, Recipient::Holder);
    assert!(past.contains("lewat batas pada 22 November"), "{past}");
    assert!(!past.contains("paling lambat"), "{past}");
}

#[test]
fn a_rejection_tells_the_reason_and_the_letter() {
    let mut request = at_stage(Kind::Issue, Stage::ReplyPending);
    let said = text(&request, Recipient::Requester);
    assert!(
        said.contains("Alasan: Identitas pemohon tidak dapat dibuktikan. KTP sudah tidak berlaku."),
        "{said}"
    );
    assert!(said.contains("menyusul"), "{said}");
    request.stage = Stage::Rejected;
    request.reply = Some(Reply {
        at: at(9, 0),
        by: RINA,
        number: "555/9".to_owned(),
        date: day("2026-11-23"),
    });
    let said = text(&request, Recipient::Requester);
    assert!(said.contains("nomor 555/9 tanggal 23 November"), "{said}");
    if let Some(ending) = &mut request.ending {
        ending.reason = "bsre".to_owned();
    }
    let said = text(&request, Recipient::Requester);
    assert!(said.contains("ditolak oleh BSrE"), "{said}");
}

#[test]
fn a_revocation_is_told_as_one() {
    let said = text(&at_stage(Kind::Revoke, Stage::Revoked), Recipient::Holder);
    assert!(said.contains("sudah dicabut BSrE"), "{said}");
    for of_an_issue in ["sudah terbit", "berhasil digunakan", "assphrase"] {
        assert!(!said.contains(of_an_issue), "{said}");
    }
}

#[test]
fn an_issue_tells_serial_life_and_what_to_mind() {
    let said = text(&at_stage(Kind::Issue, Stage::Issued), Recipient::Holder);
    insta::assert_snapshot!("issued", said);
}

#[test]
fn who_asks_for_themselves_is_told_of_their_own() {
    let request = at_stage(Kind::Issue, Stage::CheckFailed);
    let mut view = request_view();
    view.letter.source = LetterSource::Form;
    let record = Record {
        request: &request,
        letter: &view.letter,
        certificate: None,
        about: None,
        days: RequestDays::default(),
        today: day("2026-11-23"),
    };
    let told = message(&POLICY, &record, Recipient::Requester).unwrap();
    assert!(
        told.text.starts_with("Yth. Bapak/Ibu Siti"),
        "{}",
        told.text
    );
    assert!(!told.text.contains("atas nama"), "{}", told.text);
    assert_eq!(told.chat().unwrap(), "https://wa.me/6281271000013");
    assert!(told.link().unwrap().contains("?text=Yth.%20Bapak%2FIbu"));
}

/// The NIK as people type it.
const WAYS: [&str; 5] = [
    "1971024710850013",
    "1971 0247 1085 0013",
    "1971.0247.1085.0013",
    "1971-0247-1085-0013",
    "197102 471085 0013",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever was typed into the record: no NIK leaves.
    #[test]
    fn no_message_holds_a_nik(
        way in 0..WAYS.len(),
        before in "[a-zA-Z ,.]{0,12}",
        behind in "[a-zA-Z ,.]{0,12}",
        fault in 0..CheckFault::ALL.len(),
    ) {
        let typed = format!("{before} {} {behind}", WAYS[way]);
        for kind in Kind::ALL {
            for stage in Stage::ALL {
                let mut request = at_stage(kind, stage);
                request.check.fault = Some(CheckFault::ALL[fault]);
                request.check.reason.clone_from(&typed);
                let who = &mut request.identity;
                who.nik = WAYS[0].to_owned();
                for field in [&mut who.name, &mut who.agency, &mut who.email, &mut request.note] {
                    field.clone_from(&typed);
                }
                if let Some(back) = &mut request.returned {
                    back.note.clone_from(&typed);
                    back.defects.push(Defect::Text(typed.clone()));
                }
                if let Some(ending) = &mut request.ending {
                    ending.text.clone_from(&typed);
                }
                for to in recipients(&request) {
                    let Some(told) = told(&request, to) else { continue };
                    for nik in WAYS {
                        prop_assert!(!told.text.contains(nik), "{kind} {stage:?} {to}: {}", told.text);
                    }
                    let digits: String = told.text.chars().filter(char::is_ascii_digit).collect();
                    prop_assert!(!digits.contains(WAYS[0]), "{kind} {stage:?} {to}: {}", told.text);
                }
            }
        }
    }
}
