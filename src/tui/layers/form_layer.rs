//! A form as a layer for panels that need only its values: Ctrl-S answers the opener with
//! `Answer::Fields` and stays open until the opener closes it (`Effect::CloseAbove`), so that a
//! refused act leaves what was typed.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::confirm::Confirm;
use crate::tui::keymap::Facts;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::widgets::form::{Form, FormEvent};
use crate::tui::widgets::frame::Frame;

/// Tags of the layer itself.
const DISCARD: Tag = 1;
const KEEP: Tag = 2;

/// Pause in typing after which a draft is kept.
pub const DRAFT_PAUSE: Duration = Duration::from_millis(800);

/// A form in a frame.
#[derive(Clone, Debug)]
pub struct FormLayer {
    tag: Tag,
    form: Form,
    /// Where its draft is kept; empty for none.
    draft_key: String,
}

impl FormLayer {
    /// The opener gets `Answered` with this tag.
    pub fn new(tag: Tag, form: Form) -> FormLayer {
        FormLayer {
            tag,
            form,
            draft_key: String::new(),
        }
    }

    /// The same, with a draft kept under a key.
    pub fn drafted(mut self, key: impl Into<String>) -> FormLayer {
        self.draft_key = key.into();
        self
    }

    fn keep(&self) -> Vec<Effect> {
        if self.draft_key.is_empty() {
            return Vec::new();
        }
        vec![Effect::Draft {
            key: self.draft_key.clone(),
            text: self.form.draft(),
        }]
    }

    fn forget(&self) -> Vec<Effect> {
        if self.draft_key.is_empty() {
            return vec![Effect::Close];
        }
        let key = self.draft_key.clone();
        vec![Effect::Draft { key, text: None }, Effect::Close]
    }
}

impl Panel for FormLayer {
    fn place(&self) -> Place {
        Place::Form
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            typing: true,
            ..Facts::new(Place::Form)
        }
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        let width = ctx.screen.width.saturating_sub(4).min(90);
        let rows = self.form.height(width.saturating_sub(4), ctx);
        Size::new(width, rows.saturating_add(4))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let mark = if self.form.is_changed() {
            ctx.get("form-changed")
        } else {
            String::new()
        };
        let frame = Frame::titled(self.form.title.clone()).with(mark);
        let inside = frame.render(area, buf, ctx);
        let inside = Rect {
            x: inside.x + 1,
            width: inside.width.saturating_sub(2),
            ..inside
        };
        self.form.render(inside, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Answered {
                tag: DISCARD,
                answer: Answer::Yes,
            } => return self.forget(),
            Input::Woke(KEEP) => return self.keep(),
            Input::Shown(_) if !self.draft_key.is_empty() => {
                return vec![Effect::Recall(self.draft_key.clone())];
            }
            _ => {}
        }
        match self.form.handle(&input, ctx) {
            FormEvent::Save => vec![Effect::Answer {
                tag: self.tag,
                answer: Answer::Fields(self.form.values(ctx)),
            }],
            FormEvent::Leave => vec![Effect::Close],
            FormEvent::AskDiscard => {
                vec![Effect::open(
                    Confirm::new(DISCARD, ctx.get("confirm-discard")).irreversible(),
                )]
            }
            FormEvent::Changed(_) | FormEvent::Took { .. } => vec![Effect::Wake {
                tag: KEEP,
                after: DRAFT_PAUSE,
            }],
            FormEvent::Handled | FormEvent::Ignored => Vec::new(),
        }
    }

    fn draft(&self) -> Option<(String, String)> {
        if self.draft_key.is_empty() {
            return None;
        }
        Some((self.draft_key.clone(), self.form.draft()?))
    }
}
