//! After BSrE has it: its answers in order, the certificate, hand-over, the inventory
//! [domain §5, §6].

use super::office::*;
use loket::domain::act::{Answer, Command, Seen};
use loket::domain::certificate::{CertificateForm, CertificateStatus, Standing};
use loket::domain::desk::Desk;
use loket::domain::event::Happening;
use loket::domain::identity::Serial;
use loket::domain::ids::{CertificateId, RecordId, RequestNo};
use loket::domain::keys::Key;
use loket::domain::kind::Kind;
use loket::domain::person::PersonDetails;
use loket::domain::policy::StepKey;
use loket::domain::record::Record;
use loket::domain::refusal::Refusal;
use loket::domain::request::Stage;
use loket::domain::rules::{Decision, mismatches};
use loket::domain::time::Day;

fn at_stage(stage: Stage) -> (Office, RequestNo) {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, stage);
    (office, no)
}

fn say(office: &mut Office, no: RequestNo, answer: Answer) -> Result<Decision, Refusal> {
    let command = office.answer(no, answer);
    office.act(VERIFIER, command)
}

fn certificate(office: &Office, id: u32) -> loket::domain::certificate::Certificate {
    match office.desk.record(RecordId::Certificate(CertificateId(id))) {
        Some(Record::Certificate(certificate)) => *certificate,
        other => panic!("{other:?}"),
    }
}

#[test]
fn bsres_answers_come_in_their_order() {
    use Stage::*;
    let answers: [(&str, &[Stage]); 6] = [
        ("link", &[AtBsre, AwaitingActivation]),
        ("asked", &[AwaitingActivation]),
        ("activated", &[AwaitingActivation]),
        ("issued", &[AtBsre, AwaitingActivation, Activated]),
        ("rejected", &[AtBsre, AwaitingActivation, Activated]),
        ("correction", &[AtBsre]),
    ];
    for stage in [
        Verification,
        AtBsre,
        AwaitingActivation,
        Activated,
        Issued,
        Completed,
    ] {
        for (answer, stages) in answers {
            let (mut office, no) = at_stage(stage);
            let date = office.at.day();
            let text = "x".to_owned();
            let certificate = Box::new(office.certificate(no, 50));
            let told = match answer {
                "link" => Answer::LinkSent { date },
                "asked" => Answer::HolderAsked,
                "activated" => Answer::Activated { date },
                "issued" => Answer::Issued { certificate },
                "rejected" => Answer::Rejected { text },
                _ => Answer::CorrectionAsked { text },
            };
            let judged = say(&mut office, no, told);
            assert_eq!(
                judged.is_ok(),
                stages.contains(&stage),
                "{answer} at {stage:?}: {judged:?}"
            );
            if let Err(refusal) = judged {
                assert_eq!(refusal.code(), "not-at-this-stage");
            }
        }
    }
}

#[test]
fn dates_of_answers_follow_one_another() {
    // Sent on the 2nd; it is the 10th.
    let (office, no) = at_stage(Stage::AtBsre);
    let link = |office: &Office, on: u32| office.answer(no, Answer::LinkSent { date: day(on) });
    for (on, code) in [
        (1, Some("invalid")),
        (2, None),
        (10, None),
        (11, Some("invalid")),
    ] {
        let mut office = office.clone();
        office.at = at(10, 9, 0);
        let judged = office.judge(VERIFIER, &link(&office, on));
        assert_eq!(
            judged.err().map(|refusal| refusal.code()),
            code,
            "link of the {on}th"
        );
    }
    let mut office = office;
    office.at = at(10, 9, 0);
    let command = link(&office, 5);
    office.done(VERIFIER, command);
    let activated =
        |office: &Office, on: u32| office.answer(no, Answer::Activated { date: day(on) });
    for (on, code) in [
        (4, Some("invalid")),
        (5, None),
        (10, None),
        (11, Some("invalid")),
    ] {
        let judged = office.judge(VERIFIER, &activated(&office, on));
        assert_eq!(
            judged.err().map(|refusal| refusal.code()),
            code,
            "activated on the {on}th"
        );
    }
    // A further link is not older than the one before.
    assert_eq!(office.refused(VERIFIER, link(&office, 4)).code(), "invalid");
    assert!(office.judge(VERIFIER, &link(&office, 5)).is_ok());
}

