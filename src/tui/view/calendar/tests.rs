//! How the calendar looks filled, empty and refused, and where its keys go.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::ids::CertificateId;
use crate::domain::refusal::Refusal;
use crate::text::Language;
use crate::tui::testing::Stage;
use crate::tui::view::testing::samples::{agenda, answer, counts, page, show, today};
use crate::wire::view::CalendarView;

fn filled(ask: &Ask) -> Option<Tell> {
    Some(match ask {
        Ask::Calendar { first, days } => Tell::Calendar(CalendarView {
            days: counts(*first, *days),
        }),
        Ask::Page { query, .. } if query.list == List::Day(today()) => page(agenda()),
        Ask::Page { .. } => page(Vec::new()),
        _ => return None,
    })
}

fn drawn(panel: &Calendar, stage: &Stage) -> String {
    stage.draw(|area, buf, ctx| panel.render(area, buf, ctx))
}

fn press(panel: &mut Calendar, stage: &Stage, action: Action) -> Vec<Effect> {
    let effects = panel.handle(Input::Act(action), &stage.ctx());
    answer(panel, &stage.ctx(), effects, &filled)
}

#[test]
fn it_looks_right_in_both_languages() {
    for (name, width, height, language) in [
        ("calendar_80", 80, 24, Language::Indonesian),
        ("calendar_40", 40, 20, Language::Indonesian),
        ("calendar_120", 120, 40, Language::Indonesian),
        ("calendar_120_en", 120, 40, Language::English),
    ] {
        let stage = Stage::new(width, height, language);
        let mut panel = Calendar::new();
        show(&mut panel, &stage, &filled);
        insta::assert_snapshot!(name, drawn(&panel, &stage));
    }
}

#[test]
fn a_narrow_screen_has_the_agenda_as_a_second_page() {
    let stage = Stage::small();
    let mut panel = Calendar::new();
    show(&mut panel, &stage, &filled);
    press(&mut panel, &stage, Action::Open);
    insta::assert_snapshot!("agenda_80", drawn(&panel, &stage));
    let effects = press(&mut panel, &stage, Action::Open);
    let [Effect::Show { place, record }] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(*place, Place::Certificates);
    assert_eq!(*record, RecordId::Certificate(CertificateId(1)));
    press(&mut panel, &stage, Action::Back);
    assert!(drawn(&panel, &stage).contains("Kalender Masa Berlaku"));
}

#[test]
fn keys_go_by_day_week_month_and_year_and_back_to_today() {
    let stage = Stage::small();
    let mut panel = Calendar::new();
    show(&mut panel, &stage, &filled);
    for (action, wanted) in [
        (Action::Right, "2026-11-24"),
        (Action::Down, "2026-12-01"),
        (Action::Next, "2027-01-01"),
        (Action::Left, "2026-12-31"),
        (Action::Previous, "2026-11-30"),
        (Action::Today, "2026-11-23"),
        (Action::Bottom, "2026-11-30"),
        (Action::Top, "2026-11-01"),
        (Action::Up, "2026-10-25"),
    ] {
        press(&mut panel, &stage, action);
        assert_eq!(panel.day(&stage.ctx()).to_string(), wanted, "{action:?}");
    }
    press(&mut panel, &stage, Action::PrevPanel);
    press(&mut panel, &stage, Action::Right);
    press(&mut panel, &stage, Action::Down);
    assert_eq!(panel.day(&stage.ctx()).to_string(), "2027-11-25");
    assert_eq!(panel.year, Some(2027), "the counts of the year in view");
    assert_eq!(
        panel.agenda.window.query().list,
        List::Day(panel.day(&stage.ctx()))
    );
}

#[test]
fn an_empty_day_and_a_refusal_say_so() {
    let stage = Stage::small();
    let mut panel = Calendar::new();
    show(&mut panel, &stage, &filled);
    press(&mut panel, &stage, Action::Right);
    press(&mut panel, &stage, Action::Open);
    assert!(drawn(&panel, &stage).contains("Tidak ada yang jatuh"));
    let mut panel = Calendar::new();
    show(&mut panel, &stage, &|ask| match ask {
        Ask::Page { .. } => Some(Tell::Refused(Refusal::Invalid {
            field: "filter".to_owned(),
            given: "x".to_owned(),
        })),
        other => filled(other),
    });
    panel.agenda.window.list.fill_all(Vec::new());
    press(&mut panel, &stage, Action::Open);
    let shown = drawn(&panel, &stage);
    assert!(shown.contains("tidak dapat dipakai"), "{shown}");
}

#[test]
fn a_named_filter_of_the_agenda_is_chosen_with_f() {
    let mut stage = Stage::small();
    let mut panel = Calendar::new();
    panel.handle(Input::Shown(stage.area()), &stage.ctx());
    panel.handle(Input::Act(Action::Filter), &stage.ctx());
    assert!(panel.search.typing(), "nothing kept yet: it is typed");
    panel.handle(Input::Paste("pd:dinkes".to_owned()), &stage.ctx());
    let save = ratatui::crossterm::event::KeyEvent::new(
        ratatui::crossterm::event::KeyCode::Char('s'),
        ratatui::crossterm::event::KeyModifiers::CONTROL,
    );
    let asked = panel.handle(Input::Key(save), &stage.ctx());
    assert!(matches!(asked[..], [Effect::Open(_)]), "{asked:?}");
    let key = format!("{FILTERS}:Dinkes");
    stage.me.choices.set(&key, Some("pd:dinkes"));
    panel.handle(Input::Act(Action::Back), &stage.ctx());
    let menu = panel.handle(Input::Act(Action::Filter), &stage.ctx());
    assert!(matches!(menu[..], [Effect::Open(_)]), "{menu:?}");
    let answer = crate::tui::panel::Answer::Chosen("Dinkes".to_owned());
    panel.handle(
        Input::Answered {
            tag: SEARCH,
            answer,
        },
        &stage.ctx(),
    );
    assert_eq!(panel.agenda.window.query().filter, "pd:dinkes");
    assert_eq!(panel.pane, Part::Agenda);
}
