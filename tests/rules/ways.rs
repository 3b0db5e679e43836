//! Ways back and early ends: return and complete, reject, withdraw, void, gugur [docs/rules.md §8].

use super::simplest::*;
use crate::office::*;
use loket::domain::act::{ActKind, Answer, Closing, Command};
use loket::domain::checklist::{Defect, Evidence, Verdict};
use loket::domain::desk::Desk;
use loket::domain::finding::FindingCode;
use loket::domain::ids::{RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::letter::LetterSource;
use loket::domain::office::Position;
use loket::domain::policy::{Cause, DocumentKey, StepKey};
use loket::domain::record::Record;
use loket::domain::refusal::Refusal;
use loket::domain::request::{Particular, Request, Stage};
use loket::domain::rules::{Open, findings};
use loket::domain::sheet::SheetStage;

const KADIS_DESK: Stage = Stage::Disposition(Position::Kadis);
const KABID_DESK: Stage = Stage::Disposition(Position::Kabid);
const SUBKOORD_DESK: Stage = Stage::Disposition(Position::Subkoord);

fn at_stage(stage: Stage) -> (Office, RequestNo) {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, stage);
    (office, no)
}

fn verdict(request: &Request, document: DocumentKey) -> Verdict {
    request.item(document).unwrap().verdict().clone()
}

#[test]
fn a_return_stops_the_clock_and_completion_goes_back_to_the_step_it_left() {
    for (stage, who, step) in [
        (KADIS_DESK, KADIS, StepKey::Kadis),
        (KABID_DESK, KABID, StepKey::Kabid),
        (SUBKOORD_DESK, SUBKOORD, StepKey::Subkoord),
        (Stage::Verification, VERIFIER, StepKey::Verification),
    ] {
        let (mut office, no) = at_stage(stage);
        let command = give_back(&office, no);
        office.done(who, command);
        let request = office.request(no);
        assert_eq!(request.stage, Stage::Returned);
        assert_eq!(request.returned.as_ref().unwrap().from, stage);
        assert!(request.step().unwrap().acted.is_some(), "the clock stands");
        office.at = at(9, 9, 0);
        let command = simplest(&office, ActKind::Complete, no);
        office.done(CLERK, command);
        let request = office.request(no);
        assert_eq!((request.stage, &request.returned), (stage, &None));
        let running = request.step().unwrap();
        assert_eq!((running.step, running.arrived), (step, at(9, 9, 0)));
        assert_eq!((running.opened, &running.acted), (None, &None));
        office.bring(no, Stage::AtBsre);
    }
}

#[test]
fn a_return_lists_its_defects_in_words_that_are_known() {
    let (office, no) = at_stage(Stage::Verification);
    let text = |text: &str| Defect::Text(text.to_owned());
    let wrong = |code: &str, note: &str| Defect::Document {
        document: DocumentKey::Ktp,
        verdict: Verdict::Wrong {
            code: code.to_owned(),
            note: note.to_owned(),
        },
    };
    let finding = |code: &str| Defect::Finding(code.to_owned());
    for (defects, note, code) in [
        (vec![], "", Some("missing")),
        (vec![], "SK lama", None),
        (vec![text("SK lama")], "", None),
        (vec![text(" ")], "", Some("missing")),
        (vec![wrong("ktp-unreadable", "")], "", None),
        (vec![wrong("tidak-ada", "")], "", Some("unknown-reason")),
        (vec![wrong("", "buram")], "", None),
        (vec![wrong("", "")], "", Some("missing")),
        (vec![finding("nik-length")], "", None),
        (vec![finding("entah")], "", Some("unknown-reason")),
        (vec![text("x"); 51], "", Some("too-many-defects")),
    ] {
        let command = Command::Return {
            request: office.seen(no),
            defects: defects.clone(),
            note: note.to_owned(),
        };
        let judged = office.judge(VERIFIER, &command);
        assert_eq!(
            judged.err().map(|refusal| refusal.code()),
            code,
            "{defects:?}"
        );
    }
    // Each phrase of the office is a defect that can be ticked.
    let policy = office.desk.policy().1;
    for phrase in &policy.general_defects {
        let command = Command::Return {
            request: office.seen(no),
            defects: vec![finding(&phrase.code)],
            note: String::new(),
        };
        assert!(office.judge(VERIFIER, &command).is_ok(), "{}", phrase.code);
    }
}

