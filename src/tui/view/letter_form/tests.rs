//! A letter by keys: how many it takes, what it asks of the desk, and that nothing is lost.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::act::Command;
use crate::domain::ids::RecordId;
use crate::domain::kind::Kind;
use crate::domain::refusal::Refusal;
use crate::text::Language;
use crate::tui::testing::{Stage, key, letter};
use crate::tui::view::testing::{agenda, request_view};
use crate::wire::message::Done;
use ratatui::crossterm::event::KeyEvent;

/// A form and a person at its keys.
struct Desk {
    form: LetterForm,
    stage: Stage,
    keys: usize,
}

impl Desk {
    fn new(width: u16, height: u16, language: Language) -> Desk {
        let stage = Stage::new(width, height, language);
        let mut form = LetterForm::new();
        form.handle(Input::Shown(stage.area()), &stage.ctx());
        Desk {
            form,
            stage,
            keys: 0,
        }
    }

    fn give(&mut self, input: Input) -> Vec<Effect> {
        self.form.handle(input, &self.stage.ctx())
    }

    fn tell(&mut self, tag: Tag, tell: Tell) -> Vec<Effect> {
        self.give(Input::Told {
            tag,
            tell: Box::new(tell),
            last: true,
        })
    }

    fn press(&mut self, event: KeyEvent) -> Vec<Effect> {
        self.keys += 1;
        self.give(Input::Key(event))
    }

    fn type_in(&mut self, text: &str) {
        for sign in text.chars() {
            self.press(letter(sign));
        }
    }

    fn save(&mut self) -> Vec<Effect> {
        self.keys += 1;
        self.give(Input::Act(crate::tui::action::Action::Save))
    }

    /// A known person by the last digits of the NIP that one types.
    fn known(&mut self, typed: &str, name: &str) {
        self.press(key(KeyCode::Down));
        self.type_in(typed);
        let effects = self.give(Input::Woke(TYPED));
        assert!(
            matches!(&effects[..], [Effect::Ask { tag: SUGGEST, .. }]),
            "{effects:?}"
        );
        let details = crate::wire::view::MaskedDetails {
            name: name.to_owned(),
            nip: "198704122010012015".to_owned().try_into().ok(),
            nik: None,
            birth_date: None,
            post: String::new(),
            rank: "III/c".to_owned(),
            eselon: String::new(),
            agency: "Dinas Kesehatan".to_owned(),
            email: "siti@babelprov.go.id".to_owned(),
            phone: String::new(),
        };
        self.tell(SUGGEST, Tell::Suggestions(vec![Suggestion { details }]));
        self.press(key(KeyCode::Enter));
        let taken = self.save();
        assert!(matches!(taken.last(), Some(Effect::Say(_))), "{taken:?}");
    }

    fn drawn(&self) -> String {
        self.stage
            .draw(|area, buf, ctx| self.form.render(area, buf, ctx))
    }
}

fn fifteen(desk: &mut Desk) {
    desk.type_in("Dinas Kesehatan");
    desk.press(key(KeyCode::Enter));
    desk.type_in("800/123/Dinkes/2026");
    desk.press(key(KeyCode::Enter));
    desk.type_in("20/11");
    desk.save();
    for number in 0..15 {
        desk.known("198704122010", &format!("Siti Rahmawati {number}"));
    }
}

#[test]
fn fifteen_names_take_about_410_keys_and_one_letter() {
    let mut desk = Desk::new(80, 24, Language::Indonesian);
    fifteen(&mut desk);
    let question = desk.save();
    assert!(matches!(question[..], [Effect::Open(_)]), "{question:?}");
    desk.keys += 1;
    let effects = desk.give(Input::Answered {
        tag: REGISTER,
        answer: Answer::Yes,
    });
    let [Effect::Ask { ask, .. }] = &effects[..] else {
        panic!("{effects:?}")
    };
    let Ask::Act { command, .. } = &**ask else {
        panic!("{ask:?}")
    };
    let Command::Register { letter } = &**command else {
        panic!("{command:?}")
    };
    assert_eq!(letter.names.len(), 15);
    assert_eq!(letter.form.number, "800/123/Dinkes/2026");
    assert_eq!(
        letter.form.date,
        chrono::NaiveDate::from_ymd_opt(2026, 11, 20)
    );
    assert!(
        letter
            .names
            .iter()
            .all(|name| { name.kind == Kind::Issue && name.identity.nip == "198704122010012015" })
    );
    assert!(desk.keys <= 410, "{} keys", desk.keys);
}

