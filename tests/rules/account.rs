//! Between the sending and the link: our approval in BSrE's portal, the account check, and a
//! withdrawal that BSrE is asked for [docs/rules.md §14].

use super::simplest::*;
use crate::office::*;
use loket::domain::act::{Answer, Closing, Command, Correction};
use loket::domain::desk::Desk;
use loket::domain::due;
use loket::domain::ids::{OfficerId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::office::Position;
use loket::domain::policy::{Category, StepKey};
use loket::domain::record::Record;
use loket::domain::refusal::Refusal;
use loket::domain::request::{CheckFault, Outcome, Particular, Stage};
use loket::domain::rules::{Actor, turn};
use loket::domain::summary::{Summary, summary};
use loket::domain::time::Day;

fn answer(office: &mut Office, no: RequestNo, answer: Answer) {
    let command = office.answer(no, answer);
    office.done(VERIFIER, command);
}

/// A check that failed.
fn failed(date: Day, fault: CheckFault, text: &str) -> Answer {
    let text = text.to_owned();
    Answer::CheckFailed { date, fault, text }
}

fn stage(office: &Office, no: RequestNo) -> Stage {
    office.request(no).stage
}

#[test]
fn the_category_decides_the_road() {
    for (category, wanted) in [
        (None, Stage::AccountCheck),
        (Some(Category::Pns), Stage::AccountCheck),
        (Some(Category::Pppk), Stage::AccountCheck),
        (Some(Category::StateOfficial), Stage::AwaitingApproval),
        (Some(Category::NonAsn), Stage::AwaitingApproval),
    ] {
        let mut office = Office::new();
        let mut one = name(1, Kind::Issue);
        one.identity.category = category;
        if category == Some(Category::Pppk) {
            one.identity.nip = "198001012005211001".to_owned();
        }
        let no = office.register(vec![one]).line(1);
        office.bring(no, Stage::Verification);
        office.send_to_bsre(no);
        assert_eq!(stage(&office, no), wanted, "{category:?}");
    }
}

#[test]
fn an_approval_is_the_verifiers_step_with_a_clock_of_its_own() {
    let mut office = Office::new();
    let no = office.issue_non_asn(1);
    office.bring(no, Stage::AwaitingApproval);
    let request = office.request(no);
    let step = request.step().unwrap();
    assert_eq!((step.step, &step.acted), (StepKey::Approval, &None));
    let policy = office.desk.policy_of(request.policy);
    let rules = policy.step(Kind::Issue, StepKey::Approval).unwrap();
    assert_eq!((rules.minutes, rules.position), (15, Position::Verifikator));
    let all: u16 = policy
        .steps(Kind::Issue)
        .iter()
        .map(|step| step.minutes)
        .sum();
    assert_eq!(all, 95, "it is outside the minutes of the SOP");
    let Some(Summary::Request(row)) = summary(&Record::Request(Box::new(request))) else {
        panic!("no row")
    };
    let officers = office.desk.officers();
    let waits = |officer: OfficerId| {
        turn(
            &officers,
            &policy,
            &Actor::officer(officer),
            &row,
            office.at,
        )
    };
    assert!(waits(VERIFIER) && !waits(CLERK));
    let date = office.at.day();
    answer(&mut office, no, Answer::Approved { date });
    let request = office.request(no);
    assert_eq!(request.stage, Stage::AccountCheck);
    assert!(request.step().unwrap().acted.is_some(), "the clock stands");
}

#[test]
fn refused_in_the_portal_it_is_rejected_and_answered() {
    let mut office = Office::new();
    let no = office.issue_non_asn(1);
    office.bring(no, Stage::AwaitingApproval);
    let text = " ".to_owned();
    let empty = office.answer(no, Answer::ApprovalRefused { text });
    assert_eq!(
        office.refused(VERIFIER, empty),
        Refusal::Missing("text".to_owned())
    );
    let text = "bukan pegawai perangkat daerah ini".to_owned();
    answer(&mut office, no, Answer::ApprovalRefused { text });
    let request = office.request(no);
    assert_eq!(request.stage, Stage::ReplyPending);
    assert_eq!(request.ending.unwrap().reason, "portal");
}

#[test]
fn a_link_means_that_the_check_was_passed_told_or_not() {
    for from in [Stage::AccountCheck, Stage::CheckFailed, Stage::AtBsre] {
        let mut office = Office::new();
        let no = office.issue(1);
        office.bring(no, from);
        let date = office.at.day();
        answer(&mut office, no, Answer::LinkSent { date });
        assert_eq!(stage(&office, no), Stage::AwaitingActivation, "{from:?}");
    }
    // Also of who waits for our approval: then the clock of that stands.
    let mut office = Office::new();
    let no = office.issue_non_asn(1);
    office.bring(no, Stage::AwaitingApproval);
    let date = office.at.day();
    answer(&mut office, no, Answer::LinkSent { date });
    let steps = office.request(no).steps;
    let approval = steps.iter().find(|step| step.step == StepKey::Approval);
    assert!(approval.unwrap().acted.is_some());
}

#[test]
fn a_check_fails_any_number_of_times_with_its_reason_and_waits_again() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, Stage::AccountCheck);
    let sent = office.at.day();
    assert_eq!(office.request(no).check.since, Some(sent));
    for failures in 1..=3 {
        office.at = office.at.plus_days(1);
        let date = office.at.day();
        let text = String::new();
        let empty = office.answer(no, failed(date, CheckFault::Other, &text));
        assert_eq!(
            office.refused(VERIFIER, empty),
            Refusal::Missing("text".to_owned())
        );
        let text = format!("percobaan {failures}");
        answer(&mut office, no, failed(date, CheckFault::Other, &text));
        let request = office.request(no);
        let check = &request.check;
        assert_eq!(request.stage, Stage::CheckFailed);
        assert_eq!((check.failures, &check.reason), (failures, &text));
        assert_eq!(check.fault, Some(CheckFault::Other));
        assert_eq!(check.since, Some(date), "it is waited for anew");
    }
    // A fault with a name needs no words.
    let date = office.at.day();
    answer(&mut office, no, failed(date, CheckFault::Email, ""));
    let check = office.request(no).check;
    assert_eq!((check.failures, check.fault), (4, Some(CheckFault::Email)));
    let before = office.at.day().pred_opt().unwrap();
    let early = office.answer(no, Answer::CheckPassed { date: before });
    assert_eq!(office.refused(VERIFIER, early).code(), "date-before");
    let date = office.at.day();
    answer(&mut office, no, Answer::CheckPassed { date });
    let request = office.request(no);
    assert_eq!(
        (request.stage, request.check.passed),
        (Stage::AtBsre, Some(date))
    );
}

