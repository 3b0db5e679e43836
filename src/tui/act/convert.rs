//! Another kind of request, where the one that was asked for does not fit.

use super::reasoned::Reasoned;
use super::{ask, seen};
use crate::domain::act::{ActKind, Command};
use crate::domain::finding::FindingCode;
use crate::domain::kind::Kind;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::Entry;
use crate::tui::widgets::form::entry::Choice;
use crate::wire::view::RequestView;

/// The kinds that a request can become: those that its certificate asks for, the advised one
/// first, where a finding tells them; else all others.
fn kinds(view: &RequestView, ctx: &Ctx) -> Vec<Choice> {
    let mut open = view.findings.iter().map(|open| &open.finding);
    let wrong = open.find(|finding| finding.code == FindingCode::WrongKind);
    let fitting = wrong.and_then(|finding| {
        let (_, kinds) = finding.args.iter().find(|(name, _)| name == "kinds")?;
        let kinds: Vec<Kind> = kinds.split(", ").filter_map(Kind::from_key).collect();
        Some(kinds)
    });
    let all = fitting.unwrap_or_else(|| Kind::ALL.to_vec());
    all.into_iter()
        .filter(|kind| *kind != view.request.kind)
        .map(|kind| Choice::new(kind.as_str(), ctx.words.of("kind", kind.as_str())))
        .collect()
}

pub const CONVERT: Reasoned = Reasoned {
    name: "convert",
    title: "action-convert",
    choice: Some(|view, ctx| Entry::choice("kind", "convert-to", kinds(view, ctx), "")),
    text: ("reason", "field-reason", 3),
    question: Some(|view, values, ctx| {
        let to = ctx.words.of("kind", values.get("kind"));
        ask("ask-convert", view, &[("to", &to)], ctx)
    }),
    command: |view, values| {
        Some(Command::Convert {
            request: seen(view),
            kind: Kind::from_key(values.get("kind"))?,
            reason: values.text("reason"),
        })
    },
    done: |_| ActKind::Convert,
};

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::finding::Finding;
    use crate::domain::rules::Open;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::view::testing::returned_view;

    #[test]
    fn another_kind_is_chosen_from_those_that_fit_and_asked_for() {
        let mut view = returned_view();
        let wrong = Finding::new(FindingCode::WrongKind)
            .with("advice", "renew")
            .with("kinds", "renew, reset");
        view.findings = vec![Open {
            finding: wrong,
            accepted: None,
        }];
        let mut doer = ActDriver::on_request(Action::Convert, view);
        let text = doer.drawn();
        assert!(text.contains("● Pembaruan"), "the advised first: {text}");
        assert!(!text.contains("Pencabutan"), "{text}");
        doer.set("reason", "masih berlaku 20 hari");
        doer.save();
        let asked = doer.question().unwrap();
        assert!(
            asked.contains("Penerbitan") && asked.contains("Pembaruan"),
            "{asked}"
        );
        assert!(matches!(
            doer.yes(),
            Some(Command::Convert {
                kind: Kind::Renew,
                ..
            })
        ));
    }
}