#[test]
fn a_refused_letter_stays_and_a_registered_one_leads_to_its_first_name() {
    let mut desk = Desk::new(80, 24, Language::Indonesian);
    fifteen(&mut desk);
    let effects = desk.tell(
        REGISTERED,
        Tell::Refused(Refusal::Missing("from".to_owned())),
    );
    assert!(matches!(&effects[..], [Effect::Say(_)]), "{effects:?}");
    assert_eq!((desk.form.page, desk.form.names.len()), (0, 15));
    assert!(desk.form.draft().unwrap().text.is_some());
    let done = Done {
        sequence: 1,
        by: "Budi".to_owned(),
        position: "agendaris".to_owned(),
        capacity: crate::domain::office::Capacity::Definitive,
        records: vec![(RecordId::Letter(agenda()), 1)],
        import: Vec::new(),
    };
    let effects = desk.tell(REGISTERED, Tell::Done(Box::new(done)));
    let shows = effects.iter().any(|effect| {
        matches!(effect, Effect::Show { place: Place::Requests, record } if *record == RecordId::Request(agenda().line(1)))
    });
    assert!(shows, "{effects:?}");
    assert_eq!(desk.form.draft().unwrap().text, None);
}

#[test]
fn a_draft_comes_back_as_it_was_typed() {
    let mut desk = Desk::new(80, 24, Language::Indonesian);
    fifteen(&mut desk);
    desk.type_in("Hendra Lub");
    let text = desk.form.draft().unwrap().text.unwrap();
    let mut again = Desk::new(80, 24, Language::Indonesian);
    let effects = again.give(Input::Draft(text.clone()));
    assert!(matches!(effects[..], [Effect::Open(_)]), "{effects:?}");
    assert_eq!(
        again.form.draft().unwrap().text,
        Some(text),
        "the kept one stays as it is while it is asked"
    );
    again.give(Input::Answered {
        tag: RESUME,
        answer: Answer::Yes,
    });
    assert_eq!(again.form.names.len(), 15);
    assert!(again.drawn().contains("Hendra Lub"), "{}", again.drawn());
}

#[test]
fn what_is_wrong_stands_under_its_field_while_one_types() {
    let mut desk = Desk::new(80, 24, Language::Indonesian);
    desk.type_in("Dinkes");
    desk.save();
    desk.type_in("Siti");
    desk.press(key(KeyCode::Enter));
    desk.type_in("19870412");
    assert!(
        desk.drawn().contains("NIP bukan 18 angka"),
        "{}",
        desk.drawn()
    );
    desk.press(key(KeyCode::Enter));
    assert!(
        desk.drawn().contains("NIP bukan 18 angka"),
        "{}",
        desk.drawn()
    );
    // It is no reason not to take the name.
    desk.save();
    assert_eq!(desk.form.names.len(), 1);
}

#[test]
fn names_taken_can_be_turned_back_to_and_taken_off() {
    let mut desk = Desk::new(80, 24, Language::Indonesian);
    fifteen(&mut desk);
    desk.press(key(KeyCode::PageUp));
    assert_eq!(desk.form.page, 15);
    for field in ["name", "nip", "email"] {
        desk.form.name.set(field, "");
    }
    desk.save();
    assert_eq!(desk.form.names.len(), 14);
}

#[test]
fn it_looks_right() {
    for (name, width, height, language) in [
        ("letter_80", 80, 21, Language::Indonesian),
        ("letter_120_en", 120, 37, Language::English),
    ] {
        let mut desk = Desk::new(width, height, language);
        insta::assert_snapshot!(format!("{name}_first"), desk.drawn());
        fifteen(&mut desk);
        insta::assert_snapshot!(name, desk.drawn());
    }
}

