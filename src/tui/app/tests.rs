//! The app with toy panels: who gets the keys, what comes back to whom, what is never lost.
#![allow(clippy::unwrap_used, clippy::panic)]

mod chosen;

use super::*;
use crate::text::Language;
use crate::tui::action::ActionSet;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::panel::Answer;
use crate::tui::panel::Effect;
use crate::tui::terminal::capabilities::Clipboard;
use crate::tui::testing::{ctrl, key, letter, render_to_string};
use crate::tui::widgets::form::{Entry, Form};
use crate::tui::widgets::frame::Frame;
use crate::wire::envelope::Topics;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};

/// A page that notes what comes to it.
struct Toy {
    place: Place,
    log: Vec<String>,
}

impl Toy {
    fn page(place: Place) -> Box<dyn Panel> {
        Box::new(Toy {
            place,
            log: Vec::new(),
        })
    }
}

impl Panel for Toy {
    fn place(&self) -> Place {
        self.place
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            row: true,
            allowed: ActionSet::ALL,
            ..Facts::new(self.place)
        }
    }

    fn topics(&self) -> Topics {
        match self.place {
            Place::Requests => topic::REQUESTS,
            _ => Topics::ALL,
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let inside = Frame::titled(ctx.get(&self.place.name_key())).render(area, buf, ctx);
        let last = self.log.iter().rev().take(usize::from(inside.height));
        for (line, y) in last.zip(inside.y..inside.bottom()) {
            buf.set_stringn(
                inside.x,
                y,
                line,
                usize::from(inside.width),
                ratatui::style::Style::new(),
            );
        }
    }

    fn handle(&mut self, input: Input, _ctx: &Ctx) -> Vec<Effect> {
        self.log.push(format!("{input:?}"));
        match input {
            Input::Act(Action::Open) => vec![Effect::ask(5, Ask::Ping)],
            Input::Act(Action::Return) => {
                vec![Effect::open(
                    Confirm::new(9, "Kembalikan 0142.03?").irreversible(),
                )]
            }
            Input::Act(Action::Edit) => {
                let form = Form::new("Ubah").with(Entry::text("name", "action-edit", ""));
                vec![Effect::open(FormLayer::new(3, "edit-1", form))]
            }
            Input::Answered { tag: 3, .. } => {
                vec![Effect::open(Confirm::new(4, "Simpan?"))]
            }
            Input::Answered {
                tag: 4,
                answer: Answer::Yes,
            } => {
                vec![Effect::CloseAbove, Effect::done("Tersimpan")]
            }
            _ => Vec::new(),
        }
    }
}

pub(super) fn app() -> App {
    let me = Me {
        name: "budi".to_owned(),
        positions: vec!["verifikator".to_owned()],
        office: "Diskominfo Kep. Babel".to_owned(),
        ..Me::default()
    };
    let now = Instant::wib(2026, 11, 23, 9, 14).unwrap();
    let pages = vec![
        Toy::page(Place::Today),
        Toy::page(Place::Requests),
        Toy::page(Place::Audit),
    ];
    let mut app = App::new(
        Words::new(Language::Indonesian),
        Theme::default(),
        me,
        now,
        pages,
    );
    app.start(Place::Today, Size::new(80, 24));
    app
}

pub(super) fn press(app: &mut App, event: KeyEvent) -> Vec<Outgoing> {
    app.handle(Incoming::Terminal(vec![Event::Key(event)]))
}

fn type_in(app: &mut App, text: &str) {
    for sign in text.chars() {
        press(app, letter(sign));
    }
}

pub(super) fn screen(app: &App, width: u16, height: u16) -> String {
    render_to_string(width, height, |area, buf| app.render(area, buf))
}

fn asked(out: &[Outgoing]) -> Option<u64> {
    out.iter().find_map(|wanted| match wanted {
        Outgoing::Ask { id, ask } if **ask == Ask::Ping => Some(*id),
        _ => None,
    })
}

#[test]
fn numbers_and_names_go_to_pages() {
    let mut app = app();
    press(&mut app, letter('1'));
    assert_eq!(app.place(), Place::Requests);
    press(&mut app, letter(':'));
    type_in(&mut app, "jejak audit");
    press(&mut app, key(KeyCode::Enter));
    assert_eq!(app.place(), Place::Audit);
    press(&mut app, letter('7'));
    assert_eq!(app.place(), Place::Audit, "no such page here");
}

