//! The real pages before the desk's first answer: the screen is whole at once, and says in the
//! place of rows and counts that the lists are being read, and how far.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::refusal::Refusal;
use crate::text::{Language, Words};
use crate::tui::app::{App, Incoming, Outgoing};
use crate::tui::line;
use crate::tui::panel::Me;
use crate::tui::place::Place;
use crate::tui::testing::{render_to_string, welcome};
use crate::tui::theme::Theme;
use crate::wire::envelope::ToClient;
use crate::wire::message::{Ask, Tell};
use crate::wire::view::Counts;
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
