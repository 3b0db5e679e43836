//! What an official holds back: who and why, in no disposition, let go again [R4.13].

use super::sheets::{held, three};
use super::simplest::*;
use crate::office::*;
use loket::domain::act::{ActKind, Exception};
use loket::domain::ids::{RecordId, RequestNo};
use loket::domain::office::Position;
use loket::domain::policy::StepKey;
use loket::domain::refusal::Refusal;
use loket::domain::request::Stage;
use loket::domain::sheet::SheetStage;

const KADIS_DESK: Stage = Stage::Disposition(Position::Kadis);
const KABID_DESK: Stage = Stage::Disposition(Position::Kabid);
const SUBKOORD_DESK: Stage = Stage::Disposition(Position::Subkoord);

/// The second of three names, held back by the Kadis while the others went on.
fn one_held() -> (Office, RequestNo) {
    let (mut office, agenda) = three();
    let no = agenda.line(2);
    let sheets = vec![office.sheet_of(no)];
    office.done(KADIS, dispose_except(&office, sheets, vec![(no, held())]));
    (office, no)
}

#[test]
fn who_holds_a_name_back_says_why_and_its_clock_runs_on() {
    let (office, no) = one_held();
    let request = office.request(no);
    let held = request.held.clone().unwrap();
    assert_eq!((held.by, held.reason.as_str()), (KADIS, "tanya dulu"));
    let step = request.step().unwrap();
    assert_eq!((step.step, &step.acted), (StepKey::Kadis, &None));
    // The sheet lies where it lay, since when it lay there.
    let (own, first) = (office.sheet_of(no).id, no.agenda.sheet(1));
    assert_eq!(
        office.sheet(own).arrived,
        office.request(no).steps[1].arrived
    );
    assert_eq!(office.sheet(first).stage, SheetStage::With(Position::Kabid));
    let (office, agenda) = three();
    let no = agenda.line(2);
    for reason in ["", "  "] {
        let hold = Exception::Hold {
            note: reason.to_owned(),
        };
        let command = dispose_except(&office, vec![office.sheet_of(no)], vec![(no, hold)]);
        let missing = Refusal::Missing("note".to_owned());
        assert_eq!(office.refused(KADIS, command), missing);
    }
}

#[test]
fn no_disposition_moves_what_is_held_back_alone_or_among_others() {
    let (mut office, no) = one_held();
    let other = office.issue(9);
    office.pass(CLERK, other);
    let own = office.sheet_of(no);
    for sheets in [
        vec![own],
        vec![office.sheet_of(other), own],
        vec![own, office.sheet_of(other)],
    ] {
        let refusal = office.refused(KADIS, dispose(sheets.clone()));
        let record = RecordId::Sheet(own.id);
        assert_eq!(refusal, Refusal::HeldBack { record, by: KADIS });
        let paper = dispose_paper(sheets, paper(office.at.day(), None));
        assert_eq!(office.refused(CLERK_2, paper).code(), "held-back");
    }
    assert_eq!(office.request(other).stage, KADIS_DESK);
}

#[test]
fn what_is_let_go_goes_on_by_itself() {
    let (mut office, no) = one_held();
    let before = office.sheet(office.sheet_of(no).id).arrived;
    let release = simplest(&office, ActKind::Release, no);
    for other in [CLERK, KABID, VERIFIER] {
        let refused = office.refused(other, release.clone());
        assert_eq!(refused.code(), "not-yours", "{other:?}");
    }
    office.done(KADIS, release);
    let request = office.request(no);
    assert_eq!((request.stage, &request.held), (KADIS_DESK, &None));
    assert_eq!(request.steps.len(), 2, "no step began anew");
    let sheet = office.sheet(office.sheet_of(no).id);
    assert_eq!(
        (sheet.stage, sheet.arrived),
        (SheetStage::With(Position::Kadis), before)
    );
    office.pass(KADIS, no);
    assert_eq!(office.request(no).stage, KABID_DESK);
    assert_eq!(office.sheet(no.agenda.sheet(2)).lines.len(), 2);
}

#[test]
fn what_is_held_back_can_be_returned_rejected_and_withdrawn() {
    for (act, who, stage, lies) in [
        (ActKind::Return, KADIS, Stage::Returned, SheetStage::Paused),
        (
            ActKind::Reject,
            KADIS,
            Stage::ReplyPending,
            SheetStage::Done,
        ),
        (ActKind::Withdraw, CLERK, Stage::Withdrawn, SheetStage::Done),
    ] {
        let (mut office, no) = one_held();
        let command = simplest(&office, act, no);
        office.done(who, command);
        let request = office.request(no);
        assert_eq!((request.stage, &request.held), (stage, &None), "{act:?}");
        assert_eq!(office.sheet(office.sheet_of(no).id).stage, lies, "{act:?}");
        if act == ActKind::Return {
            // What comes back lies with the official, no longer held.
            let command = simplest(&office, ActKind::Complete, no);
            office.done(CLERK, command);
            assert_eq!(office.request(no).stage, KADIS_DESK);
            office.pass(KADIS, no);
        }
    }
}

#[test]
fn a_name_alone_on_its_sheet_is_held_back_there() {
    let mut office = Office::new();
    let no = office.issue(1);
    hold_back(&mut office, no, Position::Kabid);
    let own = no.agenda.sheet(1);
    assert_eq!(office.sheet(own).stage, SheetStage::Held(Position::Kabid));
    let command = simplest(&office, ActKind::Release, no);
    office.done(KABID, command);
    office.pass(KABID, no);
    assert_eq!(office.request(no).stage, SUBKOORD_DESK);
}
