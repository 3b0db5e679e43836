//! The sheet through the officials: exceptions, bulk acts, paper, and the way back [docs/rules.md §4, docs/rules.md §5].

use super::simplest::*;
use crate::office::*;
use loket::domain::act::{ActKind, Command, Exception};
use loket::domain::checklist::Defect;
use loket::domain::checklist::Evidence;
use loket::domain::event::{Event, Happening, LetterEvent, SheetEvent};
use loket::domain::ids::{Agenda, RecordId};
use loket::domain::kind::Kind;
use loket::domain::office::Position;
use loket::domain::policy::DocumentKey;
use loket::domain::refusal::Refusal;
use loket::domain::request::Stage;
use loket::domain::sheet::{SheetStage, Slip};
use loket::domain::time::Instant;

const KADIS_DESK: Stage = Stage::Disposition(Position::Kadis);
pub const KABID_DESK: Stage = Stage::Disposition(Position::Kabid);
const SUBKOORD_DESK: Stage = Stage::Disposition(Position::Subkoord);

/// A letter with three names on the Kadis's desk.
pub fn three() -> (Office, Agenda) {
    let mut office = Office::new();
    let names = (1..=3).map(|n| name(n, Kind::Issue)).collect();
    let agenda = office.register(names);
    office.pass(CLERK, agenda.line(1));
    (office, agenda)
}

pub fn returned() -> Exception {
    Exception::Return {
        defects: vec![Defect::Text("SK belum ada".to_owned())],
        note: String::new(),
    }
}

pub fn rejected(reason: &str) -> Exception {
    Exception::Reject {
        reason: reason.to_owned(),
        text: "bukan pegawai".to_owned(),
    }
}

pub fn held() -> Exception {
    Exception::Hold {
        note: "tanya dulu".to_owned(),
    }
}

#[test]
fn an_official_acts_on_all_names_of_a_sheet_at_once() {
    let (mut office, agenda) = three();
    office.pass(KADIS, agenda.line(2));
    for line in 1..=3 {
        let request = office.request(agenda.line(line));
        assert_eq!(request.stage, KABID_DESK);
        let acted = request.steps[1].acted.clone().unwrap();
        assert_eq!((acted.officer, acted.shared), (KADIS, 3));
    }
    let sheet = office.sheet(agenda.sheet(1));
    assert_eq!(sheet.stage, SheetStage::With(Position::Kabid));
    assert_eq!(sheet.lines.last().unwrap().names, 3);
}

#[test]
fn an_exception_goes_onto_a_sheet_of_its_own_and_the_rest_moves_on() {
    for (exception, stage, lies, decided) in [
        (
            held(),
            Stage::Held(Position::Kadis),
            SheetStage::Held(Position::Kadis),
            2,
        ),
        (returned(), Stage::Returned, SheetStage::Paused, 3),
        (rejected("other"), Stage::ReplyPending, SheetStage::Done, 3),
    ] {
        let (mut office, agenda) = three();
        let no = agenda.line(2);
        let sheets = vec![office.sheet_of(no)];
        office.done(
            KADIS,
            dispose_except(&office, sheets, vec![(no, exception)]),
        );
        for line in [1, 3] {
            let request = office.request(agenda.line(line));
            assert_eq!((request.stage, request.sheet), (KABID_DESK, 1));
            assert_eq!(
                request.steps[1].acted.clone().unwrap().shared,
                decided,
                "{stage:?}"
            );
        }
        assert_eq!(office.request(no).stage, stage);
        assert_eq!(office.request(no).sheet, 2);
        let own = office.sheet(agenda.sheet(2));
        assert_eq!((own.stage, own.requests), (lies, vec![no]));
        let rest = office.sheet(agenda.sheet(1));
        assert_eq!(rest.requests, [agenda.line(1), agenda.line(3)]);
        // What was written before it left is on its own sheet too.
        assert_eq!(own.lines.len(), 1);
        assert_eq!(own.lines[0].from, Position::Agendaris);
    }
}