#[test]
fn only_changed_documents_lose_their_marks_on_completion() {
    let (mut office, no) = at_stage(Stage::Verification);
    office.mark_all(VERIFIER, no);
    let command = give_back(&office, no);
    office.done(VERIFIER, command);
    let command = Command::Complete {
        request: office.seen(no),
        documents: vec![(DocumentKey::Sk, Evidence::Paper)],
        identity: None,
        note: String::new(),
    };
    office.done(CLERK, command);
    let request = office.request(no);
    assert_eq!(verdict(&request, DocumentKey::Sk), Verdict::NotSeen);
    for document in [DocumentKey::Ktp, DocumentKey::Letter, DocumentKey::Email] {
        assert_eq!(verdict(&request, document), Verdict::Conforms);
    }
}

#[test]
fn an_edit_of_identity_voids_the_marks_that_rested_on_it_and_dispositions_stand() {
    use DocumentKey::*;
    type Change = fn(&mut loket::domain::request::Identity);
    let changes: [(&str, Change, Vec<DocumentKey>); 12] = [
        (
            "name",
            |it| it.name = "Nama Lain".to_owned(),
            vec![Letter, Form, Ktp, Sk, SelfieKtp],
        ),
        ("nik", |it| it.nik = nik(7), vec![Form, Ktp, SelfieKtp]),
        ("nik_old", |it| it.nik_old = nik(8), vec![Form]),
        ("nip", |it| it.nip = nip(7), vec![Form, Sk]),
        (
            "birth_place",
            |it| it.birth_place = "Toboali".to_owned(),
            vec![Form, Ktp, SelfieKtp],
        ),
        (
            "birth_date",
            |it| it.birth_date = Some(day(1)),
            vec![Form, Ktp, SelfieKtp],
        ),
        ("post", |it| it.post = "Kasubag".to_owned(), vec![Form, Sk]),
        ("rank", |it| it.rank = "IV/e".to_owned(), vec![Form, Sk]),
        ("eselon", |it| it.eselon = "I.a".to_owned(), vec![Sk]),
        (
            "agency",
            |it| it.agency = "Dinas Lain".to_owned(),
            vec![Form, Sk],
        ),
        (
            "email",
            |it| it.email = "x@babelprov.go.id".to_owned(),
            vec![Form, Email],
        ),
        ("phone", |it| it.phone = "0812".to_owned(), vec![Form]),
    ];
    for (field, change, voided) in changes {
        let (mut office, no) = at_stage(Stage::Verification);
        office.mark_all(VERIFIER, no);
        let lines = office.sheet(office.sheet_of(no).id).lines;
        let mut identity = office.request(no).identity;
        change(&mut identity);
        let command = Command::EditIdentity {
            request: office.seen(no),
            identity: Box::new(identity),
        };
        office.done(VERIFIER, command);
        let request = office.request(no);
        for item in &request.checklist {
            let void = voided.contains(&item.document);
            let lost = *item.verdict() == Verdict::NotSeen;
            assert_eq!(lost, void, "{field}: {:?}", item.document);
        }
        assert_eq!(request.stage, Stage::Verification);
        assert_eq!(office.sheet(office.sheet_of(no).id).lines, lines);
    }
}

