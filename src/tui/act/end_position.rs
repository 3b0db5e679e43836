//! A position of an officer ends: now, on a day, at a moment. One that was given and has not begun
//! does not begin [R1.8, R1.19].

use super::{Act, Case, Faults, Files, Line, Menu, Values, fault, question, seen_officer, term};
use crate::domain::act::Command;
use crate::domain::officer::Hold;
use crate::domain::time::Instant;
use crate::domain::written::{Moment, Prefer};
use crate::text::Arg;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::OfficerView;

pub struct EndPosition;

/// The terms that are not over, with the keys by which one is chosen.
fn terms(officer: &OfficerView, now: Instant) -> impl Iterator<Item = (String, &Hold)> {
    let holds = officer.holds.iter().enumerate();
    let holds = holds.filter(move |(_, hold)| hold.lasts_after(now));
    holds.map(|(at, hold)| (at.to_string(), hold))
}

/// Whether an officer has a term that can end.
pub fn ends(officer: &OfficerView, now: Instant) -> bool {
    terms(officer, now).next().is_some()
}

fn chosen<'a>(case: &'a Case<OfficerView>, ctx: &Ctx) -> Option<&'a Hold> {
    let mut terms = terms(&case.on, ctx.now);
    terms
        .find(|(key, _)| *key == case.choice)
        .map(|(_, hold)| hold)
}

/// The first moment after it. What has not begun ends as it begins.
fn until(hold: &Hold, values: &Values, now: Instant) -> Option<Instant> {
    let typed = values.moment("until").map(Moment::until);
    typed.or((hold.from > now).then_some(hold.from))
}

impl Act<OfficerView> for EndPosition {
    fn name(&self) -> &'static str {
        "end-position"
    }

    fn hindered(&self, case: &Case<OfficerView>, ctx: &Ctx) -> Option<String> {
        let none = !ends(&case.on, ctx.now);
        none.then(|| ctx.words.with("staff-no-term", &[("name", &case.on.name)]))
    }

    fn choices(&self, case: &Case<OfficerView>, ctx: &Ctx) -> Menu {
        let line = |(key, hold): (String, &Hold)| {
            let said = [term::post(hold, ctx), term::span(hold, ctx)];
            Line::applying(Choice::new(key, said.join(" · ")))
        };
        Menu {
            title: ctx
                .words
                .with("staff-end-title", &[("name", &case.on.name)]),
            lines: terms(&case.on, ctx.now).map(line).collect(),
            likely: String::new(),
        }
    }

    fn form(&self, case: &Case<OfficerView>, ctx: &Ctx) -> Form {
        let hold = chosen(case, ctx);
        let post = hold.map(|hold| term::post(hold, ctx)).unwrap_or_default();
        let mut form = Form::new(format!("{} · {post}", case.on.name)).with(Entry::moment(
            "until",
            "staff-until",
            Prefer::Future,
            "",
        ));
        let begun = hold.is_none_or(|hold| hold.from <= ctx.now);
        let key = match begun {
            true => "staff-end-empty",
            false => "staff-end-unbegun",
        };
        form.remark("until", ctx.get(key));
        form
    }

    fn command(
        &self,
        case: &Case<OfficerView>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        let Some(hold) = chosen(case, ctx) else {
            let name = &case.on.name;
            return Err(fault(
                "",
                ctx.words.with("staff-no-term", &[("name", name)]),
            ));
        };
        Ok(Command::ReleaseHold {
            officer: seen_officer(&case.on),
            position: hold.position,
            until: until(hold, values, ctx.now),
        })
    }

    fn question(&self, case: &Case<OfficerView>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let hold = chosen(case, ctx)?;
        let ended = Hold {
            until: Some(until(hold, values, ctx.now).unwrap_or(ctx.now)),
            ..hold.clone()
        };
        let args: &[(&str, &dyn Arg)] = &[
            ("name", &case.on.name),
            ("post", &term::post(hold, ctx)),
            ("term", &term::span(&ended, ctx)),
        ];
        let key = match ended.until == Some(hold.from) {
            true => "staff-end-ask-unbegun",
            false => "staff-end-ask",
        };
        Some(question(ctx.words.with(key, args)).irreversible())
    }

    fn done(&self, case: &Case<OfficerView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let name = &case.on.name;
        ctx.words.with("staff-ended", &[("name", name)])
    }
}
