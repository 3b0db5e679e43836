//! The letter to BSrE's Service Desk as a file for its owner alone (Ctrl-S) [SE F.6.c.1].

use std::path::PathBuf;

use super::MessagePanel;
use crate::outgo::message::{Message, Recipient};
use crate::paths;
use crate::text::Arg;
use crate::tui::action::Action;
use crate::tui::completion;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Tag};
use crate::tui::widgets::form::{Entry, Form};

const PATH: Tag = 16;
const WRITTEN: Tag = 17;

/// Where the letter was written, or why it was not.
type Written = (PathBuf, Result<(), String>);

impl MessagePanel {
    fn letter(&self) -> Option<&Message> {
        let message = self.message.as_ref();
        message.filter(|message| message.to == Recipient::ServiceDesk)
    }

    /// What belongs to the writing of the letter.
    ///
    /// # Errors
    /// The input itself, where it was for something else.
    pub(super) fn save(&self, input: Input, ctx: &Ctx) -> Result<Vec<Effect>, Input> {
        match input {
            Input::Act(Action::Save) if self.letter().is_some() => {
                let no = self.view.request.no;
                let file = no.to_string().replace('/', "-");
                let file = ctx.words.with("service-desk-file", &[("no", &file)]);
                let path = Entry::text("path", "field-path", &file).path().required();
                let form = Form::new(ctx.get("service-desk-save")).with(path);
                let draft = format!("service-desk.{no}");
                Ok(vec![Effect::open(FormLayer::new(PATH, draft, form))])
            }
            Input::Answered {
                tag: PATH,
                answer: Answer::Fields(fields),
            } => {
                let typed = fields.iter().find(|(key, _)| key == "path");
                Ok(typed.map_or_else(Vec::new, |(_, typed)| self.write_file(typed)))
            }
            Input::Worked {
                tag: WRITTEN,
                result,
            } => Ok(match result.downcast::<Written>() {
                Ok(written) => vec![said(&written, ctx)],
                Err(_) => Vec::new(),
            }),
            other => Err(other),
        }
    }

    fn write_file(&self, typed: &str) -> Vec<Effect> {
        let Some(letter) = self.letter() else {
            return Vec::new();
        };
        let path = completion::expand(typed);
        let text = format!("{}\n", letter.text);
        let job = move || -> Written {
            let written = paths::write_private(&path, text.as_bytes());
            (path, written.map_err(|error| error.to_string()))
        };
        let job = Box::new(move || Box::new(job()) as _);
        vec![Effect::CloseAbove, Effect::Work { tag: WRITTEN, job }]
    }
}

/// What became of the writing.
fn said((path, written): &Written, ctx: &Ctx) -> Effect {
    let path = path.display().to_string();
    match written {
        Ok(()) => Effect::done(ctx.words.with("service-desk-written", &[("path", &path)])),
        Err(why) => {
            let args: &[(&str, &dyn Arg)] = &[("path", &path), ("why", why)];
            Effect::error(ctx.words.with("service-desk-unwritten", args))
        }
    }
}
