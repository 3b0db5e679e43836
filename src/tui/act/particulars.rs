//! What a kind must know beside the identity is stated: the certificate that is meant, what becomes
//! of it, the cause of a revocation, the letter to BSrE [R13.1-R13.8].

use super::revoke::causes;
use super::{Act, Case, Faults, Files, Line, Menu, Values, recorded, seen, subject};
use crate::domain::act::Command;
use crate::domain::ids::CertificateId;
use crate::domain::kind::Kind;
use crate::domain::policy::Cause;
use crate::domain::request::{Outcome, Outgoing, Particular, ParticularKey, Request, StatedCause};
use crate::domain::time::Day;
use crate::domain::written::Prefer;
use crate::tui::panel::Ctx;
use crate::tui::view::request::particulars as shown;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Particulars;

fn key(case: &Case<RequestView>) -> Option<ParticularKey> {
    ParticularKey::from_key(&case.choice)
}

fn stated(request: &Request, key: ParticularKey) -> bool {
    request.particulars.stated(key).is_some()
}

fn day(day: Option<Day>) -> String {
    day.map(|day| day.format("%-d/%-m/%Y").to_string())
        .unwrap_or_default()
}

fn certificate(view: &RequestView, ctx: &Ctx) -> Vec<Entry> {
    let choices = view.could_mean.iter().map(|one| {
        let label = shown::certificate(one, ctx);
        Choice::new(one.id.0.to_string(), label)
    });
    let chosen = view.about.as_ref().map(|about| about.id.0.to_string());
    vec![Entry::choice(
        "certificate",
        "field-certificate",
        choices.collect(),
        &chosen.unwrap_or_default(),
    )]
}

fn outcome(view: &RequestView, ctx: &Ctx) -> Vec<Entry> {
    let choices = Outcome::ALL.into_iter().map(|outcome| {
        let label = ctx.words.of("change-outcome", outcome.as_str());
        Choice::new(outcome.as_str(), label)
    });
    let known = view.outcome.map_or("", Outcome::as_str);
    vec![Entry::choice(
        "outcome",
        "field-outcome",
        choices.collect(),
        known,
    )]
}

fn cause(request: &Request, ctx: &Ctx) -> Vec<Entry> {
    let offered = |choice: &Choice| {
        Cause::from_key(&choice.key)
            .and_then(|cause| Some(cause.is_for(request.kind, ctx.policy()?.cause(cause)?)))
            .unwrap_or_default()
    };
    let known = request.particulars.cause.as_ref();
    let choices = causes(ctx).into_iter().filter(offered).collect();
    let usual = known.map_or(usual_of(request.kind), |known| known.cause);
    let number = known.map_or("", |known| known.number.as_str());
    let text = known.map_or("", |known| known.text.as_str());
    let date = day(known.and_then(|known| known.date));
    let effective = day(known.and_then(|known| known.effective));
    vec![
        Entry::choice("cause", "field-cause", choices, usual.as_str()),
        Entry::text("cause_number", "field-cause_number", number),
        Entry::day("cause_date", "field-cause_date", Prefer::Past, &date),
        Entry::day("effective", "field-effective", Prefer::Future, &effective),
        Entry::note("cause_text", "field-cause_text", 2, text),
    ]
}

fn usual_of(kind: Kind) -> Cause {
    match kind {
        Kind::Change => Cause::Transfer,
        _ => Cause::Retirement,
    }
}

fn outgoing(known: Option<&Outgoing>, ctx: &Ctx) -> Vec<Entry> {
    let today = day(Some(ctx.now.day()));
    let (number, date, signer, attachments) = match known {
        Some(known) => (
            known.number.as_str(),
            day(Some(known.date)),
            known.signer.as_str(),
            known.attachments.as_str(),
        ),
        None => ("", today, "", ""),
    };
    vec![
        Entry::text("outgoing_number", "field-outgoing_number", number).required(),
        Entry::day("outgoing_date", "field-outgoing_date", Prefer::Past, &date).required(),
        Entry::text("signer", "field-signer", signer).required(),
        Entry::text("attachments", "field-attachments", attachments),
    ]
}