#[test]
fn the_link_starts_seven_days_and_the_sixth_step_ends_when_the_holder_is_asked() {
    let (mut office, no) = at_stage(Stage::AtBsre);
    assert!(
        office.request(no).step().unwrap().acted.is_some(),
        "the clock stands at BSrE"
    );
    let arrived = office.at;
    say(&mut office, no, Answer::LinkSent { date: day(2) }).unwrap();
    let request = office.request(no);
    let step = request.step().unwrap();
    assert_eq!(
        (step.step, step.arrived, &step.acted),
        (StepKey::Activation, arrived, &None)
    );
    assert_eq!(request.activation.as_ref().unwrap().until, day(9));
    // A further link before anyone was asked is no second step.
    office.at = at(3, 9, 0);
    say(&mut office, no, Answer::LinkSent { date: day(3) }).unwrap();
    let request = office.request(no);
    assert_eq!(
        request
            .steps
            .iter()
            .filter(|step| step.step == StepKey::Activation)
            .count(),
        1
    );
    say(&mut office, no, Answer::HolderAsked).unwrap();
    let request = office.request(no);
    assert_eq!(
        request.step().unwrap().acted.as_ref().unwrap().at,
        at(3, 9, 0)
    );
    assert_eq!(request.activation.unwrap().asked, Some(at(3, 9, 0)));
    // A link after that asks again, on a clock of its own.
    office.at = at(4, 9, 0);
    say(&mut office, no, Answer::LinkSent { date: day(4) }).unwrap();
    let request = office.request(no);
    assert_eq!(
        request
            .steps
            .iter()
            .filter(|step| step.step == StepKey::Activation)
            .count(),
        2
    );
    assert_eq!(request.activation.unwrap().asked, None);
}

#[test]
fn a_correction_goes_back_to_verification_with_its_marks() {
    let (mut office, no) = at_stage(Stage::AtBsre);
    let text = "foto buram".to_owned();
    say(&mut office, no, Answer::CorrectionAsked { text }).unwrap();
    let request = office.request(no);
    assert_eq!(
        (request.stage, &request.sending),
        (Stage::Verification, &None)
    );
    assert!(request.checklist.iter().all(|item| item.settled()));
    let send = office.send(no);
    office.done(VERIFIER, send);
}

#[test]
fn a_certificate_must_match_the_request() {
    let (office, no) = at_stage(Stage::Activated);
    type Change = fn(&mut CertificateForm);
    let rows: [(&str, Change, &[&str]); 16] = [
        ("as asked", |_| {}, &[]),
        (
            "titles",
            |it| it.name = "Dr. ORANG KE1, M.Si.".to_owned(),
            &[],
        ),
        (
            "case",
            |it| it.email = "ORANG1@BABELPROV.GO.ID ".to_owned(),
            &[],
        ),
        ("no NIK", |it| it.nik.clear(), &[]),
        ("agency", |it| it.agency = "DINAS KESEHATAN".to_owned(), &[]),
        ("short agency", |it| it.agency = "Dinkes".to_owned(), &[]),
        (
            "only the province",
            |it| it.agency = "Pemerintah Provinsi Kepulauan Bangka Belitung".to_owned(),
            &[],
        ),
        (
            "agency and province",
            |it| it.agency = "Pemerintah Provinsi Kepulauan Bangka Belitung, Dinkes".to_owned(),
            &[],
        ),
        (
            "a part of the agency",
            |it| it.agency = "UPTD Laboratorium / Dinas Kesehatan".to_owned(),
            &[],
        ),
        (
            "another agency of the same province",
            |it| {
                it.agency =
                    "Dinas Sosial / Pemerintah Provinsi Kepulauan Bangka Belitung".to_owned();
            },
            &["agency"],
        ),
        (
            "an agency that nobody knows, of the same province",
            |it| {
                it.agency = "Pemerintah Provinsi Kepulauan Bangka Belitung; Dinas Sihir".to_owned();
            },
            &["agency"],
        ),
        (
            "another name",
            |it| it.name = "Orang Lain".to_owned(),
            &["name"],
        ),
        (
            "another mail",
            |it| it.email = "lain@babelprov.go.id".to_owned(),
            &["email"],
        ),
        ("another NIK", |it| it.nik = nik(2), &["nik"]),
        ("half a NIK", |it| it.nik = "1971".to_owned(), &["nik"]),
        (
            "another agency",
            |it| it.agency = "Dinas Sosial".to_owned(),
            &["agency"],
        ),
    ];
    let policy = loket::policy_file::babel();
    for (what, change, expected) in rows {
        let mut form = office.certificate(no, 1);
        change(&mut form);
        assert_eq!(
            mismatches(&policy, &office.request(no).identity, &form),
            expected,
            "{what}"
        );
        let mut office = office.clone();
        let certificate = Box::new(form);
        say(&mut office, no, Answer::Issued { certificate }).unwrap();
        let stage = match expected.is_empty() {
            true => Stage::Issued,
            false => Stage::Mismatch,
        };
        assert_eq!(office.request(no).stage, stage, "{what}");
    }
}

