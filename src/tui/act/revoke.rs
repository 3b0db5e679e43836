//! A revocation that BSrE carried out is recorded, with date, cause and whether the holder stays in
//! the province's service [SE E.8, F.6].

use super::{Act, Case, Faults, Files, Line, Menu, Values, question, seen_certificate};
use crate::domain::act::{ActKind, Command, RevocationForm};
use crate::domain::certificate::Certificate;
use crate::domain::policy::{Cause, RevokeScope};
use crate::domain::written::Prefer;
use crate::text::request as words_of;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::view::causes as view_causes;
use crate::tui::view::certificates::{columns, sections};
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::CertificateView;

pub struct Revoke;

/// What BSrE does to a certificate that stands, each with its digit for life.
pub const ENDINGS: [ActKind; 3] = [ActKind::RevokeRecorded, ActKind::Suspend, ActKind::Resume];

fn kind(case: &Case<CertificateView>) -> ActKind {
    ActKind::from_key(&case.choice).unwrap_or(ActKind::RevokeRecorded)
}

/// What else ends with it.
fn lapsing(view: &CertificateView, ctx: &Ctx) -> Option<String> {
    let all: Vec<String> = view.lapsing.iter().map(ToString::to_string).collect();
    let list = all.join(", ");
    (!all.is_empty()).then(|| ctx.words.with("particular-lapsing", &[("list", &list)]))
}

fn serial(certificate: &Certificate, ctx: &Ctx) -> String {
    let serial = certificate.form.serial.as_ref();
    let serial = serial.map(|serial| columns::serial(&serial.to_string()));
    serial.unwrap_or_else(|| ctx.get("cert-no-serial"))
}

/// Whether the holder stays in the province's service: it follows from the cause [SE E.8].
pub fn is_internal(cause: &str, ctx: &Ctx) -> bool {
    Cause::from_key(cause)
        .and_then(|cause| ctx.policy()?.cause(cause))
        .is_some_and(|rules| rules.scope == RevokeScope::Internal)
}

/// The causes of the policy, each with its scope.
pub fn causes(ctx: &Ctx) -> Vec<Choice> {
    let language = words_of::policy_language(ctx.words);
    let causes = Cause::ALL.into_iter().filter_map(|cause| {
        let rules = ctx.policy()?.cause(cause)?;
        let scope = sections::scope(rules.scope == RevokeScope::Internal, ctx);
        let label = format!("{} ({scope})", rules.name.in_language(language));
        Some(Choice::new(cause.as_str(), label))
    });
    causes.collect()
}

/// The revocation that the fields state.
pub fn read(values: &Values) -> Option<RevocationForm> {
    Some(RevocationForm {
        date: values.day("date")?,
        cause: values.text("cause"),
    })
}

