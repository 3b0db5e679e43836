//! Filling a form with keys, errors under fields, suggestions, drafts, and how it looks.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::entry::Choice;
use super::*;
use crate::domain::written::Prefer;
use crate::text::Language;
use crate::tui::testing::{Stage, key, letter};

fn sample() -> Form {
    Form::new("Surat baru")
        .with(Entry::text("from", "place-people", "").required())
        .with(Entry::day("date", "action-today", Prefer::Past, ""))
        .with(Entry::choice(
            "nature",
            "place-sheet",
            vec![
                Choice::new("ordinary", "Biasa"),
                Choice::new("important", "Penting"),
                Choice::new("confidential", "Rahasia"),
            ],
            "ordinary",
        ))
        .with(Entry::ticks(
            "instructions",
            "place-sheets",
            vec![
                Choice::new("follow", "Tindak lanjuti"),
                Choice::new("check", "Teliti kelengkapan"),
            ],
            &["check"],
        ))
        .with(Entry::note("note", "action-note", 3, ""))
}

fn type_in(form: &mut Form, stage: &Stage, text: &str) {
    for sign in text.chars() {
        form.handle(&Input::Key(letter(sign)), &stage.ctx());
    }
}

fn press(form: &mut Form, stage: &Stage, code: KeyCode) -> FormEvent {
    form.handle(&Input::Key(key(code)), &stage.ctx())
}

#[test]
fn a_form_is_filled_with_keys_alone() {
    let stage = Stage::small();
    let mut form = sample();
    type_in(&mut form, &stage, "Dinkes");
    press(&mut form, &stage, KeyCode::Enter);
    type_in(&mut form, &stage, "5/10");
    press(&mut form, &stage, KeyCode::Enter);
    type_in(&mut form, &stage, "r");
    press(&mut form, &stage, KeyCode::Enter);
    type_in(&mut form, &stage, " ");
    press(&mut form, &stage, KeyCode::Down);
    press(&mut form, &stage, KeyCode::Down);
    type_in(&mut form, &stage, "satu");
    press(&mut form, &stage, KeyCode::Enter);
    type_in(&mut form, &stage, "dua");
    let save = form.handle(&Input::Act(Action::Save), &stage.ctx());
    assert_eq!(save, FormEvent::Save);
    let values = form.values(&stage.ctx());
    let expected = [
        ("from", "Dinkes"),
        ("date", "2026-10-05"),
        ("nature", "confidential"),
        ("instructions", "check,follow"),
        ("note", "satu\ndua"),
    ];
    for ((key, value), (wanted, meant)) in values.iter().zip(expected) {
        assert_eq!((key.as_str(), value.as_str()), (wanted, meant));
    }
}

#[test]
fn saving_goes_to_the_first_field_that_says_no() {
    let stage = Stage::small();
    let mut form = sample();
    form.handle(&Input::Act(Action::NextPanel), &stage.ctx());
    type_in(&mut form, &stage, "31/2");
    let event = form.handle(&Input::Act(Action::Save), &stage.ctx());
    assert_eq!(event, FormEvent::Handled);
    assert_eq!(form.focused().unwrap().key, "from");
    let shown = stage.draw(|area, buf, ctx| form.render(area, buf, ctx));
    assert!(shown.contains("Wajib diisi."), "{shown}");
    assert!(shown.contains("\"31/2\" bukan tanggal"), "{shown}");
    type_in(&mut form, &stage, "x");
    assert!(form.entry("from").unwrap().error.is_none());
}

#[test]
fn escape_asks_only_when_something_was_typed() {
    let stage = Stage::small();
    let mut form = sample();
    let back = Input::Act(Action::Back);
    assert_eq!(form.handle(&back, &stage.ctx()), FormEvent::Leave);
    type_in(&mut form, &stage, "x");
    assert_eq!(form.handle(&back, &stage.ctx()), FormEvent::AskDiscard);
    form.saved();
    assert_eq!(form.handle(&back, &stage.ctx()), FormEvent::Leave);
}

