//! The real pages before the desk's first answer: the screen is whole at once, and says in the
//! place of rows and counts that the lists are being read, and how far.
#![allow(clippy::unwrap_used, clippy::panic)]

mod hints;

use super::*;
use crate::domain::office::Position;
use crate::domain::refusal::Refusal;
use crate::text::{Language, Words};
use crate::tui::action::{Action, Group};
use crate::tui::app::{App, Incoming, Outgoing};
use crate::tui::keymap;
use crate::tui::line;
use crate::tui::panel::Me;
use crate::tui::panel::{Effect, Input};
use crate::tui::place::Place;
use crate::tui::spots::Cursor;
use crate::tui::testing::Stage;
use crate::tui::testing::{render_to_string, welcome};
use crate::tui::theme::Theme;
use crate::tui::view::testing::samples::{self, answer, show};
use crate::tui::view::testing::sheet::sheet_view;
use crate::tui::view::testing::staff::staff;
use crate::tui::view::testing::{agenda, line as request_line, office, request_view, sheet_line};
use crate::wire::envelope::ToClient;
use crate::wire::message::List;
use crate::wire::message::{Ask, Tell};
use crate::wire::view::Counts;
use crate::wire::view::{CalendarView, Row};
use ratatui::buffer::Buffer;
use ratatui::layout::Size;

/// A screen that just began, and the number under which it asked for the counts.
fn begun(place: Place, size: Size, language: Language) -> (App, u64) {
    let welcome = welcome();
    let me = Me {
        positions: vec!["agendaris".to_owned()],
        ..line::me(&welcome)
    };
    let words = Words::new(language);
    let mut app = App::new(words, Theme::default(), me, welcome.now, pages());
    let asked = app.start(place, size);
    let counts = asked.iter().find_map(|wanted| match wanted {
        Outgoing::Ask { id, ask } if **ask == Ask::Counts => Some(*id),
        _ => None,
    });
    (app, counts.unwrap())
}

fn tell(app: &mut App, id: u64, last: bool, tell: Tell) {
    app.handle(Incoming::Desk(Box::new(ToClient::Answer {
        id,
        last,
        tell,
    })));
}

fn shown(app: &App, size: Size) -> String {
    render_to_string(size.width, size.height, |area, buf| app.render(area, buf))
}

#[test]
fn the_first_frame_is_whole_and_says_how_far_the_lists_are() {
    for (name, place, (width, height), language) in [
        ("today_80", Place::Today, (80, 24), Language::Indonesian),
        ("today_120_en", Place::Today, (120, 40), Language::English),
        (
            "requests_80_en",
            Place::Requests,
            (80, 24),
            Language::English,
        ),
        (
            "requests_120",
            Place::Requests,
            (120, 40),
            Language::Indonesian,
        ),
    ] {
        let size = Size::new(width, height);
        let (mut app, counts) = begun(place, size, language);
        let (done, total) = (52_000, 130_000);
        tell(&mut app, counts, false, Tell::Progress { done, total });
        insta::assert_snapshot!(name, shown(&app, size));
    }
}

#[test]
fn every_list_says_that_it_is_being_read_and_none_shows_a_number_that_it_does_not_know() {
    for (language, said, percent) in [
        (
            Language::Indonesian,
            "Daftar sedang dimuat…",
            "dimuat… 40 %",
        ),
        (Language::English, "The lists are being read…", "read… 40 %"),
    ] {
        for place in Place::TABS.into_iter().take(6) {
            let size = Size::new(120, 40);
            let (mut app, counts) = begun(place, size, language);
            let (done, total) = (0, 0);
            tell(&mut app, counts, false, Tell::Progress { done, total });
            let text = shown(&app, size);
            assert!(text.contains(said), "{place:?}: {text}");
            assert!(!text.contains("· 0"), "{place:?}: {text}");
            let (done, total) = (2, 5);
            tell(&mut app, counts, false, Tell::Progress { done, total });
            assert!(app.take_dirty(), "drawn anew");
            let text = shown(&app, size);
            assert!(text.contains(percent), "{place:?}: {text}");
        }
    }
}

