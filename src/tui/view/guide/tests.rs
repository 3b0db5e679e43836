//! The guide, from the shipped policy.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::refusal::Refusal;
use crate::text::Language;
use crate::tui::testing::{Stage, letter};
use crate::tui::view::testing::office;
use crate::tui::view::testing::shelf::show;

fn desk(ask: &Ask) -> Option<Tell> {
    matches!(ask, Ask::Office).then(|| Tell::Office(Box::new(office())))
}

#[test]
fn it_looks_right_in_both_languages() {
    for (name, height, language) in [
        ("guide_80", 24, Language::Indonesian),
        ("guide_whole_80_en", 120, Language::English),
    ] {
        let stage = Stage::new(80, height, language);
        let mut guide = Guide::new();
        show(&mut guide, &stage, &desk);
        insta::assert_snapshot!(
            name,
            stage.draw(|area, buf, ctx| guide.render(area, buf, ctx))
        );
    }
}

#[test]
fn a_word_is_found_in_it_and_a_refusal_is_said() {
    let stage = Stage::new(80, 120, Language::Indonesian);
    let mut guide = Guide::new();
    show(&mut guide, &stage, &desk);
    guide.handle(Input::Act(Action::Find), &stage.ctx());
    for sign in "BPPT".chars() {
        guide.handle(Input::Key(letter(sign)), &stage.ctx());
    }
    assert_eq!(guide.text.highlight, "bppt");
    let mut guide = Guide::new();
    let refused = |_: &Ask| Some(Tell::Refused(Refusal::Internal("disk".to_owned())));
    show(&mut guide, &stage, &refused);
    let shown = stage.draw(|area, buf, ctx| guide.render(area, buf, ctx));
    assert!(shown.contains("disk"), "{shown}");
}
