//! BSrE's answers [SOP 6]. Each answer has its digit for
//! life; what the stage does not admit is grey.

use super::{Act, Case, Faults, Files, Menu, Values, certificate, question, seen, subject};
use crate::domain::act::{ActKind, Command};
use crate::domain::finding::{Finding, activation_late};
use crate::domain::time::Day;
use crate::text::finding;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::view::bsre::answers;
use crate::tui::view::request::particulars;
use crate::tui::widgets::form::Form;
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Answer;

/// The certificate that it is about, and what becomes of it.
fn view_particulars(view: &RequestView, ctx: &Ctx) -> Vec<String> {
    let lines = particulars::lines(view, ctx).into_iter();
    lines.map(|line| line.text).collect()
}

fn kind(case: &Case<RequestView>) -> Option<ActKind> {
    ActKind::from_key(&case.choice)
}

/// The activation is later than the link's last day.
fn late(case: &Case<RequestView>, day: Day) -> Option<Finding> {
    let link = case.on.request.activation.as_ref()?;
    activation_late(link.until, day)
}

impl Act<RequestView> for Answer {
    fn name(&self) -> &'static str {
        "answer"
    }

    fn hindered(&self, case: &Case<RequestView>, ctx: &Ctx) -> Option<String> {
        let none = answers::admitted(&case.on.request, &case.on.may).is_empty();
        none.then(|| ctx.get("bsre-no-answer"))
    }

    fn choices(&self, case: &Case<RequestView>, ctx: &Ctx) -> Menu {
        let admitted = answers::admitted(&case.on.request, &case.on.may);
        let likely = admitted.first().map_or("", |act| act.as_str());
        Menu {
            title: ctx.get("bsre-choose-answer"),
            lines: answers::lines(&case.on, ctx),
            likely: likely.to_owned(),
        }
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        match kind(case) {
            Some(ActKind::Issued) => certificate::form(&case.on, ctx),
            Some(kind) => {
                let who = subject(&case.on.request);
                let key = format!(
                    "bsre-form-answer-{}",
                    answers::key(kind, case.on.request.stage)
                );
                answers::form(kind, &|| ctx.words.with(&key, &[("who", &who)]), ctx)
            }
            None => Form::default(),
        }
    }

    fn changed(&self, case: &Case<RequestView>, form: &mut Form, field: &str, ctx: &Ctx) {
        match kind(case) {
            Some(ActKind::Issued) => certificate::follow(form, field, ctx),
            Some(ActKind::Activated) if field == "date" => {
                let day = Values(form.values(ctx)).day("date");
                let late = day.and_then(|day| late(case, day));
                let said = late.map(|late| finding::sentence(ctx.words, &late));
                form.remark("date", said.unwrap_or_default());
            }
            _ => {}
        }
    }

    fn objections(&self, case: &Case<RequestView>, values: &Values, ctx: &Ctx) -> Faults {
        match kind(case) {
            Some(ActKind::Issued) => certificate::objection(&case.on, values, ctx),
            _ => Faults::new(),
        }
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        let kind = kind(case).ok_or_else(Faults::new)?;
        if kind == ActKind::Issued {
            return certificate::command(&case.on, values, ctx);
        }
        Ok(Command::Answer {
            request: seen(&case.on),
            answer: answers::answer(kind, values, ctx).ok_or_else(Faults::new)?,
        })
    }

    fn question(&self, case: &Case<RequestView>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let kind = kind(case)?;
        if kind == ActKind::Issued {
            return certificate::question(&case.on, values, ctx);
        }
        let who = subject(&case.on.request);
        let key = format!(
            "bsre-ask-answer-{}",
            answers::key(kind, case.on.request.stage)
        );
        let confirm = question(ctx.words.with(&key, &[("who", &who)]));
        let day = values.day("date").unwrap_or(ctx.now.day());
        Some(match kind {
            ActKind::LinkSent => {
                let until = ctx.policy()?.deadlines.link_until(day);
                let (from, until) = (ctx.words.date(day), ctx.words.date(until));
                let args: &[(&str, &dyn crate::text::Arg)] = &[("from", &from), ("until", &until)];
                confirm.detail(ctx.words.with("bsre-link-until", args))
            }
            ActKind::Activated => {
                let confirm = confirm.detail(ctx.words.date(day));
                match late(case, day) {
                    Some(late) => confirm.detail(certificate::warning(&late, ctx)),
                    None => confirm,
                }
            }
            ActKind::Revoked | ActKind::DataChanged => {
                let said = view_particulars(&case.on, ctx);
                let confirm = confirm.detail(ctx.words.date(day)).irreversible();
                said.into_iter().fold(confirm, Confirm::detail)
            }
            ActKind::RejectedByBsre | ActKind::ApprovalRefused => {
                confirm.detail(values.get("text")).irreversible()
            }
            ActKind::CorrectionAsked | ActKind::CheckFailed | ActKind::TooLate => {
                confirm.detail(values.get("text"))
            }
            ActKind::Withdrawn => confirm.irreversible(),
            _ => confirm,
        })
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let who = subject(&case.on.request);
        ctx.words.with("bsre-done-answer", &[("who", &who)])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::act::Answer as Bsre;
    use crate::domain::request::Stage;
    use crate::text::Language;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::panel::Input;
    use crate::tui::place::Place;
    use crate::tui::testing::{Stage as Screen, letter};
    use crate::tui::view::testing::request_view;

    fn at(stage: Stage) -> RequestView {
        let mut view = request_view();
        view.request.stage = stage;
        view.may = vec![ActKind::LinkSent, ActKind::Issued, ActKind::RejectedByBsre];
        view
    }

    #[test]
    fn a_pasted_text_about_somebody_else_or_of_another_answer_is_not_recorded() {
        for (text, said) in [
            (
                "Perihal: Sertifikat telah terbit\nNama: Budi Hartono\nEmail: budi@babelprov.go.id",
                "Teks ini tentang Budi Hartono",
            ),
            (
                "Perihal: Sertifikat telah terbit\nNIK: 1902011005800021\nNama: Siti Rahmawati",
                "Teks ini tentang Siti Rahmawati",
            ),
            (
                "Perihal: Permohonan sertifikat ditolak\nNama: Siti Rahmawati",
                "Teks ini berbunyi lain: Ditolak BSrE",
            ),
        ] {
            let screen = Screen::new(100, 40, Language::Indonesian);
            let mut doer = ActDriver::new(screen, Action::Answer, at(Stage::Activated));
            doer.give(Input::Key(letter('5')));
            doer.give(Input::Paste(text.to_owned()));
            for (field, value) in [
                ("serial", "3F:A1"),
                ("certificate_name", "Siti Rahmawati"),
                ("email", "siti@babelprov.go.id"),
                ("not_before", "23/11/2026 08:00"),
            ] {
                doer.set(field, value);
            }
            doer.save();
            assert!(doer.drawn().contains(said), "{}", doer.drawn());
            assert!(doer.question().is_none() && doer.command().is_none());
        }
    }

    #[test]
    fn a_certificate_is_compared_before_it_is_saved() {
        let screen = Screen::new(100, 40, Language::Indonesian);
        let mut doer = ActDriver::new(screen, Action::Answer, at(Stage::Activated));
        assert_eq!(doer.place(), Place::Menu);
        doer.give(Input::Key(letter('5')));
        let notice = "Nomor Seri: 3F:A1\nNama: Siti Rahmawati\nEmail: siti@babelprov.go.id\nBerlaku sejak: 23/11/2026 08:00";
        doer.give(Input::Paste(notice.to_owned()));
        insta::assert_snapshot!("certificate_100", doer.drawn());
        doer.save();
        let question = doer.question().unwrap();
        insta::assert_snapshot!("certificate_question", question);
        assert!(question.contains("TIDAK COCOK"), "{question}");
        let Some(Command::Answer {
            answer: Bsre::Issued { certificate },
            ..
        }) = doer.yes()
        else {
            panic!("not recorded")
        };
        let life = certificate.form.not_after.0 - certificate.form.not_before.0;
        assert_eq!(life, (730 * 86_400 - 1) * 1000);
        let serial = certificate.form.serial.as_ref().unwrap().to_string();
        assert_eq!(serial.to_uppercase(), "3FA1");
    }

    #[test]
    fn an_answer_keeps_its_digit_and_what_the_stage_does_not_admit_is_grey() {
        for stage in [Stage::AtBsre, Stage::Activated] {
            let mut doer = ActDriver::new(Screen::small(), Action::Answer, at(stage));
            doer.give(Input::Key(letter('3')));
            assert_eq!(
                doer.place(),
                Place::Menu,
                "activated is not admitted at {stage:?}"
            );
            doer.give(Input::Key(letter('6')));
            assert_eq!(doer.place(), Place::Form, "rejected has 6 at {stage:?}");
        }
    }
}