#[test]
fn a_check_that_is_not_passed_is_reminded_of_and_lapses_by_working_days() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, Stage::CheckFailed);
    let request = office.request(no);
    let Some(Summary::Request(row)) = summary(&Record::Request(Box::new(request.clone()))) else {
        panic!("no row")
    };
    let policy = office.desk.policy_of(request.policy);
    let days = due::of_request(&row, &policy, &office.desk.calendar());
    let failed = request.check.since.unwrap();
    let calendar = office.desk.calendar();
    assert_eq!(days.remind, Some(calendar.add_working_days(failed, 7)));
    assert_eq!(days.due, Some(calendar.add_working_days(failed, 14)));
    let lapse = |office: &Office| close(office, no, Closing::Lapsed);
    assert_eq!(office.refused(VERIFIER, lapse(&office)).code(), "too-early");
    office.at = office.at.plus_days(25);
    let command = lapse(&office);
    office.done(VERIFIER, command);
    assert_eq!(stage(&office, no), Stage::Lapsed);
}

#[test]
fn of_a_reissue_the_account_is_checked_once_the_old_one_is_revoked() {
    let mut office = Office::new();
    office.holds(1, 300);
    let no = office.ask(1, Kind::Change);
    office.bring(no, Stage::Verification);
    let command = office.state(no, Particular::Outcome(Outcome::Reissue));
    office.done(VERIFIER, command);
    office.send_to_bsre(no);
    assert_eq!(stage(&office, no), Stage::AtBsre);
    office.at = office.at.plus_days(1);
    let date = office.at.day();
    answer(&mut office, no, Answer::Revoked { date });
    let request = office.request(no);
    assert_eq!(request.stage, Stage::AccountCheck);
    assert_eq!(request.check.since, Some(date));
}

#[test]
fn what_bsre_has_ends_only_once_bsre_has_let_it_go() {
    for (from, non_asn) in [
        (Stage::AwaitingApproval, true),
        (Stage::AccountCheck, false),
        (Stage::CheckFailed, false),
        (Stage::AtBsre, false),
    ] {
        let mut office = Office::new();
        let no = match non_asn {
            true => office.issue_non_asn(1),
            false => office.issue(1),
        };
        office.bring(no, from);
        let plain = close(&office, no, Closing::Withdrawn);
        assert_eq!(office.refused(VERIFIER, plain).code(), "not-at-this-stage");
        let command = close(&office, no, Closing::Asked);
        office.done(VERIFIER, command);
        let request = office.request(no);
        assert_eq!(request.stage, Stage::WithdrawalAsked);
        assert!(request.step().unwrap().acted.is_some(), "no clock runs");
        // Too late: it goes on where it was, clock and all.
        let mut late = office.clone();
        let text = "sudah diproses".to_owned();
        answer(&mut late, no, Answer::TooLate { text });
        let request = late.request(no);
        assert_eq!((request.stage, &request.withdrawal), (from, &None));
        let runs = request.step().unwrap().acted.is_none();
        assert_eq!(runs, from == Stage::AwaitingApproval);
        late.bring(no, Stage::Completed);
        // Let go: it ends, for the reason that was told.
        answer(&mut office, no, Answer::Withdrawn);
        let ending = office.request(no).ending.unwrap();
        assert_eq!(
            (ending.from, ending.text.as_str()),
            (from, "surat dari pemohon")
        );
        assert_eq!(stage(&office, no), Stage::Withdrawn);
    }
}

#[test]
fn a_correction_that_bsre_asks_for_begins_the_check_anew() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, Stage::CheckFailed);
    let text = "nama tidak sesuai KTP".to_owned();
    answer(&mut office, no, Answer::CorrectionAsked { text });
    assert_eq!(stage(&office, no), Stage::Verification);
    office.at = office.at.plus_days(1);
    let command = office.send(no);
    office.done(VERIFIER, command);
    let request = office.request(no);
    assert_eq!(
        (request.stage, request.check.failures),
        (Stage::AccountCheck, 0)
    );
    assert_eq!(request.check.since, Some(office.at.day()));
    // The day of a sending that is corrected is the day since which the check is waited for.
    let sending = request.sending.unwrap();
    let earlier = sending.date.pred_opt().unwrap();
    let command = Command::Correct {
        request: office.seen(no),
        what: Correction::Sending {
            date: earlier,
            ticket: sending.ticket,
            channel: sending.channel,
        },
        reason: "salah tanggal".to_owned(),
    };
    office.done(VERIFIER, command);
    assert_eq!(office.request(no).check.since, Some(earlier));
}