#[test]
fn an_answer_of_either_kind_ends_the_reading() {
    let size = Size::new(80, 24);
    let answers = [
        Tell::Counts(Counts::default()),
        Tell::Refused(Refusal::Internal("x".to_owned())),
    ];
    for answer in answers {
        let (mut app, counts) = begun(Place::Today, size, Language::Indonesian);
        tell(
            &mut app,
            counts,
            false,
            Tell::Progress { done: 1, total: 2 },
        );
        assert!(shown(&app, size).contains("50 %"));
        tell(&mut app, counts, true, answer);
        assert!(!shown(&app, size).contains("50 %"));
    }
}

/// A desk on which every list has rows.
fn desk(ask: &Ask) -> Option<Tell> {
    use crate::domain::certificate::Standing;
    use crate::domain::kind::Kind;
    use crate::domain::request::Stage as At;
    Some(match ask {
        Ask::Office => Tell::Office(Box::new(office())),
        Ask::Calendar { first, days } => Tell::Calendar(CalendarView {
            days: samples::counts(*first, *days),
        }),
        Ask::Page { query, .. } => samples::page(match query.list {
            List::Certificates => samples::inventory()
                .into_iter()
                .map(Row::Certificate)
                .collect(),
            List::Day(_) | List::Today => samples::agenda(),
            List::Sheets | List::Waiting => {
                vec![Row::Sheet(sheet_line(agenda().sheet(1), Position::Kabid))]
            }
            List::Officers => staff()
                .into_iter()
                .map(|one| Row::Officer(Box::new(one)))
                .collect(),
            List::Verification | List::Requests => [3, 4]
                .map(|number| request_line(number, "Siti", Kind::Issue, At::Verification, 4))
                .map(Row::from)
                .to_vec(),
            _ => Vec::new(),
        }),
        Ask::Audit { .. } | Ask::History { .. } => Tell::History {
            total: 2,
            rows: vec![
                samples::event(2, "noted", &[]),
                samples::event(1, "registered", &[]),
            ],
        },
        Ask::Person(_) => Tell::Person(Box::new(samples::person_view())),
        Ask::Request(_) => Tell::Request(Box::new(request_view())),
        Ask::Sheet(_) => Tell::Sheet(Box::new(sheet_view())),
        Ask::Certificate(_) => {
            Tell::Certificate(Box::new(samples::certificate_view(Standing::Good)))
        }
        _ => return None,
    })
}

/// The cursor after a panel was drawn.
fn cursor(panel: &dyn Panel, stage: &Stage) -> Option<Cursor> {
    stage.spots.begin();
    stage.draw(|area, buf, ctx| panel.render(area, buf, ctx));
    stage.spots.cursor()
}

#[test]
fn the_cursor_stands_where_typing_happens_and_at_the_row_elsewhere() {
    let stage = Stage::small();
    let mut typed = 0;
    for index in 0..pages().len() {
        let fresh = || {
            let mut page = pages().remove(index);
            show(page.as_mut(), &stage, &desk);
            page
        };
        let page = fresh();
        let place = page.place();
        // The guide is a text to read: it has no rows.
        let stands = cursor(page.as_ref(), &stage).is_some() || place == Place::Guide;
        assert!(stands || !page.facts(&stage.ctx()).row, "{place:?}");
        let acts = Action::ALL.iter().copied();
        for action in acts.filter(|action| action.group() != Group::Move) {
            let mut page = fresh();
            let effects = page.handle(Input::Act(action), &stage.ctx());
            let rest = answer(page.as_mut(), &stage.ctx(), effects, &desk);
            let layers = samples::bare(rest)
                .into_iter()
                .filter_map(|effect| match effect {
                    Effect::Open(layer) => Some(layer),
                    _ => None,
                });
            let mut panels: Vec<Box<dyn Panel>> = layers.collect();
            for layer in &mut panels {
                show(layer.as_mut(), &stage, &desk);
            }
            panels.push(page);
            panels.retain(|panel| panel.facts(&stage.ctx()).typing);
            for panel in panels {
                // A choice or ticks have the keys of a form, too: nothing is typed into them.
                let cursor = cursor(panel.as_ref(), &stage);
                let place = panel.place();
                assert!(cursor.is_some(), "{place:?} after {action:?}");
                typed += usize::from(cursor.is_some_and(|cursor| cursor.shown));
            }
        }
    }
    assert!(typed > 10, "{typed}");
}
