//! One's own last act on a request, taken back.

use super::{Act, Case, Faults, Files, Values, ask, recorded};
use crate::domain::act::{ActKind, Command};
use crate::domain::ids::RecordId;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Undo;

impl Act<RequestView> for Undo {
    fn name(&self) -> &'static str {
        "undo"
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        _: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        let request = &case.on.request;
        Ok(Command::Undo {
            record: RecordId::Request(request.no),
            revision: request.revision,
        })
    }

    fn question(&self, case: &Case<RequestView>, _: &Values, ctx: &Ctx) -> Option<Confirm> {
        Some(ask("ask-undo", &case.on, &[], ctx))
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, done: &Done, ctx: &Ctx) -> String {
        recorded(ActKind::Undo, &case.on, done, ctx)
    }
}
