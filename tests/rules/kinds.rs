//! Every kind of request to its end: what it must know, what becomes of the certificate, and in
//! which order [R13.1-R13.8].

use super::simplest::{misused, simplest};
use crate::office::*;
use loket::domain::act::{ActKind, Answer, Command, Correction};
use loket::domain::certificate::{CertificateStatus, Standing};
use loket::domain::desk::Desk;
use loket::domain::due;
use loket::domain::event::{Event, Happening, RequestEvent};
use loket::domain::ids::{CertificateId, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::office::Position;
use loket::domain::policy::{Cause, DocumentKey, TransferOutcome};
use loket::domain::record::Record;
use loket::domain::refusal::{Block, Refusal};
use loket::domain::request::{Outcome, Particular, ParticularKey, Stage};
use loket::domain::rules::{Actor, blocks, turn};
use loket::domain::sheet::SheetStage;
use loket::domain::summary::{Summary, summary};

/// A desk at which the first person holds a certificate for this many days, and asks for a kind.
fn asked(days: i64, kind: Kind) -> (Office, CertificateId, RequestNo) {
    let mut office = Office::new();
    let id = office.holds(1, days);
    let no = office.ask(1, kind);
    (office, id, no)
}

fn answer(office: &mut Office, no: RequestNo, answer: Answer) {
    let command = office.answer(no, answer);
    office.done(VERIFIER, command);
}

#[test]
fn a_renewal_puts_another_certificate_in_the_place_of_the_old_one() {
    let (mut office, old, no) = asked(20, Kind::Renew);
    office.bring(no, Stage::Completed);
    let new = office.request(no).certificate.unwrap();
    assert_eq!(office.held(new).replaces, Some(old));
    assert_eq!(office.held(old).standing, Standing::Replaced { by: new });
    assert_eq!(
        office.held(new).status(office.at),
        CertificateStatus::Active
    );
}

#[test]
fn a_reset_keeps_the_certificate_and_tells_its_passphrase_anew() {
    let (mut office, old, no) = asked(300, Kind::Reset);
    office.bring(no, Stage::AwaitingActivation);
    assert_eq!(office.request(no).particulars.certificate, Some(old));
    let date = office.at.day();
    answer(&mut office, no, Answer::Activated { date });
    assert_eq!(office.request(no).stage, Stage::Completed);
    assert_eq!(office.held(old).passphrase, Some(date));
    assert_eq!(
        office.held(old).status(office.at),
        CertificateStatus::Active
    );
    // What was recorded of it wrongly is corrected on both.
    office.at = office.at.plus_days(1);
    let later = office.at.day();
    let command = Command::Correct {
        request: office.seen(no),
        what: Correction::Activation {
            link: date,
            activated: Some(later),
        },
        reason: "salah tanggal".to_owned(),
    };
    office.done(VERIFIER, command);
    assert_eq!(office.held(old).passphrase, Some(later));
}

#[test]
fn a_reissue_revokes_the_old_one_first_and_says_so() {
    let (mut office, old, no) = asked(300, Kind::Change);
    office.bring(no, Stage::Verification);
    let outcome = Particular::Outcome(Outcome::Reissue);
    let command = office.state(no, outcome);
    office.done(VERIFIER, command);
    office.send_to_bsre(no);
    let date = office.at.day();
    let link = office.answer(no, Answer::LinkSent { date });
    assert_eq!(office.refused(VERIFIER, link), Refusal::OldStands);
    let certificate = office.certificate(no, 200).into();
    let issued = office.answer(no, Answer::Issued { certificate });
    assert_eq!(office.refused(VERIFIER, issued), Refusal::OldStands);
    let changed = office.answer(no, Answer::DataChanged { date });
    assert!(matches!(
        office.refused(VERIFIER, changed),
        Refusal::NotAtThisStage { .. }
    ));
    answer(&mut office, no, Answer::Revoked { date });
    let Standing::Revoked(revocation) = office.held(old).standing else {
        panic!("not revoked")
    };
    assert!(revocation.internal, "the holder stays in the province");
    // Back for a correction, it stays a reissue: the holder has no certificate any more.
    let mut back = office.clone();
    let text = "foto buram".to_owned();
    answer(&mut back, no, Answer::CorrectionAsked { text });
    let command = back.state(no, Particular::Outcome(Outcome::DataOnly));
    assert_eq!(back.refused(VERIFIER, command), Refusal::AlwaysReissued);
    office.bring(no, Stage::Completed);
    let new = office.request(no).certificate.unwrap();
    assert_eq!(office.held(new).replaces, Some(old));
    assert!(matches!(office.held(old).standing, Standing::Revoked(_)));
}

#[test]
fn what_becomes_of_a_change_follows_from_what_changes() {
    let post = |office: &mut Office, no: RequestNo| {
        let mut identity = office.request(no).identity;
        identity.post = "Kepala Seksi".to_owned();
        identity
    };
    type Edit = fn(&mut loket::domain::request::Identity);
    let table: [(Edit, TransferOutcome, Option<Outcome>); 7] = [
        (
            |_| {},
            TransferOutcome::VerifierChooses,
            Some(Outcome::DataOnly),
        ),
        (
            |who| who.nik_old = "1971055912780013".to_owned(),
            TransferOutcome::DataOnly,
            Some(Outcome::Reissue),
        ),
        (
            |who| who.email = "nama.baru@babelprov.go.id".to_owned(),
            TransferOutcome::DataOnly,
            Some(Outcome::Reissue),
        ),
        (
            |who| who.name = "Nama Yang Lain".to_owned(),
            TransferOutcome::DataOnly,
            Some(Outcome::Reissue),
        ),
        (
            |who| who.agency = "Dinas Sosial".to_owned(),
            TransferOutcome::VerifierChooses,
            None,
        ),
        (
            |who| who.agency = "Dinas Sosial".to_owned(),
            TransferOutcome::Reissue,
            Some(Outcome::Reissue),
        ),
        (
            |who| who.agency = "Dinas Sosial".to_owned(),
            TransferOutcome::DataOnly,
            Some(Outcome::DataOnly),
        ),
    ];
    for (number, (edit, transfer, wanted)) in table.into_iter().enumerate() {
        let mut office = Office::with(|policy| policy.transfer_outcome = transfer);
        office.holds(1, 300);
        let no = office.ask(1, Kind::Change);
        let mut identity = post(&mut office, no);
        edit(&mut identity);
        let command = Command::EditIdentity {
            request: office.seen(no),
            identity: Box::new(identity),
        };
        office.done(CLERK, command);
        office.bring(no, Stage::Verification);
        let request = office.request(no);
        let old = loket::domain::rules::subject(&office.desk, &request);
        let policy = loket::domain::desk::Desk::policy_of(&office.desk, request.policy);
        let found = loket::domain::rules::outcome(&policy, &request, old.as_ref());
        assert_eq!(found, wanted, "row {number}");
        let asks = blocks(&office.desk, &request, office.at)
            .contains(&Block::Particular(ParticularKey::Outcome));
        assert_eq!(
            asks,
            wanted.is_none(),
            "row {number}: the verifier is asked"
        );
    }
}

#[test]
fn another_nik_is_always_another_certificate() {
    let (mut office, _, no) = asked(300, Kind::Change);
    let mut identity = office.request(no).identity;
    identity.nik_old = nik(77);
    let command = Command::EditIdentity {
        request: office.seen(no),
        identity: Box::new(identity),
    };
    office.done(CLERK, command);
    office.bring(no, Stage::Verification);
    let command = office.state(no, Particular::Outcome(Outcome::DataOnly));
    assert_eq!(office.refused(VERIFIER, command), Refusal::AlwaysReissued);
}

#[test]
fn a_change_of_data_alone_ends_when_bsre_has_changed_them() {
    let (mut office, old, no) = asked(300, Kind::Change);
    office.bring(no, Stage::Verification);
    let command = office.state(no, Particular::Outcome(Outcome::DataOnly));
    office.done(VERIFIER, command);
    office.send_to_bsre(no);
    let date = office.at.day();
    let revoked = office.answer(no, Answer::Revoked { date });
    assert!(matches!(
        office.refused(VERIFIER, revoked),
        Refusal::NotAtThisStage { .. }
    ));
    answer(&mut office, no, Answer::DataChanged { date });
    assert_eq!(office.request(no).stage, Stage::Completed);
    assert_eq!(office.held(old).standing, Standing::Good);
}

#[test]
fn a_revocation_needs_its_cause_and_the_letter_and_ends_when_both_are_told() {
    let (mut office, old, no) = asked(300, Kind::Revoke);
    office.bring(no, Stage::Verification);
    office.mark_all(VERIFIER, no);
    let lacks = |office: &Office| blocks(&office.desk, &office.request(no), office.at);
    assert_eq!(
        lacks(&office),
        [
            Block::Particular(ParticularKey::Cause),
            Block::Particular(ParticularKey::Outgoing)
        ]
    );
    office.state_all(no);
    assert!(lacks(&office).is_empty());
    let send = office.send(no);
    office.done(VERIFIER, send);
    let date = office.at.day();
    answer(&mut office, no, Answer::Revoked { date });
    assert_eq!(office.request(no).stage, Stage::Revoked);
    let Standing::Revoked(revocation) = office.held(old).standing else {
        panic!("not revoked")
    };
    assert_eq!(
        (revocation.reason.as_str(), revocation.internal),
        ("cessationOfOperation", false)
    );
    office.bring(no, Stage::Completed);
    assert!(office.request(no).hand_over.is_some());
}

#[test]
fn a_revocation_lets_what_rests_on_its_certificate_lapse() {
    let (mut office, _, no) = asked(300, Kind::Revoke);
    let reset = office.ask(1, Kind::Reset);
    office.bring(no, Stage::Revoked);
    assert_eq!(office.request(reset).stage, Stage::Lapsed);
    assert_eq!(office.request(no).stage, Stage::Revoked);
}

#[test]
fn before_its_day_a_revocation_sleeps_and_is_sent_from_that_day_on() {
    let (mut office, _, no) = asked(300, Kind::Revoke);
    office.bring(no, Stage::Verification);
    let day = office.at.plus_days(9).day();
    for what in [
        Particular::Cause(cause(Cause::Retirement, day)),
        Particular::Outgoing(outgoing(office.at.day())),
    ] {
        let command = office.state(no, what);
        office.done(VERIFIER, command);
    }
    let sleep = |office: &Office| Command::Sleep {
        request: office.seen(no),
    };
    let early = sleep(&office);
    assert!(matches!(
        office.refused(VERIFIER, early),
        Refusal::Blocked(_)
    ));
    office.mark_all(VERIFIER, no);
    let send = office.send(no);
    assert_eq!(
        office.refused(VERIFIER, send),
        Refusal::Blocked(vec![Block::Finding("tmt-future".to_owned())])
    );
    let command = sleep(&office);
    office.done(VERIFIER, command);
    assert_eq!(office.request(no).stage, Stage::Asleep);
    assert!(
        office.request(no).step().unwrap().acted.is_some(),
        "the clock stands"
    );
    office.at = office.at.plus_days(8);
    let send = office.send(no);
    assert_eq!(
        office.refused(VERIFIER, send),
        Refusal::TooEarly { days: 1 }
    );
    office.at = office.at.plus_days(1);
    let send = office.send(no);
    office.done(VERIFIER, send);
    assert_eq!(office.request(no).stage, Stage::AtBsre);
}

#[test]
fn a_cause_is_rejected_or_only_returned_as_the_policy_says() {
    for (of, rejected) in [
        (Cause::Misuse, true),
        (Cause::Resignation, true),
        (Cause::Dismissal, true),
        (Cause::Other, true),
        (Cause::Retirement, false),
        (Cause::Death, false),
        (Cause::TransferOut, false),
        (Cause::Compromise, false),
    ] {
        let (mut office, _, no) = asked(300, Kind::Revoke);
        office.bring(no, Stage::Verification);
        let reject = super::simplest::reject(&office, no);
        assert_eq!(
            office.refused(VERIFIER, reject),
            Refusal::Missing("cause".to_owned())
        );
        let today = office.at.day();
        let command = office.state(no, Particular::Cause(cause(of, today)));
        office.done(VERIFIER, command);
        let reject = super::simplest::reject(&office, no);
        match rejected {
            true => drop(office.done(VERIFIER, reject)),
            false => assert_eq!(office.refused(VERIFIER, reject), Refusal::NeverRejected),
        }
    }
}

#[test]
fn the_document_of_a_cause_tells_number_date_and_day() {
    let (mut office, _, no) = asked(300, Kind::Revoke);
    let today = office.at.day();
    let mut stated = cause(Cause::Retirement, today);
    stated.effective = None;
    let command = office.state(no, Particular::Cause(stated.clone()));
    assert_eq!(
        office.refused(CLERK, command),
        Refusal::Missing("effective".to_owned())
    );
    stated.number = String::new();
    let command = office.state(no, Particular::Cause(stated.clone()));
    assert_eq!(
        office.refused(CLERK, command),
        Refusal::Missing("cause_number".to_owned())
    );
    stated.cause = Cause::Replaced;
    let command = office.state(no, Particular::Cause(stated.clone()));
    assert!(matches!(
        office.refused(CLERK, command),
        Refusal::UnknownReason(_)
    ));
    // A report of misuse needs no day.
    stated.cause = Cause::Misuse;
    stated.date = None;
    let command = office.state(no, Particular::Cause(stated));
    office.done(CLERK, command);
}

#[test]
fn of_several_certificates_one_is_chosen_and_only_an_active_one() {
    let (mut office, old, no) = asked(300, Kind::Reset);
    let command = office.state(no, Particular::Certificate(old));
    assert_eq!(office.refused(CLERK, command), Refusal::NothingToChoose);
    // An older desk may hold two.
    let mut second = office.held(old);
    second.id = CertificateId(2);
    second.form.serial = None;
    let id = RecordId::Certificate(CertificateId(2));
    office.desk.keep(id, Record::Certificate(Box::new(second)));
    let command = office.state(no, Particular::Certificate(CertificateId(99)));
    assert!(matches!(
        office.refused(CLERK, command),
        Refusal::NotAmongActive { .. }
    ));
    let command = office.state(no, Particular::Certificate(old));
    office.done(CLERK, command);
    assert_eq!(office.request(no).particulars.certificate, Some(old));
    // Said again, it changes nothing.
    let command = office.state(no, Particular::Certificate(old));
    assert!(office.done(CLERK, command).events.is_empty());
}

fn at_once(office: &mut Office, no: RequestNo) {
    let command = simplest(office, ActKind::SendUrgently, no);
    office.done(VERIFIER, command);
}

#[test]
fn a_misuse_is_sent_at_once_by_who_did_not_register_it_and_has_read_its_report() {
    let (mut office, no) = misused();
    let send = |office: &Office| simplest(office, ActKind::SendUrgently, no);
    // The clerk who registered it is no verifier; another verifier has not read the report.
    assert_eq!(office.refused(CLERK, send(&office)).code(), "not-yours");
    assert_eq!(
        office.refused(VERIFIER_2, send(&office)).code(),
        "look-first"
    );
    at_once(&mut office, no);
    let request = office.request(no);
    assert_eq!(request.stage, Stage::AtBsre);
    let manifest = request.sending.unwrap().manifest;
    assert_eq!(
        manifest.len(),
        1,
        "the report, and nothing that nobody checked"
    );
    let date = office.at.day();
    answer(&mut office, no, Answer::Revoked { date });
    assert_eq!(office.request(no).stage, Stage::Revoked);
}

#[test]
fn only_an_urgent_cause_with_its_report_is_sent_at_once() {
    let (mut office, _, no) = asked(300, Kind::Revoke);
    let send = |office: &Office| simplest(office, ActKind::SendUrgently, no);
    assert_eq!(
        office.refused(VERIFIER, send(&office)).code(),
        "not-at-this-stage"
    );
    for (of, urgent) in [
        (Cause::Retirement, false),
        (Cause::Dismissal, false),
        (Cause::Compromise, true),
        (Cause::Misuse, true),
    ] {
        let today = office.at.day();
        let command = office.state(no, Particular::Cause(cause(of, today)));
        office.done(CLERK, command);
        let refusal = office.refused(VERIFIER, send(&office));
        let report = Refusal::Blocked(vec![Block::Item(DocumentKey::Cause)]);
        assert_eq!(refusal == report, urgent, "{of:?}: {refusal:?}");
    }
}

#[test]
fn its_sheet_goes_through_the_officials_beside_it_and_is_due_in_a_working_day() {
    let (mut office, no) = misused();
    let other = office.issue(2);
    at_once(&mut office, no);
    let due = |office: &Office| {
        let record = Record::Request(Box::new(office.request(no)));
        let Some(Summary::Request(row)) = summary(&record) else {
            panic!("no row")
        };
        let policy = office.desk.policy_of(office.request(no).policy);
        let waits = [KADIS, KABID, SUBKOORD].into_iter().find(|officer| {
            let actor = Actor::officer(*officer);
            turn(&office.desk.officers(), &policy, &actor, &row, office.at)
        });
        (
            waits,
            due::of_request(&row, &policy, &office.desk.calendar()).due,
        )
    };
    let tomorrow = office.desk.calendar().add_working_days(office.at.day(), 1);
    assert_eq!(due(&office), (Some(KADIS), Some(tomorrow)));
    office.pass(KADIS, no);
    assert_eq!(due(&office), (Some(KABID), Some(tomorrow)));
    assert_eq!(
        office
            .refused(KADIS, dispose(vec![office.sheet_of(no)]))
            .code(),
        "not-yours"
    );
    // The Kabid signed on paper.
    let command = dispose_paper(vec![office.sheet_of(no)], paper(office.at.day(), None));
    office.done(CLERK_2, command);
    office.pass(SUBKOORD, no);
    let sheet = office.sheet(office.sheet_of(no).id);
    assert_eq!(sheet.stage, SheetStage::Done);
    let signed: Vec<_> = sheet.lines.iter().map(|line| line.officer).collect();
    assert_eq!(signed, [CLERK, KADIS, KABID, SUBKOORD]);
    assert_eq!(
        office.request(no).stage,
        Stage::AtBsre,
        "it stays where it was"
    );
    // The letter is still owed: until its number is there.
    assert_eq!(due(&office), (None, Some(tomorrow)));
    let command = office.state(no, Particular::Outgoing(outgoing(office.at.day())));
    office.done(VERIFIER, command);
    assert_eq!(due(&office), (None, None));
    assert_eq!(office.request(other).stage, Stage::Registered);
}

#[test]
fn who_does_not_agree_says_why_and_the_revocation_stands() {
    let (mut office, no) = misused();
    at_once(&mut office, no);
    let reject = super::simplest::reject(&office, no);
    assert_eq!(office.refused(KADIS, reject).code(), "not-at-this-stage");
    let disagree = |office: &Office, reason: &str| Command::Disagree {
        request: office.seen(no),
        reason: reason.to_owned(),
    };
    assert_eq!(
        office.refused(KADIS, disagree(&office, " ")),
        Refusal::Missing("reason".to_owned())
    );
    assert_eq!(
        office.refused(KABID, disagree(&office, "x")).code(),
        "not-yours"
    );
    let command = disagree(&office, "laporan belum lengkap");
    let decision = office.done(KADIS, command);
    let told = |event: &Event| {
        matches!(&event.what, Happening::Request(RequestEvent::Disagreed { reason })
            if reason == "laporan belum lengkap")
    };
    assert!(decision.events.iter().any(told));
    assert_eq!(office.request(no).stage, Stage::AtBsre);
    let sheet = office.sheet(office.sheet_of(no).id);
    assert_eq!(sheet.stage, SheetStage::With(Position::Kabid));
    assert_eq!(sheet.lines[1].slip.note, "laporan belum lengkap");
}

#[test]
fn what_lay_with_others_or_was_held_back_goes_on_alone() {
    let mut office = Office::new();
    office.holds(1, 300);
    let names = vec![name(1, Kind::Revoke), name(2, Kind::Revoke)];
    let agenda = office.register(names);
    let no = agenda.line(1);
    let stated = cause(Cause::Compromise, office.at.day());
    let command = office.state(no, Particular::Cause(stated));
    office.done(CLERK, command);
    office.prove_cause(no);
    super::simplest::hold_back(&mut office, no, Position::Kadis);
    office.look_at_all(VERIFIER, no);
    at_once(&mut office, no);
    let sheet = office.sheet(office.sheet_of(no).id);
    assert_eq!(sheet.stage, SheetStage::With(Position::Kadis));
    assert_eq!(sheet.requests, [no]);
    office.pass(KADIS, no);
    let left = office.request(agenda.line(2));
    assert_eq!(left.stage, Stage::Disposition(Position::Kadis));
}
