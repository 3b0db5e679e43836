//! The inventory: one active certificate a person, certificates taken over, revocations recorded
//! [docs/rules.md §10].

use super::answers::{at_stage, certificate, say};
use crate::office::*;
use loket::domain::act::{Answer, Command, GivenCertificate, RevocationForm, Seen};
use loket::domain::certificate::{CertificateForm, CertificateStatus, Standing};
use loket::domain::desk::Desk;
use loket::domain::event::Happening;
use loket::domain::finding::FindingCode;
use loket::domain::identity::Serial;
use loket::domain::ids::{CertificateId, RecordId, RequestNo};
use loket::domain::keys::Key;
use loket::domain::kind::Kind;
use loket::domain::refusal::Refusal;
use loket::domain::request::Stage;
use loket::domain::rules::{Open, findings, would_lapse};
use loket::domain::time::Day;

#[test]
fn a_person_has_at_most_one_active_certificate() {
    let (mut office, _) = at_stage(Stage::Completed);
    // The same person again, at once: the certificate contradicts the kind, so it is not sent.
    let again = office.issue(1);
    office.bring(again, Stage::Verification);
    office.mark_all(VERIFIER, again);
    assert_eq!(
        office.refused(VERIFIER, office.send(again)).code(),
        "blocked"
    );
    // One that becomes known only while the request is at BSrE stands in the way of issuing.
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, Stage::Activated);
    let command = take_over(&office, no, 1, 90, 365);
    office.done(CLERK, command);
    let certificate = office.certificate(no, 91).into();
    let refusal = say(&mut office, no, Answer::Issued { certificate }).unwrap_err();
    let record = RecordId::Certificate(CertificateId(1));
    assert_eq!(refusal, Refusal::AlreadyActive { record });
}

/// A certificate of person n that the desk did not request.
fn take_over(office: &Office, like: RequestNo, n: u32, serial: u8, days: i64) -> Command {
    let identity = identity(n);
    let holder = details(&identity);
    let certificate = CertificateForm {
        name: identity.name,
        email: identity.email,
        nik: identity.nik,
        not_before: office.at.plus_days(days - 730),
        not_after: office.at.plus_days(days),
        ..office.certificate(like, serial)
    };
    Command::TakeOver {
        certificate: certificate.into(),
        holder: Box::new(holder),
        replaces: None,
    }
}

#[test]
fn taking_over_keeps_to_one_active_certificate_and_one_person() {
    let mut office = Office::new();
    let no = office.issue(1);
    let expired = take_over(&office, no, 1, 60, -10);
    office.done(CLERK, expired);
    let active = take_over(&office, no, 1, 61, 100);
    office.done(VERIFIER, active);
    let record = RecordId::Certificate(CertificateId(2));
    let second = take_over(&office, no, 1, 62, 200);
    assert_eq!(
        office.refused(CLERK, second),
        Refusal::AlreadyActive { record }
    );
    let expired = take_over(&office, no, 1, 63, -400);
    office.done(CLERK, expired);
    let person = office.request(no).person.unwrap();
    assert_eq!(office.desk.members(&Key::held_prefix(person)).len(), 3);
}

#[test]
fn a_serial_is_one_certificates_however_it_is_written() {
    let mut office = Office::new();
    let no = office.issue(1);
    let command = take_over(&office, no, 1, 60, 100);
    office.done(CLERK, command);
    let mut command = take_over(&office, no, 2, 60, 100);
    assert_eq!(
        office.refused(CLERK, command.clone()).code(),
        "serial-known"
    );
    if let Command::TakeOver { certificate, .. } = &mut command {
        let given = Serial::parse("00:61:7F:3C").unwrap();
        certificate.form.serial = Some(given.serial);
    }
    let refusal = office.refused(CLERK, command.clone());
    let record = RecordId::Certificate(CertificateId(1));
    assert!(matches!(refusal, Refusal::SerialKnown { record: of, .. } if of == record));
    // A notice may leave it out, and more than one may.
    for n in [2, 3] {
        let mut command = take_over(&office, no, n, 0, 100);
        if let Command::TakeOver { certificate, .. } = &mut command {
            certificate.form.serial = None;
        }
        office.done(CLERK, command);
    }
}