#[test]
fn ordinals_of_sheets_are_never_used_again() {
    let (mut office, agenda) = three();
    for (line, ordinal) in [(1, 2), (2, 3)] {
        let no = agenda.line(line);
        let sheets = vec![office.sheet_of(agenda.line(3))];
        office.done(KADIS, dispose_except(&office, sheets, vec![(no, held())]));
        assert_eq!(office.request(no).sheet, ordinal);
        let record = RecordId::Request(no);
        let revision = office.request(no).revision;
        office.done(KADIS, Command::Undo { record, revision });
        assert_eq!(office.request(no).sheet, 1);
        let gone = office.sheet(agenda.sheet(ordinal));
        assert_eq!((gone.stage, gone.requests), (SheetStage::Done, vec![]));
    }
}

#[test]
fn what_is_excepted_travels_on_the_sheet_and_someone_is_left() {
    let (mut office, agenda) = three();
    let other = office.issue(9);
    let sheet = office.sheet_of(agenda.line(1));
    let all = (1..=3).map(|line| (agenda.line(line), held())).collect();
    let twice = vec![(agenda.line(1), held()), (agenda.line(1), returned())];
    for (except, code) in [
        (all, "missing"),
        (twice, "invalid"),
        (vec![(other, held())], "invalid"),
        (vec![(agenda.line(9), held())], "invalid"),
        (
            vec![(agenda.line(1), rejected("no-such"))],
            "unknown-reason",
        ),
    ] {
        let command = dispose_except(&office, vec![sheet], except);
        assert_eq!(office.refused(KADIS, command).code(), code);
    }
}

#[test]
fn an_excepted_name_that_moved_on_is_told_and_nothing_is_disposed() {
    let (mut office, agenda) = three();
    let no = agenda.line(1);
    let sheet = office.sheet_of(no);
    let seen = dispose_except(&office, vec![sheet], vec![(no, returned())]);
    let added = Command::AddDocument {
        request: office.seen(no),
        document: DocumentKey::Ktp,
        evidence: Evidence::Paper,
    };
    office.done(CLERK, added);
    match office.refused(KADIS, seen) {
        Refusal::MovedOn {
            record, by, what, ..
        } => {
            assert_eq!((record, by), (RecordId::Request(no), CLERK));
            assert_eq!(what, "document-added");
        }
        other => panic!("{other:?}"),
    }
    let now = dispose_except(&office, vec![office.sheet_of(no)], vec![(no, returned())]);
    office.done(KADIS, now);
}

#[test]
fn the_subkoordinator_returns_and_holds_but_does_not_reject() {
    let (mut office, agenda) = three();
    office.bring(agenda.line(1), SUBKOORD_DESK);
    let sheet = office.sheet_of(agenda.line(1));
    let command = dispose_except(
        &office,
        vec![sheet],
        vec![(agenda.line(1), rejected("other"))],
    );
    assert_eq!(
        office.refused(SUBKOORD, command).code(),
        "not-at-this-stage"
    );
    let command = dispose_except(&office, vec![sheet], vec![(agenda.line(1), returned())]);
    office.done(SUBKOORD, command);
}

