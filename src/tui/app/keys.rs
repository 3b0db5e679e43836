//! What the terminal told, brought to the panel that it is for: keys by the table, pastes where text
//! is typed, the rest to the app itself.

use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEventKind};
use ratatui::layout::{Position, Size};

use super::{App, Outgoing};
use crate::tui::action::{Action, Group};
use crate::tui::keyboard::Event;
use crate::tui::keymap;
use crate::tui::panel::{Input, Level, Message};
use crate::tui::place::Place;
use crate::tui::spots::Click;
use crate::tui::terminal::capabilities;

/// Rows that a notch of the wheel moves.
const WHEEL: i64 = 3;

impl App {
    pub(super) fn terminal(&mut self, event: Event, out: &mut Vec<Outgoing>) {
        self.dirty = true;
        match event {
            Event::Key(key) => self.key(key, false, out),
            Event::Doubtful(_) | Event::Paste(_) if self.hold_behind(&event) => {}
            Event::Doubtful(key) if self.decides(&key) => {
                let said = self.shell.words.get("key-after-esc");
                self.say(Message::info(said));
            }
            Event::Doubtful(key) => self.key(key, true, out),
            Event::Paste(text) if self.facts().typing => {
                self.deliver_top(Input::Paste(text), out);
            }
            Event::Paste(_) => {
                let said = self.shell.words.get("paste-not-run");
                self.say(Message::info(said));
            }
            Event::Resize(width, height) => {
                self.shell.screen = Size::new(width, height);
                self.tell_area(out);
            }
            Event::Mouse(mouse) => match mouse.kind {
                MouseEventKind::ScrollUp => self.steps(-WHEEL, out),
                MouseEventKind::ScrollDown => self.steps(WHEEL, out),
                MouseEventKind::Down(MouseButton::Left) => {
                    let at = Position::new(mouse.column, mouse.row);
                    self.click(at, out);
                }
                _ => {}
            },
            Event::Background(colour) => {
                if let Some(light) = capabilities::light_of(&colour) {
                    self.look.told = Some(light);
                    self.dress();
                }
            }
        }
    }

    /// A click on a tab or a hint is its key; on a row it takes the cursor there, on the row with
    /// the cursor it opens it.
    fn click(&mut self, at: Position, out: &mut Vec<Outgoing>) {
        match self.shell.spots.click(at) {
            // A tab's digit would be text where one types.
            Some(Click::Key(chord)) if chord.is_text() && self.facts().typing => {}
            Some(Click::Key(chord)) => self.key(chord.pressed(), false, out),
            Some(Click::Row(0)) => self.key(KeyEvent::from(KeyCode::Enter), false, out),
            Some(Click::Row(by)) => self.steps(by, out),
            None => {}
        }
    }

    fn steps(&mut self, by: i64, out: &mut Vec<Outgoing>) {
        let action = if by < 0 { Action::Up } else { Action::Down };
        for _ in 0..by.unsigned_abs() {
            self.act(action, out);
        }
    }

    /// Whether a key answers a question or saves: what a slow line left of a sequence never does.
    fn decides(&self, key: &KeyEvent) -> bool {
        let facts = self.facts();
        facts.place == Place::Confirm
            || key.code == KeyCode::Enter
            || keymap::resolve(key, &facts) == Some(Action::Save)
    }

    /// Whether a key does no more than move, or is text where it is typed now: it needs not wait
    /// until it is known that it was no paste.
    pub fn only_moves(&self, key: &KeyEvent) -> bool {
        let facts = self.facts();
        match keymap::resolve(key, &facts) {
            Some(action) => action.group() == Group::Move && action != Action::Open,
            None => facts.typing && matches!(key.code, KeyCode::Char(_)),
        }
    }

    fn key(&mut self, key: KeyEvent, doubted: bool, out: &mut Vec<Outgoing>) {
        // An error stays until read, and Esc says that it was.
        let mut said = self.messages.iter();
        let unread = said.position(|message| message.level == Level::Error);
        if let Some(at) = unread.filter(|_| key.code == KeyCode::Esc) {
            self.messages.remove(at);
            return;
        }
        if self.hold(key, doubted, out) {
            return;
        }
        self.messages
            .retain(|message| message.level == Level::Error);
        match keymap::resolve(&key, &self.facts()) {
            Some(action) => self.act(action, out),
            None => self.without_meaning(key, out),
        }
    }

    /// A key that the table gives no meaning now: the panel may know what it is for. Where the panel
    /// is silent and the key acts in another place or at another time, that is said.
    fn without_meaning(&mut self, key: KeyEvent, out: &mut Vec<Outgoing>) {
        let Some(owner) = self.top().map(|seat| seat.owner) else {
            return;
        };
        let in_vain = keymap::in_vain(&key, &self.facts());
        let effects = self.handled(owner, Input::Key(key));
        let silent = effects.is_empty() && !self.facts().typing;
        self.carry_out(owner, effects, out);
        if let Some(action) = in_vain.filter(|_| silent) {
            let said = action.not_here(self.place(), &self.shell.words);
            self.say(Message::info(said));
        }
    }
}
