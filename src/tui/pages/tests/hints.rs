//! The hint line holds what it says: on every page and in every layer that a page opens, a hinted key
//! does something or says why not, and where a record is under the cursor the first hint is the next
//! step.

use super::*;

/// What the app does itself, wherever one is.
const OF_THE_APP: [Action; 6] = [
    Action::Menu,
    Action::Palette,
    Action::Help,
    Action::FindAll,
    Action::Quit,
    Action::Read,
];

/// A page as it stands once the desk has answered all it asks.
fn page(index: usize, stage: &Stage) -> Box<dyn Panel> {
    page_after(index, &[], stage)
}

/// The same after these acts.
fn page_after(index: usize, acts: &[Action], stage: &Stage) -> Box<dyn Panel> {
    let mut page = pages().remove(index);
    show(page.as_mut(), stage, &desk);
    for action in acts {
        let effects = page.handle(Input::Act(*action), &stage.ctx());
        answer(page.as_mut(), &stage.ctx(), effects, &desk);
    }
    page
}

/// What leads to the panes of a page.
const WAYS: [&[Action]; 6] = [
    &[],
    &[Action::Open],
    &[Action::Open, Action::NextPanel],
    &[Action::Open, Action::NextPanel, Action::NextPanel],
    &[Action::NextPanel],
    &[Action::NextPanel, Action::NextPanel],
];

/// The layers that an act on a page opens.
fn layers(index: usize, action: Action, stage: &Stage) -> Vec<Box<dyn Panel>> {
    let mut page = page(index, stage);
    let effects = page.handle(Input::Act(action), &stage.ctx());
    let rest = answer(page.as_mut(), &stage.ctx(), effects, &desk);
    let opened = samples::bare(rest)
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Open(mut layer) => {
                show(layer.as_mut(), stage, &desk);
                Some(layer)
            }
            _ => None,
        });
    opened.collect()
}

fn look(panel: &dyn Panel, stage: &Stage) -> (Buffer, keymap::Facts) {
    let mut seen = Buffer::empty(stage.area());
    panel.render(stage.area(), &mut seen, &stage.ctx());
    (seen, panel.facts(&stage.ctx()))
}

/// The hinted acts that change nothing, want nothing and say nothing.
fn dead(fresh: &dyn Fn() -> Box<dyn Panel>, stage: &Stage) -> Vec<(Place, Action, u16)> {
    let panel = fresh();
    let facts = panel.facts(&stage.ctx());
    let next = keymap::next(&facts).and_then(|next| next.action);
    let hinted = keymap::hints(&facts).into_iter().map(|rule| rule.action);
    let mut dead = Vec::new();
    for action in hinted.chain(next) {
        if OF_THE_APP.contains(&action) {
            continue;
        }
        let mut panel = fresh();
        let before = look(panel.as_ref(), stage);
        let effects = panel.handle(Input::Act(action), &stage.ctx());
        let wanted = !effects.is_empty();
        answer(panel.as_mut(), &stage.ctx(), effects, &desk);
        if !wanted && look(panel.as_ref(), stage) == before {
            dead.push((panel.place(), action, stage.screen.width));
        }
    }
    dead
}

#[test]
fn no_page_hints_a_key_that_does_nothing() {
    let mut found = Vec::new();
    for index in 0..pages().len() {
        for (width, height) in [(80, 24), (120, 40)] {
            let stage = Stage::new(width, height, Language::Indonesian);
            for way in WAYS {
                let fresh = || page_after(index, way, &stage);
                let dead = dead(&fresh, &stage).into_iter();
                found.extend(dead.map(|dead| (dead, way)));
            }
        }
    }
    assert_eq!(found, Vec::new());
}

#[test]
fn no_layer_hints_a_key_that_does_nothing() {
    let stage = Stage::small();
    let (mut found, mut seen) = (Vec::new(), Vec::new());
    for index in 0..pages().len() {
        for action in Action::ALL.iter().copied() {
            let count = layers(index, action, &stage).len();
            for at in 0..count {
                let fresh = || layers(index, action, &stage).remove(at);
                // One of each kind is enough.
                let shown = look(fresh().as_ref(), &stage).0;
                if seen.contains(&shown) {
                    continue;
                }
                seen.push(shown);
                found.extend(dead(&fresh, &stage));
            }
        }
    }
    assert!(seen.len() > 12, "{} layers", seen.len());
    assert_eq!(found, Vec::new());
}

#[test]
fn where_a_record_is_under_the_cursor_the_first_hint_is_the_next_step() {
    let stage = Stage::new(120, 40, Language::Indonesian);
    let mut with_rows = 0;
    for index in 0..pages().len() {
        let page = page(index, &stage);
        let facts = page.facts(&stage.ctx());
        // The guide is a text to read: it has no rows.
        if !facts.row || page.place() == Place::Guide {
            continue;
        }
        with_rows += 1;
        let next = keymap::next(&facts);
        let place = page.place();
        assert!(next.is_some(), "{place:?}");
        let line = stage.draw(|area, buf, ctx| {
            crate::tui::widgets::chrome::hints(area, buf, ctx, &facts);
        });
        let first = next.unwrap();
        let said = first
            .said
            .map(|key| stage.words.with(key, &[("count", &first.count)]));
        let key = first
            .action
            .and_then(|action| keymap::chord_of(action, place));
        let begins = said.unwrap_or_else(|| key.unwrap().label());
        assert!(line.starts_with(&format!(" {begins}")), "{place:?}: {line}");
    }
    assert!(with_rows >= 6, "{with_rows} pages have rows");
}

#[test]
fn the_first_hint_is_the_next_step() {
    let stage = Stage::new(80, 24, Language::Indonesian);
    let mut page: Box<dyn Panel> = Box::new(VerifyPanel::new());
    let mut view = request_view();
    view.request.stage = crate::domain::request::Stage::Verification;
    view.request.claimed = None;
    view.may = vec![crate::domain::act::ActKind::Claim];
    show(page.as_mut(), &stage, &|ask| match ask {
        Ask::Request(_) => Some(Tell::Request(Box::new(view.clone()))),
        other => desk(other),
    });
    let facts = page.facts(&stage.ctx());
    let next = keymap::next(&facts).unwrap();
    assert_eq!(
        (next.said, next.action),
        (Some("next-free"), Some(Action::Claim))
    );
    let shown = stage.draw(|area, buf, ctx| {
        crate::tui::widgets::chrome::hints(area, buf, ctx, &facts);
    });
    assert!(
        shown.starts_with(" Belum ada yang memeriksa · a ambil"),
        "{shown}"
    );
}
