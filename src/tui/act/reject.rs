//! A request is rejected, for a reason that the policy gives the position.

use super::reasoned::Reasoned;
use super::{ask, seen};
use crate::domain::act::{ActKind, Command};
use crate::domain::office::Position;
use crate::domain::procedure::waits_for;
use crate::text::request as words_of;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::Entry;
use crate::tui::widgets::form::entry::Choice;
use crate::wire::view::RequestView;

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

pub const REJECT: Reasoned = Reasoned {
    name: "reject",
    title: "action-reject",
    choice: Some(|view, ctx| Entry::choice("reason", "field-reason", reasons(view, ctx), "")),
    text: ("text", "field-text", 3),
    question: Some(|view, _, ctx| {
        let asked = ask("ask-reject", view, &[], ctx).irreversible();
        match view.letter.awaits_reply() {
            true => asked.detail(ctx.get("ask-reject-reply")),
            false => asked,
        }
    }),
    command: |view, values| {
        Some(Command::Reject {
            request: seen(view),
            reason: values.text("reason"),
            text: values.text("text"),
        })
    },
    done: |_| ActKind::Reject,
};