impl Act<CertificateView> for Revoke {
    fn name(&self) -> &'static str {
        "revoke"
    }

    fn choices(&self, case: &Case<CertificateView>, ctx: &Ctx) -> Menu {
        let lines = ENDINGS.map(|act| Line {
            choice: Choice::new(act.as_str(), ctx.words.of("ending", act.as_str())),
            applies: case.on.may.contains(&act),
        });
        let likely = lines.iter().find(|line| line.applies);
        Menu {
            title: ctx.get("ending-choose"),
            likely: likely
                .map(|line| line.choice.key.clone())
                .unwrap_or_default(),
            lines: lines.to_vec(),
        }
    }

    fn form(&self, case: &Case<CertificateView>, ctx: &Ctx) -> Form {
        let serial = serial(&case.on.certificate, ctx);
        let today = ctx.now.day().format("%-d/%-m/%Y").to_string();
        if kind(case) != ActKind::RevokeRecorded {
            let what = ctx.words.of("ending", kind(case).as_str());
            return Form::new(format!("{what} · {serial}"))
                .with(Entry::day("date", "field-date", Prefer::Past, &today).required());
        }
        let usual = Cause::Retirement.as_str();
        Form::new(ctx.words.with("revoke-title", &[("serial", &serial)]))
            .with(Entry::day("date", "revoke-date", Prefer::Past, &today).required())
            .with(Entry::choice("cause", "revoke-cause", causes(ctx), usual))
    }

    fn command(
        &self,
        case: &Case<CertificateView>,
        values: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        let certificate = seen_certificate(&case.on);
        let date = || values.day("date").ok_or_else(Faults::new);
        match kind(case) {
            ActKind::Suspend => {
                let date = date()?;
                return Ok(Command::Suspend { certificate, date });
            }
            ActKind::Resume => {
                let date = date()?;
                return Ok(Command::Resume { certificate, date });
            }
            _ => {}
        }
        Ok(Command::RevokeRecorded {
            certificate,
            revocation: read(values).ok_or_else(Faults::new)?,
        })
    }

    fn question(
        &self,
        case: &Case<CertificateView>,
        values: &Values,
        ctx: &Ctx,
    ) -> Option<Confirm> {
        let certificate = &case.on.certificate;
        let date = ctx.words.date(values.day("date")?);
        let args: &[(&str, &dyn crate::text::Arg)] = &[
            ("serial", &serial(certificate, ctx)),
            ("name", &certificate.form.name),
            ("date", &date),
        ];
        if kind(case) != ActKind::RevokeRecorded {
            let key = format!("ending-ask-{}", kind(case).as_str());
            return Some(question(ctx.words.with(&key, args)));
        }
        let cause = view_causes::name(values.get("cause"), ctx.policy(), ctx);
        let scope = sections::scope(is_internal(values.get("cause"), ctx), ctx);
        let detail = ctx
            .words
            .with("revoke-detail", &[("cause", &cause), ("scope", &scope)]);
        let asked = ctx.words.with("revoke-question", args);
        let confirm = question(asked).detail(detail).irreversible();
        Some(match lapsing(&case.on, ctx) {
            Some(lapsing) => confirm.detail(lapsing),
            None => confirm,
        })
    }

    fn done(&self, case: &Case<CertificateView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let certificate = &case.on.certificate;
        let args: &[(&str, &dyn crate::text::Arg)] = &[
            ("serial", &serial(certificate, ctx)),
            ("name", &certificate.form.name),
        ];
        match kind(case) {
            ActKind::RevokeRecorded => ctx.words.with("revoke-done", args),
            other => {
                let key = format!("ending-done-{}", other.as_str());
                ctx.words.with(&key, args)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::certificate::Standing;
    use crate::domain::ids::RecordId;
    use crate::domain::refusal::Refusal;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::panel::Input;
    use crate::tui::testing::letter;
    use crate::tui::view::testing::RINA;
    use crate::tui::view::testing::samples::certificate_view;
    use crate::wire::message::{Ask, Tell};

    fn begun() -> ActDriver {
        let mut doer = ActDriver::on_certificate(Action::Close, certificate_view(Standing::Good));
        doer.give(Input::Key(letter('1')));
        doer
    }

    #[test]
    fn a_suspension_and_its_end_are_recorded_with_their_day() {
        let since = "2026-11-20".parse().unwrap();
        for (standing, may, digit) in [
            (Standing::Good, ActKind::Suspend, '2'),
            (Standing::Suspended { since }, ActKind::Resume, '3'),
        ] {
            let mut view = certificate_view(standing);
            view.may = vec![may];
            let mut doer = ActDriver::on_certificate(Action::Close, view);
            doer.give(Input::Key(letter('1')));
            doer.give(Input::Key(letter(digit)));
            doer.save();
            assert!(doer.question().unwrap().contains("3F01…F5A1"));
            let command = doer.yes().unwrap();
            assert_eq!(command.kind(), may);
            assert!(doer.done().contains("dicatat"));
        }
    }

    #[test]
    fn what_lapses_with_it_is_told_before() {
        let mut view = certificate_view(Standing::Good);
        view.lapsing = vec!["0142.03/2026".parse().unwrap()];
        let mut doer = ActDriver::on_certificate(Action::Close, view);
        doer.give(Input::Key(letter('1')));
        doer.save();
        let asked = doer.question().unwrap();
        assert!(
            asked.contains("gugur") && asked.contains("0142.03/2026"),
            "{asked}"
        );
    }

    #[test]
    fn it_is_asked_about_before_it_is_recorded() {
        let mut doer = begun();
        insta::assert_snapshot!("revoke_80", doer.drawn());
        doer.save();
        assert!(doer.command().is_none(), "nothing is done before the yes");
        let asked = doer.question().unwrap();
        assert!(
            asked.contains("3F01…F5A1") && asked.contains("SITI RAHMAWATI"),
            "{asked}"
        );
        let Some(Command::RevokeRecorded {
            certificate,
            revocation,
        }) = doer.yes()
        else {
            panic!("not recorded")
        };
        assert_eq!((certificate.id.0, certificate.revision), (1, 3));
        assert_eq!(revocation.cause, "retirement");
    }

    #[test]
    fn somebody_corrected_the_certificate_meanwhile_and_the_second_try_is_saved() {
        let mut doer = begun();
        doer.set("cause", "death");
        doer.save();
        doer.yes();
        let id = certificate_view(Standing::Good).certificate.id;
        let said = doer.refused(Refusal::MovedOn {
            record: RecordId::Certificate(id),
            by: RINA,
            at: crate::tui::view::testing::at(9, 12),
            what: "certificate-corrected".to_owned(),
        });
        assert!(said.contains("Rina (Kabid)"), "{said}");
        assert_eq!(doer.asked_again(), Some(Ask::Certificate(id)));
        let mut now = certificate_view(Standing::Good);
        now.certificate.revision = 4;
        doer.tell_again(Tell::Certificate(Box::new(now)));
        doer.save();
        let Some(Command::RevokeRecorded {
            certificate,
            revocation,
        }) = doer.yes()
        else {
            panic!("saved at the second try")
        };
        assert_eq!(
            (certificate.revision, revocation.cause.as_str()),
            (4, "death")
        );
        assert!(doer.done().contains("dicatat"));
    }

    #[test]
    fn a_refusal_stands_under_its_field_and_goes_when_the_field_is_mended() {
        let mut doer = begun();
        doer.save();
        doer.yes();
        let said = doer.refused(Refusal::Invalid {
            field: "date".to_owned(),
            given: "2020-01-01".to_owned(),
        });
        assert!(
            doer.drawn().contains("tidak dapat dipakai"),
            "{}",
            doer.drawn()
        );
        doer.type_in("date", "3");
        assert_eq!(doer.unsaid(), Some(said));
        assert!(
            !doer.drawn().contains("tidak dapat dipakai"),
            "{}",
            doer.drawn()
        );
    }
}
