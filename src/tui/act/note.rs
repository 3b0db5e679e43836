//! A remark on a request, beside its course.

use super::{Act, Case, Faults, Files, Values, recorded, titled};
use crate::domain::act::{ActKind, Command};
use crate::domain::ids::RecordId;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Note;

impl Act<RequestView> for Note {
    fn name(&self) -> &'static str {
        "note"
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        titled(&case.on, "act-note", ctx).with(Entry::note("note", "field-note", 4, "").required())
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        Ok(Command::Note {
            record: RecordId::Request(case.on.request.no),
            text: values.text("note"),
        })
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, done: &Done, ctx: &Ctx) -> String {
        recorded(ActKind::Note, &case.on, done, ctx)
    }
}
