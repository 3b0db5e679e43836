//! The audit trail: pages, pushes and words to filter by.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::refusal::Refusal;
use crate::text::Language;
use crate::tui::testing::{Stage, letter};
use crate::tui::view::testing::no;
use crate::tui::view::testing::samples::{answer, event, show};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::{HistoryRow, Value};

fn row(sequence: u64) -> HistoryRow {
    match sequence % 5 {
        0 => event(sequence, "looked-nik", &[]),
        1 => event(
            sequence,
            "refused",
            &[
                ("act", Value::key("act", "send")),
                ("code", Value::key("attempt", "separation")),
            ],
        ),
        2 => event(
            sequence,
            "sent",
            &[
                ("ticket", Value::Exact("BSrE-4411".to_owned())),
                ("channel", Value::key("channel", "portal")),
            ],
        ),
        3 => event(
            sequence,
            "moved",
            &[("stage", Value::key("stage", "verification"))],
        ),
        _ => event(
            sequence,
            "noted",
            &[("text", Value::Text("pemohon menelepon".to_owned()))],
        ),
    }
}

/// A ledger of so many events.
fn ledger(head: u64) -> impl Fn(&Ask) -> Option<Tell> {
    move |ask| {
        let (end, count) = match ask {
            Ask::Audit { before, count } => (before.map_or(head, |before| before - 1), *count),
            Ask::History { from, count, .. } => (head - u64::from(*from), *count),
            _ => return None,
        };
        let rows = (1..=end).rev().take(usize::from(count)).map(row);
        Some(Tell::History {
            total: u32::try_from(head).unwrap(),
            rows: rows.collect(),
        })
    }
}

fn drawn(panel: &dyn Panel, stage: &Stage) -> String {
    stage.draw(|area, buf, ctx| panel.render(area, buf, ctx))
}

#[test]
fn it_looks_right_in_both_languages() {
    for (name, width, height, language) in [
        ("audit_80", 80, 24, Language::Indonesian),
        ("audit_120", 120, 40, Language::Indonesian),
        ("audit_120_en", 120, 40, Language::English),
    ] {
        let stage = Stage::new(width, height, language);
        let mut panel = Audit::new();
        show(&mut panel, &stage, &ledger(320));
        insta::assert_snapshot!(name, drawn(&panel, &stage));
    }
    let stage = Stage::small();
    let mut story = RecordHistory::new(RecordId::Request(no(3)));
    show(&mut story, &stage, &ledger(4));
    insta::assert_snapshot!("story_80", drawn(&story, &stage));
}

#[test]
fn an_empty_ledger_and_a_refusal_say_so() {
    let stage = Stage::small();
    let mut panel = Audit::new();
    show(&mut panel, &stage, &ledger(0));
    assert!(drawn(&panel, &stage).contains("Belum ada kejadian"));
    let mut panel = Audit::new();
    let refused = |_: &Ask| Some(Tell::Refused(Refusal::Internal("disk".to_owned())));
    show(&mut panel, &stage, &refused);
    panel.0.ledger.list.fill_all(Vec::new());
    assert!(drawn(&panel, &stage).contains("disk"));
}

#[test]
fn older_pages_come_as_the_cursor_nears_them() {
    let stage = Stage::small();
    let mut panel = Audit::new();
    let desk = ledger(1000);
    show(&mut panel, &stage, &desk);
    assert_eq!(panel.0.ledger.read(), 200);
    for _ in 0..10 {
        let effects = panel.handle(Input::Act(Action::Bottom), &stage.ctx());
        answer(&mut panel, &stage.ctx(), effects, &desk);
    }
    assert_eq!(panel.0.ledger.read(), 1000);
    assert!(panel.0.ledger.ended());
    assert_eq!(panel.0.ledger.list.total(), 1000);
}

#[test]
fn new_events_come_on_top_without_moving_the_cursor() {
    let stage = Stage::small();
    let mut panel = Audit::new();
    show(&mut panel, &stage, &ledger(300));
    panel.handle(Input::Act(Action::Down), &stage.ctx());
    let id = panel.0.ledger.list.current_id();
    let effects = panel.handle(Input::Changed(Default::default()), &stage.ctx());
    answer(&mut panel, &stage.ctx(), effects, &ledger(303));
    assert_eq!(panel.0.ledger.list.current_id(), id);
    assert_eq!(panel.0.ledger.read(), 203);
    // After a long absence what lies between is not known: it begins anew.
    let effects = panel.handle(Input::Reconnected, &stage.ctx());
    answer(&mut panel, &stage.ctx(), effects, &ledger(2000));
    assert_eq!(panel.0.ledger.read(), 200);
}

#[test]
fn words_filter_and_reach_further_back() {
    let stage = Stage::small();
    let mut panel = Audit::new();
    let desk = ledger(900);
    show(&mut panel, &stage, &desk);
    panel.handle(Input::Act(Action::Find), &stage.ctx());
    for sign in "rina bsre-4411".chars() {
        let effects = panel.handle(Input::Key(letter(sign)), &stage.ctx());
        answer(&mut panel, &stage.ctx(), effects, &desk);
    }
    let found = &panel.0.ledger.list;
    assert!(found.total() >= 60, "{}", found.total());
    assert!(panel.0.ledger.read() > 200);
    let all = found.rows().iter().all(|entry| entry.row.event == "sent");
    assert!(all && found.rows().iter().all(|entry| entry.row.officer == "Rina"));
}
