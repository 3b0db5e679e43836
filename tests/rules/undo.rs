//! Urungkan: by its author, until the next act, never what left the desk [docs/rules.md §11].

use super::simplest::*;
use crate::office::*;
use loket::domain::act::{ActKind, Answer, Closing, Command, Exception};
use loket::domain::checklist::{Defect, Evidence};
use loket::domain::desk::Desk;
use loket::domain::event::{Happening, RequestEvent};
use loket::domain::ids::{OfficerId, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::office::Position;
use loket::domain::policy::DocumentKey;
use loket::domain::record::Record;
use loket::domain::refusal::Refusal;
use loket::domain::request::{Request, Stage};
use loket::domain::rules::{Actor, Undoable, undoable};
use loket::domain::sheet::{Sheet, SheetStage};
use proptest::prelude::*;
use std::collections::BTreeMap;

const KADIS_DESK: Stage = Stage::Disposition(Position::Kadis);

fn undo(office: &Office, record: RecordId) -> Command {
    let revision = office.desk.record(record).unwrap().revision();
    Command::Undo { record, revision }
}

fn undo_of(office: &Office, no: RequestNo) -> Command {
    undo(office, RecordId::Request(no))
}

/// What people see of requests and of sheets with names: everything but revisions.
fn seen(office: &Office) -> (Vec<Request>, Vec<Sheet>) {
    let (mut requests, mut sheets) = (Vec::new(), Vec::new());
    for record in office.desk.records().into_values() {
        match record {
            Record::Request(request) => requests.push(Request {
                revision: 0,
                ..*request
            }),
            Record::Sheet(sheet) if !sheet.requests.is_empty() => sheets.push(Sheet {
                revision: 0,
                ..sheet
            }),
            _ => {}
        }
    }
    (requests, sheets)
}

fn at_stage(stage: Stage) -> (Office, RequestNo) {
    let mut office = Office::new();
    let names = (4..=6).map(|n| name(n, Kind::Issue)).collect();
    let no = office.register(names).line(2);
    if stage == Stage::Returned {
        office.bring(no, KADIS_DESK);
        let command = give_back(&office, no);
        office.done(KADIS, command);
    } else {
        office.bring(no, stage);
    }
    (office, no)
}

/// Every act that stays on the desk: where, by whom, and the act.
fn staying() -> Vec<(Stage, OfficerId, ActKind)> {
    use ActKind::*;
    vec![
        (Stage::Registered, CLERK, Dispose),
        (Stage::Registered, CLERK, EditIdentity),
        (Stage::Registered, CLERK, AddDocument),
        (Stage::Registered, CLERK, Void),
        (Stage::Registered, CLERK, Withdraw),
        (KADIS_DESK, KADIS, Dispose),
        (KADIS_DESK, CLERK_2, DisposePaper),
        (KADIS_DESK, KADIS, StepBack),
        (KADIS_DESK, KADIS, HoldBack),
        (KADIS_DESK, KADIS, Return),
        (KADIS_DESK, KADIS, Reject),
        (KADIS_DESK, CLERK, Withdraw),
        (Stage::Returned, CLERK, Complete),
        (Stage::Returned, CLERK, Withdraw),
        (Stage::Verification, VERIFIER, Claim),
        (Stage::Verification, VERIFIER, Mark),
        (Stage::Verification, VERIFIER, Return),
        (Stage::Verification, VERIFIER, StepBack),
        (Stage::Verification, VERIFIER, Reject),
        (Stage::AtBsre, VERIFIER, RejectedByBsre),
    ]
}

#[test]
fn an_act_that_stays_on_the_desk_is_undone_by_its_author_as_if_it_had_not_been() {
    for (stage, who, act) in staying() {
        let (mut office, no) = at_stage(stage);
        let before = seen(&office);
        let command = simplest(&office, act, no);
        office.done(who, command);
        assert_ne!(seen(&office), before, "{act:?} at {stage:?}");
        // Not by another, whatever his position.
        let other = if who == VERIFIER {
            VERIFIER_2
        } else {
            VERIFIER
        };
        let refusal = office.refused(other, undo_of(&office, no));
        assert_eq!(refusal, Refusal::NotTheAuthor { by: who }, "{act:?}");
        let command = undo_of(&office, no);
        office.done(who, command);
        assert_eq!(seen(&office), before, "{act:?} at {stage:?} undone");
        // And it can be done again.
        let command = simplest(&office, act, no);
        office.done(who, command);
    }
}

#[test]
fn only_the_last_act_is_undone_and_an_undo_is_not() {
    let (mut office, no) = at_stage(Stage::Verification);
    let command = simplest(&office, ActKind::Claim, no);
    office.done(VERIFIER, command);
    let command = simplest(&office, ActKind::AddDocument, no);
    office.done(CLERK, command);
    let refusal = office.refused(VERIFIER, undo_of(&office, no));
    assert_eq!(refusal, Refusal::NotTheAuthor { by: CLERK });
    let command = undo_of(&office, no);
    office.done(CLERK, command);
    let refusal = office.refused(CLERK, undo_of(&office, no));
    assert_eq!(refusal.code(), "cannot-undo");
}

#[test]
fn a_look_does_not_end_the_time_for_undoing_and_a_note_does() {
    let (mut office, no) = at_stage(KADIS_DESK);
    office.pass(KADIS, no);
    let record = RecordId::Sheet(office.sheet_of(no).id);
    office.done(KABID, Command::open(record));
    let mut looked = office.clone();
    let command = undo(&looked, record);
    looked.done(KADIS, command);
    assert_eq!(looked.request(no).stage, KADIS_DESK);
    // On the request asked about, on its sheet, on another name of the act; by whomever.
    let (request, other) = (RecordId::Request(no), RecordId::Request(no.agenda.line(1)));
    for noted in [request, record, other] {
        for by in [KADIS, KABID] {
            let mut office = office.clone();
            let text = "ditanya".to_owned();
            let record = noted;
            let (at, what) = (office.at, "noted".to_owned());
            office.done(by, Command::Note { record, text });
            let since = Refusal::ActedSince {
                record,
                by,
                at,
                what,
            };
            assert_eq!(office.refused(KADIS, undo_of(&office, no)), since);
            assert_eq!(hint(&office, KADIS, no), Err(since));
        }
    }
}

/// What the key says of undoing, before anything is asked.
fn hint(office: &Office, who: OfficerId, no: RequestNo) -> Result<Undoable, Refusal> {
    let (actor, record) = (Actor::officer(who), RecordId::Request(no));
    undoable(&office.desk, &actor, record, office.at)
}

#[test]
fn the_question_names_the_act_and_what_holds_then() {
    for (stage, who, act, what) in [
        (KADIS_DESK, KADIS, ActKind::Dispose, "sheet-disposed"),
        (KADIS_DESK, KADIS, ActKind::Return, "returned"),
        (KADIS_DESK, KADIS, ActKind::HoldBack, "held-back"),
        (Stage::Verification, VERIFIER, ActKind::Mark, "marked"),
        (
            Stage::Verification,
            VERIFIER,
            ActKind::StepBack,
            "stepped-back",
        ),
    ] {
        let (mut office, no) = at_stage(stage);
        let command = simplest(&office, act, no);
        let when = office.at;
        office.done(who, command);
        let found = hint(&office, who, no).unwrap();
        assert_eq!((found.what.as_str(), found.at), (what, when));
        assert_eq!(found.to, Some(stage));
        // The letter's three names were disposed together; the other acts are about one.
        let others = u16::from(act == ActKind::Dispose) * 2;
        assert_eq!(found.others, others, "{act:?}");
        let command = undo_of(&office, no);
        let decision = office.done(who, command);
        let told = decision.events.iter().find_map(|event| match &event.what {
            Happening::Request(RequestEvent::Undone { taken, .. }) => Some(taken.clone()),
            _ => None,
        });
        let taken = told.unwrap();
        assert_eq!((taken.what.as_str(), taken.at), (what, found.at));
    }
}

#[test]
fn an_act_is_undone_within_the_policys_working_days() {
    // Disposed on Friday the 6th; the next working day is Monday the 9th.
    for (on, late) in [(6, false), (7, false), (9, false), (10, true), (30, true)] {
        let (mut office, no) = at_stage(KADIS_DESK);
        office.at = at(6, 15, 0);
        let sheets = vec![office.sheet_of(no)];
        let done = office.at;
        office.done(KADIS, dispose(sheets));
        office.at = at(on, 16, 0);
        let expected = late.then_some(Refusal::UndoTooLate { at: done, days: 1 });
        assert_eq!(hint(&office, KADIS, no).err(), expected, "on the {on}th");
        let judged = office.judge(KADIS, &undo_of(&office, no));
        assert_eq!(judged.err(), expected, "on the {on}th");
    }
}

#[test]
fn what_left_the_desk_is_corrected_and_never_undone() {
    for (stage, event) in [
        (Stage::Registered, "letter-registered"),
        (Stage::AccountCheck, "sent"),
        (Stage::Issued, "certificate-recorded"),
        (Stage::Completed, "handed-over"),
    ] {
        let mut office = Office::new();
        let no = office.issue(1);
        office.bring(no, stage);
        let author = match stage {
            Stage::Registered => CLERK,
            _ => VERIFIER,
        };
        let refusal = office.refused(author, undo_of(&office, no));
        assert!(
            matches!(refusal, Refusal::CannotUndo(_)),
            "{event}: {refusal:?}"
        );
    }
}

#[test]
fn a_bulk_act_over_three_sheets_is_undone_whole() {
    let mut office = Office::new();
    let nos: Vec<_> = (1..=3).map(|n| office.issue(n)).collect();
    for no in &nos {
        office.pass(CLERK, *no);
    }
    let before = seen(&office);
    let sheets = nos.iter().map(|no| office.sheet_of(*no)).collect();
    office.done(KADIS, dispose(sheets));
    let mut overtaken = office.clone();
    let command = undo_of(&office, nos[1]);
    office.done(KADIS, command);
    assert_eq!(seen(&office), before);
    // One of them has moved on: then none is undone.
    overtaken.pass(KABID, nos[2]);
    let refusal = overtaken.refused(KADIS, undo_of(&overtaken, nos[1]));
    assert_eq!(refusal.code(), "acted-since");
}

#[test]
fn a_split_sheet_is_one_again_after_the_undo() {
    let exceptions = [
        Exception::Hold {
            note: "tunda".to_owned(),
        },
        Exception::Return {
            defects: vec![Defect::Text("SK".to_owned())],
            note: String::new(),
        },
        Exception::Reject {
            reason: "other".to_owned(),
            text: "x".to_owned(),
        },
    ];
    for exception in exceptions {
        let (mut office, no) = at_stage(KADIS_DESK);
        let before = seen(&office);
        let sheets = vec![office.sheet_of(no)];
        office.done(
            KADIS,
            dispose_except(&office, sheets, vec![(no, exception)]),
        );
        let command = undo_of(&office, no);
        office.done(KADIS, command);
        assert_eq!(seen(&office), before);
        let empty = office.sheet(no.agenda.sheet(2));
        assert_eq!((empty.stage, empty.requests), (SheetStage::Done, vec![]));
        office.bring(no, Stage::Verification);
    }
}

#[test]
fn two_splits_of_one_letter_do_not_stand_in_each_others_way() {
    let mut office = Office::new();
    let kinds = [Kind::Issue, Kind::Issue, Kind::Reset, Kind::Reset];
    let names = (1..).zip(kinds).map(|(n, kind)| name(n, kind)).collect();
    let agenda = office.register(names);
    office.pass(CLERK, agenda.line(1));
    let command = give_back(&office, agenda.line(1));
    office.done(KADIS, command);
    let returned = agenda.line(1);
    // Meanwhile the counter voids a name of the letter's other sheet.
    let command = close(&office, agenda.line(3), Closing::Void);
    office.done(CLERK, command);
    let command = undo_of(&office, returned);
    office.done(KADIS, command);
    assert_eq!(office.request(returned).stage, KADIS_DESK);
    assert_eq!(office.request(agenda.line(3)).stage, Stage::Void);
}

#[test]
fn a_letter_voided_by_mistake_comes_back() {
    let mut office = Office::new();
    let no = office.issue(1);
    let command = close(&office, no, Closing::Void);
    office.done(CLERK, command);
    let command = undo_of(&office, no);
    office.done(CLERK, command);
    assert_eq!(office.request(no).stage, Stage::Registered);
    match office.desk.record(RecordId::Letter(no.agenda)) {
        Some(Record::Letter(letter)) => assert!(!letter.void),
        other => panic!("{other:?}"),
    }
    office.pass(CLERK, no);
}

#[test]
fn completion_with_papers_and_another_name_is_undone_whole() {
    let (mut office, no) = at_stage(Stage::Returned);
    let before = seen(&office);
    let mut other = identity(55);
    other.name = "Nama Betul".to_owned();
    let command = Command::Complete {
        request: office.seen(no),
        documents: vec![(DocumentKey::Ktp, Evidence::Paper)],
        identity: Some(Box::new(other)),
        note: "lengkap".to_owned(),
    };
    office.done(CLERK, command);
    let command = undo_of(&office, no);
    office.done(CLERK, command);
    assert_eq!(seen(&office), before);
    // The person whom nobody else named was mended with it, and is who it was again.
    let names: BTreeMap<_, usize> =
        office
            .desk
            .records()
            .into_values()
            .fold(BTreeMap::new(), |mut names, record| {
                if let Record::Person(person) = record {
                    *names.entry(person.details.name.clone()).or_default() += 1;
                }
                names
            });
    assert_eq!(names.get("Orang Ke5"), Some(&1));
    assert_eq!(names.get("Nama Betul"), None);
}

#[test]
fn answers_of_bsre_that_changed_nothing_outside_are_undone() {
    let (mut office, no) = at_stage(Stage::AwaitingActivation);
    let before = seen(&office);
    let date = office.at.day();
    for answer in [
        Answer::HolderAsked,
        Answer::Activated { date },
        Answer::Rejected {
            text: "x".to_owned(),
        },
    ] {
        let command = office.answer(no, answer);
        office.done(VERIFIER, command);
        let command = undo_of(&office, no);
        office.done(VERIFIER, command);
        assert_eq!(seen(&office), before);
    }
}

#[test]
fn the_forms_that_came_again_meanwhile_stay_noted() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.pass(CLERK, no);
    let mut again = name(1, Kind::Issue);
    again.row = Some(loket::domain::act::FormRowId {
        row: 7,
        fingerprint: [7; 32],
    });
    let letters = vec![entry(office.at, vec![again])];
    let import = Command::Import { letters };
    office.done(CLERK_2, import.clone());
    let command = undo_of(&office, no);
    office.done(CLERK, command);
    assert_eq!(office.request(no).rows, [[7; 32]]);
    // So the same row is known and does nothing.
    assert_eq!(office.done(CLERK_2, import).events, []);
}

