//! One of several: a short list over the page, answered with the key of the line that was chosen.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use crate::text;
use crate::tui::action::Action;
use crate::tui::keymap::Facts;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Message, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::spots::Rows;
use crate::tui::theme::Role;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::frame::Frame;
use ratatui::crossterm::event::KeyCode;

/// A line to choose from. Each has its number for life; what does not apply now is grey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub choice: Choice,
    pub applies: bool,
}

impl Line {
    /// A line that can be chosen.
    pub fn applying(choice: Choice) -> Line {
        Line {
            choice,
            applies: true,
        }
    }
}

/// A list to choose from; the first nine lines also have a number.
#[derive(Clone, Debug)]
pub struct Choose {
    tag: Tag,
    title: String,
    options: Vec<Line>,
    at: usize,
    removable: bool,
}

impl Choose {
    /// The opener gets `Answer::Chosen` with this tag.
    pub fn new(tag: Tag, title: impl Into<String>, options: Vec<Choice>) -> Choose {
        let lines = options.into_iter().map(Line::applying).collect();
        Choose::of_lines(tag, title, lines)
    }

    /// The same with lines of which some do not apply now; the cursor is on the first that does.
    pub fn of_lines(tag: Tag, title: impl Into<String>, options: Vec<Line>) -> Choose {
        let first = options.iter().position(|line| line.applies);
        Choose {
            tag,
            title: title.into(),
            options,
            at: first.unwrap_or(0),
            removable: false,
        }
    }

    /// The same, where `-` and Delete ask to take the line away: the opener gets
    /// `Answer::Fields` with its key under `remove`, and the list stays.
    pub fn removable(mut self) -> Choose {
        self.removable = true;
        self
    }

    /// The same with the cursor on the line of this key, where there is one.
    pub fn at(mut self, key: &str) -> Choose {
        let found = self.options.iter().position(|line| line.choice.key == key);
        self.at = found.unwrap_or(self.at);
        self
    }

    fn remove(&self) -> Vec<Effect> {
        let option = self.options.get(self.at).filter(|_| self.removable);
        let Some(option) = option else {
            return Vec::new();
        };
        let removed = vec![("remove".to_owned(), option.choice.key.clone())];
        vec![Effect::Answer {
            tag: self.tag,
            answer: Answer::Fields(removed),
        }]
    }

    fn chosen(&self, index: usize, ctx: &Ctx) -> Vec<Effect> {
        let Some(option) = self.options.get(index) else {
            return Vec::new();
        };
        if !option.applies {
            let label = &option.choice.label;
            let said = ctx.words.with("choose-grey", &[("choice", label)]);
            return vec![Effect::Say(Message::info(said))];
        }
        let answer = Answer::Chosen(option.choice.key.clone());
        vec![
            Effect::Close,
            Effect::Answer {
                tag: self.tag,
                answer,
            },
        ]
    }

    fn step(&mut self, by: isize) {
        let last = self.options.len().saturating_sub(1);
        let wanted = self.at.saturating_add_signed(by).min(last);
        let applies = |at: &usize| self.options[*at].applies;
        // A grey line is stepped over.
        let there = match by > 0 {
            true => (wanted..=last).find(applies),
            false => (0..=wanted).rev().find(applies),
        };
        self.at = there.unwrap_or(self.at);
    }
}

