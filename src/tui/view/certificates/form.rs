//! A form that acts by itself: it keeps its draft, asks before it throws away, shows a refusal under
//! the field that it is about, and stays open until the desk has done it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use crate::domain::act::Command;
use crate::domain::refusal::Refusal;
use crate::text::refusal;
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::form_layer::DRAFT_PAUSE;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Tag};
use crate::tui::view::acting;
use crate::tui::widgets::form::{Form, FormEvent};
use crate::tui::widgets::frame::Frame;
use crate::wire::message::{Done, Tell};

/// Tags of the form; its owner's begin at [`ActForm::TAGS`].
const DISCARD: Tag = 1;
const KEEP: Tag = 2;
const ACT: Tag = 3;

/// What came of an input, for the owner of the form.
#[derive(Debug)]
pub enum Step {
    /// Taken; these effects are wanted.
    Did(Vec<Effect>),
    /// Ctrl-S, and no field of the form says no.
    Save,
    /// A field changed: a moment to propose or to suggest. The effects keep the draft.
    Changed(&'static str, Vec<Effect>),
    /// A suggestion was taken for a field.
    Took(String),
    /// The desk has done it.
    Done(Box<Done>),
    /// Not for the form.
    Other(Input),
}

/// A form with its draft and its act.
#[derive(Debug)]
pub struct ActForm {
    pub form: Form,
    draft_key: String,
    busy: bool,
}

impl ActForm {
    /// Tags below this one belong to the form.
    pub const TAGS: Tag = 8;

    /// A form whose draft is kept under a key.
    pub fn new(form: Form, draft_key: impl Into<String>) -> ActForm {
        ActForm {
            form,
            draft_key: draft_key.into(),
            busy: false,
        }
    }

    /// Asks for what an earlier session left of it.
    pub fn recall(&self) -> Effect {
        Effect::Recall(self.draft_key.clone())
    }

    /// What is typed, when the screen must end at once.
    pub fn draft(&self) -> Option<(String, String)> {
        Some((self.draft_key.clone(), self.form.draft()?))
    }

    /// Forgets the draft and closes.
    pub fn close(&self) -> Vec<Effect> {
        let key = self.draft_key.clone();
        vec![Effect::Draft { key, text: None }, Effect::Close]
    }

    /// Does it, once at a time.
    pub fn act(&mut self, command: Command) -> Vec<Effect> {
        if std::mem::replace(&mut self.busy, true) {
            return Vec::new();
        }
        vec![acting::act(ACT, command)]
    }

    /// Takes an input.
    pub fn handle(&mut self, input: Input, ctx: &Ctx) -> Step {
        match input {
            Input::Answered {
                tag: DISCARD,
                answer: Answer::Yes,
            } => return Step::Did(self.close()),
            Input::Woke(KEEP) => {
                let (key, text) = (self.draft_key.clone(), self.form.draft());
                return Step::Did(vec![Effect::Draft { key, text }]);
            }
            Input::Told { tag: ACT, tell, .. } => return self.told(*tell, ctx),
            _ => {}
        }
        let keep = || {
            vec![Effect::Wake {
                tag: KEEP,
                after: DRAFT_PAUSE,
            }]
        };
        match self.form.handle(&input, ctx) {
            FormEvent::Save => Step::Save,
            FormEvent::Leave => Step::Did(self.close()),
            FormEvent::AskDiscard => {
                let question = Confirm::new(DISCARD, ctx.get("confirm-discard")).irreversible();
                Step::Did(vec![Effect::open(question)])
            }
            FormEvent::Changed(field) => Step::Changed(field, keep()),
            FormEvent::Took { id, .. } => Step::Took(id),
            FormEvent::Handled => Step::Did(Vec::new()),
            FormEvent::Ignored => Step::Other(input),
        }
    }

    fn told(&mut self, tell: Tell, ctx: &Ctx) -> Step {
        self.busy = false;
        match tell {
            Tell::Done(done) => Step::Done(done),
            Tell::Refused(refused) => Step::Did(vec![self.refused(&refused, ctx)]),
            _ => Step::Did(Vec::new()),
        }
    }

    fn refused(&mut self, refused: &Refusal, ctx: &Ctx) -> Effect {
        let said = ctx.refused(refused);
        if let Some(field) = refusal::field_of(refused)
            && self.form.entry(field).is_some()
        {
            self.form.set_errors(&[(field.to_owned(), said.clone())]);
        }
        Effect::error(said)
    }

    /// Size that it wants.
    pub fn wanted(&self, ctx: &Ctx) -> Size {
        let width = ctx.screen.width.saturating_sub(4).min(90);
        let rows = self.form.height(width.saturating_sub(4), ctx);
        Size::new(width, rows.saturating_add(4))
    }

    /// Draws it.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
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
}
