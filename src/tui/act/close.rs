//! The end of a request that goes no further: withdrawn, lapsed, void.

use super::{Act, Case, Faults, Files, Values, ask, recorded, seen, titled};
use crate::domain::act::{ActKind, Closing, Command};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Close;

/// How it can end: the act of the rules, its key among the stages, what is sent.
const CLOSINGS: [(ActKind, &str, Closing); 3] = [
    (ActKind::Withdraw, "withdrawn", Closing::Withdrawn),
    (ActKind::Lapse, "lapsed", Closing::Lapsed),
    (ActKind::Void, "void", Closing::Void),
];

impl Act<RequestView> for Close {
    fn name(&self) -> &'static str {
        "close"
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        let may = CLOSINGS
            .iter()
            .filter(|(act, ..)| case.on.may.contains(act));
        let options = may.map(|(_, key, _)| Choice::new(*key, ctx.words.of("stage", key)));
        titled(&case.on, "act-close", ctx)
            .with(Entry::choice(
                "closing",
                "field-closing",
                options.collect(),
                "",
            ))
            .with(Entry::note("reason", "field-reason", 3, "").required())
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        let mut closings = CLOSINGS.into_iter();
        let chosen = closings.find(|(_, key, _)| *key == values.get("closing"));
        let (_, _, closing) = chosen.ok_or_else(Faults::new)?;
        Ok(Command::Close {
            request: seen(&case.on),
            closing,
            reason: values.text("reason"),
        })
    }

    fn question(&self, case: &Case<RequestView>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let closing = ctx.words.of("stage", values.get("closing"));
        Some(ask("ask-close", &case.on, &[("closing", &closing)], ctx).irreversible())
    }

    fn done(&self, case: &Case<RequestView>, values: &Values, done: &Done, ctx: &Ctx) -> String {
        let mut closings = CLOSINGS.into_iter();
        let chosen = closings.find(|(_, key, _)| *key == values.get("closing"));
        let act = chosen.map_or(ActKind::Withdraw, |(act, ..)| act);
        recorded(act, &case.on, done, ctx)
    }
}