impl Panel for Choose {
    fn place(&self) -> Place {
        Place::Menu
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            row: true,
            ..Facts::new(Place::Menu)
        }
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        let rows = u16::try_from(self.options.len()).unwrap_or(u16::MAX);
        Size::new(
            ctx.screen.width.saturating_sub(4).min(76),
            rows.saturating_add(2),
        )
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let foot = if self.removable {
            ctx.get("choose-foot-removable")
        } else {
            String::new()
        };
        let frame = Frame::titled(self.title.clone()).foot(foot);
        let inside = frame.render(area, buf, ctx);
        let rows = usize::from(inside.height);
        let top = (self.at + 1).saturating_sub(rows);
        ctx.spots.rows(Rows {
            area: inside,
            top: top as u64,
            cursor: self.at as u64,
            total: self.options.len() as u64,
        });
        for (index, y) in (top..self.options.len()).zip(inside.y..inside.bottom()) {
            let here = index == self.at;
            if here {
                ctx.spots.chosen(inside.x, y);
            }
            let sign = if here { ctx.theme.signs().cursor } else { " " };
            let number = match index {
                0..=8 => format!("{} ", index + 1),
                _ => "  ".to_owned(),
            };
            let label = text::safe(&self.options[index].choice.label).into_owned();
            let line = text::pad_right(
                &format!("{sign} {number}{label}"),
                usize::from(inside.width),
            );
            let style = if here {
                ctx.theme.cursor_row(true)
            } else if self.options[index].applies {
                ctx.theme.style(Role::Plain)
            } else {
                ctx.theme.style(Role::Dim)
            };
            buf.set_string(inside.x, y, line, style);
        }
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Act(Action::Up) => self.step(-1),
            Input::Act(Action::Down) => self.step(1),
            Input::Act(Action::PageUp) => self.step(-9),
            Input::Act(Action::PageDown) => self.step(9),
            Input::Act(Action::Open) => return self.chosen(self.at, ctx),
            Input::Act(Action::Back) => return vec![Effect::Close],
            Input::Key(key) => match key.code {
                KeyCode::Char('j') => self.step(1),
                KeyCode::Char('k') => self.step(-1),
                KeyCode::Char('-') | KeyCode::Delete => return self.remove(),
                KeyCode::Char(digit @ '1'..='9') => {
                    return self.chosen(digit as usize - '1' as usize, ctx);
                }
                _ => {}
            },
            _ => {}
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::{Stage, letter};

    fn chosen(effects: Vec<Effect>) -> Option<String> {
        effects.into_iter().find_map(|effect| match effect {
            Effect::Answer {
                tag: 7,
                answer: Answer::Chosen(key),
            } => Some(key),
            _ => None,
        })
    }

    #[test]
    fn a_line_is_chosen_by_cursor_or_number_and_never_beyond_the_last() {
        let stage = Stage::small();
        let options = vec![Choice::new("a", "Satu"), Choice::new("b", "Dua")];
        let mut choose = Choose::new(7, "Pilih", options);
        choose.handle(Input::Act(Action::Down), &stage.ctx());
        choose.handle(Input::Act(Action::Down), &stage.ctx());
        let by_cursor = choose.handle(Input::Act(Action::Open), &stage.ctx());
        assert_eq!(chosen(by_cursor).as_deref(), Some("b"));
        let by_number = choose.handle(Input::Key(letter('1')), &stage.ctx());
        assert_eq!(chosen(by_number).as_deref(), Some("a"));
        let beyond = choose.handle(Input::Key(letter('3')), &stage.ctx());
        assert_eq!(chosen(beyond), None);
    }

    #[test]
    fn a_grey_line_keeps_its_number_and_cannot_be_chosen() {
        let stage = Stage::small();
        let line = |key: &str, applies| Line {
            choice: Choice::new(key, key),
            applies,
        };
        let lines = vec![
            line("a", false),
            line("b", true),
            line("c", false),
            line("d", true),
        ];
        let mut choose = Choose::of_lines(7, "Pilih", lines);
        let grey = choose.handle(Input::Key(letter('1')), &stage.ctx());
        assert!(matches!(grey[..], [Effect::Say(_)]), "it says why not");
        assert_eq!(chosen(grey), None);
        let first = choose.handle(Input::Act(Action::Open), &stage.ctx());
        assert_eq!(
            chosen(first).as_deref(),
            Some("b"),
            "the cursor begins on what applies"
        );
        choose.handle(Input::Act(Action::Down), &stage.ctx());
        let next = choose.handle(Input::Act(Action::Open), &stage.ctx());
        assert_eq!(
            chosen(next).as_deref(),
            Some("d"),
            "grey lines are stepped over"
        );
        let number = choose.handle(Input::Key(letter('4')), &stage.ctx());
        assert_eq!(chosen(number).as_deref(), Some("d"));
    }
}