#[test]
fn an_undo_names_the_revision_it_saw_and_a_record_that_is_there() {
    let (mut office, no) = at_stage(KADIS_DESK);
    let old = undo_of(&office, no);
    office.pass(KADIS, no);
    assert_eq!(office.refused(KADIS, old).code(), "moved-on");
    let record = RecordId::Request(no.agenda.line(99));
    let revision = 1;
    let refusal = office.refused(KADIS, Command::Undo { record, revision });
    assert_eq!(refusal, Refusal::NotFound(record));
}

/// The acts of the sequences below, by whom they are natural.
const STEPS: [(ActKind, OfficerId); 12] = [
    (ActKind::Dispose, CLERK),
    (ActKind::Dispose, KADIS),
    (ActKind::HoldBack, KADIS),
    (ActKind::Release, KADIS),
    (ActKind::Return, KADIS),
    (ActKind::Complete, CLERK),
    (ActKind::Dispose, KABID),
    (ActKind::HoldBack, KABID),
    (ActKind::StepBack, KABID),
    (ActKind::Reject, KABID),
    (ActKind::AddDocument, CLERK_2),
    (ActKind::Note, SUBKOORD),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever is undone is the last act on the record, its author's, within the limit and with no
    /// note since; the hint says the same as the undo; and all is as it was before.
    #[test]
    fn an_undo_takes_back_the_authors_last_act_and_nothing_else(
        steps in prop::collection::vec((0..STEPS.len(), 0..6u32), 1..14),
        who in 0..12usize,
    ) {
        let (mut office, no) = at_stage(Stage::Registered);
        let mut last = None;
        for (step, hours) in steps {
            let (act, by) = STEPS[step];
            office.at = office.at.plus_minutes(i64::from(hours) * 240);
            let before = seen(&office);
            let command = simplest(&office, act, no);
            let when = office.at;
            if office.act(by, command).is_ok() {
                last = Some((act, by, when, before));
            }
        }
        let others = [CLERK, CLERK_2, KADIS, KABID, SUBKOORD, VERIFIER];
        let author = last.as_ref().map_or(CLERK, |(_, by, _, _)| *by);
        let who = others.get(who).copied().unwrap_or(author);
        let hinted = hint(&office, who, no);
        let judged = office.judge(who, &undo_of(&office, no));
        prop_assert_eq!(hinted.clone().err(), judged.err());
        let Ok(found) = hinted else { return Ok(()) };
        let (act, by, when, before) = last.unwrap();
        prop_assert!(act != ActKind::Note, "a note ends it");
        prop_assert_eq!((by, when), (who, found.at));
        let days = office.desk.calendar().working_days_between(when.day(), office.at.day());
        prop_assert!(days <= 1, "{days} working days later");
        let command = undo_of(&office, no);
        office.done(who, command);
        prop_assert_eq!(seen(&office), before);
        prop_assert_eq!(Some(office.request(no).stage), found.to);
    }
}