/// A certificate whose serial is typed in plain digits, in hex and in decimal.
fn typed(form: CertificateForm, hex: &Serial, decimal: &Serial) -> Box<GivenCertificate> {
    let serial = Some(hex.clone());
    Box::new(GivenCertificate {
        form: CertificateForm { serial, ..form },
        decimal: Some(decimal.clone()),
    })
}

#[test]
fn plain_digits_are_the_serial_on_record_wherever_one_is_typed() {
    let mut office = Office::new();
    let no = office.issue(1);
    let command = take_over(&office, no, 1, 60, 100);
    office.done(CLERK, command);
    let known = certificate(&office, 1).form.serial.unwrap();
    let unknown = |last| Serial::from_octets(&[0x61, 0x7f, last]).unwrap();
    let (new, newer) = (unknown(61), unknown(62));
    let waits = office.issue(3);
    office.bring(waits, Stage::Activated);
    let every = |office: &Office, hex: &Serial, decimal: &Serial| {
        let mut over = take_over(office, no, 2, 0, 100);
        if let Command::TakeOver { certificate, .. } = &mut over {
            *certificate = typed(certificate.form.clone(), hex, decimal);
        }
        let form = office.certificate(waits, 0);
        let certificate = typed(form, hex, decimal);
        let issued = office.answer(waits, Answer::Issued { certificate });
        [over, issued]
    };
    // One of the two is known: it is meant, and another's.
    for (hex, decimal) in [(&known, &new), (&new, &known)] {
        for command in every(&office, hex, decimal) {
            let refusal = office.refused(VERIFIER, command);
            let record = RecordId::Certificate(CertificateId(1));
            let serial = known.to_string();
            assert_eq!(refusal, Refusal::SerialKnown { serial, record });
        }
    }
    // Neither is: it is asked.
    for command in every(&office, &new, &newer) {
        let digits = new.to_string();
        let refusal = office.refused(VERIFIER, command);
        assert_eq!(refusal, Refusal::SerialEither { digits });
    }
    // What is its own stays so.
    for (hex, decimal) in [(&known, &new), (&new, &known)] {
        let mut form = certificate(&office, 1).form;
        form.key = format!("RSA {hex}");
        let correct = Command::CorrectCertificate {
            certificate: Seen {
                id: CertificateId(1),
                revision: certificate(&office, 1).revision,
            },
            form: typed(form, hex, decimal),
            reason: "kunci".to_owned(),
        };
        office.done(VERIFIER, correct);
        assert_eq!(certificate(&office, 1).form.serial.as_ref(), Some(&known));
    }
}

#[test]
fn a_certificate_has_a_name_and_a_span_that_has_begun() {
    let (office, no) = at_stage(Stage::Activated);
    type Change = fn(&mut CertificateForm);
    let rows: [(Change, &str); 4] = [
        (|it| it.name = " ".to_owned(), "missing"),
        (|it| it.not_after = it.not_before, "date-before"),
        (
            |it| it.not_before = it.not_before.plus_days(1),
            "date-after",
        ),
        (|it| it.issuer = "x".repeat(5_000), "too-long"),
    ];
    for (change, code) in rows {
        let mut certificate = office.certificate(no, 1);
        change(&mut certificate);
        let certificate = certificate.into();
        let command = office.answer(no, Answer::Issued { certificate });
        assert_eq!(office.refused(VERIFIER, command).code(), code);
    }
}