#[test]
fn an_answer_comes_to_the_panel_that_asked_and_to_no_other() {
    let mut app = app();
    let id = asked(&press(&mut app, key(KeyCode::Enter))).unwrap();
    press(&mut app, letter('1'));
    let answer = |id| {
        Incoming::Desk(Box::new(ToClient::Answer {
            id,
            last: true,
            tell: Tell::Pong,
        }))
    };
    app.handle(answer(id));
    app.handle(answer(id));
    app.handle(answer(999));
    assert!(!screen(&app, 80, 24).contains("Pong"));
    press(&mut app, letter('0'));
    let shown = screen(&app, 80, 24);
    assert_eq!(shown.matches("Told { tag: 5").count(), 1, "{shown}");
}

#[test]
fn a_question_on_top_takes_every_key() {
    let mut app = app();
    press(&mut app, letter('P'));
    assert_eq!(app.place(), Place::Confirm);
    for sign in ['1', 'P', ':', 'q', 'x'] {
        if sign != 'q' {
            press(&mut app, letter(sign));
            assert_eq!(app.place(), Place::Confirm, "{sign}");
        }
    }
    press(&mut app, key(KeyCode::Enter));
    assert_eq!(app.place(), Place::Today);
    assert!(screen(&app, 80, 24).contains("Answered { tag: 9, answer: No }"));
}

#[test]
fn a_form_stays_until_its_opener_closes_it() {
    let mut app = app();
    press(&mut app, letter('e'));
    type_in(&mut app, "Siti 1");
    assert_eq!(app.place(), Place::Form, "digits are text");
    press(&mut app, ctrl('s'));
    assert_eq!(app.place(), Place::Confirm);
    press(&mut app, letter('t'));
    assert_eq!(app.place(), Place::Form);
    assert!(screen(&app, 80, 24).contains("Siti 1"));
    press(&mut app, ctrl('s'));
    press(&mut app, letter('y'));
    assert_eq!(app.place(), Place::Today);
    assert!(screen(&app, 80, 24).contains("✓ Tersimpan"));
}

#[test]
fn errors_stay_until_read_and_the_lost_line_is_said_once() {
    let mut app = app();
    // A line that comes and goes is told as it is, whatever was told before and not touched.
    app.handle(Incoming::LineLost);
    app.handle(Incoming::LineBack(crate::tui::testing::welcome()));
    assert!(screen(&app, 80, 24).contains("Tersambung kembali."));
    app.handle(Incoming::LineLost);
    assert!(!screen(&app, 80, 24).contains("Tersambung kembali."));
    app.handle(Incoming::LineLost);
    press(&mut app, key(KeyCode::Down));
    press(&mut app, key(KeyCode::Esc));
    let shown = screen(&app, 80, 24);
    assert!(
        shown.contains("Sambungan terputus") && shown.contains("terputus\n"),
        "{shown}"
    );
    app.handle(Incoming::LineBack(crate::tui::testing::welcome()));
    let shown = screen(&app, 80, 24);
    assert!(
        shown.contains("Tersambung kembali.") && !shown.contains("Sambungan"),
        "{shown}"
    );
    assert!(shown.contains("Reconnected"));
    press(&mut app, key(KeyCode::Down));
    assert!(!screen(&app, 80, 24).contains("Tersambung kembali."));
    app.say(Message::error("Ditolak karena sesuatu."));
    press(&mut app, key(KeyCode::Down));
    assert!(screen(&app, 80, 24).contains("Ditolak karena"));
    press(&mut app, key(KeyCode::Esc));
    assert!(!screen(&app, 80, 24).contains("Ditolak karena"));
}

#[test]
fn a_line_that_nobody_mends_says_why_and_what_to_do() {
    let mut app = app();
    app.say(Message::error("Ditolak karena sesuatu."));
    app.handle(Incoming::LineLost);
    let args = [("damage", "gap"), ("event", "7")];
    app.handle(Incoming::LineGone {
        code: "desk-damaged".to_owned(),
        args: args
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
    });
    let shown = screen(&app, 80, 24).replace('\n', " ");
    for part in [
        "peristiwa 7",
        "Jangan hapus apa pun",
        "Isian Anda",
        "Ditolak karena",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("menyambung kembali"), "{shown}");
}

