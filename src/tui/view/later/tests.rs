//! The pages of what is not built yet tell what to do instead.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::officer::Account;
use crate::text::Language;
use crate::tui::testing::Stage;
use crate::tui::view::testing::at;
use crate::tui::view::testing::samples::show;

fn desk(ask: &Ask) -> Option<Tell> {
    Some(match ask {
        Ask::Status => Tell::Status(Box::new(StatusView {
            pid: 1,
            build: "0.1".to_owned(),
            sessions: 3,
            sequence: 5214,
            head: "3fa19c7700112233".repeat(4),
            desk: "/srv/loket".to_owned(),
            training: false,
            now: at(9, 14),
            started: None,
            events: 5214,
            free_mib: 20_000,
        })),
        _ => return None,
    })
}

#[test]
fn each_page_says_what_comes_and_what_to_use_until_then() {
    for language in [Language::Indonesian, Language::English] {
        let mut stage = Stage::new(80, 24, language);
        stage.office.as_mut().unwrap().officers[0].account = Some(Account {
            uid: 1001,
            name: "budi".to_owned(),
        });
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