#[test]
fn an_edit_that_changes_nothing_is_nothing() {
    let (mut office, no) = at_stage(Stage::Verification);
    office.mark_all(VERIFIER, no);
    let before = office.request(no);
    let command = Command::EditIdentity {
        request: office.seen(no),
        identity: Box::new(before.identity.clone()),
    };
    assert_eq!(office.done(VERIFIER, command).events, []);
    assert_eq!(office.request(no), before);
}

#[test]
fn an_accepted_warning_does_not_outlive_the_identity_it_was_accepted_for() {
    let mut office = Office::new();
    let mut name = name(1, Kind::Issue);
    name.identity.birth_date = Some(day(1));
    let no = office.register(vec![name]).line(1);
    office.bring(no, Stage::Verification);
    office.mark_all(VERIFIER, no);
    let command = Command::AcceptWarning {
        request: office.seen(no),
        code: "birthdate-mismatch".to_owned(),
        reason: "akta kelahiran dilihat".to_owned(),
    };
    office.done(VERIFIER, command);
    let send = office.send(no);
    assert!(office.judge(VERIFIER, &send).is_ok());
    let mut identity = office.request(no).identity;
    identity.birth_date = Some(day(2));
    let command = Command::EditIdentity {
        request: office.seen(no),
        identity: Box::new(identity),
    };
    office.done(VERIFIER, command);
    office.mark_all(VERIFIER, no);
    let send = office.send(no);
    assert_eq!(office.refused(VERIFIER, send).code(), "blocked");
}

#[test]
fn a_rejection_has_a_reason_that_the_position_may_use_and_a_text() {
    for (stage, who, reason, text, code) in [
        (
            KADIS_DESK,
            KADIS,
            "no-authority",
            "tanpa tanda tangan",
            None,
        ),
        (
            KADIS_DESK,
            KADIS,
            "identity-unproven",
            "x",
            Some("unknown-reason"),
        ),
        (KABID_DESK, KABID, "not-needed", "masih berlaku", None),
        (Stage::Verification, VERIFIER, "duplicate", "ganda", None),
        (
            Stage::Verification,
            VERIFIER,
            "no-authority",
            "x",
            Some("unknown-reason"),
        ),
        (
            Stage::Verification,
            VERIFIER,
            "karangan",
            "x",
            Some("unknown-reason"),
        ),
        (Stage::Verification, VERIFIER, "other", " ", Some("missing")),
    ] {
        let (mut office, no) = at_stage(stage);
        let command = Command::Reject {
            request: office.seen(no),
            reason: reason.to_owned(),
            text: text.to_owned(),
        };
        let judged = office.act(who, command);
        assert_eq!(
            judged.err().map(|refusal| refusal.code()),
            code,
            "{stage:?} {reason}"
        );
        if code.is_none() {
            let request = office.request(no);
            let ending = request.ending.unwrap();
            assert_eq!((request.stage, ending.from), (Stage::ReplyPending, stage));
            assert_eq!((ending.by, ending.reason.as_str()), (who, reason));
        }
    }
}

#[test]
fn a_rejected_letter_waits_for_the_letter_that_answers_it() {
    let (mut office, no) = at_stage(Stage::Verification);
    let command = reject(&office, no);
    office.done(VERIFIER, command);
    let decided = office.at.day();
    let reply = |office: &Office, number: &str, date| Command::Reply {
        request: office.seen(no),
        number: number.to_owned(),
        date,
    };
    office.at = office.at.plus_days(2);
    let today = office.at.day();
    assert_eq!(
        office.refused(CLERK, reply(&office, " ", today)),
        Refusal::Missing("outgoing_number".to_owned())
    );
    for (wrong, code) in [
        (decided.pred_opt().unwrap(), "date-before"),
        (today.succ_opt().unwrap(), "date-after"),
    ] {
        let refusal = office.refused(CLERK, reply(&office, "555/80", wrong));
        assert_eq!(refusal.code(), code, "{wrong}");
    }
    // What is decided keeps nobody from asking again.
    let again = office.issue(1);
    let found = findings(&office.desk, &office.request(again), office.at);
    let double = |open: &Open| open.finding.code == FindingCode::DuplicateOpen;
    assert!(!found.iter().any(double), "{found:?}");
    let command = reply(&office, " 555/80 ", decided);
    office.done(CLERK, command);
    let request = office.request(no);
    assert_eq!(request.stage, Stage::Rejected);
    let told = request.reply.unwrap();
    assert_eq!((told.number.as_str(), told.date), ("555/80", decided));
    // It was never sent: the record of it can be taken back.
    let undo = Command::Undo {
        record: RecordId::Request(no),
        revision: request.revision,
    };
    office.done(CLERK, undo);
    assert_eq!(office.request(no).stage, Stage::ReplyPending);
}

