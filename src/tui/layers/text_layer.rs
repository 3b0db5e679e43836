//! A text to read over everything else: a story of a record, a letter, a message.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Padding;

use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::Facts;
use crate::tui::panel::{Ctx, Effect, Input, Panel};
use crate::tui::place::Place;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::text_view::{Paragraph, TextView};

/// A page of text; `y` copies it.
#[derive(Clone, Debug)]
pub struct TextLayer {
    title: String,
    view: TextView,
}

impl TextLayer {
    /// A titled text.
    pub fn new(title: impl Into<String>, paragraphs: Vec<Paragraph>) -> TextLayer {
        TextLayer {
            title: title.into(),
            view: TextView::new(paragraphs),
        }
    }
}

impl Panel for TextLayer {
    fn place(&self) -> Place {
        Place::Text
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            row: true,
            allowed: ActionSet::of(&[Action::Copy]),
            ..Facts::new(Place::Text)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let inside = Frame::titled(self.title.clone())
            .padded(Padding::left(1))
            .render(area, buf, ctx);
        self.view.render(inside, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Act(Action::Back) => vec![Effect::Close],
            Input::Act(Action::Copy) => vec![Effect::copy(self.view.plain(), ctx.get("copy-text"))],
            Input::Act(action) => {
                self.view.handle(action);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}
