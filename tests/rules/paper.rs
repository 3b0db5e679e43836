//! The sheet on paper: recorded by the agendaris in the officials' names, with their times.

use super::sheets::{KABID_DESK, rejected, returned, three};
use crate::office::*;
use loket::domain::act::{Command, Seen};
use loket::domain::desk::Desk;
use loket::domain::ids::{OfficerId, RecordId};
use loket::domain::office::{Capacity, Position};
use loket::domain::refusal::Refusal;
use loket::domain::request::{Request, Stage};
use loket::domain::sheet::{Paper, Slip};
use loket::domain::time::Instant;

/// Paper of the 2nd with a time, recorded on the Kadis's desk.
fn on_paper(office: &Office, no: loket::domain::ids::RequestNo, paper: Paper) -> Command {
    dispose_paper(vec![office.sheet_of(no)], paper)
}

#[test]
fn paper_is_recorded_by_the_agendaris_in_the_officials_name() {
    let (mut office, agenda) = three();
    let no = agenda.line(1);
    office.at = at(3, 10, 0);
    let paper = paper(day(2), Some(11 * 60));
    for who in [KADIS, KABID, VERIFIER, ADMIN] {
        let refusal = office.refused(who, on_paper(&office, no, paper.clone()));
        assert_eq!(refusal.code(), "not-yours");
    }
    let command = on_paper(&office, no, paper);
    let decision = office.done(CLERK, command);
    assert_eq!(
        (decision.officer, decision.position),
        (CLERK, Some(Position::Agendaris))
    );
    assert_eq!(decision.stated, Some(at(2, 11, 0)));
    let line = office.sheet(agenda.sheet(1)).lines.pop().unwrap();
    assert_eq!(
        (line.officer, line.recorded_by, line.from),
        (KADIS, CLERK, Position::Kadis)
    );
    let acted = office.request(no).steps[1].acted.clone().unwrap();
    assert_eq!(
        (acted.officer, acted.paper, acted.stated),
        (KADIS, true, Some(at(2, 11, 0)))
    );
    assert_eq!(acted.at, at(3, 10, 0));
}

#[test]
fn stated_times_lie_between_the_step_before_and_now() {
    // Forwarded on the 2nd at 9.01; it is the 4th, 10.00.
    for (on, minute, code) in [
        (4, Some(10 * 60), None),
        (4, Some(10 * 60 + 1), Some("in-future")),
        (5, None, Some("in-future")),
        (4, None, None),
        (2, Some(9 * 60 + 1), None),
        (2, Some(9 * 60), Some("before-step")),
        (2, None, None),
        (1, None, Some("before-step")),
        (3, Some(24 * 60), Some("invalid")),
    ] {
        let (mut office, agenda) = three();
        let no = agenda.line(1);
        office.at = at(4, 10, 0);
        let command = on_paper(&office, no, paper(day(on), minute));
        let judged = office.act(CLERK, command);
        assert_eq!(
            judged.err().map(|refusal| refusal.code()),
            code,
            "{on} {minute:?}"
        );
    }
}

#[test]
fn paper_tells_minutes_so_the_minute_of_the_step_before_is_not_early() {
    for (second, minute, code) in [
        (0, 1, None),
        (1, 1, None),
        (59, 1, None),
        (59, 0, Some("before-step")),
    ] {
        let mut office = Office::new();
        let no = office.issue(1);
        // Forwarded on the 2nd at 9.01 and some seconds.
        office.at = Instant(at(2, 9, 1).0 + second * 1_000);
        let sheets = vec![office.sheet_of(no)];
        office.done(CLERK, dispose(sheets));
        office.at = at(2, 10, 0);
        let command = on_paper(&office, no, paper(day(2), Some(9 * 60 + minute)));
        let judged = office.act(CLERK_2, command);
        let found = judged.err().map(|refusal| refusal.code());
        assert_eq!(found, code, "second {second}, minute {minute}");
    }
}