#[test]
fn a_form_row_without_a_letter_has_no_letter_to_answer() {
    for (source, number, stage) in [
        (LetterSource::Letter, "", Stage::ReplyPending),
        (LetterSource::Form, "800/12", Stage::ReplyPending),
        (LetterSource::Form, " ", Stage::Rejected),
        (LetterSource::InternalNote, "ND-7", Stage::Rejected),
    ] {
        let mut office = Office::new();
        let mut letter = entry(office.at, vec![name(1, Kind::Issue)]);
        letter.source = source;
        letter.form.number = number.to_owned();
        let decision = office.done(CLERK, Command::Register { letter });
        let made = decision.events.iter().find_map(|event| match event.record {
            RecordId::Request(no) => Some(no),
            _ => None,
        });
        let no = made.unwrap();
        office.bring(no, Stage::Disposition(Position::Kadis));
        let command = reject(&office, no);
        office.done(KADIS, command);
        assert_eq!(office.request(no).stage, stage, "{source:?} {number}");
    }
}

#[test]
fn a_revocation_is_returned_and_never_rejected() {
    let mut office = Office::new();
    let no = office.register(vec![name(1, Kind::Revoke)]).line(1);
    office.pass(CLERK, no);
    let stated = Particular::Cause(cause(Cause::Retirement, office.at.day()));
    let command = office.state(no, stated);
    office.done(CLERK_2, command);
    assert_eq!(
        office.refused(KADIS, reject(&office, no)),
        Refusal::NeverRejected
    );
    let command = give_back(&office, no);
    office.done(KADIS, command);
}

#[test]
fn what_is_withdrawn_while_it_is_away_leaves_the_steps_as_they_were() {
    let (mut office, no) = at_stage(Stage::Verification);
    let command = give_back(&office, no);
    let returned_at = office.at;
    office.done(VERIFIER, command);
    office.at = at(12, 9, 0);
    let command = close(&office, no, Closing::Withdrawn);
    office.done(CLERK, command);
    let request = office.request(no);
    let acted = request.step().unwrap().acted.clone().unwrap();
    assert_eq!((acted.at, acted.officer), (returned_at, VERIFIER));
    // Past the officials nothing is split off their sheet any more.
    assert_eq!(request.sheet, 1);
    assert_eq!(office.sheet(office.sheet_of(no).id).stage, SheetStage::Done);
}

#[test]
fn bsres_rejection_is_not_the_verifiers_step() {
    let (mut office, no) = at_stage(Stage::AtBsre);
    let sent = office.request(no).step().unwrap().acted.clone();
    office.at = at(5, 9, 0);
    let text = "NIK tidak ditemukan".to_owned();
    let command = office.answer(no, Answer::Rejected { text });
    office.done(VERIFIER, command);
    let request = office.request(no);
    assert_eq!(request.step().unwrap().acted, sent);
    assert_eq!(request.ending.unwrap().reason, "bsre");
}

