//! One step back in the chain, with a reason.

use super::{Act, Case, Faults, Files, Values, recorded, seen, titled};
use crate::domain::act::{ActKind, Command};
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct StepBack;

impl Act<RequestView> for StepBack {
    fn name(&self) -> &'static str {
        "step-back"
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        let reason = Entry::note("reason", "field-reason", 3, "");
        titled(&case.on, "act-step-back", ctx).with(reason.required())
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        Ok(Command::StepBack {
            request: seen(&case.on),
            reason: values.text("reason"),
        })
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, done: &Done, ctx: &Ctx) -> String {
        recorded(ActKind::StepBack, &case.on, done, ctx)
    }
}