#[test]
fn several_sheets_are_one_act_and_lie_at_one_position() {
    let mut office = Office::new();
    let nos: Vec<_> = (1..=3).map(|n| office.issue(n)).collect();
    let sheets = nos.iter().map(|no| office.sheet_of(*no)).collect();
    let decision = office.done(CLERK, dispose(sheets));
    assert_eq!(decision.position, Some(Position::Agendaris));
    office.pass(KADIS, nos[2]);
    let sheets = |office: &Office, of: &[usize]| -> Vec<_> {
        of.iter().map(|at| office.sheet_of(nos[*at])).collect()
    };
    let apart = dispose(sheets(&office, &[0, 2]));
    assert_eq!(office.refused(KADIS, apart).code(), "not-at-this-stage");
    let twice = dispose(sheets(&office, &[0, 0]));
    assert_eq!(office.refused(KADIS, twice).code(), "invalid");
    assert_eq!(office.refused(KADIS, dispose(vec![])).code(), "missing");
    let both = dispose(sheets(&office, &[0, 1]));
    office.done(KADIS, both);
    for no in &nos {
        assert_eq!(office.request(*no).stage, KABID_DESK);
    }
    let shared = |at: usize| {
        office.request(nos[at]).steps[1]
            .acted
            .clone()
            .unwrap()
            .shared
    };
    assert_eq!((shared(0), shared(1), shared(2)), (2, 2, 1));
}

#[test]
fn each_name_of_a_sheet_is_judged_by_its_own_past() {
    // The Kadis stands on the letter himself: the sheet cannot pass him with his own name on it.
    let mut office = Office::new();
    let agenda = office.register(vec![name(1, Kind::Issue), name(901, Kind::Issue)]);
    office.pass(CLERK, agenda.line(1));
    let sheet = office.sheet_of(agenda.line(1));
    assert_eq!(
        office.refused(KADIS, dispose(vec![sheet])),
        own(Position::Kadis, &[KABID])
    );
    // He excepts it, and the stand-in takes it on.
    let except = vec![(agenda.line(2), held())];
    office.done(KADIS, dispose_except(&office, vec![sheet], except));
    let release = simplest(&office, ActKind::Release, agenda.line(2));
    assert_eq!(
        office.refused(KADIS, release.clone()),
        own(Position::Kadis, &[KABID])
    );
    office.done(KABID, release);
    office.pass(KABID, agenda.line(2));
    assert_eq!(office.request(agenda.line(2)).stage, SUBKOORD_DESK);
}

#[test]
fn kinds_that_pass_the_officials_otherwise_have_a_sheet_of_their_own() {
    let mut office = Office::new();
    let kinds = [Kind::Issue, Kind::Reset, Kind::Renew, Kind::Reset];
    let names = (1..).zip(kinds).map(|(n, kind)| name(n, kind)).collect();
    let agenda = office.register(names);
    let on = |office: &Office, line| office.request(agenda.line(line)).sheet;
    assert_eq!(on(&office, 1), on(&office, 3));
    assert_eq!(on(&office, 2), on(&office, 4));
    assert_ne!(on(&office, 1), on(&office, 2));
    // A reset goes from the counter to the verifier.
    office.pass(CLERK, agenda.line(2));
    assert_eq!(office.request(agenda.line(4)).stage, Stage::Verification);
    assert_eq!(office.request(agenda.line(1)).stage, Stage::Registered);
}

#[test]
fn a_step_back_goes_one_position_back_with_the_name_alone() {
    let back = [
        (KADIS_DESK, KADIS, Stage::Registered),
        (KABID_DESK, KABID, KADIS_DESK),
        (SUBKOORD_DESK, SUBKOORD, KABID_DESK),
        (Stage::Verification, VERIFIER, SUBKOORD_DESK),
    ];
    for (from, who, to) in back {
        let (mut office, agenda) = three();
        let no = agenda.line(2);
        office.bring(no, from);
        let mut command = simplest(&office, ActKind::StepBack, no);
        office.done(who, command.clone());
        assert_eq!(office.request(no).stage, to);
        assert_eq!(office.request(no).sheet, 2);
        for line in [1, 3] {
            assert_eq!(office.request(agenda.line(line)).stage, from);
        }
        // Once more over the same road.
        office.bring(no, from);
        if let Command::StepBack { request, reason } = &mut command {
            *request = office.seen(no);
            *reason = "  ".to_owned();
        }
        assert_eq!(
            office.refused(who, command),
            Refusal::Missing("reason".to_owned())
        );
    }
}

