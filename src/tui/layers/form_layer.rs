//! A form as a layer for panels that need only its values: Ctrl-S answers the opener with
//! `Answer::Fields` and stays open until the opener closes it (`Effect::CloseAbove`), so that a
//! refused act leaves what was typed.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::confirm::Confirm;
use crate::text;
use crate::tui::action::Action;
use crate::tui::completion;
use crate::tui::keymap::Facts;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::widgets::form::{Form, FormEvent};
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::text_view::Paragraph;

/// Tags of the layer itself.
const DISCARD: Tag = 1;
const KEEP: Tag = 2;
const LOOK: Tag = 3;

/// Rows kept free under a form with a path, for what the path may become.
const OFFERED: u16 = 4;

/// What is said under the fields while they are typed.
type Check = Box<dyn Fn(&mut Form, &Ctx)>;

/// Pause in typing after which a draft is kept.
pub const DRAFT_PAUSE: Duration = Duration::from_millis(800);

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
        let inside = frame.render(area, buf, ctx);
        let inside = Rect {
            x: inside.x + 1,
            width: inside.width.saturating_sub(2),
            ..inside
        };
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
    form: Form,
    /// Where its draft is kept; empty for none.
    draft_key: String,
    /// What one must know before filling it, above the fields.
    lead: Vec<Paragraph>,
    check: Option<Check>,
}

impl FormLayer {
    /// The opener gets `Answered` with this tag.
    pub fn new(tag: Tag, form: Form) -> FormLayer {
        FormLayer {
            tag,
            form,
            draft_key: String::new(),
            lead: Vec::new(),
            check: None,
        }
    }

    /// The same, with something to read above the fields.
    pub fn led_by(mut self, lead: Vec<Paragraph>) -> FormLayer {
        self.lead = lead;
        self
    }

    /// The same, with a look at the fields after each change.
    pub fn checked(mut self, check: impl Fn(&mut Form, &Ctx) + 'static) -> FormLayer {
        self.check = Some(Box::new(check));
        self
    }

    fn look(&mut self, ctx: &Ctx) {
        if let Some(check) = &self.check {
            check(&mut self.form, ctx);
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

impl FormLayer {
    /// What is typed is kept after a pause.
    fn after_change(&self, mut effects: Vec<Effect>) -> Vec<Effect> {
        effects.push(Effect::Wake {
            tag: KEEP,
            after: DRAFT_PAUSE,
        });
        effects
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
        FormFrame::of(&self.form, &self.lead).wanted(ctx)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        FormFrame::of(&self.form, &self.lead).render(area, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Answered {
                tag: DISCARD,
                answer: Answer::Yes,
            } => return self.forget(),
            Input::Woke(KEEP) => return self.keep(),
            Input::Shown(_) => {
                self.look(ctx);
                let recall =
                    (!self.draft_key.is_empty()).then(|| Effect::Recall(self.draft_key.clone()));
                return recall.into_iter().collect();
            }
            Input::Worked { tag: LOOK, result } => {
                completion::found(&mut self.form, result, ctx);
                return Vec::new();
            }
            Input::Act(Action::NextPanel) => {
                if let Some(more) = completion::tab(&mut self.form, LOOK, ctx) {
                    return self.after_change(more);
                }
            }
            _ => {}
        }
        let errors = matches!(input, Input::FieldErrors(_));
        let event = self.form.handle(&input, ctx);
        if !errors && event != FormEvent::Save {
            self.look(ctx);
        }
        match event {
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
            FormEvent::Changed(field) => {
                let more = completion::changed(&self.form, field, LOOK, ctx);
                self.after_change(more.into_iter().collect())
            }
            FormEvent::Took { field, id } => {
                let more = completion::took(&mut self.form, field, &id, LOOK, ctx);
                self.after_change(more)
            }
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
