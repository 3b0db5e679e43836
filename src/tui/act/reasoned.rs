//! The shape that many acts on a request share: perhaps a choice, a text that says why, perhaps a
//! question.

use super::{Act, Case, Faults, Files, Values, recorded, titled};
use crate::domain::act::{ActKind, Command};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::RequestView;

/// An act of this shape.
pub struct Reasoned {
    pub name: &'static str,
    /// Key of the words above the fields.
    pub title: &'static str,
    /// The field that is chosen in.
    pub choice: Option<fn(&RequestView, &Ctx) -> Entry>,
    /// The text: its field, the key of its words, its lines.
    pub text: (&'static str, &'static str, u16),
    pub question: Option<fn(&RequestView, &Values, &Ctx) -> Confirm>,
    /// What it sends; nothing where the choice means nothing.
    pub command: fn(&RequestView, &Values) -> Option<Command>,
    /// What is said to be done.
    pub done: fn(&Values) -> ActKind,
}

impl Act<RequestView> for Reasoned {
    fn name(&self) -> &'static str {
        self.name
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        let form = titled(&case.on, self.title, ctx);
        let form = match self.choice {
            Some(choice) => form.with(choice(&case.on, ctx)),
            None => form,
        };
        let (field, label, rows) = self.text;
        form.with(Entry::note(field, label, rows, "").required())
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        (self.command)(&case.on, values).ok_or_else(Faults::new)
    }

    fn question(&self, case: &Case<RequestView>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        Some(self.question?(&case.on, values, ctx))
    }

    fn done(&self, case: &Case<RequestView>, values: &Values, _: &Done, ctx: &Ctx) -> String {
        recorded((self.done)(values), &case.on, ctx)
    }
}
