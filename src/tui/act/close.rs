//! The end of a request that goes no further: withdrawn, lapsed, void.

use super::reasoned::Reasoned;
use super::{Values, ask, seen};
use crate::domain::act::{ActKind, Closing, Command};
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::Entry;
use crate::tui::widgets::form::entry::Choice;
use crate::wire::view::RequestView;

/// How it can end: the act of the rules, its key among the stages, what is sent.
const CLOSINGS: [(ActKind, &str, Closing); 4] = [
    (ActKind::Withdraw, "withdrawn", Closing::Withdrawn),
    (ActKind::Lapse, "lapsed", Closing::Lapsed),
    (ActKind::Void, "void", Closing::Void),
    (ActKind::AskWithdrawal, "withdrawal-asked", Closing::Asked),
];

fn chosen(values: &Values) -> Option<(ActKind, Closing)> {
    let mut closings = CLOSINGS.into_iter();
    let chosen = closings.find(|(_, key, _)| *key == values.get("closing"));
    chosen.map(|(act, _, closing)| (act, closing))
}

/// The endings that this person may give it.
fn closings(view: &RequestView, ctx: &Ctx) -> Entry {
    let may = CLOSINGS.iter().filter(|(act, ..)| view.may.contains(act));
    let options = may.map(|(_, key, _)| Choice::new(*key, ctx.words.of("stage", key)));
    Entry::choice("closing", "field-closing", options.collect(), "")
}

pub const CLOSE: Reasoned = Reasoned {
    name: "close",
    title: "action-close",
    choice: Some(closings),
    text: ("reason", "field-reason", 3),
    question: Some(|view, values, ctx| {
        if chosen(values).is_some_and(|(act, _)| act == ActKind::AskWithdrawal) {
            return ask("ask-withdrawal", view, &[], ctx);
        }
        let closing = ctx.words.of("stage", values.get("closing"));
        ask("ask-close", view, &[("closing", &closing)], ctx).irreversible()
    }),
    command: |view, values| {
        Some(Command::Close {
            request: seen(view),
            closing: chosen(values)?.1,
            reason: values.text("reason"),
        })
    },
    done: |values| chosen(values).map_or(ActKind::Withdraw, |(act, _)| act),
};
