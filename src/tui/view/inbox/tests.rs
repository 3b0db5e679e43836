//! The inbox at three widths, and what its keys ask of the desk.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::act::Command;
use crate::domain::kind::Kind;
use crate::domain::office::Position;
use crate::text::Language;
use crate::tui::page::tab::{LIST, SEARCH};
use crate::tui::panel::Panel;
use crate::tui::testing::{Stage as Screen, letter};
use crate::tui::view::testing::samples::{bare, within};
use crate::tui::view::testing::{line, no, request_view};
use crate::wire::view::{Page, Row};

fn told(tag: Tag, tell: Tell) -> Input {
    Input::Told {
        tag,
        tell: Box::new(tell),
        last: true,
    }
}

fn page() -> Page {
    let rows = [
        (
            "Siti Rahmawati, S.Kom.",
            Kind::Issue,
            Stage::Disposition(Position::Kabid),
            11,
        ),
        (
            "Hendra Lubis",
            Kind::Revoke,
            Stage::Disposition(Position::Kadis),
            19,
        ),
        ("Rina Wijaya", Kind::Reset, Stage::Registered, 13),
        ("Arif Bakri", Kind::Renew, Stage::Returned, 0),
    ];
    let rows = (3..).zip(rows).map(|(number, (name, kind, stage, used))| {
        Row::from(line(number, name, kind, stage, used))
    });
    Page {
        total: 4,
        from: 0,
        rows: rows.collect(),
        at: None,
    }
}

fn shown(screen: &Screen) -> Inbox {
    let mut inbox = Inbox::new();
    inbox.handle(Input::Shown(screen.area()), &screen.ctx());
    inbox.handle(told(LIST, Tell::Page(page())), &screen.ctx());
    let view = Tell::Request(Box::new(request_view()));
    inbox.handle(within(&[DETAIL], told(0, view)), &screen.ctx());
    inbox
}

fn drawn(inbox: &Inbox, screen: &Screen) -> String {
    screen.draw(|area, buf, ctx| inbox.render(area, buf, ctx))
}

fn asks(effects: &[Effect]) -> Vec<&Ask> {
    fn ask(effect: &Effect) -> Option<&Ask> {
        match effect {
            Effect::Ask { ask, .. } => Some(ask),
            _ => None,
        }
    }
    effects.iter().filter_map(ask).collect()
}

#[test]
fn it_looks_right_at_three_widths() {
    for (name, width, height, language) in [
        ("inbox_80", 80, 21, Language::Indonesian),
        ("inbox_120", 120, 37, Language::Indonesian),
        ("inbox_120_en", 120, 37, Language::English),
        ("inbox_40", 40, 12, Language::Indonesian),
    ] {
        let screen = Screen::new(width, height, language);
        let inbox = shown(&screen);
        insta::assert_snapshot!(name, drawn(&inbox, &screen));
    }
}

#[test]
fn an_empty_inbox_says_what_to_do_and_a_filter_without_hits_how_to_go_back() {
    let screen = Screen::small();
    let mut inbox = Inbox::new();
    inbox.handle(Input::Shown(screen.area()), &screen.ctx());
    inbox.handle(told(LIST, Tell::Page(Page::default())), &screen.ctx());
    assert!(drawn(&inbox, &screen).contains("Tekan i untuk impor, b untuk baru."));
    inbox.handle(Input::Act(Action::Find), &screen.ctx());
    for sign in "zz".chars() {
        inbox.handle(Input::Key(letter(sign)), &screen.ctx());
    }
    inbox.handle(told(LIST + 2, Tell::Page(Page::default())), &screen.ctx());
    assert!(drawn(&inbox, &screen).contains("Esc: hapus pencarian"));
}