#[test]
fn a_certificate_that_does_not_match_is_corrected_before_it_is_handed_over() {
    let (mut office, no) = at_stage(Stage::Mismatch);
    assert_eq!(
        office.refused(VERIFIER, office.hand_over(no)),
        Refusal::Mismatch
    );
    let correct = |office: &Office, reason: &str, email: &str| Command::CorrectCertificate {
        request: office.seen(no),
        certificate: Box::new(CertificateForm {
            email: email.to_owned(),
            ..office.certificate(no, 1)
        }),
        reason: reason.to_owned(),
    };
    let right = "orang1@babelprov.go.id";
    let refusal = office.refused(VERIFIER, correct(&office, " ", right));
    assert_eq!(refusal, Refusal::Missing("reason".to_owned()));
    let command = correct(&office, "salah ketik", right);
    office.done(VERIFIER, command);
    assert_eq!(office.request(no).stage, Stage::Issued);
    // Corrected the wrong way round and back: the hand-over is one step all the while.
    for (email, stage) in [
        ("salah@babelprov.go.id", Stage::Mismatch),
        (right, Stage::Issued),
    ] {
        let command = correct(&office, "salah ketik", email);
        office.done(VERIFIER, command);
        assert_eq!(office.request(no).stage, stage);
    }
    let steps = office.request(no).steps;
    assert_eq!(
        steps
            .iter()
            .filter(|step| step.step == StepKey::HandOver)
            .count(),
        1
    );
    let command = office.hand_over(no);
    office.done(VERIFIER, command);
}

#[test]
fn a_correction_that_says_nothing_of_the_nik_keeps_it() {
    let (mut office, no) = at_stage(Stage::Mismatch);
    let id = office.request(no).certificate.unwrap();
    let held = certificate(&office, id.0).form.nik;
    assert_eq!(held.len(), 16);
    for (stated, kept) in [
        (String::new(), held.clone()),
        (loket::domain::identity::mask_stated(&held), held.clone()),
        ("1971045204870099".to_owned(), "1971045204870099".to_owned()),
    ] {
        let command = Command::CorrectCertificate {
            request: office.seen(no),
            certificate: Box::new(CertificateForm {
                nik: stated,
                ..office.certificate(no, 1)
            }),
            reason: "salah ketik".to_owned(),
        };
        office.done(VERIFIER, command);
        assert_eq!(certificate(&office, id.0).form.nik, kept);
    }
}

#[test]
fn hand_over_says_where_and_how() {
    let (mut office, no) = at_stage(Stage::Issued);
    let over = |channel: &str, address: &str| Command::HandOver {
        request: office.seen(no),
        channel: channel.to_owned(),
        address: address.to_owned(),
        reply: String::new(),
    };
    for (channel, address, missing) in [("", "x", "channel"), ("email", " ", "address")] {
        let refusal = office.refused(VERIFIER, over(channel, address));
        assert_eq!(refusal, Refusal::Missing(missing.to_owned()));
    }
    let command = office.hand_over(no);
    office.done(VERIFIER, command);
    let request = office.request(no);
    assert_eq!(request.stage, Stage::Completed);
    assert_eq!(request.step().unwrap().step, StepKey::HandOver);
    assert!(request.step().unwrap().acted.is_some());
}

