//! The same act on several requests at once [docs/rules.md §7].

use crate::office::*;
use loket::domain::act::{Answer, Command, NameForm};
use loket::domain::checklist::{Evidence, Verdict};
use loket::domain::event::{Happening, Look};
use loket::domain::ids::{Agenda, FileHash, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::policy::DocumentKey;
use loket::domain::refusal::Refusal;
use loket::domain::request::{Outcome, Particular, Stage};

const SK: FileHash = FileHash([5; 32]);

/// A letter of changes on which one SK lies beside every name, with the verifiers.
fn letter(office: &mut Office, names: u16) -> Agenda {
    let sk = Evidence::File {
        hash: SK,
        name: "sk.pdf".to_owned(),
        bytes: 4,
    };
    let all = (1..=u32::from(names)).map(|n| {
        office.holds(n, 300);
        let mut one = name(n, Kind::Change);
        one.documents
            .retain(|(document, _)| *document != DocumentKey::Sk);
        one.documents.push((DocumentKey::Sk, sk.clone()));
        one
    });
    let all: Vec<NameForm> = all.collect();
    let letter = office.register(all);
    for by in [CLERK, KADIS, KABID, SUBKOORD] {
        office.pass(by, letter.line(1));
    }
    letter
}

fn each(letter: Agenda, names: u16, act: impl Fn(RequestNo) -> Command) -> Command {
    Command::Together {
        acts: (1..=names).map(|line| act(letter.line(line))).collect(),
    }
}

fn stages(office: &Office, letter: Agenda, names: u16) -> Vec<Stage> {
    let of = |line| office.request(letter.line(line)).stage;
    (1..=names).map(of).collect()
}

#[test]
fn a_look_at_one_file_is_a_look_for_every_name_of_its_letter() {
    let mut office = Office::new();
    let letter = letter(&mut office, 3);
    let look = Command::LookAtDocument {
        request: letter.line(2),
        document: DocumentKey::Sk,
    };
    let looked = office.done(VERIFIER, look);
    let seen: Vec<RecordId> = looked
        .events
        .iter()
        .filter(|event| {
            let document = Look::Document(DocumentKey::Sk);
            matches!(event.what, Happening::Looked { at } if at == document)
        })
        .map(|event| event.record)
        .collect();
    let all = [2, 1, 3].map(|line| RecordId::Request(letter.line(line)));
    assert_eq!(seen, all);
    let mark = |office: &Office, document| {
        each(letter, 3, |no| {
            let request = office.request(no);
            let item = request.item(document).and_then(|item| item.current());
            Command::Mark {
                request: office.seen(no),
                marks: vec![(
                    document,
                    Verdict::Conforms,
                    item.map(|held| held.evidence.clone()),
                )],
            }
        })
    };
    let marked = mark(&office, DocumentKey::Sk);
    office.done(VERIFIER, marked);
    // A file of one name alone is opened for that name.
    let unseen = mark(&office, DocumentKey::Ktp);
    let refused = office.refused(VERIFIER, unseen);
    let Refusal::OneOf { request, why, .. } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(request, letter.line(1));
    assert!(matches!(*why, Refusal::LookFirst { .. }), "{why:?}");
}

#[test]
fn many_go_on_in_one_act_each_and_share_its_handling_time() {
    let mut office = Office::new();
    let letter = letter(&mut office, 3);
    let state = each(letter, 3, |no| {
        office.state(no, Particular::Outcome(Outcome::DataOnly))
    });
    office.done(VERIFIER, state);
    for line in 1..=3 {
        office.look_at_all(VERIFIER, letter.line(line));
    }
    let mark = each(letter, 3, |no| office.mark_all_command(no));
    office.done(VERIFIER, mark);
    let send = each(letter, 3, |no| office.send(no));
    office.done(VERIFIER, send);
    assert_eq!(stages(&office, letter, 3), [Stage::AtBsre; 3]);
    for line in 1..=3 {
        let request = office.request(letter.line(line));
        let acted = request.steps.last().and_then(|step| step.acted.clone());
        assert_eq!(acted.map(|acted| acted.shared), Some(3));
    }
    let date = office.at.day();
    let answer = each(letter, 3, |no| {
        office.answer(no, Answer::DataChanged { date })
    });
    office.done(VERIFIER, answer);
    assert_eq!(stages(&office, letter, 3), [Stage::Completed; 3]);
}

#[test]
fn what_keeps_one_back_keeps_all_and_is_named() {
    let mut office = Office::new();
    let letter = letter(&mut office, 3);
    for line in [1, 3] {
        let outcome = Particular::Outcome(Outcome::DataOnly);
        let state = office.state(letter.line(line), outcome);
        office.done(VERIFIER, state);
        office.mark_all(VERIFIER, letter.line(line));
    }
    let send = each(letter, 3, |no| office.send(no));
    let refused = office.refused(VERIFIER, send);
    let Refusal::OneOf { request, name, why } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!((request, name), (letter.line(2), identity(2).name));
    assert!(matches!(*why, Refusal::Blocked(_)), "{why:?}");
    assert_eq!(stages(&office, letter, 3), [Stage::Verification; 3]);
    // Somebody was faster with one of them: nothing of it happens either.
    let late = each(letter, 3, |no| office.mark_all_command(no));
    office.mark_all(VERIFIER, letter.line(2));
    assert!(matches!(
        office.refused(VERIFIER, late),
        Refusal::MovedOn { .. }
    ));
}

#[test]
fn only_one_act_on_different_requests_is_done_together() {
    let mut office = Office::new();
    let letter = letter(&mut office, 2);
    let mark = |line| office.mark_all_command(letter.line(line));
    let note = Command::Note {
        record: RecordId::Request(letter.line(2)),
        text: "catatan".to_owned(),
    };
    for acts in [
        vec![mark(1), mark(1)],
        vec![mark(1), office.send(letter.line(2))],
        vec![note.clone(), note],
        vec![Command::Together {
            acts: vec![mark(1)],
        }],
    ] {
        let refused = office.refused(VERIFIER, Command::Together { acts });
        assert!(
            matches!(refused, Refusal::Internal(_) | Refusal::OneOf { .. }),
            "{refused:?}"
        );
    }
    let none = Command::Together { acts: Vec::new() };
    assert_eq!(
        office.refused(VERIFIER, none),
        Refusal::Missing("request".to_owned())
    );
    let many = vec![mark(1); loket::domain::rules::MOST_TOGETHER + 1];
    assert_eq!(
        office.refused(VERIFIER, Command::Together { acts: many }),
        Refusal::TooMany {
            limit: loket::domain::rules::MOST_TOGETHER as u32
        }
    );
}

/// One of two names that are sent together is not checked.
pub fn one_unchecked() -> (Office, Command) {
    let mut office = Office::new();
    let letter = letter(&mut office, 2);
    let send = each(letter, 2, |no| office.send(no));
    (office, send)
}
