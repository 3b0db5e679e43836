//! Keys that come before the answer: they wait for it, in order, and are never judged on what was
//! there before.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::cell::RefCell;
use std::rc::Rc;

use super::*;
use crate::domain::act::Command;
use crate::domain::ids::RecordId;
use crate::text::Language;
use crate::tui::action::ActionSet;
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::panel::Effect;
use crate::tui::testing::{key, letter};
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::envelope::Topics;
use crate::wire::message::Done;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;

type Log = Rc<RefCell<Vec<String>>>;

/// An act, whichever.
fn act() -> Ask {
    Ask::Act {
        id: [7; 16],
        command: Box::new(Command::Note {
            record: RecordId::Desk,
            text: "catatan".to_owned(),
        }),
    }
}

/// A page whose view is what the desk answered last: only then the record admits anything.
struct Desk {
    log: Log,
    fresh: bool,
}

const VIEW: Tag = 5;
const ACT: Tag = 6;
const RESTED: Tag = 7;
const WORK: Tag = 8;
const FORM: Tag = 10;
const SAVED: Tag = 11;

impl Desk {
    fn ask(&mut self) -> Vec<Effect> {
        self.fresh = false;
        vec![Effect::ask(VIEW, Ask::Ping)]
    }
}

impl Panel for Desk {
    fn place(&self) -> Place {
        Place::Requests
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        let allowed = if self.fresh {
            ActionSet::ALL
        } else {
            ActionSet::NONE
        };
        Facts {
            row: true,
            allowed,
            ..Facts::new(Place::Requests)
        }
    }

    fn render(&self, _area: Rect, _buf: &mut Buffer, _ctx: &Ctx) {}

    fn handle(&mut self, input: Input, _ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) | Input::Changed(_) | Input::Woke(RESTED) => return self.ask(),
            Input::Told { tag: VIEW, .. } => self.fresh = true,
            Input::Told { tag: SAVED, .. } => return vec![Effect::CloseAbove],
            Input::Answered { tag: FORM, .. } => return vec![Effect::ask(SAVED, act())],
            Input::Told { .. } => {}
            Input::Worked { .. } => return self.ask(),
            Input::Act(action) => {
                self.log.borrow_mut().push(action.as_str().to_owned());
                return match action {
                    Action::Forward => vec![Effect::ask(ACT, act())],
                    Action::Edit => {
                        let form = Form::new("Ubah").with(Entry::text("name", "action-edit", ""));
                        vec![Effect::open(FormLayer::new(FORM, "edit-1", form))]
                    }
                    Action::Send => vec![Effect::open(Confirm::new(9, "Kirim?"))],
                    Action::Down => {
                        self.fresh = false;
                        let after = Duration::from_millis(80);
                        vec![Effect::Rest { tag: RESTED, after }]
                    }
                    Action::AddFile => {
                        self.fresh = false;
                        let job: Job = Box::new(|| Box::new(()));
                        vec![Effect::Work { tag: WORK, job }]
                    }
                    _ => Vec::new(),
                };
            }
            Input::Key(key) => self.log.borrow_mut().push(format!("{:?}", key.code)),
            Input::Paste(text) => self.log.borrow_mut().push(text),
            Input::Answered { answer, .. } => self.log.borrow_mut().push(format!("{answer:?}")),
            _ => {}
        }
        Vec::new()
    }
}

struct Bench {
    app: App,
    log: Log,
    asked: Vec<u64>,
    wakes: Vec<(Owner, Tag)>,
}

impl Bench {
    /// A page that has asked for its view and has no answer.
    fn new() -> Bench {
        let log = Log::default();
        let page = Desk {
            log: log.clone(),
            fresh: false,
        };
        let now = Instant::wib(2026, 11, 23, 9, 14).unwrap();
        let app = App::new(
            Words::new(Language::Indonesian),
            Theme::default(),
            Me::default(),
            now,
            vec![Box::new(page)],
        );
        let mut bench = Bench {
            app,
            log,
            asked: Vec::new(),
            wakes: Vec::new(),
        };
        let out = bench.app.start(Place::Requests, Size::new(80, 24));
        bench.note(out);
        bench
    }

    /// The same with its view.
    fn ready() -> Bench {
        let mut bench = Bench::new();
        bench.answer();
        bench
    }

