//! What is so at the moment, told for as long as it is so: a line that is lost, keys that wait,
//! lists that are read, how much waits where. A state is never said as a message, for a message
//! outlives what it tells.

use super::{App, Outgoing};
use crate::text::line;
use crate::tui::panel::{Input, Lists, Message};
use crate::tui::place::Place;
use crate::wire::hello::Welcome;
use crate::wire::message::{Ask, Tell};

/// The line to the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LineState {
    Up,
    /// It stands again, and nobody has touched a key since.
    Back,
    /// Lost; somebody tries to mend it.
    Mending,
    /// Nobody tries any more: why, as a code with arguments.
    Gone(String, Vec<(String, String)>),
}

impl LineState {
    pub(super) fn is_up(&self) -> bool {
        matches!(self, LineState::Up | LineState::Back)
    }

    /// The person did something: what they could read they have read.
    pub(super) fn seen(&mut self) {
        if *self == LineState::Back {
            *self = LineState::Up;
        }
    }
}

impl App {
    /// The sentences of all states, above the messages.
    pub(super) fn states(&self) -> Vec<Message> {
        let words = &self.shell.words;
        let line = match &self.shell.line {
            LineState::Up => None,
            LineState::Back => Some(Message::done(words.get("line-back"))),
            LineState::Mending => Some(Message::error(words.get("line-lost"))),
            LineState::Gone(code, args) => {
                let why = line::on_screen(words, code, args);
                Some(Message::error(words.with("line-gone", &[("why", &why)])))
            }
        };
        let waits = self.held.is_slow();
        let keys = waits.then(|| Message::info(words.get("keys-held")));
        line.into_iter().chain(keys).collect()
    }

    pub(super) fn line_lost(&mut self) {
        self.shell.line = LineState::Mending;
        self.shell.lists = Lists::default();
        self.dirty = true;
        // What was typed ahead counted on something else.
        self.held.forget();
    }

    pub(super) fn line_gone(&mut self, code: String, args: Vec<(String, String)>) {
        self.shell.line = LineState::Gone(code, args);
        self.dirty = true;
        self.held.forget();
    }

    pub(super) fn line_back(&mut self, welcome: &Welcome, out: &mut Vec<Outgoing>) {
        self.shell.line = LineState::Back;
        self.shell.now = welcome.now;
        self.shell.me = crate::tui::line::me(welcome);
        self.chosen.over(&mut self.shell.me.choices);
        self.dress();
        self.tell_mouse(out);
        self.dirty = true;
        self.held.line_back(self.next_ask);
        self.ask_as_app(Ask::Counts, out);
        self.ask_as_app(Ask::Office, out);
        self.deliver_to_shown(|| Input::Reconnected, out);
    }

    /// Notes how far the lists are that the desk still reads; tells whether an answer was of that
    /// alone. Nothing else that a screen asks for takes its time.
    pub(super) fn note_lists(&mut self, last: bool, tell: &Tell) -> bool {
        let lists = match tell {
            Tell::Progress { done, total } if !last => {
                let percent = (done * 100).checked_div(*total);
                Lists::Reading(percent.map(|percent| percent.min(99) as u8))
            }
            Tell::Page(_) | Tell::Counts(_) | Tell::Calendar(_) | Tell::Refused(_) => Lists::Read,
            _ => return false,
        };
        self.dirty |= self.shell.lists != lists;
        self.shell.lists = lists;
        !last
    }

    /// News for the header and the tabs.
    pub(super) fn news(&mut self, tell: &Tell) {
        self.dirty = true;
        match tell {
            Tell::Counts(counts) => {
                self.counts = [
                    (Place::Today, counts.waiting),
                    (Place::Requests, counts.requests),
                    (Place::Sheets, counts.sheets),
                    (Place::Verify, counts.verification),
                    (Place::Certificates, counts.certificates),
                    (Place::Calendar, counts.calendar),
                ]
                .map(|(place, count)| (place, u64::from(count)))
                .into();
            }
            Tell::Presence(presence) => self.present = Some(u32::from(presence.online)),
            _ => {}
        }
    }
}
