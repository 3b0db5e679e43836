//! What holds for every act.

mod dummy;

use super::*;
use crate::text::Language;
use crate::tui::testing::Stage;
use crate::tui::view::request::action_of;
use crate::tui::view::testing::request_view;

#[test]
fn a_key_begins_one_act_on_one_record() {
    let keys = ACTS.iter().map(|entry| match entry {
        Entry::Request(action, _) => ("request", *action),
        Entry::Certificate(action, _) => ("certificate", *action),
        Entry::Desk(action, _) => ("desk", *action),
        Entry::Sheets(action, _) => ("sheets", *action),
        Entry::Disposal(action, _) => ("disposal", *action),
        Entry::Portal(action, _) => ("portal", *action),
    });
    let mut seen = Vec::new();
    for key in keys {
        assert!(!seen.contains(&key), "{key:?} twice");
        seen.push(key);
    }
}

#[test]
fn every_act_that_a_request_may_offer_has_words_in_both_languages() {
    for language in [Language::Indonesian, Language::English] {
        let stage = Stage::new(80, 24, language);
        for kind in ActKind::ALL {
            let Some(action) = action_of(kind) else {
                continue;
            };
            let mut view = request_view();
            view.may.push(kind);
            let Some(begun) = flow(action, Case::of(view), &stage.ctx()) else {
                continue;
            };
            let title = match &begun {
                Ok(flow) => flow.form.title.as_str(),
                Err(why) => why.as_str(),
            };
            assert!(!title.starts_with('['), "{kind:?}: {title}");
        }
    }
}