#[test]
fn the_filter_asks_as_one_types_and_names_what_is_wrong() {
    let screen = Screen::small();
    let mut inbox = shown(&screen);
    inbox.handle(Input::Act(Action::Find), &screen.ctx());
    assert!(inbox.facts(&screen.ctx()).typing);
    let effects = inbox.handle(Input::Key(letter('s')), &screen.ctx());
    let filters: Vec<&str> = asks(&effects)
        .into_iter()
        .filter_map(|ask| match ask {
            Ask::Page { query, .. } => Some(query.filter.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(filters, ["s"]);
    inbox.handle(Input::Paste(" nma".to_owned()), &screen.ctx());
    let effects = inbox.handle(Input::Key(letter(':')), &screen.ctx());
    assert!(asks(&effects).is_empty(), "{effects:?}");
    assert!(drawn(&inbox, &screen).contains("bukan kata saringan"));
}

#[test]
fn enter_opens_and_starts_the_clock_of_the_one_whose_turn_it_is() {
    let screen = Screen::small();
    let mut inbox = shown(&screen);
    let mut view = request_view();
    view.request.steps[0].opened = None;
    let came = told(0, Tell::Request(Box::new(view)));
    inbox.handle(within(&[DETAIL], came), &screen.ctx());
    let effects = bare(inbox.handle(Input::Act(Action::Open), &screen.ctx()));
    let opened = asks(&effects).iter().any(
        |ask| matches!(ask, Ask::Act { command, .. } if matches!(**command, Command::Open { .. })),
    );
    assert!(opened, "{effects:?}");
    assert!(drawn(&inbox, &screen).contains("Hasil cek"));
    inbox.handle(Input::Act(Action::Back), &screen.ctx());
    assert!(!drawn(&inbox, &screen).contains("Hasil cek"));
}

#[test]
fn what_the_record_does_not_allow_is_not_offered() {
    let screen = Screen::small();
    let inbox = shown(&screen);
    let facts = inbox.facts(&screen.ctx());
    assert!(facts.allowed.has(Action::Edit) && facts.allowed.has(Action::New));
    assert!(!facts.allowed.has(Action::Send) && !facts.allowed.has(Action::Forward));
}

#[test]
fn a_change_asks_again_and_the_cursor_stays_on_its_record() {
    let screen = Screen::small();
    let mut inbox = shown(&screen);
    inbox.handle(Input::Act(Action::Down), &screen.ctx());
    assert_eq!(inbox.page.pane.window.list.current_id(), Some(no(4)));
    let changed = crate::wire::envelope::Changed {
        sequence: 9,
        what: topic::REQUESTS,
    };
    let effects = bare(inbox.handle(Input::Changed(changed), &screen.ctx()));
    assert!(!asks(&effects).is_empty());
    let mut page = page();
    page.rows.insert(
        0,
        Row::from(line(1, "Baru", Kind::Issue, Stage::Registered, 0)),
    );
    page.total = 5;
    inbox.handle(told(LIST, Tell::Page(page)), &screen.ctx());
    assert_eq!(inbox.page.pane.window.list.current_id(), Some(no(4)));
}

#[test]
fn an_act_on_the_record_begins_from_the_list() {
    let screen = Screen::small();
    let mut inbox = shown(&screen);
    let effects = bare(inbox.handle(Input::Act(Action::Return), &screen.ctx()));
    assert!(
        matches!(&effects[..], [Effect::Open(form)] if form.place() == Place::Form),
        "{effects:?}"
    );
}

#[test]
fn a_search_is_kept_under_a_name_and_chosen_with_f() {
    let mut screen = Screen::small();
    let mut inbox = shown(&screen);
    inbox.handle(Input::Act(Action::Find), &screen.ctx());
    for sign in "saya:".chars() {
        inbox.handle(Input::Key(letter(sign)), &screen.ctx());
    }
    insta::assert_snapshot!("inbox_search_80", drawn(&inbox, &screen));
    let save = Input::Key(crate::tui::testing::ctrl('s'));
    let effects = inbox.handle(save, &screen.ctx());
    assert!(matches!(&effects[..], [Effect::Open(form)] if form.place() == Place::Form));
    let named = vec![("filter_name".to_owned(), "Meja saya".to_owned())];
    let answer = Input::Answered {
        tag: SEARCH + 1,
        answer: Answer::Fields(named),
    };
    let effects = inbox.handle(answer, &screen.ctx());
    screen.choose(&effects);
    let kept = format!("{}:Meja saya", InboxTab::FILTERS);
    assert_eq!(screen.me.choices.get(&kept), Some("saya:"));
    assert!(drawn(&inbox, &screen).contains("· Meja saya ·"));
    inbox.handle(Input::Act(Action::Back), &screen.ctx());
    assert_eq!(inbox.page.pane.window.query().filter, "");
    let effects = inbox.handle(Input::Act(Action::Filter), &screen.ctx());
    assert!(matches!(&effects[..], [Effect::Open(menu)] if menu.place() == Place::Menu));
    let answer = Input::Answered {
        tag: SEARCH,
        answer: Answer::Chosen("Meja saya".to_owned()),
    };
    let effects = inbox.handle(answer, &screen.ctx());
    assert_eq!(inbox.page.pane.window.query().filter, "saya:");
    assert!(!asks(&effects).is_empty());
}

#[test]
fn the_search_line_says_what_can_be_asked_for() {
    for (name, language) in [
        ("inbox_find_id", Language::Indonesian),
        ("inbox_find_en", Language::English),
    ] {
        let screen = Screen::new(80, 10, language);
        let mut inbox = shown(&screen);
        inbox.handle(Input::Act(Action::Find), &screen.ctx());
        insta::assert_snapshot!(name, drawn(&inbox, &screen));
    }
}

#[test]
fn a_letter_with_an_official_is_disposed_on_its_sheet() {
    let screen = Screen::small();
    let mut inbox = shown(&screen);
    let effects = inbox.handle(Input::Act(Action::Forward), &screen.ctx());
    let sheet = crate::tui::view::testing::agenda().sheet(1);
    assert!(
        matches!(&effects[..], [Effect::Show { place: Place::Sheets, record }]
            if *record == RecordId::Sheet(sheet)),
        "{effects:?}"
    );
}
