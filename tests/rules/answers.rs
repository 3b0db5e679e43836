//! After BSrE has it: its answers in order, the certificate, hand-over [docs/rules.md §9].

use crate::office::*;
use loket::domain::act::{Answer, Command};
use loket::domain::certificate::CertificateForm;
use loket::domain::desk::Desk;
use loket::domain::ids::{CertificateId, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::policy::StepKey;
use loket::domain::record::Record;
use loket::domain::refusal::Refusal;
use loket::domain::request::Stage;
use loket::domain::rules::{Decision, mismatches};

pub fn at_stage(stage: Stage) -> (Office, RequestNo) {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, stage);
    (office, no)
}

pub fn say(office: &mut Office, no: RequestNo, answer: Answer) -> Result<Decision, Refusal> {
    let command = office.answer(no, answer);
    office.act(VERIFIER, command)
}

pub fn certificate(office: &Office, id: u32) -> loket::domain::certificate::Certificate {
    match office.desk.record(RecordId::Certificate(CertificateId(id))) {
        Some(Record::Certificate(certificate)) => *certificate,
        other => panic!("{other:?}"),
    }
}

#[test]
fn bsres_answers_come_in_their_order() {
    use Stage::*;
    const SENT: &[Stage] = &[
        AccountCheck,
        CheckFailed,
        AtBsre,
        AwaitingActivation,
        Activated,
    ];
    let answers: [(&str, &[Stage]); 6] = [
        (
            "link",
            &[AccountCheck, CheckFailed, AtBsre, AwaitingActivation],
        ),
        ("asked", &[AwaitingActivation]),
        ("activated", &[AwaitingActivation]),
        ("issued", SENT),
        ("rejected", SENT),
        ("correction", &[AccountCheck, CheckFailed, AtBsre]),
    ];
    for stage in [
        Verification,
        AccountCheck,
        CheckFailed,
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
            let certificate = office.certificate(no, 50).into();
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
        (1, Some("date-before")),
        (2, None),
        (10, None),
        (11, Some("date-after")),
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
        (4, Some("date-before")),
        (5, None),
        (10, None),
        (11, Some("date-after")),
    ] {
        let judged = office.judge(VERIFIER, &activated(&office, on));
        assert_eq!(
            judged.err().map(|refusal| refusal.code()),
            code,
            "activated on the {on}th"
        );
    }
    // A further link is not older than the one before.
    assert_eq!(
        office.refused(VERIFIER, link(&office, 4)).code(),
        "date-before"
    );
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
        let certificate = form.into();
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
        certificate: office.seen_certificate(no),
        form: CertificateForm {
            email: email.to_owned(),
            ..office.certificate(no, 1)
        }
        .into(),
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
            certificate: office.seen_certificate(no),
            form: CertificateForm {
                nik: stated,
                ..office.certificate(no, 1)
            }
            .into(),
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

/// What is odd in what the holder and BSrE did is recorded and told, and refuses nothing
/// [R9.12, R10.13].
#[test]
fn a_late_activation_and_a_life_beyond_the_policy_are_warnings() {
    use loket::domain::rules::findings;
    let odd = |office: &Office, no: RequestNo| -> Vec<&'static str> {
        let found = findings(&office.desk, &office.request(no), office.at).into_iter();
        let codes = found.map(|open| open.finding.code.as_str());
        codes
            .filter(|code| ["activation-late", "validity-long"].contains(code))
            .collect()
    };
    for (days, years, expected) in [
        (7, 730, vec![]),
        (8, 730, vec!["activation-late"]),
        (7, 1_826, vec!["validity-long"]),
        (9, 731, vec!["activation-late", "validity-long"]),
    ] {
        let (mut office, no) = at_stage(Stage::AwaitingActivation);
        office.at = office.at.plus_days(days);
        let date = office.at.day();
        say(&mut office, no, Answer::Activated { date }).unwrap();
        let mut certificate = office.certificate(no, 7);
        certificate.not_after = certificate.not_before.plus_days(years);
        let certificate = certificate.into();
        say(&mut office, no, Answer::Issued { certificate }).unwrap();
        assert_eq!(office.request(no).stage, Stage::Issued);
        assert_eq!(odd(&office, no), expected, "{days} {years}");
        // It is handed over all the same, and stays told.
        let command = office.hand_over(no);
        office.done(VERIFIER, command);
        assert_eq!(odd(&office, no), expected, "{days} {years}");
    }
}