#[test]
fn paper_follows_the_paper_before_it_also_where_that_tells_only_the_day() {
    for (first, then, code) in [
        ((5, None), (4, None), Some("before-step")),
        ((5, None), (5, None), None),
        ((5, Some(600)), (5, Some(599)), Some("before-step")),
        ((5, Some(600)), (5, Some(600)), None),
        ((5, Some(600)), (5, None), None),
        ((5, None), (6, Some(0)), None),
    ] {
        let (mut office, agenda) = three();
        let no = agenda.line(1);
        office.at = at(9, 10, 0);
        let paper_of = |(on, minute)| paper(day(on), minute);
        let command = on_paper(&office, no, paper_of(first));
        office.done(CLERK, command);
        let command = on_paper(&office, no, paper_of(then));
        let judged = office.act(CLERK, command);
        assert_eq!(
            judged.err().map(|refusal| refusal.code()),
            code,
            "{first:?} {then:?}"
        );
    }
}

/// Minutes of working time that a step waited and was worked on.
fn clocks(office: &Office, request: &Request, step: usize) -> (i64, i64) {
    let calendar = office.desk.calendar();
    let step = &request.steps[step];
    let (opened, acted) = (step.opened.unwrap(), step.acted.clone().unwrap());
    let minutes = |from, to| calendar.millis_between(from, to) / 60_000;
    (
        minutes(step.arrived, opened),
        minutes(opened, acted.moment()),
    )
}

#[test]
fn the_clocks_follow_the_times_on_paper_and_not_the_hour_of_recording() {
    // Forwarded on the 2nd at 9.01; the break is from 12 to 13.
    let (mut office, agenda) = three();
    let no = agenda.line(1);
    office.at = at(3, 10, 0);
    for minute in [11 * 60, 13 * 60 + 30] {
        let command = on_paper(&office, no, paper(day(2), Some(minute)));
        office.done(CLERK, command);
    }
    let request = office.request(no);
    assert_eq!(clocks(&office, &request, 1), (119, 0));
    assert_eq!(clocks(&office, &request, 2), (90, 0));
    assert_eq!(request.steps[3].arrived, at(2, 13, 30));
    assert_eq!(office.sheet(agenda.sheet(1)).arrived, at(2, 13, 30));
}

#[test]
fn what_was_looked_at_after_it_was_signed_was_opened_as_it_was_signed() {
    let (mut office, agenda) = three();
    let no = agenda.line(1);
    for (looked, worked) in [(at(2, 10, 30), 30), (at(3, 8, 0), 0)] {
        let mut office = office.clone();
        office.at = looked;
        let record = RecordId::Request(no);
        office.done(KADIS, Command::open(record));
        office.at = at(3, 10, 0);
        let command = on_paper(&office, no, paper(day(2), Some(11 * 60)));
        office.done(CLERK, command);
        let request = office.request(no);
        assert_eq!(clocks(&office, &request, 1), (119 - worked, worked));
    }
    // Paper that tells only the day: what follows may be stated before that was recorded.
    office.at = at(3, 10, 0);
    let command = on_paper(&office, no, paper(day(2), None));
    office.done(CLERK, command);
    assert_eq!(office.request(no).steps[2].arrived, at(3, 10, 0));
    let command = on_paper(&office, no, paper(day(2), Some(13 * 60)));
    office.done(CLERK, command);
    let steps = office.request(no).steps;
    assert!(steps[1].acted.as_ref().unwrap().untimed());
    assert_eq!(steps[2].arrived, at(2, 13, 0));
    assert_eq!(steps[1].acted.as_ref().unwrap().day, Some(day(2)));
}

fn plh_for_kadis(office: &mut Office, to: OfficerId, from: u32, until: u32) {
    let mut hold = hold(Position::Kadis, Capacity::Plh);
    (hold.from, hold.until) = (began(from), ended(until));
    super::duties::give(office, to, hold);
}