    fn note(&mut self, out: Vec<Outgoing>) {
        for wanted in out {
            match wanted {
                Outgoing::Ask { id, ask } if matches!(*ask, Ask::Ping | Ask::Act { .. }) => {
                    self.asked.push(id);
                }
                Outgoing::Wake { owner, tag, .. } => self.wakes.push((owner, tag)),
                _ => {}
            }
        }
    }

    fn give(&mut self, incoming: Incoming) {
        let out = self.app.handle(incoming);
        self.note(out);
    }

    fn press(&mut self, keys: &str) {
        for sign in keys.chars() {
            let event = match sign {
                '↓' => key(KeyCode::Down),
                '⎋' => key(KeyCode::Esc),
                sign => letter(sign),
            };
            self.give(Incoming::Terminal(vec![Event::Key(event)]));
        }
    }

    /// Answers the oldest ask.
    fn answer(&mut self) {
        self.tell(Tell::Pong);
    }

    fn tell(&mut self, tell: Tell) {
        let id = self.asked.remove(0);
        self.give(Incoming::Desk(Box::new(ToClient::Answer {
            id,
            last: true,
            tell,
        })));
    }

    /// Says that the oldest ask, an act, is done and durable at this sequence.
    fn done(&mut self, sequence: u64) {
        self.tell(Tell::Done(Box::new(Done {
            capacity: crate::domain::office::Capacity::Definitive,
            sequence,
            by: "budi".to_owned(),
            position: "verifikator".to_owned(),
            records: Vec::new(),
            import: Vec::new(),
        })));
    }

    fn changed(&mut self, sequence: u64) {
        let what = Topics::ALL;
        let news = ToClient::Changed(Changed { sequence, what });
        self.give(Incoming::Desk(Box::new(news)));
    }

    fn wake(&mut self, tag: Tag) {
        let found = self.wakes.iter().rev().find(|(_, wake)| *wake == tag);
        let (owner, tag) = *found.unwrap();
        self.give(Incoming::Woke { owner, tag });
    }

    fn did(&self) -> String {
        self.log.borrow().join(" ")
    }

    fn said(&self) -> String {
        let states = self.app.states();
        let said = states.iter().chain(&self.app.messages);
        said.map(|message| message.text.clone()).collect()
    }
}

#[test]
fn a_key_before_the_first_answer_waits_for_it() {
    let mut bench = Bench::new();
    bench.press("K");
    assert_eq!(bench.did(), "");
    bench.answer();
    assert_eq!(bench.did(), "send");
    assert_eq!(bench.app.place(), Place::Confirm);
}

#[test]
fn what_follows_a_held_key_waits_behind_it_in_order() {
    let mut bench = Bench::new();
    bench.press("Ky");
    bench.give(Incoming::Terminal(vec![Event::Paste("tempel".to_owned())]));
    bench.press("↓");
    bench.answer();
    assert_eq!(
        bench.did(),
        "send Yes down",
        "a paste on a list is no command"
    );
}

#[test]
fn a_doubted_key_behind_a_held_one_stays_doubted() {
    let mut bench = Bench::new();
    bench.press("K");
    bench.give(Incoming::Terminal(vec![Event::Doubtful(letter('y'))]));
    bench.answer();
    assert_eq!(bench.did(), "send");
    assert_eq!(bench.app.place(), Place::Confirm, "nobody said yes");
}

#[test]
fn moving_and_leaving_never_wait() {
    let mut bench = Bench::new();
    bench.press("↓↓");
    assert_eq!(bench.did(), "down down");
    bench.give(Incoming::Terminal(vec![Event::Key(
        crate::tui::testing::ctrl('c'),
    )]));
    assert_eq!(bench.app.place(), Place::Confirm);
}

#[test]
fn after_an_act_a_key_waits_for_its_news_and_for_what_they_bring() {
    let mut bench = Bench::ready();
    bench.press("d");
    bench.press("K");
    bench.done(7);
    assert_eq!(bench.did(), "forward", "the view is still the old one");
    bench.changed(6);
    assert_eq!(bench.did(), "forward", "somebody else's news");
    bench.changed(7);
    bench.answer();
    assert_eq!(bench.did(), "forward", "the answer to the earlier news");
    bench.answer();
    assert_eq!(bench.did(), "forward send");
}