#[test]
fn a_recorded_revocation_has_a_serial_a_day_and_a_cause_of_the_policy() {
    let (mut office, no) = at_stage(Stage::Completed);
    let revoke = |office: &Office, date: Day, cause: &str| Command::RevokeRecorded {
        certificate: Seen {
            id: CertificateId(1),
            revision: certificate(office, 1).revision,
        },
        revocation: RevocationForm {
            date,
            cause: cause.to_owned(),
        },
    };
    office.at = at(5, 9, 0);
    for (on, cause, code) in [
        (1, "retirement", "date-before"),
        (6, "retirement", "date-after"),
        (4, "bosan", "unknown-reason"),
    ] {
        assert_eq!(
            office
                .refused(VERIFIER, revoke(&office, day(on), cause))
                .code(),
            code
        );
    }
    let mut unnumbered = office.clone();
    let other = unnumbered.issue(2);
    let mut command = take_over(&unnumbered, other, 2, 0, 100);
    if let Command::TakeOver { certificate, .. } = &mut command {
        certificate.form.serial = None;
    }
    unnumbered.done(CLERK, command);
    let mut command = revoke(&unnumbered, day(5), "retirement");
    if let Command::RevokeRecorded { certificate, .. } = &mut command {
        (certificate.id, certificate.revision) = (CertificateId(2), 1);
    }
    let refusal = unnumbered.refused(VERIFIER, command);
    assert_eq!(refusal, Refusal::Missing("serial".to_owned()));
    let command = revoke(&office, day(4), "compromise");
    office.done(VERIFIER, command);
    let revoked = certificate(&office, 1);
    assert_eq!(revoked.status(office.at), CertificateStatus::Revoked);
    match revoked.standing {
        Standing::Revoked(revocation) => assert_eq!(revocation.reason, "keyCompromise"),
        other => panic!("{other:?}"),
    }
    // Once only; and then a new one may be issued.
    assert_eq!(
        office
            .refused(VERIFIER, revoke(&office, day(4), "compromise"))
            .code(),
        "already-revoked"
    );
    let again = office.issue(1);
    office.bring(again, Stage::Completed);
    assert_eq!(office.request(no).stage, Stage::Completed);
}

#[test]
fn a_revocation_lets_the_persons_open_renewal_reset_and_change_lapse() {
    let (mut office, no) = at_stage(Stage::Completed);
    let kinds = [
        Kind::Renew,
        Kind::Reset,
        Kind::Change,
        Kind::Revoke,
        Kind::Issue,
    ];
    let names = kinds.iter().map(|kind| name(1, *kind)).collect();
    let agenda = office.register(names);
    let stranger = office.register(vec![name(2, Kind::Renew)]).line(1);
    let command = Command::RevokeRecorded {
        certificate: Seen {
            id: CertificateId(1),
            revision: 1,
        },
        revocation: RevocationForm {
            date: office.at.day(),
            cause: "retirement".to_owned(),
        },
    };
    let decision = office.done(VERIFIER, command);
    for (line, kind) in (1..).zip(kinds) {
        let stage = office.request(agenda.line(line)).stage;
        let lapses = matches!(kind, Kind::Renew | Kind::Reset | Kind::Change);
        assert_eq!(stage == Stage::Lapsed, lapses, "{kind:?} is {stage:?}");
    }
    assert_eq!(office.request(stranger).stage, Stage::Registered);
    assert_eq!(office.request(no).stage, Stage::Completed);
    assert!(matches!(decision.events[0].what, Happening::Certificate(_)));
}

#[test]
fn revoking_an_expired_certificate_takes_nothing_from_the_one_that_is_active() {
    for (another, stage) in [(true, Stage::Registered), (false, Stage::Lapsed)] {
        let (mut office, _) = at_stage(Stage::Completed);
        office.at = office.at.plus_days(731);
        office.issue(2);
        if another {
            let again = office.issue(1);
            office.bring(again, Stage::Completed);
        }
        let reset = office.register(vec![name(1, Kind::Reset)]).line(1);
        revoke_first(&mut office, "compromise");
        assert_eq!(office.request(reset).stage, stage, "another: {another}");
    }
}

#[test]
fn the_day_of_activation_is_the_last_change_of_the_passphrase() {
    let (office, _) = at_stage(Stage::Issued);
    assert_eq!(certificate(&office, 1).passphrase, Some(day(2)));
    // Issued without a known activation: nothing is made up.
    let (mut office, no) = at_stage(Stage::AtBsre);
    let form = office.certificate(no, 1).into();
    say(&mut office, no, Answer::Issued { certificate: form }).unwrap();
    assert_eq!(certificate(&office, 1).passphrase, None);
}

