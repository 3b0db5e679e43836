//! What holds for every act.
#![allow(clippy::unwrap_used)]

mod dummy;

use super::*;
use crate::domain::certificate::Standing;
use crate::domain::ids::SheetNo;
use crate::domain::office::Position;
use crate::domain::request::Stage as RequestStage;
use crate::text::Language;
use crate::tui::act::testing::portal_name;
use crate::tui::panel::{Input, Panel};
use crate::tui::place::Place;
use crate::tui::testing::{Stage, letter};
use crate::tui::view::request::action_of;
use crate::tui::view::testing::samples::{certificate_view, revoked};
use crate::tui::view::testing::staff::staff;
use crate::tui::view::testing::{agenda, request_view, returned_view, sheet_line};

#[test]
fn a_key_begins_one_act_on_one_record() {
    let keys = ACTS.iter().map(|entry| match entry {
        Entry::Request(action, _) => ("request", *action),
        Entry::Certificate(action, _) => ("certificate", *action),
        Entry::Desk(action, _) => ("desk", *action),
        Entry::Sheets(action, _) => ("sheets", *action),
        Entry::Disposal(action, _) => ("disposal", *action),
        Entry::Portal(action, _) => ("portal", *action),
        Entry::Staff(action, _) => ("staff", *action),
        Entry::Officer(action, _) => ("officer", *action),
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

/// Acts that ask and have nothing to type.
const ASKED: &[&str] = &["undo", "end-acting", "forward", "dispose"];

/// The forms that an act may show, reached by the digits of its choice.
fn forms<V: Subject>(action: Action, case: &Case<V>, stage: &Stage) -> Vec<Flow> {
    let begun = || flow(action, case.clone(), &stage.ctx())?.ok();
    let chosen = ('1'..='9').filter_map(|digit| {
        let mut flow = begun().filter(|flow| flow.place() == Place::Menu)?;
        flow.handle(Input::Key(letter(digit)), &stage.ctx());
        Some(flow)
    });
    let shown = begun().into_iter().chain(chosen);
    shown.filter(|flow| flow.place() == Place::Form).collect()
}

/// Types into every form of an act, and brings what is kept to another session; whether there is
/// something to type.
fn outlives_the_screen<V: Subject>(action: Action, case: &Case<V>, stage: &Stage) -> bool {
    let ctx = stage.ctx();
    let mut typed = false;
    let mut keys = Vec::new();
    let again = forms(action, case, stage);
    for (mut flow, mut again) in forms(action, case, stage).into_iter().zip(again) {
        let fields = flow.form.entries().iter();
        let fields: Vec<&str> = fields
            .filter(|entry| entry.is_typed())
            .map(|e| e.key)
            .collect();
        for field in &fields {
            flow.form.go(field);
            flow.handle(Input::Key(letter('7')), &ctx);
        }
        let Some(field) = fields.first() else {
            continue;
        };
        typed = true;
        let draft = flow.draft().unwrap();
        assert!(!keys.contains(&draft.key), "{} twice", draft.key);
        again.handle(Input::Draft(draft.text.unwrap()), &ctx);
        keys.push(draft.key);
        for field in &fields {
            let raw = |flow: &Flow| flow.form.entry(field).unwrap().raw();
            assert!(raw(&flow).contains('7'), "{action:?} {field}");
            assert_eq!(raw(&again), raw(&flow), "{action:?} {field}");
        }
        assert!(again.draft().unwrap().text.is_some(), "{action:?} {field}");
    }
    typed
}

/// Requests as they may stand when an act is done.
fn requests() -> impl Iterator<Item = Case<RequestView>> {
    let views = [request_view(), returned_view()].into_iter();
    let stages = views.flat_map(|view| {
        RequestStage::ALL
            .into_iter()
            .map(move |stage| (view.clone(), stage))
    });
    stages.map(|(mut view, stage)| {
        view.request.stage = stage;
        view.may = ActKind::ALL.to_vec();
        view.blocks.clear();
        Case::of(view)
    })
}

#[test]
fn what_is_typed_in_any_act_outlives_the_screen() {
    let certificates = [Standing::Good, revoked()].map(|standing| {
        let mut view = certificate_view(standing);
        view.may = ActKind::ALL.to_vec();
        Case::of(view)
    });
    let lines = vec![sheet_line(
        SheetNo {
            agenda: agenda(),
            ordinal: 1,
        },
        Position::Kadis,
    )];
    let sheets = Case::of(Sheets::of(lines));
    let (stage, mut asked) = (Stage::small(), Vec::new());
    for entry in ACTS {
        let (name, typed) = match entry {
            Entry::Request(key, act) => {
                let typed = requests().filter(|case| outlives_the_screen(*key, case, &stage));
                (act.name(), typed.count() > 0)
            }
            Entry::Certificate(key, act) => {
                let typed = certificates.iter();
                let typed = typed.filter(|case| outlives_the_screen(*key, case, &stage));
                (act.name(), typed.count() > 0)
            }
            Entry::Desk(key, act) => (
                act.name(),
                outlives_the_screen(*key, &Case::of(Desk), &stage),
            ),
            Entry::Sheets(key, act) => (act.name(), outlives_the_screen(*key, &sheets, &stage)),
            Entry::Disposal(_, act) => (act.name(), false),
            Entry::Portal(key, act) => {
                let case = Case::of(ForPortal::of(vec![portal_name(1, true)]));
                (act.name(), outlives_the_screen(*key, &case, &stage))
            }
            Entry::Staff(key, act) => (
                act.name(),
                outlives_the_screen(*key, &Case::of(Staff), &stage),
            ),
            Entry::Officer(key, act) => {
                let case = Case::of(staff().swap_remove(1));
                (act.name(), outlives_the_screen(*key, &case, &stage))
            }
        };
        asked.extend((!typed).then_some(name));
    }
    assert_eq!(asked, ASKED, "an act with something to type is tried here");
}