#[test]
fn the_scan_goes_first_and_lies_beside_each_name() {
    use crate::domain::checklist::Evidence;
    use crate::domain::policy::DocumentKey;
    let mut desk = Desk::new(80, 24, Language::Indonesian);
    desk.type_in("Dinas Kesehatan");
    desk.form.letter.set("scan", "/no/such/surat.pdf");
    desk.save();
    desk.type_in("Siti Rahmawati");
    desk.save();
    desk.save();
    let yes = Input::Answered {
        tag: REGISTER,
        answer: Answer::Yes,
    };
    let effects = desk.give(yes);
    let [Effect::Work { tag: SCAN, .. }] = &effects[..] else {
        panic!("the scan goes first: {effects:?}")
    };
    let stored = Tell::Stored {
        hash: crate::domain::ids::FileHash([7; 32]),
        bytes: 9,
    };
    let effects = desk.tell(SCAN, stored);
    let [Effect::Ask { ask, .. }] = &effects[..] else {
        panic!("{effects:?}")
    };
    let Ask::Act { command, .. } = &**ask else {
        panic!("{ask:?}")
    };
    let Command::Register { letter } = &**command else {
        panic!("{command:?}")
    };
    assert!(letter.form.scan.is_some());
    assert!(matches!(
        &letter.names[0].documents[..],
        [(DocumentKey::Letter, Evidence::File { name, .. })] if name == "surat.pdf"
    ));
}

#[test]
fn a_scan_that_cannot_be_read_is_said_under_its_field() {
    let mut desk = Desk::new(80, 24, Language::Indonesian);
    desk.type_in("Dinas Kesehatan");
    desk.form.letter.set("scan", "/no/such/surat.pdf");
    desk.save();
    desk.type_in("Siti Rahmawati");
    desk.save();
    desk.save();
    let yes = Input::Answered {
        tag: REGISTER,
        answer: Answer::Yes,
    };
    let mut effects = desk.give(yes);
    let Some(Effect::Work { job, .. }) = effects.pop() else {
        panic!("no work")
    };
    let result = job();
    desk.give(Input::Worked { tag: SCAN, result });
    assert_eq!(desk.form.page, 0);
    let error = desk
        .form
        .letter
        .entry("scan")
        .and_then(|scan| scan.error.clone());
    assert!(error.is_some());
}

/// A name in which nothing is to be mended.
fn whole(desk: &mut Desk, name: &str) -> Vec<Effect> {
    for (field, value) in [
        ("name", name),
        ("nip", "198704122010012015"),
        ("nik", "1971045204870013"),
        ("email", "siti@babelprov.go.id"),
    ] {
        desk.form.name.set(field, value);
    }
    desk.save()
}

/// The last question, as it stands on the screen.
fn last_question(desk: &mut Desk) -> String {
    let asked = desk.save();
    let [Effect::Open(question)] = &asked[..] else {
        panic!("{asked:?}")
    };
    desk.stage
        .draw(|area, buf, ctx| question.render(area, buf, ctx))
}

fn on_names() -> Desk {
    let mut desk = Desk::new(120, 37, Language::Indonesian);
    desk.type_in("Dinas Kesehatan");
    desk.save();
    desk
}

#[test]
fn a_name_without_its_numbers_is_not_right_and_says_why() {
    let mut desk = on_names();
    desk.type_in("Siti Rahmawati");
    assert!(!desk.drawn().contains("tidak diisi"), "not left yet");
    for _ in 0..2 {
        desk.press(key(KeyCode::Enter));
    }
    let shown = desk.drawn();
    assert!(shown.contains("NIP tidak diisi"), "{shown}");
    assert!(!shown.contains("NIK tidak diisi"), "not left yet: {shown}");
    desk.save();
    let shown = desk.drawn();
    assert!(
        shown.contains("✗ Siti Rahmawati") && shown.contains("NIK tidak diisi"),
        "{shown}"
    );
    let asked = last_question(&mut desk);
    assert!(asked.contains("1 nama masih perlu diperbaiki"), "{asked}");
}

