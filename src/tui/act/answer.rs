//! BSrE's answers, and our own typing error in a certificate [SOP 6]. Each answer has its digit for
//! life; what the stage does not admit is grey.

use super::{Act, Case, Faults, Files, Line, Values, certificate, question, seen, subject};
use crate::domain::act::Command;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::view::bsre::answers::{self, Kind};
use crate::tui::widgets::form::Form;
use crate::tui::widgets::form::entry::Choice;
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Answer;

fn kind(case: &Case<RequestView>) -> Option<Kind> {
    Kind::from_key(&case.choice)
}

impl Act<RequestView> for Answer {
    fn name(&self) -> &'static str {
        "answer"
    }

    fn hindered(&self, case: &Case<RequestView>, ctx: &Ctx) -> Option<String> {
        let none = answers::admitted(&case.on, ctx).is_empty();
        none.then(|| ctx.get("chain-no-answer"))
    }

    fn choices(&self, case: &Case<RequestView>, ctx: &Ctx) -> (String, Vec<Line>) {
        let admitted = answers::admitted(&case.on, ctx);
        let line = |kind: Kind| Line {
            choice: Choice::new(kind.key(), ctx.words.of("answer-kind", kind.key())),
            applies: admitted.contains(&kind),
        };
        let lines = Kind::ALL.into_iter().map(line).collect();
        (ctx.get("chain-choose-answer"), lines)
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        match kind(case) {
            Some(Kind::Issued) => certificate::form(&case.on, false, ctx),
            Some(Kind::Correct) => certificate::form(&case.on, true, ctx),
            Some(kind) => {
                let who = subject(&case.on.request);
                let key = format!("chain-form-answer-{}", kind.key());
                answers::form(kind, &|| ctx.words.with(&key, &[("who", &who)]), ctx)
            }
            None => Form::default(),
        }
    }

    fn changed(&self, case: &Case<RequestView>, form: &mut Form, field: &str, ctx: &Ctx) {
        if matches!(kind(case), Some(Kind::Issued | Kind::Correct)) {
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
        let kind = kind(case).ok_or_else(Faults::new)?;
        if matches!(kind, Kind::Issued | Kind::Correct) {
            return certificate::command(&case.on, kind == Kind::Correct, values, ctx);
        }
        Ok(Command::Answer {
            request: seen(&case.on),
            answer: answers::answer(kind, values, ctx).ok_or_else(Faults::new)?,
        })
    }

    fn question(&self, case: &Case<RequestView>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let kind = kind(case)?;
        if matches!(kind, Kind::Issued | Kind::Correct) {
            return certificate::question(&case.on, kind == Kind::Correct, values, ctx);
        }
        let who = subject(&case.on.request);
        let key = format!("chain-ask-answer-{}", kind.key());
        let confirm = question(ctx.words.with(&key, &[("who", &who)]));
        let day = values.day("date").unwrap_or(ctx.now.day());
        Some(match kind {
            Kind::LinkSent | Kind::LinkAgain => {
                let days = u64::from(ctx.policy()?.deadlines.activation_days);
                let until = day.checked_add_days(chrono::Days::new(days)).unwrap_or(day);
                let (from, until) = (ctx.words.date(day), ctx.words.date(until));
                let args: &[(&str, &dyn crate::text::Arg)] = &[("from", &from), ("until", &until)];
                confirm.detail(ctx.words.with("chain-link-until", args))
            }
            Kind::Activated => confirm.detail(ctx.words.date(day)),
            Kind::Rejected => confirm.detail(values.get("text")).irreversible(),
            Kind::CorrectionAsked => confirm.detail(values.get("text")),
            _ => confirm,
        })
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let who = subject(&case.on.request);
        ctx.words.with("chain-done-answer", &[("who", &who)])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::act::{ActKind, Answer as Bsre};
    use crate::domain::request::Stage;
    use crate::text::Language;
    use crate::tui::act::testing::Doer;
    use crate::tui::action::Action;
    use crate::tui::panel::Input;
    use crate::tui::place::Place;
    use crate::tui::testing::{Stage as Screen, letter};
    use crate::tui::view::testing::request_view;

    fn at(stage: Stage) -> RequestView {
        let mut view = request_view();
        view.request.stage = stage;
        view.may = vec![ActKind::Answer, ActKind::CorrectCertificate];
        view
    }

    #[test]
    fn a_certificate_is_compared_before_it_is_saved() {
        let screen = Screen::new(100, 40, Language::Indonesian);
        let mut doer = Doer::new(screen, Action::Answer, at(Stage::Activated));
        assert_eq!(doer.place(), Place::Menu);
        doer.give(Input::Key(letter('6')));
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
        let life = certificate.not_after.0 - certificate.not_before.0;
        assert_eq!(life, (730 * 86_400 - 1) * 1000);
        let serial = certificate.serial.as_ref().unwrap().to_string();
        assert_eq!(serial.to_uppercase(), "3FA1");
    }

    #[test]
    fn an_answer_keeps_its_digit_and_what_the_stage_does_not_admit_is_grey() {
        for stage in [Stage::AtBsre, Stage::Activated] {
            let mut doer = Doer::new(Screen::small(), Action::Answer, at(stage));
            doer.give(Input::Key(letter('3')));
            assert_eq!(
                doer.place(),
                Place::Menu,
                "activated is not admitted at {stage:?}"
            );
            doer.give(Input::Key(letter('7')));
            assert_eq!(doer.place(), Place::Form, "rejected has 7 at {stage:?}");
        }
    }
}
