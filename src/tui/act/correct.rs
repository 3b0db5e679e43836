//! Koreksi: what left the desk is not undone; its record is corrected, with a reason [R11.4].

use super::{
    Act, Case, Faults, Files, Line, Menu, Values, certificate, channels, question, revoke,
};
use super::{seen, seen_certificate, subject};
use crate::domain::act::{ActKind, Command, Correction};
use crate::domain::certificate::Standing;
use crate::domain::request::Stage;
use crate::domain::written::Prefer;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::view::causes;
use crate::tui::view::certificates::sections;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::{CertificateView, RequestView};

/// What a request's record may have wrong.
pub struct OfRequest;

/// What a certificate's record may have wrong.
pub struct OfCertificate;

/// What is corrected on a request, each with its digit for life.
const OF_REQUEST: [ActKind; 4] = [
    ActKind::CorrectSending,
    ActKind::CorrectActivation,
    ActKind::CorrectCertificate,
    ActKind::CorrectHandOver,
];

/// A revocation on the wrong certificate is the same act with nothing in the place of what was.
const TAKE_BACK: &str = "take-back";

fn menu(lines: impl Iterator<Item = (&'static str, bool)>, ctx: &Ctx) -> Menu {
    let lines: Vec<Line> = lines
        .map(|(key, applies)| Line {
            choice: Choice::new(key, ctx.words.of("correct", key)),
            applies,
        })
        .collect();
    let likely = lines.iter().find(|line| line.applies);
    Menu {
        title: ctx.get("correct-choose"),
        likely: likely
            .map(|line| line.choice.key.clone())
            .unwrap_or_default(),
        lines,
    }
}

/// A form that corrects, and its reason at the end.
fn correcting(key: &str, who: &str, entries: Vec<Entry>, ctx: &Ctx) -> Form {
    let what = ctx.words.of("correct", key);
    let title = ctx
        .words
        .with("correct-title", &[("what", &what), ("who", &who)]);
    let reason = Entry::note("reason", "field-reason", 2, "").required();
    let entries = entries.into_iter().chain([reason]);
    entries.fold(Form::new(title), Form::with).of_record()
}

/// The question of a correction: what it changes, and why.
fn ask(key: &str, who: &str, values: &Values, ctx: &Ctx) -> Confirm {
    let what = ctx.words.of("correct", key);
    let asked = ctx
        .words
        .with("correct-ask", &[("what", &what), ("who", &who)]);
    let reason = ctx.words.of("field", "reason");
    question(asked)
        .detail(format!("{reason}: {}", values.get("reason")))
        .irreversible()
}

fn day(day: crate::domain::time::Day) -> String {
    day.format("%-d/%-m/%Y").to_string()
}

impl Act<RequestView> for OfRequest {
    fn name(&self) -> &'static str {
        "correct"
    }

    fn choices(&self, case: &Case<RequestView>, ctx: &Ctx) -> Menu {
        let may = &case.on.may;
        let lines = OF_REQUEST.into_iter();
        let mut menu = menu(lines.map(|act| (act.as_str(), may.contains(&act))), ctx);
        if case.on.request.stage == Stage::Mismatch {
            menu.likely = ActKind::CorrectCertificate.as_str().to_owned();
        }
        menu
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        let request = &case.on.request;
        let who = subject(request);
        let entries = match ActKind::from_key(&case.choice) {
            Some(ActKind::CorrectCertificate) => {
                return match &case.on.certificate {
                    Some(held) => certificate::correction(&held.form, &who, ctx),
                    None => Form::default(),
                };
            }
            Some(ActKind::CorrectSending) => request.sending.as_ref().map(|known| {
                let ways = channels(&super::TO_BSRE, ctx);
                let date = Entry::day("date", "field-date", Prefer::Past, &day(known.date));
                vec![
                    date.required(),
                    Entry::text("ticket", "field-ticket", &known.ticket),
                    Entry::choice("channel", "field-channel", ways, &known.channel),
                ]
            }),
            Some(ActKind::CorrectActivation) => request.activation.as_ref().map(|known| {
                let link = Entry::day("link", "field-link", Prefer::Past, &day(known.link));
                let activated = known.activated.map(|at| {
                    Entry::day("activated", "field-activated", Prefer::Past, &day(at)).required()
                });
                let entries = [link.required()].into_iter();
                entries.chain(activated).collect()
            }),
            _ => request.hand_over.as_ref().map(|known| {
                let ways = channels(&super::TO_HOLDER, ctx);
                vec![
                    Entry::choice("channel", "field-channel", ways, &known.channel),
                    Entry::text("address", "field-address", &known.address).required(),
                    Entry::text("reply", "field-reply", &known.reply),
                ]
            }),
        };
        let entries = entries.unwrap_or_default();
        correcting(&case.choice, &who, entries, ctx)
    }

    fn changed(&self, case: &Case<RequestView>, form: &mut Form, field: &str, ctx: &Ctx) {
        if case.choice == ActKind::CorrectCertificate.as_str() {
            certificate::follow(form, field, ctx);
        }
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        let today = ctx.now.day();
        let what = match ActKind::from_key(&case.choice) {
            Some(ActKind::CorrectCertificate) => {
                let held = case.on.certificate.as_ref().ok_or_else(Faults::new)?;
                return certificate::corrected(held, values, ctx);
            }
            Some(ActKind::CorrectSending) => Correction::Sending {
                date: values.day("date").unwrap_or(today),
                ticket: values.text("ticket"),
                channel: values.text("channel"),
            },
            Some(ActKind::CorrectActivation) => Correction::Activation {
                link: values.day("link").unwrap_or(today),
                activated: values.day("activated"),
            },
            _ => Correction::HandOver {
                channel: values.text("channel"),
                address: values.text("address"),
                reply: values.text("reply"),
            },
        };
        Ok(Command::Correct {
            request: seen(&case.on),
            what,
            reason: values.text("reason"),
        })
    }

    fn question(&self, case: &Case<RequestView>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let who = subject(&case.on.request);
        if case.choice == ActKind::CorrectCertificate.as_str() {
            let held = &case.on.certificate.as_ref()?.form;
            let identity = Some(&case.on.request.identity);
            return certificate::question_correct(held, identity, &who, values, ctx);
        }
        Some(ask(&case.choice, &who, values, ctx))
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let who = subject(&case.on.request);
        ctx.words.with("correct-done", &[("who", &who)])
    }
}