/// The one that the values state; `None` where a choice means nothing.
fn particular(key: ParticularKey, values: &Values, ctx: &Ctx) -> Option<Particular> {
    Some(match key {
        ParticularKey::Certificate => {
            Particular::Certificate(CertificateId(values.get("certificate").parse().ok()?))
        }
        ParticularKey::Outcome => Particular::Outcome(Outcome::from_key(values.get("outcome"))?),
        ParticularKey::Cause => Particular::Cause(StatedCause {
            cause: Cause::from_key(values.get("cause"))?,
            number: values.text("cause_number"),
            date: values.day("cause_date"),
            effective: values.day("effective"),
            text: values.text("cause_text"),
        }),
        ParticularKey::Outgoing => Particular::Outgoing(Outgoing {
            number: values.text("outgoing_number"),
            date: values.day("outgoing_date").unwrap_or(ctx.now.day()),
            signer: values.text("signer"),
            attachments: values.text("attachments"),
        }),
    })
}

impl Act<RequestView> for Particulars {
    fn name(&self) -> &'static str {
        "particulars"
    }

    fn choices(&self, case: &Case<RequestView>, ctx: &Ctx) -> Menu {
        let view = &case.on;
        let lines: Vec<Line> = ParticularKey::ALL
            .into_iter()
            .map(|key| Line {
                choice: Choice::new(key.as_str(), ctx.words.of("particular", key.as_str())),
                applies: view.may.contains(&key.act()),
            })
            .collect();
        let open = ParticularKey::ALL.into_iter().find(|key| {
            let known = stated(&view.request, *key)
                || *key == ParticularKey::Certificate && view.about.is_some();
            view.may.contains(&key.act()) && !known
        });
        let first = lines.iter().find(|line| line.applies);
        let likely = open.map(|key| key.as_str().to_owned());
        Menu {
            title: ctx.get("particular-choose"),
            likely: likely
                .or_else(|| first.map(|line| line.choice.key.clone()))
                .unwrap_or_default(),
            lines,
        }
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        let view = &case.on;
        let known = &view.request.particulars;
        let Some(key) = key(case) else {
            return Form::default();
        };
        let entries = match key {
            ParticularKey::Certificate => certificate(view, ctx),
            ParticularKey::Outcome => outcome(view, ctx),
            ParticularKey::Cause => cause(&view.request, ctx),
            ParticularKey::Outgoing => outgoing(known.outgoing.as_ref(), ctx),
        };
        let what = ctx.words.of("particular", key.as_str());
        let title = format!("{what} · {}", subject(&view.request));
        let form = entries.into_iter().fold(Form::new(title), Form::with);
        match stated(&view.request, key) {
            true => form.of_record(),
            false => form,
        }
    }

    /// What the document of a cause must tell follows from the cause.
    fn changed(&self, case: &Case<RequestView>, form: &mut Form, _: &str, ctx: &Ctx) {
        if key(case) != Some(ParticularKey::Cause) {
            return;
        }
        let cause = Cause::from_key(&form.value("cause", ctx));
        let rules = cause.and_then(|cause| ctx.policy()?.cause(cause));
        let other = cause == Some(Cause::Other);
        let document = other || rules.is_some_and(|rules| rules.needs_tmt);
        for field in ["cause_number", "cause_date", "effective"] {
            form.require(field, document);
        }
        form.require("cause_text", other);
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        let what = key(case).and_then(|key| particular(key, values, ctx));
        let what = what.ok_or_else(Faults::new)?;
        Ok(Command::State {
            request: seen(&case.on),
            what: Box::new(what),
        })
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        match key(case) {
            Some(key) => recorded(key.act(), &case.on, ctx),
            None => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::act::ActKind;
    use crate::domain::kind::Kind;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::panel::Input;
    use crate::tui::testing::letter;
    use crate::tui::view::testing::request_view;

    #[test]
    fn a_cause_is_stated_with_its_document_and_the_day_it_holds_from() {
        let mut view = request_view();
        view.request.kind = Kind::Revoke;
        view.may = vec![ActKind::StateCause, ActKind::WriteToBsre];
        let mut doer = ActDriver::on_request(Action::Particulars, view);
        doer.give(Input::Key(letter('3')));
        insta::assert_snapshot!("cause_80", doer.drawn());
        doer.set("cause_number", "888/12/BKPSDM");
        doer.save();
        assert!(doer.command().is_none(), "a retirement needs its TMT");
        doer.set("cause_date", "2/11/2026");
        doer.set("effective", "1/12/2026");
        doer.save();
        let Some(Command::State { what, .. }) = doer.command() else {
            panic!("not stated: {}", doer.drawn())
        };
        let Particular::Cause(stated) = *what else {
            panic!("another one")
        };
        assert_eq!(stated.cause, Cause::Retirement);
        assert_eq!(day(stated.effective), "1/12/2026");
    }
}