#[test]
fn bsres_own_error_is_mended_by_revoking_and_issuing_anew() {
    let (mut office, no) = at_stage(Stage::Mismatch);
    let issued = |office: &Office| {
        let certificate = office.certificate(no, 99).into();
        office.answer(no, Answer::Issued { certificate })
    };
    assert_eq!(office.refused(VERIFIER, issued(&office)), Refusal::Mismatch);
    revoke_first(&mut office, "replaced");
    let command = issued(&office);
    office.done(VERIFIER, command);
    let request = office.request(no);
    assert_eq!(request.stage, Stage::Issued);
    assert_eq!(request.certificate, Some(CertificateId(2)));
    let command = office.hand_over(no);
    office.done(VERIFIER, command);
}

#[test]
fn a_revoked_certificate_is_not_handed_over() {
    let (mut office, no) = at_stage(Stage::Issued);
    revoke_first(&mut office, "compromise");
    assert_eq!(
        office.refused(VERIFIER, office.hand_over(no)),
        Refusal::CertificateRevoked
    );
}

fn revoke_first(office: &mut Office, cause: &str) {
    let (id, revision) = (CertificateId(1), certificate(office, 1).revision);
    let command = Command::RevokeRecorded {
        certificate: Seen { id, revision },
        revocation: RevocationForm {
            date: office.at.day(),
            cause: cause.to_owned(),
        },
    };
    office.done(VERIFIER, command);
}

fn suspend(office: &Office, id: CertificateId, date: Day) -> Command {
    let revision = office.held(id).revision;
    let certificate = Seen { id, revision };
    Command::Suspend { certificate, date }
}

#[test]
fn a_suspended_certificate_is_usable_again_once_the_suspension_ends() {
    let mut office = Office::new();
    let id = office.holds(1, 300);
    let since = office.at.day();
    let tomorrow = since.succ_opt().unwrap();
    assert_eq!(
        office
            .refused(VERIFIER, suspend(&office, id, tomorrow))
            .code(),
        "date-after"
    );
    let command = suspend(&office, id, since);
    office.done(VERIFIER, command);
    assert_eq!(office.held(id).standing, Standing::Suspended { since });
    assert_eq!(
        office.held(id).status(office.at),
        CertificateStatus::Suspended
    );
    assert_eq!(
        office.refused(VERIFIER, suspend(&office, id, since)).code(),
        "not-among-active"
    );
    // Nothing but its revocation can be asked for meanwhile.
    let missing = |office: &Office, no: RequestNo| {
        let found = findings(&office.desk, &office.request(no), office.at);
        let none = |open: &Open| open.finding.code == FindingCode::NoActiveCertificate;
        found.iter().any(none)
    };
    let reset = office.ask(1, Kind::Reset);
    assert!(missing(&office, reset));
    let revoke = office.ask(1, Kind::Revoke);
    assert!(!missing(&office, revoke));
    office.at = office.at.plus_days(3);
    let resume = |office: &Office, date: Day| Command::Resume {
        certificate: Seen {
            id,
            revision: office.held(id).revision,
        },
        date,
    };
    let before = since.pred_opt().unwrap();
    assert_eq!(
        office.refused(CLERK, resume(&office, before)).code(),
        "date-before"
    );
    let command = resume(&office, office.at.day());
    office.done(CLERK, command);
    assert_eq!(office.held(id).status(office.at), CertificateStatus::Active);
}

#[test]
fn what_lapses_with_a_revocation_is_known_before_it_happens() {
    let mut office = Office::new();
    let id = office.holds(1, 300);
    let reset = office.ask(1, Kind::Reset);
    let change = office.ask(1, Kind::Change);
    let revoke = office.ask(1, Kind::Revoke);
    let other = office.ask(2, Kind::Reset);
    let told = would_lapse(&office.desk, &office.held(id), office.at);
    assert_eq!(told, [reset, change]);
    let revision = office.held(id).revision;
    let command = Command::RevokeRecorded {
        certificate: Seen { id, revision },
        revocation: RevocationForm {
            date: office.at.day(),
            cause: "death".to_owned(),
        },
    };
    office.done(VERIFIER, command);
    for (no, stage) in [
        (reset, Stage::Lapsed),
        (change, Stage::Lapsed),
        (revoke, Stage::Registered),
        (other, Stage::Registered),
    ] {
        assert_eq!(office.request(no).stage, stage, "{no}");
    }
}
