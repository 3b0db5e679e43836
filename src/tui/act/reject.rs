//! A request is rejected, for a reason that the policy gives the position.

use super::{Act, Case, Faults, Files, Values, ask, recorded, seen, titled};
use crate::domain::act::{ActKind, Command};
use crate::domain::office::Position;
use crate::domain::procedure::waits_for;
use crate::text::request as words_of;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Reject;

/// The reasons that the position whose turn it is may reject for.
fn reasons(view: &RequestView, ctx: &Ctx) -> Vec<Choice> {
    let language = words_of::policy_language(ctx.words);
    let at = waits_for(view.request.stage, true);
    let fits = |who: &[Position]| at.is_none_or(|at| who.contains(&at));
    let reasons = ctx
        .policy()
        .map_or(&[][..], |policy| &policy.reject_reasons);
    let reasons = reasons.iter().filter(|reason| fits(&reason.who));
    reasons
        .map(|reason| Choice::new(reason.code.clone(), reason.text.in_language(language)))
        .collect()
}

impl Act<RequestView> for Reject {
    fn name(&self) -> &'static str {
        "reject"
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        let reasons = Entry::choice("reason", "field-reason", reasons(&case.on, ctx), "");
        titled(&case.on, "act-reject", ctx)
            .with(reasons)
            .with(Entry::note("text", "field-text", 3, "").required())
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        Ok(Command::Reject {
            request: seen(&case.on),
            reason: values.text("reason"),
            text: values.text("text"),
        })
    }

    fn question(&self, case: &Case<RequestView>, _: &Values, ctx: &Ctx) -> Option<Confirm> {
        Some(ask("ask-reject", &case.on, &[], ctx).irreversible())
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, done: &Done, ctx: &Ctx) -> String {
        recorded(ActKind::Reject, &case.on, done, ctx)
    }
}