impl Act<CertificateView> for OfCertificate {
    fn name(&self) -> &'static str {
        "correct"
    }

    fn choices(&self, case: &Case<CertificateView>, ctx: &Ctx) -> Menu {
        let may = &case.on.may;
        let revoked = may.contains(&ActKind::CorrectRevocation);
        let certificate = ActKind::CorrectCertificate;
        let lines = [
            (certificate.as_str(), may.contains(&certificate)),
            (ActKind::CorrectRevocation.as_str(), revoked),
            (TAKE_BACK, revoked),
        ];
        menu(lines.into_iter(), ctx)
    }

    fn form(&self, case: &Case<CertificateView>, ctx: &Ctx) -> Form {
        let held = &case.on.certificate;
        let who = &held.form.name;
        if case.choice == ActKind::CorrectCertificate.as_str() {
            return certificate::correction(&held.form, who, ctx);
        }
        let entries = match &held.standing {
            Standing::Revoked(known) if case.choice != TAKE_BACK => {
                let date = Entry::day("date", "revoke-date", Prefer::Past, &day(known.date));
                let causes = revoke::causes(ctx);
                let cause = Entry::choice("cause", "revoke-cause", causes, &known.cause);
                vec![date.required(), cause]
            }
            _ => Vec::new(),
        };
        correcting(&case.choice, who, entries, ctx)
    }

    fn changed(&self, case: &Case<CertificateView>, form: &mut Form, field: &str, ctx: &Ctx) {
        if case.choice == ActKind::CorrectCertificate.as_str() {
            certificate::follow(form, field, ctx);
        }
    }

    fn command(
        &self,
        case: &Case<CertificateView>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        if case.choice == ActKind::CorrectCertificate.as_str() {
            return certificate::corrected(&case.on.certificate, values, ctx);
        }
        Ok(Command::CorrectRevocation {
            certificate: seen_certificate(&case.on),
            revocation: revoke::read(values).filter(|_| case.choice != TAKE_BACK),
            reason: values.text("reason"),
        })
    }

    fn question(
        &self,
        case: &Case<CertificateView>,
        values: &Values,
        ctx: &Ctx,
    ) -> Option<Confirm> {
        let held = &case.on.certificate;
        let who = &held.form.name;
        if case.choice == ActKind::CorrectCertificate.as_str() {
            return certificate::question_correct(&held.form, None, who, values, ctx);
        }
        let confirm = ask(&case.choice, who, values, ctx);
        if case.choice == TAKE_BACK {
            return Some(confirm.detail(ctx.get("correct-take-back-detail")));
        }
        let cause = values.get("cause");
        let scope = sections::scope(revoke::is_internal(cause, ctx), ctx);
        let cause = causes::name(cause, ctx.policy(), ctx);
        let args: &[(&str, &dyn crate::text::Arg)] = &[("cause", &cause), ("scope", &scope)];
        Some(confirm.detail(ctx.words.with("revoke-detail", args)))
    }

    fn done(&self, case: &Case<CertificateView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let who = &case.on.certificate.form.name;
        ctx.words.with("correct-done", &[("who", who)])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::request::HandOver;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::panel::Input;
    use crate::tui::place::Place;
    use crate::tui::testing::letter;
    use crate::tui::view::testing::request_view;
    use crate::tui::view::testing::samples::{certificate_view, revoked};

    fn handed_over() -> RequestView {
        let mut view = request_view();
        view.request.stage = Stage::Completed;
        view.request.hand_over = Some(HandOver {
            at: view.request.received,
            by: crate::tui::view::testing::RINA,
            channel: "email".to_owned(),
            address: "sitti@babelprov.go.id".to_owned(),
            reply: String::new(),
        });
        view.may = vec![ActKind::CorrectHandOver];
        view
    }

    #[test]
    fn the_address_of_a_hand_over_is_corrected_with_a_reason() {
        let mut doer = ActDriver::on_request(Action::Correct, handed_over());
        doer.give(Input::Key(letter('1')));
        assert_eq!(doer.place(), Place::Menu, "nothing was sent, so 1 is grey");
        doer.give(Input::Key(letter('4')));
        assert_eq!(doer.place(), Place::Form);
        doer.set("address", "siti@babelprov.go.id");
        doer.save();
        assert!(
            doer.question().is_none(),
            "no correction without its reason"
        );
        doer.set("reason", "salah alamat");
        doer.save();
        let asked = doer.question().unwrap();
        assert!(
            asked.contains("Siti Rahmawati") && asked.contains("salah alamat"),
            "{asked}"
        );
        let Some(Command::Correct { what, reason, .. }) = doer.yes() else {
            panic!("not recorded")
        };
        let Correction::HandOver {
            channel, address, ..
        } = what
        else {
            panic!("{what:?}")
        };
        assert_eq!(
            (channel.as_str(), address.as_str()),
            ("email", "siti@babelprov.go.id")
        );
        assert_eq!(reason, "salah alamat");
    }

    #[test]
    fn a_revocation_on_the_wrong_certificate_is_taken_back_after_a_question() {
        let mut view = certificate_view(revoked());
        view.may = vec![ActKind::CorrectRevocation];
        let mut doer = ActDriver::on_certificate(Action::Correct, view);
        doer.give(Input::Key(letter('3')));
        doer.set("reason", "salah sertifikat");
        doer.save();
        let asked = doer.question().unwrap();
        assert!(asked.contains("gugur"), "{asked}");
        let Some(Command::CorrectRevocation { revocation, .. }) = doer.yes() else {
            panic!("not recorded")
        };
        assert_eq!(revocation, None);
    }

    #[test]
    fn what_a_correction_of_a_certificate_changes_is_named_before_it_is_saved() {
        let mut view = certificate_view(Standing::Good);
        view.may = vec![ActKind::CorrectCertificate];
        let mut doer = ActDriver::on_certificate(Action::Correct, view);
        doer.give(Input::Key(letter('1')));
        doer.set("agency", "Dinas Perhubungan");
        doer.set("reason", "salah perangkat daerah");
        doer.save();
        let asked = doer.question().unwrap();
        assert!(asked.contains("→ Dinas Perhubungan"), "{asked}");
        assert!(matches!(
            doer.yes(),
            Some(Command::CorrectCertificate { .. })
        ));
    }
}