#[test]
fn the_same_person_twice_and_an_open_request_are_told_before_registering() {
    let mut desk = on_names();
    let asked = whole(&mut desk, "Siti Rahmawati");
    assert!(
        desk.drawn().contains("✓ Siti Rahmawati"),
        "{}",
        desk.drawn()
    );
    let asks = |effect: &Effect| match effect {
        Effect::Ask { tag: OPEN, ask } => match &**ask {
            Ask::Page { query, .. } => query.filter.contains("198704122010012015"),
            _ => false,
        },
        _ => false,
    };
    assert!(asked.iter().any(asks), "{asked:?}");
    whole(&mut desk, "Siti Rahmawati, S.Kom.");
    let shown = desk.drawn();
    assert!(shown.contains("sama dengan nama nomor 1"), "{shown}");
    let stage = crate::domain::request::Stage::Verification;
    let mut line = crate::tui::view::testing::line(7, "Siti", Kind::Issue, stage, 1);
    line.row.nip = "198704122010012015".to_owned();
    let page = crate::wire::view::Page {
        total: 1,
        rows: vec![Row::from(line)],
        ..Default::default()
    };
    desk.tell(OPEN, Tell::Page(page));
    let shown = desk.drawn();
    assert!(shown.contains("! Siti Rahmawati"), "{shown}");
    let asked = last_question(&mut desk);
    for part in ["1 nama tertulis dua kali", "1 nama sudah punya permohonan"] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
}

#[test]
fn a_lone_word_is_asked_about_before_it_is_taken() {
    let mut desk = on_names();
    desk.type_in("Sit");
    let asked = desk.save();
    assert!(matches!(asked[..], [Effect::Open(_)]), "{asked:?}");
    assert_eq!(desk.form.names.len(), 0);
    let (tag, answer) = (FRAGMENT, Answer::No);
    desk.give(Input::Answered { tag, answer });
    assert_eq!(desk.form.names.len(), 0, "what is typed stays");
    let (tag, answer) = (FRAGMENT, Answer::Yes);
    desk.give(Input::Answered { tag, answer });
    assert_eq!(desk.form.names.len(), 1);
}

#[test]
fn a_form_that_follows_an_ended_request_opens_filled_and_says_which_papers_come() {
    let view = request_view();
    let no = view.request.no;
    let mut desk = Desk::new(80, 24, Language::Indonesian);
    desk.form = LetterForm::about(About::Request(no));
    let asked = desk.give(Input::Shown(desk.stage.area()));
    assert!(matches!(&asked[..], [Effect::Ask { tag: FOLLOWED, .. }]));
    desk.tell(FOLLOWED, Tell::Request(Box::new(view.clone())));
    let shown = desk.drawn();
    assert!(shown.contains("Permohonan lanjutan dari 0142"), "{shown}");
    // Nothing was typed: no draft, and Esc asks nothing.
    assert_eq!(desk.form.draft().unwrap().text, None);
    let key = desk.form.draft().unwrap().key;
    assert_ne!(key, DRAFT);
    desk.type_in("800/9/Dinkes");
    assert!(desk.form.draft().unwrap().text.is_some());
    desk.save();
    let shown = desk.drawn();
    assert!(shown.contains("Lanjutan dari"), "{shown}");
    assert!(shown.contains(&view.request.identity.name), "{shown}");
    desk.save();
    let question = desk.save();
    let [Effect::Open(question)] = &question[..] else {
        panic!("{question:?}")
    };
    let said = desk
        .stage
        .draw(|area, buf, ctx| question.render(area, buf, ctx));
    assert!(said.contains("Berkas yang dibawa: SK"), "{said}");
    let effects = desk.give(Input::Answered {
        tag: REGISTER,
        answer: Answer::Yes,
    });
    let [Effect::Ask { ask, .. }] = &effects[..] else {
        panic!("{effects:?}")
    };
    let Ask::Act { command, .. } = &**ask else {
        panic!("{ask:?}")
    };
    let Command::Register { letter } = &**command else {
        panic!("{command:?}")
    };
    assert_eq!(letter.form.number, "800/9/Dinkes");
    assert_eq!(letter.names.len(), 1);
    assert_eq!(letter.names[0].follows, Some(no));
    assert_eq!(letter.names[0].kind, view.next_kind);
}