#[test]
fn a_key_between_the_answer_and_its_news_waits_too() {
    let mut bench = Bench::ready();
    bench.press("d");
    bench.done(7);
    bench.press("K");
    assert_eq!(bench.did(), "forward");
    bench.changed(9);
    bench.answer();
    assert_eq!(bench.did(), "forward send");
    bench.press("⎋d");
    bench.done(9);
    assert_eq!(bench.did(), "forward send No forward");
    bench.press("K");
    assert!(bench.did().ends_with("send"), "its news were in already");
}

#[test]
fn what_is_typed_behind_a_save_is_not_typed_into_the_form_that_closes() {
    let mut bench = Bench::ready();
    bench.press("eSiti");
    assert_eq!(bench.app.place(), Place::Form);
    bench.give(Incoming::Terminal(vec![Event::Key(
        crate::tui::testing::ctrl('s'),
    )]));
    bench.press("K");
    assert_eq!(bench.did(), "edit");
    bench.done(7);
    bench.changed(7);
    bench.answer();
    assert_eq!(bench.did(), "edit send");
}

#[test]
fn news_of_others_do_not_hold_a_key_for_ever() {
    let mut bench = Bench::new();
    bench.press("K");
    for sequence in 1..50 {
        bench.changed(sequence);
    }
    bench.answer();
    assert_eq!(
        bench.did(),
        "send",
        "it waited for what was asked before it"
    );
}

#[test]
fn a_key_ends_the_rest_of_the_cursor() {
    let mut bench = Bench::ready();
    bench.press("↓");
    assert_eq!(bench.asked.len(), 1, "the first key asks at once");
    bench.answer();
    bench.press("↓↓");
    assert!(
        bench.asked.is_empty(),
        "under a held key somebody rests first"
    );
    bench.press("K");
    assert_eq!(bench.asked.len(), 1, "asked at once");
    bench.answer();
    assert_eq!(bench.did(), "down down down send");
    bench.wake(RESTED);
    assert!(
        bench.asked.is_empty(),
        "the wake comes too late to ask again"
    );
    bench.press("⎋↓↓");
    assert_eq!(
        bench.asked.len(),
        1,
        "after a rest the first key asks at once again"
    );
    bench.answer();
    bench.wake(RESTED);
    assert_eq!(bench.asked.len(), 1, "a new rest is a new wake");
}

#[test]
fn work_beside_the_screen_is_waited_for_with_what_it_brings() {
    let mut bench = Bench::ready();
    bench.press("+K");
    assert_eq!(bench.did(), "add-file");
    bench.give(Incoming::Worked {
        owner: 0,
        tag: WORK,
        result: Box::new(()),
    });
    assert_eq!(bench.did(), "add-file");
    bench.answer();
    assert_eq!(bench.did(), "add-file send");
}

#[test]
fn a_slow_desk_is_said_and_esc_forgets() {
    let mut bench = Bench::new();
    bench.press("K");
    bench.wake(2);
    assert!(
        bench.said().contains("Menunggu jawaban"),
        "{}",
        bench.said()
    );
    bench.press("⎋");
    assert_eq!(bench.said(), "");
    bench.answer();
    assert_eq!(bench.did(), "");
}

#[test]
fn what_never_comes_is_given_up() {
    let mut bench = Bench::new();
    bench.press("K");
    bench.wake(3);
    assert!(bench.said().contains("belum menjawab"), "{}", bench.said());
    bench.press("⎋d");
    assert_eq!(bench.did(), "Char('d')", "judged on what is there");
}

#[test]
fn an_error_forgets_what_was_typed_ahead() {
    let mut bench = Bench::new();
    bench.press("Ky");
    bench.app.say(Message::error("Ditolak."));
    bench.answer();
    assert_eq!(bench.did(), "");
}

#[test]
fn over_a_new_line_no_news_of_earlier_acts_are_waited_for() {
    let mut bench = Bench::ready();
    bench.press("d");
    bench.give(Incoming::LineBack(crate::tui::testing::welcome()));
    bench.done(7);
    bench.press("K");
    assert_eq!(bench.did(), "forward send");
}