#[test]
fn a_reset_steps_back_to_the_counter() {
    let mut office = Office::new();
    let no = office.register(vec![name(1, Kind::Reset)]).line(1);
    office.pass(CLERK, no);
    let command = simplest(&office, ActKind::StepBack, no);
    office.done(VERIFIER, command);
    assert_eq!(office.request(no).stage, Stage::Registered);
    office.pass(CLERK, no);
}

#[test]
fn a_moved_sheet_refuses_with_who_did_what_when() {
    let (mut office, agenda) = three();
    let old = office.sheet_of(agenda.line(1));
    let when: Instant = office.at;
    office.pass(KADIS, agenda.line(1));
    let refusal = office.refused(KADIS, dispose(vec![old]));
    let expected = Refusal::MovedOn {
        record: RecordId::Sheet(agenda.sheet(1)),
        by: KADIS,
        at: when,
        what: "sheet-disposed".to_owned(),
    };
    assert_eq!(refusal, expected);
}

#[test]
fn an_act_names_the_revision_it_saw() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, Stage::Verification);
    let seen = office.mark_all_command(no);
    let when = office.at;
    let command = simplest(&office, ActKind::AddDocument, no);
    office.done(CLERK_2, command);
    let expected = Refusal::MovedOn {
        record: RecordId::Request(no),
        by: CLERK_2,
        at: when,
        what: "document-added".to_owned(),
    };
    assert_eq!(office.refused(VERIFIER, seen), expected);
    // Notes and looks leave the revision: what was seen is still good.
    let seen = office.mark_all_command(no);
    let record = RecordId::Request(no);
    let text = "ditelepon".to_owned();
    office.done(KABID, Command::Note { record, text });
    office.done(AUDITOR, Command::LookAtNik { request: no });
    office.look_at_all(VERIFIER, no);
    office.done(VERIFIER, seen);
}

#[test]
fn a_slip_says_what_the_policy_knows() {
    let (office, agenda) = three();
    let with = |slip: Slip| Command::Dispose {
        sheets: vec![office.sheet_of(agenda.line(1))],
        except: Vec::new(),
        slip,
        paper: None,
    };
    let slip = Slip::default;
    let long = "x".repeat(1_001);
    for (slip, code) in [
        (
            Slip {
                instructions: vec!["follow_up".to_owned(), "other".to_owned()],
                ..slip()
            },
            None,
        ),
        (
            Slip {
                instructions: vec!["menari".to_owned()],
                ..slip()
            },
            Some("unknown-reason"),
        ),
        (
            Slip {
                deadline: Some(day(2)),
                ..slip()
            },
            None,
        ),
        (
            Slip {
                deadline: Some(day(1)),
                ..slip()
            },
            Some("invalid"),
        ),
        (
            Slip {
                note: long.clone(),
                ..slip()
            },
            Some("too-long"),
        ),
        (
            Slip {
                other: long,
                ..slip()
            },
            Some("too-long"),
        ),
    ] {
        let judged = office.judge(KADIS, &with(slip));
        assert_eq!(judged.err().map(|refusal| refusal.code()), code);
    }
}

#[test]
fn events_of_one_act_are_about_one_record_each_and_in_order() {
    let (mut office, agenda) = three();
    let no = agenda.line(1);
    let sheets = vec![office.sheet_of(no)];
    let decision = office.done(
        KADIS,
        dispose_except(&office, sheets, vec![(no, returned())]),
    );
    let first: Vec<&Event> = decision.events.iter().take(3).collect();
    assert!(matches!(
        first[0].what,
        Happening::Letter(LetterEvent::SheetAdded)
    ));
    assert!(matches!(
        first[1].what,
        Happening::Sheet(SheetEvent::Split { .. })
    ));
    assert!(matches!(
        first[2].what,
        Happening::Sheet(SheetEvent::Parted { .. })
    ));
}
