//! The search line of a list: answers while typing, `/` once more searches everything.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;

use super::field::TextField;
use crate::text;
use crate::tui::action::Action;
use crate::tui::panel::{Ctx, Input};
use crate::tui::theme::Role;

/// What came of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindEvent {
    /// Not for the search line.
    Ignored,
    Handled,
    /// The text changed: search again.
    Changed(String),
    /// Enter: keep the search and go back to the list.
    Kept,
    /// Esc: the search is thrown away.
    Cleared,
    /// `/` on an empty line: search everything.
    Everywhere,
    /// Ctrl-S: keep what is typed under a name.
    Named,
}

/// The search line.
#[derive(Clone, Debug, Default)]
pub struct Find {
    field: TextField,
    active: bool,
    /// Whether the list keeps named filters.
    names: bool,
}

impl Find {
    /// The search line of a list that keeps named filters.
    pub fn named() -> Find {
        Find {
            names: true,
            ..Find::default()
        }
    }

    /// Keeps what is typed and gives the keys back.
    pub fn close(&mut self) {
        self.active = false;
    }

    /// Begins to type; what was searched before stays to be changed.
    pub fn open(&mut self) {
        self.active = true;
    }

    /// Whether keys are text of the search.
    pub fn typing(&self) -> bool {
        self.active
    }

    /// What is searched for; empty for nothing.
    pub fn text(&self) -> String {
        self.field.text()
    }

    /// Puts a search in, such as a named filter.
    pub fn set(&mut self, text: &str) {
        self.field.set(text);
    }

    /// Whether the line is to be drawn.
    pub fn visible(&self) -> bool {
        self.active || !self.field.is_empty()
    }

    /// Takes an input while typing; `Act(Find)` opens the line, `Act(Back)` clears it.
    pub fn handle(&mut self, input: &Input) -> FindEvent {
        match input {
            Input::Act(Action::Find | Action::Filter) => {
                self.open();
                FindEvent::Handled
            }
            Input::Act(Action::Back) if self.visible() => {
                self.active = false;
                self.field.set("");
                FindEvent::Cleared
            }
            Input::Act(Action::NextPanel) if self.active => self.keep(),
            Input::Key(key) if self.active && self.names && is_save(key) => {
                self.active = false;
                FindEvent::Named
            }
            Input::Key(key) if self.active => match key.code {
                KeyCode::Enter | KeyCode::Down => self.keep(),
                KeyCode::Char('/') if self.field.is_empty() => {
                    self.active = false;
                    FindEvent::Everywhere
                }
                _ if self.field.handle(*key) => FindEvent::Changed(self.text()),
                _ => FindEvent::Handled,
            },
            Input::Paste(text) if self.active => {
                self.field.paste(text);
                FindEvent::Changed(self.text())
            }
            _ => FindEvent::Ignored,
        }
    }

    fn keep(&mut self) -> FindEvent {
        self.active = false;
        FindEvent::Kept
    }

    /// Draws the line: `/ siti`.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if area.height == 0 || area.width < 4 {
            return;
        }
        buf.set_string(area.x, area.y, "/ ", ctx.theme.style(Role::Key));
        let room = Rect {
            x: area.x + 2,
            width: area.width - 2,
            height: 1,
            ..area
        };
        if self.active {
            let (key, keep) = match (self.field.is_empty(), self.names) {
                (true, _) => ("find-placeholder", 6),
                (false, true) => ("find-name", room.width / 2),
                (false, false) => return self.field.render(room, buf, ctx, true),
            };
            // Beside what is typed, and never in its way.
            let typed = u16::try_from(text::width(&self.text())).unwrap_or(room.width);
            let keep = keep.max(typed.saturating_add(2));
            let said = ctx.get(key);
            let wide = u16::try_from(text::width(&said)).unwrap_or(room.width);
            if keep.saturating_add(wide) >= room.width {
                return self.field.render(room, buf, ctx, true);
            }
            let left = Rect {
                width: room.width - wide - 1,
                ..room
            };
            self.field.render(left, buf, ctx, true);
            buf.set_string(left.right() + 1, room.y, said, ctx.theme.style(Role::Dim));
        } else {
            let words = text::truncate(&text::safe(&self.text()), usize::from(room.width));
            buf.set_string(room.x, room.y, words, ctx.theme.style(Role::Hit));
        }
    }
}

/// Ctrl-S.
fn is_save(key: &KeyEvent) -> bool {
    key.code == KeyCode::Char('s') && key.modifiers.contains(KeyModifiers::CONTROL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::{key, letter};

    #[test]
    fn it_answers_while_typing_and_a_second_slash_goes_everywhere() {
        let mut find = Find::default();
        assert_eq!(find.handle(&Input::Key(letter('s'))), FindEvent::Ignored);
        find.handle(&Input::Act(Action::Find));
        assert_eq!(
            find.handle(&Input::Key(letter('s'))),
            FindEvent::Changed("s".to_owned())
        );
        assert_eq!(
            find.handle(&Input::Key(letter('/'))),
            FindEvent::Changed("s/".to_owned())
        );
        assert_eq!(
            find.handle(&Input::Key(key(KeyCode::Enter))),
            FindEvent::Kept
        );
        assert!(find.visible() && !find.typing());
        assert_eq!(find.handle(&Input::Act(Action::Back)), FindEvent::Cleared);
        assert_eq!(find.handle(&Input::Act(Action::Back)), FindEvent::Ignored);
        find.open();
        assert_eq!(find.handle(&Input::Key(letter('/'))), FindEvent::Everywhere);
    }
}
