//! The pages of what is not built yet tell what to do instead.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::text::Language;
use crate::tui::testing::Stage;
use crate::tui::view::testing::samples::show;
use crate::tui::view::testing::staff::status;

fn desk(ask: &Ask) -> Option<Tell> {
    Some(match ask {
        Ask::Status => Tell::Status(Box::new(status())),
        _ => return None,
    })
}

#[test]
fn each_page_says_what_comes_and_what_to_use_until_then() {
    for language in [Language::Indonesian, Language::English] {
        let stage = Stage::new(80, 24, language);
        let mut shown = String::new();
        for mut page in Later::all() {
            show(&mut page, &stage, &desk);
            shown.push_str(&stage.draw(|area, buf, ctx| page.render(area, buf, ctx)));
        }
        insta::assert_snapshot!(format!("later_80_{}", language.tag()), shown);
    }
}

#[test]
fn the_head_of_the_ledger_is_copied_whole() {
    let stage = Stage::small();
    let mut page = Later::new(Place::Reports);
    assert!(!page.facts(&stage.ctx()).allowed.has(Action::Copy));
    show(&mut page, &stage, &desk);
    let effects = page.handle(Input::Act(Action::Copy), &stage.ctx());
    assert!(
        matches!(&effects[..], [Effect::Copy { text, .. }] if text.len() == 64),
        "{effects:?}"
    );
}
