//! The guide, from the shipped policy.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::text::Language;
use crate::tui::testing::{Stage, letter};

fn show(guide: &mut Guide, stage: &Stage) {
    let asked = guide.handle(Input::Shown(stage.area()), &stage.ctx());
    assert!(asked.is_empty(), "the app knows the office: {asked:?}");
}

#[test]
fn it_looks_right_in_both_languages() {
    for (name, height, language) in [
        ("guide_80", 24, Language::Indonesian),
        ("guide_whole_80_en", 120, Language::English),
    ] {
        let stage = Stage::new(80, height, language);
        let mut guide = Guide::new();
        show(&mut guide, &stage);
        insta::assert_snapshot!(
            name,
            stage.draw(|area, buf, ctx| guide.render(area, buf, ctx))
        );
    }
}

#[test]
fn a_word_is_found_in_it() {
    let stage = Stage::new(80, 120, Language::Indonesian);
    let mut guide = Guide::new();
    show(&mut guide, &stage);
    guide.handle(Input::Act(Action::Find), &stage.ctx());
    for sign in "BPPT".chars() {
        guide.handle(Input::Key(letter(sign)), &stage.ctx());
    }
    assert_eq!(guide.text.highlight, "bppt");
}

#[test]
fn it_follows_the_policy_without_a_key() {
    let mut stage = Stage::new(80, 120, Language::Indonesian);
    let office = stage.office.take();
    let mut guide = Guide::new();
    show(&mut guide, &stage);
    let drawn =
        |guide: &Guide, stage: &Stage| stage.draw(|area, buf, ctx| guide.render(area, buf, ctx));
    assert!(drawn(&guide, &stage).contains("Memuat"));
    stage.office = office.map(|mut office| {
        office.policy.office.name = "Dinas Contoh".to_owned();
        office
    });
    guide.handle(Input::Office, &stage.ctx());
    assert!(drawn(&guide, &stage).contains("Dinas Contoh"));
}
