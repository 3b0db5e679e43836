//! Letters and their names: registration, the agenda, edits, and form exports [docs/rules.md §3].

use super::simplest::*;
use crate::office::*;
use loket::domain::act::{Closing, Command, FormRowId, LetterEntry, NameForm};
use loket::domain::contact::Contact;
use loket::domain::desk::Desk;
use loket::domain::event::{Event, Happening, RequestEvent};
use loket::domain::ids::{Agenda, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::letter::{LetterForm, LetterSource};
use loket::domain::policy::StepKey;
use loket::domain::record::Record;
use loket::domain::refusal::Refusal;
use loket::domain::request::Stage;
use loket::domain::time::Instant;

fn register(letter: LetterEntry) -> Command {
    Command::Register { letter }
}

pub fn row(n: u8, mut form: NameForm) -> NameForm {
    form.row = Some(FormRowId {
        row: u32::from(n),
        fingerprint: [n; 32],
    });
    form
}

pub fn import(office: &Office, letters: Vec<Vec<NameForm>>) -> Command {
    let letters = letters
        .into_iter()
        .map(|names| entry(office.at, names))
        .collect();
    Command::Import { letters }
}

fn agenda(number: u32) -> Agenda {
    Agenda { year: 2026, number }
}

/// What happened to whom, in short.
fn told(events: &[Event]) -> Vec<(String, &'static str)> {
    let no = |event: &Event| match event.record {
        RecordId::Request(no) => Some((no.to_string(), event.what.kind().1)),
        _ => None,
    };
    events.iter().filter_map(no).collect()
}

#[test]
fn a_letter_has_a_sender_and_names() {
    let office = Office::new();
    let full = || entry(office.at, vec![name(1, Kind::Issue)]);
    type Change = fn(&mut LetterEntry);
    let rows: [(Change, &str); 8] = [
        (|it| it.form.from = " ".to_owned(), "missing"),
        (|it| it.names.clear(), "missing"),
        (|it| it.names[0].identity.name = " ".to_owned(), "missing"),
        (
            |it| it.form.received = it.form.received.plus_minutes(1),
            "in-future",
        ),
        (|it| it.form.date = Some(day(3)), "invalid"),
        (|it| it.form.subject = "x".repeat(1_001), "too-long"),
        (
            |it| it.names[0].identity.agency = "x".repeat(1_001),
            "too-long",
        ),
        (|it| it.names = vec![it.names[0].clone(); 2_001], "too-many"),
    ];
    assert!(office.judge(CLERK, &register(full())).is_ok());
    for (at, (change, code)) in rows.into_iter().enumerate() {
        let mut letter = full();
        change(&mut letter);
        assert_eq!(
            office.refused(CLERK, register(letter)).code(),
            code,
            "row {at}"
        );
    }
}

#[test]
fn a_wrong_number_is_still_a_letter_that_is_registered() {
    let mut office = Office::new();
    let mut wrong = name(1, Kind::Issue);
    (wrong.identity.nik, wrong.identity.nip) = ("1971".to_owned(), "tujuh belas".to_owned());
    let no = office.register(vec![wrong]).line(1);
    let request = office.request(no);
    assert_eq!(
        (request.identity.nik.as_str(), request.person),
        ("1971", None)
    );
    let found = loket::domain::rules::findings(&office.desk, &request, office.at);
    let codes: Vec<_> = found
        .iter()
        .map(|open| open.finding.code.as_str())
        .collect();
    assert_eq!(codes, ["nik-length", "nip-length"]);
}

#[test]
fn agenda_numbers_run_per_year_and_are_never_given_again() {
    let mut office = Office::new();
    let first = office.issue(1);
    let command = close(&office, first, Closing::Void);
    office.done(CLERK, command);
    assert_eq!(office.issue(2).agenda, agenda(2));
    office.at = Instant::wib(2027, 1, 1, 0, 0).unwrap();
    let new_year = Agenda {
        year: 2027,
        number: 1,
    };
    assert_eq!(office.issue(3).agenda, new_year);
}

#[test]
fn the_first_step_runs_from_the_receipt_to_the_forwarding() {
    let mut office = Office::new();
    let received = office.at;
    office.at = at(3, 10, 0);
    let letter = entry(received, vec![name(1, Kind::Issue)]);
    office.done(CLERK, register(letter));
    let no = agenda(1).line(1);
    let step = office.request(no).steps[0].clone();
    assert_eq!((step.step, step.arrived), (StepKey::Register, received));
    let forwarded = office.at;
    office.pass(CLERK_2, no);
    let request = office.request(no);
    let acted = request.steps[0].acted.clone().unwrap();
    assert_eq!((acted.at, acted.officer), (forwarded, CLERK_2));
    assert_eq!(request.steps[1].arrived, forwarded);
}

#[test]
fn one_person_is_one_whatever_number_names_him() {
    let mut office = Office::new();
    let first = office.issue(1);
    let mut by_nik = name(1, Kind::Issue);
    by_nik.identity.nip.clear();
    let mut by_nip = name(1, Kind::Issue);
    by_nip.identity.nik.clear();
    let mut spaced = name(1, Kind::Issue);
    spaced.identity.nip = "19800101 200501 1 001".to_owned();
    spaced.identity.nik.clear();
    for form in [by_nik, by_nip, spaced] {
        let no = office.register(vec![form]).line(1);
        assert_eq!(office.request(no).person, office.request(first).person);
    }
    assert_ne!(office.request(first).person, None);
}

#[test]
fn the_contact_of_a_letter_is_kept_in_one_form_and_a_wrong_number_keeps_it_out() {
    let mut office = Office::new();
    let mut letter = entry(office.at, vec![name(1, Kind::Issue)]);
    letter.form.contact = Contact {
        name: "Rina Wijaya".to_owned(),
        email: String::new(),
        phone: "+62 812-7100".to_owned(),
    };
    let refused = office.refused(CLERK, register(letter.clone()));
    let wanted = Refusal::Invalid {
        field: "contact_phone".to_owned(),
        given: "+62 812-7100".to_owned(),
    };
    assert_eq!(refused, wanted);
    letter.form.contact.phone = "+62 812-7100-0013".to_owned();
    office.done(CLERK, register(letter));
    let Some(Record::Letter(kept)) = office.desk.record(RecordId::Letter(agenda(1))) else {
        panic!("no letter")
    };
    assert_eq!(kept.form.contact.phone, "081271000013");
    let one = office.request(agenda(1).line(1)).identity;
    assert_eq!(kept.requester(&one), kept.form.contact);
    // Of a form without a contact each applicant is their own.
    let form = loket::domain::letter::Letter {
        source: LetterSource::Form,
        form: LetterForm {
            contact: Contact::default(),
            ..kept.form.clone()
        },
        ..kept
    };
    assert_eq!(form.requester(&one).email, one.email);
}

#[test]
fn a_letter_is_edited_by_the_counter_until_it_is_at_bsre() {
    let edit = |office: &Office, change: fn(&mut LetterForm)| {
        let mut form = form(at(2, 9, 0));
        change(&mut form);
        Command::EditLetter {
            letter: office.letter(agenda(1)),
            form,
        }
    };
    let number: fn(&mut LetterForm) = |form| form.number = "801/2026".to_owned();
    for (stage, code) in [
        (Stage::Registered, None),
        (Stage::Verification, None),
        (Stage::AtBsre, Some("not-at-this-stage")),
        (Stage::Completed, Some("not-at-this-stage")),
    ] {
        let mut office = Office::new();
        let no = office.issue(1);
        office.bring(no, stage);
        let judged = office.judge(CLERK, &edit(&office, number));
        assert_eq!(
            judged.err().map(|refusal| refusal.code()),
            code,
            "{stage:?}"
        );
    }
    let mut office = Office::new();
    office.issue(1);
    let refusal = office.refused(CLERK, edit(&office, |form| form.from.clear()));
    assert_eq!(refusal, Refusal::Missing("from".to_owned()));
    let old = edit(&office, number);
    office.done(CLERK, old.clone());
    assert_eq!(office.refused(CLERK_2, old).code(), "moved-on");
}

/// A correction of the date of receipt.
fn received(office: &Office, when: Instant) -> Command {
    Command::EditLetter {
        letter: office.letter(agenda(1)),
        form: form(when),
    }
}

#[test]
fn a_corrected_receipt_is_that_of_every_name_and_not_after_the_first_act() {
    let mut office = Office::new();
    let agenda = office.register(vec![name(1, Kind::Issue), name(2, Kind::Issue)]);
    office.at = at(2, 9, 30);
    office.pass(CLERK, agenda.line(1));
    for (when, code) in [
        (at(2, 9, 31), Some("in-future")),
        (at(2, 9, 30), None),
        (at(1, 8, 0), None),
    ] {
        let mut office = office.clone();
        let command = received(&office, when);
        office.at = at(2, 9, 30);
        let judged = office.act(CLERK, command);
        assert_eq!(judged.err().map(|refusal| refusal.code()), code, "{when:?}");
        if code.is_none() {
            for line in [1, 2] {
                let request = office.request(agenda.line(line));
                assert_eq!(request.received, when);
                assert_eq!(request.steps[0].arrived, when);
            }
        }
    }
    office.at = at(3, 9, 0);
    let refusal = office.refused(CLERK, received(&office, at(2, 9, 31)));
    assert_eq!(refusal.code(), "invalid");
    // It is undone whole.
    let before = office.request(agenda.line(2));
    let command = received(&office, at(1, 8, 0));
    office.done(CLERK, command);
    let record = RecordId::Letter(agenda);
    let revision = office.letter(agenda).revision;
    office.done(CLERK, Command::Undo { record, revision });
    assert_eq!(office.request(agenda.line(2)).received, before.received);
}

#[test]
fn a_letter_with_one_name_still_on_the_desk_can_be_edited() {
    let mut office = Office::new();
    let agenda = office.register(vec![name(1, Kind::Issue), name(2, Kind::Issue)]);
    office.bring(agenda.line(1), Stage::Verification);
    office.bring(agenda.line(1), Stage::AtBsre);
    let letter = office.letter(agenda);
    let form = form(at(2, 9, 0));
    office.done(CLERK, Command::EditLetter { letter, form });
}

#[test]
fn a_row_that_is_known_does_nothing() {
    let mut office = Office::new();
    let once = import(&office, vec![vec![row(1, name(1, Kind::Issue))]]);
    let decision = office.done(CLERK, once.clone());
    assert!(!decision.events.is_empty());
    assert_eq!(office.done(CLERK_2, once.clone()).events, []);
    // Not even after the request ended.
    let command = close(&office, agenda(1).line(1), Closing::Withdrawn);
    office.done(CLERK, command);
    assert_eq!(office.done(CLERK, once).events, []);
    // And by hand it is refused.
    let letter = entry(office.at, vec![row(1, name(1, Kind::Issue))]);
    assert_eq!(office.refused(CLERK, register(letter)).code(), "row-known");
}

#[test]
fn a_person_with_an_open_request_of_the_kind_gets_a_note_on_it() {
    let mut office = Office::new();
    let no = office.issue(1);
    let revision = office.request(no).revision;
    let names = vec![row(1, name(1, Kind::Issue)), row(2, name(1, Kind::Reset))];
    let command = import(&office, vec![names]);
    let decision = office.done(CLERK, command);
    let expected = [
        ("0001.01/2026", "form-again"),
        ("0002.01/2026", "registered"),
    ];
    let found = told(&decision.events);
    let found: Vec<_> = found
        .iter()
        .map(|(no, what)| (no.as_str(), *what))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(
        office.request(no).revision,
        revision,
        "a note leaves the revision"
    );
    // After the end of that request the next row is a new one.
    let command = close(&office, no, Closing::Withdrawn);
    office.done(CLERK, command);
    let command = import(&office, vec![vec![row(3, name(1, Kind::Issue))]]);
    office.done(CLERK, command);
    assert_eq!(office.request(agenda(3).line(1)).stage, Stage::Registered);
}

#[test]
fn a_name_repeated_within_the_letter_is_one_request_with_a_note() {
    let mut office = Office::new();
    let names = vec![
        row(1, name(1, Kind::Issue)),
        row(2, name(2, Kind::Issue)),
        row(3, name(1, Kind::Issue)),
    ];
    let command = import(&office, vec![names]);
    let decision = office.done(CLERK, command.clone());
    let again = |event: &&Event| matches!(event.what, Happening::Request(RequestEvent::FormAgain(row)) if row.row == 3);
    let repeats: Vec<_> = decision.events.iter().filter(again).collect();
    assert_eq!(repeats.len(), 1);
    assert_eq!(repeats[0].record, RecordId::Request(agenda(1).line(1)));
    match office.desk.record(RecordId::Letter(agenda(1))) {
        Some(Record::Letter(letter)) => assert_eq!((letter.names, letter.sheets), (2, 1)),
        other => panic!("{other:?}"),
    }
    assert_eq!(office.done(CLERK, command).events, []);
}

#[test]
fn two_letters_of_one_import_that_name_the_same_person_are_one_request() {
    let mut office = Office::new();
    let letters = vec![
        vec![row(1, name(1, Kind::Issue))],
        vec![row(2, name(1, Kind::Issue)), row(3, name(2, Kind::Issue))],
    ];
    let command = import(&office, letters);
    let decision = office.done(CLERK, command);
    let found = told(&decision.events);
    let found: Vec<_> = found
        .iter()
        .map(|(no, what)| (no.as_str(), *what))
        .collect();
    let expected = [
        ("0001.01/2026", "registered"),
        ("0001.01/2026", "form-again"),
        ("0002.01/2026", "registered"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn people_whose_numbers_do_not_read_are_not_taken_for_one_another() {
    let mut office = Office::new();
    let mut unread = name(1, Kind::Issue);
    (unread.identity.nik, unread.identity.nip) = ("1,97E+15".to_owned(), "-".to_owned());
    let names = vec![row(1, unread.clone()), row(2, unread)];
    let command = import(&office, vec![names]);
    office.done(CLERK, command);
    for line in 1..=2 {
        assert_eq!(office.request(agenda(1).line(line)).person, None);
    }
}

#[test]
fn the_documents_of_the_form_lie_beside_the_request() {
    let mut office = Office::new();
    let no: RequestNo = office.issue(1);
    let request = office.request(no);
    let keys: Vec<_> = request
        .checklist
        .iter()
        .map(|item| item.document.as_str())
        .collect();
    let expected = [
        "letter",
        "form",
        "ktp",
        "sk",
        "selfie_ktp",
        "selfie",
        "email",
    ];
    assert_eq!(keys, expected);
    for document in FILES {
        let held = request.item(document).unwrap().current().unwrap();
        assert_eq!((held.by, held.added), (CLERK, request.registered));
    }
}
