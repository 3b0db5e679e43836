//! A form as a layer for panels that need only its values: Ctrl-S answers the opener with
//! `Answer::Fields` and stays open until the opener closes it (`Effect::CloseAbove`), so that a
//! refused act leaves what was typed.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::widgets::Padding;

use super::confirm::Confirm;
use crate::text;
use crate::tui::keymap::Facts;
use crate::tui::panel::{Answer, Ctx, Draft, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::widgets::form::{Form, FormEvent};
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::text_view::Paragraph;

/// The question of the layer itself.
const DISCARD: Tag = 1;

/// Rows kept free under a form with a path, for what the path may become.
const OFFERED: u16 = 4;

/// How a form looks: in a frame, with what one must know above its fields.
pub struct FormFrame<'a> {
    form: &'a Form,
    lead: &'a [Paragraph],
}

impl FormFrame<'_> {
    /// A form under these paragraphs.
    pub fn of<'a>(form: &'a Form, lead: &'a [Paragraph]) -> FormFrame<'a> {
        FormFrame { form, lead }
    }

    fn lead_lines(&self, width: u16) -> Vec<(String, &Paragraph)> {
        let width = usize::from(width);
        let wrapped = |paragraph| -> Vec<(String, &Paragraph)> {
            let paragraph: &Paragraph = paragraph;
            let lines = text::width::wrap(&text::safe(&paragraph.text), width);
            lines.into_iter().map(|line| (line, paragraph)).collect()
        };
        self.lead.iter().flat_map(wrapped).collect()
    }

    /// Draws the lead, as far as the fields leave room, and gives what is left.
    fn render_lead(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) -> Rect {
        let lines = self.lead_lines(area.width);
        let fields = self.form.height(area.width, ctx);
        let room = area.height.saturating_sub(fields).max(area.height / 3);
        let used = u16::try_from(lines.len()).unwrap_or(room).min(room);
        for ((line, paragraph), y) in lines.iter().zip(area.y..area.y + used) {
            buf.set_string(area.x, y, line, ctx.theme.style(paragraph.role));
        }
        Rect {
            y: area.y + used,
            height: area.height - used,
            ..area
        }
    }

    /// The size that it wants.
    pub fn wanted(&self, ctx: &Ctx) -> Size {
        let width = ctx.screen.width.saturating_sub(4).min(90);
        let inside = width.saturating_sub(4);
        let lead = u16::try_from(self.lead_lines(inside).len()).unwrap_or(u16::MAX);
        let path = self.form.entries().iter().any(|entry| entry.path);
        let offered = if path { OFFERED } else { 0 };
        let rows = self.form.height(inside, ctx).saturating_add(lead);
        Size::new(width, rows.saturating_add(4 + offered))
    }

    /// Draws it.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let mark = if self.form.is_changed() {
            ctx.get("form-changed")
        } else {
            String::new()
        };
        let path = self.form.focused().is_some_and(|entry| entry.path);
        let foot = match (path, self.form.entries().len()) {
            (true, _) => "form-foot-path",
            (false, 1) => "form-foot-one",
            (false, _) => "form-foot",
        };
        let frame = Frame::titled(self.form.title.clone())
            .with(mark)
            .foot(ctx.get(foot));
        let inside = frame.padded(Padding::horizontal(1)).render(area, buf, ctx);
        let inside = match self.lead.is_empty() {
            true => inside,
            false => self.render_lead(inside, buf, ctx),
        };
        self.form.render(inside, buf, ctx);
    }
}

/// A form as a layer.
pub struct FormLayer {
    tag: Tag,
    draft_key: String,
    form: Form,
}

impl FormLayer {
    /// The opener gets `Answered` with this tag. What is typed is kept under the key, which says
    /// what is written of which record, until the opener takes it.
    pub fn new(tag: Tag, draft_key: impl Into<String>, form: Form) -> FormLayer {
        let draft_key = draft_key.into();
        FormLayer {
            tag,
            draft_key,
            form,
        }
    }
}

impl Panel for FormLayer {
    fn place(&self) -> Place {
        Place::Form
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        self.form.facts()
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        FormFrame::of(&self.form, &[]).wanted(ctx)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        FormFrame::of(&self.form, &[]).render(area, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        if let Input::Answered {
            tag: DISCARD,
            answer: Answer::Yes,
        } = input
        {
            self.form.saved();
            return vec![Effect::Close];
        }
        match self.form.handle(&input, ctx) {
            FormEvent::Save => vec![Effect::Answer {
                tag: self.tag,
                answer: Answer::Fields(self.form.values(ctx)),
            }],
            FormEvent::Leave => vec![Effect::Close],
            FormEvent::AskDiscard => {
                let question = Confirm::new(DISCARD, ctx.get("confirm-discard"));
                vec![Effect::open(question.irreversible())]
            }
            FormEvent::Changed(_)
            | FormEvent::Took { .. }
            | FormEvent::Handled
            | FormEvent::Ignored => Vec::new(),
        }
    }

    fn draft(&self) -> Option<Draft> {
        Some(Draft {
            key: self.draft_key.clone(),
            text: self.form.draft(),
        })
    }
}