#[test]
fn suggestions_are_taken_with_enter_and_left_with_tab_or_esc() {
    let stage = Stage::small();
    let mut form = sample();
    type_in(&mut form, &stage, "sit");
    let found = || {
        ["1", "2"]
            .map(|id| Suggestion {
                id: id.to_owned(),
                text: format!("Siti {id}"),
                detail: "Dinkes".to_owned(),
            })
            .to_vec()
    };
    form.suggest("from", found());
    form.suggest("note", Vec::new());
    let shown = stage.draw(|area, buf, ctx| form.render(area, buf, ctx));
    insta::assert_snapshot!("form_suggestions", shown);
    press(&mut form, &stage, KeyCode::Down);
    let taken = press(&mut form, &stage, KeyCode::Enter);
    let expected = FormEvent::Took {
        field: "from",
        id: "2".to_owned(),
    };
    assert_eq!(taken, expected);
    form.suggest("from", found());
    form.handle(&Input::Act(Action::Back), &stage.ctx());
    assert_eq!(press(&mut form, &stage, KeyCode::Enter), FormEvent::Handled);
    assert_eq!(form.focused().unwrap().key, "date");
}

#[test]
fn a_draft_of_a_record_s_form_keeps_only_what_was_typed() {
    let stage = Stage::small();
    let form = |agency: &str, note: &str| {
        Form::new("A")
            .with(Entry::text("agency", "field-agency", agency))
            .with(Entry::text("note", "field-note", note))
            .of_record()
    };
    let mut typed = form("Dinkes", "lama");
    type_in(&mut typed, &stage, " Provinsi");
    let draft = typed.draft().unwrap();
    let mut later = form("Dinkes", "baru");
    assert!(later.take_draft(&draft));
    assert_eq!(later.value("agency", &stage.ctx()), "Dinkes Provinsi");
    assert_eq!(later.value("note", &stage.ctx()), "baru");
}

#[test]
fn a_draft_brings_everything_back() {
    let stage = Stage::small();
    let mut form = sample();
    assert_eq!(form.draft(), None);
    type_in(&mut form, &stage, "Dinkes \"A\"");
    form.handle(&Input::Act(Action::PrevPanel), &stage.ctx());
    form.handle(&Input::Paste("satu\ndua".to_owned()), &stage.ctx());
    let draft = form.draft().unwrap();
    let mut other = sample();
    assert!(other.take_draft(&draft));
    assert_eq!(other.values(&stage.ctx()), form.values(&stage.ctx()));
    assert!(other.is_changed());
    assert!(!other.take_draft("not a draft"));
}

#[test]
fn it_looks_right_wide_narrow_and_short() {
    for (name, width, height, language) in [
        ("form_80", 80, 12, Language::Indonesian),
        ("form_120_en", 120, 12, Language::English),
        ("form_40", 40, 16, Language::Indonesian),
        ("form_short", 80, 4, Language::Indonesian),
    ] {
        let stage = Stage::new(width, height, language);
        let mut form = sample();
        type_in(&mut form, &stage, "Dinas Kesehatan");
        form.handle(&Input::Act(Action::NextPanel), &stage.ctx());
        type_in(&mut form, &stage, "5/10");
        if name == "form_short" {
            form.handle(&Input::Act(Action::PrevPanel), &stage.ctx());
            form.handle(&Input::Act(Action::PrevPanel), &stage.ctx());
        }
        let shown = stage.draw(|area, buf, ctx| form.render(area, buf, ctx));
        insta::assert_snapshot!(name, shown);
    }
}

#[test]
fn a_day_of_what_has_happened_is_not_in_the_future() {
    let stage = Stage::small();
    let mut form = Form::new("")
        .with(Entry::day("sent", "field-date", Prefer::Past, ""))
        .with(Entry::day("due", "field-deadline", Prefer::Future, ""));
    form.set("due", "24/11/2026");
    form.set("sent", "24/11/2026");
    let save = Input::Act(Action::Save);
    assert_eq!(form.handle(&save, &stage.ctx()), FormEvent::Handled);
    let said = form.entry("sent").and_then(|entry| entry.error.clone());
    assert!(said.is_some_and(|said| said.contains("belum terjadi")));
    form.set("sent", "23/11/2026");
    assert_eq!(form.handle(&save, &stage.ctx()), FormEvent::Save);
}