#[test]
fn what_was_verified_is_what_the_desk_knows_of_the_person() {
    let mut office = Office::new();
    let mut first = name(1, Kind::Issue);
    first.identity.post = "Analis".to_owned();
    let no = office.register(vec![first]).line(1);
    let person = office.request(no).person.unwrap();
    let mut identity = office.request(no).identity;
    (identity.post, identity.nik) = ("Kepala Seksi".to_owned(), nik(41));
    let command = Command::EditIdentity {
        request: office.seen(no),
        identity: Box::new(identity),
    };
    office.done(CLERK, command);
    office.bring(no, Stage::Completed);
    let details = match office.desk.record(RecordId::Person(person)) {
        Some(Record::Person(person)) => person.details,
        other => panic!("{other:?}"),
    };
    assert_eq!(details.post, "Kepala Seksi");
    assert_eq!(details.nik.map(String::from), Some(nik(41)));
    assert!(details.nip.is_some());
}

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
    let certificate = Box::new(office.certificate(no, 91));
    let refusal = say(&mut office, no, Answer::Issued { certificate }).unwrap_err();
    let record = RecordId::Certificate(CertificateId(1));
    assert_eq!(refusal, Refusal::AlreadyActive { record });
}

/// A certificate of person n that the desk did not request.
fn take_over(office: &Office, like: RequestNo, n: u32, serial: u8, days: i64) -> Command {
    let identity = identity(n);
    let holder = PersonDetails {
        name: identity.name.clone(),
        nip: identity.nip(),
        nik: identity.nik(),
        birth_date: None,
        post: String::new(),
        rank: String::new(),
        eselon: String::new(),
        agency: identity.agency.clone(),
        email: identity.email.clone(),
        phone: String::new(),
    };
    let certificate = CertificateForm {
        name: identity.name,
        email: identity.email,
        nik: identity.nik,
        not_before: office.at.plus_days(days - 730),
        not_after: office.at.plus_days(days),
        ..office.certificate(like, serial)
    };
    Command::TakeOver {
        certificate: Box::new(certificate),
        holder: Box::new(holder),
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
        certificate.serial = Serial::parse("00:61:7F:3C").ok();
        assert!(certificate.serial.is_some());
    }
    let refusal = office.refused(CLERK, command.clone());
    let record = RecordId::Certificate(CertificateId(1));
    assert!(matches!(refusal, Refusal::SerialKnown { record: of, .. } if of == record));
    // A notice may leave it out, and more than one may.
    for n in [2, 3] {
        let mut command = take_over(&office, no, n, 0, 100);
        if let Command::TakeOver { certificate, .. } = &mut command {
            certificate.serial = None;
        }
        office.done(CLERK, command);
    }
}

#[test]
fn a_certificate_has_a_name_and_a_span_that_has_begun() {
    let (office, no) = at_stage(Stage::Activated);
    type Change = fn(&mut CertificateForm);
    let rows: [(Change, &str); 4] = [
        (|it| it.name = " ".to_owned(), "missing"),
        (|it| it.not_after = it.not_before, "invalid"),
        (|it| it.not_before = it.not_before.plus_days(1), "invalid"),
        (|it| it.issuer = "x".repeat(5_000), "invalid"),
    ];
    for (change, code) in rows {
        let mut certificate = Box::new(office.certificate(no, 1));
        change(&mut certificate);
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
        date,
        cause: cause.to_owned(),
        internal: false,
    };
    office.at = at(5, 9, 0);
    for (on, cause, code) in [
        (1, "retirement", "invalid"),
        (6, "retirement", "invalid"),
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
        certificate.serial = None;
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
        "invalid"
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
        date: office.at.day(),
        cause: "retirement".to_owned(),
        internal: false,
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
    let form = Box::new(office.certificate(no, 1));
    say(&mut office, no, Answer::Issued { certificate: form }).unwrap();
    assert_eq!(certificate(&office, 1).passphrase, None);
}

#[test]
fn bsres_own_error_is_mended_by_revoking_and_issuing_anew() {
    let (mut office, no) = at_stage(Stage::Mismatch);
    let issued = |office: &Office| {
        let certificate = Box::new(office.certificate(no, 99));
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
        office.refused(VERIFIER, office.hand_over(no)).code(),
        "invalid"
    );
}

fn revoke_first(office: &mut Office, cause: &str) {
    let (id, revision) = (CertificateId(1), certificate(office, 1).revision);
    let command = Command::RevokeRecorded {
        certificate: Seen { id, revision },
        date: office.at.day(),
        cause: cause.to_owned(),
        internal: false,
    };
    office.done(VERIFIER, command);
}