#[test]
fn the_signer_of_paper_is_who_had_the_authority_on_that_day() {
    let (mut office, agenda) = three();
    let no = agenda.line(1);
    plh_for_kadis(&mut office, SUBKOORD, 3, 4);
    office.at = at(6, 10, 0);
    for (on, signer) in [(2, KADIS), (3, SUBKOORD), (5, KADIS)] {
        let mut office = office.clone();
        // Nobody else may have signed, so nobody is asked.
        let command = on_paper(&office, no, paper(day(on), None));
        office.done(CLERK, command);
        assert_eq!(
            office.sheet(agenda.sheet(1)).lines[1].officer,
            signer,
            "on the {on}th"
        );
    }
    let mut wrong = paper(day(3), None);
    wrong.signed_by = Some(KADIS);
    let refusal = office.refused(CLERK, on_paper(&office, no, wrong));
    assert_eq!(refusal.code(), "acting");
}

#[test]
fn where_several_may_have_signed_the_signer_is_named() {
    let (mut office, agenda) = three();
    let no = agenda.line(1);
    // The Subkoordinator stands in from ten o'clock on: on that day both may have signed.
    let mut plh = hold(Position::Kadis, Capacity::Plh);
    (plh.from, plh.until) = (at(3, 10, 0), ended(9));
    super::duties::give(&mut office, SUBKOORD, plh);
    office.at = at(4, 9, 0);
    let mut paper = paper(day(3), None);
    let refusal = office.refused(CLERK, on_paper(&office, no, paper.clone()));
    assert_eq!(refusal, Refusal::Missing("signed_by".to_owned()));
    for signer in [KADIS, SUBKOORD] {
        let mut office = office.clone();
        paper.signed_by = Some(signer);
        let command = on_paper(&office, no, paper.clone());
        office.done(CLERK, command);
        assert_eq!(office.sheet(agenda.sheet(1)).lines[1].officer, signer);
    }
    paper.signed_by = Some(VERIFIER);
    let refusal = office.refused(CLERK, on_paper(&office, no, paper));
    assert_eq!(refusal.code(), "not-yours");
}

#[test]
fn who_records_paper_has_a_hand_in_the_registration() {
    // The second clerk records; as verifier he would be the third hand of the same sheet.
    let (mut office, agenda) = three();
    let revision = 1;
    let id = CLERK_2;
    let hold = hold(Position::Verifikator, Capacity::Definitive);
    let officer = Seen { id, revision };
    office.done(ADMIN, Command::Hold { officer, hold });
    let no = agenda.line(1);
    let command = on_paper(&office, no, paper(day(2), None));
    office.done(CLERK_2, command);
    office.pass(KABID, no);
    office.pass(SUBKOORD, no);
    let refusal = office.refused(CLERK_2, office.mark_all_command(no));
    assert_eq!(refusal.code(), "separation");
}

#[test]
fn paper_is_recorded_line_by_line() {
    // The Plh. holds both positions; his paper is two papers.
    let (mut office, agenda) = three();
    plh_for_kadis(&mut office, KABID, 2, 9);
    let no = agenda.line(1);
    let command = on_paper(&office, no, paper(day(2), None));
    office.done(CLERK, command);
    assert_eq!(office.request(no).stage, KABID_DESK);
}

#[test]
fn exceptions_on_paper_are_the_officials_decision() {
    for (exception, stage) in [
        (returned(), Stage::Returned),
        (rejected("other"), Stage::ReplyPending),
    ] {
        let (mut office, agenda) = three();
        let no = agenda.line(3);
        let command = Command::Dispose {
            sheets: vec![office.sheet_of(no)],
            except: vec![(office.seen(no), exception)],
            slip: Slip::default(),
            paper: Some(paper(day(2), None)),
        };
        office.done(CLERK_2, command);
        let request = office.request(no);
        assert_eq!(request.stage, stage);
        let acted = request.steps[1].acted.clone().unwrap();
        assert_eq!((acted.officer, acted.paper), (KADIS, true));
    }
}