#[test]
fn a_copy_says_how_it_was_sent_and_never_that_it_arrived() {
    for (clipboard, sent, says) in [
        (Clipboard::Terminal, true, "OSC 52"),
        (Clipboard::Tmux, true, "set-clipboard"),
        (Clipboard::Multiplexer, true, "set-clipboard"),
        (Clipboard::Screen, false, "GNU screen"),
        (Clipboard::None, false, "tidak punya papan klip"),
    ] {
        let mut app = app();
        app.look.terminal.clipboard = clipboard;
        let mut out = Vec::new();
        app.copy("1971".to_owned(), "NIK: 1971", &mut out);
        let went = out
            .iter()
            .any(|out| matches!(out, Outgoing::Copy(text) if text == "1971"));
        assert_eq!(went, sent, "{clipboard:?}");
        let shown = screen(&app, 80, 24).replace('\n', " ");
        assert!(
            shown.contains("NIK: 1971") && shown.contains(says),
            "{shown}"
        );
        assert!(
            !shown.contains("tersalin") && !shown.contains("disalin"),
            "{shown}"
        );
    }
}

#[test]
fn a_page_out_of_sight_learns_of_changes_when_it_comes_back() {
    let mut app = app();
    press(&mut app, letter('1'));
    for sequence in [7, 9] {
        let changed = Changed {
            sequence,
            what: Topics::ALL,
        };
        app.handle(Incoming::Desk(Box::new(ToClient::Changed(changed))));
    }
    press(&mut app, letter('0'));
    let shown = screen(&app, 80, 24);
    assert_eq!(shown.matches("Changed(").count(), 1, "{shown}");
    assert!(shown.contains("sequence: 9"), "{shown}");
}

#[test]
fn only_who_shows_what_changed_asks_again() {
    let mut app = app();
    press(&mut app, letter('1'));
    let mut tell = |what: Topics| {
        let changed = Changed { sequence: 7, what };
        let out = app.handle(Incoming::Desk(Box::new(ToClient::Changed(changed))));
        let counts = out
            .iter()
            .filter(|one| matches!(one, Outgoing::Ask { ask, .. } if matches!(**ask, Ask::Counts)));
        let asked = counts.count();
        let shown = screen(&app, 80, 24);
        (asked, shown.matches("Changed(").count())
    };
    assert_eq!(tell(topic::PEOPLE), (0, 0), "neither the page nor the tabs");
    assert_eq!(tell(topic::CERTIFICATES), (1, 0), "the tabs alone");
    assert_eq!(tell(topic::REQUESTS), (1, 1));
    press(&mut app, letter('0'));
    let away = screen(&app, 80, 24);
    assert_eq!(away.matches("Changed(").count(), 1, "{away}");
    let all = Topics::ALL.0;
    assert!(away.contains(
        &format!("Topics({})", all & topic::PEOPLE.and(topic::CERTIFICATES).and(topic::REQUESTS).0)
    ));
}

#[test]
fn it_draws_only_when_something_came() {
    let mut app = app();
    assert!(app.take_dirty());
    assert!(!app.take_dirty());
    app.handle(Incoming::Minute(Instant::wib(2026, 11, 23, 9, 15).unwrap()));
    assert!(app.take_dirty());
    assert!(screen(&app, 80, 24).contains("09.15 WIB"));
}

#[test]
fn leaving_asks_and_a_second_time_does_not() {
    let mut app = app();
    press(&mut app, ctrl('c'));
    assert!(!app.ended());
    press(&mut app, ctrl('c'));
    assert!(app.ended());
    let mut app = super::tests::app();
    press(&mut app, ctrl('q'));
    press(&mut app, key(KeyCode::Enter));
    assert!(
        app.ended(),
        "closing the screen can be undone: Enter is yes"
    );
}

#[test]
fn the_whole_screen_at_every_size() {
    let mut app = app();
    app.shell.line = LineState::Up;
    app.present = Some(3);
    app.counts.insert(Place::Requests, 5214);
    for (width, height) in [(80, 24), (120, 40), (40, 15), (39, 14)] {
        app.handle(Incoming::Terminal(vec![Event::Resize(width, height)]));
        insta::assert_snapshot!(
            format!("screen_{width}x{height}"),
            screen(&app, width, height)
        );
    }
    for (width, height) in [(1, 1), (3, 2), (0, 0), (200, 3)] {
        screen(&app, width, height);
    }
    app.handle(Incoming::Terminal(vec![Event::Resize(80, 24)]));
    press(&mut app, letter('P'));
    insta::assert_snapshot!("screen_question", screen(&app, 80, 24));
}

#[test]

