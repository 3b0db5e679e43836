//! Another kind of request, where the one that was asked for does not fit.

use super::{Act, Case, Faults, Files, Values, ask, recorded, seen, titled};
use crate::domain::act::{ActKind, Command};
use crate::domain::finding::FindingCode;
use crate::domain::kind::Kind;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Convert;

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

impl Act<RequestView> for Convert {
    fn name(&self) -> &'static str {
        "convert"
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        let kinds = Entry::choice("kind", "convert-to", kinds(&case.on, ctx), "");
        titled(&case.on, "act-convert", ctx)
            .with(kinds)
            .with(Entry::note("reason", "field-reason", 3, "").required())
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        Ok(Command::Convert {
            request: seen(&case.on),
            kind: Kind::from_key(values.get("kind")).ok_or_else(Faults::new)?,
            reason: values.text("reason"),
        })
    }

    fn question(&self, case: &Case<RequestView>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let to = ctx.words.of("kind", values.get("kind"));
        Some(ask("ask-convert", &case.on, &[("to", &to)], ctx))
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, done: &Done, ctx: &Ctx) -> String {
        recorded(ActKind::Convert, &case.on, done, ctx)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::finding::Finding;
    use crate::domain::rules::Open;
    use crate::tui::act::testing::Doer;
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
        let mut doer = Doer::on_request(Action::Convert, view);
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
