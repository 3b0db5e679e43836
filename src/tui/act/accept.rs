//! A warning is accepted with a reason.

use super::{Act, Case, Faults, Files, Line, Menu, Values, question, seen, subject};
use crate::domain::act::Command;
use crate::domain::finding::{FindingCode, Severity};
use crate::text::finding;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Accept;

/// Warnings that still stand, as lines to choose from.
fn warnings(view: &RequestView, ctx: &Ctx) -> Vec<Line> {
    let open = view.findings.iter().filter(|open| open.accepted.is_none());
    let open = open.map(|open| &open.finding);
    let warnings = open.filter(|finding| finding.severity == Severity::Warning);
    let line = |finding| {
        let finding: &crate::domain::finding::Finding = finding;
        let said = finding::sentence(ctx.words, finding);
        Line::applying(Choice::new(finding.code.as_str(), said))
    };
    warnings.map(line).collect()
}

impl Act<RequestView> for Accept {
    fn name(&self) -> &'static str {
        "accept"
    }

    fn hindered(&self, case: &Case<RequestView>, ctx: &Ctx) -> Option<String> {
        let none = warnings(&case.on, ctx).is_empty();
        none.then(|| ctx.get("accept-no-warning"))
    }

    fn choices(&self, case: &Case<RequestView>, ctx: &Ctx) -> Menu {
        Menu {
            title: ctx.get("accept-choose-warning"),
            lines: warnings(&case.on, ctx),
            likely: String::new(),
        }
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        let who = subject(&case.on.request);
        let title = ctx
            .words
            .with("accept-form-accept-warning", &[("who", &who)]);
        Form::new(title).with(Entry::note("reason", "field-reason", 4, "").required())
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        Ok(Command::AcceptWarning {
            request: seen(&case.on),
            code: case.choice.clone(),
            reason: values.text("reason"),
        })
    }

    fn question(&self, case: &Case<RequestView>, _: &Values, ctx: &Ctx) -> Option<Confirm> {
        let who = subject(&case.on.request);
        let asked = ctx
            .words
            .with("accept-ask-accept-warning", &[("who", &who)]);
        let code = FindingCode::from_key(&case.choice);
        let named = code.map(|code| finding::label(ctx.words, code));
        Some(question(asked).detail(named.unwrap_or_else(|| case.choice.clone())))
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let who = subject(&case.on.request);
        ctx.words.with("accept-done-accept", &[("who", &who)])
    }
}