#[test]
fn a_letter_is_void_when_all_its_names_are() {
    let mut office = Office::new();
    let agenda = office.register(vec![name(1, Kind::Issue), name(2, Kind::Issue)]);
    let is_void = |office: &Office| match Desk::record(&office.desk, RecordId::Letter(agenda)) {
        Some(Record::Letter(letter)) => letter.void,
        other => panic!("{other:?}"),
    };
    let command = close(&office, agenda.line(1), Closing::Void);
    office.done(CLERK, command);
    assert!(!is_void(&office));
    // The other name goes on without it.
    let mut on = office.clone();
    on.pass(CLERK, agenda.line(2));
    assert_eq!(on.sheet(on.sheet_of(agenda.line(2)).id).lines[0].names, 1);
    let command = close(&office, agenda.line(2), Closing::Void);
    office.done(CLERK, command);
    assert!(is_void(&office));
    // Its number is not given again.
    assert_eq!(office.issue(3).agenda.number, agenda.number + 1);
}

#[test]
fn gugur_is_for_fourteen_working_days_after_the_return() {
    // Returned on Monday 2 November: the fourteenth working day after it is Friday the 20th.
    let (mut office, no) = at_stage(KADIS_DESK);
    let command = give_back(&office, no);
    office.done(KADIS, command);
    for (on, left) in [(2, Some(18)), (19, Some(1)), (20, None), (30, None)] {
        office.at = at(on, 15, 0);
        let judged = office.judge(CLERK, &close(&office, no, Closing::Lapsed));
        let expected = left.map(|days| Refusal::TooEarly { days });
        assert_eq!(judged.err(), expected, "on the {on}th");
    }
    let command = close(&office, no, Closing::Lapsed);
    office.done(CLERK, command);
    assert_eq!(office.request(no).stage, Stage::Lapsed);
}

#[test]
fn gugur_is_for_the_third_lapsed_link() {
    let (mut office, no) = at_stage(Stage::AtBsre);
    for link in 1..=3 {
        let date = office.at.day();
        let command = office.answer(no, Answer::LinkSent { date });
        office.done(VERIFIER, command);
        let until = office.request(no).activation.unwrap().until;
        assert_eq!((until - date).num_days(), 7);
        // Its last day is still the holder's.
        office.at = office.at.plus_days(7);
        let lapsed = office.answer(no, Answer::ActivationLapsed);
        assert_eq!(office.refused(VERIFIER, lapsed).code(), "too-early");
        let early = office.refused(VERIFIER, close(&office, no, Closing::Lapsed));
        let expected = match link {
            3 => Refusal::TooEarly { days: 1 },
            link => Refusal::LinksLeft { link, limit: 3 },
        };
        assert_eq!(early, expected);
        office.at = office.at.plus_days(1);
        let lapsed = office.answer(no, Answer::ActivationLapsed);
        office.done(VERIFIER, lapsed);
        let gugur = office.judge(VERIFIER, &close(&office, no, Closing::Lapsed));
        assert_eq!(gugur.is_ok(), link == 3, "after {link} links");
    }
    let date = office.at.day();
    let fourth = office.answer(no, Answer::LinkSent { date });
    assert_eq!(
        office.refused(VERIFIER, fourth),
        Refusal::LinksUsed { limit: 3 }
    );
    let command = close(&office, no, Closing::Lapsed);
    office.done(VERIFIER, command);
}

#[test]
fn every_way_out_wants_its_words() {
    let (mut office, no) = at_stage(Stage::Verification);
    let command = Command::Close {
        request: office.seen(no),
        closing: Closing::Withdrawn,
        reason: " ".to_owned(),
    };
    assert_eq!(
        office.refused(CLERK, command),
        Refusal::Missing("reason".to_owned())
    );
    let command = give_back(&office, no);
    office.done(VERIFIER, command);
    let command = Command::Complete {
        request: office.seen(no),
        documents: Vec::new(),
        identity: None,
        note: String::new(),
    };
    assert_eq!(
        office.refused(CLERK, command),
        Refusal::Missing("completion".to_owned())
    );
}