fn a_key_that_a_slow_line_may_have_left_moves_but_never_answers_or_saves() {
    let mut app = app();
    let doubtful = |app: &mut App, event: KeyEvent| {
        app.handle(Incoming::Terminal(vec![Event::Doubtful(event)]));
    };
    press(&mut app, letter('P'));
    assert_eq!(app.place(), Place::Confirm);
    for event in [letter('y'), letter('t'), key(KeyCode::Enter)] {
        doubtful(&mut app, event);
        assert_eq!(app.place(), Place::Confirm, "{event:?}");
    }
    press(&mut app, letter('t'));
    press(&mut app, letter('e'));
    assert_eq!(app.place(), Place::Form);
    doubtful(&mut app, letter('R'));
    assert!(screen(&app, 80, 24).contains('R'));
    for event in [ctrl('s'), key(KeyCode::Enter)] {
        doubtful(&mut app, event);
        assert_eq!(app.place(), Place::Form, "{event:?}");
    }
    press(&mut app, ctrl('s'));
    assert_eq!(app.place(), Place::Confirm, "a key that was pressed saves");
}

#[test]
fn a_paste_on_a_list_or_a_question_is_told_and_not_run() {
    let mut app = app();
    let paste = |app: &mut App| {
        let text = "y\nK siti@babelprov.go.id".to_owned();
        app.handle(Incoming::Terminal(vec![Event::Paste(text)]));
    };
    let told = "Teks tempelan tidak dijalankan";
    paste(&mut app);
    assert!(screen(&app, 80, 24).contains(told));
    press(&mut app, letter('P'));
    paste(&mut app);
    assert_eq!(app.place(), Place::Confirm);
    assert!(screen(&app, 80, 24).contains(told));
    press(&mut app, letter('t'));
    press(&mut app, letter('e'));
    paste(&mut app);
    assert_eq!(app.place(), Place::Form, "never saved");
    assert!(screen(&app, 80, 24).contains("y K siti@babelprov.go.id"));
}

#[test]
fn policy_and_rights_changed_elsewhere_reach_every_open_screen_without_a_key() {
    let mut app = app();
    press(&mut app, letter('1'));
    let mut renew = |name: &str, what: Topics| {
        let changed = Changed { sequence: 9, what };
        let out = app.handle(Incoming::Desk(Box::new(ToClient::Changed(changed))));
        let id = out.iter().find_map(|wanted| match wanted {
            Outgoing::Ask { id, ask } if **ask == Ask::Office => Some(*id),
            _ => None,
        });
        let id = id?;
        let mut office = crate::tui::view::testing::office();
        office.policy.office.name = name.to_owned();
        app.handle(Incoming::Desk(Box::new(ToClient::Answer {
            id,
            last: true,
            tell: Tell::Office(Box::new(office)),
        })));
        let ctx = app.shell.ctx(true);
        let known = ctx.policy().map(|policy| policy.office.name.clone());
        Some((known, screen(&app, 80, 24)))
    };
    let (known, shown) = renew("Dinas Contoh", topic::OFFICE).unwrap();
    assert_eq!(known.as_deref(), Some("Dinas Contoh"));
    assert!(shown.contains("Office"), "the page was told: {shown}");
    assert!(
        renew("-", topic::REQUESTS).is_none(),
        "only when it changed"
    );
}

#[test]
fn a_refusal_names_the_officer_with_the_position() {
    use crate::domain::ids::RecordId;
    use crate::domain::refusal::Refusal;
    use crate::tui::view::testing::{RINA, at, no};
    let stage = crate::tui::testing::Stage::small();
    let moved = Refusal::MovedOn {
        record: RecordId::Request(no(3)),
        by: RINA,
        at: at(9, 10),
        what: "disposed".to_owned(),
    };
    let said = stage.ctx().refused(&moved);
    assert!(said.contains("Rina (Kabid)"), "{said}");
    assert!(!said.contains("no. 2"), "{said}");
}

#[test]
fn the_newest_message_stands_first_and_a_mended_one_goes() {
    let mut app = app();
    app.say(Message::error("lama"));
    app.say(Message::error("baru"));
    assert!(screen(&app, 80, 24).contains("baru"));
    let mut out = Vec::new();
    let said = vec![Effect::Unsay("baru".to_owned())];
    let page = app.pages[0].owner;
    app.carry_out(page, said, &mut out);
    let shown = screen(&app, 80, 24);
    assert!(shown.contains("lama") && !shown.contains("baru"), "{shown}");
    press(&mut app, key(KeyCode::Esc));
    assert!(app.messages.is_empty());
}
